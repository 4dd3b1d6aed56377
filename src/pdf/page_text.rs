//! The text of pages, and where it stands (ISO 32000-2 §9.4).
//!
//! To find a place by what stands there, not to judge anything: what cannot be read is left out.

use std::collections::HashMap;
use std::rc::Rc;

use super::characters::{Characters, to_unicode};
use super::encoding::Encoding;
use super::object::{Dictionary, Object, number};
use super::page_view::{POINTS, PageView};
use super::parser::{Parser, is_whitespace};
use super::widths::{Face, Widths};
use super::{Document, Error};
use crate::limits::{PDF_DEPTH, PDF_TEXT_BYTES, PDF_TEXT_FORMS, PDF_TEXT_STEPS};

/// What stands at one height of a page, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRow {
    /// On which the letters stand, in millimetres from the top of the page as it is shown.
    pub baseline: f64,
    /// The letters.
    pub letters: Vec<Letter>,
}

/// A letter as it is shown, or several that are one glyph.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its characters; U+FFFD where nobody knows.
    pub text: String,
    /// Its left side, in millimetres from that of the page.
    pub left: f64,
    /// Its right side.
    pub right: f64,
    /// Its size, in points.
    pub size: f64,
}

/// Reads the text of pages, of all of them within the same limits.
pub struct TextReader<'d, 'a> {
    document: &'d Document<'a>,
    fonts: HashMap<u32, Rc<TextFont>>,
    steps: usize,
    bytes: usize,
}

impl std::fmt::Debug for TextReader<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextReader").field("steps", &self.steps).finish_non_exhaustive()
    }
}

struct TextFont {
    is_wide: bool,
    characters: Characters,
    widths: Widths,
}

