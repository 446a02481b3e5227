//! Finding a chat by a part of its name, by @username or by its Telegram id. What is typed is used once and not stored.

use super::super::bot;
use super::super::figures::echo;
use super::pages::{self, Found};
use super::{ChatCard, ON_A_PAGE, button};
use crate::api::Chat;
use crate::characters::{digit, is_dash, seen};
use crate::frame::prompt::Words;
use crate::frame::{Button, Linked, Named, Prompt, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::{Html, count};

/// What a chat is looked for by.
struct Meant {
    /// A part of its name, in small letters.
    name: String,
    /// Its Telegram id without its sign: people leave the minus of a group away.
    id: Option<u64>,
    /// Whether it was written as a username.
    username: bool,
}

impl Meant {
    fn read(words: &str) -> Self {
        let words = seen(words).trim().to_lowercase();
        let name = words.strip_prefix('@').unwrap_or(&words).to_owned();
        let figures = name.strip_prefix(is_dash).unwrap_or(&name);
        let digits: Option<String> = figures.chars().map(digit).collect();
        Self { id: digits.and_then(|digits| digits.parse().ok()), username: name != words, name }
    }

    fn has_id(&self, chat: &Chat) -> bool {
        self.id.is_some() && self.id == chat.telegram_id.map(|id| id.get().unsigned_abs())
    }

    fn is(&self, visit: &Visit<'_>, chat: &Chat) -> bool {
        let named = |title: &crate::api::ApiText| seen(&title.shown(visit.key())).to_lowercase().contains(&self.name);
        self.has_id(chat) || (!self.name.is_empty() && chat.title.as_ref().is_some_and(named))
    }
}

/// Words to find a chat by.
pub struct Find;
impl Named for Find {
    const TAG: Tag = tag(b"gq");
    type At = (BotId,);
}
impl Prompt for Find {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "chats-find", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let meant = Meant::read(&words);
        let found = pages::find(visit, bot, ON_A_PAGE, |chat| meant.is(visit, chat)).await?;
        // An id means one chat, also where a name has the same digits.
        if let Some((chat, place)) = found.chats.iter().find(|(chat, _)| meant.has_id(chat)) {
            return Ok(Taken::Go(to(ChatCard, (bot, chat.id, *place))));
        }
        Ok(match &found.chats[..] {
            [] => Taken::Again(nothing(visit, bot, &meant, &words, &found).await),
            [(one, place)] => Taken::Go(to(ChatCard, (bot, one.id, *place))),
            _ => Taken::Show(Box::new(several(visit, bot, &words, &found))),
        })
    }
}

async fn nothing(visit: &Visit<'_>, bot: BotId, meant: &Meant, words: &str, found: &Found) -> Html {
    let text = visit.text();
    let name = bot::name_of(visit, bot).await;
    let by = if meant.username { "username" } else { "words" };
    let sentence = html!(text, "chats-not-found", name = name, words = echo(words), by = by);
    Html::lines(std::iter::once(sentence).chain(not_all(visit, found)))
}

/// The chats that were found, and the way to others. Nothing is stored, so there is one page: more words find fewer.
fn several(visit: &Visit<'_>, bot: BotId, words: &str, found: &Found) -> View {
    let text = visit.text();
    let more = if found.chats.len() > ON_A_PAGE { "yes" } else { "no" };
    let shown = found.chats.len().min(ON_A_PAGE);
    let title = html!(
        text,
        "chats-found",
        words = echo(words),
        more = more,
        count = count(shown),
        shown = text.number(count(shown))
    );
    let mut view = View::new(Html::lines(std::iter::once(title).chain(not_all(visit, found).filter(|_| more == "no"))));
    for (chat, place) in found.chats.iter().take(ON_A_PAGE) {
        view = view.row([button(visit, bot, chat, *place)]);
    }
    let view = view.row([Button::to(plain!(text, "button-find"), Find, (bot,))]);
    if more == "yes" { view.asks(Find, (bot,)) } else { view }
}

/// A search ends after so many chats, and says so.
pub(super) fn not_all(visit: &Visit<'_>, found: &Found) -> Option<Html> {
    let text = visit.text();
    (!found.all).then(|| html!(text, "chats-not-all", shown = text.number(count(found.seen))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_people_paste_them() {
        for (words, id) in [
            ("7001", Some(7001)),
            ("-1001234567890", Some(1_001_234_567_890)),
            ("\u{2212}1001234567890", Some(1_001_234_567_890)),
            ("\u{2066}7001\u{2069} ", Some(7001)),
            ("٧٠٠١", Some(7001)),
            ("@7001", Some(7001)),
            ("Ann 7", None),
            ("-", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(Meant::read(words).id, id, "{words:?}");
        }
        let meant = Meant::read(" @Anna_B ");
        assert_eq!((meant.name.as_str(), meant.username), ("anna_b", true));
    }
}
