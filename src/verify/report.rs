//! The result of verifying one document.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::validation::{
    Conclusion, DocumentFacts, DocumentKind, Finding, Indication, LegalReference, Policy,
    PolicyFile, RevocationRequirement, SecurityStoreFacts, Severity, SignatureFacts, SignatureKind,
    TimeSource,
};

/// The verdict of a file: the worst of its signatures, and where the policy asks for roles, passed
/// only with those.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Verdict {
    /// The file cannot be read.
    Error,
    /// At least one signature failed.
    Failed,
    /// No signature failed, and at least one is indeterminate.
    Indeterminate,
    /// Every signature passed, and there is at least one.
    Passed,
    /// There is no signature.
    Unsigned,
}

impl Verdict {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Failed => "failed",
            Self::Indeterminate => "indeterminate",
            Self::Passed => "passed",
            Self::Unsigned => "unsigned",
        }
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// Why a file could not be read.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)*
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

error_codes! {
    /// The structure of the CMS is broken.
    BrokenCms = "broken-cms",
    /// The structure of the PDF is broken.
    BrokenPdf = "broken-pdf",
    /// The file has no bytes.
    EmptyFile = "empty-file",
    /// The file is encrypted in a way that is not read.
    Encrypted = "encrypted-file",
    /// The file changed while it was read.
    FileChanged = "file-changed",
    /// Something in the file goes past a limit, which is named.
    LimitExceeded = "limit-exceeded",
    /// It is no regular file: a folder, a pipe, a device.
    NotAFile = "not-a-file",
    /// There is no such file.
    NotFound = "file-not-found",
    /// The file is encrypted, and no password at hand opens it.
    PasswordNeeded = "password-needed",
    /// The file is larger than any that is read.
    TooLarge = "file-too-large",
    /// The file is of no kind that is read.
    UnknownFormat = "unknown-format",
    /// The system does not let the file be read.
    Unreadable = "unreadable-file",
    /// The file that was signed, which stands apart from its signature, cannot be read.
    UnreadableContent = "unreadable-content",
}

/// Why a file could not be read, with the values that the message names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportError {
    /// What kind of obstacle it is.
    pub code: ErrorCode,
    /// Values that the text names: (name of the argument, value).
    pub arguments: Vec<(&'static str, String)>,
}

impl ReportError {
    /// An error without arguments.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, arguments: Vec::new() }
    }

    /// The same error with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for ReportError {
    /// The code and the values, for logs; the sentence for people is made by the `report` room.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        self.arguments.iter().try_for_each(|(name, value)| write!(f, ", {name}: {value}"))
    }
}

impl std::error::Error for ReportError {}

/// One signature: what was found, and what follows from it.
#[derive(Clone, Debug)]
pub struct SignatureReport {
    /// What was read and computed.
    pub facts: SignatureFacts,
    /// What follows under the report's policy and time.
    pub conclusion: Conclusion,
}

/// The result of verifying one document.
#[derive(Clone, Debug)]
pub struct Report {
    /// What kind of file it is.
    pub kind: DocumentKind,
    /// The verdict of the file.
    pub verdict: Verdict,
    /// Why the file could not be read, where the verdict is [`Verdict::Error`].
    pub error: Option<ReportError>,
    /// Signatures and document timestamps in the order of the revisions they sign.
    pub signatures: Vec<SignatureReport>,
    /// What was noticed about the document as a whole.
    pub findings: Vec<Finding>,
    /// What the security store of the document holds.
    pub security_store: SecurityStoreFacts,
    /// The time for which the verdict is given.
    pub validation_time: Timestamp,
    /// The name of the policy.
    pub policy: String,
    /// The files that the policy was read from.
    pub policy_files: Vec<PolicyFile>,
    /// The texts of law that the policy knows about findings.
    pub legal_references: Arc<[LegalReference]>,
    /// What the policy asked for about revocation.
    pub revocation: RevocationRequirement,
}

impl Report {
    pub(super) fn new(
        facts: DocumentFacts,
        conclusions: Vec<Conclusion>,
        roles: Vec<Finding>,
        time: Timestamp,
        policy: &Policy,
    ) -> Self {
        let signatures: Vec<_> = facts
            .signatures
            .into_iter()
            .zip(conclusions)
            .map(|(facts, conclusion)| SignatureReport { facts, conclusion })
            .collect();
        let is_incomplete = roles.iter().any(|finding| finding.severity == Severity::Error);
        let verdict = match verdict(&signatures) {
            Verdict::Passed if is_incomplete => Verdict::Indeterminate,
            verdict => verdict,
        };
        Self {
            kind: facts.kind,
            verdict,
            error: None,
            signatures,
            findings: roles.into_iter().chain(facts.findings).collect(),
            security_store: facts.security_store,
            validation_time: time,
            policy: policy.name.clone(),
            policy_files: policy.files.clone(),
            legal_references: Arc::clone(&policy.references),
            revocation: policy.revocation,
        }
    }

    /// The text of law about a finding of a signature, or of the document, that was in force when it
    /// was signed: at the time that is proved, else at the one that the signer claims, else at the
    /// validation time. It explains, and decides nothing.
    pub fn legal_reference(
        &self,
        finding: &Finding,
        signature: Option<&SignatureReport>,
    ) -> Option<&LegalReference> {
        let signed = signature.or_else(|| {
            let mut all = self.signatures.iter();
            all.find(|signature| signature.facts.kind == SignatureKind::Signature)
        });
        let time = match signed {
            Some(signed) if signed.conclusion.time_source != TimeSource::Now => {
                signed.conclusion.best_time
            }
            Some(signed) => signed.facts.claimed_time.unwrap_or(self.validation_time),
            None => self.validation_time,
        };
        self.legal_references
            .iter()
            .find(|reference| reference.finding == finding.code && reference.is_in_force(time))
    }

    pub(super) fn of_error(
        kind: DocumentKind,
        time: Timestamp,
        policy: &Policy,
        error: ReportError,
    ) -> Self {
        Self {
            kind,
            verdict: Verdict::Error,
            error: Some(error),
            signatures: Vec::new(),
            findings: Vec::new(),
            security_store: SecurityStoreFacts::default(),
            validation_time: time,
            policy: policy.name.clone(),
            policy_files: policy.files.clone(),
            legal_references: Arc::clone(&policy.references),
            revocation: policy.revocation,
        }
    }
}

/// The worst of the signatures. Document timestamps neither lift nor sink a verdict: they prove
/// that something existed, and who signed is the signatures' matter.
fn verdict(signatures: &[SignatureReport]) -> Verdict {
    signatures
        .iter()
        .filter(|signature| signature.facts.kind == SignatureKind::Signature)
        .map(|signature| match signature.conclusion.indication {
            Indication::TotalPassed => Verdict::Passed,
            Indication::Indeterminate(_) => Verdict::Indeterminate,
            Indication::TotalFailed(_) => Verdict::Failed,
        })
        .max_by_key(|verdict| match verdict {
            Verdict::Passed => 0,
            Verdict::Indeterminate => 1,
            Verdict::Failed | Verdict::Error | Verdict::Unsigned => 2,
        })
        .unwrap_or(Verdict::Unsigned)
}
