//! Text for people: one line a file with the verdict, then a block for each signature.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::findings::{self, Sentence};
use super::messages::{Messages, printable};
use super::scope::Scope;
use super::theme::{Theme, Tone, verdict_tone};
use super::time::local_time;
use crate::validation::{
    ChangeLevel, Code, Conclusion, Coverage, ExtensionWindow, Finding, Indication,
    RevocationEvidence, RevocationRequirement, Severity, SignatureFacts, SignatureFormat,
    SignatureKind, TimeSource, TimestampKind,
};
use crate::verify::{Report, SignatureReport, Verdict};
use crate::x509::{Certificate, Name};

/// Changes after one signature that are shown.
const CHANGES_SHOWN: usize = 10;

/// Writes the report on the file `path` as text: a line with the verdict, then for each signature
/// the seven things that Circular 15/2025/TT-BKHCN asks a verification to show (the body that
/// issued the certificate, the signer, the unit that manages the certificate, the signing time,
/// integrity, validity, the certificate's period), then what else was found, and what to do.
///
/// Times are shown in +07:00. The text never says more than the verdict does: the time that a
/// signer claims is called claimed, and a signature passes *as of* a time.
///
/// # Errors
/// What `out` says.
pub fn write_text(
    out: &mut impl io::Write,
    path: &Path,
    report: &Report,
    messages: &Messages,
    theme: Theme,
) -> io::Result<()> {
    let mut page = Page { text: String::new(), whole: report, messages, theme };
    page.report(path, report);
    out.write_all(page.text.as_bytes())
}

struct Page<'a> {
    text: String,
    whole: &'a Report,
    messages: &'a Messages,
    theme: Theme,
}

