//! Copying a bot: asked for once, followed in the list until the copy is there, and told as it was seen.
//!
//! Bots.Business copies later and gives no number: a copy is a bot of its name that was not there before. Where several
//! look alike, none is called the right one.

use serde::{Deserialize, Serialize};

use super::launch::seconds;
use super::{Card, MAX_NAME, read};
use crate::api::{Bot, Timestamp};
use crate::frame::{Act, Button, Linked, Named, Place, Rhythm, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name, offered_name};
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count, isolated};

/// Seconds between the looks at the list: five minutes in all.
const LOOKS: Rhythm = &[2, 3, 5, 5, 10, 15, 20, 30, 30, 60, 60, 60];
/// How long a copy that is not in the list yet keeps another one from being asked for, s.
const AWAITED: i64 = 10 * 60;
/// Most copies that look alike and are offered.
const MAX_OFFERED: usize = 4;
/// What Bots.Business writes before the name of a copy (contract, 4.9).
const PREFIX: &str = "Cloned bot: ";

/// What was in the list before a bot was to be added: kept as a sealed note.
#[derive(Serialize, Deserialize)]
pub(super) struct Before {
    /// The name of the bot that is awaited.
    pub name: String,
    /// The numbers of all bots.
    pub bots: Vec<i64>,
}

impl Before {
    pub(super) fn new(name: String, bots: &[Bot]) -> Self {
        Self { name, bots: bots.iter().map(|bot| bot.id.get()).collect() }
    }

    /// Stores it, and returns the note's number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn keep(&self, visit: &Visit<'_>) -> Result<NoteId, Trouble> {
        // Texts and numbers are always JSON.
        visit.note(&serde_json::to_string(self).unwrap_or_default()).await
    }

    /// Reads it back; `None` when it is no longer stored.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn read(visit: &Visit<'_>, note: NoteId) -> Result<Option<Self>, Trouble> {
        let noted = visit.store().noted(visit.asker.user, note).await?;
        Ok(noted.and_then(|noted| serde_json::from_str(&noted).ok()))
    }

    /// The bots of the awaited name that were not there.
    pub(super) fn arrived<'b>(&self, visit: &Visit<'_>, bots: &'b [Bot]) -> Vec<&'b Bot> {
        let is_new = |bot: &&Bot| !self.bots.contains(&bot.id.get());
        bots.iter().filter(is_new).filter(|bot| is_called(visit, bot, &self.name)).collect()
    }
}

/// Whether a bot has this name, as it may be shown.
pub(super) fn is_called(visit: &Visit<'_>, bot: &Bot, name: &str) -> bool {
    bot.name.as_ref().and_then(|name| name.line(visit.key(), usize::MAX)).as_deref() == Some(name)
}

/// The acts of this tag that this account sent and that may have been done, newest first.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn sent(visit: &Visit<'_>, tag: Tag) -> Result<Vec<StoredAct>, Trouble> {
    let mut acts = visit.store().sent_acts(visit.asker.user, tag).await?;
    let account = visit.who.account.id;
    acts.retain(|act| act.link.account() == Some(account) && act.state != ActState::Failed);
    Ok(acts)
}

/// Bots that look alike, each with when it was made.
pub(super) fn offered(visit: &Visit<'_>, view: View, bots: &[&Bot]) -> View {
    bots.iter().take(MAX_OFFERED).fold(view, |view, bot| {
        let name = offered_name(visit, bot, bots::MAX_NAME);
        let made = bot.created_at.as_ref().and_then(Timestamp::utc);
        let label = match made.map(|at| visit.text().short_time(at, visit.now())) {
            Some(time) => format!("{name} · {time}"),
            None => format!("{name} · {}", bot.id),
        };
        view.row([Button::to(label, Card, (bot.id,))])
    })
}

/// What a copy would be, and the button that asks for it.
pub struct CopyRoom;
impl Named for CopyRoom {
    const TAG: Tag = tag(b"mc");
    type At = (BotId,);
}
impl Place for CopyRoom {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let (bot, all) = tokio::join!(read(visit, id), bots::listed(visit));
        let (bot, all) = (bot?, all?);
        if let Some(asked) = awaited(visit, id, &all).await? {
            return Err(Trouble::Elsewhere(asked));
        }
        let text = visit.text();
        let name = bot.name.as_ref().and_then(|name| name.line(visit.key(), usize::MAX)).unwrap_or_default();
        let before = Before::new(format!("{PREFIX}{name}").trim().to_owned(), &all);
        let there = all.iter().filter(|bot| is_called(visit, bot, &before.name)).count();
        let there =
            (there > 0).then(|| html!(text, "copy-there", count = count(there), shown = text.number(count(there))));
        let ask = html!(text, "bot-copy-ask", name = bot_name(visit, &bot, MAX_NAME));
        let copy = Button::to(plain!(text, "button-copy-it"), Copy, (id, before.keep(visit).await?));
        Err(View::new(Html::lines([Some(ask), there].into_iter().flatten())).row([copy]).into())
    }
}

