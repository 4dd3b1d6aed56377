//! Keys that a remote service holds: a service on loopback that is strict, and others that fail, dawdle
//! and lie.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![allow(dead_code, unreachable_pub)] // the server has more than these tests use
#![cfg(feature = "csc")]

mod certomancer;
#[path = "../common/mod.rs"]
mod common;
mod remote;
#[path = "../fetch/server.rs"]
mod server;

use std::fs;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use common::openssl::Openssl;
use common::{FIXTURE_TIME, fixtures};
use kyso::crypto::{DigestAlgorithm, PrivateKeyError, SignatureAlgorithm};
use kyso::fetch::FetchProblem;
use kyso::sign::{
    AlgorithmProfile, CscError, CscSecrets, CscService, CscSigner, Password, SignError,
    SignOptions, Signer, SignerError, TokenNeed, prepare, sign,
};
use kyso::trust::TrustStore;
use kyso::validation::RevocationRequirement;
use kyso::verify::{Verdict, Verifier};
use remote::{EC, EC_SHA256, ID, OTP, PIN, PSS, Remote, TOKEN, options, secrets, service, signer};
use serde_json::{Value, json};
use server::{Server, redirect, reply};

const SIGN: &str = "signatures/signHash";
const AUTHORISE: &str = "credentials/authorize";

fn document() -> Vec<u8> {
    fs::read(fixtures().join("documents/chua-ky.pdf")).unwrap()
}

fn at() -> SignOptions {
    SignOptions::default().at(FIXTURE_TIME.parse().unwrap())
}

#[track_caller]
fn assert_passes(signed: &[u8]) {
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let report = verifier.revocation(RevocationRequirement::Ignore).verify_bytes(signed);
    assert_eq!(report.verdict, Verdict::Passed, "{report:#?}");
}

/// The paths that were asked for, since the last time.
fn asked(server: &Server) -> Vec<String> {
    let paths = server.take().into_iter().map(|it| it.path.replace("/csc/", ""));
    paths.collect()
}

#[track_caller]
fn csc(error: SignerError) -> CscError {
    match error {
        SignerError::Csc(error) => error,
        other => panic!("{other:?}"),
    }
}

/// What comes of signing with a service.
fn failure(remote: Remote) -> CscError {
    let server = remote.start(None);
    let signer = signer(&server, 1).unwrap();
    csc(signer.sign(b"van ban").unwrap_err())
}

#[test]
fn every_algorithm_in_both_versions() {
    for (number, (version, key, algorithms, name)) in [
        (1, "rsa", None, "rsa-pkcs1v15-sha256"),
        (2, "rsa", None, "rsa-pkcs1v15-sha256"),
        (1, "rsa", Some(vec![PSS]), "rsa-pss-sha256"),
        (2, "rsa", Some(vec![PSS]), "rsa-pss-sha256"),
        (1, "p256", None, "ecdsa-sha256"),
        (2, "p256", Some(vec![EC]), "ecdsa-sha256"),
        (2, "p256", Some(vec![EC_SHA256]), "ecdsa-sha256"),
    ]
    .into_iter()
    .enumerate()
    {
        let Some(openssl) = Openssl::new(&format!("csc-{number}")) else { return };
        let mut remote = Remote { version, ..Remote::new(key) };
        remote.algorithms = algorithms.unwrap_or(remote.algorithms);
        let server = remote.start(Some(openssl));
        let signer = signer(&server, 1).unwrap();
        assert_eq!(signer.algorithm().name(None), name);
        assert_eq!(signer.chain().len(), 2);
        assert_passes(&sign(&document(), &signer, &at()).unwrap());
        let value = signer.sign(b"van ban").unwrap();
        let key = signer.chain()[0].public_key();
        kyso::crypto::verify(&signer.algorithm(), key, b"van ban", &value).unwrap();
    }
}

