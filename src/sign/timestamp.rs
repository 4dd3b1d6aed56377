//! Timestamps over signature values (EN 319 122-1 clause 5.3) and over documents.

use jiff::{SignedDuration, Timestamp};

use super::SignError;
use crate::cms::{SignedData, TimestampAuthority, TimestampError, TimestampRequest, TstInfo};
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

/// By how much the clocks of an authority and of this machine may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(10);

/// A token, checked as far as it can be without trust.
///
/// # Errors
/// [`SignError::Timestamp`], and [`SignError::TimestampTime`] if it is not of about now.
pub(super) fn token_over(
    stamped: &Stamped<'_>,
    authority: &dyn TimestampAuthority,
    now: Timestamp,
) -> Result<Vec<u8>, SignError> {
    let digest = match stamped {
        Stamped::Value(value) => DIGEST.hash(value),
        Stamped::Parts(parts) => DIGEST.hash_parts(parts),
    };
    let nonce = random().map_err(TimestampError::from)?;
    let request = TimestampRequest::new(DIGEST, digest, nonce);
    let response = authority.respond(&request)?;
    let token = request.token(&response).map_err(TimestampError::from)?;
    let cms = SignedData::parse(token).ok();
    let info = cms.as_ref().and_then(|it| TstInfo::parse(it.content()?).ok());
    match info.map(|it| it.gen_time()) {
        Some(time) if now.duration_since(time).abs() > CLOCKS_DIFFER => {
            Err(SignError::TimestampTime(time))
        }
        _ => Ok(token.to_vec()),
    }
}
