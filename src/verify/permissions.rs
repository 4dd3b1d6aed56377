//! What a document permits after its signatures (ISO 32000-2 §12.8.2).

use std::collections::HashSet;

use crate::limits::PDF_FIELD_LOCKS;
use crate::pdf::{self, Document, Error, Signature, SignatureKind};
use crate::validation::{ChangeLevel, Code, Finding};

/// The permissions of all signatures of a document.
pub(super) struct Permissions<'s, 'a> {
    signatures: &'s [Signature<'a>],
    /// The revision of the first signature.
    first: usize,
    /// By revision, the strictest level that the signatures up to it permit, as far as they say.
    certified: Vec<(usize, ChangeLevel)>,
    /// By revision, the lowest `/P` of the signatures and locks up to it.
    in_effect: Vec<(usize, u8)>,
}

impl<'s, 'a> Permissions<'s, 'a> {
    pub(super) fn of(signatures: &'s [Signature<'a>]) -> Self {
        let first = signatures.iter().filter(|it| is_signature(it)).map(|it| it.revision).min();
        let mut found = Self {
            signatures,
            first: first.unwrap_or(usize::MAX),
            certified: Vec::new(),
            in_effect: Vec::new(),
        };
        for signature in signatures.iter().filter(|it| is_signature(it)) {
            let revision = signature.revision;
            found.certified.extend(found.certified_by(signature).map(|it| (revision, it)));
            let locked = signature.field_locks.iter().filter_map(|lock| lock.permission).min();
            // a lock is about what follows it, a certification about itself too
            let own = signature.doc_mdp.map(|it| (revision, it));
            let locked = locked.map(|it| (revision.saturating_add(1), it));
            found.in_effect.extend(own.into_iter().chain(locked));
        }
        strictest_so_far(&mut found.certified);
        strictest_so_far(&mut found.in_effect);
        found
    }

    /// The gravest change that a signature permits after it, if it or a signature before it says so.
    ///
    /// DocMDP of the certification speaks for the document as it was certified (§12.8.2.2). What a later
    /// signature claims to permit was not there to be signed: it can take nothing back of what an earlier
    /// one forbids. Of several the strictest counts.
    pub(super) fn permits(&self, signature: &Signature<'_>) -> Option<ChangeLevel> {
        let certified = up_to(&self.certified, signature.revision);
        // a document timestamp certifies nothing for a signature
        let own = (!is_signature(signature)).then(|| self.certified_by(signature)).flatten();
        // The /P of a lock (table 236) restricts what is permitted and adds nothing to it.
        let locked = signature.field_locks.iter().filter_map(|lock| match lock.permission {
            Some(1) => Some(ChangeLevel::Lta),
            Some(2) => Some(ChangeLevel::FormFilling),
            _ => None,
        });
        let signed = self.signs_locked_field(signature).then_some(ChangeLevel::Lta);
        certified.into_iter().chain(own).chain(locked).chain(signed).min()
    }

    /// The level that the DocMDP of one signature permits. One that is not the certification restricts
    /// all the same, but permits nothing.
    fn certified_by(&self, signature: &Signature<'_>) -> Option<ChangeLevel> {
        match signature.doc_mdp? {
            // table 257: material for validation and document timestamps are no changes
            1 => Some(ChangeLevel::Lta),
            3 => self.certifies(signature).is_ok().then_some(ChangeLevel::Annotations),
            _ => Some(ChangeLevel::FormFilling),
        }
    }

    /// Whether a signature is the certification of its document (§12.8.2.2 and §12.8.6): the first of
    /// its signatures, and named by `/Perms` of what it signs. If not, why.
    fn certifies(&self, signature: &Signature<'_>) -> Result<(), &'static str> {
        if !is_signature(signature) || signature.revision > self.first {
            Err("certification-not-first")
        } else if !signature.is_named_by_perms {
            Err("certification-not-named")
        } else {
            Ok(())
        }
    }

    /// What a signature says about permissions and counts for nothing.
    pub(super) fn ignored(&self, signature: &Signature<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if signature.doc_mdp.is_some()
            && let Err(reason) = self.certifies(signature)
        {
            findings.push(Finding::new(Code::CertificationIgnored).with("problem", reason));
        }
        // table 236: permissions can be denied but not added, and those in effect begin with 3
        let in_effect = up_to(&self.in_effect, signature.revision).unwrap_or(3);
        let asks = signature.field_locks.iter().filter_map(|lock| lock.permission).max();
        if asks.is_some_and(|it| it > in_effect) {
            findings.push(Finding::new(Code::PermissionIgnored));
        }
        findings
    }

    /// Whether a later signature is in a field that this one locks.
    fn signs_locked_field(&self, signature: &Signature<'_>) -> bool {
        let later = || {
            let signatures = self.signatures.iter().filter(|it| is_signature(it));
            signatures.filter(|it| it.revision > signature.revision)
        };
        let locks_all = signature.field_locks.len() > PDF_FIELD_LOCKS && later().next().is_some();
        locks_all
            || signature.field_locks.iter().take(PDF_FIELD_LOCKS).any(|lock| {
                let names: HashSet<&str> = lock.fields.iter().map(String::as_str).collect();
                later().any(|later| lock.means(&later.field_name, |name| names.contains(name)))
            })
    }
}

