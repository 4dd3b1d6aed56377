//! The files that keys are kept in, and tokens: read, refused, and signed with.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod pkcs8;
#[cfg(feature = "pkcs11")]
mod tokens;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::fixtures;
use kyso::sign::{Password, PrivateKeySigner, Signer};

/// Of everything in `fixtures/keys`.
const PASSWORD: &str = "mật khẩu thử";

fn password() -> Password {
    Password::new(PASSWORD)
}

fn signers(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("signers").join(name)).unwrap()
}

fn kept(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("keys").join(name)).unwrap()
}

/// That a signer signs with the key in `fixtures/signers` of this name, under its chain.
#[track_caller]
fn assert_signs_as(signer: &PrivateKeySigner, name: &str) {
    let plain = PrivateKeySigner::from_pem(
        &signers(&format!("{name}.key")),
        &signers(&format!("{name}.pem")),
    )
    .unwrap();
    let ids = |it: &PrivateKeySigner| it.chain().iter().map(|it| it.id()).collect::<Vec<_>>();
    assert_eq!(ids(signer), ids(&plain));
    let value = signer.sign(b"van ban").unwrap();
    let key = plain.chain()[0].public_key();
    kyso::crypto::verify(&signer.algorithm(), key, b"van ban", &value).unwrap();
}

/// Whether `openssl` can be run; says so where not.
fn has_openssl() -> bool {
    common::has_tool("openssl", &["version"])
}

/// A folder of its own for one test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("kyso-keys-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {error}");
}
