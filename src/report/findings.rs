//! Codes and their values → sentences.

use jiff::Timestamp;

use super::language::Language;
use super::messages::Messages;
use super::time::local_time;
use crate::validation::{
    Change, Finding, Indication, LegalReference, PolicyError, Severity, SignatureKind,
    SubIndication,
};
use crate::verify::ReportError;

/// The values that findings and errors carry and their messages may name (a test holds the two to
/// each other). One that a finding lacks is shown as [`MISSING`].
pub(super) const VALUES: &[&str] = &[
    "accuracy",
    "algorithm",
    "attribute",
    "before",
    "certificate",
    "changes",
    "claimed",
    "end",
    "extension",
    "field",
    "issuer",
    "level",
    "limit",
    "not_after",
    "not_before",
    "oddity",
    "offset",
    "pages",
    "policy",
    "problem",
    "reason",
    "role",
    "rule",
    "time",
    "until",
    "what",
];

const MISSING: &str = "–";

/// How the keys of findings and sub-indications end that are for timestamps.
pub(super) const TIMESTAMP: &str = "-timestamp";

/// What happened, why, and what to do about it.
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) why: Option<String>,
    pub(super) action: Option<String>,
}

/// A finding about a signature of this kind, or about a document.
pub(super) fn finding(finding: &Finding, kind: SignatureKind, messages: &Messages) -> Sentence {
    let key = of_kind(format!("finding-{}", finding.code.as_str()), kind, messages);
    sentence(&key, &finding.arguments, messages)
}

pub(super) fn error(error: &ReportError, messages: &Messages) -> Sentence {
    sentence(&format!("error-{}", error.code.as_str()), &error.arguments, messages)
}

pub(super) fn indication(indication: Indication, messages: &Messages) -> Sentence {
    sentence::<&str>(&format!("indication-{}", indication.name()), &[], messages)
}

/// That there is no signature.
pub(super) fn unsigned(messages: &Messages) -> Sentence {
    sentence::<&str>("note-unsigned", &[], messages)
}

/// Why something did not pass: a sub-indication, or what decided where that has many reasons.
pub(super) fn reason(
    sub: SubIndication,
    kind: SignatureKind,
    findings: &[Finding],
    messages: &Messages,
) -> Sentence {
    match decided(sub, findings) {
        Some(decided) => finding(decided, kind, messages),
        None => sub_indication(sub, kind, messages),
    }
}

/// The finding that says more than a sub-indication that stands for many things.
fn decided(sub: SubIndication, findings: &[Finding]) -> Option<&Finding> {
    let is_vague = matches!(
        sub,
        SubIndication::CertificateChainGeneralFailure
            | SubIndication::CryptoConstraintsFailure
            | SubIndication::FormatFailure
            | SubIndication::SigConstraintsFailure
    );
    let gravest = |severity| findings.iter().find(|finding| finding.severity == severity);
    is_vague.then(|| gravest(Severity::Error).or_else(|| gravest(Severity::Warning))).flatten()
}

fn sub_indication(sub: SubIndication, kind: SignatureKind, messages: &Messages) -> Sentence {
    let key = of_kind(format!("sub-{}", sub.name()), kind, messages);
    sentence::<&str>(&key, &[], messages)
}

/// Timestamps have words of their own where those of signatures speak of a signer: what is wrong with a
/// timestamp is a matter of its authority, and nobody else can sign it again.
fn of_kind(key: String, kind: SignatureKind, messages: &Messages) -> String {
    let of_timestamp = format!("{key}{TIMESTAMP}");
    let has_own = kind == SignatureKind::Timestamp && messages.has(&of_timestamp);
    if has_own { of_timestamp } else { key }
}

/// How a text of law is cited.
pub(super) fn title<'a>(reference: &'a LegalReference, messages: &Messages) -> &'a str {
    match messages.language() {
        Language::En => &reference.en,
        Language::Vi => &reference.vi,
    }
}

/// What is wrong with a policy file, and what to do, as one text. It does not say which file it is,
/// and in which line.
pub fn policy_error(error: &PolicyError, messages: &Messages) -> String {
    let key = format!("policy-{}", error.problem.name());
    let PolicyError { key: place, found, expected, .. } = error;
    let values = [("key", place.as_str()), ("found", found), ("expected", expected)];
    let text = messages.text_with(&key, &values);
    match messages.action(&key, &values) {
        Some(action) => format!("{text} {action}"),
        None => text,
    }
}

fn sentence<N: AsRef<str>>(key: &str, arguments: &[(N, String)], messages: &Messages) -> Sentence {
    let mut values: Vec<(&str, String)> = VALUES
        .iter()
        .filter(|name| !arguments.iter().any(|(given, _)| given.as_ref() == **name))
        .map(|name| (*name, MISSING.to_owned()))
        .collect();
    values.extend(arguments.iter().map(|(name, value)| (name.as_ref(), value.clone())));
    let given: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let values: Vec<_> =
        given.iter().map(|(name, value)| (*name, shown(name, value, &given, messages))).collect();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Sentence {
        text: messages.text_with(key, &values),
        why: messages.why(key, &values),
        action: messages.action(key, &values),
    }
}

