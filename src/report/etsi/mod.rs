//! A report as XML by ETSI TS 119 102-2 v1.4.1, for programs that know nothing of kyso.
//!
//! ```
//! use kyso::report::etsi::write_etsi;
//! use kyso::trust::TrustStore;
//! use kyso::verify::Verifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let path = "fixtures/documents/nho-nhat.pdf".as_ref();
//! let trust = TrustStore::open("fixtures/trust".as_ref())?;
//! let report = Verifier::new(trust).at("2026-11-20T08:00:00Z".parse()?).verify_file(path);
//!
//! let mut xml = Vec::new();
//! write_etsi(&mut xml, path, &report)?;
//! let xml = String::from_utf8(xml)?;
//! assert!(xml.contains("<MainIndication>urn:etsi:019102:mainindication:total-passed<"));
//! # Ok(())
//! # }
//! ```
//!
//! Each signature of a person or an agency has a `SignatureValidationReport`; document timestamps and
//! timestamps inside signatures are validation objects with a report of their own, as are certificates,
//! CRLs, OCSP responses and what was signed: each is listed once, and referred to by its id. Indications
//! are the URIs of the standard. What it has no place for (findings, coverage, changes) stands in
//! `AdditionalValidationReportData` under URIs that begin with `urn:kyso:`, by the same codes as in
//! JSON. `docs/etsi-report.md` has the rules that the report is held to.
//!
//! The report is not signed.

mod attributes;
mod objects;
mod signature;
mod status;
mod uris;
mod xml;

use std::io;
use std::path::Path;

use crate::validation::SignatureKind;
use crate::verify::Report;
use objects::Objects;
use xml::Xml;

/// Why no report was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EtsiError {
    /// There is no signature to report on: the standard has reports on signatures alone. The file
    /// could not be read, or is not signed, or only stamped.
    #[error("no signature to report on")]
    NoSignature,
    /// What the output said.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// Writes the report on the file `path` as one XML document.
///
/// Text that the author of the document chose is kept as it is, but for what XML cannot hold, which is
/// written as `\u{…}`, and for what is longer than
/// [`REPORT_TEXT_CHARS`](crate::limits::REPORT_TEXT_CHARS). The path stands there as a reference of RFC
/// 3986.
///
/// # Errors
/// [`EtsiError::NoSignature`], before anything is written; what `out` says.
pub fn write_etsi(out: impl io::Write, path: &Path, report: &Report) -> Result<(), EtsiError> {
    let is_signature = |kind: SignatureKind| kind == SignatureKind::Signature;
    if !report.signatures.iter().any(|signature| is_signature(signature.facts.kind)) {
        return Err(EtsiError::NoSignature);
    }
    let file = xml::file_reference(path);
    let objects = Objects::of(report, &file);
    let mut xml = Xml::new(out)?;
    let namespaces = [
        ("xmlns", "http://uri.etsi.org/19102/v1.4.1#"),
        ("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#"),
        ("xmlns:xades", "http://uri.etsi.org/01903/v1.3.2#"),
    ];
    xml.element_with("ValidationReport", &namespaces, |xml| {
        for (index, signature) in report.signatures.iter().enumerate() {
            if is_signature(signature.facts.kind) {
                signature::write(index.saturating_add(1), signature, report, &objects, xml)?;
            }
        }
        objects.write(xml)
    })?;
    xml.finish()?;
    Ok(())
}
