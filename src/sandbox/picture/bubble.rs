//! Draws the items of a chat: bubbles with text, blocks, time and buttons; notes; the place of a deleted message. Each
//! function draws at a height and returns the item's own height.

use super::paint::{Canvas, Ink, TEXT, letter_width, line_width, text_width};
use super::{MARGIN, WIDTH};
use crate::sandbox::lines;
use crate::sandbox::telegram::{Button, ButtonAction, Message, Span};

/// The width at which text is broken, pixels.
const WIDEST: i32 = 300;
const PAD: i32 = 12;
const LINE: i32 = 21;
const BUTTON: i32 = 36;
const BUTTON_GAP: i32 = 4;
const TIME: i32 = 11;
/// The space above and below a block, inside and outside of it together.
const AIR: i32 = 10;
/// Distance from a block's left edge to its text.
const INDENT: i32 = 10;

pub(super) fn message(canvas: &mut Canvas, y: i32, message: &Message, time: &str) -> i32 {
    let limit = u32::try_from(WIDEST * 10).unwrap_or(0);
    let lines = lines::of(message, limit, letter_width);
    let time = Corner::of(message, time);
    let text_width = lines.iter().map(|line| line_width(line) + indent(line)).max().unwrap_or(0);
    let last = lines.last().map_or(0, |line| if is_block(line) { WIDEST } else { line_width(line) });
    let time_below = last + PAD + time.width() > WIDEST;
    let content = text_width.max(if time_below { time.width() } else { last + PAD + time.width() });
    let width = (content + 2 * PAD).max(widest_row(&message.buttons));
    let below = if time_below { LINE - 4 } else { 0 };
    let height = text_height(&lines) + below + PAD + 4;
    let x = if message.from_bot() { MARGIN } else { WIDTH - MARGIN - width };
    body(canvas, [x, y, width, height], message.from_bot());
    text(canvas, [x + PAD, y], width - 2 * PAD, &lines);
    time.draw(canvas, [x + width - PAD + 2, y + height - 8]);
    height + buttons(canvas, [x, y + height, width], &message.buttons)
}

/// Draws the place of a person's deleted message.
pub(super) fn vanished(canvas: &mut Canvas, y: i32, note: &str) -> i32 {
    let width = (text_width(note, 14) + 2 * PAD).min(WIDTH - 2 * MARGIN);
    let height = 36;
    let x = WIDTH - MARGIN - width;
    canvas.block([x, y, width, height], 14, "#e4edf3", Some("#9fb2c0"));
    canvas.text([x + width / 2, y + 23], note, &Ink { colour: "#6d7f8c", size: 14, bold: false, anchor: "middle" });
    height
}

/// Draws a small line in the middle.
pub(super) fn note(canvas: &mut Canvas, y: i32, text: &str) -> i32 {
    let width = (text_width(text, 13) + 24).min(WIDTH - 2 * MARGIN);
    let height = 26;
    canvas.block([(WIDTH - width) / 2, y, width, height], 13, "#7393a9", None);
    canvas.text([WIDTH / 2, y + 17], text, &Ink { colour: "#ffffff", size: 13, bold: false, anchor: "middle" });
    height
}

/// The bubble without its text: round, except for the corner towards its author.
fn body(canvas: &mut Canvas, [x, y, width, height]: [i32; 4], from_bot: bool) {
    let (left, right, fill) = if from_bot { (5, 15, "#ffffff") } else { (15, 5, "#e2fbd3") };
    let (across, down) = (width - 30, height - 15);
    let path = format!(
        "M{} {y}h{across}a15 15 0 0 1 15 15v{}a{right} {right} 0 0 1-{right} {right}h-{}a{left} {left} 0 0 1-{left}-{left}v-{}a15 15 0 0 1 15-15z",
        x + 15,
        down - right,
        width - left - right,
        down - left,
    );
    canvas.path(&path, fill);
}

/// The lines of text; blocks and quotations on a tint.
fn text(canvas: &mut Canvas, [x, y]: [i32; 2], width: i32, lines: &[Vec<Span>]) {
    let mut top = y + 7;
    for group in groups(lines) {
        let height = text_height(group);
        let mut baseline = top + TEXT + 1;
        if group.first().is_some_and(|line| is_block(line)) {
            canvas.block([x, top + 2, width, height - 4], 5, "#eaf2f8", None);
            canvas.block([x, top + 2, 3, height - 4], 1, "#4a9fd8", None);
            baseline += AIR / 2;
        }
        for line in group {
            if !line.is_empty() {
                canvas.styled([x + indent(line), baseline], line);
            }
            baseline += LINE;
        }
        top += height;
    }
}

