use super::*;
use crate::asn1::Writer;
use crate::x509::oids;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/data/x509/", $name))
    };
}

fn parse(der: &[u8]) -> Certificate {
    let certificate = Certificate::parse(der).unwrap();
    assert_eq!(certificate.problems(), [], "{certificate:?}");
    certificate
}

/// The agency certificate with one stretch of bytes replaced by another of the same length.
fn patched(from: &[u8], to: &[u8]) -> Certificate {
    Certificate::parse(&replaced(data!("agency.der"), from, to)).unwrap()
}

fn replaced(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = der.windows(from.len()).position(|window| window == from).unwrap();
    let mut der = der.to_vec();
    der[at..at + from.len()].copy_from_slice(to);
    der
}

#[test]
fn an_agency() {
    let agency = parse(data!("agency.der"));
    assert_eq!(
        agency.subject().to_string(),
        "CN=VĂN PHÒNG ỦY BAN\\, \\\"THỬ\\\", O=SỞ THỬ NGHIỆM, L=Hà Nội, C=VN"
    );
    assert_eq!(agency.subject().organization(), Some("SỞ THỬ NGHIỆM"));
    assert_eq!(agency.serial_hex(), "5444555566667777");
    assert!(agency.has_serial(&[0, 0x54, 0x44, 0x55, 0x55, 0x66, 0x66, 0x77, 0x77]));
    assert!(!agency.is_self_issued());
    assert_eq!(agency.basic_constraints(), Some(BasicConstraints { ca: false, path_len: None }));
    let usage = agency.key_usage().unwrap();
    assert!(usage.digital_signature() && usage.content_commitment() && usage.data_encipherment());
    assert!(!usage.key_cert_sign() && !usage.crl_sign() && !usage.decipher_only());
    let smartcard_logon = crate::asn1::oid(&[1, 3, 6, 1, 4, 1, 311, 20, 2, 2]);
    assert_eq!(
        agency.extended_key_usage().unwrap(),
        [oids::EKU_CLIENT_AUTH, oids::EKU_EMAIL_PROTECTION, smartcard_logon]
    );
    assert_eq!(agency.emails().collect::<Vec<_>>(), ["vanthu@so.example.gov.vn"]);
    assert_eq!(agency.policies().unwrap()[0].to_string(), "2.16.704.1.1.1.1.1");
    assert_eq!(agency.ocsp_urls().collect::<Vec<_>>(), ["http://ocsp.ca.example.vn"]);
    let urls: Vec<_> = agency.issuer_urls().chain(agency.crl_urls()).collect();
    assert_eq!(
        urls,
        [
            "http://ca.example.vn/pki/pub/crt/state.crt",
            "http://ca.example.vn/pki/pub/crl/state.crl"
        ]
    );
    let issuer = parse(data!("sub-state.der"));
    assert_eq!(agency.issuer(), issuer.subject());
    assert_eq!(agency.authority_key_id().unwrap().key_id.as_deref(), issuer.subject_key_id());
    assert_eq!(agency.unknown_critical(), []);
    assert_eq!(agency.extensions().len(), 9);
    assert_eq!(agency.public_key().kind(), crate::crypto::KeyKind::Rsa { bits: 2048 });
    assert_eq!(agency.signature().len(), 256);
    assert_eq!(agency.id(), CertificateId::of(agency.der()));
}

#[test]
fn a_unit_in_the_older_shape() {
    let unit = parse(data!("unit.der"));
    assert_eq!(unit.subject().uid(), Some("MST:0100000000-029"));
    assert_eq!(unit.subject().organizational_unit(), Some("Chi cuc"));
    assert_eq!(unit.serial_hex(), "0a0b0c");
    let authority = unit.authority_key_id().unwrap();
    let root = parse(data!("root.der"));
    let sub = parse(data!("sub-state.der"));
    assert_eq!(authority.issuer, [GeneralName::Directory(root.subject().clone())]);
    assert!(sub.has_serial(authority.serial.as_ref().unwrap()));
    assert_eq!(unit.crl_urls().count(), 2);
    assert_eq!(unit.unknown_critical(), []);
}

#[test]
fn a_public_person_with_sha1() {
    let person = parse(data!("public-person.der"));
    assert_eq!(
        person.subject().to_string(),
        "UID=CMND:000000000, CN=Trần Văn Mẫu, ST=Hà Nội, C=VN"
    );
    assert_eq!(*person.signature_algorithm(), SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1));
}

#[test]
fn constraints_of_an_authority() {
    let authority = parse(data!("sub-constrained.der"));
    assert_eq!(
        authority.basic_constraints(),
        Some(BasicConstraints { ca: true, path_len: Some(1) })
    );
    let constraints = authority.name_constraints().unwrap();
    assert!(!constraints.unreadable);
    let permitted: Vec<_> = constraints.permitted.iter().map(|tree| &tree.base).collect();
    assert_eq!(permitted[0], &GeneralName::Email(".gov.vn".into()));
    assert!(matches!(permitted[1], GeneralName::Directory(name) if name.country() == Some("VN")));
    assert_eq!(permitted[2], &GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]));
    assert_eq!(constraints.excluded[0].base, GeneralName::Dns("evil.example".into()));
    assert_eq!((constraints.excluded[0].minimum, constraints.excluded[0].maximum), (0, None));
    assert_eq!(
        authority.policy_constraints(),
        Some(PolicyConstraints { require_explicit: Some(3), inhibit_mapping: Some(0) })
    );
    assert_eq!(authority.inhibit_any_policy(), Some(2));
    let [mapping] = authority.policy_mappings() else { panic!() };
    assert_eq!(mapping.issuer_domain.to_string(), "1.3.6.1.4.1.99999.1");
    assert_eq!(mapping.subject_domain.to_string(), "1.3.6.1.4.1.99999.2");
    assert_eq!(authority.unknown_critical(), []);
}

