//! Files that hold certificates, CRLs and OCSP responses in one form or another.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Certificate, Crl, Error, OcspResponse, oids};
use crate::asn1::{self, Element, Reader, Tag};
use crate::limits::CONTAINER_ITEMS;

/// One thing found in a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Item {
    /// A certificate.
    Certificate(Arc<Certificate>),
    /// A certificate revocation list.
    Crl(Arc<Crl>),
    /// An OCSP response.
    Ocsp(Arc<OcspResponse>),
}

/// What a part of a file is, as far as can be told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ItemKind {
    /// A certificate.
    Certificate,
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
    /// Something in PEM that is not for verifying, such as a private key.
    OtherPem,
    /// PKCS#7 or CMS.
    Pkcs7,
    /// None of these.
    Unknown,
}

/// A part of a file that could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unreadable {
    /// Its number in the file, from 0.
    pub index: usize,
    /// What it seems to be.
    pub kind: ItemKind,
    /// Why it could not be read.
    pub error: Error,
}

/// What was found in a file.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// What could be read, in the order of the file.
    pub items: Vec<Item>,
    /// What could not.
    pub unreadable: Vec<Unreadable>,
}

/// Reads every certificate, CRL and OCSP response of a file: DER (one or several in a row), PEM
/// (any number of blocks with any text around them), base64 without armour, and PKCS#7 or CMS that
/// only carries certificates and CRLs (`.p7b`), itself in any of these forms.
///
/// One part that cannot be read does not hide the others.
///
/// ```
/// use kyso::x509::{ItemKind, parse_any};
///
/// let contents = parse_any(b"this is a note, not a certificate");
/// assert!(contents.items.is_empty());
/// assert_eq!(contents.unreadable[0].kind, ItemKind::Unknown);
/// ```
pub fn parse_any(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    // '0', the first letter of some text, is the identifier octet of a SEQUENCE, and the letters
    // after it may pass for its length; only the structure tells them apart.
    let first = Reader::new(bytes).expect(Tag::SEQUENCE);
    if first.is_ok_and(|element| kind_of(&element).is_some()) {
        contents.read_der(bytes);
    } else if contains(bytes, PEM_BEGIN) {
        contents.read_pem(bytes);
    } else {
        match decode_base64(bytes) {
            Some(der) if der.first() == Some(&Tag::SEQUENCE.0) => contents.read_der(&der),
            _ => contents.refuse(ItemKind::Unknown, Error::Unrecognised),
        }
    }
    contents
}

/// The contents of the first PEM block with this label, where it is none of those that [`parse_any`] reads: a
/// private key, say. White space in it is passed over. What is returned is wiped from memory when it is
/// dropped.
///
/// ```
/// use kyso::x509::pem_block;
///
/// let text = b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
/// assert_eq!(pem_block(text, "PRIVATE KEY").unwrap()[..], [0x30, 0]);
/// assert!(pem_block(text, "ENCRYPTED PRIVATE KEY").is_none());
/// ```
pub fn pem_block(bytes: &[u8], label: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut rest = bytes;
    loop {
        let (own, after) = split_once(split_once(rest, PEM_BEGIN)?.1, PEM_DASHES)?;
        let (body, after) = split_once(after, PEM_END)?;
        if own == label.as_bytes() {
            return decode_base64(body).map(Zeroizing::new);
        }
        rest = after;
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate",
            Self::Crl => "CRL",
            Self::Ocsp => "OCSP response",
            Self::OtherPem => "other PEM block",
            Self::Pkcs7 => "PKCS#7",
            Self::Unknown => "unknown",
        })
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (item {}): {}", self.kind, self.index, self.error)
    }
}

const PEM_BEGIN: &[u8] = b"-----BEGIN ";
const PEM_END: &[u8] = b"-----END ";
const PEM_DASHES: &[u8] = b"-----";

impl Contents {
    fn len(&self) -> usize {
        self.items.len() + self.unreadable.len()
    }

    fn is_full(&self) -> bool {
        self.len() >= CONTAINER_ITEMS
    }

    fn refuse(&mut self, kind: ItemKind, error: Error) {
        let index = self.len();
        self.unreadable.push(Unreadable { index, kind, error });
    }

