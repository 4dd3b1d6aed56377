//! Digests and signature algorithms: the only room that names a cryptographic library.
//!
//! A [`SignatureAlgorithm`] is read from an [`AlgorithmIdentifier`], a [`PublicKey`] from a
//! SubjectPublicKeyInfo; both can be *named* whatever they are, so that strength and support are a
//! question of policy and of [`verify`], never a parser error. [`RangeHasher`] computes the
//! digests of all signatures of a file in one pass; [`verify_prehash`] goes on from such a digest,
//! and [`verify_parts`] takes a message that lies in several places, so that nobody has to copy a
//! document. [`cipher`] opens encrypted documents.
//!
//! A [`PrivateKey`] signs.
//!
//! The common algorithms are computed by `ring`. What it does not take (odd keys, digests, salts
//! and curves, and whatever is not one piece of memory) goes to slower code for verifying only.

pub mod cipher;
mod digest;
mod dsa_backend;
mod ecdsa_backend;
mod edwards;
mod identifier;
mod key;
mod modular;
mod names;
mod password;
mod pbe;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod private_key;
mod ranges;
mod raw;
mod reading;
mod rsa_backend;
mod signature;
mod verify;

pub use digest::{Digest, DigestAlgorithm, Hasher};
pub use identifier::AlgorithmIdentifier;
pub use key::{KeyKind, PublicKey};
pub use names::algorithm_name;
pub use password::Password;
#[cfg(feature = "pkcs12")]
pub use pkcs12::{Pkcs12, Pkcs12Certificate, Pkcs12Key};
pub use private_key::{PrivateKey, PrivateKeyError, random};
pub use ranges::{RangeError, RangeHasher, RangeRequest};
pub use reading::hash_read;
pub use signature::SignatureAlgorithm;
pub use verify::{VerifyError, pkcs1_digest_algorithm, verify, verify_parts, verify_prehash};
