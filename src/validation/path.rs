//! Judging a candidate path (RFC 5280 §6.1) at a time.
//!
//! Names, signatures and the anchor were matched when the path was built; what remains are the
//! rules about each certificate. What this version does not process (name constraints, a required
//! explicit policy) is refused, never passed over.

use jiff::Timestamp;

use super::finding::{Code, Finding};
use crate::asn1::{Oid, oid};
use crate::x509::{Certificate, Path, Problem};

/// anyPolicy (RFC 5280 §4.2.1.4).
const ANY_POLICY: Oid = oid(&[2, 5, 29, 32, 0]);

/// Why a path cannot be accepted.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Broken {
    /// A CA certificate is not within its validity. EN 319 102-1 clause 5.6 can save a signature
    /// from that with a proof of existence, as from the expiry of the signer's own certificate.
    OutOfValidity(Finding),
    /// Any other rule.
    Rule(Finding),
}

/// The first rule that a path breaks; that a CA is out of its validity is said last.
///
/// An anchor is a name and a key (RFC 5280 §6.1.1 d), and its own dates are not judged. But here it
/// is given as a certificate, and where that says what the key may not be used for, it holds (RFC
/// 5937): whoever trusts a person's certificate does not let the person issue others. The signer's
/// dates and usage are judged by the caller, which has names of its own for them.
pub(super) fn broken_rule(path: &Path, time: Timestamp) -> Option<Broken> {
    let certificates = path.certificates();
    let mut out_of_validity = None;
    let mut below = 0_usize; // certificates between this one and the signer that are not self-issued
    for (depth, certificate) in certificates.iter().enumerate() {
        let is_anchor = depth > 0 && depth + 1 == certificates.len();
        if let Some(extension) = certificate.unknown_critical().first() {
            return Some(Broken::Rule(
                Finding::new(Code::CriticalExtensionUnknown)
                    .with("certificate", certificate.subject())
                    .with("extension", extension),
            ));
        }
        let broken = |rule: &dyn std::fmt::Display| {
            Finding::new(Code::CertificateChainBroken)
                .with("certificate", certificate.subject())
                .with("rule", rule)
        };
        if let Some(problem) = certificate.problems().iter().find(|problem| breaks_profile(problem))
        {
            return Some(Broken::Rule(broken(problem)));
        }
        if let Some(rule) = policy_rule(certificate, depth) {
            return Some(Broken::Rule(broken(&rule)));
        }
        if depth == 0 {
            continue;
        }
        if let Some(rule) = issuer_rule(certificate, below, is_anchor) {
            return Some(Broken::Rule(broken(&rule)));
        }
        let bound = match certificate {
            _ if is_anchor => None,
            early if time < early.not_before() => Some("not-yet-valid"),
            late if time > late.not_after() => Some("expired"),
            _ => None,
        };
        if let Some(bound) = bound {
            out_of_validity.get_or_insert_with(|| Broken::OutOfValidity(broken(&bound)));
        }
        if !certificate.is_self_issued() {
            below += 1;
        }
    }
    out_of_validity
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
fn issuer_rule(certificate: &Certificate, below: usize, is_anchor: bool) -> Option<&'static str> {
    // RFC 5280 §4.1.2.6
    if certificate.subject().is_empty() {
        return Some("empty-subject");
    }
    match certificate.basic_constraints() {
        Some(constraints) if constraints.ca => {
            if constraints.path_len.is_some_and(|limit| {
                u64::try_from(below).is_ok_and(|below| below > u64::from(limit))
            }) {
                return Some("path-length");
            }
        }
        // A root of version 1 has no words for it.
        None if is_anchor && certificate.extensions().is_empty() => {}
        _ => return Some("not-a-ca"),
    }
    if certificate.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Some("key-usage");
    }
    if certificate.name_constraints().is_some() {
        return Some("name-constraints-not-processed");
    }
    None
}

