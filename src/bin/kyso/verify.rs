//! `kyso verify`

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kyso::bulk::{self, Input, Lines, Walk};
use kyso::report::{Messages, write_json, write_line, write_text};
use kyso::trust::TrustStore;
use kyso::verify::{Report, Verdict, Verifier};

use crate::arguments::{Format, VerifyOptions};
use crate::etsi::Destination;
use crate::{ERROR, NOT_PASSED, PASSED, hint, output_status, passwords, policy, theme};

/// Verifies what the user named and writes a report for each file. The exit status.
pub(crate) fn run(options: VerifyOptions, messages: &Messages) -> u8 {
    let Some(trust) = trust(options.trust.as_deref(), messages) else { return ERROR };
    let Some(passwords) = passwords::read(options.passwords.as_deref(), messages) else {
        return ERROR;
    };
    let Some(policy) = policy::read(options.policy.as_deref(), messages) else { return ERROR };
    let mut verifier = Verifier::new(trust).policy(policy);
    if let Some(requirement) = options.revocation {
        verifier = verifier.revocation(requirement);
    }
    let mut verifier = passwords.into_iter().fold(verifier, Verifier::password);
    if let Some(time) = options.at {
        verifier = verifier.at(time);
    }
    let mut etsi = match options.format {
        Format::Etsi => match Destination::of(&options, messages) {
            Some(destination) => Some(destination),
            None => return ERROR,
        },
        _ if options.output_dir.is_some() => {
            hint(&messages.text("problem-output-dir-format"));
            return ERROR;
        }
        _ => None,
    };
    if options.content.is_some() && (options.paths.len() != 1 || is_folder(&options)) {
        hint(&messages.text("problem-content-several"));
        return ERROR;
    }
    let Some(inputs) = inputs(&options, messages) else { return ERROR };
    let jobs = options.jobs.unwrap_or_else(bulk::default_jobs);

    let stdout = io::stdout();
    let theme = theme(&stdout);
    let mut out = BufWriter::new(stdout);
    let mut counts = Counts::default();
    let mut failure = None;
    let mut sink = |path: &Path, report: Report| {
        counts.add(&report);
        let written = match options.format {
            Format::Etsi => match &mut etsi {
                Some(destination) => destination.write(&mut out, path, &report, messages),
                None => Ok(()),
            },
            Format::Json => write_json(&mut out, path, &report, messages),
            Format::Line => write_line(&mut out, path, &report, messages, theme),
            Format::Text => write_text(&mut out, path, &report, messages, theme),
        };
        // Each report goes out as it comes: whoever reads along sees whole reports.
        match written.and_then(|()| out.flush()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    match &options.content {
        Some(content) => {
            let verify = |path: &PathBuf| verifier.verify_detached_file(path, content);
            let mut reports = options.paths.iter().map(|path| (path, verify(path)));
            let _ = reports.try_for_each(|(path, report)| sink(path, report));
        }
        None => bulk::verify(&verifier, inputs, jobs, sink),
    }
    if let Some(error) = failure {
        // What is still in the buffer can be written no better a second time.
        let _ = out.into_parts();
        return output_status(&error, counts.status(), messages);
    }
    if counts.total() == 0 {
        hint(&messages.text("problem-no-files"));
        return ERROR;
    }
    let is_read_by_programs = matches!(options.format, Format::Json);
    if counts.total() > 1 && !is_read_by_programs {
        hint(&counts.summary(messages));
    }
    let unwritten = etsi.is_some_and(|destination| destination.has_failed());
    if unwritten { ERROR } else { counts.status() }
}

fn is_folder(options: &VerifyOptions) -> bool {
    options.paths.iter().any(|path| path.is_dir())
}

/// The trust folder; `None`, with a word about it, if it cannot be used.
pub(crate) fn trust(folder: Option<&Path>, messages: &Messages) -> Option<TrustStore> {
    let Some(folder) = folder else {
        hint(&messages.text("hint-no-trust"));
        return Some(TrustStore::none());
    };
    match TrustStore::open(folder) {
        Ok(trust) => {
            for (path, reason) in trust.skipped() {
                let path = path.to_string_lossy();
                let values = [("path", path.as_ref()), ("reason", reason.as_str())];
                hint(&messages.text_with("hint-skipped", &values));
            }
            Some(trust)
        }
        Err(error) => {
            let path = folder.to_string_lossy();
            let reason = error.to_string();
            let values = [("path", path.as_ref()), ("reason", reason.as_str())];
            hint(&messages.text_with("problem-trust", &values));
            None
        }
    }
}

/// The files behind the paths on the command line, then those of the list.
fn inputs(
    options: &VerifyOptions,
    messages: &Messages,
) -> Option<impl Iterator<Item = Input> + Send + use<>> {
    let list = match options.files_from.as_deref().map(|path| (path, open(path))) {
        None => None,
        Some((path, Ok(list))) => Some(Lines::new(list, path)),
        Some((path, Err(error))) => {
            let path = path.to_string_lossy();
            let reason = error.to_string();
            let values = [("path", path.as_ref()), ("reason", reason.as_str())];
            hint(&messages.text_with("problem-list", &values));
            return None;
        }
    };
    let named = options.paths.clone().into_iter().map(Input::from);
    Some(Walk::of(named.chain(list.into_iter().flatten())))
}

fn open(list: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    if list == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    Ok(Box::new(BufReader::new(File::open(list)?)))
}

/// How many files got which verdict.
#[derive(Default)]
struct Counts {
    error: u64,
    failed: u64,
    indeterminate: u64,
    passed: u64,
    unsigned: u64,
}

impl Counts {
    fn add(&mut self, report: &Report) {
        let count = match report.verdict {
            Verdict::Error => &mut self.error,
            Verdict::Failed => &mut self.failed,
            Verdict::Indeterminate => &mut self.indeterminate,
            Verdict::Passed => &mut self.passed,
            Verdict::Unsigned => &mut self.unsigned,
        };
        *count = count.saturating_add(1);
    }

    fn total(&self) -> u64 {
        [self.error, self.failed, self.indeterminate, self.passed, self.unsigned].iter().sum()
    }

    fn status(&self) -> u8 {
        if self.error > 0 {
            ERROR
        } else if self.total() > self.passed {
            NOT_PASSED
        } else {
            PASSED
        }
    }

    fn summary(&self, messages: &Messages) -> String {
        let counts = [
            ("total", self.total()),
            ("passed", self.passed),
            ("failed", self.failed),
            ("indeterminate", self.indeterminate),
            ("unsigned", self.unsigned),
            ("error", self.error),
        ]
        .map(|(name, count)| (name, count.to_string()));
        let values = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        messages.text_with("hint-summary", &values)
    }
}
