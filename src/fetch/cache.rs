//! What was fetched, kept on disk.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::{FetchError, FetchProblem};
use crate::crypto::DigestAlgorithm;
use crate::limits::{FETCH_CACHE_BYTES, FETCH_CACHE_FILES};

/// A folder that keeps CRLs and OCSP responses until their nextUpdate, and certificates of issuers for a
/// week. It holds what servers answered and nothing else; what is read from it is checked like an answer
/// of a server, so that a damaged file, or one that somebody put there, is replaced.
///
/// Several programs may use one folder at the same time.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
}

/// What is kept in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Crl,
    Issuers,
    Ocsp,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::Issuers => "issuers",
            Self::Ocsp => "ocsp",
        }
    }

    /// For how long a file serves whose content does not say.
    fn age(self) -> Option<Duration> {
        const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
        (self == Self::Issuers).then_some(WEEK)
    }
}

/// After which a file that was not finished belongs to nobody any more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

impl Cache {
    /// Keeps what is fetched in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`FetchProblem::Cache`].
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, FetchError> {
        let folder = folder.into();
        let made = fs::create_dir_all(&folder).and_then(|()| fs::read_dir(&folder).map(drop));
        match made {
            Ok(()) => Ok(Self { folder, limit: FETCH_CACHE_BYTES }),
            Err(error) => Err(FetchError::new(
                folder.display().to_string(),
                FetchProblem::Cache(error.to_string()),
            )),
        }
    }

    /// How many bytes the files may have together: [`FETCH_CACHE_BYTES`] unless said otherwise. The
    /// oldest go first.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// What was answered to this question, if it is at hand and not too old.
    pub(super) fn read(&self, kind: Kind, question: &[&[u8]], limit: usize) -> Option<Vec<u8>> {
        let path = self.path(kind, question);
        let metadata = fs::symlink_metadata(&path).ok()?;
        let limit = u64::try_from(limit).ok()?;
        // Whatever else may stand there is not waited for.
        if !metadata.is_file() || metadata.len() > limit {
            return None;
        }
        if let Some(age) = kind.age() {
            // A file out of the future has no age.
            let elapsed = metadata.modified().ok()?.elapsed().ok()?;
            if elapsed > age {
                return None;
            }
        }
        let mut content = Vec::new();
        File::open(&path).ok()?.take(limit).read_to_end(&mut content).ok()?;
        Some(content)
    }

    /// Keeps an answer. That it cannot be kept is no reason not to use it.
    pub(super) fn write(&self, kind: Kind, question: &[&[u8]], content: &[u8]) {
        let _ = self.try_write(&self.path(kind, question), content);
    }

    fn try_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
        if length > self.limit {
            return Ok(());
        }
        self.make_room(length)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let unfinished = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&unfinished)
            .and_then(|mut file| file.write_all(content))
            .and_then(|()| fs::rename(&unfinished, path));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    /// Removes the oldest files until there is room. What this cache did not name stays.
    fn make_room(&self, length: u64) -> io::Result<()> {
        let mut files = Vec::new();
        let mut total = length;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let Some(is_finished) = entry.file_name().to_str().and_then(is_own) else { continue };
            let Ok(metadata) = entry.metadata() else { continue };
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            if is_finished {
                total = total.saturating_add(metadata.len());
                files.push((modified, metadata.len(), entry.path()));
            } else if modified.elapsed().is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(entry.path());
            }
        }
        files.sort_unstable();
        let mut count = files.len();
        for (_, length, path) in files {
            if total <= self.limit && count < FETCH_CACHE_FILES {
                break;
            }
            let _ = fs::remove_file(path);
            total = total.saturating_sub(length);
            count -= 1;
        }
        Ok(())
    }

    fn path(&self, kind: Kind, question: &[&[u8]]) -> PathBuf {
        let mut hasher = DigestAlgorithm::Sha256.hasher();
        for part in [kind.extension().as_bytes()].iter().chain(question) {
            // with its length, so that no two questions are the same octets
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part);
        }
        let mut name = String::new();
        for octet in hasher.finish().as_bytes() {
            let _ = write!(name, "{octet:02x}");
        }
        self.folder.join(name).with_extension(kind.extension())
    }
}

/// Whether a name is one that this cache gives: `Some(true)` to what is whole.
fn is_own(name: &str) -> Option<bool> {
    let (digest, rest) = name.split_once('.')?;
    let is_digest = digest.len() == 64
        && digest.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it));
    let kinds = [Kind::Crl, Kind::Issuers, Kind::Ocsp];
    let is_finished = kinds.iter().any(|kind| kind.extension() == rest);
    (is_digest && (is_finished || rest.ends_with(".tmp"))).then_some(is_finished)
}
