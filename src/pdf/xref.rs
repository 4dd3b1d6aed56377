//! Cross-reference sections (ISO 32000-2 §7.5.4 and §7.5.8).
//!
//! A table stays in the file and a stream is inflated once; both are looked up where they are, by
//! object number, so that opening a file does not cost more than its sections.

use super::anomaly::AnomalyKind;
use super::budget::Budget;
use super::object::{Dictionary, Object, Reference};
use super::parser::{Parser, is_whitespace};
use super::{Error, XrefKind};

/// What a section says of an object number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Entry {
    /// The object is at this index of an object stream.
    Compressed { container: u32, index: usize },
    /// The number is free, or its entry is of an unknown type (which reads as null, §7.5.8.3).
    Free,
    /// The object is at this offset.
    InUse { offset: usize, generation: u16 },
}

/// One section of the chain: a table, a stream, or a table with a stream beside it.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) kind: XrefKind,
    pub(super) offset: usize,
    /// The offset that leads to it, which may be that of white space before it.
    pub(super) named: usize,
    /// Just after the trailer dictionary of a table, or the `endobj` of a stream.
    pub(super) end: usize,
    pub(super) trailer: Dictionary<'a>,
    /// The object that a cross-reference stream is, and where it lies.
    pub(super) streams: Vec<(Reference, usize, usize)>,
    pub(super) has_duplicates: bool,
    /// Whether readers differ in what it says: a table whose numbers are off by one or whose lines
    /// have not the length that is prescribed, or a table and a stream that both speak of one number.
    pub(super) is_split: bool,
    parts: Vec<Part>,
}

/// The entries of one table or one stream.
#[derive(Debug)]
struct Part {
    /// Sorted by first number.
    subsections: Vec<Subsection>,
    data: Vec<u8>,
    widths: [usize; 3],
}

#[derive(Debug)]
struct Subsection {
    first: u32,
    count: u32,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    /// Rows of a stream, from this one on.
    Binary { row: usize },
    /// Lines of a table, at this offset of the file and of this length each.
    Lines { start: usize, stride: usize },
    /// Lines of a table that do not have one length.
    Loose(Vec<Entry>),
}

impl<'a> Section<'a> {
    /// Reads the section at an offset.
    pub(super) fn read(bytes: &'a [u8], offset: usize, budget: &Budget) -> Result<Self, Error> {
        let mut parser = Parser::new(bytes, offset);
        parser.skip_whitespace();
        let at = parser.position();
        if at != offset {
            budget.note(AnomalyKind::XrefOffsetInexact, offset);
        }
        let section = if parser.take_keyword(b"xref") {
            Self::read_table(bytes, at, parser, budget)?
        } else {
            Self::read_stream(bytes, at, budget)?
        };
        Ok(Self { named: offset, ..section })
    }

    fn read_table(
        bytes: &'a [u8],
        offset: usize,
        mut parser: Parser<'a>,
        budget: &Budget,
    ) -> Result<Self, Error> {
        let bad = Error::BadXref(offset);
        let mut subsections = Vec::new();
        loop {
            parser.skip_space();
            if parser.take_keyword(b"trailer") {
                break;
            }
            let first = parser.take_unsigned().ok_or(bad.clone())?;
            parser.skip_whitespace();
            let count = parser.take_unsigned().ok_or(bad.clone())?;
            parser.skip_whitespace();
            let (first, count) = checked_range(first, count).ok_or(bad.clone())?;
            let rows = read_rows(bytes, &mut parser, count, budget).ok_or(bad.clone())?;
            if count > 0 {
                subsections.push(Subsection { first, count, rows });
            }
        }
        let mut part = Part { subsections, data: Vec::new(), widths: [0; 3] };
        let is_split = part.shift_to_zero(bytes, offset, budget);
        let trailer = parser.value()?;
        let Object::Dictionary(trailer) = trailer else { return Err(bad) };
        let end = parser.position();
        budget.charge(end.saturating_sub(offset))?;
        let mut section = Self {
            kind: XrefKind::Table,
            offset,
            named: offset,
            end,
            streams: Vec::new(),
            is_split,
            has_duplicates: part.sort(),
            parts: vec![part],
            trailer,
        };
        if let Some(hidden) = section.trailer.get("XRefStm") {
            let hidden = hidden.as_integer().and_then(|it| usize::try_from(it).ok()).ok_or(bad)?;
            budget.note(AnomalyKind::HybridXref, hidden);
            let stream = Self::read_stream(bytes, hidden, budget)?;
            section.kind = XrefKind::Hybrid;
            // readers differ in which of the two they believe
            let is_in_use = |number| {
                let entry = section.entry(bytes, number);
                matches!(entry, Ok(Some(Entry::InUse { .. })))
            };
            let is_ambiguous = stream.has_duplicates || stream.numbers().any(is_in_use);
            // a number that the table frees is hidden from some readers, and not from others
            let is_listed = |number| !matches!(section.entry(bytes, number), Ok(None));
            let is_split = stream.numbers().any(is_listed);
            section.has_duplicates |= is_ambiguous;
            section.is_split |= is_split;
            section.streams = stream.streams;
            section.parts.extend(stream.parts);
        }
        section.note_duplicates(budget);
        Ok(section)
    }

