//! The validation process for basic signatures (EN 319 102-1 clause 5.3).

use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::weakness;
use super::certificate::{self, Usage};
use super::facts::{
    ChangeLevel, Coverage, ReferenceCheck, SignatureFacts, SignatureKind, ValueCheck,
};
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};
use super::material::Material;
use super::policy::Policy;
use super::revocation::RevocationEvidence;
use super::session::Session;
use crate::x509::{Certificate, CertificateId, CertificatePool, EdgeCache};

/// What facts are judged against (EN 319 102-1 clause 5.2.4, validation context).
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What is asked for.
    pub policy: &'a Policy,
    /// The time for which the verdict is given, usually now. It is never a proof of existence.
    pub time: Timestamp,
    /// Whom the user trusts.
    pub anchors: &'a CertificatePool,
    /// What is at hand, of the document and of the trust folder.
    pub materials: &'a [&'a Material],
    /// Signatures over certificates and revocation data that were verified already.
    pub edges: &'a EdgeCache,
}

impl Context<'_> {
    /// A certificate at hand, by its digest.
    pub fn certificate(&self, id: &CertificateId) -> Option<Arc<Certificate>> {
        self.materials
            .iter()
            .find_map(|material| material.certificates().find(id))
            .or_else(|| self.anchors.find(id))
            .cloned()
    }
}

/// What the time of a [`Conclusion`] rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TimeSource {
    /// Nothing proves that the signature existed before the validation time.
    Now,
}

impl TimeSource {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
        }
    }
}

/// The result for one signature.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// The main result.
    pub indication: Indication,
    /// What was noticed, what decided first.
    pub findings: Vec<Finding>,
    /// The chain, signer first, anchor last; the signer alone where no chain was found.
    pub chain: Vec<Arc<Certificate>>,
    /// What the revocation status of the chain rests on, CAs first.
    pub revocation: Vec<RevocationEvidence>,
    /// The earliest time at which the signature is known to have existed.
    pub best_time: Timestamp,
    /// What that rests on.
    pub time_source: TimeSource,
}

/// Judges the facts of one signature.
///
/// The building blocks follow clause 5.3.4, with one difference that never makes a result milder:
/// what is certain from the bytes alone (a broken format, a wrong digest, a wrong signature value)
/// is said first, so that a forged document is reported as failed and not as "signer unknown".
pub fn validate(facts: &SignatureFacts, context: &Context<'_>) -> Conclusion {
    judge(facts, &Session::new(context))
}

/// Judges the signatures of one document as [`validate`] does, in the same order. Certificates that
/// several share are validated once, and what they may cost together is bounded
/// ([`DOCUMENT_PATH_STEPS`](crate::limits::DOCUMENT_PATH_STEPS)).
pub fn validate_all(signatures: &[SignatureFacts], context: &Context<'_>) -> Vec<Conclusion> {
    let session = Session::new(context);
    signatures.iter().map(|facts| judge(facts, &session)).collect()
}

fn judge(facts: &SignatureFacts, context: &Session<'_>) -> Conclusion {
    let mut conclusion = judge_material(facts, context);
    // Material that a bound kept out may say that a certificate is revoked: without it nobody can
    // say passed.
    let limit = context.materials.iter().find_map(|material| material.limit());
    if let Some(limit) = limit
        && conclusion.indication == Indication::TotalPassed
    {
        conclusion.indication = Indication::Indeterminate(SubIndication::TryLater);
        conclusion.findings.insert(0, Finding::new(Code::LimitReached).with("limit", limit));
    }
    conclusion
}

fn judge_material(facts: &SignatureFacts, context: &Session<'_>) -> Conclusion {
    let mut conclusion = Conclusion {
        indication: Indication::TotalPassed,
        findings: Vec::new(),
        chain: Vec::new(),
        revocation: Vec::new(),
        best_time: context.time,
        time_source: TimeSource::Now,
    };
    let signer = facts.signing_certificate.and_then(|id| context.certificate(&id));
    conclusion.chain.extend(signer.clone());

    conclusion.indication = check_format(facts, &mut conclusion.findings)
        .or_else(|| check_values(facts, &mut conclusion.findings))
        .or_else(|| check_signing_certificate(facts, signer.as_ref(), &mut conclusion.findings))
        .or_else(|| check_algorithms_known(facts, &mut conclusion.findings))
        .or_else(|| match &signer {
            Some(signer) => check_certificate(facts, signer, context, &mut conclusion),
            None => Some(Indication::Indeterminate(SubIndication::NoSigningCertificateFound)),
        })
        .or_else(|| check_constraints(facts, context, &mut conclusion.findings, signer.as_deref()))
        .unwrap_or(Indication::TotalPassed);
    conclusion.findings.extend(facts.findings.iter().cloned());
    conclusion
}

