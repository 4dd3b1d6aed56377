//! The one way in which anything is sent and received.

use std::io::Read as _;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{HeaderMap, HeaderValue, Request as HttpRequest, header};
use ureq::tls::{Certificate as TlsCertificate, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, Proxy, Timeout};

use super::address::{Address, Origin, is_public};
use super::error::shown;
use super::{FetchError, FetchProblem};
use crate::limits::{HTTP_HEAD_BYTES, REDIRECTS, RETRIES};
use crate::x509::Certificate;

/// How addresses are asked.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    connect_timeout: Duration,
    timeout: Duration,
    retries: usize,
    follows_redirects: bool,
    allowed_hosts: Vec<String>,
    is_proxy_from_environment: bool,
    tls_anchors: Vec<Arc<Certificate>>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            retries: 2,
            follows_redirects: true,
            allowed_hosts: Vec::new(),
            is_proxy_from_environment: false,
            tls_anchors: Vec::new(),
        }
    }
}

impl HttpOptions {
    /// How long to wait for a connection: 10 seconds unless said otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one question may take, with every redirect and retry: 30 seconds unless said otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a server that cannot be reached or fails (5xx) is asked again: twice unless said
    /// otherwise, [`RETRIES`] times at most.
    #[must_use]
    pub fn retries(mut self, retries: usize) -> Self {
        self.retries = retries.min(RETRIES);
        self
    }

    /// Refuses redirects: the content of a question is for the host of its address alone.
    #[cfg(feature = "csc")]
    #[must_use]
    pub(crate) fn without_redirects(mut self) -> Self {
        self.follows_redirects = false;
        self
    }

    /// Vouches for a host: certificates may name it although it is in the own network, and on any
    /// port. A name or a number as it stands in the address; nothing below it is allowed with it.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Sends everything through the proxy that the environment names (`ALL_PROXY`, `HTTPS_PROXY`,
    /// `HTTP_PROXY`, but for `NO_PROXY`), by the method CONNECT. What a host in a certificate resolves
    /// to is then for the proxy to check.
    #[must_use]
    pub fn proxy_from_environment(mut self) -> Self {
        self.is_proxy_from_environment = true;
        self
    }

    /// Whom servers of https must be certified by, in place of those that the system trusts.
    #[must_use]
    pub fn tls_anchors(mut self, anchors: impl IntoIterator<Item = Arc<Certificate>>) -> Self {
        self.tls_anchors = anchors.into_iter().collect();
        self
    }

    fn agent_config(&self) -> Config {
        let roots = match self.tls_anchors.as_slice() {
            [] => RootCerts::PlatformVerifier,
            anchors => RootCerts::new_with_certs(
                &anchors
                    .iter()
                    .map(|it| TlsCertificate::from_der(it.der()).to_owned())
                    .collect::<Vec<_>>(),
            ),
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(roots)
            .build();
        let proxy = self.is_proxy_from_environment.then(Proxy::try_from_env).flatten();
        Config::builder()
            .tls_config(tls)
            // without this, the environment decides
            .proxy(proxy)
            .max_redirects(0)
            .http_status_as_error(false)
            .max_response_header_size(HTTP_HEAD_BYTES)
            .user_agent(USER_AGENT)
            .accept_encoding("identity")
            .build()
    }
}

const USER_AGENT: &str = concat!("kyso/", env!("CARGO_PKG_VERSION"));

/// How long to wait before the first retry; twice as long before each other.
const PAUSE: Duration = Duration::from_millis(250);

/// Bytes of the answer of a server that refuses which are kept.
const REFUSAL_BYTES: usize = 16 << 10;

/// Asks addresses over HTTP. Clones share their connections.
///
/// ```
/// use kyso::fetch::{HttpClient, FetchProblem, Origin, Request};
///
/// let client = HttpClient::default();
/// let request = Request::get("http://127.0.0.1/ca.crl", Origin::Certificate, 1 << 20);
/// let refused = client.send(&request).unwrap_err();
/// assert_eq!(refused.problem, FetchProblem::NotPublic([127, 0, 0, 1].into()));
/// ```
#[derive(Clone, Debug)]
pub struct HttpClient {
    options: HttpOptions,
    anywhere: Agent,
    public_only: Agent,
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new(HttpOptions::default())
    }
}

/// A question to an address.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The address.
    pub address: &'a str,
    /// Who named it.
    pub origin: Origin,
    /// The media type and the content of what is posted; without it, it is a GET.
    pub body: Option<(&'a str, &'a [u8])>,
    /// The media type of the answer.
    pub accept: &'a str,
    /// The value of the field `Authorization`. It is sent to the host of the address alone.
    pub authorization: Option<&'a str>,
    /// Bytes of the answer, at most.
    pub limit: usize,
}

