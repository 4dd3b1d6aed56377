//! The scenarios of time and trust, each with the clause of EN 319 102-1 that decides it.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Row, Table, files_in, fixtures, verdict_columns};
use kyso::trust::TrustStore;
use kyso::validation::{RevocationRequirement, SubIndication};
use kyso::verify::{Password, SignatureReport, Verifier};

/// The sets: of states of knowledge around one month, and of decades.
const SETS: [&str; 2] = ["scenarios", "longterm"];

fn table(set: &str) -> Table {
    Table::read(&fixtures().join(set).with_extension("tsv"))
}

fn place(row: &Row<'_>) -> String {
    let cells = ["file", "field", "at", "trust", "revocation"].map(|column| row.cell(column));
    cells.join(" ")
}

#[test]
fn scenarios_are_judged_as_the_standard_says() {
    are_judged_as_the_standard_says("scenarios");
}

#[test]
fn scenarios_of_decades_are_judged_as_the_standard_says() {
    are_judged_as_the_standard_says("longterm");
}

fn are_judged_as_the_standard_says(set: &str) {
    let table = table(set);
    let set = fixtures().join(set);
    let mut stores = BTreeMap::<String, TrustStore>::new();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in table.rows() {
        rows += 1;
        let folder = row.cell("trust");
        let store = stores
            .entry(folder.to_owned())
            .or_insert_with(|| TrustStore::open(&set.join("trust").join(folder)).unwrap());
        let verifier = Verifier::new(store.clone())
            .at(row.cell("at").parse().unwrap())
            .revocation(requirement(row.cell("revocation")));
        let verifier = match row.cell("password") {
            "" => verifier,
            password => verifier.password(Password::new(password)),
        };
        let path = set.join("documents").join(row.cell("file"));
        let report = verifier.verify_file(&path);
        let field = row.cell("field");
        let Some(signature) = report.signatures.iter().find(|it| it.facts.field == field) else {
            wrong.push(format!("{}: no signature, {:?}", place(&row), report.error));
            continue;
        };
        if let Some(window) = signature.conclusion.extension {
            let is_sound = window.from.is_none_or(|from| from < window.until);
            assert!(is_sound, "{}: {window:?}", place(&row));
        }
        let mut differences: Vec<_> = columns(signature)
            .into_iter()
            .filter(|(column, found)| ![found, "?"].contains(&row.cell(column)))
            .map(|(column, found)| format!("{column} {found:?}, not {:?}", row.cell(column)))
            .collect();
        let codes: BTreeSet<_> = report
            .findings
            .iter()
            .chain(&signature.conclusion.findings)
            .map(|finding| finding.code.as_str())
            .collect();
        let expected = row.cell("findings").split(',').filter(|code| !code.is_empty());
        differences.extend(
            expected
                .filter(|code| !codes.contains(code))
                .map(|code| format!("no finding {code} among {codes:?}")),
        );
        if !differences.is_empty() {
            wrong.push(format!(
                "{}\n    {} [{}]\n    {}",
                place(&row),
                row.cell("situation"),
                row.cell("clause"),
                differences.join("; ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {rows} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn requirement(word: &str) -> RevocationRequirement {
    [
        RevocationRequirement::Ignore,
        RevocationRequirement::IfPresent,
        RevocationRequirement::Require,
    ]
    .into_iter()
    .find(|requirement| requirement.name() == word)
    .unwrap_or_else(|| panic!("no requirement {word}"))
}

fn columns(signature: &SignatureReport) -> Vec<(&'static str, String)> {
    let conclusion = &signature.conclusion;
    let mut columns = verdict_columns(signature);
    columns.push(("best_time", conclusion.best_time.to_string()));
    columns.push(("time_source", conclusion.time_source.name().to_owned()));
    columns
}

#[test]
fn there_are_enough_scenarios_and_each_stands_for_a_file() {
    let mut rows = 0;
    for set in SETS {
        let table = table(set);
        let places: BTreeSet<_> = table.rows().map(|row| place(&row)).collect();
        assert_eq!(places.len(), table.rows().count(), "a situation stands there twice");
        rows += places.len();
        let listed: BTreeSet<_> = table.rows().map(|row| row.cell("file").to_owned()).collect();
        assert_eq!(listed, files_in(&fixtures().join(set).join("documents")));
    }
    assert!(rows >= 240, "only {rows} scenarios");
}

#[test]
fn where_pyhanko_says_otherwise_a_clause_argues() {
    for set in SETS {
        for row in table(set).rows() {
            assert!(row.cell("situation").len() > 15, "{}: no situation", place(&row));
            assert!(row.cell("clause").contains(char::is_numeric), "{}: no clause", place(&row));
            let expected = match row.cell("sub_indication") {
                "" => row.cell("indication").to_owned(),
                sub => format!("{}/{sub}", row.cell("indication")),
            };
            let best = row.cell("best_time");
            let differs = row.cell("pyhanko") != expected
                || !["?", row.cell("pyhanko_time")].contains(&best)
                    && !row.cell("pyhanko_time").is_empty();
            let argued = row.cell("difference");
            assert_eq!(differs, !argued.is_empty(), "{}: {argued:?}", place(&row));
            assert!(!differs || argued.contains(char::is_numeric), "{}: no clause", place(&row));
        }
    }
}

/// What cannot occur, as `docs/ledger/en-319-102-1.md` says why, and what is about signature policies:
/// those are in `tests/policies.rs`.
const NOT_IN_THE_TABLES: [&str; 4] = [
    "no-poe",
    "policy-processing-error",
    "signature-policy-not-available",
    "signed-data-not-found",
];

#[test]
fn every_reason_occurs_or_cannot() {
    let tables = SETS.map(table);
    let rows = tables.iter().flat_map(Table::rows);
    let mut known: BTreeSet<_> = rows.map(|row| row.cell("sub_indication").to_owned()).collect();
    known.remove("");
    known.extend(NOT_IN_THE_TABLES.map(str::to_owned));
    let all: BTreeSet<_> = SubIndication::ALL.iter().map(|sub| sub.name().to_owned()).collect();
    assert_eq!(known, all);
}
