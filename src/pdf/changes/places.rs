//! Where a document shows its objects: the number of the page, the full name of the field.
//!
//! For people alone: no rule asks. What cannot be read has no place.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use crate::pdf::{Document, Object};

/// The places of the newest revision.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The number of a page by that of its object or of an annotation on it, counted from 1.
    pages: HashMap<u32, usize>,
    /// The names of fields by the number of their object or of a widget.
    fields: HashMap<u32, Rc<str>>,
}

impl Places {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut places = Self::default();
        places.read_pages(document);
        places.read_fields(document);
        places
    }

    /// The page of a page object or an annotation, counted from 1.
    pub(super) fn page(&self, number: u32) -> Option<usize> {
        self.pages.get(&number).copied()
    }

    /// The full name of a field or of that of a widget.
    pub(super) fn field(&self, number: u32) -> Option<Arc<str>> {
        self.fields.get(&number).map(|name| Arc::from(name.as_ref()))
    }

    fn read_pages(&mut self, document: &Document<'_>) {
        let newest = document.newest();
        let (mut page, mut lists) = (0, HashSet::new());
        document.visit_pages(newest, &mut |reference, node| {
            page += 1;
            self.pages.insert(reference.number, page);
            let list = node.get("Annots");
            let is_new =
                list.and_then(Object::as_reference).is_none_or(|it| lists.insert(it.number));
            if is_new && let Ok(annotations) = document.array(list, newest) {
                for annotation in annotations.iter().filter_map(Object::as_reference) {
                    self.pages.entry(annotation.number).or_insert(page);
                }
            }
            ControlFlow::Continue(())
        });
    }

    fn read_fields(&mut self, document: &Document<'_>) {
        let newest = document.newest();
        let mut lists = HashSet::new();
        for field in document.fields(newest).unwrap_or_default() {
            if let Some(reference) = field.reference {
                self.fields.insert(reference.number, Rc::clone(&field.name));
            }
            let list = field.dictionary.get("Kids");
            let is_new =
                list.and_then(Object::as_reference).is_none_or(|it| lists.insert(it.number));
            if is_new && let Ok(widgets) = document.array(list, newest) {
                for widget in widgets.iter().filter_map(Object::as_reference) {
                    self.fields.entry(widget.number).or_insert_with(|| Rc::clone(&field.name));
                }
            }
        }
    }
}
