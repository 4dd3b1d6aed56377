//! Whether what is in a document survives what is appended to it.

use super::{Password, SignError};
use crate::pdf::{Document, UpdateError};
use crate::trust::TrustStore;
use crate::validation::SignatureKind;
use crate::verify::Verifier;

/// Whether a document is with its new revision what it ought to be: so many signatures more, and each of
/// those before as a verifier accepts it, intact and with nothing after it that it does not permit.
///
/// # Errors
/// [`SignError::Unsound`], [`SignError::NotIntact`] and [`SignError::Changed`].
pub(super) fn check_result(
    before: &Document<'_>,
    file: &[u8],
    passwords: &[Password],
    more: usize,
) -> Result<(), SignError> {
    let known = before.signatures().map_err(UpdateError::from)?.len();
    let after = Document::open_with_passwords(file, passwords).map_err(UpdateError::from)?;
    if after.signatures().map_err(UpdateError::from)?.len() != known + more {
        return Err(SignError::Unsound);
    }
    if known == 0 {
        return Ok(());
    }
    drop(after);
    // whom one trusts does not matter: nothing is judged but the document
    let verifier =
        passwords.iter().cloned().fold(Verifier::new(TrustStore::none()), Verifier::password);
    let read = verifier.read_bytes(file).map_err(|_| SignError::Unsound)?;
    let revisions = before.revisions().len();
    for facts in read.facts.signatures.iter().filter(|it| it.revision <= revisions) {
        // a broken timestamp proves nothing, and takes nothing away
        let is_timestamp = facts.kind == SignatureKind::Timestamp;
        if !is_timestamp && facts.cms.intact() == Some(false) {
            return Err(SignError::NotIntact(facts.field.clone()));
        }
        if !facts.changes_permitted() && !facts.changes_undecided() {
            return Err(SignError::Changed(facts.field.clone()));
        }
    }
    Ok(())
}
