//! A parser of Telegram's HTML, as strict as Telegram's own (Bot API, "HTML style"; the errors are worded as the
//! server's are). It knows nothing of messages. Custom emoji are not simulated.

/// A run of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Entities are decoded.
    pub text: String,
    pub style: Style,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub bold: bool,
    pub italic: bool,
    /// Monospace within a line; copied by a tap.
    pub code: bool,
    /// A monospace block.
    pub pre: bool,
    pub underline: bool,
    pub strike: bool,
    /// Hidden until tapped.
    pub spoiler: bool,
    pub quote: bool,
    /// The address that a tap opens.
    pub link: Option<String>,
}

impl Style {
    /// Telegram drops every other style inside monospace text.
    fn as_shown(&self) -> Style {
        match self.code || self.pre {
            true => Style { code: self.code && !self.pre, pre: self.pre, ..Style::default() },
            false => self.clone(),
        }
    }
}

/// Parses a text as `parse_mode` HTML does; the error says what is wrong, and at which byte.
pub fn parse(html: &str) -> Result<Vec<Span>, String> {
    let mut reader = Reader { html, at: 0, open: Vec::new(), spans: Vec::new() };
    while let Some(next) = reader.peek() {
        match next {
            '<' => reader.tag()?,
            '&' => {
                let decoded = reader.entity();
                reader.push(decoded);
            }
            other => {
                reader.at += other.len_utf8();
                reader.push(other);
            }
        }
    }
    match reader.open.last() {
        Some(tag) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.name)),
        None => Ok(reader.spans),
    }
}

struct Reader<'html> {
    html: &'html str,
    at: usize,
    open: Vec<Tag>,
    spans: Vec<Span>,
}

struct Tag {
    name: String,
    style: Style,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes characters while `wanted` accepts them.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let taken: String = self.rest().chars().take_while(|next| wanted(*next)).collect();
        self.at += taken.len();
        taken
    }

    fn push(&mut self, next: char) {
        let style = self.open.last().map(|tag| tag.style.as_shown()).unwrap_or_default();
        match self.spans.last_mut() {
            Some(span) if span.style == style => span.text.push(next),
            _ => self.spans.push(Span { text: next.into(), style }),
        }
    }

    /// `&lt;`, `&gt;`, `&amp;`, `&quot;` and numbers, the semicolon optional; anything else is a plain `&`.
    fn entity(&mut self) -> char {
        self.at += 1;
        let start = self.at;
        let name = self.take(|next| next.is_ascii_alphanumeric() || next == '#');
        let decoded = match name.as_str() {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            number => decode_number(number),
        };
        match decoded {
            Some(decoded) => {
                self.at += usize::from(self.peek() == Some(';'));
                decoded
            }
            None => {
                self.at = start;
                '&'
            }
        }
    }

    fn tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        match self.peek() {
            Some('/') => {
                self.at += 1;
                self.end_tag(begin)
            }
            _ => self.start_tag(begin),
        }
    }

    fn start_tag(&mut self, begin: usize) -> Result<(), String> {
        let name = self.take(|next| !next.is_whitespace() && next != '>').to_lowercase();
        let outer = self.open.last().map(|tag| tag.style.clone()).unwrap_or_default();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !TAGS.contains(&name.as_str()) {
            return Err(format!("Unsupported start tag \"{name}\" at byte offset {begin}"));
        }
        let attributes = self.attributes(&name, begin)?;
        let style = styled(outer, &name, &attributes, begin)?;
        self.open.push(Tag { name, style });
        Ok(())
    }

    fn attributes(&mut self, tag: &str, begin: usize) -> Result<Vec<(String, String)>, String> {
        let mut attributes = Vec::new();
        loop {
            self.skip_spaces();
            match self.peek() {
                None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
                Some('>') => {
                    self.at += 1;
                    return Ok(attributes);
                }
                Some(_) => attributes.push(self.attribute(tag, begin)?),
            }
        }
    }

    fn attribute(&mut self, tag: &str, begin: usize) -> Result<(String, String), String> {
        let name = self.take(|next| !next.is_whitespace() && !matches!(next, '=' | '>' | '/' | '"' | '\''));
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        self.skip_spaces();
        if self.peek() != Some('=') {
            return Ok((name.to_lowercase(), String::new()));
        }
        self.at += 1;
        self.skip_spaces();
        let value = match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote, tag, begin)?,
            _ => self.take(|next| next.is_ascii_alphanumeric() || matches!(next, '.' | '-')),
        };
        Ok((name.to_lowercase(), value))
    }

    fn quoted(&mut self, quote: char, tag: &str, begin: usize) -> Result<String, String> {
        self.at += 1;
        let mut value = String::new();
        loop {
            match self.peek() {
                None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
                Some('&') => value.push(self.entity()),
                Some(next) => {
                    self.at += next.len_utf8();
                    if next == quote {
                        return Ok(value);
                    }
                    value.push(next);
                }
            }
        }
    }

    fn end_tag(&mut self, begin: usize) -> Result<(), String> {
        let name = self.take(|next| !next.is_whitespace() && next != '>').to_lowercase();
        self.skip_spaces();
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        match self.open.pop() {
            None => Err(format!("Unexpected end tag at byte offset {begin}")),
            // `</>` closes the innermost open tag.
            Some(tag) if name.is_empty() || name == tag.name => Ok(()),
            Some(tag) => Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                tag.name
            )),
        }
    }
}

