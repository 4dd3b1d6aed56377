//! Fields that are filled after signing, and mutants of each rule about them.

use super::{ChangeLevel, FieldReason};
use crate::pdf::Document;
use crate::pdf::builder::Builder;

const HELVETICA: &str = "/Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding";
pub(super) const EMPTY: &str = "/Tx BMC EMC";

/// Objects by their numbers.
pub(super) type Objects<'c> = &'c [(u32, &'c str)];

/// A document with one field, object 40, its appearance 41 and the font 42, signed and then filled. What
/// differs from the default is what a test is about.
pub(super) struct Case<'c> {
    pub(super) font: &'c str,
    /// Entries of the form.
    pub(super) form: &'c str,
    /// Entries of the page.
    pub(super) page: &'c str,
    /// What the field has before and after.
    pub(super) field: &'c str,
    pub(super) rect: &'c str,
    pub(super) before: &'c str,
    pub(super) after: &'c str,
    /// Entries of the appearance.
    pub(super) stream: (&'c str, &'c str),
    pub(super) content: (&'c str, &'c str),
    /// Objects that are there before, and that come.
    pub(super) objects: (Objects<'c>, Objects<'c>),
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self {
            font: HELVETICA,
            form: "",
            page: "/MediaBox [0 0 595 842] /Annots [40 0 R]",
            field: "/FT /Tx",
            rect: "[10 10 109 30]",
            before: "",
            after: "/V (So 12)",
            stream: ("/BBox [0 0 99 20]", "/BBox [0 0 99 20]"),
            content: (
                EMPTY,
                "/Tx BMC q 1 1 97 18 re W n BT /F 12 Tf 0 g 2 6.3 Td (So 12) Tj ET Q EMC",
            ),
            objects: (&[], &[]),
        }
    }
}

impl Case<'_> {
    /// The objects of the first revision but those of the field.
    pub(super) fn unsigned(&self) -> Builder {
        let builder = Builder::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, &format!("<</Type /Page /Parent 2 0 R {}>>", self.page))
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, &format!("<</Fields [5 0 R 40 0 R] {}>>", self.form))
            .object(42, &format!("<</Type /Font /Subtype {}>>", self.font));
        let objects = self.objects.0.iter();
        objects.fold(builder, |builder, (number, value)| builder.object(*number, value))
    }

    /// The first revision with other fields than the usual one.
    pub(super) fn signed_with(&self, fields: impl FnOnce(Builder) -> Builder) -> Builder {
        fields(self.unsigned()).end()
    }

    fn signed(&self) -> Builder {
        self.signed_with(|it| self.put(it, self.before, self.stream.0, self.content.0))
    }

    fn put(&self, builder: Builder, value: &str, stream: &str, content: &str) -> Builder {
        let (rect, field) = (self.rect, self.field);
        let appearance = if value.contains("/AP") { "" } else { "/AP <</N 41 0 R>>" };
        let fonts = "/Resources <</Font <</F 42 0 R>>>>";
        let fonts = if stream.contains("/Resources") { "" } else { fonts };
        builder
            .object(
                40,
                &format!(
                    "<</Type /Annot /Subtype /Widget /T (so) /Rect {rect} {field} {value} {appearance}>>"
                ),
            )
            .stream(41, &format!("/Type /XObject /Subtype /Form {fonts} {stream}"), content)
    }

    pub(super) fn file(&self) -> Vec<u8> {
        let builder = self.put(self.signed(), self.after, self.stream.1, self.content.1);
        let builder = self
            .objects
            .1
            .iter()
            .fold(builder, |builder, (number, value)| builder.object(*number, value));
        builder.end().build()
    }

    /// The level of what came after the signature, and the reasons that are named.
    pub(super) fn judge(&self) -> (ChangeLevel, Vec<FieldReason>) {
        judge(&self.file())
    }
}

pub(super) fn judge(file: &[u8]) -> (ChangeLevel, Vec<FieldReason>) {
    let document = Document::open(file).unwrap();
    let signatures = document.signatures().unwrap();
    let changes = document.changes_after(&signatures[0]).unwrap();
    let fields = changes.changes.iter().filter_map(|it| it.field.as_ref()?.reason);
    (changes.level, fields.collect())
}

