//! Findings about the structure of a file.

use std::fmt;

/// Where a file departs from the form that the standard gives it, or can be read in two ways.
/// None of these makes a file unreadable.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// A dictionary has a key twice; the standard leaves undefined which one counts
    /// (ISO 32000-2 §7.3.7).
    DuplicateKey,
    /// One cross-reference section gives an object number twice (§7.5.4).
    DuplicateXrefEntry,
    /// An indirect object does not end with `endobj` (§7.3.10).
    EndobjMissing,
    /// A revision does not end with `%%EOF` (§7.5.5).
    EofMarkerMissing,
    /// The file does not start with its header (§7.5.2).
    HeaderNotAtStart,
    /// A section has a table and a stream, and readers differ in which they use (§7.5.8.4).
    HybridXref,
    /// The newest cross-reference section leads to no catalog; the document was read as of the
    /// revision before, with what follows it as trailing content (§7.5.5).
    NewestRevisionUnreadable,
    /// Something that looks like an object stands outside of those that the cross-reference sections
    /// list (§7.5.4).
    ObjectUnlisted,
    /// Objects overlap in the file (§7.5.3).
    ObjectsOverlap,
    /// The offsets count from the start of the file as well as from its header: they lead to two
    /// documents (§7.5.2).
    OffsetsAmbiguous,
    /// Nothing but a zero is where `/Prev` should lead (§7.5.5).
    PrevZero,
    /// The cross-reference sections are broken, and objects were looked for in the whole file.
    Repaired,
    /// A cross-reference section is not followed by `startxref` (§7.5.5).
    RevisionEndMissing,
    /// A `startxref` does not lead to the section before it (§7.5.5).
    StartxrefMismatch,
    /// A little white space follows the last revision.
    TrailingBytes,
    /// Bytes other than white space follow the last revision: nothing says what they are for. Or so
    /// much white space that strict readers do not find the end of the revision.
    TrailingContent,
    /// The entries of a cross-reference table are not 20 bytes long each (§7.5.4).
    XrefEntryLength,
    /// A cross-reference section is not exactly where its offset says (§7.5.5).
    XrefOffsetInexact,
    /// The first subsection of a table starts at 1 but means 0 (§7.5.4).
    XrefSubsectionShifted,
}

impl AnomalyKind {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::DuplicateKey => "duplicate-key",
            Self::DuplicateXrefEntry => "duplicate-xref-entry",
            Self::EndobjMissing => "endobj-missing",
            Self::EofMarkerMissing => "eof-marker-missing",
            Self::HeaderNotAtStart => "header-not-at-start",
            Self::HybridXref => "hybrid-xref",
            Self::NewestRevisionUnreadable => "newest-revision-unreadable",
            Self::ObjectUnlisted => "object-unlisted",
            Self::ObjectsOverlap => "objects-overlap",
            Self::OffsetsAmbiguous => "offsets-ambiguous",
            Self::PrevZero => "prev-zero",
            Self::Repaired => "repaired",
            Self::RevisionEndMissing => "revision-end-missing",
            Self::StartxrefMismatch => "startxref-mismatch",
            Self::TrailingBytes => "trailing-bytes",
            Self::TrailingContent => "trailing-content",
            Self::XrefEntryLength => "xref-entry-length",
            Self::XrefOffsetInexact => "xref-offset-inexact",
            Self::XrefSubsectionShifted => "xref-subsection-shifted",
        }
    }
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One anomaly: the first of its kind in the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Anomaly {
    /// What it is.
    pub kind: AnomalyKind,
    /// Where, in bytes from the start of the file.
    pub offset: usize,
}
