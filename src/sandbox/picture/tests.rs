//! Pictures of a chat, checked as text.

use chrono::DateTime;

use super::*;
use crate::sandbox::telegram::{Button, ButtonAction, Chat, Person, html};

fn message(from_bot: bool, html: &str, labels: &[&[&str]]) -> Message {
    let button = |label: &&str| {
        let action = match label.starts_with("Copy") {
            true => ButtonAction::Copy("123".into()),
            false => ButtonAction::Callback("x".into()),
        };
        Button { label: (*label).into(), action, style: None }
    };
    let spans = html::parse(html).unwrap_or_default();
    Message {
        id: 1,
        chat: Chat::Private(1),
        author: (!from_bot).then(|| Person::new(1, "Ann")),
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

fn bubble(from_bot: bool, html: &str, labels: &[&[&str]]) -> Item {
    Item::Bubble { message: message(from_bot, html, labels), time: "12:03".into() }
}

/// A conversation with everything that a picture can show.
fn conversation() -> Vec<Item> {
    let status = "✅ <b>CSV import: ok</b>\nBot <code>2792787</code> · task <code>123</code>\n\
        <pre>New      21\nUpdated   0\nRemoved   0</pre>\n\
        Created 25 Oct 2025, 11:18 UTC\n(1 year ago)\nChecked 23 Nov 2026, 12:03:07 UTC";
    let welcome = "<b>Your Bots.Business bots, in your pocket</b>\nUnofficial, open source.\n\n\
        1. In the Bots.Business app: Settings → Profile, copy <b>Api Key</b>.\n\
        2. Paste it here. I delete your message and store the key encrypted.\n\n\
        The key controls your whole account. You can reset it in the app.";
    let linked = "✅ <b>Connected as a…@mail.com</b>\nYour message is deleted, the key encrypted.\n\n\
        Next: <code>/csvstatus BOT TASK</code>";
    let no_task = "<b>Bot 2792787 has no import 124</b>\nPlease check the task number.";
    vec![
        bubble(false, "/start", &[]),
        bubble(true, welcome, &[&["What do you store?", "Help"]]),
        Item::Vanished { note: "key pasted, deleted at once".into() },
        bubble(true, linked, &[&["Check an import", "Accounts"]]),
        bubble(false, "/csvstatus 2792787 123", &[]),
        bubble(true, status, &[&["Refresh", "Copy task id"]]),
        Item::Note("one minute later".into()),
        bubble(true, no_task, &[&["2792787 · task 123"], &["My Shop", "Refer & Earn <beta>"], &["Cancel"]]),
        bubble(true, "<blockquote>Asked: bot 123</blockquote>A <a href=\"https://x.example\">link</a>.", &[]),
    ]
}

#[test]
fn the_same_chat_gives_the_same_picture() {
    let picture = svg("BB Pocket", &conversation());
    assert_eq!(picture, svg("BB Pocket", &conversation()));
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    // To look at it: `cargo test picture` with a path in this variable.
    if let Some(path) = std::env::var_os("BB_POCKET_PICTURE") {
        assert!(std::fs::write(path, &picture).is_ok());
    }
}

#[test]
fn text_cannot_break_out_of_the_picture() {
    let items = [bubble(true, "&lt;script&gt; &amp; \u{1b}", &[&["Refer & Earn <beta>"]])];
    let picture = svg("A & B", &items);
    assert!(picture.contains("&lt;script&gt; &amp; \u{fffd}"));
    assert!(picture.contains("Refer &amp; Earn &lt;beta&gt;"));
    assert!(picture.contains("<title>A &amp; B</title>"));
}

#[test]
fn text_stays_in_its_bubble_whatever_the_font_and_there_is_a_dark_form() {
    let picture = svg("BB Pocket", &conversation());
    let texts = picture.lines().filter(|line| line.starts_with("<text"));
    assert!(texts.clone().count() > 20 && texts.clone().all(|line| line.contains(" textLength=\"")), "{picture}");
    assert!(picture.contains("@media (prefers-color-scheme:dark)"));
}

#[test]
fn a_longer_chat_is_a_higher_picture() {
    let height = |picture: String| {
        let number = picture.split("height=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        number.and_then(|number| number.parse::<u32>().ok()).unwrap_or(0)
    };
    let chat = conversation();
    let first = height(svg("x", chat.get(..1).unwrap_or_default()));
    assert!(first > 100 && height(svg("x", &chat)) > first + 400);
}
