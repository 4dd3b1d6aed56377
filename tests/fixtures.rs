//! The bundled fixtures against the table of expected verdicts beside them.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{FIXTURE_TIME, Table, files_in, fixtures, root, verdict_columns};
use kyso::trust::TrustStore;
use kyso::verify::{Report, SignatureReport, Verifier};

#[test]
fn fixtures_get_their_expected_verdicts() {
    let table = Table::read(&fixtures().join("expected.tsv"));
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let mut reports = BTreeMap::<String, Report>::new();
    let mut next = BTreeMap::<String, usize>::new();
    let mut wrong = Vec::new();
    for row in table.rows() {
        let file = row.cell("file");
        let report = reports
            .entry(file.to_owned())
            .or_insert_with(|| verifier.verify_file(&fixtures().join("documents").join(file)));
        let mut expect = |what: &str, expected: &str, found: &str| {
            if expected != found {
                wrong.push(format!("{file}: {what}: expected {expected}, found {found}"));
            }
        };
        expect("verdict", row.cell("verdict"), report.verdict.name());
        if row.cell("field") == "-" {
            expect("signatures", "0", &report.signatures.len().to_string());
            continue;
        }
        expect("signatures", row.cell("signatures"), &report.signatures.len().to_string());
        let index = next.entry(file.to_owned()).or_default();
        let Some(signature) = report.signatures.get(*index) else { continue };
        *index += 1;
        for (column, found) in columns(signature) {
            if row.cell(column) == "?" {
                continue;
            }
            expect(column, row.cell(column), &found);
        }
        let codes: BTreeSet<_> = report
            .findings
            .iter()
            .chain(&signature.conclusion.findings)
            .map(|finding| finding.code.as_str())
            .collect();
        for code in row.cell("findings").split(',').filter(|code| !code.is_empty()) {
            expect(
                &format!("finding {code} in {codes:?}"),
                "there",
                match codes.contains(code) {
                    true => "there",
                    false => "not there",
                },
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(reports.len() >= 30, "only {} fixtures", reports.len());
}

fn columns(signature: &SignatureReport) -> Vec<(&'static str, String)> {
    let facts = &signature.facts;
    let mut columns = verdict_columns(signature);
    columns.extend([
        ("field", facts.field.clone()),
        ("type", facts.kind.name().to_owned()),
        ("subfilter", facts.sub_filter.clone().unwrap_or_default()),
        ("coverage", facts.coverage.name().to_owned()),
        ("changes", facts.changes.name().to_owned()),
    ]);
    columns
}

#[test]
fn the_readme_says_what_comes_of_its_first_command() {
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let documents = fixtures().join("documents");
    let mut counts = BTreeMap::<&str, usize>::new();
    for name in files_in(&documents) {
        *counts.entry(verifier.verify_file(&documents.join(name)).verdict.name()).or_default() += 1;
    }
    let count = |verdict| counts.get(verdict).copied().unwrap_or_default();
    let [passed, failed, indeterminate] = ["passed", "failed", "indeterminate"].map(count);
    let said = format!(
        "{} files, of which {passed} passed, {failed} failed, {indeterminate} indeterminate, {} \
         unsigned and {} errors",
        counts.values().sum::<usize>(),
        count("unsigned"),
        count("error"),
    );
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(&said), "the README does not say: {said}");
}

#[test]
fn every_fixture_stands_in_the_table() {
    let table = Table::read(&fixtures().join("expected.tsv"));
    let listed: BTreeSet<_> = table.rows().map(|row| row.cell("file").to_owned()).collect();
    assert_eq!(listed, files_in(&fixtures().join("documents")));
}

#[test]
fn every_row_has_a_reason_and_the_word_of_other_tools() {
    let table = Table::read(&fixtures().join("expected.tsv"));
    let mut programs = BTreeSet::new();
    for row in table.rows() {
        let file = row.cell("file");
        assert!(row.cell("reason").len() > 10, "{file} has no reason");
        assert!(!row.cell("clause").is_empty(), "{file} has no clause");
        if row.cell("field") == "-" {
            continue;
        }
        programs.extend(row.cell("tools").split(['+', ',', ' ']).map(str::to_owned));
        let intact = if row.cell("intact") == "true" { "intact" } else { "broken" };
        for tool in ["pyhanko", "pdfsig"] {
            let said = row.cell(tool);
            // Where a tool says otherwise, the reason must speak of it.
            assert!(
                said == intact || row.cell("reason").to_lowercase().contains(tool),
                "{file}: {tool} says {said}, the reason does not say why"
            );
        }
    }
    // What the script puts together itself counts for nothing here.
    programs.retain(|program| !["-", "", "make.py"].contains(&program.as_str()));
    assert!(programs.len() >= 3, "signed by {programs:?} only");
}
