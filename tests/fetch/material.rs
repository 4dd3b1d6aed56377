//! OCSP, CRLs and issuers: openssl behind HTTP, and those that fail and lie.

use std::net::TcpStream;
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kyso::fetch::{
    Collected, FetchProblem, HttpClient, HttpOptions, MaterialFetcher, RevocationSource,
};
use kyso::x509::{CertStatus, Certificate, Item, OcspRequest, OcspResponse, parse_any};

use crate::common::openssl::Pki;
use crate::server::{Received, Server, reply};

/// A PKI behind a server, whose answers a test may change.
pub struct Online {
    pub pki: Arc<Pki>,
    pub server: Server,
    answer: Arc<Mutex<Answer>>,
}

type Answer = Box<dyn Fn(&Pki, &Received, &mut TcpStream) -> std::io::Result<()> + Send>;

/// As the PKI would have it.
pub fn honest(pki: &Pki, request: &Received, stream: &mut TcpStream) -> std::io::Result<()> {
    match request.path.as_str() {
        "/ocsp" => {
            let answer = pki.ocsp(&request.body, "-ndays 1");
            reply(stream, 200, "application/ocsp-response", &answer)
        }
        path => match std::fs::read(pki.0.path(&path[1..])) {
            Ok(content) => reply(stream, 200, "application/octet-stream", &content),
            Err(_) => reply(stream, 404, "text/html", b"<html>"),
        },
    }
}

const LEAF: &str = "authorityInfoAccess = OCSP;URI:BASE/ocsp,caIssuers;URI:BASE/sub.p7c\n\
                    crlDistributionPoints = URI:ldap://127.0.0.1/cn,URI:BASE/sub.crl\n";
const LEAF_OF_FOUR: &str = "crlDistributionPoints = URI:BASE/1,URI:BASE/2,URI:BASE/3,URI:BASE/4\n";
const RESPONDER: &str = "noCheck = ignored\n";

impl Online {
    pub fn start(name: &str) -> Option<Self> {
        Self::with(name, LEAF, RESPONDER)
    }

    pub fn with(name: &str, leaf: &str, responder: &str) -> Option<Self> {
        let answer: Arc<Mutex<Answer>> = Arc::new(Mutex::new(Box::new(honest)));
        let pki = Arc::new(OnceLock::<Arc<Pki>>::new());
        let (own, answers) = (Arc::clone(&pki), Arc::clone(&answer));
        let server = Server::start(move |request, stream| {
            answers.lock().unwrap()(own.get().unwrap(), request, stream)
        });
        let made = Arc::new(Pki::new(name, &server.url(""), leaf, responder)?);
        pki.set(Arc::clone(&made)).ok().unwrap();
        Some(Self { pki: made, server, answer })
    }

