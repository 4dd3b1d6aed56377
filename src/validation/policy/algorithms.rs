//! Until when algorithms are strong enough, by what they are used for: data in the shape of TS 119
//! 312 and of the machine-readable lists of RFC 5698.

use std::cmp::Ordering;

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
    pub(super) fn of(key: KeyKind) -> Option<Self> {
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
#[non_exhaustive]
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

impl Algorithm {
    /// Whether both are about the same digest, or about keys of the same family.
    fn is_akin(self, other: Self) -> bool {
        match (self, other) {
            (Self::Key { family: one, .. }, Self::Key { family: another, .. }) => one == another,
            _ => self == other,
        }
    }
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
    /// The same table with the rows of another instead of its own for what those are about: a digest,
    /// or all keys of a family, and the uses that they name.
    pub(super) fn overridden_by(mut self, other: Self) -> Self {
        for row in &mut self.rows {
            let same = other.rows.iter().filter(|own| own.algorithm.is_akin(row.algorithm));
            let taken: Vec<AlgorithmUse> = same.flat_map(|own| own.uses.clone()).collect();
            row.uses.retain(|usage| !taken.contains(usage));
        }
        self.rows.retain(|row| !row.uses.is_empty());
        self.rows.extend(other.rows);
        self
    }

    /// Whether a further row says the same thing again for one of its uses, or that longer keys end
    /// before shorter ones of their family.
    pub(super) fn contradicts(&self, row: &AlgorithmRow) -> bool {
        let end = |row: &AlgorithmRow| row.until.unwrap_or(Timestamp::MAX);
        self.rows
            .iter()
            .filter(|other| other.uses.iter().any(|usage| row.uses.contains(usage)))
            .any(|other| match (other.algorithm, row.algorithm) {
                (Algorithm::Digest(one), Algorithm::Digest(another)) => one == another,
                (
                    Algorithm::Key { family: one, min_bits: bits },
                    Algorithm::Key { family: another, min_bits: further },
                ) if one == another => match bits.cmp(&further) {
                    Ordering::Less => end(other) > end(row),
                    Ordering::Equal => true,
                    Ordering::Greater => end(other) < end(row),
                },
                _ => false,
            })
    }

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
            .filter(|row| applies(&row.algorithm) && row.uses.contains(&usage))
            .map(|row| row.until)
            .try_fold(Timestamp::MIN, |latest, until| Some(latest.max(until?)))
    }
}
