//! The revocation status of a certificate at a time (RFC 5280 §6.3, RFC 6960 §3.2), and the
//! freshness of what says so (EN 319 102-1 clause 5.2.5).
//!
//! Only complete evidence makes a certificate good: a CRL whose scope is matched exactly, with a delta
//! CRL or without, several that together cover all reasons, or a response of one who may give it.
//! CRLs with unknown critical extensions and signers of whom too little is known cannot do it. What
//! says *revoked* and is authentic counts wherever it stands and however old it is: one who knows of
//! a revocation must not look away because of its form.
//!
//! The status is asked for at a control time: the validation time, or the earliest time at which
//! the signature is proved to have existed. The evidence itself is younger; in how far its signer
//! and its algorithms can be relied on is judged at the time at which the evidence is proved to
//! have existed.

mod answer;
mod authority;
mod crl;
mod ocsp;
mod scope;
mod statement;

use std::sync::Arc;

use jiff::Timestamp;

use super::finding::Finding;
use super::material::Source;
use super::session::Session;
use crate::limits::REVOCATION_DEPTH;
use crate::x509::{Certificate, CertificateId};
use answer::{Answer, decide, of_all_reasons};
use authority::answer;

pub(super) use statement::Statement;

/// What is known about one certificate at the control time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct RevocationEvidence {
    /// Whose status it tells.
    pub certificate: CertificateId,
    /// What was concluded from it, and from what else is at hand.
    pub status: RevocationStatus,
    /// Which it is: the SHA-256 of its encoding. Of several that tell it together, one.
    pub digest: CertificateId,
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
    /// Whether the algorithms of that evidence have ended since it is first known to have existed.
    pub(super) is_aged: bool,
}

/// A certificate in a path.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    pub(super) certificate: &'a Arc<Certificate>,
    pub(super) issuer: &'a Arc<Certificate>,
    /// Where the path ends: who speaks for the issuer must lead to the same anchor (RFC 5280 §6.3.3
    /// f).
    pub(super) anchor: CertificateId,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Inquiry {
    certificate: CertificateId,
    issuer: CertificateId,
    anchor: CertificateId,
    /// The control time.
    at: Timestamp,
    /// How many statuses this one is asked for within, each of whom speaks of the one before. It
    /// ends what would go in circles.
    depth: usize,
    /// Only CRLs: asking OCSP about the one who answers would go in circles.
    by_crl: bool,
}

impl Inquiry {
    fn of(link: &Link<'_>, at: Timestamp) -> Self {
        let Link { certificate, issuer, anchor } = *link;
        let (certificate, issuer) = (certificate.id(), issuer.id());
        Self { certificate, issuer, anchor, at, depth: 0, by_crl: false }
    }

    /// The status of one who speaks; `None` at [`REVOCATION_DEPTH`].
    fn within(&self, link: &Link<'_>) -> Option<Self> {
        let depth = self.depth.checked_add(1).filter(|depth| *depth <= REVOCATION_DEPTH)?;
        Some(Self { depth, ..Self::of(link, self.at) })
    }
}

/// Whether the issuer says that there never will be anything about the revocation of a certificate:
/// of an end entity, and with nothing beside that says where it is (RFC 9608 §2, §4).
pub(super) fn is_never_revoked(certificate: &Certificate) -> bool {
    certificate.no_rev_avail()
        && certificate.basic_constraints().is_none_or(|constraints| !constraints.ca)
        && certificate.crl_distribution_points().is_empty()
        && certificate.freshest_crl().is_empty()
        && certificate.ocsp_urls().next().is_none()
}

/// The status of a certificate at the control time `at`.
pub(super) fn status(link: &Link<'_>, at: Timestamp, context: &Session<'_>) -> Found {
    inquire(link, Inquiry::of(link, at), context)
}

/// Until when a certificate is known to have been trustworthy, by what is proved to have existed at
/// the control time (EN 319 102-1 clause 5.6.2.2.4 2); otherwise the time at which the first that
/// tells of it is proved to have existed, which is the validation time where nothing tells.
pub(super) fn trusted_until(
    link: &Link<'_>,
    control: Timestamp,
    context: &Session<'_>,
) -> Result<Timestamp, Timestamp> {
    let inquiry = Inquiry::of(link, control);
    context.trusted.get(inquiry, || {
        let validity = (link.certificate.not_before(), link.certificate.not_after());
        let answers = answers(link, inquiry, context);
        let existed = answers.iter().map(|answer| answer.existed).min();
        answer::trusted_until(validity, answers, control).ok_or(existed.unwrap_or(context.time))
    })
}

fn inquire(link: &Link<'_>, inquiry: Inquiry, context: &Session<'_>) -> Found {
    context.statuses.get(inquiry, || {
        let answers = answers(link, inquiry, context);
        let validity = (link.certificate.not_before(), link.certificate.not_after());
        decide(validity, answers, inquiry.at)
    })
}

/// The first revision of the document that holds all that the status of a certificate at the time
/// `at` needs; `None` if the document does not hold it.
pub(super) fn documented_since(
    link: &Link<'_>,
    at: Timestamp,
    context: &Session<'_>,
) -> Option<usize> {
    let inquiry = Inquiry::of(link, at);
    context.documented.get(inquiry, || find_documented(link, inquiry, context))
}

fn find_documented(link: &Link<'_>, inquiry: Inquiry, context: &Session<'_>) -> Option<usize> {
    let validity = (link.certificate.not_before(), link.certificate.not_after());
    let mut answers = answers(link, inquiry, context);
    answers.retain(|answer| answer.since.is_some());
    answers.extend(of_all_reasons(validity, &answers, inquiry.at));
    answers.sort_by_key(|answer| answer.since);
    answers.into_iter().find_map(|answer| {
        let since = answer.since;
        let is_telling = matches!(
            decide(validity, vec![answer], inquiry.at).status,
            RevocationStatus::Good { .. } | RevocationStatus::Revoked { .. }
        );
        since.filter(|_| is_telling)
    })
}

fn answers(link: &Link<'_>, inquiry: Inquiry, context: &Session<'_>) -> Vec<Answer> {
    let crls = statement::of_crls(link.certificate, link.issuer, context);
    let responses =
        (!inquiry.by_crl).then(|| statement::of_responses(link.certificate, link.issuer, context));
    let said = [Some(crls), responses];
    said.iter()
        .flatten()
        .flat_map(|said| said.iter())
        .filter_map(|it| answer(it, link, inquiry, context))
        .collect()
}