impl<'a> Request<'a> {
    /// A GET of anything.
    pub fn get(address: &'a str, origin: Origin, limit: usize) -> Self {
        Self { address, origin, body: None, accept: "*/*", authorization: None, limit }
    }
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the secret nor the content is shown.
        f.debug_struct("Request")
            .field("address", &self.address)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// What a server answered: that it did, not that it is what was asked for.
#[derive(Clone, Debug)]
pub struct Response {
    address: String,
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl Response {
    /// The status (RFC 9110 §15).
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The media type that the server gives it. Many servers give none, or another one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The content. Of a server that refuses, its beginning.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The content, whatever the status.
    #[cfg(feature = "csc")]
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The content, if the status is 200.
    ///
    /// # Errors
    /// [`FetchProblem::Status`].
    pub fn into_content(self) -> Result<Vec<u8>, FetchError> {
        match self.status {
            200 => Ok(self.body),
            status => Err(self.error(FetchProblem::Status(status))),
        }
    }

    /// An error about this answer.
    pub(super) fn error(&self, problem: FetchProblem) -> FetchError {
        FetchError::new(self.address.as_str(), problem)
    }

    /// That this answer is not what was asked for, with the media type, which often tells why.
    pub(super) fn unexpected(&self, why: impl std::fmt::Display) -> FetchError {
        let sent = self.content_type().map(|it| format!(" (sent as {})", shown(it)));
        self.error(FetchProblem::Content(format!("{why}{}", sent.unwrap_or_default())))
    }
}

impl HttpClient {
    /// Asks by these options.
    pub fn new(options: HttpOptions) -> Self {
        let config = options.agent_config();
        let anywhere = Agent::new_with_config(config.clone());
        let public_only =
            Agent::with_parts(config, DefaultConnector::default(), PublicResolver::default());
        Self { options, anywhere, public_only }
    }

    /// Asks an address, follows redirects, and asks again where there is no connection or the server
    /// fails.
    ///
    /// # Errors
    /// [`FetchError`]. A status that refuses is none: see [`Response::into_content`].
    pub fn send(&self, request: &Request<'_>) -> Result<Response, FetchError> {
        self.send_within(request, self.options.timeout)
    }

    /// The same, in no more than this time.
    pub(super) fn send_within(
        &self,
        request: &Request<'_>,
        time: Duration,
    ) -> Result<Response, FetchError> {
        let deadline = Deadline::after(time.min(self.options.timeout));
        let address = Address::parse(request.address, request.origin, &self.options.allowed_hosts)?;
        let mut pause = PAUSE;
        for _ in 0..self.options.retries {
            let result = self.follow(&address, request, &deadline);
            let is_passing = match &result {
                Ok(response) => response.status >= 500,
                Err(error) => matches!(error.problem, FetchProblem::Connection(_)),
            };
            if !is_passing || deadline.left() <= pause {
                return result;
            }
            sleep(pause);
            pause = pause.saturating_mul(2);
        }
        self.follow(&address, request, &deadline)
    }

    fn follow(
        &self,
        first: &Address,
        request: &Request<'_>,
        deadline: &Deadline,
    ) -> Result<Response, FetchError> {
        let mut address = first.clone();
        for _ in 0..=REDIRECTS {
            let at_fault = |problem| FetchError::new(address.text(), problem);
            let secret = request.authorization.filter(|_| first.shares_secrets_with(&address));
            let response = self.ask(&address, request, secret, deadline).map_err(at_fault)?;
            match response {
                Answer::Response(response) => return Ok(response),
                Answer::Redirect(_) if !self.options.follows_redirects => {
                    return Err(at_fault(FetchProblem::Redirected));
                }
                Answer::Redirect(location) => {
                    address = address.redirected(&location, &self.options.allowed_hosts)?;
                }
            }
        }
        Err(FetchError::new(first.text(), FetchProblem::TooManyRedirects))
    }