#[test]
fn other_algorithms_are_asked_for_or_refused() {
    let Some(openssl) = Openssl::new("csc-profile") else { return };
    let server = Remote::new("rsa").start(Some(openssl));
    let tt15 = signer(&server, 1).unwrap().with_profile(AlgorithmProfile::Tt15).unwrap();
    assert_eq!(tt15.algorithm().name(None), "rsa-pss-sha256");
    assert_passes(&sign(&document(), &tt15, &at()).unwrap());
    for wrong in [
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        // the service names SHA-256 with PKCS #1, but RSA alone as well
        SignatureAlgorithm::Ed25519,
    ] {
        let refused = signer(&server, 1).unwrap().with_algorithm(wrong).unwrap_err();
        assert!(matches!(refused, SignerError::Key(PrivateKeyError::WrongAlgorithm(_))));
    }
    let sha512 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512);
    assert!(signer(&server, 1).unwrap().with_algorithm(sha512).is_ok());
    let mut remote = Remote::new("rsa");
    remote.algorithms = vec![EC];
    let refused = signer(&remote.start(None), 1).unwrap_err();
    assert!(matches!(refused, SignerError::Key(PrivateKeyError::WrongAlgorithm(_))), "{refused}");
}

#[test]
fn one_authorisation_for_a_batch() {
    let Some(openssl) = Openssl::new("csc-batch") else { return };
    let server = Remote { otp: true, ..Remote::new("p256") }.start(Some(openssl));
    let questions = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&questions);
    let signer = CscSigner::open(service(&server), ID, 3, move |_, credential| {
        assert!(credential.wants_pin() && credential.wants_otp() && !credential.wants_oauth());
        counted.fetch_add(1, Ordering::SeqCst);
        Some(secrets())
    })
    .unwrap();
    assert_eq!(questions.load(Ordering::SeqCst), 0, "not before there is something to sign");
    assert_eq!(asked(&server), ["info", "credentials/info"]);
    for _ in 0..3 {
        assert_passes(&sign(&document(), &signer, &at()).unwrap());
    }
    let received = server.take();
    let paths: Vec<_> = received.iter().map(|it| it.path.trim_start_matches("/csc/")).collect();
    assert_eq!(paths, [AUTHORISE, SIGN, SIGN, SIGN]);
    assert_eq!(questions.load(Ordering::SeqCst), 1);
    // of a document, a digest is sent and nothing else
    for request in &received[1..] {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let names: Vec<_> = body.as_object().unwrap().keys().collect();
        assert_eq!(names, ["SAD", "credentialID", "hashAlgorithmOID", "hashes", "signAlgo"]);
    }
    // three were asked for: the fourth is another authorisation
    signer.sign(b"4").unwrap();
    assert_eq!(questions.load(Ordering::SeqCst), 2);
    // one that has two left does not do for three
    signer.sign_all(&[b"5", b"6", b"7"]).unwrap();
    assert_eq!(questions.load(Ordering::SeqCst), 3);
    let refused = csc(signer.sign_all(&[b"x".as_slice(); 6]).unwrap_err());
    assert_eq!(refused, CscError::TooManySignatures { wanted: 6, most: 5 });
    assert_eq!(signer.sign_all(&[]).unwrap(), Vec::<Vec<u8>>::new());
}

#[test]
fn an_authorisation_that_has_expired_is_not_used() {
    let Some(openssl) = Openssl::new("csc-expired") else { return };
    let server = Remote { expires_in: 0, ..Remote::new("p256") }.start(Some(openssl));
    let signer = signer(&server, 5).unwrap();
    asked(&server);
    signer.sign(b"1").unwrap();
    signer.sign(b"2").unwrap();
    assert_eq!(asked(&server), [AUTHORISE, SIGN, AUTHORISE, SIGN]);
}

#[test]
fn documents_are_signed_together_where_digests_are_bound() {
    for version in [1, 2] {
        let Some(openssl) = Openssl::new(&format!("csc-bound-{version}")) else { return };
        let server = Remote { version, scal: "2", ..Remote::new("p256") }.start(Some(openssl));
        let signer = signer(&server, 5).unwrap();
        assert!(signer.credential().is_bound_to_digests());
        asked(&server);
        let options = ["Số 1", "Số 2", "Số 3"].map(|reason| at().reason(reason));
        let prepared = options.map(|it| prepare(&document(), &signer, &it).unwrap());
        let messages = prepared.each_ref().map(|it| it.to_be_signed());
        let values = signer.sign_all(&messages).unwrap();
        assert_eq!(asked(&server), [AUTHORISE, SIGN]);
        for (prepared, value) in prepared.into_iter().zip(values) {
            assert_passes(&prepared.complete(&value).unwrap());
        }
        // one by one they are authorised one by one
        sign(&document(), &signer, &at()).unwrap();
        sign(&document(), &signer, &at()).unwrap();
        assert_eq!(asked(&server), [AUTHORISE, SIGN, AUTHORISE, SIGN]);
    }
}

