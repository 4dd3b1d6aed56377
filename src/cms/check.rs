//! The computation: message digest and signature value, without trust.

use super::attributes::{Attributes, SignedAttributes, id};
use super::problem::Problem;
use super::signed_data::{ID_DATA, SignedData};
use super::signer_info::SignerInfo;
use crate::asn1::{Oid, Reader, Tag};
use crate::crypto::{
    Digest, DigestAlgorithm, PublicKey, SignatureAlgorithm, VerifyError, verify, verify_parts,
    verify_prehash,
};
use crate::limits::CMS_BYTES;

/// What a signature is over.
#[derive(Clone, Copy, Debug)]
pub enum SignedContent<'a> {
    /// The digest of external content by [`SignerInfo::content_digest_algorithm`]. Enough wherever
    /// there are signed attributes.
    Digest(Digest),
    /// The content inside the SignedData: `adbe.pkcs7.sha1`, timestamp tokens, enveloping CAdES.
    Encapsulated,
    /// The same together with its digest by [`SignerInfo::content_digest_algorithm`]: it is not hashed
    /// again, unless the algorithm signs the content itself.
    EncapsulatedHashed(Digest),
    /// External content in parts together with its digest by
    /// [`SignerInfo::content_digest_algorithm`]: the content is not hashed again, unless the
    /// algorithm signs the content itself.
    Hashed {
        /// The digest.
        digest: Digest,
        /// The content.
        parts: &'a [&'a [u8]],
    },
    /// External content that is not at hand.
    Missing,
    /// External content in parts. It is hashed as it lies, never copied.
    Slices(&'a [&'a [u8]]),
}

/// What was found about the message digest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DigestCheck {
    /// The content is not at hand.
    ContentNeeded,
    /// The content has the digest that was signed.
    Matches,
    /// It has not, or no digest was signed where one must be.
    Mismatch,
    /// There are no signed attributes: the signature is over the content itself.
    NotSigned,
    /// The digest algorithm is not supported, so nothing was computed.
    Unsupported(Oid),
}

/// What was found about a signature value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// Without signed attributes the content itself is needed, not its digest.
    ContentNeeded,
    /// The value is right: over the DER encoding of the signed attributes, over their stored bytes
    /// where these are not DER ([`Problem::SignedAttributesSignedAsStored`]), or over the content.
    Matches,
    /// The value is wrong, or cannot be one of this key.
    Mismatch,
    /// Nothing was computed, and why.
    Unsupported(String),
}

/// What was computed about one SignerInfo.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct IntegrityFacts {
    /// Whether the content has the signed message digest.
    pub message_digest: DigestCheck,
    /// Whether the signature value is right.
    pub signature_value: SignatureCheck,
    /// The algorithm by which it was checked: the one that the SignerInfo names, unless only PKCS #1
    /// with its digest algorithm fits ([`Problem::DigestAlgorithmMismatch`]).
    pub signature_algorithm: SignatureAlgorithm,
    /// What else was found, without duplicates.
    pub problems: Vec<Problem>,
}

impl IntegrityFacts {
    /// Whether the content is what was signed, and was signed by this key. Nothing more: the
    /// [problems](IntegrityFacts::problems) may still forbid to accept it. `None` if that could
    /// not be computed.
    pub fn intact(&self) -> Option<bool> {
        match (&self.signature_value, self.message_digest) {
            (SignatureCheck::Mismatch, _) | (_, DigestCheck::Mismatch) => Some(false),
            (SignatureCheck::ContentNeeded | SignatureCheck::Unsupported(_), _)
            | (_, DigestCheck::ContentNeeded | DigestCheck::Unsupported(_)) => None,
            (SignatureCheck::Matches, DigestCheck::Matches | DigestCheck::NotSigned) => Some(true),
        }
    }
}

