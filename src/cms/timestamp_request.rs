//! Asking for a timestamp, and the answer (RFC 3161 §2.4).

use super::{DigestCheck, Error, SignatureCheck, SignedContent, SignedData, TstInfo};
use crate::asn1::{self, Oid, Reader, Tag, Writer, oid};
use crate::crypto::{Digest, DigestAlgorithm, PrivateKeyError};
use crate::x509::Certificate;

/// id-kp-timeStamping (RFC 3161 §2.3).
const TIME_STAMPING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 8]);

/// A request for a timestamp over a digest, with the certificate of the authority asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimestampRequest {
    algorithm: DigestAlgorithm,
    digest: Digest,
    nonce: [u8; 8],
    policy: Option<Oid>,
}

/// Whoever answers requests for timestamps.
pub trait TimestampAuthority {
    /// Sends the request and returns the TimeStampResp (RFC 3161 §2.4) in DER. Whoever asks holds it
    /// against the request by [`TimestampRequest::token`].
    ///
    /// # Errors
    /// [`TimestampError::Unreachable`], with what happened.
    fn respond(&self, request: &TimestampRequest) -> Result<Vec<u8>, TimestampError>;
}

/// Why there is no timestamp.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// There is no randomness for the request.
    #[error(transparent)]
    Random(#[from] PrivateKeyError),
    /// The answer is no timestamp.
    #[error(transparent)]
    Response(#[from] TimestampResponseError),
    /// No authority can be reached, or answers by the protocol: what went wrong with each that was asked.
    #[error("no timestamp authority answered: {}", listed(.0))]
    Unreachable(Vec<ServerProblem>),
}

/// What went wrong with one server.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{address}: {text}")]
pub struct ServerProblem {
    /// Its address.
    pub address: String,
    /// What happened, and what to do.
    pub text: String,
    /// The stable name of what happened.
    pub code: &'static str,
    /// The values that a message about it names, each by its name.
    pub values: Vec<(&'static str, String)>,
}

fn listed(problems: &[ServerProblem]) -> String {
    match problems {
        [] => "none was named".to_owned(),
        problems => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    }
}

/// Why an answer is no timestamp.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampResponseError {
    /// It cannot be read.
    #[error(transparent)]
    Cms(#[from] Error),
    /// The authority refused (PKIStatus, RFC 3161 §2.4.2), with what it says about that.
    #[error("the timestamp authority refused (status {status}): {text}")]
    Refused {
        /// The number of the status: 2 is a rejection.
        status: u64,
        /// What the authority says.
        text: String,
    },
    /// The token is over something else than was asked for.
    #[error("the timestamp is over another digest than was asked for")]
    WrongImprint,
    /// It is signed with a certificate that is not meant for timestamps (RFC 3161 §2.3).
    #[error("the certificate that the timestamp is signed with is not meant for timestamps")]
    NotForTimestamps,
    /// The token answers another request.
    #[error("the timestamp answers another request (the nonce is different)")]
    WrongNonce,
    /// The token was issued under another policy than was asked for.
    #[error("the timestamp is issued under the policy {0}, which is not the one asked for")]
    WrongPolicy(Oid),
    /// No certificate of the answer has the key that it is signed with.
    #[error("the signature of the timestamp does not verify with a certificate inside it")]
    WrongSignature,
}

impl TimestampResponseError {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cms(_) => "timestamp-unreadable",
            Self::NotForTimestamps => "timestamp-not-for-timestamps",
            Self::Refused { .. } => "timestamp-refused",
            Self::WrongImprint => "timestamp-wrong-imprint",
            Self::WrongNonce => "timestamp-wrong-nonce",
            Self::WrongPolicy(_) => "timestamp-wrong-policy",
            Self::WrongSignature => "timestamp-wrong-signature",
        }
    }

    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = match self {
            Self::Cms(error) => error.to_string(),
            Self::Refused { status, text } if text.is_empty() => status.to_string(),
            Self::Refused { status, text } => format!("{status}: {text}"),
            Self::WrongPolicy(policy) => policy.to_string(),
            Self::NotForTimestamps
            | Self::WrongImprint
            | Self::WrongNonce
            | Self::WrongSignature => return Vec::new(),
        };
        vec![("what", what)]
    }
}

impl From<asn1::Error> for TimestampResponseError {
    fn from(error: asn1::Error) -> Self {
        Self::Cms(error.into())
    }
}

impl TimestampRequest {
    /// For a digest. The nonce ties the answer to this request: random octets.
    pub fn new(algorithm: DigestAlgorithm, digest: Digest, nonce: [u8; 8]) -> Self {
        Self { algorithm, digest, nonce, policy: None }
    }

    /// Asks for a timestamp under this policy of the authority (reqPolicy, RFC 3161 §2.4.1), and takes
    /// no other.
    #[must_use]
    pub fn policy(mut self, policy: Oid) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The nonce as the octets of a positive INTEGER.
    fn nonce(&self) -> Vec<u8> {
        let rest: Vec<u8> = self.nonce.iter().copied().skip_while(|octet| *octet == 0).collect();
        let sign = rest.first().is_none_or(|first| *first > 0x7f);
        [if sign { &[0][..] } else { &[] }, &rest].concat()
    }

