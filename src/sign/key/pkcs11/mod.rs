//! Keys on tokens (PKCS #11).

mod error;
mod mechanism;
mod module;
mod objects;
mod uri;

use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::types::RawAuthPin;

use self::mechanism::{Hashing, mechanism};
use super::{AlgorithmProfile, Signer, SignerError, chain, read_certificates};
use crate::crypto::{DigestAlgorithm, KeyKind, Password, PrivateKeyError, SignatureAlgorithm};
use crate::x509::Certificate;

pub use error::{PinAttempts, TokenError};
pub use module::Token;
pub use uri::TokenKey;

/// A private key on a token. The PIN is asked for once; as long as the signer lives the token is open, for
/// any number of signatures.
///
/// ```no_run
/// use kyso::sign::{Password, SignOptions, TokenKey, TokenSigner, sign};
///
/// # fn ask(question: &str) -> String {
/// #     eprint!("{question}: ");
/// #     std::io::stdin().lines().next().and_then(Result::ok).unwrap_or_default()
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = TokenKey::new("/usr/lib/libtoken.so").token("Văn thư UBND");
/// let pin = |token: &kyso::sign::Token| {
///     Some(Password::new(ask(&format!("PIN of {}", token.label()))))
/// };
/// let signer = TokenSigner::open(&key, pin, &std::fs::read("chain.pem")?)?;
/// for name in ["1.pdf", "2.pdf", "3.pdf"] {
///     let signed = sign(&std::fs::read(name)?, &signer, &SignOptions::default())?;
///     std::fs::write(format!("signed-{name}"), signed)?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TokenSigner {
    /// One question at a time: that is what a session of PKCS #11 takes.
    session: Mutex<Session>,
    key: ObjectHandle,
    /// Of the token, and by which it was asked for.
    token: Token,
    /// For keys that want it for each signature.
    pin: Option<Password>,
    always_authenticates: bool,
    mechanisms: Vec<MechanismType>,
    chain: Vec<Arc<Certificate>>,
    algorithm: SignatureAlgorithm,
}

impl TokenSigner {
    /// Opens a token, and finds the key and its certificate: among those on the token, and those given in
    /// whatever form [`parse_any`](crate::x509::parse_any) reads.
    ///
    /// `pin` is called once, or not at all where the token has keys of its own to type it in, or is open
    /// already. The PIN is wiped when the token has it; with keys that want it for each signature
    /// (`CKA_ALWAYS_AUTHENTICATE`), when the signer is dropped. No PIN is ever tried twice: tokens lock
    /// themselves.
    ///
    /// The module stays loaded until the program ends.
    ///
    /// # Errors
    /// [`SignerError::Token`], with what is wrong and what there is; [`SignerError::NoSuchKey`],
    /// [`SignerError::SeveralKeys`] and [`SignerError::NoCertificate`].
    pub fn open(
        key: &TokenKey,
        pin: impl FnOnce(&Token) -> Option<Password>,
        certificates: &[u8],
    ) -> Result<Self, SignerError> {
        let given = read_certificates(certificates)?;
        let module = module::load(key.module.as_ref().ok_or(TokenError::NoModule)?)?;
        let (slot, token) = module::find(&module, key)?;
        let session = module.open_ro_session(slot).map_err(TokenError::from)?;
        let pin = log_in(&session, &token, pin, || module::describe(&module, slot))?;
        let found = objects::find(&session, key, given)?;
        let mechanisms = module.get_mechanism_list(slot).map_err(TokenError::from)?;
        let leaf = found.chain.first().ok_or(SignerError::NoCertificate)?;
        let algorithm = match leaf.public_key().kind() {
            KeyKind::Rsa { .. } => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            KeyKind::EcP256 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            KeyKind::EcP384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            other => return Err(PrivateKeyError::WrongAlgorithm(other.to_string()).into()),
        };
        let signer = Self {
            session: Mutex::new(session),
            key: found.key,
            token,
            pin: pin.filter(|_| found.always_authenticates),
            always_authenticates: found.always_authenticates,
            mechanisms,
            chain: found.chain,
            algorithm,
        };
        signer.with_algorithm(algorithm)
    }

