//! How far letters reach (ISO 32000-2 §9.2.4 and §9.7.4.3): by that a text fits into its field, and one
//! part of it does not stand upon another.

use std::collections::HashMap;

use super::object::{Dictionary, Object, number};
use super::{Document, Error};

/// The widths of the letters of a font.
#[derive(Debug)]
pub(super) enum Widths {
    /// Those of a standard font.
    Standard(Face),
    /// As the font lists them by code, in parts of its size, and for all others.
    Listed(HashMap<u32, f64>, f64),
    /// Not known.
    Unknown,
}

/// A standard font, as far as its widths go; `None` where all are the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face(Option<&'static [u16; 95]>);

/// How far some text reaches, in parts of the size of its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reach {
    /// At least: what begins before may stand upon it.
    pub(super) least: f64,
    /// Usually: what has less room is shown in part.
    pub(super) usual: f64,
    /// At most: what begins further on stands apart from it.
    pub(super) most: f64,
}

impl Reach {
    pub(super) fn of(width: f64) -> Self {
        Self { least: width, usual: width, most: width }
    }

    /// Of so many letters of which no width is known: those of the narrowest, and of common fonts.
    pub(super) fn of_unknown(glyphs: usize) -> Self {
        let glyphs = u32::try_from(glyphs).map_or(f64::INFINITY, f64::from);
        Self { least: 0.15 * glyphs, usual: 0.5 * glyphs, most: glyphs }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.least += other.least;
        self.usual += other.usual;
        self.most += other.most;
    }
}

/// What is narrower than this is no letter beside others, but stands upon them.
const NARROWEST: f64 = 0.1;

/// The widths of the characters from U+0020 to U+007E in thousandths, as the metrics files of the fonts have
/// them. Letters with accents are as wide as those without (an i a little wider).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, //
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, //
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, //
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, //
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, //
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, //
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, //
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, //
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, //
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, //
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, //
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, //
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, //
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, //
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, //
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, //
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, //
    930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, //
    611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, //
    333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, //
    556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];
const TIMES_ITALIC: [u16; 95] = [
    250, 333, 420, 500, 500, 833, 778, 214, 333, 333, 500, 675, 250, 333, 250, 278, //
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 675, 675, 675, 500, //
    920, 611, 611, 667, 722, 611, 611, 722, 722, 333, 444, 667, 556, 833, 667, 722, //
    611, 722, 611, 500, 556, 722, 611, 833, 611, 556, 556, 389, 278, 389, 422, 500, //
    333, 500, 500, 444, 500, 444, 278, 500, 500, 278, 278, 444, 278, 722, 500, 500, //
    500, 500, 389, 389, 278, 500, 444, 667, 444, 444, 389, 400, 275, 400, 541,
];
const TIMES_BOLD_ITALIC: [u16; 95] = [
    250, 389, 555, 500, 500, 833, 778, 278, 333, 333, 500, 570, 250, 333, 250, 278, //
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, //
    832, 667, 667, 667, 722, 667, 667, 722, 778, 389, 500, 667, 611, 889, 722, 722, //
    611, 722, 667, 556, 611, 722, 667, 889, 667, 611, 611, 333, 278, 333, 570, 500, //
    333, 500, 500, 444, 500, 444, 333, 500, 556, 278, 278, 500, 278, 778, 556, 500, //
    500, 500, 389, 389, 278, 556, 444, 667, 500, 444, 389, 348, 220, 348, 570,
];

impl Face {
    /// That of a name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(Self(match name {
            _ if name.starts_with("Courier") => None,
            "Helvetica" | "Helvetica-Oblique" => Some(&HELVETICA),
            "Helvetica-Bold" | "Helvetica-BoldOblique" => Some(&HELVETICA_BOLD),
            "Times-Roman" => Some(&TIMES),
            "Times-Bold" => Some(&TIMES_BOLD),
            "Times-Italic" => Some(&TIMES_ITALIC),
            "Times-BoldItalic" => Some(&TIMES_BOLD_ITALIC),
            _ => return None,
        }))
    }

    fn reach(self, character: char) -> Reach {
        let Some(table) = self.0 else { return Reach::of(0.6) };
        let place = u32::from(without_accent(character))
            .checked_sub(0x20)
            .and_then(|it| usize::try_from(it).ok());
        let width = place.and_then(|place| table.get(place));
        // of what is no letter, ligatures and dashes are wide and quotation marks narrow
        let unknown = Reach { least: 0.2, usual: 1.0, most: 1.0 };
        width.map_or(unknown, |width| Reach::of(f64::from(*width) / 1_000.0))
    }
}

/// The letter of a letter with an accent, of those that the standard fonts have (ISO 32000-2 annex D.2).
fn without_accent(character: char) -> char {
    match character {
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' => 'O',
        'Š' => 'S',
        'Ù'..='Ü' => 'U',
        'Ý' | 'Ÿ' => 'Y',
        'Ž' => 'Z',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'š' => 's',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' => 'z',
        other => other,
    }
}

