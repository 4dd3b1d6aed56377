//! Every report as XML holds to the rules of TS 119 102-2 as `docs/etsi-report.md` has them, and the
//! rules are worth something: mutants of a report break them.
#![cfg(feature = "etsi")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "etsi_rules/checker.rs"]
mod checker;
mod common;
#[path = "etsi_rules/grammar.rs"]
mod grammar;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use checker::{check, faults};
use common::{FIXTURE_TIME, Table, corpus, files_in, fixtures};
use grammar::Grammar;
use kyso::limits::REPORT_TEXT_CHARS;
use kyso::report::etsi::{EtsiError, write_etsi};
use kyso::trust::TrustStore;
use kyso::validation::{
    Conclusion, Policy, PolicyFile, ProvedObject, RevocationRequirement, SignatureKind,
    SubIndication,
};
use kyso::verify::{Password, ReadDocument, Report, Verifier};

fn grammar() -> Grammar {
    Grammar::read(include_str!("../docs/etsi-report.md"))
}

/// The report, if there is a signature.
fn xml(path: &Path, report: &Report) -> Option<String> {
    let mut out = Vec::new();
    let written = write_etsi(&mut out, path, report);
    let has_signature =
        report.signatures.iter().any(|it| it.facts.kind == SignatureKind::Signature);
    match written {
        Ok(()) => assert!(has_signature),
        Err(EtsiError::NoSignature) => {
            assert!(!has_signature && out.is_empty());
            return None;
        }
        Err(error) => panic!("{error}"),
    }
    Some(String::from_utf8(out).unwrap())
}

fn trusting() -> Verifier {
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap())
}

fn sample(name: &str) -> String {
    let path = fixtures().join("documents").join(name);
    xml(Path::new(name), &trusting().verify_file(&path)).unwrap()
}

#[test]
fn every_fixture_holds_to_the_rules() {
    let grammar = grammar();
    let mut reports = 0;
    for requirement in [RevocationRequirement::Require, RevocationRequirement::Ignore] {
        for verifier in [trusting(), Verifier::new(TrustStore::none())] {
            let verifier = verifier.revocation(requirement).password(Password::new("123"));
            for name in files_in(&fixtures().join("documents")) {
                let path = fixtures().join("documents").join(&name);
                let Some(text) = xml(&path, &verifier.verify_file(&path)) else { continue };
                reports += 1;
                assert_eq!(faults(&grammar, &text), [""; 0], "{name}\n{text}");
            }
        }
    }
    assert!(reports > 150, "{reports}");
}

#[test]
fn files_that_are_a_cms_hold_to_the_rules() {
    let grammar = grammar();
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let (folder, mut reports) = (fixtures().join("cms"), 0);
    for row in Table::read(&fixtures().join("cms.tsv")).rows() {
        let path = folder.join(row.cell("file"));
        let report = match row.cell("content") {
            "*" => verifier.verify_file(&path),
            content => verifier.verify_detached_file(&path, &folder.join(content)),
        };
        let Some(text) = xml(&path, &report) else { continue };
        reports += 1;
        assert_eq!(faults(&grammar, &text), [""; 0], "{}\n{text}", path.display());
        // there are no fields that a signature could be referred to by
        assert!(!text.contains("PAdESFieldName"));
    }
    assert!(reports > 20, "{reports}");
}

