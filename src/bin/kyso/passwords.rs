//! Passwords for encrypted documents.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use kyso::limits::{PASSWORD_LINE_BYTES, PASSWORDS};
use kyso::report::Messages;
use kyso::verify::Password;
use zeroize::Zeroizing;

use crate::hint;

/// The passwords in a file, one a line; none without a file. `None`, with a word about it, if they
/// cannot be read.
pub(crate) fn read(path: Option<&Path>, messages: &Messages) -> Option<Vec<Password>> {
    let Some(path) = path else { return Some(Vec::new()) };
    let limit = PASSWORDS.saturating_mul(PASSWORD_LINE_BYTES);
    let list = if path == Path::new("-") {
        octets(&mut io::stdin().lock(), limit)
    } else {
        File::open(path).and_then(|mut file| octets(&mut file, limit))
    };
    let reason = match list {
        Ok(list) => match passwords(&list) {
            Some(passwords) => return Some(passwords),
            None => {
                let limit = PASSWORDS.to_string();
                messages.text_with("problem-passwords-many", &[("limit", &limit)])
            }
        },
        Err(error) => error.to_string(),
    };
    let path = path.to_string_lossy();
    let values = [("path", path.as_ref()), ("reason", reason.as_str())];
    hint(&messages.text_with("problem-passwords", &values));
    None
}

/// A password that is typed, unseen, at the terminal; `None` where nobody is there to type one.
pub(crate) fn ask(question: &str) -> Option<Password> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let typed = Zeroizing::new(rpassword::prompt_password(format!("{question}: ")).ok()?);
    (!typed.is_empty()).then(|| Password::new(typed.as_bytes()))
}

/// At most one octet more than `limit`. The buffer never grows: growing would leave copies behind.
pub(crate) fn octets(list: &mut dyn Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut buffer = Zeroizing::new(vec![0; limit.saturating_add(1)]);
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match list.read(room) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(buffer)
}

/// One a line, ended by LF or CR LF; empty lines are passed over. `None` if there are too many, or one
/// is too long.
fn passwords(list: &[u8]) -> Option<Vec<Password>> {
    // what editors write before UTF-8
    let list = list.strip_prefix(b"\xef\xbb\xbf").unwrap_or(list);
    let lines = list.split(|&octet| octet == b'\n');
    let lines: Vec<_> = lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty())
        .collect();
    let fits = lines.len() <= PASSWORDS && lines.iter().all(|it| it.len() <= PASSWORD_LINE_BYTES);
    fits.then(|| lines.into_iter().map(Password::new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_line() {
        let count = |list: &[u8]| passwords(list).map(|found| found.len());
        assert_eq!(count(b""), Some(0));
        assert_eq!(count("\u{feff}mật khẩu\r\n\nhai \n".as_bytes()), Some(2));
        assert_eq!(count(&b"x\n".repeat(PASSWORDS)), Some(PASSWORDS));
        assert_eq!(count(&b"x\n".repeat(PASSWORDS + 1)), None);
        assert_eq!(count(&[b'x'; PASSWORD_LINE_BYTES + 1]), None);
    }

    #[test]
    fn no_more_is_read_than_is_used() {
        let mut endless = io::repeat(b'x');
        assert_eq!(octets(&mut endless, 9).unwrap().len(), 10);
        assert_eq!(octets(&mut &b"mat"[..], 9).unwrap().as_slice(), b"mat");
    }
}
