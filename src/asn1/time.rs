//! UTCTime and GeneralizedTime.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{Element, Error, Tag};

impl Element<'_> {
    /// The value of a UTCTime or GeneralizedTime, in UTC.
    ///
    /// Read more widely than RFC 5280 §4.1.2.5 allows (seconds may be missing, an offset may stand
    /// instead of `Z`), since CMS signing times are BER. Years of UTCTime below 50 are 20xx.
    ///
    /// # Errors
    /// [`Error::BadValue`] for anything that is not a time of the calendar.
    pub fn time(&self) -> Result<Timestamp, Error> {
        let century_given = match self.tag() {
            Tag::UTC_TIME => false,
            Tag::GENERALIZED_TIME => true,
            _ => return Err(Error::BadValue("Time")),
        };
        parse(self.value(), century_given).ok_or(Error::BadValue("Time"))
    }
}

fn parse(text: &[u8], century_given: bool) -> Option<Timestamp> {
    let mut rest = text;
    let year = if century_given {
        digits(&mut rest, 4)?
    } else {
        let year = digits(&mut rest, 2)?;
        if year < 50 { 2000 + year } else { 1900 + year }
    };
    let month = digits(&mut rest, 2)?;
    let day = digits(&mut rest, 2)?;
    let hour = digits(&mut rest, 2)?;
    let minute = digits(&mut rest, 2)?;
    let second =
        if rest.first().is_some_and(u8::is_ascii_digit) { digits(&mut rest, 2)? } else { 0 };
    let mut nanosecond = 0_i32;
    if let Some((b'.' | b',', after)) = rest.split_first() {
        rest = after;
        let mut unit = 100_000_000;
        let mut any = false;
        while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
            nanosecond += i32::from(digit - b'0') * unit;
            unit /= 10;
            any = true;
            rest = after;
        }
        if !any {
            return None;
        }
    }
    let offset = match rest.split_first()? {
        (b'Z', []) => 0,
        (sign @ (b'+' | b'-'), mut after) => {
            let hours = i32::from(digits(&mut after, 2)?);
            let minutes = i32::from(digits(&mut after, 2)?);
            if !after.is_empty() || minutes > 59 {
                return None;
            }
            let seconds = hours * 3600 + minutes * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    // A leap second (60) is read as the second before it.
    let civil = DateTime::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?.min(if second == 60 { 59 } else { i8::MAX }),
        nanosecond,
    )
    .ok()?;
    let timestamp = Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok();
    // "No expiration" (RFC 5280 §4.1.2.5, 99991231235959Z) lies past the last instant that the
    // time library has, by two hours.
    timestamp.or((year == 9999).then_some(Timestamp::MAX))
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i16> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.iter().try_fold(0_i16, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + i16::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, century, expected) in [
            ("261120080000Z", false, "2026-11-20T08:00:00Z"),
            ("500101000000Z", false, "1950-01-01T00:00:00Z"),
            ("2611200800Z", false, "2026-11-20T08:00:00Z"),
            ("261120150000+0700", false, "2026-11-20T08:00:00Z"),
            ("20261120080000.25Z", true, "2026-11-20T08:00:00.25Z"),
            ("99991231235959Z", true, "9999-12-30T22:00:00.999999999Z"),
        ] {
            let parsed = parse(text.as_bytes(), century);
            assert_eq!(parsed.unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn nonsense() {
        for text in ["", "Z", "261320080000Z", "260230080000Z", "261120080000", "261120080000Zx"] {
            assert_eq!(parse(text.as_bytes(), false), None, "{text}");
        }
    }
}