#[test]
fn every_scenario_holds_to_the_rules_and_says_what_was_concluded() {
    let grammar = grammar();
    let mut subs = BTreeSet::new();
    let tables = ["scenarios", "longterm"]
        .map(|set| (fixtures().join(set), Table::read(&fixtures().join(format!("{set}.tsv")))));
    for (set, row) in tables.iter().flat_map(|(set, table)| table.rows().map(move |row| (set, row)))
    {
        let trust = set.join("trust").join(row.cell("trust"));
        let requirement = match row.cell("revocation") {
            "ignore" => RevocationRequirement::Ignore,
            "if-present" => RevocationRequirement::IfPresent,
            _ => RevocationRequirement::Require,
        };
        let verifier = Verifier::new(TrustStore::open(&trust).unwrap())
            .at(row.cell("at").parse().unwrap())
            .revocation(requirement)
            .password(Password::new(row.cell("password")));
        let path = set.join("documents").join(row.cell("file"));
        let Some(text) = xml(&path, &verifier.verify_file(&path)) else { continue };
        let place = ["file", "at", "trust", "revocation"].map(|name| row.cell(name)).join(" ");
        assert_eq!(faults(&grammar, &text), [""; 0], "{place}\n{text}");
        if row.cell("process") == "timestamp" {
            continue;
        }
        let document = roxmltree::Document::parse(&text).unwrap();
        let field = document.descendants().find(|node| {
            node.text() == Some(row.cell("field")) && node.tag_name().name() == "Value"
        });
        let report = field.unwrap().ancestors();
        let mut report = report.filter(|it| it.has_tag_name("SignatureValidationReport"));
        let report = report.next().unwrap();
        let text_of = |name: &str| {
            let found = report.descendants().find(|node| node.tag_name().name() == name);
            found.and_then(|node| node.text()).unwrap_or_default().to_owned()
        };
        let last = |uri: String| uri.rsplit(':').next().unwrap().to_lowercase().replace('_', "-");
        assert_eq!(last(text_of("MainIndication")), row.cell("indication"), "{place}");
        assert_eq!(last(text_of("SubIndication")), row.cell("sub_indication"), "{place}");
        assert_eq!(text_of("ValidationTime"), row.cell("at"), "{place}");
        let is_passed = row.cell("indication") == "total-passed";
        let renewal =
            report.descendants().find(|it| it.text() == Some("urn:kyso:report:renewal-until"));
        assert_eq!(renewal.is_some(), is_passed, "{place}");
        if row.cell("best_time") != "?" {
            assert_eq!(text_of("POETime"), row.cell("best_time"), "{place}");
        }
        subs.insert(row.cell("sub_indication").to_owned());
    }
    assert!(subs.len() > 15, "{subs:?}");
}

#[test]
fn corpus_files_hold_to_the_rules() {
    let Some(corpus) = corpus() else { return };
    let grammar = grammar();
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let verifier = Verifier::new(TrustStore::none())
        .at(FIXTURE_TIME.parse().unwrap())
        .password(Password::new("123"));
    let mut reports = 0;
    for row in manifest.rows().filter(|row| row.cell("family").starts_with("pdf-")) {
        let path = corpus.join("files").join(row.cell("file"));
        let Some(text) = xml(&path, &verifier.verify_file(&path)) else { continue };
        reports += 1;
        assert_eq!(faults(&grammar, &text), [""; 0], "{}", path.display());
    }
    println!("{reports} reports on files of the corpus");
    assert!(reports > 200, "the corpus is not read");
}

