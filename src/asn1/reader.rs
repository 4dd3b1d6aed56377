//! The BER reader.

use std::borrow::Cow;
use std::fmt;

use super::Error;
use super::oid::Oid;
use crate::limits::ASN1_DEPTH;

/// An identifier octet: class, constructed bit and a number below 31.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Tag(pub u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self(0x03);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self(0x04);
    /// NULL.
    pub const NULL: Self = Self(0x05);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self(0x06);
    /// ENUMERATED.
    pub const ENUMERATED: Self = Self(0x0a);
    /// UTF8String.
    pub const UTF8_STRING: Self = Self(0x0c);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);
    /// SET and SET OF.
    pub const SET: Self = Self(0x31);
    /// PrintableString.
    pub const PRINTABLE_STRING: Self = Self(0x13);
    /// TeletexString (T61String).
    pub const TELETEX_STRING: Self = Self(0x14);
    /// IA5String.
    pub const IA5_STRING: Self = Self(0x16);
    /// UTCTime.
    pub const UTC_TIME: Self = Self(0x17);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// UniversalString.
    pub const UNIVERSAL_STRING: Self = Self(0x1c);
    /// BMPString.
    pub const BMP_STRING: Self = Self(0x1e);

    /// `[n]` of a primitive type.
    pub const fn context(n: u8) -> Self {
        Self(0x80 | n)
    }

    /// `[n]` of a constructed type, and every explicit `[n]`.
    pub const fn context_constructed(n: u8) -> Self {
        Self(0xa0 | n)
    }

    /// Whether the contents are themselves elements.
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// The same tag with the constructed bit cleared: how a string that BER allows to be split
    /// into parts is recognised in both forms.
    pub const fn as_primitive(self) -> Self {
        Self(self.0 & !0x20)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:02x}", self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag(0x{:02x})", self.0)
    }
}

/// One tag, length and value, borrowed from the input.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    tag: Tag,
    raw: &'a [u8],
    value: &'a [u8],
    depth: usize,
}

