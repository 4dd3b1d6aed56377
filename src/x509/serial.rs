//! Serial numbers and other INTEGERs that are compared as numbers.

/// The contents octets of an INTEGER without the leading octets that DER forbids (X.690 §8.3.2),
/// so that equal numbers have equal octets however they were stored.
pub(super) fn minimal(mut octets: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = octets {
        let redundant = match rest.first() {
            Some(second) => match first {
                0x00 => second & 0x80 == 0,
                0xff => second & 0x80 != 0,
                _ => false,
            },
            None => false,
        };
        if !redundant {
            break;
        }
        octets = rest;
    }
    octets
}

/// Whether a serial number is positive and at most 20 octets long (RFC 5280 §4.1.2.2).
pub(super) fn is_conforming(octets: &[u8]) -> bool {
    let octets = minimal(octets);
    octets.first().is_some_and(|first| first & 0x80 == 0) && octets != [0] && octets.len() <= 20
}

/// The number in hexadecimal as people and openssl write it: without padding, with a minus sign if
/// it is negative.
pub(super) fn hex(octets: &[u8]) -> String {
    let octets = minimal(octets);
    let negative = octets.first().is_some_and(|first| first & 0x80 != 0);
    let mut magnitude = octets.to_vec();
    if negative {
        let mut carry = true;
        for octet in magnitude.iter_mut().rev() {
            (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
        }
    }
    let digits: String = magnitude
        .iter()
        .enumerate()
        .skip_while(|(index, octet)| *index == 0 && **octet == 0 && magnitude.len() > 1)
        .map(|(_, octet)| format!("{octet:02x}"))
        .collect();
    if negative { format!("-{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_have_equal_octets() {
        assert_eq!(minimal(&[0, 0, 5]), [5]);
        assert_eq!(minimal(&[0, 0x80]), [0, 0x80]);
        assert_eq!(minimal(&[0xff, 0xff, 0x80]), [0x80]);
        assert_eq!(minimal(&[0xff, 0x7f]), [0xff, 0x7f]);
        assert_eq!(minimal(&[0, 0]), [0]);
        assert_eq!(minimal(&[]), [0_u8; 0]);
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(hex(&[0, 0x80, 1]), "8001");
        assert_eq!(hex(&[0]), "00");
        assert_eq!(hex(&[0x80]), "-80");
        assert_eq!(hex(&[0xff, 0x00]), "-0100");
        assert_eq!(hex(&[0xfd]), "-03");
    }

    #[test]
    fn range() {
        assert!(is_conforming(&[1]));
        assert!(!is_conforming(&[0]) && !is_conforming(&[0x80]) && !is_conforming(&[]));
        assert!(is_conforming(&[0x7f; 20]) && !is_conforming(&[0x7f; 21]));
    }
}