#[test]
fn mutants_break_the_rules() {
    let grammar = grammar();
    let text = sample("bao-cao-dau-thoi-gian.pdf");
    assert_eq!(faults(&grammar, &text), [""; 0]);
    let broken = |mutant: String, what: &str| {
        assert_ne!(mutant, text, "{what} changes nothing");
        assert!(!faults(&grammar, &mutant).is_empty(), "{what} goes unnoticed");
    };
    // What must be there, is right in its place, and only there.
    for name in [
        "HashOnly",
        "DocHashOnly",
        "PolicyName",
        "ConstraintStatus",
        "ValidationTime",
        "BestSignatureTime",
        "TypeOfProof",
        "SignerCertificate",
        "SigningCertificate",
        "MainIndication",
        "ObjectType",
        "ValidationObjectRepresentation",
        "SignatureValidationStatus",
        "Algorithm",
        "SecureAlgorithm",
        "ds:DigestMethod",
        "ds:DigestValue",
        "TimeStampValue",
        "Type",
        "Value",
    ] {
        broken(
            text.replace(&format!("<{name}"), "<Other").replace(&format!("</{name}>"), "</Other>"),
            name,
        );
    }
    // Each line that is an element by itself, taken out or doubled, where the rules need exactly one.
    let single = text.lines().collect::<Vec<_>>();
    let mut removed = 0;
    for (number, line) in single.iter().enumerate() {
        let name = line.trim_start().split(['<', '>', ' ', '/']).nth(1).unwrap_or_default();
        let is_whole = line.trim_start().starts_with('<')
            && (line.ends_with("/>") || line.contains(&format!("</{name}>")));
        let once = [
            "HashOnly",
            "DocHashOnly",
            "POETime",
            "TypeOfProof",
            "ValidationTime",
            "Status",
            "ds:DigestMethod",
            "ds:DigestValue",
            "MainIndication",
            "ObjectType",
            "Algorithm",
            "SecureAlgorithm",
            "Type",
            "Value",
            "TimeStampValue",
            "Digest",
            "SubFilterElement",
        ];
        if !is_whole || !once.contains(&name) {
            continue;
        }
        removed += 1;
        let mut without = single.clone();
        without.remove(number);
        broken(without.join("\n"), &format!("without {line}"));
        let mut twice = single.clone();
        twice.insert(number, line);
        broken(twice.join("\n"), &format!("twice {line}"));
    }
    assert!(removed > 80, "{removed}");
    // Values of closed lists, references, types of values.
    for (from, to) in [
        ("mainindication:total-passed", "mainindication:passed"),
        ("mainindication:total-passed", "mainindication:total-failed"),
        ("mainindication:total-passed", "mainindication:TOTAL-PASSED"),
        ("mainindication:passed", "mainindication:total-passed"),
        ("urn:kyso:report:field", "1rn:kyso:report:field"),
        ("poetype:validation", "poetype:guessed"),
        ("validationprocess:LTA", "validationprocess:lta"),
        ("validationObject:certificate", "validationObject:CRL"),
        ("validationObject:timestamp", "validationObject:token"),
        ("constraintStatus:applied", "constraintStatus:maybe"),
        ("VOReference=\"T-2\"", "VOReference=\"T-3\""),
        ("VOReference=\"T-2\"", "VOReference=\"D-1\""),
        ("<SignerCertificate VOReference=\"C-", "<SignerCertificate VOReference=\"L-"),
        ("id=\"D-1\"", "id=\"S-1\""),
        ("id=\"S-1\"", "ID=\"S-1\""),
        ("id=\"T-2\"", "id=\"2\""),
        ("<HashOnly>false", "<HashOnly>no"),
        ("Signed=\"true\"", "Signed=\"yes\""),
        ("2026-11-20T08:00:00Z", "2026-11-20 08:00"),
        ("2026-11-20T08:00:00Z", "2026-11-17T08:00:00Z"), // before the best time
        ("<ByteRange>0 ", "<ByteRange>x "),
        ("<SecureAlgorithm>true", "<SecureAlgorithm>false"),
        ("http://uri.etsi.org/19102/v1.4.1#", "http://uri.etsi.org/19102/v1.2.1#"),
        ("http://www.w3.org/2000/09/xmldsig#\"", "http://www.w3.org/2000/09/xmldsig\""),
        (
            "<xades:SignaturePolicyImplied/>",
            "<xades:SignaturePolicyImplied>x</xades:SignaturePolicyImplied>",
        ),
        ("</ValidationReport>", ""),
    ] {
        assert!(text.contains(from), "{from}");
        broken(text.replacen(from, to, 1), &format!("{from} → {to}"));
    }
    // The order of siblings, and an object that is listed twice under two ids.
    let swap = |one: &str, other: &str| {
        let inner = |name: &str| {
            let start = text.find(&format!("<{name}>")).unwrap();
            let end = start + text[start..].find(&format!("</{name}>")).unwrap() + name.len() + 3;
            start..end
        };
        let (one, other) = (inner(one), inner(other));
        let parts = [&text[..one.start], &text[other.clone()], &text[one.end..other.start]];
        parts.concat() + &text[one.clone()] + &text[other.end..]
    };
    broken(swap("HashOnly", "DocHashOnly"), "the order of flags");
    broken(swap("SignersDocument", "SignatureAttributes"), "the order of parts");
    broken(swap("POETime", "TypeOfProof"), "the order of a proof");
    let start = text.find("<ValidationObject id=\"L-").unwrap();
    let end = start + text[start..].find("</ValidationObject>").unwrap() + 19;
    let again = text[start..end].replacen("id=\"L-", "id=\"X-", 1);
    broken(
        text.replacen("<ValidationObject id=\"D-1\"", &(again + "<ValidationObject id=\"D-1\""), 1),
        "one object twice",
    );
    let anchor = text.find("<TrustAnchor ").unwrap();
    let end = anchor + text[anchor..].find("/>").unwrap() + 2;
    broken(text[..anchor].to_owned() + &text[end..], "passed without an anchor");
}

