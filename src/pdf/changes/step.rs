//! One revision against the one before it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::annotation::Shown;
use super::fonts::Font;
use super::references::References;
use super::surroundings::Surroundings;
use super::{Change, ChangeKind, ChangeLevel, FieldChange, Judged};
use crate::limits::{PDF_OBJECT_NUMBER, PDF_STEPS};
use crate::pdf::lookup::{Found, Location};
use crate::pdf::object::{Dictionary, Object, Reference};
use crate::pdf::{Document, Error};

/// What became of an object number that the revision has an entry for. Those whose value stays the
/// same have none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Status {
    Added,
    Freed,
    Overridden,
    Unreadable,
}

/// Types of the objects from which all others are found.
const ROOTS: [&str; 3] = ["Catalog", "Page", "Pages"];

/// The work of judging one revision. The rules are methods in the files beside this one; each
/// marks the objects that it accounts for.
pub(super) struct Step<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) references: &'d References,
    /// Before and after.
    pub(super) catalogs: (Rc<Dictionary<'d>>, Rc<Dictionary<'d>>),
    pub(super) old: usize,
    pub(super) new: usize,
    /// The trailing `bool` says whether a rule accounts for it.
    status: BTreeMap<u32, (Status, bool)>,
    /// Signature fields and widgets that were accounted for: what pages may show now.
    pub(super) widgets: HashSet<u32>,
    /// New annotations that were accounted for, and those that no page lists any more.
    pub(super) annotations: HashSet<u32>,
    pub(super) removed: HashSet<u32>,
    pub(super) shown: Shown,
    /// What pages show around their fields.
    pub(super) surroundings: HashMap<u32, Rc<Surroundings>>,
    /// Whether an object has a list of annotations, or is one.
    pub(super) listing: HashMap<u32, bool>,
    /// The area that new widgets take up, by page.
    pub(super) covered: HashMap<u32, f64>,
    /// Fonts that were read, by number and revision.
    pub(super) fonts: HashMap<(u32, usize), Rc<Font>>,
    /// The fields that scripts compute, once somebody asks.
    pub(super) calculated: Option<HashSet<u32>>,
    judged: Judged,
    steps: usize,
}

impl<'d, 'a> Step<'d, 'a> {
    /// The changes that a revision other than the first makes.
    pub(super) fn judge(
        document: &'d Document<'a>,
        references: &'d References,
        revision: usize,
    ) -> Result<Judged, Error> {
        let mut step = Self {
            document,
            references,
            catalogs: Default::default(),
            old: revision.saturating_sub(1),
            new: revision,
            status: BTreeMap::new(),
            widgets: HashSet::new(),
            annotations: HashSet::new(),
            removed: HashSet::new(),
            shown: Shown::default(),
            surroundings: HashMap::new(),
            listing: HashMap::new(),
            covered: HashMap::new(),
            fonts: HashMap::new(),
            calculated: None,
            judged: Judged::default(),
            steps: 0,
        };
        step.compare_objects()?;
        step.check_dangling();
        match (document.catalog(step.old), document.catalog(step.new)) {
            (Ok(before), Ok(after)) => step.catalogs = (Rc::new(before), Rc::new(after)),
            _ => step.refuse(ChangeKind::CatalogChanged, None, ""),
        }
        let rules = [
            Self::check_bytes,
            Self::check_housekeeping,
            Self::check_trailer,
            Self::check_catalog,
            Self::check_dss,
            Self::check_filled_fields,
            Self::check_form,
            Self::check_annotations,
            Self::check_pages,
        ];
        for rule in rules {
            match rule(&mut step) {
                Ok(()) => {}
                Err(
                    error @ (Error::AppearanceTooLarge
                    | Error::TooManySteps
                    | Error::TooMuchInflated),
                ) => return Err(error),
                Err(error) => step.refuse(ChangeKind::ObjectUnreadable, None, error.to_string()),
            }
        }
        step.account_orphans();
        step.report_unaccounted();
        step.name_places();
        Ok(step.judged)
    }

    /// Notes a change.
    pub(super) fn note(
        &mut self,
        level: ChangeLevel,
        what: ChangeKind,
        object: Option<Reference>,
        detail: impl Into<Arc<str>>,
    ) {
        self.judged.changes.alters_appearance |= level == ChangeLevel::Annotations;
        self.note_quietly(level, what, object, detail);
    }

