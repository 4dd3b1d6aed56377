//! How what a signature shows lies on its area.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::font::{SetLine, Typesetter};
use super::place::{Found, Kind, find};
use super::{Appearance, AppearanceError, Content, Line, Picture};
use crate::pdf::{Area, Document, Drawing, EmbeddedFont, Mark, POINTS, PlacedDrawing};
use crate::sign::SignError;

/// From one line of text to the next, in parts of its size.
const LEADING: f64 = 1.2;

/// The part of an area that a picture takes beside text, at most.
const PICTURE_PART: f64 = 1.0 / 3.0;

/// Between a picture and the text beside it, in millimetres.
const GAP: f64 = 2.0;

pub(super) fn draw(
    appearance: &Appearance,
    document: &Document<'_>,
    field: Option<&str>,
    time: (Timestamp, Offset),
) -> Result<PlacedDrawing, SignError> {
    let flat = |picture: &Picture| match appearance.is_flattened {
        true => picture.flattened(),
        false => picture.clone(),
    };
    let place = |size| find(&appearance.placement, document, field, size);
    let (found, marks) = match &appearance.content {
        Content::Picture { picture, width, is_to_scale } => {
            let picture = flat(picture);
            let size = (*width, picture.height_of(*width));
            let found = on_page(place(size)?, size, *is_to_scale)?;
            let shown = fitted(size, found.room);
            let mark = picture_mark(&picture, shown, found.room);
            (found, vec![mark])
        }
        Content::Lines { lines, picture, size } => {
            let mut typesetter = Typesetter::new(&appearance.font)?;
            let mut set = Vec::new();
            for line in lines {
                set.push(typesetter.set(&match line {
                    Line::Text(text) => text.clone(),
                    Line::Time(label) => format!("{label}{}", appearance.time_text(time)),
                })?);
            }
            let font = typesetter.finish()?;
            let block = Block::new(&set, *size);
            let picture = picture.as_ref().map(flat);
            let found = match &picture {
                None => {
                    let mut found = place(block.area)?;
                    check(&found)?;
                    if found.kind == Kind::Given && block.fits(found.room) {
                        found.area.width = block.area.0;
                        found.area.height = block.area.1;
                        found.room = block.area;
                    }
                    found
                }
                // a third is the picture's
                Some(_) => {
                    let width = (block.area.0 + GAP) / (1.0 - PICTURE_PART);
                    let found = place((width, block.area.1))?;
                    check(&found)?;
                    found
                }
            };
            let mut marks = Vec::new();
            let mut left = 0.0;
            if let Some(picture) = &picture {
                let room = (found.room.0 * PICTURE_PART, found.room.1);
                let shown = fitted((room.0, picture.height_of(room.0)), room);
                left = room.0 + GAP;
                let mark = picture_mark(picture, shown, room);
                marks.push(mark);
            }
            let room = (found.room.0 - left, found.room.1);
            if !block.fits(room) {
                return Err(AppearanceError::NoRoom { needed: block.area, room }.into());
            }
            marks.extend(block.marks(&set, &font, left, found.room.1));
            (found, marks)
        }
    };
    check(&found)?;
    let (width, height) = found.room;
    let drawing = Drawing { width: width * POINTS, height: height * POINTS, marks };
    let description = appearance.description.clone();
    Ok(PlacedDrawing { place: (found.page.number, found.area), drawing, description })
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
    /// Of the letters, in points.
    size: f64,
    /// How wide and how high it is, in millimetres.
    area: (f64, f64),
}

impl Block {
    fn new(lines: &[SetLine], size: f64) -> Self {
        let width = lines.iter().map(|it| it.width).fold(0.0, f64::max);
        let pitch = size * LEADING / POINTS;
        let height = lines.iter().fold(0.0, |height, _| height + pitch);
        Self { size, area: (width * size / POINTS, height) }
    }

    fn fits(&self, room: (f64, f64)) -> bool {
        fits(self.area, room)
    }

    /// From the top of an area so high, at so much from its left, in millimetres.
    fn marks(
        &self,
        lines: &[SetLine],
        font: &Arc<EmbeddedFont>,
        left: f64,
        height: f64,
    ) -> Vec<Mark> {
        let metrics = font.metrics;
        // letters stand in the middle of their lines
        let reach = (metrics.ascent - metrics.descent) / 1_000.0;
        let above = (LEADING - reach) / 2.0 + metrics.ascent / 1_000.0;
        let mut baseline = height * POINTS - above * self.size;
        let mut marks = Vec::new();
        for line in lines {
            marks.push(Mark::Text {
                font: Arc::clone(font),
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
