//! SignedData made by openssl and by hand (`tests/data/cms`): what is read, and what is computed.

// A helper of a test may stop it, as a test may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use kyso::asn1::{Reader, Tag, oid};
use kyso::cms::{
    DigestCheck, Error, IntegrityFacts, Problem, ReferenceCheck, SignatureCheck, SignedContent,
    SignedData, SignerId,
};
use kyso::crypto::{DigestAlgorithm, SignatureAlgorithm};
use kyso::x509::Certificate;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("data/cms/", $name)).as_slice()
    };
}

const CONTENT: &[u8] = data!("content.txt");

fn certificate(der: &[u8]) -> Certificate {
    Certificate::parse(der).unwrap()
}

fn check_all(bytes: &[u8], content: &SignedContent<'_>) -> Vec<IntegrityFacts> {
    let data = SignedData::parse(bytes).unwrap();
    data.signers()
        .iter()
        .map(|signer| {
            let mut certificates = data.certificates().iter().map(|der| certificate(der));
            let named = certificates.find(|one| signer.id().identifies(one)).unwrap();
            signer.check(&data, content, named.public_key())
        })
        .collect()
}

fn check(bytes: &[u8], content: &SignedContent<'_>) -> IntegrityFacts {
    check_all(bytes, content).remove(0)
}

fn digest() -> SignedContent<'static> {
    SignedContent::Digest(DigestAlgorithm::Sha256.hash(CONTENT))
}

#[test]
fn intact_signatures() {
    for (name, bytes, content) in [
        ("detached", data!("openssl-detached.der"), digest()),
        ("detached", data!("openssl-detached.der"), SignedContent::Slices(&[CONTENT])),
        ("indefinite", data!("openssl-indefinite.der"), SignedContent::Encapsulated),
        ("noattr", data!("openssl-noattr.der"), SignedContent::Slices(&[CONTENT])),
        ("pss", data!("openssl-pss.der"), digest()),
        ("cades", data!("openssl-cades.der"), digest()),
        ("full", data!("ec-full.der"), digest()),
        ("indefinite attributes", data!("ec-indefinite-attributes.der"), digest()),
        ("ed25519", data!("ed25519.der"), digest()),
        ("key only", data!("ec-key-only-algorithm.der"), digest()),
        ("revocation", data!("revocation.der"), digest()),
    ] {
        let facts = check(bytes, &content);
        assert_eq!(facts.intact(), Some(true), "{name}: {facts:?}");
        assert_eq!(facts.problems, [], "{name}");
        assert_eq!(SignedData::parse(bytes).unwrap().problems(), [], "{name}");
    }
}

#[test]
fn other_content_is_not_intact() {
    let other = SignedContent::Digest(DigestAlgorithm::Sha256.hash(b"other"));
    let facts = check(data!("openssl-detached.der"), &other);
    assert_eq!(facts.message_digest, DigestCheck::Mismatch);
    assert_eq!(facts.signature_value, SignatureCheck::Matches);
    assert_eq!(facts.intact(), Some(false));
    // a digest of another length, of which the signed one could be a part
    let longer = SignedContent::Digest(DigestAlgorithm::Sha512.hash(CONTENT));
    assert_eq!(check(data!("openssl-detached.der"), &longer).intact(), Some(false));

    let (start, end) = CONTENT.split_at(9);
    let noattr = data!("openssl-noattr.der");
    assert_eq!(check(noattr, &SignedContent::Slices(&[start, end])).intact(), Some(true));
    assert_eq!(check(noattr, &SignedContent::Slices(&[end, start])).intact(), Some(false));
    let facts = check(noattr, &digest());
    assert_eq!(facts.signature_value, SignatureCheck::ContentNeeded);
    assert_eq!(facts.intact(), None);
    // What was hashed already is not hashed again: it is the digest that decides.
    for (content, is_right) in [(CONTENT, true), (b"other", false)] {
        let digest = DigestAlgorithm::Sha256.hash(content);
        for name in [noattr, data!("openssl-detached.der")] {
            let content = SignedContent::Hashed { digest, parts: &[start, end] };
            assert_eq!(check(name, &content).intact(), Some(is_right));
        }
    }
}

