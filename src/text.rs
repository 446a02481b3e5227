//! The catalogue of every sentence a person reads, and `Html`, the only text that `deliver` accepts.
//!
//! Owns escaping, numbers, dates and columns, cutting names, and splitting at Telegram's limit. A sentence is named by its id in
//! `src/locales/<language>/bb-pocket.ftl`; id and arguments are checked at compile time. It must not know what the
//! sentences are about.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use rust_embed::RustEmbed;
use unicode_width::UnicodeWidthStr as _;

mod html;
mod line;
mod moments;
mod zone;
pub use html::Html;
pub use line::{isolated, name, one_line, one_line_of_units};
pub use zone::Zone;

#[derive(RustEmbed)]
#[folder = "src/locales"]
struct Locales;

/// The sentences in one language. Cheap to clone.
#[derive(Clone)]
pub struct Text {
    catalogue: Arc<Catalogue>,
    /// Where its reader is; UTC where they did not say.
    zone: Option<Zone>,
}

struct Catalogue {
    loader: FluentLanguageLoader,
    /// The sentences without arguments that were shown so far.
    fixed: Mutex<HashMap<&'static str, String>>,
}

/// A sentence of the catalogue as [`Html`]: `html!(text, "id", name = value)`. Arguments are escaped, unless they
/// are `Html` already.
#[macro_export]
macro_rules! html {
    ($text:expr, $id:tt $(,)?) => {
        $crate::text::Html::of_catalogue($crate::plain!($text, $id))
    };
    ($text:expr, $id:tt $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Html::of_catalogue(
            i18n_embed_fl::fl!($text.loader(), $id $(, $name = $crate::text::Argument::for_html($value))*)
        )
    };
}

/// A sentence of the catalogue as plain text, for button labels, toasts and menus.
#[macro_export]
macro_rules! plain {
    ($text:expr, $id:tt $(,)?) => {
        $text.fixed($id, |loader| i18n_embed_fl::fl!(loader, $id))
    };
    ($text:expr, $id:tt $(, $name:ident = $value:expr)* $(,)?) => {
        i18n_embed_fl::fl!($text.loader(), $id $(, $name = $crate::text::Argument::for_plain($value))*)
    };
}

impl Text {
    /// The English catalogue, the fallback of every other. Fails only when the build left it out.
    pub fn english() -> anyhow::Result<Self> {
        let loader = fluent_language_loader!();
        loader.load_fallback_language(&Locales)?;
        // Isolation marks would break `<code>` and the aligned columns.
        loader.set_use_isolating(false);
        Ok(Self { catalogue: Arc::new(Catalogue { loader, fixed: Mutex::default() }), zone: None })
    }

    /// The same sentences for somebody who is there: times are theirs.
    #[must_use]
    pub fn in_zone(self, zone: Option<Zone>) -> Self {
        Self { zone, ..self }
    }

    /// The loader, for [`html!`] and [`plain!`].
    pub fn loader(&self) -> &FluentLanguageLoader {
        &self.catalogue.loader
    }

    /// A sentence without arguments, for [`html!`] and [`plain!`]: it is looked up once.
    pub fn fixed(&self, id: &'static str, look_up: impl FnOnce(&FluentLanguageLoader) -> String) -> String {
        let mut fixed = self.catalogue.fixed.lock().unwrap_or_else(PoisonError::into_inner);
        fixed.entry(id).or_insert_with(|| look_up(&self.catalogue.loader)).clone()
    }
}

/// The name that was probably meant by a word: the likeliest one (Jaro-Winkler, 0 to 1), when it is at least so like it.
/// A part of a name, such as `status`, is as good as the name.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>, at_least: f64) -> Option<&'a str> {
    let likeness = |name: &str| match word.len() >= 4 && name.contains(word) {
        true => 1.0,
        false => strsim::jaro_winkler(word, name),
    };
    let likely = names.into_iter().map(|name| (likeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    likely.filter(|(likeness, _)| *likeness >= at_least).map(|(_, name)| name)
}

/// How many there are, as sentences take it.
pub fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}

/// Two columns: words on the left, figures right-aligned, one line each.
pub fn columns(rows: &[(String, String)]) -> String {
    let left = rows.iter().map(|(word, _)| word.width()).max().unwrap_or(0);
    let right = rows.iter().map(|(_, figure)| figure.width()).max().unwrap_or(0);
    let mut table = String::new();
    for (place, (word, figure)) in rows.iter().enumerate() {
        let gap = left - word.width() + 2 + right - figure.width();
        let _ = write!(table, "{}{word}{:gap$}{figure}", if place > 0 { "\n" } else { "" }, "");
    }
    table
}

/// A value put into a sentence: text is escaped for HTML, numbers stay numbers so that plurals work.
pub trait Argument {
    /// What the catalogue receives.
    type Value;
    /// The value for a sentence that is HTML.
    fn for_html(self) -> Self::Value;
    /// The value for a sentence that is plain text.
    fn for_plain(self) -> Self::Value;
}

impl Argument for &str {
    type Value = String;
    fn for_html(self) -> String {
        html::escape(self)
    }
    fn for_plain(self) -> String {
        self.to_owned()
    }
}

impl Argument for String {
    type Value = String;
    fn for_html(self) -> String {
        html::escape(&self)
    }
    fn for_plain(self) -> String {
        self
    }
}

impl Argument for &String {
    type Value = String;
    fn for_html(self) -> String {
        html::escape(self)
    }
    fn for_plain(self) -> String {
        self.clone()
    }
}

impl Argument for i64 {
    type Value = Self;
    fn for_html(self) -> Self {
        self
    }
    fn for_plain(self) -> Self {
        self
    }
}

impl Argument for Html {
    type Value = String;
    fn for_html(self) -> String {
        self.into_string()
    }
    fn for_plain(self) -> String {
        self.visible()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_width() {
        let rows = [("New", "1,204,567"), ("更新", "0"), ("Removed", "–")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let table = columns(&rows);
        let widths: Vec<usize> = table.lines().map(|line| line.width()).collect();
        assert_eq!(widths, [18, 18, 18], "{table}");
    }

    #[test]
    fn arguments_are_escaped_in_html_and_left_alone_in_labels() {
        let text = Text::english().unwrap();
        assert_eq!(html!(text, "account-used", account = "<b>&\"").as_str(), "Account: &lt;b&gt;&amp;&quot;");
        assert_eq!(plain!(text, "button-ask-account", account = "<b>"), "Ask <b>");
    }
}
