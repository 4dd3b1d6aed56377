//! What shows of a whole chain that nothing in it was revoked.

use std::sync::Arc;

use super::material::{Errand, OcspAnswer, OcspSigner};
use super::{FetchError, MaterialFetcher};
use crate::limits::{PATH_LENGTH, REVOCATION_DEPTH};
use crate::x509::{Certificate, Crl};

/// What was collected for a chain: raw material, as a security store keeps it. Nothing of it is judged;
/// a response may as well say that a certificate is revoked.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// The chain, its anchor included.
    pub certificates: Vec<Arc<Certificate>>,
    /// OCSP responses.
    pub ocsp_responses: Vec<OcspAnswer>,
    /// CRLs.
    pub crls: Vec<Arc<Crl>>,
    /// What came of each certificate of the chain but its anchor, and of those who signed OCSP responses
    /// and may be revoked themselves.
    pub outcomes: Vec<Outcome>,
}

/// What came of one certificate.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// Where its status stands. Without one, nothing was found: because of the errors or, if there are
    /// none, because the certificate names no address.
    pub source: Option<RevocationSource>,
    /// What went wrong, address by address, also where another one served.
    pub errors: Vec<FetchError>,
}

/// Where the status of a certificate stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationSource {
    /// In CRLs.
    Crl,
    /// In an OCSP response.
    Ocsp,
}

impl MaterialFetcher {
    /// Collects for each certificate of a chain, from the leaf to the anchor, an OCSP response or, where
    /// there is none, its CRLs. For the anchor, which is the last, nothing is needed. A chain without its
    /// anchor is [completed](Self::complete) first.
    ///
    /// Where nobody whom the issuer certified signed the OCSP response, the CRLs are collected as well.
    pub fn collect(&self, chain: &[Arc<Certificate>]) -> Collected {
        let errand = self.errand();
        let chain = chain.get(..=PATH_LENGTH).unwrap_or(chain);
        let mut collected = Collected { certificates: chain.to_vec(), ..Collected::default() };
        for (certificate, issuer) in chain.iter().zip(chain.iter().skip(1)) {
            self.collect_one(certificate, issuer, &errand, REVOCATION_DEPTH, &mut collected);
        }
        collected
    }

    fn collect_one(
        &self,
        certificate: &Arc<Certificate>,
        issuer: &Certificate,
        errand: &Errand,
        depth: usize,
        collected: &mut Collected,
    ) {
        let is_done = |it: &Outcome| it.certificate.id() == certificate.id();
        if collected.outcomes.iter().any(is_done) {
            return;
        }
        let index = collected.outcomes.len();
        collected.outcomes.push(Outcome {
            certificate: Arc::clone(certificate),
            source: None,
            errors: Vec::new(),
        });
        let (mut source, mut errors, mut needs_crls) = (None, Vec::new(), true);
        match self.ocsp_by(certificate, issuer, errand) {
            Ok(answer) => {
                source = Some(RevocationSource::Ocsp);
                if let Some(by) = self.signer_of(&answer.response, issuer) {
                    needs_crls = false;
                    if let OcspSigner::Responder(responder) = by
                        && !responder.ocsp_no_check()
                        && depth > 0
                    {
                        self.collect_one(&responder, issuer, errand, depth - 1, collected);
                    }
                }
                if !collected.ocsp_responses.iter().any(|it| it.der == answer.der) {
                    collected.ocsp_responses.push(answer);
                }
            }
            Err(wrong) => errors.extend(wrong),
        }
        if needs_crls {
            let (crls, is_complete, wrong) = self.crls_by(certificate, issuer, errand);
            errors.extend(wrong);
            if is_complete {
                source = Some(RevocationSource::Crl);
            }
            for crl in crls {
                if !collected.crls.iter().any(|it| it.der() == crl.der()) {
                    collected.crls.push(crl);
                }
            }
        }
        if let Some(outcome) = collected.outcomes.get_mut(index) {
            outcome.source = source;
            outcome.errors = errors;
        }
    }
}
