//! One chat: whose it is, its two numbers, and the way to block it.

use super::super::bot;
use super::find::not_all;
use super::pages::{self, Found};
use super::{Block, MAX_NAME, Unblock, called};
use crate::api::{Chat, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit};
use crate::html;
use crate::ids::{BbChatId, BotId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::{Html, isolated};

/// Longest word for the kind of a chat, characters.
const MAX_KIND: usize = 30;

/// A chat, with the page of the API where it was seen.
pub struct ChatCard;
impl Named for ChatCard {
    const TAG: Tag = tag(b"gd");
    type At = (BotId, BbChatId, Page);
}
impl Place for ChatCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, place): Self::At) -> Shown {
        let (chat, name) = tokio::join!(read(visit, bot, id, place), bot::name_of(visit, bot));
        let chat = chat?;
        let text = visit.text();
        let mut lines = vec![
            html!(text, "chat-name", chat = called(visit, &chat, MAX_NAME)),
            html!(text, "chat-of", kind = kind(visit, &chat), name = name),
        ];
        if let Some(at) = chat.created_at.as_ref().and_then(Timestamp::utc) {
            lines.push(html!(text, "chat-since", when = text.short_time(at, visit.now())));
        }
        let telegram = chat.telegram_id.map(|id| id.to_string());
        lines.extend(telegram.as_ref().map(|id| html!(text, "chat-telegram", id = id.as_str())));
        lines.push(html!(text, "chat-number", id = id.to_string()));
        lines.push(html!(text, "chat-block-unseen"));
        let block = Button::to(plain!(text, "button-block"), Block, (bot, id, place));
        let unblock = Button::to(plain!(text, "button-unblock"), Unblock, (bot, id, place));
        let copy = telegram.map(|id| Button::copy(plain!(text, "button-copy-telegram-id"), id));
        Ok(View::new(Html::lines(lines)).row([block, unblock]).row(copy))
    }
}

/// Its kind, by which its line is chosen; a word that is not known is shown as it is.
fn kind(visit: &Visit<'_>, chat: &Chat) -> String {
    let text = visit.text();
    let Some(kind) = &chat.chat_type else { return plain!(text, "chat-kind", kind = "none", word = "") };
    let known = ["private", "group", "supergroup"].into_iter().find(|known| kind.is(known));
    let word = kind.line(visit.key(), MAX_KIND).map(|word| isolated(&word)).unwrap_or_default();
    let named = known.unwrap_or(if word.is_empty() { "none" } else { "other" });
    plain!(text, "chat-kind", kind = named, word = word)
}

/// A chat, wherever it is by now.
///
/// # Errors
/// Every failure of the call; a chat that was not found is said so.
pub(super) async fn read(visit: &Visit<'_>, bot: BotId, id: BbChatId, place: Page) -> Result<Chat, Trouble> {
    let mut found = pages::one(visit, bot, id, place).await?;
    match found.chats.pop() {
        Some((chat, _)) => Ok(chat),
        None => Err(gone(visit, &found).into()),
    }
}

fn gone(visit: &Visit<'_>, found: &Found) -> View {
    let sentence = html!(visit.text(), "chat-gone");
    View::new(Html::lines(std::iter::once(sentence).chain(not_all(visit, found))))
}
