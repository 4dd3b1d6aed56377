//! The standard security handler (ISO 32000-2 §7.6.4): from a password to the key of the file.

use zeroize::Zeroizing;

use super::password::encoded;
use crate::crypto::cipher::{aes128_cbc_encrypt, aes256_cbc_decrypt, md5, rc4};
use crate::crypto::{DigestAlgorithm, Password};
use crate::limits::{PASSWORDS, PDF_PASSWORD_BYTES, PDF_PASSWORD_ROUNDS};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object};

/// What fills passwords up to 32 octets (algorithm 2 step a).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

type Key = Zeroizing<Vec<u8>>;

/// The entries of an encryption dictionary that keys are made of (tables 20 and 21).
pub(super) struct StandardHandler<'a> {
    /// `/V`: 1 and 2 are RC4, 4 and 5 have crypt filters.
    pub(super) version: i64,
    pub(super) encrypts_metadata: bool,
    revision: i64,
    /// Octets of the key of the file.
    key_length: usize,
    owner: Vec<u8>,
    user: Vec<u8>,
    owner_key: Vec<u8>,
    user_key: Vec<u8>,
    permissions: u32,
    id: &'a [u8],
}

impl<'a> StandardHandler<'a> {
    pub(super) fn read(dictionary: &Dictionary<'_>, id: &'a [u8]) -> Result<Self, Error> {
        const BAD: Error = Error::BadEncryption;
        let handler = dictionary.get("Filter").and_then(Object::as_name).ok_or(BAD)?;
        if handler != "Standard" {
            return Err(Error::UnsupportedEncryption(handler.to_string()));
        }
        let integer = |key| dictionary.get(key).and_then(Object::as_integer);
        let (version, revision) = (integer("V").unwrap_or(0), integer("R").ok_or(BAD)?);
        if !matches!((version, revision), (1 | 2, 2 | 3) | (4, 4) | (5, 5 | 6)) {
            return Err(Error::UnsupportedEncryption(format!("Standard V{version} R{revision}")));
        }
        let octets = |key, length: usize| {
            let octets = dictionary.get(key).and_then(Object::as_string).map(|it| it.octets());
            octets.and_then(|it| it.get(..length).map(<[u8]>::to_vec)).ok_or(BAD)
        };
        let is_new = version == 5;
        let hash = if is_new { 48 } else { 32 };
        let permissions = integer("P").ok_or(BAD)?;
        Ok(Self {
            version,
            revision,
            encrypts_metadata: version < 4
                || dictionary.get("EncryptMetadata") != Some(&Object::Boolean(false)),
            key_length: match version {
                1 => 5,
                2 => length(integer("Length").unwrap_or(40)).ok_or(BAD)?,
                4 => 16,
                _ => 32,
            },
            owner: octets("O", hash)?,
            user: octets("U", hash)?,
            owner_key: if is_new { octets("OE", 32)? } else { Vec::new() },
            user_key: if is_new { octets("UE", 32)? } else { Vec::new() },
            // written as a signed or an unsigned number of 32 bits
            permissions: u32::try_from(permissions.rem_euclid(1 << 32)).map_err(|_| BAD)?,
            id,
        })
    }

    /// The key of the file, if the empty password or one of these opens it.
    pub(super) fn key(&self, passwords: &[Password]) -> Result<Option<Key>, Error> {
        let empty = Password::new([]);
        for (index, password) in
            std::iter::once(&empty).chain(passwords.iter().take(PASSWORDS)).enumerate()
        {
            let key = match self.version {
                5 => self.new_key(password.octets())?,
                _ => self.old_key(&encoded(password), index > 0)?,
            };
            if key.is_some() {
                return Ok(key);
            }
        }
        Ok(None)
    }

    /// Revisions 2 to 4: as the password of the user, then of the owner (algorithms 6 and 7).
    fn old_key(&self, password: &[u8], as_owner: bool) -> Result<Option<Key>, Error> {
        let key = self.user_key_of(&padded(password))?;
        if key.is_some() || !as_owner {
            return Ok(key);
        }
        let mut digest = md5(&[&padded(password)]);
        let mut user = Zeroizing::new(self.owner.clone());
        if self.revision >= 3 {
            for _ in 0..50 {
                digest = md5(&[&digest]);
            }
        }
        let key = digest.get(..self.key_length).unwrap_or(&digest);
        let rounds: u8 = if self.revision >= 3 { 20 } else { 1 };
        for round in (0..rounds).rev() {
            user = Zeroizing::new(rc4_round(key, round, &user)?);
        }
        self.user_key_of(&user)
    }

