//! What is said when there is nothing else to say: never a silent chat.

use super::help::Topic;
use super::{Asker, Button, Route, View};
use crate::text::one_line;
use crate::{html, plain};

/// Longest part of what a person typed that is said back.
const MAX_ECHO: usize = 30;
/// How like a command a word has to be to be suggested (Jaro-Winkler, 0 to 1).
const LIKE_ENOUGH: f64 = 0.75;

/// A command that is none of ours, with the one that was probably meant.
pub fn unknown_command(asker: &Asker, typed: &str) -> View {
    let word = typed.trim_start_matches('/').to_lowercase();
    let closest = Topic::ALL
        .iter()
        .map(|topic| (likeness(&word, topic.name()), topic.name()))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH);
    let command = one_line(typed, MAX_ECHO);
    View::new(match closest {
        Some((_, name)) => {
            html!(asker.text, "did-you-mean", command = command, suggestion = format!("/{name}"))
        }
        None => html!(asker.text, "unknown-command", command = command),
    })
}

/// A part of a command's name, such as `status`, is as good as the name.
fn likeness(word: &str, name: &str) -> f64 {
    if word.len() >= 4 && name.contains(word) { 1.0 } else { strsim::jaro_winkler(word, name) }
}

/// A message that is no command and answers nothing.
pub fn not_understood(asker: &Asker) -> View {
    let help = Button::open(plain!(asker.text, "button-help"), Route::Help);
    View::new(html!(asker.text, "not-understood")).row([asker.button_check(), help])
}

/// Somebody who writes as a group or channel: their accounts cannot be found.
pub fn anonymous(asker: &Asker) -> View {
    asker.in_private(html!(asker.text, "anonymous"), Route::Start)
}

/// Somebody whom the operator's list does not name.
pub fn not_admitted(asker: &Asker) -> View {
    View::new(html!(asker.text, "not-admitted", user = asker.user.to_string()))
}

/// A button whose form this version does not read.
pub fn old_button(asker: &Asker) -> View {
    let help = Button::open(plain!(asker.text, "button-help"), Route::Help);
    View::new(html!(asker.text, "old-button")).row([asker.button_check(), help])
}

/// Said once to a person who writes faster than one person may.
pub fn flood(asker: &Asker, seconds: i64) -> View {
    View::new(html!(asker.text, "flood", count = seconds, shown = asker.text.number(seconds)))
}

/// Said while Bots.Business takes its time.
pub fn slow(asker: &Asker) -> View {
    View::new(html!(asker.text, "api-slow"))
}

/// Said when a handler failed; the number stands in the log.
pub fn sorry(asker: &Asker, error: &str) -> View {
    View::new(html!(asker.text, "sorry", error = error))
}

/// Said when a message stopped the whole process again and again.
pub fn set_aside(asker: &Asker, error: &str) -> View {
    View::new(html!(asker.text, "set-aside", error = error))
}
