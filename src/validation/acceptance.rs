//! Signature acceptance validation: the cryptographic constraints (EN 319 102-1 clause 5.2.8).

use jiff::Timestamp;

use super::finding::{Code, Finding};
use super::policy::{AlgorithmUse, Policy};
use crate::crypto::{DigestAlgorithm, PublicKey};

/// The first algorithm that is too weak for a use at `time`, as a finding.
///
/// `time` is the earliest time at which the object is known to have existed; without any proof of
/// existence that is the validation time.
pub(super) fn weakness(
    policy: &Policy,
    usage: AlgorithmUse,
    digests: impl IntoIterator<Item = DigestAlgorithm>,
    key: Option<&PublicKey>,
    time: Timestamp,
) -> Option<Finding> {
    let ended = |end: Option<Timestamp>| end.filter(|&end| end <= time);
    let digest = digests.into_iter().find_map(|digest| {
        ended(policy.digest_end(digest, usage)).map(|end| (digest.name().to_owned(), end))
    });
    let weak = digest.or_else(|| {
        let kind = key?.kind();
        ended(policy.key_end(kind, usage)).map(|end| (kind.to_string(), end))
    });
    weak.map(|(algorithm, end)| {
        let finding = Finding::new(Code::AlgorithmWeak).with("algorithm", algorithm);
        if end == Timestamp::MIN { finding } else { finding.with("end", end) }
    })
}

/// The first instant at which not all the algorithms may be relied on any more for a use; `None` where
/// no end is set.
pub(super) fn reliable_until(
    policy: &Policy,
    usage: AlgorithmUse,
    digests: impl IntoIterator<Item = DigestAlgorithm>,
    key: Option<&PublicKey>,
) -> Option<Timestamp> {
    let digests = digests.into_iter().filter_map(|digest| policy.digest_end(digest, usage));
    digests.chain(key.and_then(|key| policy.key_end(key.kind(), usage))).min()
}
