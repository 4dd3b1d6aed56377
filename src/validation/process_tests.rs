//! Tests of the processes for signatures and timestamps.

use super::*;
use crate::crypto::DigestAlgorithm;
use crate::validation::facts::{CmsFacts, ReferenceCheck, SignatureFormat, ValueCheck};
use crate::validation::policy::RevocationRequirement;
use SubIndication as Sub;

const PERSON: &[u8] = include_bytes!("../../tests/data/x509/person.der");

/// A sound signature of a person.
fn sound() -> SignatureFacts {
    SignatureFacts {
        field: "Signature1".to_owned(),
        kind: SignatureKind::Signature,
        format: SignatureFormat::Pades,
        sub_filter: None,
        is_baseline: false,
        revision: 1,
        coverage: Coverage::WholeFile,
        changes: ChangeLevel::None,
        change_list: Vec::new(),
        permits: None,
        claimed_time: None,
        dictionary_time: None,
        has_cms_signing_time: false,
        token: None,
        timestamps: Vec::new(),
        reason: None,
        location: None,
        cms: CmsFacts {
            digest_algorithm: Some(DigestAlgorithm::Sha256),
            digest_matches: Some(true),
            value: ValueCheck::Matches,
            signing_certificate: Some(CertificateId::of(PERSON)),
            reference: ReferenceCheck::Matches,
            ..CmsFacts::unread()
        },
        format_problems: Vec::new(),
        findings: Vec::new(),
    }
}

/// The indication where the person's certificate is itself an anchor.
fn indication(change: impl FnOnce(&mut SignatureFacts)) -> Indication {
    let mut facts = sound();
    change(&mut facts);
    let signer = Arc::new(Certificate::parse(PERSON).unwrap());
    let policy = Policy { revocation: RevocationRequirement::Require, ..Policy::generic() };
    let context = Context {
        policy: &policy,
        time: "2030-06-01T00:00:00Z".parse().unwrap(),
        anchors: &[signer].into_iter().collect(),
        materials: &[],
        edges: &EdgeCache::new(),
    };
    validate(&facts, &context).indication
}

fn failed(sub: SubIndication) -> Indication {
    Indication::TotalFailed(sub)
}

fn open(sub: SubIndication) -> Indication {
    Indication::Indeterminate(sub)
}

#[test]
fn only_what_was_computed_and_is_right_passes() {
    let values = [
        (ValueCheck::Matches, None),
        (ValueCheck::Mismatch, Some(failed(Sub::SigCryptoFailure))),
        (ValueCheck::NotChecked, Some(open(Sub::NoSigningCertificateFound))),
        (ValueCheck::StoredBytesOnly, Some(failed(Sub::SigCryptoFailure))),
        (ValueCheck::Unreadable, Some(failed(Sub::SigCryptoFailure))),
        (ValueCheck::Unsupported("x".to_owned()), Some(open(Sub::CryptoConstraintsFailure))),
    ];
    for (value, of_value) in values {
        for (digest, of_digest) in [
            (Some(true), None),
            (Some(false), Some(failed(Sub::HashFailure))),
            (None, Some(open(Sub::CryptoConstraintsFailure))),
        ] {
            let expected = match (of_digest, of_value) {
                (Some(wrong @ Indication::TotalFailed(_)), _) => wrong,
                (other, of_value) => of_value.or(other).unwrap_or(Indication::TotalPassed),
            };
            let found = indication(|facts| {
                facts.cms.value = value.clone();
                facts.cms.digest_matches = digest;
            });
            assert_eq!(found, expected, "{value:?} {digest:?}");
        }
    }
}

#[test]
fn without_a_signer_nothing_passes() {
    let missing = open(Sub::NoSigningCertificateFound);
    assert_eq!(indication(|facts| facts.cms.signing_certificate = None), missing);
    let unknown = CertificateId::of(b"another");
    assert_eq!(indication(|facts| facts.cms.signing_certificate = Some(unknown)), missing);
    assert_eq!(indication(|facts| facts.cms.reference = ReferenceCheck::Mismatch), missing);
    // A format that is not read: its algorithm is what is not known.
    let unread = indication(|facts| {
        facts.cms.signing_certificate = None;
        facts.cms.digest_matches = None;
        facts.cms.value = ValueCheck::Unsupported("adbe.x509.rsa_sha1".to_owned());
    });
    assert_eq!(unread, open(Sub::CryptoConstraintsFailure));
}

#[test]
fn changes_after_a_signature() {
    use ChangeLevel::{Annotations, FormFilling, Lta, None as Nothing, Other};
    let format = failed(Sub::FormatFailure);
    let undecided = open(Sub::SigConstraintsFailure);
    let passed = Indication::TotalPassed;
    for (permits, expected) in [
        (None, [passed, passed, passed, undecided, format]),
        (Some(Lta), [passed, passed, format, format, format]),
        (Some(FormFilling), [passed, passed, passed, format, format]),
        (Some(Annotations), [passed, passed, passed, passed, format]),
    ] {
        for (changes, expected) in
            [Nothing, Lta, FormFilling, Annotations, Other].into_iter().zip(expected)
        {
            let found = indication(|facts| {
                facts.permits = permits;
                facts.changes = changes;
            });
            assert_eq!(found, expected, "{permits:?} {changes:?}");
        }
    }
    assert_eq!(indication(|facts| facts.coverage = Coverage::Partial), format);
}

#[test]
fn weak_digests_do_not_pass() {
    let weak = open(Sub::CryptoConstraintsFailureNoPoe);
    let sha1 = Some(DigestAlgorithm::Sha1);
    assert_eq!(indication(|facts| facts.cms.digest_algorithm = sha1), weak);
    assert_eq!(indication(|facts| facts.cms.content_digest_algorithm = sha1), weak);
}

#[test]
fn signatures_of_one_signer_are_validated_once() {
    let parse = |der: &[u8]| Arc::new(Certificate::parse(der).unwrap());
    let chain: [&[u8]; 3] = [
        PERSON,
        include_bytes!("../../tests/data/x509/sub-state.der"),
        include_bytes!("../../tests/data/x509/root.der"),
    ];
    let mut material = Material::new();
    chain.iter().for_each(|der| material.add_certificate(parse(der)));
    let edges = EdgeCache::new();
    let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
    let context = Context {
        policy: &policy,
        time: "2030-06-01T00:00:00Z".parse().unwrap(),
        anchors: &[parse(chain[2])].into_iter().collect(),
        materials: &[&material],
        edges: &edges,
    };
    let mut signatures = vec![sound(); 100];
    signatures[50].kind = SignatureKind::Timestamp; // the same certificate, another purpose
    let conclusions = validate_all(&signatures, &context);
    assert!(edges.hits() + edges.misses() <= 8, "{}", edges.hits() + edges.misses());
    for (number, (facts, conclusion)) in signatures.iter().zip(&conclusions).enumerate() {
        let alone = validate(facts, &context);
        assert_eq!(conclusion.indication, alone.indication);
        assert_eq!(conclusion.findings, alone.findings);
        assert_eq!(conclusion.chain, alone.chain);
        let expected = match number {
            50 => open(Sub::ChainConstraintsFailure),
            _ => Indication::TotalPassed,
        };
        assert_eq!(conclusion.indication, expected);
    }
}
