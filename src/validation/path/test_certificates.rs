//! Certificates for the tests of this room, whose signatures nobody looks at.

use std::sync::Arc;

use crate::asn1::{Oid, Tag, Writer, oid};
use crate::x509::Certificate;

const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
const ED25519: Oid = oid(&[1, 3, 101, 112]);

/// A GeneralName: the octet of its tag and its value.
pub(in crate::validation) type General<'a> = (u8, &'a [u8]);

/// A certificate to be.
pub(in crate::validation) struct Draft {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    serial: Vec<u8>,
    extensions: Writer,
}

impl Draft {
    pub(in crate::validation) fn new(subject: &str, issuer: &str) -> Self {
        Self {
            subject: name(&[(COMMON_NAME, subject)]),
            issuer: name(&[(COMMON_NAME, issuer)]),
            serial: vec![1],
            extensions: Writer::new(),
        }
    }

    pub(in crate::validation) fn subject(self, attributes: &[(Oid, &str)]) -> Self {
        Self { subject: name(attributes), ..self }
    }

    pub(in crate::validation) fn issuer(self, attributes: &[(Oid, &str)]) -> Self {
        Self { issuer: name(attributes), ..self }
    }

    pub(in crate::validation) fn serial(self, serial: &[u8]) -> Self {
        Self { serial: serial.to_vec(), ..self }
    }

    pub(in crate::validation) fn extension(
        mut self,
        arc: u32,
        critical: bool,
        value: &[u8],
    ) -> Self {
        self.extensions.nested(Tag::SEQUENCE, |extension| {
            extension.oid(&oid(&[2, 5, 29, arc]));
            if critical {
                extension.element(Tag::BOOLEAN, &[0xff]);
            }
            extension.element(Tag::OCTET_STRING, value);
        });
        self
    }

    pub(in crate::validation) fn ca(self) -> Self {
        let value = sequence(|it| it.element(Tag::BOOLEAN, &[0xff]));
        self.extension(19, true, &value)
    }

    pub(in crate::validation) fn alternative(self, names: &[General<'_>]) -> Self {
        let value = sequence(|list| names.iter().for_each(|(tag, it)| list.element(Tag(*tag), it)));
        self.extension(17, true, &value)
    }

    pub(in crate::validation) fn name_constraints(
        self,
        permitted: &[General<'_>],
        excluded: &[General<'_>],
    ) -> Self {
        let value = sequence(|constraints| {
            for (number, subtrees) in (0..).zip([permitted, excluded]) {
                if subtrees.is_empty() {
                    continue;
                }
                constraints.nested(Tag::context_constructed(number), |list| {
                    for (tag, base) in subtrees {
                        list.nested(Tag::SEQUENCE, |subtree| subtree.element(Tag(*tag), base));
                    }
                });
            }
        });
        self.extension(30, true, &value)
    }

    pub(in crate::validation) fn policies(self, policies: &[Oid]) -> Self {
        let value = sequence(|list| {
            policies.iter().for_each(|policy| list.nested(Tag::SEQUENCE, |it| it.oid(policy)));
        });
        self.extension(32, false, &value)
    }

    pub(in crate::validation) fn mappings(self, mappings: &[(Oid, Oid)]) -> Self {
        let value = sequence(|list| {
            for (issuer_domain, subject_domain) in mappings {
                list.nested(Tag::SEQUENCE, |pair| {
                    pair.oid(issuer_domain);
                    pair.oid(subject_domain);
                });
            }
        });
        self.extension(33, true, &value)
    }

    pub(in crate::validation) fn policy_constraints(
        self,
        explicit: Option<u8>,
        mapping: Option<u8>,
    ) -> Self {
        let value = sequence(|constraints| {
            for (number, skip) in [(0, explicit), (1, mapping)] {
                if let Some(skip) = skip {
                    constraints.element(Tag::context(number), &[skip]);
                }
            }
        });
        self.extension(36, true, &value)
    }

    pub(in crate::validation) fn inhibit_any_policy(self, skip: u8) -> Self {
        let mut value = Writer::new();
        value.element(Tag::INTEGER, &[skip]);
        self.extension(54, true, &value.into_bytes())
    }

    pub(in crate::validation) fn build(self) -> Arc<Certificate> {
        let extensions = self.extensions.into_bytes();
        let der = sequence(|certificate| {
            certificate.nested(Tag::SEQUENCE, |tbs| {
                tbs.nested(Tag::context_constructed(0), |it| it.element(Tag::INTEGER, &[2]));
                tbs.element(Tag::INTEGER, &self.serial);
                tbs.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
                tbs.raw(&self.issuer);
                tbs.nested(Tag::SEQUENCE, |validity| {
                    validity.element(Tag(0x17), b"250101000000Z");
                    validity.element(Tag(0x17), b"350101000000Z");
                });
                tbs.raw(&self.subject);
                tbs.nested(Tag::SEQUENCE, |spki| {
                    spki.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
                    spki.element(Tag::BIT_STRING, &[0; 33]);
                });
                if !extensions.is_empty() {
                    tbs.nested(Tag::context_constructed(3), |it| {
                        it.element(Tag::SEQUENCE, &extensions);
                    });
                }
            });
            certificate.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&ED25519));
            certificate.element(Tag::BIT_STRING, &[0; 65]);
        });
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(certificate.unknown_critical(), []);
        Arc::new(certificate)
    }
}

/// A distinguished name of one attribute in each RDN.
pub(in crate::validation) fn name(attributes: &[(Oid, &str)]) -> Vec<u8> {
    sequence(|name| {
        for (oid, text) in attributes {
            name.nested(Tag::SET, |set| {
                set.nested(Tag::SEQUENCE, |pair| {
                    pair.oid(oid);
                    pair.element(Tag::UTF8_STRING, text.as_bytes());
                });
            });
        }
    })
}

fn sequence(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, write);
    writer.into_bytes()
}
