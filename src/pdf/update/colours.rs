//! In which colour spaces appearances are painted (ISO 32000-2 §8.6).
//!
//! Device colours mean what the screen or the printer makes of them. PDF/A wants it said (ISO 19005-1
//! clause 6.2.3): where no output intent of the document does, colours are those of sRGB by a profile.

use super::Update;
use super::write::{Entries, Value, compressed};
use crate::pdf::Reference;

/// The colour spaces of one update, each written once and only if it is needed.
pub(super) struct Colours {
    are_device: bool,
    rgb: Option<Reference>,
    gray: Option<Reference>,
}

impl Colours {
    /// Device colours, or those of profiles.
    pub(super) fn new(are_device: bool) -> Self {
        Self { are_device, rgb: None, gray: None }
    }

    pub(super) fn are_device(&self) -> bool {
        self.are_device
    }

    pub(super) fn rgb(&mut self, update: &mut Update<'_, '_>) -> Value {
        match self.are_device {
            true => "/DeviceRGB".into(),
            false => based_on(*self.rgb.get_or_insert_with(|| add(update, 3, &rgb_profile()))),
        }
    }

    pub(super) fn gray(&mut self, update: &mut Update<'_, '_>) -> Value {
        match self.are_device {
            true => "/DeviceGray".into(),
            false => based_on(*self.gray.get_or_insert_with(|| add(update, 1, &gray_profile()))),
        }
    }
}

fn based_on(profile: Reference) -> Value {
    Value::Array(vec!["/ICCBased".into(), profile.into()])
}

fn add(update: &mut Update<'_, '_>, components: u8, profile: &[u8]) -> Reference {
    let mut entries = Entries::new();
    entries.set("N", components.to_string());
    let reference = update.reserve();
    update.put(reference, compressed(entries, profile));
    reference
}

/// The illuminant D50 of the profile connection space, and the primaries of sRGB adapted to it by
/// Bradford's method (IEC 61966-2-1, ICC.1:2001-04 annex A).
const D50: [f64; 3] = [0.9642, 1.0, 0.8249];
const RED: [f64; 3] = [0.436_07, 0.222_49, 0.013_92];
const GREEN: [f64; 3] = [0.385_15, 0.716_87, 0.097_08];
const BLUE: [f64; 3] = [0.143_07, 0.060_61, 0.714_1];

/// A profile of sRGB in version 2 of the format, which PDF/A-1 knows (ICC.1:2001-04 clause 6.3.1.2).
fn rgb_profile() -> Vec<u8> {
    let curve = curve();
    profile(
        *b"RGB ",
        &[
            (*b"desc", description("sRGB")),
            (*b"cprt", text("CC0")),
            (*b"wtpt", xyz(D50)),
            (*b"rXYZ", xyz(RED)),
            (*b"gXYZ", xyz(GREEN)),
            (*b"bXYZ", xyz(BLUE)),
            (*b"rTRC", curve.clone()),
            (*b"gTRC", curve.clone()),
            (*b"bTRC", curve),
        ],
    )
}

/// Grey with the same curve (clause 6.3.1.1).
fn gray_profile() -> Vec<u8> {
    profile(
        *b"GRAY",
        &[
            (*b"desc", description("sGray")),
            (*b"cprt", text("CC0")),
            (*b"wtpt", xyz(D50)),
            (*b"kTRC", curve()),
        ],
    )
}

