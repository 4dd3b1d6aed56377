//! OCSP responses (RFC 6960 §4.2).

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::certificate::{Certificate, sha256};
use super::crl::Reason;
use super::extension::{self, Extension, drop_duplicates, note};
use super::name::Name;
use super::{Error, Problem, edges::Signed, oids, range_of};
use crate::asn1::{self, Element, Oid, Reader, Tag, Writer};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, PublicKey, SignatureAlgorithm};
use crate::limits::{CMS_BYTES, CMS_ITEMS, OCSP_RESPONDERS};

/// A successful OCSP response that was read. Nothing about it is judged.
pub struct OcspResponse {
    der: Box<[u8]>,
    digest: [u8; 32],
    tbs: Range<usize>,
    responder: ResponderId,
    produced_at: Timestamp,
    responses: Vec<SingleResponse>,
    nonce: Option<Vec<u8>>,
    unknown_critical: Vec<Oid>,
    certificates: Vec<Range<usize>>,
    responders: OnceLock<Vec<Arc<Certificate>>>,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
    problems: Vec<Problem>,
}

/// How a responder answered (RFC 6960 §4.2.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ResponseStatus {
    /// The responder had an internal error.
    InternalError,
    /// The request was malformed.
    MalformedRequest,
    /// A status that is not defined.
    Other(u64),
    /// The request must be signed.
    SigRequired,
    /// The request was answered.
    Successful,
    /// The responder asks to try later.
    TryLater,
    /// The requestor is not authorised.
    Unauthorized,
}

/// Who signed a response (RFC 6960 §4.2.2.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ResponderId {
    /// By the SHA-1 of its public key.
    ByKey(Vec<u8>),
    /// By its name.
    ByName(Name),
}

/// What a response says about one certificate (RFC 6960 §4.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SingleResponse {
    /// Which certificate.
    pub cert_id: CertId,
    /// What about it.
    pub status: CertStatus,
    /// When the status was known to be so.
    pub this_update: Timestamp,
    /// By when newer information will be there.
    pub next_update: Option<Timestamp>,
    /// Since when the responder keeps the status of expired certificates (§4.4.4).
    pub archive_cutoff: Option<Timestamp>,
    /// Since when the key is known or suspected to have been compromised (§4.4.5, RFC 5280 §5.3.2).
    pub invalidity_date: Option<Timestamp>,
    /// Critical extensions that kyso does not process: the answer must not be used then.
    pub unknown_critical: Vec<Oid>,
}

/// Which certificate an answer is about (RFC 6960 §4.1.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertId {
    /// The digest algorithm of the two hashes; absent if it is not known.
    pub hash_algorithm: Option<DigestAlgorithm>,
    /// The digest of the issuer's name.
    pub issuer_name_hash: Vec<u8>,
    /// The digest of the issuer's public key.
    pub issuer_key_hash: Vec<u8>,
    /// The serial number of the certificate, as stored.
    pub serial: Vec<u8>,
}

