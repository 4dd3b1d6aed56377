//! Where the objects of the first revision lie: that they do not overlap, and that no others are there.
//!
//! The bytes of later revisions are accounted for one by one, as changes. Those of the first one were
//! there when the first signature was made; what is odd about them is said, and decides nothing.

use super::Document;
use super::anomaly::AnomalyKind;
use super::changes::object_headers;

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
        let is_known = |at: usize| {
            // the last object that begins before or there: it begins there, or this is a part of it;
            // an entry may lead to white space before the object
            let after = objects.partition_point(|&(start, _)| start <= at);
            let holder = after.checked_sub(1).and_then(|index| objects.get(index));
            holder.is_some_and(|&(_, end)| at < end)
        };
        if let Some(at) = object_headers(bytes).find(|&at| !is_known(at)) {
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