impl Widths {
    /// How far one letter reaches; `None` if it is shown upon others though it is no accent.
    pub(super) fn reach(&self, code: u32, text: &str) -> Option<Reach> {
        match self {
            Self::Standard(face) => text.chars().next().map(|it| face.reach(it)),
            Self::Unknown => Some(Reach::of_unknown(1)),
            Self::Listed(by_code, other) => {
                let width = *by_code.get(&code).unwrap_or(other);
                let is_accent = || text.chars().all(|it| ('\u{300}'..='\u{36f}').contains(&it));
                (width >= NARROWEST || (width >= 0.0 && is_accent())).then(|| Reach::of(width))
            }
        }
    }
}

impl Document<'_> {
    /// The widths of a font that says them. Each step on the way is counted.
    pub(super) fn widths(
        &self,
        font: &Dictionary<'_>,
        revision: usize,
        count: &mut dyn FnMut() -> Result<(), Error>,
    ) -> Result<Widths, Error> {
        if font.is_name("Subtype", "Type0") {
            return self.widths_of_composite(font, revision, count);
        }
        let first = font.get("FirstChar").and_then(Object::as_integer);
        let (Some(first), Some(widths)) =
            (first.and_then(|it| u32::try_from(it).ok()), font.get("Widths"))
        else {
            return Ok(Widths::Unknown);
        };
        let mut by_code = HashMap::new();
        for (code, width) in (first..).zip(self.array(Some(widths), revision)?) {
            count()?;
            let width = self.resolve(&width, revision)?;
            by_code.extend(number(&width).map(|width| (code, width / 1_000.0)));
        }
        Ok(Widths::Listed(by_code, 0.0))
    }

    /// `/W` and `/DW` of the descendant.
    fn widths_of_composite(
        &self,
        font: &Dictionary<'_>,
        revision: usize,
        count: &mut dyn FnMut() -> Result<(), Error>,
    ) -> Result<Widths, Error> {
        let descendants = self.array(font.get("DescendantFonts"), revision)?;
        let descendant = descendants.first().map(|it| self.resolve(it, revision)).transpose()?;
        let Some(Object::Dictionary(descendant)) = descendant else {
            return Ok(Widths::Unknown);
        };
        let other = match descendant.get("DW") {
            Some(width) => number(width),
            None => Some(1_000.0),
        };
        let Some(other) = other else { return Ok(Widths::Unknown) };
        let mut by_code = HashMap::new();
        let entries = self.array(descendant.get("W"), revision)?;
        let mut entries = entries.iter();
        let code = |it: &Object<'_>| it.as_integer().and_then(|it| u16::try_from(it).ok());
        while let Some(first) = entries.next() {
            count()?;
            let (Some(first), Some(next)) = (code(first), entries.next()) else {
                return Ok(Widths::Unknown);
            };
            let next = self.resolve(next, revision)?;
            match (&next, code(&next)) {
                (Object::Array(widths), _) => {
                    for (code, width) in (u32::from(first)..).zip(widths) {
                        count()?;
                        let width = self.resolve(width, revision)?;
                        by_code.extend(number(&width).map(|width| (code, width / 1_000.0)));
                    }
                }
                (_, Some(last)) => {
                    let Some(width) = entries.next().and_then(number) else {
                        return Ok(Widths::Unknown);
                    };
                    for code in first..=last {
                        count()?;
                        by_code.insert(u32::from(code), width / 1_000.0);
                    }
                }
                _ => return Ok(Widths::Unknown),
            }
        }
        Ok(Widths::Listed(by_code, other / 1_000.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_letters_have_their_widths() {
        let width = |name: &str, character| Face::of(name).unwrap().reach(character);
        assert_eq!(width("Helvetica", '0'), Reach::of(0.556));
        assert_eq!(width("Helvetica-Bold", 'i'), Reach::of(0.278));
        assert_eq!(width("Times-Roman", '~'), Reach::of(0.541));
        assert_eq!(width("Times-Bold", ' '), Reach::of(0.25));
        assert_eq!(width("Courier", 'i'), Reach::of(0.6));
        assert_eq!(width("Times-Roman", 'é'), Reach::of(0.444));
        assert_eq!(width("Times-Roman", 'Œ').usual, 1.0);
        assert!(Face::of("Symbol").is_none());
    }

    #[test]
    fn letters_upon_others_are_none() {
        let widths = Widths::Listed(HashMap::from([(65, 0.0), (66, 0.5), (67, -0.5)]), 0.0);
        assert_eq!(widths.reach(66, "B"), Some(Reach::of(0.5)));
        assert_eq!(widths.reach(65, "A"), None);
        assert_eq!(widths.reach(65, "\u{301}"), Some(Reach::default()));
        assert_eq!(widths.reach(67, "\u{301}"), None);
        assert_eq!(widths.reach(68, "D"), None);
    }
}
