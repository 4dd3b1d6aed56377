//! Signing beside the private-key operation that nobody can save, in the same run.
//!
//! The document of 60 KB is the one of `benches/make_set.py` without its signature; without its folder
//! the smaller one of `fixtures/` is signed, and that is said.

// A bench fails by panicking.
#![allow(clippy::as_conversions, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// A program offers nothing to anybody.
#![allow(unreachable_pub)]

#[path = "../common/clock.rs"]
mod clock;
#[path = "../common/pairs.rs"]
mod pairs;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use kyso::crypto::DigestAlgorithm;
use kyso::pdf::Document;
use kyso::sign::{PrivateKeySigner, SignOptions, Signer, sign};

use pairs::{compare, time};

/// The keys of `fixtures/signers`, and how much longer than the key alone signing may take.
const KEYS: [(&str, &str); 4] =
    [("rsa", "1.15 times"), ("p256", "0.3 ms more"), ("p384", ""), ("ed25519", "")];

fn main() {
    let document = unsigned("60kb.pdf");
    let mut criterion = Criterion::default().configure_from_args();
    for (key, _) in KEYS {
        let signer = signer(key);
        let mut group = criterion.benchmark_group(format!("sign {key}"));
        group.bench_function("key", |bencher| bencher.iter(|| raw(&signer)));
        group.bench_function("sign", |bencher| bencher.iter(|| signed(&document, &signer)));
        group.finish();
    }
    criterion.final_summary();

    println!(
        "\nCPU time of signing {} octets beside that of the key, pair by pair:\n",
        document.len()
    );
    println!("| key | sign | key alone | ratio (quartiles) | more | aim |");
    println!("| --- | ---: | ---: | --- | ---: | --- |");
    for (key, aim) in KEYS {
        let signer = signer(key);
        let [whole, alone, [low, median, high]] =
            compare(&|| drop(signed(&document, &signer)), &|| drop(raw(&signer)));
        println!(
            "| {key} | {} | {} | {median:.2} ({low:.2} to {high:.2}) | {} | {aim} |",
            time(whole[1]),
            time(alone[1]),
            time(whole[1] - alone[1]),
        );
    }
    one_after_another(&document);
    large();
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn signer(key: &str) -> PrivateKeySigner {
    let read = |end: &str| {
        fs::read(fixtures().join("signers").join(format!("{key}.{end}"))).expect("of the fixtures")
    };
    PrivateKeySigner::from_pem(&read("key"), &read("pem")).expect("a key")
}

/// A file of the bench set as it was before it was signed.
fn unsigned(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("KYSO_BENCH_SET").map(PathBuf::from);
    let Some(file) = folder.and_then(|it| fs::read(it.join("sizes").join(name)).ok()) else {
        println!(
            "SKIPPED {name}: KYSO_BENCH_SET is no folder of benches/make_set.py; a fixture is signed"
        );
        return fs::read(fixtures().join("documents/chua-ky.pdf")).expect("of the fixtures");
    };
    let signatures = Document::open(&file).and_then(|it| it.signatures().map(|all| all.len()));
    assert_eq!(signatures, Ok(1), "{name}");
    let end = Document::open(&file).map(|it| it.revisions()[0].end).expect("a PDF");
    file[..end].to_vec()
}

fn raw(signer: &PrivateKeySigner) -> Vec<u8> {
    // as long as signed attributes are
    signer.sign(black_box(&[0; 256])).expect("a value")
}

fn signed(document: &[u8], signer: &PrivateKeySigner) -> Vec<u8> {
    sign(black_box(document), signer, &SignOptions::default()).expect("a signature")
}

/// A hundred signatures in one document: the last ten beside the first ten. Each of them hashes the
/// whole document anew, which is longer by then, and looks whether the others survive.
fn one_after_another(document: &[u8]) {
    const STEPS: usize = 10;
    let signer = signer("p256");
    let mut file = document.to_vec();
    let mut tens = Vec::new();
    for _ in 0..STEPS {
        let start = clock::thread();
        for _ in 0..STEPS {
            file = signed(&file, &signer);
        }
        tens.push((clock::thread() - start).as_secs_f64() / STEPS as f64);
    }
    println!("\na hundred signatures one after another, each of ten, in {} octets:", file.len());
    println!("{}", tens.iter().map(|it| time(*it)).collect::<Vec<_>>().join(", "));
}

/// A file of 200 MB, beside hashing it and copying it.
fn large() {
    let document = unsigned("200mb.pdf");
    let signer = signer("p256");
    let floor = || drop(black_box((DigestAlgorithm::Sha256.hash(&document), document.to_vec())));
    let [whole, alone, [low, median, high]] = compare(&|| drop(signed(&document, &signer)), &floor);
    println!(
        "\n{} octets: sign {} ÷ hash and copy {} = {median:.2} ({low:.2} to {high:.2})",
        document.len(),
        time(whole[1]),
        time(alone[1]),
    );
}
