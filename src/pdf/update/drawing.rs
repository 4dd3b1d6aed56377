//! Appearances of signatures as form XObjects (ISO 32000-2 §12.5.5 and §8.10).

use std::sync::Arc;

use super::font::{EmbeddedFont, number};
use super::image::Image;
use super::write::{Entries, Value, compressed};
use super::{Colours, Update, UpdateError};
use crate::pdf::page_view::Area;
use crate::pdf::{Archival, Reference};

/// What a signature shows: marks upon an area, which is measured in points from its lower left corner, in
/// the direction in which it is seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// How wide the area is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is painted there, one above the other.
    pub marks: Vec<Mark>,
}

/// Something that is painted.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// An image.
    Image {
        /// The image.
        image: Arc<Image>,
        /// Its left side.
        left: f64,
        /// Its bottom.
        bottom: f64,
        /// How wide it is.
        width: f64,
        /// How high it is.
        height: f64,
    },
    /// A line of text, in black.
    Text {
        /// The font.
        font: Arc<EmbeddedFont>,
        /// The size of the letters.
        size: f64,
        /// Where the line begins.
        left: f64,
        /// Where the letters stand.
        baseline: f64,
        /// The glyphs, by their places in the font.
        glyphs: Vec<u16>,
    },
}

/// A drawing, and where it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedDrawing {
    /// The page, counted from 1, and the area on it. A field that is there has its own.
    pub place: (usize, Area),
    /// What is shown.
    pub drawing: Drawing,
    /// What it is, for those who cannot see it: `/TU` of a new field.
    pub description: Option<String>,
}

impl Drawing {
    fn is_transparent(&self) -> bool {
        self.marks.iter().any(|mark| match mark {
            Mark::Image { image, .. } => image.is_transparent(),
            Mark::Text { .. } => false,
        })
    }
}

impl Update<'_, '_> {
    /// Adds a drawing that is turned counterclockwise by so many degrees, as pages are turned back.
    /// Images and fonts that it uses several times are written once.
    pub(super) fn add_drawing(
        &mut self,
        drawing: &Drawing,
        rotation: u16,
    ) -> Result<Reference, UpdateError> {
        let archival = self.document.archival()?;
        if drawing.is_transparent() && !archival.permits_transparency() {
            return Err(UpdateError::NoTransparency);
        }
        let mut painter = Painter {
            colours: Colours::new(archival.permits_device_colours()),
            archival,
            images: Vec::new(),
            fonts: Vec::new(),
            content: String::new(),
        };
        let is_text = |mark: &Mark| matches!(mark, Mark::Text { .. });
        let mut resources = Entries::new();
        if drawing.marks.iter().any(is_text) {
            if painter.colours.are_device() {
                painter.content.push_str("0 g\n");
            } else {
                let mut spaces = Entries::new();
                spaces.set("Gray", painter.colours.gray(self));
                resources.set("ColorSpace", spaces);
                painter.content.push_str("/Gray cs 0 sc\n");
            }
        }
        for mark in &drawing.marks {
            painter.paint(mark, self);
        }
        let list = |known: &[Reference], prefix: &str| {
            let mut entries = Entries::new();
            for (place, reference) in known.iter().enumerate() {
                entries.set(&format!("{prefix}{place}"), *reference);
            }
            entries
        };
        let images: Vec<_> = painter.images.iter().map(|it| it.1).collect();
        let fonts: Vec<_> = painter.fonts.iter().map(|it| it.1).collect();
        if !images.is_empty() {
            resources.set("XObject", list(&images, "Im"));
        }
        if !fonts.is_empty() {
            resources.set("Font", list(&fonts, "F"));
        }
        let mut entries = Entries::new();
        let corners = ["0".to_owned(), "0".to_owned()];
        let size = [drawing.width, drawing.height].map(number);
        entries
            .set("Type", "/XObject")
            .set("Subtype", "/Form")
            .set("BBox", corners.into_iter().chain(size).collect::<Value>())
            .set("Resources", resources);
        // readers move it into the rectangle of the widget (algorithm 8.1)
        match rotation {
            90 => entries.set("Matrix", "[0 1 -1 0 0 0]"),
            180 => entries.set("Matrix", "[-1 0 0 -1 0 0]"),
            270 => entries.set("Matrix", "[0 -1 1 0 0 0]"),
            _ => &mut entries,
        };
        Ok(self.add(compressed(entries, painter.content.as_bytes())))
    }
}

struct Painter {
    colours: Colours,
    archival: Archival,
    images: Vec<(Arc<Image>, Reference)>,
    fonts: Vec<(Arc<EmbeddedFont>, Reference)>,
    content: String,
}

impl Painter {
    fn paint(&mut self, mark: &Mark, update: &mut Update<'_, '_>) {
        match mark {
            Mark::Image { image, left, bottom, width, height } => {
                let known = self.images.iter().position(|it| Arc::ptr_eq(&it.0, image));
                let place = known.unwrap_or_else(|| {
                    let reference = update.add_image(image, &mut self.colours);
                    self.images.push((Arc::clone(image), reference));
                    self.images.len() - 1
                });
                let [left, bottom, width, height] = [*left, *bottom, *width, *height].map(number);
                let matrix = format!("{width} 0 0 {height} {left} {bottom}");
                self.content.push_str(&format!("q {matrix} cm /Im{place} Do Q\n"));
            }
            Mark::Text { font, size, left, baseline, glyphs } => {
                let known = self.fonts.iter().position(|it| Arc::ptr_eq(&it.0, font));
                let place = known.unwrap_or_else(|| {
                    let reference = update.add_font(font, self.archival.part == Some(1));
                    self.fonts.push((Arc::clone(font), reference));
                    self.fonts.len() - 1
                });
                let [size, left, baseline] = [*size, *left, *baseline].map(number);
                let codes: String = glyphs.iter().map(|glyph| format!("{glyph:04X}")).collect();
                let text = format!("BT /F{place} {size} Tf {left} {baseline} Td <{codes}> Tj ET\n");
                self.content.push_str(&text);
            }
        }
    }
}
