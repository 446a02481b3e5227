//! What a person typed about an import, taken apart: numbers with their labels, and the words that are left.
//!
//! Owns reading. Which bot is meant is for `resolve`, which knows the list.

use std::ops::Range;

use super::super::names::{is_part_of_a_word, plain};
use super::in_address;
use super::numbers::{Block, readings};
use crate::characters::{digit, is_space, seen};
use crate::ids::{BotId, TaskId};
use crate::text::one_line;

const BOT_WORDS: [&str; 9] = ["bot", "bots", "botid", "бот", "бота", "боту", "ботом", "बोट", "بوت"];
const TASK_WORDS: [&str; 15] = [
    "task",
    "tasks",
    "taskid",
    "import",
    "imports",
    "importid",
    "импорт",
    "импорта",
    "задача",
    "задачи",
    "importación",
    "importacion",
    "importação",
    "tarea",
    "tarefa",
];
/// Words that people write around, before or between the numbers.
const FILLERS: [&str; 27] = [
    "and",
    "csvstatus",
    "csv",
    "please",
    "of",
    "the",
    "for",
    "in",
    "from",
    "with",
    "number",
    "no",
    "nr",
    "num",
    "n",
    "id",
    "is",
    "номер",
    "и",
    "de",
    "del",
    "do",
    "da",
    "número",
    "numero",
    "для",
    "у",
];
/// Longest name that is looked for and said back.
const MAX_NAME: usize = 64;
/// More readings than that are no help.
const MAX_READINGS: usize = 8;

/// What was typed, before it is held against the list of bots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The number that was called a bot's.
    pub bot: Option<BotId>,
    /// The number that was called an import's.
    pub task: Option<TaskId>,
    /// The readings of the numbers without a label, the likeliest first; each holds one number or more.
    pub numbers: Vec<Vec<i64>>,
    /// The words that are left, on one line.
    pub name: String,
    /// Why the numbers cannot be used.
    pub trouble: Option<Trouble>,
    /// The bot that the question was about.
    pub(super) known: Option<BotId>,
    pub(super) text: String,
    pub(super) words: Vec<(Range<usize>, String)>,
}

/// Why numbers cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// More digits than any number of a bot or an import has.
    TooLong,
    /// More than a bot and an import.
    TooMany,
    /// An address that names neither.
    Link,
    /// Zero, or below.
    NotPositive,
}

/// Reads what stands after `/csvstatus`, or the answer to one of its questions.
pub fn read(text: &str) -> Asked {
    let text = seen(text);
    if let Some((bot, task)) = in_address(&text) {
        return Asked { bot: Some(bot), task: Some(task), text, ..Asked::default() };
    }
    let (bot, rest) = without_addresses(&text);
    if rest.contains("://") {
        return Asked { trouble: Some(Trouble::Link), text, ..Asked::default() };
    }
    let mut reader = Reader::new(rest);
    reader.asked.bot = bot;
    reader.read()
}

impl Asked {
    /// The same where the bot is known from the question: a lone number is its import.
    #[must_use]
    pub fn of_bot(mut self, bot: BotId) -> Self {
        self.known = Some(bot);
        self
    }

    /// Whether a label says which number is the bot's or the import's.
    pub fn is_labelled(&self) -> bool {
        self.bot.is_some() || self.task.is_some()
    }

    /// Whether nothing was typed but what belongs to numbers: no word is left.
    pub fn is_bare(&self) -> bool {
        self.name.is_empty()
    }
}

/// The text without addresses of the API that name a bot, and that bot.
fn without_addresses(text: &str) -> (Option<BotId>, String) {
    let mut bot = None;
    let keep = |word: &&str| {
        let named = word.split_once("/bots/").map(|(_, after)| after);
        let number = named.and_then(|after| after.split(|c: char| !c.is_alphanumeric()).next()?.parse().ok());
        bot = number.or(bot);
        number.is_none()
    };
    let rest: Vec<&str> = text.split_inclusive(is_space).filter(keep).collect();
    (bot, rest.concat())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Bot,
    Task,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(String),
    Label(Label),
    Filler,
    Word,
}

struct Reader {
    asked: Asked,
    tokens: Vec<(Token, Range<usize>)>,
}

impl Reader {
    fn new(text: String) -> Self {
        let tokens: Vec<_> = runs(&text).into_iter().flat_map(|run| tokens(&text, run)).collect();
        let word = |place: &Range<usize>| plain(text.get(place.clone()).unwrap_or_default());
        let words = tokens.iter().map(|(_, place)| (place.clone(), word(place))).collect();
        Self { asked: Asked { text, words, ..Asked::default() }, tokens }
    }

    fn read(mut self) -> Asked {
        self.asked.name = self.name();
        self.asked.numbers = vec![Vec::new()];
        let mut label = None;
        let tokens = std::mem::take(&mut self.tokens);
        let mut place = 0;
        while let Some((token, _)) = tokens.get(place) {
            match token {
                Token::Number(_) => {
                    let blocks = self.blocks(tokens.get(place..).unwrap_or_default());
                    place += blocks.len();
                    self.number(&blocks, label.take());
                    continue;
                }
                Token::Label(new) => label = Some(*new),
                Token::Filler => {}
                Token::Word => label = None,
            }
            place += 1;
        }
        self.asked.numbers.retain(|numbers| !numbers.is_empty());
        let known = usize::from(self.asked.bot.is_some()) + usize::from(self.asked.task.is_some());
        if self.asked.numbers.iter().any(|numbers| numbers.len() + known > 2) {
            self.asked.numbers.retain(|numbers| numbers.len() + known <= 2);
            if self.asked.numbers.is_empty() {
                self.asked.trouble.get_or_insert(Trouble::TooMany);
            }
        }
        self.asked
    }

