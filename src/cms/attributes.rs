//! Attributes of a SignerInfo.

use jiff::Timestamp;

use super::algorithm_protection::AlgorithmProtection;
use super::ess::{self, CertificateReference, ReferenceCheck};
use super::problem::Problem;
use super::revocation::RevocationValues;
use super::signature_policy::SignaturePolicy;
use super::{Error, der};
use crate::asn1::{self, Element, Oid, Tag, Writer, oid};
use crate::limits::CMS_ITEMS;
use crate::x509::Certificate;

/// Identifiers of attributes.
pub(super) mod id {
    use super::{Oid, oid};

    pub(crate) const CONTENT_TYPE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 3]);
    pub(crate) const MESSAGE_DIGEST: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 4]);
    pub(crate) const SIGNING_TIME: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 5]);
    pub(crate) const SIGNING_CERTIFICATE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 12]);
    pub(crate) const CONTENT_TIME_STAMP: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 20]);
    pub(crate) const SIGNATURE_TIME_STAMP: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 14]);
    pub(crate) const SIGNATURE_POLICY: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 15]);
    pub(crate) const CERTIFICATE_VALUES: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 23]);
    pub(crate) const REVOCATION_VALUES: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 24]);
    pub(crate) const SIGNING_CERTIFICATE_V2: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 47]);
    pub(crate) const ALGORITHM_PROTECTION: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 52]);
    pub(crate) const COUNTER_SIGNATURE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 6]);
    pub(crate) const ARCHIVE_TIME_STAMP: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 27]);
    pub(crate) const ARCHIVE_TIME_STAMP_V2: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 48]);
    pub(crate) const ARCHIVE_TIME_STAMP_V3: Oid = oid(&[0, 4, 0, 1733, 2, 4]);
    pub(crate) const CADES_C_TIME_STAMP: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 25]);
    pub(crate) const REFERENCES_TIME_STAMP: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 26]);
    pub(crate) const EVIDENCE_INTERNAL: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 49]);
    pub(crate) const EVIDENCE_EXTERNAL: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 50]);
    pub(crate) const ADBE_REVOCATION: Oid = oid(&[1, 2, 840, 113_583, 1, 1, 8]);
}

/// Signed attributes that may occur only once, with one value.
const SINGLE: &[Oid] = &[
    id::CONTENT_TYPE,
    id::MESSAGE_DIGEST,
    id::SIGNING_TIME,
    id::SIGNING_CERTIFICATE,
    id::SIGNING_CERTIFICATE_V2,
    id::SIGNATURE_POLICY,
    id::ALGORITHM_PROTECTION,
];

/// Unsigned attributes that could prove something about a signature, and are not processed: by the
/// words for them.
const UNCHECKED: &[(&str, &[Oid])] = &[
    (
        "archive-timestamp",
        &[id::ARCHIVE_TIME_STAMP, id::ARCHIVE_TIME_STAMP_V2, id::ARCHIVE_TIME_STAMP_V3],
    ),
    ("counter-signature", &[id::COUNTER_SIGNATURE]),
    ("evidence-record", &[id::EVIDENCE_INTERNAL, id::EVIDENCE_EXTERNAL]),
    ("validation-data-timestamp", &[id::CADES_C_TIME_STAMP, id::REFERENCES_TIME_STAMP]),
];

/// One Attribute (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub struct Attribute<'a> {
    oid: Oid,
    values: Vec<Element<'a>>,
}

impl<'a> Attribute<'a> {
    /// The type.
    pub fn oid(&self) -> Oid {
        self.oid
    }

    /// The values, of which there may be any number.
    pub fn values(&self) -> &[Element<'a>] {
        &self.values
    }
}

