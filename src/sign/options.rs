//! What a signature says about itself.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::SignError;
#[cfg(feature = "appearance")]
use super::appearance::Appearance;
use crate::crypto::Password;
use crate::pdf::{Document, PlacedDrawing, SignatureKind, SignatureRequest};

/// What a certified document permits after its first signature (ISO 32000-2 table 257). Material for
/// validation and document timestamps are permitted always.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certification {
    /// Nothing else.
    NoChanges,
    /// Fields may be filled, and others may sign.
    Forms,
    /// The same, and annotations.
    Annotations,
}

/// How a document is signed. The defaults make a PAdES signature without an appearance, now.
#[derive(Clone, Debug)]
pub struct SignOptions {
    field: Option<String>,
    time: Option<Timestamp>,
    offset: Offset,
    name: Option<String>,
    reason: Option<String>,
    location: Option<String>,
    contact: Option<String>,
    certify: Option<Certification>,
    is_legacy: bool,
    #[cfg(feature = "appearance")]
    appearance: Option<Appearance>,
    passwords: Vec<Password>,
}

/// UTC+7, the time of Vietnam.
const VIETNAM: Offset = Offset::constant(7);

impl Default for SignOptions {
    fn default() -> Self {
        Self {
            field: None,
            time: None,
            offset: VIETNAM,
            name: None,
            reason: None,
            location: None,
            contact: None,
            certify: None,
            is_legacy: false,
            #[cfg(feature = "appearance")]
            appearance: None,
            passwords: Vec::new(),
        }
    }
}

impl SignOptions {
    /// Signs in a field of this name: an empty one that is there, else a new one.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// The time that the signature claims, in place of now.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// The offset from UTC that the time is written in, UTC+7 unless said otherwise.
    #[must_use]
    pub fn offset(mut self, offset: Offset) -> Self {
        self.offset = offset;
        self
    }

    /// A password that opens the document, if it is encrypted and the empty one does not. The signature
    /// is encrypted like the rest.
    #[must_use]
    pub fn password(mut self, password: Password) -> Self {
        self.passwords.push(password);
        self
    }

    /// The name that the signature shows; readers take that of the certificate where there is none.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Why it is signed.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Where it is signed.
    #[must_use]
    pub fn location(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// How the signer can be reached.
    #[must_use]
    pub fn contact(mut self, contact: impl Into<String>) -> Self {
        self.contact = Some(contact.into());
        self
    }

    /// Certifies the document, of which this has to be the first signature.
    #[must_use]
    pub fn certify(mut self, permitted: Certification) -> Self {
        self.certify = Some(permitted);
        self
    }

    /// What the signature shows on the page; nothing, unless said otherwise.
    #[cfg(feature = "appearance")]
    #[must_use]
    pub fn appearance(mut self, appearance: Appearance) -> Self {
        self.appearance = Some(appearance);
        self
    }

    #[cfg(feature = "appearance")]
    pub(super) fn field_name(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Writes `adbe.pkcs7.detached` (ISO 32000-1 §12.8.3.3), with the signing time inside, for readers
    /// that do not know PAdES yet.
    #[must_use]
    pub fn legacy(mut self) -> Self {
        self.is_legacy = true;
        self
    }

    /// PAdES wants it in the signature dictionary alone (EN 319 142-1 clause 6.3).
    pub(super) fn has_cms_signing_time(&self) -> bool {
        self.is_legacy
    }

    pub(super) fn passwords(&self) -> &[Password] {
        &self.passwords
    }

    pub(super) fn signing_time(&self) -> (Timestamp, Offset) {
        (self.time.unwrap_or_else(Timestamp::now), self.offset)
    }

    pub(super) fn request(
        &self,
        document: &Document<'_>,
        time: (Timestamp, Offset),
        room: usize,
    ) -> Result<SignatureRequest, SignError> {
        Ok(SignatureRequest {
            field: self.field.clone(),
            kind: SignatureKind::Signature,
            sub_filter: if self.is_legacy { "adbe.pkcs7.detached" } else { "ETSI.CAdES.detached" },
            time: Some(time),
            name: self.name.clone(),
            reason: self.reason.clone(),
            location: self.location.clone(),
            contact: self.contact.clone(),
            certify: self.certify.map(|it| match it {
                Certification::NoChanges => 1,
                Certification::Forms => 2,
                Certification::Annotations => 3,
            }),
            drawing: self.drawing(document, time.0)?,
            room,
        })
    }

    /// What the signature shows.
    #[cfg(feature = "appearance")]
    pub(super) fn drawing(
        &self,
        document: &Document<'_>,
        time: Timestamp,
    ) -> Result<Option<PlacedDrawing>, SignError> {
        let draw = |it: &Appearance| it.draw(document, self.field.as_deref(), time);
        self.appearance.as_ref().map(draw).transpose()
    }

    #[cfg(not(feature = "appearance"))]
    fn drawing(&self, _: &Document<'_>, _: Timestamp) -> Result<Option<PlacedDrawing>, SignError> {
        Ok(None)
    }
}
