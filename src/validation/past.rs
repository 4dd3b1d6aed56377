//! Past certificate validation (EN 319 102-1 clause 5.6.2.1): how far into the past a chain can be
//! followed that has come to its end.
//!
//! That a chain was good at some time is judged as for that time. But what says so was signed by the
//! authorities of the chain, and an authority can be relied on only as long as something says that
//! its key was under its control. So the control time slides back along the chain (clause 5.6.2.2),
//! from the certificate that the anchor issued to the signer, and what each of them signed must be
//! proved to have existed by then.
//!
//! Where what is known of a certificate is not fresh any more, step 2)c) of the clause has the
//! control time slide to when that was issued. Then hardly any chain of three certificates would
//! pass: what is archived is always collected after the CRL about its issuer was made. The control
//! time slides to the end of its freshness instead, until when nothing newer had to be there.

use std::sync::Arc;

use jiff::Timestamp;

use super::certificate::{Question, existed};
use super::finding::{Code, Finding};
use super::indication::SubIndication;
use super::policy::RevocationRequirement;
use super::revocation::{Link, is_never_revoked, trusted_until};
use super::session::Session;
use crate::x509::Certificate;

/// Whether the process for signatures with time (clause 5.5.4) does not know how to take back this
/// failure, so that only the past can (clause 5.6.3.4 7).
pub(super) fn is_of_the_past(failure: SubIndication) -> bool {
    matches!(
        failure,
        SubIndication::CryptoConstraintsFailureNoPoe
            | SubIndication::OutOfBoundsNoPoe
            | SubIndication::RevocationOutOfBoundsNoPoe
    )
}

/// Whether what the first certificate of a chain signed is known to have existed, at the time of the
/// question, while the whole chain could be relied on; else why not.
pub(super) fn check(
    chain: &[Arc<Certificate>],
    question: Question,
    context: &Session<'_>,
) -> Result<(), Finding> {
    let Some(anchor) = chain.last() else { return Ok(()) };
    let mut control = context.time;
    for depth in (0..chain.len().saturating_sub(1)).rev() {
        let (Some(certificate), Some(issuer)) = (chain.get(depth), chain.get(depth + 1)) else {
            continue;
        };
        let refused = |existed: Timestamp| {
            Finding::new(Code::PastNotProved)
                .with("certificate", issuer.subject())
                .with("until", control)
                .with("time", existed)
        };
        if let Some(existed) = existed(chain, depth, question, context)
            && existed > control
        {
            return Err(refused(existed));
        }
        let link = Link { certificate, issuer, anchor: anchor.id() };
        control = match trusted_until(&link, control, context) {
            Ok(until) => until,
            Err(_)
                if is_never_revoked(certificate)
                    || context.policy.revocation != RevocationRequirement::Require =>
            {
                control
            }
            Err(existed) => return Err(refused(existed)),
        };
    }
    match chain.first() {
        Some(signer) if question.at > control => Err(Finding::new(Code::PastNotProved)
            .with("certificate", signer.subject())
            .with("until", control)
            .with("time", question.at)),
        _ => Ok(()),
    }
}
