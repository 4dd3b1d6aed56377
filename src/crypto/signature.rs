//! Signature algorithms.

use super::digest::DigestAlgorithm;
use super::identifier::AlgorithmIdentifier;
use super::key::PublicKey;
use super::names::algorithm_name;
use crate::asn1::{Element, Error, Oid, Tag, Writer, oid};

/// A signature algorithm with its parameters, independent of the bytes it was read from.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// DSA (FIPS 186-4) over this digest.
    Dsa(DigestAlgorithm),
    /// ECDSA over this digest, the value an Ecdsa-Sig-Value (RFC 5753, RFC 5480).
    Ecdsa(DigestAlgorithm),
    /// ECDSA over this digest, the value both numbers one after the other (BSI TR-03111 §5.2.1),
    /// as in certificates of identity cards and in XML signatures.
    EcdsaPlain(DigestAlgorithm),
    /// Ed25519 over the message itself (RFC 8032, RFC 8419).
    Ed25519,
    /// Ed448 over the message itself (RFC 8032, RFC 8419).
    Ed448,
    /// A known algorithm whose parameters are missing or cannot be read.
    Malformed(Oid),
    /// RSASSA-PKCS1-v1_5 over this digest (RFC 8017 §8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017 §8.1, RFC 4055 §3.1).
    RsaPss {
        /// The digest of the message.
        digest: DigestAlgorithm,
        /// The digest of MGF1.
        mgf_digest: DigestAlgorithm,
        /// The length of the salt, in octets.
        salt_len: u32,
    },
    /// Anything else.
    Unknown(Oid),
}

const RSA_ENCRYPTION: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 1]);
const RSASSA_PSS: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 10]);
const MGF1: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 8]);
const EC_PUBLIC_KEY: Oid = oid(&[1, 2, 840, 10045, 2, 1]);
const ECDSA_WITH_SPECIFIED: Oid = oid(&[1, 2, 840, 10045, 4, 3]);
const DSA: Oid = oid(&[1, 2, 840, 10040, 4, 1]);
const ED25519: Oid = oid(&[1, 3, 101, 112]);
const ED448: Oid = oid(&[1, 3, 101, 113]);

/// Identifiers that name a signature algorithm together with its digest.
const COMBINED: &[(Oid, SignatureAlgorithm)] = {
    use DigestAlgorithm as D;
    use SignatureAlgorithm::{Dsa, Ecdsa, EcdsaPlain, RsaPkcs1};
    &[
        (oid(&[1, 2, 840, 113_549, 1, 1, 4]), RsaPkcs1(D::Md5)),
        (oid(&[1, 3, 14, 3, 2, 25]), RsaPkcs1(D::Md5)), // of the OIW
        (oid(&[1, 2, 840, 113_549, 1, 1, 5]), RsaPkcs1(D::Sha1)),
        (oid(&[1, 3, 14, 3, 2, 29]), RsaPkcs1(D::Sha1)), // of the OIW, still met in old CAs
        (oid(&[1, 2, 840, 113_549, 1, 1, 14]), RsaPkcs1(D::Sha224)),
        (oid(&[1, 2, 840, 113_549, 1, 1, 11]), RsaPkcs1(D::Sha256)),
        (oid(&[1, 2, 840, 113_549, 1, 1, 12]), RsaPkcs1(D::Sha384)),
        (oid(&[1, 2, 840, 113_549, 1, 1, 13]), RsaPkcs1(D::Sha512)),
        (oid(&[1, 2, 840, 113_549, 1, 1, 15]), RsaPkcs1(D::Sha512_224)),
        (oid(&[1, 2, 840, 113_549, 1, 1, 16]), RsaPkcs1(D::Sha512_256)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 13]), RsaPkcs1(D::Sha3_224)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 14]), RsaPkcs1(D::Sha3_256)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 15]), RsaPkcs1(D::Sha3_384)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 16]), RsaPkcs1(D::Sha3_512)),
        (oid(&[1, 2, 840, 10045, 4, 1]), Ecdsa(D::Sha1)),
        (oid(&[1, 2, 840, 10045, 4, 3, 1]), Ecdsa(D::Sha224)),
        (oid(&[1, 2, 840, 10045, 4, 3, 2]), Ecdsa(D::Sha256)),
        (oid(&[1, 2, 840, 10045, 4, 3, 3]), Ecdsa(D::Sha384)),
        (oid(&[1, 2, 840, 10045, 4, 3, 4]), Ecdsa(D::Sha512)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 9]), Ecdsa(D::Sha3_224)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 10]), Ecdsa(D::Sha3_256)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 11]), Ecdsa(D::Sha3_384)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 12]), Ecdsa(D::Sha3_512)),
        (oid(&[1, 3, 6, 1, 5, 5, 7, 6, 32]), Ecdsa(D::Shake128)), // RFC 8692
        (oid(&[1, 3, 6, 1, 5, 5, 7, 6, 33]), Ecdsa(D::Shake256)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 1]), EcdsaPlain(D::Sha1)), // BSI TR-03111
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 2]), EcdsaPlain(D::Sha224)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 3]), EcdsaPlain(D::Sha256)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 4]), EcdsaPlain(D::Sha384)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 5]), EcdsaPlain(D::Sha512)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 8]), EcdsaPlain(D::Sha3_224)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 9]), EcdsaPlain(D::Sha3_256)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 10]), EcdsaPlain(D::Sha3_384)),
        (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 11]), EcdsaPlain(D::Sha3_512)),
        (oid(&[1, 2, 840, 10040, 4, 3]), Dsa(D::Sha1)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 1]), Dsa(D::Sha224)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 2]), Dsa(D::Sha256)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 3]), Dsa(D::Sha384)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 4]), Dsa(D::Sha512)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 5]), Dsa(D::Sha3_224)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 6]), Dsa(D::Sha3_256)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 7]), Dsa(D::Sha3_384)),
        (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 8]), Dsa(D::Sha3_512)),
    ]
};

