//! Files that are there as a whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kyso::crypto::random;

/// Writes a file that is there as a whole or not at all, and never in place of another.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let (file, temporary) = create_temporary(path)?;
    let written = write_and_link(file, &temporary, path, content);
    // gone already where it became the file
    let _ = fs::remove_file(&temporary);
    written?;
    sync(folder_of(path));
    Ok(())
}

/// Whether something has this name, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Makes a folder and those above it that are not there.
pub(super) fn create_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    // the current folder, where that cannot be looked into, is its own
    if above != folder {
        create_folders(above)?;
    }
    match fs::create_dir(folder) {
        // somebody else was faster
        Err(error) if !folder.is_dir() => return Err(error),
        _ => sync(above),
    }
    Ok(())
}

/// Removes what a run left in a folder that was killed while it wrote. What another run is writing is
/// locked by that.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_temporary(&entry.file_name()) && entry.file_type().is_ok_and(|it| it.is_file()) {
            // where nothing can be locked nobody knows
            if let Ok(file) = File::open(entry.path())
                && file.try_lock().is_ok()
            {
                // held until it is gone: see `create_temporary`
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The folder of a file; the current one where its path names none.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn write_and_link(mut file: File, temporary: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.sync_all()?;
    match fs::hard_link(temporary, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // a file system without links
        Err(_) if is_there(path) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(temporary, path),
    }
}

/// A locked file beside another, on the same file system, under a name that nobody else takes.
fn create_temporary(path: &Path) -> io::Result<(File, PathBuf)> {
    loop {
        let octets = random::<8>().map_err(io::Error::other)?;
        let name = format!("{BEFORE}{:016x}{BEHIND}", u64::from_be_bytes(octets));
        let temporary = folder_of(path).join(name);
        let file = File::create_new(&temporary)?;
        // some file systems do not lock: there nobody removes what is left
        let _ = file.lock();
        // another run may have taken it for a leftover before it was locked
        if is_there(&temporary) {
            return Ok((file, temporary));
        }
    }
}

const BEFORE: &str = ".kyso-";
const BEHIND: &str = ".tmp";

fn is_temporary(name: &OsStr) -> bool {
    let middle = name.to_str().and_then(|it| it.strip_prefix(BEFORE)?.strip_suffix(BEHIND));
    middle.is_some_and(|it| it.len() == 16 && it.bytes().all(|it| it.is_ascii_hexdigit()))
}

/// Has the names in a folder outlive a loss of power, as far as the system can.
fn sync(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("kyso-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn nothing_is_written_over() {
        let scratch = Scratch::new("write");
        let path = scratch.0.join("a.pdf");
        write_whole(&path, b"one").unwrap();
        let again = write_whole(&path, b"two").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        // and nothing is left
        assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_followed() {
        let scratch = Scratch::new("link");
        let path = scratch.0.join("a.pdf");
        std::os::unix::fs::symlink(scratch.0.join("elsewhere"), &path).unwrap();
        assert!(is_there(&path));
        let refused = write_whole(&path, b"one").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert!(!scratch.0.join("elsewhere").exists());
    }

    #[test]
    fn leftovers_are_removed_and_what_is_being_written_is_not() {
        let scratch = Scratch::new("leftovers");
        let (being_written, temporary) = create_temporary(&scratch.0.join("a.pdf")).unwrap();
        let leftover = scratch.0.join(".kyso-00112233445566aa.tmp");
        let others = [".kyso-.tmp", ".kyso-00112233445566ag.tmp", "kyso.tmp", "a.pdf"];
        for name in others {
            fs::write(scratch.0.join(name), "").unwrap();
        }
        fs::write(&leftover, "").unwrap();
        remove_leftovers(&scratch.0);
        assert!(!leftover.exists());
        assert!(temporary.exists());
        assert!(others.iter().all(|name| scratch.0.join(name).exists()));
        drop(being_written);
        remove_leftovers(&scratch.0);
        assert!(!temporary.exists());
    }

    #[test]
    fn folders_are_made_once() {
        let scratch = Scratch::new("folders");
        let deep = scratch.0.join("a/b/c");
        create_folders(&deep).unwrap();
        create_folders(&deep).unwrap();
        assert!(deep.is_dir());
        fs::write(deep.join("file"), "").unwrap();
        assert!(create_folders(&deep.join("file/d")).is_err());
    }
}
