//! Verifying with the certificates of the file itself: what a file says of itself, whoever made it.

use std::sync::Arc;

use jiff::Timestamp;
use kyso::cms::SignedData;
use kyso::pdf::Document;
use kyso::trust::{Scheme, TrustStore};
use kyso::validation::{Indication, RevocationRequirement, SignatureKind};
use kyso::verify::{Password, Report, Verdict, Verifier};
use kyso::x509::Certificate;

/// With which the tools of the corpus opened its encrypted files.
const PASSWORD: &str = "123";

/// Every embedded certificate an anchor, revocation ignored, each signature judged at the time
/// that it claims. The report is that of the newest of these times.
pub fn verify_trusting_itself(bytes: &[u8]) -> (Verdict, Report) {
    let trust = embedded_certificates(bytes);
    let at = |time: Timestamp| {
        Verifier::new(trust.clone())
            .revocation(RevocationRequirement::Ignore)
            .password(Password::new(PASSWORD))
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
    if let Ok(document) = Document::open_with_passwords(bytes, &[Password::new(PASSWORD)]) {
        for signature in document.signatures().unwrap_or_default() {
            if let Ok(cms) = SignedData::parse(&signature.contents) {
                cms.certificates().iter().for_each(|der| add(&mut trust, der));
            }
        }
        if let Ok(store) = document.security_store(document.newest()) {
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

/// Verdict, indications and findings in one line.
pub fn summary(report: &Report) -> String {
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
