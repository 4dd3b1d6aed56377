//! A further signer in SignedData that is there (RFC 5652 §5.1): a parallel signature.

use super::signed_data::ID_DATA;
use super::write::{NewSigner, content_info};
use super::{Error, NewSignedData, SignedData};
use crate::asn1::{self, Element, Oid, Reader, Tag, Writer, sort_set_of};

impl NewSignedData<'_> {
    /// The signers of `cms` and this one: over the same content, which stays inside or outside.
    ///
    /// Every octet of the earlier SignerInfos, of the content and of each certificate and CRL stays as
    /// it is; what is around them is written anew in DER.
    ///
    /// # Errors
    /// Those of [`SignedData::parse_file`]. `Ok(None)` if there is no certificate, or no identifier for
    /// the algorithm.
    pub fn added_to(&self, cms: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        // within the limits, and SignedData in all its parts
        SignedData::parse_file(cms)?;
        let Some(signer) = self.signer() else { return Ok(None) };
        Ok(Some(Parts::read(cms)?.with(&signer)?))
    }
}

/// The parts of SignedData as they are stored.
struct Parts<'a> {
    digests: Vec<Element<'a>>,
    encapsulated: Element<'a>,
    certificates: Vec<Element<'a>>,
    /// CRLs and other revocation values.
    crls: Option<Vec<Element<'a>>>,
    signers: Vec<Element<'a>>,
}

impl<'a> Parts<'a> {
    fn read(cms: &'a [u8]) -> Result<Self, asn1::Error> {
        let mut content_info = Reader::new(cms).expect(Tag::SEQUENCE)?.contents()?;
        content_info.expect(Tag::OID)?;
        let mut explicit = content_info.expect(Tag::context_constructed(0))?.contents()?;
        let mut fields = explicit.expect(Tag::SEQUENCE)?.contents()?;
        fields.expect(Tag::INTEGER)?;
        let digests = elements(&fields.expect(Tag::SET)?)?;
        let encapsulated = fields.expect(Tag::SEQUENCE)?;
        let certificates = fields.optional(Tag::context_constructed(0))?;
        let crls = fields.optional(Tag::context_constructed(1))?;
        Ok(Self {
            digests,
            encapsulated,
            certificates: certificates.map(|set| elements(&set)).transpose()?.unwrap_or_default(),
            crls: crls.map(|set| elements(&set)).transpose()?,
            signers: elements(&fields.expect(Tag::SET)?)?,
        })
    }

    fn with(&self, new: &NewSigner<'_>) -> Result<Vec<u8>, asn1::Error> {
        let raw = |elements: &[Element<'a>]| elements.iter().map(Element::raw).collect::<Vec<_>>();
        let mut digests = raw(&self.digests);
        let kinds = self.digests.iter().map(algorithm).collect::<Result<Vec<_>, _>>()?;
        let own = algorithm(&Reader::new(&new.digest).read()?)?;
        if !kinds.contains(&own) {
            digests.push(&new.digest);
        }
        let mut certificates = raw(&self.certificates);
        certificates.extend(&new.certificates);
        certificates.sort_unstable();
        certificates.dedup();
        let mut signers = raw(&self.signers);
        signers.push(&new.info);
        let version = self.version()?;
        Ok(content_info(|data| {
            data.element(Tag::INTEGER, &[version]);
            data.raw(&sort_set_of(digests));
            data.raw(self.encapsulated.raw());
            implicit_set(data, 0, certificates);
            if let Some(crls) = &self.crls {
                // not sorted anew: they stand in the order in which somebody wrote them
                implicit_set(data, 1, raw(crls));
            }
            data.raw(&sort_set_of(signers));
        }))
    }

    /// The version that what is inside asks for (RFC 5652 §5.1). A new signer is of version 1.
    fn version(&self) -> Result<u8, asn1::Error> {
        const OTHER_FORMAT: Tag = Tag::context_constructed(3);
        const ATTRIBUTES_V2: Tag = Tag::context_constructed(2);
        const ATTRIBUTES_V1: Tag = Tag::context_constructed(1);
        let holds = |tag: Tag| self.certificates.iter().any(|it| it.tag() == tag);
        let has_other_revocation =
            self.crls.iter().flatten().any(|it| it.tag() == Tag::context_constructed(1));
        let content_type = self.encapsulated.contents()?.expect(Tag::OID)?.oid()?;
        let mut has_key_id = false;
        for signer in &self.signers {
            has_key_id |= signer.contents()?.expect(Tag::INTEGER)?.unsigned()? == 3;
        }
        Ok(if holds(OTHER_FORMAT) || has_other_revocation {
            5
        } else if holds(ATTRIBUTES_V2) {
            4
        } else if holds(ATTRIBUTES_V1) || has_key_id || content_type != ID_DATA {
            3
        } else {
            1
        })
    }
}

fn implicit_set(writer: &mut Writer, number: u8, elements: Vec<&[u8]>) {
    writer.nested(Tag::context_constructed(number), |set| {
        elements.iter().for_each(|element| set.raw(element));
    });
}

fn elements<'a>(container: &Element<'a>) -> Result<Vec<Element<'a>>, asn1::Error> {
    let mut reader = container.contents()?;
    let mut elements = Vec::new();
    while !reader.is_empty() {
        elements.push(reader.read()?);
    }
    Ok(elements)
}

/// The identifier in an AlgorithmIdentifier, whatever its parameters are.
fn algorithm(identifier: &Element<'_>) -> Result<Oid, asn1::Error> {
    identifier.contents()?.expect(Tag::OID)?.oid()
}
