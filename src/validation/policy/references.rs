//! Legal references: which text of law a finding rests on, and when it was in force.

use jiff::Timestamp;

use crate::validation::finding::Code;

/// A text of law about a finding, for the time in which it was in force.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LegalReference {
    /// The finding that it is about.
    pub finding: Code,
    /// Its own identifier, unique and stable.
    pub id: String,
    /// How it is cited, in Vietnamese.
    pub vi: String,
    /// How it is cited, in English.
    pub en: String,
    /// Since when it is in force.
    pub from: Timestamp,
    /// The first instant at which it is not in force any more; `None` while it is.
    pub until: Option<Timestamp>,
}

impl LegalReference {
    /// Whether it was in force.
    pub fn is_in_force(&self, time: Timestamp) -> bool {
        self.from <= time && self.until.is_none_or(|until| time < until)
    }
}
