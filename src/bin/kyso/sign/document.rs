//! What is appended to one document.

use kyso::fetch::{HttpClient, HttpOptions, HttpTimestampAuthority, MaterialFetcher};
use kyso::sign::{Augmenter, Password, SignError, SignOptions, Signer, sign, sign_with_timestamp};
use kyso::trust::TrustStore;

use crate::arguments::{Appending, SignLevel, Signing};

fn authority(arguments: &Appending, client: &HttpClient) -> HttpTimestampAuthority {
    let authority = HttpTimestampAuthority::new(client.clone());
    arguments.authorities.iter().fold(authority, |all, one| all.server(one))
}

/// With a timestamp in the signature where one is needed.
pub(super) fn sign_document(
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
pub(super) fn raise(
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
    let client = HttpClient::new(HttpOptions::default());
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
