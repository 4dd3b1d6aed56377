//! What came after a signature, as others judge it (families `pdf-modification`, `pdf-permission`,
//! `pdf-attack` and `pdf-coverage` of the shared corpus).
//!
//! What a row asserts follows from its columns by the rules of [`assertions`]. A row with an assertion
//! that cannot be expressed is not applicable: `modification.tsv` lists those in advance, and a row that
//! is listed and could be expressed fails the test. Of all others, those that differ are listed there with
//! the clause that decides; one that is listed and agrees fails the test as well.
#![cfg(feature = "report")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;

use common::trusting::{summary, verify_trusting_itself};
use common::{Row, Table, corpus, root};
use kyso::validation::{
    ChangeLevel, Code, Coverage, Indication, SignatureFacts, SignatureKind, SubIndication,
};
use kyso::verify::{Report, Verdict};

const FAMILIES: [&str; 4] = ["pdf-modification", "pdf-permission", "pdf-attack", "pdf-coverage"];

/// The share of the applicable rows that must agree.
const REQUIRED: f64 = 0.97;

/// One thing that a row says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Assertion {
    /// A further signature may be added.
    Addable,
    /// What came after is within what the document permits, or within this.
    Allowed(Option<ChangeLevel>),
    /// So many signatures cover no whole revision, of so many.
    ByteRanges { wrong: usize, right: usize },
    /// The signature in this place covers the whole document, or does not.
    Covers(usize, bool),
    /// So many signatures, at least or exactly.
    Count { least: usize, most: usize },
    /// Something is odd about permissions, and is named.
    Doubtful,
    /// What came after is beyond what the document permits, or beyond this.
    Forbidden(Option<ChangeLevel>),
    /// No verdict but total-failed for the format.
    FormatFailure,
    /// It is not called valid.
    NotPassed,
    /// Passed, with the certificates of the file and at the time that it claims.
    Passed,
    /// What one revision changed of the one before is within this, or beyond it. The revision counts
    /// from 1, and from the end where that is `None`.
    Step { revision: Option<usize>, level: ChangeLevel, is_allowed: bool },
    /// Nothing came after.
    Unchanged,
}

/// The level that iText calls an access permission.
fn permission(words: &str) -> Option<ChangeLevel> {
    let (_, words) = words.split_once("access permission assumed: ")?;
    Some(match words.split(';').next().unwrap() {
        "annotation modification" => ChangeLevel::Annotations,
        "form fields modification" => ChangeLevel::FormFilling,
        "no changes permitted" => ChangeLevel::Lta,
        other => panic!("no permission: {other}"),
    })
}

/// `revision 1 to 2: valid` or `revision N - 2 to N - 1: invalid`, each with the permission that the
/// test assumes.
fn steps(row: &Row<'_>) -> Vec<Assertion> {
    let Some(level) = permission(row.cell("modifications")) else { return Vec::new() };
    let steps = row.cell("expected").split("; ").filter_map(|part| {
        let (_, step) = part.split_once("revision ")?;
        let (revisions, verdict) = step.split_once(": ")?;
        let (_, to) = revisions.split_once(" to ")?;
        let revision = to.parse().ok().map(|to: usize| to + 1);
        assert!(revision.is_some() || to == "N - 1", "{step}");
        Some(Assertion::Step { revision, level, is_allowed: verdict == "valid" })
    });
    steps.collect()
}

/// What a row asserts, as far as it can be expressed.
fn assertions(row: &Row<'_>) -> Vec<Assertion> {
    let mut found = Vec::new();
    match row.cell("n_signatures") {
        "not asserted" | "" => {}
        words => {
            let number = words.split(' ').find_map(|word| word.parse().ok()).unwrap();
            let is_least = words.starts_with("at least");
            let most = if is_least { usize::MAX } else { number };
            found.push(Assertion::Count { least: number, most });
        }
    }
    coverage(row.cell("coverage"), &mut found);
    modifications(row, &mut found);
    let expected = row.cell("expected");
    if expected.contains("adding a signature is permitted") {
        found.push(Assertion::Addable);
    }
    if expected.contains("must not be reported as a valid signature")
        || expected.contains("overall verdict: not acceptable")
    {
        found.push(Assertion::NotPassed);
    }
    if expected.starts_with("both trusted") {
        found.push(Assertion::Passed);
    }
    if row.cell("sub_indication") == "FORMAT_FAILURE" {
        found.push(Assertion::FormatFailure);
    }
    found
}

