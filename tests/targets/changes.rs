//! What is appended to a signed document.

use std::sync::LazyLock;

use kyso::pdf::{ChangeLevel, Coverage, Document};

use super::input::Input;
use super::render::Shown;
use super::verify::{DOCUMENTS, judge, level_after_first};

/// A signed document, and what an update of it has to say.
struct Base {
    bytes: Vec<u8>,
    /// The value of its last `startxref`.
    previous: usize,
    /// The catalog: `1 0 R`.
    root: String,
    /// One more than its largest object number.
    size: usize,
}

/// Fixtures that are appended to. An input names one by its place here, so what is new goes to the
/// end.
const NAMES: &[&str] = &[
    "nho-nhat.pdf",
    "quyet-dinh-ca-nhan.pdf",
    "o-ky-co-san.pdf",
    "chung-nhan-docmdp-1.pdf",
    "chung-nhan-docmdp-2.pdf",
    "to-trinh-ba-chu-ky.pdf",
    "bao-cao-bo-sung-dss.pdf",
    "bao-cao-dau-thoi-gian.pdf",
    "bao-cao-dss-ocsp.pdf",
    "cong-van-itext.pdf",
    "cong-van-pdfbox.pdf",
    "cong-van-pdfsig.pdf",
    "cau-truc-lai.pdf",
    "cau-truc-luong-xref.pdf",
    "cau-truc-tuyen-tinh-luong.pdf",
    "da-ky.pdf",
    "dien-pdfbox.pdf",
];

/// The fixtures, and each of their earlier revisions, where the last signature covers everything.
static BASES: LazyLock<Vec<Base>> = LazyLock::new(|| {
    let mut bases = Vec::new();
    for bytes in NAMES.iter().map(|name| &DOCUMENTS[*name]) {
        let Ok(document) = Document::open(bytes) else { continue };
        for revision in document.revisions() {
            bases.extend(Base::of(&bytes[..revision.end]));
        }
    }
    assert!(bases.len() >= NAMES.len(), "only {} can be appended to", bases.len());
    bases
});

impl Base {
    fn of(bytes: &[u8]) -> Option<Self> {
        let document = Document::open(bytes).ok()?;
        let signatures = document.signatures().ok()?;
        signatures.iter().find(|signature| signature.coverage == Coverage::WholeFile)?;
        let trailer = document.trailer(document.newest())?;
        Some(Self {
            bytes: bytes.to_vec(),
            previous: document.revisions().last()?.xref_offset,
            root: trailer.get("Root")?.as_reference()?.to_string(),
            size: usize::try_from(trailer.get("Size")?.as_integer()?).ok()?,
        })
    }

