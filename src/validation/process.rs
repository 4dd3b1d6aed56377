//! The validation process for signatures with time (EN 319 102-1 clause 5.5), over all signatures
//! and document timestamps of one document.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::acceptance::{AlgorithmAssessment, form_problems, outside_recommended};
use super::basic::{Judgement, Object, judge as judge_basic, prove_signed_revocation, strength};
use super::certificate::Usage;
use super::extension::{ExtensionWindow, window};
use super::facts::{
    ChangeLevel, Coverage, Level, SignatureFacts, SignatureKind, TimestampFacts, TimestampKind,
};
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};
use super::level::{Missing, complete_since, level};
use super::material::Material;
use super::policy::{ClaimedTimeNote, Policy, Role};
use super::proof::{self, ProofOfExistence};
use super::revocation::{RevocationEvidence, RevocationStatus};
use super::session::{Proof, Session};
use super::timestamp::{self, Order, Stamp, TimestampConclusion, check_token};
use crate::x509::{Certificate, CertificateId, CertificatePool, EdgeCache};

/// By how much Vietnamese local time is ahead of UTC.
const LOCAL_OFFSET: SignedDuration = SignedDuration::from_hours(7);
/// By how much a clock may be off, or signing take, where a claimed time is compared with another.
const CLAIM_TOLERANCE: SignedDuration = SignedDuration::from_hours(1);

/// Kinds of changes, and pages, that one finding names.
const CHANGES_NAMED: usize = 5;

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
    /// A proof that the caller provided ([`Material::prove_document`]): an evidence record over the
    /// document, for example.
    Provided,
    /// A timestamp over the signature, or over a document that holds it.
    Timestamp,
}

impl TimeSource {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Provided => "provided",
            Self::Timestamp => "timestamp",
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
    /// The earliest time at which the signature is known to have existed (best-signature-time).
    pub best_time: Timestamp,
    /// What that rests on.
    pub time_source: TimeSource,
    /// The results for the timestamps inside the signature, in the order of
    /// [`SignatureFacts::timestamps`].
    pub timestamps: Vec<TimestampConclusion>,
    /// The baseline level that the signature has reached, as far as it can be known; `None` if it
    /// is none of PAdES.
    pub level: Option<Level>,
    /// What it lacks for the next level.
    pub missing: Vec<Missing>,
    /// The algorithms that it rests on, and whether the policy relies on them.
    pub algorithms: Vec<AlgorithmAssessment>,
    /// What is proved to have existed before the validation time, of what the conclusion rests on.
    pub proofs: Vec<ProofOfExistence>,
    /// From when and until when it may be renewed; `None` if it did not pass.
    pub extension: Option<ExtensionWindow>,
    /// The role of the signer by the policy, where [`assign_roles`](super::assign_roles) told it.
    pub role: Option<Role>,
}

/// Judges the facts of one signature alone.
pub fn validate(facts: &SignatureFacts, context: &Context<'_>) -> Conclusion {
    let session = Session::new(context);
    match facts.kind {
        SignatureKind::Signature => judge_signature(facts, &[], &Order::default(), &session),
        SignatureKind::Timestamp => judge_document_timestamp(facts, &[], &session),
    }
}

