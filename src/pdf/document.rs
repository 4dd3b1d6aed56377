//! A document and its objects as of any revision.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use super::Error;
use super::anomaly::{Anomaly, AnomalyKind};
use super::arena::Arena;
use super::budget::Budget;
use super::changes::Judgement;
use super::encryption::Encryption;
use super::lookup::{Found, KnownObjects, Location, ObjectStream};
use super::object::{Dictionary, Object, Reference, Stream};
use super::revision::{Chain, Revision, header_offset};
use super::xref::Section;
use crate::crypto::Password;
use crate::limits::{PDF_HEADER_BYTES, PDF_REFERENCE_HOPS};

/// A PDF file, read lazily: opening reads the cross-reference sections, and every question reads
/// the objects that it needs.
///
/// ```
/// use kyso::pdf::{Document, Object, Reference};
///
/// let file = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nxref\n0 2\n\
///     0000000000 65535 f \n0000000009 00000 n \ntrailer <</Size 2 /Root 1 0 R>>\n\
///     startxref\n43\n%%EOF\n";
/// let document = Document::open(file)?;
/// assert_eq!(document.revisions().len(), 1);
/// assert!(document.signatures()?.is_empty());
/// let catalog = document.object(Reference { number: 1, generation: 0 }, 0)?;
/// assert!(matches!(catalog, Object::Dictionary(_)));
/// # Ok::<(), kyso::pdf::Error>(())
/// ```
#[derive(Debug)]
pub struct Document<'a> {
    pub(super) bytes: &'a [u8],
    /// Bytes of the file before those, which offsets do not count.
    pub(super) prefix: usize,
    /// Oldest first.
    pub(super) sections: Vec<Section<'a>>,
    pub(super) revisions: Vec<Revision>,
    pub(super) budget: Budget,
    pub(super) known_objects: RefCell<KnownObjects<'a>>,
    pub(super) object_streams: Arena<Result<ObjectStream, Error>>,
    /// From the offset of an object stream, and the end of the revision that bounds it, to its index in
    /// `object_streams`.
    pub(super) object_stream_index: RefCell<HashMap<(usize, usize), usize>>,
    /// Which sections have an entry for a number, where there are many sections: sorted pairs of
    /// number and section, without the first section.
    pub(super) history: OnceCell<Vec<(u32, u32)>>,
    pub(super) judgement: Judgement,
    /// How the document is encrypted, once that is known and opened.
    pub(super) encryption: Option<Encryption>,
}

