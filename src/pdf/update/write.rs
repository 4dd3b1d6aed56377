//! Values as PDF syntax (ISO 32000-2 §7.3).

use crate::pdf::object::{Dictionary, Name, Object, Reference};
use crate::pdf::text;

/// A value as it is written.
pub(super) type Written = Vec<u8>;

/// The entries of a dictionary that is written: those of one that was read, with changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries(Vec<(Vec<u8>, Written)>);

impl Entries {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Those of a dictionary that was read.
    pub(super) fn of(dictionary: &Dictionary<'_>) -> Self {
        let entries = dictionary.iter();
        Self(entries.map(|(key, value)| (key.as_bytes().to_vec(), object(value))).collect())
    }

    /// Sets an entry, in place of the one with this key if there is one.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Written>) -> &mut Self {
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
    pub(super) fn written(&self) -> Written {
        let mut out = b"<<".to_vec();
        for (key, value) in &self.0 {
            out.extend(name(key));
            // a delimiter ends the name already
            if !value.first().is_some_and(|it| b"/([<".contains(it)) {
                out.push(b' ');
            }
            out.extend_from_slice(value);
            out.push(b'\n');
        }
        out.extend_from_slice(b">>");
        out
    }
}

/// A value that was read.
pub(super) fn object(value: &Object<'_>) -> Written {
    match value {
        Object::Array(entries) => array(entries.iter().map(object)),
        Object::Boolean(value) => value.to_string().into(),
        Object::Dictionary(dictionary) => Entries::of(dictionary).written(),
        Object::Integer(value) => value.to_string().into(),
        Object::Name(Name(octets)) => name(octets),
        Object::Null => b"null".to_vec(),
        Object::Real(value) => real(*value),
        Object::Reference(it) => reference(*it),
        Object::String(string) => string.raw().to_vec(),
        Object::Unknown(word) => word.to_vec(),
        // always an object of its own; what refers to it does so by its number
        Object::Stream(stream) => Entries::of(stream.dictionary()).written(),
    }
}

pub(super) fn reference(it: Reference) -> Written {
    it.to_string().into()
}

pub(super) fn array(values: impl IntoIterator<Item = Written>) -> Written {
    let mut out = b"[".to_vec();
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            out.push(b' ');
        }
        out.extend(value);
    }
    out.push(b']');
    out
}

/// Without an exponent (§7.3.3).
pub(super) fn real(value: f64) -> Written {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { b"0".to_vec() } else { text.as_bytes().to_vec() }
}

/// With the solidus, and with escapes for what is no regular character (§7.3.5).
pub(super) fn name(octets: &[u8]) -> Written {
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
pub(super) fn text_string(value: &str) -> Written {
    let octets: Option<Vec<u8>> = value.chars().map(text::octet).collect();
    // what looks like the mark of another encoding would be read in that one
    let marks: [&[u8]; 3] = [&[0xfe, 0xff], &[0xff, 0xfe], &[0xef, 0xbb, 0xbf]];
    let octets = octets.filter(|it| !marks.iter().any(|mark| it.starts_with(mark)));
    literal(&octets.unwrap_or_else(|| {
        let units = value.encode_utf16().flat_map(u16::to_be_bytes);
        [0xfe, 0xff].into_iter().chain(units).collect()
    }))
}

/// A literal string (§7.3.4.2).
pub(super) fn literal(octets: &[u8]) -> Written {
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

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "<</A 1/B#20c [true null -2.5 0.000001 (x\\)y) <4142> 7 0 R]/C<</D/E#23>>>>",
            "[1 (a\\\\b) /N]",
            "[(\\n\\r)]",
        ] {
            let value = Parser::new(text.as_bytes(), 0).value().unwrap();
            let written = object(&value);
            let again = Parser::new(&written, 0).value().unwrap();
            assert_eq!(again, value, "{}", String::from_utf8_lossy(&written));
        }
    }

    #[test]
    fn text_keeps_its_characters() {
        for value in ["Ngày 1/12", "Nguyễn Văn Ân (GĐ)\r\n\\", "", "þÿ", "ÿþ", "ï»¿a", "😀"]
        {
            let written = text_string(value);
            let read = Parser::new(&written, 0).value().unwrap();
            let octets = read.as_string().unwrap().octets().into_owned();
            assert_eq!(text::text(&octets), value);
        }
    }

    #[test]
    fn numbers_have_no_exponent() {
        assert_eq!(real(1e-9), b"0");
        assert_eq!(real(-0.5), b"-0.5");
        assert_eq!(real(1e9), b"1000000000");
        assert_eq!(real(100.0), b"100");
    }
}
