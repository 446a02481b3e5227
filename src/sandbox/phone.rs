//! Draws a chat as text, as a phone shows it: for the sandbox's terminal and for snapshot tests.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::sandbox::lines;
use crate::sandbox::telegram::{ButtonAction, Chat, Event, Message, Span, Style};

/// Columns of text in a bubble, about as many as a phone shows.
pub const WIDTH: usize = 40;

#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of text in a bubble.
    pub width: usize,
    /// Colours and bold, for a terminal.
    pub ansi: bool,
    /// Buttons with numbers, so that they can be pressed from a keyboard.
    pub numbered: bool,
}

impl Default for Look {
    fn default() -> Look {
        Look { width: WIDTH, ansi: false, numbered: false }
    }
}

/// Draws a message with its buttons: the bot's on the left, a person's on the right. No line break at the end.
///
/// ```text
///                   /csvstatus 2792787 123 │
/// │ ✅ CSV import: ok
/// │ Bot 2792787 · task 123
///   [Refresh] [Copy task id]
/// ```
///
/// A file is a line of its own above its caption: `│ [file errors.txt, 3 kB]`.
pub fn bubble(message: &Message, width: usize, ansi: bool) -> String {
    bubble_with(message, &Look { width, ansi, numbered: false })
}

/// As [`bubble`], with other settings.
pub fn bubble_with(message: &Message, look: &Look) -> String {
    let width = u32::try_from(look.width).unwrap_or(u32::MAX);
    let lines = lines::of(message, width, |letter, _| columns(letter));
    let widths = lines.iter().map(|line| line.iter().map(|span| span.text.width()).sum::<usize>());
    let widest = widths.max().unwrap_or(0);
    let mut drawn: Vec<String> = match message.from_bot() {
        true => lines.iter().map(|line| left(line, look)).collect(),
        false => lines.iter().map(|line| right(line, widest, look)).collect(),
    };
    if message.edited() {
        drawn.push(if message.from_bot() { "  (edited)".into() } else { format!("{:>1$}", "(edited)", look.width) });
    }
    drawn.extend(buttons(message, look));
    drawn.join("\n")
}

/// The lines that an event adds to a running view; `None` when it is not visible.
pub fn event(event: &Event, look: &Look) -> Option<String> {
    let line = match event {
        Event::Said(message) | Event::Reworded(message) | Event::Sent(message) | Event::Edited(message) => {
            return Some(bubble_with(message, look));
        }
        Event::Answered { url: Some(url), .. } => format!("· opened: {url} ·"),
        Event::Answered { toast: None, .. } => return None,
        Event::Answered { toast: Some(toast), alert: false, .. } => format!("( {toast} )"),
        Event::Answered { toast: Some(toast), alert: true, .. } => format!("( {toast} — OK )"),
        Event::Pressed { label, .. } => format!("· pressed [{label}] ·"),
        Event::Deleted(message) if message.from_bot() => "· the bot deleted its message ·".into(),
        Event::Deleted(_) => "· your message was deleted ·".into(),
        Event::Typing { action, .. } => format!("· {}… ·", action.replace('_', " ")),
        Event::Blocked(Chat::Private(_)) => "· the bot is blocked ·".into(),
        Event::Unblocked(Chat::Private(_)) => "· the bot is no longer blocked ·".into(),
        Event::Blocked(Chat::Group(_)) => "· the bot was removed ·".into(),
        Event::Unblocked(Chat::Group(_)) => "· the bot was added ·".into(),
    };
    Some(painted(&line, "2", look))
}

fn columns(letter: char) -> u32 {
    match letter {
        // The variation selector that makes an emoji of the character before: `⚠️` takes two columns.
        '\u{fe0f}' => 1,
        letter => u32::try_from(letter.width().unwrap_or(0)).unwrap_or(0),
    }
}

fn left(line: &[Span], look: &Look) -> String {
    let bar = painted("│", "2", look);
    match line.is_empty() {
        true => bar,
        false => format!("{bar} {}", styled(line, look)),
    }
}

/// A person's lines start at the same column, and the widest one ends at the edge.
fn right(line: &[Span], widest: usize, look: &Look) -> String {
    let used: usize = line.iter().map(|span| span.text.width()).sum();
    let before = " ".repeat((look.width + 2).saturating_sub(widest));
    let after = " ".repeat(widest.saturating_sub(used));
    format!("{before}{}{after} {}", styled(line, look), painted("│", "2", look))
}

fn styled(line: &[Span], look: &Look) -> String {
    line.iter().map(|span| painted(&span.text, &codes(&span.style), look)).collect()
}

/// The terminal's codes for a style (ECMA-48, "Select graphic rendition").
fn codes(style: &Style) -> String {
    let codes = [
        (style.bold, "1"),
        (style.italic || style.quote, "3"),
        (style.underline || style.link.is_some(), "4"),
        (style.strike, "9"),
        (style.code || style.pre, "36"),
        (style.link.is_some(), "34"),
    ];
    let wanted: Vec<&str> = codes.into_iter().filter(|(wanted, _)| *wanted).map(|(_, code)| code).collect();
    wanted.join(";")
}

