//! What the integration tests share.
#![allow(dead_code, unreachable_pub)] // each test program uses its own part

pub mod openssl;
#[cfg(feature = "cli")]
pub mod program;
pub mod trusting;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use kyso::verify::SignatureReport;

/// The folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The fixtures in the repository.
pub fn fixtures() -> PathBuf {
    root().join("fixtures")
}

/// The time at which every fixture is judged.
pub const FIXTURE_TIME: &str = "2026-11-20T08:00:00Z";

/// The corpus of real files, which is not part of the repository: `KYSO_SHARED` names the folder
/// that holds it, by default `../shared`.
///
/// Where it is absent the test is skipped and says so, unless `KYSO_REQUIRE` names `corpus`.
pub fn corpus() -> Option<PathBuf> {
    let shared =
        std::env::var_os("KYSO_SHARED").map_or_else(|| root().join("../shared"), Into::into);
    let corpus = shared.join("corpus");
    if corpus.join("manifest.tsv").exists() {
        return Some(corpus);
    }
    skip("corpus", &format!("the corpus {} is not there (set KYSO_SHARED)", corpus.display()));
    None
}

/// Whether a program that a test needs can be run with these arguments.
///
/// Where not, the test is skipped and says so, unless `KYSO_REQUIRE` names `oracles`.
pub fn has_tool(program: &str, arguments: &[&str]) -> bool {
    let output = std::process::Command::new(program).args(arguments).output();
    let there = output.is_ok_and(|it| it.status.success());
    if !there {
        skip("oracles", &format!("{program} is not installed"));
    }
    there
}

/// Says that a test is skipped, and why; fails where `KYSO_REQUIRE` names what is missing.
#[track_caller]
pub fn skip(what: &str, why: &str) {
    let required = std::env::var("KYSO_REQUIRE").unwrap_or_default();
    assert!(!required.split(',').any(|it| it == what), "KYSO_REQUIRE names {what}: {why}");
    // Written past `println!`, which the test harness would keep to itself.
    std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes()).unwrap();
}

/// What a table of expectations says of every signature, by column.
pub fn verdict_columns(signature: &SignatureReport) -> Vec<(&'static str, String)> {
    let SignatureReport { facts, conclusion } = signature;
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    vec![
        ("intact", text(facts.intact().map(|intact| if intact { "true" } else { "false" }))),
        ("indication", conclusion.indication.name().to_owned()),
        ("sub_indication", text(conclusion.indication.sub_indication().map(|sub| sub.name()))),
        ("level", text(conclusion.level.map(|level| level.name()))),
        ("signature_algorithm", text(facts.cms.signature_algorithm_name.as_deref())),
    ]
}

/// The names of the files in a folder.
pub fn files_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// A table with a header line, tab separated, without quoting.
pub struct Table {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// One line of a [`Table`].
pub struct Row<'a> {
    table: &'a Table,
    cells: &'a [String],
}

impl Table {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let header = split(lines.next().expect("a header line"));
        let columns = header.into_iter().enumerate().map(|(i, name)| (name, i)).collect();
        Self { columns, rows: lines.map(split).collect() }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

impl Row<'_> {
    /// The cell of a column; a column that does not exist is a mistake of the test.
    pub fn cell(&self, column: &str) -> &str {
        let index = self.table.columns.get(column).unwrap_or_else(|| panic!("no column {column}"));
        self.cells.get(*index).map_or("", String::as_str)
    }
}