/// Judges the signatures of one document, which are given in the order of the revisions they sign,
/// and gives the results in the same order.
///
/// The document timestamps are judged first, the newest before the others: one that passes proves
/// that all which it covers existed at its time. Certificates that several signatures share are
/// validated once, and what they may cost together is bounded
/// ([`DOCUMENT_PATH_STEPS`](crate::limits::DOCUMENT_PATH_STEPS)).
pub fn validate_all(signatures: &[SignatureFacts], context: &Context<'_>) -> Vec<Conclusion> {
    let session = Session::new(context);
    let mut archive: Vec<DocumentStamp<'_>> = Vec::new();
    // What stands in an earlier revision was there when a signature was made that covers it. Only
    // what passed counts: it can make a signature fail for certain.
    let mut earlier: Vec<(usize, Stamp)> = Vec::new();
    let mut conclusions: Vec<(usize, Conclusion)> = Vec::with_capacity(signatures.len());
    let numbered = || signatures.iter().enumerate().rev();
    for (number, facts) in numbered().filter(|(_, facts)| facts.kind == SignatureKind::Timestamp) {
        let conclusion = judge_document_timestamp(facts, &archive, &session);
        let contradicts = Indication::Indeterminate(SubIndication::TimestampOrderFailure);
        let is_passed = conclusion.indication == Indication::TotalPassed;
        let counts = is_passed || conclusion.indication == contradicts;
        let stamp = Stamp::of(facts.token.as_ref(), &facts.cms);
        let stamp = stamp.filter(|stamp| counts && stamp.earliest() <= session.time);
        if let Some(stamp) = stamp.filter(|_| is_passed) {
            session.prove(Proof { revision: facts.revision, time: stamp.time });
            earlier.push((facts.revision, stamp));
        }
        let window = conclusion.extension.filter(|_| stamp.is_some());
        archive.push(DocumentStamp { facts, stamp, is_passed, window });
        conclusions.push((number, conclusion));
    }
    for (number, facts) in signatures.iter().enumerate() {
        if facts.kind != SignatureKind::Signature {
            continue;
        }
        let mut order = Order::default();
        earlier
            .iter()
            .filter(|(revision, _)| *revision < facts.revision)
            .for_each(|(_, stamp)| order.reach(stamp));
        let conclusion = judge_signature(facts, &archive, &order, &session);
        let inside = facts.timestamps.iter().zip(&conclusion.timestamps);
        let passed =
            inside.filter_map(|(facts, judged)| passed_stamp(facts, judged, facts.kind, &session));
        earlier.extend(passed.map(|stamp| (facts.revision, stamp)));
        conclusions.push((number, conclusion));
    }
    conclusions.sort_by_key(|(number, _)| *number);
    conclusions.into_iter().map(|(_, conclusion)| conclusion).collect()
}

/// A document timestamp that was judged.
pub(super) struct DocumentStamp<'a> {
    pub(super) facts: &'a SignatureFacts,
    /// Its time, if it passed or would have, had it not contradicted another.
    stamp: Option<Stamp>,
    /// How long it carries what it covers, if it passed.
    pub(super) window: Option<ExtensionWindow>,
    is_passed: bool,
}

impl DocumentStamp<'_> {
    /// Whether it passed, so that it proves what it covers.
    pub(super) fn passed(&self) -> bool {
        self.is_passed && self.stamp.is_some()
    }
}

/// The document timestamps over a later revision than that of `facts`.
pub(super) fn later<'a>(
    facts: &SignatureFacts,
    archive: &'a [DocumentStamp<'a>],
) -> impl Iterator<Item = &'a DocumentStamp<'a>> + Clone {
    let revision = facts.revision;
    archive.iter().filter(move |stamp| stamp.facts.revision > revision)
}

