//! What is encrypted with a password: PBES2 (RFC 8018 §6.2), and the schemes of PKCS #12 (RFC 7292
//! appendix C).

use std::num::NonZeroU32;

use ring::pbkdf2;
use zeroize::Zeroizing;

use super::cipher::aes_cbc_decrypt_padded;
#[cfg(feature = "pkcs12")]
use super::cipher::triple_des_cbc_decrypt_padded;
use super::identifier::AlgorithmIdentifier;
use super::password::Password;
use super::private_key::PrivateKeyError;
use crate::asn1::{Element, Error, Oid, Reader, Tag, oid};
use crate::limits::KEY_FILE_ROUNDS;

const PBES2: Oid = oid(&[1, 2, 840, 113_549, 1, 5, 13]);
const PBKDF2: Oid = oid(&[1, 2, 840, 113_549, 1, 5, 12]);
const AES_128_CBC: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 1, 2]);
const AES_256_CBC: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 1, 42]);
#[cfg(feature = "pkcs12")]
const TRIPLE_DES_CBC: Oid = oid(&[1, 2, 840, 113_549, 3, 7]);

const HMAC_SHA1: Oid = oid(&[1, 2, 840, 113_549, 2, 7]);
const HMAC_SHA256: Oid = oid(&[1, 2, 840, 113_549, 2, 9]);
const HMAC_SHA384: Oid = oid(&[1, 2, 840, 113_549, 2, 10]);
const HMAC_SHA512: Oid = oid(&[1, 2, 840, 113_549, 2, 11]);

/// The rounds of hashing that may still be spent on one key file. Its author chooses how many each part
/// asks for, and how many parts there are.
#[derive(Debug)]
pub(super) struct Rounds(u64);

impl Rounds {
    pub(super) fn new() -> Self {
        Self(KEY_FILE_ROUNDS)
    }

    /// Takes the rounds that an INTEGER of the file asks for, for `blocks` blocks of key.
    pub(super) fn take(
        &mut self,
        count: &Element<'_>,
        blocks: usize,
    ) -> Result<NonZeroU32, PrivateKeyError> {
        let asked = count.unsigned()?;
        let cost = u64::try_from(blocks).ok().and_then(|blocks| asked.checked_mul(blocks));
        let rest = cost.and_then(|cost| self.0.checked_sub(cost));
        self.0 = rest.ok_or(PrivateKeyError::TooManyRounds(asked))?;
        let count = u32::try_from(asked).ok().and_then(NonZeroU32::new);
        Ok(count.ok_or(Error::BadValue("iterationCount"))?)
    }
}

/// Deciphers an EncryptedPrivateKeyInfo (RFC 5958 §3) into a PrivateKeyInfo.
///
/// # Errors
/// [`PrivateKeyError`]. That the password was right is told by what comes out.
pub(super) fn decrypt_private_key(
    info: &Element<'_>,
    password: &Password,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let mut fields = info.contents()?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let encrypted = fields.expect(Tag::OCTET_STRING)?;
    let der = decrypt(&algorithm, encrypted.value(), password, rounds)?;
    let is_info = || {
        let mut reader = Reader::new(&der);
        reader.expect(Tag::SEQUENCE)?.contents()?.expect(Tag::INTEGER)?;
        reader.finish()
    };
    is_info().map_err(|_| PrivateKeyError::WrongPassword)?;
    Ok(der)
}

/// Deciphers what was encrypted with a password.
///
/// # Errors
/// [`PrivateKeyError::WrongPassword`] if the padding is wrong: with another password it is right once in
/// 256 times, so whoever asks has to look at what comes out as well.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifier<'_>,
    data: &[u8],
    password: &Password,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    match algorithm.oid() {
        PBES2 => pbes2(&parameters(algorithm)?, data, password, rounds),
        other => Err(PrivateKeyError::UnsupportedEncryption(other)),
    }
}

fn parameters<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<Element<'a>, Error> {
    algorithm.parameters().copied().ok_or(Error::Truncated)
}

/// The initialization vector that is all there is to the parameters of a cipher.
fn vector<const N: usize>(cipher: &AlgorithmIdentifier<'_>) -> Result<[u8; N], Error> {
    let octets = parameters(cipher)?;
    let octets = (octets.tag() == Tag::OCTET_STRING).then_some(octets.value());
    octets.and_then(|it| it.try_into().ok()).ok_or(Error::BadValue("initialization vector"))
}

fn pbes2(
    parameters: &Element<'_>,
    data: &[u8],
    password: &Password,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let mut fields = parameters.contents()?;
    let derivation = AlgorithmIdentifier::read(&mut fields)?;
    let encryption = AlgorithmIdentifier::read(&mut fields)?;
    let mut key = |len| pbkdf2(&derivation, len, password, rounds);
    let deciphered = match encryption.oid() {
        AES_128_CBC => aes_cbc_decrypt_padded(&key(16)?, &vector(&encryption)?, data)?,
        AES_256_CBC => aes_cbc_decrypt_padded(&key(32)?, &vector(&encryption)?, data)?,
        #[cfg(feature = "pkcs12")]
        TRIPLE_DES_CBC => triple_des_cbc_decrypt_padded(&key(24)?, &vector(&encryption)?, data)?,
        other => return Err(PrivateKeyError::UnsupportedEncryption(other)),
    };
    Ok(Zeroizing::new(deciphered))
}

/// PBKDF2 with parameters of the file (RFC 8018 appendix A.2).
fn pbkdf2(
    derivation: &AlgorithmIdentifier<'_>,
    key_len: usize,
    password: &Password,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    if derivation.oid() != PBKDF2 {
        return Err(PrivateKeyError::UnsupportedEncryption(derivation.oid()));
    }
    let mut fields = parameters(derivation)?.contents()?;
    let salt = fields.expect(Tag::OCTET_STRING)?.value();
    let count = fields.expect(Tag::INTEGER)?;
    if let Some(stored) = fields.optional(Tag::INTEGER)?
        && usize::try_from(stored.unsigned()?) != Ok(key_len)
    {
        return Err(Error::BadValue("keyLength").into());
    }
    let function = match fields.is_empty() {
        true => HMAC_SHA1,
        false => AlgorithmIdentifier::read(&mut fields)?.oid(),
    };
    let (function, digest_len) = match function {
        HMAC_SHA1 => (pbkdf2::PBKDF2_HMAC_SHA1, 20),
        HMAC_SHA256 => (pbkdf2::PBKDF2_HMAC_SHA256, 32),
        HMAC_SHA384 => (pbkdf2::PBKDF2_HMAC_SHA384, 48),
        HMAC_SHA512 => (pbkdf2::PBKDF2_HMAC_SHA512, 64),
        other => return Err(PrivateKeyError::UnsupportedEncryption(other)),
    };
    let count = rounds.take(&count, key_len.div_ceil(digest_len))?;
    let mut key = Zeroizing::new(vec![0; key_len]);
    pbkdf2::derive(function, count, salt, password.octets(), &mut key);
    Ok(key)
}
