//! Pictures: of a handwritten signature, of a seal.

use std::io::Cursor;
use std::sync::Arc;

use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};

use super::AppearanceError;
use crate::limits::{IMAGE_BYTES, IMAGE_PIXELS};
use crate::pdf::{Image, ImageColour};

/// A picture that a signature shows, from a file in PNG or JPEG. Decree 30 wants PNG with a transparent
/// ground.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Picture(Arc<Image>);

impl Picture {
    /// Reads a file in PNG or JPEG. A PNG is read with its transparency, whatever its depth and its
    /// colours; a JPEG is embedded as it is.
    ///
    /// # Errors
    /// [`AppearanceError::BadPicture`], [`AppearanceError::PictureTooLarge`], and
    /// [`AppearanceError::UnsupportedPicture`] for other formats and for JPEG in CMYK, which programs read
    /// in several ways.
    ///
    /// ```
    /// use kyso::sign::{AppearanceError, Picture};
    ///
    /// let read = Picture::from_bytes(b"GIF89a");
    /// assert!(matches!(read, Err(AppearanceError::UnsupportedPicture(_))));
    /// ```
    pub fn from_bytes(file: &[u8]) -> Result<Self, AppearanceError> {
        if file.len() > IMAGE_BYTES {
            return Err(AppearanceError::PictureTooLarge);
        }
        let image = match file {
            [0x89, b'P', b'N', b'G', ..] => png(file)?,
            [0xff, 0xd8, ..] => jpeg(file)?,
            _ => return Err(AppearanceError::UnsupportedPicture("PNG or JPEG is needed")),
        };
        Ok(Self(Arc::new(image)))
    }

    /// The same as it looks on white paper: for PDF/A-1, which forbids transparency.
    #[must_use]
    pub fn flattened(&self) -> Self {
        Self(Arc::new(self.0.flattened()))
    }

    pub(super) fn image(&self) -> &Arc<Image> {
        &self.0
    }

    /// How high it is where it is as wide as this.
    pub(super) fn height_of(&self, width: f64) -> f64 {
        let (across, down) = self.0.size();
        width * f64::from(down) / f64::from(across)
    }
}

fn png(file: &[u8]) -> Result<Image, AppearanceError> {
    let bad = |error| match error {
        DecodingError::LimitsExceeded => AppearanceError::PictureTooLarge,
        _ => AppearanceError::BadPicture,
    };
    // of four octets a pixel, and as much again on the way
    let limits = Limits { bytes: 8 * IMAGE_PIXELS };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(bad)?;
    let size = (header.width, header.height);
    let pixels = u64::from(size.0) * u64::from(size.1);
    if usize::try_from(pixels).map_or(true, |it| it > IMAGE_PIXELS) {
        return Err(AppearanceError::PictureTooLarge);
    }
    let mut reader = decoder.read_info().map_err(bad)?;
    let length = reader.output_buffer_size().ok_or(AppearanceError::PictureTooLarge)?;
    let mut samples = vec![0; length];
    let output = reader.next_frame(&mut samples).map_err(bad)?;
    samples.truncate(output.buffer_size());
    if output.bit_depth != BitDepth::Eight || (output.width, output.height) != size {
        return Err(AppearanceError::BadPicture);
    }
    let split = |components: usize| {
        let pixels = samples.chunks_exact(components + 1);
        let colours = pixels.clone().flat_map(|it| it.iter().take(components).copied()).collect();
        (colours, Some(pixels.filter_map(|it| it.last().copied()).collect()))
    };
    let (colour, (samples, opacity)) = match output.color_type {
        ColorType::Grayscale => (ImageColour::Gray, (samples, None)),
        ColorType::GrayscaleAlpha => (ImageColour::Gray, split(1)),
        ColorType::Rgb => (ImageColour::Rgb, (samples, None)),
        ColorType::Rgba => (ImageColour::Rgb, split(3)),
        ColorType::Indexed => return Err(AppearanceError::BadPicture),
    };
    Image::from_samples(size, colour, samples, opacity).ok_or(AppearanceError::BadPicture)
}

