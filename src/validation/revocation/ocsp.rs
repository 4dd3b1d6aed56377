//! What OCSP responses say of a certificate (RFC 6960 §3.2).

use std::sync::Arc;

use super::super::session::Session;
use super::answer::Revoked;
use super::statement::{Speaker, Statement, is_signed_by};
use super::{RevocationEvidence, RevocationStatus};
use crate::asn1::{Oid, oid};
use crate::x509::{CertStatus, Certificate, OcspResponse, Signed};

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
            let revoked = match single.status {
                _ if !understood => return None,
                CertStatus::Good => None,
                CertStatus::Revoked { time, reason } => {
                    Some(Revoked::new(time, single.invalidity_date, reason))
                }
                CertStatus::Unknown => return None,
            };
            Some(Statement {
                digest: response.digest(),
                evidence: RevocationEvidence {
                    certificate: certificate.id(),
                    status: RevocationStatus::Unavailable,
                    kind: "ocsp",
                    source: *source,
                    this_update: single.this_update,
                    next_update: single.next_update,
                },
                revoked,
                complete: true,
                keeps_expired: single
                    .archive_cutoff
                    .is_some_and(|cutoff| cutoff <= certificate.not_after()),
                digest_algorithm: Signed::signature_algorithm(response.as_ref()).digest(),
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
    response
        .responders()
        .iter()
        .filter(|responder| response.responder().is(responder))
        .filter(|responder| is_delegated(responder, response, issuer))
        .filter(|responder| is_signed_by(responder.as_ref(), issuer, context))
        .filter(|responder| is_signed_by(response, responder, context))
        .map(|responder| Speaker::Responder(Arc::clone(responder)))
        .collect()
}

/// Whether a certificate says that the issuer lets its holder sign responses, and did so when this
/// one was made.
fn is_delegated(responder: &Certificate, response: &OcspResponse, issuer: &Certificate) -> bool {
    responder.extended_key_usage().is_some_and(|usages| usages.contains(&OCSP_SIGNING))
        && responder.unknown_critical().is_empty()
        && responder.key_usage().is_none_or(|usage| usage.digital_signature())
        && responder.not_before() <= response.produced_at()
        && response.produced_at() <= responder.not_after()
        && responder.issuer() == issuer.subject()
}
