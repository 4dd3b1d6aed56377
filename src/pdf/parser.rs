//! Tokens and values of the PDF syntax (ISO 32000-2 §7.2 and §7.3), with the byte where each
//! stands.

use std::borrow::Cow;

use super::Error;
use super::object::{
    Dictionary, Name, Object, Reference, Stream, StringObject, are_hexadecimal_digits,
    hexadecimal_class, hexadecimal_digit,
};
use crate::limits::{PDF_DEPTH, PDF_OBJECT_VALUES};

/// The white-space characters (ISO 32000-2 table 1).
pub(super) fn is_whitespace(byte: u8) -> bool {
    class(byte) == WHITESPACE
}

fn is_regular(byte: u8) -> bool {
    class(byte) == REGULAR
}

const REGULAR: u8 = 0;
const WHITESPACE: u8 = 1;
const DELIMITER: u8 = 2;

/// The class of a character (ISO 32000-2 §7.2.3). A table: every byte that is parsed is asked for.
#[allow(clippy::as_conversions, clippy::indexing_slicing)] // evaluated at compile time
fn class(byte: u8) -> u8 {
    const CLASSES: [u8; 256] = {
        let mut classes = [REGULAR; 256];
        let whitespace = [0, b'\t', b'\n', 0x0c, b'\r', b' '];
        let mut index = 0;
        while index < whitespace.len() {
            classes[whitespace[index] as usize] = WHITESPACE;
            index += 1;
        }
        let delimiters = *b"()<>[]{}/%";
        let mut index = 0;
        while index < delimiters.len() {
            classes[delimiters[index] as usize] = DELIMITER;
            index += 1;
        }
        classes
    };
    CLASSES.get(usize::from(byte)).copied().unwrap_or(REGULAR)
}

/// An indirect object with the bytes it occupies.
#[derive(Clone, Debug)]
pub(super) struct Indirect<'a> {
    pub(super) reference: Reference,
    pub(super) value: Object<'a>,
    /// Just after `endobj`, or after the value where that is missing.
    pub(super) end: usize,
    pub(super) endobj_missing: bool,
}

/// Octets of a number or a keyword: longer ones are cut into two by some readers, and are neither.
pub(super) const LONGEST_WORD: usize = 40;