/// The header of the frame of a JPEG (ITU-T T.81 annex B): what PDF readers decode (ISO 32000-2 §7.4.8) is
/// baseline, extended or progressive, with Huffman codes and eight bits.
fn jpeg(file: &[u8]) -> Result<Image, AppearanceError> {
    const BAD: AppearanceError = AppearanceError::BadPicture;
    let mut rest = file.get(2..).unwrap_or_default();
    loop {
        let [0xff, marker, after @ ..] = rest else { return Err(BAD) };
        match marker {
            // filling, and markers without a segment
            0xff => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                rest = after;
                continue;
            }
            _ => {}
        }
        let Some(length) = after.first_chunk::<2>() else { return Err(BAD) };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((segment, next)) = after.split_at_checked(length) else { return Err(BAD) };
        match (marker, segment.get(2..).unwrap_or_default()) {
            (0xc0..=0xc2, [8, height @ .., _]) => {
                let [high, low, wide, narrow, components, ..] = height else { return Err(BAD) };
                let height = u32::from(u16::from_be_bytes([*high, *low]));
                let width = u32::from(u16::from_be_bytes([*wide, *narrow]));
                let colour = match components {
                    1 => ImageColour::Gray,
                    3 => ImageColour::Rgb,
                    4 => {
                        return Err(AppearanceError::UnsupportedPicture("a JPEG in CMYK"));
                    }
                    _ => return Err(BAD),
                };
                if width == 0 || height == 0 || !has_scan(next) {
                    return Err(BAD);
                }
                return Image::from_jpeg((width, height), colour, file.to_vec())
                    .ok_or(AppearanceError::PictureTooLarge);
            }
            (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, _) => {
                let which = "a JPEG that is neither baseline nor progressive with eight bits";
                return Err(AppearanceError::UnsupportedPicture(which));
            }
            // data or the end without a frame; a segment holds its length at least
            (0xd8..=0xda, _) => return Err(BAD),
            _ if length < 2 => return Err(BAD),
            _ => rest = next,
        }
    }
}

