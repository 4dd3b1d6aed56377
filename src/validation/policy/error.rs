//! What is wrong with a policy file, and where.

use std::fmt;

/// Why a policy cannot be used, and where in its text. The sentence for people is made by the
/// `report` room, in their language; [`Display`](fmt::Display) is for logs.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PolicyError {
    /// What kind of mistake it is.
    pub problem: PolicyProblem,
    /// The line, counted from 1.
    pub line: usize,
    /// The key with those above it, `revocation.requirement`; rows of a list are counted from 1.
    /// Empty where it is about the file.
    pub key: String,
    /// What stands there.
    pub found: String,
    /// What may stand there, as it would be written.
    pub expected: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem.name())?;
        for (what, value) in
            [("key", &self.key), ("found", &self.found), ("expected", &self.expected)]
        {
            if !value.is_empty() {
                write!(f, ", {what}: {value}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}

/// Kinds of mistakes in a policy file.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PolicyProblem {
    /// Something is said twice, or what is said contradicts itself.
    Contradiction,
    /// Something has to be said and is not.
    MissingKey,
    /// It is no TOML.
    NotToml,
    /// It is longer than [`POLICY_BYTES`](crate::limits::POLICY_BYTES).
    TooLarge,
    /// There is no such key here.
    UnknownKey,
    /// It is of another type.
    WrongType,
    /// It is none of the values that may stand there.
    WrongValue,
}

impl PolicyProblem {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Contradiction,
        Self::MissingKey,
        Self::NotToml,
        Self::TooLarge,
        Self::UnknownKey,
        Self::WrongType,
        Self::WrongValue,
    ];

    /// A stable word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::MissingKey => "missing-key",
            Self::NotToml => "not-toml",
            Self::TooLarge => "too-large",
            Self::UnknownKey => "unknown-key",
            Self::WrongType => "wrong-type",
            Self::WrongValue => "wrong-value",
        }
    }
}
