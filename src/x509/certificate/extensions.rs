//! The extensions of a certificate, decoded.
//!
//! Values that hold numbers, flags and object identifiers are decoded by `x509-parser`: basic
//! constraints, key usage, extended key usage and the four policy extensions. Its decoders are
//! given only values that are exactly one DER element, because they leave bytes after it unread.
//!
//! Values that hold names are decoded by our own reader. `x509-parser` 0.18 reads optional fields
//! of those so that a field it cannot read counts as absent: a malformed permittedSubtrees becomes
//! a name constraint that constrains nothing. It also drops the bounds of subtrees. A constraint
//! that is not understood has to refuse, so it must be seen.

use x509_parser::error::X509Error;
use x509_parser::extensions as decoded;
use x509_parser::prelude::FromDer;

use super::key_usage::KeyUsage;
use crate::asn1::{self, Element, Error, Oid, Reader, Tag};
use crate::x509::Problem;
use crate::x509::extension::{Extension, drop_duplicates, note};
use crate::x509::general_name::{DistributionPoint, DistributionPointName, GeneralName};
use crate::x509::oids;

/// Whether the subject is an authority (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BasicConstraints {
    /// Whether it may sign certificates.
    pub ca: bool,
    /// How many certificates that are not self-issued may follow below, the last one not counted.
    pub path_len: Option<u32>,
}

/// Which key signed (RFC 5280 §4.2.1.1).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AuthorityKeyId {
    /// The subject key identifier of the signer.
    pub key_id: Option<Vec<u8>>,
    /// The issuer of the signer's certificate.
    pub issuer: Vec<GeneralName>,
    /// The serial number of the signer's certificate, as stored.
    pub serial: Option<Vec<u8>>,
}

/// One pair of policies that are equal (RFC 5280 §4.2.1.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyMapping {
    /// In the domain of the issuer.
    pub issuer_domain: Oid,
    /// In the domain of the subject.
    pub subject_domain: Oid,
}

/// What is required of policies further down (RFC 5280 §4.2.1.11), each after this many further
/// certificates.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyConstraints {
    /// Every certificate must carry an acceptable policy.
    pub require_explicit: Option<u32>,
    /// Policies are no longer mapped.
    pub inhibit_mapping: Option<u32>,
}

/// Which names may occur further down (RFC 5280 §4.2.1.10).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameConstraints {
    /// A name of a form that occurs here must lie in one of these.
    pub permitted: Vec<GeneralSubtree>,
    /// No name may lie in any of these.
    pub excluded: Vec<GeneralSubtree>,
    /// The extension could not be decoded: it constrains in a way that is not known, and no
    /// certificate below can be said to satisfy it. The lists are empty then.
    pub unreadable: bool,
}

/// A subtree of the names of one form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GeneralSubtree {
    /// Its root.
    pub base: GeneralName,
    /// Levels below the root at which it begins. RFC 5280 allows 0 only.
    pub minimum: u64,
    /// Levels below the root at which it ends. RFC 5280 allows none.
    pub maximum: Option<u64>,
}

/// What the extensions of one certificate say.
#[derive(Debug, Default)]
pub(super) struct CertificateExtensions {
    pub(super) authority_key_id: Option<AuthorityKeyId>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) crl_distribution_points: Vec<DistributionPoint>,
    pub(super) extended_key_usage: Option<Vec<Oid>>,
    pub(super) extended_key_usage_is_critical: bool,
    pub(super) freshest_crl: Vec<DistributionPoint>,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) issuer_urls: Vec<String>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) no_rev_avail: bool,
    pub(super) ocsp_no_check: bool,
    pub(super) ocsp_urls: Vec<String>,
    pub(super) policies: Option<Vec<Oid>>,
    pub(super) policy_constraints: Option<PolicyConstraints>,
    pub(super) policy_mappings: Vec<PolicyMapping>,
    pub(super) subject_alternative_names: Vec<GeneralName>,
    pub(super) subject_key_id: Option<Vec<u8>>,
    pub(super) unknown_critical: Vec<Oid>,
}

impl CertificateExtensions {
    /// Decodes all extensions. One that does not decode is a problem; if it restricts, the field
    /// is set so that nothing is permitted.
    pub(super) fn read(mut list: Vec<Extension<'_>>, problems: &mut Vec<Problem>) -> Self {
        let mut extensions = Self::default();
        drop_duplicates(&mut list, problems, &mut extensions.unknown_critical);
        for extension in &list {
            let decoded = extensions.decode(extension);
            if decoded.is_none() {
                note(problems, Problem::MalformedExtension(extension.oid));
                extensions.restrict(extension.oid);
            }
            if extension.critical && decoded != Some(true) {
                note(&mut extensions.unknown_critical, extension.oid);
            }
        }
        extensions
    }

