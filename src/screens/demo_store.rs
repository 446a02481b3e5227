//! The demo store: bots that can be installed, and what became of installing one.
//!
//! Owns how a new bot is recognised: by its number in the answer, else by what the list has that it did not have before.
//! Where that cannot be told, it is said so.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bots::{self, bot_name};
use super::figures::range;
use super::{bot, bots::Goal};
use crate::api::{Bot, StoreBot, Timestamp};
use crate::frame::{
    Act, Ask, Button, Linked, Named, Page, Paged, Place, Rhythm, Shown, Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, StoreBotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::{Html, isolated};

/// Demo bots on one page.
const ON_A_PAGE: usize = 8;
/// Longest name, characters: on a button, and in a sentence.
const MAX_LABEL: usize = 32;
const MAX_NAME: usize = 60;
/// Longest description shown, characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Most bots offered where the new one cannot be told.
const MAX_OFFERED: usize = 8;
/// Seconds between the looks for the new bot: a minute in all.
const LOOKS: Rhythm = &[1, 2, 3, 5, 8, 13, 28];
/// After so many seconds an installation is history: its message shows the demo bot.
const LONG_AGO: i64 = 60 * 60;
/// How far the clocks of Bots.Business and this machine may differ, ms.
const CLOCKS_DIFFER: i64 = 60_000;

/// The first page of the store.
pub fn store(_: &Link) -> Option<Link> {
    Some(to(Store, (Page::FIRST,)))
}

/// The demo bot of a link that installs it.
pub fn demo(link: &Link) -> Option<Link> {
    named::at::<Install>(link).map(|at| to(Demo, at))
}

/// The demo bots.
#[derive(Clone, Copy)]
pub struct Store;
impl Named for Store {
    const TAG: Tag = tag(b"ts");
    type At = (Page,);
}
impl Place for Store {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (page,): Self::At) -> Shown {
        let demos = listed(visit).await?;
        let text = visit.text();
        if demos.is_empty() {
            return Ok(View::new(html!(text, "demos-none")));
        }
        let page = Paged::new(&demos, page, ON_A_PAGE);
        let title = html!(text, "demos-title", range = range(text, &page, demos.len()));
        let mut view = View::new(Html::lines([title, html!(text, "demos-about")]));
        for demo in page.things {
            view = view.row([Button::to(called(visit, demo, MAX_LABEL), Demo, (demo.id,))]);
        }
        Ok(view.row(page.turns(Self, |page| (page,)).into_iter().flatten()))
    }
}

/// The demo bots, in the API's order.
async fn listed(visit: &Visit<'_>) -> Result<Vec<StoreBot>, Trouble> {
    let demos = visit.api().store_bots(visit.key()).await?;
    visit.proved().await?;
    Ok(demos)
}

async fn read(visit: &Visit<'_>, id: StoreBotId) -> Result<Option<StoreBot>, Trouble> {
    Ok(listed(visit).await?.into_iter().find(|demo| demo.id == id))
}

/// What a demo bot is called, on one line.
fn called(visit: &Visit<'_>, demo: &StoreBot, max: usize) -> String {
    let name = demo.name.as_ref().and_then(|name| name.line(visit.key(), max));
    name.map_or_else(|| plain!(visit.text(), "demo-nameless", demo = demo.id.to_string()), |name| isolated(&name))
}

/// One demo bot.
pub struct Demo;
impl Named for Demo {
    const TAG: Tag = tag(b"te");
    type At = (StoreBotId,);
}
impl Place for Demo {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let text = visit.text();
        let Some(demo) = read(visit, id).await? else { return Err(View::new(html!(text, "demo-gone")).into()) };
        let words = demo.description.as_ref().and_then(|words| words.line(visit.key(), MAX_DESCRIPTION));
        let lines = [
            html!(text, "demo-name", demo = called(visit, &demo, MAX_NAME)),
            match words {
                Some(words) => html!(text, "lib-description", words = isolated(&words)),
                None => html!(text, "lib-undescribed"),
            },
            html!(text, "demo-about"),
        ];
        Ok(View::new(Html::lines(lines)).row([Button::to(plain!(text, "button-install"), Install, (id,))]))
    }
}

/// What there was before a demo bot was installed, and which bot the answer named.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Before {
    bots: HashSet<i64>,
    named: Option<i64>,
    demo: String,
}

