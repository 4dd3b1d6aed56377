//! DSA (FIPS 186-4), which occurs in old documents only.

use dsa::pkcs8::DecodePublicKey;
use dsa::signature::hazmat::PrehashVerifier;

use super::digest::Digest;
use super::key::PublicKey;
use crate::asn1::{Element, Error, Reader, Tag};
use crate::limits::DSA_MODULUS_OCTETS;

/// Whether `signature` is one over `prehash`. `None` if the key is none that can be computed with.
pub(super) fn verify(key: &PublicKey, prehash: &Digest, signature: &[u8]) -> Option<bool> {
    if !Numbers::read(key.spki()).ok()?.are_plausible() {
        return None;
    }
    let key = dsa::VerifyingKey::from_public_key_der(key.spki()).ok()?;
    let Ok(signature) = dsa::Signature::try_from(signature) else { return Some(false) };
    Some(key.verify_prehash(prehash.as_bytes(), &signature).is_ok())
}

/// The numbers of a DSA key without leading zeros (RFC 3279 §2.3.2).
struct Numbers<'a> {
    p: &'a [u8],
    q: &'a [u8],
    g: &'a [u8],
    y: &'a [u8],
}

impl<'a> Numbers<'a> {
    fn read(spki: &'a [u8]) -> Result<Self, Error> {
        fn magnitude<'a>(element: &Element<'a>) -> Result<&'a [u8], Error> {
            let octets = element.integer_octets()?;
            let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
            Ok(octets.get(zeros..).unwrap_or_default())
        }
        let mut fields = Reader::new(spki).expect(Tag::SEQUENCE)?.contents()?;
        let mut algorithm = fields.expect(Tag::SEQUENCE)?.contents()?;
        algorithm.expect(Tag::OID)?;
        let mut parameters = algorithm.expect(Tag::SEQUENCE)?.contents()?;
        let p = magnitude(&parameters.expect(Tag::INTEGER)?)?;
        let q = magnitude(&parameters.expect(Tag::INTEGER)?)?;
        let g = magnitude(&parameters.expect(Tag::INTEGER)?)?;
        let bits = fields.expect(Tag::BIT_STRING)?.bit_string_octets()?;
        let y = magnitude(&Reader::new(bits).expect(Tag::INTEGER)?)?;
        Ok(Self { p, q, g, y })
    }

    /// The backend takes the numbers of a key on trust: it panics where `g` or `y` has fewer
    /// machine words than `p`, which an honest key has with a probability of 2^-64.
    fn are_plausible(&self) -> bool {
        let words = |number: &[u8]| number.len().div_ceil(8);
        let is_below_p = |number: &[u8]| {
            (number.len(), number) < (self.p.len(), self.p) && words(number) == words(self.p)
        };
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        self.p.len() <= DSA_MODULUS_OCTETS
            && self.q.len() < self.p.len()
            && is_odd(self.p)
            && is_odd(self.q)
            && is_below_p(self.g)
            && is_below_p(self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{Writer, oid};
    use crate::crypto::DigestAlgorithm;

    fn key(p: &[u8], q: &[u8], g: &[u8], y: &[u8]) -> PublicKey {
        let mut value = Writer::new();
        value.element(Tag::INTEGER, y);
        let bits = [&[0], value.into_bytes().as_slice()].concat();
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.nested(Tag::SEQUENCE, |algorithm| {
                algorithm.oid(&oid(&[1, 2, 840, 10040, 4, 1]));
                algorithm.nested(Tag::SEQUENCE, |numbers| {
                    numbers.element(Tag::INTEGER, p);
                    numbers.element(Tag::INTEGER, q);
                    numbers.element(Tag::INTEGER, g);
                });
            });
            fields.element(Tag::BIT_STRING, &bits);
        });
        PublicKey::from_spki(&writer.into_bytes()).unwrap()
    }

    /// Right keys and values are among the Wycheproof vectors; here are keys that nobody made
    /// honestly.
    #[test]
    fn hostile_keys_are_refused_or_do_not_match() {
        let signature = [0x30, 6, 2, 1, 1, 2, 1, 1];
        let prehash = DigestAlgorithm::Sha256.hash(b"ky so");
        let moduli =
            [&[0][..], &[1], &[2], &[3], &[0x7f; 128], &[0x7e; 128], &[0x7f; 384], &[0x7f; 600]];
        let orders = [&[0][..], &[1], &[2], &[3], &[0x7f; 20], &[0x7e; 20], &[0x7f; 32]];
        let others = [&[0][..], &[1], &[2], &[0x11; 128], &[0x7f; 128], &[0x11; 384], &[0x11; 121]];
        for p in moduli {
            for q in orders {
                for g in others {
                    for y in others {
                        let result = verify(&key(p, q, g, y), &prehash, &signature);
                        assert_ne!(result, Some(true));
                    }
                }
            }
        }
    }
}
