//! What was read and computed, without opinion.
//!
//! Plain owned data: no clock, no policy and no trust anchor decided anything here, so that the
//! facts of a document can be kept and judged again.

use jiff::Timestamp;

use super::finding::Finding;
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::x509::CertificateId;

/// What kind of file a document is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DocumentKind {
    /// A PDF (ISO 32000).
    Pdf,
    /// None of the kinds that are read.
    Unknown,
}

impl DocumentKind {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Unknown => "unknown",
        }
    }
}

/// Everything known about one document.
#[derive(Clone, Debug)]
pub struct DocumentFacts {
    /// What kind of file it is.
    pub kind: DocumentKind,
    /// Its signatures and document timestamps in the order of the revisions they sign.
    pub signatures: Vec<SignatureFacts>,
    /// What was noticed about the document as a whole.
    pub findings: Vec<Finding>,
}

/// A signature or a document timestamp.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SignatureKind {
    /// A signature of a person or an agency.
    Signature,
    /// A document timestamp (`ETSI.RFC3161`).
    Timestamp,
}

impl SignatureKind {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
        }
    }
}

/// The format of a signature.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureFormat {
    /// PAdES (EN 319 142-1): `ETSI.CAdES.detached`.
    Pades,
    /// The legacy subfilters of ISO 32000: `adbe.…`.
    Pdf,
    /// A timestamp token (RFC 3161).
    Rfc3161,
}

impl SignatureFormat {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pades => "pades",
            Self::Pdf => "pdf",
            Self::Rfc3161 => "rfc3161",
        }
    }
}

/// The baseline level of a signature (EN 319 142-1 clause 6).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Level {
    /// Basic: the signature alone.
    BB,
}

impl Level {
    /// The name of the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::BB => "B-B",
        }
    }
}

/// What the signed bytes are, measured on the structure of the file.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Coverage {
    /// Anything that is not exactly a whole revision.
    Partial,
    /// Exactly one revision, from the first byte to its end, but for the signature itself; bytes
    /// follow.
    Revision,
    /// Every byte of the file but the signature itself.
    WholeFile,
}

impl Coverage {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Partial => "partial",
            Self::Revision => "revision",
            Self::WholeFile => "whole-file",
        }
    }
}

/// What came after the signed revision, by its gravest change.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ChangeLevel {
    /// Nothing.
    None,
    /// Material for validation and document timestamps.
    Lta,
    /// Form fields filled, further signatures.
    FormFilling,
    /// Annotations.
    Annotations,
    /// Anything else, for example the content of a page.
    Other,
}

impl ChangeLevel {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lta => "lta",
            Self::FormFilling => "form-filling",
            Self::Annotations => "annotations",
            Self::Other => "other",
        }
    }
}

/// One change after the signed revision.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// How grave it is.
    pub level: ChangeLevel,
    /// What it is: a stable code.
    pub code: &'static str,
    /// The revision that made it, counted from 1.
    pub revision: usize,
    /// The object, if it is one: `12 0`.
    pub object: Option<String>,
    /// A key or the like, without prose.
    pub detail: String,
}

/// Whether the value of a signature verifies with the signer's key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ValueCheck {
    /// It verifies.
    Matches,
    /// It was computed and is wrong.
    Mismatch,
    /// The signer's certificate is not at hand.
    NotChecked,
    /// It verifies over the stored bytes of the signed attributes, not over their DER encoding,
    /// which is what RFC 5652 §5.4 says is signed.
    StoredBytesOnly,
    /// There is no signature that could be read.
    Unreadable,
    /// The algorithm, which is named, is not supported.
    Unsupported(String),
}

/// Whether the signing certificate is the one that the signature names (ESS, RFC 5035).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferenceCheck {
    /// The signature names none.
    Absent,
    /// It is the one.
    Matches,
    /// It is another one.
    Mismatch,
}

/// Everything known about one signature.
#[derive(Clone, Debug)]
pub struct SignatureFacts {
    /// The full name of its field.
    pub field: String,
    /// A signature or a document timestamp.
    pub kind: SignatureKind,
    /// Its format.
    pub format: SignatureFormat,
    /// The `/SubFilter` as written.
    pub sub_filter: Option<String>,
    /// The baseline level that its parts make up.
    pub level: Option<Level>,
    /// The revision it signs, counted from 1.
    pub revision: usize,
    /// What it covers.
    pub coverage: Coverage,
    /// The gravest change after it.
    pub changes: ChangeLevel,
    /// Every change after it.
    pub change_list: Vec<Change>,
    /// The gravest change that it permits (DocMDP), if it says so.
    pub permits: Option<ChangeLevel>,
    /// The signing time that the signer claims.
    pub claimed_time: Option<Timestamp>,
    /// Whether the claimed time stands among the signed attributes, where PAdES does not want it.
    pub has_cms_signing_time: bool,
    /// The time of a timestamp token.
    pub token_time: Option<Timestamp>,
    /// The reason that the signer gives.
    pub reason: Option<String>,
    /// The place that the signer gives.
    pub location: Option<String>,
    /// The algorithm of the digest over the covered bytes.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The digest algorithm that the signature really rests on where it is weaker than
    /// `digest_algorithm`, as in `adbe.pkcs7.sha1`.
    pub content_digest_algorithm: Option<DigestAlgorithm>,
    /// The algorithm of the signature value.
    pub signature_algorithm: Option<SignatureAlgorithm>,
    /// Its name together with the signer's key.
    pub signature_algorithm_name: Option<String>,
    /// Whether the signed digest matches the covered bytes; `None` where it cannot be computed.
    pub digest_matches: Option<bool>,
    /// Whether the signature value verifies.
    pub value: ValueCheck,
    /// The certificate whose key was used for `value`.
    pub signing_certificate: Option<CertificateId>,
    /// Whether it is the one that the signature names.
    pub reference: ReferenceCheck,
    /// What breaks the format (EN 319 102-1 clause 5.2.2): any of them fails the signature.
    pub format_problems: Vec<Finding>,
    /// What else was noticed.
    pub findings: Vec<Finding>,
}

impl SignatureFacts {
    /// Whether the covered bytes match the signed digest and the signature value verifies with
    /// the signer's key; nothing more. `None` where it could not be computed.
    pub fn intact(&self) -> Option<bool> {
        if self.digest_matches == Some(false) {
            return Some(false);
        }
        match self.value {
            ValueCheck::Mismatch | ValueCheck::StoredBytesOnly | ValueCheck::Unreadable => {
                Some(false)
            }
            ValueCheck::NotChecked | ValueCheck::Unsupported(_) => None,
            ValueCheck::Matches => self.digest_matches,
        }
    }

    /// Whether what came after is within what the signature permits: DocMDP decides; without it,
    /// form filling (and with it further signatures) is permitted.
    pub fn changes_permitted(&self) -> bool {
        self.changes <= self.permits.unwrap_or(ChangeLevel::FormFilling)
    }
}