pub(super) const FILLED: (ChangeLevel, Vec<FieldReason>) = (ChangeLevel::FormFilling, Vec::new());

#[track_caller]
pub(super) fn assert_filled(case: &Case<'_>) {
    assert_eq!(case.judge(), FILLED);
}

#[track_caller]
pub(super) fn assert_undecided(what: &str, case: &Case<'_>, reason: FieldReason) {
    assert_eq!(case.judge(), (ChangeLevel::Annotations, vec![reason]), "{what}");
}

#[track_caller]
pub(super) fn assert_refused(what: &str, case: &Case<'_>, reason: FieldReason) {
    assert_eq!(case.judge(), (ChangeLevel::Other, vec![reason]), "{what}");
}

/// Text of the appearance, in the middle of what programs write around it.
pub(super) fn shown(text: &str) -> String {
    format!("/Tx BMC q BT {text} ET Q EMC")
}

#[test]
fn a_text_field_is_filled() {
    assert_filled(&Case::default());
    let again = Case {
        before: "/V (So 1)",
        content: (&shown("/F 12 Tf (So 1) Tj"), Case::default().content.1),
        ..Case::default()
    };
    assert_filled(&again);
    let emptied =
        Case { content: (again.content.0, EMPTY), after: "", before: "/V (So 1)", ..again };
    assert_filled(&emptied);
    for (value, text) in [
        ("/V (So 12) /M (D:20261120)", "/F 12 Tf 0 0 .5 rg 1 0 0 1 2 6 Tm (So 12) Tj"),
        ("/V <feff0053006f00200031>", "/F 9 Tf 2 6 Td (So ) Tj (1) Tj"),
        ("/V <efbbbf536f2031>", "/F 9 Tf 2 6 Td (So) Tj 15 0 Td (1) Tj"),
        ("/V (So\\r1)", "/F 9 Tf 9 TL 2 12 Td (So) Tj T* (1) Tj"),
        ("/V (Caf\\351 \\240)", "/F 9 Tf 2 6 Td (Caf\\351 \\200) Tj"),
        ("/V (So 1)", "/F 1 Tf 9 0 0 9 2 6 Tm [(S) 20 (o) -250 (1)] TJ"),
        ("/V (So 1)", "/F 9 Tf /DeviceGray cs 0 sc 2 6 Td (So 1) '"),
        ("/V ()", ""),
    ] {
        let text = shown(text);
        assert_filled(&Case { after: value, content: (EMPTY, &text), ..Case::default() });
    }
    // the report says what was there and what is
    let file = Case { before: again.before, content: again.content, ..Case::default() }.file();
    let document = Document::open(&file).unwrap();
    let changes = document.changes_after(&document.signatures().unwrap()[0]).unwrap();
    let field = changes.changes[0].field.as_deref().unwrap();
    let long = format!("/V ({})", "x\ny ".repeat(99));
    let long = Case { after: &long, content: (EMPTY, EMPTY), ..Case::default() }.file();
    let long = Document::open(&long).unwrap();
    let changes_of_long = long.changes_after(&long.signatures().unwrap()[0]).unwrap();
    let value = changes_of_long.changes[0].field.as_deref().unwrap().after.as_deref().unwrap();
    assert!(value.chars().count() == 201 && value.starts_with("x y x y ") && value.ends_with('…'));
    let said = (field.name.as_ref(), field.before.as_deref(), field.after.as_deref());
    assert_eq!(said, ("so", Some("So 1"), Some("So 12")));
}

