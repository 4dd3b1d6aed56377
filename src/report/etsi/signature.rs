//! The report on one signature (TS 119 102-2 clause 4.3).

use std::io;

use super::attributes::Attributes;
use super::objects::{Objects, policy_file_id, write_signer};
use super::status::{Judged, ReportData, renewal, write_status};
use super::uris::{self, Subject};
use super::xml::Xml;
use crate::validation::{PolicyFile, ProvedObject, RevocationRequirement, SignatureKind};
use crate::verify::{Report, SignatureReport};

/// `vr:SignatureValidationReportType` of the signature with this number, counted from 1.
pub(super) fn write<W: io::Write>(
    number: usize,
    signature: &SignatureReport,
    report: &Report,
    objects: &Objects<'_>,
    xml: &mut Xml<W>,
) -> io::Result<()> {
    let SignatureReport { facts, conclusion } = signature;
    let id = format!("S-{number}");
    xml.element("SignatureValidationReport", |xml| {
        write_identifier(&id, signature, xml)?;
        write_constraints(report, xml)?;
        xml.element("ValidationTimeInfo", |xml| {
            xml.time("ValidationTime", report.validation_time)?;
            let mut proofs = conclusion.proofs.iter();
            let own = proofs.find(|proof| proof.object == ProvedObject::Signature);
            objects.write_existence("BestSignatureTime", own, xml)
        })?;
        write_signed_data(number, signature, objects, xml)?;
        let stamps = report.signatures.iter().zip(1..);
        let stamps = stamps.filter(|(other, _)| {
            other.facts.kind == SignatureKind::Timestamp && other.facts.revision > facts.revision
        });
        let archive: Vec<_> =
            stamps.filter_map(|(other, number)| Some((number, other.facts.token?.time))).collect();
        let store = &report.security_store;
        Attributes { facts, number, archive: &archive, store, objects }.write(xml)?;
        if let Some(signer) = conclusion.chain.first() {
            write_signer(signer, xml)?;
        }
        xml.element("SignatureValidationProcess", |xml| {
            xml.text("SignatureValidationProcessID", uris::PROCESS)
        })?;
        let mut data: Vec<ReportData<'_>> = vec![
            ("field", facts.field.as_str().into()),
            ("coverage", facts.coverage.name().into()),
            ("changes", facts.changes.name().into()),
            ("changes-permitted", facts.changes_permitted().to_string().into()),
        ];
        data.extend(conclusion.level.map(|level| ("level", level.name().into())));
        data.extend(renewal(conclusion));
        data.extend(report.policy_files.iter().map(|file| {
            let PolicyFile { name, version, sha256 } = file;
            ("policy-file", format!("name={name}; version={version}; sha256={sha256}").into())
        }));
        write_status(&Judged::of(conclusion), Subject::Signature, &id, &data, xml)
    })
}

/// Which signature it is (clause 4.3.3).
fn write_identifier<W: io::Write>(
    id: &str,
    signature: &SignatureReport,
    xml: &mut Xml<W>,
) -> io::Result<()> {
    let identity = &signature.facts.cms.identity;
    xml.element_with("SignatureIdentifier", &[("id", id)], |xml| {
        if let Some(signed) = &identity.signed {
            xml.digest("DigestAlgAndValue", signed)?;
        }
        if !identity.value.is_empty() {
            xml.octets("ds:SignatureValue", &identity.value)?;
        }
        // The whole document was at hand, not only its digest.
        xml.text("HashOnly", "false")?;
        xml.text("DocHashOnly", "false")
    })
}

/// The policy, and which of its constraints are applied (clause 4.3.5).
fn write_constraints<W: io::Write>(report: &Report, xml: &mut Xml<W>) -> io::Result<()> {
    xml.element("ValidationConstraintsEvaluationReport", |xml| {
        xml.element("SignatureValidationPolicy", |xml| {
            xml.element("SignaturePolicyIdentifier", |xml| {
                // No policy of the signer's is meant.
                xml.empty("xades:SignaturePolicyImplied", &[])
            })?;
            xml.text("PolicyName", &report.policy)?;
            let files: Vec<_> = report.policy_files.iter().map(policy_file_id).collect();
            match files.is_empty() {
                true => Ok(()),
                false => xml.reference("FormalPolicyObject", &files.join(" ")),
            }
        })?;
        xml.element("ValidationConstraint", |xml| {
            xml.text("ValidationConstraintIdentifier", uris::REVOCATION_CONSTRAINT)?;
            xml.element("ValidationConstraintParameter", |xml| {
                xml.text("Type", &format!("{}revocation-mode", uris::REPORT_DATA))?;
                xml.text("Value", report.revocation.name())
            })?;
            xml.element("ConstraintStatus", |xml| {
                xml.text(
                    "Status",
                    match report.revocation {
                        RevocationRequirement::Ignore => uris::CONSTRAINT_DISABLED,
                        RevocationRequirement::IfPresent | RevocationRequirement::Require => {
                            uris::CONSTRAINT_APPLIED
                        }
                    },
                )
            })
        })
    })
}

/// What was signed (clause 4.3.7).
fn write_signed_data<W: io::Write>(
    number: usize,
    signature: &SignatureReport,
    objects: &Objects<'_>,
    xml: &mut Xml<W>,
) -> io::Result<()> {
    let Some(id) = objects.signed_data(number) else { return Ok(()) };
    xml.element("SignersDocument", |xml| {
        if let Some(covered) = &signature.facts.cms.identity.covered {
            xml.digest("DigestAlgAndValue", covered)?;
        }
        xml.reference("SignersDocumentRepresentation", id)
    })
}
