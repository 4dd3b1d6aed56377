//! The structure of PDF: what inflates, nests, repeats and goes in circles.

use super::pdf::{FIELD, Pdf, bomb, deflate, page, value};
use super::pki::Cms;
use super::{Named, Verdict, check, document, ordinary, with_trust};

/// Ten gigabytes.
const BOMB: u64 = 10_000_000_000;

const TWICE: &str = "/Filter [/FlateDecode /FlateDecode]";

#[test]
fn what_inflates_as_an_xref_stream() {
    let bomb = bomb(BOMB);
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    let mut file = Pdf::new();
    file.object(1, "<</Type /Catalog>>");
    let at = file.bytes.len();
    file.stream(2, &format!("/Type /XRef /W [1 2 1] /Size 3 /Root 1 0 R {TWICE}"), &bomb);
    file.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    check("xref stream", &with_trust(file.bytes), &Named("inflate"));
}

#[test]
fn what_inflates_as_an_object_stream() {
    let mut file = Pdf::new();
    let bomb = bomb(BOMB);
    file.object(2, "<</Type /Pages /Kids [] /Count 0>>");
    let container = file.bytes.len();
    file.stream(4, &format!("/Type /ObjStm /N 1 /First 5 {TWICE}"), &bomb);
    let at = file.bytes.len();
    // 1 lies in 4.
    let rows: Vec<u8> = [[0; 5], [2, 0, 0, 4, 0], [0; 5], [0; 5]].concat();
    let mut rows = rows;
    rows.extend([&[1], &u32::try_from(container).unwrap().to_be_bytes()[1..], &[0]].concat());
    rows.extend([&[1], &u32::try_from(at).unwrap().to_be_bytes()[1..], &[0]].concat());
    file.stream(5, "/Type /XRef /W [1 3 1] /Size 6 /Root 1 0 R", &rows);
    file.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    check("object stream", &with_trust(file.bytes), &Named("inflate"));
}

#[test]
fn what_inflates_in_a_signed_document() {
    let bomb = bomb(BOMB);
    // What a bound kept out may have said that a certificate is revoked.
    let store = document(&Cms::default(), "/DSS <</Certs [20 0 R] /CRLs [20 0 R]>>", |file| {
        file.stream(20, TWICE, &bomb);
    });
    check("security store", &with_trust(store), &Named("PDF_INFLATED_BYTES"));
    // The content of a page is bytes that were signed; nobody asks what it shows.
    let content = document(&Cms::default(), "/Extra 20 0 R", |file| {
        file.stream(20, TWICE, &bomb);
    });
    check("content", &with_trust(content), &Verdict("passed"));
    // A signature value that is a stream is none.
    let mut file = page("", "5 0 R");
    file.object(5, FIELD)
        .object(
            6,
            "<</Type /Sig /SubFilter /adbe.pkcs7.detached \
        /ByteRange [0 1 2 3] /Contents 20 0 R>>",
        )
        .stream(20, TWICE, &bomb)
        .end();
    check("/Contents", &with_trust(file.bytes), &Named("no signature value (Contents)"));
}

#[test]
fn many_streams_that_inflate_within_bounds() {
    // Each is below the bound for one; together they are not.
    let data = deflate(&vec![0; 60 << 20]);
    let numbers: Vec<u32> = (20..60).collect();
    let list: String = numbers.iter().map(|number| format!("{number} 0 R ")).collect();
    let file = document(&Cms::default(), &format!("/DSS <</Certs [{list}]>>"), |file| {
        for number in numbers {
            file.stream(number, "/Filter /FlateDecode", &data);
        }
    });
    check("streams", &with_trust(file), &Named("PDF_SECURITY_STORE_BYTES"));
}

