//! Certificates, CRLs, OCSP responses and signatures, as many as wanted and of any shape.

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::crypto::DigestAlgorithm;
use ring::signature::{Ed25519KeyPair, KeyPair};

/// The time of the verdicts; everything made here is in force then.
pub const TIME: &str = "2026-11-20T08:00:00Z";

pub const ED25519: Oid = oid(&[1, 3, 101, 112]);
const SHA512: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 2, 3]);
const SHA1: Oid = oid(&[1, 3, 14, 3, 2, 26]);
const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
const RSA_SHA512: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 13]);
pub const DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
const SIGNED_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 2]);
const CONTENT_TYPE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 3]);
const MESSAGE_DIGEST: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 4]);
const REVOCATION_VALUES: Oid = oid(&[1, 2, 840, 113_583, 1, 1, 8]);
const OCSP_BASIC: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);
const BASIC_CONSTRAINTS: Oid = oid(&[2, 5, 29, 19]);
const CRL_NUMBER: Oid = oid(&[2, 5, 29, 20]);

/// A key, made of a number.
pub struct Key(Ed25519KeyPair);

impl Key {
    pub fn new(number: u32) -> Self {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        Self(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |spki| {
            algorithm(spki, &ED25519);
            spki.element(Tag::BIT_STRING, &[&[0], self.public()].concat());
        });
        writer.into_bytes()
    }
}

/// DER of what a closure writes.
pub fn der(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_bytes()
}

pub fn sequence(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    der(|writer| writer.nested(Tag::SEQUENCE, write))
}

pub fn algorithm(writer: &mut Writer, oid: &Oid) {
    writer.nested(Tag::SEQUENCE, |identifier| identifier.oid(oid));
}

/// A name of one attribute.
pub fn name(common: &str) -> Vec<u8> {
    names(std::iter::once(common.to_owned()))
}

/// A name of many.
pub fn names(commons: impl Iterator<Item = String>) -> Vec<u8> {
    sequence(|name| {
        for common in commons {
            name.nested(Tag::SET, |set| {
                set.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(&COMMON_NAME);
                    attribute.element(Tag::UTF8_STRING, common.as_bytes());
                });
            });
        }
    })
}

pub fn extension(oid: &Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    sequence(|extension| {
        extension.oid(oid);
        if critical {
            extension.element(Tag::BOOLEAN, &[0xff]);
        }
        extension.element(Tag::OCTET_STRING, value);
    })
}

/// That a certificate is one of a CA.
pub fn is_ca() -> Vec<u8> {
    extension(&BASIC_CONSTRAINTS, true, &sequence(|it| it.element(Tag::BOOLEAN, &[0xff])))
}

/// A certificate to be.
pub struct Profile {
    pub subject: Vec<u8>,
    pub issuer: Vec<u8>,
    pub spki: Vec<u8>,
    pub serial: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

impl Profile {
    pub fn new(subject: &str, key: &Key, issuer: &str, serial: u32) -> Self {
        let mut octets = vec![1];
        octets.extend(serial.to_be_bytes());
        Self {
            subject: name(subject),
            issuer: name(issuer),
            spki: key.spki(),
            serial: octets,
            extensions: Vec::new(),
        }
    }

    pub fn ca(mut self) -> Self {
        self.extensions.push(is_ca());
        self
    }

    pub fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub fn sign(&self, signer: &Key) -> Vec<u8> {
        let tbs = sequence(|tbs| {
            tbs.nested(Tag::context_constructed(0), |it| it.element(Tag::INTEGER, &[2]));
            tbs.element(Tag::INTEGER, &self.serial);
            algorithm(tbs, &ED25519);
            tbs.raw(&self.issuer);
            tbs.nested(Tag::SEQUENCE, |validity| {
                validity.element(Tag::UTC_TIME, b"200101000000Z");
                validity.element(Tag::UTC_TIME, b"400101000000Z");
            });
            tbs.raw(&self.subject);
            tbs.raw(&self.spki);
            if !self.extensions.is_empty() {
                tbs.nested(Tag::context_constructed(3), |it| {
                    it.element(Tag::SEQUENCE, &self.extensions.concat());
                });
            }
        });
        signed(&tbs, signer, |_| {})
    }
}

/// A signed structure: what is signed, the algorithm, the signature, and what may follow.
fn signed(tbs: &[u8], signer: &Key, more: impl FnOnce(&mut Writer)) -> Vec<u8> {
    sequence(|whole| {
        whole.raw(tbs);
        algorithm(whole, &ED25519);
        whole.element(Tag::BIT_STRING, &[&[0], signer.sign(tbs).as_slice()].concat());
        more(whole);
    })
}

/// A CRL that lists these serial numbers.
pub fn crl(
    issuer: &str,
    key: &Key,
    number: u32,
    serials: impl Iterator<Item = Vec<u8>>,
) -> Vec<u8> {
    let mut entries = Vec::new();
    for serial in serials {
        entries.extend(sequence(|entry| {
            entry.element(Tag::INTEGER, &serial);
            entry.element(Tag::UTC_TIME, b"260101000000Z");
        }));
    }
    let tbs = sequence(|tbs| {
        tbs.element(Tag::INTEGER, &[1]);
        algorithm(tbs, &ED25519);
        tbs.raw(&name(issuer));
        tbs.element(Tag::UTC_TIME, b"261101000000Z");
        tbs.element(Tag::UTC_TIME, b"261201000000Z");
        if !entries.is_empty() {
            tbs.element(Tag::SEQUENCE, &entries);
        }
        tbs.nested(Tag::context_constructed(0), |it| {
            let number = [&[0], number.to_be_bytes().as_slice()].concat();
            let number = der(|it| it.element(Tag::INTEGER, &number));
            it.element(Tag::SEQUENCE, &extension(&CRL_NUMBER, false, &number));
        });
    });
    signed(&tbs, key, |_| {})
}

/// An OCSP response of a CA about these serial numbers of its own, all of them good.
pub fn ocsp(issuer: &str, key: &Key, serials: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    ocsp_with(issuer, key, serials, &[])
}

/// The same with certificates beside it, which are not signed.
pub fn ocsp_with(
    issuer: &str,
    key: &Key,
    serials: impl Iterator<Item = Vec<u8>>,
    certificates: &[Vec<u8>],
) -> Vec<u8> {
    let name_hash = DigestAlgorithm::Sha1.hash(&name(issuer));
    let key_hash = DigestAlgorithm::Sha1.hash(key.public());
    let mut responses = Vec::new();
    for serial in serials {
        responses.extend(sequence(|single| {
            single.nested(Tag::SEQUENCE, |id| {
                algorithm(id, &SHA1);
                id.element(Tag::OCTET_STRING, name_hash.as_bytes());
                id.element(Tag::OCTET_STRING, key_hash.as_bytes());
                id.element(Tag::INTEGER, &serial);
            });
            single.element(Tag::context(0), &[]);
            single.element(Tag::GENERALIZED_TIME, b"20261101000000Z");
            single.nested(Tag::context_constructed(0), |next| {
                next.element(Tag::GENERALIZED_TIME, b"20261201000000Z");
            });
        }));
    }
    let tbs = sequence(|tbs| {
        tbs.nested(Tag::context_constructed(2), |responder| {
            responder.element(Tag::OCTET_STRING, key_hash.as_bytes());
        });
        tbs.element(Tag::GENERALIZED_TIME, b"20261101000000Z");
        tbs.element(Tag::SEQUENCE, &responses);
    });
    let basic = signed(&tbs, key, |basic| {
        if !certificates.is_empty() {
            basic.nested(Tag::context_constructed(0), |it| {
                it.element(Tag::SEQUENCE, &certificates.concat());
            });
        }
    });
    sequence(|response| {
        response.element(Tag(0x0a), &[0]);
        response.nested(Tag::context_constructed(0), |bytes| {
            bytes.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(&OCSP_BASIC);
                bytes.element(Tag::OCTET_STRING, &basic);
            });
        });
    })
}