/// The status of a certificate. *Good* says that it is not revoked, not that it was ever issued.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertStatus {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// Since when. The earliest instant if the time cannot be read.
        time: Timestamp,
        /// Why; absent if the response does not say.
        reason: Option<Reason>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl OcspResponse {
    /// Reads an `OCSPResponse`, or the `BasicOCSPResponse` inside one.
    ///
    /// # Errors
    /// [`Error::Asn1`], [`Error::ResponseNotSuccessful`], [`Error::UnsupportedResponseType`],
    /// [`Error::TooLarge`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        let within = Error::within("OCSPResponse");
        if der.len() > CMS_BYTES {
            return Err(Error::TooLarge { limit: "CMS_BYTES" });
        }
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::SEQUENCE).map_err(&within)?;
        let mut problems = Vec::new();
        if !reader.is_empty() {
            problems.push(Problem::TrailingData(reader.rest().len()));
        }
        let mut fields = whole.contents().map_err(&within)?;
        let Some(status) = fields.optional(Tag::ENUMERATED).map_err(&within)? else {
            return Self::read_basic(&whole, problems);
        };
        match ResponseStatus::from_code(status.unsigned().map_err(&within)?) {
            ResponseStatus::Successful => {}
            other => return Err(Error::ResponseNotSuccessful(other)),
        }
        let (response_type, basic) = response_bytes(&mut fields).map_err(&within)?;
        if response_type != oids::OCSP_BASIC {
            return Err(Error::UnsupportedResponseType(response_type));
        }
        let octets = basic.octets().map_err(&within)?;
        let mut inner = Reader::new(&octets);
        let basic = inner.expect(Tag::SEQUENCE).map_err(&within)?;
        if !inner.is_empty() {
            problems.push(Problem::TrailingData(inner.rest().len()));
        }
        Self::read_basic(&basic, problems)
    }

    fn read_basic(basic: &Element<'_>, mut problems: Vec<Problem>) -> Result<Self, Error> {
        let parts = Parts::read(basic).map_err(Error::within("BasicOCSPResponse"))?;
        let signature = parts.signature.bit_string_octets().unwrap_or_else(|_| {
            problems.push(Problem::MalformedSignature);
            &[]
        });
        let mut responses = Vec::new();
        let mut list = parts.responses;
        while !list.is_empty() {
            if responses.len() == CMS_ITEMS {
                return Err(Error::TooLarge { limit: "CMS_ITEMS" });
            }
            responses.push(SingleResponse::read(&mut list, &mut problems)?);
        }
        let extensions = read_extensions(parts.extensions.as_ref())?;
        let known = [oids::OCSP_NONCE];
        let nonce = extensions.iter().find(|extension| extension.oid == oids::OCSP_NONCE);
        let nonce = nonce.map(|extension| extension.value.to_vec());
        let unknown_critical = unknown_critical(extensions, &known, &mut problems);
        let raw = basic.raw();
        let mut certificates = Vec::new();
        if let Some(mut list) = parts.certificates {
            while !list.is_empty() {
                if certificates.len() == CMS_ITEMS {
                    return Err(Error::TooLarge { limit: "CMS_ITEMS" });
                }
                let certificate = list.read().map_err(Error::within("BasicOCSPResponse"))?;
                certificates.push(range_of(raw, certificate.raw()));
            }
        }
        let responder = match parts.responder.tag() {
            Tag(0xa1) => ResponderId::ByName(Name::parse(parts.responder.value())?),
            _ => {
                let mut inner = parts.responder.contents().map_err(Error::within("ResponderID"))?;
                let hash = inner.expect(Tag::OCTET_STRING).map_err(Error::within("ResponderID"))?;
                ResponderId::ByKey(hash.value().to_vec())
            }
        };
        Ok(Self {
            digest: sha256(raw),
            tbs: range_of(raw, parts.tbs.raw()),
            responder,
            produced_at: parts.produced_at,
            responses,
            nonce,
            unknown_critical,
            certificates,
            responders: OnceLock::new(),
            signature_algorithm: SignatureAlgorithm::from_identifier(&parts.algorithm, None),
            signature: range_of(raw, signature),
            problems,
            der: raw.into(),
        })
    }

    /// The `OCSPResponse` around it (RFC 6960 §4.2.1), as responders send it.
    pub fn to_ocsp_response(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |response| {
            response.element(Tag::ENUMERATED, &[0]);
            response.nested(Tag::context_constructed(0), |bytes| {
                bytes.nested(Tag::SEQUENCE, |bytes| {
                    bytes.oid(&oids::OCSP_BASIC);
                    bytes.element(Tag::OCTET_STRING, self.der());
                });
            });
        });
        writer.into_bytes()
    }

    /// The encoding of the `BasicOCSPResponse`, as stored: the part that is signed and kept,
    /// whichever form it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What is out of form.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Who signed it.
    pub fn responder(&self) -> &ResponderId {
        &self.responder
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Timestamp {
        self.produced_at
    }

    /// The answers, in stored order.
    pub fn responses(&self) -> &[SingleResponse] {
        &self.responses
    }

    /// The nonce of the request, as the octets of the extension value (RFC 9654).
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Critical extensions of the whole response that kyso does not process.
    pub fn unknown_critical(&self) -> &[Oid] {
        &self.unknown_critical
    }

    /// The encodings of the certificates that came with it.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(|range| self.bytes(range))
    }

    /// Those of them that can be read, of the first [`OCSP_RESPONDERS`], each read once.
    pub fn responders(&self) -> &[Arc<Certificate>] {
        self.responders.get_or_init(|| {
            let first = self.certificates().take(OCSP_RESPONDERS);
            first.filter_map(|der| Certificate::parse(der).ok().map(Arc::new)).collect()
        })
    }

    /// The answer about `certificate`, which `issuer` issued. If there are several, a revocation
    /// goes before all others, then the newest.
    pub fn find(&self, certificate: &Certificate, issuer: &Certificate) -> Option<&SingleResponse> {
        self.responses
            .iter()
            .filter(|response| response.cert_id.is_of(certificate, issuer))
            .max_by_key(|response| {
                let revoked = matches!(response.status, CertStatus::Revoked { .. });
                (revoked, response.this_update)
            })
    }

    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

