//! Name constraints (RFC 5280 §4.2.1.10, §6.1.3 b and c, §6.1.4 g).
//!
//! The standard keeps two states, the subtrees that all authorities so far permit and those that
//! any excludes. Here every name is held against the constraints of every authority above it, which
//! is the same: a name lies in an intersection of unions if it lies in each of the unions.

use std::sync::Arc;

use super::rule::{Fault, Rule};
use super::subtree::{Held, Side, Subtree};
use super::work::Work;
use crate::x509::Certificate;

/// Holds the names of a path, signer first, against the name constraints in it.
///
/// They hold whether or not they are marked critical: an extension that is known is processed (RFC
/// 5280 §4.2). The constraints of the anchor count like those of the others (RFC 5937). An intermediate
/// certificate that an authority issued to itself is exempt (RFC 5280 §6.1.3 b), or it could not
/// change its key.
pub(super) fn check<'a>(
    certificates: &'a [Arc<Certificate>],
    work: &mut Work,
) -> Result<(), Fault<'a>> {
    for (depth, authority) in certificates.iter().enumerate().skip(1) {
        let Some(constraints) = authority.name_constraints() else { continue };
        if constraints.unreadable {
            return Err(Fault::Rule(Rule::NameConstraintsMalformed, authority));
        }
        let count = constraints.permitted.len().saturating_add(constraints.excluded.len());
        // Without any there is nothing to hold names against, and nothing that is paid for.
        if count == 0 {
            continue;
        }
        work.spend(count)?;
        let permitted: Vec<_> = constraints.permitted.iter().map(Subtree::of).collect();
        let excluded: Vec<_> = constraints.excluded.iter().map(Subtree::of).collect();
        for (below, certificate) in certificates.iter().enumerate().take(depth) {
            if below > 0 && certificate.is_self_issued() {
                continue;
            }
            for name in Held::all_of(certificate) {
                work.spend(count)?;
                check_name(&name, &permitted, &excluded).map_err(|rule| {
                    let is_of_authority = rule == Rule::NameConstraintsMalformed;
                    Fault::Rule(rule, if is_of_authority { authority } else { certificate })
                })?;
            }
        }
    }
    Ok(())
}