    fn read_stream(bytes: &'a [u8], offset: usize, budget: &Budget) -> Result<Self, Error> {
        let bad = Error::BadXref(offset);
        let mut parser = Parser::new(bytes, offset);
        let object = parser.indirect(|_| Ok(None));
        budget.charge(parser.position().saturating_sub(offset))?;
        let object = match object {
            Err(Error::BadSyntax(at)) if at == offset => return Err(Error::NoXref(offset)),
            other => other?,
        };
        let Object::Stream(stream) = object.value else { return Err(Error::NoXref(offset)) };
        if !stream.dictionary().is_name("Type", "XRef") {
            return Err(Error::NoXref(offset));
        }
        // everything a reader needs here is direct (§7.5.8.2)
        let data = budget.decode(&stream, None, &|value| Ok(value.clone()))?.into_owned();
        let trailer = stream.dictionary().clone();
        let unsigned =
            |value: &Object<'_>| value.as_integer().and_then(|it| u64::try_from(it).ok());
        let widths = trailer.get("W").and_then(Object::as_array).ok_or(bad.clone())?;
        let mut widths = widths.iter().map(|it| unsigned(it).filter(|&width| width <= 8));
        let mut width = || usize::try_from(widths.next()??).ok();
        let widths = [width(), width(), width()];
        let [Some(one), Some(two), Some(three)] = widths else { return Err(bad) };
        let row = one + two + three;
        let rows = data.len().checked_div(row).ok_or(bad.clone())?;
        let whole = [
            Object::Integer(0),
            trailer.get("Size").and_then(Object::as_integer).map_or(Object::Null, Object::Integer),
        ];
        let index = trailer.get("Index").map_or(Some(&whole[..]), |index| index.as_array());
        let mut subsections = Vec::new();
        let mut next = 0_usize;
        for pair in index.ok_or(bad.clone())?.chunks(2) {
            let [first, count] = pair else { return Err(bad) };
            let (first, count) = unsigned(first)
                .zip(unsigned(count))
                .and_then(|(first, count)| checked_range(first, count))
                .ok_or(bad.clone())?;
            if count > 0 {
                subsections.push(Subsection { first, count, rows: Rows::Binary { row: next } });
            }
            let length = usize::try_from(count).map_err(|_| bad.clone())?;
            next = next.checked_add(length).filter(|&it| it <= rows).ok_or(bad.clone())?;
        }
        budget.count_rows(next)?;
        let mut part = Part { subsections, data, widths: [one, two, three] };
        let section = Self {
            kind: XrefKind::Stream,
            offset,
            named: offset,
            end: object.end,
            trailer,
            streams: vec![(object.reference, offset, object.end)],
            is_split: false,
            has_duplicates: part.sort(),
            parts: vec![part],
        };
        section.note_duplicates(budget);
        Ok(section)
    }