    /// The same key with another algorithm: PSS instead of PKCS #1 v1.5, say.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongAlgorithm`] as [`SignerError::Key`] if key and token do not sign with it.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, SignerError> {
        let signer = Self { algorithm, ..self };
        let kind = signer.chain.first().map(|it| it.public_key().kind());
        let fits = match algorithm {
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256) => kind == Some(KeyKind::EcP256),
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384) => kind == Some(KeyKind::EcP384),
            _ => matches!(kind, Some(KeyKind::Rsa { .. })),
        };
        if fits && signer.hashing().is_some() {
            return Ok(signer);
        }
        Err(PrivateKeyError::WrongAlgorithm(algorithm.name(None)).into())
    }

    /// The same key with the algorithm that a profile has for it.
    ///
    /// # Errors
    /// As [`Self::with_algorithm`].
    pub fn with_profile(self, profile: AlgorithmProfile) -> Result<Self, SignerError> {
        let algorithm = profile.chosen(self.algorithm)?;
        self.with_algorithm(algorithm)
    }

    /// The token that the key is on.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Who hashes: a PIN for one signature can only be given between the beginning and the end of it, and
    /// only mechanisms that hash have both.
    fn hashing(&self) -> Option<Hashing> {
        [Hashing::Here, Hashing::OnToken].into_iter().find(|&hashing| {
            let is_listed = |it: &MechanismType| self.mechanisms.contains(it);
            (hashing == Hashing::OnToken || !self.always_authenticates)
                && mechanism(self.algorithm, hashing)
                    .is_some_and(|it| is_listed(&it.mechanism_type()))
        })
    }
}

impl Signer for TokenSigner {
    fn chain(&self) -> &[Arc<Certificate>] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let wrong = || PrivateKeyError::WrongAlgorithm(self.algorithm.name(None));
        let hashing = self.hashing().ok_or_else(wrong)?;
        let mechanism = mechanism(self.algorithm, hashing).ok_or_else(wrong)?;
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let signed = || match hashing {
            Hashing::Here => {
                let input = self.algorithm.raw_input(message).unwrap_or_default();
                session.sign(&mechanism, self.key, &input)
            }
            Hashing::OnToken => {
                session.sign_init(&mechanism, self.key)?;
                if self.always_authenticates {
                    give_pin(&session, UserType::ContextSpecific, self.pin.as_ref())?;
                }
                session.sign_update(message)?;
                session.sign_final()
            }
        };
        let value = signed().map_err(TokenError::from)?;
        if !matches!(self.algorithm, SignatureAlgorithm::Ecdsa(_)) {
            return Ok(value);
        }
        let key = self.chain.first().map(|it| it.public_key());
        Ok(key.and_then(|key| key.ecdsa_value_in_der(&value)).ok_or(PrivateKeyError::Failed)?)
    }
}

/// Opens the token for its user. Returns the PIN, if it was asked for.
fn log_in(
    session: &Session,
    token: &Token,
    pin: impl FnOnce(&Token) -> Option<Password>,
    token_now: impl FnOnce() -> Option<Token>,
) -> Result<Option<Password>, TokenError> {
    let state = session.get_session_info()?.session_state();
    if !token.wants_login || matches!(state, SessionState::RoUser | SessionState::RwUser) {
        return Ok(None);
    }
    let label = || token.label.clone();
    if token.is_locked {
        return Err(TokenError::PinLocked(label()));
    }
    if !token.has_pin {
        return Err(TokenError::PinExpired(label()));
    }
    let pin = match token.has_keypad {
        true => None,
        false => Some(pin(token).ok_or_else(|| TokenError::NoPin(label()))?),
    };
    let error = match give_pin(session, UserType::User, pin.as_ref()) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => return Ok(pin),
        Err(error) => error,
    };
    let Error::Pkcs11(answer, _) = &error else { return Err(error.into()) };
    Err(match answer {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
            let token = token_now().unwrap_or_else(|| token.clone());
            match token.is_locked {
                true => TokenError::PinLocked(label()),
                false => TokenError::WrongPin { token: label(), attempts: token.attempts },
            }
        }
        RvError::PinLocked => TokenError::PinLocked(label()),
        RvError::PinExpired | RvError::UserPinNotInitialized => TokenError::PinExpired(label()),
        RvError::FunctionCanceled => TokenError::NoPin(label()),
        _ => error.into(),
    })
}

/// Without a PIN the token asks for it by itself.
fn give_pin(session: &Session, user: UserType, pin: Option<&Password>) -> Result<(), Error> {
    match pin {
        // wiped when it is dropped
        Some(pin) => {
            session.login_with_raw(user, &RawAuthPin::new(Box::new(pin.octets().to_vec())))
        }
        None => session.login(user, None),
    }
}
