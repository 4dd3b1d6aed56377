//! The arguments of `sign`, `timestamp` and `upgrade`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use kyso::fetch::HttpOptions;
use kyso::report::Messages;

use super::appearance::{self, Showing};
use super::{Action, flag, option, password_option, positional};

/// What is appended to a document: the arguments of `timestamp` and `upgrade`, and of `sign` too.
pub(crate) struct Appending {
    /// Documents, and folders of them.
    pub(crate) inputs: Vec<PathBuf>,
    /// Where a document goes with what is appended: a file, or a folder for several.
    pub(crate) output: PathBuf,
    /// Documents worked on at the same time.
    pub(crate) jobs: Option<NonZeroUsize>,
    /// The file with the password of the document; `-` is stdin.
    pub(crate) passwords: Option<PathBuf>,
    /// The level to reach.
    pub(crate) level: SignLevel,
    /// Addresses of timestamp authorities, in the order in which they are asked.
    pub(crate) authorities: Vec<String>,
    /// How long one question to a server may take.
    pub(crate) timeout: Option<Duration>,
    /// The trust folder.
    pub(crate) trust: Option<PathBuf>,
    /// Hosts that certificates may name although they are not public.
    pub(crate) allowed_hosts: Vec<String>,
    /// Whether evidence is fetched from the addresses in certificates.
    pub(crate) is_online: bool,
    /// How it is signed, if it is.
    pub(crate) signing: Option<Signing>,
    /// What would be shown in which field, where that is drawn and nothing signed.
    pub(crate) preview: Option<(Showing, Option<String>)>,
}

impl Appending {
    /// How servers are asked.
    pub(crate) fn http_options(&self) -> HttpOptions {
        let options = self.timeout.map_or_else(HttpOptions::default, |timeout| {
            HttpOptions::default().timeout(timeout).connect_timeout(timeout)
        });
        self.allowed_hosts.iter().fold(options, HttpOptions::allow_host)
    }
}

/// The arguments of `sign` alone.
pub(crate) struct Signing {
    /// The file with the private key, the URI of one on a token, or the address of a service that holds it.
    pub(crate) key: PathBuf,
    /// The file with the access token for that service.
    pub(crate) access_token: Option<PathBuf>,
    /// The PKCS #11 module of the token, where the URI names none.
    pub(crate) module: Option<PathBuf>,
    /// The name of the key, where there are several.
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
    /// What it shows.
    pub(crate) showing: Option<Showing>,
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
        .arg(input(text("help-input")))
        .args(output_options(messages))
        .args([
            option("key", "FILE|URI|URL", messages)
                .value_parser(value_parser!(PathBuf))
                .required_unless_present("preview"),
            option("access-token-file", "FILE", messages).value_parser(value_parser!(PathBuf)),
            option("pkcs11-module", "FILE", messages).value_parser(value_parser!(PathBuf)),
            option("key-name", "NAME", messages),
            option("certificates", "FILE", messages).value_parser(value_parser!(PathBuf)),
            option("key-password-file", "FILE", messages).value_parser(value_parser!(PathBuf)),
            level_option(&["b", "t", "lt", "lta"], messages),
            flag("tt15", messages).action(ArgAction::SetTrue),
            option("field", "NAME", messages),
            option("reason", "TEXT", messages),
            option("location", "TEXT", messages),
        ])
        .args(evidence_options(messages))
        .args(appearance::options(messages));
    let timestamp = Command::new("timestamp")
        .about(text("about-timestamp"))
        .override_usage(text("usage-timestamp"))
        .long_about(text("long-timestamp"))
        .arg(input(text("help-input-signed")))
        .args(output_options(messages));
    let upgrade = Command::new("upgrade")
        .about(text("about-upgrade"))
        .override_usage(text("usage-upgrade"))
        .long_about(text("long-upgrade"))
        .arg(input(text("help-input-signed")))
        .args(output_options(messages))
        .arg(level_option(&["t", "lt", "lta"], messages).required(true))
        .args(evidence_options(messages));
    [sign, timestamp, upgrade]
}

fn input(help: String) -> Arg {
    positional("input", "PATH").help(help).num_args(1..).required(true)
}

/// Where documents go, what opens them, and who gives timestamps.
fn output_options(messages: &Messages) -> [Arg; 5] {
    let path = value_parser!(PathBuf);
    [
        option("output", "OUT", messages).short('o').value_parser(path).required(true),
        option("jobs", "N", messages).value_parser(value_parser!(NonZeroUsize)),
        password_option(messages),
        option("tsa", "URL", messages).action(ArgAction::Append),
        option("timeout", "SECONDS", messages)
            .value_parser(value_parser!(u64).range(1..=3_600).map(Duration::from_secs)),
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

fn evidence_options(messages: &Messages) -> [Arg; 3] {
    [
        option("trust", "DIR", messages).value_parser(value_parser!(PathBuf)),
        flag("online", messages).action(ArgAction::SetTrue),
        option("allow-host", "HOST", messages).action(ArgAction::Append).requires("online"),
    ]
}

/// What `sign` was asked for.
pub(super) fn signing(matches: &mut ArgMatches) -> Option<Action> {
    let (showing, is_preview) = appearance::showing(matches);
    if is_preview {
        let field = matches.remove_one("field");
        return appending(matches, SignLevel::B, None, showing.map(|it| (it, field)));
    }
    let signing = Signing {
        key: matches.remove_one("key")?,
        access_token: matches.remove_one("access-token-file"),
        module: matches.remove_one("pkcs11-module"),
        key_name: matches.remove_one("key-name"),
        certificates: matches.remove_one("certificates"),
        key_passwords: matches.remove_one("key-password-file"),
        is_tt15: matches.get_flag("tt15"),
        field: matches.remove_one("field"),
        reason: matches.remove_one("reason"),
        location: matches.remove_one("location"),
        showing,
    };
    // who names an authority wants its timestamp
    let least = if matches.contains_id("tsa") { SignLevel::T } else { SignLevel::B };
    appending(matches, least, Some(signing), None)
}

/// What `timestamp` or `upgrade` was asked for.
pub(super) fn raising(matches: &mut ArgMatches) -> Option<Action> {
    appending(matches, SignLevel::T, None, None)
}

/// The level where none is given is `least`. What a command has no argument for is not there.
fn appending(
    matches: &mut ArgMatches,
    least: SignLevel,
    signing: Option<Signing>,
    preview: Option<(Showing, Option<String>)>,
) -> Option<Action> {
    // `timestamp` has no such flag; whether an argument exists at all clap tells in debug builds alone
    let is_online = matches.try_get_one("online").ok().flatten().copied();
    let hosts = matches.try_remove_many("allow-host").ok().flatten();
    let level = matches.try_remove_one("level").ok().flatten();
    Some(Action::Append(Box::new(Appending {
        inputs: matches.remove_many("input")?.collect(),
        output: matches.remove_one("output")?,
        jobs: matches.remove_one("jobs"),
        passwords: matches.remove_one("password-file"),
        level: level.unwrap_or(least),
        authorities: matches.remove_many("tsa").map(Iterator::collect).unwrap_or_default(),
        timeout: matches.remove_one("timeout"),
        trust: matches.try_remove_one("trust").ok().flatten(),
        allowed_hosts: hosts.map(Iterator::collect).unwrap_or_default(),
        is_online: is_online.unwrap_or(false),
        signing,
        preview,
    })))
}