    /// A section that nobody wrote, of entries sorted by number, each once.
    pub(super) fn of_entries(
        entries: &[(u32, Entry)],
        trailer: Dictionary<'a>,
        end: usize,
    ) -> Self {
        const WIDTHS: [usize; 3] = [1, 8, 4];
        let mut data = Vec::with_capacity(entries.len().saturating_mul(13));
        let mut subsections: Vec<Subsection> = Vec::new();
        for (row, (number, entry)) in entries.iter().enumerate() {
            let (kind, second, third) = match *entry {
                Entry::Free => (0, 0, 0),
                Entry::InUse { offset, generation } => (1, offset, u32::from(generation)),
                Entry::Compressed { container, index } => (
                    2,
                    usize::try_from(container).unwrap_or(0),
                    u32::try_from(index).unwrap_or(u32::MAX),
                ),
            };
            data.push(kind);
            data.extend(u64::try_from(second).unwrap_or(u64::MAX).to_be_bytes());
            data.extend(third.to_be_bytes());
            match subsections.last_mut() {
                Some(last) if last.first.saturating_add(last.count) == *number => last.count += 1,
                _ => subsections.push(Subsection {
                    first: *number,
                    count: 1,
                    rows: Rows::Binary { row },
                }),
            }
        }
        Self {
            kind: XrefKind::Missing,
            offset: end,
            named: end,
            end,
            trailer,
            streams: Vec::new(),
            has_duplicates: false,
            is_split: false,
            parts: vec![Part { subsections, data, widths: WIDTHS }],
        }
    }

    fn note_duplicates(&self, budget: &Budget) {
        if self.has_duplicates {
            budget.note(AnomalyKind::DuplicateXrefEntry, self.offset);
        }
        if self.trailer.duplicate_key().is_some() {
            budget.note(AnomalyKind::DuplicateKey, self.offset);
        }
    }

    /// What this section says of a number: `None` if nothing. In a hybrid section the table comes
    /// first, and its stream counts for what the table leaves free or out (§7.5.8.4).
    pub(super) fn entry(&self, bytes: &[u8], number: u32) -> Result<Option<Entry>, Error> {
        let mut found = None;
        for part in &self.parts {
            match part.entry(bytes, number, self.offset)? {
                Some(Entry::Free) => found = Some(Entry::Free),
                Some(entry) => return Ok(Some(entry)),
                None => {}
            }
        }
        Ok(found)
    }

    /// Every number that this section has an entry for; one in both parts of a hybrid section
    /// comes twice.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.parts
            .iter()
            .flat_map(|part| &part.subsections)
            .flat_map(|it| it.first..it.first.saturating_add(it.count))
    }
}

impl Part {
    /// Many writers number the first subsection `1 N` although its first line is that of object 0.
    /// Says whether this is such a table, or one whose lines are not 20 bytes long.
    fn shift_to_zero(&mut self, bytes: &[u8], offset: usize, budget: &Budget) -> bool {
        let shifted = match self.subsections.as_slice() {
            [Subsection { first: 1, rows: Rows::Lines { start, .. }, .. }] => {
                bytes.get(*start..).is_some_and(|it| it.starts_with(HEAD_OF_FREE_LIST))
            }
            _ => false,
        };
        if let (true, Some(first)) = (shifted, self.subsections.first_mut()) {
            first.first = 0;
            budget.note(AnomalyKind::XrefSubsectionShifted, offset);
        }
        let uneven = |it: &Subsection| match it.rows {
            Rows::Lines { stride, .. } => stride != 20,
            _ => true,
        };
        let uneven = self.subsections.iter().any(uneven);
        if uneven {
            budget.note(AnomalyKind::XrefEntryLength, offset);
        }
        shifted || uneven
    }

    /// Sorts the subsections, and says whether two have a number in common.
    fn sort(&mut self) -> bool {
        self.subsections.sort_by_key(|it| it.first);
        let ends = self.subsections.iter().map(|it| it.first.saturating_add(it.count));
        ends.zip(self.subsections.iter().skip(1)).any(|(end, next)| end > next.first)
    }

    fn entry(&self, bytes: &[u8], number: u32, at: usize) -> Result<Option<Entry>, Error> {
        let after = self.subsections.partition_point(|it| it.first <= number);
        let Some(subsection) = after.checked_sub(1).and_then(|index| self.subsections.get(index))
        else {
            return Ok(None);
        };
        let index = number - subsection.first;
        if index >= subsection.count {
            return Ok(None);
        }
        let index = usize::try_from(index).map_err(|_| Error::BadXref(at))?;
        let entry = match &subsection.rows {
            Rows::Binary { row } => self.binary_entry(row + index),
            _ => subsection.line(bytes, index),
        };
        entry.map(Some).ok_or(Error::BadXref(at))
    }

