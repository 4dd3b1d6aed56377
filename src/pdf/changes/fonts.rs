//! Which characters the codes of a font stand for (ISO 32000-2 §9.6, §9.7 and §9.10).
//!
//! What a glyph looks like is known of two sorts of fonts only: the standard ones, which readers have
//! themselves, and those that were there, whole, when the first signature was made: whoever signed
//! vouches for their letters. What a font that came later shows, its codes do not tell.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::reason::FieldReason;
use super::step::{Step, is_plain_content};
use super::widths::{Face, Reach, Widths};
use crate::limits::{PDF_CODE_UNITS, PDF_FONT_OBJECTS};
use crate::pdf::Error;
use crate::pdf::encoding::{Encoding, glyph};
use crate::pdf::object::{Dictionary, Object};
use crate::pdf::parser::Parser;
use crate::pdf::text;

/// What a font says.
#[derive(Debug)]
pub(super) enum Font {
    /// Letters that are known.
    Letters(Letters),
    /// Marks instead of letters, of a standard font.
    Marks,
    /// Something that is not known, for this reason.
    Unknown(FieldReason),
    /// Drawings.
    Drawings,
}

/// The characters by code. `None` where there are several readings.
type Characters = HashMap<u32, Option<Box<str>>>;

/// The letters of a font.
#[derive(Debug)]
pub(super) struct Letters {
    /// Whether codes have two octets.
    is_wide: bool,
    characters: Characters,
    widths: Widths,
}

impl Letters {
    /// The text of a string that is shown, and how far it reaches; `None` if a code of it has no letter or
    /// several, or is shown upon another.
    pub(super) fn text(&self, octets: &[u8]) -> Option<(String, Reach)> {
        let code = |octets: &[u8]| octets.iter().fold(0, |code, it| code << 8 | u32::from(*it));
        let width = if self.is_wide { 2 } else { 1 };
        if !octets.len().is_multiple_of(width) {
            return None;
        }
        let (mut text, mut reach) = (String::new(), Reach::default());
        for octets in octets.chunks_exact(width) {
            let code = code(octets);
            let letter = self.characters.get(&code)?.as_ref()?;
            text.push_str(letter);
            reach.add(self.widths.reach(code, letter)?);
        }
        Some((text, reach))
    }
}

/// What it costs to read a font, and one of its codes, in bytes of appearances.
const READING: usize = 4_096;
const CODE: usize = 16;

/// What the dictionary of a standard font may hold, and nothing that changes its glyphs.
const FONT_KEYS: [&[u8]; 5] = [b"BaseFont", b"Encoding", b"Name", b"Subtype", b"Type"];

/// What an encoding may hold (table 112): some readers take other keys for one of these.
const ENCODING_KEYS: [&[u8]; 3] = [b"BaseEncoding", b"Differences", b"Type"];

/// The standard fonts that have letters (ISO 32000-2 §9.6.2.2).
const STANDARD_FONTS: [&str; 12] = [
    "Courier",
    "Courier-Bold",
    "Courier-BoldOblique",
    "Courier-Oblique",
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-BoldOblique",
    "Helvetica-Oblique",
    "Times-Bold",
    "Times-BoldItalic",
    "Times-Italic",
    "Times-Roman",
];

/// The standard font of marks, and the one whose letters are not those of its codes.
const MARKS: &str = "ZapfDingbats";
const SYMBOL: &str = "Symbol";

