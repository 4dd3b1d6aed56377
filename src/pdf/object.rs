//! The values of PDF (ISO 32000-2 §7.3).

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The name of an indirect object (ISO 32000-2 §7.3.10).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Reference {
    /// The object number.
    pub number: u32,
    /// The generation number.
    pub generation: u16,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} R", self.number, self.generation)
    }
}

/// A value. Two values are equal if they mean the same, however they are written: strings and
/// names compare decoded, dictionaries without regard to the order of their entries, references
/// by number.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Object<'a> {
    /// An array.
    Array(Vec<Object<'a>>),
    /// `true` or `false`.
    Boolean(bool),
    /// A dictionary.
    Dictionary(Dictionary<'a>),
    /// An integer.
    Integer(i64),
    /// A name.
    Name(Name<'a>),
    /// `null`, and what a dangling reference resolves to.
    Null,
    /// A real number.
    Real(f64),
    /// An indirect reference.
    Reference(Reference),
    /// A stream.
    Stream(Stream<'a>),
    /// A string.
    String(StringObject<'a>),
    /// A token that is none of the above, such as `1.2.3`, or a number with too many digits for a
    /// real: kept as it is written, since real files have them in places that do not matter.
    Unknown(&'a [u8]),
}

impl<'a> Object<'a> {
    /// The entries, if this is an array.
    pub fn as_array(&self) -> Option<&[Object<'a>]> {
        if let Self::Array(entries) = self { Some(entries) } else { None }
    }

    /// The dictionary, if this is one. That of a stream does not count.
    pub fn as_dictionary(&self) -> Option<&Dictionary<'a>> {
        if let Self::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    /// The number, if this is an integer.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The name, if this is one.
    pub fn as_name(&self) -> Option<&Name<'a>> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// The reference, if this is one.
    pub fn as_reference(&self) -> Option<Reference> {
        if let Self::Reference(reference) = self { Some(*reference) } else { None }
    }

    /// The stream, if this is one.
    pub fn as_stream(&self) -> Option<&Stream<'a>> {
        if let Self::Stream(stream) = self { Some(stream) } else { None }
    }

    /// The string, if this is one.
    pub fn as_string(&self) -> Option<&StringObject<'a>> {
        if let Self::String(string) = self { Some(string) } else { None }
    }

    /// Calls `visit` with every reference in this value, at any depth.
    pub(super) fn visit_references(&self, visit: &mut dyn FnMut(Reference)) {
        match self {
            Self::Array(entries) => entries.iter().for_each(|entry| entry.visit_references(visit)),
            Self::Dictionary(dictionary) => dictionary.visit_references(visit),
            Self::Reference(reference) => visit(*reference),
            Self::Stream(stream) => stream.dictionary.visit_references(visit),
            _ => {}
        }
    }
}

/// A name (ISO 32000-2 §7.3.5), its `#xx` decoded, without the solidus.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Name<'a>(pub(super) Cow<'a, [u8]>);

impl Name<'_> {
    /// The octets of the name.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl PartialEq<str> for Name<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

/// A string as it is written (ISO 32000-2 §7.3.4), decoded when asked.
#[derive(Clone, Debug)]
pub struct StringObject<'a> {
    pub(super) raw: &'a [u8],
    pub(super) offset: usize,
    /// In an encrypted document, unless it is not encrypted itself. Behind a pointer, since there may
    /// be millions of strings.
    pub(super) decryption: Option<Rc<Decryption>>,
}

/// What became of a string of an encrypted document (ISO 32000-2 §7.6.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Decryption {
    /// It does not decrypt: readers differ in what they make of it, so it stands for nothing.
    Failed,
    /// What it stands for.
    Octets(Vec<u8>),
}

impl<'a> StringObject<'a> {
    /// The token, from `<` to `>` or from `(` to `)` inclusive.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether it is written in hexadecimal.
    pub fn is_hexadecimal(&self) -> bool {
        self.raw.first() == Some(&b'<')
    }

    /// Whether it stands for no octets at all.
    pub(super) fn is_empty(&self) -> bool {
        match self.decryption.as_deref() {
            None if self.is_hexadecimal() => {
                !self.raw.iter().any(|&byte| hexadecimal_digit(byte).is_some())
            }
            _ => self.octets().is_empty(),
        }
    }

    /// The octets it stands for, decrypted in an encrypted document; empty where that fails.
    pub fn octets(&self) -> Cow<'a, [u8]> {
        match self.decryption.as_deref() {
            Some(Decryption::Failed) => return Cow::Borrowed(&[]),
            Some(Decryption::Octets(octets)) => return Cow::Owned(octets.clone()),
            None => {}
        }
        let inner = self.raw.get(1..self.raw.len().saturating_sub(1)).unwrap_or_default();
        if self.is_hexadecimal() {
            Cow::Owned(decode_hexadecimal(inner))
        } else if inner.iter().any(|byte| matches!(byte, b'\\' | b'\r')) {
            Cow::Owned(decode_literal(inner))
        } else {
            Cow::Borrowed(inner)
        }
    }
}

