//! Signature validation objects (TS 119 102-2 clause 4.4): everything that the signatures were
//! validated with, each listed once and referred to by its id.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use jiff::Timestamp;

use super::status::{Judged, ReportData, renewal, write_status};
use super::uris::{self, Subject};
use super::xml::Xml;
use crate::crypto::{Digest, DigestAlgorithm};
use crate::limits::REPORT_REFERENCES;
use crate::validation::{
    DigestValue, Indication, PolicyFile, ProofOfExistence, ProofSource, ProvedObject,
    RevocationEvidence, SignatureFormat, SignatureKind, TokenFacts,
};
use crate::verify::{Report, SignatureReport};
use crate::x509::{Certificate, CertificateId};

/// The objects of one document.
pub(super) struct Objects<'a> {
    /// The document, as a reference.
    file: &'a str,
    validation_time: Timestamp,
    /// By type and digest.
    items: BTreeMap<(Kind, CertificateId), Option<Arc<Certificate>>>,
    /// The files that the policy was read from.
    policy_files: &'a [PolicyFile],
    /// What was signed, by digest, in the order of the signatures.
    signed_data: Vec<(String, Option<DigestValue>)>,
    timestamps: Vec<TimestampObject<'a>>,
    /// The earliest proof for each item.
    proofs: HashMap<CertificateId, ProofOfExistence>,
    /// The ids of timestamps by digest: of several uses of one token, the one that passed.
    timestamp_ids: HashMap<CertificateId, String>,
    /// By the digest of a timestamp, what it proves to have existed.
    proved: HashMap<CertificateId, Proved<'a>>,
    /// How many references attributes may still hold.
    references_left: Cell<usize>,
}

/// The ids of objects, and the fields of signatures.
#[derive(Default)]
struct Proved<'a> {
    ids: Vec<String>,
    fields: BTreeSet<&'a str>,
}

/// The kinds of objects that are told apart by their digest alone.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Kind {
    Certificate,
    Crl,
    OcspResponse,
}

impl Kind {
    fn uri(self) -> &'static str {
        match self {
            Self::Certificate => uris::CERTIFICATE,
            Self::Crl => uris::CRL,
            Self::OcspResponse => uris::OCSP_RESPONSE,
        }
    }

    /// The id of the object with this digest.
    pub(super) fn id(self, digest: &CertificateId) -> String {
        match self {
            Self::Certificate => format!("C-{digest}"),
            Self::Crl => format!("L-{digest}"),
            Self::OcspResponse => format!("O-{digest}"),
        }
    }

    /// What a revocation status rests on.
    pub(super) fn of(evidence: &RevocationEvidence) -> Self {
        if evidence.kind == "ocsp" { Self::OcspResponse } else { Self::Crl }
    }
}

