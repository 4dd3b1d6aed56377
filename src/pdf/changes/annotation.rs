//! Annotations that came, changed or went (ISO 32000-2 §12.5).
//!
//! What says something about a page and does nothing may come and go where annotations may: its level
//! is `annotations`, whatever it shows. Nothing that acts (§12.6), plays or prints does, and nothing that
//! was in the document before without being shown.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::catalog::pairs;
use super::step::{Status, Step};
use super::{ChangeKind, ChangeLevel, FieldChange};
use crate::limits::PDF_REFERENCE_HOPS;
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Reference};

/// The kinds that comment on a page (§12.5.6). Not those that play or run (`Movie`, `RichMedia`,
/// `Screen`, `Sound`, `3D`), are meant for printing (`PrinterMark`, `TrapNet`, `Watermark`) or for taking
/// content away (`Redact`); widgets are parts of fields.
const KINDS: [&str; 17] = [
    "Caret",
    "Circle",
    "FileAttachment",
    "FreeText",
    "Highlight",
    "Ink",
    "Line",
    "Link",
    "PolyLine",
    "Polygon",
    "Popup",
    "Square",
    "Squiggly",
    "Stamp",
    "StrikeOut",
    "Text",
    "Underline",
];

/// Kinds that cover nothing of a page unless an appearance of their own says so. Not lines over or under
/// text, frames around it and the like, which may be as thick and as white as somebody likes.
const QUIET: [&str; 3] = ["FileAttachment", "Popup", "Text"];

/// What an annotation may hold (§12.5.2 and §12.5.6). Not `/A`, `/AA` and `/PA`, which act; not `/OC`,
/// which hides and shows; not `/AF` and `/ExData`, which lead to other things.
const KEYS: [&str; 48] = [
    "AP",
    "AS",
    "BE",
    "BS",
    "Border",
    "C",
    "CA",
    "CL",
    "CO",
    "CP",
    "Cap",
    "Contents",
    "CreationDate",
    "DA",
    "DS",
    "Dest",
    "F",
    "FS",
    "H",
    "IC",
    "IRT",
    "IT",
    "InkList",
    "L",
    "LE",
    "LL",
    "LLE",
    "LLO",
    "Lang",
    "M",
    "NM",
    "Name",
    "Open",
    "Parent",
    "Q",
    "QuadPoints",
    "RC",
    "RD",
    "RT",
    "Rect",
    "Rotate",
    "State",
    "StateModel",
    "StructParent",
    "Subj",
    "Sy",
    "T",
    "Vertices",
];

/// Which page shows an annotation: 0, the number of none, where several do.
#[derive(Debug, Default)]
pub(super) struct Shown {
    before: HashMap<u32, u32>,
    after: HashMap<u32, u32>,
    /// The arrays that are lists of annotations.
    lists: HashSet<u32>,
    /// Whether somebody looked for them already.
    is_known: bool,
}

impl Shown {
    /// The page that shows an annotation now, or did.
    pub(super) fn page_of(&self, annotation: u32) -> Option<u32> {
        self.after.get(&annotation).or_else(|| self.before.get(&annotation)).copied()
    }

    fn insert(map: &mut HashMap<u32, u32>, entries: &[Object<'_>], page: u32) {
        for entry in entries.iter().filter_map(Object::as_reference) {
            let known = map.entry(entry.number).or_insert(page);
            if *known != page {
                *known = 0;
            }
        }
    }
}

impl<'d> Step<'d, '_> {
    /// Accounts for annotations that are new, or that say or show something else now. Those that went
    /// are found with the lists of the pages.
    pub(super) fn check_annotations(&mut self) -> Result<(), Error> {
        self.find_annotations()?;
        for number in self.unaccounted(Status::Added) {
            let Some(&page) = self.shown.after.get(&number) else { continue };
            if page == 0 {
                continue;
            }
            let Some(annotation) = self.dictionary_of(number, self.new)? else { continue };
            if !self.check_new(&annotation, number, page)? {
                continue;
            }
            self.account(number);
            self.annotations.insert(number);
            self.note_annotation(ChangeKind::AnnotationAdded, number, &annotation, None);
        }
        for number in self.unaccounted(Status::Overridden) {
            self.check_changed(number)?;
        }
        for number in self.unaccounted(Status::Overridden) {
            self.check_appearance(number)?;
        }
        Ok(())
    }

