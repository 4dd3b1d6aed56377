//! Tests only: the message files against each other, against the codes of the library and against
//! the code that uses them, in both directions.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{self, Sentence, TIMESTAMP, VALUES};
use super::{Language, Messages};
use crate::validation::{
    Code, Finding, Missing, PolicyProblem, Role, Severity, SignatureKind, SubIndication,
};
use crate::verify::ErrorCode;

const EN: &str = include_str!("messages/en.ftl");
const VI: &str = include_str!("messages/vi.ftl");

/// The variables of each message, and of each attribute (as `key.attribute`).
fn messages(source: &str) -> BTreeMap<String, BTreeSet<&str>> {
    let mut found = BTreeMap::new();
    let mut message = "";
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, text) = line.split_once(" = ").unwrap_or_else(|| panic!("no message: {line}"));
        let key = match name.trim_start().strip_prefix('.') {
            Some(attribute) => format!("{message}.{attribute}"),
            None => {
                message = name;
                name.to_owned()
            }
        };
        let variables = text.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }"));
        let variables: BTreeSet<_> = variables.map(|(variable, _)| variable).collect();
        assert_eq!(text.matches('{').count(), text.matches("{ $").count(), "{line}");
        assert!(found.insert(key, variables).is_none(), "twice: {line}");
    }
    found
}

/// The strings behind `=>` after `start` in a source file: the codes of a closed list.
fn codes<'a>(source: &'a str, start: &str) -> Vec<&'a str> {
    let (_, source) = source.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    let codes: Vec<_> = source
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with('}'))
        .filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
        .collect();
    assert!(!codes.is_empty(), "no codes after {start}");
    codes
}

/// The keys that follow from closed lists.
fn listed() -> BTreeSet<String> {
    let findings: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let errors: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let subs: Vec<_> = SubIndication::ALL.iter().map(|sub| sub.name()).collect();
    let severities = [Severity::Info, Severity::Warning, Severity::Error].map(Severity::name);
    let missing: Vec<_> = Missing::ALL.iter().map(|missing| missing.name()).collect();
    let facts = include_str!("../validation/facts.rs");
    let verdicts = codes(include_str!("../verify/report.rs"), "impl Verdict");
    let material = include_str!("../validation/material.rs");
    let mut problems = codes(include_str!("../pdf/coverage.rs"), "impl SignatureProblem");
    problems.extend(codes(include_str!("../cms/problem.rs"), "impl Problem"));
    problems.extend(["certification-not-first", "certification-not-named"]);
    let mut oddities = codes(include_str!("../pdf/anomaly.rs"), "impl AnomalyKind");
    oddities.retain(|code| !findings.contains(code));
    let rules = codes(include_str!("../validation/path/rule.rs"), "impl Rule");
    let mut reasons = codes(include_str!("../pdf/error.rs"), "impl Error");
    // the names of limits stand there too
    reasons.retain(|code| code.starts_with(|first: char| first.is_ascii_lowercase()));
    for (source, start) in [
        (include_str!("../cms/timestamp_request.rs"), "impl TimestampResponseError"),
        (include_str!("../crypto/private_key.rs"), "impl PrivateKeyError"),
        (include_str!("../fetch/error.rs"), "impl FetchProblem"),
        (include_str!("../sign/key/mod.rs"), "impl SignerError"),
        (include_str!("../sign/key/pkcs11/error.rs"), "impl TokenError"),
    ] {
        reasons.extend(codes(source, start));
    }

    let record = codes(include_str!("../record/error.rs"), "impl Error");
    let policy: Vec<_> = PolicyProblem::ALL.iter().map(|problem| problem.name()).collect();
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();

    let lists: [(&str, &[&str]); 21] = [
        ("change", &codes(include_str!("../pdf/changes/mod.rs"), "impl ChangeKind")),
        ("changes", &codes(facts, "impl ChangeLevel")),
        ("coverage", &codes(facts, "impl Coverage")),
        ("error", &errors),
        ("field", &codes(include_str!("../pdf/changes/reason.rs"), "impl FieldReason")),
        ("finding", &findings),
        ("indication", &["indeterminate", "total-failed", "total-passed"]),
        ("missing", &missing),
        ("oddity", &oddities),
        ("policy", &policy),
        ("problem", &problems),
        ("reason", &reasons),
        ("record", &record),
        ("revocation-mode", &["ignore", "if-present", "require"]),
        (
            "revocation-status",
            &["good", "on-hold", "out-of-bounds", "revoked", "stale", "unavailable"],
        ),
        ("role", &roles),
        ("rule", &rules),
        ("severity", &severities),
        ("source", &codes(material, "impl Source")),
        ("sub", &subs),
        ("verdict", &verdicts),
    ];
    let (_, kinds) = include_str!("../pdf/changes/annotation.rs").split_once("KINDS: ").unwrap();
    let kinds = kinds.split_once("];\n").unwrap().0.split('"').skip(1).step_by(2).chain(["Widget"]);
    let kinds: Vec<_> = kinds.map(|kind| format!("annotation-{kind}")).collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    let (_, unchecked) =
        include_str!("../cms/attributes.rs").split_once("const UNCHECKED: ").unwrap();
    let unchecked = unchecked.split_once("\n];\n").unwrap().0.split('"').skip(1).step_by(2);
    let unchecked: Vec<_> = unchecked.map(|word| format!("attribute-{word}")).collect();
    assert!(unchecked.len() == 4, "{unchecked:?}");
    lists
        .iter()
        .flat_map(|(list, codes)| codes.iter().map(move |code| format!("{list}-{code}")))
        .chain(kinds)
        .chain(unchecked)
        .chain(["crl", "ocsp"].map(|kind| format!("revocation-kind-{kind}")))
        .collect()
}

