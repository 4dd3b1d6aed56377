//! Certificates (RFC 5280 §4).

mod extensions;
mod key_usage;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use jiff::Timestamp;

use super::extension::{self, Extension};
use super::general_name::{DistributionPoint, GeneralName};
use super::name::Name;
use super::{Error, Problem, edges::Signed, range_of, serial, write_hex};
use crate::asn1::{self, Element, Oid, Reader, Tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, PublicKey, SignatureAlgorithm};
use crate::limits::CERTIFICATE_BYTES;
use extensions::CertificateExtensions;

pub(super) use extensions::authority_key_id;
pub use extensions::{
    AuthorityKeyId, BasicConstraints, GeneralSubtree, NameConstraints, PolicyConstraints,
    PolicyMapping,
};
pub use key_usage::KeyUsage;

/// What a certificate is known by: the SHA-256 of its encoding.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub struct CertificateId([u8; 32]);

impl Hash for CertificateId {
    /// Of a digest a part is as good as the whole.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.first_chunk().copied().map_or(0, u64::from_le_bytes));
    }
}

impl CertificateId {
    /// The identity of the certificate with this encoding.
    pub fn of(der: &[u8]) -> Self {
        Self(sha256(der))
    }

    /// The octets of the digest.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for CertificateId {
    fn from(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

serde_as_text!(CertificateId, "64 hexadecimal digits", |text| {
    let mut digest = [0; 32];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != digest.len() || !rest.is_empty() {
        return None;
    }
    for (octet, pair) in digest.iter_mut().zip(pairs) {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| !digits.starts_with('+'))?;
        *octet = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(Self(digest))
});

impl fmt::Debug for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateId({self})")
    }
}

/// A certificate that was read. Nothing about it is judged.
///
/// It owns its encoding, does not change, and is meant to be shared as `Arc<Certificate>`. Two are
/// equal if their encodings are.
pub struct Certificate {
    der: Box<[u8]>,
    id: CertificateId,
    tbs: Range<usize>,
    serial: Range<usize>,
    extension_list: Range<usize>,
    issuer: Name,
    subject: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    public_key: PublicKey,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
    extensions: CertificateExtensions,
    problems: Vec<Problem>,
}