impl PartialEq for StringObject<'_> {
    fn eq(&self, other: &Self) -> bool {
        const FAILED: Option<&Decryption> = Some(&Decryption::Failed);
        match (self.decryption.as_deref(), other.decryption.as_deref()) {
            (FAILED, one) | (one, FAILED) => one == FAILED && self.raw == other.raw,
            (None, None) => self.raw == other.raw || self.octets() == other.octets(),
            _ => self.octets() == other.octets(),
        }
    }
}

/// A dictionary (ISO 32000-2 §7.3.7). Cloning it is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary<'a> {
    /// Sorted by key; entries with the same key in the order of the file.
    entries: Arc<[(Name<'a>, Object<'a>)]>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(mut entries: Vec<(Name<'a>, Object<'a>)>) -> Self {
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self { entries: entries.into() }
    }

    /// The value of a key; of the last one where the key is there twice. The standard leaves that
    /// undefined, so callers that decide something ask [`Self::duplicate_key`].
    pub fn get(&self, key: &str) -> Option<&Object<'a>> {
        let end = self.entries.partition_point(|(name, _)| name.as_bytes() <= key.as_bytes());
        let (name, value) = self.entries.get(end.checked_sub(1)?)?;
        (name.as_bytes() == key.as_bytes()).then_some(value)
    }

    /// The entries, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&Name<'a>, &Object<'a>)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Name<'a>, &mut Object<'a>)> {
        Arc::make_mut(&mut self.entries).iter_mut().map(|(name, value)| (&*name, value))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A key that is there more than once with different values.
    pub fn duplicate_key(&self) -> Option<&Name<'a>> {
        self.entries
            .iter()
            .zip(self.entries.iter().skip(1))
            .find(|(one, other)| one.0 == other.0 && one.1 != other.1)
            .map(|((name, _), _)| name)
    }

    /// Whether `key` is the name `value`.
    pub(super) fn is_name(&self, key: &str, value: &str) -> bool {
        self.get(key).and_then(Object::as_name).is_some_and(|name| name == value)
    }

    fn visit_references(&self, visit: &mut dyn FnMut(Reference)) {
        self.entries.iter().for_each(|(_, value)| value.visit_references(visit));
    }
}

/// A stream (ISO 32000-2 §7.3.8).
#[derive(Clone, Debug, PartialEq)]
pub struct Stream<'a> {
    pub(super) dictionary: Dictionary<'a>,
    stored: Box<Stored<'a>>,
}

/// The data of a stream. Behind a pointer, so that streams do not make all values large.
#[derive(Clone, Debug, PartialEq)]
struct Stored<'a> {
    raw: &'a [u8],
    /// In an encrypted document, the object that the stream is: its key depends on that.
    owner: Option<Reference>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(dictionary: Dictionary<'a>, raw: &'a [u8]) -> Self {
        Self { dictionary, stored: Box::new(Stored { raw, owner: None }) }
    }

    /// The object that an encrypted stream is.
    pub(super) fn owner(&self) -> Option<Reference> {
        self.stored.owner
    }

    pub(super) fn set_owner(&mut self, owner: Reference) {
        self.stored.owner = Some(owner);
    }

    /// The stream dictionary.
    pub fn dictionary(&self) -> &Dictionary<'a> {
        &self.dictionary
    }

    /// The data as stored, encrypted where the document is, and before any filter.
    pub fn raw(&self) -> &'a [u8] {
        self.stored.raw
    }
}

/// The value of a hexadecimal digit.
pub(super) fn hexadecimal_digit(byte: u8) -> Option<u8> {
    Some(hexadecimal_class(byte)).filter(|&digit| digit < 16)
}

/// The value of a hexadecimal digit; 0x10 for white space, 0x20 for anything else.
#[allow(clippy::as_conversions, clippy::indexing_slicing)] // evaluated at compile time
pub(super) fn hexadecimal_class(byte: u8) -> u8 {
    const TABLE: [u8; 256] = {
        let mut table = [0x20; 256];
        let mut digit = 0;
        while digit < 10 {
            table[b'0' as usize + digit as usize] = digit;
            digit += 1;
        }
        while digit < 16 {
            table[b'a' as usize + digit as usize - 10] = digit;
            table[b'A' as usize + digit as usize - 10] = digit;
            digit += 1;
        }
        let whitespace = [0, b'\t', b'\n', 0x0c, b'\r', b' '];
        let mut index = 0;
        while index < whitespace.len() {
            table[whitespace[index] as usize] = 0x10;
            index += 1;
        }
        table
    };
    TABLE.get(usize::from(byte)).copied().unwrap_or(0x20)
}

