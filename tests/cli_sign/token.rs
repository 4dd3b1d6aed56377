//! A key on a token, as SoftHSM plays it: one PIN for a folder, and none too many.
#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::{fixtures, has_tool, program, skip};
use crate::folder;

const PIN: &str = "654321";

/// Where systems have SoftHSM 2.
fn module() -> Option<PathBuf> {
    let folders = ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "local/lib"];
    let paths = folders.map(|it| PathBuf::from(format!("/usr/{it}/softhsm/libsofthsm2.so")));
    let found = paths.into_iter().find(|path| path.is_file());
    if found.is_none() {
        skip("oracles", "SoftHSM 2 is not installed");
    }
    found
}

/// A token in a folder; the configuration that leads to it.
fn token(home: &Path) -> PathBuf {
    let tokens = home.join("tokens");
    fs::create_dir_all(&tokens).unwrap();
    let configuration = home.join("softhsm2.conf");
    fs::write(&configuration, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    let util = |arguments: &[&str]| {
        let mut command = Command::new("softhsm2-util");
        let output = command.args(arguments).env("SOFTHSM2_CONF", &configuration).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let pins = ["--so-pin", "12345678", "--pin", PIN];
    util(&[&["--init-token", "--free", "--label", "Văn thư"], &pins[..]].concat());
    let key = fixtures().join("signers/rsa.key");
    let names = ["--label", "ký", "--id", "01", "--token", "Văn thư", "--pin", PIN];
    util(&[&["--import", key.to_str().unwrap()], &names[..]].concat());
    configuration
}

fn documents(home: &Path, count: usize) -> PathBuf {
    let from = home.join("in");
    fs::create_dir_all(&from).unwrap();
    for at in 0..count {
        fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join(format!("{at:03}.pdf")))
            .unwrap();
    }
    from
}

/// Two hundred files, and the PIN is read once: from a pipe, which gives it once.
#[test]
fn a_folder_is_signed_with_one_pin() {
    let Some(module) = module() else { return };
    let home = folder("token");
    let configuration = token(&home);
    let (from, to) = (documents(&home, 200), home.join("out"));
    let sign = |key: &str, pin: &str, more: &[&str]| {
        let mut command = program::program(&[
            "sign",
            from.to_str().unwrap(),
            "-o",
            to.to_str().unwrap(),
            "--key",
            key,
            "--pkcs11-module",
            module.to_str().unwrap(),
            "--certificates",
            "fixtures/signers/rsa.pem",
            "--lang",
            "vi",
        ]);
        command.args(more).env("SOFTHSM2_CONF", &configuration);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // who does not ask for it does not read it
        let _ = writeln!(child.stdin.take().unwrap(), "{pin}");
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (stdin, uri) = (["--key-password-file", "-"], "pkcs11:token=V%C4%83n%20th%C6%B0");
    for (key, pin, more, expected) in [
        (uri, "000000", &stdin[..], "mã PIN của thiết bị Văn thư không đúng"),
        ("pkcs11:token=khac", PIN, &stdin, "hiện có: \"Văn thư\""),
        ("pkcs11:token=T?pin-value=654321", PIN, &stdin, "pin-value"),
        // nobody is there to type it
        (uri, PIN, &[], "thiết bị Văn thư cần mã PIN"),
    ] {
        let (status, said) = sign(key, pin, more);
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("Dừng lại") && said.contains(expected), "{said}");
        assert!(!said.contains("654321") && !to.exists(), "{said}");
    }
    let (status, said) = sign(uri, PIN, &stdin);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("200 tệp: 200 đã ký"), "{said}");
    let verify = ["verify", to.to_str().unwrap(), "--trust", "fixtures/signers/trust", "--brief"];
    let verified = program::kyso(&[&verify[..], &["--revocation", "ignore"]].concat());
    assert_eq!(verified.status, 0);
    assert_eq!(verified.stdout.lines().count(), 200);
}

/// Typed at a terminal, which does not show it.
#[test]
fn the_pin_is_asked_for_once() {
    let Some(module) = module() else { return };
    if !has_tool("script", &["--version"]) {
        return;
    }
    let home = folder("terminal");
    let configuration = token(&home);
    let (from, to) = (documents(&home, 5), home.join("out"));
    let line = format!(
        "'{}' sign '{}' -o '{}' --key pkcs11: --pkcs11-module '{}' \
         --certificates fixtures/signers/rsa.pem --lang vi",
        env!("CARGO_BIN_EXE_kyso"),
        from.display(),
        to.display(),
        module.display()
    );
    let mut command = Command::new("script");
    command.args(["-q", "-e", "-c", &line, "/dev/null"]);
    command.env("SOFTHSM2_CONF", &configuration).current_dir(crate::common::root());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    // before it is asked for a terminal would show what is typed
    std::thread::sleep(std::time::Duration::from_secs(1));
    writeln!(keyboard, "{PIN}").unwrap();
    let output = child.wait_with_output().unwrap();
    drop(keyboard);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches("Mã PIN của thiết bị Văn thư").count(), 1, "{said}");
    assert!(said.contains("5 đã ký"), "{said}");
}
