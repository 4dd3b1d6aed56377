//! Authorities that are made for a test: names, keys, and what they sign.

use std::sync::Arc;

use kyso::asn1::{Oid, Tag, Writer, oid};
use kyso::crypto::DigestAlgorithm;
use kyso::x509::{Certificate, Crl, OcspResponse};
use ring::signature::{Ed25519KeyPair, KeyPair};

const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
const ED25519: Oid = oid(&[1, 3, 101, 112]);
const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);
const OCSP_BASIC: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);
const OCSP_NO_CHECK: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5]);

pub fn sequence(contents: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, contents);
    writer.into_bytes()
}

/// A name of one attribute.
pub fn name(common: &str) -> Vec<u8> {
    sequence(|name| name.nested(Tag::SET, |set| set.raw(&attribute(common))))
}

pub fn attribute(common: &str) -> Vec<u8> {
    sequence(|attribute| {
        attribute.oid(&COMMON_NAME);
        attribute.element(Tag(0x0c), common.as_bytes());
    })
}

/// `[4]` of GeneralName.
pub fn directory(common: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Tag(0xa4), &name(common));
    writer.into_bytes()
}

/// `[6]` of GeneralName.
pub fn uri(uri: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Tag(0x86), uri.as_bytes());
    writer.into_bytes()
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn algorithm() -> Vec<u8> {
    sequence(|algorithm| algorithm.oid(&ED25519))
}

fn public_key(seed: u8) -> Vec<u8> {
    [&[0][..], key(seed).public_key().as_ref()].concat()
}

fn signed(tbs: &[u8], seed: u8, rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let signature = [&[0][..], key(seed).sign(tbs).as_ref()].concat();
    sequence(|whole| {
        whole.raw(tbs);
        whole.raw(&algorithm());
        whole.element(Tag::BIT_STRING, &signature);
        rest(whole);
    })
}

/// A day of January 2026.
fn time(writer: &mut Writer, day: u8) {
    writer.element(Tag::GENERALIZED_TIME, format!("202601{day:02}000000Z").as_bytes());
}

pub fn extension(oid: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    sequence(|extension| {
        extension.oid(&oid);
        if critical {
            extension.element(Tag::BOOLEAN, &[0xff]);
        }
        extension.element(Tag::OCTET_STRING, value);
    })
}

/// An extension of the arc id-ce.
pub fn id_ce(arc: u32, critical: bool, value: &[u8]) -> Vec<u8> {
    extension(oid(&[2, 5, 29, arc]), critical, value)
}

/// `DistributionPointName`: full names, or one relative.
pub enum PointName {
    Full(Vec<Vec<u8>>),
    Relative(&'static str),
}

impl PointName {
    pub fn uri(text: &str) -> Self {
        Self::Full(vec![uri(text)])
    }

    fn write(&self, writer: &mut Writer) {
        writer.nested(Tag::context_constructed(0), |choice| match self {
            Self::Full(names) => choice.element(Tag::context_constructed(0), &names.concat()),
            Self::Relative(common) => {
                choice.element(Tag::context_constructed(1), &attribute(common));
            }
        });
    }
}

/// keyCompromise alone, and all the others.
pub const KEY_COMPROMISE: &[u8] = &[6, 0b0100_0000];
pub const OTHER_REASONS: &[u8] = &[7, 0b0011_1111, 0b1000_0000];

/// One `DistributionPoint`.
#[derive(Default)]
pub struct Point {
    pub name: Option<PointName>,
    pub reasons: Option<&'static [u8]>,
    pub crl_issuer: Vec<&'static str>,
}

/// cRLDistributionPoints.
pub fn points(points: &[Point]) -> Vec<u8> {
    let value = sequence(|list| {
        for point in points {
            list.nested(Tag::SEQUENCE, |fields| {
                if let Some(name) = &point.name {
                    name.write(fields);
                }
                if let Some(reasons) = point.reasons {
                    fields.element(Tag::context(1), reasons);
                }
                if !point.crl_issuer.is_empty() {
                    let names: Vec<u8> =
                        point.crl_issuer.iter().flat_map(|it| directory(it)).collect();
                    fields.element(Tag::context_constructed(2), &names);
                }
            });
        }
    });
    id_ce(31, false, &value)
}

/// `IssuingDistributionPoint`.
#[derive(Default)]
pub struct Scope {
    pub name: Option<PointName>,
    pub user: bool,
    pub ca: bool,
    pub reasons: Option<&'static [u8]>,
    pub indirect: bool,
    pub attribute: bool,
}

impl Scope {
    pub fn extension(&self) -> Vec<u8> {
        let value = sequence(|fields| {
            if let Some(name) = &self.name {
                name.write(fields);
            }
            let mut flag = |number, set| {
                if set {
                    fields.element(Tag::context(number), &[0xff]);
                }
            };
            flag(1, self.user);
            flag(2, self.ca);
            if let Some(reasons) = self.reasons {
                fields.element(Tag::context(3), reasons);
            }
            let mut flag = |number, set| {
                if set {
                    fields.element(Tag::context(number), &[0xff]);
                }
            };
            flag(4, self.indirect);
            flag(5, self.attribute);
        });
        id_ce(28, true, &value)
    }
}

/// A certificate to be, in force in the whole month unless it says otherwise.
pub struct Draft {
    pub subject: &'static str,
    pub issuer: &'static str,
    pub key: u8,
    pub signed_by: u8,
    pub serial: u8,
    pub from: u8,
    pub until: u8,
    pub extensions: Vec<u8>,
}

impl Draft {
    /// Whom the authority `ca` certified, with the serial number 7.
    pub fn person() -> Self {
        Self {
            subject: "person",
            issuer: "ca",
            key: 9,
            signed_by: 1,
            serial: 7,
            from: 1,
            until: 31,
            extensions: Vec::new(),
        }
    }

