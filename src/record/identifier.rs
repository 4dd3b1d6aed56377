//! Identifiers of documents.

use std::fmt;
use std::str::FromStr;

use super::date::{Day, DocumentDate, read_numbers};
use super::text::Reader;
use super::{DocumentNumber, Error, OrganisationCode};

/// What names a document among all of the country: who issued it, when, and its number and symbol.
///
/// It is written as traffic between document systems (edXML) has it, with commas:
/// `000.00.00.G22,2015/09/30,7816/VPCP-TTĐT`.
///
/// ```
/// use kyso::record::DocumentIdentifier;
///
/// let id: DocumentIdentifier = "000.00.00.G22, 2015/9/30, 7816/VPCP-TTÐT".parse()?;
/// assert_eq!(id.to_string(), "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT");
/// assert_eq!(id.organisation.current()?.to_string(), "G22");
/// assert_eq!(id.date.year(), 2015);
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DocumentIdentifier {
    /// Who issued it, in the form in which the code was written.
    pub organisation: OrganisationCode,
    /// When.
    pub date: IdentifierDate,
    /// Its number and symbol.
    pub number: DocumentNumber,
}

/// The part of an identifier that says when.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum IdentifierDate {
    /// The day.
    Day(DocumentDate),
    /// A day that there is not, such as 2014/02/30: some systems wrote them, and they name documents all
    /// the same. Only reading makes them.
    NoSuchDay {
        /// The year.
        year: i16,
        /// The month, or what stands in its place.
        month: i8,
        /// The day of the month, or what stands in its place.
        day: i8,
    },
    /// The year alone.
    Year(i16),
}

impl IdentifierDate {
    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(DocumentDate(date)) => date.year(),
            Self::NoSuchDay { year, .. } | Self::Year(year) => year,
        }
    }
}

impl fmt::Display for IdentifierDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = match *self {
            Self::Day(DocumentDate(date)) => (date.year(), date.month(), date.day()),
            Self::NoSuchDay { year, month, day } => (year, month, day),
            Self::Year(year) => return write!(f, "{year:04}"),
        };
        write!(f, "{year:04}/{month:02}/{day:02}")
    }
}

impl DocumentIdentifier {
    /// Whether both name one document, as far as that can be told: the organisation in either form, number
    /// and symbol without regard to capitals, and the year, within which a number is given once (Decree
    /// 30, Article 15).
    pub fn is_same_document(&self, other: &Self) -> bool {
        self.organisation.is_same_organisation(&other.organisation)
            && self.date.year() == other.date.year()
            && self.number.comparison_form() == other.number.comparison_form()
    }
}

impl FromStr for DocumentIdentifier {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = Reader::new(text)?.text();
        let form = || Error::IdentifierForm(text.clone());
        let mut parts = text.split(',');
        let (Some(organisation), Some(date), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(form());
        };
        Ok(Self {
            organisation: organisation.parse()?,
            date: read_date(date).ok_or_else(|| Error::DateForm(date.trim().to_owned()))?,
            number: number.parse()?,
        })
    }
}

impl fmt::Display for DocumentIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{}", self.organisation, self.date, self.number)
    }
}

serde_as_text!(DocumentIdentifier, "identifier of a document", |text| text.parse().ok());

fn read_date(text: &str) -> Option<IdentifierDate> {
    let mut reader = Reader::new(text).ok()?;
    let mut year = reader.clone();
    if let Some(year) = year.number(4..=4).filter(|_| year.is_at_end()) {
        return Some(IdentifierDate::Year(year));
    }
    let read = read_numbers(&mut reader).filter(|_| reader.is_at_end())?;
    let Day { year, month, day } = read;
    Some(match read.date() {
        Ok(date) => IdentifierDate::Day(DocumentDate(date)),
        Err(_) => IdentifierDate::NoSuchDay { year, month, day },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> DocumentIdentifier {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn what_systems_write_comes_back() {
        for text in [
            "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT",
            "H57.12,2026,05/QĐ-UBND",
            "28.22.H17,2014/02/30,12/BC-UBND",
            "H57,2026/99/00,05a/QĐ-UBND",
            "H57,2026/01/02,30/2020/NĐ-CP",
        ] {
            assert_eq!(read(text).to_string(), text);
            assert_eq!(read(&read(text).to_string()), read(text));
        }
        assert_eq!(read("h57 , 5/1/2026 , Số: 5/QĐ-UBND").to_string(), "H57,2026/01/05,05/QĐ-UBND");
        let impossible = IdentifierDate::NoSuchDay { year: 2014, month: 2, day: 30 };
        assert_eq!(read("H57,2014/02/30,12/BC-UBND").date, impossible);
    }

    #[test]
    fn what_is_wrong_is_said_about_its_part() {
        let code = |text: &str| text.parse::<DocumentIdentifier>().unwrap_err().code();
        assert_eq!(code(""), "identifier-form");
        assert_eq!(code("H57,2026"), "identifier-form");
        assert_eq!(code("H57,2026,05/QĐ-UBND,"), "identifier-form");
        assert_eq!(code("57,2026,05/QĐ-UBND"), "organisation-form");
        assert_eq!(code("H57,26,05/QĐ-UBND"), "date-form");
        assert_eq!(code("H57,2026/01,05/QĐ-UBND"), "date-form");
        assert_eq!(code("H57,2026,QĐ-UBND"), "number-missing");
        assert_eq!(code("H57,2026,05/\u{2066}QĐ"), "hidden-character");
    }

    #[test]
    fn one_document_is_told_in_either_form() {
        let one = read("000.00.12.H57,2026/02/05,05/QĐ-SNV");
        for same in ["H57.12,2026,5/qđ-snv", "H57.12,2026/03/05,05/QĐ-SNV"] {
            assert!(one.is_same_document(&read(same)), "{same}");
        }
        for other in [
            "H57.12,2025/02/05,05/QĐ-SNV",
            "H57.13,2026,05/QĐ-SNV",
            "H57.12,2026,05a/QĐ-SNV",
            "H57.12,2026,05/QyĐ-SNV",
        ] {
            assert!(!one.is_same_document(&read(other)), "{other}");
        }
    }
}