#[test]
fn what_is_shown_is_the_value() {
    for (what, text) in [
        ("another text", "/F 9 Tf 2 6 Td (So 13) Tj"),
        ("more", "/F 9 Tf 2 6 Td (So 12) Tj 40 0 Td (3) Tj"),
        ("nothing", ""),
        ("a code that is another letter", "/F 9 Tf 2 6 Td (So 1\\262) Tj"),
    ] {
        let text = shown(text);
        let case = Case { content: (EMPTY, &text), ..Case::default() };
        assert_refused(what, &case, FieldReason::AnotherText);
    }
    let formatted = shown("/F 9 Tf 2 6 Td (1.000) Tj");
    let case = Case {
        field: "/FT /Tx /AA <</F 44 0 R>>",
        after: "/V (1000)",
        content: (EMPTY, &formatted),
        objects: (&[(44, "<</S /JavaScript /JS (AFNumber)>>")], &[]),
        ..Case::default()
    };
    assert_undecided("by a script", &case, FieldReason::Format);
    // the value stays, and what was shown instead of it goes
    let overlay = shown("/F 9 Tf 2 6 Td (Victim) Tj");
    let own = shown("/F 9 Tf 2 6 Td (Attacker) Tj");
    let value = "/V (Attacker)";
    let case = Case { before: value, after: value, content: (&overlay, &own), ..Case::default() };
    assert_eq!(case.judge().0, ChangeLevel::Other);
    let case = Case { after: "/V (Attacker) /M (D:2026)", ..case };
    assert_refused("replace via overlay", &case, FieldReason::AnotherText);
    let case = Case { after: "/V (Attacker 2)", content: (&overlay, &own), ..case };
    assert_refused("neither", &case, FieldReason::AnotherText);
    let case =
        Case { after: value, before: "/V (x)", content: (&overlay, &own), ..Case::default() };
    assert_refused("not even before", &case, FieldReason::AnotherText);
    assert_undecided("a hint", &Case { before: "", ..case }, FieldReason::AnotherText);
}