fn judge_document_timestamp(
    facts: &SignatureFacts,
    archive: &[DocumentStamp<'_>],
    context: &Session<'_>,
) -> Conclusion {
    let existed = context.existed(facts.revision.saturating_add(1));
    let problems = format_problems(facts, context.policy);
    let object = object(facts, &problems, existed);
    let mut judgement = judge_basic(object, context);
    check_token(&facts.cms, facts.token.as_ref(), context, &mut judgement);
    let mut order = Order::default();
    if let Some(own) = Stamp::of(facts.token.as_ref(), &facts.cms) {
        order.reach(&own);
    }
    let mut covering = later(facts, archive).filter_map(|stamp| stamp.stamp);
    if judgement.indication.is_none() && !covering.all(|stamp| order.admits(&stamp)) {
        order_failure(&mut judgement);
    }
    check_changes(facts, &mut judgement);
    let source = source(existed, context);
    let mut conclusion = conclude(facts, judgement, existed, source, Vec::new());
    if conclusion.indication == Indication::TotalPassed {
        let Conclusion { chain, revocation, .. } = &conclusion;
        let time = facts.token.map_or(existed, |token| token.time);
        let own = ExtensionWindow::of(object, chain, revocation, time, context);
        let later = later(facts, archive).filter_map(|stamp| stamp.window);
        conclusion.extension = ExtensionWindow::last(later.chain(own));
    }
    proof::note(&mut conclusion, facts, archive, context);
    conclusion
}

fn judge_signature(
    facts: &SignatureFacts,
    archive: &[DocumentStamp<'_>],
    earlier: &Order,
    context: &Session<'_>,
) -> Conclusion {
    let covered = context.existed(facts.revision.saturating_add(1));
    let timestamps: Vec<_> =
        facts.timestamps.iter().map(|facts| timestamp::judge(facts, covered, context)).collect();
    let passed = |kind| {
        let judged = facts.timestamps.iter().zip(&timestamps);
        judged.filter_map(move |(facts, conclusion)| passed_stamp(facts, conclusion, kind, context))
    };
    let archived = later(facts, archive).filter_map(|stamp| stamp.stamp);

    // Clause 5.5.4: best-signature-time is the earliest proof; without any, it is now.
    let stamped = passed(TimestampKind::Signature).map(|stamp| stamp.time).min();
    let existed = stamped.map_or(covered, |time| time.min(covered));
    let source = source(existed, context);

    let problems = format_problems(facts, context.policy);
    let object = object(facts, &problems, existed);
    prove_signed_revocation(object, context);
    let mut judgement = judge_basic(object, context);
    if source == TimeSource::Now
        && (context.policy.timestamps.claimed_time == ClaimedTimeNote::Always
            || judgement.indication.is_some_and(asks_for_proof))
    {
        claimed_only(facts, &mut judgement.findings);
    }
    // Content timestamps are older than the signature, signature timestamps younger, and document
    // timestamps over it are younger still, in the order in which they follow each other.
    let mut order = earlier.clone();
    let mut is_ordered = passed(TimestampKind::Content).all(|stamp| order.admits(&stamp));
    passed(TimestampKind::Content).for_each(|stamp| order.reach(&stamp));
    made_too_late(order.reached(), &mut judgement);
    weak_when_made(object, order.reached(), &mut judgement, context);
    is_ordered &= passed(TimestampKind::Signature).all(|stamp| order.admits(&stamp));
    passed(TimestampKind::Signature).for_each(|stamp| order.reach(&stamp));
    let archived: Vec<_> = archived.collect();
    // The newest document timestamp was judged first.
    for stamp in archived.iter().rev() {
        is_ordered &= order.admits(stamp);
        order.reach(stamp);
    }
    if judgement.indication.is_none() && !is_ordered {
        order_failure(&mut judgement);
    }
    check_changes(facts, &mut judgement);
    if source == TimeSource::Now && context.policy.timestamps.required {
        timestamp_required(&mut judgement);
    }
    let key = judgement.chain.first().map(|signer| signer.public_key());
    let outside = outside_recommended(facts, key, context.policy);
    judgement.findings.extend(outside);
    compare_claimed_time(facts, existed, source, &mut judgement.findings);
    let is_distrusted =
        |conclusion: &TimestampConclusion| conclusion.indication != Indication::TotalPassed;
    if timestamps.iter().any(is_distrusted) {
        judgement.findings.push(Finding::new(Code::TimestampNotTrusted));
    }
    let mut conclusion = conclude(facts, judgement, existed, source, timestamps);
    let complete_since = complete_since(facts, &conclusion, archive, context);
    (conclusion.level, conclusion.missing) = level(facts, &complete_since, archive);
    if conclusion.indication == Indication::TotalPassed {
        conclusion.extension = window(object, facts, &conclusion, complete_since, archive, context);
    }
    proof::note(&mut conclusion, facts, archive, context);
    conclusion
}

fn source(existed: Timestamp, context: &Session<'_>) -> TimeSource {
    match existed < context.time {
        false => TimeSource::Now,
        true if context.provided() == Some(existed) => TimeSource::Provided,
        true => TimeSource::Timestamp,
    }
}

/// What a timestamp stands for if it passed. One that was not made yet proves nothing: neither for
/// the time that is asked for, nor against the signature.
pub(super) fn passed_stamp(
    facts: &TimestampFacts,
    conclusion: &TimestampConclusion,
    kind: TimestampKind,
    context: &Session<'_>,
) -> Option<Stamp> {
    let counts = facts.kind == kind && conclusion.indication == Indication::TotalPassed;
    let stamp = Stamp::of(facts.token.as_ref(), &facts.cms)?;
    Some(stamp).filter(|stamp| counts && stamp.earliest() <= context.time)
}

fn object<'a>(
    facts: &'a SignatureFacts,
    format_problems: &'a [Finding],
    existed: Timestamp,
) -> Object<'a> {
    let usage = match facts.kind {
        SignatureKind::Signature => Usage::Signing,
        SignatureKind::Timestamp => Usage::Timestamping,
    };
    let signature_policy = facts.signature_policy.as_ref();
    Object { cms: &facts.cms, format_problems, signature_policy, usage, existed }
}

