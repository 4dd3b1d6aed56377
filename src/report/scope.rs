//! What was checked of a file, and what a verdict does not prove: whoever reads *passed* should not
//! read more into it, and whoever reads *indeterminate* should see how far the check came.

use super::text::is_anchored;
use crate::validation::{
    Code, Conclusion, Coverage, Indication, RevocationRequirement, SignatureFormat, SignatureKind,
    TimeSource,
};
use crate::verify::Report;

/// The messages for what was checked and for what is not proved, over all signatures of a file: one
/// of them for which something is not known is enough to say so.
pub(super) struct Scope {
    pub(super) checked: Vec<&'static str>,
    pub(super) not_proved: Vec<&'static str>,
}

impl Scope {
    /// `None` if there is no signature of which anything could be proved.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let signatures = || {
            let all = report.signatures.iter();
            all.filter(|signature| signature.facts.kind == SignatureKind::Signature)
        };
        signatures().next()?;
        let every = |holds: fn(&Conclusion) -> bool| {
            signatures().all(|signature| holds(&signature.conclusion))
        };
        let is_intact = signatures().all(|signature| signature.facts.intact().is_some());
        let is_compared = signatures().all(|signature| {
            let facts = &signature.facts;
            // a file that is signed as a whole has no revisions to compare
            facts.format != SignatureFormat::Cades
                && facts.coverage != Coverage::Partial
                && !facts.changes_unknown()
        });
        let is_filled = signatures().any(|signature| {
            signature.facts.change_list.iter().any(|change| change.code.ends_with("-field-filled"))
        });
        let is_stamped = report.signatures.iter().any(|signature| {
            signature.facts.kind == SignatureKind::Timestamp
                || !signature.facts.timestamps.is_empty()
        });
        let is_anchored = every(|it| is_anchored(&it.chain, it.indication));
        let is_asked = report.revocation != RevocationRequirement::Ignore;
        let is_told = is_asked && every(is_revocation_known);

        let mut scope = Self { checked: Vec::new(), not_proved: Vec::new() };
        for (is_checked, key) in [
            (is_intact, "checked-integrity"),
            (is_compared, "checked-changes"),
            (is_anchored, "checked-chain"),
            (is_told, "checked-revocation"),
            (is_anchored, "checked-algorithms"),
            (is_stamped, "checked-timestamps"),
        ] {
            if is_checked {
                scope.checked.push(key);
            }
        }
        for (is_proved, key) in [
            (is_anchored, "not-proved-trust"),
            (is_told, "not-proved-revocation"),
            (every(|it| it.time_source != TimeSource::Now), "not-proved-time"),
            (false, "not-proved-authority"),
            (false, "not-proved-content"),
            (!is_filled, "not-proved-filled"),
            (false, "not-proved-later"),
        ] {
            if !is_proved {
                scope.not_proved.push(key);
            }
        }
        Some(scope)
    }
}

/// Whether revocation was looked at with a result for all of the chain.
fn is_revocation_known(conclusion: &Conclusion) -> bool {
    let is_missing = |code| conclusion.findings.iter().any(|finding| finding.code == code);
    let is_reached =
        !conclusion.revocation.is_empty() || conclusion.indication == Indication::TotalPassed;
    let misses =
        [Code::RevocationIgnored, Code::RevocationNotAvailable, Code::RevocationNotChecked];
    is_reached && !misses.into_iter().any(is_missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::TrustStore;
    use crate::verify::Verifier;

    fn scope(name: &str, change: fn(Verifier) -> Verifier) -> Option<Scope> {
        let trust = TrustStore::open("fixtures/trust".as_ref()).unwrap();
        let verifier = Verifier::new(trust).at("2026-11-20T08:00:00Z".parse().unwrap());
        let path = format!("fixtures/documents/{name}.pdf");
        Scope::of(&change(verifier).verify_file(path.as_ref()))
    }

    #[test]
    fn a_verdict_says_how_far_it_goes() {
        let whole = scope("bao-cao-dau-thoi-gian", |it| it).unwrap();
        assert_eq!(whole.checked.len(), 6);
        let never = ["not-proved-authority", "not-proved-content", "not-proved-later"];
        assert_eq!(whole.not_proved, never);

        let claimed = scope("nho-nhat", |it| it).unwrap();
        assert!(claimed.not_proved.contains(&"not-proved-time"));
        assert!(!claimed.checked.contains(&"checked-timestamps"));

        let ignored = scope("nho-nhat", |it| it.revocation(RevocationRequirement::Ignore)).unwrap();
        assert!(ignored.not_proved.contains(&"not-proved-revocation"));
        assert!(!ignored.checked.contains(&"checked-revocation"));

        let time = "2026-11-20T08:00:00Z".parse().unwrap();
        let report = Verifier::new(TrustStore::none())
            .at(time)
            .verify_file("fixtures/documents/nho-nhat.pdf".as_ref());
        let distrustful = Scope::of(&report).unwrap();
        assert_eq!(distrustful.checked, ["checked-integrity", "checked-changes"]);
        assert!(distrustful.not_proved.starts_with(&["not-proved-trust"]));

        let partial = scope("byterange-khong-tu-dau", |it| it).unwrap();
        assert_eq!(partial.checked, ["checked-integrity"]);
        assert!(scope("chua-ky", |it| it).is_none());
    }
}
