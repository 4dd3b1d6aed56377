//! Timestamp authorities: openssl behind HTTP, and those that fail, dawdle and lie.

use std::sync::Arc;

use kyso::asn1::{Oid, oid};
use kyso::cms::{
    SignedData, TimestampAuthority, TimestampError, TimestampRequest, TimestampResponseError,
    TstInfo,
};
use kyso::crypto::{DigestAlgorithm, Password, random};
use kyso::fetch::{FetchProblem, HttpClient, HttpOptions, HttpTimestampAuthority};
use kyso::sign::{PrivateKeySigner, SignError, SignOptions, sign_with_timestamp};
use kyso::trust::TrustStore;
use kyso::validation::{Level, RevocationRequirement};
use kyso::verify::{Verdict, Verifier};

use crate::common::openssl::Tsa;
use crate::server::{Server, reply};

const REPLY: &str = "application/timestamp-reply";

fn request(over: &[u8]) -> TimestampRequest {
    let digest = DigestAlgorithm::Sha256.hash(over);
    TimestampRequest::new(DigestAlgorithm::Sha256, digest, random().unwrap())
}

fn authority() -> HttpTimestampAuthority {
    HttpTimestampAuthority::new(HttpClient::new(HttpOptions::default().retries(0)))
}

/// A server that answers as this authority does.
fn serve(tsa: &Arc<Tsa>) -> Server {
    let tsa = Arc::clone(tsa);
    Server::start(move |request, stream| reply(stream, 200, REPLY, &tsa.respond(&request.body)))
}

#[test]
fn an_authority_is_asked() {
    let Some(tsa) = Tsa::new("tsa-asked").map(Arc::new) else { return };
    let server = serve(&tsa);
    let request = request(b"value");
    let response = authority().server(server.url("/tsr")).respond(&request).unwrap();
    let token = SignedData::parse(request.token(&response).unwrap()).unwrap();
    let info = TstInfo::parse(token.content().unwrap()).unwrap();
    assert_eq!(info.imprint(), DigestAlgorithm::Sha256.hash(b"value").as_bytes());
    assert_eq!(info.policy(), oid(&[1, 2, 3, 4]));

    let [received] = &server.received()[..] else { panic!() };
    assert_eq!(received.method, "POST");
    assert_eq!(received.field("content-type"), Some("application/timestamp-query"));
    assert_eq!(received.field("accept"), Some(REPLY));
    assert_eq!(received.field("authorization"), None);
    assert_eq!(received.body, request.to_der());
}

#[test]
fn a_policy_is_asked_for_and_no_other_taken() {
    let Some(tsa) = Tsa::new("tsa-policy").map(Arc::new) else { return };
    let server = serve(&tsa);
    let ask = |policy: Oid| authority().server(server.url("/")).policy(policy).fetch(&request(b""));
    let response = ask(oid(&[1, 2, 3, 5])).unwrap();
    assert!(response.windows(5).any(|it| it == [6, 3, 0x2a, 3, 5]));
    // the authority has none of this kind
    let [refused] = &ask(oid(&[1, 2, 3, 6])).unwrap_err()[..] else { panic!() };
    let FetchProblem::Timestamp(TimestampResponseError::Refused { status: 2, .. }) =
        refused.problem
    else {
        panic!("{refused:?}")
    };
    // one that does not care
    let careless = Arc::clone(&tsa);
    let server = Server::start(move |received, stream| {
        let asked = [6, 3, 0x2a, 3, 5];
        let at = received.body.windows(5).position(|it| it == asked).unwrap();
        let mut request = received.body.clone();
        request[at + 4] = 4;
        reply(stream, 200, REPLY, &careless.respond(&request))
    });
    let [wrong] = &authority()
        .server(server.url("/"))
        .policy(oid(&[1, 2, 3, 5]))
        .fetch(&request(b""))
        .unwrap_err()[..]
    else {
        panic!()
    };
    let expected = TimestampResponseError::WrongPolicy(oid(&[1, 2, 3, 4]));
    assert_eq!(wrong.problem, FetchProblem::Timestamp(expected));
}

#[test]
fn the_media_type_alone_decides_nothing() {
    let Some(tsa) = Tsa::new("tsa-type").map(Arc::new) else { return };
    for content_type in ["application/octet-stream", "text/html"] {
        let tsa = Arc::clone(&tsa);
        let server = Server::start(move |request, stream| {
            reply(stream, 200, content_type, &tsa.respond(&request.body))
        });
        assert!(authority().server(server.url("/")).fetch(&request(b"")).is_ok());
    }
    let page = Server::of(200, "text/html", "<html>Please log in</html>");
    let [error] = &authority().server(page.url("/")).fetch(&request(b"")).unwrap_err()[..] else {
        panic!()
    };
    assert!(error.to_string().contains("text/html"), "{error}");
}