#[test]
fn another_key_does_not_verify() {
    let bytes = data!("ec-full.der");
    let data = SignedData::parse(bytes).unwrap();
    let other = certificate(data!("unrelated-certificate.der")).public_key().clone();
    let facts = data.signers()[0].check(&data, &digest(), &other);
    assert_eq!(facts.signature_value, SignatureCheck::Mismatch);
    assert_eq!(facts.message_digest, DigestCheck::Matches);
}

#[test]
fn signed_attributes_that_are_not_der_count_in_der_and_as_they_are_stored() {
    let facts = check(data!("ec-unsorted-signed-as-der.der"), &digest());
    assert_eq!(facts.intact(), Some(true));
    assert_eq!(facts.problems, [Problem::SignedAttributesReordered]);

    let facts = check(data!("ec-unsorted-signed-as-stored.der"), &digest());
    assert_eq!(facts.intact(), Some(true));
    assert_eq!(facts.problems, [Problem::SignedAttributesSignedAsStored]);
    let data = SignedData::parse(data!("ec-unsorted-signed-as-stored.der")).unwrap();
    assert_eq!(data.signers()[0].operations(), 2);
}

#[test]
fn of_two_digest_algorithms_either_may_be_that_of_the_value() {
    const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    let mut bytes = data!("openssl-detached.der").to_vec();
    let place = bytes.windows(9).rposition(|window| window == RSA_ENCRYPTION).unwrap();
    bytes[place + 8] = 12; // sha384WithRSAEncryption, while all digests are SHA-256
    let facts = check(&bytes, &digest());
    assert_eq!(facts.intact(), Some(true));
    assert!(matches!(facts.problems[..], [Problem::DigestAlgorithmMismatch { .. }]));
    assert_eq!(facts.signature_algorithm, SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256));
    assert_eq!(SignedData::parse(&bytes).unwrap().signers()[0].operations(), 2);

    // What was made with neither of the two stays wrong.
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(check(&bytes, &digest()).intact(), Some(false));
}

#[test]
fn required_attributes() {
    const MESSAGE_DIGEST: kyso::asn1::Oid = oid(&[1, 2, 840, 113_549, 1, 9, 4]);
    let duplicate = Problem::DuplicateAttribute(MESSAGE_DIGEST);
    let data_type = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
    for (bytes, intact, problem) in [
        (data!("no-content-type.der"), true, Problem::ContentTypeMissing),
        (data!("no-message-digest.der"), false, Problem::MessageDigestMissing),
        (data!("two-message-digests.der"), false, duplicate),
        (data!("two-values.der"), false, duplicate),
        (data!("content-type-mismatch.der"), true, Problem::ContentTypeMismatch(data_type)),
        (data!("encapsulated-other-content.der"), true, Problem::ContentEncapsulated),
        (data!("protection-mismatch.der"), true, Problem::AlgorithmProtectionMismatch),
    ] {
        let facts = check(bytes, &digest());
        // Its two values stand in the order in which DER does not want them.
        let as_stored = bytes == data!("two-values.der");
        let as_stored = as_stored.then_some(Problem::SignedAttributesSignedAsStored);
        assert_eq!(facts.problems, [problem].into_iter().chain(as_stored).collect::<Vec<_>>());
        assert_eq!(facts.intact(), Some(intact), "{problem}");
        assert!(problem.forbids_acceptance());
    }
    let missing = check(data!("ec-full.der"), &SignedContent::Encapsulated);
    assert_eq!((missing.intact(), missing.problems), (Some(false), vec![Problem::ContentMissing]));
    let other = check(data!("encapsulated-other-content.der"), &SignedContent::Encapsulated);
    assert_eq!(other.intact(), Some(false));
}

#[test]
fn odd_digest_algorithms() {
    let unusual = data!("digest-is-signature-algorithm.der");
    let ecdsa = oid(&[1, 2, 840, 10045, 4, 3, 2]);
    let facts = check(unusual, &digest());
    assert_eq!(facts.intact(), None);
    assert_eq!(facts.problems, [Problem::DigestAlgorithmIsSignatureAlgorithm(ecdsa)]);

    let content = SignedContent::Digest(DigestAlgorithm::Sha512.hash(CONTENT));
    let facts = check(data!("digest-mismatch.der"), &content);
    assert_eq!(facts.intact(), Some(true));
    let (digest, signature) = (DigestAlgorithm::Sha512, DigestAlgorithm::Sha256);
    assert_eq!(facts.problems, [Problem::DigestAlgorithmMismatch { digest, signature }]);
}

