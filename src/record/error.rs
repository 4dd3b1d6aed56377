//! What is wrong with something that was read.

use std::fmt::Display;

use crate::limits::{DOCUMENT_NUMBER_DIGITS, RECORD_LIST_BYTES, RECORD_LIST_ENTRIES};

/// Why a text is not what it should be. Positions count the characters that are seen, from 1; lines are
/// counted from 1.
///
/// The sentence for people, with what to do, is the message `record-` and the [code](Self::code), with
/// the [values](Self::values).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No form of a date that is known.
    #[error("{0:?} is no date")]
    DateForm(String),
    /// A date, but there is no such day.
    #[error("there is no day {0}")]
    DateImpossible(String),
    /// There is nothing before, between or behind the hyphens of a symbol.
    #[error("a part of the symbol is missing at character {0}")]
    GroupMissing(usize),
    /// A character that nobody sees: two texts would look the same and not be.
    #[error("character {position} cannot be seen: U+{:04X}", u32::from(*.character))]
    HiddenCharacter {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// Not code, date, and number with symbol, with commas between them.
    #[error("{0:?} is no identifier of a document")]
    IdentifierForm(String),
    /// An entry of a list lacks this key, or its value is of another kind, or the key is not known.
    #[error("line {line} of the list: {key} is missing, not known or of another kind")]
    ListKey {
        /// The line where the entry begins.
        line: usize,
        /// The key.
        key: String,
    },
    /// A list is not TOML.
    #[error("line {line} of the list is not TOML: {what}")]
    ListSyntax {
        /// The line.
        line: usize,
        /// What the parser says.
        what: String,
    },
    /// A list has more than [`RECORD_LIST_BYTES`] bytes or [`RECORD_LIST_ENTRIES`] entries.
    #[error("the list has more than {RECORD_LIST_BYTES} bytes or {RECORD_LIST_ENTRIES} entries")]
    ListTooLarge,
    /// Two entries of a list are called the same.
    #[error("line {line} of the list: {what} is there twice")]
    ListTwice {
        /// The line where the second begins.
        line: usize,
        /// What both are called.
        what: String,
    },
    /// A code of an organisation that the form of 13 characters cannot express.
    #[error("{0} cannot be written in the form of 13 characters")]
    NoFormerForm(String),
    /// There is no number where a document number begins.
    #[error("there is no number at character {0}")]
    NumberMissing(usize),
    /// A number of more than [`DOCUMENT_NUMBER_DIGITS`] digits (Decree 30 Annex VI, `CodeNumber`).
    #[error("the number has more than {DOCUMENT_NUMBER_DIGITS} digits")]
    NumberTooLong,
    /// Numbers begin with 01 (Decree 30, Article 15).
    #[error("there is no number 0")]
    NumberZero,
    /// No code of an organisation in any form.
    #[error("{0:?} is no code of an organisation")]
    OrganisationForm(String),
    /// A code that is neither in the former nor in the current form: in which order it stands can only be
    /// guessed.
    #[error("the code {0} is in neither of the two forms, so that it cannot be converted")]
    OrganisationUnclear(String),
    /// There is a number, but no symbol behind it.
    #[error("there is no symbol at character {0}")]
    SymbolMissing(usize),
    /// No form of a time that is known.
    #[error("{0:?} is no time with a time zone")]
    TimeForm(String),
    /// A time, but there is no such moment.
    #[error("there is no time {0}")]
    TimeImpossible(String),
    /// More characters than this: [`crate::limits::RECORD_TEXT_CHARS`] or
    /// [`crate::limits::ORGANISATION_CODE_CHARS`].
    #[error("the text has more than {0} characters")]
    TooLong(usize),
    /// A character that cannot stand there.
    #[error("character {position} is {character:?} (U+{:04X}), which cannot stand there", u32::from(*.character))]
    UnexpectedCharacter {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// Digits in the place of a year that are not four.
    #[error("{0} is no year")]
    YearForm(String),
}

impl Error {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DateForm(_) => "date-form",
            Self::DateImpossible(_) => "date-impossible",
            Self::GroupMissing(_) => "group-missing",
            Self::HiddenCharacter { .. } => "hidden-character",
            Self::IdentifierForm(_) => "identifier-form",
            Self::ListKey { .. } => "list-key",
            Self::ListSyntax { .. } => "list-syntax",
            Self::ListTooLarge => "list-too-large",
            Self::ListTwice { .. } => "list-twice",
            Self::NoFormerForm(_) => "no-former-form",
            Self::NumberMissing(_) => "number-missing",
            Self::NumberTooLong => "number-too-long",
            Self::NumberZero => "number-zero",
            Self::OrganisationForm(_) => "organisation-form",
            Self::OrganisationUnclear(_) => "organisation-unclear",
            Self::SymbolMissing(_) => "symbol-missing",
            Self::TimeForm(_) => "time-form",
            Self::TimeImpossible(_) => "time-impossible",
            Self::TooLong(_) => "too-long",
            Self::UnexpectedCharacter { .. } => "unexpected-character",
            Self::YearForm(_) => "year-form",
        }
    }

    /// The values that a message about it names, each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let of = |name: &'static str, value: &dyn Display| (name, value.to_string());
        match self {
            Self::DateForm(what)
            | Self::DateImpossible(what)
            | Self::IdentifierForm(what)
            | Self::NoFormerForm(what)
            | Self::OrganisationForm(what)
            | Self::OrganisationUnclear(what)
            | Self::TimeForm(what)
            | Self::TimeImpossible(what)
            | Self::YearForm(what) => vec![of("what", what)],
            Self::GroupMissing(position)
            | Self::NumberMissing(position)
            | Self::SymbolMissing(position) => vec![of("position", position)],
            Self::HiddenCharacter { character, position } => {
                vec![of("what", &unicode(*character)), of("position", position)]
            }
            Self::ListKey { line, key } => vec![of("what", key), of("line", line)],
            Self::ListSyntax { line, what } | Self::ListTwice { line, what } => {
                vec![of("what", what), of("line", line)]
            }
            Self::ListTooLarge => {
                vec![of("bytes", &RECORD_LIST_BYTES), of("entries", &RECORD_LIST_ENTRIES)]
            }
            Self::NumberTooLong => vec![of("limit", &DOCUMENT_NUMBER_DIGITS)],
            Self::NumberZero => Vec::new(),
            Self::TooLong(limit) => vec![of("limit", limit)],
            Self::UnexpectedCharacter { character, position } => {
                let what = format!("{character} ({})", unicode(*character));
                vec![of("what", &what), of("position", position)]
            }
        }
    }
}

fn unicode(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
