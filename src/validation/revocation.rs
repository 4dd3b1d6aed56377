//! The revocation status of a certificate at a time (RFC 5280 §6.3, RFC 6960 §3.2), and the
//! freshness of what says so (EN 319 102-1 clause 5.2.5).
//!
//! Only complete evidence makes a certificate good: delta and indirect CRLs, CRLs limited to some
//! reasons, CRLs with unknown critical extensions and responders of whom too little is known cannot
//! do it. What says *revoked* and is authentic counts wherever it stands and however old it is:
//! one who knows of a revocation must not look away because of its form.
//!
//! The status is asked for at a control time: the validation time, or the earliest time at which
//! the signature is proved to have existed. The evidence itself is younger; in how far its signer
//! and its algorithms can be relied on is judged at the time at which the evidence is proved to
//! have existed.

use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::weakness;
use super::evidence::{self, Speaker, Statement};
use super::finding::Finding;
use super::material::Source;
use super::session::Session;
use crate::x509::{Certificate, CertificateId, Reason, Signed};

/// What is known about one certificate at the control time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Fresh evidence says that it was not revoked.
    Good {
        /// It was revoked after the control time.
        revoked_later: Option<Timestamp>,
    },
    /// It is suspended (certificateHold).
    OnHold {
        /// Since when.
        since: Timestamp,
    },
    /// What says that it was not revoked is signed with a key that cannot be relied on any more:
    /// its certificate had expired when the evidence is first known to have existed.
    OutOfBounds {
        /// When the signer's certificate expired.
        since: Timestamp,
    },
    /// It was revoked at or before the control time.
    Revoked {
        /// When.
        time: Timestamp,
    },
    /// There is evidence, and all of it is older than the control time allows.
    Stale {
        /// Until when the newest of it was meant to serve.
        until: Timestamp,
    },
    /// Nothing usable is at hand.
    Unavailable,
}

impl RevocationStatus {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::OnHold { .. } => "on-hold",
            Self::OutOfBounds { .. } => "out-of-bounds",
            Self::Revoked { .. } => "revoked",
            Self::Stale { .. } => "stale",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A CRL or OCSP response that a status rests on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevocationEvidence {
    /// Whose status it tells.
    pub certificate: CertificateId,
    /// What was concluded from it, and from what else is at hand.
    pub status: RevocationStatus,
    /// `crl` or `ocsp`.
    pub kind: &'static str,
    /// Where it was found.
    pub source: Source,
    /// When it was made.
    pub this_update: Timestamp,
    /// When newer information is available at the latest.
    pub next_update: Option<Timestamp>,
}

/// What was found about the revocation of one certificate.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) status: RevocationStatus,
    /// What the status rests on.
    pub(super) evidence: Option<RevocationEvidence>,
    /// Why that is worth nothing for [`RevocationStatus::Good`]: its signature was too weak when it
    /// is first known to have existed.
    pub(super) weakness: Option<Finding>,
    /// Since when, after the control time, someone else may hold the key.
    pub(super) compromised_later: Option<Timestamp>,
    /// The earliest time at which evidence that makes it good is proved to have existed.
    pub(super) evidence_existed: Option<Timestamp>,
}

/// What one CRL or OCSP response says about a certificate.
#[derive(Clone)]
struct Answer {
    evidence: RevocationEvidence,
    /// The first revision of the document that holds it.
    since: Option<usize>,
    /// The earliest time at which it is proved to have existed.
    existed: Timestamp,
    revoked: Option<Revoked>,
    /// Whether silence about the certificate means that it was not revoked: nothing is missing in
    /// the scope of the evidence or in the authority of its signer.
    complete: bool,
    /// When the certificate of the signer expired, where that was before the evidence is first
    /// known to have existed: then only *revoked* counts.
    expired_signer: Option<Timestamp>,
    /// Whether that holds although the certificate expired before the evidence was made.
    keeps_expired: bool,
    /// Why its signature is too weak.
    weakness: Option<Finding>,
}