    fn binary_entry(&self, row: usize) -> Option<Entry> {
        let [one, two, three] = self.widths;
        let width = one + two + three;
        let start = row.checked_mul(width)?;
        let row = self.data.get(start..start.checked_add(width)?)?;
        let (kind, rest) = row.split_at_checked(one)?;
        let (second, third) = rest.split_at_checked(two)?;
        let number = |octets: &[u8]| octets.iter().fold(0_u64, |it, &o| (it << 8) | u64::from(o));
        let kind = if kind.is_empty() { 1 } else { number(kind) };
        Some(match kind {
            1 => Entry::InUse {
                offset: usize::try_from(number(second)).ok()?,
                generation: u16::try_from(number(third)).ok()?,
            },
            2 => Entry::Compressed {
                container: u32::try_from(number(second)).ok()?,
                index: usize::try_from(number(third)).ok()?,
            },
            _ => Entry::Free,
        })
    }
}

/// The first line of the table of every first revision.
const HEAD_OF_FREE_LIST: &[u8] = b"0000000000 65535 f";

impl Subsection {
    fn line(&self, bytes: &[u8], index: usize) -> Option<Entry> {
        match &self.rows {
            Rows::Binary { .. } => None,
            Rows::Lines { start, stride } => {
                let start = start.checked_add(index.checked_mul(*stride)?)?;
                line(bytes, start)
            }
            Rows::Loose(entries) => entries.get(index).copied(),
        }
    }
}

/// The first number and the count of a subsection whose numbers all fit.
fn checked_range(first: u64, count: u64) -> Option<(u32, u32)> {
    let (first, count) = (u32::try_from(first).ok()?, u32::try_from(count).ok()?);
    // the two highest numbers stand for the trailers where references are collected
    first.checked_add(count).filter(|&end| end < u32::MAX - 1)?;
    Some((first, count))
}

/// The lines of a subsection: of one length if the first and the last say so, else one by one.
fn read_rows<'a>(
    bytes: &'a [u8],
    parser: &mut Parser<'a>,
    count: u32,
    budget: &Budget,
) -> Option<Rows> {
    let start = parser.position();
    let length = usize::try_from(count).ok()?;
    if length == 0 {
        return Some(Rows::Loose(Vec::new()));
    }
    let space = bytes.get(start.checked_add(18)?..)?;
    let space = space.iter().take(4).take_while(|&&byte| is_whitespace(byte)).count();
    let stride = if length == 1 { 20 } else { 18 + space };
    let last = start.checked_add((length - 1).checked_mul(stride)?)?;
    if (1..=3).contains(&space) && line(bytes, start).is_some() && line(bytes, last).is_some() {
        let mut after = Parser::new(bytes, last + 18);
        after.skip_space();
        let follows = bytes.get(after.position());
        if follows.is_some_and(|byte| byte.is_ascii_digit() || *byte == b't') {
            *parser = after;
            return Some(Rows::Lines { start, stride });
        }
    }
    let mut entries = Vec::new();
    for _ in 0..length {
        parser.skip_space();
        let offset = usize::try_from(parser.take_unsigned()?).ok()?;
        parser.skip_whitespace();
        let generation = u16::try_from(parser.take_unsigned()?).ok()?;
        parser.skip_whitespace();
        let in_use = parser.take_keyword(b"n");
        if !in_use && !parser.take_keyword(b"f") {
            return None;
        }
        entries.push(if in_use { in_use_entry(offset, generation) } else { Entry::Free });
    }
    budget.charge(parser.position().saturating_sub(start)).ok()?;
    Some(Rows::Loose(entries))
}

/// The entry in the 18 significant bytes `nnnnnnnnnn ggggg n` at an offset.
fn line(bytes: &[u8], start: usize) -> Option<Entry> {
    let line = bytes.get(start..start.checked_add(18)?)?;
    let (offset, rest) = line.split_at_checked(10)?;
    let [b' ', generation @ .., b' ', kind] = rest else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_usize, |value, &digit| {
            let digit = digit.is_ascii_digit().then(|| usize::from(digit - b'0'))?;
            value.checked_mul(10)?.checked_add(digit)
        })
    };
    let (offset, generation) = (number(offset)?, u16::try_from(number(generation)?).ok()?);
    match kind {
        b'n' => Some(in_use_entry(offset, generation)),
        b'f' => Some(Entry::Free),
        _ => None,
    }
}

