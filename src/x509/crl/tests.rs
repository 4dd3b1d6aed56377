use std::time::Instant;

use super::*;
use crate::asn1::{Writer, oid};
use crate::limits::CRL_ENTRY_ISSUERS;
use crate::x509::EdgeCache;
use crate::x509::edges::EdgeResult;
use crate::x509::general_name::GeneralName;

const STATE: &[u8] = include_bytes!("../../../tests/data/x509/state.crl");
const SUB: &[u8] = include_bytes!("../../../tests/data/x509/sub-state.der");
const UNIT: &[u8] = include_bytes!("../../../tests/data/x509/unit.der");
const AGENCY: &[u8] = include_bytes!("../../../tests/data/x509/agency.der");
const PUBLIC: &[u8] = include_bytes!("../../../tests/data/x509/public-person.der");

/// A CRL of the issuer of the tests, with these entries and extensions, unsigned.
fn made(entries: impl FnOnce(&mut Writer), extensions: &[u8]) -> Vec<u8> {
    let issuer = Certificate::parse(SUB).unwrap();
    let algorithm = [0x30, 7, 6, 3, 0x2b, 0x65, 0x70, 5, 0];
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |crl| {
        crl.nested(Tag::SEQUENCE, |tbs| {
            tbs.element(Tag::INTEGER, &[1]);
            tbs.raw(&algorithm);
            tbs.raw(issuer.subject().der());
            tbs.element(Tag::UTC_TIME, b"260101000000Z");
            tbs.nested(Tag::SEQUENCE, entries);
            if !extensions.is_empty() {
                tbs.nested(Tag::context_constructed(0), |wrapper| {
                    wrapper.element(Tag::SEQUENCE, extensions);
                });
            }
        });
        crl.raw(&algorithm);
        crl.element(Tag::BIT_STRING, &[0, 1, 2]);
    });
    writer.into_bytes()
}

fn extension(oid: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |extension| {
        extension.oid(&oid);
        if critical {
            extension.element(Tag::BOOLEAN, &[0xff]);
        }
        extension.element(Tag::OCTET_STRING, value);
    });
    writer.into_bytes()
}

fn entry(list: &mut Writer, serial: &[u8], extensions: &[u8]) {
    list.nested(Tag::SEQUENCE, |entry| {
        entry.element(Tag::INTEGER, serial);
        entry.element(Tag::UTC_TIME, b"250101000000Z");
        if !extensions.is_empty() {
            entry.element(Tag::SEQUENCE, extensions);
        }
    });
}

fn directory_names(name: &Name) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |names| names.element(Tag(0xa4), name.der()));
    writer.into_bytes()
}

#[test]
fn a_list_made_by_openssl() {
    let crl = Crl::parse(STATE).unwrap();
    assert_eq!(crl.problems(), []);
    assert_eq!(crl.len(), 3);
    assert_eq!(crl.number(), Some(&[42][..]));
    let scope = crl.issuing_distribution_point().unwrap();
    assert!(scope.only_user && !scope.only_ca && !scope.indirect && !scope.only_attribute);
    assert!(matches!(&scope.name, Some(DistributionPointName::Full(names)) if names.len() == 1));
    assert_eq!(crl.unknown_critical(), []);
    assert!(crl.next_update().unwrap() > crl.this_update());
    let issuer = Certificate::parse(SUB).unwrap();
    assert_eq!(crl.issuer(), issuer.subject());
    assert_eq!(crl.authority_key_id().unwrap().key_id.as_deref(), issuer.subject_key_id());
    let edges = EdgeCache::new();
    assert_eq!(edges.signed_by(&crl, issuer.public_key()), EdgeResult::Verified);

    let unit = Certificate::parse(UNIT).unwrap();
    let entry = crl.find_for(&unit).unwrap();
    assert_eq!(entry, crl.find(unit.serial()).unwrap());
    assert_eq!(entry.revocation_date, "2025-01-02T03:04:05Z".parse().unwrap());
    assert_eq!(entry.reason, Some(Reason::KeyCompromise));
    let person = crl.find(&[0x0a, 0x0b, 0x0d]).unwrap();
    assert_eq!(person.invalidity_date, Some("2025-01-01T00:00:00Z".parse().unwrap()));
    assert!(crl.find_for(&Certificate::parse(AGENCY).unwrap()).is_none());
    // Serial numbers are numbers: padding does not matter, the sign does.
    let mut long = vec![0x80, 0xff];
    long.resize(19, 0);
    long.push(1);
    assert!(crl.find(&long).is_none());
    assert!(crl.find(&[&[0, 0], long.as_slice()].concat()).is_some());
}

