//! Importing a bot from git: it is emptied first, so its name is typed and a button pressed; then its commands are read
//! until they are others than before.
//!
//! The API does not say when an import ends, nor whether it failed (contract, 4.11): what is said is what the commands say.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::copy::sent;
use super::super::counts::{COUNTS_TIMEOUT, Count};
use super::super::launch::seconds;
use super::super::typed::{self, Deed, NameFor};
use super::super::{MAX_NAME, read};
use super::{Git, its_remote};
use crate::api::{Bot, CommandFilter};
use crate::frame::{
    Act, Ask, Button, Linked, Named, Page, Place, Prepared, Rhythm, Shown, Taken, Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name};
use crate::screens::{commands, copies};
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count};

/// Seconds between the looks at the commands: ten minutes in all. It takes minutes (contract, 4.11).
const LOOKS: Rhythm = &[3, 7, 10, 10, 15, 15, 30, 30, 60, 60, 60, 60, 60, 60, 60, 60];

/// The commands before an import, by their numbers: kept as a sealed note. `None` when they could not be read.
#[derive(Serialize, Deserialize)]
struct Before(Option<Vec<i64>>);

impl Before {
    async fn read(visit: &Visit<'_>, note: NoteId) -> Result<Option<Vec<i64>>, Trouble> {
        let noted = visit.store().noted(visit.asker.user, note).await?;
        Ok(noted.and_then(|noted| serde_json::from_str::<Self>(&noted).ok()).and_then(|before| before.0))
    }
}

/// The numbers of a bot's commands, sorted. An import makes all of them anew.
async fn now(visit: &Visit<'_>, id: BotId) -> Result<Vec<i64>, Trouble> {
    let commands = visit.api().commands(visit.key(), id, &CommandFilter::default()).await?;
    let mut ids: Vec<i64> = commands.iter().map(|command| command.id.get()).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// What an import does, and the question for the bot's name.
pub struct ImportRoom;
impl Named for ImportRoom {
    const TAG: Tag = tag(b"mi");
    type At = (BotId,);
}
impl Place for ImportRoom {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let (bot, counted) = tokio::join!(read(visit, id), counted(visit, id));
        let bot = bot?;
        let address = its_remote(visit, &bot)?;
        let text = visit.text();
        let [commands, libs] = counted;
        let title = html!(text, "git-import-title", name = bot_name(visit, &bot, MAX_NAME));
        let mut lines =
            vec![title, deletes(visit, &bot, commands, libs), html!(text, "git-import-then", address = address)];
        if commands == Count::Protected {
            lines.push(html!(text, "git-import-protected"));
        }
        lines.push(typed::line(visit, &bot));
        let keep = (commands != Count::Protected).then(|| super::super::keep_a_copy(visit, id));
        Ok(View::new(Html::lines(lines)).row(keep).asks(NameFor, (id, Deed::Import)))
    }
}

async fn counted(visit: &Visit<'_>, id: BotId) -> [Count; 2] {
    let (api, key, all) = (visit.api(), visit.key(), CommandFilter::default());
    let (commands, libs) = tokio::join!(
        tokio::time::timeout(COUNTS_TIMEOUT, api.commands(key, id, &all)),
        tokio::time::timeout(COUNTS_TIMEOUT, api.installed_libs(key, id)),
    );
    [Count::of(visit, commands), Count::of(visit, libs)]
}

/// `This deletes all 23 commands and 2 libraries of My Shop first`
fn deletes(visit: &Visit<'_>, bot: &Bot, commands: Count, libs: Count) -> Html {
    let text = visit.text();
    let name = bot_name(visit, bot, MAX_NAME);
    match (commands, libs) {
        (Count::Known(commands), Count::Known(libs)) => html!(
            text,
            "git-import-deletes",
            name = name,
            commands = count(commands),
            commands_shown = text.number(count(commands)),
            libs = count(libs),
            libs_shown = text.number(count(libs))
        ),
        _ => html!(text, "git-import-deletes-all", name = name),
    }
}

/// The act, after the name was typed, with what was there before.
///
/// # Errors
/// When the store does not answer.
pub(in super::super) async fn begin(visit: &Visit<'_>, id: BotId, word: String) -> Result<Taken, Trouble> {
    let before = Before(now(visit, id).await.ok());
    // Numbers are always JSON.
    let note = visit.note(&serde_json::to_string(&before).unwrap_or_default()).await?;
    Ok(Taken::Act(Prepared::new(Import, (id, note), &word)))
}

/// Empties the bot and reads it from its repository, if what was typed is still its name.
pub struct Import;
impl Named for Import {
    const TAG: Tag = tag(b"mm");
    type At = (BotId, NoteId);
}
impl Act for Import {
    type Who = Linked;
    type With = String;

