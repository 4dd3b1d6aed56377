//! Keys that a remote service holds (API of the Cloud Signature Consortium).

mod credential;
mod error;
mod message;
mod service;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use self::credential::Authorisation;
use self::message::{
    AuthData, AuthoriseCheck, AuthoriseRequest, Authorised, Digests, Number, SignPolling,
    SignRequest, Signed,
};
use self::service::{Secrecy, Version};
use super::{AlgorithmProfile, Signer, SignerError};
use crate::crypto::{
    DigestAlgorithm, KeyKind, Password, PrivateKeyError, PublicKey, SignatureAlgorithm, verify,
};
use crate::limits::CSC_BATCH;
use crate::x509::Certificate;

pub use credential::CscCredential;
pub use error::CscError;
pub use service::{CscService, TokenNeed};

/// What an authorisation is asked for with. All of it is wiped from memory when it is dropped.
#[derive(Clone, Debug, Default)]
pub struct CscSecrets {
    pin: Option<Password>,
    otp: Option<Password>,
    activation_data: Option<Password>,
}

impl CscSecrets {
    /// Nothing, as services want it that ask the holder themselves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The PIN or password.
    #[must_use]
    pub fn pin(mut self, pin: Password) -> Self {
        self.pin = Some(pin);
        self
    }

    /// The one-time password.
    #[must_use]
    pub fn otp(mut self, otp: Password) -> Self {
        self.otp = Some(otp);
        self
    }

    /// The signature activation data (SAD), where the holder authorised by OAuth 2.0 already: the access
    /// token with the scope `credential`. It is then for as many signatures as were asked for there.
    #[must_use]
    pub fn activation_data(mut self, data: Password) -> Self {
        self.activation_data = Some(data);
        self
    }
}

type SecretSource = Box<dyn Fn(&CscService, &CscCredential) -> Option<CscSecrets> + Send + Sync>;