impl SignatureAlgorithm {
    /// From an AlgorithmIdentifier.
    ///
    /// In CMS the identifier may be that of the key alone (`rsaEncryption`, RFC 3370 §3.2); the
    /// digest is then `digest_hint`, the digest algorithm of the SignerInfo. Certificates, CRLs
    /// and OCSP responses have no such hint.
    pub fn from_identifier(
        identifier: &AlgorithmIdentifier<'_>,
        digest_hint: Option<DigestAlgorithm>,
    ) -> Self {
        let oid = identifier.oid();
        if let Some((_, algorithm)) = COMBINED.iter().find(|(known, _)| *known == oid) {
            return *algorithm;
        }
        let hinted = |algorithm: fn(DigestAlgorithm) -> Self| {
            digest_hint.map_or(Self::Unknown(oid), algorithm)
        };
        match oid {
            RSA_ENCRYPTION => hinted(Self::RsaPkcs1),
            EC_PUBLIC_KEY => hinted(Self::Ecdsa),
            DSA => hinted(Self::Dsa),
            ED25519 => Self::Ed25519,
            ED448 => Self::Ed448,
            RSASSA_PSS => match identifier.parameters().map(PssParameters::read) {
                Some(Ok(Some(parameters))) => Self::RsaPss {
                    digest: parameters.digest,
                    mgf_digest: parameters.mgf_digest,
                    salt_len: parameters.salt_len,
                },
                Some(Ok(None)) => Self::Unknown(oid),
                // RFC 4055 §3.1: the parameters MUST be present in a signature.
                Some(Err(_)) | None => Self::Malformed(oid),
            },
            ECDSA_WITH_SPECIFIED => {
                match identifier.parameters().map(AlgorithmIdentifier::from_element) {
                    Some(Ok(digest)) => DigestAlgorithm::from_identifier(&digest)
                        .map_or(Self::Unknown(digest.oid()), Self::Ecdsa),
                    Some(Err(_)) | None => Self::Malformed(oid),
                }
            }
            _ => Self::Unknown(oid),
        }
    }

