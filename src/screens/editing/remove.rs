//! Deleting a command, and making it again with all its fields.
//!
//! The command as it was is stored as a version before it is deleted, so the way back outlives its message: whatever
//! has versions and is not in the list any more can be made again, for 30 days, whoever deleted it.

use super::super::bot;
use super::super::commands::names::{is_there, tree_now};
use super::super::commands::new::made;
use super::super::commands::{CommandCard, card, code, list, name_of};
use super::{MAX_NAME, of, sealed_form};
use crate::api::{ApiError, ApiText, Command, CommandField, CommandFields, CommandTree};
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, VersionId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, LastVersion, StoredAct};
use crate::text::{Html, count, isolated};

/// Deleted commands on one page.
const ON_A_PAGE: usize = 8;
/// Longest name on a button that also says a time, characters.
const MAX_NAME_WITH_TIME: usize = 20;
/// Notes of an undo, behind the number of the new command.
const WITHOUT_FOLDER: &str = "folder";

/// Deletes a command, which is stored before.
pub struct Delete;
impl Named for Delete {
    const TAG: Tag = tag(b"nd");
    type At = (BotId, CommandId);
}
impl Act for Delete {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let command = code::read(visit, bot, id).await?;
        let text = visit.text();
        let name = name_of(visit, &command, MAX_NAME);
        let title = html!(text, "delete-ask", command = name, name = bot::name_of(visit, bot).await);
        let csv = command.created_via_csv_import == Some(true);
        let lines = [title, what_is_in(visit, &command), html!(text, "delete-undo")];
        Ok(Some(Ask {
            text: Html::lines(lines.into_iter().chain(csv.then(|| html!(text, "delete-csv")))),
            yes: plain!(text, "button-delete-it"),
            no: plain!(text, "button-keep"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let now = visit.api().editable_command(visit.key(), bot, id).await?;
        let of = of(visit, (bot, id));
        let version = visit.store().keep_version(of, &sealed_form(now.fields())).await?;
        match visit.api().delete_command(visit.key(), bot, id).await {
            Ok(()) => {}
            // It is gone, or may be.
            Err(error @ (ApiError::Uncertain(_) | ApiError::NotFound(_))) => return Err(error.into()),
            Err(error) => {
                visit.store().drop_version(of, version).await?;
                return Err(error.into());
            }
        }
        Ok(Some(if now.made_by_csv() { "csv" } else { "" }.to_owned()))
    }

    fn after((bot, id): Self::At, act: ActId) -> Link {
        to(Deleted, (bot, id, act))
    }
}

/// Whether it has an answer, and how long its code is.
fn what_is_in(visit: &Visit<'_>, command: &Command) -> Html {
    let text = visit.text();
    let answer = if code::given(command.answer.as_ref()).is_some() { "yes" } else { "no" };
    let code = code::given(command.code.as_ref()).map(|code| code.shown(visit.key()));
    let lines = code.map_or(0, |code| count(code.lines().count().max(1)));
    html!(text, "delete-what", answer = answer, lines = lines, shown = text.number(lines))
}

/// The version that was stored before this act sent anything; `None` when it never came so far.
async fn stored_by(visit: &Visit<'_>, at: (BotId, CommandId), act: &StoredAct) -> Result<Option<VersionId>, Trouble> {
    let newest = visit.store().versions(of(visit, at)).await?.into_iter().next();
    Ok(newest.filter(|version| act.sent_at.is_some_and(|sent| version.saved_at >= sent)).map(|version| version.id))
}

/// What is in a version; `None` when it is no longer kept.
async fn fields_of(
    visit: &Visit<'_>,
    (bot, command, version): (BotId, CommandId, VersionId),
) -> Result<Option<CommandFields>, Trouble> {
    let stored = visit.store().version(of(visit, (bot, command)), version).await?;
    Ok(stored.and_then(|(body, _)| serde_json::from_slice(&body).ok()))
}

fn name_in(visit: &Visit<'_>, fields: &CommandFields, max: usize) -> String {
    let name = fields.text(CommandField::Name).and_then(|name: ApiText| name.line(visit.key(), max));
    isolated(&name.unwrap_or_else(|| "–".to_owned()))
}

/// What became of deleting.
pub struct Deleted;
impl Named for Deleted {
    const TAG: Tag = tag(b"nx");
    type At = (BotId, CommandId, ActId);
}
impl Place for Deleted {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let to_card = Trouble::Elsewhere(to(CommandCard, (bot, id)).of(visit.who.account.id));
        let Some(act) = visit.act(act).await? else { return Err(to_card) };
        let text = visit.text();
        let is_gone = match visit.api().command(visit.key(), bot, id).await {
            Ok(_) => false,
            Err(ApiError::NotFound(_)) => true,
            Err(error) => return Err(error.into()),
        };
        let words = act.words.as_deref().unwrap_or_default();
        if !is_gone {
            let told = if act.state == ActState::Done { "still" } else { "unknown" };
            let line = match act.state {
                ActState::Failed => html!(text, "delete-refused", words = words),
                _ => html!(text, "delete-not-seen", told = told),
            };
            return card::draw(visit, (bot, id), Some(line)).await;
        }
        let version = stored_by(visit, (bot, id), &act).await?;
        let fields = match version {
            Some(version) => fields_of(visit, (bot, id, version)).await?,
            None => None,
        };
        let told = if act.state == ActState::Done { "deleted" } else { "gone" };
        let name = fields.as_ref().map(|fields| name_in(visit, fields, MAX_NAME)).unwrap_or_default();
        let kept = if fields.is_some() { "yes" } else { "no" };
        let csv = if words == "csv" { "yes" } else { "no" };
        let told = html!(text, "deleted", told = told, command = name, kept = kept, csv = csv);
        let undo = version.filter(|_| fields.is_some());
        let undo = undo.map(|version| Button::to(plain!(text, "button-undo"), Undelete, (bot, id, version)));
        Ok(View::new(told).row(undo.into_iter().chain([list::button_to(visit, bot)])))
    }
}

/// Makes a deleted command again.
pub struct Undelete;
impl Named for Undelete {
    const TAG: Tag = tag(b"nu");
    type At = (BotId, CommandId, VersionId);
}

/// A version that can be made again: nothing is called so, and its command is gone.
async fn missing(
    visit: &Visit<'_>,
    (bot, id, version): (BotId, CommandId, VersionId),
    tree: &CommandTree,
) -> Result<CommandFields, Trouble> {
    if tree.commands.iter().any(|command| command.id == id) {
        return Err(Trouble::Elsewhere(to(CommandCard, (bot, id)).of(visit.who.account.id)));
    }
    let Some(fields) = fields_of(visit, (bot, id, version)).await? else {
        let view = View::new(html!(visit.text(), "undelete-over"));
        return Err(view.row([list::button_to(visit, bot)]).into());
    };
    let name = fields.text(CommandField::Name);
    let there = tree.commands.iter().find(|command| command.command == name);
    match there {
        Some(there) => Err(is_there_again(visit, bot, there).into()),
        None => Ok(fields),
    }
}

fn is_there_again(visit: &Visit<'_>, bot: BotId, there: &Command) -> View {
    is_there(visit, bot, there).below_text(Some(html!(visit.text(), "undelete-there")))
}

impl Act for Undelete {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let tree = tree_now(visit, at.0).await?;
        missing(visit, at, &tree).await.map(|_| None)
    }

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (bot, id, _) = at;
        let tree = visit.api().command_tree(visit.key(), bot).await?;
        let mut fields = missing(visit, at, &tree).await?;
        let lost = fields.folder().is_some_and(|folder| tree.folder(folder).is_none());
        if lost {
            fields.put_folder(None);
        }
        let made = visit.api().create_command_with(visit.key(), bot, &fields).await?;
        visit.store().renumber_command(of(visit, (bot, id)), made.id).await?;
        Ok(Some(format!("{} {}", made.id, if lost { WITHOUT_FOLDER } else { "" })))
    }

