//! Tokens, as SoftHSM plays them.
//!
//! The module reads where its tokens are from the environment, when it is loaded. So each test makes its
//! tokens and runs a second one, which is ignored otherwise, in a process of its own.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, CertificateType, KeyType, ObjectClass};
use cryptoki::session::{Session, UserType};
use kyso::asn1::{Reader, Tag};
use kyso::crypto::{DigestAlgorithm, PrivateKeyError, SignatureAlgorithm};
use kyso::sign::{
    AlgorithmProfile, Password, PinAttempts, SignOptions, Signer, SignerError, Token, TokenError,
    TokenKey, TokenSigner, sign,
};
use kyso::trust::TrustStore;
use kyso::validation::RevocationRequirement;
use kyso::verify::{Verdict, Verifier};
use kyso::x509::{Certificate, Item, parse_any, pem_block};

use super::common::{FIXTURE_TIME, fixtures, skip};
use super::{Scratch, run, signers};

const TOKEN: &str = "Văn thư";
const PIN: &str = "654321";
const FOLDER: &str = "KYSO_TEST_TOKENS";

/// Where systems have SoftHSM 2.
fn module() -> Option<PathBuf> {
    let folders = ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "local/lib"];
    let paths = folders.map(|it| PathBuf::from(format!("/usr/{it}/softhsm/libsofthsm2.so")));
    paths.into_iter().find(|path| path.is_file())
}

