//! The revocation status of a certificate at a time (RFC 5280 §6.3, RFC 6960 §3.2), and the
//! freshness of what says so (EN 319 102-1 clause 5.2.5).
//!
//! Only complete evidence makes a certificate good: delta and indirect CRLs, CRLs limited to some
//! reasons and CRLs with unknown critical extensions are passed over. What says *revoked* and is
//! authentic counts however old it is.

use std::sync::Arc;

use jiff::Timestamp;

use super::basic::Context;
use super::material::Source;
use crate::asn1::{Oid, oid};
use crate::x509::{
    CertStatus, Certificate, CertificateId, Crl, DistributionPointName, EdgeResult, GeneralName,
    OcspResponse, Problem, Reason, Signed,
};

/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);

/// What is known about one certificate at the validation time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Fresh evidence says that it was not revoked.
    Good {
        /// It was revoked after the validation time.
        revoked_later: Option<Timestamp>,
    },
    /// It is suspended (certificateHold).
    OnHold {
        /// Since when.
        since: Timestamp,
    },
    /// It was revoked at or before the validation time.
    Revoked {
        /// When.
        time: Timestamp,
    },
    /// There is evidence, and all of it is older than the validation time allows.
    Stale {
        /// Until when the newest of it was meant to serve.
        until: Timestamp,
    },
    /// Nothing usable is at hand.
    Unavailable,
}

/// A CRL or OCSP response that a status rests on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevocationEvidence {
    /// Whose status it tells.
    pub certificate: CertificateId,
    /// `crl` or `ocsp`.
    pub kind: &'static str,
    /// Where it was found.
    pub source: Source,
    /// When it was made.
    pub this_update: Timestamp,
    /// When newer information is available at the latest.
    pub next_update: Option<Timestamp>,
}

/// What one CRL or OCSP response says about a certificate.
struct Answer {
    evidence: RevocationEvidence,
    revoked: Option<Revoked>,
    /// Whether silence about the certificate means that it was not revoked, although it expired
    /// before the evidence was made.
    keeps_expired: bool,
}

#[derive(Clone, Copy)]
struct Revoked {
    time: Timestamp,
    on_hold: bool,
}

/// The status of `certificate`, issued by `issuer`, at the context's time.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    context: &Context<'_>,
) -> (RevocationStatus, Option<RevocationEvidence>) {
    let mut answers = crl_answers(certificate, issuer, context);
    answers.extend(ocsp_answers(certificate, issuer, context));
    decide(certificate, answers, context.time)
}

fn decide(
    certificate: &Certificate,
    mut answers: Vec<Answer>,
    time: Timestamp,
) -> (RevocationStatus, Option<RevocationEvidence>) {
    // The newest evidence first: it decides whether a hold still stands.
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.evidence.this_update));

    let revoked = answers
        .iter()
        .filter_map(|answer| answer.revoked.map(|revoked| (answer, revoked)))
        .filter(|(_, revoked)| !revoked.on_hold)
        .min_by_key(|(_, revoked)| revoked.time);
    if let Some((answer, revoked)) = revoked
        && revoked.time <= time
    {
        return (RevocationStatus::Revoked { time: revoked.time }, Some(answer.evidence.clone()));
    }
    let newest = answers.first();
    if let Some(Answer { revoked: Some(Revoked { time: since, on_hold: true }), evidence, .. }) =
        newest
        && *since <= time
    {
        return (RevocationStatus::OnHold { since: *since }, Some(evidence.clone()));
    }
    let fresh = answers.iter().find(|answer| {
        let Answer { evidence, revoked, keeps_expired } = answer;
        // A CRL drops certificates that expired, so its silence about one says nothing
        // (RFC 5280 §3.3), unless it declares that it keeps them.
        let speaks =
            revoked.is_some() || *keeps_expired || evidence.this_update <= certificate.not_after();
        speaks
            && (evidence.this_update >= time
                || evidence.next_update.is_some_and(|next| next >= time))
    });
    if let Some(answer) = fresh {
        let revoked_later = revoked.map(|(_, revoked)| revoked.time);
        return (RevocationStatus::Good { revoked_later }, Some(answer.evidence.clone()));
    }
    match newest {
        Some(answer) => {
            let until = answer.evidence.next_update.unwrap_or(answer.evidence.this_update);
            (RevocationStatus::Stale { until }, Some(answer.evidence.clone()))
        }
        None => (RevocationStatus::Unavailable, None),
    }
}

