//! What is asked of revocation data, timestamps and the elements of signatures.

use jiff::SignedDuration;

use crate::asn1::Oid;
use crate::crypto::{Digest, DigestAlgorithm, KeyKind, SignatureAlgorithm};

use super::KeyFamily;

/// What is asked for about revocation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum RevocationRequirement {
    /// Revocation is not looked at, and the report says so.
    Ignore,
    /// What is at hand is used; nothing at hand is no obstacle.
    IfPresent,
    /// Fresh information about every certificate below the anchor, else try-later.
    #[default]
    Require,
}

impl RevocationRequirement {
    /// Every requirement.
    pub const ALL: &[Self] = &[Self::Ignore, Self::IfPresent, Self::Require];

    /// The word of the command line and of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::IfPresent => "if-present",
            Self::Require => "require",
        }
    }
}

/// What is asked of the signed attributes (RFC 5652 §5.4).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignedAttributesForm {
    /// That they were signed in DER or as they are stored; the latter is said.
    #[default]
    AsStored,
    /// That they were signed in DER, else format-failure.
    Der,
}

impl SignedAttributesForm {
    /// Every form.
    pub const ALL: &[Self] = &[Self::AsStored, Self::Der];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsStored => "as-stored",
            Self::Der => "der",
        }
    }
}

/// What happens to a signature that names a signature policy which is not among those known.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum UnknownSignaturePolicy {
    /// Nothing.
    Ignore,
    /// It is judged by this policy alone, and the report says so.
    #[default]
    Report,
    /// Indeterminate / signature-policy-not-available.
    Refuse,
}

impl UnknownSignaturePolicy {
    /// Every choice.
    pub const ALL: &[Self] = &[Self::Ignore, Self::Report, Self::Refuse];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Report => "report",
            Self::Refuse => "refuse",
        }
    }
}

/// The signature policies that a signature may name (EN 319 122-1 clause 5.2.9).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignaturePolicies {
    /// What happens to others than the known ones.
    pub unknown: UnknownSignaturePolicy,
    /// Those whose demands this policy is known to meet.
    pub known: Vec<KnownSignaturePolicy>,
}

/// A signature policy whose demands a validation policy is known to meet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KnownSignaturePolicy {
    /// Its identifier.
    pub id: Oid,
    /// The digest of its text: a signature that names the identifier with another digest of this
    /// algorithm means another text, and is indeterminate / policy-processing-error.
    pub digest: Option<(DigestAlgorithm, Digest)>,
}

/// What is asked about times that are proved.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TimestampConstraints {
    /// Whether a timestamp that passed must prove when the signature existed: one inside it or one
    /// over the document. Without it: indeterminate / sig-constraints-failure.
    pub required: bool,
    /// The largest accuracy that a timestamp may state for its clock; one that states a larger one
    /// proves nothing.
    pub maximum_accuracy: Option<SignedDuration>,
    /// When it is said that a time is only claimed.
    pub claimed_time: ClaimedTimeNote,
}

/// When it is said that the only time of a signature is the one its signer claims.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClaimedTimeNote {
    /// Of every signature without a timestamp that passed.
    Always,
    /// Where a proof would have decided otherwise.
    #[default]
    WhenDecisive,
}

impl ClaimedTimeNote {
    /// Every choice.
    pub const ALL: &[Self] = &[Self::Always, Self::WhenDecisive];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::WhenDecisive => "when-decisive",
        }
    }
}

/// Algorithms that rules of a country name: signatures with others are no worse for it, and the
/// report names them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecommendedAlgorithms {
    /// Kinds of signatures.
    pub schemes: Vec<SignatureScheme>,
    /// Digests.
    pub digests: Vec<DigestAlgorithm>,
    /// The shortest keys, in bits. Keys of other families are not held to anything.
    pub minimum_bits: Vec<(KeyFamily, u32)>,
}

impl RecommendedAlgorithms {
    /// Whether they name this key.
    pub(in crate::validation) fn names_key(&self, key: KeyKind) -> bool {
        let minimum =
            self.minimum_bits.iter().find(|(family, _)| KeyFamily::of(key) == Some(*family));
        minimum.is_none_or(|(_, minimum)| key.bits().is_some_and(|bits| bits >= *minimum))
    }

    /// Whether they name this algorithm of signatures, its digest aside.
    pub(in crate::validation) fn names_scheme(&self, algorithm: &SignatureAlgorithm) -> bool {
        SignatureScheme::of(algorithm).is_some_and(|scheme| self.schemes.contains(&scheme))
    }
}

/// A kind of signature, whatever its digest and key.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureScheme {
    /// DSA (FIPS 186-4).
    Dsa,
    /// ECDSA (FIPS 186-5).
    Ecdsa,
    /// EdDSA (RFC 8032).
    EdDsa,
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 8017 §8.1).
    RsaPss,
}

impl SignatureScheme {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Dsa, Self::Ecdsa, Self::EdDsa, Self::RsaPkcs1, Self::RsaPss];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dsa => "dsa",
            Self::Ecdsa => "ecdsa",
            Self::EdDsa => "eddsa",
            Self::RsaPkcs1 => "rsa-pkcs1v15",
            Self::RsaPss => "rsa-pss",
        }
    }

    fn of(algorithm: &SignatureAlgorithm) -> Option<Self> {
        match algorithm {
            SignatureAlgorithm::Dsa(_) => Some(Self::Dsa),
            SignatureAlgorithm::Ecdsa(_) | SignatureAlgorithm::EcdsaPlain(_) => Some(Self::Ecdsa),
            SignatureAlgorithm::Ed25519 | SignatureAlgorithm::Ed448 => Some(Self::EdDsa),
            SignatureAlgorithm::RsaPkcs1(_) => Some(Self::RsaPkcs1),
            SignatureAlgorithm::RsaPss { .. } => Some(Self::RsaPss),
            SignatureAlgorithm::Malformed(_) | SignatureAlgorithm::Unknown(_) => None,
        }
    }
}
