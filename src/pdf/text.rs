//! Text strings and dates (ISO 32000-2 §7.9.2 and §7.9.4).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The characters of PDFDocEncoding (annex D.3) from 0x18 to 0x1f.
const LOW: [char; 8] = ['\u{2d8}', 'ˇ', 'ˆ', '\u{2d9}', '\u{2dd}', '\u{2db}', '\u{2da}', '\u{2dc}'];

/// The characters of PDFDocEncoding from 0x80 to 0xa0.
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// The characters of a text string: UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding.
pub(super) fn text(octets: &[u8]) -> String {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            _ => 0,
        });
        char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match octets {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => octets.iter().map(|&octet| character(octet)).collect(),
    }
}

fn character(octet: u8) -> char {
    let table = match octet {
        0x18..=0x1f => LOW.get(usize::from(octet - 0x18)),
        0x80..=0xa0 => HIGH.get(usize::from(octet - 0x80)),
        0xad | 0x7f => Some(&char::REPLACEMENT_CHARACTER),
        _ => None,
    };
    table.copied().unwrap_or(char::from(octet))
}

/// The octet of a character in PDFDocEncoding, if it has one.
pub(super) fn octet(character: char) -> Option<u8> {
    let place = |table: &[char], first: u8| {
        let index = table.iter().position(|known| *known == character)?;
        u8::try_from(index).ok()?.checked_add(first)
    };
    match character {
        char::REPLACEMENT_CHARACTER => None,
        '\0'..='\u{17}' | ' '..='~' | '\u{a1}'..='\u{ff}' if character != '\u{ad}' => {
            u8::try_from(u32::from(character)).ok()
        }
        _ => place(&LOW, 0x18).or_else(|| place(&HIGH, 0x80)),
    }
}

/// The time of a date `D:YYYYMMDDHHmmSSOHH'mm'`; all after the year may be missing. Without an
/// offset it counts as UTC, the standard says that the relation is unknown.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let rest = text.trim_matches(['\0', ' ']);
    let rest = rest.strip_prefix("D:").unwrap_or(rest);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (mut digits, zone) = rest.split_at_checked(digits)?;
    let mut field = |width: usize, default: i16| {
        if digits.is_empty() {
            return Some(default);
        }
        let (field, after) = digits.split_at_checked(width)?;
        digits = after;
        field.parse::<i16>().ok()
    };
    let year = field(4, -1)?;
    let mut small = |default| field(2, default).and_then(|value| i8::try_from(value).ok());
    let (month, day) = (small(1)?, small(1)?);
    let (hour, minute, second) = (small(0)?, small(0)?, small(0)?);
    if year < 0 || !digits.is_empty() {
        return None;
    }
    let local = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    offset(zone)?.to_timestamp(local).ok()
}

/// The offset `Z`, `+HH'mm'`, `-HH'mm`, `+HHmm` or `+HH`.
fn offset(zone: &str) -> Option<Offset> {
    let sign = match zone.bytes().next() {
        None | Some(b'Z' | b'z') => return Some(Offset::UTC),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = match minutes.get(..2) {
        Some(minutes) => minutes.parse().ok()?,
        None => 0,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings() {
        assert_eq!(text(b"\xfe\xff\x01\x10\x00A"), "ĐA");
        assert_eq!(text(b"\xef\xbb\xbfK\xc3\xbd s\xe1\xbb\x91"), "Ký số");
        assert_eq!(text(b"\x80A\xe9\xa0\x18"), "•Aé€\u{2d8}");
        assert_eq!(text(b"\xfe\xff\xd8\x00"), "\u{fffd}");
    }

    #[test]
    fn every_character_has_its_octet() {
        for value in 0..=u8::MAX {
            let character = character(value);
            let expected = (character != char::REPLACEMENT_CHARACTER).then_some(value);
            assert_eq!(octet(character), expected, "{value:#x}");
        }
        assert_eq!(['ư', 'Đ', '\u{80}', '\u{ad}'].map(octet), [None; 4]);
    }

    #[test]
    fn dates() {
        let time = |text| date(text).map(|time| time.to_string());
        assert_eq!(time("D:20261120080000+07'00'").as_deref(), Some("2026-11-20T01:00:00Z"));
        assert_eq!(time("D:20261120080000Z").as_deref(), Some("2026-11-20T08:00:00Z"));
        assert_eq!(time("D:20261120080000-0330").as_deref(), Some("2026-11-20T11:30:00Z"));
        assert_eq!(time("D:2026").as_deref(), Some("2026-01-01T00:00:00Z"));
        for bad in ["", "D:", "D:20261", "D:20261320", "D:20261120080000+9", "x", "D:20260230"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }
}
