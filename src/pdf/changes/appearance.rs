//! What the appearance of a field paints (ISO 32000-2 §8 and §9): text, areas, lines, and nothing
//! else. What the operators say is all there is to it, since images, other forms, patterns, drawings
//! instead of letters, and what is scaled are refused.

use std::collections::HashMap;
use std::rc::Rc;

use super::fonts::Font;
use super::geometry::{Bounds, Colour, Shape};
use super::letters::{GAP, WIDE};
use super::reason::FieldReason;
use super::step::{Step, is_plain_content};
use crate::limits::{PDF_APPEARANCE_OPERATORS, PDF_APPEARANCE_SHAPES};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Stream, number};
use crate::pdf::parser::{LONGEST_WORD, Parser};
use crate::pdf::widths::Reach;

/// What is known of a field that was changed, from best to worst. The reason is a stable word.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Outcome {
    /// It shows its value and nothing else.
    Explained,
    /// What it shows cannot be told.
    Undecided(FieldReason),
    /// It does what no filling does.
    Refused(FieldReason),
}

impl Outcome {
    /// What a doubt makes of what is right in all else.
    pub(super) fn of_doubt(doubt: Option<FieldReason>) -> Self {
        doubt.map_or(Self::Explained, Self::Undecided)
    }
}

/// What an appearance paints.
pub(super) struct Painted {
    pub(super) bounds: Bounds,
    pub(super) runs: Vec<Run>,
    pub(super) fills: Vec<Shape>,
    pub(super) strokes: Vec<Shape>,
    /// Whether an area is painted upon text.
    pub(super) covers: bool,
    /// Why it may show something else than what is known of it.
    pub(super) doubt: Option<FieldReason>,
    /// Whether all letters are known.
    pub(super) is_legible: bool,
}

impl Painted {
    /// Nothing at all.
    pub(super) fn nothing(bounds: Bounds) -> Self {
        let (fills, strokes) = (Vec::new(), Vec::new());
        let (runs, covers, doubt) = (Vec::new(), false, None);
        Self { bounds, runs, fills, strokes, covers, doubt, is_legible: true }
    }

    /// What its doubt makes of a field that is right in all else.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome::of_doubt(self.doubt)
    }

    /// Whether rims reach as far from each side as those of another, or are thin on both: programs draw
    /// the same frame upon the edge or within.
    pub(super) fn has_frame_of(&self, other: &Self) -> bool {
        self.frame().iter().zip(other.frame()).all(|(&one, two)| {
            let are_thin = [one, two].iter().all(|it| (f64::MIN_POSITIVE..=THIN).contains(it));
            are_thin || (one - two).abs() <= FRAME_SHIFT
        })
    }

    /// How far rims reach from the left, the bottom, the right and the top.
    fn frame(&self) -> [f64; 4] {
        let lines = self.strokes.iter().filter(|it| it.is_rim(self.bounds));
        let sides = self.fills.iter().filter(|it| it.is_thin_side(self.bounds));
        let depths = lines.chain(sides).map(|it| it.depths(self.bounds));
        depths.fold([0.0; 4], |all, one| {
            let mut both = all;
            both.iter_mut().zip(one).for_each(|(most, depth)| *most = most.max(depth));
            both
        })
    }

    /// Whether what two appearances of a widget have in common lies upon the same part of the page: else a
    /// shape with the same numbers would come to hide something else.
    pub(super) fn lies_like(&self, other: &Self) -> bool {
        let is_fixed = |it: &Self| {
            let fills = it.fills.iter().any(|fill| !fill.is_ground(it.bounds));
            fills || it.strokes.iter().any(|line| !line.is_rim(it.bounds))
        };
        self.bounds.is_near(other.bounds) || !is_fixed(self) || !is_fixed(other)
    }
}

/// What forms mark buttons with, by the codes of ZapfDingbats (ISO 32000-2 annex D.6): check marks,
/// crosses, a star, a filled circle, squares and a diamond. Not its digits, nor what looks like one.
const MARK_CODES: &[u8] = b"345678Hlnqu";