#[test]
fn certificate_issuers_hold_until_the_next() {
    let unit = Certificate::parse(UNIT).unwrap();
    let person = Certificate::parse(PUBLIC).unwrap();
    let issuer_of = |certificate: &Certificate| {
        extension(oids::CERTIFICATE_ISSUER, true, &directory_names(certificate.issuer()))
    };
    let der = made(
        |list| {
            entry(list, person.serial(), &[]);
            entry(list, &[7], &issuer_of(&person));
            entry(list, person.serial(), &[]);
            entry(list, &[9], &issuer_of(&unit));
            entry(list, unit.serial(), &[]);
        },
        &extension(oids::ISSUING_DISTRIBUTION_POINT, true, &[0x30, 3, 0x84, 1, 0xff]),
    );
    let crl = Crl::parse(&der).unwrap();
    assert!(crl.issuing_distribution_point().unwrap().indirect);
    assert_eq!(crl.next_update(), None);
    assert_eq!(crl.unknown_critical(), []);
    let entries: Vec<_> = crl.entries(person.serial()).collect();
    assert_eq!(entries.len(), 2);
    assert!(entries[0].certificate_issuer.is_empty());
    let found = crl.find_for(&person).unwrap();
    assert_eq!(found, entries[1]);
    assert_eq!(found.certificate_issuer, [GeneralName::Directory(person.issuer().clone())]);
    assert!(crl.find_for(&unit).is_some());
}

#[test]
fn an_entry_without_a_named_issuer_is_of_the_issuer_of_the_list() {
    let person = Certificate::parse(PUBLIC).unwrap();
    let crl = Crl::parse(&made(|list| entry(list, person.serial(), &[]), &[])).unwrap();
    assert!(crl.find(person.serial()).is_some());
    assert!(crl.find_for(&person).is_none());
}

#[test]
fn a_revocation_goes_before_its_removal() {
    let unit = Certificate::parse(UNIT).unwrap();
    let reason = |code| extension(oids::REASON_CODE, false, &[0x0a, 1, code]);
    let der = made(
        |list| {
            entry(list, unit.serial(), &reason(8));
            entry(list, unit.serial(), &reason(6));
        },
        &[],
    );
    let found = Crl::parse(&der).unwrap().find_for(&unit).unwrap();
    assert_eq!(found.reason, Some(Reason::CertificateHold));
}

#[test]
fn unknown_critical_extensions_are_named_wherever_they_are() {
    let odd = oid(&[1, 3, 6, 1, 4, 1, 99_999, 1]);
    let of_list = extension(oids::CRL_NUMBER, true, &[2, 1, 1]);
    let of_entry = extension(odd, true, &[5, 0]);
    let crl = Crl::parse(&made(|list| entry(list, &[1], &of_entry), &of_list)).unwrap();
    assert_eq!(crl.unknown_critical(), [oids::CRL_NUMBER, odd]);
    assert_eq!(crl.number(), Some(&[1][..]));
}

#[test]
fn a_scope_that_cannot_be_read_is_not_absent() {
    let broken = extension(oids::ISSUING_DISTRIBUTION_POINT, false, &[0x30, 2, 0x89, 0]);
    let crl = Crl::parse(&made(|_| {}, &broken)).unwrap();
    assert_eq!(crl.unknown_critical(), [oids::ISSUING_DISTRIBUTION_POINT]);
    assert!(crl.is_empty());
}

#[test]
fn an_entry_is_found_among_many_of_its_serial_number() {
    let person = Certificate::parse(PUBLIC).unwrap();
    let named = |name: &Name| extension(oids::CERTIFICATE_ISSUER, true, &directory_names(name));
    let other = |number: u32| {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            name.nested(Tag::SET, |set| {
                set.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(&oids::COMMON_NAME);
                    attribute.element(Tag(0x0c), number.to_string().as_bytes());
                });
            });
        });
        Name::parse(&writer.into_bytes()).unwrap()
    };
    let der = made(
        |list| {
            for number in 0..50_000 {
                entry(list, person.serial(), &named(&other(number)));
            }
            entry(list, person.serial(), &named(person.issuer()));
            for number in 50_000..100_000 {
                entry(list, person.serial(), &named(&other(number)));
            }
        },
        &[],
    );
    let started = Instant::now();
    let crl = Crl::parse(&der).unwrap();
    println!("100,001 named entries, {} bytes: {:?}", der.len(), started.elapsed());
    assert_eq!((crl.len(), crl.unknown_critical()), (100_001, &[][..]));
    let started = Instant::now();
    let found = crl.find_for(&person).unwrap();
    println!("one of them: {:?}", started.elapsed());
    assert!(started.elapsed().as_millis() < 5);
    assert_eq!(found.certificate_issuer, [GeneralName::Directory(person.issuer().clone())]);
    assert!(crl.find_for(&Certificate::parse(UNIT).unwrap()).is_none());
}

