//! Where the appearance of a filled field puts what it shows.

use super::form_tests::{
    Case, EMPTY, FILLED, Objects, assert_filled, assert_refused, assert_undecided, shown,
};
use super::{ChangeLevel, FieldReason};

#[test]
fn all_of_the_text_is_shown_plainly() {
    for (what, text) in [
        ("white", "/F 9 Tf 1 g 2 6 Td (So 12) Tj"),
        ("white by ink", "/F 9 Tf 0 0 0 0 k 2 6 Td (So 12) Tj"),
        ("very large", "/F 90 Tf 2 6 Td (So 12) Tj"),
        ("large by its matrix", "/F 9 Tf 9 0 0 9 2 6 Tm (So 12) Tj"),
        ("very small", "/F .1 Tf 2 6 Td (So 12) Tj"),
        ("slanted", "/F 9 Tf 1 0 .5 1 2 6 Tm (So 12) Tj"),
        ("mirrored", "/F 9 Tf -1 0 0 -1 2 6 Tm (So 12) Tj"),
        ("scaled", "ET 9 0 0 9 0 0 cm BT /F 9 Tf 2 6 Td (So 12) Tj"),
    ] {
        let text = shown(text);
        let case = Case { content: (EMPTY, &text), ..Case::default() };
        assert_refused(what, &case, FieldReason::Layout);
    }
    for (what, text) in [
        ("outside", "/F 9 Tf -20 6 Td (So 1) Tj 30 0 Td (2) Tj"),
        ("above", "/F 9 Tf 2 26 Td (So 12) Tj"),
        ("out of the order", "/F 9 Tf 30 6 Td (So ) Tj -20 0 Td (12) Tj"),
        ("from below", "/F 9 Tf 2 2 Td (So ) Tj 0 10 Td (12) Tj"),
        ("upon each other", "/F 9 Tf 2 6 Td (So ) Tj 1 0 Td (12) Tj"),
        ("half upon each other", "/F 9 Tf 2 10 Td (So ) Tj 0 -4 Td (12) Tj"),
        ("pushed together", "/F 9 Tf -5 Tc 2 6 Td (So 12) Tj"),
        ("pulled back", "/F 9 Tf 2 6 Td [(So ) 900 (12)] TJ"),
        ("narrow", "/F 9 Tf 1 Tz 2 6 Td (So 12) Tj"),
        ("spaced out of the field", "/F 9 Tf 60 Tc 2 6 Td (So 12) Tj"),
        ("pulled back in steps", "/F 9 Tf 2 6 Td [(So ) 170 170 170 (12)] TJ"),
        ("pushed out of the field", "/F 9 Tf 2 6 Td [(So ) -10000 (12)] TJ"),
        ("from the right side on", "/F 9 Tf 2 6 Td (So ) Tj 97 0 Td (12) Tj"),
        ("with its head cut off", "/F 9 Tf 2 18 Td (So 12) Tj"),
        ("longer than the field", "/F 30 Tf 60 0 Td (So 12) Tj"),
        ("moved by the matrix", "/F 9 Tf 2 6 Td (So ) Tj 1 0 0 1 20 0 cm (12) Tj"),
        ("moved by a saved state", "/F 9 Tf 2 6 Td (So ) Tj q (12) Tj Q"),
        ("text within text", "/F 9 Tf 2 6 Td (So ) Tj BT 2 6 Td (12) Tj"),
        ("moved by showing nothing", "/F 9 Tf 2 6 Td (So ) Tj 0 400 Td () Tj (12) Tj"),
        ("out of order by nothing", "/F 9 Tf 22 6 Td (So ) Tj -20 0 Td () Tj (12) Tj"),
        ("pulled back over nothing", "/F 9 Tf 2 6 Td [(So ) 180 () 180 () 180 (12)] TJ"),
        ("moved before any letter", "/F 9 Tf 2 6 Td (So ) Tj 20 0 Td [180] TJ [180] TJ (12) Tj"),
        ("its head cut off by a point", "/F 12 Tf 2 12 Td (So 12) Tj"),
        ("its foot cut off", "/F 12 Tf 2 -1 Td (So 12) Tj"),
        ("a raised number", "/F 9 Tf 2 6 Td (So 1) Tj /F 5 Tf 20 3 Td (2) Tj"),
        ("a small word", "/F 12 Tf 2 6 Td (So ) Tj /F 4 Tf (12) Tj"),
        (
            "lifted by a large blank",
            "/F 9 Tf 2 4 Td (So) Tj /F 22 Tf 12 0 Td ( ) Tj /F 9 Tf 8 6 Td (12) Tj",
        ),
        ("far apart", "/F 9 Tf 2 6 Td (So 1) Tj 60 0 Td (2) Tj"),
        ("in two lines", "/F 8 Tf 2 11 Td (So 1) Tj 0 -9 Td (2) Tj"),
        ("inside of nothing", "W n /F 9 Tf 2 6 Td (So 12) Tj"),
    ] {
        let text = shown(text);
        let case = Case { content: (EMPTY, &text), ..Case::default() };
        assert_undecided(what, &case, FieldReason::Layout);
    }
    for clip in ["0 0 9 20 re W n", "50 0 49 20 re W n", "0 18 m 99 18 l 99 20 l h W n"] {
        let text = format!("q {clip} BT /F 9 Tf 2 6 Td (So 12) Tj ET Q");
        let case = Case { content: (EMPTY, &text), ..Case::default() };
        assert_undecided(clip, &case, FieldReason::Layout);
    }
    // light letters upon a ground of the field's own, which was there
    let ground = "0 .3 0 rg 0 0 99 20 re f";
    let light = format!("{ground} BT /F 9 Tf 1 g 2 6 Td (So 12) Tj ET");
    assert_filled(&Case { content: (ground, &light), ..Case::default() });
    let hidden = format!("{ground} BT /F 9 Tf 0 .3 0 rg 2 6 Td (So 12) Tj ET");
    let case = Case { content: (ground, &hidden), ..Case::default() };
    assert_refused("not seen", &case, FieldReason::Layout);
}

