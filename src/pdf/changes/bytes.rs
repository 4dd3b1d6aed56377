//! Every byte of a later revision belongs to one of its objects or sections.

use std::collections::HashSet;

use super::ChangeKind;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::lookup::Location;
use crate::pdf::parser::{Parser, is_whitespace};
use crate::pdf::revision::is_blank;

impl Step<'_, '_> {
    /// Bytes that no cross-reference section accounts for may be shown by readers that repair.
    pub(super) fn check_bytes(&mut self) -> Result<(), Error> {
        let document = self.document;
        let Some(revision) = document.revisions().get(self.new) else { return Ok(()) };
        if !revision.is_complete {
            self.refuse(ChangeKind::UnlistedBytes, None, revision.end.to_string());
            return Ok(());
        }
        let mut stretches = Vec::new();
        let mut starts = HashSet::new();
        for section in document.sections_of(self.new).unwrap_or_default() {
            stretches.push((section.offset, section.end));
            stretches.extend(section.streams.iter().map(|&(_, start, end)| (start, end)));
            // startxref, its offset and %%EOF
            stretches.push((section.end, revision.end));
        }
        for number in document.numbers_of(self.new) {
            self.count()?;
            // an object that cannot be found or read is reported as such
            let Ok(Some((location @ Location::File { offset }, generation))) =
                document.location(number, self.new)
            else {
                continue;
            };
            if offset >= revision.start
                && let Ok(found) = document.read(number, location, self.new)
            {
                stretches.push((offset, found.end));
                let mut parser = Parser::new(document.bytes(), offset);
                parser.skip_whitespace();
                starts.insert(parser.position());
                // readers that compare the two look for the object elsewhere
                if parser.object_header().is_none_or(|it| it.generation != generation) {
                    self.refuse(ChangeKind::ObjectUnreadable, Some(number), "");
                }
            }
        }
        starts.extend(document.section_streams());
        let inside = revision.start..revision.end;
        for at in headers(document.bytes().get(inside).unwrap_or_default(), 0) {
            let at = at.saturating_add(revision.start);
            if !starts.contains(&at) {
                self.refuse(ChangeKind::UnlistedBytes, None, at.to_string());
                break;
            }
        }
        stretches.sort_unstable();
        stretches.dedup();
        let mut position = revision.start;
        for (start, end) in stretches {
            if start < position {
                // an offset may lead to white space before the object, which belongs to the one before
                let between = document.bytes().get(start..position).unwrap_or_default();
                if !is_blank(between) {
                    self.refuse(ChangeKind::ObjectsOverlap, None, start.to_string());
                }
            } else if !is_blank(document.bytes().get(position..start).unwrap_or_default()) {
                self.refuse(ChangeKind::UnlistedBytes, None, position.to_string());
            }
            position = position.max(end);
        }
        if position < revision.end {
            self.refuse(ChangeKind::UnlistedBytes, None, position.to_string());
        }
        Ok(())
    }
}

/// Where `N G obj` stands in some bytes: also inside a stream, a string or a comment, since readers
/// that repair a file go by these words alone. The word `obj` is looked for from a place on.
pub(in crate::pdf) fn headers(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> {
    let words = memchr::memmem::find_iter(bytes.get(from..).unwrap_or_default(), b"obj");
    words.filter_map(move |word| {
        let before = bytes.get(..from + word)?;
        let (rest, _) = take_back(before, is_whitespace);
        let (rest, generation) = take_back(rest, |byte| byte.is_ascii_digit());
        let (rest, space) = take_back(rest, is_whitespace);
        let (rest, number) = take_back(rest, |byte| byte.is_ascii_digit());
        (generation > 0 && space > 0 && number > 0).then_some(rest.len())
    })
}

/// The length of the longest `N G obj` that is found.
pub(in crate::pdf) const HEADER_BYTES: usize = 4 * FEW + 3;

const FEW: usize = 64;

/// The bytes without those at their end that are wanted, of which there may be a few, and how many
/// these are.
fn take_back(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> (&[u8], usize) {
    let count = bytes.iter().rev().take(FEW).take_while(|&&byte| wanted(byte)).count();
    (bytes.get(..bytes.len() - count).unwrap_or_default(), count)
}
