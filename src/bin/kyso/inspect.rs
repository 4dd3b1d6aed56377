//! `kyso inspect`

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::Path;

use kyso::cms::SignedData;
use kyso::limits::FILE_BYTES;
use kyso::pdf::{Coverage, Document, Error, Signature, SignatureKind, XrefKind};
use kyso::report::{Messages, local_time};
use kyso::x509::Certificate;

use crate::{ERROR, PASSED, hint, output_status, passwords};

/// Shows what is inside the file, and judges none of it. The exit status.
pub(crate) fn run(path: &Path, passwords: Option<&Path>, messages: &Messages) -> u8 {
    let Some(passwords) = passwords::read(passwords, messages) else { return ERROR };
    let name = path.to_string_lossy();
    let unreadable = |reason: String| {
        hint(&messages.text_with("problem-unreadable", &[("path", &name), ("reason", &reason)]));
        ERROR
    };
    let bytes = match read(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let limit = FILE_BYTES.to_string();
            let values = [("path", name.as_ref()), ("limit", limit.as_str())];
            hint(&messages.text_with("problem-too-large", &values));
            return ERROR;
        }
        Err(error) => return unreadable(error.to_string()),
    };
    let document = Document::open_with_passwords(&bytes, &passwords);
    // shown as well as it can be, with a word about it
    let document = match document {
        Err(error) if error.is_damage() => {
            Document::repaired(&bytes, &passwords).map_err(|_| error)
        }
        other => other,
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => return unreadable(error.to_string()),
    };
    let mut page = Page { text: String::new(), messages, status: PASSED };
    page.document(&name, &document);
    match io::stdout().write_all(page.text.as_bytes()) {
        Ok(()) => page.status,
        Err(error) => output_status(&error, page.status, messages),
    }
}

/// The bytes of a regular file; `None` if it is larger than what is read.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // Asked before opening: opening a named pipe waits for somebody to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES.saturating_add(1)).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|len| len <= FILE_BYTES);
    Ok(fits.then_some(bytes))
}

struct Page<'a> {
    text: String,
    messages: &'a Messages,
    status: u8,
}