fn painted(text: &str, codes: &str, look: &Look) -> String {
    match look.ansi && !codes.is_empty() {
        true => format!("\u{1b}[{codes}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

/// One line per row. As on a phone, a row that is too wide is not broken: its labels are cut. The numbers are none of the
/// phone's, so they cut nothing.
fn buttons(message: &Message, look: &Look) -> Vec<String> {
    let mut number = 0;
    let mut rows = Vec::new();
    for row in &message.buttons {
        let labels: Vec<String> = row
            .iter()
            .map(|button| {
                let sign =
                    if matches!(button.action, ButtonAction::Url(_) | ButtonAction::WebApp(_)) { " ↗" } else { "" };
                format!("{}{sign}", button.label)
            })
            .collect();
        let needed: usize = labels.iter().map(|label| label.width() + 3).sum();
        let share = (look.width + 1) / labels.len().max(1);
        let most = if needed > look.width + 1 { share.saturating_sub(3).max(1) } else { usize::MAX };
        let row = labels.iter().map(|label| {
            number += 1;
            let before = if look.numbered { format!("{number} ") } else { String::new() };
            painted(&format!("[{before}{}]", shortened(label, most)), "34", look)
        });
        rows.push(format!("  {}", row.collect::<Vec<_>>().join(" ")));
    }
    rows
}

fn shortened(label: &str, most: usize) -> String {
    if label.width() <= most {
        return label.to_owned();
    }
    let mut used = 1;
    let kept = label.chars().take_while(|letter| {
        used += letter.width().unwrap_or(0);
        used <= most
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::clock::Clock;
    use crate::sandbox::telegram::{Button, Chat, Person, Telegram, html};

    fn message(author: Option<Person>, html: &str, labels: &[&[&str]]) -> Message {
        let button = |label: &&str| {
            let action = ButtonAction::Callback("x".into());
            Button { label: (*label).into(), action, style: None }
        };
        let spans = html::parse(html).unwrap_or_default();
        Message {
            id: 1,
            chat: Chat::Private(1),
            author,
            text: spans.iter().map(|span| span.text.as_str()).collect(),
            html: None,
            spans,
            buttons: labels.iter().map(|row| row.iter().map(button).collect()).collect(),
            reply_to: None,
            silent: false,
            file: None,
            protected: false,
            spoiler: false,
            sent_at: DateTime::UNIX_EPOCH,
            edited_at: None,
        }
    }

    #[test]
    fn the_bot_speaks_at_the_left_with_its_buttons_below() {
        let html = "✅ <b>CSV import: ok</b>\n<pre>New      21\nUpdated   0</pre>";
        let mut message = message(None, html, &[&["Refresh", "Copy task id"], &["Accounts"]]);
        message.edited_at = Some(message.sent_at);
        let look = Look { numbered: true, ..Look::default() };
        let expected = [
            "│ ✅ CSV import: ok",
            "│ New      21",
            "│ Updated   0",
            "  (edited)",
            "  [1 Refresh] [2 Copy task id]",
            "  [3 Accounts]",
        ];
        assert_eq!(bubble_with(&message, &look), expected.join("\n"));
    }

    #[test]
    fn a_person_speaks_at_the_right() {
        let message = message(Some(Person::new(1, "Ann")), "/csvstatus 2792787 123", &[]);
        let expected = "                    /csvstatus 2792787 123 │";
        assert_eq!(bubble(&message, WIDTH, false), expected);
    }

    #[tokio::test]
    async fn a_file_is_a_line_above_its_caption() {
        let telegram = Telegram::start(Clock::fixed(DateTime::UNIX_EPOCH)).await.unwrap();
        let ann = Person::new(7001, "Ann");
        telegram.send_document(&ann, ann.chat(), "errors.txt", "text/plain", vec![b'x'; 3_210], "All of\nthem");
        telegram.send_document(&ann, ann.chat(), "a\u{1b}\n.csv", "text/csv", *b"x", "");
        let drawn: Vec<String> = telegram.messages(ann.chat()).iter().map(|it| bubble(it, WIDTH, false)).collect();
        let lines = [
            "                   [file errors.txt, 3 kB] │",
            "                   All of                  │",
            "                   them                    │",
        ];
        assert_eq!(drawn[0], lines.join("\n"));
        assert_eq!(drawn[1].trim(), "[file a.csv, 1 B] │");
    }

    #[test]
    fn labels_that_do_not_fit_their_row_are_cut() {
        let message = message(None, "x", &[&["A rather long label", "Another long one"]]);
        assert_eq!(bubble(&message, 20, false), "│ x\n  [A rath…] [Anothe…]");
        let look = Look { width: 20, ansi: false, numbered: true };
        assert_eq!(bubble_with(&message, &look), "│ x\n  [1 A rath…] [2 Anothe…]");
    }

    #[test]
    fn a_terminal_shows_bold_and_code() {
        let message = message(None, "<b>a</b> <code>b</code>", &[]);
        assert_eq!(bubble(&message, WIDTH, true), "\u{1b}[2m│\u{1b}[0m \u{1b}[1ma\u{1b}[0m \u{1b}[36mb\u{1b}[0m");
    }

    #[test]
    fn events_are_lines_of_the_running_view() {
        let said = message(Some(Person::new(1, "Ann")), "a key", &[]);
        let look = Look::default();
        assert_eq!(event(&Event::Deleted(said), &look).as_deref(), Some("· your message was deleted ·"));
        let typing = Event::Typing { chat: Chat::Private(1), action: "typing".into() };
        assert_eq!(event(&typing, &look).as_deref(), Some("· typing… ·"));
        let toast = |toast| Event::Answered { chat: Chat::Private(1), message_id: 1, toast, alert: false, url: None };
        assert_eq!(event(&toast(Some("Copied".into())), &look).as_deref(), Some("( Copied )"));
        assert_eq!(event(&toast(None), &look), None);
    }
}
