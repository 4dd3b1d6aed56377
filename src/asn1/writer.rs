//! The DER writer.

use super::{Oid, Tag};

/// Writes DER into a buffer; what is nested is written by closures.
///
/// ```
/// use kyso::asn1::{Tag, Writer};
///
/// let mut writer = Writer::new();
/// writer.nested(Tag::SEQUENCE, |inner| inner.element(Tag::INTEGER, &[5]));
/// assert_eq!(writer.into_bytes(), [0x30, 0x03, 0x02, 0x01, 0x05]);
/// ```
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// One element with these contents octets.
    pub fn element(&mut self, tag: Tag, value: &[u8]) {
        self.bytes.push(tag.0);
        push_length(&mut self.bytes, value.len());
        self.bytes.extend_from_slice(value);
    }

    /// An element that is already encoded.
    pub fn raw(&mut self, element: &[u8]) {
        self.bytes.extend_from_slice(element);
    }

    /// One element whose contents the closure writes.
    pub fn nested(&mut self, tag: Tag, contents: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        contents(&mut inner);
        self.element(tag, &inner.bytes);
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: &Oid) {
        self.element(Tag::OID, oid.as_bytes());
    }

    /// The encoding.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// A SET OF of encoded elements in the order that DER prescribes (X.690 §11.6).
pub fn sort_set_of(mut elements: Vec<&[u8]>) -> Vec<u8> {
    elements.sort_unstable();
    let mut writer = Writer::new();
    writer.nested(Tag::SET, |set| elements.iter().for_each(|element| set.raw(element)));
    writer.into_bytes()
}

/// The number of octets of tag and minimal definite length for a value of `len` octets.
pub(super) fn header_len(len: usize) -> usize {
    let zeros = len.to_be_bytes().iter().take_while(|&&octet| octet == 0).count();
    if len < 0x80 { 2 } else { 2 + size_of::<usize>() - zeros }
}

fn push_length(bytes: &mut Vec<u8>, len: usize) {
    if let Ok(short @ 0..0x80) = u8::try_from(len) {
        bytes.push(short);
        return;
    }
    let octets = significant(len);
    bytes.push(0x80 | u8::try_from(octets.len()).unwrap_or(0x7f));
    bytes.extend_from_slice(&octets);
}

/// The big-endian octets of `len` without leading zeros.
fn significant(len: usize) -> Vec<u8> {
    len.to_be_bytes().into_iter().skip_while(|&octet| octet == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    #[test]
    fn what_is_written_is_der() {
        for len in [0, 1, 127, 128, 255, 256, 70_000] {
            let mut writer = Writer::new();
            writer.element(Tag::OCTET_STRING, &vec![7; len]);
            let bytes = writer.into_bytes();
            let element = Reader::new(&bytes).read().unwrap();
            assert_eq!(element.value().len(), len);
            assert!(element.is_der());
        }
    }

    #[test]
    fn set_of_is_sorted() {
        let set = sort_set_of(vec![&[4, 1, 9], &[2, 1, 5], &[4, 1, 3]]);
        assert_eq!(set, [0x31, 9, 2, 1, 5, 4, 1, 3, 4, 1, 9]);
    }
}
