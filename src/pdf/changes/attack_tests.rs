//! Updates that readers show in another way than a careless comparison of revisions sees. Each was
//! seen to change what MuPDF, Poppler or PDFium show.

use super::tests::{assert_refused, judge, level};
use super::{ChangeKind, ChangeLevel};
use crate::pdf::builder::Builder;
use crate::pdf::{Coverage, Document, SignatureProblem};

const PAGE: &str = "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Annots 8 0 R>>";
const TIMESTAMP: &str = "/Type /DocTimeStamp /SubFilter /ETSI.RFC3161";

/// A document timestamp in a new field with these entries.
fn timestamp(field: &str) -> Builder {
    Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(8, "[5 0 R 20 0 R]")
        .object(20, &format!("<</Subtype /Widget /FT /Sig /T (second) /V 21 0 R {field}>>"))
        .signature(21, TIMESTAMP)
}

#[test]
fn a_timestamp_that_shows_something_is_an_annotation() {
    let appearance = timestamp("/Rect [0 0 595 842] /AP <</N 22 0 R>>").stream(22, "", "f");
    assert_eq!(level(appearance.end()), ChangeLevel::Annotations);
    let made = timestamp("/Rect [0 0 595 842] /MK <</BG [1 1 1] /CA (forged)>>");
    assert_eq!(level(made.end()), ChangeLevel::Annotations);
    let flat = timestamp("/Rect [0 0 0 0] /AP <</N 22 0 R>>").stream(22, "", "f");
    assert_eq!(level(flat.end()), ChangeLevel::Lta);
    assert_eq!(level(timestamp("/Rect [0 0 9 9] /F 132").end()), ChangeLevel::Lta);
}

#[test]
fn a_widget_of_a_signature_is_no_text_field() {
    for entry in ["/FT /Tx", "/V (forged)"] {
        let kid = format!("<</Subtype /Widget /Parent 20 0 R /Rect [0 0 9 9] {entry}>>");
        let builder = Builder::signed()
            .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
            .object(8, "[5 0 R 22 0 R]")
            .object(20, "<</FT /Sig /T (second) /V 21 0 R /Kids [22 0 R] /DA (/Helv 9 Tf)>>")
            .signature(21, TIMESTAMP)
            .object(22, &kid);
        assert_refused(builder.end(), ChangeKind::FormChanged);
    }
}

#[test]
fn the_number_of_a_section_is_of_no_other_use() {
    // readers take the stream for the object of its number, listed or not
    for number in [4, 8] {
        let builder = Builder::signed().end_with_stream(number, &[]);
        assert_refused(builder, ChangeKind::ObjectUsedElsewhere);
    }
    assert_eq!(level(Builder::signed().end_with_stream(30, &[])), ChangeLevel::None);
    let twice = Builder::signed().end_with_stream(30, &[]).end_with_stream(30, &[]);
    assert_eq!(level(twice), ChangeLevel::None);
}

#[test]
fn sections_that_readers_differ_about_are_refused() {
    let shifted = Builder::signed();
    let catalog = shifted.position();
    let shifted = shifted.raw("1 0 obj\n<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>\nendobj\n");
    let xref = shifted.position();
    let shifted =
        shifted.raw("xref\n1 2\n0000000000 65535 f \n").raw(&format!("{catalog:010} 00000 n \n"));
    let previous = Document::open(&Builder::signed().build()).unwrap().revisions()[0].xref_offset;
    let trailer =
        format!("trailer\n<</Size 99 /Root 1 0 R /Prev {previous}>>\nstartxref\n{xref}\n%%EOF\n");
    assert_refused(shifted.raw(&trailer), ChangeKind::XrefAmbiguous);

    // hidden by the table, and listed by the stream beside it
    let hybrid = Builder::signed();
    let hidden = hybrid.position();
    let content = Builder::signed().build();
    let content = content.windows(7).position(|it| it == b"4 0 obj").unwrap();
    let hybrid = hybrid
        .raw("30 0 obj\n<</Type /XRef /Size 99 /W [1 2 1] /Index [4 1] /Length 8 ")
        .raw("/Filter /ASCIIHexDecode>>\nstream\n")
        .raw(&format!("01{content:04x}00"))
        .raw("\nendstream\nendobj\n")
        .free(4)
        .end_with(&format!("/Root 1 0 R /XRefStm {hidden}"));
    assert_refused(hybrid, ChangeKind::XrefAmbiguous);

    let high = Builder::signed().object(9_000_000, "null").end();
    assert_refused(high, ChangeKind::XrefAmbiguous);
}

#[test]
fn objects_that_only_a_repair_finds_are_refused() {
    let text = "4 0 obj\n<</Length 2>>\nstream\nf \nendstream\nendobj";
    for value in [format!("({text})"), format!("<<>> % {}", text.replace('\n', " "))] {
        assert_refused(Builder::signed().object(30, &value).end(), ChangeKind::UnlistedBytes);
    }
    let stream = Builder::signed().stream(30, "", text).end();
    assert_refused(stream, ChangeKind::UnlistedBytes);
    // the generation in the file is not that of the table, which makes some readers repair
    let other = Builder::signed();
    let page = PAGE.replace("/Type /Page", "/Type  /Page");
    let mut file = other.object(3, &page).end().build();
    let at = file.windows(7).rposition(|it| it == b"3 0 obj").unwrap();
    file[at + 2] = b'7';
    assert!(judge(&file).1.contains(&ChangeKind::ObjectUnreadable));
    let catalog = Builder::signed().object(30, "<</Type /Catalog>>").end();
    assert_refused(catalog, ChangeKind::ObjectUnaccounted);
}

