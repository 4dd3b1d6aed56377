//! Fields of the form that were filled (ISO 32000-2 §12.7.4 and §12.7.5).
//!
//! A field has another value than before, each of its widgets shows that value, and nothing else of
//! it is different. What the widgets showed before must be the value before, and the areas they
//! painted stay: else what lies beneath would be hidden now, or come to light. What the field shows
//! may be impossible to tell; then it is like any annotation.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::appearance::{FAR, Outcome, Painted};
use super::catalog::pairs;
use super::geometry::{Bounds, Colour, Shape, unmatched};
use super::reason::FieldReason;
use super::step::{Status, Step};
use super::surroundings::is_unseen;
use super::{ChangeKind, ChangeLevel, FieldChange, FormField};
use crate::limits::PDF_VALUE_SHOWN;
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Stream};
use crate::pdf::text::text;

/// Flags of fields (tables 227, 228, 229 and 232).
pub(super) const READ_ONLY: i64 = 1;

/// Flags of annotations that make them be seen nowhere (table 167).
pub(super) const UNSEEN: i64 = 1 << 1 | 1 << 5;

/// What an appearance stream may have another value for.
const STREAM_KEYS: [&str; 8] =
    ["BBox", "DecodeParms", "Filter", "FormType", "Length", "Resources", "Subtype", "Type"];

/// A widget before and after.
pub(super) struct Widget<'d> {
    pub(super) number: u32,
    pub(super) before: Dictionary<'d>,
    pub(super) after: Dictionary<'d>,
}

/// A field that was changed, with what it may have changed together with it.
pub(super) struct Filling<'d> {
    pub(super) field: Rc<FormField>,
    pub(super) flags: i64,
    pub(super) before: Dictionary<'d>,
    pub(super) after: Dictionary<'d>,
    pub(super) widgets: Vec<Widget<'d>>,
    /// Objects that it explains, each with the only object that may refer to it.
    pub(super) roles: Vec<(u32, u32)>,
    /// The fonts that its appearances use.
    pub(super) fonts: Vec<Object<'d>>,
    /// What its value was and is, in words.
    pub(super) values: (Option<String>, Option<String>),
}

/// The appearance dictionary of a widget, if it has one, and the number of that.
pub(super) type Appearance<'d> = (Option<Dictionary<'d>>, Option<u32>);

/// That an appearance is none of a field that shows its value: it has states, or no form.
pub(super) struct NoAppearance;