fn crl_answers(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    context: &Context<'_>,
) -> Vec<Answer> {
    if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
        return Vec::new();
    }
    context
        .materials
        .iter()
        .flat_map(|material| material.crls(certificate.issuer()))
        .filter(|(crl, _)| in_scope(crl, certificate))
        .filter(|(crl, _)| is_signed_by(crl.as_ref(), issuer, context))
        .map(|(crl, source)| Answer {
            evidence: RevocationEvidence {
                certificate: certificate.id(),
                kind: "crl",
                source: *source,
                this_update: crl.this_update(),
                next_update: crl.next_update(),
            },
            revoked: crl.find_for(certificate).and_then(|entry| match entry.reason {
                Some(Reason::RemoveFromCrl) => None,
                reason => Some(Revoked {
                    time: entry.revocation_date,
                    on_hold: reason == Some(Reason::CertificateHold),
                }),
            }),
            keeps_expired: crl
                .expired_certs_on_crl()
                .is_some_and(|since| since <= certificate.not_after()),
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

fn ocsp_answers(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    context: &Context<'_>,
) -> Vec<Answer> {
    let mut answers = Vec::new();
    let at_hand =
        context.materials.iter().flat_map(|material| material.ocsp_responses(certificate.serial()));
    for (response, source) in at_hand {
        let Some(single) = response.find(certificate, issuer) else { continue };
        let understood =
            response.unknown_critical().is_empty() && single.unknown_critical.is_empty();
        if !understood || !is_authorised(response, issuer, context) {
            continue;
        }
        let revoked = match single.status {
            CertStatus::Good => None,
            CertStatus::Revoked { time, reason } => {
                Some(Revoked { time, on_hold: reason == Some(Reason::CertificateHold) })
            }
            CertStatus::Unknown => continue,
        };
        answers.push(Answer {
            evidence: RevocationEvidence {
                certificate: certificate.id(),
                kind: "ocsp",
                source: *source,
                this_update: single.this_update,
                next_update: single.next_update,
            },
            revoked,
            keeps_expired: single
                .archive_cutoff
                .is_some_and(|cutoff| cutoff <= certificate.not_after()),
        });
    }
    answers
}

/// Whether the responder may speak for the issuer (RFC 6960 §4.2.2.2): it is the issuer, or the
/// issuer itself certified it for that.
fn is_authorised(
    response: &OcspResponse,
    issuer: &Arc<Certificate>,
    context: &Context<'_>,
) -> bool {
    if response.responder().is(issuer) && is_signed_by(response, issuer, context) {
        return true;
    }
    response
        .certificates()
        .filter_map(|der| Certificate::parse(der).ok().map(Arc::new))
        .filter(|responder| response.responder().is(responder))
        .any(|responder| {
            responder.extended_key_usage().is_some_and(|usages| usages.contains(&OCSP_SIGNING))
                && responder.unknown_critical().is_empty()
                && responder.key_usage().is_none_or(|usage| usage.digital_signature())
                && responder.not_before() <= response.produced_at()
                && response.produced_at() <= responder.not_after()
                && responder.issuer() == issuer.subject()
                && is_signed_by(responder.as_ref(), issuer, context)
                && (responder.ocsp_no_check() || crl_says_good(&responder, issuer, context))
                && is_signed_by(response, &responder, context)
        })
}

/// The status of a responder that does not carry id-pkix-ocsp-nocheck, by CRL only: asking OCSP
/// about the one who answers would go in circles.
fn crl_says_good(
    responder: &Certificate,
    issuer: &Arc<Certificate>,
    context: &Context<'_>,
) -> bool {
    let answers = crl_answers(responder, issuer, context);
    matches!(decide(responder, answers, context.time).0, RevocationStatus::Good { .. })
}

fn is_signed_by(signed: &dyn Signed, issuer: &Certificate, context: &Context<'_>) -> bool {
    context.edges.signed_by(signed, issuer.public_key()) == EdgeResult::Verified
}
