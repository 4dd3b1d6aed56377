//! Images as image XObjects (ISO 32000-2 §8.9.5).

use super::write::{Entries, Value, compressed};
use super::{Colours, Update};
use crate::limits::{IMAGE_BYTES, IMAGE_PIXELS};
use crate::pdf::Reference;

/// What the samples of an image are.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ImageColour {
    /// One octet a pixel.
    Gray,
    /// Three octets a pixel.
    Rgb,
}

impl ImageColour {
    fn components(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
        }
    }
}

/// An image, with eight bits for each part of a colour.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    width: u32,
    height: u32,
    colour: ImageColour,
    data: Data,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Data {
    /// A file in baseline or progressive JPEG.
    Jpeg(Vec<u8>),
    /// Samples by rows, and how opaque each pixel is, if not all of them are.
    Samples(Vec<u8>, Option<Vec<u8>>),
}

impl Image {
    /// From samples in rows, and the opacity of each pixel. `None` where there are too many, or not as
    /// many as width and height say.
    pub fn from_samples(
        (width, height): (u32, u32),
        colour: ImageColour,
        samples: Vec<u8>,
        opacity: Option<Vec<u8>>,
    ) -> Option<Self> {
        let pixels = pixels(width, height)?;
        let fits = samples.len() == pixels.checked_mul(colour.components())?
            && opacity.as_ref().is_none_or(|it| it.len() == pixels);
        let opacity = opacity.filter(|it| it.iter().any(|it| *it != u8::MAX));
        fits.then_some(Self { width, height, colour, data: Data::Samples(samples, opacity) })
    }

    /// From a JPEG file, which is embedded as it is. `None` where it is too large.
    pub fn from_jpeg(
        (width, height): (u32, u32),
        colour: ImageColour,
        file: Vec<u8>,
    ) -> Option<Self> {
        pixels(width, height)?;
        (file.len() <= IMAGE_BYTES).then_some(Self {
            width,
            height,
            colour,
            data: Data::Jpeg(file),
        })
    }

    /// How many pixels it is wide and high.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Whether it lets what is beneath it be seen.
    pub fn is_transparent(&self) -> bool {
        matches!(self.data, Data::Samples(_, Some(_)))
    }

    /// The same as it looks on white paper.
    #[must_use]
    pub fn flattened(&self) -> Self {
        let Data::Samples(samples, Some(opacity)) = &self.data else { return self.clone() };
        let pixels = samples.chunks_exact(self.colour.components()).zip(opacity);
        let samples = pixels.flat_map(|(pixel, opacity)| {
            let (over, under) = (u32::from(*opacity), u32::from(u8::MAX - opacity) * 255);
            pixel.iter().map(move |part| {
                let blended = (u32::from(*part) * over + under + 127) / 255;
                u8::try_from(blended).unwrap_or(u8::MAX)
            })
        });
        Self { data: Data::Samples(samples.collect(), None), ..*self }
    }
}

/// How many there are, if there may be so many.
fn pixels(width: u32, height: u32) -> Option<usize> {
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    (1..=IMAGE_PIXELS).contains(&pixels).then_some(pixels)
}

impl Update<'_, '_> {
    pub(super) fn add_image(&mut self, image: &Image, colours: &mut Colours) -> Reference {
        let space = match image.colour {
            ImageColour::Gray => colours.gray(self),
            ImageColour::Rgb => colours.rgb(self),
        };
        let mut entries = image_entries(image, space);
        let value = match &image.data {
            Data::Jpeg(file) => {
                entries.set("Filter", "/DCTDecode");
                Value::Stream(entries, file.clone())
            }
            Data::Samples(samples, opacity) => {
                if let Some(opacity) = opacity {
                    let mask = compressed(image_entries(image, "/DeviceGray".into()), opacity);
                    let reference = self.reserve();
                    self.put(reference, mask);
                    entries.set("SMask", reference);
                }
                compressed(entries, samples)
            }
        };
        let reference = self.reserve();
        self.put(reference, value);
        reference
    }
}

fn image_entries(image: &Image, space: Value) -> Entries {
    let mut entries = Entries::new();
    entries
        .set("Type", "/XObject")
        .set("Subtype", "/Image")
        .set("Width", image.width.to_string())
        .set("Height", image.height.to_string())
        .set("ColorSpace", space)
        .set("BitsPerComponent", "8");
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_as_many_as_there_are_pixels() {
        let image = |width, height, samples, opacity: Option<usize>| {
            let opacity = opacity.map(|it| vec![0; it]);
            Image::from_samples((width, height), ImageColour::Rgb, vec![0; samples], opacity)
        };
        assert!(image(2, 3, 18, Some(6)).is_some());
        assert!(image(2, 3, 17, None).is_none());
        assert!(image(2, 3, 18, Some(5)).is_none());
        assert!(image(0, 3, 0, None).is_none());
        assert!(image(u32::MAX, u32::MAX, 3, None).is_none());
        assert!(Image::from_jpeg((1, 1), ImageColour::Gray, vec![0; IMAGE_BYTES + 1]).is_none());
    }

    #[test]
    fn flat_images_are_what_is_seen_on_paper() {
        let samples = vec![255, 0, 0, 0, 0, 255, 10, 20, 30];
        let image = |opacity| {
            Image::from_samples((3, 1), ImageColour::Rgb, samples.clone(), Some(opacity)).unwrap()
        };
        assert!(!image(vec![255; 3]).is_transparent());
        let seen = image(vec![255, 128, 0]);
        assert!(seen.is_transparent());
        let flat = seen.flattened();
        assert!(!flat.is_transparent());
        let Data::Samples(samples, None) = flat.data else { panic!() };
        assert_eq!(samples, [255, 0, 0, 127, 127, 255, 255, 255, 255]);
    }
}
