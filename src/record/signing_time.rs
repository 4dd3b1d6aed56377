//! Times of signing as they stand on the page.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::{Offset, offset};

use super::Error;
use super::date::{DocumentDate, read_numbers, reader_text};
use super::text::Reader;

/// The time zone of Vietnam.
const VIETNAM: Offset = offset(7);

/// The time of a signature as annexes and copies show it (Decree 30, Annex I): in Vietnam's time zone,
/// to the second.
///
/// The decree asks for the form of ISO 8601, which is how it is shown. Programs in the field write
/// [`dotted`](Self::dotted) or [`slashed`](Self::slashed). All are read, with any time zone; without one
/// it is no time.
///
/// ```
/// use kyso::record::SigningTime;
///
/// let time: SigningTime = "23.11.2026 09:05:07 +07:00".parse()?;
/// assert_eq!(time.to_string(), "2026-11-23T09:05:07+07:00");
/// assert_eq!(time.slashed(), "23/11/2026 09:05:07 +07:00");
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SigningTime(pub Timestamp);

impl SigningTime {
    /// `23.11.2026 09:05:07 +07:00`.
    pub fn dotted(self) -> String {
        self.slashed().replace('/', ".")
    }

    /// `23/11/2026 09:05:07 +07:00`.
    pub fn slashed(self) -> String {
        let (date, time) = self.local();
        format!("{} {time} +07:00", date.slashed())
    }

    fn local(self) -> (DocumentDate, String) {
        let local = VIETNAM.to_datetime(self.0);
        let time = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
        (DocumentDate(local.date()), time)
    }
}

impl fmt::Display for SigningTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = self.local();
        write!(f, "{date}T{time}+07:00")
    }
}

impl FromStr for SigningTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = Reader::new(text)?;
        let day = read_numbers(&mut reader);
        let clock = read_clock(&mut reader).filter(|_| reader.is_at_end());
        let (day, clock) = day.zip(clock).ok_or_else(|| Error::TimeForm(reader_text(text)))?;
        let impossible = || Error::TimeImpossible(reader_text(text));
        let date = day.date().map_err(|_| impossible())?;
        let [hour, minute, second] = clock.time;
        let time = Time::new(hour, minute, second, 0).map_err(|_| impossible())?;
        let offset = Offset::from_seconds(clock.offset).map_err(|_| impossible())?;
        offset.to_timestamp(date.to_datetime(time)).map(Self).map_err(|_| impossible())
    }
}

serde_as_text!(SigningTime, "time of signing", |text| text.parse().ok());

struct Clock {
    time: [i8; 3],
    /// Of the zone, in seconds.
    offset: i32,
}

/// `T09:05:07+07:00` and ` 09:05:07 +07:00`, with parts of a second, which are not kept, or `Z`.
fn read_clock(reader: &mut Reader) -> Option<Clock> {
    let is_separated = reader.take('T') || reader.take('t') || reader.peek() == Some(' ');
    reader.skip_spaces();
    let mut part = |separator: Option<char>| {
        let is_there = separator.is_none_or(|it| reader.take(it));
        let number = reader.number(1..=2).filter(|_| is_there)?;
        i8::try_from(number).ok()
    };
    let time = [part(None)?, part(Some(':'))?, part(Some(':'))?];
    if reader.take('.') && reader.digits().is_empty() {
        return None;
    }
    reader.skip_spaces();
    if reader.take('Z') || reader.take('z') {
        return is_separated.then_some(Clock { time, offset: 0 });
    }
    let sign = match reader.next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let hours = reader.number(2..=2)?;
    reader.take(':');
    let minutes = reader.number(2..=2).filter(|it| *it < 60)?;
    let offset = sign * (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    is_separated.then_some(Clock { time, offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_written_and_read() {
        let time = SigningTime("2026-11-23T02:05:07.9Z".parse().unwrap());
        assert_eq!(time.to_string(), "2026-11-23T09:05:07+07:00");
        assert_eq!(time.dotted(), "23.11.2026 09:05:07 +07:00");
        assert_eq!(time.slashed(), "23/11/2026 09:05:07 +07:00");
        for second in (0..4_000_000_000).step_by(86_399 * 97) {
            let time = SigningTime(Timestamp::from_second(second).unwrap());
            for form in [time.to_string(), time.dotted(), time.slashed()] {
                assert_eq!(form.parse(), Ok(time), "{form}");
            }
        }
        // the day of Vietnam, not that of UTC
        let night = SigningTime("2026-12-31T17:00:00Z".parse().unwrap());
        assert_eq!(night.to_string(), "2027-01-01T00:00:00+07:00");
    }

    #[test]
    fn other_zones_and_parts_of_seconds_are_read() {
        let wanted = SigningTime("2025-06-26T08:19:01Z".parse().unwrap());
        for text in [
            "26/06/2025 15:19:01 +07:00",
            "2025-06-26T08:19:01Z",
            "2025-06-26 08:19:01 +0000",
            "2025-06-26T04:19:01.123456789-04:00",
            "26.6.2025  15:19:1 +07:00",
        ] {
            assert_eq!(text.parse(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2026-11-23",
            "23.11.2026 09:05:07",
            "23.11.2026 09:05 +07:00",
            "23.11.2026T",
            "2026-11-23T09:05:07+07",
            "2026-11-23T09:05:07+07:99",
            "2026-11-23T09:05:07.+07:00",
            "2026-11-2309:05:07+07:00",
            "2026-11-23T09:05:07+07:00 x",
            "23.11.2026 09:05:07 07:00",
            "23.11.2026 :05:07 +07:00",
        ] {
            let read = text.parse::<SigningTime>();
            assert!(matches!(read, Err(Error::TimeForm(_))), "{text}: {read:?}");
        }
        for text in [
            "2026-02-30T09:05:07+07:00",
            "2026-11-23T24:00:00+07:00",
            "2026-11-23T09:60:00+07:00",
            "2026-11-23T09:05:61+07:00",
            "2026-11-23T09:05:07+99:00",
            "0000-13-01T00:00:00Z",
        ] {
            let read = text.parse::<SigningTime>();
            assert!(matches!(read, Err(Error::TimeImpossible(_))), "{text}: {read:?}");
        }
    }
}
