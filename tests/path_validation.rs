//! Certification paths that others made, with what their makers expect: NIST PKITS, x509-limbo and
//! real chains of rustls-webpki (family `path-validation` of the shared corpus), judged through
//! [`validate_certificate`].
//!
//! What is not applicable follows from the row alone, by the rules of [`not_applicable`], and is
//! counted. All other rows must agree but for those of `path-validation.tsv`; one that is listed
//! there and agrees fails the test as well.
#![cfg(feature = "report")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{FIXTURE_TIME, Row, Table, corpus, fixtures, root};
use jiff::Timestamp;
use kyso::asn1::Oid;
use kyso::trust::TrustStore;
use kyso::validation::{
    CertificateConclusion, Context, Indication, Material, PathInputs, Policy,
    RevocationRequirement, Source, SubIndication, Usage, validate_certificate,
};
use kyso::verify::{Verdict, Verifier};
use kyso::x509::{Certificate, CertificatePool, EdgeCache, GeneralName, Item, parse_any};
use serde_json::Value;

/// Where the row asks for the time of the run; everything concerned is in force for years.
const NOW: &str = "2026-11-20T08:00:00Z";

/// The most rows that may differ for a reason of our own.
const EXCEPTIONS: usize = 2;

/// What is asked, and what the row expects.
struct Case {
    certificate: Arc<Certificate>,
    anchors: CertificatePool,
    material: Material,
    time: Timestamp,
    policy: Policy,
    is_valid: bool,
    reason: Reason,
}

/// Why a path is rejected, as far as the row says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reason {
    Any,
    Names,
    Policies,
    Revoked,
    /// What there is does not tell whether it was revoked.
    Unknown,
    Validity,
}

impl Reason {
    /// By what pyHanko says of PKITS.
    fn of_pkits(expected: &str) -> Self {
        let says = |text| expected.contains(text);
        match () {
            () if says("no valid set of policies") => Self::Policies,
            () if says("RevokedError") => Self::Revoked,
            () if says("InsufficientRevinfoError") || says("StaleRevinfoError") => Self::Unknown,
            () if says("expired") || says("not valid until") => Self::Validity,
            () if says("permitted") || says("excluded") => Self::Names,
            () => Self::Any,
        }
    }

    /// Whether a conclusion rejects for this reason.
    fn explains(self, conclusion: &CertificateConclusion) -> bool {
        let rules: Vec<&str> = conclusion
            .findings
            .iter()
            .flat_map(|finding| &finding.arguments)
            .filter(|(name, _)| *name == "rule")
            .map(|(_, rule)| rule.as_str())
            .collect();
        let sub = conclusion.indication.sub_indication();
        let is_revoked =
            matches!(sub, Some(SubIndication::RevokedNoPoe | SubIndication::RevokedCaNoPoe));
        match self {
            Self::Any => true,
            Self::Names => rules.iter().any(|rule| rule.starts_with("name-")),
            Self::Policies => rules.contains(&"no-acceptable-policy"),
            Self::Revoked => is_revoked,
            // A CRL that is not understood in full can still say that it was revoked.
            Self::Unknown => is_revoked || sub == Some(SubIndication::TryLater),
            Self::Validity => matches!(
                sub,
                Some(SubIndication::OutOfBoundsNoPoe | SubIndication::OutOfBoundsNotRevoked)
            ),
        }
    }
}

impl Case {
    fn judge(&self) -> CertificateConclusion {
        let context = Context {
            policy: &self.policy,
            time: self.time,
            anchors: &self.anchors,
            materials: &[&self.material],
            edges: &EdgeCache::new(),
        };
        validate_certificate(&self.certificate, Usage::Any, &context)
    }

    /// What differs from what the row expects.
    fn difference(&self) -> Option<String> {
        let started = Instant::now();
        let conclusion = self.judge();
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
        let is_passed = conclusion.indication == Indication::TotalPassed;
        let agrees = is_passed == self.is_valid && (is_passed || self.reason.explains(&conclusion));
        (!agrees).then(|| {
            let findings: Vec<_> = conclusion
                .findings
                .iter()
                .map(|finding| format!("{} {:?}", finding.code, finding.arguments))
                .collect();
            let expected =
                if self.is_valid { "valid".into() } else { format!("{:?}", self.reason) };
            format!("expected {expected}, found {} {findings:?}", conclusion.indication)
        })
    }
}

