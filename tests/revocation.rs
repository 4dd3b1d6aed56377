//! CRLs, OCSP responses and timestamps that others made, with what their makers expect (families
//! `crl`, `ocsp` and `timestamp` of the shared corpus).
//!
//! A row is judged by the engine where it has a certificate; where it is about reading, what was read
//! is compared with each assertion of the row. What is not applicable follows from the row alone, by
//! the rules of [`not_applicable`], and is counted. All other rows must agree but for those of
//! `revocation.tsv`; one that is listed there and agrees fails the test as well.
#![cfg(feature = "report")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use common::{Row, Table, corpus, root};
use kyso::cms::{SignedContent, SignedData, TstInfo};
use kyso::crypto::PublicKey;
use kyso::validation::{
    Code, Context, Indication, Material, Policy, RevocationRequirement, Source, SubIndication,
    Usage, validate_certificate,
};
use kyso::x509::{
    Certificate, CertificatePool, Contents, Crl, DistributionPointName, EdgeCache, EdgeResult,
    GeneralName, Item, OcspResponse, Signed, parse_any,
};
use x509_parser::prelude::{CertificateRevocationList, FromDer};

/// The most rows that may differ.
const EXCEPTIONS: usize = 2;

/// Judges the assertions of a row.
type Judge = fn(&Path, &Row<'_>) -> Vec<(String, Said)>;

/// What one assertion of a row comes to.
#[derive(Debug, PartialEq)]
enum Said {
    Agrees,
    Differs(String),
    /// It needs what the row does not give.
    NotAtHand,
}

impl Said {
    fn when(agrees: bool, found: impl std::fmt::Debug) -> Self {
        if agrees { Self::Agrees } else { Self::Differs(format!("{found:?}")) }
    }
}

/// Why a row asks for something else than what the standards say. Decided before anything is judged.
fn not_applicable(row: &Row<'_>) -> Option<&'static str> {
    if row.cell("notes").contains("is given inline in the test") {
        return Some("the certificate is not part of the corpus");
    }
    let profile = row.cell("notes").starts_with("library profile");
    let unsupported = ["UnsupportedIndirectCrl", "UnsupportedRevocationReason"];
    if profile && unsupported.iter().any(|name| row.cell("expected").contains(name)) {
        return Some("a legal form that the library of the row does not support");
    }
    None
}

fn read(corpus: &Path, file: &str) -> Vec<u8> {
    std::fs::read(corpus.join("files").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The files of the column `aux`.
fn aux<'a>(row: &'a Row<'a>) -> Vec<&'a str> {
    row.cell("aux").split(" ; ").filter_map(|entry| entry.strip_prefix("file=")).collect()
}

fn certificates(contents: Contents) -> Vec<Arc<Certificate>> {
    let certificate = |item| match item {
        Item::Certificate(found) => Some(found),
        _ => None,
    };
    contents.items.into_iter().filter_map(certificate).collect()
}

/// The assertions of a row, one by one.
fn assertions<'a>(row: &'a Row<'a>) -> Vec<&'a str> {
    row.cell("expected").split("; ").collect()
}

// ---- CRLs ----

fn judge_crl(corpus: &Path, row: &Row<'_>) -> Vec<(String, Said)> {
    let contents = parse_any(&read(corpus, row.cell("file")));
    let crl = match contents.items.as_slice() {
        [Item::Crl(crl)] => Some(Arc::clone(crl)),
        _ => None,
    };
    let beside = aux(row).into_iter().flat_map(|file| certificates(parse_any(&read(corpus, file))));
    let beside: Vec<_> = beside.collect();
    let mut said: Vec<_> = assertions(row)
        .into_iter()
        .filter(|assertion| *assertion != "see source")
        .map(|assertion| {
            let said = match &crl {
                Some(crl) => said_of_crl(assertion, crl, beside.first()),
                None => Said::when(assertion.starts_with("CRL refused"), &contents.unreadable),
            };
            (assertion.to_owned(), said)
        })
        .collect();
    if let (Some(crl), Some((_, rest))) = (&crl, row.cell("openssl_result").split_once("), ")) {
        let entries = rest.split(", ").find_map(|part| part.strip_suffix(" entries")).unwrap();
        let agrees = crl.len().to_string() == entries;
        said.push((format!("openssl: {entries} entries"), Said::when(agrees, crl.len())));
    }
    said
}

fn said_of_crl(assertion: &str, crl: &Crl, certificate: Option<&Arc<Certificate>>) -> Said {
    let edges = EdgeCache::new();
    let key = certificate.map(|certificate| certificate.public_key());
    let edge = || edges.signed_by(crl, key.unwrap());
    let is_named = || certificate.unwrap().subject() == crl.issuer();
    let may_sign = || certificate.unwrap().key_usage().is_none_or(|usage| usage.crl_sign());
    let is_understood = crl.unknown_critical().is_empty() && crl.problems().is_empty();
    let is_valid = || edge() == EdgeResult::Verified && is_named() && may_sign() && is_understood;
    let algorithm = || crl.signature_algorithm().name(None);
    let scope = crl.issuing_distribution_point();
    let url = scope.and_then(|scope| scope.name.as_ref()).and_then(|name| match name {
        DistributionPointName::Full(names) => {
            names.iter().find(|name| matches!(name, GeneralName::Uri(_)))
        }
        DistributionPointName::RelativeToCrlIssuer(_) => None,
    });
    let needs_certificate =
        ["signature intact", "issuer name", "cRLSign", "valid", "wrong issuer", "not valid for"];
    if certificate.is_none() && needs_certificate.iter().any(|it| assertion.starts_with(it)) {
        return Said::NotAtHand;
    }
    match assertion {
        "signature intact: yes" => Said::when(edge() == EdgeResult::Verified, edge()),
        "issuer name matches: yes" => Said::when(is_named(), crl.issuer()),
        "cRLSign key usage: yes" => Said::when(may_sign(), "no cRLSign"),
        "no unknown critical extension" => {
            Said::when(crl.unknown_critical().is_empty(), crl.unknown_critical())
        }
        "valid: yes" => Said::when(is_valid(), crl),
        "wrong issuer: not intact, not valid" => {
            Said::when(edge() == EdgeResult::Wrong && !is_valid(), edge())
        }
        "valid: no (signature does not verify with this same-named certificate)" => {
            Said::when(edge() == EdgeResult::Wrong && is_named() && !is_valid(), edge())
        }
        "signature algorithm: not asserted" => Said::NotAtHand,
        "signature algorithm: ECDSA_SHA256" => {
            Said::when(algorithm() == "ecdsa-sha256", algorithm())
        }
        "signature algorithm: RSA_SHA256" | "signature algorithm RSA_SHA256" | "RSA_SHA256" => {
            Said::when(algorithm() == "rsa-pkcs1v15-sha256", algorithm())
        }
        "expiredCertsOnCRL given as UTCTime is ignored" => {
            Said::when(crl.expired_certs_on_crl().is_none(), crl.expired_certs_on_crl())
        }
        "expiredCertsOnCRL: present" => {
            Said::when(crl.expired_certs_on_crl().is_some(), "no expiredCertsOnCRL")
        }
        "URL: absent" => Said::when(url.is_none(), url),
        "issuing distribution point URL: present" => Said::when(url.is_some(), scope),
        "serial 0 not listed" => Said::when(crl.find(&[0]).is_none(), crl.find(&[0])),
        "serial 1938296 listed (last entry)" => {
            let found = crl.find(&1_938_296_u32.to_be_bytes());
            Said::when(found.is_some(), found)
        }
        "parses as DER CRL (see openssl_result)"
        | "PEM-encoded CRL is accepted"
        | "CRL parses"
        | "file content is base64 text"
        | "parsing ends" => Said::Agrees,
        "the serial named in the test is found as revoked" => {
            let (_, other) = CertificateRevocationList::from_der(crl.der()).unwrap();
            let mut serials = other.iter_revoked_certificates().map(|entry| entry.raw_serial());
            Said::when(!crl.is_empty() && serials.all(|it| crl.find(it).is_some()), crl)
        }
        "reading its entries fails: UnsupportedCriticalExtension" => {
            Said::when(!crl.unknown_critical().is_empty(), crl.unknown_critical())
        }
        // Read, to be explained, and of no use for saying that anything is good.
        "CRL refused on parsing: TrailingData" => {
            Said::when(crl.next_update().is_none(), crl.next_update())
        }
        "CRL refused on parsing: InvalidCrlNumber" => {
            Said::when(!crl.problems().is_empty() && crl.number().is_none(), crl.number())
        }
        // The other form of the list is not part of the corpus.
        compared if compared.contains("forms give the same DER") => Said::NotAtHand,
        other => panic!("assertion: {other}"),
    }
}

// ---- OCSP ----

fn judge_ocsp(corpus: &Path, row: &Row<'_>) -> Vec<(String, Said)> {
    let expected = row.cell("expected");
    let files: Vec<_> = std::iter::once(row.cell("file")).chain(aux(row)).collect();
    let (mut response, mut known) = (None, Vec::new());
    for file in files {
        for item in parse_any(&read(corpus, file)).items {
            match item {
                Item::Ocsp(found) => response = Some(found),
                Item::Certificate(found) => known.push(found),
                other => panic!("{other:?}"),
            }
        }
    }
    let response: Arc<OcspResponse> = response.unwrap();
    let said = match row.cell("depends_on").split_once("validation time ") {
        None if expected.starts_with("parses as OCSP response") => Said::Agrees,
        None => panic!("{expected}"),
        Some((_, time)) => said_of_response(expected, &response, &known, time),
    };
    vec![(expected.to_owned(), said)]
}

/// The row has nothing about the revocation of the intermediate authority, and its maker did not ask:
/// so it is asked whether the path leads to the anchor, revocation apart, and whether the certificate
/// was revoked, by its issuer.
fn said_of_response(
    expected: &str,
    response: &Arc<OcspResponse>,
    known: &[Arc<Certificate>],
    time: &str,
) -> Said {
    let leaf = &known[0];
    let edges = EdgeCache::new();
    let mut material = Material::new();
    known.iter().for_each(|certificate| material.add_certificate(Arc::clone(certificate)));
    material.add_ocsp_response(response, Source::TrustFolder);
    let judge = |anchor: &Arc<Certificate>, revocation| {
        let context = Context {
            policy: &Policy { revocation, ..Policy::generic() },
            time: time.parse().unwrap(),
            anchors: &[Arc::clone(anchor)].into_iter().collect::<CertificatePool>(),
            materials: &[&material],
            edges: &edges,
        };
        validate_certificate(leaf, Usage::Any, &context)
    };
    let root = known.iter().find(|one| one.is_self_issued()).unwrap();
    let issuer = known.iter().find(|one| one.subject() == leaf.issuer()).unwrap();
    let path = judge(root, RevocationRequirement::Ignore);
    let status = judge(issuer, RevocationRequirement::Require);
    let has = |code| status.findings.iter().any(|finding| finding.code == code);
    let is_good = status.indication == Indication::TotalPassed;
    let is_unknown = status.indication.sub_indication() == Some(SubIndication::TryLater);
    let agrees = match expected {
        valid if valid.starts_with("path valid and not revoked") => {
            path.indication == Indication::TotalPassed && is_good
        }
        stale if stale.contains("StaleRevinfoError") => is_unknown && has(Code::RevocationStale),
        nothing if nothing.contains("InsufficientRevinfoError") => {
            is_unknown && has(Code::RevocationNotAvailable)
        }
        other => panic!("{other}"),
    };
    Said::when(agrees, (path.findings, status.indication, status.findings))
}

// ---- timestamps ----

fn judge_timestamp(corpus: &Path, row: &Row<'_>) -> Vec<(String, Said)> {
    let bytes = read(corpus, row.cell("file"));
    let data = SignedData::parse(&bytes).unwrap();
    let token = TstInfo::parse(data.content().unwrap()).unwrap();
    let signer = &data.signers()[0];
    let inside: Vec<_> =
        data.certificates().iter().map(|der| Certificate::parse(der).unwrap()).collect();
    let authority = inside.iter().find(|one| signer.id().identifies(one));
    let intact = |key: &PublicKey| signer.check(&data, &SignedContent::Encapsulated, key).intact();
    let name = signer.signature_algorithm().name(None);
    let fits =
        |data: &[u8]| token.imprint_algorithm().unwrap().hash(data).as_bytes() == token.imprint();
    let says = |assertion: &str| match assertion {
        "1 timestamp" => Said::when(data.signers().len() == 1, data.signers().len()),
        "not signed by an unrelated certificate" => {
            let other = unrelated(corpus);
            Said::when(intact(other.public_key()) == Some(false), intact(other.public_key()))
        }
        "token signature intact" => match authority {
            Some(authority) => Said::when(intact(authority.public_key()) == Some(true), authority),
            None => Said::NotAtHand,
        },
        "certificate and token signature algorithm RSASSA-PSS" => {
            let certified = authority.map(|it| Signed::signature_algorithm(it).name(None));
            let is_pss = |name: &str| name.starts_with("rsa-pss");
            Said::when(is_pss(&name) && certified.as_deref().is_none_or(is_pss), (&name, certified))
        }
        "with the right TSA certificate: signature algorithm RSA_SHA256, not self-signed" => {
            Said::when(name == "rsa-pkcs1v15-sha256", &name)
        }
        "imprint algorithm SHA256" => {
            let algorithm = token.imprint_algorithm().map(|algorithm| algorithm.name());
            Said::when(algorithm == Some("sha256"), algorithm)
        }
        "other data: found, not intact" | "with other data: found but not intact" => {
            Said::when(!fits(b"other data"), "fits")
        }
        // The signature is over the token, whatever becomes of the data.
        without if without.starts_with("without data: imprint not found") => match authority {
            Some(authority) => {
                Said::when(intact(authority.public_key()) == Some(true) && !fits(b""), authority)
            }
            None => Said::NotAtHand,
        },
        // The data stand in the test; two documents at once are a mistake in calling it.
        data if data.starts_with("right data (given in the test")
            || data.starts_with("with the right detached data")
            || data.starts_with("two detached documents") =>
        {
            Said::NotAtHand
        }
        other => panic!("assertion: {other}"),
    };
    assertions(row).into_iter().map(|assertion| (assertion.to_owned(), says(assertion))).collect()
}

/// A certificate that has nothing to do with timestamps.
fn unrelated(corpus: &Path) -> Arc<Certificate> {
    let bytes = read(corpus, "aux/dss/dss-crl-parser/citizen_ca.cer");
    certificates(parse_any(&bytes)).remove(0)
}

/// Rows that differ for good, by id.
fn exceptions() -> BTreeSet<String> {
    let table = Table::read(&root().join("tests/revocation.tsv"));
    let listed = table.rows().map(|row| {
        assert!(!row.cell("clause").is_empty() && row.cell("reason").len() > 20, "a reason");
        row.cell("id").to_owned()
    });
    listed.collect()
}

#[test]
fn every_applicable_row_agrees() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut exceptions = exceptions();
    assert!(exceptions.len() <= EXCEPTIONS, "{} exceptions", exceptions.len());
    let mut wrong = Vec::new();
    let families: [(&str, usize, Judge); 3] =
        [("crl", 18, judge_crl), ("ocsp", 14, judge_ocsp), ("timestamp", 2, judge_timestamp)];
    for (family, least, judge) in families {
        let mut passed_over: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let (mut rows, mut agreed, mut judged, mut not_at_hand) = (0, 0, 0, 0);
        for row in manifest.rows().filter(|row| row.cell("family") == family) {
            rows += 1;
            let id = row.cell("id");
            if let Some(why) = not_applicable(&row) {
                passed_over.entry(why).or_default().push(id.to_owned());
                continue;
            }
            let said = judge(&corpus, &row);
            let (left_out, said): (Vec<_>, Vec<_>) =
                said.into_iter().partition(|(_, said)| *said == Said::NotAtHand);
            not_at_hand += left_out.len();
            judged += said.len();
            assert!(!said.is_empty(), "{id}: nothing could be judged");
            let differing: Vec<_> = said.iter().filter(|(_, said)| *said != Said::Agrees).collect();
            match (differing.is_empty(), exceptions.remove(id)) {
                (true, false) => agreed += 1,
                (true, true) => wrong.push(format!("{id}: agrees, take it out of the table")),
                (false, true) => {}
                (false, false) => wrong.push(format!("{id}: {differing:#?}")),
            }
        }
        let not_applicable: usize = passed_over.values().map(Vec::len).sum();
        println!(
            "{family}: {rows} rows, {} applicable, {agreed} agree; {judged} assertions judged, \
             {not_at_hand} need what is not part of the corpus",
            rows - not_applicable,
        );
        for (why, ids) in &passed_over {
            println!("  not applicable, {why}: {} ({})", ids.len(), ids.join(" "));
        }
        assert!(rows >= least, "{family}: {rows} rows");
    }
    assert_eq!(exceptions, BTreeSet::new(), "listed, and not applicable or not there");
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}
