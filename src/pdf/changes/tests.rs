//! Every kind of change, and what is none of them.

use super::*;
use crate::pdf::Coverage;
use crate::pdf::builder::Builder;

/// What came after the first signature, and the kinds of that which is not allowed.
pub(super) fn judge(file: &[u8]) -> (ChangeLevel, Vec<ChangeKind>) {
    let document = Document::open(file).unwrap();
    let signatures = document.signatures().unwrap();
    assert_eq!(signatures[0].coverage, Coverage::Revision);
    let changes = document.changes_after(&signatures[0]).unwrap();
    let refused = changes.changes.iter().filter(|it| it.level == ChangeLevel::Other);
    (changes.level, refused.map(|it| it.what).collect())
}

pub(super) fn level(builder: Builder) -> ChangeLevel {
    let (level, refused) = judge(&builder.build());
    assert_eq!(refused, [], "{level}");
    level
}

pub(super) fn assert_refused(builder: Builder, kind: ChangeKind) {
    let (level, refused) = judge(&builder.build());
    assert_eq!(level, ChangeLevel::Other);
    assert!(refused.contains(&kind), "{refused:?}");
}

const CATALOG: &str = "/Type /Catalog /Pages 2 0 R /AcroForm 7 0 R";
const SECOND_FIELD: &str = "<</Type /Annot /Subtype /Widget /FT /Sig /T (second) /V 21 0 R \
        /Rect [0 0 9 9] /P 3 0 R /AP <</N 22 0 R>>>>";

/// A second signature with its widget on the page.
fn second_signature() -> Builder {
    Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(8, "[5 0 R 20 0 R]")
        .object(20, SECOND_FIELD)
        .signature(21, "/Type /Sig")
        .stream(22, "/Type /XObject /Subtype /Form /Resources <</XObject <</A 23 0 R>>>>", "q")
        .stream(23, "/Type /XObject /Subtype /Image", "x")
}

#[test]
fn bytes_after_the_end() {
    assert_eq!(level(Builder::signed().raw("\r\n \n")), ChangeLevel::None);
    assert_refused(Builder::signed().raw("% a comment\n"), ChangeKind::TrailingContent);
    let object = "30 0 obj (new) endobj\n";
    assert_refused(Builder::signed().raw(object), ChangeKind::TrailingContent);
}

#[test]
fn a_stream_does_not_reach_past_its_revision() {
    // the declared length of stream 9 ends in the comment that is appended
    let stream = "<</Length 600>> stream\n%";
    let object = format!("9 0 obj {stream}");
    let mut file = Builder::signed().object(9, &format!("{stream} x")).end().build();
    let at = file.windows(8).rposition(|it| it == b"9 0 obj\n").unwrap();
    assert!(file.len() - at < 600 && file.len() - at > object.len());
    file.resize(at + object.len() + 600, b'%');
    file.extend_from_slice(b"\nendstream endobj");
    let document = Document::open(&file).unwrap();
    let reference = Reference { number: 9, generation: 0 };
    assert!(document.object(reference, document.newest()).is_err());
    let (level, refused) = judge(&file);
    assert_eq!(level, ChangeLevel::Other);
    assert!(refused.contains(&ChangeKind::TrailingContent), "{refused:?}");
    assert!(refused.contains(&ChangeKind::ObjectUnreadable), "{refused:?}");
}

#[test]
fn an_empty_revision_and_one_that_repeats() {
    assert_eq!(level(Builder::signed().end()), ChangeLevel::None);
    let same = Builder::signed().object(2, "<</Count 1 /Type /Pages /Kids [3 0 R]>>").end();
    assert_eq!(level(same), ChangeLevel::None);
}

#[test]
fn replaced_content_is_refused() {
    let content = Builder::signed().stream(4, "", "(forged) Tj").end();
    assert_refused(content, ChangeKind::ObjectOverridden);
    let page = "<</Type /Page /Parent 2 0 R /Contents 30 0 R /Annots 8 0 R>>";
    let page = Builder::signed().object(3, page).stream(30, "", "(forged) Tj").end();
    assert_refused(page, ChangeKind::PageChanged);
    assert_refused(Builder::signed().free(4).end(), ChangeKind::ObjectFreed);
    let root = Builder::signed().object(30, "<</Type /Catalog /AcroForm 7 0 R>>");
    assert_refused(root.end_with("/Root 30 0 R"), ChangeKind::CatalogChanged);
    // a new number alone is none: the catalog is compared by value
    let renumbered = Builder::signed().object(30, &format!("<<{CATALOG}>>"));
    assert_eq!(level(renumbered.end_with("/Root 30 0 R")), ChangeLevel::None);
    let action = format!("<<{CATALOG} /OpenAction 30 0 R>>");
    let action = Builder::signed().object(1, &action).object(30, "<</S /JavaScript>>").end();
    assert_refused(action, ChangeKind::CatalogChanged);
}

