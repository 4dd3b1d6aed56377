//! What a document shows, found by another way than that of the rules about changes: the tree of
//! pages with all that hangs on it, and the values of the form.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use kyso::pdf::{Dictionary, Document, Object};

/// Objects looked at before the walk gives up.
const STEPS: usize = 20_000;

/// Levels of values below a page that are looked at.
const DEPTH: usize = 24;

/// What a document shows as of one of its revisions.
#[derive(Debug, Eq, PartialEq)]
pub struct Shown {
    /// Each page, without its annotations.
    pages: Vec<u64>,
    /// The fields that are no signatures, by their object numbers.
    fields: BTreeMap<String, Field>,
}

/// A field of the form, or a widget of one.
#[derive(Debug, Default, Eq, PartialEq)]
struct Field {
    /// Its place, its kind, its flags: all that filling does not touch.
    frame: u64,
    /// Its value.
    value: u64,
    /// What its appearance consists of.
    appearance: u64,
    /// The state of its appearance that is shown, and those that it has.
    state: Option<String>,
    states: Vec<String>,
    /// Whether its appearance has something else than text, areas and lines.
    has_drawings: bool,
    /// The value without white space, and the octets of the strings in the content of the appearance,
    /// where both are in an encoding that says the same of them.
    text: Option<(String, String)>,
}

impl Shown {
    /// `None` if there is too much of it.
    pub fn of(document: &Document<'_>, revision: usize) -> Option<Self> {
        let mut walk = Walk { document, revision, steps: STEPS };
        let root = walk.resolve(document.trailer(revision)?.get("Root")?)?;
        let root = root.as_dictionary()?;
        let mut shown = Self { pages: Vec::new(), fields: BTreeMap::new() };
        if let Some(pages) = root.get("Pages") {
            walk.pages(pages, &mut shown.pages, 0)?;
        }
        if let Some(form) = root.get("AcroForm").and_then(|form| walk.resolve(form))
            && let Some(fields) = form.as_dictionary().and_then(|form| form.get("Fields"))
        {
            walk.fields(fields, false, &mut shown.fields, 0)?;
        }
        Some(shown)
    }

    /// Whether a later revision shows the same pages, and the fields that were there: as they were, or
    /// with another value and nothing else.
    pub fn is_kept_in(&self, later: &Self) -> bool {
        let kept = |(name, field): (&String, &Field)| {
            later.fields.get(name).is_some_and(|it| field.is_filled_in(it))
        };
        self.pages == later.pages && self.fields.iter().all(kept)
    }
}

impl Field {
    fn is_filled_in(&self, later: &Self) -> bool {
        let stays = self.appearance == later.appearance;
        let is_state = later
            .state
            .as_deref()
            .is_none_or(|state| state == "Off" || self.states.iter().any(|known| known == state));
        let says_so = later.text.as_ref().is_none_or(|(value, shown)| value == shown);
        self.frame == later.frame && is_state && (stays || !later.has_drawings && says_so)
    }
}

struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
    steps: usize,
}

