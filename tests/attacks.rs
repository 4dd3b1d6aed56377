//! Published attacks: what others forged is not passed, and what is genuine is.
//!
//! A verifier that refuses everything would pass the first half, so both run with the same trust:
//! every certificate inside the file is an anchor, revocation is ignored, and each signature is
//! judged at the time that it claims.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::trusting::{summary, verify_trusting_itself};
use common::{Table, corpus, root};
use kyso::trust::TrustStore;
use kyso::validation::ChangeLevel;
use kyso::verify::{Verdict, Verifier};

/// The share of undisputed genuine files that must pass, of those that are not in `attacks.tsv`.
const GENUINE: f64 = 0.97;

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
    let listed = Table::read(&root().join("tests/attacks.tsv"));
    let mut listed: BTreeSet<_> = listed.rows().map(|row| row.cell("id").to_owned()).collect();
    let (mut total, mut passed, mut unlisted) = (0_u32, 0_u32, 0_u32);
    let (mut not_passed, mut wrong) = (Vec::new(), Vec::new());
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
        let bytes = fs::read(corpus.join("files").join(row.cell("file"))).unwrap();
        let (verdict, report) = verify_trusting_itself(&bytes);
        let is_listed = listed.remove(row.cell("id"));
        total += 1;
        unlisted += u32::from(!is_listed);
        match (verdict, is_listed) {
            (Verdict::Passed, false) => passed += 1,
            (Verdict::Passed, true) => wrong.push(format!("{} passes", row.cell("id"))),
            // What a table excuses is time alone, and that never makes more than doubt.
            (Verdict::Indeterminate, true) => {}
            (_, true) => wrong.push(format!("{}: {}", row.cell("id"), summary(&report))),
            (_, false) => not_passed.push(format!("{}: {}", row.cell("id"), summary(&report))),
        }
    }
    wrong.extend(listed.into_iter().map(|id| format!("{id} is no undisputed genuine file")));
    println!("{passed} of all {total} genuine files pass, {passed} of the {unlisted} not listed");
    println!("not passed and not listed:\n{}", not_passed.join("\n"));
    assert!(wrong.is_empty(), "tests/attacks.tsv:\n{}", wrong.join("\n"));
    assert!(total >= 82, "the corpus is not read");
    assert!(f64::from(passed) >= GENUINE * f64::from(unlisted), "{}", not_passed.join("\n"));
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

    /// An update with these objects, the last of them a signature dictionary with these entries.
    fn append(bytes: &[u8], objects: &[(u32, String)], signature: (u32, &str)) -> Vec<u8> {
        const RANGE: &str = "[0000000000 0000000000 0000000000 0000000000]";
        let text = String::from_utf8_lossy(bytes);
        let last = |key: &str| text.rsplit(key).next().unwrap().trim().to_owned();
        let root = last("/Root");
        let root = root.split(" R").next().unwrap();
        let previous = last("startxref");
        let previous = previous.split_whitespace().next().unwrap();
        let mut out = bytes.to_vec();
        let mut table = String::new();
        for (number, value) in objects {
            table += &format!("{number} 1\n{:010} 00000 n \n", out.len());
            out.extend(format!("{number} 0 obj\n{value}\nendobj\n").into_bytes());
        }
        let (number, entries) = signature;
        table += &format!("{number} 1\n{:010} 00000 n \n", out.len());
        out.extend(format!("{number} 0 obj\n<<{entries} /ByteRange ").into_bytes());
        let range = out.len();
        out.extend(format!("{RANGE} /Contents ").into_bytes());
        let (start, hole) = (out.len(), "<3003020105>");
        let xref = start + hole.len() + ">>\nendobj\n".len();
        let end = format!(
            "{hole}>>\nendobj\nxref\n{table}trailer\n<</Size 999 /Root {root} R \
             /Prev {previous}>>\nstartxref\n{xref}\n%%EOF\n"
        );
        out.extend(end.into_bytes());
        let after = start + hole.len();
        let filled = format!("[{:010} {start:010} {after:010} {:010}]", 0, out.len() - after);
        out.splice(range..range + RANGE.len(), filled.into_bytes());
        out
    }

    /// A document timestamp that nobody made: it counts neither for nor against a file, so it must
    /// not open a way for anything else.
    #[test]
    fn a_worthless_timestamp_permits_nothing() {
        let bytes = fs::read(fixtures().join("documents/quyet-dinh-ca-nhan.pdf")).unwrap();
        let original = lopdf::Document::load_mem(&bytes).unwrap();
        let catalog = original.catalog().unwrap();
        let form = catalog.get(b"AcroForm").and_then(|it| it.as_reference()).unwrap().0;
        let fields = original.get_dictionary((form, 0)).unwrap().get(b"Fields").unwrap();
        let field = fields.as_array().unwrap()[0].as_reference().unwrap().0;
        let (page, id) = original.get_pages().into_iter().next().unwrap();
        assert_eq!(page, 1);
        let number = |key: &[u8]| {
            let page = original.get_dictionary(id).unwrap();
            page.get(key).and_then(|it| it.as_reference()).unwrap().0
        };
        let font = original.get_page_fonts(id).unwrap();
        let font = font.get(b"F".as_slice()).expect("the font of the fixture");
        let font = original
            .objects
            .iter()
            .find(|(_, object)| object.as_dict().is_ok_and(|it| it == *font))
            .unwrap();
        let page = |annotations: &str| {
            format!(
                "<</Type /Page /Parent {} 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources \
                 <</Font <</F {} 0 R>>>> /Annots [{annotations}]>>",
                number(b"Parent"),
                number(b"Contents"),
                font.0.0
            )
        };
        let fields = |more: &str| format!("<</Fields [{more} {field} 0 R] /SigFlags 3>>");
        let widget = |entries: &str| {
            format!(
                "<</Type /Annot /Subtype /Widget /FT /Sig /F 4 /Rect [0 0 595 842] \
                 /AP <</N 503 0 R>> {entries}>>"
            )
        };
        let shown = "<</Subtype /Form /BBox [0 0 595 842] /Length 21>>\nstream\n\
            1 g 0 0 595 842 re f \nendstream";
        let kind = "/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161";
        let verifier = verifier();

        let harmless = append(
            &bytes,
            &[(form, fields("500 0 R")), (500, "<</FT /Sig /T (t) /V 501 0 R>>".to_owned())],
            (501, kind),
        );
        let report = verifier.verify_bytes(&harmless);
        assert_eq!(report.verdict, Verdict::Passed, "{}", summary(&report));

        let visible = append(
            &bytes,
            &[
                (form, fields("500 0 R")),
                (id.0, page(&format!("{field} 0 R 500 0 R"))),
                (500, widget("/T (t) /V 501 0 R")),
                (503, shown.to_owned()),
            ],
            (501, kind),
        );
        // with a DocMDP of its own, which would permit the annotation
        let permissive = append(
            &bytes,
            &[
                (form, fields("500 0 R 502 0 R")),
                (id.0, page(&format!("{field} 0 R 502 0 R"))),
                (500, "<</FT /Sig /T (t) /V 501 0 R>>".to_owned()),
                (502, widget("/T (u)")),
                (503, shown.to_owned()),
            ],
            (
                501,
                &format!(
                    "{kind} /Reference [<</Type /SigRef /TransformMethod /DocMDP \
                     /TransformParams <</P 3>>>>]"
                ),
            ),
        );
        for forgery in [visible, permissive] {
            let report = verifier.verify_bytes(&forgery);
            assert_eq!(report.verdict, Verdict::Indeterminate, "{}", summary(&report));
            let first = &report.signatures[0].facts;
            assert_eq!(first.permits, None);
            assert_eq!(first.changes, kyso::validation::ChangeLevel::Annotations);
        }
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
