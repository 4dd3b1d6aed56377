//! An empty text field gets a value, and its appearance, which painted nothing, shows that value
//! as text and nothing else (ISO 32000-2 §12.7.5.3).
//!
//! Narrower than what forms may do: a field that showed something could have hidden what lies
//! beneath it until after the signature, and an appearance that paints anything but the value
//! could hide it now. A glyph of a font in the file may paint anything, and so may large letters or
//! white ones; hence letters of ordinary size, in black, of a standard font that is not in the file.

use super::catalog::pairs;
use super::step::{Status, Step};
use super::{ChangeKind, ChangeLevel};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Reference, Stream};
use crate::pdf::parser::Parser;

/// The tokens that one appearance may have.
const TOKENS: usize = 200;

/// Operators that paint nothing (ISO 32000-2 annex A): graphics state, marked content, the frame
/// of a text object and where in it the text stands.
const SILENT: [&[u8]; 8] = [b"q", b"Q", b"BMC", b"EMC", b"n", b"BT", b"ET", b"Td"];

/// The largest letters, in points.
const FONT_SIZE: f64 = 24.0;

/// What the dictionary of a standard font may hold, and nothing that changes its glyphs.
const FONT_KEYS: [&[u8]; 5] = [b"BaseFont", b"Encoding", b"Name", b"Subtype", b"Type"];

/// The standard fonts that have letters (ISO 32000-2 §9.6.2.2).
const STANDARD_FONTS: [&str; 12] = [
    "Courier",
    "Courier-Bold",
    "Courier-BoldOblique",
    "Courier-Oblique",
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-BoldOblique",
    "Helvetica-Oblique",
    "Times-Bold",
    "Times-BoldItalic",
    "Times-Italic",
    "Times-Roman",
];

/// Entries of a field with which readers make another appearance than the one that is there.
const OTHER_APPEARANCE: [&str; 5] = ["A", "AA", "DS", "PMD", "RV"];

impl<'d> Step<'d, '_> {
    /// Accounts for the text fields that were filled.
    pub(super) fn check_text_fields(&mut self) -> Result<(), Error> {
        // readers would show the value in a way of their own
        let form = self.dictionary(self.catalogs.1.get("AcroForm"), self.new)?.unwrap_or_default();
        if form.get("NeedAppearances").is_some_and(|it| *it != Object::Boolean(false)) {
            return Ok(());
        }
        for number in self.unaccounted(Status::Overridden) {
            self.count()?;
            if let Some(appearance) = self.filled_appearance(number)? {
                self.account(number);
                self.account(appearance);
                let field = Reference { number, generation: 0 };
                let (level, kind) = (ChangeLevel::FormFilling, ChangeKind::TextFieldFilled);
                self.note(level, kind, Some(field), "");
            }
        }
        Ok(())
    }

    /// The appearance stream of an object that is an empty text field before and a filled one
    /// after.
    fn filled_appearance(&self, number: u32) -> Result<Option<u32>, Error> {
        let before = self.document.find_number(number, self.old)?.map(|it| it.value);
        let after = self.document.find_number(number, self.new)?.map(|it| it.value);
        let (Some(Object::Dictionary(before)), Some(Object::Dictionary(after))) = (before, after)
        else {
            return Ok(None);
        };
        let is_text_field =
            |it: &Dictionary<'_>| it.is_name("FT", "Tx") && it.is_name("Subtype", "Widget");
        let was_empty = before
            .get("V")
            .is_none_or(|it| it.as_string().is_some_and(|value| value.octets().is_empty()));
        let same =
            pairs(&before, &after).into_iter().all(|(key, one, other)| key == "V" || one == other);
        let value = after.get("V").and_then(Object::as_string).map(|it| it.octets());
        // Letters that are the same in every encoding of text strings and simple fonts.
        let value =
            value.filter(|it| !it.is_empty() && it.iter().all(|it| (b' '..=b'~').contains(it)));
        let appearance = after.get("AP").and_then(Object::as_dictionary);
        let appearance = appearance.filter(|it| it.len() == 1).and_then(|it| it.get("N"));
        let (Some(value), Some(appearance)) =
            (value, appearance.and_then(Object::as_reference).map(|it| it.number))
        else {
            return Ok(None);
        };
        let unshared = self.status(appearance) == Some(Status::Overridden)
            && !self.references.has_other_use(appearance, number, self.new);
        let is_filled = is_text_field(&before)
            && was_empty
            && same
            && unshared
            && after.duplicate_key().is_none()
            && OTHER_APPEARANCE.iter().all(|key| after.get(key).is_none())
            && self.shows_now(appearance, &value, extent(after.get("Rect")))?;
        Ok(is_filled.then_some(appearance))
    }

    /// Whether an appearance painted nothing before and shows the value now.
    fn shows_now(
        &self,
        appearance: u32,
        value: &[u8],
        room: Option<(f64, f64)>,
    ) -> Result<bool, Error> {
        let before = self.document.find_number(appearance, self.old)?.map(|it| it.value);
        let after = self.document.find_number(appearance, self.new)?.map(|it| it.value);
        let (Some(Object::Stream(before)), Some(Object::Stream(after))) = (before, after) else {
            return Ok(false);
        };
        let (one, other) = (before.dictionary(), after.dictionary());
        let same = pairs(one, other)
            .into_iter()
            .all(|(key, one, other)| ["Length", "Filter"].contains(&key.as_ref()) || one == other);
        let is_to_scale = match (room, extent(other.get("BBox"))) {
            (Some(room), Some(own)) => (room.0 - own.0).abs() < 1.0 && (room.1 - own.1).abs() < 1.0,
            _ => false,
        };
        Ok(same
            && is_to_scale
            && other.get("Matrix").is_none_or(is_identity)
            && other.duplicate_key().is_none()
            && self.shown(&before, self.old)? == Some(Vec::new())
            && self.shown(&after, self.new)? == Some(value.to_vec()))
    }

    /// The text that a content stream shows; `None` if it does anything else than that.
    fn shown(&self, stream: &Stream<'d>, revision: usize) -> Result<Option<Vec<u8>>, Error> {
        let content = match self.document.stream_data(stream, revision) {
            Ok(content) => content,
            Err(error @ Error::TooMuchInflated) => return Err(error),
            Err(_) => return Ok(None),
        };
        let fonts = match stream.dictionary().get("Resources") {
            Some(resources) => self.dictionary(Some(resources), revision)?,
            None => None,
        };
        let fonts = match fonts.as_ref().and_then(|it| it.get("Font")) {
            Some(fonts) => self.dictionary(Some(fonts), revision)?.unwrap_or_default(),
            None => Dictionary::default(),
        };
        let mut parser = Parser::new(&content, 0);
        let mut text = Vec::new();
        let mut operands = Vec::new();
        let mut has_font = false;
        for _ in 0..TOKENS {
            parser.skip_space();
            if parser.position() == content.len() {
                return Ok(Some(text));
            }
            let operator = match parser.value() {
                Ok(Object::Unknown(operator)) => operator,
                Ok(
                    operand @ (Object::Integer(_)
                    | Object::Name(_)
                    | Object::Real(_)
                    | Object::String(_)),
                ) => {
                    operands.push(operand);
                    continue;
                }
                _ => return Ok(None),
            };
            match (operator, operands.as_slice()) {
                // once, since two could stand in any order
                (b"Tj", [Object::String(shown)]) if has_font && text.is_empty() => {
                    text = shown.octets().into_owned();
                }
                (b"Tf", [Object::Name(name), size]) => {
                    let font = match fonts.get(&name.to_string()) {
                        Some(font) => self.dictionary(Some(font), revision)?,
                        None => None,
                    };
                    has_font = font.as_ref().is_some_and(is_standard_font)
                        && number(size).is_some_and(|it| (0.0..=FONT_SIZE).contains(&it));
                }
                (b"g", [gray]) if number(gray) == Some(0.0) => {}
                (silent, _) if SILENT.contains(&silent) => {}
                _ => return Ok(None),
            }
            operands.clear();
        }
        Ok(None)
    }
}

