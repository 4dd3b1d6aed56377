//! Candidate paths through pools of certificates that name each other.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::limits::{PATH_LENGTH, PATH_RESULTS};
use kyso::x509::{
    Certificate, CertificateId, CertificatePool, EdgeCache, EdgeResult, PathBudget, candidate_paths,
};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::input::Input;

const ED25519: Oid = oid(&[1, 3, 101, 112]);
const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
const SUBJECT_KEY_ID: Oid = oid(&[2, 5, 29, 14]);
const AUTHORITY_KEY_ID: Oid = oid(&[2, 5, 29, 35]);

/// Names and keys there are: few, so that certificates name each other.
const NAMES: usize = 6;
const KEYS: usize = 6;

/// Certificates of one input.
const POOL: usize = 40;

thread_local! {
    static KEY_PAIRS: Vec<Ed25519KeyPair> = (1_u8..)
        .take(KEYS)
        .map(|seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("32 octets"))
        .collect();
    static MADE: RefCell<HashMap<[u8; 6], Arc<Certificate>>> = RefCell::default();
    static EDGES: EdgeCache = EdgeCache::new();
}

/// A pool made of the input, and every path from its first certificate to its anchors.
pub fn paths(input: &[u8]) {
    let mut fields = Input::new(input);
    let anchors_at = fields.word();
    let budget = match fields.byte() {
        0 => PathBudget::new(),
        small => PathBudget::with(usize::from(small), usize::from(small) / 2),
    };
    let mut made = Vec::new();
    while !fields.is_empty() && made.len() < POOL {
        let [one, two, more] = [fields.byte(), fields.byte(), fields.byte()];
        made.push(certificate(one, two, more));
    }
    let Some(leaf) = made.first() else { return };
    let is_anchor = |index: usize| index < 16 && anchors_at & (1 << index) != 0;
    let anchors: CertificatePool = made
        .iter()
        .enumerate()
        .filter(|(index, _)| is_anchor(*index))
        .map(|(_, certificate)| Arc::clone(certificate))
        .collect();
    let pool: CertificatePool = made.iter().cloned().collect();
    let reversed: CertificatePool = made.iter().rev().cloned().collect();

    EDGES.with(|edges| {
        let mut spent = budget.clone();
        let search = candidate_paths(leaf, &[&pool], &anchors, edges, &mut spent);
        // Neither the order of the pool nor what was verified before decides.
        let mut again = budget.clone();
        let other = candidate_paths(leaf, &[&reversed], &anchors, edges, &mut again);
        assert_eq!(search, other);
        assert_eq!(format!("{spent:?}"), format!("{again:?}"));
        assert!(search.paths.len() <= PATH_RESULTS);
        for path in &search.paths {
            let certificates = path.certificates();
            assert_eq!(certificates.first(), Some(leaf));
            let anchor = path.anchor().expect("no path is empty");
            assert!(anchors.contains(&anchor.id()), "a path ends at an anchor");
            assert!(certificates.len() <= PATH_LENGTH + 2, "{}", certificates.len());
            let mut met = HashSet::new();
            for certificate in certificates.iter().rev().skip(1) {
                assert!(met.insert(certificate.id()), "a certificate twice");
                assert!(certificates.len() == 1 || !anchors.contains(&certificate.id()));
            }
            for pair in certificates.windows(2) {
                assert_eq!(pair[0].issuer(), pair[1].subject());
                let edge = edges.signed_by(pair[0].as_ref(), pair[1].public_key());
                assert_eq!(edge, EdgeResult::Verified);
            }
        }
        // Where nothing ended the search, it finds a path exactly where there is one.
        if search.exhausted.is_none() {
            let reachable = reaches(leaf, &made, &anchors);
            assert_eq!(reachable, !search.paths.is_empty(), "{search:?}");
        } else {
            assert!(!search.exhausted.unwrap_or_default().is_empty());
        }
    });
}

/// Whether any anchor can be reached, by breadth first: another way than that of the search.
fn reaches(leaf: &Arc<Certificate>, made: &[Arc<Certificate>], anchors: &CertificatePool) -> bool {
    if anchors.contains(&leaf.id()) {
        return true;
    }
    let mut met = BTreeSet::<CertificateId>::from([leaf.id()]);
    let mut edge = vec![Arc::clone(leaf)];
    for _ in 0..=PATH_LENGTH {
        let mut next = Vec::new();
        for current in edge.drain(..) {
            for issuer in made.iter().filter(|it| it.subject() == current.issuer()) {
                let signed = EDGES.with(|edges| {
                    edges.signed_by(current.as_ref(), issuer.public_key()) == EdgeResult::Verified
                });
                if signed && anchors.contains(&issuer.id()) {
                    return true;
                }
                // The leaf certified anew leads nowhere that the leaf itself does not.
                let is_leaf =
                    issuer.subject() == leaf.subject() && issuer.public_key() == leaf.public_key();
                if signed && !is_leaf && met.insert(issuer.id()) {
                    next.push(Arc::clone(issuer));
                }
            }
        }
        edge = next;
    }
    false
}

