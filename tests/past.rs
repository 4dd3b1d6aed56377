//! What is believed of the past, rule by rule: documents of `fixtures/longterm`, each changed in the
//! one thing on which the verdict rests.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::PathBuf;
use std::sync::Arc;

use common::fixtures;
use kyso::crypto::DigestAlgorithm;
use kyso::trust::TrustStore;
use kyso::validation::{
    Algorithm, AlgorithmRow, AlgorithmUse, Conclusion, Context, Material, Policy, ProofSource,
    ProvedObject, ReferenceCheck, RevocationRequirement, validate_all,
};
use kyso::verify::{ReadDocument, Verifier};
use kyso::x509::{CertificateId, CertificatePool, EdgeCache, Signed};

const STAMP: &str = "2026-11-10T02:00:05Z";
const SINCE_ARCHIVED: &str = "2026-11-12T03:00:00Z";

fn set() -> PathBuf {
    fixtures().join("longterm")
}

fn read(file: &str) -> ReadDocument {
    let path = set().join("documents").join(file);
    Verifier::new(TrustStore::none()).read_file(&path).unwrap()
}

/// A year of the trust folders, with its anchors and material.
struct Year {
    anchors: CertificatePool,
    material: Material,
    policy: Policy,
}

fn year(folder: &str) -> Year {
    let trust = TrustStore::open(&set().join("trust").join(folder)).unwrap();
    let anchors = trust.anchors().iter().map(|anchor| Arc::clone(&anchor.certificate)).collect();
    Year { anchors, material: Material::of_trust_store(&trust), policy: Policy::generic() }
}

impl Year {
    fn judge(&self, read: &ReadDocument, time: &str) -> Vec<Conclusion> {
        let context = Context {
            policy: &self.policy,
            time: format!("{time}T00:00:00Z").parse().unwrap(),
            anchors: &self.anchors,
            materials: &[&read.material, &self.material],
            edges: &EdgeCache::new(),
        };
        validate_all(&read.facts.signatures, &context)
    }

    /// Indication, best time and what that rests on, of the first signature.
    fn verdict(&self, read: &ReadDocument, time: &str) -> (String, String, &'static str) {
        let first = self.judge(read, time).swap_remove(0);
        let Conclusion { indication, best_time, time_source, .. } = first;
        (indication.to_string(), best_time.to_string(), time_source.name())
    }

    /// The extension window of the first signature, by its days.
    fn window(&self, file: &str, time: &str) -> Option<(Option<String>, String)> {
        let window = self.judge(&read(file), time)[0].extension?;
        let day = |time: jiff::Timestamp| time.to_string()[..10].to_owned();
        Some((window.from.map(day), day(window.until)))
    }

    /// The same year where an algorithm ends.
    fn without(mut self, digest: DigestAlgorithm, uses: &[AlgorithmUse], until: &str) -> Self {
        let rows = &mut self.policy.algorithms.rows;
        let others = |it: &AlgorithmUse| !uses.contains(it);
        for row in rows.iter_mut().filter(|row| row.algorithm == Algorithm::Digest(digest)) {
            row.uses.retain(others);
        }
        rows.push(AlgorithmRow {
            algorithm: Algorithm::Digest(digest),
            uses: uses.to_vec(),
            until: Some(format!("{until}T00:00:00Z").parse().unwrap()),
            source: "test".to_owned(),
        });
        self
    }
}

fn passed(best_time: &str, source: &'static str) -> (String, String, &'static str) {
    ("total-passed".to_owned(), best_time.to_owned(), source)
}

fn open(sub: &str, best_time: &str, source: &'static str) -> (String, String, &'static str) {
    (format!("indeterminate / {sub}"), best_time.to_owned(), source)
}

fn at(time: &str) -> jiff::Timestamp {
    format!("{time}T00:00:00Z").parse().unwrap()
}