    /// The key that a padded user password gives, if it is the right one (algorithms 2, 4 and 5).
    fn user_key_of(&self, password: &[u8]) -> Result<Option<Key>, Error> {
        let permissions = self.permissions.to_le_bytes();
        let open_metadata: &[u8] = if self.encrypts_metadata { &[] } else { &[0xff; 4] };
        let mut digest = md5(&[password, &self.owner, &permissions, self.id, open_metadata]);
        if self.revision >= 3 {
            for _ in 0..50 {
                digest = md5(&[digest.get(..self.key_length).unwrap_or(&digest)]);
            }
        }
        let key = Zeroizing::new(digest.get(..self.key_length).unwrap_or(&digest).to_vec());
        let (expected, compared) = if self.revision == 2 {
            (rc4_round(&key, 0, &PADDING)?, 32)
        } else {
            let mut value = md5(&[&PADDING, self.id]).to_vec();
            for round in 0..20 {
                value = rc4_round(&key, round, &value)?;
            }
            (value, 16)
        };
        let is_right = expected.get(..compared) == self.user.get(..compared);
        Ok(is_right.then_some(key))
    }

    /// Revisions 5 and 6 (algorithms 2.A, 11 and 12).
    fn new_key(&self, password: &[u8]) -> Result<Option<Key>, Error> {
        let password = password.get(..PDF_PASSWORD_BYTES).unwrap_or(password);
        let of_user = (&self.user, &[][..], &self.user_key);
        let of_owner = (&self.owner, self.user.as_slice(), &self.owner_key);
        for (stored, user, encrypted) in [of_user, of_owner] {
            // a hash, the salt that it was made with, and the salt for the key
            let Some((hash, salts)) = stored.split_at_checked(32) else { continue };
            let Some((salt, key_salt)) = salts.split_at_checked(8) else { continue };
            if self.hash(password, salt, user)?.as_slice() == hash {
                let intermediate = self.hash(password, key_salt, user)?;
                let key = aes256_cbc_decrypt(&intermediate, &[0; 16], encrypted);
                return key.map(|key| Some(Zeroizing::new(key))).map_err(|_| Error::BadEncryption);
            }
        }
        Ok(None)
    }

    /// The hash of a password (algorithm 2.B; one SHA-256 in revision 5).
    fn hash(&self, password: &[u8], salt: &[u8], user: &[u8]) -> Result<Key, Error> {
        let mut first = DigestAlgorithm::Sha256.hasher();
        [password, salt, user].iter().for_each(|part| first.update(part));
        let mut value = Zeroizing::new(first.finish().as_bytes().to_vec());
        if self.revision == 5 {
            return Ok(value);
        }
        const BAD: Error = Error::BadEncryption;
        for round in 1..=PDF_PASSWORD_ROUNDS {
            let one = [password, &value, user].concat();
            let repeated = Zeroizing::new(one.repeat(64));
            let (key, rest) = value.split_at_checked(16).ok_or(BAD)?;
            let vector = rest.first_chunk::<16>().ok_or(BAD)?;
            let encrypted = aes128_cbc_encrypt(key, vector, &repeated).map_err(|_| BAD)?;
            // as a number of 128 bits modulo 3, which is that of the sum of its octets
            let sum: u32 = encrypted.iter().take(16).copied().map(u32::from).sum();
            let algorithm = match sum % 3 {
                0 => DigestAlgorithm::Sha256,
                1 => DigestAlgorithm::Sha384,
                _ => DigestAlgorithm::Sha512,
            };
            value = Zeroizing::new(algorithm.hash(&encrypted).as_bytes().to_vec());
            let last = encrypted.last().copied().map_or(0, usize::from);
            if round >= 64 && last <= round.saturating_sub(32) {
                break;
            }
        }
        value.truncate(32);
        Ok(value)
    }
}

/// The octets of a key of so many bits. Some writers give octets.
fn length(bits: i64) -> Option<usize> {
    let octets = if bits >= 40 { bits / 8 } else { bits };
    usize::try_from(octets).ok().filter(|octets| (5..=16).contains(octets))
}

fn padded(password: &[u8]) -> Key {
    Zeroizing::new(password.iter().chain(&PADDING).take(32).copied().collect())
}

/// RC4 with a key of which every octet is changed by the number of the round.
fn rc4_round(key: &[u8], round: u8, data: &[u8]) -> Result<Vec<u8>, Error> {
    let key: Zeroizing<Vec<u8>> = Zeroizing::new(key.iter().map(|octet| octet ^ round).collect());
    rc4(&key, data).map_err(|_| Error::BadEncryption)
}
