//! Why a token does not sign, in words that say what to do.

use std::path::PathBuf;

use cryptoki::error::{Error, RvError};

/// Why a token cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Nobody gave a PIN.
    #[error("no PIN was given for the token {0:?}")]
    NoPin(String),
    /// The module is there, and is none that can be loaded: mostly it is built for another kind of
    /// processor, is none of PKCS #11, or lacks a library.
    #[error("the PKCS #11 module {} cannot be loaded: {reason}", path.display())]
    Module {
        /// Where it is.
        path: PathBuf,
        /// What the system, or the module, said.
        reason: String,
    },
    /// There is no module at this path.
    #[error(
        "there is no PKCS #11 module {}: it comes with the software of the token (a file .so, .dll or \
         .dylib)", .0.display()
    )]
    ModuleNotFound(PathBuf),
    /// Nothing says which module the token is reached through.
    #[error("which PKCS #11 module? Its path is missing")]
    NoModule,
    /// No token has this label, or serial number.
    #[error("there is no token {wanted}; {}", listed(present))]
    NoSuchToken {
        /// What was asked for.
        wanted: String,
        /// The tokens that are there, by label and serial number.
        present: Vec<String>,
    },
    /// The token has forgotten that its user gave the PIN.
    #[error(
        "the token asks for its PIN again: it was removed meanwhile, or locked itself after a time"
    )]
    NotLoggedIn,
    /// The PIN has to be changed before the token may be used.
    #[error(
        "the PIN of the token {0:?} has expired, or was never set: set it with the token's software"
    )]
    PinExpired(String),
    /// Too many wrong PINs were given.
    #[error(
        "the PIN of the token {0:?} is locked after too many wrong ones: whoever issued the token can \
         unlock it"
    )]
    PinLocked(String),
    /// Anything else that the module answers.
    #[error("the token does not answer as it should: {0}")]
    Refused(String),
    /// The token is gone.
    #[error("the token was removed: put it in and begin again")]
    Removed,
    /// There are several tokens, and nothing says which of them.
    #[error("there are several tokens, say which one by its label or serial number: {}", .0.join(", "))]
    SeveralTokens(Vec<String>),
    /// This is no URI of a key (RFC 7512).
    #[error("this is no pkcs11: URI of a key: {0}")]
    Uri(String),
    /// The PIN is wrong.
    #[error("the PIN of the token {token:?} is wrong; {attempts}")]
    WrongPin {
        /// The label of the token.
        token: String,
        /// How many more it takes.
        attempts: PinAttempts,
    },
}

impl TokenError {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPin(_) => "token-no-pin",
            Self::Module { .. } => "token-module",
            Self::ModuleNotFound(_) => "token-module-not-found",
            Self::NoModule => "token-no-module",
            Self::NoSuchToken { present, .. } if present.is_empty() => "token-none",
            Self::NoSuchToken { .. } => "token-others",
            Self::NotLoggedIn => "token-not-logged-in",
            Self::PinExpired(_) => "token-pin-expired",
            Self::PinLocked(_) => "token-pin-locked",
            Self::Refused(_) => "token-refused",
            Self::Removed => "token-removed",
            Self::SeveralTokens(_) => "token-several",
            Self::Uri(_) => "token-uri",
            Self::WrongPin { attempts: PinAttempts::Last, .. } => "token-wrong-pin-last",
            Self::WrongPin { .. } => "token-wrong-pin",
        }
    }

    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = match self {
            Self::NoModule | Self::NotLoggedIn | Self::Removed => return Vec::new(),
            Self::NoSuchToken { present, .. } if present.is_empty() => return Vec::new(),
            Self::NoSuchToken { present: tokens, .. } | Self::SeveralTokens(tokens) => {
                tokens.join(", ")
            }
            Self::Module { path, reason } => format!("{}: {reason}", path.display()),
            Self::ModuleNotFound(path) => path.display().to_string(),
            Self::NoPin(text)
            | Self::PinExpired(text)
            | Self::PinLocked(text)
            | Self::Refused(text)
            | Self::Uri(text)
            | Self::WrongPin { token: text, .. } => text.clone(),
        };
        vec![("what", what)]
    }
}

/// How near a token is to locking itself, as far as it tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PinAttempts {
    /// Wrong PINs were given since the last right one.
    Fewer,
    /// Another wrong PIN locks it.
    Last,
    /// It does not say that any wrong PIN was given.
    Unknown,
}

impl std::fmt::Display for PinAttempts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fewer => "the token counts wrong ones, and locks itself after a few",
            Self::Last => "one more wrong one and the token locks itself",
            Self::Unknown => "tokens lock themselves after a few wrong ones",
        })
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        match error {
            Error::Pkcs11(error, function) => match error {
                RvError::DeviceRemoved
                | RvError::SessionClosed
                | RvError::SessionHandleInvalid
                | RvError::TokenNotPresent
                | RvError::TokenNotRecognized => Self::Removed,
                // private keys have no handle any more once their user is logged out
                RvError::KeyHandleInvalid
                | RvError::ObjectHandleInvalid
                | RvError::UserNotLoggedIn => Self::NotLoggedIn,
                // what it displays are pages of the standard
                _ => Self::Refused(format!("C_{function:?}: {error:?}")),
            },
            other => Self::Refused(other.to_string()),
        }
    }
}

fn listed(labels: &[String]) -> String {
    match labels {
        [] => "no token is put in, or none of this module".to_owned(),
        labels => format!("there are: {}", labels.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use cryptoki::context::Function;

    use super::*;

    #[test]
    fn what_a_module_answers_is_told_apart() {
        let of = |error| TokenError::from(Error::Pkcs11(error, Function::Sign));
        for gone in
            [RvError::DeviceRemoved, RvError::SessionHandleInvalid, RvError::TokenNotPresent]
        {
            assert_eq!(of(gone), TokenError::Removed);
        }
        for again in [RvError::UserNotLoggedIn, RvError::KeyHandleInvalid] {
            assert_eq!(of(again), TokenError::NotLoggedIn);
        }
        let other = of(RvError::DeviceError).to_string();
        assert!(other.ends_with("C_Sign: DeviceError") && other.len() < 100, "{other}");
    }
}