#[test]
fn nothing_else_is_painted() {
    let text = "BT /F 9 Tf 0 g 2 6 Td (So 12) Tj ET";
    for (what, before, after, level, reason) in [
        ("an image", "", "/X Do", ChangeLevel::Other, FieldReason::Drawing),
        ("an inline image", "", "BI /W 1 ID x EI", ChangeLevel::Other, FieldReason::Drawing),
        ("a shading", "", "/X sh", ChangeLevel::Other, FieldReason::Drawing),
        ("a pattern", "", "/Pattern cs /X scn", ChangeLevel::Annotations, FieldReason::Appearance),
        ("an area", "", "1 g 0 0 99 20 re f", ChangeLevel::Other, FieldReason::Area),
        ("a dark area", "", "0 g 0 0 99 20 re B", ChangeLevel::Other, FieldReason::Layout),
        ("an area gone", "1 g 0 0 99 20 re f", "", ChangeLevel::Other, FieldReason::Area),
        (
            "another area",
            "1 g 0 0 99 20 re f",
            ".9 g 0 0 99 20 re f",
            ChangeLevel::Other,
            FieldReason::Area,
        ),
        ("an image gone", "/X Do", "", ChangeLevel::Other, FieldReason::Drawing),
        ("a line through it", "", "0 10 m 99 10 l S", ChangeLevel::Other, FieldReason::Area),
        ("a thick border", "", "19 w 0 0 99 20 re S", ChangeLevel::Other, FieldReason::Area),
        ("a graphics state", "", "/G gs", ChangeLevel::Annotations, FieldReason::Appearance),
        ("a layer", "", "/OC /L BDC", ChangeLevel::Annotations, FieldReason::Appearance),
        ("an unknown operator", "", "xx", ChangeLevel::Other, FieldReason::Appearance),
        ("no operator", "", "1.2.3", ChangeLevel::Other, FieldReason::Appearance),
        ("not to be read", "", ">", ChangeLevel::Other, FieldReason::Appearance),
        ("outlines", "", "1 Tr", ChangeLevel::Annotations, FieldReason::Appearance),
        ("dashes", "", "[3] 0 d", ChangeLevel::Annotations, FieldReason::Appearance),
        ("spikes", "", "1000 M", ChangeLevel::Annotations, FieldReason::Appearance),
        ("a colour too short", "", "0 rg", ChangeLevel::Other, FieldReason::Appearance),
        ("a colour too long", "", "0 0 1 g", ChangeLevel::Other, FieldReason::Appearance),
        (
            "a colour of another space",
            "",
            "/DeviceCMYK cs 0 0 0 sc",
            ChangeLevel::Annotations,
            FieldReason::Appearance,
        ),
        ("a white border", "", "1 G 1 w 0 0 99 20 re S", ChangeLevel::Other, FieldReason::Area),
        ("a white side", "", "1 g 0 0 2 20 re f", ChangeLevel::Other, FieldReason::Area),
        (
            "other segments",
            "1 g 2 2 m 9 2 m 9 9 m f",
            "1 g 2 2 m 9 2 l 9 9 l f",
            ChangeLevel::Other,
            FieldReason::Area,
        ),
        (
            "another rule of filling",
            "1 g 2 2 m 9 2 l 9 9 l f*",
            "1 g 2 2 m 9 2 l 9 9 l f",
            ChangeLevel::Other,
            FieldReason::Area,
        ),
        (
            "another order",
            "1 g 2 2 9 9 re f 0 g 4 4 9 9 re f",
            "0 g 4 4 9 9 re f 1 g 2 2 9 9 re f",
            ChangeLevel::Other,
            FieldReason::Area,
        ),
    ] {
        let (old, new) = (before.to_owned(), format!("{after} {text}"));
        let case = Case { content: (&old, &new), ..Case::default() };
        assert_eq!(case.judge(), (level, vec![reason]), "{what}");
    }
    let after = format!("{text} 1 g 0 0 99 20 re f");
    let case = Case { content: ("1 g 0 0 99 20 re f", &after), ..Case::default() };
    assert_undecided("upon the text", &case, FieldReason::Area);
    // borders and grounds as programs draw them
    for (before, after) in [
        ("1 1 .9 rg 0 0 99 20 re f", "q /DeviceRGB cs 1 1 0.9 sc 0 0 99 20 re f Q"),
        ("0 0 1 RG .5 .5 98 19 re s", "1 w 0 0 1 RG 0 0 99 20 re S"),
    ] {
        let after = format!("{after} {text}");
        assert_filled(&Case { content: (before, &after), ..Case::default() });
    }
    // a frame where there was none strikes out what lies along the rim
    for after in ["2 w 1 1 97 18 re s", "0 0 0 1 K 0 .5 m 99 .5 l s"] {
        let after = format!("{after} {text}");
        let case = Case { content: (EMPTY, &after), ..Case::default() };
        assert_undecided("a frame", &case, FieldReason::Area);
    }
    for (what, rect, frame, after) in [
        ("part of a frame", "[0 0 99 20]", "[0 0 99 20]", "0 0 m 40 0 l S"),
        ("a frame like a digit", "[0 0 6 10]", "[0 0 6 10]", "0 0 6 10 re S"),
        (
            "writing along a side",
            "[0 0 99 20]",
            "[0 0 99 20]",
            "0 0 m 1 2 l 2 0 l 3 2 l 4 0 l 99 0 l f",
        ),
    ] {
        let bbox = format!("/BBox {frame}");
        let case = Case {
            rect,
            stream: (&bbox, &bbox),
            content: (EMPTY, after),
            after: "/V ()",
            ..Case::default()
        };
        assert_refused(what, &case, FieldReason::Area);
    }
    // a side or a stroke upon which letters are not seen
    for before in
        ["0 g 0 0 99 2 re f", "0 g 0 0 99 2 re f 1 g 0 2 99 18 re f", "9 w 1 G 0 9 m 99 9 l S"]
    {
        let after = format!("{before} BT /F 9 Tf 0 g 2 1 Td (So 12) Tj ET");
        let case = Case { content: (before, &after), ..Case::default() };
        assert!(case.judge().0 >= ChangeLevel::Annotations, "{before}");
    }
    // colours out of range are their nearest ones
    for ink in ["5 g", "1 1 -10 rg", "-1 -1 -1 -1 k"] {
        let after = format!("1 g 0 0 99 20 re f {ink} BT /F 9 Tf 2 6 Td (So 12) Tj ET");
        let case = Case { content: ("1 g 0 0 99 20 re f", &after), ..Case::default() };
        assert_refused(ink, &case, FieldReason::Layout);
    }
    // data of which readers make two things
    for entries in ["/DecodeParms <</Predictor 12>>", "/Filter /ASCIIHexDecode"] {
        let stream = format!("/BBox [0 0 99 20] {entries}");
        let case = Case { stream: ("/BBox [0 0 99 20]", &stream), ..Case::default() };
        assert!(case.judge().0 >= ChangeLevel::Annotations, "{entries}");
    }
}