impl Signed for OcspResponse {
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
        self.digest
    }
}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcspResponse")
            .field("responder", &self.responder)
            .field("produced_at", &self.produced_at)
            .field("responses", &self.responses)
            .finish_non_exhaustive()
    }
}

impl ResponderId {
    /// Whether this is the subject of `certificate`.
    pub fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::ByName(name) => name == certificate.subject(),
            Self::ByKey(hash) => {
                let key = key_octets(certificate.public_key());
                DigestAlgorithm::Sha1.hash(key).as_bytes() == hash.as_slice()
            }
        }
    }
}

impl CertId {
    /// Whether this names `certificate`, which `issuer` issued. The hashes are recomputed with
    /// whatever algorithm the responder chose; the name is the issuer field of the certificate, as
    /// stored (RFC 6960 §4.1.1).
    pub fn is_of(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(algorithm) = self.hash_algorithm else { return false };
        if !certificate.has_serial(&self.serial) || certificate.issuer() != issuer.subject() {
            return false;
        }
        let is = |octets: &[u8], hash: &[u8]| algorithm.hash(octets).as_bytes() == hash;
        // The same name may be encoded differently in the two certificates.
        let name = &self.issuer_name_hash;
        let name_fits = is(certificate.issuer().der(), name) || is(issuer.subject().der(), name);
        name_fits && is(key_octets(issuer.public_key()), &self.issuer_key_hash)
    }
}

impl SingleResponse {
    fn read(list: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Result<Self, Error> {
        let within = Error::within("SingleResponse");
        let (response, extensions) = Self::read_fields(list).map_err(&within)?;
        let extensions = read_extensions(extensions.as_ref())?;
        let mut time = |oid| {
            let found = extensions.iter().find(|extension| extension.oid == oid)?;
            let time = found.element().and_then(|element| element.time());
            if time.is_err() {
                note(problems, Problem::MalformedExtension(oid));
            }
            time.ok()
        };
        let archive_cutoff = time(oids::OCSP_ARCHIVE_CUTOFF);
        let invalidity_date = time(oids::INVALIDITY_DATE);
        let known = [oids::INVALIDITY_DATE, oids::OCSP_ARCHIVE_CUTOFF];
        let unknown_critical = unknown_critical(extensions, &known, problems);
        Ok(Self { archive_cutoff, invalidity_date, unknown_critical, ..response })
    }

    fn read_fields<'a>(list: &mut Reader<'a>) -> Result<(Self, Option<Element<'a>>), asn1::Error> {
        let mut fields = list.expect(Tag::SEQUENCE)?.contents()?;
        let mut id = fields.expect(Tag::SEQUENCE)?.contents()?;
        let algorithm = AlgorithmIdentifier::read(&mut id)?;
        let cert_id = CertId {
            hash_algorithm: DigestAlgorithm::from_oid(&algorithm.oid()),
            issuer_name_hash: id.expect(Tag::OCTET_STRING)?.value().to_vec(),
            issuer_key_hash: id.expect(Tag::OCTET_STRING)?.value().to_vec(),
            serial: id.expect(Tag::INTEGER)?.integer_octets()?.to_vec(),
        };
        id.finish()?;
        let status = fields.read()?;
        let status = match status.tag().as_primitive() {
            Tag(0x80) => CertStatus::Good,
            Tag(0x81) => {
                let mut info = status.contents()?;
                let time = info.read()?.time().unwrap_or(Timestamp::MIN);
                let reason = match info.optional(Tag::context_constructed(0))? {
                    Some(wrapper) => Some(Reason::from_element(&wrapper.contents()?.read()?)),
                    None => None,
                };
                CertStatus::Revoked { time, reason }
            }
            Tag(0x82) => CertStatus::Unknown,
            found => return Err(asn1::Error::UnexpectedTag { expected: Tag(0x80), found }),
        };
        let this_update = fields.read()?.time()?;
        let next_update = match fields.optional(Tag::context_constructed(0))? {
            Some(wrapper) => Some(wrapper.contents()?.read()?.time()?),
            None => None,
        };
        let extensions = fields.optional(Tag::context_constructed(1))?;
        fields.finish()?;
        let response = Self {
            cert_id,
            status,
            this_update,
            next_update,
            archive_cutoff: None,
            invalidity_date: None,
            unknown_critical: Vec::new(),
        };
        Ok((response, extensions))
    }
}

