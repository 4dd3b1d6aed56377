//! Signature validation policies: what is asked for, apart from the mechanism.

mod algorithms;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::Offset;

use super::path::PathInputs;
use crate::crypto::{DigestAlgorithm, KeyKind};

pub use algorithms::{Algorithm, AlgorithmRow, AlgorithmTable, AlgorithmUse, KeyFamily};

/// What is asked for about revocation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum RevocationRequirement {
    /// Revocation is not looked at, and the report says so.
    Ignore,
    /// What is at hand is used; nothing at hand is no obstacle.
    IfPresent,
    /// Fresh information about every certificate below the anchor, else try-later.
    #[default]
    Require,
}

impl RevocationRequirement {
    /// The word of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::IfPresent => "if-present",
            Self::Require => "require",
        }
    }
}

/// A policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name, which the report says.
    pub name: String,
    /// Until when it relies on algorithms.
    pub algorithms: AlgorithmTable,
    /// What it asks for about revocation.
    pub revocation: RevocationRequirement,
    /// What it asks of certification paths beyond what their certificates do.
    pub path: PathInputs,
}

impl Policy {
    /// The policy `generic`: EN 319 102-1 with the requirements of no country.
    pub fn generic() -> Self {
        Self {
            name: "generic".to_owned(),
            algorithms: generic_algorithms(),
            revocation: RevocationRequirement::default(),
            path: PathInputs::default(),
        }
    }

    /// The first instant at which a digest algorithm may not be relied on any more for a use:
    /// `None` where no end is set, [`Timestamp::MIN`] where it never could be.
    pub fn digest_end(&self, digest: DigestAlgorithm, usage: AlgorithmUse) -> Option<Timestamp> {
        self.algorithms.digest_end(digest, usage)
    }

    /// The first instant at which a key may not be relied on any more for a use: `None` where no
    /// end is set or the key is of a kind that is not computed with, [`Timestamp::MIN`] where it
    /// never could be.
    pub fn key_end(&self, key: KeyKind, usage: AlgorithmUse) -> Option<Timestamp> {
        self.algorithms.key_end(key, usage)
    }
}

/// SHA-1 is disallowed for making signatures after 2013 (NIST SP 800-131A revision 2), and with it
/// keys of less than 112 bits of strength: RSA and DSA below 2048 bits, curves below 224. MD5 ended
/// when collisions were published in August 2004 (RFC 6151 section 2.1).
fn generic_algorithms() -> AlgorithmTable {
    let row = |algorithm, until: Option<Timestamp>| AlgorithmRow {
        algorithm,
        uses: AlgorithmUse::ALL.to_vec(),
        until,
        source: "NIST SP 800-131A".to_owned(),
    };
    let key = |family, min_bits| Algorithm::Key { family, min_bits };
    let digests = DigestAlgorithm::all().map(|digest| {
        let until = match digest {
            DigestAlgorithm::Md5 => Some(start_of(2004, 8)),
            DigestAlgorithm::Sha1 => Some(start_of(2014, 1)),
            _ => None,
        };
        row(Algorithm::Digest(digest), until)
    });
    let keys = [
        (key(KeyFamily::Dsa, 0), Some(start_of(2014, 1))),
        // Odd sizes such as 2047 bits occur where a leading bit happens to be zero.
        (key(KeyFamily::Dsa, 2040), None),
        (key(KeyFamily::Ec, 0), Some(start_of(2014, 1))),
        (key(KeyFamily::Ec, 224), None),
        (key(KeyFamily::EdDsa, 0), None),
        (key(KeyFamily::Rsa, 0), Some(start_of(2014, 1))),
        (key(KeyFamily::Rsa, 2040), None),
    ];
    let keys = keys.into_iter().map(|(algorithm, until)| row(algorithm, until));
    AlgorithmTable { rows: digests.chain(keys).collect() }
}

fn start_of(year: i16, month: i8) -> Timestamp {
    Offset::UTC.to_timestamp(date(year, month, 1).at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::oid;

    #[test]
    fn ends_of_algorithms() {
        let policy = Policy::generic();
        let end = "2014-01-01T00:00:00Z".parse().ok();
        for &usage in AlgorithmUse::ALL {
            for (digest, expected) in [
                (DigestAlgorithm::Sha1, end),
                (DigestAlgorithm::Sha256, None),
                (DigestAlgorithm::Md5, "2004-08-01T00:00:00Z".parse().ok()),
            ] {
                assert_eq!(policy.digest_end(digest, usage), expected, "{digest:?}");
            }
            for (key, expected) in [
                (KeyKind::Rsa { bits: 1024 }, end),
                (KeyKind::RsaPss { bits: 1024 }, end),
                (KeyKind::Dsa { bits: 1024 }, end),
                (KeyKind::Dsa { bits: 2048 }, None),
                (KeyKind::Rsa { bits: 2047 }, None),
                (KeyKind::EcP256, None),
                (KeyKind::Ed448, None),
                (KeyKind::EcOther(oid(&[1, 2, 840, 10045, 3, 1, 1])), end),
                (KeyKind::EcOther(oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13])), None),
                (KeyKind::Unknown(oid(&[1, 2, 3])), None),
            ] {
                assert_eq!(policy.key_end(key, usage), expected, "{key}");
            }
        }
    }

    #[test]
    fn what_is_not_listed_for_a_use_never_could_be_relied_on() {
        let mut policy = Policy::generic();
        policy
            .algorithms
            .rows
            .retain(|row| row.algorithm != Algorithm::Digest(DigestAlgorithm::Sha256));
        policy.algorithms.rows.push(AlgorithmRow {
            algorithm: Algorithm::Digest(DigestAlgorithm::Sha256),
            uses: vec![AlgorithmUse::Signature],
            until: None,
            source: String::new(),
        });
        let end = |usage| policy.digest_end(DigestAlgorithm::Sha256, usage);
        assert_eq!(end(AlgorithmUse::Signature), None);
        assert_eq!(end(AlgorithmUse::Timestamp), Some(Timestamp::MIN));
    }
}