#[test]
fn the_holder_confirms_on_a_device() {
    let Some(openssl) = Openssl::new("csc-later") else { return };
    let remote = Remote { asynchronous: true, mode: "implicit", ..Remote::new("p256") };
    let server = remote.start(Some(openssl));
    let signer = CscSigner::open(service(&server), ID, 1, |_, _| Some(CscSecrets::new())).unwrap();
    asked(&server);
    assert_passes(&sign(&document(), &signer, &at()).unwrap());
    let [check, polling] = ["credentials/authorizeCheck", "signatures/signPolling"];
    assert_eq!(asked(&server), [AUTHORISE, check, check, SIGN, polling, polling]);

    let never = Remote { asynchronous: true, ..Remote::new("p256") };
    let error = failure(never.fails(check, 202, ""));
    assert_eq!(error, CscError::NotConfirmed(Duration::from_millis(200)));
    // a service that says neither that it waits nor what it waits for
    let error = failure(Remote::new("p256").fails(AUTHORISE, 202, "{}"));
    assert!(matches!(error, CscError::Response(_)), "{error}");
}

#[test]
fn who_authorised_elsewhere_says_so() {
    let Some(openssl) = Openssl::new("csc-oauth") else { return };
    let server = Remote { mode: "oauth2code", ..Remote::new("p256") }.start(Some(openssl));
    let refused = csc(signer(&server, 1).unwrap().sign(b"x").unwrap_err());
    assert_eq!(refused, CscError::NoSecret("an authorisation by OAuth 2.0"));
    asked(&server);
    let secrets = || CscSecrets::new().activation_data(Password::new("sad-of-oauth"));
    let signer = CscSigner::open(service(&server), ID, 2, move |_, _| Some(secrets())).unwrap();
    // this service knows of no such authorisation
    let refused = csc(signer.sign(b"x").unwrap_err());
    assert!(matches!(refused, CscError::AuthorisationRefused(_)), "{refused}");
    let received = server.take();
    let body: Value = serde_json::from_slice(&received.last().unwrap().body).unwrap();
    assert_eq!(body["SAD"], "sad-of-oauth");
    assert!(received.iter().all(|it| !it.path.ends_with(AUTHORISE)));
}

