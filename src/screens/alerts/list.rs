//! `/watches`: every bot of the account and how it is watched, and the iterations.
//!
//! Owns the one button that watches all of them.

use std::collections::HashMap;

use super::bot_watch::BotWatch;
use super::iterations::{IterationsWatch, SetIterations};
use super::key;
use super::room::Room;
use super::sound::{self, Ending, Sound};
use super::teams;
use crate::api::Bot;
use crate::frame::{Act, Button, Command, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{MAX_NAME, bot_name, listed, offered_name};
use crate::screens::digest;
use crate::store::Watched;
use crate::text::{Html, count};

/// Bots on one page, and buttons in a row.
const ON_A_PAGE: usize = 8;
const IN_A_ROW: usize = 2;

/// `/watches`.
pub static WATCHES: Command = Command {
    name: "watches",
    others: &["watch", "alerts", "alert", "mute", "notifications"],
    menu: Some(|text| plain!(text, "menu-watches")),
    help: |text| html!(text, "help-watches"),
    glued: None,
};

/// Everything that is watched.
#[derive(Clone, Copy)]
pub struct Watches;
impl Named for Watches {
    const TAG: Tag = tag(b"kl");
    type At = (Page,);
}
impl Place for Watches {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (page,): Self::At) -> Shown {
        let bots = listed(visit).await?;
        let text = visit.text();
        let mine = mine(visit).await?;
        let watched: HashMap<BotId, Watched> = mine.iter().filter_map(|one| Some((of(one)?, *one))).collect();
        let page = Paged::new(&bots, page, ON_A_PAGE);
        let mut lines = vec![html!(text, "watches-title")];
        let line = |bot: &Bot| {
            let how = how(watched.get(&bot.id));
            html!(text, "watches-line", name = bot_name(visit, bot, MAX_NAME), how = how)
        };
        lines.extend(page.things.iter().map(line));
        if bots.is_empty() {
            lines.push(html!(text, "watches-no-bots"));
        }
        let iterations = mine.iter().find(|one| sound::is_iterations(&one.link));
        lines.push(html!(text, "watches-iterations", how = how(iterations)));
        let others = count(mine.iter().filter(|one| sound::ends(&one.link)).count());
        lines.extend((others > 0).then(|| html!(text, "watches-imports", count = others, shown = text.number(others))));
        lines.push(html!(text, "watches-key", how = key::how(visit)));
        lines.push(html!(text, "watches-limit"));
        let mut view = View::new(Html::lines(lines));
        for row in page.things.chunks(IN_A_ROW) {
            view = view.beside(row.iter().map(|bot| Button::to(offered_name(visit, bot, MAX_NAME), Room, (bot.id,))));
        }
        let turns = page.turns(Self, |page| (page,));
        let left = bots.iter().any(|bot| !watched.contains_key(&bot.id)) || iterations.is_none();
        let all = left.then(|| Button::to(plain!(text, "button-watch-all"), All, ()));
        let digest = digest::room::button(visit).await?;
        let team = teams::button(visit).await?;
        let ending = (others > 0).then(|| Button::to(plain!(text, "button-ending"), Ending, (Page::FIRST,)));
        let view = view.row(turns.into_iter().flatten()).row(all).row([toggle(visit, iterations), digest]);
        Ok(view.row([Some(key::toggle(visit)), ending].into_iter().flatten()).row([team]))
    }
}

/// What is watched with the account of the visit.
pub(super) async fn mine(visit: &Visit<'_>) -> Result<Vec<Watched>, Trouble> {
    let all = visit.store().watched(visit.asker.user).await?;
    let mine = |one: &Watched| one.link.account() == Some(visit.who.account.id) && !digest::is_digest(&one.link);
    Ok(all.into_iter().filter(mine).collect())
}

fn of(watched: &Watched) -> Option<BotId> {
    named::at::<BotWatch>(&watched.link).map(|(bot,)| bot)
}

/// As sentences select by it.
pub(super) fn how(watched: Option<&Watched>) -> &'static str {
    match watched {
        None => "off",
        Some(Watched { muted_until: Some(_), .. }) => "muted",
        Some(Watched { silent: true, .. }) => "silent",
        Some(_) => "heard",
    }
}

fn toggle(visit: &Visit<'_>, iterations: Option<&Watched>) -> Button {
    let text = visit.text();
    match iterations {
        None => Button::to(plain!(text, "button-watch-iterations"), SetIterations, (super::iterations::Next::Heard,)),
        Some(one) if one.muted_until.is_some() => Button::to(plain!(text, "button-iterations-muted"), Sound, (one.id,)),
        Some(one) if one.silent => {
            Button::to(plain!(text, "button-iterations-off"), SetIterations, (super::iterations::Next::Off,))
        }
        Some(_) => {
            Button::to(plain!(text, "button-iterations-silent"), SetIterations, (super::iterations::Next::Silent,))
        }
    }
}

/// Said where one more thing cannot be watched.
pub(in crate::screens) fn too_many(visit: &Visit<'_>) -> View {
    let list = Button::to(plain!(visit.text(), "button-watches"), Watches, (Page::FIRST,));
    View::new(html!(visit.text(), "watches-too-many")).row([list])
}

/// Watches all bots of the account and its iterations, as far as there is room. What is watched already stays as it is.
pub struct All;
impl Named for All {
    const TAG: Tag = tag(b"ko");
    type At = ();
}
impl Act for All {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        let bots = listed(visit).await?;
        let mine = mine(visit).await?;
        let has_iterations = mine.iter().any(|one| sound::is_iterations(&one.link));
        let iterations = (!has_iterations).then(|| to(IterationsWatch, (visit.who.account.id,)));
        let others = bots.iter().filter(|bot| !mine.iter().any(|one| of(one) == Some(bot.id)));
        let new: Vec<Link> = iterations.into_iter().chain(others.map(|bot| super::of_bot(bot.id))).collect();
        if visit.watch_all(&new, visit.silent()).await? < new.len() {
            return Err(too_many(visit).into());
        }
        Ok(None)
    }

    fn after((): (), _: ActId) -> Link {
        to(Watches, (Page::FIRST,))
    }
}
