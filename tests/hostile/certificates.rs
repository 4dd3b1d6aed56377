//! Certificates and signatures over them: webs, explosions, and what is too large.

use kyso::asn1::{Oid, Tag, oid};

use super::pdf::{FIELD, page, value};
use super::pki::{Cms, Key, Profile, attribute, der, extension, names, sequence};
use super::run::Case;
use super::{Named, ROOT, Said, Verdict, check, document, empty_crl, root_key, trust, with_trust};

const NAME_CONSTRAINTS: Oid = oid(&[2, 5, 29, 30]);
const POLICIES: Oid = oid(&[2, 5, 29, 32]);
const POLICY_MAPPINGS: Oid = oid(&[2, 5, 29, 33]);
const POLICY_CONSTRAINTS: Oid = oid(&[2, 5, 29, 36]);
const ALTERNATIVE_NAMES: Oid = oid(&[2, 5, 29, 17]);
const RSA: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 1]);

const LEAF_SERIAL: [u8; 5] = [1, 0, 0, 0, 9];

/// A document signed by somebody else than the ordinary signer, whose CA the document brings.
fn signed_below(issuer: &str, leaf: &[u8], key: &Key, certificates: Vec<Vec<u8>>) -> Vec<u8> {
    let mut all = vec![leaf.to_vec()];
    all.extend(certificates);
    let cms = Cms { certificates: all, ..Cms::default() };
    let sign = |content: &[u8]| cms.sign(content, issuer, &LEAF_SERIAL, key);
    let room = sign(b"").len() + 64;
    let mut file = page("", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, room);
    file.end();
    hole.fill(&mut file.bytes, sign);
    file.bytes
}

fn leaf(issuer: &str, signer: &Key) -> (Vec<u8>, Key) {
    let key = Key::new(9);
    (Profile::new("Leaf", &key, issuer, 9).sign(signer), key)
}

#[test]
fn a_web_of_one_name() {
    // Nine hundred CAs of one name, each certified by others of that name; none leads anywhere.
    let keys: Vec<Key> = (100..130).map(Key::new).collect();
    let web: Vec<_> = (0_u32..900)
        .map(|number| {
            let at = usize::try_from(number).unwrap();
            let (key, signer) = (&keys[at % 30], &keys[at / 30]);
            Profile::new("Web", key, "Web", number).ca().sign(signer)
        })
        .collect();
    let (leaf, key) = leaf("Web", &keys[0]);
    let file = signed_below("Web", &leaf, &key, web.clone());
    check("one name", &with_trust(file), &Named("PATH_S"));

    // The same, where a way out exists at the end of it.
    let mut web = web;
    web.push(Profile::new("Web", &keys[29], ROOT, 5_000).ca().sign(&root_key()));
    let file = signed_below("Web", &leaf, &key, web);
    check("one name with a way out", &with_trust(file), &Said("certificates"));
}

fn called(number: usize) -> String {
    format!("Web {number}")
}

/// CAs of one key each, every one certified by every other.
fn certified_by_each_other(keys: &[Key]) -> Vec<Vec<u8>> {
    let mut web = Vec::new();
    for (subject, key) in keys.iter().enumerate() {
        for (issuer, signer) in keys.iter().enumerate().filter(|(issuer, _)| *issuer != subject) {
            let serial = u32::try_from(web.len()).unwrap();
            let profile = Profile::new(&called(subject), key, &called(issuer), serial).ca();
            web.push(profile.sign(signer));
        }
    }
    web
}

#[test]
fn a_web_of_many_names() {
    // Thirty CAs, each certified by each: the number of ways is beyond counting.
    let keys: Vec<Key> = (200..230).map(Key::new).collect();
    let web = certified_by_each_other(&keys);
    let (leaf, key) = leaf(&called(0), &keys[0]);
    let file = signed_below(&called(0), &leaf, &key, web);
    check("many names", &with_trust(file), &Named("PATH_S"));
}