#[test]
fn bytes_that_no_table_lists_are_refused() {
    let hidden = Builder::signed().raw("4 0 obj (hidden) endobj\n").end();
    assert_refused(hidden, ChangeKind::UnlistedBytes);
    assert_eq!(level(Builder::signed().raw("% a comment\n").end()), ChangeLevel::None);
}

#[test]
fn the_security_store_may_grow() {
    let catalog = format!("<<{CATALOG} /DSS 30 0 R>>");
    let store = || {
        Builder::signed()
            .object(1, &catalog)
            .object(30, "<</Type /DSS /Certs 31 0 R>>")
            .object(31, "[32 0 R]")
            .stream(32, "", "one")
            .end()
    };
    assert_eq!(level(store()), ChangeLevel::Lta);
    let more = store().object(31, "[32 0 R 33 0 R]").stream(33, "", "two").end();
    assert_eq!(level(more), ChangeLevel::Lta);
    let copied = store().object(31, "[33 0 R]").stream(33, "", "one").end();
    assert_eq!(level(copied), ChangeLevel::Lta);
    let less = store().object(31, "[33 0 R]").stream(33, "", "two").end();
    assert_eq!(level(less), ChangeLevel::Lta);
    let replaced = store().stream(32, "", "two").end();
    assert_refused(replaced, ChangeKind::ObjectOverridden);
    let key = store().object(30, "<</Type /DSS /Certs 31 0 R /X 4 0 R>>").end();
    assert_refused(key, ChangeKind::DssChanged);
}

#[test]
fn an_object_with_two_roles_does_not_change() {
    let catalog = format!("<<{CATALOG} /DSS <</Certs 31 0 R>> /Other 31 0 R>>");
    let builder = Builder::new()
        .object(1, &catalog)
        .object(2, "<</Type /Pages /Kids [] /Count 0>>")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R]>>")
        .object(31, "[]")
        .end()
        .object(31, "[32 0 R]")
        .stream(32, "", "one")
        .end();
    assert_refused(builder, ChangeKind::ObjectUsedElsewhere);
}

#[test]
fn a_dangling_reference_is_not_filled() {
    let builder = Builder::new()
        .object(1, &format!("<<{CATALOG}>>"))
        .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
        .object(3, "<</Type /Page /Parent 2 0 R /Contents [20 0 R]>>")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R]>>")
        .end()
        .stream(20, "", "(shadow) Tj")
        .end();
    assert_refused(builder, ChangeKind::DanglingReferenceFilled);
}

#[test]
fn a_further_signature_is_form_filling() {
    assert_eq!(level(second_signature().end()), ChangeLevel::FormFilling);
    let file = second_signature().end().build();
    let document = Document::open(&file).unwrap();
    let second = &document.signatures().unwrap()[1];
    assert_eq!(second.coverage, Coverage::WholeFile);
    assert_eq!(document.changes_after(second).unwrap(), Changes::default());
}

#[test]
fn a_hidden_document_timestamp_is_lta() {
    let builder = Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(20, "<</FT /Sig /T (second) /V 21 0 R>>")
        .signature(21, "/Type /DocTimeStamp /SubFilter /ETSI.RFC3161")
        .end();
    assert_eq!(level(builder), ChangeLevel::Lta);
}

#[test]
fn a_timestamp_that_is_seen_is_an_annotation() {
    for (rect, expected) in [
        ("[0 0 9 9]", ChangeLevel::Annotations),
        ("22 0 R", ChangeLevel::Annotations),
        ("[0 0 23 0 R 9]", ChangeLevel::Annotations),
        ("[0 0]", ChangeLevel::Annotations),
        ("[0 0 0 0]", ChangeLevel::Lta),
    ] {
        let widget = format!(
            "<</Type /Annot /Subtype /Widget /FT /Sig /T (second) /V 21 0 R /Rect {rect} /AP <<>>>>"
        );
        let builder = Builder::signed()
            .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
            .object(8, "[5 0 R 20 0 R]")
            .object(20, &widget)
            .signature(21, "/Type /DocTimeStamp /SubFilter /ETSI.RFC3161");
        let builder = match rect.contains('R') {
            true => builder.object(22, "[0 0 9 9]").object(23, "9"),
            false => builder,
        };
        let found = level(builder.end());
        let is_right =
            if expected == ChangeLevel::Lta { found == expected } else { found >= expected };
        assert!(is_right, "{rect}: {found}");
    }
}

