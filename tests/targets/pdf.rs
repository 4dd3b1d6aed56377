//! Reading a PDF.

use kyso::limits::{PDF_CHANGES_LISTED, SIGNATURES};
use kyso::pdf::{ChangeLevel, Coverage, Document, Object, Reference};

use super::assert_within;

/// Objects looked at of one input: the rest differs in nothing but the number.
const OBJECTS: u32 = 64;

/// The structure of a file, its signatures, and its objects as of some revisions.
pub fn pdf(input: &[u8]) {
    let Ok(document) = Document::open(input) else {
        return;
    };
    check(input, &document);
    // An answer depends on the question alone, not on what was asked before.
    let other = Document::open(input).expect("it opened before");
    let number = 1 + u32::from(input.last().copied().unwrap_or_default()) % OBJECTS;
    let reference = Reference { number, generation: 0 };
    for revision in [other.newest(), 0] {
        let (one, two) = (document.object(reference, revision), other.object(reference, revision));
        assert_eq!(format!("{one:?}"), format!("{two:?}"), "object {number} of {revision}");
    }
    if document.signatures().is_ok() {
        assert_eq!(
            format!("{:?}", document.signatures()),
            format!("{:?}", other.signatures()),
            "signatures",
        );
    }
}

/// What holds for a document that could be opened.
pub(super) fn check(input: &[u8], document: &Document<'_>) {
    check_revisions(input, document);
    check_signatures(input, document);
    let newest = document.newest();
    for revision in [0, newest / 2, newest] {
        assert!(document.trailer(revision).is_some());
        for number in 0..OBJECTS {
            let reference = Reference { number, generation: 0 };
            if let Ok(object) = document.object(reference, revision) {
                check_object(document, &object, revision);
            }
        }
    }
    assert!(document.trailer(newest + 1).is_none());
    if let Ok(store) = document.security_store(document.newest()) {
        assert!(store.certificates.len() + store.crls.len() + store.ocsps.len() <= input.len());
    }
    let (_, _, _) = (document.version(), document.page_count(), document.is_encrypted());
    for anomaly in document.anomalies() {
        assert!(anomaly.offset <= input.len(), "{anomaly:?} lies outside");
    }
}

fn check_revisions(input: &[u8], document: &Document<'_>) {
    let revisions = document.revisions();
    assert!(!revisions.is_empty());
    let mut before = 0;
    for revision in revisions {
        assert!(revision.start <= revision.marker_end, "{revision:?}");
        assert!(revision.marker_end <= revision.end, "{revision:?}");
        assert!(revision.end <= input.len(), "{revision:?} of {} bytes", input.len());
        assert_eq!(revision.start, before, "revisions follow one another");
        before = revision.end;
    }
}

fn check_signatures(input: &[u8], document: &Document<'_>) {
    let Ok(signatures) = document.signatures() else {
        return;
    };
    assert!(signatures.len() <= SIGNATURES);
    for signature in &signatures {
        assert!(signature.revision < document.revisions().len());
        let mut before = 0;
        for range in &signature.byte_range {
            assert!(before <= range.start && range.start <= range.end, "{signature:?}");
            assert!(range.end <= input.len(), "{signature:?}");
            before = range.end;
        }
        match signature.coverage {
            Coverage::Partial => {}
            coverage => {
                assert_eq!(signature.byte_range.first().map(|range| range.start), Some(0));
                // What is not covered is the one string that holds the value.
                let [one, two] = &signature.byte_range[..] else { panic!("{signature:?}") };
                let gap = &input[one.end..two.start];
                assert_eq!((gap.first(), gap.last()), (Some(&b'<'), Some(&b'>')));
                let inside = &gap[1..gap.len() - 1];
                let plain = |byte: &u8| byte.is_ascii_hexdigit() || b"\0\t\n\x0c\r ".contains(byte);
                assert!(inside.iter().all(plain), "the gap holds more than a value");
                let whole = two.end == input.len();
                assert!(whole || coverage == Coverage::Revision, "{signature:?}");
            }
        }
        if let Ok(changes) = document.changes_after(signature) {
            let gravest = changes.changes.iter().map(|change| change.level).max();
            let is_listed = changes.changes.len() <= PDF_CHANGES_LISTED;
            assert!(!is_listed || gravest.unwrap_or(ChangeLevel::None) <= changes.level);
            let last = signature.revision == document.newest();
            let whole = signature.coverage == Coverage::WholeFile;
            assert!(!(last && whole) || changes.level == ChangeLevel::None, "{changes:?}");
        }
    }
}

fn check_object(document: &Document<'_>, object: &Object<'_>, revision: usize) {
    if let Object::Stream(stream) = object {
        let raw = stream.raw();
        assert!(raw.len() <= document.bytes().len());
        if let Ok(data) = document.stream_data(stream, revision)
            && stream.dictionary().get("Filter").is_none()
            && !document.is_encrypted()
        {
            assert_eq!(data.as_ref(), raw);
        }
        if raw.len() > 64 {
            // Data in an object stream cannot be those of a stream (ISO 32000-2 §7.5.7).
            assert_within(raw, document.bytes());
        }
    }
    let resolved = document.resolve(object, revision);
    if let Ok(Object::Reference(_)) = resolved {
        panic!("{object:?} resolves to a reference");
    }
}