impl<'a> Element<'a> {
    /// The identifier octet.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Header, contents and, for an indefinite length, the end-of-contents octets.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The contents octets as stored, without end-of-contents octets.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// A reader over the elements inside. Of a primitive element it is the caller's claim that
    /// its value holds further elements (an OCTET STRING that wraps an extension, say).
    ///
    /// # Errors
    /// [`Error::TooDeep`] past [`ASN1_DEPTH`].
    pub fn contents(&self) -> Result<Reader<'a>, Error> {
        Reader::at_depth(self.value, self.depth + 1)
    }

    /// The octets of an OCTET STRING or of any other string type, the parts of a constructed one
    /// (X.690 §8.7.3) joined. Borrowed where the encoding is primitive.
    ///
    /// # Errors
    /// [`Error::TooDeep`] and the reader's errors for a constructed encoding.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>, Error> {
        if !self.tag.is_constructed() {
            return Ok(Cow::Borrowed(self.value));
        }
        let mut joined = Vec::new();
        let mut parts = self.contents()?;
        while !parts.is_empty() {
            joined.extend_from_slice(&parts.read()?.octets()?);
        }
        Ok(Cow::Owned(joined))
    }

    /// The bits of a BIT STRING whose number of bits is a multiple of eight, as keys and
    /// signature values are.
    ///
    /// # Errors
    /// [`Error::BadValue`] if there are unused bits or no octets at all.
    pub fn bit_string_octets(&self) -> Result<&'a [u8], Error> {
        match self.value.split_first() {
            Some((0, octets)) if self.tag == Tag::BIT_STRING => Ok(octets),
            _ => Err(Error::BadValue("BIT STRING")),
        }
    }

    /// The number of unused bits and the octets of a BIT STRING, for flags.
    ///
    /// # Errors
    /// [`Error::BadValue`] if the number of unused bits is not in 0 to 7.
    pub fn bit_string(&self) -> Result<(u8, &'a [u8]), Error> {
        match self.value.split_first() {
            Some((&unused, octets))
                if self.tag == Tag::BIT_STRING
                    && unused < 8
                    && (unused == 0 || !octets.is_empty()) =>
            {
                Ok((unused, octets))
            }
            _ => Err(Error::BadValue("BIT STRING")),
        }
    }

    /// The value of an INTEGER as big-endian two's complement octets, as stored.
    ///
    /// # Errors
    /// [`Error::BadValue`] if it is empty.
    pub fn integer_octets(&self) -> Result<&'a [u8], Error> {
        if self.value.is_empty() { Err(Error::BadValue("INTEGER")) } else { Ok(self.value) }
    }

    /// The value of a non-negative INTEGER or ENUMERATED below 2^63.
    ///
    /// # Errors
    /// [`Error::BadValue`] if it is empty, negative or larger.
    pub fn unsigned(&self) -> Result<u64, Error> {
        let octets = self.integer_octets()?;
        if octets.len() > 8 || octets.first().is_some_and(|first| first & 0x80 != 0) {
            return Err(Error::BadValue("INTEGER"));
        }
        Ok(octets.iter().fold(0, |value, &octet| (value << 8) | u64::from(octet)))
    }

    /// The value of a BOOLEAN; any octet but zero is true (X.690 §8.2.2).
    ///
    /// # Errors
    /// [`Error::BadValue`] unless there is exactly one octet.
    pub fn boolean(&self) -> Result<bool, Error> {
        match self.value {
            [octet] => Ok(*octet != 0),
            _ => Err(Error::BadValue("BOOLEAN")),
        }
    }

    /// The value of an OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// [`Error::BadValue`] if it is empty, too long or not minimal.
    pub fn oid(&self) -> Result<Oid, Error> {
        Oid::from_value(self.value)
    }

    /// Whether the length of this element is in the form that DER prescribes.
    pub(crate) fn has_der_length(&self) -> bool {
        // With the end-of-contents octets, an indefinite length is as long as a definite one of
        // three octets.
        let indefinite = self.raw.get(1) == Some(&0x80);
        let header = self.raw.len().saturating_sub(self.value.len());
        !indefinite && header == super::writer::header_len(self.value.len())
    }

    /// Whether this element and everything inside constructed ones is in the form that DER
    /// prescribes for lengths: definite and minimal. The order of SET OF is not looked at.
    pub fn is_der(&self) -> bool {
        fn check(element: &Element<'_>) -> Result<bool, Error> {
            if !element.has_der_length() {
                return Ok(false);
            }
            if element.tag.is_constructed() {
                let mut inner = element.contents()?;
                while !inner.is_empty() {
                    if !check(&inner.read()?)? {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        }
        check(self).unwrap_or(false)
    }
}

/// Reads elements one after another.
///
/// ```
/// use kyso::asn1::{Reader, Tag};
///
/// let mut reader = Reader::new(&[0x30, 0x03, 0x02, 0x01, 0x05]);
/// let mut sequence = reader.expect(Tag::SEQUENCE)?.contents()?;
/// assert_eq!(sequence.expect(Tag::INTEGER)?.unsigned()?, 5);
/// sequence.finish()?;
/// reader.finish()?;
/// # Ok::<(), kyso::asn1::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A reader over the whole input, at depth 0.
    pub fn new(input: &'a [u8]) -> Self {
        Self { rest: input, depth: 0 }
    }

    fn at_depth(input: &'a [u8], depth: usize) -> Result<Self, Error> {
        if depth > ASN1_DEPTH { Err(Error::TooDeep) } else { Ok(Self { rest: input, depth }) }
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next element, without reading it.
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|&octet| Tag(octet))
    }

    /// The next element, whatever its tag.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Unsupported`], [`Error::TooDeep`].
    pub fn read(&mut self) -> Result<Element<'a>, Error> {
        let (element, rest) = split(self.rest, self.depth)?;
        self.rest = rest;
        Ok(element)
    }

    /// The next element, which must have this tag.
    ///
    /// # Errors
    /// [`Error::UnexpectedTag`] and those of [`Reader::read`].
    pub fn expect(&mut self, tag: Tag) -> Result<Element<'a>, Error> {
        match self.peek() {
            Some(found) if found == tag => self.read(),
            Some(found) => Err(Error::UnexpectedTag { expected: tag, found }),
            None => Err(Error::Truncated),
        }
    }

    /// The next element if it has this tag, else nothing is read.
    ///
    /// # Errors
    /// Those of [`Reader::read`].
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Error> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// The next element, which must have this tag in its primitive or its constructed form.
    ///
    /// # Errors
    /// As [`Reader::expect`].
    pub fn expect_string(&mut self, tag: Tag) -> Result<Element<'a>, Error> {
        match self.optional_string(tag)? {
            Some(element) => Ok(element),
            None => self.expect(tag),
        }
    }

    /// The next element if it has this tag in its primitive or its constructed form.
    ///
    /// # Errors
    /// Those of [`Reader::read`].
    pub fn optional_string(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Error> {
        match self.peek() {
            Some(found) if found.as_primitive() == tag.as_primitive() => self.read().map(Some),
            _ => Ok(None),
        }
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// [`Error::TrailingData`] with the number of octets left.
    pub fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::TrailingData(self.rest.len())) }
    }
}

/// The length that a header declares.
enum Length {
    Definite(usize),
    Indefinite,
}

