//! Files of any kind that are signed as a whole (CMS): the name of what is made says so.

use std::path::Path;

use crate::arguments::{Appending, SignLevel, Signing};

/// Where the signature stands.
pub(super) enum Form {
    /// Around the file (`.p7m`).
    Around,
    /// Beside the file (`.p7s`).
    Beside,
}

impl Form {
    /// That which a file of this name has; `None` for a PDF.
    pub(super) fn of(output: &Path) -> Option<Self> {
        let ending = output.extension()?;
        if ending.eq_ignore_ascii_case("p7s") {
            Some(Self::Beside)
        } else if ending.eq_ignore_ascii_case("p7m") {
            Some(Self::Around)
        } else {
            None
        }
    }
}

/// What was asked for that such a signature cannot have: the message that says so.
pub(super) fn refused(signing: &Signing, arguments: &Appending) -> Option<&'static str> {
    if arguments.level > SignLevel::T {
        return Some("problem-whole-level");
    }
    let Signing { field, reason, location, showing, .. } = signing;
    let has_options =
        showing.is_some() || [field, reason, location].into_iter().any(Option::is_some);
    has_options.then_some("problem-whole-options")
}
