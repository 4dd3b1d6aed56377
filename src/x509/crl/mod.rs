//! Certificate revocation lists (RFC 5280 §5).

mod entry;
mod index;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use super::certificate::{AuthorityKeyId, Certificate, authority_key_id, sha256};
use super::extension::{self, Extension, drop_duplicates, note};
use super::general_name::{DistributionPointName, ReasonFlags};
use super::name::Name;
use super::{Error, Problem, edges::Signed, oids, range_of};
use crate::asn1::{self, Element, Oid, Reader, Tag};
use crate::crypto::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::limits::CRL_BYTES;
use index::Index;

pub use entry::{Reason, RevokedEntry};

/// A CRL that was read. Nothing about it is judged.
///
/// It owns its encoding and an index of eight bytes for each entry, so that one serial number is
/// found in logarithmic time and lists of 10⁷ entries can be held.
pub struct Crl {
    der: Arc<[u8]>,
    digest: [u8; 32],
    tbs: Range<usize>,
    issuer: Name,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Range<usize>,
    index: Index,
    extensions: CrlExtensions,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
    problems: Vec<Problem>,
}

/// Which certificates a CRL speaks of (RFC 5280 §5.2.5).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct IssuingDistributionPoint {
    /// Where it is published.
    pub name: Option<DistributionPointName>,
    /// Only certificates of end entities.
    pub only_user: bool,
    /// Only certificates of authorities.
    pub only_ca: bool,
    /// Only attribute certificates.
    pub only_attribute: bool,
    /// Only revocations for these reasons.
    pub only_some_reasons: Option<ReasonFlags>,
    /// Also certificates that others issued.
    pub indirect: bool,
    /// The encoding of the value, to compare the scope of a delta with that of its base.
    pub raw: Vec<u8>,
}

