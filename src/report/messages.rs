//! The message files: every word that people read stands in them, none in the code.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::language::Language;

const EN: &str = include_str!("messages/en.ftl");
const VI: &str = include_str!("messages/vi.ftl");

/// Characters of one value that a message shows; names longer than this are hostile.
const VALUE_CHARS: usize = 500;

/// A message file cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MessagesError {
    /// Two files have a message of the same name.
    #[error("duplicate message: {0}")]
    Duplicate(String),
    /// The file is no Fluent file.
    #[error("malformed messages: {0}")]
    Malformed(String),
}

/// The messages of one language, from Fluent files.
///
/// ```
/// use kyso::report::{Language, Messages};
///
/// let messages = Messages::new(Language::Vi);
/// assert_eq!(messages.text("verdict-passed"), "HỢP LỆ");
/// ```
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// The messages that reports are made of.
    pub fn new(language: Language) -> Self {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that set values apart in text of mixed direction confuse searching and
        // copying; values cannot change the direction anyway, see `printable`.
        bundle.set_use_isolating(false);
        let source = match language {
            Language::En => EN,
            Language::Vi => VI,
        };
        // A test holds the two files to being well formed; the readable part of another is used.
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// The same messages and those of another file in the same language, for a program's own.
    ///
    /// # Errors
    /// [`MessagesError`] if the file is malformed or has a message that exists already.
    pub fn with(mut self, source: &str) -> Result<Self, MessagesError> {
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|(_, errors)| MessagesError::Malformed(join(&errors)))?;
        self.bundle
            .add_resource(resource)
            .map_err(|errors| MessagesError::Duplicate(join(&errors)))?;
        Ok(self)
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message of this name.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A message without values; the key itself where there is none.
    pub fn text(&self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// A message with the values it names, made [`printable`].
    pub fn text_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.format(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// What to do about it: the message's attribute `action`, if it has one.
    pub fn action(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        self.format(key, Some("action"), values)
    }

    /// Why that is so: the message's attribute `why`, if it has one.
    pub fn why(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        self.format(key, Some("why"), values)
    }

    fn format(
        &self,
        key: &str,
        attribute: Option<&str>,
        values: &[(&str, &str)],
    ) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, printable(value))).collect();
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in &values {
            arguments.set(*name, value.as_ref());
        }
        // A value that is missing leaves its name in the text; tests over all messages and all
        // fixtures look for that.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("language", &self.language).finish_non_exhaustive()
    }
}

/// A value that somebody else chose, made fit to stand in a line of text: control characters and
/// invisible ones, among them those that turn the direction of the text, are written as
/// `\u{…}`, and what is very long is cut.
///
/// ```
/// use kyso::report::printable;
///
/// assert_eq!(printable("Nguyễn Văn A"), "Nguyễn Văn A");
/// assert_eq!(printable("\u{1b}[2K\nHỢP LỆ"), "\\u{1b}[2K\\u{a}HỢP LỆ");
/// ```
pub fn printable(value: &str) -> Cow<'_, str> {
    let long = value.char_indices().nth(VALUE_CHARS).map(|(end, _)| value.split_at(end).0);
    if long.is_none() && !value.chars().any(is_unprintable) {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    for char in long.unwrap_or(value).chars() {
        if is_unprintable(char) { text.extend(char.escape_unicode()) } else { text.push(char) }
    }
    if long.is_some() {
        text.push('…');
    }
    Cow::Owned(text)
}

fn is_unprintable(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

fn join(errors: &[impl ToString]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_forge_a_line() {
        for hostile in ["a\nHỢP LỆ", "a\rb", "a\u{9b}2K", "\u{202e}fdp.", "a\u{2028}b", "\u{7f}"]
        {
            let text = printable(hostile);
            assert!(!text.chars().any(is_unprintable), "{text}");
            assert!(text.contains("\\u{"), "{text}");
        }
    }

    #[test]
    fn long_values_are_cut() {
        let long = "ê".repeat(VALUE_CHARS + 1);
        assert_eq!(printable(&long).chars().count(), VALUE_CHARS + 1);
        assert!(printable(&long).ends_with('…'));
        let fits = "ê".repeat(VALUE_CHARS);
        assert_eq!(printable(&fits), fits);
    }

    #[test]
    fn a_program_adds_messages_of_its_own() {
        let messages = Messages::new(Language::En).with("own = mine { $x }\n").unwrap();
        assert_eq!(messages.text_with("own", &[("x", "1")]), "mine 1");
        let again = messages.with("own = other\n").unwrap_err();
        assert!(matches!(again, MessagesError::Duplicate(_)));
        let malformed = Messages::new(Language::En).with("= nothing").unwrap_err();
        assert!(matches!(malformed, MessagesError::Malformed(_)));
    }

    #[test]
    fn an_unknown_key_is_shown_as_it_is() {
        assert_eq!(Messages::new(Language::En).text("no-such-message"), "no-such-message");
    }
}
