//! Where a signature is shown.

use super::AppearanceError;
use super::search::{RoomAbove, room_above};
use crate::pdf::{Area, Document, PageView};
use crate::sign::SignError;

/// An area of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The page, counted from 1.
    pub page: usize,
    /// Where on it, in millimetres from its left and its top as it is shown.
    pub area: Area,
}

impl Place {
    /// An area of a page, counted from 1, in millimetres from its left and its top as it is shown, whichever
    /// way it is turned.
    ///
    /// ```
    /// use kyso::sign::Place;
    ///
    /// let place = Place::new(1, 120.0, 200.0, 40.0, 20.0);
    /// assert_eq!(place.area.bottom(), 220.0);
    /// ```
    pub fn new(page: usize, left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { page, area: Area { left, top, width, height } }
    }
}

/// How the place of a signature is found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Placement {
    /// Above this text, in the middle of the room between it and what stands above it: between the position
    /// and the name of whoever signs, where Decree 30 has the signature. Above the last line of the document
    /// that is this text and nothing else; where there is none, above the last one that has it among other
    /// words.
    Above(String),
    /// Over a third of what the signature in this field shows, at its left, where Decree 30 has the seal of
    /// an agency.
    Beside(String),
    /// In the field that is signed, which is there already and has a place.
    Field,
    /// On an area of a page.
    On(Place),
    /// At the top right of the first page, above its text.
    TopRight,
}

/// The margins of the top right: the least that Decree 30 has at the right, and above the header.
const RIGHT_MARGIN: f64 = 15.0;
const TOP_MARGIN: f64 = 7.0;

/// How high the room above a name is at least, in millimetres: in less nobody recognises a signature.
const LEAST_ROOM: f64 = 5.0;

/// A place that was found, and whether what is shown may be smaller than it.
pub(super) struct Found {
    pub(super) page: PageView,
    pub(super) area: Area,
    /// How wide and how high what is shown may be.
    pub(super) room: (f64, f64),
    pub(super) kind: Kind,
}

/// What the area is to what is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// It has the size that was asked for.
    Made,
    /// It was given, and what is shown takes a part of it.
    Given,
    /// It was given and stays as it is.
    Fixed,
}

/// Finds the place for something of this size, in millimetres.
pub(super) fn find(
    placement: &Placement,
    document: &Document<'_>,
    field: Option<&str>,
    (width, height): (f64, f64),
) -> Result<Found, SignError> {
    let made = |page: PageView, left: f64, top: f64| {
        let area = Area { left, top, width, height };
        Found { page, area, room: (width, height), kind: Kind::Made }
    };
    Ok(match placement {
        Placement::Above(text) => {
            let RoomAbove { page, middle, top, height: room } = room_above(document, text)?;
            if room < LEAST_ROOM.min(height) {
                let (needed, room) = ((width, height), (width, room));
                return Err(AppearanceError::NoRoom { needed, room }.into());
            }
            let area = Area { left: middle - width / 2.0, top, width, height: room };
            Found { page, area, room: (width, room), kind: Kind::Given }
        }
        Placement::Beside(name) => {
            let view = document.field_view(name)?;
            let view = view.filter(|it| it.area.width > 0.0 && it.area.height > 0.0);
            let view = view.ok_or_else(|| AppearanceError::NoSuchSignature(name.clone()))?;
            let other = view.area;
            let left = other.left + other.width / 3.0 - width;
            made(view.page, left, other.top + (other.height - height) / 2.0)
        }
        Placement::Field => {
            let name = field.ok_or(AppearanceError::FieldNeeded)?;
            let view = document.field_view(name)?;
            let view = view.filter(|it| it.area.width > 0.0 && it.area.height > 0.0);
            let not_shown = || crate::pdf::UpdateError::FieldNotShown(name.to_owned());
            let view = view.ok_or_else(not_shown)?;
            let room = view.size();
            Found { area: view.area, page: view.page, room, kind: Kind::Fixed }
        }
        Placement::On(Place { page, area }) => {
            let page = document.page_view(*page)?;
            Found { page, area: *area, room: (area.width, area.height), kind: Kind::Given }
        }
        Placement::TopRight => {
            let page = document.page_view(1)?;
            let left = page.size().0 - RIGHT_MARGIN - width;
            made(page, left, TOP_MARGIN)
        }
    })
}
