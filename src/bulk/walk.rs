//! Files and folders as the user names them, turned into files.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Input;
use crate::verify::{ErrorCode, ReportError};

/// The files behind a sequence of paths.
///
/// - A path that is not a folder is taken as it is, whatever its name; if it is not there, its
///   report says so.
/// - A folder is walked to its full depth, in the order of names (by their bytes), so that two
///   runs give the same sequence. In it, files are taken whose name ends in `.pdf`, or in `.p7s` or
///   `.p7m` as those of signatures do ([`is_signed_name`]). Links to files are followed, links to folders
///   are not: there are no loops, and nothing outside the folder is walked.
/// - What cannot be read in a folder (a subfolder without permission, say) becomes an [`Input`]
///   with an obstacle, never silence.
#[derive(Debug)]
pub struct Walk<I> {
    roots: I,
    folder: Option<walkdir::IntoIter>,
    names_others: bool,
}

impl<I: Iterator<Item = Input>> Walk<I> {
    /// The files behind these inputs. An input with an obstacle is passed through.
    pub fn of(roots: impl IntoIterator<IntoIter = I>) -> Self {
        Self { roots: roots.into_iter(), folder: None, names_others: false }
    }

    /// Other files in folders than PDFs come as well, each with the obstacle [`ErrorCode::UnknownFormat`]:
    /// for whoever takes PDFs alone and has to say what was passed over.
    #[must_use]
    pub fn naming_others(mut self) -> Self {
        self.names_others = true;
        self
    }
}

impl Walk<std::vec::IntoIter<Input>> {
    /// The files behind these paths.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self::of(paths.into_iter().map(Input::from).collect::<Vec<_>>())
    }
}

impl<I: Iterator<Item = Input>> Iterator for Walk<I> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            match self.folder.as_mut().map(Iterator::next) {
                Some(Some(entry)) => match input(entry, self.names_others) {
                    Some(input) => return Some(input),
                    None => continue,
                },
                Some(None) => self.folder = None,
                None => {}
            }
            let root = self.roots.next()?;
            if root.obstacle.is_none() && root.path.is_dir() {
                let folder = WalkDir::new(&root.path).follow_links(false).sort_by_file_name();
                self.folder = Some(folder.into_iter());
            } else {
                return Some(root);
            }
        }
    }
}

/// What an entry of a folder gives: a file to take, an obstacle, or nothing.
fn input(entry: walkdir::Result<walkdir::DirEntry>, names_others: bool) -> Option<Input> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().unwrap_or(Path::new("")).to_owned();
            let reason = match error.into_io_error() {
                Some(error) => error,
                None => io::Error::from(io::ErrorKind::Other),
            };
            return Some(Input { path, obstacle: Some(unreadable(&reason)) });
        }
    };
    let is_link = entry.file_type().is_symlink();
    if entry.file_type().is_dir()
        || (is_link && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir()))
    {
        return None;
    }
    let is_taken = if names_others { is_pdf_name } else { is_signed_name };
    if !is_taken(entry.path()) {
        let obstacle = Some(ReportError::new(ErrorCode::UnknownFormat));
        return names_others.then(|| Input { path: entry.into_path(), obstacle });
    }
    Some(Input::from(entry.into_path()))
}

/// Whether a file of this name is taken from a folder: it ends in `.pdf`, `.p7m` or `.p7s`, in any case
/// of letters. What a `.p7s` signs stands beside it, and is no file of its own.
pub fn is_signed_name(path: &Path) -> bool {
    ends_in(path, &["pdf", "p7m", "p7s"])
}

/// Whether the name of a file ends in `.pdf`, in any case of letters.
pub fn is_pdf_name(path: &Path) -> bool {
    ends_in(path, &["pdf"])
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    ending.is_some_and(|it| endings.iter().any(|wanted| it.eq_ignore_ascii_case(wanted)))
}