impl Certificate {
    /// Reads a certificate. Read as widely as openssl reads; what is out of form is listed by
    /// [`Certificate::problems`]. Bytes after it are not part of it.
    ///
    /// # Errors
    /// [`Error::Asn1`] if it has not the structure of RFC 5280 §4.1, [`Error::PublicKey`],
    /// [`Error::TooLarge`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        let within = Error::within("Certificate");
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::SEQUENCE).map_err(&within)?;
        if whole.raw().len() > CERTIFICATE_BYTES {
            return Err(Error::TooLarge { limit: "CERTIFICATE_BYTES" });
        }
        let parts = Parts::read(&whole).map_err(&within)?;
        let mut problems = Vec::new();
        if !reader.is_empty() {
            problems.push(Problem::TrailingData(reader.rest().len()));
        }
        if !whole.is_der() {
            problems.push(Problem::NotDer);
        }
        if parts.inner_algorithm.raw() != parts.algorithm.raw() {
            problems.push(Problem::AlgorithmMismatch);
        }
        if !serial::is_conforming(parts.serial) {
            problems.push(Problem::SerialOutOfRange);
        }
        let (not_before, not_after) = parts.validity().unwrap_or_else(|| {
            problems.push(Problem::MalformedValidity);
            (Timestamp::MAX, Timestamp::MIN)
        });
        let signature = parts.signature.bit_string_octets().unwrap_or_else(|_| {
            problems.push(Problem::MalformedSignature);
            &[]
        });
        let mut list = Vec::new();
        if let Some(element) = &parts.extensions {
            if parts.version != 2 {
                problems.push(Problem::UnexpectedVersion);
            }
            list = extension::read_all(element, "Certificate")?;
        }
        let extensions = CertificateExtensions::read(list, &mut problems);
        let raw = whole.raw();
        Ok(Self {
            id: CertificateId::of(raw),
            tbs: range_of(raw, parts.tbs.raw()),
            serial: range_of(raw, parts.serial),
            extension_list: parts.extensions.map_or(0..0, |list| range_of(raw, list.raw())),
            issuer: Name::from_element(&parts.issuer)?,
            subject: Name::from_element(&parts.subject)?,
            not_before,
            not_after,
            public_key: PublicKey::from_spki(parts.spki.raw())
                .map_err(|error| Error::PublicKey(error.to_string()))?,
            signature_algorithm: SignatureAlgorithm::from_identifier(&parts.algorithm, None),
            signature: range_of(raw, signature),
            extensions,
            problems,
            der: raw.into(),
        })
    }

    /// The SHA-256 of the encoding.
    pub fn id(&self) -> CertificateId {
        self.id
    }

    /// The encoding, as stored.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What is out of form. Empty for a certificate as RFC 5280 wants it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Who the certificate speaks of.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who signed it.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// Whether subject and issuer have the same name (RFC 5280 §3.2), which does not say that
    /// the certificate was signed with its own key.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// The contents octets of the serial number as stored: two's complement, possibly padded.
    pub fn serial(&self) -> &[u8] {
        self.bytes(&self.serial)
    }

    /// Whether `serial` is the same number, however it is padded.
    pub fn has_serial(&self, serial: &[u8]) -> bool {
        serial::minimal(self.serial()) == serial::minimal(serial)
    }

    /// The serial number as people write it: hexadecimal, without padding.
    pub fn serial_hex(&self) -> String {
        serial::hex(self.serial())
    }

    /// The first instant of the validity period.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last instant of the validity period.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The key of the subject.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The extensions in stored order, undecoded, duplicates included.
    pub fn extensions(&self) -> Vec<Extension<'_>> {
        // The list was read once when the certificate was; it cannot fail to be read again.
        Reader::new(self.bytes(&self.extension_list))
            .read()
            .ok()
            .and_then(|list| extension::read_all(&list, "Certificate").ok())
            .unwrap_or_default()
    }

    /// Critical extensions that kyso does not process, or could not decode. A certificate with any
    /// must be refused (RFC 5280 §4.2).
    pub fn unknown_critical(&self) -> &[Oid] {
        &self.extensions.unknown_critical
    }

    /// Whether the subject is an authority, and how far below it others may be (§4.2.1.9).
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extensions.basic_constraints
    }

    /// What the key may be used for (§4.2.1.3); absent if there is no restriction.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// The purposes the key is restricted to (§4.2.1.12); absent if there is no restriction.
    pub fn extended_key_usage(&self) -> Option<&[Oid]> {
        self.extensions.extended_key_usage.as_deref()
    }

    /// Whether those purposes are marked critical, as the certificate of a timestamp authority has
    /// to (RFC 3161 §2.3).
    pub fn is_extended_key_usage_critical(&self) -> bool {
        self.extensions.extended_key_usage_is_critical
    }

    /// The identifier of the subject's key (§4.2.1.2).
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key_id.as_deref()
    }

    /// Which key signed the certificate (§4.2.1.1).
    pub fn authority_key_id(&self) -> Option<&AuthorityKeyId> {
        self.extensions.authority_key_id.as_ref()
    }

    /// The certificate policies (§4.2.1.4); absent if there is no such extension.
    pub fn policies(&self) -> Option<&[Oid]> {
        self.extensions.policies.as_deref()
    }

    /// Which policies of the issuer's domain equal which of the subject's (§4.2.1.5).
    pub fn policy_mappings(&self) -> &[PolicyMapping] {
        &self.extensions.policy_mappings
    }

    /// What is required of policies further down the path (§4.2.1.11).
    pub fn policy_constraints(&self) -> Option<PolicyConstraints> {
        self.extensions.policy_constraints
    }

    /// After how many more certificates anyPolicy no longer counts (§4.2.1.14).
    pub fn inhibit_any_policy(&self) -> Option<u32> {
        self.extensions.inhibit_any_policy
    }

    /// Which names may stand in certificates further down the path (§4.2.1.10).
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.extensions.name_constraints.as_ref()
    }

    /// Further names of the subject (§4.2.1.6).
    pub fn subject_alternative_names(&self) -> &[GeneralName] {
        &self.extensions.subject_alternative_names
    }

    /// E-mail addresses: those of the alternative names, then those in the subject.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        let alternative = self.subject_alternative_names().iter().filter_map(|name| match name {
            GeneralName::Email(address) => Some(address.as_str()),
            _ => None,
        });
        alternative.chain(self.subject.emails())
    }

    /// Where CRLs are published (§4.2.1.13).
    pub fn crl_distribution_points(&self) -> &[DistributionPoint] {
        &self.extensions.crl_distribution_points
    }

    /// Where delta CRLs are published (§4.2.1.15).
    pub fn freshest_crl(&self) -> &[DistributionPoint] {
        &self.extensions.freshest_crl
    }

    /// The URIs among the CRL distribution points.
    pub fn crl_urls(&self) -> impl Iterator<Item = &str> {
        extensions::full_name_uris(&self.extensions.crl_distribution_points)
    }

    /// The URIs of OCSP responders (§4.2.2.1).
    pub fn ocsp_urls(&self) -> impl Iterator<Item = &str> {
        self.extensions.ocsp_urls.iter().map(String::as_str)
    }

    /// The URIs of certificates of the issuer (§4.2.2.1).
    pub fn issuer_urls(&self) -> impl Iterator<Item = &str> {
        self.extensions.issuer_urls.iter().map(String::as_str)
    }

    /// id-pkix-ocsp-nocheck: the revocation of this responder is not to be checked (RFC 6960
    /// §4.2.2.2.1).
    pub fn ocsp_no_check(&self) -> bool {
        self.extensions.ocsp_no_check
    }

    /// id-ce-noRevAvail: the issuer offers no revocation information (RFC 9608).
    pub fn no_rev_avail(&self) -> bool {
        self.extensions.no_rev_avail
    }

    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