    fn ask(
        &self,
        address: &Address,
        request: &Request<'_>,
        authorization: Option<&str>,
        deadline: &Deadline,
    ) -> Result<Answer, FetchProblem> {
        let mut builder = HttpRequest::builder().uri(address.uri().clone());
        builder = builder.header(header::ACCEPT, request.accept);
        if let Some(value) = authorization {
            let mut value = HeaderValue::from_str(value).map_err(|_| FetchProblem::Credentials)?;
            value.set_sensitive(true);
            builder = builder.header(header::AUTHORIZATION, value);
        }
        let response = match request.body {
            Some((content_type, content)) => {
                let builder = builder.method("POST").header(header::CONTENT_TYPE, content_type);
                self.run(address, builder.body(content), deadline)
            }
            None => self.run(address, builder.body(()), deadline),
        };
        let (head, body) = response?.into_parts();
        let status = head.status.as_u16();
        // A POST that is answered elsewhere (303) would not be a POST there.
        let redirects =
            matches!(status, 301 | 302 | 307 | 308) || (status == 303 && request.body.is_none());
        if redirects {
            let location = text_of(&head.headers, &header::LOCATION);
            return location.map(Answer::Redirect).ok_or(FetchProblem::Redirect);
        }
        let mut content = Vec::new();
        if head.status.is_success() {
            let encoding = text_of(&head.headers, &header::CONTENT_ENCODING);
            if encoding.is_some_and(|it| !it.eq_ignore_ascii_case("identity")) {
                return Err(FetchProblem::Compressed);
            }
            let limit = u64::try_from(request.limit).unwrap_or(u64::MAX);
            if body.content_length().is_some_and(|length| length > limit) {
                return Err(FetchProblem::TooLarge(request.limit));
            }
            let read = body.into_reader().take(limit.saturating_add(1)).read_to_end(&mut content);
            read.map_err(|error| self.problem(error.into(), deadline))?;
            if content.len() > request.limit {
                return Err(FetchProblem::TooLarge(request.limit));
            }
        } else {
            // The status says enough, whether more can be read or not.
            let limit = u64::try_from(REFUSAL_BYTES).unwrap_or(u64::MAX);
            let _ = body.into_reader().take(limit).read_to_end(&mut content);
        }
        let content_type = text_of(&head.headers, &header::CONTENT_TYPE);
        Ok(Answer::Response(Response {
            address: address.text(),
            status,
            content_type,
            body: content,
        }))
    }

    fn run<B: AsSendBody>(
        &self,
        address: &Address,
        request: Result<HttpRequest<B>, ureq::http::Error>,
        deadline: &Deadline,
    ) -> Result<ureq::http::Response<ureq::Body>, FetchProblem> {
        let request = request.map_err(|error| FetchProblem::Protocol(error.to_string()))?;
        let agent = match address.origin {
            Origin::Certificate => &self.public_only,
            Origin::User => &self.anywhere,
        };
        let left = deadline.left();
        if left.is_zero() {
            return Err(FetchProblem::Timeout(deadline.time));
        }
        let request = agent
            .configure_request(request)
            .timeout_global(Some(left))
            .timeout_resolve(Some(self.options.connect_timeout))
            .timeout_connect(Some(self.options.connect_timeout))
            .build();
        agent.run(request).map_err(|error| self.problem(error, deadline))
    }

    /// What an error says; texts of it may be by the server.
    fn problem(&self, error: ureq::Error, deadline: &Deadline) -> FetchProblem {
        let tls = |error: &dyn std::fmt::Display| FetchProblem::Tls(shown(&error.to_string()));
        let connection =
            |error: &dyn std::fmt::Display| FetchProblem::Connection(shown(&error.to_string()));
        match error {
            ureq::Error::ConnectionFailed => connection(&"it failed"),
            ureq::Error::ConnectProxyFailed(text) => connection(&text),
            ureq::Error::HostNotFound => connection(&"the host is not known"),
            ureq::Error::Io(error) => match error.get_ref() {
                Some(inner) if inner.is::<rustls::Error>() => tls(inner),
                _ => connection(&error),
            },
            ureq::Error::Other(error) => match error.downcast_ref::<NotPublic>() {
                Some(NotPublic(ip)) => FetchProblem::NotPublic(*ip),
                None => connection(&error),
            },
            ureq::Error::Rustls(error) => tls(&error),
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                connection(&format_args!("none within {:?}", self.options.connect_timeout))
            }
            ureq::Error::Timeout(_) => FetchProblem::Timeout(deadline.time),
            ureq::Error::Tls(text) => tls(&text),
            ureq::Error::TlsRequired => tls(&"there is none"),
            other => FetchProblem::Protocol(shown(&other.to_string())),
        }
    }
}

enum Answer {
    Redirect(String),
    Response(Response),
}

/// When to give up.
#[derive(Debug)]
pub(super) struct Deadline {
    start: Instant,
    time: Duration,
}

impl Deadline {
    pub(super) fn after(time: Duration) -> Self {
        Self { start: Instant::now(), time }
    }

    pub(super) fn left(&self) -> Duration {
        self.time.saturating_sub(self.start.elapsed())
    }
}

fn text_of(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Resolves names like the system, and refuses those that lead to anything but public addresses. The
/// addresses that were looked at are those that are connected to: there is no second look-up.
#[derive(Debug, Default)]
struct PublicResolver(DefaultResolver);

/// That a name leads to an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not public")]
struct NotPublic(std::net::IpAddr);

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.0.resolve(uri, config, timeout)?;
        // The proxy is named by the environment, and only where the user asked for that.
        if config.proxy().is_some_and(|proxy| proxy.uri() == uri) {
            return Ok(addresses);
        }
        match addresses.iter().map(std::net::SocketAddr::ip).find(|ip| !is_public(*ip)) {
            Some(ip) => Err(ureq::Error::Other(Box::new(NotPublic(ip)))),
            None => Ok(addresses),
        }
    }
}
