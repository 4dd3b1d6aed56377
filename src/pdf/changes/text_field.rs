//! An empty text field gets a value, and its appearance, which painted nothing, shows that value
//! as text and nothing else (ISO 32000-2 §12.7.5.3).
//!
//! Narrower than what forms may do: a field that showed something could have hidden what lies
//! beneath it until after the signature, and an appearance that paints anything but the value
//! could hide it now. All else is for the rules that decode fonts.

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
const SILENT: [&[u8]; 10] = [b"q", b"Q", b"BMC", b"EMC", b"n", b"BT", b"ET", b"Tf", b"Td", b"g"];

impl<'d> Step<'d, '_> {
    /// Accounts for the text fields that were filled.
    pub(super) fn check_text_fields(&mut self) -> Result<(), Error> {
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
            && self.shows_now(appearance, &value)?;
        Ok(is_filled.then_some(appearance))
    }

    /// Whether an appearance painted nothing before and shows the value now.
    fn shows_now(&self, appearance: u32, value: &[u8]) -> Result<bool, Error> {
        let before = self.document.find_number(appearance, self.old)?.map(|it| it.value);
        let after = self.document.find_number(appearance, self.new)?.map(|it| it.value);
        let (Some(Object::Stream(before)), Some(Object::Stream(after))) = (before, after) else {
            return Ok(false);
        };
        let (one, other) = (before.dictionary(), after.dictionary());
        let same = pairs(one, other)
            .into_iter()
            .all(|(key, one, other)| ["Length", "Filter"].contains(&key.as_ref()) || one == other);
        Ok(same
            && other.duplicate_key().is_none()
            && self.shown(&before, self.old)? == Some(Vec::new())
            && self.shown(&after, self.new)? == Some(value.to_vec()))
    }

    /// The text that a content stream shows; `None` if it does anything else than that.
    fn shown(&self, stream: &Stream<'d>, revision: usize) -> Result<Option<Vec<u8>>, Error> {
        let content = match self.document.stream_data(stream, revision) {
            Ok(content) => content,
            Err(error @ (Error::Encrypted | Error::TooMuchInflated)) => return Err(error),
            Err(_) => return Ok(None),
        };
        let mut parser = Parser::new(&content, 0);
        let mut text = Vec::new();
        let mut operand: Option<Vec<u8>> = None;
        for _ in 0..TOKENS {
            parser.skip_space();
            if parser.position() == content.len() {
                return Ok(Some(text));
            }
            match parser.value() {
                Ok(Object::Unknown(b"Tj")) => match operand.take() {
                    Some(shown) => text.extend_from_slice(&shown),
                    None => return Ok(None),
                },
                Ok(Object::Unknown(operator)) if SILENT.contains(&operator) => operand = None,
                Ok(Object::String(string)) if operand.is_none() => {
                    operand = Some(string.octets().into_owned());
                }
                Ok(Object::Integer(_) | Object::Name(_) | Object::Real(_)) => {}
                _ => return Ok(None),
            }
        }
        Ok(None)
    }
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
        let appearance = "/Type /XObject /Subtype /Form /BBox [0 0 99 20]";
        let file = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, "<</Type /Page /Parent 2 0 R /Annots [40 0 R]>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R 40 0 R]>>")
            .object(40, &field(before.0))
            .stream(41, appearance, before.1)
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
        ] {
            assert_eq!(level(before, after, extra), ChangeLevel::Other, "{what}");
        }
    }
}
