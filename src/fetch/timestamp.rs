//! Timestamp authorities that are asked over HTTP (RFC 3161 §3.4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{FetchError, FetchProblem, HttpClient, Origin, Request};
use crate::asn1::Oid;
use crate::cms::{TimestampAuthority, TimestampError, TimestampRequest, TimestampResponseError};
use crate::crypto::Password;
use crate::limits::FETCHED_RESPONSE_BYTES;

/// Timestamp authorities, asked one after another until one answers as it should.
///
/// ```no_run
/// use kyso::fetch::{HttpClient, HttpTimestampAuthority};
/// use kyso::sign::{PrivateKeySigner, SignOptions, sign_with_timestamp};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let authority = HttpTimestampAuthority::new(HttpClient::default())
///     .server("http://tsa.example/tsr")
///     .server("http://tsa.example.org/");
/// let signer = PrivateKeySigner::from_pem(&std::fs::read("key.pem")?, &std::fs::read("chain.pem")?)?;
/// let document = std::fs::read("cong-van.pdf")?;
/// let signed = sign_with_timestamp(&document, &signer, &authority, &SignOptions::default())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct HttpTimestampAuthority {
    client: HttpClient,
    servers: Vec<Server>,
    policy: Option<Oid>,
}

struct Server {
    address: String,
    authorization: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The password is never shown.
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl HttpTimestampAuthority {
    /// Without a server, which gives no timestamp.
    pub fn new(client: HttpClient) -> Self {
        Self { client, servers: Vec::new(), policy: None }
    }

    /// A server, asked where those before it fail.
    #[must_use]
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.servers.push(Server { address: address.into(), authorization: None });
        self
    }

    /// A server that asks for a user name and a password (RFC 7617). Over http, everybody on the way
    /// can read them.
    #[must_use]
    pub fn server_with_password(
        mut self,
        address: impl Into<String>,
        user: &str,
        password: &Password,
    ) -> Self {
        let pair = Zeroizing::new([user.as_bytes(), b":", password.octets()].concat());
        let encoded = Zeroizing::new(STANDARD.encode(&*pair));
        let authorization = Some(Zeroizing::new(["Basic ", &*encoded].concat()));
        self.servers.push(Server { address: address.into(), authorization });
        self
    }

    /// Takes timestamps under this policy of the authority alone.
    #[must_use]
    pub fn policy(mut self, policy: Oid) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The first TimeStampResp that answers the request.
    ///
    /// # Errors
    /// What was wrong with each server, in their order.
    pub fn fetch(&self, request: &TimestampRequest) -> Result<Vec<u8>, Vec<FetchError>> {
        let request = match self.policy {
            Some(policy) => request.clone().policy(policy),
            None => request.clone(),
        };
        let der = request.to_der();
        let mut errors = Vec::new();
        for server in &self.servers {
            match self.ask(server, &request, &der) {
                Ok(response) => return Ok(response),
                Err(error) => errors.push(error),
            }
        }
        Err(errors)
    }

    fn ask(
        &self,
        server: &Server,
        request: &TimestampRequest,
        der: &[u8],
    ) -> Result<Vec<u8>, FetchError> {
        let response = self.client.send(&Request {
            address: &server.address,
            origin: Origin::User,
            body: Some(("application/timestamp-query", der)),
            accept: "application/timestamp-reply",
            authorization: server.authorization.as_ref().map(|it| it.as_str()),
            limit: FETCHED_RESPONSE_BYTES,
        })?;
        if response.status() == 200 {
            match request.token(response.body()) {
                Ok(_) => {}
                // Whatever the media type says: what cannot be read is no answer.
                Err(TimestampResponseError::Cms(error)) => return Err(response.unexpected(error)),
                Err(error) => return Err(response.error(FetchProblem::Timestamp(error))),
            }
        }
        response.into_content()
    }
}

impl TimestampAuthority for HttpTimestampAuthority {
    fn respond(&self, request: &TimestampRequest) -> Result<Vec<u8>, TimestampError> {
        let fetched = self.fetch(request);
        fetched.map_err(|errors| {
            TimestampError::Unreachable(errors.into_iter().map(Into::into).collect())
        })
    }
}