/// What a certificate asks of policies and this version does not process (RFC 5280 §6.1.4 and, for
/// the signer, §6.1.5 b).
fn policy_rule(certificate: &Certificate, depth: usize) -> Option<&'static str> {
    let required = certificate.policy_constraints().and_then(|found| found.require_explicit);
    if required.is_some_and(|skip| depth > 0 || skip == 0) {
        return Some("policy-constraints-not-processed");
    }
    // RFC 5280 §6.1.4 a
    let maps_any = certificate
        .policy_mappings()
        .iter()
        .any(|mapping| [mapping.issuer_domain, mapping.subject_domain].contains(&ANY_POLICY));
    if depth > 0 && maps_any {
        return Some("any-policy-mapped");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::{CertificatePool, EdgeCache, PathBudget, candidate_paths};
    use std::sync::Arc;

    const TIME: &str = "2030-06-01T00:00:00Z";

    fn certificate(der: &[u8]) -> Arc<Certificate> {
        Arc::new(Certificate::parse(der).unwrap())
    }

    /// What the one path from the first certificate to the last, which is the anchor, breaks.
    fn broken(chain: &[&[u8]], time: &str) -> Option<String> {
        let chain: Vec<_> = chain.iter().map(|der| certificate(der)).collect();
        let pool: CertificatePool = chain.iter().cloned().collect();
        let anchors: CertificatePool = chain.last().cloned().into_iter().collect();
        let edges = EdgeCache::new();
        let search = candidate_paths(&chain[0], &[&pool], &anchors, &edges, &mut PathBudget::new());
        let [path] = &search.paths[..] else { panic!("{search:?}") };
        let (kind, finding) = match broken_rule(path, time.parse().unwrap())? {
            Broken::OutOfValidity(finding) => ("validity", finding),
            Broken::Rule(finding) => ("rule", finding),
        };
        Some(format!("{kind} {}", finding.arguments.last().unwrap().1))
    }

    macro_rules! data {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/data/x509/", $name, ".der"))
        };
    }

    #[test]
    fn a_sound_path_breaks_nothing() {
        assert_eq!(broken(&[data!("person"), data!("sub-state"), data!("root")], TIME), None);
        assert_eq!(broken(&[data!("person")], TIME), None); // the signer itself is an anchor
    }

    #[test]
    fn a_ca_out_of_its_validity_is_told_from_other_rules() {
        let path: [&[u8]; 3] = [data!("person"), data!("sub-state"), data!("root")];
        assert_eq!(broken(&path, "2099-01-01T00:00:00Z").unwrap(), "validity expired");
        assert_eq!(broken(&path, "1999-01-01T00:00:00Z").unwrap(), "validity not-yet-valid");
        // The dates of an anchor are not judged.
        let path: [&[u8]; 2] = [data!("person"), data!("sub-state")];
        assert_eq!(broken(&path, "2099-01-01T00:00:00Z"), None);
    }

    #[test]
    fn an_anchor_that_is_no_ca_issues_nothing() {
        let root = certificate(data!("root"));
        let person = certificate(data!("person"));
        assert_eq!(issuer_rule(&root, 0, true), None);
        assert_eq!(issuer_rule(&person, 0, true), Some("not-a-ca"));
    }

    #[test]
    fn path_lengths_and_name_constraints() {
        let constrained = certificate(data!("sub-constrained"));
        assert!(constrained.name_constraints().is_some());
        for is_anchor in [false, true] {
            assert_eq!(
                issuer_rule(&constrained, 0, is_anchor),
                Some("name-constraints-not-processed")
            );
        }
        let state = certificate(data!("sub-state"));
        let limit = state.basic_constraints().unwrap().path_len.unwrap();
        let limit = usize::try_from(limit).unwrap();
        assert_eq!(issuer_rule(&state, limit, false), None);
        assert_eq!(issuer_rule(&state, limit + 1, false), Some("path-length"));
    }
}
