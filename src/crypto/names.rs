//! Names of algorithms and curves that are met in documents but not computed with.
//!
//! A report names what it does not know: the object identifier always, the common name where
//! there is one.

use crate::asn1::{Oid, oid};

/// The object identifier in dotted form, followed by the common name where it is known:
/// `2.16.840.1.101.3.4.3.17 (ml-dsa-44)`.
///
/// ```
/// use kyso::asn1::oid;
/// use kyso::crypto::algorithm_name;
///
/// assert_eq!(algorithm_name(&oid(&[1, 2, 840, 10045, 3, 1, 7])), "1.2.840.10045.3.1.7 (secp256r1)");
/// assert_eq!(algorithm_name(&oid(&[1, 2, 3])), "1.2.3");
/// ```
pub fn algorithm_name(oid: &Oid) -> String {
    match known_name(oid) {
        Some(name) => format!("{oid} ({name})"),
        None => oid.to_string(),
    }
}

/// The common name of an identifier, if it has one here.
pub(super) fn known_name(oid: &Oid) -> Option<&'static str> {
    let curve = CURVES.iter().find(|(known, ..)| known == oid).map(|(_, name, _)| *name);
    curve.or_else(|| NAMES.iter().find(|(known, _)| known == oid).map(|(_, name)| *name))
}

/// The bits of the order of a named curve.
pub(super) fn curve_bits(oid: &Oid) -> Option<u32> {
    CURVES.iter().find(|(known, ..)| known == oid).map(|(_, _, bits)| *bits)
}

/// Named curves (SEC 2, RFC 5639) with the bits of their order.
const CURVES: &[(Oid, &str, u32)] = &[
    (oid(&[1, 2, 840, 10045, 3, 1, 1]), "secp192r1", 192),
    (oid(&[1, 3, 132, 0, 33]), "secp224r1", 224),
    (oid(&[1, 2, 840, 10045, 3, 1, 7]), "secp256r1", 256),
    (oid(&[1, 3, 132, 0, 10]), "secp256k1", 256),
    (oid(&[1, 3, 132, 0, 34]), "secp384r1", 384),
    (oid(&[1, 3, 132, 0, 35]), "secp521r1", 521),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 1]), "brainpoolp160r1", 160),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 2]), "brainpoolp160t1", 160),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 3]), "brainpoolp192r1", 192),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 4]), "brainpoolp192t1", 192),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 5]), "brainpoolp224r1", 224),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 6]), "brainpoolp224t1", 224),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 7]), "brainpoolp256r1", 256),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 8]), "brainpoolp256t1", 256),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 9]), "brainpoolp320r1", 320),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 10]), "brainpoolp320t1", 320),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 11]), "brainpoolp384r1", 384),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 12]), "brainpoolp384t1", 384),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13]), "brainpoolp512r1", 512),
    (oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 14]), "brainpoolp512t1", 512),
    (oid(&[1, 2, 156, 10197, 1, 301]), "sm2p256", 256),
];

/// Algorithms of signatures, keys and digests.
const NAMES: &[(Oid, &str)] = &[
    (oid(&[1, 2, 840, 113_549, 1, 1, 1]), "rsa"),
    (oid(&[1, 2, 840, 113_549, 1, 1, 2]), "rsa-pkcs1v15-md2"),
    (oid(&[1, 2, 840, 113_549, 1, 1, 3]), "rsa-pkcs1v15-md4"),
    (oid(&[1, 2, 840, 113_549, 1, 1, 7]), "rsaes-oaep"),
    (oid(&[1, 2, 840, 113_549, 1, 1, 10]), "rsa-pss"),
    (oid(&[1, 3, 36, 3, 3, 1, 2]), "rsa-pkcs1v15-ripemd160"),
    (oid(&[1, 3, 36, 3, 3, 1, 3]), "rsa-pkcs1v15-ripemd128"),
    (oid(&[1, 3, 36, 3, 3, 1, 4]), "rsa-pkcs1v15-ripemd256"),
    (oid(&[1, 3, 6, 1, 5, 5, 7, 6, 30]), "rsa-pss-shake128"),
    (oid(&[1, 3, 6, 1, 5, 5, 7, 6, 31]), "rsa-pss-shake256"),
    (oid(&[1, 2, 840, 10040, 4, 1]), "dsa"),
    (oid(&[1, 2, 840, 10045, 2, 1]), "ec"),
    (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 6]), "ecdsa-plain-ripemd160"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 17]), "ml-dsa-44"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 18]), "ml-dsa-65"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 19]), "ml-dsa-87"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 20]), "slh-dsa-sha2-128s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 21]), "slh-dsa-sha2-128f"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 22]), "slh-dsa-sha2-192s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 23]), "slh-dsa-sha2-192f"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 24]), "slh-dsa-sha2-256s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 25]), "slh-dsa-sha2-256f"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 26]), "slh-dsa-shake-128s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 27]), "slh-dsa-shake-128f"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 28]), "slh-dsa-shake-192s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 29]), "slh-dsa-shake-192f"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 30]), "slh-dsa-shake-256s"),
    (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 31]), "slh-dsa-shake-256f"),
    (oid(&[1, 2, 643, 2, 2, 3]), "gost3410-2001"),
    (oid(&[1, 2, 643, 2, 2, 19]), "gost3410-2001"),
    (oid(&[1, 2, 643, 7, 1, 1, 1, 1]), "gost3410-2012-256"),
    (oid(&[1, 2, 643, 7, 1, 1, 1, 2]), "gost3410-2012-512"),
    (oid(&[1, 2, 643, 7, 1, 1, 3, 2]), "gost3410-2012-256"),
    (oid(&[1, 2, 643, 7, 1, 1, 3, 3]), "gost3410-2012-512"),
    (oid(&[1, 2, 156, 10197, 1, 501]), "sm2-sm3"),
    (oid(&[1, 2, 840, 113_549, 2, 2]), "md2"),
    (oid(&[1, 2, 840, 113_549, 2, 4]), "md4"),
    (oid(&[1, 3, 36, 3, 2, 1]), "ripemd160"),
    (oid(&[1, 0, 10118, 3, 0, 55]), "whirlpool"),
    (oid(&[1, 2, 643, 2, 2, 9]), "gost3411-94"),
    (oid(&[1, 2, 643, 7, 1, 1, 2, 2]), "streebog256"),
    (oid(&[1, 2, 643, 7, 1, 1, 2, 3]), "streebog512"),
    (oid(&[1, 2, 156, 10197, 1, 401]), "sm3"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_name() {
        let mut all: Vec<_> = NAMES.iter().map(|(oid, _)| oid.as_bytes()).collect();
        all.extend(CURVES.iter().map(|(oid, ..)| oid.as_bytes()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn curves_have_bits() {
        assert_eq!(curve_bits(&oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13])), Some(512));
        assert_eq!(curve_bits(&oid(&[1, 2, 3])), None);
    }
}
