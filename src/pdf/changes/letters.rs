//! The text that an appearance shows, as a reader of the page sees it.

use super::appearance::{Outcome, Painted};
use super::geometry::{Bounds, Colour, Shape};
use super::reason::FieldReason;
use crate::pdf::widths::Reach;

/// Stands in the text where the next part of it has a place of its own: a space or the end of a line
/// may be there, or nothing.
pub(super) const GAP: char = '\u{ffff}';

/// The same, so far away that to a reader something lies between.
pub(super) const WIDE: char = '\u{fffe}';

/// The sizes of letters, in points, that are neither hidden nor hide anything.
const SIZES: std::ops::RangeInclusive<f64> = 4.0..=36.0;

/// By how much parts of a text may stand upon each other or reach out of their field, in parts of their size:
/// programs move letters a little, and round.
const SLACK: f64 = 0.05;

/// What follows in a line stands apart if it is further away than this, likewise.
const APART: f64 = 0.35;

/// Inks of one line that are looked at.
const INKS: usize = 8;

/// A line of text.
pub(super) struct Line {
    pub(super) text: String,
    /// Where its letters stand.
    pub(super) base: f64,
    /// The inks that it is written in.
    pub(super) inks: Vec<Colour>,
    /// Where it is seen.
    pub(super) place: Bounds,
}

/// The lines of an appearance from top to bottom, and why they may be read in another way.
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    pub(super) doubt: Option<FieldReason>,
}

/// The text of all lines, likewise.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) doubt: Option<FieldReason>,
}

impl Line {
    /// Adds to it what is shown, after a gap if it has a place of its own.
    fn add(&mut self, gap: Option<char>, text: &str, ink: Colour) {
        self.text.extend(gap);
        self.text.push_str(text);
        // of more there is doubt enough
        if self.inks.len() < INKS && !self.inks.contains(&ink) {
            self.inks.push(ink);
        }
    }
}

impl Text {
    /// Whether no letter is shown.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(|it| it.is_whitespace() || matches!(it, GAP | WIDE))
    }
}

impl Painted {
    /// The lines from top to bottom. Text that is read in another order than it is shown in, that is shown
    /// in part only or upon other text is in doubt; sizes that hide are refused.
    pub(super) fn lines(&self) -> Result<Lines, Outcome> {
        let mut lines: Vec<Line> = Vec::new();
        let mut doubt = self.doubt;
        let mut see = |is_right: bool, reason| {
            if !is_right {
                doubt = doubt.max(Some(reason));
            }
        };
        // Where the last part of the line began, and how far it reaches.
        let (mut begin, mut reach) = (0.0, Reach::default());
        let mut all = None;
        for run in self.runs.iter().filter(|run| run.glyphs > 0) {
            let Some(text) = &run.text else {
                see(false, FieldReason::Drawing);
                continue;
            };
            if !SIZES.contains(&run.size) {
                return Err(Outcome::Refused(FieldReason::Layout));
            }
            see(run.clip.leaves_margin_of(self.bounds), FieldReason::Layout);
            // letters of one text are of one size: others stand above, below or are overlooked
            let size = *all.get_or_insert(run.size);
            see((run.size - size).abs() <= SLACK * size, FieldReason::Layout);
            match (run.at, lines.last_mut()) {
                (Some((x, y)), Some(line)) if (line.base - y).abs() <= 0.6 * size => {
                    see((line.base - y).abs() <= SLACK * size, FieldReason::Layout);
                    see(x >= begin + (reach.least - SLACK) * size, FieldReason::Layout);
                    let is_apart = x > begin + (reach.most + APART) * size;
                    line.add(Some(if is_apart { WIDE } else { GAP }), text, run.ink);
                    (begin, reach) = (x, run.reach);
                }
                (Some((x, y)), last) => {
                    // from top to bottom
                    see(last.is_none_or(|line| line.base > y), FieldReason::Layout);
                    let place = Bounds { left: x, bottom: y, right: x, top: y };
                    let mut line = Line { text: String::new(), base: y, inks: Vec::new(), place };
                    line.add(None, text, run.ink);
                    lines.push(line);
                    (begin, reach) = (x, run.reach);
                }
                (None, Some(line)) => {
                    line.add(None, text, run.ink);
                    reach.add(run.reach);
                }
                (None, None) => return Err(Outcome::Refused(FieldReason::Appearance)),
            }
            let Some(line) = lines.last_mut() else { continue };
            let y = run.at.map_or(line.base, |at| at.1);
            let (below, above) = height(text);
            let own = Bounds {
                left: run.at.map_or(begin, |at| at.0),
                bottom: y - below * size,
                // what reaches out of it has its own measure
                right: begin + (reach.usual - SLACK) * size + TRIM,
                top: y + above * size,
            };
            see(own.is_within(run.clip, TRIM), FieldReason::Layout);
            line.place.bottom = line.place.bottom.min(own.bottom);
            line.place.right = line.place.right.max(begin + reach.usual * size);
            line.place.top = line.place.top.max(own.top);
        }
        Ok(Lines { lines, doubt })
    }