fn conclude(
    facts: &SignatureFacts,
    judgement: Judgement,
    best_time: Timestamp,
    time_source: TimeSource,
    timestamps: Vec<TimestampConclusion>,
) -> Conclusion {
    let Judgement { indication, mut findings, chain, revocation } = judgement;
    findings.extend(facts.findings.iter().cloned());
    Conclusion {
        indication: indication.unwrap_or(Indication::TotalPassed),
        findings,
        chain,
        revocation,
        best_time,
        time_source,
        timestamps,
        level: None,
        missing: Vec::new(),
        algorithms: Vec::new(),
        proofs: Vec::new(),
        extension: None,
        role: None,
    }
}

/// The problems of the format, with the rules of the document: what a signature covers and what
/// came after it.
fn format_problems(facts: &SignatureFacts, policy: &Policy) -> Vec<Finding> {
    let mut problems = facts.format_problems.clone();
    problems.extend(form_problems(&facts.findings, policy));
    if facts.coverage == Coverage::Partial {
        problems.push(Finding::new(Code::CoveragePartial));
    }
    if !facts.changes_permitted() && !facts.changes_undecided() && !facts.changes_unknown() {
        problems.push(changes(Code::ChangesNotPermitted, facts));
    }
    problems
}

/// What remains to be said about changes of a signature against which nothing else speaks.
fn check_changes(facts: &SignatureFacts, judgement: &mut Judgement) {
    if judgement.indication.is_some() {
        return;
    }
    if !facts.changes_permitted() {
        // What is forbidden has failed the format already: what is left, nobody can decide.
        if !facts.changes_unknown() {
            judgement.findings.push(changes(Code::ChangesUndecided, facts));
        }
        judgement.indication =
            Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    } else if facts.changes > ChangeLevel::None {
        judgement.findings.push(changes(Code::ChangesPermitted, facts));
        if facts.alters_appearance {
            judgement.findings.push(appearance(facts));
        }
    }
}

/// That pages may show something else than what was signed, as a finding. It is what the evil
/// annotation and sneaky signature attacks use of what certified documents permit (ISO 32000-2
/// §12.8.2.2), so a signature that passes all the same does not do so without it.
fn appearance(facts: &SignatureFacts) -> Finding {
    let mut pages: Vec<_> = facts
        .change_list
        .iter()
        .filter(|change| change.level >= ChangeLevel::FormFilling)
        .filter_map(|change| change.page)
        .collect();
    pages.sort_unstable();
    pages.dedup();
    pages.truncate(CHANGES_NAMED);
    let pages: Vec<_> = pages.iter().map(ToString::to_string).collect();
    let finding = Finding::new(Code::AppearanceChanged);
    if pages.is_empty() { finding } else { finding.with("pages", pages.join(", ")) }
}

/// The gravest changes after a signature, as a finding.
fn changes(code: Code, facts: &SignatureFacts) -> Finding {
    let mut gravest: Vec<&str> = Vec::new();
    // What cannot be compared is graver than all that is listed.
    let listed = facts.change_list.iter().map(|change| change.level).max();
    for change in facts.change_list.iter().filter(|change| Some(change.level) == listed) {
        // where they are is said in the list of all changes
        if gravest.len() < CHANGES_NAMED && !gravest.contains(&change.code.as_ref()) {
            gravest.push(&change.code);
        }
    }
    Finding::new(code).with("level", facts.changes.name()).with("changes", gravest.join(", "))
}

/// Whether a proof of existence would have decided otherwise.
fn asks_for_proof(indication: Indication) -> bool {
    matches!(
        indication.sub_indication(),
        Some(
            SubIndication::CryptoConstraintsFailureNoPoe
                | SubIndication::OutOfBoundsNoPoe
                | SubIndication::OutOfBoundsNotRevoked
                | SubIndication::RevokedCaNoPoe
                | SubIndication::RevokedNoPoe
        )
    )
}

