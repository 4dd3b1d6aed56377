//! What the user asks for.

mod appearance;
mod append;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, offset};
use kyso::report::{Language, Messages};
use kyso::validation::RevocationRequirement;

pub(crate) use appearance::{Showing, ShownKind};
pub(crate) use append::{Appending, SignLevel, Signing};

/// The offset of times that are given without one: the legal time of Vietnam.
const VIETNAM: Offset = offset(7);

/// One of the program's commands with its arguments.
pub(crate) enum Action {
    /// Show what is inside a file.
    Inspect {
        /// The file.
        file: PathBuf,
        /// A list of passwords; `-` is stdin.
        passwords: Option<PathBuf>,
    },
    /// Append a signature, timestamps or evidence to a document.
    Append(Box<Appending>),
    /// Verify files and folders.
    Verify(VerifyOptions),
}

/// The arguments of `verify`.
pub(crate) struct VerifyOptions {
    /// Files and folders.
    pub(crate) paths: Vec<PathBuf>,
    /// A list of paths; `-` is stdin.
    pub(crate) files_from: Option<PathBuf>,
    /// What the one file signs, if its name does not lead to it.
    pub(crate) content: Option<PathBuf>,
    /// A list of passwords; `-` is stdin.
    pub(crate) passwords: Option<PathBuf>,
    /// The trust folder.
    pub(crate) trust: Option<PathBuf>,
    /// The validation time instead of now.
    pub(crate) at: Option<Timestamp>,
    /// The name of a validation policy, or the file that holds one.
    pub(crate) policy: Option<PathBuf>,
    /// What is asked for about revocation, instead of what the policy asks for.
    pub(crate) revocation: Option<RevocationRequirement>,
    /// How results are written.
    pub(crate) format: Format,
    /// The folder that one report a file is written to, instead of stdout.
    pub(crate) output_dir: Option<PathBuf>,
    /// Files verified at the same time.
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    /// XML by ETSI TS 119 102-2.
    Etsi,
    /// JSON Lines.
    Json,
    /// One line of text a file.
    Line,
    /// Text for people.
    Text,
}

/// The language that `--lang` asks for, found before the arguments are understood: help and
/// complaints about the arguments are written in it.
pub(crate) fn language(arguments: &[OsString]) -> Option<Language> {
    let mut rest = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = rest.next() {
        match argument.split_once('=') {
            Some(("--lang", tag)) => return Language::from_tag(tag),
            None if argument == "--lang" => return Language::from_tag(rest.next()?),
            None if argument == "--" => return None,
            _ => {}
        }
    }
    None
}

/// The command line, with its help in the language of `messages`.
pub(crate) fn command(messages: &Messages) -> Command {
    let text = |key: &str| messages.text(key);
    let verify = Command::new("verify")
        .about(text("about-verify"))
        .override_usage(text("usage-verify"))
        .long_about(text("long-verify"))
        .args([
            positional("path", "PATH")
                .help(text("help-path"))
                .num_args(1..)
                .required_unless_present("files-from"),
            option("content", "FILE", messages)
                .value_parser(value_parser!(PathBuf))
                .conflicts_with("files-from"),
            option("trust", "DIR", messages).value_parser(value_parser!(PathBuf)),
            option("policy", "NAME|FILE", messages).value_parser(value_parser!(PathBuf)),
            option("at", "TIME", messages).value_parser({
                let problem = text("problem-time");
                move |value: &str| time(value).ok_or_else(|| problem.clone())
            }),
            option("revocation", "MODE", messages).value_parser(
                PossibleValuesParser::new(["require", "if-present", "ignore"]).map(requirement),
            ),
            option("format", "FORMAT", messages).value_parser(
                PossibleValuesParser::new(["text", "json", "etsi"]).map(|name| {
                    match name.as_str() {
                        "etsi" => Format::Etsi,
                        "json" => Format::Json,
                        _ => Format::Text,
                    }
                }),
            ),
            flag("brief", messages).action(ArgAction::SetTrue).conflicts_with("format"),
            option("output-dir", "DIR", messages).value_parser(value_parser!(PathBuf)),
            option("jobs", "N", messages).value_parser(value_parser!(NonZeroUsize)),
            option("files-from", "FILE", messages).value_parser(value_parser!(PathBuf)),
            password_option(messages),
        ]);
    let inspect = Command::new("inspect")
        .about(text("about-inspect"))
        .override_usage(text("usage-inspect"))
        .arg(positional("file", "FILE").help(text("help-file")).required(true))
        .arg(password_option(messages));
    let [sign, timestamp, upgrade] = append::commands(messages);
    let commands = [verify, sign, timestamp, upgrade, inspect].map(|command| {
        command
            .help_template(template("heading-arguments", "positionals", messages))
            .disable_help_flag(true)
            .args([language_option(messages), help(messages)])
    });
    Command::new("kyso")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("about"))
        .override_usage(text("usage"))
        .help_template(template("heading-commands", "subcommands", messages))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args([language_option(messages), help(messages), version(messages)])
        .subcommands(commands)
}

