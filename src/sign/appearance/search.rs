//! Places that are found by the text of the pages.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::AppearanceError;
use crate::limits::PDF_TEXT_PAGES;
use crate::pdf::{Document, Letter, POINTS, PageView, TextRow};
use crate::sign::SignError;

/// How far letters reach above their line and below it, in parts of their size: those of most fonts.
const ABOVE: f64 = 0.9;
const BELOW: f64 = 0.25;

/// What stands further apart than this is not one piece of text, in parts of the size of its letters.
const APART: f64 = 1.5;

/// How far above a name whatever stands there may be for the room between them to be that of the signature, in
/// millimetres; and how high the room is where nothing stands there.
const FARTHEST: f64 = 60.0;
const ROOM: f64 = 30.0;

/// The room above a line of text.
#[derive(Debug)]
pub(super) struct RoomAbove {
    pub(super) page: PageView,
    /// The middle of the line, in millimetres from the left.
    pub(super) middle: f64,
    pub(super) top: f64,
    pub(super) height: f64,
}

/// Something that is printed on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// The text.
    pub text: String,
    /// Where it begins, in millimetres from the left of the page as it is shown.
    pub left: f64,
    /// On which it stands, in millimetres from the top.
    pub baseline: f64,
    /// The size of its letters, in points.
    pub size: f64,
}

/// The characters of a text that matter: composed, without spaces, and with one letter Đ (U+0110 for
/// U+00D0, which looks the same).
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfc().filter(|it| !it.is_whitespace()).map(|it| if it == 'Ð' { 'Đ' } else { it })
}

/// The characters of letters, each with the place of its letter.
fn characters(letters: &[Letter]) -> Vec<(char, usize)> {
    let of = |(place, letter): (usize, &Letter)| {
        folded(&letter.text).map(move |it| (it, place)).collect::<Vec<_>>()
    };
    letters.iter().enumerate().flat_map(of).collect()
}

/// The letters of a text in a row, the first time that it stands there from a place on: the first and the
/// last.
fn position(letters: &[Letter], from: usize, text: &str) -> Option<(usize, usize)> {
    let wanted: Vec<char> = folded(text).collect();
    let known = characters(letters);
    let start = known.iter().position(|it| it.1 >= from)?;
    let known = known.get(start..)?;
    let found = known.windows(wanted.len().max(1)).find(|window| {
        window.len() == wanted.len() && window.iter().zip(&wanted).all(|(it, other)| it.0 == *other)
    })?;
    Some((found.first()?.1, found.last()?.1))
}

/// The pieces of a row that stand apart, without the spaces around them.
fn pieces(row: &TextRow) -> Vec<&[Letter]> {
    let is_apart = |one: &Letter, next: &Letter| {
        next.left - one.right > APART * one.size.max(next.size) / POINTS
    };
    let is_space = |letter: &Letter| letter.text.trim().is_empty();
    // a row of spaces is room as well as no text at all
    let mut pieces = Vec::new();
    let mut from = None;
    let mut last: Option<usize> = None;
    for (place, letter) in row.letters.iter().enumerate() {
        if is_space(letter) {
            continue;
        }
        let before = last.and_then(|it| row.letters.get(it));
        if before.is_some_and(|before| is_apart(before, letter)) {
            pieces.extend(from.zip(last));
            from = None;
        }
        from = from.or(Some(place));
        last = Some(place);
    }
    pieces.extend(from.zip(last));
    pieces.into_iter().filter_map(|(from, last)| row.letters.get(from..=last)).collect()
}

fn sides(letters: &[Letter]) -> (f64, f64) {
    let (first, last) = (letters.first(), letters.last());
    (first.map_or(0.0, |it| it.left), last.map_or(0.0, |it| it.right))
}

fn size(letters: &[Letter]) -> f64 {
    letters.iter().map(|it| it.size).fold(0.0, f64::max)
}

