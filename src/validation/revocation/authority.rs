//! Whose word counts, and for how much, at a time.

use std::sync::Arc;

use jiff::Timestamp;

use super::super::acceptance::{reliable_until, weakness};
use super::super::finding::Finding;
use super::super::path::{Broken, PathInputs, broken_rule, is_expired};
use super::super::policy::AlgorithmUse;
use super::super::session::Session;
use super::answer::Answer;
use super::statement::{Speaker, Statement};
use super::{Found, Inquiry, Link, RevocationStatus, inquire, is_never_revoked};
use crate::crypto::DigestAlgorithm;
use crate::x509::{Certificate, GeneralName, Path, ReasonFlags, Signed};

/// What a statement is worth at a time, if anything: of several who may speak for the issuer, what
/// the one says who is worth most.
pub(super) fn answer(
    statement: &Statement,
    link: &Link<'_>,
    inquiry: Inquiry,
    context: &Session<'_>,
) -> Option<Answer> {
    let existed = statement.digests.iter().map(|digest| context.item_existed(digest)).max()?;
    let hearing = Hearing { statement, link, inquiry, existed, context };
    let authorities = statement.speakers.iter().filter_map(|speaker| hearing.authority(speaker));
    let authority = authorities.max_by_key(Authority::worth)?;
    let since: Option<Vec<usize>> =
        statement.digests.iter().map(|digest| context.since(digest)).collect();
    Some(Answer {
        since: since.and_then(|since| since.into_iter().max()),
        existed: authority.existed,
        evidence: statement.evidence.clone(),
        revoked: statement.revoked,
        covers: if authority.complete { statement.covers } else { ReasonFlags::NONE },
        expired_signer: authority.expired,
        keeps_expired: statement.keeps_expired,
        freshness: context.policy.freshness,
        weakness: authority.weakness,
        reliable_until: authority.reliable_until,
        is_aged: authority.is_aged
            || authority.reliable_until.is_some_and(|end| end <= context.time),
    })
}

/// In how far someone may speak for an issuer.
struct Authority {
    /// Also in saying that a certificate is good.
    complete: bool,
    /// The earliest time at which all that makes it so is proved to have existed.
    existed: Timestamp,
    /// See [`Answer::expired_signer`].
    expired: Option<Timestamp>,
    /// Why the signature is too weak.
    weakness: Option<Finding>,
    /// Until when its algorithms may be relied on.
    reliable_until: Option<Timestamp>,
    /// Whether it rests on what has only its age for it.
    is_aged: bool,
}

impl Authority {
    /// What one counts beside another, in this order.
    fn worth(&self) -> impl Ord + use<> {
        (
            self.complete,
            self.expired.is_none(),
            self.weakness.is_none(),
            self.reliable_until.is_none(),
        )
    }

    /// Takes in the status of a certificate that it rests on, which existed at a time: `None` if
    /// that was revoked.
    fn rests_on(&mut self, found: &Found) -> Option<()> {
        match found.status {
            RevocationStatus::Revoked { .. } => return None,
            RevocationStatus::Good { .. } => {}
            _ => self.complete = false,
        }
        self.complete &= found.weakness.is_none();
        self.is_aged |= found.is_aged;
        self.existed = self.existed.max(found.evidence_existed.unwrap_or(self.existed));
        Some(())
    }

    /// What existed only after someone else may have had the key proves nothing (EN 319 102-1 clause
    /// 5.6.2.1).
    fn must_precede(&mut self, lost: Option<Timestamp>) {
        self.complete &= lost.is_none_or(|lost| self.existed <= lost);
    }
}

/// One statement about a certificate.
struct Hearing<'a> {
    statement: &'a Statement,
    link: &'a Link<'a>,
    inquiry: Inquiry,
    /// The earliest time at which the statement is proved to have existed.
    existed: Timestamp,
    context: &'a Session<'a>,
}

