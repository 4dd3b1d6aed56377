//! Signature validation policies: what is asked for, apart from the mechanism. They are data: files
//! in TOML of which two come with the crate (`docs/policies.md`).

mod algorithms;
mod constraints;
mod error;
mod read;
mod references;
mod roles;
mod section;

use std::sync::{Arc, LazyLock};

use jiff::{SignedDuration, Timestamp};

use super::path::PathInputs;
use crate::crypto::{Digest, DigestAlgorithm, KeyKind};

pub use algorithms::{Algorithm, AlgorithmRow, AlgorithmTable, AlgorithmUse, KeyFamily};
pub use constraints::{
    ClaimedTimeNote, KnownSignaturePolicy, RecommendedAlgorithms, RevocationRequirement,
    SignaturePolicies, SignatureScheme, SignedAttributesForm, TimestampConstraints,
    UnknownSignaturePolicy,
};
pub use error::{PolicyError, PolicyProblem};
pub use references::LegalReference;
pub use roles::{Comparable, Pattern, Role, RoleCondition, RoleConstraints, RoleRule, UnmetRoles};

/// A policy. [`Policy::generic`] and [`Policy::vn_admin`] come with the crate, [`Policy::parse`]
/// reads the user's own.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name, which the report says.
    pub name: String,
    /// Its version, likewise.
    pub version: String,
    /// The files that it was read from: its own, then the one that it extends. What was changed
    /// in code afterwards is not in them.
    pub files: Vec<PolicyFile>,
    /// Until when it relies on algorithms.
    pub algorithms: AlgorithmTable,
    /// What it asks for about revocation.
    pub revocation: RevocationRequirement,
    /// How old revocation data may be at the time for which it is asked (EN 319 102-1 clause 5.2.5,
    /// maximum accepted revocation freshness); `None` where the data says it itself.
    pub freshness: Option<SignedDuration>,
    /// What it asks of certification paths beyond what their certificates do.
    pub path: PathInputs,
    /// What it asks about times that are proved.
    pub timestamps: TimestampConstraints,
    /// What it makes of signature policies that signatures name.
    pub signature_policies: SignaturePolicies,
    /// What it asks of signed attributes.
    pub signed_attributes: SignedAttributesForm,
    /// The algorithms that rules of a country name, if it knows such rules.
    pub recommended: Option<RecommendedAlgorithms>,
    /// What it asks about roles.
    pub roles: RoleConstraints,
    /// The texts of law about its findings.
    pub references: Arc<[LegalReference]>,
}

/// A file that a policy was read from.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PolicyFile {
    /// The name of the policy.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of the file.
    pub sha256: Digest,
}

/// A policy that comes with the crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum BuiltinPolicy {
    Generic,
    VnAdmin,
}

impl BuiltinPolicy {
    const ALL: &[Self] = &[Self::Generic, Self::VnAdmin];

    fn name(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::VnAdmin => "vn-admin",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Generic => include_str!("generic.toml"),
            Self::VnAdmin => include_str!("vn-admin.toml"),
        }
    }

    fn read(self) -> Result<Policy, PolicyError> {
        static GENERIC: LazyLock<Result<Policy, PolicyError>> =
            LazyLock::new(|| read::policy(BuiltinPolicy::Generic.text()));
        static VN_ADMIN: LazyLock<Result<Policy, PolicyError>> =
            LazyLock::new(|| read::policy(BuiltinPolicy::VnAdmin.text()));
        match self {
            Self::Generic => GENERIC.clone(),
            Self::VnAdmin => VN_ADMIN.clone(),
        }
    }

    /// A test holds the files to being policies. One that were none would accept nothing.
    fn policy(self) -> Policy {
        self.read().unwrap_or_else(|_| Policy::of_nothing(self.name()))
    }
}

impl Policy {
    /// The policy `generic`: EN 319 102-1 with the requirements of no country.
    pub fn generic() -> Self {
        BuiltinPolicy::Generic.policy()
    }

    /// The policy `vn-admin`: administrative documents of Vietnam, signed by a person and by an
    /// agency.
    pub fn vn_admin() -> Self {
        BuiltinPolicy::VnAdmin.policy()
    }

    /// The names of the policies that come with the crate.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BuiltinPolicy::ALL.iter().map(|builtin| builtin.name())
    }

    /// The policy of this name that comes with the crate.
    pub fn builtin(name: &str) -> Option<Self> {
        let builtin = BuiltinPolicy::ALL.iter().find(|builtin| builtin.name() == name);
        builtin.map(|builtin| builtin.policy())
    }

    /// Reads a policy from a text in TOML, strictly: what is not understood is refused.
    ///
    /// A policy that extends another says what is different about it:
    ///
    /// ```
    /// use kyso::validation::Policy;
    ///
    /// let policy = Policy::parse(
    ///     r#"
    ///     format = 1
    ///     name = "van-thu-so-noi-vu"
    ///     version = "2026-11"
    ///     extends = "vn-admin"
    ///
    ///     [timestamps]
    ///     required = true
    ///     "#,
    /// )?;
    /// assert!(policy.timestamps.required);
    ///
    /// let error = Policy::parse("format = 1\nnaem = \"x\"").unwrap_err();
    /// assert_eq!((error.line, error.key.as_str()), (1, "name"));
    /// # Ok::<(), kyso::validation::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`] with the line and the key.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        read::policy(text)
    }

    /// Asks for everything and relies on no algorithm.
    fn of_nothing(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: String::new(),
            files: Vec::new(),
            algorithms: AlgorithmTable::default(),
            revocation: RevocationRequirement::Require,
            freshness: None,
            path: PathInputs::default(),
            timestamps: TimestampConstraints::default(),
            signature_policies: SignaturePolicies::default(),
            signed_attributes: SignedAttributesForm::default(),
            recommended: None,
            roles: RoleConstraints::default(),
            references: Arc::default(),
        }
    }

    /// The first instant at which a digest algorithm may not be relied on any more for a use:
    /// `None` where no end is set, [`Timestamp::MIN`] where it never could be.
    pub fn digest_end(&self, digest: DigestAlgorithm, usage: AlgorithmUse) -> Option<Timestamp> {
        self.algorithms.digest_end(digest, usage)
    }

    /// The first instant at which a key may not be relied on any more for a use: `None` where no
    /// end is set or the key is of a kind that is not computed with, [`Timestamp::MIN`] where it
    /// never could be.
    pub fn key_end(&self, key: KeyKind, usage: AlgorithmUse) -> Option<Timestamp> {
        self.algorithms.key_end(key, usage)
    }
}

#[cfg(test)]
mod tests;
