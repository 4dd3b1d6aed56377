//! Verifying documents: joins a container to the validation engine.

mod cache;
mod pdf;
mod pkcs1;
mod report;
mod signature;

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::limits::FILE_BYTES;
use crate::trust::TrustStore;
use crate::validation::{
    self, Code, Context, DocumentKind, Finding, Indication, Material, Policy,
    RevocationRequirement, SignatureKind,
};
use crate::x509::{CertificatePool, EdgeCache};

use cache::Caches;
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
    time: Option<Timestamp>,
    caches: Caches,
}

impl Verifier {
    /// A verifier that trusts what `trust` says, under the policy `generic`, as of now.
    ///
    /// There is no default for trust: to check integrity alone, pass [`TrustStore::none`].
    pub fn new(trust: TrustStore) -> Self {
        let mut anchors = CertificatePool::default();
        for anchor in trust.anchors() {
            anchors.insert(Arc::clone(&anchor.certificate));
        }
        Self {
            anchors,
            shared: Material::of_trust_store(&trust),
            policy: Policy::generic(),
            time: None,
            caches: Caches::default(),
        }
    }

    /// The same verifier with another validation time instead of now. It is the time for which
    /// the verdict is given, never a proof that a signature existed then.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.time = Some(time);
        self
    }

    /// The same verifier with another requirement about revocation.
    #[must_use]
    pub fn revocation(mut self, requirement: RevocationRequirement) -> Self {
        self.policy.revocation = requirement;
        self
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Reads and verifies one file. What goes wrong is in the report.
    pub fn verify_file(&self, path: &Path) -> Report {
        match read(path) {
            Ok(bytes) => self.verify_bytes(&bytes),
            Err(error) => self.report_of(error),
        }
    }

    /// Verifies one document that is in memory.
    pub fn verify_bytes(&self, bytes: &[u8]) -> Report {
        let time = self.now();
        if bytes.is_empty() {
            let error = ReportError::new(ErrorCode::EmptyFile);
            return Report::of_error(DocumentKind::Unknown, time, &self.policy, error);
        }
        if !pdf::is_pdf(bytes) {
            let error = ReportError::new(ErrorCode::UnknownFormat);
            return Report::of_error(DocumentKind::Unknown, time, &self.policy, error);
        }
        match pdf::read(bytes, &self.shared, &self.caches) {
            Ok(read) => self.judge(read, time),
            Err(error) => Report::of_error(DocumentKind::Pdf, time, &self.policy, error),
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

    fn judge(&self, read: pdf::ReadDocument, time: Timestamp) -> Report {
        let pdf::ReadDocument { mut facts, material } = read;
        let context = Context {
            policy: &self.policy,
            time,
            anchors: &self.anchors,
            materials: &[&material, &self.shared],
            edges: &self.caches.edges,
        };
        let conclusions = validation::validate_all(&facts.signatures, &context);
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
        Report::new(facts, conclusions, time, &self.policy)
    }

    /// How many signatures over certificates and revocation data were verified, and how many
    /// were known already.
    pub fn edges(&self) -> &EdgeCache {
        &self.caches.edges
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ReportError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ReportError::new(ErrorCode::NotFound),
        _ => ReportError::new(ErrorCode::Unreadable).with("reason", error),
    };
    // Asked before opening: opening a named pipe waits for somebody to write into it.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(ReportError::new(ErrorCode::NotAFile));
    }
    let file = fs::File::open(path).map_err(unreadable)?;
    let too_large = || ReportError::new(ErrorCode::TooLarge).with("limit", FILE_BYTES);
    if metadata.len() > FILE_BYTES {
        return Err(too_large());
    }
    // The size is a hint for the buffer; the file is read to its end, and no further than allowed.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len > FILE_BYTES) {
        return Err(too_large());
    }
    Ok(bytes)
}
