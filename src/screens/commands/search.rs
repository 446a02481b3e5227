//! Commands found by words of their names, aliases, answers and code, with the place where the words are.

use super::super::bot;
use super::super::figures::echo;
use super::{CommandCard, MAX_NAME, ON_A_PAGE, count, list, name_of, read};
use crate::api::{Command, CommandTree};
use crate::characters::seen;
use crate::frame::prompt::Code;
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::{Html, isolated, one_line};

/// Longest words that are looked for, characters: a line of code, not a file.
const MAX_WORDS: usize = 200;
/// Longest line shown of an answer or of code, characters, and how many of them come before the words.
const MAX_LINE: usize = 60;
const BEFORE: usize = 15;

/// Where the words are; the earlier, the likelier it is what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Name,
    Alias,
    Answer,
    Code,
}

/// A command that has the words.
struct Hit<'t> {
    command: &'t Command,
    place: Where,
}

/// Words as they are compared: in small letters, without what is not seen.
fn needle(words: &str) -> String {
    seen(words).trim().to_lowercase()
}

/// Finds commands; those with the words in their names come first.
fn find<'t>(tree: &'t CommandTree, words: &str) -> Vec<Hit<'t>> {
    let words = needle(words);
    if words.is_empty() {
        return Vec::new();
    }
    let hit = |command: &'t Command| place(command, &words).map(|place| Hit { command, place });
    let mut hits: Vec<Hit<'t>> = tree.commands.iter().filter_map(hit).collect();
    hits.sort_by_key(|hit| hit.place);
    hits
}

fn place(command: &Command, words: &str) -> Option<Where> {
    let has = |text: Option<&crate::api::ApiText>| text.is_some_and(|text| text.contains(words));
    if has(command.command.as_ref()) {
        Some(Where::Name)
    } else if command.aliases.iter().any(|alias| has(alias.command.as_ref())) {
        Some(Where::Alias)
    } else if has(command.answer.as_ref()) {
        Some(Where::Answer)
    } else {
        has(command.code.as_ref()).then_some(Where::Code)
    }
}

/// Words to find a command by.
pub struct Search;
impl Named for Search {
    const TAG: Tag = tag(b"cq");
    type At = (BotId,);
}
impl Prompt for Search {
    type Who = Linked;
    /// Words of code are code: an unknown command among them is meant, and what looks like a key is none.
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "commands-search", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Code(words): Code) -> Result<Taken, Trouble> {
        if words.chars().count() > MAX_WORDS {
            return Ok(Taken::Again(html!(visit.text(), "commands-search-long")));
        }
        let tree = read(visit, bot).await?;
        Ok(match find(&tree, &words)[..] {
            [] => Taken::Again(nothing(visit, bot, &tree, &words).await),
            // What is found by its name needs no explanation.
            [Hit { command, place: Where::Name }] => Taken::Go(to(CommandCard, (bot, command.id))),
            _ => Taken::Go(to(Found, (bot, visit.note(&words).await?, Page::FIRST))),
        })
    }
}

async fn nothing(visit: &Visit<'_>, bot: BotId, tree: &CommandTree, words: &str) -> Html {
    let text = visit.text();
    let name = bot::name_of(visit, bot).await;
    let sentence = html!(text, "commands-not-found", name = name, words = echo(words));
    Html::lines(std::iter::once(sentence).chain(code_unseen(visit, tree)))
}

/// A list may lack the code (contract, 5, does not say): then nothing is known about it.
fn code_unseen(visit: &Visit<'_>, tree: &CommandTree) -> Option<Html> {
    let text = visit.text();
    let unseen = |command: &&Command| command.bjs_mode == Some(true) && command.code.is_none();
    let count = count(tree.commands.iter().filter(unseen).count());
    (count > 0).then(|| html!(text, "commands-code-unseen", count = count, shown = text.number(count)))
}

