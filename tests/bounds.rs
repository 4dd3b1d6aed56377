//! What one file may cost: every file of the corpus through the built program, one process each,
//! under a limit of memory that the system enforces, and one JSON line out.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![cfg(all(unix, feature = "cli"))]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::corpus;

/// Address space of the process, in KiB: more than what it touches.
const MEMORY_KIB: u64 = 500 * 1024;

/// A bound against getting stuck, not a measurement: the slowest file takes a fraction of it.
const TIME: Duration = Duration::from_secs(5);

#[test]
fn every_file_of_the_corpus_stays_within_bounds() {
    let Some(corpus) = corpus() else { return };
    let mut files = Vec::new();
    collect(&corpus.join("files"), &mut files);
    assert!(files.len() > 900, "the corpus is not read");
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let slowest = Mutex::new((Duration::ZERO, PathBuf::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let start = Instant::now();
                    if let Err(problem) = run(path) {
                        wrong.lock().unwrap().push(format!("{}: {problem}", path.display()));
                    }
                    let took = (start.elapsed(), path.clone());
                    if took.0 > TIME {
                        wrong.lock().unwrap().push(format!("{}: {:?}", path.display(), took.0));
                    }
                    let mut slowest = slowest.lock().unwrap();
                    *slowest = slowest.clone().max(took);
                }
            });
        }
    });
    println!("{} files, slowest {:?}", files.len(), slowest.into_inner().unwrap());
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn run(path: &Path) -> Result<(), String> {
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY_KIB}; exec \"$@\""))
        .arg("sh")
        .arg(env!("CARGO_BIN_EXE_kyso"))
        .args(["verify", "--format", "json", "--jobs", "1", "--"])
        .arg(path)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let status = output.status.code().ok_or_else(|| format!("killed: {stderr}"))?;
    if !(0..=2).contains(&status) || stderr.contains("panicked") {
        return Err(format!("status {status}: {stderr}"));
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    let mut lines = stdout.lines();
    match (lines.next(), lines.next()) {
        (Some(line), None) if line.starts_with("{\"path\":") && line.ends_with('}') => Ok(()),
        _ => Err(format!("not one JSON line: {stdout}")),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
