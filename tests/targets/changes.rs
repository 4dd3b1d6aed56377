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

/// Fixtures whose last signature covers the whole file, and each of their earlier revisions.
static BASES: LazyLock<Vec<Base>> = LazyLock::new(|| {
    let mut bases = Vec::new();
    for bytes in DOCUMENTS.values() {
        let Ok(document) = Document::open(bytes) else { continue };
        for revision in document.revisions() {
            bases.extend(Base::of(&bytes[..revision.end]));
        }
    }
    assert!(bases.len() > 20, "only {} fixtures can be appended to", bases.len());
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
        while !input.is_empty() && entries.len() < 24 {
            let number = 1 + usize::from(input.byte()) % (self.size + 8);
            let length = usize::from(input.word() & 0x7ff);
            let body = input.take(length);
            entries.push((number, file.len()));
            file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
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
        file
    }
}

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
        let text = String::from_utf8_lossy(appended);
        for part in text.split("endobj") {
            let Some((head, body)) = part.split_once(" 0 obj") else { continue };
            let Ok(number) = head.rsplit(['\n', '\r', ' ']).next().unwrap_or("").parse::<usize>()
            else {
                continue;
            };
            let body = body.trim().as_bytes();
            let body = &body[..body.len().min(0x7ff)];
            let Ok(number) = u8::try_from(number.saturating_sub(1)) else { continue };
            let Ok(length) = u16::try_from(body.len()) else { continue };
            seed.push(number);
            seed.extend_from_slice(&length.to_le_bytes());
            seed.extend_from_slice(body);
        }
        seeds.push(seed);
        if appended.len() < 8_000 {
            seeds.push([&[index, 1], appended].concat());
        }
    }
    seeds
}
