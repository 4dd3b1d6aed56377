//! Timestamps over signature values (EN 319 122-1 clause 5.3) and over documents.

use crate::cms::{TimestampAuthority, TimestampError, TimestampRequest};
use crate::crypto::{DigestAlgorithm, random};

/// By which it is hashed.
const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;

/// What a token is over.
pub(super) enum Stamped<'a> {
    /// A signature value.
    Value(&'a [u8]),
    /// A document, but for the place where the token goes.
    Parts(&'a [&'a [u8]]),
}

/// A token, checked as far as it can be without trust.
pub(super) fn token_over(
    stamped: &Stamped<'_>,
    authority: &dyn TimestampAuthority,
) -> Result<Vec<u8>, TimestampError> {
    let digest = match stamped {
        Stamped::Value(value) => DIGEST.hash(value),
        Stamped::Parts(parts) => DIGEST.hash_parts(parts),
    };
    let request = TimestampRequest::new(DIGEST, digest, random()?);
    let response = authority.respond(&request)?;
    Ok(request.token(&response)?.to_vec())
}
