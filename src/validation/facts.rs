//! What was read and computed, without opinion.
//!
//! Plain owned data: no clock, no policy and no trust anchor decided anything here, so that the
//! facts of a document can be kept and judged again.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::finding::Finding;
use super::identity::{CmsIdentity, SecurityStoreFacts, SignatureDictionary};
use crate::asn1::Oid;
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::x509::CertificateId;

/// What kind of file a document is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum DocumentKind {
    /// A CMS (RFC 5652), with or without its content.
    Cms,
    /// A PDF (ISO 32000).
    Pdf,
    /// None of the kinds that are read.
    Unknown,
}

impl DocumentKind {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cms => "cms",
            Self::Pdf => "pdf",
            Self::Unknown => "unknown",
        }
    }
}

/// Everything known about one document.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DocumentFacts {
    /// What kind of file it is.
    pub kind: DocumentKind,
    /// Its signatures and document timestamps in the order of the revisions they sign; those of a CMS as
    /// they are stored, which says nothing about the order in which they were made.
    pub signatures: Vec<SignatureFacts>,
    /// What was noticed about the document as a whole.
    pub findings: Vec<Finding>,
    /// What its security store holds.
    #[cfg_attr(feature = "serde", serde(default))]
    pub security_store: SecurityStoreFacts,
}

/// A signature or a document timestamp.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SignatureFormat {
    /// CAdES (EN 319 122-1), and CMS that lacks what CAdES asks for.
    Cades,
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
            Self::Cades => "cades",
            Self::Pades => "pades",
            Self::Pdf => "pdf",
            Self::Rfc3161 => "rfc3161",
        }
    }
}

/// The baseline level of a signature (EN 319 142-1 clause 6).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Basic: the signature alone.
    BB,
    /// With a trusted token that proves when it existed.
    BT,
    /// With all certificates and revocation values that its validation needs.
    BLT,
    /// With a document timestamp over those.
    BLTA,
}

impl Level {
    /// The name of the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLT => "B-LT",
            Self::BLTA => "B-LTA",
        }
    }
}

/// What the signed bytes are, measured on the structure of the file.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// How grave it is.
    pub level: ChangeLevel,
    /// What it is: a stable code.
    pub code: Cow<'static, str>,
    /// The revision that made it, counted from 1.
    pub revision: usize,
    /// The object, if it is one.
    pub object: Option<ObjectId>,
    /// The page that shows it, counted from 1, if it is known.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub page: Option<usize>,
    /// A key or the like, without prose.
    pub detail: Arc<str>,
    /// The field it is about, if it is known, and what is known of its filling.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub field: Option<FieldChange>,
}

/// What became of a field of a form.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FieldChange {
    /// Its full name.
    pub name: Arc<str>,
    /// The value before, or the start of it; empty if there was none, `None` if it is not to be shown.
    pub before: Option<Arc<str>>,
    /// The value after, in the same way.
    pub after: Option<Arc<str>>,
    /// Why it is no filling of the field, or why nobody can tell: a stable word.
    pub reason: Option<Cow<'static, str>>,
}

/// An object of a PDF, written as a reference to it: `12 0 R`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObjectId {
    /// The object number.
    pub number: u32,
    /// The generation number.
    pub generation: u16,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} R", self.number, self.generation)
    }
}

/// Whether the value of a signature verifies with the signer's key.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ValueCheck {
    /// It verifies.
    Matches,
    /// It was computed and is wrong.
    Mismatch,
    /// The signer's certificate is not at hand.
    NotChecked,
    /// There is no signature that could be read.
    Unreadable,
    /// The algorithm, which is named, is not supported.
    Unsupported(String),
}

/// Whether the signing certificate is the one that the signature names (ESS, RFC 5035).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ReferenceCheck {
    /// The signature names none.
    Absent,
    /// It is the one.
    Matches,
    /// It is another one.
    Mismatch,
}

/// Everything known about the cryptography of one CMS: of a signature or of a timestamp token.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CmsFacts {
    /// The algorithm of the digest over the covered bytes or, of a timestamp, of its imprint.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The digest algorithm that the signature also rests on where it is another than
    /// `digest_algorithm`, as in `adbe.pkcs7.sha1` and in timestamps.
    pub content_digest_algorithm: Option<DigestAlgorithm>,
    /// The algorithm of the signature value.
    pub signature_algorithm: Option<SignatureAlgorithm>,
    /// Its name together with the signer's key.
    pub signature_algorithm_name: Option<String>,
    /// Whether the signed digest matches the covered bytes; `None` where it cannot be computed.
    pub digest_matches: Option<bool>,
    /// Whether what was signed stands outside, and is not at hand.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub is_content_missing: bool,
    /// Whether the signature value verifies.
    pub value: ValueCheck,
    /// The certificate whose key was used for `value`.
    pub signing_certificate: Option<CertificateId>,
    /// Whether it is the one that the signature names.
    pub reference: ReferenceCheck,
    /// The algorithm of the digest by which the signature names it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub reference_digest_algorithm: Option<DigestAlgorithm>,
    /// The digests (SHA-256) of the CRLs and OCSP responses among the signed attributes (ISO 32000-2
    /// §12.8.3.3.2): what proves that the signature existed proves that they did.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub signed_revocation: Vec<CertificateId>,
    /// What it is known by.
    #[cfg_attr(feature = "serde", serde(default))]
    pub identity: CmsIdentity,
}

impl CmsFacts {
    /// Of a CMS that was not read.
    pub fn unread() -> Self {
        Self {
            digest_algorithm: None,
            content_digest_algorithm: None,
            signature_algorithm: None,
            signature_algorithm_name: None,
            digest_matches: None,
            is_content_missing: false,
            value: ValueCheck::Unreadable,
            signing_certificate: None,
            reference: ReferenceCheck::Absent,
            reference_digest_algorithm: None,
            signed_revocation: Vec::new(),
            identity: CmsIdentity::default(),
        }
    }

