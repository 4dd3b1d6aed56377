//! Documents that are signed here: what the verifier says of them, and what stays of the document.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::fmt::Write as _;
use std::fs;

use common::fixtures;
use common::openssl::Tsa;
use kyso::pdf::{Dictionary, Document, Object, Reference, UpdateError};
use kyso::sign::{
    Certification, Password, Prepared, PrivateKeySigner, SignError, SignOptions, Signer,
    SignerError, TimestampAuthority, TimestampError, TimestampRequest, prepare, sign,
    sign_with_timestamp,
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
        "cau-truc-lai.pdf",
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
    // what is broken already is not signed once more: the value, the digest, a byte of the document
    for broken in
        ["gia-mao-gia-tri-chu-ky.pdf", "cms-sai-message-digest.pdf", "gia-mao-sua-byte.pdf"]
    {
        let again = sign(&document(broken), options());
        assert!(matches!(again, Err(SignError::NotIntact(_))), "{broken}: {again:?}");
    }
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
    // kept in between: of the document not a byte may differ
    let (waiting, state) = prepare(&file, &key, &options()).unwrap().suspend();
    let resumed = Prepared::resume(waiting.clone(), &state).unwrap();
    let value = key.sign(resumed.to_be_signed()).unwrap();
    assert_eq!(verify(&resumed.complete(&value).unwrap()).verdict, Verdict::Passed);
    for place in [0, file.len() / 2, file.len() + 20, waiting.len() - 1] {
        let mut other = waiting.clone();
        other[place] ^= 1;
        let refused = Prepared::resume(other, &state);
        assert!(matches!(refused, Err(SignError::AnotherDocument)), "{place}");
    }
    let cut = Prepared::resume(waiting[..file.len()].to_vec(), &state);
    assert!(matches!(cut, Err(SignError::AnotherDocument)));
    // a value by another key, or over something else, is not put in
    let prepared = prepare(&file, &key, &options()).unwrap();
    let wrong = key.sign(b"something else").unwrap();
    assert!(matches!(prepared.complete(&wrong), Err(SignError::WrongValue)));
}