/// Installs a demo bot. Asked about only where the account has one of it already.
pub struct Install;
impl Named for Install {
    const TAG: Tag = tag(b"ti");
    type At = (StoreBotId,);
}
impl Act for Install {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (demo, all) = tokio::join!(still_offered(visit, id), bots::listed(visit));
        let (demo, all) = (demo?, all?);
        let Some(there) = all.iter().find(|bot| bot.store_bot_id == Some(id)) else { return Ok(None) };
        let text = visit.text();
        let name = bot_name(visit, there, MAX_NAME);
        Ok(Some(Ask {
            text: html!(text, "demo-again-ask", demo = called(visit, &demo, MAX_NAME), name = name),
            yes: plain!(text, "button-install-another"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (demo, all) = tokio::join!(still_offered(visit, id), bots::listed(visit));
        let (demo, all) = (demo?, all?);
        let named = visit.api().install_demo_bot(visit.key(), id).await?.map(|bot| bot.id.get());
        let bots = all.iter().map(|bot| bot.id.get()).collect();
        Ok(serde_json::to_string(&Before { bots, named, demo: called(visit, &demo, MAX_NAME) }).ok())
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Installed, (id, act))
    }
}

/// The demo bot; of one that is not offered any more its own place says so.
async fn still_offered(visit: &Visit<'_>, id: StoreBotId) -> Result<StoreBot, Trouble> {
    read(visit, id).await?.ok_or(Trouble::Elsewhere(to(Demo, (id,))))
}

/// What became of installing: the list is read until the new bot is in it, or a minute has passed.
pub struct Installed;
impl Named for Installed {
    const TAG: Tag = tag(b"tf");
    type At = (StoreBotId, ActId);
}
impl Place for Installed {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, act): Self::At) -> Shown {
        let asked = visit.act(act).await?.filter(|asked| seconds(visit, asked) < LONG_AGO);
        let Some(asked) = asked else { return Err(Trouble::Elsewhere(to(Demo, (id,)))) };
        let text = visit.text();
        if asked.state == ActState::Failed {
            let words = asked.words.unwrap_or_default();
            return Ok(View::new(html!(text, "demo-refused", words = words)));
        }
        let before: Option<Before> = asked.words.as_deref().and_then(|words| serde_json::from_str(words).ok());
        let demo = match &before {
            Some(before) => before.demo.clone(),
            None => plain!(text, "demo-nameless", demo = id.to_string()),
        };
        let all = match bots::listed(visit).await {
            Err(Trouble::Api(error)) if error.may_pass() => return unread(visit, &demo, &asked, error.into()),
            all => all?,
        };
        let came = which(&all, id, before.as_ref(), asked.sent_at.unwrap_or_default());
        let next = if matches!(came, Came::NotYet) { visit.next(LOOKS) } else { None };
        Ok(draw(visit, (id, act), &demo, &asked, &came, next).again(next))
    }
}

/// Which bot is the new one.
#[derive(Debug)]
enum Came<'b> {
    NotYet,
    This(&'b Bot),
    Probably(&'b Bot),
    OneOf(Vec<&'b Bot>),
}

/// The new bot: named by the answer, else what the list has that it did not have before. Without an answer nobody knows
/// what was there before: then it is what was made since.
fn which<'b>(all: &'b [Bot], demo: StoreBotId, before: Option<&Before>, sent_at: i64) -> Came<'b> {
    let was_there = |bot: &Bot| before.is_some_and(|before| before.bots.contains(&bot.id.get()));
    let since = |bot: &Bot| {
        let made = bot.created_at.as_ref().and_then(Timestamp::utc);
        made.is_some_and(|made| made.timestamp_millis() >= sent_at - CLOCKS_DIFFER)
    };
    let named = before.and_then(|before| before.named.filter(|id| !before.bots.contains(id)));
    if let Some(named) = named {
        return all.iter().find(|bot| bot.id == BotId::new(named)).map_or(Came::NotYet, Came::This);
    }
    let new = all.iter().filter(|bot| if before.is_some() { !was_there(bot) } else { since(bot) });
    // A bot says from which demo bot it was made, or nothing (contract, 4).
    let (of, others): (Vec<&Bot>, Vec<&Bot>) = new
        .filter(|bot| bot.store_bot_id.is_none_or(|from| from == demo))
        .partition(|bot| bot.store_bot_id == Some(demo));
    match (&of[..], &others[..]) {
        ([one], _) if before.is_some() => Came::This(one),
        ([one], _) | ([], [one]) => Came::Probably(one),
        ([], []) => Came::NotYet,
        ([], _) => Came::OneOf(others),
        (_, _) => Came::OneOf(of),
    }
}