fn header(input: &[u8]) -> Result<(Tag, Length, &[u8]), Error> {
    let (&tag, rest) = input.split_first().ok_or(Error::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(Error::Unsupported);
    }
    let (&first, rest) = rest.split_first().ok_or(Error::Truncated)?;
    if first < 0x80 {
        return Ok((Tag(tag), Length::Definite(usize::from(first)), rest));
    }
    if first == 0x80 {
        return Ok((Tag(tag), Length::Indefinite, rest));
    }
    let count = usize::from(first & 0x7f);
    let (octets, rest) = rest.split_at_checked(count).ok_or(Error::Truncated)?;
    let mut length: u64 = 0;
    for &octet in octets {
        length = length.checked_mul(256).ok_or(Error::Unsupported)? | u64::from(octet);
    }
    let length = usize::try_from(length).map_err(|_| Error::Unsupported)?;
    Ok((Tag(tag), Length::Definite(length), rest))
}

/// Splits the first element off `input`.
fn split(input: &[u8], depth: usize) -> Result<(Element<'_>, &[u8]), Error> {
    let (tag, length, rest) = header(input)?;
    match length {
        Length::Definite(length) => {
            let (value, after) = rest.split_at_checked(length).ok_or(Error::Truncated)?;
            let (raw, _) = input.split_at(input.len() - after.len());
            Ok((Element { tag, raw, value, depth }, after))
        }
        Length::Indefinite => {
            if !tag.is_constructed() {
                return Err(Error::Unsupported);
            }
            let length = indefinite_contents_len(rest, depth)?;
            let (value, after) = rest.split_at_checked(length).ok_or(Error::Truncated)?;
            let after = after.get(2..).ok_or(Error::Truncated)?;
            let (raw, _) = input.split_at(input.len() - after.len());
            Ok((Element { tag, raw, value, depth }, after))
        }
    }
}

/// The number of octets before the end-of-contents octets that close an indefinite length.
///
/// One walk with a counter of open indefinite lengths: definite elements are skipped whole, so
/// the cost is linear in the input whatever the nesting.
fn indefinite_contents_len(input: &[u8], depth: usize) -> Result<usize, Error> {
    let mut rest = input;
    let mut open = 1_usize;
    loop {
        if let Some(after) = rest.strip_prefix(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Ok(input.len() - rest.len());
            }
            rest = after;
            continue;
        }
        let (tag, length, after) = header(rest)?;
        match length {
            Length::Definite(length) => rest = after.get(length..).ok_or(Error::Truncated)?,
            Length::Indefinite if tag.is_constructed() => {
                open += 1;
                if depth + open > ASN1_DEPTH {
                    return Err(Error::TooDeep);
                }
                rest = after;
            }
            Length::Indefinite => return Err(Error::Unsupported),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_length_and_constructed_string() {
        // [0x24 0x80 (04 02 61 62) (04 01 63) 00 00], then an INTEGER
        let input = [0x24, 0x80, 4, 2, 0x61, 0x62, 4, 1, 0x63, 0, 0, 2, 1, 7];
        let mut reader = Reader::new(&input);
        let string = reader.read().unwrap();
        assert_eq!(string.octets().unwrap().as_ref(), b"abc");
        assert_eq!(string.raw().len(), 11);
        assert!(!string.is_der());
        assert_eq!(reader.expect(Tag::INTEGER).unwrap().unsigned().unwrap(), 7);
        assert!(reader.is_empty());
    }

    #[test]
    fn non_minimal_length_is_read_but_not_der() {
        let mut reader = Reader::new(&[0x04, 0x82, 0x00, 0x01, 0xff]);
        let element = reader.read().unwrap();
        assert_eq!(element.value(), [0xff]);
        assert!(!element.is_der());
    }

    #[test]
    fn an_indefinite_length_is_not_der_whatever_the_length() {
        for len in [0_u16, 100, 1_000, 60_000] {
            let mut ber = vec![0x30, 0x80, 0x04, 0x82];
            ber.extend_from_slice(&len.to_be_bytes());
            ber.resize(ber.len() + usize::from(len), 0);
            ber.extend_from_slice(&[0, 0]);
            assert!(!Reader::new(&ber).read().unwrap().is_der(), "{len}");
        }
    }

    #[test]
    fn lengths_past_the_end_are_errors() {
        assert_eq!(Reader::new(&[0x04, 0x05, 1]).read().unwrap_err(), Error::Truncated);
        assert_eq!(Reader::new(&[0x30, 0x80, 0x04, 0x01]).read().unwrap_err(), Error::Truncated);
        let huge = [0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(Reader::new(&huge).read().unwrap_err(), Error::Truncated);
        let wide = [0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(Reader::new(&wide).read().unwrap_err(), Error::Unsupported);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep: Vec<u8> = std::iter::repeat_n([0x30, 0x80], 100_000).flatten().collect();
        assert_eq!(Reader::new(&deep).read().unwrap_err(), Error::TooDeep);
    }
}
