//! X.509 certificate validation (EN 319 102-1 clause 5.2.6).

use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::weakness;
use super::finding::{Code, Finding, Severity};
use super::indication::SubIndication;
use super::path::{Broken, Rule, broken_rule, is_expired};
use super::policy::{AlgorithmUse, RevocationRequirement};
use super::revocation::{
    Found, Link, RevocationEvidence, RevocationStatus, is_never_revoked, status,
};
use super::session::Session;
use crate::asn1::{Oid, oid};
use crate::x509::{Certificate, CertificateId, Path, Signed};

/// anyExtendedKeyUsage (RFC 5280 §4.2.1.12).
const ANY_PURPOSE: Oid = oid(&[2, 5, 29, 37, 0]);
/// id-kp-serverAuth (RFC 5280 §4.2.1.12).
const SERVER_AUTH: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 1]);
const CLIENT_AUTH: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 2]);
/// id-kp-timeStamping (RFC 3161 §2.3).
const TIME_STAMPING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 8]);
/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Usage {
    /// For whatever it permits: its key usage and purposes are not looked at.
    Any,
    /// To sign a document.
    Signing,
    /// To sign timestamps.
    Timestamping,
}

/// What is asked about a certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Question {
    pub(super) signer: CertificateId,
    pub(super) usage: Usage,
    /// The control time: the validation time, or an earlier one at which what the certificate
    /// signed is proved to have existed.
    pub(super) at: Timestamp,
    /// Whether what is proved to have existed names this very certificate (ESS) by a digest that can
    /// be relied on, so that the certificate existed too (clause 5.6.2.3.4 4).
    pub(super) is_named: bool,
}

/// The outcome for one path or, of several, for the best.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// Why it is not passed.
    pub(super) failure: Option<SubIndication>,
    /// What was noticed on the way.
    pub(super) findings: Vec<Finding>,
    /// The chain, signer first, anchor last; empty where there is none.
    pub(super) chain: Vec<Arc<Certificate>>,
    /// What the revocation status of each certificate of the chain rests on.
    pub(super) revocation: Vec<RevocationEvidence>,
    /// Whether algorithms of the chain or of that evidence have ended since they are first known to
    /// have existed: by the validation time alone they would be too weak (clause 5.5.4 10).
    pub(super) is_aged: bool,
}

/// Whether a proof of existence at an earlier time can save a signature from this (EN 319 102-1
/// clause 5.5.4).
pub(super) fn can_be_saved(failure: SubIndication) -> bool {
    matches!(
        failure,
        SubIndication::CryptoConstraintsFailureNoPoe
            | SubIndication::OutOfBoundsNoPoe
            | SubIndication::OutOfBoundsNotRevoked
            | SubIndication::RevocationOutOfBoundsNoPoe
            | SubIndication::RevokedCaNoPoe
            | SubIndication::RevokedNoPoe
            | SubIndication::TryLater
    )
}

impl Outcome {
    fn fail(mut self, failure: SubIndication, finding: Finding) -> Self {
        self.failure = Some(failure);
        self.findings.push(finding);
        self
    }

    /// How much it says beside the outcomes of other paths from the same certificate, for which see
    /// [`telling`].
    fn weight(&self) -> u8 {
        let has = |code| self.findings.iter().any(|finding| finding.code == code);
        match self.failure {
            // A path over another certificate of the authority that expired leads past it; what is
            // missing there is what helps.
            Some(SubIndication::OutOfBoundsNoPoe) if has(Code::CertificateChainBroken) => 4,
            // What a limit ended may have been sound.
            Some(SubIndication::CertificateChainGeneralFailure) if has(Code::LimitReached) => 1,
            failure => failure.map_or(u8::MAX, telling),
        }
    }
}

/// Validates a signing certificate. Of several paths the first that passes counts; if none
/// does, the outcome that says most about the certificate itself, of equal ones the first.
pub(super) fn validate(
    signer: &Arc<Certificate>,
    question: Question,
    context: &Session<'_>,
) -> Rc<Outcome> {
    context.outcomes.get(question, || Rc::new(validate_anew(signer, question, context)))
}

