//! What a certificate is validated with later: its chain, CRLs and OCSP responses.

use std::sync::Arc;

use jiff::Timestamp;

use super::SignError;
use crate::pdf::SecurityStoreAdditions;
use crate::trust::TrustStore;
use crate::validation::{
    CertificateConclusion, Context, Indication, Material, Policy, RevocationRequirement, Usage,
    validate_certificate,
};
use crate::x509::{Certificate, CertificatePool, EdgeCache};

/// Whoever finds what is not at hand: certificates of issuers, CRLs and OCSP responses.
pub trait EvidenceSource {
    /// What there is for a chain, the certificate of a signer first; the chain may end before its
    /// anchor. What is found is judged by the caller.
    fn find(&self, chain: &[Arc<Certificate>]) -> Evidence;
}

/// What was found for a chain.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Certificates, CRLs and OCSP responses.
    pub material: Material,
    /// What went wrong, address by address, in words for whoever runs the office's network.
    pub problems: Vec<String>,
}

#[cfg(feature = "fetch")]
impl EvidenceSource for crate::fetch::MaterialFetcher {
    fn find(&self, chain: &[Arc<Certificate>]) -> Evidence {
        use crate::validation::Source;
        let (chain, errors) = self.complete(chain);
        let collected = self.collect(&chain);
        let mut evidence = Evidence::default();
        for certificate in collected.certificates {
            evidence.material.add_certificate(certificate);
        }
        for crl in collected.crls {
            evidence.material.add_crl(crl, Source::TrustFolder);
        }
        for answer in &collected.ocsp_responses {
            evidence.material.add_ocsp_response(&answer.response, Source::TrustFolder);
        }
        let problems = collected.outcomes.into_iter().flat_map(|outcome| outcome.errors);
        evidence.problems = errors.into_iter().chain(problems).map(|it| it.to_string()).collect();
        evidence
    }
}

/// A certificate whose validity is to be shown later.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) certificate: Arc<Certificate>,
    pub(super) usage: Usage,
    /// What came with it.
    pub(super) beside: Material,
}

/// Answers questions about certificates, by what is at hand and by what a source finds.
pub(super) struct Collector<'a> {
    source: Option<&'a dyn EvidenceSource>,
    anchors: CertificatePool,
    policy: Policy,
    edges: EdgeCache,
    /// What is at hand: of the trust folder, of the document, and what was found.
    material: Material,
    pub(super) additions: SecurityStoreAdditions,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        trust: &TrustStore,
        source: Option<&'a dyn EvidenceSource>,
        document: &Material,
    ) -> Self {
        let mut material = Material::of_trust_store(trust);
        material.extend(document);
        Self {
            source,
            anchors: trust.anchors().iter().map(|it| Arc::clone(&it.certificate)).collect(),
            policy: Policy { revocation: RevocationRequirement::Require, ..Policy::generic() },
            edges: EdgeCache::new(),
            material,
            additions: SecurityStoreAdditions::default(),
        }
    }

    fn validate(
        &self,
        question: &Question,
        time: Timestamp,
        material: &Material,
    ) -> CertificateConclusion {
        let context = Context {
            policy: &self.policy,
            time,
            anchors: &self.anchors,
            materials: &[material, &question.beside],
            edges: &self.edges,
        };
        validate_certificate(&question.certificate, question.usage, &context)
    }

    /// Whether some material, and what came with a certificate, shows that a certificate was good at a time.
    pub(super) fn is_shown_by(
        &self,
        material: &Material,
        question: &Question,
        time: Timestamp,
    ) -> bool {
        self.validate(question, time, material).indication == Indication::TotalPassed
    }

    /// Collects what shows that a certificate is good now.
    ///
    /// # Errors
    /// [`SignError::NotValidated`].
    pub(super) fn collect(&mut self, question: &Question, now: Timestamp) -> Result<(), SignError> {
        let mut conclusion = self.validate(question, now, &self.material);
        let mut problems = Vec::new();
        if conclusion.indication != Indication::TotalPassed
            && let Some(source) = self.source
        {
            let found = source.find(&conclusion.chain);
            self.material.extend(&found.material);
            problems = found.problems;
            conclusion = self.validate(question, now, &self.material);
        }
        if conclusion.indication != Indication::TotalPassed {
            return Err(SignError::NotValidated {
                certificate: question.certificate.subject().to_string(),
                conclusion: Box::new(conclusion),
                problems,
            });
        }
        self.take(question, now, &conclusion);
        Ok(())
    }

    /// Takes what a conclusion rests on; all that is at hand where that does not do alone, since somebody
    /// else signed a CRL, say.
    fn take(&mut self, question: &Question, now: Timestamp, conclusion: &CertificateConclusion) {
        let digests: Vec<_> = conclusion.revocation.iter().map(|it| it.digest).collect();
        let part = self.material.part(&conclusion.chain, &digests);
        let is_enough = self.validate(question, now, &part).indication == Indication::TotalPassed;
        let taken = if is_enough { &part } else { &self.material };
        let certificates = taken.certificates().iter().map(|it| it.der().to_vec());
        self.additions.certificates.extend(certificates);
        let (crls, ocsps) = taken.revocation_values();
        self.additions.crls.extend(crls);
        self.additions.ocsps.extend(ocsps);
    }
}
