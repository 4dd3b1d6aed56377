//! Arithmetic with odd moduli of any length, for verifying only: every number is public, and
//! nothing runs in constant time.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};

/// An odd modulus above one.
pub(super) struct Modulus {
    parameters: BoxedMontyParams,
    octets: usize,
}

/// A number modulo a [`Modulus`], by which alone it may be used.
pub(super) type Residue = BoxedMontyForm;

impl Modulus {
    /// From big-endian octets without leading zeros; `None` if it is even or one.
    pub(super) fn new(octets: &[u8]) -> Option<Self> {
        if octets.is_empty() || octets == [1] {
            return None;
        }
        let modulus = Odd::new(BoxedUint::from_be_slice_vartime(octets)).into_option()?;
        Some(Self { parameters: BoxedMontyParams::new_vartime(modulus), octets: octets.len() })
    }

    /// The residue of a number; `None` if it has more octets than the modulus.
    pub(super) fn residue(&self, octets: &[u8]) -> Option<Residue> {
        if octets.len() > self.octets {
            return None;
        }
        let number = BoxedUint::from_be_slice(octets, self.parameters.bits_precision()).ok()?;
        Some(BoxedMontyForm::new(number, &self.parameters))
    }

    /// `base` to the power of a number in big-endian octets: square and multiply from the most
    /// significant bit.
    pub(super) fn power(&self, base: &Residue, exponent: &[u8]) -> Residue {
        let bits = exponent.iter().flat_map(|octet| {
            (0..u8::BITS).rev().map(move |bit| octet.checked_shr(bit).unwrap_or(0) & 1 == 1)
        });
        bits.skip_while(|is_one| !is_one).fold(
            BoxedMontyForm::one(&self.parameters),
            |power, is_one| {
                let square = power.square();
                if is_one { square.mul(base) } else { square }
            },
        )
    }

    /// Big-endian octets, as many as those of the modulus.
    pub(super) fn octets(&self, residue: &Residue) -> Option<Vec<u8>> {
        let octets = residue.retrieve().to_be_bytes();
        // The number has whole machine words, the modulus perhaps not.
        octets.get(octets.len().checked_sub(self.octets)?..).map(<[u8]>::to_vec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(base: u128, exponent: u128, modulus: u128) -> u128 {
        (0..128).rev().fold(1, |power, bit| {
            let square = power * power % modulus;
            if exponent >> bit & 1 == 1 { square * base % modulus } else { square }
        })
    }

    #[test]
    fn agrees_with_machine_arithmetic() {
        for modulus in [3_u128, 5, 0xff, 0x101, 0xffff_fff1, 0xffff_ffff_ffff_ffc5] {
            let bytes = modulus.to_be_bytes();
            let octets = &bytes[bytes.iter().take_while(|&&octet| octet == 0).count()..];
            let ring = Modulus::new(octets).unwrap();
            for base in [0, 1, 2, modulus / 2, modulus - 1] {
                for exponent in [0_u128, 1, 2, 3, 65_537, modulus, u128::MAX] {
                    let base_octets = &base.to_be_bytes()[16 - octets.len()..];
                    let base_residue = ring.residue(base_octets).unwrap();
                    let found = ring.power(&base_residue, &exponent.to_be_bytes());
                    let expected = power(base, exponent, modulus).to_be_bytes();
                    let expected = &expected[16 - octets.len()..];
                    assert_eq!(
                        ring.octets(&found).unwrap(),
                        expected,
                        "{base} {exponent} {modulus}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_modulus() {
        for octets in [&[][..], &[1], &[2], &[4, 0]] {
            assert!(Modulus::new(octets).is_none());
        }
        assert!(Modulus::new(&[7]).unwrap().residue(&[0, 1]).is_none());
    }
}
