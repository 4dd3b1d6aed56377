//! What PDF/A (ISO 19005) asks of whatever is added to a document.

use super::object::{Dictionary, Object};
use super::{Document, Error};

/// The part of PDF/A that a document says it keeps to, as far as what is added has to keep to it too.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Archival {
    /// The part: 1 to 4; `None` where the document is no PDF/A.
    pub part: Option<u8>,
    /// Whether an output intent gives `/DeviceRGB` and `/DeviceGray` their meaning (ISO 19005-1 clause
    /// 6.2.3.3).
    pub has_rgb_intent: bool,
    /// Whether there is any output intent of PDF/A.
    has_intent: bool,
}

impl Archival {
    /// Whether device colours may be used.
    pub(super) fn permits_device_colours(self) -> bool {
        self.part.is_none() || self.has_rgb_intent
    }

    /// Whether something may be transparent: not in PDF/A-1 (ISO 19005-1 clause 6.4), and in later parts
    /// only where it is said in which colours it is blended (ISO 19005-2 clause 6.2.10). A page could say so
    /// itself, but the pages are not touched.
    pub fn permits_transparency(self) -> bool {
        match self.part {
            None => true,
            Some(1) => false,
            Some(_) => self.has_intent,
        }
    }
}

/// Components of an ICC profile for RGB.
const RGB: Object<'static> = Object::Integer(3);

impl Document<'_> {
    /// What PDF/A asks of whatever is added to the newest revision.
    ///
    /// # Errors
    /// [`Error`] where the catalog cannot be read.
    pub fn archival(&self) -> Result<Archival, Error> {
        let newest = self.newest();
        let catalog = self.catalog(newest)?;
        let mut archival = Archival::default();
        let metadata = self.resolve(catalog.get("Metadata").unwrap_or(&Object::Null), newest)?;
        if let Object::Stream(metadata) = metadata {
            archival.part = part(&self.stream_data(&metadata, newest)?);
        }
        for intent in self.array(catalog.get("OutputIntents"), newest)? {
            let intent = self.resolve(&intent, newest)?;
            let Some(intent) = intent.as_dictionary().filter(|it| is_archival(it)) else {
                continue;
            };
            archival.has_intent = true;
            let profile = intent.get("DestOutputProfile").unwrap_or(&Object::Null);
            let profile = self.resolve(profile, newest)?;
            let components = profile.as_stream().and_then(|it| it.dictionary().get("N"));
            archival.has_rgb_intent |= components == Some(&RGB);
        }
        Ok(archival)
    }
}

/// `GTS_PDFA1`, whatever the part.
fn is_archival(intent: &Dictionary<'_>) -> bool {
    intent.is_name("S", "GTS_PDFA1")
}

/// What the metadata say of the part, as an attribute or as an element: the prefix is the one that the
/// standard wants (ISO 19005-1 clause 6.7.11).
fn part(metadata: &[u8]) -> Option<u8> {
    const KEY: &[u8] = b"pdfaid:part";
    let at = memchr::memmem::find(metadata, KEY)?;
    let value = metadata.get(at.checked_add(KEY.len())?..)?;
    let value = value.iter().find(|it| !it.is_ascii_whitespace() && !b"=>\"'".contains(it))?;
    value.is_ascii_digit().then(|| value - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::builder::Builder;

    fn archival(metadata: &str, intents: &str) -> Archival {
        let file = Builder::new()
            .object(1, &format!("<</Type /Catalog /Pages 2 0 R /Metadata 3 0 R {intents}>>"))
            .object(2, "<</Type /Pages /Kids [] /Count 0>>")
            .stream(3, "/Type /Metadata", metadata)
            .stream(4, "/N 3", "x")
            .stream(5, "/N 4", "x")
            .end()
            .build();
        Document::open(&file).unwrap().archival().unwrap()
    }

    #[test]
    fn the_part_is_an_element_or_an_attribute() {
        for (metadata, part) in [
            ("<pdfaid:part>1</pdfaid:part>", Some(1)),
            ("<x pdfaid:part=\"2\"/>", Some(2)),
            ("<x pdfaid:part = '3'/>", Some(3)),
            ("<pdfaid:part/>", None),
            ("<dc:title>1</dc:title>", None),
            ("pdfaid:part", None),
        ] {
            assert_eq!(archival(metadata, "").part, part, "{metadata}");
        }
    }

    #[test]
    fn intents_say_what_colours_mean() {
        let of = |profile: &str| {
            let intents = format!("/OutputIntents [<</S /GTS_PDFA1 {profile}>>]");
            archival("<pdfaid:part>2</pdfaid:part>", &intents)
        };
        let rgb = of("/DestOutputProfile 4 0 R");
        assert!(rgb.permits_device_colours() && rgb.permits_transparency());
        let cmyk = of("/DestOutputProfile 5 0 R");
        assert!(!cmyk.permits_device_colours() && cmyk.permits_transparency());
        let none = archival("<pdfaid:part>2</pdfaid:part>", "/OutputIntents [<</S /GTS_PDFX>>]");
        assert!(!none.permits_device_colours() && !none.permits_transparency());
        assert!(!archival("<pdfaid:part>1</pdfaid:part>", "").permits_transparency());
        let plain = archival("", "");
        assert!(plain.permits_device_colours() && plain.permits_transparency());
    }
}
