//! Whose word counts, and for how much, at a time.

use std::sync::Arc;

use jiff::Timestamp;

use super::super::acceptance::weakness;
use super::super::finding::Finding;
use super::super::session::Session;
use super::RevocationStatus;
use super::answer::{Answer, decide};
use super::statement::{self, Speaker, Statement};
use crate::x509::{Certificate, Signed};

/// What a statement is worth at a time, if anything: of several who may speak for the issuer, what
/// the one says who is worth most.
pub(super) fn answer(
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
        let said = statement::of_crls(responder, issuer, context);
        let answers = said.iter().filter_map(|it| answer(it, issuer, at, context)).collect();
        decide((responder.not_before(), responder.not_after()), answers, at).status
    })
}
