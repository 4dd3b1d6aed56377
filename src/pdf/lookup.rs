//! Where an object lies as of a revision, and reading it from there.

use std::collections::{BTreeMap, HashSet};

use super::anomaly::AnomalyKind;
use super::object::{Object, Reference};
use super::parser::{Indirect, Parser};
use super::revision::is_white;
use super::xref::Entry;
use super::{Document, Error};
use crate::limits::PDF_VALUES_KEPT;

/// The decoded data of an object stream (ISO 32000-2 §7.5.7).
#[derive(Debug)]
pub(super) struct ObjectStream {
    data: Vec<u8>,
    /// Just after the last number before the objects.
    header_end: usize,
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

/// Objects that were read, by their offset: one question reads the catalog many times, and a
/// comparison of revisions reads most objects.
#[derive(Debug, Default)]
pub(super) struct KnownObjects<'a> {
    by_offset: BTreeMap<usize, KnownObject<'a>>,
    values: usize,
}

/// Whether an object that was read is remembered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Keep {
    Yes,
    No,
}

/// What lies at an offset depends on the file alone, but for two things: the end of the revision that
/// bounds it, and a `/Length` elsewhere. No object with such a length is kept.
#[derive(Clone, Debug)]
struct KnownObject<'a> {
    object: Indirect<'a>,
    bound: usize,
    /// The bytes that were parsed: they are counted again when it is asked for again, since what is
    /// handed out is a copy.
    parsed: usize,
}

impl<'a> Document<'a> {
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

