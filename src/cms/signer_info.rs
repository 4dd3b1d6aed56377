//! SignerInfo.

use std::borrow::Cow;

use super::Error;
use super::attributes::{Attributes, SignedAttributes};
use super::ess::is_issued_by;
use crate::asn1::{self, Reader, Tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, SignatureAlgorithm};
use crate::x509::Certificate;

/// How a SignerInfo names the certificate of its signer (RFC 5652 §5.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignerId<'a> {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// The encoding of the issuer's Name.
        issuer: &'a [u8],
        /// The contents octets of the serial number.
        serial: &'a [u8],
    },
    /// By subject key identifier.
    SubjectKeyId(Cow<'a, [u8]>),
}

impl SignerId<'_> {
    /// Whether this certificate has that name. Several may: nothing here is signed, and the
    /// signing-certificate attribute has the last word.
    pub fn identifies(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.has_serial(serial) && is_issued_by(certificate, issuer)
            }
            Self::SubjectKeyId(id) => certificate.subject_key_id() == Some(id.as_ref()),
        }
    }
}

/// One signature of a SignedData (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo<'a> {
    raw: &'a [u8],
    version: u64,
    id: SignerId<'a>,
    digest_identifier: AlgorithmIdentifier<'a>,
    signed_attributes: Option<SignedAttributes<'a>>,
    signature_identifier: AlgorithmIdentifier<'a>,
    signature: Cow<'a, [u8]>,
    unsigned_attributes: Attributes<'a>,
}

impl<'a> SignerInfo<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut fields = element.contents()?;
        let version = fields.expect(Tag::INTEGER)?.unsigned()?;
        let id = match fields.optional_string(Tag::context(0))? {
            Some(key_id) => SignerId::SubjectKeyId(key_id.octets()?),
            None => {
                let mut names = fields.expect(Tag::SEQUENCE)?.contents()?;
                let issuer = names.expect(Tag::SEQUENCE)?.raw();
                let serial = names.expect(Tag::INTEGER)?.integer_octets()?;
                names.finish()?;
                SignerId::IssuerAndSerial { issuer, serial }
            }
        };
        let digest_identifier = AlgorithmIdentifier::read(&mut fields)?;
        let signed_attributes = fields
            .optional(Tag::context_constructed(0))?
            .map(|attributes| SignedAttributes::read(&attributes))
            .transpose()?;
        let signature_identifier = AlgorithmIdentifier::read(&mut fields)?;
        let signature = fields
            .optional_string(Tag::OCTET_STRING)?
            .ok_or(asn1::Error::BadValue("SignerInfo"))?
            .octets()?;
        let unsigned_attributes = fields
            .optional(Tag::context_constructed(1))?
            .map(|attributes| Attributes::read(&attributes))
            .transpose()?
            .unwrap_or_default();
        fields.finish()?;
        Ok(Self {
            raw: element.raw(),
            version,
            id,
            digest_identifier,
            signed_attributes,
            signature_identifier,
            signature,
            unsigned_attributes,
        })
    }

    /// The stored octets.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The version: 1, or 3 if the signer is named by a key identifier.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Who the signer says to be.
    pub fn id(&self) -> &SignerId<'a> {
        &self.id
    }

    /// The digest algorithm as stored.
    pub fn digest_identifier(&self) -> &AlgorithmIdentifier<'a> {
        &self.digest_identifier
    }

    /// The digest algorithm. `None` if it is not known, also where a signature algorithm stands in
    /// its place ([`super::Problem::DigestAlgorithmIsSignatureAlgorithm`]): RFC 5652 §10.1.1 has
    /// digest algorithms only, and other verifiers refuse it too.
    pub fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        DigestAlgorithm::from_identifier(&self.digest_identifier)
    }

    /// The digest algorithm of the content: the SignerInfo's, and without signed attributes that
    /// of the signature algorithm, which is over the content itself. They are the same where the
    /// signer keeps to RFC 5652 §5.4.
    pub fn content_digest_algorithm(&self) -> Option<DigestAlgorithm> {
        let signed = match self.signed_attributes {
            Some(_) => None,
            None => self.signature_algorithm().digest(),
        };
        signed.or_else(|| self.digest_algorithm())
    }

    /// The signed attributes; without them the signature is over the content itself.
    pub fn signed_attributes(&self) -> Option<&SignedAttributes<'a>> {
        self.signed_attributes.as_ref()
    }

    /// The signature algorithm as stored.
    pub fn signature_identifier(&self) -> &AlgorithmIdentifier<'a> {
        &self.signature_identifier
    }

    /// The signature algorithm, completed by the digest algorithm where it names only the kind
    /// of the key.
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::from_identifier(&self.signature_identifier, self.digest_algorithm())
    }

    /// The signature value, which signature timestamps are over.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The unsigned attributes.
    pub fn unsigned_attributes(&self) -> &Attributes<'a> {
        &self.unsigned_attributes
    }
}
