//! Runs the built program on a hostile file, in a process of its own whose CPU time and memory the
//! system bounds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

/// CPU time, in seconds: the promise holds for the program as people use it; the test profile
/// optimises less and checks more.
fn seconds() -> u64 {
    if cfg!(debug_assertions) && built().is_none() { 6 } else { 2 }
}

/// The program that KYSO_PROGRAM names, as people use it, in place of the one that the tests build.
fn built() -> Option<std::ffi::OsString> {
    std::env::var_os("KYSO_PROGRAM")
}

/// Address space, in KiB. It is more than what a process touches, so 300 MB of it are a stricter
/// bound than 300 MB of memory.
const MEMORY_KIB: u64 = 300 * 1000 * 1000 / 1024;

/// What the program said of a file, and what that cost.
pub struct Outcome {
    pub report: Value,
    pub text: String,
    pub cpu: Duration,
}

impl Outcome {
    pub fn verdict(&self) -> &str {
        self.report["verdict"].as_str().expect("every report has a verdict")
    }
}

/// A file and what the trust folder holds.
pub struct Case {
    pub file: Vec<u8>,
    pub trust: Vec<(&'static str, Vec<u8>)>,
}

/// A folder for one case, removed when it is done with.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("hostile-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join("trust")).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the program on a case.
pub fn run(case: &Case) -> Result<Outcome, String> {
    let folder = Folder::new();
    let is_cms = case.file.first() == Some(&0x30);
    let file = folder.0.join(if is_cms { "hostile.p7m" } else { "hostile.pdf" });
    fs::write(&file, &case.file).unwrap();
    for (name, bytes) in &case.trust {
        fs::write(folder.0.join("trust").join(name), bytes).unwrap();
    }
    // `times` says on its second line what the children of the shell spent.
    let limits = format!("ulimit -v {MEMORY_KIB}; ulimit -t {}", seconds());
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{limits}; \"$@\"; status=$?; times >&2; exit $status"))
        .arg("sh")
        .arg(built().unwrap_or_else(|| env!("CARGO_BIN_EXE_kyso").into()))
        .args([
            "verify",
            "--format",
            "json",
            "--lang",
            "en",
            "--jobs",
            "1",
            "--at",
            super::pki::TIME,
            "--trust",
        ])
        .arg(folder.0.join("trust"))
        .arg("--")
        .arg(&file)
        .stdin(Stdio::null())
        // An arena for each thread would take address space and no memory.
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let status = output.status.code().ok_or_else(|| format!("killed: {stderr}"))?;
    if !(0..=2).contains(&status) || stderr.contains("panicked") {
        return Err(format!("status {status}: {stderr}"));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = text.lines().next().and_then(|line| serde_json::from_str(line).ok());
    let report = report.ok_or_else(|| format!("no JSON: {text} {stderr}"))?;
    let cpu = stderr.lines().last().map(cpu).ok_or("no times")?;
    Ok(Outcome { report, text: text + &stderr, cpu })
}

/// `0m0.010s 0m0.002s`
fn cpu(line: &str) -> Duration {
    line.split_whitespace()
        .map(|time| {
            let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect(line);
            let seconds = seconds.replace(',', ".").parse::<f64>().expect(line);
            Duration::from_secs(minutes.parse::<u64>().expect(line) * 60)
                + Duration::from_secs_f64(seconds)
        })
        .sum()
}
