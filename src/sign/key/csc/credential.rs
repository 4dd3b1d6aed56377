//! A key that a remote service holds.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::message::{Auth, Credential, Flag, Number, Presence};
use super::{CscError, SignerError};
use crate::fetch::shown;
use crate::limits::CSC_CERTIFICATES;
use crate::x509::Certificate;

/// A key that a remote service holds for somebody (`credentials/info`, clause 11.5 of the API).
#[derive(Clone, Debug)]
pub struct CscCredential {
    id: String,
    description: String,
    pub(super) chain: Vec<Arc<Certificate>>,
    /// Object identifiers in dotted form.
    pub(super) algorithms: Vec<String>,
    pub(super) authorisation: Authorisation,
    pub(super) is_bound: bool,
    max_signatures: usize,
}

/// How signatures with it are authorised.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Authorisation {
    /// With what the holder gives: the identifiers of a PIN and of a one-time password.
    Explicit { pin: Option<String>, otp: Option<String> },
    /// The service takes care of it: on the device of the holder, say.
    Implicit,
    /// By OAuth 2.0, whose result the caller gives.
    OAuth,
}

impl CscCredential {
    pub(super) fn read(id: &str, credential: Credential) -> Result<Self, SignerError> {
        let Credential { key, cert, .. } = &credential;
        if !key.status.is_empty() && key.status != "enabled" {
            return Err(CscError::CredentialDisabled(id.to_owned()).into());
        }
        if let Some(status) = cert.status.as_ref().filter(|it| *it != "valid") {
            return Err(CscError::CertificateStatus(shown(status)).into());
        }
        let authorisation = authorisation(&credential)?;
        if cert.certificates.len() > CSC_CERTIFICATES {
            let what = format!("more than {CSC_CERTIFICATES} certificates");
            return Err(CscError::Response(what).into());
        }
        let mut certificates = Vec::new();
        for text in &cert.certificates {
            let der = STANDARD.decode(text.trim());
            let der = der.map_err(|_| CscError::Response("a certificate is not base64".into()))?;
            certificates.push(Arc::new(Certificate::parse(&der)?));
        }
        // That of the key is the first (clause 11.5).
        let own = certificates.first().ok_or(SignerError::NoCertificate)?.id();
        let chain = super::super::chain::of(certificates, |it| it.id() == own);
        let multisign = credential.multisign.as_ref().and_then(Number::value);
        Ok(Self {
            id: id.to_owned(),
            description: shown(&credential.description),
            chain: chain.ok_or(SignerError::NoCertificate)?,
            algorithms: credential.key.algo,
            authorisation,
            is_bound: credential.scal.as_ref().and_then(Number::value) == Some(2),
            max_signatures: multisign.unwrap_or(1).max(1),
        })
    }

    /// By which it is asked for.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the service says about it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Its certificate, then those of the authorities above, as far as the service gives them.
    pub fn chain(&self) -> &[Arc<Certificate>] {
        &self.chain
    }

    /// Whether a PIN, or a password, is asked for.
    pub fn wants_pin(&self) -> bool {
        matches!(self.authorisation, Authorisation::Explicit { pin: Some(_), .. })
    }

    /// Whether a one-time password is asked for: [`CscService::send_otp`](super::CscService::send_otp)
    /// has it sent.
    pub fn wants_otp(&self) -> bool {
        matches!(self.authorisation, Authorisation::Explicit { otp: Some(_), .. })
    }

    /// Whether the holder authorises by OAuth 2.0, outside of this.
    pub fn wants_oauth(&self) -> bool {
        self.authorisation == Authorisation::OAuth
    }

    /// Whether an authorisation is for certain digests alone (SCAL2 of EN 419241-1).
    pub fn is_bound_to_digests(&self) -> bool {
        self.is_bound
    }

    /// How many signatures one authorisation is for, at most.
    pub fn max_signatures(&self) -> usize {
        self.max_signatures
    }
}

fn authorisation(credential: &Credential) -> Result<Authorisation, CscError> {
    let (mode, pin, otp) = match (&credential.auth, &credential.auth_mode) {
        (Some(Auth { mode, objects }), _) => {
            let id = |kind: &str| objects.iter().find(|it| it.kind == kind).map(|it| it.id.clone());
            (mode, id("Password"), id("ChallengeResponse"))
        }
        (None, Some(mode)) => {
            let id = |it: &Option<Presence>, id: &str| {
                let wants = |it: &Presence| match &it.presence {
                    Flag::Boolean(wants) => *wants,
                    Flag::Text(text) => text != "false",
                };
                it.as_ref().filter(|it| wants(it)).map(|_| id.to_owned())
            };
            (mode, id(&credential.pin, "PIN"), id(&credential.otp, "OTP"))
        }
        (None, None) => return Err(CscError::Response("it says nothing of authorisation".into())),
    };
    match mode.as_str() {
        "implicit" => Ok(Authorisation::Implicit),
        "explicit" => Ok(Authorisation::Explicit { pin, otp }),
        "oauth2code" | "oauth2" => Ok(Authorisation::OAuth),
        other => Err(CscError::UnknownAuthorisation(shown(other))),
    }
}