#[test]
fn references_to_the_certificate() {
    for (bytes, expected) in [
        (data!("ec-full.der"), ReferenceCheck::Matches),
        (data!("openssl-cades.der"), ReferenceCheck::Matches),
        (data!("ess-v1.der"), ReferenceCheck::Matches),
        (data!("ess-no-issuer.der"), ReferenceCheck::Matches),
        (data!("openssl-detached.der"), ReferenceCheck::Absent),
        (data!("ess-both-one-wrong.der"), ReferenceCheck::DigestMismatch),
        (data!("ess-other-certificate.der"), ReferenceCheck::DigestMismatch),
        (data!("ess-other-issuer.der"), ReferenceCheck::IssuerSerialMismatch),
        (data!("ess-other-serial.der"), ReferenceCheck::IssuerSerialMismatch),
        (data!("ess-malformed.der"), ReferenceCheck::Malformed),
    ] {
        let data = SignedData::parse(bytes).unwrap();
        let attributes = data.signers()[0].signed_attributes().unwrap();
        assert_eq!(attributes.names_certificate(&certificate(data.certificates()[0])), expected);
    }
    let data = SignedData::parse(data!("ess-other-certificate.der")).unwrap();
    let attributes = data.signers()[0].signed_attributes().unwrap();
    let named = attributes.names_certificate(&certificate(data!("unrelated-certificate.der")));
    assert_eq!(named, ReferenceCheck::Matches);
    let facts = check(data!("ess-malformed.der"), &digest());
    assert!(matches!(facts.problems[..], [Problem::MalformedAttribute(_)]), "{facts:?}");
}

#[test]
fn parts() {
    let data = SignedData::parse(data!("ec-full.der")).unwrap();
    assert_eq!(data.version(), 1);
    assert_eq!((data.certificates().len(), data.other_certificates()), (1, 0));
    assert!(data.content().is_none());
    let signer = &data.signers()[0];
    assert_eq!(signer.signature_algorithm().name(None), "ecdsa-sha256");
    let attributes = signer.signed_attributes().unwrap();
    assert!(attributes.is_der());
    let time = attributes.signing_time().unwrap().unwrap();
    assert_eq!(time.to_string(), "2026-11-20T08:00:00Z");
    assert!(attributes.algorithm_protection().unwrap().is_some());
    assert_eq!(attributes.signature_policy(), Ok(None));

    let data = SignedData::parse(data!("openssl-keyid-nocerts.der")).unwrap();
    assert!(data.certificates().is_empty());
    let id = data.signers()[0].id();
    assert!(matches!(id, SignerId::SubjectKeyId(_)));
    let other = SignedData::parse(data!("openssl-cades.der")).unwrap();
    assert!(id.identifies(&certificate(other.certificates()[0])));
    assert!(!id.identifies(&certificate(data!("unrelated-certificate.der"))));

    let content = SignedData::parse(data!("openssl-indefinite.der")).unwrap();
    assert_eq!(content.content(), Some(CONTENT));
}

#[test]
fn revocation_values_and_timestamps() {
    let data = SignedData::parse(data!("revocation.der")).unwrap();
    assert_eq!(data.revocation().crls().len(), 1);
    let [response, wrapped] = data.revocation().ocsp_responses() else { panic!("two responses") };
    assert_eq!(response.as_ref(), [0x30, 3, 0x0a, 1, 3]);
    let basic = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);
    let mut fields = Reader::new(wrapped).expect(Tag::SEQUENCE).unwrap().contents().unwrap();
    assert_eq!(fields.expect(Tag::ENUMERATED).unwrap().unsigned().unwrap(), 0);
    let mut explicit = fields.expect(Tag::context_constructed(0)).unwrap().contents().unwrap();
    let mut bytes = explicit.expect(Tag::SEQUENCE).unwrap().contents().unwrap();
    assert_eq!(bytes.expect(Tag::OID).unwrap().oid().unwrap(), basic);
    assert_eq!(bytes.expect(Tag::OCTET_STRING).unwrap().value(), [0x30, 0]);

    let signer = &data.signers()[0];
    let inside = signer.signed_attributes().unwrap().attributes().revocation_values().unwrap();
    assert_eq!(inside.crls(), data.revocation().crls());
    assert_eq!(inside.ocsp_responses()[0], response.as_ref());
    let tokens: Vec<_> = signer.unsigned_attributes().signature_timestamps().collect();
    assert_eq!(tokens.len(), 1);
    assert!(tokens[0].starts_with(&[0x30, 0x0f, 0x06, 0x09]));
}

