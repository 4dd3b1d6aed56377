//! Number and symbol of a document.

use std::fmt;
use std::str::FromStr;

use super::text::{Reader, is_latin_letter};
use super::{DocumentType, DocumentTypes, Error};
use crate::limits::DOCUMENT_NUMBER_DIGITS;

/// Number and symbol of a document (Decree 30, Article 15 and Annex I): `05/QĐ-UBND`, a letter
/// `123/UBND-VP`, a legal document with its year `30/2020/NĐ-CP`.
///
/// It is read as people write it, and written in one form: at least two digits, a slash before the
/// symbol, hyphens between its parts, no spaces. Two are equal if they are written the same then.
///
/// ```
/// use kyso::record::DocumentNumber;
///
/// let number: DocumentNumber = "7 / 2026 / QÐ - UBND".parse()?;
/// assert_eq!(number.to_string(), "07/2026/QĐ-UBND");
/// assert_eq!((number.number(), number.year()), (7, Some(2026)));
/// assert_eq!(number, DocumentNumber::new(7, "2026/QĐ-UBND")?);
///
/// let wrong = "07/QĐ-".parse::<DocumentNumber>().unwrap_err();
/// assert_eq!(wrong.code(), "group-missing");
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DocumentNumber {
    year: Option<i16>,
    groups: Vec<String>,
    number: u64,
    suffix: Option<char>,
}

impl DocumentNumber {
    /// A number with the symbol that stands behind its slash: `QĐ-UBND`, `2020/NĐ-CP`.
    ///
    /// # Errors
    /// [`Error`]; positions are those in the symbol.
    pub fn new(number: u64, symbol: &str) -> Result<Self, Error> {
        Self::checked(number, None, &mut Reader::new(symbol)?)
    }

    /// The number that an agency gives to a document of a type, with the abbreviation of the unit that
    /// drafted it, if that is to be seen: `05/QĐ-UBND`, `05/QĐ-STTTT-BCVT`. Types without an abbreviation
    /// have those of agency and unit alone: `123/UBND-VP`.
    ///
    /// # Errors
    /// [`Error`] if the abbreviations make no symbol.
    pub fn of_type(
        number: u64,
        kind: &DocumentType,
        agency: &str,
        unit: Option<&str>,
    ) -> Result<Self, Error> {
        let groups: Vec<_> = kind.abbreviation().into_iter().chain([agency]).chain(unit).collect();
        Self::new(number, &groups.join("-"))
    }

    /// The same with a letter behind the number, `05a/QĐ-UBND`, for what was numbered in between.
    ///
    /// # Errors
    /// [`Error::UnexpectedCharacter`] if it is none of the letters a to z.
    pub fn with_suffix(mut self, suffix: char) -> Result<Self, Error> {
        if !suffix.is_ascii_alphabetic() {
            return Err(Error::UnexpectedCharacter { character: suffix, position: 1 });
        }
        self.suffix = Some(suffix);
        Ok(self)
    }

    /// The number.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The letter behind the number.
    pub fn suffix(&self) -> Option<char> {
        self.suffix
    }

    /// The year between number and symbol, as legal documents have it.
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// The parts of the symbol between its hyphens; there is at least one.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(String::as_str)
    }

    /// What stands before the first slash: `05` (`CodeNumber` of Decree 30 Annex VI).
    pub fn written_number(&self) -> String {
        let suffix = self.suffix.map(String::from).unwrap_or_default();
        format!("{:02}{suffix}", self.number)
    }

    /// What stands behind the first slash: `QĐ-UBND`, `2020/NĐ-CP` (`CodeNotation` of Decree 30 Annex VI).
    pub fn symbol(&self) -> String {
        let year = self.year.map(|year| format!("{year:04}/")).unwrap_or_default();
        format!("{year}{}", self.groups.join("-"))
    }

    /// The form by which documents are looked for: without regard to capitals. Decree 30 tells `QĐ` from
    /// `QyĐ` and `DA` from `ĐA`, and so does this.
    pub fn comparison_form(&self) -> String {
        self.to_string().to_lowercase()
    }

    /// The type whose abbreviation the symbol begins with. `None` for a letter (công văn), whose symbol
    /// begins with the agency, and for types that the list does not have.
    pub fn document_type<'a>(&self, types: &'a DocumentTypes) -> Option<&'a DocumentType> {
        types.by_abbreviation(self.groups.first()?)
    }

    /// Reads the symbol up to the end.
    fn checked(number: u64, suffix: Option<char>, reader: &mut Reader) -> Result<Self, Error> {
        if number == 0 {
            return Err(Error::NumberZero);
        }
        if number.to_string().len() > DOCUMENT_NUMBER_DIGITS {
            return Err(Error::NumberTooLong);
        }
        reader.skip_spaces();
        let start = reader.position();
        let mut ahead = reader.clone();
        let digits = ahead.digits();
        ahead.skip_spaces();
        let year = if !digits.is_empty() && ahead.take('/') {
            *reader = ahead;
            // four digits without leading zeros
            let year = digits.parse().ok().filter(|it| (1000..=9999).contains(it));
            Some(year.filter(|_| digits.len() == 4).ok_or(Error::YearForm(digits))?)
        } else {
            None
        };
        let mut groups = Vec::new();
        loop {
            reader.skip_spaces();
            let at = reader.position();
            let group = reader.take_while(is_of_group);
            if !group.contains(char::is_alphanumeric) {
                // what cannot stand there says more than that nothing does
                return Err(match reader.peek() {
                    _ if !group.is_empty() => Error::GroupMissing(at),
                    None if groups.is_empty() => Error::SymbolMissing(at),
                    None | Some('-') => Error::GroupMissing(at),
                    Some(_) => reader.unexpected(),
                });
            }
            groups.push(group);
            reader.skip_spaces();
            if !reader.take('-') {
                break;
            }
        }
        if !reader.is_at_end() {
            return Err(reader.unexpected());
        }
        // `12/2026` is a number and a year, or a month
        if !groups.iter().any(|group| group.contains(is_latin_letter)) {
            return Err(Error::SymbolMissing(start));
        }
        Ok(Self { year, groups, number, suffix })
    }
}

