//! CMS SignedData (RFC 5652).
//!
//! [`SignedData::parse`] reads BER into types that borrow from the input; [`SignerInfo::check`]
//! computes whether the message digest and the signature value are right. Neither knows trust:
//! that a signature is intact says nothing about who made it.
//!
//! ```no_run
//! use kyso::cms::{SignedContent, SignedData};
//! use kyso::x509::Certificate;
//!
//! let bytes = std::fs::read("document.p7m")?;
//! let data = SignedData::parse(&bytes)?;
//! for signer in data.signers() {
//!     let mut certificates = data.certificates().iter().flat_map(|der| Certificate::parse(der));
//!     let named = certificates.find(|certificate| signer.id().identifies(certificate));
//!     let key = named.ok_or("no certificate")?.public_key().clone();
//!     let facts = signer.check(&data, &SignedContent::Encapsulated, &key);
//!     println!("{:?}", facts.intact());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod add;
mod algorithm_protection;
mod attributes;
mod check;
mod der;
mod ess;
mod file;
mod problem;
mod revocation;
mod signature_policy;
mod signed_data;
mod signer_info;
mod timestamp;
mod timestamp_request;
mod write;

pub use algorithm_protection::AlgorithmProtection;
pub use attributes::{Attribute, Attributes, SignedAttributes};
pub use check::{DigestCheck, IntegrityFacts, SignatureCheck, SignedContent};
pub use ess::{CertificateReference, IssuerSerial, ReferenceCheck};
pub use file::signed_data_in;
pub use problem::Problem;
pub use revocation::RevocationValues;
pub use signature_policy::SignaturePolicy;
pub use signed_data::SignedData;
pub use signer_info::{SignerId, SignerInfo};
pub use timestamp::TstInfo;
pub use timestamp_request::{
    ServerProblem, TimestampAuthority, TimestampError, TimestampRequest, TimestampResponseError,
};
pub use write::{NewSignedData, signed_attributes};

use crate::asn1::Oid;

/// Why something is not a SignedData that can be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The encoding is malformed, or a field is missing or too many.
    #[error("malformed CMS: {0}")]
    Encoding(#[from] crate::asn1::Error),
    /// The ContentInfo holds another type (RFC 5652 §3).
    #[error("the CMS content is of type {0}, not signed data")]
    NotSignedData(Oid),
    /// A file holds several blocks of PEM.
    #[error("the file holds {0} blocks of PEM, not one")]
    SeveralBlocks(usize),
    /// There are more than [`crate::limits::CMS_BYTES`] beside the content, or the content stands in
    /// parts and is longer than [`crate::limits::CMS_SPLIT_CONTENT_BYTES`].
    #[error("the CMS is larger than any that is read")]
    TooLarge,
    /// There are more than [`crate::limits::CMS_ITEMS`] of something.
    #[error("the CMS holds more than {limit} {0}", limit = crate::limits::CMS_ITEMS)]
    TooMany(&'static str),
}
