//! The program `kyso`: arguments, exit status and colours around the library.

mod arguments;
mod etsi;
mod inspect;
mod passwords;
mod policy;
mod sign;
mod usage;
mod verify;

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use arguments::{Action, command};
use kyso::report::{Language, Messages, MessagesError, Theme};

/// Every file passed, or what was asked for was shown.
const PASSED: u8 = 0;
/// At least one file failed, is indeterminate or has no signature.
const NOT_PASSED: u8 = 1;
/// Wrong usage, or something could not be read.
const ERROR: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().collect();
    let language = arguments::language(&arguments)
        .unwrap_or_else(|| Language::from_environment(|name| env::var(name).ok()));
    let messages = match messages(language) {
        Ok(messages) => messages,
        Err(error) => {
            hint(&error.to_string());
            return ExitCode::from(ERROR);
        }
    };
    let status = match command(&messages).try_get_matches_from(arguments) {
        Ok(matches) => match arguments::action(matches) {
            Some(Action::Inspect { file, passwords }) => {
                inspect::run(&file, passwords.as_deref(), &messages)
            }
            Some(Action::Append(arguments)) => sign::run(&arguments, &messages),
            Some(Action::Verify(options)) => verify::run(options, &messages),
            None => usage::missing_command(&messages),
        },
        Err(error) => usage::explain(&error, &messages),
    };
    ExitCode::from(status)
}

/// The words of the library and of the program.
fn messages(language: Language) -> Result<Messages, MessagesError> {
    Messages::new(language).with(match language {
        Language::Vi => include_str!("messages/vi.ftl"),
        Language::En => include_str!("messages/en.ftl"),
    })
}

/// A line on stderr. If nobody can read it, nothing is to be done about that.
fn hint(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Colours only on a terminal, and only if nobody minds (<https://no-color.org>).
fn theme(stream: &impl IsTerminal) -> Theme {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|value| value == "dumb");
    if stream.is_terminal() && !unwanted { Theme::Ansi } else { Theme::Plain }
}

/// The exit status where writing results failed: nobody reads on is no error, and what was seen so
/// far decides.
fn output_status(error: &io::Error, so_far: u8, messages: &Messages) -> u8 {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return so_far;
    }
    hint(&messages.text_with("problem-output", &[("reason", &error.to_string())]));
    ERROR
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const EN: &str = include_str!("messages/en.ftl");
    const VI: &str = include_str!("messages/vi.ftl");
    const SOURCES: &[&str] = &[
        include_str!("arguments/appearance.rs"),
        include_str!("arguments/append.rs"),
        include_str!("arguments/mod.rs"),
        include_str!("etsi.rs"),
        include_str!("inspect.rs"),
        include_str!("main.rs"),
        include_str!("passwords.rs"),
        include_str!("policy.rs"),
        include_str!("sign/batch.rs"),
        include_str!("sign/document.rs"),
        include_str!("sign/explain.rs"),
        include_str!("sign/key.rs"),
        include_str!("sign/mod.rs"),
        include_str!("sign/plan.rs"),
        include_str!("sign/remote.rs"),
        include_str!("sign/whole.rs"),
        include_str!("sign/write.rs"),
        include_str!("usage.rs"),
        include_str!("verify.rs"),
    ];

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(keys(EN), keys(VI));
        for &language in Language::ALL {
            messages(language).unwrap();
        }
    }

    #[test]
    fn every_message_is_used() {
        for key in keys(EN) {
            // The help of a flag is named after the flag.
            let flag = key.strip_prefix("help-").unwrap_or(key);
            let written_out = |word: &str| {
                let quoted = format!("\"{word}\"");
                SOURCES.iter().any(|source| source.contains(&quoted))
            };
            assert!(written_out(key) || written_out(flag), "{key} is not used");
        }
    }

    #[test]
    fn every_key_in_the_code_is_a_message() {
        let prefixes =
            ["ask-", "help-", "hint-", "problem-", "inspect-", "about-", "heading-", "long-"];
        for &language in Language::ALL {
            let messages = messages(language).unwrap();
            for source in SOURCES {
                let code = source.split("#[cfg(test)]").next().unwrap();
                for word in code.split('"').skip(1).step_by(2) {
                    let is_key = prefixes.iter().any(|prefix| word.starts_with(prefix));
                    if is_key && !word.ends_with('-') && !word.contains('{') {
                        assert!(messages.has(word), "{word} is no message");
                    }
                }
            }
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        for &language in Language::ALL {
            command(&messages(language).unwrap()).debug_assert();
        }
    }
}
