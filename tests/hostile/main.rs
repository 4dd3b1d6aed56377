//! Bombs, cycles and webs, made for the purpose: each ends within two seconds of CPU time and
//! 300 MB with a word for the limit it met, and none is passed because a limit was met.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![cfg(all(unix, feature = "cli"))]
#![allow(unreachable_pub)] // the modules of one program

mod certificates;
mod cms;
mod evidence;
mod forms;
mod pdf;
mod pki;
mod run;
mod structure;

use pki::{Cms, Key, Profile};
use run::{Case, run};

/// The names, keys and serial numbers of an ordinary signer and its CA.
const ROOT: &str = "Root";
const SIGNER_SERIAL: [u8; 5] = [1, 0, 0, 0, 1];

fn root_key() -> Key {
    Key::new(0)
}

fn signer_key() -> Key {
    Key::new(1)
}

fn root() -> Vec<u8> {
    Profile::new(ROOT, &root_key(), ROOT, 0).ca().sign(&root_key())
}

fn signer() -> Profile {
    Profile::new("Signer", &signer_key(), ROOT, 1)
}

fn empty_crl() -> Vec<u8> {
    pki::crl(ROOT, &root_key(), 1, std::iter::empty())
}

/// What makes an ordinary document passed.
fn trust() -> Vec<(&'static str, Vec<u8>)> {
    vec![("root.der", root()), ("root.crl", empty_crl())]
}

fn with_trust(file: Vec<u8>) -> Case {
    Case { file, trust: trust() }
}

/// A document that the ordinary signer signed, with this in its catalog and these objects more.
fn document(cms: &Cms, catalog: &str, more: impl FnOnce(&mut pdf::Pdf)) -> Vec<u8> {
    let mut certificates = vec![signer().sign(&root_key())];
    certificates.extend(cms.certificates.iter().cloned());
    let cms = Cms {
        certificates,
        attributes: cms.attributes.clone(),
        crls: cms.crls.clone(),
        inside: None,
        issuer: cms.issuer.clone(),
        ..*cms
    };
    let sign = |content: &[u8]| cms.sign(content, ROOT, &SIGNER_SERIAL, &signer_key());
    let room = sign(b"").len() + 64;
    let mut file = pdf::page(catalog, "5 0 R");
    file.object(5, pdf::FIELD);
    let hole = pdf::value(&mut file, 6, room);
    more(&mut file);
    file.end();
    hole.fill(&mut file.bytes, sign);
    file.bytes
}

fn ordinary() -> Vec<u8> {
    document(&Cms::default(), "", |_| {})
}

/// What is expected of a case.
enum Expected {
    /// Within its limits: an ordinary verdict.
    Verdict(&'static str),
    /// Not passed, with this in the report.
    Named(&'static str),
    /// Whatever the verdict, with this in the report: what the bound cut off was not needed.
    Said(&'static str),
}
use Expected::{Named, Said, Verdict};

/// Runs a case and says what is wrong with the answer.
#[track_caller]
fn check(name: &str, case: &Case, expected: &Expected) {
    let outcome = run(case).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    println!("{name}: {} bytes, {:?}, {}", case.file.len(), outcome.cpu, outcome.verdict());
    let text: String = outcome.text.chars().take(3_000).collect();
    match expected {
        Verdict(verdict) => assert_eq!(outcome.verdict(), *verdict, "{name}: {text}"),
        Named(limit) => {
            assert_ne!(outcome.verdict(), "passed", "{name}: {text}");
            assert!(outcome.text.contains(limit), "{name}: {limit} is not in {text}");
        }
        Said(limit) => {
            assert!(outcome.text.contains(limit), "{name}: {limit} is not in {text}");
        }
    }
}

#[test]
fn an_ordinary_document_is_passed() {
    check("ordinary", &with_trust(ordinary()), &Verdict("passed"));
}
