//! Chats in the simulated Bots.Business (contract, 7). No answer shows whether one is blocked: it is not known how the
//! API does.

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, list, ok};
use super::world::set;

/// All chats at once: this endpoint has no pages, and ignores a request for one (contract, 13.8).
pub(crate) fn all(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Chat)))
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
