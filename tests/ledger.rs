//! The ledger in `docs/ledger/` speaks of what there is: its files, its tests, its scenarios.
//!
//! It cannot be checked here that a line is true; that what it points at exists can.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of the repository: what is named under one of them has to be there.
const FOLDERS: [&str; 5] = ["src/", "tests/", "fixtures/", "benches/", "fuzz/"];

/// Where the documents lie of which the ledger says the bare name.
const DOCUMENTS: [&str; 4] = [
    "fixtures/documents",
    "fixtures/forms/documents",
    "fixtures/scenarios/documents",
    "fixtures/longterm/documents",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn chapters() -> Vec<(String, String)> {
    let mut chapters: Vec<_> = fs::read_dir(root().join("docs/ledger"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    chapters.sort();
    chapters
}

/// What stands between backticks, line by line.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(number, line)| {
        line.split('`').skip(1).step_by(2).map(move |it| (number + 1, it))
    })
}

/// Whether a file has a function of this name.
fn has_function(text: &str, name: &str) -> bool {
    let wanted = format!("fn {name}");
    text.match_indices(&wanted).any(|(start, _)| {
        text[start + wanted.len()..].starts_with(['(', '<'])
            && text[..start].chars().next_back().is_none_or(char::is_whitespace)
    })
}

/// What is wrong with one quoted text; `None` if it points at what is there, or at nothing.
fn fault(quoted: &str, root: &Path) -> Option<String> {
    if FOLDERS.iter().any(|folder| quoted.starts_with(folder)) {
        let (path, item) = match quoted.split_once("::") {
            Some((path, item)) => (path, Some(item)),
            None => (quoted, None),
        };
        let file = root.join(path);
        if !file.exists() {
            return Some(format!("there is no {path}"));
        }
        let item = item?;
        let text = fs::read_to_string(&file).unwrap_or_default();
        return (!has_function(&text, item)).then(|| format!("{path} has no fn {item}"));
    }
    let is_document = Path::new(quoted).extension().is_some_and(|extension| extension == "pdf");
    let is_there = || DOCUMENTS.iter().any(|folder| root.join(folder).join(quoted).is_file());
    (is_document && !is_there()).then(|| format!("no fixture is called {quoted}"))
}

#[test]
fn what_the_ledger_points_at_exists() {
    let root = root();
    let mut faults = Vec::new();
    let mut pointers = 0;
    for (name, text) in chapters() {
        for (line, quoted) in quoted(&text) {
            let is_pointer =
                FOLDERS.iter().any(|folder| quoted.starts_with(folder)) || quoted.ends_with(".pdf");
            pointers += usize::from(is_pointer);
            faults.extend(fault(quoted, &root).map(|fault| format!("{name}:{line}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(pointers >= 150, "the ledger is not read: {pointers}");
}

#[test]
fn every_sub_indication_and_every_chapter_is_there() {
    let chapters = chapters();
    let names: BTreeSet<_> = chapters.iter().map(|(name, _)| name.as_str()).collect();
    for wanted in [
        "attacks.md",
        "decree-30.md",
        "en-319-102-1.md",
        "iso-32000-2.md",
        "rfc-3161.md",
        "rfc-5280.md",
        "ts-119-102-2.md",
    ] {
        assert!(names.contains(wanted), "there is no chapter {wanted}");
    }
    let (_, process) = chapters.iter().find(|(name, _)| name == "en-319-102-1.md").unwrap();
    let missing: Vec<_> = kyso::validation::SubIndication::ALL
        .iter()
        .map(|sub| sub.name())
        .filter(|name| !process.lines().any(|line| line.starts_with(&format!("| `{name}` |"))))
        .collect();
    assert!(missing.is_empty(), "no line for {missing:?}");
}

#[test]
fn what_is_not_there_is_found_out() {
    let root = root();
    for wrong in [
        "src/nothing.rs",
        "tests/ledger.rs::nothing_of_this_name",
        "tests/ledger.rs::what_the_ledger",
        "fixtures/scenarios/documents/nothing.pdf",
        "nothing.pdf",
    ] {
        assert!(fault(wrong, &root).is_some(), "{wrong}");
    }
    for right in
        ["src/lib.rs", "tests/ledger.rs::what_is_not_there_is_found_out", "b-t.pdf", "P 3", "/V"]
    {
        assert_eq!(fault(right, &root), None);
    }
}
