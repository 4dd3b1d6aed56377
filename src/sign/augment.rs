//! Raises signatures that are there to a higher level, and renews them (EN 319 142-1 clause 5.4).

use std::sync::Arc;

use jiff::Timestamp;

use super::evidence::{Collector, EvidenceSource, Question};
use super::timestamp::{Stamped, token_over};
use super::{Password, SignError, check_result};
use crate::cms::{SignedContent, SignedData, TimestampAuthority, TstInfo};
use crate::pdf::{Document, Signature, SignatureKind, SignatureRequest, UpdateError};
use crate::trust::TrustStore;
use crate::validation::{Material, Source, Usage};
use crate::x509::{Certificate, Crl, OcspResponse};

/// Raises the level of the signatures in a document by appending to it: evidence of their validity, and
/// timestamps over all of it. Nothing that is there changes, and no key of a signer is needed.
///
/// ```no_run
/// use kyso::fetch::{HttpClient, HttpOptions, HttpTimestampAuthority, MaterialFetcher};
/// use kyso::sign::Augmenter;
/// use kyso::trust::TrustStore;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = HttpClient::new(HttpOptions::default());
/// let authority = HttpTimestampAuthority::new(client.clone()).server("http://tsa.example.vn");
/// let source = MaterialFetcher::new(client);
/// let trust = TrustStore::open("trust".as_ref())?;
/// let augmenter = Augmenter::new(&trust).authority(&authority).source(&source);
/// let kept = augmenter.to_archive(&std::fs::read("cong-van.signed.pdf")?)?;
/// std::fs::write("cong-van.lta.pdf", kept)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Augmenter<'a> {
    trust: &'a TrustStore,
    authority: Option<&'a dyn TimestampAuthority>,
    source: Option<&'a dyn EvidenceSource>,
    passwords: Vec<Password>,
    time: Option<Timestamp>,
}

impl std::fmt::Debug for Augmenter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Augmenter").field("time", &self.time).finish_non_exhaustive()
    }
}

impl<'a> Augmenter<'a> {
    /// By these anchors, and with what stands beside them: offline, as long as neither an authority nor
    /// a source is given.
    pub fn new(trust: &'a TrustStore) -> Self {
        Self { trust, authority: None, source: None, passwords: Vec::new(), time: None }
    }

    /// Whoever gives timestamps.
    #[must_use]
    pub fn authority(mut self, authority: &'a dyn TimestampAuthority) -> Self {
        self.authority = Some(authority);
        self
    }

    /// Whoever finds CRLs, OCSP responses and issuers that are not at hand.
    #[must_use]
    pub fn source(mut self, source: &'a dyn EvidenceSource) -> Self {
        self.source = Some(source);
        self
    }

    /// A password that opens the document, if it is encrypted.
    #[must_use]
    pub fn password(mut self, password: Password) -> Self {
        self.passwords.push(password);
        self
    }

