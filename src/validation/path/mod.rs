//! Judging a candidate path (RFC 5280 §6.1) at a time.
//!
//! Names, signatures and the anchor were matched when the path was built; what remains are the
//! rules about each certificate and those about what the certificates above permit those below.
//!
//! | step of RFC 5280 | where |
//! |---|---|
//! | §6.1.3 a 1 and 4 (signatures, names) | [`crate::x509::candidate_paths`] |
//! | §6.1.3 a 2 (validity), §6.1.4 k to o, §6.1.5 f | here |
//! | §6.1.3 a 3 (revocation) | [`super::revocation`] |
//! | §6.1.3 b and c, §6.1.4 g (name constraints) | `names`, `subtree` |
//! | §6.1.3 d to f, §6.1.4 a, b, h to j, §6.1.5 a, b and g (policies) | `policies` |

mod inputs;
mod names;
mod policies;
mod rule;
mod subtree;
#[cfg(test)]
pub(super) mod test_certificates;
mod work;

use jiff::Timestamp;

use super::finding::{Code, Finding};
use crate::asn1::{Oid, oid};
use crate::x509::{Certificate, Path, Problem};

pub use inputs::PathInputs;
use policies::ANY_POLICY;
use rule::Fault;
pub(super) use rule::Rule;
pub(super) use work::Work;

/// id-ce-subjectAltName (RFC 5280 §4.2.1.6).
const SUBJECT_ALT_NAME: Oid = oid(&[2, 5, 29, 17]);

/// The most octets of a serial number (RFC 5280 §4.1.2.2).
const SERIAL_OCTETS: usize = 20;

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
pub(super) fn broken_rule(
    path: &Path,
    time: Timestamp,
    inputs: &PathInputs,
    work: &mut Work,
) -> Option<Broken> {
    let certificates = path.certificates();
    let mut out_of_validity = None;
    let mut below = 0_usize; // certificates between this one and the signer that are not self-issued
    for (depth, certificate) in certificates.iter().enumerate() {
        let is_anchor = depth + 1 == certificates.len();
        if let Some(extension) = certificate.unknown_critical().first() {
            return Some(Broken::Rule(
                Finding::new(Code::CriticalExtensionUnknown)
                    .with("certificate", certificate.subject())
                    .with("extension", extension),
            ));
        }
        if let Some(problem) = certificate.problems().iter().find(|problem| breaks_profile(problem))
        {
            return Some(Broken::Rule(broken(certificate, problem)));
        }
        if !is_anchor && let Some(rule) = profile_rule(certificate) {
            return Some(Broken::Rule(broken(certificate, &rule.name())));
        }
        if depth == 0 {
            continue;
        }
        let max_path_length = inputs.max_path_length.filter(|_| is_anchor);
        if let Some(rule) = issuer_rule(certificate, below, is_anchor)
            .or_else(|| is_longer(below, max_path_length).then_some(Rule::PathLength))
        {
            return Some(Broken::Rule(broken(certificate, &rule.name())));
        }
        if !is_anchor && let Some(rule) = validity_rule(certificate, time) {
            out_of_validity
                .get_or_insert_with(|| Broken::OutOfValidity(broken(certificate, &rule.name())));
        }
        if !certificate.is_self_issued() {
            below += 1;
        }
    }
    let fault = names::check(certificates, work)
        .and_then(|()| policies::check(certificates, inputs, work))
        .err();
    match fault {
        Some(Fault::Limit(limit)) => {
            Some(Broken::Rule(Finding::new(Code::LimitReached).with("limit", limit)))
        }
        Some(Fault::Rule(rule, certificate)) => {
            Some(Broken::Rule(broken(certificate, &rule.name())))
        }
        None => out_of_validity,
    }
}

/// Whether `time` is after the last second of a validity, and before the first. Certificates give
/// whole seconds, and the last one is part of the validity (RFC 5280 §4.1.2.5): all of it.
pub(super) fn is_expired(certificate: &Certificate, time: Timestamp) -> bool {
    time.as_second() > certificate.not_after().as_second()
}

