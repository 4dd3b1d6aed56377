//! The whole verifier.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use kyso::crypto::{Digest, DigestAlgorithm};
use kyso::pdf::{ChangeLevel, Document, SignatureKind};
use kyso::report::etsi::{EtsiError, write_etsi};
use kyso::report::{Language, Messages, Theme, write_json, write_line, write_text};
use kyso::trust::TrustStore;
use kyso::validation::{ChangeLevel as Level, Coverage, Indication, SignatureKind as Kind};
use kyso::verify::{Report, Verdict, Verifier};

use super::render::Shown;
use super::root;

/// The time at which the fixtures are judged.
const TIME: &str = "2026-11-20T08:00:00Z";

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    // All sets of fixtures are trusted at once: what passes in one of them passes here.
    let [mut trust, scenarios, forms] =
        ["fixtures/trust", "fixtures/scenarios/trust/full", "fixtures/forms/trust"]
            .map(|folder| TrustStore::open(&root().join(folder)).expect("it is a fixture"));
    for more in [scenarios, forms] {
        for anchor in more.anchors() {
            trust.add_anchor(Arc::clone(&anchor.certificate), anchor.scheme);
        }
        more.intermediates().iter().for_each(|it| trust.add_intermediate(Arc::clone(it)));
        more.crls().iter().for_each(|it| trust.add_crl(Arc::clone(it)));
        more.ocsp_responses().iter().for_each(|it| trust.add_ocsp_response(Arc::clone(it)));
    }
    Verifier::new(trust).at(TIME.parse().expect("it is a time"))
});

/// Where the documents of the fixtures are.
pub const FOLDERS: [&str; 3] =
    ["fixtures/documents", "fixtures/scenarios/documents", "fixtures/forms/documents"];

/// The documents of the fixtures, by their names.
pub(super) static DOCUMENTS: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    FOLDERS
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).expect("it is in the repository"))
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("it can be read"))
        })
        .collect()
});

/// The digests of everything that the holders of the keys ever signed. Whoever has no key can add
/// nothing to them.
static SIGNED: LazyLock<HashSet<Digest>> = LazyLock::new(|| {
    DOCUMENTS.values().flat_map(|bytes| covered(bytes)).map(|(digest, _)| digest).collect()
});

/// A file: its verdict, and the reports on it.
pub fn verify(input: &[u8]) {
    judge(input);
}

/// Verifies, and checks what must hold of the answer.
pub(super) fn judge(input: &[u8]) -> Report {
    let report = VERIFIER.verify_bytes(input);
    // A fuzzer asks twice of some only: it is as dear as all the rest.
    if !cfg!(fuzzing) || input.len().is_multiple_of(8) {
        let other = VERIFIER.verify_bytes(input);
        assert_eq!(format!("{report:?}"), format!("{other:?}"), "the same file again");
    }
    check_report(&report);
    write(&report);
    if report.verdict == Verdict::Passed {
        check_passed(input, &report);
    }
    report
}

fn check_report(report: &Report) {
    let indications = || report.signatures.iter().map(|signature| signature.conclusion.indication);
    match report.verdict {
        Verdict::Error => assert!(report.error.is_some() && report.signatures.is_empty()),
        _ => assert!(report.error.is_none()),
    }
    for signature in &report.signatures {
        let passed = signature.conclusion.indication == Indication::TotalPassed;
        assert!(!passed || signature.facts.intact() == Some(true), "{signature:?}");
        assert!(!passed || signature.facts.coverage != Coverage::Partial, "{signature:?}");
        assert!(!passed || signature.facts.changes < Level::Other, "{signature:?}");
        assert!(!passed || signature.conclusion.chain.len() > 1, "{signature:?}");
        // Whoever is not told passed is told why.
        assert!(passed || !signature.conclusion.findings.is_empty(), "{signature:?}");
    }
    let failed = indications().any(|it| matches!(it, Indication::TotalFailed(_)));
    assert!(!(failed && report.signatures.len() == 1) || report.verdict != Verdict::Passed);
}

/// What is passed was signed by somebody who could, and is shown as it was signed.
fn check_passed(input: &[u8], report: &Report) {
    assert!(!report.signatures.is_empty());
    let document = Document::open(input).expect("it was passed");
    let newest = Shown::of(&document, document.newest());
    let mut signatures = 0;
    for (digest, revision) in covered(input) {
        assert!(SIGNED.contains(&digest), "passed, and never signed");
        signatures += 1;
        let signed = Shown::of(&document, revision);
        if let (Some(signed), Some(newest)) = (&signed, &newest) {
            assert!(signed.is_kept_in(newest), "passed, and shows something else");
        }
    }
    assert!(signatures > 0, "passed without a signature");
}

/// The digest of what each signature of a file covers, and the revision that it signs.
fn covered(bytes: &[u8]) -> Vec<(Digest, usize)> {
    let Ok(document) = Document::open(bytes) else { return Vec::new() };
    let Ok(signatures) = document.signatures() else { return Vec::new() };
    signatures
        .iter()
        .filter(|signature| signature.kind == SignatureKind::Signature)
        .map(|signature| {
            let mut content = Vec::new();
            for range in &signature.byte_range {
                content.extend_from_slice(&bytes[range.clone()]);
            }
            (DigestAlgorithm::Sha256.hash(&content), signature.revision)
        })
        .collect()
}

/// Every form of the report can be written; JSON is one line that parses, XML is well formed.
pub(super) fn write(report: &Report) {
    thread_local! {
        static MESSAGES: [Messages; 2] =
            [Messages::new(Language::Vi), Messages::new(Language::En)];
    }
    let path = Path::new("x.pdf");
    let mut xml = Vec::new();
    let is_signed = report.signatures.iter().any(|it| it.facts.kind == Kind::Signature);
    match write_etsi(&mut xml, path, report) {
        Ok(()) => {
            assert!(is_signed);
            let text = String::from_utf8(xml).expect("XML is UTF-8");
            roxmltree::Document::parse(&text).expect("XML");
        }
        Err(EtsiError::NoSignature) => assert!(!is_signed && xml.is_empty()),
        Err(error) => panic!("{error}"),
    }
    MESSAGES.with(|all| {
        for messages in all {
            let mut text = Vec::new();
            write_text(&mut text, path, report, messages, Theme::Plain).expect("memory");
            write_line(&mut text, path, report, messages, Theme::Plain).expect("memory");
            let text = String::from_utf8(text).expect("text is UTF-8");
            let hostile = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(hostile), "control characters reach the screen: {text:?}");
            let mut json = Vec::new();
            write_json(&mut json, path, report, messages).expect("memory");
            assert_eq!(json.iter().filter(|byte| **byte == b'\n').count(), 1);
            let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            assert_eq!(value["verdict"], report.verdict.name());
        }
    });
}

/// The level of what came after the first signature of a file, as the reader of PDFs tells it.
pub(super) fn level_after_first(bytes: &[u8]) -> Option<(ChangeLevel, usize)> {
    let document = Document::open(bytes).ok()?;
    let mut signatures = document.signatures().ok()?;
    signatures.sort_by_key(|signature| signature.revision);
    let first = signatures.first()?;
    Some((document.changes_after(first).ok()?.level, first.revision))
}
