//! Every line of JSON holds to `schema/verify-report.schema.json`, and the schema is worth
//! something: it refuses lines that say what no report may say.
#![cfg(feature = "report")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{FIXTURE_TIME, corpus, fixtures};
use jsonschema::Validator;
use kyso::report::{Language, Messages, write_json};
use kyso::trust::TrustStore;
use kyso::validation::{Code, Policy, RevocationRequirement, SubIndication};
use kyso::verify::{ErrorCode, Verifier};
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../schema/verify-report.schema.json")).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn verifiers() -> [Verifier; 4] {
    let trust = || TrustStore::open(&fixtures().join("trust")).unwrap();
    let time = FIXTURE_TIME.parse().unwrap();
    [
        Verifier::new(trust()).at(time),
        Verifier::new(trust()).at(time).revocation(RevocationRequirement::Ignore),
        Verifier::new(TrustStore::none()),
        Verifier::new(trust()).at(time).policy(Policy::vn_admin()),
    ]
}

fn line(verifier: &Verifier, path: &Path, language: Language) -> Value {
    let mut line = Vec::new();
    let report = verifier.verify_file(path);
    write_json(&mut line, path, &report, &Messages::new(language)).unwrap();
    let line = String::from_utf8(line).unwrap();
    assert_eq!(line.find('\n'), Some(line.len() - 1), "one line a file: {line}");
    assert!(!line.contains("{$"), "a message lacks a value: {line}");
    serde_json::from_str(&line).unwrap()
}

fn fixture(name: &str) -> Value {
    line(&verifiers()[0], &fixtures().join("documents").join(name), Language::En)
}

#[test]
fn every_fixture_holds_to_the_schema() {
    let validator = validator();
    let mut verdicts = BTreeSet::new();
    let mut lines = 0;
    for verifier in &verifiers() {
        let documents = fs::read_dir(fixtures().join("documents")).unwrap();
        for entry in documents.chain(fs::read_dir(fixtures().join("cms")).unwrap()) {
            let path = entry.unwrap().path();
            for &language in Language::ALL {
                let line = line(verifier, &path, language);
                if let Err(error) = validator.validate(&line) {
                    panic!("{}: {error} at {}\n{line:#}", path.display(), error.instance_path);
                }
                verdicts.insert(line["verdict"].as_str().unwrap().to_owned());
                lines += 1;
            }
        }
    }
    assert!(lines > 150, "only {lines} lines");
    let all = ["error", "failed", "indeterminate", "passed", "unsigned"].map(str::to_owned);
    assert_eq!(verdicts, BTreeSet::from(all), "every verdict occurs");
}

#[test]
fn every_file_of_the_corpus_holds_to_the_schema() {
    let Some(corpus) = corpus() else { return };
    let validator = validator();
    let [_, _, untrusting, _] = verifiers();
    let mut folders = vec![corpus.join("files")];
    let mut lines = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let line = line(&untrusting, &path, Language::Vi);
            if let Err(error) = validator.validate(&line) {
                panic!("{}: {error} at {}", path.display(), error.instance_path);
            }
            lines += 1;
        }
    }
    println!("{lines} files of the corpus hold to the schema");
    assert!(lines > 100, "only {lines} files");
}