#[test]
fn no_more_room_is_kept_than_a_signature_needs() {
    for key in ["rsa", "p256", "p384", "ed25519"] {
        let signed = sign(&document("chua-ky.pdf"), &signer(key), &options()).unwrap();
        let spare = signed.windows(2).rev().skip_while(|it| it != b"0>").step_by(2);
        let spare = spare.skip(1).take_while(|it| it == b"00").count();
        assert!(spare < 48, "{key}: {spare} octets");
    }
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

/// Trusts the authority, and that of the signers.
fn trusting(authority: &Tsa) -> TrustStore {
    let anchors = authority.0.path("trust/anchors");
    fs::create_dir_all(&anchors).unwrap();
    fs::copy(authority.0.path("tsa.pem"), anchors.join("tsa.pem")).unwrap();
    let ca = fixtures().join("signers/trust/anchors/ca.pem");
    fs::copy(ca, anchors.join("ca.pem")).unwrap();
    TrustStore::open(&authority.0.path("trust")).unwrap()
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
    let Some(authority) = Tsa::new("tsa-sign") else { return };
    let now = SignOptions::default();
    for key in KEYS {
        let file = document("chua-ky.pdf");
        let signed = sign_with_timestamp(&file, &signer(key), &authority, &now).unwrap();
        let verifier = Verifier::new(trusting(&authority));
        let report = verifier.revocation(RevocationRequirement::Ignore).verify_bytes(&signed);
        assert_eq!(report.verdict, Verdict::Passed, "{key}: {report:#?}");
        let conclusion = &report.signatures[0].conclusion;
        assert_eq!(conclusion.level, Some(Level::BT), "{key}");
        assert_eq!(conclusion.time_source, TimeSource::Timestamp);
    }
    // an answer to another request, and one that was tampered with
    let stale = authority.0.read("answer");
    let mut forged = stale.clone();
    *forged.last_mut().unwrap() ^= 1;
    for answer in [stale, forged, b"<html>busy</html>".to_vec(), Vec::new()] {
        let file = document("chua-ky.pdf");
        let failed = sign_with_timestamp(&file, &signer("p256"), &Stale(answer), &now);
        assert!(matches!(failed, Err(SignError::Timestamp(_))));
    }
}

/// A PDF of these objects, numbered from 1, with further entries of its trailer.
fn written(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (place, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", place + 1);
    }
    let start = file.len();
    let count = objects.len() + 1;
    let _ = write!(
        file,
        "xref\n0 {count}\n{table}trailer\n<</Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

const CATALOG: &str = "<</Type /Catalog /Pages 2 0 R>>";
const PAGES: &str = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
const PAGE: &str = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>";

#[test]
fn what_is_written_anew_stays_what_it_is() {
    // each signature writes the page, the form or the catalog again
    for page in [
        "/MediaBox [0.0 0.0 595.0 842.0]",
        "/MediaBox [0 0 595.27559055 841.88976378] /UserUnit 1.0",
        "/MediaBox [-.5 +0 595. 00842] /Rotate 0 /LastModified (D:2026\\)\\n)",
    ] {
        let page = format!("<</Type /Page /Parent 2 0 R {page} /Annots []>>");
        let mut file = written(&[CATALOG, PAGES, &page], "/Size 4");
        for key in KEYS {
            file = sign(&file, &signer(key), &options()).unwrap();
        }
        let report = verify(&file);
        assert_eq!(report.verdict, Verdict::Passed, "{page}: {report:#?}");
        assert_eq!(report.signatures.len(), KEYS.len());
    }
}

/// The dictionary, or that of the stream, that a value is or refers to.
fn followed<'d>(read: &'d Document<'_>, value: Option<&Object<'d>>) -> Option<Dictionary<'d>> {
    match read.resolve(value.unwrap_or(&Object::Null), read.newest()).unwrap() {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(stream.dictionary().clone()),
        _ => None,
    }
}

#[test]
fn a_field_of_pdf_a_1_has_an_appearance_though_it_shows_nothing() {
    // ISO 19005-1 clause 6.9
    for part in [1, 2] {
        let catalog = "<</Type /Catalog /Pages 2 0 R /Metadata 4 0 R>>";
        let metadata = format!("<pdfaid:part>{part}</pdfaid:part>");
        let metadata = format!("<</Length {}>>\nstream\n{metadata}\nendstream", metadata.len());
        let file = written(&[catalog, PAGES, PAGE, &metadata], "/Size 5");
        let signed = sign(&file, &signer("p256"), &options()).unwrap();
        let report = verify(&signed);
        assert_eq!(report.verdict, Verdict::Passed, "{part}: {report:#?}");
        let read = Document::open(&signed).unwrap();
        let follow = |value| followed(&read, value);
        let page = Object::Reference(Reference { number: 3, generation: 0 });
        let page = follow(Some(&page)).unwrap();
        let Some(Object::Array(annotations)) = page.get("Annots") else { panic!("{page:?}") };
        let widget = follow(annotations.first()).unwrap();
        let states = follow(widget.get("AP"));
        assert_eq!(states.is_some(), part == 1);
        if let Some(states) = states {
            let appearance = follow(states.get("N")).unwrap();
            assert_eq!(appearance.get("BBox"), widget.get("Rect"));
        }
    }
}

#[test]
fn a_broken_document_is_signed_well_or_not_at_all() {
    let catalog = |entries: &str| format!("<</Type /Catalog /Pages 2 0 R {entries}>>");
    let page =
        |entries: &str| format!("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {entries}>>");
    for (what, catalog, page, trailer) in [
        ("a list that is not there", catalog(""), page("/Annots 5 0 R"), "/Size 4"),
        ("a list of the next number", catalog(""), page("/Annots 4 0 R"), "/Size 4"),
        ("a form that is not there", catalog("/AcroForm 4 0 R"), page(""), "/Size 4"),
        ("a form far away", catalog("/AcroForm 40 0 R"), page(""), "/Size 4"),
        ("two forms", catalog("/AcroForm <<>> /AcroForm <</Fields []>>"), page(""), "/Size 4"),
        ("two sizes", catalog(""), page(""), "/Size 4 /Size 5"),
        ("the largest size", catalog(""), page(""), "/Size 4294967295"),
    ] {
        let mut file = written(&[&catalog, PAGES, &page], trailer);
        let before = file.clone();
        for (place, key) in KEYS.iter().enumerate() {
            // refused, or seen by the verifier, with all that were there
            let Ok(signed) = sign(&file, &signer(key), &options()) else { break };
            let report = verify(&signed);
            assert_eq!(report.signatures.len(), place + 1, "{what}");
            assert_eq!(report.verdict, Verdict::Passed, "{what}: {report:#?}");
            file = signed;
        }
        assert!(file.starts_with(&before), "{what}");
    }
    let largest = written(&[CATALOG, PAGES, PAGE], "/Size 4294967295");
    let refused = sign(&largest, &signer("p256"), &options());
    assert!(matches!(refused, Err(SignError::Document(UpdateError::TooManyObjects))));
}

/// With an empty field that asks for a signature of a kind (ISO 32000-2 table 237).
fn asking_for(seed_values: &str) -> Vec<u8> {
    let catalog = "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R]>>>>";
    let page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R]>>";
    let field = format!(
        "<</Type /Annot /Subtype /Widget /FT /Sig /T (KyTen) /Rect [0 0 0 0] /P 3 0 R /SV <<{seed_values}>>>>"
    );
    written(&[catalog, PAGES, page, &field], "/Size 5")
}

