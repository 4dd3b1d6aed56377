//! The bytes of a file: read into memory, or mapped where that would take too much of it.
//!
//! What is hashed must be what was parsed. A buffer of our own guarantees that; a mapped file is
//! looked at again afterwards, and a report on a file that changed is thrown away. A file that
//! somebody cuts short while it is mapped ends the program, as with every program that maps files.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use memmap2::Mmap;

use super::report::{ErrorCode, ReportError};
use crate::limits::{FILE_BYTES, MAPPED_FILE_BYTES};

/// The bytes of one file.
pub(super) struct Source {
    bytes: Bytes,
}

enum Bytes {
    Mapped { map: Mmap, file: File, path: PathBuf, before: State },
    Read(Vec<u8>),
}

impl Source {
    /// The bytes of the regular file at a path.
    pub(super) fn open(path: &Path) -> Result<Self, ReportError> {
        Self::open_mapping_above(MAPPED_FILE_BYTES, path)
    }

    fn open_mapping_above(threshold: u64, path: &Path) -> Result<Self, ReportError> {
        // Asked before opening: opening a named pipe waits for somebody to write into it.
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(ReportError::new(ErrorCode::NotAFile));
        }
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        let too_large = || ReportError::new(ErrorCode::TooLarge).with("limit", FILE_BYTES);
        if metadata.len() > FILE_BYTES {
            return Err(too_large());
        }
        if metadata.len() > threshold {
            let before = State::of(&metadata);
            let map = map(&file).map_err(unreadable)?;
            let path = path.to_owned();
            return Ok(Self { bytes: Bytes::Mapped { map, file, path, before } });
        }
        // The size is a hint for the buffer; the file is read to its end, and no further than allowed.
        let hint = usize::try_from(metadata.len()).unwrap_or_default().saturating_add(1);
        let mut bytes = Vec::with_capacity(hint);
        file.take(FILE_BYTES.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        if u64::try_from(bytes.len()).is_ok_and(|len| len > FILE_BYTES) {
            return Err(too_large());
        }
        Ok(Self { bytes: Bytes::Read(bytes) })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Mapped { map, .. } => map,
            Bytes::Read(bytes) => bytes,
        }
    }

    /// That the bytes are still those of before, so far as the system tells.
    pub(super) fn check_unchanged(&self) -> Result<(), ReportError> {
        let Bytes::Mapped { map, file, path, before } = &self.bytes else { return Ok(()) };
        let is_same = |metadata: io::Result<Metadata>| {
            metadata.is_ok_and(|metadata| State::of(&metadata) == *before)
        };
        let is_whole = u64::try_from(map.len()).is_ok_and(|len| len == before.len);
        // the file that is open, and the one that the path leads to now
        if is_whole && is_same(file.metadata()) && is_same(std::fs::metadata(path)) {
            Ok(())
        } else {
            Err(ReportError::new(ErrorCode::FileChanged))
        }
    }
}

/// What tells a file from another, and from itself after a change.
#[derive(Debug, Eq, PartialEq)]
struct State {
    len: u64,
    modified: Option<SystemTime>,
    /// Device and inode, where the system has them.
    identity: Option<(u64, u64)>,
    /// When the inode changed, in seconds and nanoseconds: nobody sets that back.
    changed: Option<(i64, i64)>,
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        let (identity, changed) = unix_state(metadata);
        Self { len: metadata.len(), modified: metadata.modified().ok(), identity, changed }
    }
}

type UnixState = (Option<(u64, u64)>, Option<(i64, i64)>);

#[cfg(unix)]
fn unix_state(metadata: &Metadata) -> UnixState {
    use std::os::unix::fs::MetadataExt;

    let identity = (metadata.dev(), metadata.ino());
    (Some(identity), Some((metadata.ctime(), metadata.ctime_nsec())))
}

#[cfg(not(unix))]
fn unix_state(_: &Metadata) -> UnixState {
    (None, None)
}

fn unreadable(error: io::Error) -> ReportError {
    match error.kind() {
        io::ErrorKind::NotFound => ReportError::new(ErrorCode::NotFound),
        _ => ReportError::new(ErrorCode::Unreadable).with("reason", error),
    }
}

/// The only unsafe code of the crate.
#[allow(unsafe_code)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the map is private to this process and only read. Others may still write to the file:
    // the parsers read every byte as hostile and rely on no byte staying what it was, and
    // `check_unchanged` rejects what they found in a file that changed.
    unsafe { Mmap::map(file) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str, bytes: &[u8]) -> Self {
            let name = format!("kyso-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::write(&path, bytes).unwrap();
            Self(path)
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    fn is_changed(source: &Source) -> bool {
        source.check_unchanged() == Err(ReportError::new(ErrorCode::FileChanged))
    }

    #[test]
    fn mapped_and_read_files_have_the_same_bytes() {
        let file = Temporary::new("same", b"van ban");
        for threshold in [0, 6, 7] {
            let source = Source::open_mapping_above(threshold, &file.0).unwrap();
            assert_eq!(source.bytes(), b"van ban");
            assert_eq!(matches!(source.bytes, Bytes::Mapped { .. }), threshold < 7);
            assert_eq!(source.check_unchanged(), Ok(()));
        }
    }

    #[test]
    fn a_mapped_file_that_changes_is_noticed() {
        let file = Temporary::new("longer", b"van ban");
        let source = Source::open_mapping_above(0, &file.0).unwrap();
        fs::write(&file.0, b"van ban khac").unwrap();
        assert!(is_changed(&source));

        let file = Temporary::new("replaced", b"van ban");
        let other = Temporary::new("other", b"van xuoi");
        let source = Source::open_mapping_above(0, &file.0).unwrap();
        fs::rename(&other.0, &file.0).unwrap();
        assert!(is_changed(&source));

        let file = Temporary::new("removed", b"van ban");
        let source = Source::open_mapping_above(0, &file.0).unwrap();
        fs::remove_file(&file.0).unwrap();
        assert!(is_changed(&source));
    }

    #[test]
    fn a_file_that_was_read_may_change() {
        let file = Temporary::new("read", b"van ban");
        let source = Source::open_mapping_above(7, &file.0).unwrap();
        fs::write(&file.0, b"khac").unwrap();
        assert_eq!(source.bytes(), b"van ban");
        assert_eq!(source.check_unchanged(), Ok(()));
    }

    #[test]
    fn what_is_no_file_is_named() {
        let code = |path: &Path| Source::open(path).err().map(|error| error.code);
        assert_eq!(code(&std::env::temp_dir()), Some(ErrorCode::NotAFile));
        assert_eq!(code(Path::new("khong-co.pdf")), Some(ErrorCode::NotFound));
    }
}