impl<'d> Step<'d, '_> {
    /// Accounts for the fields that were filled.
    pub(super) fn check_filled_fields(&mut self) -> Result<(), Error> {
        let mut fields = BTreeMap::new();
        for number in self.unaccounted(Status::Overridden) {
            self.count()?;
            if let Some(field) = self.document.form_field(number)? {
                fields.insert(field.reference.number, field);
            }
        }
        if fields.is_empty() {
            return Ok(());
        }
        self.find_annotations()?;
        let of_form = self.outcome_of_form()?;
        for field in fields.into_values() {
            self.check_filled(field, of_form)?;
        }
        Ok(())
    }

    fn check_filled(&mut self, field: Rc<FormField>, of_form: Outcome) -> Result<(), Error> {
        let number = field.reference.number;
        let Some(mut filling) = self.filling(field)? else { return Ok(()) };
        // a matter of the pages that showed them
        if self.lost_widgets(&filling)? {
            return Ok(());
        }
        let kind = self.inherited(&filling, "FT", self.new)?;
        let (outcome, filled) =
            match kind.as_ref().and_then(Object::as_name).map(|it| it.as_bytes()) {
                Some(b"Btn") => (self.check_button(&mut filling)?, ChangeKind::ButtonFieldFilled),
                Some(b"Ch") => (self.check_choice(&mut filling)?, ChangeKind::ChoiceFieldFilled),
                Some(b"Tx") => (self.check_text_field(&mut filling)?, ChangeKind::TextFieldFilled),
                _ => return Ok(()),
            };
        let mut outcome = outcome.max(of_form).max(self.check_surroundings(&filling)?);
        if filling.flags & READ_ONLY != 0 {
            outcome = outcome.max(match self.is_calculated(number)? {
                // by a script of the document: whether rightly so, nobody knows who does not run it
                true => Outcome::Undecided(FieldReason::Calculated),
                false => Outcome::Refused(FieldReason::ReadOnly),
            });
        }
        let is_restyled = filled == ChangeKind::TextFieldFilled
            && outcome == Outcome::Refused(FieldReason::OtherEntry)
            && self.is_restyled(&mut filling)?;
        let (level, what, reason) = match outcome {
            _ if is_restyled => (ChangeLevel::Annotations, ChangeKind::AnnotationChanged, None),
            Outcome::Explained => (ChangeLevel::FormFilling, filled, None),
            Outcome::Undecided(reason) => {
                (ChangeLevel::Annotations, ChangeKind::FieldUndecided, Some(reason))
            }
            Outcome::Refused(reason) => {
                (ChangeLevel::Other, ChangeKind::FieldChanged, Some(reason))
            }
        };
        let shown = |value: Option<String>| {
            let value = value?;
            // a line of the report is one line
            let plain = |it: char| if it.is_control() { ' ' } else { it };
            let mut start: String = value.chars().take(PDF_VALUE_SHOWN).map(plain).collect();
            if start.len() < value.len() {
                start.push('…');
            }
            Some(start.into())
        };
        let Filling { field, widgets, roles, fonts, values, .. } = filling;
        let name: Arc<str> = field.name.as_ref().into();
        let (before, after) = (shown(values.0), shown(values.1));
        let change = FieldChange { name: Arc::clone(&name), before, after, reason };
        self.note_field(level, what, field.reference, change);
        self.account(number);
        for widget in widgets {
            self.account(widget.number);
        }
        if level < ChangeLevel::Other {
            for (part, holder) in roles {
                self.account_in_role(part, holder);
            }
            for font in fonts {
                self.account_parts(&font)?;
            }
        }
        Ok(())
    }

    /// A field with its widgets before and after; `None` if they are not what they were.
    pub(super) fn filling(&mut self, field: Rc<FormField>) -> Result<Option<Filling<'d>>, Error> {
        let both = |number: u32| -> Result<_, Error> {
            let before = self.document.find_number(number, self.old)?.map(|it| it.value);
            let after = self.document.find_number(number, self.new)?.map(|it| it.value);
            Ok(match (before, after) {
                (Some(Object::Dictionary(before)), Some(Object::Dictionary(after))) => {
                    Some(Widget { number, before, after })
                }
                _ => None,
            })
        };
        let own = field.reference.number;
        let Some(Widget { before, after, .. }) = both(own)? else { return Ok(None) };
        let mut widgets = Vec::new();
        let kids = self.document.array(after.get("Kids"), self.new)?;
        for kid in &kids {
            let Some(kid) = kid.as_reference() else { return Ok(None) };
            let Some(widget) = both(kid.number)? else { return Ok(None) };
            // readers look for what a widget does not say in its field, and only there
            let is_own = widget.after.get("Parent").and_then(Object::as_reference)
                == Some(field.reference)
                && ["FT", "Ff", "MaxLen", "Opt", "V"].iter().all(|key| {
                    let own = widget.after.get(key);
                    own.is_none() || own == after.get(key)
                });
            if !is_own {
                return Ok(None);
            }
            widgets.push(widget);
        }
        if kids.is_empty() {
            widgets.push(Widget { number: own, before: before.clone(), after: after.clone() });
        }
        for widget in &widgets {
            self.check_keys(widget.number, Some(&widget.before));
            self.check_keys(widget.number, Some(&widget.after));
        }
        self.check_keys(own, Some(&before));
        self.check_keys(own, Some(&after));
        let values = (None, None);
        let (roles, fonts) = (Vec::new(), Vec::new());
        let mut filling = Filling { field, flags: 0, before, after, widgets, roles, fonts, values };
        let flags = self.inherited(&filling, "Ff", self.new)?;
        filling.flags = flags.and_then(|it| it.as_integer()).unwrap_or(0);
        Ok(Some(filling))
    }

    /// An entry of a field, or of the next one above it that has it.
    pub(super) fn inherited(
        &self,
        filling: &Filling<'d>,
        key: &str,
        revision: usize,
    ) -> Result<Option<Object<'d>>, Error> {
        let own = if revision == self.old { &filling.before } else { &filling.after };
        if let Some(value) = own.get(key) {
            return self.document.resolve(value, revision).map(Some);
        }
        for above in filling.field.above.iter() {
            if let Object::Dictionary(above) = self.document.object(*above, revision)?
                && let Some(value) = above.get(key)
            {
                return self.document.resolve(value, revision).map(Some);
            }
        }
        Ok(None)
    }

    /// The first key that differs in the field or in one of its widgets, and may not.
    pub(super) fn differs<'f>(
        &self,
        filling: &'f Filling<'d>,
        of_field: &[&str],
        of_widget: &[&str],
    ) -> Option<Outcome> {
        let is_merged =
            filling.widgets.first().is_some_and(|it| it.number == filling.field.reference.number);
        let own = pairs(&filling.before, &filling.after);
        let own = own.into_iter().all(|(key, one, other)| {
            one == other
                || (key == "MK" && is_same_style(one, other))
                || of_field.contains(&key.as_ref())
                || (is_merged && of_widget.contains(&key.as_ref()))
        });
        let widgets = filling.widgets.iter().all(|widget| {
            is_merged
                || pairs(&widget.before, &widget.after).into_iter().all(|(key, one, other)| {
                    one == other
                        || (key == "MK" && is_same_style(one, other))
                        || of_widget.contains(&key.as_ref())
                })
        });
        let dates = filling.widgets.iter().map(|it| it.after.get("M"));
        let dated = dates.flatten().all(|date| date.as_string().is_some());
        (!own || !widgets || !dated).then_some(Outcome::Refused(FieldReason::OtherEntry))
    }

    /// The value of a field as text: nothing where it has none; an outcome where it is no text.
    pub(super) fn text_value(
        &self,
        filling: &Filling<'d>,
        revision: usize,
    ) -> Result<Result<String, Outcome>, Error> {
        Ok(match self.inherited(filling, "V", revision)? {
            None | Some(Object::Null) => Ok(String::new()),
            Some(Object::String(value)) => Ok(text(&value.octets())),
            Some(Object::Array(values)) if values.is_empty() => Ok(String::new()),
            _ => Err(Outcome::Undecided(FieldReason::Value)),
        })
    }

    /// That the value may lie in an object of its own.
    pub(super) fn explain_value(&self, filling: &mut Filling<'d>) {
        if let Some(Object::Reference(value)) = filling.after.get("V") {
            filling.roles.push((value.number, filling.field.reference.number));
        }
    }

    /// What a widget painted and what it paints: nothing where it has no appearance.
    pub(super) fn paintings(
        &mut self,
        filling: &mut Filling<'d>,
        widget: usize,
    ) -> Result<Result<Option<[Painted; 2]>, Outcome>, Error> {
        let Some(Widget { number, before, after }) = filling.widgets.get(widget) else {
            return Ok(Ok(None));
        };
        let (number, before, after) = (*number, before.clone(), after.clone());
        let old = self.appearance(before.get("AP"), self.old)?;
        let new = self.appearance(after.get("AP"), self.new)?;
        let (Ok((old, _)), Ok((new, states))) = (old, new) else {
            return Ok(Err(Outcome::Refused(FieldReason::OtherEntry)));
        };
        // what is shown while the mouse is over it stays, or goes
        let empty = Dictionary::default();
        let kept = pairs(old.as_ref().unwrap_or(&empty), new.as_ref().unwrap_or(&empty));
        let kept =
            kept.into_iter().all(|(key, one, other)| key == "N" || other.is_none() || one == other);
        if !kept {
            return Ok(Err(Outcome::Refused(FieldReason::OtherEntry)));
        }
        let mut holder = number;
        if let Some(states) = states {
            filling.roles.push((states, number));
            holder = states;
        }
        let streams = (self.stream(old.as_ref(), self.old)?, self.stream(new.as_ref(), self.new)?);
        let (Ok(old), Ok(new)) = streams else {
            return Ok(Err(Outcome::Refused(FieldReason::OtherEntry)));
        };
        let Some((place, new)) = new else {
            let is_seen = !is_unseen(&after);
            let area = self.rectangle(after.get("Rect"), self.new)?;
            let is_flat = area.is_some_and(|it| it.width() == 0.0 || it.height() == 0.0);
            return Ok(match is_seen && !is_flat {
                true => Err(Outcome::Undecided(FieldReason::NoAppearance)),
                false if old.is_some() => Err(Outcome::Undecided(FieldReason::NoAppearance)),
                false => Ok(None),
            });
        };
        filling.roles.push((place, holder));
        let was = old.as_ref().map(|it| it.1.dictionary().clone()).unwrap_or_default();
        let unclear = match self.check_stream(filling, &was, &new, place, after.get("Rect"))? {
            None => None,
            Some(Outcome::Undecided(reason)) => Some(reason),
            Some(outcome) => return Ok(Err(outcome)),
        };
        let new = match self.paint(&new, self.new, &mut filling.fonts)? {
            Ok(new) => Painted { doubt: new.doubt.max(unclear), ..new },
            Err(outcome) => return Ok(Err(outcome)),
        };
        let was_to_scale =
            old.as_ref().is_none_or(|(_, old)| is_to_scale(old.dictionary(), before.get("Rect")));
        let mut old = match old {
            Some((_, old)) => match self.paint(&old, self.old, &mut Vec::new())? {
                Ok(old) => old,
                Err(outcome) => return Ok(Err(outcome)),
            },
            None => Painted::nothing(new.bounds),
        };
        if !was_to_scale || !new.lies_like(&old) {
            old.doubt = old.doubt.max(Some(FieldReason::Layout));
        }
        Ok(Ok(Some([old, new])))
    }

    /// The appearance dictionary, and its number if it has one.
    pub(super) fn appearance(
        &self,
        value: Option<&Object<'d>>,
        revision: usize,
    ) -> Result<Result<Appearance<'d>, NoAppearance>, Error> {
        let number = value.and_then(Object::as_reference).map(|it| it.number);
        let value = value.map(|value| self.document.resolve(value, revision)).transpose()?;
        Ok(match value {
            None | Some(Object::Null) => Ok((None, None)),
            Some(Object::Dictionary(states)) if states.duplicate_key().is_none() => {
                Ok((Some(states), number))
            }
            // some programs write an empty array where they mean nothing
            Some(Object::Array(none)) if none.is_empty() => Ok((None, None)),
            _ => Err(NoAppearance),
        })
    }

    /// The stream that an appearance dictionary shows, with its number; none where there is nothing.
    pub(super) fn stream(
        &self,
        states: Option<&Dictionary<'d>>,
        revision: usize,
    ) -> Result<Result<Option<(u32, Stream<'d>)>, NoAppearance>, Error> {
        Ok(match states.and_then(|it| it.get("N")) {
            None | Some(Object::Null) => Ok(None),
            Some(Object::Reference(reference)) => {
                match self.document.object(*reference, revision)? {
                    Object::Stream(stream) => Ok(Some((reference.number, stream))),
                    Object::Null => Ok(None),
                    _ => Err(NoAppearance),
                }
            }
            Some(_) => Err(NoAppearance),
        })
    }

    /// The dictionary of an appearance stream: it is shown to scale, and nothing about it is new but
    /// its content, its fonts and its frame.
    fn check_stream(
        &self,
        filling: &mut Filling<'d>,
        was: &Dictionary<'d>,
        stream: &Stream<'d>,
        number: u32,
        room: Option<&Object<'_>>,
    ) -> Result<Option<Outcome>, Error> {
        let is = stream.dictionary();
        let same = pairs(was, is).into_iter().all(|(key, one, other)| {
            let key = key.as_ref();
            let is_dropped = other.is_none() && !["Group", "Matrix", "OC"].contains(&key);
            one == other || is_dropped || key == "Matrix" || STREAM_KEYS.contains(&key)
        });
        if !same || is.duplicate_key().is_some() || is.get("F").is_some() {
            return Ok(Some(Outcome::Refused(FieldReason::OtherEntry)));
        }
        // turned in another way, the same areas cover something else
        if matrix(is) != matrix(was) {
            return Ok(Some(Outcome::Refused(FieldReason::Layout)));
        }
        if !is.is_name("Subtype", "Form") || !is_to_scale(is, room) {
            return Ok(Some(Outcome::Refused(FieldReason::Layout)));
        }
        let mut holder = number;
        if let Some(Object::Reference(resources)) = is.get("Resources") {
            filling.roles.push((resources.number, holder));
            holder = resources.number;
        }
        let resources = self.dictionary(is.get("Resources"), self.new)?.unwrap_or_default();
        if let Some(Object::Reference(fonts)) = resources.get("Font") {
            filling.roles.push((fonts.number, holder));
        }
        // turned upside down, digits are others; a page that is turned so itself is hardly met
        let is_upside_down = matrix(is).is_some_and(|it| it.starts_with(&[-1.0]));
        Ok(is_upside_down.then_some(Outcome::Undecided(FieldReason::Layout)))
    }

    /// Whether the areas and lines of a widget stayed. An area may have hidden what lies beneath, or
    /// hides it now; lines along the rim do neither.
    pub(super) fn keeps_ground(&self, [old, new]: &[Painted; 2]) -> Outcome {
        let (added, lost) = unmatched(&new.fills, &old.fills, new.bounds);
        if !added.iter().all(|it| it.is_thin_side(new.bounds)) {
            return Outcome::Refused(FieldReason::Area);
        }
        if !lost.iter().all(|it| it.is_thin_side(old.bounds)) {
            return Outcome::Refused(FieldReason::Area);
        }
        // what is more than a ground and a frame may be there for any purpose
        let is_plain = |it: &Painted| {
            let area = |fill: &Shape| fill.is_ground(it.bounds) || fill.is_side(it.bounds);
            it.fills.iter().all(area) && it.strokes.iter().all(|line| line.is_rim(it.bounds))
        };
        let lines = self.keeps_lines([old, new]);
        match is_plain(old) && is_plain(new) {
            true => lines,
            false => lines.max(Outcome::Undecided(FieldReason::Area)),
        }
    }

    pub(super) fn keeps_lines(&self, [old, new]: [&Painted; 2]) -> Outcome {
        let (added, lost) = unmatched(&new.strokes, &old.strokes, new.bounds);
        let are_rims = added.iter().all(|it| it.is_rim(new.bounds))
            && lost.iter().all(|it| it.is_rim(old.bounds));
        // a rim in place of another: where there was none, it may strike something out
        match are_rims {
            false => Outcome::Refused(FieldReason::Area),
            true if new.covers || !old.has_frame_of(new) => Outcome::Undecided(FieldReason::Area),
            true => Outcome::Explained,
        }
    }
}

