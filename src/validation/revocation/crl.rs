//! What CRLs say of a certificate (RFC 5280 §6.3).

use super::super::session::Session;
use super::answer::Revoked;
use super::statement::{Speaker, Statement, is_signed_by};
use super::{RevocationEvidence, RevocationStatus};
use crate::x509::{Certificate, Crl, DistributionPointName, GeneralName, Problem, Reason, Signed};

/// What the CRLs at hand say.
pub(super) fn read(
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