/// Text that is shown in one go.
pub(super) struct Run {
    /// `None` for marks.
    pub(super) text: Option<String>,
    pub(super) glyphs: usize,
    pub(super) reach: Reach,
    /// Where it begins; `None` where it follows what was shown before.
    pub(super) at: Option<(f64, f64)>,
    pub(super) size: f64,
    pub(super) ink: Colour,
    /// Where it is visible.
    pub(super) clip: Bounds,
}

/// The graphics state (§8.4).
#[derive(Clone)]
struct State {
    origin: (f64, f64),
    clip: Bounds,
    fill: Colour,
    stroke: Colour,
    /// How many numbers a colour has, to fill and to draw lines with.
    parts: (usize, usize),
    /// Whether the two colours are known: readers differ about what a new colour space begins with.
    is_known: (bool, bool),
    width: f64,
    font: Option<(Rc<Font>, f64)>,
    leading: f64,
}

struct Canvas {
    state: State,
    saved: Vec<State>,
    path: Vec<(f64, f64)>,
    /// The operators that made the path.
    segments: Vec<u8>,
    rectangles: usize,
    clips: bool,
    /// The text line matrix: where the line begins, and its scale. None outside of a text object.
    line: Option<(f64, f64, f64)>,
    /// Whether a state was taken back that nobody saved: some readers show nothing that follows.
    is_spent: bool,
    /// Whether the next text follows what was shown before.
    follows: bool,
    covers: bool,
    /// The gravest doubt, and whether a string was shown whose letters are not known.
    doubt: Option<FieldReason>,
    is_legible: bool,
    is_too_large: bool,
    runs: Vec<Run>,
    fills: Vec<Shape>,
    strokes: Vec<Shape>,
}

/// By how many thousandths a letter is moved back to the one before it, at most. Further on they become
/// another letter, or a bar.
const KERNING: f64 = 40.0;

/// By how much the rims of two appearances may differ, in points: less than is seen in any number of steps
/// that a document has.
const FRAME_SHIFT: f64 = 0.05;

/// How far from the side a rim reaches, in points, that touches no letter of the page, wherever it lies.
const THIN: f64 = 1.0;

/// Octets of a name after which readers cut it off (annex C.2), so that two become one.
const NAME: usize = 127;

/// Whether readers cut a name off, or disagree about its escapes.
pub(super) fn is_cut(name: &[u8]) -> bool {
    name.len() > NAME || name.iter().any(|it| matches!(it, 0 | b'#'))
}

/// Whether a name in an operand is cut off.
fn has_cut_name(operand: &Object<'_>) -> bool {
    match operand {
        Object::Name(name) => is_cut(name.as_bytes()),
        Object::Array(entries) => entries.iter().any(has_cut_name),
        Object::Dictionary(entries) => {
            entries.iter().any(|(key, value)| is_cut(key.as_bytes()) || has_cut_name(value))
        }
        _ => false,
    }
}

/// Larger numbers than these have no use in an appearance.
pub(super) const FAR: f64 = 100_000.0;

