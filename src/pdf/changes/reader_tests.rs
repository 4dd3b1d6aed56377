//! Appearances that one reader shows in another way than the others: each was seen to pass for a value that
//! it did not show.

use super::form_tests::{Case, EMPTY, assert_filled, assert_refused, assert_undecided, shown};
use super::{ChangeLevel, FieldReason};

const TEXT: &str = "BT /F 9 Tf 0 g 2 6 Td (So 12) Tj ET";

#[track_caller]
fn assert_in_doubt(what: &str, before: &str, after: &str) {
    let case = Case { content: (before, after), ..Case::default() };
    assert!(case.judge().0 >= ChangeLevel::Annotations, "{what}");
}

#[test]
fn nothing_stands_between_a_path_and_its_painting() {
    for (what, ground) in [
        ("a matrix", "1 g 0 0 99 20 re 1 0 0 1 0 300 cm f"),
        ("a saved state", "1 g 0 0 99 20 re q f"),
        ("a colour", "1 g 0 0 99 20 re 0 g f"),
        ("a matrix in a clip", "q 0 0 99 20 re W 1 0 0 1 -80 0 cm n"),
        ("a font", "1 g 0 0 99 20 re /F 9 Tf f"),
    ] {
        assert_in_doubt(what, ground, &format!("{ground} {TEXT}"));
    }
    for path in ["2 5 m", "2 5 9 9 re", "2 5 m 9 9 l S", "0 0 99 20 re W n"] {
        let text = format!("BT /F 9 Tf 0 g 2 6 Td (So ) Tj {path} (12) Tj ET");
        assert_in_doubt(path, EMPTY, &text);
    }
}

#[test]
fn operators_have_their_operands() {
    for operator in [
        "Q",
        "ri",
        "i",
        "BMC",
        "MP",
        "DP",
        "/T DP",
        "(a) BMC",
        "/T (a) BDC",
        "1 EMC",
        "[] d",
        "/R i",
    ] {
        assert_in_doubt(operator, EMPTY, &format!("{operator} {TEXT}"));
        assert_in_doubt(operator, EMPTY, &format!("{operator} 1 g 0 0 99 20 re f"));
    }
    for operator in
        ["q", "/Perceptual ri", "1 i", "/Tx BMC", "/T MP", "/T <<>> DP", "/T /P BDC", "[] 0 d"]
    {
        let text = format!("{operator} {TEXT}");
        assert_filled(&Case { content: (EMPTY, &text), ..Case::default() });
    }
    // nothing comes after it
    let text = format!("{TEXT} Q");
    assert_filled(&Case { content: (EMPTY, &text), ..Case::default() });
    let case = Case { content: (EMPTY, "-40 w 2 2 m 9 9 l S"), ..Case::default() };
    assert_refused("a line of negative width", &case, FieldReason::Appearance);
}

#[test]
fn colours_are_known() {
    let text = "/F 9 Tf 2 6 Td (So 12) Tj";
    for ink in [
        "/DeviceGray cs",
        "1 g /DeviceGray cs",
        "1 1 1 -4 k",
        "1.5 -1 0 rg",
        "/DeviceRGB cs 0 0 -1 sc",
    ] {
        assert_in_doubt(ink, EMPTY, &format!("{ink} BT {text} ET"));
    }
    let known = format!("/DeviceGray cs 0 sc BT {text} ET");
    assert_filled(&Case { content: (EMPTY, &known), ..Case::default() });
    let own = "/BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>> /ColorSpace <</DefaultGray /DeviceGray>>>>";
    for stream in [(own, "/BBox [0 0 99 20]"), (own, own)] {
        let case = Case { stream, ..Case::default() };
        assert_undecided("default colours", &case, FieldReason::Appearance);
    }
    let page = "/MediaBox [0 0 595 842] /Annots [40 0 R] \
                /Resources <</ColorSpace <</DefaultGray /DeviceGray>>>>";
    let case = Case { page, ..Case::default() };
    assert_undecided("default colours of the page", &case, FieldReason::Appearance);
}

#[test]
fn names_and_numbers_are_read_to_their_ends() {
    let name = "F".repeat(128);
    let stream = format!("/BBox [0 0 99 20] /Resources <</Font <</F 42 0 R /{name} 42 0 R>>>>");
    let case = Case { stream: ("/BBox [0 0 99 20]", &stream), ..Case::default() };
    assert_undecided("a name that is cut off", &case, FieldReason::Font);
    for name in ["F#00A", "F#4"] {
        let stream = format!("/BBox [0 0 99 20] /Resources <</Font <</F 42 0 R /{name} 42 0 R>>>>");
        let case = Case { stream: ("/BBox [0 0 99 20]", &stream), ..Case::default() };
        assert_undecided(name, &case, FieldReason::Font);
    }
    let zeros = "0".repeat(300);
    for encoding in [
        "<</Type /Encoding /Differences#00 [49 /nine]>>",
        "<</Differences [49 /one ZEROS50 /nine]>>",
    ] {
        let font =
            format!("/Type1 /BaseFont /Helvetica /Encoding {}", encoding.replace("ZEROS", &zeros));
        assert_undecided(encoding, &Case { font: &font, ..Case::default() }, FieldReason::Font);
    }
    let subset = "/Type1 /BaseFont /ABCDEF+Sans /Encoding /WinAnsiEncoding";
    assert_undecided(
        "a part of a font",
        &Case { font: subset, ..Case::default() },
        FieldReason::Font,
    );
    let text = shown(&format!("/F 9 Tf {zeros}2 6 Td (So 12) Tj"));
    assert_in_doubt("a number that is cut off", EMPTY, &text);
    let text = shown(&format!("/F 9 Tf 2 6 Td [(So 1) {zeros} (2)] TJ"));
    assert_in_doubt("a number in an array", EMPTY, &text);
    let text = shown(&format!("/F 9 Tf 2 6 Td [({zeros})] TJ"));
    let value = format!("/V ({zeros})");
    let case = Case { after: &value, content: (EMPTY, &text), ..Case::default() };
    assert_undecided("digits in a string, longer than the field", &case, FieldReason::Layout);
    assert_in_doubt("a tag that begins like a layer", EMPTY, &format!("/OCR <<>> BDC {TEXT} EMC"));
}

