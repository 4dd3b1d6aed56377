//! The key on a token, and its certificates.

use std::sync::Arc;

use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

use super::{SignerError, TokenError, TokenKey, chain};
use crate::limits::{KEY_FILE_CERTIFICATES, KEY_FILE_KEYS};
use crate::x509::Certificate;

/// What signs.
pub(super) struct Found {
    pub(super) key: ObjectHandle,
    pub(super) always_authenticates: bool,
    pub(super) chain: Vec<Arc<Certificate>>,
}

/// What a token says about a private key.
#[derive(Debug, Default)]
struct Described {
    label: String,
    id: Vec<u8>,
    modulus: Option<Vec<u8>>,
    point: Option<Vec<u8>>,
    always_authenticates: bool,
    signs: bool,
}

/// A certificate on a token, and its identifier there.
struct Kept {
    id: Vec<u8>,
    certificate: Arc<Certificate>,
}

/// The key that is meant, and its chain out of what is on the token and what was given.
pub(super) fn find(
    session: &Session,
    wanted: &TokenKey,
    given: Vec<Arc<Certificate>>,
) -> Result<Found, SignerError> {
    let private = Attribute::Class(ObjectClass::PRIVATE_KEY);
    let handles = session.find_objects(&[private]).map_err(TokenError::from)?;
    let mut keys = Vec::new();
    for handle in handles.into_iter().take(KEY_FILE_KEYS) {
        let key = describe(session, handle)?;
        if key.signs {
            keys.push((handle, key));
        }
    }
    if keys.is_empty() {
        return Err(SignerError::NoKey);
    }
    let names = keys.iter().map(|(_, key)| key.name()).collect();
    keys.retain(|(_, key)| key.is(wanted));
    if keys.is_empty() {
        return Err(SignerError::NoSuchKey { name: wanted.wanted_key(), names });
    }
    let on_token = certificates(session)?;
    let mut found = Vec::new();
    for (handle, key) in keys {
        let pool = on_token.iter().map(|it| &it.certificate).chain(&given).cloned().collect();
        let says_token = |certificate: &Certificate| {
            on_token.iter().any(|it| key.has_id(&it.id) && it.certificate.id() == certificate.id())
        };
        if let Some(chain) = chain::of(pool, |it| key.is_key_to(it, says_token)) {
            let always_authenticates = key.always_authenticates;
            found.push((key.name(), Found { key: handle, always_authenticates, chain }));
        }
    }
    match (found.pop(), found.is_empty()) {
        (Some((_, only)), true) => Ok(only),
        (Some(last), false) => {
            found.push(last);
            Err(SignerError::SeveralKeys(found.into_iter().map(|(name, _)| name).collect()))
        }
        (None, _) => Err(SignerError::NoCertificate),
    }
}

fn describe(session: &Session, handle: ObjectHandle) -> Result<Described, TokenError> {
    let wanted = [
        AttributeType::Label,
        AttributeType::Id,
        AttributeType::Modulus,
        AttributeType::AlwaysAuthenticate,
        AttributeType::Sign,
    ];
    let mut key = Described { signs: true, ..Described::default() };
    for attribute in session.get_attributes(handle, &wanted)? {
        match attribute {
            Attribute::Label(octets) => key.label = String::from_utf8_lossy(&octets).into_owned(),
            Attribute::Id(octets) => key.id = octets,
            Attribute::Modulus(octets) => key.modulus = Some(octets),
            Attribute::AlwaysAuthenticate(is_so) => key.always_authenticates = is_so,
            Attribute::Sign(is_so) => key.signs = is_so,
            _ => {}
        }
    }
    // the point of a key on a curve stands in its public half
    if key.modulus.is_none() && !key.id.is_empty() {
        let public = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(key.id.clone())];
        for handle in session.find_objects(&public)?.into_iter().take(1) {
            for attribute in session.get_attributes(handle, &[AttributeType::EcPoint])? {
                if let Attribute::EcPoint(octets) = attribute {
                    key.point = Some(octets);
                }
            }
        }
    }
    Ok(key)
}

/// The certificates on the token. What cannot be read is nobody's.
fn certificates(session: &Session) -> Result<Vec<Kept>, TokenError> {
    let mut certificates = Vec::new();
    let handles = session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)])?;
    for handle in handles.into_iter().take(KEY_FILE_CERTIFICATES) {
        let (mut id, mut der) = (Vec::new(), Vec::new());
        for attribute in
            session.get_attributes(handle, &[AttributeType::Id, AttributeType::Value])?
        {
            match attribute {
                Attribute::Id(octets) => id = octets,
                Attribute::Value(octets) => der = octets,
                _ => {}
            }
        }
        if let Ok(certificate) = Certificate::parse(&der) {
            certificates.push(Kept { id, certificate: Arc::new(certificate) });
        }
    }
    Ok(certificates)
}

impl Described {
    /// For people: its label, or what else there is.
    fn name(&self) -> String {
        let id = || self.id.iter().map(|octet| format!("{octet:02x}")).collect();
        if self.label.is_empty() { id() } else { self.label.clone() }
    }

    fn is(&self, wanted: &TokenKey) -> bool {
        wanted.label.as_ref().is_none_or(|label| *label == self.label)
            && wanted.id.as_ref().is_none_or(|id| *id == self.id)
    }

    fn has_id(&self, id: &[u8]) -> bool {
        !id.is_empty() && self.id == id
    }

    /// Whether a certificate is that of this key: by the public key where the token shows it, else by what
    /// the token says.
    fn is_key_to(
        &self,
        certificate: &Certificate,
        says_token: impl Fn(&Certificate) -> bool,
    ) -> bool {
        let public = certificate.public_key();
        match (&self.modulus, &self.point) {
            (Some(modulus), _) => public.has_modulus(modulus),
            (None, Some(point)) => public.has_point(point),
            (None, None) => says_token(certificate),
        }
    }
}
