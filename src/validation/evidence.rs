//! What CRLs and OCSP responses say of a certificate, apart from when it is asked (RFC 5280 §6.3,
//! RFC 6960 §3.2).
//!
//! Whose word it is does not change with the time: the signatures are looked at once for each
//! document, however many times it is judged at. What the word is worth at a time is judged beside,
//! in [`super::revocation`].

use std::rc::Rc;
use std::sync::Arc;

use super::revocation::{RevocationEvidence, RevocationStatus, Revoked};
use super::session::Session;
use crate::asn1::{Oid, oid};
use crate::crypto::DigestAlgorithm;
use crate::x509::{
    CertStatus, Certificate, Crl, DistributionPointName, EdgeResult, GeneralName, OcspResponse,
    Problem, Reason, Signed,
};

/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);

/// What one CRL or OCSP response says about a certificate.
pub(super) struct Statement {
    /// Of the CRL or the response.
    pub(super) digest: [u8; 32],
    /// Where it stands. Its status is not concluded yet.
    pub(super) evidence: RevocationEvidence,
    pub(super) revoked: Option<Revoked>,
    /// Whether nothing is missing in its scope, so that silence means *not revoked*.
    pub(super) complete: bool,
    /// Whether that holds although the certificate expired before the evidence was made.
    pub(super) keeps_expired: bool,
    /// Of the signature over it.
    pub(super) digest_algorithm: Option<DigestAlgorithm>,
    /// Who signed it and may speak for the issuer, as far as signatures and names tell.
    pub(super) speakers: Vec<Speaker>,
}

/// Who speaks for an issuer.
pub(super) enum Speaker {
    /// The issuer itself.
    Issuer,
    /// Whom the issuer certified for that.
    Responder(Arc<Certificate>),
}

/// What the CRLs at hand say.
pub(super) fn of_crls(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Rc<Vec<Statement>> {
    context
        .crl_statements
        .get((certificate.id(), issuer.id()), || Rc::new(read_crls(certificate, issuer, context)))
}

/// What the OCSP responses at hand say.
pub(super) fn of_responses(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Rc<Vec<Statement>> {
    context.ocsp_statements.get((certificate.id(), issuer.id()), || {
        Rc::new(read_responses(certificate, issuer, context))
    })
}

fn read_crls(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Vec<Statement> {
    if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
        return Vec::new();
    }
    context
        .materials
        .iter()
        .flat_map(|material| material.crls(certificate.issuer()))
        .filter(|(crl, _)| !crl.issuing_distribution_point().is_some_and(|it| it.only_attribute))
        .filter_map(|(crl, source)| {
            let complete = in_scope(crl, certificate);
            let revoked = crl.find_for(certificate).and_then(|entry| match entry.reason {
                Some(Reason::RemoveFromCrl) => None,
                reason => Some(Revoked::new(entry.revocation_date, entry.invalidity_date, reason)),
            });
            let says_anything = complete || revoked.is_some();
            (says_anything && is_signed_by(crl.as_ref(), issuer, context)).then(|| Statement {
                digest: crl.digest(),
                evidence: RevocationEvidence {
                    certificate: certificate.id(),
                    status: RevocationStatus::Unavailable,
                    kind: "crl",
                    source: *source,
                    this_update: crl.this_update(),
                    next_update: crl.next_update(),
                },
                revoked,
                complete,
                keeps_expired: crl
                    .expired_certs_on_crl()
                    .is_some_and(|since| since <= certificate.not_after()),
                digest_algorithm: Signed::signature_algorithm(crl.as_ref()).digest(),
                speakers: vec![Speaker::Issuer],
            })
        })
        .collect()
}

/// Whether a CRL speaks completely about this certificate (RFC 5280 §6.3.3 b).
fn in_scope(crl: &Crl, certificate: &Certificate) -> bool {
    let unreadable = crl.problems().iter().any(|problem| {
        matches!(problem, Problem::MalformedExtension(_) | Problem::DuplicateExtension(_))
    });
    if unreadable || !crl.unknown_critical().is_empty() || crl.delta_indicator().is_some() {
        return false;
    }
    let Some(scope) = crl.issuing_distribution_point() else { return true };
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    !(scope.indirect
        || scope.only_some_reasons.is_some()
        || scope.only_attribute
        || (scope.only_user && is_ca)
        || (scope.only_ca && !is_ca))
        && scope.name.as_ref().is_none_or(|name| is_published_for(name, crl, certificate))
}

/// Whether a distribution point that a CRL names is one of those that the certificate names
/// (RFC 5280 §6.3.3 b 2 i).
fn is_published_for(name: &DistributionPointName, crl: &Crl, certificate: &Certificate) -> bool {
    let published: Vec<GeneralName> = name.resolve(crl.issuer());
    certificate
        .crl_distribution_points()
        .iter()
        .filter_map(|point| point.name.as_ref())
        .flat_map(|point| point.resolve(crl.issuer()))
        .any(|point| published.contains(&point))
}

fn read_responses(
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

fn is_signed_by(signed: &dyn Signed, issuer: &Certificate, context: &Session<'_>) -> bool {
    context.edges.signed_by(signed, issuer.public_key()) == EdgeResult::Verified
}