    /// Notes a change that covers nothing of a page, whatever its level.
    pub(super) fn note_quietly(
        &mut self,
        level: ChangeLevel,
        what: ChangeKind,
        object: Option<Reference>,
        detail: impl Into<Arc<str>>,
    ) {
        let (revision, detail, page, field) = (self.new, detail.into(), None, None);
        self.push(Change { level, revision, object, page, what, detail, field });
    }

    /// Notes that pages may show something else than what was signed, within what is permitted.
    pub(super) fn note_appearance(&mut self) {
        self.judged.changes.alters_appearance = true;
    }

    /// Notes what became of a field.
    pub(super) fn note_field(
        &mut self,
        level: ChangeLevel,
        what: ChangeKind,
        object: Reference,
        field: FieldChange,
    ) {
        self.judged.changes.alters_appearance |= level == ChangeLevel::Annotations;
        let (revision, object, detail) = (self.new, Some(object), Arc::clone(&field.name));
        let (page, field) = (None, Some(Arc::new(field)));
        let change = Change { level, revision, object, page, what, detail, field };
        self.judged.fields.push(change.clone());
        self.push(change);
    }

    /// Says on which page and in which field the changes are, as far as that is known.
    fn name_places(&mut self) {
        let Judged { changes, fields } = &mut self.judged;
        for change in changes.changes.iter_mut().chain(fields) {
            let Some(object) = change.object else { continue };
            let places = self.document.places();
            if change.field.is_none() {
                change.field = places.field(object.number).map(|it| Arc::new(FieldChange::of(it)));
            }
            let page = self.shown.page_of(object.number);
            change.page = places.page(object.number).or_else(|| places.page(page?));
        }
    }

    fn push(&mut self, change: Change) {
        self.judged.changes.push(change);
    }

    /// Notes a change that nothing allows.
    pub(super) fn refuse(
        &mut self,
        what: ChangeKind,
        number: Option<u32>,
        detail: impl Into<Arc<str>>,
    ) {
        let object = number.map(|number| Reference { number, generation: 0 });
        self.note(ChangeLevel::Other, what, object, detail);
    }

    pub(super) fn status(&self, number: u32) -> Option<Status> {
        self.status.get(&number).map(|it| it.0)
    }

    /// The changed objects of one status that no rule accounts for yet.
    pub(super) fn unaccounted(&self, status: Status) -> Vec<u32> {
        let open = self.status.iter().filter(|(_, it)| **it == (status, false));
        open.map(|(number, _)| *number).collect()
    }

    pub(super) fn has_changes(&self) -> bool {
        !self.status.is_empty()
    }

    /// Marks an object as accounted for; says whether it was changed and was not marked before.
    pub(super) fn account(&mut self, number: u32) -> bool {
        match self.status.get_mut(&number) {
            Some((Status::Added | Status::Overridden, accounted @ false)) => {
                *accounted = true;
                true
            }
            _ => false,
        }
    }

    /// Marks an object of a status as accounted for; says whether it was not marked before.
    pub(super) fn account_as(&mut self, number: u32, status: Status) -> bool {
        match self.status.get_mut(&number) {
            Some((known, accounted @ false)) if *known == status => {
                *accounted = true;
                true
            }
            _ => false,
        }
    }

    /// Accounts for an object that may change in one role, if nothing but `holder` refers to it.
    pub(super) fn account_in_role(&mut self, number: u32, holder: u32) {
        if self.status(number) == Some(Status::Overridden)
            && self.references.has_other_use(number, holder, self.new)
        {
            self.refuse(ChangeKind::ObjectUsedElsewhere, Some(number), "");
        }
        self.account(number);
    }