impl Page<'_> {
    fn document(&mut self, name: &str, document: &Document<'_>) {
        let none = self.messages.text("inspect-none");
        let version = document.version().unwrap_or(none);
        let bytes = document.bytes().len().to_string();
        let values = [("path", name), ("bytes", &bytes), ("version", &version)];
        self.line(0, "inspect-file", &values);
        if let Some(count) = document.page_count() {
            self.line(2, "inspect-pages", &[("count", &count.to_string())]);
        }
        if document.is_encrypted() {
            self.line(2, "inspect-encrypted", &[]);
        }
        self.revisions(document);
        self.signatures(document);
        self.security_store(document);
        // what is odd about any object, not only those that were shown
        if let Err(error) = document.check_objects() {
            self.unreadable(2, &error);
        }
        for anomaly in document.anomalies() {
            let text = self.word("oddity", anomaly.kind.code());
            self.line(2, "inspect-anomaly", &[("anomaly", &text)]);
        }
    }

    fn revisions(&mut self, document: &Document<'_>) {
        let count = document.revisions().len().to_string();
        self.line(2, "inspect-revisions", &[("count", &count)]);
        for (index, revision) in document.revisions().iter().enumerate() {
            let xref = self.messages.text(match revision.xref {
                XrefKind::Missing => "inspect-xref-missing",
                XrefKind::Hybrid => "inspect-xref-hybrid",
                XrefKind::Stream => "inspect-xref-stream",
                XrefKind::Table => "inspect-xref-table",
                _ => "inspect-none",
            });
            let number = index.saturating_add(1).to_string();
            let start = revision.start.to_string();
            let end = revision.end.to_string();
            let bytes = revision.end.saturating_sub(revision.start).to_string();
            let values = [
                ("number", number.as_str()),
                ("start", start.as_str()),
                ("end", end.as_str()),
                ("bytes", bytes.as_str()),
                ("xref", xref.as_str()),
            ];
            self.line(4, "inspect-revision", &values);
        }
    }

    fn signatures(&mut self, document: &Document<'_>) {
        let signatures = match document.signatures() {
            Ok(signatures) => signatures,
            Err(error) => return self.unreadable(2, &error),
        };
        self.line(2, "inspect-signatures", &[("count", &signatures.len().to_string())]);
        for (index, signature) in signatures.iter().enumerate() {
            self.signature(index.saturating_add(1), signature);
        }
    }

    fn signature(&mut self, number: usize, signature: &Signature<'_>) {
        let none = self.messages.text("inspect-none");
        let kind = self.messages.text(match signature.kind {
            SignatureKind::DocumentTimestamp => "inspect-kind-timestamp",
            _ => "inspect-kind-signature",
        });
        let number = number.to_string();
        let values = [
            ("number", number.as_str()),
            ("field", signature.field_name.as_str()),
            ("kind", kind.as_str()),
        ];
        self.line(4, "inspect-signature", &values);

        let filter = signature.filter.as_ref().unwrap_or(&none);
        let subfilter = signature.sub_filter.as_ref().unwrap_or(&none);
        self.line(8, "inspect-subfilter", &[("filter", filter), ("subfilter", subfilter)]);

        let mut ranges: Vec<_> = signature
            .byte_range
            .iter()
            .map(|range| format!("{}–{}", range.start, range.end))
            .collect();
        if ranges.is_empty() {
            ranges.push(self.messages.text("inspect-byte-range-none"));
        }
        self.line(8, "inspect-byte-range", &[("ranges", &ranges.join(", "))]);

        let coverage = self.messages.text(match signature.coverage {
            Coverage::WholeFile => "coverage-whole-file",
            Coverage::Revision => "coverage-revision",
            _ => "coverage-partial",
        });
        let revision = signature.revision.saturating_add(1).to_string();
        let values = [("coverage", coverage.as_str()), ("revision", revision.as_str())];
        self.line(8, "inspect-coverage", &values);
        for problem in &signature.problems {
            let text = self.word("problem", problem.code());
            self.line(8, "inspect-problem", &[("problem", &text)]);
        }
        self.certificates(signature);
    }

    fn certificates(&mut self, signature: &Signature<'_>) {
        for der in &signature.certificates {
            self.certificate(der);
        }
        if signature.contents.is_empty() {
            return;
        }
        match SignedData::parse(&signature.contents) {
            Ok(data) => {
                for der in data.certificates() {
                    self.certificate(der);
                }
            }
            Err(error) => {
                self.line(8, "inspect-unreadable", &[("reason", &error.to_string())]);
            }
        }
    }

    fn certificate(&mut self, der: &[u8]) {
        let certificate = match Certificate::parse(der) {
            Ok(certificate) => certificate,
            Err(error) => {
                let reason = error.to_string();
                return self.line(8, "inspect-certificate-unreadable", &[("reason", &reason)]);
            }
        };
        let subject = certificate.subject().to_string();
        let issuer = certificate.issuer().to_string();
        let from = local_time(certificate.not_before());
        let to = local_time(certificate.not_after());
        self.line(8, "inspect-certificate", &[("subject", &subject)]);
        self.line(10, "inspect-issuer", &[("issuer", &issuer)]);
        self.line(10, "inspect-period", &[("from", &from), ("to", &to)]);
    }

    fn security_store(&mut self, document: &Document<'_>) {
        let store = match document.security_store(document.newest()) {
            Ok(store) => store,
            Err(error) => return self.unreadable(2, &error),
        };
        let certificates = store.certificates.len().to_string();
        let crls = store.crls.len().to_string();
        let ocsps = store.ocsps.len().to_string();
        let values = [
            ("certificates", certificates.as_str()),
            ("crls", crls.as_str()),
            ("ocsps", ocsps.as_str()),
        ];
        self.line(2, "inspect-security-store", &values);
    }

    /// A part of the file that cannot be read makes the exit status say so.
    fn unreadable(&mut self, indent: usize, error: &Error) {
        self.status = ERROR;
        self.line(indent, "inspect-unreadable", &[("reason", &error.to_string())]);
    }

    fn word(&self, list: &str, code: &str) -> String {
        let key = format!("{list}-{code}");
        if self.messages.has(&key) { self.messages.text(&key) } else { code.to_owned() }
    }

    fn line(&mut self, indent: usize, key: &str, values: &[(&str, &str)]) {
        let text = self.messages.text_with(key, values);
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }
}
