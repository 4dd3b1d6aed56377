//! Values as PDF syntax (ISO 32000-2 §7.3).

use super::UpdateError;
use crate::crypto;
use crate::pdf::encryption::{Encryption, is_signature};
use crate::pdf::object::{Decryption, Dictionary, Name, Object, Reference, StringObject};
use crate::pdf::{filter, text};

/// A value that is to be written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// What is written as it stands, wherever it stands.
    Token(Vec<u8>),
    /// A string: by its octets where the document is encrypted, else by its token.
    String { octets: Vec<u8>, token: Vec<u8> },
    /// An array.
    Array(Vec<Value>),
    /// A dictionary.
    Dictionary(Entries),
    /// A stream, whose `/Length` is added.
    Stream(Entries, Vec<u8>),
}

impl From<&str> for Value {
    fn from(token: &str) -> Self {
        Self::Token(token.into())
    }
}

impl From<String> for Value {
    fn from(token: String) -> Self {
        Self::Token(token.into())
    }
}

impl From<Entries> for Value {
    fn from(entries: Entries) -> Self {
        Self::Dictionary(entries)
    }
}

impl From<Reference> for Value {
    fn from(reference: Reference) -> Self {
        reference.to_string().into()
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

/// What the strings and streams of an object are encrypted with: the object, of an encrypted document.
pub(super) type Cipher<'e> = Option<(&'e Encryption, Reference)>;

/// An initialization vector for AES.
fn vector() -> Result<[u8; 16], UpdateError> {
    crypto::random().map_err(|_| UpdateError::NoRandomness)
}

impl Value {
    /// Writes the value of an object, or a part of it.
    pub(super) fn write(&self, cipher: Cipher<'_>, out: &mut Vec<u8>) -> Result<(), UpdateError> {
        match self {
            Self::Token(token) => out.extend_from_slice(token),
            Self::String { octets, token } => match cipher {
                None => out.extend_from_slice(token),
                Some((encryption, owner)) => {
                    match encryption.seal_string(owner, &vector()?, octets)? {
                        Some(sealed) => out.extend(literal(&sealed)),
                        None => out.extend_from_slice(token),
                    }
                }
            },
            Self::Array(values) => {
                out.push(b'[');
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        out.push(b' ');
                    }
                    value.write(cipher, out)?;
                }
                out.push(b']');
            }
            Self::Dictionary(entries) => entries.write(cipher, out)?,
            Self::Stream(entries, data) => {
                let sealed = match cipher {
                    Some((encryption, owner)) => encryption.seal_stream(owner, &vector()?, data)?,
                    None => None,
                };
                let data = sealed.as_ref().unwrap_or(data);
                let mut entries = entries.clone();
                entries.set("Length", data.len().to_string()).write(cipher, out)?;
                out.extend_from_slice(b"\nstream\n");
                out.extend_from_slice(data);
                out.extend_from_slice(b"\nendstream");
            }
        }
        Ok(())
    }
}

/// The entries of a dictionary that is written: those of one that was read, with changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries(Vec<(Vec<u8>, Value)>);

impl Entries {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Those of a dictionary that was read.
    pub(super) fn of(dictionary: &Dictionary<'_>) -> Self {
        let is_signature = is_signature(dictionary);
        let value = |key: &Name<'_>, value: &Object<'_>| match value {
            // the value of a signature is not encrypted in any document (§7.6.2)
            Object::String(it) if is_signature && key == "Contents" && it.is_hexadecimal() => {
                Value::Token(it.raw().to_vec())
            }
            _ => object(value),
        };
        let mut entries: Vec<(Vec<u8>, Value)> = Vec::with_capacity(dictionary.len());
        for (key, it) in dictionary.iter() {
            let entry = (key.as_bytes().to_vec(), value(key, it));
            // of a key that is there twice the last one counts, as for `Dictionary::get`
            match entries.last_mut().filter(|last| last.0 == entry.0) {
                Some(last) => *last = entry,
                None => entries.push(entry),
            }
        }
        Self(entries)
    }

    /// Sets an entry, in place of the one with this key if there is one.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == key.as_bytes()) {
            Some((_, known)) => *known = value,
            None => self.0.push((key.as_bytes().to_vec(), value)),
        }
        self
    }

    pub(super) fn remove(&mut self, key: &str) -> &mut Self {
        self.0.retain(|(known, _)| known != key.as_bytes());
        self
    }

    /// The dictionary as it is written.
    pub(super) fn write(&self, cipher: Cipher<'_>, out: &mut Vec<u8>) -> Result<(), UpdateError> {
        out.extend_from_slice(b"<<");
        for (key, value) in &self.0 {
            out.extend(name(key));
            out.push(b' ');
            value.write(cipher, out)?;
            out.push(b'\n');
        }
        out.extend_from_slice(b">>");
        Ok(())
    }
}