/// The attributes of a SignerInfo, signed or not, in the order in which they are stored.
#[derive(Clone, Debug, Default)]
pub struct Attributes<'a> {
    attributes: Vec<Attribute<'a>>,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Error> {
        let mut reader = element.contents()?;
        let mut attributes = Vec::new();
        while !reader.is_empty() {
            let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
            let oid = fields.expect(Tag::OID)?.oid()?;
            let mut set = fields.expect(Tag::SET)?.contents()?;
            fields.finish()?;
            let mut values = Vec::new();
            while !set.is_empty() {
                values.push(set.read()?);
                if values.len() > CMS_ITEMS {
                    return Err(Error::TooMany("attribute values"));
                }
            }
            attributes.push(Attribute { oid, values });
            if attributes.len() > CMS_ITEMS {
                return Err(Error::TooMany("attributes"));
            }
        }
        Ok(Self { attributes })
    }

    /// The attributes one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Attribute<'a>> {
        self.attributes.iter()
    }

    /// The values of all attributes of this type.
    pub fn values(&self, oid: Oid) -> impl Iterator<Item = &Element<'a>> {
        self.iter().filter(move |attribute| attribute.oid == oid).flat_map(|found| &found.values)
    }

    /// The one value of an attribute that may occur only once.
    ///
    /// # Errors
    /// [`Problem::DuplicateAttribute`] if there are several, [`Problem::MalformedAttribute`] if
    /// the attribute is there without a value.
    pub fn single(&self, oid: Oid) -> Result<Option<&Element<'a>>, Problem> {
        let mut found = self.iter().filter(|attribute| attribute.oid == oid);
        match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
            (None, _) => Ok(None),
            (Some([value]), None) => Ok(Some(value)),
            (Some([]), None) => Err(Problem::MalformedAttribute(oid)),
            _ => Err(Problem::DuplicateAttribute(oid)),
        }
    }

    /// The tokens of the signature timestamps (RFC 3161 Appendix A), each the encoding of a
    /// ContentInfo. They are unsigned attributes.
    pub fn signature_timestamps(&self) -> impl Iterator<Item = &'a [u8]> {
        self.values(id::SIGNATURE_TIME_STAMP).map(|value| value.raw())
    }

    /// The tokens of the content timestamps (EN 319 122-1 clause 5.2.8), each the encoding of a
    /// ContentInfo. They are signed attributes: the signature is younger than they.
    pub fn content_timestamps(&self) -> impl Iterator<Item = &'a [u8]> {
        self.values(id::CONTENT_TIME_STAMP).map(|value| value.raw())
    }

    /// What could prove something about the signature and is not processed, each kind once:
    /// `archive-timestamp`, `counter-signature` (RFC 5652 §11.4), `evidence-record` (RFC 4998 appendix
    /// A), `validation-data-timestamp` (EN 319 122-1 annex A.1.5).
    pub fn unchecked(&self) -> impl Iterator<Item = &'static str> {
        let has = |oids: &[Oid]| self.iter().any(|attribute| oids.contains(&attribute.oid));
        UNCHECKED.iter().filter(move |(_, oids)| has(oids)).map(|(word, _)| *word)
    }

    /// Certificates in certificate-values (CAdES, EN 319 122-1 §A.1.1.2), as stored.
    ///
    /// # Errors
    /// [`Problem::MalformedAttribute`].
    pub fn certificate_values(&self) -> Result<Vec<&'a [u8]>, Problem> {
        let read = || {
            let mut certificates = Vec::new();
            for value in self.values(id::CERTIFICATE_VALUES) {
                let mut list = value.contents()?;
                while !list.is_empty() && certificates.len() < CMS_ITEMS {
                    certificates.push(list.expect(Tag::SEQUENCE)?.raw());
                }
            }
            Ok::<_, asn1::Error>(certificates)
        };
        read().map_err(|_| Problem::MalformedAttribute(id::CERTIFICATE_VALUES))
    }

    /// CRLs and OCSP responses in revocation-values (CAdES, EN 319 122-1 §A.1.2.2) and in
    /// adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2).
    ///
    /// # Errors
    /// [`Problem::MalformedAttribute`].
    pub fn revocation_values(&self) -> Result<RevocationValues<'a>, Problem> {
        let mut found = RevocationValues::default();
        for value in self.values(id::ADBE_REVOCATION) {
            found.read_adbe(value).map_err(|_| Problem::MalformedAttribute(id::ADBE_REVOCATION))?;
        }
        for value in self.values(id::REVOCATION_VALUES) {
            found
                .read_cades(value)
                .map_err(|_| Problem::MalformedAttribute(id::REVOCATION_VALUES))?;
        }
        Ok(found)
    }
}

impl<'i, 'a> IntoIterator for &'i Attributes<'a> {
    type Item = &'i Attribute<'a>;
    type IntoIter = std::slice::Iter<'i, Attribute<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The signed attributes of a SignerInfo, and the octets that the signature is over.
#[derive(Clone, Debug)]
pub struct SignedAttributes<'a> {
    attributes: Attributes<'a>,
    stored: Vec<u8>,
    der: Vec<u8>,
}

