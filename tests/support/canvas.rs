//! A picture made of pixels: filled, inked, kept as PNG, and compared with another.

use std::io::Cursor;

/// Red, green and blue.
pub type Colour = [u8; 3];

/// What two machines may make of one edge of a letter.
const TOLERANCE: u8 = 4;

/// Pixels, row by row.
#[derive(PartialEq, Eq)]
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A canvas of one colour.
    pub fn new(width: usize, height: usize, ground: Colour) -> Self {
        Self { width, height, pixels: vec![ground; width * height] }
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), colour: Colour) {
        for row in y..(y + height).min(self.height) {
            let start = row * self.width + x;
            let end = start + width.min(self.width.saturating_sub(x));
            self.pixels[start..end].fill(colour);
        }
    }

    /// Mixes a colour into one pixel; one that lies outside is left out.
    pub fn ink(&mut self, x: i32, y: i32, colour: Colour, part: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x < self.width && y < self.height {
            let pixel = &mut self.pixels[y * self.width + x];
            for (under, over) in pixel.iter_mut().zip(colour) {
                let mixed = f32::from(*under) + (f32::from(over) - f32::from(*under)) * part.clamp(0.0, 1.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between two bytes"
                )]
                let mixed = mixed.round() as u8;
                *under = mixed;
            }
        }
    }

    /// The place of the first pixel that differs from that of another canvas.
    pub fn first_difference(&self, other: &Self) -> Option<(usize, usize)> {
        if (self.width, self.height) != (other.width, other.height) {
            return Some((0, 0));
        }
        let is_off = |(one, two): (&Colour, &Colour)| {
            one.iter().zip(two).any(|(one, two)| one.abs_diff(*two) > TOLERANCE)
        };
        let index = self.pixels.iter().zip(&other.pixels).position(is_off)?;
        Some((index % self.width, index / self.width))
    }

    /// As a PNG.
    pub fn to_png(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let size = |side: usize| u32::try_from(side).unwrap();
        let mut encoder = png::Encoder::new(&mut file, size(self.width), size(self.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(self.pixels.as_flattened()).unwrap();
        writer.finish().unwrap();
        file
    }

    /// From a PNG that [`Canvas::to_png`] made.
    pub fn from_png(file: &[u8]) -> Option<Self> {
        let mut reader = png::Decoder::new(Cursor::new(file)).read_info().ok()?;
        let (width, height) = reader.info().size();
        let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
        let mut bytes = vec![0; reader.output_buffer_size()?];
        reader.next_frame(&mut bytes).ok()?;
        let (pixels, rest) = bytes.as_chunks::<3>();
        (rest.is_empty() && pixels.len() == width * height).then(|| Self {
            width,
            height,
            pixels: pixels.to_vec(),
        })
    }
}
