//! Keys and values made with Python's `cryptography`, and those of `tests/data/crypto` made with
//! OpenSSL.

use super::*;
use crate::asn1::{Oid, Tag, Writer, oid};

/// One signature value of the message "ky so" for each algorithm.
const VALUES: &str = include_str!("../../tests/data/crypto/values.tsv");

const MESSAGE: &[u8] = b"ky so";
/// Its RSA-1024 value begins with a zero octet.
const MESSAGE_OF_ZERO: &[u8] = b"ky so 125";
const RSA_1024: &str = "\
    30819f300d06092a864886f70d010101050003818d0030818902818100bf02ac7b898244d482cbd3eec5b465\
    a37d7f218b1d4c182bb7ac18620425187ad630ee9f73964f3b8ec8f6b9d52119a087f6a308efcec4a2341504\
    90887ad63a4188f67347a008b45986fbf29037b6b41c4273022aa73e2de18163ae45d4229323c00ce443c891\
    91fc2be9000f30f751f16347ac528461b6d9f4995e5eff19df0203010001";
const RSA_1024_SHA1: &str = "\
    000ed3f18b28355efb4c2d9b09cef9195fa3cd5ef3e8a584cf5a2ef01172a31e41cd005dae9e111d73d63f63\
    dad19c3c34933d035f7e17d7bbb967548ad2df36f7d39c2d7096616216a00d307850f9ac775cd1b5ec8c63ae\
    881e8283fb62b9ffaa23a6b197ca153ad0015932917a4bec6ee27c29716497b647d5582dfbebf76a";
const RSA_2048: &str = "\
    30820122300d06092a864886f70d01010105000382010f003082010a0282010100f2fe30e64baf282d6f4840\
    a567d9b5f0edbe5c81d5679a1727868f140855405d4c420f06f0289c48e5a98d69cbf452dcaad7c24ada633f\
    f1fad4aa26eca0516c322af47ff36e211faf1b76646f2c255306a67c2a8776b0a93cab00dbfe7cbc938cdb85\
    bc85e50e660de4985e8863552fbc66119d83dbcceb135cac42a9fa438436cd5ad39db188888693606e30bee1\
    4574ee2dbb60c37353ea0d2e7c19799cb2371994479c4b12eca44bbd849374c31ca86153b6ce9025978d3411\
    93ea269f8b737e6bc9b776565821373b6398cfd66cff7bb10b064c2c7aac76aeb94052adb1ccc2e0d25c947b\
    388db738985cf0eb498784e5f7198e962a83149dacc9a009e50203010001";
const RSA_2048_PSS_SHA256: &str = "\
    33ff8bb9a018c555a288a4c7629f96a06e491291c20798f221b2ca9db950523152a5a4151063719816079860\
    ddc8907a1b990c543eaf5b61f25c059863b3d9c4b25cdf7094289e887fa3b9571a8174ffc2b640213535e31d\
    9c76de473c0428dd47ca5da3b95ad2975c3fcf7b2ec11bf65b40049f39b4e00c289f1c8c45b9e07f020f871b\
    8b1f215fafa9fcd518a43f5497ea0f7740f04ba94bd2a7ec6c5e9cfcc551f32f39a2ceb0091b8f94298cfe05\
    6caf6d1c989d962fc126d21cfa506eb52e706fadbecc18317ce3e6aa5b1a3bb4ad0c8b68fe0da36f138701d6\
    c4f8ea1022c8a8e17ad9b60cf39fb7073fc9311171422a2cfde6e767d8c834be07d06bf9";
const P256: &str = "\
    3059301306072a8648ce3d020106082a8648ce3d0301070342000433b87989c4538423a9ebe9e5450fce47a4\
    3b28b40c157ea2dde17c63b9848f37a390e35f3c6cfc33f7b7387416d9517439cf0753064ca67166002a8f4b\
    e9322e";
