//! Candidate paths from a certificate to an anchor.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::certificate::{Certificate, CertificateId};
use super::edges::{EdgeCache, EdgeResult};
use super::general_name::GeneralName;
use super::pool::CertificatePool;
use crate::limits::{
    PATH_LENGTH, PATH_RESULTS, PATH_SIGNATURE_CHECKS, PATH_STEPS, SIGNATURE_CHECK_COST,
};

/// A chain of certificates, each signed with the key of the next, that ends at an anchor.
///
/// Only that: validity, usage, constraints and policies are not looked at (RFC 5280 §6.1 is the
/// validation's).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path {
    certificates: Vec<Arc<Certificate>>,
}

impl Path {
    /// The certificates, the leaf first, the anchor last.
    pub fn certificates(&self) -> &[Arc<Certificate>] {
        &self.certificates
    }

    /// The anchor. It is the leaf itself in a path of one.
    pub fn anchor(&self) -> Option<&Arc<Certificate>> {
        self.certificates.last()
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PathSearch {
    /// The paths, best first: at every step those issuers first whose key the certificate names,
    /// then anchors, then those that were in force when the certificate began to be.
    pub paths: Vec<Path>,
    /// The limit that ended the search early. There may be paths that were not found, then.
    pub exhausted: Option<&'static str>,
    /// Edges that would have been tried further, had their algorithm been supported.
    pub unsupported: Vec<UnsupportedEdge>,
}

/// An edge that could not be computed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnsupportedEdge {
    /// The certificate that is signed.
    pub certificate: CertificateId,
    /// The certificate of the candidate issuer.
    pub issuer: CertificateId,
    /// The name of the algorithm.
    pub algorithm: String,
}

/// What a search may still spend. One budget can be shared by the searches of one signature.
#[derive(Clone, Debug)]
pub struct PathBudget {
    steps: usize,
    signature_checks: usize,
}

impl PathBudget {
    /// The budget of [`PATH_STEPS`] and [`PATH_SIGNATURE_CHECKS`].
    pub fn new() -> Self {
        Self::with(PATH_STEPS, PATH_SIGNATURE_CHECKS)
    }

    /// A budget of this many candidates and signature checks.
    pub fn with(steps: usize, signature_checks: usize) -> Self {
        Self { steps, signature_checks }
    }

    /// What one search may spend of a budget for several: no more than [`PathBudget::new`].
    #[must_use]
    pub fn for_one_search(&self) -> Self {
        let Self { steps, signature_checks } = Self::new();
        Self::with(steps.min(self.steps), signature_checks.min(self.signature_checks))
    }

    /// Takes off what a search spent: what it was granted but for what it left.
    pub fn charge(&mut self, granted: &Self, left: &Self) {
        let rest = |have: usize, granted: usize, left: usize| {
            have.saturating_sub(granted.saturating_sub(left))
        };
        self.steps = rest(self.steps, granted.steps, left.steps);
        self.signature_checks =
            rest(self.signature_checks, granted.signature_checks, left.signature_checks);
    }

    fn spend(units: &mut usize, count: usize) -> bool {
        match units.checked_sub(count) {
            Some(rest) => {
                *units = rest;
                true
            }
            None => false,
        }
    }
}

impl Default for PathBudget {
    fn default() -> Self {
        Self::new()
    }
}

/// Searches paths from `leaf` to any of `anchors`, over the certificates of `pools`, in depth
/// first order, within `budget`.
///
/// Issuers are found by name as RFC 5280 §7.1 compares names; authority and subject key
/// identifiers only order them. An edge counts only if its signature verifies. A path never holds
/// the same subject with the same key twice, and never goes beyond an anchor; a leaf that is
/// itself an anchor is a path of one.
///
/// The result depends on the arguments alone: an edge that is already in `edges` costs as much of
/// the budget as one that is not, so that a verdict does not depend on what was verified before.
pub fn candidate_paths(
    leaf: &Arc<Certificate>,
    pools: &[&CertificatePool],
    anchors: &CertificatePool,
    edges: &EdgeCache,
    budget: &mut PathBudget,
) -> PathSearch {
    let path = vec![Arc::clone(leaf)];
    if anchors.contains(&leaf.id()) {
        return PathSearch { paths: vec![Path { certificates: path }], ..PathSearch::default() };
    }
    let mut search = Search { pools, anchors, edges, budget, path, found: PathSearch::default() };
    // Whether it broke off is in `exhausted`.
    let _ = search.extend();
    search.found
}

struct Search<'a> {
    pools: &'a [&'a CertificatePool],
    anchors: &'a CertificatePool,
    edges: &'a EdgeCache,
    budget: &'a mut PathBudget,
    path: Vec<Arc<Certificate>>,
    found: PathSearch,
}

