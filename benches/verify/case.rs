//! What is measured.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kyso::trust::TrustStore;
use kyso::verify::{Verdict, Verifier};

use crate::floor::Floor;

/// The time at which every file of both sets passes.
pub const TIME: &str = "2026-11-20T08:00:00Z";

/// Some files, verified one after another.
pub struct Case {
    pub name: String,
    /// At most so many times the floor, where the project has set itself an aim.
    pub aim: Option<f64>,
    pub verifier: Arc<Verifier>,
    pub files: Vec<Floor>,
}

impl Case {
    fn new(name: &str, aim: Option<f64>, verifier: &Arc<Verifier>, files: &[PathBuf]) -> Self {
        let files = files.iter().map(|path| Floor::of(verifier, path)).collect();
        Self { name: name.to_owned(), aim, verifier: Arc::clone(verifier), files }
    }

    pub fn run_floor(&self) {
        self.files.iter().for_each(Floor::run);
    }

    pub fn run_verify(&self) {
        for file in &self.files {
            let report = black_box(self.verifier.verify_file(&file.path));
            assert_eq!(report.verdict, Verdict::Passed);
        }
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    pub fn signatures(&self) -> usize {
        self.files.iter().map(Floor::signatures).sum()
    }
}

/// The folder that `benches/make_set.py` made.
pub fn set() -> Option<PathBuf> {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let set = std::env::var_os("KYSO_BENCH_SET").map(PathBuf::from);
    let set = set.unwrap_or_else(|| home.join("target/bench-set"));
    set.is_dir().then_some(set)
}

pub fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

pub fn all(is_wanted: &dyn Fn(&str) -> bool) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: &str, aim, verifier: &Arc<Verifier>, files: &[PathBuf]| {
        if is_wanted(name) && !files.is_empty() {
            cases.push(Case::new(name, aim, verifier, files));
        }
    };
    let verifier = verifier(&fixtures().join("trust"));
    let documents = fixtures().join("documents");
    add("fixture of 18 KB", Some(1.5), &verifier, &[documents.join("quyet-dinh-ca-nhan.pdf")]);
    add("fixtures that pass", None, &verifier, &passed(&verifier, &documents));

    let Some(set) = set() else {
        println!("no set of files: python benches/make_set.py target/bench-set makes it");
        return cases;
    };
    let verifier = self::verifier(&set.join("trust"));
    let one = |path: &str| {
        let path = set.join(path);
        if path.is_file() { vec![path] } else { Vec::new() }
    };
    add("60 KB", Some(1.5), &verifier, &one("sizes/60kb.pdf"));
    add("1 MB", None, &verifier, &one("sizes/1mb.pdf"));
    add("10 MB", Some(1.15), &verifier, &one("sizes/10mb.pdf"));
    add("200 MB", Some(1.15), &verifier, &one("sizes/200mb.pdf"));
    for count in ["01", "10", "50"] {
        let file = one(&format!("signatures/10mb-{count}.pdf"));
        add(&format!("10 MB, {count} signatures"), None, &verifier, &file);
    }
    add("small, 50 signatures", None, &verifier, &one("small-signatures/60kb-50.pdf"));
    for level in ["B-B", "B-T", "B-LT", "B-LTA"] {
        let file = one(&format!("levels/{}.pdf", level.to_lowercase()));
        add(&format!("60 KB, {level}"), None, &verifier, &file);
    }
    add("one signer", Some(1.5), &verifier, &listed(&set.join("one-signer")));
    add("many signers", Some(1.5), &verifier, &listed(&set.join("many-signers")));
    let long = self::verifier(&set.join("trust-long"));
    add("CRL of 100,000 entries", Some(1.5), &long, &listed(&set.join("many-signers")));
    add("mixed folder", None, &verifier, &listed(&set.join("mixed")));
    cases
}

fn verifier(trust: &Path) -> Arc<Verifier> {
    let trust = TrustStore::open(trust).expect("a trust folder");
    Arc::new(Verifier::new(trust).at(TIME.parse().expect("a time")))
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The files of a folder that pass, so that every one of them costs the whole way.
fn passed(verifier: &Verifier, folder: &Path) -> Vec<PathBuf> {
    let mut paths = listed(folder);
    paths.retain(|path| verifier.verify_file(path).verdict == Verdict::Passed);
    paths
}
