//! The validation process for basic signatures (EN 319 102-1 clause 5.3), of signatures and of
//! timestamp tokens alike.

use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::{check_signature_policy, reliable_until, weakness};
use super::certificate::{self, Question, Usage, can_be_saved};
use super::facts::{CmsFacts, ReferenceCheck, SignaturePolicyFacts, ValueCheck};
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};
use super::past::{self, is_of_the_past};
use super::path::is_expired;
use super::policy::AlgorithmUse;
use super::revocation::RevocationEvidence;
use super::session::Session;
use crate::crypto::DigestAlgorithm;
use crate::x509::Certificate;

/// What is validated.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) cms: &'a CmsFacts,
    /// What breaks its format.
    pub(super) format_problems: &'a [Finding],
    /// The signature policy that it names.
    pub(super) signature_policy: Option<&'a SignaturePolicyFacts>,
    pub(super) usage: Usage,
    /// The earliest time at which it is proved to have existed, at the latest the validation time.
    pub(super) existed: Timestamp,
}

/// What follows for it.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    /// Why it is not passed.
    pub(super) indication: Option<Indication>,
    pub(super) findings: Vec<Finding>,
    /// The chain, signer first, anchor last; the signer alone where no chain was found.
    pub(super) chain: Vec<Arc<Certificate>>,
    pub(super) revocation: Vec<RevocationEvidence>,
}

/// The building blocks follow clause 5.3.4, with one difference that never makes a result milder:
/// what is certain from the bytes alone (a broken format, a wrong digest, a wrong signature value)
/// is said first, so that a forged document is reported as failed and not as "signer unknown".
pub(super) fn judge(object: Object<'_>, context: &Session<'_>) -> Judgement {
    let signer = object.cms.signing_certificate.and_then(|id| context.certificate(&id));
    let mut judgement = Judgement { chain: signer.iter().cloned().collect(), ..Default::default() };
    judgement.indication = check_format(object, &mut judgement.findings)
        .or_else(|| check_values(object.cms, &mut judgement.findings))
        .or_else(|| check_content(object.cms, &mut judgement.findings))
        .or_else(|| check_signing_certificate(object.cms, signer.as_ref(), &mut judgement.findings))
        .or_else(|| {
            check_signature_policy(object.signature_policy, context.policy, &mut judgement.findings)
        })
        .or_else(|| check_algorithms_known(object.cms, &mut judgement.findings))
        .or_else(|| match &signer {
            Some(signer) => {
                check_certificate(object, signer, context, &mut judgement).or_else(|| {
                    judgement.findings.push(strength(object, signer, context)?);
                    let failure = SubIndication::CryptoConstraintsFailureNoPoe;
                    Some(Indication::Indeterminate(failure))
                })
            }
            None => Some(Indication::Indeterminate(SubIndication::NoSigningCertificateFound)),
        });
    // Material that a bound kept out may say that a certificate is revoked: without it nobody can
    // say passed.
    let limit = context.materials.iter().find_map(|material| material.limit());
    if let Some(limit) = limit
        && judgement.indication.is_none()
    {
        judgement.indication = Some(Indication::Indeterminate(SubIndication::TryLater));
        judgement.findings.insert(0, Finding::new(Code::LimitReached).with("limit", limit));
    }
    judgement
}

/// Format checking (5.2.2).
fn check_format(object: Object<'_>, findings: &mut Vec<Finding>) -> Option<Indication> {
    findings.extend(object.format_problems.iter().cloned());
    (!findings.is_empty()).then_some(Indication::TotalFailed(SubIndication::FormatFailure))
}

/// What cryptographic verification (5.2.7) finds wrong for certain.
fn check_values(cms: &CmsFacts, findings: &mut Vec<Finding>) -> Option<Indication> {
    if cms.digest_matches == Some(false) {
        findings.push(Finding::new(Code::DigestMismatch));
        return Some(Indication::TotalFailed(SubIndication::HashFailure));
    }
    let code = match cms.value {
        ValueCheck::Mismatch => Code::SignatureValueWrong,
        ValueCheck::Unreadable => Code::SignatureUnreadable,
        ValueCheck::Matches | ValueCheck::NotChecked | ValueCheck::Unsupported(_) => return None,
    };
    findings.push(Finding::new(code));
    Some(Indication::TotalFailed(SubIndication::SigCryptoFailure))
}

