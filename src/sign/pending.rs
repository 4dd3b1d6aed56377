//! A signature that waits for its value, whatever it becomes part of.

use std::sync::Arc;

use jiff::Timestamp;

use super::timestamp::{Stamped, token_over};
use super::{SignError, SignerError};
use crate::cms::{NewSignedData, TimestampAuthority, signed_attributes};
use crate::crypto::{self, Digest, DigestAlgorithm, SignatureAlgorithm};
use crate::x509::Certificate;

/// By which content is hashed: as the key signs, where that names an algorithm (RFC 8419 §3.1: SHA-512
/// for Ed25519).
pub(super) fn digest_algorithm(signature_algorithm: SignatureAlgorithm) -> DigestAlgorithm {
    signature_algorithm.digest().unwrap_or(DigestAlgorithm::Sha512)
}

/// The attributes that are signed, and by whom.
#[derive(Debug)]
pub(super) struct Pending {
    /// That of the signer first.
    pub(super) chain: Vec<Arc<Certificate>>,
    pub(super) signature_algorithm: SignatureAlgorithm,
    /// In DER (RFC 5652 §5.4): what the key signs.
    pub(super) attributes: Vec<u8>,
    /// What the signature claims.
    pub(super) time: Timestamp,
}

impl Pending {
    /// Over content with this digest, by [`digest_algorithm`]. The time stands among the attributes where
    /// `has_signing_time` says so.
    ///
    /// # Errors
    /// [`SignerError::NoCertificate`].
    pub(super) fn new(
        chain: Vec<Arc<Certificate>>,
        signature_algorithm: SignatureAlgorithm,
        digest: &Digest,
        time: Timestamp,
        has_signing_time: bool,
    ) -> Result<Self, SignerError> {
        let certificate = chain.first().ok_or(SignerError::NoCertificate)?;
        let attributes = signed_attributes(digest, certificate, has_signing_time.then_some(time));
        Ok(Self { chain, signature_algorithm, attributes, time })
    }

    /// Whether a value is by the key of the certificate.
    ///
    /// # Errors
    /// [`SignError::WrongValue`].
    pub(super) fn check(&self, value: &[u8]) -> Result<(), SignError> {
        let signer = self.chain.first().ok_or(SignerError::NoCertificate)?;
        crypto::verify(&self.signature_algorithm, signer.public_key(), &self.attributes, value)
            .map_err(|_| SignError::WrongValue)
    }

    /// A timestamp over a value (EN 319 122-1 clause 5.3). What waited may have done so for days: now is
    /// the later of what it claims, and the clock.
    ///
    /// # Errors
    /// [`SignError::Timestamp`] and [`SignError::TimestampTime`].
    pub(super) fn token(
        &self,
        value: &[u8],
        authority: &dyn TimestampAuthority,
    ) -> Result<Vec<u8>, SignError> {
        token_over(&Stamped::Value(value), authority, Timestamp::now().max(self.time))
    }

    /// The SignedData with the value.
    pub(super) fn signed_data<'a>(
        &'a self,
        value: &'a [u8],
        timestamp: Option<&'a [u8]>,
    ) -> NewSignedData<'a> {
        NewSignedData {
            certificates: &self.chain,
            digest_algorithm: digest_algorithm(self.signature_algorithm),
            signature_algorithm: self.signature_algorithm,
            signed_attributes: &self.attributes,
            value,
            timestamp,
        }
    }

    /// That its algorithm cannot be written down.
    pub(super) fn no_identifier(&self) -> SignError {
        SignError::Algorithm(self.signature_algorithm.name(None))
    }
}