/// A copy of this bot that was asked for lately and is not in the list.
async fn awaited(visit: &Visit<'_>, id: BotId, all: &[Bot]) -> Result<Option<Link>, Trouble> {
    for asked in sent(visit, Copy::TAG).await? {
        let Some((bot, note)) = named::at::<Copy>(&asked.link) else { continue };
        if bot != id || seconds(visit, &asked) >= AWAITED {
            continue;
        }
        let arrived = match Before::read(visit, note).await? {
            Some(before) => !before.arrived(visit, all).is_empty(),
            None => true,
        };
        if !arrived {
            return Ok(Some(to(Copied, (id, note, asked.id))));
        }
    }
    Ok(None)
}

/// Asks for a copy: once for what was shown, however often it is tapped.
pub struct Copy;
impl Named for Copy {
    const TAG: Tag = tag(b"my");
    type At = (BotId, NoteId);
}
impl Act for Copy {
    type Who = Linked;
    type With = ();

    /// The place with the button was the question.
    async fn question(visit: &Visit<'_>, (id, note): Self::At, (): &()) -> Result<Option<crate::frame::Ask>, Trouble> {
        let of_this_button = |act: &StoredAct| named::at::<Self>(&act.link) == Some((id, note));
        if let Some(asked) = sent(visit, Self::TAG).await?.into_iter().find(of_this_button) {
            return Err(Trouble::Elsewhere(to(Copied, (id, note, asked.id))));
        }
        let all = bots::listed(visit).await?;
        match awaited(visit, id, &all).await? {
            Some(asked) => Err(Trouble::Elsewhere(asked)),
            None if Before::read(visit, note).await?.is_none() => Err(Trouble::Elsewhere(to(CopyRoom, (id,)))),
            None => Ok(None),
        }
    }

    async fn send(visit: &Visit<'_>, (id, _): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().copy_bot(visit.key(), id).await?;
        Ok(None)
    }

    fn after((id, note): Self::At, act: ActId) -> Link {
        to(Copied, (id, note, act))
    }
}

/// What became of a copy: the list is read until it is there.
pub struct Copied;
impl Named for Copied {
    const TAG: Tag = tag(b"mz");
    type At = (BotId, NoteId, ActId);
}
impl Place for Copied {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, note, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(CopyRoom, (id,)))) };
        let text = visit.text();
        if asked.state == ActState::Failed {
            return Err(refused(visit, asked.words.as_deref().unwrap_or_default()).into());
        }
        let look = || Button::to(plain!(text, "button-look-again"), Self, (id, note, act));
        let Some(before) = Before::read(visit, note).await? else {
            return Err(View::new(html!(text, "copy-forgotten")).row([look()]).into());
        };
        let name = isolated(&before.name);
        let passed = text.duration(std::time::Duration::from_secs(seconds(visit, &asked).unsigned_abs()));
        let all = match bots::listed(visit).await {
            Err(Trouble::Api(error)) if error.may_pass() && visit.next(LOOKS).is_some() => {
                let view = View::new(html!(text, "copy-unread", passed = passed));
                return Err(view.again(visit.next(LOOKS)).into());
            }
            all => all?,
        };
        let arrived = before.arrived(visit, &all);
        match arrived[..] {
            [one] => {
                offered_name(visit, one, bots::MAX_NAME);
                let open = Button::to(plain!(text, "button-open"), Card, (one.id,));
                Ok(View::new(html!(text, "copy-here", name = name)).row([open]))
            }
            [] => {
                let next = visit.next(LOOKS);
                let told = match (next, asked.state) {
                    (None, _) => "not-yet",
                    (Some(_), ActState::Done) => "asked",
                    (Some(_), _) => "unknown",
                };
                let of = bots::known_name(visit, id);
                let view = View::new(html!(text, "copy-awaited", told = told, of = of, name = name, passed = passed));
                Ok(view.row([look()]).again(next))
            }
            ref alike => {
                let several = html!(text, "copy-several", shown = text.number(count(alike.len())), name = name);
                Ok(offered(visit, View::new(several), alike))
            }
        }
    }
}

/// A refusal in the API's words; that of a protected bot is explained.
fn refused(visit: &Visit<'_>, words: &str) -> View {
    let text = visit.text();
    let lines = [Some(html!(text, "copy-refused", words = words)), protected(visit, words)];
    View::new(Html::lines(lines.into_iter().flatten()))
}

/// Why a bot from the store is refused, where the API's words say that it is protected (contract, 13.16).
pub(super) fn protected(visit: &Visit<'_>, words: &str) -> Option<Html> {
    words.to_lowercase().contains("protected").then(|| html!(visit.text(), "bot-protected-deed"))
}
