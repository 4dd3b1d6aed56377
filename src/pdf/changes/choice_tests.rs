//! Lists, check boxes and radio buttons that are set after signing, fields with several widgets, and
//! mutants of each rule about them.

use super::form_tests::{
    Case, EMPTY, assert_filled, assert_refused, assert_undecided, judge, shown,
};
use super::{ChangeKind, ChangeLevel, FieldReason};
use crate::limits::PDF_CHANGES_LISTED;
use crate::pdf::Document;
use crate::pdf::builder::Builder;

const COMBO: &str = "/FT /Ch /Ff 131072 /Opt [[(qd) (Quyet dinh)] [(cv) (Cong van)]]";

/// A combo box that says and shows this now.
fn combo<'c>(value: &'c str, content: &'c str) -> Case<'c> {
    Case { field: COMBO, after: value, content: (EMPTY, content), ..Case::default() }
}

#[test]
fn an_option_is_chosen() {
    let text = shown("/F 9 Tf 2 6 Td (Cong van) Tj");
    let export = shown("/F 9 Tf 2 6 Td (cv) Tj");
    assert_filled(&combo("/V (cv)", &text));
    assert_filled(&combo("/V (cv)", &export));
    assert_filled(&combo("/V (cv) /I [1] /TI 0", &text));
    assert_filled(&combo("/V [(cv)]", &text));
    for (what, value, text, reason) in [
        ("another is shown", "/V (qd)", &text, FieldReason::AnotherText),
        ("it is none of them", "/V (tt)", &text, FieldReason::NotAnOption),
        ("another entry", "/V (cv) /TI (1)", &text, FieldReason::OtherEntry),
        ("other options", "/V (cv) /Opt [(cv)]", &text, FieldReason::OtherEntry),
    ] {
        let (level, reasons) = combo(value, text).judge();
        assert_eq!(level, ChangeLevel::Other, "{what}");
        assert!(reasons.contains(&reason) || what == "other options", "{what}: {reasons:?}");
    }
    assert_undecided("by its place another", &combo("/V (cv) /I [0]", &text), FieldReason::Value);
    let several = combo("/V [(cv) (qd)]", &text);
    assert_eq!(several.judge().1, [FieldReason::Value]);
    // what may be typed
    let free = "/FT /Ch /Ff 393216 /Opt [(qd)]";
    let typed = shown("/F 9 Tf 2 6 Td (tt) Tj");
    assert_filled(&Case { field: free, ..combo("/V (tt)", &typed) });
}

