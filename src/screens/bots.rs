//! The list of bots, and finding one by a part of its name or by its number.

use super::figures::SEARCH_FROM;
use super::{bot, commands, demo_store, errors, imports};
use crate::api::{ApiError, Bot};
use crate::frame::named::Number;
use crate::frame::prompt::Words;
use crate::frame::{
    Anyone, Asker, Button, Command, House, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View,
    Visit, to,
};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::StoreError;
use crate::text::{Html, count, isolated, one_line};

mod group;

/// Bots on one page.
const ON_A_PAGE: usize = 8;
/// Longest name on a button, characters.
pub const MAX_NAME: usize = 32;
/// Longest part of what was searched for that is said back, characters.
const MAX_ECHO: usize = 30;
/// Most other accounts offered below a list.
const MAX_ACCOUNTS: usize = 4;
/// Longest text that may be a bot's name, characters.
const MAX_GUESS: usize = 64;

/// `/bots`.
pub static BOTS: Command = Command {
    name: "bots",
    others: &["mybots", "my_bots", "list", "stop", "run"],
    menu: Some(|text| plain!(text, "menu-bots")),
    help: |text| html!(text, "help-bots"),
    glued: None,
};

/// `/bot NAME`.
pub static BOT: Command =
    Command { name: "bot", others: &["open", "card"], menu: None, help: |text| html!(text, "help-bot"), glued: None };

/// What a bot is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Its card.
    Card,
    /// Its errors.
    Errors,
    /// One of its imports.
    Import,
    /// Its commands.
    Commands,
    /// Importing into it: the sheet whose link is in a note, or one that is still to be said.
    Sheet(Option<NoteId>),
}

/// The number of the first goal with a note.
const FIRST_SHEET: i64 = 4;

impl Number for Goal {
    const DIGITS: usize = 7;

    fn get(self) -> i64 {
        match self {
            Self::Card => 0,
            Self::Errors => 1,
            Self::Import => 2,
            Self::Commands => 4,
            Self::Sheet(None) => 3,
            Self::Sheet(Some(note)) => FIRST_SHEET.saturating_add(note.get()),
        }
    }

    fn read(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Card),
            1 => Some(Self::Errors),
            2 => Some(Self::Import),
            3 => Some(Self::Sheet(None)),
            4 => Some(Self::Commands),
            _ => NoteId::read(number.checked_sub(FIRST_SHEET)?).map(|note| Self::Sheet(Some(note))),
        }
    }
}

impl Goal {
    /// Where a bot that was found is shown.
    pub fn link(self, bot: BotId) -> Link {
        match self {
            Self::Card => to(bot::Card, (bot,)),
            Self::Errors => to(errors::Errors, (bot, Page::FIRST)),
            Self::Import => to(imports::TaskOf, (bot,)),
            Self::Commands => to(commands::Commands, (bot, None, Page::FIRST)),
            Self::Sheet(None) => to(imports::Room, (bot,)),
            Self::Sheet(note) => to(imports::Preview, (bot, note)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Errors => "errors",
            Self::Import => "import",
            Self::Commands => "commands",
            Self::Sheet(_) => "sheet",
        }
    }
}

/// A page of the bots: all, or those that match the words of a note.
#[derive(Clone, Copy)]
pub struct Bots;
impl Named for Bots {
    const TAG: Tag = tag(b"bs");
    type At = (Goal, Option<NoteId>, Page);
}
impl Place for Bots {
    type Who = Linked;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_>, (goal, note, page): Self::At) -> Shown {
        // `/bots shop` searches; words beside a sheet's link were read already.
        if note.is_none() && !matches!(goal, Goal::Sheet(Some(_))) && !visit.words.trim().is_empty() {
            return Err(Trouble::Elsewhere(to(Find, (goal,))));
        }
        if !visit.asker.private {
            return Err(group::draw(visit, goal, note).await?.into());
        }
        let searched = visit.perhaps_noted(note).await?;
        let all = listed(visit).await?;
        let shown: Vec<&Bot> = match &searched {
            Some(words) => matching(&all, visit, words),
            None => all.iter().collect(),
        };
        Ok(list(visit, goal, note, page, searched.as_deref(), &shown, all.len()))
    }
}

/// Search results lead back to all bots; all bots lead home.
pub fn up(link: &Link) -> Option<Link> {
    let (goal, note, _) = crate::frame::named::at::<Bots>(link)?;
    note.map(|_| to(Bots, (goal, None, Page::FIRST)))
}

