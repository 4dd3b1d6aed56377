//! How two threads do beside one, for verification and for its floor.

use std::sync::atomic::{AtomicUsize, Ordering};

use kyso::verify::Verdict;

use crate::case::Case;
use crate::clock;
use crate::floor::Floor;

const ROUNDS: usize = 21;

pub fn print(case: &Case) {
    let verify = |file: &Floor| {
        assert_eq!(case.verifier.verify_file(&file.path).verdict, Verdict::Passed);
    };
    let mut scales = Vec::new();
    let mut costs = Vec::new();
    for _ in 0..ROUNDS {
        let [floor_one, floor_two] = [1, 2].map(|threads| run(case, threads, &Floor::run));
        let [one, two] = [1, 2].map(|threads| run(case, threads, &verify));
        scales.push((one.wall / two.wall) / (floor_one.wall / floor_two.wall));
        costs.push((one.cpu / two.cpu) / (floor_one.cpu / floor_two.cpu));
    }
    let [low, median, high] = clock::quartiles(scales);
    println!("\ntwo threads, {}, as well as the floor scales:", case.name);
    println!("  by wall time {median:.2} ({low:.2} to {high:.2}); aim 0.95");
    let [low, median, high] = clock::quartiles(costs);
    println!("  by CPU time  {median:.2} ({low:.2} to {high:.2})");
}

struct Cost {
    wall: f64,
    cpu: f64,
}

/// All files of a case, three times, shared among threads.
fn run(case: &Case, threads: usize, work: &(dyn Fn(&Floor) + Sync)) -> Cost {
    const TIMES: usize = 3;
    let next = AtomicUsize::new(0);
    let start = clock::wall();
    let cpu = std::thread::scope(|scope| {
        let worker = || {
            let start = clock::thread();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= TIMES * case.files.len() {
                    return (clock::thread() - start).as_secs_f64();
                }
                work(&case.files[index % case.files.len()]);
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker")).sum()
    });
    Cost { wall: (clock::wall() - start).as_secs_f64(), cpu }
}
