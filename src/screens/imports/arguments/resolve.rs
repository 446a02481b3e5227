//! What was typed, held against the list of a person's bots.
//!
//! Owns the decision which bot and which import are meant, and what has to be asked when it is not clear.

use super::super::names::{matching, words};
use super::asked::{Asked, Trouble, is_around, read};
use crate::ids::{BotId, TaskId};

/// What a person means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One import of one bot.
    Import(BotId, TaskId),
    /// A bot; which import is to be asked.
    Bot(BotId),
    /// Several bots have such a name; the import is kept when it was given.
    Choices(Vec<BotId>, Option<TaskId>),
    /// An import; which bot is to be asked.
    Task(TaskId),
    /// The digits can be read in several ways, the likeliest first.
    Either(Vec<Meaning>),
    /// Nothing was typed.
    Nothing,
    /// Words that are no name in the list, as they may be said back, and the numbers beside them.
    Unreadable {
        /// The words, on one line.
        words: String,
        /// The bot, when a number is one.
        bot: Option<BotId>,
        /// The import, when a number was called one or cannot be a bot.
        task: Option<TaskId>,
    },
    /// Numbers that cannot be used.
    Trouble(Trouble),
}

/// Decides what was meant. An empty list means that the bots are not known: a lone number is a bot's then.
pub fn resolve(asked: &Asked, bots: &[(BotId, String)]) -> Meaning {
    if let (Some(bot), Some(task), None) = (asked.bot, asked.task, asked.trouble) {
        return Meaning::Import(bot, task);
    }
    if let Some(meaning) = by_whole_name(asked, bots) {
        return meaning;
    }
    if let Some(trouble) = asked.trouble {
        return Meaning::Trouble(trouble);
    }
    let readings = likely_readings(asked, bots);
    if !asked.is_bare() {
        return by_name(asked, &readings, bots);
    }
    let mut meanings: Vec<Meaning> = readings.into_iter().map(|numbers| by_numbers(asked, numbers, bots)).collect();
    meanings.dedup();
    match (meanings.len(), asked.bot, asked.task) {
        (0, None, Some(task)) if let Some(bot) = asked.known => Meaning::Import(bot, task),
        (0, Some(bot), _) => Meaning::Bot(bot),
        (0, None, Some(task)) => Meaning::Task(task),
        (0, None, None) => Meaning::Nothing,
        (1, ..) => meanings.remove(0),
        _ => Meaning::Either(meanings),
    }
}

/// The readings with one of the person's bots; where the question was about a bot, those with one number; else all.
fn likely_readings<'a>(asked: &'a Asked, bots: &[(BotId, String)]) -> Vec<&'a Vec<i64>> {
    let is_mine = |number: &i64| bots.iter().any(|(id, _)| id.get() == *number) || is_known(asked, *number);
    let those = |likely: &dyn Fn(&&Vec<i64>) -> bool| asked.numbers.iter().filter(likely).collect::<Vec<_>>();
    let about_a_bot = asked.known.is_some();
    let mine =
        those(&|numbers| asked.bot.is_none() && numbers.iter().any(is_mine) && !(about_a_bot && numbers.len() == 1));
    let single = those(&|numbers| about_a_bot && numbers.len() == 1);
    [mine, single].into_iter().find(|likely| !likely.is_empty()).unwrap_or_else(|| asked.numbers.iter().collect())
}

fn is_known(asked: &Asked, number: i64) -> bool {
    asked.known.is_some_and(|bot| bot.get() == number)
}

fn by_numbers(asked: &Asked, numbers: &[i64], bots: &[(BotId, String)]) -> Meaning {
    let is_mine = |number: i64| bots.iter().any(|(id, _)| id.get() == number);
    match (numbers, asked.bot, asked.task) {
        ([task], Some(bot), None) => Meaning::Import(bot, TaskId::new(*task)),
        ([bot], None, Some(task)) => Meaning::Import(BotId::new(*bot), task),
        ([bot], None, None) if is_known(asked, *bot) => Meaning::Bot(BotId::new(*bot)),
        ([one], None, None) if let Some(bot) = asked.known => Meaning::Import(bot, TaskId::new(*one)),
        ([one], None, None) if bots.is_empty() || is_mine(*one) => Meaning::Bot(BotId::new(*one)),
        ([one], None, None) => Meaning::Task(TaskId::new(*one)),
        // Without labels the number that is one of the bots is the bot, whichever comes first.
        ([task, bot], None, None) if is_mine(*bot) && !is_mine(*task) => {
            Meaning::Import(BotId::new(*bot), TaskId::new(*task))
        }
        ([bot, task], None, None) => Meaning::Import(BotId::new(*bot), TaskId::new(*task)),
        _ => Meaning::Trouble(Trouble::TooMany),
    }
}

