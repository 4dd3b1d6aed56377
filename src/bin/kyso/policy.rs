//! The validation policy that the user names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use kyso::limits::POLICY_BYTES;
use kyso::report::{Messages, policy_error};
use kyso::validation::Policy;

use crate::hint;

/// The policy of this name, or in this file; `generic` where none is named. `None`, with a word about
/// it, if it cannot be used.
pub(crate) fn read(policy: Option<&Path>, messages: &Messages) -> Option<Policy> {
    let Some(path) = policy else { return Some(Policy::generic()) };
    if let Some(builtin) = path.to_str().and_then(Policy::builtin) {
        return Some(builtin);
    }
    let shown = path.to_string_lossy();
    let text = match File::open(path).and_then(text) {
        Ok(text) => text,
        Err(error) => {
            let names: Vec<_> = Policy::builtin_names().collect();
            let (names, reason) = (names.join(", "), error.to_string());
            let values =
                [("path", shown.as_ref()), ("reason", reason.as_str()), ("names", names.as_str())];
            hint(&messages.text_with("problem-policy-unreadable", &values));
            return None;
        }
    };
    match Policy::parse(&text) {
        Ok(policy) => Some(policy),
        Err(error) => {
            let (line, reason) = (error.line.to_string(), policy_error(&error, messages));
            let values =
                [("path", shown.as_ref()), ("line", line.as_str()), ("reason", reason.as_str())];
            hint(&messages.text_with("problem-policy", &values));
            None
        }
    }
}

/// At most one octet more than a policy may have, by which it is found to be too long.
fn text(file: File) -> io::Result<String> {
    let limit = u64::try_from(POLICY_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut octets = Vec::new();
    file.take(limit).read_to_end(&mut octets)?;
    // The last character may have been cut in two.
    match octets.len() > POLICY_BYTES {
        true => Ok(String::from_utf8_lossy(&octets).into_owned()),
        false => String::from_utf8(octets).map_err(io::Error::other),
    }
}
