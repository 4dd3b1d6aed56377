//! The text that an appearance shows, as a reader of the page sees it.

use super::appearance::{Outcome, Painted};
use super::geometry::{Colour, Shape};
use super::reason::FieldReason;
use crate::limits::PDF_APPEARANCE_SHAPES;

/// Stands in the text where the next part of it has a place of its own: a space or the end of a line
/// may be there, or nothing.
pub(super) const GAP: char = '\u{ffff}';

/// The sizes of letters, in points, that are neither hidden nor hide anything.
const SIZES: std::ops::RangeInclusive<f64> = 4.0..=36.0;

/// By how much parts of a text may stand upon each other or reach out of their field, in parts of their size:
/// programs move letters a little, and round.
const SLACK: f64 = 0.25;

/// A line of text.
pub(super) struct Line {
    pub(super) text: String,
    /// Where its letters stand.
    pub(super) base: f64,
    /// The inks that it is written in.
    pub(super) inks: Vec<Colour>,
}

impl Line {
    fn add_ink(&mut self, ink: Colour) {
        if !self.inks.contains(&ink) {
            self.inks.push(ink);
        }
    }
}

impl Painted {
    /// The lines from top to bottom. Text that is read in another order than it is shown in, that is
    /// shown in part only or upon other text is an outcome of its own.
    pub(super) fn lines(&self) -> Result<Vec<Line>, Outcome> {
        let mut lines: Vec<Line> = Vec::new();
        // Where the last part of the line began, and how far it reaches at least.
        let (mut begin, mut reach, mut end, mut size) = (0.0, 0.0, 0.0, 0.0);
        for run in self.runs.iter().filter(|run| run.glyphs > 0) {
            let Some(text) = &run.text else {
                return Err(Outcome::Undecided(FieldReason::Drawing));
            };
            if !SIZES.contains(&run.size) {
                return Err(Outcome::Refused(FieldReason::Layout));
            }
            if !run.clip.leaves_margin_of(self.bounds) {
                return Err(Outcome::Undecided(FieldReason::Layout));
            }
            let width = run.reach.least * run.size;
            if let Some((x, y)) = run.at {
                let is_inside = x <= run.clip.right - 0.4 * run.size
                    && y + 0.6 * run.size <= run.clip.top + 1.0;
                if !is_inside {
                    return Err(Outcome::Undecided(FieldReason::Layout));
                }
                end = x;
            }
            end += run.reach.usual * run.size;
            if end > run.clip.right + SLACK * run.size {
                return Err(Outcome::Undecided(FieldReason::Layout));
            }
            match (run.at, lines.last_mut()) {
                (None, Some(line)) => {
                    line.text.push_str(text);
                    line.add_ink(run.ink);
                    reach += width;
                }
                (None, None) => return Err(Outcome::Refused(FieldReason::Appearance)),
                (Some(at), _) if !run.clip.holds(at) => {
                    return Err(Outcome::Undecided(FieldReason::Layout));
                }
                (Some((x, y)), Some(line)) if (line.base - y).abs() <= 0.4 * size => {
                    if x < reach - f64::min(SLACK * size, (reach - begin) / 2.0) {
                        return Err(Outcome::Undecided(FieldReason::Layout));
                    }
                    line.text.push(GAP);
                    line.text.push_str(text);
                    line.add_ink(run.ink);
                    (begin, reach) = (x, x + width);
                }
                (Some((_, y)), Some(line)) if line.base - y < 0.6 * run.size => {
                    return Err(Outcome::Undecided(FieldReason::Layout));
                }
                (Some((x, y)), _) => {
                    lines.push(Line { text: text.clone(), base: y, inks: vec![run.ink] });
                    (begin, reach) = (x, x + width);
                }
            }
            size = run.size;
            if lines.last().is_some_and(|line| line.inks.len() > PDF_APPEARANCE_SHAPES) {
                return Err(Outcome::Undecided(FieldReason::Limit));
            }
        }
        Ok(lines)
    }

    /// Whether an ink is seen: on the ground that the appearance paints, or where it paints none, on a
    /// page, of which light letters would take away what they cover.
    pub(super) fn shows_ink(&self, ink: Colour) -> bool {
        let ground = self.fills.iter().rev().find(|fill| fill.is_ground(self.bounds));
        ground.map_or_else(|| ink.is_dark(), |ground| ink.is_seen_on(ground.colour))
    }

    /// Whether it hides what lies beneath, all but a rim.
    pub(super) fn has_ground(&self) -> bool {
        self.fills.iter().any(|fill| fill.is_ground(self.bounds))
    }

    /// The text of all lines, which must be seen.
    pub(super) fn text(&self) -> Result<String, Outcome> {
        let lines = self.lines()?;
        let mut inks = lines.iter().flat_map(|line| &line.inks);
        if !inks.all(|ink| self.shows_ink(*ink)) {
            return Err(Outcome::Refused(FieldReason::Layout));
        }
        // what lies between the ground and the letters may hide them
        let is_plain = |it: &Shape| it.is_ground(self.bounds) || it.is_side(self.bounds);
        if !lines.is_empty() && !self.fills.iter().all(is_plain) {
            return Err(Outcome::Undecided(FieldReason::Area));
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.text);
            text.push(GAP);
        }
        Ok(text)
    }
}

/// Whether a text has a row of what is no letter and no digit, so that it may strike something out.
pub(super) fn draws_lines(text: &str) -> bool {
    // dots lead from one thing to another, upon the line
    let is_writing = |it: char| it.is_alphanumeric() || matches!(it, '.' | ',' | '…');
    let parts = text.split(|it: char| it.is_whitespace() || it == GAP || is_writing(it));
    parts.into_iter().any(|part| part.chars().count() >= ROW)
}

/// So many are a row.
const ROW: usize = 3;

/// Whether a text that is shown is this value. What the value has for white space stands there as white
/// space, or where the next part of the text has a place of its own.
pub(super) fn is_same(value: &str, shown: &str) -> bool {
    let mut rest = value.trim_start();
    for part in shown.split(GAP) {
        rest = rest.trim_start();
        for character in part.trim().chars() {
            let mut next = rest.chars();
            match next.next() {
                Some(it) if it == character => {}
                Some(it) if it.is_whitespace() && character.is_whitespace() => {}
                _ => return false,
            }
            rest = next.as_str();
        }
    }
    rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_dashes_are_lines() {
        for text in ["———", "So ---", "===", "1 \u{ffff}___\u{ffff}", "█████"] {
            assert!(draws_lines(text), "{text}");
        }
        for text in ["", "So 12/QĐ-UBND", "a -- b", "- -", "1.000.000", "......", "(a), (b)"] {
            assert!(!draws_lines(text), "{text}");
        }
    }

    #[test]
    fn white_space_may_be_a_place() {
        for (value, shown) in [
            ("So 12", "So 12"),
            ("So 12", "So\u{ffff}12"),
            ("So 12", "So \u{ffff} 12 \u{ffff}"),
            ("mot\r\nhai", "mot\u{ffff}hai"),
            ("motdai", "mot\u{ffff}dai"),
            ("A\u{a0}1", "A 1"),
            ("", ""),
            (" ", "\u{ffff}"),
        ] {
            assert!(is_same(value, shown), "{value} {shown}");
        }
        for (value, shown) in [
            ("So 12", "So 13"),
            ("So 12", "So12"),
            ("So12", "So 12"),
            ("So 12", "So 1"),
            ("So 1", "So 12"),
            ("mot\nhai", "mothai"),
            ("a", ""),
            ("", "a"),
        ] {
            assert!(!is_same(value, shown), "{value} {shown}");
        }
    }
}