impl<'d> Step<'d, '_> {
    /// What a font of the resources of an appearance says, as of a revision.
    pub(super) fn font(&mut self, value: &Object<'d>, revision: usize) -> Result<Rc<Font>, Error> {
        let key = value.as_reference().map(|it| (it.number, revision));
        if let Some(known) = key.and_then(|key| self.fonts.get(&key)) {
            return Ok(Rc::clone(known));
        }
        let font = Rc::new(self.read_font(value, revision)?);
        self.fonts.extend(key.map(|key| (key, Rc::clone(&font))));
        Ok(font)
    }

    fn read_font(&mut self, value: &Object<'d>, revision: usize) -> Result<Font, Error> {
        self.afford(READING)?;
        let Some(font) = self.dictionary(Some(value), revision)? else {
            return Ok(Font::Unknown(FieldReason::Font));
        };
        if font.duplicate_key().is_some() || font.is_name("Subtype", "Type3") {
            return Ok(Font::Drawings);
        }
        let is_bare = font.is_name("Subtype", "Type1")
            && font.iter().all(|(key, _)| FONT_KEYS.contains(&key.as_bytes()));
        if is_bare && font.get("Encoding").is_none() && font.is_name("BaseFont", MARKS) {
            return Ok(Font::Marks);
        }
        if font.is_name("BaseFont", SYMBOL) || font.is_name("BaseFont", MARKS) {
            return Ok(Font::Unknown(FieldReason::Font));
        }
        let encoding = self.encoding(&font, revision)?;
        let standard = STANDARD_FONTS.iter().find(|name| font.is_name("BaseFont", name));
        if let Some(face) = standard.and_then(|name| Face::of(name)).filter(|_| is_bare) {
            // a name that is none of theirs is a glyph that readers take from somewhere else
            return Ok(match encoding {
                Some((characters, true)) => {
                    let widths = Widths::Standard(face);
                    Font::Letters(Letters { is_wide: false, characters, widths })
                }
                _ => Font::Unknown(FieldReason::Font),
            });
        }
        if !self.is_as_signed(value)? {
            return Ok(Font::Unknown(FieldReason::Font));
        }
        let mapped = match font.get("ToUnicode") {
            Some(map) => self.read_to_unicode(&map.clone(), revision)?,
            None => None,
        };
        let widths = self.widths(&font, revision)?;
        if font.is_name("Subtype", "Type0") {
            return Ok(match mapped {
                Some(characters) if font.is_name("Encoding", "Identity-H") => {
                    Font::Letters(Letters { is_wide: true, characters, widths })
                }
                _ => Font::Unknown(FieldReason::Font),
            });
        }
        let characters = match (mapped, encoding) {
            // a part of a font has no glyphs but those that were used
            (Some(characters), _) if is_subset(&font) => characters,
            (None, _) if is_subset(&font) => return Ok(Font::Unknown(FieldReason::Font)),
            (Some(mut characters), encoding) => {
                for (code, named) in encoding.into_iter().flat_map(|it| it.0) {
                    let known = characters.entry(code).or_insert_with(|| named.clone());
                    if *known != named {
                        *known = None;
                    }
                }
                characters
            }
            (None, Some((characters, _))) => characters,
            (None, None) => return Ok(Font::Unknown(FieldReason::Font)),
        };
        Ok(Font::Letters(Letters { is_wide: false, characters, widths }))
    }

    /// The characters by `/Encoding`, and whether the standard fonts have all of them; `None` if the program of
    /// the font says which they are.
    fn encoding(
        &mut self,
        font: &Dictionary<'d>,
        revision: usize,
    ) -> Result<Option<(Characters, bool)>, Error> {
        let is_standard = STANDARD_FONTS.iter().any(|name| font.is_name("BaseFont", name));
        let own = is_standard.then_some(Encoding::Standard);
        let named = |name: Option<&Object<'_>>| match name {
            Some(Object::Name(name)) => Encoding::named(name.as_bytes()).map(Some),
            Some(_) => None,
            None => Some(own),
        };
        let value =
            font.get("Encoding").map(|it| self.document.resolve(it, revision)).transpose()?;
        let differences = match &value {
            Some(Object::Dictionary(encoding))
                if encoding.duplicate_key().is_none()
                    && encoding.iter().all(|(key, _)| ENCODING_KEYS.contains(&key.as_bytes())) =>
            {
                Some(encoding)
            }
            Some(Object::Dictionary(_)) => return Ok(None),
            _ => None,
        };
        let base = match differences {
            Some(encoding) => named(encoding.get("BaseEncoding")),
            None => named(value.as_ref()),
        };
        let Some(base) = base else { return Ok(None) };
        if base.is_none() && differences.is_none() {
            return Ok(None);
        }
        let character = |code| base.and_then(|base| base.character(code));
        let characters = (0..=u8::MAX).filter_map(|code| {
            Some((u32::from(code), Some(String::from(character(code)?).into())))
        });
        let mut characters: Characters = characters.collect();
        let mut all_known = true;
        let differences = differences.and_then(|it| it.get("Differences"));
        let mut code = 0_u32;
        for entry in self.document.array(differences, revision)? {
            self.count()?;
            match entry {
                // readers differ about what other codes are
                Object::Integer(first) if (0..=255).contains(&first) => {
                    code = u32::try_from(first).unwrap_or(u32::MAX);
                }
                Object::Name(_) if code > 255 => return Ok(None),
                Object::Name(name) => {
                    let known = std::str::from_utf8(name.as_bytes()).ok().and_then(glyph);
                    match known {
                        Some(character) => {
                            // the standard fonts have the letters of PDFDocEncoding (annex D.2)
                            // under these names; few readers find them by their codes
                            all_known &= text::octet(character).is_some()
                                && !name.as_bytes().starts_with(b"uni");
                            characters.insert(code, Some(String::from(character).into()));
                        }
                        None => {
                            characters.remove(&code);
                            all_known &= name.as_bytes() == b".notdef";
                        }
                    }
                    code = code.saturating_add(1);
                }
                _ => return Ok(None),
            }
        }
        Ok(Some((characters, all_known)))
    }

    /// The characters by a `/ToUnicode` (§9.10.3); `None` if it cannot be read.
    fn read_to_unicode(
        &mut self,
        value: &Object<'d>,
        revision: usize,
    ) -> Result<Option<Characters>, Error> {
        let Object::Stream(stream) = self.document.resolve(value, revision)? else {
            return Ok(None);
        };
        if !is_plain_content(stream.dictionary()) {
            return Ok(None);
        }
        let content = match self.document.stream_data(&stream, revision) {
            Ok(content) => content,
            Err(error @ Error::TooMuchInflated) => return Err(error),
            Err(_) => return Ok(None),
        };
        let mut characters = Characters::new();
        let mut parser = Parser::new(&content, 0);
        let mut operands = Vec::new();
        loop {
            self.count()?;
            parser.skip_space();
            if parser.position() == content.len() {
                return Ok(Some(characters));
            }
            match parser.value() {
                Ok(Object::Unknown(word)) => {
                    match word {
                        b"endbfchar" => {
                            for pair in operands.chunks(2) {
                                self.afford(CODE)?;
                                let [code, text] = pair else { return Ok(None) };
                                let (Some(code), Some(text)) = (code_of(code), text_of(text))
                                else {
                                    return Ok(None);
                                };
                                insert(&mut characters, code, text);
                            }
                        }
                        b"endbfrange" => {
                            for range in operands.chunks(3) {
                                if !self.insert_range(&mut characters, range)? {
                                    return Ok(None);
                                }
                            }
                        }
                        b"usecmap" => return Ok(None),
                        _ => {}
                    }
                    operands.clear();
                }
                Ok(operand) => operands.push(operand),
                Err(_) => return Ok(None),
            }
        }
    }

    /// The codes of one line of a `bfrange`; says whether it could be read.
    fn insert_range(
        &mut self,
        characters: &mut Characters,
        range: &[Object<'_>],
    ) -> Result<bool, Error> {
        let [first, last, target] = range else { return Ok(false) };
        let (Some(first), Some(last)) = (code_of(first), code_of(last)) else { return Ok(false) };
        let several = target.as_array();
        let start = if several.is_none() { text_of(target) } else { None };
        for (place, code) in (first..=last).enumerate() {
            self.count()?;
            self.afford(CODE)?;
            let text = match (several, &start) {
                (Some(several), _) => several.get(place).and_then(text_of),
                (None, Some(start)) => u32::try_from(place).ok().and_then(|by| shifted(start, by)),
                (None, None) => None,
            };
            let Some(text) = text else { return Ok(false) };
            insert(characters, code, text);
        }
        Ok(true)
    }

    /// Fonts are part of what appearances cost.
    fn afford(&self, bytes: usize) -> Result<(), Error> {
        match self.document.budget.affords_appearance(bytes) {
            true => Ok(()),
            false => Err(Error::AppearanceTooLarge),
        }
    }

    /// Whether a font and all that it consists of were there when the first signature was made, and
    /// are the same still.
    fn is_as_signed(&mut self, font: &Object<'d>) -> Result<bool, Error> {
        let signed = self.document.first_signed_revision()?;
        let mut open = Vec::new();
        let Some(font) = font.as_reference() else { return Ok(false) };
        open.push(font);
        let mut met = HashSet::new();
        while let Some(part) = open.pop() {
            self.count()?;
            if !met.insert(part.number) {
                continue;
            }
            let place = self.document.location(part.number, self.new)?;
            if met.len() > PDF_FONT_OBJECTS
                || place.is_none()
                || place != self.document.location(part.number, signed)?
            {
                return Ok(false);
            }
            let value = self.document.object(part, self.new)?;
            value.visit_references(&mut |it| open.push(it));
        }
        Ok(true)
    }
}

