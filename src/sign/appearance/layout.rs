//! How what a signature shows lies on its area.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::font::{SetLine, Typesetter};
use super::place::{Found, Kind, find};
use super::search::{Stamp, blanks};
use super::{Appearance, AppearanceError, Content, Line, Picture};
use crate::pdf::{
    Area, Document, Drawing, EmbeddedFont, Mark, POINTS, PageView, PlacedDrawing, UpdateError,
};
use crate::sign::SignError;

/// From one line of text to the next, in parts of its size.
const LEADING: f64 = 1.2;

/// The part of an area that a picture takes beside text, at most.
const PICTURE_PART: f64 = 1.0 / 3.0;

/// Between a picture and the text beside it, in millimetres.
const GAP: f64 = 2.0;

/// What is drawn by a signature in this field at this time.
pub(super) fn draw(
    appearance: &Appearance,
    document: &Document<'_>,
    field: Option<&str>,
    time: (Timestamp, Offset),
) -> Result<PlacedDrawing, SignError> {
    let place = |size| find(&appearance.placement, document, field, size);
    let (found, marks) = match &appearance.content {
        Content::Picture { picture, width, is_to_scale } => {
            let picture = appearance.seen(picture);
            let size = (*width, picture.height_of(*width));
            let found = on_page(place(size)?, size, *is_to_scale)?;
            let mark = picture_mark(&picture, fitted(size, found.room), found.room);
            (found, vec![mark])
        }
        Content::Lines { lines, picture, size } => {
            let text = |line: &Line| match line {
                Line::Text(text) => text.clone(),
                Line::Time(label) => format!("{label}{}", appearance.time_text(time)),
            };
            let mut typesetter = Typesetter::new(&appearance.font)?;
            let set = lines.iter().map(|line| typesetter.set(&text(line)));
            let set: Vec<_> = set.collect::<Result<_, _>>()?;
            let block = Block::new(set, typesetter.finish()?, *size);
            match picture.as_ref().map(|it| appearance.seen(it)) {
                None => plain_text(&block, place(block.area)?)?,
                Some(picture) => {
                    let width = (block.area.0 + GAP) / (1.0 - PICTURE_PART);
                    text_beside(&picture, &block, place((width, block.area.1))?)?
                }
            }
        }
        Content::Issue { number, date } => {
            let mut typesetter = Typesetter::new(&appearance.font)?;
            let page = document.page_view(1)?;
            let rows = document.text_reader().rows(&page).map_err(UpdateError::from)?;
            let mut width_of = |text: &str| Ok(typesetter.set(text)?.width);
            printed(appearance, page, &blanks(&rows, number, *date, &mut width_of)?)?
        }
        Content::Stamps { page, stamps } => {
            printed(appearance, document.page_view(*page)?, stamps)?
        }
    };
    check(&found)?;
    let (width, height) = found.room;
    let drawing = Drawing { width: width * POINTS, height: height * POINTS, marks };
    let description = appearance.description.clone();
    Ok(PlacedDrawing { place: (found.page.number, found.area), drawing, description })
}

/// Lines at the top left of a place.
fn plain_text(block: &Block, mut found: Found) -> Result<(Found, Vec<Mark>), AppearanceError> {
    block.check(found.room)?;
    if found.kind == Kind::Given {
        (found.area.width, found.area.height) = block.area;
        found.room = block.area;
    }
    let marks = block.marks(0.0, found.room.1);
    Ok((found, marks))
}

/// A picture in a third of a place, and lines beside it.
fn text_beside(
    picture: &Picture,
    block: &Block,
    found: Found,
) -> Result<(Found, Vec<Mark>), AppearanceError> {
    let (width, height) = found.room;
    let room = (width * PICTURE_PART, height);
    let left = room.0 + GAP;
    block.check((width - left, height))?;
    let shown = fitted((room.0, picture.height_of(room.0)), room);
    let mut marks = vec![picture_mark(picture, shown, room)];
    // in the middle of the height
    marks.extend(block.marks(left, (height + block.area.1) / 2.0));
    Ok((found, marks))
}

