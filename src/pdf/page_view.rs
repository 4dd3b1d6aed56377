//! Pages as they are shown, and where things stand on them (ISO 32000-2 §7.7.3.3 and §8.3.2.3).

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::object::{Dictionary, Object, Reference};
use super::{Document, Error, UpdateError};
use crate::limits::PDF_DEPTH;

/// A rectangle on a page as it is shown, in millimetres from its left and its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left side of the page.
    pub left: f64,
    /// From the top of the page.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

impl Area {
    /// Its right side.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Its bottom.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// Points of a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;

/// A page as it is shown: its visible part, turned.
#[derive(Clone, Debug, PartialEq)]
pub struct PageView {
    pub(super) reference: Reference,
    /// The number of the page, counted from 1.
    pub number: usize,
    /// The left, the bottom, the right and the top in default user space.
    pub(super) shown: [f64; 4],
    /// By how many degrees it is turned clockwise: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Points of a unit of default user space (`/UserUnit`, §8.3.2.3).
    pub unit: f64,
}

impl PageView {
    /// How wide and how high it is, in millimetres.
    pub fn size(&self) -> (f64, f64) {
        let area = self.area_of(self.shown);
        (area.width, area.height)
    }

    /// A rectangle in default user space: the left, the bottom, the right, the top.
    pub(super) fn rectangle_of(&self, area: Area) -> [f64; 4] {
        let (one, two) =
            (self.point_of(area.left, area.top), self.point_of(area.right(), area.bottom()));
        [one.0.min(two.0), one.1.min(two.1), one.0.max(two.0), one.1.max(two.1)]
    }

    fn point_of(&self, across: f64, down: f64) -> (f64, f64) {
        let [left, bottom, right, top] = self.shown;
        let scale = POINTS / self.unit;
        let (across, down) = (across * scale, down * scale);
        match self.rotation {
            90 => (left + down, bottom + across),
            180 => (right - across, bottom + down),
            270 => (right - down, top - across),
            _ => (left + across, top - down),
        }
    }

    /// Where a point of default user space is shown, in millimetres from the left and the top.
    pub(super) fn shown_point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let [left, bottom, right, top] = self.shown;
        let (across, down) = match self.rotation {
            90 => (y - bottom, x - left),
            180 => (right - x, y - bottom),
            270 => (top - y, right - x),
            _ => (x - left, top - y),
        };
        let scale = self.unit / POINTS;
        (across * scale, down * scale)
    }

    /// Where a rectangle of default user space is shown.
    pub(super) fn area_of(&self, [left, bottom, right, top]: [f64; 4]) -> Area {
        let (one, two) = (self.shown_point((left, bottom)), self.shown_point((right, top)));
        Area {
            left: one.0.min(two.0),
            top: one.1.min(two.1),
            width: (one.0 - two.0).abs(),
            height: (one.1 - two.1).abs(),
        }
    }

    /// Whether all of an area is shown; a hundredth of a millimetre is nothing.
    pub fn shows(&self, area: Area) -> bool {
        const NOTHING: f64 = 0.01;
        let (width, height) = self.size();
        area.left >= -NOTHING
            && area.top >= -NOTHING
            && area.right() <= width + NOTHING
            && area.bottom() <= height + NOTHING
    }
}

/// A signature field as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The page that shows it.
    pub page: PageView,
    /// Where.
    pub area: Area,
    /// By how many degrees what it shows is turned counterclockwise on the page that is not turned.
    pub(super) rotation: u16,
    /// The widget that shows it.
    pub(super) widget: Reference,
}

impl FieldView {
    /// How wide and how high what it shows is, in millimetres, whichever way it is turned.
    pub fn size(&self) -> (f64, f64) {
        let Area { width, height, .. } = self.area;
        match (self.rotation + 360 - self.page.rotation).is_multiple_of(180) {
            true => (width, height),
            false => (height, width),
        }
    }
}

