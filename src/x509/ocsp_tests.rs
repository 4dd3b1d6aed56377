use super::*;
use crate::x509::edges::{EdgeCache, EdgeResult};

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/data/x509/", $name)).as_slice()
    };
}

fn certificate(der: &[u8]) -> Certificate {
    Certificate::parse(der).unwrap()
}

#[test]
fn a_delegated_response() {
    let response = OcspResponse::parse(data!("delegated.ocsp")).unwrap();
    let issuer = certificate(data!("sub-state.der"));
    let responder = certificate(data!("responder.der"));
    assert_eq!(response.problems(), []);
    assert!(response.responder().is(&responder));
    assert!(!response.responder().is(&issuer));
    assert!(response.nonce().is_some());
    assert_eq!(response.unknown_critical(), []);
    assert_eq!(response.certificates().collect::<Vec<_>>(), [responder.der()]);
    let edges = EdgeCache::new();
    assert_eq!(edges.signed_by(&response, responder.public_key()), EdgeResult::Verified);
    assert_eq!(edges.signed_by(&response, issuer.public_key()), EdgeResult::Wrong);

    let agency = certificate(data!("agency.der"));
    let answer = response.find(&agency, &issuer).unwrap();
    assert_eq!(answer.status, CertStatus::Good);
    assert!(answer.next_update.unwrap() > answer.this_update);
    let unit = response.find(&certificate(data!("unit.der")), &issuer).unwrap();
    assert_eq!(
        unit.status,
        CertStatus::Revoked {
            time: "2025-01-02T03:04:05Z".parse().unwrap(),
            reason: Some(Reason::KeyCompromise),
        }
    );
    assert!(response.find(&certificate(data!("person.der")), &issuer).is_none());
    // The same serial number under another issuer is another certificate.
    assert!(response.find(&agency, &certificate(data!("root.der"))).is_none());
}

#[test]
fn a_direct_response_with_sha256() {
    let response = OcspResponse::parse(data!("direct.ocsp")).unwrap();
    let issuer = certificate(data!("sub-state.der"));
    assert_eq!(*response.responder(), ResponderId::ByName(issuer.subject().clone()));
    assert!(response.responder().is(&issuer));
    let answer = response.find(&certificate(data!("agency.der")), &issuer).unwrap();
    assert_eq!(answer.cert_id.hash_algorithm, Some(DigestAlgorithm::Sha256));
    let edges = EdgeCache::new();
    assert_eq!(edges.signed_by(&response, issuer.public_key()), EdgeResult::Verified);
}

#[test]
fn the_inner_structure_is_the_same_response() {
    let outer = OcspResponse::parse(data!("direct.ocsp")).unwrap();
    let inner = OcspResponse::parse(outer.der()).unwrap();
    assert_eq!(inner.der(), outer.der());
    assert_eq!(inner.digest(), outer.digest());
    assert_eq!(inner.responses(), outer.responses());
}

#[test]
fn a_refusal_is_an_error() {
    assert_eq!(
        OcspResponse::parse(data!("unauthorized.ocsp")).unwrap_err(),
        Error::ResponseNotSuccessful(ResponseStatus::Unauthorized)
    );
}

#[test]
fn changed_bytes_never_panic() {
    let issuer = certificate(data!("sub-state.der"));
    let agency = certificate(data!("agency.der"));
    for der in [data!("delegated.ocsp"), data!("direct.ocsp")] {
        for at in 0..der.len() {
            for change in [1_u8, 0x80, 0xff, 0x20] {
                let mut changed = der.to_vec();
                changed[at] ^= change;
                if let Ok(response) = OcspResponse::parse(&changed) {
                    let _ = response.find(&agency, &issuer);
                }
            }
            let _ = OcspResponse::parse(&der[..at]);
        }
    }
}
