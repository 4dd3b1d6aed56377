//! Whoever holds a private key.

mod chain;
#[cfg(feature = "csc")]
mod csc;
#[cfg(feature = "pkcs11")]
mod pkcs11;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod profile;

use std::sync::Arc;

use crate::crypto::{Password, PrivateKey, PrivateKeyError, SignatureAlgorithm};
use crate::x509::{self, Certificate, Item, ItemKind};

#[cfg(feature = "csc")]
pub use csc::{CscCredential, CscError, CscSecrets, CscService, CscSigner, TokenNeed};
#[cfg(feature = "pkcs11")]
pub use pkcs11::{PinAttempts, Token, TokenError, TokenKey, TokenSigner};
pub use profile::{AlgorithmProfile, UnknownProfile};

/// Why a key did not sign, or cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// A certificate cannot be read.
    #[error("a certificate cannot be read: {0}")]
    Certificate(#[from] x509::Error),
    /// The remote service with the private key cannot be used, or did not sign.
    #[cfg(feature = "csc")]
    #[error(transparent)]
    Csc(#[from] CscError),
    /// The private key is encrypted, and no password was given.
    #[error("the private key is encrypted: it needs its password")]
    EncryptedKey,
    /// The private key cannot be used.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// There is no certificate for the key.
    #[error("no certificate was found for the private key")]
    NoCertificate,
    /// There is no private key in what should hold it.
    #[error("no private key was found (PKCS #8, PEM or DER)")]
    NoKey,
    /// No private key has the name that was asked for.
    #[error("no private key is called {name}; there are: {}", names.join(", "))]
    NoSuchKey {
        /// What was asked for.
        name: String,
        /// What there is.
        names: Vec<String>,
    },
    /// The holder of the key refused, or cannot be reached.
    #[error("{0}")]
    Refused(String),
    /// There are several private keys, of these names, and nothing says which of them is to sign.
    #[error("there are several private keys, say which one: {}", .0.join(", "))]
    SeveralKeys(Vec<String>),
    /// The token with the private key cannot be used.
    #[cfg(feature = "pkcs11")]
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl SignerError {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Certificate(_) => "signer-certificate",
            #[cfg(feature = "csc")]
            Self::Csc(_) => "signer-remote",
            Self::EncryptedKey => "signer-encrypted-key",
            Self::Key(error) => error.code(),
            Self::NoCertificate => "signer-no-certificate",
            Self::NoKey => "signer-no-key",
            Self::NoSuchKey { .. } => "signer-no-such-key",
            Self::Refused(_) => "signer-refused",
            Self::SeveralKeys(_) => "signer-several-keys",
            #[cfg(feature = "pkcs11")]
            Self::Token(error) => error.code(),
        }
    }

    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = match self {
            Self::Certificate(error) => error.to_string(),
            #[cfg(feature = "csc")]
            Self::Csc(error) => error.to_string(),
            Self::EncryptedKey | Self::NoCertificate | Self::NoKey => return Vec::new(),
            Self::Key(error) => return error.values(),
            Self::NoSuchKey { names, .. } | Self::SeveralKeys(names) => names.join(", "),
            Self::Refused(text) => text.clone(),
            #[cfg(feature = "pkcs11")]
            Self::Token(error) => return error.values(),
        };
        vec![("what", what)]
    }
}

/// Whoever holds a private key: in memory, on a token, or far away.
pub trait Signer {
    /// The certificate of the signer, then those of the authorities above, as far as they are known.
    fn chain(&self) -> &[Arc<Certificate>];

