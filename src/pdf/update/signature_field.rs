//! A signature field with a value that is still to be filled in (ISO 32000-2 §12.7.5.5 and §12.8.1).

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Update;
use super::drawing::{Drawing, PlacedDrawing};
use super::font::number;
use super::write::{self, Entries, Value};
use crate::limits::CMS_BYTES;
use crate::pdf::object::{Object, Reference};
use crate::pdf::{Anomaly, AnomalyKind, Document, Error, FieldLock, Signature, SignatureKind};

/// Why a document cannot be given another signature.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// It cannot be read.
    #[error(transparent)]
    Pdf(#[from] Error),
    /// Something stands before its header, so that readers differ about its offsets.
    #[error("something stands before the header of the PDF")]
    HeaderNotAtStart,
    /// Readers differ about what it is: something stands behind its end, or its newest revision cannot be read.
    #[error("readers differ about the end of the document: have it saved anew before it is signed")]
    Ambiguous,
    /// A field that is to show something takes up no room on any page.
    #[error("the field “{0}” takes up no room on a page: nothing can be shown there")]
    FieldNotShown(String),
    /// It has no page of this number, counted from 1.
    #[error("the document has no page {0}")]
    NoPage(usize),
    /// Nobody can tell how large this page is, counted from 1.
    #[error("the size of page {0} cannot be read")]
    NoPageSize(usize),
    /// PDF/A does not let an image be transparent here (ISO 19005-1 clause 6.4, ISO 19005-2 clause 6.2.10).
    #[error(
        "the document is PDF/A and forbids transparent images: have the image flattened on white"
    )]
    NoTransparency,
    /// There is no field of this name that a signature can be put in: it is no signature field, or
    /// signed already.
    #[error("the field “{0}” is no empty signature field")]
    NoEmptyField(String),
    /// It is signed already, and only the first signature certifies (§12.8.2.2.1).
    #[error("the document has signatures already: only the first can certify it")]
    NotFirst,
    /// An earlier signature does not permit another one (ISO 32000-2 §12.8.2): it certifies the document
    /// against all changes, or locks the field.
    #[error("the signature in the field “{0}” permits no further signature here")]
    NotPermitted(String),
    /// It has more objects than can be numbered (annex C.2).
    #[error("the document has too many objects")]
    TooManyObjects,
    /// There is no randomness, which the encryption of the document needs.
    #[error("there is no randomness to encrypt with")]
    NoRandomness,
    /// The signature is longer than the room that was kept for it.
    #[error("the signature has {needed} bytes, and room for {room} was kept")]
    NoRoom {
        /// The bytes of the signature.
        needed: usize,
        /// The bytes that were kept.
        room: usize,
    },
}

/// What a signature says besides its value (ISO 32000-2 table 255), and where it goes.
#[derive(Clone, Debug)]
pub struct SignatureRequest {
    /// An empty signature field that is there; a new one where there is none of this name, or no name
    /// is given.
    pub field: Option<String>,
    /// A signature, or a document timestamp, which no certification forbids.
    pub kind: SignatureKind,
    /// `/SubFilter`.
    pub sub_filter: &'static str,
    /// `/M`, written in the time of the signer's place.
    pub time: Option<(Timestamp, Offset)>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// What the first signature of a document permits after it (`/DocMDP`, table 257): 1 nothing, 2 forms
    /// and signatures, 3 annotations too.
    pub certify: Option<u8>,
    /// What it shows, if anything.
    pub drawing: Option<PlacedDrawing>,
    /// The bytes kept for the value.
    pub room: usize,
}

/// A document whose new signature still has no value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewSignature {
    file: Vec<u8>,
    /// `/Contents`, with its delimiters.
    contents: Range<usize>,
}

impl NewSignature {
    /// The document so far, without the value.
    pub fn file(&self) -> &[u8] {
        &self.file
    }

    /// What the signature covers: all but its value.
    pub fn parts(&self) -> [&[u8]; 2] {
        let part = |range| self.file.get(range).unwrap_or_default();
        [part(0..self.contents.start), part(self.contents.end..self.file.len())]
    }

