//! Signatures that are seen, as annex I of Decree 30/2020/NĐ-CP wants them (feature `appearance`).

mod font;
mod layout;
mod picture;
mod place;
mod search;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

pub use font::Font;
pub use picture::Picture;
pub use place::{Place, Placement};
pub use search::Stamp;

use super::SignError;
use crate::pdf::{Document, PlacedDrawing};

/// Why a signature cannot be shown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AppearanceError {
    /// It is no font in TrueType or OpenType, or one that varies.
    #[error("this is no TrueType or OpenType font, or a variable one")]
    BadFont,
    /// It is no picture that can be read.
    #[error("the picture cannot be read")]
    BadPicture,
    /// A number or a date stands on the page already, and is another one; or the symbol of the document is.
    #[error("the page says “{there}”, and not “{given}”")]
    Differs {
        /// What the page says.
        there: String,
        /// What it was to say.
        given: String,
    },
    /// The place is that of a field, and no field was named.
    #[error("name the field that the signature is to be shown in")]
    FieldNeeded,
    /// The maker of the font does not permit that parts of it are embedded.
    #[error("the maker of this font does not permit that it is embedded")]
    FontNotEmbeddable,
    /// There is no room on the page for this text, where it has to stand.
    #[error("there is no room on the page for “{0}”")]
    NoBlank(String),
    /// The font has no such letter.
    #[error("the font has no letter “{}” (U+{:04X})", .0.escape_default(), u32::from(*.0))]
    NoLetter(char),
    /// What is shown is larger than the place for it, in millimetres.
    #[error("{:.1} × {:.1} mm are needed, and {:.1} × {:.1} mm are there", needed.0, needed.1, room.0, room.1)]
    NoRoom {
        /// How wide and how high it is.
        needed: (f64, f64),
        /// How wide and how high the place is.
        room: (f64, f64),
    },
    /// Number and date are on the page already, all of them.
    #[error("number and date are on the page already")]
    NothingToIssue,
    /// No signature of this name is shown on a page.
    #[error("no signature “{0}” is shown on a page: nothing can stand beside it")]
    NoSuchSignature(String),
    /// It would stand outside of the page, in part at least.
    #[error("it would stand outside of page {0}")]
    OutsidePage(usize),
    /// The picture has too many bytes or pixels.
    #[error("the picture is too large: it may have 8 MiB and 16 million pixels")]
    PictureTooLarge,
    /// Two letters have one shape in the font, so that nobody could tell them apart in the document.
    #[error("the font has one shape for the letters “{0}” and “{1}”")]
    SameLetters(char, char),
    /// No page says this.
    #[error("the text “{0}” is on no page")]
    TextNotFound(String),
    /// There is too much text.
    #[error("the text is too long to be shown")]
    TextTooLong,
    /// A format of pictures that is not read.
    #[error("this picture cannot be used: {0}")]
    UnsupportedPicture(&'static str),
}

/// How the time of the signature is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TimeStyle {
    /// As offices write it: `23.11.2026 09:05:07 +07:00`.
    #[default]
    Common,
    /// As Decree 30 names it, ISO 8601: `2026-11-23T09:05:07+07:00`.
    Iso,
}

/// One line of what a signature shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Line {
    /// This text.
    Text(String),
    /// The time that the signature claims (`/M`), after this text.
    Time(String),
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// What a signature shows, and where.
///
/// ```no_run
/// use kyso::sign::{Appearance, Picture, Placement, SignOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let picture = Picture::from_bytes(&std::fs::read("chu-ky.png")?)?;
/// let place = Placement::Above("Nguyễn Văn Ân".to_owned());
/// let person = SignOptions::default().field("NguoiKy").appearance(Appearance::person(picture, place));
///
/// let seal = Picture::from_bytes(&std::fs::read("con-dau.png")?)?;
/// let place = Placement::Beside("NguoiKy".to_owned());
/// let agency = SignOptions::default().appearance(Appearance::agency(seal, place));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Appearance {
    content: Content,
    placement: Placement,
    font: Font,
    time_style: TimeStyle,
    is_flattened: bool,
    description: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// A picture, so wide in millimetres; the area may make it smaller where it is no measure of its own.
    Picture { picture: Picture, width: f64, is_to_scale: bool },
    /// Lines of text, beside a picture if there is one.
    Lines { lines: Vec<Line>, picture: Option<Picture>, size: f64 },
    /// Number and date, on the first page.
    Issue { number: String, date: Date },
    /// Texts on a page.
    Stamps { page: usize, stamps: Vec<Stamp> },
}

/// How wide the picture of a handwritten signature is where nothing says it, in millimetres.
const SIGNATURE_WIDTH: f64 = 35.0;

/// How wide initials are.
const INITIALS_WIDTH: f64 = 15.0;

/// The diameter of a seal, in millimetres: that of most agencies.
const SEAL_DIAMETER: f64 = 36.0;

/// The size of text, in points (annex I, II.8.b).
const TEXT_SIZE: f64 = 10.0;

impl Appearance {
    fn new(content: Content, placement: Placement) -> Self {
        let (font, time_style) = (Font::default(), TimeStyle::default());
        Self { content, placement, font, time_style, is_flattened: false, description: None }
    }

