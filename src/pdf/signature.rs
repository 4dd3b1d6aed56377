//! Signature fields that are signed, and their signature dictionaries (ISO 32000-2 §12.8.1).

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use jiff::Timestamp;

use super::coverage::{Coverage, SignatureProblem, judge_coverage, read_byte_range};
use super::form::Field;
use super::lookup::{Found, Location};
use super::object::{Dictionary, Object, Reference, StringObject};
use super::text::{date, text};
use super::{Document, Error};
use crate::limits::{CMS_BYTES, PDF_SIGNATURE_VALUES_FACTOR, SIGNATURES};

/// What a signature dictionary is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureKind {
    /// A document timestamp (ISO 32000-2 §12.8.5).
    DocumentTimestamp,
    /// An approval or certification signature.
    Signature,
}

/// Which fields a lock names (ISO 32000-2 table 236 and §12.8.2.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LockAction {
    /// All fields of the document.
    All,
    /// All fields but those named.
    Exclude,
    /// The fields named.
    Include,
}

/// Fields that must not change after signing: the `/Lock` of the field or a FieldMDP transform.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldLock {
    /// Which fields are meant; `None` if it does not say.
    pub action: Option<LockAction>,
    /// Fully qualified names.
    pub fields: Vec<String>,
    /// The access permission `/P` of a `/Lock` (ISO 32000-2 table 236).
    pub permission: Option<u8>,
}

impl FieldLock {
    /// Whether it means a field (§12.8.2.4): by its full name or that of a field above it. A lock that does not
    /// say which fields it means means all. `is_listed` tells whether a name is among [`Self::fields`], of
    /// which there may be many.
    pub fn means(&self, field: &str, is_listed: impl Fn(&str) -> bool) -> bool {
        let is_named = || {
            let above = field.match_indices('.').filter_map(|(end, _)| field.get(..end));
            above.chain([field]).any(is_listed)
        };
        match self.action {
            Some(LockAction::Include) => is_named(),
            Some(LockAction::Exclude) => !is_named(),
            Some(LockAction::All) | None => true,
        }
    }
}

/// One signature: a signature field with a value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Signature<'a> {
    /// The fully qualified name of the field.
    pub field_name: String,
    /// What it is for.
    pub kind: SignatureKind,
    /// `/Filter`.
    pub filter: Option<String>,
    /// `/SubFilter`: the encoding of the signature value.
    pub sub_filter: Option<String>,
    /// The decoded `/Contents` with its padding; empty if there is none.
    pub contents: Cow<'a, [u8]>,
    /// The ranges of bytes that are hashed, counted from the start of the file, in its order and
    /// without overlap; empty if there is no usable `/ByteRange`.
    pub byte_range: Vec<Range<usize>>,
    /// How much of the file the byte range covers.
    pub coverage: Coverage,
    /// What is missing or wrong, so far as it is structure.
    pub problems: Vec<SignatureProblem>,
    /// The index of the revision it signs; the one that holds its value where the byte range does
    /// not end with a revision.
    pub revision: usize,
    /// `/M`: the time that the signer claims.
    pub claimed_time: Option<Timestamp>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// The access permission of a certification signature: the `/P` of a DocMDP transform, 2 where
    /// that is absent (§12.8.2.2).
    pub doc_mdp: Option<u8>,
    /// Whether the catalog of the revision that it signs names it as the certification of the document,
    /// by `/DocMDP` of `/Perms` (§12.8.6). Only asked where it has a `doc_mdp`.
    pub is_named_by_perms: bool,
    /// What it locks.
    pub field_locks: Vec<FieldLock>,
    /// `/Cert`: the certificates of `adbe.x509.rsa_sha1`, the signer's first.
    pub certificates: Vec<Cow<'a, [u8]>>,
    /// The field, if it is an indirect object.
    pub field: Option<Reference>,
    /// The signature dictionary, if it is an indirect object.
    pub value: Option<Reference>,
}