    /// Whether the covered bytes match the signed digest and the signature value verifies with
    /// the signer's key; nothing more. `None` where it could not be computed.
    pub fn intact(&self) -> Option<bool> {
        if self.digest_matches == Some(false) {
            return Some(false);
        }
        match self.value {
            ValueCheck::Mismatch | ValueCheck::Unreadable => Some(false),
            ValueCheck::NotChecked | ValueCheck::Unsupported(_) => None,
            ValueCheck::Matches => self.digest_matches,
        }
    }
}

/// What a timestamp token says (RFC 3161 §2.4.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TokenFacts {
    /// When the authority made the token (genTime).
    pub time: Timestamp,
    /// By how much that may be off, to either side; `None` if the token does not say.
    pub accuracy: Option<SignedDuration>,
    /// Whether the authority lets its tokens be ordered by their times alone.
    pub ordering: bool,
    /// Whether the token says that its authority has a name which its certificate does not bear.
    pub is_authority_misnamed: bool,
}

/// What a timestamp inside a signature is over.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum TimestampKind {
    /// Over the signed content, in a signed attribute (EN 319 122-1 clause 5.2.8): the signature
    /// was made after it.
    Content,
    /// Over the signature value, in an unsigned attribute (RFC 3161 appendix A): the signature was
    /// made before it.
    Signature,
}

impl TimestampKind {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Content => "content-timestamp",
            Self::Signature => "signature-timestamp",
        }
    }
}

/// A signature policy that a signature names in its signed attributes (EN 319 122-1 clause 5.2.9).
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignaturePolicyFacts {
    /// Its identifier; `None` where the signature only says that one is implied.
    pub id: Option<Oid>,
    /// The algorithm of the digest of its text, as far as it is known.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// That digest, in hexadecimal; empty where there is none.
    pub digest: String,
}

/// Everything known about a timestamp inside a signature.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TimestampFacts {
    /// What it is over.
    pub kind: TimestampKind,
    /// Its cryptography. The covered bytes are those that are stamped.
    pub cms: CmsFacts,
    /// What it says; `None` if that cannot be read.
    pub token: Option<TokenFacts>,
    /// What breaks its format: with any of them it proves nothing.
    pub format_problems: Vec<Finding>,
    /// What else was noticed.
    pub findings: Vec<Finding>,
}

/// Everything known about one signature.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignatureFacts {
    /// The full name of its field; in a CMS, which has no fields, its number among the signers.
    pub field: String,
    /// A signature or a document timestamp.
    pub kind: SignatureKind,
    /// Its format.
    pub format: SignatureFormat,
    /// The `/SubFilter` as written.
    pub sub_filter: Option<String>,
    /// Whether the signature by itself meets what PAdES or CAdES asks of the level B-B (EN 319 142-1
    /// and 122-1, clause 6.3 of both); the higher levels rest on what else is there and are concluded.
    pub is_baseline: bool,
    /// The revision it signs, counted from 1.
    pub revision: usize,
    /// What it covers.
    pub coverage: Coverage,
    /// The gravest change after it.
    pub changes: ChangeLevel,
    /// Every change after it.
    pub change_list: Vec<Change>,
    /// Whether pages may show something else than what was signed, however grave that is: annotations
    /// with an appearance, or a new signature that takes up much of its page.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub alters_appearance: bool,
    /// The gravest change that it permits (DocMDP), if it says so.
    pub permits: Option<ChangeLevel>,
    /// The signing time that the signer claims, in the CMS or else in the signature dictionary.
    pub claimed_time: Option<Timestamp>,
    /// What the signature dictionary (`/M`) claims.
    pub dictionary_time: Option<Timestamp>,
    /// Whether the claimed time stands among the signed attributes, where CAdES wants it and PAdES does
    /// not.
    pub has_cms_signing_time: bool,
    /// What a document timestamp says.
    pub token: Option<TokenFacts>,
    /// The timestamps inside the signature, in the order in which they are stored.
    pub timestamps: Vec<TimestampFacts>,
    /// The signature policy that the signature names.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub signature_policy: Option<SignaturePolicyFacts>,
    /// The reason that the signer gives.
    pub reason: Option<String>,
    /// The place that the signer gives.
    pub location: Option<String>,
    /// What else its dictionary says.
    #[cfg_attr(feature = "serde", serde(default))]
    pub dictionary: SignatureDictionary,
    /// Its cryptography.
    pub cms: CmsFacts,
    /// What breaks the format (EN 319 102-1 clause 5.2.2): any of them fails the signature.
    pub format_problems: Vec<Finding>,
    /// What else was noticed.
    pub findings: Vec<Finding>,
}

impl SignatureFacts {
    /// See [`CmsFacts::intact`].
    pub fn intact(&self) -> Option<bool> {
        self.cms.intact()
    }

    /// Whether what came after is within what the signature permits: DocMDP decides; without it,
    /// form filling (and with it further signatures) is permitted.
    pub fn changes_permitted(&self) -> bool {
        self.changes <= self.permits.unwrap_or(ChangeLevel::FormFilling)
    }

    /// Whether nobody can say if what came after is permitted: annotations after a signature without
    /// DocMDP. ISO 32000-2 leaves it open whether they belong to the signed document.
    pub fn changes_undecided(&self) -> bool {
        self.permits.is_none() && self.changes == ChangeLevel::Annotations
    }

    /// Whether the revisions could not be compared, so that nothing is known of what came after: the
    /// findings or the problems of the format say why.
    pub fn changes_unknown(&self) -> bool {
        self.changes == ChangeLevel::Other && self.change_list.is_empty()
    }
}