/// The room above a text: above the last line of the document that is this text and nothing else; where
/// there is none, above the last one that has it among other words.
pub(super) fn room_above(document: &Document<'_>, text: &str) -> Result<RoomAbove, SignError> {
    let wanted: String = folded(text).collect();
    let not_found = || SignError::from(AppearanceError::TextNotFound(text.to_owned()));
    if wanted.is_empty() {
        return Err(not_found());
    }
    let pages = document.page_count().unwrap_or(0);
    let mut reader = document.text_reader();
    let mut among = None;
    for number in (1..=pages).rev().take(PDF_TEXT_PAGES) {
        let page = document.page_view(number)?;
        let rows = reader.rows(&page).map_err(crate::pdf::UpdateError::from)?;
        for (place, row) in rows.iter().enumerate().rev() {
            for piece in pieces(row) {
                let is_alone = characters(piece).iter().map(|it| it.0).eq(wanted.chars());
                let has_it = !is_alone && among.is_none() && position(piece, 0, text).is_some();
                if is_alone || has_it {
                    let found = room_above_row(&page, &rows, place, piece, text);
                    if is_alone {
                        return Ok(found);
                    }
                    among = Some(found);
                }
            }
        }
    }
    among.ok_or_else(not_found)
}

fn room_above_row(
    page: &PageView,
    rows: &[TextRow],
    place: usize,
    piece: &[Letter],
    text: &str,
) -> RoomAbove {
    let found = position(piece, 0, text).and_then(|(from, to)| piece.get(from..=to));
    let found = found.unwrap_or(piece);
    let (left, right) = sides(found);
    let baseline = rows.get(place).map_or(0.0, |row| row.baseline);
    let bottom = baseline - ABOVE * size(found) / POINTS;
    // what stands above it, and not beside that
    let above = rows.iter().take(place).rev().find_map(|row| {
        let pieces = pieces(row);
        let mut over = pieces.iter().filter(|it| {
            let (from, to) = sides(it);
            from < right && to > left
        });
        over.next().map(|it| row.baseline + BELOW * size(it) / POINTS)
    });
    let top = above.filter(|top| bottom - top <= FARTHEST).unwrap_or(bottom - ROOM);
    let (top, height) = (top.min(bottom), (bottom - top).max(0.0));
    RoomAbove { page: page.clone(), middle: (left + right) / 2.0, top, height }
}

/// Where the number and the date of a document are to stand on a page, by what stands there: the number
/// behind “Số:”, and before the symbol where that is there; day, month and year between “ngày”, “tháng” and
/// “năm”. What is there already, and is the same, is left.
pub(super) fn blanks(
    rows: &[TextRow],
    number: &str,
    date: Date,
    width_of: &mut dyn FnMut(&str) -> Result<f64, AppearanceError>,
) -> Result<Vec<Stamp>, AppearanceError> {
    let mut stamps = Vec::new();
    number_blank(rows, number, width_of, &mut stamps)?;
    date_blanks(rows, date, width_of, &mut stamps)?;
    Ok(stamps)
}

/// Dots and lines to write on, and spaces.
fn is_blank(letter: &Letter) -> bool {
    letter.text.chars().all(|it| it.is_whitespace() || matches!(it, '.' | '…' | '_' | '‥' | '·'))
}

/// The first letter from a place on that is no blank.
fn next_word(letters: &[Letter], from: usize) -> Option<usize> {
    let rest = letters.get(from..)?;
    rest.iter().position(|letter| !is_blank(letter)).map(|place| from + place)
}

/// The room between two letters for a text.
struct Blank<'l> {
    letters: &'l [Letter],
    /// The letter before it, and the one after it if there is one.
    between: (usize, Option<usize>),
    baseline: f64,
}

impl Blank<'_> {
    fn stamp(
        &self,
        text: &str,
        width_of: &mut dyn FnMut(&str) -> Result<f64, AppearanceError>,
    ) -> Result<Option<Stamp>, AppearanceError> {
        let Some(before) = self.letters.get(self.between.0) else { return Ok(None) };
        let size = before.size;
        let space = 0.25 * size / POINTS;
        let width = width_of(text)? * size / POINTS;
        let after = self.between.1.and_then(|it| self.letters.get(it));
        let left = match after {
            None => before.right + space,
            Some(after) => {
                let (needed, room) = ((width, 0.0), (after.left - before.right, 0.0));
                if needed.0 > room.0 {
                    return Err(AppearanceError::NoBlank(text.to_owned()));
                }
                before.right + (room.0 - width) / 2.0
            }
        };
        Ok(Some(Stamp { text: text.to_owned(), left, baseline: self.baseline, size }))
    }
}

