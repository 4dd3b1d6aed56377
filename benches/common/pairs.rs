//! One piece of work beside another, in the same run.

use std::time::Duration;

use crate::clock;

const PAIRS: usize = 31;

/// The quartiles of the seconds of both, and of the ratio over many pairs, each pair within some
/// milliseconds, so that what else the machine does weighs on both.
pub fn compare(one: &dyn Fn(), other: &dyn Fn()) -> [[f64; 3]; 3] {
    let timed = |work: &dyn Fn(), repeat: u32| -> f64 {
        let start = clock::thread();
        (0..repeat).for_each(|_| work());
        (clock::thread() - start).as_secs_f64() / f64::from(repeat)
    };
    // About 5 ms each.
    let once = timed(other, 1).max(1e-9);
    let repeat = ((Duration::from_millis(5).as_secs_f64() / once) as u32).clamp(1, 500);
    let pairs: Vec<(f64, f64)> =
        (0..PAIRS).map(|_| (timed(other, repeat), timed(one, repeat))).collect();
    [
        clock::quartiles(pairs.iter().map(|pair| pair.1).collect()),
        clock::quartiles(pairs.iter().map(|pair| pair.0).collect()),
        clock::quartiles(pairs.iter().map(|pair| pair.1 / pair.0).collect()),
    ]
}

/// For people.
pub fn time(seconds: f64) -> String {
    if seconds < 1e-3 {
        format!("{:.1} µs", seconds * 1e6)
    } else {
        format!("{:.2} ms", seconds * 1e3)
    }
}