fn validate_anew(signer: &Arc<Certificate>, question: Question, context: &Session<'_>) -> Outcome {
    let search = context.paths_from(signer);
    let mut best: Option<Outcome> = None;
    for path in &search.paths {
        let outcome = judge(path, question, context);
        if outcome.failure.is_none() {
            return outcome;
        }
        if best.as_ref().is_none_or(|best| outcome.weight() > best.weight()) {
            best = Some(outcome);
        }
    }
    let mut outcome = best.unwrap_or_else(|| {
        Outcome::default().fail(
            SubIndication::NoCertificateChainFound,
            Finding::new(Code::ChainNotFound)
                .with("certificate", signer.subject())
                .with("issuer", signer.issuer()),
        )
    });
    if let Some(limit) = search.exhausted {
        outcome.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
    }
    for edge in &search.unsupported {
        let finding = Finding::new(Code::AlgorithmUnsupported).with("algorithm", &edge.algorithm);
        outcome.findings.push(finding);
    }
    outcome
}

/// How much a failure says: a path that breaks a rule says nothing of the certificate, a revocation
/// will not go away by another path.
fn telling(failure: SubIndication) -> u8 {
    match failure {
        SubIndication::RevokedNoPoe => 8,
        SubIndication::RevokedCaNoPoe => 7,
        SubIndication::OutOfBoundsNotRevoked | SubIndication::OutOfBoundsNoPoe => 6,
        SubIndication::TryLater | SubIndication::RevocationOutOfBoundsNoPoe => 5,
        SubIndication::CryptoConstraintsFailureNoPoe => 3,
        SubIndication::ChainConstraintsFailure => 2,
        _ => 0,
    }
}

/// Judges one path. A definite fault of the path or of the certificate's purpose is said before
/// revocation, since try-later would send the reader on a way that leads nowhere; revocation is
/// said before expiry, being the graver of the two.
fn judge(path: &Path, question: Question, context: &Session<'_>) -> Outcome {
    let Question { usage, at, .. } = question;
    let mut outcome = Outcome { chain: path.certificates().to_vec(), ..Outcome::default() };
    let Some(signer) = path.certificates().first() else { return outcome };

    let inputs = &context.policy.path;
    let out_of_validity = match context.judge_path(|work| broken_rule(path, at, inputs, work)) {
        Some(Broken::Rule(finding)) => {
            return outcome.fail(SubIndication::CertificateChainGeneralFailure, finding);
        }
        Some(Broken::OutOfValidity(finding)) => Some(finding),
        None => issued_by_expired(path, question, context),
    };
    if let Some(finding) = wrong_purpose(path.certificates(), usage) {
        return outcome.fail(SubIndication::ChainConstraintsFailure, finding);
    }
    let (revocation, later) = check_revocation(path, question, context, &mut outcome);
    if let Some((
        failure @ (SubIndication::RevokedNoPoe | SubIndication::RevokedCaNoPoe),
        finding,
    )) = revocation
    {
        return outcome.fail(failure, finding);
    }
    if let Some(finding) = out_of_validity {
        return outcome.fail(SubIndication::OutOfBoundsNoPoe, finding);
    }
    if is_expired(signer, at) {
        let finding = Finding::new(Code::CertificateExpired).with("not_after", signer.not_after());
        let failure = if later {
            SubIndication::OutOfBoundsNotRevoked
        } else {
            SubIndication::OutOfBoundsNoPoe
        };
        return outcome.fail(failure, finding);
    }
    if at < signer.not_before() {
        let finding =
            Finding::new(Code::CertificateNotYetValid).with("not_before", signer.not_before());
        return outcome.fail(SubIndication::OutOfBoundsNoPoe, finding);
    }
    if let Some((failure, finding)) = revocation {
        return outcome.fail(failure, finding);
    }
    let below_anchor = path.certificates().iter().take(path.certificates().len().saturating_sub(1));
    let links = below_anchor.zip(path.certificates().iter().skip(1)).enumerate();
    for (depth, (certificate, issuer)) in links {
        let existed = existed(path.certificates(), depth, question, context);
        let weak_at = |time| weak_certificate(certificate, issuer, time, context);
        if let Some(finding) = weak_at(existed.unwrap_or(context.time)) {
            return outcome.fail(SubIndication::CryptoConstraintsFailureNoPoe, finding);
        }
        outcome.is_aged |= weak_at(context.time).is_some();
    }
    outcome
}

/// Why the signature over a certificate is too weak at a time.
fn weak_certificate(
    certificate: &Certificate,
    issuer: &Certificate,
    time: Timestamp,
    context: &Session<'_>,
) -> Option<Finding> {
    let digest = Signed::signature_algorithm(certificate).digest();
    let key = Some(issuer.public_key());
    weakness(context.policy, AlgorithmUse::Certificate, digest, key, time)
}

