//! Every certificate, CRL and OCSP response at hand.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::limits::{DOCUMENT_REVOCATION_VALUES, OCSP_RESPONDERS};
use crate::trust::TrustStore;
use crate::x509::{Certificate, CertificateId, CertificatePool, Crl, Name, OcspResponse, Signed};

/// Where a piece of material comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Source {
    /// The `/DSS` dictionary of the document (ISO 32000-2 §12.8.4.3).
    SecurityStore,
    /// The CMS of a signature.
    Signature,
    /// The trust folder.
    TrustFolder,
}

impl Source {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::SecurityStore => "security-store",
            Self::Signature => "signature",
            Self::TrustFolder => "trust-folder",
        }
    }
}

/// A set of material, indexed by what it is looked up by. None of it is trusted by being here.
#[derive(Clone, Debug, Default)]
pub struct Material {
    certificates: CertificatePool,
    crls: HashMap<Name, Vec<(Arc<Crl>, Source)>>,
    ocsp_responses: HashMap<Vec<u8>, Vec<(Arc<OcspResponse>, Source)>>,
    /// The CRLs and OCSP responses in the order in which they came, each once.
    pub(super) revocation: Vec<(RevocationValue, Source)>,
    /// Their digests.
    known: HashSet<[u8; 32]>,
    /// By digest, the first revision of the document that is known to hold an item.
    pub(super) since: HashMap<[u8; 32], usize>,
    limit: Option<Cow<'static, str>>,
    /// By digest, when an item is proved from outside to have existed.
    proofs: HashMap<CertificateId, Timestamp>,
    /// When the document is.
    document_existed: Option<Timestamp>,
}

/// A CRL or an OCSP response.
#[derive(Clone, Debug)]
pub(super) enum RevocationValue {
    Crl(Arc<Crl>),
    OcspResponse(Arc<OcspResponse>),
}

impl Material {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a trust folder holds beside its anchors.
    pub fn of_trust_store(trust: &TrustStore) -> Self {
        let mut material = Self::new();
        for certificate in trust.intermediates() {
            material.add_certificate(Arc::clone(certificate));
        }
        for crl in trust.crls() {
            material.add_crl(Arc::clone(crl), Source::TrustFolder);
        }
        for response in trust.ocsp_responses() {
            material.add_ocsp_response(&Arc::clone(response), Source::TrustFolder);
        }
        material
    }

    /// Adds a certificate.
    pub fn add_certificate(&mut self, certificate: Arc<Certificate>) {
        self.certificates.insert(certificate);
    }

    /// Adds a CRL, unless it is there already. Of one issuer no more than
    /// [`DOCUMENT_REVOCATION_VALUES`] are taken from a document; what is left out counts as a
    /// [limit met](Self::limit).
    pub fn add_crl(&mut self, crl: Arc<Crl>, source: Source) {
        if !self.known.insert(crl.digest()) {
            return;
        }
        if push(self.crls.entry(crl.issuer().clone()).or_default(), Arc::clone(&crl), source) {
            self.revocation.push((RevocationValue::Crl(crl), source));
        } else {
            self.note_limit("DOCUMENT_REVOCATION_VALUES");
        }
    }

    /// Adds an OCSP response, to be found by each serial number it speaks of, unless it is there
    /// already. About one number no more than [`DOCUMENT_REVOCATION_VALUES`] are taken from a
    /// document; what is left out counts as a [limit met](Self::limit).
    pub fn add_ocsp_response(&mut self, response: &Arc<OcspResponse>, source: Source) {
        if !self.known.insert(response.digest()) {
            return;
        }
        if response.certificates().nth(OCSP_RESPONDERS).is_some() {
            self.note_limit("OCSP_RESPONDERS");
        }
        let serials: HashSet<_> =
            response.responses().iter().map(|single| &single.cert_id.serial).collect();
        let (mut is_kept, mut is_whole) = (false, true);
        for serial in serials {
            let found = self.ocsp_responses.entry(serial.clone()).or_default();
            let has_room = push(found, Arc::clone(response), source);
            is_kept |= has_room;
            is_whole &= has_room;
        }
        if is_kept {
            let value = RevocationValue::OcspResponse(Arc::clone(response));
            self.revocation.push((value, source));
        }
        if !is_whole {
            self.note_limit("DOCUMENT_REVOCATION_VALUES");
        }
    }

