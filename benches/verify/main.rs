//! Verification beside its floor, in the same run.
//!
//! The floor of a file is what no verifier can save: reading its bytes, hashing once what its
//! signatures cover, and one public-key operation for each signature value in it. Chains and
//! revocation data are seen before: in a bulk run they are the same for thousands of files.
//!
//! `cargo bench` prints criterion's figures for both, then the ratio of their CPU times taken pair
//! by pair, whose median is what BENCHMARKING.md quotes beside its aim. An argument chooses cases by
//! name, as for criterion.
//!
//! The files come from `benches/make_set.py`; without its folder only those of `fixtures/` are
//! measured, and that is said.

// A bench fails by panicking.
#![allow(clippy::as_conversions, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// A program offers nothing to anybody.
#![allow(unreachable_pub)]

mod case;
#[path = "../common/clock.rs"]
mod clock;
mod floor;
mod many_objects;
mod objects;
#[path = "../common/pairs.rs"]
mod pairs;
mod ratios;
mod start;
mod threads;

use criterion::Criterion;

use case::Case;

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| name.contains(wanted));
    let cases: Vec<Case> = case::all(&is_wanted);

    let mut criterion = Criterion::default().configure_from_args();
    for case in &cases {
        let mut group = criterion.benchmark_group(&case.name);
        group.sample_size(if case.bytes() > 50_000_000 { 10 } else { 20 });
        group.bench_function("floor", |bencher| bencher.iter(|| case.run_floor()));
        group.bench_function("verify", |bencher| bencher.iter(|| case.run_verify()));
        group.finish();
    }
    criterion.final_summary();

    ratios::print(&cases);
    objects::print(&is_wanted);
    if let Some(mixed) = cases.iter().find(|case| case.name == "mixed folder") {
        threads::print(mixed);
    }
    start::print(&is_wanted);
}
