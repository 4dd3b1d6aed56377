//! Choice fields that were filled (ISO 32000-2 §12.7.5.4): combo boxes show the value, list boxes
//! their options, with a bar behind those that are chosen.

use std::collections::{HashMap, HashSet};

use super::appearance::{Outcome, Painted};
use super::filling::Filling;
use super::geometry::{Bounds, Shape, unmatched};
use super::letters::{Fit, Line, Lines, fit};
use super::reason::FieldReason;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::object::Object;
use crate::pdf::text::text;

/// Flags of choice fields (table 233).
const COMBO: i64 = 1 << 17;
const EDIT: i64 = 1 << 18;

/// The height of one line of a list box, at most, in points.
const LINE_HEIGHT: f64 = 48.0;

/// What the value says and what is shown for it.
struct Choice {
    value: String,
    display: String,
}

impl<'d> Step<'d, '_> {
    /// A choice field has another value, one of its options, and its widgets show it.
    pub(super) fn check_choice(&mut self, filling: &mut Filling<'d>) -> Result<Outcome, Error> {
        if let Some(outcome) = self.differs(filling, &["I", "M", "TI", "V"], &["AP", "M"]) {
            return Ok(outcome);
        }
        let first = filling.after.get("TI");
        if first.is_some_and(|it| it.as_integer().is_none()) {
            return Ok(Outcome::Refused(FieldReason::OtherEntry));
        }
        let options = self.options(filling)?;
        let old = self.choices(filling, self.old, &options)?;
        let new = self.choices(filling, self.new, &options)?;
        let is_combo = filling.flags & COMBO != 0;
        let (Some(old), Some(new)) = (old, new) else {
            let painted = self.check_painted(filling, !is_combo)?;
            return Ok(painted.max(Outcome::Undecided(FieldReason::Value)));
        };
        self.explain_value(filling);
        let joined = |choices: &[Choice]| {
            let names = choices.iter().map(|it| match it.value == it.display {
                true => it.display.clone(),
                // readers show the one or the other
                false => format!("{} ({})", it.display, it.value),
            });
            Some(names.collect::<Vec<_>>().join("; "))
        };
        filling.values = (joined(&old), joined(&new));
        let is_free = is_combo && filling.flags & EDIT != 0;
        let known: HashSet<&str> = options.iter().map(|it| it.value.as_str()).collect();
        if !is_free && !new.iter().all(|it| known.contains(it.value.as_str())) {
            return Ok(Outcome::Refused(FieldReason::NotAnOption));
        }
        let mut outcome = self.check_indices(filling, &options, &new)?;
        for widget in 0..filling.widgets.len() {
            let shown = if is_combo {
                let texts = |choices: &[Choice]| match choices {
                    [] => Some((String::new(), String::new())),
                    [one] => Some((one.value.clone(), one.display.clone())),
                    _ => None,
                };
                let (Some(old), Some(new)) = (texts(&old), texts(&new)) else {
                    let painted = self.check_painted(filling, false)?;
                    return Ok(painted.max(Outcome::Undecided(FieldReason::Value)));
                };
                // some programs show what the value is called outside of the document
                self.check_shown(filling, widget, &[&old.0, &old.1], &[&new.0, &new.1])?
            } else {
                self.check_list_box(filling, widget, &options, &new)?
            };
            outcome = outcome.max(shown);
        }
        Ok(outcome)
    }

    fn options(&mut self, filling: &Filling<'d>) -> Result<Vec<Choice>, Error> {
        let mut options = Vec::new();
        let entries = self.inherited(filling, "Opt", self.new)?;
        for entry in self.document.array(entries.as_ref(), self.new)? {
            self.count()?;
            let entry = self.document.resolve(&entry, self.new)?;
            let (value, display) = match &entry {
                Object::Array(both) => match both.as_slice() {
                    [value, display] => (value.clone(), display.clone()),
                    _ => continue,
                },
                one => (one.clone(), one.clone()),
            };
            let (value, display) = (
                self.document.text(Some(&value), self.new)?,
                self.document.text(Some(&display), self.new)?,
            );
            if let (Some(value), Some(display)) = (value, display) {
                options.push(Choice { value, display });
            }
        }
        Ok(options)
    }

    /// What is chosen as of a revision; `None` if the value is of another kind.
    fn choices(
        &mut self,
        filling: &Filling<'d>,
        revision: usize,
        options: &[Choice],
    ) -> Result<Option<Vec<Choice>>, Error> {
        let values = match self.inherited(filling, "V", revision)? {
            None | Some(Object::Null) => Vec::new(),
            Some(Object::Array(values)) => values,
            Some(value) => vec![value],
        };
        // of options with the same name the first one counts
        let by = |name: fn(&Choice) -> &str| -> HashMap<&str, &Choice> {
            options.iter().rev().map(|it| (name(it), it)).collect()
        };
        let (by_value, by_display) = (by(|it| &it.value), by(|it| &it.display));
        let mut choices = Vec::new();
        for value in values {
            self.count()?;
            let value = self.document.resolve(&value, revision)?;
            let Some(value) = value.as_string().map(|it| text(&it.octets())) else {
                return Ok(None);
            };
            if value.is_empty() {
                continue;
            }
            // a few programs write what is shown
            let option = by_value.get(value.as_str()).or_else(|| by_display.get(value.as_str()));
            choices.push(match option {
                Some(Choice { value, display }) => {
                    Choice { value: value.clone(), display: display.clone() }
                }
                None => Choice { display: value.clone(), value },
            });
        }
        Ok(Some(choices))
    }

    /// `/I` says by their places what is chosen: nothing else than the value.
    fn check_indices(
        &self,
        filling: &Filling<'d>,
        options: &[Choice],
        chosen: &[Choice],
    ) -> Result<Outcome, Error> {
        let Some(indices) = filling.after.get("I") else { return Ok(Outcome::Explained) };
        let indices = self.document.array(Some(indices), self.new)?;
        let chosen: HashSet<&str> = chosen.iter().map(|it| it.value.as_str()).collect();
        let named = |it: &Object<'_>| {
            let place = usize::try_from(it.as_integer()?).ok()?;
            options.get(place)
        };
        let agrees = indices.len() == chosen.len()
            && indices
                .iter()
                .all(|it| named(it).is_some_and(|option| chosen.contains(option.value.as_str())));
        Ok(if agrees { Outcome::Explained } else { Outcome::Undecided(FieldReason::Value) })
    }

    fn check_list_box(
        &mut self,
        filling: &mut Filling<'d>,
        widget: usize,
        options: &[Choice],
        chosen: &[Choice],
    ) -> Result<Outcome, Error> {
        let [old, new] = match self.paintings(filling, widget)? {
            Ok(Some(paintings)) => paintings,
            Ok(None) => return Ok(Outcome::Explained),
            Err(outcome) => return Ok(outcome),
        };
        let (lines, before, doubt) = match (new.lines(), old.lines()) {
            (Ok(new), Ok(old)) => {
                let (Lines { lines, doubt }, Lines { lines: before, doubt: other }) = (new, old);
                (lines, before, doubt.max(other))
            }
            (Err(outcome), _) | (_, Err(outcome)) => return Ok(outcome),
        };
        if let Some(reason) = doubt {
            return Ok(Outcome::Undecided(reason).max(self.keeps_bars(&[old, new])));
        }
        let place = self.run_of(options, &lines)?;
        let (Some(place), Some(_)) = (place, self.run_of(options, &before)?) else {
            return Ok(Outcome::Refused(FieldReason::AnotherText));
        };
        let (added, lost) = unmatched(&new.fills, &old.fills, new.bounds);
        let is_bar_of = |shape: &Shape, lines: &[Line], whole: Bounds| {
            let behind = lines.iter().filter(|line| bears(shape, line)).count();
            let meets = lines.iter().filter(|line| meets(shape, line)).count();
            !shape.is_ground(whole) && behind == 1 && meets == 1
        };
        let mut outcome = self.keeps_lines([&old, &new]);
        // each bar marks one line, and is seen on the ground
        let are_seen = |bars: &[&Shape], painted: &Painted, lines: &[Line]| {
            bars.iter().all(|bar| {
                is_bar_of(bar, lines, painted.bounds)
                    && painted.ground().is_none_or(|ground| bar.colour.is_seen_on(ground.colour))
            })
        };
        if !(are_seen(&added, &new, &lines) && are_seen(&lost, &old, &before)) {
            outcome = outcome.max(Outcome::Undecided(FieldReason::Area));
        }
        if !(old.has_ground() && new.has_ground()) {
            // nothing of the page may be hidden by a bar, or come to light
            outcome = outcome.max(match () {
                () if !added.iter().all(|it| is_bar_of(it, &lines, new.bounds)) => {
                    Outcome::Refused(FieldReason::Area)
                }
                () if !lost.iter().all(|it| is_bar_of(it, &before, old.bounds)) => {
                    Outcome::Refused(FieldReason::Area)
                }
                () if added.is_empty() && lost.is_empty() => Outcome::Explained,
                () => Outcome::Undecided(FieldReason::Area),
            });
        }
        let chosen: HashSet<&str> = chosen.iter().map(|it| it.value.as_str()).collect();
        // no option goes out of sight, and one of those that are chosen is seen
        let shown = || options.iter().skip(place).take(lines.len());
        if lines.len() < before.len()
            || (!chosen.is_empty() && !shown().any(|it| chosen.contains(it.value.as_str())))
        {
            outcome = outcome.max(Outcome::Undecided(FieldReason::AnotherText));
        }
        for (line, option) in lines.iter().zip(options.iter().skip(place)) {
            self.count()?;
            let bar = new.fills.iter().find(|it| bears(it, line) && !it.is_ground(new.bounds));
            let is_chosen = chosen.contains(option.value.as_str());
            if bar.is_some() != is_chosen {
                return Ok(Outcome::Refused(FieldReason::AnotherText));
            }
            // letters upon a bar need not be seen without it
            let is_seen = line.inks.iter().all(|ink| match bar {
                Some(bar) => ink.is_read_on(bar.colour),
                None => new.shows_ink(*ink),
            });
            if !is_seen {
                return Ok(Outcome::Refused(FieldReason::Layout));
            }
        }
        Ok(outcome)
    }

    /// Whether no areas came or went but what may be bars of lines, or lies on a ground, where nobody can tell
    /// what the lines are.
    pub(super) fn keeps_bars(&self, [old, new]: &[Painted; 2]) -> Outcome {
        let (added, lost) = unmatched(&new.fills, &old.fills, new.bounds);
        let is_bar = |it: &&Shape| it.is_rectangle && it.bounds().height() <= LINE_HEIGHT;
        let are_bars = added.iter().chain(&lost).all(is_bar);
        match are_bars || (old.has_ground() && new.has_ground()) {
            true => self.keeps_lines([old, new]),
            false => Outcome::Refused(FieldReason::Area),
        }
    }

    /// Where the options begin that some lines show, one each, in their order.
    fn run_of(&mut self, options: &[Choice], lines: &[Line]) -> Result<Option<usize>, Error> {
        let Some(first) = lines.first() else { return Ok(Some(0)) };
        let mut place = 0;
        for option in options {
            for _ in 0..=option.display.len().min(first.text.len()) / 16 {
                self.count()?;
            }
            if fit(&option.display, &first.text) == Fit::Same {
                break;
            }
            place += 1;
        }
        let mut shown = options.iter().skip(place);
        let fits = lines.iter().all(|line| {
            shown.next().is_some_and(|option| fit(&option.display, &line.text) == Fit::Same)
        });
        Ok(fits.then_some(place))
    }
}

/// Whether a shape lies behind a part of a line.
fn meets(shape: &Shape, line: &Line) -> bool {
    let inset = line.place.height() / 4.0;
    let core =
        Bounds { bottom: line.place.bottom + inset, top: line.place.top - inset, ..line.place };
    shape.bounds().meets(core)
}

/// Whether a shape is a bar behind a line: behind the middle of its letters, and all of them.
fn bears(shape: &Shape, line: &Line) -> bool {
    let (bounds, place) = (shape.bounds(), line.place);
    let middle = f64::midpoint(line.base, place.top);
    shape.is_rectangle
        && bounds.height() <= LINE_HEIGHT
        && (bounds.bottom - 1.0..=bounds.top).contains(&line.base)
        && (bounds.bottom..=bounds.top).contains(&middle)
        && bounds.left <= place.left + 2.0
        && bounds.right >= place.right - 1.0
}