#[test]
fn object_streams_with_two_readings_are_refused() {
    let packed = |entries: &str, data: &str, index| {
        let first = data.find('<').unwrap();
        let builder = Builder::signed();
        builder
            .stream(30, &format!("/Type /ObjStm /First {first} {entries}"), data)
            .end_with_stream(31, &[(3, 30, index)])
    };
    let length = PAGE.len() + 1;
    assert_eq!(level(packed("/N 1", &format!("3 0 {PAGE}"), 0)), ChangeLevel::None);
    for (entries, data, index) in [
        // some readers take the first one of this number, whatever the index
        ("/N 2", format!("3 0 3 11 <</Forged 1>> {PAGE}").replace("11", "13"), 1),
        // some readers end an object where the next one begins
        ("/N 2", format!("3 0 9 {} {PAGE}", PAGE.len() - 20), 0),
        ("/N 1", format!("3 0. {PAGE}"), 0),
        // nobody else reads what stands between two objects
        ("/N 2", format!("3 0 9 {} {PAGE} 5 6", length + 2), 0),
        ("/N 1 /N 2", format!("3 0 {PAGE}"), 0),
        ("/N 1 /F (another file)", format!("3 0 {PAGE}"), 0),
        ("/N 1 /DecodeParms [<</Predictor 12>>]", format!("3 0 {PAGE}"), 0),
    ] {
        let (level, refused) = judge(&packed(entries, &data, index).build());
        assert_eq!(level, ChangeLevel::Other, "{entries} {data}");
        assert!(
            refused
                .iter()
                .any(|it| matches!(it, ChangeKind::XrefAmbiguous | ChangeKind::DuplicateKey)),
            "{entries} {data}: {refused:?}"
        );
    }
}

#[test]
fn a_key_that_was_there_twice_does_not_lose_one() {
    let builder = Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
        .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
        .object(3, "<</Type /Page /Parent 2 0 R /Contents 9 0 R /Contents 4 0 R>>")
        .stream(4, "", "(one) Tj")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .stream(9, "", "(other) Tj")
        .end()
        .object(3, "<</Type /Page /Parent 2 0 R /Contents 4 0 R>>")
        .end();
    assert_refused(builder, ChangeKind::DuplicateKey);
}

#[test]
fn a_field_that_waits_for_a_font_does_not_get_it() {
    let form = |field: &str, more: &str| {
        Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [] /Count 0>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R 9 0 R] /SigFlags 3>>")
            .object(9, &format!("<</FT /Tx /T (text) /V (1) {field}>>"))
            .end()
            .object(7, &format!("<</Fields [5 0 R 9 0 R] /SigFlags 3 {more}>>"))
            .object(30, "<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>")
            .end()
    };
    let fonts = "/DR <</Font <</F1 30 0 R>>>>";
    for (field, more) in [("/DA (/F1 9 Tf)", fonts), ("/DA (/F#31 9 Tf)", fonts)] {
        assert_refused(form(field, more), ChangeKind::FormChanged);
    }
    let defaults = format!("{fonts} /DA (/F1 0 Tf)");
    assert_refused(form("", &defaults), ChangeKind::FormChanged);
    assert_eq!(level(form("/DA (/F2 9 Tf)", &defaults)), ChangeLevel::None);
}

#[test]
fn data_without_an_end_of_line_before_them_are_not_the_same() {
    let first = |keyword: &str| {
        let value = format!("<</Length 10>> {keyword}/X gs (a)\n endstream");
        Builder::signed().object(9, &value).end()
    };
    assert_eq!(level(first("stream\n")), ChangeLevel::Lta);
    assert_refused(first("stream"), ChangeKind::ObjectUnreadable);
}

#[test]
fn much_white_space_is_content() {
    assert_eq!(level(Builder::signed().raw(&" ".repeat(900))), ChangeLevel::None);
    let much = Builder::signed().raw(&" ".repeat(1100));
    assert_refused(much, ChangeKind::TrailingContent);
}

#[test]
fn a_signed_revision_is_the_one_that_its_startxref_names() {
    // two sections: the signer sees one of them, what is appended leads to the second
    let prepared = |named_first: bool| {
        let builder = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [] /Count 0>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R] /SigFlags 3>>");
        builder.end_twice(named_first)
    };
    let honest = prepared(false).end().build();
    let document = Document::open(&honest).unwrap();
    assert_eq!(document.signatures().unwrap()[0].coverage, Coverage::Revision);
    let shadow = prepared(true).end().build();
    let document = Document::open(&shadow).unwrap();
    let signature = &document.signatures().unwrap()[0];
    assert_eq!(signature.coverage, Coverage::Partial);
    assert_eq!(signature.problems, [SignatureProblem::ByteRangeNotToRevisionEnd]);
}