    /// The place of the value, its delimiters included.
    pub fn contents(&self) -> Range<usize> {
        self.contents.clone()
    }

    /// The document so far, without the value.
    pub fn into_file(self) -> Vec<u8> {
        self.file
    }

    /// Goes on with a document that still has no value in its place; `None` if that is none.
    pub fn resume(file: Vec<u8>, contents: Range<usize>) -> Option<Self> {
        let place = file.get(contents.clone())?;
        let inner = place.strip_prefix(b"<")?.strip_suffix(b">")?;
        inner.iter().all(|it| *it == b'0').then_some(Self { file, contents })
    }

    /// Puts the value in.
    ///
    /// # Errors
    /// [`UpdateError::NoRoom`].
    pub fn complete(mut self, value: &[u8]) -> Result<Vec<u8>, UpdateError> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let inner = self.contents.start.saturating_add(1)..self.contents.end.saturating_sub(1);
        let (needed, room) = (value.len(), inner.len() / 2);
        if needed > room {
            return Err(UpdateError::NoRoom { needed, room });
        }
        let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or(b'0');
        let digits = value.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]);
        let places = self.file.get_mut(inner).unwrap_or_default();
        places.iter_mut().zip(digits).for_each(|(place, digit)| *place = digit);
        Ok(self.file)
    }
}

/// Room for the numbers of `/ByteRange`: files of less than 10 GB.
const BYTE_RANGE: &str = "[0 0000000000 0000000000 0000000000]";

/// Flags of the widget: printed, and locked (table 167).
const FLAGS: &str = "132";

impl Document<'_> {
    /// Appends a revision with a signature that has no value yet. Nothing of the file is changed.
    ///
    /// # Errors
    /// [`UpdateError`], but for [`UpdateError::NoRoom`].
    pub fn with_signature(&self, request: &SignatureRequest) -> Result<NewSignature, UpdateError> {
        self.check_updatable()?;
        let name = match &request.field {
            Some(name) => name.clone(),
            None => self.free_field_name(request.kind)?,
        };
        for signature in self.signatures()? {
            if request.certify.is_some() && signature.kind == SignatureKind::Signature {
                return Err(UpdateError::NotFirst);
            }
            if request.kind == SignatureKind::Signature && forbids(&signature, &name) {
                return Err(UpdateError::NotPermitted(signature.field_name));
            }
        }
        let mut update = Update::new(self);
        let value = update.reserve();
        let mut references = Vec::new();
        match self.has_field(&name)? {
            true => references.extend(update.fill_field(&name, value, request)?),
            false => update.add_field(&name, value, request)?,
        }
        if let Some(permission) = request.certify {
            update.certify(value)?;
            let mut parameters = Entries::new();
            parameters.set("P", permission.to_string());
            references.push(signature_reference("DocMDP", parameters));
        }
        let room = request.room.min(CMS_BYTES);
        update.put(value, dictionary(request, &references, room));
        let (file, offsets) = update.finish()?;
        let start = offsets.get(&value.number).copied().unwrap_or(file.len());
        fill_in(file, start, room)
    }

    /// Appends a revision that shows a drawing without signing anything: as a stamp (§12.5.6.12) that is not
    /// printed. Where a field of this name is shown, the drawing is turned as in that field.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn with_stamp(
        &self,
        drawing: &PlacedDrawing,
        field: Option<&str>,
    ) -> Result<Vec<u8>, UpdateError> {
        self.check_updatable()?;
        let PlacedDrawing { place: (number, area), drawing, description } = drawing;
        let page = self.page_view(*number)?;
        let field = field.map(|name| self.field_view(name)).transpose()?.flatten();
        let rotation = field.filter(|it| it.area == *area).map_or(page.rotation, |it| it.rotation);
        let mut update = Update::new(self);
        let stamp = update.reserve();
        let mut entries = Entries::new();
        entries
            .set("Type", "/Annot")
            .set("Subtype", "/Stamp")
            .set("F", "0")
            .set("Rect", rectangle(page.rectangle_of(*area)))
            .set("P", page.reference);
        if let Some(description) = description {
            entries.set("Contents", write::text_string(description));
        }
        update.show(&mut entries, drawing, rotation)?;
        update.put(stamp, entries);
        update.add_annotation(page.reference, stamp)?;
        Ok(update.finish()?.0)
    }

    /// Whether all readers see the same document where the revision would be appended.
    pub(super) fn check_updatable(&self) -> Result<(), UpdateError> {
        if self.file_length() != self.bytes().len() {
            return Err(UpdateError::HeaderNotAtStart);
        }
        let is_ambiguous = |it: &Anomaly| {
            matches!(it.kind, AnomalyKind::NewestRevisionUnreadable | AnomalyKind::TrailingContent)
        };
        if self.anomalies().iter().any(is_ambiguous) {
            return Err(UpdateError::Ambiguous);
        }
        Ok(())
    }

    fn has_field(&self, name: &str) -> Result<bool, Error> {
        Ok(self.fields(self.newest())?.iter().any(|field| field.name.as_ref() == name))
    }

    /// `Signature1`, or the first one after it that is free.
    fn free_field_name(&self, kind: SignatureKind) -> Result<String, Error> {
        let stem = match kind {
            SignatureKind::Signature => "Signature",
            SignatureKind::DocumentTimestamp => "Timestamp",
        };
        let fields = self.fields(self.newest())?;
        let names: HashSet<&str> = fields.iter().map(|field| field.name.as_ref()).collect();
        let mut numbers = 1_u32..;
        let free = numbers.find_map(|number| {
            let name = format!("{stem}{number}");
            (!names.contains(name.as_str())).then_some(name)
        });
        Ok(free.unwrap_or_default())
    }
}