/// A stream whose data are compressed.
pub(super) fn compressed(mut entries: Entries, data: &[u8]) -> Value {
    match filter::deflate(data) {
        Ok(deflated) => {
            entries.set("Filter", "/FlateDecode");
            Value::Stream(entries, deflated)
        }
        Err(_) => Value::Stream(entries, data.to_vec()),
    }
}

/// A value that was read.
pub(super) fn object(value: &Object<'_>) -> Value {
    match value {
        Object::Array(entries) => Value::Array(entries.iter().map(object).collect()),
        Object::Boolean(value) => value.to_string().into(),
        Object::Dictionary(dictionary) => Entries::of(dictionary).into(),
        Object::Integer(value) => value.to_string().into(),
        Object::Name(Name(octets)) => Value::Token(name(octets)),
        Object::Null => "null".into(),
        Object::Real(value) => Value::Token(real(*value)),
        Object::Reference(it) => (*it).into(),
        Object::String(it) => string(it),
        Object::Unknown(word) => Value::Token(word.to_vec()),
        // always an object of its own; what refers to it does so by its number
        Object::Stream(stream) => Entries::of(stream.dictionary()).into(),
    }
}

fn string(string: &StringObject<'_>) -> Value {
    let token = string.raw().to_vec();
    match string.decryption.as_deref() {
        // nobody knows what it means, and it stays what it is in the object that it belongs to
        Some(Decryption::Failed) => Value::Token(token),
        _ => Value::String { octets: string.octets().into_owned(), token },
    }
}

/// Without an exponent (§7.3.3), as the same number and as a real one: another would be a change.
fn real(value: f64) -> Vec<u8> {
    let text = value.to_string();
    if text.contains('.') { text.into() } else { format!("{text}.0").into() }
}

/// With the solidus, and with escapes for what is no regular character (§7.3.5).
pub(super) fn name(octets: &[u8]) -> Vec<u8> {
    let mut out = b"/".to_vec();
    for &octet in octets {
        if octet.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&octet) {
            out.push(octet);
        } else {
            out.extend(format!("#{octet:02x}").into_bytes());
        }
    }
    out
}

/// A text string (§7.9.2.2): in PDFDocEncoding where that has the characters, else in UTF-16.
pub(super) fn text_string(value: &str) -> Value {
    let octets: Option<Vec<u8>> = value.chars().map(text::octet).collect();
    // what looks like the mark of another encoding would be read in that one
    let marks: [&[u8]; 3] = [&[0xfe, 0xff], &[0xff, 0xfe], &[0xef, 0xbb, 0xbf]];
    let octets = octets.filter(|it| !marks.iter().any(|mark| it.starts_with(mark)));
    let octets = octets.unwrap_or_else(|| {
        let units = value.encode_utf16().flat_map(u16::to_be_bytes);
        [0xfe, 0xff].into_iter().chain(units).collect()
    });
    plain_string(octets)
}

/// A string that stands for these octets.
pub(super) fn plain_string(octets: Vec<u8>) -> Value {
    let token = literal(&octets);
    Value::String { octets, token }
}

/// A literal string (§7.3.4.2).
fn literal(octets: &[u8]) -> Vec<u8> {
    let mut out = b"(".to_vec();
    for &octet in octets {
        match octet {
            b'(' | b')' | b'\\' => out.extend([b'\\', octet]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            _ => out.push(octet),
        }
    }
    out.push(b')');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::parser::Parser;

    fn written(value: &Value) -> Vec<u8> {
        let mut out = Vec::new();
        value.write(None, &mut out).unwrap();
        out
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "<</A 1/B#20c [true null -2.5 0.000001 (x\\)y) <4142> 7 0 R]/C<</D/E#23>>>>",
            "[1 (a\\\\b) /N]",
            "[(\\n\\r)]",
        ] {
            let value = Parser::new(text.as_bytes(), 0).value().unwrap();
            let written = written(&object(&value));
            let again = Parser::new(&written, 0).value().unwrap();
            assert_eq!(again, value, "{}", String::from_utf8_lossy(&written));
        }
    }

    #[test]
    fn text_keeps_its_characters() {
        for value in ["Ngày 1/12", "Nguyễn Văn Ân (GĐ)\r\n\\", "", "þÿ", "ÿþ", "ï»¿a", "😀"]
        {
            let written = written(&text_string(value));
            let read = Parser::new(&written, 0).value().unwrap();
            let octets = read.as_string().unwrap().octets().into_owned();
            assert_eq!(text::text(&octets), value);
        }
    }

    #[test]
    fn real_numbers_stay_what_they_are() {
        for text in ["595.0", "595.27559055", "0.000000001", "-0.5", "100000000000.0", "-0.0"] {
            let read = Parser::new(text.as_bytes(), 0).value().unwrap();
            let again = written(&object(&read));
            assert_eq!(Parser::new(&again, 0).value().unwrap(), read, "{text}");
            assert!(!again.contains(&b'e'));
        }
    }
}