    /// Answers otherwise from now on.
    pub fn answer<F>(&self, answer: F)
    where
        F: Fn(&Pki, &Received, &mut TcpStream) -> std::io::Result<()> + Send + 'static,
    {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    /// Gives this in place of OCSP responses.
    pub fn ocsp_is(&self, content: impl Into<Vec<u8>>) {
        let content = content.into();
        self.answer(move |pki, request, stream| match request.path.as_str() {
            "/ocsp" => reply(stream, 200, "application/ocsp-response", &content),
            _ => honest(pki, request, stream),
        });
    }

    pub fn certificate(&self, name: &str) -> Arc<Certificate> {
        let pem = self.pki.0.read(&format!("{name}.pem"));
        match parse_any(&pem).items.first() {
            Some(Item::Certificate(certificate)) => Arc::clone(certificate),
            _ => panic!("{name} is no certificate"),
        }
    }

    pub fn chain(&self) -> Vec<Arc<Certificate>> {
        ["leaf", "sub", "root"].map(|name| self.certificate(name)).to_vec()
    }

    pub fn collect(&self) -> Collected {
        fetcher().collect(&self.chain())
    }

    /// The paths that were asked since the last time.
    pub fn asked(&self) -> Vec<String> {
        self.server.take().into_iter().map(|it| it.path).collect()
    }
}

/// One that may ask loopback.
pub fn fetcher() -> MaterialFetcher {
    let options = HttpOptions::default().retries(0).allow_host("127.0.0.1");
    MaterialFetcher::new(HttpClient::new(options))
}

/// The status of the leaf and of the CA, and what was wrong about the leaf.
fn outcome(collected: &Collected) -> (Option<RevocationSource>, Vec<FetchProblem>) {
    let [leaf, sub, ..] = &collected.outcomes[..] else { panic!("{collected:?}") };
    assert_eq!(sub.source, Some(RevocationSource::Crl));
    assert!(sub.errors.is_empty());
    (leaf.source, leaf.errors.iter().map(|it| it.problem.clone()).collect())
}

#[test]
fn a_chain_is_collected() {
    let Some(online) = Online::start("chain") else { return };
    let collected = online.collect();
    assert_eq!(outcome(&collected), (Some(RevocationSource::Ocsp), vec![]));
    assert_eq!(collected.certificates, online.chain());
    assert_eq!(collected.outcomes.len(), 2);
    let [answer] = &collected.ocsp_responses[..] else { panic!() };
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    let response = OcspResponse::parse(&answer.der).unwrap();
    assert_eq!(response.find(leaf, sub).unwrap().status, CertStatus::Good);
    // the whole response, not the part inside it
    assert!(answer.der.len() > answer.response.der().len());
    let [crl] = &collected.crls[..] else { panic!() };
    assert_eq!(crl.der(), online.pki.0.read("root.crl"));

    let received = online.server.take();
    let [ocsp, crl] = &received[..] else { panic!("{received:?}") };
    assert_eq!((ocsp.method.as_str(), ocsp.path.as_str()), ("POST", "/ocsp"));
    assert_eq!(ocsp.field("content-type"), Some("application/ocsp-request"));
    assert_eq!((crl.method.as_str(), crl.path.as_str()), ("GET", "/root.crl"));
    assert!(crl.body.is_empty());
}

#[test]
fn openssl_makes_the_same_request() {
    let Some(online) = Online::start("request") else { return };
    let request = OcspRequest::new(&online.certificate("leaf"), &online.certificate("sub"));
    online.pki.0.run("ocsp -issuer sub.pem -cert leaf.pem -no_nonce -reqout theirs");
    assert_eq!(request.to_der(), online.pki.0.read("theirs"));
    // with a nonce, it is read as one
    online.pki.0.write("ours", request.nonce([0xab; 32]).to_der());
    online.pki.0.run("ocsp -reqin ours -req_text -out text");
    let text = String::from_utf8(online.pki.0.read("text")).unwrap();
    assert!(text.contains("OCSP Nonce") && text.contains("0420ABAB"), "{text}");
}

#[test]
fn what_was_revoked_is_said_to_be() {
    let Some(online) = Online::start("revoked") else { return };
    let row = "R\t491231235959Z\t261101000000Z,keyCompromise\t02\tunknown\t/CN=Leaf\n";
    online.pki.0.write("index.txt", row);
    let collected = online.collect();
    // raw material: no verdict, and no error either
    assert_eq!(outcome(&collected), (Some(RevocationSource::Ocsp), vec![]));
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    let single = collected.ocsp_responses[0].response.find(leaf, sub).unwrap();
    assert!(matches!(single.status, CertStatus::Revoked { .. }));
}

#[test]
fn the_crl_serves_where_the_responder_does_not() {
    let Some(online) = Online::start("fallback") else { return };
    let [leaf, sub, root] = &online.chain()[..] else { panic!() };
    let about_another = online.pki.ocsp(&OcspRequest::new(sub, root).to_der(), "");
    let outdated = {
        let request = OcspRequest::new(leaf, sub).to_der();
        let mut response = online.pki.ocsp(&request, "-ndays 1");
        // nextUpdate: [0] with a GeneralizedTime inside
        let at = response.windows(4).position(|it| it == [0xa0, 0x11, 0x18, 0x0f]).unwrap() + 4;
        response[at..at + 4].copy_from_slice(b"2020");
        response
    };
    let inner = fetcher().ocsp(leaf, sub).unwrap().response.der().to_vec();
    let wrong: [(&[u8], &str); 8] = [
        // what is signed, without what a store keeps around it
        (&inner, "no OCSPResponse"),
        (b"", "OCSPResponse"),
        (b"<html>busy</html>", "OCSPResponse"),
        // tryLater
        (&[0x30, 3, 0x0a, 1, 3], "tryLater"),
        (&about_another, "nothing about the certificate"),
        (&outdated, "a newer one was due"),
        (&[0x30, 0x80, 0, 0], "OCSPResponse"),
        (&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "OCSPResponse"),
    ];
    for (content, why) in wrong {
        online.ocsp_is(content);
        let (source, problems) = outcome(&online.collect());
        assert_eq!(source, Some(RevocationSource::Crl), "{why}");
        // the address of LDAP is passed over with a word
        let [FetchProblem::Content(told), FetchProblem::Scheme(scheme)] = &problems[..] else {
            panic!("{why}: {problems:?}")
        };
        assert!(told.contains(why), "{why}: {told}");
        assert_eq!(scheme, "ldap");
    }
    // the responder does not know it
    online.answer(honest);
    online.pki.0.write("index.txt", "");
    let (source, problems) = outcome(&online.collect());
    assert_eq!(source, Some(RevocationSource::Crl));
    assert!(problems[0].to_string().contains("does not know"), "{problems:?}");
    // nobody answers at all
    online.answer(|_, _, stream| reply(stream, 500, "text/html", b""));
    let collected = online.collect();
    assert!(collected.outcomes.iter().all(|it| it.source.is_none()));
    let told: Vec<_> = collected.outcomes[0].errors.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(
        told,
        [online.server.url("/ocsp"), "ldap://127.0.0.1/cn".into(), online.server.url("/sub.crl")]
    );
    assert!(collected.crls.is_empty() && collected.ocsp_responses.is_empty());
}

#[test]
fn a_response_by_nobody_the_issuer_knows_is_not_relied_on() {
    let Some(online) = Online::start("stranger") else { return };
    online.pki.0.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ocsp.key \
         -out ocsp.pem -config ca.cnf -subj /CN=Responder -addext extendedKeyUsage=OCSPSigning",
    );
    let collected = online.collect();
    assert_eq!(outcome(&collected).0, Some(RevocationSource::Crl));
    assert_eq!((collected.ocsp_responses.len(), collected.crls.len()), (1, 2));
}