    /// The document with an update that the input describes: objects by number, their bodies as
    /// they are in the input.
    fn updated(&self, mut input: Input<'_>) -> Vec<u8> {
        let mut file = self.bytes.clone();
        let form = input.byte();
        if form & 1 != 0 {
            file.extend_from_slice(input.rest());
            return file;
        }
        let mut entries = Vec::new();
        let mut value = None;
        while !input.is_empty() && entries.len() < 24 {
            let number = 1 + usize::from(input.byte()) % (self.size + 8);
            let word = input.word();
            let body = input.take(usize::from(word & LENGTH));
            entries.push((number, file.len()));
            file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            if word & SIGNATURE != 0 && value.is_none() {
                file.extend_from_slice(b"<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange ");
                value = Some(file.len());
                file.extend_from_slice(RANGE.as_bytes());
                file.extend_from_slice(b"/Contents <3000>");
            }
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        if form & 2 == 0 {
            entries.sort_unstable();
            entries.dedup_by_key(|(number, _)| *number);
        }
        let at = file.len();
        let mut table = String::from("xref\n");
        for (number, offset) in &entries {
            let free = form & 4 != 0 && *number == entries[0].0;
            let kind = if free { 'f' } else { 'n' };
            table.push_str(&format!("{number} 1\n{offset:010} 00000 {kind} \n"));
        }
        let size = entries.iter().map(|(number, _)| number + 1).fold(self.size, usize::max);
        table.push_str(&format!(
            "trailer <</Size {size} /Root {} /Prev {}>>\nstartxref\n{at}\n%%EOF\n",
            self.root, self.previous
        ));
        file.extend_from_slice(table.as_bytes());
        if let Some(at) = value {
            // A further signature must cover its revision: its value stands after the range.
            let gap = at + RANGE.len() + "/Contents ".len();
            let end = gap + "<3000>".len();
            let range = format!("[{:08} {gap:08} {end:08} {:08}]", 0, file.len() - end);
            file[at..at + RANGE.len()].copy_from_slice(range.as_bytes());
        }
        file
    }
}

/// Of the word before an object: the length of its body, and whether it begins a signature.
const LENGTH: u16 = 0x3fff;
const SIGNATURE: u16 = 0x8000;

const RANGE: &str = "[00000000 00000000 00000000 00000000]";

/// A signed document with the input appended: what is not refused shows what was signed.
pub fn changes(input: &[u8]) {
    let mut fields = Input::new(input);
    let base = &BASES[fields.below(BASES.len())];
    let file = base.updated(fields);
    assert!(file.starts_with(&base.bytes));
    judge(&file);
    let Some((level, revision)) = level_after_first(&file) else { return };
    if level <= ChangeLevel::FormFilling {
        let document = Document::open(&file).expect("it was judged");
        let signed = Shown::of(&document, revision);
        let newest = Shown::of(&document, document.newest());
        if let (Some(signed), Some(newest)) = (signed, newest) {
            assert!(signed.is_kept_in(&newest), "{level}, and the document shows something else");
        }
    }
}

/// The inputs that stand for real updates: the later revisions of the fixtures, object by object.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (index, base) in BASES.iter().enumerate() {
        let Ok(index) = u8::try_from(index) else { break };
        let next = DOCUMENTS
            .values()
            .find(|it| it.len() > base.bytes.len() && it.starts_with(&base.bytes));
        let Some(next) = next else { continue };
        let appended = &next[base.bytes.len()..];
        let mut seed = vec![index, 0];
        let mut rest = appended;
        while let Some(end) = find(rest, b"endobj") {
            let object = &rest[..end];
            rest = &rest[end + 6..];
            let Some(head) = find(object, b" 0 obj") else { continue };
            let digits = object[..head].iter().rev().take_while(|it| it.is_ascii_digit()).count();
            let number = String::from_utf8_lossy(&object[head - digits..head]).parse::<usize>();
            let mut body = object[head + 6..].trim_ascii();
            let mut word = 0;
            if find(body, b"/ByteRange").is_some() {
                (word, body) = (SIGNATURE, b"/Filter /Adobe.PPKLite>>");
            }
            let number = number.ok().and_then(|it| u8::try_from(it.checked_sub(1)?).ok());
            let length = u16::try_from(body.len()).ok().filter(|it| *it <= LENGTH);
            let (Some(number), Some(length)) = (number, length) else { continue };
            seed.push(number);
            seed.extend_from_slice(&(word | length).to_le_bytes());
            seed.extend_from_slice(body);
        }
        seeds.push(seed);
        if appended.len() < 8_000 {
            seeds.push([&[index, 1], appended].concat());
        }
    }
    seeds
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|it| it == word)
}

#[test]
fn seeds_reach_every_level_that_is_permitted() {
    let levels: Vec<_> = seeds()
        .iter()
        .map(|seed| {
            let base = &BASES[usize::from(seed[0])];
            level_after_first(&base.updated(Input::new(&seed[1..]))).map(|found| found.0)
        })
        .collect();
    for (mode, level) in [(0, ChangeLevel::Lta), (0, ChangeLevel::FormFilling)] {
        let found =
            seeds().iter().zip(&levels).any(|(seed, it)| seed[1] == mode && *it == Some(level));
        assert!(found, "no seed of form {mode} is {level}: {levels:?}");
    }
}