fn number_blank(
    rows: &[TextRow],
    number: &str,
    width_of: &mut dyn FnMut(&str) -> Result<f64, AppearanceError>,
    stamps: &mut Vec<Stamp>,
) -> Result<(), AppearanceError> {
    const LABEL: &str = "Số:";
    let found = rows.iter().find_map(|row| Some((row, position(&row.letters, 0, LABEL)?.1)));
    let (row, label) = found.ok_or_else(|| AppearanceError::TextNotFound(LABEL.to_owned()))?;
    let letters = row.letters.as_slice();
    let symbol_at = number.find('/').unwrap_or(number.len());
    let (digits, symbol) = number.split_at_checked(symbol_at).unwrap_or((number, ""));
    let next = next_word(letters, label + 1);
    // the symbol goes on to where the row is empty
    let there = next.and_then(|next| {
        let pieces = pieces(row);
        let piece = pieces.into_iter().find(|piece| {
            let (from, to) = sides(piece);
            letters.get(next).is_some_and(|it| it.left >= from && it.right <= to)
        })?;
        let from = piece.iter().position(|it| Some(it) == letters.get(next))?;
        Some(piece.get(from..)?.iter().map(|it| it.text.as_str()).collect::<String>())
    });
    let differs = |there: &str| AppearanceError::Differs {
        there: there.trim().to_owned(),
        given: number.to_owned(),
    };
    match there {
        Some(there) if there.starts_with('/') => {
            if !folded(&there).eq(folded(symbol)) {
                return Err(differs(&there));
            }
            let blank = Blank { letters, between: (label, next), baseline: row.baseline };
            stamps.extend(blank.stamp(digits, width_of)?);
        }
        Some(there) if there.starts_with(|it: char| it.is_ascii_digit()) => {
            if !folded(&there).eq(folded(number)) {
                return Err(differs(&there));
            }
        }
        // what stands further at the right is something else
        _ => {
            let blank = Blank { letters, between: (label, next), baseline: row.baseline };
            let stamp = blank.stamp(number, width_of)?;
            let space = 0.25 / POINTS;
            stamps.extend(stamp.map(|stamp| Stamp {
                left: letters.get(label).map_or(0.0, |it| it.right + space * it.size),
                ..stamp
            }));
        }
    }
    Ok(())
}