/// A signature to be.
#[derive(Default)]
pub struct Cms {
    pub certificates: Vec<Vec<u8>>,
    /// Attributes that are signed besides those that must be.
    pub attributes: Vec<Vec<u8>>,
    /// CRLs in the attribute of Adobe (adbe-revocationInfoArchival).
    pub crls: Vec<Vec<u8>>,
    /// How often the SignerInfo stands there, besides once.
    pub more_signers: usize,
    /// What stands inside as the content.
    pub inside: Option<Vec<u8>>,
    /// What stands in place of the issuer and serial number.
    pub issuer: Option<Vec<u8>>,
    /// Octets of the signature value, where it claims to be one of RSA.
    pub rsa: Option<usize>,
}

impl Cms {
    /// Signs, as the holder of a certificate.
    pub fn sign(&self, content: &[u8], issuer: &str, serial: &[u8], key: &Key) -> Vec<u8> {
        let digest = DigestAlgorithm::Sha512.hash(content);
        let mut attributes = vec![
            attribute(&CONTENT_TYPE, &der(|it| it.oid(&DATA))),
            attribute(&MESSAGE_DIGEST, &der(|it| it.element(Tag::OCTET_STRING, digest.as_bytes()))),
        ];
        if !self.crls.is_empty() {
            let values = sequence(|it| {
                it.nested(Tag::context_constructed(0), |it| {
                    it.element(Tag::SEQUENCE, &self.crls.concat());
                });
            });
            attributes.push(attribute(&REVOCATION_VALUES, &values));
        }
        attributes.extend(self.attributes.iter().cloned());
        attributes.sort();
        let attributes = attributes.concat();
        let set = der(|it| it.element(Tag::SET, &attributes));
        let signer = sequence(|signer| {
            signer.element(Tag::INTEGER, &[1]);
            signer.nested(Tag::SEQUENCE, |id| {
                id.raw(&self.issuer.clone().unwrap_or_else(|| name(issuer)));
                id.element(Tag::INTEGER, serial);
            });
            algorithm(signer, &SHA512);
            signer.element(Tag::context_constructed(0), &attributes);
            algorithm(signer, if self.rsa.is_some() { &RSA_SHA512 } else { &ED25519 });
            let value = self.rsa.map_or_else(|| key.sign(&set), |octets| vec![0x55; octets]);
            signer.element(Tag::OCTET_STRING, &value);
        });
        sequence(|info| {
            info.oid(&SIGNED_DATA);
            info.nested(Tag::context_constructed(0), |wrapper| {
                wrapper.nested(Tag::SEQUENCE, |data| {
                    data.element(Tag::INTEGER, &[1]);
                    data.nested(Tag::SET, |it| algorithm(it, &SHA512));
                    data.nested(Tag::SEQUENCE, |content| {
                        content.oid(&DATA);
                        if let Some(inside) = &self.inside {
                            content.element(Tag::context_constructed(0), inside);
                        }
                    });
                    data.element(Tag::context_constructed(0), &self.certificates.concat());
                    data.element(Tag::SET, &signer.repeat(1 + self.more_signers));
                });
            });
        })
    }
}

pub fn attribute(oid: &Oid, value: &[u8]) -> Vec<u8> {
    sequence(|attribute| {
        attribute.oid(oid);
        attribute.element(Tag::SET, value);
    })
}