#[test]
fn nothing_else_about_the_field_is_different() {
    for (what, before, after, reason) in [
        ("an action", "", "/V (So 12) /AA <<>>", FieldReason::OtherEntry),
        ("a place", "", "/V (So 12) /Rect [0 0 99 20]", FieldReason::OtherEntry),
        ("flags", "", "/V (So 12) /F 4", FieldReason::OtherEntry),
        ("a tooltip", "/TU (a)", "/V (So 12) /TU (b)", FieldReason::OtherEntry),
        ("a background", "", "/V (So 12) /MK <</BG [1]>>", FieldReason::OtherEntry),
        ("an appearance in words", "", "/V (So 12) /DA (/F 90 Tf)", FieldReason::OtherEntry),
        ("a date that is none", "", "/V (So 12) /M 4 0 R", FieldReason::OtherEntry),
        ("another flag", "/Ff 1", "/Ff 0 /V (So 12)", FieldReason::OtherEntry),
        ("read only", "/Ff 1", "/Ff 1 /V (So 12)", FieldReason::ReadOnly),
        ("the mouse over it", "", "/V (So 12) /AP <</N 41 0 R /R 3 0 R>>", FieldReason::OtherEntry),
        ("states", "", "/V (So 12) /AP <</N <</A 41 0 R>>>>", FieldReason::OtherEntry),
        ("states before", "/AP <</N <</A 41 0 R>>>>", "/V (So 12)", FieldReason::OtherEntry),
    ] {
        let case = Case { before, after, ..Case::default() };
        assert_refused(what, &case, reason);
    }
    for (what, field, after, reason) in [
        ("computed", "/FT /Tx /Ff 1", "/V (So 12)", FieldReason::Calculated),
        ("a password", "/FT /Tx /Ff 8192", "/V (So 12)", FieldReason::NotShown),
        ("longer than it may be", "/FT /Tx /MaxLen 4", "/V (So 12)", FieldReason::TooLong),
        ("rich text", "/FT /Tx /RV (<p>x</p>)", "/V (So 12)", FieldReason::RichText),
        ("a stream", "/FT /Tx", "/V 42 0 R", FieldReason::Value),
        ("a name", "/FT /Tx", "/V /So", FieldReason::Value),
        ("no appearance", "/FT /Tx", "/V (So 12) /AP <<>>", FieldReason::NoAppearance),
    ] {
        let case = Case { field, after, form: "/CO [40 0 R]", ..Case::default() };
        let (level, reasons) = case.judge();
        assert_eq!(reasons, [reason], "{what}");
        // an appearance that nothing uses any more is unexplained
        let orphan = reason == FieldReason::NoAppearance;
        assert_eq!(level == ChangeLevel::Annotations, !orphan, "{what}: {level}");
    }
    let twice = Case { after: "/V (So 12) /V (So 13)", ..Case::default() };
    assert_eq!(twice.judge().0, ChangeLevel::Other);
    for form in ["/NeedAppearances true", "/XFA 44 0 R"] {
        let case = Case { form, objects: (&[(44, "[]")], &[]), ..Case::default() };
        let reasons = [FieldReason::NeedAppearances, FieldReason::Xfa];
        let (level, reason) = case.judge();
        assert!(level == ChangeLevel::Annotations && reasons.contains(&reason[0]), "{form}");
    }
}

