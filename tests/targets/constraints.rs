//! Chains of certificates that constrain the names and policies of those below.

use std::sync::Arc;

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::validation::{
    Context, Indication, Material, PathInputs, Policy, RevocationRequirement, Usage,
    validate_certificate,
};
use kyso::x509::{Certificate, CertificatePool, EdgeCache};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::input::Input;

const ED25519: Oid = oid(&[1, 3, 101, 112]);
const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
const EMAIL: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 1]);
const ANY_POLICY: Oid = oid(&[2, 5, 29, 32, 0]);

/// Authorities between anchor and signer.
const AUTHORITIES: usize = 3;
/// Names, subtrees or policies of one list.
const LIST: usize = 8;

/// What a text of a name is put together from, so that names lie in subtrees and beside them.
const PARTS: &[&str] = &[
    "a", "b", "A", ".", "..", "@", "*", "*.", "a.b", ".b", "b.a", "x@a.b", "http://", "/", ":1",
    "", "urn:", "\\", "[::1]", "ô", "\"", "10.0.0.1", "b.", " ",
];

/// A chain made of the input, from an anchor to a signer.
pub fn constraints(input: &[u8]) {
    let mut fields = Input::new(input);
    let flags = fields.byte();
    let users: Vec<_> = (0..fields.below(4)).map(|_| policy(&mut fields)).collect();
    let inputs = PathInputs {
        user_initial_policy_set: (flags & 1 != 0).then(|| users.into_iter().collect()),
        initial_explicit_policy: flags & 2 != 0,
        initial_policy_mapping_inhibit: flags & 4 != 0,
        initial_any_policy_inhibit: flags & 8 != 0,
        max_path_length: (flags & 16 != 0).then(|| u32::from(flags >> 5)),
    };
    let count = fields.below(AUTHORITIES) + 2;
    let links: Vec<Link> = (0..count).map(|_| Link::of(&mut fields)).collect();
    let passed = is_passed(&links, &inputs);
    // Who asks for more is not given more.
    let less =
        PathInputs { initial_explicit_policy: false, max_path_length: None, ..inputs.clone() };
    assert!(!passed || is_passed(&links, &less), "less is asked for");
    let stricter = PathInputs { initial_any_policy_inhibit: true, ..inputs.clone() };
    assert!(passed || !is_passed(&links, &stricter), "more is asked for");
    // Nor where an authority excludes one more subtree.
    let mut excluding = links;
    if let Some((_, base)) = excluding.last().and_then(|signer| signer.names.first().cloned()) {
        excluding[0].excluded.push((2, base));
    }
    assert!(passed || !is_passed(&excluding, &inputs), "more is excluded");
}

/// What a certificate asks for and bears.
#[derive(Clone)]
struct Link {
    /// By the number of their tag.
    names: Vec<(u8, Vec<u8>)>,
    email: Option<Vec<u8>>,
    permitted: Vec<(u8, Vec<u8>)>,
    excluded: Vec<(u8, Vec<u8>)>,
    policies: Vec<Oid>,
    mappings: Vec<(Oid, Oid)>,
    skips: [Option<u8>; 3],
    is_self_issued: bool,
}

impl Link {
    fn of(fields: &mut Input<'_>) -> Self {
        let flags = fields.byte();
        let mut list = |bit: u8| -> Vec<(u8, Vec<u8>)> {
            let count = if flags & bit != 0 { fields.below(LIST) } else { 0 };
            (0..count).map(|_| general(fields)).collect()
        };
        let (names, permitted, excluded) = (list(1), list(2), list(4));
        let mut some = |bit: u8| if flags & bit != 0 { fields.below(LIST) } else { 0 };
        let (policies, mappings) = (some(8), some(16));
        let policies = (0..policies).map(|_| policy(fields)).collect();
        let mappings = (0..mappings).map(|_| (domain(fields), domain(fields))).collect();
        let skips = if flags & 32 != 0 { fields.byte() } else { 0 };
        let skip = |shift: u8| match skips >> shift & 3 {
            0 => None,
            skip => Some(skip - 1),
        };
        Self {
            names,
            email: (flags & 64 != 0).then(|| text(fields)),
            permitted,
            excluded,
            policies,
            mappings,
            skips: [skip(0), skip(2), skip(4)],
            is_self_issued: flags & 128 != 0,
        }
    }
}

