//! CPU time.

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The CPU time of this thread, in nanoseconds where the system tells; else wall time.
pub fn thread() -> Duration {
    // The system counts when it schedules.
    std::thread::yield_now();
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = schedstat.and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(wall, Duration::from_nanos)
}

/// The time since this was asked first.
pub fn wall() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The quartiles.
pub fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| values[(values.len() - 1) * quarter / 4];
    [at(1), at(2), at(3)]
}
