//! Areas, lines and colours of an appearance.

use crate::pdf::object::{Object, number};

/// A rectangle whose sides are parallel to the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) left: f64,
    pub(super) bottom: f64,
    pub(super) right: f64,
    pub(super) top: f64,
}

impl Bounds {
    /// All of the plane.
    pub(super) const EVERYWHERE: Self = Self {
        left: f64::NEG_INFINITY,
        bottom: f64::NEG_INFINITY,
        right: f64::INFINITY,
        top: f64::INFINITY,
    };

    /// A rectangle of a document (ISO 32000-2 §7.9.5), whichever corners it names.
    pub(super) fn of(value: Option<&Object<'_>>) -> Option<Self> {
        let [one, two, three, four] = value?.as_array()? else { return None };
        let (one, two) = (number(one)?, number(two)?);
        Some(Self::around(&[(one, two), (number(three)?, number(four)?)]))
    }

    /// The smallest one around some points.
    pub(super) fn around(points: &[(f64, f64)]) -> Self {
        let start = Self {
            left: f64::INFINITY,
            bottom: f64::INFINITY,
            right: f64::NEG_INFINITY,
            top: f64::NEG_INFINITY,
        };
        points.iter().fold(start, |all, &(x, y)| Self {
            left: all.left.min(x),
            bottom: all.bottom.min(y),
            right: all.right.max(x),
            top: all.top.max(y),
        })
    }

    /// What two of them have in common.
    pub(super) fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// Whether it is the same one, but for how its numbers are written.
    pub(super) fn is_near(self, other: Self) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() <= 0.0001;
        near(self.left, other.left)
            && near(self.bottom, other.bottom)
            && near(self.right, other.right)
            && near(self.top, other.top)
    }

    /// Whether it lies within another, or reaches out of it by no more than this.
    pub(super) fn is_within(self, other: Self, by: f64) -> bool {
        let room = other.grown(by);
        self.left >= room.left
            && self.bottom >= room.bottom
            && self.right <= room.right
            && self.top <= room.top
    }

    /// Whether they have something in common.
    pub(super) fn meets(self, other: Self) -> bool {
        self.left < other.right
            && self.right > other.left
            && self.bottom < other.top
            && self.top > other.bottom
    }

    /// With a margin all around it.
    pub(super) fn grown(self, by: f64) -> Self {
        Self {
            left: self.left - by,
            bottom: self.bottom - by,
            right: self.right + by,
            top: self.top + by,
        }
    }

    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.top - self.bottom
    }

    /// Whether it leaves no more of another than a margin: a quarter, or some points.
    pub(super) fn leaves_margin_of(self, whole: Self) -> bool {
        let (across, along) = ((whole.width() / 4.0).min(10.0), (whole.height() / 4.0).min(10.0));
        let margin = |inset: f64, most: f64| inset <= most.max(4.0);
        margin(self.left - whole.left, across)
            && margin(whole.right - self.right, across)
            && margin(self.bottom - whole.bottom, along)
            && margin(whole.top - self.top, along)
            && self.width() > 0.0
            && self.height() > 0.0
    }
}

/// A colour by its red, green and blue parts, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour([f64; 3]);

impl Colour {
    pub(super) const BLACK: Self = Self([0.0; 3]);

    /// A colour of one of the device spaces (ISO 32000-2 §8.6.4), told by the number of parts.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        // what lies outside of the range is its nearest value (§8.6.4)
        let part = |value: f64| value.clamp(0.0, 1.0);
        let mixed = |one: f64, black: f64| 1.0 - (part(one) + part(black)).min(1.0);
        match *values {
            [gray] => Some(Self([part(gray); 3])),
            [red, green, blue] => Some(Self([red, green, blue].map(part))),
            [cyan, magenta, yellow, black] => {
                Some(Self([mixed(cyan, black), mixed(magenta, black), mixed(yellow, black)]))
            }
            _ => None,
        }
    }

    /// Whether it is seen on white and cannot pass for it.
    pub(super) fn is_dark(self) -> bool {
        self.luminance() <= 0.5
    }

    /// Whether it is seen on paper, so that who looks at it sees that something is there.
    pub(super) fn is_no_paper(self) -> bool {
        self.luminance() <= 0.8
    }

    /// Whether it is seen on another one.
    pub(super) fn is_seen_on(self, ground: Self) -> bool {
        (self.luminance() - ground.luminance()).abs() >= 0.2
    }

    /// Whether letters in it are read on another one.
    pub(super) fn is_read_on(self, ground: Self) -> bool {
        (self.luminance() - ground.luminance()).abs() >= 0.25
    }

    fn luminance(self) -> f64 {
        let Self([red, green, blue]) = self;
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    pub(super) fn is_like(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| (one - other).abs() <= 0.01)
    }
}

