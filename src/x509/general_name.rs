//! GeneralName (RFC 5280 §4.2.1.6) and distribution points (§4.2.1.13).

use super::name::Name;
use crate::asn1::{Element, Error, Oid, Reader, Tag, Writer};

/// One name of a subject, issuer, place or subtree.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum GeneralName {
    /// `[4]` A distinguished name.
    Directory(Name),
    /// `[2]` A host name.
    Dns(String),
    /// `[1]` An e-mail address.
    Email(String),
    /// `[7]` An address of 4 or 16 octets; with a mask (8 or 32) in name constraints.
    Ip(Vec<u8>),
    /// `[0]` A name of a registered form: its type and the encoding of its value.
    Other(Oid, Vec<u8>),
    /// `[8]` An object identifier.
    RegisteredId(Oid),
    /// An X.400 address, an EDI party name or a name that could not be decoded: the whole
    /// encoding. Constraints on such a form can only be answered by refusing.
    Unsupported(Vec<u8>),
    /// `[6]` A uniform resource identifier.
    Uri(String),
}

impl GeneralName {
    /// From its element. A form that is not known, or does not decode, is
    /// [`GeneralName::Unsupported`], so that it can still be met by a constraint.
    ///
    /// # Errors
    /// [`Error::UnexpectedTag`] if it is not a GeneralName at all.
    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let tag = element.tag();
        if tag.0 & 0xc0 != 0x80 || tag.0 & 0x1f > 8 {
            return Err(Error::UnexpectedTag { expected: Tag::context(0), found: tag });
        }
        Ok(Self::decode(element).unwrap_or_else(|| Self::Unsupported(element.raw().to_vec())))
    }

    fn decode(element: &Element<'_>) -> Option<Self> {
        // IA5String by the standard, UTF-8 in some certificates; other octets would make two
        // different names look the same, so they do not decode.
        let text = || String::from_utf8(element.octets().ok()?.into_owned()).ok();
        Some(match element.tag() {
            Tag(0xa0) => {
                let mut fields = element.contents().ok()?;
                let oid = fields.expect(Tag::OID).ok()?.oid().ok()?;
                let value = fields.expect(Tag::context_constructed(0)).ok()?;
                fields.finish().ok()?;
                Self::Other(oid, value.value().to_vec())
            }
            Tag(0x81) => Self::Email(text()?),
            Tag(0x82) => Self::Dns(text()?),
            // A CHOICE is tagged explicitly even under implicit tags.
            Tag(0xa4) => Self::Directory(Name::parse(element.value()).ok()?),
            Tag(0x86) => Self::Uri(text()?),
            Tag(0x87) => Self::Ip(element.value().to_vec()),
            Tag(0x88) => Self::RegisteredId(element.oid().ok()?),
            _ => return None,
        })
    }

    /// All elements of `GeneralNames` whose contents the reader stands at.
    ///
    /// # Errors
    /// The reader's, and [`Error::UnexpectedTag`] for what is no GeneralName.
    pub(super) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, Error> {
        let mut names = Vec::new();
        while !reader.is_empty() {
            names.push(Self::from_element(&reader.read()?)?);
        }
        Ok(names)
    }
}

/// Where a CRL is published (RFC 5280 §4.2.1.13).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DistributionPoint {
    /// Its name; absent if only the issuer of the CRL is named.
    pub name: Option<DistributionPointName>,
    /// The reasons that the CRL there covers; absent for all.
    pub reasons: Option<ReasonFlags>,
    /// Who signs the CRL, where that is not the issuer of the certificate (an indirect CRL).
    pub crl_issuer: Vec<GeneralName>,
}

/// The name of a distribution point.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DistributionPointName {
    /// Complete names, mostly URIs, any of which serves.
    Full(Vec<GeneralName>),
    /// An RDN to be appended to the name of the CRL issuer: the encoding of the contents of the
    /// SET. [`DistributionPointName::resolve`] makes the full name of it.
    RelativeToCrlIssuer(Vec<u8>),
}

impl DistributionPointName {
    /// From the element of the CHOICE.
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        match element.tag() {
            Tag(0xa0) => Ok(Self::Full(GeneralName::read_all(&mut element.contents()?)?)),
            Tag(0xa1) => Ok(Self::RelativeToCrlIssuer(element.value().to_vec())),
            found => Err(Error::UnexpectedTag { expected: Tag(0xa0), found }),
        }
    }

    /// The complete names, given who issues the CRL. Empty if the relative part is no RDN.
    pub fn resolve(&self, crl_issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::RelativeToCrlIssuer(rdn) => {
                let mut writer = Writer::new();
                let issuer = Reader::new(crl_issuer.der()).read();
                writer.nested(Tag::SEQUENCE, |name| {
                    name.raw(issuer.map_or(&[], |issuer| issuer.value()));
                    name.element(Tag::SET, rdn);
                });
                let name = Name::parse(&writer.into_bytes());
                name.into_iter().map(GeneralName::Directory).collect()
            }
        }
    }
}

