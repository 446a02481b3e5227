//! Starting and stopping a bot, and what became of that.

use std::time::Duration;

use super::{Card, Field, FieldRoom, MAX_NAME, Status, read};
use crate::api::{Bot, BotStatus};
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name};
use crate::screens::{alerts, errors};
use crate::store::{ActState, StoredAct};

/// Seconds between the looks at a bot that was asked to start or stop: a minute in all.
const LAUNCH: Rhythm = &[1, 2, 3, 5, 8, 13, 28];

/// After so many seconds a start or stop is history: a press on its message shows the card.
const LONG_AGO: i64 = 15 * 60;

/// Starts a bot. Not asked about: it does no harm.
pub struct Start;
impl Named for Start {
    const TAG: Tag = tag(b"b1");
    type At = (BotId,);
}
impl Act for Start {
    type Who = Linked;
    type With = ();

    /// The button may be an old one: a bot that runs is shown, one without a token is explained.
    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let bot = read(visit, id).await?;
        if Status::of(&bot).is_running() {
            return Err(Trouble::Elsewhere(to(Card, (id,))));
        }
        if bot.token.is_some() {
            return Ok(None);
        }
        let sentence = html!(visit.text(), "bot-start-no-token", name = bot_name(visit, &bot, MAX_NAME));
        let add = Button::to(plain!(visit.text(), "button-add-token"), FieldRoom, (id, Field::Token));
        Err(View::new(sentence).row([add]).into())
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().note_asked(alerts::of_bot(id)).await?;
        visit.api().set_bot_status(visit.key(), id, BotStatus::StartLaunch).await?;
        Ok(None)
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Launch, (id, act))
    }
}

/// Stops a bot: its users get no answers any more, so it is asked about.
pub struct Stop;
impl Named for Stop {
    const TAG: Tag = tag(b"b0");
    type At = (BotId,);
}
impl Act for Stop {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let bot = still_to_stop(visit, id).await?;
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "bot-stop-ask", name = bot_name(visit, &bot, MAX_NAME)),
            yes: plain!(text, "button-stop-now"),
            no: plain!(text, "button-keep-running"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        still_to_stop(visit, id).await?;
        visit.store().note_asked(alerts::of_bot(id)).await?;
        visit.api().set_bot_status(visit.key(), id, BotStatus::StartStopping).await?;
        Ok(None)
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Launch, (id, act))
    }
}

/// The bot, unless it is stopped already: its state is read again before anything is done.
async fn still_to_stop(visit: &Visit<'_>, id: BotId) -> Result<Bot, Trouble> {
    let bot = read(visit, id).await?;
    match Status::of(&bot) {
        Status::Stopped | Status::Never => Err(Trouble::Elsewhere(to(Card, (id,)))),
        Status::Works | Status::Other(_) => Ok(bot),
    }
}

/// What became of starting or stopping: read again until it is so, or a minute has passed. What is said is what was
/// seen.
pub struct Launch;
impl Named for Launch {
    const TAG: Tag = tag(b"bl");
    type At = (BotId, ActId);
}
impl Place for Launch {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, act): Self::At) -> Shown {
        let card = to(Card, (id,));
        let asked = visit.act(act).await?.filter(|asked| seconds(visit, asked) < LONG_AGO);
        let Some(asked) = asked else { return Err(Trouble::Elsewhere(card)) };
        let starts = asked.link.tag() == Start::TAG;
        let text = visit.text();
        if asked.state == ActState::Failed {
            let words = asked.words.as_deref().unwrap_or_default();
            return Ok(View::new(html!(text, "launch-refused", verb = verb(starts), words = words)));
        }
        let bot = match read(visit, id).await {
            Err(Trouble::Api(error)) if error.may_pass() => return not_read(visit, id, &asked, error.into()),
            bot => bot?,
        };
        let status = Status::of(&bot);
        let there = if starts { status == Status::Works } else { status == Status::Stopped };
        let next = if there { None } else { visit.next(LAUNCH) };
        let sentence = html!(
            text,
            "launch",
            told = told(there, next, &asked),
            verb = verb(starts),
            name = bot_name(visit, &bot, MAX_NAME),
            status = status.word(visit),
            sign = status.sign(),
            seconds = text.number(seconds(visit, &asked))
        );
        let over = !there && next.is_none();
        // The first button does no harm: whoever goes on tapping where "Stop it" was only looks again.
        let look = (!there).then(|| Button::to(plain!(text, "button-look-again"), Self, (id, act)));
        let errors = (starts && (over || there))
            .then(|| Button::to(plain!(text, "button-errors"), errors::Errors, (id, Page::FIRST)));
        Ok(View::new(sentence).row([look, errors].into_iter().flatten()).again(next))
    }
}

/// Bots.Business could not be read for a moment: looked at again, as long as there is a next look.
fn not_read(visit: &Visit<'_>, id: BotId, asked: &StoredAct, trouble: Trouble) -> Shown {
    let Some(next) = visit.next(LAUNCH) else { return Err(trouble) };
    let starts = asked.link.tag() == Start::TAG;
    let seconds = visit.text().number(seconds(visit, asked));
    let name = bots::known_name(visit, id);
    let sent = if asked.state == ActState::Done { "yes" } else { "unknown" };
    let sentence =
        html!(visit.text(), "launch-unread", sent = sent, verb = verb(starts), name = name, seconds = seconds);
    let view = View::new(sentence);
    // What was not read is not called checked.
    Err(view.again(Some(next)).into())
}

fn verb(starts: bool) -> &'static str {
    if starts { "start" } else { "stop" }
}

/// Which sentence is true: it is so; it is not yet; it is not, and nobody looks any more.
fn told(there: bool, next: Option<Duration>, asked: &StoredAct) -> &'static str {
    match (there, next, asked.state) {
        (true, ..) => "there",
        (false, None, _) => "not-yet",
        (false, Some(_), ActState::Done) => "asked",
        (false, Some(_), _) => "unknown",
    }
}

/// Since it was asked for.
pub(super) fn seconds(visit: &Visit<'_>, asked: &StoredAct) -> i64 {
    asked.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000)
}
