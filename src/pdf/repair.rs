//! Damaged files, read all the same.
//!
//! Readers that show a document although its cross-reference sections are broken look for `N G obj`
//! from its start to its end, and so does this. They differ in what they find: what was read this way
//! carries [`AnomalyKind::Repaired`], and nobody may build more on it than a doubt. A strict reading
//! that succeeds is never repaired.

use super::anomaly::AnomalyKind;
use super::budget::Budget;
use super::lookup::Location;
use super::object::{Dictionary, Name, Object, Reference};
use super::parser::{Parser, is_whitespace};
use super::revision::{Chain, Revision, header_offset};
use super::xref::{Entry, Section};
use super::{Document, Error, XrefKind};
use crate::crypto::Password;
use crate::limits::{PDF_REPAIR_FACTOR, PDF_REPAIRED_OBJECTS};

impl<'a> Document<'a> {
    /// Reads a file whose cross-reference sections are broken: as one revision that holds the last
    /// object of every number, with the last trailer.
    ///
    /// This is for files that [`Document::open_with_passwords`] refuses, or whose objects are not where
    /// it looks for them. Byte ranges count from the start of the file as ever.
    ///
    /// # Errors
    /// [`Error::NotPdf`], [`Error::CatalogMissing`] where nothing leads to a catalog, those about
    /// encryption, and limits.
    pub fn repaired(bytes: &'a [u8], passwords: &[Password]) -> Result<Self, Error> {
        let budget = Budget::new(bytes.len());
        let header = header_offset(bytes).ok_or(Error::NotPdf)?;
        if header != 0 {
            budget.note(AnomalyKind::HeaderNotAtStart, header);
        }
        let mut found = Scan::of(bytes, &budget)?;
        budget.note(AnomalyKind::Repaired, 0);
        let trailer = found.trailer()?;
        let chain = |found: &Scan<'a>, trailer| {
            let section = Section::of_entries(&found.entries(), trailer, bytes.len());
            let revision = Revision {
                start: 0,
                end: bytes.len(),
                marker_end: bytes.len(),
                xref: XrefKind::Missing,
                xref_offset: bytes.len(),
                is_complete: false,
                sections: 0..1,
            };
            Chain { sections: vec![section], revisions: vec![revision], startxref: bytes.len() }
        };
        let first = chain(&found, trailer.clone());
        let mut document = Self::of_chain(bytes, first, budget).unlocked(passwords)?;
        // object streams may be encrypted, so what they hold is known only now
        found.open_object_streams(&document)?;
        document.sections = chain(&found, trailer).sections;
        document.catalog(0)?;
        Ok(document)
    }
}

/// What stands in a file, in the order of the file.
struct Scan<'a> {
    objects: Vec<Place>,
    /// Those that are object streams.
    containers: Vec<(u32, usize)>,
    /// The last one that leads to a catalog.
    trailer: Option<Dictionary<'a>>,
    catalog: Option<Reference>,
    /// The `endstream` that was found last, or the end of the file where there are no more.
    endstream: usize,
    /// Bytes that were parsed in vain.
    wasted: usize,
}

/// An object and where it was found; what is in an object stream stands where that does.
#[derive(Clone, Copy)]
struct Place {
    number: u32,
    at: usize,
    entry: Entry,
}

impl<'a> Scan<'a> {
    fn of(bytes: &'a [u8], budget: &Budget) -> Result<Self, Error> {
        let mut scan = Self {
            objects: Vec::new(),
            containers: Vec::new(),
            trailer: None,
            catalog: None,
            endstream: 0,
            wasted: 0,
        };
        let mut position = 0;
        let mut searched = 0;
        while let Some(rest) = bytes.get(searched..)
            && let Some(found) = memchr::memmem::find(rest, b"obj")
        {
            let keyword = searched.saturating_add(found);
            searched = keyword.saturating_add(3);
            // inside the object before there are only its parts
            let Some(start) = header_before(bytes, position, keyword) else { continue };
            let Some(end) = scan.object(bytes, start, budget)? else { continue };
            scan.trailers_in(bytes, position, start, budget)?;
            (position, searched) = (end, end);
        }
        scan.trailers_in(bytes, position, bytes.len(), budget)?;
        Ok(scan)
    }

