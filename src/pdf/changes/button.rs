//! Check boxes and radio buttons that were set (ISO 32000-2 §12.7.5.2): their widgets show states that
//! were there when they were not shown, and differ by a mark.

use super::appearance::{Outcome, Painted, is_cut};
use super::filling::{Filling, is_to_scale};
use super::geometry::{Bounds, Colour, Shape, unmatched};
use super::reason::FieldReason;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object};

/// Flags of button fields (table 229).
const RADIO: i64 = 1 << 15;
pub(super) const PUSH: i64 = 1 << 16;

/// The state of a button that is not set.
const OFF: &str = "Off";

/// The width and height of a button, at most, in points (two thirds of an inch; forms with boxes of 40
/// are in use): what a larger one draws may be more than a mark.
const SIDE: f64 = 48.0;

/// What one state may draw that the other does not, at most: so many areas and lines, areas so wide and high, and
/// lines of this width, in points.
const MARK_PARTS: usize = 2;
const MARK_SIDE: f64 = 24.0;
const MARK_WIDTH: f64 = 3.0;

/// How wide and high a filled mark is at most that stands upon what the page says, in points: it blots out no
/// more than a few letters.
const MARK_UPON_PAGE: f64 = 18.0;

impl<'d> Step<'d, '_> {
    /// A check box or a group of radio buttons has another state, one of those it had.
    pub(super) fn check_button(&mut self, filling: &mut Filling<'d>) -> Result<Outcome, Error> {
        if filling.flags & PUSH != 0 {
            return Ok(Outcome::Refused(FieldReason::PushButton));
        }
        if let Some(outcome) = self.differs(filling, &["M", "V"], &["AS", "M"]) {
            return Ok(outcome);
        }
        let (old, new) =
            (self.state_value(filling, self.old)?, self.state_value(filling, self.new)?);
        let mut outcome = Outcome::Explained;
        if old.is_none() || new.is_none() {
            outcome = Outcome::Undecided(FieldReason::Value);
        }
        filling.values = (old, new.clone());
        let mut is_on = false;
        for widget in 0..filling.widgets.len() {
            let Some(one) = filling.widgets.get(widget) else { continue };
            let states = self.dictionary(one.after.get("AP"), self.new)?.unwrap_or_default();
            let states = self.dictionary(states.get("N"), self.new)?.unwrap_or_default();
            let state = |it: &Dictionary<'d>| match it.get("AS") {
                Some(Object::Name(state)) => Some(state.to_string()),
                None => Some(OFF.to_owned()),
                Some(_) => None,
            };
            let (before, after) = (state(&one.before), state(&one.after));
            let (Some(before), Some(after)) = (before, after) else {
                return Ok(Outcome::Refused(FieldReason::State));
            };
            if states.iter().any(|(state, _)| is_cut(state.as_bytes())) {
                outcome = outcome.max(Outcome::Undecided(FieldReason::State));
            }
            // where a widget with states names none, each reader shows another one
            let named = [&one.before, &one.after].map(|it| it.get("AS").is_some());
            if !states.is_empty() && named != [true, true] {
                outcome = outcome.max(match named {
                    [true, false] => Outcome::Refused(FieldReason::State),
                    _ => Outcome::Undecided(FieldReason::State),
                });
            }
            let is_value = new.as_ref().is_none_or(|new| after == *new);
            if after != OFF && (states.get(&after).is_none() || !is_value) {
                return Ok(Outcome::Refused(FieldReason::State));
            }
            is_on |= after != OFF;
            // of radio buttons with the same value one may be set alone
            let set = new.as_deref().filter(|new| *new != OFF);
            if after == OFF
                && set.is_some_and(|set| states.get(set).is_some())
                && filling.flags & RADIO == 0
            {
                outcome = outcome.max(Outcome::Undecided(FieldReason::State));
            }
            if before != after {
                let room = one.after.get("Rect").cloned();
                let change = self.check_states(&states, &before, &after, room.as_ref())?;
                outcome = outcome.max(change);
            }
        }
        if new.is_some_and(|new| new != OFF) && !is_on {
            return Ok(Outcome::Refused(FieldReason::State));
        }
        Ok(outcome)
    }

    /// The name of the state of a button field; `None` if its value is no name.
    fn state_value(&self, filling: &Filling<'d>, revision: usize) -> Result<Option<String>, Error> {
        Ok(match self.inherited(filling, "V", revision)? {
            None | Some(Object::Null) => Some(OFF.to_owned()),
            Some(Object::Name(state)) => Some(state.to_string()),
            Some(_) => None,
        })
    }

    /// Two states of a button differ by a mark in dark ink, and by nothing that hides what is
    /// beneath.
    fn check_states(
        &mut self,
        states: &Dictionary<'d>,
        before: &str,
        after: &str,
        room: Option<&Object<'d>>,
    ) -> Result<Outcome, Error> {
        let (Some(rect), Some(room)) = (room, Bounds::of(room)) else {
            return Ok(Outcome::Refused(FieldReason::OtherEntry));
        };
        if room.width() > SIDE || room.height() > SIDE {
            return Ok(Outcome::Refused(FieldReason::Drawing));
        }
        let mut both = Vec::new();
        for state in [before, after] {
            let state = states.get(state).cloned().unwrap_or(Object::Null);
            match self.document.resolve(&state, self.new)? {
                // both are shown in their true size, and never one of them in part
                Object::Stream(stream)
                    if !is_to_scale(stream.dictionary(), Some(rect))
                        || stream.dictionary().get("Matrix").is_some()
                        || stream.dictionary().get("OC").is_some() =>
                {
                    return Ok(Outcome::Refused(FieldReason::Layout));
                }
                Object::Stream(stream) => match self.paint(&stream, self.new, &mut Vec::new())? {
                    Ok(painted) => both.push(painted),
                    Err(outcome) => return Ok(outcome),
                },
                Object::Null => both.push(Painted::nothing(room)),
                _ => return Ok(Outcome::Refused(FieldReason::OtherEntry)),
            }
        }
        let [old, new] = both.as_slice() else {
            return Ok(Outcome::Refused(FieldReason::OtherEntry));
        };
        let is_grounded = old.has_ground() && new.has_ground();
        let mut outcome = old.outcome().max(new.outcome());
        if !new.lies_like(old) {
            outcome = outcome.max(Outcome::Undecided(FieldReason::Layout));
        }
        for (one, other, state) in [(old, new, before), (new, old, after)] {
            let fills = unmatched(&one.fills, &other.fills, one.bounds).0;
            let lines = unmatched(&one.strokes, &other.strokes, one.bounds).0;
            let drawn = lines.iter().filter(|line| !line.is_rim(one.bounds));
            let drawn: Vec<_> = fills.iter().chain(drawn).copied().collect();
            let most = if is_grounded { MARK_SIDE } else { MARK_UPON_PAGE };
            let is_small = |it: &&Shape| {
                let (bounds, is_line) = (it.bounds(), it.width > 0.0);
                let most = if is_line { SIDE } else { most };
                bounds.width() <= most && bounds.height() <= most && it.width <= MARK_WIDTH
            };
            let writes = drawn.iter().any(|it| !it.is_simple_mark());
            let parts = if is_grounded { MARK_PARTS } else { 1 };
            if writes || !drawn.iter().all(is_small) || drawn.len() > parts {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Drawing));
            }
            for fill in fills {
                outcome = outcome.max(match is_mark(fill) {
                    true if !fill.is_ground(one.bounds) => Outcome::Explained,
                    true => Outcome::Undecided(FieldReason::Area),
                    false => Outcome::Refused(FieldReason::Area),
                });
            }
            for line in lines {
                outcome = outcome.max(match is_mark(line) || line.is_rim(one.bounds) {
                    true => Outcome::Explained,
                    false => Outcome::Refused(FieldReason::Area),
                });
            }
            // what is set has more to it than what is not
            if state == OFF && !(drawn.is_empty() && one.runs.is_empty()) {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Drawing));
            }
            let glyphs: usize = one.runs.iter().map(|run| run.glyphs).sum();
            // letters are writing, but for the cross that some make of one
            let is_writing = |text: &str| !["", "X", "x"].contains(&text);
            let writes = one.runs.iter().filter_map(|run| run.text.as_deref()).any(is_writing);
            if glyphs > 1 || writes {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Drawing));
            }
            let ink_is_seen = |ink: Colour| match is_grounded {
                true => one.shows_ink(ink),
                false => ink.is_dark(),
            };
            if !one.runs.iter().all(|run| ink_is_seen(run.ink)) {
                outcome = outcome.max(Outcome::Refused(FieldReason::Layout));
            }
            if !is_grounded && one.runs.iter().any(|run| run.size > SIDE / 2.0) {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Drawing));
            }
            if one.runs.iter().any(|run| run.size > SIDE) {
                outcome = outcome.max(Outcome::Refused(FieldReason::Layout));
            }
            if one.covers {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Area));
            }
        }
        Ok(outcome)
    }
}

/// Whether a shape is drawn in ink that is seen on white, as marks are.
fn is_mark(shape: &Shape) -> bool {
    shape.colour.is_dark()
}
