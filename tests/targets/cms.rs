//! CMS and timestamp tokens.

use kyso::cms::{SignedContent, SignedData, SignerInfo, TstInfo};
use kyso::crypto::{DigestAlgorithm, PublicKey};
use kyso::limits::CMS_ITEMS;
use kyso::x509::Certificate;

use super::assert_within;

const SIGNER: &[u8] = include_bytes!("../data/x509/person.der");

/// A SignedData and the computation over it.
pub fn cms(input: &[u8]) {
    let Ok(data) = SignedData::parse(input) else { return };
    assert_within(data.raw(), input);
    assert!(data.raw().len() + data.padding() <= input.len());
    assert!(data.signers().len() <= CMS_ITEMS && data.certificates().len() <= CMS_ITEMS);
    for certificate in data.certificates() {
        assert_within(certificate, input);
    }
    for crl in data.revocation().crls() {
        assert_within(crl, input);
    }
    let _ = data.problems();
    let signer = Certificate::parse(SIGNER).expect("it is a fixture");
    for info in data.signers().iter().take(4) {
        check_signer(input, &data, info, &signer);
    }
    // The bytes of the SignedData alone say the same.
    let again = SignedData::parse(data.raw()).expect("it was read before");
    assert_eq!(again.raw(), data.raw());
    assert_eq!(again.padding(), 0);
    assert_eq!(again.signers().len(), data.signers().len());
}

fn check_signer(
    input: &[u8],
    data: &SignedData<'_>,
    info: &SignerInfo<'_>,
    certificate: &Certificate,
) {
    assert_within(info.raw(), input);
    let key: &PublicKey = certificate.public_key();
    let _ = info.id().identifies(certificate);
    let _ = info.signature_algorithm().name(Some(key));
    let unsigned = info.unsigned_attributes();
    for token in unsigned.signature_timestamps().chain(unsigned.content_timestamps()) {
        assert_within(token, input);
    }
    let (_, _) = (unsigned.certificate_values(), unsigned.revocation_values());
    if let Some(attributes) = info.signed_attributes() {
        // Encoded once more, DER is what it was.
        assert!(!attributes.is_der() || attributes.der() == attributes.stored());
        let _ = attributes.names_certificate(certificate);
        let (_, _) = (attributes.problems(), attributes.algorithm_protection());
        let (_, _) = (attributes.signing_time(), attributes.signature_policy());
    }
    let other = b"a content that nobody signed";
    let digest = info.digest_algorithm().unwrap_or(DigestAlgorithm::Sha256).hash(other);
    for content in [
        SignedContent::Digest(digest),
        SignedContent::Encapsulated,
        SignedContent::Slices(&[&other[..4], &other[4..]]),
    ] {
        let facts = info.check(data, &content, key);
        assert_eq!(facts, info.check(data, &content, key), "the same question");
        if !matches!(content, SignedContent::Encapsulated) {
            // A digest can be copied into the attributes; a signature over it takes the key.
            assert_ne!(facts.intact(), Some(true), "{facts:?}");
        }
    }
}

/// A TSTInfo, alone and as the content of a SignedData.
pub fn timestamp(input: &[u8]) {
    if let Ok(info) = TstInfo::parse(input) {
        check_info(&info);
    }
    if let Ok(data) = SignedData::parse(input)
        && let Some(content) = data.content()
        && let Ok(info) = TstInfo::parse(content)
    {
        check_info(&info);
    }
}

fn check_info(info: &TstInfo) {
    assert!(!info.serial().is_empty());
    let _ = (info.policy().to_string(), info.gen_time().to_string(), info.imprint());
    let _ = (info.imprint_algorithm(), info.ordering(), info.nonce(), info.authority());
    assert!(info.accuracy().is_none_or(|it| !it.is_negative()), "{info:?}");
    assert_eq!(info.problems(), info.problems());
}