#[test]
fn appearances_are_made_anew_only_where_they_show_the_value() {
    let form = "<</Fields [5 0 R 40 0 R 44 0 R] /NeedAppearances true>>";
    let room = "/Subtype /Form /BBox [0 0 99 20] /Resources <</Font <</F 42 0 R>>>>";
    let stream = |content: &str| {
        format!("<<{room} /Length {}>>\nstream\n{content}\nendstream", content.len())
    };
    let ground = "1 1 0 rg 0 0 99 20 re f 0 g";
    for (what, field, content, level) in [
        ("its value", "/V (x) /AP <</N 45 0 R>>", shown("/F 9 Tf 2 6 Td (x) Tj"), "annotations"),
        ("nothing", "", String::new(), "annotations"),
        (
            "its ground",
            "/MK <</BG [1 1 0]>> /V (x) /AP <</N 45 0 R>>",
            format!("{ground} BT /F 9 Tf 2 6 Td (x) Tj ET"),
            "annotations",
        ),
        ("another text", "/V (y) /AP <</N 45 0 R>>", shown("/F 9 Tf 2 6 Td (x) Tj"), "other"),
        ("no ground", "/MK <</BG [1]>> /AP <</N 45 0 R>>", String::new(), "other"),
        ("no appearance, and a ground", "/MK <</BG [1]>>", String::new(), "other"),
        ("rich text", "/V (x) /RV (<p>y</p>) /AP <</N 45 0 R>>", String::new(), "other"),
    ] {
        let rest = format!("<</FT /Tx /T (b) /Subtype /Widget /Rect [0 0 99 20] {field}>>");
        let case =
            Case { objects: (&[(44, &rest), (45, &stream(&content))], &[]), ..Case::default() };
        // the form names the other field from the start
        let file = case
            .signed_with(|it| {
                let it = it.object(7, "<</Fields [5 0 R 40 0 R 44 0 R]>>");
                case.put(it, "", "/BBox [0 0 99 20]", EMPTY)
            })
            .object(7, form)
            .end()
            .build();
        assert_eq!(judge(&file).0.code(), level, "{what}");
    }
    let off = Case {
        form: "/NeedAppearances true",
        objects: (&[], &[(7, "<</Fields [5 0 R 40 0 R]>>")]),
        ..Case::default()
    };
    assert_eq!(off.judge().0, ChangeLevel::Other, "no longer");
}

#[test]
fn its_style_may_be_written_in_another_way() {
    for (before, after, expected) in [
        ("<</BG [1] /CA (x)>>", "<</BG [1 1 1]>>", ChangeLevel::FormFilling),
        ("<</BC [0 0 0 1] /R 90>>", "<</BC [0] /R 90>>", ChangeLevel::FormFilling),
        ("<</BG [1]>>", "<</BG [.5]>>", ChangeLevel::Other),
        ("<</BG [1]>>", "<<>>", ChangeLevel::Other),
        ("<<>>", "<</BG [1]>>", ChangeLevel::Other),
        ("<</R 90>>", "<<>>", ChangeLevel::Other),
        ("<<>>", "<</CA (x)>>", ChangeLevel::Other),
    ] {
        let (before, after) = (format!("/MK {before}"), format!("/V (So 12) /MK {after}"));
        let case = Case { before: &before, after: &after, ..Case::default() };
        assert_eq!(case.judge().0, expected, "{before} {after}");
    }
}

