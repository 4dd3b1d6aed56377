//! Material that outlives the run: in what form it is kept (feature `serde`).
//!
//! Encodings are kept whole, in base64, in the order in which they came, and are parsed anew when
//! they are read back: what a later version understands better, it judges better.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::material::{Material, RevocationValue, Source};
use crate::x509::{Certificate, CertificateId, Crl, OcspResponse};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    certificates: Vec<String>,
    revocation: Vec<StoredValue<'a>>,
    /// By the SHA-256 of an item, the first revision of the document that holds it.
    since: BTreeMap<CertificateId, usize>,
    /// The bound that kept something out, if one did.
    limit: Option<Cow<'a, str>>,
    /// By the SHA-256 of an item, when it is proved from outside to have existed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    proofs: BTreeMap<CertificateId, Timestamp>,
    /// When the document is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document_existed: Option<Timestamp>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredValue<'a> {
    kind: Cow<'a, str>,
    source: Source,
    der: String,
}

const CRL: &str = "crl";
const OCSP: &str = "ocsp";

impl Serialize for Material {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = |(value, source): &(RevocationValue, Source)| {
            let (kind, der) = match value {
                RevocationValue::Crl(crl) => (CRL, crl.der()),
                RevocationValue::OcspResponse(response) => (OCSP, response.der()),
            };
            StoredValue { kind: kind.into(), source: *source, der: STANDARD.encode(der) }
        };
        let certificates = self.certificates().iter();
        let stored = Stored {
            certificates: certificates.map(|it| STANDARD.encode(it.der())).collect(),
            revocation: self.revocation.iter().map(value).collect(),
            since: self.since.iter().map(|(digest, since)| ((*digest).into(), *since)).collect(),
            limit: self.limit().map(Cow::Borrowed),
            proofs: self.proofs().iter().map(|(digest, time)| (*digest, *time)).collect(),
            document_existed: self.document_existed(),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Material {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let octets = |text: &str| STANDARD.decode(text).map_err(D::Error::custom);
        let mut material = Self::new();
        for der in &stored.certificates {
            let certificate = Certificate::parse(&octets(der)?).map_err(D::Error::custom)?;
            material.add_certificate(Arc::new(certificate));
        }
        for StoredValue { kind, source, der } in &stored.revocation {
            let der = octets(der)?;
            match kind.as_ref() {
                CRL => {
                    let crl = Crl::parse(&der).map_err(D::Error::custom)?;
                    material.add_crl(Arc::new(crl), *source);
                }
                OCSP => {
                    let response = OcspResponse::parse(&der).map_err(D::Error::custom)?;
                    material.add_ocsp_response(&Arc::new(response), *source);
                }
                other => return Err(D::Error::unknown_variant(other, &[CRL, OCSP])),
            }
        }
        for (digest, revision) in &stored.since {
            material.note_revision(*digest.as_bytes(), *revision);
        }
        for (digest, time) in stored.proofs {
            material.prove_item(digest, time);
        }
        if let Some(time) = stored.document_existed {
            material.prove_document(time);
        }
        if let Some(limit) = stored.limit {
            material.note_limit(limit.into_owned());
        }
        Ok(material)
    }
}
