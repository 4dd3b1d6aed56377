//! Signs documents: PAdES (EN 319 142-1), by incremental updates only; any other file as a whole, by
//! CAdES ([`cades`]).
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

#[cfg(feature = "appearance")]
mod appearance;
mod augment;
pub mod cades;
mod evidence;
mod key;
mod options;
mod pending;
mod prepared;
mod seed_values;
mod survive;
mod timestamp;

use std::sync::Arc;

use jiff::Timestamp;

use crate::crypto::{Digest, KeyKind};
use crate::pdf::{self, Document};
use crate::validation::{Finding, Indication};
use crate::x509::Certificate;
use pending::{Pending, digest_algorithm};
use survive::check_result;

pub use crate::cms::{ServerProblem, TimestampAuthority, TimestampError, TimestampRequest};
pub use crate::crypto::Password;
#[cfg(feature = "appearance")]
pub use appearance::{
    Appearance, AppearanceError, Font, Line, Picture, Place, Placement, Stamp, TimeStyle,
};
pub use augment::Augmenter;
pub use evidence::{Evidence, EvidenceSource};
pub use key::{AlgorithmProfile, PrivateKeySigner, Signer, SignerError, UnknownProfile};
#[cfg(feature = "csc")]
pub use key::{CscCredential, CscError, CscSecrets, CscService, CscSigner, TokenNeed};
#[cfg(feature = "pkcs11")]
pub use key::{PinAttempts, Token, TokenError, TokenKey, TokenSigner};
pub use options::{Certification, SignOptions};
pub use prepared::{Prepared, PreparedState};

/// Why a document was not signed. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// What it is to show cannot be shown.
    #[cfg(feature = "appearance")]
    #[error(transparent)]
    Appearance(#[from] AppearanceError),
    /// The document cannot be read, or cannot be given another signature.
    #[error(transparent)]
    Document(#[from] pdf::UpdateError),
    /// The key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The certificate was not in force at the time of signing.
    #[error("the certificate is in force from {0} to {1} only")]
    NotInForce(Timestamp, Timestamp),
    /// The certificate is not meant for signatures: its key usage has neither digitalSignature nor
    /// contentCommitment (RFC 5280 §4.2.1.3).
    #[error("the certificate is not meant for signing: its key usage does not allow it")]
    KeyUsage,
    /// There is no timestamp for it.
    #[error(transparent)]
    Timestamp(#[from] TimestampError),
    /// Nobody could rely on the timestamp that was given: it does not lead to an anchor.
    #[error("the timestamp of {authority} cannot be relied on: {}", why(indication))]
    TimestampNotTrusted {
        /// The subject of the certificate of whoever made it.
        authority: String,
        /// The conclusion about it.
        indication: Indication,
    },
    /// The authority says another time than the clock of this machine.
    #[error("the timestamp is of {0}, which is not now: the clock here or there is wrong")]
    TimestampTime(Timestamp),
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
        why(indication),
        list(problems)
    )]
    NotValidated {
        /// The subject of the certificate.
        certificate: String,
        /// The conclusion about what it signed.
        indication: Indication,
        /// What decided it, first.
        findings: Vec<Finding>,
        /// What went wrong where evidence was looked for, address by address.
        problems: Vec<ServerProblem>,
    },
    /// The field asks for another signature (`/SV`, ISO 32000-2 table 237).
    #[error("the field asks for another signature (/SV /{key}): {allowed}")]
    SeedValue {
        /// The entry that is not met.
        key: String,
        /// What it allows, as far as that can be said in words.
        allowed: String,
    },
    /// What is given to be signed once more is not what the signatures that are there are over.
    #[error("the content is not what the signatures that are there are over")]
    AnotherContent,
    /// The SignedData that is to be signed once more cannot be read.
    #[error(transparent)]
    Cms(#[from] crate::cms::Error),
    /// What is to be signed cannot be read.
    #[error("the content cannot be read: {0}")]
    Content(std::io::Error),
    /// What is signed stands outside of the signatures that are there, and was not given.
    #[error("the content that was signed stands in a file of its own, which is needed")]
    NoContent,
    /// A prepared document is another one than that which was kept.
    #[error("the document is not the one that was prepared")]
    AnotherDocument,
    /// The value does not verify with the certificate: nobody would accept it.
    #[error("the signature value does not verify with the certificate of the signer")]
    WrongValue,
    /// The algorithm cannot be written into a signature.
    #[error("signatures are not made with {0}")]
    Algorithm(String),
}

fn why(indication: &Indication) -> &'static str {
    indication.sub_indication().map_or_else(|| indication.name(), |it| it.name())
}

fn list(problems: &[ServerProblem]) -> String {
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
    let prepared = prepare_with(document, signer, options, 0)?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete(&value)
}