impl Crl {
    /// Reads a CRL and indexes its entries.
    ///
    /// # Errors
    /// [`Error::Asn1`] if it has not the structure of RFC 5280 §5.1 or a time of the list itself
    /// cannot be read, [`Error::TooLarge`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        let within = Error::within("CertificateList");
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::SEQUENCE).map_err(&within)?;
        if whole.raw().len() > CRL_BYTES {
            return Err(Error::TooLarge { limit: "CRL_BYTES" });
        }
        let parts = Parts::read(&whole).map_err(&within)?;
        let mut problems = Vec::new();
        if !reader.is_empty() {
            problems.push(Problem::TrailingData(reader.rest().len()));
        }
        if parts.inner_algorithm.raw() != parts.algorithm.raw() {
            problems.push(Problem::AlgorithmMismatch);
        }
        let signature = parts.signature.bit_string_octets().unwrap_or_else(|_| {
            problems.push(Problem::MalformedSignature);
            &[]
        });
        let list = match &parts.extensions {
            Some(list) => extension::read_all(list, "CertificateList")?,
            None => Vec::new(),
        };
        let mut extensions = CrlExtensions::read(list, &mut problems);
        let raw = whole.raw();
        let entries = parts.entries.map_or(0..0, |list| range_of(raw, list.value()));
        let index = Index::build(raw.get(entries.clone()).unwrap_or_default())?;
        for oid in index.unknown_critical() {
            note(&mut extensions.unknown_critical, *oid);
        }
        if parts.version != 1 && (parts.extensions.is_some() || index.has_extensions()) {
            problems.push(Problem::UnexpectedVersion);
        }
        Ok(Self {
            digest: sha256(raw),
            tbs: range_of(raw, parts.tbs.raw()),
            issuer: Name::from_element(&parts.issuer)?,
            this_update: parts.this_update,
            next_update: parts.next_update,
            entries,
            index,
            extensions,
            signature_algorithm: SignatureAlgorithm::from_identifier(&parts.algorithm, None),
            signature: range_of(raw, signature),
            problems,
            der: raw.into(),
        })
    }

    /// The encoding, as stored.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What is out of form.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Who signed the list.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When the list was made.
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// By when the next list will be made; RFC 5280 §5.1.2.5 requires it.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The number of the list as big-endian octets (§5.2.3).
    pub fn number(&self) -> Option<&[u8]> {
        self.extensions.number.as_deref()
    }

    /// For a delta CRL, the number of the list that it is a delta to (§5.2.4).
    pub fn delta_indicator(&self) -> Option<&[u8]> {
        self.extensions.delta_indicator.as_deref()
    }

    /// Which certificates the list speaks of; absent for all that its issuer issued.
    pub fn issuing_distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        self.extensions.issuing_distribution_point.as_ref()
    }

    /// Since when the list keeps certificates after they expired (X.509 §9.5.2.8). Given as
    /// GeneralizedTime, other forms are ignored.
    pub fn expired_certs_on_crl(&self) -> Option<Timestamp> {
        self.extensions.expired_certs_on_crl
    }

    /// Which key signed the list (§5.2.1).
    pub fn authority_key_id(&self) -> Option<&AuthorityKeyId> {
        self.extensions.authority_key_id.as_ref()
    }

    /// Critical extensions, of the list or of any entry, that kyso does not process or could not
    /// decode. Such a list must not be used to say that a certificate is not revoked (§5.2).
    pub fn unknown_critical(&self) -> &[Oid] {
        &self.extensions.unknown_critical
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first entry with this serial number, whoever issued the certificate. For a list that is
    /// not indirect that is the answer; [`Crl::find_for`] answers for both kinds.
    pub fn find(&self, serial: &[u8]) -> Option<RevokedEntry> {
        self.entries(serial).next()
    }

    /// The entry for this certificate: the same serial number, and the certificate's issuer the
    /// one that the entry names or, where no entry up to it names any, the issuer of the list
    /// (§5.3.3). If several fit, one that revokes goes before a hold, and that before one that takes
    /// a hold back; of equal ones the earliest counts.
    pub fn find_for(&self, certificate: &Certificate) -> Option<RevokedEntry> {
        let issuer = certificate.issuer();
        let entries = self.bytes(&self.entries);
        let is_own = self.issuer == *issuer;
        let found = self.index.find_of(entries, certificate.serial(), issuer, is_own);
        found.min_by_key(|entry| {
            let rank = match entry.reason {
                Some(Reason::RemoveFromCrl) => 2,
                Some(Reason::CertificateHold) => 1,
                _ => 0,
            };
            (rank, entry.revocation_date)
        })
    }

    /// Whether this is a delta CRL that tells what changed since `base`, so that both together are
    /// as one complete list (§5.2.4, §6.3.3 c): of the same issuer and key, of the same scope, with
    /// a number above that of `base`, which is not below the one that this is a delta to. Whether
    /// they are signed with the same key is not looked at.
    pub fn continues(&self, base: &Self) -> bool {
        let numbers = (
            self.delta_indicator().and_then(Number::of),
            base.number().and_then(Number::of),
            self.number().and_then(Number::of),
        );
        let (Some(since), Some(complete), Some(own)) = numbers else { return false };
        base.delta_indicator().is_none()
            && since <= complete
            && complete < own
            && self.issuer == base.issuer
            && self.authority_key_id() == base.authority_key_id()
            && self.issuing_distribution_point().map(|scope| &scope.raw)
                == base.issuing_distribution_point().map(|scope| &scope.raw)
    }

    /// All entries with this serial number, in the order of the list.
    pub fn entries(&self, serial: &[u8]) -> impl Iterator<Item = RevokedEntry> {
        let entries = self.bytes(&self.entries);
        self.index.find(entries, serial)
    }

    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

impl Signed for Crl {
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

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crl")
            .field("issuer", &self.issuer)
            .field("this_update", &self.this_update)
            .field("entries", &self.len())
            .finish_non_exhaustive()
    }
}

/// How long the number of a list may be (RFC 5280 §5.2.3).
const NUMBER_OCTETS: usize = 20;

/// The number of a list (§5.2.3), to be compared: first the length of what is not zero.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Number<'a>(usize, &'a [u8]);

impl<'a> Number<'a> {
    /// `None` if it is negative.
    fn of(octets: &'a [u8]) -> Option<Self> {
        let is_negative = octets.first().is_some_and(|first| first & 0x80 != 0);
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let octets = octets.get(zeros..).filter(|_| !is_negative)?;
        Some(Self(octets.len(), octets))
    }
}

/// What the extensions of one CRL say.
#[derive(Default)]
struct CrlExtensions {
    authority_key_id: Option<AuthorityKeyId>,
    delta_indicator: Option<Vec<u8>>,
    expired_certs_on_crl: Option<Timestamp>,
    issuing_distribution_point: Option<IssuingDistributionPoint>,
    number: Option<Vec<u8>>,
    unknown_critical: Vec<Oid>,
}