/// A rule that no report ever needs is one that nobody can vouch for.
#[test]
fn every_rule_is_met_by_some_report() {
    let grammar = grammar();
    let mut met = BTreeSet::new();
    for (documents, trust) in
        [("documents", "trust"), ("scenarios/documents", "scenarios/trust/full")]
    {
        let trust = TrustStore::open(&fixtures().join(trust)).unwrap();
        let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
        for name in files_in(&fixtures().join(documents)) {
            let path = fixtures().join(documents).join(name);
            let Some(text) = xml(&path, &verifier.verify_file(&path)) else { continue };
            met.append(&mut check(&grammar, &text).1);
        }
    }
    let rules: Vec<_> = grammar.rules.keys().filter(|kind| !met.contains(*kind)).collect();
    // kyso writes no quality; `hostile_text_makes_no_element` writes a contact.
    assert_eq!(rules, ["contact", "quality"]);
    let lists: Vec<_> = grammar.lists.keys().filter(|kind| !met.contains(*kind)).collect();
    assert_eq!(lists, [""; 0]);
}

#[test]
fn hostile_text_makes_no_element() {
    let grammar = grammar();
    let path = fixtures().join("documents/bao-cao-dau-thoi-gian.pdf");
    let mut report = trusting().verify_file(&path);
    let long = "x".repeat(10 << 20);
    for hostile in [
        "]]>",
        "</Value><Value>",
        "<!--",
        "&#0;",
        "\u{0}\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}",
        "\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}",
        "\r\n\t ",
        "\"'<&>",
        "\u{202e}fdp.",
        &String::from_utf8_lossy(b"\xed\xa0\x80"), // a surrogate by itself
        &long,
    ] {
        let signature = &mut report.signatures[0];
        signature.facts.field = hostile.to_owned();
        signature.facts.reason = Some(hostile.to_owned());
        signature.facts.location = Some(hostile.to_owned());
        signature.facts.sub_filter = Some(hostile.to_owned());
        signature.facts.dictionary.name = Some(hostile.to_owned());
        signature.facts.dictionary.contact = Some(hostile.to_owned());
        signature.facts.dictionary.filter = Some(hostile.to_owned());
        for finding in &mut signature.conclusion.findings {
            finding.arguments.push(("what".into(), hostile.to_owned()));
        }
        let name: String = hostile.chars().take(300).collect();
        let text = xml(Path::new(&name), &report).unwrap();
        assert_eq!(faults(&grammar, &text), [""; 0]);
        assert!(text.len() < 300_000, "{}", text.len());
        let document = roxmltree::Document::parse(&text).unwrap();
        let reason = document.descendants().find(|node| node.has_tag_name("ReasonElement"));
        let reason = reason.unwrap().text().unwrap_or_default();
        let is_plain = |char: char| !char.is_control() || "\t\n".contains(char);
        if hostile.len() < 100 && hostile.chars().all(is_plain) && !hostile.contains('\u{fffe}') {
            assert_eq!(reason, hostile);
        } else {
            assert!(reason.contains("\\u{") || reason.ends_with('…'), "{reason:.100}");
            assert!(reason.chars().count() <= REPORT_TEXT_CHARS + 1);
        }
    }
}

