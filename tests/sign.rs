//! Documents that are signed here: what the verifier says of them, and what stays of the document.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::fs;

use common::fixtures;
use kyso::pdf::UpdateError;
use kyso::sign::{
    Certification, PrivateKeySigner, SignError, SignOptions, Signer, SignerError, prepare, sign,
};
use kyso::trust::TrustStore;
use kyso::validation::{ChangeLevel, Indication, RevocationRequirement, SignatureFormat};
use kyso::verify::{Report, Verdict, Verifier};

const TIME: &str = "2026-11-20T08:00:00Z";
const KEYS: [&str; 4] = ["rsa", "p256", "p384", "ed25519"];

fn signer(key: &str) -> PrivateKeySigner {
    let read =
        |end: &str| fs::read(fixtures().join("signers").join(format!("{key}.{end}"))).unwrap();
    PrivateKeySigner::from_pem(&read("key"), &read("pem")).unwrap()
}

fn options() -> SignOptions {
    SignOptions::default().at(TIME.parse().unwrap())
}

fn document(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("documents").join(name)).unwrap()
}

fn verify(file: &[u8]) -> Report {
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let verifier = Verifier::new(trust).at(TIME.parse().unwrap());
    verifier.revocation(RevocationRequirement::Ignore).verify_bytes(file)
}

#[test]
fn every_kind_of_key_and_file() {
    for name in ["chua-ky.pdf", "o-ky-trong.pdf"] {
        for key in KEYS {
            let before = document(name);
            let signed = sign(&before, &signer(key), &options().reason("Phê duyệt")).unwrap();
            assert!(signed.starts_with(&before), "{name} {key}");
            let report = verify(&signed);
            assert_eq!(report.verdict, Verdict::Passed, "{name} {key}: {report:#?}");
            let facts = &report.signatures[0].facts;
            assert_eq!(facts.format, SignatureFormat::Pades);
            assert!(facts.is_baseline, "{name} {key}");
            assert_eq!(facts.reason.as_deref(), Some("Phê duyệt"));
            assert_eq!(facts.claimed_time, TIME.parse().ok());
        }
    }
}

#[test]
fn signatures_of_others_stay() {
    // tables, streams, linearised files and hybrids, signed and certified by others
    for name in [
        "to-trinh-ba-chu-ky.pdf",
        "cau-truc-luong-xref.pdf",
        "cau-truc-tuyen-tinh.pdf",
        "cau-truc-tuyen-tinh-luong.pdf",
        "chung-nhan-docmdp-2.pdf",
        "bao-cao-dau-thoi-gian.pdf",
        "cong-van-itext.pdf",
        "cong-van-pdfbox.pdf",
    ] {
        let before = document(name);
        let count = verify(&before).signatures.len();
        let mut file = before.clone();
        for key in KEYS {
            file = sign(&file, &signer(key), &options()).unwrap();
        }
        assert!(file.starts_with(&before), "{name}");
        let report = verify(&file);
        assert_eq!(report.signatures.len(), count + KEYS.len(), "{name}");
        for signature in &report.signatures {
            let facts = &signature.facts;
            assert_eq!(facts.intact(), Some(true), "{name} {}", facts.field);
            assert!(facts.changes <= ChangeLevel::FormFilling, "{name}: {:#?}", facts.change_list);
        }
        for signature in &report.signatures[count..] {
            assert!(
                signature.conclusion.indication == Indication::TotalPassed,
                "{name}: {signature:#?}"
            );
        }
    }
}

#[test]
fn an_empty_field_is_signed() {
    let before = document("o-ky-trong.pdf");
    let inspected = kyso::pdf::Document::open(&before).unwrap();
    assert!(inspected.signatures().unwrap().is_empty());
    let field = "ChuKyCaNhan";
    let signed = sign(&before, &signer("rsa"), &options().field(field)).unwrap();
    let report = verify(&signed);
    assert_eq!(report.verdict, Verdict::Passed);
    assert_eq!(report.signatures[0].facts.field, field);
    // not twice
    let again = sign(&signed, &signer("rsa"), &options().field(field));
    let refused = UpdateError::NoEmptyField(field.to_owned());
    assert!(matches!(again, Err(SignError::Document(it)) if it == refused));
}

#[test]
fn what_is_refused() {
    let sign = |file: &[u8], options: SignOptions| sign(file, &signer("p256"), &options);
    let unsigned = document("chua-ky.pdf");
    let late = options().at("2045-01-01T00:00:00Z".parse().unwrap());
    assert!(matches!(sign(&unsigned, late), Err(SignError::NotInForce(..))));
    assert!(matches!(sign(b"text", options()), Err(SignError::Document(UpdateError::Pdf(_)))));
    let cut = document("cat-cut.pdf");
    assert!(matches!(sign(&cut, options()), Err(SignError::Document(UpdateError::Pdf(_)))));
    let certified = sign(&document("chung-nhan-docmdp-1.pdf"), options());
    assert!(matches!(certified, Err(SignError::Document(UpdateError::NotPermitted(_)))));
    let read = |name: &str| fs::read(fixtures().join("signers").join(name)).unwrap();
    let another = PrivateKeySigner::from_pem(&read("rsa.key"), &read("p256.pem"));
    assert_eq!(another.unwrap_err(), SignerError::NoCertificate);
    let none = PrivateKeySigner::from_pem(&read("rsa.pem"), &read("rsa.pem"));
    assert_eq!(none.unwrap_err(), SignerError::NoKey);
}

#[test]
fn in_two_phases() {
    let (file, key) = (document("chua-ky.pdf"), signer("p384"));
    let prepared = prepare(&file, &key, &options()).unwrap();
    let value = key.sign(prepared.to_be_signed()).unwrap();
    assert_eq!(verify(&prepared.complete(&value).unwrap()).verdict, Verdict::Passed);
    // a value by another key, or over something else, is not put in
    let prepared = prepare(&file, &key, &options()).unwrap();
    let wrong = key.sign(b"something else").unwrap();
    assert!(matches!(prepared.complete(&wrong), Err(SignError::WrongValue)));
}

#[test]
fn a_document_is_certified_by_its_first_signature() {
    for (certification, permits, others_may_sign) in [
        (Certification::NoChanges, ChangeLevel::Lta, false),
        (Certification::Forms, ChangeLevel::FormFilling, true),
        (Certification::Annotations, ChangeLevel::Annotations, true),
    ] {
        let options = options().certify(certification);
        let signed = sign(&document("chua-ky.pdf"), &signer("rsa"), &options).unwrap();
        let report = verify(&signed);
        assert_eq!(report.verdict, Verdict::Passed);
        assert_eq!(report.signatures[0].facts.permits, Some(permits));
        let again = sign(&signed, &signer("p256"), &self::options());
        assert_eq!(again.is_ok(), others_may_sign, "{certification:?}");
        if let Ok(again) = again {
            assert_eq!(verify(&again).verdict, Verdict::Passed, "{certification:?}");
        }
        let twice = sign(&signed, &signer("p256"), &options);
        assert!(matches!(twice, Err(SignError::Document(UpdateError::NotFirst))));
    }
}