impl Hearing<'_> {
    fn authority(&self, speaker: &Speaker) -> Option<Authority> {
        match speaker {
            Speaker::CrlSigner(signer) => self.of_signer(signer),
            Speaker::Issuer => {
                let (weakness, reliable_until) = self.strength(self.link.issuer, None);
                Some(Authority {
                    complete: true,
                    existed: self.existed,
                    expired: self.expired(self.link.issuer),
                    weakness,
                    reliable_until,
                    is_aged: false,
                })
            }
            Speaker::Responder { certificate, is_inside } => {
                self.of_responder(certificate, *is_inside)
            }
        }
    }

    /// Whom the issuer certified to answer (RFC 6960 §4.2.2.2). Where the certificate does not say
    /// that it needs no check, CRLs have to say that it was not revoked (§4.2.2.2.1).
    fn of_responder(&self, responder: &Arc<Certificate>, is_inside: bool) -> Option<Authority> {
        let held = self.context.item_existed(responder.id().as_bytes());
        // Whoever holds the key of a responder that expired can still date back a response.
        let expired = Some(responder.not_after()).filter(|_| is_expired(responder, self.existed));
        let (weakness, reliable_until) = self.strength(responder, Some(responder));
        let mut authority = Authority {
            complete: true,
            existed: if is_inside { self.existed } else { self.existed.max(held) },
            expired: expired.or_else(|| self.expired(self.link.issuer)),
            weakness,
            reliable_until,
            is_aged: false,
        };
        if !responder.ocsp_no_check() {
            let link = Link { certificate: responder, ..*self.link };
            match self.inquiry.within(&link) {
                Some(inquiry) => {
                    let inquiry = Inquiry { by_crl: true, ..inquiry };
                    let found = inquire(&link, inquiry, self.context);
                    authority.rests_on(&found)?;
                    authority.must_precede(found.compromised_later);
                }
                None => authority.complete = false,
            }
        }
        Some(authority)
    }

    /// Who signed a CRL and is not the issuer, by the best of the paths that lead to the same anchor
    /// (RFC 5280 §6.3.3 f).
    fn of_signer(&self, signer: &Arc<Certificate>) -> Option<Authority> {
        let search = self.context.paths_from(signer);
        let paths = search
            .paths
            .iter()
            .filter(|path| path.anchor().is_some_and(|anchor| anchor.id() == self.link.anchor));
        paths.filter_map(|path| self.of_path(signer, path)).max_by_key(Authority::worth)
    }

    fn of_path(&self, signer: &Arc<Certificate>, path: &Path) -> Option<Authority> {
        let context = self.context;
        let made = self.statement.evidence.this_update;
        let inputs = PathInputs::default();
        let broken = context.judge_path(|work| broken_rule(path, made, &inputs, work));
        if let Some(Broken::Rule(_)) = broken {
            return None;
        }
        let is_anchor = signer.id() == self.link.anchor;
        let is_in_force = is_anchor || (signer.not_before() <= made && !is_expired(signer, made));
        let (own_weakness, own_end) = self.strength(signer, None);
        let mut authority = Authority {
            complete: broken.is_none() && is_in_force,
            existed: self.existed,
            expired: None,
            weakness: own_weakness,
            reliable_until: own_end,
            is_aged: false,
        };
        let certificates = path.certificates();
        let links = certificates.iter().zip(certificates.iter().skip(1));
        let mut lost = None;
        for (certificate, issuer) in links.rev() {
            let held = context.item_existed(certificate.id().as_bytes());
            authority.existed = authority.existed.max(held);
            authority.expired = authority.expired.or_else(|| self.expired(certificate));
            let certified = certificate.signature_algorithm().digest();
            let (policy, usage) = (context.policy, AlgorithmUse::Certificate);
            let key = Some(issuer.public_key());
            authority.weakness =
                authority.weakness.or_else(|| weakness(policy, usage, certified, key, held));
            let end = reliable_until(policy, usage, certified, key);
            authority.reliable_until = authority.reliable_until.into_iter().chain(end).min();
            let link = Link { certificate, issuer, anchor: self.link.anchor };
            let found = self.status_of(&link);
            if let Some(found) = &found {
                authority.rests_on(found)?;
            } else if !is_never_revoked(certificate) && !self.speaks_of_itself(certificate) {
                authority.complete = false;
            }
            authority.must_precede(lost);
            lost = found.and_then(|found| found.compromised_later);
        }
        authority.must_precede(lost);
        Some(authority)
    }

    /// The status of one in the path of the signer of a CRL, where anything has to be asked.
    fn status_of(&self, link: &Link<'_>) -> Option<Found> {
        if self.speaks_of_itself(link.certificate) {
            return None;
        }
        let found = inquire(link, self.inquiry.within(link)?, self.context);
        let is_missing = matches!(
            found.status,
            RevocationStatus::OutOfBounds { .. }
                | RevocationStatus::Stale { .. }
                | RevocationStatus::Unavailable
        );
        Some(found).filter(|_| !is_missing || !is_never_revoked(link.certificate))
    }

    /// Whether the certificate is the one that is asked about, and the CA that issued it says that it
    /// signs the CRLs about itself (cRLIssuer, RFC 5280 §4.2.1.13): then there is nothing else to be
    /// asked. Under the name of the issuer a key does not speak of itself.
    fn speaks_of_itself(&self, certificate: &Certificate) -> bool {
        let own = GeneralName::Directory(certificate.subject().clone());
        certificate.id() == self.link.certificate.id()
            && certificate.subject() != certificate.issuer()
            && certificate
                .crl_distribution_points()
                .iter()
                .any(|point| point.crl_issuer.contains(&own))
    }

    /// When a CA or another signer expired, where that was before what it signed is first known to
    /// have existed: whoever holds the key of a CA that expired can still date back a CRL. The dates
    /// of an anchor are not judged.
    fn expired(&self, signer: &Certificate) -> Option<Timestamp> {
        let is_anchor = || self.context.anchors.find(&signer.id()).is_some();
        Some(signer.not_after()).filter(|_| is_expired(signer, self.existed) && !is_anchor())
    }

    /// Why the signatures over a statement are too weak, and until when they are strong enough; also
    /// the one over the certificate of its signer, where that is given.
    fn strength(
        &self,
        signer: &Certificate,
        certified: Option<&Certificate>,
    ) -> (Option<Finding>, Option<Timestamp>) {
        let (policy, usage) = (self.context.policy, AlgorithmUse::Revocation);
        let key = Some(signer.public_key());
        let end = reliable_until(policy, usage, self.digests(certified), key);
        let has_ended = end.is_some_and(|end| end <= self.existed);
        let weak = || weakness(policy, usage, self.digests(certified), key, self.existed);
        (has_ended.then(weak).flatten(), end)
    }

    fn digests(&self, certified: Option<&Certificate>) -> impl Iterator<Item = DigestAlgorithm> {
        let certified = certified.and_then(|it| Signed::signature_algorithm(it).digest());
        self.statement.digest_algorithms.iter().copied().chain(certified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::finding::Code;

    fn day(day: u8) -> Timestamp {
        format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn authority(existed: u8) -> Authority {
        Authority {
            complete: true,
            existed: day(existed),
            expired: None,
            weakness: None,
            reliable_until: None,
            is_aged: false,
        }
    }

    fn found(status: RevocationStatus, existed: Option<u8>) -> Found {
        Found {
            status,
            evidence: None,
            weakness: None,
            compromised_later: None,
            evidence_existed: existed.map(day),
            is_aged: false,
        }
    }

    #[test]
    fn it_is_worth_no_more_than_what_it_rests_on() {
        const GOOD: RevocationStatus = RevocationStatus::Good { revoked_later: None };
        let rest = |found: &Found| {
            let mut authority = authority(10);
            authority.rests_on(found).map(|()| (authority.complete, authority.existed))
        };
        assert_eq!(rest(&found(GOOD, Some(8))), Some((true, day(10))));
        // The proof that the signer was not revoked counts as part of the proof.
        assert_eq!(rest(&found(GOOD, Some(12))), Some((true, day(12))));
        let weakness = Some(Finding::new(Code::AlgorithmWeak));
        assert_eq!(rest(&Found { weakness, ..found(GOOD, Some(8)) }), Some((false, day(10))));
        assert_eq!(rest(&found(RevocationStatus::Revoked { time: day(3) }, None)), None);
        for unknown in [
            RevocationStatus::OnHold { since: day(3) },
            RevocationStatus::OutOfBounds { since: day(3) },
            RevocationStatus::Stale { until: day(3) },
            RevocationStatus::Unavailable,
        ] {
            assert_eq!(rest(&found(unknown, None)), Some((false, day(10))));
        }
    }

    #[test]
    fn what_existed_after_the_key_was_lost_proves_nothing() {
        for (lost, expected) in [(None, true), (Some(11), true), (Some(10), true), (Some(9), false)]
        {
            let mut authority = authority(10);
            authority.must_precede(lost.map(day));
            assert_eq!(authority.complete, expected, "{lost:?}");
        }
    }
}