#[test]
fn what_identifies_a_signature_is_what_was_signed() {
    let name = "bao-cao-dau-thoi-gian.pdf";
    let bytes = std::fs::read(fixtures().join("documents").join(name)).unwrap();
    let document = kyso::pdf::Document::open(&bytes).unwrap();
    let signatures = document.signatures().unwrap();
    let signature = signatures.iter().find(|it| it.field_name == "Signature1").unwrap();
    let cms = kyso::cms::SignedData::parse(&signature.contents).unwrap();
    let signer = &cms.signers()[0];
    let sha256 = kyso::crypto::DigestAlgorithm::Sha256;
    let covered: Vec<u8> =
        signature.byte_range.iter().flat_map(|range| bytes[range.clone()].to_vec()).collect();
    let base64 = |octets: &[u8]| STANDARD.encode(octets);
    let text = sample(name);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let value = |path: &[&str]| {
        let mut node = xml.root();
        for name in path {
            node = node.descendants().find(|it| it.tag_name().name() == *name).unwrap();
        }
        node.text().unwrap().to_owned()
    };
    let signed = sha256.hash(signer.signed_attributes().unwrap().der());
    assert_eq!(value(&["SignatureIdentifier", "DigestValue"]), base64(signed.as_bytes()));
    assert_eq!(value(&["SignatureIdentifier", "SignatureValue"]), base64(signer.signature()));
    let digest = base64(sha256.hash(&covered).as_bytes());
    assert_eq!(value(&["SignersDocument", "DigestValue"]), digest);
    assert_eq!(value(&["MessageDigest", "Digest"]), digest);
    let own = base64(sha256.hash(cms.certificates()[0]).as_bytes());
    assert_eq!(value(&["SigningCertificate", "DigestValue"]), own);
    let token = signatures.iter().find(|it| it.field_name == "DauThoiGian").unwrap();
    let token = kyso::cms::SignedData::parse(&token.contents).unwrap();
    let token = base64(sha256.hash(token.raw()).as_bytes());
    let object = xml.descendants().find(|it| it.attribute("id") == Some("T-2")).unwrap();
    let stated = object.descendants().find(|it| it.tag_name().name() == "DigestValue");
    assert_eq!(stated.unwrap().text().unwrap(), token);
}

/// The report on a scenario at a time.
fn scenario(name: &str, trust: &str, at: &str) -> Report {
    let trust = TrustStore::open(&fixtures().join("scenarios/trust").join(trust)).unwrap();
    let path = fixtures().join("scenarios/documents").join(name);
    Verifier::new(trust).at(at.parse().unwrap()).verify_file(&path)
}

#[test]
fn a_proof_names_its_timestamp() {
    let report = scenario("b-lta-twice.pdf", "anchor", FIXTURE_TIME);
    let ids: Vec<_> = report.signatures.iter().map(|it| it.facts.cms.identity.id).collect();
    let [None, Some(first), Some(second)] = ids[..] else { panic!("{ids:?}") };
    let signature = &report.signatures[0];
    let inside = signature.facts.timestamps[0].cms.identity.id;
    let proof = |conclusion: &Conclusion, object: ProvedObject| {
        let found = conclusion.proofs.iter().find(|proof| proof.object == object);
        found.map(|proof| (proof.time.to_string(), proof.timestamp()))
    };
    // The signature by its own timestamp; that one, and the chain, by the first over the document.
    let own = proof(&signature.conclusion, ProvedObject::Signature);
    assert_eq!(own, Some(("2026-11-10T02:00:05Z".to_owned(), inside)));
    let by_first = Some(("2026-11-12T03:00:00Z".to_owned(), Some(first)));
    assert_eq!(proof(&signature.conclusion, ProvedObject::Item(inside.unwrap())), by_first);
    let signer = signature.conclusion.chain[0].id();
    assert_eq!(proof(&signature.conclusion, ProvedObject::Item(signer)), by_first);
    for evidence in &signature.conclusion.revocation {
        assert_eq!(proof(&signature.conclusion, ProvedObject::Item(evidence.digest)), by_first);
    }
    // The first over the document by the second, and the second by nothing.
    let by_second = proof(&report.signatures[1].conclusion, ProvedObject::Signature).unwrap();
    assert_eq!(by_second, ("2026-11-18T03:00:00Z".to_owned(), Some(second)));
    assert_eq!(proof(&report.signatures[2].conclusion, ProvedObject::Signature), None);
    // Stamped in the same second: each proves what it covers.
    let report = scenario("b-lta-same-second.pdf", "anchor", FIXTURE_TIME);
    let conclusion = &report.signatures[0].conclusion;
    let inside = report.signatures[0].facts.timestamps[0].cms.identity.id;
    let over = report.signatures[1].facts.cms.identity.id;
    assert_eq!(proof(conclusion, ProvedObject::Signature).unwrap().1, inside);
    let signer = ProvedObject::Item(conclusion.chain[0].id());
    assert_eq!(proof(conclusion, signer).unwrap().1, over);
    // What is judged for a time before the stamps has no proof at all.
    let before = scenario("b-lta-twice.pdf", "anchor", "2026-11-10T01:00:00Z");
    assert!(before.signatures.iter().all(|it| it.conclusion.proofs.is_empty()));
}