#[test]
fn the_appearance_is_that_of_the_field_and_to_scale() {
    for (what, before, after) in [
        ("a scale", "/BBox [0 0 99 20]", "/BBox [0 0 9 2]"),
        ("no frame", "/BBox [0 0 99 20]", ""),
        ("a matrix", "/BBox [0 0 99 20]", "/BBox [0 0 99 20] /Matrix [9 0 0 9 0 0]"),
        ("turned", "/BBox [0 0 99 20]", "/BBox [0 0 99 20] /Matrix [0 1 -1 0 0 0]"),
    ] {
        let case = Case { stream: (before, after), ..Case::default() };
        let (level, reasons) = case.judge();
        assert_eq!(level, ChangeLevel::Other, "{what}");
        assert!(matches!(reasons[..], [FieldReason::Layout | FieldReason::Appearance]), "{what}");
    }
    for entry in ["/OC 3 0 R", "/Group <</S /Transparency>>", "/Ref <<>>", "/F (other)", "/X 1"] {
        let after = format!("/BBox [0 0 99 20] {entry}");
        let case = Case { stream: ("/BBox [0 0 99 20]", &after), ..Case::default() };
        assert_refused(entry, &case, FieldReason::OtherEntry);
    }
    let standing = Case {
        rect: "[0 0 20 99]",
        stream: (
            "/BBox [0 0 99 20] /Matrix [0 1 -1 0 20 0]",
            "/BBox [0 0 99 20] /Matrix [0 1 -1 0 20 0]",
        ),
        ..Case::default()
    };
    assert_filled(&standing);
    let turned = Case {
        stream: ("/BBox [0 0 99 20]", "/BBox [0 0 99 20] /Matrix [-1 0 0 -1 99 20]"),
        ..Case::default()
    };
    assert_refused("half a turn", &turned, FieldReason::Layout);
    // in new objects, and in a dictionary of its own
    let new = format!(
        "<</Subtype /Form /BBox [0 0 99 20] /Resources 46 0 R /Length {0}>>\nstream\n{1}\nendstream",
        Case::default().content.1.len(),
        Case::default().content.1,
    );
    let objects = [
        (43, "<</N 45 0 R>>"),
        (45, new.as_str()),
        (46, "<</Font 47 0 R>>"),
        (47, "<</F 42 0 R>>"),
    ];
    let case = Case {
        after: "/V (So 12) /AP 43 0 R",
        content: (EMPTY, EMPTY),
        objects: (&[], &objects),
        ..Case::default()
    };
    assert_filled(&case);
    let more = [objects.as_slice(), &[(48, "<</X 43 0 R>>")]].concat();
    let drawing = "<</Font <</F 42 0 R>> /XObject <</X 48 0 R>>>>";
    let more: Vec<_> =
        more.into_iter().map(|it| if it.0 == 46 { (46, drawing) } else { it }).collect();
    let case = Case { objects: (&[], &more), ..case };
    assert_eq!(case.judge().0, ChangeLevel::Other, "an object that comes with it");
    // the appearance is used by the page too
    let case = Case { objects: (&[(44, "<</Type /X /A 41 0 R>>")], &[]), ..Case::default() };
    assert_eq!(case.judge().0, ChangeLevel::Other);
}

