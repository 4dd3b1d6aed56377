//! Signature acceptance validation: the cryptographic constraints and those on the elements of
//! signatures (EN 319 102-1 clause 5.2.8), and the signature policy that a signature names (clause
//! 5.2.4).

use jiff::Timestamp;

use super::facts::{CmsFacts, SignatureFacts, SignaturePolicyFacts};
use super::finding::{Code, Finding, Severity};
use super::indication::{Indication, SubIndication};
use super::policy::{
    AlgorithmUse, Policy, RecommendedAlgorithms, SignedAttributesForm, UnknownSignaturePolicy,
};
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
