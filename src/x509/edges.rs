//! Edges: this key signed this certificate, this CRL, this OCSP response.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::crypto::{Digest, PublicKey, SignatureAlgorithm, VerifyError, verify};
use crate::limits::EDGE_CACHE_ENTRIES;

/// Something that carries a signature over a part of itself.
pub trait Signed {
    /// The octets that are signed.
    fn tbs(&self) -> &[u8];
    /// The algorithm beside the signature.
    fn signature_algorithm(&self) -> &SignatureAlgorithm;
    /// The signature value.
    fn signature(&self) -> &[u8];
    /// The SHA-256 of the whole encoding: of the signed octets, the algorithm and the signature.
    fn digest(&self) -> [u8; 32];
}

/// What was computed about one edge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EdgeResult {
    /// Nothing was computed: the algorithm, which is named, is not supported.
    Unsupported(String),
    /// The key signed it.
    Verified,
    /// The key did not sign it.
    Wrong,
}

impl EdgeResult {
    fn compute(signed: &dyn Signed, key: &PublicKey) -> Self {
        match verify(signed.signature_algorithm(), key, signed.tbs(), signed.signature()) {
            Ok(()) => Self::Verified,
            Err(VerifyError::Mismatch | VerifyError::KeyMismatch { .. }) => Self::Wrong,
            Err(_) => Self::Unsupported(signed.signature_algorithm().name(Some(key))),
        }
    }
}

/// The edges that were computed, shared between threads, so that each costs one public-key
/// operation in a run.
///
/// Bounded by [`EDGE_CACHE_ENTRIES`]: when a part of it is full, that part is forgotten.
///
/// ```
/// # use kyso::x509::{EdgeCache, EdgeResult, Signed};
/// # use kyso::crypto::PublicKey;
/// fn signed_it(edges: &EdgeCache, signed: &dyn Signed, key: &PublicKey) -> bool {
///     edges.signed_by(signed, key) == EdgeResult::Verified
/// }
/// ```
#[derive(Debug)]
pub struct EdgeCache {
    shards: Vec<Mutex<HashMap<Key, Arc<OnceLock<EdgeResult>>>>>,
    capacity_of_shard: usize,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// The digests of the key and of what it may have signed.
type Key = (Digest, [u8; 32]);

const SHARDS: usize = 16;

impl EdgeCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::with_capacity(EDGE_CACHE_ENTRIES)
    }

    /// An empty cache of about this many edges.
    pub fn with_capacity(edges: usize) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            capacity_of_shard: edges.div_ceil(SHARDS).max(1),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// Whether `key` signed `signed`: computed the first time, remembered after. A second thread
    /// that asks while the first one computes waits for it.
    pub fn signed_by(&self, signed: &dyn Signed, key: &PublicKey) -> EdgeResult {
        let subject = signed.digest();
        let shard = usize::from(subject.first().copied().unwrap_or_default()) % SHARDS;
        let Some(shard) = self.shards.get(shard) else {
            return EdgeResult::compute(signed, key);
        };
        let edge = {
            // A map of results stays whole whatever panicked while it was locked.
            let mut map = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let id = (key.digest(), subject);
            if map.len() >= self.capacity_of_shard && !map.contains_key(&id) {
                map.clear();
            }
            Arc::clone(map.entry(id).or_default())
        };
        let mut computed = false;
        let result = edge.get_or_init(|| {
            computed = true;
            EdgeResult::compute(signed, key)
        });
        let counter = if computed { &self.misses } else { &self.hits };
        counter.fetch_add(1, Ordering::Relaxed);
        result.clone()
    }

    /// How many questions were answered from memory.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// How many edges were computed.
    pub fn misses(&self) -> u64 {
        self.misses.load(Ordering::Relaxed)
    }
}

impl Default for EdgeCache {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::Certificate;
    use crate::x509::certificate::sha256;

    const ROOT: &[u8] = include_bytes!("../../tests/data/x509/root.der");
    const SUB: &[u8] = include_bytes!("../../tests/data/x509/sub-state.der");

    #[test]
    fn each_edge_is_computed_once_among_threads() {
        let root = Certificate::parse(ROOT).unwrap();
        let sub = Certificate::parse(SUB).unwrap();
        let edges = EdgeCache::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let key = root.public_key();
                        assert_eq!(edges.signed_by(&sub, key), EdgeResult::Verified);
                        assert_eq!(edges.signed_by(&root, key), EdgeResult::Verified);
                        let other = sub.public_key();
                        assert_eq!(edges.signed_by(&root, other), EdgeResult::Wrong);
                    }
                });
            }
        });
        assert_eq!((edges.misses(), edges.hits()), (3, 297));
    }

    #[test]
    fn the_cache_is_bounded() {
        let root = Certificate::parse(ROOT).unwrap();
        let edges = EdgeCache::with_capacity(1);
        struct Numbered<'a>(&'a Certificate, u8);
        impl Signed for Numbered<'_> {
            fn tbs(&self) -> &[u8] {
                self.0.tbs()
            }
            fn signature_algorithm(&self) -> &SignatureAlgorithm {
                self.0.signature_algorithm()
            }
            fn signature(&self) -> &[u8] {
                &[]
            }
            fn digest(&self) -> [u8; 32] {
                sha256(&[self.1])
            }
        }
        for number in 0..100 {
            edges.signed_by(&Numbered(&root, number), root.public_key());
        }
        let kept: usize = edges.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(kept <= SHARDS);
        assert_eq!(edges.misses(), 100);
    }
}
