//! In which roles a document is signed, and how the role of a signature is told from its
//! certificate: no certificate says so by itself.

use unicode_normalization::UnicodeNormalization;

use crate::asn1::Oid;
use crate::limits::ROLE_TEXT_BYTES;
use crate::x509::CertificateId;

/// The role in which somebody signed.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Role {
    /// An agency or organisation: its seal.
    Agency,
    /// An agency, on an annex in a file of its own.
    Annex,
    /// An agency, on a copy that it made.
    Copy,
    /// A person.
    Person,
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] = &[Self::Agency, Self::Annex, Self::Copy, Self::Person];

    /// The word used in JSON and in policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Annex => "annex",
            Self::Copy => "copy",
            Self::Person => "person",
        }
    }
}

/// What is asked about the roles of the signatures of a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RoleConstraints {
    /// The combinations of roles of which a document must have one, each in its order: whoever
    /// stands first signs first. Empty where nothing is asked for.
    pub accepted: Vec<Vec<Role>>,
    /// What follows where it has none of them.
    pub unmet: UnmetRoles,
    /// How a role is told; the first rule that fits decides.
    pub rules: Vec<RoleRule>,
    /// The role of a signer whom no rule names; `None` for none.
    pub otherwise: Option<Role>,
}

/// What follows where a document has none of the accepted combinations of roles.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum UnmetRoles {
    /// The document is indeterminate at best. Its signatures stay what they are.
    Indeterminate,
    /// It is said.
    #[default]
    Report,
}

impl UnmetRoles {
    /// Every choice.
    pub const ALL: &[Self] = &[Self::Indeterminate, Self::Report];

    /// The word of policy files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Indeterminate => "indeterminate",
            Self::Report => "report",
        }
    }
}

/// Who signs in a role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoleRule {
    /// The role.
    pub role: Role,
    /// What must be so, all of it; at least one.
    pub conditions: Vec<RoleCondition>,
}

/// What a signature or its certificate must have, of each list at least one.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RoleCondition {
    /// This very certificate, by its SHA-256.
    Certificate(Vec<CertificateId>),
    /// A certificate policy.
    CertificatePolicy(Vec<Oid>),
    /// The `CN` of the subject.
    CommonName(Vec<Pattern>),
    /// An extended key usage.
    ExtendedKeyUsage(Vec<Oid>),
    /// The full name of the signature field.
    Field(Vec<Pattern>),
    /// The `CN` of the issuer.
    Issuer(Vec<Pattern>),
    /// The `O` of the subject.
    Organization(Vec<Pattern>),
    /// An `OU` of the subject.
    OrganizationalUnit(Vec<Pattern>),
    /// The reason that the signer gives.
    Reason(Vec<Pattern>),
    /// The `T` of the subject.
    Title(Vec<Pattern>),
    /// The `UID` of the subject.
    Uid(Vec<Pattern>),
}

/// A text in which `*` stands for any characters, also none.
///
/// Texts are compared in Unicode form NFC without regard to case, a run of white space as one
/// space; Đ counts as such with whichever of its look-alikes (U+0110, U+00D0) it was written.
///
/// ```
/// use kyso::validation::{Comparable, Pattern};
///
/// let agency = Pattern::new("UBND *");
/// assert!(agency.matches(&Comparable::new("ubnd  tỉnh Thử Nghiệm").unwrap()));
/// assert!(!agency.matches(&Comparable::new("Nguyễn Văn UBND A").unwrap()));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pattern {
    written: String,
    first: String,
    /// What follows each `*`.
    rest: Vec<String>,
}

impl Pattern {
    /// From a text with stars.
    pub fn new(written: &str) -> Self {
        let folded = fold(written);
        let mut parts = folded.split('*').map(str::to_owned);
        let first = parts.next().unwrap_or_default();
        Self { written: written.to_owned(), first, rest: parts.collect() }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether the whole of a text is of this pattern.
    pub fn matches(&self, text: &Comparable) -> bool {
        let Some((last, middle)) = self.rest.split_last() else { return self.first == text.0 };
        let Some(mut left) = text.0.strip_prefix(self.first.as_str()) else { return false };
        for part in middle {
            let Some((_, after)) = left.split_once(part.as_str()) else { return false };
            left = after;
        }
        left.ends_with(last.as_str())
    }
}

/// A text in the form in which patterns are held against it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Comparable(String);

impl Comparable {
    /// `None` for texts longer than [`ROLE_TEXT_BYTES`]: no name is.
    pub fn new(text: &str) -> Option<Self> {
        (text.len() <= ROLE_TEXT_BYTES).then(|| Self(fold(text)))
    }
}

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_after_space = true;
    // Lower case first: it can take a composed letter apart.
    for char in text.nfc().flat_map(char::to_lowercase).nfc() {
        let char = match char {
            '\u{f0}' => '\u{111}', // ð of Ð
            char if char.is_whitespace() => ' ',
            char => char,
        };
        if char != ' ' || !is_after_space {
            folded.push(char);
        }
        is_after_space = char == ' ';
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).matches(&Comparable::new(text).unwrap())
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, right, wrong) in [
            ("abc", &["abc", "ABC", " abc\n"][..], &["abcd", "xabc", "", "a bc"][..]),
            ("a*", &["a", "abc"], &["ba", ""]),
            ("*c", &["c", "abc", "cc"], &["cb", ""]),
            ("a*b*c", &["abc", "a1b2c", "abcbc"], &["acb", "ab", "bc", "acc"]),
            ("a*a", &["aa", "aba"], &["a"]),
            ("*", &["", "a"], &[]),
            ("**", &["", "a"], &[]),
            ("*b*", &["b", "abc"], &["ac"]),
        ] {
            for text in right {
                assert!(matches(pattern, text), "{pattern} {text}");
            }
            for text in wrong {
                assert!(!matches(pattern, text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn accents_count_and_their_encoding_does_not() {
        assert!(matches("sở *", "SO\u{31b}\u{309} NỘI VỤ")); // decomposed
        assert!(matches("SO\u{31b}\u{309} *", "Sở Nội vụ"));
        assert!(matches("ĐẢNG *", "\u{d0}ẢNG ỦY"));
        assert!(!matches("sở *", "So Noi vu"));
        assert!(!matches("vụ *", "Vũ Thị Giang"));
    }

    #[test]
    fn what_is_too_long_is_no_name() {
        assert!(Comparable::new(&"a".repeat(ROLE_TEXT_BYTES)).is_some());
        assert_eq!(Comparable::new(&"a".repeat(ROLE_TEXT_BYTES + 1)), None);
    }
}
