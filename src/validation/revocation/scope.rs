//! Which certificates, and which reasons, a CRL speaks of (RFC 5280 §6.3.3 b to d).

use crate::limits::{DISTRIBUTION_POINT_NAMES, DISTRIBUTION_POINTS};
use crate::x509::{
    Certificate, Crl, DistributionPoint, DistributionPointName, GeneralName,
    IssuingDistributionPoint, Name, Problem, ReasonFlags,
};

/// Where a certificate says that its CRLs are.
pub(super) struct Scope<'a> {
    certificate: &'a Certificate,
    points: &'a [DistributionPoint],
}

impl<'a> Scope<'a> {
    pub(super) fn of(certificate: &'a Certificate) -> Self {
        let points = certificate.crl_distribution_points();
        Self { certificate, points: points.get(..DISTRIBUTION_POINTS).unwrap_or(points) }
    }

    /// Whose CRLs may speak of the certificate: its issuer's, and those of whom it names (cRLIssuer,
    /// §4.2.1.13).
    pub(super) fn crl_issuers(&self) -> Vec<&'a Name> {
        let mut names = vec![self.certificate.issuer()];
        let named = self.points.iter().flat_map(|point| first(&point.crl_issuer));
        for name in named.filter_map(directory) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// For which reasons silence of a CRL about the certificate means that it was not revoked
    /// (interim_reasons_mask, §6.3.3 d); that of a delta CRL together with the list that it
    /// continues. What is not matched exactly covers none.
    pub(super) fn covered_by(&self, crl: &Crl) -> ReasonFlags {
        let unreadable = crl.problems().iter().any(|problem| {
            matches!(problem, Problem::MalformedExtension(_) | Problem::DuplicateExtension(_))
        });
        if unreadable || !crl.unknown_critical().is_empty() {
            return ReasonFlags::NONE;
        }
        let is_issuers = crl.issuer() == self.certificate.issuer();
        let Some(scope) = crl.issuing_distribution_point() else {
            // Of the issuer's own list without a scope all certificates are, wherever it was found;
            // who is not the issuer has to say that the list is indirect (§6.3.3 b 1).
            return if is_issuers { ReasonFlags::ALL } else { ReasonFlags::NONE };
        };
        let is_ca = self.certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        // §6.3.3 b 2 ii to iv
        if scope.only_attribute || (scope.only_user && is_ca) || (scope.only_ca && !is_ca) {
            return ReasonFlags::NONE;
        }
        let mut covered = ReasonFlags::NONE;
        for point in self.points.iter().filter(|point| is_of(point, scope, crl, self.certificate)) {
            covered = covered.union(point.reasons.unwrap_or(ReasonFlags::ALL));
        }
        // A list that no point names counts as published under the name of the issuer (§6.3.3,
        // after the last point).
        if is_issuers && self.is_published_by_issuer(scope, crl) {
            covered = ReasonFlags::ALL;
        }
        covered.intersection(scope.only_some_reasons.unwrap_or(ReasonFlags::ALL))
    }

    fn is_published_by_issuer(&self, scope: &IssuingDistributionPoint, crl: &Crl) -> bool {
        let Some(name) = &scope.name else { return true };
        let own = GeneralName::Directory(self.certificate.issuer().clone());
        full_names(name, Some(crl.issuer())).contains(&own)
    }
}

/// Whether a CRL is the one of a distribution point (§6.3.3 b 1, b 2 i).
fn is_of(
    point: &DistributionPoint,
    scope: &IssuingDistributionPoint,
    crl: &Crl,
    certificate: &Certificate,
) -> bool {
    let is_issuers = match point.crl_issuer.as_slice() {
        [] => crl.issuer() == certificate.issuer(),
        named => {
            scope.indirect && first(named).filter_map(directory).any(|name| name == crl.issuer())
        }
    };
    if !is_issuers {
        return false;
    }
    let Some(name) = &scope.name else { return true };
    let published = full_names(name, Some(crl.issuer()));
    let wanted = match &point.name {
        Some(name) => {
            // A relative name is relative to one issuer of CRLs only (§4.2.1.13).
            let base = Some(crl.issuer()).filter(|_| point.crl_issuer.len() <= 1);
            full_names(name, base)
        }
        None => first(&point.crl_issuer).cloned().collect(),
    };
    wanted.iter().any(|name| is_comparable(name) && published.contains(name))
}

/// The first of the complete names of a point.
fn full_names(name: &DistributionPointName, crl_issuer: Option<&Name>) -> Vec<GeneralName> {
    match (name, crl_issuer) {
        (DistributionPointName::Full(names), _) => first(names).cloned().collect(),
        (relative, Some(issuer)) => relative.resolve(issuer),
        (_, None) => Vec::new(),
    }
}

/// Whether two that are equal are the same name.
fn is_comparable(name: &GeneralName) -> bool {
    !matches!(name, GeneralName::Unsupported(_))
}

fn first(names: &[GeneralName]) -> impl Iterator<Item = &GeneralName> {
    names.iter().take(DISTRIBUTION_POINT_NAMES)
}

fn directory(name: &GeneralName) -> Option<&Name> {
    match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    }
}
