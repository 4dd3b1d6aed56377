//! Making SignedData (RFC 5652 §5) with the attributes of CAdES (EN 319 122-1).

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::attributes::id;
use super::signed_data::{ID_DATA, ID_SIGNED_DATA};
use crate::asn1::{Oid, Tag, Writer, sort_set_of};
use crate::crypto::{Digest, DigestAlgorithm, SignatureAlgorithm};
use crate::x509::Certificate;

/// The signed attributes of a signature over content with this digest, as the SET that is signed
/// (RFC 5652 §5.4): content type, message digest and the signer's certificate by SHA-256 (RFC 5035).
/// PAdES leaves out the signing time, which stands in the signature dictionary (EN 319 142-1 clause
/// 6.3).
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kyso::cms::signed_attributes;
/// use kyso::crypto::DigestAlgorithm;
/// use kyso::x509::Certificate;
///
/// let certificate = Certificate::parse(&std::fs::read("signer.der")?)?;
/// let digest = DigestAlgorithm::Sha256.hash(b"what is signed");
/// let signed = signed_attributes(&digest, &certificate, None);
/// assert_eq!(signed.first(), Some(&0x31));
/// # Ok(())
/// # }
/// ```
pub fn signed_attributes(
    digest: &Digest,
    signer: &Certificate,
    signing_time: Option<Timestamp>,
) -> Vec<u8> {
    let reference = nested(Tag::SEQUENCE, |v2| {
        v2.nested(Tag::SEQUENCE, |certificates| {
            // SHA-256 is the default, which DER leaves out
            certificates.nested(Tag::SEQUENCE, |certificate| {
                certificate.element(Tag::OCTET_STRING, signer.id().as_bytes());
                certificate.nested(Tag::SEQUENCE, |issuer_serial| {
                    issuer_serial.nested(Tag::SEQUENCE, |names| {
                        names.nested(Tag::context_constructed(4), |it| {
                            it.raw(signer.issuer().der())
                        });
                    });
                    issuer_serial.element(Tag::INTEGER, signer.serial());
                });
            });
        });
    });
    let content_type = nested_oid(&ID_DATA);
    let mut message_digest = Writer::new();
    message_digest.element(Tag::OCTET_STRING, digest.as_bytes());
    let mut attributes = vec![
        attribute(&id::CONTENT_TYPE, &content_type),
        attribute(&id::MESSAGE_DIGEST, &message_digest.into_bytes()),
        attribute(&id::SIGNING_CERTIFICATE_V2, &reference),
    ];
    attributes.extend(signing_time.map(|time| attribute(&id::SIGNING_TIME, &encoded_time(time))));
    sort_set_of(attributes.iter().map(Vec::as_slice).collect())
}

/// SignedData with one signer.
#[derive(Clone, Copy, Debug)]
pub struct NewSignedData<'a> {
    /// The certificates inside, that of the signer first.
    pub certificates: &'a [Arc<Certificate>],
    /// By which the content was hashed.
    pub digest_algorithm: DigestAlgorithm,
    /// By which the attributes were signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// What was signed: [`signed_attributes`].
    pub signed_attributes: &'a [u8],
    /// The signature value.
    pub value: &'a [u8],
    /// A timestamp token over the value, if there is one (EN 319 122-1 clause 5.3).
    pub timestamp: Option<&'a [u8]>,
}

