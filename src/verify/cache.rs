//! What one document taught about material and is not computed again for the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// What was read from an encoding, and keeps it.
trait Encoded {
    fn encoding(&self) -> &[u8];
}

impl Encoded for Certificate {
    fn encoding(&self) -> &[u8] {
        self.der()
    }
}

impl Encoded for Crl {
    fn encoding(&self) -> &[u8] {
        self.der()
    }
}

impl Encoded for OcspResponse {
    fn encoding(&self) -> &[u8] {
        self.der()
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
    /// The same once more, the latest of each ending: an encoding that is known already is then
    /// found by comparing it, which costs a tenth of hashing it. Encodings of one ending, which
    /// nobody makes in earnest, push each other out and are found by their digests.
    latest: HashMap<Ending, Latest<T>>,
    weight: usize,
}

#[derive(Debug)]
struct Latest<T> {
    value: Arc<T>,
    /// The whole encoding, where it is more than the value keeps: an OCSP response keeps the part
    /// that is signed, a certificate not what follows it.
    whole: Option<Arc<[u8]>>,
}

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), whole: self.whole.clone() }
    }
}

/// The length and the last bytes of an encoding: those of a signature value, so that two signed
/// things seldom have the same.
type Ending = (usize, [u8; 16]);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        let entries = Entries { parsed: HashMap::new(), latest: HashMap::new(), weight: 0 };
        Self { inner: Mutex::new(entries) }
    }
}

/// What an entry costs besides its encoding.
const ENTRY_BYTES: usize = 512;

impl<T: Encoded> Cache<T> {
    fn parsed(
        &self,
        der: &[u8],
        limit: usize,
        parse: impl FnOnce(&[u8]) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let ending = (der.len(), der.last_chunk().copied().unwrap_or_default());
        let latest = self.lock().latest.get(&ending).cloned();
        if let Some(Latest { value, whole }) = latest
            && whole.as_deref().unwrap_or(value.encoding()) == der
        {
            return Ok(value);
        }
        let value = self.parsed_by_digest(der, limit, parse)?;
        let whole = (value.encoding() != der).then(|| der.into());
        self.lock().latest.insert(ending, Latest { value: Arc::clone(&value), whole });
        Ok(value)
    }

    fn parsed_by_digest(
        &self,
        der: &[u8],
        limit: usize,
        parse: impl FnOnce(&[u8]) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let key = DigestAlgorithm::Sha256.hash(der);
        if let Some(known) = self.lock().parsed.get(&key) {
            return known.clone();
        }
        // Parsed outside the lock: two threads may do it twice, none waits for a large CRL.
        let value = parse(der).map(Arc::new);
        // The encoding may be kept twice.
        let weight = der.len().saturating_mul(2).saturating_add(ENTRY_BYTES);
        let mut entries = self.lock();
        if entries.weight.saturating_add(weight) > limit {
            // Starting afresh is rare and bounds the memory; what is in use lives on in its Arc.
            entries.parsed.clear();
            entries.latest.clear();
            entries.weight = 0;
        }
        if entries.parsed.insert(key, value.clone()).is_none() {
            entries.weight = entries.weight.saturating_add(weight);
        }
        value
    }

    /// A thread that panicked while it held the lock left whole entries behind, nothing else.
    fn lock(&self) -> MutexGuard<'_, Entries<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Encoded for Vec<u8> {
        fn encoding(&self) -> &[u8] {
            self
        }
    }

    #[test]
    fn encodings_of_one_ending_are_told_apart() {
        let cache = Cache::<Vec<u8>>::default();
        for _ in 0..3 {
            for first in 0..3 {
                let mut der = vec![7; 100];
                der[0] = first;
                let parsed = cache.parsed(&der, 10_000, |der| Ok(der.to_vec())).unwrap();
                assert_eq!(*parsed, der);
            }
        }
        let entries = cache.inner.lock().unwrap();
        assert_eq!((entries.parsed.len(), entries.latest.len()), (3, 1));
    }

    #[test]
    fn what_follows_an_encoding_is_not_forgotten() {
        // As a certificate does, whose problems say that something follows it.
        let cache = Cache::<Vec<u8>>::default();
        let parse = |der: &[u8]| Ok(der.get(..20).unwrap_or(der).to_vec());
        let exact = cache.parsed(&[7; 20], 10_000, parse).unwrap();
        let longer = cache.parsed(&[7; 30], 10_000, parse).unwrap();
        let again = cache.parsed(&[7; 30], 10_000, |_| panic!("parsed again")).unwrap();
        assert!(!Arc::ptr_eq(&exact, &longer) && Arc::ptr_eq(&longer, &again));
    }

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
            assert_eq!(entries.weight, entries.parsed.len() * (2_000 + ENTRY_BYTES));
        }
    }

    #[test]
    fn what_cannot_be_read_is_remembered_too() {
        let cache = Cache::<Vec<u8>>::default();
        let error = Err(Error::TooLarge { limit: "x" });
        assert_eq!(cache.parsed(b"x", 10_000, |_| error.clone()), error.clone().map(Arc::new));
        let known = cache.parsed(b"x", 10_000, |_| panic!("parsed again"));
        assert_eq!(known, error.map(Arc::new));
    }
}
