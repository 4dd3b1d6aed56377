//! The program shows signatures on the page: what it asks for, writes and refuses.
#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::program::{self, Run};
use common::{has_tool, root};

const DOCUMENT: &str = "fixtures/appearances/quyet-dinh.pdf";
const PERSON: &str = "fixtures/appearances/chu-ky.png";
const SEAL: &str = "fixtures/appearances/con-dau.png";
const KEY: [&str; 4] =
    ["--key", "fixtures/signers/rsa.key", "--certificates", "fixtures/signers/rsa.pem"];

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-appearance").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn sign(input: &str, output: &str, arguments: &[&str]) -> Run {
    let all = [&["sign", input, "-o", output, "--lang", "vi"], &KEY[..], arguments].concat();
    program::kyso(&all)
}

/// How many signatures a file has, all of them passed.
fn signatures(path: &str) -> usize {
    let verify = ["verify", path, "--trust", "fixtures/signers/trust", "--revocation", "ignore"];
    let run = program::kyso(&[&verify[..], &["--format", "json"]].concat());
    assert_eq!(run.status, 0, "{}", run.stdout);
    run.stdout.matches("\"indication\":\"total-passed\"").count()
}

#[test]
fn a_person_and_an_agency_sign() {
    let folder = folder("both");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (one, two) = (path("one.pdf"), path("two.pdf"));
    let person = ["--appearance", "person", "--image", PERSON, "--above", "Nguyễn Văn Ân"];
    let run = sign(DOCUMENT, &one, &[&person[..], &["--field", "NguoiKy"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let agency = ["--appearance", "agency", "--image", SEAL, "--beside", "NguoiKy"];
    let issue = ["--number", "05/QĐ-UBND", "--date", "05/02/2026", "--field", "CoQuan"];
    let run = sign(&one, &two, &[agency, issue].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    // the person's, that of number and date, and that of the seal
    assert_eq!(signatures(&two), 3);
    if has_tool("pdftotext", &["-v"]) {
        let output = Command::new("pdftotext").args(["-layout", &two, "-"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("Số: 05 /QĐ-UBND"), "{text}");
        assert!(text.contains("ngày 05 tháng 02 năm 2026"), "{text}");
    }
    // another symbol than the document has
    let three = path("three.pdf");
    let other = ["--number", "05/TB-UBND", "--date", "05/02/2026", "--field", "CoQuan"];
    let run = sign(&one, &three, &[agency, other].concat());
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("/QĐ-UBND"), "{}", run.stderr);
    assert!(!PathBuf::from(three).exists());
}

#[test]
fn a_preview_needs_no_key() {
    let folder = folder("preview");
    let output = folder.join("a.pdf").to_str().unwrap().to_owned();
    let place = ["--place", "20,150,35,15", "--page", "2"];
    let person = ["--appearance", "person", "--image", PERSON, "--preview"];
    let run = program::kyso(
        &[&["sign", DOCUMENT, "-o", &output, "--lang", "vi"], &place[..], &person[..]].concat(),
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (before, after) = (fs::read(root().join(DOCUMENT)).unwrap(), fs::read(&output).unwrap());
    assert!(after.starts_with(&before) && after.len() > before.len());
    let run = program::kyso(&["verify", &output]);
    assert_eq!(run.status, 1);
}

#[test]
fn what_is_missing_is_named() {
    let folder = folder("missing");
    let output = folder.join("a.pdf").to_str().unwrap().to_owned();
    let agency = ["--appearance", "agency", "--image", SEAL, "--place", "20,150,36,36"];
    for (arguments, named) in [
        (&["--appearance", "annex"][..], "--number"),
        (&["--appearance", "copy", "--copy-form", "Sao y"], "--agency-name"),
        (&["--appearance", "person", "--place", "20,150,35,15"], "--image"),
        (&["--appearance", "person", "--image", PERSON], "--place"),
        (&["--appearance", "person", "--image", PERSON, "--place", "20,150"], "130,200,40,20"),
        (&["--appearance", "person", "--image", DOCUMENT, "--above", "A"], "PNG"),
        (&["--appearance", "annex", "--number", "1/漢"], "--number"),
        (&["--appearance", "annex", "--number", "05/\u{202e}QĐ-UBND"], "--number"),
        (&[&agency[..], &["--number", "05/QĐ-UBND"]].concat(), "--date"),
        (&[&agency[..], &["--date", "05/02/2026"]].concat(), "--number"),
        (&["--appearance", "person", "--image", PERSON, "--above", "Trần"], "Trần"),
        (&["--appearance", "agency", "--image", SEAL, "--beside", "X"], "ô X"),
        (&["--image", PERSON], "--appearance"),
    ] {
        let run = sign(DOCUMENT, &output, arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(named), "{arguments:?}: {}", run.stderr);
        assert!(!PathBuf::from(&output).exists());
    }
    let archival = "fixtures/appearances/pdfa-1b.pdf";
    let person = ["--appearance", "person", "--image", PERSON, "--place", "20,150,35,15"];
    let run = sign(archival, &output, &person);
    assert!(run.status == 2 && run.stderr.contains("--flatten"), "{}", run.stderr);
    let run = sign(archival, &output, &[&person[..], &["--flatten"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(signatures(&output), 1);
}
