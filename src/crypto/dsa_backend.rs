//! DSA (FIPS 186-4), which occurs in old documents only.

use crypto_bigint::{BoxedUint, NonZero};

use super::digest::Digest;
use super::key::PublicKey;
use super::modular::Modulus;
use crate::asn1::{Element, Error, Reader, Tag};
use crate::limits::{DSA_MODULUS_OCTETS, DSA_ORDER_OCTETS, DSA_ORDER_OCTETS_LEAST};

/// Whether `signature` is one over `prehash` (FIPS 186-4 §4.7). `None` if the key is none that can
/// be computed with.
pub(super) fn verify(key: &PublicKey, prehash: &Digest, signature: &[u8]) -> Option<bool> {
    let key = Numbers::read(key.spki()).ok()?;
    if !key.are_plausible() {
        return None;
    }
    let (modulus, order) = (Modulus::new(key.p)?, Modulus::new(key.q)?);
    let Some((r, s)) = read_value(signature, key.q) else { return Some(false) };
    // The order may be no prime if the key is hostile.
    let Some(w) = order.residue(s)?.invert_vartime().into_option() else { return Some(false) };
    let z = order.residue(&leftmost_bits(prehash.as_bytes(), key.q)?)?;
    let u1 = order.octets(&z.mul(&w))?;
    let u2 = order.octets(&order.residue(r)?.mul(&w))?;
    let base = modulus.power(&modulus.residue(key.g)?, &u1);
    let public = modulus.power(&modulus.residue(key.y)?, &u2);
    let v = modulus.octets(&base.mul(&public))?;
    let order = NonZero::new(BoxedUint::from_be_slice_vartime(key.q)).into_option()?;
    let v = BoxedUint::from_be_slice_vartime(&v).rem_vartime(&order);
    Some(magnitude(&v.to_be_bytes()) == r)
}

/// Dsa-Sig-Value (RFC 3279 §2.2.2) in DER, without leading zeros; both numbers must be above zero
/// and below the order.
fn read_value<'a>(signature: &'a [u8], order: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let number = |element: Element<'a>| {
        let octets = element.value();
        let number = magnitude(octets);
        let sign = usize::from(number.first().is_some_and(|first| first & 0x80 != 0));
        let is_der = octets.len() == number.len().checked_add(sign)?;
        (is_der && !number.is_empty() && is_below(number, order)).then_some(number)
    };
    let mut reader = Reader::new(signature);
    let sequence = reader.expect(Tag::SEQUENCE).ok().filter(Element::is_der)?;
    reader.finish().ok()?;
    let mut numbers = sequence.contents().ok()?;
    let r = number(numbers.expect(Tag::INTEGER).ok()?)?;
    let s = number(numbers.expect(Tag::INTEGER).ok()?)?;
    numbers.finish().ok()?;
    Some((r, s))
}

/// The leftmost bits of a digest, as many as the order has.
fn leftmost_bits(digest: &[u8], order: &[u8]) -> Option<Vec<u8>> {
    let octets = digest.get(..order.len()).unwrap_or(digest);
    let shift = match octets.len() == order.len() {
        true => order.first()?.leading_zeros(),
        false => 0,
    };
    let number = BoxedUint::from_be_slice_vartime(octets).shr_vartime(shift)?;
    Some(magnitude(&number.to_be_bytes()).to_vec())
}

/// A big-endian number without its leading zeros.
fn magnitude(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

fn is_below(number: &[u8], other: &[u8]) -> bool {
    (number.len(), number) < (other.len(), other)
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
        let number = |element: Element<'a>| element.integer_octets().map(magnitude);
        let mut fields = Reader::new(spki).expect(Tag::SEQUENCE)?.contents()?;
        let mut algorithm = fields.expect(Tag::SEQUENCE)?.contents()?;
        algorithm.expect(Tag::OID)?;
        let mut parameters = algorithm.expect(Tag::SEQUENCE)?.contents()?;
        let p = number(parameters.expect(Tag::INTEGER)?)?;
        let q = number(parameters.expect(Tag::INTEGER)?)?;
        let g = number(parameters.expect(Tag::INTEGER)?)?;
        let bits = fields.expect(Tag::BIT_STRING)?.bit_string_octets()?;
        let y = number(Reader::new(bits).expect(Tag::INTEGER)?)?;
        Ok(Self { p, q, g, y })
    }

    /// Whether the numbers can be those of a key. A base or a public number of zero or one would
    /// let everybody sign.
    fn are_plausible(&self) -> bool {
        let is_element = |number: &[u8]| is_below(&[1], number) && is_below(number, self.p);
        self.p.len() <= DSA_MODULUS_OCTETS
            && (DSA_ORDER_OCTETS_LEAST..=DSA_ORDER_OCTETS).contains(&self.q.len())
            && is_below(self.q, self.p)
            && is_element(self.g)
            && is_element(self.y)
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