#[test]
fn what_an_appearance_paints_stays_where_it_was() {
    let text = "BT /F 9 Tf 0 g 2 6 Td (So 12) Tj ET";
    let patch = "20 w 1 G 9 10 m 40 10 l S";
    let moved = format!("{patch} {text}");
    for (what, old, new, content) in [
        ("moved by its frame", "[0 0 99 20]", "[-40 0 59 20]", moved.as_str()),
        ("moved out of its frame", "[0 0 99 20]", "[0 -15 99 5]", &moved),
        ("no longer drawn large", "[0 0 49.5 10]", "[0 0 99 20]", &moved),
        ("no longer drawn large, empty", "[0 0 49.5 10]", "[0 0 99 20]", "1 g 0 0 49.5 10 re f"),
    ] {
        let frames = (format!("/BBox {old}"), format!("/BBox {new}"));
        let after = if content == moved { "/V (So 12)" } else { "/V ()" };
        let old = if content == moved { patch } else { content };
        let case = Case {
            stream: (&frames.0, &frames.1),
            content: (old, content),
            after,
            ..Case::default()
        };
        let (level, reasons) = case.judge();
        assert!(level >= ChangeLevel::Annotations, "{what}");
        assert!(matches!(reasons[..], [FieldReason::Area | FieldReason::Layout]), "{what}");
    }
}

#[test]
fn letters_have_room_beside_each_other() {
    // 20 digits of 9 points are 100 points wide in Helvetica, and the field is 99
    let twenty = "/V (10000000000000000000)";
    let text = shown("/F 9 Tf 2 6 Td (10000000000000000000) Tj");
    let case = Case { after: twenty, content: (EMPTY, &text), ..Case::default() };
    assert_undecided("the last digit cut off", &case, FieldReason::Layout);
    assert_filled(&Case { font: "/Type1 /BaseFont /Times-Roman", ..case });
    let text = shown("/F 9 Tf 2 6 Td (100) Tj 9 0 Td (200) Tj");
    let case = Case { after: "/V (100200)", content: (EMPTY, &text), ..Case::default() };
    assert_undecided("digits upon digits", &case, FieldReason::Layout);

    let widths = |width: &str| {
        format!(
            "/TrueType /BaseFont /X /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 126 \
             /Widths [{}]",
            format!("{width} ").repeat(95)
        )
    };
    let text = shown("/F 9 Tf 2 6 Td (So 12) Tj");
    for (width, expected) in [
        ("450", FILLED),
        ("2500", (ChangeLevel::Annotations, vec![FieldReason::Layout])),
        ("0", (ChangeLevel::Annotations, vec![FieldReason::Font])),
        ("-500", (ChangeLevel::Annotations, vec![FieldReason::Font])),
    ] {
        let font = widths(width);
        let case = Case { font: &font, content: (EMPTY, &text), ..Case::default() };
        assert_eq!(case.judge(), expected, "{width}");
    }
    // the same of fonts with codes of two octets
    let text = shown("/F 9 Tf 2 6 Td <00010002> Tj");
    let map = "2 beginbfchar <0001> <0031> <0002> <0032> endbfchar";
    let map = format!("<</Length {}>>\nstream\n{map}\nendstream", map.len());
    for (widths, expected) in [
        ("", FILLED),
        ("/DW 500", FILLED),
        ("/W [1 [400 600]]", FILLED),
        ("/W [1 2 500]", FILLED),
        ("/W [1 2 9000]", (ChangeLevel::Annotations, vec![FieldReason::Layout])),
        ("/DW 6000", (ChangeLevel::Annotations, vec![FieldReason::Layout])),
        ("/DW 500 /W [2 [0]]", (ChangeLevel::Annotations, vec![FieldReason::Font])),
    ] {
        let descendant = format!("<</Type /Font /Subtype /CIDFontType2 /BaseFont /X {widths}>>");
        let objects: Objects<'_> = &[(44, &descendant), (45, &map)];
        let case = Case {
            font: "/Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [44 0 R] /ToUnicode 45 0 R",
            after: "/V (12)",
            content: (EMPTY, &text),
            objects: (objects, &[]),
            ..Case::default()
        };
        assert_eq!(case.judge(), expected, "{widths}");
    }
}

