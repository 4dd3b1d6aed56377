//! Raises signatures that are there to a higher level, and renews them (EN 319 142-1 clause 5.4).

use std::borrow::Cow;

use jiff::Timestamp;

use super::evidence::{EvidenceSource, Gathering};
use super::survive::check_result;
use super::timestamp::{Stamped, token_over};
use super::{Password, SignError};
use crate::cms::TimestampAuthority;
use crate::pdf::{Document, SignatureKind, SignatureRequest, UpdateError};
use crate::trust::TrustStore;
use crate::validation::RevocationRequirement;

/// Raises the level of the signatures in a document by appending to it: evidence of their validity, and
/// timestamps over all of it. Nothing that is there changes, and no key of a signer is needed.
///
/// What is there is judged first, as a verifier does it: at the time that timestamps prove, so that
/// certificates which expired since do not matter where a timestamp kept them.
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
    pub(super) trust: &'a TrustStore,
    authority: Option<&'a dyn TimestampAuthority>,
    pub(super) source: Option<&'a dyn EvidenceSource>,
    pub(super) passwords: Vec<Password>,
    pub(super) time: Option<Timestamp>,
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

    /// The time that counts as now.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// Appends a document timestamp (ISO 32000-2 §12.8.5): the level B-T for each signature without a
    /// timestamp, and a proof that the document existed where there is no signature at all.
    ///
    /// Where the trust store has anchors, the timestamp has to lead to one of them.
    ///
    /// # Errors
    /// [`SignError`]; [`SignError::TimestampNotTrusted`] if nobody could rely on the timestamp.
    pub fn to_timestamped(&self, document: &[u8]) -> Result<Vec<u8>, SignError> {
        const ROOM: usize = 8_192;
        let authority = self.authority.ok_or(SignError::NoAuthority)?;
        let stamped = match self.with_timestamp(document, authority, ROOM) {
            // how long a token is says only the token
            Err(SignError::Document(UpdateError::NoRoom { needed, .. })) => {
                const SPARE: usize = 256;
                self.with_timestamp(document, authority, needed.saturating_add(SPARE))
            }
            other => other,
        }?;
        if !self.trust.anchors().is_empty() {
            let mut gathering = Gathering::new(self, RevocationRequirement::IfPresent);
            gathering.check_newest_timestamp(&stamped)?;
        }
        Ok(stamped)
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
            drawing: None,
            room,
        };
        let read = self.open(document)?;
        let new = read.with_signature(&request)?;
        check_result(&read, new.file(), &self.passwords, 1)?;
        let now = self.time.unwrap_or_else(Timestamp::now);
        let token = token_over(&Stamped::Parts(&new.parts()), authority, now)?;
        Ok(new.complete(&token)?)
    }

    fn open<'d>(&self, document: &'d [u8]) -> Result<Document<'d>, SignError> {
        let document = Document::open_with_passwords(document, &self.passwords);
        Ok(document.map_err(UpdateError::from)?)
    }

    /// Appends what each signature and timestamp is validated with later: the level B-LT. A signature
    /// that no timestamp at hand proves gets one first.
    ///
    /// Timestamps by authorities that nobody here knows prove nothing, and are no obstacle.
    ///
    /// # Errors
    /// [`SignError`]; [`SignError::NotValidated`] where it cannot be shown that a certificate is good.
    pub fn to_long_term(&self, document: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(self.with_evidence(document)?.into_owned())
    }

    fn with_evidence<'d>(&self, document: &'d [u8]) -> Result<Cow<'d, [u8]>, SignError> {
        self.open(document)?;
        let mut gathering = Gathering::new(self, RevocationRequirement::Require);
        let mut judged = gathering.judge(document)?;
        if judged.signatures.is_empty() {
            return Err(SignError::NoSignature);
        }
        let mut file = Cow::Borrowed(document);
        if judged.lacks_timestamp() {
            file = Cow::Owned(self.to_timestamped(document)?);
            judged = gathering.judge(&file)?;
            if judged.lacks_timestamp() {
                return Err(gathering.not_proved(&judged));
            }
        }
        let read = self.open(&file)?;
        for additions in gathering.additions(&judged) {
            let raised = read.with_security_store(&additions)?;
            if let Some(raised) = &raised {
                check_result(&read, raised, &self.passwords, 0)?;
            }
            if gathering.stands_alone(raised.as_deref().unwrap_or(&file), judged.time) {
                drop(read);
                return Ok(raised.map_or(file, Cow::Owned));
            }
        }
        Err(gathering.not_proved(&judged))
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
        self.to_timestamped(&self.with_evidence(document)?)
    }
}
