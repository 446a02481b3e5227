//! What became of installing a demo bot.
//!
//! Owns how the new bot is recognised: by its number in the answer, else by what the list has that it did not have
//! before. Where that cannot be told, it is said so.

use std::time::Duration;

use super::super::bot;
use super::super::bots::{self, Goal, bot_name};
use super::{Before, Demo, MAX_LABEL, MAX_NAME};
use crate::api::{Bot, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, StoreBotId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};

/// Most bots offered where the new one cannot be told.
const MAX_OFFERED: usize = 8;
/// Seconds between the looks for the new bot: a minute in all.
const LOOKS: Rhythm = &[1, 2, 3, 5, 8, 13, 28];
/// After so many seconds an installation is history: its message shows the demo bot.
const LONG_AGO: i64 = 60 * 60;
/// How far the clocks of Bots.Business and this machine may differ, ms.
const CLOCKS_DIFFER: i64 = 60_000;

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
    use std::collections::HashSet;

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