fn coverage(words: &str, found: &mut Vec<Assertion>) {
    use Assertion::{ByteRanges, Covers, NotPassed};
    let said: &[Assertion] = match words {
        "not asserted" | "-" => &[],
        "ByteRange valid: no" => &[ByteRanges { wrong: 1, right: 0 }],
        "ByteRange valid: yes x1, no x1" => &[ByteRanges { wrong: 1, right: 1 }],
        "first: its own revision, not the whole document; second: whole document" => {
            &[ByteRanges { wrong: 0, right: 2 }, Covers(0, false), Covers(1, true)]
        }
        "second: whole document" => &[Covers(1, true)],
        "not the whole document, or no evaluable signature at all" => &[NotPassed],
        "not the whole document (revision appended)" | "covers whole document: no" => {
            &[Covers(0, false)]
        }
        words if words.starts_with("ByteRange valid: yes, all") => {
            &[ByteRanges { wrong: 0, right: 1 }]
        }
        words if words.starts_with("covers whole document: yes") => &[Covers(0, true)],
        words if words.starts_with("covers whole document: no") => &[Covers(0, false)],
        words if words.ends_with("not whole document") => {
            &[ByteRanges { wrong: 1, right: 0 }, Covers(0, false)]
        }
        other => panic!("no coverage: {other}"),
    };
    found.extend(said);
}

fn modifications(row: &Row<'_>, found: &mut Vec<Assertion>) {
    use Assertion::{Allowed, Doubtful, Forbidden, NotPassed, Unchanged};
    let words = row.cell("modifications");
    // Where the row itself says that a signature covers no revision, there is none to compare with.
    let is_comparable = !["valid: no", " no x1"].iter().any(|it| row.cell("coverage").contains(it));
    let steps = steps(row);
    let said = match words {
        "not asserted" | "-" => None,
        "none after signing" => Some(Unchanged),
        "last revision differs visually from the signed revision"
        | "page text changed after signing" => Some(Forbidden(None)),
        _ if !steps.is_empty() => None,
        words if words.starts_with("later modifications: indeterminate") => Some(Doubtful),
        words if words.starts_with("forbidden") || words.contains("modifications: forbidden") => {
            Some(Forbidden(permission(words)))
        }
        words if words.contains("rejected") => Some(NotPassed),
        words
            if words.contains(
                "signature dictionary unchanged between its revision and the final one: no",
            ) =>
        {
            Some(NotPassed)
        }
        words
            if ["allowed", "(accepted)", "no undefined object change", "no allowed kind: none"]
                .iter()
                .any(|it| words.contains(it)) =>
        {
            is_comparable.then_some(Allowed(permission(words)))
        }
        words if words.starts_with("pages in the page-count difference") => Some(Forbidden(None)),
        other => panic!("no modification: {other}"),
    };
    found.extend(said);
    found.extend(steps);
}

/// Why a row cannot be expressed: by what it asks for, and whether there is any signature.
fn not_applicable(
    row: &Row<'_>,
    assertions: &[Assertion],
    report: &Report,
) -> Option<&'static str> {
    if row.cell("expected").contains("treated as invalid") {
        return Some("a strictness that only its test sets");
    }
    let needs_signature = assertions.iter().any(|assertion| {
        matches!(assertion, Assertion::Step { is_allowed: true, .. } | Assertion::Allowed(_))
    });
    if needs_signature && report.verdict == Verdict::Unsigned {
        return Some("compares revisions of a document without a signature");
    }
    assertions.is_empty().then_some("asserts nothing of a signature or of what came after it")
}

/// What a document is found to be.
struct Found {
    verdict: Verdict,
    report: Report,
}

impl Found {
    fn facts(&self) -> Vec<&SignatureFacts> {
        let facts = self.report.signatures.iter().map(|signature| &signature.facts);
        facts.filter(|facts| facts.kind == SignatureKind::Signature).collect()
    }

    fn names(&self, codes: &[Code]) -> bool {
        let of_signatures = self.report.signatures.iter().flat_map(|it| &it.conclusion.findings);
        of_signatures.chain(&self.report.findings).any(|finding| codes.contains(&finding.code))
    }

    fn agrees(&self, assertion: Assertion) -> bool {
        let facts = self.facts();
        let first = facts.first();
        let is_beyond = |facts: &SignatureFacts, level: Option<ChangeLevel>| match level {
            Some(level) => facts.changes > level,
            None => !facts.changes_permitted(),
        };
        match assertion {
            Assertion::Addable => facts
                .iter()
                .all(|facts| facts.permits.is_none_or(|it| it >= ChangeLevel::FormFilling)),
            Assertion::Allowed(level) => {
                !facts.is_empty() && !facts.iter().any(|facts| is_beyond(facts, level))
            }
            Assertion::ByteRanges { wrong, right } => {
                let partial =
                    facts.iter().filter(|facts| facts.coverage == Coverage::Partial).count();
                partial == wrong && facts.len() - partial >= right
            }
            // white space after the last %%EOF may be left out of the range (7.5.5)
            Assertion::Covers(place, covers) => facts.get(place).is_some_and(|facts| {
                let to_the_end = facts.coverage == Coverage::WholeFile
                    || (facts.coverage == Coverage::Revision && facts.change_list.is_empty());
                to_the_end == covers
            }),
            Assertion::Count { least, most } => {
                (least..=most).contains(&facts.len())
                    && (most > 0 || self.report.verdict == Verdict::Unsigned)
            }
            Assertion::Doubtful => {
                facts.iter().any(|facts| !facts.changes_permitted())
                    || self.names(&[Code::CertificationIgnored, Code::PermissionIgnored])
            }
            Assertion::Forbidden(level) => {
                self.verdict != Verdict::Passed
                    && (facts.is_empty() || facts.iter().any(|facts| is_beyond(facts, level)))
            }
            Assertion::FormatFailure => self.report.signatures.iter().any(|signature| {
                signature.conclusion.indication
                    == Indication::TotalFailed(SubIndication::FormatFailure)
            }),
            Assertion::NotPassed => self.verdict != Verdict::Passed,
            Assertion::Passed => self.verdict == Verdict::Passed,
            Assertion::Step { revision, level, is_allowed } => {
                let found = first.map(|facts| step(facts, revision));
                // without a signature nobody can take the document for a signed one
                found.map_or(!is_allowed, |found| (found <= level) == is_allowed)
            }
            Assertion::Unchanged => facts.iter().all(|facts| facts.changes == ChangeLevel::None),
        }
    }
}

