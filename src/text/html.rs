//! Telegram HTML that is valid by construction: it comes from the catalogue, escaped text, or pieces of these.
//!
//! Owns escaping, measuring and splitting. It must not offer a way to make `Html` from unescaped text.

use std::fmt::Write as _;

/// Text with Telegram's tags, ready to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// A sentence of the catalogue, whose arguments are escaped. For the `html!` macro alone.
    #[doc(hidden)]
    pub fn of_catalogue(sentence: String) -> Self {
        Self(sentence)
    }

    /// Any text, escaped.
    pub fn escaped(text: &str) -> Self {
        Self(escape(text))
    }

    /// Any text in bold.
    pub fn bold(text: &str) -> Self {
        Self(format!("<b>{}</b>", escape(text)))
    }

    /// Any text behind a spoiler (Bot API, HTML style).
    pub fn spoiler(text: &str) -> Self {
        Self(format!("<tg-spoiler>{}</tg-spoiler>", escape(text)))
    }

    /// Any text as a block of code, its line ends and indentation kept: a tab is four spaces, because Telegram makes
    /// one of it.
    pub fn code_block(text: &str) -> Self {
        Self(format!("<pre>{}</pre>", escape(&text.replace('\t', "    "))))
    }

    /// Lines under each other.
    pub fn lines(lines: impl IntoIterator<Item = Html>) -> Self {
        Self::join(lines, "\n")
    }

    /// Pieces in a row, with any text between them.
    pub fn join(parts: impl IntoIterator<Item = Html>, separator: &str) -> Self {
        let parts: Vec<String> = parts.into_iter().map(|part| part.0).collect();
        Self(parts.join(&escape(separator)))
    }

    /// Length in UTF-16 units as a person reads it: what Telegram's limits count, after entities parsing.
    pub fn units(&self) -> usize {
        let shown = |piece| if let Piece::Character(shown) = piece { units(shown) } else { 0 };
        pieces(&self.0).map(shown).sum()
    }

    fn is_blank(&self) -> bool {
        let blank = |shown| unescape(shown).chars().all(char::is_whitespace);
        pieces(&self.0).all(|piece| if let Piece::Character(shown) = piece { blank(shown) } else { true })
    }

    /// As Telegram gets it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As Telegram gets it, given away.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The text as a person reads it, without tags.
    pub fn visible(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        for piece in pieces(&self.0) {
            match piece {
                Piece::Tag { .. } => {}
                Piece::Character(shown) => text.push_str(unescape(shown)),
            }
        }
        text
    }

    /// Cuts the text into parts of at most `limit` UTF-16 units as a person reads them (Bot API, sendMessage: 1–4096
    /// characters after entities parsing), at a line end where there is one in the second half. Tags that are open
    /// at a cut are closed there and opened again.
    pub fn split(self, limit: usize) -> Vec<Self> {
        // There are never more units than bytes.
        if self.0.len() <= limit {
            return if self.is_blank() { Vec::new() } else { vec![self] };
        }
        let mut parts = Vec::new();
        let mut part = Part::default();
        for piece in pieces(&self.0) {
            if let Piece::Character(shown) = piece
                && part.units + units(shown) > limit
            {
                let next = part.cut(limit);
                parts.push(Self(std::mem::replace(&mut part, next).finish()));
            }
            part.push(piece);
        }
        parts.push(Self(part.finish()));
        parts.retain(|part: &Self| !part.is_blank());
        parts
    }
}

/// Escapes what has a meaning in Telegram's HTML (Bot API, HTML style), makes a space of a tab as Telegram
/// does, and drops other control characters but line ends.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push(' '),
            c if c.is_control() && c != '\n' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

const ENTITIES: [(&str, &str); 4] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")];

fn unescape(shown: &str) -> &str {
    if !shown.starts_with('&') {
        return shown;
    }
    let found = ENTITIES.iter().find(|(entity, _)| *entity == shown);
    found.map_or(shown, |(_, character)| character)
}

fn units(shown: &str) -> usize {
    if shown.starts_with('&') { 1 } else { shown.chars().map(char::len_utf16).sum() }
}

/// A tag, or one character (an entity counts as one).
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Tag { whole: &'a str, closing: bool },
    Character(&'a str),
}

fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '<' => rest.find('>').map_or(1, |end| end + 1),
            '&' => ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)).map_or(1, |(entity, _)| entity.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        let tag = first == '<' && length > 1;
        Some(if tag { Piece::Tag { whole: piece, closing: piece.starts_with("</") } } else { Piece::Character(piece) })
    })
}

