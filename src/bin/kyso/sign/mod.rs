//! `kyso sign`, `timestamp` and `upgrade`: what is appended to documents.

mod appearance;
mod batch;
mod document;
mod explain;
mod key;
mod plan;
mod remote;
mod whole;
mod write;

use std::fs::{self, File, Metadata};
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;

use kyso::bulk;
use kyso::limits::FILE_BYTES;
use kyso::report::Messages;
use kyso::sign::SignError;
use kyso::sign::cades::Content;
use kyso::trust::TrustStore;
use kyso::verify::ReportError;

use crate::arguments::{Appending, SignLevel};
use crate::{ERROR, PASSED, hint, passwords, verify};
use document::Appender;
use explain::{explain, is_final};
use plan::{Plan, Task, Wrong};
use whole::Form;
use write::{folder_of, is_there, remove_leftovers, write_whole};

/// Appends to what the user named. The exit status.
pub(crate) fn run(arguments: &Appending, messages: &Messages) -> u8 {
    begin(arguments, messages).unwrap_or(ERROR)
}

/// `None` where it was said what is wrong; then nothing was written.
fn begin(arguments: &Appending, messages: &Messages) -> Option<u8> {
    let plan = match Plan::of(arguments) {
        Ok(plan) => plan,
        Err(wrong) => {
            let output = arguments.output.to_string_lossy();
            let key = match wrong {
                Wrong::NotAFolder => "problem-output-no-folder",
                Wrong::OwnFolder => "problem-output-own-folder",
            };
            hint(&messages.text_with(key, &[("path", &output)]));
            return None;
        }
    };
    // what is wrong with one document is said of that
    let refuse = |reason: &str| match &plan {
        Plan::One(task) => {
            hint(&failed(arguments, &task.input.to_string_lossy(), reason, messages));
        }
        Plan::Folder(_) => hint(&messages.text_with("problem-stopped", &[("reason", reason)])),
    };
    if let Plan::One(task) = &plan
        && is_there(&task.output)
    {
        refuse(&exists(&task.output, messages));
        return None;
    }
    // of several, and of folders, only PDF documents are signed
    let form = match (&plan, &arguments.signing) {
        (Plan::One(task), Some(_)) => Form::of(&task.output),
        _ => None,
    };
    if form.is_some()
        && let Some(key) = arguments.signing.as_ref().and_then(|it| whole::refused(it, arguments))
    {
        refuse(&messages.text(key));
        return None;
    }
    let needs_authority = match (&arguments.signing, &arguments.preview) {
        (_, Some(_)) => false,
        (Some(_), None) => arguments.level >= SignLevel::T,
        (None, None) => matches!(arguments.level, SignLevel::T | SignLevel::Lta),
    };
    if needs_authority && arguments.authorities.is_empty() {
        refuse(&messages.text("problem-no-authority"));
        return None;
    }
    let stdin = Some(Path::new("-"));
    let key_passwords = arguments.signing.as_ref().and_then(|it| it.key_passwords.as_deref());
    if arguments.passwords.as_deref() == stdin && key_passwords == stdin {
        refuse(&messages.text("problem-stdin-twice"));
        return None;
    }
    // anchors matter where evidence is judged
    let trust = match arguments.level >= SignLevel::Lt {
        true => verify::trust(arguments.trust.as_deref(), messages)?,
        false => TrustStore::none(),
    };
    let passwords = passwords::read(arguments.passwords.as_deref(), messages)?;
    let signing = arguments.signing.as_ref();
    let showing = signing.and_then(|it| Some((it.showing.as_ref()?, it.field.as_deref())));
    let drawn = arguments.preview.as_ref().map(|(showing, field)| (showing, field.as_deref()));
    let shown = match showing.or(drawn) {
        Some((showing, field)) => appearance::read(showing, field, messages)?,
        None => Vec::new(),
    };
    // one authorisation of a service serves for all of them
    let signatures = plan.to_do().saturating_mul(shown.len().max(1)).max(1);
    let signing = match &arguments.signing {
        None => None,
        Some(signing) => {
            match key::open(signing, arguments.http_options(), signatures, messages)? {
                Ok(signer) => Some((signing, signer)),
                Err(error) => {
                    refuse(&explain(&SignError::from(error), messages));
                    return None;
                }
            }
        }
    };
    let jobs = match &signing {
        // one signature after another: no PIN is given by two at once
        Some((signing, _)) if key::is_one_by_one(signing) => NonZeroUsize::MIN,
        _ => arguments.jobs.unwrap_or_else(bulk::default_jobs),
    };
    let appender = Appender::new(arguments, signing, shown, passwords, trust);
    let maker = Maker { arguments, appender, form };
    Some(match plan {
        Plan::One(task) => one(&task, &maker, messages),
        Plan::Folder(tasks) => batch::run(tasks, &maker, jobs, messages),
    })
}