/// Then the claimed time is what a reader asks about: it is shown, and said to prove nothing.
fn claimed_only(facts: &SignatureFacts, findings: &mut Vec<Finding>) {
    if let Some(claimed) = facts.claimed_time {
        findings.push(Finding::new(Code::TimeClaimedOnly).with("time", claimed));
    }
}

/// A timestamp that the signature covers (over the content, or over an earlier revision) proves that
/// the signature was made after it. If the certificate had expired or was revoked by then, the
/// signature failed for certain (EN 319 102-1 tables 5 and 6).
fn made_too_late(begun: Option<Timestamp>, judgement: &mut Judgement) {
    let (Some(begun), Some(signer)) = (begun, judgement.chain.first()) else { return };
    let revoked = judgement.revocation.iter().find_map(|evidence| match evidence.status {
        RevocationStatus::Revoked { time } if evidence.certificate == signer.id() => Some(time),
        _ => None,
    });
    let failure = match judgement.indication.and_then(Indication::sub_indication) {
        Some(SubIndication::OutOfBoundsNoPoe | SubIndication::OutOfBoundsNotRevoked)
            if begun > signer.not_after() =>
        {
            SubIndication::Expired
        }
        Some(SubIndication::RevokedNoPoe) if revoked.is_some_and(|time| begun >= time) => {
            SubIndication::Revoked
        }
        _ => return,
    };
    judgement.findings.push(Finding::new(Code::MadeTooLate).with("time", begun));
    judgement.indication = Some(Indication::TotalFailed(failure));
}

/// If the algorithms of the signature were too weak even at that time, no proof of existence can be
/// old enough (clause 5.3.4 6), which does not call it a failure).
fn weak_when_made(
    object: Object<'_>,
    begun: Option<Timestamp>,
    judgement: &mut Judgement,
    context: &Session<'_>,
) {
    let no_poe = Indication::Indeterminate(SubIndication::CryptoConstraintsFailureNoPoe);
    if let (Some(begun), Some(signer)) = (begun, judgement.chain.first())
        && judgement.indication == Some(no_poe)
        && strength(Object { existed: begun, ..object }, signer, context).is_some()
    {
        judgement.findings.push(Finding::new(Code::MadeTooLate).with("time", begun));
        let failure = SubIndication::CryptoConstraintsFailure;
        judgement.indication = Some(Indication::Indeterminate(failure));
    }
}

fn order_failure(judgement: &mut Judgement) {
    judgement.findings.push(Finding::new(Code::TimestampsContradict));
    judgement.indication = Some(Indication::Indeterminate(SubIndication::TimestampOrderFailure));
}

/// The policy asks for a proof of the time (clause 5.2.8, constraints on signature elements).
fn timestamp_required(judgement: &mut Judgement) {
    if judgement.indication.is_none() {
        judgement.findings.push(Finding::new(Code::TimestampRequired));
        judgement.indication =
            Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    }
}

/// What the claimed time has against it. Nothing rests on it, but people read it.
fn compare_claimed_time(
    facts: &SignatureFacts,
    best_time: Timestamp,
    source: TimeSource,
    findings: &mut Vec<Finding>,
) {
    let Some(claimed) = facts.claimed_time else { return };
    // Some programs write local time as if it were UTC: into the CMS or into the dictionary.
    let is_shifted = |from: Timestamp| {
        let excess = claimed.duration_since(from);
        excess >= LOCAL_OFFSET - CLAIM_TOLERANCE && excess <= LOCAL_OFFSET + CLAIM_TOLERANCE
    };
    let proved = (source != TimeSource::Now).then_some(best_time);
    let reference =
        [proved, facts.dictionary_time].into_iter().flatten().find(|&it| is_shifted(it));
    if let Some(reference) = reference {
        let finding = Finding::new(Code::LocalTimeAsUtc);
        findings.push(finding.with("claimed", claimed).with("time", reference));
    } else if claimed.duration_since(best_time) > CLAIM_TOLERANCE {
        let finding = Finding::new(Code::ClaimedTimeAfterProof);
        findings.push(finding.with("claimed", claimed).with("time", best_time));
    }
}

#[cfg(test)]
#[path = "process_tests.rs"]
mod tests;
