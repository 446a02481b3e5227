//! The chats of a bot: page by page, found by words, one in full, blocked and unblocked.
//!
//! Owns how chats are listed and called. Nothing of a chat is stored: no name, no words that were searched for. Whether
//! a chat is blocked is not known: no answer shows it (contract, 7).

use super::bot;
use crate::api::Chat;
use crate::frame::{Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Text, count, isolated};

mod blocking;
mod card;
mod find;
mod pages;
pub use blocking::{Block, Turned, Unblock};
pub use card::ChatCard;
pub use find::Find;
use pages::Window;

/// Chats on one page.
const ON_A_PAGE: usize = 8;
/// Longest name of a chat, characters: on a button, and in a sentence.
const MAX_LABEL: usize = 32;
const MAX_NAME: usize = 60;

/// The first page of a bot's chats, whose number is the link's first.
pub fn list(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Chats, (bot, Page::FIRST)))
}

/// The chat of a link that blocks it or lifts its block.
pub fn one(link: &Link) -> Option<Link> {
    let at = named::at::<Block>(link).or_else(|| named::at::<Unblock>(link))?;
    Some(to(ChatCard, at))
}

/// A page of a bot's chats, in the API's order.
#[derive(Clone, Copy)]
pub struct Chats;
impl Named for Chats {
    const TAG: Tag = tag(b"gh");
    type At = (BotId, Page);
}
impl Place for Chats {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let (window, name) = tokio::join!(pages::window(visit, bot, page), bot::name_of(visit, bot));
        let window = window?;
        let text = visit.text();
        if window.chats.is_empty() && page != Page::FIRST {
            // There are fewer by now.
            return Err(Trouble::Elsewhere(to(Self, (bot, Page::FIRST))));
        }
        if window.chats.is_empty() {
            return Ok(View::new(html!(text, "chats-none", name = name)));
        }
        let title = html!(text, "chats-title", name = name, range = range(text, &window));
        let mut view = View::new(title);
        for (chat, place) in &window.chats {
            view = view.row([button(visit, bot, chat, *place)]);
        }
        let before = page.0.checked_sub(1).map(|page| turn("‹", bot, page));
        let after = page.0.checked_add(1).filter(|_| window.more).map(|page| turn("›", bot, page));
        let find = Button::to(plain!(text, "button-find"), Find, (bot,));
        Ok(view.row([before, Some(find), after].into_iter().flatten()))
    }
}

fn turn(label: &str, bot: BotId, page: u16) -> Button {
    Button::to(label.to_owned(), Chats, (bot, Page(page)))
}

/// `4`, `1–8 of 41`, or `1–8` where nobody knows how many there are.
fn range(text: &Text, window: &Window) -> String {
    let shown = |place: usize| text.number(count(place));
    let pages = match window.all {
        Some(all) if all == window.chats.len() => "one",
        Some(_) => "many",
        None => "open",
    };
    let (first, last) = (shown(window.first), shown(window.first + window.chats.len() - 1));
    plain!(
        text,
        "chats-range",
        pages = pages,
        first = first,
        last = last,
        count = shown(window.all.unwrap_or_default())
    )
}

fn button(visit: &Visit<'_>, bot: BotId, chat: &Chat, place: Page) -> Button {
    Button::to(called(visit, chat, MAX_LABEL), ChatCard, (bot, chat.id, place))
}

/// What a chat is called, on one line.
fn called(visit: &Visit<'_>, chat: &Chat, max: usize) -> String {
    let name = chat.title.as_ref().and_then(|title| title.line(visit.key(), max));
    name.map_or_else(|| plain!(visit.text(), "chat-nameless", chat = chat.id.to_string()), |name| isolated(&name))
}