    /// The time at which certificates have to be good, in place of now.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// Appends a document timestamp (ISO 32000-2 §12.8.5): the level B-T for each signature without a
    /// timestamp, and a proof that the document existed where there is no signature at all.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn to_timestamped(&self, document: &[u8]) -> Result<Vec<u8>, SignError> {
        const ROOM: usize = 8_192;
        let authority = self.authority.ok_or(SignError::NoAuthority)?;
        match self.with_timestamp(document, authority, ROOM) {
            // how long a token is says only the token
            Err(SignError::Document(UpdateError::NoRoom { needed, .. })) => {
                const SPARE: usize = 256;
                self.with_timestamp(document, authority, needed.saturating_add(SPARE))
            }
            other => other,
        }
    }

    fn with_timestamp(
        &self,
        document: &[u8],
        authority: &dyn TimestampAuthority,
        room: usize,
    ) -> Result<Vec<u8>, SignError> {
        let request = SignatureRequest {
            field: None,
            kind: SignatureKind::DocumentTimestamp,
            sub_filter: "ETSI.RFC3161",
            time: None,
            name: None,
            reason: None,
            location: None,
            contact: None,
            certify: None,
            room,
        };
        let read = self.open(document)?;
        let new = read.with_signature(&request)?;
        check_result(&read, new.file(), &self.passwords, 1)?;
        let token = token_over(&Stamped::Parts(&new.parts()), authority)?;
        Ok(new.complete(&token)?)
    }

    fn open<'d>(&self, document: &'d [u8]) -> Result<Document<'d>, SignError> {
        let document = Document::open_with_passwords(document, &self.passwords);
        Ok(document.map_err(UpdateError::from)?)
    }

    /// Appends what each signature and timestamp is validated with later: the level B-LT. A signature
    /// without a timestamp gets one first.
    ///
    /// # Errors
    /// [`SignError`]; [`SignError::NotValidated`] where it cannot be shown that a certificate is good.
    pub fn to_long_term(&self, document: &[u8]) -> Result<Vec<u8>, SignError> {
        let read = self.open(document)?;
        let signed = Signed::read(&read)?;
        if signed.is_empty() {
            return Err(SignError::NoSignature);
        }
        if signed.iter().all(|it| it.is_timestamped) {
            return self.with_evidence(&read, &signed);
        }
        let stamped = self.to_timestamped(document)?;
        let read = self.open(&stamped)?;
        self.with_evidence(&read, &Signed::read(&read)?)
    }

    fn with_evidence(
        &self,
        document: &Document<'_>,
        signed: &[Signed],
    ) -> Result<Vec<u8>, SignError> {
        let material = store_of(document, document.revisions().len().saturating_sub(1))?;
        let mut collector = Collector::new(self.trust, self.source, &material);
        let now = self.time.unwrap_or_else(Timestamp::now);
        // what a later timestamp keeps needs nothing more, and may have expired since
        let mut keepers = Vec::new();
        for (place, one) in signed.iter().enumerate() {
            if let Some(time) = one.document_timestamp {
                keepers.push((place, time, store_of(document, one.revision)?));
            }
        }
        for (place, one) in signed.iter().enumerate() {
            let later = || keepers.iter().filter(|it| it.0 > place);
            for question in &one.questions {
                let is_kept =
                    later().any(|(_, time, store)| collector.is_shown_by(store, question, *time));
                if !is_kept {
                    collector.collect(question, now)?;
                }
            }
        }
        match document.with_security_store(&collector.additions)? {
            Some(raised) => {
                check_result(document, &raised, &self.passwords, 0)?;
                Ok(raised)
            }
            None => Ok(document.bytes().to_vec()),
        }
    }

    /// Appends what each signature and timestamp is validated with later, and a document timestamp over
    /// all of it: the level B-LTA. The same again, before that timestamp weakens, renews it.
    ///
    /// # Errors
    /// Those of [`Self::to_long_term`].
    pub fn to_archive(&self, document: &[u8]) -> Result<Vec<u8>, SignError> {
        if self.authority.is_none() {
            return Err(SignError::NoAuthority);
        }
        self.to_timestamped(&self.to_long_term(document)?)
    }
}

/// One signature or document timestamp that is there, and intact.
struct Signed {
    /// Who signed, and who timestamped that.
    questions: Vec<Question>,
    is_timestamped: bool,
    /// Its time, if it is a document timestamp.
    document_timestamp: Option<Timestamp>,
    /// The revision that it covers.
    revision: usize,
}

impl Signed {
    /// Those of a document, in the order of their revisions.
    fn read(document: &Document<'_>) -> Result<Vec<Self>, SignError> {
        let mut signatures = document.signatures().map_err(UpdateError::from)?;
        signatures.sort_by_key(|it| it.revision);
        let read = signatures.iter().map(|it| Self::read_one(document.bytes(), it));
        let mut signed: Vec<_> = read.collect::<Result<_, _>>()?;
        let mut is_stamped_later = false;
        for one in signed.iter_mut().rev() {
            one.is_timestamped |= is_stamped_later;
            is_stamped_later |= one.document_timestamp.is_some();
        }
        Ok(signed)
    }

