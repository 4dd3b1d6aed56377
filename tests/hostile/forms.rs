//! Forms that were filled after signing, so that what a field shows costs much to tell.

use std::fmt::Write;

use kyso::limits::PDF_CHANGES_LISTED;

use super::pdf::{FIELD, Pdf, deflate, page, value};
use super::pki::Cms;
use super::{Named, ROOT, SIGNER_SERIAL, Verdict, check, root_key, signer, signer_key, with_trust};

/// A form of these fields that the ordinary signer signed, and a revision that came after.
fn filled(fields: &str, before: impl FnOnce(&mut Pdf), after: impl FnOnce(&mut Pdf)) -> Vec<u8> {
    let certificates = vec![signer().sign(&root_key())];
    let cms = Cms { certificates, ..Cms::default() };
    let sign = |content: &[u8]| cms.sign(content, ROOT, &SIGNER_SERIAL, &signer_key());
    let mut file = page("", &format!("5 0 R {fields}"));
    file.object(5, FIELD);
    let hole = value(&mut file, 6, sign(b"").len() + 64);
    file.object(
        7,
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
    );
    before(&mut file);
    file.end();
    hole.fill(&mut file.bytes, sign);
    after(&mut file);
    file.end();
    file.bytes
}

const APPEARANCE: &str = "/Type /XObject /Subtype /Form /BBox [0 0 99 20] \
    /Resources <</Font <</F 7 0 R>>>>";

const SMALL: &str = "[0 0 99 20]";
const TALL: &str = "[0 0 99 20010]";

/// So many widgets of one field, all with one appearance.
fn widgets(file: &mut Pdf, field: &str, rect: &str, appearance: u32, count: u32) {
    let numbers = 1_000..1_000 + count;
    let kids = numbers.clone().fold(String::new(), |mut all, number| {
        write!(all, "{number} 0 R ").unwrap();
        all
    });
    file.object(40, format!("<<{field} /T (f) /Kids [{kids}]>>"));
    for number in numbers {
        file.object(
            number,
            format!(
                "<</Type /Annot /Subtype /Widget /Parent 40 0 R /Rect {rect} \
                 /AP <</N {appearance} 0 R>>>>"
            ),
        );
    }
}

#[test]
fn widgets_that_share_a_large_appearance() {
    let letters =
        |word: &str| format!("BT /F 12 Tf 2 6 Td {} ET", format!("({word}) Tj ").repeat(20_000));
    let spaces = |word: &str| format!("{} BT /F 12 Tf 2 6 Td ({word}) Tj ET", " ".repeat(1 << 20));
    let is_raw = |it: &str| it.len() < 1 << 20;
    for (name, old, new) in
        [("letters", letters("a"), letters("b")), ("spaces", spaces("a"), spaces("b"))]
    {
        let put = |file: &mut Pdf, number: u32, content: String| {
            if is_raw(&content) {
                file.stream(number, APPEARANCE, content.as_bytes());
            } else {
                let data = deflate(content.as_bytes());
                file.stream(number, &format!("{APPEARANCE} /Filter /FlateDecode"), &data);
            }
        };
        let file = filled(
            "40 0 R",
            |file| {
                widgets(file, "/FT /Tx /V (a)", SMALL, 41, 2_000);
                put(file, 41, old);
            },
            |file| {
                widgets(file, "/FT /Tx /V (b)", SMALL, 42, 2_000);
                put(file, 42, new);
            },
        );
        check(name, &with_trust(file), &Named("PDF_APPEARANCE_BYTES"));
    }
}

