//! Tables and values of a policy file, read strictly: a key that nobody asks for is a mistake, and
//! every mistake says where it is.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{PolicyError, PolicyProblem};

/// A table. Its keys count as known once they were asked for.
pub(super) struct Section<'a> {
    text: &'a str,
    /// `None` for a table that is not there.
    table: Option<&'a DeTable<'a>>,
    /// Where it stands in the text.
    offset: usize,
    /// The keys above, with a dot after the last.
    path: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The whole of a file.
    pub(super) fn root(text: &'a str, table: &'a DeTable<'a>) -> Self {
        Self { text, table: Some(table), offset: 0, path: String::new(), asked: RefCell::default() }
    }

    /// The value of a key, if it is there.
    pub(super) fn find(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.table?.get(key)?;
        Some(Value { text: self.text, key: format!("{}{key}", self.path), value })
    }

    /// The value of a key that has to be there.
    pub(super) fn get(&self, key: &'static str) -> Result<Value<'a>, PolicyError> {
        self.find(key).ok_or_else(|| self.missing(key))
    }

    /// The table of a key; one without any keys where it is not there.
    pub(super) fn section(&self, key: &'static str) -> Result<Self, PolicyError> {
        match self.find(key) {
            Some(value) => value.section(),
            None => Ok(Self {
                text: self.text,
                table: None,
                offset: self.offset,
                path: format!("{}{key}.", self.path),
                asked: RefCell::default(),
            }),
        }
    }

    /// The tables of a list; none where it is not there.
    pub(super) fn sections(&self, key: &'static str) -> Result<Vec<Self>, PolicyError> {
        let list = self.find(key).map(|value| value.list()).transpose()?.unwrap_or_default();
        list.iter().map(Value::section).collect()
    }

    pub(super) fn missing(&self, key: &'static str) -> PolicyError {
        self.error(PolicyProblem::MissingKey, key)
    }

    /// That something about a key of this table is wrong.
    pub(super) fn error(&self, problem: PolicyProblem, key: &str) -> PolicyError {
        let offset = self.table.and_then(|table| table.get(key)).map_or(self.offset, start);
        PolicyError {
            problem,
            line: line_at(self.text, offset),
            key: format!("{}{key}", self.path),
            found: String::new(),
            expected: String::new(),
        }
    }

    /// That nothing stands in it beside what was asked for.
    pub(super) fn finish(&self) -> Result<(), PolicyError> {
        let asked = self.asked.borrow();
        let unknown = self
            .table
            .into_iter()
            .flatten()
            .find_map(|(key, _)| (!asked.contains(&key.get_ref().as_ref())).then_some(key));
        let Some(unknown) = unknown else { return Ok(()) };
        Err(PolicyError {
            problem: PolicyProblem::UnknownKey,
            line: line_at(self.text, unknown.span().start),
            key: format!("{}{}", self.path, unknown.get_ref()),
            found: String::new(),
            expected: asked.join(", "),
        })
    }
}

/// A value with its place.
pub(super) struct Value<'a> {
    text: &'a str,
    key: String,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    pub(super) fn string(&self) -> Result<&'a str, PolicyError> {
        let value = self.value.get_ref();
        value.as_str().ok_or_else(|| self.wrong_type("\"…\""))
    }

    pub(super) fn boolean(&self) -> Result<bool, PolicyError> {
        self.value.get_ref().as_bool().ok_or_else(|| self.wrong_type("true, false"))
    }

    /// A number that is not negative.
    pub(super) fn number(&self) -> Result<u32, PolicyError> {
        let integer = self.value.get_ref().as_integer();
        let integer = integer.ok_or_else(|| self.wrong_type("24"))?;
        let number = u32::from_str_radix(integer.as_str(), integer.radix());
        number.map_err(|_| self.wrong_value(&format!("0 … {}", u32::MAX)))
    }

    /// An instant: a date stands for its first one in UTC.
    pub(super) fn instant(&self) -> Result<Timestamp, PolicyError> {
        const EXAMPLE: &str = "2030-01-01, 2030-01-01T00:00:00+07:00";
        let written = self.value.get_ref().as_datetime();
        let written = written.ok_or_else(|| self.wrong_type(EXAMPLE))?.to_string();
        let date = written.parse::<Date>().ok().filter(|_| !written.contains(':'));
        let of_date = date.and_then(|date| Offset::UTC.to_timestamp(date.into()).ok());
        of_date
            .or_else(|| written.parse::<Timestamp>().ok())
            .ok_or_else(|| self.wrong_value(EXAMPLE))
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, PolicyError> {
        let list = self.value.get_ref().as_array().ok_or_else(|| self.wrong_type("[…]"))?;
        let row = |(index, value)| {
            let key = format!("{}[{}]", self.key, usize::saturating_add(index, 1));
            Self { text: self.text, key, value }
        };
        Ok(list.iter().enumerate().map(row).collect())
    }

    pub(super) fn section(&self) -> Result<Section<'a>, PolicyError> {
        let table = self.value.get_ref().as_table();
        let table = table.ok_or_else(|| self.wrong_type(&format!("[{}]", self.key)))?;
        Ok(Section {
            text: self.text,
            table: Some(table),
            offset: start(self.value),
            path: format!("{}.", self.key),
            asked: RefCell::default(),
        })
    }

    /// One of a closed list of words.
    pub(super) fn word<T: Copy>(
        &self,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<T, PolicyError> {
        let word = self.string()?;
        all.iter().copied().find(|one| name(*one) == word).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|one| name(*one)).collect();
            self.wrong_value(&names.join(", "))
        })
    }

    /// Something that is read from a string; the error shows `example`.
    pub(super) fn parsed<T>(
        &self,
        example: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, PolicyError> {
        parse(self.string()?).ok_or_else(|| self.wrong_value(example))
    }

    fn wrong_type(&self, expected: &str) -> PolicyError {
        self.error(PolicyProblem::WrongType, expected)
    }

    pub(super) fn wrong_value(&self, expected: &str) -> PolicyError {
        self.error(PolicyProblem::WrongValue, expected)
    }

    fn error(&self, problem: PolicyProblem, expected: &str) -> PolicyError {
        let found = self.text.get(self.value.span()).unwrap_or_default();
        PolicyError {
            problem,
            line: line_at(self.text, start(self.value)),
            key: self.key.clone(),
            found: found.chars().take(100).collect(),
            expected: expected.to_owned(),
        }
    }
}

fn start(value: &Spanned<DeValue<'_>>) -> usize {
    value.span().start
}

/// The line, counted from 1, of an octet of a text.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    memchr::memchr_iter(b'\n', before).count().saturating_add(1)
}
