//! Published attacks: what others forged is not passed, and what is genuine is.
//!
//! A verifier that refuses everything would pass the first half, so both run with the same trust:
//! every certificate inside the file is an anchor, revocation is ignored, and each signature is
//! judged at the time that it claims.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::fs;
use std::sync::Arc;

use common::{Table, corpus};
use jiff::Timestamp;
use kyso::cms::SignedData;
use kyso::pdf::Document;
use kyso::trust::{Scheme, TrustStore};
use kyso::validation::{ChangeLevel, Indication, RevocationRequirement, SignatureKind};
use kyso::verify::{Report, Verdict, Verifier};
use kyso::x509::Certificate;

/// The share of undisputed genuine files that must pass.
const GENUINE: f64 = 0.90;

const FORGED: [&str; 4] =
    ["manipulated", "incremental saving", "signature wrapping", "universal signature forgery"];

#[test]
fn no_forged_file_passes_and_its_genuine_twin_is_intact() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut forged = 0;
    let mut twins = 0;
    let mut wrong = Vec::new();
    for row in manifest.rows().filter(|row| row.cell("family") == "pdf-attack") {
        if !FORGED.iter().any(|kind| row.cell("kind").contains(kind)) {
            continue;
        }
        let bytes = fs::read(corpus.join("files").join(row.cell("file"))).unwrap();
        let (verdict, report) = verify_trusting_itself(&bytes);
        forged += 1;
        println!("{} {}: {}", row.cell("id"), row.cell("kind"), summary(&report));
        if verdict == Verdict::Passed || report.verdict == Verdict::Passed {
            wrong.push(format!("{} passed: {}", row.cell("id"), summary(&report)));
        }
        if let Some(twin) = twin(&bytes) {
            twins += 1;
            let (_, report) = verify_trusting_itself(twin);
            let genuine = report.signatures.first().is_some_and(|signature| {
                signature.facts.intact() == Some(true)
                    && signature.facts.changes == ChangeLevel::None
            });
            if !genuine {
                wrong.push(format!("twin of {}: {}", row.cell("id"), summary(&report)));
            }
        }
    }
    println!("{forged} forged files, {twins} of them with a genuine twin");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(forged >= 14 && twins >= 9, "the corpus is not read");
}

#[test]
fn undisputed_genuine_files_pass() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut total = 0_u32;
    let mut not_passed = Vec::new();
    for row in manifest.rows().filter(|row| row.cell("family") == "pdf-signature") {
        let undisputed = row.cell("pyhanko_intact") == "yes"
            && row.cell("pdfsig_intact") == "yes"
            && row.cell("pyhanko_n") == row.cell("pdfsig_n")
            // Where pyHanko sees a forbidden change, the file is disputed.
            && !row.cell("pyhanko_result").contains("docmdp_ok=False")
            && !row.cell("intact").contains(": no");
        if !undisputed {
            continue;
        }
        total += 1;
        let bytes = fs::read(corpus.join("files").join(row.cell("file"))).unwrap();
        let (verdict, report) = verify_trusting_itself(&bytes);
        if verdict != Verdict::Passed {
            not_passed.push(format!("{}: {}", row.cell("id"), summary(&report)));
        }
    }
    println!("{total} genuine files, not passed:\n{}", not_passed.join("\n"));
    let refused = f64::from(u32::try_from(not_passed.len()).unwrap());
    assert!(total >= 80, "the corpus is not read");
    assert!(refused / f64::from(total) <= 1.0 - GENUINE, "{refused} of {total}");
}

/// Every embedded certificate an anchor, revocation ignored, each signature judged at the time
/// that it claims. The report is that of the newest of these times.
fn verify_trusting_itself(bytes: &[u8]) -> (Verdict, Report) {
    let trust = embedded_certificates(bytes);
    let at = |time: Timestamp| {
        Verifier::new(trust.clone())
            .revocation(RevocationRequirement::Ignore)
            .at(time)
            .verify_bytes(bytes)
    };
    let now = at(Timestamp::now());
    let times: Vec<_> = now.signatures.iter().map(|s| s.facts.claimed_time).collect();
    let newest = times.iter().flatten().max().map_or_else(|| now.clone(), |time| at(*time));
    let passed: Vec<_> = times
        .iter()
        .enumerate()
        .filter(|(index, _)| now.signatures[*index].facts.kind == SignatureKind::Signature)
        .map(|(index, time)| {
            let report = time.map_or_else(|| now.clone(), at);
            report.signatures[index].conclusion.indication == Indication::TotalPassed
        })
        .collect();
    let verdict = match newest.verdict {
        Verdict::Error => Verdict::Error,
        _ if !passed.is_empty() && passed.iter().all(|passed| *passed) => Verdict::Passed,
        Verdict::Passed => Verdict::Indeterminate,
        other => other,
    };
    (verdict, newest)
}

fn embedded_certificates(bytes: &[u8]) -> TrustStore {
    let mut trust = TrustStore::none();
    if let Ok(document) = Document::open(bytes) {
        for signature in document.signatures().unwrap_or_default() {
            if let Ok(cms) = SignedData::parse(&signature.contents) {
                cms.certificates().iter().for_each(|der| add(&mut trust, der));
            }
        }
        if let Ok(store) = document.security_store() {
            store.certificates.iter().for_each(|der| add(&mut trust, der));
        }
    }
    trust
}