#[test]
fn a_certificate_is_as_old_as_the_signature_that_names_it() {
    let mut year = year("2030");
    let named = read("lost-ca-t.pdf");
    let signer = named.facts.signatures[0].cms.signing_certificate.unwrap();
    let signer = named.material.certificates().find(&signer).unwrap();
    let lists: Vec<_> =
        year.material.crls(signer.issuer()).iter().map(|it| it.0.digest()).collect();
    let lost = || open("revoked-ca-no-poe", STAMP, "timestamp");
    assert_eq!(year.verdict(&named, "2030-06-01"), lost());
    // What tells of the signer is proved to be older than the loss of the key.
    for list in lists {
        year.material.prove_item(CertificateId::from(list), at("2028-05-31"));
    }
    assert_eq!(year.verdict(&named, "2030-06-01"), passed(STAMP, "timestamp"));
    // Not so the certificate, where the signature does not name it, or by a digest that anybody can
    // make another certificate for.
    for (reference, digest) in [
        (ReferenceCheck::Absent, Some(DigestAlgorithm::Sha256)),
        (ReferenceCheck::Matches, Some(DigestAlgorithm::Sha1)),
        (ReferenceCheck::Matches, None),
    ] {
        let mut unnamed = named.clone();
        unnamed.facts.signatures[0].cms.reference = reference;
        unnamed.facts.signatures[0].cms.reference_digest_algorithm = digest;
        assert_eq!(year.verdict(&unnamed, "2030-06-01"), lost(), "{reference:?} {digest:?}");
    }
}

#[test]
fn signed_revocation_values_are_as_old_as_the_signature_and_its_key() {
    let year = year("2030");
    let mut signed = read("ocsp-lt.pdf");
    let unproved = open("revocation-out-of-bounds-no-poe", STAMP, "timestamp");
    assert_eq!(year.verdict(&signed, "2030-06-01"), unproved);
    let cms = &mut signed.facts.signatures[0].cms;
    let signer = signed.material.certificates().find(&cms.signing_certificate.unwrap()).unwrap();
    let responses = signed.material.ocsp_responses(signer.serial());
    cms.signed_revocation = responses.iter().map(|it| it.0.digest().into()).collect();
    assert_eq!(cms.signed_revocation.len(), 1);
    assert_eq!(year.verdict(&signed, "2030-06-01"), passed(STAMP, "timestamp"));
    // Whoever has a stamped value of another can find a key with which it fits other attributes.
    signed.facts.signatures[0].cms.reference = ReferenceCheck::Absent;
    assert_eq!(year.verdict(&signed, "2030-06-01"), unproved);
    // Unless the key is proved to be as old.
    let signer = signed.facts.signatures[0].cms.signing_certificate.unwrap();
    for (day, is_enough) in [("2026-12-31", true), ("2027-01-02", false)] {
        let mut read = signed.clone();
        read.material.prove_item(signer, at(day));
        let found = year.verdict(&read, "2030-06-01");
        assert_eq!(found == passed(STAMP, "timestamp"), is_enough, "{day} {found:?}");
        // What was provided about the key is what proves the value, too.
        let conclusion = year.judge(&read, "2030-06-01").swap_remove(0);
        let proof = |object| conclusion.proofs.iter().find(|proof| proof.object == object);
        let provided = Some((at(day), ProofSource::Provided));
        let value = read.facts.signatures[0].cms.signed_revocation[0];
        for item in [signer, value] {
            let found = proof(ProvedObject::Item(item)).map(|proof| (proof.time, proof.source));
            assert_eq!(found, provided, "{day}");
        }
        let own = proof(ProvedObject::Signature).unwrap();
        assert!(matches!(own.source, ProofSource::Timestamp(Some(_))), "{own:?}");
    }
}