fn check_name(
    name: &Held<'_>,
    permitted: &[Subtree<'_>],
    excluded: &[Subtree<'_>],
) -> Result<(), Rule> {
    for subtree in excluded.iter().filter(|subtree| subtree.is_about(name)) {
        if subtree.holds(name, Side::Excluded)? {
            return Err(Rule::NameExcluded);
        }
    }
    // A form of which no subtree is permitted is not constrained.
    let mut about = permitted.iter().filter(|subtree| subtree.is_about(name)).peekable();
    if about.peek().is_none() {
        return Ok(());
    }
    let mut is_inside = false;
    for subtree in about {
        is_inside |= subtree.holds(name, Side::Permitted)?;
    }
    if is_inside { Ok(()) } else { Err(Rule::NameNotPermitted) }
}

#[cfg(test)]
mod tests {
    use super::super::test_certificates::{Draft, General, name};
    use super::*;
    use crate::asn1::{Oid, oid};

    const CN: Oid = oid(&[2, 5, 4, 3]);
    const COUNTRY: Oid = oid(&[2, 5, 4, 6]);
    const EMAIL: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 1]);

    const OTHER: u8 = 0xa0;
    const EMAIL_NAME: u8 = 0x81;
    const DNS: u8 = 0x82;
    const X400: u8 = 0xa3;
    const DIRECTORY: u8 = 0xa4;
    const EDI: u8 = 0xa5;
    const URI: u8 = 0x86;
    const IP: u8 = 0x87;
    const REGISTERED: u8 = 0x88;

    fn fault(path: &[Arc<Certificate>]) -> Option<(Rule, String)> {
        let found = Work::of_document().for_one_path(|work| check(path, work));
        match found.err()? {
            Fault::Rule(rule, certificate) => Some((rule, certificate.subject().to_string())),
            Fault::Limit(limit) => panic!("{limit}"),
        }
    }

    /// What a signer with these alternative names breaks under an anchor with these constraints.
    fn rule(
        permitted: &[General<'_>],
        excluded: &[General<'_>],
        names: &[General<'_>],
    ) -> Option<Rule> {
        let signer = Draft::new("signer", "ca").alternative(names).build();
        let ca = Draft::new("ca", "ca").ca().name_constraints(permitted, excluded).build();
        fault(&[signer, ca]).map(|(rule, _)| rule)
    }

    /// Whether a name lies in a subtree, which must follow from both sides of the constraints.
    fn lies(name: General<'_>, base: General<'_>) -> Result<bool, Rule> {
        let permitted = rule(&[base], &[], &[name]);
        match (permitted, rule(&[], &[base], &[name])) {
            (None, Some(Rule::NameExcluded)) => Ok(true),
            (Some(Rule::NameNotPermitted), None) => Ok(false),
            (Some(one), Some(other)) if one == other => Err(one),
            found => panic!("{name:?} {base:?}: {found:?}"),
        }
    }

    fn texts(tag: u8, cases: &[(&str, &str, Result<bool, Rule>)]) {
        for (name, base, expected) in cases {
            let found = lies((tag, name.as_bytes()), (tag, base.as_bytes()));
            assert_eq!(found, *expected, "{name} in {base}");
        }
    }

    #[test]
    fn dns_names() {
        texts(
            DNS,
            &[
                ("host.example.vn", "example.vn", Ok(true)),
                ("EXAMPLE.vn", "example.VN", Ok(true)),
                ("a.b.example.vn", "example.vn", Ok(true)),
                ("badexample.vn", "example.vn", Ok(false)),
                ("example.vn", "host.example.vn", Ok(false)),
                ("vn", "example.vn", Ok(false)),
                ("example.vn", "", Ok(true)),
                ("_a-b.example.vn", "example.vn", Ok(true)),
                (".example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("example.vn.", "example.vn", Err(Rule::NameMalformed)),
                ("a..example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("cơquan.example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("a.*.example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("*", "example.vn", Err(Rule::NameMalformed)),
                ("a.example.vn", ".example.vn", Err(Rule::NameConstraintsMalformed)),
                ("a.example.vn", "*.example.vn", Err(Rule::NameConstraintsMalformed)),
                // All that the wildcard may stand for lies in it, or nothing does.
                ("*.example.vn", "example.vn", Ok(true)),
                ("*.other.vn", "example.vn", Ok(false)),
            ],
        );
        // Of what the wildcard may stand for some lies in it and some does not.
        for name in [&b"*.example.vn"[..], b"h*.example.vn"] {
            let base = (DNS, &b"host.example.vn"[..]);
            assert_eq!(rule(&[base], &[], &[(DNS, name)]), Some(Rule::NameNotPermitted));
            assert_eq!(rule(&[], &[base], &[(DNS, name)]), Some(Rule::NameExcluded));
        }
    }

    #[test]
    fn e_mail_addresses() {
        let at_length = format!("{}@example.vn", "a".repeat(257));
        texts(
            EMAIL_NAME,
            &[
                ("a@example.vn", "example.vn", Ok(true)),
                ("a@EXAMPLE.vn", "example.VN", Ok(true)),
                ("a@host.example.vn", "example.vn", Ok(false)),
                ("a@host.example.vn", ".example.vn", Ok(true)),
                ("a@example.vn", ".example.vn", Ok(false)),
                ("a@badexample.vn", ".example.vn", Ok(false)),
                ("a@Example.vn", "a@example.vn", Ok(true)),
                ("A@example.vn", "a@example.vn", Ok(false)),
                ("*@example.vn", "**@example.vn", Ok(false)),
                ("a@example.vn", "", Ok(true)),
                ("a", "example.vn", Err(Rule::NameMalformed)),
                ("@example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("a@b@example.vn", "example.vn", Err(Rule::NameMalformed)),
                ("\"a b\"@example.vn", "example.vn", Err(Rule::NameMalformed)),
                (&at_length, "example.vn", Err(Rule::NameMalformed)),
                ("a@example.vn", "b@b@example.vn", Err(Rule::NameConstraintsMalformed)),
                ("a@example.vn", "*.example.vn", Err(Rule::NameConstraintsMalformed)),
            ],
        );
    }

    #[test]
    fn e_mail_addresses_elsewhere() {
        let permitted: &[General<'_>] = &[(EMAIL_NAME, b"example.vn")];
        let ca = Draft::new("ca", "ca").ca().name_constraints(permitted, &[]).build();
        for (address, expected) in [
            ("a@example.vn", None),
            ("a@other.vn", Some(Rule::NameNotPermitted)),
            ("nobody", Some(Rule::NameMalformed)),
        ] {
            // In the subject, whether or not there are alternative names.
            let subject = || Draft::new("", "ca").subject(&[(CN, "x"), (EMAIL, address)]);
            let path = |signer: Draft| fault(&[signer.build(), Arc::clone(&ca)]);
            assert_eq!(path(subject()).map(|(rule, _)| rule), expected);
            let besides = subject().alternative(&[(EMAIL_NAME, b"b@example.vn")]);
            assert_eq!(path(besides).map(|(rule, _)| rule), expected);
        }
        // SmtpUTF8Mailbox
        let mailbox = |text: &str| {
            let length = u8::try_from(text.len()).unwrap();
            let oid = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09";
            [&oid[..], &[0xa0, length + 2, 0x0c, length], text.as_bytes()].concat()
        };
        for (address, expected) in [
            ("ông@example.vn", None),
            ("ông@other.vn", Some(Rule::NameNotPermitted)),
            ("ông@cơquan.vn", Some(Rule::NameMalformed)),
        ] {
            let names: &[General<'_>] = &[(OTHER, &mailbox(address))];
            assert_eq!(rule(permitted, &[], names), expected, "{address}");
            assert_eq!(rule(&[(DNS, b"example.vn")], &[], names), None);
            assert_eq!(rule(&[], names, names), Some(Rule::NameFormNotProcessed));
        }
    }

    #[test]
    fn uris() {
        texts(
            URI,
            &[
                ("https://example.vn/x?y#z", "example.vn", Ok(true)),
                ("ldap://a:b@Example.vn:389/x", "example.vn", Ok(true)),
                ("http://host.example.vn", "example.vn", Ok(false)),
                ("http://host.example.vn", ".example.vn", Ok(true)),
                ("http://example.vn", ".example.vn", Ok(false)),
                ("http://example.vn?@other.vn", "example.vn", Ok(true)),
                ("http://example.vn@other.vn", "example.vn", Ok(false)),
                ("urn:oid:1.2.3", "example.vn", Err(Rule::NameMalformed)),
                ("file:///x", "example.vn", Err(Rule::NameMalformed)),
                ("http://10.0.0.1/", "example.vn", Err(Rule::NameMalformed)),
                ("http://[::1]:80/", "example.vn", Err(Rule::NameMalformed)),
                ("http://[::1]/", "example.vn", Err(Rule::NameMalformed)),
                ("http://other.vn\\@example.vn/", "example.vn", Err(Rule::NameMalformed)),
                ("://example.vn/", "example.vn", Err(Rule::NameMalformed)),
                ("http://example.vn", "http://example.vn", Err(Rule::NameConstraintsMalformed)),
            ],
        );
    }

    #[test]
    fn addresses() {
        let net = |address: [u8; 4], mask: [u8; 4]| [address, mask].concat();
        let ten = net([10, 0, 0, 0], [255, 0, 0, 0]);
        let malformed = Err(Rule::NameConstraintsMalformed);
        for (name, base, expected) in [
            (&[10, 1, 2, 3][..], ten.clone(), Ok(true)),
            (&[11, 1, 2, 3], ten.clone(), Ok(false)),
            (&[10, 128, 0, 1], net([10, 128, 0, 0], [255, 128, 0, 0]), Ok(true)),
            (&[10, 127, 0, 1], net([10, 128, 0, 0], [255, 128, 0, 0]), Ok(false)),
            (&[9, 9, 9, 9], net([0; 4], [0; 4]), Ok(true)),
            // The other family of addresses is the same form of name.
            (&[0; 16], ten.clone(), Ok(false)),
            (&[0; 16], vec![0; 32], Ok(true)),
            (&[10, 1, 2, 3], vec![0; 32], Ok(false)),
            (&[10, 1, 2], ten, Err(Rule::NameMalformed)),
            (&[10, 1, 2, 3], vec![10, 0, 0, 0], malformed),
            (&[10, 1, 2, 3], net([10, 0, 0, 0], [255, 0, 255, 0]), malformed),
            (&[10, 1, 2, 3], net([10, 0, 0, 0], [0xa0, 0, 0, 0]), malformed),
        ] {
            assert_eq!(lies((IP, name), (IP, &base)), expected, "{name:?} {base:?}");
        }
    }

    #[test]
    fn directory_names() {
        let vietnam = name(&[(COUNTRY, "VN")]);
        let france = name(&[(COUNTRY, "FR")]);
        let ca = |permitted: &[General<'_>], excluded: &[General<'_>]| {
            Draft::new("ca", "ca").ca().name_constraints(permitted, excluded).build()
        };
        let within = || Draft::new("", "ca").subject(&[(COUNTRY, "vn"), (CN, "x")]);
        let rule = |signer: Draft, ca: &Arc<Certificate>| {
            fault(&[signer.build(), Arc::clone(ca)]).map(|(rule, _)| rule)
        };
        let permitting = ca(&[(DIRECTORY, &vietnam)], &[]);
        assert_eq!(rule(within(), &permitting), None);
        let beside = Draft::new("x", "ca");
        assert_eq!(rule(beside, &permitting), Some(Rule::NameNotPermitted));
        // The alternative names of the form, too; no subject is not one outside.
        let both = within().alternative(&[(DIRECTORY, &france)]);
        assert_eq!(rule(both, &permitting), Some(Rule::NameNotPermitted));
        let unnamed = Draft::new("", "ca").subject(&[]).alternative(&[(DIRECTORY, &vietnam)]);
        assert_eq!(rule(unnamed, &permitting), None);
        let excluding = ca(&[], &[(DIRECTORY, &vietnam)]);
        assert_eq!(rule(within(), &excluding), Some(Rule::NameExcluded));
        assert_eq!(rule(Draft::new("x", "ca"), &excluding), None);
        // Every name lies under the empty one.
        let nothing = ca(&[], &[(DIRECTORY, &name(&[]))]);
        assert_eq!(rule(Draft::new("x", "ca"), &nothing), Some(Rule::NameExcluded));
    }

    #[test]
    fn forms_without_rules_are_refused_where_they_occur() {
        let other = b"\x06\x03\x2a\x03\x04\xa0\x02\x05\x00";
        let another = b"\x06\x03\x2a\x03\x05\xa0\x02\x05\x00";
        for constrained in [(X400, &b""[..]), (EDI, b""), (REGISTERED, b"\x2a\x03"), (OTHER, other)]
        {
            assert_eq!(lies(constrained, constrained), Err(Rule::NameFormNotProcessed));
            for besides in [(DNS, &b"a.vn"[..]), (URI, b"urn:x"), (OTHER, another)] {
                assert_eq!(rule(&[constrained], &[constrained], &[besides]), None);
            }
        }
        // What has not even a type may be of any.
        assert_eq!(lies((OTHER, b"\x05\x00"), (OTHER, other)), Err(Rule::NameFormNotProcessed));
        // A name that does not decode is still of its form.
        assert_eq!(lies((DNS, b"\xff"), (DNS, b"a.vn")), Err(Rule::NameMalformed));
        assert_eq!(lies((DNS, b"a.vn"), (DNS, b"\xff")), Err(Rule::NameConstraintsMalformed));
        assert_eq!(rule(&[(DNS, b"\xff")], &[], &[(URI, b"\xff")]), None);
    }

    #[test]
    fn bounds_of_subtrees_are_refused_where_they_matter() {
        // dNSName "a.vn", minimum 1; the same, maximum 0
        for bound in [
            &b"0\x0d\xa0\x0b0\x09\x82\x04a.vn\x80\x01\x01"[..],
            &[0x30, 0x0d, 0xa1, 0x0b, 0x30, 0x09, 0x82, 4, b'a', b'.', b'v', b'n', 0x81, 1, 0],
        ] {
            let ca = Draft::new("ca", "ca").ca().extension(30, true, bound).build();
            let path = |names: &[General<'_>]| {
                fault(&[Draft::new("x", "ca").alternative(names).build(), Arc::clone(&ca)])
            };
            let found = path(&[(DNS, b"a.vn")]);
            assert_eq!(found, Some((Rule::NameConstraintsMalformed, "CN=ca".to_owned())));
            assert_eq!(path(&[(EMAIL_NAME, b"a@a.vn")]), None);
        }
    }

    #[test]
    fn every_authority_above_constrains_every_name_below() {
        let dns = |names: &[&'static str]| -> Vec<General<'static>> {
            names.iter().map(|name| (DNS, name.as_bytes())).collect()
        };
        let signer = |names| Draft::new("signer", "sub").alternative(&dns(names)).build();
        let sub = |permitted: &[&'static str]| {
            Draft::new("sub", "ca").ca().name_constraints(&dns(permitted), &[]).build()
        };
        let ca = Draft::new("ca", "root")
            .ca()
            .name_constraints(&dns(&["a.vn", "b.vn"]), &dns(&["x.b.vn"]))
            .build();
        let root = Draft::new("root", "root").ca().build();
        for (narrower, names, expected) in [
            (&["b.vn"][..], &["b.vn"][..], None),
            (&["b.vn"], &["a.vn"], Some(Rule::NameNotPermitted)),
            // A constraint further down does not widen one above.
            (&["b.vn", "c.vn"], &["c.vn"], Some(Rule::NameNotPermitted)),
            (&["b.vn"], &["x.b.vn"], Some(Rule::NameExcluded)),
            (&["b.vn"], &["b.vn", "a.vn"], Some(Rule::NameNotPermitted)),
        ] {
            let path = [signer(names), sub(narrower), Arc::clone(&ca), Arc::clone(&root)];
            assert_eq!(fault(&path).map(|(rule, _)| rule), expected, "{narrower:?} {names:?}");
            // The constraints of the anchor count like others.
            assert_eq!(fault(&path[..3]).map(|(rule, _)| rule), expected);
        }
        // The names of authorities between are held against them, too.
        let misnamed = Draft::new("sub", "ca").ca().alternative(&dns(&["c.vn"])).build();
        let path = [signer(&["a.vn"]), misnamed, ca];
        assert_eq!(fault(&path), Some((Rule::NameNotPermitted, "CN=sub".to_owned())));
    }

    #[test]
    fn what_an_authority_issues_to_itself_is_exempt_but_at_the_end() {
        let dns: General<'_> = (DNS, b"outside.vn");
        let own = || Draft::new("ca", "ca").ca().alternative(&[dns]).build();
        let root = Draft::new("ca", "root").ca().name_constraints(&[(DNS, b"a.vn")], &[]).build();
        let signer = Draft::new("signer", "ca").build();
        assert_eq!(fault(&[signer, own(), Arc::clone(&root)]), None);
        assert_eq!(fault(&[own(), root]).map(|(rule, _)| rule), Some(Rule::NameNotPermitted));
    }

    #[test]
    fn constraints_without_subtrees_constrain_nothing() {
        let ca = Draft::new("ca", "ca").ca().name_constraints(&[], &[]).build();
        assert!(ca.name_constraints().is_some());
        let signer = Draft::new("x", "ca").alternative(&[(DNS, b"..")]).build();
        assert_eq!(fault(&[signer, ca]), None);
    }

    #[test]
    fn a_hundred_thousand_subtrees_end_at_a_limit() {
        let bases: Vec<String> = (0..100_000).map(|number| format!("{number:x}")).collect();
        let subtrees: Vec<General<'_>> = bases.iter().map(|it| (DNS, it.as_bytes())).collect();
        let ca = Draft::new("ca", "ca").ca().name_constraints(&subtrees, &[]).build();
        let few: Vec<General<'_>> = vec![(DNS, b"a.1869f")];
        let signer = |names: &[General<'_>]| Draft::new("x", "ca").alternative(names).build();
        // The subject and one name more can be held against them, many cannot.
        let mut document = Work::of_document();
        assert_eq!(fault(&[Draft::new("x", "ca").build(), Arc::clone(&ca)]), None);
        let path = [signer(&few.repeat(1000)), ca];
        let found = document.for_one_path(|work| check(&path, work));
        assert_eq!(found, Err(Fault::Limit("PATH_CONSTRAINT_STEPS")));
    }
}
