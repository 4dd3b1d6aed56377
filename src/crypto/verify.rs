//! Verification of signature values.
//!
//! One table per kind of key says what is computed and by which backend; to support more is to
//! add rows.

use ring::signature as backend;
use ring::signature::{EcdsaVerificationAlgorithm, RsaParameters, RsaPublicKeyComponents};

use super::digest::DigestAlgorithm;
use super::key::{KeyKind, Parts, PublicKey};
use super::signature::{PssParameters, SignatureAlgorithm};

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
    let unsupported = || {
        let name = algorithm.name(Some(key));
        Err(VerifyError::UnsupportedAlgorithm(format!("{name} with {}", key.kind())))
    };
    if !fits(algorithm, key)? {
        return Err(VerifyError::KeyMismatch {
            algorithm: algorithm.name(Some(key)),
            key: key.kind().to_string(),
        });
    }
    let right = match (algorithm, key.parts()) {
        (
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. },
            Parts::Rsa { modulus, exponent, pss },
        ) => {
            let bits = key.kind().bits().unwrap_or_default();
            let Some(row) = RSA.iter().find(|row| {
                row.algorithm == *algorithm && (row.min_bits..=RSA_MAX_BITS).contains(&bits)
            }) else {
                return unsupported();
            };
            if exponent.len() > RSA_MAX_EXPONENT_OCTETS || !pss_permits(pss.as_ref(), algorithm) {
                return unsupported();
            }
            RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(row.parameters, message, signature)
                .is_ok()
        }
        (SignatureAlgorithm::Ecdsa(digest), Parts::Octets(point)) => {
            let Some((_, _, row)) =
                ECDSA.iter().find(|(kind, row, _)| *kind == key.kind() && row == digest)
            else {
                return unsupported();
            };
            // Compressed points (SEC 1 §2.3.3) are right, but the backend does not take them.
            if point.first() != Some(&0x04) {
                return unsupported();
            }
            backend::UnparsedPublicKey::new(*row, point).verify(message, signature).is_ok()
        }
        (SignatureAlgorithm::Ed25519, Parts::Octets(point)) => {
            backend::UnparsedPublicKey::new(&backend::ED25519, point)
                .verify(message, signature)
                .is_ok()
        }
        _ => return unsupported(),
    };
    if right { Ok(()) } else { Err(VerifyError::Mismatch) }
}

/// What is computed for RSA keys, from this many bits on.
struct RsaRow {
    algorithm: SignatureAlgorithm,
    min_bits: u32,
    parameters: &'static RsaParameters,
}

/// The longest modulus, in bits. Longer ones make a verification arbitrarily slow.
const RSA_MAX_BITS: u32 = 8192;

/// The backend takes exponents below 2^33; four octets are what is in use.
const RSA_MAX_EXPONENT_OCTETS: usize = 4;

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
            SignatureAlgorithm::Ecdsa(_),
            KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 | KeyKind::EcOther(_),
        )
        | (SignatureAlgorithm::Ed25519, KeyKind::Ed25519)
        | (SignatureAlgorithm::Ed448, KeyKind::Ed448)
        | (SignatureAlgorithm::Dsa(_), KeyKind::Dsa) => true,
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
