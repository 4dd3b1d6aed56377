//! Disks that are full, and places where nothing can be written.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::common::{fixtures, program, root};
use crate::{INPUT, KEY, files, folder, kyso};

/// The program after some words of a shell.
fn after(words: &str, arguments: &[&str]) -> program::Run {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{words}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_kyso")]);
    command.args(arguments).args(["--lang", "vi"]).current_dir(root());
    program::finish(command)
}

/// No file may be longer than some blocks: writing fails in the middle, as on a full disk.
#[test]
fn a_file_that_does_not_fit_is_not_there() {
    let home = folder("full");
    let output = home.join("a.pdf");
    let arguments = [&["sign", INPUT, "-o", output.to_str().unwrap()], &KEY[..]].concat();
    let run = after("ulimit -f 8; trap '' XFSZ", &arguments);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("không ghi được"), "{}", run.stderr);
    assert_eq!(files(&home), [""; 0]);
    // the limit is what it was that failed
    assert_eq!(after("ulimit -f 8000; trap '' XFSZ", &arguments).status, 0);
}

#[test]
fn a_new_file_is_as_open_as_others() {
    let home = folder("mode");
    for (mask, mode) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let output = home.join(format!("{mask}.pdf"));
        let arguments = [&["sign", INPUT, "-o", output.to_str().unwrap()], &KEY[..]].concat();
        assert_eq!(after(&format!("umask {mask}"), &arguments).status, 0);
        let found = fs::metadata(&output).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{mask}");
    }
}

#[test]
fn places_where_nothing_can_be_written() {
    let home = folder("places");
    let sign = |output: &str| kyso(&[&["sign", INPUT, "-o", output], &KEY[..]].concat());
    let missing = sign(home.join("không có/a.pdf").to_str().unwrap());
    assert_eq!(missing.status, 2);
    assert!(missing.stderr.contains("không ghi được"), "{}", missing.stderr);
    let below_a_file = sign("fixtures/documents/chua-ky.pdf/a.pdf");
    assert_eq!(below_a_file.status, 2);
    // a folder takes the document by its name
    let folder = sign(home.to_str().unwrap());
    assert_eq!(folder.status, 0, "{}", folder.stderr);
    assert_eq!(files(&home), ["chua-ky.pdf"]);
    // nobody writes here, not even who may do everything
    if cfg!(target_os = "linux") {
        let run = sign("/proc/kyso.pdf");
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("/proc/kyso.pdf"), "{}", run.stderr);
    }
}

#[test]
fn the_input_is_safe_under_every_name() {
    let home = folder("names");
    let input = home.join("a.pdf");
    fs::copy(fixtures().join("documents/chua-ky.pdf"), &input).unwrap();
    let before = fs::read(&input).unwrap();
    let [link, hard, nowhere] = ["link.pdf", "hard.pdf", "nowhere.pdf"].map(|it| home.join(it));
    std::os::unix::fs::symlink(&input, &link).unwrap();
    fs::hard_link(&input, &hard).unwrap();
    std::os::unix::fs::symlink(home.join("elsewhere.pdf"), &nowhere).unwrap();
    let dotted = home.join("./a.pdf");
    for output in [&input, &link, &hard, &dotted, &nowhere] {
        let (input, output) = (input.to_str().unwrap(), output.to_str().unwrap());
        let run = kyso(&[&["sign", input, "-o", output], &KEY[..]].concat());
        assert_eq!(run.status, 2, "{output}");
        assert!(run.stderr.contains("không ghi đè"), "{}", run.stderr);
    }
    assert_eq!(fs::read(&input).unwrap(), before);
    assert_eq!(files(&home).len(), 4);
}

/// What never ends is not read.
#[test]
fn only_files_are_read() {
    let home = folder("devices");
    let output = home.join("a.pdf");
    for input in ["/dev/zero", home.to_str().unwrap()] {
        let run = kyso(&[&["sign", input, "-o", output.to_str().unwrap()], &KEY[..]].concat());
        assert_eq!(run.status, 2, "{input}");
        assert!(!output.exists());
    }
}

#[test]
fn stdin_is_read_once() {
    let home = folder("stdin");
    let output = home.join("a.pdf");
    let twice = ["--password-file", "-", "--key-password-file", "-"];
    let arguments = [&["sign", INPUT, "-o", output.to_str().unwrap()], &KEY[..], &twice].concat();
    let run = kyso(&arguments);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("chỉ một trong hai"), "{}", run.stderr);
}
