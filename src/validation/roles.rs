//! In which roles a document is signed, and whether those are there that the policy asks for, in
//! their order.

use super::facts::{SignatureFacts, SignatureKind};
use super::finding::{Code, Finding, Severity};
use super::indication::Indication;
use super::policy::{Comparable, Pattern, Role, RoleCondition, RoleConstraints, UnmetRoles};
use super::process::{Conclusion, Context};
use crate::asn1::{Oid, oid};
use crate::x509::Certificate;

const ORGANIZATIONAL_UNIT: Oid = oid(&[2, 5, 4, 11]);

/// Tells each signature of a document its role, and what the policy misses about them all.
///
/// The findings are about the document, and the indications of its signatures stay: what makes a
/// signature valid says nothing about others beside it. Any of them that is an error takes from the
/// document that it passed.
///
/// A role rests on a name or the like in the signing certificate. So it is only told where the
/// signature is intact and the certificate leads to an anchor; and as long as a signature has none
/// for lack of that, nothing is missed. A known signer whom no rule names is said
/// ([`Code::RoleUnknown`]), and fills no role.
pub fn assign_roles(
    signatures: &[SignatureFacts],
    conclusions: &mut [Conclusion],
    context: &Context<'_>,
) -> Vec<Finding> {
    let constraints = &context.policy.roles;
    let mut signed = Vec::new();
    let mut is_undecided = false;
    let mut unknown = Vec::new();
    for (facts, conclusion) in signatures.iter().zip(conclusions) {
        if facts.kind != SignatureKind::Signature {
            continue;
        }
        match known_signer(facts, conclusion, context) {
            Some(signer) => {
                conclusion.role = role_of(facts, signer, constraints);
                if conclusion.role.is_none() && !constraints.accepted.is_empty() {
                    unknown.push(Finding::new(Code::RoleUnknown).with("field", &facts.field));
                }
            }
            None => is_undecided |= conclusion.indication != Indication::TotalPassed,
        }
        let Conclusion { role, .. } = *conclusion;
        signed.push(Signed { role, field: &facts.field, revision: facts.revision });
    }
    if signed.is_empty() || is_undecided {
        return unknown;
    }
    let unmet = constraints.accepted.iter().map(|accepted| unmet(accepted, &signed));
    // Of several combinations the one that the document comes closest to is told; what is missing
    // weighs more than what is in the wrong order.
    let mut findings = unmet.min_by_key(|findings| {
        let missing = findings.iter().filter(|finding| finding.code == Code::RoleMissing).count();
        (missing, findings.len())
    });
    let severity = match constraints.unmet {
        UnmetRoles::Indeterminate => Severity::Error,
        UnmetRoles::Report => Severity::Warning,
    };
    for finding in findings.iter_mut().flatten() {
        finding.severity = severity;
    }
    findings.into_iter().flatten().chain(unknown).collect()
}

/// A signature of the document, in the order in which they were made.
struct Signed<'a> {
    role: Option<Role>,
    field: &'a str,
    /// Of two in one revision (the signers of a CMS are a set) neither is known to be the earlier.
    revision: usize,
}

/// The certificate of a signer that is known to be who it says.
fn known_signer<'a>(
    facts: &SignatureFacts,
    conclusion: &'a Conclusion,
    context: &Context<'_>,
) -> Option<&'a Certificate> {
    let anchor = conclusion.chain.last()?;
    let is_anchored = context.anchors.find(&anchor.id()).is_some();
    let signer = conclusion.chain.first().filter(|_| is_anchored)?;
    (facts.intact() == Some(true)).then(|| signer.as_ref())
}

/// What a document lacks of a combination of roles.
fn unmet(accepted: &[Role], signed: &[Signed<'_>]) -> Vec<Finding> {
    let first = |role: Role| signed.iter().find(|signature| signature.role == Some(role));
    let mut findings = Vec::new();
    for (number, &role) in accepted.iter().enumerate() {
        let Some(made) = first(role) else {
            findings.push(Finding::new(Code::RoleMissing).with("role", role.name()));
            continue;
        };
        let wants_before = accepted.iter().take(number);
        let is_late = |other: &Role| first(*other).is_some_and(|it| it.revision > made.revision);
        if let Some(other) = wants_before.copied().find(is_late) {
            let finding = Finding::new(Code::RoleOrder).with("role", role.name());
            findings.push(finding.with("before", other.name()).with("field", made.field));
        }
    }
    findings
}

/// The role by the first rule that fits. Where something by which a rule goes is longer than any name,
/// nobody can say which one does.
fn role_of(
    facts: &SignatureFacts,
    signer: &Certificate,
    constraints: &RoleConstraints,
) -> Option<Role> {
    for rule in &constraints.rules {
        let mut fits = true;
        for condition in &rule.conditions {
            fits &= meets(condition, facts, signer)?;
        }
        if fits {
            return Some(rule.role);
        }
    }
    constraints.otherwise
}

fn meets(condition: &RoleCondition, facts: &SignatureFacts, signer: &Certificate) -> Option<bool> {
    let subject = signer.subject();
    let one_of = |wanted: &[Oid], found: Option<&[Oid]>| {
        Some(found.unwrap_or_default().iter().any(|oid| wanted.contains(oid)))
    };
    match condition {
        RoleCondition::Certificate(ids) => Some(ids.contains(&signer.id())),
        RoleCondition::CertificatePolicy(wanted) => one_of(wanted, signer.policies()),
        RoleCondition::CommonName(patterns) => is_like(patterns, subject.common_name()),
        RoleCondition::ExtendedKeyUsage(wanted) => one_of(wanted, signer.extended_key_usage()),
        RoleCondition::Field(patterns) => is_like(patterns, [facts.field.as_str()]),
        RoleCondition::Issuer(patterns) => is_like(patterns, signer.issuer().common_name()),
        RoleCondition::Organization(patterns) => is_like(patterns, subject.organization()),
        RoleCondition::OrganizationalUnit(patterns) => {
            is_like(patterns, subject.values(ORGANIZATIONAL_UNIT))
        }
        RoleCondition::Reason(patterns) => is_like(patterns, facts.reason.as_deref()),
        RoleCondition::Title(patterns) => is_like(patterns, subject.title()),
        RoleCondition::Uid(patterns) => is_like(patterns, subject.uid()),
    }
}

/// Whether one of the texts is of one of the patterns.
fn is_like<'a>(patterns: &[Pattern], texts: impl IntoIterator<Item = &'a str>) -> Option<bool> {
    for text in texts {
        let text = Comparable::new(text)?;
        if patterns.iter().any(|pattern| pattern.matches(&text)) {
            return Some(true);
        }
    }
    Some(false)
}
