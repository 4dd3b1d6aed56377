//! Text as people type it → characters that can be compared.

use unicode_normalization::UnicodeNormalization as _;

use super::Error;
use crate::limits::RECORD_TEXT_CHARS;

/// A text in NFC, with one letter Đ, one kind of space, hyphen and slash, read from its beginning.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    /// # Errors
    /// [`Error::TooLong`], [`Error::HiddenCharacter`].
    pub(super) fn new(text: &str) -> Result<Self, Error> {
        // Bounded before it is composed.
        if text.chars().nth(RECORD_TEXT_CHARS).is_some() {
            return Err(Error::TooLong(RECORD_TEXT_CHARS));
        }
        let chars: Vec<char> = text.trim().nfc().map(folded).collect();
        match chars.iter().position(|it| is_hidden(*it)) {
            Some(at) => {
                let character = chars.get(at).copied().unwrap_or_default();
                Err(Error::HiddenCharacter { character, position: at.saturating_add(1) })
            }
            None => Ok(Self { chars, at: 0 }),
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Where it is, counted from 1.
    pub(super) fn position(&self) -> usize {
        self.at.saturating_add(1)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at = self.at.saturating_add(1);
        Some(character)
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.next();
        }
    }

    /// Goes on behind this character if it is the next.
    pub(super) fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.next();
        }
        is_there
    }

    /// Goes on behind these words if they are the next, in capitals or not, with any number of spaces
    /// where there is one.
    pub(super) fn take_words(&mut self, words: &str) -> bool {
        let mut ahead = self.clone();
        for wanted in words.chars() {
            if wanted == ' ' {
                if ahead.peek() != Some(' ') {
                    return false;
                }
                ahead.skip_spaces();
            } else if !ahead.next().is_some_and(|it| it.to_lowercase().eq([wanted])) {
                return false;
            }
        }
        self.at = ahead.at;
        true
    }

    /// The characters from here on of which this is true.
    pub(super) fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(character) = self.peek().filter(|it| is_part(*it)) {
            taken.push(character);
            self.next();
        }
        taken
    }

    pub(super) fn digits(&mut self) -> String {
        self.take_while(|it| it.is_ascii_digit())
    }

    /// A number of so many digits; those behind it are left.
    pub(super) fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let mut read = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            if read.len() == *digits.end() {
                break;
            }
            read.push(digit);
            self.next();
        }
        digits.contains(&read.len()).then(|| read.parse().ok())?
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// That the next character cannot stand there.
    pub(super) fn unexpected(&self) -> Error {
        let position = self.position();
        match self.peek() {
            Some(character) => Error::UnexpectedCharacter { character, position },
            None => Error::SymbolMissing(position),
        }
    }
}

/// Names as they are looked for: capitals or not, however many spaces.
///
/// # Errors
/// Those of [`Reader::new`].
pub(super) fn lookup_form(text: &str) -> Result<String, Error> {
    let text = Reader::new(text)?.text().to_lowercase();
    Ok(text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// One letter Đ, one space, one hyphen and one slash for all that look like them.
fn folded(character: char) -> char {
    match character {
        // of Iceland and of Africa: the same to the eye
        '\u{d0}' | '\u{189}' => 'Đ',
        '\u{f0}' => 'đ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{ff0f}' => '/',
        it if it.is_whitespace() => ' ',
        it => it,
    }
}

/// Controls, and what Unicode draws with no width: joiners, marks of direction, selectors, tags.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Letters of the script that Vietnamese is written in. Those of others that look the same (А of
/// Cyrillic) are other letters.
pub(super) fn is_latin_letter(character: char) -> bool {
    character.is_ascii_alphabetic()
        || (matches!(character, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
            && character.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Error> {
        Reader::new(text).map(|it| it.text())
    }

    #[test]
    fn what_looks_alike_is_alike() {
        assert_eq!(read(" D\u{323}\u{302} Ðộ\u{a0}a\u{2011}b\u{2215}c ").unwrap(), "Ḍ̂ Độ a-b/c");
        assert_eq!(read("Quyê\u{301}t đi\u{323}nh").unwrap(), "Quyết định");
        assert_eq!(lookup_form("QUYẾT \u{2003} ÐỊNH").unwrap(), "quyết định");
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in
            ['\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}', '\u{7}', '\u{e0041}', '\u{fe0f}']
        {
            let error = Error::HiddenCharacter { character: hidden, position: 2 };
            assert_eq!(read(&format!("Đ{hidden}Đ")), Err(error));
        }
    }

    #[test]
    fn long_texts_are_refused_before_they_are_composed() {
        let marks = "\u{301}".repeat(RECORD_TEXT_CHARS);
        assert_eq!(read(&format!("a{marks}")), Err(Error::TooLong(RECORD_TEXT_CHARS)));
        assert!(read(&"a".repeat(RECORD_TEXT_CHARS)).is_ok());
        assert!(read(&"a".repeat(RECORD_TEXT_CHARS + 1)).is_err());
    }

    #[test]
    fn letters_of_other_scripts_are_others() {
        assert!("QĐẠỹƠư".chars().all(is_latin_letter));
        assert!(!"АΑ×÷ªo\u{301}".chars().filter(|it| *it != 'o').any(is_latin_letter));
    }
}
