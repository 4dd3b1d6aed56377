//! Until when algorithms are strong enough, by what they are used for: data in the shape of TS 119
//! 312 and of the machine-readable lists of RFC 5698.

use jiff::Timestamp;

use crate::crypto::{DigestAlgorithm, KeyKind};

/// What an algorithm is used for. A weakness that lets somebody make a forged certificate need not
/// be one that lets somebody forge a signature that already exists.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AlgorithmUse {
    /// In the signature over a certificate.
    Certificate,
    /// In the signature over a CRL or an OCSP response.
    Revocation,
    /// In the signature of a person or an agency over a document.
    Signature,
    /// In a timestamp token: over what it stamps, and in its signature.
    Timestamp,
}

impl AlgorithmUse {
    /// Every use.
    pub const ALL: &[Self] =
        &[Self::Certificate, Self::Revocation, Self::Signature, Self::Timestamp];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Revocation => "revocation",
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
        }
    }
}

/// Kinds of keys that are compared by their length.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum KeyFamily {
    /// DSA, by the bits of the modulus.
    Dsa,
    /// ECDSA and its like on any curve, by the bits of the order.
    Ec,
    /// Ed25519 and Ed448.
    EdDsa,
    /// RSA with any padding, by the bits of the modulus.
    Rsa,
}

impl KeyFamily {
    /// Every family.
    pub const ALL: &[Self] = &[Self::Dsa, Self::Ec, Self::EdDsa, Self::Rsa];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dsa => "dsa",
            Self::Ec => "ec",
            Self::EdDsa => "eddsa",
            Self::Rsa => "rsa",
        }
    }

    /// The family of a key; `None` for keys that are not computed with, of which nothing passes.
    fn of(key: KeyKind) -> Option<Self> {
        match key {
            KeyKind::Dsa { .. } => Some(Self::Dsa),
            KeyKind::EcBrainpoolP256
            | KeyKind::EcBrainpoolP384
            | KeyKind::EcOther(_)
            | KeyKind::EcP256
            | KeyKind::EcP384
            | KeyKind::EcP521 => Some(Self::Ec),
            KeyKind::Ed25519 | KeyKind::Ed448 => Some(Self::EdDsa),
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => Some(Self::Rsa),
            KeyKind::Malformed(_) | KeyKind::Unknown(_) => None,
        }
    }
}

/// What a row of the table is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// A digest algorithm.
    Digest(DigestAlgorithm),
    /// Keys of a family, from so many bits upwards.
    Key {
        /// The family.
        family: KeyFamily,
        /// The shortest keys meant.
        min_bits: u32,
    },
}

/// Until when an algorithm may be relied on for some uses, and who says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AlgorithmRow {
    /// What it is about.
    pub algorithm: Algorithm,
    /// For what.
    pub uses: Vec<AlgorithmUse>,
    /// The first instant at which it may not be relied on any more; `None` where no end is set.
    pub until: Option<Timestamp>,
    /// Who says so.
    pub source: String,
}

/// The algorithms that may be relied on. What is not listed may never be: a list that says nothing
/// accepts nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AlgorithmTable {
    /// The rows, in any order.
    pub rows: Vec<AlgorithmRow>,
}

impl AlgorithmTable {
    /// See [`Policy::digest_end`](super::Policy::digest_end).
    pub(super) fn digest_end(
        &self,
        digest: DigestAlgorithm,
        usage: AlgorithmUse,
    ) -> Option<Timestamp> {
        self.end(usage, |algorithm| *algorithm == Algorithm::Digest(digest))
    }

    /// See [`Policy::key_end`](super::Policy::key_end).
    pub(super) fn key_end(&self, key: KeyKind, usage: AlgorithmUse) -> Option<Timestamp> {
        let family = KeyFamily::of(key)?;
        // A curve whose order is not known is not computed with either.
        let bits = key.bits().unwrap_or(u32::MAX);
        self.end(usage, |algorithm| {
            matches!(algorithm, Algorithm::Key { family: listed, min_bits }
                if *listed == family && *min_bits <= bits)
        })
    }

    /// The latest end of the rows that apply: `Some(Timestamp::MIN)` where there is none.
    fn end(&self, usage: AlgorithmUse, applies: impl Fn(&Algorithm) -> bool) -> Option<Timestamp> {
        self.rows
            .iter()
            .filter(|row| row.uses.contains(&usage) && applies(&row.algorithm))
            .map(|row| row.until)
            .try_fold(Timestamp::MIN, |latest, until| Some(latest.max(until?)))
    }
}
