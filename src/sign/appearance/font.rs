//! Fonts, and lines of text in them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, RawFace, Tag};
use unicode_normalization::UnicodeNormalization;

use super::AppearanceError;
use crate::limits::{FONT_BYTES, SHOWN_TEXT_CHARS};
use crate::pdf::{EmbeddedFont, FontFormat, FontMetrics};

/// Liberation Serif, which has the measures of Times New Roman.
const LIBERATION_SERIF: &[u8] = include_bytes!("font/LiberationSerif-Regular.ttf");

/// A font in which text is shown: TrueType, or OpenType with outlines of either kind. A part of it, with
/// the letters that are used, is embedded.
#[derive(Clone, Eq, PartialEq)]
pub struct Font(Cow<'static, [u8]>);

impl std::fmt::Debug for Font {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Font").field(&self.0.len()).finish()
    }
}

impl Default for Font {
    /// Liberation Serif, which comes with this crate: letters like those of Times New Roman, which Decree 30
    /// wants, with all that Vietnamese needs.
    fn default() -> Self {
        Self(Cow::Borrowed(LIBERATION_SERIF))
    }
}

impl Font {
    /// From the bytes of a font file.
    ///
    /// # Errors
    /// [`AppearanceError::BadFont`]; [`AppearanceError::FontNotEmbeddable`] where its maker does not permit
    /// that it is embedded, or only as a whole (`fsType` of the table `OS/2`).
    ///
    /// ```
    /// use kyso::sign::Font;
    ///
    /// assert!(Font::from_bytes(b"no font".to_vec()).is_err());
    /// ```
    pub fn from_bytes(file: Vec<u8>) -> Result<Self, AppearanceError> {
        if file.len() > FONT_BYTES {
            return Err(AppearanceError::BadFont);
        }
        let font = Self(Cow::Owned(file));
        let face = font.face()?;
        if face.is_variable() {
            return Err(AppearanceError::BadFont);
        }
        if !face.is_subsetting_allowed() || !face.is_outline_embedding_allowed() {
            return Err(AppearanceError::FontNotEmbeddable);
        }
        // licensed to be seen and printed alone, or also to be edited: all of that is embedding
        match face.permissions() {
            Some(ttf_parser::Permissions::Restricted) => Err(AppearanceError::FontNotEmbeddable),
            _ => Ok(font),
        }
    }

    fn face(&self) -> Result<Face<'_>, AppearanceError> {
        Face::parse(&self.0, 0).map_err(|_| AppearanceError::BadFont)
    }
}

/// Text as letters of a font.
pub(super) struct Typesetter<'f> {
    font: &'f Font,
    face: Face<'f>,
    glyphs: GlyphRemapper,
    /// What the glyphs in use stand for, by their new numbers.
    characters: HashMap<u16, char>,
    chars: usize,
}

/// A line of text, and how wide it is in parts of its size.
pub(super) struct SetLine {
    pub(super) glyphs: Vec<u16>,
    pub(super) width: f64,
}

impl<'f> Typesetter<'f> {
    pub(super) fn new(font: &'f Font) -> Result<Self, AppearanceError> {
        let (face, glyphs) = (font.face()?, GlyphRemapper::new());
        Ok(Self { font, face, glyphs, characters: HashMap::new(), chars: 0 })
    }

    /// One line of text, composed as far as Unicode composes (NFC): the font has whole letters, and readers
    /// find what people type.
    pub(super) fn set(&mut self, text: &str) -> Result<SetLine, AppearanceError> {
        let mut line = SetLine { glyphs: Vec::new(), width: 0.0 };
        for character in text.nfc() {
            self.chars += 1;
            if self.chars > SHOWN_TEXT_CHARS {
                return Err(AppearanceError::TextTooLong);
            }
            // all spaces are as wide as the common one here
            let character = if character == '\u{a0}' { ' ' } else { character };
            let glyph = self.face.glyph_index(character);
            let glyph = glyph.ok_or(AppearanceError::NoLetter(character))?;
            line.width += self.advance(glyph);
            let glyph = self.glyphs.remap(glyph.0);
            // two letters that look the same are one to whoever reads the text
            let known = *self.characters.entry(glyph).or_insert(character);
            if known != character {
                return Err(AppearanceError::SameLetters(known, character));
            }
            line.glyphs.push(glyph);
        }
        Ok(line)
    }