fn policy(fields: &mut Input<'_>) -> Oid {
    match fields.below(5) {
        0 => ANY_POLICY,
        number => oid(&[1, 2, 3, u32::try_from(number).expect("it is small")]),
    }
}

/// What may be mapped, and seldom what may not.
fn domain(fields: &mut Input<'_>) -> Oid {
    match fields.byte() {
        255 => ANY_POLICY,
        byte => oid(&[1, 2, 3, 1 + u32::from(byte % 4)]),
    }
}

fn general(fields: &mut Input<'_>) -> (u8, Vec<u8>) {
    let kind = fields.byte();
    let value = match kind % 9 {
        4 => name(&[(COMMON_NAME, &text(fields))]),
        7 => {
            let length = [4, 8, 16, 32, 5][fields.below(5)];
            let mut octets = fields.take(length).to_vec();
            octets.resize(length, 0xff);
            octets
        }
        _ => text(fields),
    };
    (kind % 9, value)
}

fn text(fields: &mut Input<'_>) -> Vec<u8> {
    let count = fields.below(5);
    (0..count).flat_map(|_| PARTS[fields.below(PARTS.len())].bytes()).collect()
}

/// Whether the chain is passed, which must not depend on what was verified before.
fn is_passed(links: &[Link], inputs: &PathInputs) -> bool {
    let mut issuer = String::from("0");
    let last = links.len() - 1;
    let mut certificates = Vec::new();
    for (number, link) in links.iter().enumerate() {
        // The anchor and what is self-issued have the name of their issuer, and then another key.
        let is_own = number == 0 || (link.is_self_issued && number < last);
        let subject = if is_own { issuer.clone() } else { number.to_string() };
        let seed = u8::try_from(number).expect("it is small");
        let by = (issuer.as_str(), seed.saturating_sub(1));
        certificates.push(certificate(link, (&subject, seed), by, number < last));
        issuer = subject;
    }
    let Some(signer) = certificates.last().cloned() else { return false };
    let anchors: CertificatePool = certificates.first().cloned().into_iter().collect();
    let mut material = Material::new();
    certificates.iter().for_each(|it| material.add_certificate(Arc::clone(it)));
    let policy = Policy {
        revocation: RevocationRequirement::Ignore,
        path: inputs.clone(),
        ..Policy::generic()
    };
    let edges = EdgeCache::new();
    let context = Context {
        policy: &policy,
        time: "2030-01-01T00:00:00Z".parse().expect("a time"),
        anchors: &anchors,
        materials: &[&material],
        edges: &edges,
    };
    let judged = validate_certificate(&signer, Usage::Any, &context);
    let again = validate_certificate(&signer, Usage::Any, &context);
    assert_eq!(judged.indication, again.indication);
    assert_eq!(judged.findings, again.findings);
    judged.indication == Indication::TotalPassed
}

fn certificate(
    link: &Link,
    (subject, key): (&str, u8),
    (issuer, signer): (&str, u8),
    is_ca: bool,
) -> Arc<Certificate> {
    let pair = |seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("32 octets");
    let mut attributes = vec![(COMMON_NAME, subject.as_bytes())];
    attributes.extend(link.email.as_ref().map(|email| (EMAIL, email.as_slice())));
    // Authorities are found by their names.
    let attributes = if is_ca { &attributes[..1] } else { &attributes[..] };
    let mut tbs = Writer::new();
    tbs.nested(Tag::SEQUENCE, |tbs| {
        tbs.nested(Tag::context_constructed(0), |version| version.element(Tag::INTEGER, &[2]));
        tbs.element(Tag::INTEGER, &[key + 1]);
        tbs.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
        tbs.raw(&name(&[(COMMON_NAME, issuer.as_bytes())]));
        tbs.nested(Tag::SEQUENCE, |validity| {
            validity.element(Tag::UTC_TIME, b"250101000000Z");
            validity.element(Tag::UTC_TIME, b"490101000000Z");
        });
        tbs.raw(&name(attributes));
        tbs.nested(Tag::SEQUENCE, |spki| {
            spki.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
            let public = [&[0], pair(key).public_key().as_ref()].concat();
            spki.element(Tag::BIT_STRING, &public);
        });
        tbs.nested(Tag::context_constructed(3), |wrapper| {
            wrapper.nested(Tag::SEQUENCE, |list| extensions(list, link, is_ca));
        });
    });
    let tbs = tbs.into_bytes();
    let mut whole = Writer::new();
    whole.nested(Tag::SEQUENCE, |whole| {
        whole.raw(&tbs);
        whole.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
        let value = [&[0], pair(signer).sign(&tbs).as_ref()].concat();
        whole.element(Tag::BIT_STRING, &value);
    });
    Arc::new(Certificate::parse(&whole.into_bytes()).expect("it is well formed"))
}

