//! Keys out of passwords (RFC 7292 appendix B), and the encryption that uses them (appendix C).

use zeroize::Zeroizing;

use crate::asn1::{Oid, Tag, oid};
use crate::crypto::cipher::{DES_BLOCK, rc2_cbc_decrypt_padded, triple_des_cbc_decrypt_padded};
use crate::crypto::digest::DigestAlgorithm;
use crate::crypto::identifier::AlgorithmIdentifier;
use crate::crypto::pbe::{self, Passphrase, Rounds};
use crate::crypto::private_key::PrivateKeyError;

const TRIPLE_DES: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 1, 3]);
const RC2_128: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 1, 5]);
const RC2_40: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 1, 6]);

/// What derived octets are for: a number that is hashed with the password (appendix B.3).
#[derive(Clone, Copy, Debug)]
pub(super) struct Purpose(u8);

impl Purpose {
    const KEY: Self = Self(1);
    const VECTOR: Self = Self(2);
    pub(super) const MAC: Self = Self(3);
}

/// Deciphers what was encrypted by a scheme of PKCS #12.
pub(in crate::crypto) fn decrypt(
    algorithm: &AlgorithmIdentifier<'_>,
    data: &[u8],
    password: &Passphrase<'_>,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let key_len: usize = match algorithm.oid() {
        TRIPLE_DES => 24,
        RC2_128 => 16,
        RC2_40 => 5,
        other => return Err(PrivateKeyError::UnsupportedEncryption(other)),
    };
    let mut parameters = pbe::parameters(algorithm)?.contents()?;
    let salt = parameters.expect(Tag::OCTET_STRING)?.value();
    let digest = DigestAlgorithm::Sha1;
    let blocks = key_len.div_ceil(digest.output_len()) + 1;
    let count = rounds.take(&parameters.expect(Tag::INTEGER)?, blocks)?.get();
    let key = derive(digest, Purpose::KEY, password, salt, count, key_len);
    let octets = derive(digest, Purpose::VECTOR, password, salt, count, DES_BLOCK);
    let mut vector = [0; DES_BLOCK];
    vector.iter_mut().zip(&*octets).for_each(|(to, from)| *to = *from);
    let deciphered = match algorithm.oid() {
        TRIPLE_DES => triple_des_cbc_decrypt_padded(&key, &vector, data),
        _ => rc2_cbc_decrypt_padded(&key, &vector, data),
    };
    Ok(Zeroizing::new(deciphered?))
}

/// Octets out of a password (appendix B.2), in whose words the names of variables are here.
pub(super) fn derive(
    digest: DigestAlgorithm,
    purpose: Purpose,
    password: &Passphrase<'_>,
    salt: &[u8],
    count: u32,
    len: usize,
) -> Zeroizing<Vec<u8>> {
    // octets of a block that the function compresses
    let v = if digest.output_len() > 32 { 128 } else { 64 };
    let filled = |octets: &[u8]| octets.len().div_ceil(v) * v;
    let (salt_len, password_len) = (filled(salt), filled(password.bmp()));
    let mut i = Zeroizing::new(Vec::with_capacity(salt_len + password_len));
    i.extend(salt.iter().cycle().take(salt_len));
    i.extend(password.bmp().iter().cycle().take(password_len));
    let mut derived = Zeroizing::new(Vec::with_capacity(len));
    loop {
        let mut hasher = digest.hasher();
        hasher.update(&vec![purpose.0; v]);
        hasher.update(&i);
        let mut a = hasher.finish();
        for _ in 1..count {
            a = digest.hash(a.as_bytes());
        }
        let missing = len - derived.len();
        derived.extend(a.as_bytes().iter().take(missing));
        if derived.len() == len {
            return derived;
        }
        let b: Zeroizing<Vec<u8>> =
            Zeroizing::new(a.as_bytes().iter().copied().cycle().take(v).collect());
        for block in i.chunks_exact_mut(v) {
            let mut carry = 1;
            for (octet, b) in block.iter_mut().zip(&*b).rev() {
                let [high, low] = (u16::from(*octet) + u16::from(*b) + carry).to_be_bytes();
                (*octet, carry) = (low, u16::from(high));
            }
        }
    }
}
