//! Verification as a multiple of its floor.

use crate::case::Case;
use crate::pairs::{compare, time};

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
