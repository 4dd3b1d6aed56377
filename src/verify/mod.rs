//! Verifying documents: joins a container to the validation engine.

mod beside;
mod cache;
mod cms;
mod intake;
mod pdf;
mod permissions;
mod pkcs1;
mod read;
mod report;
mod signature;
mod source;

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::cms::signed_data_in;
use crate::trust::TrustStore;
use crate::validation::{
    self, Code, Context, DocumentFacts, DocumentKind, Finding, Indication, Material, PathInputs,
    Policy, RevocationRequirement, SignatureKind,
};
use crate::x509::{CertificatePool, EdgeCache};

use beside::Beside;
use cache::Caches;
use source::Source;

pub use crate::crypto::Password;
pub use read::ReadDocument;
pub use report::{ErrorCode, Report, ReportError, SignatureReport, Verdict};

/// Verifies documents under one trust decision, one policy and one time.
///
/// It is shared between threads by reference; what one document taught it about certificates,
/// CRLs and the signatures over them is not computed again for the next.
///
/// ```no_run
/// use kyso::trust::TrustStore;
/// use kyso::verify::{Verdict, Verifier};
///
/// let verifier = Verifier::new(TrustStore::open("trust".as_ref())?);
/// let report = verifier.verify_file("quyet-dinh.pdf".as_ref());
/// if report.verdict == Verdict::Passed {
///     println!("{}", report.signatures[0].conclusion.chain[0].subject());
/// }
/// # Ok::<(), kyso::trust::Error>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    anchors: CertificatePool,
    shared: Material,
    policy: Policy,
    /// What the caller wants otherwise than the policy.
    revocation: Option<RevocationRequirement>,
    path: Option<PathInputs>,
    time: Option<Timestamp>,
    caches: Caches,
    passwords: Vec<Password>,
}

impl Verifier {
    /// A verifier that trusts what `trust` says, under the policy `generic`, as of now.
    ///
    /// There is no default for trust: to check integrity alone, pass [`TrustStore::none`].
    pub fn new(trust: TrustStore) -> Self {
        let mut anchors = CertificatePool::default();
        let mut shared = Material::of_trust_store(&trust);
        for anchor in trust.anchors() {
            anchors.insert(Arc::clone(&anchor.certificate));
            // Whom the user trusts by name may sign without sending the certificate along.
            shared.add_certificate(Arc::clone(&anchor.certificate));
        }
        Self {
            anchors,
            shared,
            policy: Policy::generic(),
            revocation: None,
            path: None,
            time: None,
            caches: Caches::default(),
            passwords: Vec::new(),
        }
    }

