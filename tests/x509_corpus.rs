//! The `x509` room against the shared corpus: certificates, CRLs, OCSP responses and paths that
//! others made, and what openssl and `x509-parser` read in them.
//!
//! Needs the shared folder (KYSO_SHARED, default `../shared`); without it every test prints a line
//! and is skipped.
#![cfg(feature = "report")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing)]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::corpus;
use kyso::x509::{
    CertStatus, Certificate, CertificatePool, Contents, EdgeCache, EdgeResult, Item, PathBudget,
    PathSearch, Signed, candidate_paths, parse_any,
};
use x509_parser::prelude::{FromDer, X509Certificate};

/// The rows of the manifest, as columns by name.
struct Rows(Vec<Vec<String>>);

impl Rows {
    fn read(corpus: &Path) -> Self {
        let text = std::fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
        Self(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }

    fn of_family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = Row<'a>> {
        self.0
            .iter()
            .skip(1)
            .map(|cells| Row { header: &self.0[0], cells })
            .filter(move |row| row.column("family") == family)
    }
}

#[derive(Clone, Copy)]
struct Row<'a> {
    header: &'a [String],
    cells: &'a [String],
}

impl<'a> Row<'a> {
    fn column(&self, name: &str) -> &'a str {
        let index = self.header.iter().position(|column| column == name).unwrap();
        self.cells.get(index).map_or("", String::as_str)
    }

    /// The files of the column `aux`.
    fn aux(&self) -> impl Iterator<Item = &'a str> {
        self.column("aux").split(" ; ").filter_map(|entry| entry.strip_prefix("file="))
    }
}