    /// Takes in the object at an offset; its end, unless it is none.
    fn object(
        &mut self,
        bytes: &'a [u8],
        start: usize,
        budget: &Budget,
    ) -> Result<Option<usize>, Error> {
        let mut parser = Parser::new(bytes, start);
        let read = parser.indirect_value();
        budget.charge(parser.position().saturating_sub(start))?;
        let Ok((reference, value)) = read else {
            self.waste(parser.position().saturating_sub(start), bytes)?;
            return Ok(None);
        };
        let mut end = parser.position();
        parser.skip_space();
        let entry = Entry::InUse { offset: start, generation: reference.generation };
        if let Some(dictionary) = value.as_dictionary() {
            if parser.take_keyword(b"stream") {
                end = self.stream_end(bytes, dictionary, parser.position());
                if dictionary.is_name("Type", "ObjStm") {
                    self.containers.push((reference.number, start));
                } else if dictionary.is_name("Type", "XRef") {
                    self.add_trailer(dictionary.clone());
                }
            } else if dictionary.is_name("Type", "Catalog") {
                self.catalog = Some(reference);
            }
        }
        self.push(Place { number: reference.number, at: start, entry })?;
        Ok(Some(end))
    }

    /// Counts bytes that were parsed in vain, and will be again: each may begin what the next one does.
    fn waste(&mut self, count: usize, bytes: &[u8]) -> Result<(), Error> {
        self.wasted = self.wasted.saturating_add(count);
        let limit = bytes.len().saturating_mul(PDF_REPAIR_FACTOR).saturating_add(1 << 20);
        if self.wasted > limit { Err(Error::TooManySteps) } else { Ok(()) }
    }

    fn push(&mut self, place: Place) -> Result<(), Error> {
        if self.objects.len() >= PDF_REPAIRED_OBJECTS {
            return Err(Error::TooManySteps);
        }
        self.objects.push(place);
        Ok(())
    }

    /// Takes in the trailers between objects.
    fn trailers_in(
        &mut self,
        bytes: &'a [u8],
        start: usize,
        end: usize,
        budget: &Budget,
    ) -> Result<(), Error> {
        let between = bytes.get(start..end).unwrap_or_default();
        for found in memchr::memmem::find_iter(between, b"trailer") {
            let at = start.saturating_add(found).saturating_add(7);
            let mut parser = Parser::new(bytes, at);
            let value = parser.value();
            budget.charge(parser.position().saturating_sub(at))?;
            match value {
                Ok(Object::Dictionary(trailer)) => self.add_trailer(trailer),
                _ => self.waste(parser.position().saturating_sub(at), bytes)?,
            }
        }
        Ok(())
    }

    fn add_trailer(&mut self, trailer: Dictionary<'a>) {
        if trailer.get("Root").and_then(Object::as_reference).is_some() {
            self.trailer = Some(trailer);
        }
    }

    /// The end of a stream whose data begin at an offset: as its length says if `endstream` follows
    /// there, else at the next `endstream`.
    fn stream_end(&mut self, bytes: &[u8], dictionary: &Dictionary<'_>, data: usize) -> usize {
        let mut start = Parser::new(bytes, data);
        start.take_eol();
        let length = dictionary.get("Length").and_then(Object::as_integer);
        let declared = length
            .and_then(|length| start.position().checked_add(usize::try_from(length).ok()?))
            .filter(|&end| end <= bytes.len())
            .and_then(|end| {
                let mut after = Parser::new(bytes, end);
                // one end of line stands there; a few more do no harm
                (0..4).for_each(|_| _ = after.take_eol());
                after.take_keyword(b"endstream").then(|| after.position())
            });
        if let Some(end) = declared {
            return end;
        }
        // offsets only grow, so what was found stays the next one until it is passed
        if self.endstream < data {
            let rest = bytes.get(data..).unwrap_or_default();
            let found = memchr::memmem::find(rest, b"endstream");
            self.endstream = found.map_or(bytes.len(), |at| data.saturating_add(at));
        }
        if self.endstream < bytes.len() { self.endstream.saturating_add(9) } else { data }
    }