fn add(trust: &mut TrustStore, der: &[u8]) {
    if let Ok(certificate) = Certificate::parse(der) {
        trust.add_anchor(Arc::new(certificate), Scheme::Test);
    }
}

/// The bytes up to the end of the first signed revision, where an attack appended to it. They are
/// found without the reader that is tested: the first `/ByteRange` in the file says where its
/// revision ends, and if it is genuine, a PDF ends there.
fn twin(bytes: &[u8]) -> Option<&[u8]> {
    let key = b"/ByteRange";
    let start = bytes.windows(key.len()).position(|window| window == key)? + key.len();
    let array: String = bytes[start..].iter().take(100).map(|&byte| char::from(byte)).collect();
    let array = array.split_once('[')?.1.split_once(']')?.0;
    let numbers: Vec<usize> = array.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    let [0, _, after, length] = numbers[..] else { return None };
    let end = after + length;
    let revision = bytes.get(..end)?;
    (end < bytes.len() && revision.trim_ascii_end().ends_with(b"%%EOF")).then_some(revision)
}

fn summary(report: &Report) -> String {
    let signatures: Vec<_> = report
        .signatures
        .iter()
        .map(|signature| {
            let codes: Vec<_> = signature
                .conclusion
                .findings
                .iter()
                .map(|finding| format!("{}{:?}", finding.code, finding.arguments))
                .collect();
            format!(
                "{} [{} {} {}]",
                signature.conclusion.indication,
                signature.facts.coverage.name(),
                signature.facts.changes.name(),
                codes.join(" ")
            )
        })
        .collect();
    let error = report.error.as_ref().map(|error| format!("{error:?}")).unwrap_or_default();
    format!("{} {} {error}", report.verdict.name(), signatures.join("; "))
}

/// The two forgeries that some verifiers call signed and unchanged, rebuilt on the fixtures.
mod on_fixtures {
    use super::common::{FIXTURE_TIME, fixtures};
    use super::*;

    fn verifier() -> Verifier {
        let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
        Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap())
    }

    /// The fixtures that pass, so that what fails below fails through the forgery alone.
    fn genuine() -> Vec<(String, Vec<u8>)> {
        let verifier = verifier();
        let mut found = Vec::new();
        for entry in fs::read_dir(fixtures().join("documents")).unwrap() {
            let path = entry.unwrap().path();
            if verifier.verify_file(&path).verdict == Verdict::Passed {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read(path).unwrap()));
            }
        }
        assert!(found.len() >= 15, "only {} fixtures pass", found.len());
        found
    }

    /// An incremental update that replaces the content of the first page.
    fn replace_page(bytes: &[u8]) -> Option<Vec<u8>> {
        let original = lopdf::Document::load_mem(bytes).ok()?;
        let (_, page) = original.get_pages().into_iter().next()?;
        let contents = original.get_page_contents(page);
        let target = *contents.first()?;
        let mut update = lopdf::IncrementalDocument::create_from(bytes.to_vec(), original);
        let forged = b"BT /F1 24 Tf 72 700 Td (FORGED) Tj ET".to_vec();
        let stream = lopdf::Stream::new(lopdf::Dictionary::new(), forged);
        update.new_document.objects.insert(target, lopdf::Object::Stream(stream));
        let mut out = Vec::new();
        update.save_to(&mut out).ok()?;
        out.starts_with(bytes).then_some(out)
    }

    #[test]
    fn a_replaced_page_fails() {
        let verifier = verifier();
        let mut forged = 0;
        for (name, bytes) in genuine() {
            let Some(forgery) = replace_page(&bytes) else { continue };
            forged += 1;
            let report = verifier.verify_bytes(&forgery);
            assert_eq!(report.verdict, Verdict::Failed, "{name}: {}", summary(&report));
            // The signature itself still verifies: what failed is the document around it.
            let first = &report.signatures[0];
            assert_eq!(first.facts.intact(), Some(true), "{name}");
            assert_eq!(first.facts.changes, ChangeLevel::Other, "{name}");
        }
        println!("{forged} forgeries");
        assert!(forged >= 10, "only {forged} forgeries could be built");
    }

    #[test]
    fn an_appended_comment_fails() {
        let verifier = verifier();
        for (name, mut bytes) in genuine() {
            bytes.extend_from_slice(b"\n% one more line\n");
            let report = verifier.verify_bytes(&bytes);
            assert_eq!(report.verdict, Verdict::Failed, "{name}: {}", summary(&report));
        }
    }

    #[test]
    fn appended_white_space_is_named() {
        let verifier = verifier();
        for (name, mut bytes) in genuine() {
            bytes.extend_from_slice(b"\n\r\n");
            let report = verifier.verify_bytes(&bytes);
            assert_eq!(report.verdict, Verdict::Passed, "{name}: {}", summary(&report));
            let named = report.findings.iter().any(|f| f.code.as_str() == "trailing-bytes");
            assert!(named, "{name}: {:?}", report.findings);
            assert!(
                report.signatures.iter().all(|s| s.facts.coverage.name() != "whole-file"),
                "{name}"
            );
        }
    }
}
