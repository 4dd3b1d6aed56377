//! Attributes of a signature (TS 119 102-2 annex A), those of PAdES and of its dictionary among them.

use std::io;

use super::objects::{Kind, Objects, timestamp_id};
use super::xml::Xml;
use crate::validation::{SecurityStoreFacts, SignatureFacts, TimestampKind};
use crate::x509::CertificateId;

const SIGNED: &[(&str, &str)] = &[("Signed", "true")];
const UNSIGNED: &[(&str, &str)] = &[("Signed", "false")];

/// What is written of one signature.
pub(super) struct Attributes<'a> {
    pub(super) facts: &'a SignatureFacts,
    /// Its number, counted from 1.
    pub(super) number: usize,
    /// The document timestamps over it: their numbers and times.
    pub(super) archive: &'a [(usize, jiff::Timestamp)],
    pub(super) store: &'a SecurityStoreFacts,
    pub(super) objects: &'a Objects<'a>,
}

impl Attributes<'_> {
    /// `vr:SignatureAttributesType`, which holds at least one attribute.
    pub(super) fn write<W: io::Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        let Self { facts, .. } = self;
        if !self.has_any() {
            return Ok(());
        }
        let identity = &facts.cms.identity;
        xml.element("SignatureAttributes", |xml| {
            if let Some(time) = facts.claimed_time {
                let inner = |xml: &mut Xml<W>| xml.time("Time", time);
                xml.element_with("SigningTime", SIGNED, inner)?;
            }
            if let Some(certificate) = &identity.certificate {
                xml.element_with("SigningCertificate", SIGNED, |xml| {
                    xml.element("CertID", |xml| xml.digest_parts(certificate))
                })?;
            }
            self.write_timestamps(xml)?;
            if let Some(digest) = &identity.message_digest {
                let inner = |xml: &mut Xml<W>| xml.octets("Digest", digest.as_bytes());
                xml.element_with("MessageDigest", SIGNED, inner)?;
            }
            self.write_archive(xml)?;
            self.write_dictionary(xml)
        })
    }

    fn has_any(&self) -> bool {
        let Self { facts, archive, store, .. } = self;
        let (dictionary, identity) = (&facts.dictionary, &facts.cms.identity);
        let texts = [
            &facts.sub_filter,
            &facts.reason,
            &facts.location,
            &dictionary.filter,
            &dictionary.name,
            &dictionary.contact,
        ];
        facts.claimed_time.is_some()
            || identity.certificate.is_some()
            || identity.message_digest.is_some()
            || facts.timestamps.iter().any(|timestamp| timestamp.token.is_some())
            || !archive.is_empty()
            || !store.is_empty()
            || !dictionary.byte_range.is_empty()
            || texts.into_iter().any(Option::is_some)
    }

    /// The timestamps inside, as far as they say a time (A.6 and A.12).
    fn write_timestamps<W: io::Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        for (place, timestamp) in self.facts.timestamps.iter().enumerate() {
            let Some(token) = timestamp.token else { continue };
            let (name, signed) = match timestamp.kind {
                TimestampKind::Content => ("AllDataObjectsTimeStamp", SIGNED),
                TimestampKind::Signature => ("SignatureTimeStamp", UNSIGNED),
            };
            let id = timestamp_id(self.number, Some(place));
            write_timestamp(name, signed, &id, token.time, xml)?;
        }
        Ok(())
    }

    /// What was added to the document so that the signature can be validated later (A.27 and A.29).
    /// VRI dictionaries are not told apart: they are there to find faster what the store holds.
    fn write_archive<W: io::Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        if !self.store.is_empty() {
            xml.element_with("DSS", UNSIGNED, |xml| {
                for (name, kind, ids) in [
                    ("Certs", Kind::Certificate, &self.store.certificates),
                    ("CRLs", Kind::Crl, &self.store.crls),
                    ("OCSPs", Kind::OcspResponse, &self.store.ocsp_responses),
                ] {
                    if !ids.is_empty() && self.objects.affords(ids.len()) {
                        xml.reference(name, &id_list(kind, ids))?;
                    }
                }
                Ok(())
            })?;
        }
        for (number, time) in self.archive.iter().take_while(|_| self.objects.affords(1)) {
            let id = timestamp_id(*number, None);
            write_timestamp("DocTimeStamp", UNSIGNED, &id, *time, xml)?;
        }
        Ok(())
    }

    /// What its dictionary says (A.9 and A.30 to A.35), which the signature covers.
    fn write_dictionary<W: io::Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        let dictionary = &self.facts.dictionary;
        for (name, element, value) in [
            ("SignatureProductionPlace", "AddressString", &self.facts.location),
            ("Reason", "ReasonElement", &self.facts.reason),
            ("Name", "NameElement", &dictionary.name),
            ("ContactInfo", "ContactInfoElement", &dictionary.contact),
            ("SubFilter", "SubFilterElement", &self.facts.sub_filter),
        ] {
            if let Some(value) = value {
                xml.element_with(name, SIGNED, |xml| xml.text(element, value))?;
            }
        }
        if !dictionary.byte_range.is_empty() {
            let numbers = dictionary.byte_range.iter().flat_map(|(start, len)| [start, len]);
            let numbers: Vec<_> = numbers.map(ToString::to_string).collect();
            xml.text("ByteRange", &numbers.join(" "))?;
        }
        match &dictionary.filter {
            Some(filter) => xml.element("Filter", |xml| xml.text("Filter", filter)),
            None => Ok(()),
        }
    }
}

/// `vr:SATimestampType`.
fn write_timestamp<W: io::Write>(
    name: &str,
    signed: &[(&str, &str)],
    id: &str,
    time: jiff::Timestamp,
    xml: &mut Xml<W>,
) -> io::Result<()> {
    xml.element_with(name, signed, |xml| {
        xml.reference("AttributeObject", id)?;
        xml.time("TimeStampValue", time)
    })
}

/// `xs:IDREFS`.
fn id_list(kind: Kind, ids: &[CertificateId]) -> String {
    ids.iter().map(|id| kind.id(id)).collect::<Vec<_>>().join(" ")
}
