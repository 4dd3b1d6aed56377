//! The rules about revocation (RFC 5280 §6.3, RFC 6960, RFC 9608), each met and each missed by a
//! little, on authorities that are made here.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing)]

mod pki;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kyso::crypto::DigestAlgorithm;
use kyso::validation::{
    CertificateConclusion, Context, Indication, Material, Policy, Source, Usage,
    validate_certificate,
};
use kyso::x509::{Certificate, CertificatePool, Crl, EdgeCache, OcspResponse};
use pki::{
    Draft, KEY_COMPROMISE, List, OTHER_REASONS, Point, PointName, Response, Scope, Single, Status,
    directory, entry, id_ce, points, uri,
};

/// What is at hand, and the authority `ca` as the anchor.
struct World {
    anchors: CertificatePool,
    material: Material,
    time: Timestamp,
}

impl World {
    fn new() -> Self {
        Self {
            anchors: [Draft::root("ca", 1).build()].into_iter().collect(),
            material: Material::new(),
            time: "2026-01-16T00:00:00Z".parse().unwrap(),
        }
    }

    fn crl(mut self, crl: Arc<Crl>) -> Self {
        self.material.add_crl(crl, Source::TrustFolder);
        self
    }

    fn list(self, list: List) -> Self {
        self.crl(list.build())
    }

    fn response(mut self, response: Arc<OcspResponse>) -> Self {
        self.material.add_ocsp_response(&response, Source::TrustFolder);
        self
    }

    fn certificate(mut self, certificate: Arc<Certificate>) -> Self {
        self.material.add_certificate(certificate);
        self
    }

    fn anchor(mut self, certificate: Arc<Certificate>) -> Self {
        self.anchors.insert(certificate);
        self
    }

    fn judge(&self, certificate: &Arc<Certificate>) -> CertificateConclusion {
        let context = Context {
            policy: &Policy::generic(),
            time: self.time,
            anchors: &self.anchors,
            materials: &[&self.material],
            edges: &EdgeCache::new(),
        };
        validate_certificate(certificate, Usage::Any, &context)
    }

    /// The status of a certificate, which must agree with the indication.
    fn status(&self, certificate: Draft) -> &'static str {
        let certificate = certificate.build();
        let conclusion = self.judge(&certificate);
        let found = conclusion.revocation.iter().find(|it| it.certificate == certificate.id());
        let status = found.map_or("unavailable", |evidence| evidence.status.name());
        let is_passed = conclusion.indication == Indication::TotalPassed;
        assert_eq!(is_passed, status == "good", "{conclusion:?}");
        status
    }
}

/// A person whose CRL is at this address.
fn person_at(address: &str) -> Draft {
    let name = Some(PointName::uri(address));
    Draft::person().with(points(&[Point { name, ..Point::default() }]))
}

/// A person about whom `crl issuer` speaks.
fn person_of_crl_issuer() -> Draft {
    Draft::person().with(points(&[of_crl_issuer()]))
}

fn of_crl_issuer() -> Point {
    Point { crl_issuer: vec!["crl issuer"], ..Point::default() }
}

