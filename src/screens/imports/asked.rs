//! From what a person typed to an import: what is missing is asked for, what is wrong is said, and what was probably
//! meant is a button.

use super::super::bot;
use super::super::bots::Goal;
use super::arguments::{self, Meaning};
use super::{Either, Import, bots, mine, named_bots, to};
use crate::frame::prompt::Words;
use crate::frame::{Anyone, Button, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, TaskId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Bots on one page of a question.
const ON_A_PAGE: usize = 6;
/// Most bots offered for one name.
const MAX_CHOICES: usize = 8;
/// Most imports offered.
const MAX_RECENT: usize = 3;
/// Longest name on a button, characters.
const MAX_NAME: usize = 28;

/// `/csvstatus` with what stands after it.
pub struct Asked;
impl Named for Asked {
    const TAG: Tag = tag(b"ia");
    type At = ();
}
impl Place for Asked {
    type Who = Anyone;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        if let Some(link) = two_numbers(visit.words) {
            return Err(Trouble::Elsewhere(link));
        }
        if !visit.asker.private {
            return Ok(View::new(html!(visit.text(), "csv-usage-group")));
        }
        let asked = if visit.words.trim().is_empty() { to(WhichBot, (None, Page::FIRST)) } else { to(Meant, ()) };
        Err(Trouble::Elsewhere(asked))
    }
}

/// What is clear without the list of bots: two numbers, or an address.
pub(super) fn two_numbers(words: &str) -> Option<Link> {
    let asked = arguments::read(words);
    match arguments::resolve(&asked, &[]) {
        Meaning::Import(bot, task) if asked.is_labelled() => Some(to(Import, (bot, task))),
        Meaning::Import(bot, task) => Some(to(Either, (bot, task))),
        _ => None,
    }
}

/// Pasted words that need no question: two numbers and nothing else, or an import's address.
pub fn pasted(words: &str) -> Option<Link> {
    if arguments::read(words).is_bare() { two_numbers(words) } else { None }
}

/// The number of a bot, and nothing else: `2 792 787`, `bot #2792787`.
pub fn lone_bot(words: &str) -> Option<BotId> {
    let asked = arguments::read(words);
    match arguments::resolve(&asked, &[]) {
        Meaning::Bot(bot) if asked.is_bare() => Some(bot),
        _ => None,
    }
}

/// The bots that words mean: the one of this number, else those with such a name, else those whose number holds it.
pub fn meant_bots(bots: &[(BotId, String)], words: &str) -> Vec<BotId> {
    let asked = arguments::read(words);
    if let Meaning::Bot(bot) = arguments::resolve(&asked, bots)
        && asked.is_bare()
        && bots.iter().any(|(id, _)| *id == bot)
    {
        return vec![bot];
    }
    let named = super::matching(bots, words);
    match lone_bot(words).filter(|_| named.is_empty()) {
        Some(part) => {
            let holds = |id: &BotId| id.to_string().contains(&part.to_string());
            bots.iter().map(|(id, _)| *id).filter(holds).collect()
        }
        None => named,
    }
}

/// Pasted words with a bot's name and the number of an import, or a bot's number that only the list makes clear.
pub fn guess(words: &str, bots: &[(BotId, String)]) -> Option<Link> {
    let asked = arguments::read(words);
    match arguments::resolve(&asked, bots) {
        Meaning::Import(bot, task) => Some(to(Import, (bot, task))),
        Meaning::Bot(bot) if asked.is_bare() => Some(Goal::Card.link(bot)),
        _ => None,
    }
}

/// What the visit's words mean, held against the list of bots.
pub struct Meant;
impl Named for Meant {
    const TAG: Tag = tag(b"im");
    type At = ();
}
impl Place for Meant {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let bots = named_bots(visit).await?;
        let meaning = arguments::resolve(&arguments::read(visit.words), &bots);
        keep_name(visit, &meaning, &bots);
        match led_to(&meaning) {
            Some(link) => Err(Trouble::Elsewhere(link)),
            None => Err(choices(visit, &meaning, &bots).into()),
        }
    }
}

/// A bot that was found by its name is named from now on.
fn keep_name(visit: &Visit<'_>, meaning: &Meaning, bots: &[(BotId, String)]) {
    if let Meaning::Import(bot, _) | Meaning::Bot(bot) = meaning
        && let Some((_, name)) = bots.iter().find(|(id, _)| id == bot)
    {
        visit.house.names.keep(visit.asker.user, *bot, &crate::text::one_line(name, MAX_NAME));
    }
}

