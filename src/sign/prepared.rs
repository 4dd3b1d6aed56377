//! Between the two phases of signing: a document that waits for its signature value.

use std::sync::Arc;

use jiff::Timestamp;

use super::pending::{Pending, digest_algorithm};
use super::{SignError, no_timestamp};
use crate::cms::TimestampAuthority;
use crate::crypto::{Digest, SignatureAlgorithm};
use crate::pdf;
use crate::x509::Certificate;

/// A document that waits for its signature value.
#[derive(Debug)]
pub struct Prepared {
    pub(super) file: pdf::NewSignature,
    pub(super) pending: Pending,
    /// Of what the signature covers.
    pub(super) digest: Digest,
    /// Whether the time that the signature claims stands among its attributes.
    pub(super) has_signing_time: bool,
    pub(super) is_timestamp_required: bool,
}

/// What a document that waits for its value is [resumed](Prepared::resume) with, in another process or
/// on another day, say. With the feature `serde` it can be kept; there is nothing secret in it.
///
/// ```
/// # #[cfg(feature = "serde")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kyso::sign::{Prepared, PrivateKeySigner, SignOptions, Signer, prepare};
///
/// # let (key, chain) = ("fixtures/signers/p256.key", "fixtures/signers/p256.pem");
/// let signer = PrivateKeySigner::from_pem(&std::fs::read(key)?, &std::fs::read(chain)?)?;
/// let document = std::fs::read("fixtures/documents/chua-ky.pdf")?;
/// let (file, state) = prepare(&document, &signer, &SignOptions::default())?.suspend();
/// let kept = serde_json::to_string(&state)?;
///
/// let prepared = Prepared::resume(file, &serde_json::from_str(&kept)?)?;
/// let value = signer.sign(prepared.to_be_signed())?;
/// let signed = prepared.complete(&value)?;
/// # assert!(signed.starts_with(&document));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "serde"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PreparedState {
    /// Where the value goes, its delimiters included.
    contents: std::ops::Range<usize>,
    digest: Digest,
    signature_algorithm: SignatureAlgorithm,
    /// That of the signer first, in DER.
    #[cfg_attr(feature = "serde", serde(with = "octets"))]
    chain: Vec<Vec<u8>>,
    time: Timestamp,
    has_signing_time: bool,
    is_timestamp_required: bool,
}

impl Prepared {
    /// What the key signs: the signed attributes in DER (RFC 5652 §5.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.pending.attributes
    }

    /// The document with room for the value, and what it is to be resumed with.
    pub fn suspend(self) -> (Vec<u8>, PreparedState) {
        let state = PreparedState {
            contents: self.file.contents(),
            digest: self.digest,
            signature_algorithm: self.pending.signature_algorithm,
            chain: self.pending.chain.iter().map(|it| it.der().to_vec()).collect(),
            time: self.pending.time,
            has_signing_time: self.has_signing_time,
            is_timestamp_required: self.is_timestamp_required,
        };
        (self.file.into_file(), state)
    }

    /// Goes on with a document that was [suspended](Self::suspend).
    ///
    /// # Errors
    /// [`SignError::AnotherDocument`] if it is not the one that was prepared, to the byte, or the state
    /// is not that of a document.
    pub fn resume(file: Vec<u8>, state: &PreparedState) -> Result<Self, SignError> {
        let PreparedState { digest, signature_algorithm, time, has_signing_time, .. } = *state;
        let hash =
            |it: &pdf::NewSignature| digest_algorithm(signature_algorithm).hash_parts(&it.parts());
        let file = pdf::NewSignature::resume(file, state.contents.clone());
        let file = file.filter(|it| hash(it) == digest).ok_or(SignError::AnotherDocument)?;
        let chain = state.chain.iter().map(|it| Certificate::parse(it).map(Arc::new));
        let chain = chain.collect::<Result<_, _>>().map_err(|_| SignError::AnotherDocument)?;
        let pending = Pending::new(chain, signature_algorithm, &digest, time, has_signing_time)?;
        let is_timestamp_required = state.is_timestamp_required;
        Ok(Self { file, pending, digest, has_signing_time, is_timestamp_required })
    }

    /// Puts the signature value in.
    ///
    /// # Errors
    /// [`SignError::WrongValue`] if it is not by the key of the certificate over what was to be signed;
    /// [`SignError::SeedValue`] if the field asks for a timestamp.
    pub fn complete(self, value: &[u8]) -> Result<Vec<u8>, SignError> {
        if self.is_timestamp_required {
            return Err(no_timestamp());
        }
        self.pending.check(value)?;
        self.put(value, None)
    }

    /// Puts the signature value in, with a timestamp over it.
    ///
    /// # Errors
    /// [`SignError::WrongValue`] as for [`Self::complete`]; [`SignError::Timestamp`],
    /// [`SignError::TimestampTime`] where there is none that can be relied on.
    pub fn complete_with_timestamp(
        self,
        value: &[u8],
        authority: &dyn TimestampAuthority,
    ) -> Result<Vec<u8>, SignError> {
        self.pending.check(value)?;
        let token = self.pending.token(value, authority)?;
        self.put(value, Some(&token))
    }

    fn put(self, value: &[u8], timestamp: Option<&[u8]>) -> Result<Vec<u8>, SignError> {
        let Self { file, pending, .. } = self;
        let cms = pending.signed_data(value, timestamp).to_der();
        Ok(file.complete(&cms.ok_or_else(|| pending.no_identifier())?)?)
    }
}

/// Octets as base64.
#[cfg(feature = "serde")]
mod octets {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        list: &[Vec<u8>],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|octets| STANDARD.encode(octets)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Vec<u8>>, D::Error> {
        let list = Vec::<String>::deserialize(deserializer)?;
        let octets = list.iter().map(|text| STANDARD.decode(text));
        octets.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}