/// Width and height of a rectangle.
fn extent(rectangle: Option<&Object<'_>>) -> Option<(f64, f64)> {
    let [left, bottom, right, top] = rectangle?.as_array()? else { return None };
    Some((number(right)? - number(left)?, number(top)? - number(bottom)?))
}

/// Whether a matrix leaves everything where it is.
fn is_identity(matrix: &Object<'_>) -> bool {
    let numbers: Option<Vec<f64>> =
        matrix.as_array().and_then(|entries| entries.iter().map(number).collect());
    numbers.is_some_and(|it| it == [1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
}

fn number(value: &Object<'_>) -> Option<f64> {
    match value {
        Object::Integer(integer) => i32::try_from(*integer).ok().map(f64::from),
        Object::Real(real) => Some(*real),
        _ => None,
    }
}

/// Whether readers have the glyphs of a font themselves, in an encoding that does not change ASCII.
fn is_standard_font(font: &Dictionary<'_>) -> bool {
    let encoding = match font.get("Encoding") {
        None => true,
        Some(Object::Name(name)) => *name == *"WinAnsiEncoding" || *name == *"MacRomanEncoding",
        Some(_) => false,
    };
    encoding
        && font.is_name("Subtype", "Type1")
        && STANDARD_FONTS.iter().any(|name| font.is_name("BaseFont", name))
        && font.iter().all(|(key, _)| FONT_KEYS.contains(&key.as_bytes()))
        && font.duplicate_key().is_none()
}

#[cfg(test)]
mod tests {
    use crate::pdf::builder::Builder;
    use crate::pdf::{ChangeLevel, Document};

    const EMPTY: &str = "/Tx BMC q n Q EMC";
    const FILLED: &str = "/Tx BMC q BT /F 12 Tf 4 6.3 Td (So 12) Tj ET Q EMC";

    fn field(value: &str) -> String {
        format!(
            "<</Type /Annot /Subtype /Widget /FT /Tx /T (so) {value} /Rect [0 0 99 20] \
             /AP <</N 41 0 R>>>>"
        )
    }

    /// A signed document with a text field of this value and appearance, then filled.
    fn level(before: (&str, &str), after: (&str, &str), extra: &str) -> ChangeLevel {
        level_with((FONT, "/BBox [0 0 99 20]", ""), before, after, extra)
    }

    const FONT: &str = "/Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding";

    /// The same with this font, these entries of the appearance and these of the form.
    fn level_with(
        (font, entries, form): (&str, &str, &str),
        before: (&str, &str),
        after: (&str, &str),
        extra: &str,
    ) -> ChangeLevel {
        let appearance =
            format!("/Type /XObject /Subtype /Form {entries} /Resources <</Font <</F 42 0 R>>>>");
        let file = Builder::new()
            .object(42, &format!("<</Type /Font /Subtype {font}>>"))
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, "<</Type /Page /Parent 2 0 R /Annots [40 0 R]>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, &format!("<</Fields [5 0 R 40 0 R] {form}>>"))
            .object(40, &field(before.0))
            .stream(41, &appearance, before.1)
            .end()
            .object(40, &field(after.0))
            .stream(41, &format!("{appearance}{extra}"), after.1)
            .end()
            .build();
        let document = Document::open(&file).unwrap();
        let signatures = document.signatures().unwrap();
        document.changes_after(&signatures[0]).unwrap().level
    }

    #[test]
    fn an_empty_field_may_be_filled() {
        assert_eq!(level(("", EMPTY), ("/V (So 12)", FILLED), ""), ChangeLevel::FormFilling);
        assert_eq!(level(("/V ()", EMPTY), ("/V (So 12)", FILLED), ""), ChangeLevel::FormFilling);
    }

    #[test]
    fn anything_else_about_a_text_field_is_refused() {
        let filled = ("/V (So 12)", FILLED);
        let painted = "/Tx BMC q 0 0 99 20 re f Q EMC";
        for (what, before, after, extra) in [
            ("it was not empty", ("/V (So 1)", FILLED), filled, ""),
            ("it painted something", ("", painted), filled, ""),
            ("emptied", filled, ("/V ()", EMPTY), ""),
            ("another text is shown", ("", EMPTY), ("/V (So 13)", FILLED), ""),
            ("a background too", ("", EMPTY), ("/V (So 12)", "0 0 9 9 re f BT (So 12) Tj ET"), ""),
            ("another form inside", ("", EMPTY), ("/V (So 12)", "/X Do (So 12) Tj"), ""),
            ("an inline image", ("", EMPTY), ("/V (So 12)", "BI /W 1 ID x EI (So 12) Tj"), ""),
            ("scaled", ("", EMPTY), ("/V (So 12)", "9 0 0 9 0 0 cm (So 12) Tj"), ""),
            ("another key", ("", EMPTY), ("/V (So 12) /AA <<>>", FILLED), ""),
            ("larger", ("", EMPTY), filled, " /Matrix [9 0 0 9 0 0]"),
            ("letters by encoding", ("", EMPTY), ("/V <feff0031>", "(1) Tj"), ""),
            ("read otherwise", ("", EMPTY), ("/V (So 12) /V (So 13)", FILLED), ""),
            ("white", ("", EMPTY), ("/V (So 12)", "1 g /F 9 Tf (So 12) Tj"), ""),
            ("very large", ("", EMPTY), ("/V (So 12)", "/F 900 Tf (So 12) Tj"), ""),
            ("no font", ("", EMPTY), ("/V (So 12)", "(So 12) Tj"), ""),
            ("in two parts", ("", EMPTY), ("/V (So 12)", "/F 9 Tf (So ) Tj (12) Tj"), ""),
        ] {
            assert_eq!(level(before, after, extra), ChangeLevel::Other, "{what}");
        }
    }

    #[test]
    fn what_was_prepared_before_signing_does_not_show_more_than_the_value() {
        let (before, after) = (("", EMPTY), ("/V (So 12)", FILLED));
        let room = "/BBox [0 0 99 20]";
        for matrix in ["", "/Matrix [1 0 0 1.0 0 0]"] {
            let entries = format!("{room} {matrix}");
            let level = level_with((FONT, &entries, ""), before, after, "");
            assert_eq!(level, ChangeLevel::FormFilling);
        }
        for (what, font, entries, form) in [
            ("a font of drawings", "/Type3 /CharProcs <</a 4 0 R>>", room, ""),
            ("a font in the file", "/Type1 /BaseFont /Helvetica /FontDescriptor 4 0 R", room, ""),
            ("a font of symbols", "/Type1 /BaseFont /ZapfDingbats", room, ""),
            ("other letters", "/Type1 /BaseFont /Helvetica /Encoding 4 0 R", room, ""),
            ("other widths", "/Type1 /BaseFont /Helvetica /Widths [0]", room, ""),
            ("a scale", FONT, "/BBox [0 0 9 2]", ""),
            ("a matrix", FONT, "/BBox [0 0 99 20] /Matrix [9 0 0 9 0 0]", ""),
            ("made anew", FONT, room, "/NeedAppearances true"),
        ] {
            let level = level_with((font, entries, form), before, after, "");
            assert_eq!(level, ChangeLevel::Other, "{what}");
        }
    }
}
