//! Every input that the fuzzers keep, and every one that they once found a fault with, through the
//! same functions: what they look for must hold without them.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![cfg(all(feature = "report", feature = "serde"))]

mod targets;

use std::fs;
use std::path::PathBuf;

/// Inputs of a target: those of its corpus and its regressions.
fn inputs(target: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = ["fuzz/corpus", "tests/regressions"]
        .map(|it| targets::root().join(it).join(target))
        .to_vec();
    if ["pdf", "verify"].contains(&target) {
        folders.extend(targets::FOLDERS.map(|folder| targets::root().join(folder)));
    }
    for folder in folders {
        // A package of the crate has no `fuzz/`; a target without a fault has no regressions.
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        found.extend(entries.map(|entry| entry.unwrap().path()));
    }
    found.sort();
    found
}

macro_rules! replay {
    ($($target:ident)*) => {$(
        #[test]
        fn $target() {
            let inputs = inputs(stringify!($target));
            let in_repository = targets::root().join("fuzz").is_dir();
            assert!(!in_repository || !inputs.is_empty(), "there is no corpus");
            targets::$target(b"");
            for path in inputs {
                println!("{}", path.display()); // shown where it fails
                targets::$target(&fs::read(&path).unwrap());
            }
        }
    )*

        #[test]
        fn every_target_is_replayed() {
            let replayed = [$(stringify!($target),)*];
            let all: Vec<_> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(replayed.as_slice(), all);
        }
    };
}

replay!(certificate changes cms constraints crl facts ocsp paths pdf policy timestamp verify xref);

/// Writes the inputs that a fuzzer begins with into the folder `KYSO_FUZZ_SEEDS`, by target; of the
/// fixtures, and of the files in the folders that `KYSO_FUZZ_FILES` names (separated by colons).
/// `fuzz/seed` calls it.
#[test]
#[ignore = "it writes files: fuzz/seed calls it"]
fn write_seeds() {
    let folder = PathBuf::from(std::env::var_os("KYSO_FUZZ_SEEDS").expect("KYSO_FUZZ_SEEDS"));
    let more = std::env::var_os("KYSO_FUZZ_FILES").unwrap_or_default();
    let mut seeds = targets::Seeds::default();
    let own = ["fixtures/trust", "fixtures/scenarios/trust", "tests/data"];
    let own = targets::FOLDERS.iter().chain(&own).map(|folder| targets::root().join(folder));
    let more = std::env::split_paths(&more).filter(|folder| !folder.as_os_str().is_empty());
    for folder in own.chain(more) {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = fs::read(&path) {
                    seeds.add_file(&bytes);
                }
            }
        }
    }
    seeds.add_made();
    for (number, (target, seed)) in seeds.iter().enumerate() {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("seed-{number:05}")), seed).unwrap();
    }
}
