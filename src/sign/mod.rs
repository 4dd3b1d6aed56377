//! Signs documents: PAdES (EN 319 142-1), by incremental updates only.
//!
//! ```no_run
//! use kyso::sign::{PrivateKeySigner, SignOptions, sign};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let signer = PrivateKeySigner::from_pem(&std::fs::read("key.pem")?, &std::fs::read("chain.pem")?)?;
//! let signed = sign(&std::fs::read("cong-van.pdf")?, &signer, &SignOptions::default())?;
//! std::fs::write("cong-van.signed.pdf", signed)?;
//! # Ok(())
//! # }
//! ```
//!
//! Whoever holds the key implements [`Signer`]. Where the key is elsewhere and answers later,
//! [`prepare`] gives what has to be signed, and [`Prepared::complete`] takes the value.

mod augment;
mod evidence;
mod key;
mod options;
mod timestamp;

use crate::cms::{NewSignedData, signed_attributes};
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::pdf::{self, ChangeLevel, Document};
use crate::validation::CertificateConclusion;

pub use crate::cms::{TimestampAuthority, TimestampError, TimestampRequest};
pub use crate::crypto::Password;
pub use augment::Augmenter;
pub use evidence::{Evidence, EvidenceSource};
pub use key::{AlgorithmProfile, PrivateKeySigner, Signer, SignerError, UnknownProfile};
#[cfg(feature = "pkcs11")]
pub use key::{PinAttempts, Token, TokenError, TokenKey, TokenSigner};
pub use options::{Certification, SignOptions};

/// Why a document was not signed. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The document cannot be read, or cannot be given another signature.
    #[error(transparent)]
    Document(#[from] pdf::UpdateError),
    /// The key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The certificate was not in force at the time of signing.
    #[error("the certificate is in force from {0} to {1} only")]
    NotInForce(jiff::Timestamp, jiff::Timestamp),
    /// The certificate is not meant for signatures: its key usage has neither digitalSignature nor
    /// contentCommitment (RFC 5280 §4.2.1.3).
    #[error("the certificate is not meant for signing: its key usage does not allow it")]
    KeyUsage,
    /// There is no timestamp for it.
    #[error(transparent)]
    Timestamp(#[from] TimestampError),
    /// A timestamp is needed, and nobody was named who gives it.
    #[error("a timestamp is needed: name a timestamp authority")]
    NoAuthority,
    /// There is no signature to raise.
    #[error("the document has no signature")]
    NoSignature,
    /// A signature that is there is broken: what is appended would lend it nothing.
    #[error("the signature in the field “{0}” is not intact")]
    NotIntact(String),
    /// The document was changed after a signature that is there, in a way that no signature permits.
    #[error("the document was changed after the signature in the field “{0}”, which is lost")]
    Changed(String),
    /// What would be appended is read in another way: something in the document is broken.
    #[error("the document is broken so that nothing can be appended to it: have it saved anew")]
    Unsound,
    /// A certificate cannot be shown to be good now, so that nobody could validate it later.
    #[error(
        "the certificate of {certificate} cannot be shown to be good: {}{}",
        why(conclusion),
        list(problems)
    )]
    NotValidated {
        /// The subject of the certificate.
        certificate: String,
        /// What was found.
        conclusion: Box<CertificateConclusion>,
        /// What went wrong where evidence was looked for, address by address.
        problems: Vec<String>,
    },
    /// The value does not verify with the certificate: nobody would accept it.
    #[error("the signature value does not verify with the certificate of the signer")]
    WrongValue,
    /// The algorithm cannot be written into a signature.
    #[error("signatures are not made with {0}")]
    Algorithm(String),
}

fn why(conclusion: &CertificateConclusion) -> String {
    let sub_indication = conclusion.indication.sub_indication();
    sub_indication.map_or_else(String::new, |it| it.name().to_owned())
}

fn list(problems: &[String]) -> String {
    problems.iter().map(|problem| format!("; {problem}")).collect()
}

/// Signs a document, and returns it with the signature at its end.
///
/// # Errors
/// [`SignError`]; then nothing of the document was changed.
pub fn sign(
    document: &[u8],
    signer: &dyn Signer,
    options: &SignOptions,
) -> Result<Vec<u8>, SignError> {
    let prepared = prepare(document, signer, options)?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete(&value)
}

/// Signs a document like [`sign`], and has the signature timestamped: the level B-T (EN 319 142-1).
///
/// # Errors
/// [`SignError`]; then nothing of the document was changed.
pub fn sign_with_timestamp(
    document: &[u8],
    signer: &dyn Signer,
    authority: &dyn TimestampAuthority,
    options: &SignOptions,
) -> Result<Vec<u8>, SignError> {
    let prepared = prepare(document, signer, options)?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete_with_timestamp(&value, authority)
}

