//! OCSP responses, CRLs and certificates of issuers from where a certificate says they are.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::cache::{Cache, Kind};
use super::client::Deadline;
use super::{FetchError, FetchProblem, HttpClient, Origin, Request};
use crate::asn1::{Reader, Tag};
use crate::crypto::random;
use crate::limits::{
    DISTRIBUTION_POINT_NAMES, DISTRIBUTION_POINTS, FETCHED_ADDRESSES, FETCHED_BYTES,
    FETCHED_CRL_BYTES, FETCHED_ISSUERS_BYTES, FETCHED_RESPONSE_BYTES, PATH_LENGTH,
    SIGNER_CANDIDATES,
};
use crate::x509::{
    CertStatus, Certificate, Crl, DistributionPoint, DistributionPointName, EdgeCache, EdgeResult,
    GeneralName, Item, OcspRequest, OcspResponse, ReasonFlags, Signed, parse_any,
};

/// Fetches what is needed to judge a certificate, from the addresses that stand in it.
///
/// ```no_run
/// use kyso::fetch::{Cache, HttpClient, MaterialFetcher};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let chain: Vec<std::sync::Arc<kyso::x509::Certificate>> = Vec::new();
/// let fetcher = MaterialFetcher::new(HttpClient::default()).cache(Cache::open("cache")?);
/// let collected = fetcher.collect(&chain);
/// for outcome in &collected.outcomes {
///     for error in &outcome.errors {
///         eprintln!("{}: {error}", outcome.certificate.subject());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct MaterialFetcher {
    client: HttpClient,
    cache: Option<Cache>,
    timeout: Duration,
    is_ocsp_by_get: bool,
    has_nonce: bool,
    edges: EdgeCache,
}

/// An OCSP response about a certificate.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    /// The OCSPResponse in DER, as a security store keeps it.
    pub der: Vec<u8>,
    /// The same, read.
    pub response: Arc<OcspResponse>,
}

/// The longest encoded request that is sent in an address (RFC 5019 §5).
const GET_BYTES: usize = 255;

impl MaterialFetcher {
    /// Asks by this client.
    pub fn new(client: HttpClient) -> Self {
        Self {
            client,
            cache: None,
            timeout: Duration::from_secs(120),
            is_ocsp_by_get: false,
            has_nonce: false,
            edges: EdgeCache::with_capacity(1_000),
        }
    }

    /// Keeps what it fetches, and fetches nothing that is at hand.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// How long one call may take in all: two minutes unless said otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Asks OCSP responders by GET where the request is short enough, so that proxies may answer
    /// (RFC 5019 §5).
    #[must_use]
    pub fn ocsp_by_get(mut self) -> Self {
        self.is_ocsp_by_get = true;
        self
    }

    /// Takes OCSP responses alone that were made for the request (RFC 9654). Many responders make
    /// none such.
    #[must_use]
    pub fn ocsp_nonce(mut self) -> Self {
        self.has_nonce = true;
        self
    }

    /// A chain with the issuers that are missing at its end, up to one that issued itself.
    ///
    /// # Errors
    /// None: what failed is returned beside the chain, which is as long as it came.
    pub fn complete(&self, chain: &[Arc<Certificate>]) -> (Vec<Arc<Certificate>>, Vec<FetchError>) {
        let errand = self.errand();
        let mut chain = chain.to_vec();
        while let Some(last) = chain.last()
            && !last.is_self_issued()
            && chain.len() <= PATH_LENGTH
        {
            match self.issuers_by(last, &errand) {
                Ok(issuers) => match issuers.into_iter().find(|it| !chain.contains(it)) {
                    Some(issuer) => chain.push(issuer),
                    None => break,
                },
                Err(errors) => return (chain, errors),
            }
        }
        (chain, Vec::new())
    }

    /// Certificates of those who issued a certificate (id-ad-caIssuers, RFC 5280 §4.2.2.1), whose key
    /// signed it.
    ///
    /// # Errors
    /// What was wrong with each address; nothing if there is none.
    pub fn issuers(
        &self,
        certificate: &Certificate,
    ) -> Result<Vec<Arc<Certificate>>, Vec<FetchError>> {
        self.issuers_by(certificate, &self.errand())
    }

    fn issuers_by(
        &self,
        certificate: &Certificate,
        errand: &Errand,
    ) -> Result<Vec<Arc<Certificate>>, Vec<FetchError>> {
        let is_issuer = |candidate: &Arc<Certificate>| {
            self.edges.signed_by(certificate, candidate.public_key()) == EdgeResult::Verified
        };
        let read = |content: &[u8]| {
            let certificates = parse_any(content).items.into_iter().filter_map(|item| match item {
                Item::Certificate(it) if it.subject() == certificate.issuer() => Some(it),
                _ => None,
            });
            let issuers: Vec<_> = certificates.take(SIGNER_CANDIDATES).filter(is_issuer).collect();
            match issuers.is_empty() {
                false => Ok(Found { value: issuers, until: None, is_proven: true }),
                true => Err("no certificate in it has the key that issued this one".to_owned()),
            }
        };
        let left = Cell::new(FETCHED_ADDRESSES);
        self.first_of(certificate.issuer_urls(), &left, |address| {
            let request = Request::get(address, Origin::Certificate, FETCHED_ISSUERS_BYTES);
            self.fetch(Kind::Issuers, &request, &[], errand, read)
        })
    }