const P256_SHA256: &str = "\
    3044022100f7310d31224dd0a59b782fe44398e24b812b32a4eab40c480f01a5eaf601f59f021f13e2202aa6\
    fcc446872cb940be058b59ef3b5258a4448e44349c13227e6591";
const P384: &str = "\
    3076301006072a8648ce3d020106052b8104002203620004ae3c051f89fc5dd09b3b33bd7b5532b172b10d6f\
    3f74dc254f74d7f0c8e6ac616007d3cfd02ac3e391b6025485981e9069d6efc3866e267843938010b43fec98\
    dbb4b39c3d1c70b7acdf4286cc665e7539ec5e2485154fb8008b5b0927c4d867";
const P384_SHA384: &str = "\
    30640230593bd6eb11ffa2e9247b968a891471c9e8e6240e0df317bb41c9a705d013d185564cdc7127a11d8d\
    66bdddfc97a192b10230663cb28582e6934b95b4509fba5e5ea15c26f87bd2623a105266bfd105fbeadc069c\
    8ad834b320721bced9f0252d6cdb";
const ED25519: &str = "\
    302a300506032b65700321003d072138f7e267929ab8a822c6595ec3bd8b41221558f7145bb99f3e820711dd";
const ED25519_VALUE: &str = "\
    bb0d984a29443dfd6d6d35128bd4ab04acd61b6bfaf66e34c815d08741d458060cb45bfabb849b90606edba0\
    ce01399e102f3eca99ce9701c4d98f930e629d00";

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn key(spki: &str) -> PublicKey {
    PublicKey::from_spki(&hex(spki)).unwrap()
}

const PSS: SignatureAlgorithm = SignatureAlgorithm::RsaPss {
    digest: DigestAlgorithm::Sha256,
    mgf_digest: DigestAlgorithm::Sha256,
    salt_len: 32,
};

#[test]
fn right_and_wrong_values() {
    for (algorithm, spki, value, message, name) in [
        (
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1),
            RSA_1024,
            RSA_1024_SHA1,
            MESSAGE_OF_ZERO,
            "rsa-pkcs1v15-sha1",
        ),
        (PSS, RSA_2048, RSA_2048_PSS_SHA256, MESSAGE, "rsa-pss-sha256"),
        (
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            P256,
            P256_SHA256,
            MESSAGE,
            "ecdsa-p256-sha256",
        ),
        (
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            P384,
            P384_SHA384,
            MESSAGE,
            "ecdsa-p384-sha384",
        ),
        (SignatureAlgorithm::Ed25519, ED25519, ED25519_VALUE, MESSAGE, "ed25519"),
    ] {
        let key = key(spki);
        let mut value = hex(value);
        assert_eq!(algorithm.name(Some(&key)), name);
        assert_eq!(verify(&algorithm, &key, message, &value), Ok(()), "{name}");
        assert_eq!(verify(&algorithm, &key, b"other", &value), Err(VerifyError::Mismatch));
        *value.last_mut().unwrap() ^= 1;
        assert_eq!(verify(&algorithm, &key, message, &value), Err(VerifyError::Mismatch));
    }
}

#[test]
fn an_rsa_value_has_the_length_of_the_modulus() {
    let key = key(RSA_1024);
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
    let value = hex(RSA_1024_SHA1);
    let longer = [&[0], value.as_slice()].concat();
    for other in [&value[1..], &longer] {
        let result = verify(&algorithm, &key, MESSAGE_OF_ZERO, other);
        assert_eq!(result, Err(VerifyError::Mismatch));
    }
}

