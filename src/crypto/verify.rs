//! Verification of signature values.
//!
//! One table per kind of key says what the fast backend computes; everything else that is
//! supported goes to the modules beside this one.

use ring::signature as backend;
use ring::signature::{EcdsaVerificationAlgorithm, RsaParameters, RsaPublicKeyComponents};

use super::digest::{Digest, DigestAlgorithm};
use super::ecdsa_backend::{self, Encoding};
use super::key::{KeyKind, Parts, PublicKey};
use super::rsa_backend::RsaKey;
use super::signature::{PssParameters, SignatureAlgorithm};
use super::{dsa_backend, edwards};
use crate::limits::{
    RSA_EXPONENT_OCTETS, RSA_LARGE_EXPONENT_OCTETS, RSA_LARGE_MODULUS_BITS, RSA_MODULUS_BITS,
    RSA_MODULUS_BITS_LEAST,
};

/// Why a signature value was not found to be right.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The key is not of the kind that the algorithm needs.
    #[error("{algorithm} cannot be verified with a key of kind {key}")]
    KeyMismatch {
        /// The name of the algorithm.
        algorithm: String,
        /// The kind of the key.
        key: String,
    },
    /// The parts of the key or the parameters of the algorithm cannot be read, or cannot be.
    #[error("the key or the parameters of the algorithm are malformed: {0}")]
    Malformed(String),
    /// The algorithm signs the message itself, and only its digest is at hand (RFC 8032 §4).
    #[error("the message itself is needed: {0}")]
    MessageNeeded(String),
    /// It was computed, and the value is wrong.
    #[error("the signature value does not match")]
    Mismatch,
    /// Nothing was computed.
    #[error("not supported: {0}")]
    UnsupportedAlgorithm(String),
}

/// Whether `signature` is the signature value of `message` by `key`.
///
/// Signature values are judged by the letter: an RSA value has the length of the modulus (RFC 8017
/// §8.1.2 and §8.2.2, step 1), an Ecdsa-Sig-Value is DER. Whoever tolerates other forms accepts
/// several encodings of one signature.
///
/// # Errors
/// [`VerifyError::Mismatch`] only if the value was computed and is wrong.
pub fn verify(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Parts(&[message]), signature)
}

/// As [`verify`], of a message that lies in several parts: no part is copied.
///
/// # Errors
/// As [`verify`].
///
/// ```
/// use kyso::crypto::{DigestAlgorithm, PublicKey, SignatureAlgorithm, verify_parts};
///
/// fn covers(key: &PublicKey, file: &[u8], gap: std::ops::Range<usize>, value: &[u8]) -> bool {
///     let parts = [&file[..gap.start], &file[gap.end..]];
///     verify_parts(&SignatureAlgorithm::Ed25519, key, &parts, value).is_ok()
/// }
/// ```
pub fn verify_parts(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    parts: &[&[u8]],
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Parts(parts), signature)
}

/// As [`verify`], of a message that has this digest by [`SignatureAlgorithm::digest`].
///
/// # Errors
/// As [`verify`], and [`VerifyError::MessageNeeded`] where the algorithm signs the message itself.
pub fn verify_prehash(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    digest: &Digest,
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Digest(digest), signature)
}

/// The digest algorithm that an RSASSA-PKCS1-v1_5 signature value names inside, for formats that
/// name it nowhere else (ISO 32000-2 §12.8.3.2). `None` if the value is none of this key, so that
/// no message can be its message.
pub fn pkcs1_digest_algorithm(key: &PublicKey, signature: &[u8]) -> Option<DigestAlgorithm> {
    match key.parts() {
        Parts::Rsa { modulus, exponent, pss: None } if is_computed(key.kind(), exponent) => {
            RsaKey { modulus, exponent }.pkcs1_digest(signature)
        }
        _ => None,
    }
}

/// What is signed, as it is at hand.
enum Input<'a> {
    Digest(&'a Digest),
    Parts(&'a [&'a [u8]]),
}

impl Input<'_> {
    /// The message, if it is in one piece, which the fast backend wants.
    fn whole(&self) -> Option<&[u8]> {
        match self {
            Self::Parts([message]) => Some(message),
            Self::Parts([]) => Some(&[]),
            _ => None,
        }
    }

    fn digest(&self, algorithm: DigestAlgorithm) -> Digest {
        match self {
            Self::Digest(digest) => **digest,
            Self::Parts(parts) => {
                let mut hasher = algorithm.hasher();
                parts.iter().for_each(|part| hasher.update(part));
                hasher.finish()
            }
        }
    }
}

