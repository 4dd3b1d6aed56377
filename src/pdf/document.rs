//! A document and its objects as of any revision.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use super::Error;
use super::anomaly::{Anomaly, AnomalyKind};
use super::arena::Arena;
use super::budget::Budget;
use super::changes::Judgement;
use super::object::{Dictionary, Object, Reference, Stream};
use super::parser::Parser;
use super::revision::{Chain, Revision};
use super::xref::{Entry, Section};
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
    bytes: &'a [u8],
    /// Oldest first.
    sections: Vec<Section<'a>>,
    revisions: Vec<Revision>,
    budget: Budget,
    object_streams: Arena<Result<ObjectStream, Error>>,
    /// From the offset of an object stream to its index in `object_streams`.
    object_stream_index: RefCell<HashMap<usize, usize>>,
    /// Which sections have an entry for a number, where there are many sections: sorted pairs of
    /// number and section, without the first section.
    history: OnceCell<Vec<(u32, u32)>>,
    pub(super) judgement: Judgement,
}

/// The decoded data of an object stream (ISO 32000-2 §7.5.7).
#[derive(Debug)]
struct ObjectStream {
    data: Vec<u8>,
    /// Number and offset in `data` of each object.
    objects: Vec<(u32, usize)>,
}

/// Where an object lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Location {
    /// At an index of the object stream at an offset of the file.
    Compressed { container: usize, index: usize },
    /// At an offset of the file.
    File { offset: usize },
}

/// An object with the bytes it occupies.
#[derive(Clone, Debug)]
pub(super) struct Found<'d> {
    pub(super) value: Object<'d>,
    pub(super) location: Location,
    /// Just after it in the file; 0 in an object stream.
    pub(super) end: usize,
}

