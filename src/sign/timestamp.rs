//! Timestamps over signature values (EN 319 122-1 clause 5.3).

use crate::cms::{TimestampAuthority, TimestampError, TimestampRequest};
use crate::crypto::{DigestAlgorithm, random};

/// By which the signature value is hashed.
const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;

/// A token over a signature value, checked as far as it can be without trust.
pub(super) fn token_over(
    value: &[u8],
    authority: &dyn TimestampAuthority,
) -> Result<Vec<u8>, TimestampError> {
    let request = TimestampRequest::new(DIGEST, DIGEST.hash(value), random()?);
    let response = authority.respond(&request)?;
    Ok(request.token(&response)?.to_vec())
}