/// Reads values from a buffer, which is the file or a decoded object stream.
#[derive(Clone, Debug)]
pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    position: usize,
    start: usize,
    values: usize,
    has_duplicate_key: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position, start: position, values: 0, has_duplicate_key: false }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// How many values were read, at any depth.
    pub(super) fn values(&self) -> usize {
        self.values
    }

    /// Whether a dictionary that was read has a key twice with different values.
    pub(super) fn has_duplicate_key(&self) -> bool {
        self.has_duplicate_key
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
        self.position += length;
        rest.split_at(length).0
    }

    pub(super) fn skip_whitespace(&mut self) {
        self.skip_while(is_whitespace);
    }

    /// Skips white space and comments.
    pub(super) fn skip_space(&mut self) {
        loop {
            self.skip_while(is_whitespace);
            if self.peek() != Some(b'%') {
                return;
            }
            self.skip_while(|byte| byte != b'\r' && byte != b'\n');
        }
    }

    /// Takes these very bytes if they are next.
    pub(super) fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len();
        }
        found
    }

    /// Takes one end of line, whichever form it has.
    pub(super) fn take_eol(&mut self) -> bool {
        self.take(b"\r\n") || self.take(b"\n") || self.take(b"\r")
    }

    /// Takes a keyword, that is these bytes and then no regular character.
    pub(super) fn take_keyword(&mut self, expected: &[u8]) -> bool {
        let rest = self.rest();
        let found = rest.starts_with(expected)
            && !rest.get(expected.len()).copied().is_some_and(is_regular);
        if found {
            self.position += expected.len();
        }
        found
    }

    /// Takes an unsigned decimal integer, without sign and without space before it.
    pub(super) fn take_unsigned(&mut self) -> Option<u64> {
        let digits = self.skip_while(|byte| byte.is_ascii_digit());
        if digits.is_empty() { None } else { decimal(digits) }
    }

    /// Reads `N G obj`, a value, the data of a stream, and `endobj`, after white space.
    /// `length` resolves a `/Length` that is a reference.
    pub(super) fn indirect(
        &mut self,
        length: impl FnOnce(Reference) -> Result<Option<u64>, Error>,
    ) -> Result<Indirect<'a>, Error> {
        let (reference, mut value) = self.indirect_value()?;
        let value_end = self.position;
        self.skip_space();
        if let Object::Dictionary(dictionary) = &value
            && self.take_keyword(b"stream")
        {
            let at = self.position;
            // A lone CR is against §7.3.8.1, but what follows is then read in one way only. Without any
            // end of line, readers differ in where the data begin.
            if !self.take_eol() {
                return Err(Error::StreamLength(at));
            }
            let length = match dictionary.get("Length") {
                Some(Object::Integer(length)) => u64::try_from(*length).ok(),
                Some(Object::Reference(reference)) => length(*reference)?,
                _ => None,
            };
            let length = length.ok_or(Error::StreamLength(at))?;
            let raw = usize::try_from(length).ok().and_then(|length| self.rest().get(..length));
            let past = u64::try_from(self.position).unwrap_or(u64::MAX).saturating_add(length);
            let raw = raw.ok_or(Error::OutOfFile(past))?;
            self.position += raw.len();
            self.skip_whitespace();
            if !self.take_keyword(b"endstream") {
                return Err(Error::StreamLength(at));
            }
            value = Object::Stream(Stream::new(dictionary.clone(), raw));
            self.skip_space();
        }
        let closed = self.take(b"endobj");
        let end = match &value {
            Object::Stream(_) => self.position,
            _ if closed => self.position,
            _ => value_end,
        };
        Ok(Indirect { reference, value, end, endobj_missing: !closed })
    }

    /// Reads `N G obj` and the value after it, after white space.
    pub(super) fn indirect_value(&mut self) -> Result<(Reference, Object<'a>), Error> {
        self.skip_whitespace();
        let reference = self.object_header().ok_or(Error::BadSyntax(self.start))?;
        Ok((reference, self.value()?))
    }

    /// Takes `N G obj`.
    pub(super) fn object_header(&mut self) -> Option<Reference> {
        let number = u32::try_from(self.take_unsigned()?).ok()?;
        self.skip_space();
        let generation = u16::try_from(self.take_unsigned()?).ok()?;
        self.skip_space();
        self.take(b"obj").then_some(Reference { number, generation })
    }

    /// Reads one value after white space and comments.
    pub(super) fn value(&mut self) -> Result<Object<'a>, Error> {
        self.value_at_depth(0)
    }

    fn value_at_depth(&mut self, depth: usize) -> Result<Object<'a>, Error> {
        self.skip_space();
        if depth > PDF_DEPTH {
            return Err(Error::TooDeep(self.position));
        }
        self.values += 1;
        if self.values > PDF_OBJECT_VALUES {
            return Err(Error::TooManyValues(self.start));
        }
        let at = self.position;
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.literal_string().map(Object::String),
            Some(b'[') => {
                self.position += 1;
                let mut entries = Vec::new();
                loop {
                    self.skip_space();
                    if self.take(b"]") {
                        return Ok(Object::Array(entries));
                    }
                    entries.push(self.value_at_depth(depth + 1)?);
                }
            }
            Some(b'<') if self.take(b"<<") => {
                self.dictionary_entries(depth).map(Object::Dictionary)
            }
            Some(b'<') => self.hexadecimal_string().map(Object::String),
            Some(byte) if is_regular(byte) => self.word(at),
            _ => Err(Error::BadSyntax(at)),
        }
    }

    fn dictionary_entries(&mut self, depth: usize) -> Result<Dictionary<'a>, Error> {
        let mut entries = Vec::with_capacity(8);
        loop {
            self.skip_space();
            if self.take(b">>") {
                let dictionary = Dictionary::new(entries);
                self.has_duplicate_key |= dictionary.duplicate_key().is_some();
                return Ok(dictionary);
            }
            let key = self.name()?;
            entries.push((key, self.value_at_depth(depth + 1)?));
        }
    }

    fn name(&mut self) -> Result<Name<'a>, Error> {
        if !self.take(b"/") {
            return Err(Error::BadSyntax(self.position));
        }
        let raw = self.skip_while(is_regular);
        if !raw.contains(&b'#') {
            return Ok(Name(Cow::Borrowed(raw)));
        }
        let mut octets = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((&byte, after)) = rest.split_first() {
            let escaped = match (byte, after) {
                (b'#', [high, low, ..]) => hexadecimal_digit(*high).zip(hexadecimal_digit(*low)),
                _ => None,
            };
            if let Some((high, low)) = escaped {
                octets.push((high << 4) | low);
                rest = after.get(2..).unwrap_or_default();
            } else {
                octets.push(byte);
                rest = after;
            }
        }
        Ok(Name(Cow::Owned(octets)))
    }

    fn hexadecimal_string(&mut self) -> Result<StringObject<'a>, Error> {
        let offset = self.position;
        let rest = self.rest();
        let length = memchr::memchr(b'>', rest).ok_or(Error::BadSyntax(offset))? + 1;
        let (raw, _) = rest.split_at(length);
        let inner = raw.get(1..length.saturating_sub(1)).unwrap_or_default();
        let is_foreign = |&byte: &u8| hexadecimal_class(byte) == 0x20;
        if !are_hexadecimal_digits(inner) && inner.iter().any(is_foreign) {
            return Err(Error::BadSyntax(offset));
        }
        self.position += length;
        Ok(StringObject { raw, offset, decryption: None })
    }

    fn literal_string(&mut self) -> Result<StringObject<'a>, Error> {
        let offset = self.position;
        let rest = self.rest();
        let mut open = 0_usize;
        let mut escaped = false;
        for (index, &byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        let (raw, _) = rest.split_at(index + 1);
                        self.position += raw.len();
                        return Ok(StringObject { raw, offset, decryption: None });
                    }
                }
                _ => {}
            }
        }
        self.position = self.bytes.len();
        Err(Error::BadSyntax(offset))
    }

    /// A number, a reference, `true`, `false`, `null`, or a token that is none of them.
    fn word(&mut self, at: usize) -> Result<Object<'a>, Error> {
        let word = self.skip_while(is_regular);
        // Nearly all words are numbers of a few digits, and most of those the start of a reference.
        const FEW: usize = 9;
        if word.len() <= FEW
            && let Some(number) = decimal(word)
        {
            let reference = u32::try_from(number).ok().zip(self.rest_of_reference());
            let integer = i64::try_from(number).map_or(Object::Unknown(word), Object::Integer);
            return Ok(reference.map_or(integer, |(number, generation)| {
                Object::Reference(Reference { number, generation })
            }));
        }
        if word.len() > LONGEST_WORD {
            return Ok(Object::Unknown(word));
        }
        match word {
            b"true" => return Ok(Object::Boolean(true)),
            b"false" => return Ok(Object::Boolean(false)),
            b"null" => return Ok(Object::Null),
            b"obj" | b"endobj" | b"stream" | b"endstream" | b"R" | b"xref" | b"trailer"
            | b"startxref" => return Err(Error::BadSyntax(at)),
            _ => {}
        }
        if word.iter().all(u8::is_ascii_digit)
            && let Some(number) = decimal(word).and_then(|number| u32::try_from(number).ok())
            && let Some(generation) = self.rest_of_reference()
        {
            return Ok(Object::Reference(Reference { number, generation }));
        }
        Ok(number(word).unwrap_or(Object::Unknown(word)))
    }

    /// The ` G R` after a number, if it is there. Some readers take `0R` for one word, so it is no
    /// reference here either.
    fn rest_of_reference(&mut self) -> Option<u16> {
        let before = self.position;
        self.skip_space();
        let generation = self.take_unsigned().and_then(|number| u16::try_from(number).ok());
        let end = self.position;
        self.skip_space();
        if generation.is_some() && self.position > end && self.take_keyword(b"R") {
            return generation;
        }
        self.position = before;
        None
    }
}