#[test]
fn a_million_nested_arrays() {
    let deep = 1_000_000;
    let arrays = "[".repeat(deep) + &"]".repeat(deep);
    let dictionaries = "<</A".repeat(deep) + " 0" + &">>".repeat(deep);
    let open = "[".repeat(deep);
    for (name, body) in [("arrays", &arrays), ("dictionaries", &dictionaries), ("open", &open)] {
        let mut file = page("/Extra 20 0 R", "5 0 R");
        file.object(5, format!("<</FT /Sig /T (s) /V {body}>>")).end();
        check(name, &with_trust(file.bytes), &Named("nested"));
        let mut file = Pdf::new();
        file.object(1, "<</Type /Catalog>>").end_with(&format!("/X {body}"));
        check(name, &with_trust(file.bytes), &Named("nested"));
        // After a signature: what cannot be read is not permitted.
        let mut file = ordinary();
        let at = file.len();
        let previous = file.windows(9).rposition(|it| it == b"startxref").unwrap();
        let previous: String = file[previous + 10..]
            .iter()
            .take_while(|it| it.is_ascii_digit())
            .map(|it| char::from(*it))
            .collect();
        file.extend_from_slice(format!("2 0 obj\n{body}\nendobj\n").as_bytes());
        let xref = file.len();
        file.extend_from_slice(
            format!(
                "xref\n2 1\n{at:010} 00000 n \ntrailer <</Size 7 /Root 1 0 R /Prev {previous}>>\n\
                 startxref\n{xref}\n%%EOF\n"
            )
            .as_bytes(),
        );
        check(name, &with_trust(file), &Named("object-unreadable"));
    }
}

#[test]
fn a_hundred_thousand_revisions() {
    let mut file = Pdf::new();
    file.object(1, "<</Type /Catalog>>").end();
    for _ in 0..100_000 {
        file.end();
    }
    check("revisions", &with_trust(file.bytes), &Named("10000 cross-reference sections"));
}

#[test]
fn as_many_revisions_as_there_may_be() {
    let mut file = page("", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, 1_000);
    file.end();
    hole.put(&mut file.bytes, &[0x30, 0]);
    for number in 0..9_990 {
        file.object(100 + number % 7, format!("<</N {number}>>")).end();
    }
    check("revisions after a signature", &with_trust(file.bytes), &Verdict("failed"));
}

/// A document with many fields whose values are signatures, so many that share one.
fn signatures(count: u32, shared: bool) -> Vec<u8> {
    let fields: String = (0..count).map(|number| format!("{} 0 R ", 100 + number)).collect();
    let mut file = page("", &fields);
    let mut holes = Vec::new();
    for number in 0..count {
        let at = if shared { 100 + count } else { 100 + count + number };
        file.object(100 + number, format!("<</FT /Sig /T (s{number}) /V {at} 0 R>>"));
    }
    for number in 0..if shared { 1 } else { count } {
        holes.push(value(&mut file, 100 + count + number, 700));
    }
    file.end();
    let sign = |content: &[u8]| {
        let certificates = vec![super::signer().sign(&super::root_key())];
        let cms = Cms { certificates, ..Cms::default() };
        cms.sign(content, super::ROOT, &super::SIGNER_SERIAL, &super::signer_key())
    };
    let once = sign(b"x");
    for hole in &holes {
        hole.put(&mut file.bytes, &once);
    }
    file.bytes
}

#[test]
fn ten_thousand_signatures() {
    check("signatures", &with_trust(signatures(10_000, false)), &Named("1000 signatures"));
    check("one value, shared", &with_trust(signatures(10_000, true)), &Named("1000 signatures"));
}

#[test]
fn as_many_signatures_as_there_may_be() {
    check("signatures", &with_trust(signatures(1_000, false)), &Verdict("failed"));
    check("one value, shared", &with_trust(signatures(20, true)), &Verdict("failed"));
    check("one value, often", &with_trust(signatures(1_000, true)), &Named("4 times the file"));
}

