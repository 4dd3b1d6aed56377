//! From facts to an indication: ETSI EN 319 102-1 v1.4.1.
//!
//! [`Facts`](DocumentFacts) hold what was read and computed; [`Material`] holds every certificate,
//! CRL and OCSP response at hand. Neither depends on a clock, a policy or a trust anchor. With
//! anchors, a [`Policy`] and a time, [`validate`] turns them into a [`Conclusion`].
//!
//! | building block | clause | module |
//! |---|---|---|
//! | format checking | 5.2.2 | `basic`, `process` |
//! | identification of the signing certificate | 5.2.3 | `basic` |
//! | revocation freshness | 5.2.5 | `revocation` |
//! | X.509 certificate validation | 5.2.6 | `certificate`, `path`; [`validate_certificate`] |
//! | cryptographic verification | 5.2.7 | `basic` |
//! | validation context | 5.2.4 | `policy`, `acceptance` |
//! | signature acceptance validation | 5.2.8 | `acceptance` |
//! | validation process for basic signatures | 5.3 | `basic` |
//! | time-stamp validation | 5.4 | `timestamp` |
//! | validation process for signatures with time | 5.5 | `process` |
//! | past certificate validation, validation time sliding | 5.6.2.1, 5.6.2.2 | `past` |
//! | proofs of existence | 5.6.2.3 | `session` |
//! | past signature validation, long-term validation | 5.6.2.4, 5.6.3 | `basic`, `process` |
//! | until when the proof holds | [`ExtensionWindow`] | `extension` |

mod acceptance;
mod alone;
mod basic;
mod certificate;
mod doubt;
mod extension;
mod facts;
mod finding;
mod identity;
mod indication;
mod level;
mod material;
mod past;
mod path;
mod policy;
mod process;
mod proof;
mod revocation;
mod roles;
mod session;
#[cfg(feature = "serde")]
mod stored;
mod timestamp;

pub use acceptance::{AlgorithmAssessment, UsedAlgorithm};
pub use alone::{CertificateConclusion, validate_certificate};
pub use certificate::Usage;
pub use doubt::doubt;
pub use extension::ExtensionWindow;
pub use facts::{
    Change, ChangeLevel, CmsFacts, Coverage, DocumentFacts, DocumentKind, FieldChange, Level,
    ObjectId, ReferenceCheck, SignatureFacts, SignatureFormat, SignatureKind, SignaturePolicyFacts,
    TimestampFacts, TimestampKind, TokenFacts, ValueCheck,
};
pub use finding::{Code, Finding, Severity};
pub use identity::{CmsIdentity, DigestValue, SecurityStoreFacts, SignatureDictionary};
pub use indication::{Indication, SubIndication};
pub use level::Missing;
pub use material::{Material, Source};
pub use path::PathInputs;
pub use policy::{
    Algorithm, AlgorithmRow, AlgorithmTable, AlgorithmUse, ClaimedTimeNote, Comparable, KeyFamily,
    KnownSignaturePolicy, LegalReference, Pattern, Policy, PolicyError, PolicyFile, PolicyProblem,
    RecommendedAlgorithms, RevocationRequirement, Role, RoleCondition, RoleConstraints, RoleRule,
    SignaturePolicies, SignatureScheme, SignedAttributesForm, TimestampConstraints,
    UnknownSignaturePolicy, UnmetRoles,
};
pub use process::{Conclusion, Context, TimeSource, validate, validate_all};
pub use proof::{ProofOfExistence, ProofSource, ProvedObject};
pub use revocation::{RevocationEvidence, RevocationStatus};
pub use roles::assign_roles;
pub use timestamp::TimestampConclusion;