#[test]
fn a_responder_that_may_be_revoked_is_asked_about() {
    let responder = "crlDistributionPoints = URI:BASE/sub.crl\n";
    let Some(online) = Online::with("responder", LEAF, responder) else { return };
    let collected = online.collect();
    let [leaf, by, ca] = &collected.outcomes[..] else { panic!("{collected:?}") };
    assert_eq!(leaf.source, Some(RevocationSource::Ocsp));
    assert_eq!(by.certificate, online.certificate("ocsp"));
    assert_eq!(by.source, Some(RevocationSource::Crl));
    assert_eq!(ca.source, Some(RevocationSource::Crl));
    assert_eq!(online.asked(), ["/ocsp", "/sub.crl", "/root.crl"]);
}

#[test]
fn issuers_are_fetched() {
    let Some(online) = Online::start("issuers") else { return };
    let chain = online.chain();
    let (completed, errors) = fetcher().complete(&chain[..1]);
    assert_eq!((completed, errors), (chain.clone(), vec![]));
    assert_eq!(online.asked(), ["/sub.p7c", "/root.pem"]);
    // what is whole needs nothing
    assert_eq!(fetcher().complete(&chain).0, chain);
    assert!(online.asked().is_empty());
    // of the right name, with another key
    let impostor = online.pki.0.read("root.pem");
    online.pki.0.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout other.key \
         -out other.pem -config ca.cnf -subj /CN=Root",
    );
    let other = online.pki.0.read("other.pem");
    let both = [other.clone(), impostor].concat();
    for (content, is_found) in [(other, false), (b"<html>".to_vec(), false), (both, true)] {
        online.answer(move |_, _, stream| reply(stream, 200, "text/plain", &content));
        let (completed, errors) = fetcher().complete(&chain[1..2]);
        assert_eq!(completed == chain[1..], is_found);
        assert_eq!(errors.is_empty(), is_found);
    }
}

#[test]
fn a_nonce_ties_the_response_to_the_request() {
    let Some(online) = Online::start("nonce") else { return };
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    let answer = fetcher().ocsp_nonce().ocsp(leaf, sub).unwrap();
    assert!(answer.response.nonce().is_some());
    let sent = online.server.take();
    let nonce = answer.response.nonce().unwrap();
    assert!(sent[0].body.windows(nonce.len()).any(|it| it == nonce));
    // the same again, and one without
    for request in [sent[0].body.clone(), OcspRequest::new(leaf, sub).to_der()] {
        online.ocsp_is(online.pki.ocsp(&request, ""));
        let errors = fetcher().ocsp_nonce().ocsp(leaf, sub).unwrap_err();
        assert!(errors[0].to_string().contains("nonce"), "{errors:?}");
        assert!(fetcher().ocsp(leaf, sub).is_ok());
    }
}