/// Whether a signature does not permit that a field of this name is signed after it.
fn forbids(signature: &Signature<'_>, name: &str) -> bool {
    let locked = signature.field_locks.iter();
    let permission = locked.clone().filter_map(|lock| lock.permission).chain(signature.doc_mdp);
    let means_it = |lock: &FieldLock| {
        let names: HashSet<&str> = lock.fields.iter().map(String::as_str).collect();
        lock.means(name, |name| names.contains(name))
    };
    signature.kind == SignatureKind::Signature
        && (permission.min() == Some(1) || locked.into_iter().any(means_it))
}

impl Update<'_, '_> {
    /// A new field that is its own widget, without room on its page where it shows nothing.
    fn add_field(
        &mut self,
        name: &str,
        value: Reference,
        request: &SignatureRequest,
    ) -> Result<(), UpdateError> {
        let field = self.reserve();
        let mut entries = Entries::new();
        entries
            .set("Type", "/Annot")
            .set("Subtype", "/Widget")
            .set("FT", "/Sig")
            .set("T", write::text_string(name))
            .set("V", value)
            .set("F", FLAGS);
        let page = match &request.drawing {
            None => {
                entries.set("Rect", "[0 0 0 0]");
                self.show_nothing(&mut entries);
                self.document.page(1)?.0
            }
            Some(PlacedDrawing { place: (page, area), drawing, description }) => {
                let page = self.document.page_view(*page)?;
                entries.set("Rect", rectangle(page.rectangle_of(*area)));
                self.show(&mut entries, drawing, page.rotation)?;
                if page.rotation != 0 {
                    let mut looks = Entries::new();
                    looks.set("R", page.rotation.to_string());
                    entries.set("MK", looks);
                }
                if let Some(description) = description {
                    entries.set("TU", write::text_string(description));
                }
                page.reference
            }
        };
        entries.set("P", page);
        self.put(field, entries);
        self.add_annotation(page, field)?;
        self.add_to_form(Some(field))?;
        Ok(())
    }

    /// Gives an annotation its appearance.
    fn show(
        &mut self,
        entries: &mut Entries,
        drawing: &Drawing,
        rotation: u16,
    ) -> Result<(), UpdateError> {
        let appearance = self.add_drawing(drawing, rotation)?;
        let mut states = Entries::new();
        states.set("N", appearance);
        entries.set("AP", states);
        Ok(())
    }

