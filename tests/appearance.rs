//! Signatures that are seen: where they stand on the rendered page, and what text is read back.
#![cfg(feature = "appearance")]
// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::{fixtures, has_tool};
use jiff::civil::date;
use kyso::pdf::UpdateError;
use kyso::sign::{
    Appearance, AppearanceError, Line, Picture, Place, Placement, PrivateKeySigner, SignError,
    SignOptions, Stamp, TimeStyle, preview, sign,
};
use kyso::trust::TrustStore;
use kyso::validation::{ChangeLevel, Indication, RevocationRequirement};
use kyso::verify::{Report, Verdict, Verifier};

const TIME: &str = "2026-11-20T08:00:05Z";

/// The letters of Vietnamese that are not in ASCII.
const LETTERS: [&str; 2] = [
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
];

fn signer(key: &str) -> PrivateKeySigner {
    let read =
        |end: &str| fs::read(fixtures().join("signers").join(format!("{key}.{end}"))).unwrap();
    PrivateKeySigner::from_pem(&read("key"), &read("pem")).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("appearances").join(name)).unwrap()
}

fn picture(name: &str) -> Picture {
    Picture::from_bytes(&fixture(name)).unwrap()
}

fn options(appearance: Appearance) -> SignOptions {
    SignOptions::default().at(TIME.parse().unwrap()).appearance(appearance)
}

fn signed(document: &[u8], appearance: Appearance) -> Vec<u8> {
    sign(document, &signer("p256"), &options(appearance)).unwrap()
}