#[test]
fn a_wrong_pin_is_never_tried_twice() {
    for version in [1, 2] {
        let server = Remote { version, otp: true, ..Remote::new("p256") }.start(None);
        let with = |pin: &'static str, otp: &'static str| {
            CscSigner::open(service(&server), ID, 1, move |_, _| {
                Some(CscSecrets::new().pin(Password::new(pin)).otp(Password::new(otp)))
            })
            .unwrap()
        };
        let wrong_pin = with("0000", OTP);
        asked(&server);
        assert_eq!(csc(wrong_pin.sign(b"x").unwrap_err()), CscError::WrongPin);
        assert_eq!(asked(&server), [AUTHORISE]);
        // nor for the next document
        assert_eq!(csc(wrong_pin.sign(b"y").unwrap_err()), CscError::WrongPin);
        assert_eq!(asked(&server), [""; 0]);
        let wrong_otp = with(PIN, "000000");
        asked(&server);
        assert_eq!(csc(wrong_otp.sign(b"x").unwrap_err()), CscError::WrongOtp);
        assert_eq!(csc(wrong_otp.sign(b"y").unwrap_err()), CscError::WrongOtp);
        assert_eq!(asked(&server), [AUTHORISE]);
    }
    // nor when the service is down, or refuses the token without saying that it is the token
    for (status, content) in
        [(500, ""), (503, "{}"), (401, ""), (401, r#"{"error":"access_denied"}"#)]
    {
        let server = Remote::new("p256").fails(AUTHORISE, status, content).start(None);
        let signer = signer(&server, 1).unwrap();
        asked(&server);
        let error = csc(signer.sign(b"x").unwrap_err());
        assert_eq!(error == CscError::TokenRefused, status == 401, "{error}");
        assert_eq!(asked(&server), [AUTHORISE], "{status}");
    }
    // nor when the service says it in words of its own, once or twice
    for content in [
        r#"{"error":"authentication_failed","error_description":"bad PIN"}"#,
        r#"{"error":"invalid_request","errorCode":"40017","errorDescription":"locked"}"#,
    ] {
        let server = Remote::new("p256").fails(AUTHORISE, 400, content).start(None);
        let signer = signer(&server, 1).unwrap();
        asked(&server);
        for _ in 0..2 {
            let error = csc(signer.sign(b"x").unwrap_err());
            assert!(matches!(error, CscError::Refused { status: 400, .. }), "{error:?}");
        }
        assert_eq!(asked(&server), [AUTHORISE], "{content}");
    }
}

#[test]
fn what_is_not_given_is_asked_for_by_name() {
    let server = Remote { otp: true, ..Remote::new("p256") }.start(None);
    let refused = |secrets: Option<CscSecrets>| {
        let signer = CscSigner::open(service(&server), ID, 1, move |_, _| secrets.clone()).unwrap();
        asked(&server);
        let error = csc(signer.sign(b"x").unwrap_err());
        assert!(asked(&server).is_empty(), "nothing is sent");
        error
    };
    let otp = CscSecrets::new().otp(Password::new(OTP));
    let pin = CscSecrets::new().pin(Password::new(PIN));
    assert_eq!(refused(None), CscError::NoSecret("an authorisation"));
    assert_eq!(refused(Some(otp)), CscError::NoSecret("a PIN"));
    assert_eq!(refused(Some(pin.clone())), CscError::NoSecret("a one-time password"));
    let odd = pin.otp(Password::new(vec![0xff]));
    assert_eq!(refused(Some(odd)), CscError::NoSecret("text in UTF-8"));
}

#[test]
fn one_time_passwords_are_sent_when_asked_for() {
    for (version, path) in [(1, "credentials/sendOTP"), (2, "credentials/getChallenge")] {
        let server = Remote { version, ..Remote::new("p256") }.start(None);
        service(&server).send_otp(ID).unwrap();
        assert_eq!(asked(&server), ["info", path]);
    }
}

#[test]
fn credentials_are_listed_page_by_page() {
    let server = Remote::new("p256").start(None);
    let service = service(&server);
    assert_eq!(service.name(), "Thử");
    assert_eq!(service.credentials().unwrap(), [ID, "other"]);
    let endless = r#"{"credentialIDs":["x"],"nextPageToken":"again"}"#;
    let server = Remote::new("p256").fails("credentials/list", 200, endless).start(None);
    let error = self::service(&server).credentials().unwrap_err();
    assert!(matches!(error, CscError::Response(_)), "{error}");
    assert_eq!(server.received().len(), 1 + kyso::limits::CSC_PAGES);
}

#[test]
fn what_is_wrong_with_a_credential_is_said() {
    let refused = |remote: Remote| signer(&remote.start(None), 1).unwrap_err();
    let p256 = || Remote::new("p256");
    let error = csc(refused(p256().says("key/status", json!("disabled"))));
    assert_eq!(error, CscError::CredentialDisabled(ID.into()));
    for status in ["expired", "revoked", "suspended"] {
        let error = csc(refused(p256().says("cert/status", json!(status))));
        assert_eq!(error, CscError::CertificateStatus(status.into()));
    }
    let error = csc(refused(Remote { mode: "dance", ..p256() }));
    assert_eq!(error, CscError::UnknownAuthorisation("dance".into()));
    let none = refused(p256().says("cert/certificates", json!([])));
    assert_eq!(none, SignerError::NoCertificate);
    let odd = refused(p256().says("cert/certificates", json!(["AAAA"])));
    assert!(matches!(odd, SignerError::Certificate(_)), "{odd}");
    for certificates in [json!(["%"]), json!(vec!["AAAA"; 21]), json!(7), json!([7])] {
        let error = csc(refused(p256().says("cert/certificates", certificates)));
        assert!(matches!(error, CscError::Response(_)), "{error}");
    }
    let server = p256().start(None);
    let error = csc(service(&server).credential("nobody").unwrap_err());
    let CscError::Refused { status: 400, error, description } = error else { panic!("{error}") };
    assert_eq!(
        (error.as_str(), description.as_str()),
        ("invalid_request", "Invalid parameter credentialID")
    );
    // no certificate of the chain but the first is that of the key
    let pem = fs::read(fixtures().join("signers/p256.pem")).unwrap();
    let other = kyso::x509::pem_block(&pem, "CERTIFICATE").unwrap();
    assert_eq!(signer(&server, 1).unwrap().chain()[0].der(), &*other);
}

#[test]
fn answers_that_are_none_are_refused() {
    for content in [
        "",
        "[]",
        "not JSON",
        "{",
        r#"{"signatures":7}"#,
        r#"{"signatures":null}"#,
        "{}",
        r#"{"signatures":["%"]}"#,
    ] {
        let error = sign_with_answer(200, content);
        assert!(matches!(error, CscError::Response(_)), "{content}: {error}");
    }
    let deep = "[".repeat(100_000);
    assert!(matches!(sign_with_answer(200, &deep), CscError::Response(_)));
    for (content, got) in [(r#"{"signatures":[]}"#, 0), (r#"{"signatures":["AAAA","AAAA"]}"#, 2)] {
        assert_eq!(sign_with_answer(200, content), CscError::WrongCount { wanted: 1, got });
    }
    for value in ["AAAA", "", "MAYCAQECAQE="] {
        let content = json!({"signatures": [value]}).to_string();
        assert_eq!(sign_with_answer(200, &content), CscError::WrongValue);
    }
    let long = " ".repeat(kyso::limits::CSC_RESPONSE_BYTES + 1);
    let CscError::Fetch(error) = sign_with_answer(200, &long) else { panic!() };
    assert_eq!(error.problem, FetchProblem::TooLarge(kyso::limits::CSC_RESPONSE_BYTES));
    let content = r#"{"error":"server\u001b[31m","error_description":"x"}"#;
    let CscError::Refused { status, error, .. } = sign_with_answer(500, content) else { panic!() };
    assert_eq!((status, error.as_str()), (500, "server\u{fffd}[31m"));
    for error in ["invalid_sad", "expired_sad"] {
        let content = json!({"errorCode": error, "errorDescription": "hết hạn"}).to_string();
        let refused = CscError::AuthorisationRefused("hết hạn".into());
        assert_eq!(sign_with_answer(400, &content), refused);
    }
}

/// What comes of a service that answers in this way when it is to sign.
fn sign_with_answer(status: u16, content: &str) -> CscError {
    failure(Remote::new("p256").fails(SIGN, status, content))
}

/// A value that another key made is none, wherever it is looked at.
#[test]
fn values_of_another_key_are_refused() {
    let other = kyso::sign::PrivateKeySigner::from_pem(
        &fs::read(fixtures().join("signers/rsa.key")).unwrap(),
        &fs::read(fixtures().join("signers/rsa.pem")).unwrap(),
    )
    .unwrap();
    use base64::Engine as _;
    let value = other.sign(b"another document").unwrap();
    let value = base64::engine::general_purpose::STANDARD.encode(value);
    let content = json!({"signatures": [value]}).to_string();
    let server = Remote::new("rsa").fails(SIGN, 200, content).start(None);
    let refused = sign(&document(), &signer(&server, 1).unwrap(), &at()).unwrap_err();
    let SignError::Signer(refused) = refused else { panic!("{refused}") };
    assert_eq!(csc(refused), CscError::WrongValue);
}

#[test]
fn both_numbers_of_ecdsa_are_taken_one_after_the_other() {
    let Some(openssl) = Openssl::new("csc-plain") else { return };
    openssl.write("own", fs::read(fixtures().join("signers/p256.key")).unwrap());
    let remote = Remote::new("p256").does(SIGN, move |request, stream| {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let hash = STANDARD.decode(body["hashes"][0].as_str().unwrap()).unwrap();
        let der = openssl.answer(&hash, "pkeyutl -sign -inkey own -in request -out answer");
        let mut at = 2;
        let mut plain = Vec::new();
        for _ in 0..2 {
            let length = usize::from(der[at + 1]);
            let number = &der[at + 2..at + 2 + length];
            let number = &number[number.iter().take_while(|it| **it == 0).count()..];
            plain.extend(vec![0; 32 - number.len()]);
            plain.extend(number);
            at += 2 + length;
        }
        let answer = json!({"signatures": [STANDARD.encode(plain)]}).to_string();
        reply(stream, 200, "application/json", answer.as_bytes())
    });
    let server = remote.start(None);
    assert_passes(&sign(&document(), &signer(&server, 1).unwrap(), &at()).unwrap());
}

#[test]
fn after_an_error_the_authorisation_is_not_used_again() {
    let count = AtomicUsize::new(0);
    let remote = Remote::new("p256").does(SIGN, move |_, stream| {
        count.fetch_add(1, Ordering::SeqCst);
        reply(stream, 500, "application/json", b"")
    });
    let server = remote.start(None);
    let signer = signer(&server, 5).unwrap();
    asked(&server);
    assert!(signer.sign(b"x").is_err());
    assert!(signer.sign(b"x").is_err());
    assert_eq!(asked(&server), [AUTHORISE, SIGN, AUTHORISE, SIGN]);
}

#[test]
fn slow_services_are_left() {
    let remote = Remote::new("p256").does(SIGN, |_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")?;
        loop {
            stream.write_all(b" ")?;
            sleep(Duration::from_millis(50));
        }
    });
    let server = remote.start(None);
    let options = options().timeout(Duration::from_millis(500));
    let token = |_| Some(Password::new(TOKEN));
    let service = CscService::open_on_loopback(&server.url("/csc"), options, token).unwrap();
    let signer = CscSigner::open(service, ID, 1, |_, _| Some(secrets())).unwrap();
    let CscError::Fetch(error) = csc(signer.sign(b"x").unwrap_err()) else { panic!() };
    assert_eq!(error.problem, FetchProblem::Timeout(Duration::from_millis(500)));
}

#[test]
fn secrets_do_not_follow_redirects() {
    let elsewhere = Server::of(200, "application/json", "{}");
    for status in [301, 302, 303, 307, 308] {
        for target in [elsewhere.url("/csc"), "/csc/again".to_owned()] {
            let location = target.clone();
            let remote = Remote::new("p256")
                .does(AUTHORISE, move |_, stream| redirect(stream, status, &location));
            let server = remote.start(None);
            let signer = signer(&server, 1).unwrap();
            asked(&server);
            let error = csc(signer.sign(b"x").unwrap_err());
            match (status, error) {
                (303, CscError::Refused { status: 303, .. }) => {}
                (_, CscError::Fetch(error)) => assert_eq!(error.problem, FetchProblem::Redirected),
                (_, error) => panic!("{status}: {error}"),
            }
            assert_eq!(asked(&server), [AUTHORISE], "{status} to {target}");
        }
    }
    assert!(elsewhere.received().is_empty());
}

#[test]
fn another_token_is_asked_for_once() {
    let server = Remote::new("p256").start(None);
    let open = |tokens: &'static [&'static str]| {
        let needs = Arc::new(std::sync::Mutex::new(Vec::new()));
        let log = Arc::clone(&needs);
        let token = move |need: TokenNeed| {
            let mut log = log.lock().unwrap();
            log.push(need);
            tokens.get(log.len() - 1).map(|it| Password::new(*it))
        };
        let service = CscService::open_on_loopback(&server.url("/csc"), options(), token).unwrap();
        (service.credential(ID), needs, service)
    };
    let (credential, needs, service) = open(&["expired", TOKEN]);
    credential.unwrap();
    service.credential(ID).unwrap();
    assert_eq!(*needs.lock().unwrap(), [TokenNeed::First, TokenNeed::Refused]);
    for tokens in [&["expired", "also"][..], &["expired"], &[]] {
        let (credential, ..) = open(tokens.to_vec().leak());
        assert_eq!(csc(credential.unwrap_err()), CscError::TokenRefused, "{tokens:?}");
    }
    // what HTTP cannot send
    let (credential, ..) = open(&["a\r\nX: y"]);
    let CscError::Fetch(error) = csc(credential.unwrap_err()) else { panic!() };
    assert_eq!(error.problem, FetchProblem::Credentials);
}

#[test]
fn services_are_asked_over_https() {
    let token = |_| -> Option<Password> { panic!("nobody is asked") };
    for address in [
        "http://sign.example/csc",
        "ftp://sign.example",
        "sign.example/csc",
        "",
        "https:/x",
        "https://sign.example/csc?x=y",
        "https://sign.example/csc#x",
        "http://127.0.0.1/csc",
    ] {
        let refused = CscService::open(address, options(), token).unwrap_err();
        assert_eq!(refused, CscError::NotHttps(address.into()));
    }
    for address in [
        "http://sign.example/csc",
        "http://127.0.0.1.example/",
        "http://127.0.0.1@x/",
        "http://127.0.0.1:80@x.example/",
        "http://localhost.x/",
        "https://127.0.0.1/",
        "http://10.0.0.1/",
        "http://localhost:x/",
        "http://[::1]x/",
        "http://127.0.0.1\\@x.example/",
    ] {
        let refused = CscService::open_on_loopback(address, options(), token).unwrap_err();
        assert_eq!(refused, CscError::NotHttps(address.into()));
    }
}

#[test]
fn services_of_other_kinds_are_refused() {
    for info in [
        r#"{"specs":"3.0"}"#,
        r#"{"specs":""}"#,
        "{}",
        "<html>",
        r#"{"specs":"2.0.0.2","methods":["signatures/signDoc"]}"#,
    ] {
        let server = Server::of(200, "application/json", info);
        let refused =
            CscService::open_on_loopback(&server.url("/csc"), options(), |_| None).unwrap_err();
        assert!(matches!(refused, CscError::Response(_)), "{info}: {refused}");
    }
    let server = Server::of(404, "text/html", "<html>");
    let refused =
        CscService::open_on_loopback(&server.url("/csc"), options(), |_| None).unwrap_err();
    assert!(matches!(refused, CscError::Refused { status: 404, .. }), "{refused}");
}

#[test]
fn nothing_secret_is_shown() {
    let Some(openssl) = Openssl::new("csc-shown") else { return };
    let server = Remote::new("p256").start(Some(openssl));
    let signer = signer(&server, 2).unwrap();
    // so that there is an authorisation
    signer.sign(b"x").unwrap();
    let shown = format!("{signer:?} {:?} {:?}", secrets(), signer.credential());
    for secret in [TOKEN, PIN, OTP, "sad-0"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
#[cfg(feature = "cli")]
fn the_program_signs_a_folder() {
    use common::program::kyso;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("csc-program");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("in")).unwrap();
    for name in ["1.pdf", "2.pdf", "3.pdf"] {
        fs::write(folder.join("in").join(name), document()).unwrap();
    }
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for (name, content) in [("token", TOKEN), ("pin", PIN), ("wrong", "0000")] {
        fs::write(path(name), format!("{content}\n")).unwrap();
    }
    let Some(openssl) = Openssl::new("csc-program") else { return };
    let server = Remote::new("p256").start(Some(openssl));
    let run = |output: &str, address: &str, pin: &str, more: &[&str]| {
        let (input, output, token, pin) = (path("in"), path(output), path("token"), path(pin));
        let arguments = ["sign", &input, "-o", &output, "--key", address, "--lang", "vi"];
        let files = ["--access-token-file", &token, "--key-password-file", &pin];
        kyso(&[&arguments[..], &files, more].concat())
    };
    let address = server.url("/csc");
    let of = ["--key-name", ID];
    let signed = run("out", &address, "pin", &of);
    assert_eq!(signed.status, 0, "{}", signed.stderr);
    assert_eq!(asked(&server), ["info", "credentials/info", AUTHORISE, SIGN, SIGN, SIGN]);
    for name in ["1.pdf", "2.pdf", "3.pdf"] {
        assert_passes(&fs::read(folder.join("out").join(name)).unwrap());
    }
    let wrong = run("wrong-pin", &address, "wrong", &of);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("mã PIN không đúng"), "{}", wrong.stderr);
    assert_eq!(asked(&server), ["info", "credentials/info", AUTHORISE], "a PIN is tried once");
    assert!(fs::read_dir(path("wrong-pin")).map_or(true, |mut it| it.next().is_none()));
    let several = run("several", &address, "pin", &[]);
    assert_eq!(several.status, 2);
    assert!(several.stderr.contains("van-thu, other"), "{}", several.stderr);
    let plain = run("plain", "http://sign.example/csc", "pin", &of);
    assert_eq!(plain.status, 2);
    assert!(plain.stderr.contains("không bắt đầu bằng https://"), "{}", plain.stderr);
    fs::write(path("token"), "another").unwrap();
    let refused = run("refused", &address, "pin", &of);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("--access-token-file FILE"), "{}", refused.stderr);
    for run in [signed, wrong, several, plain, refused] {
        for secret in [TOKEN, PIN, "0000", "another"] {
            assert!(!run.stderr.contains(secret) && !run.stdout.contains(secret), "{}", run.stderr);
        }
    }
}
