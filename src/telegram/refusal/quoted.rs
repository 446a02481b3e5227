//! Telegram's words without what they repeat of a message. Owns what of an unknown description may be logged.

use std::borrow::Cow;

use crate::credentials;

/// Longest description that is looked at, characters; the server's own are far shorter.
const LOOKED_AT: usize = 2_000;
/// Longest that is logged, characters.
const LOGGED: usize = 100;
/// Longest word that is logged, characters. Telegram's codes are shorter.
const LONGEST_WORD: usize = 40;
/// A number of so many digits may be somebody's: an id, a telephone number.
const DIGITS: usize = 5;

/// The description for the log: one short line, without keys and tokens, and without what may be a person's words.
/// Those stand in quotation marks or after a second colon; addresses, long numbers and words that are not ASCII go too.
pub(in crate::telegram) fn shortened(description: &str) -> String {
    let mut text: Cow<'_, str> = description.into();
    if let Some((end, _)) = description.char_indices().nth(LOOKED_AT) {
        // A key that is cut has not the shape of one any more.
        text = description.get(..end).and_then(|text| text.rsplit_once(' ')).map_or("", |(whole, _)| whole).into();
    }
    let masked = credentials::masked(&text, None);
    let plain = without_quotations(&masked);
    let mut parts = plain.splitn(3, ": ");
    let said = [parts.next(), parts.next()].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let words = said.split_whitespace().map(|word| if is_telegrams(word) { word } else { "…" });
    let mut line = words.collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LOGGED) {
        line.truncate(end);
    }
    if parts.next().is_some() {
        line.push('…');
    }
    line
}

fn is_telegrams(word: &str) -> bool {
    let digits = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    word == "…"
        || word.is_ascii()
            && !word.contains(['@', '/', '<', '>'])
            && !word.chars().any(char::is_control)
            && word.len() <= LONGEST_WORD
            && digits < DIGITS
}

/// The text with `…` for each quotation; what is quoted without an end goes up to the end. An apostrophe inside of a
/// word begins none.
pub(super) fn without_quotations(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '\'', '«', '“', '`']) {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut closing = None;
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let inside_word = |next: Option<&char>| next.is_some_and(|next| next.is_alphanumeric());
        match closing {
            None => {
                closing = match c {
                    '"' | '`' => Some(c),
                    '\'' if !before.is_alphanumeric() => Some(c),
                    '«' => Some('»'),
                    '“' => Some('”'),
                    _ => None,
                };
                plain.push(if closing.is_some() { '…' } else { c });
            }
            Some(end) if c == end && !(c == '\'' && inside_word(chars.peek())) => closing = None,
            Some(_) => {}
        }
        before = c;
    }
    plain.into()
}
