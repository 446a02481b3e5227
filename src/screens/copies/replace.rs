//! One text in the place of another, in the answers and the code of all commands of a bot: what is found, and replacing it.
//!
//! Owns what is found and how it is shown. Letters of either case differ. What is shown is masked, what is written is not.

use std::hash::{DefaultHasher, Hash as _};

use serde::{Deserialize, Serialize};

use super::super::editing::field_name;
use super::super::{bot, commands};
use super::plan::Seen;
use super::progress::{Began, Head, Kind, begin};
use super::restore::section;
use super::steps::Step;
use super::wanted::{MAX_TEXT, name_in};
use crate::api::{ApiText, Command, CommandField, CommandFields, CommandTree};
use crate::frame::prompt::Code;
use crate::frame::{
    Act, Button, FileKind, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit, to,
};
use crate::html;
use crate::ids::{ActId, BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, count, isolated, one_line};

/// Places on a page, and most in a file.
const ON_A_PAGE: usize = 6;
const IN_A_FILE: usize = 5_000;
/// Longest text to be found, and longest one in its place, characters.
const MAX_FIND: usize = 1_000;
const MAX_WITH: usize = 100_000;
/// Longest answer, characters: the app's own check (contract, 5).
const MAX_ANSWER: usize = 4_096;
/// Characters shown before and behind a place, and of a text that is repeated.
const AROUND: usize = 24;
const MAX_ECHO: usize = 40;
/// Most commands named that are left out.
const NAMED: usize = 5;

/// What is to be replaced, as a note holds it.
#[derive(Serialize, Deserialize)]
struct Words {
    find: String,
    with: String,
}

/// All that is found, command by command.
struct Found<'t> {
    commands: Vec<Changed<'t>>,
    /// Commands that would break a rule, and stay as they are.
    left_out: Vec<&'t Command>,
}

/// A command in which something is found.
struct Changed<'t> {
    command: &'t Command,
    texts: CommandFields,
    change: CommandFields,
    /// Field, and characters from its beginning.
    places: Vec<(CommandField, usize)>,
}

/// One place.
struct Hit<'f, 't> {
    changed: &'f Changed<'t>,
    field: CommandField,
    at: usize,
}

impl<'t> Found<'t> {
    fn of(tree: &'t CommandTree, words: &Words) -> Self {
        let mut found = Self { commands: Vec::new(), left_out: Vec::new() };
        for command in &tree.commands {
            let texts = command.texts();
            let change = texts.replaced(&words.find, &words.with);
            let in_field = |field| texts.places_of(field, &words.find).into_iter().map(move |at| (field, at));
            let places: Vec<_> = change.all().flat_map(in_field).collect();
            if places.is_empty() {
                continue;
            }
            if change.length(CommandField::Answer) > MAX_ANSWER || change.length(CommandField::Code) > MAX_TEXT {
                found.left_out.push(command);
            } else {
                found.commands.push(Changed { command, texts, change, places });
            }
        }
        found
    }

    fn hits(&self) -> Vec<Hit<'_, 't>> {
        let of = |changed| {
            let changed: &Changed<'t> = changed;
            changed.places.iter().map(move |(field, at)| Hit { changed, field: *field, at: *at })
        };
        self.commands.iter().flat_map(of).collect()
    }

    fn seen(&self) -> Seen {
        let mut hasher = DefaultHasher::new();
        for one in &self.commands {
            (one.command.id, one.texts.mark(), one.change.mark()).hash(&mut hasher);
        }
        Seen::of(&hasher, false)
    }

    fn steps(self) -> Vec<Step> {
        let step = |one: Changed<'_>| Step::Change {
            command: one.command.id.get(),
            name: name_in(&one.command.fields()).verbatim().to_owned(),
            before: one.change.as_in(&one.texts),
            change: one.change,
        };
        self.commands.into_iter().map(step).collect()
    }
}

impl Hit<'_, '_> {
    /// Its line, from 1, and the texts before, at and behind it, with secrets starred.
    fn shown(&self, visit: &Visit<'_>, length: usize) -> (usize, [String; 3]) {
        // Masked character by character, and before it is cut: places stay where they were.
        let whole = self.changed.texts.text(self.field).map(|text| text.shown(visit.key())).unwrap_or_default();
        let (mut line, mut last) = (1, 0);
        for (place, sign) in whole.chars().take(self.at).enumerate() {
            if sign == '\n' {
                (line, last) = (line + 1, place + 1);
            }
        }
        let begin = self.at.saturating_sub(AROUND).max(last);
        let part = |from: usize, most: usize| {
            let part = whole.chars().skip(from).take(most).take_while(|sign| from <= self.at || *sign != '\n');
            on_one_line(&part.collect::<String>())
        };
        let (before, found) = (part(begin, self.at - begin), part(self.at, length.min(MAX_ECHO)));
        (line, [before, found, part(self.at + length, AROUND)])
    }

