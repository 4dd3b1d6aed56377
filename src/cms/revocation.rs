//! Revocation values inside a CMS.

use std::borrow::Cow;

use crate::asn1::{Element, Error, Oid, Reader, Tag, Writer, oid};
use crate::limits::CMS_ITEMS;

/// CRLs and OCSP responses, each as an encoding of its own.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RevocationValues<'a> {
    crls: Vec<&'a [u8]>,
    ocsp_responses: Vec<Cow<'a, [u8]>>,
}

/// id-ri-ocsp-response (RFC 5940 §2.1).
const OCSP_RESPONSE: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 16, 2]);
/// id-pkix-ocsp-basic (RFC 6960 §4.2.1).
const OCSP_BASIC: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);

impl<'a> RevocationValues<'a> {
    /// The encodings of CertificateLists.
    pub fn crls(&self) -> &[&'a [u8]] {
        &self.crls
    }

    /// The encodings of OCSPResponses. A BasicOCSPResponse that stood alone is wrapped into one.
    pub fn ocsp_responses(&self) -> &[Cow<'a, [u8]>] {
        &self.ocsp_responses
    }

    /// RevocationInfoArchival (ISO 32000-2 §12.8.3.3.2).
    pub(super) fn read_adbe(&mut self, value: &Element<'a>) -> Result<(), Error> {
        self.read_tagged(value, |found, response| {
            found.ocsp_responses.push(Cow::Borrowed(response.raw()));
        })
    }

    /// RevocationValues (EN 319 122-1 §A.1.2.2): as the former, but with BasicOCSPResponses.
    pub(super) fn read_cades(&mut self, value: &Element<'a>) -> Result<(), Error> {
        self.read_tagged(value, |found, response| {
            found.ocsp_responses.push(Cow::Owned(wrap_basic(response.raw())));
        })
    }

    fn read_tagged(
        &mut self,
        value: &Element<'a>,
        ocsp: impl Fn(&mut Self, &Element<'a>),
    ) -> Result<(), Error> {
        if value.tag() != Tag::SEQUENCE {
            return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found: value.tag() });
        }
        let mut fields = value.contents()?;
        while !fields.is_empty() {
            let field = fields.read()?;
            let mut list = match field.tag() {
                Tag(0xa0 | 0xa1) => field.contents()?.expect(Tag::SEQUENCE)?.contents()?,
                _ => continue,
            };
            while !list.is_empty() {
                let element = list.expect(Tag::SEQUENCE)?;
                self.check_room()?;
                if field.tag() == Tag::context_constructed(0) {
                    self.crls.push(element.raw());
                } else {
                    ocsp(self, &element);
                }
            }
        }
        Ok(())
    }

    /// RevocationInfoChoices (RFC 5652 §10.2.1).
    pub(super) fn read_choices(&mut self, mut choices: Reader<'a>) -> Result<(), Error> {
        while !choices.is_empty() {
            let choice = choices.read()?;
            self.check_room()?;
            match choice.tag() {
                Tag::SEQUENCE => self.crls.push(choice.raw()),
                Tag(0xa1) => {
                    let mut fields = choice.contents()?;
                    let format = fields.expect(Tag::OID)?.oid()?;
                    let value = fields.read()?;
                    fields.finish()?;
                    match format {
                        OCSP_RESPONSE => self.ocsp_responses.push(Cow::Borrowed(value.raw())),
                        OCSP_BASIC => {
                            self.ocsp_responses.push(Cow::Owned(wrap_basic(value.raw())));
                        }
                        // Other formats are of no use to anybody here.
                        _ => {}
                    }
                }
                found => return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found }),
            }
        }
        Ok(())
    }

    fn check_room(&self) -> Result<(), Error> {
        if self.crls.len() + self.ocsp_responses.len() < CMS_ITEMS {
            Ok(())
        } else {
            Err(Error::BadValue("RevocationValues"))
        }
    }
}

/// An OCSPResponse with the status "successful" around a BasicOCSPResponse (RFC 6960 §4.2.1).
fn wrap_basic(basic: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |response| {
        response.element(Tag::ENUMERATED, &[0]);
        response.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(&OCSP_BASIC);
                bytes.element(Tag::OCTET_STRING, basic);
            });
        });
    });
    writer.into_bytes()
}