    /// The last trailer; one that leads to the last catalog where there is none.
    fn trailer(&self) -> Result<Dictionary<'a>, Error> {
        let made = || {
            let root = Object::Reference(self.catalog?);
            Some(Dictionary::new(vec![(Name(b"Root"[..].into()), root)]))
        };
        self.trailer.clone().or_else(made).ok_or(Error::CatalogMissing)
    }

    /// Takes in what object streams hold. One that cannot be read holds nothing; one whose number a
    /// later object has is not that object any more.
    fn open_object_streams(&mut self, document: &Document<'_>) -> Result<(), Error> {
        for (number, at) in std::mem::take(&mut self.containers) {
            let location = document.location(number, 0).ok().flatten().map(|it| it.0);
            if location != Some(Location::File { offset: at }) {
                continue;
            }
            let numbers = match document.object_stream_numbers(at, 0) {
                Ok(numbers) => numbers,
                Err(error @ (Error::TooManySteps | Error::TooMuchInflated)) => return Err(error),
                Err(_) => continue,
            };
            document.budget.count_rows(numbers.len())?;
            for (index, inner) in numbers.into_iter().enumerate() {
                let entry = Entry::Compressed { container: number, index };
                self.push(Place { number: inner, at, entry })?;
            }
        }
        Ok(())
    }

    /// The last object of every number, sorted by number.
    fn entries(&self) -> Vec<(u32, Entry)> {
        let mut places = self.objects.clone();
        // stable: of objects in one stream, the last counts too
        places.sort_by_key(|place| (place.number, place.at));
        let mut entries: Vec<(u32, Entry)> = Vec::new();
        for place in places {
            match entries.last_mut() {
                Some(last) if last.0 == place.number => last.1 = place.entry,
                _ => entries.push((place.number, place.entry)),
            }
        }
        entries
    }
}