#[test]
fn letters_in_a_hundred_thousand_inks_and_fonts() {
    let inks = |start: u32| {
        (start..start + 6_000).fold("/Tx BMC BT 2 6 Td ".to_owned(), |mut all, number| {
            write!(all, "0.{number:06} g /F{} 12 Tf (i) Tj ", number % 1_000).unwrap();
            all
        }) + "ET EMC"
    };
    let fonts = (0..1_000).fold(String::new(), |mut all, number| {
        write!(all, "/F{number} 7 0 R ").unwrap();
        all
    });
    let own = APPEARANCE.replace("/F 7 0 R", &fonts);
    let file = filled(
        "40 0 R",
        |file| {
            widgets(file, "/FT /Tx /V (a)", SMALL, 41, 10);
            file.stream(41, &own, inks(0).as_bytes());
        },
        |file| {
            widgets(file, "/FT /Tx /V (b)", SMALL, 42, 10);
            file.stream(42, &own, inks(100).as_bytes());
        },
    );
    check("inks", &with_trust(file), &Named("field"));
}

#[test]
fn list_boxes_of_many_options() {
    let count = 2_000;
    let options = |which: &str| {
        (0..count).fold(String::new(), |mut all, number| {
            write!(all, "({which}{number}) ").unwrap();
            all
        })
    };
    let lines = |chosen: u32| {
        let bar = format!("0.6 g 0 {} 99 10 re f ", 10 * (count - chosen) - 2);
        (0..count).fold(format!("/Tx BMC {bar} 0 g "), |mut all, number| {
            write!(all, "BT /F 9 Tf 2 {} Td (o{number}) Tj ET ", 10 * (count - number)).unwrap();
            all
        })
    };
    let field = |value: &str| format!("/FT /Ch /V ({value}) /Opt [{}]", options("o"));
    let tall = APPEARANCE.replace("99 20", "99 20010");
    let file = filled(
        "40 0 R",
        |file| {
            widgets(file, &field("o1"), TALL, 41, 500);
            file.stream(41, &tall, lines(1).as_bytes());
        },
        |file| {
            widgets(file, &field("o2"), TALL, 42, 500);
            file.stream(42, &tall, lines(2).as_bytes());
        },
    );
    check("options", &with_trust(file), &Named("PDF_APPEARANCE_"));
}

#[test]
fn fields_that_are_nested_and_share_their_parents() {
    let depth = 60;
    let count = 20_000;
    let tree = |value: &str, file: &mut Pdf| {
        let last = 100 + depth;
        for number in 100..last {
            file.object(
                number,
                format!("<</T (p) /Parent {} 0 R /Kids [{} 0 R]>>", number - 1, number + 1),
            );
        }
        let kids = (1_000..1_000 + count).fold(String::new(), |mut all, number| {
            write!(all, "{number} 0 R ").unwrap();
            all
        });
        file.object(last, format!("<</T (q) /Parent {} 0 R /Kids [{kids}]>>", last - 1));
        for number in 1_000..1_000 + count {
            file.object(
                number,
                format!(
                    "<</Type /Annot /Subtype /Widget /FT /Tx /T (f{number}) /Parent {last} 0 R \
                     /V ({value}) /Rect [0 0 9 9]>>"
                ),
            );
        }
    };
    let file = filled("100 0 R", |file| tree("a", file), |file| tree("b", file));
    check("nested", &with_trust(file), &Named("PDF_STEPS"));
}

#[test]
fn a_font_whose_map_of_letters_is_endless() {
    let map = "<0000> <ffff> <0041>\n".repeat(100_000);
    let map = format!(
        "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange {map} endbfrange"
    );
    let font = "<</Type /Font /Subtype /Type0 /BaseFont /ABCDEF+X /Encoding /Identity-H \
        /ToUnicode 9 0 R /DescendantFonts [10 0 R]>>";
    let fonts = |file: &mut Pdf| {
        file.object(8, font)
            .stream(9, "/Filter /FlateDecode", &deflate(map.as_bytes()))
            .object(
                10,
                "<</Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+X \
                 /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> \
                 /FontDescriptor 11 0 R>>",
            )
            .object(11, "<</Type /FontDescriptor /FontName /ABCDEF+X /Flags 4>>");
    };
    let own = APPEARANCE.replace("/F 7 0 R", "/F 8 0 R");
    let shown = |glyph: &str| {
        format!("/Tx BMC BT /F 12 Tf 2 6 Td {} ET EMC", format!("<{glyph}> Tj ").repeat(4_000))
    };
    let file = filled(
        "40 0 R",
        |file| {
            fonts(file);
            widgets(file, "/FT /Tx /V (a)", SMALL, 41, 200);
            file.stream(41, &own, shown("0001").as_bytes());
        },
        |file| {
            widgets(file, "/FT /Tx /V (b)", SMALL, 42, 200);
            file.stream(42, &own, shown("0002").as_bytes());
        },
    );
    check("map", &with_trust(file), &Named("field"));
}

