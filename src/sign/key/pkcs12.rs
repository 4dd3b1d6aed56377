//! Keys in PKCS #12 files.

use std::sync::Arc;

use super::{PrivateKeySigner, SignerError};
use crate::crypto::{Password, Pkcs12, PrivateKey};
use crate::x509::Certificate;

impl PrivateKeySigner {
    /// The key of a PKCS #12 file (`.p12`, `.pfx`) with the certificates in it: see [`Pkcs12::open`] for
    /// what is read. A name is needed where several keys have a certificate: that of the key, that of its
    /// certificate, or the subject of that.
    ///
    /// ```
    /// use kyso::sign::{Password, PrivateKeySigner, Signer};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let file = std::fs::read("fixtures/keys/rsa.p12")?;
    /// let signer = PrivateKeySigner::from_pkcs12(&file, &Password::new("mật khẩu thử"), None)?;
    /// assert_eq!(signer.chain()[0].subject().common_name(), Some("Người ký rsa"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`WrongPassword`](crate::crypto::PrivateKeyError::WrongPassword) as [`SignerError::Key`];
    /// [`SignerError::SeveralKeys`] and [`SignerError::NoSuchKey`]; others.
    pub fn from_pkcs12(
        file: &[u8],
        password: &Password,
        name: Option<&str>,
    ) -> Result<Self, SignerError> {
        let Pkcs12 { keys, certificates, .. } = Pkcs12::open(file, password)?;
        let names: Vec<_> = certificates.iter().map(|it| it.friendly_name.clone()).collect();
        let certificates = certificates.iter().map(|it| Ok(Arc::new(Certificate::parse(&it.der)?)));
        let certificates: Vec<Arc<Certificate>> =
            certificates.collect::<Result<_, SignerError>>()?;
        // why no key can be used
        let mut refusal = SignerError::NoKey;
        let mut usable = Vec::new();
        for kept in keys {
            let key = match kept.key {
                Ok(key) => key,
                Err(error) => {
                    refusal = error.into();
                    continue;
                }
            };
            let mut own = certificates.iter().zip(&names);
            let Some((own, name)) = own.find(|(it, _)| key.is_key_to(it.public_key())) else {
                refusal = SignerError::NoCertificate;
                continue;
            };
            let names = [kept.friendly_name, name.clone(), Some(own.subject().to_string())];
            usable.push((key, names.into_iter().flatten().collect()));
        }
        if usable.is_empty() {
            return Err(refusal);
        }
        Self::new(choose(usable, name)?, certificates)
    }
}

/// The only key, or the only one of this name. Each is listed by its first name.
fn choose(
    keys: Vec<(PrivateKey, Vec<String>)>,
    name: Option<&str>,
) -> Result<PrivateKey, SignerError> {
    let listed = keys.iter().filter_map(|(_, names)| names.first().cloned()).collect();
    let is_meant = |names: &[String]| name.is_none_or(|name| names.iter().any(|own| own == name));
    let mut meant = keys.into_iter().filter(|(_, names)| is_meant(names));
    match (meant.next(), meant.next(), name) {
        (Some((key, _)), None, _) => Ok(key),
        (None, _, Some(name)) => {
            Err(SignerError::NoSuchKey { name: name.to_owned(), names: listed })
        }
        _ => Err(SignerError::SeveralKeys(listed)),
    }
}
