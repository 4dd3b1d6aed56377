//! The closed lists of URIs: those of TS 119 102-2 for what was concluded, and those of RFC 9231 for
//! algorithms.

use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::validation::{Indication, ProofSource, SubIndication, UsedAlgorithm};

/// Whom an indication is about (TS 119 102-2 clause 4.3.4.2 has a list for each).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Subject {
    /// A timestamp or another object that helps to validate.
    Object,
    /// A signature.
    Signature,
}

/// The main indication (clause 4.3.4.2).
pub(super) fn main_indication(indication: Indication, subject: Subject) -> &'static str {
    match (indication, subject) {
        (Indication::Indeterminate(_), _) => "urn:etsi:019102:mainindication:indeterminate",
        (Indication::TotalFailed(_), Subject::Object) => "urn:etsi:019102:mainindication:failed",
        (Indication::TotalFailed(_), Subject::Signature) => {
            "urn:etsi:019102:mainindication:total-failed"
        }
        (Indication::TotalPassed, Subject::Object) => "urn:etsi:019102:mainindication:passed",
        (Indication::TotalPassed, Subject::Signature) => {
            "urn:etsi:019102:mainindication:total-passed"
        }
    }
}

/// The sub-indication (clause 4.3.4.3): the name of EN 319 102-1 behind a prefix.
pub(super) fn sub_indication(sub: SubIndication) -> String {
    let name = sub.name().to_uppercase().replace('-', "_");
    format!("urn:etsi:019102:subindication:{name}")
}

/// The process that was run (clause 4.3.11.1): always that for signatures with archival data (EN 319
/// 102-1 clause 5.6), which does what the others do where there is none.
pub(super) const PROCESS: &str = "urn:etsi:019102:validationprocess:LTA";

/// What a proof of existence rests on (clause 4.4.6.2): it was found during the validation, or the
/// caller provided it. None comes of a policy.
pub(super) fn proof_type(source: ProofSource) -> &'static str {
    match source {
        ProofSource::Provided => "urn:etsi:019102:poetype:provided",
        ProofSource::Timestamp(_) => "urn:etsi:019102:poetype:validation",
    }
}

/// Whether a constraint was applied (clause 4.3.5.4.2).
pub(super) const CONSTRAINT_APPLIED: &str = "urn:etsi:019102:constraintStatus:applied";
pub(super) const CONSTRAINT_DISABLED: &str = "urn:etsi:019102:constraintStatus:disabled";

/// Types of validation objects (clause 4.4.4).
pub(super) const CERTIFICATE: &str = "urn:etsi:019102:validationObject:certificate";
pub(super) const CRL: &str = "urn:etsi:019102:validationObject:CRL";
pub(super) const OCSP_RESPONSE: &str = "urn:etsi:019102:validationObject:OCSPResponse";
pub(super) const SIGNED_DATA: &str = "urn:etsi:019102:validationObject:signedData";
pub(super) const TIMESTAMP: &str = "urn:etsi:019102:validationObject:timestamp";
pub(super) const OTHER: &str = "urn:etsi:019102:validationObject:other";

/// What the standard has no list for: kyso's own words, the same as in JSON.
pub(super) const REVOCATION_CONSTRAINT: &str = "urn:kyso:constraint:revocation";
pub(super) const FINDING: &str = "urn:kyso:finding:";
pub(super) const REPORT_DATA: &str = "urn:kyso:report:";

/// A digest algorithm (RFC 9231 section 2.1), by its object identifier where it has no other URI.
pub(super) fn digest(algorithm: DigestAlgorithm) -> String {
    match algorithm {
        DigestAlgorithm::Md5 => "http://www.w3.org/2001/04/xmldsig-more#md5".to_owned(),
        DigestAlgorithm::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1".to_owned(),
        DigestAlgorithm::Sha256 | DigestAlgorithm::Sha512 => {
            format!("http://www.w3.org/2001/04/xmlenc#{algorithm}")
        }
        DigestAlgorithm::Sha224 | DigestAlgorithm::Sha384 => {
            format!("http://www.w3.org/2001/04/xmldsig-more#{algorithm}")
        }
        DigestAlgorithm::Sha3_224
        | DigestAlgorithm::Sha3_256
        | DigestAlgorithm::Sha3_384
        | DigestAlgorithm::Sha3_512 => {
            format!("http://www.w3.org/2007/05/xmldsig-more#{algorithm}")
        }
        _ => format!("urn:oid:{}", algorithm.oid()),
    }
}

