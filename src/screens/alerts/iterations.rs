//! How many iterations of an account are left, told at 20 %, at 5 %, and when none is.
//!
//! Owns the steps. A quota that was renewed begins them anew, without a word; one that is not told says nothing.

use std::time::Duration;

use super::list::{Watches, too_many};
use crate::api::Quota;
use crate::frame::named::Number;
use crate::frame::{
    Act, Button, Goes, Linked, Look, Named, Page, Place, Shown, Trouble, View, Visit, Watch, named, to,
};
use crate::html;
use crate::ids::{AccountId, ActId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::account::iterations::{Iterations, figures, lines, quotas, the_one};
use crate::screens::history;
use crate::store::{Counted, Telling};
use crate::text::{Html, Text};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(15 * 60);
const FIRST: Duration = Duration::from_secs(1);

/// How few are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// More than a fifth.
    Enough,
    /// A fifth at most.
    Fifth,
    /// A twentieth at most.
    Little,
    /// None.
    Nothing,
}

impl Left {
    const ALL: [Self; 4] = [Self::Enough, Self::Fifth, Self::Little, Self::Nothing];

    fn of(quota: &Quota) -> Option<Self> {
        let (limit, used) = figures(quota)?;
        let (limit, left) = (i128::from(limit), i128::from(limit) - i128::from(used));
        Some(match left {
            ..=0 => Self::Nothing,
            left if left * 20 <= limit => Self::Little,
            left if left * 5 <= limit => Self::Fifth,
            _ => Self::Enough,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::Fifth => "fifth",
            Self::Little => "little",
            Self::Nothing => "nothing",
        }
    }
}

impl Number for Left {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        match self {
            Self::Enough => 0,
            Self::Fifth => 1,
            Self::Little => 2,
            Self::Nothing => 3,
        }
    }

    fn read(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|left| left.get() == number)
    }
}

/// The iterations of an account. The account is in the link so that watches of different accounts are looked at apart.
#[derive(Clone, Copy)]
pub struct IterationsWatch;
impl Named for IterationsWatch {
    const TAG: Tag = tag(b"kq");
    type At = (AccountId,);
}
impl Watch for IterationsWatch {
    const KIND: &'static str = "iterations";

    type Saw = (Option<Left>, Option<Counted>);

    fn next(age: Duration) -> Option<Duration> {
        Some(if age < FIRST { FIRST } else { EVERY })
    }

    async fn look(visit: &Visit<'_, Linked>, _: Self::At, _: &[Option<&[u8]>]) -> Result<Self::Saw, Trouble> {
        let quotas = visit.api().iteration_usage(visit.key()).await?;
        let quota = the_one(&quotas);
        Ok((quota.and_then(Left::of), quota.and_then(|quota| history::counted_iterations(quota, visit.now()))))
    }

    fn compare(_: Self::At, (saw, counted): &Self::Saw, seen: Option<&[u8]>) -> Look {
        let Some(now) = *saw else { return Look::Same };
        let before = seen.and_then(|seen| std::str::from_utf8(seen).ok()?.parse().ok()).and_then(Left::read);
        let tells = before.is_some_and(|before| now > before);
        let tells = tells.then(|| Telling::heard(to(IterationsAlert, (now,))));
        Look::Goes(Goes { seen: now.get().to_string().into_bytes(), tells, next: EVERY, counted: counted.clone() })
    }

    fn about(_: Self::At) -> Link {
        to(Iterations, ())
    }

    fn given_up(_: Self::At) -> Link {
        to(Iterations, ())
    }

    fn line(text: &Text, _: Self::At, told: &Link, _: Option<&[u8]>) -> Html {
        let left = named::at::<IterationsAlert>(told).map_or(Left::Enough, |(left,)| left);
        html!(text, "gathered-iterations", left = left.name())
    }
}