/// Since when a certificate is revoked or suspended.
#[derive(Clone, Copy)]
pub(super) struct Revoked {
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
}

impl Answer {
    /// Whether it says anything about a certificate of this validity. A CRL drops certificates that
    /// expired, so its silence about one says nothing (RFC 5280 §3.3), unless it declares that
    /// it keeps them; nor does what was made before the certificate was.
    fn speaks(&self, (not_before, not_after): Validity) -> bool {
        let made = self.evidence.this_update;
        self.revoked.is_some()
            || (self.complete && made >= not_before && (self.keeps_expired || made <= not_after))
    }

    fn is_on_hold(&self, time: Timestamp) -> bool {
        self.revoked.is_some_and(|revoked| revoked.on_hold && revoked.time <= time)
    }

    /// EN 319 102-1 clause 5.2.5.4, without a maximum age of the policy's own.
    fn is_fresh(&self, time: Timestamp) -> bool {
        let RevocationEvidence { this_update, next_update, .. } = self.evidence;
        this_update >= time || next_update.is_some_and(|next| next >= time)
    }
}

/// The validity period of a certificate.
type Validity = (Timestamp, Timestamp);

/// The status of `certificate`, issued by `issuer`, at the control time `at`.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Found {
    context.statuses.get((certificate.id(), issuer.id(), at), || {
        let answers = answers(certificate, issuer, at, context);
        decide((certificate.not_before(), certificate.not_after()), answers, at)
    })
}