impl Signed for Certificate {
    fn tbs(&self) -> &[u8] {
        self.bytes(&self.tbs)
    }

    fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.signature_algorithm
    }

    fn signature(&self) -> &[u8] {
        self.bytes(&self.signature)
    }

    fn digest(&self) -> [u8; 32] {
        self.id.0
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("issuer", &self.issuer)
            .field("serial", &self.serial_hex())
            .finish_non_exhaustive()
    }
}

/// SHA-256 as an array, for keys of maps.
pub(super) fn sha256(octets: &[u8]) -> [u8; 32] {
    let digest = DigestAlgorithm::Sha256.hash(octets);
    // SHA-256 has 32 octets.
    <[u8; 32]>::try_from(digest.as_bytes()).unwrap_or_default()
}

/// The fields of a certificate (RFC 5280 §4.1).
struct Parts<'a> {
    tbs: Element<'a>,
    version: u64,
    serial: &'a [u8],
    inner_algorithm: AlgorithmIdentifier<'a>,
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
    spki: Element<'a>,
    extensions: Option<Element<'a>>,
    algorithm: AlgorithmIdentifier<'a>,
    signature: Element<'a>,
}

impl<'a> Parts<'a> {
    fn read(whole: &Element<'a>) -> Result<Self, asn1::Error> {
        let mut outer = whole.contents()?;
        let tbs = outer.expect(Tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.expect(Tag::BIT_STRING)?;
        outer.finish()?;
        let mut fields = tbs.contents()?;
        let version = match fields.optional(Tag::context_constructed(0))? {
            // A version that is no small number is as unexpected as any other.
            Some(version) => {
                version.contents()?.expect(Tag::INTEGER)?.unsigned().unwrap_or(u64::MAX)
            }
            None => 0,
        };
        let serial = fields.expect(Tag::INTEGER)?.integer_octets()?;
        let inner_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let issuer = fields.expect(Tag::SEQUENCE)?;
        let validity = fields.expect(Tag::SEQUENCE)?;
        let subject = fields.expect(Tag::SEQUENCE)?;
        let spki = fields.expect(Tag::SEQUENCE)?;
        // The unique identifiers of issuer and subject have no use (RFC 5280 §4.1.2.8).
        fields.optional_string(Tag::context(1))?;
        fields.optional_string(Tag::context(2))?;
        let extensions = match fields.optional(Tag::context_constructed(3))? {
            Some(wrapper) => {
                let mut inner = wrapper.contents()?;
                let list = inner.expect(Tag::SEQUENCE)?;
                inner.finish()?;
                Some(list)
            }
            None => None,
        };
        fields.finish()?;
        Ok(Self {
            tbs,
            version,
            serial,
            inner_algorithm,
            issuer,
            validity,
            subject,
            spki,
            extensions,
            algorithm,
            signature,
        })
    }

    fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let mut times = self.validity.contents().ok()?;
        let not_before = times.read().ok()?.time().ok()?;
        let not_after = times.read().ok()?.time().ok()?;
        times.finish().ok()?;
        Some((not_before, not_after))
    }
}

#[cfg(test)]
mod tests;