impl Document<'_> {
    /// A page of the newest revision by its number, counted from 1.
    ///
    /// # Errors
    /// [`UpdateError::NoPage`], [`UpdateError::NoPageSize`].
    pub fn page_view(&self, number: usize) -> Result<PageView, UpdateError> {
        let (reference, page) = self.page(number)?;
        self.view_of(reference, page, number)
    }

    pub(super) fn page(&self, number: usize) -> Result<(Reference, Dictionary<'_>), UpdateError> {
        let (mut page, mut found) = (0, None);
        self.visit_pages(self.newest(), &mut |reference, node| {
            page += 1;
            if page < number {
                return ControlFlow::Continue(());
            }
            found = Some((reference, node.clone()));
            ControlFlow::Break(())
        });
        found.filter(|_| number > 0).ok_or(UpdateError::NoPage(number))
    }

    fn view_of(
        &self,
        reference: Reference,
        page: Dictionary<'_>,
        number: usize,
    ) -> Result<PageView, UpdateError> {
        let newest = self.newest();
        let unit = self.number(page.get("UserUnit"))?.filter(|it| *it > 0.0 && it.is_finite());
        let (mut media, mut crop, mut rotation, mut node) = (None, None, None, Some(page));
        for _ in 0..PDF_DEPTH {
            let Some(one) = node else { break };
            for (known, key) in [(&mut media, "MediaBox"), (&mut crop, "CropBox")] {
                if known.is_none() {
                    *known = self.corners(one.get(key))?;
                }
            }
            if rotation.is_none() {
                let turned = self.resolve(one.get("Rotate").unwrap_or(&Object::Null), newest)?;
                rotation = turned.as_integer();
            }
            let above = self.resolve(one.get("Parent").unwrap_or(&Object::Null), newest)?;
            node = above.as_dictionary().cloned();
        }
        let mut shown = media.ok_or(UpdateError::NoPageSize(number))?;
        if let Some([left, bottom, right, top]) = crop {
            let [known_left, known_bottom, known_right, known_top] = shown;
            let cut = [
                left.max(known_left),
                bottom.max(known_bottom),
                right.min(known_right),
                top.min(known_top),
            ];
            // one that leaves nothing is none, to all readers
            if cut[0] < cut[2] && cut[1] < cut[3] {
                shown = cut;
            }
        }
        let turned = rotation.unwrap_or(0).rem_euclid(360);
        let rotation = u16::try_from(turned).ok().filter(|it| it.is_multiple_of(90)).unwrap_or(0);
        Ok(PageView { reference, number, shown, rotation, unit: unit.unwrap_or(1.0) })
    }

    /// Where a field of the newest revision is shown; `None` where there is none of this name, or no
    /// page lists it.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn field_view(&self, name: &str) -> Result<Option<FieldView>, UpdateError> {
        let newest = self.newest();
        let fields = self.fields(newest)?;
        let Some(field) = fields.iter().find(|field| field.name.as_ref() == name) else {
            return Ok(None);
        };
        let kids = self.array(field.dictionary.get("Kids"), newest)?;
        let widget = kids.first().and_then(Object::as_reference).or(field.reference);
        let Some(widget) = widget else { return Ok(None) };
        let read = self.object(widget, newest)?;
        let dictionary = read.as_dictionary().cloned().unwrap_or_default();
        let Some(corners) = self.corners(dictionary.get("Rect"))? else { return Ok(None) };
        let Some(page) = self.page_of_annotation(widget)? else { return Ok(None) };
        let looks = self.resolve(dictionary.get("MK").unwrap_or(&Object::Null), newest)?;
        let turned = looks.as_dictionary().and_then(|it| it.get("R")).and_then(Object::as_integer);
        // upright, unless the field says otherwise
        let turned = turned.and_then(|it| u16::try_from(it.rem_euclid(360)).ok());
        let rotation = turned.filter(|it| it.is_multiple_of(90)).unwrap_or(page.rotation);
        Ok(Some(FieldView { area: page.area_of(corners), page, rotation, widget }))
    }

    fn page_of_annotation(&self, annotation: Reference) -> Result<Option<PageView>, UpdateError> {
        let (mut number, mut found, mut lists) = (0, None, HashSet::new());
        self.visit_pages(self.newest(), &mut |reference, node| {
            number += 1;
            let list = node.get("Annots");
            // a list that a million pages share is read once
            if list.and_then(Object::as_reference).is_some_and(|it| !lists.insert(it.number)) {
                return ControlFlow::Continue(());
            }
            let entries = self.array(list, self.newest()).unwrap_or_default();
            if !entries.iter().any(|it| it.as_reference() == Some(annotation)) {
                return ControlFlow::Continue(());
            }
            found = Some((reference, node.clone(), number));
            ControlFlow::Break(())
        });
        found.map(|(reference, node, number)| self.view_of(reference, node, number)).transpose()
    }

    /// The corners of a rectangle (§7.9.5), whichever it names; `None` where it is none.
    fn corners(&self, value: Option<&Object<'_>>) -> Result<Option<[f64; 4]>, Error> {
        let entries = self.array(value, self.newest())?;
        let mut sides = Vec::new();
        for side in entries.iter().take(5) {
            sides.extend(self.number(Some(side))?);
        }
        let &[one, two, three, four] = sides.as_slice() else { return Ok(None) };
        Ok(Some([one.min(three), two.min(four), one.max(three), two.max(four)]))
    }

    fn number(&self, value: Option<&Object<'_>>) -> Result<Option<f64>, Error> {
        let value = value.map(|value| self.resolve(value, self.newest())).transpose()?;
        // larger numbers have no use on a page, and differences of them no meaning
        const FAR: f64 = 1e7;
        let number = match value {
            Some(Object::Integer(value)) => i32::try_from(value).ok().map(f64::from),
            Some(Object::Real(value)) => Some(value),
            _ => None,
        };
        Ok(number.filter(|it| it.abs() <= FAR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;

    fn view(page: &str, pages: &str) -> PageView {
        let file = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R>>")
            .object(2, &format!("<</Type /Pages /Kids [3 0 R] /Count 1 {pages}>>"))
            .object(3, &format!("<</Type /Page /Parent 2 0 R {page}>>"))
            .end()
            .build();
        Document::open(&file).unwrap().page_view(1).unwrap()
    }

    fn near(one: &[f64], other: &[f64]) -> bool {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-6)
    }

    /// An inch from the left, two from the top, three wide, one high.
    const AREA: Area = Area { left: 25.4, top: 50.8, width: 76.2, height: 25.4 };

    #[test]
    fn areas_are_those_of_the_page_as_it_is_shown() {
        // what is shown is 500 wide and 700 high, from (10, 20)
        let boxes = "/MediaBox [0 0 600 800] /CropBox [510 720 10 20]";
        for (rotation, expected) in [
            (0, [82.0, 504.0, 298.0, 576.0]),
            (90, [154.0, 92.0, 226.0, 308.0]),
            (180, [222.0, 164.0, 438.0, 236.0]),
            (270, [294.0, 432.0, 366.0, 648.0]),
        ] {
            for page in [format!("/Rotate {rotation}"), format!("/Rotate {}", rotation - 360)] {
                let view = view(&page, boxes);
                let rectangle = view.rectangle_of(AREA);
                assert!(near(&rectangle, &expected), "{rotation}: {rectangle:?}");
                let again = view.area_of(rectangle);
                assert!(near(&[again.left, again.top], &[AREA.left, AREA.top]), "{again:?}");
                assert!(near(&[again.width, again.height], &[AREA.width, AREA.height]));
            }
        }
    }

    #[test]
    fn sizes_are_those_that_are_shown() {
        let size = |page: &str| view(page, "/MediaBox [0 0 720 1440] /Rotate 90").size();
        let near = |one: (f64, f64), two: (f64, f64)| near(&[one.0, one.1], &[two.0, two.1]);
        assert!(near(size(""), (508.0, 254.0)));
        assert!(near(size("/Rotate 0"), (254.0, 508.0)));
        // one unit is two points
        assert!(near(size("/Rotate 0 /UserUnit 2"), (508.0, 1016.0)));
        // what is cut off is not shown; what would leave nothing cuts nothing
        assert!(near(size("/Rotate 0 /CropBox [-9 0 360 9999]"), (127.0, 508.0)));
        assert!(near(size("/Rotate 0 /CropBox [900 0 999 9]"), (254.0, 508.0)));
        let page = view("", "/MediaBox [0 0 720 1440]");
        assert!(page.shows(AREA));
        assert!(!page.shows(Area { left: 178.0, ..AREA }));
        assert!(!page.shows(Area { top: -1.0, ..AREA }));
    }

    #[test]
    fn pages_without_a_size_have_no_places() {
        let file = Builder::signed().build();
        let document = Document::open(&file).unwrap();
        assert_eq!(document.page_view(1), Err(UpdateError::NoPageSize(1)));
        assert_eq!(document.page_view(2), Err(UpdateError::NoPage(2)));
        assert_eq!(document.page_view(0), Err(UpdateError::NoPage(0)));
    }
}
