//! Modules, and the tokens that they reach.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::{Slot, TokenInfo};

use super::{PinAttempts, TokenError, TokenKey};

/// A token, as it presents itself.
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) label: String,
    serial: String,
    pub(super) attempts: PinAttempts,
    pub(super) wants_login: bool,
    pub(super) has_keypad: bool,
    pub(super) has_pin: bool,
    pub(super) is_locked: bool,
}

impl Token {
    /// Its label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its serial number.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// How near it is to locking itself, as far as it tells.
    pub fn attempts(&self) -> PinAttempts {
        self.attempts
    }

    fn of(info: &TokenInfo) -> Self {
        Self {
            label: info.label().to_owned(),
            serial: info.serial_number().to_owned(),
            attempts: match (info.user_pin_final_try(), info.user_pin_count_low()) {
                (true, _) => PinAttempts::Last,
                (false, true) => PinAttempts::Fewer,
                (false, false) => PinAttempts::Unknown,
            },
            wants_login: info.login_required(),
            has_keypad: info.protected_authentication_path(),
            has_pin: info.user_pin_initialized(),
            is_locked: info.user_pin_locked(),
        }
    }
}

/// Modules that were loaded. They stay so: a second one would forget what the first has opened, and
/// unloading them is where they crash.
static LOADED: LazyLock<Mutex<HashMap<PathBuf, Pkcs11>>> = LazyLock::new(Mutex::default);

/// Loads a module, once.
pub(super) fn load(path: &Path) -> Result<Pkcs11, TokenError> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = loaded.get(path) {
        return Ok(module.clone());
    }
    // a bare name is looked for by the system
    if path.components().count() > 1 && !path.is_file() {
        return Err(TokenError::ModuleNotFound(path.to_owned()));
    }
    let refused = |reason: String| TokenError::Module { path: path.to_owned(), reason };
    let module = Pkcs11::new(path).map_err(|error| match error {
        Error::LibraryLoading(error) => refused(error.to_string()),
        error => refused(error.to_string()),
    })?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(Error::Pkcs11(error, function)) => {
            return Err(refused(format!("C_{function:?}: {error:?}")));
        }
        Err(error) => return Err(refused(error.to_string())),
    }
    loaded.insert(path.to_owned(), module.clone());
    Ok(module)
}

/// What the token in a slot says about itself now; `None` if it says nothing.
pub(super) fn describe(module: &Pkcs11, slot: Slot) -> Option<Token> {
    module.get_token_info(slot).ok().map(|info| Token::of(&info))
}

/// The token that is meant.
pub(super) fn find(module: &Pkcs11, key: &TokenKey) -> Result<(Slot, Token), TokenError> {
    let slots = module.get_slots_with_initialized_token()?;
    // a token that cannot even say its name is not the one
    let tokens: Vec<_> =
        slots.into_iter().filter_map(|slot| Some((slot, describe(module, slot)?))).collect();
    let is_meant = |token: &Token| {
        key.token.as_ref().is_none_or(|label| *label == token.label)
            && key.serial.as_ref().is_none_or(|serial| *serial == token.serial)
    };
    let listed = |tokens: &[(Slot, Token)]| {
        let name = |token: &Token| format!("{:?} ({})", token.label, token.serial);
        tokens.iter().map(|(_, token)| name(token)).collect()
    };
    let (mut meant, others): (Vec<_>, Vec<_>) =
        tokens.into_iter().partition(|(_, token)| is_meant(token));
    match (meant.pop(), meant.as_slice()) {
        (Some(only), []) => Ok(only),
        (Some(last), _) => {
            meant.push(last);
            Err(TokenError::SeveralTokens(listed(&meant)))
        }
        (None, _) => {
            Err(TokenError::NoSuchToken { wanted: key.wanted_token(), present: listed(&others) })
        }
    }
}