    /// Decodes one extension. `None` if it is malformed; else whether it counts as processed when
    /// it is critical: those that RFC 5280 says MUST NOT be critical do not.
    fn decode(&mut self, extension: &Extension<'_>) -> Option<bool> {
        match extension.oid {
            oids::BASIC_CONSTRAINTS => {
                let found: decoded::BasicConstraints = decode(extension)?;
                self.basic_constraints =
                    Some(BasicConstraints { ca: found.ca, path_len: found.path_len_constraint });
            }
            oids::KEY_USAGE => {
                let found: decoded::KeyUsage = decode(extension)?;
                self.key_usage = Some(KeyUsage::from_flags(found.flags));
            }
            oids::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(purposes(&decode(extension)?)?);
                self.extended_key_usage_is_critical = extension.critical;
            }
            oids::CERTIFICATE_POLICIES => self.policies = Some(policies(extension)?),
            oids::POLICY_MAPPINGS => {
                let found: decoded::PolicyMappings<'_> = decode(extension)?;
                let mapping = |mapping: &decoded::PolicyMapping<'_>| {
                    Some(PolicyMapping {
                        issuer_domain: own_oid(&mapping.issuer_domain_policy)?,
                        subject_domain: own_oid(&mapping.subject_domain_policy)?,
                    })
                };
                self.policy_mappings = found.mappings.iter().map(mapping).collect::<Option<_>>()?;
            }
            oids::POLICY_CONSTRAINTS => {
                let found: decoded::PolicyConstraints = decode(extension)?;
                self.policy_constraints = Some(PolicyConstraints {
                    require_explicit: found.require_explicit_policy,
                    inhibit_mapping: found.inhibit_policy_mapping,
                });
            }
            oids::INHIBIT_ANY_POLICY => {
                let found: decoded::InhibitAnyPolicy = decode(extension)?;
                self.inhibit_any_policy = Some(found.skip_certs);
            }
            oids::NAME_CONSTRAINTS => {
                self.name_constraints = Some(name_constraints(extension).ok()?);
            }
            oids::SUBJECT_ALT_NAME => {
                self.subject_alternative_names =
                    GeneralName::read_all(&mut extension.sequence().ok()?).ok()?;
            }
            oids::CRL_DISTRIBUTION_POINTS => {
                self.crl_distribution_points = distribution_points(extension).ok()?;
            }
            oids::FRESHEST_CRL => {
                self.freshest_crl = distribution_points(extension).ok()?;
                return Some(false);
            }
            oids::SUBJECT_KEY_ID => {
                let element = extension.element().ok()?;
                (element.tag() == Tag::OCTET_STRING).then_some(())?;
                self.subject_key_id = Some(element.value().to_vec());
                return Some(false);
            }
            oids::AUTHORITY_KEY_ID => {
                self.authority_key_id = Some(authority_key_id(&extension.value).ok()?);
                return Some(false);
            }
            oids::AUTHORITY_INFO_ACCESS => {
                self.read_access(extension).ok()?;
                return Some(false);
            }
            oids::OCSP_NO_CHECK => {
                (extension.element().ok()?.tag() == Tag::NULL).then_some(())?;
                self.ocsp_no_check = true;
                return Some(false);
            }
            oids::NO_REV_AVAIL => {
                (extension.element().ok()?.tag() == Tag::NULL).then_some(())?;
                self.no_rev_avail = true;
                return Some(false);
            }
            _ => return Some(false),
        }
        Some(true)
    }

    /// A malformed restriction permits nothing.
    fn restrict(&mut self, oid: Oid) {
        match oid {
            oids::KEY_USAGE => self.key_usage = Some(KeyUsage::default()),
            oids::EXTENDED_KEY_USAGE => self.extended_key_usage = Some(Vec::new()),
            oids::NAME_CONSTRAINTS => {
                self.name_constraints = Some(NameConstraints {
                    permitted: Vec::new(),
                    excluded: Vec::new(),
                    unreadable: true,
                });
            }
            _ => {}
        }
    }

    fn read_access(&mut self, extension: &Extension<'_>) -> Result<(), Error> {
        let mut descriptions = extension.sequence()?;
        while !descriptions.is_empty() {
            let mut fields = descriptions.expect(Tag::SEQUENCE)?.contents()?;
            let method = fields.expect(Tag::OID)?.oid()?;
            let location = GeneralName::from_element(&fields.read()?)?;
            fields.finish()?;
            match (method, location) {
                (oids::ACCESS_OCSP, GeneralName::Uri(uri)) => self.ocsp_urls.push(uri),
                (oids::ACCESS_CA_ISSUERS, GeneralName::Uri(uri)) => self.issuer_urls.push(uri),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The URIs among the full names of distribution points.
pub(super) fn full_name_uris(points: &[DistributionPoint]) -> impl Iterator<Item = &str> {
    let names = points.iter().flat_map(|point| match &point.name {
        Some(DistributionPointName::Full(names)) => names.as_slice(),
        _ => &[],
    });
    names.filter_map(|name| match name {
        GeneralName::Uri(uri) => Some(uri.as_str()),
        _ => None,
    })
}

/// Reads `AuthorityKeyIdentifier`, which CRLs have, too.
pub(in crate::x509) fn authority_key_id(value: &[u8]) -> Result<AuthorityKeyId, Error> {
    let mut reader = Reader::new(value);
    let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
    reader.finish()?;
    let key_id = fields.optional(Tag::context(0))?.map(|id| id.value().to_vec());
    let issuer = match fields.optional(Tag::context_constructed(1))? {
        Some(names) => GeneralName::read_all(&mut names.contents()?)?,
        None => Vec::new(),
    };
    let serial = fields.optional(Tag::context(2))?.map(|serial| serial.value().to_vec());
    fields.finish()?;
    Ok(AuthorityKeyId { key_id, issuer, serial })
}

fn name_constraints(extension: &Extension<'_>) -> Result<NameConstraints, Error> {
    let mut fields = extension.sequence()?;
    let mut subtrees = |number| match fields.optional(Tag::context_constructed(number))? {
        Some(list) => general_subtrees(&list),
        None => Ok(Vec::new()),
    };
    let permitted = subtrees(0)?;
    let excluded = subtrees(1)?;
    fields.finish()?;
    Ok(NameConstraints { permitted, excluded, unreadable: false })
}

fn general_subtrees(list: &Element<'_>) -> Result<Vec<GeneralSubtree>, Error> {
    let mut subtrees = Vec::new();
    let mut reader = list.contents()?;
    while !reader.is_empty() {
        let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
        let base = GeneralName::from_element(&fields.read()?)?;
        let minimum = fields.optional(Tag::context(0))?.map_or(Ok(0), |level| level.unsigned())?;
        let maximum =
            fields.optional(Tag::context(1))?.map(|level| level.unsigned()).transpose()?;
        fields.finish()?;
        subtrees.push(GeneralSubtree { base, minimum, maximum });
    }
    Ok(subtrees)
}

fn distribution_points(extension: &Extension<'_>) -> Result<Vec<DistributionPoint>, asn1::Error> {
    let mut points = Vec::new();
    let mut reader = extension.sequence()?;
    while !reader.is_empty() {
        points.push(DistributionPoint::from_element(&reader.expect(Tag::SEQUENCE)?)?);
    }
    Ok(points)
}

/// A value decoded by `x509-parser`, if it is exactly one DER element.
fn decode<'a, T: FromDer<'a, X509Error>>(extension: &'a Extension<'_>) -> Option<T> {
    if !extension.element().ok()?.is_der() {
        return None;
    }
    match T::from_der(&extension.value) {
        Ok(([], value)) => Some(value),
        _ => None,
    }
}

/// Certificate policies have no decoder of their own in `x509-parser`, only as part of an
/// extension.
fn policies(extension: &Extension<'_>) -> Option<Vec<Oid>> {
    if !extension.element().ok()?.is_der() {
        return None;
    }
    let (_, parsed) = decoded::X509Extension::from_der(extension.raw).ok()?;
    match parsed.parsed_extension() {
        decoded::ParsedExtension::CertificatePolicies(policies) => {
            policies.iter().map(|policy| own_oid(&policy.policy_id)).collect()
        }
        _ => None,
    }
}

/// The purposes; those that `x509-parser` knows by name come first.
fn purposes(found: &decoded::ExtendedKeyUsage<'_>) -> Option<Vec<Oid>> {
    let named = [
        (found.any, oids::EKU_ANY),
        (found.server_auth, oids::EKU_SERVER_AUTH),
        (found.client_auth, oids::EKU_CLIENT_AUTH),
        (found.code_signing, oids::EKU_CODE_SIGNING),
        (found.email_protection, oids::EKU_EMAIL_PROTECTION),
        (found.time_stamping, oids::EKU_TIME_STAMPING),
        (found.ocsp_signing, oids::EKU_OCSP_SIGNING),
    ];
    let named = named.into_iter().filter_map(|(present, oid)| present.then_some(Some(oid)));
    named.chain(found.other.iter().map(own_oid)).collect()
}

fn own_oid(oid: &x509_parser::der_parser::oid::Oid<'_>) -> Option<Oid> {
    Oid::from_value(oid.as_bytes()).ok()
}