/// An area or a line.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) colour: Colour,
    /// Of a line.
    pub(super) width: f64,
    pub(super) points: Vec<(f64, f64)>,
    /// The operators that made it and paint it: the same points may be a line or none, filled or not.
    pub(super) segments: Vec<u8>,
    pub(super) is_rectangle: bool,
    /// Where it is visible.
    pub(super) clip: Bounds,
    /// What of it is visible.
    pub(super) bounds: Bounds,
    /// How many of the other sort (of areas, lines) were painted before it.
    pub(super) beneath: usize,
}

impl Shape {
    /// Of how many strokes of a pen it is made.
    pub(super) fn parts(&self) -> usize {
        // the operators `m` and `re`: no other has an m or an r
        self.segments.iter().filter(|it| matches!(it, b'm' | b'r')).count()
    }

    /// What of it is visible.
    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether two of them look the same. One that fills all of an appearance may be written in other
    /// numbers; no other, since many small steps lead far.
    pub(super) fn is_like(&self, other: &Self, whole: Bounds) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() <= 0.0001;
        let (one, two) = (self.bounds(), other.bounds());
        let is_close = |one: f64, other: f64| (one - other).abs() <= GROUND_SHIFT;
        let are_grounds = self.is_ground(whole)
            && other.is_ground(whole)
            && is_close(one.left, two.left)
            && is_close(one.bottom, two.bottom)
            && is_close(one.right, two.right)
            && is_close(one.top, two.top);
        let same_points = self.points.len() == other.points.len()
            && self
                .points
                .iter()
                .zip(&other.points)
                .all(|(one, other)| near(one.0, other.0) && near(one.1, other.1));
        if self.width == 0.0 && are_grounds {
            return self.colour.is_like(other.colour) && self.segments == other.segments;
        }
        self.colour == other.colour
            && self.segments == other.segments
            && near(self.width, other.width)
            && self.clip.is_near(other.clip)
            && (self.beneath == other.beneath || self.is_rim(whole))
            && same_points
    }

    /// Whether it is a line along the rim of an appearance that is seen, and so thin that it hides nothing.
    /// A light one is seen on nothing, and takes away what it covers.
    pub(super) fn is_rim(&self, whole: Bounds) -> bool {
        let widest = thinnest(whole);
        let near = |one: f64, other: f64| (one - other).abs() <= widest;
        let along = |(one, other): (&(f64, f64), &(f64, f64))| {
            let both = |left: f64, right: f64, side: f64| near(left, side) && near(right, side);
            both(one.0, other.0, whole.left)
                || both(one.0, other.0, whole.right)
                || both(one.1, other.1, whole.bottom)
                || both(one.1, other.1, whole.top)
        };
        let ends = self.points.iter().zip(self.points.iter().skip(1));
        let is_straight = !self.segments.iter().any(|it| b"cvy".contains(it));
        let bounds = Bounds::around(&self.points);
        let spans = |one: f64, other: f64, whole: f64| one - other >= whole - 3.0 * widest;
        // a frame, or the line beneath of a wide field: parts of a frame, and small frames, look like digits
        let is_frame = whole.width() >= FRAME
            && spans(bounds.right, bounds.left, whole.width())
            && (spans(bounds.top, bounds.bottom, whole.height()) || near(bounds.top, whole.bottom));
        is_frame
            && (0.0..=widest).contains(&self.width)
            && self.colour.is_no_paper()
            && is_straight
            && (2..=5).contains(&self.points.len())
            && ends.clone().all(along)
    }

    /// How far it reaches from the left, the bottom, the right and the top of an appearance, along whichever
    /// of these it runs.
    pub(super) fn depths(&self, whole: Bounds) -> [f64; 4] {
        let rim = self.width / 2.0;
        let mut depths = [0.0_f64; 4];
        // a rectangle is closed
        let ends = self.points.iter().zip(self.points.iter().cycle().skip(1));
        for (one, other) in ends {
            let part = Bounds::around(&[*one, *other]).grown(rim).within(self.clip);
            let (across, along) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
            let reach = [
                part.right - whole.left,
                part.top - whole.bottom,
                whole.right - part.left,
                whole.top - part.bottom,
            ];
            let [left, bottom, right, top] = reach;
            match across >= along {
                true if bottom <= top => depths[1] = depths[1].max(bottom),
                true => depths[3] = depths[3].max(top),
                false if left <= right => depths[0] = depths[0].max(left),
                false => depths[2] = depths[2].max(right),
            }
        }
        depths
    }

    /// Whether it is an area along one side of the rim, as thin as a line and seen.
    pub(super) fn is_thin_side(&self, whole: Bounds) -> bool {
        let bounds = self.bounds();
        let is_straight = !self.segments.iter().any(|it| b"cvy".contains(it));
        // a rectangle, or one with bevelled ends
        let is_plain = self.parts() == 1 && self.points.len() <= 5 && is_straight;
        is_plain
            && whole.width() >= FRAME
            && self.colour.is_no_paper()
            && self.is_side_within(whole, thinnest(whole))
            && (bounds.width() >= whole.width() - 2.0 * thinnest(whole)
                || bounds.height() >= whole.height() - 2.0 * thinnest(whole))
    }

    /// Whether it is the cross, the tick, the square or the dot that buttons are marked with: nothing of the
    /// kind is a letter or a digit.
    pub(super) fn is_simple_mark(&self) -> bool {
        let slants = |(one, other): (&(f64, f64), &(f64, f64))| {
            let (across, along) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
            across > along / 3.0 && along > across / 3.0
        };
        let made = self.segments.as_slice();
        match (self.width > 0.0, self.points.as_slice()) {
            // each stroke goes from one corner to another
            (true, [a, b]) => made == b"mlS" && slants((a, b)),
            (true, [a, b, c]) => made == b"mllS" && slants((a, b)) && slants((b, c)),
            (true, [a, b, c, d]) => made == b"mlmlS" && slants((a, b)) && slants((c, d)),
            (false, [_, _, _, _]) => made.starts_with(b"re"),
            // four curves
            (false, points) => points.len() == 13 && made.starts_with(b"mcccc"),
            _ => false,
        }
    }

    /// Whether it is an area along one side of the rim.
    pub(super) fn is_side(&self, whole: Bounds) -> bool {
        self.is_side_within(whole, widest_rim(whole))
    }

    fn is_side_within(&self, whole: Bounds, widest: f64) -> bool {
        let bounds = self.bounds();
        let is_flat = bounds.height() <= widest
            && (bounds.top <= whole.bottom + widest || bounds.bottom >= whole.top - widest);
        let is_upright = bounds.width() <= widest
            && (bounds.right <= whole.left + widest || bounds.left >= whole.right - widest);
        is_flat || is_upright
    }

    /// Whether it is a rectangle that fills all of an appearance but a rim.
    pub(super) fn is_ground(&self, whole: Bounds) -> bool {
        let (bounds, rim) = (self.bounds(), widest_rim(whole));
        self.is_rectangle
            && bounds.left - whole.left <= rim
            && bounds.bottom - whole.bottom <= rim
            && whole.right - bounds.right <= rim
            && whole.top - bounds.top <= rim
    }
}

/// How thick a border may be: an eighth of a small field, or some points.
fn widest_rim(whole: Bounds) -> f64 {
    (whole.height().min(whole.width()) / 8.0).clamp(1.0, 5.0)
}

/// How thick a border may be that comes or goes, at most, in points.
fn thinnest(whole: Bounds) -> f64 {
    (whole.height().min(whole.width()) / 8.0).min(3.0)
}

/// How wide a field is at least whose frame may come or go, in points: a narrower one looks like a digit.
const FRAME: f64 = 24.0;

/// By how much the sides of what fills an appearance may differ, in points: programs round. It is seen in
/// no number of steps.
const GROUND_SHIFT: f64 = 0.01;

/// The shapes of each list that have no like in the other one, in the order in which they cover each
/// other.
pub(super) fn unmatched<'s>(
    one: &'s [Shape],
    other: &'s [Shape],
    whole: Bounds,
) -> (Vec<&'s Shape>, Vec<&'s Shape>) {
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    let mut left = other.iter();
    for shape in one {
        match left.clone().position(|it| it.is_like(shape, whole)) {
            Some(place) => {
                rest.extend(left.by_ref().take(place));
                left.next();
            }
            None => own.push(shape),
        }
    }
    rest.extend(left);
    (own, rest)
}
