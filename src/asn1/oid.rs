//! Object identifiers.

use std::fmt;
use std::str::FromStr;

use super::Error;

/// An OBJECT IDENTIFIER as its encoded value, at most [`Oid::MAX`] octets.
///
/// Constants are made from the arcs at compile time:
///
/// ```
/// use kyso::asn1::{Oid, oid};
///
/// const SHA256: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 2, 1]);
/// assert_eq!(SHA256.to_string(), "2.16.840.1.101.3.4.2.1");
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Oid {
    len: u8,
    octets: [u8; Oid::MAX],
}

impl Oid {
    /// The longest encoded value that is read. The longest in use here has 13 octets.
    pub const MAX: usize = 39;

    /// From the contents octets of an OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// [`Error::BadValue`] if empty, longer than [`Oid::MAX`], cut off or not minimal.
    pub fn from_value(value: &[u8]) -> Result<Self, Error> {
        let bad = Error::BadValue("OBJECT IDENTIFIER");
        let mut octets = [0; Self::MAX];
        octets.get_mut(..value.len()).ok_or(bad)?.copy_from_slice(value);
        let mut starts = true;
        for &octet in value {
            if starts && octet == 0x80 {
                return Err(bad);
            }
            starts = octet & 0x80 == 0;
        }
        if value.is_empty() || !starts {
            return Err(bad);
        }
        Ok(Self { len: u8::try_from(value.len()).map_err(|_| bad)?, octets })
    }

    /// The contents octets.
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// An [`Oid`] from its arcs, for constants.
///
/// # Panics
/// At compile time, where it is meant to be used: if there are fewer than two arcs or the
/// encoding is longer than [`Oid::MAX`].
#[allow(clippy::as_conversions, clippy::indexing_slicing)] // evaluated at compile time
pub const fn oid(arcs: &[u32]) -> Oid {
    let mut octets = [0; Oid::MAX];
    let mut len = 0;
    let mut index = 1;
    while index < arcs.len() {
        let arc = if index == 1 { arcs[0] * 40 + arcs[1] } else { arcs[index] };
        let mut groups = 1;
        while groups < 5 && arc >> (7 * groups) != 0 {
            groups += 1;
        }
        while groups > 0 {
            groups -= 1;
            let more = if groups == 0 { 0 } else { 0x80 };
            octets[len] = ((arc >> (7 * groups)) & 0x7f) as u8 | more;
            len += 1;
        }
        index += 1;
    }
    assert!(len > 0, "an object identifier has at least two arcs");
    Oid { len: len as u8, octets }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc: u128 = 0;
        let mut first = true;
        for &octet in self.as_bytes() {
            // Arcs above 2^121 lose their high bits here; no such arc is ever compared as text.
            arc = (arc << 7) | u128::from(octet & 0x7f);
            if octet & 0x80 != 0 {
                continue;
            }
            if first {
                let root = (arc / 40).min(2);
                write!(f, "{root}.{}", arc - root * 40)?;
                first = false;
            } else {
                write!(f, ".{arc}")?;
            }
            arc = 0;
        }
        Ok(())
    }
}

impl FromStr for Oid {
    type Err = Error;

    /// From its arcs with dots between them.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = Error::BadValue("OBJECT IDENTIFIER");
        let mut arcs = text.split('.').map(|arc| arc.parse::<u128>().map_err(|_| bad));
        let mut arc = || arcs.next().transpose();
        let root = arc()?.filter(|root| *root <= 2).ok_or(bad)?;
        let second = arc()?.filter(|second| root == 2 || *second < 40).ok_or(bad)?;
        let mut value = Vec::new();
        let mut next = Some(second.checked_add(root * 40).ok_or(bad)?);
        while let Some(number) = next {
            let groups = (128 - number.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let bits = u8::try_from(number >> (7 * group) & 0x7f).map_err(|_| bad)?;
                value.push(if group == 0 { bits } else { bits | 0x80 });
            }
            if value.len() > Self::MAX {
                return Err(bad);
            }
            next = arc()?;
        }
        Self::from_value(&value)
    }
}

serde_as_text!(Oid, "an object identifier", |text| text.parse().ok());

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_back() {
        for text in ["0.0", "1.2", "2.999.3", "2.5.29.32.0", "1.2.840.113549.1.1.11"] {
            assert_eq!(text.parse::<Oid>().unwrap().to_string(), text);
        }
        assert_eq!("1.2.840.113549".parse(), Ok(oid(&[1, 2, 840, 113_549])));
        for text in ["", "1", "3.1", "1.40", "1..2", "1.2.", "1.-2", "a.b"] {
            assert!(text.parse::<Oid>().is_err(), "{text}");
        }
        let long = "1.2".to_owned() + &".3".repeat(Oid::MAX);
        assert!(long.parse::<Oid>().is_err());
        assert!("2.340282366920938463463374607431768211455".parse::<Oid>().is_err());
    }

    #[test]
    fn arcs_and_octets_agree() {
        let rsa = oid(&[1, 2, 840, 113_549, 1, 1, 11]);
        assert_eq!(rsa.as_bytes(), [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b]);
        assert_eq!(Oid::from_value(rsa.as_bytes()).unwrap(), rsa);
        assert_eq!(rsa.to_string(), "1.2.840.113549.1.1.11");
        assert_eq!(oid(&[2, 999, 3]).to_string(), "2.999.3");
    }

    #[test]
    fn malformed_values_are_refused() {
        for bad in [&[][..], &[0x80, 1], &[0x2a, 0x86], &[1; 40]] {
            assert!(Oid::from_value(bad).is_err(), "{bad:?}");
        }
    }
}
