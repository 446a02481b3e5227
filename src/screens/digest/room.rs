//! Where the digest is turned on and off, at which hour it comes, and whether on quiet days too.
//!
//! Owns the acts that change that. They change our own rows only, so none is asked about.

use chrono::{TimeDelta, Utc};

use super::watch::{self, DigestWatch, Kept, NINE, moment};
use super::{Now, mine};
use crate::frame::named::Number;
use crate::frame::{Act, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::alerts::list::too_many;
use crate::screens::settings::zone::TimeOfDay;
use crate::text::{Html, Text};

/// Buttons with an hour in a row.
const IN_A_ROW: usize = 4;

/// Whether there is a digest, and when.
pub struct Room;
impl Named for Room {
    const TAG: Tag = tag(b"hr");
    type At = ();
}
impl Place for Room {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let known = visit.store().settings(visit.asker.user).zone.is_some();
        let mut lines = vec![html!(text, "digest-room"), html!(text, "digest-what")];
        let now = Button::below(plain!(text, "button-digest-now"), Now, ());
        let view = match watch::kept(visit).await? {
            None => {
                lines.push(html!(text, "digest-off"));
                let on = plain!(text, "button-digest-on", time = time(text, NINE));
                View::new(Html::lines(lines)).row([Button::to(on, Set, (How::On,)), now])
            }
            Some(kept) => {
                lines.extend(state(visit, &kept));
                let (hour, off, quiet) = changes(text, &kept);
                View::new(Html::lines(lines)).row([hour, off]).row([quiet, now])
            }
        };
        let zone = Button::to(plain!(text, "button-time-zone"), TimeOfDay, ());
        let view = if known { view } else { view.below_text(Some(html!(text, "digest-utc"))).row([zone]) };
        // Only our own rows were read.
        Err(view.into())
    }
}

/// When it comes.
fn state(visit: &Visit<'_>, kept: &Kept) -> Vec<Html> {
    let text = visit.text();
    let quiet = if kept.quiet_days { "yes" } else { "no" };
    let mut lines = vec![html!(text, "digest-on", time = time(text, kept.hour), quiet = quiet)];
    let next = kept.due.map(moment).filter(|due| *due > visit.now());
    lines.extend(next.map(|due| html!(text, "digest-next", time = text.short_time(due, visit.now()))));
    lines
}

/// Another hour, none, and whether on quiet days.
fn changes(text: &Text, kept: &Kept) -> (Button, Button, Button) {
    let quiet = match kept.quiet_days {
        true => Button::to(plain!(text, "button-digest-news"), Set, (How::OnlyNews,)),
        false => Button::to(plain!(text, "button-digest-always"), Set, (How::QuietDaysToo,)),
    };
    let hour = Button::to(plain!(text, "button-digest-hour"), Hours, ());
    (hour, Button::to(plain!(text, "button-digest-off"), Set, (How::Off,)), quiet)
}

/// `09:00`, as the reader's clock shows it.
fn time(text: &Text, hour: u8) -> String {
    let midnight = chrono::DateTime::<Utc>::UNIX_EPOCH;
    text.clone().in_zone(None).time_of_day(midnight + TimeDelta::hours(hour.into()))
}

/// The hours of a day to choose from.
pub struct Hours;
impl Named for Hours {
    const TAG: Tag = tag(b"hh");
    type At = ();
}
impl Place for Hours {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let hours: Vec<Button> = (0..24).map(|hour| Button::to(time(text, hour), Set, (How::At(hour),))).collect();
        let view = View::new(html!(text, "digest-ask-hour"));
        let view = hours.chunks(IN_A_ROW).fold(view, |view, row| view.row(row.iter().cloned()));
        Err(view.into())
    }
}

/// How the digest is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Not at all.
    Off,
    /// At nine.
    On,
    /// Where something happened.
    OnlyNews,
    /// Every day.
    QuietDaysToo,
    /// At this hour.
    At(u8),
}

impl Number for How {
    const DIGITS: usize = 2;

    fn get(self) -> i64 {
        match self {
            Self::Off => 100,
            Self::On => 101,
            Self::OnlyNews => 102,
            Self::QuietDaysToo => 103,
            Self::At(hour) => hour.into(),
        }
    }

    fn read(number: i64) -> Option<Self> {
        let hour = u8::try_from(number).ok().filter(|hour| *hour < 24).map(Self::At);
        let others = [Self::Off, Self::On, Self::OnlyNews, Self::QuietDaysToo];
        hour.or_else(|| others.into_iter().find(|how| how.get() == number))
    }
}

/// Sets how the digest is.
pub struct Set;
impl Named for Set {
    const TAG: Tag = tag(b"hs");
    type At = (How,);
}
impl Act for Set {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (how,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (store, user, account) = (visit.store(), visit.asker.user, visit.who.account.id);
        let there = mine(visit).await?;
        let Some(there) = there else {
            // A button may be older than the digest that was turned off.
            let begins = how == How::On;
            if begins && !visit.watch(DigestWatch, (account,), true).await? {
                return Err(too_many(visit).into());
            }
            return Ok(None);
        };
        let who = (user, account);
        match how {
            How::Off => store.end_watch(user, account, there.link).await?,
            How::On => {}
            How::OnlyNews => watch::change(store, who, &there, |kept| kept.quiet_days = false).await?,
            How::QuietDaysToo => watch::change(store, who, &there, |kept| kept.quiet_days = true).await?,
            How::At(hour) => {
                let set = |kept: &mut Kept| (kept.hour, kept.due) = (hour, None);
                watch::change(store, who, &there, set).await?;
            }
        }
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Room, ())
    }
}

/// The way there, with what is set.
///
/// # Errors
/// When the store does not answer.
pub(in crate::screens) async fn button(visit: &Visit<'_>) -> Result<Button, Trouble> {
    let text = visit.text();
    let label = match watch::kept(visit).await? {
        Some(kept) => plain!(text, "button-digest-at", time = time(text, kept.hour)),
        None => plain!(text, "button-digest"),
    };
    Ok(Button::to(label, Room, ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_links_read_back() {
        let all = (0..24).map(How::At).chain([How::Off, How::On, How::OnlyNews, How::QuietDaysToo]);
        for how in all {
            assert_eq!(How::read(how.get()), Some(how));
        }
        assert_eq!([-1, 24, 104, i64::MAX].map(How::read), [None; 4]);
    }
}
