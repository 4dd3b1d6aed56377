//! Which characters the codes of a font stand for, as its dictionary says it (ISO 32000-2 §9.6.5 and §9.10).

use std::collections::HashMap;

use super::encoding::{Encoding, glyph};
use super::object::{Dictionary, Object};
use super::parser::Parser;
use super::{Document, Error, text};
use crate::limits::PDF_CODE_UNITS;

/// The characters by code. `None` where there are several readings.
pub(super) type Characters = HashMap<u32, Option<Box<str>>>;

/// What an encoding may hold (table 112): some readers take other keys for one of these.
const ENCODING_KEYS: [&[u8]; 3] = [b"BaseEncoding", b"Differences", b"Type"];

/// The standard fonts that have letters (ISO 32000-2 §9.6.2.2).
pub(super) const STANDARD_FONTS: [&str; 12] = [
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

impl Document<'_> {
    /// The characters by `/Encoding`, and whether the standard fonts have all of them; `None` if the program of
    /// the font says which they are.
    pub(super) fn encoding(
        &self,
        font: &Dictionary<'_>,
        revision: usize,
        count: &mut dyn FnMut() -> Result<(), Error>,
    ) -> Result<Option<(Characters, bool)>, Error> {
        let is_standard = STANDARD_FONTS.iter().any(|name| font.is_name("BaseFont", name));
        let own = is_standard.then_some(Encoding::Standard);
        let named = |name: Option<&Object<'_>>| match name {
            Some(Object::Name(name)) => Encoding::named(name.as_bytes()).map(Some),
            Some(_) => None,
            None => Some(own),
        };
        let value = font.get("Encoding").map(|it| self.resolve(it, revision)).transpose()?;
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
        for entry in self.array(differences, revision)? {
            count()?;
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
}

/// The characters by the content of a `/ToUnicode` (§9.10.3); `None` if it cannot be read. What is spent on
/// the way is said: each step, with the codes that it names.
pub(super) fn to_unicode(
    content: &[u8],
    spend: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<Option<Characters>, Error> {
    let mut characters = Characters::new();
    let mut parser = Parser::new(content, 0);
    let mut operands = Vec::new();
    loop {
        spend(0)?;
        parser.skip_space();
        if parser.position() == content.len() {
            return Ok(Some(characters));
        }
        match parser.value() {
            Ok(Object::Unknown(word)) => {
                match word {
                    b"endbfchar" => {
                        for pair in operands.chunks(2) {
                            spend(1)?;
                            let [code, text] = pair else { return Ok(None) };
                            let (Some(code), Some(text)) = (code_of(code), text_of(text)) else {
                                return Ok(None);
                            };
                            insert(&mut characters, code, text);
                        }
                    }
                    b"endbfrange" => {
                        for range in operands.chunks(3) {
                            if !insert_range(&mut characters, range, spend)? {
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
    characters: &mut Characters,
    range: &[Object<'_>],
    spend: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<bool, Error> {
    let [first, last, target] = range else { return Ok(false) };
    let (Some(first), Some(last)) = (code_of(first), code_of(last)) else { return Ok(false) };
    let several = target.as_array();
    let start = if several.is_none() { text_of(target) } else { None };
    for (place, code) in (first..=last).enumerate() {
        spend(1)?;
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
