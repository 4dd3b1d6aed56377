//! One certificate by itself, apart from anything that it signed.

use std::sync::Arc;

use super::certificate::{self, Question, Usage};
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};
use super::process::Context;
use super::revocation::RevocationEvidence;
use super::session::Session;
use crate::x509::Certificate;

/// The result for one certificate.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CertificateConclusion {
    /// The main result, never failed: of a certificate alone EN 319 102-1 knows what passed and what
    /// is indeterminate.
    pub indication: Indication,
    /// What was noticed on the way to it.
    pub findings: Vec<Finding>,
    /// The chain that was judged, the certificate first, the anchor last; the certificate alone where
    /// no chain was found.
    pub chain: Vec<Arc<Certificate>>,
    /// What the revocation status of the chain rests on, CAs first.
    pub revocation: Vec<RevocationEvidence>,
}

/// Whether a certificate is acceptable for a use at the time of the context: X.509 certificate
/// validation (EN 319 102-1 clause 5.2.6), which is RFC 5280 §6 with revocation, purposes and the
/// strength of algorithms.
///
/// An office asks this before it relies on the certificate of a partner, or puts its own into use.
/// Of several paths to an anchor the first that passes counts; if none does, the one that says most.
///
/// ```
/// use std::sync::Arc;
///
/// use kyso::validation::{
///     Context, Indication, Material, Policy, RevocationRequirement, Usage, validate_certificate,
/// };
/// use kyso::x509::{Certificate, CertificatePool, EdgeCache};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let read = |name: &str| {
/// #     let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/x509/");
/// #     std::fs::read(format!("{folder}{name}.der"))
/// # };
/// let person = Arc::new(Certificate::parse(&read("person")?)?);
/// let anchors: CertificatePool = [Arc::new(Certificate::parse(&read("root")?)?)].into_iter().collect();
/// let mut material = Material::new();
/// material.add_certificate(Arc::new(Certificate::parse(&read("sub-state")?)?));
///
/// let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
/// let context = Context {
///     policy: &policy,
///     time: "2030-06-01T00:00:00Z".parse()?,
///     anchors: &anchors,
///     materials: &[&material],
///     edges: &EdgeCache::new(),
/// };
/// let conclusion = validate_certificate(&person, Usage::Signing, &context);
/// assert_eq!(conclusion.indication, Indication::TotalPassed);
/// assert_eq!(conclusion.chain.len(), 3);
/// # Ok(())
/// # }
/// ```
pub fn validate_certificate(
    certificate: &Arc<Certificate>,
    usage: Usage,
    context: &Context<'_>,
) -> CertificateConclusion {
    let session = Session::new(context);
    let question = Question { signer: certificate.id(), usage, at: context.time, is_named: false };
    let outcome = certificate::validate(certificate, question, &session);
    let mut findings = outcome.findings.clone();
    let mut indication = outcome.failure.map_or(Indication::TotalPassed, Indication::Indeterminate);
    // What a bound kept out may say that it is revoked.
    let limit = context.materials.iter().find_map(|material| material.limit());
    if let (Indication::TotalPassed, Some(limit)) = (indication, limit) {
        indication = Indication::Indeterminate(SubIndication::TryLater);
        findings.insert(0, Finding::new(Code::LimitReached).with("limit", limit));
    }
    let mut chain = outcome.chain.clone();
    if chain.is_empty() {
        chain.push(Arc::clone(certificate));
    }
    CertificateConclusion { indication, findings, chain, revocation: outcome.revocation.clone() }
}
