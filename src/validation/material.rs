//! Every certificate, CRL and OCSP response at hand.

use std::collections::HashMap;
use std::sync::Arc;

use crate::trust::TrustStore;
use crate::x509::{Certificate, CertificatePool, Crl, Name, OcspResponse};

/// Where a piece of material comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The `/DSS` dictionary of the document (ISO 32000-2 §12.8.4.3).
    SecurityStore,
    /// The CMS of a signature.
    Signature,
    /// The trust folder.
    TrustFolder,
}

impl Source {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::SecurityStore => "security-store",
            Self::Signature => "signature",
            Self::TrustFolder => "trust-folder",
        }
    }
}

/// A set of material, indexed by what it is looked up by. None of it is trusted by being here.
#[derive(Debug, Default)]
pub struct Material {
    certificates: CertificatePool,
    crls: HashMap<Name, Vec<(Arc<Crl>, Source)>>,
    ocsp_responses: HashMap<Vec<u8>, Vec<(Arc<OcspResponse>, Source)>>,
}

impl Material {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a trust folder holds beside its anchors.
    pub fn of_trust_store(trust: &TrustStore) -> Self {
        let mut material = Self::new();
        for certificate in trust.intermediates() {
            material.add_certificate(Arc::clone(certificate));
        }
        for crl in trust.crls() {
            material.add_crl(Arc::clone(crl), Source::TrustFolder);
        }
        for response in trust.ocsp_responses() {
            material.add_ocsp_response(&Arc::clone(response), Source::TrustFolder);
        }
        material
    }

    /// Adds a certificate.
    pub fn add_certificate(&mut self, certificate: Arc<Certificate>) {
        self.certificates.insert(certificate);
    }

    /// Adds a CRL.
    pub fn add_crl(&mut self, crl: Arc<Crl>, source: Source) {
        self.crls.entry(crl.issuer().clone()).or_default().push((crl, source));
    }

    /// Adds an OCSP response, to be found by each serial number it speaks of.
    pub fn add_ocsp_response(&mut self, response: &Arc<OcspResponse>, source: Source) {
        for single in response.responses() {
            self.ocsp_responses
                .entry(single.cert_id.serial.clone())
                .or_default()
                .push((Arc::clone(response), source));
        }
    }

    /// The certificates.
    pub fn certificates(&self) -> &CertificatePool {
        &self.certificates
    }

    /// The CRLs that name this issuer.
    pub fn crls(&self, issuer: &Name) -> &[(Arc<Crl>, Source)] {
        self.crls.get(issuer).map(Vec::as_slice).unwrap_or_default()
    }

    /// The OCSP responses that speak of this serial number (of whichever issuer).
    pub fn ocsp_responses(&self, serial: &[u8]) -> &[(Arc<OcspResponse>, Source)] {
        self.ocsp_responses.get(serial).map(Vec::as_slice).unwrap_or_default()
    }
}