impl<'d> Walk<'d, '_> {
    fn resolve(&mut self, value: &Object<'d>) -> Option<Object<'d>> {
        self.steps = self.steps.checked_sub(1)?;
        self.document.resolve(value, self.revision).ok()
    }

    fn pages(&mut self, node: &Object<'d>, pages: &mut Vec<u64>, depth: usize) -> Option<()> {
        let node = self.resolve(node)?;
        let Some(node) = node.as_dictionary().filter(|_| depth < DEPTH) else { return Some(()) };
        let kids = node.get("Kids").and_then(|kids| self.resolve(kids));
        match kids.as_ref().and_then(Object::as_array) {
            Some(kids) => {
                let mut hasher = DefaultHasher::new();
                self.dictionary(node, &["Kids", "Parent", "Count"], &mut hasher, depth)?;
                pages.push(hasher.finish());
                for kid in kids {
                    self.pages(kid, pages, depth + 1)?;
                }
            }
            None => {
                let mut hasher = DefaultHasher::new();
                self.dictionary(node, &["Annots", "Parent", "Tabs"], &mut hasher, depth)?;
                pages.push(hasher.finish());
            }
        }
        Some(())
    }

    fn fields(
        &mut self,
        list: &Object<'d>,
        inherited: bool,
        found: &mut BTreeMap<String, Field>,
        depth: usize,
    ) -> Option<()> {
        let list = self.resolve(list)?;
        let Some(list) = list.as_array().filter(|_| depth < DEPTH) else { return Some(()) };
        for entry in list {
            let Some(field) = self.resolve(entry) else { continue };
            let Some(field) = field.as_dictionary() else { continue };
            let kind = field.get("FT").and_then(Object::as_name);
            let is_signature = kind.map_or(inherited, |kind| kind == "Sig");
            if let Some(reference) = entry.as_reference().filter(|_| !is_signature) {
                let known = self.field(field, depth)?;
                found.insert(reference.to_string(), known);
            }
            if let Some(kids) = field.get("Kids") {
                self.fields(kids, is_signature, found, depth + 1)?;
            }
        }
        Some(())
    }

    fn field(&mut self, field: &Dictionary<'d>, depth: usize) -> Option<Field> {
        const FILLED: [&str; 8] = ["AP", "AS", "I", "M", "MK", "P", "TI", "V"];
        let mut found = Field::default();
        let mut hasher = DefaultHasher::new();
        self.dictionary(
            field,
            &[FILLED.as_slice(), &["Kids", "Parent"]].concat(),
            &mut hasher,
            depth,
        )?;
        found.frame = hasher.finish();
        let value = field.get("V").and_then(|value| self.resolve(value)).unwrap_or(Object::Null);
        let mut hasher = DefaultHasher::new();
        self.value(&value, &mut hasher, depth)?;
        found.value = hasher.finish();
        found.state = field.get("AS").and_then(Object::as_name).map(ToString::to_string);
        let states = field.get("AP").and_then(|it| self.resolve(it)).unwrap_or(Object::Null);
        let shown = states.as_dictionary().and_then(|it| it.get("N")).cloned();
        let shown = shown.and_then(|it| self.resolve(&it)).unwrap_or(Object::Null);
        let mut hasher = DefaultHasher::new();
        self.value(&shown, &mut hasher, depth)?;
        found.appearance = hasher.finish();
        if let Some(states) = shown.as_dictionary() {
            found.states = states.iter().map(|(name, _)| name.to_string()).collect();
        }
        if let Some(stream) = shown.as_stream() {
            let content = self.document.stream_data(stream, self.revision).unwrap_or_default();
            let words = || content.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            found.has_drawings = words().any(|word| [&b"Do"[..], b"BI", b"sh"].contains(&word));
            // choices may show what their value stands for
            let is_text = field.get("FT").and_then(Object::as_name).is_some_and(|it| it == "Tx");
            let value = value.as_string().filter(|_| is_text).map(|it| it.octets().into_owned());
            found.text =
                value.and_then(|value| Some((squeezed(&value)?, squeezed(&strings(&content)?)?)));
        }
        Some(found)
    }

    fn dictionary(
        &mut self,
        dictionary: &Dictionary<'d>,
        without: &[&str],
        hasher: &mut DefaultHasher,
        depth: usize,
    ) -> Option<()> {
        for (key, value) in dictionary.iter() {
            if without.iter().any(|name| key == *name) || *value == Object::Null {
                continue;
            }
            key.hash(hasher);
            self.value(value, hasher, depth)?;
        }
        0xfe_u8.hash(hasher);
        Some(())
    }

    /// What a value means, references followed.
    fn value(
        &mut self,
        value: &Object<'d>,
        hasher: &mut DefaultHasher,
        depth: usize,
    ) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        if depth >= DEPTH {
            return Some(());
        }
        match value {
            Object::Array(entries) => {
                entries.len().hash(hasher);
                for entry in entries {
                    self.value(entry, hasher, depth + 1)?;
                }
            }
            Object::Dictionary(dictionary) => {
                self.dictionary(dictionary, &["Parent"], hasher, depth + 1)?;
            }
            Object::Reference(_) => {
                let Ok(found) = self.document.resolve(value, self.revision) else {
                    0xfd_u8.hash(hasher);
                    return Some(());
                };
                self.value(&found, hasher, depth + 1)?;
            }
            Object::Stream(stream) => {
                stream.raw().hash(hasher);
                self.dictionary(stream.dictionary(), &["Length"], hasher, depth + 1)?;
            }
            Object::String(string) => string.octets().hash(hasher),
            Object::Null => 0xfc_u8.hash(hasher),
            other => format!("{other:?}").hash(hasher),
        }
        Some(())
    }
}

/// The letters of a text in ASCII, without the spaces.
fn squeezed(octets: &[u8]) -> Option<String> {
    let is_plain = |it: &u8| it.is_ascii_alphanumeric() || it.is_ascii_whitespace();
    let text = octets.iter().all(is_plain).then(|| String::from_utf8_lossy(octets).into_owned())?;
    Some(text.split_ascii_whitespace().collect())
}

/// The strings of some content one after another, if all are written in letters that stand for
/// themselves.
fn strings(content: &[u8]) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = content;
    while let Some(start) = rest.iter().position(|byte| matches!(byte, b'(' | b'<' | b'%')) {
        let end = rest[start..].iter().position(|byte| *byte == b')')? + start;
        if rest[start] != b'(' || rest[start..end].contains(&b'\\') {
            return None;
        }
        found.extend_from_slice(&rest[start + 1..end]);
        rest = &rest[end + 1..];
    }
    Some(found)
}