#[test]
fn what_was_not_computed_is_not_a_mismatch() {
    let sha256 = DigestAlgorithm::Sha256;
    let ecdsa = SignatureAlgorithm::Ecdsa(sha256);
    let pkcs1 = SignatureAlgorithm::RsaPkcs1(sha256);
    let unknown = SignatureAlgorithm::Unknown(oid(&[1, 2, 840, 10045, 3, 1, 7]));
    assert!(matches!(
        verify(&ecdsa, &key(RSA_2048), MESSAGE, &[]),
        Err(VerifyError::KeyMismatch { .. })
    ));
    assert!(matches!(
        verify(&pkcs1, &key(P256), MESSAGE, &[]),
        Err(VerifyError::KeyMismatch { .. })
    ));
    let brainpool = ec_key(&oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13]));
    assert_eq!(brainpool.kind().bits(), Some(512));
    assert_eq!(
        verify(&ecdsa, &brainpool, MESSAGE, &[]),
        Err(VerifyError::UnsupportedAlgorithm(
            "ecdsa-brainpoolp512r1-sha256 with ec-brainpoolp512r1".to_owned()
        ))
    );
    assert_eq!(
        verify(&unknown, &key(RSA_2048), MESSAGE, &[]),
        Err(VerifyError::UnsupportedAlgorithm(
            "1.2.840.10045.3.1.7 (secp256r1) with rsa-2048".to_owned()
        ))
    );
    let malformed = SignatureAlgorithm::Malformed(oid(&[1, 2]));
    assert!(matches!(
        verify(&malformed, &key(RSA_2048), MESSAGE, &[]),
        Err(VerifyError::Malformed(_))
    ));
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> PublicKey {
    let mut numbers = Writer::new();
    numbers.nested(Tag::SEQUENCE, |fields| {
        fields.element(Tag::INTEGER, modulus);
        fields.element(Tag::INTEGER, exponent);
    });
    let bits = [&[0], numbers.into_bytes().as_slice()].concat();
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |fields| {
        fields.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(&oid(&[1, 2, 840, 113_549, 1, 1, 1]));
        });
        fields.element(Tag::BIT_STRING, &bits);
    });
    PublicKey::from_spki(&writer.into_bytes()).unwrap()
}

#[test]
fn rsa_keys_that_are_odd_or_none() {
    let Parts::Rsa { modulus, .. } = key(RSA_1024).parts().clone() else { panic!("an RSA key") };
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
    // the modulus looks negative, the exponent has zeros too many
    let odd = rsa_key(&modulus, &[0, 0, 1, 0, 1]);
    assert_eq!(odd.kind(), KeyKind::Rsa { bits: 1024 });
    assert_eq!(verify(&algorithm, &odd, MESSAGE_OF_ZERO, &hex(RSA_1024_SHA1)), Ok(()));
    for (modulus, exponent) in [(&[5_u8][..], &[1_u8][..]), (&[0], &[3]), (&[4], &[3])] {
        let none = rsa_key(modulus, exponent);
        assert!(matches!(none.kind(), KeyKind::Malformed(_)));
        assert!(matches!(verify(&algorithm, &none, MESSAGE, &[]), Err(VerifyError::Malformed(_))));
    }
    let small = rsa_key(&[0x7f; 63], &[3]);
    assert_eq!(small.kind(), KeyKind::Rsa { bits: 503 });
    assert!(matches!(
        verify(&algorithm, &small, MESSAGE, &[]),
        Err(VerifyError::UnsupportedAlgorithm(_))
    ));
    for (octets, exponent, is_computed) in [
        (512, &[3; 8][..], true),
        (512, &[3; 9], false),
        (513, &[3; 4], true),
        (513, &[3; 5], false),
        (2048, &[3; 4], true),
        (2049, &[3], false),
    ] {
        let modulus = vec![0xff; octets];
        let result = verify(&algorithm, &rsa_key(&modulus, exponent), MESSAGE, &vec![1; octets]);
        match is_computed {
            true => assert_eq!(result, Err(VerifyError::Mismatch), "{octets}"),
            false => assert!(matches!(result, Err(VerifyError::UnsupportedAlgorithm(_)))),
        }
    }
}

fn ec_key(curve: &Oid) -> PublicKey {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |fields| {
        fields.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(&oid(&[1, 2, 840, 10045, 2, 1]));
            algorithm.oid(curve);
        });
        fields.element(Tag::BIT_STRING, &[0, 4, 1, 2]);
    });
    PublicKey::from_spki(&writer.into_bytes()).unwrap()
}