impl Search<'_> {
    /// Tries every issuer of the last certificate of the path. The recursion is as deep as the
    /// path, which [`PATH_LENGTH`] bounds.
    fn extend(&mut self) -> ControlFlow<()> {
        let Some(current) = self.path.last().cloned() else { return ControlFlow::Continue(()) };
        // Spent before they are sorted: many certificates of one name cost more to sort than to try.
        let pools = std::iter::once(&self.anchors).chain(self.pools);
        let count = pools.map(|pool| pool.by_subject(current.issuer()).count()).sum();
        if !PathBudget::spend(&mut self.budget.steps, count) {
            return self.exhaust("PATH_STEPS");
        }
        for candidate in self.candidates(&current) {
            let is_anchor = self.anchors.contains(&candidate.id());
            if !is_anchor && self.is_in_path(&candidate) {
                continue;
            }
            if !is_anchor && self.path.len() > PATH_LENGTH {
                self.found.exhausted.get_or_insert("PATH_LENGTH");
                continue;
            }
            // Keys that are dear count for several: an attacker chooses them.
            let checks = candidate.public_key().cost().div_ceil(SIGNATURE_CHECK_COST);
            if !PathBudget::spend(&mut self.budget.signature_checks, checks) {
                return self.exhaust("PATH_SIGNATURE_CHECKS");
            }
            match self.edges.signed_by(current.as_ref(), candidate.public_key()) {
                EdgeResult::Verified => {}
                EdgeResult::Wrong => continue,
                EdgeResult::Unsupported(algorithm) => {
                    self.note_unsupported(&current, &candidate, algorithm);
                    continue;
                }
            }
            self.path.push(candidate);
            if is_anchor {
                self.found.paths.push(Path { certificates: self.path.clone() });
                if self.found.paths.len() == PATH_RESULTS {
                    return self.exhaust("PATH_RESULTS");
                }
            } else {
                self.extend()?;
            }
            self.path.pop();
        }
        ControlFlow::Continue(())
    }

    /// The limits of the budget say more than a path that was too long.
    fn exhaust(&mut self, limit: &'static str) -> ControlFlow<()> {
        self.found.exhausted = Some(limit);
        ControlFlow::Break(())
    }

    /// The certificates whose subject is the issuer of `current`, best first.
    fn candidates(&self, current: &Certificate) -> Vec<Arc<Certificate>> {
        let sources = std::iter::once(&self.anchors).chain(self.pools);
        let found = sources.flat_map(|pool| pool.by_subject(current.issuer()));
        let mut candidates: Vec<_> = found.map(Arc::clone).collect();
        // A certificate may be in several pools. The identity breaks ties, so that the order does
        // not depend on that of the pools.
        candidates.sort_by_cached_key(|candidate| {
            let in_force = candidate.not_before() <= current.not_before()
                && current.not_before() <= candidate.not_after();
            (
                key_match(current, candidate),
                !self.anchors.contains(&candidate.id()),
                !in_force,
                Reverse(candidate.not_after()),
                candidate.id(),
            )
        });
        candidates.dedup_by_key(|candidate| candidate.id());
        candidates
    }

    fn is_in_path(&self, candidate: &Certificate) -> bool {
        self.path.iter().any(|member| {
            member.public_key() == candidate.public_key() && member.subject() == candidate.subject()
        })
    }

    fn note_unsupported(&mut self, current: &Certificate, issuer: &Certificate, name: String) {
        let edge =
            UnsupportedEdge { certificate: current.id(), issuer: issuer.id(), algorithm: name };
        if !self.found.unsupported.contains(&edge) {
            self.found.unsupported.push(edge);
        }
    }
}

/// How well a candidate fits the authority key identifier.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum KeyMatch {
    Named,
    NotSaid,
    Other,
}

fn key_match(current: &Certificate, candidate: &Certificate) -> KeyMatch {
    let said = |fits| if fits { KeyMatch::Named } else { KeyMatch::Other };
    let Some(authority) = current.authority_key_id() else { return KeyMatch::NotSaid };
    if let (Some(wanted), Some(found)) = (&authority.key_id, candidate.subject_key_id()) {
        return said(wanted == found);
    }
    match &authority.serial {
        Some(serial) if !authority.issuer.is_empty() => {
            let issuer = GeneralName::Directory(candidate.issuer().clone());
            said(candidate.has_serial(serial) && authority.issuer.contains(&issuer))
        }
        _ => KeyMatch::NotSaid,
    }
}

#[cfg(test)]
#[path = "paths_tests.rs"]
mod tests;