#[test]
fn rows_of_dashes_strike_nothing_out() {
    let dashes = shown("/F 12 Tf 2 6 Td (-----) Tj");
    let case = Case { after: "/V (-----)", content: (EMPTY, &dashes), ..Case::default() };
    assert_undecided("upon the page", &case, FieldReason::Drawing);
    let ground = "1 g 0 0 99 20 re f 0 g";
    let grounded = format!("{ground} {dashes}");
    assert_filled(&Case { content: (ground, &grounded), ..case });
}

#[test]
fn a_doubt_hides_nothing_worse() {
    // what nobody can tell, and what is refused whatever came before it
    for doubt in
        ["1 Tc", "/X gs", "[3] 0 d", "BT 1 Ts ET", "/OC /L BDC EMC", "BT /Y 9 Tf (a) Tj ET"]
    {
        for (what, content, reason) in [
            ("an image", "/X Do", FieldReason::Drawing),
            ("an inline image", "BI /W 1 ID x EI", FieldReason::Drawing),
            ("an area", "1 g 0 0 99 20 re f", FieldReason::Area),
            ("a line", "0 10 m 99 10 l S", FieldReason::Area),
            ("large letters", "BT /F 99 Tf (So 12) Tj ET", FieldReason::Layout),
            ("nonsense", "xx", FieldReason::Appearance),
        ] {
            let content = format!("{doubt} 0 g BT /F 9 Tf 2 6 Td (So 12) Tj ET {content}");
            let case = Case { content: (EMPTY, &content), ..Case::default() };
            assert_refused(&format!("{what} after {doubt}"), &case, reason);
            // whatever the value is said to be
            for (field, after) in [("/FT /Tx", "/V /Name"), ("/FT /Tx /Ff 8192", "/V (So 12)")] {
                let case = Case { field, after, ..case };
                assert_eq!(case.judge().0, ChangeLevel::Other, "{what} after {doubt}, {field}");
            }
        }
    }
    let other = shown("1 Tc /F 9 Tf 2 6 Td (So 13) Tj");
    let case = Case { content: (EMPTY, &other), ..Case::default() };
    assert_refused("another text", &case, FieldReason::AnotherText);
    let resources = "/BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>> /ColorSpace <<>>>>";
    let content = "/X Do BT /F 9 Tf 0 g 2 6 Td (So 12) Tj ET";
    let case = Case {
        stream: ("/BBox [0 0 99 20]", resources),
        content: (EMPTY, content),
        ..Case::default()
    };
    assert_refused("behind a colour space", &case, FieldReason::Drawing);
}

#[test]
fn the_same_shapes_in_another_order_are_others() {
    let (text, ground) = ("BT /F 9 Tf 0 g 2 6 Td (So 12) Tj ET", "1 g 0 0 99 20 re f");
    let drawing = "0 G 9 5 m 30 15 l S";
    for (what, old, new) in [
        ("comes up", format!("{drawing} {ground}"), format!("{ground} {drawing}")),
        ("goes under", format!("{ground} {drawing}"), format!("{drawing} {ground}")),
        ("out of a clip", format!("q 0 5 99 0 re W n {drawing} Q"), drawing.to_owned()),
        ("a shade darker", format!(".5 G {drawing}"), format!(".495 G {drawing}")),
        ("kept, whatever it is", drawing.to_owned(), drawing.to_owned()),
    ] {
        let new = format!("{new} {text}");
        let case = Case { content: (&old, &new), ..Case::default() };
        assert!(case.judge().0 >= ChangeLevel::Annotations, "{what}");
    }
    for (what, old, new) in [
        (
            "beside the ground",
            "0 g 5 5 89 10 re f",
            "0 g 5 5 89 10 re f BT /F 4 Tf 1 g 2 .5 Td (So 12) Tj ET",
        ),
        (
            "upon the frame",
            "3 w 0 0 99 20 re S",
            "3 w 0 0 99 20 re S BT /F 4 Tf 0 g 2 .5 Td (So 12) Tj ET",
        ),
        (
            "in two inks",
            ground,
            &format!("{ground} BT /F 9 Tf 0 g 2 6 Td (So ) Tj .5 g (12) Tj ET"),
        ),
        ("too light", ground, &format!("{ground} BT /F 9 Tf 0.8 g 2 6 Td (So 12) Tj ET")),
    ] {
        let case = Case { content: (old, new), ..Case::default() };
        assert!(case.judge().0 >= ChangeLevel::Annotations, "{what}");
    }
}