/// A matrix (§8.3.3).
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// What is done first, and what then.
fn product([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix) -> Matrix {
    [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    ]
}

fn moved([a, b, c, d, e, f]: Matrix, (x, y): (f64, f64)) -> (f64, f64) {
    (a * x + c * y + e, b * x + d * y + f)
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<(Rc<TextFont>, f64)>,
    letter_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// A letter with its baseline.
struct Shown {
    baseline: f64,
    letter: Letter,
}

impl<'a> Document<'a> {
    /// A reader of the text of the newest revision.
    pub fn text_reader(&self) -> TextReader<'_, 'a> {
        TextReader { document: self, fonts: HashMap::new(), steps: 0, bytes: 0 }
    }
}

impl<'d> TextReader<'d, '_> {
    /// The text of a page by rows from its top to its bottom, as far as it is upright: neither that of
    /// annotations nor what is drawn as an image.
    ///
    /// # Errors
    /// [`Error`] where a limit is met.
    pub fn rows(&mut self, page: &PageView) -> Result<Vec<TextRow>, Error> {
        let document = self.document;
        let newest = document.newest();
        let Object::Dictionary(node) = document.object(page.reference, newest)? else {
            return Ok(Vec::new());
        };
        let mut content = Vec::new();
        let contents = document.resolve(node.get("Contents").unwrap_or(&Object::Null), newest)?;
        let parts = match contents {
            Object::Array(parts) => parts,
            one => vec![one],
        };
        for part in parts {
            self.step()?;
            if let Object::Stream(stream) = document.resolve(&part, newest)?
                && let Some(data) = self.data(&stream)?
            {
                content.extend_from_slice(&data);
                content.push(b'\n');
            }
        }
        let resources = self.inherited(&node, "Resources")?;
        let mut shown = Vec::new();
        self.read(&content, &resources, IDENTITY, page, &mut shown, 0)?;
        Ok(rows(shown))
    }

    fn step(&mut self) -> Result<(), Error> {
        self.steps += 1;
        if self.steps > PDF_TEXT_STEPS { Err(Error::TooManySteps) } else { Ok(()) }
    }

    /// The data of a stream that can be read, within the limit of all of them.
    fn data(&mut self, stream: &super::Stream<'d>) -> Result<Option<Vec<u8>>, Error> {
        let data = match self.document.stream_data(stream, self.document.newest()) {
            Ok(data) => data.into_owned(),
            Err(error) if error.limit().is_some() => return Err(error),
            Err(_) => return Ok(None),
        };
        self.bytes = self.bytes.saturating_add(data.len());
        if self.bytes > PDF_TEXT_BYTES { Err(Error::TooMuchInflated) } else { Ok(Some(data)) }
    }

    fn dictionary(&self, value: Option<&Object<'d>>) -> Result<Dictionary<'d>, Error> {
        let value = value.map(|it| self.document.resolve(it, self.document.newest())).transpose();
        match value {
            Ok(Some(Object::Dictionary(dictionary))) => Ok(dictionary),
            Err(error) if error.limit().is_some() => Err(error),
            _ => Ok(Dictionary::default()),
        }
    }

    fn inherited(&mut self, page: &Dictionary<'d>, key: &str) -> Result<Dictionary<'d>, Error> {
        let mut node = page.clone();
        for _ in 0..PDF_DEPTH {
            self.step()?;
            if node.get(key).is_some() {
                return self.dictionary(node.get(key));
            }
            if node.get("Parent").is_none() {
                break;
            }
            node = self.dictionary(node.get("Parent"))?;
        }
        Ok(Dictionary::default())
    }

    /// The operators of a content stream that have to do with text.
    fn read(
        &mut self,
        content: &[u8],
        resources: &Dictionary<'d>,
        matrix: Matrix,
        page: &PageView,
        shown: &mut Vec<Shown>,
        depth: usize,
    ) -> Result<(), Error> {
        let fonts = self.dictionary(resources.get("Font"))?;
        let forms = self.dictionary(resources.get("XObject"))?;
        let mut state = State {
            matrix,
            font: None,
            letter_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut saved = Vec::new();
        let (mut line, mut text) = (IDENTITY, IDENTITY);
        let mut parser = Parser::new(content, 0);
        let mut operands = Vec::new();
        loop {
            self.step()?;
            parser.skip_space();
            if parser.position() >= content.len() {
                return Ok(());
            }
            let operator = match parser.value() {
                Ok(Object::Unknown(word)) => word,
                Ok(operand) => {
                    operands.push(operand);
                    continue;
                }
                // nobody knows where it would go on
                Err(_) => return Ok(()),
            };
            let values: Vec<f64> = operands.iter().filter_map(number).collect();
            match (operator, operands.as_slice(), values.as_slice()) {
                (b"q", ..) if saved.len() < PDF_DEPTH => saved.push(state.clone()),
                (b"Q", ..) => state = saved.pop().unwrap_or(state),
                (b"cm", _, &[a, b, c, d, e, f]) => {
                    state.matrix = product([a, b, c, d, e, f], state.matrix);
                }
                (b"BT", ..) => (line, text) = (IDENTITY, IDENTITY),
                (b"Tc", _, &[value]) => state.letter_space = value,
                (b"Tw", _, &[value]) => state.word_space = value,
                (b"Tz", _, &[value]) => state.scale = value / 100.0,
                (b"TL", _, &[value]) => state.leading = value,
                (b"Ts", _, &[value]) => state.rise = value,
                (b"Tf", [Object::Name(name), _], &[size]) => {
                    let name = std::str::from_utf8(name.as_bytes()).unwrap_or_default();
                    let font = fonts.get(name).map(|font| self.font(font)).transpose()?;
                    state.font = font.map(|font| (font, size));
                }
                (b"Td", _, &[x, y]) => {
                    line = product([1.0, 0.0, 0.0, 1.0, x, y], line);
                    text = line;
                }
                (b"TD", _, &[x, y]) => {
                    state.leading = -y;
                    line = product([1.0, 0.0, 0.0, 1.0, x, y], line);
                    text = line;
                }
                (b"Tm", _, &[a, b, c, d, e, f]) => {
                    line = [a, b, c, d, e, f];
                    text = line;
                }
                (b"T*" | b"'" | b"\"", ..) => {
                    if let (b"\"", &[word, letter]) = (operator, values.as_slice()) {
                        (state.word_space, state.letter_space) = (word, letter);
                    }
                    line = product([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    if let Some(Object::String(string)) = operands.last() {
                        self.show(&string.octets(), &state, &mut text, page, shown)?;
                    }
                }
                (b"Tj", [Object::String(string)], _) => {
                    self.show(&string.octets(), &state, &mut text, page, shown)?;
                }
                (b"TJ", [Object::Array(parts)], _) => {
                    for part in parts {
                        self.step()?;
                        match part {
                            Object::String(string) => {
                                self.show(&string.octets(), &state, &mut text, page, shown)?;
                            }
                            other => {
                                let size = state.font.as_ref().map_or(0.0, |it| it.1);
                                let by = number(other).unwrap_or(0.0) / -1_000.0;
                                let by = by * size * state.scale;
                                text = product([1.0, 0.0, 0.0, 1.0, by, 0.0], text);
                            }
                        }
                    }
                }
                (b"Do", [Object::Name(name)], _) if depth < PDF_TEXT_FORMS => {
                    let name = std::str::from_utf8(name.as_bytes()).unwrap_or_default();
                    if let Some(form) = forms.get(name) {
                        self.form(form, resources, state.matrix, page, shown, depth)?;
                    }
                }
                // what follows are the data of an image
                (b"ID", ..) => {
                    let from = parser.position();
                    parser = Parser::new(content, end_of_image(content, from));
                }
                _ => {}
            }
            operands.clear();
        }
    }

    /// The text of a form XObject (§8.10).
    fn form(
        &mut self,
        form: &Object<'d>,
        resources: &Dictionary<'d>,
        matrix: Matrix,
        page: &PageView,
        shown: &mut Vec<Shown>,
        depth: usize,
    ) -> Result<(), Error> {
        let Ok(Object::Stream(form)) = self.document.resolve(form, self.document.newest()) else {
            return Ok(());
        };
        let entries = form.dictionary().clone();
        if !entries.is_name("Subtype", "Form") {
            return Ok(());
        }
        let Some(content) = self.data(&form)? else { return Ok(()) };
        let own = self.document.array(entries.get("Matrix"), self.document.newest())?;
        let own: Vec<f64> = own.iter().filter_map(number).collect();
        let own = own.first_chunk::<6>().copied().unwrap_or(IDENTITY);
        let resources = match entries.get("Resources") {
            Some(own) => self.dictionary(Some(own))?,
            None => resources.clone(),
        };
        self.read(&content, &resources, product(own, matrix), page, shown, depth + 1)
    }

    fn show(
        &mut self,
        octets: &[u8],
        state: &State,
        text: &mut Matrix,
        page: &PageView,
        shown: &mut Vec<Shown>,
    ) -> Result<(), Error> {
        let Some((font, size)) = &state.font else { return Ok(()) };
        for code in octets.chunks(if font.is_wide { 2 } else { 1 }) {
            self.step()?;
            let is_space = code == b" ";
            let code = code.iter().fold(0, |code, it| code << 8 | u32::from(*it));
            let known = font.characters.get(&code).and_then(Option::as_deref);
            let letter = known.unwrap_or("\u{fffd}");
            let width = font.widths.reach(code, letter).map_or(0.0, |it| it.usual) * size;
            let place = product(*text, state.matrix);
            let at = |x: f64, y: f64| page.shown_point(moved(place, (x * state.scale, y)));
            let (start, end) = (at(0.0, state.rise), at(width, state.rise));
            let top = at(0.0, state.rise + size);
            let height = start.1 - top.1;
            // upright, and from left to right
            let is_upright = height > 0.0
                && (top.0 - start.0).abs() <= height
                && end.0 >= start.0
                && (end.1 - start.1).abs() <= 0.1 * height;
            if is_upright {
                let (baseline, text) = (start.1, letter.to_owned());
                match shown.last_mut().filter(|_| is_mark(letter)) {
                    Some(base) => base.letter.text.push_str(letter),
                    None => {
                        let (left, right, size) = (start.0, end.0, height * POINTS);
                        shown.push(Shown { baseline, letter: Letter { text, left, right, size } });
                    }
                }
            }
            let word_space = if is_space { state.word_space } else { 0.0 };
            let by = (width + state.letter_space + word_space) * state.scale;
            *text = product([1.0, 0.0, 0.0, 1.0, by, 0.0], *text);
        }
        Ok(())
    }

    fn font(&mut self, value: &Object<'d>) -> Result<Rc<TextFont>, Error> {
        let number = value.as_reference().map(|it| it.number);
        if let Some(known) = number.and_then(|number| self.fonts.get(&number)) {
            return Ok(Rc::clone(known));
        }
        let font = Rc::new(self.read_font(value)?);
        self.fonts.extend(number.map(|number| (number, Rc::clone(&font))));
        Ok(font)
    }

    fn read_font(&mut self, value: &Object<'d>) -> Result<TextFont, Error> {
        let (document, newest) = (self.document, self.document.newest());
        let font = self.dictionary(Some(value))?;
        let is_wide = font.is_name("Subtype", "Type0");
        let mut characters = match is_wide {
            true => None,
            false => document.encoding(&font, newest, &mut || self.step())?.map(|it| it.0),
        };
        if characters.is_none() && !is_wide {
            let of = |code| Encoding::WinAnsi.character(code).map(|it| String::from(it).into());
            let named = (0..=u8::MAX).map(|code| (u32::from(code), of(code)));
            characters = Some(named.collect());
        }
        let mut characters: Characters = characters.unwrap_or_default();
        let map = document.resolve(font.get("ToUnicode").unwrap_or(&Object::Null), newest);
        if let Ok(Object::Stream(map)) = map
            && let Some(map) = self.data(&map)?
            && let Some(mapped) = to_unicode(&map, &mut |_| self.step())?
        {
            characters.extend(mapped);
        }
        let mut widths = document.widths(&font, newest, &mut || self.step())?;
        if let (Widths::Unknown, Some(name)) = (&widths, font.get("BaseFont")) {
            let name = name.as_name().map(ToString::to_string).unwrap_or_default();
            widths = Face::of(&name).map_or(Widths::Unknown, Widths::Standard);
        }
        Ok(TextFont { is_wide, characters, widths })
    }
}

/// Whether it is nothing but accents, which belong to the letter before them.
fn is_mark(text: &str) -> bool {
    text.chars().all(|it| ('\u{300}'..='\u{36f}').contains(&it))
}

/// Behind the `EI` of an inline image (§8.9.7): where it stands between white space.
fn end_of_image(content: &[u8], from: usize) -> usize {
    let rest = content.get(from..).unwrap_or_default();
    for at in memchr::memmem::find_iter(rest, b"EI") {
        let is_apart =
            |at: Option<usize>| at.and_then(|at| rest.get(at)).is_none_or(|it| is_whitespace(*it));
        if is_apart(at.checked_sub(1)) && is_apart(at.checked_add(2)) {
            return from + at + 2;
        }
    }
    content.len()
}

/// Letters by the rows that they stand in.
fn rows(mut shown: Vec<Shown>) -> Vec<TextRow> {
    // by how much baselines of one row differ, in parts of the size of its letters
    const SAME_ROW: f64 = 0.2;
    // by how much letters are moved that are printed twice to look bold
    const TWICE: f64 = 0.15;
    shown.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut rows: Vec<TextRow> = Vec::new();
    for Shown { baseline, letter } in shown {
        let fits = |row: &TextRow| baseline - row.baseline <= SAME_ROW * letter.size / POINTS;
        match rows.last_mut().filter(|row| fits(row)) {
            Some(row) => row.letters.push(letter),
            None => rows.push(TextRow { baseline, letters: vec![letter] }),
        }
    }
    for row in &mut rows {
        row.letters.sort_by(|one, other| one.left.total_cmp(&other.left));
        row.letters.dedup_by(|next, letter| {
            let by = (next.left - letter.left).abs();
            next.text == letter.text && by <= TWICE * letter.size / POINTS
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;

    const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>";

    fn read(page: &str, content: &str) -> Vec<TextRow> {
        let resources = "/Resources <</Font <</F 5 0 R /G 6 0 R>> /XObject <</X 7 0 R>>>>";
        let file = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 720 720]>>")
            .object(3, &format!("<</Type /Page /Parent 2 0 R /Contents 4 0 R {resources} {page}>>"))
            .stream(4, "", content)
            .object(5, FONT)
            .object(6, "<</Type /Font /Subtype /Type0 /ToUnicode 8 0 R /DescendantFonts [9 0 R]>>")
            .stream(7, "/Subtype /Form /Matrix [1 0 0 1 72 0]", "BT /F 10 Tf (ab) Tj ET /X Do")
            .stream(8, "", "2 beginbfchar <0001> <0065> <0002> <03020323> endbfchar")
            .object(9, "<</Type /Font /W [1 [500 0]]>>")
            .end()
            .build();
        let document = Document::open(&file).unwrap();
        let page = document.page_view(1).unwrap();
        document.text_reader().rows(&page).unwrap()
    }

    fn texts(rows: &[TextRow]) -> Vec<String> {
        rows.iter().map(|row| row.letters.iter().map(|it| it.text.as_str()).collect()).collect()
    }

    #[test]
    fn letters_stand_where_they_are_shown() {
        // an inch from the left, and from the top; then half as far, an inch to the left
        let rows = read("", "BT /F 10 Tf 72 648 Td (A) Tj -36 36 Td [(0) 1000 (1)] TJ ET");
        assert_eq!(texts(&rows), ["10", "A"]);
        let letter = &rows[1].letters[0];
        assert!((letter.left - 25.4).abs() < 1e-6 && (rows[1].baseline - 25.4).abs() < 1e-6);
        assert!((letter.right - letter.left - 7.22 / POINTS).abs() < 1e-6);
        assert!((letter.size - 10.0).abs() < 1e-6);
        // a thousandth of the size to the left, upon where it began but for its width
        let [one, zero] = &rows[0].letters[..] else { panic!() };
        assert!((zero.left - 12.7).abs() < 1e-6);
        assert!((one.left - (12.7 - 5.0 / POINTS)).abs() < 1e-6);
    }

    #[test]
    fn the_page_is_read_as_it_is_shown() {
        // upright on a page that is turned
        let rows = read("/Rotate 90", "BT /F 10 Tf 0 1 -1 0 72 36 Tm (Ab) Tj ET");
        assert_eq!(texts(&rows), ["Ab"]);
        assert!((rows[0].baseline - 25.4).abs() < 1e-6);
        assert!((rows[0].letters[0].left - 12.7).abs() < 1e-6);
        // text that lies is not read
        assert!(read("", "BT /F 10 Tf 0 1 -1 0 72 36 Tm (Ab) Tj ET").is_empty());
    }

    #[test]
    fn words_are_put_together() {
        for (content, expected) in [
            ("BT /F 10 Tf (a) Tj 20 0 Td (b) Tj ET", &["ab"][..]),
            ("BT /F 10 Tf 12 TL (a) ' (b) ' 1 1 (c) \" ET", &["a", "b", "c"]),
            // an accent is part of the letter before it
            ("BT /G 10 Tf <00010002> Tj ET", &["e\u{302}\u{323}"]),
            ("BT /G 10 Tf <00010009> Tj ET", &["e\u{fffd}"]),
            // printed twice
            ("BT /F 10 Tf (a) Tj ET BT /F 10 Tf .3 0 Td (a) Tj ET", &["a"]),
            // forms, which do not go on in themselves without an end
            ("/X Do", &["abababababababab"]),
            ("BI /W 1 ID (EI) ( EI BT /F 10 Tf (a) Tj ET", &["a"]),
            ("q BT /F 10 Tf ET Q BT (a) Tj ET", &[]),
            ("BT /F 10 Tf (a) Tj ET ) (b) Tj", &["a"]),
            ("2 0 0 2 0 0 cm BT /H 10 Tf (a) Tj /F 10 Tf (b) Tj ET", &["b"]),
        ] {
            assert_eq!(texts(&read("", content)), expected, "{content}");
        }
    }

    #[test]
    fn what_goes_on_without_end_meets_a_limit() {
        let file = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 720 720]>>")
            .object(3, "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources 6 0 R>>")
            .stream(4, "", "/X Do")
            .stream(5, "/Subtype /Form /Resources 6 0 R", &"/X Do ".repeat(1_000))
            .object(6, "<</XObject <</X 5 0 R>>>>")
            .end()
            .build();
        let document = Document::open(&file).unwrap();
        let page = document.page_view(1).unwrap();
        assert!(document.text_reader().rows(&page).is_err_and(|it| it.limit().is_some()));
    }
}