impl ResponseStatus {
    fn from_code(code: u64) -> Self {
        match code {
            0 => Self::Successful,
            1 => Self::MalformedRequest,
            2 => Self::InternalError,
            3 => Self::TryLater,
            5 => Self::SigRequired,
            6 => Self::Unauthorized,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for ResponseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InternalError => "internalError",
            Self::MalformedRequest => "malformedRequest",
            Self::Other(code) => return write!(f, "status {code}"),
            Self::SigRequired => "sigRequired",
            Self::Successful => "successful",
            Self::TryLater => "tryLater",
            Self::Unauthorized => "unauthorized",
        })
    }
}

/// The octets that are hashed as "the issuer's public key": the BIT STRING without its header and
/// its number of unused bits.
pub(super) fn key_octets(key: &PublicKey) -> &[u8] {
    fn read(spki: &[u8]) -> Result<&[u8], asn1::Error> {
        let mut fields = Reader::new(spki).expect(Tag::SEQUENCE)?.contents()?;
        fields.expect(Tag::SEQUENCE)?;
        fields.expect(Tag::BIT_STRING)?.bit_string_octets()
    }
    // A PublicKey was read in the same way.
    read(key.spki()).unwrap_or_default()
}

fn response_bytes<'a>(fields: &mut Reader<'a>) -> Result<(Oid, Element<'a>), asn1::Error> {
    let mut wrapper = fields.expect(Tag::context_constructed(0))?.contents()?;
    let mut bytes = wrapper.expect(Tag::SEQUENCE)?.contents()?;
    let response_type = bytes.expect(Tag::OID)?.oid()?;
    let response = match bytes.optional_string(Tag::OCTET_STRING)? {
        Some(response) => response,
        None => bytes.expect(Tag::OCTET_STRING)?,
    };
    bytes.finish()?;
    wrapper.finish()?;
    fields.clone().finish()?;
    Ok((response_type, response))
}

/// The extensions inside the explicit `[1]` that both structures have.
fn read_extensions<'a>(wrapper: Option<&Element<'a>>) -> Result<Vec<Extension<'a>>, Error> {
    let within = Error::within("OCSP extensions");
    let Some(wrapper) = wrapper else { return Ok(Vec::new()) };
    let mut inner = wrapper.contents().map_err(&within)?;
    let list = inner.expect(Tag::SEQUENCE).map_err(&within)?;
    inner.finish().map_err(&within)?;
    extension::read_all(&list, "OCSP extensions")
}

fn unknown_critical(
    mut extensions: Vec<Extension<'_>>,
    known: &[Oid],
    problems: &mut Vec<Problem>,
) -> Vec<Oid> {
    let mut unknown = Vec::new();
    drop_duplicates(&mut extensions, problems, &mut unknown);
    for extension in extensions {
        if extension.critical && !known.contains(&extension.oid) {
            note(&mut unknown, extension.oid);
        }
    }
    unknown
}

/// The fields of a `BasicOCSPResponse`.
struct Parts<'a> {
    tbs: Element<'a>,
    responder: Element<'a>,
    produced_at: Timestamp,
    responses: Reader<'a>,
    extensions: Option<Element<'a>>,
    algorithm: AlgorithmIdentifier<'a>,
    signature: Element<'a>,
    certificates: Option<Reader<'a>>,
}

impl<'a> Parts<'a> {
    fn read(basic: &Element<'a>) -> Result<Self, asn1::Error> {
        let mut outer = basic.contents()?;
        let tbs = outer.expect(Tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.expect(Tag::BIT_STRING)?;
        let certificates = match outer.optional(Tag::context_constructed(0))? {
            Some(wrapper) => Some(wrapper.contents()?.expect(Tag::SEQUENCE)?.contents()?),
            None => None,
        };
        outer.finish()?;
        let mut fields = tbs.contents()?;
        fields.optional(Tag::context_constructed(0))?;
        let responder = match fields.peek() {
            Some(Tag(0xa1 | 0xa2)) => fields.read()?,
            _ => fields.expect(Tag::context_constructed(1))?,
        };
        let produced_at = fields.read()?.time()?;
        let responses = fields.expect(Tag::SEQUENCE)?.contents()?;
        let extensions = fields.optional(Tag::context_constructed(1))?;
        fields.finish()?;
        Ok(Self {
            tbs,
            responder,
            produced_at,
            responses,
            extensions,
            algorithm,
            signature,
            certificates,
        })
    }
}

#[cfg(test)]
#[path = "ocsp_tests.rs"]
mod tests;
