//! What a conclusion rests on besides certificates and revocation data, for whoever reports it: the
//! proofs of existence (EN 319 102-1 clause 5.6.2.3) and the strength of the algorithms (clause
//! 5.2.8). Nothing here decides anything; it says what was known when it was decided.

use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::{AlgorithmAssessment, assess};
use super::facts::{CmsFacts, SignatureFacts, SignatureKind, TimestampKind};
use super::indication::Indication;
use super::policy::AlgorithmUse;
use super::process::{Conclusion, DocumentStamp};
use super::revocation::RevocationEvidence;
use super::session::Session;
use super::timestamp::TimestampConclusion;
use crate::x509::{Certificate, CertificateId};

/// That something is known to have existed at a time before the validation time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ProofOfExistence {
    /// What existed.
    pub object: ProvedObject,
    /// The earliest time at which it is proved to have existed.
    pub time: Timestamp,
    /// What proves it.
    pub source: ProofSource,
}

impl ProofOfExistence {
    /// The timestamp that proves it, by the SHA-256 of its encoding, if it is one that is known.
    pub fn timestamp(&self) -> Option<CertificateId> {
        match self.source {
            ProofSource::Provided => None,
            ProofSource::Timestamp(timestamp) => timestamp,
        }
    }
}

/// What a proof of existence rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProofSource {
    /// The caller provided it ([`Material::prove_item`] and [`Material::prove_document`]), for this
    /// object or for one that proves it in turn.
    ///
    /// [`Material::prove_item`]: super::Material::prove_item
    /// [`Material::prove_document`]: super::Material::prove_document
    Provided,
    /// A timestamp that passed, by the SHA-256 of its encoding; `None` where that is not known, as in
    /// facts that were kept before it was written down.
    Timestamp(Option<CertificateId>),
}

/// What a proof of existence is about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ProvedObject {
    /// A certificate, CRL, OCSP response or timestamp token, by the SHA-256 of its encoding.
    Item(CertificateId),
    /// The signature that the conclusion is about.
    Signature,
}

/// Completes the conclusion about a signature, once everything else is concluded.
pub(super) fn note(
    conclusion: &mut Conclusion,
    facts: &SignatureFacts,
    archive: &[DocumentStamp<'_>],
    session: &Session<'_>,
) {
    let usage = match facts.kind {
        SignatureKind::Signature => AlgorithmUse::Signature,
        SignatureKind::Timestamp => AlgorithmUse::Timestamp,
    };
    let (signer, existed) = (conclusion.chain.first(), conclusion.best_time);
    conclusion.algorithms = assess(session.policy, usage, &facts.cms, signer, existed);
    conclusion.proofs = proofs(conclusion, facts, archive, session);
}

/// Likewise of a timestamp inside a signature that is proved to have existed at `existed`.
pub(super) fn assess_token(
    cms: &CmsFacts,
    chain: &[Arc<Certificate>],
    existed: Timestamp,
    session: &Session<'_>,
) -> Vec<AlgorithmAssessment> {
    assess(session.policy, AlgorithmUse::Timestamp, cms, chain.first(), existed)
}

fn proofs(
    conclusion: &Conclusion,
    facts: &SignatureFacts,
    archive: &[DocumentStamp<'_>],
    session: &Session<'_>,
) -> Vec<ProofOfExistence> {
    if session.proves_nothing() && conclusion.best_time >= session.time {
        return Vec::new();
    }
    let passed = |judged: &TimestampConclusion| judged.indication == Indication::TotalPassed;
    let inside = facts.timestamps.iter().zip(&conclusion.timestamps);
    let own =
        inside.filter(|(facts, judged)| facts.kind == TimestampKind::Signature && passed(judged));
    let own = own.filter_map(|(facts, _)| Some((facts.token?.time, facts.cms.identity.id)));
    let document = archive.iter().filter(|stamp| stamp.passed());
    let document =
        document.filter_map(|stamp| Some((stamp.facts.token?.time, stamp.facts.cms.identity.id)));
    let own: Vec<(Timestamp, Option<CertificateId>)> = own.collect();
    let document: Vec<(Timestamp, Option<CertificateId>)> = document.collect();
    // Of two that were made in one second, what a signature's own covers is the signature alone.
    let timestamp = |object: ProvedObject, time: Timestamp| {
        let all = match object {
            ProvedObject::Item(_) => [&document, &own],
            ProvedObject::Signature => [&own, &document],
        };
        let mut all = all.into_iter().flatten();
        all.find_map(|(made, timestamp)| timestamp.filter(|_| *made == time))
    };
    // What is provided is named first, as in the time of the signature (`TimeSource`). What was proved
    // through an item has the time of the item's proof, and that of no timestamp.
    let source = |object: ProvedObject, time: Timestamp| {
        let is_provided = session.provided() == Some(time)
            || matches!(object, ProvedObject::Item(id) if session.item_provided(&id) == Some(time));
        match timestamp(object, time) {
            _ if is_provided => ProofSource::Provided,
            None if session.is_item_provided_at(time) => ProofSource::Provided,
            timestamp => ProofSource::Timestamp(timestamp),
        }
    };

    let mut existed = vec![(ProvedObject::Signature, conclusion.best_time)];
    let tokens = facts.timestamps.iter().filter_map(|facts| facts.cms.identity.id);
    let covered = session.existed(facts.revision.saturating_add(1));
    existed.extend(tokens.map(|id| (ProvedObject::Item(id), covered)));
    let inside = conclusion.timestamps.iter();
    let all = inside.map(|judged| (&judged.chain, &judged.revocation));
    for (chain, revocation) in all.chain([(&conclusion.chain, &conclusion.revocation)]) {
        for id in items(chain, revocation) {
            existed.push((ProvedObject::Item(id), session.item_existed(id.as_bytes())));
        }
    }
    existed.retain(|(_, time)| *time < session.time);
    existed.sort_unstable();
    existed.dedup_by_key(|(object, _)| *object);
    existed
        .into_iter()
        .map(|(object, time)| ProofOfExistence { object, time, source: source(object, time) })
        .collect()
}

fn items<'a>(
    chain: &'a [Arc<Certificate>],
    revocation: &'a [RevocationEvidence],
) -> impl Iterator<Item = CertificateId> + 'a {
    let certificates = chain.iter().map(|certificate| certificate.id());
    certificates.chain(revocation.iter().map(|evidence| evidence.digest))
}
