//! Ed448, and Ed25519 over a message that is in several parts (RFC 8032, RFC 8419).
//!
//! The fast backend knows no Ed448 and wants an Ed25519 message in one piece, which the covered
//! bytes of a PDF are not. Both curves are `a·x² + y² = 1 + d·x²·y²` with `a` a square and `d`
//! none, so that one addition formula is complete for either. Only public numbers are computed
//! with: nothing here runs in constant time, and nothing here may ever sign.

use crypto_bigint::modular::{ConstMontyForm, ConstPrimeMontyParams};
use crypto_bigint::{NonZero, U256, U448, U1024, Uint};
use sha2::{Digest as _, Sha512};
use sha3::Shake256;
use sha3::digest::{ExtendableOutput, Update};

pub(super) use field::{Ed448, Ed25519};

/// Whether `signature` is the value of the message whose parts are given.
pub(super) fn verify<C: EdwardsCurve<L>, const L: usize>(
    key: &[u8],
    parts: &[&[u8]],
    signature: &[u8],
) -> bool {
    is_right::<C, L>(key, parts, signature).unwrap_or(false)
}

/// RFC 8032 §5.1.7 and §5.2.7 with the equation that has no cofactor in it, as the fast backend
/// has it. `None` if the key or the value is not the encoding of a point and a number.
fn is_right<C: EdwardsCurve<L>, const L: usize>(
    key: &[u8],
    parts: &[&[u8]],
    signature: &[u8],
) -> Option<bool> {
    if signature.len() != C::OCTETS.checked_mul(2)? {
        return None;
    }
    let (commitment, response) = signature.split_at_checked(C::OCTETS)?;
    let public = Point::<C, L>::decode(key)?;
    let order = NonZero::new(C::ORDER).into_option()?;
    let response = number::<L>(response).filter(|response| *response < C::ORDER)?;
    let challenge = C::challenge(&[commitment, key], parts);
    let challenge = number::<{ U1024::LIMBS }>(&challenge)?.rem_vartime(&order);

    let (base, public) = (Point::<C, L>::base(), public.negated());
    let both = base.plus(&public);
    let mut sum = Point::<C, L>::identity();
    for bit in (0..Uint::<L>::BITS).rev() {
        sum = sum.doubled();
        sum = match (response.bit_vartime(bit), challenge.bit_vartime(bit)) {
            (true, true) => sum.plus(&both),
            (true, false) => sum.plus(&base),
            (false, true) => sum.plus(&public),
            (false, false) => sum,
        };
    }
    Some(sum.encode()? == commitment)
}

/// An Edwards curve over the field whose modulus the type stands for.
pub(super) trait EdwardsCurve<const L: usize>: ConstPrimeMontyParams<L> {
    /// The octets of an encoded point.
    const OCTETS: usize;
    /// Whether `a` is -1; else it is 1.
    const A_IS_MINUS_ONE: bool;
    const D: Uint<L>;
    /// The order of the base point.
    const ORDER: Uint<L>;
    const BASE: (Uint<L>, Uint<L>);

    /// The digest that the value answers to, little-endian.
    fn challenge(head: &[&[u8]], parts: &[&[u8]]) -> Vec<u8>;
}

impl EdwardsCurve<{ U256::LIMBS }> for Ed25519 {
    const OCTETS: usize = 32;
    const A_IS_MINUS_ONE: bool = true;
    const D: U256 =
        U256::from_be_hex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
    const ORDER: U256 =
        U256::from_be_hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");
    const BASE: (U256, U256) = (
        U256::from_be_hex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
        U256::from_be_hex("6666666666666666666666666666666666666666666666666666666666666658"),
    );

    fn challenge(head: &[&[u8]], parts: &[&[u8]]) -> Vec<u8> {
        let mut hasher = Sha512::new();
        for part in head.iter().chain(parts) {
            Update::update(&mut hasher, part);
        }
        hasher.finalize().to_vec()
    }
}

impl EdwardsCurve<{ U448::LIMBS }> for Ed448 {
    const OCTETS: usize = 57;
    const A_IS_MINUS_ONE: bool = false;
    const D: U448 = U448::from_be_hex(
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
         ffffffffffffffffffffffffffffffffffffffffffffffffffff6756",
    );
    const ORDER: U448 = U448::from_be_hex(
        "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff\
         7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
    );
    const BASE: (U448, U448) = (
        U448::from_be_hex(
            "4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324\
             a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e",
        ),
        U448::from_be_hex(
            "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e\
             05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14",
        ),
    );

    fn challenge(head: &[&[u8]], parts: &[&[u8]]) -> Vec<u8> {
        let mut hasher = Shake256::default();
        // dom4(0, "") of RFC 8032 §2: no prehash, no context.
        Update::update(&mut hasher, b"SigEd448\0\0");
        for part in head.iter().chain(parts) {
            Update::update(&mut hasher, part);
        }
        let mut octets = vec![0; 114];
        hasher.finalize_xof_into(&mut octets);
        octets
    }
}