/// So many text fields, and another, `khoa`, which comes last and which the signature locks if it says
/// so. All are filled afterwards, as any office program would, and whatever else is done.
fn filled_beside(count: u32, lock: &str, after: impl FnOnce(&mut Pdf)) -> Vec<u8> {
    let certificates = vec![signer().sign(&root_key())];
    let cms = Cms { certificates, ..Cms::default() };
    let sign = |content: &[u8]| cms.sign(content, ROOT, &SIGNER_SERIAL, &signer_key());
    let fields = || 1_000..=1_000 + count;
    let put = |file: &mut Pdf, value: &str, content: &str| {
        for number in fields() {
            let name = match number - 1_000 {
                last if last == count => "khoa".to_owned(),
                other => format!("f{other}"),
            };
            let appearance = number + count + 1;
            file.object(
                number,
                format!(
                    "<</Type /Annot /Subtype /Widget /FT /Tx /T ({name}) /Rect {SMALL} {value} \
                     /AP <</N {appearance} 0 R>>>>"
                ),
            );
            file.stream(appearance, APPEARANCE, content.as_bytes());
        }
    };
    let numbers = fields().fold(String::new(), |mut all, number| {
        write!(all, "{number} 0 R ").unwrap();
        all
    });
    let mut file = page("", &format!("5 0 R {numbers}"));
    file.object(5, FIELD.replace(">>", &format!("{lock}>>")));
    let hole = value(&mut file, 6, sign(b"").len() + 64);
    file.object(
        7,
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
    );
    put(&mut file, "", "/Tx BMC EMC");
    file.end();
    hole.fill(&mut file.bytes, sign);
    put(&mut file, "/V (x)", "/Tx BMC q BT /F 9 Tf 2 6 Td (x) Tj ET Q EMC");
    after(&mut file);
    file.end();
    file.bytes
}

#[test]
fn a_locked_field_behind_more_changes_than_are_listed() {
    let many = u32::try_from(PDF_CHANGES_LISTED).unwrap() + 1;
    let lock = |action: &str| {
        format!("/Lock <</Type /SigFieldLock /Action /Include /Fields [({action})]>>")
    };
    for (name, count, lock, expected) in [
        ("no lock", many, String::new(), Verdict("passed")),
        ("a lock on another", many, lock("g"), Verdict("passed")),
        ("few", 3, lock("khoa"), Named("\"reason\":\"locked\"")),
        ("more than are listed", many, lock("khoa"), Named("\"reason\":\"locked\"")),
        ("as many as are listed", many - 1, lock("khoa"), Named("\"reason\":\"locked\"")),
    ] {
        let case = with_trust(filled_beside(count, &lock, |_| {}));
        check(name, &case, &expected);
        if matches!(expected, Named(_)) {
            check(name, &case, &Verdict("failed"));
        }
    }
    // A page beside it is as grave, and one of the two is listed.
    let page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 90 90] /Annots [5 0 R]>>";
    let both = filled_beside(many, &lock("khoa"), |file| {
        file.object(3, page);
    });
    check("and a page", &with_trust(both.clone()), &Verdict("failed"));
    check("and a page", &with_trust(both), &Named("\"level\":\"other\""));
}
