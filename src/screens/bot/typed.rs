//! What cannot be undone: the bot's name is typed first, and a button pressed after it.
//!
//! Owns what has to be typed and what counts as it. What is done, and what is said of it, is the deed's own.

use super::{MAX_NAME, git, read};
use crate::api::Bot;
use crate::characters;
use crate::frame::named::Number;
use crate::frame::prompt::Words;
use crate::frame::{Linked, Named, Prompt, Taken, Trouble, Visit};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::screens::bots::bot_name;
use crate::text::Html;

use super::delete;

/// Longest name that has to be typed, characters; the number is asked for in place of a longer one.
const MAX_TYPED: usize = 64;

/// What the name is typed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Deleting the bot.
    Delete,
    /// Emptying it, and reading it from git.
    Import,
}

impl Number for Deed {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self == Self::Import)
    }

    fn read(number: i64) -> Option<Self> {
        [Self::Delete, Self::Import].into_iter().find(|deed| deed.get() == number)
    }
}

/// What has to be typed: the name as it is shown, or the number where the name is none, very long, or a command.
pub(super) fn word(visit: &Visit<'_>, bot: &Bot) -> String {
    let name = bot.name.as_ref().and_then(|name| name.line(visit.key(), MAX_TYPED + 1));
    let can_be_typed = |name: &String| !name.starts_with('/') && name.chars().count() <= MAX_TYPED;
    name.filter(can_be_typed).unwrap_or_else(|| bot.id.to_string())
}

/// `Send <code>My Shop</code> to go on.`
pub(super) fn line(visit: &Visit<'_>, bot: &Bot) -> Html {
    let (word, number) = (word(visit, bot), bot.id.to_string());
    let other = if word == number { "none" } else { "some" };
    html!(visit.text(), "typed-ask", word = word, other = other, bot = number)
}

/// Whether it was typed: in any case, and with the quotes and dashes of any phone; a button follows. The number is as
/// good.
fn is_meant(typed: &str, word: &str, bot: BotId) -> bool {
    let typed = folded(typed);
    typed == folded(word) || typed == bot.to_string()
}

fn folded(text: &str) -> String {
    let text = characters::seen(text);
    let plain = |c: char| match c {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        c if characters::is_dash(c) => '-',
        c => c,
    };
    let text: String = text.chars().map(plain).collect::<String>().to_lowercase();
    text.split(characters::is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The bot's name.
pub struct NameFor;
impl Named for NameFor {
    const TAG: Tag = tag(b"mk");
    type At = (BotId, Deed);
}
impl Prompt for NameFor {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (id, _): Self::At) -> Result<Html, Trouble> {
        Ok(line(visit, &read(visit, id).await?))
    }

    async fn take(visit: &Visit<'_>, (id, deed): Self::At, Words(typed): Words) -> Result<Taken, Trouble> {
        let bot = read(visit, id).await?;
        let word = word(visit, &bot);
        if !is_meant(&typed, &word, id) {
            let name = bot_name(visit, &bot, MAX_NAME);
            let number = id.to_string();
            return Ok(Taken::Again(html!(visit.text(), "typed-differs", name = name, word = word, bot = number)));
        }
        match deed {
            Deed::Delete => Ok(delete::begin(id, word)),
            Deed::Import => git::begin_import(visit, id, word).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_typed_whole_in_whatever_way_a_phone_writes_it() {
        let is = |typed: &str, word: &str| is_meant(typed, word, BotId::new(42));
        for typed in ["My Shop", " My  Shop\n", "\u{2068}My\u{a0}Shop\u{2069}", "M\u{200b}y Shop", "42", "my SHOP"] {
            assert!(is(typed, "My Shop"), "{typed:?}");
        }
        for typed in ["My Sho", "MyShop", "My Shop!", "", "yes", "421"] {
            assert!(!is(typed, "My Shop"), "{typed:?}");
        }
        assert!(is("anna’s “tea” – shop", "Anna's \"Tea\" - Shop") && !is("Annas Tea Shop", "Anna's Tea Shop"));
        assert!(is("❤", "❤\u{fe0f}") && is("מסעדת הגן", "\u{2068}מסעדת הגן\u{2069}"));
    }
}