/// Letters and digits; points and ampersands occur.
fn is_of_group(character: char) -> bool {
    is_latin_letter(character) || character.is_ascii_digit() || matches!(character, '.' | '&')
}

impl FromStr for DocumentNumber {
    type Err = Error;

    /// Reads number and symbol, with or without `Số:` before them.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = Reader::new(text)?;
        if reader.take_words("số") {
            reader.skip_spaces();
            reader.take(':');
            reader.skip_spaces();
        }
        let at = reader.position();
        let digits = reader.digits();
        if digits.is_empty() {
            return Err(Error::NumberMissing(at));
        }
        let significant = digits.trim_start_matches('0');
        if significant.len() > DOCUMENT_NUMBER_DIGITS {
            return Err(Error::NumberTooLong);
        }
        let number = significant.parse().unwrap_or(0);
        let suffix = reader.peek().filter(char::is_ascii_alphabetic);
        if suffix.is_some() {
            reader.next();
        }
        reader.skip_spaces();
        if !reader.take('/') {
            return Err(reader.unexpected());
        }
        Self::checked(number, suffix, &mut reader)
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.written_number(), self.symbol())
    }
}

serde_as_text!(DocumentNumber, "number and symbol of a document", |text| text.parse().ok());

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<String, Error> {
        text.parse::<DocumentNumber>().map(|it| it.to_string())
    }

    #[test]
    fn what_people_write_is_written_in_one_form() {
        for (text, form) in [
            ("5/QĐ-UBND", "05/QĐ-UBND"),
            ("05/QĐ-UBND", "05/QĐ-UBND"),
            ("0005/QĐ-UBND", "05/QĐ-UBND"),
            ("10/QĐ-UBND", "10/QĐ-UBND"),
            ("  Số:  123 /UBND - VP ", "123/UBND-VP"),
            ("SỐ 9/SY-UBND", "09/SY-UBND"),
            ("30/2020/N\u{110}-CP", "30/2020/NĐ-CP"),
            ("30/2020/N\u{d0}-CP", "30/2020/NĐ-CP"),
            ("33/2024/QH15", "33/2024/QH15"),
            ("7/QyĐ\u{2013}STTTT\u{2011}BCVT", "07/QyĐ-STTTT-BCVT"),
            ("12\u{2044}TB-HĐND-UBND", "12/TB-HĐND-UBND"),
            ("3a/QĐ-UBND", "03a/QĐ-UBND"),
            ("45B/BC-P.KT&HT", "45B/BC-P.KT&HT"),
            ("12/1-ABC", "12/1-ABC"),
            ("99999999999/QĐ-UBND", "99999999999/QĐ-UBND"),
            // decomposed
            ("8/Tho\u{302}ng-UBND", "08/Thông-UBND"),
        ] {
            assert_eq!(written(text).as_deref(), Ok(form), "{text}");
            assert_eq!(written(form).as_deref(), Ok(form), "what is written reads the same");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let unexpected = |character, position| Error::UnexpectedCharacter { character, position };
        for (text, error) in [
            ("", Error::NumberMissing(1)),
            ("Số:      /QĐ-UBND", Error::NumberMissing(10)),
            ("QĐ-UBND", Error::NumberMissing(1)),
            ("-5/QĐ-UBND", Error::NumberMissing(1)),
            ("٥/QĐ-UBND", Error::NumberMissing(1)),
            ("0/QĐ-UBND", Error::NumberZero),
            ("000/QĐ-UBND", Error::NumberZero),
            ("100000000000/QĐ-UBND", Error::NumberTooLong),
            ("5", Error::SymbolMissing(2)),
            ("5/", Error::SymbolMissing(3)),
            ("5/2026/", Error::SymbolMissing(8)),
            ("5/2026", Error::SymbolMissing(3)),
            ("5/12-34", Error::SymbolMissing(3)),
            ("5/226/QĐ-UBND", Error::YearForm("226".into())),
            ("5/0226/QĐ-UBND", Error::YearForm("0226".into())),
            ("5/20266/QĐ-UBND", Error::YearForm("20266".into())),
            ("5/QĐ-", Error::GroupMissing(6)),
            ("5/-UBND", Error::GroupMissing(3)),
            ("5/QĐ--UBND", Error::GroupMissing(6)),
            ("5/QĐ-.-UBND", Error::GroupMissing(6)),
            ("5 QĐ-UBND", unexpected('Q', 3)),
            ("5ab/QĐ-UBND", unexpected('b', 3)),
            ("74fass22/QĐ", unexpected('a', 4)),
            ("5//QĐ-UBND", unexpected('/', 3)),
            ("5/QĐ/UBND", unexpected('/', 5)),
            ("5/QĐ UBND", unexpected('U', 6)),
            ("5/QĐ-UBND, 6", unexpected(',', 10)),
            ("5/QĐ-UВND", unexpected('В', 7)),
            ("5/Q\u{338}-UBND", unexpected('\u{338}', 4)),
            ("5/שלום", unexpected('ש', 3)),
            ("5/QĐ-\u{200b}UBND", Error::HiddenCharacter { character: '\u{200b}', position: 6 }),
            ("\u{202e}5/QĐ-UBND", Error::HiddenCharacter { character: '\u{202e}', position: 1 }),
        ] {
            assert_eq!(text.parse::<DocumentNumber>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn numbers_are_made_by_type() {
        let types = DocumentTypes::decree_30();
        let of = |id: &str, unit| {
            let kind = types.by_id(id).unwrap();
            DocumentNumber::of_type(4, kind, "UBND", unit).unwrap().to_string()
        };
        assert_eq!(of("quyet-dinh", None), "04/QĐ-UBND");
        assert_eq!(of("quyet-dinh", Some("VX")), "04/QĐ-UBND-VX");
        assert_eq!(of("cong-van", Some("VP")), "04/UBND-VP");
        let kind = types.by_id("cong-van").unwrap();
        assert_eq!(DocumentNumber::of_type(4, kind, "", None), Err(Error::SymbolMissing(1)));
        assert_eq!(DocumentNumber::of_type(0, kind, "UBND", None), Err(Error::NumberZero));
        let long = DocumentNumber::of_type(u64::MAX, kind, "UBND", None);
        assert_eq!(long, Err(Error::NumberTooLong));
    }

    #[test]
    fn types_are_told_by_the_symbol() {
        let types = DocumentTypes::decree_30();
        let id = |text: &str| {
            let number: DocumentNumber = text.parse().unwrap();
            number.document_type(types).map(|it| it.id().to_owned())
        };
        assert_eq!(id("5/QĐ-UBND").as_deref(), Some("quyet-dinh"));
        assert_eq!(id("5/qyđ-UBND").as_deref(), Some("quy-dinh"));
        assert_eq!(id("5/ĐA-UBND").as_deref(), Some("de-an"));
        assert_eq!(id("5/DA-UBND").as_deref(), Some("du-an"));
        assert_eq!(id("5/TrS-UBND").as_deref(), Some("trich-sao"));
        assert_eq!(id("5/UBND-VP"), None);
        assert_eq!(id("30/2020/NĐ-CP"), None);
    }

    #[test]
    fn comparison_forgives_capitals_and_nothing_else() {
        let form = |text: &str| text.parse::<DocumentNumber>().unwrap().comparison_form();
        assert_eq!(form("5/qđ-ubnd"), form("05/QĐ-UBND"));
        for other in ["5/QyĐ-UBND", "5/QD-UBND", "5a/QĐ-UBND", "5/2026/QĐ-UBND", "15/QĐ-UBND"] {
            assert_ne!(form(other), form("5/QĐ-UBND"), "{other}");
        }
    }

    #[test]
    fn suffixes_are_letters() {
        let number: DocumentNumber = "5/QĐ-UBND".parse().unwrap();
        assert_eq!(number.clone().with_suffix('b').unwrap().to_string(), "05b/QĐ-UBND");
        assert!(number.with_suffix('/').is_err());
    }

    /// Whatever is read is written in a form that reads the same.
    #[test]
    fn every_text_is_refused_or_comes_back() {
        let parts =
            ["5", "05a", "/", "2026", "QĐ", "-", " ", "UBND", ".", "Ð", "Số:", "\u{301}", "–"];
        let (mut read, mut state) = (0, 7_u64);
        for _ in 0..20_000 {
            let mut text = "5/".to_owned();
            for _ in 0..4 {
                // Knuth's MMIX generator
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                text.push_str(parts[usize::try_from(state >> 33).unwrap() % parts.len()]);
            }
            let Ok(number) = text.parse::<DocumentNumber>() else { continue };
            read += 1;
            let form = number.to_string();
            assert_eq!(form.parse(), Ok(number.clone()), "{text}");
            assert_eq!(
                DocumentNumber::new(number.number(), &number.symbol()).map(|it| it.groups),
                Ok(number.groups),
                "{text}"
            );
            assert!(!form.contains(' '), "{form}");
        }
        assert!(read > 100, "only {read} were numbers");
    }
}