    fn read_one(file: &[u8], signature: &Signature<'_>) -> Result<Self, SignError> {
        let broken = || SignError::NotIntact(signature.field_name.clone());
        if !signature.problems.is_empty() {
            return Err(broken());
        }
        let ranges = signature.byte_range.iter().cloned();
        let parts: Vec<&[u8]> = ranges.filter_map(|it| file.get(it)).collect();
        let (certificate, beside, cms) =
            intact(&signature.contents, Some(&parts)).ok_or_else(broken)?;
        let is_timestamp = signature.kind == SignatureKind::DocumentTimestamp;
        let usage = if is_timestamp { Usage::Timestamping } else { Usage::Signing };
        let mut questions = vec![Question { certificate, usage, beside }];
        let document_timestamp = is_timestamp.then(|| time_of(&cms));
        let document_timestamp = document_timestamp.map(|it| it.ok_or_else(broken)).transpose()?;
        let tokens = cms.signers().first().map(|it| it.unsigned_attributes());
        for token in tokens.into_iter().flat_map(|it| it.signature_timestamps()) {
            // one that is broken, or over something else, proves nothing
            let Some((certificate, beside, token)) = intact(token, None) else { continue };
            let value = cms.signers().first().map_or(&[][..], |it| it.signature());
            if !is_over(&token, &[value]) {
                continue;
            }
            questions.push(Question { certificate, usage: Usage::Timestamping, beside });
        }
        Ok(Self {
            is_timestamped: is_timestamp || questions.len() > 1,
            questions,
            document_timestamp,
            revision: signature.revision,
        })
    }
}

/// The signer of a CMS whose value verifies over this content, its certificates, and itself.
fn intact<'c>(
    cms: &'c [u8],
    content: Option<&[&[u8]]>,
) -> Option<(Arc<Certificate>, Material, SignedData<'c>)> {
    let cms = SignedData::parse(cms).ok()?;
    let [signer] = cms.signers() else { return None };
    let content = match content {
        // a timestamp token has its own, which names the digest of the document
        Some(parts) if cms.content_type() == TstInfo::CONTENT_TYPE => {
            if !is_over(&cms, parts) {
                return None;
            }
            SignedContent::Encapsulated
        }
        Some(parts) => {
            let digest = signer.content_digest_algorithm()?.hash_parts(parts);
            SignedContent::Hashed { digest, parts }
        }
        None => SignedContent::Encapsulated,
    };
    let mut beside = Material::new();
    for der in cms.certificates() {
        if let Ok(certificate) = Certificate::parse(der) {
            beside.add_certificate(Arc::new(certificate));
        }
    }
    let own = beside.certificates().iter().find(|certificate| {
        signer.check(&cms, &content, certificate.public_key()).intact() == Some(true)
    });
    let own = Arc::clone(own?);
    Some((own, beside, cms))
}

/// Whether a token is over what consists of these parts.
fn is_over(token: &SignedData<'_>, parts: &[&[u8]]) -> bool {
    let info = token.content().and_then(|it| TstInfo::parse(it).ok());
    info.is_some_and(|info| {
        let digest = info.imprint_algorithm().map(|it| it.hash_parts(parts));
        digest.is_some_and(|it| it.as_bytes() == info.imprint())
    })
}

fn time_of(token: &SignedData<'_>) -> Option<Timestamp> {
    Some(TstInfo::parse(token.content()?).ok()?.gen_time())
}

/// What the security store of a revision holds.
fn store_of(document: &Document<'_>, revision: usize) -> Result<Material, SignError> {
    let store = document.security_store(revision).map_err(UpdateError::from)?;
    let mut material = Material::new();
    for der in &store.certificates {
        if let Ok(certificate) = Certificate::parse(der) {
            material.add_certificate(Arc::new(certificate));
        }
    }
    for der in &store.crls {
        if let Ok(crl) = Crl::parse(der) {
            material.add_crl(Arc::new(crl), Source::SecurityStore);
        }
    }
    for der in &store.ocsps {
        if let Ok(response) = OcspResponse::parse(der) {
            material.add_ocsp_response(&Arc::new(response), Source::SecurityStore);
        }
    }
    Ok(material)
}
