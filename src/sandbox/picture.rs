//! Draws a chat as one self-contained SVG, as wide as a phone, for the documentation. A deleted message is drawn as a
//! note, so that no pasted key can get into a picture.

mod bubble;
mod paint;

use self::paint::{Canvas, Ink};
use crate::sandbox::telegram::Message;

/// An item of the chat, from top to bottom.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a picture has a handful of items")]
pub enum Item {
    /// A message with its buttons.
    Bubble {
        message: Message,
        /// The text in its corner, like `12:03`.
        time: String,
    },
    /// The place of a person's deleted message.
    Vanished {
        /// The text drawn there, like `key pasted, deleted at once`.
        note: String,
    },
    /// A small line in the middle, like `one hour later` or the text of a toast.
    Note(String),
}

/// Pixels.
const WIDTH: i32 = 400;
const MARGIN: i32 = 14;
const HEADER: i32 = 58;
const GAP: i32 = 10;

/// The chat as SVG. The same items give the same picture.
pub fn svg(title: &str, items: &[Item]) -> String {
    let mut canvas = Canvas::default();
    let mut y = HEADER + MARGIN;
    for item in items {
        let height = match item {
            Item::Bubble { message, time } => bubble::message(&mut canvas, y, message, time),
            Item::Vanished { note } => bubble::vanished(&mut canvas, y, note),
            Item::Note(text) => bubble::note(&mut canvas, y, text),
        };
        y += height + GAP;
    }
    let height = y - GAP + MARGIN;
    let mut page = Canvas::default();
    page.open(WIDTH, height, title);
    page.block([0, 0, WIDTH, height], 18, "#d3e2ec", None);
    page.append(canvas);
    header(&mut page, title);
    page.close()
}

/// The bar with the bot's name and a round picture of its first letters, as apps draw it.
fn header(page: &mut Canvas, title: &str) {
    page.path(&format!("M0 {HEADER}V18a18 18 0 0 1 18-18H{}a18 18 0 0 1 18 18V{HEADER}z", WIDTH - 18), "#ffffff");
    page.block([0, HEADER - 1, WIDTH, 1], 0, "#c3d3de", None);
    page.circle([36, HEADER / 2], 19, "#4a9fd8");
    let words = title.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let initials: String = words.take(2).flat_map(char::to_uppercase).collect();
    page.text([36, HEADER / 2 + 6], &initials, &Ink { colour: "#ffffff", size: 16, bold: true, anchor: "middle" });
    page.text([68, 26], title, &Ink { colour: "#1b2733", size: 16, bold: true, anchor: "start" });
    page.text([68, 44], "bot", &Ink { colour: "#7b8b97", size: 13, bold: false, anchor: "start" });
}

#[cfg(test)]
mod tests;