    /// Whether an ink is seen: on the ground that the appearance paints, or where it paints none, on a
    /// page, of which light letters would take away what they cover.
    pub(super) fn shows_ink(&self, ink: Colour) -> bool {
        is_shown_on(self.ground(), ink)
    }

    /// What it is painted upon, and hides what lies beneath, all but a rim: the last of them.
    pub(super) fn ground(&self) -> Option<&Shape> {
        self.fills.iter().rev().find(|fill| fill.is_ground(self.bounds))
    }

    /// Whether it has one.
    pub(super) fn has_ground(&self) -> bool {
        self.ground().is_some()
    }

    /// The text of all lines, which must be seen.
    pub(super) fn text(&self) -> Result<Text, Outcome> {
        let Lines { lines, mut doubt } = self.lines()?;
        let mut inks = lines.iter().flat_map(|line| &line.inks).copied();
        let ground = self.ground();
        if !inks.clone().all(|ink| is_shown_on(ground, ink)) {
            return Err(Outcome::Refused(FieldReason::Layout));
        }
        let places = || lines.iter().map(|line| line.place);
        // in two inks one of them is overlooked
        let first = inks.next();
        let is_one = inks.all(|ink| Some(ink) == first);
        // upon the ground, not beside it
        let ground = ground.map(Shape::bounds);
        let is_upon = ground.is_none_or(|ground| places().all(|it| it.is_within(ground, TRIM)));
        if !(is_one && is_upon) {
            doubt = doubt.max(Some(FieldReason::Layout));
        }
        // what lies between the ground and the letters may hide them, as does what they touch: a frame is
        // touched by what does not lie within it
        let touches = |it: &Shape| {
            let (bounds, rim) = (it.bounds(), it.width / 2.0);
            match it.width > 0.0 && it.is_rectangle {
                true => places().any(|place| !place.is_within(bounds.grown(-rim), TRIM)),
                false => places().any(|place| place.meets(bounds.grown(rim - TRIM))),
            }
        };
        let is_plain = |it: &Shape| it.is_ground(self.bounds) || it.is_side(self.bounds);
        let drawn = self.fills.iter().filter(|it| !it.is_ground(self.bounds)).chain(&self.strokes);
        let is_hidden = drawn.clone().any(touches)
            || !self.fills.iter().all(is_plain)
            || self.strokes.iter().any(|it| it.width > WIDEST_FRAME);
        if !lines.is_empty() && is_hidden {
            doubt = doubt.max(Some(FieldReason::Area));
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.text);
            text.push(WIDE);
        }
        Ok(Text { text, doubt })
    }
}

/// Whether an ink is seen on a ground, or on the page.
fn is_shown_on(ground: Option<&Shape>, ink: Colour) -> bool {
    ground.map_or_else(|| ink.is_dark(), |ground| ink.is_read_on(ground.colour))
}

/// How far letters reach below and above the line that they stand on, in parts of their size, at most: what is
/// cut off is read as another letter.
fn height(text: &str) -> (f64, f64) {
    let of = |it: char| match it {
        ' ' => (0.0, 0.0),
        'a' | 'c' | 'e' | 'm'..='o' | 'r'..='s' | 'u'..='x' | 'z' => (0.02, 0.5),
        'g' | 'p' | 'q' | 'y' => (0.2, 0.5),
        ',' | ';' => (0.14, 0.45),
        '(' | ')' | '[' | ']' | '{' | '}' | '|' | 'Q' | 'j' | '_' | '$' | '@' | '/' => (0.2, 0.72),
        ' '..='~' => (0.02, 0.7),
        // with marks below and above
        _ => (0.2, 0.9),
    };
    text.chars().map(of).fold((0.0, 0.0), |all, one| (all.0.max(one.0), all.1.max(one.1)))
}