fn read(corpus: &Path, file: &str) -> Vec<u8> {
    std::fs::read(corpus.join("files").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn one_certificate(bytes: &[u8]) -> Arc<Certificate> {
    match parse_any(bytes).items.remove(0) {
        Item::Certificate(certificate) => certificate,
        other => panic!("{other:?}"),
    }
}

/// The files of the column `aux`.
fn aux<'a>(row: &'a Row<'a>) -> Vec<&'a str> {
    row.cell("aux").split(" ; ").filter_map(|entry| entry.strip_prefix("file=")).collect()
}

fn add(material: &mut Material, bytes: &[u8]) {
    for item in parse_any(bytes).items {
        match item {
            Item::Certificate(certificate) => material.add_certificate(certificate),
            Item::Crl(crl) => material.add_crl(crl, Source::TrustFolder),
            other => panic!("{other:?}"),
        }
    }
}

fn policy(revocation: RevocationRequirement, path: PathInputs) -> Policy {
    Policy { revocation, path, ..Policy::generic() }
}

/// A row of PKITS: the files beside it are anchor, intermediates and CRLs; settings that are not the
/// standard's defaults are named in the expectation.
fn pkits(corpus: &Path, row: &Row<'_>) -> Case {
    let expected = row.cell("expected");
    let mut anchors = CertificatePool::new();
    let mut material = Material::new();
    for file in aux(row) {
        let bytes = read(corpus, file);
        if file.ends_with("/TrustAnchorRootCertificate.crt") {
            anchors.insert(one_certificate(&bytes));
        } else {
            add(&mut material, &bytes);
        }
    }
    let revocation = match expected.contains("revocation checking not required") {
        true => RevocationRequirement::IfPresent,
        false => RevocationRequirement::Require,
    };
    Case {
        certificate: one_certificate(&read(corpus, row.cell("file"))),
        anchors,
        material,
        time: NOW.parse().unwrap(),
        policy: policy(revocation, initial_settings(expected)),
        is_valid: expected.starts_with("path valid"),
        reason: Reason::of_pkits(expected),
    }
}

/// The inputs of RFC 5280 §6.1.1 that a row of PKITS names.
fn initial_settings(expected: &str) -> PathInputs {
    let Some((_, settings)) = expected.split_once("initial settings: ") else {
        return PathInputs::default();
    };
    let settings = &settings[..=settings.find('}').unwrap()];
    let settings: BTreeMap<String, Value> = serde_json::from_str(settings).unwrap();
    let mut inputs = PathInputs::default();
    for (name, value) in settings {
        let flag = || value.as_bool().unwrap();
        match name.as_str() {
            "initial_any_policy_inhibit" => inputs.initial_any_policy_inhibit = flag(),
            "initial_explicit_policy" => inputs.initial_explicit_policy = flag(),
            "initial_policy_mapping_inhibit" => inputs.initial_policy_mapping_inhibit = flag(),
            "user_initial_policy_set" => {
                let policies = value.as_array().unwrap().iter();
                let policies = policies.map(|policy| parse_oid(policy.as_str().unwrap()));
                inputs.user_initial_policy_set = Some(policies.collect());
            }
            other => panic!("setting {other}"),
        }
    }
    inputs
}

fn parse_oid(text: &str) -> Oid {
    let arcs: Vec<u32> = text.split('.').map(|arc| arc.parse().unwrap()).collect();
    kyso::asn1::oid(&arcs)
}

/// A row of rustls-webpki: the anchor is the last file beside it.
fn webpki(corpus: &Path, row: &Row<'_>) -> Case {
    let files = aux(row);
    let (anchor, others) = files.split_last().unwrap();
    let mut material = Material::new();
    others.iter().for_each(|file| add(&mut material, &read(corpus, file)));
    let (_, time) = row.cell("depends_on").split_once("validation time ").unwrap();
    Case {
        certificate: one_certificate(&read(corpus, row.cell("file"))),
        anchors: [one_certificate(&read(corpus, anchor))].into_iter().collect(),
        material,
        time: time.parse().unwrap(),
        policy: policy(RevocationRequirement::Ignore, PathInputs::default()),
        is_valid: row.cell("expected").starts_with("path valid"),
        reason: Reason::Any,
    }
}

fn limbo_json(corpus: &Path, row: &Row<'_>) -> Value {
    let json: Value = serde_json::from_slice(&read(corpus, row.cell("file"))).unwrap();
    json["testcases"][0].clone()
}

/// A row of x509-limbo, which says everything itself.
fn limbo(case: &Value, file: &str) -> Case {
    let texts = |name: &str| -> Vec<String> {
        case[name].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let mut material = Material::new();
    let crls = texts("crls");
    for text in texts("untrusted_intermediates").iter().chain(&crls) {
        add(&mut material, text.as_bytes());
    }
    let revocation = match crls.is_empty() {
        true => RevocationRequirement::Ignore,
        false => RevocationRequirement::Require,
    };
    let depth = case["max_chain_depth"].as_u64();
    let inputs = PathInputs {
        max_path_length: depth.map(|depth| u32::try_from(depth).unwrap()),
        ..PathInputs::default()
    };
    let is_valid = case["expected_result"] == "SUCCESS";
    let reason = match is_valid {
        false if file.contains("_nc_") => Reason::Names,
        false if file.contains("_validity_") => Reason::Validity,
        _ => Reason::Any,
    };
    let leaf = case["peer_certificate"].as_str().unwrap();
    let anchors = texts("trusted_certs");
    Case {
        certificate: one_certificate(leaf.as_bytes()),
        anchors: anchors.iter().map(|text| one_certificate(text.as_bytes())).collect(),
        material,
        time: case["validation_time"].as_str().unwrap_or(NOW).parse().unwrap(),
        policy: policy(revocation, inputs),
        is_valid,
        reason,
    }
}

/// Why a row asks for something that is no part of RFC 5280 §6. Decided before anything is judged.
fn not_applicable(kind: &str, limbo: Option<&(Value, Case)>) -> Option<&'static str> {
    // The profile of the CA/Browser Forum for the certificates of web servers.
    if kind == "x509-limbo webpki" {
        return Some("profile of web servers");
    }
    let (json, case) = limbo?;
    // Limbo marks what a verifier may leave out as "features"; this one is rejection of name
    // constraints that are not marked critical, where row path-0462 of the same family wants them
    // processed, as RFC 5280 §4.2 does.
    let features = json["features"].as_array().unwrap();
    if features.iter().any(|feature| feature == "rfc5280-incompatible-with-webpki") {
        return Some("optional feature of limbo");
    }
    // The row asks whether the certificate belongs to a server, and it names others.
    let peer = &json["expected_peer_name"];
    let is_of_server =
        |name: &GeneralName| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_));
    let mut alternative = case.certificate.subject_alternative_names().iter();
    if peer.is_object() && alternative.any(is_of_server) && !names(&case.certificate, peer) {
        return Some("name of the server");
    }
    // The row asks for a purpose of TLS, and the certificate has others. The purposes that are known
    // here are those of documents.
    let asked: Vec<_> = json["extended_key_usage"].as_array().unwrap().iter().collect();
    let tls: &[(&str, &str)] =
        &[("serverAuth", "1.3.6.1.5.5.7.3.1"), ("clientAuth", "1.3.6.1.5.5.7.3.2")];
    let lacks = |asked: &str| {
        let (_, oid) = tls.iter().find(|(name, _)| *name == asked).unwrap();
        let found = case.certificate.extended_key_usage();
        found.is_some_and(|found| !found.contains(&parse_oid(oid)))
    };
    if asked.iter().any(|purpose| lacks(purpose.as_str().unwrap())) {
        return Some("purpose of TLS");
    }
    None
}