fn compute(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    input: &Input<'_>,
    signature: &[u8],
) -> Result<(), VerifyError> {
    let named = || format!("{} with {}", algorithm.name(Some(key)), key.kind());
    if !fits(algorithm, key)? {
        return Err(VerifyError::KeyMismatch {
            algorithm: algorithm.name(Some(key)),
            key: key.kind().to_string(),
        });
    }
    if let (Input::Digest(digest), Some(wanted)) = (input, algorithm.digest())
        && digest.as_bytes().len() != wanted.output_len()
    {
        return Err(VerifyError::Mismatch);
    }
    let right = match (algorithm, key.parts()) {
        (
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. },
            Parts::Rsa { modulus, exponent, pss },
        ) => pss_permits(pss.as_ref(), algorithm)
            .then(|| verify_rsa(algorithm, key.kind(), modulus, exponent, input, signature))
            .flatten(),
        (SignatureAlgorithm::Ecdsa(digest), Parts::Octets(point)) => {
            verify_ecdsa(*digest, Encoding::Der, key.kind(), point, input, signature)
        }
        (SignatureAlgorithm::EcdsaPlain(digest), Parts::Octets(point)) => {
            verify_ecdsa(*digest, Encoding::Plain, key.kind(), point, input, signature)
        }
        (SignatureAlgorithm::Ed25519, Parts::Octets(point)) => match (input.whole(), input) {
            (Some(message), _) => {
                let key = backend::UnparsedPublicKey::new(&backend::ED25519, point);
                Some(key.verify(message, signature).is_ok())
            }
            (None, Input::Parts(parts)) => {
                Some(edwards::verify::<edwards::Ed25519, _>(point, parts, signature))
            }
            (None, Input::Digest(_)) => return Err(VerifyError::MessageNeeded(named())),
        },
        (SignatureAlgorithm::Ed448, Parts::Octets(point)) => match input {
            Input::Parts(parts) => {
                Some(edwards::verify::<edwards::Ed448, _>(point, parts, signature))
            }
            Input::Digest(_) => return Err(VerifyError::MessageNeeded(named())),
        },
        (SignatureAlgorithm::Dsa(digest), _) => {
            dsa_backend::verify(key, &input.digest(*digest), signature)
        }
        _ => None,
    };
    match right {
        Some(true) => Ok(()),
        Some(false) => Err(VerifyError::Mismatch),
        None => Err(VerifyError::UnsupportedAlgorithm(named())),
    }
}

/// `None` where the key is beyond what is computed with.
fn verify_rsa(
    algorithm: &SignatureAlgorithm,
    kind: KeyKind,
    modulus: &[u8],
    exponent: &[u8],
    input: &Input<'_>,
    signature: &[u8],
) -> Option<bool> {
    if !is_computed(kind, exponent) {
        return None;
    }
    let bits = kind.bits()?;
    let row = RSA.iter().find(|row| {
        // The backend counts whole octets: a modulus of 2047 bits is one of 2048.
        row.algorithm == *algorithm
            && (row.min_bits..=RING_MODULUS_BITS).contains(&bits.next_multiple_of(8))
            && exponent.len() <= RING_EXPONENT_OCTETS
    });
    if let (Some(row), Some(message)) = (row, input.whole()) {
        let key = RsaPublicKeyComponents { n: modulus, e: exponent };
        return Some(key.verify(row.parameters, message, signature).is_ok());
    }
    let key = RsaKey { modulus, exponent };
    match *algorithm {
        SignatureAlgorithm::RsaPkcs1(digest) => {
            Some(key.verify_pkcs1(digest, &input.digest(digest), signature))
        }
        SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len } => {
            let salt_len = usize::try_from(salt_len).ok()?;
            Some(key.verify_pss(digest, mgf_digest, salt_len, &input.digest(digest), signature))
        }
        _ => None,
    }
}

/// Whether an RSA key is within the limits.
fn is_computed(kind: KeyKind, exponent: &[u8]) -> bool {
    let bits = kind.bits().unwrap_or_default();
    let exponent_octets = match bits {
        RSA_LARGE_MODULUS_BITS.. => RSA_LARGE_EXPONENT_OCTETS,
        _ => RSA_EXPONENT_OCTETS,
    };
    (RSA_MODULUS_BITS_LEAST..=RSA_MODULUS_BITS).contains(&bits) && exponent.len() <= exponent_octets
}

/// `None` where the curve is not computed with.
fn verify_ecdsa(
    digest: DigestAlgorithm,
    encoding: Encoding,
    kind: KeyKind,
    point: &[u8],
    input: &Input<'_>,
    signature: &[u8],
) -> Option<bool> {
    let row = ECDSA.iter().find(|(known, row, _)| *known == kind && *row == digest);
    match (row, input.whole()) {
        // The backend takes no compressed points (SEC 1 §2.3.3).
        (Some((_, _, row)), Some(message))
            if encoding == Encoding::Der && point.first() == Some(&0x04) =>
        {
            let key = backend::UnparsedPublicKey::new(*row, point);
            Some(key.verify(message, signature).is_ok())
        }
        _ => ecdsa_backend::verify(kind, point, encoding, &input.digest(digest), signature),
    }
}

