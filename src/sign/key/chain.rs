//! The certificates that go into a signature, out of those at hand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::x509::{Certificate, Name};

/// The certificate of a key, of several the one that ends last; then those whose subjects issued what
/// stands before them. What belongs to somebody else is left out, and so are copies.
pub(super) fn of(
    certificates: Vec<Arc<Certificate>>,
    is_own: impl Fn(&Certificate) -> bool,
) -> Option<Vec<Arc<Certificate>>> {
    let own = certificates.iter().filter(|it| is_own(it));
    let own = Arc::clone(own.reduce(|a, b| if b.not_after() > a.not_after() { b } else { a })?);
    let mut by_subject: HashMap<&Name, Vec<&Arc<Certificate>>> = HashMap::new();
    for certificate in &certificates {
        by_subject.entry(certificate.subject()).or_default().push(certificate);
    }
    let mut taken = HashSet::from([own.id()]);
    let mut chain = vec![own];
    let mut at = 0;
    while let Some(certificate) = chain.get(at) {
        let issuers = by_subject.remove(certificate.issuer()).unwrap_or_default();
        chain.extend(issuers.into_iter().filter(|it| taken.insert(it.id())).map(Arc::clone));
        at += 1;
    }
    Some(chain)
}