/// A key that a remote service holds. Digests are made here; nothing else of a document is sent.
///
/// ```no_run
/// use kyso::fetch::HttpOptions;
/// use kyso::sign::{CscSecrets, CscService, CscSigner, Password, SignOptions, sign};
///
/// # fn ask(question: &str) -> Option<Password> {
/// #     eprint!("{question}: ");
/// #     std::io::stdin().lines().next()?.ok().map(Password::new)
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = CscService::open("https://sign.example/csc/v2", HttpOptions::default(), |_| {
///     std::fs::read("token").ok().map(Password::new)
/// })?;
/// // one authorisation for the three of them
/// let signer = CscSigner::open(service, "van-thu", 3, |_, credential| {
///     Some(CscSecrets::new().pin(ask(credential.id())?))
/// })?;
/// for name in ["1.pdf", "2.pdf", "3.pdf"] {
///     let signed = sign(&std::fs::read(name)?, &signer, &SignOptions::default())?;
///     std::fs::write(format!("signed-{name}"), signed)?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct CscSigner {
    service: CscService,
    credential: CscCredential,
    algorithm: SignatureAlgorithm,
    /// How many signatures are authorised at once.
    signatures: usize,
    secrets: SecretSource,
    state: Mutex<State>,
}

/// What is known from one signature to the next.
#[derive(Default)]
struct State {
    authorised: Option<Active>,
    /// That a PIN or a one-time password was wrong.
    wrong: Option<CscError>,
}

/// An authorisation that is in force.
struct Active {
    activation_data: Zeroizing<String>,
    left: usize,
    until: Instant,
}

impl CscSigner {
    /// The credential of a service with this identifier. One authorisation is for `signatures` of them,
    /// or as many as the service allows; where it is bound to the digests
    /// ([`CscCredential::is_bound_to_digests`]), for those of one call of [`Self::sign_all`].
    ///
    /// `secrets` is called for each authorisation, and not before there is something to sign; where the
    /// credential [wants](CscCredential::wants_otp) a one-time password, it has the service
    /// [send](CscService::send_otp) one. What it gives is sent once, and wiped. Where a PIN or a one-time password was wrong, the signer sends
    /// nothing any more, so that a batch does not lock the key: open another one.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn open(
        service: CscService,
        id: &str,
        signatures: usize,
        secrets: impl Fn(&CscService, &CscCredential) -> Option<CscSecrets> + Send + Sync + 'static,
    ) -> Result<Self, SignerError> {
        let credential = service.credential(id)?;
        let kind = public_key(&credential)?.kind();
        let sha256 = DigestAlgorithm::Sha256;
        let pss = SignatureAlgorithm::RsaPss { digest: sha256, mgf_digest: sha256, salt_len: 32 };
        let own = match kind {
            KeyKind::Rsa { .. } => vec![SignatureAlgorithm::RsaPkcs1(sha256), pss],
            KeyKind::EcP256 => vec![SignatureAlgorithm::Ecdsa(sha256)],
            KeyKind::EcP384 => vec![SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)],
            other => return Err(PrivateKeyError::WrongAlgorithm(other.to_string()).into()),
        };
        let named = own.iter().find(|it| identifier(it, &credential.algorithms).is_some());
        let algorithm = *named.ok_or_else(|| {
            let names = credential.algorithms.join(", ");
            PrivateKeyError::WrongAlgorithm(crate::fetch::shown(&names))
        })?;
        Ok(Self {
            service,
            credential,
            algorithm,
            signatures: signatures.max(1),
            secrets: Box::new(secrets),
            state: Mutex::default(),
        })
    }

    /// The same key with another algorithm: PSS instead of PKCS #1 v1.5, say.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongAlgorithm`] as [`SignerError::Key`] if key or service do not sign with it.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, SignerError> {
        let kind = public_key(&self.credential)?.kind();
        let fits = match algorithm {
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256) => kind == KeyKind::EcP256,
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384) => kind == KeyKind::EcP384,
            _ => matches!(kind, KeyKind::Rsa { .. }),
        };
        if fits && identifier(&algorithm, &self.credential.algorithms).is_some() {
            return Ok(Self { algorithm, ..self });
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

    /// What is signed with.
    pub fn credential(&self) -> &CscCredential {
        &self.credential
    }

    /// Signs messages together, with one authorisation: those of [`prepare`](crate::sign::prepare) of
    /// many documents, say.
    ///
    /// # Errors
    /// [`CscError::TooManySignatures`] as [`SignerError::Csc`] if the service does not make as many at
    /// once, and others. There are no values then, although the service may have made some.
    pub fn sign_all(&self, messages: &[&[u8]]) -> Result<Vec<Vec<u8>>, SignerError> {
        let most = self.credential.max_signatures().min(CSC_BATCH);
        if messages.len() > most {
            return Err(CscError::TooManySignatures { wanted: messages.len(), most }.into());
        }
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let wrong = || PrivateKeyError::WrongAlgorithm(self.algorithm.name(None));
        let digest = self.algorithm.digest().ok_or_else(wrong)?;
        let hashes: Vec<_> =
            messages.iter().map(|it| STANDARD.encode(digest.hash(it).as_bytes())).collect();
        let digest_oid = digest.oid().to_string();
        let digests = match self.service.version {
            Version::First => Digests::First { hash: &hashes, algorithm: Some(&digest_oid) },
            Version::Second => Digests::Second { hashes: &hashes, algorithm: &digest_oid },
        };
        // One batch at a time.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wrong) = &state.wrong {
            return Err(wrong.clone().into());
        }
        // After an error nobody knows what is left of the authorisation.
        let usable = state.authorised.take().filter(|it| {
            !self.credential.is_bound && it.left >= messages.len() && Instant::now() < it.until
        });
        let authorised = match usable {
            Some(active) => Ok(active),
            None => self.authorise(messages.len(), digests),
        };
        // services have words of their own for a wrong PIN: what was refused is not sent again
        if let Err(SignerError::Csc(
            error @ (CscError::WrongPin
            | CscError::WrongOtp
            | CscError::Refused { status: 400..=499, .. }),
        )) = &authorised
        {
            state.wrong = Some(error.clone());
        }
        let mut active = authorised?;
        let values = self.values(&active, digests, messages.len())?;
        let key = public_key(&self.credential)?;
        let values = messages.iter().zip(&values).map(|(message, value)| {
            checked(&self.algorithm, key, message, value).ok_or(CscError::WrongValue)
        });
        let values = values.collect::<Result<_, _>>()?;
        active.left = active.left.saturating_sub(messages.len());
        state.authorised = Some(active);
        Ok(values)
    }

    fn authorise(&self, wanted: usize, digests: Digests<'_>) -> Result<Active, SignerError> {
        let credential = &self.credential;
        let secrets = (self.secrets)(&self.service, credential)
            .ok_or(CscError::NoSecret("an authorisation"))?;
        let signatures = match credential.is_bound {
            true => wanted,
            false => self.signatures.min(credential.max_signatures()).max(wanted),
        };
        if let Some(data) = &secrets.activation_data {
            let activation_data = Zeroizing::new(text(data)?.to_owned());
            let until = Instant::now() + DAY;
            return Ok(Active { activation_data, left: signatures, until });
        }
        let (pin, otp) = match &credential.authorisation {
            Authorisation::Explicit { pin, otp } => (
                given(pin.as_deref(), secrets.pin.as_ref(), "a PIN")?,
                given(otp.as_deref(), secrets.otp.as_ref(), "a one-time password")?,
            ),
            Authorisation::Implicit => (None, None),
            Authorisation::OAuth => {
                return Err(CscError::NoSecret("an authorisation by OAuth 2.0").into());
            }
        };
        let is_first = self.service.version == Version::First;
        let request = AuthoriseRequest {
            credential_id: credential.id(),
            num_signatures: signatures,
            digests: credential.is_bound.then_some(digests.to_authorise()),
            pin: pin.as_ref().map(|it| it.value).filter(|_| is_first),
            otp: otp.as_ref().map(|it| it.value).filter(|_| is_first),
            auth_data: [pin, otp].into_iter().flatten().filter(|_| !is_first).collect(),
        };
        let start = Instant::now();
        let answer = self.service.ask("credentials/authorize", &request, Secrecy::Once)?;
        let mut authorised: Authorised = answer.or_pending()?;
        if let (None, Some(handle)) = (&authorised.sad, authorised.handle.take()) {
            let check = AuthoriseCheck { handle: &handle };
            authorised = self.service.wait_for(|| {
                let answer =
                    self.service.ask("credentials/authorizeCheck", &check, Secrecy::Token)?;
                let authorised: Authorised = answer.or_pending()?;
                Ok(authorised.sad.is_some().then_some(authorised))
            })?;
        }
        let seconds = authorised.expires_in.as_ref().and_then(Number::value).unwrap_or(3600);
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        let sad = authorised.sad.filter(|it| !it.is_empty());
        let sad =
            sad.ok_or_else(|| CscError::Response("there is no authorisation in it".into()))?;
        Ok(Active {
            activation_data: Zeroizing::new(sad),
            left: signatures,
            until: start + Duration::from_secs(seconds).min(DAY),
        })
    }

    /// What the service makes of the digests.
    fn values(
        &self,
        active: &Active,
        digests: Digests<'_>,
        wanted: usize,
    ) -> Result<Vec<Vec<u8>>, SignerError> {
        let wrong = || PrivateKeyError::WrongAlgorithm(self.algorithm.name(None));
        let (algorithm, parameters) =
            identifier(&self.algorithm, &self.credential.algorithms).ok_or_else(wrong)?;
        let request = SignRequest {
            credential_id: self.credential.id(),
            sad: &active.activation_data,
            digests,
            sign_algo: &algorithm,
            sign_algo_params: parameters.as_deref(),
        };
        let answer = self.service.ask("signatures/signHash", &request, Secrecy::Once)?;
        let mut signed: Signed = answer.or_pending()?;
        if let (None, Some(response_id)) = (&signed.signatures, signed.response_id.take()) {
            let polling = SignPolling { response_id: &response_id };
            signed = self.service.wait_for(|| {
                let answer =
                    self.service.ask("signatures/signPolling", &polling, Secrecy::Token)?;
                let signed: Signed = answer.or_pending()?;
                Ok(signed.signatures.is_some().then_some(signed))
            })?;
        }
        let missing = || CscError::Response("there are no signatures in it".into());
        let signatures = signed.signatures.ok_or_else(missing)?;
        if signatures.len() != wanted {
            return Err(CscError::WrongCount { wanted, got: signatures.len() }.into());
        }
        let values = signatures.iter().map(|it| {
            STANDARD.decode(it).map_err(|_| CscError::Response("a value is not base64".into()))
        });
        Ok(values.collect::<Result<_, _>>()?)
    }
}

