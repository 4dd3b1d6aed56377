//! Signature acceptance validation: the cryptographic constraints and those on the elements of
//! signatures (EN 319 102-1 clause 5.2.8), and the signature policy that a signature names (clause
//! 5.2.4).

use std::sync::Arc;

use jiff::Timestamp;

use super::facts::{CmsFacts, SignatureFacts, SignaturePolicyFacts};
use super::finding::{Code, Finding, Severity};
use super::indication::{Indication, SubIndication};
use super::policy::{
    AlgorithmUse, Policy, RecommendedAlgorithms, SignedAttributesForm, UnknownSignaturePolicy,
};
use crate::crypto::{DigestAlgorithm, PublicKey, SignatureAlgorithm};
use crate::x509::Certificate;

/// An algorithm that a signature rests on, and whether the policy relies on it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AlgorithmAssessment {
    /// The algorithm.
    pub algorithm: UsedAlgorithm,
    /// The first instant at which the policy does not rely on it any more; `None` where no end is
    /// set, [`Timestamp::MIN`] where it never could be relied on.
    pub end: Option<Timestamp>,
    /// Whether the signature is proved to have existed before that or, without any proof, whether
    /// the end is after the validation time.
    pub is_reliable: bool,
}

/// What an [`AlgorithmAssessment`] is about.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum UsedAlgorithm {
    /// A digest over what was signed.
    Digest(DigestAlgorithm),
    /// The algorithm of the signature value, with the length of the signer's key in bits, as far as
    /// they are known.
    Signature(SignatureAlgorithm, Option<u32>),
}

/// The algorithms of a CMS that is known to have existed at `existed`, the one of its value first.
pub(super) fn assess(
    policy: &Policy,
    usage: AlgorithmUse,
    cms: &CmsFacts,
    signer: Option<&Arc<Certificate>>,
    existed: Timestamp,
) -> Vec<AlgorithmAssessment> {
    let assessment = |algorithm, end: Option<Timestamp>| {
        let is_reliable = end.is_none_or(|end| end > existed);
        AlgorithmAssessment { algorithm, end, is_reliable }
    };
    let earlier = |one: Option<Timestamp>, other: Option<Timestamp>| match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let of_value = cms.signature_algorithm.as_ref().map(|algorithm| {
        let key = signer.map(|signer| signer.public_key().kind());
        let digest = algorithm.digest().and_then(|digest| policy.digest_end(digest, usage));
        let key_end = key.and_then(|key| policy.key_end(key, usage));
        let used = UsedAlgorithm::Signature(*algorithm, key.and_then(|key| key.bits()));
        assessment(used, earlier(digest, key_end))
    });
    let mut digests: Vec<_> =
        [cms.digest_algorithm, cms.content_digest_algorithm].into_iter().flatten().collect();
    digests.dedup();
    let digests = digests
        .into_iter()
        .map(|digest| assessment(UsedAlgorithm::Digest(digest), policy.digest_end(digest, usage)));
    of_value.into_iter().chain(digests).collect()
}

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

/// What the policy makes of a signature policy that a signature names (clause 5.2.4.4): it is judged
/// by this policy whatever it names, but where its own is not known to ask for no more.
pub(super) fn check_signature_policy(
    named: Option<&SignaturePolicyFacts>,
    policy: &Policy,
    findings: &mut Vec<Finding>,
) -> Option<Indication> {
    let named = named?;
    let constraints = &policy.signature_policies;
    let known = constraints.known.iter().find(|known| Some(known.id) == named.id);
    let shown = named.id.map_or_else(|| "–".to_owned(), |id| id.to_string());
    let mut say = |code| findings.push(Finding::new(code).with("policy", &shown));
    let Some(known) = known else {
        match constraints.unknown {
            UnknownSignaturePolicy::Ignore => return None,
            UnknownSignaturePolicy::Report => {
                say(Code::SignaturePolicyNotJudged);
                return None;
            }
            UnknownSignaturePolicy::Refuse => {
                say(Code::SignaturePolicyUnknown);
                let failure = SubIndication::SignaturePolicyNotAvailable;
                return Some(Indication::Indeterminate(failure));
            }
        }
    };
    // A digest by another algorithm, or none, cannot be compared: then it may be another text.
    let (algorithm, digest) = known.digest?;
    if named.digest_algorithm == Some(algorithm) && named.digest == digest.to_string() {
        return None;
    }
    say(Code::SignaturePolicyMismatch);
    Some(Indication::Indeterminate(SubIndication::PolicyProcessingError))
}

/// What the policy counts as a broken format although the library does not.
pub(super) fn form_problems(findings: &[Finding], policy: &Policy) -> Vec<Finding> {
    if policy.signed_attributes == SignedAttributesForm::AsStored {
        return Vec::new();
    }
    let of_form = findings.iter().filter(|finding| finding.code == Code::SignedAttributesNotDer);
    of_form.map(|finding| Finding { severity: Severity::Error, ..finding.clone() }).collect()
}

/// The algorithms of a signature that the rules of the country do not name.
pub(super) fn outside_recommended(
    facts: &SignatureFacts,
    key: Option<&PublicKey>,
    policy: &Policy,
) -> Option<Finding> {
    let recommended = policy.recommended.as_ref()?;
    let outside = names_outside(&facts.cms, key, recommended);
    let algorithms = (!outside.is_empty()).then(|| outside.join(", "))?;
    Some(Finding::new(Code::AlgorithmOutsideAnnexI).with("algorithm", algorithms))
}

fn names_outside(
    cms: &CmsFacts,
    key: Option<&PublicKey>,
    recommended: &RecommendedAlgorithms,
) -> Vec<String> {
    let mut outside = Vec::new();
    if let Some(algorithm) = cms.signature_algorithm
        && !recommended.names_scheme(&algorithm)
    {
        outside.push(algorithm.name(key));
    }
    let digests = [cms.digest_algorithm, cms.content_digest_algorithm];
    for digest in digests.into_iter().flatten() {
        let name = digest.name().to_owned();
        if !recommended.digests.contains(&digest) && !outside.contains(&name) {
            outside.push(name);
        }
    }
    let key = key.map(PublicKey::kind).filter(|kind| !recommended.names_key(*kind));
    outside.extend(key.map(|kind| kind.to_string()));
    outside
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
