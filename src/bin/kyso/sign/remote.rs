//! A key that a remote service holds.

use std::sync::OnceLock;

use kyso::fetch::HttpOptions;
use kyso::report::Messages;
use kyso::sign::{
    AlgorithmProfile, CscCredential, CscSecrets, CscService, CscSigner, Password, Signer,
    SignerError, TokenNeed,
};

use super::key::read;
use crate::arguments::Signing;
use crate::passwords::ask;

/// Whether the key is named by the address of a service.
pub(super) fn is_address(signing: &Signing) -> bool {
    let key = signing.key.to_str().unwrap_or_default().to_ascii_lowercase();
    key.starts_with("https://") || key.starts_with("http://")
}

/// Opens the key, for so many documents. `None` where a file cannot be read, which was said.
pub(super) fn open(
    signing: &Signing,
    pin: Option<Password>,
    http: HttpOptions,
    signatures: usize,
    messages: &Messages,
) -> Option<Result<Box<dyn Signer + Sync>, SignerError>> {
    let token = match &signing.access_token {
        Some(path) => Some(first_line(&read(path, messages)?)),
        None => None,
    };
    Some(signer(signing, token, pin, http, signatures, messages))
}

fn signer(
    signing: &Signing,
    token: Option<Password>,
    pin: Option<Password>,
    http: HttpOptions,
    signatures: usize,
    messages: &Messages,
) -> Result<Box<dyn Signer + Sync>, SignerError> {
    let address = signing.key.to_str().unwrap_or_default();
    // There is no other one where it is refused.
    let token = move |need| token.clone().filter(|_| need == TokenNeed::First);
    let service = match address.get(..5) {
        // on this very machine, else it is refused
        Some("http:") => CscService::open_on_loopback(address, http, token),
        _ => CscService::open(address, http, token),
    }?;
    let id = match &signing.key_name {
        Some(name) => name.clone(),
        None => only(service.credentials()?)?,
    };
    let question = |key: &str| messages.text_with(key, &[("name", &id)]);
    let (ask_pin, ask_otp) = (question("ask-remote-pin"), question("ask-otp"));
    let typed = OnceLock::new();
    let secrets = move |service: &CscService, credential: &CscCredential| {
        let mut secrets = CscSecrets::new();
        if credential.wants_pin() {
            // once for all authorisations: after a wrong one there is no other
            let own = typed.get().or(pin.as_ref()).cloned();
            let pin = own.or_else(|| ask(&ask_pin))?;
            secrets = secrets.pin(typed.get_or_init(|| pin).clone());
        }
        if credential.wants_otp() {
            // Some services send it unasked, or show it on a device, and refuse this.
            let _ = service.send_otp(credential.id());
            secrets = secrets.otp(ask(&ask_otp)?);
        }
        Some(secrets)
    };
    let signer = CscSigner::open(service, &id, signatures, secrets)?;
    Ok(match signing.is_tt15 {
        true => Box::new(signer.with_profile(AlgorithmProfile::Tt15)?),
        false => Box::new(signer),
    })
}

/// The one credential that there is.
fn only(mut credentials: Vec<String>) -> Result<String, SignerError> {
    match (credentials.pop(), credentials.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(SignerError::NoKey),
        (Some(last), false) => {
            credentials.push(last);
            Err(SignerError::SeveralKeys(credentials))
        }
    }
}

fn first_line(content: &[u8]) -> Password {
    let line = content.split(|&octet| octet == b'\n').next().unwrap_or_default();
    Password::new(line.trim_ascii())
}
