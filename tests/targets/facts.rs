//! What was read of a document and kept.

use std::sync::LazyLock;

use kyso::trust::TrustStore;
use kyso::validation::{Indication, Policy};
use kyso::verify::{ReadDocument, Verifier};

use super::root;

/// Times in the life of the fixtures and long after it, each under another policy.
static VERIFIERS: LazyLock<[Verifier; 2]> = LazyLock::new(|| {
    let trust = TrustStore::open(&root().join("fixtures/trust")).expect("it is a fixture");
    let at = |time: &str| Verifier::new(trust.clone()).at(time.parse().expect("it is a time"));
    [at("2026-11-20T08:00:00Z").policy(Policy::vn_admin()), at("2045-01-01T00:00:00Z")]
});

/// Facts that somebody may have written over: they are refused, or judged; what is written of them
/// again is judged in the same way.
pub fn facts(input: &[u8]) {
    let Ok(read) = serde_json::from_slice::<ReadDocument>(input) else { return };
    let kept = serde_json::to_vec(&read).expect("memory");
    let again: ReadDocument = serde_json::from_slice(&kept).expect("it was written");
    assert!(serde_json::to_vec(&again).expect("memory") == kept, "it is written in one way");
    for verifier in VERIFIERS.iter() {
        let report = verifier.judge(&read);
        assert!(format!("{report:?}") == format!("{:?}", verifier.judge(&again)), "{report:?}");
        for signature in &report.signatures {
            let passed = signature.conclusion.indication == Indication::TotalPassed;
            assert!(!passed || signature.facts.intact() == Some(true), "{signature:?}");
            assert!(!passed || signature.facts.changes_permitted(), "{signature:?}");
            assert!(passed || !signature.conclusion.findings.is_empty(), "{signature:?}");
        }
        super::verify::write(&report);
    }
}
