//! Certificates at hand, found by identity, name, key identifier, or issuer and serial number.

use std::collections::HashMap;
use std::sync::Arc;

use super::certificate::{Certificate, CertificateId};
use super::name::Name;
use super::serial;

/// How many certificates are looked through one by one. Most documents have three or four, and to
/// build an index of them costs more than it saves.
const FEW: usize = 12;

/// A set of certificates with the lookups that path building and signer identification need.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool {
    certificates: Vec<Arc<Certificate>>,
    /// Only where there are more than [`FEW`].
    index: Option<Box<Index>>,
}

/// Positions in the list of certificates.
#[derive(Clone, Debug, Default)]
struct Index {
    by_id: HashMap<CertificateId, usize>,
    by_subject: HashMap<Name, Vec<usize>>,
    by_key_id: HashMap<Box<[u8]>, Vec<usize>>,
    by_issuer_and_serial: HashMap<(Name, Box<[u8]>), Vec<usize>>,
}

impl Index {
    fn insert(&mut self, certificate: &Certificate, position: usize) {
        self.by_id.insert(certificate.id(), position);
        self.by_subject.entry(certificate.subject().clone()).or_default().push(position);
        if let Some(key_id) = certificate.subject_key_id() {
            self.by_key_id.entry(key_id.into()).or_default().push(position);
        }
        let serial = serial::minimal(certificate.serial()).into();
        let issuer_and_serial = (certificate.issuer().clone(), serial);
        self.by_issuer_and_serial.entry(issuer_and_serial).or_default().push(position);
    }
}

impl CertificatePool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate; `false` if it is there already.
    pub fn insert(&mut self, certificate: Arc<Certificate>) -> bool {
        if self.contains(&certificate.id()) {
            return false;
        }
        let position = self.certificates.len();
        match &mut self.index {
            Some(index) => index.insert(&certificate, position),
            None if position == FEW => {
                let mut index = Box::new(Index::default());
                let all = self.certificates.iter().chain([&certificate]);
                all.enumerate().for_each(|(position, it)| index.insert(it, position));
                self.index = Some(index);
            }
            None => {}
        }
        self.certificates.push(certificate);
        true
    }

    /// How many certificates there are.
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// All of them, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Certificate>> {
        self.certificates.iter()
    }

    /// Whether this certificate is in the pool.
    pub fn contains(&self, id: &CertificateId) -> bool {
        self.find(id).is_some()
    }

    /// The certificate with this identity.
    pub fn find(&self, id: &CertificateId) -> Option<&Arc<Certificate>> {
        match &self.index {
            Some(index) => self.certificates.get(*index.by_id.get(id)?),
            None => self.certificates.iter().find(|certificate| certificate.id() == *id),
        }
    }

    /// Those with this subject, in the order they were added.
    pub fn by_subject<'a>(
        &'a self,
        subject: &'a Name,
    ) -> impl Iterator<Item = &'a Arc<Certificate>> {
        self.select(
            |index| index.by_subject.get(subject),
            move |certificate| certificate.subject() == subject,
        )
    }

    /// Those with this subject key identifier.
    pub fn by_key_id<'a>(&'a self, key_id: &'a [u8]) -> impl Iterator<Item = &'a Arc<Certificate>> {
        self.select(
            |index| index.by_key_id.get(key_id),
            move |certificate| certificate.subject_key_id() == Some(key_id),
        )
    }

    /// Those with this issuer and serial number. More than one, if the CA broke its promise.
    pub fn by_issuer_and_serial<'a>(
        &'a self,
        issuer: &'a Name,
        serial: &'a [u8],
    ) -> impl Iterator<Item = &'a Arc<Certificate>> {
        self.select(
            |index| {
                index.by_issuer_and_serial.get(&(issuer.clone(), serial::minimal(serial).into()))
            },
            move |certificate| certificate.has_serial(serial) && certificate.issuer() == issuer,
        )
    }

    /// What the index says or, where there is none, those that are looked for.
    fn select<'a>(
        &'a self,
        indexed: impl FnOnce(&'a Index) -> Option<&'a Vec<usize>>,
        is_wanted: impl Fn(&Certificate) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Arc<Certificate>> {
        let (few, positions) = match self.index.as_deref() {
            Some(index) => (&[][..], indexed(index).map(Vec::as_slice).unwrap_or_default()),
            None => (self.certificates.as_slice(), &[][..]),
        };
        few.iter()
            .filter(move |certificate| is_wanted(certificate))
            .chain(positions.iter().filter_map(|&position| self.certificates.get(position)))
    }
}

impl Extend<Arc<Certificate>> for CertificatePool {
    fn extend<T: IntoIterator<Item = Arc<Certificate>>>(&mut self, certificates: T) {
        for certificate in certificates {
            self.insert(certificate);
        }
    }
}

impl FromIterator<Arc<Certificate>> for CertificatePool {
    fn from_iter<T: IntoIterator<Item = Arc<Certificate>>>(certificates: T) -> Self {
        let mut pool = Self::new();
        pool.extend(certificates);
        pool
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups() {
        let parse = |der: &[u8]| Arc::new(Certificate::parse(der).unwrap());
        let root = parse(include_bytes!("../../tests/data/x509/root.der"));
        let sub = parse(include_bytes!("../../tests/data/x509/sub-state.der"));
        let mut pool: CertificatePool = [Arc::clone(&root)].into_iter().collect();
        assert!(!pool.insert(Arc::clone(&root)));
        assert!(pool.insert(Arc::clone(&sub)));
        assert_eq!(pool.len(), 2);
        check(&pool, &root, &sub);

        // The same with an index.
        let mut indexed = CertificatePool { index: Some(Box::default()), ..Default::default() };
        assert!(indexed.insert(Arc::clone(&root)) && indexed.insert(Arc::clone(&sub)));
        assert!(!indexed.insert(Arc::clone(&root)));
        check(&indexed, &root, &sub);
    }

    fn check(pool: &CertificatePool, root: &Arc<Certificate>, sub: &Arc<Certificate>) {
        assert!(pool.by_subject(sub.issuer()).eq([root]));
        assert!(pool.by_key_id(sub.subject_key_id().unwrap()).eq([sub]));
        assert_eq!(pool.find(&sub.id()), Some(sub));
        let padded = [&[0][..], sub.serial()].concat();
        assert!(pool.by_issuer_and_serial(sub.issuer(), &padded).eq([sub]));
        assert_eq!(pool.by_issuer_and_serial(sub.subject(), sub.serial()).count(), 0);
    }

    #[test]
    fn the_index_holds_what_was_there_before() {
        let (mut pool, mut all) = (CertificatePool::new(), Vec::new());
        let der = include_bytes!("../../tests/data/x509/root.der");
        // Certificates that differ in the last octet of the signature value.
        for last in 0..=u8::try_from(FEW).unwrap() {
            let mut der = der.to_vec();
            *der.last_mut().unwrap() = last;
            let certificate = Arc::new(Certificate::parse(&der).unwrap());
            assert!(pool.insert(Arc::clone(&certificate)));
            all.push(certificate);
        }
        assert!(pool.index.is_some());
        let subject = all[0].subject().clone();
        assert!(pool.by_subject(&subject).eq(&all));
        assert!(all.iter().all(|it| pool.find(&it.id()) == Some(it) && !pool.insert(it.clone())));
    }
}
