//! A remote service: how it is asked, and what it answers.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::credential::CscCredential;
use super::message::{
    Credential, CredentialRequest, Failure, Info, List, ListRequest, Nothing, OtpRequest,
};
use super::{CscError, SignerError};
use crate::crypto::Password;
use crate::fetch::{HttpClient, HttpOptions, Origin, Request, shown};
use crate::limits::{CSC_CREDENTIALS, CSC_PAGES, CSC_RESPONSE_BYTES};

/// Why an access token is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TokenNeed {
    /// It is needed for the first time.
    First,
    /// The service did not take the last one: it has expired, mostly. A new one may come from the refresh
    /// token of OAuth 2.0.
    Refused,
}

type TokenSource = Box<dyn Fn(TokenNeed) -> Option<Password> + Send + Sync>;

/// A remote signing service by the API of the Cloud Signature Consortium, version 2.0, or 1.0.4.
///
/// It is asked over https only; no redirect is followed, and nothing that was sent is sent again by
/// itself: a PIN is never tried twice.
pub struct CscService {
    client: HttpClient,
    /// Without a slash at the end.
    base: String,
    source: TokenSource,
    token: Mutex<Option<Password>>,
    pub(super) version: Version,
    name: String,
    wait: Duration,
    pause: Duration,
}

/// Enough for the largest batch.
const REQUEST_BYTES: usize = 256 << 10;

/// Which of the two dialects a service speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Version {
    First,
    Second,
}

impl CscService {
    /// A service at its base address, such as `https://sign.example/csc/v2`; asks it what it is.
    ///
    /// `token` gives the access token of OAuth 2.0 (RFC 6750) when it is needed, and another one when the
    /// service refuses that.
    ///
    /// # Errors
    /// [`CscError`].
    pub fn open(
        base: &str,
        options: HttpOptions,
        token: impl Fn(TokenNeed) -> Option<Password> + Send + Sync + 'static,
    ) -> Result<Self, CscError> {
        let is_https = base.get(..8).is_some_and(|it| it.eq_ignore_ascii_case("https://"));
        Self::open_checked(base, is_https, options, Box::new(token))
    }

    /// The same for a service on this very machine, which may be asked without https: a proxy to another
    /// one, or one that tests start.
    ///
    /// # Errors
    /// [`CscError::NotHttps`] if the host is none of `127.0.0.1`, `[::1]` and `localhost`, and others.
    pub fn open_on_loopback(
        base: &str,
        options: HttpOptions,
        token: impl Fn(TokenNeed) -> Option<Password> + Send + Sync + 'static,
    ) -> Result<Self, CscError> {
        let authority = base.strip_prefix("http://").unwrap_or_default();
        let authority = authority.split('/').next().unwrap_or_default();
        let is_loopback = ["127.0.0.1", "[::1]", "localhost"].iter().any(|host| {
            let port = authority.strip_prefix(host);
            port.is_some_and(|it| {
                it.is_empty() || it.strip_prefix(':').is_some_and(|it| it.parse::<u16>().is_ok())
            })
        });
        Self::open_checked(base, is_loopback, options, Box::new(token))
    }

    fn open_checked(
        base: &str,
        is_safe: bool,
        options: HttpOptions,
        source: TokenSource,
    ) -> Result<Self, CscError> {
        if !is_safe || base.contains(['?', '#']) {
            return Err(CscError::NotHttps(shown(base)));
        }
        let mut service = Self {
            client: HttpClient::new(options.retries(0).without_redirects()),
            base: base.trim_end_matches('/').to_owned(),
            source,
            token: Mutex::new(None),
            version: Version::Second,
            name: String::new(),
            wait: Duration::from_secs(120),
            pause: Duration::from_secs(2),
        };
        let info: Info = service.ask("info", &Nothing {}, Secrecy::Open)?.required()?;
        service.version = match info.specs.split('.').next() {
            Some("0" | "1") => Version::First,
            Some("2") => Version::Second,
            _ => {
                let specs = shown(&info.specs);
                return Err(CscError::Response(format!("it is of the version {specs:?}")));
            }
        };
        service.name = shown(&info.name);
        let signs = |it: &String| it == "signatures/signHash";
        if !info.methods.is_empty() && !info.methods.iter().any(signs) {
            return Err(CscError::Response(
                "it does not sign digests (signatures/signHash)".into(),
            ));
        }
        Ok(service)
    }

    /// How long to wait for somebody to confirm on their device, and how long between two questions
    /// whether they did: 2 minutes and 2 seconds unless said otherwise.
    #[must_use]
    pub fn waiting(mut self, wait: Duration, pause: Duration) -> Self {
        (self.wait, self.pause) = (wait, pause);
        self
    }

    /// What it calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The credentials of whom the access token is for.
    ///
    /// # Errors
    /// [`CscError`].
    pub fn credentials(&self) -> Result<Vec<String>, CscError> {
        let mut found: Vec<String> = Vec::new();
        let mut page: Option<String> = None;
        for _ in 0..CSC_PAGES {
            let request = ListRequest { page_token: page.as_deref() };
            let list: List = self.ask("credentials/list", &request, Secrecy::Token)?.required()?;
            found.extend(list.credential_ids);
            if found.len() > CSC_CREDENTIALS {
                break;
            }
            match list.next_page_token.filter(|it| !it.is_empty()) {
                None => return Ok(found),
                next => page = next,
            }
        }
        Err(CscError::Response(format!("it lists more than {CSC_CREDENTIALS} credentials")))
    }