/// The one place that a meaning leads to.
fn led_to(meaning: &Meaning) -> Option<Link> {
    Some(match meaning {
        Meaning::Import(bot, task) => to(Import, (*bot, *task)),
        Meaning::Bot(bot) => to(TaskOf, (*bot,)),
        Meaning::Task(task) => to(WhichBot, (Some(*task), Page::FIRST)),
        Meaning::Nothing => to(WhichBot, (None, Page::FIRST)),
        Meaning::Choices(..) | Meaning::Either(_) | Meaning::Unreadable { .. } | Meaning::Trouble(_) => return None,
    })
}

/// What is said where no one place is meant, with what may be meant as buttons; the answer is awaited.
fn choices(visit: &Visit<'_>, meaning: &Meaning, bots: &[(BotId, String)]) -> View {
    let text = visit.text();
    let name = |bot: BotId| bots.iter().find(|(id, _)| *id == bot).map_or(bot.to_string(), |(_, name)| name.clone());
    match meaning {
        Meaning::Choices(ids, task) => {
            let button = |bot: &BotId| {
                let link = task.map_or_else(|| to(TaskOf, (*bot,)), |task| to(Import, (*bot, task)));
                Button::link(crate::text::one_line(&name(*bot), MAX_NAME), link)
            };
            let view = View::new(html!(text, "csv-several-bots")).asks(BotOf, (*task,));
            ids.iter().take(MAX_CHOICES).fold(view, |view, bot| view.row([button(bot)]))
        }
        Meaning::Either(meanings) => {
            let button = |meaning: &Meaning| {
                let label = match meaning {
                    Meaning::Import(bot, task) => {
                        plain!(text, "button-check-pair", bot = bot.to_string(), task = task.to_string())
                    }
                    Meaning::Bot(bot) => plain!(text, "bot-nameless", bot = bot.to_string()),
                    Meaning::Task(task) => plain!(text, "button-task", task = task.to_string()),
                    _ => return None,
                };
                Some(Button::link(label, led_to(meaning)?))
            };
            let view = View::new(html!(text, "csv-which-reading")).asks(BotOf, (None,));
            meanings.iter().filter_map(button).take(MAX_CHOICES).fold(view, |view, button| view.row([button]))
        }
        Meaning::Unreadable { words, bot, task } => {
            let sentence = html!(text, "csv-no-such-bot", words = words.as_str());
            let view = View::new(sentence).asks(BotOf, (*task,));
            let of_bot = bot.map(|bot| Button::to(crate::text::one_line(&name(bot), MAX_NAME), TaskOf, (bot,)));
            let all = Button::to(plain!(text, "button-all-bots"), WhichBot, (*task, Page::FIRST));
            view.row(of_bot).row([all])
        }
        Meaning::Trouble(trouble) => {
            let all = Button::to(plain!(text, "button-all-bots"), WhichBot, (None, Page::FIRST));
            View::new(trouble_sentence(visit, *trouble)).asks(BotOf, (None,)).row([all])
        }
        // What leads to one place needs no choice.
        Meaning::Import(..) | Meaning::Bot(_) | Meaning::Task(_) | Meaning::Nothing => {
            View::new(html!(text, "csv-which-reading"))
                .row(led_to(meaning).map(|link| Button::link(plain!(text, "button-go-on"), link)))
        }
    }
}

fn trouble_sentence(visit: &Visit<'_>, trouble: arguments::Trouble) -> Html {
    let text = visit.text();
    match trouble {
        arguments::Trouble::TooLong => html!(text, "csv-too-long"),
        arguments::Trouble::TooMany => html!(text, "csv-too-many"),
        arguments::Trouble::Link => html!(text, "csv-link"),
        arguments::Trouble::NotPositive => html!(text, "csv-not-positive"),
    }
}