/// Whether the code names this key in full.
fn is_written_out(key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    let sources = [
        include_str!("findings.rs"),
        include_str!("json.rs"),
        include_str!("line.rs"),
        include_str!("scope.rs"),
        include_str!("text.rs"),
    ];
    sources.iter().any(|source| source.contains(&quoted))
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_values() {
    let (en, vi) = (messages(EN), messages(VI));
    assert_eq!(en.keys().collect::<Vec<_>>(), vi.keys().collect::<Vec<_>>());
    assert_eq!(en, vi);
}

#[test]
fn every_code_has_a_message() {
    let messages = messages(VI);
    let missing: Vec<_> =
        listed().into_iter().filter(|key| !messages.contains_key(key.as_str())).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn every_message_is_used() {
    let listed = listed();
    for key in messages(VI).keys().filter(|key| !key.contains('.')) {
        let has_kinds = |key: &&str| key.starts_with("sub-") || key.starts_with("finding-");
        let of_signature = key.strip_suffix(TIMESTAMP).filter(has_kinds);
        let is_listed = listed.contains(of_signature.unwrap_or(key));
        assert!(is_listed || is_written_out(key), "{key} is not used");
    }
}

#[test]
fn every_key_in_the_code_is_a_message() {
    let messages = messages(VI);
    let prefixes = [
        "chain-",
        "changed-",
        "checked-",
        "not-proved-",
        "heading-",
        "integrity-",
        "label-",
        "note-",
        "period",
        "time-",
    ];
    let prefixes = prefixes.iter().chain(&["validity-", "value-", "revocation-"]);
    for source in [include_str!("findings.rs"), include_str!("scope.rs"), include_str!("text.rs")] {
        for word in source.split('"').skip(1).step_by(2) {
            if prefixes.clone().any(|prefix| word.starts_with(prefix)) && !word.contains('{') {
                assert!(messages.contains_key(word), "{word} is no message");
            }
        }
    }
}

#[test]
fn findings_and_errors_name_only_values_that_are_known() {
    let known: BTreeSet<_> = VALUES.iter().copied().collect();
    for (key, variables) in messages(VI) {
        if ["finding-", "error-", "reason-", "sub-"].iter().any(|list| key.starts_with(list)) {
            assert!(variables.is_subset(&known), "{key}: {variables:?}");
        }
    }
}

#[test]
fn the_values_are_those_that_findings_and_errors_carry() {
    let sources = [
        include_str!("../bulk/list.rs"),
        include_str!("../bulk/walk.rs"),
        include_str!("../validation/acceptance.rs"),
        include_str!("../validation/basic.rs"),
        include_str!("../validation/certificate.rs"),
        include_str!("../validation/path/mod.rs"),
        include_str!("../validation/process.rs"),
        include_str!("../validation/roles.rs"),
        include_str!("../validation/timestamp.rs"),
        include_str!("../verify/mod.rs"),
        include_str!("../verify/pdf.rs"),
        include_str!("../verify/signature.rs"),
        include_str!("../verify/source.rs"),
    ];
    let carried: BTreeSet<_> = sources
        .iter()
        .flat_map(|source| source.split(".with(\"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(carried, VALUES.iter().copied().collect());
    let named: BTreeSet<_> = messages(VI)
        .into_iter()
        .filter(|(key, _)| key.starts_with("finding-") || key.starts_with("error-"))
        .flat_map(|(_, variables)| variables)
        .collect();
    assert_eq!(carried, named, "a value that no message names is of no use to anybody");
}

#[test]
fn whatever_is_wrong_says_what_to_do() {
    for &language in Language::ALL {
        let messages = Messages::new(language);
        let wrong = Code::ALL.iter().filter(|code| code.severity() > Severity::Info);
        let keys = wrong
            .map(|code| format!("finding-{code}"))
            .chain(ErrorCode::ALL.iter().map(|code| format!("error-{}", code.as_str())))
            .chain(SubIndication::ALL.iter().map(|sub| format!("sub-{}", sub.name())))
            .chain(listed().into_iter().filter(|key| key.starts_with("record-")));
        for key in keys {
            let action = messages.action(&key, &[]).unwrap_or_default();
            assert!(action.len() > 10, "{key} says nothing about what to do");
        }
    }
}

/// What is wrong with a timestamp is a matter of its authority: nobody who sent the document can make it
/// again, and the signer's software had no part in it.
#[test]
fn what_is_wrong_with_a_timestamp_is_no_matter_of_the_signer() {
    // A signature is what needs a timestamp.
    let codes = Code::ALL.iter().filter(|code| **code != Code::TimestampRequired);
    for (language, words) in [
        (Language::En, ["sign again", "signing software", "new signature", "signer"]),
        (Language::Vi, ["ký lại", "phần mềm ký", "ký bằng", "người ký"]),
    ] {
        let messages = Messages::new(language);
        let action = |key: String, sentence: Sentence| (key, sentence.action.unwrap_or_default());
        let of_code = |code: &Code| {
            let finding = Finding::new(*code);
            let sentence = findings::finding(&finding, SignatureKind::Timestamp, &messages);
            action(code.to_string(), sentence)
        };
        let of_sub = |sub: &SubIndication| {
            let sentence = findings::reason(*sub, SignatureKind::Timestamp, &[], &messages);
            action(sub.name().to_owned(), sentence)
        };
        for (key, action) in codes.clone().map(of_code).chain(SubIndication::ALL.iter().map(of_sub))
        {
            let found: Vec<_> = words.iter().filter(|word| action.contains(**word)).collect();
            assert!(found.is_empty(), "{key}: {action}");
        }
        // And of signatures nothing else is said than before.
        let weak = Finding::new(Code::AlgorithmWeak);
        let sentence = findings::finding(&weak, SignatureKind::Signature, &messages);
        assert!(sentence.action.is_some_and(|action| action.contains(words[0])));
    }
}

#[test]
fn every_indication_says_what_it_means_why_and_what_to_do() {
    for &language in Language::ALL {
        let messages = Messages::new(language);
        let subs = SubIndication::ALL.iter().map(|sub| format!("sub-{}", sub.name()));
        let mains = ["indeterminate", "total-failed", "total-passed"];
        for key in subs.chain(mains.map(|main| format!("indication-{main}"))) {
            let why = messages.why(&key, &[]).unwrap_or_default();
            let action = messages.action(&key, &[]).unwrap_or_default();
            let text = messages.text(&key);
            for part in [&text, &why, &action] {
                assert!(part.len() > 20 && part.ends_with('.'), "{key}: {part:?}");
            }
            assert!(text != why && why != action, "{key} says the same twice");
        }
    }
}

#[test]
fn every_message_can_be_written() {
    for (&language, source) in Language::ALL.iter().zip([EN, VI]) {
        let texts = Messages::new(language);
        for (key, variables) in messages(source) {
            let values: Vec<_> = variables.iter().map(|name| (*name, "<value>")).collect();
            let text = match key.split_once('.') {
                Some((key, "why")) => texts.why(key, &values).unwrap_or_default(),
                Some((key, _)) => texts.action(key, &values).unwrap_or_default(),
                None => texts.text_with(&key, &values),
            };
            assert!(!text.contains(['{', '$']), "{key}: {text}");
            assert!(text.matches("<value>").count() >= variables.len(), "{key}: {text}");
            assert_ne!(text, key);
        }
    }
}

#[test]
fn messages_of_the_two_languages_stand_in_the_right_file() {
    // Letters that only Vietnamese has, and lines that nobody translated.
    let letters = "ăâđêôơưạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỷỹ";
    let vietnamese = |text: &str| text.chars().any(|char| letters.contains(char));
    let english: Vec<_> = EN.lines().filter(|line| vietnamese(line)).collect();
    assert!(english.is_empty(), "{english:?}");
    let has_words = |line: &str| {
        let text = line.split_once(" = ").map_or("", |(_, text)| text);
        let values = text.split('{').filter_map(|part| part.split_once('}'));
        let words = values.fold(text.to_owned(), |text, (value, _)| text.replace(value, ""));
        words.chars().any(char::is_alphabetic)
    };
    let untranslated: Vec<_> =
        EN.lines().filter(|line| has_words(line) && VI.contains(*line)).collect();
    assert!(untranslated.is_empty(), "{untranslated:?}");
}

#[test]
fn messages_about_records_name_the_values_of_their_errors() {
    use crate::record::Error;
    let (what, line) = (|| "x".to_owned(), 1);
    let errors = [
        Error::DateForm(what()),
        Error::DateImpossible(what()),
        Error::GroupMissing(1),
        Error::HiddenCharacter { character: 'x', position: 1 },
        Error::IdentifierForm(what()),
        Error::ListKey { line, key: what() },
        Error::ListSyntax { line, what: what() },
        Error::ListTooLarge,
        Error::ListTwice { line, what: what() },
        Error::NoFormerForm(what()),
        Error::NumberMissing(1),
        Error::NumberTooLong,
        Error::NumberZero,
        Error::OrganisationForm(what()),
        Error::OrganisationUnclear(what()),
        Error::SymbolMissing(1),
        Error::TimeForm(what()),
        Error::TimeImpossible(what()),
        Error::TooLong(1),
        Error::UnexpectedCharacter { character: 'x', position: 1 },
        Error::YearForm(what()),
    ];
    let messages = messages(VI);
    let codes: BTreeSet<_> =
        errors.iter().map(|error| format!("record-{}", error.code())).collect();
    let wanted = listed().into_iter().filter(|key| key.starts_with("record-")).collect();
    assert_eq!(codes, wanted);
    for error in errors {
        let values: BTreeSet<_> = error.values().into_iter().map(|(name, _)| name).collect();
        assert_eq!(messages[&format!("record-{}", error.code())], values, "{error}");
    }
}