/// Runs an ignored test of this module with one token that has the keys of `fixtures/signers` of these
/// names, under labels `ký NAME`. `configuration` is more of that of SoftHSM.
fn with_token(test: &str, keys: &[&str], configuration: &str) {
    if module().is_none() {
        return skip("oracles", "SoftHSM 2 is not installed");
    }
    let scratch = Scratch::new(test);
    let file = scratch.path("softhsm2.conf");
    fs::write(&file, format!("directories.tokendir = {}\n{configuration}\n", scratch.path("")))
        .unwrap();
    let util = |arguments: &[&str]| {
        let mut command = Command::new("softhsm2-util");
        let output = command.args(arguments).env("SOFTHSM2_CONF", &file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    util(&["--init-token", "--free", "--label", TOKEN, "--so-pin", "12345678", "--pin", PIN]);
    for (at, key) in keys.iter().enumerate() {
        let path = fixtures().join(format!("signers/{key}.key"));
        let (label, id) = (format!("ký {key}"), format!("0{}", at + 1));
        let key = ["--label", &label, "--id", &id, "--token", TOKEN, "--pin", PIN];
        util(&[&["--import", path.to_str().unwrap()], &key[..]].concat());
    }
    let inner = format!("tokens::{test}");
    let mut command = Command::new(std::env::current_exe().unwrap());
    let command = command.args(["--exact", &inner, "--ignored", "--nocapture"]);
    let command = command.env("SOFTHSM2_CONF", &file).env(FOLDER, scratch.path(""));
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{inner}: {text}");
}

/// Whether a test was run by [`with_token`].
fn is_inner() -> bool {
    std::env::var_os(FOLDER).is_some()
}

fn key() -> TokenKey {
    TokenKey::new(module().unwrap())
}

fn pin(_: &Token) -> Option<Password> {
    Some(Password::new(PIN))
}

/// The module, beside kyso.
fn beside() -> Pkcs11 {
    let module = Pkcs11::new(module().unwrap()).unwrap();
    // kyso may have been first
    let _ = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    module
}

/// A session that may write, for putting things on the token.
fn writing() -> Session {
    let module = beside();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let session = module.open_rw_session(slot).unwrap();
    session.login(UserType::User, Some(&PIN.into())).unwrap();
    session
}

fn certificates(name: &str) -> Vec<Arc<Certificate>> {
    let items = parse_any(&signers(&format!("{name}.pem"))).items.into_iter();
    let certificates = items.map(|item| match item {
        Item::Certificate(it) => it,
        other => panic!("{other:?}"),
    });
    certificates.collect()
}

fn put_certificate(session: &Session, certificate: &Certificate, id: u8) {
    let subject = certificate.subject().der().to_vec();
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Subject(subject),
        Attribute::Id(vec![id]),
        Attribute::Value(certificate.der().to_vec()),
    ];
    session.create_object(&template).unwrap();
}

#[track_caller]
fn assert_signs(signer: &TokenSigner) {
    let value = signer.sign(b"van ban").unwrap();
    let key = signer.chain()[0].public_key();
    let algorithm = signer.algorithm();
    kyso::crypto::verify(&algorithm, key, b"van ban", &value).unwrap();
    assert!(kyso::crypto::verify(&algorithm, key, b"van ban khac", &value).is_err());
}

#[test]
fn a_folder_with_one_pin() {
    with_token("a_folder_with_one_pin_inner", &["rsa", "p256"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn a_folder_with_one_pin_inner() {
    if !is_inner() {
        return;
    }
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let verifier = verifier.revocation(RevocationRequirement::Ignore);
    let document = fs::read(fixtures().join("documents/chua-ky.pdf")).unwrap();
    for name in ["rsa", "p256"] {
        let asked = Cell::new(0);
        let pin = |token: &Token| {
            assert_eq!(token.label(), TOKEN);
            assert_eq!(token.attempts(), PinAttempts::Unknown);
            asked.set(asked.get() + 1);
            Some(Password::new(PIN))
        };
        let key = key().token(TOKEN).label(format!("ký {name}"));
        let signer = TokenSigner::open(&key, pin, &signers(&format!("{name}.pem"))).unwrap();
        assert_eq!(signer.token().label(), TOKEN);
        for number in 1..=200 {
            let options = SignOptions::default().at(FIXTURE_TIME.parse().unwrap());
            let options = options.reason(format!("Số {number}"));
            let signed = sign(&document, &signer, &options).unwrap();
            let report = verifier.verify_bytes(&signed);
            assert_eq!(report.verdict, Verdict::Passed, "{name} {number}: {report:#?}");
            assert_eq!(report.signatures[0].facts.reason, Some(format!("Số {number}")));
        }
        assert_eq!(asked.get(), 1, "{name}");
    }
}

#[test]
fn every_algorithm() {
    with_token("every_algorithm_inner", &["rsa", "p256", "p384"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn every_algorithm_inner() {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    if !is_inner() {
        return;
    }
    let open = |name: &str| {
        let key = key().label(format!("ký {name}"));
        TokenSigner::open(&key, pin, &signers(&format!("{name}.pem"))).unwrap()
    };
    let pss = |digest: DigestAlgorithm, salt_len| SignatureAlgorithm::RsaPss {
        digest,
        mgf_digest: digest,
        salt_len,
    };
    let (pkcs1, ecdsa) = (SignatureAlgorithm::RsaPkcs1, SignatureAlgorithm::Ecdsa);
    assert_eq!(open("rsa").algorithm(), pkcs1(Sha256));
    assert_eq!(open("p256").algorithm(), ecdsa(Sha256));
    assert_eq!(open("p384").algorithm(), ecdsa(Sha384));
    let signer = open("rsa").with_profile(AlgorithmProfile::Tt15).unwrap();
    assert_eq!(signer.algorithm(), pss(Sha256, 32));
    assert_signs(&signer);
    for (name, algorithm, is_made) in [
        ("rsa", pkcs1(Sha256), true),
        ("rsa", pkcs1(Sha384), true),
        ("rsa", pkcs1(Sha512), true),
        ("rsa", pss(Sha256, 32), true),
        ("rsa", pss(Sha384, 48), true),
        ("rsa", pss(Sha512, 64), true),
        ("p256", ecdsa(Sha256), true),
        ("p384", ecdsa(Sha384), true),
        ("rsa", pkcs1(Sha1), false),
        ("rsa", pss(Sha256, 20), false),
        ("rsa", ecdsa(Sha256), false),
        ("p256", ecdsa(Sha384), false),
        ("p384", pkcs1(Sha256), false),
        ("p256", SignatureAlgorithm::Ed25519, false),
    ] {
        let signer = open(name).with_algorithm(algorithm);
        if is_made {
            // numbers of ECDSA are short, or begin with a high bit, now and then
            let signer = signer.unwrap();
            (0..50).for_each(|_| assert_signs(&signer));
        } else {
            let error = PrivateKeyError::WrongAlgorithm(algorithm.name(None));
            assert_eq!(signer.unwrap_err(), SignerError::Key(error), "{name}");
        }
    }
}

#[test]
fn tokens_that_hash() {
    let mechanisms = "slots.mechanisms = -CKM_RSA_PKCS,CKM_RSA_PKCS_PSS,CKM_ECDSA";
    with_token("tokens_that_hash_inner", &["rsa", "p256"], mechanisms);
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn tokens_that_hash_inner() {
    if !is_inner() {
        return;
    }
    let open = |name: &str| {
        let key = key().label(format!("ký {name}"));
        TokenSigner::open(&key, pin, &signers(&format!("{name}.pem")))
    };
    assert_signs(&open("rsa").unwrap());
    let (digest, salt_len) = (DigestAlgorithm::Sha256, 32);
    let pss = SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len };
    assert_signs(&open("rsa").unwrap().with_algorithm(pss).unwrap());
    // what it has no mechanism for at all
    let error = PrivateKeyError::WrongAlgorithm("ecdsa-sha256".to_owned());
    assert_eq!(open("p256").unwrap_err(), SignerError::Key(error));
}

#[test]
fn keys_that_want_the_pin_each_time() {
    with_token("keys_that_want_the_pin_each_time_inner", &[], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn keys_that_want_the_pin_each_time_inner() {
    if !is_inner() {
        return;
    }
    let der = pem_block(&signers("rsa.key"), "PRIVATE KEY").unwrap();
    let mut info = Reader::new(&der).expect(Tag::SEQUENCE).unwrap().contents().unwrap();
    info.expect(Tag::INTEGER).unwrap();
    info.expect(Tag::SEQUENCE).unwrap();
    let key = info.expect(Tag::OCTET_STRING).unwrap().contents().unwrap().read().unwrap();
    let mut numbers = key.contents().unwrap();
    numbers.expect(Tag::INTEGER).unwrap();
    let mut number = || {
        let octets = numbers.expect(Tag::INTEGER).unwrap().value().to_vec();
        if octets[0] == 0 { octets[1..].to_vec() } else { octets }
    };
    let session = writing();
    let template = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(KeyType::RSA),
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Sign(true),
        Attribute::AlwaysAuthenticate(true),
        Attribute::Label("ký".into()),
        Attribute::Modulus(number()),
        Attribute::PublicExponent(number()),
        Attribute::PrivateExponent(number()),
        Attribute::Prime1(number()),
        Attribute::Prime2(number()),
        Attribute::Exponent1(number()),
        Attribute::Exponent2(number()),
        Attribute::Coefficient(number()),
    ];
    session.create_object(&template).unwrap();
    drop(session);
    let asked = Cell::new(0);
    let pin = |_: &Token| {
        asked.set(asked.get() + 1);
        Some(Password::new(PIN))
    };
    let signer = TokenSigner::open(&self::key(), pin, &signers("rsa.pem")).unwrap();
    (0..5).for_each(|_| assert_signs(&signer));
    assert_eq!(asked.get(), 1);
}

#[test]
fn certificates_on_the_token() {
    with_token("certificates_on_the_token_inner", &["rsa", "p256"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn certificates_on_the_token_inner() {
    if !is_inner() {
        return;
    }
    let ids = |signer: &TokenSigner| signer.chain().iter().map(|it| it.id()).collect::<Vec<_>>();
    let [rsa, p256] = ["rsa", "p256"].map(certificates);
    let session = writing();
    // the authority first, and the others' identifiers: the key decides
    put_certificate(&session, &rsa[1], 7);
    put_certificate(&session, &p256[0], 1);
    put_certificate(&session, &rsa[0], 2);
    drop(session);
    for (name, chain) in [("rsa", &rsa), ("p256", &p256)] {
        let signer = TokenSigner::open(&key().label(format!("ký {name}")), pin, b"").unwrap();
        assert_eq!(ids(&signer), [chain[0].id(), chain[1].id()], "{name}");
        assert_signs(&signer);
    }
    // given ones are of no harm
    let signer = TokenSigner::open(&key().id([1]), pin, &signers("rsa.pem")).unwrap();
    assert_eq!(ids(&signer), [rsa[0].id(), rsa[1].id()]);
    let two = TokenSigner::open(&key(), pin, b"").unwrap_err();
    assert!(matches!(two, SignerError::SeveralKeys(it) if it.len() == 2));
}

#[test]
fn what_is_wrong_is_said() {
    with_token("what_is_wrong_is_said_inner", &["rsa", "p256"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn what_is_wrong_is_said_inner() {
    if !is_inner() {
        return;
    }
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let chain = signers("rsa.pem");
    let unasked = |_: &Token| -> Option<Password> { panic!("nobody is to be asked") };
    let token_error = |key: &TokenKey| match TokenSigner::open(key, unasked, &chain).unwrap_err() {
        SignerError::Token(error) => error,
        other => panic!("{other}"),
    };
    assert_eq!(token_error(&TokenKey::default()), TokenError::NoModule);
    let missing = folder.join("missing.so");
    let error = token_error(&TokenKey::new(&missing));
    assert_eq!(error, TokenError::ModuleNotFound(missing.clone()));
    assert!(error.to_string().contains("missing.so"));
    let text = folder.join("text.so");
    fs::write(&text, "no library").unwrap();
    assert!(
        matches!(token_error(&TokenKey::new(&text)), TokenError::Module { path, .. } if path == text)
    );
    // a library, and none of a token
    let other = TokenKey::new("libc.so.6");
    assert!(matches!(token_error(&other), TokenError::Module { .. }));
    let error = token_error(&key().token("Con dấu").serial("1"));
    let text = error.to_string();
    assert!(text.contains("\"Con dấu\" with the serial number 1"), "{text}");
    assert!(text.contains("there are: \"Văn thư\" ("), "{text}");

    let open = |key: &TokenKey, pin: Option<&str>| {
        let asked = Cell::new(0);
        let ask = |_: &Token| {
            asked.set(asked.get() + 1);
            pin.map(Password::new)
        };
        let error = TokenSigner::open(key, ask, &chain).unwrap_err();
        assert_eq!(asked.get(), 1, "no PIN is tried twice");
        error
    };
    let none = open(&key(), None);
    assert_eq!(none, SignerError::Token(TokenError::NoPin(TOKEN.to_owned())));
    for pin in ["123456", "", "1", &"9".repeat(300)] {
        let attempts = PinAttempts::Fewer;
        let wrong = TokenError::WrongPin { token: TOKEN.to_owned(), attempts };
        assert!(wrong.to_string().contains("locks itself"));
        assert_eq!(open(&key(), Some(pin)), SignerError::Token(wrong), "{pin}");
    }
    let absent = open(&key().label("ký thay").id([9]), Some(PIN));
    let mut names = match &absent {
        SignerError::NoSuchKey { names, .. } => names.clone(),
        other => panic!("{other}"),
    };
    names.sort();
    assert_eq!(names, ["ký p256", "ký rsa"]);
    assert!(absent.to_string().contains("ký thay 09"));
    let orphan = open(&key().label("ký p256"), Some(PIN));
    assert_eq!(orphan, SignerError::NoCertificate);

    // open already: nobody is asked again
    let first = TokenSigner::open(&key(), pin, &chain).unwrap();
    let second = TokenSigner::open(&key(), unasked, &chain).unwrap();
    drop(first);
    assert_signs(&second);
    drop(second);
}

#[test]
fn tokens_are_told_apart() {
    with_token("tokens_are_told_apart_inner", &["rsa"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn tokens_are_told_apart_inner() {
    if !is_inner() {
        return;
    }
    for label in [TOKEN, "Con dấu"] {
        let so_pin = ["--so-pin", "12345678", "--pin", PIN];
        run(
            "softhsm2-util",
            &[&["--init-token", "--free", "--label", label], &so_pin[..]].concat(),
        );
    }
    let chain = signers("rsa.pem");
    let several = |key: &TokenKey| match TokenSigner::open(key, pin, &chain).unwrap_err() {
        SignerError::Token(TokenError::SeveralTokens(listed)) => listed,
        other => panic!("{other}"),
    };
    assert_eq!(several(&key()).len(), 3);
    let twins = several(&key().token(TOKEN));
    assert_eq!(twins.len(), 2);
    let empty = TokenSigner::open(&key().token("Con dấu"), pin, &chain).unwrap_err();
    assert_eq!(empty, SignerError::NoKey);
    // one of the twins has the key
    let signer = |name: &str| {
        let serial = name.split(['(', ')']).nth(1).unwrap();
        TokenSigner::open(&key().token(TOKEN).serial(serial), pin, &chain)
    };
    let opened: Vec<_> = twins.iter().map(|name| signer(name)).collect();
    assert_eq!(opened.iter().filter(|it| it.is_ok()).count(), 1);
    opened.iter().flatten().for_each(assert_signs);
}

/// What becomes of a signer whose token is gone.
#[test]
fn a_token_that_is_gone() {
    with_token("a_token_that_is_gone_inner", &["rsa"], "");
}

#[test]
#[ignore = "the test above runs it in a process of its own: a module is set up once a process"]
fn a_token_that_is_gone_inner() {
    if !is_inner() {
        return;
    }
    let signer = TokenSigner::open(&key(), pin, &signers("rsa.pem")).unwrap();
    assert_signs(&signer);
    let module = beside();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    module.open_ro_session(slot).unwrap().logout().unwrap();
    let error = || match signer.sign(b"van ban").unwrap_err() {
        SignerError::Token(error) => error,
        other => panic!("{other}"),
    };
    assert_eq!(error(), TokenError::NotLoggedIn);
    module.clone().finalize().unwrap();
    let finalised = "C_SignInit: CryptokiNotInitialized".to_owned();
    assert_eq!(error(), TokenError::Refused(finalised));
    let _ = beside();
    assert_eq!(error(), TokenError::Removed);
}
