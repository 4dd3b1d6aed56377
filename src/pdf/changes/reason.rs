//! Why a field that was changed counts for more than filled.

use std::fmt;

/// Why a field that was changed counts for more than filled, or why nobody can tell.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum FieldReason {
    /// It shows, or showed before, a text that is not its value.
    AnotherText,
    /// Its appearance uses more than what text needs, or cannot be read.
    Appearance,
    /// It hides what lies beneath it, or no longer hides it.
    Area,
    /// A script of the document computes it from other fields.
    Calculated,
    /// It shows an image or a drawing.
    Drawing,
    /// Nobody knows which letters its font shows: it was not there when the document was signed, or does not tell.
    Font,
    /// A script of the document decides how the value is written.
    Format,
    /// Its text is hidden in part, out of its order, too large, too small or too light.
    Layout,
    /// A signature locks it.
    Locked,
    /// The form asks readers to make the appearances themselves.
    NeedAppearances,
    /// It has no appearance: readers make one, each its own.
    NoAppearance,
    /// Its value is none of its options.
    NotAnOption,
    /// Its value is not meant to be shown.
    NotShown,
    /// Something else about it is different.
    OtherEntry,
    /// It is a button without a state.
    PushButton,
    /// It may not be filled.
    ReadOnly,
    /// Readers may show formatted text in place of the value.
    RichText,
    /// Its state is none of those it had, or not the same everywhere.
    State,
    /// Its value is longer than the field allows.
    TooLong,
    /// Its value is of another kind, or contradicts itself.
    Value,
    /// The document has a second form (XFA), which many readers show instead.
    Xfa,
}

impl FieldReason {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::AnotherText => "another-text",
            Self::Appearance => "appearance",
            Self::Area => "area",
            Self::Calculated => "calculated",
            Self::Drawing => "drawing",
            Self::Font => "font",
            Self::Format => "format",
            Self::Layout => "layout",
            Self::Locked => "locked",
            Self::NeedAppearances => "need-appearances",
            Self::NoAppearance => "no-appearance",
            Self::NotAnOption => "not-an-option",
            Self::NotShown => "not-shown",
            Self::OtherEntry => "other-entry",
            Self::PushButton => "push-button",
            Self::ReadOnly => "read-only",
            Self::RichText => "rich-text",
            Self::State => "state",
            Self::TooLong => "too-long",
            Self::Value => "value",
            Self::Xfa => "xfa",
        }
    }
}

impl fmt::Display for FieldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
