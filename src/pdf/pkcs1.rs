//! Signature values without CMS: `adbe.x509.rsa_sha1` (ISO 32000-2 §12.8.3.2).

use super::Signature;
use crate::asn1::{Error, Reader, Tag};

/// A PKCS #1 signature value as `/Contents` holds it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pkcs1Value {
    /// The octets of the signature value.
    pub octets: Vec<u8>,
    /// How many octets follow its encoding; zero where they are padding.
    pub trailing: usize,
}

impl Signature<'_> {
    /// The PKCS #1 signature value: an OCTET STRING in `/Contents`, padded with zeros. The
    /// certificates that belong to it are [`Signature::certificates`].
    ///
    /// # Errors
    /// If `/Contents` holds no OCTET STRING.
    pub fn pkcs1_value(&self) -> Result<Pkcs1Value, Error> {
        let mut reader = Reader::new(&self.contents);
        let octets = reader.optional_string(Tag::OCTET_STRING)?;
        let octets = octets.ok_or(Error::BadValue("OCTET STRING"))?.octets()?.into_owned();
        let rest = reader.rest();
        let is_padding = rest.iter().all(|&octet| octet == 0);
        Ok(Pkcs1Value { octets, trailing: if is_padding { 0 } else { rest.len() } })
    }
}