#[test]
fn responders_are_asked_by_get_where_the_user_wants() {
    let Some(online) = Online::start("get") else { return };
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    online.answer(|pki, request, stream| {
        let encoded = request.path.strip_prefix("/ocsp/").unwrap();
        let encoded = encoded.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        let answer = pki.ocsp(&STANDARD.decode(encoded).unwrap(), "");
        reply(stream, 200, "application/ocsp-response", &answer)
    });
    assert!(fetcher().ocsp_by_get().ocsp(leaf, sub).is_ok());
    assert_eq!(online.server.take()[0].method, "GET");
}

#[test]
fn addresses_of_certificates_are_hostile() {
    let Some(online) = Online::start("hostile") else { return };
    let port = online.server.address.port();
    let fetcher = MaterialFetcher::new(HttpClient::default());
    let collected = fetcher.collect(&online.chain());
    assert!(collected.outcomes.iter().all(|it| it.source.is_none()));
    let errors: Vec<_> =
        collected.outcomes.iter().flat_map(|it| &it.errors).map(|it| &it.problem).collect();
    let refused = FetchProblem::Port(port);
    let ldap = FetchProblem::Scheme("ldap".to_owned());
    assert_eq!(errors, [&refused, &ldap, &refused, &refused]);
    assert_eq!(fetcher.complete(&online.chain()[..1]).1[0].problem, refused);
    assert!(online.server.take().is_empty());
}

#[test]
fn a_certificate_asks_for_no_more_than_so_much() {
    let many: Vec<_> = (0..40).map(|it| format!("URI:BASE/none-{it}")).collect();
    let leaf = format!("crlDistributionPoints = {}\n", many.join(","));
    let Some(online) = Online::with("many", &leaf, RESPONDER) else { return };
    let collected = online.collect();
    assert_eq!(outcome(&collected).1.len(), kyso::limits::FETCHED_ADDRESSES);
    assert_eq!(online.asked().len(), kyso::limits::FETCHED_ADDRESSES + 1);
    // and for no more time, whatever the number of addresses
    online.answer(|_, _, _| {
        std::thread::sleep(std::time::Duration::from_secs(60));
        Ok(())
    });
    let start = std::time::Instant::now();
    let collected = fetcher().timeout(std::time::Duration::from_secs(1)).collect(&online.chain());
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
    assert!(collected.outcomes.iter().all(|it| it.source.is_none()));
}

#[test]
fn a_chain_asks_for_no_more_bytes_than_so_many() {
    let Some(online) = Online::with("bytes", LEAF_OF_FOUR, RESPONDER) else { return };
    let junk = vec![0; kyso::limits::FETCHED_CRL_BYTES - 10];
    online.answer(move |_, _, stream| reply(stream, 200, "application/pkix-crl", &junk));
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    let errors = fetcher().crls(leaf, sub).unwrap_err();
    let problems: Vec<_> = errors.iter().map(|it| &it.problem).collect();
    let [FetchProblem::Content(_), FetchProblem::Content(_), full, full_too] = &problems[..] else {
        panic!("{problems:?}")
    };
    assert_eq!(**full, FetchProblem::ChainTooLarge);
    assert_eq!(**full_too, FetchProblem::ChainTooLarge);
}

#[test]
fn crls_for_some_reasons_are_put_together() {
    let leaf = "crlDistributionPoints = a,b,c\n[a]\nfullname = URI:BASE/sub.crl\n\
                reasons = keyCompromise\n[b]\nfullname = URI:BASE/sub.crl?b\n\
                reasons = keyCompromise\n[c]\nfullname = URI:BASE/sub.crl?c\n";
    let Some(online) = Online::with("reasons", leaf, RESPONDER) else { return };
    online.answer(|pki, request, stream| {
        let path = request.path.split('?').next().unwrap().to_owned();
        honest(pki, &Received { path, ..request.clone() }, stream)
    });
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    assert_eq!(fetcher().crls(leaf, sub).unwrap().len(), 2);
    assert_eq!(online.asked(), ["/sub.crl", "/sub.crl?c"]);
}

#[test]
fn a_list_of_another_issuer_is_none() {
    let Some(online) = Online::start("other-list") else { return };
    online.answer(|pki, request, stream| match request.path.as_str() {
        "/sub.crl" => reply(stream, 200, "application/pkix-crl", &pki.0.read("root.crl")),
        _ => honest(pki, request, stream),
    });
    let [leaf, sub, _] = &online.chain()[..] else { panic!() };
    let errors = fetcher().crls(leaf, sub).unwrap_err();
    assert!(errors[1].to_string().contains("no CRL of the issuer"), "{errors:?}");
}
