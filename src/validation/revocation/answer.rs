//! What is concluded from all that is said about a certificate, at a time.

use jiff::{SignedDuration, Timestamp};

use super::super::finding::Finding;
use super::{Found, RevocationEvidence, RevocationStatus};
use crate::x509::{Reason, ReasonFlags};

/// What one CRL or OCSP response says about a certificate.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) evidence: RevocationEvidence,
    /// The first revision of the document that holds it.
    pub(super) since: Option<usize>,
    /// The earliest time at which it is proved to have existed.
    pub(super) existed: Timestamp,
    pub(super) revoked: Option<Revoked>,
    /// For which reasons silence about the certificate means that it was not revoked: nothing is
    /// missing in the scope of the evidence or in the authority of its signer.
    pub(super) covers: ReasonFlags,
    /// When the certificate of the signer expired, where that was before the evidence is first
    /// known to have existed: then only *revoked* counts.
    pub(super) expired_signer: Option<Timestamp>,
    /// Whether that holds although the certificate expired before the evidence was made.
    pub(super) keeps_expired: bool,
    /// How old it may be, where the policy says so.
    pub(super) freshness: Option<SignedDuration>,
    /// Why its signature is too weak.
    pub(super) weakness: Option<Finding>,
    /// Until when the algorithms of its signature may be relied on.
    pub(super) reliable_until: Option<Timestamp>,
    /// Whether they may not be any more, so that its age is all that counts for it.
    pub(super) is_aged: bool,
}

/// Since when a certificate is revoked or suspended.
#[derive(Clone, Copy)]
pub(in crate::validation) struct Revoked {
    time: Timestamp,
    on_hold: bool,
    /// Whether someone else may hold the key since then, as far as the reason tells.
    is_compromise: bool,
}

impl Revoked {
    /// A key counts as revoked since it is known or suspected to have been compromised
    /// (RFC 5280 §5.3.2), where that is earlier.
    pub(super) fn new(
        time: Timestamp,
        invalidity: Option<Timestamp>,
        reason: Option<Reason>,
    ) -> Self {
        let on_hold = reason == Some(Reason::CertificateHold);
        let since = invalidity.filter(|_| !on_hold).map_or(time, |invalid| invalid.min(time));
        // A revocation that does not say why may be for that.
        let is_harmless = matches!(
            reason,
            Some(
                Reason::AffiliationChanged
                    | Reason::CertificateHold
                    | Reason::CessationOfOperation
                    | Reason::PrivilegeWithdrawn
                    | Reason::RemoveFromCrl
                    | Reason::Superseded
            )
        );
        Self { time: since, on_hold, is_compromise: !is_harmless }
    }

    pub(super) fn is_on_hold(&self) -> bool {
        self.on_hold
    }
}

impl Answer {
    /// Whether it says anything about a certificate of this validity. A CRL drops certificates that
    /// expired, so its silence about one says nothing (RFC 5280 §3.3), unless it declares that
    /// it keeps them; nor does what was made before the certificate was.
    fn speaks(&self, validity: Validity) -> bool {
        self.revoked.is_some() || (self.is_complete() && self.reaches(validity))
    }

    fn reaches(&self, (not_before, not_after): Validity) -> bool {
        let made = self.evidence.this_update;
        made >= not_before && (self.keeps_expired || made <= not_after)
    }

    fn is_complete(&self) -> bool {
        self.covers.is_all()
    }

    fn is_on_hold(&self, time: Timestamp) -> bool {
        self.revoked.is_some_and(|revoked| revoked.on_hold && revoked.time <= time)
    }

    /// EN 319 102-1 clause 5.2.5.4.
    fn is_fresh(&self, time: Timestamp) -> bool {
        self.fresh_until() >= time
    }

    /// Until when it is fresh: as long as the policy says, else until there is newer information.
    fn fresh_until(&self) -> Timestamp {
        let RevocationEvidence { this_update, next_update, .. } = self.evidence;
        let until = match self.freshness {
            Some(freshness) => Some(this_update.checked_add(freshness).unwrap_or(Timestamp::MAX)),
            None => next_update,
        };
        until.unwrap_or(this_update).max(this_update)
    }
}

/// The validity period of a certificate.
pub(super) type Validity = (Timestamp, Timestamp);

/// Several answers of which each covers some reasons, as one that covers all (RFC 5280 §6.3.3,
/// reasons_mask): as old as the oldest, and as good as the worst.
pub(super) fn of_all_reasons(
    validity: Validity,
    answers: &[Answer],
    time: Timestamp,
) -> Option<Answer> {
    let mut parts: Vec<&Answer> = answers
        .iter()
        .filter(|part| !part.covers.is_empty() && !part.is_complete() && !part.is_on_hold(time))
        .filter(|part| part.reaches(validity))
        .collect();
    parts.sort_by_key(|part| {
        let is_worse =
            (!part.is_fresh(time), part.expired_signer.is_some(), part.weakness.is_some());
        (is_worse, std::cmp::Reverse(part.evidence.this_update))
    });
    let mut parts = parts.into_iter();
    let mut whole = Answer { revoked: None, ..parts.next()?.clone() };
    for part in parts {
        let covers = whole.covers.union(part.covers);
        if covers == whole.covers {
            continue;
        }
        // Where one does not say, the whole does not.
        let next = whole.evidence.next_update.zip(part.evidence.next_update);
        let next_update = next.map(|(one, other)| one.min(other));
        let oldest = if part.evidence.this_update < whole.evidence.this_update {
            &part.evidence
        } else {
            &whole.evidence
        };
        whole = Answer {
            evidence: RevocationEvidence { next_update, ..oldest.clone() },
            since: whole.since.zip(part.since).map(|(one, other)| one.max(other)),
            existed: whole.existed.max(part.existed),
            revoked: None,
            covers,
            expired_signer: whole.expired_signer.or(part.expired_signer),
            keeps_expired: whole.keeps_expired && part.keeps_expired,
            freshness: whole.freshness,
            weakness: whole.weakness.or_else(|| part.weakness.clone()),
            reliable_until: earliest(whole.reliable_until, part.reliable_until),
            is_aged: whole.is_aged || part.is_aged,
        };
        if whole.is_complete() {
            return Some(whole);
        }
    }
    None
}

