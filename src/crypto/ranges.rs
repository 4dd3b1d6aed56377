//! One pass of hashing for all signatures of a file.

use std::collections::HashMap;
use std::ops::Range;

use super::digest::{Digest, DigestAlgorithm, Hasher};
use crate::limits::{HASHED_BYTES_FACTOR, HASHED_BYTES_FREE};

/// What one signature covers, and by which algorithm it is hashed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct RangeRequest {
    /// The digest algorithm.
    pub algorithm: DigestAlgorithm,
    /// The covered bytes, in the order in which they are hashed.
    pub ranges: Vec<Range<usize>>,
}

/// Why the digest of some ranges was not computed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// A range does not lie within the bytes.
    #[error("a range reaches outside of the file")]
    OutOfBounds,
    /// The signatures of the file together would have more hashed than
    /// [`HASHED_BYTES_FACTOR`] times the file.
    #[error("more than {HASHED_BYTES_FACTOR} times the file would have to be hashed")]
    TooMuch,
}

/// Computes the digests of many ranges of the same bytes.
///
/// The signatures of one PDF cover `[0..a, b..c]` with growing `a`: for each algorithm the bytes
/// are hashed once from the start, and at each `a` the running context is cloned and goes on over
/// the rest alone. n signatures so cost one pass and n tails. Equal requests are computed once,
/// ranges that do not begin at 0 on their own.
///
/// ```
/// use kyso::crypto::{DigestAlgorithm, RangeHasher, RangeRequest};
///
/// let mut hasher = RangeHasher::new(b"signed<gap>bytes");
/// let request = RangeRequest { algorithm: DigestAlgorithm::Sha256, ranges: vec![0..6, 11..16] };
/// let digests = hasher.digests(&[request]);
/// assert_eq!(digests, [Ok(DigestAlgorithm::Sha256.hash(b"signedbytes"))]);
/// ```
#[derive(Debug)]
pub struct RangeHasher<'a> {
    bytes: &'a [u8],
    hashed: u64,
}

impl<'a> RangeHasher<'a> {
    /// Over the bytes of one file.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, hashed: 0 }
    }

    /// The digests, in the order of the requests.
    ///
    /// One request that cannot be computed does not take the others with it. What may be hashed
    /// is bounded over the life of this hasher: a file whose signatures each cover most of it
    /// from an odd place would cost its size times the number of signatures.
    pub fn digests(&mut self, requests: &[RangeRequest]) -> Vec<Result<Digest, RangeError>> {
        let plans: Vec<_> = requests.iter().map(|request| self.plan(request)).collect();
        let mut order: Vec<&Plan> = plans.iter().flatten().collect();
        order.sort_unstable();
        order.dedup();
        let mut known = HashMap::with_capacity(order.len());
        let mut running: Option<Running> = None;
        for plan in order {
            let digest = self.compute(plan, &mut running);
            known.insert(plan, digest);
        }
        plans
            .iter()
            .map(|plan| match plan {
                Ok(plan) => known.get(plan).copied().unwrap_or(Err(RangeError::TooMuch)),
                Err(error) => Err(*error),
            })
            .collect()
    }

    /// How many bytes were hashed until now.
    pub fn hashed_bytes(&self) -> u64 {
        self.hashed
    }

    /// Empty ranges dropped, adjoining ones joined, the prefix split off.
    fn plan(&self, request: &RangeRequest) -> Result<Plan, RangeError> {
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(request.ranges.len());
        for range in &request.ranges {
            if range.start > range.end || range.end > self.bytes.len() {
                return Err(RangeError::OutOfBounds);
            }
            match joined.last_mut() {
                _ if range.is_empty() => {}
                Some((_, end)) if *end == range.start => *end = range.end,
                _ => joined.push((range.start, range.end)),
            }
        }
        let prefix = match joined.first() {
            Some(&(0, end)) => {
                joined.remove(0);
                end
            }
            _ => 0,
        };
        Ok(Plan { algorithm: request.algorithm, prefix, tail: joined })
    }

    /// The plans come sorted, so the running context of an algorithm only ever goes forward.
    fn compute(
        &mut self,
        plan: &Plan,
        running: &mut Option<Running>,
    ) -> Result<Digest, RangeError> {
        if running.as_ref().is_none_or(|running| running.algorithm != plan.algorithm) {
            let hasher = plan.algorithm.hasher();
            *running = Some(Running { algorithm: plan.algorithm, hasher, position: 0 });
        }
        let Some(running) = running else { return Err(RangeError::TooMuch) };
        let ahead = plan.prefix.saturating_sub(running.position);
        let tail = plan
            .tail
            .iter()
            .fold(0_usize, |sum, (start, end)| sum.saturating_add(end.saturating_sub(*start)));
        self.spend(ahead.saturating_add(tail))?;
        let prefix = self.bytes.get(running.position..plan.prefix);
        running.hasher.update(prefix.ok_or(RangeError::OutOfBounds)?);
        running.position = plan.prefix;
        let mut fork = running.hasher.clone();
        for &(start, end) in &plan.tail {
            fork.update(self.bytes.get(start..end).ok_or(RangeError::OutOfBounds)?);
        }
        Ok(fork.finish())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), RangeError> {
        let size = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        let limit = size.saturating_mul(HASHED_BYTES_FACTOR).max(HASHED_BYTES_FREE);
        let after = self.hashed.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if after > limit {
            return Err(RangeError::TooMuch);
        }
        self.hashed = after;
        Ok(())
    }
}

