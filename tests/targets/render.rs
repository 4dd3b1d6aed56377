//! What a document shows, found by another way than that of the rules about changes: the tree of
//! pages with all that hangs on it, and the values of the form.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use kyso::pdf::{Dictionary, Document, Object};

/// Objects looked at before the walk gives up.
const STEPS: usize = 20_000;

/// Levels of values below a page that are looked at.
const DEPTH: usize = 24;

/// What a document shows as of one of its revisions.
#[derive(Debug, Eq, PartialEq)]
pub struct Shown {
    /// Each page, without its annotations.
    pages: Vec<u64>,
    /// The fields that have a value and are no signatures, by their object numbers.
    values: BTreeMap<String, u64>,
}

impl Shown {
    /// `None` if there is too much of it.
    pub fn of(document: &Document<'_>, revision: usize) -> Option<Self> {
        let mut walk = Walk { document, revision, steps: STEPS };
        let root = walk.resolve(document.trailer(revision)?.get("Root")?)?;
        let root = root.as_dictionary()?;
        let mut shown = Self { pages: Vec::new(), values: BTreeMap::new() };
        if let Some(pages) = root.get("Pages") {
            walk.pages(pages, &mut shown.pages, 0)?;
        }
        if let Some(form) = root.get("AcroForm").and_then(|form| walk.resolve(form))
            && let Some(fields) = form.as_dictionary().and_then(|form| form.get("Fields"))
        {
            walk.fields(fields, false, &mut shown.values, 0)?;
        }
        Some(shown)
    }

    /// Whether a later revision shows the same pages, and the values that were there.
    pub fn is_kept_in(&self, later: &Self) -> bool {
        self.pages == later.pages
            && self.values.iter().all(|(field, value)| later.values.get(field) == Some(value))
    }
}

struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
    steps: usize,
}

impl<'d> Walk<'d, '_> {
    fn resolve(&mut self, value: &Object<'d>) -> Option<Object<'d>> {
        self.steps = self.steps.checked_sub(1)?;
        self.document.resolve(value, self.revision).ok()
    }

    fn pages(&mut self, node: &Object<'d>, pages: &mut Vec<u64>, depth: usize) -> Option<()> {
        let node = self.resolve(node)?;
        let Some(node) = node.as_dictionary().filter(|_| depth < DEPTH) else { return Some(()) };
        let kids = node.get("Kids").and_then(|kids| self.resolve(kids));
        match kids.as_ref().and_then(Object::as_array) {
            Some(kids) => {
                let mut hasher = DefaultHasher::new();
                self.dictionary(node, &["Kids", "Parent", "Count"], &mut hasher, depth)?;
                pages.push(hasher.finish());
                for kid in kids {
                    self.pages(kid, pages, depth + 1)?;
                }
            }
            None => {
                let mut hasher = DefaultHasher::new();
                self.dictionary(node, &["Annots", "Parent", "Tabs"], &mut hasher, depth)?;
                pages.push(hasher.finish());
            }
        }
        Some(())
    }

    fn fields(
        &mut self,
        list: &Object<'d>,
        inherited: bool,
        values: &mut BTreeMap<String, u64>,
        depth: usize,
    ) -> Option<()> {
        let list = self.resolve(list)?;
        let Some(list) = list.as_array().filter(|_| depth < DEPTH) else { return Some(()) };
        for entry in list {
            let Some(field) = self.resolve(entry) else { continue };
            let Some(field) = field.as_dictionary() else { continue };
            let kind = field.get("FT").and_then(Object::as_name);
            let is_signature = kind.map_or(inherited, |kind| kind == "Sig");
            if let Some(value) = field.get("V").filter(|_| !is_signature)
                && let Some(reference) = entry.as_reference()
            {
                let mut hasher = DefaultHasher::new();
                let value = self.resolve(value)?;
                self.value(&value, &mut hasher, depth)?;
                let is_empty = value.as_string().is_some_and(|it| it.octets().is_empty())
                    || value == Object::Null;
                if !is_empty {
                    values.insert(reference.to_string(), hasher.finish());
                }
            }
            if let Some(kids) = field.get("Kids") {
                self.fields(kids, is_signature, values, depth + 1)?;
            }
        }
        Some(())
    }

    fn dictionary(
        &mut self,
        dictionary: &Dictionary<'d>,
        without: &[&str],
        hasher: &mut DefaultHasher,
        depth: usize,
    ) -> Option<()> {
        for (key, value) in dictionary.iter() {
            if without.iter().any(|name| key == *name) || *value == Object::Null {
                continue;
            }
            key.hash(hasher);
            self.value(value, hasher, depth)?;
        }
        0xfe_u8.hash(hasher);
        Some(())
    }

    /// What a value means, references followed.
    fn value(
        &mut self,
        value: &Object<'d>,
        hasher: &mut DefaultHasher,
        depth: usize,
    ) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        if depth >= DEPTH {
            return Some(());
        }
        match value {
            Object::Array(entries) => {
                entries.len().hash(hasher);
                for entry in entries {
                    self.value(entry, hasher, depth + 1)?;
                }
            }
            Object::Dictionary(dictionary) => {
                self.dictionary(dictionary, &["Parent"], hasher, depth + 1)?;
            }
            Object::Reference(_) => {
                let Ok(found) = self.document.resolve(value, self.revision) else {
                    0xfd_u8.hash(hasher);
                    return Some(());
                };
                self.value(&found, hasher, depth + 1)?;
            }
            Object::Stream(stream) => {
                stream.raw().hash(hasher);
                self.dictionary(stream.dictionary(), &["Length"], hasher, depth + 1)?;
            }
            Object::String(string) => string.octets().hash(hasher),
            Object::Null => 0xfc_u8.hash(hasher),
            other => format!("{other:?}").hash(hasher),
        }
        Some(())
    }
}