#[test]
fn circles() {
    let cross = |catalog: &str, more: &dyn Fn(&mut Pdf)| {
        let mut file = page(catalog, "5 0 R");
        more(&mut file);
        file.end();
        with_trust(file.bytes)
    };
    let field = "/FT /Sig /T (s)";
    check(
        "kids of a field",
        &cross("", &|file| {
            file.object(5, format!("<<{field} /Kids [5 0 R 6 0 R]>>"));
            file.object(6, "<</Kids [5 0 R 6 0 R] /Parent 5 0 R>>");
        }),
        &Verdict("unsigned"),
    );
    check(
        "parents of a field",
        &cross("", &|file| {
            file.object(5, "<</T (s) /V 6 0 R /Parent 7 0 R>>");
            file.object(7, "<</Parent 5 0 R>>").object(6, "<</Type /Sig>>");
        }),
        &Verdict("unsigned"),
    );
    check(
        "a reference to itself",
        &cross("", &|file| {
            file.object(5, "6 0 R").object(6, "7 0 R").object(7, "5 0 R");
        }),
        &Named("steps"),
    );
    check(
        "a length that is its own stream",
        &cross("/DSS <</Certs [20 0 R]>>", &|file| {
            file.object(5, format!("<<{field}>>"));
            file.object(20, "<</Length 20 0 R>> stream\nabc\nendstream");
        }),
        &Verdict("unsigned"),
    );
    check(
        "lengths of each other",
        &cross("/DSS <</Certs [20 0 R]>>", &|file| {
            file.object(5, format!("<<{field}>>"));
            file.object(20, "<</Length 21 0 R>> stream\nabc\nendstream");
            file.object(21, "<</Length 20 0 R>> stream\nabc\nendstream");
        }),
        &Verdict("unsigned"),
    );
    check(
        "a page tree",
        &cross("", &|file| {
            file.object(5, format!("<<{field}>>"));
            file.object(2, "<</Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1>>");
        }),
        &Verdict("unsigned"),
    );
    for (name, target) in [("back", "9"), ("itself", "{at}"), ("far", "99999999999999999999")] {
        let mut file = Pdf::new();
        file.object(1, "<</Type /Catalog>>");
        let at = file.bytes.len().to_string();
        file.end_with(&format!("/Prev {}", target.replace("{at}", &at)));
        check(name, &with_trust(file.bytes), &Named("cross-reference"));
    }
    let mut file = Pdf::new();
    file.object(1, "<</Type /Catalog>>");
    let at = file.bytes.len();
    file.end_with(&format!("/XRefStm {at}"));
    check("/XRefStm", &with_trust(file.bytes), &Named("cross-reference"));
}

#[test]
fn object_streams_in_circles() {
    // 1 lies in 2, which lies in 1; and one that extends itself.
    for (name, first, extends) in [("in each other", 2, ""), ("/Extends", 1, "/Extends 4 0 R")] {
        let mut file = Pdf::new();
        let container = file.bytes.len();
        file.stream(
            4,
            &format!("/Type /ObjStm /N 1 /First 4 {extends}"),
            b"1 0 <</Type /Catalog>>",
        );
        let at = file.bytes.len();
        let row = |kind: u8, at: usize, index: u8| {
            [&[kind], &u32::try_from(at).unwrap().to_be_bytes()[1..], &[index]].concat()
        };
        let rows = [
            row(0, 0, 0),
            row(2, 4, 0),
            row(0, 0, 0),
            row(0, 0, 0),
            if first == 2 { row(2, 4, 0) } else { row(1, container, 0) },
            row(1, at, 0),
        ];
        file.stream(5, "/Type /XRef /W [1 3 1] /Size 6 /Root 1 0 R", &rows.concat());
        file.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        let expected = if first == 2 { Named("broken-pdf") } else { Verdict("unsigned") };
        check(name, &with_trust(file.bytes), &expected);
    }
}

#[test]
fn many_objects_in_one_place() {
    // Each number leads to the same long object: read for each, that would be quadratic.
    let body = format!("[{}]", "0 ".repeat(200_000));
    let mut file = page("", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, 1_000);
    file.end();
    hole.put(&mut file.bytes, &[0x30, 0]);
    let start = file.bytes.len();
    file.object(20, body);
    for number in 21..5_000 {
        file.alias(number, start);
    }
    file.end();
    check("one place", &with_trust(file.bytes), &Named("failed"));
}

#[test]
fn a_million_xref_rows() {
    let rows = vec![0; 4 * 5_000_000];
    let mut file = Pdf::new();
    file.object(1, "<</Type /Catalog>>");
    let at = file.bytes.len();
    file.stream(
        2,
        "/Type /XRef /W [1 2 1] /Size 5000000 /Root 1 0 R /Filter /FlateDecode",
        &deflate(&rows),
    );
    file.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    check("rows", &with_trust(file.bytes), &Named("steps"));
}