    /// The AlgorithmIdentifier that names it, in DER; `None` for those that are only read.
    pub fn identifier(&self) -> Option<Vec<u8>> {
        let mut writer = Writer::new();
        match *self {
            Self::Dsa(_) | Self::Ecdsa(_) | Self::EcdsaPlain(_) | Self::RsaPkcs1(_) => {
                let (oid, _) = COMBINED.iter().find(|(_, known)| known == self)?;
                writer.nested(Tag::SEQUENCE, |identifier| {
                    identifier.oid(oid);
                    // RFC 4055 section 5: the parameters of RSA are NULL; others have none
                    if matches!(self, Self::RsaPkcs1(_)) {
                        identifier.element(Tag::NULL, &[]);
                    }
                });
            }
            Self::Ed25519 => writer.nested(Tag::SEQUENCE, |it| it.oid(&ED25519)),
            Self::Ed448 => writer.nested(Tag::SEQUENCE, |it| it.oid(&ED448)),
            Self::RsaPss { digest, mgf_digest, salt_len } => {
                // RFC 4055 section 2.1 writes the parameters of these
                let of_mask = |digest: DigestAlgorithm| {
                    let mut writer = Writer::new();
                    writer.nested(Tag::SEQUENCE, |it| {
                        it.oid(&digest.oid());
                        it.element(Tag::NULL, &[]);
                    });
                    writer.into_bytes()
                };
                let salt = u8::try_from(salt_len).ok().filter(|it| *it < 128)?;
                writer.nested(Tag::SEQUENCE, |identifier| {
                    identifier.oid(&RSASSA_PSS);
                    identifier.nested(Tag::SEQUENCE, |parameters| {
                        parameters.nested(Tag::context_constructed(0), |it| {
                            it.raw(&of_mask(digest));
                        });
                        parameters.nested(Tag::context_constructed(1), |it| {
                            it.nested(Tag::SEQUENCE, |mask| {
                                mask.oid(&MGF1);
                                mask.raw(&of_mask(mgf_digest));
                            });
                        });
                        parameters.nested(Tag::context_constructed(2), |it| {
                            it.element(Tag::INTEGER, &[salt]);
                        });
                    });
                });
            }
            Self::Malformed(_) | Self::Unknown(_) => return None,
        }
        Some(writer.into_bytes())
    }

    /// The digest of the message; `None` where the algorithm signs the message itself or is not
    /// known.
    pub fn digest(&self) -> Option<DigestAlgorithm> {
        match self {
            Self::Dsa(digest)
            | Self::Ecdsa(digest)
            | Self::EcdsaPlain(digest)
            | Self::RsaPkcs1(digest) => Some(*digest),
            Self::RsaPss { digest, .. } => Some(*digest),
            Self::Ed25519 | Self::Ed448 | Self::Malformed(_) | Self::Unknown(_) => None,
        }
    }

    /// The name in reports: `rsa-pkcs1v15-sha256`, `rsa-pss-sha256`, `ecdsa-p256-sha256` (the
    /// curve is that of the key), `ed25519`, else the object identifier as
    /// [`algorithm_name`] writes it.
    pub fn name(&self, key: Option<&PublicKey>) -> String {
        let curve = || key.and_then(|key| key.kind().curve_name()).map(|curve| format!("{curve}-"));
        match self {
            Self::Dsa(digest) => format!("dsa-{digest}"),
            Self::Ecdsa(digest) => format!("ecdsa-{}{digest}", curve().unwrap_or_default()),
            Self::EcdsaPlain(digest) => {
                format!("ecdsa-plain-{}{digest}", curve().unwrap_or_default())
            }
            Self::Ed25519 => "ed25519".to_owned(),
            Self::Ed448 => "ed448".to_owned(),
            Self::Malformed(oid) | Self::Unknown(oid) => algorithm_name(oid),
            Self::RsaPkcs1(digest) => format!("rsa-pkcs1v15-{digest}"),
            Self::RsaPss { digest, .. } => format!("rsa-pss-{digest}"),
        }
    }
}

/// The digest of an identifier that names a signature algorithm together with its digest.
pub(super) fn digest_of_combined_oid(oid: &Oid) -> Option<DigestAlgorithm> {
    COMBINED.iter().find(|(known, _)| known == oid).and_then(|(_, algorithm)| algorithm.digest())
}

/// RSASSA-PSS-params (RFC 4055 §3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct PssParameters {
    pub(super) digest: DigestAlgorithm,
    pub(super) mgf_digest: DigestAlgorithm,
    pub(super) salt_len: u32,
}

