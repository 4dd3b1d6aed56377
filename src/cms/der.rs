//! DER re-encoding of what was read as BER.

use crate::asn1::{Element, Error, Tag, Writer, sort_set_of};

/// The DER encoding of an element and everything inside (X.690 §10, §11): definite minimal
/// lengths, strings in one part, SETs sorted, TRUE as 0xff.
///
/// What cannot be seen without knowing the type (default values, implicitly tagged strings) stays
/// as it is.
///
/// # Errors
/// Those of the reader.
pub(super) fn encode(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    if is_canonical(element) {
        return Ok(element.raw().to_vec());
    }
    let mut writer = Writer::new();
    write(&mut writer, element)?;
    Ok(writer.into_bytes())
}

/// The SET OF with these elements, re-encoded and sorted: signed attributes, whose own tag is
/// not that of a SET.
///
/// # Errors
/// Those of the reader.
pub(super) fn encode_set_of(container: &Element<'_>) -> Result<Vec<u8>, Error> {
    if container.has_der_length() && are_canonical(container, true) {
        let mut writer = Writer::new();
        writer.element(Tag::SET, container.value());
        return Ok(writer.into_bytes());
    }
    let mut elements = container.contents()?;
    let mut encoded = Vec::new();
    while !elements.is_empty() {
        encoded.push(encode(&elements.read()?)?);
    }
    Ok(sort_set_of(encoded.iter().map(Vec::as_slice).collect()))
}

fn write(writer: &mut Writer, element: &Element<'_>) -> Result<(), Error> {
    let tag = element.tag();
    match tag {
        Tag::SET => writer.raw(&encode_set_of(element)?),
        Tag::BOOLEAN if element.boolean()? => writer.element(tag, &[0xff]),
        _ if is_string_in_parts(tag) => writer.element(tag.as_primitive(), &element.octets()?),
        _ if tag.is_constructed() => {
            let mut inner = Writer::new();
            let mut elements = element.contents()?;
            while !elements.is_empty() {
                write(&mut inner, &elements.read()?)?;
            }
            writer.element(tag, &inner.into_bytes());
        }
        _ => writer.element(tag, element.value()),
    }
    Ok(())
}

/// Whether writing an element anew would give what is there: so are nearly all, and looking costs a
/// tenth of writing. What cannot be read is not.
fn is_canonical(element: &Element<'_>) -> bool {
    let tag = element.tag();
    if !element.has_der_length() || is_string_in_parts(tag) {
        return false;
    }
    match tag {
        Tag::BOOLEAN => matches!(element.value(), [0 | 0xff]),
        _ if tag.is_constructed() => are_canonical(element, tag == Tag::SET),
        _ => true,
    }
}

/// The same for all elements inside of one, and whether they are in the order of a SET OF.
fn are_canonical(container: &Element<'_>, sorted: bool) -> bool {
    let Ok(mut elements) = container.contents() else { return false };
    let mut before: &[u8] = &[];
    while !elements.is_empty() {
        let Ok(element) = elements.read() else { return false };
        if !is_canonical(&element) || (sorted && element.raw() < before) {
            return false;
        }
        before = element.raw();
    }
    true
}

/// OCTET STRING and the character strings; a BIT STRING in parts is not in use.
fn is_string_in_parts(tag: Tag) -> bool {
    tag.is_constructed()
        && matches!(tag.as_primitive().0, 0x04 | 0x0c | 0x12..=0x16 | 0x19..=0x1c | 0x1e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    fn re_encoded(input: &[u8]) -> Vec<u8> {
        encode(&Reader::new(input).read().unwrap()).unwrap()
    }

    #[test]
    fn forms() {
        // indefinite length with a string in parts
        let input = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 4, 1, 2, 0, 0, 0, 0];
        assert_eq!(re_encoded(&input), [0x30, 4, 4, 2, 1, 2]);
        // a set inside a set, both unsorted, a long length
        let input = [0x31, 0x81, 11, 0x31, 6, 2, 1, 2, 2, 1, 1, 1, 1, 1];
        assert_eq!(re_encoded(&input), [0x31, 11, 1, 1, 0xff, 0x31, 6, 2, 1, 1, 2, 1, 2]);
    }

    #[test]
    fn what_is_canonical_is_what_is_written() {
        let forms: [(&[u8], bool); 9] = [
            (&[0x31, 6, 2, 1, 1, 2, 1, 2], true),
            (&[0x31, 6, 2, 1, 2, 2, 1, 1], false),
            (&[0x30, 6, 2, 1, 2, 2, 1, 1], true),
            (&[0x30, 3, 1, 1, 0xff], true),
            (&[0x30, 3, 1, 1, 0], true),
            (&[0x30, 3, 1, 1, 1], false),
            (&[0x30, 0x80, 2, 1, 2, 0, 0], false),
            (&[0x30, 0x81, 3, 2, 1, 2], false),
            (&[0x30, 5, 0x24, 3, 4, 1, 9], false),
        ];
        for (input, canonical) in forms {
            let element = Reader::new(input).read().unwrap();
            assert_eq!(is_canonical(&element), canonical, "{input:x?}");
            let mut writer = Writer::new();
            write(&mut writer, &element).unwrap();
            let written = writer.into_bytes();
            assert_eq!(written == input, canonical, "{input:x?}");
            assert_eq!(re_encoded(input), written);
        }
    }
}