    async fn question(visit: &Visit<'_>, (id, note): Self::At, word: &String) -> Result<Option<Ask>, Trouble> {
        let of_these = |act: &StoredAct| named::at::<Self>(&act.link) == Some((id, note));
        if let Some(asked) = sent(visit, Self::TAG).await?.into_iter().find(of_these) {
            return Err(Trouble::Elsewhere(to(Imported, (id, note, asked.id))));
        }
        let bot = ready(visit, id, word).await?;
        let [commands, libs] = counted(visit, id).await;
        let text = visit.text();
        let question = html!(text, "git-import-ask", name = bot_name(visit, &bot, MAX_NAME));
        Ok(Some(Ask {
            text: Html::lines([question, deletes(visit, &bot, commands, libs)]),
            yes: plain!(text, "button-git-import-now"),
            no: plain!(text, "button-keep-as-is"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id, _): Self::At, word: &String) -> Result<Option<String>, Trouble> {
        ready(visit, id, word).await?;
        visit.api().git_import(visit.key(), id).await?;
        Ok(None)
    }

    fn after((id, note): Self::At, act: ActId) -> Link {
        to(Imported, (id, note, act))
    }
}

/// The bot, unless it has another name by now, or no repository.
async fn ready(visit: &Visit<'_>, id: BotId, word: &str) -> Result<Bot, Trouble> {
    let bot = read(visit, id).await?;
    its_remote(visit, &bot)?;
    match typed::word(visit, &bot) == word {
        true => Ok(bot),
        false => Err(Trouble::Elsewhere(to(ImportRoom, (id,)))),
    }
}

/// What the commands say of an import.
enum Seen {
    /// The same as before.
    Same,
    /// None, where there were some.
    Empty,
    /// Others than before, this many.
    Changed(usize),
    /// It is not known what was there before; this many are there now.
    Now(usize),
    /// They could not be read.
    Unread,
    /// The maker does not let them be read.
    Protected,
}

impl Seen {
    async fn of(visit: &Visit<'_>, id: BotId, before: Option<Vec<i64>>) -> Result<Self, Trouble> {
        let now = match now(visit, id).await {
            Err(Trouble::Api(error)) if error.words().is_some_and(|words| words.contains("protected")) => {
                return Ok(Self::Protected);
            }
            Err(Trouble::Api(error)) if error.may_pass() => return Ok(Self::Unread),
            now => now?,
        };
        Ok(match before {
            None => Self::Now(now.len()),
            Some(before) if before == now => Self::Same,
            Some(_) if now.is_empty() => Self::Empty,
            Some(_) => Self::Changed(now.len()),
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Empty => "empty",
            Self::Changed(_) => "changed",
            Self::Now(_) => "now",
            Self::Unread => "unread",
            Self::Protected => "protected",
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Changed(count) | Self::Now(count) => *count,
            _ => 0,
        }
    }
}

/// What became of an import: the commands are read until they are others than before.
pub struct Imported;
impl Named for Imported {
    const TAG: Tag = tag(b"mu");
    type At = (BotId, NoteId, ActId);
}
impl Place for Imported {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, note, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(Git, (id,)))) };
        let text = visit.text();
        if asked.state == ActState::Failed {
            let words = asked.words.unwrap_or_default();
            return Err(View::new(html!(text, "git-import-refused", words = words)).into());
        }
        let seen = Seen::of(visit, id, Before::read(visit, note).await?).await?;
        let over = matches!(seen, Seen::Changed(_) | Seen::Protected);
        let next = if over { None } else { visit.next(LOOKS) };
        let sent = match (asked.state, &seen) {
            // What is empty or others now was begun, by whomever.
            (ActState::Done, _) | (_, Seen::Empty | Seen::Changed(_)) => "yes",
            _ => "unknown",
        };
        let passed = text.duration(Duration::from_secs(seconds(visit, &asked).unsigned_abs()));
        let name = bots::known_name(visit, id);
        let title = match (&seen, next) {
            (Seen::Changed(_), _) => html!(text, "git-imported", name = name, passed = passed),
            (_, Some(_)) => html!(text, "git-importing", sent = sent, name = name, passed = passed),
            (_, None) => html!(text, "git-import-not-seen", sent = sent, name = name, passed = passed),
        };
        let commands = seen.count();
        let what = html!(
            text,
            "git-import-seen",
            seen = seen.name(),
            count = count(commands),
            shown = text.number(count(commands)),
            over = if next.is_none() { "yes" } else { "no" }
        );
        let look = (!matches!(seen, Seen::Protected))
            .then(|| Button::to(plain!(text, "button-look-again"), Self, (id, note, act)));
        let list = matches!(seen, Seen::Changed(_) | Seen::Now(1..) | Seen::Same)
            .then(|| Button::to(plain!(text, "button-commands"), commands::Commands, (id, None, Page::FIRST)));
        let emptied = next.is_none() && matches!(seen, Seen::Empty);
        let copies = emptied.then(|| copies::button(visit, id));
        let view = View::new(Html::lines([title, what])).row(look.into_iter().chain(list).chain(copies));
        let unread = matches!(seen, Seen::Unread);
        let view = view.again(next);
        // What was not read is not called checked.
        if unread { Err(view.into()) } else { Ok(view) }
    }
}