#[test]
fn a_list_shows_its_options_and_a_bar() {
    let ground = "1 g 0 0 99 60 re f 0 g";
    let lines = "BT /F 9 Tf 2 46 Td (mot) Tj 0 -12 Td (hai) Tj 0 -12 Td (ba) Tj ET";
    let list = |content: (&str, &str), value: &str| {
        let case = Case {
            field: "/FT /Ch /Opt [(khong) (mot) (hai) (ba)]",
            rect: "[0 0 99 60]",
            stream: ("/BBox [0 0 99 60]", "/BBox [0 0 99 60]"),
            after: value,
            content,
            ..Case::default()
        };
        case.judge()
    };
    let before = format!("{ground} {lines}");
    let bar = |at: &str| format!("{ground} .6 .75 .86 rg 0 {at} 99 12 re f 0 g {lines}");
    let filled = (ChangeLevel::FormFilling, vec![]);
    let refused = |reason| (ChangeLevel::Other, vec![reason]);
    assert_eq!(list((&before, &bar("31")), "/V (hai)"), filled);
    assert_eq!(list((EMPTY, &before), "/M (D:2026)"), refused(FieldReason::Area));
    assert_eq!(list((&bar("43"), &bar("31")), "/V (hai)"), filled);
    let two = bar("31").replace("0 g BT", "0 g .6 g 0 43 99 12 re f 0 g BT");
    assert_eq!(list((&before, &two), "/V [(mot) (hai)]"), filled);
    for (what, content, value, reason) in [
        ("the bar is elsewhere", bar("43"), "/V (hai)", FieldReason::AnotherText),
        ("no bar", before.clone(), "/V (hai) /M (D:2026)", FieldReason::AnotherText),
        ("a bar too many", two, "/V (hai)", FieldReason::AnotherText),
        ("other options", bar("31").replace("(ba)", "(bon)"), "/V (hai)", FieldReason::AnotherText),
        ("another order", bar("31").replace("(mot)", "(ba)"), "/V (hai)", FieldReason::AnotherText),
        (
            "not seen",
            bar("31").replace("0 g BT", ".6 .75 .86 rg BT"),
            "/V (hai)",
            FieldReason::Layout,
        ),
    ] {
        assert_eq!(list((&before, &content), value), refused(reason), "{what}");
    }
    for (what, content) in [
        ("lines that went", bar("31").replace("(ba) Tj", "")),
        ("a bar that marks nothing", bar("31").replace("31 99 12", "31 0 12")),
        ("a bar beneath", bar("31").replace("0 31 99 12", "0 22 99 12.1")),
        ("a bar behind a part of its line", bar("31").replace("31 99 12", "31 9 12")),
        ("a bar behind a part of the next", bar("31").replace("0 31 99 12", "0 22 99 21")),
    ] {
        let (level, reasons) = list((&before, &content), "/V (hai)");
        assert!(level >= ChangeLevel::Annotations && reasons.len() == 1, "{what}: {reasons:?}");
    }
    // without a ground a bar hides what lies beneath
    let bare = bar("31").replace(ground, "");
    let (level, reasons) = list((lines, &bare), "/V (hai)");
    assert_eq!((level, reasons), (ChangeLevel::Annotations, vec![FieldReason::Area]));
    let uncovered = list((&before, &bare), "/V (hai)");
    assert_eq!(uncovered, (ChangeLevel::Other, vec![FieldReason::Area]));
    let block = bare.replace("0 31 99 12", "0 0 99 60");
    assert_eq!(list((lines, &block), "/V (hai)").0, ChangeLevel::Other);
}

const FRAME: &str = "1 g 0 0 12 12 re f 0 G .5 .5 11 11 re s";

/// A check box with these states, before and after.
fn check_box(on: &str, rect: &str, before: &str, after: &str) -> Vec<u8> {
    box_of(FRAME, &format!("{FRAME} {on}"), rect, before, after)
}