#[test]
fn proofs_from_outside_are_believed_as_they_are() {
    let later = year("2035");
    let proved = |day| {
        let mut read = read("lt.pdf");
        read.material.prove_document(at(day));
        read
    };
    // While the lists inside were fresh, and a day after.
    assert_eq!(later.verdict(&proved("2027-05-12"), "2035-06-01"), passed(STAMP, "timestamp"));
    let late = open("out-of-bounds-no-poe", "2027-05-13T00:00:00Z", "provided");
    assert_eq!(later.verdict(&proved("2027-05-13"), "2035-06-01"), late);
    // From the future, for nothing.
    let future = open("out-of-bounds-no-poe", "2035-06-01T00:00:00Z", "now");
    assert_eq!(later.verdict(&proved("2036-01-01"), "2035-06-01"), future);

    // Of a list that an archive kept, and that serves until 30 October 2028.
    let gap = read("deep-gap.pdf");
    let mut kept = year("2028-2035");
    let deep = gap.material.certificates().iter();
    let deep = deep.map(|it| it.issuer().clone()).find(|it| it.to_string().contains("chính sách"));
    let lists: Vec<_> = kept.material.crls(&deep.unwrap()).iter().map(|it| it.0.digest()).collect();
    assert_eq!(lists.len(), 1);
    for (day, expected) in [
        ("2028-10-31", open("out-of-bounds-no-poe", STAMP, "timestamp")),
        ("2028-10-30", passed(STAMP, "timestamp")),
    ] {
        kept.material.prove_item(lists[0].into(), at(day));
        assert_eq!(kept.verdict(&gap, "2035-06-01"), expected, "{day}");
    }
}

#[test]
fn proofs_from_outside_outlive_the_run() {
    let mut read = read("lt.pdf");
    read.material.prove_document(at("2027-01-01"));
    read.material.prove_item(CertificateId::of(b"an item"), at("2027-02-01"));
    let text = serde_json::to_string(&read).unwrap();
    let again: ReadDocument = serde_json::from_str(&text).unwrap();
    assert_eq!(again.material.document_existed(), Some(at("2027-01-01")));
    assert_eq!(again.material.proofs(), read.material.proofs());
    // The earlier counts, wherever it comes from.
    let mut other = Material::new();
    other.prove_document(at("2026-12-31"));
    other.prove_item(CertificateId::of(b"an item"), at("2028-01-01"));
    read.material.extend(&other);
    assert_eq!(read.material.document_existed(), Some(at("2026-12-31")));
    assert_eq!(read.material.proofs()[&CertificateId::of(b"an item")], at("2027-02-01"));
}

#[test]
fn algorithms_that_end_slide_the_control_time() {
    use AlgorithmUse::{Certificate, Revocation, Timestamp};
    let sha256 = DigestAlgorithm::Sha256;
    let lta = read("lta.pdf");
    let verdict = |uses: &[AlgorithmUse], end: &str| {
        let year = year("2032").without(sha256, uses, end);
        year.verdict(&lta, "2032-06-01")
    };
    assert_eq!(verdict(&[Certificate], "2033-01-01"), passed(STAMP, "timestamp"));
    // No certificate of who made the document timestamp is known to be older than today, no list, and
    // not the document timestamp itself.
    let nothing = open("out-of-bounds-no-poe", "2032-06-01T00:00:00Z", "now");
    for usage in [Certificate, Revocation, Timestamp] {
        assert_eq!(verdict(&[usage], "2032-01-01"), nothing, "{usage:?}");
    }

    // The lists of the signer's chain are proved on 12 November 2026: SHA-1 certified its CA, and
    // ended before that, then, or after.
    let weak = read("sha1-ca-lta.pdf");
    for (end, expected) in [
        ("2014-01-01", passed("2013-06-01T00:00:00Z", "timestamp")),
        ("2013-11-02", passed("2013-06-01T00:00:00Z", "timestamp")),
        (
            "2013-11-01",
            open("crypto-constraints-failure-no-poe", "2013-06-01T00:00:00Z", "timestamp"),
        ),
    ] {
        let year = year("2026-weak").without(DigestAlgorithm::Sha1, &[Certificate], end);
        assert_eq!(year.verdict(&weak, "2026-12-01"), expected, "{end}");
    }
}

