//! What is asked of a path from outside.

use std::collections::BTreeSet;

use crate::asn1::Oid;

/// The inputs of path validation besides path, time and anchor (RFC 5280 §6.1.1 c, e, f and g); the
/// same as the X.509 validation constraints of ETSI TS 119 172-1 clause A.4.2.1.
///
/// As they are by default they ask for nothing: a certificate of any policy serves, or of none, but
/// where the certificates themselves ask for one.
///
/// ```
/// use kyso::asn1::oid;
/// use kyso::validation::{PathInputs, Policy};
///
/// // Only certificates that were issued under this policy, all along the chain.
/// let mut policy = Policy::generic();
/// policy.path = PathInputs {
///     user_initial_policy_set: Some([oid(&[2, 16, 704, 1, 100, 1])].into()),
///     initial_explicit_policy: true,
///     ..PathInputs::default()
/// };
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PathInputs {
    /// The certificate policies of which one is asked for; `None` for any-policy. It is asked for
    /// only where a policy is required at all, by [`PathInputs::initial_explicit_policy`] or by a
    /// certificate.
    pub user_initial_policy_set: Option<BTreeSet<Oid>>,
    /// Whether a policy must hold for the whole path.
    pub initial_explicit_policy: bool,
    /// Whether policies may not be mapped.
    pub initial_policy_mapping_inhibit: bool,
    /// Whether anyPolicy in a certificate stands for nothing.
    pub initial_any_policy_inhibit: bool,
    /// How many certificates of authorities that are not self-issued may stand between the anchor
    /// and the last certificate; `None` for any number. (RFC 5280 §6.1.2 k begins without a bound;
    /// the bound is the `path-length-constraints` of TS 119 172-1.)
    pub max_path_length: Option<u32>,
}
