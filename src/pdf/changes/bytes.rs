//! Every byte of a later revision belongs to one of its objects or sections.

use super::ChangeKind;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::lookup::Location;
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
        for section in document.sections_of(self.new).unwrap_or_default() {
            stretches.push((section.offset, section.end));
            stretches.extend(section.streams.iter().map(|&(_, start, end)| (start, end)));
            // startxref, its offset and %%EOF
            stretches.push((section.end, revision.end));
        }
        for number in document.numbers_of(self.new) {
            self.count()?;
            // an object that cannot be found or read is reported as such
            let Ok(Some((Location::File { offset }, _))) = document.location(number, self.new)
            else {
                continue;
            };
            if offset >= revision.start
                && let Ok(Some(found)) = document.find_number(number, self.new)
            {
                stretches.push((offset, found.end));
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
