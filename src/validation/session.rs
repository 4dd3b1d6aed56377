//! One document under judgement: what was found for one of its signatures holds for the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;

use super::certificate::{Outcome, Question};
use super::path::Work;
use super::process::Context;
use super::revocation::{Found, Inquiry, Statement};
use crate::limits::{DOCUMENT_PATH_SIGNATURE_CHECKS, DOCUMENT_PATH_STEPS};
use crate::x509::{Certificate, CertificateId, PathBudget, PathSearch, candidate_paths};

/// A context, with what was found under it and what may still be spent. A session never outlives
/// its context, so nothing found for one file, time or policy serves for another.
pub(super) struct Session<'a> {
    context: &'a Context<'a>,
    /// What CRLs say, by the certificate and its issuer.
    pub(super) crl_statements: Memo<(CertificateId, CertificateId), Rc<Vec<Statement>>>,
    /// What OCSP responses say, likewise.
    pub(super) ocsp_statements: Memo<(CertificateId, CertificateId), Rc<Vec<Statement>>>,
    /// By the signing certificate.
    pub(super) outcomes: Memo<Question, Rc<Outcome>>,
    /// By the signing certificate.
    pub(super) paths: Memo<CertificateId, Rc<PathSearch>>,
    /// Of certificates, with what tells of them.
    pub(super) statuses: Memo<Inquiry, Found>,
    /// Until when certificates are known to have been trustworthy.
    pub(super) trusted: Memo<Inquiry, Result<Timestamp, Timestamp>>,
    /// What the document holds for a status.
    pub(super) documented: Memo<Inquiry, Option<usize>>,
    budget: RefCell<PathBudget>,
    work: RefCell<Work>,
    /// Times by revision, without those of which another says more: the first that covers a revision
    /// is the earliest.
    proofs: RefCell<BTreeMap<usize, Timestamp>>,
    /// Times by item, by its digest, which are proved otherwise than by a revision that holds it.
    item_proofs: RefCell<HashMap<[u8; 32], Timestamp>>,
}

/// A proof that a revision of the document, and with it everything inside, existed at a time (EN
/// 319 102-1 clause 5.6.2.3): a document timestamp that passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof {
    /// The revision, counted from 1.
    pub(super) revision: usize,
    pub(super) time: Timestamp,
}