fn list(
    visit: &Visit<'_>,
    goal: Goal,
    note: Option<NoteId>,
    page: Page,
    searched: Option<&str>,
    shown: &[&Bot],
    all: usize,
) -> View {
    let text = visit.text();
    let search = || Button::to(plain!(text, "button-search"), Search, (goal,));
    if shown.is_empty() {
        return match searched {
            Some(words) => nothing_found(visit, goal, words),
            None => other_accounts(visit, goal, View::new(html!(text, "bots-none")).row(new_bots(visit, goal))),
        };
    }
    let page = Paged::new(shown, page, ON_A_PAGE);
    let title = html!(
        text,
        "bots-title",
        goal = goal.name(),
        searched = searched.map_or(String::new(), |words| one_line(words, MAX_ECHO)),
        kind = if searched.is_some() { "found" } else { "all" },
        pages = if page.pages > 1 { "many" } else { "one" },
        first = count(page.first),
        last = count(page.last()),
        count = count(shown.len())
    );
    let mut view = View::new(title);
    for bot in page.things {
        view = view.row([Button::link(label(visit, bot), goal.link(bot.id))]);
    }
    let [before, after] = page.turns(Bots, |page| (goal, note, page));
    let search = (all >= SEARCH_FROM).then(search);
    let view = view.row([before, search, after].into_iter().flatten());
    let new = if searched.is_none() { new_bots(visit, goal) } else { Vec::new() };
    let view = other_accounts(visit, goal, view.row(new));
    // The title is a question: a name may be typed as well.
    if goal == Goal::Card { view } else { view.asks(Search, (goal,)) }
}

/// The ways to a new bot, where no other thing is looked for.
fn new_bots(visit: &Visit<'_>, goal: Goal) -> Vec<Button> {
    if goal != Goal::Card {
        return Vec::new();
    }
    let text = visit.text();
    vec![
        Button::to(plain!(text, "button-new-bot"), bot::NewName, ()),
        Button::to(plain!(text, "button-demo-store"), demo_store::Store, (Page::FIRST,)),
    ]
}

/// The same list of the person's other accounts.
fn other_accounts(visit: &Visit<'_>, goal: Goal, view: View) -> View {
    let others = visit.who.accounts.all.iter().filter(|other| other.id != visit.who.account.id).take(MAX_ACCOUNTS);
    others.fold(view, |view, other| {
        let label = plain!(visit.text(), "button-bots-of", account = visit.asker.name(other));
        view.row([Button::link(label, to(Bots, (goal, None, Page::FIRST)).of(other.id))])
    })
}

fn nothing_found(visit: &Visit<'_>, goal: Goal, words: &str) -> View {
    let text = visit.text();
    let again = Button::to(plain!(text, "button-search"), Search, (goal,));
    let all = Button::to(plain!(text, "button-all-bots"), Bots, (goal, None, Page::FIRST));
    let view = View::new(html!(text, "bots-not-found", words = one_line(words, MAX_ECHO))).row([all, again]);
    other_accounts(visit, goal, view)
}

/// `🟢 My Shop`.
fn label(visit: &Visit<'_>, bot: &Bot) -> String {
    format!("{} {}", bot::Status::of(bot).sign(), offered_name(visit, bot, MAX_NAME))
}

/// The name of a bot that is offered as a button; views that know its number can name it from now on.
pub fn offered_name(visit: &Visit<'_>, bot: &Bot, max: usize) -> String {
    let name = bot_name(visit, bot, max);
    visit.house.names.keep(visit.asker.user, bot.id, &name);
    name
}

/// A bot's name on one line, else its number.
pub fn bot_name(visit: &Visit<'_>, bot: &Bot, max: usize) -> String {
    let name = bot.name.as_ref().and_then(|name| name.line(visit.key(), max));
    name.map(|name| isolated(&name)).unwrap_or_else(|| plain!(visit.text(), "bot-nameless", bot = bot.id.to_string()))
}

/// The name of a bot as it was read last, else its number.
pub fn known_name(visit: &Visit<'_>, bot: BotId) -> String {
    match visit.house.names.find(visit.asker.user, bot) {
        Some(name) => name.to_string(),
        None => plain!(visit.text(), "bot-nameless", bot = bot.to_string()),
    }
}

/// All bots of the account, running ones first, else in the API's order.
///
/// # Errors
/// Every failure of the call.
pub async fn listed(visit: &Visit<'_>) -> Result<Vec<Bot>, Trouble> {
    let mut bots = visit.api().bots(visit.key()).await?;
    visit.proved().await?;
    bots.sort_by_key(|bot| !bot::Status::of(bot).is_running());
    Ok(bots)
}

/// The bots that these words mean: one of them exactly, else those whose name or number holds them.
pub fn matching<'b>(bots: &'b [Bot], visit: &Visit<'_>, words: &str) -> Vec<&'b Bot> {
    let names: Vec<(BotId, String)> = bots.iter().map(|bot| (bot.id, bot_name(visit, bot, usize::MAX))).collect();
    let meant = imports::meant_bots(&names, words);
    bots.iter().filter(|bot| meant.contains(&bot.id)).collect()
}

/// Whether these words mean a bot of this person, or an import of one. Where the list cannot be read nothing is meant.
///
/// # Errors
/// When the store does not answer.
pub async fn are_meant(house: &House, asker: &Asker, words: &str) -> Result<bool, StoreError> {
    let accounts = house.store.accounts(asker.user).await?;
    let Some(account) = accounts.current() else { return Ok(false) };
    let Ok(bots) = house.api.bots(&account.key).await else { return Ok(false) };
    let name = |bot: &Bot| bot.name.as_ref().and_then(|name| name.line(&account.key, usize::MAX)).unwrap_or_default();
    let names: Vec<(BotId, String)> = bots.iter().map(|bot| (bot.id, name(bot))).collect();
    Ok(imports::guess(words, &names).is_some() || !imports::matching(&names, words).is_empty())
}

