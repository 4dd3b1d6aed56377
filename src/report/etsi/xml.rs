//! Writing elements, with text that somebody else chose made fit for XML 1.0.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

use super::uris;
use crate::limits::REPORT_TEXT_CHARS;
use crate::validation::DigestValue;

/// A document that is being written. Elements are closed by the function that opens them, so that what
/// comes out is well formed whatever goes in.
pub(super) struct Xml<W: io::Write> {
    writer: Writer<W>,
}

impl<W: io::Write> Xml<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer })
    }

    /// Ends the document.
    pub(super) fn finish(self) -> io::Result<()> {
        let mut out = self.writer.into_inner();
        out.write_all(b"\n")?;
        out.flush()
    }

    /// An element with what `inner` writes.
    pub(super) fn element(
        &mut self,
        name: &str,
        inner: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.element_with(name, &[], inner)
    }

    /// The same with attributes.
    pub(super) fn element_with(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inner: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        inner(self)?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with attributes alone.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with text alone, which is made [`legible`].
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(BytesStart::new(name)))?;
        self.writer.write_event(Event::Text(BytesText::new(&legible(text))))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// `xs:base64Binary`.
    pub(super) fn octets(&mut self, name: &str, octets: &[u8]) -> io::Result<()> {
        // Encoded here, it may be longer than any text that is cut.
        self.writer.write_event(Event::Start(BytesStart::new(name)))?;
        let text = STANDARD.encode(octets);
        self.writer.write_event(Event::Text(BytesText::new(&text)))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// `xs:dateTime`.
    pub(super) fn time(&mut self, name: &str, time: Timestamp) -> io::Result<()> {
        self.text(name, &date_time(time))
    }

    /// `vr:VOReferenceType`.
    pub(super) fn reference(&mut self, name: &str, ids: &str) -> io::Result<()> {
        self.empty(name, &[("VOReference", ids)])
    }

    /// `XAdES:DigestAlgAndValueType`.
    pub(super) fn digest(&mut self, name: &str, digest: &DigestValue) -> io::Result<()> {
        self.element(name, |xml| xml.digest_parts(digest))
    }

    /// `ds:DigestMethod` and `ds:DigestValue`.
    pub(super) fn digest_parts(&mut self, digest: &DigestValue) -> io::Result<()> {
        self.empty("ds:DigestMethod", &[("Algorithm", &uris::digest(digest.algorithm))])?;
        self.octets("ds:DigestValue", digest.value.as_bytes())
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    start.extend_attributes(attributes.iter().copied());
    start
}

/// Text as XML 1.0 can hold it: characters that it forbids, and those that readers would change or not
/// show, are written as `\u{…}`; what is longer than any honest text is cut.
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    let cut = text.char_indices().nth(REPORT_TEXT_CHARS).map(|(end, _)| text.split_at(end).0);
    if cut.is_none() && !text.chars().any(is_illegible) {
        return Cow::Borrowed(text);
    }
    let mut legible = String::new();
    for char in cut.unwrap_or(text).chars() {
        if is_illegible(char) { legible.extend(char.escape_unicode()) } else { legible.push(char) }
    }
    if cut.is_some() {
        legible.push('…');
    }
    Cow::Owned(legible)
}

/// XML 1.0 (production 2) has no control characters but three and no U+FFFE and U+FFFF; of the three,
/// parsers turn the carriage return into a line feed.
fn is_illegible(char: char) -> bool {
    (char.is_control() && !matches!(char, '\t' | '\n')) || matches!(char, '\u{fffe}' | '\u{ffff}')
}

/// `xs:dateTime` has no year 0, and nothing before it occurs in earnest.
pub(super) fn date_time(time: Timestamp) -> String {
    const YEAR_ONE: &str = "0001-01-01T00:00:00Z";
    let is_before = YEAR_ONE.parse::<Timestamp>().is_ok_and(|first| time < first);
    if is_before { YEAR_ONE.to_owned() } else { time.to_string() }
}

/// The path of a file as a relative or absolute reference of RFC 3986: whatever is not plain is
/// percent-encoded, octet by octet.
pub(super) fn file_reference(path: &Path) -> String {
    let mut text = String::new();
    for &octet in path.as_os_str().as_encoded_bytes() {
        match octet {
            // Two at the start would begin the name of a host.
            b'/' if text == "/" => {}
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(octet));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(text, "%{octet:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_xml_forbids_is_named() {
        for (hostile, expected) in [
            ("a\u{0}b", "a\\u{0}b"),
            ("a\r\nb", "a\\u{d}\nb"),
            ("a\u{fffe}\u{ffff}b", "a\\u{fffe}\\u{ffff}b"),
            ("\u{85}\u{7f}", "\\u{85}\\u{7f}"),
            ("Quyết định\t]]> <&>\"'", "Quyết định\t]]> <&>\"'"),
        ] {
            assert_eq!(legible(hostile), expected);
        }
        let long = "ê".repeat(REPORT_TEXT_CHARS + 1);
        assert_eq!(legible(&long).chars().count(), REPORT_TEXT_CHARS + 1);
        assert!(legible(&long).ends_with('…'));
        assert_eq!(legible(&long[..long.len() - 2]), long[..long.len() - 2]);
    }

    #[test]
    fn paths_are_references() {
        for (path, expected) in [
            ("công văn/a b.pdf", "c%C3%B4ng%20v%C4%83n/a%20b.pdf"),
            ("//host/x#y?z", "/host/x%23y%3Fz"),
            ("a:b%.pdf", "a%3Ab%25.pdf"),
        ] {
            assert_eq!(file_reference(Path::new(path)), expected);
        }
    }

    #[test]
    fn times_have_years_that_the_schema_knows() {
        assert_eq!(date_time(Timestamp::MIN), "0001-01-01T00:00:00Z");
        assert_eq!(date_time(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00Z");
        assert!(date_time(Timestamp::MAX).starts_with("9999-12-3"));
    }
}
