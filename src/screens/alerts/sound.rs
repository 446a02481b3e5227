//! How a watch is heard that is none of a bot: an import, a broadcast, the iterations.
//!
//! Owns the acts that change that, and the list of what is watched until it ends. They change our own rows only, so none is
//! asked about.

use super::bot_watch::BotWatch;
use super::broadcast::BroadcastWatch;
use super::iterations::IterationsWatch;
use super::list::{Watches, how, mine};
use super::room::{Hours, How, Room, sound};
use crate::frame::{Act, Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, WatchId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::known_name;
use crate::screens::imports::ImportEnds;
use crate::store::Watched;
use crate::text::{Html, Text};

/// Watches on one page.
const ON_A_PAGE: usize = 8;

/// Whether and how something is watched.
pub struct Sound;
impl Named for Sound {
    const TAG: Tag = tag(b"va");
    type At = (WatchId,);
}
impl Place for Sound {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let Some(watched) = find(visit, id).await? else {
            return Err(Trouble::Elsewhere(to(Watches, (Page::FIRST,))));
        };
        if let Some(at) = named::at::<BotWatch>(&watched.link) {
            return Err(Trouble::Elsewhere(to(Room, at)));
        }
        let text = visit.text();
        let lines = [html!(text, "sound-title", what = title(visit, &watched.link)), sound(visit, &watched)];
        let heard = match watched.silent {
            true => Button::to(plain!(text, "button-be-heard"), SetSound, (id, How::Heard)),
            false => Button::to(plain!(text, "button-be-silent"), SetSound, (id, How::Silent)),
        };
        let off = Button::to(plain!(text, "button-unwatch"), SetSound, (id, How::Off));
        let view = View::new(Html::lines(lines)).row([heard, off]);
        let view = match watched.muted_until {
            Some(_) => view.row([Button::to(plain!(text, "button-unmute"), SetSound, (id, How::Unmuted))]),
            None => view.row(mutes(text, id)),
        };
        let about = visit.house.watch_of(&watched.link).and_then(|steps| (steps.about)(&watched.link));
        // Only our own rows were read.
        Err(view.row(about.map(|about| Button::link(plain!(text, "button-open"), about))).into())
    }
}

/// A watch of this person with this account; none when it is over.
async fn find(visit: &Visit<'_>, id: WatchId) -> Result<Option<Watched>, Trouble> {
    Ok(mine(visit).await?.into_iter().find(|one| one.id == id))
}

/// The same by what is watched.
pub(in crate::screens) async fn of(visit: &Visit<'_>, what: Link) -> Result<Option<WatchId>, Trouble> {
    let what = what.of(visit.who.account.id);
    Ok(mine(visit).await?.into_iter().find(|one| one.link == what).map(|one| one.id))
}

/// What is watched, in words.
fn title(visit: &Visit<'_>, link: &Link) -> Html {
    let text = visit.text();
    if let Some((bot, task)) = named::at::<ImportEnds>(link) {
        return html!(text, "sound-import", task = task.to_string(), name = known_name(visit, bot));
    }
    if let Some((bot, task)) = named::at::<BroadcastWatch>(link) {
        return html!(text, "sound-broadcast", task = task.to_string(), name = known_name(visit, bot));
    }
    html!(text, "sound-iterations", account = visit.asker.name(&visit.who.account))
}

/// Quiet for a while, one tap each.
pub(in crate::screens) fn mutes(text: &Text, id: WatchId) -> [Button; 3] {
    Hours::buttons(text, |hours| to(MuteOne, (id, hours)))
}

/// The way to how a watch is heard.
pub(in crate::screens) fn way(text: &Text, id: WatchId) -> Button {
    Button::to(plain!(text, "button-alerts"), Sound, (id,))
}

/// Sets how something is watched.
pub struct SetSound;
impl Named for SetSound {
    const TAG: Tag = tag(b"vb");
    type At = (WatchId, How);
}
impl Act for SetSound {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (id, how): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(Watched { link, .. }) = find(visit, id).await? else { return Ok(None) };
        let (store, user, account) = (visit.store(), visit.asker.user, visit.who.account.id);
        match how {
            How::Off => store.end_watch(user, account, link).await?,
            How::Heard | How::Silent => drop(store.silence(user, account, link, how == How::Silent).await?),
            How::Unmuted => drop(store.mute(user, account, link, None).await?),
            // It is on, and has no errors.
            How::On | How::AllErrors => {}
        }
        Ok(None)
    }

    fn after((id, _): Self::At, _: ActId) -> Link {
        to(Sound, (id,))
    }
}

/// Tells nothing of it for a while.
pub struct MuteOne;
impl Named for MuteOne {
    const TAG: Tag = tag(b"vc");
    type At = (WatchId, Hours);
}
impl Act for MuteOne {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (id, hours): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        if let Some(Watched { link, .. }) = find(visit, id).await? {
            let until = visit.now().timestamp_millis() + hours.ms();
            visit.store().mute(visit.asker.user, visit.who.account.id, link, Some(until)).await?;
        }
        Ok(None)
    }

    fn after((id, _): Self::At, _: ActId) -> Link {
        to(Sound, (id,))
    }
}

/// What is watched until it ends: imports and broadcasts.
#[derive(Clone, Copy)]
pub struct Ending;
impl Named for Ending {
    const TAG: Tag = tag(b"vd");
    type At = (Page,);
}
impl Place for Ending {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (page,): Self::At) -> Shown {
        let text = visit.text();
        let all: Vec<Watched> = mine(visit).await?.into_iter().filter(|one| ends(&one.link)).collect();
        if all.is_empty() {
            return Err(Trouble::Elsewhere(to(Watches, (Page::FIRST,))));
        }
        let page = Paged::new(&all, page, ON_A_PAGE);
        let line = |one: &Watched| html!(text, "sound-line", what = title(visit, &one.link), how = how(Some(one)));
        let lines = std::iter::once(html!(text, "sound-ending")).chain(page.things.iter().map(line));
        let mut view = View::new(Html::lines(lines));
        for one in page.things {
            view = view.row([Button::to(title(visit, &one.link).visible(), Sound, (one.id,))]);
        }
        // Only our own rows were read.
        Err(view.row(page.turns(Self, |page| (page,)).into_iter().flatten()).into())
    }
}

/// Whether a watch is one that ends by itself.
pub(super) fn ends(link: &Link) -> bool {
    named::at::<ImportEnds>(link).is_some() || named::at::<BroadcastWatch>(link).is_some()
}

/// Whether it is the iterations'.
pub(super) fn is_iterations(link: &Link) -> bool {
    named::at::<IterationsWatch>(link).is_some()
}
