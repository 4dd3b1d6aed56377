//! Timestamps over signature values (EN 319 122-1 clause 5.3).

use crate::cms::{
    DigestCheck, SignatureCheck, SignedContent, SignedData, TimestampRequest,
    TimestampResponseError,
};
use crate::crypto::{DigestAlgorithm, PrivateKeyError, random};
use crate::x509::Certificate;

/// Whoever answers requests for timestamps.
pub trait TimestampAuthority {
    /// Sends a TimeStampReq and returns the TimeStampResp (RFC 3161 §2.4), both in DER.
    ///
    /// # Errors
    /// [`TimestampError::Unreachable`], with what happened.
    fn respond(&self, request: &[u8]) -> Result<Vec<u8>, TimestampError>;
}

/// Why there is no timestamp.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// The authority cannot be reached, or its answer is none of the protocol.
    #[error("the timestamp authority cannot be reached: {0}")]
    Unreachable(String),
    /// There is no randomness for the request.
    #[error(transparent)]
    Random(#[from] PrivateKeyError),
    /// The answer is no timestamp.
    #[error(transparent)]
    Response(#[from] TimestampResponseError),
    /// No certificate of the answer has the key that it is signed with.
    #[error("the signature of the timestamp does not verify with a certificate inside it")]
    WrongSignature,
}

/// By which the signature value is hashed.
const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;

/// A token over a signature value, checked as far as it can be without trust.
pub(super) fn token_over(
    value: &[u8],
    authority: &dyn TimestampAuthority,
) -> Result<Vec<u8>, TimestampError> {
    let request = TimestampRequest::new(DIGEST, DIGEST.hash(value), random()?);
    let response = authority.respond(&request.to_der())?;
    let token = request.token(&response)?;
    let cms = SignedData::parse(token).map_err(TimestampResponseError::from)?;
    let verifies = |certificate: &Certificate| {
        let signer = cms.signers().first();
        signer.is_some_and(|signer| {
            let facts = signer.check(&cms, &SignedContent::Encapsulated, certificate.public_key());
            facts.signature_value == SignatureCheck::Matches
                && facts.message_digest == DigestCheck::Matches
        })
    };
    let mut certificates = cms.certificates().iter().filter_map(|it| Certificate::parse(it).ok());
    if !certificates.any(|certificate| verifies(&certificate)) {
        return Err(TimestampError::WrongSignature);
    }
    Ok(token.to_vec())
}