    /// The answer of an OCSP responder of the certificate's issuer (RFC 6960).
    ///
    /// # Errors
    /// What was wrong with each address; nothing if there is none.
    pub fn ocsp(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<OcspAnswer, Vec<FetchError>> {
        self.ocsp_by(certificate, issuer, &self.errand())
    }

    pub(super) fn ocsp_by(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        errand: &Errand,
    ) -> Result<OcspAnswer, Vec<FetchError>> {
        let mut question = OcspRequest::new(certificate, issuer);
        if self.has_nonce {
            let address = || certificate.ocsp_urls().next().unwrap_or_default();
            let nonce = random()
                .map_err(|error| vec![FetchError::new(address(), FetchProblem::Random(error))])?;
            question = question.nonce(nonce);
        }
        let der = question.to_der();
        let read = |content: &[u8]| {
            let answer = read_ocsp(content)?;
            let single = answer.response.find(certificate, issuer);
            let single = single.ok_or("it says nothing about the certificate")?;
            if single.status == CertStatus::Unknown {
                return Err("the responder does not know the certificate".to_owned());
            }
            if !question.is_tied_to(&answer.response) {
                return Err("it was not made for this request (the nonce is different)".to_owned());
            }
            let until = single.next_update;
            let is_proven = self.signer_of(&answer.response, issuer).is_some();
            Ok(Found { value: answer, until, is_proven })
        };
        let left = Cell::new(FETCHED_ADDRESSES);
        self.first_of(certificate.ocsp_urls(), &left, |address| {
            let encoded = in_address(&der);
            let by_get = self.is_ocsp_by_get && encoded.len() <= GET_BYTES;
            let with_query = format!("{}/{encoded}", address.trim().trim_end_matches('/'));
            let request = Request {
                address: if by_get { &with_query } else { address },
                origin: Origin::Certificate,
                body: (!by_get).then_some(("application/ocsp-request", der.as_slice())),
                accept: "application/ocsp-response",
                authorization: None,
                limit: FETCHED_RESPONSE_BYTES,
            };
            self.fetch(Kind::Ocsp, &request, &der, errand, read)
        })
    }

    /// The CRLs that cover a certificate for every reason (RFC 5280 §4.2.1.13): mostly one.
    ///
    /// # Errors
    /// What was wrong with each address, if not all reasons are covered; nothing if there is none.
    pub fn crls(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<Vec<Arc<Crl>>, Vec<FetchError>> {
        match self.crls_by(certificate, issuer, &self.errand()) {
            (crls, true, _) => Ok(crls),
            (_, false, errors) => Err(errors),
        }
    }

    /// The CRLs, whether they cover every reason, and what went wrong.
    pub(super) fn crls_by(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        errand: &Errand,
    ) -> (Vec<Arc<Crl>>, bool, Vec<FetchError>) {
        let (mut crls, mut errors) = (Vec::new(), Vec::new());
        let mut covered = ReasonFlags::NONE;
        // Most authorities write a point for each address.
        let left = Cell::new(FETCHED_ADDRESSES);
        for point in certificate.crl_distribution_points().iter().take(DISTRIBUTION_POINTS) {
            let all = covered.union(point.reasons.unwrap_or(ReasonFlags::ALL));
            if all == covered {
                continue;
            }
            match self.crl_at(certificate, issuer, point, &left, errand) {
                Ok(crl) => {
                    covered = all;
                    crls.push(crl);
                }
                Err(wrong) => errors.extend(wrong),
            }
        }
        (crls, covered.is_all(), errors)
    }

    fn crl_at(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        point: &DistributionPoint,
        left: &Cell<usize>,
        errand: &Errand,
    ) -> Result<Arc<Crl>, Vec<FetchError>> {
        let names = match &point.name {
            Some(DistributionPointName::Full(names)) => names.as_slice(),
            _ => &[],
        };
        let addresses = names.iter().take(DISTRIBUTION_POINT_NAMES).filter_map(|it| match it {
            GeneralName::Uri(address) => Some(address.as_str()),
            _ => None,
        });
        let read = |content: &[u8]| {
            let crls = parse_any(content).items.into_iter().filter_map(|item| match item {
                Item::Crl(crl) => Some(crl),
                _ => None,
            });
            // Whom an indirect list is by is told by the point; others look at that.
            let is_ours =
                |it: &Arc<Crl>| !point.crl_issuer.is_empty() || it.issuer() == certificate.issuer();
            let mut crls = crls.filter(is_ours);
            let crl = crls.next().ok_or("there is no CRL of the issuer in it")?;
            let until = crl.next_update();
            let signed = self.edges.signed_by(&*crl, issuer.public_key());
            Ok(Found { value: crl, until, is_proven: signed == EdgeResult::Verified })
        };
        self.first_of(addresses, left, |address| {
            let request = Request::get(address, Origin::Certificate, FETCHED_CRL_BYTES);
            self.fetch(Kind::Crl, &request, &[], errand, read)
        })
    }

    /// What the first address gives that gives something, of as many as are left.
    fn first_of<'a, T>(
        &self,
        addresses: impl Iterator<Item = &'a str>,
        left: &Cell<usize>,
        fetch: impl Fn(&str) -> Result<T, FetchError>,
    ) -> Result<T, Vec<FetchError>> {
        let mut errors = Vec::new();
        for address in addresses {
            let Some(rest) = left.get().checked_sub(1) else { break };
            left.set(rest);
            match fetch(address) {
                Ok(found) => return Ok(found),
                Err(error) => errors.push(error),
            }
        }
        Err(errors)
    }

    /// The answer to one question, from the cache or from the server, read in the same way.
    fn fetch<T>(
        &self,
        kind: Kind,
        request: &Request<'_>,
        about: &[u8],
        errand: &Errand,
        read: impl Fn(&[u8]) -> Result<Found<T>, String>,
    ) -> Result<T, FetchError> {
        let is_over = |found: &Found<T>| found.until.filter(|until| *until <= Timestamp::now());
        let serves_later =
            |found: &Found<T>| found.is_proven && (kind == Kind::Issuers || found.until.is_some());
        let question = [request.address.as_bytes(), about];
        // What is made for one request serves no other.
        let cache = self.cache.as_ref().filter(|_| kind != Kind::Ocsp || !self.has_nonce);
        if let Some(cache) = cache
            && let Some(content) = cache.read(kind, &question, request.limit)
            && let Ok(found) = read(&content)
            && is_over(&found).is_none()
            && serves_later(&found)
        {
            return Ok(found.value);
        }
        let time = errand.deadline.left();
        let limit = request.limit.min(errand.bytes.get());
        if time.is_zero() || limit == 0 {
            let problem = match time.is_zero() {
                true => FetchProblem::Timeout(self.timeout),
                false => FetchProblem::TooLarge(FETCHED_BYTES),
            };
            return Err(FetchError::new(request.address, problem));
        }
        let response = self.client.send_within(&Request { limit, ..*request }, time)?;
        errand.bytes.set(errand.bytes.get().saturating_sub(response.body().len()));
        let found = match response.status() {
            200 => read(response.body()).map_err(|why| response.unexpected(why))?,
            status => return Err(response.error(FetchProblem::Status(status))),
        };
        if let Some(until) = is_over(&found) {
            return Err(response.unexpected(format_args!("a newer one was due at {until}")));
        }
        if let Some(cache) = cache
            && serves_later(&found)
        {
            cache.write(kind, &question, response.body());
        }
        Ok(found.value)
    }

    /// Who signed a response, if it was the issuer or somebody whose certificate came with it and is by
    /// the issuer (RFC 6960 §4.2.2.2).
    pub(super) fn signer_of(
        &self,
        response: &OcspResponse,
        issuer: &Certificate,
    ) -> Option<OcspSigner> {
        let is_by = |signed: &dyn Signed, by: &Certificate| {
            self.edges.signed_by(signed, by.public_key()) == EdgeResult::Verified
        };
        if is_by(response, issuer) {
            return Some(OcspSigner::Issuer);
        }
        let mut responders = response.responders().iter();
        let found = responders.find(|it| is_by(response, it) && is_by(&***it, issuer));
        found.cloned().map(OcspSigner::Responder)
    }

    pub(super) fn errand(&self) -> Errand {
        Errand { deadline: Deadline::after(self.timeout), bytes: Cell::new(FETCHED_BYTES) }
    }
}

/// What one call may still take.
pub(super) struct Errand {
    deadline: Deadline,
    bytes: Cell<usize>,
}

/// Who signed an OCSP response.
pub(super) enum OcspSigner {
    Issuer,
    Responder(Arc<Certificate>),
}

/// What was read of an answer.
struct Found<T> {
    value: T,
    /// When a newer one is due.
    until: Option<Timestamp>,
    /// Whether the issuer, or somebody whom it certified, signed it. What anybody on the way may have put
    /// in its place is not kept for later.
    is_proven: bool,
}

fn read_ocsp(content: &[u8]) -> Result<OcspAnswer, String> {
    let response = OcspResponse::parse(content).map_err(|error| error.to_string())?;
    // The reader takes the inner structure as well; a security store holds whole responses.
    let whole = Reader::new(content).expect(Tag::SEQUENCE).map_err(|error| error.to_string())?;
    let first = whole.contents().map_err(|error| error.to_string())?.peek();
    if first != Some(Tag::ENUMERATED) {
        return Err("it is no OCSPResponse".to_owned());
    }
    Ok(OcspAnswer { der: whole.raw().to_vec(), response: Arc::new(response) })
}

/// A request as the last part of an address (RFC 6960 appendix A.1).
fn in_address(request: &[u8]) -> String {
    STANDARD.encode(request).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}