/// An algorithm that a signature rests on.
pub(super) fn algorithm(algorithm: &UsedAlgorithm) -> String {
    match algorithm {
        UsedAlgorithm::Digest(algorithm) => digest(*algorithm),
        UsedAlgorithm::Signature(algorithm, _) => signature(algorithm),
    }
}

/// A signature algorithm (RFC 9231 section 2.3), likewise.
fn signature(algorithm: &SignatureAlgorithm) -> String {
    use DigestAlgorithm::{
        Md5, Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512,
    };
    match *algorithm {
        SignatureAlgorithm::Dsa(Sha1) => "http://www.w3.org/2000/09/xmldsig#dsa-sha1".to_owned(),
        SignatureAlgorithm::Dsa(Sha256) => "http://www.w3.org/2009/xmldsig11#dsa-sha256".to_owned(),
        SignatureAlgorithm::Ecdsa(digest @ (Sha1 | Sha224 | Sha256 | Sha384 | Sha512))
        | SignatureAlgorithm::EcdsaPlain(digest @ (Sha1 | Sha224 | Sha256 | Sha384 | Sha512)) => {
            format!("http://www.w3.org/2001/04/xmldsig-more#ecdsa-{digest}")
        }
        SignatureAlgorithm::Ecdsa(digest @ (Sha3_224 | Sha3_256 | Sha3_384 | Sha3_512)) => {
            format!("http://www.w3.org/2021/04/xmldsig-more#ecdsa-{digest}")
        }
        SignatureAlgorithm::Ed25519 => {
            "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519".to_owned()
        }
        SignatureAlgorithm::Ed448 => {
            "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448".to_owned()
        }
        SignatureAlgorithm::RsaPkcs1(Sha1) => {
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1".to_owned()
        }
        SignatureAlgorithm::RsaPkcs1(digest @ (Md5 | Sha224 | Sha256 | Sha384 | Sha512)) => {
            format!("http://www.w3.org/2001/04/xmldsig-more#rsa-{digest}")
        }
        SignatureAlgorithm::RsaPss {
            digest:
                digest @ (Md5 | Sha1 | Sha224 | Sha256 | Sha384 | Sha512 | Sha3_224 | Sha3_256
                | Sha3_384 | Sha3_512),
            ..
        } => format!("http://www.w3.org/2007/05/xmldsig-more#{digest}-rsa-MGF1"),
        SignatureAlgorithm::Malformed(oid) | SignatureAlgorithm::Unknown(oid) => {
            format!("urn:oid:{oid}")
        }
        ref other => format!("urn:kyso:algorithm:{}", other.name(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indications_are_those_of_the_standard() {
        let failed = Indication::TotalFailed(SubIndication::HashFailure);
        let open = Indication::Indeterminate(SubIndication::TryLater);
        let prefix = "urn:etsi:019102:mainindication:";
        for (indication, subject, expected) in [
            (Indication::TotalPassed, Subject::Signature, "total-passed"),
            (Indication::TotalPassed, Subject::Object, "passed"),
            (failed, Subject::Signature, "total-failed"),
            (failed, Subject::Object, "failed"),
            (open, Subject::Signature, "indeterminate"),
            (open, Subject::Object, "indeterminate"),
        ] {
            assert_eq!(main_indication(indication, subject), format!("{prefix}{expected}"));
        }
        assert_eq!(
            sub_indication(SubIndication::CryptoConstraintsFailureNoPoe),
            "urn:etsi:019102:subindication:CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        );
    }

    #[test]
    fn algorithms_have_the_uris_that_others_know() {
        for (algorithm, expected) in [
            (
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
                "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            ),
            (
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha3_256),
                "urn:kyso:algorithm:rsa-pkcs1v15-sha3-256",
            ),
            (
                SignatureAlgorithm::RsaPss {
                    digest: DigestAlgorithm::Sha3_512,
                    mgf_digest: DigestAlgorithm::Sha3_512,
                    salt_len: 64,
                },
                "http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1",
            ),
            (
                SignatureAlgorithm::EcdsaPlain(DigestAlgorithm::Sha384),
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
            ),
        ] {
            assert_eq!(signature(&algorithm), expected);
        }
        assert_eq!(digest(DigestAlgorithm::Sha512_256), "urn:oid:2.16.840.1.101.3.4.2.6");
        assert_eq!(digest(DigestAlgorithm::Sha256), "http://www.w3.org/2001/04/xmlenc#sha256");
    }
}
