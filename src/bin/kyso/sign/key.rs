//! The key that signs.

use std::fs::File;
use std::path::Path;

use kyso::limits::KEY_FILE_BYTES;
use kyso::report::Messages;
use kyso::sign::{AlgorithmProfile, Password, PrivateKeySigner, SignerError};
use zeroize::Zeroizing;

use super::unreadable;
use crate::arguments::Signing;
use crate::passwords::octets;
use crate::{hint, passwords};

/// `None` where a file cannot be read, which was said.
pub(super) fn open(
    signing: &Signing,
    messages: &Messages,
) -> Option<Result<PrivateKeySigner, SignerError>> {
    let passwords = passwords::read(signing.key_passwords.as_deref(), messages)?;
    let key = read(&signing.key, messages)?;
    let certificates = match &signing.certificates {
        Some(path) => Some(read(path, messages)?),
        None => None,
    };
    // they often stand in the same file
    let certificates = certificates.as_ref().unwrap_or(&key);
    let is_pkcs12 = signing
        .key
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("p12") || it.eq_ignore_ascii_case("pfx"));
    let none = Password::new("");
    let signer = match (is_pkcs12, passwords.first()) {
        (true, password) => PrivateKeySigner::from_pkcs12(
            &key,
            password.unwrap_or(&none),
            signing.key_name.as_deref(),
        ),
        (false, Some(password)) => {
            PrivateKeySigner::from_encrypted_pem(&key, password, certificates)
        }
        (false, None) => PrivateKeySigner::from_pem(&key, certificates),
    };
    Some(match signing.is_tt15 {
        true => signer.and_then(|it| it.with_profile(AlgorithmProfile::Tt15)),
        false => signer,
    })
}

/// A file of a key or of certificates, in a buffer that is wiped.
fn read(path: &Path, messages: &Messages) -> Option<Zeroizing<Vec<u8>>> {
    let path_text = path.to_string_lossy();
    let read = File::open(path).and_then(|mut file| octets(&mut file, KEY_FILE_BYTES));
    match read {
        Ok(content) if content.len() <= KEY_FILE_BYTES => Some(content),
        Ok(_) => {
            let limit = KEY_FILE_BYTES.to_string();
            let values = [("path", path_text.as_ref()), ("limit", &limit)];
            hint(&messages.text_with("problem-too-large", &values));
            None
        }
        Err(error) => {
            unreadable(path, &error, messages);
            None
        }
    }
}
