//! Digest algorithms and values.

use std::cmp::Ordering;
use std::fmt;

use sha2::Digest as _;
use sha3::digest::{ExtendableOutput, Update};

use super::identifier::AlgorithmIdentifier;
use crate::asn1::{Oid, Tag, oid};

/// A digest algorithm that kyso computes (FIPS 180-4, FIPS 202, RFC 1321).
///
/// Whether it is still strong enough is a question of policy: SHA-1 and MD5 are here to be named
/// and judged, for they occur in old documents and certificates.
///
/// ```
/// use kyso::crypto::DigestAlgorithm;
///
/// let digest = DigestAlgorithm::Sha256.hash(b"abc");
/// assert!(digest.to_string().starts_with("ba7816bf"));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA3-224.
    Sha3_224,
    /// SHA3-256.
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
    /// SHA-512.
    Sha512,
    /// SHA-512/224.
    Sha512_224,
    /// SHA-512/256.
    Sha512_256,
    /// SHAKE128 with an output of 256 bits (RFC 8702 §3.1).
    Shake128,
    /// SHAKE256 with an output of 512 bits (RFC 8702 §3.1), as Ed448 asks for (RFC 8419 §3).
    Shake256,
}

/// Each algorithm with its object identifier, its name in reports and its length in octets.
const ALGORITHMS: &[(DigestAlgorithm, Oid, &str, usize)] = &[
    (DigestAlgorithm::Md5, oid(&[1, 2, 840, 113_549, 2, 5]), "md5", 16),
    (DigestAlgorithm::Sha1, oid(&[1, 3, 14, 3, 2, 26]), "sha1", 20),
    (DigestAlgorithm::Sha224, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 4]), "sha224", 28),
    (DigestAlgorithm::Sha256, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 1]), "sha256", 32),
    (DigestAlgorithm::Sha384, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 2]), "sha384", 48),
    (DigestAlgorithm::Sha3_224, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 7]), "sha3-224", 28),
    (DigestAlgorithm::Sha3_256, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 8]), "sha3-256", 32),
    (DigestAlgorithm::Sha3_384, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 9]), "sha3-384", 48),
    (DigestAlgorithm::Sha3_512, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 10]), "sha3-512", 64),
    (DigestAlgorithm::Sha512, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 3]), "sha512", 64),
    (DigestAlgorithm::Sha512_224, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 5]), "sha512-224", 28),
    (DigestAlgorithm::Sha512_256, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 6]), "sha512-256", 32),
    (DigestAlgorithm::Shake128, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 11]), "shake128", 32),
    (DigestAlgorithm::Shake256, oid(&[2, 16, 840, 1, 101, 3, 4, 2, 12]), "shake256", 64),
];

/// id-shake256-len (RFC 8419 §3.1): SHAKE256 with its output length, in bits, as parameter.
const SHAKE256_LEN: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 2, 18]);

impl DigestAlgorithm {
    /// Every algorithm.
    pub fn all() -> impl Iterator<Item = Self> {
        ALGORITHMS.iter().map(|(algorithm, ..)| *algorithm)
    }