#[test]
fn an_old_signature_is_not_reused() {
    let builder = Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(20, "<</FT /Sig /T (second) /V 6 0 R>>")
        .end();
    assert_refused(builder, ChangeKind::FormChanged);
}

#[test]
fn a_signature_that_does_not_cover_its_revision_is_refused() {
    let builder = Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(20, "<</FT /Sig /T (second) /V 21 0 R>>")
        .object(21, "<</Type /Sig /ByteRange [0 9 20 9] /Contents <00>>>")
        .end();
    assert_refused(builder, ChangeKind::FormChanged);
}

#[test]
fn a_form_that_went_is_remembered() {
    let was_signed = |file: &[u8]| {
        let document = Document::open(file).unwrap();
        assert_eq!(document.signatures().unwrap(), []);
        document.was_signed().unwrap()
    };
    let without = "<</Type /Catalog /Pages 2 0 R>>";
    assert!(was_signed(&Builder::signed().object(1, without).end().build()));
    let emptied = Builder::signed().object(7, "<</Fields []>>").end();
    assert!(was_signed(&emptied.build()));
    let never = Builder::new().object(1, without).end().object(1, without).end();
    assert!(!was_signed(&never.build()));
}

#[test]
fn an_unsigned_field_is_an_annotation() {
    let builder = Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(8, "[5 0 R 20 0 R]")
        .object(20, "<</Subtype /Widget /FT /Sig /T (second) /Rect [0 0 9 9]>>")
        .end();
    assert_eq!(level(builder), ChangeLevel::Annotations);
}

#[test]
fn fields_with_actions_and_lost_fields_are_refused() {
    let action = "<</Subtype /Widget /FT /Sig /T (second) /V 21 0 R /A <</S /JavaScript>>>>";
    let action = Builder::signed()
        .object(7, "<</Fields [5 0 R 20 0 R] /SigFlags 3>>")
        .object(20, action)
        .signature(21, "/Type /Sig")
        .end();
    assert_refused(action, ChangeKind::FormChanged);
    let ambiguous = second_signature().object(22, "<<>>").end();
    assert_refused(ambiguous, ChangeKind::XrefAmbiguous);
    let lost = second_signature().end().object(7, "<</Fields [5 0 R] /SigFlags 3>>").end();
    assert_refused(lost, ChangeKind::FormChanged);
}

#[test]
fn an_empty_field_may_be_signed_once() {
    let empty = "<</Subtype /Widget /FT /Sig /T (second) /Rect [0 0 9 9]>>";
    let filled = "<</Subtype /Widget /FT /Sig /T (second) /Rect [0 0 9 9] /V 21 0 R>>";
    let moved = "<</Subtype /Widget /FT /Sig /T (second) /Rect [0 0 99 9] /V 21 0 R>>";
    let prepared = || {
        Builder::new()
            .object(1, &format!("<<{CATALOG}>>"))
            .object(2, "<</Type /Pages /Kids [] /Count 0>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R 20 0 R]>>")
            .object(20, empty)
            .end()
    };
    let signed = prepared().object(20, filled).signature(21, "/Type /Sig").end();
    assert_eq!(level(signed), ChangeLevel::FormFilling);
    let moved = prepared().object(20, moved).signature(21, "/Type /Sig").end();
    assert_refused(moved, ChangeKind::FormChanged);
    let twice = prepared().object(20, filled).signature(21, "/Type /Sig").end();
    let twice = twice.signature(21, "/Type /Sig /Reason (again)").end();
    assert_refused(twice, ChangeKind::ObjectOverridden);
}

#[test]
fn every_flipped_bit_is_read_or_refused() {
    let mut file = second_signature().end().build();
    for bit in 0..file.len() * 8 {
        file[bit / 8] ^= 1 << (bit % 8);
        let document = Document::open(&file);
        for signature in document.iter().flat_map(Document::signatures).flatten() {
            let changes = document.as_ref().unwrap().changes_after(&signature);
            let whole = signature.byte_range.last().is_some_and(|it| it.end == file.len());
            // nothing can follow what covers the whole file
            assert!(!whole || changes.is_ok_and(|it| it.level == ChangeLevel::None));
        }
        file[bit / 8] ^= 1 << (bit % 8);
    }
}
