//! Signs any file as a whole: CAdES (EN 319 122-1), beside the file (`.p7s`) or around it (`.p7m`).
//!
//! ```
//! use std::fs::File;
//!
//! use kyso::sign::PrivateKeySigner;
//! use kyso::sign::cades::{Content, Options, sign};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (key, chain) = ("fixtures/signers/p256.key", "fixtures/signers/p256.pem");
//! # let path = "fixtures/cms/so-lieu.csv";
//! let signer = PrivateKeySigner::from_pem(&std::fs::read(key)?, &std::fs::read(chain)?)?;
//! let mut file = File::open(path)?;
//! let signature = sign(Content::Detached(&mut file), &signer, &Options::default())?;
//! // to be kept beside the file, as so-lieu.csv.p7s
//! # assert!(signature.starts_with(&[0x30, 0x82]));
//! # Ok(())
//! # }
//! ```
//!
//! The attributes are those of the level B-B (EN 319 122-1 clause 6.3): the content type, the message
//! digest, the signing time, and the certificate of the signer (RFC 5035).
//! [`sign_with_timestamp`] reaches B-T.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use jiff::Timestamp;

use super::pending::{Pending, digest_algorithm};
use super::{SignError, Signer, SignerError, check_certificate};
use crate::cms::{
    Problem, SignedContent, SignedData, SignerInfo, TimestampAuthority, signed_data_in,
};
use crate::crypto::{Digest, DigestAlgorithm, hash_read};
use crate::x509::Certificate;

/// What is signed, and where it is.
pub enum Content<'a> {
    /// In a file that stays as it is, beside the signature. It is read to its end, and may be of any
    /// length.
    Detached(&'a mut dyn Read),
    /// In the signature.
    Enveloped(&'a [u8]),
}

impl std::fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Detached(_) => f.write_str("Detached"),
            Self::Enveloped(content) => write!(f, "Enveloped({} bytes)", content.len()),
        }
    }
}

/// How a file is signed. The defaults sign now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    time: Option<Timestamp>,
}

impl Options {
    /// The time that the signature claims, in place of now.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }
}

/// Signs content; the SignedData in DER.
///
/// # Errors
/// [`SignError`].
pub fn sign(
    content: Content<'_>,
    signer: &dyn Signer,
    options: &Options,
) -> Result<Vec<u8>, SignError> {
    let prepared = prepare(content, signer, options)?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete(&value)
}

/// Signs content like [`sign`], and has the signature timestamped: the level B-T.
///
/// # Errors
/// [`SignError`].
pub fn sign_with_timestamp(
    content: Content<'_>,
    signer: &dyn Signer,
    authority: &dyn TimestampAuthority,
    options: &Options,
) -> Result<Vec<u8>, SignError> {
    let prepared = prepare(content, signer, options)?;
    let value = signer.sign(prepared.to_be_signed())?;
    prepared.complete_with_timestamp(&value, authority)
}

/// Does everything but the signing itself.
///
/// # Errors
/// [`SignError`], but for what the key says.
pub fn prepare<'a>(
    content: Content<'a>,
    signer: &dyn Signer,
    options: &Options,
) -> Result<Prepared<'a>, SignError> {
    let algorithm = digest_algorithm(signer.algorithm());
    let (digest, container) = match content {
        Content::Detached(content) => {
            let digests = read(content, &[algorithm])?;
            (digests.get(&algorithm).copied(), Container::Detached)
        }
        Content::Enveloped(content) => {
            (Some(algorithm.hash(content)), Container::Enveloping(content))
        }
    };
    Prepared::new(digest, container, signer, options)
}

/// Does everything but the signing itself, for one more signature over what is signed in `cms` already
/// (in DER, BER or PEM): one beside those that are there, not over them. Not an octet of theirs changes.
///
/// `content` is what they sign, if they do not hold it.
///
/// # Errors
/// [`SignError::AnotherContent`] if that is not what they sign, [`SignError::NotIntact`] with the number
/// of one that is broken, and others.
pub fn prepare_further<'a>(
    cms: &'a [u8],
    content: Option<&mut dyn Read>,
    signer: &dyn Signer,
    options: &Options,
) -> Result<Prepared<'a>, SignError> {
    let encoded = signed_data_in(cms)?.ok_or(SignError::NoSignature)?;
    let signed = SignedData::parse_file(&encoded)?;
    if signed.problems().iter().any(|it| matches!(it, Problem::TrailingData(_))) {
        return Err(SignError::Unsound);
    }
    let own = digest_algorithm(signer.algorithm());
    let mut algorithms = vec![own];
    algorithms.extend(signed.signers().iter().filter_map(SignerInfo::content_digest_algorithm));
    let inside = signed.content().map(|mut content| read(&mut content, &algorithms)).transpose()?;
    let given = content.map(|content| read(content, &algorithms)).transpose()?;
    let digests = match (inside, given) {
        (Some(inside), Some(given)) if inside != given => return Err(SignError::AnotherContent),
        (Some(digests), _) | (None, Some(digests)) => digests,
        (None, None) => return Err(SignError::NoContent),
    };
    for (earlier, number) in signed.signers().iter().zip(1..) {
        check_earlier(&signed, earlier, number, &digests)?;
    }
    drop(signed);
    Prepared::new(digests.get(&own).copied(), Container::Further(encoded), signer, options)
}

