//! A bot: its card, and the way to all that can be done with it.
//!
//! Owns the card, the name that other views use, and what is said of a bot that is not there.

use super::bots::{self, bot_name};
use super::{alerts, broadcasts, chats, commands, copies, errors, history, imports, libraries, panels, properties};
use crate::api::{ApiError, Bot, CommandFilter};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

mod copy;
pub use copy::{Copied, Copy, CopyRoom};
mod counts;
use counts::{COUNTS_TIMEOUT, Count, counts};
mod delete;
pub use delete::{Delete, DeleteRoom, Deleted};
mod edit;
pub use edit::{Edit, Edited};
mod field;
pub use field::{Field, FieldRoom, RemoteOf, TokenOf, WordsOf, up as above_field};
mod git;
pub use git::{Export, Exported, Git, Import, ImportRoom, Imported, Repository, git as git_of, pasted_repository};
mod given;
mod launch;
pub use launch::{Launch, Start, Stop};
mod more;
pub use more::{More, more as more_of};
mod new;
pub use new::{Create, Created, NEWBOT, NewName, NewToken, TokenStep};
mod remote;
mod status;
pub use status::Status;
mod typed;
pub use typed::NameFor;

/// Longest name in a sentence, characters.
const MAX_NAME: usize = 60;

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
            let runs = if status.is_running() { "yes" } else { "no" };
            lines.push(html!(text, "bot-no-token", runs = runs));
        }
        let import = Button::to(plain!(text, "button-import"), imports::Room, (id,));
        let commands = Button::to(plain!(text, "button-commands"), commands::Commands, (id, None, Page::FIRST));
        let view = View::new(Html::lines(lines)).row(switch(visit, &bot)).row(more(visit, id, &errors));
        let broadcasts = Button::to(plain!(text, "button-broadcasts"), broadcasts::Broadcasts, (id, Page::FIRST));
        let chats = Button::to(plain!(text, "button-chats"), chats::Chats, (id, Page::FIRST));
        let libraries = Button::to(plain!(text, "button-libraries"), libraries::Libraries, (id, Page::FIRST));
        let at = (id, None, Page::FIRST);
        let properties = Button::to(plain!(text, "button-properties"), properties::list::Properties, at);
        let panels = Button::to(plain!(text, "button-panels"), panels::list::Panels, (id, Page::FIRST));
        let more = Button::to(plain!(text, "button-more"), More, (id,));
        let view = view.row([import, commands]).row([broadcasts, chats]);
        let alerts = Button::to(plain!(text, "button-alerts"), alerts::Room, (id,));
        let chart = Button::below(plain!(text, "button-chart"), history::ErrorsChart, (id,));
        Ok(view.row([properties, panels]).row([libraries, more]).row([alerts, chart]))
    }
}

/// The way to a copy of a bot's commands, before they are lost.
fn keep_a_copy(visit: &Visit<'_>, id: BotId) -> Button {
    Button::below(plain!(visit.text(), "button-copy-first"), copies::Room, (id,))
}

fn switch(visit: &Visit<'_>, bot: &Bot) -> Vec<Button> {
    let text = visit.text();
    let add = || Button::to(plain!(text, "button-add-token"), FieldRoom, (bot.id, Field::Token));
    let stop = || Button::to(plain!(text, "button-stop"), Stop, (bot.id,));
    match (Status::of(bot), &bot.token) {
        (Status::Works, Some(_)) => vec![stop()],
        // The card says that it has none, and to add one.
        (Status::Works, None) => vec![stop(), add()],
        (_, Some(_)) => vec![Button::to(plain!(text, "button-start"), Start, (bot.id,))],
        (_, None) => vec![add()],
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
