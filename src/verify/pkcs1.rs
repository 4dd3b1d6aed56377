//! Signatures without CMS, `adbe.x509.rsa_sha1` (ISO 32000-2 §12.8.3.2) → facts.
//!
//! The value is RSASSA-PKCS1-v1_5 over the covered bytes, the signer's certificate stands beside it
//! in the signature dictionary, and nothing but the value itself names its digest: SHA-1 in spite
//! of the name is only one of those that the standard lists.

use std::sync::Arc;

use super::intake::Intake;
use super::signature::{Content, kept_value};
use crate::crypto::{
    Digest, DigestAlgorithm, SignatureAlgorithm, VerifyError, pkcs1_digest_algorithm,
    verify_prehash,
};
use crate::limits::CMS_ITEMS;
use crate::pdf;
use crate::validation::{CmsIdentity, Code, DigestValue, Finding, SignatureFacts, ValueCheck};
use crate::x509::Certificate;

/// A signature value and the certificate of its signer, read.
pub(super) struct Pkcs1 {
    /// The value, or what is wrong with it.
    value: Result<Vec<u8>, Finding>,
    signer: Option<Arc<Certificate>>,
    algorithm: DigestAlgorithm,
    /// What is wrong with the format beside the value.
    pub(super) problems: Vec<Finding>,
    pub(super) findings: Vec<Finding>,
}

impl Pkcs1 {
    /// Reads value and certificates, and adds these to the material.
    pub(super) fn read(
        signature: &pdf::Signature<'_>,
        content: &Content<'_>,
        intake: &mut Intake<'_>,
    ) -> Self {
        let (mut problems, mut findings) = (Vec::new(), Vec::new());
        let mut signer = None;
        for (index, der) in signature.certificates.iter().take(CMS_ITEMS).enumerate() {
            match intake.certificate(der) {
                // Table 255: the signing certificate comes first.
                Ok(certificate) if index == 0 => signer = Some(certificate),
                Ok(_) => {}
                Err(error) => {
                    let what = format!("/Cert: {error}");
                    let finding = Finding::new(Code::MaterialUnreadable).with("what", what);
                    if !findings.contains(&finding) {
                        findings.push(finding);
                    }
                }
            }
        }
        let value = match signature.pkcs1_value() {
            Ok(value) => {
                if value.trailing > 0 {
                    let problem = Finding::new(Code::SignatureFormat);
                    problems.push(problem.with("problem", "cms-trailing-data"));
                }
                Ok(value.octets)
            }
            Err(error) => Err(Finding::new(Code::SignatureUnreadable).with("reason", error)),
        };
        // The key is used twice: for the digest that the value names, and to verify it.
        let affords = |signer: &Arc<Certificate>| {
            let key = signer.public_key();
            content.affords(key) && content.affords(key)
        };
        if signer.as_ref().is_some_and(|signer| !affords(signer)) {
            signer = None;
            let limit = "DOCUMENT_SIGNATURE_COST";
            findings.push(Finding::new(Code::LimitReached).with("limit", limit));
        }
        let named = signer
            .as_ref()
            .zip(value.as_ref().ok())
            .and_then(|(signer, value)| pkcs1_digest_algorithm(signer.public_key(), value));
        // A value that names nothing is wrong by any digest; SHA-1 is what the name says.
        let algorithm = named.unwrap_or(DigestAlgorithm::Sha1);
        Self { value, signer, algorithm, problems, findings }
    }

    /// The digest of the covered bytes that is needed.
    pub(super) fn digest_algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// Computes the facts from the digest of what is covered.
    pub(super) fn check(self, covered: Option<Digest>, facts: &mut SignatureFacts) {
        let algorithm = SignatureAlgorithm::RsaPkcs1(self.algorithm);
        let key = self.signer.as_ref().map(|signer| signer.public_key());
        facts.cms.digest_algorithm = Some(self.algorithm);
        facts.cms.signature_algorithm = Some(algorithm);
        facts.cms.signature_algorithm_name = Some(algorithm.name(key));
        facts.cms.signing_certificate = self.signer.as_ref().map(|signer| signer.id());
        let covered_value = covered.map(|value| DigestValue { algorithm: self.algorithm, value });
        facts.cms.identity = CmsIdentity {
            signed: covered_value,
            covered: covered_value,
            value: self.value.as_deref().map(kept_value).unwrap_or_default(),
            ..CmsIdentity::default()
        };
        facts.cms.value = match (self.value, key, covered) {
            (Err(problem), ..) => {
                facts.format_problems.push(problem);
                ValueCheck::Unreadable
            }
            (Ok(_), None, _) | (Ok(_), _, None) => ValueCheck::NotChecked,
            (Ok(value), Some(key), Some(covered)) => {
                match verify_prehash(&algorithm, key, &covered, &value) {
                    Ok(()) => ValueCheck::Matches,
                    Err(VerifyError::Mismatch | VerifyError::KeyMismatch { .. }) => {
                        ValueCheck::Mismatch
                    }
                    Err(error) => ValueCheck::Unsupported(error.to_string()),
                }
            }
        };
        // The value is over the covered bytes: it is right or wrong together with their digest.
        facts.cms.digest_matches = (facts.cms.value == ValueCheck::Matches).then_some(true);
    }
}