    /// Accounts for the new objects that a value leads to, through new objects only: the parts of
    /// an appearance, say. Objects that have a role in the structure of the document are not parts
    /// of anything.
    pub(super) fn account_parts(&mut self, value: &Object<'d>) -> Result<(), Error> {
        const ROLES: [&str; 8] =
            ["Annot", "Catalog", "DocTimeStamp", "ObjStm", "Page", "Pages", "Sig", "XRef"];
        let mut stack = Vec::new();
        value.visit_references(&mut |it| stack.push(it));
        while let Some(reference) = stack.pop() {
            self.count()?;
            if self.status(reference.number) != Some(Status::Added) {
                continue;
            }
            let value = self.document.object(reference, self.new)?;
            let dictionary = match &value {
                Object::Stream(stream) => Some(stream.dictionary()),
                other => other.as_dictionary(),
            };
            let has_role =
                dictionary.is_some_and(|it| ROLES.iter().any(|role| it.is_name("Type", role)));
            if !has_role && self.account(reference.number) {
                self.check_keys(reference.number, dictionary);
                value.visit_references(&mut |it| stack.push(it));
            }
        }
        Ok(())
    }

    /// That a dictionary can be read in one way only.
    pub(super) fn check_keys(&mut self, number: u32, dictionary: Option<&Dictionary<'_>>) {
        if let Some(key) = dictionary.and_then(Dictionary::duplicate_key) {
            self.refuse(ChangeKind::DuplicateKey, Some(number), key.to_string());
        }
    }

    /// Counts one object or entry looked at.
    pub(super) fn count(&mut self) -> Result<(), Error> {
        self.steps += 1;
        if self.steps > PDF_STEPS { Err(Error::TooManySteps) } else { Ok(()) }
    }

    /// Finds the status of every number that the revision has an entry for.
    fn compare_objects(&mut self) -> Result<(), Error> {
        let document = self.document;
        let ambiguous = document.sections_of(self.new).unwrap_or_default();
        if ambiguous.iter().any(|section| section.has_duplicates || section.is_split) {
            self.refuse(ChangeKind::XrefAmbiguous, None, "");
        }
        if let Some(number) = self.references.unreadable(self.new) {
            self.refuse(ChangeKind::ObjectUnreadable, Some(number), "");
        }
        for number in document.numbers_of(self.new) {
            self.count()?;
            if number > PDF_OBJECT_NUMBER {
                self.refuse(ChangeKind::XrefAmbiguous, Some(number), "");
            }
            let before = document.location(number, self.old);
            let after = document.location(number, self.new);
            let status = match (before, after) {
                (Ok(before), Ok(after)) if before == after => continue,
                (Ok(None), Ok(Some(_))) => Status::Added,
                (Ok(Some(_)), Ok(None)) => Status::Freed,
                (Ok(Some((before, one))), Ok(Some((after, other)))) => {
                    let before = document.read(number, before, self.old);
                    let after = document.read(number, after, self.new);
                    match (before, after) {
                        (Ok(before), Ok(after)) => {
                            if before.value == after.value && one == other {
                                continue;
                            }
                            Status::Overridden
                        }
                        _ => Status::Unreadable,
                    }
                }
                _ => Status::Unreadable,
            };
            self.status.insert(number, (status, false));
        }
        Ok(())
    }

    /// No new object may be one that the document already referred to without having it: that is
    /// how hidden content is brought up (the shadow attacks).
    fn check_dangling(&mut self) {
        for number in self.unaccounted(Status::Added) {
            if self.references.sources(number, self.old).next().is_some() {
                self.refuse(ChangeKind::DanglingReferenceFilled, Some(number), "");
            }
        }
    }

    /// New object streams and the cross-reference stream itself hold no content of their own.
    fn check_housekeeping(&mut self) -> Result<(), Error> {
        let sections = self.document.sections_of(self.new).unwrap_or_default();
        let own: Vec<_> = sections.iter().flat_map(|it| it.streams.iter().copied()).collect();
        for (Reference { number, generation }, offset, _) in own {
            // Readers take such a stream for the object of its number, listed or not, so that number
            // must be of no other use, neither before nor after.
            let is_free = |revision| match self.document.find_number(number, revision) {
                Ok(Some(Found { value: Object::Stream(stream), .. })) => {
                    stream.dictionary().is_name("Type", "XRef")
                }
                found => matches!(found, Ok(None)),
            };
            let is_used = self.references.sources(number, self.document.newest()).next().is_some();
            if is_used || !is_free(self.old) || !is_free(self.new) {
                self.refuse(ChangeKind::ObjectUsedElsewhere, Some(number), "");
                continue;
            }
            let stream = self.document.read(number, Location::File { offset }, self.new)?.value;
            if !stream.as_stream().is_some_and(|it| is_plain(it.dictionary())) {
                self.refuse(ChangeKind::XrefAmbiguous, Some(number), "");
            }
            let after = self.document.location(number, self.new);
            if after == Ok(Some((Location::File { offset }, generation))) {
                self.account(number);
            }
        }
        for number in self.unaccounted(Status::Added) {
            let Ok(Some((Location::File { offset }, _))) = self.document.location(number, self.new)
            else {
                continue;
            };
            let found = self.document.find_number(number, self.new)?;
            let value = found.map_or(Object::Null, |it| it.value);
            if let Object::Stream(stream) = &value
                && stream.dictionary().is_name("Type", "ObjStm")
            {
                self.check_keys(number, Some(stream.dictionary()));
                if !is_plain(stream.dictionary())
                    || !self.document.is_object_stream_plain(offset, self.new)?
                {
                    self.refuse(ChangeKind::XrefAmbiguous, Some(number), "");
                }
                self.account(number);
                self.account_parts(&value)?;
            }
        }
        Ok(())
    }

