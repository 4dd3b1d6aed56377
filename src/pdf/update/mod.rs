//! Incremental updates (ISO 32000-2 §7.5.6): what is appended, so that every byte of the file stays.

mod colours;
mod drawing;
mod font;
mod image;
mod security_store;
mod seed_values;
mod signature_field;
mod write;

use std::collections::BTreeMap;

pub use drawing::{Drawing, Mark, PlacedDrawing};
pub use font::{EmbeddedFont, FontFormat, FontMetrics};
pub use image::{Image, ImageColour};
pub use security_store::SecurityStoreAdditions;
pub use seed_values::{SeedCertificate, SeedValues};
pub use signature_field::{NewSignature, SignatureRequest, UpdateError};

use super::object::{Object, Reference};
use super::{Document, Error, XrefKind};
use crate::crypto::DigestAlgorithm;
use colours::Colours;
use write::{Entries, Value};

/// The highest number of an object that is written (ISO 32000-2 annex C.2).
const MOST_OBJECTS: u32 = 8_388_607;

/// Objects that are appended to a document as a further revision.
#[derive(Debug)]
struct Update<'d, 'a> {
    document: &'d Document<'a>,
    /// By number, with the generation.
    objects: BTreeMap<u32, (u16, Value)>,
    /// The catalog, if it changes.
    catalog: Option<Entries>,
    next: u32,
}

impl<'d, 'a> Update<'d, 'a> {
    fn new(document: &'d Document<'a>) -> Self {
        let size = document.trailers_of(document.newest()).filter_map(|it| it.get("Size"));
        let size = size.filter_map(Object::as_integer).max().unwrap_or(0);
        // a number that some revision used is not used again, whatever /Size says
        let revisions = 0..document.revisions().len();
        let used = revisions.filter_map(|revision| document.numbers_of(revision).last().copied());
        let used = used.max().map_or(0, |it| it.saturating_add(1));
        let next = u32::try_from(size).unwrap_or(0).max(used).max(1);
        Self { document, objects: BTreeMap::new(), catalog: None, next }
    }

    /// The array or dictionary that a value refers to as an object of its own, which can be written
    /// anew there; not what is not there, whose number may come to be another's.
    fn own_object(&self, value: Option<&Object<'_>>) -> Option<Reference> {
        let reference = value.and_then(Object::as_reference)?;
        match self.document.object(reference, self.document.newest()) {
            Ok(Object::Array(_) | Object::Dictionary(_)) => Some(reference),
            _ => None,
        }
    }

    /// A number for a new object.
    fn reserve(&mut self) -> Reference {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        Reference { number, generation: 0 }
    }

    fn put(&mut self, reference: Reference, value: impl Into<Value>) {
        self.objects.insert(reference.number, (reference.generation, value.into()));
    }

    /// Adds a new object.
    fn add(&mut self, value: Value) -> Reference {
        let reference = self.reserve();
        self.put(reference, value);
        reference
    }

    /// Sets an entry of the catalog.
    fn set_in_catalog(&mut self, key: &str, value: impl Into<Value>) -> Result<(), Error> {
        let read = || Ok(Entries::of(&self.document.catalog(self.document.newest())?));
        let mut catalog = self.catalog.take().map_or_else(read, Ok)?;
        catalog.set(key, value);
        self.catalog = Some(catalog);
        Ok(())
    }