/// Words that are left beside the numbers: a part of a name, or nothing that is known.
fn by_name(asked: &Asked, readings: &[&Vec<i64>], bots: &[(BotId, String)]) -> Meaning {
    let numbers = readings.first().map_or(&[][..], |numbers| numbers.as_slice());
    let is_mine = |number: &&i64| bots.iter().any(|(id, _)| id.get() == **number);
    let mine = numbers.iter().find(is_mine).map(|number| BotId::new(*number));
    let named = if asked.bot.is_some() { Vec::new() } else { matching(bots, &asked.name) };
    match (numbers, &named[..], asked.task) {
        (&[_, _], ..) if mine.is_some() => by_numbers(asked, numbers, bots),
        (&[number], [one], None) if number == one.get() => Meaning::Bot(*one),
        (&[number], [_, ..], None) => named_bots(named, Some(TaskId::new(number))),
        ([], [_, ..], task) => named_bots(named, task),
        // The answer to "which import?" may be a sentence.
        (&[_], [], None) if asked.known.is_some() && asked.bot.is_none() => by_numbers(asked, numbers, bots),
        (&[number], _, task) => {
            let bot = asked.bot.or(mine).or((bots.is_empty() && task.is_none()).then(|| BotId::new(number)));
            let other = bot.is_none_or(|bot| bot.get() != number).then(|| TaskId::new(number));
            Meaning::Unreadable { words: asked.name.clone(), bot, task: task.or(other) }
        }
        _ => Meaning::Unreadable { words: asked.name.clone(), bot: asked.bot.or(asked.known), task: asked.task },
    }
}

fn named_bots(bots: Vec<BotId>, task: Option<TaskId>) -> Meaning {
    match (&bots[..], task) {
        ([bot], Some(task)) => Meaning::Import(*bot, task),
        ([bot], None) => Meaning::Bot(*bot),
        _ => Meaning::Choices(bots, task),
    }
}

/// The longest name of the list that was typed as it is, numbers in it included; the rest is about the import.
fn by_whole_name(asked: &Asked, bots: &[(BotId, String)]) -> Option<Meaning> {
    let typed: Vec<&str> = asked.words.iter().map(|(_, word)| word.as_str()).collect();
    let place = |name: &str| {
        let name = words(name);
        let telling = name.iter().any(|word| !is_around(word));
        let at = typed.windows(name.len().max(1)).position(|part| part.iter().eq(name.iter()))?;
        telling.then_some((name.len(), at))
    };
    let (length, at) = bots.iter().filter_map(|(_, name)| place(name)).max_by_key(|(length, _)| *length)?;
    let named: Vec<BotId> =
        bots.iter().filter(|(_, name)| place(name) == Some((length, at))).map(|(id, _)| *id).collect();
    let span = asked.words.get(at)?.0.start..asked.words.get(at + length - 1)?.0.end;
    let (before, after) = (asked.text.get(..span.start)?, asked.text.get(span.end..)?);
    let rest = read(&format!("{before}\n{after}"));
    let is_named = |number: &i64| named.iter().any(|bot| bot.get() == *number);
    let numbers = rest.numbers.first().map_or(&[][..], |numbers| numbers.as_slice());
    match (numbers, rest.bot, rest.task, rest.trouble) {
        (_, _, _, Some(trouble)) => Some(Meaning::Trouble(trouble)),
        ([], None, task, _) => Some(named_bots(named, task)),
        ([number], None, task, _) if is_named(number) => Some(named_bots(vec![BotId::new(*number)], task)),
        ([number], None, None, _) => Some(named_bots(named, Some(TaskId::new(*number)))),
        ([bot, task] | [task, bot], None, None, _) if is_named(bot) => {
            Some(Meaning::Import(BotId::new(*bot), TaskId::new(*task)))
        }
        // A bot was called by its number: the number is surer than the words.
        _ => None,
    }
}
