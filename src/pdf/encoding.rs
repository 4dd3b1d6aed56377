//! The characters of the predefined encodings of simple fonts, and those of glyph names
//! (ISO 32000-2 annex D).

/// A predefined encoding.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encoding {
    MacRoman,
    Standard,
    WinAnsi,
}

impl Encoding {
    /// The encoding of this name (§9.6.5.1). PDFDocEncoding is one of text strings and no name there: readers
    /// take another one for it.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"MacRomanEncoding" => Some(Self::MacRoman),
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            _ => None,
        }
    }

    /// The character of a code; `None` where the encoding has none.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let high = |table: &str, first: u8| {
            let place = code.checked_sub(first)?;
            table.chars().nth(usize::from(place)).filter(|it| *it != char::REPLACEMENT_CHARACTER)
        };
        match (self, code) {
            (Self::Standard, b'\'') => Some('’'),
            (Self::Standard, b'`') => Some('‘'),
            (_, b' '..=b'~') => Some(char::from(code)),
            (Self::Standard, _) => high(STANDARD, 0xa1),
            (Self::MacRoman, _) => high(MAC_ROMAN, 0x80),
            (Self::WinAnsi, 0x80..=0x9f) => high(WIN_ANSI, 0x80),
            (Self::WinAnsi, 0xa0) => Some(' '),
            (Self::WinAnsi, 0xad) => Some('-'),
            (Self::WinAnsi, 0xa1..) => Some(char::from(code)),
            _ => None,
        }
    }
}