#[test]
fn the_scope_of_a_list_is_matched_exactly() {
    let at = |address: &str| Scope { name: Some(PointName::uri(address)), ..Scope::default() };
    let of_issuer = || PointName::Full(vec![directory("ca")]);
    let two = || PointName::Full(vec![uri("http://one"), uri("http://two")]);
    for (what, scope, person, expected) in [
        ("an empty scope", Scope::default(), Draft::person(), "good"),
        ("the same address", at("http://one"), person_at("http://one"), "good"),
        ("another address", at("http://one"), person_at("http://two"), "unavailable"),
        ("no address", at("http://one"), Draft::person(), "unavailable"),
        (
            "one of two",
            Scope { name: Some(two()), ..Scope::default() },
            person_at("http://two"),
            "good",
        ),
        (
            "the issuer",
            Scope { name: Some(of_issuer()), ..Scope::default() },
            person_at("http://two"),
            "good",
        ),
        (
            "relative to the issuer",
            Scope { name: Some(PointName::Relative("1")), ..Scope::default() },
            Draft::person().with(points(&[Point {
                name: Some(PointName::Relative("1")),
                ..Point::default()
            }])),
            "good",
        ),
        (
            "relative, another",
            Scope { name: Some(PointName::Relative("1")), ..Scope::default() },
            Draft::person().with(points(&[Point {
                name: Some(PointName::Relative("2")),
                ..Point::default()
            }])),
            "unavailable",
        ),
        ("users", Scope { user: true, ..Scope::default() }, Draft::person(), "good"),
        ("authorities", Scope { ca: true, ..Scope::default() }, Draft::person(), "unavailable"),
        (
            "attributes",
            Scope { attribute: true, ..Scope::default() },
            Draft::person(),
            "unavailable",
        ),
        (
            "some reasons",
            Scope { reasons: Some(KEY_COMPROMISE), ..Scope::default() },
            Draft::person(),
            "unavailable",
        ),
        (
            "indirect, of the issuer",
            Scope { indirect: true, ..Scope::default() },
            Draft::person(),
            "good",
        ),
    ] {
        let list = || List::new().scope(&scope);
        assert_eq!(World::new().list(list()).status(person), expected, "{what}");
        // What is revoked is revoked, but for the list of another kind of certificates.
        let revoked = if scope.attribute { "unavailable" } else { "revoked" };
        let world = World::new().list(list().revoking(None));
        assert_eq!(world.status(Draft::person()), revoked, "{what}");
    }
    let authority = || Draft::person().with(id_ce(19, true, &[0x30, 3, 1, 1, 0xff]));
    for (scope, expected) in [
        (Scope { user: true, ..Scope::default() }, "unavailable"),
        (Scope { ca: true, ..Scope::default() }, "good"),
    ] {
        let world = World::new().list(List::new().scope(&scope));
        assert_eq!(world.status(authority()), expected);
    }
}

#[test]
fn an_extension_that_is_not_understood_makes_nothing_good() {
    let odd = || id_ce(99, true, &[5, 0]);
    let with = |mut list: List| {
        list.extensions.extend(odd());
        list
    };
    assert_eq!(World::new().list(with(List::new())).status(Draft::person()), "unavailable");
    let revoking = with(List::new().revoking(None));
    assert_eq!(World::new().list(revoking).status(Draft::person()), "revoked");
}

#[test]
fn reasons_add_up() {
    let list = |reasons| List::new().scope(&Scope { reasons: Some(reasons), ..Scope::default() });
    let both = || World::new().list(list(KEY_COMPROMISE)).list(list(OTHER_REASONS));
    assert_eq!(both().status(Draft::person()), "good");
    let one_of = |first: List, second: List| World::new().list(first).list(second);
    let world = one_of(list(KEY_COMPROMISE), list(OTHER_REASONS).revoking(Some(5)));
    assert_eq!(world.status(Draft::person()), "revoked");
    let world = one_of(list(KEY_COMPROMISE), list(OTHER_REASONS).revoking(Some(6)));
    assert_eq!(world.status(Draft::person()), "on-hold");
    let world = one_of(list(KEY_COMPROMISE), list(KEY_COMPROMISE));
    assert_eq!(world.status(Draft::person()), "unavailable");
    // One of them is old.
    let old = |list: List| List { made: 12, next: 13, ..list };
    let world = one_of(list(KEY_COMPROMISE), old(list(OTHER_REASONS)));
    assert_eq!(world.status(Draft::person()), "stale");
    let world = World::new()
        .list(list(KEY_COMPROMISE))
        .list(old(list(OTHER_REASONS)))
        .list(list(OTHER_REASONS));
    assert_eq!(world.status(Draft::person()), "good");

    // A point for some reasons lends them to the list without a limit of its own.
    let at = |address: &'static str| {
        List::new().scope(&Scope { name: Some(PointName::uri(address)), ..Scope::default() })
    };
    let person = || {
        let point = |address, reasons| Point {
            name: Some(PointName::uri(address)),
            reasons: Some(reasons),
            ..Point::default()
        };
        let (one, two) = (point("http://one", KEY_COMPROMISE), point("http://two", OTHER_REASONS));
        Draft::person().with(points(&[one, two]))
    };
    assert_eq!(World::new().list(at("http://one")).status(person()), "unavailable");
    assert_eq!(World::new().list(at("http://one")).list(at("http://two")).status(person()), "good");
}

