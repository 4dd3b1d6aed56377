//! Private keys in memory.

use ring::error::KeyRejected;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};

use super::cipher::CipherError;
use super::digest::DigestAlgorithm;
use super::identifier::AlgorithmIdentifier;
use super::key::PublicKey;
use super::password::Password;
use super::pbe::{self, Passphrase, Rounds};
use super::signature::SignatureAlgorithm;
use crate::asn1::{self, Oid, Reader, Tag, oid};
use crate::limits::KEY_FILE_ROUNDS;

/// Why a private key cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// The backend failed, or there is no randomness.
    #[error("the signature could not be computed")]
    Failed,
    /// It is not a PrivateKeyInfo (RFC 5958 §2), or not in the structure of its file, or damaged.
    #[error("the private key, or the file that holds it, is malformed: {0}")]
    Malformed(String),
    /// The file is larger, or holds more, than the named limit.
    #[error("the key file is past the limit {0}")]
    TooLarge(&'static str),
    /// Opening it asks for so many rounds of hashing its password: more than [`KEY_FILE_ROUNDS`] for
    /// the file as a whole.
    #[error(
        "the key file asks for {0} rounds of hashing its password; more than {KEY_FILE_ROUNDS} for all \
         of it are refused"
    )]
    TooManyRounds(u64),
    /// Its kind is not supported: RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519 are.
    #[error("keys of the kind {0} are not supported for signing")]
    Unsupported(Oid),
    /// It is encrypted by a scheme, a cipher or a function that is not supported. PBES2 with PBKDF2 and
    /// AES in CBC mode is.
    #[error("private keys that are encrypted with {0} are not supported")]
    UnsupportedEncryption(Oid),
    /// A signature by this algorithm cannot be made with it.
    #[error("the key does not sign with {0}")]
    WrongAlgorithm(String),
    /// The password does not open it.
    #[error("the password is wrong: it does not open the private key")]
    WrongPassword,
}

impl PrivateKeyError {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed => "key-failed",
            Self::Malformed(_) => "key-malformed",
            Self::TooLarge(_) => "key-too-large",
            Self::TooManyRounds(_) => "key-too-many-rounds",
            Self::Unsupported(_) => "key-unsupported",
            Self::UnsupportedEncryption(_) => "key-unsupported-encryption",
            Self::WrongAlgorithm(_) => "key-wrong-algorithm",
            Self::WrongPassword => "key-wrong-password",
        }
    }

    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = match self {
            Self::Failed | Self::WrongPassword => return Vec::new(),
            Self::Malformed(text) | Self::WrongAlgorithm(text) => text.clone(),
            Self::TooLarge(limit) => (*limit).to_owned(),
            Self::TooManyRounds(rounds) => rounds.to_string(),
            Self::Unsupported(kind) | Self::UnsupportedEncryption(kind) => kind.to_string(),
        };
        vec![("what", what)]
    }
}

impl From<asn1::Error> for PrivateKeyError {
    fn from(error: asn1::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<CipherError> for PrivateKeyError {
    fn from(error: CipherError) -> Self {
        match error {
            CipherError::Padding => Self::WrongPassword,
            error => Self::Malformed(error.to_string()),
        }
    }
}

const RSA: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 1]);
const EC: Oid = oid(&[1, 2, 840, 10045, 2, 1]);
const P256: Oid = oid(&[1, 2, 840, 10045, 3, 1, 7]);
const P384: Oid = oid(&[1, 3, 132, 0, 34]);
const ED25519: Oid = oid(&[1, 3, 101, 112]);

