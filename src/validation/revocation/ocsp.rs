//! What OCSP responses say of a certificate (RFC 6960 §3.2).

use std::collections::HashSet;
use std::sync::Arc;

use super::super::path::breaks_profile;
use super::super::session::Session;
use super::answer::Revoked;
use super::statement::{Speaker, Statement, is_signed_by};
use super::{RevocationEvidence, RevocationStatus};
use crate::asn1::{Oid, oid};
use crate::limits::OCSP_RESPONDERS;
use crate::x509::{CertStatus, Certificate, OcspResponse, ReasonFlags, ResponderId, Signed};

/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);

/// What the OCSP responses at hand say.
pub(super) fn read(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Vec<Statement> {
    let at_hand =
        context.materials.iter().flat_map(|material| material.ocsp_responses(certificate.serial()));
    at_hand
        .filter_map(|(response, source)| {
            let single = response.find(certificate, issuer)?;
            let understood =
                response.unknown_critical().is_empty() && single.unknown_critical.is_empty();
            // What ends before it begins was never current (§4.2.2.1).
            let is_sound = single.next_update.is_none_or(|next| next >= single.this_update);
            let revoked = match single.status {
                CertStatus::Good if !understood => return None,
                CertStatus::Good => None,
                CertStatus::Revoked { time, reason } => {
                    Some(Revoked::new(time, single.invalidity_date, reason))
                }
                CertStatus::Unknown => return None,
            };
            let is_complete = understood && is_sound;
            Some(Statement {
                digests: vec![response.digest()],
                evidence: RevocationEvidence {
                    certificate: certificate.id(),
                    status: RevocationStatus::Unavailable,
                    digest: response.digest().into(),
                    kind: "ocsp",
                    source: *source,
                    this_update: single.this_update,
                    next_update: single.next_update,
                },
                revoked,
                covers: if is_complete { ReasonFlags::ALL } else { ReasonFlags::NONE },
                keeps_expired: single
                    .archive_cutoff
                    .is_some_and(|cutoff| cutoff <= certificate.not_after()),
                digest_algorithms: response.signature_algorithm().digest().into_iter().collect(),
                speakers: speakers(response, issuer, context),
            })
        })
        .filter(|statement| !statement.speakers.is_empty())
        .collect()
}

/// Who signed a response and may speak for the issuer (RFC 6960 §4.2.2.2): the issuer, or whom the
/// issuer itself certified for that.
fn speakers(response: &OcspResponse, issuer: &Certificate, context: &Session<'_>) -> Vec<Speaker> {
    if response.responder().is(issuer) && is_signed_by(response, issuer, context) {
        return vec![Speaker::Issuer];
    }
    let inside = response.responders().iter().map(|certificate| (certificate, true));
    let others = at_hand(response.responder(), context).map(|certificate| (certificate, false));
    let mut seen = HashSet::new();
    inside
        .chain(others)
        .filter(|(responder, _)| seen.insert(responder.id()))
        .filter(|(responder, _)| response.responder().is(responder))
        .filter(|(responder, _)| is_delegated(responder, response, issuer))
        .filter(|(responder, _)| is_signed_by(responder.as_ref(), issuer, context))
        .take(OCSP_RESPONDERS)
        .filter(|(responder, _)| is_signed_by(response, responder, context))
        .map(|(responder, is_inside)| Speaker::Responder {
            certificate: Arc::clone(responder),
            is_inside,
        })
        .collect()
}

/// Certificates that may be the responder's where the response does not hold it. Whether they are
/// is looked at beside; a responder that is named by its key is found where that is its subject key
/// identifier, too.
fn at_hand<'a>(
    responder: &'a ResponderId,
    context: &'a Session<'_>,
) -> impl Iterator<Item = &'a Arc<Certificate>> {
    let pools = context.materials.iter().map(|material| material.certificates());
    pools.flat_map(move |pool| -> Box<dyn Iterator<Item = &'a Arc<Certificate>>> {
        match responder {
            ResponderId::ByKey(hash) => Box::new(pool.by_key_id(hash)),
            ResponderId::ByName(name) => Box::new(pool.by_subject(name)),
        }
    })
}

/// Whether a certificate says that the issuer lets its holder sign responses, and did so when this
/// one was made.
fn is_delegated(responder: &Certificate, response: &OcspResponse, issuer: &Certificate) -> bool {
    responder.extended_key_usage().is_some_and(|usages| usages.contains(&OCSP_SIGNING))
        && responder.unknown_critical().is_empty()
        && !responder.problems().iter().any(breaks_profile)
        && responder.key_usage().is_none_or(|usage| usage.digital_signature())
        && responder.not_before() <= response.produced_at()
        && response.produced_at() <= responder.not_after()
        && responder.issuer() == issuer.subject()
}