/// Format checking (5.2.2), with the rules of the document: what a signature covers and what came
/// after it.
fn check_format(facts: &SignatureFacts, findings: &mut Vec<Finding>) -> Option<Indication> {
    findings.extend(facts.format_problems.iter().cloned());
    if facts.coverage == Coverage::Partial {
        findings.push(Finding::new(Code::CoveragePartial));
    }
    let undecided = facts.permits.is_none() && facts.changes == ChangeLevel::Annotations;
    // Of a partial coverage it says enough that nothing can be said about changes, unless some are
    // known.
    let unknown = facts.coverage == Coverage::Partial && facts.change_list.is_empty();
    if !facts.changes_permitted() && !undecided && !unknown {
        findings.push(changes(Code::ChangesNotPermitted, facts));
    }
    (!findings.is_empty()).then_some(Indication::TotalFailed(SubIndication::FormatFailure))
}

/// The gravest changes after a signature, as a finding.
fn changes(code: Code, facts: &SignatureFacts) -> Finding {
    let gravest: Vec<_> = facts
        .change_list
        .iter()
        .filter(|change| change.level == facts.changes)
        .map(|change| match &change.object {
            Some(object) => format!("{} ({object})", change.code),
            None => change.code.to_owned(),
        })
        .take(5)
        .collect();
    Finding::new(code).with("level", facts.changes.name()).with("changes", gravest.join(", "))
}

/// What cryptographic verification (5.2.7) finds wrong for certain.
fn check_values(facts: &SignatureFacts, findings: &mut Vec<Finding>) -> Option<Indication> {
    if facts.digest_matches == Some(false) {
        findings.push(Finding::new(Code::DigestMismatch));
        return Some(Indication::TotalFailed(SubIndication::HashFailure));
    }
    let code = match facts.value {
        ValueCheck::Mismatch => Code::SignatureValueWrong,
        ValueCheck::StoredBytesOnly => Code::SignedAttributesNotDer,
        ValueCheck::Unreadable => Code::SignatureUnreadable,
        ValueCheck::Matches | ValueCheck::NotChecked | ValueCheck::Unsupported(_) => return None,
    };
    findings.push(Finding::new(code));
    Some(Indication::TotalFailed(SubIndication::SigCryptoFailure))
}

/// Identification of the signing certificate (5.2.3).
fn check_signing_certificate(
    facts: &SignatureFacts,
    signer: Option<&Arc<Certificate>>,
    findings: &mut Vec<Finding>,
) -> Option<Indication> {
    // A format that is not read names no signer that could be found; what is said of it is that.
    let is_unread =
        facts.signing_certificate.is_none() && matches!(facts.value, ValueCheck::Unsupported(_));
    let code = if is_unread {
        return None;
    } else if signer.is_none() || facts.value == ValueCheck::NotChecked {
        Code::SigningCertificateNotFound
    } else if facts.reference == ReferenceCheck::Mismatch {
        Code::SigningCertificateMismatch
    } else {
        return None;
    };
    findings.push(Finding::new(code));
    Some(Indication::Indeterminate(SubIndication::NoSigningCertificateFound))
}

/// What could not be computed, because an algorithm is not known, can be neither passed nor failed.
fn check_algorithms_known(
    facts: &SignatureFacts,
    findings: &mut Vec<Finding>,
) -> Option<Indication> {
    let algorithm = match (&facts.value, facts.digest_matches) {
        (ValueCheck::Unsupported(name), _) => name.clone(),
        (_, None) => "digest".to_owned(),
        _ => return None,
    };
    findings.push(Finding::new(Code::AlgorithmUnsupported).with("algorithm", algorithm));
    Some(Indication::Indeterminate(SubIndication::CryptoConstraintsFailure))
}

/// X.509 certificate validation (5.2.6).
fn check_certificate(
    facts: &SignatureFacts,
    signer: &Arc<Certificate>,
    context: &Session<'_>,
    conclusion: &mut Conclusion,
) -> Option<Indication> {
    let usage = match facts.kind {
        SignatureKind::Signature => Usage::Signing,
        SignatureKind::Timestamp => Usage::Timestamping,
    };
    let outcome = certificate::validate(signer, usage, context);
    conclusion.findings.extend(outcome.findings);
    conclusion.revocation = outcome.revocation;
    if !outcome.chain.is_empty() {
        conclusion.chain = outcome.chain;
    }
    let failure = outcome.failure?;
    if matches!(
        failure,
        SubIndication::OutOfBoundsNoPoe
            | SubIndication::OutOfBoundsNotRevoked
            | SubIndication::RevokedNoPoe
            | SubIndication::RevokedCaNoPoe
    ) {
        claimed_only(facts, &mut conclusion.findings);
    }
    Some(Indication::Indeterminate(failure))
}