/// Whether a scan begins behind the frame of a JPEG, and the image has an end: what was cut off is drawn
/// in part, or not at all, and cannot be mended once it is signed.
fn has_scan(behind: &[u8]) -> bool {
    const START_OF_SCAN: &[u8] = &[0xff, 0xda];
    const END_OF_IMAGE: &[u8] = &[0xff, 0xd9];
    let find = |bytes: &[u8], marker: &[u8]| memchr::memmem::find(bytes, marker);
    // the octet 0xff is never followed by that of a marker in the data of a scan
    let scan = find(behind, START_OF_SCAN).and_then(|start| behind.get(start..));
    scan.is_some_and(|scan| find(scan, END_OF_IMAGE).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(colour: ColorType, depth: BitDepth, size: (u32, u32), data: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, size.0, size.1);
        encoder.set_color(colour);
        encoder.set_depth(depth);
        if colour == ColorType::Indexed {
            encoder.set_palette(vec![255, 0, 0, 0, 0, 255]);
            encoder.set_trns(vec![255, 0]);
        }
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        file
    }

    fn image(
        size: (u32, u32),
        colour: ImageColour,
        samples: &[u8],
        opacity: Option<&[u8]>,
    ) -> Picture {
        let opacity = opacity.map(<[u8]>::to_vec);
        let image = Image::from_samples(size, colour, samples.to_vec(), opacity).unwrap();
        Picture(Arc::new(image))
    }

    #[test]
    fn every_kind_of_png_is_read() {
        use BitDepth::{Eight, One, Sixteen};
        use ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
        let size = (2, 1);
        let rgb = |samples: &[u8], opacity| image(size, ImageColour::Rgb, samples, opacity);
        let gray = |samples: &[u8], opacity| image(size, ImageColour::Gray, samples, opacity);
        for (colour, depth, data, expected) in [
            (Rgb, Eight, &[1, 2, 3, 4, 5, 6][..], rgb(&[1, 2, 3, 4, 5, 6], None)),
            (Rgba, Eight, &[1, 2, 3, 0, 4, 5, 6, 9], rgb(&[1, 2, 3, 4, 5, 6], Some(&[0, 9]))),
            (
                Rgba,
                Sixteen,
                &[1, 255, 2, 0, 3, 0, 128, 0, 4, 0, 5, 0, 6, 0, 9, 9],
                rgb(&[1, 2, 3, 4, 5, 6], Some(&[128, 9])),
            ),
            (Grayscale, Eight, &[7, 8], gray(&[7, 8], None)),
            (Grayscale, One, &[0b0100_0000], gray(&[0, 255], None)),
            (GrayscaleAlpha, Eight, &[7, 0, 8, 255], gray(&[7, 8], Some(&[0, 255]))),
            // opaque all over
            (GrayscaleAlpha, Eight, &[7, 255, 8, 255], gray(&[7, 8], None)),
            (Indexed, One, &[0b0100_0000], rgb(&[255, 0, 0, 0, 0, 255], Some(&[255, 0]))),
        ] {
            let file = written(colour, depth, size, data);
            assert_eq!(Picture::from_bytes(&file).unwrap(), expected, "{colour:?} {depth:?}");
            for length in 0..file.len() {
                let _ = Picture::from_bytes(&file[..length]);
            }
        }
    }

    #[test]
    fn pictures_that_are_too_large_are_not_decoded() {
        let mut file = written(ColorType::Grayscale, BitDepth::Eight, (2, 1), &[7, 8]);
        // a width and a height of a hundred thousand, with the checksum of that
        file[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let mut sum = flate2::Crc::new();
        sum.update(&file[12..29]);
        file[29..33].copy_from_slice(&sum.sum().to_be_bytes());
        assert_eq!(Picture::from_bytes(&file), Err(AppearanceError::PictureTooLarge));
        let long = [&file[..], &vec![0; IMAGE_BYTES]].concat();
        assert_eq!(Picture::from_bytes(&long), Err(AppearanceError::PictureTooLarge));
    }

    /// A JPEG up to its frame, which has so many components.
    fn jpeg_of(frame: u8, depth: u8, components: u8) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, frame];
        let length = 8 + 3 * components;
        file.extend([0, length, depth, 0, 20, 1, 0, components]);
        file.extend((0..components).flat_map(|it| [it, 0x11, 0]));
        file.extend([0xff, 0xda, 0, 6, 1, 0, 0, 0, 0x2a, 0xff, 0, 0xff, 0xd9]);
        file
    }

    #[test]
    fn jpeg_is_embedded_as_it_is() {
        for (frame, components, colour) in
            [(0xc0, 1, ImageColour::Gray), (0xc1, 3, ImageColour::Rgb), (0xc2, 3, ImageColour::Rgb)]
        {
            let file = jpeg_of(frame, 8, components);
            let expected = Image::from_jpeg((256, 20), colour, file.clone()).unwrap();
            assert_eq!(*Picture::from_bytes(&file).unwrap().image().as_ref(), expected);
            for length in 0..file.len() {
                assert!(Picture::from_bytes(&file[..length]).is_err(), "{length}");
            }
        }
        for (frame, depth, components) in [(0xc0, 8, 4), (0xc3, 8, 3), (0xc9, 8, 3), (0xc1, 12, 3)]
        {
            let refused = Picture::from_bytes(&jpeg_of(frame, depth, components));
            assert!(matches!(refused, Err(AppearanceError::UnsupportedPicture(_))), "{frame:x}");
        }
        for bad in [&[0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff][..], &[0xff, 0xd8, 0xff, 0xda, 0, 2]] {
            assert_eq!(Picture::from_bytes(bad), Err(AppearanceError::BadPicture));
        }
    }
}
