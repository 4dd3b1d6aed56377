//! The pages that show what is new, or no longer show what went (ISO 32000-2 §7.7.3.3).

use std::cell::LazyCell;
use std::collections::HashSet;

use super::ChangeKind;
use super::catalog::pairs;
use super::geometry::Bounds;
use super::step::{Status, Step};
use crate::limits::PDF_REFERENCE_HOPS;
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Reference};

/// What part of its page a new widget may take up before it is said that it changes what the page
/// shows: a signature or a seal takes a twentieth.
const LARGE: f64 = 0.25;

impl<'d> Step<'d, '_> {
    /// Of a page, only `/Annots` may change, by annotations and widgets that are accounted for; `/Tabs`
    /// may be added with them.
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
                (Some(Object::Array(before)), Some(Object::Array(after))) => {
                    if let Some(page) = self.page_of_list(number)?
                        && self.check_listed(&before, &after, page)?
                    {
                        self.account(number);
                    }
                }
                _ => {}
            }
        }
        for number in self.unaccounted(Status::Overridden) {
            self.check_field_of_removed(number)?;
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
                _ if one == other => true,
                "Annots" => {
                    let old = self.document.array(one, self.old)?;
                    let new = self.document.array(other, self.new)?;
                    if let Some(Object::Reference(list)) = other
                        && self.status(list.number) == Some(Status::Added)
                    {
                        self.account(list.number);
                    }
                    self.check_listed(&old, &new, number)?
                }
                "Tabs" => one.is_none() && other.is_some_and(|it| it.as_name().is_some()),
                _ => false,
            };
            if !may_differ {
                self.refuse(ChangeKind::PageChanged, Some(number), key);
            }
        }
        self.check_keys(number, Some(before));
        self.check_keys(number, Some(after));
        self.account(number);
        Ok(())
    }

    /// A page that has an array for its `/Annots`, if all that refer to it do.
    fn page_of_list(&self, number: u32) -> Result<Option<u32>, Error> {
        let mut found = None;
        for source in self.references.sources(number, self.new) {
            let page = self.document.find_number(source, self.new)?.map(|it| it.value);
            let page = page.as_ref().and_then(Object::as_dictionary);
            let list = page.filter(|it| it.is_name("Type", "Page")).and_then(|it| it.get("Annots"));
            if list.and_then(Object::as_reference).is_none_or(|it| it.number != number) {
                return Ok(None);
            }
            found = Some(source);
        }
        Ok(found)
    }

    /// Whether the annotations that remain do so in their order (the later ones cover the earlier),
    /// every other one is new and accounted for, and those that went may go.
    fn check_listed(
        &mut self,
        before: &[Object<'d>],
        after: &[Object<'d>],
        page: u32,
    ) -> Result<bool, Error> {
        let kept = LazyCell::new(|| -> HashSet<u32> {
            after.iter().filter_map(Object::as_reference).map(|it| it.number).collect()
        });
        let mut left = before.iter().peekable();
        for annotation in after {
            if left.next_if_eq(&annotation).is_some() {
                continue;
            }
            if let Some(reference) = annotation.as_reference()
                && self.annotations.contains(&reference.number)
            {
                continue;
            }
            if let Some(reference) = annotation.as_reference()
                && self.widgets.contains(&reference.number)
            {
                self.check_size(reference, page)?;
                continue;
            }
            while let Some(gone) = left.next_if(|it| *it != annotation) {
                if !self.check_gone(gone, |number| kept.contains(&number), page)? {
                    return Ok(false);
                }
            }
            if left.next().is_none() {
                return Ok(false);
            }
        }
        for gone in left {
            if !self.check_gone(gone, |number| kept.contains(&number), page)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn check_gone(
        &mut self,
        gone: &Object<'d>,
        is_kept: impl FnOnce(u32) -> bool,
        page: u32,
    ) -> Result<bool, Error> {
        match gone.as_reference().filter(|it| !is_kept(it.number)) {
            Some(reference) => self.check_removed(reference, page),
            None => Ok(false),
        }
    }

    /// Notes it where a new widget takes up so much of its page that it may cover what was signed (the
    /// sneaky signature attack).
    pub(super) fn check_size(&mut self, widget: Reference, page: u32) -> Result<(), Error> {
        let widget = self.document.object(widget, self.new)?;
        let rectangle = widget.as_dictionary().and_then(|it| it.get("Rect"));
        // of those of one page together, one beside the other
        let known = self.covered.get(&page).copied().unwrap_or(0.0);
        let own = self.area(rectangle, self.new)?.map_or(f64::INFINITY, |area| known + area);
        self.covered.insert(page, own);
        let mut node = Some(Object::Reference(Reference { number: page, generation: 0 }));
        let mut room = None;
        for _ in 0..PDF_REFERENCE_HOPS {
            let Some(above) = node else { break };
            let Object::Dictionary(above) = self.document.resolve(&above, self.new)? else { break };
            room = self.area(above.get("MediaBox"), self.new)?;
            if room.is_some() {
                break;
            }
            node = above.get("Parent").cloned();
        }
        // a page of unknown size is none of which that can be said
        if room.is_none_or(|room| own > room * LARGE) && own > 0.0 {
            self.note_appearance();
        }
        Ok(())
    }

    fn area(&self, rectangle: Option<&Object<'d>>, revision: usize) -> Result<Option<f64>, Error> {
        Ok(self.rectangle(rectangle, revision)?.map(|it| it.width() * it.height()))
    }

    /// A rectangle whose numbers may be objects of their own.
    pub(super) fn rectangle(
        &self,
        value: Option<&Object<'d>>,
        revision: usize,
    ) -> Result<Option<Bounds>, Error> {
        let mut sides = Vec::new();
        for side in self.document.array(value, revision)? {
            sides.push(self.document.resolve(&side, revision)?);
        }
        Ok(Bounds::of(Some(&Object::Array(sides))))
    }
}