/// Where a proof of existence would have decided otherwise, the claimed time is what a reader
/// asks about: it is shown, and said to prove nothing.
fn claimed_only(facts: &SignatureFacts, findings: &mut Vec<Finding>) {
    if let Some(claimed) = facts.claimed_time {
        findings.push(Finding::new(Code::TimeClaimedOnly).with("time", claimed));
    }
}

/// Signature acceptance validation (5.2.8).
fn check_constraints(
    facts: &SignatureFacts,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
    signer: Option<&Certificate>,
) -> Option<Indication> {
    let digests = [
        facts.digest_algorithm,
        facts.content_digest_algorithm,
        facts.signature_algorithm.as_ref().and_then(|algorithm| algorithm.digest()),
    ];
    let key = signer.map(Certificate::public_key);
    if let Some(finding) =
        weakness(context.policy, digests.into_iter().flatten(), key, context.time)
    {
        findings.push(finding);
        claimed_only(facts, findings);
        return Some(Indication::Indeterminate(SubIndication::CryptoConstraintsFailureNoPoe));
    }
    if !facts.changes_permitted() {
        // Annotations without a DocMDP that speaks of them: ISO 32000-2 leaves it open whether
        // they belong to the signed document, so nobody can say passed or failed.
        findings.push(changes(Code::ChangesNotPermitted, facts));
        return Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    }
    if facts.changes > ChangeLevel::None {
        findings.push(changes(Code::ChangesPermitted, facts));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::DigestAlgorithm;
    use crate::validation::facts::SignatureFormat;
    use crate::validation::policy::RevocationRequirement;
    use SubIndication as Sub;

    const PERSON: &[u8] = include_bytes!("../../tests/data/x509/person.der");

    /// A sound signature of a person.
    fn sound() -> SignatureFacts {
        SignatureFacts {
            field: "Signature1".to_owned(),
            kind: SignatureKind::Signature,
            format: SignatureFormat::Pades,
            sub_filter: None,
            level: None,
            revision: 1,
            coverage: Coverage::WholeFile,
            changes: ChangeLevel::None,
            change_list: Vec::new(),
            permits: None,
            claimed_time: None,
            has_cms_signing_time: false,
            token_time: None,
            reason: None,
            location: None,
            digest_algorithm: Some(DigestAlgorithm::Sha256),
            content_digest_algorithm: None,
            signature_algorithm: None,
            signature_algorithm_name: None,
            digest_matches: Some(true),
            value: ValueCheck::Matches,
            signing_certificate: Some(CertificateId::of(PERSON)),
            reference: ReferenceCheck::Matches,
            format_problems: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The indication where the person's certificate is itself an anchor.
    fn indication(change: impl FnOnce(&mut SignatureFacts)) -> Indication {
        let mut facts = sound();
        change(&mut facts);
        let signer = Arc::new(Certificate::parse(PERSON).unwrap());
        let policy = Policy { revocation: RevocationRequirement::Require, ..Policy::generic() };
        let context = Context {
            policy: &policy,
            time: "2030-06-01T00:00:00Z".parse().unwrap(),
            anchors: &[signer].into_iter().collect(),
            materials: &[],
            edges: &EdgeCache::new(),
        };
        validate(&facts, &context).indication
    }

    fn failed(sub: SubIndication) -> Indication {
        Indication::TotalFailed(sub)
    }

    fn open(sub: SubIndication) -> Indication {
        Indication::Indeterminate(sub)
    }

    #[test]
    fn only_what_was_computed_and_is_right_passes() {
        let values = [
            (ValueCheck::Matches, None),
            (ValueCheck::Mismatch, Some(failed(Sub::SigCryptoFailure))),
            (ValueCheck::NotChecked, Some(open(Sub::NoSigningCertificateFound))),
            (ValueCheck::StoredBytesOnly, Some(failed(Sub::SigCryptoFailure))),
            (ValueCheck::Unreadable, Some(failed(Sub::SigCryptoFailure))),
            (ValueCheck::Unsupported("x".to_owned()), Some(open(Sub::CryptoConstraintsFailure))),
        ];
        for (value, of_value) in values {
            for (digest, of_digest) in [
                (Some(true), None),
                (Some(false), Some(failed(Sub::HashFailure))),
                (None, Some(open(Sub::CryptoConstraintsFailure))),
            ] {
                let expected = match (of_digest, of_value) {
                    (Some(wrong @ Indication::TotalFailed(_)), _) => wrong,
                    (other, of_value) => of_value.or(other).unwrap_or(Indication::TotalPassed),
                };
                let found = indication(|facts| {
                    facts.value = value.clone();
                    facts.digest_matches = digest;
                });
                assert_eq!(found, expected, "{value:?} {digest:?}");
            }
        }
    }

    #[test]
    fn without_a_signer_nothing_passes() {
        let missing = open(Sub::NoSigningCertificateFound);
        assert_eq!(indication(|facts| facts.signing_certificate = None), missing);
        let unknown = CertificateId::of(b"another");
        assert_eq!(indication(|facts| facts.signing_certificate = Some(unknown)), missing);
        assert_eq!(indication(|facts| facts.reference = ReferenceCheck::Mismatch), missing);
        // A format that is not read: its algorithm is what is not known.
        let unread = indication(|facts| {
            facts.signing_certificate = None;
            facts.digest_matches = None;
            facts.value = ValueCheck::Unsupported("adbe.x509.rsa_sha1".to_owned());
        });
        assert_eq!(unread, open(Sub::CryptoConstraintsFailure));
    }

    #[test]
    fn changes_after_a_signature() {
        use ChangeLevel::{Annotations, FormFilling, Lta, None as Nothing, Other};
        let format = failed(Sub::FormatFailure);
        let undecided = open(Sub::SigConstraintsFailure);
        let passed = Indication::TotalPassed;
        for (permits, expected) in [
            (None, [passed, passed, passed, undecided, format]),
            (Some(Lta), [passed, passed, format, format, format]),
            (Some(FormFilling), [passed, passed, passed, format, format]),
            (Some(Annotations), [passed, passed, passed, passed, format]),
        ] {
            for (changes, expected) in
                [Nothing, Lta, FormFilling, Annotations, Other].into_iter().zip(expected)
            {
                let found = indication(|facts| {
                    facts.permits = permits;
                    facts.changes = changes;
                });
                assert_eq!(found, expected, "{permits:?} {changes:?}");
            }
        }
        assert_eq!(indication(|facts| facts.coverage = Coverage::Partial), format);
    }

    #[test]
    fn nothing_passes_where_material_was_kept_out() {
        let signer = Arc::new(Certificate::parse(PERSON).unwrap());
        let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
        let mut material = Material::new();
        for expected in [Indication::TotalPassed, open(Sub::TryLater)] {
            let context = Context {
                policy: &policy,
                time: "2030-06-01T00:00:00Z".parse().unwrap(),
                anchors: &[Arc::clone(&signer)].into_iter().collect(),
                materials: &[&material],
                edges: &EdgeCache::new(),
            };
            let conclusion = validate(&sound(), &context);
            assert_eq!(conclusion.indication, expected);
            let limits = conclusion.findings.iter().filter(|it| it.code == Code::LimitReached);
            assert_eq!(limits.count(), usize::from(expected != Indication::TotalPassed));
            material.note_limit("DOCUMENT_REVOCATION_VALUES");
        }
    }

    #[test]
    fn weak_digests_do_not_pass() {
        let weak = open(Sub::CryptoConstraintsFailureNoPoe);
        let sha1 = Some(DigestAlgorithm::Sha1);
        assert_eq!(indication(|facts| facts.digest_algorithm = sha1), weak);
        assert_eq!(indication(|facts| facts.content_digest_algorithm = sha1), weak);
    }

    #[test]
    fn signatures_of_one_signer_are_validated_once() {
        let parse = |der: &[u8]| Arc::new(Certificate::parse(der).unwrap());
        let chain: [&[u8]; 3] = [
            PERSON,
            include_bytes!("../../tests/data/x509/sub-state.der"),
            include_bytes!("../../tests/data/x509/root.der"),
        ];
        let mut material = Material::new();
        chain.iter().for_each(|der| material.add_certificate(parse(der)));
        let edges = EdgeCache::new();
        let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
        let context = Context {
            policy: &policy,
            time: "2030-06-01T00:00:00Z".parse().unwrap(),
            anchors: &[parse(chain[2])].into_iter().collect(),
            materials: &[&material],
            edges: &edges,
        };
        let mut signatures = vec![sound(); 100];
        signatures[50].kind = SignatureKind::Timestamp; // the same certificate, another purpose
        let conclusions = validate_all(&signatures, &context);
        assert!(edges.hits() + edges.misses() <= 8, "{}", edges.hits() + edges.misses());
        for (number, (facts, conclusion)) in signatures.iter().zip(&conclusions).enumerate() {
            let alone = validate(facts, &context);
            assert_eq!(conclusion.indication, alone.indication);
            assert_eq!(conclusion.findings, alone.findings);
            assert_eq!(conclusion.chain, alone.chain);
            let expected = match number {
                50 => open(Sub::ChainConstraintsFailure),
                _ => Indication::TotalPassed,
            };
            assert_eq!(conclusion.indication, expected);
        }
    }
}