#[test]
fn a_delta_completes_the_list_that_it_continues() {
    let old = || List { made: 12, next: 13, ..List::new() };
    let user = || Scope { user: true, ..Scope::default() };
    for (what, base, delta, expected) in [
        ("both silent", List::new(), List::delta(), "good"),
        ("an old list", old(), List::delta(), "good"),
        ("both old", old(), List { made: 12, next: 13, ..List::delta() }, "stale"),
        ("the delta revokes", old(), List::delta().revoking(Some(1)), "revoked"),
        ("the delta holds", List::new(), List::delta().revoking(Some(6)), "on-hold"),
        ("the list holds", List::new().revoking(Some(6)), List::delta(), "on-hold"),
        ("taken back", List::new().revoking(Some(6)), List::delta().revoking(Some(8)), "good"),
        // Only a hold can be taken back (RFC 5280 §5.3.1).
        ("for good", List::new().revoking(Some(1)), List::delta().revoking(Some(8)), "revoked"),
        (
            "a hold after a revocation",
            List::new().revoking(Some(1)),
            List::delta().revoking(Some(6)),
            "revoked",
        ),
        // RFC 5280 §5.2.4: since the list or earlier, and not the list itself.
        ("of a later list", old(), List { delta_to: Some(6), ..List::delta() }, "stale"),
        ("of an earlier list", old(), List { delta_to: Some(4), ..List::delta() }, "good"),
        ("the same number", old(), List { number: Some(5), ..List::delta() }, "stale"),
        ("an earlier number", old(), List { number: Some(4), ..List::delta() }, "stale"),
        ("a list without a number", List { number: None, ..old() }, List::delta(), "stale"),
        ("a delta without a number", old(), List { number: None, ..List::delta() }, "stale"),
        ("a negative number", old(), List { number: Some(0x86), ..List::delta() }, "stale"),
        ("another scope", old(), List::delta().scope(&user()), "stale"),
        ("the same scope", old().scope(&user()), List::delta().scope(&user()), "good"),
        ("another key", old(), List { signed_by: 4, ..List::delta() }, "stale"),
        (
            "another key that revokes",
            old(),
            List { signed_by: 4, ..List::delta().revoking(None) },
            "stale",
        ),
    ] {
        let world = World::new().list(base).list(delta);
        assert_eq!(world.status(Draft::person()), expected, "{what}");
    }
    // Alone it says what it revokes, and nothing else.
    for (delta, expected) in [
        (List::delta(), "unavailable"),
        (List::delta().revoking(Some(1)), "revoked"),
        (List::delta().revoking(Some(8)), "unavailable"),
    ] {
        assert_eq!(World::new().list(delta).status(Draft::person()), expected);
    }
    // The newest hold counts, and what took it back.
    let held = || World::new().list(List::new()).list(List::delta().revoking(Some(6)));
    assert_eq!(held().status(Draft::person()), "on-hold");
    let released = List { made: 16, number: Some(7), ..List::delta() }.revoking(Some(8));
    assert_eq!(held().list(released).status(Draft::person()), "good");
}