fn broken(certificate: &Certificate, rule: &dyn std::fmt::Display) -> Finding {
    Finding::new(Code::CertificateChainBroken)
        .with("certificate", certificate.subject())
        .with("rule", rule)
}

/// Whether an oddity of an encoding leaves it open what the certificate says.
pub(super) fn breaks_profile(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::AlgorithmMismatch
            | Problem::DuplicateExtension(_)
            | Problem::MalformedExtension(_)
    )
}

/// The rule about its fields that any certificate but the anchor breaks.
fn profile_rule(certificate: &Certificate) -> Option<Rule> {
    if certificate.issuer().is_empty() {
        return Some(Rule::EmptyIssuer);
    }
    let serial = certificate.serial();
    // Where the first bit is that of the number, an octet of zeros goes before it.
    if serial.strip_prefix(&[0]).unwrap_or(serial).len() > SERIAL_OCTETS {
        return Some(Rule::SerialTooLong);
    }
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    if !is_ca && certificate.name_constraints().is_some() {
        return Some(Rule::NameConstraintsMisplaced);
    }
    if !is_ca && certificate.key_usage().is_some_and(|usage| usage.key_cert_sign()) {
        return Some(Rule::KeyUsageMisplaced);
    }
    let is_named = || {
        let mut extensions = certificate.extensions().into_iter();
        extensions.any(|extension| extension.oid == SUBJECT_ALT_NAME && extension.critical)
    };
    if certificate.subject().is_empty() && !is_ca && !is_named() {
        return Some(Rule::SubjectNotNamed);
    }
    None
}

/// The rule that a certificate which issues others breaks.
fn issuer_rule(certificate: &Certificate, below: usize, is_anchor: bool) -> Option<Rule> {
    // RFC 5280 §4.1.2.6
    if certificate.subject().is_empty() {
        return Some(Rule::EmptySubject);
    }
    match certificate.basic_constraints() {
        Some(constraints) if constraints.ca => {
            if is_longer(below, constraints.path_len) {
                return Some(Rule::PathLength);
            }
        }
        // A root of version 1 has no words for it.
        None if is_anchor && certificate.extensions().is_empty() => {}
        _ => return Some(Rule::NotACa),
    }
    if certificate.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Some(Rule::KeyUsage);
    }
    let mappings = certificate.policy_mappings();
    if mappings
        .iter()
        .any(|mapping| [mapping.issuer_domain, mapping.subject_domain].contains(&ANY_POLICY))
    {
        return Some(Rule::AnyPolicyMapped);
    }
    None
}

fn is_longer(below: usize, limit: Option<u32>) -> bool {
    limit.is_some_and(|limit| u64::try_from(below).is_ok_and(|below| below > u64::from(limit)))
}

/// RFC 5280 §6.1.3 a 2
fn validity_rule(certificate: &Certificate, time: Timestamp) -> Option<Rule> {
    if time < certificate.not_before() {
        return Some(Rule::NotYetValid);
    }
    is_expired(certificate, time).then_some(Rule::Expired)
}

