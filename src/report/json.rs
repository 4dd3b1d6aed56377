//! JSON Lines: one object a file, as `schema/verify-report.schema.json` describes it.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::findings;
use super::messages::Messages;
use crate::crypto::DigestAlgorithm;
use crate::validation::{
    Change, ChangeLevel, ExtensionWindow, Finding, Level, Missing, PolicyFile, RevocationEvidence,
    Role, SignatureKind, TimestampConclusion, TimestampFacts,
};
use crate::verify::{Report, ReportError, SignatureReport};
use crate::x509::Certificate;

/// Changes after one signature that are listed; `change_count` counts all.
const CHANGES_LISTED: usize = 100;

/// Writes the report on the file `path` as one line of JSON.
///
/// Times are in UTC (RFC 3339, whole seconds unless there are fractions). A path that is not
/// UTF-8 is written with replacement characters. Messages are in the language of `messages`;
/// programs rely on the codes beside them.
///
/// # Errors
/// What `out` says.
pub fn write_json(
    out: &mut impl io::Write,
    path: &Path,
    report: &Report,
    messages: &Messages,
) -> io::Result<()> {
    let file = File {
        path: path.to_string_lossy().into_owned(),
        kind: report.kind.name(),
        verdict: report.verdict.name(),
        error: report.error.as_ref().map(|error| Error::new(error, messages)),
        signatures: report
            .signatures
            .iter()
            .map(|signature| Signature::new(signature, report, messages))
            .collect(),
        findings: list(&report.findings, SignatureKind::Signature, report, None, messages),
        validation_time: Utc(report.validation_time),
        policy: &report.policy,
        policy_files: report.policy_files.iter().map(PolicyLine::new).collect(),
        revocation_mode: report.revocation.name(),
    };
    serde_json::to_writer(&mut *out, &file)?;
    out.write_all(b"\n")
}

/// A time in UTC: `2026-11-20T08:00:00Z`.
struct Utc(Timestamp);

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Serialize)]
struct File<'a> {
    path: String,
    kind: &'static str,
    verdict: &'static str,
    error: Option<Error>,
    signatures: Vec<Signature<'a>>,
    findings: Vec<FindingLine<'a>>,
    validation_time: Utc,
    policy: &'a str,
    policy_files: Vec<PolicyLine<'a>>,
    revocation_mode: &'static str,
}

#[derive(Serialize)]
struct PolicyLine<'a> {
    name: &'a str,
    version: &'a str,
    sha256: String,
}

impl<'a> PolicyLine<'a> {
    fn new(file: &'a PolicyFile) -> Self {
        Self { name: &file.name, version: &file.version, sha256: file.sha256.to_string() }
    }
}

#[derive(Serialize)]
struct Error {
    code: &'static str,
    message: String,
    action: Option<String>,
}

impl Error {
    fn new(error: &ReportError, messages: &Messages) -> Self {
        let sentence = findings::error(error, messages);
        Self { code: error.code.as_str(), message: sentence.text, action: sentence.action }
    }
}

#[derive(Serialize)]
struct Signature<'a> {
    field: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    role: Option<&'static str>,
    format: &'static str,
    subfilter: Option<&'a str>,
    level: Option<&'static str>,
    indication: &'static str,
    sub_indication: Option<&'static str>,
    intact: Option<bool>,
    coverage: &'static str,
    changes: &'static str,
    changes_permitted: bool,
    signer: Option<Signer<'a>>,
    claimed_time: Option<Utc>,
    best_time: Utc,
    time_source: &'static str,
    digest_algorithm: Option<&'static str>,
    signature_algorithm: Option<&'a str>,
    findings: Vec<FindingLine<'a>>,
    revision: usize,
    permits: Option<&'static str>,
    change_count: usize,
    change_list: Vec<ChangeLine<'a>>,
    token_time: Option<Utc>,
    content_digest_algorithm: Option<&'static str>,
    reason: Option<&'a str>,
    location: Option<&'a str>,
    chain: Vec<ChainLink>,
    revocation: Vec<Evidence>,
    level_missing: Vec<&'static str>,
    extension: Option<Window>,
    dictionary_time: Option<Utc>,
    timestamps: Vec<TimestampLine<'a>>,
}