#[test]
fn a_web_in_each_of_many_signatures() {
    // The budget of a document is one, however many signatures begin a search.
    let keys: Vec<Key> = (200..220).map(Key::new).collect();
    let web = certified_by_each_other(&keys);
    let count = 150_u32;
    let fields: String = (0..count).map(|number| format!("{} 0 R ", 100 + number)).collect();
    let mut file = page("", &fields);
    let mut holes = Vec::new();
    for number in 0..count {
        file.object(100 + number, format!("<</FT /Sig /T (s{number}) /V {} 0 R>>", 1_000 + number));
    }
    for number in 0..count {
        let room = if number == 0 { 120_000 } else { 700 };
        holes.push(value(&mut file, 1_000 + number, room));
    }
    file.end();
    for (number, hole) in (0_u32..).zip(&holes) {
        let key = Key::new(1_000 + number);
        let leaf = Profile::new(&format!("Leaf {number}"), &key, &called(0), 9).sign(&keys[0]);
        let mut certificates = vec![leaf];
        if number == 0 {
            certificates.extend(web.iter().cloned());
        }
        let cms = Cms { certificates, ..Cms::default() };
        hole.fill(&mut file.bytes, |content| cms.sign(content, &called(0), &LEAF_SERIAL, &key));
    }
    check("many signatures", &with_trust(file.bytes), &Said("failed"));
}

#[test]
fn a_chain_that_is_too_long() {
    let called = |number: u32| if number == 0 { ROOT.to_owned() } else { format!("CA {number}") };
    let key = |number: u32| if number == 0 { root_key() } else { Key::new(300 + number) };
    let chain: Vec<_> = (1..=40)
        .map(|number| {
            let profile = Profile::new(&called(number), &key(number), &called(number - 1), number);
            profile.ca().sign(&key(number - 1))
        })
        .collect();
    let (leaf, leaf_key) = leaf(&called(40), &key(40));
    let file = signed_below(&called(40), &leaf, &leaf_key, chain);
    check("chain", &with_trust(file), &Named("PATH_LENGTH"));
}

#[test]
fn too_many_signers_attributes_and_certificates() {
    let file = document(&Cms { more_signers: 10_000, ..Cms::default() }, "", |_| {});
    check("signers", &with_trust(file), &Named("1000 signers"));
    let file = document(&Cms { more_signers: 900, ..Cms::default() }, "", |_| {});
    check("several signers", &with_trust(file), &Named("more than one signer"));
    let attributes = (0_u32..10_000)
        .map(|number| {
            let octets = [&[0x2a], number.to_be_bytes().map(|it| it & 0x7f).as_slice()].concat();
            let oid = Oid::from_value(&octets).unwrap();
            attribute(&oid, &der(|it| it.element(Tag::NULL, &[])))
        })
        .collect();
    let file = document(&Cms { attributes, ..Cms::default() }, "", |_| {});
    check("attributes", &with_trust(file), &Named("attributes"));
    let key = Key::new(400);
    let certificates =
        (0..5_000).map(|number| Profile::new("x", &key, ROOT, number).sign(&key)).collect();
    let file = document(&Cms { certificates, ..Cms::default() }, "", |_| {});
    check("certificates", &with_trust(file), &Named("1000 certificates"));
}

#[test]
fn many_certificates_with_the_name_of_the_signer() {
    // The signer names an issuer and a serial number, and so may anybody's certificate.
    let key = Key::new(400);
    let forged = (0..900).map(|number| {
        let mut profile = Profile::new(&format!("Forged {number}"), &key, ROOT, 1);
        profile.serial = super::SIGNER_SERIAL.to_vec();
        profile.sign(&key)
    });
    let forged: Vec<_> = forged.collect();
    let cms = Cms { certificates: forged.clone(), ..Cms::default() };
    // The own certificate comes first.
    check("signer first", &with_trust(document(&cms, "", |_| {})), &Verdict("passed"));
    // It comes last: beyond the bound nobody looks.
    let mut all = forged;
    all.push(super::signer().sign(&root_key()));
    let cms = Cms { certificates: all, ..Cms::default() };
    let sign =
        |content: &[u8]| cms.sign(content, ROOT, &super::SIGNER_SERIAL, &super::signer_key());
    let room = sign(b"").len() + 64;
    let mut file = page("", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, room);
    file.end();
    hole.fill(&mut file.bytes, sign);
    check("signer last", &with_trust(file.bytes), &Named("SIGNER_CANDIDATES"));
}

