//! Trust anchors, by the user's decision only, and the material kept beside them.

mod folder;
mod known;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::x509::{Certificate, Crl, OcspResponse};

pub use known::KnownCertificate;

/// What went wrong while reading a trust folder.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No certificate was found that could be an anchor.
    #[error("no certificate in {0} can be a trust anchor")]
    NoAnchors(PathBuf),
    /// More files than [`crate::limits::TRUST_FILES`].
    #[error("more than {} files in the trust folder", crate::limits::TRUST_FILES)]
    TooManyFiles,
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system, or the reader of the content, said.
        reason: String,
    },
}

/// Under which set of rules an anchor was accepted.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Scheme {
    /// Recognised foreign certificates.
    Foreign,
    /// The public certification authorities of the country (in Vietnam those under NEAC).
    Public,
    /// The certification authority for public duty (in Vietnam VGCA).
    PublicDuty,
    /// For tests.
    Test,
    /// The user did not say.
    Unspecified,
}

impl Scheme {
    /// The name of its folder below `anchors/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Public => "public",
            Self::PublicDuty => "public-duty",
            Self::Test => "test",
            Self::Unspecified => "unspecified",
        }
    }
}

/// A certificate that the user decided to trust, and under which scheme.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// The scheme.
    pub scheme: Scheme,
}

/// The user's decision whom to trust, with intermediates and revocation data kept beside it.
///
/// ```no_run
/// use kyso::trust::TrustStore;
///
/// let trust = TrustStore::open("trust".as_ref())?;
/// println!("{} anchors", trust.anchors().len());
/// # Ok::<(), kyso::trust::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<Anchor>,
    intermediates: Vec<Arc<Certificate>>,
    crls: Vec<Arc<Crl>>,
    ocsp_responses: Vec<Arc<OcspResponse>>,
    skipped: Vec<(PathBuf, String)>,
}

impl TrustStore {
    /// The decision to trust nobody: integrity is still checked, every chain ends in
    /// indeterminate / no-certificate-chain-found.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a trust folder: `anchors/<scheme>/`, `intermediates/` and `revocation/`, each with
    /// files in PEM, DER or PKCS #7 form. A folder that has none of these three is read as bare:
    /// its certificates are anchors, its CRLs and OCSP responses are recognised by content.
    ///
    /// A file that holds nothing of the kind (a README, say) is passed over; a certificate, CRL or
    /// OCSP response that cannot be read is listed in [`TrustStore::skipped`].
    ///
    /// # Errors
    /// [`Error::Unreadable`] if the folder cannot be walked, [`Error::NoAnchors`] if no anchor is
    /// in it: a trust folder that trusts nobody is a mistake more often than a decision.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        folder::open(folder)
    }

    /// Adds an anchor.
    pub fn add_anchor(&mut self, certificate: Arc<Certificate>, scheme: Scheme) {
        self.anchors.push(Anchor { certificate, scheme });
    }

    /// Adds a certificate that helps to build chains and is not trusted by itself.
    pub fn add_intermediate(&mut self, certificate: Arc<Certificate>) {
        self.intermediates.push(certificate);
    }

    /// Adds a CRL.
    pub fn add_crl(&mut self, crl: Arc<Crl>) {
        self.crls.push(crl);
    }

    /// Adds an OCSP response.
    pub fn add_ocsp_response(&mut self, response: Arc<OcspResponse>) {
        self.ocsp_responses.push(response);
    }

    /// The anchors.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// Certificates that help to build chains.
    pub fn intermediates(&self) -> &[Arc<Certificate>] {
        &self.intermediates
    }

    /// The CRLs kept beside the anchors.
    pub fn crls(&self) -> &[Arc<Crl>] {
        &self.crls
    }

    /// The OCSP responses kept beside the anchors.
    pub fn ocsp_responses(&self) -> &[Arc<OcspResponse>] {
        &self.ocsp_responses
    }

    /// Files that were passed over, and why.
    pub fn skipped(&self) -> &[(PathBuf, String)] {
        &self.skipped
    }
}
