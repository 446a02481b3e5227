//! One text in the place of another, in the answers and the code of all commands of a bot: what is found, and replacing it.
//!
//! Owns the way from two texts to a job, and how what is found is shown. What is found is `found`'s. Letters of either case
//! differ.

use std::sync::Arc;

use super::super::editing::field_name;
use super::super::{bot, commands};
use super::found::{Found, Hit, MAX_ECHO, MAX_PLACES, MAX_WRITTEN, TooMuch, Words};
use super::plan::Seen;
use super::progress::{Began, Head, Kind, begin, bodies};
use super::restore::section;
use crate::api::{ApiText, Command, CommandTree};
use crate::frame::prompt::Code;
use crate::frame::{
    Act, Button, FileKind, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit, to,
};
use crate::html;
use crate::ids::{ActId, BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, count, isolated};

/// Places on a page, and most in a file.
const ON_A_PAGE: usize = 6;
const IN_A_FILE: usize = 2_000;
/// Longest text to be found, and longest one in its place, characters.
const MAX_FIND: usize = 1_000;
const MAX_WITH: usize = 100_000;
/// Most commands named that are left out.
const NAMED: usize = 5;

/// Does a work on what is found, beside the threads that answer people. `Err`: it is too much to be replaced.
async fn aside<T: Send + 'static>(
    visit: &Visit<'_>,
    tree: &Arc<CommandTree>,
    words: &Arc<Words>,
    work: impl FnOnce(Found) -> T + Send + 'static,
) -> Result<Result<T, TooMuch>, Trouble> {
    let (tree, words) = (Arc::clone(tree), Arc::clone(words));
    let done = visit.house.sheets.work(move || Found::of(&tree, &words).map(work)).await;
    // The process ends; nobody reads the answer.
    done.map_err(|_| Trouble::Stale)
}

