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
    ("record", 1, &[]),
    ("x509", 1, &[]),
    ("cms", 1, &["x509"]),
    ("trust", 2, &[]),
    ("fetch", 2, &[]),
    ("validation", 3, &[]),
    ("sign", 4, &["verify"]),
    ("verify", 4, &[]),
    ("bulk", 6, &[]),
    ("report", 6, &[]),
];

/// Crates that only one room may name.
const BACKENDS: &[(&str, &str)] = &[
    ("aes", "crypto"),
    ("bp256", "crypto"),
    ("bp384", "crypto"),
    ("cbc", "crypto"),
    ("crypto_bigint", "crypto"),
    ("cryptoki", "sign"),
    ("des", "crypto"),
    ("ecdsa", "crypto"),
    ("md5", "crypto"),
    ("memmap2", "verify"),
    ("p256", "crypto"),
    ("p384", "crypto"),
    ("p521", "crypto"),
    ("rc2", "crypto"),
    ("rc4", "crypto"),
    ("ring", "crypto"),
    ("rustls", "fetch"),
    ("sha1", "crypto"),
    ("sha2", "crypto"),
    ("sha3", "crypto"),
    ("ureq", "fetch"),
];

/// Crates that only these rooms may name.
const SHARED: &[(&str, &[&str])] =
    &[("toml", &["record", "validation"]), ("unicode_normalization", &["record", "validation"])];

/// What a room must never know although it stands below: the last column of CONTRIBUTING.md.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("trust", &["cms", "pdf"]),
    ("fetch", &["pdf"]),
    ("validation", &["cms", "pdf"]),
    ("sign", &["asn1"]),
    ("verify", &["asn1"]),
    ("bulk", &["asn1", "cms", "crypto", "pdf", "x509"]),
    ("report", &["asn1", "cms", "pdf"]),
];

/// Rooms below the program that may touch the file system.
const FILE_SYSTEM: &[&str] = &["trust", "fetch", "verify", "bulk"];

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
                let forbidden = FORBIDDEN
                    .iter()
                    .any(|(who, what)| who == room && what.contains(&imported.as_str()));
                let allowed = imported == *room
                    || (target < floor && !forbidden)
                    || sideways.contains(&imported.as_str());
                if !allowed {
                    wrong.push(format!("{file}:{line}: {room} (floor {floor}) imports {imported}"));
                }
            }
            for (backend, owner) in BACKENDS {
                if owner != room && names_crate(&code, backend) {
                    wrong.push(format!("{file}:{line}: {room} names {backend}, only {owner} may"));
                }
            }
            for (backend, owners) in SHARED {
                if !owners.contains(room) && names_crate(&code, backend) {
                    wrong.push(format!(
                        "{file}:{line}: {room} names {backend}, only {owners:?} may"
                    ));
                }
            }
            // Out of a room leads `crate::` alone, which is what this test reads.
            if climbs_out(&file, room, &code) {
                wrong.push(format!("{file}:{line}: {room} leaves by super::"));
            }
            if code.contains("std::fs") && !FILE_SYSTEM.contains(room) {
                wrong.push(format!("{file}:{line}: {room} touches the file system"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(seen > 50, "only {seen} imports seen: the test reads the wrong files");
}

/// The one module that maps files.
const UNSAFE: &str = "src/verify/source.rs";

#[test]
fn one_module_is_unsafe_and_no_other() {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    let uses = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        code.filter(|line| line.contains("unsafe")).count()
    };
    let found: Vec<_> = files.iter().filter(|file| uses(file) > 0).collect();
    assert_eq!(found, [&root().join(UNSAFE)]);
    assert_eq!(uses(found[0]), 2, "one attribute and one block");
    assert!(
        fs::read_to_string(root().join("Cargo.toml")).unwrap().contains("unsafe_code = \"deny\"")
    );
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
fn contributing_says_the_same_floors() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('|').map(str::trim).skip(1).collect())
        .filter(|cells: &Vec<&str>| cells.len() > 3 && cells[0].parse::<u8>().is_ok())
        .collect();
    for (room, floor, sideways) in ROOMS {
        let (names, rest) = rows
            .iter()
            .filter(|cells| cells[0] == floor.to_string())
            .map(|cells| cells[1].split_once(" (may use ").unwrap_or((cells[1], "")))
            .find(|(names, _)| names.contains(&format!("`{room}`")))
            .unwrap_or_else(|| panic!("CONTRIBUTING.md has no {room} on floor {floor}"));
        let permitted: Vec<_> = rest.split('`').skip(1).step_by(2).collect();
        assert_eq!(permitted, *sideways, "what {names} may use");
    }
    assert_eq!(rows.iter().filter(|cells| cells[0] != "7").count(), ROOMS.len());
}

#[test]
fn the_scanner_sees_what_it_should() {
    assert_eq!(paths_after("use crate::{asn1::Oid, limits};", "crate::"), ["asn1", "limits"]);
    assert_eq!(paths_after("let x = crate::x509::Name::default();", "crate::"), ["x509"]);
    assert!(names_crate("use ring::signature;", "ring"));
    assert!(!names_crate("a string::from", "ring"));
    assert!(climbs_out("src/cms/mod.rs", "cms", "use super::pdf;"));
    assert!(climbs_out("src/cms/ess.rs", "cms", "use super::super::pdf;"));
    assert!(!climbs_out("src/cms/ess.rs", "cms", "use super::Error;"));
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

/// Whether a path of `super::` climbs above its room. A module of tests is one step deeper, which
/// is in favour of the code: `super::` once is always its own file there.
fn climbs_out(file: &str, room: &str, code: &str) -> bool {
    let inside = file.rsplit_once(&format!("src/{room}/")).map_or("mod.rs", |(_, inside)| inside);
    let depth = inside.split('/').filter(|part| *part != "mod.rs").count();
    let climbs = |at: usize| code[at..].split("::").take_while(|part| *part == "super").count();
    code.match_indices("super::").any(|(at, _)| {
        let starts = !code[..at].ends_with("super::");
        starts && climbs(at) > depth.max(usize::from(code.starts_with(' ')))
    })
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::"))
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