impl<'a> Document<'a> {
    /// The signatures: the signature fields of the newest revision whose value is a dictionary.
    ///
    /// # Errors
    /// Those of [`Document::object`] for the tree of fields, [`Error::TooManySignatures`],
    /// [`Error::SignatureValuesTooLarge`].
    pub fn signatures(&self) -> Result<Vec<Signature<'a>>, Error> {
        let revision = self.newest();
        let mut signatures: Vec<Signature<'a>> = Vec::new();
        let mut values: HashMap<u32, usize> = HashMap::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        let mut octets = 0_usize;
        for field in self.fields(revision)? {
            if field.kind.as_deref() != Some("Sig") {
                continue;
            }
            let Some(mut signature) = self.signature(&field, revision)? else { continue };
            let index = signatures.len();
            octets = octets.saturating_add(signature.contents.len());
            if index >= SIGNATURES {
                return Err(Error::TooManySignatures);
            }
            if octets > self.bytes().len().saturating_mul(PDF_SIGNATURE_VALUES_FACTOR) {
                return Err(Error::SignatureValuesTooLarge);
            }
            let mut share = |other: Option<usize>, problem| {
                if let Some(other) = other {
                    signature.problems.push(problem);
                    if let Some(other) = signatures.get_mut(other)
                        && !other.problems.contains(&problem)
                    {
                        other.problems.push(problem);
                    }
                }
            };
            if let Some(value) = signature.value {
                let other = values.insert(value.number, index);
                share(other, SignatureProblem::SignatureValueShared);
            }
            let other = names.insert(signature.field_name.clone(), index);
            share(other, SignatureProblem::FieldNameShared);
            signatures.push(signature);
        }
        Ok(signatures)
    }

    /// The signature of a field as of a revision; `None` if its value is not a dictionary.
    fn signature(
        &self,
        field: &Field<'_>,
        revision: usize,
    ) -> Result<Option<Signature<'a>>, Error> {
        self.signature_with(field, revision, &|contents| self.octets(contents))
    }

    /// The same without the `/Contents`: some octet stands for them if there are any.
    pub(super) fn signature_without_contents(
        &self,
        field: &Field<'_>,
        revision: usize,
    ) -> Result<Option<Signature<'a>>, Error> {
        const SOME: &[u8] = &[0];
        self.signature_with(field, revision, &|contents| {
            Cow::Borrowed(if contents.is_empty() { &[] } else { SOME })
        })
    }

    fn signature_with(
        &self,
        field: &Field<'_>,
        revision: usize,
        octets: &dyn Fn(&StringObject<'_>) -> Cow<'a, [u8]>,
    ) -> Result<Option<Signature<'a>>, Error> {
        let Some(value) = field.value.as_deref() else { return Ok(None) };
        let holder = value.as_reference().or(field.reference);
        let found = match value {
            Object::Reference(reference) => match self.find(*reference, revision) {
                Ok(found) => found,
                Err(_) => {
                    // a field that claims a value, which other readers may be able to read
                    let mut signature = empty(field);
                    signature.revision = revision;
                    signature.problems = vec![SignatureProblem::ValueUnreadable];
                    return Ok(Some(signature));
                }
            },
            direct => {
                let place = match field.reference {
                    Some(reference) => self.location(reference.number, revision)?,
                    None => None,
                };
                place.map(|(location, _)| Found { value: direct.clone(), location, end: 0 })
            }
        };
        let Some(Found { value: Object::Dictionary(dictionary), location, .. }) = found else {
            return Ok(None);
        };
        let holder = holder.filter(|_| matches!(location, Location::File { .. }));
        let mut signature = self.describe(field, &dictionary, revision)?;
        let problems = &mut signature.problems;
        if dictionary.duplicate_key().is_some() {
            problems.push(SignatureProblem::DuplicateKey);
        }
        if holder.is_none() {
            problems.push(SignatureProblem::ValueNotInFile);
        }
        signature.byte_range =
            match read_byte_range(dictionary.get("ByteRange"), self.file_length()) {
                Ok(ranges) => ranges,
                Err(problem) => {
                    problems.push(problem);
                    Vec::new()
                }
            };
        let token = match dictionary.get("Contents") {
            Some(Object::String(contents)) => {
                if !contents.is_hexadecimal() {
                    // table 255; a literal string has room for text that nobody signed
                    problems.push(SignatureProblem::MalformedContents);
                }
                if contents.raw().len() > CMS_BYTES.saturating_mul(2) {
                    problems.push(SignatureProblem::ContentsTooLong);
                } else {
                    signature.contents = octets(contents);
                }
                let end = contents.offset.saturating_add(contents.raw().len());
                (holder.is_some()).then_some(contents.offset..end)
            }
            Some(Object::Null) | None => None,
            Some(indirect) => {
                let place = self.find_string(indirect, revision)?;
                let is_in_file = place.as_ref().is_some_and(|(contents, location)| {
                    contents.is_hexadecimal() && matches!(location, Location::File { .. })
                });
                problems.push(match is_in_file {
                    true => SignatureProblem::ContentsIndirect,
                    false => SignatureProblem::MalformedContents,
                });
                match place {
                    Some((contents, _)) if contents.raw().len() <= CMS_BYTES.saturating_mul(2) => {
                        signature.contents = octets(&contents);
                        let end = contents.offset.saturating_add(contents.raw().len());
                        is_in_file.then_some(contents.offset..end)
                    }
                    _ => None,
                }
            }
        };
        if signature.contents.is_empty() {
            problems.push(SignatureProblem::NoContents);
        }
        let offset = match (&token, location) {
            // an entry may lead to the white space before its object, in the revision before
            (Some(token), _) => token.start,
            (None, Location::File { offset } | Location::Compressed { container: offset, .. }) => {
                offset
            }
        };
        let written = self.revisions().partition_point(|it| it.end <= offset).min(revision);
        signature.revision = written;
        // the object that was signed must be the one that is shown
        let kept = match holder {
            Some(holder) => {
                self.location(holder.number, written).ok().flatten().map(|it| it.0)
                    == Some(location)
            }
            None => false,
        };
        if !kept {
            signature.problems.push(SignatureProblem::ValueNotInRevision);
        }
        let fine = signature.problems.iter().all(|it| *it == SignatureProblem::ContentsIndirect);
        let (coverage, problem) = judge_coverage(self, &signature.byte_range, token, written);
        signature.coverage = if fine { coverage } else { Coverage::Partial };
        if coverage == Coverage::WholeFile {
            signature.revision = self.newest();
        }
        signature.problems.extend(problem);
        signature.is_named_by_perms = signature.doc_mdp.is_some() && self.is_named(&signature)?;
        Ok(Some(signature))
    }

    /// A string that a value refers to, and where its object is.
    fn find_string<'d>(
        &'d self,
        value: &Object<'d>,
        revision: usize,
    ) -> Result<Option<(StringObject<'d>, Location)>, Error> {
        let Some(reference) = value.as_reference() else { return Ok(None) };
        Ok(match self.find(reference, revision)? {
            Some(Found { value: Object::String(string), location, .. }) => Some((string, location)),
            _ => None,
        })
    }

    /// Whether `/Perms` of the revision that a signature signs names it.
    fn is_named(&self, signature: &Signature<'_>) -> Result<bool, Error> {
        let Ok(catalog) = self.catalog(signature.revision) else { return Ok(false) };
        let Some(permissions) = catalog.get("Perms") else { return Ok(false) };
        let permissions = self.resolve(permissions, signature.revision)?;
        let named = permissions.as_dictionary().and_then(|it| it.get("DocMDP"));
        let named = named.and_then(Object::as_reference);
        Ok(named.is_some() && named == signature.value)
    }

    /// The octets of a string, borrowed from the file where it stands there as it means.
    fn octets(&self, string: &StringObject<'_>) -> Cow<'a, [u8]> {
        let octets = string.octets();
        let inner = string.offset.checked_add(1);
        let stored = inner.and_then(|at| self.bytes().get(at..at.checked_add(octets.len())?));
        match stored {
            Some(stored) if stored == octets.as_ref() => Cow::Borrowed(stored),
            _ => Cow::Owned(octets.into_owned()),
        }
    }

    /// The entries that describe the signature.
    fn describe(
        &self,
        field: &Field<'_>,
        dictionary: &Dictionary<'_>,
        revision: usize,
    ) -> Result<Signature<'a>, Error> {
        let value = |key: &str| {
            let value = dictionary.get(key).map(|value| self.resolve(value, revision));
            value.and_then(Result::ok)
        };
        let string = |key| {
            let value = value(key)?;
            Some(text(&value.as_string()?.octets()))
        };
        let name = |key| Some(value(key)?.as_name()?.to_string());
        let mut signature = empty(field);
        signature.filter = name("Filter");
        signature.sub_filter = name("SubFilter");
        // where the two contradict each other, it is what its encoding says
        let is_timestamp = match signature.sub_filter.as_deref() {
            Some(sub_filter) => sub_filter == "ETSI.RFC3161",
            None => name("Type").as_deref() == Some("DocTimeStamp"),
        };
        if is_timestamp {
            signature.kind = SignatureKind::DocumentTimestamp;
        }
        signature.claimed_time = string("M").and_then(|text| date(&text));
        signature.name = string("Name");
        signature.reason = string("Reason");
        signature.location = string("Location");
        signature.contact = string("ContactInfo");
        signature.certificates = match value("Cert") {
            Some(Object::String(one)) => vec![self.octets(&one)],
            Some(Object::Array(several)) => {
                several.iter().filter_map(Object::as_string).map(|it| self.octets(it)).collect()
            }
            _ => Vec::new(),
        };
        for transform in self.array(dictionary.get("Reference"), revision)? {
            let transform = self.resolve(&transform, revision)?;
            let Some(transform) = transform.as_dictionary() else { continue };
            let parameters = match transform.get("TransformParams") {
                Some(parameters) => self.resolve(parameters, revision)?,
                None => Object::Null,
            };
            let parameters = parameters.as_dictionary().cloned().unwrap_or_default();
            let method = match transform.get("TransformMethod") {
                Some(method) => self.resolve(method, revision)?,
                None => Object::Null,
            };
            let is_method = |name: &str| method.as_name().is_some_and(|it| it == name);
            if is_method("DocMDP") {
                let permission = self.permission(&parameters, revision)?.unwrap_or(2);
                let strictest = signature.doc_mdp.map_or(permission, |it| it.min(permission));
                signature.doc_mdp = Some(strictest);
            } else if is_method("FieldMDP") {
                signature.field_locks.push(self.field_lock(&parameters, revision)?);
            }
        }
        if let Some(lock) = field.dictionary.get("Lock")
            && let Object::Dictionary(lock) = self.resolve(lock, revision)?
        {
            signature.field_locks.push(self.field_lock(&lock, revision)?);
        }
        Ok(signature)
    }

    fn field_lock(&self, lock: &Dictionary<'_>, revision: usize) -> Result<FieldLock, Error> {
        let action = lock.get("Action").map(|it| self.resolve(it, revision)).transpose()?;
        let mut action =
            action.as_ref().and_then(Object::as_name).and_then(|name| match name.as_bytes() {
                b"All" => Some(LockAction::All),
                b"Exclude" => Some(LockAction::Exclude),
                b"Include" => Some(LockAction::Include),
                _ => None,
            });
        let mut fields = Vec::new();
        let names = match lock.get("Fields") {
            Some(Object::Reference(reference)) => self.object(*reference, revision)?,
            Some(direct) => direct.clone(),
            None => Object::Null,
        };
        for name in names.as_array().unwrap_or_default() {
            match self.resolve(name, revision)?.as_string() {
                Some(name) => fields.push(text(&name.octets())),
                // whatever it is, more is locked than can be read
                None => action = None,
            }
        }
        Ok(FieldLock { action, fields, permission: self.permission(lock, revision)? })
    }

    /// The `/P` of a DocMDP transform or a lock.
    fn permission(&self, holder: &Dictionary<'_>, revision: usize) -> Result<Option<u8>, Error> {
        let value = holder.get("P").map(|value| self.resolve(value, revision)).transpose()?;
        let value = value.filter(|it| *it != Object::Null);
        // of what is none of the three values, the strictest is meant at worst
        let known = |it: &Object<'_>| it.as_integer().filter(|it| (1..=3).contains(it));
        Ok(value.map(|it| known(&it).and_then(|it| u8::try_from(it).ok()).unwrap_or(1)))
    }
}

