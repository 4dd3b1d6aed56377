//! OCSP requests (RFC 6960 §4.1, as light as RFC 5019 §2.1 wants them).

use super::certificate::Certificate;
use super::ocsp::{CertId, OcspResponse, key_octets};
use super::oids;
use crate::asn1::{Tag, Writer};
use crate::crypto::DigestAlgorithm;

/// A request for the status of one certificate.
///
/// ```no_run
/// use kyso::x509::{Certificate, OcspRequest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let certificate = Certificate::parse(&std::fs::read("leaf.der")?)?;
/// let issuer = Certificate::parse(&std::fs::read("ca.der")?)?;
/// std::fs::write("request.der", OcspRequest::new(&certificate, &issuer).to_der())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OcspRequest {
    cert_id: CertId,
    nonce: Option<[u8; 32]>,
}

impl CertId {
    /// The one that names `certificate`, which `issuer` issued, by this digest algorithm.
    pub fn new(
        algorithm: DigestAlgorithm,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Self {
        let hash = |octets| algorithm.hash(octets).as_bytes().to_vec();
        Self {
            hash_algorithm: Some(algorithm),
            issuer_name_hash: hash(certificate.issuer().der()),
            issuer_key_hash: hash(key_octets(issuer.public_key())),
            serial: certificate.serial().to_vec(),
        }
    }
}

impl OcspRequest {
    /// For a certificate, which `issuer` issued. It is named by SHA-1, the one algorithm that every
    /// responder knows (RFC 5019 §2.1.1); nothing rests on its strength.
    pub fn new(certificate: &Certificate, issuer: &Certificate) -> Self {
        Self { cert_id: CertId::new(DigestAlgorithm::Sha1, certificate, issuer), nonce: None }
    }

    /// Ties the answer to this request by random octets (RFC 9654 §2.1). Responders that sign their
    /// answers beforehand give none back.
    #[must_use]
    pub fn nonce(mut self, nonce: [u8; 32]) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Whether a response holds the nonce, if there is one.
    pub fn is_tied_to(&self, response: &OcspResponse) -> bool {
        self.nonce.is_none_or(|nonce| response.nonce() == Some(&octet_string(&nonce)))
    }

    /// The OCSPRequest in DER.
    pub fn to_der(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |request| {
            request.nested(Tag::SEQUENCE, |tbs| {
                tbs.nested(Tag::SEQUENCE, |list| {
                    list.nested(Tag::SEQUENCE, |single| self.write_cert_id(single));
                });
                if let Some(nonce) = &self.nonce {
                    tbs.nested(Tag::context_constructed(2), |wrapper| {
                        wrapper.nested(Tag::SEQUENCE, |extensions| {
                            extensions.nested(Tag::SEQUENCE, |extension| {
                                extension.oid(&oids::OCSP_NONCE);
                                extension.element(Tag::OCTET_STRING, &octet_string(nonce));
                            });
                        });
                    });
                }
            });
        });
        writer.into_bytes()
    }

    fn write_cert_id(&self, writer: &mut Writer) {
        let CertId { hash_algorithm, issuer_name_hash, issuer_key_hash, serial } = &self.cert_id;
        writer.nested(Tag::SEQUENCE, |id| {
            id.nested(Tag::SEQUENCE, |algorithm| {
                if let Some(hash_algorithm) = hash_algorithm {
                    algorithm.oid(&hash_algorithm.oid());
                }
                algorithm.element(Tag::NULL, &[]);
            });
            id.element(Tag::OCTET_STRING, issuer_name_hash);
            id.element(Tag::OCTET_STRING, issuer_key_hash);
            id.element(Tag::INTEGER, serial);
        });
    }
}

fn octet_string(octets: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Tag::OCTET_STRING, octets);
    writer.into_bytes()
}
