//! Where the objects of the first revision lie: that they do not overlap, and that no others are there.
//!
//! The bytes of later revisions are accounted for one by one, as changes. Those of the first one were
//! there when the first signature was made; what is odd about them is said, and decides nothing.

use super::Document;
use super::anomaly::AnomalyKind;
use super::changes::{OBJECT_HEADER_BYTES, object_headers};

impl Document<'_> {
    /// Notes what is odd about the bytes of the first revision, given where its objects are.
    pub(super) fn note_layout(&self, mut objects: Vec<(usize, usize)>) {
        let Some(first) = self.revisions.first() else { return };
        for section in self.sections_of(0).unwrap_or_default() {
            objects.extend(section.streams.iter().map(|&(_, start, end)| (start, end)));
        }
        objects.sort_unstable();
        objects.dedup();
        let mut covered = 0;
        for &(start, end) in &objects {
            if start < covered {
                self.budget.note(AnomalyKind::ObjectsOverlap, start);
            }
            covered = covered.max(end);
        }
        let bytes = self.bytes.get(..first.end).unwrap_or(self.bytes);
        // Whatever begins after the end of one object and before the next begins. Nearly all of a
        // file lies in its objects, so nearly nothing of it is searched. Of objects that begin at one
        // place the longest one holds what follows.
        let ends = std::iter::once(0).chain(objects.iter().map(|&(_, end)| end));
        let starts = objects.iter().map(|&(start, _)| start).chain(std::iter::once(bytes.len()));
        let unlisted = ends.zip(starts).find_map(|(from, to)| {
            let to = to.min(bytes.len());
            // a header begins with a number
            let digit = bytes.get(from..to)?.iter().position(u8::is_ascii_digit)?;
            let reach = bytes.get(..to.saturating_add(OBJECT_HEADER_BYTES)).unwrap_or(bytes);
            object_headers(reach, from + digit).take_while(|&at| at < to).find(|&at| at >= from)
        });
        if let Some(at) = unlisted {
            self.budget.note(AnomalyKind::ObjectUnlisted, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;

    fn kinds(file: &[u8]) -> Vec<AnomalyKind> {
        let document = Document::open(file).unwrap();
        document.check_objects().unwrap();
        document.anomalies().iter().map(|it| it.kind).collect()
    }

    fn catalog() -> Builder {
        Builder::new().object(1, "<</Type /Catalog>>")
    }

    #[test]
    fn objects_outside_the_table_are_named() {
        assert_eq!(kinds(&catalog().end().build()), []);
        let hidden = catalog().raw("4 0 obj (hidden) endobj\n").end().build();
        assert_eq!(kinds(&hidden), [AnomalyKind::ObjectUnlisted]);
        let inside = catalog().object(2, "(4 0 obj)").stream(3, "", "5 0 obj").end().build();
        assert_eq!(kinds(&inside), []);
        let before = Builder::new().raw("4 0 obj () endobj\n").object(1, "<</Type /Catalog>>");
        assert_eq!(kinds(&before.end().build()), [AnomalyKind::ObjectUnlisted]);
        let numbers = catalog().raw("% 4 0 ob 7\n").object(2, "5 % 4 0 obj").end().build();
        assert_eq!(kinds(&numbers), []);
    }

    #[test]
    fn objects_that_overlap_are_named() {
        // 3 begins in a string of 2
        let mut file = catalog().object(2, "(3 0 obj (x) endobj )").object(3, "(x)").end().build();
        let place = |file: &[u8], text: &str| {
            file.windows(text.len()).position(|it| it == text.as_bytes()).unwrap()
        };
        let inner = place(&file, "3 0 obj (x)");
        let outer = place(&file, "3 0 obj\n");
        let entry = format!("{outer:010}");
        let at = place(&file, &entry);
        file.splice(at..at + 10, format!("{inner:010}").bytes());
        let found = kinds(&file);
        assert!(found.contains(&AnomalyKind::ObjectsOverlap), "{found:?}");
        assert!(found.contains(&AnomalyKind::ObjectUnlisted), "{found:?}");
    }

    #[test]
    fn keys_that_come_twice_are_named_where_they_are_read() {
        let file = Builder::new().object(1, "<</Type /Catalog /A [<</B 1 /B 2>>]>>").end().build();
        assert_eq!(kinds(&file), [AnomalyKind::DuplicateKey]);
    }
}