    /// The same verifier with another validation time instead of now. It is the time for which
    /// the verdict is given, never a proof that a signature existed then.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// The same verifier under another policy, as of [`Policy::vn_admin`] or [`Policy::parse`].
    ///
    /// What [`revocation`](Self::revocation) and [`path`](Self::path) say stands above any policy,
    /// in whichever order they are called.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self.overrule()
    }

    /// The same verifier with another requirement about revocation than its policy.
    #[must_use]
    pub fn revocation(mut self, requirement: RevocationRequirement) -> Self {
        self.revocation = Some(requirement);
        self.overrule()
    }

    /// The same verifier with other requirements on certification paths than its policy, such as a
    /// certificate policy that must hold for all of the chain.
    #[must_use]
    pub fn path(mut self, inputs: PathInputs) -> Self {
        self.path = Some(inputs);
        self.overrule()
    }

    fn overrule(mut self) -> Self {
        self.policy.revocation = self.revocation.unwrap_or(self.policy.revocation);
        if let Some(path) = &self.path {
            self.policy.path.clone_from(path);
        }
        self
    }

    /// The same verifier with one more password that is tried on encrypted documents, after the empty
    /// one. What one document is opened with has no bearing on others.
    #[must_use]
    pub fn password(mut self, password: Password) -> Self {
        self.passwords.push(password);
        self
    }

    /// The same verifier with more material at hand: that of a trust folder as it once was, say. None
    /// of it is trusted by that.
    #[must_use]
    pub fn with_material(mut self, material: &Material) -> Self {
        self.shared.extend(material);
        self
    }

    /// What is at hand beside the documents: the trust folder, and what was
    /// [added](Self::with_material).
    pub fn material(&self) -> &Material {
        &self.shared
    }

    /// The policy, with what the caller wants otherwise.
    pub fn policy_in_force(&self) -> &Policy {
        &self.policy
    }

    /// Reads and verifies one file. What goes wrong is in the report.
    ///
    /// A signature that stands apart from what it signs (CMS, `.p7s`) is verified with the file beside
    /// it, whose name is the same without the last ending: `so-lieu.xlsx` for `so-lieu.xlsx.p7s`. A file
    /// that is called a PDF, say, is read as that alone: so do those who open it.
    pub fn verify_file(&self, path: &Path) -> Report {
        let read = Source::open(path).and_then(|source| {
            let report = self.verify_with(source.bytes(), &mut Beside::named_by(path));
            source.check_unchanged().map(|()| report)
        });
        read.unwrap_or_else(|error| self.report_of(error))
    }

    /// Reads and verifies a CMS whose content is in the file `content`, whatever it is called.
    pub fn verify_detached_file(&self, path: &Path, content: &Path) -> Report {
        let read = Source::open(path).and_then(|source| {
            let report = self.verify_with(source.bytes(), &mut Beside::at(content));
            source.check_unchanged().map(|()| report)
        });
        read.unwrap_or_else(|error| self.report_of(error))
    }

    /// Verifies a CMS that is in memory, with content that is read to its end and of which nothing is
    /// kept: it may be of any length.
    ///
    /// What is signed is that content. Where the CMS holds another one itself, no signature passes.
    ///
    /// ```
    /// use kyso::trust::TrustStore;
    /// use kyso::verify::{Verdict, Verifier};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let verifier = Verifier::new(TrustStore::none());
    /// let cms = std::fs::read("tests/data/cms/openssl-cades.der")?;
    /// let content = std::fs::File::open("tests/data/cms/content.txt")?;
    /// let report = verifier.verify_detached(&cms, content);
    /// // it is what was signed, by somebody who is not known
    /// assert_eq!(report.signatures[0].facts.intact(), Some(true));
    /// assert_eq!(report.verdict, Verdict::Indeterminate);
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_detached(&self, cms: &[u8], content: impl Read) -> Report {
        self.verify_with(cms, &mut Beside::Given(Box::new(content)))
    }

    /// Reads one file and judges nothing: the first half of [`verify_file`](Self::verify_file).
    ///
    /// # Errors
    /// Those that the report of [`verify_file`](Self::verify_file) would hold.
    pub fn read_file(&self, path: &Path) -> Result<ReadDocument, ReportError> {
        let source = Source::open(path)?;
        let read = self.read_with(source.bytes(), &mut Beside::named_by(path))?;
        source.check_unchanged().map(|()| read)
    }

    /// Reads one document that is in memory, and judges nothing.
    ///
    /// # Errors
    /// Those that the report of [`verify_bytes`](Self::verify_bytes) would hold.
    pub fn read_bytes(&self, bytes: &[u8]) -> Result<ReadDocument, ReportError> {
        self.read_with(bytes, &mut Beside::Nothing)
    }

    /// Reads a CMS with its content, and judges nothing: the first half of
    /// [`verify_detached`](Self::verify_detached).
    ///
    /// # Errors
    /// Those that the report of [`verify_detached`](Self::verify_detached) would hold.
    pub fn read_detached(
        &self,
        cms: &[u8],
        content: impl Read,
    ) -> Result<ReadDocument, ReportError> {
        self.read_with(cms, &mut Beside::Given(Box::new(content)))
    }

    fn read_with(
        &self,
        bytes: &[u8],
        beside: &mut Beside<'_>,
    ) -> Result<ReadDocument, ReportError> {
        if bytes.is_empty() {
            return Err(ReportError::new(ErrorCode::EmptyFile));
        }
        // Before anything else: what a CMS holds may be a PDF, which may begin a little later.
        if beside.admits_cms()
            && let Some(cms) = cms_in(bytes)?
        {
            return cms::read(&cms, beside, &self.shared, &self.caches);
        }
        if !pdf::is_pdf(bytes) || beside.is_given() {
            return Err(ReportError::new(ErrorCode::UnknownFormat));
        }
        pdf::read(bytes, &self.passwords, &self.shared, &self.caches)
    }

    /// Judges what was read of a document, now or years ago: the second half of
    /// [`verify_file`](Self::verify_file).
    ///
    /// The verdict is that of the document under the same trust, policy and time. Whose
    /// certificate was found in the trust folder alone when the document was read must be at hand
    /// again: in the folder, or in what [`material`](Self::material) kept of it.
    pub fn judge(&self, read: &ReadDocument) -> Report {
        self.report(read.facts.clone(), &read.material, self.now())
    }

    /// Verifies one document that is in memory. Of a CMS it has to hold the content as well, or nothing
    /// more than that can be said.
    pub fn verify_bytes(&self, bytes: &[u8]) -> Report {
        self.verify_with(bytes, &mut Beside::Nothing)
    }

    fn verify_with(&self, bytes: &[u8], beside: &mut Beside<'_>) -> Report {
        let time = self.now();
        let admits_cms = beside.admits_cms();
        match self.read_with(bytes, beside) {
            Ok(ReadDocument { facts, material }) => self.report(facts, &material, time),
            Err(error) => Report::of_error(kind(bytes, admits_cms), time, &self.policy, error),
        }
    }

    /// The report on a document that could not even be opened, for callers that look for
    /// documents themselves.
    pub fn report_of(&self, error: ReportError) -> Report {
        Report::of_error(DocumentKind::Unknown, self.now(), &self.policy, error)
    }

    fn now(&self) -> Timestamp {
        self.time.unwrap_or_else(Timestamp::now)
    }

    fn report(&self, mut facts: DocumentFacts, material: &Material, time: Timestamp) -> Report {
        let context = Context {
            policy: &self.policy,
            time,
            anchors: &self.anchors,
            materials: &[material, &self.shared],
            edges: &self.caches.edges,
        };
        let mut conclusions = validation::validate_all(&facts.signatures, &context);
        validation::doubt(&facts.findings, &mut conclusions);
        let roles = validation::assign_roles(&facts.signatures, &mut conclusions, &context);
        // A broken timestamp neither lifts nor sinks the signatures: it proves nothing, and is named.
        let untrusted = facts.signatures.iter().zip(&conclusions).any(|(facts, conclusion)| {
            facts.kind == SignatureKind::Timestamp
                && conclusion.indication != Indication::TotalPassed
        });
        if untrusted {
            facts.findings.push(Finding::new(Code::TimestampNotTrusted));
        }
        let timestamps_only = !facts.signatures.is_empty()
            && facts.signatures.iter().all(|facts| facts.kind == SignatureKind::Timestamp);
        if timestamps_only {
            facts.findings.push(Finding::new(Code::OnlyTimestamps));
        }
        Report::new(facts, conclusions, roles, time, &self.policy)
    }

    /// How many signatures over certificates and revocation data were verified, and how many
    /// were known already.
    pub fn edges(&self) -> &EdgeCache {
        &self.caches.edges
    }
}

/// The encoding of a CMS, if the file is one.
fn cms_in(bytes: &[u8]) -> Result<Option<Cow<'_, [u8]>>, ReportError> {
    signed_data_in(bytes)
        .map_err(|error| ReportError::new(ErrorCode::BrokenCms).with("reason", error))
}

/// What a file seems to be that could not be read.
fn kind(bytes: &[u8], admits_cms: bool) -> DocumentKind {
    match cms_in(bytes) {
        Ok(Some(_)) | Err(_) if admits_cms => DocumentKind::Cms,
        _ if pdf::is_pdf(bytes) => DocumentKind::Pdf,
        _ => DocumentKind::Unknown,
    }
}
