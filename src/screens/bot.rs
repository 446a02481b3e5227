//! A bot: its card, starting and stopping it, and what became of that.

use std::time::Duration;

use tokio::time::error::Elapsed;

use super::bots::{self, bot_name};
use super::{commands, errors, imports, panels, properties};
use crate::api::{ApiError, ApiText, Bot, BotStatus, CommandFilter};
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::Html;

/// How long the counts may hold up a card.
const COUNTS_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest name in a sentence, characters.
const MAX_NAME: usize = 60;
/// Longest status word shown, characters.
const MAX_STATUS: usize = 40;
/// Seconds between the looks at a bot that was asked to start or stop: a minute in all.
const LAUNCH: Rhythm = &[1, 2, 3, 5, 8, 13, 28];

/// After so many seconds a start or stop is history: a press on its message shows the card.
const LONG_AGO: i64 = 15 * 60;

/// What a bot's status word means (contract, 13.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status<'a> {
    /// `works`.
    Works,
    /// `stopped`.
    Stopped,
    /// No word: it was never launched, or has no token.
    Never,
    /// Another word, which is shown as it is.
    Other(&'a ApiText),
}

impl<'a> Status<'a> {
    /// The status of a bot.
    pub fn of(bot: &'a Bot) -> Self {
        match &bot.status {
            None => Self::Never,
            Some(word) if word.is("works") => Self::Works,
            Some(word) if word.is("stopped") => Self::Stopped,
            Some(word) => Self::Other(word),
        }
    }

    /// The sign before a bot's name.
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Works => "🟢",
            Self::Stopped => "⚪",
            Self::Never => "▫️",
            Self::Other(_) => "❔",
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        *self == Self::Works
    }

    /// As a sentence says it.
    fn word(&self, visit: &Visit<'_>) -> String {
        let text = visit.text();
        match self {
            Self::Works => plain!(text, "status-works"),
            Self::Stopped => plain!(text, "status-stopped"),
            Self::Never => plain!(text, "status-never"),
            Self::Other(word) => {
                let word = word.line(visit.key(), MAX_STATUS).unwrap_or_default();
                plain!(text, "status-other", word = word)
            }
        }
    }
}

/// One bot, whose name is known from now on.
///
/// # Errors
/// Every failure of the call; a bot that is not there is said so.
pub async fn read(visit: &Visit<'_>, id: BotId) -> Result<Bot, Trouble> {
    let bot = match visit.api().bot(visit.key(), id).await {
        Err(ApiError::NotFound(_)) => return Err(unknown(visit, id).into()),
        bot => bot?,
    };
    visit.proved().await?;
    visit.house.names.keep(visit.asker.user, id, &bot_name(visit, &bot, MAX_NAME));
    Ok(bot)
}

/// A bot's name, read if it is not known; its number where it cannot be read.
pub async fn name_of(visit: &Visit<'_>, id: BotId) -> String {
    if let Some(name) = visit.house.names.find(visit.asker.user, id) {
        return name.to_string();
    }
    match read(visit, id).await {
        Ok(bot) => bot_name(visit, &bot, MAX_NAME),
        Err(_) => plain!(visit.text(), "bot-nameless", bot = id.to_string()),
    }
}

