//! One line a file: the verdict, why, and what to do.

use std::io;
use std::path::Path;

use super::findings::{self, Sentence};
use super::messages::{Messages, printable};
use super::text::{person, verdict_of, verdict_word};
use super::theme::{Theme, verdict_tone};
use crate::validation::{Code, Conclusion, Severity, SignatureKind};
use crate::verify::{Report, Verdict};

/// Writes the report on the file `path` as one line, for going through a folder: the verdict, who
/// signed where every signature passed, and otherwise why not and what to do.
///
/// # Errors
/// What `out` says.
pub fn write_line(
    out: &mut impl io::Write,
    path: &Path,
    report: &Report,
    messages: &Messages,
    theme: Theme,
) -> io::Result<()> {
    let verdict =
        theme.paint(verdict_tone(report.verdict), &verdict_word(report.verdict, messages));
    let path = path.to_string_lossy();
    writeln!(out, "{verdict}  {}: {}", printable(&path), reason(report, messages))
}

fn reason(report: &Report, messages: &Messages) -> String {
    match report.verdict {
        Verdict::Passed => match qualification(report, messages) {
            Some(but) => format!("{}. {but}", signers(report)),
            None => signers(report),
        },
        Verdict::Error => match &report.error {
            Some(error) => one_line(findings::error(error, messages), error.code.as_str()),
            None => String::new(),
        },
        Verdict::Unsigned => one_line(findings::unsigned(messages), report.verdict.name()),
        Verdict::Failed | Verdict::Indeterminate => report
            .signatures
            .iter()
            .filter(|signature| signature.facts.kind == SignatureKind::Signature)
            // The first of those that made the verdict what it is.
            .find(|signature| verdict_of(signature.conclusion.indication) == report.verdict)
            .and_then(|signature| {
                let Conclusion { indication, findings, .. } = &signature.conclusion;
                let (sub, kind) = (indication.sub_indication()?, signature.facts.kind);
                let sentence = findings::reason(sub, kind, findings, messages);
                Some(one_line(sentence, &indication.to_string()))
            })
            // Where all signatures passed, it is what the document lacks.
            .or_else(|| {
                let mut errors = report.findings.iter();
                let error = errors.find(|finding| finding.severity == Severity::Error)?;
                Some(one_line(
                    findings::finding(error, SignatureKind::Signature, messages),
                    error.code.as_str(),
                ))
            })
            .unwrap_or_default(),
    }
}

/// What has to be said of a file that passed even where there is room for one line.
fn qualification(report: &Report, messages: &Messages) -> Option<String> {
    let mut findings = report.signatures.iter().flat_map(|it| &it.conclusion.findings);
    let finding = findings.find(|finding| finding.code == Code::AppearanceChanged)?;
    let sentence = findings::finding(finding, SignatureKind::Signature, messages);
    Some(one_line(sentence, finding.code.as_str()))
}

/// Who signed, in the order of the signatures.
fn signers(report: &Report) -> String {
    let names: Vec<_> = report
        .signatures
        .iter()
        .filter(|signature| signature.facts.kind == SignatureKind::Signature)
        .filter_map(|signature| signature.conclusion.chain.first())
        .map(|certificate| printable(&person(certificate.subject())).into_owned())
        .collect();
    names.join("; ")
}

fn one_line(sentence: Sentence, code: &str) -> String {
    match sentence.action {
        Some(action) => format!("{} {action} [{code}]", sentence.text),
        None => format!("{} [{code}]", sentence.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Language;
    use crate::trust::TrustStore;
    use crate::verify::Verifier;

    #[test]
    fn what_cannot_be_read_says_why_in_one_line() {
        let report = Verifier::new(TrustStore::none()).verify_bytes(b"no\nPDF");
        for &language in Language::ALL {
            let messages = Messages::new(language);
            let mut out = Vec::new();
            write_line(&mut out, Path::new("a\nb.pdf"), &report, &messages, Theme::Plain).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.matches('\n').count(), 1, "{text}");
            assert!(text.ends_with("[unknown-format]\n"), "{text}");
        }
    }
}