/// A page of the commands that have the words of a note.
#[derive(Clone, Copy)]
pub struct Found;
impl Named for Found {
    const TAG: Tag = tag(b"cf");
    type At = (BotId, NoteId, Page);
}
impl Place for Found {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, page): Self::At) -> Shown {
        let words = visit.noted(note).await?;
        let tree = read(visit, bot).await?;
        let text = visit.text();
        let search = Button::to(plain!(text, "button-search"), Search, (bot,));
        let hits = find(&tree, &words);
        let checked = html!(text, "checked", time = text.clock_time(tree.read_at));
        if hits.is_empty() {
            let nothing = nothing(visit, bot, &tree, &words).await;
            return Err(View::new(Html::lines([nothing, checked])).row([search]).into());
        }
        let paged = Paged::new(&hits, page, ON_A_PAGE);
        let count = count(hits.len());
        let echo = echo(&words);
        let mut lines =
            vec![html!(text, "commands-found-title", words = echo, count = count, shown = text.number(count))];
        lines.extend(list::range(visit, &paged, hits.len(), "commands"));
        lines.extend(paged.things.iter().flat_map(|hit| explained(visit, hit, &needle(&words))));
        lines.extend(code_unseen(visit, &tree));
        lines.push(checked);
        let view = View::new(Html::lines(lines));
        let view = paged.things.iter().fold(view, |view, hit| view.row([list::button(visit, bot, hit.command)]));
        let [before, after] = paged.turns(Self, |page| (bot, note, page));
        // The list is the kept one, and its own view reads it anew: no Refresh here.
        Err(view.row([before, Some(search), after].into_iter().flatten()).into())
    }
}

/// Where a command has the words, and the line with them.
fn explained(visit: &Visit<'_>, hit: &Hit<'_>, words: &str) -> Vec<Html> {
    let text = visit.text();
    let (command, key) = (name_of(visit, hit.command, MAX_NAME), visit.key());
    let shown = match hit.place {
        Where::Name => return vec![html!(text, "commands-found-name", command = command)],
        Where::Alias => {
            let alias = hit.command.aliases.iter().filter_map(|alias| alias.command.as_ref());
            alias.filter(|alias| alias.contains(words)).find_map(|alias| alias.line(key, MAX_LINE))
        }
        Where::Answer => hit.command.answer.as_ref().map(|answer| answer.shown(key)),
        Where::Code => hit.command.code.as_ref().map(|code| code.shown(key)),
    };
    // In what is shown a starred secret is not found again: the place is named all the same.
    let found = shown.as_deref().and_then(|shown| line_with(shown, words));
    let title = match (hit.place, &found) {
        (Where::Code, Some((line, _))) => {
            html!(text, "commands-found-line", command = command, line = text.number(count(*line)))
        }
        (Where::Alias, _) => html!(text, "commands-found-in", command = command, place = "alias"),
        (Where::Answer, _) => html!(text, "commands-found-in", command = command, place = "answer"),
        _ => html!(text, "commands-found-in", command = command, place = "code"),
    };
    let quoted = found.map(|(_, line)| html!(text, "commands-found-text", words = isolated(&line)));
    std::iter::once(title).chain(quoted).collect()
}

/// The first line with these words, counted from 1, and a part of it with them.
fn line_with(shown: &str, words: &str) -> Option<(usize, String)> {
    let (place, line) = (1..).zip(shown.lines()).find(|(_, line)| line.to_lowercase().contains(words))?;
    // Case by character, so that places in the line and in its small letters are the same ones.
    let letters: Vec<char> = line.chars().collect();
    let small: Vec<char> = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let words: Vec<char> = words.chars().collect();
    let at = small.windows(words.len().max(1)).position(|part| part == words.as_slice()).unwrap_or(0);
    // A part that begins in the middle leaves room for the sign that says so.
    let begin = if letters.len() <= MAX_LINE { 0 } else { at.saturating_sub(BEFORE) };
    let part: String = letters.iter().skip(begin).take(MAX_LINE * 4).collect();
    let part = one_line(&part, MAX_LINE);
    Some((place, if begin > 0 { format!("…{part}") } else { part }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_words_is_cut_around_them() {
        assert_eq!(line_with("one\ntwo Tea\nthree", "tea"), Some((2, "two Tea".to_owned())));
        assert_eq!(line_with("one", "two"), None);
        let (line, part) = line_with(&format!("{}tea{}", "x".repeat(100_000), "y".repeat(100_000)), "tea").unwrap();
        assert!(line == 1 && part.starts_with("…x") && part.contains("tea") && part.ends_with('…'), "{part}");
        // The small letters of İ are two characters.
        assert!(line_with(&format!("{}tea", "İ".repeat(100)), "tea").unwrap().1.contains("tea"));
    }
}
