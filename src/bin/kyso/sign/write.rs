//! Files that are there as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kyso::crypto::random;

/// Writes a file that is there as a whole or not at all, and never in place of another.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = temporary(path)?;
    let file = File::create_new(&temporary)?;
    let written = write_and_link(file, &temporary, path, content);
    // gone already where it became the file
    let _ = fs::remove_file(&temporary);
    written
}

fn write_and_link(mut file: File, temporary: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.sync_all()?;
    match fs::hard_link(temporary, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // a file system without links
        Err(_) if path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(temporary, path),
    }
}

/// Beside the file, on the same file system, under a name that nobody else takes.
fn temporary(path: &Path) -> io::Result<PathBuf> {
    let octets = random::<8>().map_err(io::Error::other)?;
    Ok(path.with_file_name(format!(".kyso-{:016x}.tmp", u64::from_be_bytes(octets))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = std::env::temp_dir().join(format!("kyso-sign-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.pdf");
        let _ = fs::remove_file(&path);
        write_whole(&path, b"one").unwrap();
        let again = write_whole(&path, b"two").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        // and nothing is left
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
