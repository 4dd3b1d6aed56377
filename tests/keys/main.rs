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

use common::{FIXTURE_TIME, fixtures};
use kyso::crypto::PrivateKeyError;
use kyso::sign::{
    AlgorithmProfile, Password, PrivateKeySigner, SignOptions, Signer, SignerError, sign,
};
use kyso::trust::TrustStore;
use kyso::validation::{Code, Policy};
use kyso::verify::Verifier;

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

/// What the verifier calls outside Annex I is never signed with the profile of that circular.
#[test]
fn the_profile_of_circular_15() {
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let policy = Policy::vn_admin();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap()).policy(policy);
    let document = fs::read(fixtures().join("documents/chua-ky.pdf")).unwrap();
    let options = SignOptions::default().at(FIXTURE_TIME.parse().unwrap());
    let is_outside = |signer: &PrivateKeySigner| {
        let report = verifier.verify_bytes(&sign(&document, signer, &options).unwrap());
        let signature = &report.signatures[0];
        assert_eq!(signature.facts.intact(), Some(true));
        let findings = &signature.conclusion.findings;
        findings.iter().any(|it| it.code == Code::AlgorithmOutsideAnnexI)
    };
    let signer = |name: &str| {
        let [key, chain] = ["key", "pem"].map(|end| signers(&format!("{name}.{end}")));
        PrivateKeySigner::from_pem(&key, &chain).unwrap()
    };
    let profile: AlgorithmProfile = "tt15".parse().unwrap();
    for (name, common_is_outside) in [("rsa", true), ("p256", false), ("p384", false)] {
        let common = signer(name).with_profile(AlgorithmProfile::Common).unwrap();
        assert_eq!(is_outside(&common), common_is_outside, "{name}");
        assert!(!is_outside(&signer(name).with_profile(profile).unwrap()), "{name}");
    }
    assert!(is_outside(&signer("ed25519")));
    let refused = signer("ed25519").with_profile(profile).unwrap_err();
    assert!(matches!(refused, SignerError::Key(PrivateKeyError::WrongAlgorithm(_))), "{refused}");
    assert!("TT15".parse::<AlgorithmProfile>().is_err());
}