/// One of a small world of certificates: who, by which key, certified by whom and with which key,
/// and some of the identifiers that steer a search.
fn certificate(one: u8, two: u8, more: u8) -> Arc<Certificate> {
    let pick = |byte: u8, count: usize| u8::try_from(usize::from(byte) % count).expect("small");
    let spec = [
        pick(one, NAMES),
        pick(one >> 4, KEYS),
        pick(two, NAMES),
        pick(two >> 4, KEYS),
        more & 3,
        more >> 4,
    ];
    if let Some(known) = MADE.with(|made| made.borrow().get(&spec).cloned()) {
        return known;
    }
    let [subject, key, issuer, signer, identifiers, serial] = spec;
    let mut tbs = Writer::new();
    tbs.nested(Tag::SEQUENCE, |tbs| {
        tbs.nested(Tag::context_constructed(0), |version| version.element(Tag::INTEGER, &[2]));
        tbs.element(Tag::INTEGER, &[serial + 1]);
        algorithm(tbs);
        name(tbs, issuer);
        tbs.nested(Tag::SEQUENCE, |validity| {
            let year = b'0' + serial % 8;
            validity.element(
                Tag::UTC_TIME,
                &[b'2', year, b'0', b'1', b'0', b'1', b'0', b'0', b'0', b'0', b'0', b'0', b'Z'],
            );
            validity.element(Tag::UTC_TIME, b"490101000000Z");
        });
        name(tbs, subject);
        tbs.nested(Tag::SEQUENCE, |spki| {
            algorithm(spki);
            let public = [&[0], public(key).as_slice()].concat();
            spki.element(Tag::BIT_STRING, &public);
        });
        tbs.nested(Tag::context_constructed(3), |wrapper| {
            wrapper.nested(Tag::SEQUENCE, |list| {
                extension(list, &SUBJECT_KEY_ID, |value| value.element(Tag::OCTET_STRING, &[key]));
                if identifiers & 1 != 0 {
                    // Of the right key or, to lead astray, of another.
                    let named = if identifiers & 2 != 0 { signer } else { key };
                    extension(list, &AUTHORITY_KEY_ID, |value| {
                        value.nested(Tag::SEQUENCE, |id| id.element(Tag::context(0), &[named]));
                    });
                }
            });
        });
    });
    let tbs = tbs.into_bytes();
    let value = KEY_PAIRS.with(|pairs| pairs[usize::from(signer)].sign(&tbs));
    let mut whole = Writer::new();
    whole.nested(Tag::SEQUENCE, |whole| {
        whole.raw(&tbs);
        algorithm(whole);
        whole.element(Tag::BIT_STRING, &[&[0], value.as_ref()].concat());
    });
    let made = Certificate::parse(&whole.into_bytes()).expect("it is well formed");
    let made = Arc::new(made);
    MADE.with(|all| all.borrow_mut().insert(spec, Arc::clone(&made)));
    made
}

fn public(key: u8) -> Vec<u8> {
    KEY_PAIRS.with(|pairs| pairs[usize::from(key)].public_key().as_ref().to_vec())
}

fn algorithm(writer: &mut Writer) {
    writer.nested(Tag::SEQUENCE, |identifier| identifier.oid(&ED25519));
}

fn name(writer: &mut Writer, number: u8) {
    writer.nested(Tag::SEQUENCE, |name| {
        name.nested(Tag::SET, |set| {
            set.nested(Tag::SEQUENCE, |attribute| {
                attribute.oid(&COMMON_NAME);
                attribute.element(Tag::UTF8_STRING, &[b'A' + number]);
            });
        });
    });
}

fn extension(list: &mut Writer, oid: &Oid, value: impl FnOnce(&mut Writer)) {
    let mut inner = Writer::new();
    value(&mut inner);
    list.nested(Tag::SEQUENCE, |extension| {
        extension.oid(oid);
        extension.element(Tag::OCTET_STRING, &inner.into_bytes());
    });
}