#[test]
fn what_is_not_a_document_holds_to_the_schema() {
    let validator = validator();
    for path in ["no such file.pdf", ".", "src/lib.rs"] {
        let line = line(&verifiers()[0], Path::new(path), Language::Vi);
        assert_eq!(line["verdict"], "error");
        validator.validate(&line).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn the_keys_stand_in_their_order() {
    let mut line = Vec::new();
    let path = fixtures().join("documents/nho-nhat.pdf");
    let report = verifiers()[0].verify_file(&path);
    write_json(&mut line, &path, &report, &Messages::new(Language::En)).unwrap();
    let line = String::from_utf8(line).unwrap();
    let schema = include_str!("../schema/verify-report.schema.json");
    // serde_json's maps do not keep the order, so it is looked up in the text.
    for (start, end, object) in
        [(0, "\"allOf\"", ""), (schema.find("\"signature\": {").unwrap(), "\"if\"", "signatures")]
    {
        let part = &schema[start..];
        let part = part[part.find("\"required\": [").unwrap()..].split(']').next().unwrap();
        assert!(schema[start..].contains(end));
        let keys: Vec<_> = part.split('"').skip(3).step_by(2).collect();
        assert!(keys.len() > 8, "{keys:?}");
        let mut at = line.find(&format!("\"{object}")).unwrap();
        for key in keys {
            let place = line[at..].find(&format!("\"{key}\":"));
            at += place.unwrap_or_else(|| panic!("{key} is missing or out of order: {line}"));
        }
    }
}

#[test]
fn times_are_utc_in_whole_seconds() {
    let line = fixture("quyet-dinh-ca-nhan.pdf");
    assert_eq!(line["validation_time"], FIXTURE_TIME);
    let claimed = line["signatures"][0]["claimed_time"].as_str().unwrap();
    assert!(claimed.ends_with('Z') && claimed.len() == 20, "{claimed}");
}

#[test]
fn the_closed_lists_are_those_of_the_library() {
    let schema = schema();
    let list = |pointer: &str| -> Vec<String> {
        let list = schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        let words = list.as_array().unwrap().iter().filter_map(Value::as_str);
        words.map(str::to_owned).collect()
    };
    let sorted = |words: Vec<&str>| {
        let mut words: Vec<_> = words.into_iter().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let codes = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(list("/$defs/finding/properties/code/enum"), sorted(codes));
    let errors = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(list("/$defs/error/properties/code/enum"), sorted(errors));
    let subs = SubIndication::ALL.iter().map(|sub| sub.name()).collect();
    assert_eq!(list("/$defs/signature/properties/sub_indication/enum"), sorted(subs));

    let source = include_str!("../src/pdf/changes/mod.rs");
    let source = source.split("impl ChangeKind").nth(1).unwrap().split("\n}").next().unwrap();
    let changes = source.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","));
    assert_eq!(list("/$defs/change/properties/code/enum"), sorted(changes.collect()));
}

#[test]
fn the_schema_is_closed() {
    fn check(value: &Value, place: &str) {
        if let Value::Object(map) = value {
            // The conditions only add to what the objects themselves say.
            let is_object = map.get("type") == Some(&json!("object"));
            if is_object && map.contains_key("properties") {
                assert_eq!(map.get("additionalProperties"), Some(&json!(false)), "{place}");
                let all: BTreeSet<_> = map["properties"].as_object().unwrap().keys().collect();
                let required: Vec<_> = map["required"].as_array().unwrap().iter().collect();
                assert_eq!(all.len(), required.len(), "{place}: every key is always there");
            }
            for (key, value) in map {
                check(value, &format!("{place}/{key}"));
            }
        }
    }
    check(&schema(), "");
}

#[test]
fn roles_and_policies_hold_to_the_schema() {
    let validator = validator();
    let path = fixtures().join("documents/quyet-dinh-ca-nhan.pdf");
    let line = line(&verifiers()[3], &path, Language::Vi);
    assert_eq!(line["verdict"], "indeterminate");
    assert_eq!(line["signatures"][0]["indication"], "total-passed");
    assert_eq!(line["signatures"][0]["role"], "person");
    assert_eq!(line["findings"][0]["code"], "role-missing");
    assert_eq!(line["findings"][0]["reference"]["id"], "nd-30-2020-dieu-5");
    let title = "Điều 5 Nghị định 30/2020/NĐ-CP";
    assert_eq!(line["findings"][0]["reference"]["title"], title);
    assert_eq!(line["policy"], "vn-admin");
    let files: Vec<_> =
        line["policy_files"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
    assert_eq!(files, ["vn-admin", "generic"]);
    // A file that lacks a role did not pass, and is indeterminate for nothing else.
    for (place, value) in [
        ("/verdict", json!("passed")),
        ("/findings/0/severity", json!("warning")),
        ("/findings", json!([])),
        ("/findings/0/reference", json!("Điều 5")),
        ("/signatures/0/role", json!("clerk")),
        ("/policy_files/0/sha256", json!("")),
    ] {
        let mut wrong = line.clone();
        *wrong.pointer_mut(place).unwrap() = value.clone();
        assert!(!validator.is_valid(&wrong), "{place} = {value} is accepted");
    }
}

#[test]
fn the_schema_refuses_what_no_report_may_say() {
    let validator = validator();
    let passed = fixture("nho-nhat.pdf");
    assert_eq!(passed["verdict"], "passed");
    assert!(validator.is_valid(&passed));
    let signature = |key: &str| format!("/signatures/0/{key}");
    let wrong: [(&str, Value); 16] = [
        ("/verdict", json!("valid")),
        ("/verdict", json!("unsigned")),
        ("/verdict", json!("error")),
        ("/verdict", json!("failed")),
        ("/verdict", json!("indeterminate")),
        ("/error", json!({"code": "broken-pdf", "message": "", "action": null})),
        ("/kind", json!("docx")),
        ("/validation_time", json!("2026-11-20T15:00:00+07:00")),
        (&signature("indication"), json!("indeterminate")),
        (&signature("sub_indication"), json!("try-later")),
        (&signature("intact"), json!(false)),
        (&signature("intact"), json!(null)),
        (&signature("coverage"), json!("partial")),
        (&signature("changes_permitted"), json!(false)),
        (&signature("signer"), json!(null)),
        (
            &signature("findings"),
            json!([{"code": "made-up", "severity": "info", "message": "", "action": null, "reference": null}]),
        ),
    ];
    for (place, value) in wrong {
        let mut line = passed.clone();
        *line.pointer_mut(place).unwrap() = value.clone();
        assert!(!validator.is_valid(&line), "{place} = {value} is accepted");
    }
    for object in ["", "/signatures/0", "/signatures/0/signer", "/signatures/0/chain/0"] {
        let mut line = passed.clone();
        let map = line.pointer_mut(object).unwrap().as_object_mut().unwrap();
        map.insert("valid".to_owned(), json!(true));
        assert!(!validator.is_valid(&line), "{object} takes a key that it does not know");

        let keys: Vec<_> = passed.pointer(object).unwrap().as_object().unwrap().keys().collect();
        for key in keys {
            let mut line = passed.clone();
            line.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(key);
            assert!(!validator.is_valid(&line), "{object} may lack {key}");
        }
    }
}