    /// Accounts for new objects that nothing refers to, in no revision, but others like them: many
    /// writers leave some behind. They are never shown. Not those that readers look for by their type
    /// when they repair a file.
    fn account_orphans(&mut self) {
        let newest = self.document.newest();
        if self.references.unreadable(newest).is_some() {
            return;
        }
        let mut orphans: BTreeSet<u32> = self.unaccounted(Status::Added).into_iter().collect();
        let mut open: Vec<u32> = orphans.iter().copied().collect();
        while let Some(number) = open.pop() {
            let mut sources = self.references.sources(number, newest);
            if sources.all(|source| orphans.contains(&source)) || !orphans.remove(&number) {
                continue;
            }
            // what is in use makes what it refers to be in use
            if let Ok(Some(found)) = self.document.find_number(number, self.new) {
                found.value.visit_references(&mut |it| {
                    if orphans.contains(&it.number) {
                        open.push(it.number);
                    }
                });
            }
        }
        for number in orphans {
            let found = self.document.find_number(number, self.new).ok().flatten();
            let dictionary = found.as_ref().and_then(|it| it.value.as_dictionary());
            if dictionary.is_some_and(|it| ROOTS.iter().any(|root| it.is_name("Type", root))) {
                continue;
            }
            self.account(number);
            let object = Some(Reference { number, generation: 0 });
            self.note(ChangeLevel::Lta, ChangeKind::UnreferencedObjectAdded, object, "");
        }
    }

    fn report_unaccounted(&mut self) {
        let open: Vec<_> =
            self.status.iter().filter(|(_, it)| !it.1).map(|(n, it)| (*n, it.0)).collect();
        for (number, status) in open {
            let what = match status {
                Status::Added => ChangeKind::ObjectUnaccounted,
                Status::Freed => ChangeKind::ObjectFreed,
                Status::Overridden => ChangeKind::ObjectOverridden,
                Status::Unreadable => ChangeKind::ObjectUnreadable,
            };
            self.refuse(what, Some(number), "");
        }
    }
}

/// Whether all readers decode a stream of content to the same data: Flate or nothing, without parameters.
pub(super) fn is_plain_content(dictionary: &Dictionary<'_>) -> bool {
    is_plain(dictionary) && dictionary.get("DecodeParms").is_none()
}

/// Whether all readers decode a stream that holds objects or cross-references to the same data:
/// Flate or nothing, and parameters where they are looked for (ISO 32000-2 §7.3.8.2, §7.5.8.2).
fn is_plain(dictionary: &Dictionary<'_>) -> bool {
    let filters = match dictionary.get("Filter") {
        None => &[],
        Some(Object::Array(filters)) => filters.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    let is_flate = |it: &Object<'_>| it.as_name().is_some_and(|name| name == "FlateDecode");
    let is_list = matches!(dictionary.get("Filter"), Some(Object::Array(_)));
    let parameters = match dictionary.get("DecodeParms") {
        None => true,
        Some(Object::Dictionary(_)) => !is_list,
        Some(Object::Array(one)) => is_list && one.len() == 1,
        Some(_) => false,
    };
    let widths = dictionary.get("W").and_then(Object::as_array);
    filters.len() <= 1
        && filters.iter().all(is_flate)
        && parameters
        && dictionary.get("F").is_none()
        && widths.is_none_or(|widths| widths.len() == 3)
}
