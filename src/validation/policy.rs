//! Signature validation policies: what is asked for, apart from the mechanism.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::Offset;

use super::path::PathInputs;
use crate::crypto::{DigestAlgorithm, KeyKind};

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
            revocation: RevocationRequirement::default(),
            path: PathInputs::default(),
        }
    }

    /// Until when a digest algorithm is strong enough; `None` where no end is set.
    ///
    /// SHA-1 is disallowed for making signatures after 2013 (NIST SP 800-131A revision 2). MD5
    /// ended when collisions were published in August 2004 (RFC 6151 §2.1).
    pub fn digest_end(&self, algorithm: DigestAlgorithm) -> Option<Timestamp> {
        match algorithm {
            DigestAlgorithm::Md5 => Some(start_of(2004, 8)),
            DigestAlgorithm::Sha1 => Some(end_of_2013()),
            _ => None,
        }
    }

    /// Until when a key is strong enough; `None` where no end is set.
    ///
    /// NIST SP 800-131A revision 2: keys of less than 112 bits of strength (RSA and DSA below
    /// 2048 bits, curves below 224) are disallowed for making signatures after 2013.
    pub fn key_end(&self, key: KeyKind) -> Option<Timestamp> {
        match key {
            // Odd sizes such as 2047 bits occur where a leading bit happens to be zero.
            KeyKind::Dsa { bits } | KeyKind::Rsa { bits } | KeyKind::RsaPss { bits }
                if bits < 2040 =>
            {
                Some(end_of_2013())
            }
            KeyKind::EcOther(_) if key.bits().is_some_and(|bits| bits < 224) => Some(end_of_2013()),
            _ => None,
        }
    }
}

fn end_of_2013() -> Timestamp {
    start_of(2014, 1)
}

fn start_of(year: i16, month: i8) -> Timestamp {
    Offset::UTC.to_timestamp(date(year, month, 1).at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::oid;

    #[test]
    fn ends_of_algorithms() {
        let policy = Policy::generic();
        let end = "2014-01-01T00:00:00Z".parse().ok();
        assert_eq!(policy.digest_end(DigestAlgorithm::Sha1), end);
        assert_eq!(policy.digest_end(DigestAlgorithm::Sha256), None);
        assert_eq!(policy.digest_end(DigestAlgorithm::Md5), "2004-08-01T00:00:00Z".parse().ok());
        for (key, expected) in [
            (KeyKind::Rsa { bits: 1024 }, end),
            (KeyKind::RsaPss { bits: 1024 }, end),
            (KeyKind::Dsa { bits: 1024 }, end),
            (KeyKind::Dsa { bits: 2048 }, None),
            (KeyKind::Rsa { bits: 2047 }, None),
            (KeyKind::EcP256, None),
            (KeyKind::EcOther(oid(&[1, 2, 840, 10045, 3, 1, 1])), end),
            (KeyKind::EcOther(oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13])), None),
        ] {
            assert_eq!(policy.key_end(key), expected, "{key}");
        }
    }
}