/// Whether a certificate names a server (RFC 9525 §6.3, §6.5): its wildcards stand for one label.
fn names(certificate: &Certificate, peer: &Value) -> bool {
    let value = peer["value"].as_str().unwrap();
    let address = value.parse::<IpAddr>().ok().map(|address| match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    });
    certificate.subject_alternative_names().iter().any(|name| match name {
        GeneralName::Ip(octets) => peer["kind"] == "IP" && Some(octets) == address.as_ref(),
        GeneralName::Dns(name) if peer["kind"] == "DNS" => {
            let rest = |text: &str| text.split_once('.').map(|(_, rest)| rest.to_owned());
            name.eq_ignore_ascii_case(value)
                || (name.starts_with("*.") && rest(name) == rest(value))
        }
        _ => false,
    })
}

/// What may still differ: by the row's id why, and of which class it is.
fn listed() -> BTreeMap<String, String> {
    let table = Table::read(&root().join("tests/path-validation.tsv"));
    let mut listed = BTreeMap::new();
    for row in table.rows() {
        assert_eq!(row.cell("class"), "exception");
        assert!(!row.cell("clause").is_empty() && row.cell("reason").len() > 20, "a reason");
        listed.insert(row.cell("id").to_owned(), row.cell("class").to_owned());
    }
    listed
}

