//! The alerts of one bot: whether it is watched, heard, muted, and which errors are never told.
//!
//! Owns the acts that change that. They change our own rows only, so none is asked about.

use chrono::DateTime;

use super::alert::{mutes, name, seen};
use super::bot_watch::BotWatch;
use super::list::too_many;
use super::state::Seen;
use crate::frame::named::Number;
use crate::frame::{Act, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::Watched;
use crate::text::{Html, Text, count};

/// The watch of a bot as it is now.
pub(super) async fn watched(visit: &Visit<'_>, link: Link) -> Result<Option<Watched>, Trouble> {
    let link = link.of(visit.who.account.id);
    Ok(visit.store().watched(visit.asker.user).await?.into_iter().find(|watched| watched.link == link))
}

/// Whether and how a bot is watched.
pub struct Room;
impl Named for Room {
    const TAG: Tag = tag(b"kb");
    type At = (BotId,);
}
impl Place for Room {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot,): Self::At) -> Shown {
        let text = visit.text();
        let seen = seen(visit, bot).await?;
        let title = html!(text, "alerts-title", name = name(visit, bot, &seen));
        let Some(watched) = watched(visit, super::of_bot(bot)).await? else {
            let watch = Button::to(plain!(text, "button-watch"), Set, (bot, How::On));
            return Err(View::new(Html::lines([title, html!(text, "alerts-off")])).row([watch]).into());
        };
        let mut lines = vec![title, html!(text, "alerts-on"), sound(visit, &watched)];
        let never = count(seen.never.len());
        lines.extend((never > 0).then(|| html!(text, "alerts-never", count = never, shown = text.number(never))));
        let heard = match watched.silent {
            true => Button::to(plain!(text, "button-be-heard"), Set, (bot, How::Heard)),
            false => Button::to(plain!(text, "button-be-silent"), Set, (bot, How::Silent)),
        };
        let off = Button::to(plain!(text, "button-unwatch"), Set, (bot, How::Off));
        let view = View::new(Html::lines(lines)).row([heard, off]);
        let muted = watched.muted_until.is_some();
        let view = if muted { view } else { view.row(mutes(visit, bot)) };
        let view = view.row(muted.then(|| Button::to(plain!(text, "button-unmute"), Set, (bot, How::Unmuted))));
        let again = Button::to(plain!(text, "button-never-undo"), Set, (bot, How::AllErrors));
        // Only our own rows were read.
        Err(view.row((never > 0).then_some(again)).into())
    }
}

/// How it is heard now.
pub(super) fn sound(visit: &Visit<'_>, watched: &Watched) -> Html {
    let text = visit.text();
    match watched.muted_until.and_then(DateTime::from_timestamp_millis) {
        Some(until) => html!(text, "alerts-muted", time = text.date_time(until)),
        None => html!(text, "alerts-sound", silent = if watched.silent { "yes" } else { "no" }),
    }
}

/// How a bot is to be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Not at all.
    Off,
    /// As the person's settings say.
    On,
    /// With a sound.
    Heard,
    /// Without one.
    Silent,
    /// From now on again.
    Unmuted,
    /// With the errors that were never to be told.
    AllErrors,
}

impl How {
    const ALL: [Self; 6] = [Self::Off, Self::On, Self::Heard, Self::Silent, Self::Unmuted, Self::AllErrors];
}

impl Number for How {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        count(Self::ALL.iter().position(|how| *how == self).unwrap_or_default())
    }

    fn read(number: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// Sets how a bot is watched.
pub struct Set;
impl Named for Set {
    const TAG: Tag = tag(b"kt");
    type At = (BotId, How);
}
impl Act for Set {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, how): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (store, user, account, link) = (visit.store(), visit.asker.user, visit.who.account.id, super::of_bot(bot));
        match how {
            How::Off => visit.unwatch(BotWatch, (bot,)).await?,
            How::On if watched(visit, link).await?.is_some() => {}
            How::On if !visit.watch(BotWatch, (bot,), visit.silent()).await? => return Err(too_many(visit).into()),
            How::On => {}
            How::Heard | How::Silent => drop(store.silence(user, account, link, how == How::Silent).await?),
            How::Unmuted => drop(store.mute(user, account, link, None).await?),
            How::AllErrors => {
                let tell_all = |seen: Option<&[u8]>| {
                    let mut seen = Seen::read(seen);
                    seen.never.clear();
                    seen.bytes()
                };
                store.change_seen(user, account, link, tell_all).await?;
            }
        }
        Ok(None)
    }

    fn after((bot, _): Self::At, _: ActId) -> Link {
        to(Room, (bot,))
    }
}

/// How long nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// For an hour.
    One,
    /// For a night.
    Eight,
    /// For a week.
    Week,
}

impl Number for Hours {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Eight => 2,
            Self::Week => 3,
        }
    }

    fn read(number: i64) -> Option<Self> {
        [Self::One, Self::Eight, Self::Week].into_iter().find(|hours| hours.get() == number)
    }
}

impl Hours {
    /// Quiet for a while, one tap each.
    pub(super) fn buttons(text: &Text, mute: impl Fn(Self) -> Link) -> [Button; 3] {
        [
            Button::link(plain!(text, "button-mute-hour"), mute(Self::One)),
            Button::link(plain!(text, "button-mute-night"), mute(Self::Eight)),
            Button::link(plain!(text, "button-mute-week"), mute(Self::Week)),
        ]
    }

    /// The same in milliseconds.
    pub(super) fn ms(self) -> i64 {
        let hours = match self {
            Self::One => 1,
            Self::Eight => 8,
            Self::Week => 7 * 24,
        };
        hours * 60 * 60 * 1000
    }
}

/// Tells nothing of a bot for a while.
pub struct Mute;
impl Named for Mute {
    const TAG: Tag = tag(b"km");
    type At = (BotId, Hours);
}
impl Act for Mute {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, hours): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let until = visit.now().timestamp_millis() + hours.ms();
        let (user, account) = (visit.asker.user, visit.who.account.id);
        visit.store().mute(user, account, super::of_bot(bot), Some(until)).await?;
        Ok(None)
    }

    fn after((bot, _): Self::At, _: ActId) -> Link {
        to(Room, (bot,))
    }
}

/// A kind of errors, as its watch knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindMark(pub i64);

impl Number for KindMark {
    /// Seven bytes.
    const DIGITS: usize = 11;

    fn get(self) -> i64 {
        self.0
    }

    fn read(number: i64) -> Option<Self> {
        (1..1 << 56).contains(&number).then_some(Self(number))
    }
}

/// Never tells a kind of errors again.
pub struct Never;
impl Named for Never {
    const TAG: Tag = tag(b"kn");
    type At = (BotId, KindMark);
}
impl Act for Never {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, KindMark(mark)): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let never = |seen: Option<&[u8]>| {
            let mut seen = Seen::read(seen);
            seen.never_again(mark);
            seen.bytes()
        };
        visit.store().change_seen(visit.asker.user, visit.who.account.id, super::of_bot(bot), never).await?;
        Ok(None)
    }

    fn after((bot, _): Self::At, _: ActId) -> Link {
        to(Room, (bot,))
    }
}
