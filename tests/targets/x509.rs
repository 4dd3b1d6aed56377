//! Certificates, CRLs and OCSP responses.

use kyso::x509::{
    Certificate, CertificateId, Crl, EdgeCache, Name, OcspResponse, Signed, parse_any,
};

use super::assert_within;

const STATE: &[u8] = include_bytes!("../data/x509/sub-state.der");
const UNIT: &[u8] = include_bytes!("../data/x509/unit.der");

/// A certificate, and what is asked of one.
pub fn certificate(input: &[u8]) {
    let _ = parse_any(input);
    let Ok(certificate) = Certificate::parse(input) else { return };
    assert_within(certificate.tbs(), certificate.der());
    assert_within(certificate.signature(), certificate.der());
    assert_eq!(certificate.id(), CertificateId::of(certificate.der()));
    let again = Certificate::parse(certificate.der()).expect("it was read before");
    assert_eq!(again.id(), certificate.id());
    assert_eq!(again.unknown_critical(), certificate.unknown_critical());
    check_name(certificate.subject());
    check_name(certificate.issuer());
    assert!(certificate.has_serial(certificate.serial()));
    for extension in certificate.extensions() {
        let _ = (extension.oid, extension.critical);
    }
    let _ = (certificate.serial_hex(), certificate.not_before(), certificate.not_after());
    let _ = (certificate.basic_constraints(), certificate.key_usage());
    let _ = (certificate.extended_key_usage(), certificate.policies());
    let _ = (certificate.policy_mappings(), certificate.policy_constraints());
    let _ = (certificate.name_constraints(), certificate.subject_alternative_names());
    let _ = (certificate.crl_urls().count(), certificate.ocsp_urls().count());
    let _ = (certificate.emails().count(), certificate.problems());
    let state = Certificate::parse(STATE).expect("it is a fixture");
    let edges = EdgeCache::new();
    // Nothing that is invented here has a signature by the key of the fixture, unless it is one.
    let result = edges.signed_by(&certificate, state.public_key());
    assert_eq!(result, edges.signed_by(&certificate, state.public_key()));
    let _ = edges.signed_by(&certificate, certificate.public_key());
}

fn check_name(name: &Name) {
    let again = Name::parse(name.der()).expect("it was read before");
    assert_eq!(&again, name);
    assert!(name.is_within(&again));
    let _ = (name.to_string(), name.common_name(), name.organizational_unit());
}

/// A CRL, and looking serial numbers up in it.
pub fn crl(input: &[u8]) {
    let Ok(crl) = Crl::parse(input) else { return };
    assert_within(crl.tbs(), crl.der());
    assert_within(crl.signature(), crl.der());
    assert!(crl.len() <= input.len());
    check_name(crl.issuer());
    let unit = Certificate::parse(UNIT).expect("it is a fixture");
    let _ = crl.find_for(&unit);
    for serial in [&[][..], &[0], &[0x0a, 0x0b, 0x0d], unit.serial(), &input[..input.len().min(20)]]
    {
        let padded = [&[0, 0], serial].concat();
        // A serial number is a number: what stands before it decides nothing.
        if serial.first().is_some_and(|first| *first < 0x80) {
            assert_eq!(crl.find(serial), crl.find(&padded));
        }
        assert!(crl.entries(serial).count() <= crl.len());
    }
    let _ = (crl.number(), crl.delta_indicator(), crl.issuing_distribution_point());
    let _ = (crl.this_update(), crl.next_update(), crl.problems(), crl.unknown_critical());
    let again = Crl::parse(crl.der()).expect("it was read before");
    assert_eq!(again.digest(), crl.digest());
    assert_eq!(again.len(), crl.len());
}

/// An OCSP response, and looking a certificate up in it.
pub fn ocsp(input: &[u8]) {
    let Ok(response) = OcspResponse::parse(input) else { return };
    assert_within(response.tbs(), response.der());
    assert_within(response.signature(), response.der());
    let again = OcspResponse::parse(response.der()).expect("it was read before");
    assert_eq!(again.digest(), response.digest());
    assert_eq!(again.responses(), response.responses());
    let state = Certificate::parse(STATE).expect("it is a fixture");
    let unit = Certificate::parse(UNIT).expect("it is a fixture");
    if let Some(single) = response.find(&unit, &state) {
        assert!(unit.has_serial(&single.cert_id.serial));
    }
    let _ = response.responder().is(&state);
    let _ = (response.produced_at(), response.nonce(), response.problems());
    for der in response.certificates().take(4) {
        assert_within(der, response.der());
        let _ = Certificate::parse(der);
    }
}