/// Until when, at the latest until the control time, a certificate is known to have been trustworthy
/// by what existed before (EN 319 102-1 clause 5.6.2.2.4 2): until it was revoked or suspended, until
/// newer information had to be there, or until the algorithms of what tells of it ended.
pub(super) fn trusted_until(
    validity: Validity,
    mut answers: Vec<Answer>,
    control: Timestamp,
) -> Option<Timestamp> {
    answers.retain(|answer| answer.existed <= control && answer.evidence.this_update < control);
    answers.extend(of_all_reasons(validity, &answers, control));
    let revoked = answers.iter().filter_map(|answer| answer.revoked);
    let revoked = revoked.filter(|revoked| !revoked.on_hold).map(|revoked| revoked.time).min();
    if let Some(time) = revoked {
        return Some(time.min(control));
    }
    let sound: Vec<_> = answers
        .iter()
        .filter(|answer| answer.is_complete() && answer.speaks(validity))
        .filter(|answer| answer.expired_signer.is_none() && answer.weakness.is_none())
        .collect();
    let latest = sound.iter().map(|answer| answer.evidence.this_update).max();
    // Whether a hold still stands is said by the newest.
    let held = answers.iter().filter(|answer| Some(answer.evidence.this_update) >= latest);
    let held = held.filter_map(|answer| answer.revoked).map(|revoked| revoked.time).min();
    if let Some(time) = held {
        return Some(time.min(control));
    }
    let newest = sound.into_iter().max_by_key(|answer| answer.evidence.this_update)?;
    let fresh = newest.fresh_until().min(control);
    Some(newest.reliable_until.map_or(fresh, |end| end.min(fresh)))
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

/// The status at a control time.
pub(super) fn decide(validity: Validity, mut answers: Vec<Answer>, time: Timestamp) -> Found {
    let found = |status, answer: Option<&Answer>| Found {
        status,
        evidence: answer.map(|answer| RevocationEvidence { status, ..answer.evidence.clone() }),
        weakness: None,
        compromised_later: None,
        evidence_existed: None,
        is_aged: false,
    };
    answers.extend(of_all_reasons(validity, &answers, time));
    // The newest evidence first: it decides whether a hold still stands. Of two that were made at
    // the same time the one that says more.
    answers.sort_by_key(|answer| {
        (std::cmp::Reverse(answer.evidence.this_update), answer.revoked.is_none())
    });

    let revoked = answers
        .iter()
        .filter_map(|answer| answer.revoked.map(|revoked| (answer, revoked)))
        .filter(|(_, revoked)| !revoked.on_hold)
        .min_by_key(|(_, revoked)| revoked.time);
    if let Some((answer, Revoked { time: since, .. })) = revoked
        && since <= time
    {
        return found(RevocationStatus::Revoked { time: since }, Some(answer));
    }
    let newest = answers.iter().find(|answer| answer.speaks(validity));
    if let Some(answer) = newest
        && let Some(Revoked { time: since, .. }) = answer.revoked
        && answer.is_on_hold(time)
    {
        return found(RevocationStatus::OnHold { since }, Some(answer));
    }
    let rank = |answer: &Answer| {
        (answer.expired_signer.is_some(), answer.weakness.is_some(), answer.is_aged)
    };
    let fresh = answers
        .iter()
        .filter(|answer| answer.is_complete() && answer.speaks(validity))
        .filter(|answer| answer.is_fresh(time) && !answer.is_on_hold(time));
    if let Some(answer) = fresh.clone().min_by_key(|answer| rank(answer)) {
        if let Some(since) = answer.expired_signer {
            return found(RevocationStatus::OutOfBounds { since }, Some(answer));
        }
        let revoked_later = revoked.map(|(_, revoked)| revoked.time);
        let compromised = answers.iter().filter_map(|answer| answer.revoked);
        let compromised = compromised.filter(|revoked| revoked.is_compromise);
        return Found {
            compromised_later: compromised.map(|revoked| revoked.time).min(),
            weakness: answer.weakness.clone(),
            is_aged: answer.is_aged,
            evidence_existed: fresh
                .filter(|other| rank(other) == rank(answer))
                .map(|other| other.existed)
                .min(),
            ..found(RevocationStatus::Good { revoked_later }, Some(answer))
        };
    }
    // What says nothing about the certificate is not old: it is no answer.
    let speaking = |answer: &&Answer| answer.is_complete() && answer.speaks(validity);
    match answers.iter().find(speaking) {
        Some(answer) => {
            let until = answer.fresh_until();
            found(RevocationStatus::Stale { until }, Some(answer))
        }
        None => found(RevocationStatus::Unavailable, None),
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
