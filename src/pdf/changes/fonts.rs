//! Which characters the codes of a font stand for (ISO 32000-2 §9.6, §9.7 and §9.10).
//!
//! What a glyph looks like is known of two sorts of fonts only: the standard ones, which readers have
//! themselves, and those that were there, whole, when the first signature was made: whoever signed
//! vouches for their letters. What a font that came later shows, its codes do not tell.

use std::collections::HashSet;
use std::rc::Rc;

use super::reason::FieldReason;
use super::step::{Step, is_plain_content};
use crate::limits::PDF_FONT_OBJECTS;
use crate::pdf::Error;
use crate::pdf::characters::{Characters, STANDARD_FONTS, to_unicode};
use crate::pdf::object::{Dictionary, Object};
use crate::pdf::widths::{Face, Reach, Widths};

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
        let encoding = self.document.encoding(&font, revision, &mut || self.count())?;
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
        let widths = self.document.widths(&font, revision, &mut || self.count())?;
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
        to_unicode(&content, &mut |codes| {
            self.count()?;
            self.afford(codes * CODE)
        })
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