/// How help is laid out: the headings are messages, so they cannot be left to clap.
fn template(heading: &str, part: &str, messages: &Messages) -> String {
    let usage = messages.text("heading-usage");
    let heading = messages.text(heading);
    let options = messages.text("heading-options");
    format!(
        "{{about-with-newline}}\n{usage} {{usage}}\n\n\
         {heading}:\n{{{part}}}\n\n{options}:\n{{options}}\n"
    )
}

fn positional(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).value_name(value).value_parser(value_parser!(PathBuf))
}

fn option(name: &'static str, value: &'static str, messages: &Messages) -> Arg {
    flag(name, messages).value_name(value).hide_possible_values(true)
}

fn flag(name: &'static str, messages: &Messages) -> Arg {
    Arg::new(name).long(name).help(messages.text(&format!("help-{name}")))
}

/// Passwords come from a file: the command line is for everybody to see.
fn password_option(messages: &Messages) -> Arg {
    option("password-file", "FILE", messages).value_parser(value_parser!(PathBuf))
}

fn language_option(messages: &Messages) -> Arg {
    option("lang", "LANG", messages)
        .value_parser(PossibleValuesParser::new(Language::ALL.iter().map(|lang| lang.tag())))
}

fn help(messages: &Messages) -> Arg {
    flag("help", messages).short('h').action(ArgAction::Help)
}

fn version(messages: &Messages) -> Arg {
    flag("version", messages).short('V').action(ArgAction::Version)
}

/// What was asked for; `None` if no command was given.
pub(crate) fn action(mut matches: ArgMatches) -> Option<Action> {
    let (name, mut matches) = matches.remove_subcommand()?;
    match name.as_str() {
        "inspect" => Some(Action::Inspect {
            file: matches.remove_one("file")?,
            passwords: matches.remove_one("password-file"),
        }),
        "sign" => append::signing(&mut matches),
        "timestamp" | "upgrade" => append::raising(&mut matches),
        "verify" => Some(Action::Verify(VerifyOptions {
            paths: matches.remove_many("path").map(Iterator::collect).unwrap_or_default(),
            files_from: matches.remove_one("files-from"),
            content: matches.remove_one("content"),
            passwords: matches.remove_one("password-file"),
            trust: matches.remove_one("trust"),
            policy: matches.remove_one("policy"),
            at: matches.remove_one("at"),
            revocation: matches.remove_one("revocation"),
            format: match matches.get_flag("brief") {
                true => Format::Line,
                false => matches.remove_one("format").unwrap_or(Format::Text),
            },
            output_dir: matches.remove_one("output-dir"),
            jobs: matches.remove_one("jobs"),
        })),
        _ => None,
    }
}

fn requirement(name: String) -> RevocationRequirement {
    match name.as_str() {
        "ignore" => RevocationRequirement::Ignore,
        "if-present" => RevocationRequirement::IfPresent,
        _ => RevocationRequirement::Require,
    }
}

/// A time in RFC 3339, or a date with or without a time in +07:00.
fn time(value: &str) -> Option<Timestamp> {
    if let Ok(time) = value.parse::<Timestamp>() {
        return Some(time);
    }
    VIETNAM.to_timestamp(value.parse::<DateTime>().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(value: &str) -> Option<String> {
        time(value).map(|time| time.to_string())
    }

    #[test]
    fn times_without_an_offset_are_those_of_vietnam() {
        assert_eq!(at("2026-11-20T08:00:00Z").unwrap(), "2026-11-20T08:00:00Z");
        assert_eq!(at("2026-11-20T15:00:00+07:00").unwrap(), "2026-11-20T08:00:00Z");
        assert_eq!(at("2026-11-20T15:00:00").unwrap(), "2026-11-20T08:00:00Z");
        assert_eq!(at("2026-11-20 15:00").unwrap(), "2026-11-20T08:00:00Z");
        assert_eq!(at("2026-11-20").unwrap(), "2026-11-19T17:00:00Z");
        for wrong in ["", "20/11/2026", "2026-13-01", "now", "2026-11-20T25:00:00Z"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_language_is_found_before_the_rest() {
        let language =
            |line: &str| language(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language("kyso verify x --lang en"), Some(Language::En));
        assert_eq!(language("kyso --lang=vi verify --nonsense"), Some(Language::Vi));
        assert_eq!(language("kyso verify -- --lang en"), None);
        assert_eq!(language("kyso verify --lang xx"), None);
        assert_eq!(language("kyso verify"), None);
    }
}