impl NewSignedData<'_> {
    /// The encoding in DER, detached; `None` if there is no certificate, or no identifier for the
    /// algorithm.
    pub fn to_der(&self) -> Option<Vec<u8>> {
        self.encode(None)
    }

    /// The encoding in DER with the content inside, as enveloping signatures have it; `None` as before.
    pub fn to_der_with(&self, content: &[u8]) -> Option<Vec<u8>> {
        self.encode(Some(content))
    }

    fn encode(&self, content: Option<&[u8]>) -> Option<Vec<u8>> {
        let NewSigner { info, digest, certificates } = self.signer()?;
        let encapsulated = nested(Tag::SEQUENCE, |it| {
            it.oid(&ID_DATA);
            if let Some(content) = content {
                it.nested(Tag::context_constructed(0), |explicit| {
                    explicit.element(Tag::OCTET_STRING, content);
                });
            }
        });
        Some(content_info(|data| {
            data.element(Tag::INTEGER, &[1]);
            data.nested(Tag::SET, |digests| digests.raw(&digest));
            data.raw(&encapsulated);
            data.nested(Tag::context_constructed(0), |set| {
                certificates.iter().for_each(|certificate| set.raw(certificate));
            });
            data.nested(Tag::SET, |signers| signers.raw(&info));
        }))
    }

    /// The encoded parts; `None` if there is no certificate, or no identifier for the algorithm.
    pub(super) fn signer(&self) -> Option<NewSigner<'_>> {
        let signer = self.certificates.first()?;
        let algorithm = self.signature_algorithm.identifier()?;
        let digest = nested(Tag::SEQUENCE, |it| it.oid(&self.digest_algorithm.oid()));
        let mut certificates: Vec<&[u8]> = self.certificates.iter().map(|it| it.der()).collect();
        certificates.sort_unstable();
        certificates.dedup();
        let (_, attributes) = self.signed_attributes.split_first()?;
        let info = nested(Tag::SEQUENCE, |info| {
            info.element(Tag::INTEGER, &[1]);
            info.nested(Tag::SEQUENCE, |issuer_serial| {
                issuer_serial.raw(signer.issuer().der());
                issuer_serial.element(Tag::INTEGER, signer.serial());
            });
            info.raw(&digest);
            // the same SET under another tag
            info.raw(&[&[Tag::context_constructed(0).0], attributes].concat());
            info.raw(&algorithm);
            info.element(Tag::OCTET_STRING, self.value);
            if let Some(token) = self.timestamp {
                info.nested(Tag::context_constructed(1), |unsigned| {
                    unsigned.raw(&attribute(&id::SIGNATURE_TIME_STAMP, token));
                });
            }
        });
        Some(NewSigner { info, digest, certificates })
    }
}

/// The encoded parts of a new signer.
pub(super) struct NewSigner<'a> {
    /// The SignerInfo.
    pub(super) info: Vec<u8>,
    /// The identifier of the digest algorithm.
    pub(super) digest: Vec<u8>,
    /// Sorted, each once.
    pub(super) certificates: Vec<&'a [u8]>,
}

/// A ContentInfo with the SignedData that the closure writes.
pub(super) fn content_info(data: impl FnOnce(&mut Writer)) -> Vec<u8> {
    nested(Tag::SEQUENCE, |content_info| {
        content_info.oid(&ID_SIGNED_DATA);
        content_info.nested(Tag::context_constructed(0), |content| {
            content.nested(Tag::SEQUENCE, data);
        });
    })
}

fn attribute(kind: &Oid, value: &[u8]) -> Vec<u8> {
    nested(Tag::SEQUENCE, |attribute| {
        attribute.oid(kind);
        attribute.nested(Tag::SET, |values| values.raw(value));
    })
}

/// RFC 5652 §11.3: UTCTime up to 2049, then GeneralizedTime, to the second.
fn encoded_time(time: Timestamp) -> Vec<u8> {
    let civil = Offset::UTC.to_datetime(time);
    let mut writer = Writer::new();
    if (1950..2050).contains(&civil.year()) {
        writer.element(Tag::UTC_TIME, civil.strftime("%y%m%d%H%M%SZ").to_string().as_bytes());
    } else {
        let text = civil.strftime("%Y%m%d%H%M%SZ").to_string();
        writer.element(Tag::GENERALIZED_TIME, text.as_bytes());
    }
    writer.into_bytes()
}

fn nested(tag: Tag, contents: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(tag, contents);
    writer.into_bytes()
}

fn nested_oid(oid: &Oid) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.oid(oid);
    writer.into_bytes()
}
