//! Chats in the simulated Bots.Business (contract, 7). No answer shows whether one is blocked: it is not known how the
//! API does.

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, list, ok};
use super::world::set;

/// All chats at once, whatever page is asked for, or a page: which of the two it is, is not known (contract, 7).
pub(crate) fn all(bot: &mut Bot, asked: &Asked) -> Reply {
    let chats = bot.all(Thing::Chat);
    let page = asked.parameter("page").and_then(|page| page.parse::<usize>().ok()).filter(|page| *page > 0);
    Ok(match (bot.chats_a_page, page) {
        (Some(size), Some(page)) => list(chats.chunks(size.max(1)).nth(page - 1).unwrap_or_default()),
        _ => list(chats),
    })
}

pub(crate) fn block(bot: &mut Bot, asked: &Asked) -> Reply {
    turn(bot, asked, true)
}

pub(crate) fn unblock(bot: &mut Bot, asked: &Asked) -> Reply {
    turn(bot, asked, false)
}

fn turn(bot: &mut Bot, asked: &Asked, block: bool) -> Reply {
    let chat = bot.find_mut(Thing::Chat, asked.id(1))?;
    set(chat, "updated_at", asked.stamp());
    let told = ok(chat);
    if block {
        bot.blocked.insert(asked.id(1));
    } else {
        bot.blocked.remove(&asked.id(1));
    }
    Ok(told)
}
