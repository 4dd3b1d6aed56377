//! Judging a candidate path (RFC 5280 §6.1) at a time.
//!
//! Names, signatures and the anchor were matched when the path was built; what remains are the
//! rules about each certificate. What this version does not process (name constraints, a required
//! explicit policy) is refused, never passed over.

use jiff::Timestamp;

use super::finding::{Code, Finding};
use crate::x509::{Certificate, Path, Problem};

/// The first rule that a certificate above the signer breaks.
///
/// The anchor's own dates, usage and extensions are not judged: an anchor is a name and a key
/// (RFC 5280 §6.1.1 d). The signer's dates and usage are judged by the caller, which has names of
/// its own for them.
pub(super) fn broken_rule(path: &Path, time: Timestamp) -> Option<Finding> {
    let certificates = path.certificates();
    let below_anchor = certificates.len().saturating_sub(1);
    let mut below = 0_usize; // certificates between this one and the signer that are not self-issued
    for (depth, certificate) in certificates.iter().enumerate() {
        let is_anchor = depth == below_anchor;
        if is_anchor && depth > 0 {
            break;
        }
        if let Some(extension) = certificate.unknown_critical().first() {
            return Some(
                Finding::new(Code::CriticalExtensionUnknown)
                    .with("certificate", certificate.subject())
                    .with("extension", extension),
            );
        }
        if let Some(problem) = certificate.problems().iter().find(|problem| breaks_profile(problem))
        {
            return Some(
                Finding::new(Code::CertificateChainBroken)
                    .with("certificate", certificate.subject())
                    .with("rule", problem),
            );
        }
        if depth == 0 {
            continue;
        }
        if let Some(rule) = issuer_rule(certificate, below, time) {
            return Some(
                Finding::new(Code::CertificateChainBroken)
                    .with("certificate", certificate.subject())
                    .with("rule", rule),
            );
        }
        if !certificate.is_self_issued() {
            below += 1;
        }
    }
    None
}

/// Whether an oddity of an encoding leaves it open what the certificate says.
fn breaks_profile(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::AlgorithmMismatch
            | Problem::DuplicateExtension(_)
            | Problem::MalformedExtension(_)
    )
}

/// The rule that a certificate which issues others breaks, by a stable name.
fn issuer_rule(certificate: &Certificate, below: usize, time: Timestamp) -> Option<&'static str> {
    if time < certificate.not_before() {
        return Some("not-yet-valid");
    }
    if time > certificate.not_after() {
        return Some("expired");
    }
    match certificate.basic_constraints() {
        Some(constraints) if constraints.ca => {
            if constraints.path_len.is_some_and(|limit| {
                u64::try_from(below).is_ok_and(|below| below > u64::from(limit))
            }) {
                return Some("path-length");
            }
        }
        _ => return Some("not-a-ca"),
    }
    if certificate.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Some("key-usage");
    }
    if certificate.name_constraints().is_some() {
        return Some("name-constraints-not-processed");
    }
    let policies = certificate.policy_constraints();
    if policies.is_some_and(|constraints| constraints.require_explicit.is_some()) {
        return Some("policy-constraints-not-processed");
    }
    None
}
