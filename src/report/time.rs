//! Times as people in Vietnam read them.

use jiff::Timestamp;
use jiff::tz::{Offset, offset};

/// The legal time of Vietnam; it has had no other offset since 1975.
const VIETNAM: Offset = offset(7);

/// A time in +07:00, whole seconds: `20/11/2026 15:00:00 +07:00`.
///
/// ```
/// use kyso::report::local_time;
///
/// let time = "2026-11-20T08:00:03.9Z".parse()?;
/// assert_eq!(local_time(time), "20/11/2026 15:00:03 +07:00");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn local_time(time: Timestamp) -> String {
    let local = VIETNAM.to_datetime(time);
    format!(
        "{:02}/{:02}/{:04} {:02}:{:02}:{:02} +07:00",
        local.day(),
        local.month(),
        local.year(),
        local.hour(),
        local.minute(),
        local.second(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_vietnam() {
        let time = "2026-12-31T17:00:00Z".parse().unwrap();
        assert_eq!(local_time(time), "01/01/2027 00:00:00 +07:00");
    }

    #[test]
    fn the_ends_of_time_can_be_written() {
        assert!(local_time(Timestamp::MAX).ends_with(" +07:00"));
        assert!(local_time(Timestamp::MIN).ends_with(" +07:00"));
    }
}
