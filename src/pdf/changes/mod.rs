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

mod annotation;
mod appearance;
mod button;
mod bytes;
mod catalog;
mod choice;
mod dss;
mod field;
mod filling;
mod fonts;
mod form;
mod geometry;
mod letters;
mod looks;
mod page;
mod places;
mod reason;
mod references;
mod step;
mod surroundings;
mod text_field;

pub use reason::FieldReason;

pub(super) use bytes::{HEADER_BYTES as OBJECT_HEADER_BYTES, headers as object_headers};

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::anomaly::AnomalyKind;
use super::object::{Object, Reference};
use super::{Document, Error, Signature};
use crate::limits::{PDF_CHANGES_LISTED, PDF_SIGNED_REVISIONS};
use places::Places;
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
    /// A further signature, and fields that were filled.
    FormFilling,
    /// Something that is shown, but is no page content: annotations, an unsigned signature field, or a
    /// field of which nobody can tell whether it shows its value.
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
    /// An annotation that comments on a page.
    AnnotationAdded,
    /// An annotation that was there says or shows something else.
    AnnotationChanged,
    /// An annotation that acts, or is of a kind that no rule allows.
    AnnotationNotAllowed,
    /// An annotation that was there is not shown any more.
    AnnotationRemoved,
    /// A check box or a radio button was set, or is no longer set.
    ButtonFieldFilled,
    /// A key of the catalog.
    CatalogChanged,
    /// An option of a list was chosen, which its appearance shows.
    ChoiceFieldFilled,
    /// A reference that led nowhere leads to an object now.
    DanglingReferenceFilled,
    /// A document timestamp in a new field.
    DocumentTimestampAdded,
    /// The security store holds what does not belong there.
    DssChanged,
    /// The security store lost entries, which proves less but changes nothing.
    DssReduced,
    /// The security store has more entries.
    DssUpdated,
    /// A changed dictionary has a key twice.
    DuplicateKey,
    /// The `/Extensions` or the `/Version` of the catalog.
    ExtensionsUpdated,
    /// A field was changed in a way that is no filling.
    FieldChanged,
    /// A field was filled, and what it shows cannot be compared with its value.
    FieldUndecided,
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
    /// A text field has another value, which its appearance shows.
    TextFieldFilled,
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
            Self::AnnotationAdded => "annotation-added",
            Self::AnnotationChanged => "annotation-changed",
            Self::AnnotationNotAllowed => "annotation-not-allowed",
            Self::AnnotationRemoved => "annotation-removed",
            Self::ButtonFieldFilled => "button-field-filled",
            Self::CatalogChanged => "catalog-changed",
            Self::ChoiceFieldFilled => "choice-field-filled",
            Self::DanglingReferenceFilled => "dangling-reference-filled",
            Self::DocumentTimestampAdded => "document-timestamp-added",
            Self::DssChanged => "dss-changed",
            Self::DssReduced => "dss-reduced",
            Self::DssUpdated => "dss-updated",
            Self::DuplicateKey => "duplicate-key",
            Self::ExtensionsUpdated => "extensions-updated",
            Self::FieldChanged => "field-changed",
            Self::FieldUndecided => "field-undecided",
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
            Self::TextFieldFilled => "text-field-filled",
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
    /// The page that shows it, counted from 1, if it is known.
    pub page: Option<usize>,
    /// What it is.
    pub what: ChangeKind,
    /// A key, a field name or an offset, where that says more.
    pub detail: Arc<str>,
    /// The field it is about, if it is known, and what is known of its filling.
    pub field: Option<Arc<FieldChange>>,
}

/// What became of a field of the form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldChange {
    /// Its full name.
    pub name: Arc<str>,
    /// The value before, or the start of it; empty if there was none, `None` if it is no text or is not
    /// meant to be seen.
    pub before: Option<Arc<str>>,
    /// The value after, in the same way.
    pub after: Option<Arc<str>>,
    /// Why it is no filling, or why nobody can tell.
    pub reason: Option<FieldReason>,
}

/// What came after a signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Changes {
    /// The highest level of all changes.
    pub level: ChangeLevel,
    /// Whether pages may show something else than what was signed though the level permits it:
    /// annotations with an appearance, or a new widget that takes up much of its page.
    pub alters_appearance: bool,
    /// The changes in the order of the revisions; of very many, the first ones, and always one of the
    /// highest level: what an attacker puts before it does not hide it.
    pub changes: Vec<Change>,
}

