//! Files that are signed as a whole (CMS, CAdES): those that others signed, and those that are signed
//! here.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use common::openssl::{Openssl, Tsa};
use common::{Table, corpus, files_in, fixtures, verdict_columns};
use kyso::cms::SignedData;
use kyso::crypto::{DigestAlgorithm, SignatureAlgorithm};
use kyso::sign::cades::{self, Content, Options};
use kyso::sign::{PrivateKeySigner, SignError, Signer};
use kyso::trust::TrustStore;
use kyso::validation::{Indication, Level, RevocationRequirement, SubIndication, TimeSource};
use kyso::verify::{ErrorCode, Report, Verdict, Verifier};

const TIME: &str = "2026-11-20T08:00:00Z";
const KEYS: [&str; 4] = ["rsa", "p256", "p384", "ed25519"];
const CONTENT: &[u8] = include_bytes!("../fixtures/cms/so-lieu.csv");

fn verifier() -> Verifier {
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    Verifier::new(trust).at(TIME.parse().unwrap()).revocation(RevocationRequirement::Ignore)
}

fn signer(key: &str) -> PrivateKeySigner {
    let read =
        |end: &str| fs::read(fixtures().join("signers").join(format!("{key}.{end}"))).unwrap();
    PrivateKeySigner::from_pem(&read("key"), &read("pem")).unwrap()
}

fn pss() -> PrivateKeySigner {
    let digest = DigestAlgorithm::Sha256;
    let pss = SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len: 32 };
    signer("rsa").with_algorithm(pss).unwrap()
}

fn signers() -> Vec<(&'static str, PrivateKeySigner)> {
    KEYS.into_iter().map(|key| (key, signer(key))).chain([("pss", pss())]).collect()
}

fn options() -> Options {
    Options::default().at(TIME.parse().unwrap())
}

fn detached(signer: &dyn Signer) -> Vec<u8> {
    cades::sign(Content::Detached(&mut &CONTENT[..]), signer, &options()).unwrap()
}

fn enveloping(signer: &dyn Signer) -> Vec<u8> {
    cades::sign(Content::Enveloped(CONTENT), signer, &options()).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("cms").join(name)).unwrap()
}

fn codes(report: &Report) -> BTreeSet<&'static str> {
    let all = report.signatures.iter().flat_map(|it| &it.conclusion.findings);
    all.chain(&report.findings).map(|finding| finding.code.as_str()).collect()
}