/// Finds a bot by the visit's words.
pub struct Find;
impl Named for Find {
    const TAG: Tag = tag(b"bf");
    type At = (Goal,);
}
impl Place for Find {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (goal,): Self::At) -> Shown {
        let words = visit.words.trim();
        let all = to(Bots, (goal, None, Page::FIRST));
        if words.is_empty() {
            return Err(Trouble::Elsewhere(all));
        }
        let bots = listed_for(visit, words).await?;
        match matching(&bots, visit, words)[..] {
            [] if let Some(bot) = imports::lone_bot(words) => Err(Trouble::Elsewhere(goal.link(bot))),
            // Nothing to refresh: the words are in no link.
            [] => Err(nothing_found(visit, goal, words).into()),
            [one] => Err(Trouble::Elsewhere(found(visit, goal, one))),
            _ => Err(Trouble::Elsewhere(to(Bots, (goal, Some(visit.note(words).await?), Page::FIRST)))),
        }
    }
}

/// The bots to look these words up in. A number needs no list where that cannot be read.
async fn listed_for(visit: &Visit<'_>, words: &str) -> Result<Vec<Bot>, Trouble> {
    match listed(visit).await {
        Err(Trouble::Api(error)) if error != ApiError::KeyRejected && imports::lone_bot(words).is_some() => {
            Ok(Vec::new())
        }
        listed => listed,
    }
}

/// Where the one bot that was meant is shown, by its name.
fn found(visit: &Visit<'_>, goal: Goal, bot: &Bot) -> Link {
    offered_name(visit, bot, MAX_NAME);
    goal.link(bot.id)
}

/// `/bot NAME`, or a pasted number.
pub struct FindCard;
impl Named for FindCard {
    const TAG: Tag = tag(b"bc");
    type At = ();
}
impl Place for FindCard {
    type Who = Anyone;

    async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
        Err(Trouble::Elsewhere(to(Find, (Goal::Card,))))
    }
}

/// `/errors NAME`.
pub struct FindErrors;
impl Named for FindErrors {
    const TAG: Tag = tag(b"be");
    type At = ();
}
impl Place for FindErrors {
    type Who = Anyone;

    async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
        Err(Trouble::Elsewhere(to(Find, (Goal::Errors,))))
    }
}

/// A pasted number that stands alone is a bot's.
pub fn pasted(words: &str) -> Option<Link> {
    imports::lone_bot(words).map(|bot| to(bot::Card, (bot,)))
}

/// Words that nothing else takes: perhaps a bot's name.
pub struct Guess;
impl Named for Guess {
    const TAG: Tag = tag(b"bg");
    type At = ();
}
impl Place for Guess {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let words = visit.words.trim();
        if words.is_empty() || words.chars().count() > MAX_GUESS || words.contains('\n') {
            return Err(super::fallback::not_understood(visit.text()).into());
        }
        let bots = listed(visit).await?;
        let names: Vec<(BotId, String)> = bots.iter().map(|bot| (bot.id, bot_name(visit, bot, usize::MAX))).collect();
        if let Some(import) = imports::guess(words, &names) {
            return Err(Trouble::Elsewhere(import));
        }
        match imports::matching(&names, words)[..] {
            [] => Err(super::fallback::not_understood(visit.text()).into()),
            [one] => Err(Trouble::Elsewhere(to(bot::Card, (one,)))),
            _ => Err(Trouble::Elsewhere(to(Bots, (Goal::Card, Some(visit.note(words).await?), Page::FIRST)))),
        }
    }
}

/// What to look for.
pub struct Search;
impl Named for Search {
    const TAG: Tag = tag(b"bq");
    type At = (Goal,);
}
impl Prompt for Search {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, _: Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "bots-search"))
    }

    async fn take(visit: &Visit<'_>, (goal,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let words = words.trim();
        if imports::pasted_sheet(words).is_some() {
            let sheet = Goal::Sheet(Some(visit.note(words).await?));
            return Ok(Taken::Go(to(Bots, (sheet, None, Page::FIRST))));
        }
        let bots = listed_for(visit, words).await?;
        Ok(match matching(&bots, visit, words)[..] {
            [] if let Some(bot) = imports::lone_bot(words) => Taken::Go(goal.link(bot)),
            [] if visit.who.accounts.all.len() > 1 => {
                Taken::Show(Box::new(nothing_found(visit, goal, words).asks(Self, (goal,))))
            }
            [] => Taken::Again(html!(visit.text(), "bots-not-found", words = one_line(words, MAX_ECHO))),
            [one] => Taken::Go(found(visit, goal, one)),
            _ => Taken::Go(to(Bots, (goal, Some(visit.note(words).await?), Page::FIRST))),
        })
    }
}