    /// What a credential is: its certificates, and how it is authorised.
    ///
    /// # Errors
    /// [`SignerError::Csc`]; [`SignerError::Certificate`], [`SignerError::NoCertificate`].
    pub fn credential(&self, id: &str) -> Result<CscCredential, SignerError> {
        let request =
            CredentialRequest { credential_id: id, certificates: "chain", auth_info: true };
        let answer = self.ask("credentials/info", &request, Secrecy::Token)?;
        CscCredential::read(id, answer.required::<Credential>()?)
    }

    /// Asks the service to send a one-time password to the holder of a credential.
    ///
    /// # Errors
    /// [`CscError`].
    pub fn send_otp(&self, id: &str) -> Result<(), CscError> {
        let method = match self.version {
            Version::First => "credentials/sendOTP",
            Version::Second => "credentials/getChallenge",
        };
        self.ask(method, &OtpRequest { credential_id: id }, Secrecy::Token).map(drop)
    }

    /// Asks with what a callback makes of the last answer, until there is what is waited for.
    pub(super) fn wait_for<T>(
        &self,
        mut ask: impl FnMut() -> Result<Option<T>, CscError>,
    ) -> Result<T, CscError> {
        let start = Instant::now();
        loop {
            sleep(self.pause.min(self.wait));
            if let Some(there) = ask()? {
                return Ok(there);
            }
            if start.elapsed() >= self.wait {
                return Err(CscError::NotConfirmed(self.wait));
            }
        }
    }

    /// One question.
    pub(super) fn ask(
        &self,
        method: &str,
        request: &impl Serialize,
        secrecy: Secrecy,
    ) -> Result<Answer, CscError> {
        // What a secret stands in must not move while it grows.
        let mut body = Zeroizing::new(Vec::with_capacity(REQUEST_BYTES));
        serde_json::to_writer(&mut *body, request)
            .map_err(|error| CscError::Response(error.to_string()))?;
        if secrecy == Secrecy::Open {
            return self.send(method, &body, None)?.into_answer();
        }
        let answer = self.send(method, &body, Some(&self.token(TokenNeed::First)?))?;
        if !answer.refuses_token(secrecy) {
            return answer.into_answer();
        }
        self.send(method, &body, Some(&self.token(TokenNeed::Refused)?))?.into_answer()
    }

    /// The token that was given last, unless there is none or it was refused.
    fn token(&self, need: TokenNeed) -> Result<Password, CscError> {
        let mut held = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() || need == TokenNeed::Refused {
            *held = (self.source)(need);
        }
        held.clone().ok_or(CscError::TokenRefused)
    }

    fn send(&self, method: &str, body: &[u8], token: Option<&Password>) -> Result<Raw, CscError> {
        let bearer = match token {
            Some(token) => {
                let token = str::from_utf8(token.octets()).map_err(|_| CscError::TokenRefused)?;
                Some(Zeroizing::new(["Bearer ", token].concat()))
            }
            None => None,
        };
        let response = self.client.send(&Request {
            address: &format!("{}/{method}", self.base),
            origin: Origin::User,
            body: Some(("application/json", body)),
            accept: "application/json",
            authorization: bearer.as_ref().map(|it| it.as_str()),
            limit: CSC_RESPONSE_BYTES,
        })?;
        Ok(Raw { status: response.status(), body: Zeroizing::new(response.into_body()) })
    }
}

impl fmt::Debug for CscService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token is never shown.
        f.debug_struct("CscService")
            .field("base", &self.base)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// What a question carries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Secrecy {
    /// Nothing.
    Open,
    /// The access token, and a PIN or a one-time password.
    Once,
    /// The access token.
    Token,
}

/// An answer as it came.
struct Raw {
    status: u16,
    body: Zeroizing<Vec<u8>>,
}

impl Raw {
    fn failure(&self) -> Failure {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether another token may help. With a PIN it is sent again only where the service says that it was
    /// the token: a PIN that is tried twice may be locked.
    fn refuses_token(&self, secrecy: Secrecy) -> bool {
        self.status == 401
            && (secrecy != Secrecy::Once || self.failure().into_parts().0 == "invalid_token")
    }

    fn into_answer(self) -> Result<Answer, CscError> {
        let Self { status, body } = self;
        if (200..300).contains(&status) {
            return Ok(Answer { is_pending: status == 202, body });
        }
        let (error, error_description) = Raw { status, body }.failure().into_parts();
        let description = shown(&error_description);
        Err(match error.to_ascii_lowercase().as_str() {
            "invalid_pin" => CscError::WrongPin,
            "invalid_otp" => CscError::WrongOtp,
            "invalid_sad" | "expired_sad" | "sad_expired" => {
                CscError::AuthorisationRefused(description)
            }
            // what version 1 says about an expired one
            "invalid_request" if error_description.contains("SAD") => {
                CscError::AuthorisationRefused(description)
            }
            "invalid_token" => CscError::TokenRefused,
            _ if status == 401 => CscError::TokenRefused,
            _ => CscError::Refused { status, error: shown(&error), description },
        })
    }
}

/// An answer that refuses nothing.
pub(super) struct Answer {
    /// Whether it is there later (HTTP status 202).
    pub(super) is_pending: bool,
    body: Zeroizing<Vec<u8>>,
}

impl Answer {
    pub(super) fn required<T: DeserializeOwned>(&self) -> Result<T, CscError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // not the text around it, which may be secret
            let what = format!(
                "{:?} at line {} column {}",
                error.classify(),
                error.line(),
                error.column()
            );
            CscError::Response(what)
        })
    }

    /// What may be empty while it is waited for.
    pub(super) fn or_pending<T: DeserializeOwned + Default>(&self) -> Result<T, CscError> {
        match self.body.iter().all(u8::is_ascii_whitespace) && self.is_pending {
            true => Ok(T::default()),
            false => self.required(),
        }
    }
}
