//! Attacks on what a timestamp proves, and what is genuine beside them: `tests/data/time`.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kyso::report::{Language, Messages, Theme, write_json, write_text};
use kyso::trust::{Scheme, TrustStore};
use kyso::validation::{Code, Finding, SignatureKind, TimeSource};
use kyso::verify::{Report, SignatureReport, Verifier};
use kyso::x509::{Item, parse_any};

const STAMPED: &str = "2026-11-10T02:00:05Z";

fn data(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/time").join(file)
}

fn trust() -> TrustStore {
    TrustStore::open(&data("trust")).unwrap()
}

fn report(file: &str, trust: TrustStore) -> Report {
    let verifier = Verifier::new(trust).at("2026-11-20T08:00:00Z".parse().unwrap());
    verifier.verify_file(&data(file))
}

fn signature(file: &str, trust: TrustStore) -> SignatureReport {
    report(file, trust).signatures.swap_remove(0)
}

/// The indication, the time if it is proved, and what was found about the first timestamp inside.
fn found(signature: &SignatureReport) -> (String, Option<String>, Vec<&'static str>) {
    let conclusion = &signature.conclusion;
    let is_proved = conclusion.time_source == TimeSource::Timestamp;
    let timestamp = conclusion.timestamps.first().unwrap();
    (
        conclusion.indication.to_string(),
        is_proved.then(|| conclusion.best_time.to_string()),
        timestamp.findings.iter().map(|finding| finding.code.as_str()).collect(),
    )
}

#[test]
fn what_is_no_timestamp_proves_no_time() {
    for (file, code) in [
        ("token-of-data.pdf", "content-type-mismatch"),
        ("token-before-authority.pdf", "timestamp-outside-certificate"),
        ("token-without-certificate.pdf", "signing-certificate-not-found"),
    ] {
        let expected = ("total-passed".to_owned(), None, vec![code]);
        assert_eq!(found(&signature(file, trust())), expected, "{file}");
    }
}

#[test]
fn an_anchor_may_be_the_authority_itself() {
    let mut trust = trust();
    for item in parse_any(&fs::read(data("tsa.pem")).unwrap()).items {
        let Item::Certificate(certificate) = item else { panic!("{item:?}") };
        trust.add_anchor(Arc::clone(&certificate), Scheme::Test);
    }
    let signature = signature("token-without-certificate.pdf", trust);
    assert_eq!(found(&signature), ("total-passed".to_owned(), Some(STAMPED.to_owned()), vec![]));
}

#[test]
fn a_compromised_authority_may_have_dated_back_what_it_signed() {
    let stamped = Some(STAMPED.to_owned());
    let open = "indeterminate / revoked-ca-no-poe".to_owned();
    // Of the second a document timestamp proves that the certificate was there before. But what says
    // that the certificate is good is first known when somebody else had the key.
    for file in ["compromised-ca.pdf", "compromised-ca-archived.pdf"] {
        let expected = (open.clone(), stamped.clone(), Vec::new());
        assert_eq!(found(&signature(file, trust())), expected, "{file}");
    }
    // Here the document timestamp proves both.
    assert_eq!(
        found(&signature("compromised-ca-list-archived.pdf", trust())),
        ("total-passed".to_owned(), stamped, Vec::new())
    );
}

#[test]
fn what_is_wrong_with_a_timestamp_is_put_to_its_authority() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let trust = TrustStore::open(&scenarios.join("trust/full")).unwrap();
    let mut report = report("../../../fixtures/scenarios/documents/b-lta.pdf", trust);
    let weak = || Finding::new(Code::AlgorithmWeak).with("algorithm", "sha1");
    // of a timestamp inside, of one over the document, and of a signature
    let timestamp = |of: SignatureKind| move |it: &&mut SignatureReport| it.facts.kind == of;
    let mut say = |language: Language, of: Option<SignatureKind>| {
        for signature in &mut report.signatures {
            signature.conclusion.findings.clear();
            signature.conclusion.timestamps.iter_mut().for_each(|it| it.findings.clear());
        }
        let kind = of.unwrap_or(SignatureKind::Signature);
        let signature = report.signatures.iter_mut().find(timestamp(kind)).unwrap();
        match of {
            None => signature.conclusion.timestamps[0].findings.push(weak()),
            Some(_) => signature.conclusion.findings.push(weak()),
        }
        let messages = Messages::new(language);
        let (mut text, mut json) = (Vec::new(), Vec::new());
        let path = Path::new("b-lta.pdf");
        write_text(&mut text, path, &report, &messages, Theme::Plain).unwrap();
        write_json(&mut json, path, &report, &messages).unwrap();
        [text, json].map(|said| String::from_utf8(said).unwrap())
    };
    for (language, authority, sender) in [
        (
            Language::En,
            "if the timestamp is new, tell its authority",
            "Ask the sender to sign again",
        ),
        (Language::Vi, "báo cho tổ chức cấp", "Đề nghị nơi gửi ký lại"),
    ] {
        for of in [None, Some(SignatureKind::Timestamp)] {
            for said in say(language, of) {
                assert!(said.contains(authority) && !said.contains(sender), "{said}");
            }
        }
        for said in say(language, Some(SignatureKind::Signature)) {
            assert!(said.contains(sender) && !said.contains(authority), "{said}");
        }
    }
}
