//! PKCS #8, encrypted.

use std::fs;

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::crypto::PrivateKeyError;
use kyso::sign::{Password, PrivateKeySigner, SignerError};

use super::common::fixtures;
use super::{PASSWORD, Scratch, assert_signs_as, has_openssl, kept, password, run, signers};

#[test]
fn encrypted_keys_open_with_their_password() {
    let mut names = vec![("p256.aes-256.key", "p256"), ("rsa.aes-128.der", "rsa")];
    if cfg!(feature = "pkcs12") {
        names.push(("p384.3des.key", "p384"));
    }
    for (file, name) in names {
        let chain = signers(&format!("{name}.pem"));
        let open = |password: &str| {
            let password = Password::new(password);
            PrivateKeySigner::from_encrypted_pem(&kept(file), &password, &chain)
        };
        assert_signs_as(&open(PASSWORD).unwrap(), name);
        for wrong in ["", "mat khau thu", "mật khẩu thử "] {
            let error = open(wrong).unwrap_err();
            assert_eq!(error, SignerError::Key(PrivateKeyError::WrongPassword), "{file} {wrong}");
        }
        let none = PrivateKeySigner::from_pem(&kept(file), &chain);
        assert_eq!(none.unwrap_err(), SignerError::EncryptedKey, "{file}");
    }
}

#[test]
fn a_key_that_is_not_encrypted_needs_no_password() {
    let (key, chain) = (signers("p256.key"), signers("p256.pem"));
    let signer = PrivateKeySigner::from_encrypted_pem(&key, &password(), &chain).unwrap();
    assert_signs_as(&signer, "p256");
}

#[test]
fn what_openssl_encrypts_is_opened() {
    if !has_openssl() {
        return;
    }
    let scratch = Scratch::new("pkcs8");
    let mut ciphers = vec!["aes-128-cbc", "aes-256-cbc"];
    if cfg!(feature = "pkcs12") {
        ciphers.push("des3");
    }
    let functions = ["hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"];
    let out = scratch.path("key");
    for name in ["rsa", "p256", "p384", "ed25519"] {
        let (from, chain) =
            (fixtures().join(format!("signers/{name}.key")), signers(&format!("{name}.pem")));
        for cipher in &ciphers {
            for function in functions {
                for form in ["PEM", "DER"] {
                    run(
                        "openssl",
                        &[
                            "pkcs8",
                            "-topk8",
                            "-in",
                            from.to_str().unwrap(),
                            "-v2",
                            cipher,
                            "-v2prf",
                            function,
                            "-iter",
                            "1000",
                            "-outform",
                            form,
                            "-passout",
                            &format!("pass:{PASSWORD}"),
                            "-out",
                            &out,
                        ],
                    );
                    let key = fs::read(&out).unwrap();
                    let signer = PrivateKeySigner::from_encrypted_pem(&key, &password(), &chain);
                    assert_signs_as(&signer.unwrap(), name);
                }
            }
        }
    }
}

#[test]
fn other_encryption_is_named() {
    if !has_openssl() {
        return;
    }
    let scratch = Scratch::new("other");
    let out = scratch.path("key");
    let from = fixtures().join("signers/p256.key");
    let pass = format!("pass:{PASSWORD}");
    for (arguments, oid) in [
        (&["-v1", "PBE-MD5-DES"][..], "1.2.840.113549.1.5.3"),
        (&["-scrypt"], "1.3.6.1.4.1.11591.4.11"),
        (&["-v2", "aes-192-cbc"], "2.16.840.1.101.3.4.1.22"),
        (&["-v2prf", "hmacWithSHA224"], "1.2.840.113549.2.8"),
    ] {
        let mut all = vec!["pkcs8", "-topk8", "-in", from.to_str().unwrap(), "-passout", &pass];
        all.extend(["-provider", "legacy", "-provider", "default", "-out", &out]);
        all.extend(arguments);
        run("openssl", &all);
        let key = fs::read(&out).unwrap();
        let signer = PrivateKeySigner::from_encrypted_pem(&key, &password(), &signers("p256.pem"));
        match signer.unwrap_err() {
            SignerError::Key(PrivateKeyError::UnsupportedEncryption(found)) => {
                assert_eq!(found.to_string(), oid);
            }
            other => panic!("{arguments:?}: {other}"),
        }
    }
}

/// An EncryptedPrivateKeyInfo by PBES2 with this iteration count and key length, and a vector of so many
/// octets. Nobody knows its password.
pub(crate) fn encrypted(count: &[u8], key_len: u8, vector: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    let algorithm = |writer: &mut Writer, oid: Oid, parameters: &dyn Fn(&mut Writer)| {
        writer.nested(Tag::SEQUENCE, |it| {
            it.oid(&oid);
            parameters(it);
        });
    };
    writer.nested(Tag::SEQUENCE, |info| {
        algorithm(info, oid(&[1, 2, 840, 113_549, 1, 5, 13]), &|scheme| {
            scheme.nested(Tag::SEQUENCE, |scheme| {
                algorithm(scheme, oid(&[1, 2, 840, 113_549, 1, 5, 12]), &|derivation| {
                    derivation.nested(Tag::SEQUENCE, |derivation| {
                        derivation.element(Tag::OCTET_STRING, b"salt");
                        derivation.element(Tag::INTEGER, count);
                        derivation.element(Tag::INTEGER, &[key_len]);
                    });
                });
                algorithm(scheme, oid(&[2, 16, 840, 1, 101, 3, 4, 1, 42]), &|cipher| {
                    cipher.element(Tag::OCTET_STRING, &vec![7; vector]);
                });
            });
        });
        info.element(Tag::OCTET_STRING, &[0xa5; 32]);
    });
    writer.into_bytes()
}

#[test]
fn what_a_key_asks_for_is_bounded() {
    let malformed =
        |of: &str| PrivateKeyError::Malformed(format!("the value of {of} is malformed"));
    // a key of 32 octets is two blocks of SHA-1
    for (count, key_len, vector, error) in [
        (&[0x03, 0xe8][..], 32, 16, PrivateKeyError::WrongPassword),
        (&[0x4c, 0x4b, 0x41], 32, 16, PrivateKeyError::TooManyRounds(5_000_001)),
        (&[0, 0x80, 0, 0, 0], 32, 16, PrivateKeyError::TooManyRounds(1 << 31)),
        (&[0x7f; 8], 32, 16, PrivateKeyError::TooManyRounds(0x7f7f_7f7f_7f7f_7f7f)),
        (&[0x01; 9], 32, 16, malformed("INTEGER")),
        (&[0xff], 32, 16, malformed("INTEGER")),
        (&[0x00], 32, 16, malformed("iterationCount")),
        (&[0x01], 16, 16, malformed("keyLength")),
        (&[0x01], 32, 8, malformed("initialization vector")),
    ] {
        let key = encrypted(count, key_len, vector);
        let opened = PrivateKeySigner::from_encrypted_pem(&key, &password(), &signers("rsa.pem"));
        assert_eq!(opened.unwrap_err(), SignerError::Key(error), "{count:02x?}");
    }
    let text = PrivateKeyError::TooManyRounds(1 << 31).to_string();
    assert!(text.contains("2147483648") && text.contains("10000000"), "{text}");
}
