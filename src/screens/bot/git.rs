//! A bot's git repository: how it is set up, and writing the bot into it.
//!
//! Only the public half of the deploy key is shown (contract, 4), and no password of the repository's address. Both jobs
//! run at Bots.Business; the API does not say when they end.

use super::copy::protected;
use super::field::{Field, FieldRoom, RemoteOf};
use super::{MAX_NAME, read, remote};
use crate::api::Bot;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name};
use crate::store::ActState;
use crate::text::Html;

use secrecy::ExposeSecret as _;

mod import;
pub(super) use import::begin as begin_import;
pub use import::{Import, ImportRoom, Imported};

/// Longest text that a button copies, characters (Bot API, CopyTextButton).
const MAX_COPIED: usize = 256;

/// The git of the bot that is the link's first number.
pub fn git(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Git, (bot,)))
}

/// The repository, the deploy key, and how they are set up.
pub struct Git;
impl Named for Git {
    const TAG: Tag = tag(b"mg");
    type At = (BotId,);
}
impl Place for Git {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let bot = read(visit, id).await?;
        let text = visit.text();
        let title = html!(text, "git-title", name = bot_name(visit, &bot, MAX_NAME));
        let mut lines = vec![title, Field::Remote.line(visit, &bot), html!(text, "git-steps-key")];
        let key = bot.deploy_key();
        lines.push(key.map_or_else(|| html!(text, "git-no-key"), Html::code_block));
        let there = Field::Remote.secret(&bot).is_some();
        lines.push(html!(text, "git-steps-remote", there = if there { "yes" } else { "no" }));
        let copied = key.filter(|key| key.chars().count() <= MAX_COPIED);
        let copy = copied.map(|key| Button::copy(plain!(text, "button-copy-deploy-key"), key.to_owned()));
        let label = if there { plain!(text, "button-change-remote") } else { plain!(text, "button-set-remote") };
        let view = View::new(Html::lines(lines)).row(copy).row([Button::to(label, FieldRoom, (id, Field::Remote))]);
        if !there {
            // The page says that it is the next step: the address can be sent here.
            return Ok(view.asks(RemoteOf, (id,)));
        }
        let export = Button::to(plain!(text, "button-git-export"), Export, (id,));
        let import = Button::to(plain!(text, "button-git-import"), ImportRoom, (id,));
        Ok(view.row([export, import]))
    }
}

/// Words that are the address of a repository without a password, sent where nothing asked for one.
pub fn pasted_repository(words: &str) -> Option<Link> {
    let address = remote::read(words)?;
    (!address.contains("://")).then(|| to(Repository, ()))
}

/// What such an address is, and where it belongs. Which bot is meant nobody said.
pub struct Repository;
impl Named for Repository {
    const TAG: Tag = tag(b"w0");
    type At = ();
}
impl Place for Repository {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let all = to(bots::Bots, (bots::Goal::Card, None, Page::FIRST));
        let view = View::new(html!(text, "repository-pasted"));
        Err(view.row([Button::link(plain!(text, "button-bots"), all)]).into())
    }
}

/// The repository's address as it may be shown.
///
/// # Errors
/// The way to one where the bot has none.
fn its_remote(visit: &Visit<'_>, bot: &Bot) -> Result<String, Trouble> {
    let text = visit.text();
    let Some(address) = Field::Remote.secret(bot) else {
        let view = View::new(html!(text, "git-no-remote", name = bot_name(visit, bot, MAX_NAME)));
        let git = Button::to(plain!(text, "button-bot-field", field = Field::Remote.name()), Git, (bot.id,));
        return Err(view.row([git]).into());
    };
    let shown = remote::shown(address.expose_secret(), visit.key());
    Ok(shown.unwrap_or_else(|| plain!(text, "git-its-remote")))
}

/// Writes the bot into its repository: a new branch there (contract, 4.10).
pub struct Export;
impl Named for Export {
    const TAG: Tag = tag(b"mp");
    type At = (BotId,);
}
impl Act for Export {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let bot = read(visit, id).await?;
        let address = its_remote(visit, &bot)?;
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "export-ask", name = bot_name(visit, &bot, MAX_NAME), address = address),
            yes: plain!(text, "button-export-now"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().git_export(visit.key(), id).await?;
        Ok(None)
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Exported, (id, act))
    }
}

/// What is known of an export: the API says no more than that it took it.
pub struct Exported;
impl Named for Exported {
    const TAG: Tag = tag(b"mq");
    type At = (BotId, ActId);
}
impl Place for Exported {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(Git, (id,)))) };
        let text = visit.text();
        let words = asked.words.unwrap_or_default();
        let told = match asked.state {
            ActState::Done => "done",
            ActState::Failed => "refused",
            _ => "unknown",
        };
        let sentence = html!(text, "exported", told = told, name = bots::known_name(visit, id), words = words.as_str());
        let why = (asked.state == ActState::Failed).then(|| protected(visit, &words)).flatten();
        Err(View::new(Html::lines([Some(sentence), why].into_iter().flatten())).into())
    }
}