const TAGS: [&str; 15] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "span",
    "pre",
    "code",
    "blockquote",
];

fn styled(mut style: Style, tag: &str, attributes: &[(String, String)], begin: usize) -> Result<Style, String> {
    let attribute = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    match tag {
        "b" | "strong" => style.bold = true,
        "i" | "em" => style.italic = true,
        "s" | "strike" | "del" => style.strike = true,
        "u" | "ins" => style.underline = true,
        "tg-spoiler" => style.spoiler = true,
        "span" if attribute("class") == Some("tg-spoiler") => style.spoiler = true,
        "span" => return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}")),
        "pre" => style.pre = true,
        "code" => style.code = true,
        "blockquote" => style.quote = true,
        _ => style.link = attribute("href").filter(|address| !address.is_empty()).map(str::to_owned),
    }
    Ok(style)
}

fn decode_number(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|decoded| *decoded != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> Result<String, String> {
        parse(html).map(|spans| spans.into_iter().map(|span| span.text).collect())
    }

    #[test]
    fn styles_nest_and_runs_join() {
        let bold = Style { bold: true, ..Style::default() };
        let both = Style { italic: true, ..bold.clone() };
        let spans = [("a ", Style::default()), ("b", bold.clone()), ("c", both), ("d", bold)];
        let spans: Vec<Span> = spans.into_iter().map(|(text, style)| Span { text: text.into(), style }).collect();
        assert_eq!(parse("a <b>b<i>c</i>d</b>"), Ok(spans));
    }

    #[test]
    fn entities_are_decoded_and_an_unknown_one_is_text() {
        assert_eq!(plain("&lt;&gt;&amp;&quot;&#65;&#x42; & &nbsp;"), Ok("<>&\"AB & &nbsp;".into()));
        assert_eq!(plain("&amp;lt;"), Ok("&lt;".into()));
    }

    #[test]
    fn code_with_a_language_inside_pre_is_one_block_without_other_styles() {
        let spans = parse("<b><pre><code class=\"language-rust\">let x;</code></pre></b>");
        let pre = Style { pre: true, ..Style::default() };
        assert_eq!(spans, Ok(vec![Span { text: "let x;".into(), style: pre }]));
    }

    #[test]
    fn links_spoilers_and_quotations_are_known() {
        let spans = parse(
            "<a href='https://x.example/?a=1&amp;b=2'>x</a><span class=\"tg-spoiler\">y</span><blockquote expandable>z</blockquote>",
        );
        let styles: Vec<Style> = spans.into_iter().flatten().map(|span| span.style).collect();
        let expected = [
            Style { link: Some("https://x.example/?a=1&b=2".into()), ..Style::default() },
            Style { spoiler: true, ..Style::default() },
            Style { quote: true, ..Style::default() },
        ];
        assert_eq!(styles, expected);
    }

    #[test]
    fn broken_html_is_refused_with_the_place() {
        for (html, reason) in [
            ("a < b", "Unsupported start tag \"\" at byte offset 2"),
            ("<beta>", "Unsupported start tag \"beta\" at byte offset 0"),
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            ("x <", "Unclosed start tag at byte offset 2"),
            ("<a href=\"x", "Unclosed start tag \"a\" at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
            ("<br/>", "Unsupported start tag \"br/\" at byte offset 0"),
        ] {
            assert_eq!(parse(html), Err(reason.to_owned()), "{html}");
        }
    }
}
