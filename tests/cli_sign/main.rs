//! The program signs: what it writes where, and what it refuses.
#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod disk;
mod folders;
mod killed;
mod together;
mod token;

use std::fs;
use std::path::{Path, PathBuf};

use common::program::{self, Run};
use common::root;

/// In Vietnamese, unless the test says otherwise.
fn kyso(arguments: &[&str]) -> Run {
    program::kyso(&[arguments, &["--lang", "vi"]].concat())
}

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-sign").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What is in a folder; nothing where it is not there.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().map(|it| it.unwrap().file_name());
    names.map(|it| it.into_string().unwrap()).collect()
}

/// The line that a run says about a file.
#[track_caller]
fn said_of(run: &Run, name: &str) -> String {
    let mut lines = run.stderr.lines().filter(|it| it.starts_with('[') && it.contains(name));
    let line = lines.next().unwrap_or_else(|| panic!("{name}: {}", run.stderr));
    line.to_owned()
}

const INPUT: &str = "fixtures/documents/chua-ky.pdf";
const KEY: [&str; 4] =
    ["--key", "fixtures/signers/rsa.key", "--certificates", "fixtures/signers/rsa.pem"];

#[test]
fn a_document_is_signed_and_nothing_is_written_over() {
    let folder = folder("one");
    let output = folder.join("a.pdf");
    let output = output.to_str().unwrap();
    let before = fs::read(root().join(INPUT)).unwrap();
    let arguments = [&["sign", INPUT, "-o", output, "--reason", "Phê duyệt"], &KEY[..]].concat();
    let run = kyso(&arguments);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.is_empty());
    assert!(run.stderr.contains("Đã ký"));
    let signed = fs::read(output).unwrap();
    assert!(signed.starts_with(&before));
    let verify = ["verify", output, "--trust", "fixtures/signers/trust", "--revocation", "ignore"];
    let verified = kyso(&verify);
    assert_eq!(verified.status, 0, "{}", verified.stdout);

    let again = kyso(&arguments);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("không ghi đè"), "{}", again.stderr);
    assert_eq!(fs::read(output).unwrap(), signed);
    assert_eq!(files(&folder), ["a.pdf"]);
    assert_eq!(fs::read(root().join(INPUT)).unwrap(), before);
}

#[test]
fn a_key_has_its_password_in_a_file() {
    let folder = folder("password");
    let output = folder.join("a.pdf");
    let output = output.to_str().unwrap();
    let password = folder.join("password.txt");
    fs::write(&password, "mật khẩu thử\n").unwrap();
    let wrong = folder.join("wrong.txt");
    fs::write(&wrong, "mật khẩu khác\n").unwrap();
    let sign = |key: &str, more: &[&str]| {
        kyso(&[&["sign", INPUT, "-o", output, "--key", key], more].concat())
    };
    let p12 = "fixtures/keys/rsa.p12";
    let of_wrong = sign(p12, &["--key-password-file", wrong.to_str().unwrap()]);
    assert_eq!(of_wrong.status, 2);
    assert!(of_wrong.stderr.contains("mật khẩu của khóa không đúng"), "{}", of_wrong.stderr);
    assert_eq!(files(&folder).len(), 2);
    let right = ["--key-password-file", password.to_str().unwrap(), "--tt15"];
    let run = sign(p12, &right);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let inspected = kyso(&["verify", output, "--format", "json"]);
    assert!(inspected.stdout.contains("rsa-pss"));
    let pem =
        sign("fixtures/keys/p256.aes-256.key", &["--certificates", "fixtures/signers/p256.pem"]);
    assert_eq!(pem.status, 2);
}

#[test]
fn what_cannot_be_signed_is_told_and_not_written() {
    let folder = folder("refused");
    let output = folder.join("a.pdf");
    let output = output.to_str().unwrap();
    let sign = |input: &str, more: &[&str]| {
        kyso(&[&["sign", input, "-o", output], &KEY[..], more].concat())
    };
    for (input, more, expected) in [
        (INPUT, &["--level", "t"][..], "--tsa URL"),
        (INPUT, &["--level", "t", "--tsa", "http://127.0.0.1:1/"], "không có dấu thời gian"),
        ("fixtures/documents/chung-nhan-docmdp-1.pdf", &[], "không cho phép ký thêm"),
        ("fixtures/scenarios/documents/file-aes-128-password.pdf", &[], "--password-file"),
        ("fixtures/signers/rsa.pem", &[], "không đọc được văn bản"),
        ("fixtures/documents/khong-co.pdf", &[], "khong-co.pdf"),
    ] {
        let run = sign(input, more);
        assert_eq!(run.status, 2, "{input}");
        assert!(run.stderr.contains(expected), "{input}: {}", run.stderr);
        assert_eq!(files(&folder), [""; 0], "{input}");
    }
    let keyless = kyso(&["sign", INPUT, "-o", output, "--key", "fixtures/signers/rsa.pem"]);
    assert!(keyless.stderr.contains("không có khóa bí mật"), "{}", keyless.stderr);
    let alone = kyso(&["sign", INPUT, "-o", output, "--key", "fixtures/signers/rsa.key"]);
    assert!(alone.stderr.contains("--certificates"), "{}", alone.stderr);
}

#[test]
fn any_file_is_signed_as_a_whole() {
    let folder = folder("whole");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let content = "fixtures/cms/so-lieu.csv";
    let input = path("so-lieu.csv");
    fs::copy(root().join(content), &input).unwrap();
    let trust = ["--trust", "fixtures/signers/trust", "--revocation", "ignore"];
    for ending in ["p7s", "p7m"] {
        let output = path(&format!("so-lieu.csv.{ending}"));
        let arguments = [&["sign", &input, "-o", &output], &KEY[..]].concat();
        let run = kyso(&arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let verified = kyso(&[&["verify", &output], &trust[..]].concat());
        assert_eq!(verified.status, 0, "{}", verified.stdout);
        assert!(verified.stdout.contains("CAdES B-B"), "{}", verified.stdout);
        let again = kyso(&arguments);
        assert_eq!(again.status, 2);
        for wrong in [["--level", "lta"], ["--reason", "Phê duyệt"]] {
            let output = path(&format!("wrong.{ending}"));
            let run = kyso(&[&["sign", content, "-o", &output], &KEY[..], &wrong].concat());
            assert_eq!(run.status, 2);
            assert!(run.stderr.contains("chữ ký CMS"), "{}", run.stderr);
            assert!(!fs::exists(output).unwrap());
        }
    }
    // what stands beside a signature is what it is held to
    fs::copy(root().join("fixtures/cms/da-sua.csv"), &input).unwrap();
    let whole = folder.to_str().unwrap();
    let verified = kyso(&[&["verify", "--brief", whole], &trust[..]].concat());
    assert_eq!(verified.status, 1);
    assert!(verified.stdout.contains("hash-failure"), "{}", verified.stdout);
    assert_eq!(verified.stdout.matches("KHÔNG HỢP LỆ").count(), 1, "{}", verified.stdout);
    let named = path("so-lieu.csv.p7s");
    let verified = kyso(&[&["verify", &named, "--content", content], &trust[..]].concat());
    assert_eq!(verified.status, 0, "{}", verified.stdout);
    let several = kyso(&["verify", &named, &named, "--content", content]);
    assert_eq!(several.status, 2);
    assert!(several.stderr.contains("--content"), "{}", several.stderr);
}