/// The gravest change of one revision, or of the last one.
fn step(facts: &SignatureFacts, revision: Option<usize>) -> ChangeLevel {
    if facts.coverage == Coverage::Partial {
        return ChangeLevel::Other;
    }
    let last = facts.change_list.iter().map(|change| change.revision).max();
    let changes =
        facts.change_list.iter().filter(|change| Some(change.revision) == revision.or(last));
    changes.map(|change| change.level).max().unwrap_or(ChangeLevel::None)
}

/// What `modification.tsv` says of a row.
struct Listed {
    is_applicable: bool,
    reason: String,
}

fn listed() -> BTreeMap<String, Listed> {
    let table = Table::read(&root().join("tests/modification.tsv"));
    let rows = table.rows().map(|row| {
        let is_applicable = match row.cell("kind") {
            "differs" => true,
            "not-applicable" => false,
            other => panic!("no kind: {other}"),
        };
        assert!(row.cell("reason").len() > 20, "{} has no reason", row.cell("id"));
        assert!(!is_applicable || !row.cell("clause").is_empty(), "{}", row.cell("id"));
        (row.cell("id").to_owned(), Listed { is_applicable, reason: row.cell("reason").to_owned() })
    });
    rows.collect()
}

#[test]
fn what_came_after_is_judged_as_others_judge_it() {
    let Some(corpus) = corpus() else { return };
    let manifest = Table::read(&corpus.join("manifest.tsv"));
    let mut listed = listed();
    let (mut not_applicable_rows, mut agreed, mut differ) = (0_u32, 0_u32, Vec::new());
    let (mut wrong, mut forbidden) = (Vec::new(), 0);
    for row in manifest.rows().filter(|row| FAMILIES.contains(&row.cell("family"))) {
        let id = row.cell("id");
        let said = assertions(&row);
        let bytes = std::fs::read(corpus.join("files").join(row.cell("file"))).unwrap();
        let (verdict, report) = verify_trusting_itself(&bytes);
        let entry = listed.remove(id);
        if let Some(reason) = not_applicable(&row, &said, &report) {
            not_applicable_rows += 1;
            if entry.is_none_or(|entry| entry.is_applicable || entry.reason != reason) {
                wrong.push(format!("{id}: not applicable ({reason}), and not listed so"));
            }
            continue;
        }
        let found = Found { verdict, report };
        let is_manipulated =
            said.iter().any(|it| matches!(it, Assertion::Forbidden(None) | Assertion::NotPassed));
        forbidden += usize::from(is_manipulated);
        if is_manipulated && verdict == Verdict::Passed {
            wrong.push(format!("{id} PASSED: {}", summary(&found.report)));
        }
        let against: Vec<_> = said.iter().filter(|said| !found.agrees(**said)).collect();
        match (against.is_empty(), entry) {
            (true, None) => agreed += 1,
            (true, Some(_)) => wrong.push(format!("{id} is listed, and agrees")),
            (false, Some(entry)) if entry.is_applicable => {
                differ.push(format!("{id}: {against:?}: {}", entry.reason));
            }
            (false, _) => {
                wrong.push(format!("{id}: {against:?}, found {}", summary(&found.report)));
            }
        }
    }
    wrong.extend(listed.keys().map(|id| format!("{id} is listed, and no such row")));
    let applicable = agreed + u32::try_from(differ.len()).unwrap();
    println!(
        "{applicable} applicable rows, {agreed} agree; {not_applicable_rows} not applicable; \
         {forbidden} manipulated, none passed; differ:\n{}",
        differ.join("\n")
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(applicable >= 85, "the corpus is not read");
    assert!(f64::from(agreed) / f64::from(applicable) >= REQUIRED, "{agreed} of {applicable}");
}