/// Whether the appearance characteristics of two widgets (table 192) say the same about colours and
/// turning, though one may say it in other numbers, and leave out what text has no use for.
fn is_same_style(before: Option<&Object<'_>>, after: Option<&Object<'_>>) -> bool {
    let (Some(Object::Dictionary(before)), Some(Object::Dictionary(after))) = (before, after)
    else {
        return false;
    };
    let colour = |value: Option<&Object<'_>>| {
        let parts: Option<Vec<f64>> =
            value.and_then(Object::as_array)?.iter().map(crate::pdf::object::number).collect();
        Colour::of(&parts?)
    };
    pairs(before, after).into_iter().all(|(key, one, other)| match key.as_ref() {
        _ if one == other => true,
        "BC" | "BG" => match (colour(one), colour(other)) {
            (Some(one), Some(other)) => one.is_like(other),
            _ => false,
        },
        "R" => false,
        _ => other.is_none(),
    })
}

/// How an appearance is turned and moved (§12.5.5); `None` if it is no matrix.
fn matrix(appearance: &Dictionary<'_>) -> Option<Vec<f64>> {
    match appearance.get("Matrix") {
        None => Some(vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        Some(matrix) => matrix
            .as_array()
            .filter(|it| it.len() == 6)
            .and_then(|it| it.iter().map(crate::pdf::object::number).collect::<Option<Vec<f64>>>())
            // further away each reader rounds in its own way
            .filter(|it| it.iter().all(|part| part.abs() <= FAR)),
    }
}

/// Whether an appearance is as large as its widget, perhaps turned by right angles (§12.5.5).
pub(super) fn is_to_scale(appearance: &Dictionary<'_>, room: Option<&Object<'_>>) -> bool {
    let (Some(room), Some(own)) = (Bounds::of(room), Bounds::of(appearance.get("BBox"))) else {
        return false;
    };
    let size = match matrix(appearance).as_deref().and_then(|it| it.get(..4)) {
        Some([1.0, 0.0, 0.0, 1.0] | [-1.0, 0.0, 0.0, -1.0]) => (own.width(), own.height()),
        Some([0.0, 1.0, -1.0, 0.0] | [0.0, -1.0, 1.0, 0.0]) => (own.height(), own.width()),
        _ => return false,
    };
    (size.0 - room.width()).abs() < 1.0 && (size.1 - room.height()).abs() < 1.0
}