    /// The signature of whoever is authorised to sign: a picture of the handwritten one, blue, between the
    /// position and the name (annex I, II.7.d). It is made as large as an area lets it be; elsewhere it is
    /// 35 mm wide, or as [`Self::width`] says.
    pub fn person(picture: Picture, placement: Placement) -> Self {
        let content = Content::Picture { picture, width: SIGNATURE_WIDTH, is_to_scale: false };
        Self::new(content, placement)
    }

    /// The signature of an agency: a picture of its seal, red, in its real size, over a third of the
    /// person's signature at the left (annex I, II.8.a). 36 mm, or as [`Self::width`] says; on an area it
    /// stands in the middle.
    pub fn agency(seal: Picture, placement: Placement) -> Self {
        let content = Content::Picture { picture: seal, width: SEAL_DIAMETER, is_to_scale: true };
        Self::new(content, placement)
    }

    /// Initials of those who prepared or checked a document.
    pub fn initials(picture: Picture, placement: Placement) -> Self {
        let content = Content::Picture { picture, width: INITIALS_WIDTH, is_to_scale: false };
        Self::new(content, placement)
    }

    /// The signature of an agency on an annex or attachment that is a file of its own: number and symbol of
    /// the document it belongs to, and the time, at the top right of the first page (annex I, II.8.b and
    /// III.1.d).
    pub fn annex(number: &str) -> Self {
        Self::lines(vec![number.into(), Line::Time(String::new())], None, Placement::TopRight)
    }

    /// The signature of an agency on an electronic copy: the form of the copy, who made it, and the time,
    /// at the top right of the first page (annex I, part II.I.3).
    pub fn copy(form: &str, agency: &str) -> Self {
        let lines = vec![form.into(), agency.into(), Line::Time(String::new())];
        Self::lines(lines, None, Placement::TopRight)
    }

    /// Lines of text, at the right of a picture if there is one.
    pub fn lines(lines: Vec<Line>, picture: Option<Picture>, placement: Placement) -> Self {
        Self::new(Content::Lines { lines, picture, size: TEXT_SIZE }, placement)
    }

    /// Number and date of a document at its issue (“ký số công văn”): they are printed on the first page where
    /// it has room for them, the number behind “Số:” (before the symbol, where that is there already), the
    /// date between “ngày”, “tháng” and “năm”. What is there already has to be the same.
    ///
    /// A signature has one place, by the standard (ISO 32000-2 §12.7.5.5): so the clerk's first signature of
    /// an agency says number and date, and its second one shows the seal. Nothing but these words is
    /// painted; what stands between them stays as it is.
    pub fn issue(number: &str, date: Date) -> Self {
        let content = Content::Issue { number: number.to_owned(), date };
        Self::new(content, Placement::TopRight)
    }

    /// Texts on a page, counted from 1, each at its own place: number and date where the page does not say
    /// where they belong.
    pub fn stamps(page: usize, stamps: Vec<Stamp>) -> Self {
        Self::new(Content::Stamps { page, stamps }, Placement::TopRight)
    }

    /// How wide the picture is, in millimetres: the diameter of a seal.
    #[must_use]
    pub fn width(mut self, millimetres: f64) -> Self {
        if let Content::Picture { width, .. } = &mut self.content {
            *width = millimetres;
        }
        self
    }

    /// The size of the text, in points.
    #[must_use]
    pub fn text_size(mut self, points: f64) -> Self {
        if let Content::Lines { size, .. } = &mut self.content {
            *size = points;
        }
        self
    }

    /// Another font than Liberation Serif.
    #[must_use]
    pub fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }

    /// How the time is written.
    #[must_use]
    pub fn time_style(mut self, style: TimeStyle) -> Self {
        self.time_style = style;
        self
    }

    /// Shows pictures as they look on white paper, without transparency, which PDF/A-1 forbids. What lies
    /// beneath them is hidden.
    #[must_use]
    pub fn flattened(mut self) -> Self {
        self.is_flattened = true;
        self
    }

    /// What it shows in words, for those who cannot see it: `/TU` of a new field.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// What is drawn on a document, by a signature in this field at this time.
    pub(super) fn draw(
        &self,
        document: &Document<'_>,
        field: Option<&str>,
        time: (Timestamp, Offset),
    ) -> Result<PlacedDrawing, SignError> {
        layout::draw(self, document, field, time)
    }

    /// A picture as it is shown.
    fn seen(&self, picture: &Picture) -> Picture {
        if self.is_flattened { picture.flattened() } else { picture.clone() }
    }

    fn time_text(&self, (time, offset): (Timestamp, Offset)) -> String {
        let local = offset.to_datetime(time);
        let seconds = offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        let zone = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        match self.time_style {
            TimeStyle::Common => format!("{} {zone}", local.strftime("%d.%m.%Y %H:%M:%S")),
            TimeStyle::Iso => format!("{}{zone}", local.strftime("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_place() {
        let time: Timestamp = "2026-11-23T02:05:07.9Z".parse().unwrap();
        let text = |style, seconds| {
            let appearance = Appearance::annex("").time_style(style);
            appearance.time_text((time, Offset::from_seconds(seconds).unwrap()))
        };
        assert_eq!(text(TimeStyle::Common, 7 * 3600), "23.11.2026 09:05:07 +07:00");
        assert_eq!(text(TimeStyle::Iso, 7 * 3600), "2026-11-23T09:05:07+07:00");
        assert_eq!(text(TimeStyle::Iso, -3600 * 3 - 1800), "2026-11-22T22:35:07-03:30");
        assert_eq!(text(TimeStyle::Common, 0), "23.11.2026 02:05:07 +00:00");
    }
}
