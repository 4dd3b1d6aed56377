//! Signatures without CMS: `adbe.x509.rsa_sha1` (ISO 32000-2 §12.8.3.2). The files are made by
//! `tests/data/pkcs1/make.py`, their values by OpenSSL.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::root;
use kyso::trust::TrustStore;
use kyso::validation::{Coverage, Indication, SubIndication};
use kyso::verify::{Report, Verifier};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/data/pkcs1").join(name)).unwrap()
}

fn verify(bytes: &[u8]) -> Report {
    Verifier::new(TrustStore::none()).verify_bytes(bytes)
}

/// What is said of the one signature: intact, all facts, indication and the codes of findings.
fn found(bytes: &[u8]) -> (Option<bool>, String, Indication, Vec<&'static str>) {
    let report = verify(bytes);
    let [signature] = &report.signatures[..] else { panic!("{report:?}") };
    assert_eq!(signature.facts.coverage, Coverage::WholeFile);
    (
        signature.facts.intact(),
        format!("{:?}", signature.facts),
        signature.conclusion.indication,
        signature.conclusion.findings.iter().map(|finding| finding.code.as_str()).collect(),
    )
}

#[test]
fn values_are_judged_by_the_digest_they_name() {
    let unknown = Indication::Indeterminate(SubIndication::NoCertificateChainFound);
    for (file, name) in
        [("sha1.pdf", "rsa-pkcs1v15-sha1"), ("sha256-array.pdf", "rsa-pkcs1v15-sha256")]
    {
        let (intact, facts, indication, _) = found(&bytes(file));
        assert_eq!((intact, indication), (Some(true), unknown), "{file}");
        assert!(facts.contains(name), "{facts}");
    }
}

#[test]
fn changed_bytes_are_not_intact() {
    let failed = Indication::TotalFailed(SubIndication::SigCryptoFailure);
    let original = bytes("sha1.pdf");
    let media_box = original.windows(5).position(|window| window == b"[0 0 ").unwrap();
    let contents = original.windows(10).position(|window| window == b"/Contents<").unwrap();
    // A number of the page, an octet of the value.
    for (at, octet) in [(media_box + 1, b'1'), (contents + 10 + 100, b'?')] {
        let mut changed = original.clone();
        changed[at] = match octet {
            b'?' if changed[at] == b'0' => b'1',
            b'?' => b'0',
            octet => octet,
        };
        let (intact, _, indication, codes) = found(&changed);
        assert_eq!((intact, indication), (Some(false), failed));
        assert!(codes.contains(&"signature-value-wrong"), "{codes:?}");
    }
}

#[test]
fn the_first_certificate_is_the_signers() {
    let failed = Indication::TotalFailed(SubIndication::SigCryptoFailure);
    for file in ["other-first.pdf", "curve.pdf"] {
        let (intact, _, indication, _) = found(&bytes(file));
        assert_eq!((intact, indication), (Some(false), failed), "{file}");
    }
    let (intact, _, indication, codes) = found(&bytes("no-certificate.pdf"));
    let not_found = Indication::Indeterminate(SubIndication::NoSigningCertificateFound);
    assert_eq!((intact, indication), (None, not_found));
    assert!(codes.contains(&"signing-certificate-not-found"), "{codes:?}");
}

#[test]
fn nothing_but_padding_follows_the_value() {
    let (_, _, indication, codes) = found(&bytes("trailing.pdf"));
    assert_eq!(indication, Indication::TotalFailed(SubIndication::FormatFailure));
    assert!(codes.contains(&"signature-format"), "{codes:?}");
    // Contents that is no OCTET STRING.
    let mut broken = bytes("sha1.pdf");
    let contents = broken.windows(10).position(|window| window == b"/Contents<").unwrap();
    broken[contents + 10..contents + 12].copy_from_slice(b"30");
    let (intact, _, indication, codes) = found(&broken);
    assert_eq!(intact, Some(false));
    assert_eq!(indication, Indication::TotalFailed(SubIndication::FormatFailure));
    assert!(codes.contains(&"signature-unreadable"), "{codes:?}");
}
