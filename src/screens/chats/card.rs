//! One chat: whose it is, its two numbers, and the way to block it.

use super::super::bot;
use super::find::not_all;
use super::pages::{self, Found};
use super::{Block, MAX_NAME, Unblock, called};
use crate::api::{Chat, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named};
use crate::html;
use crate::ids::{BbChatId, BotId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
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
        lines.push(html!(text, "chat-block", told = turned_here(visit, bot, id).await?));
        let block = Button::to(plain!(text, "button-block"), Block, (bot, id, place));
        let unblock = Button::to(plain!(text, "button-unblock"), Unblock, (bot, id, place));
        let copy = telegram.map(|id| Button::copy(plain!(text, "button-copy-telegram-id"), id));
        Ok(View::new(Html::lines(lines)).row([block, unblock]).row(copy))
    }
}

/// What was done with it from here last, as the catalogue selects by it: Bots.Business does not say whether it is blocked.
async fn turned_here(visit: &Visit<'_>, bot: BotId, id: BbChatId) -> Result<&'static str, Trouble> {
    let (store, user) = (visit.store(), visit.asker.user);
    let (blocks, unblocks) = tokio::try_join!(store.sent_acts(user, Block::TAG), store.sent_acts(user, Unblock::TAG))?;
    let is_done = |act: &&StoredAct| act.state == ActState::Done && act.link.account() == Some(visit.who.account.id);
    let of_this = |at: Option<(BotId, BbChatId, Page)>| at.is_some_and(|(of, chat, _)| (of, chat) == (bot, id));
    let when = |acts: Vec<StoredAct>| acts.iter().filter(is_done).filter_map(|act| act.sent_at).max();
    let blocks = blocks.into_iter().filter(|act| of_this(named::at::<Block>(&act.link))).collect();
    let unblocks = unblocks.into_iter().filter(|act| of_this(named::at::<Unblock>(&act.link))).collect();
    Ok(match (when(blocks), when(unblocks)) {
        (Some(blocked), lifted) if lifted.is_none_or(|lifted| blocked > lifted) => "blocked",
        (_, Some(_)) => "lifted",
        _ => "unseen",
    })
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