/// Whether all bytes are hexadecimal digits. It looks at all of them, so that the compiler can do it
/// for many at once: of the `/Contents` of a signature there are tens of thousands.
pub(super) fn are_hexadecimal_digits(inner: &[u8]) -> bool {
    inner.iter().fold(true, |all, &byte| {
        let is_decimal = byte.wrapping_sub(b'0') < 10;
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 6;
        all & (is_decimal | is_letter)
    })
}

/// Pairs of hexadecimal digits; other bytes are skipped, a last single digit counts as if followed
/// by 0 (ISO 32000-2 §7.3.4.3).
pub(super) fn decode_hexadecimal(inner: &[u8]) -> Vec<u8> {
    // Pairs without anything between them, as signatures are written, and most of one of those is
    // the zeros that fill it up.
    if let (pairs, []) = inner.as_chunks::<2>()
        && are_hexadecimal_digits(inner)
    {
        let is_zeros = |block: &[[u8; 2]; 64]| block.as_flattened() == [b'0'; 128];
        let (_, blocks) = pairs.as_rchunks::<64>();
        let zeros = blocks.iter().rev().take_while(|block| is_zeros(block)).count() * 64;
        let (digits, zeros) = pairs.split_at(pairs.len() - zeros);
        let mut octets = Vec::with_capacity(pairs.len());
        let octet = |&pair: &[u8; 2]| {
            let pair = u16::from_le_bytes(pair);
            // The low four bits of each, and 9 more for letters, whose code has bit 6 set.
            let values = (pair & 0x0f0f).wrapping_add(((pair >> 6) & 0x0101).wrapping_mul(9));
            let [octet, _] = (values << 4 | values >> 8).to_le_bytes();
            octet
        };
        octets.extend(digits.iter().map(octet));
        octets.resize(digits.len() + zeros.len(), 0);
        return octets;
    }
    let mut octets = Vec::with_capacity(inner.len().div_ceil(2));
    let mut high = None;
    for digit in inner.iter().filter_map(|&byte| hexadecimal_digit(byte)) {
        match high.take() {
            None => high = Some(digit << 4),
            Some(value) => octets.push(value | digit),
        }
    }
    octets.extend(high);
    octets
}

/// The escapes of a literal string (ISO 32000-2 §7.3.4.2).
fn decode_literal(inner: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => octets.push(b'\n'),
                Some(b'r') => octets.push(b'\r'),
                Some(b't') => octets.push(b'\t'),
                Some(b'b') => octets.push(8),
                Some(b'f') => octets.push(12),
                Some(b'\r') => {
                    bytes.next_if_eq(&b'\n');
                }
                Some(b'\n') | None => {}
                Some(digit @ b'0'..=b'7') => {
                    let mut value = digit - b'0';
                    for _ in 0..2 {
                        if let Some(next) = bytes.next_if(|next| matches!(next, b'0'..=b'7')) {
                            // high-order overflow is ignored, says the standard
                            value = value.wrapping_shl(3) | (next - b'0');
                        }
                    }
                    octets.push(value);
                }
                Some(other) => octets.push(other),
            },
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                octets.push(b'\n');
            }
            other => octets.push(other),
        }
    }
    octets
}

/// A number of the size that numbers in documents have.
pub(super) fn number(value: &Object<'_>) -> Option<f64> {
    match value {
        Object::Integer(integer) => i32::try_from(*integer).ok().map(f64::from),
        Object::Real(real) => Some(*real),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(raw: &[u8]) -> StringObject<'_> {
        StringObject { raw, offset: 0, decryption: None }
    }

    #[test]
    fn values_stay_small() {
        // a hostile file may have millions of them
        assert!(size_of::<Object<'_>>() <= 40, "{}", size_of::<Object<'_>>());
    }

    #[test]
    fn strings_decode() {
        assert_eq!(string(b"<48 65 6c6C 6>").octets().as_ref(), b"Hell`");
        assert_eq!(string(b"(a\\(b\\)\\053\\\r\nc\\5\r\n)").octets().as_ref(), b"a(b)+c\x05\n");
        assert_eq!(string(b"(a(b)c)").octets(), Cow::Borrowed(&b"a(b)c"[..]));
        assert_eq!(string(b"(AB)"), string(b"<4142>"));
        assert_ne!(string(b"(AB)"), string(b"<4143>"));
    }

    #[test]
    fn dictionaries_find_keys_and_name_duplicates() {
        let name = |text: &'static str| Name(Cow::Borrowed(text.as_bytes()));
        let entries = vec![
            (name("V"), Object::Integer(1)),
            (name("A"), Object::Integer(2)),
            (name("V"), Object::Integer(3)),
        ];
        let dictionary = Dictionary::new(entries);
        assert_eq!(dictionary.get("V"), Some(&Object::Integer(3)));
        assert_eq!(dictionary.get("A"), Some(&Object::Integer(2)));
        assert_eq!(dictionary.get("Z"), None);
        assert_eq!(dictionary.duplicate_key(), Some(&name("V")));
    }
}
