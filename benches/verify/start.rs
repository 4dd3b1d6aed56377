//! One small file, from the start of the program to its end.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::case::{TIME, fixtures};

const RUNS: u32 = 200;

pub fn print(is_wanted: &dyn Fn(&str) -> bool) {
    let Some(program) = option_env!("CARGO_BIN_EXE_kyso").filter(|_| is_wanted("start")) else {
        return;
    };
    let before = children();
    for _ in 0..RUNS {
        let status = Command::new(program)
            .arg("verify")
            .arg(fixtures().join("documents/quyet-dinh-ca-nhan.pdf"))
            .arg("--trust")
            .arg(fixtures().join("trust"))
            .args(["--at", TIME])
            .stdout(Stdio::null())
            .status()
            .expect("the program");
        assert!(status.success(), "{status}");
    }
    if let (Some(before), Some(after)) = (before, children()) {
        let each = (after - before) / RUNS;
        println!("\none small file, program start to end: {each:?} of CPU; aim 10 ms");
    }
}

/// The CPU time of the programs that this one has started and waited for, in steps of 10 ms.
fn children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
