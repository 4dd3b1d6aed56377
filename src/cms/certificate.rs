//! The few parts of a certificate by which CMS names it.
//!
//! Only what identifies is read, so that a certificate with odd extensions can still be found.

use crate::asn1::{Element, Error, Oid, Reader, Tag, oid};

const SUBJECT_KEY_IDENTIFIER: Oid = oid(&[2, 5, 29, 14]);

/// Issuer, serial number and subject key identifier of a certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'a> {
    /// The encoding of the Name.
    pub(super) issuer: &'a [u8],
    /// The contents octets of the INTEGER.
    pub(super) serial: &'a [u8],
    /// The contents octets of the KeyIdentifier.
    pub(super) subject_key_id: Option<&'a [u8]>,
}

impl<'a> Identity<'a> {
    pub(super) fn read(certificate: &'a [u8]) -> Result<Self, Error> {
        let mut fields = Reader::new(certificate).expect(Tag::SEQUENCE)?.contents()?;
        let mut fields = fields.expect(Tag::SEQUENCE)?.contents()?;
        fields.optional(Tag::context_constructed(0))?;
        let serial = fields.expect(Tag::INTEGER)?.integer_octets()?;
        fields.expect(Tag::SEQUENCE)?;
        let issuer = fields.expect(Tag::SEQUENCE)?.raw();
        let mut subject_key_id = None;
        while !fields.is_empty() {
            let field = fields.read()?;
            if field.tag() == Tag::context_constructed(3) {
                // An extension that cannot be read does not keep the certificate from being
                // found by its issuer.
                subject_key_id = read_subject_key_id(&field).unwrap_or(None);
            }
        }
        Ok(Self { issuer, serial, subject_key_id })
    }
}

fn read_subject_key_id<'a>(extensions: &Element<'a>) -> Result<Option<&'a [u8]>, Error> {
    let mut list = extensions.contents()?.expect(Tag::SEQUENCE)?.contents()?;
    while !list.is_empty() {
        let mut extension = list.expect(Tag::SEQUENCE)?.contents()?;
        if extension.expect(Tag::OID)?.oid()? == SUBJECT_KEY_IDENTIFIER {
            extension.optional(Tag::BOOLEAN)?;
            let value = extension.expect(Tag::OCTET_STRING)?;
            return value.contents()?.expect(Tag::OCTET_STRING).map(|id| Some(id.value()));
        }
    }
    Ok(None)
}

/// Whether two INTEGERs are the same number, however many octets they are written with.
pub(super) fn is_same_serial(left: &[u8], right: &[u8]) -> bool {
    fn minimal(mut octets: &[u8]) -> &[u8] {
        while let [first, rest @ ..] = octets {
            match (first, rest.first()) {
                (0, Some(0..=0x7f)) | (0xff, Some(0x80..)) => octets = rest,
                _ => break,
            }
        }
        octets
    }
    minimal(left) == minimal(right)
}

/// Whether two Names are the same to their reader: the same attributes in the same order, their
/// strings equal but for case and spaces (RFC 5280 §7.1). Signers write the issuer's name anew,
/// often with other string types than in the certificate.
pub(super) fn is_same_name(left: &[u8], right: &[u8]) -> bool {
    left == right
        || matches!((attributes(left), attributes(right)), (Ok(left), Ok(right)) if left == right)
}

/// Each attribute of a Name: the number of its RDN, its type, and its text or octets.
fn attributes(name: &[u8]) -> Result<Vec<(usize, Oid, String)>, Error> {
    let mut found = Vec::new();
    let mut names = Reader::new(name).expect(Tag::SEQUENCE)?.contents()?;
    let mut number = 0_usize;
    while !names.is_empty() {
        let start = found.len();
        let mut set = names.expect(Tag::SET)?.contents()?;
        while !set.is_empty() {
            let mut fields = set.expect(Tag::SEQUENCE)?.contents()?;
            let oid = fields.expect(Tag::OID)?.oid()?;
            let value = fields.read()?;
            let text = match value.text() {
                Ok(text) => text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "),
                Err(_) => value.raw().iter().map(|octet| format!("{octet:02x}")).collect(),
            };
            found.push((number, oid, text));
        }
        if let Some(set) = found.get_mut(start..) {
            set.sort_unstable();
        }
        number = number.saturating_add(1);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers() {
        assert!(is_same_serial(&[0, 0, 5], &[5]));
        assert!(is_same_serial(&[0xff, 0xff, 0x80], &[0x80]));
        assert!(!is_same_serial(&[0, 0x80], &[0x80]));
        assert!(!is_same_serial(&[], &[0]));
    }

    #[test]
    fn names_in_other_string_types() {
        let utf8 = [0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, b'C', b'A', b' '];
        let printable = [0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x13, 2, b'c', b'a'];
        let other = [0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x13, 2, b'c', b'b'];
        assert!(is_same_name(&utf8, &printable));
        assert!(!is_same_name(&utf8, &other));
        assert!(!is_same_name(&[1], &[2]));
    }
}