    /// PDF/A-1 wants an appearance of each field, even of one that shows nothing (ISO 19005-1 clause 6.9).
    /// Elsewhere there is none, since others take what has one for more than a document timestamp.
    fn show_nothing(&mut self, entries: &mut Entries) {
        const PDF_A_1: Option<u8> = Some(1);
        if self.document.archival().is_ok_and(|archival| archival.part == PDF_A_1) {
            let mut form = Entries::new();
            form.set("Type", "/XObject").set("Subtype", "/Form").set("BBox", "[0 0 0 0]");
            let appearance = self.reserve();
            self.put(appearance, Value::Stream(form, Vec::new()));
            let mut states = Entries::new();
            states.set("N", appearance);
            entries.set("AP", states);
        }
    }

    /// The catalog names the certification (`/Perms`, §12.8.6).
    fn certify(&mut self, value: Reference) -> Result<(), Error> {
        let document = self.document;
        let newest = document.newest();
        let catalog = document.catalog(newest)?;
        let known = catalog.get("Perms").cloned().unwrap_or(Object::Null);
        let known = document.resolve(&known, newest)?;
        let mut permissions = known.as_dictionary().map(Entries::of).unwrap_or_default();
        permissions.set("DocMDP", value);
        self.set_in_catalog("Perms", permissions)
    }

    /// A field that waits for its signature gets it. What its `/Lock` says becomes part of the signature
    /// (§12.8.2.4).
    fn fill_field(
        &mut self,
        name: &str,
        value: Reference,
        request: &SignatureRequest,
    ) -> Result<Option<Value>, UpdateError> {
        let document = self.document;
        let refuse = || UpdateError::NoEmptyField(name.to_owned());
        let fields = document.fields(document.newest())?;
        let mut named = fields.iter().filter(|field| field.name.as_ref() == name);
        let field = named.next().ok_or_else(refuse)?;
        let reference = field.reference.ok_or_else(refuse)?;
        let is_empty = field.value.as_deref().is_none_or(|it| *it == Object::Null);
        if field.kind.as_deref() != Some("Sig") || !is_empty || named.next().is_some() {
            return Err(refuse());
        }
        let mut entries = Entries::of(&field.dictionary);
        entries.set("V", value);
        if let Some(placed) = &request.drawing {
            let view = document.field_view(name)?;
            let view = view.ok_or_else(|| UpdateError::FieldNotShown(name.to_owned()))?;
            if view.widget == reference {
                self.show(&mut entries, &placed.drawing, view.rotation)?;
            } else {
                let widget = document.object(view.widget, document.newest())?;
                let mut widget = widget.as_dictionary().map(Entries::of).unwrap_or_default();
                self.show(&mut widget, &placed.drawing, view.rotation)?;
                self.put(view.widget, widget);
            }
        }
        self.put(reference, entries);
        self.add_to_form(None)?;
        let lock = field.dictionary.get("Lock").cloned().unwrap_or(Object::Null);
        let lock = document.resolve(&lock, document.newest())?;
        Ok(lock.as_dictionary().map(|lock| {
            let mut parameters = Entries::of(lock);
            signature_reference("FieldMDP", parameters.remove("Type").clone())
        }))
    }

    /// Lists an annotation in its page, at the end, where it lies above the others.
    fn add_annotation(&mut self, page: Reference, annotation: Reference) -> Result<(), Error> {
        let document = self.document;
        let newest = document.newest();
        let Object::Dictionary(dictionary) = document.object(page, newest)? else { return Ok(()) };
        let list = dictionary.get("Annots");
        let listed = appended(&document.array(list, newest)?, annotation);
        match self.own_object(list) {
            // a list of its own is changed alone, so that the page stays as it is
            Some(list) => self.put(list, listed),
            None => {
                let mut entries = Entries::of(&dictionary);
                entries.set("Annots", listed);
                self.put(page, entries);
            }
        }
        Ok(())
    }