#[test]
fn a_list_of_whom_the_certificate_names() {
    let list = || List { issuer: "crl issuer", signed_by: 2, ..List::new() };
    let indirect = || list().scope(&Scope { indirect: true, ..Scope::default() });
    let signers = || Some(PointName::uri("http://signers"));
    let signer = || {
        let point = Point { name: signers(), ..Point::default() };
        Draft::crl_signer("crl issuer").with(points(&[point]))
    };
    // What the authority says of the signer; about the person it says nothing.
    let about_it = || List::new().scope(&Scope { name: signers(), ..Scope::default() });
    let world = |signer: Draft, list: List| {
        World::new().certificate(signer.build()).list(about_it()).list(list)
    };
    let status = |world: World| world.status(person_of_crl_issuer());
    assert_eq!(status(world(signer(), indirect())), "good");
    // The list has to say that it is indirect (§6.3.3 b 1), and the certificate that it counts.
    assert_eq!(status(world(signer(), list())), "unavailable");
    let direct = list().scope(&Scope { user: true, ..Scope::default() });
    assert_eq!(status(world(signer(), direct)), "unavailable");
    assert_eq!(world(signer(), indirect()).status(Draft::person()), "unavailable");
    assert_eq!(world(signer(), indirect()).status(person_at("http://other")), "unavailable");
    // What it revokes is the certificate of the issuer that it names.
    let of_ca = indirect().entry(entry(&[7], None, Some("ca")));
    assert_eq!(status(world(signer(), of_ca)), "revoked");
    let of_itself = indirect().entry(entry(&[7], None, None));
    assert_eq!(status(world(signer(), of_itself)), "good");

    // The signer: not revoked, in force, with the right to sign lists, under the same anchor.
    let unchecked = World::new().certificate(signer().build()).list(indirect());
    assert_eq!(status(unchecked), "unavailable");
    let revoked = World::new()
        .certificate(signer().build())
        .list(about_it().entry(entry(&[20], Some(1), None)))
        .list(indirect().entry(entry(&[7], None, Some("ca"))));
    assert_eq!(status(revoked), "unavailable");
    let expired = Draft { until: 13, ..signer() };
    assert_eq!(status(world(expired, indirect())), "unavailable");
    let early = || Draft { from: 15, ..signer() };
    let about_early =
        || World::new().certificate(early().build()).list(List { made: 16, ..about_it() });
    assert_eq!(status(about_early().list(indirect())), "unavailable");
    assert_eq!(status(about_early().list(List { made: 15, ..indirect() })), "good");
    let point = Point { name: signers(), ..Point::default() };
    let wrong_usage =
        Draft { extensions: Vec::new(), ..signer() }.usage(0b1000_0000).with(points(&[point]));
    assert_eq!(status(world(wrong_usage, indirect())), "unavailable");
    let elsewhere = || Draft { issuer: "other", signed_by: 5, ..signer() };
    let other_anchor = world(elsewhere(), indirect())
        .anchor(Draft::root("other", 5).build())
        .list(List { issuer: "other", signed_by: 5, ..List::new() });
    assert_eq!(status(other_anchor), "unavailable");
    // The same, and the other authority is below the same anchor.
    let sub = Draft { subject: "other", key: 5, serial: 40, ..Draft::person() }
        .with(id_ce(19, true, &[0x30, 3, 1, 1, 0xff]))
        .with(points(&[Point { name: signers(), ..Point::default() }]));
    let same_anchor = world(elsewhere(), indirect()).certificate(sub.build()).list(List {
        issuer: "other",
        signed_by: 5,
        ..List::new()
    });
    assert_eq!(status(same_anchor), "good");

    // A name relative to the issuer of the list, which is one only (§4.2.1.13).
    let relative =
        Scope { name: Some(PointName::Relative("1")), indirect: true, ..Scope::default() };
    for (crl_issuer, expected) in
        [(vec!["crl issuer"], "good"), (vec!["crl issuer", "another"], "unavailable")]
    {
        let point = Point { name: Some(PointName::Relative("1")), crl_issuer, ..Point::default() };
        let person = Draft::person().with(points(&[point]));
        assert_eq!(world(signer(), list().scope(&relative)).status(person), expected);
    }
    // Without a name of its own the point is where its issuer is.
    let named = |name: &str| {
        let name = Some(PointName::Full(vec![directory(name)]));
        list().scope(&Scope { name, indirect: true, ..Scope::default() })
    };
    assert_eq!(status(world(signer(), named("crl issuer"))), "good");
    assert_eq!(status(world(signer(), named("another"))), "unavailable");

    // Where the authority says that the signer speaks of itself, there is nothing else to be asked.
    let own = || Draft::crl_signer("crl issuer").with(points(&[of_crl_issuer()]));
    let alone = |list: List| World::new().certificate(own().build()).list(list);
    assert_eq!(status(alone(indirect())), "good");
    let of_itself = indirect().entry(entry(&[20], Some(1), Some("ca")));
    assert_eq!(status(alone(of_itself)), "unavailable");
}