pub(super) fn unreadable(error: &io::Error) -> ReportError {
    ReportError::new(ErrorCode::Unreadable).with("reason", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("kyso-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str) -> PathBuf {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, b"%PDF-1.7").unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn names(folder: &Folder, walk: impl Iterator<Item = Input>) -> Vec<String> {
        walk.map(|input| {
            assert_eq!(input.obstacle, None);
            input.path.strip_prefix(&folder.0).unwrap().to_str().unwrap().to_owned()
        })
        .collect()
    }

    #[test]
    fn folders_are_walked_by_name_and_give_signed_files() {
        let folder = Folder::new("names");
        for name in ["b.pdf", "a.PDF", "c/d.Pdf", "c/e.txt", "quyết định.pdf", "c.pdf", "pdf"]
        {
            folder.file(name);
        }
        for name in ["b.xlsx", "b.xlsx.P7S", "d.docx.p7m", "ca.p7b"] {
            folder.file(name);
        }
        let found = names(&folder, Walk::new([folder.0.clone()]));
        let expected =
            ["a.PDF", "b.pdf", "b.xlsx.P7S", "c/d.Pdf", "c.pdf", "d.docx.p7m", "quyết định.pdf"];
        assert_eq!(found, expected);
    }

    #[test]
    fn others_are_named_for_whoever_asks() {
        let folder = Folder::new("others");
        for name in ["a.pdf", "b/c.xlsx", "d"] {
            folder.file(name);
        }
        let walk = Walk::new([folder.0.clone()]).naming_others();
        let others: Vec<_> = walk.filter(|it| it.obstacle.is_some()).collect();
        let code = |it: &Input| it.obstacle.as_ref().map(|it| it.code);
        assert!(others.iter().all(|it| code(it) == Some(ErrorCode::UnknownFormat)));
        let paths: Vec<_> = others.into_iter().map(|it| it.path).collect();
        assert_eq!(paths, [folder.0.join("b/c.xlsx"), folder.0.join("d")]);
    }

    #[test]
    fn a_named_file_is_taken_whatever_its_name() {
        let folder = Folder::new("named");
        let paths = [folder.file("thu.txt"), folder.0.join("khong-co.pdf")];
        assert_eq!(names(&folder, Walk::new(paths)), ["thu.txt", "khong-co.pdf"]);
    }

    #[test]
    fn an_obstacle_is_passed_through() {
        let error = unreadable(&io::Error::from(io::ErrorKind::PermissionDenied));
        let input = Input { path: PathBuf::from("/"), obstacle: Some(error) };
        assert_eq!(Walk::of([input.clone()]).collect::<Vec<_>>(), [input]);
    }

    #[test]
    fn what_cannot_be_walked_is_an_obstacle() {
        let nowhere = Path::new("no-such-folder");
        let entry = WalkDir::new(nowhere).into_iter().next().unwrap();
        let input = input(entry, false).unwrap();
        assert_eq!(input.path, nowhere);
        assert_eq!(input.obstacle.unwrap().code, ErrorCode::Unreadable);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_and_links_to_folders_are_not() {
        use std::os::unix::fs::symlink;

        let folder = Folder::new("links");
        folder.file("that/x.pdf");
        symlink(folder.0.join("that/x.pdf"), folder.0.join("link.pdf")).unwrap();
        symlink(&folder.0, folder.0.join("that/loop.pdf")).unwrap();
        symlink(&folder.0, folder.0.join("loop")).unwrap();
        symlink("nowhere", folder.0.join("broken.pdf")).unwrap();
        let found = names(&folder, Walk::new([folder.0.clone()]));
        // What leads nowhere is named, so that its report can say so.
        assert_eq!(found, ["broken.pdf", "link.pdf", "that/x.pdf"]);
        // A folder named by the user is walked even if the name is a link.
        let found = names(&folder, Walk::new([folder.0.join("loop")]));
        assert_eq!(found, ["loop/broken.pdf", "loop/link.pdf", "loop/that/x.pdf"]);
    }
}