#[test]
fn fixtures_get_their_expected_verdicts() {
    let folder = fixtures().join("cms");
    let table = Table::read(&fixtures().join("cms.tsv"));
    let verifier = verifier();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in table.rows() {
        let (file, content) = (row.cell("file"), row.cell("content"));
        seen.insert(file.to_owned());
        let path = folder.join(file);
        let report = match content {
            "*" => verifier.verify_file(&path),
            content => verifier.verify_detached_file(&path, &folder.join(content)),
        };
        let mut expect = |what: &str, expected: &str, found: &str| {
            if expected != found && expected != "?" {
                wrong.push(format!("{file} {content}: {what}: expected {expected}, found {found}"));
            }
        };
        expect("kind", "cms", report.kind.name());
        expect("verdict", row.cell("verdict"), report.verdict.name());
        expect("signatures", row.cell("signatures"), &report.signatures.len().to_string());
        for signature in &report.signatures {
            for (column, found) in verdict_columns(signature) {
                expect(column, row.cell(column), &found);
            }
        }
        for code in row.cell("findings").split(',').filter(|code| !code.is_empty()) {
            let found = if codes(&report).contains(code) { code } else { "none" };
            expect("finding", code, found);
        }
        assert!(row.cell("reason").len() > 10, "{file} has no reason");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let signed = files_in(&folder).into_iter().filter(|name| !name.ends_with(".csv"));
    assert_eq!(seen, signed.collect());
}

#[test]
fn every_kind_of_key_signs_beside_and_around() {
    for (key, signer) in signers() {
        for (cms, is_inside) in [(detached(&signer), false), (enveloping(&signer), true)] {
            let data = SignedData::parse(&cms).unwrap();
            assert_eq!((data.version(), data.signers()[0].version()), (1, 1), "{key}");
            assert_eq!(data.content().is_some(), is_inside, "{key}");
            let report = match is_inside {
                true => verifier().verify_bytes(&cms),
                false => verifier().verify_detached(&cms, CONTENT),
            };
            assert_eq!(report.verdict, Verdict::Passed, "{key}: {report:#?}");
            let signature = &report.signatures[0];
            assert_eq!(signature.conclusion.level, Some(Level::BB), "{key}");
            assert_eq!(signature.facts.claimed_time, TIME.parse().ok());
        }
    }
}

#[test]
fn openssl_verifies_what_is_signed_here() {
    let Some(openssl) = Openssl::new("cades") else { return };
    openssl.write("content", CONTENT);
    fs::copy(fixtures().join("signers/trust/anchors/ca.pem"), openssl.path("ca.pem")).unwrap();
    let attime = TIME.parse::<jiff::Timestamp>().unwrap().as_second();
    let verify = |name: &str, options: &str| {
        openssl.run(&format!(
            "cms -verify -binary -inform DER -in {name} -CAfile ca.pem -attime {attime} \
             -purpose any -out out {options}"
        ));
        assert_eq!(openssl.read("out"), CONTENT, "{name}");
    };
    // openssl before 3.2 knows no Ed25519 in a CMS
    for (_, signer) in signers().into_iter().filter(|(key, _)| *key != "ed25519") {
        openssl.write("beside.p7s", detached(&signer));
        verify("beside.p7s", "-content content -cades");
        openssl.write("around.p7m", enveloping(&signer));
        verify("around.p7m", "-cades");
    }
    let mut cms = detached(&signer("rsa"));
    for key in ["p256", "p384"] {
        cms = further(&cms, Some(CONTENT), &signer(key)).unwrap();
    }
    openssl.write("all.p7s", &cms);
    verify("all.p7s", "-content content");
}

fn further(cms: &[u8], content: Option<&[u8]>, signer: &dyn Signer) -> Result<Vec<u8>, SignError> {
    let mut content = content;
    let content: Option<&mut dyn Read> = match &mut content {
        Some(content) => Some(content),
        None => None,
    };
    let prepared = cades::prepare_further(cms, content, signer, &options())?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete(&value)
}

#[test]
fn a_further_signer_changes_nothing_of_the_others() {
    let of_others = [
        "so-lieu.csv.p7s",
        "pem.p7s",
        "theo-ma-khoa.p7s",
        "khong-cades.p7s",
        "hai-nguoi-ky.p7s",
        "khong-thuoc-tinh.p7s",
        "so-lieu.csv.p7m",
        "tung-doan.p7m",
        "bouncy-castle.p7m",
        "pyhanko.p7s",
        "khong-chung-thu.p7s",
    ];
    for name in of_others {
        let file = fixture(name);
        let before = kyso::cms::signed_data_in(&file).unwrap().unwrap();
        let before = SignedData::parse(&before).unwrap();
        let content = before.content().is_none().then_some(CONTENT);
        let mut cms = file.clone();
        for (place, key) in ["p384", "ed25519"].into_iter().enumerate() {
            cms = further(&cms, content, &signer(key)).unwrap();
            let after = SignedData::parse(&cms).unwrap();
            assert_eq!(after.signers().len(), before.signers().len() + place + 1, "{name}");
            let raw: BTreeSet<_> = after.signers().iter().map(|it| it.raw()).collect();
            assert!(before.signers().iter().all(|it| raw.contains(it.raw())), "{name}");
            assert!(before.certificates().iter().all(|it| after.certificates().contains(it)));
            assert_eq!(after.content(), before.content(), "{name}");
            let has_key_id = before.signers().iter().any(|it| it.version() == 3);
            assert_eq!(after.version(), if has_key_id { 3 } else { 1 }, "{name}");
        }
        let report = match content {
            Some(content) => verifier().verify_detached(&cms, content),
            None => verifier().verify_bytes(&cms),
        };
        let expected = match name {
            "khong-chung-thu.p7s" => Verdict::Indeterminate,
            _ => Verdict::Passed,
        };
        assert_eq!(report.verdict, expected, "{name}: {report:#?}");
    }
}

#[test]
fn what_is_not_signed_once_more() {
    let cms = fixture("so-lieu.csv.p7s");
    let key = signer("p256");
    assert!(matches!(further(&cms, None, &key), Err(SignError::NoContent)));
    let other = further(&cms, Some(b"other"), &key);
    assert!(matches!(other, Err(SignError::AnotherContent)));
    let other = further(&fixture("so-lieu.csv.p7m"), Some(b"other"), &key);
    assert!(matches!(other, Err(SignError::AnotherContent)));
    assert!(further(&fixture("so-lieu.csv.p7m"), Some(CONTENT), &key).is_ok());
    let mut broken = cms.clone();
    *broken.last_mut().unwrap() ^= 1;
    let broken = further(&broken, Some(CONTENT), &key);
    assert!(matches!(broken, Err(SignError::NotIntact(it)) if it == "1"));
    let longer = [&cms[..], b"more"].concat();
    assert!(matches!(further(&longer, Some(CONTENT), &key), Err(SignError::Unsound)));
    assert!(matches!(further(CONTENT, None, &key), Err(SignError::NoSignature)));
    let cut = further(&cms[..cms.len() - 1], Some(CONTENT), &key);
    assert!(matches!(cut, Err(SignError::Cms(_))));
    let late = Options::default().at("2045-01-01T00:00:00Z".parse().unwrap());
    let late = cades::sign(Content::Enveloped(CONTENT), &key, &late);
    assert!(matches!(late, Err(SignError::NotInForce(..))));
    let prepared = cades::prepare(Content::Enveloped(CONTENT), &key, &options()).unwrap();
    let wrong = key.sign(b"something else").unwrap();
    assert!(matches!(prepared.complete(&wrong), Err(SignError::WrongValue)));
}

#[test]
fn content_that_cannot_be_read_is_no_content() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let content = Content::Detached(&mut Broken);
    let refused = cades::sign(content, &signer("p256"), &options());
    assert!(matches!(refused, Err(SignError::Content(_))));
    let half = CONTENT.chain(Broken);
    let report = verifier().verify_detached(&fixture("so-lieu.csv.p7s"), half);
    assert_eq!(report.error.unwrap().code, ErrorCode::UnreadableContent);
    assert_eq!(report.verdict, Verdict::Error);
    let absent = fixtures().join("cms/khong-co.csv");
    let report = verifier().verify_detached_file(&fixtures().join("cms/pss.p7s"), &absent);
    assert_eq!(report.error.unwrap().code, ErrorCode::UnreadableContent);
}

