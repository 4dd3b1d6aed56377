//! The list of extensions that certificates, CRLs, CRL entries and OCSP responses share
//! (RFC 5280 §4.2).

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Error, Problem};
use crate::asn1::{self, Element, Oid, Reader, Tag};
use crate::limits::CERTIFICATE_EXTENSIONS;

/// One extension as stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Extension<'a> {
    /// What it is.
    pub oid: Oid,
    /// Whether it must be processed or the whole be refused.
    pub critical: bool,
    /// The octets of extnValue: an encoding of its own.
    pub value: Cow<'a, [u8]>,
    /// The whole Extension structure.
    pub raw: &'a [u8],
}

impl Extension<'_> {
    /// The one element that the value should be.
    pub(super) fn element(&self) -> Result<Element<'_>, asn1::Error> {
        let mut reader = Reader::new(&self.value);
        let element = reader.read()?;
        reader.finish()?;
        Ok(element)
    }

    /// The contents of the one SEQUENCE that the value should be.
    pub(super) fn sequence(&self) -> Result<Reader<'_>, asn1::Error> {
        let mut reader = Reader::new(&self.value);
        let element = reader.expect(Tag::SEQUENCE)?;
        reader.finish()?;
        element.contents()
    }
}

/// Reads `Extensions ::= SEQUENCE OF Extension`. An empty list is read, though RFC 5280 wants at
/// least one.
pub(super) fn read_all<'a>(
    list: &Element<'a>,
    structure: &'static str,
) -> Result<Vec<Extension<'a>>, Error> {
    let mut extensions = Vec::new();
    let mut reader = list.contents().map_err(Error::within(structure))?;
    while !reader.is_empty() {
        if extensions.len() == CERTIFICATE_EXTENSIONS {
            return Err(Error::TooLarge { limit: "CERTIFICATE_EXTENSIONS" });
        }
        extensions.push(read_one(&mut reader).map_err(Error::within(structure))?);
    }
    Ok(extensions)
}

/// Reads one `Extension`.
pub(super) fn read_one<'a>(reader: &mut Reader<'a>) -> Result<Extension<'a>, asn1::Error> {
    let element = reader.expect(Tag::SEQUENCE)?;
    let mut fields = element.contents()?;
    let oid = fields.expect(Tag::OID)?.oid()?;
    let critical = match fields.optional(Tag::BOOLEAN)? {
        Some(critical) => critical.boolean()?,
        None => false,
    };
    let value = match fields.optional_string(Tag::OCTET_STRING)? {
        Some(value) => value.octets()?,
        None => fields.expect(Tag::OCTET_STRING)?.octets()?,
    };
    fields.finish()?;
    Ok(Extension { oid, critical, value, raw: element.raw() })
}

/// Drops all but the first of each extension, with a problem for each that is dropped.
///
/// A dropped copy that is critical cannot be said to have been processed: its object identifier
/// goes to `unprocessed`.
pub(super) fn drop_duplicates(
    extensions: &mut Vec<Extension<'_>>,
    problems: &mut Vec<Problem>,
    unprocessed: &mut Vec<Oid>,
) {
    let mut seen = HashSet::new();
    extensions.retain(|extension| {
        let first = seen.insert(extension.oid);
        if !first {
            note(problems, Problem::DuplicateExtension(extension.oid));
            if extension.critical {
                note(unprocessed, extension.oid);
            }
        }
        first
    });
}

/// Adds to a list what is not in it yet.
pub(super) fn note<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
