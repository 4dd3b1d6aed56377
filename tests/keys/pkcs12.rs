//! PKCS #12.

use std::fs;

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::crypto::{Pkcs12, PrivateKeyError};
use kyso::limits::{KEY_FILE_BYTES, KEY_FILE_CERTIFICATES, KEY_FILE_KEYS};
use kyso::sign::{Password, PrivateKeySigner, Signer, SignerError};
use kyso::x509::{Item, parse_any, pem_block};

use super::common::{fixtures, has_tool};
use super::pkcs8::encrypted;
use super::{PASSWORD, Scratch, assert_signs_as, has_openssl, kept, password, run, signers};

fn open(file: &[u8], password: &str) -> Result<PrivateKeySigner, SignerError> {
    PrivateKeySigner::from_pkcs12(file, &Password::new(password), None)
}

#[test]
fn new_and_old_files() {
    for (file, name) in
        [("rsa.p12", "rsa"), ("rsa.legacy.p12", "rsa"), ("p256.aes-128.p12", "p256")]
    {
        let octets = kept(file);
        assert_signs_as(&open(&octets, PASSWORD).unwrap(), name);
        for wrong in ["", "mat khau thu", "mật khẩu thử "] {
            let error = open(&octets, wrong).unwrap_err();
            assert_eq!(error, SignerError::Key(PrivateKeyError::WrongPassword), "{file} {wrong}");
        }
        let opened = Pkcs12::open(&octets, &password()).unwrap();
        let names: Vec<_> = opened.certificates.iter().map(|it| &it.friendly_name).collect();
        let own = Some(format!("Người ký {name}"));
        assert_eq!(names, [&own, &None]);
        assert_eq!(opened.keys[0].friendly_name, own);
        // any octet of what is protected counts
        for at in [octets.len() / 3, octets.len() - 40] {
            let mut damaged = octets.clone();
            damaged[at] ^= 1;
            assert!(open(&damaged, PASSWORD).is_err(), "{file} {at}");
        }
    }
}

/// NSS (Firefox, LibreOffice) writes BER of indefinite lengths with strings in parts.
#[test]
fn files_of_nss() {
    let file = kept("rsa.nss.p12");
    assert!(file.starts_with(&[0x30, 0x80]));
    assert_signs_as(&open(&file, PASSWORD).unwrap(), "rsa");
    let wrong = open(&file, "mat khau thu").unwrap_err();
    assert_eq!(wrong, SignerError::Key(PrivateKeyError::WrongPassword));
}

#[test]
fn what_openssl_exports_is_opened() {
    if !has_openssl() {
        return;
    }
    let scratch = Scratch::new("pkcs12");
    let out = scratch.path("out.p12");
    let export = |name: &str, password: &str, options: &[&str]| {
        let path = |end: &str| format!("{}/signers/{name}.{end}", fixtures().display());
        let (key, chain, pass) = (path("key"), path("pem"), format!("pass:{password}"));
        let mut all = vec!["pkcs12", "-export", "-inkey", &key, "-in", &chain];
        all.extend(["-provider", "legacy", "-provider", "default"]);
        all.extend(["-passout", &pass, "-out", &out]);
        all.extend(options);
        run("openssl", &all);
        fs::read(&out).unwrap()
    };
    for options in [
        &[][..],
        &["-legacy"],
        &["-descert", "-legacy"],
        &["-certpbe", "NONE"],
        &["-keypbe", "NONE", "-certpbe", "NONE"],
        &["-keypbe", "PBE-SHA1-RC2-128", "-certpbe", "PBE-SHA1-RC2-128"],
        &["-keypbe", "AES-128-CBC", "-certpbe", "des-ede3-cbc"],
        &["-macalg", "sha1"],
        &["-macalg", "sha384"],
        &["-macalg", "sha512"],
        &["-noiter", "-nomaciter"],
        &["-iter", "100000"],
        &["-nomac"],
        &["-nomac", "-legacy"],
    ] {
        let keys = ["rsa", "p256", "p384", "ed25519"].map(|name| (name, PASSWORD));
        // beyond the plane of 16 bits as well
        let passwords = ["matkhau", "\u{1f511} khoá", ""].map(|password| ("p256", password));
        for (name, password) in keys.into_iter().chain(passwords) {
            let file = export(name, password, options);
            let signer = open(&file, password);
            assert!(signer.is_ok(), "{options:?} {name} {password:?}: {signer:?}");
            assert_signs_as(&signer.unwrap(), name);
            let wrong = open(&file, "khác").unwrap_err();
            assert_eq!(wrong, SignerError::Key(PrivateKeyError::WrongPassword), "{options:?}");
        }
    }
    let file = export("p256", PASSWORD, &["-macalg", "md5"]);
    let error = open(&file, PASSWORD).unwrap_err().to_string();
    assert!(error.contains("1.2.840.113549.2.5"), "{error}");
    let file = export("p256", PASSWORD, &["-keypbe", "PBE-SHA1-RC4-128"]);
    let error = open(&file, PASSWORD).unwrap_err().to_string();
    assert!(error.contains("1.2.840.113549.1.12.1.1"), "{error}");
}