    fn name(&self, visit: &Visit<'_>) -> String {
        commands::name_of(visit, self.changed.command, super::MAX_COMMAND)
    }
}

/// A part of a text on one line, with the spaces at its ends.
fn on_one_line(part: &str) -> String {
    let between = one_line(&format!("|{part}|"), 2 * MAX_ECHO);
    between.trim_start_matches('|').trim_end_matches('|').to_owned()
}

/// What was typed. A name of one of our own commands is sent behind `=`.
fn typed(text: String) -> String {
    match text.strip_prefix('=') {
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => text,
    }
}

fn echo(visit: &Visit<'_>, words: &str) -> String {
    let line = ApiText::from(words).line(visit.key(), MAX_ECHO);
    line.map_or_else(|| plain!(visit.text(), "replace-blank"), |line| isolated(&line))
}

/// The text to be found.
pub struct Find;
impl Named for Find {
    const TAG: Tag = tag(b"ri");
    type At = (BotId,);
}
impl Prompt for Find {
    type Who = Linked;
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "replace-ask", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Code(find): Code) -> Result<Taken, Trouble> {
        let text = visit.text();
        let find = typed(find);
        if find.is_empty() || find.chars().count() > MAX_FIND {
            return Ok(Taken::Again(html!(text, "replace-find-long", most = text.number(count(MAX_FIND)))));
        }
        let words = Words { find, with: String::new() };
        let tree = commands::read(visit, bot).await?;
        let found = Found::of(&tree, &words);
        let places = count(found.hits().len());
        if places == 0 {
            return Ok(Taken::Again(html!(text, "replace-none", words = echo(visit, &words.find))));
        }
        let note = noted(visit, &words).await?;
        let title = title(visit, &found, &words, "replace-found");
        let view = View::new(Html::lines([title, html!(text, "replace-with-ask")]));
        let nothing = Button::to(plain!(text, "button-replace-nothing"), Hits, (bot, note, Page::FIRST));
        let other = Button::to(plain!(text, "button-replace-other"), Self, (bot,));
        Ok(Taken::Show(Box::new(view.row([nothing, other]).asks(With, (bot, note)))))
    }
}

async fn noted(visit: &Visit<'_>, words: &Words) -> Result<NoteId, Trouble> {
    // Two texts, which JSON can hold.
    visit.note(&serde_json::to_string(words).unwrap_or_default()).await
}

async fn words_of(visit: &Visit<'_>, note: NoteId) -> Result<Words, Trouble> {
    serde_json::from_str(&visit.noted(note).await?).map_err(|_| Trouble::Stale)
}

/// `“a” is in 12 places of 5 commands`
fn title(visit: &Visit<'_>, found: &Found<'_>, words: &Words, id: &'static str) -> Html {
    let text = visit.text();
    let (places, commands) = (count(found.hits().len()), count(found.commands.len()));
    let found = html!(
        text,
        "replace-found",
        words = echo(visit, &words.find),
        places = places,
        places_shown = text.number(places),
        commands = commands,
        commands_shown = text.number(commands)
    );
    match id {
        "replace-found" => found,
        _ if words.with.is_empty() => Html::lines([found, html!(text, "replace-by-nothing")]),
        _ => Html::lines([found, html!(text, "replace-by", words = echo(visit, &words.with))]),
    }
}

/// The text in its place.
pub struct With;
impl Named for With {
    const TAG: Tag = tag(b"rr");
    type At = (BotId, NoteId);
}
impl Prompt for With {
    type Who = Linked;
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (_, note): Self::At) -> Result<Html, Trouble> {
        let words = words_of(visit, note).await?;
        Ok(html!(visit.text(), "replace-with", words = echo(visit, &words.find)))
    }

    async fn take(visit: &Visit<'_>, (bot, note): Self::At, Code(with): Code) -> Result<Taken, Trouble> {
        let text = visit.text();
        let with = typed(with);
        let find = words_of(visit, note).await?.find;
        if with.chars().count() > MAX_WITH {
            return Ok(Taken::Again(html!(text, "replace-with-long", most = text.number(count(MAX_WITH)))));
        }
        if with == find {
            return Ok(Taken::Again(html!(text, "replace-same")));
        }
        let note = noted(visit, &Words { find, with }).await?;
        Ok(Taken::Go(to(Hits, (bot, note, Page::FIRST))))
    }
}