    /// The TimeStampReq in DER.
    ///
    /// ```
    /// use kyso::cms::TimestampRequest;
    /// use kyso::crypto::DigestAlgorithm;
    ///
    /// let digest = DigestAlgorithm::Sha256.hash(b"a signature value");
    /// let request = TimestampRequest::new(DigestAlgorithm::Sha256, digest, [7; 8]);
    /// assert_eq!(request.to_der().len(), 69);
    /// ```
    pub fn to_der(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |request| {
            request.element(Tag::INTEGER, &[1]);
            request.nested(Tag::SEQUENCE, |imprint| {
                imprint.nested(Tag::SEQUENCE, |algorithm| {
                    algorithm.oid(&self.algorithm.oid());
                    // a few authorities insist on the parameters
                    algorithm.element(Tag::NULL, &[]);
                });
                imprint.element(Tag::OCTET_STRING, self.digest.as_bytes());
            });
            if let Some(policy) = &self.policy {
                request.oid(policy);
            }
            request.element(Tag::INTEGER, &self.nonce());
            request.element(Tag::BOOLEAN, &[0xff]);
        });
        writer.into_bytes()
    }

    /// The token inside a TimeStampResp that answers this request, checked as far as it can be without
    /// trust: its signature verifies with a certificate inside it. Whether whoever made it is trusted is
    /// for others to say.
    ///
    /// # Errors
    /// [`TimestampResponseError`].
    pub fn token<'a>(&self, response: &'a [u8]) -> Result<&'a [u8], TimestampResponseError> {
        let mut reader = Reader::new(response);
        let mut parts = reader.expect(Tag::SEQUENCE)?.contents()?;
        let mut info = parts.expect(Tag::SEQUENCE)?.contents()?;
        let status = info.expect(Tag::INTEGER)?.unsigned()?;
        // granted, and granted with modifications
        if status > 1 {
            let mut text = String::new();
            if let Some(lines) = info.optional(Tag::SEQUENCE)? {
                let mut lines = lines.contents()?;
                while !lines.is_empty() {
                    text.push_str(&lines.expect(Tag::UTF8_STRING)?.text()?);
                }
            }
            return Err(TimestampResponseError::Refused { status, text });
        }
        let token = parts.expect(Tag::SEQUENCE)?.raw();
        let cms = SignedData::parse(token)?;
        let said = TstInfo::parse(cms.content().unwrap_or_default())?;
        if said.imprint_algorithm() != Some(self.algorithm)
            || said.imprint() != self.digest.as_bytes()
        {
            return Err(TimestampResponseError::WrongImprint);
        }
        if said.nonce() != Some(self.nonce().as_slice()) {
            return Err(TimestampResponseError::WrongNonce);
        }
        if self.policy.is_some_and(|policy| policy != said.policy()) {
            return Err(TimestampResponseError::WrongPolicy(said.policy()));
        }
        let signer = signer(&cms).ok_or(TimestampResponseError::WrongSignature)?;
        let purposes = signer.extended_key_usage().unwrap_or_default();
        if !purposes.contains(&TIME_STAMPING) {
            return Err(TimestampResponseError::NotForTimestamps);
        }
        Ok(token)
    }
}

/// The certificate inside a token with which its signature verifies.
fn signer(token: &SignedData<'_>) -> Option<Certificate> {
    let signer = token.signers().first()?;
    let mut certificates = token.certificates().iter().filter_map(|it| Certificate::parse(it).ok());
    certificates.find(|certificate| {
        let facts = signer.check(token, &SignedContent::Encapsulated, certificate.public_key());
        facts.signature_value == SignatureCheck::Matches
            && facts.message_digest == DigestCheck::Matches
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(nonce: [u8; 8]) -> TimestampRequest {
        let digest = DigestAlgorithm::Sha256.hash(b"");
        TimestampRequest::new(DigestAlgorithm::Sha256, digest, nonce)
    }

    #[test]
    fn nonces_are_positive_and_short() {
        assert_eq!(request([0; 8]).nonce(), [0]);
        assert_eq!(request([0, 0, 0, 0, 0, 0, 0, 5]).nonce(), [5]);
        assert_eq!(request([0x80; 8]).nonce(), [0, 128, 128, 128, 128, 128, 128, 128, 128]);
    }

    #[test]
    fn a_policy_stands_before_the_nonce() {
        let asked = request([7; 8]).policy(crate::asn1::oid(&[1, 2, 3, 4])).to_der();
        let tail = [&[6, 3, 0x2a, 3, 4, 2, 8][..], &[7; 8], &[1, 1, 0xff]].concat();
        assert!(asked.ends_with(&tail));
        assert_eq!(asked.len(), request([7; 8]).to_der().len() + 5);
    }

    #[test]
    fn what_the_authority_says_is_told() {
        // status 2, "no", badAlg
        let response =
            [&[0x30, 14, 0x30, 12, 2, 1, 2, 0x30, 4, 0x0c, 2][..], b"no", &[3, 1, 0]].concat();
        let refused = TimestampResponseError::Refused { status: 2, text: "no".to_owned() };
        assert_eq!(request([1; 8]).token(&response), Err(refused));
        assert!(request([1; 8]).token(b"<html>").is_err());
        assert!(request([1; 8]).token(&[0x30, 5, 0x30, 3, 2, 1, 0]).is_err());
    }
}
