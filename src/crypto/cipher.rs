//! The ciphers with which documents and keys are encrypted: to open them, and to append to documents.
//!
//! Not one of them protects anything here: what a signature covers are the encrypted bytes. RC4 and
//! MD5 are broken and stand here because the security handlers of old documents are built of them
//! (ISO 32000-2 §7.6.4); RC2 and triple DES, because old key files are (RFC 7292 appendix C).

use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::{
    BlockCipherDecrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher,
};
use md5::Digest as _;

/// Octets of a block of AES, and of an initialization vector.
pub const AES_BLOCK: usize = 16;

/// Octets of a block of triple DES and RC2, and of an initialization vector.
#[cfg(feature = "pkcs12")]
pub const DES_BLOCK: usize = 8;

/// Why data cannot be deciphered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CipherError {
    /// The data are not whole blocks.
    #[error("the data are not whole blocks")]
    DataLength,
    /// The cipher takes no key of this length.
    #[error("the cipher takes no key of this length")]
    KeyLength,
    /// The last block does not end as RFC 8018 §6.1.1 pads it: mostly a sign of a wrong key.
    #[error("the padding is wrong")]
    Padding,
}

/// The MD5 of octets in several parts (RFC 1321), for deriving keys.
pub fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut context = md5::Md5::new();
    parts.iter().for_each(|part| context.update(part));
    context.finalize().into()
}

/// Encrypts or decrypts with RC4, which is the same.
///
/// # Errors
/// [`CipherError::KeyLength`] for a key that is empty or longer than 256 octets.
///
/// ```
/// use kyso::crypto::cipher::rc4;
///
/// assert_eq!(rc4(b"Key", b"Plaintext")?[..3], [0xbb, 0xf3, 0x16]);
/// # Ok::<(), kyso::crypto::cipher::CipherError>(())
/// ```
pub fn rc4(key: &[u8], data: &[u8]) -> Result<Vec<u8>, CipherError> {
    let mut cipher = rc4::Rc4::new_from_slice(key).map_err(|_| CipherError::KeyLength)?;
    let mut output = data.to_vec();
    cipher.apply_keystream(&mut output);
    Ok(output)
}

/// Decrypts AES in CBC mode with a key of 16 or 32 octets, and removes the padding.
///
/// # Errors
/// [`CipherError::DataLength`] unless there is at least one block and no part of one,
/// [`CipherError::KeyLength`] and [`CipherError::Padding`].
pub fn aes_cbc_decrypt_padded(
    key: &[u8],
    vector: &[u8; AES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    match key.len() {
        16 => cbc_decrypt_padded::<aes::Aes128>(key, vector, data),
        _ => cbc_decrypt_padded::<aes::Aes256>(key, vector, data),
    }
}

/// Decrypts triple DES in CBC mode with a key of 24 octets, and removes the padding.
///
/// # Errors
/// As [`aes_cbc_decrypt_padded`].
#[cfg(feature = "pkcs12")]
pub fn triple_des_cbc_decrypt_padded(
    key: &[u8],
    vector: &[u8; DES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    cbc_decrypt_padded::<des::TdesEde3>(key, vector, data)
}

/// Decrypts RC2 (RFC 2268) in CBC mode with a key of up to 32 octets, all of whose bits are effective,
/// and removes the padding.
///
/// # Errors
/// As [`aes_cbc_decrypt_padded`].
#[cfg(feature = "pkcs12")]
pub fn rc2_cbc_decrypt_padded(
    key: &[u8],
    vector: &[u8; DES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    cbc_decrypt_padded::<rc2::Rc2>(key, vector, data)
}

fn cbc_decrypt_padded<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    vector: &[u8],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, vector);
    let cipher = cipher.map_err(|_| CipherError::KeyLength)?;
    if data.is_empty() || !data.len().is_multiple_of(vector.len()) {
        return Err(CipherError::DataLength);
    }
    cipher.decrypt_padded_vec::<Pkcs7>(data).map_err(|_| CipherError::Padding)
}

/// Pads (RFC 8018 §6.1.1) and encrypts with AES in CBC mode and a key of 16 or 32 octets.
///
/// # Errors
/// [`CipherError::KeyLength`].
pub fn aes_cbc_encrypt_padded(
    key: &[u8],
    vector: &[u8; AES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    let output = match key.len() {
        16 => cbc::Encryptor::<aes::Aes128>::new_from_slices(key, vector)
            .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(data)),
        _ => cbc::Encryptor::<aes::Aes256>::new_from_slices(key, vector)
            .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(data)),
    };
    output.map_err(|_| CipherError::KeyLength)
}

