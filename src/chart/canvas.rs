//! A raster of few colours, and its PNG.
//!
//! Owns the colours. What lies outside of the raster is not drawn.

use std::ops::Range;

/// What a point may be: the place in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Colour {
    Back,
    Grid,
    Gap,
    Known,
    Bar,
    Area,
    Line,
    Text,
}

/// Red, green, blue of each. Orange and blue are told apart by nearly everybody; the text has a contrast of 13:1.
const PALETTE: [[u8; 3]; 8] = [
    [0x17, 0x21, 0x2b],
    [0x2c, 0x3b, 0x4a],
    [0x33, 0x45, 0x57],
    [0x8f, 0xa3, 0xb5],
    [0xff, 0x8a, 0x50],
    [0x24, 0x5c, 0x8f],
    [0x5c, 0xb8, 0xff],
    [0xe6, 0xed, 0xf3],
];

pub(super) struct Canvas {
    width: usize,
    points: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, points: vec![Colour::Back as u8; width * height] }
    }

    pub(super) fn fill(&mut self, x: Range<usize>, y: Range<usize>, colour: Colour) {
        let x = x.start.min(self.width)..x.end.min(self.width);
        for y in y {
            let row = y * self.width;
            if let Some(points) = self.points.get_mut(row + x.start..row + x.end) {
                points.fill(colour as u8);
            }
        }
    }

    /// Four bits a point (PNG, 11.2.1).
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let too_large = |_| png::EncodingError::LimitsExceeded;
        let width = u32::try_from(self.width).map_err(too_large)?;
        let height = u32::try_from(self.points.len() / self.width.max(1)).map_err(too_large)?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(PALETTE.as_flattened());
        let pairs = self.points.chunks(2).map(|pair| match pair {
            [left, right] => left << 4 | right,
            [left] => left << 4,
            _ => 0,
        });
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pairs.collect::<Vec<u8>>())?;
        writer.finish()?;
        Ok(file)
    }
}
