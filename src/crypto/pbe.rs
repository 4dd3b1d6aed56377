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

/// A password in the forms in which keys are derived from it.
pub(super) struct Passphrase<'a> {
    octets: &'a [u8],
    #[cfg(feature = "pkcs12")]
    bmp: Zeroizing<Vec<u8>>,
}

impl<'a> Passphrase<'a> {
    pub(super) fn new(password: &'a Password) -> Self {
        Self {
            octets: password.octets(),
            #[cfg(feature = "pkcs12")]
            bmp: bmp(password.octets()),
        }
    }
}

#[cfg(feature = "pkcs12")]
impl<'a> Passphrase<'a> {
    /// The forms that a PKCS #12 file may mean: an empty password ends with a zero in one program, and
    /// has no octets at all in another.
    pub(super) fn forms(password: &'a Password) -> impl Iterator<Item = Self> {
        let octets = password.octets();
        let bare = || Self { octets, bmp: Zeroizing::default() };
        std::iter::once(Self::new(password)).chain(octets.is_empty().then(bare))
    }

    /// As a BMPString that ends with a zero (RFC 7292 appendix B.1).
    pub(super) fn bmp(&self) -> &[u8] {
        &self.bmp
    }
}

/// UTF-8 as UTF-16 in big-endian order, and a zero; octets of something else as Latin-1.
#[cfg(feature = "pkcs12")]
fn bmp(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    // no copy grows, which would leave parts of it behind
    let mut encoded = Zeroizing::new(Vec::with_capacity(2 * octets.len() + 2));
    match std::str::from_utf8(octets) {
        Ok(text) => encoded.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Err(_) => encoded.extend(octets.iter().flat_map(|&octet| [0, octet])),
    }
    encoded.extend([0, 0]);
    encoded
}

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
    password: &Passphrase<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let mut fields = info.contents()?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let encrypted = fields.expect_string(Tag::OCTET_STRING)?.octets()?;
    let der = decrypt(&algorithm, &encrypted, password, rounds)?;
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
    password: &Passphrase<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    match algorithm.oid() {
        PBES2 => pbes2(&parameters(algorithm)?, data, password, rounds),
        #[cfg(feature = "pkcs12")]
        _ => super::pkcs12::decrypt(algorithm, data, password, rounds),
        #[cfg(not(feature = "pkcs12"))]
        other => Err(PrivateKeyError::UnsupportedEncryption(other)),
    }
}

/// Those that an algorithm cannot be without.
pub(super) fn parameters<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<Element<'a>, Error> {
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
    password: &Passphrase<'_>,
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
    password: &Passphrase<'_>,
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
    pbkdf2::derive(function, count, salt, password.octets, &mut key);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_counted_for_the_file() {
        let mut rounds = Rounds::new();
        let mut take = |count: &[u8], blocks| {
            let der = [&[2, u8::try_from(count.len()).unwrap()], count].concat();
            rounds.take(&Reader::new(&der).read().unwrap(), blocks)
        };
        // three million, once for two blocks and once for one
        let three_million = [0x2d, 0xc6, 0xc0];
        assert_eq!(take(&three_million, 2).unwrap().get(), 3_000_000);
        assert_eq!(take(&three_million, 1).unwrap().get(), 3_000_000);
        assert_eq!(take(&three_million, 1), Err(PrivateKeyError::TooManyRounds(3_000_000)));
        assert_eq!(take(&[0x0f, 0x42, 0x40], 1).unwrap().get(), 1_000_000);
        assert_eq!(take(&[1], 1), Err(PrivateKeyError::TooManyRounds(1)));
    }

    #[cfg(feature = "pkcs12")]
    #[test]
    fn passwords_as_bmp_strings() {
        // RFC 7292 appendix B.1: the string "Beavis"
        let beavis = b"\0B\0e\0a\0v\0i\0s\0\0";
        assert_eq!(bmp(b"Beavis")[..], beavis[..]);
        assert_eq!(bmp("\u{1ead}".as_bytes())[..], [0x1e, 0xad, 0, 0]);
        assert_eq!(bmp(&[0xe9])[..], [0, 0xe9, 0, 0]);
        let forms = |octets: &[u8]| {
            let password = Password::new(octets);
            Passphrase::forms(&password).map(|it| it.bmp().to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(forms(b""), [vec![0, 0], vec![]]);
        assert_eq!(forms(b"a"), [vec![0, b'a', 0, 0]]);
    }
}
