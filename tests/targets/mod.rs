//! What must hold whatever the input is: one function for each fuzz target.
//!
//! `fuzz/` runs them on inputs that it invents, `tests/fuzz_corpus.rs` on those that are kept. A
//! function returns where everything holds and panics where something does not.
#![allow(dead_code, unreachable_pub)] // each program uses its own part

mod changes;
mod cms;
mod constraints;
mod facts;
mod input;
mod paths;
mod pdf;
mod policy;
mod render;
mod seeds;
mod verify;
mod x509;
mod xref;

use std::path::{Path, PathBuf};

pub use changes::changes;
pub use cms::{cms, timestamp};
pub use constraints::constraints;
pub use facts::facts;
pub use paths::paths;
pub use pdf::pdf;
pub use policy::policy;
pub use seeds::Seeds;
pub use verify::{FOLDERS, verify};
pub use x509::{certificate, crl, ocsp};
pub use xref::xref;

/// A fuzz target: its name and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its folder in `fuzz/corpus`.
pub const TARGETS: &[Target] = &[
    ("certificate", certificate),
    ("changes", changes),
    ("cms", cms),
    ("constraints", constraints),
    ("crl", crl),
    ("facts", facts),
    ("ocsp", ocsp),
    ("paths", paths),
    ("pdf", pdf),
    ("policy", policy),
    ("timestamp", timestamp),
    ("verify", verify),
    ("xref", xref),
];

/// The folder of the project, from a test of the crate or from `fuzz/`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match here.join("fixtures").is_dir() {
        true => here.to_owned(),
        false => here.parent().expect("fuzz/ lies in the project").to_owned(),
    }
}

/// Where a part lies in the whole that it must be borrowed from.
#[track_caller]
pub fn assert_within(part: &[u8], whole: &[u8]) {
    if part.is_empty() {
        return;
    }
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    assert!(whole.start <= part.start && part.end <= whole.end, "it is not of the input");
}
