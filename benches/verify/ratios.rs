//! Verification as a multiple of its floor.

use std::time::Duration;

use crate::case::Case;
use crate::clock;

const PAIRS: usize = 31;

pub fn print(cases: &[Case]) {
    println!("\nCPU time of verify ÷ CPU time of floor, pair by pair:\n");
    println!("| case | files | signatures | verify | floor | ratio (quartiles) | aim |");
    println!("| --- | ---: | ---: | ---: | ---: | --- | --- |");
    for case in cases {
        let (verify, floor) = (|| case.run_verify(), || case.run_floor());
        let [verify, floor, [low, median, high]] = compare(&verify, &floor);
        let aim = case.aim.map_or(String::new(), |aim| format!("{aim}"));
        println!(
            "| {} | {} | {} | {} | {} | {median:.2} ({low:.2} to {high:.2}) | {aim} |",
            case.name,
            case.files.len(),
            case.signatures(),
            time(verify[1]),
            time(floor[1]),
        );
    }
    let case = |name: &str| cases.iter().find(|case| case.name == name);
    if let (Some(one), Some(fifty)) = (case("10 MB, 01 signatures"), case("10 MB, 50 signatures")) {
        let [_, _, [low, median, high]] = compare(&|| fifty.run_verify(), &|| one.run_verify());
        println!("\nfifty signatures ÷ one, 10 MB: {median:.2} ({low:.2} to {high:.2}); aim 1.5");
    }
}

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

fn time(seconds: f64) -> String {
    if seconds < 1e-3 {
        format!("{:.1} µs", seconds * 1e6)
    } else {
        format!("{:.2} ms", seconds * 1e3)
    }
}
