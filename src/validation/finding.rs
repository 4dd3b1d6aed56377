//! Findings: what was noticed, under stable codes.

use std::borrow::Cow;
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Severity {
    /// Said for completeness; it changes nothing.
    Info,
    /// Worth a look; it did not decide the verdict.
    Warning,
    /// It decided, or helped to decide, that the verdict is not passed.
    Error,
}

impl Severity {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that was noticed. The text for people is made from the code and the arguments by the
/// `report` room, in the reader's language.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    /// What was noticed.
    pub code: Code,
    /// How much it weighs; by default what [`Code::severity`] says.
    pub severity: Severity,
    /// Values that the text names: (name of the argument, value).
    pub arguments: Vec<(Cow<'static, str>, String)>,
}

impl Finding {
    /// A finding without arguments, of its code's own severity.
    pub fn new(code: Code) -> Self {
        Self { code, severity: code.severity(), arguments: Vec::new() }
    }

    /// The same finding with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((Cow::Borrowed(name), value.to_string()));
        self
    }
}

macro_rules! codes {
    ($($severity:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* })*) => {
        /// The stable codes of findings.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Code {
            $($($(#[$doc])* $variant,)*)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$($(Self::$variant,)*)*];

            /// The code as it stands in JSON and between brackets in text.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$variant => $code,)*)*
                }
            }

            /// What a finding of this code weighs unless something says otherwise.
            pub fn severity(self) -> Severity {
                match self {
                    $($(Self::$variant)|* => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    Info {
        /// The signature uses an algorithm that the rules of the country do not name.
        AlgorithmOutsideAnnexI = "algorithm-outside-annex-i",
        /// Objects that the signature permits to change were changed after it.
        ChangesPermitted = "changes-permitted",
        /// The certificate expired, but after the time at which the signature is proved to have
        /// existed.
        ExpiredLater = "expired-later",
        /// The file holds document timestamps but no signature.
        OnlyTimestamps = "only-timestamps",
        /// What was found about revocation was made after the validation time.
        RevocationFromFuture = "revocation-from-future",
        /// Revocation was not looked at, as the user or the policy decided.
        RevocationIgnored = "revocation-ignored",
        /// Nothing usable about revocation was found, and the policy does not ask for it.
        RevocationNotChecked = "revocation-not-checked",
        /// Bytes that are no content (spaces, comments) follow the last revision.
        TrailingBytes = "trailing-bytes",
    }
    Warning {
        /// A signature carries something that could prove more about it, and was not looked at.
        AttributeNotChecked = "attribute-not-checked",
        /// What is permitted after the signature may cover or alter what its signer saw.
        AppearanceChanged = "appearance-changed",
        /// A timestamp token gives its authority a name that the certificate does not bear.
        AuthorityMisnamed = "authority-misnamed",
        /// A signature certifies the document where the standard has it count for nothing.
        CertificationIgnored = "certification-ignored",
        /// The claimed signing time lies after the time at which the signature is known to have
        /// existed.
        ClaimedTimeAfterProof = "claimed-time-after-proof",
        /// The CMS holds content that a detached signature must not hold.
        ContentEncapsulated = "content-encapsulated",
        /// The digest algorithms of signature and signer information differ.
        DigestAlgorithmMismatch = "digest-algorithm-mismatch",
        /// A dictionary names a key twice.
        DuplicateKey = "duplicate-key",
        /// The file is encrypted; it was decrypted to be read.
        Encrypted = "encrypted",
        /// The header is not at the start of the file.
        HeaderNotAtStart = "header-not-at-start",
        /// The file can be read in two ways: by its table and by its cross-reference stream.
        HybridXref = "hybrid-xref",
        /// The claimed signing time is seven hours ahead: local time that was written as UTC.
        LocalTimeAsUtc = "local-time-as-utc",
        /// A certificate, CRL or OCSP response inside the file cannot be read.
        MaterialUnreadable = "material-unreadable",
        /// A lock asks for more than an earlier signature permits, which counts for nothing.
        PermissionIgnored = "permission-ignored",
        /// Revoked, but after the time for which was asked.
        RevokedLater = "revoked-later",
        /// No rule of the policy tells in which role the signature was made.
        RoleUnknown = "role-unknown",
        /// The signature names a signature policy, and was judged by this policy alone.
        SignaturePolicyNotJudged = "signature-policy-not-judged",
        /// The signature is over the signed attributes as they are stored, not over their DER
        /// encoding, which RFC 5652 §5.4 asks for.
        SignedAttributesNotDer = "signed-attributes-not-der",
        /// Signed attributes occur twice or lack what the standard asks for.
        SignedAttributesProblem = "signed-attributes-problem",
        /// An earlier revision was signed, the newest is not.
        SignaturesRemoved = "signatures-removed",
        /// The only time at hand is the one the signer claims.
        TimeClaimedOnly = "time-claimed-only",
        /// A timestamp says a time after the one for which the verdict is given.
        TimestampFromFuture = "timestamp-from-future",
        /// A token or document timestamp is not intact or not trusted.
        TimestampNotTrusted = "timestamp-not-trusted",
        /// The structure of the file has another oddity, which is named.
        StructureOddity = "structure-oddity",
    }
    Error {
        /// The algorithm is not known or not supported.
        AlgorithmUnsupported = "algorithm-unsupported",
        /// The algorithm is too weak at the validation time.
        AlgorithmWeak = "algorithm-weak",
        /// The attribute that protects the algorithms contradicts them (RFC 6211).
        AlgorithmProtectionMismatch = "algorithm-protection-mismatch",
        /// A CA of the chain was revoked.
        CaRevoked = "ca-revoked",
        /// A certificate of the chain breaks a rule of RFC 5280 §6.1.
        CertificateChainBroken = "certificate-chain-broken",
        /// The signing certificate is on hold.
        CertificateOnHold = "certificate-on-hold",
        /// The signing certificate had expired at the validation time.
        CertificateExpired = "certificate-expired",
        /// The signing certificate was not valid yet at the validation time.
        CertificateNotYetValid = "certificate-not-yet-valid",
        /// The signing certificate was revoked.
        CertificateRevoked = "certificate-revoked",
        /// No chain to a trust anchor.
        ChainNotFound = "chain-not-found",
        /// The document was changed after signing beyond what the signature permits.
        ChangesNotPermitted = "changes-not-permitted",
        /// The document was changed after signing, and neither the signature nor ISO 32000-2 says
        /// whether such changes (annotations, fields that may show something else) are permitted.
        ChangesUndecided = "changes-undecided",
        /// The CMS holds content, and other content was given to be verified.
        ContentDiffers = "content-differs",
        /// What was signed stands in another file, which is not at hand.
        ContentNotFound = "content-not-found",
        /// The signed attributes name another type of content.
        ContentTypeMismatch = "content-type-mismatch",
        /// The signature covers something that is not exactly a revision of the document.
        CoveragePartial = "coverage-partial",
        /// A critical extension that is not processed.
        CriticalExtensionUnknown = "critical-extension-unknown",
        /// The signed digest does not match the covered bytes.
        DigestMismatch = "digest-mismatch",
        /// The signing certificate's key usage does not permit signing.
        KeyUsageWrong = "key-usage-wrong",
        /// A limit was met before an answer was found.
        LimitReached = "limit-reached",
        /// A timestamp under the signature proves that it was made when the certificate had expired
        /// or had been revoked.
        MadeTooLate = "made-too-late",
        /// At the time that is proved, the chain cannot be followed into the past: what says that a
        /// certificate was not revoked is first known to have existed too late.
        PastNotProved = "past-not-proved",
        /// Nothing usable about revocation was found.
        RevocationNotAvailable = "revocation-not-available",
        /// What was found about revocation is signed by someone whose certificate had expired when
        /// it is first known to have existed.
        RevocationSignerExpired = "revocation-signer-expired",
        /// Readers that count offsets from the header see another document in the file.
        OffsetsAmbiguous = "offsets-ambiguous",
        /// The file is damaged, and was read after a search for its objects.
        Repaired = "repaired",
        /// What was found about revocation is too old.
        RevocationStale = "revocation-stale",
        /// The document lacks the signature of a role.
        RoleMissing = "role-missing",
        /// A signature was made before that of a role which has to come first.
        RoleOrder = "role-order",
        /// The signature has a format problem, which is named.
        SignatureFormat = "signature-format",
        /// The signature names another text of a signature policy than the one that is known.
        SignaturePolicyMismatch = "signature-policy-mismatch",
        /// The signature names a signature policy that is not known.
        SignaturePolicyUnknown = "signature-policy-unknown",
        /// The signature value does not verify with the signer's key.
        SignatureValueWrong = "signature-value-wrong",
        /// The CMS of the signature cannot be read.
        SignatureUnreadable = "signature-unreadable",
        /// The signature names another signing certificate than the one that made it.
        SigningCertificateMismatch = "signing-certificate-mismatch",
        /// A timestamp token does not name the certificate of its authority.
        SigningCertificateUnnamed = "signing-certificate-unnamed",
        /// The certificate of the signer is not at hand.
        SigningCertificateNotFound = "signing-certificate-not-found",
        /// Two fields share one signature value.
        SignatureValueShared = "signature-value-shared",
        /// The clock of the token's authority is less accurate than the policy asks for.
        TimestampInaccurate = "timestamp-inaccurate",
        /// No timestamp proves when the signature existed, and the policy asks for one.
        TimestampRequired = "timestamp-required",
        /// The token says a time at which the certificate of its authority was not in force.
        TimestampOutsideCertificate = "timestamp-outside-certificate",
        /// Timestamps contradict each other.
        TimestampsContradict = "timestamps-contradict",
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

serde_as_text!(Code, "the code of a finding", |text| {
    Code::ALL.iter().copied().find(|code| code.as_str() == text)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