fn draw(
    visit: &Visit<'_>,
    at: (StoreBotId, ActId),
    demo: &str,
    asked: &StoredAct,
    came: &Came<'_>,
    next: Option<Duration>,
) -> View {
    let text = visit.text();
    let (told, bots): (_, Vec<&Bot>) = match (came, next, asked.state) {
        (Came::This(bot), ..) => ("this", vec![bot]),
        (Came::Probably(bot), ..) => ("probably", vec![bot]),
        (Came::OneOf(bots), ..) => ("one-of", bots.clone()),
        (Came::NotYet, None, _) => ("not-yet", Vec::new()),
        (Came::NotYet, Some(_), ActState::Done) => ("asked", Vec::new()),
        (Came::NotYet, Some(_), _) => ("unknown", Vec::new()),
    };
    let name = bots.first().map(|bot| bot_name(visit, bot, MAX_NAME)).unwrap_or_default();
    let seconds = text.number(seconds(visit, asked));
    let sentence = html!(text, "demo-installed", told = told, demo = demo, name = name, seconds = seconds);
    let mut view = View::new(sentence);
    for bot in bots.iter().take(MAX_OFFERED) {
        let label = format!("{} {}", bot::Status::of(bot).sign(), bots::offered_name(visit, bot, MAX_LABEL));
        view = view.row([Button::to(label, bot::Card, (bot.id,))]);
    }
    // The first button does no harm: whoever goes on tapping where "Install" was only looks again.
    let look = bots.is_empty().then(|| Button::to(plain!(text, "button-look-again"), Installed, at));
    let all = Button::to(plain!(text, "button-all-bots"), bots::Bots, (Goal::Card, None, Page::FIRST));
    view.row(look.into_iter().chain([all]))
}

/// Bots.Business could not be read for a moment: looked at again, as long as there is a next look.
fn unread(visit: &Visit<'_>, demo: &str, asked: &StoredAct, trouble: Trouble) -> Shown {
    let Some(next) = visit.next(LOOKS) else { return Err(trouble) };
    let sent = if asked.state == ActState::Done { "yes" } else { "unknown" };
    let seconds = visit.text().number(seconds(visit, asked));
    let view = View::new(html!(visit.text(), "demo-unread", sent = sent, demo = demo, seconds = seconds));
    Err(view.again(Some(next)).into())
}

/// Since it was asked for.
fn seconds(visit: &Visit<'_>, asked: &StoredAct) -> i64 {
    asked.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: i64 = 1_795_435_387_000;

    fn bots(json: &str) -> Vec<Bot> {
        serde_json::from_str(json).unwrap()
    }

    fn told(all: &str, before: Option<Before>) -> (&'static str, Vec<i64>) {
        let all = bots(all);
        match which(&all, StoreBotId::new(71), before.as_ref(), SENT) {
            Came::NotYet => ("not yet", Vec::new()),
            Came::This(bot) => ("this", vec![bot.id.get()]),
            Came::Probably(bot) => ("probably", vec![bot.id.get()]),
            Came::OneOf(bots) => ("one of", bots.iter().map(|bot| bot.id.get()).collect()),
        }
    }

    fn before(named: Option<i64>) -> Option<Before> {
        Some(Before { bots: HashSet::from([1, 2]), named, demo: String::new() })
    }

    #[test]
    fn the_new_bot_is_told_as_far_as_the_list_says() {
        let of_the_demo = r#"[{"id": 1}, {"id": 8, "store_bot_id": 71}, {"id": 9}]"#;
        assert_eq!(told(of_the_demo, before(Some(9))), ("this", vec![9]));
        assert_eq!(told(of_the_demo, before(Some(7))), ("not yet", vec![]));
        // The answer names one that was there before: it is the demo's own number, or means nothing.
        assert_eq!(told(of_the_demo, before(Some(1))), ("this", vec![8]));
        assert_eq!(told(of_the_demo, before(None)), ("this", vec![8]));
        assert_eq!(told(r#"[{"id": 1}, {"id": 9}, {"id": 2}]"#, before(None)), ("probably", vec![9]));
        assert_eq!(told(r#"[{"id": 1}, {"id": 9}, {"id": 8}]"#, before(None)), ("one of", vec![9, 8]));
        assert_eq!(told(r#"[{"id": 1}, {"id": 9, "store_bot_id": 72}]"#, before(None)), ("not yet", vec![]));
        assert_eq!(told("[]", before(None)), ("not yet", vec![]));
    }

    #[test]
    fn without_an_answer_it_is_what_was_made_since() {
        let made = |id: i64, at: &str| format!(r#"{{"id": {id}, "store_bot_id": 71, "created_at": "{at}"}}"#);
        let (old, new) = (made(1, "2026-11-23T11:00:00Z"), made(2, "2026-11-23T12:03:08Z"));
        assert_eq!(told(&format!("[{old}]"), None), ("not yet", vec![]));
        assert_eq!(told(&format!("[{old}, {new}]"), None), ("probably", vec![2]));
        assert_eq!(told(&format!("[{new}, {}]", made(3, "2026-11-23T12:03:09Z")), None), ("one of", vec![2, 3]));
        assert_eq!(told(r#"[{"id": 4, "store_bot_id": 71}]"#, None), ("not yet", vec![]));
    }

    #[test]
    fn an_installation_is_followed_for_a_minute() {
        assert_eq!(LOOKS.iter().sum::<u64>(), 60);
    }
}