fn box_of(off: &str, on: &str, rect: &str, before: &str, after: &str) -> Vec<u8> {
    let states = "/AP <</N <</Off 43 0 R /Yes 44 0 R>>>>";
    let field = |value: &str| {
        format!("<</Type /Annot /Subtype /Widget /T (so) /Rect {rect} {states} {value}>>")
    };
    let room = "/Subtype /Form /BBox [0 0 12 12] /Resources <</Font <</Z 42 0 R /F 45 0 R>>>>";
    Case { before: "/AP", ..Case::default() }
        .signed_with(|builder| {
            builder
                .object(40, &field(before))
                .object(42, "<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>")
                .stream(43, room, off)
                .stream(44, room, on)
                .object(45, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>")
        })
        .object(40, &field(after))
        .end()
        .build()
}

#[test]
fn a_check_box_is_set() {
    let (off, on) = ("/FT /Btn /V /Off /AS /Off", "/FT /Btn /V /Yes /AS /Yes");
    let rect = "[0 0 12 12]";
    let filled = (ChangeLevel::FormFilling, vec![]);
    let tick = "0 g BT /Z 9 Tf 2 3 Td (4) Tj ET";
    for mark in [tick, "0 0 .6 RG 2 2 m 10 10 l 2 10 m 10 2 l S", "0 g 3 3 6 6 re f", ""] {
        assert_eq!(judge(&check_box(mark, rect, off, on)), filled, "{mark}");
        assert_eq!(judge(&check_box(mark, rect, on, off)), filled, "{mark}");
    }
    // what is not set bears the mark
    let crossed = format!("{FRAME} 0 g 3 3 6 6 re f");
    let expected = (ChangeLevel::Annotations, vec![FieldReason::Drawing]);
    assert_eq!(judge(&box_of(&crossed, FRAME, rect, off, on)), expected);
    // without a state each reader shows another one
    for (before, after, level) in [
        ("/FT /Btn", on, ChangeLevel::Annotations),
        ("/FT /Btn", "/FT /Btn /V /Yes", ChangeLevel::Other),
        (off, "/FT /Btn /V /Yes", ChangeLevel::Other),
    ] {
        let expected = (level, vec![FieldReason::State]);
        assert_eq!(judge(&check_box(tick, rect, before, after)), expected, "{before} {after}");
    }
    // a doubt about the value hides nothing of the states
    for (what, mark, level) in
        [("a mark", tick, ChangeLevel::Annotations), ("an image", "/X Do", ChangeLevel::Other)]
    {
        let (found, _) = judge(&check_box(mark, rect, off, "/FT /Btn /V (Yes) /AS /Yes"));
        assert_eq!(found, level, "{what}");
    }
    // what writes, or blots out
    for (what, mark) in [
        ("strokes that write", "0 G 1 1 m 1 9 l 3 1 m 3 9 l 5 1 m 5 9 l S"),
        ("a long stroke", &format!("0 G 1 1 m {} S", "2 9 l 3 1 l ".repeat(9))),
        ("two squares", "0 g 3 3 2 6 re 6 3 2 6 re f"),
        ("a line like a digit", "0 G 6 2 m 6 10 l S"),
        ("a seven", "0 G 2 10 m 10 10 l 4 2 l S"),
        ("a wide line", "0 G 9 w 0 6 m 12 6 l S"),
    ] {
        let expected = (ChangeLevel::Annotations, vec![FieldReason::Drawing]);
        assert_eq!(judge(&check_box(mark, rect, off, on)), expected, "{what}");
    }
    for (what, mark, reason) in [
        ("an image", "/X Do", FieldReason::Drawing),
        ("what erases", "1 g 2 2 8 8 re f", FieldReason::Area),
        ("lines that erase", "1 G 9 w 0 6 m 12 6 l S", FieldReason::Area),
        ("letters that erase", "q 0 0 0 0 k .9 g BT /Z 99 Tf (4) Tj ET Q", FieldReason::Layout),
    ] {
        let (level, reasons) = judge(&check_box(mark, rect, off, on));
        assert_eq!((level, reasons), (ChangeLevel::Other, vec![reason]), "{what}");
    }
    for mark in ["0 g BT /F 9 Tf 2 3 Td (X) Tj ET", "0 G 2 6 m 5 3 l 10 9 l S"] {
        assert_eq!(judge(&check_box(mark, rect, off, on)), filled, "{mark}");
    }
    let many = "0 g ".to_owned() + &"2 2 1 8 re f ".repeat(3);
    let lines = "0 G ".to_owned() + &"2 2 m 2 10 l 10 10 l 10 2 l 2 2 l S ".repeat(7);
    for (what, mark) in [
        ("words", "0 g BT /F 4 Tf (DONG Y) Tj ET"),
        ("a digit", "0 g BT /F 9 Tf (0) Tj ET"),
        ("a digit of the marks", "0 g BT /Z 9 Tf (\\300) Tj ET"),
        ("a ring, which may be a digit", "0 g BT /Z 9 Tf (m) Tj ET"),
        ("many areas", &many),
        ("many lines", &lines),
        ("all of it", "0 g 0 0 12 12 re f"),
        ("a graphics state", "/G gs"),
    ] {
        assert_eq!(judge(&check_box(mark, rect, off, on)).0, ChangeLevel::Annotations, "{what}");
    }
    for (what, after, reason) in [
        ("a state that it has not", "/FT /Btn /V /No /AS /No", FieldReason::State),
        ("not what it says", "/FT /Btn /V /Off /AS /Yes", FieldReason::State),
        ("nothing is set", "/FT /Btn /V /Yes /AS /Off", FieldReason::State),
        ("another caption", "/FT /Btn /V /Yes /AS /Yes /MK <<>>", FieldReason::OtherEntry),
        (
            "another appearance",
            "/FT /Btn /V /Yes /AS /Yes /AP <</N 43 0 R>>",
            FieldReason::OtherEntry,
        ),
        ("text", "/FT /Btn /V (Yes) /AS /Yes", FieldReason::Value),
    ] {
        let (level, reasons) = judge(&check_box(tick, rect, off, after));
        assert!(reasons.contains(&reason), "{what}: {reasons:?}");
        let expected = if what == "text" { ChangeLevel::Annotations } else { ChangeLevel::Other };
        assert_eq!(level, expected, "{what}");
    }
    // states that are shown in another size may cover what they like
    let scaled = judge(&check_box("0 g 3 3 6 6 re f", "[0 0 40 40]", off, on));
    assert_eq!(scaled, (ChangeLevel::Other, vec![FieldReason::Layout]));
    let page = judge(&check_box(tick, "[0 0 595 842]", off, on));
    assert_eq!(page, (ChangeLevel::Other, vec![FieldReason::Drawing]));
    let push = "/FT /Btn /Ff 65536 /V /Off";
    let pushed = judge(&check_box(tick, rect, push, "/FT /Btn /Ff 65536 /V /Yes /AS /Yes"));
    assert_eq!(pushed, (ChangeLevel::Other, vec![FieldReason::PushButton]));
    let locked = judge(&check_box(tick, rect, "/FT /Btn /Ff 1", "/FT /Btn /Ff 1 /V /Yes /AS /Yes"));
    assert_eq!(locked, (ChangeLevel::Other, vec![FieldReason::ReadOnly]));
}

/// A field `tren` with two kids, which are widgets of it or fields of their own; what is given replaces.
fn tree(
    parent: [&str; 2],
    kids: [&str; 2],
    after: &[(u32, String)],
) -> (ChangeLevel, Vec<FieldReason>) {
    let room = "/Subtype /Form /BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>>>>";
    let kid = |number: u32, value: &str| {
        format!(
            "<</Subtype /Widget /Parent 40 0 R /Rect [0 0 99 20] /AP <</N {number} 0 R>> {value}>>"
        )
    };
    let case = Case { before: "/AP", ..Case::default() };
    let builder = case.signed_with(|builder| {
        builder
            .object(40, &format!("<</T (tren) /Kids [50 0 R 51 0 R] {}>>", parent[0]))
            .object(50, &kid(52, kids[0]))
            .object(51, &kid(53, kids[1]))
            .stream(52, room, EMPTY)
            .stream(53, room, EMPTY)
    });
    let builder = builder.object(40, &format!("<</T (tren) /Kids [50 0 R 51 0 R] {}>>", parent[1]));
    let builder = after.iter().fold(builder, |builder: Builder, (number, content)| match number {
        52 | 53 => builder.stream(*number, room, content),
        other => builder.object(*other, content),
    });
    judge(&builder.end().build())
}

#[test]
fn every_widget_shows_the_value() {
    let text = |text: &str| shown(&format!("/F 9 Tf 2 6 Td ({text}) Tj"));
    let parent = ["/FT /Tx", "/FT /Tx /V (x)"];
    let both = [(52, text("x")), (53, text("x"))];
    assert_eq!(tree(parent, ["", ""], &both), (ChangeLevel::FormFilling, vec![]));
    let refused = (ChangeLevel::Other, vec![FieldReason::AnotherText]);
    assert_eq!(tree(parent, ["", ""], &both[..1]), refused);
    assert_eq!(tree(parent, ["", ""], &[(52, text("x")), (53, text("y"))]), refused);
    // a widget that says something else than its field
    assert_eq!(tree(parent, ["", "/V (y)"], &both).0, ChangeLevel::Other);
    // fields of their own inherit their kind, not their value
    let own = |value: &str| {
        format!(
            "<</Subtype /Widget /Parent 40 0 R /Rect [0 0 99 20] /AP <</N 52 0 R>> /T (a) {value}>>"
        )
    };
    let named = ["/T (a)", "/T (b)"];
    let parent = ["/FT /Tx", "/FT /Tx"];
    let filled = [(50, own("/V (x)")), (52, text("x"))];
    assert_eq!(tree(parent, named, &filled), (ChangeLevel::FormFilling, vec![]));
    let both = [(52, text("x")), (53, text("x"))];
    assert_eq!(tree(["/FT /Tx", "/FT /Tx /V (x)"], named, &both).0, ChangeLevel::Other);
    let read_only = ["/FT /Tx /Ff 1", "/FT /Tx /Ff 1"];
    let reasons = (ChangeLevel::Other, vec![FieldReason::ReadOnly]);
    assert_eq!(tree(read_only, named, &filled), reasons);
}

#[test]
fn the_names_of_changed_fields_are_whole() {
    let case = Case::default();
    let file = case.file();
    let document = Document::open(&file).unwrap();
    let signatures = document.signatures().unwrap();
    let changes = document.field_changes_after(&signatures[0]).unwrap();
    assert_eq!(changes, document.changes_after(&signatures[0]).unwrap().changes);
    assert_eq!(changes.iter().map(|it| &*it.detail).collect::<Vec<&str>>(), ["so"]);
    assert_refused(
        "",
        &Case { before: "/Ff 1", after: "/Ff 1 /V (So 12)", ..case },
        FieldReason::ReadOnly,
    );
}

#[test]
fn ten_thousand_fields_take_as_long_as_ten_thousand_fields() {
    // Each looked at once: as many steps as the document has, or the question would be refused.
    let file = filled_fields(10_000).end().build();
    let document = Document::open(&file).unwrap();
    let signatures = document.signatures().unwrap();
    let started = std::time::Instant::now();
    let changes = document.changes_after(&signatures[0]).unwrap();
    assert_eq!(changes.level, ChangeLevel::FormFilling);
    assert_eq!(changes.changes.len(), PDF_CHANGES_LISTED);
    assert_eq!(document.field_changes_after(&signatures[0]).unwrap().len(), 10_000);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn many_mild_changes_do_not_hide_a_grave_one() {
    let filled = || filled_fields(u32::try_from(PDF_CHANGES_LISTED).unwrap() + 1);
    let page = "<</Type /Page /Parent 2 0 R /Rotate 90 /Annots [40 0 R]>>";
    for (file, grave) in [
        (filled().object(3, page).end(), ChangeKind::PageChanged),
        (filled().end().object(3, page).end(), ChangeKind::PageChanged),
        (filled().end().raw("% a comment\n"), ChangeKind::TrailingContent),
    ] {
        let file = file.build();
        let document = Document::open(&file).unwrap();
        let changes = document.changes_after(&document.signatures().unwrap()[0]).unwrap();
        let gravest = changes.changes.iter().find(|it| it.level == ChangeLevel::Other);
        assert_eq!(gravest.map(|it| it.what), Some(grave));
        assert_eq!(
            (changes.level, changes.changes.len()),
            (ChangeLevel::Other, PDF_CHANGES_LISTED)
        );
    }
}

/// So many text fields, and the revision that fills them, which is not ended.
fn filled_fields(count: u32) -> Builder {
    let numbers = |first: u32| first..first + count;
    let room = "/Subtype /Form /BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>>>>";
    let content = shown("/F 9 Tf 2 6 Td (x) Tj");
    let field = |number: u32, value: &str| {
        format!(
            "<</Subtype /Widget /FT /Tx /T (f{number}) /Rect [0 0 99 20] /AP <</N {} 0 R>> {value}>>",
            number + count
        )
    };
    let fields: Vec<_> = numbers(100).map(|number| format!("{number} 0 R")).collect();
    let form = format!("<</Fields [5 0 R {}]>>", fields.join(" "));
    let mut builder = Case { before: "/AP", ..Case::default() }.unsigned().object(7, &form);
    for number in numbers(100) {
        builder = builder.object(number, &field(number, "")).stream(number + count, room, EMPTY);
    }
    builder = builder.end();
    for number in numbers(100) {
        builder =
            builder.object(number, &field(number, "/V (x)")).stream(number + count, room, &content);
    }
    builder
}