fn date_blanks(
    rows: &[TextRow],
    date: Date,
    width_of: &mut dyn FnMut(&str) -> Result<f64, AppearanceError>,
    stamps: &mut Vec<Stamp>,
) -> Result<(), AppearanceError> {
    const LABELS: [&str; 3] = ["ngày", "tháng", "năm"];
    let found = rows.iter().find_map(|row| {
        let day = position(&row.letters, 0, LABELS[0])?;
        let month = position(&row.letters, day.1 + 1, LABELS[1])?;
        let year = position(&row.letters, month.1 + 1, LABELS[2])?;
        Some((row, [day, month, year]))
    });
    let (row, [day, month, year]) =
        found.ok_or_else(|| AppearanceError::TextNotFound(LABELS.join(" … ")))?;
    let letters = row.letters.as_slice();
    // days before the tenth and the first two months have a zero before them (annex I, II.4)
    let two =
        |value: i8, from: i8| if value < from { format!("0{value}") } else { value.to_string() };
    let parts = [
        (day.1, Some(month.0), two(date.day(), 10)),
        (month.1, Some(year.0), two(date.month(), 3)),
        (year.1, None, date.year().to_string()),
    ];
    for (before, after, text) in parts {
        let end = after.unwrap_or(letters.len());
        let rest = letters.get(before + 1..end).unwrap_or_default();
        let digits: String = rest
            .iter()
            .skip_while(|it| is_blank(it))
            .take_while(|it| it.text.chars().all(|it| it.is_ascii_digit()))
            .map(|it| it.text.as_str())
            .collect();
        if digits.is_empty() {
            let blank = Blank { letters, between: (before, after), baseline: row.baseline };
            stamps.extend(blank.stamp(&text, width_of)?);
        } else if digits.trim_start_matches('0') != text.trim_start_matches('0') {
            return Err(AppearanceError::Differs { there: digits, given: text });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of a size of 10 points, each two millimetres wide; a digit in braces is so many blanks.
    fn row(baseline: f64, text: &str) -> TextRow {
        let mut left = 30.0;
        let letters = text.chars().map(|letter| {
            left += 2.0;
            Letter { text: letter.to_string(), left: left - 2.0, right: left, size: 10.0 }
        });
        TextRow { baseline, letters: letters.collect() }
    }

    fn found(number: &str, rows: &[TextRow]) -> Result<Vec<(String, f64)>, AppearanceError> {
        let date = Date::new(2026, 2, 5).unwrap();
        let stamps = blanks(rows, number, date, &mut |text| {
            // as wide as two millimetres a letter
            Ok(f64::from(u32::try_from(text.chars().count()).unwrap()) * 2.0 * POINTS / 10.0)
        })?;
        Ok(stamps.into_iter().map(|it| (it.text, (it.left * 1000.0).round() / 1000.0)).collect())
    }

    const DATE: &str = "Huế, ngày 05 tháng 02 năm 2026";

    #[test]
    fn numbers_stand_before_their_symbols() {
        let of = |text: &str, number: &str| found(number, &[row(50.0, text), row(60.0, DATE)]);
        // six letters of room for two, in the middle
        assert_eq!(of("Số:      /QĐ-UBND", "05/QĐ-UBND"), Ok(vec![("05".to_owned(), 40.0)]));
        assert_eq!(of("Số:....../QÐ-UBND", "05/QĐ-UBND"), Ok(vec![("05".to_owned(), 40.0)]));
        assert_eq!(of("Số: 05/QĐ-UBND", "05/QĐ-UBND"), Ok(vec![]));
        let behind = ("05/QĐ-UBND".to_owned(), 30.0 + 6.0 + 0.882);
        assert_eq!(of("Số:", "05/QĐ-UBND"), Ok(vec![behind.clone()]));
        assert_eq!(of("Số:                   Huế", "05/QĐ-UBND"), Ok(vec![behind]));
        for (text, number) in
            [("Số:      /QĐ-UBND", "05/QĐ-SNV"), ("Số: 05/QĐ-UBND", "06/QĐ-UBND"), ("Số: 5", "05")]
        {
            assert!(matches!(of(text, number), Err(AppearanceError::Differs { .. })), "{text}");
        }
        assert_eq!(of("Số: /QĐ", "05/QĐ"), Err(AppearanceError::NoBlank("05".to_owned())));
        assert_eq!(of("Kính gửi", "05"), Err(AppearanceError::TextNotFound("Số:".to_owned())));
    }

    #[test]
    fn dates_stand_between_their_words() {
        let of = |text: &str| found("5", &[row(50.0, "Số: 5"), row(60.0, text)]);
        let at = |text: &str, left| (text.to_owned(), left);
        assert_eq!(of(DATE), Ok(vec![]));
        assert_eq!(of("Huế, ngày    tháng    năm 2026"), Ok(vec![at("05", 50.0), at("02", 68.0)]));
        assert_eq!(of("ngày..tháng 2 năm"), Ok(vec![at("05", 38.0), at("2026", 64.882)]));
        for text in ["ngày 6 tháng 2 năm 2026", "ngày    tháng    năm 2025"] {
            assert!(matches!(of(text), Err(AppearanceError::Differs { .. })), "{text}");
        }
        assert!(matches!(of("ngày tháng 2 năm 2026"), Err(AppearanceError::NoBlank(_))));
        assert!(matches!(of("năm 2026 tháng"), Err(AppearanceError::TextNotFound(_))));
    }

    #[test]
    fn pieces_stand_apart() {
        let texts = |text: &str| -> Vec<String> {
            let row = row(0.0, text);
            let of = |piece: &&[Letter]| piece.iter().map(|it| it.text.as_str()).collect();
            pieces(&row).iter().map(of).collect()
        };
        assert_eq!(texts("Nơi nhận:          Trần Văn A"), ["Nơi nhận:", "Trần Văn A"]);
        assert_eq!(texts("  a b  "), ["a b"]);
        assert!(texts("   ").is_empty());
    }
}