    fn after((bot, id, _): Self::At, act: ActId) -> Link {
        to(Returned, (bot, id, act))
    }
}

/// What became of making a command again.
pub struct Returned;
impl Named for Returned {
    const TAG: Tag = tag(b"nr");
    type At = (BotId, CommandId, ActId);
}
impl Place for Returned {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, _, act): Self::At) -> Shown {
        let list = to(super::super::commands::Commands, (bot, None, Page::FIRST));
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(list)) };
        let Some(at) = named::at::<Undelete>(&act.link) else { return Err(Trouble::Elsewhere(list)) };
        let text = visit.text();
        let words = act.words.as_deref().unwrap_or_default();
        let again = Button::to(plain!(text, "button-undo-again"), Undelete, at);
        match act.state {
            ActState::Done => match made(&act) {
                Some(id) => {
                    let folder = if words.ends_with(WITHOUT_FOLDER) { "lost" } else { "kept" };
                    card::draw(visit, (bot, id), Some(html!(text, "undeleted", folder = folder))).await
                }
                None => Err(Trouble::Elsewhere(list)),
            },
            ActState::Failed => Err(View::new(html!(text, "undelete-refused", words = words)).row([again]).into()),
            _ => match found_again(visit, at).await? {
                Some((id, told)) => card::draw(visit, (bot, id), Some(told)).await,
                None => {
                    let view = View::new(html!(text, "undelete-unknown", told = "missing"));
                    Ok(view.row([again, list::button_to(visit, bot)]))
                }
            },
        }
    }
}

