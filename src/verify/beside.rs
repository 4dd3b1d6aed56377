//! Where the content of a CMS is that does not hold it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::report::{ErrorCode, ReportError};

/// How the names of files end that are a CMS.
const ENDINGS: [&str; 8] = ["cms", "der", "p7", "p7b", "p7m", "p7s", "pkcs7", "sig"];

/// What stands beside a file.
pub(super) enum Beside<'a> {
    /// Content that the caller gives.
    Given(Box<dyn Read + 'a>),
    /// Content that the caller names: it has to be there.
    Named(PathBuf),
    /// Nothing.
    Nothing,
    /// Nothing, and the name of the file is that of something else than a CMS.
    Other,
    /// A file whose name leads to it, if there is one.
    Presumed {
        path: PathBuf,
        /// Whether it counts even if the CMS holds content itself: a name in `.p7s` or `.sig` says that
        /// it is the signature of the file beside it, and so a reader takes it. One in `.p7m` says that
        /// it is the file.
        is_signed: bool,
    },
}

impl<'a> Beside<'a> {
    /// The content of the file at `path`.
    pub(super) fn at(path: &Path) -> Self {
        Self::Named(path.to_owned())
    }

    /// What a file of this name would sign.
    pub(super) fn named_by(path: &Path) -> Self {
        let (Some(ending), Some(stem)) = (path.extension(), path.file_stem()) else {
            return Self::Nothing;
        };
        if !ENDINGS.iter().any(|it| ending.eq_ignore_ascii_case(it)) {
            return Self::Other;
        }
        let is_signed = !ending.eq_ignore_ascii_case("p7m");
        Self::Presumed { path: path.with_file_name(stem), is_signed }
    }

    /// Whether the file may be a CMS.
    ///
    /// By their names people open files, and by their names they think of them as signed. What begins
    /// like a CMS may hold a PDF or a ZIP where nothing is signed, and be opened as that.
    pub(super) fn admits_cms(&self) -> bool {
        !matches!(self, Self::Other)
    }

    /// Whether somebody says that there is content outside.
    pub(super) fn is_given(&self) -> bool {
        matches!(self, Self::Given(_) | Self::Named(_))
    }

    /// The content to be read, if there is any outside of a CMS that holds some itself, or not.
    pub(super) fn content(
        &mut self,
        is_inside: bool,
    ) -> Result<Option<Box<dyn Read + 'a>>, ReportError> {
        let (path, is_presumed) = match std::mem::replace(self, Self::Nothing) {
            Self::Given(content) => return Ok(Some(content)),
            Self::Nothing | Self::Other => return Ok(None),
            Self::Presumed { is_signed: false, .. } if is_inside => return Ok(None),
            Self::Presumed { path, .. } => (path, true),
            Self::Named(path) => (path, false),
        };
        match open(&path) {
            Ok(Some(file)) => Ok(Some(Box::new(file))),
            // a folder has that name, say
            Ok(None) if is_presumed => Ok(None),
            Ok(None) => Err(unreadable_content(&io::ErrorKind::InvalidInput.into())),
            Err(error) if is_presumed && error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable_content(&error)),
        }
    }
}

/// A regular file; `None` if it is something else.
fn open(path: &Path) -> io::Result<Option<File>> {
    // Asked before opening: opening a named pipe waits for somebody to write into it.
    let is_file = std::fs::metadata(path)?.is_file();
    is_file.then(|| File::open(path)).transpose()
}

pub(super) fn unreadable_content(error: &io::Error) -> ReportError {
    ReportError::new(ErrorCode::UnreadableContent).with("reason", error)
}