/// Lines that are drawn together: each block apart from what surrounds it.
fn groups(lines: &[Vec<Span>]) -> impl Iterator<Item = &[Vec<Span>]> {
    lines.chunk_by(|one, other| is_block(one) == is_block(other))
}

fn text_height(lines: &[Vec<Span>]) -> i32 {
    let blocks = groups(lines).filter(|group| group.first().is_some_and(|line| is_block(line)));
    let air = i32::try_from(blocks.count()).unwrap_or(0) * AIR;
    i32::try_from(lines.len()).unwrap_or(0) * LINE + air
}

fn is_block(line: &[Span]) -> bool {
    line.iter().any(|span| span.style.pre || span.style.quote)
}

fn indent(line: &[Span]) -> i32 {
    if is_block(line) { INDENT } else { 0 }
}

/// The text in the lower right corner: the time, and the ticks of a read message.
struct Corner {
    text: String,
    colour: &'static str,
}

impl Corner {
    fn of(message: &Message, time: &str) -> Corner {
        let edited = if message.edited() { "edited " } else { "" };
        match message.from_bot() {
            true => Corner { text: format!("{edited}{time}"), colour: "#8d9ba6" },
            false => Corner { text: format!("{edited}{time} ✓✓"), colour: "#5ca94d" },
        }
    }

    fn width(&self) -> i32 {
        text_width(&self.text, TIME)
    }

    fn draw(&self, canvas: &mut Canvas, at: [i32; 2]) {
        canvas.text(at, &self.text, &Ink { colour: self.colour, size: TIME, bold: false, anchor: "end" });
    }
}

/// The width that the widest row of labels needs.
fn widest_row(rows: &[Vec<Button>]) -> i32 {
    let row_width = |row: &Vec<Button>| {
        let widest = row.iter().map(|button| label_width(button) + 28).max().unwrap_or(0);
        let count = i32::try_from(row.len()).unwrap_or(1);
        widest * count + BUTTON_GAP * (count - 1)
    };
    rows.iter().map(row_width).max().unwrap_or(0).min(WIDEST + 2 * PAD)
}

fn label_width(button: &Button) -> i32 {
    text_width(&button.label, 14) * 107 / 100
}

fn buttons(canvas: &mut Canvas, [x, y, width]: [i32; 3], rows: &[Vec<Button>]) -> i32 {
    let mut height = 0;
    for row in rows {
        height += BUTTON_GAP;
        let count = i32::try_from(row.len()).unwrap_or(1).max(1);
        let share = (width - BUTTON_GAP * (count - 1)) / count;
        for (button, left) in row.iter().zip((x..).step_by((share + BUTTON_GAP).unsigned_abs() as usize)) {
            draw_button(canvas, [left, y + height, share], button);
        }
        height += BUTTON;
    }
    height
}

fn draw_button(canvas: &mut Canvas, [x, y, width]: [i32; 3], button: &Button) {
    let fill = match button.style.as_deref() {
        Some("danger") => "#c9605b",
        Some("success") => "#58a56a",
        Some("primary") => "#3f8fc7",
        _ => "#6c91ab",
    };
    canvas.block([x, y, width, BUTTON], 9, fill, None);
    let label = fitted(&button.label, width - 12);
    canvas.text([x + width / 2, y + 23], &label, &Ink { colour: "#ffffff", size: 14, bold: true, anchor: "middle" });
    // As in apps, a sign marks a button that does not call the bot: two sheets for copying, an arrow for a link.
    let (right, top) = (x + width - 14, y + 6);
    let sign = match button.action {
        ButtonAction::Callback(_) => return,
        ButtonAction::Copy(_) => format!("M{right} {}v-6h6M{} {}h6v6h-6z", top + 6, right + 2, top + 2),
        ButtonAction::Url(_) | ButtonAction::WebApp(_) => {
            format!("M{right} {}l7-7m-5 0h5v5", top + 8)
        }
    };
    canvas.stroke(&sign, "#e6eef4");
}

/// A label cut to the width of its button, as on a phone.
fn fitted(label: &str, width: i32) -> String {
    let too_wide = |label: &str| text_width(label, 14) * 107 / 100 > width;
    if !too_wide(label) {
        return label.to_owned();
    }
    let mut kept = label.to_owned();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.trim_end());
        if !too_wide(&cut) {
            return cut;
        }
    }
    "…".to_owned()
}
