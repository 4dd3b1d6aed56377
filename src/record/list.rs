//! Lists of the law as data: files in TOML, read strictly.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Error;
use crate::limits::{RECORD_LIST_BYTES, RECORD_LIST_ENTRIES};

/// The version of the format that is read.
const FORMAT: &str = "1";

/// A list as it stands in its file.
pub(super) struct List {
    /// What it is called.
    pub(super) name: String,
    /// Its version.
    pub(super) version: String,
    /// The rule or decision that it is taken from.
    pub(super) source: String,
    pub(super) entries: Vec<Entry>,
}

/// An entry of a list.
pub(super) struct Entry {
    pub(super) line: usize,
    values: Vec<(String, Value)>,
}

enum Value {
    Flag(bool),
    Text(String),
    Texts(Vec<String>),
}

impl List {
    /// Reads a list whose entries stand in tables of this name, with these keys alone.
    pub(super) fn read(text: &str, tables: &str, keys: &[&str]) -> Result<Self, Error> {
        if text.len() > RECORD_LIST_BYTES {
            return Err(Error::ListTooLarge);
        }
        // What editors write before UTF-8.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = DeTable::parse(text).map_err(|error| Error::ListSyntax {
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            what: error.message().to_owned(),
        })?;
        let (mut head, mut entries) = (Vec::new(), Vec::new());
        for (key, value) in root.get_ref() {
            let line = line_at(text, key.span().start);
            match value.get_ref() {
                DeValue::Array(rows) if key.get_ref() == tables => {
                    if rows.len() > RECORD_LIST_ENTRIES {
                        return Err(Error::ListTooLarge);
                    }
                    for row in rows {
                        entries.push(entry(text, row, tables, keys)?);
                    }
                }
                DeValue::Integer(number) if key.get_ref() == "format" => {
                    if number.as_str() != FORMAT {
                        return Err(Error::ListKey { line, key: key.get_ref().to_string() });
                    }
                    head.push(("format".to_owned(), Value::Flag(true)));
                }
                _ => head.push(read(text, key, value, &["name", "version", "source"])?),
            }
        }
        let head = Entry { line: 1, values: head };
        head.flag("format")?.ok_or_else(|| head.missing("format"))?;
        Ok(Self {
            name: head.text("name")?,
            version: head.text("version")?,
            source: head.text("source")?,
            entries,
        })
    }
}

impl Entry {
    fn find(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// That something about a key is wrong.
    pub(super) fn missing(&self, key: &str) -> Error {
        Error::ListKey { line: self.line, key: key.to_owned() }
    }

    /// A text that has to be there, and is not empty.
    pub(super) fn text(&self, key: &str) -> Result<String, Error> {
        self.optional_text(key)?.ok_or_else(|| self.missing(key))
    }

    pub(super) fn optional_text(&self, key: &str) -> Result<Option<String>, Error> {
        match self.find(key) {
            None => Ok(None),
            Some(Value::Text(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(self.missing(key)),
        }
    }

    /// Texts; none where there is no key.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<String>, Error> {
        match self.find(key) {
            None => Ok(Vec::new()),
            Some(Value::Texts(texts)) => Ok(texts.clone()),
            Some(_) => Err(self.missing(key)),
        }
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        match self.find(key) {
            None => Ok(None),
            Some(Value::Flag(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.missing(key)),
        }
    }
}

fn entry(
    text: &str,
    row: &Spanned<DeValue<'_>>,
    tables: &str,
    keys: &[&str],
) -> Result<Entry, Error> {
    let line = line_at(text, row.span().start);
    let DeValue::Table(table) = row.get_ref() else {
        return Err(Error::ListKey { line, key: tables.to_owned() });
    };
    let values = table.iter().map(|(key, value)| read(text, key, value, keys));
    Ok(Entry { line, values: values.collect::<Result<_, _>>()? })
}

fn read(
    text: &str,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    keys: &[&str],
) -> Result<(String, Value), Error> {
    let name = key.get_ref().to_string();
    let wrong = || Error::ListKey { line: line_at(text, key.span().start), key: name.clone() };
    if !keys.contains(&name.as_str()) {
        return Err(wrong());
    }
    let value = match value.get_ref() {
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Array(rows) => {
            let texts = rows.iter().map(|row| match row.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                _ => Err(wrong()),
            });
            Value::Texts(texts.collect::<Result<_, _>>()?)
        }
        _ => return Err(wrong()),
    };
    Ok((name, value))
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1)
}