#[test]
fn a_signature_is_timestamped() {
    let Some(authority) = Tsa::new("tsa-cades") else { return };
    let anchors = authority.0.path("trust/anchors");
    fs::create_dir_all(&anchors).unwrap();
    fs::copy(authority.0.path("tsa.pem"), anchors.join("tsa.pem")).unwrap();
    let ca = fixtures().join("signers/trust/anchors/ca.pem");
    fs::copy(ca, anchors.join("ca.pem")).unwrap();
    let trust = authority.0.path("trust");
    let now = Options::default();
    for (key, signer) in signers() {
        for is_inside in [false, true] {
            let mut content = CONTENT;
            let content = match is_inside {
                true => Content::Enveloped(CONTENT),
                false => Content::Detached(&mut content),
            };
            let cms = cades::sign_with_timestamp(content, &signer, &authority, &now).unwrap();
            let trust = TrustStore::open(&trust).unwrap();
            let verifier = Verifier::new(trust).revocation(RevocationRequirement::Ignore);
            let report = match is_inside {
                true => verifier.verify_bytes(&cms),
                false => verifier.verify_detached(&cms, CONTENT),
            };
            assert_eq!(report.verdict, Verdict::Passed, "{key}: {report:#?}");
            let conclusion = &report.signatures[0].conclusion;
            assert_eq!(conclusion.level, Some(Level::BT), "{key}");
            assert_eq!(conclusion.time_source, TimeSource::Timestamp);
        }
    }
}