    /// The algorithm that it signs with.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs a message; ECDSA values are in DER (RFC 3279 §2.2.3).
    ///
    /// # Errors
    /// [`SignerError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// A private key in memory, with its certificates.
///
/// ```
/// use kyso::sign::{Password, PrivateKeySigner, Signer};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (key, chain) = (std::fs::read("fixtures/keys/p256.aes-256.key")?,
///                     std::fs::read("fixtures/signers/p256.pem")?);
/// // ask for it, or read it from a file: what stands on a command line can be seen by others
/// let password = Password::new("mật khẩu thử");
/// let signer = PrivateKeySigner::from_encrypted_pem(&key, &password, &chain)?;
/// assert_eq!(signer.chain().len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PrivateKeySigner {
    key: PrivateKey,
    chain: Vec<Arc<Certificate>>,
    algorithm: SignatureAlgorithm,
}

impl PrivateKeySigner {
    /// A key with its certificates in any order. That of the key is found among them (the one that
    /// ends last where it was renewed), and those of the authorities above it by their names; others
    /// are left out.
    ///
    /// # Errors
    /// [`SignerError::NoCertificate`].
    pub fn new(key: PrivateKey, certificates: Vec<Arc<Certificate>>) -> Result<Self, SignerError> {
        let chain = chain::of(certificates, |it| key.is_key_to(it.public_key()))
            .ok_or(SignerError::NoCertificate)?;
        let algorithm = key.algorithm();
        Ok(Self { key, chain, algorithm })
    }

    /// A key in PKCS #8, in PEM or DER, and its certificates in whatever form [`x509::parse_any`] reads.
    ///
    /// # Errors
    /// [`SignerError::EncryptedKey`] if a password is needed, and others.
    pub fn from_pem(key: &[u8], certificates: &[u8]) -> Result<Self, SignerError> {
        Self::read(key, None, certificates)
    }

    /// A key like that of [`Self::from_pem`] that is encrypted with a password
    /// (see [`PrivateKey::from_encrypted_pkcs8`]). One that is not encrypted is read as well.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongPassword`] as [`SignerError::Key`], and others.
    pub fn from_encrypted_pem(
        key: &[u8],
        password: &Password,
        certificates: &[u8],
    ) -> Result<Self, SignerError> {
        Self::read(key, Some(password), certificates)
    }

    fn read(
        key: &[u8],
        password: Option<&Password>,
        certificates: &[u8],
    ) -> Result<Self, SignerError> {
        let encrypted = |der: &[u8]| {
            let password = password.ok_or(SignerError::EncryptedKey)?;
            Ok::<_, SignerError>(PrivateKey::from_encrypted_pkcs8(der, password)?)
        };
        let block = |label| x509::pem_block(key, label);
        let key = if let Some(der) = block("PRIVATE KEY") {
            PrivateKey::from_pkcs8(&der)?
        } else if let Some(der) = block("ENCRYPTED PRIVATE KEY") {
            encrypted(&der)?
        } else if PrivateKey::is_encrypted(key) {
            encrypted(key)?
        } else if key.first() == Some(&0x30) {
            // a SEQUENCE
            PrivateKey::from_pkcs8(key)?
        } else {
            return Err(SignerError::NoKey);
        };
        Self::new(key, read_certificates(certificates)?)
    }

    /// The same key with another algorithm: PSS instead of PKCS #1 v1.5, say.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongAlgorithm`] if it does not sign with that.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, SignerError> {
        self.key.sign(algorithm, b"")?;
        Ok(Self { algorithm, ..self })
    }
}

impl Signer for PrivateKeySigner {
    fn chain(&self) -> &[Arc<Certificate>] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.key.sign(self.algorithm, message)?)
    }
}

/// The certificates of a file in whatever form [`x509::parse_any`] reads.
fn read_certificates(bytes: &[u8]) -> Result<Vec<Arc<Certificate>>, SignerError> {
    let x509::Contents { items, unreadable } = x509::parse_any(bytes);
    let is_certificate = |it: &x509::Unreadable| it.kind == ItemKind::Certificate;
    if let Some(unreadable) = unreadable.into_iter().find(is_certificate) {
        return Err(unreadable.error.into());
    }
    let certificates = items.into_iter().filter_map(|item| match item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    Ok(certificates.collect())
}
