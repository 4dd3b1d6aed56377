//! Lists of paths, one a line.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use super::Input;
use super::walk::unreadable;
use crate::limits::LIST_LINE_BYTES;
use crate::verify::{ErrorCode, ReportError};

/// The paths in a list, read as they are asked for: one a line, ended by LF or CR LF; empty lines
/// are passed over, and nothing has a special meaning.
///
/// Where the list cannot be read further, or a line is longer than any path
/// ([`LIST_LINE_BYTES`]), the last item is the list itself with an obstacle.
#[derive(Debug)]
pub struct Lines<R> {
    list: Option<R>,
    name: PathBuf,
}

impl<R: BufRead> Lines<R> {
    /// The paths in `list`, which the user knows as `name`.
    pub fn new(list: R, name: &Path) -> Self {
        Self { list: Some(list), name: name.to_owned() }
    }

    fn end(&mut self, obstacle: ReportError) -> Input {
        self.list = None;
        Input { path: self.name.clone(), obstacle: Some(obstacle) }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let mut line = Vec::new();
            let longest = u64::try_from(LIST_LINE_BYTES).unwrap_or(u64::MAX);
            let list = self.list.as_mut()?;
            match list.by_ref().take(longest).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(self.end(unreadable(&error))),
            }
            let ended = line.last() == Some(&b'\n');
            if !ended && line.len() >= LIST_LINE_BYTES {
                let error = ReportError::new(ErrorCode::LimitExceeded);
                return Some(self.end(error.with("limit", "LIST_LINE_BYTES")));
            }
            let line = line.strip_suffix(b"\n").unwrap_or(&line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() {
                return Some(Input::from(path(line)));
            }
        }
    }
}

#[cfg(unix)]
fn path(line: &[u8]) -> PathBuf {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    PathBuf::from(OsStr::from_bytes(line))
}

#[cfg(not(unix))]
fn path(line: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(line).into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader};

    use super::*;

    fn paths(list: &[u8]) -> Vec<Input> {
        Lines::new(list, Path::new("danh-sach.txt")).collect()
    }

    #[test]
    fn one_path_a_line() {
        let found = paths("một.pdf\r\n\n hai ba.pdf\n#tư.pdf".as_bytes());
        let expected = ["một.pdf", " hai ba.pdf", "#tư.pdf"].map(|name| PathBuf::from(name).into());
        assert_eq!(found, expected);
        assert_eq!(paths(b""), []);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf_8_are_kept() {
        use std::os::unix::ffi::OsStrExt;

        let found = paths(b"\xFF.pdf\n");
        assert_eq!(found[0].path.as_os_str().as_bytes(), b"\xFF.pdf");
    }

    #[test]
    fn an_endless_line_ends_the_list() {
        let mut list = b"a.pdf\n".to_vec();
        list.resize(3 * LIST_LINE_BYTES, b'x');
        let found = paths(&list);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].path, Path::new("danh-sach.txt"));
        assert_eq!(found[1].obstacle.as_ref().unwrap().code, ErrorCode::LimitExceeded);
    }

    #[test]
    fn a_list_that_breaks_off_says_so() {
        struct Broken;

        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            }
        }

        let list = BufReader::new(b"a.pdf\n".chain(Broken));
        let found: Vec<_> = Lines::new(list, Path::new("-")).collect();
        assert_eq!(found[0].path, Path::new("a.pdf"));
        assert_eq!(found[1].obstacle.as_ref().unwrap().code, ErrorCode::Unreadable);
        assert_eq!(found.len(), 2);
    }
}