/// A request in its normal form. Sorts by algorithm, then by the length of the prefix.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Plan {
    algorithm: DigestAlgorithm,
    prefix: usize,
    tail: Vec<(usize, usize)>,
}

/// The context over `0..position`.
struct Running {
    algorithm: DigestAlgorithm,
    hasher: Hasher,
    position: usize,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)] // requests of one range are what is meant

    use super::*;

    fn request(algorithm: DigestAlgorithm, ranges: &[Range<usize>]) -> RangeRequest {
        RangeRequest { algorithm, ranges: ranges.to_vec() }
    }

    fn naive(bytes: &[u8], request: &RangeRequest) -> Digest {
        let covered: Vec<u8> =
            request.ranges.iter().flat_map(|range| &bytes[range.clone()]).copied().collect();
        request.algorithm.hash(&covered)
    }

    #[test]
    fn agrees_with_hashing_each_on_its_own() {
        let bytes: Vec<u8> =
            (0..100_000_u32).map(|n| n.to_le_bytes()[usize::from(n % 2 == 1)]).collect();
        let sha256 = DigestAlgorithm::Sha256;
        let requests = [
            request(sha256, &[0..50_000, 60_000..70_000]),
            request(DigestAlgorithm::Sha1, &[0..10, 20..100_000]),
            request(sha256, &[0..1_000, 2_000..3_000]),
            request(sha256, &[0..50_000, 60_000..70_001]),
            request(sha256, &[5..10, 3..7, 0..100]),
            request(sha256, &[]),
            request(sha256, &[0..0, 0..1_000, 1_000..1_000, 1_000..1_500]),
            request(sha256, &[0..1_000, 2_000..3_000]),
            request(sha256, &[0..1_000, 500..3_000]),
        ];
        let mut hasher = RangeHasher::new(&bytes);
        let digests = hasher.digests(&requests);
        for (request, digest) in requests.iter().zip(&digests) {
            assert_eq!(digest, &Ok(naive(&bytes, request)), "{request:?}");
        }
        let prefixes = 10 + 50_000;
        let tails = 99_980 + 1_000 + 2_500 + 10_000 + 10_001 + (5 + 4 + 100);
        assert_eq!(hasher.hashed_bytes(), prefixes + tails);
    }

    #[test]
    fn many_signatures_cost_one_pass_and_their_tails() {
        let bytes = vec![7; 1_000_000];
        let requests: Vec<_> = (0..1_000)
            .map(|n| n * 1_000)
            .map(|end| request(DigestAlgorithm::Sha256, &[0..end + 800, end + 900..end + 1_000]))
            .collect();
        let mut hasher = RangeHasher::new(&bytes);
        assert!(hasher.digests(&requests).iter().all(Result::is_ok));
        assert_eq!(hasher.hashed_bytes(), 999_800 + 1_000 * 100);
    }

    #[test]
    fn long_tails_of_many_signatures_are_refused() {
        let bytes = vec![7; 10_000_000];
        let requests: Vec<_> = (0..1_000)
            .map(|n| request(DigestAlgorithm::Sha256, &[0..10 + n, 5_000 + n..10_000_000]))
            .collect();
        let mut hasher = RangeHasher::new(&bytes);
        let digests = hasher.digests(&requests);
        let done = digests.iter().filter(|digest| digest.is_ok()).count();
        assert!((7..=16).contains(&done), "{done}");
        assert!(digests.contains(&Err(RangeError::TooMuch)));
        assert!(hasher.hashed_bytes() <= HASHED_BYTES_FACTOR * 10_000_000);
    }

    #[test]
    fn ranges_outside_harm_only_themselves() {
        let mut hasher = RangeHasher::new(b"abc");
        let sha1 = DigestAlgorithm::Sha1;
        let backwards = Range { start: 2, end: 1 };
        let requests = [
            request(sha1, &[0..4]),
            request(sha1, &[backwards]),
            request(sha1, &[0..3]),
            request(sha1, &[usize::MAX..usize::MAX]),
        ];
        assert_eq!(
            hasher.digests(&requests),
            [
                Err(RangeError::OutOfBounds),
                Err(RangeError::OutOfBounds),
                Ok(sha1.hash(b"abc")),
                Err(RangeError::OutOfBounds)
            ]
        );
    }
}
