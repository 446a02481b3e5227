//! Breaks styled text into lines of a given width, for the phone in the terminal and for the picture. The caller
//! measures characters and draws lines.

use crate::sandbox::telegram::{Message, Span, Style};

#[derive(Clone, Copy)]
struct Glyph<'text> {
    letter: char,
    style: &'text Style,
}

impl Glyph<'_> {
    fn block(&self) -> (bool, bool) {
        (self.style.pre, self.style.quote)
    }
}

/// The lines of a message: its file, if it has one, then its text.
pub(crate) fn of(message: &Message, width: u32, measure: impl Fn(char, &Style) -> u32) -> Vec<Vec<Span>> {
    let Some(file) = &message.file else { return wrap(&message.spans, width, measure) };
    let mut lines = wrap(&[Span { text: file.to_string(), style: Style::default() }], width, &measure);
    if !message.spans.is_empty() {
        lines.extend(wrap(&message.spans, width, &measure));
    }
    lines
}

/// Breaks text at line ends and, where a line is wider than `width`, between words, or within a word that is wider than
/// a line. Lines of monospace blocks are cut instead, and end in `…`.
pub(crate) fn wrap(spans: &[Span], width: u32, measure: impl Fn(char, &Style) -> u32) -> Vec<Vec<Span>> {
    let letters = spans.iter().flat_map(|span| span.text.chars().map(|letter| Glyph { letter, style: &span.style }));
    let glyphs: Vec<Glyph<'_>> = letters.map(presentable).collect();
    let mut lines = Vec::new();
    for paragraph in glyphs.split(|glyph| glyph.letter == '\n') {
        if paragraph.is_empty() {
            lines.push(Vec::new());
        }
        // Apps begin a new line where a block begins or ends.
        for part in paragraph.chunk_by(|one, other| one.block() == other.block()) {
            match part.first().is_some_and(|glyph| glyph.style.pre) {
                true => lines.push(cut(part, width, &measure)),
                false => fold(part, width, &measure, &mut lines),
            }
        }
    }
    lines
}

/// A control character must reach neither a terminal nor a picture.
fn presentable(glyph: Glyph<'_>) -> Glyph<'_> {
    let letter = match glyph.letter {
        '\n' => '\n',
        '\t' => ' ',
        letter if letter.is_control() => '\u{fffd}',
        // A spoiler is hidden until tapped, and nobody taps here.
        letter if glyph.style.spoiler && !letter.is_whitespace() => '▒',
        letter => letter,
    };
    Glyph { letter, ..glyph }
}

/// The number of glyphs that fit into `width`.
fn fitting(glyphs: &[Glyph<'_>], width: u32, measure: &impl Fn(char, &Style) -> u32) -> usize {
    let mut used = 0;
    let fits = |glyph: &&Glyph<'_>| {
        used += measure(glyph.letter, glyph.style);
        used <= width
    };
    glyphs.iter().take_while(fits).count()
}

fn cut(paragraph: &[Glyph<'_>], width: u32, measure: &impl Fn(char, &Style) -> u32) -> Vec<Span> {
    if fitting(paragraph, width, measure) == paragraph.len() {
        return joined(paragraph);
    }
    let sign = paragraph.first().map_or(0, |glyph| measure('…', glyph.style));
    let kept = fitting(paragraph, width.saturating_sub(sign), measure);
    let mut line = joined(paragraph.get(..kept).unwrap_or_default());
    if let Some(last) = line.last_mut() {
        last.text.push('…');
    }
    line
}

fn fold(mut rest: &[Glyph<'_>], width: u32, measure: &impl Fn(char, &Style) -> u32, lines: &mut Vec<Vec<Span>>) {
    loop {
        let fits = fitting(rest, width, measure);
        if fits >= rest.len() {
            lines.push(joined(rest));
            return;
        }
        // The space after the last word that fits may itself be beyond the edge.
        let space = rest.iter().take(fits + 1).rposition(|glyph| glyph.letter == ' ').filter(|space| *space > 0);
        let (line, more) = rest.split_at(space.unwrap_or(fits.max(1)));
        lines.push(joined(line));
        let spaces = more.iter().take_while(|glyph| glyph.letter == ' ').count();
        rest = more.get(spaces..).unwrap_or_default();
    }
}

/// Joins neighbours of one style, and drops spaces at the end.
fn joined(glyphs: &[Glyph<'_>]) -> Vec<Span> {
    let end = glyphs.iter().rposition(|glyph| glyph.letter != ' ').map_or(0, |last| last + 1);
    let mut spans: Vec<Span> = Vec::new();
    for glyph in glyphs.iter().take(end) {
        match spans.last_mut() {
            Some(span) if span.style == *glyph.style => span.text.push(glyph.letter),
            _ => spans.push(Span { text: glyph.letter.into(), style: glyph.style.clone() }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::telegram::html;

    fn lines(html: &str, width: u32) -> Vec<String> {
        let spans = html::parse(html).unwrap_or_default();
        let lines = wrap(&spans, width, |_, _| 1);
        lines.iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    #[test]
    fn words_go_to_the_next_line_whole() {
        assert_eq!(lines("one <b>two</b> three", 7), ["one two", "three"]);
        assert_eq!(lines("one  two", 3), ["one", "two"]);
        assert_eq!(lines("a\n\nb", 9), ["a", "", "b"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        assert_eq!(lines("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }

    #[test]
    fn lines_of_a_block_are_cut_not_wrapped() {
        assert_eq!(lines("<pre>New   21\nUpdated 1234567</pre>", 9), ["New   21", "Updated…"]);
    }

    #[test]
    fn a_block_stands_alone() {
        assert_eq!(lines("a<pre>b</pre>c\n<blockquote>d</blockquote>\ne", 9), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn control_characters_and_spoilers_do_not_show() {
        assert_eq!(lines("a\u{1b}[31mb\t<tg-spoiler>key 1</tg-spoiler>", 99), ["a\u{fffd}[31mb ▒▒▒ ▒"]);
    }
}