    /// The object at a place, as of a revision.
    pub(super) fn read(
        &self,
        number: u32,
        location: Location,
        revision: usize,
    ) -> Result<Found<'_>, Error> {
        self.read_and(Keep::Yes, number, location, revision)
    }

    /// Like [`Self::read`], for an object that will hardly be asked for again: there is room for
    /// some only.
    pub(super) fn read_once(
        &self,
        number: u32,
        location: Location,
        revision: usize,
    ) -> Result<Found<'_>, Error> {
        self.read_and(Keep::No, number, location, revision)
    }

    fn read_and(
        &self,
        keep: Keep,
        number: u32,
        location: Location,
        revision: usize,
    ) -> Result<Found<'_>, Error> {
        match location {
            Location::File { offset } => {
                let length = |reference| self.stream_length(reference, revision);
                let (value, end) = self.read_at(keep, number, offset, revision, length)?;
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
                let bytes = self.bytes_around(offset, revision)?;
                if !is_headed(bytes, offset, number) {
                    return Err(Error::ObjectNotThere { number, offset });
                }
                let mut parser = Parser::new(bytes, offset);
                let value = parser.indirect_value();
                self.budget.charge(parser.position().saturating_sub(offset))?;
                let (reference, value) = value?;
                Ok(self.opened(reference, value))
            }
            Location::Compressed { container, index } => {
                self.read_compressed(number, container, index, revision)
            }
        }
    }

    /// The file up to the end of the revision that holds the object at an offset. No object reaches
    /// past its revision: what is appended later must not become part of it.
    fn bytes_around(&self, offset: usize, revision: usize) -> Result<&'a [u8], Error> {
        let mut parser = Parser::new(self.bytes, offset);
        parser.skip_whitespace();
        let start = parser.position();
        self.budget.charge(start - offset)?;
        let holder = self.revisions.partition_point(|it| it.end <= start).min(revision);
        let end = self.revisions.get(holder).map_or(self.bytes.len(), |it| it.end);
        Ok(self.bytes.get(..end).unwrap_or(self.bytes))
    }

    /// The object at an offset of the file, which must have this number.
    fn read_at(
        &self,
        keep: Keep,
        number: u32,
        offset: usize,
        revision: usize,
        length: impl FnOnce(Reference) -> Result<Option<u64>, Error>,
    ) -> Result<(Object<'a>, usize), Error> {
        let bytes = self.bytes_around(offset, revision)?;
        let known = self.known_objects.borrow().by_offset.get(&offset).cloned();
        let object = match known.filter(|known| known.bound == bytes.len()) {
            Some(known) => {
                self.budget.charge(known.parsed)?;
                known.object
            }
            None => self.read_anew(bytes, keep, number, offset, length)?,
        };
        if object.reference.number != number {
            return Err(Error::ObjectNotThere { number, offset });
        }
        if object.endobj_missing {
            self.budget.note(AnomalyKind::EndobjMissing, offset);
        }
        Ok((self.opened(object.reference, object.value), object.end))
    }

    /// An object of the file as it is meant: decrypted, if the document is encrypted.
    fn opened<'d>(&self, reference: Reference, value: Object<'d>) -> Object<'d> {
        match &self.encryption {
            Some(encryption) => encryption.open_object(reference, value),
            None => value,
        }
    }

    /// The object at an offset of some bytes, whatever its number.
    fn read_anew(
        &self,
        bytes: &'a [u8],
        keep: Keep,
        number: u32,
        offset: usize,
        length: impl FnOnce(Reference) -> Result<Option<u64>, Error>,
    ) -> Result<Indirect<'a>, Error> {
        // Before the value is read: any number of entries may lead to one long object.
        if !is_headed(bytes, offset, number) {
            return Err(Error::ObjectNotThere { number, offset });
        }
        let mut parser = Parser::new(bytes, offset);
        let mut is_complete = true;
        let object = parser.indirect(|reference| {
            is_complete = false;
            length(reference)
        });
        let raw = match &object {
            Ok(object) => object.value.as_stream().map_or(0, |stream| stream.raw().len()),
            Err(_) => 0,
        };
        let parsed = parser.position().saturating_sub(offset).saturating_sub(raw);
        self.budget.charge(parsed)?;
        let object = object?;
        if parser.has_duplicate_key() {
            self.budget.note(AnomalyKind::DuplicateKey, offset);
        }
        let mut known = self.known_objects.borrow_mut();
        let values = known.values.saturating_add(parser.values());
        if is_complete && keep == Keep::Yes && values <= PDF_VALUES_KEPT {
            known.values = values;
            let object = object.clone();
            known.by_offset.insert(offset, KnownObject { object, bound: bytes.len(), parsed });
        }
        Ok(object)
    }

    /// The value of a `/Length` that is a reference.
    fn stream_length(&self, reference: Reference, revision: usize) -> Result<Option<u64>, Error> {
        let length = match self.location(reference.number, revision)? {
            Some((Location::File { offset }, _)) => {
                self.read_at(Keep::Yes, reference.number, offset, revision, |_| Ok(None))?.0
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
        if parser.has_duplicate_key() {
            self.budget.note(AnomalyKind::DuplicateKey, container);
        }
        value
    }

    /// Whether all readers find the same objects in the object stream at an offset: each number once,
    /// the objects in order, and nothing before or between them.
    pub(super) fn is_object_stream_plain(
        &self,
        offset: usize,
        revision: usize,
    ) -> Result<bool, Error> {
        let stream = self.object_stream(offset, revision)?;
        let first = stream.objects.first().map_or(stream.data.len(), |it| it.1);
        if !stream.data.get(stream.header_end..first).is_some_and(is_white) {
            return Ok(false);
        }
        let mut numbers = HashSet::new();
        let starts = stream.objects.iter().skip(1).map(|it| it.1);
        let ends = starts.chain(std::iter::once(stream.data.len()));
        for (&(number, start), end) in stream.objects.iter().zip(ends) {
            let Some(data) = stream.data.get(..end).filter(|_| numbers.insert(number)) else {
                return Ok(false);
            };
            let mut parser = Parser::new(data, start);
            let is_read = parser.value().is_ok();
            self.budget.charge(parser.position().saturating_sub(start))?;
            parser.skip_space();
            if !is_read || parser.position() != end {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The numbers in the object stream at an offset, in order.
    pub(super) fn object_stream_numbers(
        &self,
        offset: usize,
        revision: usize,
    ) -> Result<Vec<u32>, Error> {
        Ok(self.object_stream(offset, revision)?.objects.iter().map(|it| it.0).collect())
    }

    /// The object stream at an offset of the file, decoded once for each end of a revision that bounds
    /// it. A change of the object that its `/Length` may refer to is a change of its own.
    fn object_stream(&self, offset: usize, revision: usize) -> Result<&ObjectStream, Error> {
        let place = (offset, self.bytes_around(offset, revision)?.len());
        let known = self.object_stream_index.borrow().get(&place).copied();
        let index = match known {
            Some(index) => index,
            None => {
                let stream = self.read_object_stream(offset, revision);
                let index = self.object_streams.push(stream).ok_or(Error::TooManySteps)?;
                self.object_stream_index.borrow_mut().insert(place, index);
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
        // the length of an object stream is not itself in an object stream (§7.5.7)
        let length = |reference: Reference| match self.location(reference.number, revision)? {
            Some((Location::File { offset }, _)) => {
                let number = reference.number;
                let (length, _) =
                    self.read_at(Keep::Yes, number, offset, revision, |_| Ok(None))?;
                Ok(length.as_integer().and_then(|length| u64::try_from(length).ok()))
            }
            _ => Ok(None),
        };
        let bad = Error::BadSyntax(offset);
        let mut parser = Parser::new(self.bytes_around(offset, revision)?, offset);
        let object = parser.indirect(length);
        let raw =
            object.as_ref().ok().and_then(|it| it.value.as_stream()).map_or(0, |it| it.raw().len());
        self.budget.charge(parser.position().saturating_sub(offset).saturating_sub(raw))?;
        let object = object?;
        let value = self.opened(object.reference, object.value);
        let Object::Stream(stream) = value else { return Err(bad) };
        if !stream.dictionary().is_name("Type", "ObjStm") {
            return Err(bad);
        }
        let number = |key| {
            let value = stream.dictionary().get(key).and_then(Object::as_integer);
            value.and_then(|value| usize::try_from(value).ok()).ok_or(bad.clone())
        };
        let (count, first) = (number("N")?, number("First")?);
        // a filter that is itself a reference could lead back here
        let data = self
            .budget
            .decode(&stream, self.encryption.as_ref(), &|value| Ok(value.clone()))?
            .into_owned();
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
        let header_end = header.position();
        Ok(ObjectStream { data, header_end, objects })
    }
}

/// Whether `N G obj` of this number stands at an offset, or after white space there.
fn is_headed(bytes: &[u8], offset: usize, number: u32) -> bool {
    let mut parser = Parser::new(bytes, offset);
    parser.skip_whitespace();
    parser.object_header().is_some_and(|it| it.number == number)
}
