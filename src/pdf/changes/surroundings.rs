//! What surrounds a widget that was filled: what lies above it, where its page ends, and what its page
//! makes of colours. Whoever looks at the page sees the field through all of that.

use std::rc::Rc;

use super::appearance::Outcome;
use super::filling::{Filling, UNSEEN};
use super::geometry::Bounds;
use super::reason::FieldReason;
use super::step::Step;
use crate::limits::PDF_DEPTH;
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Reference, number};

/// By how much a field may lie under another annotation or reach over the edge of its page, in points: fields
/// that stand side by side overlap a little.
const OVERLAP: f64 = 0.5;

/// A page as those see it who look at its fields.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// What is shown of it (ISO 32000-2 §14.11.2).
    shown: Option<Bounds>,
    /// Whether its resources give the device colours another meaning (§8.6.5.6).
    has_default_colours: bool,
    /// Its annotations from the lowest to the highest, by number where they have one, with their places. What
    /// paints nothing has none.
    annotations: Vec<(Option<u32>, Option<Bounds>)>,
}

impl<'d> Step<'d, '_> {
    /// Whether the widgets of a field that was filled are seen as they are painted.
    pub(super) fn check_surroundings(&mut self, filling: &Filling<'d>) -> Result<Outcome, Error> {
        let mut outcome = Outcome::Explained;
        for widget in &filling.widgets {
            if is_unseen(&widget.after) {
                continue;
            }
            let place = self.rectangle(widget.after.get("Rect"), self.new)?;
            let Some(page) = self.shown.page_of(widget.number) else {
                // what no page lists is not shown, but some readers know pages that do not say what they are
                if self.is_listed(widget.number)? {
                    outcome = outcome.max(Outcome::Undecided(FieldReason::Layout));
                }
                continue;
            };
            let Some(place) = place else {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Layout));
                continue;
            };
            let room = place.grown(-OVERLAP.min(place.height() / 8.0).min(place.width() / 8.0));
            let page = self.surroundings(page)?;
            if page.has_default_colours {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Appearance));
            }
            if page.shown.is_none_or(|shown| !room.is_within(shown, 0.0)) {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Layout));
            }
            let own = page.annotations.iter().position(|it| it.0 == Some(widget.number));
            let above = page.annotations.iter().skip(own.map_or(0, |it| it + 1));
            for _ in 0..=above.len() / 64 {
                self.count()?;
            }
            if above.filter_map(|it| it.1).any(|it| it.meets(room)) {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Area));
            }
        }
        Ok(outcome)
    }

    /// Whether something lists an object as an annotation.
    fn is_listed(&mut self, number: u32) -> Result<bool, Error> {
        let references = self.references;
        for source in references.sources(number, self.new) {
            self.count()?;
            // a form of many fields is looked at once
            let lists = match self.listing.get(&source) {
                Some(known) => *known,
                None => {
                    let lists = self.lists_annotations(source)?;
                    self.listing.insert(source, lists);
                    lists
                }
            };
            if lists {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an object has a list of annotations, or is one.
    fn lists_annotations(&mut self, number: u32) -> Result<bool, Error> {
        let has_list = |value: Option<Object<'d>>| match value {
            Some(Object::Dictionary(holder)) => holder.get("Annots").is_some(),
            _ => false,
        };
        match self.value_of(number, self.new)? {
            Some(Object::Array(_)) => {
                let references = self.references;
                for holder in references.sources(number, self.new) {
                    self.count()?;
                    if has_list(self.value_of(holder, self.new)?) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            // one reader goes on from there
            Some(Object::Reference(_)) => Ok(true),
            other => Ok(has_list(other)),
        }
    }

    /// The surroundings on a page, which are read once.
    fn surroundings(&mut self, page: u32) -> Result<Rc<Surroundings>, Error> {
        if let Some(known) = self.surroundings.get(&page) {
            return Ok(Rc::clone(known));
        }
        let read = Rc::new(self.read_surroundings(page)?);
        self.surroundings.insert(page, Rc::clone(&read));
        Ok(read)
    }

    fn read_surroundings(&mut self, number: u32) -> Result<Surroundings, Error> {
        let mut found =
            Surroundings { shown: None, has_default_colours: false, annotations: Vec::new() };
        // where several pages show an annotation, nobody knows which one
        let Some(page) = self.dictionary_of(number, self.new)? else { return Ok(found) };
        for entry in self.document.array(page.get("Annots"), self.new)? {
            self.count()?;
            let own = entry.as_reference().map(|it| it.number);
            let place = match self.document.resolve(&entry, self.new)? {
                Object::Dictionary(annotation) if paints(&annotation) => {
                    // what is drawn by points of its own, or at a place that cannot be read, may lie anywhere
                    let place = match is_drawn_by_points(&annotation) {
                        true => None,
                        false => self.rectangle(annotation.get("Rect"), self.new)?,
                    };
                    let place = place.unwrap_or(Bounds::EVERYWHERE);
                    Some(place).filter(|it| it.width() > 0.0 && it.height() > 0.0)
                }
                _ => None,
            };
            found.annotations.push((own, place));
        }
        let (mut media, mut crop, mut node) = (None, None, Some(page));
        let mut is_readable = true;
        for _ in 0..PDF_DEPTH {
            self.count()?;
            let Some(one) = node else { break };
            for (known, key) in [(&mut media, "MediaBox"), (&mut crop, "CropBox")] {
                if known.is_none() && one.get(key).is_some() {
                    *known = self.rectangle(one.get(key), self.new)?;
                    is_readable &= known.is_some();
                }
            }
            let resources = self.dictionary(one.get("Resources"), self.new)?.unwrap_or_default();
            let spaces = self.dictionary(resources.get("ColorSpace"), self.new)?;
            found.has_default_colours |= spaces.is_some_and(|it| has_default_colours(&it));
            node = match one.get("Parent").and_then(Object::as_reference) {
                Some(Reference { number, .. }) => self.dictionary_of(number, self.new)?,
                None => None,
            };
        }
        found.shown = match (media, crop) {
            (Some(media), Some(crop)) => Some(media.within(crop)),
            (one, other) => one.or(other),
        };
        // readers make something of it
        found.shown = found.shown.filter(|_| is_readable);
        Ok(found)
    }
}

/// Whether a reader paints something for an annotation. One without an appearance may get one, also from
/// the value of its field.
fn paints(annotation: &Dictionary<'_>) -> bool {
    let has = |key: &str| annotation.get(key).is_some();
    let width = annotation.get("Border").map(|it| it.as_array().and_then(|it| number(it.get(2)?)));
    let is_thin = width.is_none_or(|width| width.is_some_and(|it| (0.0..=1.0).contains(&it)));
    let is_bare = !has("AP")
        && match annotation.get("Subtype").and_then(Object::as_name).map(|it| it.as_bytes()) {
            Some(b"Popup") => true,
            Some(b"Link") => is_thin && !has("BS"),
            _ => false,
        };
    !is_unseen(annotation) && !is_bare
}

/// Whether readers draw an annotation without an appearance by other entries than its rectangle.
fn is_drawn_by_points(annotation: &Dictionary<'_>) -> bool {
    annotation.get("AP").is_none()
        && !["Square", "Circle", "Text", "Stamp", "Caret", "Widget", "Link"]
            .iter()
            .any(|kind| annotation.is_name("Subtype", kind))
}

/// Whether an annotation is shown nowhere. Flags that are no number of 32 bits are read in several ways.
pub(super) fn is_unseen(annotation: &Dictionary<'_>) -> bool {
    let flags = annotation.get("F").and_then(Object::as_integer);
    flags.and_then(|it| i32::try_from(it).ok()).is_some_and(|it| i64::from(it) & UNSEEN != 0)
}

fn has_default_colours(spaces: &Dictionary<'_>) -> bool {
    let is_default = |key: &[u8]| key.starts_with(b"Default") || key.starts_with(b"Device");
    spaces.iter().any(|(key, _)| is_default(key.as_bytes()))
}
