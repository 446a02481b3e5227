//! Several notices in one message: those over the limits, of a night, and after an absence.
//!
//! Owns how they are listed: each in one line, without a call, the same thing once.

use std::collections::{HashMap, HashSet};

use chrono::DateTime;

use super::alert::name_of;
use super::bot_watch::BotWatch;
use super::list::Watches;
use super::room::{Hours, Room};
use crate::frame::{Act, Anyone, Button, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId, GatherId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::digest;
use crate::screens::settings::Settings;
use crate::store::{GatherWhy, Gathered as One};
use crate::text::{Html, count};

/// Most lines, and most buttons to bots; buttons in a row.
const MOST: usize = 15;
const MOST_BOTS: usize = 6;
const IN_A_ROW: usize = 2;
/// Seconds between visits: the message is edited as long as it is still this one (`store/watches/gathers.rs`).
const STANDS: Rhythm = &[900, 900, 900, 900];

/// Several notices in one message.
pub struct Gathered;
impl Named for Gathered {
    const TAG: Tag = tag(b"wg");
    type At = (GatherId,);
}
impl Place for Gathered {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (id,): Self::At) -> Shown {
        let Some((why, all)) = visit.store().gathered(visit.asker.user, id).await? else {
            return Err(Trouble::Elsewhere(to(Watches, (Page::FIRST,))));
        };
        let text = visit.text();
        // A group is told what is heard of the one account that it is told of.
        let for_all = |one: &One| {
            let row = visit.house.table.row(&one.link);
            !one.silent && row.is_some_and(|row| row.team) && one.link.account() == visit.link.account()
        };
        let all: Vec<One> = all.into_iter().filter(|one| visit.asker.private || for_all(one)).collect();
        let why = if visit.asker.private { why } else { GatherWhy::Away };
        let newest = newest(&all);
        if newest.is_empty() {
            return Err(Trouble::Elsewhere(to(Watches, (Page::FIRST,))));
        }
        let many = count(newest.len());
        let mut lines = vec![html!(text, "gathered-title", why = why.name(), shown = text.number(many))];
        lines.extend(newest.iter().take(MOST).map(|one| line(visit, one)));
        let more = many - count(newest.len().min(MOST));
        lines.extend((more > 0).then(|| html!(text, "gathered-more", shown = text.number(more))));
        lines.extend((why == GatherWhy::Many).then(|| html!(text, "gathered-limit")));
        let mut view = View::new(Html::lines(lines));
        for row in bots(visit, &newest).chunks(IN_A_ROW) {
            view = view.row(row.iter().cloned());
        }
        let settings = (why == GatherWhy::Quiet).then(|| Button::to(plain!(text, "button-settings"), Settings, ()));
        let list = Button::to(plain!(text, "button-watches"), Watches, (Page::FIRST,));
        let view = view.row(Hours::buttons(text, |hours| to(MuteAll, (id, hours))));
        let view = view.row([Some(list), settings].into_iter().flatten());
        Ok(view.again(visit.next(STANDS).filter(|_| why == GatherWhy::Many)))
    }
}

/// Tells nothing for a while of all that such a message tells.
pub struct MuteAll;
impl Named for MuteAll {
    const TAG: Tag = tag(b"vg");
    type At = (GatherId, Hours);
}
impl Act for MuteAll {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (id, hours): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (store, user) = (visit.store(), visit.asker.user);
        let until = visit.now().timestamp_millis() + hours.ms();
        let questions: HashSet<Link> =
            store.gathered(user, id).await?.into_iter().flat_map(|(_, all)| all).map(|one| one.question).collect();
        for question in questions {
            // A digest comes once a day anyway.
            if let Some(account) = question.account().filter(|_| !digest::is_digest(&question)) {
                store.mute(user, account, question, Some(until)).await?;
            }
        }
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Watches, (Page::FIRST,))
    }
}

/// What is told more than once stands where it came last.
fn newest(all: &[One]) -> Vec<&One> {
    let last: HashMap<Link, usize> = (0..).zip(all).map(|(place, one)| (one.link, place)).collect();
    (0..).zip(all).filter(|(place, one)| last.get(&one.link) == Some(place)).map(|(_, one)| one).collect()
}

/// `⚪ My Shop stopped · 03:10`
fn line(visit: &Visit<'_, Anyone>, one: &One) -> Html {
    let text = visit.text();
    let steps = visit.house.watch_of(&one.question);
    let refused = one.urgent
        && steps.and_then(|steps| (steps.about)(&one.question)).is_some_and(|about| about.tag() == one.link.tag());
    let what = match steps {
        Some(steps) if !refused => (steps.line)(text, &one.question, &one.link, one.seen.as_deref()),
        _ => None,
    };
    let what = what.unwrap_or_else(|| html!(text, "gathered-refused"));
    let time = DateTime::from_timestamp_millis(one.made_at).unwrap_or_default();
    html!(text, "gathered-line", what = what, time = text.short_time(time, visit.now()))
}

/// The bots, each with its account: there may be several.
fn bots(visit: &Visit<'_, Anyone>, newest: &[&One]) -> Vec<Button> {
    let mut named: Vec<(BotId, Link, String)> = Vec::new();
    for one in newest {
        let Some((bot,)) = named::at::<BotWatch>(&one.question) else { continue };
        let Some(account) = one.question.account() else { continue };
        if named.iter().any(|(known, ..)| *known == bot) {
            continue;
        }
        named.push((bot, to(Room, (bot,)).of(account), name_of(visit.text(), bot, one.seen.as_deref())));
    }
    named.truncate(MOST_BOTS);
    named.into_iter().map(|(_, link, name)| Button::link(name, link)).collect()
}