fn refused(document: &[u8], appearance: Appearance) -> AppearanceError {
    match sign(document, &signer("p256"), &options(appearance)) {
        Err(SignError::Appearance(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn verify(file: &[u8]) -> Report {
    let trust = TrustStore::open(&fixtures().join("signers/trust")).unwrap();
    let verifier = Verifier::new(trust).at(TIME.parse().unwrap());
    verifier.revocation(RevocationRequirement::Ignore).verify_bytes(file)
}

/// That all signatures are passed, and none is changed by those after it.
fn check(file: &[u8], count: usize) {
    let report = verify(file);
    assert_eq!(report.signatures.len(), count);
    assert_eq!(report.verdict, Verdict::Passed, "{report:#?}");
    for signature in &report.signatures {
        assert_eq!(signature.conclusion.indication, Indication::TotalPassed);
        let facts = &signature.facts;
        assert!(facts.changes <= ChangeLevel::FormFilling, "{:#?}", facts.change_list);
        let codes: Vec<_> =
            signature.conclusion.findings.iter().map(|it| it.code.as_str()).collect();
        assert!(!codes.contains(&"appearance-changed"), "{codes:?}");
    }
}

/// A file for other programs.
fn written(name: &str, file: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("appearance");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.pdf"));
    fs::write(&path, file).unwrap();
    path
}

/// A rendered page.
struct Raster {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

/// Five pixels a millimetre.
const SCALE: f64 = 5.0;

/// The left, the top, the right and the bottom of something, in millimetres.
type Seen = [f64; 4];

impl Raster {
    /// `None` where no program renders pages.
    fn of(name: &str, file: &[u8], page: usize) -> Option<Self> {
        if !has_tool("pdftoppm", &["-v"]) {
            return None;
        }
        let page = page.to_string();
        let path = written(name, file);
        let output = Command::new("pdftoppm")
            .args([
                "-r",
                "127",
                "-f",
                &page,
                "-l",
                &page,
                "-aa",
                "no",
                "-aaVector",
                "no",
                "-cropbox",
            ])
            .arg(path)
            .output()
            .unwrap();
        let image = output.stdout;
        // P6, width, height, 255
        let mut words = image.split(|it| it.is_ascii_whitespace());
        assert_eq!(words.next().unwrap(), b"P6");
        let mut numbers = words.map(|it| std::str::from_utf8(it).unwrap());
        let width: usize = numbers.next().unwrap().parse().unwrap();
        let height: usize = numbers.next().unwrap().parse().unwrap();
        assert_eq!(numbers.next().unwrap(), "255");
        let samples = &image[image.len() - 3 * width * height..];
        let pixels = samples.chunks_exact(3).map(|it| it.try_into().unwrap()).collect();
        Some(Self { width, pixels })
    }

    /// Where there are pixels of a kind; `None` where there is none.
    fn seen(&self, is_it: impl Fn([u8; 3]) -> bool) -> Option<Seen> {
        let mut around: Option<[usize; 4]> = None;
        for (place, pixel) in self.pixels.iter().enumerate() {
            if is_it(*pixel) {
                let (x, y) = (place % self.width, place / self.width);
                let [left, top, right, bottom] = around.unwrap_or([x, y, x, y]);
                around = Some([left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)]);
            }
        }
        around.map(|sides| sides.map(|it| f64::from(u32::try_from(it).unwrap()) / SCALE))
    }

    fn blue(&self) -> Option<Seen> {
        self.seen(|[red, green, blue]| blue > 150 && red < 120 && green < 120)
    }

    fn red(&self) -> Option<Seen> {
        self.seen(|[red, green, blue]| red > 170 && green < 100 && blue < 100)
    }

    /// An area of it, and white around that.
    fn within(&self, [left, top, right, bottom]: Seen) -> Self {
        let mut cut = Vec::new();
        for (place, pixel) in self.pixels.iter().enumerate() {
            let at = |it: usize| f64::from(u32::try_from(it).unwrap()) / SCALE;
            let (x, y) = (at(place % self.width), at(place / self.width));
            let is_in = x >= left && x < right && y >= top && y < bottom;
            cut.push(if is_in { *pixel } else { [255; 3] });
        }
        Self { width: self.width, pixels: cut }
    }

    fn black(&self) -> Option<Seen> {
        self.seen(|pixel| pixel.iter().all(|it| *it < 100))
    }
}

/// That something is seen where it ought to be, within a millimetre.
#[track_caller]
fn near(seen: Option<Seen>, expected: Seen) {
    let seen = seen.expect("nothing is seen");
    let far = seen.iter().zip(expected).any(|(one, other)| (one - other).abs() > 1.0);
    assert!(!far, "seen at {seen:?}, expected at {expected:?}");
}

/// The text of a page; `None` where no program reads it.
fn text(name: &str, file: &[u8], page: usize) -> Option<String> {
    if !has_tool("pdftotext", &["-v"]) {
        return None;
    }
    let page = page.to_string();
    let output = Command::new("pdftotext")
        .args(["-layout", "-f", &page, "-l", &page])
        .arg(written(name, file))
        .arg("-")
        .output()
        .unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

fn person() -> Appearance {
    Appearance::person(picture("chu-ky.png"), Placement::Above("Nguyễn Văn Ân".to_owned()))
}

fn agency(beside: &str) -> Appearance {
    Appearance::agency(picture("con-dau.png"), Placement::Beside(beside.to_owned()))
}

#[test]
fn three_people_and_an_agency_sign() {
    for document in ["quyet-dinh.pdf", "quyet-dinh-cairo.pdf"] {
        let before = fixture(document);
        let initials = |left| {
            let place = Placement::On(Place::new(2, left, 42.0, 15.0, 8.0));
            Appearance::initials(picture("chu-ky.jpg"), place)
        };
        let mut file = signed(&before, initials(140.0));
        file = signed(&file, initials(160.0));
        let options = |appearance, field| options(appearance).field(field);
        file = sign(&file, &signer("rsa"), &options(person(), "NguoiKy")).unwrap();
        let issue = Appearance::issue("05/QĐ-UBND", date(2026, 2, 5));
        file = sign(&file, &signer("p384"), &options(issue, "SoVaNgay")).unwrap();
        file = sign(&file, &signer("p384"), &options(agency("NguoiKy"), "CoQuan")).unwrap();
        assert!(file.starts_with(&before));
        check(&file, 5);

        let Some(page) = Raster::of(document, &file, 2) else { return };
        // the signature: 35 mm wide, between position and name, the initials being blue as well
        near(page.within([0.0, 0.0, 210.0, 60.0]).blue(), [140.0, 42.8, 175.0, 49.2]);
        let below = page.within([0.0, 60.0, 210.0, 297.0]);
        let (position, name) = (100.0 + 0.25 * 14.0 / 2.8346, 135.0 - 0.9 * 14.0 / 2.8346);
        let middle = (position + name) / 2.0;
        near(below.blue(), [132.5, middle - 7.5, 167.5, middle + 7.5]);
        // the seal: 36 mm, over the left third
        let right = 132.5 + 35.0 / 3.0;
        near(page.red(), [right - 36.0, middle - 18.0, right, middle + 18.0]);
    }
}

#[test]
fn number_and_date_are_printed_at_issue() {
    for document in ["quyet-dinh.pdf", "quyet-dinh-cairo.pdf"] {
        let before = fixture(document);
        let issue = |number: &str| Appearance::issue(number, date(2026, 2, 5));
        let file = signed(&before, issue("05/QÐ-UBND"));
        check(&file, 1);
        if let Some(text) = text("issue", &file, 1) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains("Số: 05 /QĐ-UBND"), "{text}");
            assert!(text.contains("ngày 05 tháng 02 năm 2026"), "{text}");
        }
        let (old, new) = (Raster::of("issue-old", &before, 1), Raster::of("issue-new", &file, 1));
        if let (Some(mut old), Some(new)) = (old, new) {
            // nothing that was there is covered, and what came stands on the line
            for (one, other) in old.pixels.iter_mut().zip(&new.pixels) {
                assert!(one.iter().zip(other).all(|(one, other)| one >= other));
                *one = if one == other { [255; 3] } else { *other };
            }
            let [left, top, right, bottom] = old.seen(|it| it != [255; 3]).unwrap();
            assert!(left > 49.0 && right < 175.0 && (bottom - 40.0).abs() < 0.5, "{left} {right}");
            assert!((bottom - top - 13.0 * 0.676 / 2.8346).abs() < 1.0);
        }
        for number in ["05/QĐ-SNV", "05/TB-UBND"] {
            let error = refused(&before, issue(number));
            assert!(matches!(error, AppearanceError::Differs { .. }), "{error}");
        }
        // it is there now: another one is not printed over it
        let again = refused(&before, Appearance::issue("1234567890123/QĐ-UBND", date(2026, 2, 5)));
        assert!(matches!(again, AppearanceError::NoBlank(_)), "{again}");
    }
}

#[test]
fn annexes_and_copies_say_it_at_the_top_right() {
    let before = fixture("quyet-dinh.pdf");
    let annex = signed(&before, Appearance::annex("05/QĐ-UBND").time_style(TimeStyle::Iso));
    let copy = signed(&before, Appearance::copy("Sao y", "Ủy ban nhân dân xã Hòa Bình"));
    check(&annex, 1);
    check(&copy, 1);
    if let (Some(annex), Some(copy)) = (text("annex", &annex, 1), text("copy", &copy, 1)) {
        for line in ["05/QĐ-UBND", "2026-11-20T15:00:05+07:00"] {
            assert!(annex.contains(line), "{annex}");
        }
        for line in ["Sao y", "Ủy ban nhân dân xã Hòa Bình", "20.11.2026 15:00:05 +07:00"] {
            assert!(copy.contains(line), "{copy}");
        }
    }
    // lines of 12 points, above the header, up to 15 mm from the right
    let size = 10.0 / 2.8346;
    for (name, file, lines) in [("annex", &annex, 2.0), ("copy", &copy, 3.0)] {
        let Some(page) = Raster::of(name, file, 1) else { return };
        let seen = page.within([105.0, 0.0, 210.0, 20.5]).black().unwrap();
        // letters and what is above and beneath them are in the middle of their lines
        let baseline = 7.0 + ((1.2 - 0.891 - 0.216) / 2.0 + 0.891) * size;
        let last = baseline + (lines - 1.0) * 1.2 * size;
        let expected = [seen[0], baseline - 0.676 * size, 195.0, last];
        near(Some(seen), expected);
    }
}

#[test]
fn every_letter_is_read_back() {
    let lines = LETTERS.iter().map(|it| Line::from(*it)).collect();
    let place = Placement::On(Place::new(2, 20.0, 150.0, 180.0, 20.0));
    let file = signed(&fixture("quyet-dinh.pdf"), Appearance::lines(lines, None, place));
    check(&file, 1);
    if let Some(text) = text("letters", &file, 2) {
        for line in LETTERS {
            assert!(text.contains(line), "{text}");
        }
    }
}

/// A document of one empty page.
fn empty(page: &str) -> Vec<u8> {
    with_field(page, "", "")
}

/// A document of one page with nothing but an empty signature field, whose widget may be an object of its
/// own.
fn with_field(page: &str, field: &str, widget: &str) -> Vec<u8> {
    let objects = [
        "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R]>>>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        format!("<</Type /Page /Parent 2 0 R {page}>>"),
        format!("<</FT /Sig /T (Khac) {field}>>"),
        format!("<</Type /Annot /Subtype /Widget /Parent 4 0 R /F 4 {widget}>>"),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (place, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", place + 1).bytes());
    }
    let xref = file.len();
    file.extend(format!("{table}trailer\n<</Size 6 /Root 1 0 R>>\n").bytes());
    file.extend(format!("startxref\n{xref}\n%%EOF\n").bytes());
    file
}

#[test]
fn places_are_those_of_the_page_as_it_is_shown() {
    let place = Place::new(1, 30.0, 20.0, 70.0, 30.0);
    for page in [
        "/MediaBox [0 0 400 500]",
        "/MediaBox [-50 -60 350 440] /Rotate 90",
        "/MediaBox [0 0 400 500] /Rotate 180",
        "/MediaBox [0 0 400 500] /Rotate 270",
        "/MediaBox [0 0 400 500] /CropBox [20 30 390 480] /Rotate 90",
    ] {
        let before = empty(page);
        let person = Appearance::person(picture("chu-ky.png"), Placement::On(place));
        let file = signed(&before, person);
        check(&file, 1);
        let Some(raster) = Raster::of("rotated", &file, 1) else { return };
        near(raster.blue(), [30.0, 20.0, 100.0, 50.0]);
        // the stroke ends in the corner at the top right and begins in that at the bottom left
        let has_blue = |left: f64, top: f64| {
            let area = [left, top, left + 7.0, top + 6.0];
            raster.within(area).blue().is_some()
        };
        let corners = [(32.0, 22.0), (91.0, 22.0), (32.0, 42.0), (91.0, 42.0)];
        assert_eq!(corners.map(|(x, y)| has_blue(x, y)), [false, true, true, false], "{page}");
        let seal = signed(&file, agency("Signature1"));
        let Some(raster) = Raster::of("rotated-seal", &seal, 1) else { return };
        let right = 30.0 + 70.0 / 3.0;
        near(raster.red(), [right - 36.0, 17.0, right, 53.0]);
        check(&seal, 2);
    }
    let person = |left| {
        let place = Placement::On(Place::new(1, left, 20.0, 35.0, 15.0));
        Appearance::person(picture("chu-ky.png"), place)
    };
    let before = empty("/MediaBox [0 0 400 500]");
    for left in [-1.0, 107.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(&before, person(left)), AppearanceError::OutsidePage(1));
    }
    let other = Placement::On(Place::new(2, 0.0, 0.0, 10.0, 10.0));
    let error =
        sign(&before, &signer("p256"), &options(Appearance::person(picture("chu-ky.png"), other)));
    assert!(matches!(error, Err(SignError::Document(UpdateError::NoPage(2)))));
}

#[test]
fn a_field_that_is_there_has_its_own_place() {
    let merged = "/Type /Annot /Subtype /Widget /F 4 /P 3 0 R";
    let turned = "/MediaBox [0 0 400 500] /Rotate 90";
    let options = |appearance| options(appearance).field("Khac");
    let person = || Appearance::person(picture("chu-ky.png"), Placement::Field);
    // 70 mm wide and 30 mm high
    for (before, expected) in [
        (
            with_field(
                "/MediaBox [0 0 400 500] /Annots [4 0 R]",
                &format!("{merged} /Rect [85.04 358.27 283.46 443.31]"),
                "",
            ),
            [30.0, 20.0, 100.0, 50.0],
        ),
        (
            with_field(
                "/MediaBox [0 0 400 500] /Annots [5 0 R]",
                "/Kids [5 0 R]",
                "/Rect [85.04 358.27 283.46 443.31]",
            ),
            [30.0, 20.0, 100.0, 50.0],
        ),
        // upright on a page that is turned, where the field does not say how
        (
            with_field(
                &format!("{turned} /Annots [4 0 R]"),
                &format!("{merged} /Rect [56.69 85.04 141.73 283.46]"),
                "",
            ),
            [30.0, 20.0, 100.0, 50.0],
        ),
        // as the page itself lies, where it says so
        (
            with_field(
                &format!("{turned} /Annots [4 0 R]"),
                &format!("{merged} /MK <</R 0>> /Rect [85.04 56.69 283.46 141.73]"),
                "",
            ),
            [20.0, 30.0, 50.0, 100.0],
        ),
    ] {
        let file = sign(&before, &signer("p256"), &options(person())).unwrap();
        check(&file, 1);
        let Some(page) = Raster::of("field", &file, 1) else { return };
        near(page.blue(), expected);
        // drawn and not signed it is the same
        let drawn = preview(&before, &options(person())).unwrap();
        assert_eq!(Raster::of("field-preview", &drawn, 1).unwrap().blue(), page.blue());
    }
    // a seal is as large as it is
    let before = with_field(
        "/MediaBox [0 0 400 500] /Annots [4 0 R]",
        &format!("{merged} /Rect [0 0 100 102]"),
        "",
    );
    let seal = || Appearance::agency(picture("con-dau.png"), Placement::Field);
    let error = sign(&before, &signer("p256"), &options(seal()));
    assert!(matches!(error, Err(SignError::Appearance(AppearanceError::NoRoom { .. }))));
    assert!(sign(&before, &signer("p256"), &options(seal().width(35.0))).is_ok());
    assert_eq!(refused(&before, person()), AppearanceError::FieldNeeded);
    // a field that is nowhere shows nothing
    let before = empty("/MediaBox [0 0 400 500]");
    let error = sign(&before, &signer("p256"), &options(person()));
    let nowhere = UpdateError::FieldNotShown("Khac".to_owned());
    assert!(matches!(error, Err(SignError::Document(it)) if it == nowhere));
}

#[test]
fn archival_documents_stay_what_they_are() {
    let place = || Placement::On(Place::new(1, 30.0, 20.0, 35.0, 15.0));
    for (name, is_transparent) in [
        ("pdfa-1b.pdf", false),
        ("pdfa-1b-khong-ho-so.pdf", false),
        ("pdfa-2b.pdf", true),
        ("pdfa-2b-khong-ho-so.pdf", false),
    ] {
        let before = fixture(name);
        let person = || Appearance::person(picture("chu-ky.png"), place());
        let result = sign(&before, &signer("rsa"), &options(person()));
        match is_transparent {
            true => check(&result.unwrap(), 1),
            false => {
                let refused = UpdateError::NoTransparency;
                assert!(matches!(result, Err(SignError::Document(it)) if it == refused), "{name}");
            }
        }
        let mut file = signed(&before, person().flattened());
        file = signed(&file, Appearance::annex("05/QĐ-UBND"));
        let jpeg = Appearance::person(
            picture("chu-ky.jpg"),
            Placement::On(Place::new(1, 30.0, 50.0, 35.0, 15.0)),
        );
        file = signed(&file, jpeg);
        check(&file, 3);
        written(name.trim_end_matches(".pdf"), &file);
        let has = |needle: &[u8]| file.windows(needle.len()).any(|it| it == needle);
        let has_intent = !name.contains("khong");
        assert_eq!(has(b"/ICCBased"), !has_intent, "{name}");
        assert_eq!(has(b"/ColorSpace /DeviceRGB"), has_intent, "{name}");
        assert_eq!(has(b"/CIDSet"), name.contains("1b"), "{name}");
        assert!(!has(b"/SMask"));
    }
}

#[test]
fn a_preview_shows_it_and_signs_nothing() {
    let before = fixture("quyet-dinh.pdf");
    let options = options(person().description("Chữ ký"));
    let file = preview(&before, &options).unwrap();
    assert!(file.starts_with(&before));
    assert_eq!(verify(&file).verdict, Verdict::Unsigned);
    let signed = sign(&before, &signer("p256"), &options).unwrap();
    let rasters = (Raster::of("preview", &file, 2), Raster::of("preview-signed", &signed, 2));
    if let (Some(one), Some(other)) = rasters {
        assert!(one.blue().is_some());
        assert!(one.pixels == other.pixels);
    }
}

#[test]
fn what_cannot_be_shown_is_said() {
    let before = fixture("quyet-dinh.pdf");
    let above =
        |text: &str| Appearance::person(picture("chu-ky.png"), Placement::Above(text.to_owned()));
    let missing = AppearanceError::TextNotFound("Trần Thị Bình".to_owned());
    assert_eq!(refused(&before, above("Trần Thị Bình")), missing);
    let error = refused(&before, above("- Như Điều 1;"));
    assert!(matches!(error, AppearanceError::NoRoom { room, .. } if room.1 < 1.0), "{error}");
    let beside = AppearanceError::NoSuchSignature("NguoiKy".to_owned());
    assert_eq!(refused(&before, agency("NguoiKy")), beside);
    let stamp = |text: &str| Stamp { text: text.into(), left: 50.0, baseline: 60.0, size: 13.0 };
    let stamps = |text: &str| Appearance::stamps(1, vec![stamp(text)]);
    assert_eq!(refused(&before, stamps("漢")), AppearanceError::NoLetter('漢'));
    assert_eq!(refused(&before, Appearance::stamps(1, vec![])), AppearanceError::NothingToIssue);
    check(&signed(&before, stamps("05")), 1);
    let lines = |width| {
        let place = Placement::On(Place::new(2, 20.0, 200.0, width, 20.0));
        let line = Line::Time("Thời gian ký: ".to_owned());
        Appearance::lines(vec![line], Some(picture("con-dau.png")), place)
    };
    assert!(matches!(refused(&before, lines(50.0)), AppearanceError::NoRoom { .. }));
    let file = signed(&before, lines(120.0));
    if let Some(text) = text("lines", &file, 2) {
        assert!(text.contains("Thời gian ký: 20.11.2026 15:00:05 +07:00"), "{text}");
    }
}

#[test]
fn encrypted_documents_show_it_too() {
    let folder = fixtures().join("scenarios/documents");
    let password = || kyso::sign::Password::new("mat khau");
    for name in ["rc4-128", "aes-256"] {
        let before = fs::read(folder.join(format!("file-{name}.pdf"))).unwrap();
        let options = options(Appearance::annex("05/QĐ-UBND")).password(password());
        let file = sign(&before, &signer("p256"), &options).unwrap();
        if has_tool("pdftotext", &["-v"]) {
            let path = written(name, &file);
            let mut command = Command::new("pdftotext");
            let read = command.args(["-upw", ""]).arg(path).arg("-").output().unwrap();
            let text = String::from_utf8(read.stdout).unwrap();
            assert!(text.contains("05/QĐ-UBND"), "{name}: {text}");
        }
    }
}