#[test]
fn letters_are_those_of_their_font() {
    let standard = |encoding: &str| format!("/Type1 /BaseFont /Helvetica /Encoding {encoding}");
    for (font, shown_as, value) in [
        (standard("44 0 R"), "(a\\002)", "/V (az)"),
        (standard("<</Differences [65 /Aacute /eth /eacute]>>"), "(ABC)", "/V (\\301\\360\\351)"),
        (standard("/MacRomanEncoding"), "(\\216)", "/V (\\351)"),
        ("/Type1 /BaseFont /Courier".to_owned(), "(a\\251)", "/V (a')"),
        // there when it was signed, whatever it is
        (
            "/TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding /FontDescriptor 45 0 R"
                .to_owned(),
            "(So)",
            "/V (So)",
        ),
        (
            "/Type0 /Encoding /Identity-H /DescendantFonts [45 0 R] /ToUnicode 46 0 R".to_owned(),
            "<000100020010>",
            "/V <feff1ea100530054>",
        ),
        (
            "/TrueType /BaseFont /AAAAAA+X /ToUnicode 46 0 R /FontDescriptor 45 0 R".to_owned(),
            "<0102>",
            "/V <feff1ea10053>",
        ),
    ] {
        let text = shown(&format!("/F 9 Tf 2 6 Td {shown_as} Tj"));
        let map = "1 beginbfchar <01> <1ea1> endbfchar 2 beginbfrange <02> <02> <0053> <0010> <0011> [<0054> <0055>] endbfrange";
        let map = format!("<</Length {}>>\nstream\n{map}\nendstream", map.len());
        let objects = [
            (44, "<</Type /Encoding /Differences [2 /z]/BaseEncoding /WinAnsiEncoding>>"),
            (45, "<</FontFile2 47 0 R>>"),
            (47, "<</Length 1>>\nstream\nx\nendstream"),
            (46, map.as_str()),
        ];
        let case = Case {
            font: &font,
            after: value,
            content: (EMPTY, &text),
            objects: (&objects, &[]),
            ..Case::default()
        };
        assert_filled(&case);
    }
    let by = |font: &'static str, objects: &'static [(u32, &'static str)]| Case {
        font,
        objects: (objects, &[]),
        ..Case::default()
    };
    for (what, case) in [
        ("symbols", by("/Type1 /BaseFont /Symbol", &[])),
        (
            "names of no letters",
            by("/Type1 /BaseFont /Helvetica /Encoding <</Differences [83 /g1]>>", &[]),
        ),
        (
            "letters that it has not",
            by("/Type1 /BaseFont /Helvetica /Encoding <</Differences [83 /uni1EA1]>>", &[]),
        ),
        (
            "an encoding of its own",
            by("/TrueType /BaseFont /X /FontDescriptor 45 0 R", &[(45, "<<>>")]),
        ),
        (
            "no letters",
            by("/Type0 /Encoding /Identity-H /DescendantFonts [45 0 R]", &[(45, "<<>>")]),
        ),
        (
            "a code that stands for a page of text",
            by(
                "/TrueType /BaseFont /X /ToUnicode 46 0 R",
                &[(
                    46,
                    "<</Length 106>>\nstream\n1 beginbfrange <00> <ff> <00410041004100410041004100410041004100410041004100410041004100410041> endbfrange\nendstream",
                )],
            ),
        ),
        (
            "a code that is none",
            by("/Type1 /BaseFont /Helvetica /Encoding <</Differences [4294967345 /nine]>>", &[]),
        ),
        (
            "names that few readers know",
            by("/Type1 /BaseFont /Helvetica /Encoding <</Differences [83 /uni0053]>>", &[]),
        ),
        (
            "two readings",
            by(
                "/TrueType /BaseFont /X /Encoding /WinAnsiEncoding /ToUnicode 46 0 R",
                &[(46, "<</Length 35>>\nstream\n1 beginbfchar <53> <0054> endbfchar\nendstream")],
            ),
        ),
        (
            "letters twice",
            by(
                "/TrueType /BaseFont /X /ToUnicode 46 0 R",
                &[(
                    46,
                    "<</Length 71>>\nstream\n1 beginbfchar <53> <0054> endbfchar 1 beginbfchar <53> <0053> endbfchar\nendstream",
                )],
            ),
        ),
    ] {
        let (level, reasons) = case.judge();
        assert_eq!(level, ChangeLevel::Annotations, "{what}");
        assert!(matches!(reasons[..], [FieldReason::Font | FieldReason::Drawing]), "{what}");
    }
    let drawn = by("/Type3 /CharProcs <</a 4 0 R>>", &[]);
    assert_refused("drawn letters", &drawn, FieldReason::Drawing);
}

#[test]
fn a_font_that_came_later_shows_nobody_knows_what() {
    let resources = "/BBox [0 0 99 20] /Resources <</Font <</F 48 0 R>>>>";
    let case = |font: &'static [(u32, &'static str)]| Case {
        stream: ("/BBox [0 0 99 20]", resources),
        objects: (&[], font),
        ..Case::default()
    };
    let standard =
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>";
    assert_filled(&case(Box::leak(Box::new([(48, standard)]))));
    let embedded = case(&[
        (
            48,
            "<</Type /Font /Subtype /TrueType /BaseFont /X /Encoding /WinAnsiEncoding /FontDescriptor 49 0 R>>",
        ),
        (49, "<</FontFile2 50 0 R>>"),
        (50, "<</Length 1>>\nstream\nx\nendstream"),
    ]);
    assert_undecided("embedded", &embedded, FieldReason::Font);
    // brought by one revision, used by the next
    let first = Case::default().signed();
    let form = "<</Fields [5 0 R 40 0 R] /DR <</Font <</G 48 0 R>>>>>>";
    let font = "<</Type /Font /Subtype /TrueType /BaseFont /X /Encoding /WinAnsiEncoding /FontDescriptor 49 0 R>>";
    let brought = first.object(7, form).object(48, font).object(49, "<<>>").end();
    let later = Case::default();
    let used = later.put(brought, later.after, resources, later.content.1).end().build();
    assert_eq!(judge(&used), (ChangeLevel::Annotations, vec![FieldReason::Font]));
    // a part of the font of the document is another one
    let font = "/TrueType /BaseFont /X /Encoding /WinAnsiEncoding /FontDescriptor 49 0 R";
    let case =
        Case { font, objects: (&[(49, "<</A 1>>")], &[(49, "<</A 2>>")]), ..Case::default() };
    assert_eq!(case.judge().0, ChangeLevel::Other);
}
