//! The page that shows a new signature (ISO 32000-2 §7.7.3.3).

use super::ChangeKind;
use super::catalog::pairs;
use super::step::{Status, Step};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object};

impl<'d> Step<'d, '_> {
    /// Of a page, only `/Annots` may change, by the widgets of the new signature fields; `/Tabs` may
    /// be added with them.
    pub(super) fn check_pages(&mut self) -> Result<(), Error> {
        for number in self.unaccounted(Status::Overridden) {
            self.count()?;
            let before = self.document.find_number(number, self.old)?.map(|it| it.value);
            let after = self.document.find_number(number, self.new)?.map(|it| it.value);
            match (before, after) {
                (Some(Object::Dictionary(before)), Some(Object::Dictionary(after)))
                    if before.is_name("Type", "Page") && after.is_name("Type", "Page") =>
                {
                    self.check_page(&before, &after, number)?;
                }
                (Some(Object::Array(before)), Some(Object::Array(after)))
                    if self.is_annotation_list(number)? && self.keeps(&before, &after) =>
                {
                    self.account(number);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_page(
        &mut self,
        before: &Dictionary<'d>,
        after: &Dictionary<'d>,
        number: u32,
    ) -> Result<(), Error> {
        for (key, one, other) in pairs(before, after) {
            let may_differ = match key.as_ref() {
                "Annots" => {
                    let old = self.document.array(one, self.old)?;
                    let new = self.document.array(other, self.new)?;
                    if let Some(Object::Reference(list)) = other
                        && self.status(list.number) == Some(Status::Added)
                    {
                        self.account(list.number);
                    }
                    self.keeps(&old, &new)
                }
                "Tabs" => one.is_none() && other.is_some_and(|it| it.as_name().is_some()),
                _ => false,
            };
            if one != other && !may_differ {
                self.refuse(ChangeKind::PageChanged, Some(number), key);
            }
        }
        self.check_keys(number, Some(before));
        self.check_keys(number, Some(after));
        self.account(number);
        Ok(())
    }

    /// Whether all that refer to an array are pages that have it for `/Annots`.
    fn is_annotation_list(&self, number: u32) -> Result<bool, Error> {
        let mut has_page = false;
        for source in self.references.sources(number, self.new) {
            let page = self.document.find_number(source, self.new)?.map(|it| it.value);
            let page = page.as_ref().and_then(Object::as_dictionary);
            let list = page.filter(|it| it.is_name("Type", "Page")).and_then(|it| it.get("Annots"));
            if list.and_then(Object::as_reference).is_none_or(|it| it.number != number) {
                return Ok(false);
            }
            has_page = true;
        }
        Ok(has_page)
    }

    /// Whether all annotations remain in their order, and every other one is a widget of a
    /// signature field that was accounted for.
    fn keeps(&self, before: &[Object<'d>], after: &[Object<'d>]) -> bool {
        let mut left = before.iter().peekable();
        let fits = after.iter().all(|annotation| {
            left.next_if_eq(&annotation).is_some()
                || annotation.as_reference().is_some_and(|it| self.widgets.contains(&it.number))
        });
        fits && left.peek().is_none()
    }
}