/// Longer than any authorisation that is kept.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Signer for CscSigner {
    fn chain(&self) -> &[std::sync::Arc<Certificate>] {
        self.credential.chain()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.sign_all(&[message])?.pop().ok_or_else(|| CscError::WrongValue.into())
    }
}

impl fmt::Debug for CscSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No authorisation is ever shown.
        f.debug_struct("CscSigner")
            .field("service", &self.service)
            .field("credential", &self.credential.id())
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn public_key(credential: &CscCredential) -> Result<&PublicKey, SignerError> {
    Ok(credential.chain().first().ok_or(SignerError::NoCertificate)?.public_key())
}

fn text(secret: &Password) -> Result<&str, CscError> {
    str::from_utf8(secret.octets()).map_err(|_| CscError::NoSecret("text in UTF-8"))
}

/// A secret under the identifier by which the service asks for it.
fn given<'a>(
    id: Option<&'a str>,
    secret: Option<&'a Password>,
    what: &'static str,
) -> Result<Option<AuthData<'a>>, CscError> {
    let Some(id) = id else { return Ok(None) };
    let secret = secret.ok_or(CscError::NoSecret(what))?;
    Ok(Some(AuthData { id, value: text(secret)? }))
}

/// By which of the names that a credential allows an algorithm is asked for, with its parameters as
/// base64 where they are needed.
fn identifier(
    algorithm: &SignatureAlgorithm,
    allowed: &[String],
) -> Option<(String, Option<String>)> {
    let (own, parameters) = algorithm.identifier_parts()?;
    let own = own.to_string();
    // names of a key alone, with which the digest is named beside it
    let of_key = match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) => Some("1.2.840.113549.1.1.1"),
        SignatureAlgorithm::Ecdsa(_) => Some("1.2.840.10045.2.1"),
        _ => None,
    };
    let names = [Some(own.as_str()), of_key];
    let name = names.into_iter().flatten().find(|name| allowed.iter().any(|it| it == name))?;
    let is_pss = matches!(algorithm, SignatureAlgorithm::RsaPss { .. });
    let parameters = parameters.filter(|_| is_pss).map(|it| STANDARD.encode(it));
    Some((name.to_owned(), parameters))
}

/// A value that is by this key over the message, ECDSA in DER; services give both numbers of it in either
/// form.
fn checked(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    value: &[u8],
) -> Option<Vec<u8>> {
    let is_by_key = |value: &[u8]| verify(algorithm, key, message, value).is_ok();
    if is_by_key(value) {
        return Some(value.to_vec());
    }
    let is_ecdsa = matches!(algorithm, SignatureAlgorithm::Ecdsa(_));
    let der = key.ecdsa_value_in_der(value).filter(|_| is_ecdsa)?;
    is_by_key(&der).then_some(der)
}
