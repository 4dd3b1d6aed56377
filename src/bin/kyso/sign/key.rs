//! The key that signs: in a file, on a token, or held by a remote service.

use std::fs::File;
use std::path::Path;

use kyso::crypto::PrivateKeyError;
use kyso::fetch::HttpOptions;
use kyso::limits::KEY_FILE_BYTES;
use kyso::report::Messages;
use kyso::sign::{
    AlgorithmProfile, Password, PinAttempts, PrivateKeySigner, Signer, SignerError, Token,
    TokenKey, TokenSigner,
};
use zeroize::Zeroizing;

use super::{remote, unreadable};
use crate::arguments::Signing;
use crate::passwords::{ask, octets};
use crate::{hint, passwords};

/// How the path of a key on a token begins (RFC 7512).
const TOKEN: &str = "pkcs11:";

/// Whether one signature is made after another, so that nobody gives a PIN twice.
pub(super) fn is_one_by_one(signing: &Signing) -> bool {
    is_on_token(signing) || remote::is_address(signing)
}

fn is_on_token(signing: &Signing) -> bool {
    signing.key.to_str().is_some_and(|it| it.starts_with(TOKEN))
}

/// Opens the key once, for so many signatures. `None` where a file cannot be read, which was said.
pub(super) fn open(
    signing: &Signing,
    http: HttpOptions,
    signatures: usize,
    messages: &Messages,
) -> Option<Result<Box<dyn Signer + Sync>, SignerError>> {
    let passwords = passwords::read(signing.key_passwords.as_deref(), messages)?;
    let password = passwords.into_iter().next();
    let certificates = match &signing.certificates {
        Some(path) => Some(read(path, messages)?),
        None => None,
    };
    if remote::is_address(signing) {
        return remote::open(signing, password, http, signatures, messages);
    }
    if is_on_token(signing) {
        let certificates = certificates.as_ref().map_or(&[][..], |it| it);
        return Some(on_token(signing, password, certificates, messages));
    }
    let key = read(&signing.key, messages)?;
    // they often stand in the same file
    let certificates = certificates.as_ref().unwrap_or(&key);
    Some(in_file(signing, &key, password, certificates, messages))
}

fn in_file(
    signing: &Signing,
    key: &[u8],
    password: Option<Password>,
    certificates: &[u8],
    messages: &Messages,
) -> Result<Box<dyn Signer + Sync>, SignerError> {
    let is_pkcs12 = signing
        .key
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("p12") || it.eq_ignore_ascii_case("pfx"));
    let name = signing.key_name.as_deref();
    let with = |password: Option<&Password>| match (is_pkcs12, password) {
        (true, Some(password)) => PrivateKeySigner::from_pkcs12(key, password, name),
        (true, None) => PrivateKeySigner::from_pkcs12(key, &Password::new(""), name),
        (false, Some(password)) => {
            PrivateKeySigner::from_encrypted_pem(key, password, certificates)
        }
        (false, None) => PrivateKeySigner::from_pem(key, certificates),
    };
    let signer = match (with(password.as_ref()), &password) {
        (
            Err(SignerError::EncryptedKey | SignerError::Key(PrivateKeyError::WrongPassword)),
            None,
        ) => {
            let path = signing.key.to_string_lossy();
            let asked = ask(&messages.text_with("ask-key-password", &[("path", &path)]));
            with(Some(&asked.ok_or(SignerError::EncryptedKey)?))
        }
        (signer, _) => signer,
    }?;
    Ok(match signing.is_tt15 {
        true => Box::new(signer.with_profile(AlgorithmProfile::Tt15)?),
        false => Box::new(signer),
    })
}

fn on_token(
    signing: &Signing,
    pin: Option<Password>,
    certificates: &[u8],
    messages: &Messages,
) -> Result<Box<dyn Signer + Sync>, SignerError> {
    let uri = signing.key.to_str().unwrap_or_default();
    let mut key: TokenKey = uri.parse::<TokenKey>().map_err(SignerError::Token)?;
    if let Some(module) = &signing.module {
        key = key.module(module);
    }
    if let Some(name) = &signing.key_name {
        key = key.label(name);
    }
    let pin = |token: &Token| {
        pin.or_else(|| {
            let question = match token.attempts() {
                PinAttempts::Last => "ask-pin-last",
                PinAttempts::Fewer => "ask-pin-fewer",
                _ => "ask-pin",
            };
            ask(&messages.text_with(question, &[("token", token.label())]))
        })
    };
    let signer = TokenSigner::open(&key, pin, certificates)?;
    Ok(match signing.is_tt15 {
        true => Box::new(signer.with_profile(AlgorithmProfile::Tt15)?),
        false => Box::new(signer),
    })
}

/// A file of a key or of certificates, in a buffer that is wiped.
pub(super) fn read(path: &Path, messages: &Messages) -> Option<Zeroizing<Vec<u8>>> {
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
            hint(&unreadable(path, &error, messages));
            None
        }
    }
}