/// Where `N G` before the keyword `obj` begins, if it does so at or after `from`.
fn header_before(bytes: &[u8], from: usize, keyword: usize) -> Option<usize> {
    /// Digits and white space before the keyword that are looked at.
    const FEW: usize = 64;
    let start = keyword.saturating_sub(FEW).max(from);
    let mut rest = bytes.get(start..keyword)?;
    let mut take = |wanted: fn(u8) -> bool| {
        let count = rest.iter().rev().take_while(|&&byte| wanted(byte)).count();
        rest = rest.get(..rest.len().saturating_sub(count)).unwrap_or_default();
        count
    };
    let is_digit = |byte: u8| byte.is_ascii_digit();
    take(is_whitespace);
    let is_header = take(is_digit) > 0 && take(is_whitespace) > 0 && take(is_digit) > 0;
    is_header.then(|| start.saturating_add(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::Coverage;
    use crate::pdf::builder::Builder;

    fn replaced(file: &[u8], from: &str, to: &str) -> Vec<u8> {
        let at = file.windows(from.len()).rposition(|it| it == from.as_bytes()).expect(from);
        let mut file = file.to_vec();
        file.splice(at..at + from.len(), to.bytes());
        file
    }

    fn has(document: &Document<'_>, kind: AnomalyKind) -> bool {
        document.anomalies().iter().any(|it| it.kind == kind)
    }

    #[test]
    fn broken_sections_are_made_up_for() {
        let file = Builder::signed().build();
        let at = file.windows(5).rposition(|it| it == b"xref\n").unwrap();
        let cut = file.windows(5).position(|it| it == b"xref\n").unwrap();
        assert!(cut < at);
        for damaged in [
            replaced(&file, "startxref\n", "startxref\n9"),
            replaced(&file, "startxref\n", "startxxxx\n"),
            replaced(&file, "xref\n0 1\n", "xxxx\n0 1\n"),
            replaced(&file, "trailer\n", "trailxx\n"),
            replaced(&file, "/Root", "/Rxxt"),
            file[..cut].to_vec(),
        ] {
            let strict = Document::open(&damaged).and_then(|document| document.signatures());
            assert!(strict.is_err_and(|error| error.is_damage()));
            let document = Document::repaired(&damaged, &[]).unwrap();
            assert!(has(&document, AnomalyKind::Repaired));
            let [signature] = &document.signatures().unwrap()[..] else { panic!() };
            assert_eq!(signature.field_name, "first");
            assert_eq!(document.revisions()[0].xref, XrefKind::Missing);
            // what was there when it was signed still ends where the file does, or not
            let whole = damaged.len() == file.len();
            assert_eq!(signature.coverage == Coverage::WholeFile, whole);
        }
    }

    #[test]
    fn the_last_object_counts_and_parts_of_objects_do_not() {
        let file = Builder::new()
            .object(1, "<</Type /Catalog /A 2 0 R /B 3 0 R>>")
            .object(2, "(old)")
            .stream(4, "", "2 0 obj (inside) endobj trailer <</Root 2 0 R>>")
            .object(2, "(new)")
            .raw("% 3 0 obj (comment)\n")
            .end()
            .build();
        let document = Document::repaired(&file, &[]).unwrap();
        let text = |number| {
            let value = document.object(Reference { number, generation: 0 }, 0).unwrap();
            value.as_string().map(|it| it.octets().into_owned())
        };
        assert_eq!(text(2).as_deref(), Some(&b"new"[..]));
        // readers that repair go by these words alone
        assert_eq!(text(3).as_deref(), Some(&b"comment"[..]));
        assert!(document.catalog(0).unwrap().is_name("Type", "Catalog"));
    }

    #[test]
    fn object_streams_are_opened() {
        for (file, password) in [
            (&include_bytes!("../../tests/data/encrypted/aes-256-luong.pdf")[..], ""),
            (&include_bytes!("../../tests/data/encrypted/rc4-128-luong.pdf")[..], "chu"),
        ] {
            let cut = file.windows(9).rposition(|it| it == b"startxref").unwrap();
            let damaged = &file[..cut];
            assert!(Document::open(damaged).is_err());
            let document = Document::repaired(damaged, &[Password::new(password)]).unwrap();
            let catalog = document.catalog(0).unwrap();
            assert_eq!(catalog.get("Lang").unwrap().as_string().unwrap().octets(), &b"vi-VN"[..]);
            assert_eq!(document.page_count(), Some(1));
        }
    }

    #[test]
    fn what_is_no_document_is_not_made_one() {
        let error = |bytes: &[u8]| Document::repaired(bytes, &[]).err();
        assert_eq!(error(b"1 0 obj <</Type /Catalog>> endobj"), Some(Error::NotPdf));
        assert_eq!(error(b"%PDF-1.7\n1 0 obj <<>> endobj"), Some(Error::CatalogMissing));
        assert_eq!(error(b"%PDF-1.7\ntrailer <</Root 1 0 R>>"), Some(Error::CatalogMissing));
    }

    #[test]
    fn every_truncation_is_read_or_refused() {
        let file = Builder::signed().end().build();
        for length in 0..file.len() {
            if let Ok(document) = Document::repaired(&file[..length], &[]) {
                let _ = document.signatures();
                let _ = document.security_store(document.newest());
            }
        }
    }

    #[test]
    fn the_cost_is_bounded() {
        // every header opens an array that reaches to the end of the file
        let mut file = b"%PDF-1.7\n".to_vec();
        file.extend(b"1 0 obj[ ".repeat(100_000));
        assert_eq!(Document::repaired(&file, &[]).err(), Some(Error::CatalogMissing));
        // every one of these would search the rest of the file
        for piece in ["1 0 obj<<>>stream ", "1 0 obj<</Length 1>>stream \n"] {
            let file = format!("%PDF-1.7\n{}", piece.repeat(500_000));
            let error = Document::repaired(file.as_bytes(), &[]).err();
            assert_eq!(error, Some(Error::CatalogMissing));
        }
        for piece in ["1 0 obj(", "trailer ("] {
            let file = format!("%PDF-1.7\n{}", piece.repeat(500_000));
            let error = Document::repaired(file.as_bytes(), &[]).err();
            assert_eq!(error, Some(Error::TooManySteps), "{piece}");
        }
        let mut file = b"%PDF-1.7\n".to_vec();
        file.extend(b"1 0 obj 1 ".repeat(PDF_REPAIRED_OBJECTS + 1));
        assert_eq!(Document::repaired(&file, &[]).err(), Some(Error::TooManySteps));
    }
}
