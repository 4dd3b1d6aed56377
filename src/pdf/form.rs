//! The interactive form (ISO 32000-2 §12.7): its tree of fields, as of any revision.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::object::{Dictionary, Object, Reference};
use super::text::text;
use super::{Document, Error};
use crate::limits::{PDF_DEPTH, PDF_FIELD_NAME_BYTES, PDF_STEPS};

/// A terminal field with what it inherits (ISO 32000-2 §12.7.4).
#[derive(Clone, Debug)]
pub(super) struct Field<'d> {
    /// The fully qualified name (§12.7.4.2).
    pub(super) name: Rc<str>,
    /// The field type.
    pub(super) kind: Option<Rc<str>>,
    /// The value as stored: mostly a reference.
    pub(super) value: Option<Rc<Object<'d>>>,
    pub(super) reference: Option<Reference>,
    pub(super) dictionary: Dictionary<'d>,
    /// The field that it stands under.
    pub(super) parent: Option<Rc<Above>>,
}

/// A field with others under it.
#[derive(Debug)]
pub(super) struct Above {
    /// How many fields stand above what stands under it. Not kept for each of those: there may be
    /// millions.
    depth: usize,
    reference: Option<Reference>,
    parent: Option<Rc<Above>>,
}

impl Field<'_> {
    /// The fields above it that are objects of their own, the nearest first.
    pub(super) fn above(&self) -> Vec<Reference> {
        let above = std::iter::successors(self.parent.as_deref(), |it| it.parent.as_deref());
        above.filter_map(|it| it.reference).collect()
    }
}

/// What a field passes on to its kids.
#[derive(Clone, Default)]
struct Inherited<'d> {
    name: Rc<str>,
    kind: Option<Rc<str>>,
    value: Option<Rc<Object<'d>>>,
    parent: Option<Rc<Above>>,
}

impl Document<'_> {
    /// The form dictionary as of a revision; empty if there is none.
    pub(super) fn form(&self, revision: usize) -> Result<Dictionary<'_>, Error> {
        let catalog = self.catalog(revision)?;
        let form = catalog.get("AcroForm").cloned().unwrap_or(Object::Null);
        match self.resolve(&form, revision)? {
            Object::Dictionary(form) => Ok(form),
            _ => Ok(Dictionary::default()),
        }
    }

    /// The terminal fields as of a revision, in the order of the tree. A kid without a name of its
    /// own is a widget of the field it stands under, not a field.
    pub(super) fn fields(&self, revision: usize) -> Result<Vec<Field<'_>>, Error> {
        let form = self.form(revision)?;
        let roots = self.array(form.get("Fields"), revision)?;
        let mut fields = Vec::new();
        let mut met = HashSet::new();
        // Whether a kid has a name. A kid that is listed a million times is read once.
        let mut has_name = HashMap::new();
        let mut steps = 0_usize;
        let mut stack: Vec<(Object<'_>, Inherited<'_>)> =
            roots.into_iter().rev().map(|root| (root, Inherited::default())).collect();
        while let Some((node, inherited)) = stack.pop() {
            let reference = node.as_reference();
            steps += 1;
            let depth = inherited.parent.as_ref().map_or(0, |above| above.depth);
            if steps > PDF_STEPS || depth > PDF_DEPTH {
                return Err(Error::TooManySteps);
            }
            if reference.is_some_and(|reference| !met.insert(reference.number)) {
                continue;
            }
            let Object::Dictionary(dictionary) = self.resolve(&node, revision)? else { continue };
            let mut own = inherited;
            if let Some(part) = self.text(dictionary.get("T"), revision)? {
                if own.name.len() + part.len() > PDF_FIELD_NAME_BYTES {
                    return Err(Error::TooManySteps);
                }
                let separator = if own.name.is_empty() { "" } else { "." };
                own.name = format!("{}{separator}{part}", own.name).into();
            }
            if let Some(kind) = dictionary.get("FT") {
                let kind = self.resolve(kind, revision)?;
                own.kind = kind.as_name().map(|name| name.to_string().into());
            }
            own.value = dictionary.get("V").cloned().map(Rc::new).or(own.value);
            let mut kids = Vec::new();
            for kid in self.array(dictionary.get("Kids"), revision)? {
                steps += 1;
                let number = kid.as_reference().map(|it| it.number);
                let known = number.and_then(|number| has_name.get(&number).copied());
                let is_named = match known {
                    Some(known) => known,
                    None => {
                        let resolved = self.resolve(&kid, revision)?;
                        resolved.as_dictionary().is_some_and(|kid| kid.get("T").is_some())
                    }
                };
                has_name.extend(number.map(|number| (number, is_named)));
                if is_named {
                    kids.push(kid);
                }
            }
            if kids.is_empty() {
                let Inherited { name, kind, value, parent, .. } = own;
                fields.push(Field { name, kind, value, reference, dictionary, parent });
            } else {
                own.parent =
                    Some(Rc::new(Above { depth: depth + 1, reference, parent: own.parent.take() }));
                stack.extend(kids.into_iter().rev().map(|kid| (kid, own.clone())));
            }
        }
        Ok(fields)
    }

    /// The entries of an array that may be a reference; none if it is something else.
    pub(super) fn array<'d>(
        &'d self,
        value: Option<&Object<'d>>,
        revision: usize,
    ) -> Result<Vec<Object<'d>>, Error> {
        match value.map(|value| self.resolve(value, revision)).transpose()? {
            Some(Object::Array(entries)) => Ok(entries),
            _ => Ok(Vec::new()),
        }
    }

    /// A text string that may be a reference.
    pub(super) fn text<'d>(
        &'d self,
        value: Option<&Object<'d>>,
        revision: usize,
    ) -> Result<Option<String>, Error> {
        let value = value.map(|value| self.resolve(value, revision)).transpose()?;
        Ok(value.and_then(|value| value.as_string().map(|string| text(&string.octets()))))
    }
}
