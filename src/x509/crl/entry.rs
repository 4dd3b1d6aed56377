//! One entry of a CRL.

use std::fmt;

use jiff::Timestamp;

use crate::asn1::{Element, Error, Reader, Tag};
use crate::x509::extension::{Extension, read_one};
use crate::x509::general_name::GeneralName;
use crate::x509::oids;

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The attribute authority was compromised.
    AaCompromise,
    /// The subject's affiliation changed.
    AffiliationChanged,
    /// The key of an authority was compromised.
    CaCompromise,
    /// The certificate is on hold.
    CertificateHold,
    /// The subject ceased its operation.
    CessationOfOperation,
    /// The key was compromised.
    KeyCompromise,
    /// A code that RFC 5280 does not define.
    Other(u64),
    /// A privilege was withdrawn.
    PrivilegeWithdrawn,
    /// In a delta CRL: no longer on hold.
    RemoveFromCrl,
    /// Replaced by another certificate.
    Superseded,
    /// No reason is given.
    Unspecified,
}

impl Reason {
    /// From the code of CRLReason.
    pub fn from_code(code: u64) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            other => Self::Other(other),
        }
    }

    /// From an ENUMERATED. What cannot be read counts as given without a reason: a revocation
    /// stands whatever is wrong with its reason.
    pub(in crate::x509) fn from_element(element: &Element<'_>) -> Self {
        if element.tag() != Tag::ENUMERATED {
            return Self::Unspecified;
        }
        element.unsigned().map_or(Self::Unspecified, Self::from_code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AaCompromise => "aACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::CaCompromise => "cACompromise",
            Self::CertificateHold => "certificateHold",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::KeyCompromise => "keyCompromise",
            Self::Other(code) => return write!(f, "{code}"),
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::Superseded => "superseded",
            Self::Unspecified => "unspecified",
        })
    }
}

/// What a CRL says about one serial number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevokedEntry {
    /// Since when it is revoked. The earliest instant if the date cannot be read.
    pub revocation_date: Timestamp,
    /// Why; absent if the list does not say.
    pub reason: Option<Reason>,
    /// Since when the key is suspected to be compromised (RFC 5280 §5.3.2). It says nothing that
    /// helps the certificate, and may lie before the revocation date.
    pub invalidity_date: Option<Timestamp>,
    /// Who issued the certificate, where this entry or one before it says so (§5.3.3); empty if it
    /// is the issuer of the list.
    pub certificate_issuer: Vec<GeneralName>,
}

/// An entry, its extensions not yet read.
pub(super) struct RawEntry<'a> {
    pub(super) serial: &'a [u8],
    date: Element<'a>,
    extensions: Option<Element<'a>>,
}

impl<'a> RawEntry<'a> {
    pub(super) fn read(entries: &mut Reader<'a>) -> Result<Self, Error> {
        let mut fields = entries.expect(Tag::SEQUENCE)?.contents()?;
        let serial = fields.expect(Tag::INTEGER)?.integer_octets()?;
        let date = fields.read()?;
        let extensions = fields.optional(Tag::SEQUENCE)?;
        fields.finish()?;
        Ok(Self { serial, date, extensions })
    }

    pub(super) fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    /// Calls `visit` for each extension.
    pub(super) fn each_extension(&self, mut visit: impl FnMut(Extension<'a>)) -> Result<(), Error> {
        if let Some(list) = &self.extensions {
            let mut reader = list.contents()?;
            while !reader.is_empty() {
                visit(read_one(&mut reader)?);
            }
        }
        Ok(())
    }

    /// The names in the certificateIssuer extension, if there is one. A name that cannot be read
    /// equals no issuer.
    pub(super) fn certificate_issuer(&self) -> Option<Vec<GeneralName>> {
        let mut found = None;
        let read = self.each_extension(|extension| {
            if extension.oid == oids::CERTIFICATE_ISSUER && found.is_none() {
                let unreadable = || vec![GeneralName::Unsupported(extension.value.to_vec())];
                let names = extension
                    .sequence()
                    .and_then(|mut list| GeneralName::read_all(&mut list))
                    .unwrap_or_else(|_| unreadable());
                found = Some(if names.is_empty() { unreadable() } else { names });
            }
        });
        read.ok().and(found)
    }

    /// Decodes the rest, with the issuer that holds for this entry.
    pub(super) fn decode(&self, certificate_issuer: Vec<GeneralName>) -> RevokedEntry {
        let mut entry = RevokedEntry {
            revocation_date: self.date.time().unwrap_or(Timestamp::MIN),
            reason: None,
            invalidity_date: None,
            certificate_issuer,
        };
        // The index read the same bytes when the list was read; what failed there was an error.
        let _ = self.each_extension(|extension| match extension.oid {
            oids::REASON_CODE => {
                let reason = extension.element().map(|element| Reason::from_element(&element));
                entry.reason = Some(reason.unwrap_or(Reason::Unspecified));
            }
            oids::INVALIDITY_DATE => {
                entry.invalidity_date = extension.element().and_then(|element| element.time()).ok();
            }
            _ => {}
        });
        entry
    }
}
