//! `kyso sign`, `timestamp` and `upgrade`: what is appended to a document.

mod document;
mod explain;
mod key;
mod write;

use std::fs;
use std::io;
use std::path::Path;

use kyso::report::Messages;
use kyso::sign::SignError;
use kyso::trust::TrustStore;

use crate::arguments::{Appending, SignLevel};
use crate::{ERROR, PASSED, hint, passwords, verify};
use document::{raise, sign_document};
use explain::explain;
use write::write_whole;

/// Appends to one document. The exit status.
pub(crate) fn run(arguments: &Appending, messages: &Messages) -> u8 {
    match append(arguments, messages) {
        Some(()) => PASSED,
        None => ERROR,
    }
}

/// `None` where it was said what is wrong; then nothing was written.
fn append(arguments: &Appending, messages: &Messages) -> Option<()> {
    let path = arguments.input.to_string_lossy();
    let is_signing = arguments.signing.is_some();
    let complain = |reason: &str| {
        let values = [("path", path.as_ref()), ("reason", reason)];
        let key = if is_signing { "problem-sign" } else { "problem-append" };
        hint(&messages.text_with(key, &values));
    };
    if arguments.output.exists() {
        complain(&exists(&arguments.output, messages));
        return None;
    }
    if arguments.authorities.is_empty() && arguments.level == SignLevel::T {
        complain(&messages.text("problem-no-authority"));
        return None;
    }
    // anchors matter where evidence is judged
    let trust = match arguments.level >= SignLevel::Lt {
        true => verify::trust(arguments.trust.as_deref(), messages)?,
        false => TrustStore::none(),
    };
    let passwords = passwords::read(arguments.passwords.as_deref(), messages)?;
    let document = read_document(&arguments.input, messages)?;
    let made = match &arguments.signing {
        Some(signing) => {
            key::open(signing, messages)?.map_err(SignError::from).and_then(|signer| {
                let signed = sign_document(&document, &signer, signing, arguments, &passwords)?;
                raise(signed, arguments, passwords, &trust)
            })
        }
        None => raise(document, arguments, passwords, &trust),
    };
    let file = match made {
        Ok(file) => file,
        Err(error) => {
            complain(&explain(&error, messages));
            return None;
        }
    };
    if let Err(error) = write_whole(&arguments.output, &file) {
        complain(&match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&arguments.output, messages),
            _ => {
                let output = arguments.output.to_string_lossy();
                let reason = error.to_string();
                let values = [("path", output.as_ref()), ("reason", reason.as_str())];
                messages.text_with("problem-sign-output", &values)
            }
        });
        return None;
    }
    let output = arguments.output.to_string_lossy();
    let values = [("path", path.as_ref()), ("output", output.as_ref())];
    hint(&messages.text_with(if is_signing { "hint-signed" } else { "hint-appended" }, &values));
    Some(())
}

fn exists(output: &Path, messages: &Messages) -> String {
    messages.text_with("problem-output-exists", &[("path", &output.to_string_lossy())])
}

fn read_document(path: &Path, messages: &Messages) -> Option<Vec<u8>> {
    fs::read(path).map_err(|error| unreadable(path, &error, messages)).ok()
}

fn unreadable(path: &Path, error: &io::Error, messages: &Messages) {
    let reason = error.to_string();
    let values = [("path", &*path.to_string_lossy()), ("reason", reason.as_str())];
    hint(&messages.text_with("problem-unreadable", &values));
}