/// A certificate that is first known to have existed when the CA that issued it had expired:
/// whoever holds the key of such a CA can still date back certificates (EN 319 102-1 clause 5.6.2.1
/// slides the control time for that reason). The dates of an anchor are not judged.
fn issued_by_expired(path: &Path, question: Question, context: &Session<'_>) -> Option<Finding> {
    let certificates = path.certificates();
    let issuers = certificates.iter().skip(1).take(certificates.len().saturating_sub(2));
    issuers.enumerate().find_map(|(depth, issuer)| {
        let existed = existed(certificates, depth, question, context)?;
        is_expired(issuer, existed).then(|| {
            Finding::new(Code::CertificateChainBroken)
                .with("certificate", issuer.subject())
                .with("rule", Rule::Expired.name())
        })
    })
}

/// The earliest time at which a certificate of a chain is known to have existed.
pub(super) fn existed(
    certificates: &[Arc<Certificate>],
    depth: usize,
    question: Question,
    context: &Session<'_>,
) -> Option<Timestamp> {
    let existed = context.item_existed(certificates.get(depth)?.id().as_bytes());
    let is_named = depth == 0 && question.is_named;
    Some(if is_named { existed.min(question.at) } else { existed })
}

/// Whether the certificate may be used for this, and each authority above it for issuing such
/// certificates: an authority that was certified for some purposes cannot give others away. (RFC
/// 5280 §4.2.1.12 binds the key of every certificate to its purposes; that they bind what an
/// authority issues is how Mozilla, Microsoft and CAs understand it.)
fn wrong_purpose(certificates: &[Arc<Certificate>], usage: Usage) -> Option<Finding> {
    let (signer, issuers) = certificates.split_first()?;
    let signs =
        || signer.key_usage().is_none_or(|it| it.digital_signature() || it.content_commitment());
    let permitted = match usage {
        Usage::Any => return None,
        // ISO 32000-2 §12.8.3.4.3 and EN 319 412-2 clause 4.3.2: digitalSignature or
        // nonRepudiation; no keyUsage extension means no limit (RFC 5280 §4.2.1.3).
        Usage::Signing => signs() && signer.extended_key_usage().is_none_or(signs_documents),
        // RFC 3161 §2.3: this purpose alone, marked critical.
        Usage::Timestamping => {
            signs()
                && signer.extended_key_usage().is_some_and(|usages| usages == [TIME_STAMPING])
                && signer.is_extended_key_usage_critical()
        }
    };
    let issues = |issuer: &Certificate| {
        issuer.extended_key_usage().is_none_or(|purposes| {
            purposes.contains(&ANY_PURPOSE)
                || match usage {
                    Usage::Timestamping => purposes.contains(&TIME_STAMPING),
                    Usage::Any | Usage::Signing => signs_documents(purposes),
                }
        })
    };
    if !permitted {
        return Some(Finding::new(Code::KeyUsageWrong).with("certificate", signer.subject()));
    }
    let authority = issuers.iter().find(|issuer| !issues(issuer))?;
    Some(
        Finding::new(Code::CertificateChainBroken)
            .with("certificate", authority.subject())
            .with("rule", Rule::PurposeNotPermitted.name()),
    )
}

/// Whether any of the purposes may be that of signing a document. RFC 5280 §4.2.1.12 binds a
/// certificate to its purposes, and CAs use many for documents; three never are one. That of clients is
/// one of persons, and in the certificate of a server nothing more than that.
fn signs_documents(purposes: &[Oid]) -> bool {
    let mut others = vec![SERVER_AUTH, TIME_STAMPING, OCSP_SIGNING];
    others.extend(purposes.contains(&SERVER_AUTH).then_some(CLIENT_AUTH));
    purposes.iter().any(|purpose| !others.contains(purpose))
}