    fn advance(&self, glyph: GlyphId) -> f64 {
        let units = f64::from(self.face.units_per_em().max(1));
        f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) / units
    }

    /// The part of the font that was used.
    pub(super) fn finish(self) -> Result<Arc<EmbeddedFont>, AppearanceError> {
        const BAD: AppearanceError = AppearanceError::BadFont;
        let Self { font, face, glyphs, characters, .. } = self;
        let program = subsetter::subset(&font.0, 0, &glyphs).map_err(|_| BAD)?;
        let subset = RawFace::parse(&program, 0).map_err(|_| BAD)?;
        let cff = subset.table(Tag::from_bytes(b"CFF "));
        // what a letter is composed of is there as well
        let maximum = subset.table(Tag::from_bytes(b"maxp")).ok_or(BAD)?;
        let count = ttf_parser::maxp::Table::parse(maximum).ok_or(BAD)?.number_of_glyphs.get();
        let header = subset.table(Tag::from_bytes(b"hhea")).ok_or(BAD)?;
        let header = ttf_parser::hhea::Table::parse(header).ok_or(BAD)?;
        let metrics = subset.table(Tag::from_bytes(b"hmtx")).ok_or(BAD)?;
        let count_of_metrics = header.number_of_metrics;
        let number = std::num::NonZeroU16::new(count).ok_or(BAD)?;
        let widths = ttf_parser::hmtx::Table::parse(count_of_metrics, number, metrics);
        let widths = widths.ok_or(BAD)?;
        let scale = 1_000.0 / f64::from(face.units_per_em().max(1));
        let glyph = |glyph: u16| {
            let width = f64::from(widths.advance(GlyphId(glyph)).unwrap_or(0)) * scale;
            (characters.get(&glyph).copied(), width)
        };
        let glyphs = (0..count).map(glyph).collect();
        let bounds = face.global_bounding_box();
        let ascent = f64::from(face.ascender()) * scale;
        let metrics = FontMetrics {
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                .map(|it| f64::from(it) * scale),
            ascent,
            descent: f64::from(face.descender()) * scale,
            cap_height: face.capital_height().map_or(ascent, |it| f64::from(it) * scale),
            italic_angle: f64::from(face.italic_angle()),
            has_serifs: is_serif(&face),
        };
        let name = face.names().into_iter().filter(|it| it.name_id == POST_SCRIPT_NAME);
        let name = name.filter_map(|it| it.to_string()).next().unwrap_or_default();
        let plain = name.chars().filter(|it| it.is_ascii_graphic() && !"[](){}<>/%".contains(*it));
        let mut name: String = plain.take(63).collect();
        if name.is_empty() {
            name.push_str("Font");
        }
        let (format, program) = match cff {
            Some(table) => (FontFormat::Cff, table.to_vec()),
            None => (FontFormat::TrueType, program.clone()),
        };
        Ok(Arc::new(EmbeddedFont { name, program, format, glyphs, metrics }))
    }
}

/// The number of the PostScript name among the names of a font.
const POST_SCRIPT_NAME: u16 = 6;

/// Whether the classification of a font (`sFamilyClass`, the classes 1 to 5 and 7) says that it has serifs;
/// those that do not say are taken for such that have.
fn is_serif(face: &Face<'_>) -> bool {
    const FAMILY_CLASS: usize = 30;
    let table = face.raw_face().table(Tag::from_bytes(b"OS/2"));
    let class = table.and_then(|it| it.get(FAMILY_CLASS)).copied().unwrap_or(0);
    matches!(class, 0..=5 | 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letters of Vietnamese that are not in ASCII.
    const LETTERS: &str = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ\
        àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

    #[test]
    fn every_letter_of_vietnamese_is_there() {
        assert_eq!(LETTERS.chars().count(), 134);
        let font = Font::default();
        let mut typesetter = Typesetter::new(&font).unwrap();
        let line = typesetter.set(LETTERS).unwrap();
        assert_eq!(line.glyphs.len(), 134);
        // taken apart they are the same letters
        let apart: String = LETTERS.nfd().collect();
        assert_ne!(apart, LETTERS);
        assert_eq!(typesetter.set(&apart).unwrap().glyphs, line.glyphs);
        let font = typesetter.finish().unwrap();
        assert_eq!(font.name, "LiberationSerif");
        assert_eq!(font.format, FontFormat::TrueType);
        assert!(font.program.len() < 60_000, "{}", font.program.len());
        for (glyph, letter) in line.glyphs.iter().zip(LETTERS.chars()) {
            let (character, width) = font.glyphs[usize::from(*glyph)];
            assert_eq!(character, Some(letter));
            assert!((200.0..1_000.0).contains(&width));
        }
    }

    #[test]
    fn widths_are_those_of_times() {
        let font = Font::default();
        let mut typesetter = Typesetter::new(&font).unwrap();
        for (text, width) in [("0", 0.5), ("A", 0.722), ("Đ", 0.722), (" ", 0.25), ("ệ", 0.444)]
        {
            let line = typesetter.set(text).unwrap();
            assert!((line.width - width).abs() < 0.001, "{text}: {}", line.width);
        }
    }

    #[test]
    fn letters_that_are_not_there_are_named() {
        let font = Font::default();
        let mut typesetter = Typesetter::new(&font).unwrap();
        for (text, letter) in [("số 漢", '漢'), ("a\nb", '\n'), ("\u{1f600}", '\u{1f600}')] {
            let refused = typesetter.set(text).map(|it| it.glyphs);
            assert_eq!(refused, Err(AppearanceError::NoLetter(letter)));
        }
        let long = "a".repeat(SHOWN_TEXT_CHARS + 1);
        assert_eq!(typesetter.set(&long).err(), Some(AppearanceError::TextTooLong));
    }

    #[test]
    fn makers_of_fonts_decide_about_them() {
        let with_type = |fs_type: u16| {
            let mut file = LIBERATION_SERIF.to_vec();
            let tables = (0..usize::from(u16::from_be_bytes([file[4], file[5]])))
                .map(|table| 12 + 16 * table)
                .find(|entry| &file[*entry..*entry + 4] == b"OS/2");
            let at = tables.unwrap() + 8;
            let offset = u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
            let offset = usize::try_from(offset).unwrap() + 8;
            file[offset..offset + 2].copy_from_slice(&fs_type.to_be_bytes());
            Font::from_bytes(file).err()
        };
        for permitted in [0, 4, 8] {
            assert_eq!(with_type(permitted), None);
        }
        for refused in [2, 0x100, 0x200] {
            assert_eq!(with_type(refused), Some(AppearanceError::FontNotEmbeddable), "{refused}");
        }
        assert_eq!(Font::from_bytes(Vec::new()).err(), Some(AppearanceError::BadFont));
        let cut = LIBERATION_SERIF[..400].to_vec();
        assert_eq!(Font::from_bytes(cut).err(), Some(AppearanceError::BadFont));
    }
}
