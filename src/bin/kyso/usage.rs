//! Complaints about arguments, in the user's language.

use std::io::{self, Write};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use kyso::report::Messages;

use crate::{ERROR, PASSED, hint, output_status};

/// Shows the help or version that was asked for, or says what is wrong. The exit status.
pub(crate) fn explain(error: &Error, messages: &Messages) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().to_string();
            match io::stdout().write_all(text.as_bytes()) {
                Ok(()) => PASSED,
                Err(error) => output_status(&error, PASSED, messages),
            }
        }
        ErrorKind::MissingSubcommand => missing_command(messages),
        _ => complain(&reason(error, messages), messages),
    }
}

/// Says that there is no command.
pub(crate) fn missing_command(messages: &Messages) -> u8 {
    complain(&messages.text("problem-missing-command"), messages)
}

fn complain(reason: &str, messages: &Messages) -> u8 {
    hint(&messages.text_with("problem-usage", &[("reason", reason)]));
    hint(&messages.text("problem-usage-hint"));
    ERROR
}

fn reason(error: &Error, messages: &Messages) -> String {
    let argument = context(error, ContextKind::InvalidArg)
        .or_else(|| context(error, ContextKind::InvalidSubcommand))
        .unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue);
    let possible = context(error, ContextKind::ValidValue);
    let key = match (error.kind(), &value, &possible) {
        (ErrorKind::ArgumentConflict, ..) => "problem-argument-conflict",
        (ErrorKind::InvalidSubcommand, ..) => "problem-unknown-command",
        (ErrorKind::InvalidValue, Some(value), _) if value.is_empty() => "problem-missing-value",
        (ErrorKind::InvalidValue, Some(_), Some(_)) => "problem-invalid-value-possible",
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(_), _) => {
            "problem-invalid-value"
        }
        (ErrorKind::MissingRequiredArgument, ..) => "problem-missing-argument",
        (ErrorKind::UnknownArgument, ..) => "problem-unknown-argument",
        // What is left cannot come up with these arguments, or is said by clap well enough.
        _ => return error.to_string(),
    };
    let reason = messages.text_with(
        key,
        &[
            ("argument", &argument),
            ("value", value.as_deref().unwrap_or_default()),
            ("possible", possible.as_deref().unwrap_or_default()),
        ],
    );
    match std::error::Error::source(error) {
        Some(source) => format!("{reason}: {source}"),
        None => reason,
    }
}

fn context(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(value) => Some(value.clone()),
        ContextValue::Strings(values) => Some(values.join(", ")),
        other => Some(other.to_string()),
    }
}