/// The value of decimal digits, if it is below 2^64.
fn decimal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, &digit| {
        let digit = digit.checked_sub(b'0').filter(|&digit| digit < 10)?;
        value.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// An integer or a real (ISO 32000-2 §7.3.3). Not a real of more digits than all readers tell apart
/// (some drop the last ones, some let the first ones overflow): two of them that are written
/// differently are different values.
fn number<'a>(word: &[u8]) -> Option<Object<'a>> {
    let unsigned = match word {
        [b'+' | b'-', unsigned @ ..] => unsigned,
        _ => word,
    };
    const DIGITS: usize = 15;
    let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
    let numeric = unsigned.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && unsigned.iter().any(u8::is_ascii_digit)
        && unsigned.iter().filter(|&&byte| byte == b'.').count() <= 1;
    if !numeric {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    match text.parse() {
        Ok(integer) => Some(Object::Integer(integer)),
        Err(_) if digits > DIGITS => None,
        Err(_) => text.parse().map(Object::Real).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &[u8]) -> Result<Object<'_>, Error> {
        Parser::new(text, 0).value()
    }

    #[test]
    fn values() {
        let text = b"<< /A [1 0 R 2 3 -4.5 +7 .5 true null] /B#20C (x) % comment\n /D <41> >>";
        let value = parse(text).unwrap();
        let dictionary = value.as_dictionary().unwrap();
        let expected = [
            Object::Reference(Reference { number: 1, generation: 0 }),
            Object::Integer(2),
            Object::Integer(3),
            Object::Real(-4.5),
            Object::Integer(7),
            Object::Real(0.5),
            Object::Boolean(true),
            Object::Null,
        ];
        assert_eq!(dictionary.get("A").unwrap().as_array().unwrap(), expected);
        let string = dictionary.get("D").unwrap().as_string().unwrap();
        assert_eq!(string.raw(), b"<41>");
        assert_eq!(text.get(string.offset..string.offset + 4), Some(&b"<41>"[..]));
        assert!(dictionary.get("B C").is_some());
    }

    #[test]
    fn odd_tokens_do_not_lose_the_object() {
        let value = parse(b"<< /A --5 /B 1.2.3 /C 99999999999999999999 /D 5 0 0 R >>");
        assert_eq!(value, Err(Error::BadSyntax(48)));
        assert_eq!(parse(b"<< /A 1 0R >>"), Err(Error::BadSyntax(8)));
        let value = parse(b"<< /A --5 /B 1.2.3 /C 99999999999999999999 >>").unwrap();
        assert_eq!(value.as_dictionary().unwrap().get("A"), Some(&Object::Unknown(b"--5")));
        let large = value.as_dictionary().unwrap().get("C");
        assert_eq!(large, Some(&Object::Unknown(b"99999999999999999999")));
        assert_ne!(parse(b"18446744073709552211.0"), parse(b"18446744073709552212.0"));
    }

    #[test]
    fn unclosed_and_deep_values_are_errors() {
        for text in [&b"<< /A"[..], b"[1", b"(a", b"<41", b"<< 1 2 >>", b"<4x>", b")"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        let deep = vec![b'['; 10_000];
        assert!(matches!(parse(&deep), Err(Error::TooDeep(_))));
    }

    #[test]
    fn streams_need_their_length() {
        let good = b"7 0 obj << /Length 3 >> stream\nabc\nendstream endobj";
        let object = Parser::new(good, 0).indirect(|_| Ok(None)).unwrap();
        assert_eq!(object.reference, Reference { number: 7, generation: 0 });
        assert_eq!(object.value.as_stream().unwrap().raw(), b"abc");
        assert_eq!(object.end, good.len());
        let bad = b"7 0 obj << /Length 2 >> stream\nabc\nendstream endobj";
        let error = Parser::new(bad, 0).indirect(|_| Ok(None)).unwrap_err();
        assert_eq!(error, Error::StreamLength(30));
        let indirect = b"7 0 obj << /Length 9 0 R >> stream\r\nabc\r\nendstream";
        let object = Parser::new(indirect, 0).indirect(|_| Ok(Some(3))).unwrap();
        assert_eq!(object.value.as_stream().unwrap().raw(), b"abc");
        assert!(object.endobj_missing);
    }
}