/// A signature of which nothing but its field is known.
fn empty<'a>(field: &Field<'_>) -> Signature<'a> {
    Signature {
        field_name: field.name.to_string(),
        kind: SignatureKind::Signature,
        filter: None,
        sub_filter: None,
        contents: Cow::Borrowed(&[]),
        byte_range: Vec::new(),
        coverage: Coverage::Partial,
        problems: Vec::new(),
        revision: 0,
        claimed_time: None,
        name: None,
        reason: None,
        location: None,
        contact: None,
        doc_mdp: None,
        is_named_by_perms: false,
        field_locks: Vec::new(),
        certificates: Vec::new(),
        field: field.reference,
        value: field.value.as_deref().and_then(Object::as_reference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;

    fn read(file: &[u8]) -> Vec<Signature<'_>> {
        Document::open(file).unwrap().signatures().unwrap()
    }

    /// The signed document with one stretch of bytes replaced.
    fn patched(from: &str, to: &str) -> Vec<u8> {
        let mut file = Builder::signed().build();
        let at = file.windows(from.len()).position(|it| it == from.as_bytes()).unwrap();
        file.splice(at..at + from.len(), to.bytes());
        file
    }

    #[test]
    fn a_signature_over_the_whole_file() {
        let file = Builder::signed().build();
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.field_name, "first");
        assert_eq!(signature.kind, SignatureKind::Signature);
        assert_eq!(signature.coverage, Coverage::WholeFile);
        assert_eq!(signature.problems, []);
        assert_eq!(signature.contents.as_ref(), [0x30, 3, 2, 1, 5, 0, 0]);
        let [before, after] = &signature.byte_range[..] else { panic!() };
        assert_eq!((before.start, after.end), (0, file.len()));
        assert_eq!(&file[before.end..after.start], b"<30030201050000>");
    }

    #[test]
    fn what_makes_coverage_partial() {
        for (from, to, problem) in [
            ("[0000000000 ", "[0000000001 ", SignatureProblem::ByteRangeNotFromStart),
            ("<30030201050000>", "<3003020105000> ", SignatureProblem::ByteRangeGapNotContents),
            ("[0000000000", "[00000000.0", SignatureProblem::MalformedByteRange),
            ("/ByteRange", "/ByteRangf", SignatureProblem::NoByteRange),
            ("/Contents <", "/Kontents <", SignatureProblem::NoContents),
            ("<30030201050000>", "(0030201050000) ", SignatureProblem::ByteRangeGapNotContents),
            ("<30030201050000>", "6 0 R           ", SignatureProblem::MalformedContents),
            ("<30030201050000>", "(not signed at )", SignatureProblem::MalformedContents),
            ("/Type /Sig ", "/M 1 /M 2   ", SignatureProblem::DuplicateKey),
        ] {
            let file = patched(from, to);
            let [signature] = &read(&file)[..] else { panic!("{to}") };
            assert_eq!(signature.coverage, Coverage::Partial, "{to}");
            assert!(signature.problems.contains(&problem), "{to}: {:?}", signature.problems);
        }
    }

    #[test]
    fn what_a_signature_with_an_indirect_value_covers() {
        let builder = || {
            Builder::new()
                .object(1, "<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>")
                .object(2, "<</FT /Sig /T (a) /V 3 0 R>>")
                .indirect_signature(3, 4)
                .end()
        };
        let file = builder().build();
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.coverage, Coverage::WholeFile);
        assert_eq!(signature.problems, [SignatureProblem::ContentsIndirect]);
        assert_eq!(signature.contents.as_ref(), [0x30, 3, 2, 1, 5, 0, 0]);
        // another value for the same signature
        let file = builder().object(4, "<300302010600>").end().build();
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.coverage, Coverage::Partial);
    }

    #[test]
    fn a_shorter_range_is_partial() {
        let file = Builder::signed().build();
        let end = read(&file)[0].byte_range[1].len();
        let file = patched(&format!("{end:010}]"), &format!("{:010}]", end - 8));
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.problems, [SignatureProblem::ByteRangeNotToRevisionEnd]);
    }

    #[test]
    fn shared_values_and_names_are_problems() {
        let field = "<</FT /Sig /T (first) /V 6 0 R>>";
        let file =
            Builder::signed().object(7, "<</Fields [5 0 R 9 0 R]>>").object(9, field).end().build();
        let signatures = read(&file);
        assert_eq!(signatures.len(), 2);
        for signature in signatures {
            assert!(signature.problems.contains(&SignatureProblem::SignatureValueShared));
            assert!(signature.problems.contains(&SignatureProblem::FieldNameShared));
        }
    }

    #[test]
    fn fields_inherit_and_widgets_are_no_fields() {
        let file = Builder::new()
            .object(1, "<</Type /Catalog /AcroForm <</Fields [2 0 R 6 0 R]>>>>")
            .object(2, "<</FT /Sig /T (a) /Kids [3 0 R]>>")
            .object(3, "<</Parent 2 0 R /T (b) /V 5 0 R /Kids [4 0 R]>>")
            .object(4, "<</Parent 3 0 R /Subtype /Widget>>")
            .signature(5, "/Type /DocTimeStamp /M (D:20261120080000+07'00')")
            .object(6, "<</FT /Sig /T (empty)>>")
            .end()
            .build();
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.field_name, "a.b");
        assert_eq!(signature.kind, SignatureKind::DocumentTimestamp);
        let time = signature.claimed_time.map(|it| it.to_string());
        assert_eq!(time.as_deref(), Some("2026-11-20T01:00:00Z"));
        assert_eq!(signature.coverage, Coverage::WholeFile);
    }

    #[test]
    fn permissions_and_locks() {
        let file = Builder::new()
            .object(1, "<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>")
            .object(2, "<</FT /Sig /T (a) /V 3 0 R /Lock <</Action /All /P 1>>>>")
            .signature(
                3,
                "/Reference [<</TransformMethod /DocMDP /TransformParams <<>>>> \
                <</TransformMethod /FieldMDP /TransformParams <</Action /Include /Fields [(x)]>>>>]",
            )
            .end()
            .build();
        let [signature] = &read(&file)[..] else { panic!() };
        assert_eq!(signature.doc_mdp, Some(2));
        let lock = |action, fields: &[&str], permission| FieldLock {
            action: Some(action),
            fields: fields.iter().map(ToString::to_string).collect(),
            permission,
        };
        let expected =
            [lock(LockAction::Include, &["x"], None), lock(LockAction::All, &[], Some(1))];
        assert_eq!(signature.field_locks, expected);
    }

    #[test]
    fn locks_mean_fields_and_what_is_below_them() {
        let lock = |action| FieldLock { action, fields: vec!["a.b".to_owned()], permission: None };
        let means = |action, field| {
            let lock = lock(action);
            lock.means(field, |name| lock.fields.iter().any(|it| it == name))
        };
        let include = Some(LockAction::Include);
        assert!(means(include, "a.b") && means(include, "a.b.c"));
        assert!(!means(include, "a") && !means(include, "a.bc"));
        let exclude = Some(LockAction::Exclude);
        assert!(!means(exclude, "a.b.c") && means(exclude, "a"));
        assert!(means(Some(LockAction::All), "x") && means(None, "x"));
    }

    #[test]
    fn locks_and_permissions_that_are_hard_to_read_are_strict() {
        let of = |parameters: &str, lock: &str| {
            let reference = |method: &str| {
                format!("<</TransformMethod /{method} /TransformParams <<{parameters}>>>>")
            };
            let file = Builder::new()
                .object(1, "<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>")
                .object(2, &format!("<</FT /Sig /T (a) /V 3 0 R {lock}>>"))
                .object(4, "(x)")
                .object(5, "/Include")
                .signature(
                    3,
                    &format!("/Reference [{} {}]", reference("DocMDP"), reference("FieldMDP")),
                )
                .end()
                .build();
            let [signature] = &read(&file)[..] else { panic!() };
            let lock = signature.field_locks[0].clone();
            (signature.doc_mdp, lock.action, lock.fields)
        };
        let named = vec!["x".to_owned()];
        let include = Some(LockAction::Include);
        assert_eq!(of("/Action 5 0 R /Fields [4 0 R]", ""), (Some(2), include, named));
        // a name that is none: whatever it is, it is locked
        assert_eq!(of("/Action /Include /Fields [7]", "").1, None);
        for (written, read) in [
            ("/P 1", 1),
            ("/P 3", 3),
            ("/P 0", 1),
            ("/P 4", 1),
            ("/P 3.0", 1),
            ("/P -1", 1),
            ("/P null", 2),
        ] {
            assert_eq!(of(written, "").0, Some(read), "{written}");
        }
    }
}
