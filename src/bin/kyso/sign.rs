//! `kyso sign`, `timestamp` and `upgrade`: what is appended to a document.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kyso::crypto::{PrivateKeyError, random};
use kyso::fetch::{HttpClient, HttpOptions, HttpTimestampAuthority, MaterialFetcher};
use kyso::limits::KEY_FILE_BYTES;
use kyso::pdf::UpdateError;
use kyso::report::Messages;
use kyso::sign::{
    AlgorithmProfile, Augmenter, Password, PrivateKeySigner, SignError, SignOptions, Signer,
    SignerError, sign, sign_with_timestamp,
};
use kyso::trust::TrustStore;
use zeroize::Zeroizing;

use crate::arguments::{Appending, SignLevel, Signing};
use crate::passwords::octets;
use crate::{ERROR, PASSED, hint, passwords, verify};

/// Appends to one document. The exit status.
pub(crate) fn run(arguments: &Appending, messages: &Messages) -> u8 {
    match append(arguments, messages) {
        Some(()) => PASSED,
        None => ERROR,
    }
}

/// `None` where it was said what is wrong; then nothing was written.
fn append(arguments: &Appending, messages: &Messages) -> Option<()> {
    let path = arguments.input.to_string_lossy();
    let is_signing = arguments.signing.is_some();
    let complain = |reason: &str| {
        let values = [("path", path.as_ref()), ("reason", reason)];
        let key = if is_signing { "problem-sign" } else { "problem-append" };
        hint(&messages.text_with(key, &values));
    };
    if arguments.output.exists() {
        complain(&exists(&arguments.output, messages));
        return None;
    }
    if arguments.authorities.is_empty() && arguments.level == SignLevel::T {
        complain(&messages.text("problem-no-authority"));
        return None;
    }
    // anchors matter where evidence is judged
    let trust = match arguments.level >= SignLevel::Lt {
        true => verify::trust(arguments.trust.as_deref(), messages)?,
        false => TrustStore::none(),
    };
    let passwords = passwords::read(arguments.passwords.as_deref(), messages)?;
    let document = read_document(&arguments.input, messages)?;
    let made = match &arguments.signing {
        Some(signing) => open_key(signing, messages)?.map_err(SignError::from).and_then(|signer| {
            let signed = sign_document(&document, &signer, signing, arguments, &passwords)?;
            raise(signed, arguments, passwords, &trust)
        }),
        None => raise(document, arguments, passwords, &trust),
    };
    let file = match made {
        Ok(file) => file,
        Err(error) => {
            complain(&explain(&error, messages));
            return None;
        }
    };
    if let Err(error) = write_whole(&arguments.output, &file) {
        complain(&match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&arguments.output, messages),
            _ => {
                let output = arguments.output.to_string_lossy();
                let reason = error.to_string();
                let values = [("path", output.as_ref()), ("reason", reason.as_str())];
                messages.text_with("problem-sign-output", &values)
            }
        });
        return None;
    }
    let output = arguments.output.to_string_lossy();
    let values = [("path", path.as_ref()), ("output", output.as_ref())];
    hint(&messages.text_with(if is_signing { "hint-signed" } else { "hint-appended" }, &values));
    Some(())
}

fn exists(output: &Path, messages: &Messages) -> String {
    messages.text_with("problem-output-exists", &[("path", &output.to_string_lossy())])
}

