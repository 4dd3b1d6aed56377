//! A further signature: a new signature field, or an empty one that is signed now
//! (ISO 32000-2 §12.7 and §12.8).

use std::collections::HashSet;
use std::rc::Rc;

use super::button;
use super::catalog::pairs;
use super::step::{Status, Step};
use super::{ChangeKind, ChangeLevel};
use crate::limits::PDF_REFERENCE_HOPS;
use crate::pdf::form::Field;
use crate::pdf::object::{Dictionary, Object, Reference};
use crate::pdf::{Coverage, Error, SignatureKind};

/// What a new signature field, or a widget of one, may hold. No actions: `/A` and `/AA` run.
const FIELD_KEYS: [&str; 28] = [
    "AP",
    "AS",
    "BS",
    "Border",
    "C",
    "DA",
    "DR",
    "F",
    "FT",
    "Ff",
    "H",
    "Kids",
    "Lock",
    "M",
    "MK",
    "NM",
    "P",
    "Parent",
    "Q",
    "Rect",
    "SV",
    "StructParent",
    "Subtype",
    "T",
    "TM",
    "TU",
    "Type",
    "V",
];

impl<'d> Step<'d, '_> {
    /// The form may have new signature fields and what they need; nothing else of it may change.
    pub(super) fn check_form(&mut self) -> Result<(), Error> {
        let (Some(root), true) = (self.root(), self.has_changes()) else { return Ok(()) };
        let before = self.catalogs.0.get("AcroForm").cloned();
        let after = self.catalogs.1.get("AcroForm").cloned();
        if before.is_none() && after.is_none() {
            return Ok(());
        }
        let open = [Status::Added, Status::Overridden].map(|it| self.unaccounted(it));
        if before == after && open.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let old = self.dictionary(before.as_ref(), self.old)?.unwrap_or_default();
        let Some(new) = self.dictionary(after.as_ref(), self.new)? else {
            self.refuse(ChangeKind::FormChanged, Some(root), "AcroForm");
            return Ok(());
        };
        let (holder, _) = self.enter(after.as_ref(), root);
        self.check_keys(holder, Some(&old));
        self.check_keys(holder, Some(&new));
        let signed = self.check_fields()?;
        for (key, one, other) in pairs(&old, &new) {
            match key.as_ref() {
                "Fields" => self.check_field_list(one, other, holder, &signed)?,
                "DR" => self.check_resources(one, other, holder)?,
                "SigFlags" if other.is_some_and(|it| it.as_integer().is_some()) => {}
                "DA" if one.is_none() && other.is_some_and(|it| it.as_string().is_some()) => {
                    self.check_waiting(holder, None)?;
                }
                "NeedAppearances" if one != other && other == Some(&Object::Boolean(true)) => {
                    self.check_made_anew(holder)?;
                }
                key if one != other => self.refuse(ChangeKind::FormChanged, Some(holder), key),
                _ => {}
            }
        }
        Ok(())
    }

    /// The fields that are new or newly signed, by object number. They must be signature fields of
    /// the newest revision, so that their signatures are among those that are verified.
    fn check_fields(&mut self) -> Result<HashSet<u32>, Error> {
        let mut accounted = HashSet::new();
        for number in [Status::Added, Status::Overridden].map(|it| self.unaccounted(it)).concat() {
            let Some(known) = self.document.signature_field(number)? else { continue };
            let reference = known.reference;
            let dictionary = self.document.object(reference, self.new)?;
            let Object::Dictionary(dictionary) = dictionary else { continue };
            let field = Field {
                name: known.name,
                kind: Some("Sig".into()),
                value: dictionary.get("V").cloned().map(Rc::new),
                reference: Some(reference),
                dictionary,
                parent: None,
            };
            let fits = match self.status(reference.number) {
                Some(Status::Added) => self.check_new_field(&field, reference)?,
                Some(Status::Overridden) => self.check_filled_field(&field, reference)?,
                _ => continue,
            };
            if fits {
                self.account(reference.number);
                accounted.insert(reference.number);
            } else {
                let name = field.name.to_string();
                self.refuse(ChangeKind::FormChanged, Some(reference.number), name);
            }
        }
        Ok(accounted)
    }

    /// The fields that were there remain in their order; what stands before, between and after them
    /// is new. The order of fields means nothing to what is shown.
    fn check_field_list(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        holder: u32,
        accounted: &HashSet<u32>,
    ) -> Result<(), Error> {
        self.enter(after, holder);
        let old = self.document.array(before, self.old)?;
        let new = self.document.array(after, self.new)?;
        let is_new = |it: &Object<'_>| {
            it.as_reference().is_some_and(|reference| accounted.contains(&reference.number))
        };
        let mut kept = old.iter().peekable();
        let explained = new.iter().all(|it| kept.next_if_eq(&it).is_some() || is_new(it));
        if !explained || kept.peek().is_some() {
            self.refuse(ChangeKind::FormChanged, Some(holder), "Fields");
        }
        Ok(())
    }

    /// A new field: says whether it is nothing but a signature field with its widgets.
    fn check_new_field(&mut self, field: &Field<'d>, reference: Reference) -> Result<bool, Error> {
        let dictionary = &field.dictionary;
        let mut is_visible = self.is_visible(dictionary)?;
        if !self.check_new_widget(dictionary, reference.number)? {
            return Ok(false);
        }
        for kid in self.document.array(dictionary.get("Kids"), self.new)? {
            let Some(kid) = kid.as_reference() else { return Ok(false) };
            let widget = self.document.object(kid, self.new)?;
            let widget = widget.as_dictionary().cloned().unwrap_or_default();
            let parent = widget.get("Parent").and_then(Object::as_reference);
            if self.status(kid.number) != Some(Status::Added)
                || parent.is_some_and(|parent| parent != reference)
                || widget.get("Kids").is_some()
                || widget.get("V").is_some()
                || widget.get("FT").is_some_and(|it| it.as_name().is_none_or(|it| *it != *"Sig"))
                || !self.check_new_widget(&widget, kid.number)?
                || !self.account(kid.number)
            {
                return Ok(false);
            }
            is_visible |= self.is_visible(&widget)?;
        }
        if dictionary.get("V").is_some_and(|it| *it != Object::Null) {
            return self.check_signature(field, reference, is_visible);
        }
        let (level, kind) = (ChangeLevel::Annotations, ChangeKind::UnsignedFieldAdded);
        self.note(level, kind, Some(reference), field.name.to_string());
        Ok(true)
    }

    /// The keys of a new widget or field, and the objects of its appearance.
    fn check_new_widget(
        &mut self,
        dictionary: &Dictionary<'d>,
        number: u32,
    ) -> Result<bool, Error> {
        for (key, value) in dictionary.iter() {
            match key.as_bytes() {
                b"P" | b"Parent" | b"V" => {}
                b"Kids" => {
                    if let Some(list) = value.as_reference()
                        && self.status(list.number) == Some(Status::Added)
                    {
                        self.account(list.number);
                    }
                }
                key if FIELD_KEYS.iter().any(|it| it.as_bytes() == key) => {
                    self.account_parts(value)?;
                }
                _ => return Ok(false),
            }
        }
        self.check_keys(number, Some(dictionary));
        if dictionary.is_name("Subtype", "Widget") {
            self.widgets.insert(number);
        }
        Ok(true)
    }

    /// A field that was there without a value: says whether nothing but a signature was put in.
    fn check_filled_field(
        &mut self,
        field: &Field<'d>,
        reference: Reference,
    ) -> Result<bool, Error> {
        let before = self.document.object(reference, self.old)?;
        let Some(before) = before.as_dictionary() else { return Ok(false) };
        let was_empty = before.get("V").is_none_or(|it| *it == Object::Null);
        if !was_empty || !self.check_filled_widget(before, &field.dictionary, reference.number)? {
            return Ok(false);
        }
        let mut is_visible = self.is_visible(&field.dictionary)?;
        for kid in self.document.array(field.dictionary.get("Kids"), self.new)? {
            let Some(kid) = kid.as_reference() else { continue };
            let (old, new) =
                (self.document.object(kid, self.old)?, self.document.object(kid, self.new)?);
            let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
                return Ok(false);
            };
            is_visible |= self.is_visible(new)?;
            if self.status(kid.number) == Some(Status::Overridden) {
                if new.get("V") != old.get("V")
                    || !self.check_filled_widget(old, new, kid.number)?
                {
                    return Ok(false);
                }
                self.account(kid.number);
            }
            self.check_room(kid, new)?;
        }
        self.check_room(reference, &field.dictionary)?;
        self.check_signature(field, reference, is_visible)
    }

    /// Notes it where a field that was signed takes up much of its page.
    fn check_room(&mut self, widget: Reference, dictionary: &Dictionary<'d>) -> Result<(), Error> {
        if self.is_visible(dictionary)? {
            let page = dictionary.get("P").and_then(Object::as_reference);
            self.check_size(widget, page.map_or(u32::MAX, |it| it.number))?;
        }
        Ok(())
    }

    /// What signing changes in a widget: its value and its appearance.
    fn check_filled_widget(
        &mut self,
        before: &Dictionary<'d>,
        after: &Dictionary<'d>,
        number: u32,
    ) -> Result<bool, Error> {
        self.check_keys(number, Some(before));
        self.check_keys(number, Some(after));
        for (key, one, other) in pairs(before, after) {
            match (key.as_ref(), other) {
                _ if one == other => {}
                ("AP", Some(appearance)) => self.account_parts(appearance)?,
                ("V", _) | ("M", Some(Object::String(_))) | ("F", Some(Object::Integer(_))) => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// The value of the field must be a signature that this revision brought, over all of it. Says
    /// whether it is, and notes it.
    fn check_signature(
        &mut self,
        field: &Field<'d>,
        reference: Reference,
        is_visible: bool,
    ) -> Result<bool, Error> {
        let Some(value) = field.dictionary.get("V") else { return Ok(false) };
        if let Some(value) = value.as_reference()
            && (self.status(value.number) != Some(Status::Added) || !self.account(value.number))
        {
            return Ok(false);
        }
        let found = self.document.signature_without_contents(field, self.new)?;
        let Some(signature) = found else { return Ok(false) };
        if signature.coverage == Coverage::Partial || signature.revision != self.new {
            return Ok(false);
        }
        let dictionary = self.document.resolve(value, self.new)?;
        self.account_parts(&dictionary)?;
        let (level, kind) = match signature.kind {
            SignatureKind::DocumentTimestamp if !is_visible => {
                (ChangeLevel::Lta, ChangeKind::DocumentTimestampAdded)
            }
            // Nobody vouches for what it shows: its authority never saw the document, and a verdict
            // about who signed does not ask for a trusted timestamp. It is like any annotation.
            SignatureKind::DocumentTimestamp => {
                (ChangeLevel::Annotations, ChangeKind::DocumentTimestampAdded)
            }
            SignatureKind::Signature => (ChangeLevel::FormFilling, ChangeKind::SignatureAdded),
        };
        self.note(level, kind, Some(reference), field.name.to_string());
        Ok(true)
    }

    /// That no field waited for what is new to the form: for a resource of this name, or for a
    /// default appearance. It would look another way once a reader makes its appearance anew
    /// (§12.7.4.3). Signature fields have no text of their own.
    fn check_waiting(&mut self, holder: u32, resource: Option<&str>) -> Result<(), Error> {
        for field in self.document.fields(self.old)? {
            self.count()?;
            // nor do buttons with a state, which show marks
            let flags = field.dictionary.get("Ff").and_then(Object::as_integer).unwrap_or(0);
            let is_mark = field.kind.as_deref() == Some("Btn") && flags & button::PUSH == 0;
            if field.kind.as_deref() == Some("Sig") || (is_mark && field.parent.is_none()) {
                continue;
            }
            let mut widgets = self.document.array(field.dictionary.get("Kids"), self.old)?;
            widgets.push(Object::Dictionary(field.dictionary));
            for widget in widgets {
                let appearance = self.default_appearance(widget)?;
                let waits = match (resource, &appearance) {
                    (None, appearance) => appearance.is_none(),
                    (Some(_), None) => false,
                    // a name may be written with escapes
                    (Some(name), Some(text)) => {
                        text.contains('#') || text.contains(&format!("/{name}"))
                    }
                };
                if waits {
                    let key = resource.unwrap_or("DA");
                    self.refuse(ChangeKind::FormChanged, Some(holder), key);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The default appearance that applied to a widget before: its own, that of a field above it, or
    /// that of the form.
    fn default_appearance(&self, widget: Object<'d>) -> Result<Option<String>, Error> {
        let mut node = Some(widget);
        for _ in 0..PDF_REFERENCE_HOPS {
            let Some(above) = node else { break };
            let Object::Dictionary(dictionary) = self.document.resolve(&above, self.old)? else {
                break;
            };
            if let Some(text) = self.content_of(dictionary.get("DA"))? {
                return Ok(Some(text));
            }
            node = dictionary.get("Parent").cloned();
        }
        let form = self.dictionary(self.catalogs.0.get("AcroForm"), self.old)?.unwrap_or_default();
        self.content_of(form.get("DA"))
    }

    /// A string of the old revision that holds content, not text: its octets count.
    fn content_of(&self, value: Option<&Object<'d>>) -> Result<Option<String>, Error> {
        let value = value.map(|value| self.document.resolve(value, self.old)).transpose()?;
        let octets = value.and_then(|it| it.as_string().map(|it| it.octets()));
        Ok(octets.map(|it| String::from_utf8_lossy(&it).into_owned()))
    }

    /// The default resources of the form: entries may be added, those that were there stay equal.
    fn check_resources(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        holder: u32,
    ) -> Result<(), Error> {
        let old = self.dictionary(before, self.old)?.unwrap_or_default();
        let new = self.dictionary(after, self.new)?;
        let (holder, _) = self.enter(after, holder);
        let new = new.unwrap_or_default();
        self.check_keys(holder, Some(&old));
        self.check_keys(holder, Some(&new));
        for (category, one, other) in pairs(&old, &new) {
            let was = self.dictionary(one, self.old)?.unwrap_or_default();
            let Some(is) = self.dictionary(other, self.new)? else {
                if one.is_some() && one != other {
                    self.refuse(ChangeKind::FormChanged, Some(holder), category);
                }
                continue;
            };
            let (holder, _) = self.enter(other, holder);
            self.check_keys(holder, Some(&was));
            self.check_keys(holder, Some(&is));
            for (key, one, other) in pairs(&was, &is) {
                match (one, other) {
                    (None, Some(added)) => {
                        self.account_parts(added)?;
                        self.check_waiting(holder, Some(&key))?;
                    }
                    (one, other) if one != other => {
                        self.refuse(ChangeKind::FormChanged, Some(holder), key);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Whether a widget takes up room on its page and has something to show there: an appearance, or
    /// what readers make one of. Of an area that cannot be read nobody knows how large it is.
    fn is_visible(&self, widget: &Dictionary<'d>) -> Result<bool, Error> {
        if !widget.is_name("Subtype", "Widget") && widget.get("Rect").is_none() {
            return Ok(false);
        }
        let area = self.rectangle(widget.get("Rect"), self.new)?;
        let is_flat = area.is_some_and(|it| it.width() == 0.0 || it.height() == 0.0);
        Ok(!is_flat && ["AP", "BS", "C", "DA", "MK"].iter().any(|key| widget.get(key).is_some()))
    }
}