/// Checks every certificate below the anchor, the CAs first: a revoked CA makes what it says
/// about others worthless. Where its key was compromised, if only after the control time, the
/// certificates that it signed and what says that they are good must have existed before: whoever
/// has the key can date them back (EN 319 102-1 clause 5.6.2.1).
///
/// Returns the failure, if there is one, and whether the signer is known not to have been revoked
/// although it expired.
fn check_revocation(
    path: &Path,
    question: Question,
    context: &Session<'_>,
    outcome: &mut Outcome,
) -> (Option<(SubIndication, Finding)>, bool) {
    let requirement = context.policy.revocation;
    let mut failure = None;
    let mut good_after_expiry = false;
    if requirement == RevocationRequirement::Ignore {
        outcome.findings.push(Finding::new(Code::RevocationIgnored));
        return (None, false);
    }
    let certificates = path.certificates();
    let pairs: Vec<_> = certificates.iter().zip(certificates.iter().skip(1)).enumerate().collect();
    let Some(anchor) = path.anchor().map(|anchor| anchor.id()) else { return (None, false) };
    let mut issuer_compromised: Option<Timestamp> = None;
    for (depth, (certificate, issuer)) in pairs.into_iter().rev() {
        let found = status(&Link { certificate, issuer, anchor }, question.at, context);
        let Found { status, evidence, weakness, compromised_later, evidence_existed, is_aged } =
            found;
        let forgeable = issuer_compromised
            .filter(|&time| evidence_existed.is_some_and(|existed| existed > time));
        issuer_compromised = compromised_later;
        let missing = matches!(
            status,
            RevocationStatus::OutOfBounds { .. }
                | RevocationStatus::Stale { .. }
                | RevocationStatus::Unavailable
        );
        if missing && is_never_revoked(certificate) {
            continue;
        }
        let named = |code| Finding::new(code).with("certificate", certificate.subject());
        if let Some(evidence) =
            evidence.as_ref().filter(|evidence| evidence.this_update > context.time)
        {
            let finding = named(Code::RevocationFromFuture).with("time", evidence.this_update);
            outcome.findings.push(finding);
        }
        outcome.revocation.extend(evidence);
        let problem = match status {
            RevocationStatus::Good { revoked_later } => {
                if let Some(time) = revoked_later {
                    outcome.findings.push(named(Code::RevokedLater).with("time", time));
                }
                let dated_back =
                    depth.checked_sub(1).zip(compromised_later).filter(|&(below, time)| {
                        existed(certificates, below, question, context).is_some_and(|it| it > time)
                    });
                match (forgeable, dated_back, weakness) {
                    (Some(time), ..) => {
                        let finding = Finding::new(Code::CaRevoked)
                            .with("certificate", issuer.subject())
                            .with("time", time);
                        (SubIndication::RevokedCaNoPoe, finding)
                    }
                    (None, Some((_, time)), _) => {
                        let finding = named(Code::CaRevoked).with("time", time);
                        (SubIndication::RevokedCaNoPoe, finding)
                    }
                    (None, None, Some(weakness)) => {
                        (SubIndication::CryptoConstraintsFailureNoPoe, weakness)
                    }
                    (None, None, None) => {
                        outcome.is_aged |= is_aged;
                        good_after_expiry = depth == 0;
                        continue;
                    }
                }
            }
            RevocationStatus::Revoked { time } if depth == 0 => {
                (SubIndication::RevokedNoPoe, named(Code::CertificateRevoked).with("time", time))
            }
            RevocationStatus::Revoked { time } => {
                (SubIndication::RevokedCaNoPoe, named(Code::CaRevoked).with("time", time))
            }
            RevocationStatus::OnHold { since } => {
                (SubIndication::TryLater, named(Code::CertificateOnHold).with("time", since))
            }
            RevocationStatus::OutOfBounds { since } => (
                SubIndication::RevocationOutOfBoundsNoPoe,
                named(Code::RevocationSignerExpired).with("not_after", since),
            ),
            RevocationStatus::Stale { until } => {
                (SubIndication::TryLater, named(Code::RevocationStale).with("until", until))
            }
            RevocationStatus::Unavailable => {
                (SubIndication::TryLater, named(Code::RevocationNotAvailable))
            }
        };
        let unusable = missing || problem.0 == SubIndication::CryptoConstraintsFailureNoPoe;
        if unusable && requirement == RevocationRequirement::IfPresent {
            let mut finding = named(Code::RevocationNotChecked);
            finding.severity = Severity::Info;
            outcome.findings.push(finding);
            continue;
        }
        let weight = |(failure, finding): &(SubIndication, Finding)| {
            (telling(*failure), finding.code == Code::CertificateOnHold)
        };
        if failure.as_ref().is_none_or(|known| weight(&problem) >= weight(known)) {
            failure = Some(problem);
        }
        if matches!(failure, Some((SubIndication::RevokedCaNoPoe, _))) {
            break;
        }
    }
    (failure, good_after_expiry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::path::test_certificates::Draft;

    /// KeyUsage with these bits in its first octet.
    fn key_usage(draft: Draft, bits: u8) -> Draft {
        draft.extension(15, true, &[3, 2, 0, bits])
    }

    /// id-kp with this last arc; none stands for anyExtendedKeyUsage.
    fn purposes(draft: Draft, critical: bool, arcs: &[Option<u8>]) -> Draft {
        let list = arcs.iter().flat_map(|arc| match arc {
            Some(arc) => vec![6, 8, 0x2b, 6, 1, 5, 5, 7, 3, *arc],
            None => vec![6, 4, 0x55, 0x1d, 0x25, 0],
        });
        let list: Vec<u8> = list.collect();
        let value = [&[0x30, u8::try_from(list.len()).unwrap()], list.as_slice()].concat();
        draft.extension(37, critical, &value)
    }

    #[test]
    fn what_a_key_may_be_used_for() {
        const SERVER: Option<u8> = Some(1);
        const MAIL: Option<u8> = Some(4);
        const STAMPS: Option<u8> = Some(8);
        let signer = || Draft::new("signer", "ca");
        let is_wrong = |draft: Draft, usage| wrong_purpose(&[draft.build()], usage).is_some();
        for (draft, signing, stamping) in [
            (signer(), true, false),
            (key_usage(signer(), 0b1000_0000), true, false), // digitalSignature
            (key_usage(signer(), 0b0100_0000), true, false), // contentCommitment
            (key_usage(signer(), 0b0010_0000), false, false), // keyEncipherment
            (purposes(signer(), false, &[MAIL]), true, false),
            (purposes(signer(), false, &[SERVER]), false, false),
            (purposes(signer(), false, &[SERVER, None]), true, false),
            (purposes(signer(), true, &[STAMPS]), false, true),
            (purposes(signer(), false, &[STAMPS]), false, false),
            (purposes(signer(), true, &[STAMPS, MAIL]), true, false),
            (purposes(key_usage(signer(), 0b0010_0000), true, &[STAMPS]), false, false),
        ] {
            let certificate = draft.build();
            let path = [certificate];
            assert_eq!(wrong_purpose(&path, Usage::Signing).is_none(), signing, "{path:?}");
            assert_eq!(wrong_purpose(&path, Usage::Timestamping).is_none(), stamping, "{path:?}");
            assert_eq!(wrong_purpose(&path, Usage::Any), None);
        }
        assert!(is_wrong(purposes(signer(), true, &[]), Usage::Signing));
    }

    #[test]
    fn an_authority_does_not_issue_beyond_its_own_purposes() {
        let ca = |arcs: &[Option<u8>]| purposes(Draft::new("ca", "root").ca(), false, arcs);
        let path = |ca: Draft, signer: Draft| {
            [signer.build(), ca.build(), Draft::new("root", "root").ca().build()]
        };
        let signer = || Draft::new("signer", "ca");
        let authority = || purposes(signer(), true, &[Some(8)]);
        for (arcs, signing, stamping) in [
            (&[Some(4)][..], true, false),
            (&[Some(1)], false, false),
            (&[Some(8)], false, true),
            (&[Some(9)], false, false),
            (&[Some(1), Some(4)], true, false),
            (&[Some(1), None], true, true),
        ] {
            let judged = wrong_purpose(&path(ca(arcs), signer()), Usage::Signing);
            assert_eq!(judged.is_none(), signing, "{arcs:?}");
            let stamped = wrong_purpose(&path(ca(arcs), authority()), Usage::Timestamping);
            assert_eq!(stamped.is_none(), stamping, "{arcs:?}");
            for finding in [judged, stamped].into_iter().flatten() {
                assert_eq!(finding.code, Code::CertificateChainBroken);
                assert_eq!(finding.arguments[0].1, "CN=ca");
                assert_eq!(finding.arguments[1].1, "purpose-not-permitted");
            }
            assert_eq!(wrong_purpose(&path(ca(arcs), signer()), Usage::Any), None);
        }
    }

    #[test]
    fn of_several_paths_the_one_that_says_most_is_told() {
        let outcome = |failure, code| Outcome::default().fail(failure, Finding::new(code));
        let general = SubIndication::CertificateChainGeneralFailure;
        // What says more comes later; what is about the certificate itself comes last.
        let order = [
            outcome(general, Code::CertificateChainBroken),
            outcome(general, Code::LimitReached),
            outcome(SubIndication::ChainConstraintsFailure, Code::KeyUsageWrong),
            outcome(SubIndication::CryptoConstraintsFailureNoPoe, Code::AlgorithmWeak),
            outcome(SubIndication::OutOfBoundsNoPoe, Code::CertificateChainBroken),
            outcome(SubIndication::TryLater, Code::RevocationNotAvailable),
            outcome(SubIndication::OutOfBoundsNoPoe, Code::CertificateExpired),
            outcome(SubIndication::RevokedCaNoPoe, Code::CaRevoked),
            outcome(SubIndication::RevokedNoPoe, Code::CertificateRevoked),
            Outcome::default(),
        ];
        assert!(order.is_sorted_by(|less, more| less.weight() < more.weight()));
    }
}