/// That what was signed is at hand (5.2.7): nothing that can be said without it is worth much.
fn check_content(cms: &CmsFacts, findings: &mut Vec<Finding>) -> Option<Indication> {
    if !cms.is_content_missing {
        return None;
    }
    findings.push(Finding::new(Code::ContentNotFound));
    Some(Indication::Indeterminate(SubIndication::SignedDataNotFound))
}

/// Identification of the signing certificate (5.2.3).
fn check_signing_certificate(
    cms: &CmsFacts,
    signer: Option<&Arc<Certificate>>,
    findings: &mut Vec<Finding>,
) -> Option<Indication> {
    // A format that is not read names no signer that could be found; what is said of it is that.
    let is_unread =
        cms.signing_certificate.is_none() && matches!(cms.value, ValueCheck::Unsupported(_));
    let code = if is_unread {
        return None;
    } else if signer.is_none() || cms.value == ValueCheck::NotChecked {
        Code::SigningCertificateNotFound
    } else if cms.reference == ReferenceCheck::Mismatch {
        Code::SigningCertificateMismatch
    } else {
        return None;
    };
    findings.push(Finding::new(code));
    Some(Indication::Indeterminate(SubIndication::NoSigningCertificateFound))
}

/// What could not be computed, because an algorithm is not known, can be neither passed nor failed.
fn check_algorithms_known(cms: &CmsFacts, findings: &mut Vec<Finding>) -> Option<Indication> {
    let algorithm = match (&cms.value, cms.digest_matches) {
        (ValueCheck::Unsupported(name), _) => name.clone(),
        (_, None) => "digest".to_owned(),
        _ => return None,
    };
    findings.push(Finding::new(Code::AlgorithmUnsupported).with("algorithm", algorithm));
    Some(Indication::Indeterminate(SubIndication::CryptoConstraintsFailure))
}

/// X.509 certificate validation (5.2.6) at the validation time and, where that fails for a reason
/// which an earlier existence takes away, at the time when the object is proved to have existed
/// (5.5.4). What 5.5 cannot take back is left to past signature validation (5.6.2.4).
fn check_certificate(
    object: Object<'_>,
    signer: &Arc<Certificate>,
    context: &Session<'_>,
    judgement: &mut Judgement,
) -> Option<Indication> {
    let now = context.time;
    let question = Question {
        signer: signer.id(),
        usage: object.usage,
        at: now,
        is_named: is_named(object, signer, context),
    };
    let earlier = Question { at: object.existed, ..question };
    let mut outcome = certificate::validate(signer, question, context);
    let mut failure = outcome.failure;
    if object.existed < now && failure.is_some_and(can_be_saved) {
        let saved = certificate::validate(signer, earlier, context);
        let is_past = saved.failure.is_none() && failure.is_some_and(is_of_the_past);
        let followed = is_past.then(|| past::check(&saved.chain, earlier, context));
        match followed {
            // Clause 5.6.2.4.4 2): then what is said of the current time stands.
            Some(Err(finding)) => judgement.findings.push(finding),
            None if saved.failure != failure && failure.is_some_and(is_of_the_past) => {
                judgement.findings.extend(saved.findings.last().cloned());
            }
            // That more would have to be known about the earlier time says less than what is known
            // now.
            _ if saved.failure != Some(SubIndication::TryLater) => {
                failure = saved.failure;
                outcome = saved;
            }
            _ => {}
        }
    }
    // Clause 5.5.4 10): what has only its age for it needs a chain that can be followed into the past
    // (5.6.2.4.4 2); then its own age is what counts (5.6.2.4.4 4).
    if failure.is_none()
        && outcome.is_aged
        && let Err(finding) = past::validation_time(&outcome.chain, earlier, context)
    {
        judgement.findings.push(finding);
        failure = Some(SubIndication::CryptoConstraintsFailureNoPoe);
    }
    judgement.findings.extend(outcome.findings.iter().cloned());
    judgement.revocation.clone_from(&outcome.revocation);
    if !outcome.chain.is_empty() {
        judgement.chain.clone_from(&outcome.chain);
    }
    if object.existed < now
        && object.existed < signer.not_before()
        && failure.is_none_or(can_be_saved)
    {
        let finding =
            Finding::new(Code::CertificateNotYetValid).with("not_before", signer.not_before());
        if !judgement.findings.contains(&finding) {
            judgement.findings.push(finding);
        }
        return Some(Indication::TotalFailed(SubIndication::NotYetValid));
    }
    if failure.is_none() && is_expired(signer, now) {
        let finding = Finding::new(Code::ExpiredLater).with("not_after", signer.not_after());
        judgement.findings.push(finding);
    }
    failure.map(Indication::Indeterminate)
}