/// Whether a font is embedded in part (§9.9.2): its name begins with six letters and a plus.
fn is_subset(font: &Dictionary<'_>) -> bool {
    let name = font.get("BaseFont").and_then(Object::as_name);
    name.and_then(|it| it.as_bytes().split_first_chunk::<6>()).is_some_and(|(tag, rest)| {
        tag.iter().all(u8::is_ascii_uppercase) && rest.first() == Some(&b'+')
    })
}

/// Two different characters for one code are none.
fn insert(characters: &mut Characters, code: u32, text: String) {
    let text = Some(text.into());
    let known = characters.entry(code).or_insert_with(|| text.clone());
    if *known != text {
        *known = None;
    }
}

fn code_of(value: &Object<'_>) -> Option<u32> {
    let octets = value.as_string()?.octets();
    let is_code = (1..=2).contains(&octets.len());
    is_code.then(|| octets.iter().fold(0, |code, it| code << 8 | u32::from(*it)))
}

fn text_of(value: &Object<'_>) -> Option<String> {
    let octets = value.as_string()?.octets();
    let (pairs, rest) = octets.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    if octets.len() > 2 * PDF_CODE_UNITS || !rest.is_empty() {
        return None;
    }
    let text: Option<String> = char::decode_utf16(units).map(Result::ok).collect();
    text.filter(|text| !text.is_empty())
}

/// The text whose last character is so many later.
fn shifted(text: &str, by: u32) -> Option<String> {
    let last = text.chars().next_back()?;
    let moved = char::from_u32(u32::from(last).checked_add(by)?)?;
    let head = text.get(..text.len().checked_sub(last.len_utf8())?)?;
    Some(format!("{head}{moved}"))
}