#[test]
fn entries_of_an_indirect_list_belong_to_issuers() {
    let list = || List::new().scope(&Scope { indirect: true, ..Scope::default() });
    for (what, list, expected) in [
        ("of the issuer", list().entry(entry(&[7], None, None)), "revoked"),
        ("named", list().entry(entry(&[7], None, Some("ca"))), "revoked"),
        ("of another", list().entry(entry(&[7], None, Some("other"))), "good"),
        (
            "the name holds until the next",
            list().entry(entry(&[6], None, Some("other"))).entry(entry(&[7], None, None)),
            "good",
        ),
        (
            "and no longer",
            list()
                .entry(entry(&[6], None, Some("other")))
                .entry(entry(&[7], None, Some("ca")))
                .entry(entry(&[8], None, Some("other"))),
            "revoked",
        ),
        (
            "inherited",
            list().entry(entry(&[6], None, Some("ca"))).entry(entry(&[7], None, None)),
            "revoked",
        ),
        (
            "a revocation before a hold of the same certificate",
            list().entry(entry(&[7], Some(6), None)).entry(entry(&[7], Some(1), Some("ca"))),
            "revoked",
        ),
    ] {
        assert_eq!(World::new().list(list).status(Draft::person()), expected, "{what}");
    }
    // A name that cannot be read leaves open whose the entries after it are.
    let mut unreadable = entry(&[6], None, Some("other"));
    let tag = unreadable.iter().rposition(|octet| *octet == 0xa4).unwrap();
    unreadable[tag] = 0xa3; // x400Address
    let world = World::new().list(list().entry(unreadable).entry(entry(&[7], None, None)));
    assert_eq!(world.status(Draft::person()), "unavailable");
}

#[test]
fn the_same_authority_with_another_key() {
    let list = || List { signed_by: 2, ..List::new() };
    let signers = || Scope { name: Some(PointName::uri("http://signers")), ..Scope::default() };
    let new_key = || {
        let name = Some(PointName::uri("http://signers"));
        Draft::crl_signer("ca").with(points(&[Point { name, ..Point::default() }]))
    };
    let about_it = || List::new().scope(&signers());
    let world = |signer: Draft, about_it: List| {
        World::new().certificate(signer.build()).list(list()).list(about_it)
    };
    assert_eq!(world(new_key(), about_it()).status(Draft::person()), "good");
    let revoked = about_it().entry(entry(&[20], Some(1), None));
    assert_eq!(world(new_key(), revoked).status(Draft::person()), "unavailable");
    // Its own list does not speak of the new key: whoever has it could clear it.
    assert_eq!(
        World::new().certificate(new_key().build()).list(list()).status(Draft::person()),
        "unavailable"
    );
    // Not even where it is named.
    let point = Point { crl_issuer: vec!["ca"], ..Point::default() };
    let named = Draft::crl_signer("ca").with(points(&[point]));
    let indirect = list().scope(&Scope { indirect: true, ..Scope::default() });
    let of_itself = World::new().certificate(named.build()).list(indirect);
    assert_eq!(of_itself.status(Draft::person()), "unavailable");
    let listed = List { signed_by: 2, ..List::new() }.revoking(None);
    let world = World::new().certificate(new_key().build()).list(listed).list(about_it());
    assert_eq!(world.status(Draft::person()), "revoked");
}