/// Whether the object names the certificate (ESS) by a digest that could be relied on until the
/// certificate itself is known to have existed: then it existed when the object did (5.6.2.3.4 4)b).
///
/// Only then does the signature value say what was signed, too. Whoever has a value that somebody
/// else had stamped can find a key with which it fits another content; but not one that this content
/// names before it is found.
fn is_named(object: Object<'_>, signer: &Certificate, context: &Session<'_>) -> bool {
    let existed = context.item_existed(signer.id().as_bytes());
    let end = object
        .cms
        .reference_digest_algorithm
        .map(|digest| context.policy.digest_end(digest, usage(object.usage)));
    let is_reliable = end.is_some_and(|end| end.is_none_or(|end| existed < end));
    object.cms.reference == ReferenceCheck::Matches && is_reliable
}

/// What proves that a signature existed proves that the revocation values among its signed attributes
/// did: the value is over them, as far as the digest between them can still be relied on (clause
/// 5.6.2.3.4 4), and says so only together with the key, which has to be as old.
pub(super) fn prove_signed_revocation(object: Object<'_>, context: &Session<'_>) {
    let cms = object.cms;
    let signer = cms.signing_certificate.and_then(|id| context.certificate(&id));
    let Some(signer) = signer.filter(|_| cms.intact() == Some(true)) else { return };
    let digest = cms.signature_algorithm.as_ref().and_then(|algorithm| algorithm.digest());
    let usage = AlgorithmUse::Signature;
    if weakness(context.policy, usage, digest, None, context.time).is_some() {
        return;
    }
    let existed = match is_named(object, &signer, context) {
        true => object.existed,
        false => object.existed.max(context.item_existed(signer.id().as_bytes())),
    };
    context.prove_items(&cms.signed_revocation, existed);
}

/// For what an object uses its algorithms.
fn usage(usage: Usage) -> AlgorithmUse {
    match usage {
        Usage::Timestamping => AlgorithmUse::Timestamp,
        Usage::Any | Usage::Signing => AlgorithmUse::Signature,
    }
}

/// Signature acceptance validation (5.2.8), as far as it is about cryptography: what is too weak
/// about the signature itself.
pub(super) fn strength(
    object: Object<'_>,
    signer: &Certificate,
    context: &Session<'_>,
) -> Option<Finding> {
    let key = Some(signer.public_key());
    weakness(context.policy, usage(object.usage), digests(object.cms), key, object.existed)
}

/// Until when that is strong enough; `None` where no end is set.
pub(super) fn reliable_object(
    object: Object<'_>,
    signer: &Certificate,
    context: &Session<'_>,
) -> Option<Timestamp> {
    let key = Some(signer.public_key());
    reliable_until(context.policy, usage(object.usage), digests(object.cms), key)
}

fn digests(cms: &CmsFacts) -> impl Iterator<Item = DigestAlgorithm> {
    let digests = [
        cms.digest_algorithm,
        cms.content_digest_algorithm,
        cms.signature_algorithm.as_ref().and_then(|algorithm| algorithm.digest()),
    ];
    digests.into_iter().flatten()
}
