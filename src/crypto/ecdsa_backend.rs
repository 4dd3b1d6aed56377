//! ECDSA verification from a digest, for what the fast backend does not take: P-521, brainpool,
//! other digests, compressed points, raw values, and messages that are in several parts.

use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{Signature, VerifyingKey};

use super::digest::Digest;
use super::key::KeyKind;

/// How the two numbers of an ECDSA value are encoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encoding {
    /// An Ecdsa-Sig-Value in DER (RFC 5480, RFC 3279 §2.2.3).
    Der,
    /// Both numbers one after the other, each as long as the order of the curve (BSI TR-03111
    /// §5.2.1).
    Plain,
}

/// Whether `signature` is one over `prehash`. `None` if the curve is not computed with.
///
/// A point that is not on the curve has signed nothing.
pub(super) fn verify(
    kind: KeyKind,
    point: &[u8],
    encoding: Encoding,
    prehash: &Digest,
    signature: &[u8],
) -> Option<bool> {
    // A generic function would have to repeat a page of bounds that each curve fulfils.
    macro_rules! on {
        ($curve:ty) => {{
            let value = match encoding {
                Encoding::Der => Signature::<$curve>::from_der(signature),
                Encoding::Plain => Signature::<$curve>::from_slice(signature),
            };
            let key = VerifyingKey::<$curve>::from_sec1_bytes(point);
            key.and_then(|key| key.verify_prehash(prehash.as_bytes(), &value?)).is_ok()
        }};
    }
    Some(match kind {
        KeyKind::EcBrainpoolP256 => on!(bp256::BrainpoolP256r1),
        KeyKind::EcBrainpoolP384 => on!(bp384::BrainpoolP384r1),
        KeyKind::EcP256 => on!(p256::NistP256),
        KeyKind::EcP384 => on!(p384::NistP384),
        KeyKind::EcP521 => on!(p521::NistP521),
        _ => return None,
    })
}

/// A plain value in DER. `None` if it is none of this curve.
pub(super) fn in_der(kind: KeyKind, plain: &[u8]) -> Option<Vec<u8>> {
    match kind {
        KeyKind::EcP256 => {
            let value = Signature::<p256::NistP256>::from_slice(plain).ok()?;
            Some(value.to_der().as_bytes().to_vec())
        }
        KeyKind::EcP384 => {
            let value = Signature::<p384::NistP384>::from_slice(plain).ok()?;
            Some(value.to_der().as_bytes().to_vec())
        }
        _ => None,
    }
}