struct Row {
    name: &'static str,
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    value: Vec<u8>,
}

fn rows() -> Vec<Row> {
    let rows = VALUES.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, _, _, spki, value] = cells[..] else { panic!("{line}") };
        let algorithm = rows_algorithm(&cells);
        Row { name, algorithm, key: key(spki), value: hex(value) }
    });
    rows.collect()
}

fn rows_algorithm(cells: &[&str]) -> SignatureAlgorithm {
    let digest = |name: &str| {
        let found = DigestAlgorithm::all().find(|digest| digest.name() == name);
        found.unwrap_or_else(|| panic!("digest {name}"))
    };
    let [name, mgf, salt, ..] = cells[..] else { panic!("{cells:?}") };
    match name.split('-').collect::<Vec<_>>()[..] {
        ["rsa", "pkcs1v15", ..] => {
            SignatureAlgorithm::RsaPkcs1(digest(name.trim_start_matches("rsa-pkcs1v15-")))
        }
        ["rsa", "pss", ..] => SignatureAlgorithm::RsaPss {
            digest: digest(name.trim_start_matches("rsa-pss-")),
            mgf_digest: digest(mgf),
            salt_len: salt.parse().unwrap(),
        },
        ["ecdsa", _, ref rest @ ..] => SignatureAlgorithm::Ecdsa(digest(&rest.join("-"))),
        ["dsa", ref rest @ ..] => SignatureAlgorithm::Dsa(digest(&rest.join("-"))),
        ["ed25519"] => SignatureAlgorithm::Ed25519,
        ["ed448"] => SignatureAlgorithm::Ed448,
        _ => panic!("{name}"),
    }
}

#[test]
fn values_made_by_openssl() {
    let rows = rows();
    assert!(rows.len() >= 87, "{} rows", rows.len());
    for Row { name, algorithm, key, mut value } in rows {
        let place = format!("{name} by {}", key.kind());
        assert_eq!(algorithm.name(Some(&key)), name, "{place}");
        let (head, tail) = MESSAGE.split_at(2);
        let all = |message: &[u8], value: &[u8]| {
            let parts = match message == MESSAGE {
                true => vec![head, &[], tail],
                false => vec![message, b"."],
            };
            let mut results = vec![
                verify(&algorithm, &key, message, value),
                verify_parts(&algorithm, &key, &parts, value),
            ];
            match algorithm.digest() {
                Some(digest) => {
                    results.push(verify_prehash(&algorithm, &key, &digest.hash(message), value));
                }
                None => assert!(matches!(
                    verify_prehash(&algorithm, &key, &DigestAlgorithm::Sha512.hash(b""), value),
                    Err(VerifyError::MessageNeeded(_))
                )),
            }
            results
        };
        assert!(all(MESSAGE, &value).iter().all(Result::is_ok), "{place}");
        let is_wrong =
            |results: Vec<_>| results.iter().all(|result| *result == Err(VerifyError::Mismatch));
        assert!(is_wrong(all(b"other", &value)), "{place}");
        assert!(is_wrong(all(MESSAGE, &value[1..])), "{place}");
        assert!(is_wrong(all(MESSAGE, &[])), "{place}");
        let last = value.len() - 1;
        value[last] ^= 1;
        assert!(is_wrong(all(MESSAGE, &value)), "{place}");
        value.fill(0);
        assert!(is_wrong(all(MESSAGE, &value)), "{place}");
        value.fill(0xff);
        assert!(is_wrong(all(MESSAGE, &value)), "{place}");
    }
}

#[test]
fn a_digest_of_another_length_is_not_one_of_the_algorithm() {
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
    let (key, value) = (key(RSA_1024), hex(RSA_1024_SHA1));
    let digest = DigestAlgorithm::Sha256.hash(MESSAGE_OF_ZERO);
    let result = verify_prehash(&algorithm, &key, &digest, &value);
    assert_eq!(result, Err(VerifyError::Mismatch));
}