    /// The file with the revision at its end, and where each object of it begins.
    fn finish(mut self) -> Result<(Vec<u8>, BTreeMap<u32, usize>), UpdateError> {
        if self.next > MOST_OBJECTS {
            return Err(UpdateError::TooManyObjects);
        }
        let document = self.document;
        let bytes = document.bytes();
        let root = document.trailer(document.newest()).and_then(|it| it.get("Root"));
        if let (Some(catalog), Some(root)) =
            (self.catalog.take(), root.and_then(Object::as_reference))
        {
            self.put(root, catalog);
        }
        // what is appended, first by itself: the file is long, and is copied once
        let mut tail = Vec::new();
        if !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r") {
            tail.push(b'\n');
        }
        let revision = document.revisions().last();
        let is_stream = revision.is_some_and(|it| it.xref == XrefKind::Stream);
        let previous = revision.map_or(0, |it| it.xref_offset);
        let own = is_stream.then(|| self.reserve());
        let mut offsets = BTreeMap::new();
        for (&number, (generation, value)) in &self.objects {
            offsets.insert(number, bytes.len() + tail.len());
            tail.extend(format!("{number} {generation} obj\n").into_bytes());
            let reference = Reference { number, generation: *generation };
            value.write(document.encryption.as_ref().map(|it| (it, reference)), &mut tail)?;
            tail.extend_from_slice(b"\nendobj\n");
        }
        let xref = bytes.len() + tail.len();
        let mut trailer = self.trailer(previous);
        if let Some(id) = self.identifier(&tail) {
            trailer.set("ID", id);
        }
        match own {
            Some(own) => {
                let mut rows: Vec<_> = self.objects.iter().map(|(n, it)| (*n, it.0)).collect();
                rows.push((own.number, 0));
                let offset = |number| offsets.get(&number).copied().unwrap_or(xref);
                let data = rows.iter().flat_map(|&(number, generation)| {
                    let offset = u64::try_from(offset(number)).unwrap_or(u64::MAX).to_be_bytes();
                    [&[1], &offset[..], &generation.to_be_bytes()].concat()
                });
                let data: Vec<u8> = data.collect();
                let index = runs(rows.iter().map(|it| it.0));
                let index = index.iter().flat_map(|it| [it.0, it.1]);
                trailer
                    .set("Type", "/XRef")
                    .set("W", "[1 8 2]")
                    .set("Index", index.map(|it| it.to_string()).collect::<Value>());
                tail.extend(format!("{} 0 obj\n", own.number).into_bytes());
                // never encrypted (§7.5.8.2), as trailers are not
                Value::Stream(trailer, data).write(None, &mut tail)?;
                tail.extend_from_slice(b"\nendobj\n");
            }
            None => {
                tail.extend_from_slice(b"xref\n");
                for (first, count) in runs(self.objects.keys().copied()) {
                    tail.extend(format!("{first} {count}\n").into_bytes());
                    for (number, (generation, _)) in self
                        .objects
                        .range(first..)
                        .take(usize::try_from(count).unwrap_or(usize::MAX))
                    {
                        let offset = offsets.get(number).copied().unwrap_or(0);
                        tail.extend(format!("{offset:010} {generation:05} n \n").into_bytes());
                    }
                }
                tail.extend_from_slice(b"trailer\n");
                trailer.write(None, &mut tail)?;
                tail.push(b'\n');
            }
        }
        tail.extend(format!("startxref\n{xref}\n%%EOF\n").into_bytes());
        let mut file = Vec::with_capacity(bytes.len() + tail.len());
        file.extend_from_slice(bytes);
        file.append(&mut tail);
        Ok((file, offsets))
    }

    /// The entries of the trailer before, but those of a stream, and those that are new.
    fn trailer(&self, previous: usize) -> Entries {
        const OF_STREAM: [&str; 8] =
            ["DecodeParms", "Filter", "Index", "Length", "Type", "W", "XRefStm", "F"];
        let trailer = self.document.trailer(self.document.newest());
        let mut entries = trailer.map(Entries::of).unwrap_or_default();
        for key in OF_STREAM {
            entries.remove(key);
        }
        entries.set("Size", self.next.to_string()).set("Prev", previous.to_string());
        entries
    }

    /// The second part of `/ID` tells the revisions of a document apart (§14.4); the first one stays. A
    /// document without any stays without.
    fn identifier(&self, appended: &[u8]) -> Option<Value> {
        let document = self.document;
        let trailer = document.trailer(document.newest())?;
        let parts = document.array(trailer.get("ID"), document.newest()).ok()?;
        let first = write::object(parts.first()?);
        let mut hasher = DigestAlgorithm::Sha256.hasher();
        // what tells it apart stands at the start: a security store has megabytes
        const START: usize = 1_024;
        hasher.update(&document.bytes().len().to_be_bytes());
        hasher.update(&appended.len().to_be_bytes());
        hasher.update(appended.get(..START).unwrap_or(appended));
        let digest = hasher.finish();
        let octets = digest.as_bytes().iter().take(16);
        let own = octets.fold(String::new(), |text, octet| format!("{text}{octet:02x}"));
        Some(Value::Array(vec![first, format!("<{own}>").into()]))
    }
}

/// Runs of ascending numbers: the first and how many.
fn runs(numbers: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((first, count)) if first.checked_add(*count) == Some(number) => *count += 1,
            _ => runs.push((number, 1)),
        }
    }
    runs
}