impl<'a> Session<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        let budget = PathBudget::with(DOCUMENT_PATH_STEPS, DOCUMENT_PATH_SIGNATURE_CHECKS);
        Self {
            context,
            crl_statements: Memo::new(),
            ocsp_statements: Memo::new(),
            outcomes: Memo::new(),
            paths: Memo::new(),
            statuses: Memo::new(),
            trusted: Memo::new(),
            documented: Memo::new(),
            budget: RefCell::new(budget),
            work: RefCell::new(Work::of_document()),
            proofs: RefCell::default(),
            item_proofs: RefCell::default(),
        }
        .with_provided_proofs()
    }

    /// Clause 5.6.3.4 NOTE 3: what is provided from outside is used as it is.
    fn with_provided_proofs(self) -> Self {
        if let Some(time) = self.provided() {
            self.prove(Proof { revision: usize::MAX, time });
        }
        for material in self.context.materials {
            for (&digest, &time) in material.proofs() {
                self.prove_items(&[digest], time);
            }
        }
        self
    }

    /// The earliest time at which the document is proved from outside to have existed.
    pub(super) fn provided(&self) -> Option<Timestamp> {
        self.materials.iter().filter_map(|material| material.document_existed()).min()
    }

    /// The earliest time at which an item is proved from outside to have existed, by itself.
    pub(super) fn item_provided(&self, id: &CertificateId) -> Option<Timestamp> {
        self.materials.iter().filter_map(|material| material.proofs().get(id).copied()).min()
    }

    /// Whether some item is proved from outside to have existed at this time.
    pub(super) fn is_item_provided_at(&self, time: Timestamp) -> bool {
        let mut items = self.materials.iter().flat_map(|material| material.proofs().values());
        items.any(|proved| *proved == time)
    }

    /// Lets one path search spend of the budget of the document.
    pub(super) fn search<T>(&self, search: impl FnOnce(&mut PathBudget) -> T) -> T {
        let granted = self.budget.borrow().for_one_search();
        let mut left = granted.clone();
        let found = search(&mut left);
        self.budget.borrow_mut().charge(&granted, &left);
        found
    }

    /// The paths from a certificate to the anchors.
    pub(super) fn paths_from(&self, leaf: &Arc<Certificate>) -> Rc<PathSearch> {
        self.paths.get(leaf.id(), || {
            let pools: Vec<_> =
                self.materials.iter().map(|material| material.certificates()).collect();
            Rc::new(
                self.search(|budget| {
                    candidate_paths(leaf, &pools, self.anchors, self.edges, budget)
                }),
            )
        })
    }

    /// Lets the judgement of one path spend of the work of the document.
    pub(super) fn judge_path<T>(&self, judge: impl FnOnce(&mut Work) -> T) -> T {
        self.work.borrow_mut().for_one_path(judge)
    }

    /// Takes in a proof, which changes what is concluded only if it is earlier than those there are:
    /// then what was concluded without it is forgotten.
    pub(super) fn prove(&self, proof: Proof) {
        if self.existed(proof.revision) <= proof.time {
            return;
        }
        let mut proofs = self.proofs.borrow_mut();
        proofs.retain(|&revision, &mut time| revision > proof.revision || time < proof.time);
        proofs.insert(proof.revision, proof.time);
        drop(proofs);
        self.forget();
    }

    /// Takes in a proof that items existed, which their digests name.
    pub(super) fn prove_items(&self, digests: &[CertificateId], time: Timestamp) {
        let mut is_new = false;
        for digest in digests.iter().map(CertificateId::as_bytes) {
            if time < self.item_existed(digest) {
                self.item_proofs.borrow_mut().insert(*digest, time);
                is_new = true;
            }
        }
        if is_new {
            self.forget();
        }
    }

    /// What was concluded with fewer proofs.
    fn forget(&self) {
        self.outcomes.clear();
        self.statuses.clear();
        self.trusted.clear();
        self.documented.clear();
    }

    /// The earliest time at which the contents of a revision are proved to have existed: the
    /// validation time where there is no other proof.
    pub(super) fn existed(&self, revision: usize) -> Timestamp {
        let proofs = self.proofs.borrow();
        let earliest = proofs.range(revision..).next();
        earliest.map_or(self.time, |(_, &time)| time.min(self.time))
    }

    /// The first revision of the document that is known to hold a certificate, CRL or OCSP
    /// response, by its digest.
    pub(super) fn since(&self, digest: &[u8; 32]) -> Option<usize> {
        self.materials.iter().filter_map(|material| material.since(digest)).min()
    }

    /// Whether nothing at all is proved to be older than the validation time.
    pub(super) fn proves_nothing(&self) -> bool {
        self.proofs.borrow().is_empty() && self.item_proofs.borrow().is_empty()
    }

    /// The earliest time at which such an item is proved to have existed.
    pub(super) fn item_existed(&self, digest: &[u8; 32]) -> Timestamp {
        if self.proves_nothing() {
            return self.time;
        }
        let held = self.since(digest).map_or(self.time, |revision| self.existed(revision));
        self.item_proofs.borrow().get(digest).map_or(held, |&proved| proved.min(held))
    }
}

impl<'a> Deref for Session<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Self::Target {
        self.context
    }
}

/// Answers by question.
pub(super) struct Memo<K, V>(RefCell<HashMap<K, V>>);

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    fn new() -> Self {
        Self(RefCell::new(HashMap::new()))
    }

    /// The answer, computed the first time. A question may ask others on the way.
    pub(super) fn get(&self, question: K, compute: impl FnOnce() -> V) -> V {
        let known = self.0.borrow().get(&question).cloned();
        known.unwrap_or_else(|| {
            let answer = compute();
            self.0.borrow_mut().insert(question, answer.clone());
            answer
        })
    }

    fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::Policy;
    use crate::x509::{CertificatePool, EdgeCache};

    #[test]
    fn the_earliest_proof_that_covers_a_revision_counts() {
        let day = |day: u8| format!("2026-01-{day:02}T00:00:00Z").parse::<Timestamp>().unwrap();
        let (policy, edges) = (Policy::generic(), EdgeCache::new());
        let context = Context {
            policy: &policy,
            time: day(20),
            anchors: &CertificatePool::default(),
            materials: &[],
            edges: &edges,
        };
        // Whatever the order in which they come: what covers more and is older says it all.
        let proofs = [(9, 12), (7, 11), (5, 13), (4, 10), (3, 25), (2, 9), (2, 8)];
        for turn in 0..proofs.len() {
            let session = Session::new(&context);
            for &(revision, at) in proofs.iter().cycle().skip(turn).take(proofs.len()) {
                session.prove(Proof { revision, time: day(at) });
            }
            let existed: Vec<_> = (1..=10).map(|revision| session.existed(revision)).collect();
            let expected = [8, 8, 10, 10, 11, 11, 11, 12, 12, 20].map(day);
            assert_eq!(existed, expected, "{turn}");
            assert_eq!(session.proofs.borrow().len(), 4);
        }
    }
}