/// Texts on a page, in one area around all of them.
fn printed(
    appearance: &Appearance,
    page: PageView,
    stamps: &[Stamp],
) -> Result<(Found, Vec<Mark>), AppearanceError> {
    let mut typesetter = Typesetter::new(&appearance.font)?;
    let set = stamps.iter().map(|stamp| typesetter.set(&stamp.text));
    let set: Vec<_> = set.collect::<Result<_, _>>()?;
    let font = typesetter.finish()?;
    let (above, below) = (font.metrics.ascent / 1_000.0, font.metrics.descent / -1_000.0);
    let areas = stamps.iter().zip(&set).map(|(stamp, line)| {
        let size = stamp.size / POINTS;
        let (left, top) = (stamp.left, stamp.baseline - above * size);
        [left, top, left + line.width * size, stamp.baseline + below * size]
    });
    let around = areas.reduce(|[a, b, c, d], [left, top, right, bottom]| {
        [a.min(left), b.min(top), c.max(right), d.max(bottom)]
    });
    let [left, top, right, bottom] = around.ok_or(AppearanceError::NothingToIssue)?;
    let marks = stamps.iter().zip(set).map(|(stamp, line)| Mark::Text {
        font: Arc::clone(&font),
        size: stamp.size,
        left: (stamp.left - left) * POINTS,
        baseline: (bottom - stamp.baseline) * POINTS,
        glyphs: line.glyphs,
    });
    let marks = marks.collect();
    let area = Area { left, top, width: right - left, height: bottom - top };
    Ok((Found { page, area, room: (area.width, area.height), kind: Kind::Made }, marks))
}

/// What is less than this is nothing, in millimetres.
const NOTHING: f64 = 0.001;

/// The place of something of this size: a given area becomes what is shown in the middle of it.
fn on_page(found: Found, size: (f64, f64), is_to_scale: bool) -> Result<Found, AppearanceError> {
    match found.kind {
        Kind::Made => Ok(found),
        Kind::Fixed => {
            let (needed, room) = (size, found.room);
            match is_to_scale && !fits(needed, room) {
                true => Err(AppearanceError::NoRoom { needed, room }),
                false => Ok(found),
            }
        }
        Kind::Given => {
            let room = if is_to_scale { size } else { fitted(size, found.room) };
            let area = Area {
                left: found.area.left + (found.area.width - room.0) / 2.0,
                top: found.area.top + (found.area.height - room.1) / 2.0,
                width: room.0,
                height: room.1,
            };
            Ok(Found { area, room, ..found })
        }
    }
}

fn check(found: &Found) -> Result<(), AppearanceError> {
    let Area { width, height, .. } = found.area;
    let is_area = width > 0.0 && height > 0.0 && found.page.shows(found.area);
    // what is no number is no area either
    if is_area { Ok(()) } else { Err(AppearanceError::OutsidePage(found.page.number)) }
}

fn fits(needed: (f64, f64), room: (f64, f64)) -> bool {
    needed.0 <= room.0 + NOTHING && needed.1 <= room.1 + NOTHING
}

/// As large as it may be in a room, with its proportions.
fn fitted((width, height): (f64, f64), room: (f64, f64)) -> (f64, f64) {
    let scale = (room.0 / width).min(room.1 / height);
    (width * scale, height * scale)
}

/// In the middle of the left of an area.
fn picture_mark(picture: &Picture, (width, height): (f64, f64), room: (f64, f64)) -> Mark {
    Mark::Image {
        image: Arc::clone(picture.image()),
        left: (room.0 - width) / 2.0 * POINTS,
        bottom: (room.1 - height) / 2.0 * POINTS,
        width: width * POINTS,
        height: height * POINTS,
    }
}

/// Lines of text, one beneath the other.
struct Block {
    lines: Vec<SetLine>,
    font: Arc<EmbeddedFont>,
    /// Of the letters, in points.
    size: f64,
    /// How wide and how high it is, in millimetres.
    area: (f64, f64),
}

impl Block {
    fn new(lines: Vec<SetLine>, font: Arc<EmbeddedFont>, size: f64) -> Self {
        let width = lines.iter().map(|it| it.width).fold(0.0, f64::max);
        let pitch = size * LEADING / POINTS;
        let height = lines.iter().fold(0.0, |height, _| height + pitch);
        Self { lines, font, size, area: (width * size / POINTS, height) }
    }

    /// That there is room enough.
    fn check(&self, room: (f64, f64)) -> Result<(), AppearanceError> {
        match fits(self.area, room) {
            true => Ok(()),
            false => Err(AppearanceError::NoRoom { needed: self.area, room }),
        }
    }

    /// From this height above the bottom of an area downwards, and from its left, in millimetres.
    fn marks(&self, left: f64, top: f64) -> Vec<Mark> {
        let metrics = self.font.metrics;
        // letters stand in the middle of their lines
        let reach = (metrics.ascent - metrics.descent) / 1_000.0;
        let above = (LEADING - reach) / 2.0 + metrics.ascent / 1_000.0;
        let mut baseline = top * POINTS - above * self.size;
        let mut marks = Vec::new();
        for line in &self.lines {
            marks.push(Mark::Text {
                font: Arc::clone(&self.font),
                size: self.size,
                left: left * POINTS,
                baseline,
                glyphs: line.glyphs.clone(),
            });
            baseline -= LEADING * self.size;
        }
        marks
    }
}
