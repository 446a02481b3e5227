//! Writes the SVG: shapes, text, escaping, and an estimate of a text's width. It knows nothing of chats.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

use crate::sandbox::telegram::{Span, Style};

/// Fonts of the reader's system: the picture embeds none.
const SANS: &str = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
const MONO: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace";

/// Font size of a message, pixels.
pub(super) const TEXT: i32 = 15;
const MONO_TEXT: i32 = 14;

/// What takes the place of the colours where the reader's system is dark. A rule wins over an attribute.
const DARK: [(&str, &str); 20] = [
    (r##"rect[fill="#d3e2ec"]"##, "#0e1621"),
    (r##"path[fill="#ffffff"]"##, "#182533"),
    (r##"path[fill="#e2fbd3"]"##, "#2b5278"),
    (r##"text[fill="#1b2733"]"##, "#f1f5f8"),
    (r##"tspan[fill="#1b2733"]"##, "#f1f5f8"),
    (r##"text[fill="#8d9ba6"]"##, "#7f93a6"),
    (r##"text[fill="#5ca94d"]"##, "#7fc7ef"),
    (r##"text[fill="#7b8b97"]"##, "#8499ab"),
    (r##"text[fill="#6d7f8c"]"##, "#9db0bf"),
    (r##"rect[fill="#e4edf3"]"##, "#17212b"),
    (r##"rect[fill="#eaf2f8"]"##, "#223a50"),
    (r##"rect[fill="#c3d3de"]"##, "#0b121a"),
    (r##"rect[fill="#7393a9"]"##, "#1e3245"),
    (r##"rect[fill="#6c91ab"]"##, "#2f4a60"),
    (r##"rect[fill="#3f8fc7"]"##, "#2f6ea0"),
    (r##"rect[fill="#c9605b"]"##, "#9c4642"),
    (r##"rect[fill="#58a56a"]"##, "#3f7d4f"),
    (r##"tspan[fill="#1f7abf"]"##, "#6ab3f3"),
    (r##"tspan[fill="#9aa8b3"]"##, "#8499ab"),
    (r##"circle[fill="#4a9fd8"]"##, "#3a86bb"),
];

#[derive(Default)]
pub(super) struct Canvas(String);

/// The look of a short text.
pub(super) struct Ink {
    pub(super) colour: &'static str,
    pub(super) size: i32,
    pub(super) bold: bool,
    pub(super) anchor: &'static str,
}

impl Canvas {
    pub(super) fn open(&mut self, width: i32, height: i32, title: &str) {
        self.line(&format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="{SANS}">"#
        ));
        self.line(&format!("<title>{}</title>", escaped(title)));
        let rules: String = DARK.iter().map(|(what, colour)| format!("{what}{{fill:{colour}}}")).collect();
        self.line(&format!("<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"));
    }

    pub(super) fn close(mut self) -> String {
        self.line("</svg>");
        self.0
    }

    pub(super) fn append(&mut self, other: Canvas) {
        self.0.push_str(&other.0);
    }

    /// A rectangle; `dashes` is the colour of a dashed edge.
    pub(super) fn block(&mut self, [x, y, width, height]: [i32; 4], radius: i32, fill: &str, dashes: Option<&str>) {
        let edge = dashes.map(|colour| format!(r#" stroke="{colour}" stroke-width="1.5" stroke-dasharray="5 4""#));
        let edge = edge.unwrap_or_default();
        self.line(&format!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{fill}"{edge}/>"#
        ));
    }

    pub(super) fn path(&mut self, path: &str, fill: &str) {
        self.line(&format!(r#"<path d="{path}" fill="{fill}"/>"#));
    }

    /// A thin open line, for the signs in buttons.
    pub(super) fn stroke(&mut self, path: &str, colour: &str) {
        self.line(&format!(r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.2"/>"#));
    }

    pub(super) fn circle(&mut self, [x, y]: [i32; 2], radius: i32, fill: &str) {
        self.line(&format!(r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>"#));
    }

    /// As wide as it was estimated, whatever the reader's font is: it stays inside of what was drawn for it.
    pub(super) fn text(&mut self, [x, y]: [i32; 2], text: &str, ink: &Ink) {
        let wide = text_width(text, ink.size);
        let fit = fitted_to(if ink.bold { wide * 107 / 100 } else { wide });
        let weight = if ink.bold { r#" font-weight="600""# } else { "" };
        let Ink { colour, size, anchor, .. } = ink;
        self.line(&format!(
            r#"<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" text-anchor="{anchor}"{weight}{fit}>{}</text>"#,
            escaped(text)
        ));
    }

    /// A line of a message, as wide as it was estimated.
    pub(super) fn styled(&mut self, [x, y]: [i32; 2], line: &[Span]) {
        let mut runs = String::new();
        for span in line {
            // Writing to a String cannot fail.
            let _ = write!(runs, "<tspan{}>{}</tspan>", attributes(&span.style), escaped(&span.text));
        }
        let fit = fitted_to(line_width(line));
        self.line(&format!(
            r##"<text x="{x}" y="{y}" fill="#1b2733" font-size="{TEXT}" xml:space="preserve"{fit}>{runs}</text>"##
        ));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// The attributes that make a text so many pixels wide.
fn fitted_to(width: i32) -> String {
    if width > 0 { format!(r#" textLength="{width}" lengthAdjust="spacingAndGlyphs""#) } else { String::new() }
}

fn attributes(style: &Style) -> String {
    let mut attributes = String::new();
    if style.bold {
        attributes.push_str(r#" font-weight="600""#);
    }
    if style.italic {
        attributes.push_str(r#" font-style="italic""#);
    }
    if style.underline || style.strike {
        let line = if style.strike { "line-through" } else { "underline" };
        let _ = write!(attributes, r#" text-decoration="{line}""#);
    }
    if style.code || style.pre {
        let colour = if style.code { "#1f7abf" } else { "#1b2733" };
        let _ = write!(attributes, r#" font-family="{MONO}" font-size="{MONO_TEXT}" fill="{colour}""#);
    }
    if style.spoiler {
        attributes.push_str(r##" fill="#9aa8b3""##);
    }
    if style.link.is_some() {
        attributes.push_str(r##" fill="#1f7abf""##);
    }
    attributes
}

/// Text escaped for XML; a character that XML cannot hold becomes a replacement character.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Estimated width of a character, in tenths of a pixel: a little more than in the usual fonts, so that text stays
/// inside its bubble with any of them.
pub(super) fn letter_width(letter: char, style: &Style) -> u32 {
    if style.code || style.pre {
        return 85 * letter.width().map_or(0, |columns| u32::try_from(columns).unwrap_or(1));
    }
    let regular = match letter {
        '\u{fe0f}' => 70,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 40,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' | '·' => 54,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' => 132,
        'A'..='Z' | '&' | '–' => 103,
        '0'..='9' => 86,
        letter => match letter.width() {
            Some(0) | None => 0,
            Some(1) => 84,
            Some(_) => 195,
        },
    };
    if style.bold { regular * 107 / 100 } else { regular }
}

/// Estimated width of a line, pixels.
pub(super) fn line_width(line: &[Span]) -> i32 {
    let letters = line.iter().flat_map(|span| span.text.chars().map(|letter| letter_width(letter, &span.style)));
    i32::try_from(letters.sum::<u32>().div_ceil(10)).unwrap_or(i32::MAX)
}

/// Estimated width of a plain text of this font size, pixels.
pub(super) fn text_width(text: &str, size: i32) -> i32 {
    let plain = Span { text: text.into(), style: Style::default() };
    line_width(&[plain]) * size / TEXT
}
