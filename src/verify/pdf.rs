//! A PDF → facts and material.

use super::cache::Caches;
use super::report::{ErrorCode, ReportError};
use super::signature::{self, Parsed};
use crate::crypto::{RangeHasher, RangeRequest};
use crate::limits::{PDF_HEADER_BYTES, SIGNATURES};
use crate::pdf::{self, AnomalyKind, Document};
use crate::validation::{
    Change, ChangeLevel, Code, Coverage, DocumentFacts, DocumentKind, Finding, Material,
    SignatureFacts, Source,
};

/// Facts and material of one document.
pub(super) struct ReadDocument {
    pub(super) facts: DocumentFacts,
    pub(super) material: Material,
}

/// Whether the bytes claim to be a PDF: its header may stand a little after the start of the file
/// (ISO 32000-2 annex I.2, note to 7.5.2).
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..PDF_HEADER_BYTES).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Reads everything that a verdict needs, and judges none of it.
pub(super) fn read(
    bytes: &[u8],
    shared: &Material,
    caches: &Caches,
) -> Result<ReadDocument, ReportError> {
    let document = Document::open(bytes).map_err(|error| report_error(&error))?;
    let signatures = document.signatures().map_err(|error| report_error(&error))?;
    if signatures.len() > SIGNATURES {
        return Err(ReportError::new(ErrorCode::LimitExceeded)
            .with("limit", format!("{SIGNATURES} signatures")));
    }

    let stepped_back = document
        .anomalies()
        .iter()
        .any(|anomaly| anomaly.kind == AnomalyKind::NewestRevisionUnreadable);
    if stepped_back && signatures.is_empty() {
        // "Unsigned" would be said of an older document than the one at hand.
        return Err(report_error(&pdf::Error::CatalogMissing));
    }

    let mut findings = Vec::new();
    let mut material = Material::new();
    read_security_store(&document, caches, &mut material, &mut findings);

    let parsed: Vec<Parsed<'_>> = signatures
        .iter()
        .map(|signature| signature::parse(signature, caches, &mut material))
        .collect();
    let mut requests = Vec::new();
    let wanted: Vec<Option<usize>> = signatures
        .iter()
        .zip(&parsed)
        .map(|(signature, parsed)| {
            let algorithm = parsed.covered_digest_algorithm?;
            (!signature.byte_range.is_empty()).then(|| {
                requests.push(RangeRequest { algorithm, ranges: signature.byte_range.clone() });
                requests.len() - 1
            })
        })
        .collect();
    let digests = RangeHasher::new(bytes).digests(&requests);

    let certification = signatures.iter().find_map(|signature| signature.doc_mdp);
    let mut facts = Vec::with_capacity(signatures.len());
    for ((signature, parsed), wanted) in signatures.iter().zip(parsed).zip(wanted) {
        let digest = wanted.and_then(|index| digests.get(index)).and_then(|d| d.ok());
        let mut found = signature::facts(signature, parsed, digest, bytes, &material, shared);
        read_changes(&document, signature, certification, &mut found);
        facts.push(found);
    }
    facts.sort_by_key(|facts| facts.revision);
    if document.is_encrypted() {
        findings.push(Finding::new(Code::Encrypted));
    }
    findings.extend(document.anomalies().iter().map(anomaly));
    Ok(ReadDocument {
        facts: DocumentFacts { kind: DocumentKind::Pdf, signatures: facts, findings },
        material,
    })
}

