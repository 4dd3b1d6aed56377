//! Time-stamp validation (EN 319 102-1 clause 5.4).

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::acceptance::{AlgorithmAssessment, form_problems};
use super::basic::{Judgement, Object, judge as judge_basic};
use super::certificate::Usage;
use super::facts::{CmsFacts, ReferenceCheck, TimestampFacts, TokenFacts};
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};
use super::proof::assess_token;
use super::revocation::RevocationEvidence;
use super::session::Session;
use crate::x509::{Certificate, CertificateId};

/// The result for one timestamp inside a signature.
#[derive(Clone, Debug)]
pub struct TimestampConclusion {
    /// The main result. Whatever it is, it neither lifts nor sinks the signature by itself: only a
    /// timestamp that passed proves a time.
    pub indication: Indication,
    /// What was noticed, what decided first.
    pub findings: Vec<Finding>,
    /// The chain of the authority.
    pub chain: Vec<Arc<Certificate>>,
    /// What the revocation status of that chain rests on.
    pub revocation: Vec<RevocationEvidence>,
    /// The algorithms that it rests on, and whether the policy relies on them.
    pub algorithms: Vec<AlgorithmAssessment>,
}

/// How accurate the clock of an authority is taken to be whose tokens do not say it: what EN 319 421
/// clause 7.7.2 asks of all. Many write whole seconds, and some stamp twice within one.
const UNSTATED_ACCURACY: SignedDuration = SignedDuration::from_secs(1);

/// A time that a timestamp which passed stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stamp {
    pub(super) time: Timestamp,
    accuracy: SignedDuration,
    /// The certificate of an authority that lets its tokens be ordered by their times alone.
    ordered_by: Option<CertificateId>,
}

impl Stamp {
    /// What a token stands for; `None` if it cannot be read.
    pub(super) fn of(token: Option<&TokenFacts>, cms: &CmsFacts) -> Option<Self> {
        let token = token?;
        let ordered_by = cms.signing_certificate.filter(|_| token.ordering);
        let accuracy = token.accuracy.unwrap_or(UNSTATED_ACCURACY);
        Some(Self { time: token.time, accuracy, ordered_by })
    }

    /// The first instant at which the token may have been made.
    pub(super) fn earliest(&self) -> Timestamp {
        self.time.checked_sub(self.accuracy).unwrap_or(Timestamp::MIN)
    }

    /// The last instant at which it may have been made.
    pub(super) fn latest(&self) -> Timestamp {
        self.time.checked_add(self.accuracy).unwrap_or(Timestamp::MAX)
    }
}

/// How far the times of timestamps have come that were made one after another (EN 319 102-1 clause
/// 5.5.4, coherence), within what their authorities say about their clocks. Tokens of one authority
/// that says so can be ordered however accurate they are (RFC 3161 §2.4.2).
#[derive(Clone, Default)]
pub(super) struct Order {
    reached: Option<Timestamp>,
    reached_by: HashMap<CertificateId, Timestamp>,
}

impl Order {
    /// The latest instant at which one of the timestamps was certainly not made yet.
    pub(super) fn reached(&self) -> Option<Timestamp> {
        self.reached
    }

    /// Whether a timestamp may have been made after all those before it.
    pub(super) fn admits(&self, stamp: &Stamp) -> bool {
        let of_same = stamp.ordered_by.and_then(|authority| self.reached_by.get(&authority));
        self.reached.is_none_or(|reached| stamp.latest() >= reached)
            && of_same.is_none_or(|&reached| stamp.time >= reached)
    }

    /// Takes in one of the timestamps.
    pub(super) fn reach(&mut self, stamp: &Stamp) {
        self.reached = self.reached.max(Some(stamp.earliest()));
        if let Some(authority) = stamp.ordered_by {
            let of_same = self.reached_by.entry(authority).or_insert(stamp.time);
            *of_same = stamp.time.max(*of_same);
        }
    }
}

/// Judges a timestamp inside a signature that is proved to have existed at `existed`.
pub(super) fn judge(
    facts: &TimestampFacts,
    existed: Timestamp,
    context: &Session<'_>,
) -> TimestampConclusion {
    let mut problems = facts.format_problems.clone();
    problems.extend(form_problems(&facts.findings, context.policy));
    let object = Object { format_problems: &problems, ..object(facts, existed) };
    let mut judgement = judge_basic(object, context);
    check_token(&facts.cms, facts.token.as_ref(), context, &mut judgement);
    let Judgement { indication, mut findings, chain, revocation } = judgement;
    findings.extend(facts.findings.iter().cloned());
    let algorithms = assess_token(&facts.cms, &chain, existed, context);
    TimestampConclusion {
        indication: indication.unwrap_or(Indication::TotalPassed),
        findings,
        chain,
        revocation,
        algorithms,
    }
}

/// A timestamp inside a signature as what is validated.
pub(super) fn object(facts: &TimestampFacts, existed: Timestamp) -> Object<'_> {
    Object {
        cms: &facts.cms,
        format_problems: &facts.format_problems,
        signature_policy: None,
        usage: Usage::Timestamping,
        existed,
    }
}

/// What RFC 3161 asks of a token beyond a signature.
pub(super) fn check_token(
    cms: &CmsFacts,
    token: Option<&TokenFacts>,
    context: &Session<'_>,
    judgement: &mut Judgement,
) {
    let Some(token) = token else {
        // Without a time there is nothing to be proved. That it cannot be read was said, but of facts
        // that were kept and are not whole.
        if judgement.indication.is_none() {
            let finding = Finding::new(Code::SignatureUnreadable).with("reason", "no token");
            judgement.findings.push(finding);
            judgement.indication = Some(Indication::TotalFailed(SubIndication::FormatFailure));
        }
        return;
    };
    if token.is_authority_misnamed {
        judgement.findings.push(Finding::new(Code::AuthorityMisnamed));
    }
    let limit = context.policy.timestamps.maximum_accuracy;
    if let (None, Some(limit), Some(stated)) = (judgement.indication, limit, token.accuracy)
        && stated > limit
    {
        judgement.findings.push(
            Finding::new(Code::TimestampInaccurate)
                .with("accuracy", stated.as_secs_f64())
                .with("limit", limit.as_secs()),
        );
        judgement.indication =
            Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    }
    if Stamp::of(Some(token), cms).is_some_and(|stamp| stamp.earliest() > context.time) {
        judgement.findings.push(Finding::new(Code::TimestampFromFuture).with("time", token.time));
    }
    // A clock that shows another time than that of the key cannot be relied on: the authority had not
    // been certified yet, or was no more.
    if let (None, Some(stamp), Some(authority)) =
        (judgement.indication, Stamp::of(Some(token), cms), judgement.chain.first())
        && (stamp.latest() < authority.not_before() || stamp.earliest() > authority.not_after())
    {
        judgement.findings.push(
            Finding::new(Code::TimestampOutsideCertificate)
                .with("time", token.time)
                .with("not_before", authority.not_before())
                .with("not_after", authority.not_after()),
        );
        judgement.indication =
            Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    }
    // RFC 3161 §2.4.2: the token names the certificate of its authority.
    if judgement.indication.is_none() && cms.reference == ReferenceCheck::Absent {
        judgement.findings.push(Finding::new(Code::SigningCertificateUnnamed));
        judgement.indication =
            Some(Indication::Indeterminate(SubIndication::SigConstraintsFailure));
    }
}