/// Java leaves the public key out of those on curves.
#[test]
fn what_java_keeps_is_opened() {
    if !has_tool("keytool", &["-help"]) {
        return;
    }
    let scratch = Scratch::new("java");
    for (algorithm, options) in [
        ("EC", ["-groupname", "secp256r1"]),
        ("EC", ["-groupname", "secp384r1"]),
        ("RSA", ["-keysize", "2048"]),
    ] {
        let store = scratch.path(&options.concat());
        let mut all = vec!["-genkeypair", "-alias", "ky", "-keyalg", algorithm];
        all.extend(options);
        all.extend(["-dname", "CN=Thu", "-storetype", "PKCS12", "-keystore", &store]);
        all.extend(["-storepass", "matkhau"]);
        run("keytool", &all);
        let signer = open(&fs::read(&store).unwrap(), "matkhau").unwrap();
        let value = signer.sign(b"van ban").unwrap();
        let key = signer.chain()[0].public_key();
        kyso::crypto::verify(&signer.algorithm(), key, b"van ban", &value).unwrap();
    }
}

const DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
const KEY: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 1]);
const SHROUDED_KEY: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 2]);
const CERTIFICATE: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 3]);
const NESTED: Oid = oid(&[1, 2, 840, 113_549, 1, 12, 10, 1, 6]);

/// A file of these bags without a MAC.
fn file_of(bags: &[Vec<u8>]) -> Vec<u8> {
    let content = |writer: &mut Writer, data: &[u8]| {
        writer.nested(Tag::SEQUENCE, |info| {
            info.oid(&DATA);
            info.nested(Tag::context_constructed(0), |it| it.element(Tag::OCTET_STRING, data));
        });
    };
    let mut safe = Writer::new();
    safe.nested(Tag::SEQUENCE, |it| content(it, &sequence(bags)));
    let mut file = Writer::new();
    file.nested(Tag::SEQUENCE, |file| {
        file.element(Tag::INTEGER, &[3]);
        content(file, &safe.into_bytes());
    });
    file.into_bytes()
}

fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Tag::SEQUENCE, &elements.concat());
    writer.into_bytes()
}

fn bag(kind: Oid, value: &[u8], name: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |bag| {
        bag.oid(&kind);
        bag.element(Tag::context_constructed(0), value);
        if let Some(name) = name {
            bag.nested(Tag::SET, |attributes| {
                attributes.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(&oid(&[1, 2, 840, 113_549, 1, 9, 20]));
                    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
                    attribute.nested(Tag::SET, |it| it.element(Tag::BMP_STRING, &units));
                });
            });
        }
    });
    writer.into_bytes()
}

fn certificate_bag(der: &[u8], name: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |it| {
        it.oid(&oid(&[1, 2, 840, 113_549, 1, 9, 22, 1]));
        it.nested(Tag::context_constructed(0), |it| it.element(Tag::OCTET_STRING, der));
    });
    bag(CERTIFICATE, &writer.into_bytes(), name)
}

/// The key of `fixtures/signers` of this name.
fn key_bag(signer: &str, name: Option<&str>) -> Vec<u8> {
    let der = pem_block(&signers(&format!("{signer}.key")), "PRIVATE KEY").unwrap();
    bag(KEY, &der, name)
}

/// The certificates of the signer, its authority first.
fn certificate_bags(signer: &str, name: Option<&str>) -> Vec<Vec<u8>> {
    let items = parse_any(&signers(&format!("{signer}.pem"))).items;
    let bags = items.iter().enumerate().map(|(at, item)| match item {
        Item::Certificate(it) => certificate_bag(it.der(), name.filter(|_| at == 0)),
        other => panic!("{other:?}"),
    });
    bags.rev().collect()
}

#[test]
fn several_keys_are_told_by_their_names() {
    let named = |file: &[u8], name: Option<&str>| {
        PrivateKeySigner::from_pkcs12(file, &password(), name)
            .map(|it| it.chain()[0].subject().common_name().unwrap().to_owned())
    };
    let mut bags = vec![key_bag("rsa", Some("dấu")), key_bag("p256", None)];
    bags.extend(certificate_bags("p256", Some("Bình")));
    bags.extend(certificate_bags("rsa", None));
    // nobody's certificate, and nobody's key
    bags.extend(certificate_bags("ed25519", None));
    bags.push(key_bag("p384", Some("mồ côi")));
    let file = file_of(&bags);
    let names = vec!["dấu".to_owned(), "Bình".to_owned()];
    assert_eq!(named(&file, None), Err(SignerError::SeveralKeys(names.clone())));
    assert_eq!(named(&file, Some("dấu")).unwrap(), "Người ký rsa");
    assert_eq!(named(&file, Some("Bình")).unwrap(), "Người ký p256");
    let subject = "CN=Người ký rsa, O=kyso thử nghiệm, C=VN";
    assert_eq!(named(&file, Some(subject)).unwrap(), "Người ký rsa");
    let name = "mồ côi".to_owned();
    assert_eq!(named(&file, Some("mồ côi")), Err(SignerError::NoSuchKey { name, names }));
    // each signs under its own chain, whatever else is there and in whatever order
    let rsa = PrivateKeySigner::from_pkcs12(&file, &password(), Some("dấu")).unwrap();
    assert_signs_as(&rsa, "rsa");
    // a name that two share says nothing
    let twins = [key_bag("rsa", Some("ký")), key_bag("p256", Some("ký"))];
    let certificates = [certificate_bags("rsa", None), certificate_bags("p256", None)].concat();
    let file = file_of(&[&twins[..], &certificates].concat());
    assert!(matches!(named(&file, Some("ký")), Err(SignerError::SeveralKeys(_))));
}

