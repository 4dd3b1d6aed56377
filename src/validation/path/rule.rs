//! The rules that a certification path can break, by stable names.

use crate::x509::Certificate;

/// A rule about the certificates of a path.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::validation) enum Rule {
    /// RFC 5280 §6.1.4 a: anyPolicy is neither mapped nor mapped to.
    AnyPolicyMapped,
    /// RFC 5280 §4.1.2.4: the issuer has a name.
    EmptyIssuer,
    /// RFC 5280 §4.1.2.6: an authority has a name.
    EmptySubject,
    /// RFC 5280 §6.1.3 a 2: no certificate of an authority has expired.
    Expired,
    /// RFC 5280 §6.1.4 n: keyCertSign, where the usage of the key is restricted.
    KeyUsage,
    /// RFC 5280 §4.2.1.3: who may sign certificates by the usage of the key is an authority.
    KeyUsageMisplaced,
    /// RFC 5280 §4.2.1.10: the root of a subtree has the form that its kind of name asks for, no
    /// minimum and no maximum. What is out of form is met only by a name of its kind.
    NameConstraintsMalformed,
    /// RFC 5280 §4.2.1.10: name constraints are for authorities only.
    NameConstraintsMisplaced,
    /// RFC 5280 §6.1.3 c: no name lies in an excluded subtree.
    NameExcluded,
    /// RFC 5280 §4.2.1.10: a name of a form that is constrained is held against the constraint, or
    /// the certificate is refused. Of this form nobody says how.
    NameFormNotProcessed,
    /// RFC 5280 §4.2.1.6: a name has the form of its kind. It is asked only where a constraint has
    /// to be held against it.
    NameMalformed,
    /// RFC 5280 §6.1.3 b: a name of a form of which some are permitted is one of those.
    NameNotPermitted,
    /// RFC 5280 §6.1.3 f and §6.1.5 g: where a policy is asked for, there is one that holds for the
    /// whole path.
    NoAcceptablePolicy,
    /// RFC 5280 §6.1.4 k: only authorities sign certificates.
    NotACa,
    /// RFC 5280 §6.1.3 a 2: every certificate of an authority is in force already.
    NotYetValid,
    /// RFC 5280 §6.1.4 l and m: the path is no longer than an authority permits.
    PathLength,
    /// RFC 5280 §4.2.1.12: an authority whose key is bound to purposes issues for no others.
    PurposeNotPermitted,
    /// RFC 5280 §4.1.2.2: a serial number has at most 20 octets.
    SerialTooLong,
    /// RFC 5280 §4.1.2.6: who has no subject name has alternative names that are marked critical.
    SubjectNotNamed,
}

impl Rule {
    /// The name in findings; the words for it stand with the messages.
    pub(in crate::validation) fn name(self) -> &'static str {
        match self {
            Self::AnyPolicyMapped => "any-policy-mapped",
            Self::EmptyIssuer => "empty-issuer",
            Self::EmptySubject => "empty-subject",
            Self::Expired => "expired",
            Self::KeyUsage => "key-usage",
            Self::KeyUsageMisplaced => "key-usage-misplaced",
            Self::NameConstraintsMalformed => "name-constraints-malformed",
            Self::NameConstraintsMisplaced => "name-constraints-misplaced",
            Self::NameExcluded => "name-excluded",
            Self::NameFormNotProcessed => "name-form-not-processed",
            Self::NameMalformed => "name-malformed",
            Self::NameNotPermitted => "name-not-permitted",
            Self::NoAcceptablePolicy => "no-acceptable-policy",
            Self::NotACa => "not-a-ca",
            Self::NotYetValid => "not-yet-valid",
            Self::PathLength => "path-length",
            Self::PurposeNotPermitted => "purpose-not-permitted",
            Self::SerialTooLong => "serial-too-long",
            Self::SubjectNotNamed => "subject-not-named",
        }
    }
}

/// Why the judgement of a path ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault<'a> {
    /// A bound was met before an answer was found: a name of [`crate::limits`].
    Limit(&'static str),
    /// A certificate breaks a rule.
    Rule(Rule, &'a Certificate),
}
