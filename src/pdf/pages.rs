//! The page tree (ISO 32000-2 §7.7.3).

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::Document;
use super::object::{Dictionary, Object, Reference};
use crate::limits::PDF_STEPS;

impl Document<'_> {
    /// Visits the pages of a revision in their order, as far as they can be read and until the visitor has
    /// seen enough.
    pub(super) fn visit_pages<'d>(
        &'d self,
        revision: usize,
        visit: &mut dyn FnMut(Reference, &Dictionary<'d>) -> ControlFlow<()>,
    ) {
        let Ok(catalog) = self.catalog(revision) else { return };
        let mut open: Vec<_> =
            catalog.get("Pages").and_then(Object::as_reference).into_iter().collect();
        let (mut met, mut steps) = (HashSet::new(), 0);
        while let Some(reference) = open.pop() {
            steps += 1;
            if steps > PDF_STEPS || !met.insert(reference.number) {
                continue;
            }
            let Ok(Object::Dictionary(node)) = self.object(reference, revision) else { continue };
            if let Ok(kids @ [_, ..]) = self.array(node.get("Kids"), revision).as_deref() {
                steps += kids.len();
                open.extend(kids.iter().rev().filter_map(Object::as_reference));
            } else if visit(reference, &node).is_break() {
                return;
            }
        }
    }
}