impl<'a> Document<'a> {
    /// Reads the chain of cross-reference sections and the catalog, and nothing else.
    ///
    /// # Errors
    /// [`Error::NotPdf`] if there is no header; [`Error::PasswordNeeded`] and
    /// [`Error::UnsupportedEncryption`] if it is encrypted and the empty password does not open it;
    /// another error if the chain is broken anywhere.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::open_with_passwords(bytes, &[])
    }

    /// Reads like [`Self::open`]. If the document is encrypted (ISO 32000-2 §7.6), the empty password
    /// is tried and then these, each as that of the user and of the owner.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn open_with_passwords(bytes: &'a [u8], passwords: &[Password]) -> Result<Self, Error> {
        let header = header_offset(bytes).ok_or(Error::NotPdf)?;
        if header == 0 {
            return Self::open_from(bytes, 0, passwords);
        }
        // Offsets count from the header (§7.5.2), but many writers and readers count from the start of
        // the file. Where both lead to a document, these are two.
        let inner = bytes.get(header..).unwrap_or_default();
        let from_header = Self::open_from(inner, header, passwords);
        let from_start = Self::open_from(bytes, 0, passwords);
        let leads = |document: &Result<Self, Error>| match document {
            Ok(document) => document.catalog(document.newest()).is_ok(),
            Err(error) => !error.is_damage(),
        };
        let is_ambiguous = leads(&from_header) && leads(&from_start);
        let document = if leads(&from_header) { from_header? } else { from_start? };
        let offset = header.saturating_sub(document.prefix);
        document.budget.note(AnomalyKind::HeaderNotAtStart, offset);
        if is_ambiguous {
            document.budget.note(AnomalyKind::OffsetsAmbiguous, offset);
        }
        Ok(document)
    }

    /// Reads a document whose offsets count from the first of these bytes, before which the file has
    /// some others.
    fn open_from(bytes: &'a [u8], prefix: usize, passwords: &[Password]) -> Result<Self, Error> {
        let document = Self::open_chain(bytes, passwords)?;
        Ok(Self { prefix, ..document })
    }

    fn open_chain(bytes: &'a [u8], passwords: &[Password]) -> Result<Self, Error> {
        let budget = Budget::new(bytes.len());
        let chain = Chain::read_before(bytes, bytes.len(), &budget)?;
        let startxref = chain.startxref;
        let document = Self::of_chain(bytes, chain, budget).unlocked(passwords)?;
        if document.catalog(document.newest()) != Err(Error::CatalogMissing) {
            return Ok(document);
        }
        // An update that hides the whole document from strict readers, while readers that repair
        // show what it holds: one step back is read, so that what was signed can be named.
        let budget = Budget::new(bytes.len());
        match Chain::read_before(bytes, startxref, &budget) {
            Ok(chain) => {
                budget.note(AnomalyKind::NewestRevisionUnreadable, startxref);
                Self::of_chain(bytes, chain, budget).unlocked(passwords)
            }
            Err(_) => Ok(document),
        }
    }

    pub(super) fn of_chain(bytes: &'a [u8], chain: Chain<'a>, budget: Budget) -> Self {
        Self {
            bytes,
            prefix: 0,
            sections: chain.sections,
            revisions: chain.revisions,
            budget,
            known_objects: RefCell::default(),
            object_streams: Arena::new(),
            object_stream_index: RefCell::default(),
            history: OnceCell::new(),
            judgement: Judgement::default(),
            encryption: None,
        }
    }

    /// The document with its encryption opened. The newest trailer says how it is encrypted: that it
    /// says so in all revisions is a matter of the changes between them.
    pub(super) fn unlocked(mut self, passwords: &[Password]) -> Result<Self, Error> {
        let revision = self.newest();
        let Some(trailer) = self.trailer(revision) else { return Ok(self) };
        let (number, dictionary) = match trailer.get("Encrypt") {
            None | Some(Object::Null) => return Ok(self),
            Some(Object::Dictionary(direct)) => (None, direct.clone()),
            Some(Object::Reference(reference)) => {
                match self.find(*reference, revision)? {
                    // it cannot lie in a stream that is encrypted itself (§7.5.7)
                    Some(Found {
                        value: Object::Dictionary(dictionary),
                        location: Location::File { .. },
                        ..
                    }) => (Some(reference.number), dictionary),
                    _ => return Err(Error::BadEncryption),
                }
            }
            Some(_) => return Err(Error::BadEncryption),
        };
        let id = trailer.get("ID").map(|id| self.resolve(id, revision)).transpose()?;
        let id = id.as_ref().and_then(Object::as_array).and_then(<[_]>::first);
        let id = id.and_then(Object::as_string).map(|id| id.octets()).unwrap_or_default();
        let encryption = Encryption::open(&dictionary, number, &id, passwords)?;
        self.encryption = Some(encryption);
        // object streams that were read to come here were not decrypted
        self.object_stream_index = RefCell::default();
        Ok(self)
    }

    /// The bytes from which offsets count: the whole file, or where something stands before the header
    /// and offsets do not count it, the file from the header on. Byte ranges of signatures count from
    /// the start of the file in any case.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The revisions, oldest first; there is at least one.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The index of the newest revision.
    pub fn newest(&self) -> usize {
        self.revisions.len().saturating_sub(1)
    }

    /// What was found odd in the structure so far; the first of each kind. Reading more of the
    /// document can find more.
    pub fn anomalies(&self) -> Vec<Anomaly> {
        let mut anomalies = self.budget.anomalies();
        for anomaly in &mut anomalies {
            anomaly.offset = anomaly.offset.saturating_add(self.prefix);
        }
        anomalies
    }

    /// Whether the document is encrypted (ISO 32000-2 §7.6).
    pub fn is_encrypted(&self) -> bool {
        self.sections.iter().any(|section| section.trailer.get("Encrypt").is_some())
    }

    /// The trailer dictionary of a revision; `None` if there is no such revision.
    pub fn trailer(&self, revision: usize) -> Option<&Dictionary<'a>> {
        self.sections_of(revision)?.last().map(|section| &section.trailer)
    }

    /// The version: that of the catalog of the newest revision, or of the header
    /// (ISO 32000-2 §7.5.2).
    pub fn version(&self) -> Option<String> {
        let catalog = self.catalog(self.newest()).ok();
        let version = catalog.and_then(|it| it.get("Version")?.as_name().map(ToString::to_string));
        let head = self.bytes.get(..PDF_HEADER_BYTES).unwrap_or(self.bytes);
        let header = head.windows(5).position(|it| it == b"%PDF-").and_then(|at| {
            let rest = head.get(at + 5..)?;
            let end = rest.iter().position(|it| !(it.is_ascii_digit() || *it == b'.'))?;
            Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
        });
        // the later of the two counts; both have one digit before and one after the point
        version.max(header)
    }

    /// The number of pages that the root of the page tree of the newest revision declares.
    pub fn page_count(&self) -> Option<usize> {
        let revision = self.newest();
        let pages = self.resolve(self.catalog(revision).ok()?.get("Pages")?, revision).ok()?;
        let count = self.resolve(pages.as_dictionary()?.get("Count")?, revision).ok()?;
        usize::try_from(count.as_integer()?).ok()
    }

    /// An object as of a revision; [`Object::Null`] if that revision has no such object.
    ///
    /// # Errors
    /// [`Error::ObjectNotThere`] if the cross-reference entry does not lead to the object,
    /// and syntax errors.
    pub fn object(&self, reference: Reference, revision: usize) -> Result<Object<'_>, Error> {
        Ok(self.find(reference, revision)?.map_or(Object::Null, |found| found.value))
    }

    /// The value itself, or what it refers to as of a revision.
    ///
    /// # Errors
    /// Those of [`Self::object`].
    pub fn resolve<'d>(&'d self, value: &Object<'d>, revision: usize) -> Result<Object<'d>, Error> {
        let mut value = value.clone();
        for _ in 0..PDF_REFERENCE_HOPS {
            let Object::Reference(reference) = value else { return Ok(value) };
            value = self.object(reference, revision)?;
        }
        Err(Error::TooManySteps)
    }

    /// The decoded data of a stream.
    ///
    /// # Errors
    /// [`Error::UnsupportedFilter`], [`Error::BadFilterData`], [`Error::TooMuchInflated`]; in an
    /// encrypted document also [`Error::UnsupportedEncryption`] and [`Error::PasswordNeeded`].
    pub fn stream_data<'d>(
        &'d self,
        stream: &Stream<'d>,
        revision: usize,
    ) -> Result<std::borrow::Cow<'d, [u8]>, Error> {
        self.budget.decode(stream, self.encryption.as_ref(), &|value| self.resolve(value, revision))
    }

    /// The length of the file, with what stands before the header.
    pub(super) fn file_length(&self) -> usize {
        self.bytes.len().saturating_add(self.prefix)
    }

    /// The catalog as of a revision (ISO 32000-2 §7.7.2).
    pub(super) fn catalog(&self, revision: usize) -> Result<Dictionary<'_>, Error> {
        let root = self.trailer(revision).and_then(|it| it.get("Root")).cloned();
        match self.resolve(&root.unwrap_or(Object::Null), revision)? {
            Object::Dictionary(catalog) => Ok(catalog),
            _ => Err(Error::CatalogMissing),
        }
    }

    /// Where the cross-reference streams are, which speak as trailers.
    pub(super) fn section_streams(&self) -> HashSet<usize> {
        self.sections.iter().flat_map(|section| &section.streams).map(|stream| stream.1).collect()
    }

    /// The trailers of all sections of a revision.
    pub(super) fn trailers_of(&self, revision: usize) -> impl Iterator<Item = &Dictionary<'a>> {
        self.sections_of(revision).unwrap_or_default().iter().map(|section| &section.trailer)
    }

    pub(super) fn sections_of(&self, revision: usize) -> Option<&[Section<'a>]> {
        self.sections.get(self.revisions.get(revision)?.sections.clone())
    }

    /// The numbers that the sections of a revision have entries for, each once, ascending: what is
    /// found first, and what a budget still allows, must not differ from run to run.
    pub(super) fn numbers_of(&self, revision: usize) -> Vec<u32> {
        let sections = self.sections_of(revision).unwrap_or_default();
        let mut numbers: Vec<u32> = sections.iter().flat_map(Section::numbers).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;
    use crate::pdf::{AnomalyKind, XrefKind};

    fn reference(number: u32) -> Reference {
        Reference { number, generation: 0 }
    }

    #[test]
    fn objects_as_of_any_revision() {
        let first = Builder::new().object(1, "<</Type /Catalog>>").object(2, "(old)").end().build();
        let builder = Builder::new().object(1, "<</Type /Catalog>>").object(2, "(old)").end();
        let file = builder.object(2, "(new)").end().free(2).end().build();
        let document = Document::open(&file).unwrap();
        let text = |revision| {
            let value = document.object(reference(2), revision).unwrap();
            value.as_string().map(|it| it.octets().into_owned())
        };
        assert_eq!(text(0).as_deref(), Some(&b"old"[..]));
        assert_eq!(text(1).as_deref(), Some(&b"new"[..]));
        assert_eq!(text(2), None);
        let revisions = document.revisions();
        assert_eq!(revisions.len(), 3);
        assert_eq!((revisions[0].start, revisions[0].end), (0, first.len()));
        assert_eq!(revisions[0].marker_end, first.len() - 1);
        assert_eq!(revisions[2].end, file.len());
        assert_eq!(document.anomalies(), []);
    }

    #[test]
    fn entries_must_lead_to_their_object() {
        let file = Builder::new().object(1, "<</Type /Catalog>>").object(2, "(a)").end().build();
        let at = file.windows(7).position(|it| it == b"2 0 obj").unwrap();
        let mut moved = file.clone();
        moved[at] = b'3';
        let document = Document::open(&moved).unwrap();
        let expected = Err(Error::ObjectNotThere { number: 2, offset: at });
        assert_eq!(document.object(reference(2), 0), expected);
        assert_eq!(document.object(reference(9), 0), Ok(Object::Null));
    }

    #[test]
    fn an_entry_past_its_revision_finds_nothing() {
        let first = Builder::new().object(1, "<</Type /Catalog>>").free(2).end().build();
        let entry = format!("{:010} 00000 n", first.len());
        let mut file = first.clone();
        let free = b"2 1\n0000000000 00000 f";
        let at = file.windows(free.len()).position(|it| it == free).unwrap() + 4;
        file.splice(at..at + entry.len(), entry.bytes());
        file.extend_from_slice(b"2 0 obj (hidden) endobj\n");
        let document = Document::open(&file).unwrap();
        assert!(matches!(document.object(reference(2), 0), Err(Error::ObjectNotThere { .. })));
        assert_eq!(document.anomalies()[0].kind, AnomalyKind::TrailingContent);
    }

    /// A file with a cross-reference stream, in which 1 and 3 lie in the object stream 2.
    fn compressed() -> Vec<u8> {
        let mut file = b"%PDF-1.5\n".to_vec();
        let container = file.len();
        let data = "1 0 3 19 <</Type /Catalog>> [3 0 R 5]";
        let stream = format!(
            "2 0 obj <</Type /ObjStm /N 2 /First 9 /Length {}>> stream\n{data}\nendstream endobj\n",
            data.len()
        );
        file.extend_from_slice(stream.as_bytes());
        let xref = file.len();
        let rows = [0, 0, 0, 2, 2, 0, 1, u8::try_from(container).unwrap(), 0, 2, 2, 1];
        let head = "4 0 obj <</Type /XRef /W [1 1 1] /Size 4 /Root 1 0 R /Length 12>> stream\n";
        file.extend_from_slice(head.as_bytes());
        file.extend_from_slice(&rows);
        let tail = format!("\nendstream endobj\nstartxref\n{xref}\n%%EOF");
        file.extend_from_slice(tail.as_bytes());
        file
    }

    #[test]
    fn objects_in_object_streams() {
        let file = compressed();
        let document = Document::open(&file).unwrap();
        assert_eq!(document.revisions()[0].xref, XrefKind::Stream);
        assert!(document.catalog(0).unwrap().is_name("Type", "Catalog"));
        let expected = Object::Array(vec![Object::Reference(reference(3)), Object::Integer(5)]);
        assert_eq!(document.object(reference(3), 0), Ok(expected));
        assert_eq!(document.version().as_deref(), Some("1.5"));
    }

    #[test]
    fn broken_chains_are_errors() {
        assert_eq!(Document::open(b"hello").unwrap_err(), Error::NotPdf);
        assert_eq!(Document::open(b"%PDF-1.7\n").unwrap_err(), Error::StartxrefMissing);
        let outside = b"%PDF-1.7\nstartxref\n99999\n%%EOF";
        assert_eq!(Document::open(outside).unwrap_err(), Error::OutOfFile(99999));
        let circle = b"%PDF-1.7\nxref\n0 0\ntrailer <</Prev 9>>\nstartxref\n9\n%%EOF";
        assert_eq!(Document::open(circle).unwrap_err(), Error::ChainOutOfOrder(9));
    }

    #[test]
    fn every_truncation_is_read_or_refused() {
        for file in [compressed(), Builder::signed().end().build()] {
            for length in 0..file.len() {
                if let Ok(document) = Document::open(&file[..length]) {
                    let _ = document.signatures();
                    let _ = document.security_store(document.newest());
                }
            }
        }
    }
}