/// The first revision of the document that holds all that the status of `certificate` at the time
/// `at` needs; `None` if the document does not hold it.
pub(super) fn documented_since(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<usize> {
    context.documented.get((certificate.id(), issuer.id(), at), || {
        find_documented(certificate, issuer, at, context)
    })
}

fn find_documented(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<usize> {
    let validity = (certificate.not_before(), certificate.not_after());
    let mut answers = answers(certificate, issuer, at, context);
    answers.retain(|answer| answer.since.is_some());
    answers.sort_by_key(|answer| answer.since);
    answers.into_iter().find_map(|answer| {
        let since = answer.since;
        let is_telling = matches!(
            decide(validity, vec![answer], at).status,
            RevocationStatus::Good { .. } | RevocationStatus::Revoked { .. }
        );
        since.filter(|_| is_telling)
    })
}

fn answers(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Vec<Answer> {
    let said = [
        evidence::of_crls(certificate, issuer, context),
        evidence::of_responses(certificate, issuer, context),
    ];
    said.iter()
        .flat_map(|said| said.iter())
        .filter_map(|it| answer(it, issuer, at, context))
        .collect()
}

fn decide(validity: Validity, mut answers: Vec<Answer>, time: Timestamp) -> Found {
    let found = |status, answer: Option<&Answer>| Found {
        status,
        evidence: answer.map(|answer| RevocationEvidence { status, ..answer.evidence.clone() }),
        weakness: None,
        compromised_later: None,
        evidence_existed: None,
    };
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
    let rank = |answer: &Answer| (answer.expired_signer.is_some(), answer.weakness.is_some());
    let fresh = answers
        .iter()
        .filter(|answer| answer.complete && answer.speaks(validity))
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
            evidence_existed: fresh
                .filter(|other| rank(other) == rank(answer))
                .map(|other| other.existed)
                .min(),
            ..found(RevocationStatus::Good { revoked_later }, Some(answer))
        };
    }
    match answers.iter().find(|answer| answer.complete) {
        Some(answer) => {
            let until = answer.evidence.next_update.unwrap_or(answer.evidence.this_update);
            found(RevocationStatus::Stale { until }, Some(answer))
        }
        None => found(RevocationStatus::Unavailable, None),
    }
}

/// What a statement is worth at a time, if anything: of several who may speak for the issuer, what
/// the one says who is worth most.
fn answer(
    statement: &Statement,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<Answer> {
    let existed = context.item_existed(&statement.digest);
    let authority = statement
        .speakers
        .iter()
        .filter_map(|speaker| authority(statement, speaker, issuer, (at, existed), context))
        .max_by_key(|authority| {
            (authority.complete, authority.expired.is_none(), authority.weakness.is_none())
        })?;
    Some(Answer {
        since: context.since(&statement.digest),
        existed,
        evidence: statement.evidence.clone(),
        revoked: statement.revoked,
        complete: statement.complete && authority.complete,
        expired_signer: authority.expired,
        keeps_expired: statement.keeps_expired,
        weakness: authority.weakness,
    })
}

/// In how far someone may speak for an issuer.
struct Authority {
    /// Also in saying that a certificate is good.
    complete: bool,
    /// See [`Answer::expired_signer`].
    expired: Option<Timestamp>,
    /// Why the signature is too weak.
    weakness: Option<Finding>,
}

fn authority(
    statement: &Statement,
    speaker: &Speaker,
    issuer: &Arc<Certificate>,
    (at, existed): (Timestamp, Timestamp),
    context: &Session<'_>,
) -> Option<Authority> {
    let own = statement.digest_algorithm;
    let weakness = |digests: [_; 2], signer: &Certificate| {
        let digests = digests.into_iter().flatten();
        weakness(context.policy, digests, Some(signer.public_key()), existed)
    };
    let responder = match speaker {
        Speaker::Issuer => {
            return Some(Authority {
                complete: true,
                expired: expired_issuer(issuer, existed, context),
                weakness: weakness([own, None], issuer),
            });
        }
        Speaker::Responder(responder) => responder,
    };
    let is_known_good = responder.ocsp_no_check()
        || match status_by_crl(responder, issuer, at, context) {
            RevocationStatus::Good { .. } => true,
            RevocationStatus::Revoked { .. } => return None,
            _ => false,
        };
    // Whoever holds the key of a responder that expired can still date back a response.
    let expired = Some(responder.not_after()).filter(|&end| existed > end);
    let certified = Signed::signature_algorithm(responder.as_ref()).digest();
    Some(Authority {
        complete: is_known_good,
        expired: expired.or_else(|| expired_issuer(issuer, existed, context)),
        weakness: weakness([own, certified], responder),
    })
}

/// When a CA expired, where that was before the evidence that it signed is first known to have
/// existed: whoever holds the key of a CA that expired can still date back a CRL. The dates of an
/// anchor are not judged.
fn expired_issuer(
    issuer: &Certificate,
    existed: Timestamp,
    context: &Session<'_>,
) -> Option<Timestamp> {
    let is_anchor = || context.anchors.find(&issuer.id()).is_some();
    Some(issuer.not_after()).filter(|&end| existed > end && !is_anchor())
}

/// The status of a responder that does not carry id-pkix-ocsp-nocheck, by CRL only: asking OCSP
/// about the one who answers would go in circles.
fn status_by_crl(
    responder: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> RevocationStatus {
    context.statuses_by_crl.get((responder.id(), issuer.id(), at), || {
        let said = evidence::of_crls(responder, issuer, context);
        let answers = said.iter().filter_map(|it| answer(it, issuer, at, context)).collect();
        decide((responder.not_before(), responder.not_after()), answers, at).status
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::finding::Code;

    /// Days of January 2026.
    fn day(day: u8) -> Timestamp {
        format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()
    }

    /// A complete answer that serves from one day to another and does not list the certificate.
    fn silent(this_update: u8, next_update: u8) -> Answer {
        Answer {
            since: None,
            existed: day(20),
            evidence: RevocationEvidence {
                certificate: [0; 32].into(),
                status: RevocationStatus::Unavailable,
                kind: "crl",
                source: Source::TrustFolder,
                this_update: day(this_update),
                next_update: Some(day(next_update)),
            },
            revoked: None,
            complete: true,
            expired_signer: None,
            keeps_expired: false,
            weakness: None,
        }
    }

    impl Answer {
        fn revoked(self, since: u8) -> Self {
            Self {
                revoked: Some(Revoked { time: day(since), on_hold: false, is_compromise: false }),
                ..self
            }
        }

        fn on_hold(self, since: u8) -> Self {
            Self {
                revoked: Some(Revoked { time: day(since), on_hold: true, is_compromise: false }),
                ..self
            }
        }

        fn of_expired_signer(self) -> Self {
            Self { expired_signer: Some(day(14)), ..self }
        }

        fn incomplete(self) -> Self {
            Self { complete: false, ..self }
        }

        fn keeping_expired(self) -> Self {
            Self { keeps_expired: true, ..self }
        }

        fn weak(self) -> Self {
            Self { weakness: Some(Finding::new(Code::AlgorithmWeak)), ..self }
        }
    }

    /// The status on the 15th of a certificate that is valid from the 2nd to the 20th, or that
    /// expired on the 10th.
    fn status_of(answers: &[Answer], expired: bool) -> RevocationStatus {
        let not_after = if expired { day(10) } else { day(20) };
        decide((day(2), not_after), answers.to_vec(), day(15)).status
    }

    const GOOD: RevocationStatus = RevocationStatus::Good { revoked_later: None };

    fn revoked(since: u8) -> RevocationStatus {
        RevocationStatus::Revoked { time: day(since) }
    }

    fn on_hold(since: u8) -> RevocationStatus {
        RevocationStatus::OnHold { since: day(since) }
    }

    fn stale(until: u8) -> RevocationStatus {
        RevocationStatus::Stale { until: day(until) }
    }

    #[test]
    fn decisions() {
        let later = RevocationStatus::Good { revoked_later: Some(day(16)) };
        for (answers, expected) in [
            (vec![], RevocationStatus::Unavailable),
            (vec![silent(14, 16)], GOOD),
            (vec![silent(14, 15)], GOOD),
            (vec![silent(13, 14)], stale(14)),
            // Evidence newer than the validation time is fresh for it.
            (vec![silent(17, 18)], GOOD),
            (vec![silent(17, 18).revoked(12)], revoked(12)),
            (vec![silent(17, 18).revoked(16)], later),
            // Old evidence cannot make good, but it can revoke; of two revocations the earlier.
            (vec![silent(3, 4).revoked(3), silent(14, 16)], revoked(3)),
            (vec![silent(14, 16).revoked(9), silent(3, 4).revoked(8)], revoked(8)),
            (vec![silent(14, 16).revoked(15)], revoked(15)),
            // Evidence without all that makes good can revoke.
            (vec![silent(14, 16).incomplete()], RevocationStatus::Unavailable),
            (vec![silent(14, 16), silent(13, 14).incomplete().revoked(12)], revoked(12)),
            (vec![silent(14, 16).incomplete().revoked(16)], RevocationStatus::Unavailable),
            // What was made before the certificate does not speak of it.
            (vec![silent(1, 16)], stale(16)),
            (vec![silent(2, 16)], GOOD),
        ] {
            let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
            assert_eq!(status_of(&answers, false), expected, "{said:?}");
        }
    }

    #[test]
    fn holds() {
        for (answers, expected) in [
            (vec![silent(14, 16).on_hold(12)], on_hold(12)),
            (vec![silent(3, 4).on_hold(3)], on_hold(3)),
            // The newest decides whether it still stands, and of two equally new the stricter.
            (vec![silent(13, 16).on_hold(12), silent(14, 16)], GOOD),
            (vec![silent(13, 16), silent(14, 16).on_hold(12)], on_hold(12)),
            (vec![silent(14, 16), silent(14, 16).on_hold(12)], on_hold(12)),
            (vec![silent(14, 16), silent(14, 17).incomplete().on_hold(12)], on_hold(12)),
            (vec![silent(17, 18).on_hold(16)], GOOD),
            // A hold that became a revocation counts from the revocation.
            (vec![silent(13, 14).on_hold(12), silent(14, 16).revoked(14)], revoked(14)),
            // What released it is silent, but not fresh; the hold itself makes nothing good.
            (vec![silent(4, 16).on_hold(3), silent(5, 6)], stale(6)),
        ] {
            let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
            assert_eq!(status_of(&answers, false), expected, "{said:?}");
        }
    }

    #[test]
    fn expired_certificates_drop_off_the_lists() {
        for (answers, expected) in [
            (vec![silent(14, 16)], stale(16)),
            (vec![silent(14, 16).keeping_expired()], GOOD),
            (vec![silent(9, 16)], GOOD),
            (vec![silent(9, 11)], stale(11)),
            (vec![silent(14, 16).revoked(9)], revoked(9)),
            // The silence of the newer list does not release the hold.
            (vec![silent(9, 16).on_hold(8), silent(14, 16)], on_hold(8)),
        ] {
            let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
            assert_eq!(status_of(&answers, true), expected, "{said:?}");
        }
    }

    #[test]
    fn an_expired_signer_can_still_revoke() {
        let out_of_bounds = RevocationStatus::OutOfBounds { since: day(14) };
        for (answers, expected) in [
            (vec![silent(14, 16).of_expired_signer()], out_of_bounds),
            (vec![silent(14, 16).of_expired_signer(), silent(13, 16)], GOOD),
            (vec![silent(14, 16).of_expired_signer().revoked(9)], revoked(9)),
            (vec![silent(12, 13).of_expired_signer()], stale(13)),
        ] {
            assert_eq!(status_of(&answers, false), expected);
        }
    }

    #[test]
    fn a_key_is_revoked_since_it_was_compromised() {
        let compromise = Some(Reason::KeyCompromise);
        assert_eq!(Revoked::new(day(9), Some(day(7)), compromise).time, day(7));
        assert_eq!(Revoked::new(day(9), Some(day(11)), None).time, day(9));
        assert_eq!(Revoked::new(day(9), None, compromise).time, day(9));
        let hold = Revoked::new(day(9), Some(day(7)), Some(Reason::CertificateHold));
        assert_eq!((hold.time, hold.on_hold), (day(9), true));
        for (reason, expected) in [
            (compromise, true),
            (None, true),
            (Some(Reason::Unspecified), true),
            (Some(Reason::Other(7)), true),
            (Some(Reason::CessationOfOperation), false),
            (Some(Reason::Superseded), false),
        ] {
            assert_eq!(Revoked::new(day(9), None, reason).is_compromise, expected, "{reason:?}");
        }
    }

    #[test]
    fn the_earliest_proof_of_what_makes_good_counts() {
        let existed = |answers: &[Answer]| {
            decide((day(2), day(20)), answers.to_vec(), day(15)).evidence_existed
        };
        let proved = |answer: Answer, existed| Answer { existed: day(existed), ..answer };
        assert_eq!(existed(&[silent(14, 16)]), Some(day(20)));
        assert_eq!(existed(&[silent(14, 16), proved(silent(13, 16), 17)]), Some(day(17)));
        // What makes nothing good, or less so, proves nothing.
        let others = [
            silent(13, 14),
            silent(13, 16).incomplete(),
            silent(13, 16).weak(),
            silent(13, 16).of_expired_signer(),
            silent(13, 16).on_hold(12),
        ];
        for other in others {
            assert_eq!(existed(&[silent(14, 16), proved(other, 17)]), Some(day(20)));
        }
    }

    #[test]
    fn strong_evidence_goes_before_weak() {
        let weakness = |answers: &[Answer]| {
            let found = decide((day(2), day(20)), answers.to_vec(), day(15));
            (found.status, found.weakness.is_some())
        };
        assert_eq!(weakness(&[silent(14, 16).weak()]), (GOOD, true));
        assert_eq!(weakness(&[silent(14, 16).weak(), silent(13, 16)]), (GOOD, false));
        assert_eq!(weakness(&[silent(14, 16).weak().revoked(9)]), (revoked(9), false));
    }
}
