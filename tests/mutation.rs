//! Every bit of a small signed file flipped, one at a time.
//!
//! - inside the ByteRange: never passed;
//! - inside /Contents: passed only where the decoded signed parts are equal;
//! - after the ByteRange: passed only with a coverage other than whole-file and a finding.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{FIXTURE_TIME, fixtures};
use kyso::cms::SignedData;
use kyso::pdf::Document;
use kyso::trust::TrustStore;
use kyso::validation::{Code, Coverage, Finding};
use kyso::verify::{Report, Verdict, Verifier};

const FIXTURE: &str = "nho-nhat.pdf";

#[test]
fn a_flipped_bit_is_never_passed_over() {
    let original = std::fs::read(fixtures().join("documents").join(FIXTURE)).unwrap();
    let flips = flip_every_bit(&original);
    println!("{} bits: {} passed, all with equal signed parts", flips.bits, flips.passed);
    // Upper and lower case of hexadecimal digits are the flips that change nothing.
    assert!(flips.passed > 0 && flips.passed < flips.bits / 10);
}

#[test]
fn a_flipped_bit_after_the_signed_bytes_is_named() {
    let mut original = std::fs::read(fixtures().join("documents").join(FIXTURE)).unwrap();
    original.extend_from_slice(b"\n \r\n\t\n");
    flip_every_bit(&original);
}

/// The signature algorithm of a CMS is not signed. One that names another digest than the digest
/// algorithm is said, and what is reported is the one by which the value is right.
#[test]
fn a_contradicting_signature_algorithm_is_named() {
    const RSA_ENCRYPTION: &[u8] = b"2a864886f70d010101";
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let path = fixtures().join("documents/cong-van-cades-openssl.pdf");
    let mut document = std::fs::read(path).unwrap();
    let is_it = |window: &[u8]| window.eq_ignore_ascii_case(RSA_ENCRYPTION);
    let place = document.windows(RSA_ENCRYPTION.len()).rposition(is_it).unwrap();
    for (algorithm, digits) in [("sha1", b"05"), ("sha384", b"0c"), ("sha512", b"0d")] {
        document[place + 16..place + 18].copy_from_slice(digits);
        let report = verifier.verify_bytes(&document);
        let [signature] = &report.signatures[..] else { panic!("{:?}", report.error) };
        let name = signature.facts.cms.signature_algorithm_name.as_deref();
        assert_eq!((report.verdict, name), (Verdict::Passed, Some("rsa-pkcs1v15-sha256")));
        let is_named = |finding: &Finding| finding.code == Code::DigestAlgorithmMismatch;
        assert!(signature.conclusion.findings.iter().any(is_named), "{algorithm}");
    }
}

struct Flips {
    bits: usize,
    passed: usize,
}

fn flip_every_bit(original: &[u8]) -> Flips {
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let untouched = verifier.verify_bytes(original);
    assert_eq!(untouched.verdict, Verdict::Passed, "{:?}", untouched.signatures);

    let ranges = signed_ranges(original);
    let signed_parts = signed_parts(original).expect("the fixture has a readable signature");
    let bits = original.len() * 8;
    let next = AtomicUsize::new(0);
    let passed = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut mutant = original.to_vec();
                loop {
                    // A byte at a time, so that threads do not fight over the counter.
                    let byte = next.fetch_add(1, Ordering::Relaxed);
                    if byte >= original.len() {
                        break;
                    }
                    for bit in 0..8 {
                        mutant[byte] ^= 1 << bit;
                        let report = verifier.verify_bytes(&mutant);
                        if report.verdict == Verdict::Passed {
                            passed.fetch_add(1, Ordering::Relaxed);
                            check_passed(&report, &mutant, byte, bit, &ranges, &signed_parts);
                        }
                        mutant[byte] ^= 1 << bit;
                    }
                }
            });
        }
    });
    Flips { bits, passed: passed.into_inner() }
}

fn check_passed(
    report: &Report,
    mutant: &[u8],
    byte: usize,
    bit: u32,
    ranges: &[Range<usize>],
    parts: &SignedParts,
) {
    let place = format!("bit {bit} of byte {byte}");
    assert!(!ranges.iter().any(|range| range.contains(&byte)), "{place} is signed, and passed");
    let end = ranges.last().unwrap().end;
    if byte < end {
        assert_eq!(signed_parts(mutant).as_ref(), Some(parts), "{place} in /Contents");
    } else {
        let signature = &report.signatures[0];
        assert_ne!(signature.facts.coverage, Coverage::WholeFile, "{place}");
        let noticed = !report.findings.is_empty() || !signature.conclusion.findings.is_empty();
        assert!(noticed, "{place} without a finding");
    }
}

fn signed_ranges(bytes: &[u8]) -> Vec<Range<usize>> {
    let document = Document::open(bytes).unwrap();
    document.signatures().unwrap()[0].byte_range.clone()
}

/// What a signature says, decoded: its attributes, value, algorithms and certificates.
#[derive(Debug, Eq, PartialEq)]
struct SignedParts {
    attributes: Option<Vec<u8>>,
    value: Vec<u8>,
    digest_algorithm: Vec<u8>,
    signature_algorithm: Vec<u8>,
    certificates: Vec<Vec<u8>>,
}

fn signed_parts(bytes: &[u8]) -> Option<SignedParts> {
    let document = Document::open(bytes).ok()?;
    let signatures = document.signatures().ok()?;
    let cms = SignedData::parse(&signatures.first()?.contents).ok()?;
    let signer = cms.signers().first()?;
    Some(SignedParts {
        attributes: signer.signed_attributes().map(|attributes| attributes.der().to_vec()),
        value: signer.signature().to_vec(),
        digest_algorithm: signer.digest_identifier().raw().to_vec(),
        signature_algorithm: signer.signature_identifier().raw().to_vec(),
        certificates: cms.certificates().iter().map(|der| der.to_vec()).collect(),
    })
}