    /// The algorithm that this object identifier names.
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        ALGORITHMS.iter().find(|(_, known, ..)| known == oid).map(|(algorithm, ..)| *algorithm)
    }

    /// The algorithm that an AlgorithmIdentifier names, its parameters considered: those of
    /// `id-shake256-len` say how long the output is, and only 512 bits are in use.
    pub fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        if identifier.oid() != SHAKE256_LEN {
            return Self::from_oid(&identifier.oid());
        }
        let length = identifier.parameters().filter(|length| length.tag() == Tag::INTEGER)?;
        (length.unsigned() == Ok(512)).then_some(Self::Shake256)
    }

    /// The digest that a signature algorithm contains. Some signers write
    /// `sha256WithRSAEncryption` where a digest algorithm belongs; this tells what they meant.
    pub fn from_signature_oid(oid: &Oid) -> Option<Self> {
        super::signature::digest_of_combined_oid(oid)
    }

    /// The object identifier.
    pub fn oid(self) -> Oid {
        self.row().1
    }

    /// The name in reports: `sha256`, `sha3-256`, `sha512-256`.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// The length of a digest, in octets.
    pub fn output_len(self) -> usize {
        self.row().3
    }

    /// The digest of `message`.
    pub fn hash(self, message: &[u8]) -> Digest {
        self.hash_parts(&[message])
    }

    /// The digest of a message in several parts.
    pub fn hash_parts(self, parts: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }

    /// A running digest over nothing yet.
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Self::Md5 => Context::Md5(md5::Md5::new()),
            Self::Sha1 => Context::Sha1(sha1::Sha1::new()),
            Self::Sha224 => Context::Sha224(sha2::Sha224::new()),
            Self::Sha256 => Context::Sha256(sha2::Sha256::new()),
            Self::Sha384 => Context::Sha384(sha2::Sha384::new()),
            Self::Sha3_224 => Context::Sha3_224(sha3::Sha3_224::new()),
            Self::Sha3_256 => Context::Sha3_256(sha3::Sha3_256::new()),
            Self::Sha3_384 => Context::Sha3_384(sha3::Sha3_384::new()),
            Self::Sha3_512 => Context::Sha3_512(sha3::Sha3_512::new()),
            Self::Sha512 => Context::Sha512(sha2::Sha512::new()),
            Self::Sha512_224 => Context::Sha512_224(sha2::Sha512_224::new()),
            Self::Sha512_256 => Context::Sha512_256(sha2::Sha512_256::new()),
            Self::Shake128 => Context::Shake128(sha3::Shake128::default()),
            Self::Shake256 => Context::Shake256(sha3::Shake256::default()),
        })
    }

    fn row(self) -> &'static (Self, Oid, &'static str, usize) {
        const UNLISTED: &(DigestAlgorithm, Oid, &str, usize) =
            &(DigestAlgorithm::Sha1, oid(&[0, 0]), "unlisted", 0);
        // A test holds the table to be complete.
        ALGORITHMS.iter().find(|(algorithm, ..)| *algorithm == self).unwrap_or(UNLISTED)
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

serde_as_text!(DigestAlgorithm, "a digest algorithm", |text| {
    DigestAlgorithm::all().find(|algorithm| algorithm.name() == text)
});

/// A running digest. Cloning it is cheap: that is how the digests of nested prefixes are taken in
/// one pass.
#[derive(Clone)]
pub struct Hasher(Context);

#[derive(Clone)]
enum Context {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
    Sha512(sha2::Sha512),
    Sha512_224(sha2::Sha512_224),
    Sha512_256(sha2::Sha512_256),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
}

impl Hasher {
    /// Takes in further octets.
    pub fn update(&mut self, octets: &[u8]) {
        match &mut self.0 {
            Context::Md5(context) => Update::update(context, octets),
            Context::Sha1(context) => Update::update(context, octets),
            Context::Sha224(context) => Update::update(context, octets),
            Context::Sha256(context) => Update::update(context, octets),
            Context::Sha384(context) => Update::update(context, octets),
            Context::Sha3_224(context) => Update::update(context, octets),
            Context::Sha3_256(context) => Update::update(context, octets),
            Context::Sha3_384(context) => Update::update(context, octets),
            Context::Sha3_512(context) => Update::update(context, octets),
            Context::Sha512(context) => Update::update(context, octets),
            Context::Sha512_224(context) => Update::update(context, octets),
            Context::Sha512_256(context) => Update::update(context, octets),
            Context::Shake128(context) => Update::update(context, octets),
            Context::Shake256(context) => Update::update(context, octets),
        }
    }

    /// The digest of everything that was taken in.
    pub fn finish(self) -> Digest {
        match self.0 {
            Context::Md5(context) => Digest::of(&context.finalize()),
            Context::Sha1(context) => Digest::of(&context.finalize()),
            Context::Sha224(context) => Digest::of(&context.finalize()),
            Context::Sha256(context) => Digest::of(&context.finalize()),
            Context::Sha384(context) => Digest::of(&context.finalize()),
            Context::Sha3_224(context) => Digest::of(&context.finalize()),
            Context::Sha3_256(context) => Digest::of(&context.finalize()),
            Context::Sha3_384(context) => Digest::of(&context.finalize()),
            Context::Sha3_512(context) => Digest::of(&context.finalize()),
            Context::Sha512(context) => Digest::of(&context.finalize()),
            Context::Sha512_224(context) => Digest::of(&context.finalize()),
            Context::Sha512_256(context) => Digest::of(&context.finalize()),
            Context::Shake128(context) => Digest::squeezed(context, 32),
            Context::Shake256(context) => Digest::squeezed(context, 64),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

/// A digest value of up to 64 octets. It does not say by which algorithm it was made.
#[derive(Clone, Copy)]
pub struct Digest {
    len: u8,
    octets: [u8; Digest::MAX],
}

impl Digest {
    /// The longest digest, in octets.
    pub const MAX: usize = 64;

    /// From the octets of a digest that someone else computed; `None` if there are more than
    /// [`Digest::MAX`].
    pub fn from_bytes(octets: &[u8]) -> Option<Self> {
        let len = u8::try_from(octets.len()).ok()?;
        let mut inline = [0; Self::MAX];
        inline.get_mut(..octets.len())?.copy_from_slice(octets);
        Some(Self { len, octets: inline })
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The first `len` octets of an extendable output.
    fn squeezed(context: impl ExtendableOutput, len: usize) -> Self {
        let mut octets = [0; Self::MAX];
        context.finalize_xof_into(&mut octets);
        Self::of(octets.get(..len).unwrap_or_default())
    }

    fn of(octets: &[u8]) -> Self {
        // No algorithm of this room makes more than MAX octets; an empty digest equals none.
        Self::from_bytes(octets).unwrap_or(Self { len: 0, octets: [0; Self::MAX] })
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Digest {}

impl PartialOrd for Digest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digest {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

// The trait is not imported: in its scope `algorithm.hash(..)` on a reference would mean it.
impl std::hash::Hash for Digest {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Of a digest a part is as good as the whole.
        state.write_u64(self.octets.first_chunk().copied().map_or(0, u64::from_le_bytes));
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

serde_as_text!(Digest, "a digest in hexadecimal", |text| {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let octet = |pair: &[u8; 2]| {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| !digits.starts_with('+'))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let octets: Option<Vec<u8>> = pairs.iter().map(octet).collect();
    octets.filter(|_| rest.is_empty()).and_then(|octets| Digest::from_bytes(&octets))
});

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{Reader, Writer};

    /// Digests of "abc", made with Python's hashlib.
    const ABC: &[(DigestAlgorithm, &str)] = &[
        (DigestAlgorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (DigestAlgorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (DigestAlgorithm::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (
            DigestAlgorithm::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            DigestAlgorithm::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
             8086072ba1e7cc2358baeca134c825a7",
        ),
        (DigestAlgorithm::Sha3_224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
        (
            DigestAlgorithm::Sha3_256,
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        ),
        (
            DigestAlgorithm::Sha3_384,
            "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2\
             98d88cea927ac7f539f1edf228376d25",
        ),
        (
            DigestAlgorithm::Sha3_512,
            "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e\
             10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
        ),
        (
            DigestAlgorithm::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (DigestAlgorithm::Sha512_224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
        (
            DigestAlgorithm::Sha512_256,
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
        ),
        (
            DigestAlgorithm::Shake128,
            "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8",
        ),
        (
            DigestAlgorithm::Shake256,
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739\
             d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4",
        ),
    ];

    #[test]
    fn known_answers_and_a_complete_table() {
        assert_eq!(ABC.len(), ALGORITHMS.len());
        for (algorithm, expected) in ABC {
            let digest = algorithm.hash(b"abc");
            assert_eq!(&digest.to_string(), expected, "{algorithm}");
            assert_eq!(digest.as_bytes().len(), algorithm.output_len());
            assert_eq!(DigestAlgorithm::from_oid(&algorithm.oid()), Some(*algorithm));
            let mut parts = algorithm.hasher();
            parts.update(b"a");
            let fork = parts.clone();
            parts.update(b"bc");
            assert_eq!(parts.finish(), digest);
            assert_ne!(fork.finish(), digest);
        }
    }

    #[test]
    fn signature_oids_only_in_the_tolerant_function() {
        let combined = oid(&[1, 2, 840, 113_549, 1, 1, 11]);
        assert_eq!(DigestAlgorithm::from_oid(&combined), None);
        assert_eq!(DigestAlgorithm::from_signature_oid(&combined), Some(DigestAlgorithm::Sha256));
    }

    #[test]
    fn the_output_of_shake256_has_512_bits() {
        let read = |parameters: &[u8]| {
            let mut writer = Writer::new();
            writer.nested(Tag::SEQUENCE, |fields| {
                fields.oid(&SHAKE256_LEN);
                fields.raw(parameters);
            });
            let bytes = writer.into_bytes();
            let identifier = AlgorithmIdentifier::read(&mut Reader::new(&bytes)).unwrap();
            DigestAlgorithm::from_identifier(&identifier)
        };
        assert_eq!(read(&[2, 2, 2, 0]), Some(DigestAlgorithm::Shake256));
        for other in [&[2, 2, 1, 0][..], &[2, 1, 0], &[5, 0], &[]] {
            assert_eq!(read(other), None);
        }
    }

    #[test]
    fn digests_compare_by_their_octets() {
        let short = Digest::from_bytes(&[1]).unwrap();
        let long = Digest::from_bytes(&[1, 0]).unwrap();
        assert_ne!(short, long);
        assert!(short < long);
        assert_eq!(Digest::from_bytes(&[0; 65]), None);
    }
}