    /// Lists a new field in the form, which says that there are signatures now, and that the file is
    /// only to be appended to (`/SigFlags`, table 225).
    fn add_to_form(&mut self, field: Option<Reference>) -> Result<(), Error> {
        let document = self.document;
        let newest = document.newest();
        let catalog = document.catalog(newest)?;
        let form = document.form(newest)?;
        let mut entries = Entries::of(&form);
        let mut is_changed = form.get("SigFlags") != Some(&Object::Integer(3));
        if let Some(field) = field {
            let list = form.get("Fields");
            let listed = appended(&document.array(list, newest)?, field);
            match self.own_object(list) {
                Some(list) => self.put(list, listed),
                None => {
                    entries.set("Fields", listed);
                    is_changed = true;
                }
            }
        }
        if !is_changed {
            return Ok(());
        }
        entries.set("SigFlags", "3");
        match self.own_object(catalog.get("AcroForm")) {
            Some(form) => self.put(form, entries),
            None => self.set_in_catalog("AcroForm", entries)?,
        }
        Ok(())
    }
}

fn rectangle(sides: [f64; 4]) -> Value {
    sides.iter().map(|it| number(*it)).collect()
}

fn appended(list: &[Object<'_>], further: Reference) -> Value {
    list.iter().map(write::object).chain([further.into()]).collect()
}

/// A signature reference dictionary (table 256).
fn signature_reference(method: &str, mut parameters: Entries) -> Value {
    parameters.set("Type", "/TransformParams").set("V", "/1.2");
    let mut entries = Entries::new();
    entries
        .set("Type", "/SigRef")
        .set("TransformMethod", Value::Token(write::name(method.as_bytes())))
        .set("TransformParams", parameters);
    entries.into()
}

/// The signature dictionary, with room for its value.
fn dictionary(request: &SignatureRequest, references: &[Value], room: usize) -> Value {
    let kind = match request.kind {
        SignatureKind::Signature => "/Sig",
        SignatureKind::DocumentTimestamp => "/DocTimeStamp",
    };
    let mut entries = Entries::new();
    entries
        .set("Type", kind)
        .set("Filter", "/Adobe.PPKLite")
        .set("SubFilter", Value::Token(write::name(request.sub_filter.as_bytes())))
        // before anything that others wrote, which may look like them
        .set("ByteRange", BYTE_RANGE)
        .set("Contents", format!("<{}>", "0".repeat(2 * room)));
    let texts = [
        ("Name", &request.name),
        ("Reason", &request.reason),
        ("Location", &request.location),
        ("ContactInfo", &request.contact),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            entries.set(key, write::text_string(text));
        }
    }
    if let Some(time) = request.time {
        entries.set("M", write::plain_string(date(time).into_bytes()));
    }
    if !references.is_empty() {
        entries.set("Reference", Value::Array(references.to_vec()));
    }
    entries.into()
}

/// A date (§7.9.4).
fn date((time, offset): (Timestamp, Offset)) -> String {
    let local = offset.to_datetime(time);
    let offset = offset.seconds();
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    let zone = format!("{sign}{:02}'{:02}'", minutes / 60, minutes % 60);
    format!("D:{}{zone}", local.strftime("%Y%m%d%H%M%S"))
}

/// Writes the byte range, now that all places are known.
fn fill_in(mut file: Vec<u8>, start: usize, room: usize) -> Result<NewSignature, UpdateError> {
    let object = file.get(start..).unwrap_or_default();
    let place = |needle: &[u8]| memchr::memmem::find(object, needle).map(|at| start + at);
    let misplaced = || Error::BadSyntax(start);
    let range = place(BYTE_RANGE.as_bytes()).ok_or_else(misplaced)?;
    let contents = place(b"/Contents <").ok_or_else(misplaced)? + "/Contents ".len();
    let contents = contents..contents + 2 * room + 2;
    if file.get(contents.end - 1) != Some(&b'>') {
        return Err(misplaced().into());
    }
    let rest = file.len() - contents.end;
    let numbers = format!("[0 {} {} {rest}", contents.start, contents.end);
    let numbers = format!("{numbers:width$}]", width = BYTE_RANGE.len() - 1);
    let places = file.get_mut(range..range + numbers.len()).ok_or_else(misplaced)?;
    places.copy_from_slice(numbers.as_bytes());
    Ok(NewSignature { file, contents })
}
