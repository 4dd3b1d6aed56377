//! Inputs to begin with: the fixtures, taken apart into what each target reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kyso::cms::SignedData;
use kyso::pdf::Document;
use kyso::trust::TrustStore;
use kyso::verify::Verifier;

use super::{changes, root};

/// Seeds by target. Each is there once.
#[derive(Default)]
pub struct Seeds(BTreeMap<&'static str, BTreeSet<Vec<u8>>>);

impl Seeds {
    /// Largest seed; what is larger slows a fuzzer down and teaches it nothing.
    pub const BYTES: usize = 100_000;

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.0.iter().flat_map(|(target, seeds)| seeds.iter().map(|seed| (*target, &seed[..])))
    }

    fn add(&mut self, target: &'static str, seed: &[u8]) {
        if !seed.is_empty() && seed.len() <= Self::BYTES {
            self.0.entry(target).or_default().insert(seed.to_vec());
        }
    }

    /// Whatever a file is: a PDF, or something in DER.
    pub fn add_file(&mut self, bytes: &[u8]) {
        if bytes.first() == Some(&0x30) {
            for target in ["certificate", "cms", "crl", "ocsp", "timestamp"] {
                self.add(target, bytes);
            }
        }
        if !bytes.starts_with(b"%PDF") {
            return;
        }
        for target in ["pdf", "verify"] {
            self.add(target, bytes);
        }
        let Ok(document) = Document::open(bytes) else { return };
        for revision in document.revisions() {
            // A section as it stands; with the bytes around it, where offsets lead.
            if let Some(section) = bytes.get(revision.xref_offset..revision.end) {
                self.add("xref", &[&[0], section].concat());
            }
        }
        if bytes.len() < 16_000 {
            self.add("xref", &[&[2], bytes].concat());
        }
        for signature in document.signatures().unwrap_or_default() {
            let Ok(data) = SignedData::parse(&signature.contents) else { continue };
            self.add("cms", data.raw());
            if let Some(content) = data.content() {
                self.add("timestamp", content);
                self.add("timestamp", data.raw());
            }
            data.certificates().iter().for_each(|der| self.add("certificate", der));
            data.revocation().crls().iter().for_each(|der| self.add("crl", der));
            data.revocation().ocsp_responses().iter().for_each(|der| self.add("ocsp", der));
            for info in data.signers() {
                for token in info.unsigned_attributes().signature_timestamps() {
                    self.add("timestamp", token);
                }
            }
        }
        if let Ok(store) = document.security_store(document.newest()) {
            store.certificates.iter().for_each(|der| self.add("certificate", der));
            store.crls.iter().for_each(|der| self.add("crl", der));
            store.ocsps.iter().for_each(|der| self.add("ocsp", der));
        }
    }

    /// What is not found in files: updates of the fixtures, and pools of certificates.
    pub fn add_made(&mut self) {
        changes::seeds().iter().for_each(|seed| self.add("changes", seed));
        for name in ["generic", "vn-admin"] {
            let text = root().join(format!("src/validation/policy/{name}.toml"));
            self.add("policy", &fs::read(text).expect("it is in the repository"));
        }
        let verifier = Verifier::new(TrustStore::none());
        for document in super::verify::DOCUMENTS.values() {
            let Ok(read) = verifier.read_bytes(document) else { continue };
            self.add("facts", &serde_json::to_vec(&read).expect("memory"));
        }
        // A linear congruential generator: any numbers will do, always the same.
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        };
        for length in [9, 30, 60, 123] {
            for _ in 0..8 {
                let seed: Vec<u8> = (0..length).map(|_| next()).collect();
                self.add("constraints", &seed);
                self.add("paths", &seed);
            }
        }
    }
}
