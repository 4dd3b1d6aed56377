//! The extension window: from when and until when a signature may be renewed, so that what is proved
//! of it today can still be proved later.
//!
//! EN 319 102-1 clause 4 tells how a signature is augmented, not when. What carries the proof ends at
//! the **end** of an object (the signature, or a timestamp): the earliest of
//!
//! - the last second of the validity of each certificate of its chain below the anchor, since after it
//!   nobody has to say that the certificate was revoked;
//! - the first instant at which the policy does not rely on an algorithm any more: of its own signature,
//!   of what it is over, and of the signatures over those certificates.
//!
//! A document timestamp that passed carries everything that it covers. Where one covers the signature
//! with all the certificates and revocation values that it needs, the window ends where the last of
//! these ends. Where none does, it ends with the signature itself, as nothing keeps the age of what
//! tells of its certificates; and before that with the last of its proofs, if it has any.
//!
//! The window begins when what is to be kept exists: the proof itself, and for each certificate of the
//! chain of what carries it evidence that was made after that, and not after the validation time: what
//! was made later was not there yet. Where the newest is older, what comes next is due at its nextUpdate.
//!
//! Where the window would begin at its end or later there is none: nothing fresh is said about a
//! certificate before what it carries may have ended. Then `from` is `None`, and `until` still tells when
//! that is: who renews before it keeps the proof, with evidence that is older than what it tells of.

use std::sync::Arc;

use jiff::Timestamp;

use super::acceptance::reliable_until;
use super::basic::{Object, reliable_object};
use super::facts::{SignatureFacts, TimestampKind};
use super::level::Missing;
use super::policy::{AlgorithmUse, RevocationRequirement};
use super::process::{Conclusion, DocumentStamp, later, passed_stamp};
use super::revocation::{RevocationEvidence, is_never_revoked};
use super::session::Session;
use super::timestamp::{self, TimestampConclusion};
use crate::x509::{Certificate, Signed};

/// From when and until when a signature or a document timestamp may be renewed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ExtensionWindow {
    /// The first instant at which everything that is to be kept is at hand, or due: fresh evidence
    /// about the revocation of the certificates, made after the time that is proved. Always before
    /// `until`; `None` where nobody says when there will be any, or it will be too late.
    pub from: Option<Timestamp>,
    /// The first instant at which something that the proof rests on may have ended: before it a newer
    /// document timestamp has to cover everything. It may be past where evidence about revocation
    /// outlives the certificate: then no renewal is safe any more.
    pub until: Timestamp,
}

impl ExtensionWindow {
    /// The window of an object by itself: a signature, or a timestamp.
    ///
    /// `chain` begins with its signer; `revocation` is what that chain rests on; `time` is when it is
    /// known to have existed.
    pub(super) fn of(
        object: Object<'_>,
        chain: &[Arc<Certificate>],
        revocation: &[RevocationEvidence],
        time: Timestamp,
        context: &Session<'_>,
    ) -> Option<Self> {
        let signer = chain.first()?;
        let links = chain.iter().zip(chain.iter().skip(1));
        let algorithms = links.clone().filter_map(|(certificate, issuer)| {
            let digest = Signed::signature_algorithm(certificate.as_ref()).digest();
            let key = Some(issuer.public_key());
            reliable_until(context.policy, AlgorithmUse::Certificate, digest, key)
        });
        let ends = links.map(|(certificate, _)| certificate.not_after());
        let until = ends
            .chain(algorithms)
            .chain(reliable_object(object, signer, context))
            .fold(signer.not_after(), Timestamp::min);
        Some(Self { from: fresh_from(chain, revocation, time, context), until }.sound())
    }

    /// The window of what rests on both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            from: self.from.zip(other.from).map(|(one, other)| one.max(other)),
            until: self.until.min(other.until),
        }
        .sound()
    }

    /// The same, without a beginning that is not before its end.
    fn sound(self) -> Self {
        Self { from: self.from.filter(|from| *from < self.until), ..self }
    }

    /// Of several of which each is enough, the one that lasts longest.
    pub(super) fn last(windows: impl IntoIterator<Item = Self>) -> Option<Self> {
        windows.into_iter().max_by_key(|window| window.until)
    }
}

/// The extension window of a signature that passed.
pub(super) fn window(
    object: Object<'_>,
    facts: &SignatureFacts,
    conclusion: &Conclusion,
    complete_since: Result<usize, Vec<Missing>>,
    archive: &[DocumentStamp<'_>],
    context: &Session<'_>,
) -> Option<ExtensionWindow> {
    let archived = later(facts, archive);
    let complete = archived
        .clone()
        .filter(|stamp| complete_since.as_ref().is_ok_and(|since| stamp.facts.revision >= *since));
    if let Some(carried) = ExtensionWindow::last(complete.filter_map(|stamp| stamp.window)) {
        return Some(carried);
    }
    let Conclusion { chain, revocation, best_time, .. } = conclusion;
    let own = ExtensionWindow::of(object, chain, revocation, *best_time, context)?;
    let inside = facts.timestamps.iter().zip(&conclusion.timestamps);
    let proofs = inside.filter_map(|(facts, judged)| {
        let stamp = passed_stamp(facts, judged, TimestampKind::Signature, context)?;
        let object = timestamp::object(facts, object.existed);
        let TimestampConclusion { chain, revocation, .. } = judged;
        ExtensionWindow::of(object, chain, revocation, stamp.time, context)
    });
    let proofs = proofs.chain(archived.filter_map(|stamp| stamp.window));
    Some(ExtensionWindow::last(proofs).map_or(own, |proof| own.and(proof)))
}

/// When there is, or will be, newer evidence about each certificate than from `time`.
fn fresh_from(
    chain: &[Arc<Certificate>],
    revocation: &[RevocationEvidence],
    time: Timestamp,
    context: &Session<'_>,
) -> Option<Timestamp> {
    if context.policy.revocation == RevocationRequirement::Ignore {
        return Some(time);
    }
    let below_anchor = chain.iter().zip(chain.iter().skip(1)).map(|(certificate, _)| certificate);
    below_anchor.filter(|certificate| !is_never_revoked(certificate)).try_fold(
        time,
        |from, certificate| {
            let about = revocation.iter().filter(|it| it.certificate == certificate.id());
            let made = about.filter(|evidence| evidence.this_update <= context.time);
            let newest = made.max_by_key(|evidence| evidence.this_update)?;
            let RevocationEvidence { this_update, next_update, .. } = newest;
            let fresh = if *this_update >= time { Some(*this_update) } else { *next_update };
            fresh.map(|fresh| from.max(fresh))
        },
    )
}
