//! Embedded fonts (ISO 32000-2 §9.7 and §9.9): composite ones, whose codes are those of their glyphs.

use super::Update;
use super::write::{Entries, Value, compressed, name, plain_string};
use crate::crypto::DigestAlgorithm;
use crate::pdf::Reference;

/// A part of a font, with the glyphs that a text needs.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddedFont {
    /// The PostScript name of the font.
    pub name: String,
    /// The font program with these glyphs alone, the first of which is `.notdef`.
    pub program: Vec<u8>,
    /// In which format that is.
    pub format: FontFormat,
    /// What the glyphs stand for and how wide they are, in thousandths of the size; `None` for `.notdef`.
    pub glyphs: Vec<(Option<char>, f64)>,
    /// Measures of the font.
    pub metrics: FontMetrics,
}

/// The format of a font program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FontFormat {
    /// TrueType.
    TrueType,
    /// The table `CFF ` of an OpenType font.
    Cff,
}

/// Measures of a font in thousandths of its size (table 120).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FontMetrics {
    /// The left, the bottom, the right and the top of all glyphs.
    pub bounds: [f64; 4],
    /// How far letters reach above their line.
    pub ascent: f64,
    /// How far they reach below it: negative.
    pub descent: f64,
    /// How high capital letters are.
    pub cap_height: f64,
    /// By how many degrees letters lean to the left: negative where they lean to the right.
    pub italic_angle: f64,
    /// Whether the letters have serifs.
    pub has_serifs: bool,
}

/// A number, with no more digits than matter.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

impl EmbeddedFont {
    /// The tag of a subset (§9.9.2): another one for other glyphs.
    fn tagged_name(&self) -> Vec<u8> {
        let digest = DigestAlgorithm::Sha256.hash(&self.program);
        let tag = digest.as_bytes().iter().take(6).map(|octet| b'A' + octet % 26);
        tag.chain(*b"+").chain(self.name.bytes()).collect()
    }

    /// The map from codes to characters (§9.10.3).
    fn to_unicode(&self) -> String {
        // no more of them may stand in one block
        const BLOCK: usize = 100;
        let lines = (0_u16..).zip(&self.glyphs).filter_map(|(code, (character, _))| {
            let mut units = [0; 2];
            let units = character.as_ref()?.encode_utf16(&mut units).iter();
            let text: String = units.map(|unit| format!("{unit:04X}")).collect();
            Some(format!("<{code:04X}> <{text}>\n"))
        });
        let lines: Vec<_> = lines.collect();
        let blocks = lines
            .chunks(BLOCK)
            .map(|block| format!("{} beginbfchar\n{}endbfchar\n", block.len(), block.concat()));
        let head = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
            /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
            /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
            1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
        let tail = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
        format!("{head}{}{tail}", blocks.collect::<String>())
    }
}

impl Update<'_, '_> {
    /// `lists_glyphs` where the standard wants a `/CIDSet`: PDF/A-1 (ISO 19005-1 clause 6.3.5); later parts
    /// do without.
    pub(super) fn add_font(&mut self, font: &EmbeddedFont, lists_glyphs: bool) -> Reference {
        let base = Value::Token(name(&font.tagged_name()));
        let mut program = Entries::new();
        let (subtype, key) = match font.format {
            FontFormat::TrueType => {
                program.set("Length1", font.program.len().to_string());
                ("/CIDFontType2", "FontFile2")
            }
            FontFormat::Cff => {
                program.set("Subtype", "/CIDFontType0C");
                ("/CIDFontType0", "FontFile3")
            }
        };
        let program = self.add(compressed(program, &font.program));
        let FontMetrics { bounds, ascent, descent, cap_height, italic_angle, has_serifs } =
            font.metrics;
        // a symbolic one: its codes are of no standard encoding (table 121)
        let flags = 4 + if has_serifs { 2 } else { 0 } + if italic_angle == 0.0 { 0 } else { 64 };
        let mut descriptor = Entries::new();
        descriptor
            .set("Type", "/FontDescriptor")
            .set("FontName", base.clone())
            .set("Flags", flags.to_string())
            .set("FontBBox", bounds.iter().map(|it| number(*it)).collect::<Value>())
            .set("ItalicAngle", number(italic_angle))
            .set("Ascent", number(ascent))
            .set("Descent", number(descent))
            .set("CapHeight", number(cap_height))
            // nobody measures it: that of most book faces
            .set("StemV", "80")
            .set(key, program);
        if lists_glyphs {
            let set = self.add(compressed(Entries::new(), &glyph_set(font.glyphs.len())));
            descriptor.set("CIDSet", set);
        }
        let descriptor = self.add(descriptor.into());
        let mut system = Entries::new();
        system
            .set("Registry", plain_string(b"Adobe".to_vec()))
            .set("Ordering", plain_string(b"Identity".to_vec()))
            .set("Supplement", "0");
        let widths = font.glyphs.iter().map(|(_, width)| number(*width)).collect::<Value>();
        let mut descendant = Entries::new();
        descendant
            .set("Type", "/Font")
            .set("Subtype", subtype)
            .set("BaseFont", base.clone())
            .set("CIDSystemInfo", system)
            .set("FontDescriptor", descriptor)
            .set("W", Value::Array(vec!["0".into(), widths]));
        if font.format == FontFormat::TrueType {
            descendant.set("CIDToGIDMap", "/Identity");
        }
        let descendant = self.add(descendant.into());
        let map = self.add(compressed(Entries::new(), font.to_unicode().as_bytes()));
        let mut entries = Entries::new();
        entries
            .set("Type", "/Font")
            .set("Subtype", "/Type0")
            .set("BaseFont", base)
            .set("Encoding", "/Identity-H")
            .set("DescendantFonts", Value::Array(vec![descendant.into()]))
            .set("ToUnicode", map);
        self.add(entries.into())
    }
}

/// A bit for each glyph, the first one the highest (table 122).
fn glyph_set(glyphs: usize) -> Vec<u8> {
    let mut set = vec![u8::MAX; glyphs / 8];
    if !glyphs.is_multiple_of(8) {
        set.push(!(u8::MAX >> (glyphs % 8)));
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [(1.0, "1"), (-0.25, "-0.25"), (1.0 / 3.0, "0.3333"), (-1e-9, "0")] {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(100.0), "100");
    }

    #[test]
    fn every_glyph_has_its_bit() {
        assert_eq!(glyph_set(3), [0b1110_0000]);
        assert_eq!(glyph_set(8), [0xff]);
        assert_eq!(glyph_set(17), [0xff, 0xff, 0x80]);
    }

    #[test]
    fn codes_have_their_characters() {
        let glyphs = [None, Some('ệ'), Some('😀')].map(|it| (it, 500.0));
        let metrics = FontMetrics {
            bounds: [0.0; 4],
            ascent: 0.0,
            descent: 0.0,
            cap_height: 0.0,
            italic_angle: 0.0,
            has_serifs: true,
        };
        let font = |glyphs| EmbeddedFont {
            name: "Font".to_owned(),
            program: Vec::new(),
            format: FontFormat::TrueType,
            glyphs,
            metrics,
        };
        let map = font(glyphs.to_vec()).to_unicode();
        assert!(map.contains("2 beginbfchar\n<0001> <1EC7>\n<0002> <D83DDE00>\nendbfchar\n"));
        let map = font(vec![(Some('a'), 500.0); 250]).to_unicode();
        assert_eq!(map.matches("100 beginbfchar").count(), 2);
        assert_eq!(map.matches("50 beginbfchar").count(), 1);
        assert_eq!(map.matches("> <0061>").count(), 250);
    }
}