/// A timestamp inside a signature, or over the document.
struct TimestampObject<'a> {
    id: String,
    digest: Option<CertificateId>,
    token: Option<TokenFacts>,
    judged: Judged<'a>,
    data: Vec<ReportData<'a>>,
    /// The earliest proof of its own.
    proof: Option<ProofOfExistence>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(report: &'a Report, file: &'a str) -> Self {
        let mut objects = Self {
            file,
            validation_time: report.validation_time,
            items: BTreeMap::new(),
            policy_files: &report.policy_files,
            signed_data: Vec::new(),
            timestamps: Vec::new(),
            proofs: HashMap::new(),
            timestamp_ids: HashMap::new(),
            proved: HashMap::new(),
            references_left: Cell::new(REPORT_REFERENCES),
        };
        let store = &report.security_store;
        for (kind, ids) in [
            (Kind::Certificate, &store.certificates),
            (Kind::Crl, &store.crls),
            (Kind::OcspResponse, &store.ocsp_responses),
        ] {
            ids.iter().for_each(|id| objects.add(kind, *id, None));
        }
        let mut data: HashMap<(DigestAlgorithm, Digest), String> = HashMap::new();
        for (index, signature) in report.signatures.iter().enumerate() {
            let number = index.saturating_add(1);
            let digest = signature.facts.cms.identity.covered;
            let new = || format!("D-{number}");
            let id = match digest {
                Some(digest) => data.entry((digest.algorithm, digest.value)).or_insert_with(new),
                None => &new(),
            };
            objects.signed_data.push((id.clone(), digest));
            objects.add_signature(number, signature);
        }
        objects.note_proved();
        objects
    }

    /// Turns the proofs round: from what is proved to what proves it.
    fn note_proved(&mut self) {
        for timestamp in &self.timestamps {
            let Some(digest) = timestamp.digest else { continue };
            let is_passed = timestamp.judged.indication == Indication::TotalPassed;
            if is_passed || !self.timestamp_ids.contains_key(&digest) {
                self.timestamp_ids.insert(digest, timestamp.id.clone());
            }
        }
        let items = self.items.keys().map(|(kind, item)| (kind.id(item), self.proofs.get(item)));
        let timestamps = self.timestamps.iter().map(|it| (it.id.clone(), it.proof.as_ref()));
        for (id, proof) in items.chain(timestamps) {
            if let Some(timestamp) = proof.and_then(ProofOfExistence::timestamp) {
                self.proved.entry(timestamp).or_default().ids.push(id);
            }
        }
    }

    fn add_signature(&mut self, number: usize, signature: &'a SignatureReport) {
        let SignatureReport { facts, conclusion } = signature;
        let mut own = None;
        for proof in &conclusion.proofs {
            match proof.object {
                ProvedObject::Signature => own = Some(*proof),
                ProvedObject::Item(item) => {
                    let earliest = self.proofs.entry(item).or_insert(*proof);
                    if proof.time < earliest.time {
                        *earliest = *proof;
                    }
                }
            }
        }
        let judged = Judged::of(conclusion);
        self.add_judged(judged);
        if facts.kind == SignatureKind::Timestamp {
            let digest = facts.cms.identity.id;
            let id = timestamp_id(number, None);
            let token = facts.token;
            let data = renewal(conclusion).collect();
            self.timestamps.push(TimestampObject { id, digest, token, judged, data, proof: own });
        } else if facts.format != SignatureFormat::Cades
            && let Some(timestamp) = own.and_then(|proof| proof.timestamp())
        {
            self.proved.entry(timestamp).or_default().fields.insert(&facts.field);
        }
        let inside = facts.timestamps.iter().zip(&conclusion.timestamps);
        for (place, (facts, conclusion)) in inside.enumerate() {
            let judged = Judged::of_token(conclusion);
            self.add_judged(judged);
            let digest = facts.cms.identity.id;
            self.timestamps.push(TimestampObject {
                id: timestamp_id(number, Some(place)),
                digest,
                token: facts.token,
                judged,
                data: Vec::new(),
                proof: digest.and_then(|digest| self.proofs.get(&digest)).copied(),
            });
        }
    }

    fn add_judged(&mut self, judged: Judged<'a>) {
        for certificate in judged.chain {
            self.add(Kind::Certificate, certificate.id(), Some(certificate));
        }
        for evidence in judged.revocation {
            self.add(Kind::of(evidence), evidence.digest, None);
            self.add(Kind::Certificate, evidence.certificate, None);
        }
    }

    fn add(&mut self, kind: Kind, digest: CertificateId, certificate: Option<&Arc<Certificate>>) {
        let held = self.items.entry((kind, digest)).or_default();
        if held.is_none() {
            *held = certificate.cloned();
        }
    }

    /// The id of what the signature with this number, counted from 1, signs.
    pub(super) fn signed_data(&self, number: usize) -> Option<&str> {
        self.signed_data.get(number.checked_sub(1)?).map(|(id, _)| id.as_str())
    }

    /// The id of the timestamp with this digest.
    fn timestamp(&self, digest: &CertificateId) -> Option<&str> {
        self.timestamp_ids.get(digest).map(String::as_str)
    }

    /// Whether attributes may hold so many more references. All signatures of a document have its
    /// security store and its timestamps in common, and each names them.
    pub(super) fn affords(&self, references: usize) -> bool {
        let left = self.references_left.get().checked_sub(references);
        self.references_left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// `vr:ValidationObjectListType`.
    pub(super) fn write<W: io::Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        xml.element("SignatureValidationObjects", |xml| {
            for ((kind, digest), certificate) in &self.items {
                xml.element_with("ValidationObject", &[("id", &kind.id(digest))], |xml| {
                    xml.text("ObjectType", kind.uri())?;
                    xml.element("ValidationObjectRepresentation", |xml| {
                        if let Some(certificate) = certificate {
                            xml.octets("base64", certificate.der())?;
                        }
                        xml.digest("DigestAlgAndValue", &sha256(digest))
                    })?;
                    match self.proofs.get(digest) {
                        Some(proof) => self.write_proof("POE", proof, xml),
                        None => Ok(()),
                    }
                })?;
            }
            let mut seen = BTreeSet::new();
            let once = self.signed_data.iter().filter(|(id, _)| seen.insert(id.as_str()));
            for (id, digest) in once {
                xml.element_with("ValidationObject", &[("id", id)], |xml| {
                    xml.text("ObjectType", uris::SIGNED_DATA)?;
                    xml.element("ValidationObjectRepresentation", |xml| {
                        if let Some(digest) = digest {
                            xml.digest("DigestAlgAndValue", digest)?;
                        }
                        xml.text("URI", self.file)
                    })
                })?;
            }
            for file in self.policy_files {
                xml.element_with("ValidationObject", &[("id", &policy_file_id(file))], |xml| {
                    xml.text("ObjectType", uris::OTHER)?;
                    xml.element("ValidationObjectRepresentation", |xml| {
                        let algorithm = DigestAlgorithm::Sha256;
                        let digest = DigestValue { algorithm, value: file.sha256 };
                        xml.digest("DigestAlgAndValue", &digest)
                    })
                })?;
            }
            self.timestamps.iter().try_for_each(|timestamp| self.write_timestamp(timestamp, xml))
        })
    }

    fn write_timestamp<W: io::Write>(
        &self,
        timestamp: &TimestampObject<'_>,
        xml: &mut Xml<W>,
    ) -> io::Result<()> {
        xml.element_with("ValidationObject", &[("id", &timestamp.id)], |xml| {
            xml.text("ObjectType", uris::TIMESTAMP)?;
            xml.element("ValidationObjectRepresentation", |xml| match &timestamp.digest {
                Some(digest) => xml.digest("DigestAlgAndValue", &sha256(digest)),
                None => xml.text("URI", self.file),
            })?;
            if let Some(proof) = &timestamp.proof {
                self.write_proof("POE", proof, xml)?;
            }
            self.write_provisioning(timestamp, xml)?;
            xml.element("ValidationReport", |xml| {
                let judged = timestamp.judged;
                xml.element("ValidationTimeInfo", |xml| {
                    xml.time("ValidationTime", self.validation_time)?;
                    self.write_existence("BestSignatureTime", timestamp.proof.as_ref(), xml)
                })?;
                if let Some(authority) = judged.chain.first() {
                    write_signer(authority, xml)?;
                }
                xml.element("SignatureValidationProcess", |xml| {
                    xml.text("SignatureValidationProcessID", uris::PROCESS)
                })?;
                write_status(&judged, Subject::Object, &timestamp.id, &timestamp.data, xml)
            })
        })
    }

    /// What a timestamp proves (clause 4.4.7): what was concluded from it, so that it passed, though
    /// the document may be in doubt as a whole.
    fn write_provisioning<W: io::Write>(
        &self,
        timestamp: &TimestampObject<'_>,
        xml: &mut Xml<W>,
    ) -> io::Result<()> {
        let (Some(digest), Some(token)) = (timestamp.digest, timestamp.token) else {
            return Ok(());
        };
        // Of several uses of one token it is told once, where it passed.
        let is_it = self.timestamp(&digest) == Some(&timestamp.id);
        let Some(proved) = self.proved.get(&digest).filter(|_| is_it) else { return Ok(()) };
        xml.element("POEProvisioning", |xml| {
            xml.time("POETime", token.time)?;
            proved.ids.iter().try_for_each(|id| xml.reference("ValidationObject", id))?;
            proved.fields.iter().try_for_each(|field| {
                xml.element("SignatureReference", |xml| xml.text("PAdESFieldName", field))
            })
        })
    }

    /// `vr:POEType` for an earlier existence that is proved.
    fn write_proof<W: io::Write>(
        &self,
        name: &str,
        proof: &ProofOfExistence,
        xml: &mut Xml<W>,
    ) -> io::Result<()> {
        xml.element(name, |xml| {
            xml.time("POETime", proof.time)?;
            xml.text("TypeOfProof", uris::proof_type(proof.source))?;
            match proof.timestamp().and_then(|digest| self.timestamp(&digest)) {
                Some(id) => xml.reference("POEObject", id),
                None => Ok(()),
            }
        })
    }

    /// The same where there need not be any: that it existed at the validation time was seen.
    pub(super) fn write_existence<W: io::Write>(
        &self,
        name: &str,
        proof: Option<&ProofOfExistence>,
        xml: &mut Xml<W>,
    ) -> io::Result<()> {
        let now = ProofOfExistence {
            object: ProvedObject::Signature,
            time: self.validation_time,
            source: ProofSource::Timestamp(None),
        };
        self.write_proof(name, proof.unwrap_or(&now), xml)
    }
}

/// The id of a timestamp: by the number of its signature, and its place inside.
pub(super) fn timestamp_id(number: usize, place: Option<usize>) -> String {
    match place {
        Some(place) => format!("T-{number}-{}", place.saturating_add(1)),
        None => format!("T-{number}"),
    }
}

/// The id of a file that the policy was read from.
pub(super) fn policy_file_id(file: &PolicyFile) -> String {
    format!("P-{}", file.sha256)
}

/// `vr:SignerInformationType`.
pub(super) fn write_signer<W: io::Write>(signer: &Certificate, xml: &mut Xml<W>) -> io::Result<()> {
    xml.element("SignerInformation", |xml| {
        xml.reference("SignerCertificate", &Kind::Certificate.id(&signer.id()))?;
        xml.text("Signer", &signer.subject().to_string())
    })
}

fn sha256(digest: &CertificateId) -> DigestValue {
    // Of 32 octets there is always a digest.
    let value = Digest::from_bytes(digest.as_bytes());
    let value = value.unwrap_or_else(|| DigestAlgorithm::Sha256.hash(digest.as_bytes()));
    DigestValue { algorithm: DigestAlgorithm::Sha256, value }
}
