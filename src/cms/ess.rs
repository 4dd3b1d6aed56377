//! References to the signer's certificate: ESS signing-certificate and signing-certificate-v2.

use crate::asn1::{Element, Error, Oid, Reader, Tag};
use crate::crypto::DigestAlgorithm;
use crate::limits::CMS_ITEMS;
use crate::x509::{Certificate, Name};

/// ESSCertID (RFC 2634 §5.4.1) or ESSCertIDv2 (RFC 5035 §4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateReference<'a> {
    digest_algorithm: Oid,
    digest: Vec<u8>,
    issuer_serial: Option<IssuerSerial<'a>>,
}

/// The issuer and serial number inside a reference (RFC 5035 §4, IssuerSerial).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct IssuerSerial<'a> {
    /// The encoding of the issuer's Name, if the GeneralNames hold one.
    pub issuer: Option<&'a [u8]>,
    /// The contents octets of the serial number.
    pub serial: &'a [u8],
}

/// Whether a reference names a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReferenceCheck {
    /// There is no reference.
    Absent,
    /// The digest is that of another certificate.
    DigestMismatch,
    /// The digest is right, but issuer or serial number are those of another certificate
    /// (EN 319 102-1 §5.2.3.4).
    IssuerSerialMismatch,
    /// The reference cannot be read.
    Malformed,
    /// The digest is right, and so are issuer and serial number where present.
    Matches,
    /// The digest algorithm is not known.
    UnsupportedDigest(Oid),
}

impl<'a> CertificateReference<'a> {
    /// The identifier of the digest algorithm. SHA-1 in a reference of the first version.
    pub fn digest_algorithm(&self) -> Oid {
        self.digest_algorithm
    }

    /// The digest of the whole certificate.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Issuer and serial number, where present.
    pub fn issuer_serial(&self) -> Option<&IssuerSerial<'a>> {
        self.issuer_serial.as_ref()
    }

    /// Whether this is the certificate referred to.
    pub fn check(&self, certificate: &Certificate) -> ReferenceCheck {
        let Some(algorithm) = DigestAlgorithm::from_oid(&self.digest_algorithm) else {
            return ReferenceCheck::UnsupportedDigest(self.digest_algorithm);
        };
        let is_same = match algorithm {
            // Known already: it is how certificates are told apart.
            DigestAlgorithm::Sha256 => certificate.id().as_bytes() == self.digest.as_slice(),
            other => other.hash(certificate.der()).as_bytes() == self.digest,
        };
        if !is_same {
            return ReferenceCheck::DigestMismatch;
        }
        let Some(reference) = &self.issuer_serial else { return ReferenceCheck::Matches };
        let is_same_issuer =
            reference.issuer.is_some_and(|issuer| is_issued_by(certificate, issuer));
        if is_same_issuer && certificate.has_serial(reference.serial) {
            ReferenceCheck::Matches
        } else {
            ReferenceCheck::IssuerSerialMismatch
        }
    }
}

/// Whether the issuer of a certificate has this encoded Name, as names are compared (RFC 5280
/// §7.1): signers write it anew, often with other string types than in the certificate.
pub(super) fn is_issued_by(certificate: &Certificate, issuer: &[u8]) -> bool {
    certificate.issuer().der() == issuer
        || Name::parse(issuer).is_ok_and(|issuer| issuer == *certificate.issuer())
}

/// SigningCertificate (RFC 2634 §5.4).
pub(super) fn read_v1<'a>(value: &Element<'a>) -> Result<Vec<CertificateReference<'a>>, Error> {
    read_list(value, |_| Ok(DigestAlgorithm::Sha1.oid()))
}

/// SigningCertificateV2 (RFC 5035 §3). The digest algorithm is SHA-256 unless named.
pub(super) fn read_v2<'a>(value: &Element<'a>) -> Result<Vec<CertificateReference<'a>>, Error> {
    read_list(value, |fields| match fields.optional(Tag::SEQUENCE)? {
        Some(identifier) => identifier.contents()?.expect(Tag::OID)?.oid(),
        None => Ok(DigestAlgorithm::Sha256.oid()),
    })
}

fn read_list<'a>(
    value: &Element<'a>,
    digest_algorithm: impl Fn(&mut Reader<'a>) -> Result<Oid, Error>,
) -> Result<Vec<CertificateReference<'a>>, Error> {
    if value.tag() != Tag::SEQUENCE {
        return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found: value.tag() });
    }
    let mut fields = value.contents()?;
    let mut list = fields.expect(Tag::SEQUENCE)?.contents()?;
    // The policies that follow are not used by anybody.
    fields.optional(Tag::SEQUENCE)?;
    fields.finish()?;
    let mut references = Vec::new();
    while !list.is_empty() {
        let mut fields = list.expect(Tag::SEQUENCE)?.contents()?;
        let digest_algorithm = digest_algorithm(&mut fields)?;
        let digest = match fields.optional_string(Tag::OCTET_STRING)? {
            Some(digest) => digest.octets()?.into_owned(),
            None => return Err(Error::BadValue("ESSCertID")),
        };
        let issuer_serial =
            fields.optional(Tag::SEQUENCE)?.map(|element| read_issuer_serial(&element));
        fields.finish()?;
        references.push(CertificateReference {
            digest_algorithm,
            digest,
            issuer_serial: issuer_serial.transpose()?,
        });
        if references.len() > CMS_ITEMS {
            return Err(Error::BadValue("SigningCertificate"));
        }
    }
    if references.is_empty() {
        return Err(Error::BadValue("SigningCertificate"));
    }
    Ok(references)
}

fn read_issuer_serial<'a>(element: &Element<'a>) -> Result<IssuerSerial<'a>, Error> {
    let mut fields = element.contents()?;
    let mut names = fields.expect(Tag::SEQUENCE)?.contents()?;
    let serial = fields.expect(Tag::INTEGER)?.integer_octets()?;
    fields.finish()?;
    let mut issuer = None;
    while !names.is_empty() {
        let name = names.read()?;
        if name.tag() == Tag::context_constructed(4) && issuer.is_none() {
            issuer = Some(name.contents()?.expect(Tag::SEQUENCE)?.raw());
        }
    }
    Ok(IssuerSerial { issuer, serial })
}
