//! Deleting a bot: its name is typed, a button pressed, and what is said after it was read.

use super::counts::{COUNTS_TIMEOUT, Count};
use super::typed::{self, Deed, NameFor};
use super::{MAX_NAME, Status, read};
use crate::api::{ApiError, Bot, CommandFilter};
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Prepared, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name};
use crate::store::{ActState, OfBot};
use crate::text::{Html, isolated};

/// What goes with a bot, and the question for its name.
pub struct DeleteRoom;
impl Named for DeleteRoom {
    const TAG: Tag = tag(b"mx");
    type At = (BotId,);
}
impl Place for DeleteRoom {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let (bot, with) = tokio::join!(read(visit, id), what_goes(visit, id));
        let bot = bot?;
        let text = visit.text();
        let mut lines = vec![html!(text, "delete-title", name = bot_name(visit, &bot, MAX_NAME))];
        lines.extend(with);
        lines.extend(runs(visit, &bot));
        lines.push(typed::line(visit, &bot));
        let keep = super::keep_a_copy(visit, id);
        Ok(View::new(Html::lines(lines)).row([keep]).asks(NameFor, (id, Deed::Delete)))
    }
}

/// `Commands 23 · Chats 1,204 · Libraries 2`, as far as it is known in time.
async fn what_goes(visit: &Visit<'_>, id: BotId) -> Vec<Html> {
    let (api, key, text) = (visit.api(), visit.key(), visit.text());
    let all = CommandFilter::default();
    let (commands, chats, libs) = tokio::join!(
        tokio::time::timeout(COUNTS_TIMEOUT, api.commands(key, id, &all)),
        tokio::time::timeout(COUNTS_TIMEOUT, api.chats(key, id)),
        tokio::time::timeout(COUNTS_TIMEOUT, api.installed_libs(key, id)),
    );
    let counts = [Count::of(visit, commands), Count::of(visit, chats), Count::of(visit, libs)];
    let [commands, chats, libs] = counts.map(|count| count.shown(visit));
    let line = html!(text, "delete-goes", commands = commands, chats = chats, libs = libs);
    let unknown = counts.iter().any(|count| !matches!(count, Count::Known(_)));
    std::iter::once(line).chain(unknown.then(|| html!(text, "counts-unknown"))).collect()
}

fn runs(visit: &Visit<'_>, bot: &Bot) -> Option<Html> {
    Status::of(bot).is_running().then(|| html!(visit.text(), "delete-runs"))
}

/// The act, after the name was typed.
pub(super) fn begin(id: BotId, word: String) -> Taken {
    Taken::Act(Prepared::new(Delete, (id,), &word))
}

/// Deletes a bot, if what was typed is still its name.
pub struct Delete;
impl Named for Delete {
    const TAG: Tag = tag(b"ml");
    type At = (BotId,);
}
impl Act for Delete {
    type Who = Linked;
    type With = String;

    async fn question(visit: &Visit<'_>, (id,): Self::At, word: &String) -> Result<Option<Ask>, Trouble> {
        let bot = still_called(visit, id, word).await?;
        let text = visit.text();
        let question = html!(text, "bot-delete-ask", name = bot_name(visit, &bot, MAX_NAME));
        Ok(Some(Ask {
            text: Html::lines([Some(question), runs(visit, &bot)].into_iter().flatten()),
            yes: plain!(text, "button-delete-now"),
            no: plain!(text, "button-keep"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, word: &String) -> Result<Option<String>, Trouble> {
        let bot = still_called(visit, id, word).await?;
        visit.api().delete_bot(visit.key(), id).await?;
        if forget(visit, id).await.is_err() {
            // The bot is gone all the same; what is left of ours is deleted by its age.
            tracing::error!("what is stored of a deleted bot was not erased");
        }
        Ok(Some(bot_name(visit, &bot, MAX_NAME)))
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Deleted, (id, act))
    }
}

/// The bot, unless it has another name by now.
async fn still_called(visit: &Visit<'_>, id: BotId, word: &str) -> Result<Bot, Trouble> {
    let bot = match visit.api().bot(visit.key(), id).await {
        Err(ApiError::NotFound(_)) => return Err(gone_before(visit, id).into()),
        bot => bot?,
    };
    match typed::word(visit, &bot) == word {
        true => Ok(bot),
        false => Err(Trouble::Elsewhere(to(DeleteRoom, (id,)))),
    }
}

fn gone_before(visit: &Visit<'_>, id: BotId) -> View {
    let name = bots::known_name(visit, id);
    with_list(visit, html!(visit.text(), "bot-deleted", told = "before", name = name, words = ""))
}

/// Erases what is stored for this person of a bot that is gone: drafts and versions, jobs, and what is watched.
async fn forget(visit: &Visit<'_>, id: BotId) -> Result<(), Trouble> {
    let (store, user, account) = (visit.store(), visit.asker.user, visit.who.account.id);
    store.drop_drafts_of_bot(user, account, id).await?;
    store.drop_jobs_of_bot(OfBot { user, account, bot: id }).await?;
    for watched in store.watches(user).await? {
        // The first number of all that is watched is the bot's.
        if watched.account() == Some(account) && watched.numbers().first() == Some(&id.get()) {
            store.end_watch(user, account, watched).await?;
        }
    }
    Ok(())
}

/// What became of deleting.
pub struct Deleted;
impl Named for Deleted {
    const TAG: Tag = tag(b"mv");
    type At = (BotId, ActId);
}
impl Place for Deleted {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(super::Card, (id,)))) };
        let words = asked.words.unwrap_or_default();
        let there = match visit.api().bot(visit.key(), id).await {
            Ok(_) => true,
            Err(ApiError::NotFound(_)) => false,
            Err(error) => return Err(error.into()),
        };
        let text = visit.text();
        let told = match (asked.state, there) {
            (ActState::Done, false) => "gone",
            (ActState::Done, true) => "still",
            (ActState::Failed, false) => "before",
            (ActState::Failed, true) => "refused",
            (_, false) => "perhaps",
            (_, true) => "unknown",
        };
        let name = match asked.state {
            ActState::Done => words.clone(),
            _ => bots::known_name(visit, id),
        };
        let sentence = html!(text, "bot-deleted", told = told, name = isolated(&name), words = words);
        let look = (there && asked.state != ActState::Failed)
            .then(|| Button::to(plain!(text, "button-look-again"), Self, (id, act)));
        let open = there.then(|| Button::to(plain!(text, "button-open"), super::Card, (id,)));
        let view = with_list(visit, sentence).row(open.into_iter().chain(look));
        // A bot that is gone is not read again.
        if there { Ok(view) } else { Err(view.into()) }
    }
}

fn with_list(visit: &Visit<'_>, sentence: Html) -> View {
    let all = Button::to(plain!(visit.text(), "button-all-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST));
    View::new(sentence).row([all])
}