fn read(corpus: &Path, file: &str) -> Vec<u8> {
    std::fs::read(corpus.join("files").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn certificates(contents: &Contents) -> Vec<Arc<Certificate>> {
    let certificate = |item: &Item| match item {
        Item::Certificate(found) => Some(Arc::clone(found)),
        _ => None,
    };
    contents.items.iter().filter_map(certificate).collect()
}

fn one_certificate(bytes: &[u8]) -> Arc<Certificate> {
    certificates(&parse_any(bytes)).remove(0)
}

/// What our reader and `x509-parser` both read must be the same.
fn agrees_with_x509_parser(certificate: &Certificate) -> bool {
    let Ok((_, other)) = X509Certificate::from_der(certificate.der()) else { return false };
    assert_eq!(certificate.tbs(), other.tbs_certificate.as_ref());
    assert_eq!(certificate.serial(), other.raw_serial());
    assert_eq!(certificate.subject().der(), other.subject().as_raw());
    assert_eq!(certificate.issuer().der(), other.issuer().as_raw());
    assert_eq!(certificate.signature(), other.signature_value.data.as_ref());
    assert_eq!(certificate.public_key().spki(), other.public_key().raw);
    let seconds = |time: jiff::Timestamp| time.as_second();
    assert_eq!(seconds(certificate.not_before()), other.validity().not_before.timestamp());
    let end = jiff::Timestamp::MAX.as_second().min(other.validity().not_after.timestamp());
    assert_eq!(seconds(certificate.not_after()), end);
    assert_eq!(certificate.extensions().len(), other.extensions().len());
    true
}

/// One limbo test case.
struct Case {
    leaf: Arc<Certificate>,
    anchors: CertificatePool,
    pool: CertificatePool,
    expected: String,
}

fn limbo(corpus: &Path, file: &str) -> (Case, usize) {
    let json: serde_json::Value = serde_json::from_slice(&read(corpus, file)).unwrap();
    let case = &json["testcases"][0];
    let mut agreed = 0;
    let mut parse = |value: &serde_json::Value| {
        let contents = parse_any(value.as_str().unwrap().as_bytes());
        assert_eq!(contents.unreadable, [], "{file}");
        let certificate = certificates(&contents).remove(0);
        agreed += usize::from(agrees_with_x509_parser(&certificate));
        certificate
    };
    let mut pool = |name: &str| -> CertificatePool {
        case[name].as_array().unwrap().iter().map(&mut parse).collect()
    };
    let (anchors, intermediates) = (pool("trusted_certs"), pool("untrusted_intermediates"));
    let leaf = parse(&case["peer_certificate"]);
    for crl in case["crls"].as_array().unwrap() {
        let contents = parse_any(crl.as_str().unwrap().as_bytes());
        assert!(matches!(contents.items.as_slice(), [Item::Crl(_)]), "{file}");
    }
    let expected = case["expected_result"].as_str().unwrap().to_owned();
    (Case { leaf, anchors, pool: intermediates, expected }, agreed)
}

fn search(case: &Case) -> PathSearch {
    let edges = EdgeCache::new();
    let mut budget = PathBudget::new();
    candidate_paths(&case.leaf, &[&case.pool], &case.anchors, &edges, &mut budget)
}

/// Every certificate of limbo is read and agrees with the other reader; where limbo expects success
/// there is a path, unless it needs an algorithm that is not supported; the pathological pools end.
#[test]
fn limbo_certificates_and_paths() {
    let Some(corpus) = corpus() else { return };
    let rows = Rows::read(&corpus);
    let (mut cases, mut count, mut agreed, mut expected, mut with_path) = (0, 0, 0, 0, 0);
    for row in rows.of_family("path-validation") {
        let file = row.column("file");
        if !file.contains("/limbo/") {
            continue;
        }
        let (case, agrees) = limbo(&corpus, file);
        cases += 1;
        count += case.anchors.len() + case.pool.len() + 1;
        agreed += agrees;
        let started = Instant::now();
        let found = search(&case);
        let elapsed = started.elapsed();
        if file.contains("pathological") {
            println!("{file}: {} paths, {:?} in {elapsed:?}", found.paths.len(), found.exhausted);
        }
        assert!(elapsed < Duration::from_secs(5), "{file}: {elapsed:?}");
        if case.expected == "SUCCESS" {
            expected += 1;
            let ok = !found.paths.is_empty();
            with_path += usize::from(ok);
            assert!(ok || !found.unsupported.is_empty(), "{file}: {found:?}");
            if !ok {
                println!("{file}: {:?}", found.unsupported[0].algorithm);
            }
        }
    }
    println!("limbo: {cases} cases, {count} certificates, {agreed} agree with x509-parser");
    println!("limbo: {expected} expected to succeed, {with_path} have a path");
    assert!(cases > 50 && agreed > count * 9 / 10 && with_path > expected * 9 / 10);
}

/// PKITS and the real chains of webpki: everything is read, and where the row says that the path is
/// valid, there is one.
#[test]
fn pkits_and_real_chains() {
    let Some(corpus) = corpus() else { return };
    let rows = Rows::read(&corpus);
    let edges = EdgeCache::new();
    let (mut cases, mut expected, mut with_path) = (0, 0, 0);
    for row in rows.of_family("path-validation") {
        let file = row.column("file");
        if file.contains("/limbo/") {
            continue;
        }
        cases += 1;
        let leaf = one_certificate(&read(&corpus, file));
        let (mut pool, mut anchors) = (CertificatePool::new(), CertificatePool::new());
        for aux in row.aux() {
            let contents = parse_any(&read(&corpus, aux));
            assert_eq!(contents.unreadable, [], "{aux}");
            for certificate in certificates(&contents) {
                let key = certificate.public_key();
                let own = edges.signed_by(certificate.as_ref(), key) == EdgeResult::Verified;
                let target = if own { &mut anchors } else { &mut pool };
                target.insert(certificate);
            }
        }
        if row.column("expected").starts_with("path valid") {
            expected += 1;
            let mut budget = PathBudget::new();
            let found = candidate_paths(&leaf, &[&pool], &anchors, &edges, &mut budget);
            let ok = !found.paths.is_empty();
            with_path += usize::from(ok);
            assert!(ok || !found.unsupported.is_empty(), "{file}: {found:?}");
        }
    }
    println!("PKITS and webpki: {cases} cases, {expected} valid, {with_path} have a path");
    println!("edges computed {}, remembered {}", edges.misses(), edges.hits());
    assert!(cases > 50 && with_path > expected * 9 / 10);
}

/// CRLs: the number of entries is that of openssl; the signature verifies where the row says so.
#[test]
fn revocation_lists() {
    let Some(corpus) = corpus() else { return };
    let rows = Rows::read(&corpus);
    let edges = EdgeCache::new();
    let mut cases = 0;
    for row in rows.of_family("crl") {
        let (id, file) = (row.column("id"), row.column("file"));
        let started = Instant::now();
        let contents = parse_any(&read(&corpus, file));
        let elapsed = started.elapsed();
        assert_eq!(contents.unreadable, [], "{file}");
        let [Item::Crl(crl)] = contents.items.as_slice() else { panic!("{file}") };
        cases += 1;
        println!("{id}: {} entries in {elapsed:?}", crl.len());
        if let Some((_, rest)) = row.column("openssl_result").split_once("), ") {
            let entries = rest.split(", ").find_map(|part| part.strip_suffix(" entries"));
            assert_eq!(crl.len().to_string(), entries.unwrap(), "{file}");
        }
        let expected = row.column("expected");
        if expected.contains("issuer name matches: yes") {
            let issuer = one_certificate(&read(&corpus, row.aux().next().unwrap()));
            assert_eq!(crl.issuer(), issuer.subject(), "{file}");
            let intact = edges.signed_by(crl.as_ref(), issuer.public_key());
            if expected.contains("signature intact: yes") {
                assert_eq!(intact, EdgeResult::Verified, "{file}");
                assert_eq!(crl.unknown_critical(), []);
            } else {
                assert_eq!(intact, EdgeResult::Wrong, "{file}");
            }
        }
        match id {
            // The last entry of a long list, and a serial number that is not on it.
            "crl-0019" => {
                assert!(crl.find(&1_938_296_u32.to_be_bytes()).is_some());
                assert!(crl.find(&[0]).is_none());
            }
            "crl-0013" => assert_eq!(crl.expired_certs_on_crl(), None),
            "crl-0014" => {
                assert!(crl.expired_certs_on_crl().is_some());
                assert!(crl.issuing_distribution_point().unwrap().name.is_some());
            }
            "crl-0030" => assert!(!crl.unknown_critical().is_empty()),
            _ => {}
        }
    }
    println!("{cases} CRLs");
    assert!(cases >= 18);
}

/// OCSP responses: whether there is an answer about the certificate, and whether the responder or
/// the issuer signed it, is what the name of the row says.
#[test]
fn ocsp_responses() {
    let Some(corpus) = corpus() else { return };
    let rows = Rows::read(&corpus);
    let edges = EdgeCache::new();
    let mut cases = 0;
    for row in rows.of_family("ocsp") {
        let file = row.column("file");
        let all: Vec<&str> = std::iter::once(file).chain(row.aux()).collect();
        let response = all.iter().find(|file| file.ends_with(".ors") || file.ends_with(".bin"));
        let response = response.unwrap();
        let contents = parse_any(&read(&corpus, response));
        assert_eq!(contents.unreadable, [], "{response}");
        let [Item::Ocsp(found)] = contents.items.as_slice() else { panic!("{response}") };
        let known: Vec<_> = all
            .iter()
            .filter(|file| *file != response)
            .flat_map(|file| certificates(&parse_any(&read(&corpus, file))))
            .collect();
        let leaf = known
            .iter()
            .find(|one| one.basic_constraints().is_none_or(|constraints| !constraints.ca));
        let leaf = leaf.unwrap();
        let issuer = known.iter().find(|one| one.subject() == leaf.issuer()).unwrap();
        let answer = found.find(leaf, issuer);
        let name = response.rsplit('/').next().unwrap();
        assert_eq!(answer.is_some(), !name.starts_with("WI"), "{name}");
        if let Some(answer) = answer {
            assert_eq!(answer.status, CertStatus::Good, "{name}");
        }
        let delegated: Vec<_> = found.certificates().map(one_certificate).collect();
        let signer = delegated.iter().chain([issuer]).find(|one| found.responder().is(one));
        let signed = signer.map(|signer| edges.signed_by(found.as_ref(), signer.public_key()));
        // Most were changed after they were signed, and not signed again: pyca agrees with each.
        let expected = match name.split(['_', '.']).next().unwrap() {
            "D1" | "ISDOSC" | "ND3" | "peru" => Some(EdgeResult::Verified),
            "WKDOSC" | "WRID" => None,
            _ => Some(EdgeResult::Wrong),
        };
        assert_eq!(signed, expected, "{name}");
        cases += 1;
    }
    println!("{cases} OCSP responses");
    assert!(cases >= 14);
}

/// Every file of the corpus that is named like a certificate, a CRL or a container of them is
/// read without a panic and in time.
#[test]
fn every_file_is_survived() {
    let Some(corpus) = corpus() else { return };
    let (mut files, mut items, mut unreadable) = (0, 0, 0);
    let mut folders = vec![corpus.join("files")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().and_then(|name| name.to_str()).unwrap_or_default();
            let wanted =
                ["cer", "crl", "crt", "der", "ors", "p7b", "p7c", "p7m", "p7s", "pem", "bin"];
            if !wanted.contains(&extension.to_ascii_lowercase().as_str()) {
                continue;
            }
            let started = Instant::now();
            let contents = parse_any(&std::fs::read(&path).unwrap());
            assert!(started.elapsed() < Duration::from_secs(5), "{}", path.display());
            files += 1;
            items += contents.items.len();
            unreadable += contents.unreadable.len();
            for part in &contents.unreadable {
                println!("{}: {part}", path.file_name().unwrap().display());
            }
        }
    }
    println!("{files} files: {items} items, {unreadable} parts unreadable");
    assert!(items > 100);
}
