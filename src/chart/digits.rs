//! The digits, a point, and the letters of thousands (k M G T P E), as 5 × 7 dots each.

use super::canvas::{Canvas, Colour};

/// Points of a dot: on a phone, where a picture is about half as wide, letters as high as those of the chat.
const DOT: usize = 4;
const ACROSS: usize = 5;
const DOWN: usize = 7;

/// How high a line is, points.
pub(super) const HEIGHT: usize = DOWN * DOT;

/// How wide a text is, points.
pub(super) fn width(text: &str) -> usize {
    (text.chars().count() * (ACROSS + 1)).saturating_sub(1) * DOT
}

/// Writes from this point to the right and down.
pub(super) fn write(canvas: &mut Canvas, text: &str, x: usize, y: usize) {
    for (place, sign) in text.chars().enumerate() {
        let left = x + place * (ACROSS + 1) * DOT;
        for (line, dots) in dots(sign).into_iter().enumerate() {
            for column in (0..ACROSS).filter(|column| dots >> (ACROSS - 1 - column) & 1 == 1) {
                let (x, y) = (left + column * DOT, y + line * DOT);
                canvas.fill(x..x + DOT, y..y + DOT, Colour::Text);
            }
        }
    }
}

/// A line of dots is a number of five binary digits. Other signs are blank.
fn dots(sign: char) -> [u8; DOWN] {
    match sign {
        '0' => [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        '2' => [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        '3' => [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
        '4' => [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        '6' => [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        '.' => [0, 0, 0, 0, 0, 0b01100, 0b01100],
        'k' => [0b10000, 0b10000, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010],
        'M' => [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
        'G' => [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01111],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        'P' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        _ => [0; DOWN],
    }
}
