//! Annotations after a signature, and one thing more than each rule allows.

use super::tests::{assert_refused, judge, level};
use super::{Change, ChangeKind, ChangeLevel};
use crate::pdf::Document;
use crate::pdf::builder::Builder;

/// The signed document with a new annotation of this kind and these entries.
fn added(annotation: &str) -> Builder {
    Builder::signed()
        .object(8, "[5 0 R 30 0 R]")
        .object(30, &format!("<</Type /Annot /Rect [0 0 9 9] /P 3 0 R {annotation}>>"))
}

/// A document that was signed with two annotations, a note and a stamp.
fn annotated() -> Builder {
    Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
        .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
        .object(3, "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R 10 0 R 11 0 R]>>")
        .stream(4, "", "(hello) Tj")
        .object(5, "<</Subtype /Widget /FT /Sig /T (first) /V 6 0 R /Rect [0 0 9 9]>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .object(10, NOTE)
        .object(11, STAMP)
        .stream(12, "/Subtype /Form /BBox [0 0 9 9]", "(stamp) Tj")
        .end()
}

const NOTE: &str = "<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a note)>>";
const STAMP: &str = "<</Subtype /Stamp /Rect [0 0 9 9] /AP <</N 12 0 R>>>>";
const PAGE: &str = "/Type /Page /Parent 2 0 R /Contents 4 0 R";

fn page(annotations: &str) -> String {
    format!("<<{PAGE} /Annots [{annotations}]>>")
}

/// The changes after the signature.
fn changes(builder: Builder) -> (Vec<Change>, bool) {
    let file = builder.end().build();
    let document = Document::open(&file).unwrap();
    let signatures = document.signatures().unwrap();
    let changes = document.changes_after(&signatures[0]).unwrap();
    (changes.changes, changes.alters_appearance)
}

#[test]
fn comments_of_every_kind_are_annotations() {
    for (kind, covers) in [
        ("/Caret", true),
        ("/Circle", true),
        ("/FileAttachment /FS <</F (a) /EF <</F 31 0 R>>>>", false),
        ("/FreeText /DA (/Helv 9 Tf)", true),
        ("/Highlight /QuadPoints [0 0 9 0 9 9 0 9]", true),
        ("/Highlight /AP <</N 31 0 R>>", true),
        ("/Ink /InkList [[0 0 9 9]]", true),
        ("/Line /L [0 0 9 9]", true),
        ("/Link /Dest [3 0 R /Fit]", true),
        ("/PolyLine", true),
        ("/Polygon", true),
        ("/Square /IC [1 1 1]", true),
        ("/Squiggly", true),
        ("/Stamp /Name /Approved", true),
        ("/StrikeOut", true),
        ("/Text /Contents (a note) /Popup 31 0 R", false),
        ("/Underline", true),
    ] {
        let annotation = || {
            let builder = added(&format!("/Subtype {kind}"));
            match kind.contains("/Popup") {
                true => builder.object(31, "<</Subtype /Popup /Rect [0 0 9 9] /Parent 30 0 R>>"),
                false if kind.contains("31 0 R") => builder.stream(31, "/BBox [0 0 9 9]", "x"),
                false => builder,
            }
        };
        assert_eq!(level(annotation().end()), ChangeLevel::Annotations, "{kind}");
        let (changes, alters_appearance) = changes(annotation());
        assert_eq!(alters_appearance, covers, "{kind}");
        let [change] = &changes[..] else { panic!("{kind}: {changes:?}") };
        assert_eq!(change.what, ChangeKind::AnnotationAdded);
        assert_eq!(
            (change.page, kind.starts_with(&format!("/{}", change.detail))),
            (Some(1), true)
        );
    }
}

#[test]
fn what_acts_plays_prints_or_redacts_is_refused() {
    for kind in [
        "3D",
        "Movie",
        "PrinterMark",
        "Projection",
        "Redact",
        "RichMedia",
        "Screen",
        "Sound",
        "TrapNet",
        "Watermark",
        "Unknown",
    ] {
        let annotation = added(&format!("/Subtype /{kind}"));
        assert_refused(annotation.end(), ChangeKind::AnnotationNotAllowed);
    }
    for entry in [
        "/A <</S /URI /URI (http://a.example)>>",
        "/A 31 0 R",
        "/AA <</E <</S /JavaScript /JS (x)>>>>",
        "/PA <</S /URI>>",
        "/OC 31 0 R",
        "/AF [31 0 R]",
        "/ExData <<>>",
        "/MK <<>>",
        "/Dest 31 0 R",
        "/Own 1",
        "/V (a value)",
        "/Kids [31 0 R]",
    ] {
        for kind in ["Link", "Text", "Stamp"] {
            let annotation = added(&format!("/Subtype /{kind} {entry}"));
            let annotation = annotation.object(31, "<</S /JavaScript /JS (app.alert)>>");
            assert_refused(annotation.end(), ChangeKind::AnnotationNotAllowed);
        }
    }
}

#[test]
fn a_new_annotation_is_what_it_says_where_it_says() {
    let on = |entries: &str| {
        Builder::signed()
            .object(8, "[5 0 R 30 0 R]")
            .object(30, &format!("<</Subtype /Text /Rect [0 0 9 9] {entries}>>"))
    };
    assert_eq!(level(on("").end()), ChangeLevel::Annotations);
    assert_refused(on("/P 2 0 R").end(), ChangeKind::AnnotationNotAllowed);
    assert_refused(on("/P (3 0 R)").end(), ChangeKind::AnnotationNotAllowed);
    assert_refused(on("/Type /Page").end(), ChangeKind::AnnotationNotAllowed);
    assert_refused(on("/IRT (x)").end(), ChangeKind::AnnotationNotAllowed);
    assert_refused(on("/Contents (a) /Contents (b)").end(), ChangeKind::DuplicateKey);
    let popup = on("/Popup 31 0 R").object(31, "<</Subtype /Stamp /Rect [0 0 9 9]>>");
    assert_refused(popup.end(), ChangeKind::AnnotationNotAllowed);
    let popup = on("/Popup 31 0 R").object(31, "<</Subtype /Popup /Rect [0 0 9 9] /A <<>>>>");
    assert_refused(popup.end(), ChangeKind::AnnotationNotAllowed);
    // one object more, of which the annotation is no reason
    let more = on("").object(31, "<</Type /Page /Contents 4 0 R>>");
    assert_refused(more.end(), ChangeKind::ObjectUnaccounted);
    // its appearance is not something that the document showed already
    let content = on("/AP <</N 4 0 R>>").stream(4, "", "(forged) Tj");
    assert_refused(content.end(), ChangeKind::ObjectOverridden);
    // a dictionary in the list itself has no number of its own
    let direct = Builder::signed().object(8, "[5 0 R <</Subtype /Text /Rect [0 0 9 9]>>]");
    assert_refused(direct.end(), ChangeKind::ObjectOverridden);
    // nor one that two pages show
    let shared = Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
        .object(2, "<</Type /Pages /Kids [3 0 R 9 0 R] /Count 2>>")
        .object(3, "<</Type /Page /Parent 2 0 R>>")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .object(9, "<</Type /Page /Parent 2 0 R>>")
        .end()
        .object(3, "<</Type /Page /Parent 2 0 R /Annots [30 0 R]>>")
        .object(9, "<</Type /Page /Parent 2 0 R /Annots [30 0 R]>>")
        .object(30, NOTE);
    assert_refused(shared.end(), ChangeKind::PageChanged);
}

#[test]
fn what_was_there_unseen_is_not_brought_up() {
    let dormant = Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /Unused 10 0 R>>")
        .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
        .object(3, "<</Type /Page /Parent 2 0 R>>")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .object(10, STAMP)
        .stream(12, "/Subtype /Form /BBox [0 0 9 9]", "(stamp) Tj")
        .end()
        .object(3, "<</Type /Page /Parent 2 0 R /Annots [10 0 R]>>")
        .end();
    assert_refused(dormant, ChangeKind::PageChanged);
}

#[test]
fn annotations_may_change_what_they_say() {
    let note = |entries: &str| {
        let note = format!("<</Type /Annot /Subtype /Text /Rect [0 0 9 9] {entries}>>");
        annotated().object(10, &note)
    };
    assert_eq!(level(note("/Contents (another)").end()), ChangeLevel::Annotations);
    assert_eq!(level(note("").end()), ChangeLevel::Annotations);
    let (changes, alters_appearance) = changes(note("/Contents (another)"));
    assert_eq!((changes[0].what, alters_appearance), (ChangeKind::AnnotationChanged, false));
    for entries in ["/A <</S /JavaScript>>", "/Own 1", "/P 2 0 R", "/OC 4 0 R"] {
        assert_refused(note(entries).end(), ChangeKind::AnnotationNotAllowed);
    }
    let redact = annotated().object(10, &NOTE.replace("/Text", "/Redact"));
    assert_refused(redact.end(), ChangeKind::ObjectOverridden);
    let stamp = annotated().object(10, &NOTE.replace("/Text", "/Stamp"));
    assert_refused(stamp.end(), ChangeKind::AnnotationNotAllowed);
    assert_refused(annotated().object(10, "null").end(), ChangeKind::ObjectOverridden);
}

#[test]
fn an_appearance_changes_with_its_annotation_alone() {
    let form = "/Subtype /Form /BBox [0 0 9 9]";
    let inside = annotated().stream(12, form, "(another) Tj");
    assert_eq!(level(inside.end()), ChangeLevel::Annotations);
    let (changes, alters_appearance) = changes(annotated().stream(12, form, "(another) Tj"));
    assert_eq!((changes[0].what, alters_appearance), (ChangeKind::AnnotationChanged, true));
    let new = annotated().object(11, &STAMP.replace("12", "30")).stream(30, form, "(new) Tj");
    assert_eq!(level(new.end()), ChangeLevel::Annotations);
    // the page uses it too
    let shared = Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
        .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
        .object(3, &format!("<<{PAGE} /Resources <</XObject <</A 12 0 R>>>> /Annots [11 0 R]>>"))
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .object(11, STAMP)
        .stream(12, form, "(stamp) Tj")
        .end()
        .stream(12, form, "(another) Tj")
        .end();
    assert_refused(shared, ChangeKind::ObjectOverridden);
}

#[test]
fn annotations_may_go() {
    let without = |annotations: &str| annotated().object(3, &page(annotations));
    assert_eq!(level(without("5 0 R 10 0 R").end()), ChangeLevel::Annotations);
    assert_eq!(level(without("5 0 R").end()), ChangeLevel::Annotations);
    assert_eq!(level(without("5 0 R 10 0 R").free(11).free(12).end()), ChangeLevel::Annotations);
    let (changes, alters_appearance) = changes(without("5 0 R 10 0 R"));
    assert_eq!((changes[0].what, alters_appearance), (ChangeKind::AnnotationRemoved, true));
    assert_eq!(changes[0].page, Some(1));
    // a signature is no comment
    assert_refused(without("10 0 R 11 0 R").end(), ChangeKind::PageChanged);
    // the later ones cover the earlier ones
    assert_refused(without("5 0 R 11 0 R 10 0 R").end(), ChangeKind::PageChanged);
    // something else goes too
    assert_refused(without("5 0 R").free(4).end(), ChangeKind::ObjectFreed);
    let without_key = format!("<<{PAGE}>>").replace("/Contents 4 0 R", "");
    assert_refused(annotated().object(3, &without_key).end(), ChangeKind::PageChanged);
    // and what remains does not
    assert_refused(annotated().free(10).end(), ChangeKind::ObjectFreed);
}

#[test]
fn the_widget_of_a_field_may_go_from_its_page() {
    let form = |field: &str, annotations: &str| {
        Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, &page("20 0 R 21 0 R"))
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R 9 0 R] /SigFlags 3>>")
            .object(9, "<</FT /Tx /T (text) /V (1) /Kids [20 0 R 21 0 R]>>")
            .object(20, "<</Subtype /Widget /Parent 9 0 R /Rect [0 0 9 9]>>")
            .object(21, "<</Subtype /Widget /Parent 9 0 R /Rect [9 9 19 19]>>")
            .end()
            .object(3, &page(annotations))
            .object(9, &format!("<</FT /Tx /T (text) {field}>>"))
            .end()
    };
    assert_eq!(level(form("/V (1) /Kids [20 0 R]", "20 0 R")), ChangeLevel::Annotations);
    assert_eq!(level(form("/V (1)", "")), ChangeLevel::Annotations);
    for (field, annotations) in [
        ("/V (2) /Kids [20 0 R]", "20 0 R"),
        ("/V (1) /Kids [20 0 R]", "20 0 R 21 0 R"),
        ("/V (1) /Kids [21 0 R 20 0 R]", "20 0 R"),
        ("/V (1) /Kids [20 0 R] /AA <<>>", "20 0 R"),
    ] {
        let (level, refused) = judge(&form(field, annotations).build());
        assert_eq!(level, ChangeLevel::Other, "{field} {annotations}: {refused:?}");
    }
}

