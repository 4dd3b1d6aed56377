//! What was concluded of a signature or timestamp, and from what (TS 119 102-2 clauses 4.3.4 and
//! 4.3.12).

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;

use super::objects::Kind;
use super::uris::{self, Subject};
use super::xml::{Xml, date_time};
use crate::report::text::is_anchored;
use crate::validation::{
    AlgorithmAssessment, Conclusion, Finding, Indication, RevocationEvidence, RevocationStatus,
    TimestampConclusion, UsedAlgorithm,
};
use crate::x509::Certificate;

/// The part that conclusions about signatures and about timestamps inside them have in common.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) indication: Indication,
    findings: &'a [Finding],
    pub(super) chain: &'a [Arc<Certificate>],
    pub(super) revocation: &'a [RevocationEvidence],
    algorithms: &'a [AlgorithmAssessment],
}

impl<'a> Judged<'a> {
    pub(super) fn of(conclusion: &'a Conclusion) -> Self {
        Self {
            indication: conclusion.indication,
            findings: &conclusion.findings,
            chain: &conclusion.chain,
            revocation: &conclusion.revocation,
            algorithms: &conclusion.algorithms,
        }
    }

    pub(super) fn of_token(conclusion: &'a TimestampConclusion) -> Self {
        Self {
            indication: conclusion.indication,
            findings: &conclusion.findings,
            chain: &conclusion.chain,
            revocation: &conclusion.revocation,
            algorithms: &conclusion.algorithms,
        }
    }
}

/// A value that the standard has no element for: the end of its URI, and the value.
pub(super) type ReportData<'a> = (&'static str, Cow<'a, str>);

/// From when and until when what is proved today can be kept by a newer document timestamp.
pub(super) fn renewal<'a>(
    conclusion: &Conclusion,
) -> impl Iterator<Item = ReportData<'a>> + use<'a> {
    let window = conclusion.extension;
    let from = window.and_then(|window| window.from).map(|from| ("renewal-from", from));
    let until = window.map(|window| ("renewal-until", window.until));
    [from, until].into_iter().flatten().map(|(name, time)| (name, date_time(time).into()))
}

/// `vr:ValidationStatusType`. `id` is that of what it is about.
pub(super) fn write_status<W: io::Write>(
    judged: &Judged<'_>,
    subject: Subject,
    id: &str,
    data: &[ReportData<'_>],
    xml: &mut Xml<W>,
) -> io::Result<()> {
    xml.element("SignatureValidationStatus", |xml| {
        xml.text("MainIndication", uris::main_indication(judged.indication, subject))?;
        if let Some(sub) = judged.indication.sub_indication() {
            xml.text("SubIndication", &uris::sub_indication(sub))?;
        }
        let mut algorithms = judged.algorithms.iter();
        xml.element("AssociatedValidationReportData", |xml| {
            write_chain(judged, xml)?;
            for evidence in judged.revocation {
                let id = Kind::of(evidence).id(&evidence.digest);
                xml.reference("RelatedValidationObject", &id)?;
            }
            write_revocation(judged.revocation, xml)?;
            if let Some(assessment) = algorithms.next() {
                write_algorithm(assessment, id, xml)?;
            }
            write_data(judged.findings, data, xml)
        })?;
        // The schema has room for one algorithm in each.
        algorithms.try_for_each(|assessment| {
            xml.element("AssociatedValidationReportData", |xml| {
                write_algorithm(assessment, id, xml)
            })
        })
    })
}

/// The trust anchor and the chain (clauses 4.3.12.2 and 4.3.12.3).
fn write_chain<W: io::Write>(judged: &Judged<'_>, xml: &mut Xml<W>) -> io::Result<()> {
    let id = |certificate: &Arc<Certificate>| Kind::Certificate.id(&certificate.id());
    let Some((signer, above)) = judged.chain.split_first() else { return Ok(()) };
    let is_anchored = is_anchored(judged.chain, judged.indication);
    // Whom the user trusts by name is an anchor too.
    let anchor = above.last().unwrap_or(signer);
    if is_anchored {
        xml.reference("TrustAnchor", &id(anchor))?;
    }
    xml.element("CertificateChain", |xml| {
        xml.reference("SigningCertificate", &id(signer))?;
        let intermediates = above.split_last().map(|(_, rest)| rest).unwrap_or_default();
        for certificate in intermediates {
            xml.reference("IntermediateCertificate", &id(certificate))?;
        }
        if is_anchored { xml.reference("TrustAnchor", &id(anchor)) } else { Ok(()) }
    })
}

/// That a certificate is revoked (clause 4.3.12.6), as far as that was concluded.
fn write_revocation<W: io::Write>(
    revocation: &[RevocationEvidence],
    xml: &mut Xml<W>,
) -> io::Result<()> {
    let revoked = revocation.iter().find_map(|evidence| match evidence.status {
        RevocationStatus::Revoked { time } => Some((evidence, time, None)),
        RevocationStatus::OnHold { since } => {
            Some((evidence, since, Some("urn:etsi:019102:revocationReason:certificateHold")))
        }
        _ => None,
    });
    let Some((evidence, time, reason)) = revoked else { return Ok(()) };
    xml.element("RevocationStatusInformation", |xml| {
        xml.reference("ValidationObjectId", &Kind::Certificate.id(&evidence.certificate))?;
        xml.time("RevocationTime", time)?;
        if let Some(reason) = reason {
            xml.text("RevocationReason", reason)?;
        }
        xml.reference("RevocationObject", &Kind::of(evidence).id(&evidence.digest))
    })
}

/// Until when an algorithm can be relied on (clause 4.3.12.7).
fn write_algorithm<W: io::Write>(
    assessment: &AlgorithmAssessment,
    id: &str,
    xml: &mut Xml<W>,
) -> io::Result<()> {
    xml.element("CryptoInformation", |xml| {
        xml.reference("ValidationObjectId", id)?;
        xml.text("Algorithm", &uris::algorithm(&assessment.algorithm))?;
        if let UsedAlgorithm::Signature(_, Some(bits)) = assessment.algorithm {
            xml.element("AlgorithmParameters", |xml| {
                xml.text("Type", &format!("{}key-bits", uris::REPORT_DATA))?;
                xml.text("Value", &bits.to_string())
            })?;
        }
        xml.text("SecureAlgorithm", if assessment.is_reliable { "true" } else { "false" })?;
        match assessment.end.filter(|end| *end > Timestamp::MIN) {
            Some(end) => xml.time("NotAfter", end),
            None => Ok(()),
        }
    })
}

/// Findings with their values, and what else there is (clause 4.3.12.8).
fn write_data<W: io::Write>(
    findings: &[Finding],
    data: &[ReportData<'_>],
    xml: &mut Xml<W>,
) -> io::Result<()> {
    if findings.is_empty() && data.is_empty() {
        return Ok(());
    }
    xml.element("AdditionalValidationReportData", |xml| {
        for (name, value) in data {
            write_typed(&format!("{}{name}", uris::REPORT_DATA), value, xml)?;
        }
        findings.iter().try_for_each(|finding| {
            let mut value = finding.severity.name().to_owned();
            for (name, argument) in &finding.arguments {
                value.extend(["; ", name.as_ref(), "=", argument]);
            }
            write_typed(&format!("{}{}", uris::FINDING, finding.code.as_str()), &value, xml)
        })
    })
}

fn write_typed<W: io::Write>(uri: &str, value: &str, xml: &mut Xml<W>) -> io::Result<()> {
    xml.element("ReportData", |xml| {
        xml.text("Type", uri)?;
        xml.text("Value", value)
    })
}