/// The header (clause 6.1), the table of tags (6.2) and these.
fn profile(space: [u8; 4], tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    const HEADER: usize = 128;
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes();
    let (mut table, mut data) = (number(tags.len()).to_vec(), Vec::new());
    let mut known: Vec<(&[u8], usize)> = Vec::new();
    let start = HEADER + 4 + 12 * tags.len();
    for (name, value) in tags {
        // tags may share their data
        let shared = known.iter().find(|it| it.0 == value.as_slice()).map(|it| it.1);
        let offset = shared.unwrap_or(start + data.len());
        if shared.is_none() {
            known.push((value, offset));
            data.extend_from_slice(value);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        table.extend([name.as_slice(), &number(offset), &number(value.len())].concat());
    }
    let mut profile = number(start + data.len()).to_vec();
    profile.extend([0; 4]);
    // version 2.1, for displays
    profile.extend([2, 0x10, 0, 0]);
    profile.extend(b"mntr");
    profile.extend(space);
    profile.extend(b"XYZ ");
    // the day of IEC 61966-2-1
    for part in [1999_u16, 10, 18, 0, 0, 0] {
        profile.extend(part.to_be_bytes());
    }
    profile.extend(b"acsp");
    profile.resize(68, 0);
    profile.extend(D50.iter().flat_map(|it| fixed(*it)));
    profile.resize(HEADER, 0);
    [profile, table, data].concat()
}

/// s15Fixed16Number (clause 5.3.2).
fn fixed(value: f64) -> [u8; 4] {
    let scaled = (value * 65_536.0).round();
    // no primary is negative, and none is larger than 1
    let whole = (0..=65_536_u32).rev().find(|it| f64::from(*it) <= scaled);
    whole.unwrap_or(0).to_be_bytes()
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let numbers = values.iter().flat_map(|it| fixed(*it));
    b"XYZ \0\0\0\0".iter().copied().chain(numbers).collect()
}

fn text(value: &str) -> Vec<u8> {
    [b"text\0\0\0\0", value.as_bytes(), b"\0"].concat()
}

/// textDescriptionType (clause 6.5.17): in ASCII, and nothing in Unicode and ScriptCode.
fn description(value: &str) -> Vec<u8> {
    let length = u32::try_from(value.len() + 1).unwrap_or(1).to_be_bytes();
    [b"desc\0\0\0\0", length.as_slice(), value.as_bytes(), b"\0", &[0; 4 + 4 + 2 + 1 + 67]].concat()
}

/// The curve of sRGB in steps of one part of 255 (clause 6.5.3).
fn curve() -> Vec<u8> {
    let steps = (0..=u8::MAX).map(|step| {
        let value = f64::from(step) / 255.0;
        let linear = match value <= 0.040_45 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        };
        linear * 65_535.0
    });
    let mut curve = b"curv\0\0\0\0\0\0\x01\0".to_vec();
    let mut whole = 0_u16;
    for step in steps {
        // they rise
        while f64::from(whole) + 0.5 <= step {
            whole += 1;
        }
        curve.extend(whole.to_be_bytes());
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_have_their_parts_where_they_say() {
        for (profile, space, tags) in [(rgb_profile(), b"RGB ", 9), (gray_profile(), b"GRAY", 4)] {
            let number = |at: usize| {
                let octets = profile[at..at + 4].try_into().unwrap();
                usize::try_from(u32::from_be_bytes(octets)).unwrap()
            };
            assert_eq!(number(0), profile.len());
            assert_eq!(&profile[16..20], space);
            assert_eq!(&profile[36..40], b"acsp");
            assert_eq!(number(128), tags);
            for tag in 0..tags {
                let entry = 132 + 12 * tag;
                let (offset, length) = (number(entry + 4), number(entry + 8));
                assert!(offset % 4 == 0 && offset >= 132 + 12 * tags);
                assert!(offset + length <= profile.len());
                if &profile[entry + 1..entry + 4] == b"TRC" {
                    assert_eq!(&profile[offset..offset + 4], b"curv");
                    assert_eq!(length, 12 + 2 * number(offset + 8));
                }
            }
        }
    }

    #[test]
    fn colours_are_those_of_srgb() {
        // white is the sum of the primaries (IEC 61966-2-1)
        for ((red, green), (blue, white)) in RED.iter().zip(GREEN).zip(BLUE.iter().zip(D50)) {
            assert!((red + green + blue - white).abs() < 0.0005);
        }
        assert_eq!(fixed(1.0), [0, 1, 0, 0]);
        assert_eq!(fixed(0.9642), [0, 0, 0xf6, 0xd6]);
        let curve = curve();
        let at = |step: usize| u16::from_be_bytes([curve[12 + 2 * step], curve[13 + 2 * step]]);
        assert_eq!([at(0), at(10), at(128), at(255)], [0, 199, 14146, 65535]);
    }
}