#[test]
fn numbers_and_identifiers_of_a_megabyte() {
    let big = vec![0x7f; 900_000];
    // A serial number.
    let mut profile = super::signer();
    profile.serial = big.clone();
    let certificate = profile.sign(&root_key());
    let cms = Cms { certificates: vec![certificate], ..Cms::default() };
    check("serial", &with_trust(document(&cms, "", |_| {})), &Verdict("passed"));
    // An object identifier.
    let huge = der(|it| it.element(Tag::OID, &big));
    let algorithm = sequence(|it| it.raw(&huge));
    let mut profile = super::signer();
    profile.spki = sequence(|spki| {
        spki.raw(&algorithm);
        spki.element(Tag::BIT_STRING, &[0, 1, 2, 3]);
    });
    let cms = Cms { certificates: vec![profile.sign(&root_key())], ..Cms::default() };
    check("identifier", &with_trust(document(&cms, "", |_| {})), &Said("material-unreadable"));
}

/// A certificate with an RSA key of so many octets, as if of the signer.
fn rsa(modulus: usize, exponent: usize) -> Vec<u8> {
    let key = sequence(|key| {
        let mut octets = vec![0xff; modulus];
        octets.insert(0, 0);
        key.element(Tag::INTEGER, &octets);
        let mut octets = vec![0xff; exponent];
        octets.insert(0, 0);
        key.element(Tag::INTEGER, &octets);
    });
    let spki = sequence(|spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(&RSA);
            algorithm.element(Tag::NULL, &[]);
        });
        spki.element(Tag::BIT_STRING, &[&[0], key.as_slice()].concat());
    });
    let mut profile = Profile::new("Leaf", &Key::new(9), ROOT, 9);
    profile.spki = spki;
    profile.sign(&root_key())
}

#[test]
fn keys_that_are_too_large() {
    for (name, modulus, exponent) in [
        ("16392 bits", 2_049, 3),
        ("131072 bits", 16_384, 3),
        ("7000000 bits", 900_000, 3),
        ("exponent of 2048 bits", 256, 256),
        ("exponent of 800000 octets", 256, 800_000),
    ] {
        let file = rsa_document(modulus, exponent);
        check(name, &with_trust(file), &Named("algorithm-unsupported"));
    }
}

/// A document whose signature says that it was made with such a key.
fn rsa_document(modulus: usize, exponent: usize) -> Vec<u8> {
    let leaf = rsa(modulus, exponent);
    let cms = Cms { certificates: vec![leaf], rsa: Some(modulus.min(1_000)), ..Cms::default() };
    let sign = |content: &[u8]| cms.sign(content, ROOT, &LEAF_SERIAL, &Key::new(9));
    let room = sign(b"").len() + 64;
    let mut file = page("", "5 0 R");
    file.object(5, FIELD);
    let hole = value(&mut file, 6, room);
    file.end();
    hole.fill(&mut file.bytes, sign);
    file.bytes
}

#[test]
fn names_without_end() {
    for (count, expected) in [(100_000, Named("CERTIFICATE_BYTES")), (45_000, Verdict("passed"))] {
        let mut profile = super::signer();
        profile.subject = names((0..count).map(|number| format!("{number:x}")));
        let certificate = profile.sign(&root_key());
        let cms = Cms { certificates: vec![certificate], ..Cms::default() };
        check("names", &with_trust(document(&cms, "", |_| {})), &expected);
    }
    // The issuer that a signer names.
    let issuer = names((0..100_000).map(|number| format!("{number:x}")));
    let file = document(&Cms { issuer: Some(issuer), ..Cms::default() }, "", |_| {});
    check("issuer", &with_trust(file), &Named("signing-certificate-not-found"));
}