impl PssParameters {
    /// `None` if the encoding is right but names something that is not known.
    pub(super) fn read(element: &Element<'_>) -> Result<Option<Self>, Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found: element.tag() });
        }
        let mut fields = element.contents()?;
        let mut digest = Some(DigestAlgorithm::Sha1);
        let mut mgf_digest = Some(DigestAlgorithm::Sha1);
        let mut salt_len = 20;
        let mut trailer = 1;
        if let Some(field) = fields.optional(Tag::context_constructed(0))? {
            let identifier = AlgorithmIdentifier::read(&mut field.contents()?)?;
            digest = DigestAlgorithm::from_identifier(&identifier);
        }
        if let Some(field) = fields.optional(Tag::context_constructed(1))? {
            let mgf = AlgorithmIdentifier::read(&mut field.contents()?)?;
            mgf_digest = match mgf.parameters() {
                Some(parameters) if mgf.oid() == MGF1 => {
                    let identifier = AlgorithmIdentifier::from_element(parameters)?;
                    DigestAlgorithm::from_identifier(&identifier)
                }
                _ => None,
            };
        }
        if let Some(field) = fields.optional(Tag::context_constructed(2))? {
            salt_len = field.contents()?.expect(Tag::INTEGER)?.unsigned()?;
        }
        if let Some(field) = fields.optional(Tag::context_constructed(3))? {
            trailer = field.contents()?.expect(Tag::INTEGER)?.unsigned()?;
        }
        fields.finish()?;
        let salt_len = u32::try_from(salt_len).map_err(|_| Error::BadValue("RSASSA-PSS-params"))?;
        Ok(match (digest, mgf_digest, trailer) {
            (Some(digest), Some(mgf_digest), 1) => Some(Self { digest, mgf_digest, salt_len }),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{Reader, Writer};

    fn identifier(oid: &Oid, parameters: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.oid(oid);
            fields.raw(parameters);
        });
        writer.into_bytes()
    }

    fn read(bytes: &[u8], hint: Option<DigestAlgorithm>) -> SignatureAlgorithm {
        let identifier = AlgorithmIdentifier::read(&mut Reader::new(bytes)).unwrap();
        SignatureAlgorithm::from_identifier(&identifier, hint)
    }

    #[test]
    fn names_and_hints() {
        let hint = Some(DigestAlgorithm::Sha256);
        for (oid, hint, expected) in [
            (RSA_ENCRYPTION, hint, "rsa-pkcs1v15-sha256"),
            (RSA_ENCRYPTION, None, "1.2.840.113549.1.1.1 (rsa)"),
            (EC_PUBLIC_KEY, hint, "ecdsa-sha256"),
            (oid(&[1, 2, 840, 113_549, 1, 1, 13]), hint, "rsa-pkcs1v15-sha512"),
            (oid(&[2, 16, 840, 1, 101, 3, 4, 3, 10]), None, "ecdsa-sha3-256"),
            (ED25519, hint, "ed25519"),
            // a curve where an algorithm belongs
            (oid(&[1, 2, 840, 10045, 3, 1, 7]), hint, "1.2.840.10045.3.1.7 (secp256r1)"),
            (oid(&[1, 2, 3]), hint, "1.2.3"),
            (oid(&[0, 4, 0, 127, 0, 7, 1, 1, 4, 1, 3]), None, "ecdsa-plain-sha256"),
        ] {
            assert_eq!(read(&identifier(&oid, &[5, 0]), hint).name(None), expected);
        }
    }

    #[test]
    fn pss_parameters() {
        let mgf1_sha256 = identifier(&MGF1, &identifier(&DigestAlgorithm::Sha256.oid(), &[5, 0]));
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.nested(Tag::context_constructed(0), |field| {
                field.raw(&identifier(&DigestAlgorithm::Sha256.oid(), &[5, 0]));
            });
            fields.nested(Tag::context_constructed(1), |field| field.raw(&mgf1_sha256));
            fields.nested(Tag::context_constructed(2), |f| f.element(Tag::INTEGER, &[32]));
        });
        assert_eq!(
            read(&identifier(&RSASSA_PSS, &writer.into_bytes()), None),
            SignatureAlgorithm::RsaPss {
                digest: DigestAlgorithm::Sha256,
                mgf_digest: DigestAlgorithm::Sha256,
                salt_len: 32
            }
        );
        // all defaults
        assert_eq!(
            read(&identifier(&RSASSA_PSS, &[0x30, 0]), None),
            SignatureAlgorithm::RsaPss {
                digest: DigestAlgorithm::Sha1,
                mgf_digest: DigestAlgorithm::Sha1,
                salt_len: 20
            }
        );
        for bad in [&[][..], &[5, 0], &[0x30, 2, 5, 0]] {
            assert_eq!(
                read(&identifier(&RSASSA_PSS, bad), None),
                SignatureAlgorithm::Malformed(RSASSA_PSS),
                "{bad:?}"
            );
        }
    }
}