/// What came after the signature, and how much of it is permitted.
fn read_changes(
    document: &Document<'_>,
    signature: &pdf::Signature<'_>,
    certification: Option<u8>,
    facts: &mut SignatureFacts,
) {
    facts.coverage = match signature.coverage {
        pdf::Coverage::Partial => Coverage::Partial,
        pdf::Coverage::Revision => Coverage::Revision,
        pdf::Coverage::WholeFile => Coverage::WholeFile,
    };
    // DocMDP of the certification speaks for the whole document (ISO 32000-2 §12.8.2.2). P=1
    // permits no change of the document; material for validation is none (§12.8.4.3).
    facts.permits = signature.doc_mdp.or(certification).map(|p| match p {
        1 => ChangeLevel::Lta,
        3 => ChangeLevel::Annotations,
        _ => ChangeLevel::FormFilling,
    });
    match document.changes_after(signature) {
        Ok(changes) => {
            facts.changes = match facts.coverage {
                // There is no signed revision that the document could be compared with, and what
                // was put where the signature does not reach may be anything.
                Coverage::Partial => ChangeLevel::Other,
                Coverage::Revision | Coverage::WholeFile => level(changes.level),
            };
            facts.change_list = changes
                .changes
                .iter()
                .map(|change| Change {
                    level: level(change.level),
                    code: change.what.code(),
                    revision: change.revision + 1,
                    object: change.object.map(|object| object.to_string()),
                    detail: change.detail.clone(),
                })
                .collect();
        }
        Err(error) => {
            // What cannot be compared cannot be permitted.
            facts.changes = ChangeLevel::Other;
            facts
                .format_problems
                .push(Finding::new(Code::SignatureFormat).with("problem", error.to_string()));
        }
    }
}

fn level(level: pdf::ChangeLevel) -> ChangeLevel {
    match level {
        pdf::ChangeLevel::None => ChangeLevel::None,
        pdf::ChangeLevel::Lta => ChangeLevel::Lta,
        pdf::ChangeLevel::FormFilling => ChangeLevel::FormFilling,
        pdf::ChangeLevel::Annotations => ChangeLevel::Annotations,
        pdf::ChangeLevel::Other => ChangeLevel::Other,
    }
}

/// Certificates, CRLs and OCSP responses of the `/DSS` dictionary (ISO 32000-2 §12.8.4.3).
fn read_security_store(
    document: &Document<'_>,
    caches: &Caches,
    material: &mut Material,
    findings: &mut Vec<Finding>,
) {
    let unreadable = |what: &str| Finding::new(Code::MaterialUnreadable).with("what", what);
    let store = match document.security_store() {
        Ok(store) => store,
        Err(error) => {
            findings.push(unreadable(&format!("DSS: {error}")));
            return;
        }
    };
    for der in &store.certificates {
        match caches.certificate(der) {
            Some(certificate) => material.add_certificate(certificate),
            None => findings.push(unreadable("DSS certificate")),
        }
    }
    for der in &store.crls {
        match caches.crl(der) {
            Some(crl) => material.add_crl(crl, Source::SecurityStore),
            None => findings.push(unreadable("DSS CRL")),
        }
    }
    for der in &store.ocsps {
        match caches.ocsp_response(der) {
            Some(response) => material.add_ocsp_response(&response, Source::SecurityStore),
            None => findings.push(unreadable("DSS OCSP response")),
        }
    }
}

fn anomaly(anomaly: &pdf::Anomaly) -> Finding {
    let finding = match anomaly.kind {
        AnomalyKind::DuplicateKey => Finding::new(Code::DuplicateKey),
        AnomalyKind::HeaderNotAtStart => Finding::new(Code::HeaderNotAtStart),
        AnomalyKind::HybridXref => Finding::new(Code::HybridXref),
        AnomalyKind::TrailingBytes => Finding::new(Code::TrailingBytes),
        other => Finding::new(Code::StructureOddity).with("oddity", other.code()),
    };
    finding.with("offset", anomaly.offset)
}

fn report_error(error: &pdf::Error) -> ReportError {
    match error {
        pdf::Error::Encrypted => ReportError::new(ErrorCode::Encrypted),
        pdf::Error::TooDeep(_)
        | pdf::Error::TooManySignatures
        | pdf::Error::TooManySteps
        | pdf::Error::TooManyValues(_)
        | pdf::Error::TooManyXrefSections
        | pdf::Error::TooMuchInflated => {
            ReportError::new(ErrorCode::LimitExceeded).with("limit", error)
        }
        _ => ReportError::new(ErrorCode::BrokenPdf).with("reason", error),
    }
}
