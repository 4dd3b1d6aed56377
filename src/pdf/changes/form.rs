//! What the form as a whole says about its fields (ISO 32000-2 §12.7.3).

use std::collections::HashSet;

use super::appearance::Outcome;
use super::filling::Filling;
use super::geometry::{Colour, Shape};
use super::reason::FieldReason;
use super::step::Step;
use super::{ChangeKind, ChangeLevel};
use crate::pdf::Error;
use crate::pdf::object::{Object, Reference};

impl<'d> Step<'d, '_> {
    /// What readers make of the fields of this form, whatever they hold.
    pub(super) fn outcome_of_form(&self) -> Result<Outcome, Error> {
        let form = self.dictionary(self.catalogs.1.get("AcroForm"), self.new)?.unwrap_or_default();
        let needs = form.get("NeedAppearances").cloned().unwrap_or(Object::Null);
        Ok(match self.document.resolve(&needs, self.new)? {
            // many readers show the values of another, richer form instead (annex K)
            _ if form.get("XFA").is_some() => Outcome::Undecided(FieldReason::Xfa),
            Object::Null | Object::Boolean(false) => Outcome::Explained,
            // readers make appearances of their own, whatever those in the file are
            _ => Outcome::Undecided(FieldReason::NeedAppearances),
        })
    }

    /// Whether a field is one that a script computes from others.
    pub(super) fn is_calculated(&mut self, number: u32) -> Result<bool, Error> {
        if self.calculated.is_none() {
            let form = self.dictionary(self.catalogs.1.get("AcroForm"), self.new)?;
            let order = self.document.array(form.unwrap_or_default().get("CO"), self.new)?;
            let order = order.iter().filter_map(Object::as_reference).map(|it| it.number);
            self.calculated = Some(order.collect());
        }
        Ok(self.calculated.as_ref().is_some_and(|order: &HashSet<u32>| order.contains(&number)))
    }

    /// The form asks readers from now on to make all appearances themselves, as programs do that have
    /// no font for what was typed. That changes nothing where each field shows its value already; what
    /// readers make of the others nobody knows.
    pub(super) fn check_made_anew(&mut self, holder: u32) -> Result<(), Error> {
        for field in self.document.form_fields()? {
            self.count()?;
            let shows_value = match self.filling(field)? {
                Some(mut filling) => self.shows_value(&mut filling)?,
                None => false,
            };
            if !shows_value {
                self.refuse(ChangeKind::FormChanged, Some(holder), "NeedAppearances");
                return Ok(());
            }
        }
        let form = Some(Reference { number: holder, generation: 0 });
        let (level, kind) = (ChangeLevel::Annotations, ChangeKind::FormChanged);
        self.note(level, kind, form, "NeedAppearances");
        Ok(())
    }

    /// Whether a field shows its value, upon the ground that its widgets ask for; or nothing, where it
    /// has no appearance and asks for no ground.
    fn shows_value(&mut self, filling: &mut Filling<'d>) -> Result<bool, Error> {
        let kind = self.inherited(filling, "FT", self.new)?;
        let outcome = match kind.as_ref().and_then(Object::as_name).map(|it| it.as_bytes()) {
            // states are shown as they are
            Some(b"Btn") => return Ok(true),
            Some(b"Ch") => self.check_choice(filling)?,
            Some(b"Tx") => self.check_text_field(filling)?,
            _ => return Ok(false),
        };
        let none = Outcome::Undecided(FieldReason::NoAppearance);
        if outcome != Outcome::Explained && outcome != none {
            return Ok(false);
        }
        for widget in 0..filling.widgets.len() {
            let Some(one) = filling.widgets.get(widget) else { continue };
            let style = self.dictionary(one.after.get("MK"), self.new)?.unwrap_or_default();
            let parts = self.document.array(style.get("BG"), self.new)?;
            let parts: Option<Vec<f64>> = parts.iter().map(crate::pdf::object::number).collect();
            let Some(wanted) = parts.as_deref().and_then(Colour::of) else { continue };
            let (before, after) = (one.before.get("AP").cloned(), one.after.get("AP").cloned());
            // one that was taken away shows what it was
            let has_ground = match self.has_ground(after.as_ref(), self.new, wanted)? {
                None => self.has_ground(before.as_ref(), self.old, wanted)?.unwrap_or(false),
                Some(has_ground) => has_ground,
            };
            if !has_ground {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an appearance has a ground of this colour; `None` if there is no appearance.
    fn has_ground(
        &mut self,
        appearance: Option<&Object<'d>>,
        revision: usize,
        wanted: Colour,
    ) -> Result<Option<bool>, Error> {
        let Ok((states, _)) = self.appearance(appearance, revision)? else { return Ok(None) };
        let Ok(Some((_, stream))) = self.stream(states.as_ref(), revision)? else {
            return Ok(None);
        };
        let Ok(painted) = self.paint(&stream, revision, &mut Vec::new())? else {
            return Ok(Some(false));
        };
        let is_wanted = |it: &Shape| it.is_ground(painted.bounds) && it.colour.is_like(wanted);
        Ok(Some(painted.doubt.is_none() && painted.fills.iter().any(is_wanted)))
    }
}
