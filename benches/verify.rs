//! Verification beside its floor, in the same run.
//!
//! The floor of a file is what no verifier can save: reading its bytes, hashing them once, and one
//! public-key operation for each signature value. Chains and revocation data are seen before: in
//! a bulk run they are the same for thousands of files.
//!
//! `cargo bench` prints criterion's figures for both, then the ratio of CPU-bound wall time taken
//! pair by pair, whose median is what BENCHMARKING.md quotes.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::hint::black_box;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::Criterion;
use kyso::cms::SignedData;
use kyso::crypto::{self, PublicKey, RangeHasher, RangeRequest, SignatureAlgorithm};
use kyso::pdf::Document;
use kyso::trust::TrustStore;
use kyso::verify::{Verdict, Verifier};
use kyso::x509::Certificate;

const TIME: &str = "2026-11-20T08:00:00Z";

fn main() {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let trust = TrustStore::open(&fixtures.join("trust")).expect("the fixtures' trust folder");
    let verifier = Verifier::new(trust).at(TIME.parse().expect("a time"));

    let small = fixtures.join("documents/quyet-dinh-ca-nhan.pdf");
    let folder = passed(&verifier, &fixtures.join("documents"));
    let cases = [
        ("one small file", vec![Floor::of(&verifier, &small)]),
        ("folder of fixtures", folder.iter().map(|path| Floor::of(&verifier, path)).collect()),
    ];

    let mut criterion = Criterion::default().configure_from_args().sample_size(50);
    for (name, files) in &cases {
        let mut group = criterion.benchmark_group(*name);
        group.bench_function("floor", |bencher| bencher.iter(|| run_floor(files)));
        group.bench_function("verify", |bencher| bencher.iter(|| run_verify(&verifier, files)));
        group.finish();
    }
    criterion.final_summary();

    println!("\nratio of verify to floor, pair by pair (median, with the quartiles):");
    for (name, files) in &cases {
        let signatures: usize = files.iter().map(|file| file.values.len()).sum();
        let [low, median, high] = ratio(&verifier, files);
        println!(
            "  {name}: {median:.2} ({low:.2} to {high:.2}); {} files, {signatures} signatures",
            files.len()
        );
    }
}

/// The files of a folder that pass, so that every one of them costs the whole way.
fn passed(verifier: &Verifier, folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| verifier.verify_file(path).verdict == Verdict::Passed)
        .collect();
    paths.sort();
    paths
}

/// What the floor of one file computes, prepared outside of the measurement.
struct Floor {
    path: PathBuf,
    /// One pass over the bytes that any signature covers.
    hashed: Vec<RangeRequest>,
    values: Vec<Value>,
}

struct Value {
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Floor {
    fn of(verifier: &Verifier, path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a fixture");
        let report = verifier.verify_bytes(&bytes);
        assert_eq!(report.verdict, Verdict::Passed, "{}", path.display());
        let document = Document::open(&bytes).expect("a PDF");
        let mut hashed = Vec::<RangeRequest>::new();
        let mut values = Vec::new();
        for signature in document.signatures().expect("signatures") {
            let cms = SignedData::parse(&signature.contents).expect("a CMS");
            let signer = cms.signers().first().expect("a signer");
            let algorithm = signer.digest_algorithm().expect("a digest");
            // The longest range stands for all: what is shorter is a prefix of it.
            let ranges: Vec<Range<usize>> = signature.byte_range.clone();
            hashed.clear();
            hashed.push(RangeRequest { algorithm, ranges });
            let Some(attributes) = signer.signed_attributes() else { continue };
            let field = report.signatures.iter().find(|s| s.facts.field == signature.field_name);
            let Some(certificate) = field.and_then(|s| s.conclusion.chain.first()) else {
                continue;
            };
            values.push(Value {
                algorithm: signer.signature_algorithm(),
                key: Certificate::public_key(certificate).clone(),
                message: attributes.der().to_vec(),
                signature: signer.signature().to_vec(),
            });
        }
        Self { path: path.to_owned(), hashed, values }
    }
}

fn run_floor(files: &[Floor]) {
    for file in files {
        let bytes = std::fs::read(&file.path).expect("a fixture");
        black_box(RangeHasher::new(&bytes).digests(&file.hashed));
        for value in &file.values {
            let result =
                crypto::verify(&value.algorithm, &value.key, &value.message, &value.signature);
            assert!(result.is_ok(), "{}", file.path.display());
        }
    }
}

fn run_verify(verifier: &Verifier, files: &[Floor]) {
    for file in files {
        let report = black_box(verifier.verify_file(&file.path));
        assert_eq!(report.verdict, Verdict::Passed);
    }
}

/// Quartiles of the ratio over many pairs, each pair within some milliseconds, so that what else
/// the machine does weighs on both.
fn ratio(verifier: &Verifier, files: &[Floor]) -> [f64; 3] {
    let repeat = (200 / files.len()).max(1);
    let timed = |work: &dyn Fn()| -> Duration {
        let start = Instant::now();
        (0..repeat).for_each(|_| work());
        start.elapsed()
    };
    let mut ratios: Vec<f64> = (0..41)
        .map(|_| {
            let floor = timed(&|| run_floor(files));
            timed(&|| run_verify(verifier, files)).as_secs_f64() / floor.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    [ratios[10], ratios[20], ratios[30]]
}