#[test]
fn what_is_critical_and_not_processed_is_named() {
    let certificate = parse(data!("unknown-critical.der"));
    let named: Vec<_> = certificate.unknown_critical().iter().map(Oid::to_string).collect();
    assert_eq!(named, ["1.3.6.1.4.1.99999.7", "1.3.6.1.5.5.7.1.1"]);
    assert_eq!(certificate.subject().to_string(), "UID=MST:1+CN=Unknown critical, C=VN");
}

#[test]
fn flags_of_services() {
    assert!(parse(data!("responder.der")).ocsp_no_check());
    let tsa = parse(data!("tsa.der"));
    assert!(tsa.no_rev_avail() && !tsa.ocsp_no_check());
    assert_eq!(tsa.extended_key_usage().unwrap(), [oids::EKU_TIME_STAMPING]);
}

#[test]
fn malformed_restrictions_permit_nothing() {
    // keyUsage: BIT STRING with nine unused bits
    let certificate = patched(&[0x04, 0x04, 0x03, 0x02, 0x04], &[0x04, 0x04, 0x03, 0x02, 0x09]);
    assert_eq!(certificate.problems(), [Problem::MalformedExtension(oids::KEY_USAGE)]);
    assert!(certificate.key_usage().unwrap().is_empty());
    assert_eq!(certificate.unknown_critical(), [oids::KEY_USAGE]);

    // nameConstraints: a permitted subtree whose base is no GeneralName
    let authority = data!("sub-constrained.der");
    let broken = replaced(authority, b"\x81\x07.gov.vn", b"\x01\x07.gov.vn");
    let certificate = Certificate::parse(&broken).unwrap();
    assert!(certificate.name_constraints().unwrap().unreadable);
    assert_eq!(certificate.unknown_critical(), [oids::NAME_CONSTRAINTS]);
}

#[test]
fn a_malformed_validity_excludes_every_instant() {
    let agency = parse(data!("agency.der"));
    let at = agency.der().windows(2).position(|window| window == [0x17, 0x0d]).unwrap();
    let mut der = agency.der().to_vec();
    der[at + 2] = b'x';
    let broken = Certificate::parse(&der).unwrap();
    assert_eq!(broken.problems(), [Problem::MalformedValidity]);
    assert!(broken.not_before() > broken.not_after());
}

#[test]
fn duplicates_are_named_and_the_first_is_used() {
    // The second occurrence of the authority key identifier's OID becomes basicConstraints.
    let from = &[0x06, 0x03, 0x55, 0x1d, 0x23];
    let to = &[0x06, 0x03, 0x55, 0x1d, 0x13];
    let certificate = patched(from, to);
    let problem = Problem::DuplicateExtension(oids::BASIC_CONSTRAINTS);
    assert!(certificate.problems().contains(&problem), "{:?}", certificate.problems());
    assert_eq!(
        certificate.basic_constraints(),
        Some(BasicConstraints { ca: false, path_len: None })
    );
}

#[test]
fn trailing_bytes_and_other_oddities_are_problems() {
    let agency = data!("agency.der");
    let longer = [agency.as_slice(), b"\n"].concat();
    let certificate = Certificate::parse(&longer).unwrap();
    assert_eq!(certificate.problems(), [Problem::TrailingData(1)]);
    assert_eq!(certificate.der(), agency);

    let negative = patched(&[0x02, 0x08, 0x54, 0x44], &[0x02, 0x08, 0xd4, 0x44]);
    assert_eq!(negative.problems(), [Problem::SerialOutOfRange]);
    assert_eq!(negative.serial_hex(), "-2bbbaaaa99998889");

    let version = patched(&[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, 0x82]);
    assert_eq!(version.problems(), [Problem::UnexpectedVersion]);

    // sha256WithRSAEncryption to sha384 at its first place: inside the signed part
    let sha256 = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b];
    let sha384 = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0c];
    assert_eq!(patched(sha256, sha384).problems(), [Problem::AlgorithmMismatch]);
}

#[test]
fn indefinite_lengths_are_read() {
    let whole = Reader::new(data!("agency.der")).read().unwrap();
    let mut ber = vec![0x30, 0x80];
    ber.extend_from_slice(whole.value());
    ber.extend_from_slice(&[0, 0]);
    let certificate = Certificate::parse(&ber).unwrap();
    assert_eq!(certificate.problems(), [Problem::NotDer]);
    assert_eq!(certificate.der(), ber);
    assert_eq!(certificate.tbs(), parse(data!("agency.der")).tbs());
}

#[test]
fn what_is_no_certificate_is_an_error() {
    assert!(Certificate::parse(&[]).is_err());
    assert!(Certificate::parse(data!("state.crl")).is_err());
    let mut huge = Writer::new();
    huge.element(Tag::SEQUENCE, &vec![0; CERTIFICATE_BYTES + 1]);
    assert_eq!(
        Certificate::parse(&huge.into_bytes()).unwrap_err(),
        Error::TooLarge { limit: "CERTIFICATE_BYTES" }
    );
}

#[test]
fn changed_bytes_never_panic() {
    for der in [data!("agency.der").as_slice(), data!("unit.der"), data!("sub-constrained.der")] {
        for at in 0..der.len() {
            for change in [1_u8, 0x80, 0xff, 0x20, 0x7f] {
                let mut changed = der.to_vec();
                changed[at] ^= change;
                if let Ok(certificate) = Certificate::parse(&changed) {
                    let _ = (certificate.subject().to_string(), certificate.serial_hex());
                    let _ = certificate.extensions().len();
                }
            }
            let _ = Certificate::parse(&der[..at]);
        }
    }
}