#[test]
fn every_applicable_row_agrees() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut listed = listed();
    let exceptions = listed.values().filter(|class| *class == "exception").count();
    assert!(exceptions <= EXCEPTIONS, "{exceptions} exceptions");

    let mut passed_over: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut agreed: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut rows, mut wrong) = (0, Vec::new());
    for row in manifest.rows().filter(|row| row.cell("family") == "path-validation") {
        rows += 1;
        let (id, kind, file) = (row.cell("id"), row.cell("kind"), row.cell("file"));
        let from_limbo = kind.starts_with("x509-limbo").then(|| {
            let json = limbo_json(&corpus, &row);
            let case = limbo(&json, file);
            (json, case)
        });
        if let Some(why) = not_applicable(kind, from_limbo.as_ref()) {
            passed_over.entry(why).or_default().push(id.to_owned());
            continue;
        }
        let case = match from_limbo {
            Some((_, case)) => case,
            None if kind.starts_with("NIST PKITS") => pkits(&corpus, &row),
            None => webpki(&corpus, &row),
        };
        let counts = agreed.entry(kind.to_owned()).or_default();
        counts.1 += 1;
        match (case.difference(), listed.remove(id)) {
            (None, None) => counts.0 += 1,
            (None, Some(_)) => wrong.push(format!("{id} {file}: agrees, take it out of the table")),
            (Some(_), Some(_)) => {}
            (Some(difference), None) => wrong.push(format!("{id} {kind} {file}: {difference}")),
        }
    }
    for (kind, (agreed, all)) in &agreed {
        println!("{kind}: {agreed} of {all} agree");
    }
    let applicable: usize = agreed.values().map(|(_, all)| all).sum();
    let in_all: usize = agreed.values().map(|(agreed, _)| agreed).sum();
    for (why, ids) in &passed_over {
        println!("not applicable, {why}: {} ({})", ids.len(), ids.join(" "));
    }
    println!("path-validation: {rows} rows, {applicable} applicable, {in_all} agree");
    assert_eq!(listed, BTreeMap::new(), "listed, and not applicable or not there");
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
    // a further row has to be looked at, and none slips among those that are not applicable
    assert_eq!((rows, applicable), (194, 166));
}

/// What is asked of paths is asked of those of documents, too.
#[test]
fn documents_are_held_to_what_is_asked_of_paths() {
    let judge = |inputs: PathInputs| {
        let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
        let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap()).path(inputs);
        let report = verifier.verify_file(&fixtures().join("documents/nho-nhat.pdf"));
        let findings = report.signatures.into_iter().flat_map(|it| it.conclusion.findings);
        let rule = findings
            .flat_map(|finding| finding.arguments)
            .find_map(|(name, value)| (name == "rule").then_some(value));
        (report.verdict, rule.unwrap_or_default())
    };
    let chain_of = |max_path_length| PathInputs { max_path_length, ..PathInputs::default() };
    let explicit = PathInputs { initial_explicit_policy: true, ..PathInputs::default() };
    let passed = (Verdict::Passed, String::new());
    let broken = |rule: &str| (Verdict::Indeterminate, rule.to_owned());
    assert_eq!(judge(PathInputs::default()), passed);
    // An authority between signer and anchor, and none of them names a policy.
    assert_eq!(judge(chain_of(Some(1))), passed);
    assert_eq!(judge(chain_of(Some(0))), broken("path-length"));
    assert_eq!(judge(explicit), broken("no-acceptable-policy"));
}
