//! Certificates at hand, found by identity, name, key identifier, or issuer and serial number.

use std::collections::HashMap;
use std::sync::Arc;

use super::certificate::{Certificate, CertificateId};
use super::name::Name;
use super::serial;

/// A set of certificates with the lookups that path building and signer identification need.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool {
    certificates: Vec<Arc<Certificate>>,
    by_id: HashMap<CertificateId, Arc<Certificate>>,
    by_subject: HashMap<Name, Vec<Arc<Certificate>>>,
    by_key_id: HashMap<Box<[u8]>, Vec<Arc<Certificate>>>,
    by_issuer_and_serial: HashMap<IssuerAndSerial, Vec<Arc<Certificate>>>,
}

/// The serial number without padding.
type IssuerAndSerial = (Name, Box<[u8]>);

impl CertificatePool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate; `false` if it is there already.
    pub fn insert(&mut self, certificate: Arc<Certificate>) -> bool {
        if self.by_id.contains_key(&certificate.id()) {
            return false;
        }
        self.by_id.insert(certificate.id(), Arc::clone(&certificate));
        self.by_subject
            .entry(certificate.subject().clone())
            .or_default()
            .push(Arc::clone(&certificate));
        if let Some(key_id) = certificate.subject_key_id() {
            self.by_key_id.entry(key_id.into()).or_default().push(Arc::clone(&certificate));
        }
        self.by_issuer_and_serial
            .entry(issuer_and_serial(certificate.issuer(), certificate.serial()))
            .or_default()
            .push(Arc::clone(&certificate));
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
        self.by_id.contains_key(id)
    }

    /// The certificate with this identity.
    pub fn find(&self, id: &CertificateId) -> Option<&Arc<Certificate>> {
        self.by_id.get(id)
    }

    /// Those with this subject, in the order they were added.
    pub fn by_subject(&self, subject: &Name) -> &[Arc<Certificate>] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }

    /// Those with this subject key identifier.
    pub fn by_key_id(&self, key_id: &[u8]) -> &[Arc<Certificate>] {
        self.by_key_id.get(key_id).map_or(&[], Vec::as_slice)
    }

    /// Those with this issuer and serial number. More than one, if the CA broke its promise.
    pub fn by_issuer_and_serial(&self, issuer: &Name, serial: &[u8]) -> &[Arc<Certificate>] {
        self.by_issuer_and_serial.get(&issuer_and_serial(issuer, serial)).map_or(&[], Vec::as_slice)
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

fn issuer_and_serial(issuer: &Name, serial: &[u8]) -> IssuerAndSerial {
    (issuer.clone(), serial::minimal(serial).into())
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
        assert_eq!(pool.by_subject(sub.issuer()), [Arc::clone(&root)]);
        assert_eq!(pool.by_key_id(sub.subject_key_id().unwrap()), [Arc::clone(&sub)]);
        assert_eq!(pool.find(&sub.id()), Some(&sub));
        let padded = [&[0][..], sub.serial()].concat();
        assert_eq!(pool.by_issuer_and_serial(sub.issuer(), &padded), [Arc::clone(&sub)]);
        assert!(pool.by_issuer_and_serial(sub.subject(), sub.serial()).is_empty());
    }
}
