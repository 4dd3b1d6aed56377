//! What came after a signature.
//!
//! Fail closed: every object number that a later revision has an entry for must be accounted for
//! by a rule, and so must every byte of it. A rule names a role (the security store, a new
//! signature field, the page that shows it), the keys that may differ in it and the level of
//! that. What no rule accounts for is [`ChangeLevel::Other`].
//!
//! Each revision is judged against the one before it, once per document. That composes: a rule
//! never accepts that an object which an earlier step put in place is replaced, so what is
//! allowed step by step is allowed as a whole, at the highest of the levels.

mod bytes;
mod catalog;
mod dss;
mod field;
mod page;
mod references;
mod step;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use super::anomaly::AnomalyKind;
use super::object::Reference;
use super::{Document, Error, Signature};
use references::References;
use step::Step;

/// How far a change goes, from nothing to anything.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ChangeLevel {
    /// Nothing that has a meaning.
    #[default]
    None,
    /// What keeps the document verifiable: the security store, document timestamps, metadata.
    Lta,
    /// A further signature.
    FormFilling,
    /// Something that is shown, but is no page content, such as an unsigned signature field.
    Annotations,
    /// Anything else.
    Other,
}

impl ChangeLevel {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lta => "lta",
            Self::FormFilling => "form-filling",
            Self::Annotations => "annotations",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ChangeLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a change is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ChangeKind {
    /// A key of the catalog.
    CatalogChanged,
    /// A reference that led nowhere leads to an object now.
    DanglingReferenceFilled,
    /// A document timestamp in a new field.
    DocumentTimestampAdded,
    /// The security store lost something, or holds what does not belong there.
    DssChanged,
    /// The security store has more entries.
    DssUpdated,
    /// A changed dictionary has a key twice.
    DuplicateKey,
    /// The `/Extensions` or the `/Version` of the catalog.
    ExtensionsUpdated,
    /// A form dictionary, or a field, in a way that no rule allows.
    FormChanged,
    /// The metadata stream or the information dictionary.
    MetadataUpdated,
    /// An object that was there is free now.
    ObjectFreed,
    /// An object has another value, and no rule accounts for it.
    ObjectOverridden,
    /// A new object, and no rule accounts for it.
    ObjectUnaccounted,
    /// An object cannot be read, before or after.
    ObjectUnreadable,
    /// An object that may change in one role has another role too.
    ObjectUsedElsewhere,
    /// Objects overlap in the file.
    ObjectsOverlap,
    /// A page, in a way that no rule allows.
    PageChanged,
    /// A signature in a new field, or in one that was empty.
    SignatureAdded,
    /// An entry of the trailer.
    TrailerChanged,
    /// Bytes after the last revision.
    TrailingContent,
    /// Bytes of a revision that belong to none of its objects.
    UnlistedBytes,
    /// A new object that nothing refers to.
    UnreferencedObjectAdded,
    /// A signature field without a signature.
    UnsignedFieldAdded,
    /// One cross-reference section gives a number twice.
    XrefAmbiguous,
}

impl ChangeKind {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::CatalogChanged => "catalog-changed",
            Self::DanglingReferenceFilled => "dangling-reference-filled",
            Self::DocumentTimestampAdded => "document-timestamp-added",
            Self::DssChanged => "dss-changed",
            Self::DssUpdated => "dss-updated",
            Self::DuplicateKey => "duplicate-key",
            Self::ExtensionsUpdated => "extensions-updated",
            Self::FormChanged => "form-changed",
            Self::MetadataUpdated => "metadata-updated",
            Self::ObjectFreed => "object-freed",
            Self::ObjectOverridden => "object-overridden",
            Self::ObjectUnaccounted => "object-unaccounted",
            Self::ObjectUnreadable => "object-unreadable",
            Self::ObjectUsedElsewhere => "object-used-elsewhere",
            Self::ObjectsOverlap => "objects-overlap",
            Self::PageChanged => "page-changed",
            Self::SignatureAdded => "signature-added",
            Self::TrailerChanged => "trailer-changed",
            Self::TrailingContent => "trailing-content",
            Self::UnlistedBytes => "unlisted-bytes",
            Self::UnreferencedObjectAdded => "unreferenced-object-added",
            Self::UnsignedFieldAdded => "unsigned-field-added",
            Self::XrefAmbiguous => "xref-ambiguous",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// How far it goes.
    pub level: ChangeLevel,
    /// The index of the revision that made it.
    pub revision: usize,
    /// The object it is about, if it is about one.
    pub object: Option<Reference>,
    /// What it is.
    pub what: ChangeKind,
    /// A key, a field name or an offset, where that says more.
    pub detail: String,
}

/// What came after a signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Changes {
    /// The highest level of all changes.
    pub level: ChangeLevel,
    /// The changes in the order of the revisions; of very many, the first ones.
    pub changes: Vec<Change>,
}

/// What has been judged of a document, kept for all its signatures.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    references: OnceCell<Result<References, Error>>,
    /// By revision.
    steps: RefCell<HashMap<usize, Rc<Changes>>>,
}

/// Changes that are listed; the level counts all of them.
const LISTED: usize = 1_000;

impl Document<'_> {
    /// What the revisions after the one that a signature signs changed, and what follows them.
    ///
    /// # Errors
    /// [`Error::Encrypted`] and [`Error::TooManySteps`]. Objects that cannot be read are changes of
    /// level [`ChangeLevel::Other`], not errors.
    pub fn changes_after(&self, signature: &Signature<'_>) -> Result<Changes, Error> {
        let mut all = Changes::default();
        for revision in signature.revision.saturating_add(1)..self.revisions().len() {
            let step = self.step(revision)?;
            all.level = all.level.max(step.level);
            let room = LISTED.saturating_sub(all.changes.len());
            all.changes.extend(step.changes.iter().take(room).cloned());
        }
        let trailing =
            self.anomalies().into_iter().find(|it| it.kind == AnomalyKind::TrailingContent);
        // a signature over the whole file covers those bytes too
        if let Some(trailing) = trailing
            && signature.byte_range.last().is_none_or(|it| it.end < self.bytes().len())
        {
            all.level = ChangeLevel::Other;
            all.changes.push(Change {
                level: ChangeLevel::Other,
                revision: self.newest(),
                object: None,
                what: ChangeKind::TrailingContent,
                detail: trailing.offset.to_string(),
            });
        }
        Ok(all)
    }

    /// What a revision changed of the one before it.
    fn step(&self, revision: usize) -> Result<Rc<Changes>, Error> {
        if let Some(known) = self.judgement.steps.borrow().get(&revision) {
            return Ok(Rc::clone(known));
        }
        let references = self.judgement.references.get_or_init(|| References::scan(self));
        let references = references.as_ref().map_err(Clone::clone)?;
        let changes = Rc::new(Step::judge(self, references, revision)?);
        self.judgement.steps.borrow_mut().insert(revision, Rc::clone(&changes));
        Ok(changes)
    }
}