#[test]
fn several_signers() {
    let bytes = data!("openssl-two-signers.der");
    let facts = check_all(bytes, &digest());
    assert_eq!(facts.iter().map(IntegrityFacts::intact).collect::<Vec<_>>(), [Some(true); 2]);
    assert_eq!(SignedData::parse(bytes).unwrap().problems(), [Problem::SeveralSigners(2)]);
}

#[test]
fn padding_and_what_is_not_padding() {
    let bytes = data!("openssl-indefinite.der");
    let padded = [bytes, &[0; 500]].concat();
    let data = SignedData::parse(&padded).unwrap();
    assert_eq!((data.padding(), data.raw()), (500, bytes));
    assert_eq!(data.problems(), []);
    let hiding = [bytes, &[0, 0, 7]].concat();
    let data = SignedData::parse(&hiding).unwrap();
    assert_eq!(data.padding(), 0);
    assert_eq!(data.problems(), [Problem::TrailingData(3)]);
}

#[test]
fn what_is_not_signed_data() {
    assert!(matches!(SignedData::parse(b""), Err(Error::Encoding(_))));
    assert!(matches!(SignedData::parse(&[0; 100]), Err(Error::Encoding(_))));
    let data = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
    let enveloped = [&[0x30, 11, 6, 9][..], data.as_bytes()].concat();
    assert_eq!(SignedData::parse(&enveloped).unwrap_err(), Error::NotSignedData(data));
    assert_eq!(SignedData::parse(&vec![0; 17 << 20]).unwrap_err(), Error::TooLarge);
}

/// Without signed attributes, content that is itself a set of attributes may have been signed as
/// such.
#[test]
fn attributes_as_content() {
    let data = SignedData::parse(data!("ec-full.der")).unwrap();
    let attributes = data.signers()[0].signed_attributes().unwrap().der().to_vec();
    let (start, end) = attributes.split_at(5);
    for parts in [&[&attributes[..]][..], &[start, end], &[b"", start, end, b"and more"]] {
        let facts = check(data!("openssl-noattr.der"), &SignedContent::Slices(parts));
        assert_eq!(facts.problems, [Problem::ContentLooksLikeAttributes]);
        let digest = DigestAlgorithm::Sha256.hash(&parts.concat());
        let facts = check(data!("openssl-noattr.der"), &SignedContent::Hashed { digest, parts });
        assert_eq!(facts.problems, [Problem::ContentLooksLikeAttributes]);
    }
    let facts = check(data!("openssl-noattr.der"), &SignedContent::Slices(&[end, start]));
    assert_eq!(facts.problems, []);
}

/// No flipped bit makes a signature intact that was not, unless it lies in what is not signed.
#[test]
fn every_flipped_bit() {
    let bytes = data!("ec-full.der");
    let genuine = SignedData::parse(bytes).unwrap();
    let key = certificate(genuine.certificates()[0]).public_key().clone();
    let signed = genuine.signers()[0].signed_attributes().unwrap().der();
    let signature = genuine.signers()[0].signature();
    let mut intact = 0;
    for bit in 0..bytes.len() * 8 {
        let mut mutated = bytes.to_vec();
        mutated[bit / 8] ^= 1 << (bit % 8);
        let Ok(data) = SignedData::parse(&mutated) else { continue };
        for signer in data.signers() {
            if signer.check(&data, &digest(), &key).intact() == Some(true) {
                intact += 1;
                assert_eq!(signer.signed_attributes().unwrap().der(), signed, "bit {bit}");
                assert_eq!(signer.signature(), signature, "bit {bit}");
            }
        }
    }
    // in the certificates and the names
    assert!(intact > 1_000, "{intact}");
}