impl CrlExtensions {
    fn read(mut list: Vec<Extension<'_>>, problems: &mut Vec<Problem>) -> Self {
        let mut extensions = Self::default();
        drop_duplicates(&mut list, problems, &mut extensions.unknown_critical);
        for extension in &list {
            match extensions.decode(extension) {
                Ok(processed) => {
                    if extension.critical && !processed {
                        note(&mut extensions.unknown_critical, extension.oid);
                    }
                }
                Err(_) => {
                    note(problems, Problem::MalformedExtension(extension.oid));
                    // The scope of the list is not known then, whatever the criticality says.
                    let scope = [oids::ISSUING_DISTRIBUTION_POINT, oids::DELTA_CRL_INDICATOR];
                    if extension.critical || scope.contains(&extension.oid) {
                        note(&mut extensions.unknown_critical, extension.oid);
                    }
                }
            }
        }
        extensions
    }

    /// Decodes one extension: whether it counts as processed when it is critical. RFC 5280 §5.2.3
    /// says that the number MUST NOT be critical.
    fn decode(&mut self, extension: &Extension<'_>) -> Result<bool, asn1::Error> {
        let integer = || -> Result<Vec<u8>, asn1::Error> {
            let element = extension.element()?;
            match element.tag() {
                Tag::INTEGER => Ok(element.integer_octets()?.to_vec()),
                found => Err(asn1::Error::UnexpectedTag { expected: Tag::INTEGER, found }),
            }
        };
        match extension.oid {
            oids::CRL_NUMBER => {
                let number = integer()?;
                if Number::of(&number).is_none_or(|Number(length, _)| length > NUMBER_OCTETS) {
                    return Err(asn1::Error::BadValue("CRLNumber"));
                }
                self.number = Some(number);
                Ok(false)
            }
            oids::DELTA_CRL_INDICATOR => {
                self.delta_indicator = Some(integer()?);
                Ok(true)
            }
            oids::ISSUING_DISTRIBUTION_POINT => {
                let mut found = issuing_distribution_point(&extension.sequence()?)?;
                found.raw = extension.value.to_vec();
                self.issuing_distribution_point = Some(found);
                Ok(true)
            }
            oids::AUTHORITY_KEY_ID => {
                self.authority_key_id = Some(authority_key_id(&extension.value)?);
                Ok(true)
            }
            oids::EXPIRED_CERTS_ON_CRL => {
                let element = extension.element()?;
                if element.tag() == Tag::GENERALIZED_TIME {
                    self.expired_certs_on_crl = Some(element.time()?);
                }
                Ok(false)
            }
            _ => Ok(false),
        }
    }
}

fn issuing_distribution_point(
    fields: &Reader<'_>,
) -> Result<IssuingDistributionPoint, asn1::Error> {
    let mut fields = fields.clone();
    let mut found = IssuingDistributionPoint::default();
    if let Some(wrapper) = fields.optional(Tag::context_constructed(0))? {
        let mut inner = wrapper.contents()?;
        found.name = Some(DistributionPointName::from_element(&inner.read()?)?);
        inner.finish()?;
    }
    let flag = |fields: &mut Reader<'_>, number| -> Result<bool, asn1::Error> {
        fields.optional(Tag::context(number))?.map_or(Ok(false), |flag| flag.boolean())
    };
    found.only_user = flag(&mut fields, 1)?;
    found.only_ca = flag(&mut fields, 2)?;
    if let Some(reasons) = fields.optional(Tag::context(3))? {
        found.only_some_reasons = Some(ReasonFlags::from_bits(reasons.value())?);
    }
    found.indirect = flag(&mut fields, 4)?;
    found.only_attribute = flag(&mut fields, 5)?;
    fields.finish()?;
    Ok(found)
}

/// The fields of a CRL (RFC 5280 §5.1).
struct Parts<'a> {
    tbs: Element<'a>,
    version: u64,
    inner_algorithm: AlgorithmIdentifier<'a>,
    issuer: Element<'a>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Option<Element<'a>>,
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
        let version = match fields.optional(Tag::INTEGER)? {
            // A version that is no small number is as unexpected as any other.
            Some(version) => version.unsigned().unwrap_or(u64::MAX),
            None => 0,
        };
        let inner_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let issuer = fields.expect(Tag::SEQUENCE)?;
        let this_update = fields.read()?.time()?;
        let next_update = match fields.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(fields.read()?.time()?),
            _ => None,
        };
        let entries = fields.optional(Tag::SEQUENCE)?;
        let extensions = match fields.optional(Tag::context_constructed(0))? {
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
            inner_algorithm,
            issuer,
            this_update,
            next_update,
            entries,
            extensions,
            algorithm,
            signature,
        })
    }
}

#[cfg(test)]
mod tests;