#[test]
fn a_million_fields_and_kids() {
    let mut file = page("", "5 0 R");
    file.object(5, format!("<</FT /Sig /T (s) /Kids [{}]>>", "5 0 R 20 0 R ".repeat(200_000)));
    file.object(20, "<</Parent 5 0 R>>").end();
    check("kids", &with_trust(file.bytes), &Verdict("unsigned"));
    let parents = 100_000;
    let mut file = page("", "20 0 R");
    for number in 20..20 + parents {
        file.object(number, format!("<</T (a) /FT /Sig /Kids [{} 0 R]>>", number + 1));
    }
    file.end();
    check("depth of fields", &with_trust(file.bytes), &Named("limit"));
    let fields = page("", &"5 0 R 20 0 R 6 0 R ".repeat(150_000));
    let mut file = fields;
    file.object(5, format!("<<{} /Kids [{}]>>", "/FT /Sig /T (s)", "5 0 R 7 0 R ".repeat(200_000)));
    file.object(7, format!("<</T (k) /Kids [{}]>>", "5 0 R 7 0 R 8 0 R ".repeat(150_000)));
    file.object(8, format!("<</T (k) /Kids [{}]>>", "[] ".repeat(400_000))).end();
    check("fields", &with_trust(file.bytes), &Verdict("unsigned"));
}

/// A file whose objects from 20 on lie in object streams: so many streams of so many objects, each
/// of which begins at the same place.
fn compressed(streams: u32, objects: u32, body: &str) -> Vec<u8> {
    let mut file =
        page("", &(0..objects).map(|it| format!("{} 0 R ", 20 + it)).collect::<String>());
    let mut rows = Vec::new();
    let mut row = |kind: u8, at: usize, index: u32| {
        rows.push(kind);
        rows.extend_from_slice(&u32::try_from(at).unwrap().to_be_bytes());
        rows.extend_from_slice(&index.to_be_bytes());
    };
    let offsets: Vec<(u32, usize)> = file.entries().to_vec();
    for number in 0..4 {
        let found = offsets.iter().find(|it| it.0 == number);
        row(u8::from(found.is_some()), found.map_or(0, |it| it.1), 0);
    }
    (4..20).for_each(|_| row(0, 0, 0));
    for stream in 0..streams {
        for index in 0..objects {
            row(2, usize::try_from(20 + streams * objects + stream).unwrap(), index);
        }
    }
    for stream in 0..streams {
        row(1, file.bytes.len(), 0);
        let first = 20 + stream * objects;
        let head: String = (first..first + objects).map(|number| format!("{number} 0 ")).collect();
        let dictionary =
            format!("/Type /ObjStm /N {objects} /First {} /Filter /FlateDecode", head.len());
        file.stream(
            20 + streams * objects + stream,
            &dictionary,
            &deflate((head + body).as_bytes()),
        );
    }
    let at = file.bytes.len();
    let size = rows.len() / 9;
    file.stream(
        20 + streams * objects + streams,
        &format!("/Type /XRef /W [1 4 4] /Size {size} /Root 1 0 R /Filter /FlateDecode"),
        &deflate(&rows),
    );
    file.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    file.bytes
}

#[test]
fn long_objects_that_are_asked_for_often() {
    let text = format!("({})", "a".repeat(50 << 20));
    check("strings", &with_trust(compressed(2, 2_000, &text)), &Named("limit"));
    let array = format!("[{}]", "0 ".repeat(490_000));
    check("arrays", &with_trust(compressed(2, 2_000, &array)), &Named("limit"));
    let space = " ".repeat(50 << 20) + "[]";
    check("space", &with_trust(compressed(2, 2_000, &space)), &Named("limit"));
    let values = format!("[{}]", "0 ".repeat(3_000_000));
    check("values", &with_trust(compressed(1, 10, &values)), &Named("500000 values"));
}

#[test]
fn long_objects_before_and_after() {
    // As much as one object may hold, in each place that a comparison of revisions looks at.
    let array = format!("[{}]", "0 ".repeat(490_000));
    let mut file = page("/DSS 20 0 R /Metadata 21 0 R /Extensions 22 0 R", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, 1_000);
    for number in 20..25 {
        file.object(number, format!("<</A {array}>>"));
    }
    file.end();
    hole.put(&mut file.bytes, &[0x30, 0]);
    for number in 20..25 {
        file.object(number, format!("<</A {array} /C 1>>"));
    }
    file.end();
    check("before and after", &with_trust(file.bytes), &Verdict("failed"));
}
