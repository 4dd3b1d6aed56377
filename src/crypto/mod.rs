//! Digests and signature algorithms: the only room that names a cryptographic library.
//!
//! A [`SignatureAlgorithm`] is read from an [`AlgorithmIdentifier`], a [`PublicKey`] from a
//! SubjectPublicKeyInfo; both can be *named* whatever they are, so that strength and support are a
//! question of policy and of [`verify`], never a parser error. [`RangeHasher`] computes the
//! digests of all signatures of a file in one pass. [`cipher`] opens encrypted documents.

pub mod cipher;
mod digest;
mod dsa_backend;
mod identifier;
mod key;
mod ranges;
mod signature;
mod verify;

pub use digest::{Digest, DigestAlgorithm, Hasher};
pub use identifier::AlgorithmIdentifier;
pub use key::{KeyKind, PublicKey};
pub use ranges::{RangeError, RangeHasher, RangeRequest};
pub use signature::SignatureAlgorithm;
pub use verify::{VerifyError, verify};
