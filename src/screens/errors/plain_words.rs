//! The commonest errors of JavaScript and of Telegram, each in one plain sentence.
//!
//! Owns the recognising alone; what is not recognised is not explained.

use crate::html;
use crate::text::{Html, Text};

/// What an error's title means, when it is one of the commonest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    NothingThere,
    NotDefined,
    NotAFunction,
    Syntax,
    BadJson,
    TimedOut,
    Blocked,
    ChatNotFound,
    TooManyRequests,
    TooLong,
    BadMarkup,
    Unauthorized,
}

/// Signs in the order in which they are looked for, all in small letters.
const SIGNS: [(&str, Known); 28] = [
    ("unexpected token", Known::Syntax),
    ("unexpected end of json", Known::BadJson),
    ("json.parse", Known::BadJson),
    ("is not valid json", Known::BadJson),
    ("syntaxerror", Known::Syntax),
    ("unexpected end of input", Known::Syntax),
    ("unexpected identifier", Known::Syntax),
    ("missing ) after", Known::Syntax),
    ("cannot read propert", Known::NothingThere),
    ("cannot set propert", Known::NothingThere),
    ("is null", Known::NothingThere),
    ("is undefined", Known::NothingThere),
    ("is not defined", Known::NotDefined),
    ("is not a function", Known::NotAFunction),
    ("too many requests", Known::TooManyRequests),
    ("retry after", Known::TooManyRequests),
    ("blocked by the user", Known::Blocked),
    ("user is deactivated", Known::Blocked),
    ("bot was kicked", Known::Blocked),
    ("chat not found", Known::ChatNotFound),
    ("user not found", Known::ChatNotFound),
    ("message is too long", Known::TooLong),
    ("can't parse entities", Known::BadMarkup),
    ("can't find end of the entity", Known::BadMarkup),
    ("unauthorized", Known::Unauthorized),
    ("timeout", Known::TimedOut),
    ("timed out", Known::TimedOut),
    ("execution time", Known::TimedOut),
];

fn known(title: &str) -> Option<Known> {
    let title = title.to_lowercase();
    SIGNS.iter().find(|(sign, _)| title.contains(sign)).map(|(_, known)| *known)
}

/// The sentence for an error with this title, when it is one of the commonest.
pub(in crate::screens) fn explain(text: &Text, title: &str) -> Option<Html> {
    Some(match known(title)? {
        Known::NothingThere => html!(text, "explain-nothing-there"),
        Known::NotDefined => html!(text, "explain-not-defined"),
        Known::NotAFunction => html!(text, "explain-not-a-function"),
        Known::Syntax => html!(text, "explain-syntax"),
        Known::BadJson => html!(text, "explain-bad-json"),
        Known::TimedOut => html!(text, "explain-timed-out"),
        Known::Blocked => html!(text, "explain-blocked"),
        Known::ChatNotFound => html!(text, "explain-chat-not-found"),
        Known::TooManyRequests => html!(text, "explain-too-many-requests"),
        Known::TooLong => html!(text, "explain-too-long"),
        Known::BadMarkup => html!(text, "explain-bad-markup"),
        Known::Unauthorized => html!(text, "explain-unauthorized"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_errors_are_recognised() {
        for (title, meaning) in [
            ("TypeError: Cannot read properties of null (reading 'id')", Known::NothingThere),
            ("TypeError: x is undefined", Known::NothingThere),
            ("ReferenceError: user_id is not defined", Known::NotDefined),
            ("TypeError: Bot.sendMesage is not a function", Known::NotAFunction),
            ("SyntaxError: missing ) after argument list", Known::Syntax),
            ("SyntaxError: Unexpected end of JSON input", Known::BadJson),
            ("SyntaxError: Unexpected token }", Known::Syntax),
            ("Forbidden: bot was blocked by the user", Known::Blocked),
            ("Bad Request: chat not found", Known::ChatNotFound),
            ("Too Many Requests: retry after 5", Known::TooManyRequests),
            ("Bad Request: message is too long", Known::TooLong),
            ("Bad Request: can't parse entities: Can't find end of the entity", Known::BadMarkup),
            ("Script timed out", Known::TimedOut),
            ("Unauthorized", Known::Unauthorized),
        ] {
            assert_eq!(known(title), Some(meaning), "{title}");
        }
        assert_eq!(known("Something else"), None);
    }
}
