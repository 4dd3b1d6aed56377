//! Documents that can be read in more than one way.

use super::Conclusion;
use super::finding::{Code, Finding};
use super::indication::{Indication, SubIndication};

/// What makes it doubtful that everybody sees the same document.
const DOUBTS: &[Code] = &[Code::OffsetsAmbiguous, Code::Repaired];

/// Takes back that signatures passed where the document itself was read in a way that others may not
/// share: what was signed may be intact, but what is shown need not be what was signed. Format
/// checking (EN 319 102-1 clause 5.2.2) cannot be completed for such a document.
pub fn doubt(findings: &[Finding], conclusions: &mut [Conclusion]) {
    let Some(reason) = reason(findings) else { return };
    for conclusion in conclusions {
        if conclusion.indication == Indication::TotalPassed {
            conclusion.indication = Indication::Indeterminate(SubIndication::SigConstraintsFailure);
            conclusion.findings.insert(0, reason.clone());
            // What did not pass is not worth keeping as it is.
            conclusion.extension = None;
        }
    }
}

fn reason(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| DOUBTS.contains(&finding.code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::Severity;

    #[test]
    fn doubts_are_errors_and_oddities_are_none() {
        let findings = [Code::TrailingBytes, Code::HybridXref].map(Finding::new);
        assert_eq!(reason(&findings), None);
        for code in DOUBTS {
            let findings = [Code::TrailingBytes, *code].map(Finding::new);
            assert_eq!(reason(&findings), Some(&findings[1]));
            assert_eq!(code.severity(), Severity::Error);
        }
    }
}