impl Page<'_> {
    fn report(&mut self, path: &Path, report: &Report) {
        let path = path.to_string_lossy();
        let verdict = self.verdict(report.verdict);
        self.line(0, &format!("{verdict}  {}", printable(&path)));
        if let Some(error) = &report.error {
            let sentence = findings::error(error, self.messages);
            self.sentence(2, &sentence, error.code.as_str());
        }
        let total = report.signatures.len();
        for (index, signature) in report.signatures.iter().enumerate() {
            self.signature(index.saturating_add(1), total, signature, report);
        }
        if report.verdict == Verdict::Unsigned && report.signatures.is_empty() {
            let sentence = findings::unsigned(self.messages);
            self.sentence(2, &sentence, report.verdict.name());
        }
        if report.error.is_none() {
            let heading = self.messages.text("heading-document");
            self.line(2, &heading);
            self.findings(4, &report.findings, SignatureKind::Signature, None);
            self.policy(report);
        }
        self.scope(report);
        self.text.push('\n');
    }

    fn signature(
        &mut self,
        number: usize,
        total: usize,
        signature: &SignatureReport,
        report: &Report,
    ) {
        let SignatureReport { facts, conclusion } = signature;
        let key = match (facts.kind, facts.format) {
            (_, SignatureFormat::Cades) => "heading-signature-cms",
            (SignatureKind::Signature, _) => "heading-signature",
            (SignatureKind::Timestamp, _) => "heading-timestamp",
        };
        let heading = self.messages.text_with(
            key,
            &[
                ("number", &number.to_string()),
                ("total", &total.to_string()),
                ("field", &facts.field),
            ],
        );
        let verdict = self.verdict(verdict_of(conclusion.indication));
        self.line(2, &format!("{heading}: {verdict}"));
        self.reason(conclusion, facts.kind, report.verdict);
        self.required(facts, conclusion);
        self.further(signature, report);
        self.findings(4, &conclusion.findings, signature.facts.kind, Some(signature));
    }

    /// The seven things of Circular 15/2025/TT-BKHCN, in its order.
    fn required(&mut self, facts: &SignatureFacts, conclusion: &Conclusion) {
        let signer = conclusion.chain.first();
        let nobody = || self.messages.text("value-signer-not-found");
        let not_stated = || self.messages.text("value-not-stated");

        let issuer = signer.map_or_else(nobody, |certificate| body(certificate.issuer()));
        let name = signer.map_or_else(nobody, |certificate| person(certificate.subject()));
        let unit = signer.map_or_else(nobody, |certificate| {
            unit(certificate.subject()).unwrap_or_else(not_stated)
        });
        let period = signer.map_or_else(nobody, |certificate| self.period(certificate, facts));
        let time = self.time(facts, conclusion);
        let integrity = self.messages.text(integrity(facts));
        let judged = match (conclusion.indication, conclusion.time_source) {
            (Indication::TotalFailed(_), _) => "validity-judged",
            (_, TimeSource::Provided) => "validity-judged-provided",
            (_, TimeSource::Timestamp) => "validity-judged-proved",
            _ => "validity-judged-now",
        };
        let validity = self.messages.text_with(
            judged,
            &[
                ("verdict", &self.verdict_word(verdict_of(conclusion.indication))),
                ("time", &local_time(conclusion.best_time)),
            ],
        );
        let [who, when, validity_label] = match facts.kind {
            SignatureKind::Signature => ["label-signer", "label-time", "label-validity"],
            SignatureKind::Timestamp => {
                ["label-authority", "label-token-time", "label-validity-token"]
            }
        };

        self.field("label-issuer", &issuer);
        self.field(who, &name);
        self.field("label-unit", &unit);
        self.field(when, &time);
        self.field("label-integrity", &integrity);
        self.field(validity_label, &validity);
        self.field("label-period", &period);
    }

    /// What the indication means and, where it did not pass, why not. What a document can be used for
    /// follows from its signatures, and only from all of them.
    fn reason(&mut self, conclusion: &Conclusion, kind: SignatureKind, verdict: Verdict) {
        let &Conclusion { indication, ref findings, .. } = conclusion;
        let code = indication.to_string();
        if kind == SignatureKind::Signature {
            let Sentence { text, why, action } = findings::indication(indication, self.messages);
            let text = [Some(text), why].into_iter().flatten().collect::<Vec<_>>().join(" ");
            if indication == Indication::TotalPassed {
                let action = action.filter(|_| verdict == Verdict::Passed);
                return self.sentence(4, &Sentence { text, why: None, action }, &code);
            }
            self.line(4, &text);
        }
        if let Some(sub) = indication.sub_indication() {
            let sentence = findings::reason(sub, kind, findings, self.messages);
            self.sentence(4, &sentence, &code);
        }
    }

    /// How far the check went.
    fn scope(&mut self, report: &Report) {
        let Some(scope) = Scope::of(report) else { return };
        let time = local_time(report.validation_time);
        let values = [("policy", report.policy.as_str()), ("time", &time)];
        for (label, keys) in
            [("label-checked", scope.checked), ("label-not-proved", scope.not_proved)]
        {
            let keys = keys.into_iter().map(|key| self.messages.text_with(key, &values));
            let text = keys.collect::<Vec<_>>().join("; ");
            let label = self.messages.text(label);
            self.line(2, &format!("{label}: {text}."));
        }
    }

    fn further(&mut self, signature: &SignatureReport, report: &Report) {
        let SignatureReport { facts, conclusion } = signature;
        if let Some(role) = conclusion.role {
            let role = self.messages.text(&format!("role-{}", role.name()));
            self.field("label-role", &role);
        }
        if let Some(certificate) = conclusion.chain.first() {
            self.field("label-serial", &certificate.serial_hex());
        }
        let chain = self.chain(conclusion);
        self.field("label-chain", &chain);
        for revocation in self.revocation(conclusion, report.revocation) {
            self.field("label-revocation", &revocation);
        }
        self.timestamps(signature);
        self.level(facts, conclusion);
        // A file that is signed as a whole has no revisions, and is not renewed by another one.
        if facts.format != SignatureFormat::Cades {
            self.extension(conclusion, report.validation_time);
            let coverage = self.messages.text(&format!("coverage-{}", facts.coverage.name()));
            self.field("label-coverage", &coverage);
            self.changes(facts);
        }
        if let Some(algorithm) = &facts.cms.signature_algorithm_name {
            self.field("label-algorithm", algorithm);
        }
        if let Some(reason) = &facts.reason {
            self.field("label-reason", reason);
        }
        if let Some(location) = &facts.location {
            self.field("label-location", location);
        }
    }

    fn time(&self, facts: &SignatureFacts, conclusion: &Conclusion) -> String {
        let (claimed_and_proved, proved_alone) = match conclusion.time_source {
            TimeSource::Provided => ("time-claimed-provided", "time-provided"),
            _ => ("time-claimed-proved", "time-proved"),
        };
        let proved =
            (conclusion.time_source != TimeSource::Now).then(|| local_time(conclusion.best_time));
        match (facts.token, facts.claimed_time, proved) {
            (Some(token), ..) => {
                self.messages.text_with("time-token", &[("time", &local_time(token.time))])
            }
            (None, Some(time), Some(proved)) => self
                .messages
                .text_with(claimed_and_proved, &[("time", &local_time(time)), ("proved", &proved)]),
            (None, Some(time), None) => {
                self.messages.text_with("time-claimed", &[("time", &local_time(time))])
            }
            (None, None, Some(proved)) => {
                self.messages.text_with(proved_alone, &[("proved", &proved)])
            }
            (None, None, None) => self.messages.text("time-none"),
        }
    }

    /// The timestamps inside a signature, a line each, with what speaks against them.
    fn timestamps(&mut self, signature: &SignatureReport) {
        let SignatureReport { facts, conclusion } = signature;
        for (facts, conclusion) in facts.timestamps.iter().zip(&conclusion.timestamps) {
            let kind = self.messages.text(match facts.kind {
                TimestampKind::Content => "timestamp-content",
                TimestampKind::Signature => "timestamp-signature",
            });
            let time = facts.token.map(|token| local_time(token.time));
            let time = time.unwrap_or_else(|| self.messages.text("time-none"));
            let authority = conclusion.chain.first().map_or_else(
                || self.messages.text("value-signer-not-found"),
                |certificate| person(certificate.subject()),
            );
            let verdict = self.verdict_word(verdict_of(conclusion.indication));
            let values = [
                ("kind", kind.as_str()),
                ("time", &time),
                ("authority", &authority),
                ("verdict", &verdict),
            ];
            let line = self.messages.text_with("timestamp-line", &values);
            self.field("label-timestamp", &line);
            let token = SignatureKind::Timestamp;
            if let Some(sub) = conclusion.indication.sub_indication() {
                let sentence = findings::reason(sub, token, &conclusion.findings, self.messages);
                self.sentence(6, &sentence, &conclusion.indication.to_string());
            }
            self.findings(6, &conclusion.findings, token, Some(signature));
        }
    }

    /// The level of PAdES or CAdES, and what the next one asks for.
    fn level(&mut self, facts: &SignatureFacts, conclusion: &Conclusion) {
        let Some(level) = conclusion.level else { return };
        let format = if facts.format == SignatureFormat::Cades { "CAdES" } else { "PAdES" };
        let missing: Vec<_> = conclusion
            .missing
            .iter()
            .map(|missing| self.messages.text(&format!("missing-{}", missing.name())))
            .collect();
        let text = match missing.is_empty() {
            true => {
                let values = [("format", format), ("level", level.name())];
                self.messages.text_with("level-reached", &values)
            }
            false => {
                let missing = missing.join(", ");
                let values = [("format", format), ("level", level.name()), ("missing", &missing)];
                self.messages.text_with("level-missing", &values)
            }
        };
        self.field("label-level", &text);
    }

    /// Until when it has to be renewed, and from when on it can be.
    fn extension(&mut self, conclusion: &Conclusion, now: Timestamp) {
        let Some(ExtensionWindow { from, until }) = conclusion.extension else { return };
        let until = local_time(until);
        let text = match from.filter(|from| *from > now) {
            _ if conclusion.extension.is_some_and(|window| window.until <= now) => {
                self.messages.text_with("extension-overdue", &[("until", &until)])
            }
            Some(from) => {
                let values = [("from", local_time(from)), ("until", until)];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                self.messages.text_with("extension-from", &values)
            }
            None => self.messages.text_with("extension-until", &[("until", &until)]),
        };
        self.field("label-extension", &text);
    }

    fn period(&self, certificate: &Certificate, facts: &SignatureFacts) -> String {
        let from = certificate.not_before();
        let to = certificate.not_after();
        let values = [("from", local_time(from)), ("to", local_time(to))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let period = self.messages.text_with("period", &values);
        match facts.claimed_time.filter(|_| facts.kind == SignatureKind::Signature) {
            Some(claimed) if (from..=to).contains(&claimed) => {
                self.messages.text_with("period-claimed-inside", &[("period", &period)])
            }
            Some(_) => self.messages.text_with("period-claimed-outside", &[("period", &period)]),
            None => period,
        }
    }

    fn chain(&self, conclusion: &Conclusion) -> String {
        if !is_anchored(&conclusion.chain, conclusion.indication) {
            return self.messages.text(match has(conclusion, Code::ChainNotFound) {
                true => "chain-none",
                false => "chain-not-reached",
            });
        }
        let names: Vec<_> =
            conclusion.chain.iter().map(|certificate| person(certificate.subject())).collect();
        self.messages.text_with("chain-anchored", &[("chain", &names.join(" ← "))])
    }

    /// What the revocation status rests on, a line each, or why there is nothing.
    fn revocation(&self, conclusion: &Conclusion, mode: RevocationRequirement) -> Vec<String> {
        if mode != RevocationRequirement::Ignore && !conclusion.revocation.is_empty() {
            let evidence = conclusion.revocation.iter();
            return evidence.map(|evidence| self.evidence(evidence, &conclusion.chain)).collect();
        }
        let looked_for_in_vain = has(conclusion, Code::RevocationNotAvailable)
            || has(conclusion, Code::RevocationNotChecked);
        let nothing = if mode == RevocationRequirement::Ignore || looked_for_in_vain {
            self.messages.text(&format!("revocation-mode-{}", mode.name()))
        } else if conclusion.indication == Indication::TotalPassed {
            self.messages.text("revocation-not-needed")
        } else {
            self.messages.text_with("revocation-not-reached", &[("mode", mode.name())])
        };
        vec![nothing]
    }

    fn evidence(&self, evidence: &RevocationEvidence, chain: &[Arc<Certificate>]) -> String {
        let about = chain
            .iter()
            .find(|certificate| certificate.id() == evidence.certificate)
            .map(|certificate| person(certificate.subject()))
            .unwrap_or_default();
        let kind = self.messages.text(&format!("revocation-kind-{}", evidence.kind));
        let source = self.messages.text(&format!("source-{}", evidence.source.name()));
        let status = self.messages.text(&format!("revocation-status-{}", evidence.status.name()));
        let this_update = local_time(evidence.this_update);
        let mut values = vec![
            ("certificate", about.as_str()),
            ("status", status.as_str()),
            ("kind", kind.as_str()),
            ("source", source.as_str()),
            ("this_update", this_update.as_str()),
        ];
        let next_update = evidence.next_update.map(local_time);
        match &next_update {
            Some(next_update) => {
                values.push(("next_update", next_update));
                self.messages.text_with("revocation-evidence", &values)
            }
            None => self.messages.text_with("revocation-evidence-open", &values),
        }
    }

    fn changes(&mut self, facts: &SignatureFacts) {
        let level = self.messages.text(&format!("changes-{}", facts.changes.name()));
        let key = match () {
            () if facts.changes == ChangeLevel::None => "changes-none",
            () if facts.coverage == Coverage::Partial => "changes-unknown",
            () if facts.changes_unknown() => "changes-not-compared",
            () if facts.changes_permitted() => "changes-permitted-yes",
            () if facts.changes_undecided() => "changes-permitted-undecided",
            () => "changes-permitted-no",
        };
        let summary = self.messages.text_with(key, &[("level", &level)]);
        self.field("label-changes", &summary);
        for change in findings::shown_changes(&facts.change_list, CHANGES_SHOWN) {
            let change = findings::change(change, self.messages);
            self.line(6, &format!("- {change}"));
        }
        let more = facts.change_list.len().saturating_sub(CHANGES_SHOWN);
        if more > 0 {
            let more = self.messages.text_with("value-count-more", &[("count", &more.to_string())]);
            self.line(6, &format!("- {more}"));
        }
    }

    /// Findings of a signature, or of the document.
    fn findings(
        &mut self,
        indent: usize,
        findings: &[Finding],
        kind: SignatureKind,
        signature: Option<&SignatureReport>,
    ) {
        for finding in findings {
            let severity = self.messages.text(&format!("severity-{}", finding.severity.name()));
            let tone = match finding.severity {
                Severity::Info => Tone::Quiet,
                Severity::Warning => Tone::Unsure,
                Severity::Error => Tone::Bad,
            };
            let severity = self.theme.paint(tone, &severity);
            let sentence = findings::finding(finding, kind, self.messages);
            let text = format!("{severity}: {}", sentence.text);
            self.sentence(indent, &Sentence { text, ..sentence }, finding.code.as_str());
            if let Some(reference) = self.whole.legal_reference(finding, signature) {
                let label = self.messages.text("label-reference");
                let title = findings::title(reference, self.messages);
                self.line(indent.saturating_add(2), &format!("{label}: {}", printable(title)));
            }
        }
    }

    /// The policy, with the files that it was read from.
    fn policy(&mut self, report: &Report) {
        if report.policy_files.is_empty() {
            return self.field("label-policy", &report.policy);
        }
        for (number, file) in report.policy_files.iter().enumerate() {
            let digest = file.sha256.to_string();
            let values = [("name", &file.name), ("version", &file.version), ("digest", &digest)];
            let values = values.map(|(name, value)| (name, value.as_str()));
            let text = self.messages.text_with("value-policy-file", &values);
            self.field(if number == 0 { "label-policy" } else { "label-policy-base" }, &text);
        }
    }

    /// A sentence with its code, and what to do in a line of its own.
    fn sentence(&mut self, indent: usize, sentence: &Sentence, code: &str) {
        let code = self.theme.paint(Tone::Quiet, &format!("[{code}]"));
        self.line(indent, &format!("{} {code}", sentence.text));
        for (label, text) in [("label-why", &sentence.why), ("label-action", &sentence.action)] {
            if let Some(text) = text {
                let label = self.messages.text(label);
                self.line(indent.saturating_add(2), &format!("{label}: {text}"));
            }
        }
    }

    /// A value with its label, in columns.
    fn field(&mut self, label: &str, value: &str) {
        let label = format!("{}:", self.messages.text(label));
        self.line(4, &format!("{label:<LABEL_WIDTH$} {}", printable(value)));
    }

    fn line(&mut self, indent: usize, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    fn verdict(&self, verdict: Verdict) -> String {
        self.theme.paint(verdict_tone(verdict), &self.verdict_word(verdict))
    }

    fn verdict_word(&self, verdict: Verdict) -> String {
        verdict_word(verdict, self.messages)
    }
}

pub(super) fn verdict_word(verdict: Verdict, messages: &Messages) -> String {
    messages.text(&format!("verdict-{}", verdict.name()))
}

/// The longest label with its colon, in characters.
const LABEL_WIDTH: usize = 26;

/// The word for one signature.
pub(super) fn verdict_of(indication: Indication) -> Verdict {
    match indication {
        Indication::TotalPassed => Verdict::Passed,
        Indication::Indeterminate(_) => Verdict::Indeterminate,
        Indication::TotalFailed(_) => Verdict::Failed,
    }
}

/// What may be said about integrity: the document counts as intact only where the signature
/// covers it and nothing forbidden came after.
fn integrity(facts: &SignatureFacts) -> &'static str {
    match facts.intact() {
        Some(false) => "integrity-broken",
        None => "integrity-unknown",
        Some(true) if facts.coverage == Coverage::Partial => "integrity-partial",
        Some(true) if !facts.format_problems.is_empty() => "integrity-partial",
        Some(true) if facts.changes_permitted() => "integrity-intact",
        Some(true) if facts.changes_undecided() => "integrity-undecided",
        Some(true) if facts.changes_unknown() => "integrity-not-compared",
        Some(true) => "integrity-changed",
    }
}

/// Whether the chain ends at an anchor; where none was found or looked for, it is the signer
/// alone.
pub(super) fn is_anchored(chain: &[Arc<Certificate>], indication: Indication) -> bool {
    chain.len() > 1 || indication == Indication::TotalPassed
}

fn has(conclusion: &Conclusion, code: Code) -> bool {
    conclusion.findings.iter().any(|finding| finding.code == code)
}

/// An organisation that issues certificates: its name and what it belongs to.
fn body(name: &Name) -> String {
    joined([name.common_name(), name.organization()]).unwrap_or_else(|| name.to_string())
}

/// A person or agency: name, title and identifier.
pub(super) fn person(name: &Name) -> String {
    let Some(common_name) = name.common_name() else { return name.to_string() };
    joined([Some(common_name), name.title(), name.uid()]).unwrap_or_default()
}

/// The unit that a certificate says its holder belongs to.
fn unit(name: &Name) -> Option<String> {
    joined([name.organizational_unit(), name.organization()])
}

fn joined<const N: usize>(parts: [Option<&str>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