#[test]
fn the_next_authority_is_asked_where_one_fails_or_lies() {
    let Some(tsa) = Tsa::new("tsa-next").map(Arc::new) else { return };
    let good = serve(&tsa);
    let stale = tsa.respond(&request(b"value").to_der());
    let mut forged = stale.clone();
    *forged.last_mut().unwrap() ^= 1;
    let other = Arc::clone(&tsa);
    let expected = request(b"value");
    let forger = Arc::clone(&tsa);
    let servers = [
        Server::of(503, "text/html", "busy"),
        Server::of(200, REPLY, "<html>busy</html>"),
        Server::of(200, REPLY, ""),
        // an answer to an earlier request
        Server::of(200, REPLY, stale),
        // over something else
        Server::start(move |_, stream| {
            reply(stream, 200, REPLY, &other.respond(&request(b"other").to_der()))
        }),
        // the answer, but for one bit of its signature
        Server::start(move |received, stream| {
            let mut response = forger.respond(&received.body);
            *response.last_mut().unwrap() ^= 1;
            reply(stream, 200, REPLY, &response)
        }),
    ];
    let mut all = authority();
    for server in &servers {
        all = all.server(server.url("/"));
    }
    let errors = all.fetch(&expected).unwrap_err();
    assert_eq!(errors.len(), servers.len());
    for (error, server) in errors.iter().zip(&servers) {
        assert_eq!(error.address, server.url("/"));
    }
    let is = |index: usize, problem: TimestampResponseError| {
        assert_eq!(errors[index].problem, FetchProblem::Timestamp(problem));
    };
    assert_eq!(errors[0].problem, FetchProblem::Status(503));
    assert!(matches!(errors[1].problem, FetchProblem::Content(_)));
    assert!(matches!(errors[2].problem, FetchProblem::Content(_)));
    is(3, TimestampResponseError::WrongNonce);
    is(4, TimestampResponseError::WrongImprint);
    is(5, TimestampResponseError::WrongSignature);
    // all of them are told
    let Err(TimestampError::Unreachable(told)) = all.respond(&expected) else { panic!() };
    let addresses: Vec<_> = told.iter().map(|it| it.address.clone()).collect();
    assert_eq!(addresses, servers.each_ref().map(|server| server.url("/")));
    let codes: Vec<_> = told[3..].iter().map(|it| it.code).collect();
    let wrong = ["wrong-nonce", "wrong-imprint", "wrong-signature"];
    assert_eq!(codes, wrong.map(|it| format!("timestamp-{it}")));

    let response = all.server(good.url("/")).fetch(&expected).unwrap();
    assert!(expected.token(&response).is_ok());
    assert_eq!(good.received().len(), 1);
    let none = authority().respond(&expected).unwrap_err();
    assert!(matches!(none, TimestampError::Unreachable(_)));
}

#[test]
fn a_password_is_sent_to_its_server_and_shown_to_nobody() {
    let server = Server::of(401, "text/html", "");
    let authority = authority()
        .server_with_password(server.url("/a"), "user", &Password::new("mật khẩu"))
        .server(server.url("/b"));
    let errors = authority.fetch(&request(b"")).unwrap_err();
    assert_eq!(errors[0].problem, FetchProblem::Status(401));
    let received = server.received();
    let sent = received[0].field("authorization");
    assert_eq!(sent, Some("Basic dXNlcjpt4bqtdCBraOG6qXU="));
    assert_eq!(received[1].field("authorization"), None);
    assert!(!format!("{authority:?}").contains("dXNlcjpt"));
}

#[test]
fn a_document_is_signed_with_a_timestamp_over_http() {
    let Some(tsa) = Tsa::new("tsa-sign").map(Arc::new) else { return };
    let server = serve(&tsa);
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let read = |name: &str| std::fs::read(fixtures.join(name)).unwrap();
    let signer = PrivateKeySigner::from_pem(&read("signers/p256.key"), &read("signers/p256.pem"));
    let (signer, document) = (signer.unwrap(), read("documents/chua-ky.pdf"));
    let sign = |authority: &HttpTimestampAuthority| {
        sign_with_timestamp(&document, &signer, authority, &SignOptions::default())
    };
    let signed = sign(&authority().server(server.url("/"))).unwrap();
    let anchors = tsa.0.path("anchors");
    std::fs::create_dir(&anchors).unwrap();
    tsa.0.write("anchors/tsa.pem", tsa.0.read("tsa.pem"));
    tsa.0.write("anchors/ca.pem", read("signers/trust/anchors/ca.pem"));
    let verifier = Verifier::new(TrustStore::open(&anchors).unwrap());
    let report = verifier.revocation(RevocationRequirement::Ignore).verify_bytes(&signed);
    assert_eq!(report.verdict, Verdict::Passed);
    assert_eq!(report.signatures[0].conclusion.level, Some(Level::BT));

    let failed = sign(&authority().server(Server::of(503, "text/html", "").url("/")));
    assert!(matches!(failed, Err(SignError::Timestamp(TimestampError::Unreachable(_)))));
}