/// A private key in memory. It is never shown, not even by [`Debug`](std::fmt::Debug).
///
/// ```
/// use kyso::crypto::PrivateKey;
///
/// assert!(PrivateKey::from_pkcs8(&[0x30, 0x00]).is_err());
/// ```
pub struct PrivateKey(Pair);

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PrivateKey").field(&self.algorithm()).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// Reads a PKCS #8 PrivateKeyInfo in DER (RFC 5958), not encrypted.
    ///
    /// # Errors
    /// [`PrivateKeyError::Malformed`] and [`PrivateKeyError::Unsupported`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, PrivateKeyError> {
        let mut info = Reader::new(der).expect(Tag::SEQUENCE)?.contents()?;
        info.expect(Tag::INTEGER)?;
        let algorithm = AlgorithmIdentifier::read(&mut info)?;
        let curve = algorithm.parameters().and_then(|it| it.oid().ok());
        let pair = match (algorithm.oid(), curve) {
            (RSA, _) => Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(refused)?),
            (EC, Some(P256)) => {
                let point = |number: &[u8]| {
                    let key = p256::ecdsa::SigningKey::from_slice(number).ok()?;
                    Some(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
                };
                Pair::P256(ec_pair(&ECDSA_P256_SHA256_ASN1_SIGNING, der, &mut info, point)?)
            }
            (EC, Some(P384)) => {
                let point = |number: &[u8]| {
                    let key = p384::ecdsa::SigningKey::from_slice(number).ok()?;
                    Some(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
                };
                Pair::P384(ec_pair(&ECDSA_P384_SHA384_ASN1_SIGNING, der, &mut info, point)?)
            }
            // programs leave the public key out
            (ED25519, _) => {
                Pair::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(refused)?)
            }
            (EC, Some(other)) | (other, _) => return Err(PrivateKeyError::Unsupported(other)),
        };
        Ok(Self(pair))
    }

    /// Reads a PKCS #8 EncryptedPrivateKeyInfo in DER (RFC 5958 §3): encrypted by PBES2 (RFC 8018) with
    /// PBKDF2 and AES-128 or AES-256 in CBC mode; with the feature `pkcs12` also with triple DES and by
    /// the schemes of PKCS #12.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongPassword`], [`PrivateKeyError::TooManyRounds`],
    /// [`PrivateKeyError::UnsupportedEncryption`] and those of [`Self::from_pkcs8`].
    pub fn from_encrypted_pkcs8(der: &[u8], password: &Password) -> Result<Self, PrivateKeyError> {
        let info = Reader::new(der).expect(Tag::SEQUENCE)?;
        Self::from_pkcs8(&pbe::decrypt_private_key(
            &info,
            &Passphrase::new(password),
            &mut Rounds::new(),
        )?)
    }

    /// Whether this DER is of an EncryptedPrivateKeyInfo, and not of a PrivateKeyInfo.
    pub fn is_encrypted(der: &[u8]) -> bool {
        let first = || Reader::new(der).expect(Tag::SEQUENCE)?.contents()?.expect(Tag::SEQUENCE);
        first().is_ok()
    }

    /// The algorithm that it signs with unless another is asked for: for RSA PKCS #1 v1.5 with
    /// SHA-256, which every verifier reads.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match &self.0 {
            Pair::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            Pair::P256(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Pair::P384(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            Pair::Ed25519(_) => SignatureAlgorithm::Ed25519,
        }
    }

    /// Whether it is the key to this public key.
    pub fn is_key_to(&self, public: &PublicKey) -> bool {
        let own = match &self.0 {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::P256(pair) | Pair::P384(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
        };
        let octets = || {
            let mut spki =
                Reader::new(public.spki()).expect(Tag::SEQUENCE).ok()?.contents().ok()?;
            spki.read().ok()?;
            spki.expect(Tag::BIT_STRING).ok()?.bit_string_octets().ok()
        };
        octets() == Some(own)
    }

    /// Signs a message.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongAlgorithm`] and [`PrivateKeyError::Failed`].
    pub fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, PrivateKeyError> {
        let random = SystemRandom::new();
        let failed = |_: ring::error::Unspecified| PrivateKeyError::Failed;
        match (&self.0, algorithm) {
            (Pair::Rsa(pair), algorithm) => {
                let padding = padding(algorithm)
                    .ok_or_else(|| PrivateKeyError::WrongAlgorithm(algorithm.name(None)))?;
                let mut value = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, message, &mut value).map_err(failed)?;
                Ok(value)
            }
            (Pair::P256(pair), SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256))
            | (Pair::P384(pair), SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)) => {
                Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec())
            }
            (Pair::Ed25519(pair), SignatureAlgorithm::Ed25519) => {
                Ok(pair.sign(message).as_ref().to_vec())
            }
            (_, other) => Err(PrivateKeyError::WrongAlgorithm(other.name(None))),
        }
    }
}

/// A key pair on a curve out of a PrivateKeyInfo, of which `info` comes to the key itself. Java leaves the
/// public key out (RFC 5915 §3), and the backend wants it: then it is computed.
fn ec_pair(
    curve: &'static EcdsaSigningAlgorithm,
    der: &[u8],
    info: &mut Reader<'_>,
    point: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Result<EcdsaKeyPair, PrivateKeyError> {
    let random = SystemRandom::new();
    let key = info.expect(Tag::OCTET_STRING)?.contents()?.expect(Tag::SEQUENCE)?;
    let mut fields = key.contents()?;
    fields.expect(Tag::INTEGER)?;
    let number = fields.expect(Tag::OCTET_STRING)?.value();
    fields.optional(Tag::context_constructed(0))?;
    let pair = if fields.is_empty() {
        let point = point(number).ok_or(asn1::Error::BadValue("ECPrivateKey"))?;
        EcdsaKeyPair::from_private_key_and_public_key(curve, number, &point, &random)
    } else {
        EcdsaKeyPair::from_pkcs8(curve, der, &random)
    };
    pair.map_err(refused)
}

fn refused(error: KeyRejected) -> PrivateKeyError {
    PrivateKeyError::Malformed(error.to_string())
}

/// The paddings of RSA that the backend has: of PSS with MGF1 by the same digest, and a salt as long as
/// that.
fn padding(algorithm: SignatureAlgorithm) -> Option<&'static dyn RsaEncoding> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    Some(match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256) => &RSA_PKCS1_SHA256,
        SignatureAlgorithm::RsaPkcs1(Sha384) => &RSA_PKCS1_SHA384,
        SignatureAlgorithm::RsaPkcs1(Sha512) => &RSA_PKCS1_SHA512,
        SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }
            if digest == mgf_digest
                && u32::try_from(digest.output_len()).is_ok_and(|it| it == salt_len) =>
        {
            match digest {
                Sha256 => &RSA_PSS_SHA256,
                Sha384 => &RSA_PSS_SHA384,
                Sha512 => &RSA_PSS_SHA512,
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// Random octets, as from the operating system.
///
/// # Errors
/// [`PrivateKeyError::Failed`] if there are none.
pub fn random<const N: usize>() -> Result<[u8; N], PrivateKeyError> {
    let mut octets = [0; N];
    SystemRandom::new().fill(&mut octets).map_err(|_| PrivateKeyError::Failed)?;
    Ok(octets)
}
