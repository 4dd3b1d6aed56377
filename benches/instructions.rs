//! Three fixed cases whose instructions are counted: `.ci/instructions` runs this program under
//! callgrind and compares with `benches/instructions.tsv`.
//!
//! It takes the name of a case, verifies it once so that the caches are warm, and then once more
//! inside of the function whose instructions are counted. Any other file, its trust folder
//! and a number of repetitions can be given instead, for profiles.

// A bench fails by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::hint::black_box;
use std::path::PathBuf;

use kyso::trust::TrustStore;
use kyso::verify::{Report, Verdict, Verifier};

const TIME: &str = "2026-11-20T08:00:00Z";

/// Name and file, below `fixtures/`.
const CASES: [(&str, &str); 3] = [
    ("small", "documents/quyet-dinh-ca-nhan.pdf"),
    ("three-signatures", "documents/to-trinh-ba-chu-ky.pdf"),
    ("timestamp", "documents/bao-cao-dau-thoi-gian.pdf"),
];

fn main() {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    // `cargo bench` adds arguments of its own.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(wanted) = arguments.next() else {
        CASES.iter().for_each(|(name, _)| println!("{name}"));
        return;
    };
    let case = CASES.iter().find(|(name, _)| *name == wanted);
    let file = case.map_or_else(|| PathBuf::from(&wanted), |(_, file)| fixtures.join(file));
    let trust = arguments.next().map_or_else(|| fixtures.join("trust"), PathBuf::from);
    let trust = TrustStore::open(&trust).expect("a trust folder");
    let verifier = Verifier::new(trust).at(TIME.parse().expect("a time"));
    let bytes = std::fs::read(file).expect("a case or a file");
    assert_eq!(verifier.verify_bytes(&bytes).verdict, Verdict::Passed);
    let times: usize = arguments.next().map_or(1, |times| times.parse().expect("a number"));
    (0..times).for_each(|_| drop(black_box(counted_verification(&verifier, &bytes))));
}

/// The name that callgrind is told to collect in.
#[inline(never)]
fn counted_verification(verifier: &Verifier, bytes: &[u8]) -> Report {
    verifier.verify_bytes(black_box(bytes))
}
