//! The corpus of real files: what others found, against what kyso finds.
//!
//! Known divergences stand in `corpus-exceptions.tsv` with a reason each. They count as
//! disagreement; one that is listed and does agree fails the test too.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{Row, Table, corpus, root};
use kyso::trust::TrustStore;
use kyso::validation::SignatureKind;
use kyso::verify::{Password, Report, Verifier};

/// The share of rows that must agree with pyHanko and pdfsig.
const REQUIRED: f64 = 0.99;

/// How many rows with an assertion of their own may be argued exceptions.
const ASSERTED_EXCEPTIONS: usize = 4;

#[test]
fn counts_and_integrity_agree_with_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut exceptions = exceptions();
    // The password with which pyHanko and pdfsig opened the encrypted files, as their tests do.
    let verifier = Verifier::new(TrustStore::none()).password(Password::new("123"));
    let mut compared = Tally::default();
    let mut asserted = Tally::default();

    for row in manifest.rows().filter(|row| row.cell("family").starts_with("pdf-")) {
        let report = verifier.verify_file(&corpus.join("files").join(row.cell("file")));
        let expectation = Expectation::of(&row);
        let found = Found::of(&report);
        for (kind, expected, tally) in [
            ("tools", &expectation.tools, &mut compared),
            ("asserted", &expectation.asserted, &mut asserted),
        ] {
            if expected.is_empty() {
                continue;
            }
            let difference = match kind {
                "tools" => found.differs_from(expected),
                _ => found.contradicts(expected),
            };
            let listed = exceptions.remove(&(row.cell("id").to_owned(), kind.to_owned()));
            tally.add(row.cell("id"), difference, listed);
        }
    }

    println!("against pyHanko and pdfsig where they agree: {compared}");
    println!("against assertions of the corpus: {asserted}");
    assert!(compared.rows >= 200 && asserted.rows >= 40, "the corpus is not read");
    for tally in [&compared, &asserted] {
        assert!(tally.unexpected.is_empty(), "{}", tally.unexpected.join("\n"));
    }
    assert!(exceptions.is_empty(), "listed, but no such row: {:?}", exceptions.keys());
    let disagreed = f64::from(u32::try_from(compared.disagreed.len()).unwrap());
    let rows = f64::from(u32::try_from(compared.rows).unwrap());
    assert!(disagreed / rows <= 1.0 - REQUIRED, "{compared}");
    assert!(asserted.disagreed.len() <= ASSERTED_EXCEPTIONS, "{asserted}");
}

/// What is expected of a row: number of signatures and integrity, each where somebody says so.
#[derive(Default)]
struct Expected {
    count: Option<usize>,
    intact: Option<Intact>,
}

impl Expected {
    fn is_empty(&self) -> bool {
        self.count.is_none() && self.intact.is_none()
    }
}

#[derive(Debug, Eq, PartialEq)]
enum Intact {
    All,
    NoneOfThem,
    Some,
}

struct Expectation {
    tools: Expected,
    asserted: Expected,
}

impl Expectation {
    fn of(row: &Row<'_>) -> Self {
        let asserted = if row.cell("basis") == "test" {
            Expected { count: None, intact: asserted_integrity(row.cell("intact")) }
        } else {
            Expected::default()
        };
        let mut tools = Expected::default();
        if row.cell("pyhanko_n") == row.cell("pdfsig_n") {
            tools.count = row.cell("pyhanko_n").parse().ok();
        }
        if row.cell("pyhanko_intact") == row.cell("pdfsig_intact") {
            tools.intact = match row.cell("pyhanko_intact") {
                "yes" => Some(Intact::All),
                "no" => Some(Intact::NoneOfThem),
                "mixed" => Some(Intact::Some),
                _ => None,
            };
        }
        // The row's own test decides where it asserts otherwise.
        if asserted.intact.is_some() && asserted.intact != tools.intact {
            tools.intact = None;
        }
        Self { tools, asserted }
    }
}

/// The assertions about integrity as the manifest words them.
fn asserted_integrity(words: &str) -> Option<Intact> {
    if words.contains("yes (at least one), no (at least one)") {
        Some(Intact::Some)
    } else if words.contains(": no") {
        Some(Intact::NoneOfThem)
    } else if words.starts_with("yes") || words.contains(": yes") {
        Some(Intact::All)
    } else {
        None
    }
}