impl<'a> SignedAttributes<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Error> {
        let mut stored = Writer::new();
        stored.element(Tag::SET, element.value());
        Ok(Self {
            attributes: Attributes::read(element)?,
            stored: stored.into_bytes(),
            der: der::encode_set_of(element)?,
        })
    }

    /// The attributes as a list.
    pub fn attributes(&self) -> &Attributes<'a> {
        &self.attributes
    }

    /// The DER encoding as a SET OF: what the signature is over (RFC 5652 §5.4).
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The stored contents under the header of a SET OF: what some signers sign where it is something
    /// else than [`SignedAttributes::der`].
    pub fn stored(&self) -> &[u8] {
        &self.stored
    }

    /// Whether they are stored as DER.
    pub fn is_der(&self) -> bool {
        self.stored == self.der
    }

    /// The type of the signed content (RFC 5652 §11.1).
    ///
    /// # Errors
    /// [`Problem::DuplicateAttribute`], [`Problem::MalformedAttribute`]; so do all that follow.
    pub fn content_type(&self) -> Result<Option<Oid>, Problem> {
        self.read_single(id::CONTENT_TYPE, |value| match value.tag() {
            Tag::OID => value.oid(),
            _ => Err(asn1::Error::BadValue("content-type")),
        })
    }

    /// The digest of the content (RFC 5652 §11.2).
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn message_digest(&self) -> Result<Option<Vec<u8>>, Problem> {
        self.read_single(id::MESSAGE_DIGEST, |value| match value.tag().as_primitive() {
            Tag::OCTET_STRING => value.octets().map(|octets| octets.into_owned()),
            _ => Err(asn1::Error::BadValue("message-digest")),
        })
    }

    /// The time that the signer claims (RFC 5652 §11.3). Nothing proves it.
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn signing_time(&self) -> Result<Option<Timestamp>, Problem> {
        self.read_single(id::SIGNING_TIME, Element::time)
    }

    /// The references of signing-certificate (RFC 2634 §5.4); the first names the certificate of
    /// the signer. Empty if the attribute is absent.
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn signing_certificate(&self) -> Result<Vec<CertificateReference<'a>>, Problem> {
        let found = self.read_single(id::SIGNING_CERTIFICATE, ess::read_v1)?;
        Ok(found.unwrap_or_default())
    }

    /// The references of signing-certificate-v2 (RFC 5035 §3); the first names the certificate of
    /// the signer. Empty if the attribute is absent.
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn signing_certificate_v2(&self) -> Result<Vec<CertificateReference<'a>>, Problem> {
        let found = self.read_single(id::SIGNING_CERTIFICATE_V2, ess::read_v2)?;
        Ok(found.unwrap_or_default())
    }

    /// Whether this is the certificate that the signer named. Where both versions of the
    /// attribute are present, both must name it.
    pub fn names_certificate(&self, certificate: &Certificate) -> ReferenceCheck {
        let mut result = ReferenceCheck::Absent;
        for references in [self.signing_certificate_v2(), self.signing_certificate()] {
            let one = match references.as_deref() {
                Ok([]) => continue,
                Ok([first, ..]) => first.check(certificate),
                Err(_) => ReferenceCheck::Malformed,
            };
            if result == ReferenceCheck::Absent || result == ReferenceCheck::Matches {
                result = one;
            }
        }
        result
    }

    /// The reference by which the signer named its certificate: the first one, of the second version
    /// of the attribute where both are present.
    pub fn certificate_reference(&self) -> Option<CertificateReference<'a>> {
        let first = |references: Vec<CertificateReference<'a>>| references.into_iter().next();
        let second_version = self.signing_certificate_v2().ok().and_then(first);
        second_version.or_else(|| self.signing_certificate().ok().and_then(first))
    }

    /// The algorithms that the signer protected (RFC 6211).
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn algorithm_protection(&self) -> Result<Option<AlgorithmProtection<'a>>, Problem> {
        self.read_single(id::ALGORITHM_PROTECTION, AlgorithmProtection::read)
    }

    /// The signature policy that is named or implied (EN 319 122-1 clause 5.2.9).
    ///
    /// # Errors
    /// As [`SignedAttributes::content_type`].
    pub fn signature_policy(&self) -> Result<Option<SignaturePolicy>, Problem> {
        self.read_single(id::SIGNATURE_POLICY, SignaturePolicy::read)
    }

    /// Whatever is duplicate or malformed among the attributes that are known.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = [false; SINGLE.len()];
        for attribute in &self.attributes {
            let single = seen.iter_mut().zip(SINGLE).find(|(_, oid)| **oid == attribute.oid);
            if let Some((seen, _)) = single
                && (std::mem::replace(seen, true) || attribute.values.len() > 1)
            {
                problems.push(Problem::DuplicateAttribute(attribute.oid));
            }
        }
        problems.extend(
            [
                self.content_type().err(),
                self.message_digest().err(),
                self.signing_time().err(),
                self.signing_certificate().err(),
                self.signing_certificate_v2().err(),
                self.algorithm_protection().err(),
                self.signature_policy().err(),
                self.attributes.revocation_values().err(),
            ]
            .into_iter()
            .flatten()
            .filter(|problem| matches!(problem, Problem::MalformedAttribute(_))),
        );
        problems.dedup();
        problems
    }

    fn read_single<T>(
        &self,
        oid: Oid,
        read: impl FnOnce(&Element<'a>) -> Result<T, asn1::Error>,
    ) -> Result<Option<T>, Problem> {
        self.attributes
            .single(oid)?
            .map(read)
            .transpose()
            .map_err(|_| Problem::MalformedAttribute(oid))
    }
}