    /// The blocks that follow each other from here, whatever is between them.
    fn blocks(&mut self, tokens: &[(Token, Range<usize>)]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut end = None;
        for (token, range) in tokens {
            let Token::Number(digits) = token else { break };
            let gap = end.and_then(|end| self.asked.text.get(end..range.start)).unwrap_or_default().to_owned();
            if self.is_below_zero(range.start) {
                self.asked.trouble = Some(Trouble::NotPositive);
            }
            blocks.push(Block { digits: digits.clone(), gap });
            end = Some(range.end);
        }
        blocks
    }

    /// A minus directly before the digits and after a space or the beginning.
    fn is_below_zero(&self, start: usize) -> bool {
        let before = self.asked.text.get(..start).unwrap_or_default();
        let without = before.strip_suffix(['-', '−']);
        without.is_some_and(|rest| rest.chars().next_back().is_none_or(|c| is_space(c) || "=:(,;".contains(c)))
    }

    fn number(&mut self, blocks: &[Block], label: Option<Label>) {
        let mut found = readings(blocks);
        if found.is_empty() {
            self.asked.trouble = Some(Trouble::TooLong);
            return;
        }
        found.retain(|numbers| !numbers.contains(&0));
        if found.is_empty() {
            self.asked.trouble = Some(Trouble::NotPositive);
            return;
        }
        if let Some(label) = label {
            // Behind a label one number is meant; spaces part it from the next.
            let spaced = blocks.get(1).is_some_and(|block| block.gap.chars().all(is_space));
            let best = found.iter().find(|numbers| numbers.len() == 1).filter(|_| !spaced).or(found.first());
            let mut numbers = best.cloned().unwrap_or_default().into_iter();
            match label {
                Label::Bot => self.asked.bot = numbers.next().map(BotId::new),
                Label::Task => self.asked.task = numbers.next().map(TaskId::new),
            }
            found = vec![numbers.collect()];
        }
        let before = std::mem::take(&mut self.asked.numbers);
        let both = before.iter().flat_map(|first| found.iter().map(|then| [first.as_slice(), then].concat()));
        self.asked.numbers = both.take(MAX_READINGS).collect();
    }

    /// From the first to the last word that is neither number nor label nor filler.
    fn name(&self) -> String {
        let is_word = |(token, _): &(Token, Range<usize>)| *token == Token::Word;
        let (first, last) = (self.tokens.iter().position(is_word), self.tokens.iter().rposition(is_word));
        let (Some(first), Some(last)) = (first, last) else { return String::new() };
        let named = self.tokens.get(first..=last).unwrap_or_default();
        let words = named.iter().filter(|(token, _)| !matches!(token, Token::Number(_)));
        let name: Vec<&str> = if named.iter().any(|(token, _)| matches!(token, Token::Number(_))) {
            words.filter_map(|(_, place)| self.asked.text.get(place.clone())).collect()
        } else {
            named
                .first()
                .zip(named.last())
                .and_then(|(a, b)| self.asked.text.get(a.1.start..b.1.end))
                .into_iter()
                .collect()
        };
        one_line(&name.join(" "), MAX_NAME)
    }
}

/// The places of the runs of letters and digits.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_part_of_a_word(*c)) {
        let end = at + c.len_utf8();
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end = end,
            None => runs.push(at..end),
        }
    }
    runs
}

/// One run is a number, a label, a word, or a label and its number: `bot2792787`.
fn tokens(text: &str, run: Range<usize>) -> Vec<(Token, Range<usize>)> {
    let word = text.get(run.clone()).unwrap_or_default();
    let first_digit = word.find(|c| digit(c).is_some()).unwrap_or(word.len());
    let (letters, digits) = word.split_at_checked(first_digit).unwrap_or_default();
    let number = digits.chars().map(digit).collect::<Option<String>>().filter(|digits| !digits.is_empty());
    let between = run.start + letters.len();
    match (label_of(letters), number) {
        (None, Some(number)) if letters.is_empty() => vec![(Token::Number(number), run)],
        (Some(label), Some(number)) => vec![(label, run.start..between), (Token::Number(number), between..run.end)],
        (Some(label), None) if digits.is_empty() => vec![(label, run)],
        _ => vec![(Token::Word, run)],
    }
}

fn label_of(letters: &str) -> Option<Token> {
    let word = plain(letters);
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if is_in(&BOT_WORDS) => Some(Token::Label(Label::Bot)),
        () if is_in(&TASK_WORDS) => Some(Token::Label(Label::Task)),
        () if is_in(&FILLERS) => Some(Token::Filler),
        () => None,
    }
}

/// Whether a word says nothing about which bot is meant.
pub(super) fn is_around(word: &str) -> bool {
    label_of(word).is_some() || word.chars().all(|c| digit(c).is_some())
}