impl<'d> Step<'d, '_> {
    /// What an appearance stream paints as of a revision, or why it is refused. What cannot be told of it
    /// is a doubt, which hides nothing of the rest. The fonts that it uses are added to those that are
    /// given.
    pub(super) fn paint(
        &mut self,
        stream: &Stream<'d>,
        revision: usize,
        fonts: &mut Vec<Object<'d>>,
    ) -> Result<Result<Painted, Outcome>, Error> {
        let content = match self.document.stream_data(stream, revision) {
            Ok(content) => content,
            Err(error @ Error::TooMuchInflated) => return Err(error),
            Err(_) => return Ok(Err(Outcome::Refused(FieldReason::Appearance))),
        };
        if !self.document.budget.affords_appearance(content.len()) {
            return Err(Error::AppearanceTooLarge);
        }
        let resources = self.dictionary(stream.dictionary().get("Resources"), revision)?;
        let resources = resources.unwrap_or_default();
        let names = self.dictionary(resources.get("Font"), revision)?.unwrap_or_default();
        if resources.duplicate_key().is_some() || names.duplicate_key().is_some() {
            return Ok(Err(Outcome::Refused(FieldReason::OtherEntry)));
        }
        let Some(bounds) = Bounds::of(stream.dictionary().get("BBox")) else {
            return Ok(Err(Outcome::Refused(FieldReason::Appearance)));
        };
        let mut canvas = Canvas::new(bounds);
        if names.iter().any(|(name, _)| is_cut(name.as_bytes())) {
            canvas.doubt_by(FieldReason::Font);
        }
        // a default colour space makes others of the colours
        if !resources.iter().all(|(key, _)| is_plain_resource(key.as_bytes())) {
            canvas.doubt_by(FieldReason::Appearance);
        }
        // readers differ about what other filters, and parameters in another form, make of the data
        if !is_plain_content(stream.dictionary()) {
            canvas.doubt_by(FieldReason::Appearance);
        }
        let mut known_fonts: HashMap<Vec<u8>, Rc<Font>> = HashMap::new();
        let mut parser = Parser::new(&content, 0);
        let mut operands = Vec::new();
        for _ in 0..PDF_APPEARANCE_OPERATORS {
            self.count()?;
            parser.skip_space();
            if parser.position() == content.len() {
                let Canvas { runs, fills, strokes, covers, doubt, is_legible, .. } = canvas;
                return Ok(Ok(Painted { bounds, runs, fills, strokes, covers, doubt, is_legible }));
            }
            let operator = match parser.value() {
                Ok(Object::Unknown(word)) => match long_number(word) {
                    Some(number) => {
                        if word.len() > LONGEST_WORD {
                            canvas.doubt_by(FieldReason::Appearance);
                        }
                        operands.push(Object::Real(number));
                        continue;
                    }
                    None => word,
                },
                Ok(operand) => {
                    if has_cut_name(&operand) {
                        canvas.doubt_by(FieldReason::Appearance);
                    }
                    operands.push(operand);
                    continue;
                }
                Err(_) => return Ok(Err(Outcome::Refused(FieldReason::Appearance))),
            };
            let done = match (operator, operands.as_slice()) {
                _ if !canvas.expects(operator) => Err(Outcome::Undecided(FieldReason::Layout)),
                (b"Tf", [Object::Name(name), size]) => {
                    match (named(&names, name.as_bytes()), number(size)) {
                        (Some(font), Some(size)) => {
                            let known = match known_fonts.get(name.as_bytes()) {
                                Some(known) => Rc::clone(known),
                                None => {
                                    fonts.push(font.clone());
                                    let read = self.font(font, revision)?;
                                    known_fonts.insert(name.as_bytes().into(), Rc::clone(&read));
                                    read
                                }
                            };
                            canvas.state.font = Some((known, size));
                            Ok(())
                        }
                        _ => Err(Outcome::Undecided(FieldReason::Font)),
                    }
                }
                (operator, operands) => canvas.apply(operator, operands),
            };
            match done {
                _ if canvas.is_too_large => return Err(Error::AppearanceTooLarge),
                Err(Outcome::Undecided(reason)) => canvas.doubt_by(reason),
                Err(refused) => return Ok(Err(refused)),
                Ok(()) => {}
            }
            operands.clear();
        }
        Err(Error::AppearanceTooLarge)
    }
}

/// Resources that text, areas and lines have a use for; what the others name is refused where it is used.
fn is_plain_resource(key: &[u8]) -> bool {
    matches!(key, b"Font" | b"ProcSet" | b"XObject" | b"ExtGState" | b"Properties")
}

/// The value of a key, as octets.
fn named<'n, 'd>(names: &'n Dictionary<'d>, key: &[u8]) -> Option<&'n Object<'d>> {
    names.get(std::str::from_utf8(key).ok()?)
}

