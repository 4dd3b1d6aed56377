//! The arguments about what a signature shows on the page.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use kyso::record::DocumentDate;
use kyso::report::Messages;
use kyso::sign::{Place, TimeStyle};

use super::{flag, option};

/// What a signature shows, and where.
pub(crate) struct Showing {
    /// Whose signature it is.
    pub(crate) kind: ShownKind,
    /// The picture of the handwritten signature or of the seal.
    pub(crate) image: Option<PathBuf>,
    /// An area of a page.
    pub(crate) place: Option<Place>,
    /// The text above which it is shown.
    pub(crate) above: Option<String>,
    /// The field of the signature beside which it is shown.
    pub(crate) beside: Option<String>,
    /// The width of the picture, in millimetres.
    pub(crate) width: Option<f64>,
    /// Number and symbol of the document.
    pub(crate) number: Option<String>,
    /// The date of the document.
    pub(crate) date: Option<DocumentDate>,
    /// The form of a copy.
    pub(crate) form: Option<String>,
    /// The agency that made a copy.
    pub(crate) agency: Option<String>,
    /// How the time is written.
    pub(crate) time_style: TimeStyle,
    /// Whether pictures are shown without transparency.
    pub(crate) is_flattened: bool,
    /// Another font for text.
    pub(crate) font: Option<PathBuf>,
}

/// The signatures of Decree 30 (annex I).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ShownKind {
    Agency,
    Annex,
    Copy,
    Initials,
    Person,
}

/// The arguments, of `sign`.
pub(super) fn options(messages: &Messages) -> [Arg; 15] {
    let kinds = PossibleValuesParser::new(["person", "agency", "annex", "copy", "initials"]);
    let kinds = kinds.map(|name| match name.as_str() {
        "agency" => ShownKind::Agency,
        "annex" => ShownKind::Annex,
        "copy" => ShownKind::Copy,
        "initials" => ShownKind::Initials,
        _ => ShownKind::Person,
    });
    let styles = PossibleValuesParser::new(["common", "iso"]);
    let styles = styles.map(|name| match name.as_str() {
        "iso" => TimeStyle::Iso,
        _ => TimeStyle::Common,
    });
    let parsed = |key: &str| messages.text(key);
    let (no_place, no_date) = (parsed("problem-place"), parsed("problem-date"));
    let no_length = parsed("problem-length");
    let path = value_parser!(PathBuf);
    let shown = [
        option("image", "FILE", messages).value_parser(path.clone()),
        option("place", "X,Y,W,H", messages)
            .value_parser(move |value: &str| sides(value).ok_or_else(|| no_place.clone())),
        option("page", "N", messages).value_parser(value_parser!(usize)).requires("place"),
        option("above", "TEXT", messages).conflicts_with("place"),
        option("beside", "FIELD", messages).conflicts_with_all(["place", "above"]),
        option("width", "MM", messages)
            .value_parser(move |value: &str| length(value).ok_or_else(|| no_length.clone())),
        option("number", "NUMBER", messages),
        option("date", "DATE", messages)
            .value_parser(move |value: &str| {
                value.parse::<DocumentDate>().map_err(|_| no_date.clone())
            })
            .requires("number"),
        option("copy-form", "TEXT", messages),
        option("agency-name", "TEXT", messages),
        option("time-style", "STYLE", messages).value_parser(styles),
        flag("flatten", messages).action(ArgAction::SetTrue),
        option("font", "FILE", messages).value_parser(path),
        flag("preview", messages).action(ArgAction::SetTrue),
    ];
    // nothing of it means anything without the signature that shows it
    let shown = shown.map(|it| it.requires("appearance"));
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = shown;
    let kind = option("appearance", "KIND", messages).value_parser(kinds);
    [kind, a, b, c, d, e, f, g, h, i, j, k, l, m, n]
}

/// What was asked for, and whether it is drawn and not signed.
pub(super) fn showing(matches: &mut ArgMatches) -> (Option<Showing>, bool) {
    let is_preview = matches.get_flag("preview");
    let Some(kind) = matches.remove_one("appearance") else { return (None, is_preview) };
    let page = matches.remove_one("page").unwrap_or(1);
    let place: Option<[f64; 4]> = matches.remove_one("place");
    let showing = Showing {
        kind,
        image: matches.remove_one("image"),
        place: place.map(|[left, top, width, height]| Place::new(page, left, top, width, height)),
        above: matches.remove_one("above"),
        beside: matches.remove_one("beside"),
        width: matches.remove_one("width"),
        number: matches.remove_one("number"),
        date: matches.remove_one("date"),
        form: matches.remove_one("copy-form"),
        agency: matches.remove_one("agency-name"),
        time_style: matches.remove_one("time-style").unwrap_or_default(),
        is_flattened: matches.get_flag("flatten"),
        font: matches.remove_one("font"),
    };
    (Some(showing), is_preview)
}

/// Four lengths with commas between them.
fn sides(value: &str) -> Option<[f64; 4]> {
    let sides: Option<Vec<f64>> = value.split(',').map(|it| it.trim().parse().ok()).collect();
    let sides: [f64; 4] = sides?.try_into().ok()?;
    let [.., width, height] = sides;
    (sides.iter().all(|it| it.is_finite()) && width > 0.0 && height > 0.0).then_some(sides)
}

fn length(value: &str) -> Option<f64> {
    value.trim().parse().ok().filter(|it: &f64| it.is_finite() && *it > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_four_lengths() {
        assert_eq!(sides("1, 2.5,3,4"), Some([1.0, 2.5, 3.0, 4.0]));
        for wrong in ["", "1,2,3", "1,2,3,4,5", "1,2,0,4", "1,2,3,-4", "a,2,3,4", "NaN,2,3,4"] {
            assert_eq!(sides(wrong), None, "{wrong}");
        }
        assert_eq!(length("36"), Some(36.0));
        assert!([length("0"), length("-1"), length("inf")].iter().all(Option::is_none));
    }
}
