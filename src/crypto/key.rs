//! Public keys.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::digest::{Digest, DigestAlgorithm};
use super::names::{algorithm_name, curve_bits, known_name};
use super::signature::PssParameters;
use crate::asn1::{Element, Error, Oid, Reader, Tag, oid};

/// What a public key is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum KeyKind {
    /// DSA.
    Dsa {
        /// The length of the modulus, in bits; 0 where the key does not hold its parameters.
        bits: u32,
    },
    /// ECDSA on brainpoolP256r1 (RFC 5639).
    EcBrainpoolP256,
    /// ECDSA on brainpoolP384r1 (RFC 5639).
    EcBrainpoolP384,
    /// An elliptic curve that is not computed with.
    EcOther(Oid),
    /// ECDSA on P-256 (secp256r1).
    EcP256,
    /// ECDSA on P-384 (secp384r1).
    EcP384,
    /// ECDSA on P-521 (secp521r1).
    EcP521,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8410).
    Ed448,
    /// A known kind of key whose parts cannot be read or cannot be a key, with its algorithm.
    Malformed(Oid),
    /// RSA for any padding.
    Rsa {
        /// The length of the modulus, in bits.
        bits: u32,
    },
    /// RSA for RSASSA-PSS only (RFC 4055 §1.2).
    RsaPss {
        /// The length of the modulus, in bits.
        bits: u32,
    },
    /// Anything else, with its algorithm. Explicit curve parameters are not supported and end
    /// here, too.
    Unknown(Oid),
}

impl KeyKind {
    /// The name of the curve in the names of algorithms: `p256`.
    pub(super) fn curve_name(self) -> Option<String> {
        match self {
            Self::EcBrainpoolP256 => Some("brainpoolp256r1".to_owned()),
            Self::EcBrainpoolP384 => Some("brainpoolp384r1".to_owned()),
            Self::EcP256 => Some("p256".to_owned()),
            Self::EcP384 => Some("p384".to_owned()),
            Self::EcP521 => Some("p521".to_owned()),
            Self::EcOther(curve) => {
                Some(known_name(&curve).map_or_else(|| curve.to_string(), str::to_owned))
            }
            _ => None,
        }
    }

    /// The strength that a policy judges: bits of the RSA modulus or of the curve's order.
    /// `None` where it is not known.
    pub fn bits(self) -> Option<u32> {
        match self {
            Self::Dsa { bits: 0 } => None,
            Self::Dsa { bits } | Self::Rsa { bits } | Self::RsaPss { bits } => Some(bits),
            Self::EcBrainpoolP256 | Self::EcP256 | Self::Ed25519 => Some(256),
            Self::EcBrainpoolP384 | Self::EcP384 => Some(384),
            Self::EcP521 => Some(521),
            Self::Ed448 => Some(448),
            Self::EcOther(curve) => curve_bits(&curve),
            Self::Malformed(_) | Self::Unknown(_) => None,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dsa { bits } => write!(f, "dsa-{bits}"),
            Self::EcBrainpoolP256 => f.write_str("ec-brainpoolp256r1"),
            Self::EcBrainpoolP384 => f.write_str("ec-brainpoolp384r1"),
            Self::EcOther(oid) => match known_name(oid) {
                Some(name) => write!(f, "ec-{name}"),
                None => write!(f, "ec-{oid}"),
            },
            Self::EcP256 => f.write_str("ec-p256"),
            Self::EcP384 => f.write_str("ec-p384"),
            Self::EcP521 => f.write_str("ec-p521"),
            Self::Ed25519 => f.write_str("ed25519"),
            Self::Ed448 => f.write_str("ed448"),
            Self::Malformed(oid) => write!(f, "malformed-{oid}"),
            Self::Rsa { bits } => write!(f, "rsa-{bits}"),
            Self::RsaPss { bits } => write!(f, "rsa-pss-{bits}"),
            Self::Unknown(oid) => f.write_str(&algorithm_name(oid)),
        }
    }
}