/// No such bot: a number may be mistyped, or belong to another account.
pub fn unknown(visit: &Visit<'_>, id: BotId) -> View {
    let text = visit.text();
    let account = visit.asker.name(&visit.who.account);
    let all = Button::to(plain!(text, "button-all-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST));
    let accounts = Button::to(plain!(text, "button-accounts"), super::accounts::Accounts, ());
    View::new(html!(text, "bot-unknown", bot = id.to_string(), account = account)).row([all, accounts])
}

/// What a bot is and does, and what can be done with it.
pub struct Card;
impl Named for Card {
    const TAG: Tag = tag(b"bo");
    type At = (BotId,);
}
impl Place for Card {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let (api, key) = (visit.api(), visit.key());
        let all = CommandFilter::default();
        let (bot, commands, logs) = tokio::join!(
            read(visit, id),
            tokio::time::timeout(COUNTS_TIMEOUT, api.commands(key, id, &all)),
            tokio::time::timeout(COUNTS_TIMEOUT, api.error_logs(key, id)),
        );
        let bot = bot?;
        let (commands, errors) = (Count::of(visit, commands), Count::of(visit, logs));
        let text = visit.text();
        let status = Status::of(&bot);
        let mut lines = vec![
            html!(text, "bot-name", name = bot_name(visit, &bot, MAX_NAME)),
            html!(text, "bot-status", sign = status.sign(), status = status.word(visit)),
        ];
        if let Some(at) = bot.last_run_at.as_ref().and_then(crate::api::Timestamp::utc) {
            lines.push(html!(text, "bot-last-run", when = text.date_time(at)));
        }
        lines.extend(counts(visit, &commands, &errors));
        lines.push(html!(text, "bot-number", bot = id.to_string()));
        if bot.token.is_none() {
            lines.push(html!(text, "bot-no-token"));
        }
        let import = Button::to(plain!(text, "button-import"), imports::Room, (id,));
        let commands = Button::to(plain!(text, "button-commands"), commands::Commands, (id, None, Page::FIRST));
        let view = View::new(Html::lines(lines)).row(switch(visit, &bot)).row(more(visit, id, &errors));
        let properties = plain!(text, "button-properties");
        let properties = Button::to(properties, properties::list::Properties, (id, None, Page::FIRST));
        let panels = Button::to(plain!(text, "button-panels"), panels::list::Panels, (id, Page::FIRST));
        Ok(view.row([import, commands]).row([properties, panels]))
    }
}

/// How many things a bot has, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Known(usize),
    /// Not said in time.
    Late,
    /// The maker of a bot from the store does not let it be read.
    Protected,
    /// The call failed.
    Failed,
}

impl Count {
    fn of<T>(visit: &Visit<'_>, answer: Result<Result<Vec<T>, ApiError>, Elapsed>) -> Self {
        // The API has no code for it: a refusal that says so (contract, 13.16).
        let protects = |words: &ApiText| words.shown(visit.key()).to_lowercase().contains("protected");
        match answer {
            Ok(Ok(things)) => Self::Known(things.len()),
            Ok(Err(ApiError::Refused(Some(words)))) if protects(&words) => Self::Protected,
            Ok(Err(_)) => Self::Failed,
            Err(_) => Self::Late,
        }
    }

    fn shown(self, visit: &Visit<'_>) -> String {
        match self {
            Self::Known(count) => visit.text().number(i64::try_from(count).unwrap_or(i64::MAX)),
            _ => "–".to_owned(),
        }
    }
}

/// The counts, and why one of them is missing.
fn counts(visit: &Visit<'_>, commands: &Count, errors: &Count) -> Vec<Html> {
    let text = visit.text();
    let mut lines = vec![html!(text, "bot-counts", commands = commands.shown(visit), errors = errors.shown(visit))];
    let any = |count| [commands, errors].contains(&&count);
    if any(Count::Protected) {
        lines.push(html!(text, "bot-protected"));
    }
    if any(Count::Failed) {
        lines.push(html!(text, "bot-counts-failed"));
    } else if any(Count::Late) {
        lines.push(html!(text, "bot-counts-missing"));
    }
    lines
}

fn switch(visit: &Visit<'_>, bot: &Bot) -> Option<Button> {
    let text = visit.text();
    match (Status::of(bot), &bot.token) {
        (Status::Works, _) => Some(Button::to(plain!(text, "button-stop"), Stop, (bot.id,))),
        (_, Some(_)) => Some(Button::to(plain!(text, "button-start"), Start, (bot.id,))),
        // The card says why it cannot be started.
        (_, None) => None,
    }
}

fn more(visit: &Visit<'_>, id: BotId, errors: &Count) -> [Button; 2] {
    let text = visit.text();
    let label = match errors {
        Count::Known(1..) => plain!(text, "button-errors-count", count = errors.shown(visit)),
        _ => plain!(text, "button-errors"),
    };
    [
        Button::to(label, errors::Errors, (id, Page::FIRST)),
        Button::to(plain!(text, "button-check"), imports::TaskOf, (id,)),
    ]
}

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
        Err(View::new(sentence).into())
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
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
fn seconds(visit: &Visit<'_>, asked: &StoredAct) -> i64 {
    asked.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000)
}
