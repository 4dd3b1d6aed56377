//! One document under judgement: what was found for one of its signatures holds for the others.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Deref;

use super::basic::Context;
use super::certificate::{Outcome, Usage};
use super::revocation::{Authority, Found};
use crate::limits::{DOCUMENT_PATH_SIGNATURE_CHECKS, DOCUMENT_PATH_STEPS};
use crate::x509::{CertificateId, PathBudget};

/// A context, with what was found under it and what may still be spent. A session never outlives
/// its context, so nothing found for one file, time or policy serves for another.
pub(super) struct Session<'a> {
    context: &'a Context<'a>,
    /// By the digest of the response and the issuer.
    pub(super) authorities: Memo<([u8; 32], CertificateId), Option<Authority>>,
    /// By the signing certificate.
    pub(super) outcomes: Memo<(CertificateId, Usage), Outcome>,
    /// By the certificate and its issuer.
    pub(super) statuses: Memo<(CertificateId, CertificateId), Found>,
    budget: RefCell<PathBudget>,
}

impl<'a> Session<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        let budget = PathBudget::with(DOCUMENT_PATH_STEPS, DOCUMENT_PATH_SIGNATURE_CHECKS);
        Self {
            context,
            authorities: Memo::new(),
            outcomes: Memo::new(),
            statuses: Memo::new(),
            budget: RefCell::new(budget),
        }
    }

    /// Lets one path search spend of the budget of the document.
    pub(super) fn search<T>(&self, search: impl FnOnce(&mut PathBudget) -> T) -> T {
        let granted = self.budget.borrow().for_one_search();
        let mut left = granted.clone();
        let found = search(&mut left);
        self.budget.borrow_mut().charge(&granted, &left);
        found
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
}