/// A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), owned and cheap to clone.
///
/// Keys of every kind can be read; whether one is strong enough, or supported, is decided
/// elsewhere. Two keys are equal if their encodings are.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    spki: Box<[u8]>,
    digest: Digest,
    kind: KeyKind,
    parts: Parts,
}

/// What the backends need, decoded once.
#[derive(Clone)]
pub(super) enum Parts {
    /// Modulus and exponent without leading zeros, and what the key itself demands of PSS.
    Rsa { modulus: Box<[u8]>, exponent: Box<[u8]>, pss: Option<PssParameters> },
    /// The octets of the BIT STRING: an encoded point, or the key itself.
    Octets(Box<[u8]>),
}

const RSA_ENCRYPTION: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 1]);
const X500_RSA: Oid = oid(&[2, 5, 8, 1, 1]);
const RSASSA_PSS: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 10]);
const EC_PUBLIC_KEY: Oid = oid(&[1, 2, 840, 10045, 2, 1]);
const DSA: Oid = oid(&[1, 2, 840, 10040, 4, 1]);
const ED25519: Oid = oid(&[1, 3, 101, 112]);
const ED448: Oid = oid(&[1, 3, 101, 113]);
const BRAINPOOL_P256: Oid = oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 7]);
const BRAINPOOL_P384: Oid = oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 11]);
const P256: Oid = oid(&[1, 2, 840, 10045, 3, 1, 7]);
const P384: Oid = oid(&[1, 3, 132, 0, 34]);
const P521: Oid = oid(&[1, 3, 132, 0, 35]);

impl PublicKey {
    /// From the encoding of a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// If it is not a SubjectPublicKeyInfo at all. A key that cannot be used is
    /// [`KeyKind::Malformed`] or [`KeyKind::Unknown`] instead.
    pub fn from_spki(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
        reader.finish()?;
        let mut algorithm = fields.expect(Tag::SEQUENCE)?.contents()?;
        let oid = algorithm.expect(Tag::OID)?.oid()?;
        let parameters = if algorithm.is_empty() { None } else { Some(algorithm.read()?) };
        let bits = fields.expect(Tag::BIT_STRING)?.bit_string_octets()?;
        fields.finish()?;
        let (kind, parts) = classify(oid, parameters.as_ref(), bits)
            .unwrap_or_else(|| (KeyKind::Malformed(oid), Parts::Octets(bits.into())));
        let digest = DigestAlgorithm::Sha256.hash(der);
        Ok(Self { inner: Arc::new(Inner { spki: der.into(), digest, kind, parts }) })
    }

    /// What one verification with this key costs at most, roughly, as a multiple of one with
    /// RSA-2048: for budgets where somebody else chooses the keys.
    pub fn cost(&self) -> usize {
        match self.kind() {
            KeyKind::Rsa { bits } | KeyKind::RsaPss { bits } => {
                let exponent = match &self.inner.parts {
                    Parts::Rsa { exponent, .. } => exponent.len(),
                    Parts::Octets(_) => 0,
                };
                match bits {
                    0..=2048 if exponent <= 4 => 2,
                    0..=4096 if exponent <= 4 => 10,
                    0..=4096 => 150,
                    4097..=8192 => 200,
                    _ => 800,
                }
            }
            KeyKind::EcP256 => 25,
            KeyKind::Ed25519 => 5,
            KeyKind::EcBrainpoolP256 => 40,
            KeyKind::EcP384 | KeyKind::EcBrainpoolP384 => 100,
            KeyKind::EcP521 | KeyKind::Ed448 | KeyKind::Dsa { .. } => 150,
            KeyKind::EcOther(_) | KeyKind::Malformed(_) | KeyKind::Unknown(_) => 1,
        }
    }

    /// What kind of key this is.
    pub fn kind(&self) -> KeyKind {
        self.inner.kind
    }

    /// The encoding that it was read from.
    pub fn spki(&self) -> &[u8] {
        &self.inner.spki
    }