/// How thick a frame around letters is at most, in points.
const WIDEST_FRAME: f64 = 5.0;

/// What may be cut off of letters, in points: less than can be seen.
const TRIM: f64 = 0.3;

/// Whether a text that is not writing may strike something out: a row of what is no letter and no digit, or
/// nothing else at all.
pub(super) fn draws_lines(text: &str) -> bool {
    let is_between = |it: &char| it.is_whitespace() || matches!(*it, GAP | WIDE);
    let shown: Vec<char> = text.chars().filter(|it| !is_between(it)).collect();
    // dots lead from one thing to another, upon the line
    let is_writing = |it: &char| it.is_alphanumeric() || matches!(it, '.' | ',' | '…');
    let has_row = shown.split(is_writing).any(|part| part.len() >= ROW);
    has_row || (!shown.is_empty() && !shown.iter().any(|it| it.is_alphanumeric()))
}

/// So many are a row.
const ROW: usize = 3;

/// How a text that is shown fits a value, from best to worst.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Fit {
    /// It is the value.
    Same,
    /// It has its letters, with more between them than the value says.
    Apart,
    /// It has its letters in another order.
    Mixed,
    /// It is another text.
    Other,
}

/// How a text that is shown fits a value. What the value has for white space stands there as white space, or
/// where the next part of the text has a place of its own.
pub(super) fn fit(value: &str, shown: &str) -> Fit {
    if is_same(value, shown) {
        return if is_apart(value, shown) { Fit::Apart } else { Fit::Same };
    }
    let letters = |text: &str| {
        let mut letters: Vec<char> =
            text.chars().filter(|it| !it.is_whitespace() && !matches!(*it, GAP | WIDE)).collect();
        letters.sort_unstable();
        letters
    };
    if letters(value) == letters(shown) { Fit::Mixed } else { Fit::Other }
}

/// Whether something seems to lie between letters that the value has side by side. Both have the same ones.
fn is_apart(value: &str, shown: &str) -> bool {
    let mut value = value.trim_start().chars().peekable();
    let (mut has_begun, mut has_space, mut is_wide) = (false, false, false);
    for character in shown.chars() {
        if !character.is_whitespace() && !matches!(character, GAP | WIDE) {
            if is_wide && !has_space {
                return true;
            }
            value.next();
            (has_begun, has_space, is_wide) = (true, false, false);
            continue;
        }
        while value.next_if(|it| it.is_whitespace()).is_some() {
            has_space = true;
        }
        is_wide |= (character == WIDE || character.is_whitespace()) && has_begun;
    }
    false
}

/// Whether a text that is shown is this value.
fn is_same(value: &str, shown: &str) -> bool {
    let mut rest = value.trim_start();
    for part in shown.split([GAP, WIDE]) {
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
        for text in ["———", "So ---", "===", "1 \u{ffff}___\u{ffff}", "█████", "- -", "-- -- a"]
        {
            assert!(draws_lines(text), "{text}");
        }
        for text in ["", "So 12/QĐ-UBND", "a -- b", "1.000.000", "So ......", "(a), (b)"] {
            assert!(!draws_lines(text), "{text}");
        }
    }

    #[test]
    fn what_stands_apart_is_no_word() {
        for (value, shown, expected) in [
            ("1000", "1000\u{fffe}", Fit::Same),
            ("1 000", "1\u{fffe}000", Fit::Same),
            ("mot\rhai", "mot \u{fffe}hai\u{fffe}", Fit::Same),
            ("1000", "1\u{ffff}000", Fit::Same),
            ("1000", "1\u{fffe}000", Fit::Apart),
            ("1000", "1 \u{fffe}000", Fit::Apart),
            ("1000", "000\u{fffe}1", Fit::Mixed),
            ("1000", "2000", Fit::Other),
        ] {
            assert_eq!(fit(value, shown), expected, "{value} {shown}");
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
