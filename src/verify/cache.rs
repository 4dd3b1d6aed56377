//! What one document taught about material and is not computed again for the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::{Digest, DigestAlgorithm};
use crate::limits::{CACHED_CERTIFICATE_BYTES, CACHED_CRL_BYTES, CACHED_OCSP_BYTES};
use crate::x509::{Certificate, Crl, EdgeCache, Error, OcspResponse};

/// The caches of a [`super::Verifier`], shared between threads.
#[derive(Debug, Default)]
pub(super) struct Caches {
    /// Signatures over certificates and revocation data.
    pub(super) edges: EdgeCache,
    certificates: Cache<Certificate>,
    crls: Cache<Crl>,
    ocsp_responses: Cache<OcspResponse>,
}

impl Caches {
    /// The certificate of this encoding, parsed at most once, or why it cannot be read.
    pub(super) fn certificate(&self, der: &[u8]) -> Result<Arc<Certificate>, Error> {
        self.certificates.parsed(der, CACHED_CERTIFICATE_BYTES, Certificate::parse)
    }

    /// The CRL of this encoding, parsed at most once, or why it cannot be read.
    pub(super) fn crl(&self, der: &[u8]) -> Result<Arc<Crl>, Error> {
        self.crls.parsed(der, CACHED_CRL_BYTES, Crl::parse)
    }

    /// The OCSP response of this encoding, parsed at most once, or why it cannot be read.
    pub(super) fn ocsp_response(&self, der: &[u8]) -> Result<Arc<OcspResponse>, Error> {
        self.ocsp_responses.parsed(der, CACHED_OCSP_BYTES, OcspResponse::parse)
    }
}

/// Parsed values by the SHA-256 of their encoding, up to a total weight in bytes of encodings: an
/// encoding may be of any size, so a number of them bounds nothing.
#[derive(Debug)]
struct Cache<T> {
    inner: Mutex<Entries<T>>,
}

#[derive(Debug)]
struct Entries<T> {
    parsed: HashMap<Digest, Result<Arc<T>, Error>>,
    weight: usize,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { inner: Mutex::new(Entries { parsed: HashMap::new(), weight: 0 }) }
    }
}

/// What an entry costs besides its encoding.
const ENTRY_BYTES: usize = 512;

impl<T> Cache<T> {
    fn parsed(
        &self,
        der: &[u8],
        limit: usize,
        parse: impl FnOnce(&[u8]) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let key = DigestAlgorithm::Sha256.hash(der);
        // A thread that panicked while it held the lock left whole entries behind, nothing else.
        if let Some(known) =
            self.inner.lock().unwrap_or_else(PoisonError::into_inner).parsed.get(&key)
        {
            return known.clone();
        }
        // Parsed outside the lock: two threads may do it twice, none waits for a large CRL.
        let value = parse(der).map(Arc::new);
        let weight = der.len().saturating_add(ENTRY_BYTES);
        let mut entries = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.weight.saturating_add(weight) > limit {
            // Starting afresh is rare and bounds the memory; what is in use lives on in its Arc.
            entries.parsed.clear();
            entries.weight = 0;
        }
        if entries.parsed.insert(key, value.clone()).is_none() {
            entries.weight = entries.weight.saturating_add(weight);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded_by_its_size() {
        let cache = Cache::<Vec<u8>>::default();
        let limit = 10_000;
        for number in 0..100_u8 {
            for _ in 0..2 {
                let der = vec![number; 1_000];
                let parsed = cache.parsed(&der, limit, |der| Ok(der.to_vec())).unwrap();
                assert_eq!(*parsed, der);
            }
            let entries = cache.inner.lock().unwrap();
            let bytes: usize = entries.parsed.values().flatten().map(|value| value.len()).sum();
            assert!(bytes <= limit && entries.weight <= limit);
            assert_eq!(entries.weight, entries.parsed.len() * (1_000 + ENTRY_BYTES));
        }
    }

    #[test]
    fn what_cannot_be_read_is_remembered_too() {
        let cache = Cache::<u8>::default();
        let error = Err(Error::TooLarge { limit: "x" });
        assert_eq!(cache.parsed(b"x", 10_000, |_| error.clone()), error.clone().map(Arc::new));
        let known = cache.parsed(b"x", 10_000, |_| panic!("parsed again"));
        assert_eq!(known, error.map(Arc::new));
    }
}
