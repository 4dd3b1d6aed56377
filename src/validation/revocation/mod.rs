//! The revocation status of a certificate at a time (RFC 5280 §6.3, RFC 6960 §3.2), and the
//! freshness of what says so (EN 319 102-1 clause 5.2.5).
//!
//! Only complete evidence makes a certificate good: delta and indirect CRLs, CRLs limited to some
//! reasons, CRLs with unknown critical extensions and responders of whom too little is known cannot
//! do it. What says *revoked* and is authentic counts wherever it stands and however old it is:
//! one who knows of a revocation must not look away because of its form.
//!
//! The status is asked for at a control time: the validation time, or the earliest time at which
//! the signature is proved to have existed. The evidence itself is younger; in how far its signer
//! and its algorithms can be relied on is judged at the time at which the evidence is proved to
//! have existed.

mod answer;
mod authority;
mod crl;
mod ocsp;
mod statement;

use std::sync::Arc;

use jiff::Timestamp;

use super::finding::Finding;
use super::material::Source;
use super::session::Session;
use crate::x509::{Certificate, CertificateId};
use answer::{Answer, decide};
use authority::answer;

pub(super) use statement::Statement;

/// What is known about one certificate at the control time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Fresh evidence says that it was not revoked.
    Good {
        /// It was revoked after the control time.
        revoked_later: Option<Timestamp>,
    },
    /// It is suspended (certificateHold).
    OnHold {
        /// Since when.
        since: Timestamp,
    },
    /// What says that it was not revoked is signed with a key that cannot be relied on any more:
    /// its certificate had expired when the evidence is first known to have existed.
    OutOfBounds {
        /// When the signer's certificate expired.
        since: Timestamp,
    },
    /// It was revoked at or before the control time.
    Revoked {
        /// When.
        time: Timestamp,
    },
    /// There is evidence, and all of it is older than the control time allows.
    Stale {
        /// Until when the newest of it was meant to serve.
        until: Timestamp,
    },
    /// Nothing usable is at hand.
    Unavailable,
}

impl RevocationStatus {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::OnHold { .. } => "on-hold",
            Self::OutOfBounds { .. } => "out-of-bounds",
            Self::Revoked { .. } => "revoked",
            Self::Stale { .. } => "stale",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A CRL or OCSP response that a status rests on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevocationEvidence {
    /// Whose status it tells.
    pub certificate: CertificateId,
    /// What was concluded from it, and from what else is at hand.
    pub status: RevocationStatus,
    /// `crl` or `ocsp`.
    pub kind: &'static str,
    /// Where it was found.
    pub source: Source,
    /// When it was made.
    pub this_update: Timestamp,
    /// When newer information is available at the latest.
    pub next_update: Option<Timestamp>,
}

/// What was found about the revocation of one certificate.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) status: RevocationStatus,
    /// What the status rests on.
    pub(super) evidence: Option<RevocationEvidence>,
    /// Why that is worth nothing for [`RevocationStatus::Good`]: its signature was too weak when it
    /// is first known to have existed.
    pub(super) weakness: Option<Finding>,
    /// Since when, after the control time, someone else may hold the key.
    pub(super) compromised_later: Option<Timestamp>,
    /// The earliest time at which evidence that makes it good is proved to have existed.
    pub(super) evidence_existed: Option<Timestamp>,
}

/// The status of `certificate`, issued by `issuer`, at the control time `at`.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Found {
    context.statuses.get((certificate.id(), issuer.id(), at), || {
        let answers = answers(certificate, issuer, at, context);
        decide((certificate.not_before(), certificate.not_after()), answers, at)
    })
}

/// The first revision of the document that holds all that the status of `certificate` at the time
/// `at` needs; `None` if the document does not hold it.
pub(super) fn documented_since(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<usize> {
    context.documented.get((certificate.id(), issuer.id(), at), || {
        find_documented(certificate, issuer, at, context)
    })
}

fn find_documented(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<usize> {
    let validity = (certificate.not_before(), certificate.not_after());
    let mut answers = answers(certificate, issuer, at, context);
    answers.retain(|answer| answer.since.is_some());
    answers.sort_by_key(|answer| answer.since);
    answers.into_iter().find_map(|answer| {
        let since = answer.since;
        let is_telling = matches!(
            decide(validity, vec![answer], at).status,
            RevocationStatus::Good { .. } | RevocationStatus::Revoked { .. }
        );
        since.filter(|_| is_telling)
    })
}

fn answers(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    at: Timestamp,
    context: &Session<'_>,
) -> Vec<Answer> {
    let said = [
        statement::of_crls(certificate, issuer, context),
        statement::of_responses(certificate, issuer, context),
    ];
    said.iter()
        .flat_map(|said| said.iter())
        .filter_map(|it| answer(it, issuer, at, context))
        .collect()
}
