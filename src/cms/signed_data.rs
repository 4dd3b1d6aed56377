//! SignedData.

use std::borrow::Cow;

use super::Error;
use super::problem::Problem;
use super::revocation::RevocationValues;
use super::signer_info::SignerInfo;
use crate::asn1::{Element, Oid, Reader, Tag, oid};
use crate::crypto::AlgorithmIdentifier;
use crate::limits::{CMS_BYTES, CMS_ITEMS, CMS_SPLIT_CONTENT_BYTES};

/// id-data (RFC 5652 §4).
pub(super) const ID_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
/// id-signedData (RFC 5652 §5.1).
pub(super) const ID_SIGNED_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 2]);

/// A SignedData inside its ContentInfo (RFC 5652 §3, §5.1), or the same of PKCS #7.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    raw: &'a [u8],
    trailing: &'a [u8],
    version: u64,
    digest_algorithms: Vec<AlgorithmIdentifier<'a>>,
    content_type: Oid,
    content: Option<Cow<'a, [u8]>>,
    certificates: Vec<&'a [u8]>,
    other_certificates: usize,
    revocation: RevocationValues<'a>,
    signers: Vec<SignerInfo<'a>>,
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo with a SignedData, in BER. What follows it is kept apart: `/Contents`
    /// of a PDF is padded with zeros.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > CMS_BYTES {
            return Err(Error::TooLarge);
        }
        Self::parse_file(bytes)
    }

    /// The same, of a file that may hold what it signs: that counts for nothing in the size of the CMS.
    /// It is not copied, unless it stands there in parts, as programs write it that do not know its
    /// length beforehand.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse_file(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut content_info = element.contents()?;
        let content_type = content_info.expect(Tag::OID)?.oid()?;
        if content_type != ID_SIGNED_DATA {
            return Err(Error::NotSignedData(content_type));
        }
        let mut content = content_info.expect(Tag::context_constructed(0))?.contents()?;
        content_info.finish()?;
        let signed_data = content.expect(Tag::SEQUENCE)?;
        content.finish()?;
        Self::read(&signed_data, element.raw(), reader.rest())
    }

    fn read(signed_data: &Element<'a>, raw: &'a [u8], trailing: &'a [u8]) -> Result<Self, Error> {
        let mut fields = signed_data.contents()?;
        let version = fields.expect(Tag::INTEGER)?.unsigned()?;
        let digest_algorithms =
            list(fields.expect(Tag::SET)?.contents()?, "digest algorithms", |reader| {
                Ok(AlgorithmIdentifier::read(reader)?)
            })?;
        let encapsulated = fields.expect(Tag::SEQUENCE)?;
        if raw.len().saturating_sub(encapsulated.raw().len()) > CMS_BYTES {
            return Err(Error::TooLarge);
        }
        let mut encapsulated = encapsulated.contents()?;
        let content_type = encapsulated.expect(Tag::OID)?.oid()?;
        let content = encapsulated
            .optional(Tag::context_constructed(0))?
            .map(|content| read_content(&content))
            .transpose()?;
        encapsulated.finish()?;
        let mut certificates = Vec::new();
        let mut other_certificates = 0_usize;
        if let Some(set) = fields.optional(Tag::context_constructed(0))? {
            let all = list(set.contents()?, "certificates", |reader| Ok(reader.read()?))?;
            for certificate in all {
                match certificate.tag() {
                    Tag::SEQUENCE => certificates.push(certificate.raw()),
                    _ => other_certificates = other_certificates.saturating_add(1),
                }
            }
        }
        let mut revocation = RevocationValues::default();
        if let Some(set) = fields.optional(Tag::context_constructed(1))? {
            revocation.read_choices(set.contents()?)?;
        }
        let signers = list(fields.expect(Tag::SET)?.contents()?, "signers", |reader| {
            SignerInfo::read(reader)
        })?;
        fields.finish()?;
        Ok(Self {
            raw,
            trailing,
            version,
            digest_algorithms,
            content_type,
            content,
            certificates,
            other_certificates,
            revocation,
            signers,
        })
    }

    /// The octets of the ContentInfo as stored, without what follows.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The number of zero octets that follow the ContentInfo. Zero also if something else
    /// follows, which is [`Problem::TrailingData`].
    pub fn padding(&self) -> usize {
        if self.has_trailing_data() { 0 } else { self.trailing.len() }
    }

    /// The version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The digest algorithms announced for one-pass processing: no more than a hint.
    pub fn digest_algorithms(&self) -> &[AlgorithmIdentifier<'a>] {
        &self.digest_algorithms
    }

    /// The type of the content: id-data, or that of a TSTInfo.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// The encapsulated content, `None` in a detached signature.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The encodings of the certificates, in the order in which they are stored.
    pub fn certificates(&self) -> &[&'a [u8]] {
        &self.certificates
    }

    /// How many attribute certificates and certificates of other formats were skipped.
    pub fn other_certificates(&self) -> usize {
        self.other_certificates
    }

    /// The CRLs and OCSP responses beside the certificates (RFC 5652 §10.2.1, RFC 5940). Those
    /// inside attributes are apart: [`super::Attributes::revocation_values`].
    pub fn revocation(&self) -> &RevocationValues<'a> {
        &self.revocation
    }

    /// The signatures.
    pub fn signers(&self) -> &[SignerInfo<'a>] {
        &self.signers
    }

    /// What is wrong with the structure as a whole.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        match self.signers.len() {
            0 => problems.push(Problem::NoSigner),
            1 => {}
            several => problems.push(Problem::SeveralSigners(several)),
        }
        if self.has_trailing_data() {
            problems.push(Problem::TrailingData(self.trailing.len()));
        }
        problems
    }

    fn has_trailing_data(&self) -> bool {
        // All of them are looked at, many at once: the padding is most of what is stored.
        self.trailing.iter().fold(0, |all, &octet| all | octet) != 0
    }
}

/// The octets that are digested. CMS has an OCTET STRING; PKCS #7 allowed any type and digested
/// its contents octets (RFC 5652 §5.2.1).
fn read_content<'a>(explicit: &Element<'a>) -> Result<Cow<'a, [u8]>, Error> {
    let mut reader = explicit.contents()?;
    let content = reader.read()?;
    reader.finish()?;
    if content.tag().is_constructed() && content.value().len() > CMS_SPLIT_CONTENT_BYTES {
        return Err(Error::TooLarge);
    }
    Ok(match content.tag().as_primitive() {
        Tag::OCTET_STRING => content.octets()?,
        _ => Cow::Borrowed(content.value()),
    })
}

fn list<'a, T>(
    mut reader: Reader<'a>,
    what: &'static str,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    while !reader.is_empty() {
        items.push(read(&mut reader)?);
        if items.len() > CMS_ITEMS {
            return Err(Error::TooMany(what));
        }
    }
    Ok(items)
}
