//! Signing by whoever only computes with keys: tokens, and services far away. What they are given, what
//! they answer, and how a key of theirs is recognised.

use super::ecdsa_backend;
use super::identifier::AlgorithmIdentifier;
use super::key::{KeyKind, Parts, PublicKey};
use super::rsa_backend::digest_info;
use super::signature::SignatureAlgorithm;
use crate::asn1::{Oid, Reader, Tag};

impl SignatureAlgorithm {
    /// What a key is applied to without hashing it again: the digest of the message, for RSA PKCS #1
    /// v1.5 in a DigestInfo (RFC 8017 §9.2). `None` for algorithms over the message itself.
    ///
    /// ```
    /// use kyso::crypto::{DigestAlgorithm, SignatureAlgorithm};
    ///
    /// let sha256 = DigestAlgorithm::Sha256;
    /// let input = SignatureAlgorithm::Ecdsa(sha256).raw_input(b"abc").unwrap();
    /// assert_eq!(input, sha256.hash(b"abc").as_bytes());
    /// let input = SignatureAlgorithm::RsaPkcs1(sha256).raw_input(b"abc").unwrap();
    /// assert_eq!(input.len(), 19 + 32);
    /// assert_eq!(SignatureAlgorithm::Ed25519.raw_input(b"abc"), None);
    /// ```
    pub fn raw_input(&self, message: &[u8]) -> Option<Vec<u8>> {
        let digest = |algorithm: super::DigestAlgorithm| algorithm.hash(message);
        Some(match *self {
            Self::RsaPkcs1(algorithm) => digest_info(algorithm, &digest(algorithm)),
            Self::Ecdsa(it) | Self::EcdsaPlain(it) | Self::RsaPss { digest: it, .. } => {
                digest(it).as_bytes().to_vec()
            }
            _ => return None,
        })
    }

    /// What an AlgorithmIdentifier for it holds (RFC 5280 §4.1.1.2): its object identifier, and its
    /// parameters in DER, where there are any. `None` for algorithms that are only read.
    pub fn identifier_parts(&self) -> Option<(Oid, Option<Vec<u8>>)> {
        let der = self.identifier()?;
        let identifier = AlgorithmIdentifier::read(&mut Reader::new(&der)).ok()?;
        Some((identifier.oid(), identifier.parameters().map(|it| it.raw().to_vec())))
    }
}

impl PublicKey {
    /// A value of ECDSA in DER (RFC 3279 §2.2.3), out of both numbers one after the other, each as long as
    /// the order of the curve. `None` if it has another length, a number is out of range, or this is no
    /// key on P-256 or P-384.
    pub fn ecdsa_value_in_der(&self, plain: &[u8]) -> Option<Vec<u8>> {
        ecdsa_backend::in_der(self.kind(), plain)
    }

    /// Whether it is an RSA key with this modulus, in big-endian order.
    pub fn has_modulus(&self, octets: &[u8]) -> bool {
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        match self.parts() {
            Parts::Rsa { modulus, .. } => octets.get(zeros..) == Some(modulus),
            Parts::Octets(_) => false,
        }
    }

    /// Whether it is a key on a curve with this encoded point, itself or in an OCTET STRING.
    pub fn has_point(&self, octets: &[u8]) -> bool {
        let is_curve = matches!(self.kind(), KeyKind::EcP256 | KeyKind::EcP384);
        let inner = Reader::new(octets).expect(Tag::OCTET_STRING).map(|it| it.value());
        match self.parts() {
            Parts::Octets(point) if is_curve => {
                octets == &**point || inner.is_ok_and(|inner| inner == &**point)
            }
            _ => false,
        }
    }
}
