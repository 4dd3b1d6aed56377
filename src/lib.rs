//! Signs, verifies and archives electronic administrative documents.
pub mod asn1;
pub mod cms;
pub mod crypto;
pub mod limits;
pub mod pdf;
pub mod x509;
