//! Fixed cases whose instructions are counted: `.ci/instructions` runs this program under
//! callgrind and compares with `benches/instructions.tsv`.
//!
//! It takes the name of a case, verifies it once so that the caches are warm, and then once more
//! inside of the function whose instructions are counted. Any other file, its trust folder
//! and a number of repetitions can be given instead, for profiles. Without an argument it names the
//! cases.

// A bench fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::hint::black_box;
use std::path::PathBuf;

use kyso::trust::TrustStore;
use kyso::validation::ChangeLevel;
use kyso::verify::{Report, Verdict, Verifier};

#[path = "verify/many_objects.rs"]
mod many_objects;

const TIME: &str = "2026-11-20T08:00:00Z";

/// Name, file and trust folder.
const CASES: [(&str, &str, &str); 3] = [
    ("small", "fixtures/documents/quyet-dinh-ca-nhan.pdf", "fixtures/trust"),
    ("timestamp", "fixtures/scenarios/documents/b-t.pdf", "fixtures/scenarios/trust/full"),
    ("fifty", "benches/fifty/fifty.pdf", "benches/fifty/trust"),
];

/// Documents of so many objects: ten times the objects ought to take ten times the instructions.
const OBJECTS: [(&str, usize); 2] = [("objects-10000", 10_000), ("objects-100000", 100_000)];

fn main() {
    // `cargo bench` adds arguments of its own.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(wanted) = arguments.next() else {
        let names = CASES.iter().map(|it| it.0).chain(OBJECTS.iter().map(|it| it.0));
        names.for_each(|name| println!("{name}"));
        return;
    };
    if let Some((_, objects)) = OBJECTS.iter().find(|(name, _)| *name == wanted) {
        let verifier = Verifier::new(TrustStore::none());
        let report = counted_verification(&verifier, &many_objects::document(*objects));
        assert_eq!(report.signatures[0].facts.changes, ChangeLevel::Annotations);
        return;
    }
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let (file, trust) = match CASES.iter().find(|(name, ..)| *name == wanted) {
        Some((_, file, trust)) => (home.join(file), home.join(trust)),
        None => (wanted.into(), arguments.next().expect("a trust folder").into()),
    };
    let times: usize = arguments.next().map_or(1, |times| times.parse().expect("a number"));
    let trust = TrustStore::open(&trust).expect("a trust folder");
    let verifier = Verifier::new(trust).at(TIME.parse().expect("a time"));
    let bytes = std::fs::read(file).expect("a case or a file");
    assert_eq!(verifier.verify_bytes(&bytes).verdict, Verdict::Passed);
    (0..times).for_each(|_| drop(black_box(counted_verification(&verifier, &bytes))));
}

/// The name that callgrind is told to collect in.
#[inline(never)]
fn counted_verification(verifier: &Verifier, bytes: &[u8]) -> Report {
    verifier.verify_bytes(black_box(bytes))
}
