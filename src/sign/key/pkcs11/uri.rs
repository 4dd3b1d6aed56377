//! Which key of which token: by URIs of RFC 7512, or piece by piece.

use std::path::PathBuf;
use std::str::FromStr;

use super::TokenError;

/// A key on a token, and how it is reached. What is not said must be unambiguous: the only token, the only
/// key with a certificate.
///
/// ```
/// use kyso::sign::TokenKey;
///
/// let key = TokenKey::new("/usr/lib/libtoken.so").token("Văn thư").label("ký");
/// // the same as a URI of RFC 7512
/// let uri = "pkcs11:token=V%C4%83n%20th%C6%B0;object=k%C3%BD?module-path=/usr/lib/libtoken.so";
/// assert_eq!(uri.parse(), Ok(key));
/// // whoever lists the processes of a computer sees a PIN that stands in one
/// assert!("pkcs11:token=T?pin-value=1234".parse::<TokenKey>().is_err());
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TokenKey {
    pub(super) module: Option<PathBuf>,
    pub(super) token: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) label: Option<String>,
    pub(super) id: Option<Vec<u8>>,
}

impl TokenKey {
    /// The only key of the only token that this module reaches.
    pub fn new(module: impl Into<PathBuf>) -> Self {
        Self::default().module(module)
    }

    /// Through the module at this path: a library that comes with the software of the token. It is loaded
    /// and run.
    #[must_use]
    pub fn module(mut self, path: impl Into<PathBuf>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// On the token with this label.
    #[must_use]
    pub fn token(mut self, label: impl Into<String>) -> Self {
        self.token = Some(label.into());
        self
    }

    /// On the token with this serial number.
    #[must_use]
    pub fn serial(mut self, serial: impl Into<String>) -> Self {
        self.serial = Some(serial.into());
        self
    }

    /// The key with this label (`CKA_LABEL`).
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The key with this identifier (`CKA_ID`).
    #[must_use]
    pub fn id(mut self, id: impl Into<Vec<u8>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The token that is meant, for people.
    pub(super) fn wanted_token(&self) -> String {
        let label = self.token.as_ref().map(|label| format!("{label:?}"));
        let serial = self.serial.as_ref().map(|serial| format!("with the serial number {serial}"));
        [label, serial].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The key that is meant, for people.
    pub(super) fn wanted_key(&self) -> String {
        let id = self.id.as_ref().map(|id| id.iter().map(|octet| format!("{octet:02x}")).collect());
        [self.label.clone(), id].into_iter().flatten().collect::<Vec<String>>().join(" ")
    }
}

impl FromStr for TokenKey {
    type Err = TokenError;

    fn from_str(uri: &str) -> Result<Self, TokenError> {
        let refuse = |why: String| TokenError::Uri(why);
        let rest = uri.strip_prefix("pkcs11:");
        let rest = rest.ok_or_else(|| refuse("it does not begin with pkcs11:".to_owned()))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut key = Self::default();
        let parts = path.split(';').chain(query.split('&')).filter(|it| !it.is_empty());
        for part in parts {
            let pair = part.split_once('=');
            let (name, value) = pair.ok_or_else(|| refuse(format!("{part:?} has no value")))?;
            if matches!(name, "pin-value" | "pin-source") {
                return Err(refuse(format!("{name} does not belong there: the PIN is asked for")));
            }
            let octets = decoded(value).ok_or_else(|| refuse(format!("{name} is not encoded")))?;
            let text = String::from_utf8(octets.clone());
            let text = text.map_err(|_| refuse(format!("{name} is not in UTF-8")));
            key = match name {
                "token" => key.token(text?),
                "serial" => key.serial(text?),
                "object" => key.label(text?),
                "id" => key.id(octets),
                "module-path" => key.module(text?),
                "type" if text.is_ok_and(|it| it == "private" || it == "cert") => key,
                // RFC 7512 §2.3: what is not understood cannot be passed over
                _ => return Err(refuse(format!("{name:?} is not supported"))),
            };
        }
        Ok(key)
    }
}

/// The octets of a value, per cent signs decoded (RFC 3986 §2.1).
fn decoded(value: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(octet) = rest.next() {
        octets.push(if octet == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            u8::try_from(digit()? << 4 | digit()?).ok()?
        } else {
            octet
        });
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_refused() {
        let key = "pkcs11:serial=12;id=%01%fF;type=private".parse();
        assert_eq!(key, Ok(TokenKey::default().serial("12").id([1, 0xff])));
        assert_eq!("pkcs11:".parse(), Ok(TokenKey::default()));
        for (uri, why) in [
            ("token=T", "begin with"),
            ("pkcs11:token=%4", "not encoded"),
            ("pkcs11:token=%+4", "not encoded"),
            ("pkcs11:token=%zz", "not encoded"),
            ("pkcs11:token=%ff", "UTF-8"),
            ("pkcs11:type=public", "not supported"),
            ("pkcs11:slot-id=1", "not supported"),
            ("pkcs11:token", "no value"),
            ("pkcs11:token=T?pin-value=1234", "asked for"),
            ("pkcs11:token=T?pin-source=file:/pin", "asked for"),
        ] {
            let error = uri.parse::<TokenKey>().unwrap_err().to_string();
            assert!(error.contains(why), "{uri}: {error}");
            assert!(!error.contains("1234"), "{error}");
        }
    }
}