/// Few iterations are left.
pub struct IterationsAlert;
impl Named for IterationsAlert {
    const TAG: Tag = tag(b"kp");
    type At = (Left,);
}
impl Place for IterationsAlert {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (left,): Self::At) -> Shown {
        let quotas = quotas(visit).await?;
        let text = visit.text();
        let private = visit.asker.private;
        let account = if private { visit.asker.name(&visit.who.account) } else { String::new() };
        let private = if private { "yes" } else { "no" };
        let title = html!(text, "alert-iterations", left = left.name(), private = private, account = account);
        let figures = the_one(&quotas).map(|quota| lines(visit, quota)).unwrap_or_default();
        let open = Button::to(plain!(text, "button-iterations"), Iterations, ());
        let list = Button::to(plain!(text, "button-watches"), Watches, (Page::FIRST,));
        let mine = super::list::mine(visit).await?.into_iter().find(|one| super::sound::is_iterations(&one.link));
        let mutes = mine.into_iter().flat_map(|mine| super::sound::mutes(text, mine.id));
        Ok(View::new(Html::lines([title].into_iter().chain(figures))).row([open, list]).row(mutes))
    }
}

/// What a press makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Not watched.
    Off,
    /// Watched, as the person's settings say.
    Heard,
    /// Watched, without a sound.
    Silent,
}

impl Number for Next {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        match self {
            Self::Off => 0,
            Self::Heard => 1,
            Self::Silent => 2,
        }
    }

    fn read(number: i64) -> Option<Self> {
        [Self::Off, Self::Heard, Self::Silent].into_iter().find(|next| next.get() == number)
    }
}

/// Sets how the iterations are watched.
pub struct SetIterations;
impl Named for SetIterations {
    const TAG: Tag = tag(b"ku");
    type At = (Next,);
}
impl Act for SetIterations {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (next,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (store, user, account) = (visit.store(), visit.asker.user, visit.who.account.id);
        // An account that took the place of another one has its watch, with the other's number.
        let mine = |one: &crate::store::Watched| {
            one.link.account() == Some(account) && named::at::<IterationsWatch>(&one.link).is_some()
        };
        let there = store.watched(user).await?.into_iter().find(mine);
        match (next, there) {
            (Next::Off, Some(there)) => store.end_watch(user, account, there.link).await?,
            (Next::Off, None) => {}
            (next, Some(there)) => drop(store.silence(user, account, there.link, next == Next::Silent).await?),
            (next, None) => {
                let silent = visit.silent() || next == Next::Silent;
                if !visit.watch(IterationsWatch, (account,), silent).await? {
                    return Err(too_many(visit).into());
                }
            }
        }
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Watches, (Page::FIRST,))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_told_once_and_a_renewed_quota_begins_anew() {
        let compare = |now, seen: Option<&str>| match IterationsWatch::compare(
            (AccountId::new(1),),
            &(Some(now), None),
            seen.map(str::as_bytes),
        ) {
            Look::Goes(goes) => (String::from_utf8(goes.seen).unwrap(), goes.tells.is_some()),
            other => panic!("{other:?}"),
        };
        assert_eq!(compare(Left::Fifth, None), ("1".to_owned(), false), "known when it was asked for");
        assert_eq!(compare(Left::Fifth, Some("0")), ("1".to_owned(), true));
        assert_eq!(compare(Left::Fifth, Some("1")), ("1".to_owned(), false));
        assert_eq!(compare(Left::Nothing, Some("1")), ("3".to_owned(), true));
        assert_eq!(compare(Left::Enough, Some("3")), ("0".to_owned(), false));
        assert_eq!(IterationsWatch::compare((AccountId::new(1),), &(None, None), Some(b"0")), Look::Same);
    }

    #[test]
    fn the_steps_are_a_fifth_a_twentieth_and_none() {
        let left = |limit, used| {
            Left::of(&Quota { limit: Some(limit), progress: Some(used), ..Quota::default() }).map(Left::name)
        };
        for (limit, used, name) in [
            (100, 0, "enough"),
            (100, 79, "enough"),
            (100, 80, "fifth"),
            (100, 94, "fifth"),
            (100, 95, "little"),
            (100, 100, "nothing"),
            (100, 200, "nothing"),
            (0, 0, "nothing"),
            (i64::MAX, 1, "enough"),
        ] {
            assert_eq!(left(limit, used), Some(name), "{used} of {limit}");
        }
        assert_eq!(Left::of(&Quota::default()), None);
    }
}
