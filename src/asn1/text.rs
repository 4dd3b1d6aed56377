//! Character string types.

use super::{Element, Error, Tag};

impl Element<'_> {
    /// The text of a character string, whatever its type: UTF8String, PrintableString, IA5String,
    /// BMPString, UniversalString, VisibleString, and TeletexString read as Latin-1, which is how
    /// it is used in practice. Octets that do not decode become U+FFFD.
    ///
    /// # Errors
    /// [`Error::BadValue`] for other types.
    pub fn text(&self) -> Result<String, Error> {
        let octets = self.octets()?;
        let octets = octets.as_ref();
        Ok(match self.tag().as_primitive() {
            Tag::BMP_STRING => {
                let units = octets.chunks_exact(2).map(|pair| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0,
                });
                char::decode_utf16(units)
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            Tag::UNIVERSAL_STRING => octets
                .chunks_exact(4)
                .map(|quad| match quad {
                    [a, b, c, d] => char::from_u32(u32::from_be_bytes([*a, *b, *c, *d])),
                    _ => None,
                })
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
            Tag::TELETEX_STRING => octets.iter().map(|&octet| char::from(octet)).collect(),
            Tag::UTF8_STRING
            | Tag::PRINTABLE_STRING
            | Tag::IA5_STRING
            | Tag(0x12 | 0x1a | 0x1b) => String::from_utf8_lossy(octets).into_owned(),
            _ => return Err(Error::BadValue("string")),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::asn1::Reader;

    #[test]
    fn string_types() {
        for (input, expected) in [
            (&b"\x0c\x04\xc4\x90A!"[..], "ĐA!"),
            (&b"\x1e\x04\x01\x10\x00A"[..], "ĐA"),
            (&b"\x14\x02\xe9A"[..], "éA"),
            (&b"\x13\x02VN"[..], "VN"),
        ] {
            assert_eq!(Reader::new(input).read().unwrap().text().unwrap(), expected);
        }
        assert!(Reader::new(&[0x04, 0x01, 0x41]).read().unwrap().text().is_err());
    }
}