fn is_signature(signature: &Signature<'_>) -> bool {
    signature.kind == SignatureKind::Signature
}

/// Turns what single revisions say into what holds up to each of them.
fn strictest_so_far<T: Copy + Ord>(said: &mut [(usize, T)]) {
    said.sort_unstable();
    let mut strictest = None;
    for (_, value) in said {
        *value = strictest.map_or(*value, |it: T| it.min(*value));
        strictest = Some(*value);
    }
}

/// What holds up to a revision.
fn up_to<T: Copy>(said: &[(usize, T)], revision: usize) -> Option<T> {
    let end = said.partition_point(|it| it.0 <= revision);
    Some(said.get(end.checked_sub(1)?)?.1)
}

/// What changed fields after a signature that locks them (§12.8.2.4). That one was signed is a matter
/// of [`Permissions::permits`].
pub(super) fn locked_changes(
    document: &Document<'_>,
    signature: &Signature<'_>,
) -> Result<Vec<pdf::Change>, Error> {
    if signature.field_locks.is_empty() {
        return Ok(Vec::new());
    }
    let mut changes = document.field_changes_after(signature)?;
    if signature.field_locks.len() > PDF_FIELD_LOCKS {
        return Ok(changes);
    }
    let field_locks: Vec<(_, HashSet<&str>)> = signature
        .field_locks
        .iter()
        .map(|lock| (lock, lock.fields.iter().map(String::as_str).collect()))
        .collect();
    changes.retain(|change| {
        let field = change.field.as_deref().map_or("", |field| &*field.name);
        field_locks.iter().any(|(lock, names)| lock.means(field, |name| names.contains(name)))
    });
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{FieldLock, LockAction};

    const SIGNED: &[u8] = include_bytes!("../../fixtures/documents/to-trinh-ba-chu-ky.pdf");

    /// The three signatures of a document, in the order in which they were made.
    fn three(test: impl FnOnce(Vec<Signature<'_>>)) {
        let document = Document::open(SIGNED).unwrap();
        let mut signatures = document.signatures().unwrap();
        signatures.sort_by_key(|signature| signature.revision);
        assert_eq!(signatures.len(), 3);
        test(signatures);
    }

    fn all(signatures: &[Signature<'_>]) -> Vec<Option<ChangeLevel>> {
        let permissions = Permissions::of(signatures);
        signatures.iter().map(|signature| permissions.permits(signature)).collect()
    }

    /// What is ignored of each signature, by code and reason.
    fn ignored(signatures: &[Signature<'_>]) -> Vec<String> {
        let permissions = Permissions::of(signatures);
        let words = |signature| {
            let findings: Vec<_> = permissions
                .ignored(signature)
                .into_iter()
                .map(|it| format!("{}{:?}", it.code, it.arguments.first().map(|it| it.1.clone())))
                .collect();
            findings.join(" ")
        };
        signatures.iter().map(words).collect()
    }

    #[test]
    fn only_the_certification_permits_annotations() {
        three(|mut signatures| {
            assert_eq!(all(&signatures), [None, None, None]);
            let annotations = Some(ChangeLevel::Annotations);
            signatures[0].doc_mdp = Some(3);
            // /Perms does not name it
            assert_eq!(all(&signatures), [None, None, None]);
            let not_named = "certification-ignoredSome(\"certification-not-named\")";
            assert_eq!(ignored(&signatures), [not_named, "", ""]);
            signatures[0].is_named_by_perms = true;
            assert_eq!(all(&signatures), [annotations, annotations, annotations]);
            assert_eq!(ignored(&signatures), ["", "", ""]);
            // another one permits nothing more, and restricts nothing that was signed before it
            signatures[1].doc_mdp = Some(2);
            signatures[1].is_named_by_perms = true;
            let filling = Some(ChangeLevel::FormFilling);
            assert_eq!(all(&signatures), [annotations, filling, filling]);
            let not_first = "certification-ignoredSome(\"certification-not-first\")";
            assert_eq!(ignored(&signatures), ["", not_first, ""]);
            signatures[0].doc_mdp = None;
            signatures[1].doc_mdp = Some(3);
            assert_eq!(all(&signatures), [None, None, None]);
            // nor does a timestamp for itself or others
            signatures[0].kind = SignatureKind::DocumentTimestamp;
            signatures[0].doc_mdp = Some(3);
            signatures[0].is_named_by_perms = true;
            assert_eq!(all(&signatures), [None, annotations, annotations]);
        });
    }

    #[test]
    fn a_later_certification_permits_nothing_for_an_earlier_signature() {
        three(|mut signatures| {
            signatures[1].doc_mdp = Some(1);
            let lta = Some(ChangeLevel::Lta);
            assert_eq!(all(&signatures), [None, lta, lta]);
            signatures[0].doc_mdp = Some(1);
            signatures[1].doc_mdp = Some(3);
            assert_eq!(all(&signatures), [lta; 3]);
        });
    }

    #[test]
    fn a_lock_does_not_add_permissions() {
        let lock = |permission| FieldLock {
            action: Some(LockAction::Include),
            fields: Vec::new(),
            permission: Some(permission),
        };
        three(|mut signatures| {
            signatures[0].field_locks = vec![lock(2)];
            signatures[1].field_locks = vec![lock(3)];
            signatures[2].field_locks = vec![lock(2)];
            assert_eq!(ignored(&signatures), ["", "permission-ignoredNone", ""]);
            signatures[0].field_locks = Vec::new();
            assert_eq!(ignored(&signatures), ["", "", ""]);
            signatures[0].doc_mdp = Some(1);
            signatures[0].is_named_by_perms = true;
            let named = "permission-ignoredNone";
            assert_eq!(ignored(&signatures), ["", named, named]);
        });
    }

    #[test]
    fn locks_restrict_and_never_permit() {
        let lock = |action, name: &str, permission| FieldLock {
            action,
            fields: vec![name.to_owned()],
            permission,
        };
        three(|mut signatures| {
            let (name, other) = (signatures[1].field_name.clone(), "x".to_owned());
            let lta = Some(ChangeLevel::Lta);
            for (lock, expected) in [
                (lock(Some(LockAction::Include), &name, None), lta),
                (lock(Some(LockAction::Include), &other, None), None),
                (lock(Some(LockAction::Exclude), &name, None), lta), // the third is not excluded
                (lock(Some(LockAction::All), &other, None), lta),
                (lock(None, &other, None), lta),
                (lock(Some(LockAction::Include), &other, Some(1)), lta),
                (lock(Some(LockAction::Include), &other, Some(2)), Some(ChangeLevel::FormFilling)),
                (lock(Some(LockAction::Include), &other, Some(3)), None),
            ] {
                signatures[0].field_locks = vec![lock];
                let [first, second, third] = all(&signatures)[..] else { panic!() };
                assert_eq!((first, second, third), (expected, None, None));
            }
            // A timestamp is no form filling, and what was signed before is no change.
            signatures[0].field_locks = vec![];
            signatures[1].field_locks = vec![lock(Some(LockAction::All), &other, None)];
            signatures[2].kind = SignatureKind::DocumentTimestamp;
            assert_eq!(all(&signatures), [None, None, None]);
        });
    }
}
