//! Why something was not fetched.

use std::net::IpAddr;
use std::time::Duration;

use crate::cms::{ServerProblem, TimestampResponseError};
use crate::crypto::PrivateKeyError;

/// Why an address was not asked, or its answer not taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{address}: {problem}")]
pub struct FetchError {
    /// The address: of a redirect, if that is what failed.
    pub address: String,
    /// What happened, and what to do.
    pub problem: FetchProblem,
}

/// What went wrong with an address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchProblem {
    /// It cannot be read as an address.
    #[error("{0}; write it as http://host/path")]
    Address(&'static str),
    /// The folder of the cache cannot be used.
    #[error("the folder cannot keep what is fetched: {0}; check that it can be written")]
    Cache(String),
    /// What one chain asks for has more bytes than [`crate::limits::FETCHED_BYTES`] together.
    #[error(
        "with this, the chain asks for more than {} bytes; check who issued it",
        crate::limits::FETCHED_BYTES
    )]
    ChainTooLarge,
    /// The answer is compressed, although nobody asked for that.
    #[error("the answer is compressed, which was not asked for; tell whoever runs the server")]
    Compressed,
    /// There is no connection, or it broke.
    #[error("no connection: {0}; check the network, the address and the firewall")]
    Connection(String),
    /// The answer is not of the kind that was asked for.
    #[error("the answer is not what was asked for: {0}; check the address")]
    Content(String),
    /// User name or password have characters that HTTP cannot send.
    #[error("user name or password cannot be sent; check them for odd characters")]
    Credentials,
    /// It leads to an address that is not public, where a certificate must not lead.
    #[error(
        "it leads to {0}, which is no public address of the internet; if the host is one of yours, \
         allow it by name"
    )]
    NotPublic(IpAddr),
    /// A certificate names a port other than 80 and 443.
    #[error("port {0} is not used for this; if the host is one of yours, allow it by name")]
    Port(u16),
    /// The answer is none of HTTP.
    #[error("the server does not speak HTTP as it should: {0}; check the address")]
    Protocol(String),
    /// There is no randomness for the request.
    #[error(transparent)]
    Random(PrivateKeyError),
    /// A redirect that leads nowhere.
    #[error("the server redirects without saying where to; check the address")]
    Redirect,
    /// A redirect where none is followed, since what is sent is for that server alone.
    #[error(
        "the server redirects to elsewhere, and what is secret is not sent there; check the address"
    )]
    Redirected,
    /// Neither http nor https.
    #[error("addresses that begin with {0}: are not fetched, only http: and https: are")]
    Scheme(String),
    /// The server refuses, or fails.
    #[error("the server answers with the HTTP status {0}{hint}", hint = hint(*.0))]
    Status(u16),
    /// The answer did not come in time.
    #[error("no whole answer within {0:?}; try again later, or allow more time")]
    Timeout(Duration),
    /// What was sent is no timestamp that answers the request.
    #[error("{text}", text = shown(&.0.to_string()))]
    Timestamp(TimestampResponseError),
    /// The connection of https failed.
    #[error(
        "no secure connection: {0}; check the clock and the certificates that this system trusts"
    )]
    Tls(String),
    /// The answer is larger than any honest one.
    #[error("the answer is larger than {0} bytes; check the address")]
    TooLarge(usize),
    /// More redirects than [`crate::limits::REDIRECTS`].
    #[error("more than {} redirects; check the address", crate::limits::REDIRECTS)]
    TooManyRedirects,
    /// There is a name, and perhaps a password, before the host.
    #[error("there is a user name in it (before the @); give it separately")]
    UserInfo,
}

impl FetchProblem {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "fetch-address",
            Self::Cache(_) => "fetch-cache",
            Self::ChainTooLarge => "fetch-chain-too-large",
            Self::Compressed => "fetch-compressed",
            Self::Connection(_) => "fetch-connection",
            Self::Content(_) => "fetch-content",
            Self::Credentials => "fetch-credentials",
            Self::NotPublic(_) => "fetch-not-public",
            Self::Port(_) => "fetch-port",
            Self::Protocol(_) => "fetch-protocol",
            Self::Random(_) => "fetch-random",
            Self::Redirect => "fetch-redirect",
            Self::Redirected => "fetch-redirected",
            Self::Scheme(_) => "fetch-scheme",
            Self::Status(401 | 407) => "fetch-status-credentials",
            Self::Status(403) => "fetch-status-forbidden",
            Self::Status(404 | 405 | 410 | 415) => "fetch-status-address",
            Self::Status(429 | 500..=599) => "fetch-status-later",
            Self::Status(_) => "fetch-status",
            Self::Timeout(_) => "fetch-timeout",
            Self::Timestamp(error) => error.code(),
            Self::Tls(_) => "fetch-tls",
            Self::TooLarge(_) => "fetch-too-large",
            Self::TooManyRedirects => "fetch-too-many-redirects",
            Self::UserInfo => "fetch-user-info",
        }
    }

    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = match self {
            Self::Timestamp(error) => return error.values(),
            Self::Cache(text)
            | Self::Connection(text)
            | Self::Content(text)
            | Self::Protocol(text)
            | Self::Scheme(text)
            | Self::Tls(text) => text.clone(),
            Self::ChainTooLarge => crate::limits::FETCHED_BYTES.to_string(),
            Self::NotPublic(address) => address.to_string(),
            Self::Port(port) => port.to_string(),
            Self::Status(status) => status.to_string(),
            Self::Timeout(time) => time.as_secs_f64().to_string(),
            Self::TooLarge(limit) => limit.to_string(),
            Self::TooManyRedirects => crate::limits::REDIRECTS.to_string(),
            _ => return Vec::new(),
        };
        vec![("what", what)]
    }
}

impl From<FetchError> for ServerProblem {
    fn from(FetchError { address, problem }: FetchError) -> Self {
        let (code, values) = (problem.code(), problem.values());
        let values = values.into_iter().map(|(name, it)| (name, shown(&it))).collect();
        Self { address, text: problem.to_string(), code, values }
    }
}

/// What a status asks for.
fn hint(status: u16) -> &'static str {
    match status {
        401 | 407 => "; check user name and password",
        403 => "; ask whoever runs the server for access",
        404 | 405 | 410 | 415 => "; check the address",
        429 | 500..=599 => "; try again later",
        _ => "",
    }
}

impl FetchError {
    pub(super) fn new(address: impl AsRef<str>, problem: FetchProblem) -> Self {
        let address = address.as_ref();
        let address = match address.rsplit_once('@') {
            // a password may stand there
            Some((_, host)) if problem == FetchProblem::UserInfo => format!("…@{host}"),
            _ => address.to_owned(),
        };
        Self { address: shown(&address), problem }
    }
}

/// Characters of what others sent that a message repeats.
const SHOWN: usize = 300;

/// What others sent, as it may stand in a message: short, and without what steers a terminal.
pub(crate) fn shown(text: &str) -> String {
    let is_odd = |it: char| it.is_control() || ('\u{202a}'..='\u{202e}').contains(&it);
    text.chars().take(SHOWN).map(|it| if is_odd(it) { '\u{fffd}' } else { it }).collect()
}