/// Some writers give unused numbers the offset 0 instead of freeing them.
fn in_use_entry(offset: usize, generation: u16) -> Entry {
    if offset == 0 { Entry::Free } else { Entry::InUse { offset, generation } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<(Section<'_>, Budget), Error> {
        let budget = Budget::new(text.len());
        Section::read(text, 0, &budget).map(|section| (section, budget))
    }

    #[test]
    fn tables_of_any_line_length() {
        for eol in ["\r\n", " \n", "\n", " \r\n"] {
            let lines = ["0000000000 65535 f", "0000000017 00000 n", "0000000081 00002 n"];
            let text = format!("xref\n0 3\n{}{eol}trailer << /Size 3 >>", lines.join(eol));
            let (section, budget) = read(text.as_bytes()).unwrap();
            let entry = |number| section.entry(text.as_bytes(), number).unwrap();
            assert_eq!(entry(0), Some(Entry::Free));
            assert_eq!(entry(1), Some(Entry::InUse { offset: 17, generation: 0 }));
            assert_eq!(entry(2), Some(Entry::InUse { offset: 81, generation: 2 }));
            assert_eq!(entry(3), None);
            assert_eq!(section.end, text.len());
            let even = eol.len() == 2;
            assert_eq!(budget.anomalies().is_empty(), even, "{eol:?}");
        }
    }

    #[test]
    fn a_table_that_starts_at_one_means_zero() {
        let text = b"xref\n1 2\n0000000000 65535 f \n0000000017 00000 n \ntrailer <<>>";
        let (section, budget) = read(text).unwrap();
        let entry = section.entry(text, 1).unwrap();
        assert_eq!(entry, Some(Entry::InUse { offset: 17, generation: 0 }));
        assert_eq!(budget.anomalies()[0].kind, AnomalyKind::XrefSubsectionShifted);
    }

    #[test]
    fn numbers_given_twice_are_noted() {
        let text = b"xref\n1 1\n0000000017 00000 n \n0 2\n0000000000 65535 f \n\
            0000000019 00000 n \ntrailer <<>>";
        let (section, _) = read(text).unwrap();
        assert!(section.has_duplicates);
    }

    #[test]
    fn streams_are_read_by_width() {
        let data = b"\x01\x00\x11\x00\x02\x00\x07\x03\x00\x00\x00\x00";
        let mut text = b"9 0 obj << /Type /XRef /W [1 2 1] /Index [4 2 9 1] /Size 10 /Length 12 >>\
            stream\n"
            .to_vec();
        text.extend_from_slice(data);
        text.extend_from_slice(b"\nendstream endobj");
        let (section, _) = read(&text).unwrap();
        let entry = |number| section.entry(&text, number).unwrap();
        assert_eq!(entry(4), Some(Entry::InUse { offset: 17, generation: 0 }));
        assert_eq!(entry(5), Some(Entry::Compressed { container: 7, index: 3 }));
        assert_eq!((entry(6), entry(9)), (None, Some(Entry::Free)));
        assert_eq!(section.numbers().collect::<Vec<_>>(), [4, 5, 9]);
    }

    #[test]
    fn entries_are_counted() {
        let rows = vec![0; crate::limits::PDF_XREF_ROWS + 1];
        let mut text = format!(
            "9 0 obj << /Type /XRef /W [1 0 0] /Size {0} /Length {0} >>stream\n",
            rows.len()
        )
        .into_bytes();
        text.extend(rows);
        text.extend_from_slice(b"\nendstream endobj");
        assert_eq!(read(&text).err(), Some(Error::TooManySteps));
    }

    #[test]
    fn malformed_sections_are_errors() {
        for text in [
            &b"xref\n0 2\n0000000000 65535 f \ntrailer <<>>"[..],
            b"xref\n0 1\n0000000000 65535 x \ntrailer <<>>",
            b"xref\n4294967295 2\ntrailer <<>>",
            b"xref\n0 1",
            b"1 0 obj 5 endobj",
            b"junk",
        ] {
            assert!(read(text).is_err(), "{}", String::from_utf8_lossy(text));
        }
    }
}