struct Found {
    count: usize,
    intact: Vec<Option<bool>>,
    /// The integrity of those that are signatures, not timestamps.
    signatures: Vec<Option<bool>>,
    error: Option<String>,
}

impl Found {
    fn of(report: &Report) -> Self {
        Self {
            count: report.signatures.len(),
            intact: report.signatures.iter().map(|signature| signature.facts.intact()).collect(),
            signatures: report
                .signatures
                .iter()
                .filter(|signature| signature.facts.kind == SignatureKind::Signature)
                .map(|signature| signature.facts.intact())
                .collect(),
            error: report.error.as_ref().map(|error| format!("{error:?}")),
        }
    }

    fn differs_from(&self, expected: &Expected) -> Option<String> {
        let count = expected.count.is_none_or(|number| self.count == number);
        let all = |value| !self.intact.is_empty() && self.intact.iter().all(|i| *i == Some(value));
        let intact = match expected.intact {
            Some(Intact::All) => all(true),
            Some(Intact::NoneOfThem) => all(false),
            Some(Intact::Some) => {
                self.intact.contains(&Some(true)) && self.intact.contains(&Some(false))
            }
            None => true,
        };
        (!count || !intact).then(|| self.describe(expected))
    }

    /// The assertions of the corpus are yes or no and about signatures, not about document
    /// timestamps; where they say no, anything but *intact* agrees.
    fn contradicts(&self, expected: &Expected) -> Option<String> {
        let agrees = match expected.intact {
            Some(Intact::All) => {
                !self.signatures.is_empty() && self.signatures.iter().all(|i| *i == Some(true))
            }
            Some(Intact::NoneOfThem) => !self.signatures.contains(&Some(true)),
            Some(Intact::Some) => {
                self.signatures.contains(&Some(true))
                    && self.signatures.iter().any(|i| *i != Some(true))
            }
            None => true,
        };
        (!agrees).then(|| self.describe(expected))
    }

    fn describe(&self, expected: &Expected) -> String {
        let error = self.error.as_deref().unwrap_or_default();
        format!(
            "expected {:?} {:?}, found {} {:?} {error}",
            expected.count, expected.intact, self.count, self.intact
        )
    }
}

#[derive(Default)]
struct Tally {
    rows: usize,
    disagreed: Vec<String>,
    unexpected: Vec<String>,
}

impl Tally {
    fn add(&mut self, id: &str, difference: Option<String>, listed: Option<String>) {
        self.rows += 1;
        match (difference, listed) {
            (Some(difference), Some(reason)) => {
                self.disagreed.push(format!("{id}: {difference}; listed: {reason}"));
            }
            (Some(difference), None) => {
                self.disagreed.push(format!("{id}: {difference}"));
                self.unexpected.push(format!("{id}: {difference}; not listed"));
            }
            (None, Some(_)) => {
                self.unexpected.push(format!("{id}: is listed as an exception and agrees"));
            }
            (None, None) => {}
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows, {} disagree", self.rows, self.disagreed.len())?;
        self.disagreed.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// (id, kind) → reason.
fn exceptions() -> BTreeMap<(String, String), String> {
    let table = Table::read(&root().join("tests/corpus-exceptions.tsv"));
    table
        .rows()
        .map(|row| {
            assert!(row.cell("reason").len() > 20, "{} has no reason", row.cell("id"));
            (
                (row.cell("id").to_owned(), row.cell("kind").to_owned()),
                row.cell("reason").to_owned(),
            )
        })
        .collect()
}

/// Every file of every family: one answer each, whatever it is. What it costs is bounded by the
/// program test in `bounds.rs`.
#[test]
fn every_file_gets_an_answer() {
    let Some(corpus) = corpus() else { return };
    let verifier = Verifier::new(TrustStore::none());
    let mut verdicts = BTreeMap::<&str, usize>::new();
    let mut seen = BTreeSet::new();
    walk(&corpus.join("files"), &mut |path| {
        let report = verifier.verify_file(path);
        *verdicts.entry(report.verdict.name()).or_default() += 1;
        assert_eq!(report.error.is_some(), report.verdict.name() == "error", "{}", path.display());
        seen.insert(path.to_owned());
    });
    println!("{} files: {verdicts:?}", seen.len());
    assert!(seen.len() > 900, "the corpus is not read");
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, visit) } else { visit(&path) }
    }
}
