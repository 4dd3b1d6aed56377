//! Why a remote service does not sign, in words that say what to do.

use std::time::Duration;

use crate::fetch::FetchError;

/// Why a remote service cannot be used, or did not sign.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CscError {
    /// The service takes the authorisation no more: it has expired, or was used up.
    #[error(
        "the service takes the authorisation no more ({0}); begin again with PIN or one-time password"
    )]
    AuthorisationRefused(String),
    /// The certificate is not in force, as the service says: expired, revoked, suspended.
    #[error("the certificate of the credential is {0}; ask the service for another")]
    CertificateStatus(String),
    /// The key is disabled.
    #[error("the credential {0:?} is disabled; ask the service to enable it")]
    CredentialDisabled(String),
    /// There is no connection, or no whole answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The service asks for this, and it was not given.
    #[error("the service asks for {0}, and none was given")]
    NoSecret(&'static str),
    /// Whoever has to confirm did not, in this time.
    #[error(
        "nobody confirmed within {0:?}; confirm on the device when the service asks for it, and begin again"
    )]
    NotConfirmed(Duration),
    /// The address is not one of https: PIN and token could be read on the way.
    #[error("the address {0:?} of the service does not begin with https://, or has a query")]
    NotHttps(String),
    /// The service refuses.
    #[error("the service refuses: {error} {description} (HTTP status {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The word for what is wrong, if the service gives one.
        error: String,
        /// What the service says about it.
        description: String,
    },
    /// The answer is none of the API.
    #[error("the service does not answer as the API says: {0}; check its address")]
    Response(String),
    /// The service does not take the access token, or there is none.
    #[error("the service does not take the access token; sign in to it again")]
    TokenRefused,
    /// More signatures than the service makes with one authorisation.
    #[error("{wanted} signatures in one authorisation; the service makes {most} at most")]
    TooManySignatures {
        /// Asked for.
        wanted: usize,
        /// What it makes.
        most: usize,
    },
    /// There is no way to authorise that the API has.
    #[error("the service authorises by {0:?}, which is not supported")]
    UnknownAuthorisation(String),
    /// It answers with more values, or fewer, than digests were sent.
    #[error("the service answers with {got} values for {wanted} digests")]
    WrongCount {
        /// Digests that were sent.
        wanted: usize,
        /// Values that came.
        got: usize,
    },
    /// The one-time password is wrong, or was used already.
    #[error("the one-time password is wrong or was used already; ask for a new one")]
    WrongOtp,
    /// The PIN is wrong.
    #[error("the PIN is wrong; after too many wrong ones the service locks it")]
    WrongPin,
    /// A value is not by the key of the certificate over what was sent.
    #[error("a value of the service is not by the key of its certificate")]
    WrongValue,
}