/// Signs a document like [`sign`], and has the signature timestamped: the level B-T (EN 319 142-1).
///
/// How long a token is says only the token: should it not fit into what was kept for it, the document
/// is signed once more.
///
/// # Errors
/// [`SignError`]; then nothing of the document was changed.
pub fn sign_with_timestamp(
    document: &[u8],
    signer: &dyn Signer,
    authority: &dyn TimestampAuthority,
    options: &SignOptions,
) -> Result<Vec<u8>, SignError> {
    let attempt = |token_room| {
        let prepared = prepare_with(document, signer, options, token_room)?;
        let value = signer.sign(prepared.to_be_signed())?;
        prepared.complete_with_timestamp(&value, authority)
    };
    match attempt(TOKEN_ROOM) {
        Err(SignError::Document(pdf::UpdateError::NoRoom { needed, .. })) => attempt(needed),
        other => other,
    }
}

/// Does everything but the signing itself. Room is kept for a timestamp of an ordinary authority.
///
/// # Errors
/// [`SignError`], but for what the key says.
pub fn prepare(
    document: &[u8],
    signer: &dyn Signer,
    options: &SignOptions,
) -> Result<Prepared, SignError> {
    prepare_with(document, signer, options, TOKEN_ROOM)
}

/// The document with what a signature would show, drawn and not signed: a stamp that is seen on screens and
/// not printed, so that nobody takes it for what is signed.
///
/// # Errors
/// [`SignError`].
#[cfg(feature = "appearance")]
pub fn preview(document: &[u8], options: &SignOptions) -> Result<Vec<u8>, SignError> {
    let read = Document::open_with_passwords(document, options.passwords());
    let read = read.map_err(pdf::UpdateError::from)?;
    match options.drawing(&read, options.signing_time().0)? {
        Some(drawing) => Ok(read.with_stamp(&drawing, options.field_name())?),
        None => Ok(document.to_vec()),
    }
}

/// Bytes for a timestamp token, which holds the certificates of its authority.
const TOKEN_ROOM: usize = 8_192;

fn prepare_with(
    document: &[u8],
    signer: &dyn Signer,
    options: &SignOptions,
    token_room: usize,
) -> Result<Prepared, SignError> {
    let chain = signer.chain().to_vec();
    let certificate = Arc::clone(chain.first().ok_or(SignerError::NoCertificate)?);
    let (time, offset) = options.signing_time();
    check_certificate(&certificate, time)?;
    let (algorithm, has_signing_time) = (signer.algorithm(), options.has_cms_signing_time());
    let digest_algorithm = digest_algorithm(algorithm);
    let read = Document::open_with_passwords(document, options.passwords());
    let read = read.map_err(pdf::UpdateError::from)?;
    let pending =
        |digest: &Digest| Pending::new(chain.clone(), algorithm, digest, time, has_signing_time);
    // as long as it can get
    let longest = pending(&digest_algorithm.hash(&[]))?;
    let encoded = longest.signed_data(&vec![0; longest_value(&certificate)], None).to_der();
    let room = encoded.ok_or_else(|| longest.no_identifier())?.len().saturating_add(token_room);
    let request = options.request(&read, (time, offset), room)?;
    let asked = match &request.field {
        Some(field) => read.seed_values(field).map_err(pdf::UpdateError::from)?,
        None => pdf::SeedValues::default(),
    };
    seed_values::check(&asked, &request, digest_algorithm, &chain)?;
    let is_timestamp_required = asked.is_timestamp_required;
    if is_timestamp_required && token_room == 0 {
        return Err(no_timestamp());
    }
    let file = read.with_signature(&request)?;
    check_result(&read, file.file(), options.passwords(), 1)?;
    let digest = digest_algorithm.hash_parts(&file.parts());
    let pending = pending(&digest)?;
    Ok(Prepared { file, pending, digest, has_signing_time, is_timestamp_required })
}

/// Whether a signature of this time would be accepted for its certificate alone.
fn check_certificate(certificate: &Certificate, time: Timestamp) -> Result<(), SignError> {
    // what is claimed does not count for those who judge it now
    let now = Timestamp::now();
    let is_in_force = |time| (certificate.not_before()..=certificate.not_after()).contains(&time);
    if !is_in_force(time) || !is_in_force(now) {
        return Err(SignError::NotInForce(certificate.not_before(), certificate.not_after()));
    }
    match certificate.key_usage() {
        Some(usage) if !usage.digital_signature() && !usage.content_commitment() => {
            Err(SignError::KeyUsage)
        }
        _ => Ok(()),
    }
}

/// The most bytes of a value by the key of a certificate: an RSA one is as long as the modulus, and of
/// curves the two numbers of ECDSA in DER are the longest.
fn longest_value(certificate: &Certificate) -> usize {
    const UNKNOWN: u32 = 16_384;
    const DER: usize = 16;
    let bits = certificate.public_key().kind().bits().unwrap_or(UNKNOWN);
    let octets = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
    match certificate.public_key().kind() {
        KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => octets,
        _ => octets.saturating_mul(2).saturating_add(DER),
    }
}

fn no_timestamp() -> SignError {
    SignError::SeedValue { key: "TimeStamp".to_owned(), allowed: String::new() }
}