/// From when and until when a signature may be renewed.
#[derive(Serialize)]
struct Window {
    from: Option<Utc>,
    until: Utc,
}

impl Window {
    fn of(window: ExtensionWindow) -> Self {
        Self { from: window.from.map(Utc), until: Utc(window.until) }
    }
}

impl<'a> Signature<'a> {
    fn new(signature: &'a SignatureReport, report: &'a Report, messages: &Messages) -> Self {
        let SignatureReport { facts, conclusion } = signature;
        Self {
            field: &facts.field,
            kind: facts.kind.name(),
            role: conclusion.role.map(Role::name),
            format: facts.format.name(),
            subfilter: facts.sub_filter.as_deref(),
            level: conclusion.level.map(Level::name),
            indication: conclusion.indication.name(),
            sub_indication: conclusion.indication.sub_indication().map(|sub| sub.name()),
            intact: facts.intact(),
            coverage: facts.coverage.name(),
            changes: facts.changes.name(),
            changes_permitted: facts.changes_permitted(),
            signer: conclusion.chain.first().map(|certificate| Signer::new(certificate)),
            claimed_time: facts.claimed_time.map(Utc),
            best_time: Utc(conclusion.best_time),
            time_source: conclusion.time_source.name(),
            digest_algorithm: facts.cms.digest_algorithm.map(DigestAlgorithm::name),
            signature_algorithm: facts.cms.signature_algorithm_name.as_deref(),
            findings: list(&conclusion.findings, facts.kind, report, Some(signature), messages),
            revision: facts.revision,
            permits: facts.permits.map(ChangeLevel::name),
            change_count: facts.change_list.len(),
            change_list: findings::shown_changes(&facts.change_list, CHANGES_LISTED)
                .map(|change| ChangeLine::new(change, messages))
                .collect(),
            token_time: facts.token.map(|token| Utc(token.time)),
            content_digest_algorithm: facts.cms.content_digest_algorithm.map(DigestAlgorithm::name),
            reason: facts.reason.as_deref(),
            location: facts.location.as_deref(),
            chain: conclusion.chain.iter().map(|certificate| ChainLink::new(certificate)).collect(),
            revocation: conclusion.revocation.iter().map(Evidence::new).collect(),
            level_missing: conclusion.missing.iter().copied().map(Missing::name).collect(),
            extension: conclusion.extension.map(Window::of),
            dictionary_time: facts.dictionary_time.map(Utc),
            timestamps: facts
                .timestamps
                .iter()
                .zip(&conclusion.timestamps)
                .map(|(facts, conclusion)| {
                    let kind = SignatureKind::Timestamp;
                    let findings =
                        list(&conclusion.findings, kind, report, Some(signature), messages);
                    TimestampLine::new(facts, conclusion, findings)
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct TimestampLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    time: Option<Utc>,
    accuracy_seconds: Option<f64>,
    indication: &'static str,
    sub_indication: Option<&'static str>,
    intact: Option<bool>,
    authority: Option<Signer<'a>>,
    digest_algorithm: Option<&'static str>,
    signature_algorithm: Option<&'a str>,
    findings: Vec<FindingLine<'a>>,
    chain: Vec<ChainLink>,
    revocation: Vec<Evidence>,
}

impl<'a> TimestampLine<'a> {
    fn new(
        facts: &'a TimestampFacts,
        conclusion: &'a TimestampConclusion,
        findings: Vec<FindingLine<'a>>,
    ) -> Self {
        Self {
            kind: facts.kind.name(),
            time: facts.token.map(|token| Utc(token.time)),
            accuracy_seconds: facts
                .token
                .and_then(|token| token.accuracy)
                .map(|accuracy| accuracy.as_secs_f64()),
            indication: conclusion.indication.name(),
            sub_indication: conclusion.indication.sub_indication().map(|sub| sub.name()),
            intact: facts.cms.intact(),
            authority: conclusion.chain.first().map(|certificate| Signer::new(certificate)),
            digest_algorithm: facts.cms.digest_algorithm.map(DigestAlgorithm::name),
            signature_algorithm: facts.cms.signature_algorithm_name.as_deref(),
            findings,
            chain: conclusion.chain.iter().map(|certificate| ChainLink::new(certificate)).collect(),
            revocation: conclusion.revocation.iter().map(Evidence::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct Signer<'a> {
    name: String,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Utc,
    not_after: Utc,
    organization: Option<&'a str>,
    organizational_unit: Option<&'a str>,
    title: Option<&'a str>,
    uid: Option<&'a str>,
}

impl<'a> Signer<'a> {
    fn new(certificate: &'a Certificate) -> Self {
        let subject = certificate.subject();
        Self {
            name: subject.common_name().map_or_else(|| subject.to_string(), str::to_owned),
            subject: subject.to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial_hex(),
            not_before: Utc(certificate.not_before()),
            not_after: Utc(certificate.not_after()),
            organization: subject.organization(),
            organizational_unit: subject.organizational_unit(),
            title: subject.title(),
            uid: subject.uid(),
        }
    }
}

#[derive(Serialize)]
struct ChainLink {
    subject: String,
    serial: String,
    not_before: Utc,
    not_after: Utc,
    sha256: String,
}

impl ChainLink {
    fn new(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.subject().to_string(),
            serial: certificate.serial_hex(),
            not_before: Utc(certificate.not_before()),
            not_after: Utc(certificate.not_after()),
            sha256: certificate.id().to_string(),
        }
    }
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    level: &'static str,
    code: &'a str,
    revision: usize,
    object: Option<String>,
    page: Option<usize>,
    field: Option<FieldLine<'a>>,
    detail: &'a str,
    message: String,
}

#[derive(Serialize)]
struct FieldLine<'a> {
    name: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    reason: Option<&'a str>,
}

impl<'a> ChangeLine<'a> {
    fn new(change: &'a Change, messages: &Messages) -> Self {
        Self {
            level: change.level.name(),
            code: &change.code,
            revision: change.revision,
            object: change.object.map(|object| object.to_string()),
            page: change.page,
            field: change.field.as_ref().map(|field| FieldLine {
                name: &field.name,
                before: field.before.as_deref(),
                after: field.after.as_deref(),
                reason: field.reason.as_deref(),
            }),
            detail: &change.detail,
            message: findings::change(change, messages),
        }
    }
}

#[derive(Serialize)]
struct Evidence {
    certificate: String,
    status: &'static str,
    kind: &'static str,
    source: &'static str,
    this_update: Utc,
    next_update: Option<Utc>,
}

impl Evidence {
    fn new(evidence: &RevocationEvidence) -> Self {
        Self {
            certificate: evidence.certificate.to_string(),
            status: evidence.status.name(),
            kind: evidence.kind,
            source: evidence.source.name(),
            this_update: Utc(evidence.this_update),
            next_update: evidence.next_update.map(Utc),
        }
    }
}

#[derive(Serialize)]
struct FindingLine<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    action: Option<String>,
    reference: Option<ReferenceLine<'a>>,
}

#[derive(Serialize)]
struct ReferenceLine<'a> {
    id: &'a str,
    title: &'a str,
}

/// Findings of a signature, or of the document.
fn list<'a>(
    findings: &[Finding],
    kind: SignatureKind,
    report: &'a Report,
    signature: Option<&SignatureReport>,
    messages: &Messages,
) -> Vec<FindingLine<'a>> {
    findings
        .iter()
        .map(|finding| {
            let sentence = findings::finding(finding, kind, messages);
            FindingLine {
                code: finding.code.as_str(),
                severity: finding.severity.name(),
                message: sentence.text,
                action: sentence.action,
                reference: report.legal_reference(finding, signature).map(|reference| {
                    let title = findings::title(reference, messages);
                    ReferenceLine { id: &reference.id, title }
                }),
            }
        })
        .collect()
}