#[test]
fn a_field_says_which_signature_it_takes() {
    let field = || options().field("KyTen");
    let signed =
        |asked: &str, options: SignOptions| sign(&asking_for(asked), &signer("p256"), &options);
    let own = signer("p256").chain()[0].der().to_vec();
    let own: String = own.iter().map(|it| format!("{it:02x}")).collect();
    let subject = format!("/Cert <</Ff 1 /Subject [<{own}>]>>");
    let another = "/Cert <</Ff 1 /Subject [<3000>]>>";
    // what is asked, how it is signed, and what is not met
    let reasoned = |reason: &str| field().reason(reason);
    let cases: Vec<(&str, SignOptions, Option<&str>)> = vec![
        ("", field(), None),
        ("/Ff 1 /Filter /Adobe.PPKLite", field(), None),
        ("/Ff 1 /Filter /Entrust.PPKEF", field(), Some("Filter")),
        // a proposal does not bind
        ("/Filter /Entrust.PPKEF /Reasons [(A)] /DigestMethod [(SHA1)]", field(), None),
        ("/Ff 2 /SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached]", field(), None),
        ("/Ff 2 /SubFilter [/adbe.pkcs7.detached]", field(), Some("SubFilter")),
        ("/Ff 2 /SubFilter [/adbe.pkcs7.detached]", field().legacy(), None),
        ("/Ff 64 /DigestMethod [(SHA512) (SHA256)]", field(), None),
        ("/Ff 64 /DigestMethod [(SHA512)]", field(), Some("DigestMethod")),
        ("/Ff 8 /Reasons [(Ph\\352 duy\\340t) (Dong y)]", reasoned("Dong y"), None),
        ("/Ff 8 /Reasons [(Dong y)]", reasoned("Khong"), Some("Reasons")),
        ("/Ff 8 /Reasons [(Dong y)]", field(), Some("Reasons")),
        ("/Ff 8 /Reasons [(.)]", reasoned("."), Some("Reasons")),
        ("/Ff 8 /Reasons [(.)]", field(), None),
        ("/MDP <</P 0>>", field(), None),
        ("/MDP <</P 0>>", field().certify(Certification::Forms), Some("MDP")),
        ("/MDP <</P 2>>", field().certify(Certification::Forms), None),
        ("/MDP <</P 1>>", field(), Some("MDP")),
        ("/MDP <</P 9>>", field(), Some("MDP")),
        ("/Ff 4 /V 2", field(), None),
        ("/Ff 4 /V 9", field(), Some("V")),
        ("/Ff 32 /AddRevInfo true", field(), Some("AddRevInfo")),
        ("/Ff 32 /AddRevInfo false", field(), None),
        ("/Ff 128 /LockDocument /true", field(), Some("LockDocument")),
        ("/Ff 128 /LockDocument /auto", field(), None),
        ("/Ff 256 /AppearanceFilter (Con dau)", field(), Some("AppearanceFilter")),
        ("/TimeStamp <</URL (http://tsa.example.vn) /Ff 1>>", field(), Some("TimeStamp")),
        ("/TimeStamp <</URL (http://tsa.example.vn)>>", field(), None),
        (&subject, field(), None),
        (another, field(), Some("Subject")),
        ("/Cert <</Ff 2 /Issuer [<3000>]>>", field(), Some("Issuer")),
        ("/Cert <</Ff 4 /OID [(1.2.3)]>>", field(), Some("OID")),
        ("/Cert <</Ff 8 /SubjectDN [<</CN (A)>>]>>", field(), Some("SubjectDN")),
        ("/Cert <</Ff 32 /KeyUsage [(1) (X1)]>>", field(), None),
        ("/Cert <</Ff 32 /KeyUsage [(XXXXX1)]>>", field(), Some("KeyUsage")),
    ];
    for (asked, options, unmet) in cases {
        match (signed(asked, options), unmet) {
            (Ok(file), None) => assert_eq!(verify(&file).verdict, Verdict::Passed, "{asked}"),
            (Err(SignError::SeedValue { key, .. }), Some(unmet)) => {
                assert_eq!(key, unmet, "{asked}")
            }
            (other, _) => panic!("{asked}: {other:?}"),
        }
    }
    let Some(authority) = Tsa::new("tsa-seed") else { return };
    let file = asking_for("/TimeStamp <</URL (http://tsa.example.vn) /Ff 1>>");
    let now = SignOptions::default().field("KyTen");
    sign_with_timestamp(&file, &signer("p256"), &authority, &now).unwrap();
    let prepared = prepare(&file, &signer("p256"), &now).unwrap();
    let value = signer("p256").sign(prepared.to_be_signed()).unwrap();
    assert!(matches!(prepared.complete(&value), Err(SignError::SeedValue { .. })));
}