/// One message being filled.
#[derive(Default)]
struct Part<'a> {
    html: String,
    units: usize,
    open: Vec<&'a str>,
    /// Where the last line end stands: bytes before it, units up to it, and the tags open there.
    line_end: Option<(usize, usize, Vec<&'a str>)>,
}

impl<'a> Part<'a> {
    fn push(&mut self, piece: Piece<'a>) {
        match piece {
            Piece::Tag { whole, closing } => {
                if closing {
                    self.open.pop();
                } else {
                    self.open.push(whole);
                }
                self.html.push_str(whole);
            }
            Piece::Character(shown) => {
                if shown == "\n" {
                    self.line_end = Some((self.html.len(), self.units, self.open.clone()));
                }
                self.html.push_str(shown);
                self.units += units(shown);
            }
        }
    }

    /// Ends this part at its last good line end, or where it stands, and returns the part that goes on.
    fn cut(&mut self, limit: usize) -> Part<'a> {
        let mut next = Part::default();
        match self.line_end.take() {
            Some((bytes, at, open)) if at > limit / 2 => {
                let after = self.html.split_off(bytes);
                next.reopen(&open);
                next.html.push_str(after.trim_start_matches('\n'));
                next.units = self.units - at - 1;
                next.open = std::mem::replace(&mut self.open, open);
            }
            _ => next.reopen(&self.open),
        }
        next
    }

    fn reopen(&mut self, open: &[&'a str]) {
        open.iter().for_each(|tag| self.html.push_str(tag));
        self.open = open.to_vec();
    }

    fn finish(mut self) -> String {
        for tag in self.open.iter().rev() {
            let name = tag.trim_matches(['<', '>']).split(' ').next().unwrap_or_default();
            let _ = write!(self.html, "</{name}>");
        }
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn escaped_text_reads_as_it_was_written(text in "\\PC{0,200}") {
            prop_assert_eq!(Html::escaped(&text).visible(), text);
        }

        #[test]
        fn parts_fit_stay_balanced_and_lose_no_word(words in prop::collection::vec("[a-z<&\"😀]{1,12}", 1..60), limit in 30usize..90) {
            let lines = words.chunks(3).map(|line| Html::of_catalogue(
                line.iter().map(|word| format!("<b>x <code>{}</code></b>", escape(word))).collect::<String>(),
            ));
            let whole = Html::lines(lines);
            let letters = |text: &str| text.replace('\n', "");
            let expected = letters(&whole.visible());
            let parts = whole.split(limit);
            for part in &parts {
                let visible = part.visible();
                prop_assert!(visible.encode_utf16().count() <= limit, "{visible:?}");
                prop_assert_eq!(part.as_str().matches("<b>").count(), part.as_str().matches("</b>").count());
                prop_assert_eq!(part.as_str().matches("<code>").count(), part.as_str().matches("</code>").count());
            }
            prop_assert_eq!(letters(&parts.iter().map(Html::visible).collect::<String>()), expected);
        }
    }

    #[test]
    fn pieces_are_escaped_and_measured_as_they_are_read() {
        let html = Html::join([Html::bold("<b>&"), Html::code_block("a < b\n\t😀\u{0}")], " > ");
        assert_eq!(html.as_str(), "<b>&lt;b&gt;&amp;</b> &gt; <pre>a &lt; b\n    😀</pre>");
        assert_eq!(html.units(), html.visible().encode_utf16().count());
        assert_eq!(Html::default().units(), 0);
    }

    #[test]
    fn a_short_text_stays_one_message() {
        let html = Html::of_catalogue("<b>New</b>\nline".to_owned());
        assert_eq!(html.clone().split(4096), [html]);
    }

    #[test]
    fn a_long_text_is_cut_at_a_line_end_with_its_tags_closed() {
        let html = Html::of_catalogue(format!("<pre>{}\n{}</pre>", "a".repeat(60), "b".repeat(60)));
        let parts = html.split(100);
        assert_eq!(parts[0].as_str(), format!("<pre>{}</pre>", "a".repeat(60)));
        assert_eq!(parts[1].as_str(), format!("<pre>{}</pre>", "b".repeat(60)));
    }
}