#[test]
fn responders() {
    let responder = || Draft::responder().no_check().build();
    let with = |response: Response| World::new().response(response.build());
    let status = |world: World| world.status(Draft::person());
    assert_eq!(status(with(Response::of_ca(Status::Good))), "good");
    assert_eq!(status(with(Response::new(&responder(), Status::Good))), "good");
    assert_eq!(status(with(Response::new(&responder(), Status::Revoked))), "revoked");
    assert_eq!(status(with(Response::new(&responder(), Status::Unknown))), "unavailable");
    let by_key = Response { by_key: true, ..Response::new(&responder(), Status::Good) };
    assert_eq!(status(with(by_key)), "good");
    // RFC 6960 §4.1.1: any hash names the certificate.
    for hash in [
        DigestAlgorithm::Sha1,
        DigestAlgorithm::Sha224,
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
        DigestAlgorithm::Sha3_256,
        DigestAlgorithm::Sha3_512,
    ] {
        let response = Response { hash, ..Response::new(&responder(), Status::Good) };
        assert_eq!(status(with(response)), "good", "{hash:?}");
    }
    // §4.2.2.2: the purpose, and certified with the very key of the issuer.
    let refused = [
        Draft { extensions: Vec::new(), ..Draft::responder() }.no_check(),
        Draft { signed_by: 5, ..Draft::responder() }.no_check(),
        Draft { issuer: "other", ..Draft::responder() }.no_check(),
        Draft { until: 13, ..Draft::responder() }.no_check(),
        Draft::responder().no_check().usage(0b10),
    ];
    for (number, draft) in refused.into_iter().enumerate() {
        let world = with(Response::new(&draft.build(), Status::Revoked));
        assert_eq!(status(world), "unavailable", "{number}");
    }
    // A responder that is not inside the response may be at hand.
    let outside = || Response { inside: Vec::new(), ..Response::new(&responder(), Status::Good) };
    assert_eq!(status(with(outside())), "unavailable");
    assert_eq!(status(with(outside()).certificate(responder())), "good");
}

#[test]
fn a_responder_without_nocheck_is_checked() {
    let responder = || {
        let name = Some(PointName::uri("http://responders"));
        Draft::responder().with(points(&[Point { name, ..Point::default() }])).build()
    };
    let list = || {
        let name = Some(PointName::uri("http://responders"));
        List::new().scope(&Scope { name, ..Scope::default() })
    };
    let world = || World::new().response(Response::new(&responder(), Status::Good).build());
    assert_eq!(world().status(Draft::person()), "unavailable");
    assert_eq!(world().list(list()).status(Draft::person()), "good");
    let revoked = || list().entry(entry(&[30], Some(1), None));
    assert_eq!(world().list(revoked()).status(Draft::person()), "unavailable");
    let held = list().entry(entry(&[30], Some(6), None));
    assert_eq!(world().list(held).status(Draft::person()), "unavailable");
    // What a revoked responder says counts neither way.
    let lying = World::new().response(Response::new(&responder(), Status::Revoked).build());
    assert_eq!(lying.list(revoked()).status(Draft::person()), "unavailable");
}

#[test]
fn single_responses() {
    let critical = || id_ce(99, true, &[5, 0]);
    let with = |singles: Vec<Single>| {
        World::new().response(Response { singles, ..Response::of_ca(Status::Good) }.build())
    };
    let single = Single::new;
    for (what, singles, expected) in [
        ("two, one revokes", vec![single(Status::Good), single(Status::Revoked)], "revoked"),
        (
            "an older one revokes",
            vec![single(Status::Good), Single { made: 10, next: 11, ..single(Status::Revoked) }],
            "revoked",
        ),
        (
            "the newest counts",
            vec![Single { made: 10, next: 11, ..single(Status::Good) }, single(Status::Good)],
            "good",
        ),
        ("old", vec![Single { made: 10, next: 11, ..single(Status::Good) }], "stale"),
        ("ends before it begins", vec![Single { next: 13, ..single(Status::Good) }], "unavailable"),
        (
            "not understood",
            vec![Single { extensions: critical(), ..single(Status::Good) }],
            "unavailable",
        ),
        (
            "not understood, and revokes",
            vec![Single { extensions: critical(), ..single(Status::Revoked) }],
            "revoked",
        ),
    ] {
        assert_eq!(with(singles).status(Draft::person()), expected, "{what}");
    }
}

