//! PKCS #12 files (RFC 7292): keys with their certificates, behind a password.
//!
//! They are made of content, encrypted data and digests in the form that CMS had when it was young,
//! and nothing in them needs more than this room has.

mod derivation;

use ring::hmac;
use zeroize::Zeroizing;

use self::derivation::Purpose;
use super::digest::DigestAlgorithm;
use super::identifier::AlgorithmIdentifier;
use super::password::Password;
use super::pbe::{self, Passphrase, Rounds};
use super::private_key::{PrivateKey, PrivateKeyError};
use crate::asn1::{Element, Error, Oid, Reader, Tag, oid};
use crate::limits::{KEY_FILE_BYTES, KEY_FILE_CERTIFICATES, KEY_FILE_KEYS};

pub(super) use derivation::decrypt;

const DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
const ENCRYPTED_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 6]);

const KEY_BAG: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 1]);
const SHROUDED_KEY_BAG: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 2]);
const CERTIFICATE_BAG: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 3]);
const SAFE_CONTENTS_BAG: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 6]);

const X509_CERTIFICATE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 22, 1]);
const FRIENDLY_NAME: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 20]);

/// What a PKCS #12 file holds.
///
/// ```
/// use kyso::crypto::{Password, Pkcs12};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let file = std::fs::read("fixtures/keys/rsa.p12")?;
/// let opened = Pkcs12::open(&file, &Password::new("mật khẩu thử"))?;
/// assert_eq!(opened.keys.len(), 1);
/// assert_eq!(opened.keys[0].friendly_name.as_deref(), Some("Người ký rsa"));
/// assert_eq!(opened.certificates.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Pkcs12 {
    /// The private keys in the order of the file.
    pub keys: Vec<Pkcs12Key>,
    /// The X.509 certificates in the order of the file.
    pub certificates: Vec<Pkcs12Certificate>,
}

/// A private key of a PKCS #12 file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pkcs12Key {
    /// The key, or why it cannot be used.
    pub key: Result<PrivateKey, PrivateKeyError>,
    /// The name that it was given (RFC 2985 §5.5.1).
    pub friendly_name: Option<String>,
}

/// A certificate of a PKCS #12 file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pkcs12Certificate {
    /// What was stored as a certificate.
    pub der: Vec<u8>,
    /// The name that it was given (RFC 2985 §5.5.1).
    pub friendly_name: Option<String>,
}

impl Pkcs12 {
    /// Opens a file in BER. Keys and certificates may be encrypted by PBES2 with AES, or by the schemes of
    /// RFC 7292 appendix C with triple DES and RC2; the MAC is by SHA-1, SHA-256, SHA-384 or SHA-512.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongPassword`] if the MAC is another (RFC 7292 §5.1), which it is in a damaged
    /// file as well. [`PrivateKeyError::TooManyRounds`], [`PrivateKeyError::UnsupportedEncryption`],
    /// [`PrivateKeyError::Malformed`]; [`PrivateKeyError::TooLarge`] past [`KEY_FILE_BYTES`],
    /// [`KEY_FILE_KEYS`] and [`KEY_FILE_CERTIFICATES`].
    pub fn open(file: &[u8], password: &Password) -> Result<Self, PrivateKeyError> {
        if file.len() > KEY_FILE_BYTES {
            return Err(PrivateKeyError::TooLarge("KEY_FILE_BYTES"));
        }
        let mut rounds = Rounds::new();
        let mut fields = Reader::new(file).expect(Tag::SEQUENCE)?.contents()?;
        fields.expect(Tag::INTEGER)?;
        let (kind, mut content) = content_info(&mut fields)?;
        // what is signed with a key instead of a password
        if kind != DATA {
            return Err(PrivateKeyError::UnsupportedEncryption(kind));
        }
        let safe = content.expect_string(Tag::OCTET_STRING)?.octets()?;
        let password = match fields.optional(Tag::SEQUENCE)? {
            Some(mac) => checked(password, &mac, &safe, &mut rounds)?,
            None => Passphrase::new(password),
        };
        let mut opened = Self::default();
        let mut contents = Reader::new(&safe).expect(Tag::SEQUENCE)?.contents()?;
        while !contents.is_empty() {
            let (kind, mut content) = content_info(&mut contents)?;
            match kind {
                DATA => {
                    let bags = content.expect_string(Tag::OCTET_STRING)?.octets()?;
                    let bags = Reader::new(&bags).expect(Tag::SEQUENCE)?;
                    opened.read(&bags, &password, &mut rounds)?;
                }
                ENCRYPTED_DATA => {
                    let bags = decrypted(&mut content, &password, &mut rounds)?;
                    let bags = Reader::new(&bags).expect(Tag::SEQUENCE);
                    let bags = bags.map_err(|_| PrivateKeyError::WrongPassword)?;
                    opened.read(&bags, &password, &mut rounds)?;
                }
                // encrypted for the key of whoever receives it
                other => return Err(PrivateKeyError::UnsupportedEncryption(other)),
            }
        }
        Ok(opened)
    }