#[test]
fn a_field_that_keeps_its_value_may_look_different() {
    let field = |entries: &str, appearance: u32| {
        format!(
            "<</Type /Annot /Subtype /Widget /FT /Tx /T (so) {entries} \
             /AP <</N {appearance} 0 R>>>>"
        )
    };
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>>>>";
    let shows = |text: &str| format!("/Tx BMC q BT /F 12 Tf 4 6.3 Td ({text}) Tj ET Q EMC");
    let styled = |entries: &str, content: &str| {
        Builder::new()
            .object(
                42,
                "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
            )
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, "<</Type /Page /Parent 2 0 R /Annots [40 0 R]>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R 40 0 R]>>")
            .object(40, &field("/V (So 12) /Rect [0 0 99 20] /MK <</BG [1 1 1]>>", 41))
            .stream(41, form, &shows("So 12"))
            .end()
            .object(40, &field(entries, 43))
            .stream(43, form, content)
    };
    let yellow = "/V (So 12) /Rect [0 0 99 20] /MK <</BG [1 1 0]>>";
    let ground = format!("q 1 1 0 rg 0 0 99 20 re f Q {}", shows("So 12"));
    assert_eq!(level(styled(yellow, &ground).end()), ChangeLevel::Annotations);
    let (changes, alters_appearance) = changes(styled(yellow, &ground));
    assert_eq!((changes[0].what, alters_appearance), (ChangeKind::AnnotationChanged, true));
    for (entries, content) in [
        (yellow, shows("So 13")),
        (yellow, format!("{} BT /F 12 Tf (more) Tj ET", shows("So 12"))),
        ("/V (So 13) /Rect [0 0 99 20] /MK <</BG [1 1 0]>>", shows("So 13")),
        ("/V (So 12) /Rect [0 0 199 20] /MK <</BG [1 1 0]>>", shows("So 12")),
        ("/V (So 12) /Rect [0 0 99 20] /MK <</BG [1 1 0]>> /AA <<>>", shows("So 12")),
    ] {
        assert_refused(styled(entries, &content).end(), ChangeKind::FieldChanged);
    }
}