/// From 0xa1; U+FFFD where there is none.
const STANDARD: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\u{fffd}–†‡·\u{fffd}¶•‚„”»…‰\u{fffd}¿\u{fffd}`´ˆ˜¯˘˙¨\u{fffd}\
    ˚¸\u{fffd}˝˛ˇ—\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}Æ\u{fffd}ª\u{fffd}\u{fffd}\u{fffd}\u{fffd}ŁØŒº\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}æ\u{fffd}\u{fffd}\u{fffd}ı\u{fffd}\u{fffd}łøœß";

/// From 0x80.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨\u{fffd}ÆØ\u{fffd}±\u{fffd}\u{fffd}\
    ¥µ\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}ªº\u{fffd}æø¿¡¬\u{fffd}ƒ\u{fffd}\u{fffd}«»… ÀÃÕŒœ–—“”‘’÷\
    \u{fffd}ÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{fffd}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// From 0x80 to 0x9f.
const WIN_ANSI: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// The character of a glyph name: those of the Latin character set (annex D.2), of the letters of
/// Vietnamese, and names that say their code (`uni1EA1`).
pub(super) fn glyph(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix("uni")
        && code.len() == 4
    {
        return char::from_u32(u32::from_str_radix(code, 16).ok()?);
    }
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_ascii_alphabetic()
    {
        return Some(letter);
    }
    if let Ok(place) = GLYPHS.binary_search_by_key(&name, |glyph| glyph.0) {
        return GLYPHS.get(place).map(|glyph| glyph.1);
    }
    // a letter and its mark: `Aacute`
    let (letter, mark) = name.split_at_checked(1)?;
    let (_, letters, marked) = MARKS.iter().find(|(known, ..)| *known == mark)?;
    let place = letters.chars().position(|known| letter.starts_with(known))?;
    marked.chars().nth(place)
}

/// The marks of letters, the letters that have them, and these.
const MARKS: [(&str, &str, &str); 12] = [
    ("acute", "AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
    ("breve", "Aa", "Ăă"),
    ("caron", "SZsz", "ŠŽšž"),
    ("cedilla", "Cc", "Çç"),
    ("circumflex", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
    ("dieresis", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ("horn", "OUou", "ƠƯơư"),
    ("ring", "Aa", "Åå"),
    ("slash", "LOlo", "ŁØłø"),
    ("tilde", "AINOUainou", "ÃĨÑÕŨãĩñõũ"),
    ("croat", "Dd", "Đđ"),
];

/// Sorted by name.
const GLYPHS: [(&str, char); 116] = [
    ("AE", 'Æ'),
    ("Eth", 'Ð'),
    ("Euro", '€'),
    ("OE", 'Œ'),
    ("Thorn", 'Þ'),
    ("acute", '´'),
    ("ae", 'æ'),
    ("ampersand", '&'),
    ("asciicircum", '^'),
    ("asciitilde", '~'),
    ("asterisk", '*'),
    ("at", '@'),
    ("backslash", '\\'),
    ("bar", '|'),
    ("braceleft", '{'),
    ("braceright", '}'),
    ("bracketleft", '['),
    ("bracketright", ']'),
    ("breve", '˘'),
    ("brokenbar", '¦'),
    ("bullet", '•'),
    ("caron", 'ˇ'),
    ("cedilla", '¸'),
    ("cent", '¢'),
    ("circumflex", 'ˆ'),
    ("colon", ':'),
    ("comma", ','),
    ("copyright", '©'),
    ("currency", '¤'),
    ("dagger", '†'),
    ("daggerdbl", '‡'),
    ("degree", '°'),
    ("dieresis", '¨'),
    ("divide", '÷'),
    ("dollar", '$'),
    ("dong", '₫'),
    ("dotaccent", '˙'),
    ("dotlessi", 'ı'),
    ("eight", '8'),
    ("ellipsis", '…'),
    ("emdash", '—'),
    ("endash", '–'),
    ("equal", '='),
    ("eth", 'ð'),
    ("exclam", '!'),
    ("exclamdown", '¡'),
    ("fi", 'ﬁ'),
    ("five", '5'),
    ("fl", 'ﬂ'),
    ("florin", 'ƒ'),
    ("four", '4'),
    ("fraction", '⁄'),
    ("germandbls", 'ß'),
    ("grave", '`'),
    ("greater", '>'),
    ("guillemotleft", '«'),
    ("guillemotright", '»'),
    ("guilsinglleft", '‹'),
    ("guilsinglright", '›'),
    ("hungarumlaut", '˝'),
    ("hyphen", '-'),
    ("less", '<'),
    ("logicalnot", '¬'),
    ("macron", '¯'),
    ("minus", '−'),
    ("mu", 'µ'),
    ("multiply", '×'),
    ("nine", '9'),
    ("numbersign", '#'),
    ("oe", 'œ'),
    ("ogonek", '˛'),
    ("one", '1'),
    ("onehalf", '½'),
    ("onequarter", '¼'),
    ("onesuperior", '¹'),
    ("ordfeminine", 'ª'),
    ("ordmasculine", 'º'),
    ("paragraph", '¶'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("percent", '%'),
    ("period", '.'),
    ("periodcentered", '·'),
    ("perthousand", '‰'),
    ("plus", '+'),
    ("plusminus", '±'),
    ("question", '?'),
    ("questiondown", '¿'),
    ("quotedbl", '"'),
    ("quotedblbase", '„'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotesinglbase", '‚'),
    ("quotesingle", '\''),
    ("registered", '®'),
    ("ring", '˚'),
    ("section", '§'),
    ("semicolon", ';'),
    ("seven", '7'),
    ("six", '6'),
    ("slash", '/'),
    ("space", ' '),
    ("sterling", '£'),
    ("thorn", 'þ'),
    ("three", '3'),
    ("threequarters", '¾'),
    ("threesuperior", '³'),
    ("tilde", '˜'),
    ("trademark", '™'),
    ("two", '2'),
    ("twosuperior", '²'),
    ("underscore", '_'),
    ("yen", '¥'),
    ("zero", '0'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_characters_of_their_encoding() {
        for (encoding, code, expected) in [
            (Encoding::Standard, b'\'', Some('’')),
            (Encoding::Standard, 0xa9, Some('\'')),
            (Encoding::Standard, 0xe1, Some('Æ')),
            (Encoding::Standard, 0xfb, Some('ß')),
            (Encoding::Standard, 0xe0, None),
            (Encoding::MacRoman, 0x8e, Some('é')),
            (Encoding::MacRoman, 0xca, Some(' ')),
            (Encoding::MacRoman, 0xff, Some('ˇ')),
            (Encoding::WinAnsi, 0x80, Some('€')),
            (Encoding::WinAnsi, 0x9f, Some('Ÿ')),
            (Encoding::WinAnsi, 0x81, None),
            (Encoding::WinAnsi, 0xe9, Some('é')),
        ] {
            assert_eq!(encoding.character(code), expected, "{encoding:?} {code:#x}");
        }
    }

    #[test]
    fn names_of_glyphs() {
        assert!(GLYPHS.is_sorted_by_key(|glyph| glyph.0));
        for (name, expected) in [
            ("A", Some('A')),
            ("zero", Some('0')),
            ("Aacute", Some('Á')),
            ("ohorn", Some('ơ')),
            ("dcroat", Some('đ')),
            ("uni1EA1", Some('ạ')),
            ("germandbls", Some('ß')),
            ("a20", None),
            ("g12", None),
            ("", None),
            ("Bacute", None),
        ] {
            assert_eq!(glyph(name), expected, "{name}");
        }
    }
}