impl DistributionPoint {
    /// Reads one `DistributionPoint`.
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let mut fields = element.contents()?;
        let name = match fields.optional(Tag::context_constructed(0))? {
            Some(wrapper) => {
                let mut inner = wrapper.contents()?;
                let name = DistributionPointName::from_element(&inner.read()?)?;
                inner.finish()?;
                Some(name)
            }
            None => None,
        };
        let reasons = match fields.optional(Tag::context(1))? {
            Some(flags) => Some(ReasonFlags::from_bits(flags.value())?),
            None => None,
        };
        let crl_issuer = match fields.optional(Tag::context_constructed(2))? {
            Some(names) => GeneralName::read_all(&mut names.contents()?)?,
            None => Vec::new(),
        };
        fields.finish()?;
        Ok(Self { name, reasons, crl_issuer })
    }
}

/// A set of revocation reasons (RFC 5280 §4.2.1.13): bit 0 is the first bit of the BIT STRING.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// All reasons that can stand in a CRL (bits 1 to 8).
    pub const ALL: Self = Self(0b1_1111_1110);

    /// No reason.
    pub const NONE: Self = Self(0);

    /// From the contents of the BIT STRING.
    pub(crate) fn from_bits(value: &[u8]) -> Result<Self, Error> {
        match value {
            [0..=7, bits @ ..] if bits.len() <= 2 => {
                let mut flags = 0;
                for (index, octet) in bits.iter().enumerate() {
                    flags |= u16::from(octet.reverse_bits()) << (8 * index);
                }
                Ok(Self(flags & Self::ALL.0))
            }
            _ => Err(Error::BadValue("ReasonFlags")),
        }
    }

    /// The reasons that are in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The reasons that are in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every reason is in the set.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether no reason is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(bytes: &[u8]) -> GeneralName {
        GeneralName::from_element(&Reader::new(bytes).read().unwrap()).unwrap()
    }

    #[test]
    fn forms() {
        assert_eq!(element(b"\x86\x08http://a"), GeneralName::Uri("http://a".into()));
        assert_eq!(element(b"\x81\x03a@b"), GeneralName::Email("a@b".into()));
        assert_eq!(element(&[0x87, 4, 10, 0, 0, 1]), GeneralName::Ip(vec![10, 0, 0, 1]));
        assert_eq!(element(&[0x86, 1, 0xff]), GeneralName::Unsupported(vec![0x86, 1, 0xff]));
        assert_eq!(element(&[0xa3, 0]), GeneralName::Unsupported(vec![0xa3, 0]));
        let name = element(&[0xa4, 2, 0x30, 0]);
        assert!(matches!(name, GeneralName::Directory(name) if name.is_empty()));
        let bad = Reader::new(&[0x30, 0]).read().unwrap();
        assert!(GeneralName::from_element(&bad).is_err());
    }

    #[test]
    fn relative_distribution_point_names_are_appended() {
        // C=VN, then CN=1 relative to it
        let issuer =
            Name::parse(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02VN").unwrap();
        let relative = DistributionPointName::RelativeToCrlIssuer(
            b"\x30\x08\x06\x03\x55\x04\x03\x13\x011".into(),
        );
        let [GeneralName::Directory(full)] = &relative.resolve(&issuer)[..] else { panic!() };
        assert_eq!(full.to_string(), "CN=1, C=VN");
        assert!(DistributionPointName::RelativeToCrlIssuer(vec![1]).resolve(&issuer).is_empty());
    }

    #[test]
    fn reason_flags() {
        // keyCompromise and cACompromise: bits 1 and 2
        let some = ReasonFlags::from_bits(&[5, 0b0110_0000]).unwrap();
        assert_eq!(some, ReasonFlags(0b110));
        assert!(some.union(ReasonFlags::ALL).is_all());
        assert!(!some.is_all() && !some.is_empty());
        assert!(ReasonFlags::from_bits(&[]).is_err());
        assert!(ReasonFlags::from_bits(&[7, 0xff, 0x80]).unwrap().is_all());
    }
}
