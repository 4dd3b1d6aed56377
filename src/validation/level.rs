//! The baseline levels of PAdES (EN 319 142-1 clause 6), as far as they can be recognised.

use std::sync::Arc;

use jiff::Timestamp;

use super::facts::{Level, SignatureFacts, SignatureKind, TimestampFacts, TimestampKind};
use super::indication::Indication;
use super::process::{Conclusion, DocumentStamp};
use super::revocation::{Link, documented_since, is_never_revoked};
use super::session::Session;
use crate::x509::Certificate;

/// What a signature lacks for the next level.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Missing {
    /// For B-LT: some certificate of the chains is not in the document.
    Certificates,
    /// For B-LT: no chain to an anchor is known, so that nobody can say whether all is there.
    Chain,
    /// For B-LTA: a document timestamp over the material.
    DocumentTimestamp,
    /// For B-LT: the document lacks revocation values for some certificate of the chains.
    RevocationValues,
    /// For B-T: a timestamp.
    Timestamp,
}

impl Missing {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Certificates,
        Self::Chain,
        Self::DocumentTimestamp,
        Self::RevocationValues,
        Self::Timestamp,
    ];

    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certificates => "certificates",
            Self::Chain => "chain",
            Self::DocumentTimestamp => "document-timestamp",
            Self::RevocationValues => "revocation-values",
            Self::Timestamp => "timestamp",
        }
    }
}

/// The level, and what the next one asks for. A level says what is there; whether it is trusted is
/// said by the indications of the signature and its timestamps.
pub(super) fn level(
    facts: &SignatureFacts,
    complete_since: &Result<usize, Vec<Missing>>,
    archive: &[DocumentStamp<'_>],
) -> (Option<Level>, Vec<Missing>) {
    if facts.kind != SignatureKind::Signature || !facts.is_baseline {
        return (None, Vec::new());
    }
    match complete_since {
        Err(missing) if missing.contains(&Missing::Timestamp) => (Some(Level::BB), missing.clone()),
        Err(missing) => (Some(Level::BT), missing.clone()),
        Ok(since) if archived(facts, archive).any(|stamp| stamp.revision >= *since) => {
            (Some(Level::BLTA), Vec::new())
        }
        Ok(_) => (Some(Level::BLT), vec![Missing::DocumentTimestamp]),
    }
}

/// The first revision of the document that holds all that the validation of a signature with a
/// timestamp needs.
///
/// # Errors
/// What is missing.
pub(super) fn complete_since(
    facts: &SignatureFacts,
    conclusion: &Conclusion,
    archive: &[DocumentStamp<'_>],
    context: &Session<'_>,
) -> Result<usize, Vec<Missing>> {
    let stamped: Vec<_> = facts
        .timestamps
        .iter()
        .zip(&conclusion.timestamps)
        .filter(|(facts, _)| is_intact_signature_timestamp(facts))
        .collect();
    let archived = archived(facts, archive).map(|it| it.token);
    let times = stamped.iter().map(|(facts, _)| facts.token).chain(archived);
    // The material has to serve for the time of signing, as far as that is told.
    let Some(at) = times.flatten().map(|token| token.time).min() else {
        return Err(vec![Missing::Timestamp]);
    };
    let mut needs = vec![needs_of(&conclusion.chain, conclusion.indication, at, context)];
    needs.extend(
        stamped.iter().map(|(_, stamp)| needs_of(&stamp.chain, stamp.indication, at, context)),
    );
    let mut missing: Vec<_> = needs.iter().filter_map(|needs| needs.err()).collect();
    if missing.is_empty() {
        return Ok(needs.into_iter().flatten().max().unwrap_or_default());
    }
    missing.sort_unstable();
    missing.dedup();
    Err(missing)
}

/// The intact document timestamps over a signature.
fn archived<'a>(
    facts: &SignatureFacts,
    archive: &'a [DocumentStamp<'a>],
) -> impl Iterator<Item = &'a SignatureFacts> {
    let revision = facts.revision;
    let stamps = archive.iter().map(|stamp| stamp.facts);
    stamps.filter(move |stamp| {
        stamp.revision > revision
            && stamp.intact() == Some(true)
            && stamp.format_problems.is_empty()
    })
}

fn is_intact_signature_timestamp(facts: &TimestampFacts) -> bool {
    facts.kind == TimestampKind::Signature
        && facts.cms.intact() == Some(true)
        && facts.format_problems.is_empty()
        && facts.token.is_some()
}

/// The first revision that holds all certificates below the anchor of a chain, and revocation
/// values about them; else what is missing.
fn needs_of(
    chain: &[Arc<Certificate>],
    indication: Indication,
    at: Timestamp,
    context: &Session<'_>,
) -> Result<usize, Missing> {
    let is_anchored = chain.last().is_some_and(|last| context.anchors.find(&last.id()).is_some());
    if !is_anchored || (chain.len() == 1 && indication != Indication::TotalPassed) {
        return Err(Missing::Chain);
    }
    let Some(anchor) = chain.last().map(|anchor| anchor.id()) else { return Err(Missing::Chain) };
    let mut complete_since = 0;
    for (certificate, issuer) in chain.iter().zip(chain.iter().skip(1)) {
        let held = context.since(certificate.id().as_bytes()).ok_or(Missing::Certificates)?;
        complete_since = complete_since.max(held);
        if !is_never_revoked(certificate) {
            let since = documented_since(&Link { certificate, issuer, anchor }, at, context);
            complete_since = complete_since.max(since.ok_or(Missing::RevocationValues)?);
        }
    }
    Ok(complete_since)
}