#[test]
fn proofs_from_outside_are_told_as_such() {
    let grammar = grammar();
    let trust = TrustStore::open(&fixtures().join("scenarios/trust/anchor")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let path = fixtures().join("scenarios/documents/b-lta-twice.pdf");
    let read = verifier.read_file(&path).unwrap();
    let at = |time: &str| time.parse::<jiff::Timestamp>().unwrap();
    // Its id and the type and time of its proof, of each object and signature.
    let proofs = |read: &ReadDocument| {
        let report = verifier.judge(read);
        let text = xml(&path, &report).unwrap();
        assert_eq!(faults(&grammar, &text), [""; 0], "{text}");
        let document = roxmltree::Document::parse(&text).unwrap();
        let text_of = |node: Option<roxmltree::Node<'_, '_>>| {
            node.and_then(|node| node.text()).unwrap_or_default().to_owned()
        };
        let found = document.descendants().filter(|node| {
            let report = node.ancestors().nth(2);
            let is_own = report.is_some_and(|it| it.has_tag_name("SignatureValidationReport"));
            node.has_tag_name("POE") || node.has_tag_name("BestSignatureTime") && is_own
        });
        let found = found.map(|proof| {
            let object = proof.parent().and_then(|it| it.attribute("id"));
            let inside = |name: &str| text_of(proof.children().find(|it| it.has_tag_name(name)));
            let kind = inside("TypeOfProof").rsplit(':').next().unwrap().to_owned();
            (object.unwrap_or("signature").to_owned(), (kind, inside("POETime")))
        });
        (found.collect::<BTreeMap<_, _>>(), text)
    };
    let (by_stamps, plain) = proofs(&read);
    assert!(by_stamps.len() > 5, "{by_stamps:?}");
    assert!(by_stamps.values().all(|(kind, _)| kind == "validation"), "{by_stamps:?}");

    // Of the whole document, between its signature's own timestamp and the first over it.
    let mut whole = read.clone();
    whole.material.prove_document(at("2026-11-11T00:00:00Z"));
    let (found, text) = proofs(&whole);
    let provided = ("provided".to_owned(), "2026-11-11T00:00:00Z".to_owned());
    assert_eq!(found["signature"], by_stamps["signature"]);
    let others: Vec<_> = found.iter().filter(|(id, _)| *id != "signature").collect();
    assert!(others.iter().all(|(_, proof)| **proof == provided), "{others:?}");
    // Before all timestamps, the signature too; and in the second in which it was stamped.
    for time in ["2026-11-10T01:00:00Z", "2026-11-10T02:00:05Z"] {
        whole.material = read.material.clone();
        whole.material.prove_document(at(time));
        let provided = ("provided".to_owned(), time.to_owned());
        let (found, _) = proofs(&whole);
        assert!(found.values().all(|proof| *proof == provided), "{found:?}");
    }
    // From the future: nothing.
    whole.material = read.material.clone();
    whole.material.prove_document(at("2027-01-01T00:00:00Z"));
    assert_eq!(proofs(&whole).1, plain);
    // Kept facts say it, too.
    whole.material.prove_document(at("2026-11-11T00:00:00Z"));
    let kept = serde_json::to_string(&whole).unwrap();
    assert_eq!(proofs(&serde_json::from_str(&kept).unwrap()).1, text);

    // Of one item: of that alone.
    let conclusion = verifier.judge(&read).signatures[0].conclusion.clone();
    let authority = conclusion.chain[1].id();
    let mut item = read.clone();
    item.material.prove_item(authority, at("2026-11-01T00:00:00Z"));
    let (mut found, _) = proofs(&item);
    let own = found.remove(&format!("C-{authority}")).unwrap();
    assert_eq!(own, ("provided".to_owned(), "2026-11-01T00:00:00Z".to_owned()));
    assert!(found.iter().all(|(id, proof)| by_stamps[id] == *proof), "{found:?}");

    // What says less or more breaks the rules.
    for (from, to) in
        [("poetype:provided", "poetype:validation"), ("poetype:validation", "poetype:provided")]
    {
        assert!(text.contains(from));
        assert!(!faults(&grammar, &text.replacen(from, to, 1)).is_empty(), "{from}");
    }
}

#[test]
fn the_files_of_the_policy_are_named() {
    let grammar = grammar();
    let own = "format = 1\nname = 'cua-so'\nversion = '3.1'\nextends = 'vn-admin'\n";
    let path = fixtures().join("documents/bao-cao-dau-thoi-gian.pdf");
    let policy = Policy::parse(own).unwrap();
    let files = policy.files.clone();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["cua-so", "vn-admin", "generic"]);
    let digest = kyso::crypto::DigestAlgorithm::Sha256.hash(own.as_bytes());
    let base_digest = files[1].sha256;
    let text = xml(&path, &trusting().policy(policy).verify_file(&path)).unwrap();
    assert_eq!(faults(&grammar, &text), [""; 0], "{text}");
    let ids: Vec<_> = files.iter().map(|file| format!("P-{}", file.sha256)).collect();
    let mut expected = vec![
        "<PolicyName>cua-so</PolicyName>".to_owned(),
        format!("<FormalPolicyObject VOReference=\"{}\"/>", ids.join(" ")),
        format!("<Value>name=cua-so; version=3.1; sha256={digest}</Value>"),
    ];
    for PolicyFile { name, version, sha256, .. } in files {
        expected.push(format!("<ValidationObject id=\"P-{sha256}\">"));
        expected.push(format!(
            "<ds:DigestValue>{}</ds:DigestValue>",
            STANDARD.encode(sha256.as_bytes())
        ));
        expected.push(format!("<Value>name={name}; version={version}; sha256={sha256}</Value>"));
    }
    for expected in expected {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
    for (from, to) in [
        (format!("P-{digest} "), String::new()),
        (format!("P-{digest} P-{base_digest}"), format!("P-{base_digest} P-{digest}")),
        (format!("sha256={digest}"), format!("sha256={base_digest}")),
        ("; version=3.1".to_owned(), String::new()),
        ("validationObject:other".to_owned(), "validationObject:signedData".to_owned()),
    ] {
        assert!(text.contains(&from), "{from}");
        assert!(!faults(&grammar, &text.replacen(&from, &to, 1)).is_empty(), "{from}");
    }
}

#[test]
fn algorithms_have_the_end_that_the_policy_sets() {
    for (name, sha1, reliable) in [
        ("b-t.pdf", false, true),
        ("sha1-t-2013.pdf", true, true),
        ("sha1-t-2015.pdf", true, false),
    ] {
        let text = xml(Path::new(name), &scenario(name, "full", FIXTURE_TIME)).unwrap();
        let status = text.split("<SignatureValidationStatus>").nth(1).unwrap();
        let status = status.split("</SignatureValidationStatus>").next().unwrap();
        let ended = status.matches("<NotAfter>2014-01-01T00:00:00Z</NotAfter>").count();
        assert_eq!(ended > 0, sha1, "{name}");
        assert_eq!(status.contains("<SecureAlgorithm>false<"), !reliable, "{name}");
        assert_eq!(status.contains("sha1"), sha1, "{name}");
    }
}

#[test]
fn a_file_without_a_signature_has_no_report() {
    for name in ["chua-ky.pdf", "cat-cut.pdf"] {
        let path = fixtures().join("documents").join(name);
        assert!(path.exists(), "{name}");
        assert_eq!(xml(&path, &trusting().verify_file(&path)), None);
    }
    let path = fixtures().join("scenarios/documents/document-timestamp-alone.pdf");
    assert_eq!(xml(&path, &trusting().verify_file(&path)), None);
}

#[test]
fn the_lists_of_sub_indications_are_those_of_the_library() {
    let grammar = grammar();
    let text = sample("bao-cao-dau-thoi-gian.pdf");
    let with = |indication: &str, sub: &str| {
        let passed = "urn:etsi:019102:mainindication:total-passed</MainIndication>";
        let other = format!(
            "urn:etsi:019102:mainindication:{indication}</MainIndication>\
             <SubIndication>urn:etsi:019102:subindication:{sub}</SubIndication>"
        );
        faults(&grammar, &text.replacen(passed, &other, 1)).is_empty()
    };
    for sub in SubIndication::ALL {
        let name = sub.name().to_uppercase().replace('-', "_");
        let is_failure = with("total-failed", &name);
        assert_ne!(is_failure, with("indeterminate", &name), "{sub:?}");
        assert!(!with("total-passed", &name));
    }
    assert!(!with("indeterminate", "GENERIC"));
}