/// Whether an undo whose end is not known made the command: its versions belong to the new one then, or something of
/// its name is there.
async fn found_again(
    visit: &Visit<'_>,
    at: (BotId, CommandId, VersionId),
) -> Result<Option<(CommandId, Html)>, Trouble> {
    let (bot, id, version) = at;
    let text = visit.text();
    let now = visit.store().command_of_version(of(visit, (bot, id)), version).await?;
    if let Some(now) = now.filter(|now| *now != id) {
        return Ok(Some((now, html!(text, "undeleted", folder = "kept"))));
    }
    let tree = tree_now(visit, bot).await?;
    let name = fields_of(visit, at).await?.and_then(|fields| fields.text(CommandField::Name));
    let there = tree.commands.iter().find(|command| command.command == name && name.is_some());
    Ok(there.map(|there| (there.id, html!(text, "undelete-unknown", told = "there"))))
}

/// The newest versions of commands that are not in the list any more.
pub(in crate::screens) async fn gone(
    visit: &Visit<'_>,
    bot: BotId,
    tree: &CommandTree,
) -> Result<Vec<LastVersion>, Trouble> {
    let versions = visit.store().last_versions(visit.asker.user, visit.who.account.id, bot).await?;
    let is_gone = |version: &LastVersion| !tree.commands.iter().any(|command| command.id == version.command);
    Ok(versions.into_iter().filter(is_gone).collect())
}

/// What was deleted lately and can be made again.
#[derive(Clone, Copy)]
pub struct Gone;
impl Named for Gone {
    const TAG: Tag = tag(b"ng");
    type At = (BotId, Page);
}
impl Place for Gone {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let tree = tree_now(visit, bot).await?;
        let (text, gone) = (visit.text(), gone(visit, bot, &tree).await?);
        let name = bot::name_of(visit, bot).await;
        if gone.is_empty() {
            return Ok(View::new(html!(text, "gone-none", name = name)));
        }
        let paged = Paged::new(&gone, page, ON_A_PAGE);
        let title = html!(text, "gone-title", name = name, shown = text.number(count(gone.len())));
        let mut view = View::new(Html::lines([title, html!(text, "gone-how")]));
        for LastVersion { command, version, saved_at } in paged.things {
            let fields = fields_of(visit, (bot, *command, *version)).await?;
            let Some(fields) = fields else { continue };
            let name = name_in(visit, &fields, MAX_NAME_WITH_TIME);
            let label = plain!(text, "gone-label", command = name, when = super::versions::when(visit, *saved_at));
            view = view.row([Button::to(label, Undelete, (bot, *command, *version))]);
        }
        Ok(view.row(paged.turns(Self, |page| (bot, page)).into_iter().flatten()))
    }
}
