//! What is sent and received, in JSON: the API of version 2, and where it differs that of version 1.

use serde::{Deserialize, Serialize};

/// `info` (clause 11.1).
#[derive(Deserialize)]
pub(super) struct Info {
    pub(super) specs: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) methods: Vec<String>,
}

/// What nothing is asked with.
#[derive(Serialize)]
pub(super) struct Nothing {}

/// `credentials/list` (clause 11.4).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) page_token: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct List {
    #[serde(rename = "credentialIDs")]
    pub(super) credential_ids: Vec<String>,
    #[serde(default, rename = "nextPageToken")]
    pub(super) next_page_token: Option<String>,
}

/// `credentials/info` (clause 11.5).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CredentialRequest<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential_id: &'a str,
    pub(super) certificates: &'static str,
    pub(super) auth_info: bool,
}

#[derive(Deserialize)]
pub(super) struct Credential {
    #[serde(default)]
    pub(super) description: String,
    pub(super) key: Key,
    pub(super) cert: Cert,
    /// Version 2.
    pub(super) auth: Option<Auth>,
    /// Version 1.
    #[serde(rename = "authMode")]
    pub(super) auth_mode: Option<String>,
    #[serde(rename = "PIN")]
    pub(super) pin: Option<Presence>,
    #[serde(rename = "OTP")]
    pub(super) otp: Option<Presence>,
    #[serde(default, rename = "SCAL")]
    pub(super) scal: Option<Number>,
    #[serde(default)]
    pub(super) multisign: Option<Number>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    pub(super) status: String,
    #[serde(default)]
    pub(super) algo: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Cert {
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) certificates: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Auth {
    pub(super) mode: String,
    #[serde(default)]
    pub(super) objects: Vec<AuthObject>,
}

#[derive(Deserialize)]
pub(super) struct AuthObject {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Presence {
    pub(super) presence: Flag,
}

/// A boolean, which services also write as a string.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Flag {
    Boolean(bool),
    Text(String),
}

/// A number, which services also write as a string.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Number {
    Number(u64),
    Text(String),
}

impl Number {
    pub(super) fn value(&self) -> Option<usize> {
        match self {
            Self::Number(number) => usize::try_from(*number).ok(),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// `credentials/sendOTP` (version 1) and `credentials/getChallenge` (clause 11.9).
#[derive(Serialize)]
pub(super) struct OtpRequest<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential_id: &'a str,
}

/// `credentials/authorize` (clause 11.6).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthoriseRequest<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential_id: &'a str,
    pub(super) num_signatures: usize,
    #[serde(flatten)]
    pub(super) digests: Option<Digests<'a>>,
    /// Version 1.
    #[serde(rename = "PIN", skip_serializing_if = "Option::is_none")]
    pub(super) pin: Option<&'a str>,
    #[serde(rename = "OTP", skip_serializing_if = "Option::is_none")]
    pub(super) otp: Option<&'a str>,
    /// Version 2.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) auth_data: Vec<AuthData<'a>>,
}

#[derive(Serialize)]
pub(super) struct AuthData<'a> {
    pub(super) id: &'a str,
    pub(super) value: &'a str,
}

/// What is to be signed, by the names of the version.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum Digests<'a> {
    First {
        hash: &'a [String],
        #[serde(rename = "hashAlgo", skip_serializing_if = "Option::is_none")]
        algorithm: Option<&'a str>,
    },
    Second {
        hashes: &'a [String],
        #[serde(rename = "hashAlgorithmOID")]
        algorithm: &'a str,
    },
}

impl<'a> Digests<'a> {
    /// As an authorisation has them: in version 1 without the algorithm.
    pub(super) fn to_authorise(self) -> Self {
        match self {
            Self::First { hash, .. } => Self::First { hash, algorithm: None },
            Self::Second { .. } => self,
        }
    }
}

/// `credentials/authorizeCheck` (clause 11.7).
#[derive(Serialize)]
pub(super) struct AuthoriseCheck<'a> {
    pub(super) handle: &'a str,
}

#[derive(Default, Deserialize)]
pub(super) struct Authorised {
    #[serde(default, rename = "SAD")]
    pub(super) sad: Option<String>,
    #[serde(default, rename = "expiresIn")]
    pub(super) expires_in: Option<Number>,
    #[serde(default)]
    pub(super) handle: Option<String>,
}

/// `signatures/signHash` (clause 11.10).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignRequest<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential_id: &'a str,
    #[serde(rename = "SAD")]
    pub(super) sad: &'a str,
    #[serde(flatten)]
    pub(super) digests: Digests<'a>,
    pub(super) sign_algo: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sign_algo_params: Option<&'a str>,
}

/// `signatures/signPolling` (clause 11.12).
#[derive(Serialize)]
pub(super) struct SignPolling<'a> {
    #[serde(rename = "responseID")]
    pub(super) response_id: &'a str,
}

#[derive(Default, Deserialize)]
pub(super) struct Signed {
    #[serde(default)]
    pub(super) signatures: Option<Vec<String>>,
    #[serde(default, rename = "responseID")]
    pub(super) response_id: Option<String>,
}

/// What went wrong (clause 10.1), also by the names that some services give it, or give it too.
#[derive(Default, Deserialize)]
pub(super) struct Failure {
    #[serde(default)]
    error: String,
    #[serde(default, rename = "errorCode")]
    error_code: String,
    #[serde(default)]
    error_description: String,
    #[serde(default, rename = "errorDescription")]
    other_description: String,
}

impl Failure {
    /// The word for it, and what is said about that.
    pub(super) fn into_parts(self) -> (String, String) {
        let either = |one: String, other| if one.is_empty() { other } else { one };
        (
            either(self.error, self.error_code),
            either(self.error_description, self.other_description),
        )
    }
}
