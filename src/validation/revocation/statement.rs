//! What CRLs and OCSP responses say of a certificate, apart from when it is asked (RFC 5280 §6.3,
//! RFC 6960 §3.2).
//!
//! Whose word it is does not change with the time: the signatures are looked at once for each
//! document, however many times it is judged at. What the word is worth at a time is judged beside,
//! in [`super::authority`].

use std::rc::Rc;
use std::sync::Arc;

use super::super::session::Session;
use super::answer::Revoked;
use super::{RevocationEvidence, crl, ocsp};
use crate::crypto::DigestAlgorithm;
use crate::x509::{Certificate, EdgeResult, ReasonFlags, Signed};

/// What one CRL or OCSP response says about a certificate; or a complete CRL and a delta to it,
/// which together are as one.
pub(in crate::validation) struct Statement {
    /// Of the CRL or the response, and of the delta CRL.
    pub(super) digests: Vec<[u8; 32]>,
    /// Where it stands. Its status is not concluded yet.
    pub(super) evidence: RevocationEvidence,
    pub(super) revoked: Option<Revoked>,
    /// For which reasons nothing is missing in its scope, so that silence means *not revoked for
    /// these*.
    pub(super) covers: ReasonFlags,
    /// Whether that holds although the certificate expired before the evidence was made.
    pub(super) keeps_expired: bool,
    /// Of the signatures over it.
    pub(super) digest_algorithms: Vec<DigestAlgorithm>,
    /// Who signed it and may speak for the issuer, as far as signatures and names tell.
    pub(super) speakers: Vec<Speaker>,
}

/// Who speaks for an issuer.
#[derive(Clone)]
pub(in crate::validation) enum Speaker {
    /// One whom the certificate names, or the same authority with another key: it needs a path of
    /// its own (RFC 5280 §6.3.3 f).
    CrlSigner(Arc<Certificate>),
    /// The issuer itself.
    Issuer,
    /// Whom the issuer certified for that.
    Responder {
        certificate: Arc<Certificate>,
        /// Whether the response holds it, so that it existed when the response did.
        is_inside: bool,
    },
}

/// What the CRLs at hand say.
pub(super) fn of_crls(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Rc<Vec<Statement>> {
    context
        .crl_statements
        .get((certificate.id(), issuer.id()), || Rc::new(crl::read(certificate, issuer, context)))
}

/// What the OCSP responses at hand say.
pub(super) fn of_responses(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Rc<Vec<Statement>> {
    context
        .ocsp_statements
        .get((certificate.id(), issuer.id()), || Rc::new(ocsp::read(certificate, issuer, context)))
}

pub(super) fn is_signed_by(
    signed: &dyn Signed,
    issuer: &Certificate,
    context: &Session<'_>,
) -> bool {
    context.edges.signed_by(signed, issuer.public_key()) == EdgeResult::Verified
}