/// A value as people read it: times in local time, words of closed lists in their language. Those of
/// errors name other values.
fn shown(name: &str, value: &str, values: &[(&str, &str)], messages: &Messages) -> String {
    match name {
        "claimed" | "end" | "not_after" | "not_before" | "time" | "until" => {
            value.parse::<Timestamp>().map_or_else(|_| value.to_owned(), local_time)
        }
        "changes" => {
            let changes = value.split(", ").map(|change| word("change", change, messages));
            changes.collect::<Vec<_>>().join(", ")
        }
        "level" => word("changes", value, messages),
        "before" => word("role", value, messages),
        "limit" | "problem" | "reason" if messages.has(&format!("reason-{value}")) => {
            messages.text_with(&format!("reason-{value}"), values)
        }
        "attribute" | "oddity" | "problem" | "role" | "rule" => word(name, value, messages),
        _ => value.to_owned(),
    }
}

/// The message of a code in a closed list; what is none of them is shown as it is.
fn word(list: &str, code: &str, messages: &Messages) -> String {
    let key = format!("{list}-{code}");
    if messages.has(&key) { messages.text(&key) } else { code.to_owned() }
}

/// The first of the changes after a signature, so many at most, and always one of the gravest: what was
/// put before it does not hide it.
pub(super) fn shown_changes(changes: &[Change], room: usize) -> impl Iterator<Item = &Change> {
    let (first, rest) = changes.split_at(room.min(changes.len()));
    let gravest = changes.iter().map(|change| change.level).max();
    let is_gravest = |change: &&Change| Some(change.level) == gravest;
    let hidden = match first.iter().any(|change| is_gravest(&change)) {
        true => None,
        false => rest.iter().find(is_gravest),
    };
    let left = first.len().saturating_sub(usize::from(hidden.is_some()));
    first.iter().take(left).chain(hidden)
}

/// One change after a signature: what it is, and where.
pub(super) fn change(change: &Change, messages: &Messages) -> String {
    let name = change.field.as_ref().map(|field| clipped(&field.name));
    let text = word("change", &change.code, messages);
    let detail = match change.code.strip_prefix("annotation-") {
        Some(_) => word("annotation", &change.detail, messages),
        None => clipped(&change.detail),
    };
    let text = match detail.as_str() {
        "" => text,
        // it says which field it is
        detail if Some(detail) == name.as_deref() => text,
        detail => messages.text_with("changed-detail", &[("change", &text), ("detail", detail)]),
    };
    let text = filling(text, change, messages);
    let page = change.page.map(|page| page.to_string());
    let object = change.object.map(|object| object.to_string());
    let revision = Some(change.revision.to_string());
    let places: Vec<_> = [
        ("changed-page", "page", page),
        ("changed-field", "field", name),
        ("changed-object", "object", object),
        ("changed-revision", "revision", revision),
    ]
    .into_iter()
    .filter_map(|(key, name, value)| Some(messages.text_with(key, &[(name, &value?)])))
    .collect();
    messages.text_with("changed-place", &[("change", &text), ("place", &places.join(", "))])
}

/// What a field said and says, and why it counts for more than filled.
fn filling(mut text: String, change: &Change, messages: &Messages) -> String {
    let Some(filling) = &change.field else { return text };
    if let (Some(before), Some(after)) = (&filling.before, &filling.after) {
        let (before, after) = (clipped(before), clipped(after));
        let values = [("change", text.as_str()), ("before", &before), ("after", &after)];
        text = messages.text_with("changed-value", &values);
    }
    if let Some(reason) = &filling.reason {
        let reason = word("field", reason, messages);
        text = messages.text_with("changed-reason", &[("change", &text), ("reason", &reason)]);
    }
    text
}

/// A name or key of the document, of which the start says enough.
fn clipped(text: &str) -> String {
    const CHARACTERS: usize = 80;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::validation::ChangeLevel;

    #[test]
    fn what_is_gravest_is_shown_whatever_stands_before_it() {
        use ChangeLevel::{FormFilling, Lta, Other};
        let changes = |levels: &[ChangeLevel]| {
            let change = |(level, number): (&ChangeLevel, usize)| Change {
                level: *level,
                code: Cow::Borrowed("page-changed"),
                revision: number,
                object: None,
                page: None,
                field: None,
                detail: "".into(),
            };
            levels.iter().zip(1..).map(change).collect::<Vec<_>>()
        };
        for (levels, room, expected) in [
            (&[Lta, FormFilling, Lta][..], 3, &[1, 2, 3][..]),
            (&[Lta, FormFilling, Lta, Lta], 3, &[1, 2, 3]),
            (&[Lta, Lta, Lta, Other, Other], 3, &[1, 2, 4]),
            (&[Lta, Lta, Other, Other, Other], 3, &[1, 2, 3]),
            (&[Lta, Lta, FormFilling, Other], 3, &[1, 2, 4]),
            (&[Lta, Other], 1, &[2]),
            (&[Lta, Lta], 1, &[1]),
            (&[], 3, &[]),
        ] {
            let all = changes(levels);
            let shown: Vec<_> = shown_changes(&all, room).map(|change| change.revision).collect();
            assert_eq!(shown, expected, "{levels:?}");
        }
    }
}
