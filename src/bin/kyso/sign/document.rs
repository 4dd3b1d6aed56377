//! What is appended to one document.

use kyso::fetch::{HttpClient, HttpTimestampAuthority, MaterialFetcher};
use kyso::sign::cades::{self, Content, Options};
use kyso::sign::{
    Appearance, Augmenter, Password, SignError, SignOptions, Signer, preview, sign,
    sign_with_timestamp,
};
use kyso::trust::TrustStore;
use kyso::validation::{Level, RevocationRequirement, SignatureKind};
use kyso::verify::{SignatureReport, Verifier};

use crate::arguments::{Appending, SignLevel, Signing};

/// Appends to documents, one after another or several at once.
pub(super) struct Appender<'a> {
    arguments: &'a Appending,
    signing: Option<(&'a Signing, Box<dyn Signer + Sync>)>,
    /// What the signatures show, in their order; one that shows nothing where there is none.
    shown: Vec<Appearance>,
    passwords: Vec<Password>,
    trust: TrustStore,
    authority: HttpTimestampAuthority,
    source: MaterialFetcher,
}

impl<'a> Appender<'a> {
    /// `signing` is how it is signed, if it is, and with what.
    pub(super) fn new(
        arguments: &'a Appending,
        signing: Option<(&'a Signing, Box<dyn Signer + Sync>)>,
        shown: Vec<Appearance>,
        passwords: Vec<Password>,
        trust: TrustStore,
    ) -> Self {
        let client = HttpClient::new(arguments.http_options());
        let authority = HttpTimestampAuthority::new(client.clone());
        let authority = arguments.authorities.iter().fold(authority, |all, one| all.server(one));
        let source = MaterialFetcher::new(client);
        Self { arguments, signing, shown, passwords, trust, authority, source }
    }

    /// The document with what was asked for behind it.
    pub(super) fn append(&self, document: Vec<u8>) -> Result<Vec<u8>, SignError> {
        if let Some((_, field)) = &self.arguments.preview {
            return self.preview(document, field.as_deref());
        }
        match &self.signing {
            Some((signing, signer)) => self.raise(self.sign(&document, &**signer, signing)?),
            None => self.raise(document),
        }
    }

    /// The signature of a file as a whole.
    pub(super) fn sign_whole(&self, content: Content<'_>) -> Result<Vec<u8>, SignError> {
        let (_, signer) = self.signing.as_ref().ok_or(SignError::NoSignature)?;
        let options = Options::default();
        match self.arguments.level {
            SignLevel::B => cades::sign(content, &**signer, &options),
            _ => cades::sign_with_timestamp(content, &**signer, &self.authority, &options),
        }
    }

    /// With a timestamp in the signature where one is needed.
    fn sign(
        &self,
        document: &[u8],
        signer: &dyn Signer,
        signing: &Signing,
    ) -> Result<Vec<u8>, SignError> {
        let mut options = self.options();
        if let Some(reason) = &signing.reason {
            options = options.reason(reason);
        }
        if let Some(location) = &signing.location {
            options = options.location(location);
        }
        let sign = |document: &[u8], options: &SignOptions| match self.arguments.level {
            SignLevel::B => sign(document, signer, options),
            _ => sign_with_timestamp(document, signer, &self.authority, options),
        };
        let field = signing.field.as_deref();
        let Some((last, others)) = self.shown.split_last() else {
            return sign(document, &in_field(options, field));
        };
        let mut file = None;
        for shown in others {
            let options = options.clone().appearance(shown.clone());
            file = Some(sign(file.as_deref().unwrap_or(document), &options)?);
        }
        let options = in_field(options, field).appearance(last.clone());
        sign(file.as_deref().unwrap_or(document), &options)
    }

    fn options(&self) -> SignOptions {
        self.passwords.iter().cloned().fold(SignOptions::default(), SignOptions::password)
    }

    /// The document with all that signatures would show.
    fn preview(&self, document: Vec<u8>, field: Option<&str>) -> Result<Vec<u8>, SignError> {
        self.shown.iter().try_fold(document, |file, shown| {
            preview(&file, &in_field(self.options(), field).appearance(shown.clone()))
        })
    }

    /// Raises what is there to the level that is wanted.
    fn raise(&self, document: Vec<u8>) -> Result<Vec<u8>, SignError> {
        let augmenter = Augmenter::new(&self.trust);
        let mut augmenter = self.passwords.iter().cloned().fold(augmenter, Augmenter::password);
        if !self.arguments.authorities.is_empty() {
            augmenter = augmenter.authority(&self.authority);
        }
        if self.arguments.is_online {
            augmenter = augmenter.source(&self.source);
        }
        match self.arguments.level {
            // a signature that was made just now has its timestamp already
            SignLevel::B | SignLevel::T if self.signing.is_some() => Ok(document),
            SignLevel::B | SignLevel::T => augmenter.to_timestamped(&document),
            SignLevel::Lt => augmenter.to_long_term(&document),
            SignLevel::Lta => augmenter.to_archive(&document),
        }
    }

    /// Whether a file is what an earlier run made of this document: it begins with every byte of it, what
    /// was asked for is behind that (signatures with this certificate and algorithm, a timestamp), intact
    /// and with nothing after it that it does not permit, and the level is reached. Signatures other than
    /// those of PAdES have no level, and reach none. What a signature looks like is not compared.
    pub(super) fn is_finished(&self, file: &[u8], document: &[u8]) -> bool {
        if !file.starts_with(document) {
            return false;
        }
        let verifier = Verifier::new(self.trust.clone()).revocation(RevocationRequirement::Ignore);
        let verifier = self.passwords.iter().cloned().fold(verifier, Verifier::password);
        let all = verifier.verify_bytes(file).signatures;
        let before = verifier.verify_bytes(document).signatures.len();
        let added = all.get(before..).unwrap_or_default();
        let is_whole =
            |it: &SignatureReport| it.facts.intact() == Some(true) && it.facts.changes_permitted();
        let wanted = match self.arguments.level {
            SignLevel::B => Level::BB,
            SignLevel::T => Level::BT,
            SignLevel::Lt => Level::BLT,
            SignLevel::Lta => Level::BLTA,
        };
        let reaches = |it: &SignatureReport| it.conclusion.level >= Some(wanted);
        if !added.iter().all(is_whole) {
            return false;
        }
        if let Some((signing, signer)) = &self.signing {
            let own = signer.chain().first().map(|it| it.id());
            let own: Vec<_> = added
                .iter()
                .filter(|it| it.facts.kind == SignatureKind::Signature && reaches(it))
                .filter(|it| it.facts.cms.signing_certificate == own)
                .filter(|it| it.facts.cms.signature_algorithm == Some(signer.algorithm()))
                .filter(|it| is_as_asked(&signing.reason, &it.facts.reason))
                .filter(|it| is_as_asked(&signing.location, &it.facts.location))
                .collect();
            // an agency signs number and date before it seals
            let is_in_field = |field: &String| own.iter().any(|it| it.facts.field == *field);
            return own.len() >= self.shown.len().max(1)
                && signing.field.as_ref().is_none_or(is_in_field);
        }
        let is_signature = |it: &&SignatureReport| it.facts.kind == SignatureKind::Signature;
        let is_raised = || {
            all.iter().any(|it| is_signature(&it))
                && all.iter().filter(is_signature).all(|it| is_whole(it) && reaches(it))
        };
        // what is appended anew each time was appended
        let is_dated = || added.iter().any(|it| it.facts.kind == SignatureKind::Timestamp);
        match self.arguments.level {
            SignLevel::B | SignLevel::T => is_dated(),
            SignLevel::Lt => is_raised(),
            SignLevel::Lta => is_dated() && is_raised(),
        }
    }
}

/// Whether a signature says what was asked for, if anything was.
fn is_as_asked(asked: &Option<String>, said: &Option<String>) -> bool {
    asked.is_none() || asked == said
}

fn in_field(options: SignOptions, field: Option<&str>) -> SignOptions {
    field.into_iter().fold(options, SignOptions::field)
}