/// A document that waits for its signature value.
#[derive(Debug)]
pub struct Prepared {
    file: pdf::NewSignature,
    chain: Vec<std::sync::Arc<crate::x509::Certificate>>,
    digest_algorithm: DigestAlgorithm,
    signature_algorithm: SignatureAlgorithm,
    attributes: Vec<u8>,
}

/// Does everything but the signing itself.
///
/// # Errors
/// [`SignError`], but for what the key says.
pub fn prepare(
    document: &[u8],
    signer: &dyn Signer,
    options: &SignOptions,
) -> Result<Prepared, SignError> {
    let chain = signer.chain().to_vec();
    let certificate = chain.first().ok_or(SignerError::NoCertificate)?;
    let (time, offset) = options.signing_time();
    if time < certificate.not_before() || time > certificate.not_after() {
        return Err(SignError::NotInForce(certificate.not_before(), certificate.not_after()));
    }
    if certificate.key_usage().is_some_and(|it| !it.digital_signature() && !it.content_commitment())
    {
        return Err(SignError::KeyUsage);
    }
    let signature_algorithm = signer.algorithm();
    let digest_algorithm = signature_algorithm.digest().unwrap_or(DigestAlgorithm::Sha512);
    let read = Document::open_with_passwords(document, options.passwords());
    let read = read.map_err(pdf::UpdateError::from)?;
    let file = read.with_signature(&options.request((time, offset), room(&chain)))?;
    check_result(&read, file.file(), options.passwords(), 1)?;
    let digest = digest_algorithm.hash_parts(&file.parts());
    let attributes = signed_attributes(&digest, certificate, None);
    Ok(Prepared { file, chain, digest_algorithm, signature_algorithm, attributes })
}

/// Whether a document is with its new revision what it ought to be: so many signatures more, and none of
/// those before lost, by that revision or already.
fn check_result(
    before: &Document<'_>,
    file: &[u8],
    passwords: &[Password],
    more: usize,
) -> Result<(), SignError> {
    let expected = before.signatures().map_err(pdf::UpdateError::from)?.len() + more;
    let after = Document::open_with_passwords(file, passwords).map_err(pdf::UpdateError::from)?;
    let signatures = after.signatures().map_err(pdf::UpdateError::from)?;
    if signatures.len() != expected {
        return Err(SignError::Unsound);
    }
    for signature in &signatures {
        let changes = after.changes_after(signature).map_err(pdf::UpdateError::from)?;
        if changes.level == ChangeLevel::Other {
            return Err(SignError::Changed(signature.field_name.clone()));
        }
    }
    Ok(())
}

/// Bytes for the CMS: the certificates, and for attributes and the value more than any key needs.
fn room(chain: &[std::sync::Arc<crate::x509::Certificate>]) -> usize {
    const REST: usize = 4_096;
    // a token holds the certificates of its authority
    const TOKEN: usize = 8_192;
    REST + TOKEN + chain.iter().map(|it| it.der().len()).sum::<usize>()
}

impl Prepared {
    /// What the key signs: the signed attributes in DER (RFC 5652 §5.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.attributes
    }

    /// Puts the signature value in.
    ///
    /// # Errors
    /// [`SignError::WrongValue`] if it is not by the key of the certificate over what was to be signed.
    pub fn complete(self, value: &[u8]) -> Result<Vec<u8>, SignError> {
        self.check(value)?;
        self.put(value, None)
    }

    /// Puts the signature value in, with a timestamp over it.
    ///
    /// # Errors
    /// Those of [`Self::complete`], and [`SignError::Timestamp`].
    pub fn complete_with_timestamp(
        self,
        value: &[u8],
        authority: &dyn TimestampAuthority,
    ) -> Result<Vec<u8>, SignError> {
        self.check(value)?;
        let token = timestamp::token_over(&timestamp::Stamped::Value(value), authority)?;
        self.put(value, Some(&token))
    }

    fn check(&self, value: &[u8]) -> Result<(), SignError> {
        let signer = self.chain.first().ok_or(SignerError::NoCertificate)?;
        let Self { signature_algorithm, attributes, .. } = self;
        crate::crypto::verify(signature_algorithm, signer.public_key(), attributes, value)
            .map_err(|_| SignError::WrongValue)
    }

    fn put(self, value: &[u8], timestamp: Option<&[u8]>) -> Result<Vec<u8>, SignError> {
        let Self { file, chain, digest_algorithm, signature_algorithm, attributes } = self;
        let cms = NewSignedData {
            certificates: &chain,
            digest_algorithm,
            signature_algorithm,
            signed_attributes: &attributes,
            value,
            timestamp,
        };
        let cms = cms.to_der();
        let cms = cms.ok_or_else(|| SignError::Algorithm(signature_algorithm.name(None)))?;
        Ok(file.complete(&cms)?)
    }
}
