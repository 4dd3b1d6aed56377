//! Documents that are signed here: what the verifier says of them, and what stays of the document.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::fs;

use common::fixtures;
use kyso::pdf::UpdateError;
use kyso::sign::{
    Certification, Password, PrivateKeySigner, SignError, SignOptions, Signer, SignerError,
    TimestampAuthority, TimestampError, TimestampRequest, prepare, sign, sign_with_timestamp,
};
use kyso::trust::TrustStore;
use kyso::validation::{
    ChangeLevel, Indication, Level, RevocationRequirement, SignatureFormat, TimeSource,
};
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
fn encrypted_documents_are_signed() {
    let folder = fixtures().join("scenarios/documents");
    let password = || Password::new("mat khau");
    for name in ["rc4-40", "rc4-128", "aes-128", "aes-256", "aes-128-password", "aes-256-streams"] {
        let before = fs::read(folder.join(format!("file-{name}.pdf"))).unwrap();
        let options = options().password(password()).reason("Phê duyệt").name("Trần Thị Bình");
        let signed = sign(&before, &signer("p256"), &options).unwrap();
        assert!(signed.starts_with(&before), "{name}");
        let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
        let verifier = Verifier::new(trust).at(TIME.parse().unwrap()).password(password());
        let report = verifier.revocation(RevocationRequirement::Ignore).verify_bytes(&signed);
        let [first, own] = &report.signatures[..] else { panic!("{name}: {report:#?}") };
        // the form of another revision is read: its strings are those that were there
        assert_eq!(first.facts.intact(), Some(true), "{name}");
        assert!(first.facts.changes <= ChangeLevel::FormFilling, "{name}: {first:#?}");
        assert_eq!(own.conclusion.indication, Indication::TotalPassed, "{name}: {own:#?}");
        assert_eq!(own.facts.reason.as_deref(), Some("Phê duyệt"), "{name}");
        // not readable without the key
        let clear = signed.get(before.len()..).unwrap();
        assert!(!clear.windows(4).any(|it| it == b"Ph\xea " || it == b"B\0\xec\0"), "{name}");
    }
    let before = fs::read(folder.join("file-aes-128-password.pdf")).unwrap();
    let refused = sign(&before, &signer("p256"), &options());
    let locked = UpdateError::Pdf(kyso::pdf::Error::PasswordNeeded);
    assert!(matches!(refused, Err(SignError::Document(it)) if it == locked));
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
fn texts_that_look_like_placeholders_are_texts() {
    let reason = "[0 0000000000 0000000000 0000000000] <0000> (a\\)";
    let options = options().reason(reason).name("Trần Thị Bình");
    let signed = sign(&document("chua-ky.pdf"), &signer("p256"), &options).unwrap();
    let report = verify(&signed);
    assert_eq!(report.verdict, Verdict::Passed);
    let facts = &report.signatures[0].facts;
    assert_eq!(facts.reason.as_deref(), Some(reason));
    assert_eq!(facts.dictionary.name.as_deref(), Some("Trần Thị Bình"));
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
    let behind = sign(&document("duoi-thua-chu-thich.pdf"), options());
    assert!(matches!(behind, Err(SignError::Document(UpdateError::Ambiguous))));
    let replaced = sign(&document("gia-mao-thay-trang.pdf"), options());
    assert!(matches!(replaced, Err(SignError::Changed(_))));
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

/// An authority of openssl: its key and certificate in a folder of its own.
struct Openssl(std::path::PathBuf);

impl Openssl {
    /// `None` where openssl is not installed.
    fn start(name: &str) -> Option<Self> {
        let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let own = Self(home);
        let configuration = "[tsa]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n\
            default_policy = 1.2.3.4\ndigests = sha256\nsigner_digest = sha256\n\
            ess_cert_id_alg = sha256\naccuracy = secs:1\n\
            [req]\ndistinguished_name = dn\n[dn]\n";
        fs::write(own.0.join("tsa.cnf"), configuration).unwrap();
        let made = own.run(
            "req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 3650 \
             -config tsa.cnf -subj /CN=TSA -addext extendedKeyUsage=critical,timeStamping \
             -addext keyUsage=critical,digitalSignature -addext basicConstraints=CA:false",
        );
        if made.is_none() {
            println!("SKIPPED: openssl is not installed");
        }
        made.map(|()| own)
    }

    fn run(&self, arguments: &str) -> Option<()> {
        let command = std::process::Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .output();
        let output = command.ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(())
    }

    fn trust(&self) -> TrustStore {
        let anchors = self.0.join("trust/anchors");
        fs::create_dir_all(&anchors).unwrap();
        fs::copy(self.0.join("tsa.pem"), anchors.join("tsa.pem")).unwrap();
        let ca = fixtures().join("signers/trust/anchors/ca.pem");
        fs::copy(ca, anchors.join("ca.pem")).unwrap();
        TrustStore::open(&self.0.join("trust")).unwrap()
    }
}

impl TimestampAuthority for Openssl {
    fn respond(&self, request: &TimestampRequest) -> Result<Vec<u8>, TimestampError> {
        fs::write(self.0.join("request.tsq"), request.to_der()).unwrap();
        self.run("ts -reply -config tsa.cnf -section tsa -queryfile request.tsq -out answer.tsr");
        Ok(fs::read(self.0.join("answer.tsr")).unwrap())
    }
}

/// Answers with what was answered to another request.
struct Stale(Vec<u8>);

impl TimestampAuthority for Stale {
    fn respond(&self, _: &TimestampRequest) -> Result<Vec<u8>, TimestampError> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_signature_is_timestamped() {
    let Some(authority) = Openssl::start("tsa") else { return };
    let now = SignOptions::default();
    for key in KEYS {
        let file = document("chua-ky.pdf");
        let signed = sign_with_timestamp(&file, &signer(key), &authority, &now).unwrap();
        let verifier = Verifier::new(authority.trust());
        let report = verifier.revocation(RevocationRequirement::Ignore).verify_bytes(&signed);
        assert_eq!(report.verdict, Verdict::Passed, "{key}: {report:#?}");
        let conclusion = &report.signatures[0].conclusion;
        assert_eq!(conclusion.level, Some(Level::BT), "{key}");
        assert_eq!(conclusion.time_source, TimeSource::Timestamp);
    }
    // an answer to another request, and one that was tampered with
    let stale = fs::read(authority.0.join("answer.tsr")).unwrap();
    let mut forged = stale.clone();
    *forged.last_mut().unwrap() ^= 1;
    for answer in [stale, forged, b"<html>busy</html>".to_vec(), Vec::new()] {
        let file = document("chua-ky.pdf");
        let failed = sign_with_timestamp(&file, &signer("p256"), &Stale(answer), &now);
        assert!(matches!(failed, Err(SignError::Timestamp(_))));
    }
}
