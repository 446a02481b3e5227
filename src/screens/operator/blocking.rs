//! `/block ID` and `/unblock ID`: whom the bot does not answer.
//!
//! Owns both acts. What is stored of somebody who is shut out stays; `/forget` does not let them in again.

use super::echo;
use crate::frame::{Act, Anyone, Ask, Button, Command, Named, Place, Shown, Trouble, View, Visit, to};
use crate::ids::{ActId, UserId};
use crate::link::{Link, Tag, tag};
use crate::{html, plain};

/// `/block`.
pub static BLOCK: Command =
    Command { name: "block", others: &["ban"], menu: None, help: |text| html!(text, "help-block"), glued: None };

/// `/unblock`.
pub static UNBLOCK: Command =
    Command { name: "unblock", others: &["unban"], menu: None, help: |text| html!(text, "help-block"), glued: None };

/// `/block` with its words.
pub struct BlockAsked;
impl Named for BlockAsked {
    const TAG: Tag = tag(b"pb");
    type At = ();
}
impl Place for BlockAsked {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        Err(Trouble::Elsewhere(to(Block, (meant(visit)?,))))
    }
}

/// `/unblock` with its words.
pub struct UnblockAsked;
impl Named for UnblockAsked {
    const TAG: Tag = tag(b"pu");
    type At = ();
}
impl Place for UnblockAsked {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        Err(Trouble::Elsewhere(to(Unblock, (meant(visit)?,))))
    }
}

/// The person that was typed: the number that Telegram has for them. "not admitted" shows it to whoever is kept out.
fn meant(visit: &Visit<'_, Anyone>) -> Result<UserId, Trouble> {
    let words = visit.words.trim();
    let number = words.parse::<i64>().ok().filter(|number| *number > 0);
    number.map(UserId::new).ok_or_else(|| {
        let given = if words.is_empty() { "no" } else { "yes" };
        View::new(html!(visit.text(), "block-whom", given = given, words = echo(words))).into()
    })
}

/// Shuts somebody out.
pub struct Block;
impl Named for Block {
    const TAG: Tag = tag(b"pc");
    type At = (UserId,);
}
impl Act for Block {
    type Who = Anyone;
    type With = ();

    async fn question(visit: &Visit<'_, Anyone>, (user,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let text = visit.text();
        if visit.house.is_operator(user) {
            return Err(View::new(html!(text, "block-operator", user = user.to_string())).into());
        }
        if visit.store().is_shut_out(user) {
            return Err(Trouble::Elsewhere(to(Turned, (user,))));
        }
        Ok(Some(Ask {
            text: html!(text, "block-ask", user = user.to_string()),
            yes: plain!(text, "button-block-person"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_, Anyone>, (user,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_shut_out(user, true).await?;
        Ok(None)
    }

    fn after((user,): Self::At, _: ActId) -> Link {
        to(Turned, (user,))
    }
}

/// Lets somebody in again. It does no harm, so it is not asked about.
pub struct Unblock;
impl Named for Unblock {
    const TAG: Tag = tag(b"pd");
    type At = (UserId,);
}
impl Act for Unblock {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (user,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_shut_out(user, false).await?;
        Ok(None)
    }

    fn after((user,): Self::At, _: ActId) -> Link {
        to(Turned, (user,))
    }
}

/// Whether somebody is shut out now.
pub struct Turned;
impl Named for Turned {
    const TAG: Tag = tag(b"pe");
    type At = (UserId,);
}
impl Place for Turned {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (user,): Self::At) -> Shown {
        let text = visit.text();
        let out = visit.store().is_shut_out(user);
        let state = if out { "out" } else { "in" };
        let view = View::new(html!(text, "block-turned", state = state, user = user.to_string()));
        let button = match out {
            true => Button::to(plain!(text, "button-unblock-person"), Unblock, (user,)),
            false => Button::to(plain!(text, "button-block-person-ask"), Block, (user,)),
        };
        Ok(view.row([button]))
    }
}