fn one(task: &Task, maker: &Maker<'_>, messages: &Messages) -> u8 {
    remove_leftovers(folder_of(&task.output));
    let (path, output) = (task.input.to_string_lossy(), task.output.to_string_lossy());
    match maker.make(&task.input, &task.output, messages) {
        Ok(()) => {
            hint(&maker.done(&path, &output, messages));
            PASSED
        }
        Err(failure) => {
            hint(&maker.failed(&path, &failure.reason, messages));
            ERROR
        }
    }
}

/// Why a document was not made.
struct Failure {
    reason: String,
    /// Whether no other will be made either.
    is_final: bool,
}

/// Makes documents out of others.
struct Maker<'a> {
    arguments: &'a Appending,
    appender: Appender<'a>,
    /// What a file is signed as that is no PDF document.
    form: Option<Form>,
}

impl Maker<'_> {
    /// Reads one, appends to it, and writes the other.
    fn make(&self, input: &Path, output: &Path, messages: &Messages) -> Result<(), Failure> {
        let made = match self.form {
            Some(Form::Beside) => {
                let mut file = open(input, messages)?;
                self.appender.sign_whole(Content::Detached(&mut file))
            }
            Some(Form::Around) => {
                self.appender.sign_whole(Content::Enveloped(&read(input, messages)?))
            }
            None => self.appender.append(read(input, messages)?),
        };
        let file = made.map_err(|error| Failure {
            reason: explain(&error, messages),
            is_final: is_final(&error),
        })?;
        write_whole(output, &file).map_err(|error| self.unwritable(output, &error, messages))
    }

    /// Whether an earlier run has made it; an error where something else is in its place.
    fn is_finished(
        &self,
        input: &Path,
        output: &Path,
        messages: &Messages,
    ) -> Result<bool, Failure> {
        if !is_there(output) {
            return Ok(false);
        }
        match self.appender.is_finished(&read(output, messages)?, &read(input, messages)?) {
            true => Ok(true),
            false => Err(failure(exists(output, messages))),
        }
    }

    /// Where the disk is full, or nothing can be written, all that follows would fail as well.
    fn unwritable(&self, output: &Path, error: &io::Error, messages: &Messages) -> Failure {
        use io::ErrorKind::{AlreadyExists, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        if error.kind() == AlreadyExists {
            return failure(exists(output, messages));
        }
        let (path, reason) = (output.to_string_lossy(), error.to_string());
        let values = [("path", path.as_ref()), ("reason", reason.as_str())];
        let reason = messages.text_with("problem-sign-output", &values);
        let is_final = matches!(error.kind(), QuotaExceeded | ReadOnlyFilesystem | StorageFull);
        Failure { reason, is_final }
    }

    fn done(&self, path: &str, output: &str, messages: &Messages) -> String {
        let key = if self.arguments.signing.is_some() { "hint-signed" } else { "hint-appended" };
        messages.text_with(key, &[("path", path), ("output", output)])
    }

    fn failed(&self, path: &str, reason: &str, messages: &Messages) -> String {
        failed(self.arguments, path, reason, messages)
    }

    /// The message that sums up.
    fn summary(&self) -> &'static str {
        match self.arguments.signing {
            Some(_) => "hint-signed-summary",
            None => "hint-appended-summary",
        }
    }
}

fn failed(arguments: &Appending, path: &str, reason: &str, messages: &Messages) -> String {
    let key = if arguments.signing.is_some() { "problem-sign" } else { "problem-append" };
    messages.text_with(key, &[("path", path), ("reason", reason)])
}

fn failure(reason: String) -> Failure {
    Failure { reason, is_final: false }
}

fn exists(output: &Path, messages: &Messages) -> String {
    messages.text_with("problem-output-exists", &[("path", &output.to_string_lossy())])
}

/// A whole file; nothing that has no end.
fn read(path: &Path, messages: &Messages) -> Result<Vec<u8>, Failure> {
    let read = regular(path).and_then(|metadata| match metadata.len() > FILE_BYTES {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => fs::read(path),
    });
    read.map_err(|error| failure(unreadable(path, &error, messages)))
}

/// A regular file, to be read bit by bit.
fn open(path: &Path, messages: &Messages) -> Result<File, Failure> {
    let file = regular(path).and_then(|_| File::open(path));
    file.map_err(|error| failure(unreadable(path, &error, messages)))
}

/// Asked before opening: opening a named pipe waits for somebody to write into it.
fn regular(path: &Path) -> io::Result<Metadata> {
    let metadata = fs::metadata(path)?;
    match metadata.is_file() {
        true => Ok(metadata),
        false if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

fn unreadable(path: &Path, error: &io::Error, messages: &Messages) -> String {
    let (path, reason) = (path.to_string_lossy(), error.to_string());
    messages.text_with("problem-unreadable", &[("path", &path), ("reason", &reason)])
}

/// Why something in a folder cannot be read.
fn unreadable_report(error: &ReportError, messages: &Messages) -> String {
    let values: Vec<_> = error.arguments.iter().map(|(name, it)| (*name, it.as_str())).collect();
    messages.text_with(&format!("error-{}", error.code.as_str()), &values)
}
