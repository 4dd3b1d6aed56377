//! Holds the imports to the floors of the house (CONTRIBUTING.md): a room imports only from floors
//! below it, and sideways only where the table says so.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room, floor, and the rooms of the same floor that it may import.
const ROOMS: &[(&str, u8, &[&str])] = &[
    ("limits", 0, &[]),
    ("asn1", 0, &["limits"]),
    ("crypto", 0, &["asn1", "limits"]),
    ("pdf", 1, &[]),
    ("x509", 1, &[]),
    ("cms", 1, &["x509"]),
    ("trust", 2, &[]),
    ("validation", 3, &[]),
    ("verify", 4, &[]),
    ("bulk", 6, &[]),
    ("report", 6, &[]),
];

/// Crates that only one room may name.
const BACKENDS: &[(&str, &str)] =
    &[("ring", "crypto"), ("sha1", "crypto"), ("sha2", "crypto"), ("sha3", "crypto")];

/// Rooms below the program that may touch the file system.
const FILE_SYSTEM: &[&str] = &["trust", "verify", "bulk"];

#[test]
fn imports_agree_with_the_floors() {
    let floors: BTreeMap<_, _> = ROOMS.iter().map(|(room, floor, _)| (*room, *floor)).collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (room, floor, sideways) in ROOMS {
        for (file, line, code) in code_lines(room) {
            for imported in paths_after(&code, "crate::") {
                let Some(target) = floors.get(imported.as_str()) else {
                    wrong.push(format!("{file}:{line}: {imported} is no room of the table"));
                    continue;
                };
                seen += 1;
                let allowed =
                    imported == *room || target < floor || sideways.contains(&imported.as_str());
                if !allowed {
                    wrong.push(format!("{file}:{line}: {room} (floor {floor}) imports {imported}"));
                }
            }
            for (backend, owner) in BACKENDS {
                if owner != room && names_crate(&code, backend) {
                    wrong.push(format!("{file}:{line}: {room} names {backend}, only {owner} may"));
                }
            }
            if code.contains("std::fs") && !FILE_SYSTEM.contains(room) {
                wrong.push(format!("{file}:{line}: {room} touches the file system"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(seen > 50, "only {seen} imports seen: the test reads the wrong files");
}

#[test]
fn every_room_stands_in_the_table() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rooms: Vec<_> = lib
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert!(!rooms.is_empty());
    for room in rooms {
        assert!(ROOMS.iter().any(|(name, ..)| *name == room), "{room} has no floor");
    }
}

#[test]
fn the_scanner_sees_what_it_should() {
    assert_eq!(paths_after("use crate::{asn1::Oid, limits};", "crate::"), ["asn1", "limits"]);
    assert_eq!(paths_after("let x = crate::x509::Name::default();", "crate::"), ["x509"]);
    assert!(names_crate("use ring::signature;", "ring"));
    assert!(!names_crate("a string::from", "ring"));
}

/// Code lines of a room (file, number, text), comments left out.
fn code_lines(room: &str) -> Vec<(String, usize, String)> {
    let mut files = Vec::new();
    let single = root().join("src").join(format!("{room}.rs"));
    if single.exists() {
        files.push(single);
    }
    collect(&root().join("src").join(room), &mut files);
    let mut lines = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // Imports may be spread over several lines: `use crate::{\n a,\n b,\n};` is joined.
        let mut joined = String::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            joined.push_str(line);
            let open = joined.trim_start().starts_with("use ") || joined.contains("pub use ");
            if open && !joined.contains(';') {
                continue;
            }
            lines.push((file.display().to_string(), index + 1, std::mem::take(&mut joined)));
        }
    }
    lines
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The first segments of the paths that follow `prefix`, braces opened.
fn paths_after(code: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut item = String::new();
            for character in list.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(first_segment(&std::mem::take(&mut item))),
                    _ if depth == 0 => item.push(character),
                    _ => {}
                }
            }
            found.push(first_segment(&item));
        } else {
            found.push(first_segment(rest));
        }
    }
    found.retain(|segment| !segment.is_empty());
    found
}

fn first_segment(path: &str) -> String {
    path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::"))
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
