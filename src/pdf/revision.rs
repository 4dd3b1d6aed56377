//! Revisions: what each incremental update appended (ISO 32000-2 §7.5.6).

use std::collections::HashSet;
use std::ops::Range;

use super::Error;
use super::anomaly::AnomalyKind;
use super::budget::Budget;
use super::object::Object;
use super::parser::{Parser, is_whitespace};
use super::xref::Section;
use crate::limits::{PDF_HEADER_BYTES, PDF_STRICT_TAIL_BYTES, PDF_TAIL_BYTES, PDF_XREF_SECTIONS};

/// The form of a cross-reference section.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum XrefKind {
    /// A table with a stream beside it (ISO 32000-2 §7.5.8.4).
    Hybrid,
    /// None: the file is damaged, and was searched for objects.
    Missing,
    /// A stream (§7.5.8).
    Stream,
    /// A table (§7.5.4).
    Table,
}

/// What one save of the document wrote. The two sections of a linearised file are one revision.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Revision {
    /// The end of the revision before, or 0.
    pub start: usize,
    /// Just after the end of line that follows `%%EOF`, if there is one.
    pub end: usize,
    /// Just after `%%EOF`.
    pub marker_end: usize,
    /// The form of its cross-reference section.
    pub xref: XrefKind,
    /// Where that section is.
    pub xref_offset: usize,
    /// Whether the section is followed by its `startxref`, so that its end is known.
    pub(super) is_complete: bool,
    /// Its sections in the chain.
    pub(super) sections: Range<usize>,
}

impl Revision {
    /// Whether a strict reader of these bytes, the file up to some point, begins with this revision:
    /// whether their last `startxref` leads to its section, or to white space before it.
    pub(super) fn is_newest_of(&self, bytes: &[u8]) -> bool {
        let start = bytes.len().saturating_sub(PDF_STRICT_TAIL_BYTES);
        let tail = bytes.get(start..).unwrap_or_default();
        let found = memchr::memmem::rfind(tail, b"startxref");
        let ending = found.and_then(|at| Ending::read(bytes, start.saturating_add(at)));
        let target = ending.and_then(|it| usize::try_from(it.target).ok());
        let between = target.and_then(|target| bytes.get(target..self.xref_offset));
        between.is_some_and(is_white)
    }
}

/// The chain from the last `startxref` on, oldest first.
pub(super) struct Chain<'a> {
    pub(super) sections: Vec<Section<'a>>,
    pub(super) revisions: Vec<Revision>,
    /// Where the `startxref` is that it begins with.
    pub(super) startxref: usize,
}

impl<'a> Chain<'a> {
    /// The chain that the last `startxref` before an offset begins.
    pub(super) fn read_before(
        bytes: &'a [u8],
        before: usize,
        budget: &Budget,
    ) -> Result<Self, Error> {
        let tail_start = before.saturating_sub(PDF_TAIL_BYTES);
        let tail = bytes.get(tail_start..before).unwrap_or_default();
        let startxref = tail.windows(9).rposition(|it| it == b"startxref");
        let startxref = tail_start + startxref.ok_or(Error::StartxrefMissing)?;
        let last = Ending::read(bytes, startxref).ok_or(Error::StartxrefMissing)?;
        let mut sections = read_sections(bytes, last.target, budget)?;
        let linearised = check_order(bytes, &sections, budget)?;
        sections.reverse();
        let revisions = find_revisions(bytes, &sections, linearised, &last, budget)?;
        Ok(Self { sections, revisions, startxref })
    }
}

/// The `startxref`, offset and `%%EOF` that end a revision.
struct Ending {
    start: usize,
    target: u64,
    marker_end: usize,
    end: usize,
    has_marker: bool,
}

impl Ending {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let mut parser = Parser::new(bytes, at);
        parser.skip_space();
        if !parser.take_keyword(b"startxref") {
            return None;
        }
        parser.skip_whitespace();
        let target = parser.take_unsigned()?;
        let number_end = parser.position();
        parser.skip_whitespace();
        let has_marker = parser.take(b"%%EOF");
        if !has_marker {
            parser = Parser::new(bytes, number_end);
        }
        let marker_end = parser.position();
        parser.take_eol();
        Some(Self { start: at, target, marker_end, end: parser.position(), has_marker })
    }
}

/// The sections from the newest to the oldest.
fn read_sections<'a>(
    bytes: &'a [u8],
    newest: u64,
    budget: &Budget,
) -> Result<Vec<Section<'a>>, Error> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut met = HashSet::new();
    let mut next = Some(newest);
    while let Some(target) = next {
        let offset = usize::try_from(target).ok().filter(|&it| it < bytes.len());
        let offset = offset.ok_or(Error::OutOfFile(target))?;
        if sections.len() >= PDF_XREF_SECTIONS {
            return Err(Error::TooManyXrefSections);
        }
        let section = Section::read(bytes, offset, budget)?;
        if !met.insert(section.offset) {
            return Err(Error::ChainOutOfOrder(section.offset));
        }
        next = match section.trailer.get("Prev") {
            None | Some(Object::Null) => None,
            Some(Object::Integer(0)) => {
                budget.note(AnomalyKind::PrevZero, section.offset);
                None
            }
            Some(Object::Integer(offset)) => {
                Some(u64::try_from(*offset).map_err(|_| Error::BadXref(section.offset))?)
            }
            Some(_) => return Err(Error::BadXref(section.offset)),
        };
        sections.push(section);
    }
    Ok(sections)
}