impl<'a> Document<'a> {
    /// Reads the chain of cross-reference sections and the catalog, and nothing else.
    ///
    /// # Errors
    /// [`Error::NotPdf`] if there is no header; another error if the chain is broken anywhere.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let budget = Budget::new(bytes.len());
        let chain = Chain::read(bytes, &budget)?;
        let startxref = chain.startxref;
        let document = Self::of_chain(bytes, chain, budget);
        if document.catalog(document.newest()) != Err(Error::CatalogMissing) {
            return Ok(document);
        }
        // An update that hides the whole document from strict readers, while readers that repair
        // show what it holds: one step back is read, so that what was signed can be named.
        let budget = Budget::new(bytes.len());
        match Chain::read_before(bytes, startxref, &budget) {
            Ok(chain) => {
                budget.note(AnomalyKind::NewestRevisionUnreadable, startxref);
                Ok(Self::of_chain(bytes, chain, budget))
            }
            Err(_) => Ok(document),
        }
    }

    fn of_chain(bytes: &'a [u8], chain: Chain<'a>, budget: Budget) -> Self {
        Self {
            bytes,
            sections: chain.sections,
            revisions: chain.revisions,
            budget,
            object_streams: Arena::new(),
            object_stream_index: RefCell::default(),
            history: OnceCell::new(),
            judgement: Judgement::default(),
        }
    }

    /// The whole file.
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
        self.budget.anomalies()
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
    /// [`Error::Encrypted`] if it lies in an encrypted object stream, and syntax errors.
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
    /// [`Error::UnsupportedFilter`], [`Error::BadFilterData`], [`Error::TooMuchInflated`];
    /// [`Error::Encrypted`] in an encrypted document.
    pub fn stream_data<'d>(
        &'d self,
        stream: &Stream<'d>,
        revision: usize,
    ) -> Result<std::borrow::Cow<'d, [u8]>, Error> {
        if self.is_encrypted() {
            return Err(Error::Encrypted);
        }
        self.budget.decode(stream, &|value| self.resolve(value, revision))
    }

    /// The catalog as of a revision (ISO 32000-2 §7.7.2).
    pub(super) fn catalog(&self, revision: usize) -> Result<Dictionary<'_>, Error> {
        let root = self.trailer(revision).and_then(|it| it.get("Root")).cloned();
        match self.resolve(&root.unwrap_or(Object::Null), revision)? {
            Object::Dictionary(catalog) => Ok(catalog),
            _ => Err(Error::CatalogMissing),
        }
    }

    /// Whether an object is a cross-reference stream of this revision, which speaks as a trailer.
    pub(super) fn is_section(
        &self,
        location: &Result<Option<(Location, u16)>, Error>,
        revision: usize,
    ) -> bool {
        let Ok(Some((Location::File { offset }, _))) = location else { return false };
        let mut streams =
            self.sections_of(revision).unwrap_or_default().iter().flat_map(|it| &it.streams);
        streams.any(|stream| stream.1 == *offset)
    }

    /// The trailers of all sections of a revision.
    pub(super) fn trailers_of(&self, revision: usize) -> impl Iterator<Item = &Dictionary<'a>> {
        self.sections_of(revision).unwrap_or_default().iter().map(|section| &section.trailer)
    }

    pub(super) fn sections_of(&self, revision: usize) -> Option<&[Section<'a>]> {
        self.sections.get(self.revisions.get(revision)?.sections.clone())
    }

    /// What the cross-reference sections up to a revision say of a number, and the end of the
    /// revision that says it.
    fn entry(&self, number: u32, revision: usize) -> Result<Option<(Entry, usize)>, Error> {
        /// With more sections than this, an index is made once.
        const FEW: usize = 16;
        let Some(sections) = self.revisions.get(revision).map(|it| it.sections.end) else {
            return Ok(None);
        };
        let found = |index: usize, entry| Ok(Some((entry, self.revision_end(index))));
        if sections <= FEW {
            for (index, section) in self.sections.iter().enumerate().take(sections).rev() {
                if let Some(entry) = section.entry(self.bytes, number)? {
                    return found(index, entry);
                }
            }
            return Ok(None);
        }
        let history = self.history.get_or_init(|| self.build_history());
        let bound = (number, u32::try_from(sections).unwrap_or(u32::MAX));
        let after = history.partition_point(|pair| *pair < bound);
        let newest = after.checked_sub(1).and_then(|at| history.get(at));
        let index = match newest {
            Some((same, section)) if *same == number => usize::try_from(*section).unwrap_or(0),
            _ => 0,
        };
        match self.sections.get(index).map(|it| it.entry(self.bytes, number)) {
            Some(entry) => entry?.map_or(Ok(None), |entry| found(index, entry)),
            None => Ok(None),
        }
    }

    fn build_history(&self) -> Vec<(u32, u32)> {
        let mut history = Vec::new();
        for (index, section) in (0_u32..).zip(&self.sections).skip(1) {
            history.extend(section.numbers().map(|number| (number, index)));
        }
        history.sort_unstable();
        history.dedup();
        history
    }

    fn revision_end(&self, section: usize) -> usize {
        let revision = self.revisions.partition_point(|it| it.sections.end <= section);
        self.revisions.get(revision).map_or(self.bytes.len(), |it| it.end)
    }

    /// Where an object lies as of a revision; `None` if there is no such object.
    ///
    /// An object must lie in or before the revision whose section gives it: bytes that are
    /// appended later must not become an object of a revision that was there already.
    pub(super) fn location(
        &self,
        number: u32,
        revision: usize,
    ) -> Result<Option<(Location, u16)>, Error> {
        match self.entry(number, revision)? {
            None | Some((Entry::Free, _)) => Ok(None),
            Some((Entry::InUse { offset, generation }, end)) if offset < end => {
                Ok(Some((Location::File { offset }, generation)))
            }
            Some((Entry::InUse { offset, .. }, _)) => Err(Error::ObjectNotThere { number, offset }),
            Some((Entry::Compressed { container, index }, _)) => {
                match self.entry(container, revision)? {
                    Some((Entry::InUse { offset, .. }, end)) if offset < end => {
                        Ok(Some((Location::Compressed { container: offset, index }, 0)))
                    }
                    _ => Err(Error::ObjectNotThere { number, offset: index }),
                }
            }
        }
    }

    /// An object as of a revision, with its place.
    pub(super) fn find(
        &self,
        reference: Reference,
        revision: usize,
    ) -> Result<Option<Found<'_>>, Error> {
        let Some((location, generation)) = self.location(reference.number, revision)? else {
            return Ok(None);
        };
        if generation != reference.generation {
            return Ok(None);
        }
        self.read(reference.number, location, revision).map(Some)
    }

    /// An object as of a revision, whatever its generation.
    pub(super) fn find_number(
        &self,
        number: u32,
        revision: usize,
    ) -> Result<Option<Found<'_>>, Error> {
        match self.location(number, revision)? {
            Some((location, _)) => self.read(number, location, revision).map(Some),
            None => Ok(None),
        }
    }

    fn read(&self, number: u32, location: Location, revision: usize) -> Result<Found<'_>, Error> {
        match location {
            Location::File { offset } => {
                let length = |reference| self.stream_length(reference, revision);
                let (value, end) = self.read_at(number, offset, revision, length)?;
                Ok(Found { value, location, end })
            }
            Location::Compressed { container, index } => {
                let value = self.read_compressed(number, container, index, revision)?;
                Ok(Found { value, location, end: 0 })
            }
        }
    }

    /// The value at a place, without the data if it is that of a stream: enough to see what it
    /// refers to, also where the length of the stream is wrong.
    pub(super) fn read_value(
        &self,
        number: u32,
        location: Location,
        revision: usize,
    ) -> Result<Object<'_>, Error> {
        match location {
            Location::File { offset } => {
                let end = self.revisions.get(revision).map_or(self.bytes.len(), |it| it.end);
                let mut parser = Parser::new(self.bytes.get(..end).unwrap_or(self.bytes), offset);
                let value = parser.indirect_value();
                self.budget.charge(parser.position().saturating_sub(offset))?;
                match value? {
                    (reference, value) if reference.number == number => Ok(value),
                    _ => Err(Error::ObjectNotThere { number, offset }),
                }
            }
            Location::Compressed { container, index } => {
                self.read_compressed(number, container, index, revision)
            }
        }
    }

    /// The object at an offset of the file, which must have this number.
    fn read_at(
        &self,
        number: u32,
        offset: usize,
        revision: usize,
        length: impl FnOnce(Reference) -> Result<Option<u64>, Error>,
    ) -> Result<(Object<'_>, usize), Error> {
        let end = self.revisions.get(revision).map_or(self.bytes.len(), |it| it.end);
        let bytes = self.bytes.get(..end).unwrap_or(self.bytes);
        let mut parser = Parser::new(bytes, offset);
        let object = parser.indirect(length);
        let raw = match &object {
            Ok(object) => object.value.as_stream().map_or(0, |stream| stream.raw().len()),
            Err(_) => 0,
        };
        self.budget.charge(parser.position().saturating_sub(offset).saturating_sub(raw))?;
        let object = match object {
            Err(Error::BadSyntax(at)) if at == offset => {
                return Err(Error::ObjectNotThere { number, offset });
            }
            other => other?,
        };
        if object.reference.number != number {
            return Err(Error::ObjectNotThere { number, offset });
        }
        if object.endobj_missing {
            self.budget.note(AnomalyKind::EndobjMissing, offset);
        }
        Ok((object.value, object.end))
    }

    /// The value of a `/Length` that is a reference.
    fn stream_length(&self, reference: Reference, revision: usize) -> Result<Option<u64>, Error> {
        let length = match self.location(reference.number, revision)? {
            Some((Location::File { offset }, _)) => {
                self.read_at(reference.number, offset, revision, |_| Ok(None))?.0
            }
            Some((Location::Compressed { container, index }, _)) => {
                self.read_compressed(reference.number, container, index, revision)?
            }
            None => return Ok(None),
        };
        Ok(length.as_integer().and_then(|length| u64::try_from(length).ok()))
    }

    fn read_compressed(
        &self,
        number: u32,
        container: usize,
        index: usize,
        revision: usize,
    ) -> Result<Object<'_>, Error> {
        let stream = self.object_stream(container, revision)?;
        let not_there = Error::ObjectNotThere { number, offset: index };
        let (found, start) = stream.objects.get(index).ok_or(not_there.clone())?;
        if *found != number {
            return Err(not_there);
        }
        let mut parser = Parser::new(&stream.data, *start);
        let value = parser.value();
        self.budget.charge(parser.position().saturating_sub(*start))?;
        value
    }

    /// The object stream at an offset of the file, decoded once.
    fn object_stream(&self, offset: usize, revision: usize) -> Result<&ObjectStream, Error> {
        let known = self.object_stream_index.borrow().get(&offset).copied();
        let index = match known {
            Some(index) => index,
            None => {
                let stream = self.read_object_stream(offset, revision);
                let index = self.object_streams.push(stream).ok_or(Error::TooManySteps)?;
                self.object_stream_index.borrow_mut().insert(offset, index);
                index
            }
        };
        match self.object_streams.get(index) {
            Some(Ok(stream)) => Ok(stream),
            Some(Err(error)) => Err(error.clone()),
            None => Err(Error::TooManySteps),
        }
    }

    fn read_object_stream(&self, offset: usize, revision: usize) -> Result<ObjectStream, Error> {
        if self.is_encrypted() {
            return Err(Error::Encrypted);
        }
        // the length of an object stream is not itself in an object stream (§7.5.7)
        let length = |reference: Reference| match self.location(reference.number, revision)? {
            Some((Location::File { offset }, _)) => {
                let (length, _) = self.read_at(reference.number, offset, revision, |_| Ok(None))?;
                Ok(length.as_integer().and_then(|length| u64::try_from(length).ok()))
            }
            _ => Ok(None),
        };
        let bad = Error::BadSyntax(offset);
        let mut parser = Parser::new(self.bytes, offset);
        let object = parser.indirect(length)?;
        let Object::Stream(stream) = object.value else { return Err(bad) };
        if !stream.dictionary().is_name("Type", "ObjStm") {
            return Err(bad);
        }
        let number = |key| {
            let value = stream.dictionary().get(key).and_then(Object::as_integer);
            value.and_then(|value| usize::try_from(value).ok()).ok_or(bad.clone())
        };
        let (count, first) = (number("N")?, number("First")?);
        // a filter that is itself a reference could lead back here
        let data = self.budget.decode(&stream, &|value| Ok(value.clone()))?.into_owned();
        let mut header = Parser::new(data.get(..first).unwrap_or(&data), 0);
        let mut objects = Vec::new();
        for _ in 0..count {
            header.skip_space();
            let number = header.take_unsigned().and_then(|it| u32::try_from(it).ok());
            header.skip_space();
            let start = header.take_unsigned().and_then(|it| usize::try_from(it).ok());
            let Some((number, start)) = number.zip(start) else { return Err(bad) };
            objects.push((number, first.checked_add(start).ok_or(bad.clone())?));
        }
        Ok(ObjectStream { data, objects })
    }

    /// The numbers that the sections of a revision have entries for, each once.
    pub(super) fn numbers_of(&self, revision: usize) -> HashSet<u32> {
        let sections = self.sections_of(revision).unwrap_or_default();
        sections.iter().flat_map(Section::numbers).collect()
    }
}