impl Changes {
    fn push(&mut self, change: Change) {
        let is_gravest = change.level > self.level;
        self.level = self.level.max(change.level);
        if self.changes.len() < PDF_CHANGES_LISTED {
            self.changes.push(change);
        } else if is_gravest && let Some(last) = self.changes.last_mut() {
            *last = change;
        }
    }
}

/// What has been judged of a document, kept for all its signatures.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    references: OnceCell<Result<References, Error>>,
    /// The signature fields of the newest revision, by object number.
    fields: OnceCell<Result<HashMap<u32, KnownField>, Error>>,
    /// The other fields, by their object numbers and those of their widgets.
    form_fields: OnceCell<Result<FormFields, Error>>,
    first_signed: OnceCell<Result<usize, Error>>,
    /// By revision, as far as they are known.
    steps: RefCell<Vec<Option<Rc<Judged>>>>,
    places: OnceCell<Places>,
}

/// What one revision changed.
#[derive(Debug, Default)]
struct Judged {
    changes: Changes,
    /// Those of them that filled or changed fields: all, however many.
    fields: Vec<Change>,
}

/// A signature field.
#[derive(Clone, Debug)]
struct KnownField {
    name: Rc<str>,
    reference: Reference,
}

impl FieldChange {
    /// Of a field of which nothing but the name is known.
    fn of(name: Arc<str>) -> Self {
        Self { name, before: None, after: None, reason: None }
    }
}

/// A field that is no signature field.
#[derive(Debug)]
struct FormField {
    name: Rc<str>,
    reference: Reference,
    /// The fields above it, the nearest first.
    above: Vec<Reference>,
}

/// `None` where two fields claim the same object.
type FormFields = HashMap<u32, Option<Rc<FormField>>>;

