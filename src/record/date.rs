//! Days as documents write them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::Error;
use super::text::Reader;

/// The day of a document.
///
/// It is read in every form that is in use (`ngày 05 tháng 02 năm 2026`, also behind the place;
/// `05/02/2026`, `5.2.2026`; `2026-02-05`, `2026/02/05`), and is shown as `2026-02-05`.
///
/// ```
/// use kyso::record::DocumentDate;
///
/// let date: DocumentDate = "Huế, ngày 5 tháng 2 năm 2026".parse()?;
/// assert_eq!(date.decree(), "ngày 05 tháng 02 năm 2026");
/// assert_eq!(date.slashed(), "05/02/2026");
/// assert_eq!(date.to_string(), "2026-02-05");
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DocumentDate(pub Date);

impl DocumentDate {
    /// As the head of a document has it behind the place (Decree 30, Annex I): days below 10 and the
    /// months 1 and 2 with a zero before them, other months without.
    pub fn decree(self) -> String {
        let month = match self.0.month() {
            month @ 1..=2 => format!("{month:02}"),
            month => month.to_string(),
        };
        format!("ngày {:02} tháng {month} năm {}", self.0.day(), self.0.year())
    }

    /// Day, month and year, as metadata have it (Decree 30, Annex VI): `05/02/2026`.
    pub fn slashed(self) -> String {
        format!("{:02}/{:02}/{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

impl FromStr for DocumentDate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = Reader::new(text)?;
        let form = || Error::DateForm(reader_text(text));
        let mut words = reader.clone();
        let day = match read_words(&mut words) {
            Some(day) => Some(day).filter(|_| words.is_at_end()),
            None => read_numbers(&mut reader).filter(|_| reader.is_at_end()),
        };
        day.ok_or_else(form)?.date().map(Self)
    }
}

impl fmt::Display for DocumentDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

serde_as_text!(DocumentDate, "day of a document", |text| text.parse().ok());

/// Year, month and day as they were read: perhaps there is no such day.
#[derive(Clone, Copy)]
pub(super) struct Day {
    pub(super) year: i16,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Day {
    pub(super) fn date(self) -> Result<Date, Error> {
        Date::new(self.year, self.month, self.day)
            .map_err(|_| Error::DateImpossible(self.to_string()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }
}

/// What was read, for a message.
pub(super) fn reader_text(text: &str) -> String {
    Reader::new(text).map(|it| it.text()).unwrap_or_default()
}

/// `ngày 05 tháng 02 năm 2026`, behind the place and a comma or not.
fn read_words(reader: &mut Reader) -> Option<Day> {
    while !reader.take_words("ngày ") {
        reader.next()?;
    }
    reader.skip_spaces();
    let day = reader.number(1..=2)?;
    if !reader.take_words(" tháng ") {
        return None;
    }
    let month = reader.number(1..=2)?;
    if !reader.take_words(" năm ") {
        return None;
    }
    let year = reader.number(4..=4)?;
    Some(Day { year, month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? })
}

/// Day, month, year or year, month, day, with `/`, `.` or `-` between them.
pub(super) fn read_numbers(reader: &mut Reader) -> Option<Day> {
    let mut ahead = reader.clone();
    let is_year_first = ahead.digits().len() == 4;
    let first = reader.number(if is_year_first { 4..=4 } else { 1..=2 })?;
    let separator = reader.next().filter(|it| matches!(it, '/' | '.' | '-'))?;
    let month = reader.number(1..=2)?;
    if !reader.take(separator) {
        return None;
    }
    let last = reader.number(if is_year_first { 1..=2 } else { 4..=4 })?;
    let (year, day) = if is_year_first { (first, last) } else { (last, first) };
    Some(Day { year, month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_comes_back() {
        let mut date = jiff::civil::date(2023, 12, 25);
        let end = jiff::civil::date(2025, 1, 10);
        while date < end {
            let day = DocumentDate(date);
            let place = format!("Thành phố Huế, {}", day.decree());
            let dotted = day.slashed().replace('/', ".");
            for form in [day.to_string(), day.slashed(), day.decree(), place, dotted] {
                assert_eq!(form.parse(), Ok(day), "{form}");
            }
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn zeros_stand_where_the_decree_wants_them() {
        let decree = |month, day| DocumentDate(jiff::civil::date(2026, month, day)).decree();
        assert_eq!(decree(1, 9), "ngày 09 tháng 01 năm 2026");
        assert_eq!(decree(2, 10), "ngày 10 tháng 02 năm 2026");
        assert_eq!(decree(3, 1), "ngày 01 tháng 3 năm 2026");
        assert_eq!(decree(12, 31), "ngày 31 tháng 12 năm 2026");
    }

    #[test]
    fn what_people_write_is_read() {
        for text in [
            "Ngày 5 tháng 2 năm 2026",
            "HUẾ, NGÀY 05  THÁNG 02 NĂM 2026",
            "5-2-2026",
            "5.2.2026",
            "2026/2/5",
            "nga\u{300}y 5 tha\u{301}ng 2 na\u{306}m 2026",
        ] {
            assert_eq!(text.parse::<DocumentDate>().unwrap().to_string(), "2026-02-05", "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_told_from_what_is_no_date() {
        for text in
            ["30/02/2026", "2026-13-01", "ngày 00 tháng 1 năm 2026", "31/4/2026", "99/99/9999"]
        {
            let read = text.parse::<DocumentDate>();
            assert!(matches!(read, Err(Error::DateImpossible(_))), "{text}: {read:?}");
        }
        for text in [
            "",
            "ngày    tháng 6 năm 2020",
            "5/2",
            "5/2/26",
            "5/2-2026",
            "05/02/20266",
            "005/2/2026",
            "5/2/2026 x",
            "ngày 5 tháng 2 năm 2026.",
            "ngày 5 tháng 2",
            "tháng 2 năm 2026",
            "-5/2/2026",
        ] {
            let read = text.parse::<DocumentDate>();
            assert!(matches!(read, Err(Error::DateForm(_))), "{text}: {read:?}");
        }
    }
}