    /// Notes that a bound kept something out: a name of [`crate::limits`].
    pub fn note_limit(&mut self, limit: impl Into<Cow<'static, str>>) {
        self.limit.get_or_insert_with(|| limit.into());
    }

    /// The first bound that kept something out. What was kept out may have said *revoked*, so
    /// nothing that rests on the rest can pass.
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }

    /// Notes that a revision of the document, counted from 1, holds the item of this digest: what
    /// proves that the revision existed proves that the item did.
    pub fn note_revision(&mut self, digest: [u8; 32], revision: usize) {
        let since = self.since.entry(digest).or_insert(revision);
        *since = revision.min(*since);
    }

    /// The first revision of the document that is known to hold the item of this digest; `None` if
    /// it is not part of the document.
    pub fn since(&self, digest: &[u8; 32]) -> Option<usize> {
        self.since.get(digest).copied()
    }

    /// Notes that something outside proves that the item of this digest (SHA-256) existed at a time: an
    /// evidence record of the archive that kept it, for example. It is believed as it is (EN 319 102-1
    /// clause 5.6.3.4 NOTE 3); nothing that a document holds can say it.
    pub fn prove_item(&mut self, digest: CertificateId, time: Timestamp) {
        let proved = self.proofs.entry(digest).or_insert(time);
        *proved = time.min(*proved);
    }

    /// Notes the same of the document that this material was read from: of every byte of it, and so of
    /// its signatures and all this material.
    ///
    /// ```
    /// use kyso::trust::TrustStore;
    /// use kyso::verify::Verifier;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::path::Path::new(concat!(
    /// #     env!("CARGO_MANIFEST_DIR"),
    /// #     "/fixtures/documents/quyet-dinh-ca-nhan.pdf"
    /// # ));
    /// let verifier = Verifier::new(TrustStore::none());
    /// let mut read = verifier.read_file(path).map_err(|error| format!("{error:?}"))?;
    /// read.material.prove_document("2026-11-20T08:00:00Z".parse()?);
    /// let report = verifier.at("2040-01-01T00:00:00Z".parse()?).judge(&read);
    /// assert_eq!(report.signatures[0].conclusion.time_source.name(), "provided");
    /// # Ok(())
    /// # }
    /// ```
    pub fn prove_document(&mut self, time: Timestamp) {
        let proved = self.document_existed.get_or_insert(time);
        *proved = time.min(*proved);
    }

    /// See [`prove_item`](Self::prove_item).
    pub fn proofs(&self) -> &HashMap<CertificateId, Timestamp> {
        &self.proofs
    }

    /// See [`prove_document`](Self::prove_document).
    pub fn document_existed(&self) -> Option<Timestamp> {
        self.document_existed
    }

    /// Takes in all that another set holds, as of what came after.
    pub fn extend(&mut self, other: &Self) {
        for certificate in other.certificates.iter() {
            self.add_certificate(Arc::clone(certificate));
        }
        for (value, source) in &other.revocation {
            match value {
                RevocationValue::Crl(crl) => self.add_crl(Arc::clone(crl), *source),
                RevocationValue::OcspResponse(response) => {
                    self.add_ocsp_response(response, *source);
                }
            }
        }
        for (digest, revision) in &other.since {
            self.note_revision(*digest, *revision);
        }
        for (digest, time) in &other.proofs {
            self.prove_item(*digest, *time);
        }
        if let Some(time) = other.document_existed {
            self.prove_document(time);
        }
        if let Some(limit) = &other.limit {
            self.note_limit(limit.clone());
        }
    }

    /// The part of it that a conclusion rests on: these certificates, and the CRLs and OCSP responses
    /// with these digests.
    #[must_use]
    pub fn part(&self, certificates: &[Arc<Certificate>], revocation: &[CertificateId]) -> Self {
        let mut part = Self::new();
        certificates.iter().for_each(|it| part.add_certificate(Arc::clone(it)));
        let is_wanted = |digest: [u8; 32]| revocation.contains(&digest.into());
        for (value, source) in &self.revocation {
            match value {
                RevocationValue::Crl(crl) if is_wanted(crl.digest()) => {
                    part.add_crl(Arc::clone(crl), *source);
                }
                RevocationValue::OcspResponse(response) if is_wanted(response.digest()) => {
                    part.add_ocsp_response(response, *source);
                }
                _ => {}
            }
        }
        part
    }

    /// The CRLs, each a CertificateList in DER, and the OCSP responses, each an OCSPResponse, as a
    /// security store keeps them (ISO 32000-2 §12.8.4.3).
    pub fn revocation_values(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let (mut crls, mut responses) = (Vec::new(), Vec::new());
        for (value, _) in &self.revocation {
            match value {
                RevocationValue::Crl(crl) => crls.push(crl.der().to_vec()),
                RevocationValue::OcspResponse(response) => {
                    responses.push(response.to_ocsp_response());
                }
            }
        }
        (crls, responses)
    }

    /// The certificates.
    pub fn certificates(&self) -> &CertificatePool {
        &self.certificates
    }

    /// The CRLs that name this issuer.
    pub fn crls(&self, issuer: &Name) -> &[(Arc<Crl>, Source)] {
        self.crls.get(issuer).map(Vec::as_slice).unwrap_or_default()
    }

    /// The OCSP responses that speak of this serial number (of whichever issuer).
    pub fn ocsp_responses(&self, serial: &[u8]) -> &[(Arc<OcspResponse>, Source)] {
        self.ocsp_responses.get(serial).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Adds an item where there is room: whether there was.
fn push<T>(list: &mut Vec<(Arc<T>, Source)>, item: Arc<T>, source: Source) -> bool {
    let has_room = source == Source::TrustFolder || list.len() < DOCUMENT_REVOCATION_VALUES;
    if has_room {
        list.push((item, source));
    }
    has_room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revocation_data_is_held_once() {
        let crl = Crl::parse(include_bytes!("../../tests/data/x509/state.crl")).unwrap();
        let response =
            OcspResponse::parse(include_bytes!("../../tests/data/x509/direct.ocsp")).unwrap();
        let (crl, response) = (Arc::new(crl), Arc::new(response));
        let serial = response.responses()[0].cert_id.serial.clone();
        let mut material = Material::new();
        for source in [Source::SecurityStore, Source::Signature] {
            material.add_crl(Arc::clone(&crl), source);
            material.add_ocsp_response(&response, source);
        }
        let [(_, Source::SecurityStore)] = material.crls(crl.issuer()) else { panic!() };
        let [(_, Source::SecurityStore)] = material.ocsp_responses(&serial) else { panic!() };
    }

    #[test]
    fn a_document_cannot_crowd_out_the_trust_folder() {
        let mut list = Vec::new();
        for number in 0..2 * DOCUMENT_REVOCATION_VALUES {
            let has_room = push(&mut list, Arc::new(()), Source::Signature);
            assert_eq!(has_room, number < DOCUMENT_REVOCATION_VALUES);
        }
        assert_eq!(list.len(), DOCUMENT_REVOCATION_VALUES);
        assert!(push(&mut list, Arc::new(()), Source::TrustFolder));
        assert_eq!(list.len(), DOCUMENT_REVOCATION_VALUES + 1);
    }
}