/// That every section lies before the one that names it. Says whether the oldest two are those of
/// a linearised file, where the first page's section stands before the main one it names
/// (annex F).
fn check_order(bytes: &[u8], sections: &[Section<'_>], budget: &Budget) -> Result<bool, Error> {
    let pairs = sections.iter().zip(sections.iter().skip(1));
    let last = sections.len().saturating_sub(2);
    for (index, (newer, older)) in pairs.enumerate() {
        if older.offset < newer.offset {
            continue;
        }
        if index == last && is_linearised(bytes, budget)? {
            return Ok(true);
        }
        return Err(Error::ChainOutOfOrder(older.offset));
    }
    Ok(false)
}

/// Whether the first object of the file is a linearisation parameter dictionary (annex F.3.3).
fn is_linearised(bytes: &[u8], budget: &Budget) -> Result<bool, Error> {
    let head = bytes.get(..PDF_HEADER_BYTES.saturating_mul(4)).unwrap_or(bytes);
    let header = head.windows(5).position(|it| it == b"%PDF-").unwrap_or(0);
    let mut parser = Parser::new(head, header);
    parser.skip_space();
    let object = parser.indirect(|_| Ok(None));
    budget.charge(parser.position())?;
    let dictionary = object.ok().and_then(|it| it.value.as_dictionary().cloned());
    Ok(dictionary.is_some_and(|it| it.get("Linearized").is_some()))
}

fn find_revisions(
    bytes: &[u8],
    sections: &[Section<'_>],
    linearised: bool,
    last: &Ending,
    budget: &Budget,
) -> Result<Vec<Revision>, Error> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut first = 0;
    while let Some(section) = sections.get(first) {
        // of a linearised file, the main section ends the revision and the first page's one,
        // which was read first, is its newest
        let after = if linearised && first == 0 { 2 } else { first + 1 };
        let newest = sections.get(after.saturating_sub(1)).unwrap_or(section);
        let is_last = after == sections.len();
        let ending = Ending::read(bytes, section.end);
        if let Some(ending) = &ending {
            budget.charge(ending.end.saturating_sub(section.end))?;
            let target = usize::try_from(ending.target).ok();
            if target != Some(newest.named) && !(is_last && ending.end == last.end) {
                budget.note(AnomalyKind::StartxrefMismatch, section.end);
            }
        } else {
            budget.note(AnomalyKind::RevisionEndMissing, section.end);
        }
        let (marker_end, end) = match (&ending, is_last) {
            (Some(ending), _) => (ending.marker_end, ending.end),
            (None, true) => (last.marker_end.max(section.end), last.end.max(section.end)),
            (None, false) => (section.end, section.end),
        };
        if ending.as_ref().is_some_and(|it| !it.has_marker) {
            budget.note(AnomalyKind::EofMarkerMissing, end);
        }
        let start = revisions.last().map_or(0, |it| it.end);
        if start > section.offset {
            return Err(Error::ChainOutOfOrder(section.offset));
        }
        let (xref, xref_offset) = (newest.kind, newest.offset);
        let (is_complete, sections) = (ending.is_some(), first..after);
        revisions.push(Revision {
            start,
            end,
            marker_end,
            xref,
            xref_offset,
            is_complete,
            sections,
        });
        first = after;
    }
    if let Some(trailing) = revisions.last().and_then(|it| bytes.get(it.end..))
        && !trailing.is_empty()
    {
        let at = bytes.len() - trailing.len();
        // with more space than that, strict readers no longer find `startxref`, and repair
        let is_short = bytes.len().saturating_sub(last.start) <= PDF_STRICT_TAIL_BYTES;
        budget.note(
            if is_short && is_white(trailing) {
                AnomalyKind::TrailingBytes
            } else {
                AnomalyKind::TrailingContent
            },
            at,
        );
    }
    Ok(revisions)
}

/// Where the header is, if it is near the start of the file.
pub(super) fn header_offset(bytes: &[u8]) -> Option<usize> {
    let head = bytes.get(..PDF_HEADER_BYTES).unwrap_or(bytes);
    head.windows(5).position(|it| it == b"%PDF-")
}

/// Whether there is nothing but white space and comments.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    let mut parser = Parser::new(bytes, 0);
    parser.skip_space();
    parser.position() == bytes.len()
}

/// Whether there is nothing but white space.
pub(super) fn is_white(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| is_whitespace(byte))
}