/// What is too much, and what to do.
fn refusal(visit: &Visit<'_>, words: &Words, why: TooMuch) -> Html {
    let text = visit.text();
    let number = |number: usize| text.number(count(number));
    match why {
        TooMuch::Places => {
            html!(text, "replace-too-many-places", words = echo(visit, &words.find), most = number(MAX_PLACES))
        }
        TooMuch::Texts => html!(text, "replace-too-much", most = number(MAX_WRITTEN / 1024 / 1024)),
    }
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
        let words = Arc::new(Words { find, with: String::new() });
        let tree = commands::read(visit, bot).await?;
        let found = match aside(visit, &tree, &words, |found| found).await? {
            Ok(found) => found,
            Err(why) => return Ok(Taken::Again(refusal(visit, &words, why))),
        };
        if found.places == 0 {
            let none = || html!(text, "replace-none", words = echo(visit, &words.find));
            return Ok(Taken::Again(left_out(visit, &found).unwrap_or_else(none)));
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
fn title(visit: &Visit<'_>, found: &Found, words: &Words, id: &'static str) -> Html {
    let text = visit.text();
    let (places, commands) = (count(found.places), count(found.commands()));
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
        let words = Arc::new(words_of(visit, note).await?);
        let tree = commands::read(visit, bot).await?;
        let text = visit.text();
        let find = Button::to(plain!(text, "button-replace-other"), Find, (bot,));
        let with = Button::to(plain!(text, "button-replace-with"), With, (bot, note));
        let key = visit.key().clone();
        let drawing = move |found: Found| {
            let places: Vec<usize> = (0..found.places).collect();
            let from = Paged::new(&places, page, ON_A_PAGE).things.first().copied().unwrap_or_default();
            (found.hits(from, ON_A_PAGE, &key), places, found)
        };
        let (hits, places, found) = match aside(visit, &tree, &words, drawing).await? {
            Ok(drawn) => drawn,
            Err(why) => return Err(View::new(refusal(visit, &words, why)).row([with, find]).into()),
        };
        let mut lines = vec![title(visit, &found, &words, "replace-title")];
        lines.extend(left_out(visit, &found));
        if found.places == 0 {
            return Err(View::new(Html::lines(lines)).row([find]).into());
        }
        let paged = Paged::new(&places, page, ON_A_PAGE);
        let replacement = words.replacement(visit.key());
        lines
            .extend((count(paged.first)..).zip(&hits).map(|(place, hit)| line(visit, place, hit, &replacement, &tree)));
        lines.push(html!(text, "checked", time = text.clock_time(tree.read_at)));
        let all = text.number(count(places.len()));
        let now = Button::to(plain!(text, "button-replace-now", shown = all), ReplaceNow, (bot, note, found.seen));
        let file = Button::below(plain!(text, "button-show-all"), HitsFile, (bot, note));
        let view = View::new(Html::lines(lines)).row(paged.turns(Self, |page| (bot, note, page)).into_iter().flatten());
        // The tree is the kept one, and replacing reads it anew: no Refresh here.
        Err(view.row([now, file]).row([with, find]).into())
    }
}

/// `1. /start · answer, line 3`, and the text around it.
fn line(visit: &Visit<'_>, place: i64, hit: &Hit, with: &str, tree: &CommandTree) -> Html {
    let text = visit.text();
    let [before, at, behind] = &hit.texts;
    html!(
        text,
        "replace-hit",
        place = text.number(place),
        command = name_of(visit, tree.commands.get(hit.command)),
        field = field_name(visit, hit.field),
        line = text.number(count(hit.line)),
        before = before.as_str(),
        words = at.as_str(),
        with = with,
        behind = behind.as_str()
    )
}

fn name_of(visit: &Visit<'_>, command: Option<&Command>) -> String {
    command.map_or_else(|| "–".to_owned(), |command| commands::name_of(visit, command, super::MAX_COMMAND))
}

fn left_out(visit: &Visit<'_>, found: &Found) -> Option<Html> {
    let names: Vec<String> = found.left_out().take(NAMED).map(|command| name_of(visit, command)).collect();
    let all = count(found.left_out().len());
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
        let words = Arc::new(words_of(visit, note).await?);
        let tree = commands::read(visit, bot).await?;
        let (text, key) = (visit.text(), visit.key().clone());
        let drawing = move |found: Found| (found.hits(0, IN_A_FILE, &key), found);
        let (hits, found) = match aside(visit, &tree, &words, drawing).await? {
            Ok(drawn) => drawn,
            Err(why) => return Err(View::new(refusal(visit, &words, why)).into()),
        };
        let title = title(visit, &found, &words, "replace-title");
        let mut file = format!("{}\n", title.visible());
        let with = words.replacement(visit.key());
        for of_one in hits.chunk_by(|one, next| one.command == next.command) {
            let lines = of_one.iter().map(|hit| {
                let [before, at, behind] = &hit.texts;
                let (field, line) = (field_name(visit, hit.field), text.number(count(hit.line)));
                format!("{field}, {line}: {before}[{at} → {with}]{behind}")
            });
            let command = of_one.first().and_then(|hit| tree.commands.get(hit.command));
            section(&mut file, &name_of(visit, command), lines);
        }
        let more = found.places - hits.len();
        if more > 0 {
            let more = plain!(text, "replace-file-more", shown = text.number(count(more)));
            section(&mut file, &more, std::iter::empty());
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
        let words = Arc::new(words_of(visit, note).await?);
        visit.api().drop_command_tree(visit.key(), bot);
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let stepping = move |found: Found| (found.seen == seen && found.places > 0).then(|| bodies(found.steps()));
        let Ok(Some(steps)) = aside(visit, &tree?, &words, stepping).await? else {
            return Err(Trouble::Elsewhere(to(Hits, (bot, note, Page::FIRST))));
        };
        begin(visit, bot, &Head { kind: Kind::Replace, name, removes: 0 }, &steps, None, None).await
    }

    fn after((bot, _, _): Self::At, act: ActId) -> Link {
        to(Began, (bot, act))
    }
}
