//! The Wycheproof vectors of the shared corpus: what they call right verifies, what they call wrong
//! never does, and only what is listed here is not computed.

// The vectors are JSON, which the library reads only with this feature.
#![cfg(feature = "report")]
// A helper of a test may stop it, as a test may.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use kyso::asn1::{Tag, Writer, oid};
use kyso::crypto::{
    DigestAlgorithm, KeyKind, PublicKey, SignatureAlgorithm, VerifyError, verify, verify_parts,
};
use serde_json::Value;

#[derive(Debug, Default)]
struct Count {
    files: usize,
    verified: usize,
    refused: usize,
    unsupported: usize,
    acceptable: usize,
}

/// Algorithms of the vectors that are named and not computed, and how.
const UNSUPPORTED: &[(&str, &str)] = &[("ML-DSA-44", "2.16.840.1.101.3.4.3.17 (ml-dsa-44)")];

#[test]
fn vectors() {
    let Some(corpus) = common::corpus() else { return };
    let folder = corpus.join("files/wycheproof/wycheproof/testvectors_v1");
    let mut count = Count::default();
    let mut wrong = Vec::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in &files {
        count.files += 1;
        check(file, &mut count, &mut wrong);
    }
    println!("{count:?}");
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(count.files, files.len());
    assert!(count.verified > 2_000 && count.refused > 3_000, "{count:?}");
}

fn check(file: &Path, count: &mut Count, wrong: &mut Vec<String>) {
    let text = std::fs::read_to_string(file).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    for group in vectors["testGroups"].as_array().unwrap() {
        let is_plain = file.to_string_lossy().ends_with("_p1363_test.json");
        let name = vectors["algorithm"].as_str().unwrap();
        let unsupported = UNSUPPORTED.iter().find(|(algorithm, _)| *algorithm == name);
        for spki in keys(group) {
            let key = PublicKey::from_spki(&spki).unwrap();
            let algorithm = algorithm(&vectors, group, key.kind(), is_plain);
            for test in group["tests"].as_array().unwrap() {
                let message = hex(test["msg"].as_str().unwrap());
                let signature = hex(test["sig"].as_str().unwrap());
                let result = verify(&algorithm, &key, &message, &signature);
                // In two parts it is the same message, by another way.
                let (head, tail) = message.split_at(message.len() / 2);
                let parts = verify_parts(&algorithm, &key, &[head, tail], &signature);
                if parts != result {
                    wrong.push(format!("{} {}: in parts {parts:?}", file.display(), test["tcId"]));
                }
                let name = || format!("{} {}: {result:?}", file.display(), test["tcId"]);
                match (test["result"].as_str().unwrap(), &result) {
                    (_, Err(VerifyError::UnsupportedAlgorithm(said)))
                        if unsupported.is_some_and(|(_, name)| said.starts_with(name)) =>
                    {
                        count.unsupported += 1;
                    }
                    ("valid", Ok(())) => count.verified += 1,
                    ("invalid", Err(VerifyError::Mismatch)) => count.refused += 1,
                    ("acceptable", Ok(()) | Err(VerifyError::Mismatch)) => count.acceptable += 1,
                    _ => wrong.push(name()),
                }
            }
        }
    }
}

/// The key as the vectors give it, and for RSA the same numbers under `rsaEncryption`.
fn keys(group: &Value) -> Vec<Vec<u8>> {
    let mut keys = vec![hex(group["publicKeyDer"].as_str().unwrap())];
    if let Some(numbers) = group["publicKeyAsn"].as_str() {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.nested(Tag::SEQUENCE, |algorithm| {
                algorithm.oid(&oid(&[1, 2, 840, 113_549, 1, 1, 1]));
                algorithm.element(Tag::NULL, &[]);
            });
            let mut bits = vec![0];
            bits.extend(hex(numbers));
            fields.element(Tag::BIT_STRING, &bits);
        });
        keys.push(writer.into_bytes());
    }
    keys
}

fn algorithm(vectors: &Value, group: &Value, key: KeyKind, is_plain: bool) -> SignatureAlgorithm {
    match vectors["algorithm"].as_str().unwrap() {
        "ECDSA" if is_plain => SignatureAlgorithm::EcdsaPlain(digest(&group["sha"])),
        "ECDSA" => SignatureAlgorithm::Ecdsa(digest(&group["sha"])),
        "DSA" => SignatureAlgorithm::Dsa(digest(&group["sha"])),
        "RSASSA-PKCS1-v1_5" => SignatureAlgorithm::RsaPkcs1(digest(&group["sha"])),
        "RSASSA-PSS" => SignatureAlgorithm::RsaPss {
            digest: digest(&group["sha"]),
            mgf_digest: digest(&group["mgfSha"]),
            salt_len: group["sLen"].as_u64().unwrap().try_into().unwrap(),
        },
        "EDDSA" | "EdDSA" if group["publicKey"]["curve"] == "edwards25519" => {
            SignatureAlgorithm::Ed25519
        }
        "EDDSA" | "EdDSA" => SignatureAlgorithm::Ed448,
        other => match key {
            // Such algorithms have one identifier for keys and values.
            KeyKind::Unknown(oid) => SignatureAlgorithm::Unknown(oid),
            _ => panic!("{other}"),
        },
    }
}

fn digest(name: &Value) -> DigestAlgorithm {
    match name.as_str().unwrap() {
        "SHA-1" => DigestAlgorithm::Sha1,
        "SHA-256" => DigestAlgorithm::Sha256,
        "SHA-384" => DigestAlgorithm::Sha384,
        "SHA-512" => DigestAlgorithm::Sha512,
        "SHA3-256" => DigestAlgorithm::Sha3_256,
        other => panic!("digest {other}"),
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