#[test]
fn of_a_renewed_certificate_the_last_is_taken() {
    if !has_openssl() {
        return;
    }
    let scratch = Scratch::new("renewed");
    let key = format!("{}/signers/p256.key", fixtures().display());
    let certificate = |days: &str| {
        let out = scratch.path(days);
        let subject = ["-subj", "/CN=Thu", "-days", days, "-outform", "DER", "-out", &out];
        run("openssl", &[&["req", "-x509", "-key", &key], &subject[..]].concat());
        fs::read(&out).unwrap()
    };
    let [short, long] = ["10", "20"].map(certificate);
    for order in [[&short, &long], [&long, &short]] {
        let mut bags = vec![key_bag("p256", None)];
        bags.extend(order.map(|der| certificate_bag(der, None)));
        let signer = open(&file_of(&bags), PASSWORD).unwrap();
        assert_eq!(signer.chain()[0].der(), long);
    }
}

#[test]
fn files_without_what_signs() {
    let error = |bags: &[Vec<u8>]| open(&file_of(bags), PASSWORD).unwrap_err();
    assert_eq!(error(&[]), SignerError::NoKey);
    assert_eq!(error(&certificate_bags("rsa", None)), SignerError::NoKey);
    assert_eq!(error(&[key_bag("rsa", None)]), SignerError::NoCertificate);
    let other = [vec![key_bag("rsa", None)], certificate_bags("p256", None)].concat();
    assert_eq!(error(&other), SignerError::NoCertificate);
    let damaged = [bag(KEY, &[0x30, 3, 2, 1, 0], None), certificate_bag(b"text", None)];
    assert!(matches!(error(&damaged), SignerError::Certificate(_)));
    assert!(matches!(error(&damaged[..1]), SignerError::Key(PrivateKeyError::Malformed(_))));
}

#[test]
fn what_a_file_asks_for_is_bounded() {
    let error = |file: &[u8]| Pkcs12::open(file, &password()).unwrap_err();
    assert_eq!(error(&vec![0x30; KEY_FILE_BYTES + 1]), PrivateKeyError::TooLarge("KEY_FILE_BYTES"));
    let key = key_bag("ed25519", None);
    assert_eq!(
        Pkcs12::open(&file_of(&vec![key.clone(); 100]), &password()).unwrap().keys.len(),
        100
    );
    let keys = vec![key; KEY_FILE_KEYS + 1];
    assert_eq!(error(&file_of(&keys)), PrivateKeyError::TooLarge("KEY_FILE_KEYS"));
    let certificates = vec![certificate_bag(b"", None); KEY_FILE_CERTIFICATES + 1];
    assert_eq!(error(&file_of(&certificates)), PrivateKeyError::TooLarge("KEY_FILE_CERTIFICATES"));
    let shrouded = |count: &[u8]| bag(SHROUDED_KEY, &encrypted(count, 32, 16), None);
    assert_eq!(
        error(&file_of(&[shrouded(&[0, 0x80, 0, 0, 0])])),
        PrivateKeyError::TooManyRounds(1 << 31)
    );
    // bags in bags
    let mut nested = key_bag("p256", None);
    for _ in 0..10 {
        nested = bag(NESTED, &sequence(&[nested]), None);
    }
    assert_eq!(Pkcs12::open(&file_of(&[nested.clone()]), &password()).unwrap().keys.len(), 1);
    for _ in 0..100 {
        nested = bag(NESTED, &sequence(&[nested]), None);
    }
    assert!(error(&file_of(&[nested])).to_string().contains("nested deeper"), "ASN1_DEPTH");
}

/// No octet that is changed or missing makes it panic, hang or open.
#[test]
fn damaged_files_stay_shut() {
    let file = kept("p256.aes-128.p12");
    for at in 0..file.len() {
        assert!(Pkcs12::open(&file[..at], &password()).is_err(), "{at}");
        let mut damaged = file.clone();
        damaged[at] = damaged[at].wrapping_add(1);
        if let Ok(opened) = Pkcs12::open(&damaged, &password()) {
            // what no MAC covers: versions, and the parameters of its algorithm
            assert_eq!(opened.keys.len(), 1, "{at}");
            assert_signs_as(&open(&damaged, PASSWORD).unwrap(), "p256");
        }
    }
}
