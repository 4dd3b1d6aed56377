//! Certificates, revocation lists, OCSP responses, and the paths between certificates.
//!
//! What is read here is what was stored: nothing is judged. Time, usage, policy and trust belong
//! to the validation above; this room says what a certificate contains, whether one key signed
//! another object ([`EdgeCache`]), and which chains of such edges lead from a certificate to an
//! anchor ([`candidate_paths`]).
//!
//! The structures and everything that carries names are read by [`crate::asn1`], because
//! signatures and digests are over the stored bytes and because a certificate with an odd time, a
//! negative serial or a second copy of an extension has to be read to be explained. The values of
//! the extensions that hold numbers, flags and object identifiers are decoded by `x509-parser`;
//! see `certificate/extensions.rs` for where the line runs and why.
//!
//! ```no_run
//! use std::sync::Arc;
//! use kyso::x509::{CertificatePool, EdgeCache, Item, PathBudget, candidate_paths, parse_any};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut anchors = CertificatePool::new();
//! for item in parse_any(&std::fs::read("anchors.pem")?).items {
//!     if let Item::Certificate(certificate) = item {
//!         anchors.insert(certificate);
//!     }
//! }
//! let leaf = Arc::new(kyso::x509::Certificate::parse(&std::fs::read("leaf.der")?)?);
//! let edges = EdgeCache::new();
//! let pool = CertificatePool::new();
//! let search = candidate_paths(&leaf, &[&pool], &anchors, &edges, &mut PathBudget::new());
//! println!("{} paths to an anchor", search.paths.len());
//! # Ok(())
//! # }
//! ```

mod certificate;
mod container;
mod crl;
mod edges;
mod extension;
mod general_name;
mod name;
mod ocsp;
mod ocsp_request;
mod oids;
mod paths;
mod pool;
mod serial;

use std::fmt;
use std::ops::Range;

pub use certificate::{
    AuthorityKeyId, BasicConstraints, Certificate, CertificateId, GeneralSubtree, KeyUsage,
    NameConstraints, PolicyConstraints, PolicyMapping,
};
pub(crate) use container::decode_base64;
pub use container::{Contents, Item, ItemKind, Unreadable, parse_any, pem_block};
pub use crl::{Crl, IssuingDistributionPoint, Reason, RevokedEntry};
pub use edges::{EdgeCache, EdgeResult, Signed};
pub use extension::Extension;
pub use general_name::{DistributionPoint, DistributionPointName, GeneralName, ReasonFlags};
pub use name::{Attribute, Name};
pub use ocsp::{CertId, CertStatus, OcspResponse, ResponderId, ResponseStatus, SingleResponse};
pub use ocsp_request::OcspRequest;
pub use paths::{Path, PathBudget, PathSearch, UnsupportedEdge, candidate_paths};
pub use pool::CertificatePool;

use crate::asn1::{self, Oid};

/// Why something could not be read at all.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The encoding is broken or is not the structure it should be (RFC 5280 §4.1, §5.1;
    /// RFC 6960 §4.2.1).
    #[error("{structure}: {source}")]
    Asn1 {
        /// What was being read.
        structure: &'static str,
        /// What is wrong with it.
        source: asn1::Error,
    },
    /// The public key of a certificate has no readable SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    #[error("the public key cannot be read: {0}")]
    PublicKey(String),
    /// The OCSP responder answered with an error instead of a response (RFC 6960 §4.2.1).
    #[error("the OCSP responder answered: {0}")]
    ResponseNotSuccessful(ResponseStatus),
    /// The bytes are none of the kinds this room reads.
    #[error("not a certificate, a CRL or an OCSP response")]
    Unrecognised,
    /// A bound of [`crate::limits`] was met.
    #[error("more than the limit {limit} allows")]
    TooLarge {
        /// The name of the constant.
        limit: &'static str,
    },
    /// A response type other than id-pkix-ocsp-basic (RFC 6960 §4.2.1).
    #[error("OCSP response type {0} is not supported")]
    UnsupportedResponseType(Oid),
}

impl Error {
    /// For `map_err`: the structure that was being read.
    fn within(structure: &'static str) -> impl Fn(asn1::Error) -> Self {
        move |source| Self::Asn1 { structure, source }
    }
}

/// What is wrong with something that could be read nevertheless.
///
/// None of these is a verdict. A validator decides what each one costs; what this room promises is
/// that the accessors fail closed: what could not be decoded is never reported as absent without
/// a problem that says so.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The signature algorithm inside the signed part differs from the one beside the signature
    /// (RFC 5280 §4.1.1.2, §5.1.1.2).
    AlgorithmMismatch,
    /// An extension occurs twice (RFC 5280 §4.2); the first one is used.
    DuplicateExtension(Oid),
    /// The value of an extension does not have its form; it counts as not processed.
    MalformedExtension(Oid),
    /// The signature value is not a whole number of octets; it is read as empty and verifies
    /// under no key.
    MalformedSignature,
    /// A time of the validity cannot be read (RFC 5280 §4.1.2.5). It is reported as the instant
    /// that excludes all others, so that the certificate is never within its validity.
    MalformedValidity,
    /// The structure is not DER: a length is indefinite or not minimal (RFC 5280 §4.1).
    NotDer,
    /// The serial number is zero, negative or longer than 20 octets (RFC 5280 §4.1.2.2).
    SerialOutOfRange,
    /// Bytes follow the structure; they were not read.
    TrailingData(usize),
    /// Extensions in something that is not of version 3 (certificates, RFC 5280 §4.1.2.9) or
    /// version 2 (CRLs, §5.1.2.1).
    UnexpectedVersion,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => f.write_str("the two signature algorithms differ"),
            Self::DuplicateExtension(oid) => write!(f, "extension {oid} occurs twice"),
            Self::MalformedExtension(oid) => write!(f, "extension {oid} is malformed"),
            Self::MalformedSignature => f.write_str("the signature value is malformed"),
            Self::MalformedValidity => f.write_str("the validity is malformed"),
            Self::NotDer => f.write_str("the encoding is not DER"),
            Self::SerialOutOfRange => f.write_str("the serial number is out of range"),
            Self::TrailingData(count) => write!(f, "{count} bytes follow the structure"),
            Self::UnexpectedVersion => f.write_str("extensions in a version that has none"),
        }
    }
}

/// Where `part`, a slice of `whole`, lies in it.
fn range_of(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    start..start.saturating_add(part.len())
}

/// Writes octets as lower-case hexadecimal.
fn write_hex(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}
