//! What tells one signature from all others, and what it is over: nothing here decides a verdict, a
//! report needs it (TS 119 102-2 clauses 4.3.3 and 4.3.7), and the document may be gone by then.

use crate::crypto::{Digest, DigestAlgorithm};
use crate::x509::CertificateId;

/// A digest, and by which algorithm it was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DigestValue {
    /// The algorithm.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub value: Digest,
}

impl DigestValue {
    /// The digest of `message`.
    pub fn of(algorithm: DigestAlgorithm, message: &[u8]) -> Self {
        Self { algorithm, value: algorithm.hash(message) }
    }
}

/// What a CMS is known by: that of a signature, or that of a timestamp token. Everything is absent of
/// a CMS that could not be read, and in what was kept before there were these values.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct CmsIdentity {
    /// The SHA-256 of its encoding, without padding. Of timestamps only: it is how others refer to
    /// them.
    pub id: Option<CertificateId>,
    /// The digest of what the value was computed over (the data to be signed representation, EN 319
    /// 102-1 clause 4.2.8): the signed attributes or, where there are none, the covered bytes.
    pub signed: Option<DigestValue>,
    /// The digest of the covered bytes, as computed.
    pub covered: Option<DigestValue>,
    /// The message digest among the signed attributes, as it is written there.
    pub message_digest: Option<Digest>,
    /// The digest of the signer's certificate that the signed attributes name first (ESS).
    pub certificate: Option<DigestValue>,
    /// The signature value; empty if it is longer than
    /// [`SIGNATURE_VALUE_BYTES`](crate::limits::SIGNATURE_VALUE_BYTES).
    #[cfg_attr(feature = "serde", serde(with = "octets"))]
    pub value: Vec<u8>,
}

/// What the dictionary of a signature says that nothing is decided by (ISO 32000-2 table 255).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct SignatureDictionary {
    /// `/Filter`.
    pub filter: Option<String>,
    /// `/Name`: who the signer says to be.
    pub name: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// `/ByteRange`: where each covered stretch begins and how long it is, in bytes. At most
    /// [`BYTE_RANGES_KEPT`](crate::limits::BYTE_RANGES_KEPT).
    pub byte_range: Vec<(usize, usize)>,
}

/// What the `/DSS` of the newest revision holds (ISO 32000-2 §12.8.4.3), by the SHA-256 of each
/// encoding that could be read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct SecurityStoreFacts {
    /// `/Certs`, those of the VRI dictionaries included.
    pub certificates: Vec<CertificateId>,
    /// `/CRLs`, likewise.
    pub crls: Vec<CertificateId>,
    /// `/OCSPs`, likewise.
    pub ocsp_responses: Vec<CertificateId>,
}

impl SecurityStoreFacts {
    /// Whether there is nothing inside.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.ocsp_responses.is_empty()
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
        octets: &[u8],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(octets))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