    /// An authority with this key, signed by itself.
    pub fn root(subject: &'static str, key: u8) -> Self {
        Self { subject, issuer: subject, key, signed_by: key, serial: 1, ..Self::person() }
            .with(id_ce(19, true, &[0x30, 3, 1, 1, 0xff]))
    }

    /// Who signs CRLs for `ca`.
    pub fn crl_signer(subject: &'static str) -> Self {
        Self { subject, key: 2, serial: 20, ..Self::person() }.usage(0b10)
    }

    pub fn responder() -> Self {
        let purposes = sequence(|list| list.oid(&OCSP_SIGNING));
        Self { subject: "responder", key: 3, serial: 30, ..Self::person() }
            .with(id_ce(37, false, &purposes))
    }

    pub fn no_check(self) -> Self {
        self.with(extension(OCSP_NO_CHECK, false, &[5, 0]))
    }

    pub fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.extend(extension);
        self
    }

    /// KeyUsage, as the first octet.
    pub fn usage(self, bits: u8) -> Self {
        self.with(id_ce(15, true, &[3, 2, 0, bits]))
    }

    pub fn build(self) -> Arc<Certificate> {
        let tbs = sequence(|tbs| {
            tbs.nested(Tag::context_constructed(0), |version| version.element(Tag::INTEGER, &[2]));
            tbs.element(Tag::INTEGER, &[self.serial]);
            tbs.raw(&algorithm());
            tbs.raw(&name(self.issuer));
            tbs.nested(Tag::SEQUENCE, |validity| {
                time(validity, self.from);
                time(validity, self.until);
            });
            tbs.raw(&name(self.subject));
            tbs.nested(Tag::SEQUENCE, |spki| {
                spki.raw(&algorithm());
                spki.element(Tag::BIT_STRING, &public_key(self.key));
            });
            if !self.extensions.is_empty() {
                tbs.nested(Tag::context_constructed(3), |wrapper| {
                    wrapper.element(Tag::SEQUENCE, &self.extensions);
                });
            }
        });
        Arc::new(Certificate::parse(&signed(&tbs, self.signed_by, |_| {})).unwrap())
    }
}

/// An entry of a CRL, revoked on the third.
pub fn entry(serial: &[u8], reason: Option<u8>, certificate_issuer: Option<&str>) -> Vec<u8> {
    sequence(|entry| {
        entry.element(Tag::INTEGER, serial);
        time(entry, 3);
        let mut extensions = Vec::new();
        if let Some(code) = reason {
            extensions.extend(id_ce(21, false, &[0x0a, 1, code]));
        }
        if let Some(issuer) = certificate_issuer {
            let names = sequence(|names| names.raw(&directory(issuer)));
            extensions.extend(id_ce(29, true, &names));
        }
        if !extensions.is_empty() {
            entry.element(Tag::SEQUENCE, &extensions);
        }
    })
}

/// A CRL to be: of `ca`, from the 14th to the 18th, with the number 5.
pub struct List {
    pub issuer: &'static str,
    pub signed_by: u8,
    pub made: u8,
    pub next: u8,
    pub entries: Vec<u8>,
    pub number: Option<u8>,
    pub delta_to: Option<u8>,
    pub extensions: Vec<u8>,
}

impl List {
    pub fn new() -> Self {
        Self {
            issuer: "ca",
            signed_by: 1,
            made: 14,
            next: 18,
            entries: Vec::new(),
            number: Some(5),
            delta_to: None,
            extensions: Vec::new(),
        }
    }

    /// Made on the 15th, with the number 6, to the list with the number 5.
    pub fn delta() -> Self {
        Self { made: 15, next: 19, number: Some(6), delta_to: Some(5), ..Self::new() }
    }

    pub fn scope(mut self, scope: &Scope) -> Self {
        self.extensions.extend(scope.extension());
        self
    }

    /// Lists the person.
    pub fn revoking(mut self, reason: Option<u8>) -> Self {
        self.entries.extend(entry(&[7], reason, None));
        self
    }