/// "Which bot?": what was asked for last, and the bots, a page at a time; the import may be known.
#[derive(Clone, Copy)]
pub struct WhichBot;
impl Named for WhichBot {
    const TAG: Tag = tag(b"ib");
    type At = (Option<TaskId>, Page);
}
impl Place for WhichBot {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (task, page): Self::At) -> Shown {
        let text = visit.text();
        let listed = bots::listed(visit).await;
        if let Err(Trouble::Store(_) | Trouble::Api(crate::api::ApiError::KeyRejected)) = listed {
            return listed.map(|_| View::new(Html::default()));
        }
        let all = listed.as_ref().map(Vec::as_slice).unwrap_or_default();
        let question = match (task, &listed) {
            (Some(task), _) => html!(text, "csv-which-bot-of", task = task.to_string()),
            (None, Ok(all)) if all.is_empty() => html!(text, "bots-none"),
            (None, Ok(_)) => html!(text, "csv-which-bot"),
            (None, Err(_)) => html!(text, "csv-which-bot-unlisted"),
        };
        let mut view = View::new(question).asks(BotOf, (task,));
        if task.is_none() && page == Page::FIRST {
            // The imports are named by the list.
            all.iter().for_each(|bot| drop(bots::offered_name(visit, bot, MAX_NAME)));
            view = recent(visit).await?.into_iter().fold(view, |view, choice| view.row([choice]));
        }
        let page = Paged::new(all, page, ON_A_PAGE);
        for bot in page.things {
            let link = task.map_or_else(|| to(TaskOf, (bot.id,)), |task| to(Import, (bot.id, task)));
            view = view.row([Button::link(bots::offered_name(visit, bot, MAX_NAME), link)]);
        }
        let turns = page.turns(Self, |page| (task, page));
        let view = view.row(turns.into_iter().flatten());
        match listed {
            Ok(_) => Ok(view),
            // Nothing was read, so no time of a reading is shown.
            Err(_) => {
                let again = Button::to(plain!(text, "button-try-again"), WhichBot, (task, Page::FIRST));
                Err(view.row([again]).into())
            }
        }
    }
}

/// The imports asked for last, a button each.
async fn recent(visit: &Visit<'_>) -> Result<Vec<Button>, Trouble> {
    let entries = mine::asked(visit).await?;
    let button = |entry: &mine::Entry| Button::link(mine::label(visit, entry, None), entry.link);
    Ok(entries.iter().take(MAX_RECENT).map(button).collect())
}

/// Which bot; the import may be known.
pub struct BotOf;
impl Named for BotOf {
    const TAG: Tag = tag(b"iw");
    type At = (Option<TaskId>,);
}
impl Prompt for BotOf {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (task,): Self::At) -> Result<Html, Trouble> {
        Err(Trouble::Elsewhere(to(WhichBot, (task, Page::FIRST)))).map(|()| html!(visit.text(), "csv-which-bot"))
    }

    async fn take(visit: &Visit<'_>, (task,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        if let Some(link) = two_numbers(&words) {
            return Ok(Taken::Go(link));
        }
        let asked = arguments::read(&words);
        let bots = match named_bots(visit).await {
            // A number needs no list.
            Err(Trouble::Api(error)) if error != crate::api::ApiError::KeyRejected => Vec::new(),
            listed => listed?,
        };
        let meaning = match (arguments::resolve(&asked, &bots), task) {
            (Meaning::Bot(bot), Some(task)) => Meaning::Import(bot, task),
            (Meaning::Choices(ids, None), Some(task)) => Meaning::Choices(ids, Some(task)),
            (Meaning::Unreadable { words, bot, task: None }, task) => Meaning::Unreadable { words, bot, task },
            (meaning, _) => meaning,
        };
        keep_name(visit, &meaning, &bots);
        Ok(match led_to(&meaning) {
            Some(link) => Taken::Go(link),
            None => Taken::Show(Box::new(choices(visit, &meaning, &bots))),
        })
    }
}

/// Which import of this bot.
pub struct TaskOf;
impl Named for TaskOf {
    const TAG: Tag = tag(b"it");
    type At = (BotId,);
}
impl Prompt for TaskOf {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "csv-which-task", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let asked = arguments::read(&words).of_bot(bot);
        if let Meaning::Import(bot, task) = arguments::resolve(&asked, &[]) {
            return Ok(Taken::Go(to(Import, (bot, task))));
        }
        let bots = match named_bots(visit).await {
            Err(Trouble::Api(error)) if error != crate::api::ApiError::KeyRejected => Vec::new(),
            listed => listed?,
        };
        let meaning = arguments::resolve(&asked, &bots);
        match (led_to(&meaning), &meaning) {
            (Some(link), _) => Ok(Taken::Go(link)),
            (None, Meaning::Unreadable { words, .. }) => {
                Ok(Taken::Again(html!(visit.text(), "csv-not-a-task", word = words.as_str())))
            }
            (None, Meaning::Trouble(trouble)) => Ok(Taken::Again(trouble_sentence(visit, *trouble))),
            (None, _) => Ok(Taken::Show(Box::new(choices(visit, &meaning, &bots)))),
        }
    }
}