#[test]
fn name_constraints_against_alternative_names() {
    let subtrees = |count: u32| {
        let list: Vec<u8> = (0..count)
            .flat_map(|number| {
                sequence(|it| it.element(Tag::context(2), format!("{number:x}.vn").as_bytes()))
            })
            .collect();
        sequence(|it| it.element(Tag::context_constructed(1), &list))
    };
    let alternatives: Vec<u8> = (0_u32..45_000)
        .flat_map(|number| {
            der(|it| it.element(Tag::context(2), format!("a{number:x}.example").as_bytes()))
        })
        .collect();
    let alternatives = sequence(|it| it.raw(&alternatives));
    let ca_key = Key::new(500);
    for (count, name) in [(100_000, "constraints that do not fit"), (50_000, "constraints")] {
        let ca = Profile::new("CA", &ca_key, ROOT, 3)
            .ca()
            .with(extension(&NAME_CONSTRAINTS, true, &subtrees(count)))
            .sign(&root_key());
        let key = Key::new(9);
        let leaf = Profile::new("Leaf", &key, "CA", 9)
            .with(extension(&ALTERNATIVE_NAMES, false, &alternatives))
            .sign(&ca_key);
        let file = signed_below("CA", &leaf, &key, vec![ca]);
        let mut trust = trust();
        trust.push(("ca.crl", super::pki::crl("CA", &ca_key, 1, std::iter::empty())));
        // Processed or refused, within its bounds, and not passed without a look.
        check(
            name,
            &Case { file, trust },
            &Named(if count > 90_000 { "chain-not-found" } else { "PATH_CONSTRAINT_STEPS" }),
        );
    }
}

#[test]
fn policies_that_multiply() {
    // RFC 9618: a tree of policies doubles, or worse, with each CA whose mappings map each of its
    // policies to each.
    let policy = |number: u32| {
        Oid::from_value(
            &[&[0x2a, 0x03], [u8::try_from(number).unwrap() & 0x7f].as_slice()].concat(),
        )
        .unwrap()
    };
    let width = 30;
    let list = sequence(|it| {
        for number in 0..width {
            it.nested(Tag::SEQUENCE, |information| information.oid(&policy(number)));
        }
    });
    let mappings = sequence(|it| {
        for one in 0..width {
            for other in 0..width {
                it.nested(Tag::SEQUENCE, |mapping| {
                    mapping.oid(&policy(one));
                    mapping.oid(&policy(other));
                });
            }
        }
    });
    let required = sequence(|it| it.element(Tag::context(0), &[0]));
    let called = |number: u32| if number == 0 { ROOT.to_owned() } else { format!("CA {number}") };
    let key = |number: u32| if number == 0 { root_key() } else { Key::new(600 + number) };
    let chain: Vec<_> = (1..=8)
        .map(|number| {
            Profile::new(&called(number), &key(number), &called(number - 1), number)
                .ca()
                .with(extension(&POLICIES, true, &list))
                .with(extension(&POLICY_MAPPINGS, true, &mappings))
                .with(extension(&POLICY_CONSTRAINTS, true, &required))
                .sign(&key(number - 1))
        })
        .collect();
    let (leaf, leaf_key) = leaf(&called(8), &key(8));
    let file = signed_below(&called(8), &leaf, &leaf_key, chain);
    // The leaf asserts no policy, and one is required.
    check("policies", &with_trust(file), &Named("certificate-chain-broken"));
}

#[test]
fn an_anchor_of_any_size() {
    // What the user trusts may be odd; it is not a way to be passed.
    let big = Profile::new(ROOT, &root_key(), ROOT, 7)
        .ca()
        .with(extension(
            &ALTERNATIVE_NAMES,
            false,
            &sequence(|it| {
                for number in 0_u32..40_000 {
                    it.element(Tag::context(2), format!("a{number:x}.example").as_bytes());
                }
            }),
        ))
        .sign(&root_key());
    let file = document(&Cms::default(), "", |_| {});
    let trust = vec![("big.der", big), ("root.crl", empty_crl())];
    check("anchor", &Case { file, trust }, &Verdict("passed"));
}