/// The longest RSA modulus that the fast backend takes, in bits.
const RING_MODULUS_BITS: u32 = 8192;

/// The longest RSA exponent that the fast backend takes (it says below 2^33), in octets.
const RING_EXPONENT_OCTETS: usize = 4;

/// What the fast backend computes for RSA keys, from this many bits on.
struct RsaRow {
    algorithm: SignatureAlgorithm,
    min_bits: u32,
    parameters: &'static RsaParameters,
}

const RSA: &[RsaRow] = &[
    pkcs1(DigestAlgorithm::Sha1, 1024, &backend::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
    pkcs1(DigestAlgorithm::Sha256, 1024, &backend::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
    pkcs1(DigestAlgorithm::Sha384, 2048, &backend::RSA_PKCS1_2048_8192_SHA384),
    pkcs1(DigestAlgorithm::Sha512, 1024, &backend::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
    pss(DigestAlgorithm::Sha256, 32, &backend::RSA_PSS_2048_8192_SHA256),
    pss(DigestAlgorithm::Sha384, 48, &backend::RSA_PSS_2048_8192_SHA384),
    pss(DigestAlgorithm::Sha512, 64, &backend::RSA_PSS_2048_8192_SHA512),
];

const fn pkcs1(
    digest: DigestAlgorithm,
    min_bits: u32,
    parameters: &'static RsaParameters,
) -> RsaRow {
    RsaRow { algorithm: SignatureAlgorithm::RsaPkcs1(digest), min_bits, parameters }
}

const fn pss(digest: DigestAlgorithm, salt_len: u32, parameters: &'static RsaParameters) -> RsaRow {
    let algorithm = SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len };
    RsaRow { algorithm, min_bits: 2048, parameters }
}

const ECDSA: &[(KeyKind, DigestAlgorithm, &EcdsaVerificationAlgorithm)] = &[
    (KeyKind::EcP256, DigestAlgorithm::Sha256, &backend::ECDSA_P256_SHA256_ASN1),
    (KeyKind::EcP256, DigestAlgorithm::Sha384, &backend::ECDSA_P256_SHA384_ASN1),
    (KeyKind::EcP384, DigestAlgorithm::Sha256, &backend::ECDSA_P384_SHA256_ASN1),
    (KeyKind::EcP384, DigestAlgorithm::Sha384, &backend::ECDSA_P384_SHA384_ASN1),
];

/// Whether a key of this kind can make signatures by this algorithm.
fn fits(algorithm: &SignatureAlgorithm, key: &PublicKey) -> Result<bool, VerifyError> {
    let kind = key.kind();
    Ok(match (algorithm, kind) {
        (SignatureAlgorithm::Malformed(oid), _) => {
            return Err(VerifyError::Malformed(oid.to_string()));
        }
        (SignatureAlgorithm::Unknown(_), _) | (_, KeyKind::Unknown(_)) => {
            let name = algorithm.name(Some(key));
            return Err(VerifyError::UnsupportedAlgorithm(format!("{name} with {kind}")));
        }
        (_, KeyKind::Malformed(_)) => return Err(VerifyError::Malformed(kind.to_string())),
        (SignatureAlgorithm::RsaPkcs1(_), KeyKind::Rsa { .. })
        | (SignatureAlgorithm::RsaPss { .. }, KeyKind::Rsa { .. } | KeyKind::RsaPss { .. })
        | (
            SignatureAlgorithm::Ecdsa(_) | SignatureAlgorithm::EcdsaPlain(_),
            KeyKind::EcBrainpoolP256
            | KeyKind::EcBrainpoolP384
            | KeyKind::EcP256
            | KeyKind::EcP384
            | KeyKind::EcP521
            | KeyKind::EcOther(_),
        )
        | (SignatureAlgorithm::Ed25519, KeyKind::Ed25519)
        | (SignatureAlgorithm::Ed448, KeyKind::Ed448)
        | (SignatureAlgorithm::Dsa(_), KeyKind::Dsa { .. }) => true,
        _ => false,
    })
}

/// Whether the parameters inside an RSASSA-PSS key permit the algorithm (RFC 4055 §3.3: the same
/// digests, and a salt at least as long).
fn pss_permits(key: Option<&PssParameters>, algorithm: &SignatureAlgorithm) -> bool {
    match (key, algorithm) {
        (None, _) => true,
        (Some(key), SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }) => {
            key.digest == *digest && key.mgf_digest == *mgf_digest && key.salt_len <= *salt_len
        }
        (Some(_), _) => false,
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
