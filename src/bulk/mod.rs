//! Many files at once: in parallel, in bounded memory, results in the order of the input.

mod list;
mod ordered;
mod walk;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use crate::verify::{Report, ReportError, Verifier};

pub use list::Lines;
pub use ordered::map;
pub use walk::{Walk, is_pdf_name, is_signed_name};

/// A file to verify, or a place where files were looked for in vain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Input {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it cannot be read, where that is known already: it gets a report like any other.
    pub obstacle: Option<ReportError>,
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self { path, obstacle: None }
    }
}

/// As many jobs as the system has cores for this process.
pub fn default_jobs() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Verifies files in `jobs` threads and hands each report to `sink`, in the order of `inputs` and
/// as soon as that order permits; `sink` may end the work early.
///
/// At most [`RESULTS_AHEAD`](crate::limits::RESULTS_AHEAD) × `jobs` files are taken from `inputs`
/// ahead of the one whose report is handed over next, so that memory grows neither with the number
/// of files nor behind a slow one.
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use kyso::bulk::{Walk, default_jobs, verify};
/// use kyso::trust::TrustStore;
/// use kyso::verify::Verifier;
///
/// let verifier = Verifier::new(TrustStore::open("trust".as_ref())?);
/// verify(&verifier, Walk::new(["van-ban-den".into()]), default_jobs(), |path, report| {
///     println!("{}: {}", path.display(), report.verdict.name());
///     ControlFlow::Continue(())
/// });
/// # Ok::<(), kyso::trust::Error>(())
/// ```
///
/// # Panics
/// A panic in a thread is handed on to the caller once the other threads have ended.
pub fn verify<I>(
    verifier: &Verifier,
    inputs: I,
    jobs: NonZeroUsize,
    mut sink: impl FnMut(&Path, Report) -> ControlFlow<()>,
) where
    I: IntoIterator<Item: Into<Input>, IntoIter: Send>,
{
    let judge = |input: I::Item| {
        let Input { path, obstacle } = input.into();
        let report = match obstacle {
            Some(error) => verifier.report_of(error),
            None => verifier.verify_file(&path),
        };
        (path, report)
    };
    map(inputs.into_iter(), jobs, judge, |(path, report)| sink(&path, report));
}