#[test]
fn letters_stay_where_their_font_has_them() {
    for (what, value, text) in [
        ("upon each other", "/V (So 12)", "[(So 1) 100 (2)] TJ"),
        ("a bar of them", "/V (IIII)", "[(I) 120 (I) 120 (I) 120 (I)] TJ"),
        ("two columns", "/V (So12)", "[(So) -399 ( ) -399 (12)] TJ"),
    ] {
        let text = shown(&format!("/F 9 Tf 2 6 Td {text}"));
        let case = Case { after: value, content: (EMPTY, &text), ..Case::default() };
        assert_undecided(what, &case, FieldReason::Layout);
    }
    let kerned = shown("/F 9 Tf 2 6 Td [(So 1) 30 (2)] TJ");
    assert_filled(&Case { content: (EMPTY, &kerned), ..Case::default() });
    let turned = "/BBox [0 0 99 20] /Matrix [-1 0 0 -1 99 20]";
    let case = Case { stream: (turned, turned), ..Case::default() };
    assert_undecided("upside down", &case, FieldReason::Layout);
}

#[test]
fn frames_reach_as_far_as_they_did() {
    for (what, before, after) in [
        ("all sides", "0 G .5 w 0 .25 m 99 .25 l S", "0 G 1 w 0 0 99 20 re S"),
        ("thicker", "0 G 1 w .5 .5 98 19 re S", "0 G 2 w 1 1 97 18 re S"),
        ("further in", "0 G 1 w 0 .5 m 99 .5 l S", "0 G 1 w 0 1.5 m 99 1.5 l S"),
    ] {
        let after = format!("{after} {TEXT}");
        let case = Case { content: (before, &after), ..Case::default() };
        assert_undecided(what, &case, FieldReason::Area);
    }
    let after = format!("0 G .5 w 0 19.75 m 99 19.75 l S {TEXT}");
    let case = Case { content: ("0 G .5 w 0 .25 m 99 .25 l S", &after), ..Case::default() };
    assert_refused("another side", &case, FieldReason::Area);
    // nor does a ground, in any number of steps
    let after = format!("1 g 0 0 99 20 re f {TEXT}");
    let case = Case { content: ("1 g 1 1 97 18 re f", &after), ..Case::default() };
    assert_refused("a ground that grows", &case, FieldReason::Area);
}

#[test]
fn fields_are_seen_on_their_page() {
    let page = |entries: &str| format!("/MediaBox [0 0 595 842] {entries}");
    let above = "/Annots [40 0 R 50 0 R]";
    let square = "<</Type /Annot /Subtype /Square /Rect [60 10 109 30]>>";
    let judged = |entries: &str, other: &str| {
        let page = page(entries);
        let objects: &[_] = &[(50, other)];
        Case { page: &page, objects: (objects, &[]), ..Case::default() }.judge()
    };
    let undecided = |reason| (ChangeLevel::Annotations, vec![reason]);
    let area = undecided(FieldReason::Area);
    assert_eq!(judged(above, square), area);
    let widget = "<</Type /Annot /Subtype /Widget /Rect [60 10 109 30] /MK <</BG [1]>>>>";
    assert_eq!(judged(above, widget), area);
    for elsewhere in [
        "<</Type /Annot /Subtype /Line /Rect [300 300 309 309] /L [0 20 199 20]>>",
        "<</Type /Annot /Subtype /Square /Rect [60.0000000000000000001 10 109 30]>>",
        "<</Type /Annot /Subtype /Link /Rect [60 10 109 30] /Border [0 0 30]>>",
        "<</Type /Annot /Subtype /Popup /Rect [60 10 109 30] /AP <<>>>>",
        "<</Type /Annot /Subtype /Square /Rect [60 10 109 30] /F 4294967298>>",
        "<</Type /Annot /Subtype /Widget /Rect [60 10 109 30] /V (MMM)>>",
    ] {
        assert_eq!(judged(above, elsewhere), area, "{elsewhere}");
    }
    for (entries, other) in [
        ("/Annots [50 0 R 40 0 R]", square.to_owned()),
        (above, square.replace("60 10 109 30", "109 10 159 30")),
        (above, square.replace("/Square", "/Square /F 2")),
        (above, square.replace("/Square", "/Popup")),
    ] {
        let expected = (ChangeLevel::FormFilling, vec![]);
        assert_eq!(judged(entries, &other), expected, "{entries} {other}");
    }
    for shown in ["[0 0 60 842]", "[0 0 60 842.0000000000000000001]", "[0 0 4294967346 842]"] {
        let cropped = format!("/CropBox {shown} /Annots [40 0 R]");
        assert_eq!(judged(&cropped, square), undecided(FieldReason::Layout), "{shown}");
    }
    // through an object that leads to it
    assert_eq!(judged("/Annots [50 0 R]", "40 0 R"), undecided(FieldReason::Layout));
}