impl Document<'_> {
    /// What the revisions after the one that a signature signs changed, and what follows them.
    ///
    /// # Errors
    /// [`Error::AppearanceTooLarge`], [`Error::TooManySteps`] and [`Error::TooMuchInflated`]. Objects that cannot be read are changes of
    /// level [`ChangeLevel::Other`], not errors.
    pub fn changes_after(&self, signature: &Signature<'_>) -> Result<Changes, Error> {
        let mut all = Changes::default();
        for revision in signature.revision.saturating_add(1)..self.revisions().len() {
            let step = &self.step(revision)?.changes;
            all.alters_appearance |= step.alters_appearance;
            step.changes.iter().for_each(|change| all.push(change.clone()));
        }
        let trailing =
            self.anomalies().into_iter().find(|it| it.kind == AnomalyKind::TrailingContent);
        // a signature over the whole file covers those bytes too
        if let Some(trailing) = trailing
            && signature.byte_range.last().is_none_or(|it| it.end < self.file_length())
        {
            all.push(Change {
                level: ChangeLevel::Other,
                revision: self.newest(),
                object: None,
                page: None,
                field: None,
                what: ChangeKind::TrailingContent,
                detail: trailing.offset.to_string().into(),
            });
        }
        Ok(all)
    }

    /// Whether an earlier revision has a signature, of which nothing is said here if the newest has none.
    /// Only the last [`PDF_SIGNED_REVISIONS`](crate::limits::PDF_SIGNED_REVISIONS) are looked at.
    ///
    /// # Errors
    /// [`Error::TooManySteps`] and [`Error::TooMuchInflated`]. What cannot be read has none.
    pub fn was_signed(&self) -> Result<bool, Error> {
        for revision in (0..self.newest()).rev().take(PDF_SIGNED_REVISIONS) {
            let fields = match self.fields(revision) {
                Ok(fields) => fields,
                Err(error) if error.limit().is_some() => return Err(error),
                Err(_) => continue,
            };
            let is_signed = |field: &crate::pdf::form::Field<'_>| {
                let value = field.value.as_deref().map(|value| self.resolve(value, revision));
                field.kind.as_deref() == Some("Sig")
                    && value.is_some_and(|it| it.is_ok_and(|it| it.as_dictionary().is_some()))
            };
            if fields.iter().any(is_signed) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads every object, so that [`Document::anomalies`] can name what is odd about any of them, and
    /// about the bytes of the first revision.
    ///
    /// # Errors
    /// [`Error::TooManySteps`] and [`Error::TooMuchInflated`]. Objects that cannot be read are none.
    pub fn check_objects(&self) -> Result<(), Error> {
        self.references().map(|_| ())
    }

    fn references(&self) -> Result<&References, Error> {
        let references = self.judgement.references.get_or_init(|| References::scan(self));
        references.as_ref().map_err(Clone::clone)
    }

    /// A field, if it is a signature field of the newest revision.
    fn signature_field(&self, number: u32) -> Result<Option<KnownField>, Error> {
        let fields = self.judgement.fields.get_or_init(|| {
            let mut found = HashMap::new();
            for field in self.fields(self.newest())? {
                if let (Some("Sig"), Some(reference)) = (field.kind.as_deref(), field.reference) {
                    let name = field.name;
                    found.insert(reference.number, KnownField { name, reference });
                }
            }
            Ok(found)
        });
        Ok(fields.as_ref().map_err(Clone::clone)?.get(&number).cloned())
    }

    /// Where things are in the newest revision.
    fn places(&self) -> &Places {
        self.judgement.places.get_or_init(|| Places::of(self))
    }

    /// A field, by its own number or that of one of its widgets, if it is one of the newest revision
    /// and no signature field.
    fn form_field(&self, number: u32) -> Result<Option<Rc<FormField>>, Error> {
        let fields = self.judgement.form_fields.get_or_init(|| {
            let mut found = FormFields::new();
            for field in self.form_fields()? {
                let reference = field.reference;
                let dictionary = self.object(reference, self.newest())?;
                let kids = dictionary.as_dictionary().and_then(|it| it.get("Kids"));
                let kids = self.array(kids, self.newest())?;
                let kids = kids.iter().filter_map(Object::as_reference).map(|it| it.number);
                let numbers: HashSet<u32> = kids.chain([reference.number]).collect();
                for number in numbers {
                    let claim = found.entry(number).or_insert_with(|| Some(Rc::clone(&field)));
                    if claim.as_ref().is_some_and(|it| it.reference != reference) {
                        *claim = None;
                    }
                }
            }
            Ok(found)
        });
        Ok(fields.as_ref().map_err(Clone::clone)?.get(&number).cloned().flatten())
    }

    /// All fields of the newest revision that are no signature fields, in the order of the tree.
    fn form_fields(&self) -> Result<Vec<Rc<FormField>>, Error> {
        let mut all = Vec::new();
        for field in self.fields(self.newest())? {
            if let Some(reference) = field.reference
                && field.kind.as_deref() != Some("Sig")
            {
                let above = field.above();
                all.push(Rc::new(FormField { name: field.name, reference, above }));
            }
        }
        Ok(all)
    }

    /// The revision that the first signature signs.
    fn first_signed_revision(&self) -> Result<usize, Error> {
        let first = self.judgement.first_signed.get_or_init(|| {
            let signatures = self.signatures()?;
            Ok(signatures.iter().map(|it| it.revision).min().unwrap_or(0))
        });
        first.clone()
    }

    /// How the revisions after a signature filled or changed fields, whatever the level of that: all
    /// of it, also what [`Changes::changes`] has no room for.
    ///
    /// # Errors
    /// Those of [`Document::changes_after`].
    pub fn field_changes_after(&self, signature: &Signature<'_>) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for revision in signature.revision.saturating_add(1)..self.revisions().len() {
            changes.extend(self.step(revision)?.fields.iter().cloned());
        }
        Ok(changes)
    }

    /// What a revision changed of the one before it.
    fn step(&self, revision: usize) -> Result<Rc<Judged>, Error> {
        if let Some(Some(known)) = self.judgement.steps.borrow().get(revision) {
            return Ok(Rc::clone(known));
        }
        let references = self.references()?;
        let judged = Rc::new(Step::judge(self, references, revision)?);
        let mut steps = self.judgement.steps.borrow_mut();
        let room = steps.len().max(revision.saturating_add(1));
        steps.resize(room, None);
        if let Some(step) = steps.get_mut(revision) {
            *step = Some(Rc::clone(&judged));
        }
        Ok(judged)
    }
}

#[cfg(test)]
mod annotation_tests;
#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod choice_tests;
#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod layout_tests;
#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod tests;