    /// Reads SafeContents (RFC 7292 §4.2), whose depth is that of the reader.
    fn read(
        &mut self,
        bags: &Element<'_>,
        password: &Passphrase<'_>,
        rounds: &mut Rounds,
    ) -> Result<(), PrivateKeyError> {
        let mut bags = bags.contents()?;
        while !bags.is_empty() {
            let mut bag = bags.expect(Tag::SEQUENCE)?.contents()?;
            let kind = bag.expect(Tag::OID)?.oid()?;
            let mut value = bag.expect(Tag::context_constructed(0))?.contents()?;
            match kind {
                KEY_BAG | SHROUDED_KEY_BAG => {
                    if self.keys.len() >= KEY_FILE_KEYS {
                        return Err(PrivateKeyError::TooLarge("KEY_FILE_KEYS"));
                    }
                    let info = value.expect(Tag::SEQUENCE)?;
                    let key = if kind == KEY_BAG {
                        PrivateKey::from_pkcs8(info.raw())
                    } else {
                        PrivateKey::from_pkcs8(&pbe::decrypt_private_key(&info, password, rounds)?)
                    };
                    self.keys.push(Pkcs12Key { key, friendly_name: friendly_name(&mut bag)? });
                }
                CERTIFICATE_BAG => {
                    if self.certificates.len() >= KEY_FILE_CERTIFICATES {
                        return Err(PrivateKeyError::TooLarge("KEY_FILE_CERTIFICATES"));
                    }
                    let mut fields = value.expect(Tag::SEQUENCE)?.contents()?;
                    if fields.expect(Tag::OID)?.oid()? == X509_CERTIFICATE {
                        let mut fields = fields.expect(Tag::context_constructed(0))?.contents()?;
                        let der = fields.expect_string(Tag::OCTET_STRING)?.octets()?.into_owned();
                        let friendly_name = friendly_name(&mut bag)?;
                        self.certificates.push(Pkcs12Certificate { der, friendly_name });
                    }
                }
                SAFE_CONTENTS_BAG => self.read(&value.expect(Tag::SEQUENCE)?, password, rounds)?,
                // lists of revoked certificates and secrets of others
                _ => {}
            }
        }
        Ok(())
    }
}

/// The type of a ContentInfo (RFC 5652 §3), and a reader of its content.
fn content_info<'a>(reader: &mut Reader<'a>) -> Result<(Oid, Reader<'a>), Error> {
    let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
    let kind = fields.expect(Tag::OID)?.oid()?;
    Ok((kind, fields.expect(Tag::context_constructed(0))?.contents()?))
}

/// The content of EncryptedData (RFC 5652 §8).
fn decrypted(
    content: &mut Reader<'_>,
    password: &Passphrase<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let mut fields = content.expect(Tag::SEQUENCE)?.contents()?;
    fields.expect(Tag::INTEGER)?;
    let mut info = fields.expect(Tag::SEQUENCE)?.contents()?;
    info.expect(Tag::OID)?;
    let algorithm = AlgorithmIdentifier::read(&mut info)?;
    let encrypted = info.expect_string(Tag::context(0))?.octets()?;
    pbe::decrypt(&algorithm, &encrypted, password, rounds)
}

/// The password in the form with which the MAC (RFC 7292 §4) is that of what was stored.
fn checked<'a>(
    password: &'a Password,
    mac: &Element<'_>,
    stored: &[u8],
    rounds: &mut Rounds,
) -> Result<Passphrase<'a>, PrivateKeyError> {
    let mut fields = mac.contents()?;
    let mut info = fields.expect(Tag::SEQUENCE)?.contents()?;
    let algorithm = AlgorithmIdentifier::read(&mut info)?;
    let value = info.expect(Tag::OCTET_STRING)?.value();
    let salt = fields.expect(Tag::OCTET_STRING)?.value();
    let count = fields.optional(Tag::INTEGER)?;
    let unsupported = || PrivateKeyError::UnsupportedEncryption(algorithm.oid());
    let digest = DigestAlgorithm::from_identifier(&algorithm).ok_or_else(unsupported)?;
    let function = match digest {
        DigestAlgorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => hmac::HMAC_SHA256,
        DigestAlgorithm::Sha384 => hmac::HMAC_SHA384,
        DigestAlgorithm::Sha512 => hmac::HMAC_SHA512,
        _ => return Err(unsupported()),
    };
    for password in Passphrase::forms(password) {
        let count = match &count {
            Some(count) => rounds.take(count, 1)?.get(),
            None => 1,
        };
        let len = digest.output_len();
        let key = derivation::derive(digest, Purpose::MAC, &password, salt, count, len);
        if hmac::verify(&hmac::Key::new(function, &key), stored, value).is_ok() {
            return Ok(password);
        }
    }
    Err(PrivateKeyError::WrongPassword)
}

/// The friendlyName among the attributes of a bag, which follow.
fn friendly_name(bag: &mut Reader<'_>) -> Result<Option<String>, Error> {
    let Some(attributes) = bag.optional(Tag::SET)? else { return Ok(None) };
    let mut attributes = attributes.contents()?;
    while !attributes.is_empty() {
        let mut attribute = attributes.expect(Tag::SEQUENCE)?.contents()?;
        if attribute.expect(Tag::OID)?.oid()? == FRIENDLY_NAME {
            return Ok(Some(attribute.expect(Tag::SET)?.contents()?.read()?.text()?));
        }
    }
    Ok(None)
}