/// No flipped bit of a signature lets it pass, unless it lies in what is not signed: then what was
/// signed, and by whom, is what it was.
#[test]
fn every_flipped_bit() {
    for (name, content) in [("so-lieu.csv.p7s", Some(CONTENT)), ("bouncy-castle.p7m", None)] {
        let genuine = fixture(name);
        let whole = SignedData::parse(&genuine).unwrap();
        let signer = &whole.signers()[0];
        let attributes = signer.signed_attributes().unwrap().der();
        let (mut passed, verifier) = (0, verifier());
        let verify = |cms: &[u8]| match content {
            Some(content) => verifier.verify_detached(cms, content),
            None => verifier.verify_bytes(cms),
        };
        assert_eq!(verify(&genuine).verdict, Verdict::Passed);
        for bit in 0..genuine.len() * 8 {
            let mut mutated = genuine.clone();
            mutated[bit / 8] ^= 1 << (bit % 8);
            let report = verify(&mutated);
            if report.verdict != Verdict::Passed {
                continue;
            }
            passed += 1;
            let data = SignedData::parse(&mutated).unwrap();
            let mutant = &data.signers()[0];
            assert_eq!(mutant.signed_attributes().unwrap().der(), attributes, "{name}, bit {bit}");
            assert_eq!(mutant.signature(), signer.signature(), "{name}, bit {bit}");
            assert_eq!(data.content(), whole.content(), "{name}, bit {bit}");
            let chain = &report.signatures[0].conclusion.chain;
            let is_own = whole.certificates().iter().any(|it| *it == chain[0].der());
            assert!(is_own, "{name}, bit {bit}: another signer");
        }
        println!("{name}: {} bits, {passed} passed with equal signed parts", genuine.len() * 8);
        // That of the authority, which the trust folder has too, is not signed either.
        assert!(passed < genuine.len() * 8 / 2, "{name}");
    }
}

/// Every octet of the content counts, and so does its length.
#[test]
fn every_changed_octet_of_the_content() {
    let verifier = verifier();
    let cms = fixture("so-lieu.csv.p7s");
    let is_hash_failure = |content: &[u8]| {
        let report = verifier.verify_detached(&cms, content);
        let failure = Indication::TotalFailed(SubIndication::HashFailure);
        report.signatures[0].conclusion.indication == failure && report.verdict == Verdict::Failed
    };
    for place in 0..CONTENT.len() {
        let mut other = CONTENT.to_vec();
        other[place] ^= 1;
        assert!(is_hash_failure(&other), "octet {place}");
        assert!(is_hash_failure(&CONTENT[..place]), "the first {place} octets");
    }
    assert!(is_hash_failure(&[CONTENT, b"\n"].concat()));
    // the signature of one file is not that of another
    let moved = verifier.verify_detached(&fixture("bo-trong.csv.p7s"), CONTENT);
    assert_eq!(moved.verdict, Verdict::Failed);
}

#[test]
fn content_longer_than_is_kept_is_signed_and_verified() {
    // 64 MiB: more than the start that signatures without attributes need, and than any buffer
    const LENGTH: u64 = 64 << 20;
    let content = || io::repeat(b'x').take(LENGTH);
    let key = signer("p256");
    let cms = cades::sign(Content::Detached(&mut content()), &key, &options()).unwrap();
    assert_eq!(verifier().verify_detached(&cms, content()).verdict, Verdict::Passed);
    let longer = verifier().verify_detached(&cms, io::repeat(b'x').take(LENGTH + 1));
    assert_eq!(longer.verdict, Verdict::Failed);
    let noattr = fixture("khong-thuoc-tinh.p7s");
    assert_eq!(verifier().verify_detached(&noattr, content()).verdict, Verdict::Failed);
}

#[test]
fn what_is_no_signature_of_a_file() {
    let verifier = verifier();
    let report = |bytes: &[u8]| verifier.verify_bytes(bytes);
    let error = |bytes: &[u8]| report(bytes).error.map(|error| error.code);
    let cms = fixture("so-lieu.csv.p7m");
    for cut in [15, 100, cms.len() - 1] {
        assert_eq!(error(&cms[..cut]), Some(ErrorCode::BrokenCms), "{cut}");
        assert_eq!(report(&cms[..cut]).kind.name(), "cms");
    }
    let longer = report(&[&cms[..], b"%PDF-1.7"].concat());
    assert_eq!(longer.verdict, Verdict::Failed);
    assert!(codes(&longer).contains("signature-format"));
    let pem = fixture("pem.p7s");
    assert_eq!(error(&[&pem[..], &pem[..]].concat()), Some(ErrorCode::BrokenCms));
    // a timestamp is over something, and by nobody
    let timestamp = fs::read(fixtures().join("documents/bao-cao-dau-thoi-gian.pdf")).unwrap();
    let document = kyso::pdf::Document::open(&timestamp).unwrap();
    let token = &document.signatures().unwrap()[1].contents;
    assert_eq!(error(token), Some(ErrorCode::UnknownFormat));
    // a PDF is not the signature of something else
    let pdf = fs::read(fixtures().join("documents/nho-nhat.pdf")).unwrap();
    let given = verifier.verify_detached(&pdf, CONTENT);
    assert_eq!(given.error.unwrap().code, ErrorCode::UnknownFormat);
    // what a signature holds is not read as if it were the file
    let held = cades::sign(Content::Enveloped(&pdf), &signer("p256"), &options()).unwrap();
    assert_eq!(report(&held).kind.name(), "cms");
    assert_eq!(report(&held).signatures.len(), 1);
    assert_eq!(report(&held).verdict, Verdict::Passed);
}