/// The same numbers in both encodings: each is right by its own algorithm only.
#[test]
fn plain_values_are_another_algorithm() {
    for Row { algorithm, key, value, .. } in rows() {
        let SignatureAlgorithm::Ecdsa(digest) = algorithm else { continue };
        let numbers = crate::asn1::Reader::new(&value).expect(Tag::SEQUENCE).unwrap();
        let mut fields = numbers.contents().unwrap();
        let len = usize::try_from(key.kind().bits().unwrap().div_ceil(8)).unwrap();
        let mut plain = Vec::new();
        for _ in 0..2 {
            let number = fields.expect(Tag::INTEGER).unwrap().integer_octets().unwrap();
            let zeros = number.iter().take_while(|&&octet| octet == 0).count();
            plain.resize(plain.len() + len - (number.len() - zeros), 0);
            plain.extend(&number[zeros..]);
        }
        let plain_algorithm = SignatureAlgorithm::EcdsaPlain(digest);
        assert_eq!(verify(&plain_algorithm, &key, MESSAGE, &plain), Ok(()));
        let mismatch = Err(VerifyError::Mismatch);
        assert_eq!(verify(&plain_algorithm, &key, MESSAGE, &value), mismatch);
        assert_eq!(verify(&algorithm, &key, MESSAGE, &plain), mismatch);
    }
}

/// Two ways compute Ed25519; they agree about right and wrong, also where a value is odd.
#[test]
fn ed25519_in_one_piece_and_in_parts() {
    let key = key(ED25519);
    let right = hex(ED25519_VALUE);
    let mut values = vec![right.clone()];
    for bit in 0..512 {
        let mut value = right.clone();
        value[bit / 8] ^= 1 << (bit % 8);
        values.push(value);
    }
    // The same response plus the order of the group, which is 2^252 and some.
    let order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let mut value = right.clone();
    let mut carry = 0;
    for (octet, add) in value[32..].iter_mut().zip(hex(order)) {
        let sum = u16::from(*octet) + u16::from(add) + carry;
        *octet = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    values.push(value);
    let verdicts: Vec<_> = values
        .iter()
        .map(|value| {
            let whole = verify(&SignatureAlgorithm::Ed25519, &key, MESSAGE, value);
            let parts = [&MESSAGE[..1], &MESSAGE[1..]];
            assert_eq!(verify_parts(&SignatureAlgorithm::Ed25519, &key, &parts, value), whole);
            whole.is_ok()
        })
        .collect();
    assert_eq!(verdicts.iter().filter(|is_right| **is_right).count(), 1);
}

/// Whatever is done to a key or a value, an answer comes, and a changed value is never right.
#[test]
fn changed_keys_and_values_never_panic() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for line in VALUES.lines().skip(1).filter(|line| line.len() < 2_000) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (spki, value) = (hex(cells[3]), hex(cells[4]));
        let right = key(cells[3]);
        let algorithm = rows_algorithm(&cells);
        for _ in 0..40 {
            let mut changed = value.clone();
            let at = random(changed.len());
            changed[at] ^= 1 << random(8);
            assert!(verify_parts(&algorithm, &right, &[MESSAGE, b""], &changed).is_err());
            let mut changed = spki.clone();
            for _ in 0..=random(4) {
                let at = random(changed.len());
                changed[at] = [0, 1, 0x7f, 0x80, 0xff, changed[at] ^ 1][random(6)];
            }
            let Ok(changed) = PublicKey::from_spki(&changed) else { continue };
            let whole = verify(&algorithm, &changed, MESSAGE, &value);
            let parts = verify_parts(&algorithm, &changed, &[MESSAGE, b""], &value);
            assert_eq!(whole, parts, "{changed:?} {}", cells[0]);
        }
    }
}
