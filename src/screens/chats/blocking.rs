//! Blocking a chat and lifting the block, with what neither of them does (contract, 7).

use super::super::bot;
use super::card::read;
use super::pages;
use super::{ChatCard, Chats, MAX_NAME, called};
use crate::api::Chat;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BbChatId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;

/// Blocks a chat: somebody gets no answers any more, so it is asked about.
pub struct Block;
impl Named for Block {
    const TAG: Tag = tag(b"gb");
    type At = (BotId, BbChatId, Page);
}
impl Act for Block {
    type Who = Linked;
    type With = ();

    /// That it is blocked already cannot be seen.
    async fn question(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (chat, name) = tokio::join!(still_there(visit, at), bot::name_of(visit, at.0));
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "chat-block-ask", chat = called(visit, &chat?, MAX_NAME), name = name),
            yes: plain!(text, "button-block-now"),
            no: plain!(text, "button-not-now"),
        }))
    }

    /// The answer names the chat, and is about this one; its name is not stored.
    async fn send(visit: &Visit<'_>, (bot, id, _): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().block_chat(visit.key(), bot, id).await?;
        Ok(None)
    }

    fn after((bot, id, _): Self::At, act: ActId) -> Link {
        to(Turned, (bot, id, act))
    }
}

/// Lifts a block. Not asked about: it does no harm, and is the way back from one.
pub struct Unblock;
impl Named for Unblock {
    const TAG: Tag = tag(b"gn");
    type At = (BotId, BbChatId, Page);
}
impl Act for Unblock {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        still_there(visit, at).await?;
        Ok(None)
    }

    async fn send(visit: &Visit<'_>, (bot, id, _): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().unblock_chat(visit.key(), bot, id).await?;
        Ok(None)
    }

    fn after((bot, id, _): Self::At, act: ActId) -> Link {
        to(Turned, (bot, id, act))
    }
}

/// The chat; of one that is gone its card says so.
async fn still_there(visit: &Visit<'_>, at: (BotId, BbChatId, Page)) -> Result<Chat, Trouble> {
    let (bot, id, place) = at;
    let found = pages::one(visit, bot, id, place).await?.chats.pop();
    found.map(|(chat, _)| chat).ok_or(Trouble::Elsewhere(to(ChatCard, at)))
}

/// What became of it, as far as the answer said: whether a chat is blocked is in no list.
pub struct Turned;
impl Named for Turned {
    const TAG: Tag = tag(b"ge");
    type At = (BotId, BbChatId, ActId);
}
impl Place for Turned {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else {
            return Err(Trouble::Elsewhere(to(ChatCard, (bot, id, Page::FIRST))));
        };
        let blocks = named::at::<Block>(&asked.link);
        let place = blocks.or(named::at::<Unblock>(&asked.link)).map_or(Page::FIRST, |(_, _, place)| place);
        let card = to(ChatCard, (bot, id, place));
        let verb = if blocks.is_some() { "block" } else { "unblock" };
        let text = visit.text();
        let ways = [
            Button::link(plain!(text, "button-chat"), card),
            Button::to(plain!(text, "button-chats"), Chats, (bot, Page::FIRST)),
        ];
        if asked.state == ActState::Failed {
            let words = asked.words.unwrap_or_default();
            return Err(View::new(html!(text, "chat-refused", verb = verb, words = words)).row(ways).into());
        }
        let (chat, name) = tokio::join!(read(visit, bot, id, place), bot::name_of(visit, bot));
        // What the answer said stays true where the list cannot be read.
        let chat = match chat {
            Ok(chat) => called(visit, &chat, MAX_NAME),
            Err(_) => plain!(text, "chat-nameless", chat = id.to_string()),
        };
        let told = if asked.state == ActState::Done { "done" } else { "unknown" };
        let sentence = html!(text, "chat-turned", told = told, verb = verb, chat = chat, name = name);
        // Nothing in it was read: looking again would say no more.
        Err(View::new(sentence).row(ways).into())
    }
}
