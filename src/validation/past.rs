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

use super::acceptance::reliable_until;
use super::certificate::{Question, existed};
use super::finding::{Code, Finding};
use super::indication::SubIndication;
use super::policy::{AlgorithmUse, RevocationRequirement};
use super::revocation::{Link, is_never_revoked, trusted_until};
use super::session::Session;
use crate::x509::{Certificate, Signed};

/// Whether the process for signatures with time (clause 5.5.4) does not know how to take back this
/// failure, so that only past signature validation can (clause 5.6.3.4 7).
pub(super) fn is_of_the_past(failure: SubIndication) -> bool {
    matches!(
        failure,
        SubIndication::CryptoConstraintsFailureNoPoe
            | SubIndication::OutOfBoundsNoPoe
            | SubIndication::RevocationOutOfBoundsNoPoe
    )
}

/// The validation time of clause 5.6.2.1: until when the chain could be relied on, by what existed
/// then. What the first certificate signed before that time can be accepted.
///
/// # Errors
/// Why the chain cannot be followed into the past.
pub(super) fn validation_time(
    chain: &[Arc<Certificate>],
    question: Question,
    context: &Session<'_>,
) -> Result<Timestamp, Finding> {
    let mut control = context.time;
    let Some(anchor) = chain.last() else { return Ok(control) };
    let links = chain.iter().zip(chain.iter().skip(1)).enumerate();
    for (depth, (certificate, issuer)) in links.rev() {
        let refused = |existed| not_proved(issuer, control, existed);
        if let Some(existed) = existed(chain, depth, question, context)
            && existed > control
        {
            return Err(refused(existed));
        }
        let link = Link { certificate, issuer, anchor: anchor.id() };
        let until = match trusted_until(&link, control, context) {
            Ok(until) => until,
            Err(_)
                if is_never_revoked(certificate)
                    || context.policy.revocation != RevocationRequirement::Require =>
            {
                control
            }
            Err(existed) => return Err(refused(existed)),
        };
        // 5.6.2.2.4 2)d), of the certificate; trusted_until sees to what tells of it.
        let digest = Signed::signature_algorithm(certificate.as_ref()).digest();
        let key = Some(issuer.public_key());
        let end = reliable_until(context.policy, AlgorithmUse::Certificate, digest, key);
        control = end.map_or(until, |end| end.min(until));
    }
    Ok(control)
}

/// Whether what the first certificate of a chain signed is known to have existed, at the time of the
/// question, while the whole chain could be relied on (5.6.2.4.4 3); else why not.
pub(super) fn check(
    chain: &[Arc<Certificate>],
    question: Question,
    context: &Session<'_>,
) -> Result<(), Finding> {
    let control = validation_time(chain, question, context)?;
    match chain.first() {
        Some(signer) if question.at > control => Err(not_proved(signer, control, question.at)),
        _ => Ok(()),
    }
}

fn not_proved(signer: &Certificate, control: Timestamp, existed: Timestamp) -> Finding {
    Finding::new(Code::PastNotProved)
        .with("certificate", signer.subject())
        .with("until", control)
        .with("time", existed)
}
