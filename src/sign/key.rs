//! Whoever holds a private key.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::crypto::{PrivateKey, PrivateKeyError, SignatureAlgorithm};
use crate::x509::{self, Certificate, Item, ItemKind};

/// Why a key did not sign, or cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The private key cannot be used.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// There is no private key in what should hold it.
    #[error("no private key was found (PKCS #8, PEM or DER)")]
    NoKey,
    /// The private key is encrypted.
    #[error("the private key is encrypted")]
    EncryptedKey,
    /// There is no certificate for the key.
    #[error("no certificate was found for the private key")]
    NoCertificate,
    /// A certificate cannot be read.
    #[error("a certificate cannot be read: {0}")]
    Certificate(#[from] x509::Error),
    /// The holder of the key refused, or cannot be reached.
    #[error("{0}")]
    Refused(String),
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
#[derive(Debug)]
pub struct PrivateKeySigner {
    key: PrivateKey,
    chain: Vec<Arc<Certificate>>,
    algorithm: SignatureAlgorithm,
}

impl PrivateKeySigner {
    /// A key with its certificates in any order: that of the key is found among them.
    ///
    /// # Errors
    /// [`SignerError::NoCertificate`].
    pub fn new(key: PrivateKey, mut chain: Vec<Arc<Certificate>>) -> Result<Self, SignerError> {
        let own = chain.iter().position(|it| key.is_key_to(it.public_key()));
        let own = chain.remove(own.ok_or(SignerError::NoCertificate)?);
        chain.insert(0, own);
        let algorithm = key.algorithm();
        Ok(Self { key, chain, algorithm })
    }

    /// A key in PKCS #8, in PEM or DER, and its certificates in whatever form [`x509::parse_any`] reads.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn from_pem(key: &[u8], certificates: &[u8]) -> Result<Self, SignerError> {
        let block = |label| x509::pem_block(key, label).map(Zeroizing::new);
        let key = match block("PRIVATE KEY") {
            Some(der) => PrivateKey::from_pkcs8(&der)?,
            None if block("ENCRYPTED PRIVATE KEY").is_some() => {
                return Err(SignerError::EncryptedKey);
            }
            // a SEQUENCE
            None if key.first() == Some(&0x30) => PrivateKey::from_pkcs8(key)?,
            None => return Err(SignerError::NoKey),
        };
        let x509::Contents { items, unreadable } = x509::parse_any(certificates);
        let is_certificate = |it: &x509::Unreadable| it.kind == ItemKind::Certificate;
        if let Some(unreadable) = unreadable.into_iter().find(is_certificate) {
            return Err(unreadable.error.into());
        }
        let chain = items.into_iter().filter_map(|item| match item {
            Item::Certificate(certificate) => Some(certificate),
            _ => None,
        });
        Self::new(key, chain.collect())
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