impl SignerInfo<'_> {
    /// Computes the message digest and the signature value with the signer's key.
    ///
    /// `data` is the SignedData that this SignerInfo is of. Content inside it never stands in for
    /// external content.
    pub fn check(
        &self,
        data: &SignedData<'_>,
        content: &SignedContent<'_>,
        key: &PublicKey,
    ) -> IntegrityFacts {
        let mut problems = self.algorithm_problems();
        match content {
            SignedContent::Encapsulated | SignedContent::EncapsulatedHashed(_)
                if data.content().is_none() =>
            {
                problems.push(Problem::ContentMissing);
            }
            SignedContent::Encapsulated | SignedContent::EncapsulatedHashed(_) => {}
            _ if data.content().is_some() => problems.push(Problem::ContentEncapsulated),
            _ => {}
        }
        let encapsulated = [data.content().unwrap_or_default()];
        let parts = match content {
            SignedContent::Digest(_) | SignedContent::Missing => None,
            SignedContent::Encapsulated | SignedContent::EncapsulatedHashed(_) => {
                data.content().map(|_| encapsulated.as_slice())
            }
            SignedContent::Hashed { parts, .. } | SignedContent::Slices(parts) => Some(*parts),
        };
        let digest = match content {
            SignedContent::Digest(digest)
            | SignedContent::EncapsulatedHashed(digest)
            | SignedContent::Hashed { digest, .. } => Some(*digest),
            _ => None,
        };
        let is_missing = matches!(content, SignedContent::Missing);
        let (message_digest, value) = match self.signed_attributes() {
            Some(attributes) => {
                let digest = digest.or_else(|| {
                    let mut hasher = self.digest_algorithm()?.hasher();
                    parts?.iter().for_each(|part| hasher.update(part));
                    Some(hasher.finish())
                });
                let digest = self.check_digest(attributes, digest, data, &mut problems);
                let is_unknown = is_missing && matches!(attributes.message_digest(), Ok(Some(_)));
                (
                    if is_unknown { DigestCheck::ContentNeeded } else { digest },
                    self.check_attributes(attributes, key, &mut problems),
                )
            }
            None => {
                if data.content_type() != ID_DATA {
                    problems.push(Problem::SignedAttributesMissing);
                }
                if parts.is_some_and(looks_like_attributes) {
                    problems.push(Problem::ContentLooksLikeAttributes);
                }
                let value = parts.map(|parts| self.check_content(key, digest, parts));
                let value = value.unwrap_or(SignatureCheck::ContentNeeded);
                (DigestCheck::NotSigned, (value, self.signature_algorithm()))
            }
        };
        let (signature_value, signature_algorithm) = value;
        let mut unique = Vec::with_capacity(problems.len());
        for problem in problems {
            if !unique.contains(&problem) {
                unique.push(problem);
            }
        }
        IntegrityFacts { message_digest, signature_value, signature_algorithm, problems: unique }
    }

    fn algorithm_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let identifier = self.digest_identifier().oid();
        let digest = self.digest_algorithm();
        if digest.is_none() && DigestAlgorithm::from_signature_oid(&identifier).is_some() {
            problems.push(Problem::DigestAlgorithmIsSignatureAlgorithm(identifier));
        }
        if let (Some(digest), Some(signature)) = (digest, self.signature_algorithm().digest())
            && digest != signature
        {
            problems.push(Problem::DigestAlgorithmMismatch { digest, signature });
        }
        problems
    }

    fn check_digest(
        &self,
        attributes: &SignedAttributes<'_>,
        digest: Option<Digest>,
        data: &SignedData<'_>,
        problems: &mut Vec<Problem>,
    ) -> DigestCheck {
        problems.extend(attributes.problems());
        match attributes.content_type() {
            Ok(Some(content_type)) if content_type == data.content_type() => {}
            Ok(Some(content_type)) => problems.push(Problem::ContentTypeMismatch(content_type)),
            Ok(None) => problems.push(Problem::ContentTypeMissing),
            Err(problem) => problems.push(problem),
        }
        if let Ok(Some(protection)) = attributes.algorithm_protection()
            && !protection.agrees_with(self)
        {
            problems.push(Problem::AlgorithmProtectionMismatch);
        }
        let signed = match attributes.message_digest() {
            Ok(Some(signed)) => signed,
            Ok(None) => {
                problems.push(Problem::MessageDigestMissing);
                return DigestCheck::Mismatch;
            }
            Err(problem) => {
                problems.push(problem);
                return DigestCheck::Mismatch;
            }
        };
        match (digest, self.digest_algorithm()) {
            (_, None) => DigestCheck::Unsupported(self.digest_identifier().oid()),
            (Some(digest), Some(algorithm))
                if digest.as_bytes() == signed && signed.len() == algorithm.output_len() =>
            {
                DigestCheck::Matches
            }
            _ => DigestCheck::Mismatch,
        }
    }

    /// The value over the signed attributes, and the algorithm by which it was checked: in DER, as
    /// RFC 5652 §5.4 has it, and else as they are stored.
    fn check_attributes(
        &self,
        attributes: &SignedAttributes<'_>,
        key: &PublicKey,
        problems: &mut Vec<Problem>,
    ) -> (SignatureCheck, SignatureAlgorithm) {
        let in_der = self.check_value(key, attributes.der());
        if attributes.is_der() {
            return in_der;
        }
        match in_der.0 {
            SignatureCheck::Matches => problems.push(Problem::SignedAttributesReordered),
            SignatureCheck::Mismatch => {
                // Some signers sign their attributes in the order in which they write them. These
                // very contents were signed, so that nothing can have been changed.
                let as_stored = self.check_value(key, attributes.stored());
                if as_stored.0 == SignatureCheck::Matches {
                    problems.push(Problem::SignedAttributesSignedAsStored);
                    return as_stored;
                }
            }
            _ => {}
        }
        in_der
    }

    /// The value over the content itself.
    fn check_content(
        &self,
        key: &PublicKey,
        digest: Option<Digest>,
        parts: &[&[u8]],
    ) -> SignatureCheck {
        let algorithm = self.signature_algorithm();
        let result = match digest.filter(|_| algorithm.digest().is_some()) {
            Some(digest) => verify_prehash(&algorithm, key, &digest, self.signature()),
            None => verify_parts(&algorithm, key, parts, self.signature()),
        };
        value_check(result)
    }

    /// The value over the signed attributes in one form, and the algorithm by which it was checked:
    /// the one that is named, unless the value fits the other one.
    fn check_value(&self, key: &PublicKey, message: &[u8]) -> (SignatureCheck, SignatureAlgorithm) {
        let check = |algorithm: &SignatureAlgorithm| {
            value_check(verify(algorithm, key, message, self.signature()))
        };
        let named = self.signature_algorithm();
        let found = check(&named);
        if let (SignatureCheck::Mismatch, Some(other)) = (&found, self.other_algorithm())
            && check(&other) == SignatureCheck::Matches
        {
            return (SignatureCheck::Matches, other);
        }
        (found, named)
    }

    /// PKCS #1 with the digest algorithm of the SignerInfo, where the signature algorithm names
    /// another digest: RFC 5652 §5.4 has the attributes digested by the former, and OpenSSL and Bouncy
    /// Castle go by it alone. A value of PKCS #1 says itself which digest it is over, so that none is
    /// taken for the other.
    fn other_algorithm(&self) -> Option<SignatureAlgorithm> {
        let other = self.digest_algorithm()?;
        match self.signature_algorithm() {
            SignatureAlgorithm::RsaPkcs1(named) if named != other => {
                Some(SignatureAlgorithm::RsaPkcs1(other))
            }
            _ => None,
        }
    }

    /// How many public-key operations [`check`](Self::check) may take with one key.
    pub fn operations(&self) -> usize {
        let Some(attributes) = self.signed_attributes() else { return 1 };
        let forms = if attributes.is_der() { 1 } else { 2 };
        forms * if self.other_algorithm().is_some() { 2 } else { 1 }
    }
}

fn value_check(result: Result<(), VerifyError>) -> SignatureCheck {
    match result {
        Ok(()) => SignatureCheck::Matches,
        Err(VerifyError::Mismatch | VerifyError::KeyMismatch { .. }) => SignatureCheck::Mismatch,
        Err(error) => SignatureCheck::Unsupported(error.to_string()),
    }
}

/// Whether content could be the signed attributes of another signature: a SET OF attributes, the
/// message digest among them. A signature made over such attributes is also one over the content
/// "these attributes", which nobody ever meant to sign.
///
/// No attributes are larger than a whole CMS may be, and of other content no more than the first
/// octet is looked at.
fn looks_like_attributes(parts: &[&[u8]]) -> bool {
    let octets = parts.iter().flat_map(|part| part.iter());
    // The identifier octet of a SET.
    if octets.clone().next() != Some(&0x31) {
        return false;
    }
    let start: Vec<u8> = octets.take(CMS_BYTES).copied().collect();
    Reader::new(&start)
        .expect(Tag::SET)
        .ok()
        .and_then(|element| Attributes::read(&element).ok())
        .is_some_and(|attributes| attributes.values(id::MESSAGE_DIGEST).next().is_some())
}
