//! The arguments of `sign`, `timestamp` and `upgrade`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use kyso::report::Messages;

use super::{Action, flag, option, password_option, positional};

/// What is appended to a document: the arguments of `timestamp` and `upgrade`, and of `sign` too.
pub(crate) struct Appending {
    /// The document.
    pub(crate) input: PathBuf,
    /// Where the document goes with what is appended.
    pub(crate) output: PathBuf,
    /// The file with the password of the document; `-` is stdin.
    pub(crate) passwords: Option<PathBuf>,
    /// The level to reach.
    pub(crate) level: SignLevel,
    /// Addresses of timestamp authorities, in the order in which they are asked.
    pub(crate) authorities: Vec<String>,
    /// The trust folder.
    pub(crate) trust: Option<PathBuf>,
    /// Whether evidence is fetched from the addresses in certificates.
    pub(crate) is_online: bool,
    /// How it is signed, if it is.
    pub(crate) signing: Option<Signing>,
}

/// The arguments of `sign` alone.
pub(crate) struct Signing {
    /// The file with the private key.
    pub(crate) key: PathBuf,
    /// The name of the key, where the file has several.
    pub(crate) key_name: Option<String>,
    /// The certificates, if they stand elsewhere.
    pub(crate) certificates: Option<PathBuf>,
    /// The file with the password of the key; `-` is stdin.
    pub(crate) key_passwords: Option<PathBuf>,
    /// Whether only algorithms of Circular 15/2025/TT-BKHCN are used.
    pub(crate) is_tt15: bool,
    /// The signature field.
    pub(crate) field: Option<String>,
    /// Why it is signed.
    pub(crate) reason: Option<String>,
    /// Where it is signed.
    pub(crate) location: Option<String>,
}

/// The levels of EN 319 142-1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum SignLevel {
    B,
    T,
    Lt,
    Lta,
}

/// The commands, with their help in the language of `messages`.
pub(super) fn commands(messages: &Messages) -> [Command; 3] {
    let text = |key: &str| messages.text(key);
    let sign = Command::new("sign")
        .about(text("about-sign"))
        .override_usage(text("usage-sign"))
        .long_about(text("long-sign"))
        .arg(positional("input", "IN").help(text("help-input")).required(true))
        .args(output_options(messages))
        .args([
            option("key", "FILE", messages).value_parser(value_parser!(PathBuf)).required(true),
            option("key-name", "NAME", messages),
            option("certificates", "FILE", messages).value_parser(value_parser!(PathBuf)),
            option("key-password-file", "FILE", messages).value_parser(value_parser!(PathBuf)),
            level_option(&["b", "t", "lt", "lta"], messages),
            flag("tt15", messages).action(ArgAction::SetTrue),
            option("field", "NAME", messages),
            option("reason", "TEXT", messages),
            option("location", "TEXT", messages),
        ])
        .args(evidence_options(messages));
    let timestamp = Command::new("timestamp")
        .about(text("about-timestamp"))
        .override_usage(text("usage-timestamp"))
        .long_about(text("long-timestamp"))
        .arg(positional("input", "IN").help(text("help-input-signed")).required(true))
        .args(output_options(messages));
    let upgrade = Command::new("upgrade")
        .about(text("about-upgrade"))
        .override_usage(text("usage-upgrade"))
        .long_about(text("long-upgrade"))
        .arg(positional("input", "IN").help(text("help-input-signed")).required(true))
        .args(output_options(messages))
        .arg(level_option(&["t", "lt", "lta"], messages).required(true))
        .args(evidence_options(messages));
    [sign, timestamp, upgrade]
}

/// Where the document goes, what opens it, and who gives timestamps.
fn output_options(messages: &Messages) -> [Arg; 3] {
    let path = value_parser!(PathBuf);
    [
        option("output", "OUT", messages).short('o').value_parser(path).required(true),
        password_option(messages),
        option("tsa", "URL", messages).action(ArgAction::Append),
    ]
}

fn level_option(levels: &[&'static str], messages: &Messages) -> Arg {
    let levels = PossibleValuesParser::new(levels.iter().copied());
    option("level", "LEVEL", messages).value_parser(levels.map(|name| match name.as_str() {
        "t" => SignLevel::T,
        "lt" => SignLevel::Lt,
        "lta" => SignLevel::Lta,
        _ => SignLevel::B,
    }))
}

fn evidence_options(messages: &Messages) -> [Arg; 2] {
    [
        option("trust", "DIR", messages).value_parser(value_parser!(PathBuf)),
        flag("online", messages).action(ArgAction::SetTrue),
    ]
}

/// What `sign` was asked for.
pub(super) fn signing(matches: &mut ArgMatches) -> Option<Action> {
    let signing = Signing {
        key: matches.remove_one("key")?,
        key_name: matches.remove_one("key-name"),
        certificates: matches.remove_one("certificates"),
        key_passwords: matches.remove_one("key-password-file"),
        is_tt15: matches.get_flag("tt15"),
        field: matches.remove_one("field"),
        reason: matches.remove_one("reason"),
        location: matches.remove_one("location"),
    };
    appending(matches, SignLevel::B, Some(signing))
}

/// What `timestamp` or `upgrade` was asked for.
pub(super) fn raising(matches: &mut ArgMatches) -> Option<Action> {
    appending(matches, SignLevel::T, None)
}

/// The level where none is given is `least`. What a command has no argument for is not there.
fn appending(
    matches: &mut ArgMatches,
    least: SignLevel,
    signing: Option<Signing>,
) -> Option<Action> {
    let has_evidence = matches.try_contains_id("online").is_ok();
    let level = matches.try_remove_one("level").ok().flatten();
    Some(Action::Append(Box::new(Appending {
        input: matches.remove_one("input")?,
        output: matches.remove_one("output")?,
        passwords: matches.remove_one("password-file"),
        level: level.unwrap_or(least),
        authorities: matches.remove_many("tsa").map(Iterator::collect).unwrap_or_default(),
        trust: matches.try_remove_one("trust").ok().flatten(),
        is_online: has_evidence && matches.get_flag("online"),
        signing,
    })))
}