    /// DER elements one after another, up to the first that is none of the kinds: what follows
    /// that is padding, or no DER.
    fn read_der(&mut self, bytes: &[u8]) {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            if self.is_full() {
                return self.refuse(ItemKind::Unknown, too_many());
            }
            match reader.read() {
                Ok(element) => {
                    let kind = kind_of(&element);
                    self.read_as(kind.unwrap_or(ItemKind::Unknown), element.raw());
                    if kind.is_none() {
                        return;
                    }
                }
                Err(source) => {
                    // White space after the last element is left by editors.
                    if !reader.rest().iter().all(u8::is_ascii_whitespace) {
                        let error = Error::Asn1 { structure: "file", source };
                        self.refuse(ItemKind::Unknown, error);
                    }
                    return;
                }
            }
        }
    }

    fn read_as(&mut self, kind: ItemKind, der: &[u8]) {
        let item = match kind {
            ItemKind::Certificate => {
                Certificate::parse(der).map(|found| Item::Certificate(Arc::new(found)))
            }
            ItemKind::Crl => Crl::parse(der).map(|found| Item::Crl(Arc::new(found))),
            ItemKind::Ocsp => OcspResponse::parse(der).map(|found| Item::Ocsp(Arc::new(found))),
            ItemKind::Pkcs7 => {
                if let Err(source) = self.read_pkcs7(der) {
                    self.refuse(kind, Error::Asn1 { structure: "SignedData", source });
                }
                return;
            }
            ItemKind::OtherPem | ItemKind::Unknown => Err(Error::Unrecognised),
        };
        match item {
            Ok(item) => self.items.push(item),
            Err(error) => self.refuse(kind, error),
        }
    }

    /// The certificates and CRLs of a SignedData (RFC 5652 §5.1), whether anybody signed or not.
    fn read_pkcs7(&mut self, der: &[u8]) -> Result<(), asn1::Error> {
        let mut info = Reader::new(der).expect(Tag::SEQUENCE)?.contents()?;
        let content_type = info.expect(Tag::OID)?.oid()?;
        if content_type != oids::SIGNED_DATA {
            return Err(asn1::Error::BadValue("ContentType"));
        }
        let mut wrapper = info.expect(Tag::context_constructed(0))?.contents()?;
        let mut fields = wrapper.expect(Tag::SEQUENCE)?.contents()?;
        fields.expect(Tag::INTEGER)?;
        fields.expect(Tag::SET)?;
        fields.expect(Tag::SEQUENCE)?;
        for (number, kind) in [(0, ItemKind::Certificate), (1, ItemKind::Crl)] {
            let Some(list) = fields.optional(Tag::context_constructed(number))? else { continue };
            let mut list = list.contents()?;
            while !list.is_empty() {
                if self.is_full() {
                    self.refuse(kind, too_many());
                    return Ok(());
                }
                let element = list.read()?;
                // The other choices (attribute certificates, other revocation information) are
                // tagged.
                if element.tag() == Tag::SEQUENCE {
                    self.read_as(kind, element.raw());
                }
            }
        }
        Ok(())
    }

    /// PEM blocks (RFC 7468 §3, lax).
    fn read_pem(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((_, after)) = split_once(rest, PEM_BEGIN) {
            if self.is_full() {
                return self.refuse(ItemKind::Unknown, too_many());
            }
            let Some((label, after)) = split_once(after, PEM_DASHES) else {
                return self.refuse(ItemKind::Unknown, Error::Unrecognised);
            };
            let kind = kind_of_label(label);
            let Some((body, after)) = split_once(after, PEM_END) else {
                let source = asn1::Error::Truncated;
                return self.refuse(kind, Error::Asn1 { structure: "PEM", source });
            };
            rest = after;
            if kind == ItemKind::OtherPem {
                self.refuse(kind, Error::Unrecognised);
                continue;
            }
            match decode_base64(body) {
                Some(der) if kind == ItemKind::Unknown => self.read_der(&der),
                Some(der) => self.read_as(kind, &der),
                None => {
                    let source = asn1::Error::BadValue("base64");
                    self.refuse(kind, Error::Asn1 { structure: "PEM", source });
                }
            }
        }
    }
}

fn too_many() -> Error {
    Error::TooLarge { limit: "CONTAINER_ITEMS" }
}

/// The kind that a PEM label names (RFC 7468 and the older labels of openssl).
fn kind_of_label(label: &[u8]) -> ItemKind {
    match label {
        // After a trusted certificate openssl keeps settings of its own; they are not read.
        b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => ItemKind::Certificate,
        b"X509 CRL" | b"CRL" => ItemKind::Crl,
        b"OCSP RESPONSE" => ItemKind::Ocsp,
        b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => ItemKind::Pkcs7,
        _ => ItemKind::OtherPem,
    }
}

/// Tells what a SEQUENCE is by the tags of its first fields.
fn kind_of(element: &Element<'_>) -> Option<ItemKind> {
    let mut fields = element.contents().ok()?;
    match fields.peek()? {
        Tag::OID => return Some(ItemKind::Pkcs7),
        Tag::ENUMERATED => return Some(ItemKind::Ocsp),
        Tag::SEQUENCE => {}
        _ => return None,
    }
    let mut tbs = fields.read().ok()?.contents().ok()?;
    let first = tbs.read().ok()?.tag();
    match (first, tbs.peek()) {
        // A version, then a serial number or a responder.
        (Tag(0xa0), Some(Tag::INTEGER)) => Some(ItemKind::Certificate),
        (Tag(0xa0), Some(Tag(0xa1 | 0xa2))) | (Tag(0xa1 | 0xa2), _) => Some(ItemKind::Ocsp),
        // A CRL without a version begins with the algorithm, a certificate never does.
        (Tag::SEQUENCE, _) => Some(ItemKind::Crl),
        // A serial number or the version of a CRL; then algorithm and issuer; then validity or a
        // time.
        (Tag::INTEGER, _) => {
            tbs.expect(Tag::SEQUENCE).ok()?;
            tbs.expect(Tag::SEQUENCE).ok()?;
            match tbs.peek()? {
                Tag::SEQUENCE => Some(ItemKind::Certificate),
                Tag::UTC_TIME | Tag::GENERALIZED_TIME => Some(ItemKind::Crl),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Base64 with any white space in it; `None` for anything else.
/// Base64 with any white space in it.
pub(crate) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    // it may be a private key: neither copy grows, which would leave parts of it behind
    let mut packed = Zeroizing::new(Vec::with_capacity(text.len()));
    packed.extend(text.iter().filter(|octet| !octet.is_ascii_whitespace()));
    STANDARD.decode(&packed).ok()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    split_once(haystack, needle).is_some()
}

fn split_once<'a>(haystack: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = haystack.windows(needle.len()).position(|window| window == needle)?;
    let (before, rest) = haystack.split_at_checked(at)?;
    Some((before, rest.get(needle.len()..)?))
}

#[cfg(test)]
#[path = "container_tests.rs"]
mod tests;