/// `None` where a file cannot be read, which was said.
fn open_key(
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

fn authority(arguments: &Appending, client: &HttpClient) -> HttpTimestampAuthority {
    let authority = HttpTimestampAuthority::new(client.clone());
    arguments.authorities.iter().fold(authority, |all, one| all.server(one))
}

/// With a timestamp in the signature where one is needed.
fn sign_document(
    document: &[u8],
    signer: &dyn Signer,
    signing: &Signing,
    arguments: &Appending,
    passwords: &[Password],
) -> Result<Vec<u8>, SignError> {
    let mut options = SignOptions::default();
    for password in passwords {
        options = options.password(password.clone());
    }
    if let Some(field) = &signing.field {
        options = options.field(field);
    }
    if let Some(reason) = &signing.reason {
        options = options.reason(reason);
    }
    if let Some(location) = &signing.location {
        options = options.location(location);
    }
    if arguments.level == SignLevel::B {
        return sign(document, signer, &options);
    }
    let authority = authority(arguments, &HttpClient::new(HttpOptions::default()));
    sign_with_timestamp(document, signer, &authority, &options)
}

/// Raises what is there to the level that is wanted.
fn raise(
    document: Vec<u8>,
    arguments: &Appending,
    passwords: Vec<Password>,
    trust: &TrustStore,
) -> Result<Vec<u8>, SignError> {
    // a signature that was made just now has its timestamp already
    let is_done = match arguments.level {
        SignLevel::B => true,
        SignLevel::T => arguments.signing.is_some(),
        SignLevel::Lt | SignLevel::Lta => false,
    };
    if is_done {
        return Ok(document);
    }
    let hosts = arguments.allowed_hosts.iter();
    let client = HttpClient::new(hosts.fold(HttpOptions::default(), HttpOptions::allow_host));
    let authority = authority(arguments, &client);
    let source = MaterialFetcher::new(client);
    let mut augmenter = passwords.into_iter().fold(Augmenter::new(trust), Augmenter::password);
    if !arguments.authorities.is_empty() {
        augmenter = augmenter.authority(&authority);
    }
    if arguments.is_online {
        augmenter = augmenter.source(&source);
    }
    match arguments.level {
        SignLevel::B | SignLevel::T => augmenter.to_timestamped(&document),
        SignLevel::Lt => augmenter.to_long_term(&document),
        SignLevel::Lta => augmenter.to_archive(&document),
    }
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

fn read_document(path: &Path, messages: &Messages) -> Option<Vec<u8>> {
    fs::read(path).map_err(|error| unreadable(path, &error, messages)).ok()
}

fn unreadable(path: &Path, error: &io::Error, messages: &Messages) {
    let reason = error.to_string();
    let values = [("path", &*path.to_string_lossy()), ("reason", reason.as_str())];
    hint(&messages.text_with("problem-unreadable", &values));
}

/// Writes a file that is there as a whole or not at all, and never in place of another.
fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = temporary(path)?;
    let file = File::create_new(&temporary)?;
    let written = write_and_link(file, &temporary, path, content);
    // gone already where it became the file
    let _ = fs::remove_file(&temporary);
    written
}

fn write_and_link(mut file: File, temporary: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.sync_all()?;
    match fs::hard_link(temporary, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // a file system without links
        Err(_) if path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(temporary, path),
    }
}

/// Beside the file, on the same file system, under a name that nobody else takes.
fn temporary(path: &Path) -> io::Result<PathBuf> {
    let octets = random::<8>().map_err(io::Error::other)?;
    Ok(path.with_file_name(format!(".kyso-{:016x}.tmp", u64::from_be_bytes(octets))))
}

/// What went wrong, and what to do, in the language of the reader.
fn explain(error: &SignError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        SignError::Document(error) => explain_document(error, messages),
        SignError::Signer(error) => explain_key(error, messages),
        SignError::NotInForce(from, to) => {
            let (from, to) = (from.to_string(), to.to_string());
            text("problem-not-in-force", &[("from", &from), ("to", &to)])
        }
        SignError::KeyUsage => text("problem-key-usage", &[]),
        SignError::Timestamp(error) => text("problem-timestamp", &[("reason", &error.to_string())]),
        SignError::NoAuthority => text("problem-no-authority", &[]),
        SignError::NoSignature => text("problem-no-signature", &[]),
        SignError::Unsound => text("problem-ambiguous", &[]),
        SignError::Changed(field) => text("problem-changed", &[("field", field)]),
        SignError::NotIntact(field) => text("problem-not-intact", &[("field", field)]),
        SignError::NotValidated { certificate, indication, problems, .. } => {
            let sub = indication.sub_indication();
            let sub = sub.map(|it| messages.text(&format!("sub-{}", it.name())));
            let reason = sub.unwrap_or_default();
            let problems = problems.join("; ");
            let values = [
                ("certificate", certificate.as_str()),
                ("reason", &reason),
                ("problems", &problems),
            ];
            match problems.is_empty() {
                true => text("problem-not-validated", &values),
                false => text("problem-not-validated-fetched", &values),
            }
        }
        SignError::WrongValue => text("problem-wrong-value", &[]),
        other => text("problem-sign-other", &[("reason", &other.to_string())]),
    }
}

fn explain_document(error: &UpdateError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        UpdateError::Pdf(kyso::pdf::Error::PasswordNeeded) => {
            text("problem-document-password", &[])
        }
        UpdateError::Pdf(error) => {
            let values = error.values();
            let values: Vec<_> = values.iter().map(|(name, it)| (*name, it.as_str())).collect();
            let reason = messages.text_with(&format!("reason-{}", error.code()), &values);
            text("problem-document", &[("reason", &reason)])
        }
        UpdateError::HeaderNotAtStart | UpdateError::Ambiguous => text("problem-ambiguous", &[]),
        UpdateError::NoEmptyField(field) => text("problem-no-empty-field", &[("field", field)]),
        UpdateError::NotFirst => text("problem-not-first", &[]),
        UpdateError::NotPermitted(field) => text("problem-not-permitted", &[("field", field)]),
        other => text("problem-sign-other", &[("reason", &other.to_string())]),
    }
}

fn explain_key(error: &SignerError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        SignerError::EncryptedKey => text("problem-key-encrypted", &[]),
        SignerError::Key(PrivateKeyError::WrongPassword) => text("problem-key-password", &[]),
        SignerError::NoCertificate => text("problem-no-certificate", &[]),
        SignerError::NoKey => text("problem-no-key", &[]),
        SignerError::NoSuchKey { names, .. } | SignerError::SeveralKeys(names) => {
            text("problem-which-key", &[("names", &names.join(", "))])
        }
        other => text("problem-key", &[("reason", &other.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = std::env::temp_dir().join(format!("kyso-sign-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.pdf");
        let _ = fs::remove_file(&path);
        write_whole(&path, b"one").unwrap();
        let again = write_whole(&path, b"two").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        // and nothing is left
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