fn extensions(list: &mut Writer, link: &Link, is_ca: bool) {
    let mut extension = |arc: u32, write: &dyn Fn(&mut Writer)| {
        let mut value = Writer::new();
        write(&mut value);
        list.nested(Tag::SEQUENCE, |extension| {
            extension.oid(&oid(&[2, 5, 29, arc]));
            extension.element(Tag::BOOLEAN, &[0xff]);
            extension.element(Tag::OCTET_STRING, &value.into_bytes());
        });
    };
    let general = |writer: &mut Writer, (number, value): &(u8, Vec<u8>)| {
        let is_constructed = [0, 3, 4, 5].contains(number);
        let tag = if is_constructed { Tag::context_constructed } else { Tag::context };
        writer.element(tag(*number), value);
    };
    if is_ca {
        extension(19, &|it| it.nested(Tag::SEQUENCE, |it| it.element(Tag::BOOLEAN, &[0xff])));
    }
    if !link.names.is_empty() {
        extension(17, &|it| {
            it.nested(Tag::SEQUENCE, |it| link.names.iter().for_each(|name| general(it, name)));
        });
    }
    // Seldom where they must not be.
    let constrains = !link.permitted.is_empty() || !link.excluded.is_empty();
    if constrains && (is_ca || link.skips == [Some(0); 3]) {
        extension(30, &|it| {
            it.nested(Tag::SEQUENCE, |it| {
                for (side, subtrees) in (0..).zip([&link.permitted, &link.excluded]) {
                    if subtrees.is_empty() {
                        continue;
                    }
                    it.nested(Tag::context_constructed(side), |it| {
                        for base in subtrees {
                            it.nested(Tag::SEQUENCE, |it| general(it, base));
                        }
                    });
                }
            });
        });
    }
    if !link.policies.is_empty() {
        extension(32, &|it| {
            it.nested(Tag::SEQUENCE, |it| {
                let mut policies = link.policies.clone();
                policies.sort_unstable();
                policies.dedup();
                policies.iter().for_each(|policy| it.nested(Tag::SEQUENCE, |it| it.oid(policy)));
            });
        });
    }
    if !link.mappings.is_empty() {
        extension(33, &|it| {
            it.nested(Tag::SEQUENCE, |it| {
                for (issuer_domain, subject_domain) in &link.mappings {
                    it.nested(Tag::SEQUENCE, |it| {
                        it.oid(issuer_domain);
                        it.oid(subject_domain);
                    });
                }
            });
        });
    }
    let [explicit, mapping, any] = link.skips;
    if explicit.is_some() || mapping.is_some() {
        extension(36, &|it| {
            it.nested(Tag::SEQUENCE, |it| {
                for (number, skip) in (0..).zip([explicit, mapping]) {
                    if let Some(skip) = skip {
                        it.element(Tag::context(number), &[skip]);
                    }
                }
            });
        });
    }
    if let Some(skip) = any {
        extension(54, &|it| it.element(Tag::INTEGER, &[skip]));
    }
}

/// A distinguished name of one attribute in each RDN.
fn name(attributes: &[(Oid, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |name| {
        for (oid, text) in attributes {
            name.nested(Tag::SET, |set| {
                set.nested(Tag::SEQUENCE, |pair| {
                    pair.oid(oid);
                    pair.element(Tag::UTF8_STRING, text);
                });
            });
        }
    });
    writer.into_bytes()
}
