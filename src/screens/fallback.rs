//! Replies where nothing else can be said: an unknown command, words without a meaning, a flood, a failure.

use crate::frame::prompt::Removal;
use crate::frame::{Asker, Button, Table, View, in_private, to};
use crate::html;
use crate::link::Link;
use crate::plain;
use crate::text::{Text, nearest, one_line};

use super::{help, home};

/// Longest part of what a person typed that is said back, characters.
const MAX_ECHO: usize = 30;
/// How like a command a word has to be to be suggested (Jaro-Winkler, 0 to 1).
const LIKE_ENOUGH: f64 = 0.75;

/// A command that is none of ours, with the ways on.
pub fn unknown_command(asker: &Asker, table: &Table, typed: &str) -> View {
    let view = no_such_command(asker, table, typed);
    if asker.private { with_ways(view, &asker.text) } else { view }
}

/// The sentence about a command that is none of ours, with the one that was probably meant.
pub fn no_such_command(asker: &Asker, table: &Table, typed: &str) -> View {
    let text = &asker.text;
    let command = one_line(typed, MAX_ECHO);
    View::new(match meant(table, typed) {
        Some(name) => html!(text, "did-you-mean", command = command, suggestion = format!("/{name}")),
        None => html!(text, "unknown-command", command = command),
    })
}

/// The name of the command that was probably meant.
pub fn meant(table: &Table, typed: &str) -> Option<&'static str> {
    let word = typed.trim_start_matches('/').to_lowercase();
    let names = table.rows().iter().filter(|row| !row.staff).filter_map(|row| row.command).map(|command| command.name);
    nearest(&word, names, LIKE_ENOUGH)
}

fn with_ways(view: View, text: &Text) -> View {
    let help = Button::to(plain!(text, "button-help"), help::Help, ());
    view.row([help, Button::to(plain!(text, "button-home"), home::Home, ())])
}

/// Words that are no command and answer nothing.
pub fn not_understood(text: &Text) -> View {
    View::new(html!(text, "not-understood")).row([Button::to(plain!(text, "button-help"), help::Help, ())])
}

/// A word that may be the password that was asked for before, with the way to that question. It is not said back.
pub fn perhaps_password(asker: &Asker, removal: Removal, question: Link) -> View {
    let view = View::new(html!(asker.text, "perhaps-password", message = removal.name()));
    let again = Button::link(plain!(asker.text, "button-ask-again"), question);
    view.row([again, Button::to(plain!(asker.text, "button-home"), home::Home, ())])
}

/// A message without words: a sticker, a voice message, a picture.
pub fn wordless(asker: &Asker) -> View {
    with_ways(View::new(html!(asker.text, "wordless")), &asker.text)
}

/// A file that nothing asked for, or that cannot be taken.
pub fn file_refused(asker: &Asker) -> View {
    with_ways(View::new(html!(asker.text, "file-refused")), &asker.text)
}

/// A file that was asked for and that Telegram did not give.
pub fn file_not_given(asker: &Asker) -> View {
    with_ways(View::new(html!(asker.text, "file-not-given")), &asker.text)
}

/// Somebody who writes as a group or channel: their accounts cannot be found.
pub fn anonymous(asker: &Asker) -> View {
    in_private(asker, html!(asker.text, "anonymous"), to(home::Home, ()))
}

/// Somebody whom the operator's list does not name.
pub fn not_admitted(asker: &Asker, operator: Option<&str>) -> View {
    let operator = operator.unwrap_or_default().to_owned();
    let known = if operator.is_empty() { "no" } else { "yes" };
    let view =
        View::new(html!(asker.text, "not-admitted", user = asker.user.to_string(), known = known, operator = operator));
    let copy = Button::copy(plain!(asker.text, "button-copy-id"), asker.user.to_string());
    view.row([copy])
}

/// Sent once to a person who writes faster than one person may.
pub fn flood(asker: &Asker, seconds: i64) -> View {
    View::new(html!(asker.text, "flood", count = seconds, shown = asker.text.number(seconds)))
}

/// Sent once to a person whose message cannot be stored for now. It waits, and is answered.
pub fn unstored(asker: &Asker) -> View {
    View::new(html!(asker.text, "unstored"))
}

/// Sent once to a person whose messages waited for more than a day.
pub fn late(asker: &Asker) -> View {
    View::new(html!(asker.text, "late"))
}

/// Sent where a secret could not be shown.
pub fn not_revealed(text: &Text) -> View {
    View::new(html!(text, "secret-not-shown"))
}

/// Sent when the message with a secret could not be deleted.
pub fn not_hidden(text: &Text) -> View {
    View::new(html!(text, "secret-not-deleted"))
}

/// Sent while Bots.Business takes its time.
pub fn slow(asker: &Asker) -> View {
    View::new(html!(asker.text, "api-slow"))
}

/// Sent when a handler failed; the log has the same number.
pub fn sorry(asker: &Asker, operator: Option<&str>, error: &str) -> View {
    let operator = operator.unwrap_or_default().to_owned();
    let known = if operator.is_empty() { "no" } else { "yes" };
    let view = View::new(html!(asker.text, "sorry", known = known, operator = operator, error = error));
    if asker.private { with_ways(view, &asker.text) } else { view }
}

/// Sent when a message ended the whole process again and again.
pub fn set_aside(asker: &Asker, error: &str) -> View {
    let view = View::new(html!(asker.text, "set-aside", error = error));
    if asker.private { with_ways(view, &asker.text) } else { view }
}