    /// The SHA-256 of that encoding.
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.inner.parts
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.inner.spki == other.inner.spki
    }
}

impl Eq for PublicKey {}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.spki.hash(state);
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.inner.kind)
    }
}

/// `None` if the parts of a known kind are malformed.
fn classify(oid: Oid, parameters: Option<&Element<'_>>, bits: &[u8]) -> Option<(KeyKind, Parts)> {
    let octets = || Parts::Octets(bits.into());
    Some(match oid {
        RSA_ENCRYPTION | X500_RSA => {
            let (bits, parts) = rsa_parts(bits, None)?;
            (KeyKind::Rsa { bits }, parts)
        }
        RSASSA_PSS => {
            let pss = match parameters {
                // RFC 4055 §1.2: without parameters the key may be used with any.
                None => None,
                Some(parameters) => Some(PssParameters::read(parameters).ok()??),
            };
            let (bits, parts) = rsa_parts(bits, pss)?;
            (KeyKind::RsaPss { bits }, parts)
        }
        EC_PUBLIC_KEY => match parameters.filter(|element| element.tag() == Tag::OID) {
            Some(curve) => {
                let kind = match curve.oid().ok()? {
                    BRAINPOOL_P256 => KeyKind::EcBrainpoolP256,
                    BRAINPOOL_P384 => KeyKind::EcBrainpoolP384,
                    P256 => KeyKind::EcP256,
                    P384 => KeyKind::EcP384,
                    P521 => KeyKind::EcP521,
                    other => KeyKind::EcOther(other),
                };
                (kind, octets())
            }
            None => (KeyKind::Unknown(oid), octets()),
        },
        DSA => (KeyKind::Dsa { bits: parameters.and_then(dsa_bits).unwrap_or_default() }, octets()),
        ED25519 => (bits.len() == 32).then(|| (KeyKind::Ed25519, octets()))?,
        ED448 => (bits.len() == 57).then(|| (KeyKind::Ed448, octets()))?,
        other => (KeyKind::Unknown(other), octets()),
    })
}

/// The bits of the modulus in Dss-Parms (RFC 3279 §2.3.2).
fn dsa_bits(parameters: &Element<'_>) -> Option<u32> {
    let modulus = parameters.contents().ok()?.expect(Tag::INTEGER).ok()?;
    let octets = modulus.integer_octets().ok()?;
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    let magnitude = octets.get(zeros..)?;
    let leading = magnitude.first()?.leading_zeros();
    u32::try_from(magnitude.len()).ok()?.checked_mul(8)?.checked_sub(leading)
}

/// The bits of the modulus and the parts of an RSAPublicKey (RFC 8017 §A.1.1).
///
/// Encodings whose integers lack the leading zero, and so look negative, or have more than one,
/// are met in real certificates; both are read as the positive number that was meant.
fn rsa_parts(key: &[u8], pss: Option<PssParameters>) -> Option<(u32, Parts)> {
    fn magnitude(element: &Element<'_>) -> Option<Box<[u8]>> {
        let octets = element.integer_octets().ok()?;
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        octets.get(zeros..).filter(|rest| !rest.is_empty()).map(Into::into)
    }
    let mut reader = Reader::new(key);
    let mut numbers = reader.expect(Tag::SEQUENCE).ok()?.contents().ok()?;
    reader.finish().ok()?;
    let modulus = magnitude(&numbers.expect(Tag::INTEGER).ok()?)?;
    let exponent = magnitude(&numbers.expect(Tag::INTEGER).ok()?)?;
    numbers.finish().ok()?;
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    // An exponent of one makes every padded message its own signature.
    if !is_odd(&modulus) || !is_odd(&exponent) || exponent.as_ref() == [1] {
        return None;
    }
    let leading = modulus.first()?.leading_zeros();
    let bits = u32::try_from(modulus.len()).ok()?.checked_mul(8)?.checked_sub(leading)?;
    Some((bits, Parts::Rsa { modulus, exponent, pss }))
}