/// Decrypts AES-256 in CBC mode without padding.
///
/// # Errors
/// [`CipherError::DataLength`] and [`CipherError::KeyLength`].
pub fn aes256_cbc_decrypt(
    key: &[u8],
    vector: &[u8; AES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(key, vector)
        .map_err(|_| CipherError::KeyLength)?;
    cipher.decrypt_padded_vec::<NoPadding>(data).map_err(|_| CipherError::DataLength)
}

/// Encrypts with AES-128 in CBC mode without padding: a step in hashing passwords (ISO 32000-2
/// algorithm 2.B).
///
/// # Errors
/// [`CipherError::DataLength`] and [`CipherError::KeyLength`].
pub fn aes128_cbc_encrypt(
    key: &[u8],
    vector: &[u8; AES_BLOCK],
    data: &[u8],
) -> Result<Vec<u8>, CipherError> {
    // the backend panics on a part of a block
    if !data.len().is_multiple_of(AES_BLOCK) {
        return Err(CipherError::DataLength);
    }
    let cipher = cbc::Encryptor::<aes::Aes128>::new_from_slices(key, vector)
        .map_err(|_| CipherError::KeyLength)?;
    Ok(cipher.encrypt_padded_vec::<NoPadding>(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hexadecimal: &str) -> Vec<u8> {
        (0..hexadecimal.len() / 2)
            .map(|at| u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn known_answers() {
        // RFC 1321 appendix A.5
        assert_eq!(
            md5(&[b"message ", b"digest"]).to_vec(),
            octets("f96b697d7cb7938d525a2f31aaf161d0")
        );
        // RFC 6229, key of 40 bits, offset 0
        let stream = rc4(&[1, 2, 3, 4, 5], &[0; 16]).unwrap();
        assert_eq!(stream, octets("b2396305f03dc027ccc3524a0a1118a8"));
        // NIST SP 800-38A F.2.1 and F.2.6, first blocks
        let vector: [u8; 16] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let plain = octets("6bc1bee22e409f96e93d7e117393172a");
        let key = octets("2b7e151628aed2a6abf7158809cf4f3c");
        let cipher = octets("7649abac8119b246cee98e9b12e9197d");
        assert_eq!(aes128_cbc_encrypt(&key, &vector, &plain).unwrap(), cipher);
        let key = octets("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let cipher = octets("f58c4c04d6e5f1ba779eabfb5f7bfbd6");
        assert_eq!(aes256_cbc_decrypt(&key, &vector, &cipher).unwrap(), plain);
    }

    #[test]
    fn padding_is_removed_or_refused() {
        let (key, vector) = ([7; 16], [9; 16]);
        let mut padded = b"van ban".to_vec();
        padded.resize(16, 9);
        let cipher = aes128_cbc_encrypt(&key, &vector, &padded).unwrap();
        assert_eq!(aes_cbc_decrypt_padded(&key, &vector, &cipher).unwrap(), b"van ban");
        let wrong = aes_cbc_decrypt_padded(&[8; 16], &vector, &cipher);
        assert_eq!(wrong, Err(CipherError::Padding));
    }

    #[cfg(feature = "pkcs12")]
    #[test]
    fn old_ciphers_of_key_files() {
        // made with openssl enc: -des-ede3-cbc, -rc2-40-cbc
        let key: [u8; 24] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let vector = [9; 8];
        let data = octets("fc7972707ba0470a");
        assert_eq!(triple_des_cbc_decrypt_padded(&key, &vector, &data).unwrap(), b"van ban");
        let data = octets("0e7e7db33c37f493");
        assert_eq!(rc2_cbc_decrypt_padded(&key[..5], &vector, &data).unwrap(), b"van ban");
        let wrong = triple_des_cbc_decrypt_padded(&key[..16], &vector, &data);
        assert_eq!(wrong, Err(CipherError::KeyLength));
        assert_eq!(rc2_cbc_decrypt_padded(&key, &vector, &[]), Err(CipherError::DataLength));
        assert_eq!(rc2_cbc_decrypt_padded(&[], &vector, &data), Err(CipherError::KeyLength));
    }

    #[test]
    fn odd_lengths_are_errors() {
        let vector = [0; 16];
        for length in [0, 15, 17] {
            let error = aes_cbc_decrypt_padded(&[0; 16], &vector, &vec![0; length]);
            assert_eq!(error, Err(CipherError::DataLength));
        }
        assert_eq!(aes128_cbc_encrypt(&[0; 16], &vector, &[0; 17]), Err(CipherError::DataLength));
        assert_eq!(aes256_cbc_decrypt(&[0; 32], &vector, &[0; 17]), Err(CipherError::DataLength));
        for key in [&[0; 5][..], &[0; 24], &[]] {
            let error = aes_cbc_decrypt_padded(key, &vector, &[0; 16]);
            assert_eq!(error, Err(CipherError::KeyLength));
        }
        assert_eq!(rc4(&[], b"x"), Err(CipherError::KeyLength));
        assert_eq!(rc4(&[0; 257], b"x"), Err(CipherError::KeyLength));
    }
}
