//! What a new command may be called: the rules, and which commands of the bot have that name already.
//!
//! Owns no act. A name that is there already is never made a second time: the one that is there is offered.

use super::{CommandCard, MAX_NAME, name_of, read};
use crate::api::{ApiText, Command, CommandTree};
use crate::credentials::masked;
use crate::frame::{Button, Taken, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::plain;
use crate::text::{Html, isolated, one_line};

/// Longest name that is taken from a message, characters; a bound of our own, the API's is not known.
const LONGEST: usize = 100;
/// Names with a meaning of their own (help.bots.business, "Always running commands"; of the last one nothing is said
/// there), as the catalogue selects by it.
const SPECIAL: [(&str, &str); 4] = [("*", "any"), ("@", "before"), ("@@", "after"), ("!", "other")];

/// A name as it was typed; the error says which rule it breaks. Whether it is free is the act's question: asked here, the
/// answer would be met again after a crash, and find what it made itself.
pub(super) fn typed(visit: &Visit<'_>, text: &str) -> Result<String, Taken> {
    of_rules(visit, text).map_err(Taken::Again)
}

/// The same, with the rule as a sentence.
pub(in crate::screens) fn of_rules(visit: &Visit<'_>, text: &str) -> Result<String, Html> {
    read_name(visit, text).map_err(|wrong| html!(visit.text(), "name-refused", wrong = wrong))
}

/// Another command that has exactly this name.
pub(in crate::screens) fn twin<'t>(tree: &'t CommandTree, name: &ApiText, own: CommandId) -> Option<&'t Command> {
    tree.commands.iter().find(|command| command.command.as_ref() == Some(name) && command.id != own)
}

/// The error is the rule, as the catalogue selects by it.
fn read_name(visit: &Visit<'_>, text: &str) -> Result<String, &'static str> {
    let trimmed = text.trim();
    // A name that is one of our own commands as well is sent behind this sign.
    let name = trimmed.strip_prefix('=').map_or(trimmed, str::trim);
    if name.contains(['\n', '\r']) {
        Err("lines")
    } else if one_line(name, 1).is_empty() {
        Err("empty")
    } else if name.chars().count() > LONGEST {
        Err("long")
    } else if masked(name, Some(visit.key())) != name {
        Err("secret")
    } else {
        Ok(name.to_owned())
    }
}

/// A name as it is shown.
pub(super) fn shown(visit: &Visit<'_>, name: &str) -> String {
    let name = ApiText::from(name).line(visit.key(), MAX_NAME);
    isolated(&name.unwrap_or_else(|| "–".to_owned()))
}

/// The commands of exactly this name.
pub(in crate::screens) fn called<'t>(tree: &'t CommandTree, name: &str) -> impl Iterator<Item = &'t Command> {
    tree.commands.iter().filter(move |command| command.command.as_ref().is_some_and(|it| it.is(name)))
}

/// A command of that name is there already.
pub(in crate::screens) fn is_there(visit: &Visit<'_>, bot: BotId, there: &Command) -> View {
    let name = name_of(visit, there, MAX_NAME);
    let open = Button::to(plain!(visit.text(), "button-open-command", name = &name), CommandCard, (bot, there.id));
    View::new(html!(visit.text(), "name-taken", command = name)).row([open])
}

/// What should be known before a command of this name is made.
pub(super) fn warnings(visit: &Visit<'_>, tree: &CommandTree, name: &str) -> Vec<Html> {
    warnings_of(visit, tree, &name.into(), None)
}

/// The same for a name that this command gets: it is no twin of its own.
pub(in crate::screens) fn warnings_of(
    visit: &Visit<'_>,
    tree: &CommandTree,
    name: &ApiText,
    own: Option<CommandId>,
) -> Vec<Html> {
    let text = visit.text();
    let special = SPECIAL.into_iter().find(|(special, _)| name.is(special));
    let special = special.map(|(_, kind)| html!(text, "name-special", kind = kind));
    let small = name.shown(visit.key()).to_lowercase();
    let is_small = |it: Option<&ApiText>| it.is_some_and(|it| it.shown(visit.key()).to_lowercase() == small);
    let others = || tree.commands.iter().filter(|command| Some(command.id) != own);
    let differs = |command: &&Command| command.command.as_ref().is_some_and(|it| is_small(Some(it)) && it != name);
    let other_case = others().find(differs);
    let other_case = other_case.map(|other| html!(text, "name-other-case", command = name_of(visit, other, MAX_NAME)));
    let is_alias = |command: &&Command| command.aliases.iter().any(|alias| is_small(alias.command.as_ref()));
    let alias = others().find(is_alias);
    let alias = alias.map(|other| html!(text, "name-alias", command = name_of(visit, other, MAX_NAME)));
    [special, other_case, alias].into_iter().flatten().collect()
}

/// The commands and folders as they are now.
pub(in crate::screens) async fn tree_now(
    visit: &Visit<'_>,
    bot: BotId,
) -> Result<std::sync::Arc<CommandTree>, Trouble> {
    visit.api().drop_command_tree(visit.key(), bot);
    read(visit, bot).await
}
