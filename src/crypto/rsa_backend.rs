//! RSA verification (RFC 8017) from a digest, for what the fast backend does not take: other
//! digests and salts, short and very long moduli, and messages that are in several parts.
//!
//! Both encodings are checked by the letter: that of PKCS #1 v1.5 is made anew and compared, never
//! parsed, since lenient parsers of it have let forgeries pass.

use super::digest::{Digest, DigestAlgorithm};
use super::modular::Modulus;
use crate::asn1::{Tag, Writer};

/// An RSA public key: its numbers in big-endian octets without leading zeros. The modulus is odd,
/// the exponent at least 3; how long they may be was decided before.
pub(super) struct RsaKey<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
}

impl RsaKey<'_> {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2).
    pub(super) fn verify_pkcs1(
        &self,
        algorithm: DigestAlgorithm,
        digest: &Digest,
        signature: &[u8],
    ) -> bool {
        let Some(encoded) = self.recover(signature) else { return false };
        pkcs1_encoding(algorithm, digest, encoded.len()).is_some_and(|made| made == encoded)
    }

    /// The digest algorithm that a value of RSASSA-PKCS1-v1_5 names inside.
    pub(super) fn pkcs1_digest(&self, signature: &[u8]) -> Option<DigestAlgorithm> {
        let encoded = self.recover(signature)?;
        DigestAlgorithm::all().find(|algorithm| {
            let start = encoded.len().checked_sub(algorithm.output_len());
            start.and_then(|start| Digest::from_bytes(encoded.get(start..)?)).is_some_and(
                |digest| {
                    pkcs1_encoding(*algorithm, &digest, encoded.len()).as_ref() == Some(&encoded)
                },
            )
        })
    }

    /// RSASSA-PSS (RFC 8017 §8.1.2) with a salt of exactly `salt_len` octets.
    pub(super) fn verify_pss(
        &self,
        algorithm: DigestAlgorithm,
        mgf_algorithm: DigestAlgorithm,
        salt_len: usize,
        digest: &Digest,
        signature: &[u8],
    ) -> bool {
        let Some(encoded) = self.recover(signature) else { return false };
        let leading = self.modulus.first().map_or(0, |first| first.leading_zeros());
        // The encoding has one bit less than the modulus. Where that is a whole number of octets,
        // it has one octet less, too, and the integer begins with a zero.
        let (encoded, unused_bits) = match (leading, encoded.split_first()) {
            (7, Some((0, rest))) => (rest, 0),
            (7, _) => return false,
            (leading, _) => (encoded.as_slice(), leading.saturating_add(1)),
        };
        is_pss_encoding(algorithm, mgf_algorithm, salt_len, digest, encoded, unused_bits)
            .unwrap_or(false)
    }

    /// RSAVP1 (RFC 8017 §5.2.2): the encoded message, as long as the modulus. `None` if the
    /// signature has another length or is not below the modulus.
    fn recover(&self, signature: &[u8]) -> Option<Vec<u8>> {
        if signature.len() != self.modulus.len() || signature >= self.modulus {
            return None;
        }
        let modulus = Modulus::new(self.modulus)?;
        modulus.octets(&modulus.power(&modulus.residue(signature)?, self.exponent))
    }
}

/// The DigestInfo that EMSA-PKCS1-v1_5 pads (RFC 8017 §9.2).
pub(super) fn digest_info(algorithm: DigestAlgorithm, digest: &Digest) -> Vec<u8> {
    let mut info = Writer::new();
    info.nested(Tag::SEQUENCE, |fields| {
        fields.nested(Tag::SEQUENCE, |identifier| {
            identifier.oid(&algorithm.oid());
            identifier.element(Tag::NULL, &[]);
        });
        fields.element(Tag::OCTET_STRING, digest.as_bytes());
    });
    info.into_bytes()
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2); `None` if it does not fit.
fn pkcs1_encoding(algorithm: DigestAlgorithm, digest: &Digest, len: usize) -> Option<Vec<u8>> {
    let info = digest_info(algorithm, digest);
    let padding = len.checked_sub(info.len())?.checked_sub(3).filter(|&padding| padding >= 8)?;
    let mut encoded = Vec::with_capacity(len);
    encoded.extend([0, 1]);
    encoded.resize(padding.checked_add(2)?, 0xff);
    encoded.push(0);
    encoded.extend(info);
    Some(encoded)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2). `unused_bits` is how many bits of the first octet are none
/// of the encoding's, less than eight. `None` where the lengths do not fit together.
fn is_pss_encoding(
    algorithm: DigestAlgorithm,
    mgf_algorithm: DigestAlgorithm,
    salt_len: usize,
    digest: &Digest,
    encoded: &[u8],
    unused_bits: u32,
) -> Option<bool> {
    let (&trailer, rest) = encoded.split_last()?;
    let block_len = rest.len().checked_sub(algorithm.output_len())?;
    let (masked, hash) = rest.split_at_checked(block_len)?;
    let padding_len = block_len.checked_sub(salt_len)?.checked_sub(1)?;
    let used = 0xff_u8.checked_shr(unused_bits)?;
    if trailer != 0xbc || masked.first()? & !used != 0 {
        return Some(false);
    }
    let mut block = mask(mgf_algorithm, hash, block_len);
    for (octet, masked) in block.iter_mut().zip(masked) {
        *octet ^= masked;
    }
    if let Some(first) = block.first_mut() {
        *first &= used;
    }
    let (padding, rest) = block.split_at_checked(padding_len)?;
    let (one, salt) = rest.split_first()?;
    if padding.iter().any(|&octet| octet != 0) || *one != 1 {
        return Some(false);
    }
    let mut hasher = algorithm.hasher();
    hasher.update(&[0; 8]);
    hasher.update(digest.as_bytes());
    hasher.update(salt);
    Some(hasher.finish().as_bytes() == hash)
}

/// MGF1 (RFC 8017 §B.2.1).
fn mask(algorithm: DigestAlgorithm, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(len.saturating_add(algorithm.output_len()));
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        let mut hasher = algorithm.hasher();
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        mask.extend(hasher.finish().as_bytes());
    }
    mask.truncate(len);
    mask
}