impl Canvas {
    fn new(bounds: Bounds) -> Self {
        let state = State {
            origin: (0.0, 0.0),
            clip: bounds,
            fill: Colour::BLACK,
            stroke: Colour::BLACK,
            parts: (1, 1),
            is_known: (true, true),
            width: 1.0,
            font: None,
            leading: 0.0,
        };
        Self {
            state,
            saved: Vec::new(),
            path: Vec::new(),
            segments: Vec::new(),
            rectangles: 0,
            clips: false,
            line: None,
            is_spent: false,
            follows: false,
            covers: false,
            doubt: None,
            is_legible: true,
            is_too_large: false,
            runs: Vec::new(),
            fills: Vec::new(),
            strokes: Vec::new(),
        }
    }

    /// Whether an operator may stand here (figure 9): what stands between the making and the painting of a
    /// path, or is no part of a text object, is read in several ways.
    fn expects(&self, operator: &[u8]) -> bool {
        let makes = matches!(operator, b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re");
        let ends = matches!(
            operator,
            b"W" | b"W*" | b"n" | b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*"
        );
        let is_outside = matches!(operator, b"q" | b"Q" | b"cm" | b"BT");
        match self.line {
            Some(_) => !(makes || ends || is_outside),
            None if self.segments.is_empty() && !self.clips => true,
            None => makes || ends,
        }
    }

    /// One operator (annex A).
    fn apply(&mut self, operator: &[u8], operands: &[Object<'_>]) -> Result<(), Outcome> {
        let values: Option<Vec<f64>> = operands.iter().map(number).collect();
        if values.iter().flatten().any(|value| value.abs() > FAR) {
            return Err(Outcome::Refused(FieldReason::Appearance));
        }
        let values = values.as_deref();
        match (operator, operands, values) {
            // graphics state
            (b"q", [], _) => {
                if self.saved.len() >= PDF_APPEARANCE_SHAPES {
                    return Err(self.too_large());
                }
                self.saved.push(self.state.clone());
            }
            // too many of them are seen at the end of real files, and do nothing
            (b"Q", [], _) => match self.saved.pop() {
                Some(saved) => self.state = saved,
                None => self.is_spent = true,
            },
            (b"cm", _, Some(&[1.0, 0.0, 0.0, 1.0, x, y])) => {
                self.state.origin.0 += x;
                self.state.origin.1 += y;
            }
            (b"cm", ..) => return Err(Outcome::Refused(FieldReason::Layout)),
            (b"w", _, Some(&[width])) if width >= 0.0 => self.state.width = width,
            // nothing but plain lines: dashes and spikes make others of them
            (b"d", [Object::Array(dash), phase], _) if dash.is_empty() && is_number(phase) => {}
            (b"J" | b"j", _, Some(&[0.0])) | (b"i", _, Some(&[_])) => {}
            (b"ri", [Object::Name(_)], _) => {}
            // and some readers stop where operands are missing
            (b"J" | b"M" | b"j" | b"d" | b"i" | b"ri", ..) => {
                return Err(Outcome::Undecided(FieldReason::Appearance));
            }
            (b"gs", ..) => return Err(Outcome::Undecided(FieldReason::Appearance)),
            // colour
            // by readers that count the operands of an operator, and by those that do not
            (b"g", _, Some(values @ [_]))
            | (b"rg", _, Some(values @ [_, _, _]))
            | (b"k", _, Some(values @ [_, _, _, _])) => {
                self.state.fill = self.colour(values)?;
                self.state.parts.0 = values.len();
                self.state.is_known.0 = true;
            }
            (b"G", _, Some(values @ [_]))
            | (b"RG", _, Some(values @ [_, _, _]))
            | (b"K", _, Some(values @ [_, _, _, _])) => {
                self.state.stroke = self.colour(values)?;
                self.state.parts.1 = values.len();
                self.state.is_known.1 = true;
            }
            (b"cs" | b"CS", [Object::Name(space)], _) => {
                let parts = match space.as_bytes() {
                    b"DeviceGray" => 1,
                    b"DeviceRGB" => 3,
                    b"DeviceCMYK" => 4,
                    _ => return Err(Outcome::Undecided(FieldReason::Appearance)),
                };
                let State { parts: known, is_known, .. } = &mut self.state;
                match operator {
                    b"cs" => (known.0, is_known.0) = (parts, false),
                    _ => (known.1, is_known.1) = (parts, false),
                }
            }
            (b"sc" | b"scn", _, Some(values)) if values.len() == self.state.parts.0 => {
                self.state.fill = self.colour(values)?;
                self.state.is_known.0 = true;
            }
            (b"SC" | b"SCN", _, Some(values)) if values.len() == self.state.parts.1 => {
                self.state.stroke = self.colour(values)?;
                self.state.is_known.1 = true;
            }
            (b"sc" | b"scn" | b"SC" | b"SCN", ..) => {
                return Err(Outcome::Undecided(FieldReason::Appearance));
            }
            // paths
            (b"m" | b"l", _, Some(&[x, y])) => {
                self.segments.extend_from_slice(operator);
                self.point(x, y)?;
            }
            (b"c", _, Some(&[a, b, c, d, e, f])) => {
                self.segments.extend_from_slice(operator);
                self.point(a, b)?;
                self.point(c, d)?;
                self.point(e, f)?;
            }
            (b"v" | b"y", _, Some(&[a, b, c, d])) => {
                self.segments.extend_from_slice(operator);
                self.point(a, b)?;
                self.point(c, d)?;
            }
            (b"h", [], _) => self.segments.extend_from_slice(operator),
            (b"re", _, Some(&[x, y, width, height])) => {
                self.segments.extend_from_slice(operator);
                self.rectangles += 1;
                self.point(x, y)?;
                self.point(x + width, y)?;
                self.point(x + width, y + height)?;
                self.point(x, y + height)?;
            }
            (b"W" | b"W*", [], _) => self.clips = true,
            (b"n", [], _) => self.end_path(operator, false, false)?,
            (b"f" | b"F" | b"f*", [], _) => self.end_path(operator, true, false)?,
            (b"S" | b"s", [], _) => self.end_path(operator, false, true)?,
            (b"B" | b"B*" | b"b" | b"b*", [], _) => self.end_path(operator, true, true)?,
            // marked content; not what belongs to a layer that may be hidden
            (b"BMC" | b"MP", [Object::Name(_)], _) | (b"EMC", [], _) => {}
            (b"BDC" | b"DP", [Object::Name(tag), Object::Name(_) | Object::Dictionary(_)], _)
                // some readers take whatever begins so for a layer
                if !tag.as_bytes().starts_with(b"OC") => {}
            (b"BMC" | b"MP" | b"EMC" | b"BDC" | b"DP", ..) => {
                return Err(Outcome::Undecided(FieldReason::Appearance));
            }
            // what is not text, areas and lines
            (b"Do" | b"BI" | b"sh", ..) => return Err(Outcome::Refused(FieldReason::Drawing)),
            _ => return self.apply_text(operator, operands, values),
        }
        Ok(())
    }

    /// A colour by its parts. What lies out of their range is its nearest one (§8.6.4), but not to all
    /// readers.
    fn colour(&mut self, values: &[f64]) -> Result<Colour, Outcome> {
        if !values.iter().all(|it| (0.0..=1.0).contains(it)) {
            self.doubt_by(FieldReason::Appearance);
        }
        Colour::of(values).ok_or(Outcome::Refused(FieldReason::Appearance))
    }

    /// One operator about text (§9.3 and §9.4).
    fn apply_text(
        &mut self,
        operator: &[u8],
        operands: &[Object<'_>],
        values: Option<&[f64]>,
    ) -> Result<(), Outcome> {
        let line = self.line;
        match (operator, operands, values) {
            (b"BT", [], _) => self.begin_line(0.0, 0.0, 1.0),
            (b"ET", [], _) => self.line = None,
            (b"Tm", _, Some(&[scale, 0.0, 0.0, other, x, y])) if scale == other && scale > 0.0 => {
                self.begin_line(x, y, scale);
            }
            (b"Tm", ..) => return Err(Outcome::Refused(FieldReason::Layout)),
            (b"Td" | b"TD", _, Some(&[x, y])) => {
                if operator == b"TD" {
                    self.state.leading = -y;
                }
                let (left, base, scale) = line.ok_or(Outcome::Refused(FieldReason::Appearance))?;
                self.begin_line(left + x * scale, base + y * scale, scale);
            }
            (b"T*", [], _) => self.next_line()?,
            (b"TL", _, Some(&[leading])) => self.state.leading = leading,
            // letters stand as their font has them
            (b"Tc" | b"Tw", _, Some(&[0.0])) | (b"Tz", _, Some(&[100.0])) => {}
            (b"Tc" | b"Tw" | b"Tz", ..) => return Err(Outcome::Undecided(FieldReason::Layout)),
            (b"Tr" | b"Ts", _, Some(&[0.0])) => {}
            (b"Tr" | b"Ts", ..) => return Err(Outcome::Undecided(FieldReason::Appearance)),
            (b"Tj", [Object::String(shown)], _) => self.show(&shown.octets())?,
            (b"'", [Object::String(shown)], _) => {
                self.next_line()?;
                self.show(&shown.octets())?;
            }
            (b"TJ", [Object::Array(parts)], _) => {
                let mut follows_letters = false;
                for part in parts {
                    let may_move = std::mem::replace(&mut follows_letters, false);
                    match (part, number(part)) {
                        (Object::String(shown), _) => {
                            self.show(&shown.octets())?;
                            // nothing is no letter that could be moved on
                            follows_letters = !shown.is_empty();
                        }
                        (_, Some(by)) if may_move && (-180.0..=KERNING).contains(&by) => {
                            self.move_on(-by);
                        }
                        // as wide as a space
                        (_, Some(by)) if may_move && (-1_000.0..-180.0).contains(&by) => {
                            self.move_on(-by);
                            self.show_gap(if by < -400.0 { WIDE } else { GAP });
                        }
                        _ => {
                            // what follows stands somewhere else
                            self.doubt_by(FieldReason::Layout);
                        }
                    }
                }
            }
            _ => return Err(Outcome::Refused(FieldReason::Appearance)),
        }
        Ok(())
    }

    /// What is shown may be something else.
    fn doubt_by(&mut self, reason: FieldReason) {
        self.doubt = self.doubt.max(Some(reason));
    }

    /// There is more of something than is read.
    fn too_large(&mut self) -> Outcome {
        self.is_too_large = true;
        Outcome::Undecided(FieldReason::Appearance)
    }

    fn point(&mut self, x: f64, y: f64) -> Result<(), Outcome> {
        if self.path.len() >= PDF_APPEARANCE_SHAPES {
            return Err(self.too_large());
        }
        self.path.push((x + self.state.origin.0, y + self.state.origin.1));
        Ok(())
    }

    fn end_path(
        &mut self,
        operator: &[u8],
        is_filled: bool,
        is_stroked: bool,
    ) -> Result<(), Outcome> {
        let points = std::mem::take(&mut self.path);
        let mut segments = std::mem::take(&mut self.segments);
        segments.extend_from_slice(operator);
        let is_rectangle = self.rectangles == 1 && points.len() == 4;
        self.rectangles = 0;
        let clips = std::mem::take(&mut self.clips);
        if points.is_empty() {
            // to some readers nothing is seen inside of nothing
            let outcome = Outcome::Undecided(FieldReason::Layout);
            return if clips { Err(outcome) } else { Ok(()) };
        }
        self.covers |= (is_filled || is_stroked) && !self.runs.is_empty();
        let State { is_known, .. } = self.state;
        if (is_filled && !is_known.0) || (is_stroked && !is_known.1) || self.is_spent {
            self.doubt_by(FieldReason::Appearance);
        }
        let (fills, strokes) = (self.fills.len(), self.strokes.len());
        for (wanted, shapes, colour, width, beneath) in [
            (is_filled, &mut self.fills, self.state.fill, 0.0, strokes),
            (is_stroked, &mut self.strokes, self.state.stroke, self.state.width, fills),
        ] {
            if wanted {
                if shapes.len() >= PDF_APPEARANCE_SHAPES {
                    self.is_too_large = true;
                    return Err(Outcome::Undecided(FieldReason::Appearance));
                }
                let (points, segments, clip) = (points.clone(), segments.clone(), self.state.clip);
                let bounds = Bounds::around(&points).within(clip);
                shapes.push(Shape {
                    colour,
                    width,
                    points,
                    segments,
                    is_rectangle,
                    clip,
                    bounds,
                    beneath,
                });
            }
        }
        if clips {
            if !is_rectangle {
                return Err(Outcome::Undecided(FieldReason::Layout));
            }
            self.state.clip = self.state.clip.within(Bounds::around(&points));
        }
        Ok(())
    }

    fn begin_line(&mut self, x: f64, y: f64, scale: f64) {
        self.line = Some((x, y, scale));
        self.follows = false;
    }

    fn next_line(&mut self) -> Result<(), Outcome> {
        let (left, base, scale) = self.line.ok_or(Outcome::Refused(FieldReason::Appearance))?;
        self.begin_line(left, base - self.state.leading * scale, scale);
        Ok(())
    }

    fn show(&mut self, octets: &[u8]) -> Result<(), Outcome> {
        if octets.is_empty() {
            return Ok(());
        }
        let (x, y, scale) = self.line.ok_or(Outcome::Refused(FieldReason::Appearance))?;
        if !self.state.is_known.0 || self.is_spent {
            self.doubt_by(FieldReason::Appearance);
        }
        let letters = match self.state.font.as_ref().map(|(font, _)| font.as_ref()) {
            Some(Font::Letters(letters)) => match letters.text(octets) {
                Some((text, reach)) => Ok((Some(text), reach)),
                None => Err(FieldReason::Font),
            },
            Some(Font::Marks) if octets.iter().all(|it| MARK_CODES.contains(it)) => {
                Ok((None, Reach::of_unknown(octets.len())))
            }
            Some(Font::Marks) => Err(FieldReason::Drawing),
            Some(Font::Unknown(reason)) => Err(*reason),
            Some(Font::Drawings) => return Err(Outcome::Refused(FieldReason::Drawing)),
            None => Err(FieldReason::Font),
        };
        let size = self.state.font.as_ref().map_or(0.0, |(_, size)| *size);
        let (text, reach) = letters.map_err(|reason| {
            self.is_legible = false;
            Outcome::Undecided(reason)
        })?;
        if self.runs.len() >= PDF_APPEARANCE_OPERATORS {
            return Err(self.too_large());
        }
        let at = (x + self.state.origin.0, y + self.state.origin.1);
        self.runs.push(Run {
            glyphs: text.as_ref().map_or(octets.len(), |text| text.chars().count()),
            text,
            reach,
            at: (!self.follows).then_some(at),
            size: size * scale,
            ink: self.state.fill,
            clip: self.state.clip,
        });
        self.follows = true;
        Ok(())
    }

    /// What is shown next stands so many thousandths further on.
    fn move_on(&mut self, by: f64) {
        if let Some(run) = self.runs.last_mut().filter(|_| self.follows) {
            run.reach.add(Reach::of(by / 1_000.0));
        }
    }

    /// A gap in a line that a space may stand for.
    fn show_gap(&mut self, gap: char) {
        if let Some(run) = self.runs.last_mut()
            && let Some(text) = &mut run.text
            && self.follows
        {
            text.push(gap);
        }
    }
}

/// A number with more digits than those of objects have, as programs write them in content.
fn long_number(word: &[u8]) -> Option<f64> {
    let is_number = word.iter().all(|it| it.is_ascii_digit() || matches!(it, b'-' | b'.'))
        && word.iter().any(u8::is_ascii_digit);
    let number = is_number.then(|| std::str::from_utf8(word).ok()?.parse::<f64>().ok());
    number.flatten().filter(|it| it.is_finite())
}

fn is_number(value: &Object<'_>) -> bool {
    number(value).is_some()
}