/// The types that stand for the fields; the macros make them public within this module.
#[allow(unreachable_pub)]
mod field {
    use crypto_bigint::{U256, U448};

    crypto_bigint::const_prime_monty_params!(
        Ed25519,
        U256,
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
        2,
        "The field of 2^255 - 19."
    );
    crypto_bigint::const_prime_monty_params!(
        Ed448,
        U448,
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
         ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        7,
        "The field of 2^448 - 2^224 - 1."
    );
}

/// A point in projective coordinates: `x / z`, `y / z`.
struct Point<C: EdwardsCurve<L>, const L: usize> {
    x: ConstMontyForm<C, L>,
    y: ConstMontyForm<C, L>,
    z: ConstMontyForm<C, L>,
}

impl<C: EdwardsCurve<L>, const L: usize> Point<C, L> {
    fn identity() -> Self {
        Self { x: ConstMontyForm::ZERO, y: ConstMontyForm::ONE, z: ConstMontyForm::ONE }
    }

    fn base() -> Self {
        let (x, y) = C::BASE;
        Self { x: ConstMontyForm::new(&x), y: ConstMontyForm::new(&y), z: ConstMontyForm::ONE }
    }

    /// RFC 8032 §5.1.3 and §5.2.3. Encodings with a number that is not reduced are refused.
    fn decode(octets: &[u8]) -> Option<Self> {
        if octets.len() != C::OCTETS {
            return None;
        }
        let mut y = octets.to_vec();
        let last = y.last_mut()?;
        let is_odd = *last & 0x80 != 0;
        *last &= 0x7f;
        let y = number::<L>(&y).filter(|y| y < C::PARAMS.modulus().as_ref())?;
        let y = ConstMontyForm::<C, L>::new(&y);
        let square = y.square();
        let denominator = Self::times_a(&ConstMontyForm::ONE)
            .sub(&ConstMontyForm::new(&C::D).mul(&square))
            .invert_vartime()
            .into_option()?;
        let x = ConstMontyForm::ONE.sub(&square).mul(&denominator).sqrt().into_option()?;
        let x = match (parity(&x), is_odd) {
            (false, true) if x == ConstMontyForm::ZERO => return None,
            (found, wanted) if found == wanted => x,
            _ => x.neg(),
        };
        Some(Self { x, y, z: ConstMontyForm::ONE })
    }

    /// RFC 8032 §5.1.2 and §5.2.2.
    fn encode(&self) -> Option<Vec<u8>> {
        let inverse = self.z.invert_vartime().into_option()?;
        let x = self.x.mul(&inverse);
        let mut octets = self.y.mul(&inverse).retrieve().to_le_bytes().as_ref().to_vec();
        octets.resize(C::OCTETS, 0);
        if parity(&x) {
            *octets.last_mut()? |= 0x80;
        }
        Some(octets)
    }

    fn negated(&self) -> Self {
        Self { x: self.x.neg(), y: self.y, z: self.z }
    }

    /// The unified addition of Bernstein, Birkner, Joye, Lange and Peters (2008).
    fn plus(&self, other: &Self) -> Self {
        let a = self.z.mul(&other.z);
        let b = a.square();
        let c = self.x.mul(&other.x);
        let d = self.y.mul(&other.y);
        let e = ConstMontyForm::new(&C::D).mul(&c).mul(&d);
        let f = b.sub(&e);
        let g = b.add(&e);
        let cross = self.x.add(&self.y).mul(&other.x.add(&other.y)).sub(&c).sub(&d);
        Self {
            x: a.mul(&f).mul(&cross),
            y: a.mul(&g).mul(&d.sub(&Self::times_a(&c))),
            z: f.mul(&g),
        }
    }

    /// The doubling of the same.
    fn doubled(&self) -> Self {
        let b = self.x.add(&self.y).square();
        let c = self.x.square();
        let d = self.y.square();
        let e = Self::times_a(&c);
        let f = e.add(&d);
        let j = f.sub(&self.z.square().double());
        Self { x: b.sub(&c).sub(&d).mul(&j), y: f.mul(&e.sub(&d)), z: f.mul(&j) }
    }

    fn times_a(value: &ConstMontyForm<C, L>) -> ConstMontyForm<C, L> {
        if C::A_IS_MINUS_ONE { value.neg() } else { *value }
    }
}

/// Whether a number of the field is odd, which tells a root from its negative.
fn parity<C: EdwardsCurve<L>, const L: usize>(value: &ConstMontyForm<C, L>) -> bool {
    value.retrieve().bit_vartime(0)
}

/// A number from little-endian octets; `None` if it does not fit.
fn number<const L: usize>(octets: &[u8]) -> Option<Uint<L>> {
    let mut padded = vec![0; Uint::<L>::BYTES];
    let fits = octets.len().min(padded.len());
    let (head, tail) = octets.split_at_checked(fits)?;
    padded.get_mut(..fits)?.copy_from_slice(head);
    tail.iter().all(|&octet| octet == 0).then(|| Uint::from_le_slice(&padded))
}