#[cfg(test)]
mod tests {
    use super::test_certificates::Draft;
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
        let inputs = PathInputs::default();
        let (kind, finding) = match Work::of_document()
            .for_one_path(|work| broken_rule(path, time.parse().unwrap(), &inputs, work))?
        {
            Broken::OutOfValidity(finding) => ("validity", finding),
            Broken::Rule(finding) => ("rule", finding),
        };
        Some(format!("{kind} {}", finding.arguments.last().unwrap().1))
    }

    macro_rules! data {
        ($name:literal) => {
            include_bytes!(concat!("../../../tests/data/x509/", $name, ".der"))
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
        assert_eq!(issuer_rule(&person, 0, true), Some(Rule::NotACa));
    }

    #[test]
    fn path_lengths() {
        let state = certificate(data!("sub-state"));
        let limit = state.basic_constraints().unwrap().path_len.unwrap();
        let limit = usize::try_from(limit).unwrap();
        assert_eq!(issuer_rule(&state, limit, false), None);
        assert_eq!(issuer_rule(&state, limit + 1, false), Some(Rule::PathLength));
        assert!(!is_longer(3, None) && !is_longer(3, Some(3)) && is_longer(3, Some(2)));
        assert!(is_longer(usize::MAX, Some(u32::MAX)));
    }

    #[test]
    fn a_validity_ends_with_the_end_of_its_last_second() {
        let state = certificate(data!("sub-state"));
        let just = |nanoseconds| jiff::SignedDuration::from_nanos(nanoseconds);
        let rule = |time| validity_rule(&state, time);
        assert_eq!(rule(state.not_before() - just(1)), Some(Rule::NotYetValid));
        assert_eq!(rule(state.not_before()), None);
        assert_eq!(rule(state.not_after() + just(999_999_999)), None);
        assert_eq!(rule(state.not_after() + just(1_000_000_000)), Some(Rule::Expired));
    }

    #[test]
    fn rules_about_fields() {
        let rule = |draft: Draft| profile_rule(&draft.build());
        assert_eq!(rule(Draft::new("a", "b")), None);
        assert_eq!(rule(Draft::new("a", "b").serial(&[0x7f; 20])), None);
        let padded = [&[0][..], &[0xff; 20]].concat();
        assert_eq!(rule(Draft::new("a", "b").serial(&padded)), None);
        assert_eq!(rule(Draft::new("a", "b").serial(&[0x7f; 21])), Some(Rule::SerialTooLong));
        assert_eq!(rule(Draft::new("a", "b").serial(&[0xff; 5])), None);
        assert_eq!(rule(Draft::new("a", "b").issuer(&[])), Some(Rule::EmptyIssuer));
        let unnamed = || Draft::new("a", "b").subject(&[]);
        assert_eq!(rule(unnamed()), Some(Rule::SubjectNotNamed));
        let dns: &[u8] = b"0\x03\x82\x01a";
        assert_eq!(rule(unnamed().extension(17, false, dns)), Some(Rule::SubjectNotNamed));
        assert_eq!(rule(unnamed().extension(17, true, dns)), None);
        let constraining = || Draft::new("a", "b").name_constraints(&[(0x82, b"a")], &[]);
        assert_eq!(rule(constraining()), Some(Rule::NameConstraintsMisplaced));
        assert_eq!(rule(constraining().ca()), None);
        let signing = || Draft::new("a", "b").extension(15, true, &[3, 2, 0, 0b0000_0100]);
        assert_eq!(rule(signing()), Some(Rule::KeyUsageMisplaced));
        assert_eq!(rule(signing().ca()), None);
    }

    #[test]
    fn rules_about_issuers() {
        let rule = |draft: Draft| issuer_rule(&draft.build(), 0, false);
        assert_eq!(rule(Draft::new("a", "b")), Some(Rule::NotACa));
        assert_eq!(rule(Draft::new("a", "b").ca()), None);
        assert_eq!(rule(Draft::new("a", "b").ca().subject(&[])), Some(Rule::EmptySubject));
        let usage = |bits: u8| Draft::new("a", "b").ca().extension(15, true, &[3, 2, 0, bits]);
        assert_eq!(rule(usage(0b0000_0100)), None); // keyCertSign
        assert_eq!(rule(usage(0b1000_0010)), Some(Rule::KeyUsage));
        let other = oid(&[1, 2, 3]);
        for (mapping, expected) in [
            ((other, other), None),
            ((ANY_POLICY, other), Some(Rule::AnyPolicyMapped)),
            ((other, ANY_POLICY), Some(Rule::AnyPolicyMapped)),
        ] {
            assert_eq!(rule(Draft::new("a", "b").ca().mappings(&[mapping])), expected);
        }
    }
}