    pub fn entry(mut self, entry: Vec<u8>) -> Self {
        self.entries.extend(entry);
        self
    }

    pub fn build(mut self) -> Arc<Crl> {
        if let Some(number) = self.number {
            self.extensions.extend(id_ce(20, false, &[2, 1, number]));
        }
        if let Some(number) = self.delta_to {
            self.extensions.extend(id_ce(27, true, &[2, 1, number]));
        }
        let tbs = sequence(|tbs| {
            tbs.element(Tag::INTEGER, &[1]);
            tbs.raw(&algorithm());
            tbs.raw(&name(self.issuer));
            time(tbs, self.made);
            time(tbs, self.next);
            if !self.entries.is_empty() {
                tbs.element(Tag::SEQUENCE, &self.entries);
            }
            if !self.extensions.is_empty() {
                tbs.nested(Tag::context_constructed(0), |wrapper| {
                    wrapper.element(Tag::SEQUENCE, &self.extensions);
                });
            }
        });
        Arc::new(Crl::parse(&signed(&tbs, self.signed_by, |_| {})).unwrap())
    }
}

/// The status in a SingleResponse.
#[derive(Clone, Copy)]
pub enum Status {
    Good,
    /// On the third.
    Revoked,
    Unknown,
}

/// A response to be, about the person, by the responder, from the 14th to the 18th.
pub struct Response {
    pub by: &'static str,
    pub by_key: bool,
    pub signed_by: u8,
    pub hash: DigestAlgorithm,
    pub singles: Vec<Single>,
    pub inside: Vec<Arc<Certificate>>,
}

pub struct Single {
    pub status: Status,
    pub made: u8,
    pub next: u8,
    pub extensions: Vec<u8>,
}

impl Single {
    pub fn new(status: Status) -> Self {
        Self { status, made: 14, next: 18, extensions: Vec::new() }
    }
}

impl Response {
    pub fn new(responder: &Arc<Certificate>, status: Status) -> Self {
        Self {
            by: "responder",
            by_key: false,
            signed_by: 3,
            hash: DigestAlgorithm::Sha1,
            singles: vec![Single::new(status)],
            inside: vec![Arc::clone(responder)],
        }
    }

    /// By the authority itself.
    pub fn of_ca(status: Status) -> Self {
        Self {
            by: "ca",
            by_key: false,
            signed_by: 1,
            hash: DigestAlgorithm::Sha1,
            singles: vec![Single::new(status)],
            inside: Vec::new(),
        }
    }

    fn single(&self, list: &mut Writer, single: &Single) {
        list.nested(Tag::SEQUENCE, |fields| {
            fields.nested(Tag::SEQUENCE, |id| {
                id.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&self.hash.oid()));
                id.element(Tag::OCTET_STRING, self.hash.hash(&name("ca")).as_bytes());
                let key = &public_key(1)[1..];
                id.element(Tag::OCTET_STRING, self.hash.hash(key).as_bytes());
                id.element(Tag::INTEGER, &[7]);
            });
            match single.status {
                Status::Good => fields.element(Tag::context(0), &[]),
                Status::Revoked => {
                    fields.nested(Tag::context_constructed(1), |info| time(info, 3));
                }
                Status::Unknown => fields.element(Tag::context(2), &[]),
            }
            time(fields, single.made);
            fields.nested(Tag::context_constructed(0), |next| time(next, single.next));
            if !single.extensions.is_empty() {
                fields.nested(Tag::context_constructed(1), |wrapper| {
                    wrapper.element(Tag::SEQUENCE, &single.extensions);
                });
            }
        });
    }

    pub fn build(self) -> Arc<OcspResponse> {
        let tbs = sequence(|tbs| {
            if self.by_key {
                let hash = DigestAlgorithm::Sha1.hash(&public_key(self.signed_by)[1..]);
                tbs.nested(Tag::context_constructed(2), |id| {
                    id.element(Tag::OCTET_STRING, hash.as_bytes());
                });
            } else {
                tbs.element(Tag::context_constructed(1), &name(self.by));
            }
            time(tbs, 14);
            tbs.nested(Tag::SEQUENCE, |list| {
                self.singles.iter().for_each(|single| self.single(list, single));
            });
        });
        let basic = signed(&tbs, self.signed_by, |whole| {
            if !self.inside.is_empty() {
                whole.nested(Tag::context_constructed(0), |wrapper| {
                    wrapper.nested(Tag::SEQUENCE, |list| {
                        self.inside.iter().for_each(|certificate| list.raw(certificate.der()));
                    });
                });
            }
        });
        let response = sequence(|whole| {
            whole.element(Tag::ENUMERATED, &[0]);
            whole.nested(Tag::context_constructed(0), |wrapper| {
                wrapper.nested(Tag::SEQUENCE, |bytes| {
                    bytes.oid(&OCSP_BASIC);
                    bytes.element(Tag::OCTET_STRING, &basic);
                });
            });
        });
        Arc::new(OcspResponse::parse(&response).unwrap())
    }
}