/// RFC 9608: no revocation information will ever be there, unless the certificate says where it is.
#[test]
fn no_revocation_available() {
    let without = |draft: Draft| draft.with(id_ce(56, false, &[5, 0])).build();
    let passes =
        |certificate| World::new().judge(&certificate).indication == Indication::TotalPassed;
    assert!(passes(without(Draft::person())));
    assert!(!passes(without(person_at("http://one"))));
    assert!(!passes(without(Draft::person().with(id_ce(19, true, &[0x30, 3, 1, 1, 0xff])))));
    let responder_at = [0x30, 0x15, 0x30, 0x13, 6, 8, 0x2b, 6, 1, 5, 5, 7, 48, 1, 0x86, 7]
        .into_iter()
        .chain(*b"http://")
        .collect::<Vec<u8>>();
    let access =
        pki::extension(kyso::asn1::oid(&[1, 3, 6, 1, 5, 5, 7, 1, 1]), false, &responder_at);
    let certificate = without(Draft::person().with(access));
    assert_eq!(certificate.ocsp_urls().count(), 1);
    assert!(!passes(certificate));
    // What is at hand counts all the same.
    let world = World::new().list(List::new().revoking(None));
    let certificate = without(Draft::person());
    assert_ne!(world.judge(&certificate).indication, Indication::TotalPassed);
}

/// Runs in time whatever is multiplied: the limits are in `kyso::limits`.
#[test]
fn what_is_multiplied_stays_bounded() {
    let within = |what: &str, seconds, work: &dyn Fn() -> &'static str| {
        let started = Instant::now();
        let status = work();
        let elapsed = started.elapsed();
        println!("{what}: {status} in {elapsed:?}");
        assert!(elapsed < Duration::from_secs(seconds), "{what}: {elapsed:?}");
        status
    };
    let indirect = || List::new().scope(&Scope { indirect: true, ..Scope::default() });

    // A name on each of 10⁵ entries, all with the serial number that is looked for.
    let mut entries = entry(&[7], None, Some("other")).repeat(100_000);
    entries.extend(entry(&[7], None, Some("ca")));
    let crl = List { entries, ..indirect() }.build();
    let lookup = Instant::now();
    assert!(crl.find_for(&Draft::person().build()).is_some());
    let lookup = lookup.elapsed();
    println!("one of 100,001 entries with the same serial number: {lookup:?}");
    assert!(lookup < Duration::from_millis(5), "{lookup:?}");
    let world = World::new().crl(crl);
    assert_eq!(within("names on entries", 20, &|| world.status(Draft::person())), "revoked");

    // Delta CRLs that list nobody, and a list that each of them continues.
    let mut world = World::new().list(List::new());
    for number in 0..100_000_u32 {
        let mut delta = List::delta();
        delta.extensions.extend(id_ce(98, false, &number.to_be_bytes()));
        world = world.list(delta);
    }
    assert_eq!(within("delta CRLs", 20, &|| world.status(Draft::person())), "good");

    // Thousands of distribution points, and a list with as many names.
    let many = |from: u32| (0..5_000).map(move |it| format!("http://{}", from + it));
    let places: Vec<_> = many(0)
        .map(|address| Point { name: Some(PointName::uri(&address)), ..Point::default() })
        .collect();
    let names = PointName::Full(many(5_000).map(|address| uri(&address)).collect());
    let scope = Scope { name: Some(names), ..Scope::default() };
    let mut world = World::new();
    for number in 0..200 {
        world = world.list(List { number: Some(number), ..List::new() }.scope(&scope));
    }
    let person = || Draft::person().with(points(&places));
    assert_eq!(within("distribution points", 20, &|| world.status(person())), "unavailable");
}