#[test]
fn names_that_cannot_be_told_leave_the_list_unclear() {
    let unit = Certificate::parse(UNIT).unwrap();
    let of = |value: &[u8]| extension(oids::CERTIFICATE_ISSUER, true, value);
    let name = directory_names(unit.issuer());
    let many = {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |names| {
            for _ in 0..=CRL_ENTRY_ISSUERS {
                names.element(Tag(0xa4), unit.issuer().der());
            }
        });
        writer.into_bytes()
    };
    for (extensions, is_clear) in [
        (of(&name), true),
        (of(&[0x30, 0]), false),                  // no name
        (of(&[0x30, 3, 0x86, 1, b'a']), false),   // no directory name
        (of(&[5, 0]), false),                     // no names
        (of(&many), false),                       // more than are looked at
        ([of(&name), of(&name)].concat(), false), // which of the two?
    ] {
        let der = made(|list| entry(list, unit.serial(), &extensions), &[]);
        let crl = Crl::parse(&der).unwrap();
        assert_eq!(crl.unknown_critical().is_empty(), is_clear, "{extensions:x?}");
    }
}

#[test]
fn which_list_a_delta_continues() {
    let list = |number: Option<&[u8]>, delta_to: Option<&[u8]>, more: &[u8]| {
        let integer = |value: &[u8]| {
            let mut writer = Writer::new();
            writer.element(Tag::INTEGER, value);
            writer.into_bytes()
        };
        let mut extensions = more.to_vec();
        if let Some(number) = number {
            extensions.extend(extension(oids::CRL_NUMBER, false, &integer(number)));
        }
        if let Some(number) = delta_to {
            extensions.extend(extension(oids::DELTA_CRL_INDICATOR, true, &integer(number)));
        }
        Crl::parse(&made(|_| {}, &extensions)).unwrap()
    };
    let base = list(Some(&[1, 0]), None, &[]);
    for (number, delta_to, expected) in [
        (&[1, 1][..], &[1, 0][..], true),
        (&[1, 1], &[0, 0x80], true), // numbers, not octets
        (&[0, 1, 1], &[0], true),
        (&[1, 0], &[1, 0], false),
        (&[0x7f], &[1], false),
        (&[1, 2], &[1, 1], false),
        (&[1, 1], &[0x81], false), // negative
    ] {
        let delta = list(Some(number), Some(delta_to), &[]);
        assert_eq!(delta.continues(&base), expected, "{number:?} since {delta_to:?}");
    }
    let delta = list(Some(&[1, 1]), Some(&[1, 0]), &[]);
    assert!(!base.continues(&base) && !delta.continues(&delta));
    assert!(!list(None, Some(&[1, 0]), &[]).continues(&base));
    assert!(!delta.continues(&list(None, None, &[])));
    let scope = extension(oids::ISSUING_DISTRIBUTION_POINT, true, &[0x30, 3, 0x81, 1, 0xff]);
    let scoped = list(Some(&[1, 1]), Some(&[1, 0]), &scope);
    assert!(!scoped.continues(&base));
    assert!(scoped.continues(&list(Some(&[1, 0]), None, &scope)));
    let key = extension(oids::AUTHORITY_KEY_ID, false, &[0x30, 3, 0x80, 1, 7]);
    assert!(!list(Some(&[1, 1]), Some(&[1, 0]), &key).continues(&base));
    // RFC 5280 §5.2.3: at most 20 octets.
    for (octets, is_read) in [(20, true), (21, false)] {
        let crl = list(Some(&vec![1; octets]), None, &[]);
        assert_eq!((crl.number().is_some(), crl.problems().is_empty()), (is_read, is_read));
    }
}

#[test]
fn a_hundred_thousand_entries() {
    let der = made(
        |list| {
            for number in 0..100_000_u32 {
                // Scattered, as the serial numbers of real CAs are.
                let serial = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
                entry(list, &serial.to_be_bytes(), &[]);
            }
        },
        &[],
    );
    let started = Instant::now();
    let crl = Crl::parse(&der).unwrap();
    println!("100,000 entries, {} bytes: {:?}", der.len(), started.elapsed());
    assert_eq!(crl.len(), 100_000);
    for number in (0..100_000_u64).step_by(997) {
        let serial = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).to_be_bytes();
        assert_eq!(crl.entries(&serial).count(), 1);
        assert!(crl.find(&(u64::from_be_bytes(serial) + 1).to_be_bytes()).is_none());
    }
}

#[test]
fn changed_bytes_never_panic() {
    for at in 0..STATE.len() {
        for change in [1_u8, 0x80, 0xff, 0x20] {
            let mut changed = STATE.to_vec();
            changed[at] ^= change;
            if let Ok(crl) = Crl::parse(&changed) {
                let _ = crl.find(&[0x0a, 0x0b, 0x0d]);
            }
        }
        let _ = Crl::parse(&STATE[..at]);
    }
}