#[test]
fn a_signature_over_much_of_its_page_is_said() {
    let signed = |media: &str, rectangle: &str| {
        Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, &format!("<</Type /Pages /Kids [3 0 R] /Count 1 {media}>>"))
            .object(3, "<</Type /Page /Parent 2 0 R>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
            .end()
            .object(3, "<</Type /Page /Parent 2 0 R /Annots [20 0 R]>>")
            .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
            .object(
                20,
                &format!("<</Subtype /Widget /FT /Sig /T (b) /V 21 0 R /Rect {rectangle}>>"),
            )
            .signature(21, "/Type /Sig")
    };
    for (media, rectangle, is_said) in [
        ("/MediaBox [0 0 595 842]", "[50 50 250 150]", false),
        ("/MediaBox [0 0 595 842]", "[0 0 595 842]", true),
        ("/MediaBox [0 0 595 842]", "[595 842 0 0]", true),
        ("/MediaBox [0 0 595.5 842]", "[0 0 0 0]", false),
        ("", "[0 0 9 9]", true),
        ("/MediaBox [0 0 (x) 1]", "[0 0 9 9]", true),
    ] {
        assert_eq!(level(signed(media, rectangle).end()), ChangeLevel::FormFilling);
        let (changes, alters_appearance) = changes(signed(media, rectangle));
        assert_eq!(alters_appearance, is_said, "{media} {rectangle}");
        let change = changes.iter().find(|it| it.what == ChangeKind::SignatureAdded).unwrap();
        assert_eq!(
            (change.page, change.field.as_ref().map(|it| it.name.as_ref())),
            (Some(1), Some("b"))
        );
    }
}