fn read(
    content: &mut dyn Read,
    algorithms: &[DigestAlgorithm],
) -> Result<HashMap<DigestAlgorithm, Digest>, SignError> {
    hash_read(content, algorithms, |_| {}).map_err(SignError::Content)
}

/// That a signature which is there is over the content, and intact so far as its certificate is there.
fn check_earlier(
    signed: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    number: usize,
    digests: &HashMap<DigestAlgorithm, Digest>,
) -> Result<(), SignError> {
    let broken = || SignError::NotIntact(number.to_string());
    let digest = signer.content_digest_algorithm().and_then(|it| digests.get(&it)).copied();
    let digest = digest.ok_or_else(broken)?;
    let message_digest = match signer.signed_attributes() {
        Some(attributes) => Some(attributes.message_digest().ok().flatten().ok_or_else(broken)?),
        None => None,
    };
    if message_digest.is_some_and(|it| it != digest.as_bytes()) {
        return Err(SignError::AnotherContent);
    }
    let content = match signed.content() {
        Some(_) => SignedContent::EncapsulatedHashed(digest),
        None => SignedContent::Hashed { digest, parts: &[] },
    };
    let certificates = signed.certificates().iter().filter_map(|it| Certificate::parse(it).ok());
    let named: Vec<_> = certificates.filter(|it| signer.id().identifies(it)).collect();
    let is_intact = |certificate: &Certificate| {
        let facts = signer.check(signed, &content, certificate.public_key());
        facts.intact() == Some(true) && !facts.problems.iter().any(Problem::forbids_acceptance)
    };
    match named.is_empty() || named.iter().any(is_intact) {
        true => Ok(()),
        false => Err(broken()),
    }
}

/// Content that waits for its signature value.
#[derive(Debug)]
pub struct Prepared<'a> {
    container: Container<'a>,
    pending: Pending,
}

/// What the signature becomes part of.
#[derive(Debug)]
enum Container<'a> {
    Detached,
    Enveloping(&'a [u8]),
    /// SignedData that is there, encoded.
    Further(Cow<'a, [u8]>),
}

impl<'a> Prepared<'a> {
    fn new(
        digest: Option<Digest>,
        container: Container<'a>,
        signer: &dyn Signer,
        options: &Options,
    ) -> Result<Self, SignError> {
        let chain = signer.chain().to_vec();
        let certificate = chain.first().ok_or(SignerError::NoCertificate)?;
        let time = options.time.unwrap_or_else(Timestamp::now);
        check_certificate(certificate, time)?;
        let algorithm = signer.algorithm();
        let digest = digest.ok_or_else(|| SignError::Algorithm(algorithm.name(None)))?;
        let pending = Pending::new(chain, algorithm, &digest, time, true)?;
        Ok(Self { container, pending })
    }

    /// What the key signs: the signed attributes in DER (RFC 5652 §5.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.pending.attributes
    }

    /// The SignedData with the signature value.
    ///
    /// # Errors
    /// [`SignError::WrongValue`] if it is not by the key of the certificate over what was to be signed.
    pub fn complete(self, value: &[u8]) -> Result<Vec<u8>, SignError> {
        self.pending.check(value)?;
        self.put(value, None)
    }

    /// The SignedData with the signature value, and a timestamp over that (EN 319 122-1 clause 5.3).
    ///
    /// # Errors
    /// [`SignError::WrongValue`] as for [`Self::complete`]; [`SignError::Timestamp`],
    /// [`SignError::TimestampTime`] where there is none that can be relied on.
    pub fn complete_with_timestamp(
        self,
        value: &[u8],
        authority: &dyn TimestampAuthority,
    ) -> Result<Vec<u8>, SignError> {
        self.pending.check(value)?;
        let token = self.pending.token(value, authority)?;
        self.put(value, Some(&token))
    }

    fn put(self, value: &[u8], timestamp: Option<&[u8]>) -> Result<Vec<u8>, SignError> {
        let new = self.pending.signed_data(value, timestamp);
        let encoded = match self.container {
            Container::Detached => new.to_der(),
            Container::Enveloping(content) => new.to_der_with(content),
            Container::Further(cms) => new.added_to(&cms)?,
        };
        encoded.ok_or_else(|| self.pending.no_identifier())
    }
}