/// What begins like a CMS may be opened as something else, by its name, and show what nobody signed.
#[test]
fn a_file_is_what_its_name_says() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cades-names");
    fs::create_dir_all(&folder).unwrap();
    let pdf = fs::read(fixtures().join("documents/chua-ky.pdf")).unwrap();
    let held = cades::sign(Content::Enveloped(&pdf), &signer("p256"), &options()).unwrap();
    for (name, verdict, kind) in [
        ("chua-ky.p7m", Verdict::Passed, "cms"),
        ("chua-ky", Verdict::Passed, "cms"),
        ("chua-ky.P7M", Verdict::Passed, "cms"),
        ("chua-ky.docx", Verdict::Unsigned, "pdf"),
        ("chua-ky.pdf", Verdict::Unsigned, "pdf"),
    ] {
        let path = folder.join(name);
        fs::write(&path, &held).unwrap();
        let report = verifier().verify_file(&path);
        assert_ne!((report.verdict == Verdict::Passed, kind), (true, "pdf"), "{name}");
        assert_eq!(report.kind.name(), kind, "{name}");
        if kind == "cms" {
            assert_eq!(report.verdict, verdict, "{name}");
        }
        assert_eq!(verifier().read_file(&path).is_ok(), report.error.is_none(), "{name}");
        // nor does a name make it the signature of its neighbour
        fs::remove_file(path).unwrap();
    }
    // but one that says so does, though it holds other content
    let path = folder.join("hop-dong.csv.sig");
    fs::write(folder.join("hop-dong.csv"), b"1;2").unwrap();
    fs::write(&path, &held).unwrap();
    assert_eq!(verifier().verify_file(&path).verdict, Verdict::Failed);
    fs::write(folder.join("hop-dong.csv"), &pdf).unwrap();
    assert_eq!(verifier().verify_file(&path).verdict, Verdict::Passed);
}

/// What others assert of CAdES in the corpus: as to integrity, with what is not checked named.
#[test]
fn signatures_of_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("files");
    let verifier = Verifier::new(TrustStore::none());
    let (mut rows, mut wrong) = (0, Vec::new());
    for row in Table::read(&corpus.join("manifest.tsv")).rows() {
        if row.cell("family") != "cades" {
            continue;
        }
        let path = folder.join(row.cell("file"));
        let aux = row.cell("aux");
        let cms = fs::read(&path).unwrap();
        let report = match (aux.strip_prefix("file="), aux.strip_prefix("text=")) {
            (Some(file), _) if !file.contains("evidence-record") => {
                verifier.verify_detached_file(&path, &folder.join(file))
            }
            (_, Some(text)) => {
                let content = text.split_once('=').unwrap().1;
                verifier.verify_detached(&cms, content.as_bytes())
            }
            _ => verifier.verify_bytes(&cms),
        };
        rows += 1;
        let openssl = row.cell("openssl_result");
        let expected = match openssl {
            it if it.starts_with("verifies") => Some(true),
            it if it.contains("content verify error") => Some(false),
            it if it.contains("no content") => None,
            _ => continue,
        };
        let intact: BTreeSet<_> = report.signatures.iter().map(|it| it.facts.intact()).collect();
        if intact != BTreeSet::from([expected]) {
            wrong.push(format!("{}: openssl {openssl}, here {intact:?}", row.cell("file")));
        }
        // what is broken without the content is told before that it is missing
        let is_said = codes(&report).contains("content-not-found");
        assert!(expected.is_some() || is_said || report.verdict == Verdict::Failed);
        assert_ne!(report.verdict, Verdict::Passed);
    }
    assert!(rows >= 40, "the corpus is not read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