/// A page of all places.
#[derive(Clone, Copy)]
pub struct Hits;
impl Named for Hits {
    const TAG: Tag = tag(b"rh");
    type At = (BotId, NoteId, Page);
}
impl Place for Hits {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, page): Self::At) -> Shown {
        let words = words_of(visit, note).await?;
        let tree = commands::read(visit, bot).await?;
        let text = visit.text();
        let found = Found::of(&tree, &words);
        let hits = found.hits();
        let find = Button::to(plain!(text, "button-replace-other"), Find, (bot,));
        let mut lines = vec![title(visit, &found, &words, "replace-title")];
        lines.extend(left_out(visit, &found));
        if hits.is_empty() {
            return Err(View::new(Html::lines(lines)).row([find]).into());
        }
        let paged = Paged::new(&hits, page, ON_A_PAGE);
        lines.extend((count(paged.first)..).zip(paged.things).map(|(place, hit)| line(visit, place, hit, &words)));
        lines.push(html!(text, "checked", time = text.clock_time(tree.read_at)));
        let all = text.number(count(hits.len()));
        let now = Button::to(plain!(text, "button-replace-now", shown = all), ReplaceNow, (bot, note, found.seen()));
        let file = Button::below(plain!(text, "button-show-all"), HitsFile, (bot, note));
        let with = Button::to(plain!(text, "button-replace-with"), With, (bot, note));
        let view = View::new(Html::lines(lines)).row(paged.turns(Self, |page| (bot, note, page)).into_iter().flatten());
        // The tree is the kept one, and replacing reads it anew: no Refresh here.
        Err(view.row([now, file]).row([with, find]).into())
    }
}

/// `1. /start · answer, line 3`, and the text around it.
fn line(visit: &Visit<'_>, place: i64, hit: &Hit<'_, '_>, words: &Words) -> Html {
    let text = visit.text();
    let (line, [before, at, behind]) = hit.shown(visit, words.find.chars().count());
    let with: String = words.with.chars().take(MAX_ECHO).collect();
    html!(
        text,
        "replace-hit",
        place = text.number(place),
        command = hit.name(visit),
        field = field_name(visit, hit.field),
        line = text.number(count(line)),
        before = before,
        words = at,
        with = on_one_line(&ApiText::from(with.as_str()).shown(visit.key())),
        behind = behind
    )
}

fn left_out(visit: &Visit<'_>, found: &Found<'_>) -> Option<Html> {
    let named = found.left_out.iter().take(NAMED);
    let names: Vec<String> = named.map(|command| commands::name_of(visit, command, super::MAX_COMMAND)).collect();
    let all = count(found.left_out.len());
    let shown = visit.text().number(all);
    (all > 0).then(|| html!(visit.text(), "replace-left-out", count = all, shown = shown, names = names.join(", ")))
}

/// All places as a file.
pub struct HitsFile;
impl Named for HitsFile {
    const TAG: Tag = tag(b"rl");
    type At = (BotId, NoteId);
}
impl Place for HitsFile {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note): Self::At) -> Shown {
        let words = words_of(visit, note).await?;
        let tree = commands::read(visit, bot).await?;
        let text = visit.text();
        let found = Found::of(&tree, &words);
        let title = title(visit, &found, &words, "replace-title");
        let mut file = format!("{}\n", title.visible());
        let hits = found.hits();
        for one in &found.commands {
            let hits = hits.iter().take(IN_A_FILE).filter(|hit| std::ptr::eq(hit.changed, one));
            let lines = hits.map(|hit| {
                let (line, [before, at, behind]) = hit.shown(visit, words.find.chars().count());
                let with = on_one_line(&ApiText::from(words.with.as_str()).shown(visit.key()));
                let (field, line) = (field_name(visit, hit.field), text.number(count(line)));
                format!("{field}, {line}: {before}[{at} → {with}]{behind}")
            });
            section(&mut file, &commands::name_of(visit, one.command, super::MAX_COMMAND), lines);
        }
        let more = hits.len().saturating_sub(IN_A_FILE);
        if more > 0 {
            section(
                &mut file,
                &plain!(text, "replace-file-more", shown = text.number(count(more))),
                std::iter::empty(),
            );
        }
        Ok(View::new(title).file(format!("places-{bot}.txt"), file.into_bytes(), FileKind::Document))
    }
}

/// The first page of the places of a file.
pub fn of_hits(link: &Link) -> Option<Link> {
    crate::frame::named::at::<HitsFile>(link).map(|(bot, note)| to(Hits, (bot, note, Page::FIRST)))
}

/// Begins to replace what somebody saw.
pub struct ReplaceNow;
impl Named for ReplaceNow {
    const TAG: Tag = tag(b"rx");
    type At = (BotId, NoteId, Seen);
}
impl Act for ReplaceNow {
    type Who = Linked;
    type With = ();

    /// What differs from what was seen is shown instead, and nothing is begun.
    async fn send(visit: &Visit<'_>, (bot, note, seen): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let words = words_of(visit, note).await?;
        visit.api().drop_command_tree(visit.key(), bot);
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let tree = tree?;
        let found = Found::of(&tree, &words);
        if found.seen() != seen || found.commands.is_empty() {
            return Err(Trouble::Elsewhere(to(Hits, (bot, note, Page::FIRST))));
        }
        begin(visit, bot, &Head { kind: Kind::Replace, name, removes: 0 }, &found.steps(), None, None).await
    }

    fn after((bot, _, _): Self::At, act: ActId) -> Link {
        to(Began, (bot, act))
    }
}