    /// Finds the pages that show the annotations that changed, each page once.
    pub(super) fn find_annotations(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.shown.is_known, true) {
            return Ok(());
        }
        let mut open = Vec::new();
        for number in [Status::Added, Status::Overridden].map(|it| self.unaccounted(it)).concat() {
            self.count()?;
            match self.value_of(number, self.new)? {
                Some(Object::Dictionary(it)) if it.get("Rect").is_some() => open.push(number),
                // an appearance belongs to an annotation
                Some(Object::Stream(it)) if it.dictionary().get("BBox").is_some() => {
                    open.extend(self.references.sources(number, self.new));
                }
                _ => {}
            }
        }
        let mut met = HashSet::new();
        while let Some(number) = open.pop() {
            for source in self.references.sources(number, self.new) {
                self.count()?;
                if !met.insert(source) {
                    continue;
                }
                match self.value_of(source, self.new)? {
                    Some(Object::Array(_)) => open.push(source),
                    Some(Object::Dictionary(page)) if page.is_name("Type", "Page") => {
                        self.list_page(&page, source)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn list_page(&mut self, page: &Dictionary<'d>, number: u32) -> Result<(), Error> {
        let list = page.get("Annots");
        self.shown.lists.extend(list.and_then(Object::as_reference).map(|it| it.number));
        let list = self.document.array(list, self.new)?;
        Shown::insert(&mut self.shown.after, &list, number);
        if let Some(page) = self.dictionary_of(number, self.old)? {
            let list = self.document.array(page.get("Annots"), self.old)?;
            Shown::insert(&mut self.shown.before, &list, number);
        }
        Ok(())
    }

    /// The value of an object; `None` also where it cannot be read, which is reported where it matters.
    pub(super) fn value_of(
        &self,
        number: u32,
        revision: usize,
    ) -> Result<Option<Object<'d>>, Error> {
        match self.document.find_number(number, revision) {
            Ok(found) => Ok(found.map(|it| it.value)),
            Err(error) if error.limit().is_some() => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// An object that is a dictionary.
    pub(super) fn dictionary_of(
        &self,
        number: u32,
        revision: usize,
    ) -> Result<Option<Dictionary<'d>>, Error> {
        Ok(match self.value_of(number, revision)? {
            Some(Object::Dictionary(dictionary)) => Some(dictionary),
            _ => None,
        })
    }

    /// Whether a new annotation may be there at all.
    fn check_new(
        &mut self,
        annotation: &Dictionary<'d>,
        number: u32,
        page: u32,
    ) -> Result<bool, Error> {
        if !is_listed(&kind(annotation), &KINDS) {
            self.refuse(ChangeKind::AnnotationNotAllowed, Some(number), kind(annotation));
            return Ok(false);
        }
        for (key, value) in annotation.iter() {
            if !self.check_entry(&key.to_string(), value, number, page)? {
                self.refuse(ChangeKind::AnnotationNotAllowed, Some(number), key.to_string());
                return Ok(false);
            }
        }
        self.check_keys(number, Some(annotation));
        Ok(true)
    }

    /// Whether an annotation may have this entry now. Accounts for the objects that it is made of.
    fn check_entry(
        &mut self,
        key: &str,
        value: &Object<'d>,
        number: u32,
        page: u32,
    ) -> Result<bool, Error> {
        match (key, value) {
            ("Type", value) => return Ok(value.as_name().is_some_and(|it| *it == *"Annot")),
            ("Subtype", _) => {}
            ("P", value) => return Ok(value.as_reference().is_some_and(|it| it.number == page)),
            ("IRT" | "Parent", value) => return Ok(value.as_reference().is_some()),
            ("Popup", Object::Reference(popup)) => {
                // one that the page lists is checked by itself
                if self.status(popup.number) == Some(Status::Added)
                    && !self.shown.after.contains_key(&popup.number)
                {
                    let Some(popup_dictionary) = self.dictionary_of(popup.number, self.new)? else {
                        return Ok(false);
                    };
                    let is_popup = popup_dictionary.is_name("Subtype", "Popup")
                        && popup_dictionary.get("Popup").is_none();
                    if !is_popup || !self.check_new(&popup_dictionary, popup.number, page)? {
                        return Ok(false);
                    }
                    self.account(popup.number);
                }
            }
            // within the document; elsewhere only an action leads
            ("Dest", Object::Array(_) | Object::Name(_) | Object::String(_)) => {}
            ("Dest", _) => return Ok(false),
            ("AP", value) => self.account_appearance(value, number)?,
            (key, value) if is_listed(key, &KEYS) => self.account_parts(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Accounts for the streams of an appearance (§12.5.5), new ones and those that have nothing but
    /// this use.
    fn account_appearance(&mut self, appearance: &Object<'d>, holder: u32) -> Result<(), Error> {
        let mut parts = Vec::new();
        appearance.visit_references(&mut |it| parts.push(it.number));
        for number in parts {
            if self.status(number) == Some(Status::Overridden)
                && !self.references.has_other_use(number, holder, self.new)
                && let Some(found) = self.document.find_number(number, self.new)?
                && let Object::Stream(stream) = &found.value
            {
                self.check_keys(number, Some(stream.dictionary()));
                self.account(number);
                self.account_parts(&found.value)?;
            }
        }
        self.account_parts(appearance)
    }

    /// An annotation that was there and says or shows something else now, and remains where it is. What
    /// the widget of a field shows is a matter of the field.
    fn check_changed(&mut self, number: u32) -> Result<(), Error> {
        let page = self.shown.after.get(&number).copied().filter(|page| *page != 0);
        let Some(page) = page.filter(|page| self.shown.before.get(&number) == Some(page)) else {
            return Ok(());
        };
        let before = self.dictionary_of(number, self.old)?;
        let (Some(before), Some(after)) = (before, self.dictionary_of(number, self.new)?) else {
            return Ok(());
        };
        let kind = kind(&after);
        if !is_listed(&kind, &KINDS) || !self.is_used_as_annotation(number)? {
            return Ok(());
        }
        for (key, one, other) in pairs(&before, &after) {
            let fits = match other {
                _ if one == other => true,
                None => is_listed(&key, &KEYS),
                Some(_) if key == "Subtype" => false,
                Some(value) => self.check_entry(&key, value, number, page)?,
            };
            if !fits {
                self.refuse(ChangeKind::AnnotationNotAllowed, Some(number), key);
                return Ok(());
            }
        }
        self.check_keys(number, Some(&before));
        self.check_keys(number, Some(&after));
        self.account(number);
        self.note_annotation(ChangeKind::AnnotationChanged, number, &after, Some(&before));
        Ok(())
    }

    /// The appearance of an annotation that was there, written over in its place.
    fn check_appearance(&mut self, number: u32) -> Result<(), Error> {
        let holder = self.references.sources(number, self.new).next();
        let Some(holder) = holder.filter(|it| self.shown.page_of(*it).is_some()) else {
            return Ok(());
        };
        let before = self.dictionary_of(holder, self.old)?;
        let (Some(before), Some(after)) = (before, self.dictionary_of(holder, self.new)?) else {
            return Ok(());
        };
        let is_annotation = [&before, &after].into_iter().all(|it| is_listed(&kind(it), &KINDS));
        let mut is_part = false;
        if let Some(appearance) = after.get("AP") {
            appearance.visit_references(&mut |it| is_part |= it.number == number);
        }
        if is_annotation && is_part && self.is_used_as_annotation(holder)? {
            self.account_appearance(after.get("AP").unwrap_or(&Object::Null), holder)?;
            if self.unaccounted(Status::Overridden).binary_search(&number).is_err() {
                self.note_annotation(ChangeKind::AnnotationChanged, holder, &after, Some(&before));
            }
        }
        Ok(())
    }

    /// Whether all that refer to an object take it for an annotation: pages, their lists, other
    /// annotations, and the structure of the document (§14.7.5.3).
    fn is_used_as_annotation(&mut self, number: u32) -> Result<bool, Error> {
        for source in self.references.sources(number, self.new) {
            self.count()?;
            let fits = match self.value_of(source, self.new)? {
                Some(Object::Array(_)) => self.shown.lists.contains(&source),
                Some(Object::Dictionary(holder)) => {
                    holder.get("Rect").is_some()
                        || ["Page", "StructElem", "OBJR"]
                            .iter()
                            .any(|kind| holder.is_name("Type", kind))
                }
                _ => false,
            };
            if !fits {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a widget belongs to a field that people fill, not to a signature.
    fn is_fillable(&self, widget: &Dictionary<'d>) -> Result<bool, Error> {
        let mut node = Some(Object::Dictionary(widget.clone()));
        for _ in 0..PDF_REFERENCE_HOPS {
            let Some(above) = node else { break };
            let Object::Dictionary(field) = self.document.resolve(&above, self.old)? else { break };
            if let Some(kind) = field.get("FT") {
                let kind = kind.as_name().map(ToString::to_string).unwrap_or_default();
                return Ok(["Btn", "Ch", "Tx"].contains(&kind.as_str()));
            }
            node = field.get("Parent").cloned();
        }
        Ok(false)
    }

    /// An annotation that its page does not list any more: says whether it may go.
    pub(super) fn check_removed(&mut self, reference: Reference, page: u32) -> Result<bool, Error> {
        let Object::Dictionary(annotation) = self.document.object(reference, self.old)? else {
            return Ok(false);
        };
        let kind = kind(&annotation);
        if kind == "Widget" {
            if !self.is_fillable(&annotation)? {
                return Ok(false);
            }
            // by its name, since a signature may lock it
            let parent = annotation.get("Parent").and_then(Object::as_reference);
            let numbers = [Some(reference.number), parent.map(|it| it.number)];
            let mut name = None;
            for number in numbers.into_iter().flatten() {
                let field = self.document.form_field(number)?;
                name = name.or(field.map(|it| Arc::from(it.name.as_ref())));
            }
            let Some(name) = name else { return Ok(false) };
            let (level, kind) = (ChangeLevel::Annotations, ChangeKind::AnnotationRemoved);
            self.note_field(level, kind, reference, FieldChange::of(name));
        } else if is_listed(&kind, &KINDS) {
            let kind = ChangeKind::AnnotationRemoved;
            self.note_annotation(kind, reference.number, &annotation, None);
        } else {
            return Ok(false);
        }
        self.removed.insert(reference.number);
        self.shown.before.entry(reference.number).or_insert(page);
        self.account_freed(&Object::Reference(reference))?;
        Ok(true)
    }

    /// Accounts for the objects of an annotation that went which are free now, and are used for
    /// nothing else.
    fn account_freed(&mut self, value: &Object<'d>) -> Result<(), Error> {
        let mut open = Vec::new();
        value.visit_references(&mut |it| open.push((it, None)));
        while let Some((reference, holder)) = open.pop() {
            self.count()?;
            let is_own = holder
                .is_none_or(|it| !self.references.has_other_use(reference.number, it, self.new));
            if is_own && self.account_as(reference.number, Status::Freed) {
                let value = self.document.object(reference, self.old)?;
                value.visit_references(&mut |it| open.push((it, Some(reference.number))));
            }
        }
        Ok(())
    }

    /// A field that was there and differs by nothing but the widgets that went from the pages.
    pub(super) fn check_field_of_removed(&mut self, number: u32) -> Result<(), Error> {
        let before = self.dictionary_of(number, self.old)?;
        let (Some(before), Some(after)) = (before, self.dictionary_of(number, self.new)?) else {
            return Ok(());
        };
        if self.removed.is_empty() || !self.is_fillable(&before)? {
            return Ok(());
        }
        let same = pairs(&before, &after)
            .into_iter()
            .all(|(key, one, other)| key == "Kids" || one == other);
        let old = self.document.array(before.get("Kids"), self.old)?;
        let new = self.document.array(after.get("Kids"), self.new)?;
        let mut left = new.iter().peekable();
        let explained = old.iter().all(|kid| {
            left.next_if_eq(&kid).is_some()
                || kid.as_reference().is_some_and(|it| self.removed.contains(&it.number))
        });
        if same && explained && left.peek().is_none() && old.len() > new.len() {
            self.check_keys(number, Some(&after));
            self.account(number);
        }
        Ok(())
    }

    /// Notes an annotation by its kind, and whether it covers something of the page.
    fn note_annotation(
        &mut self,
        what: ChangeKind,
        number: u32,
        annotation: &Dictionary<'d>,
        before: Option<&Dictionary<'d>>,
    ) {
        let object = Some(Reference { number, generation: 0 });
        let kind = kind(annotation);
        let has_appearance = [Some(annotation), before]
            .into_iter()
            .flatten()
            .any(|it| it.get("AP").is_some_and(|it| *it != Object::Null));
        if is_listed(&kind, &QUIET) && !has_appearance {
            self.note_quietly(ChangeLevel::Annotations, what, object, kind);
        } else {
            self.note(ChangeLevel::Annotations, what, object, kind);
        }
    }
}

fn kind(annotation: &Dictionary<'_>) -> String {
    let kind = annotation.get("Subtype").and_then(Object::as_name);
    kind.map(ToString::to_string).unwrap_or_default()
}

fn is_listed(name: &str, names: &[&str]) -> bool {
    names.contains(&name)
}