#[test]
fn a_policy_that_is_content_without_revocation_data_slides_nothing() {
    let mut year = year("2035");
    let gap = read("deep-gap.pdf");
    let unknown = open("out-of-bounds-no-poe", STAMP, "timestamp");
    assert_eq!(year.verdict(&gap, "2035-06-01"), unknown);
    for requirement in [RevocationRequirement::IfPresent, RevocationRequirement::Ignore] {
        year.policy.revocation = requirement;
        assert_eq!(year.verdict(&gap, "2035-06-01"), passed(STAMP, "timestamp"));
    }
}

#[test]
fn windows_of_renewal() {
    let window = |from: &str, until: &str| Some((Some(from.to_owned()), until.to_owned()));
    let without = |until: &str| Some((None, until.to_owned()));
    for (file, folder, time, expected) in [
        // The signer's certificate ends before who stamped it does, and the lists are newer than that.
        ("lt.pdf", "anchor", "2026-12-01", window("2026-11-11", "2029-01-01")),
        // Fresh lists since, and its certificate has ended: overdue.
        ("lt.pdf", "2030", "2030-06-01", without("2029-01-01")),
        // The verdict rests on lists of 2041, which were not there in 2035.
        ("lta-renewed-late.pdf", "2035", "2035-06-01", without("2040-01-01")),
        // What carries it is the document timestamp.
        ("lta.pdf", "2028", "2028-06-01", window("2028-05-01", "2040-01-01")),
        ("lta.pdf", "2035", "2035-06-01", window("2035-05-01", "2040-01-01")),
        ("lta-renewed.pdf", "2045", "2045-06-01", window("2045-05-01", "2055-01-01")),
        ("lta-thrice.pdf", "2045", "2045-06-01", window("2045-05-01", "2055-01-01")),
        // Who stamped the signature lost the key, but is not what carries it.
        ("lost-tsa-archived.pdf", "2030", "2030-06-01", window("2030-05-01", "2040-01-01")),
        // No proof, so that newer lists than now are to be waited for.
        ("lost-tsa.pdf", "2030", "2030-06-01", window("2030-10-30", "2034-01-01")),
        ("lost-ca-t.pdf", "2030", "2030-06-01", None),
        ("lta.pdf", "anchor", "2032-06-01", None),
    ] {
        assert_eq!(year(folder).window(file, time), expected, "{file} {time}");
    }
    // A document timestamp that does not cover the lists carries the signature no further than its
    // own certificate.
    let later = year("2030").window("lta-lists-later.pdf", "2030-06-01");
    assert_eq!(later, without("2029-01-01"));
    // Algorithms end, too.
    let sha256 = DigestAlgorithm::Sha256;
    for (usage, until) in [
        (AlgorithmUse::Timestamp, "2033-01-01"),
        (AlgorithmUse::Certificate, "2033-01-01"),
        // The document timestamp carries the signature of the person.
        (AlgorithmUse::Signature, "2040-01-01"),
    ] {
        let year = year("2028").without(sha256, &[usage], "2033-01-01");
        assert_eq!(year.window("lta.pdf", "2028-06-01"), window("2028-05-01", until), "{usage:?}");
    }
    // Where nobody looks at revocation, nothing has to be waited for; where nobody knows, nobody says.
    let mut careless = year("2030");
    careless.policy.revocation = RevocationRequirement::Ignore;
    let archived = &SINCE_ARCHIVED[..10];
    assert_eq!(careless.window("lta.pdf", "2030-06-01"), window(archived, "2040-01-01"));
    let mut content = year("anchor");
    content.policy.revocation = RevocationRequirement::IfPresent;
    let unknown = Some((None, "2040-01-01".to_owned()));
    assert_eq!(content.window("lta.pdf", "2030-06-01"), unknown);
}
