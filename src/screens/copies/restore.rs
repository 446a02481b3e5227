//! Restoring from a file: what it would do, and beginning it.
//!
//! Owns the way from a file to a job. The file is read once; what it wants is kept sealed until its person decides.

use std::fmt::Write as _;

use super::super::editing::field_name;
use super::super::{bot, commands, imports};
use super::plan::{Overwritten, Plan, Seen};
use super::progress::{Began, Head, Kind, begin, bodies};
use super::steps::Writing;
use super::wanted::{self, MAX_COMMANDS, MAX_TEXT, Wanted, Wrong, name_in};
use super::{CopyFile, MAX_COMMAND};
use crate::api::{ApiText, CommandField, CommandTree};
use crate::frame::{Act, Button, File, FileKind, Linked, Named, Place, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, JobId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{JobState, OfBot};
use crate::text::{Html, count, isolated};

/// Most names of each kind in the message.
const NAMED: usize = 6;
/// Fields whose loss is told, the worst first.
const LOSSES: [CommandField; 7] = [
    CommandField::Code,
    CommandField::Answer,
    CommandField::Keyboard,
    CommandField::Aliases,
    CommandField::AutoRetry,
    CommandField::Group,
    CommandField::Help,
];

/// The file to restore from.
pub struct FileOf;
impl Named for FileOf {
    const TAG: Tag = tag(b"rq");
    type At = (BotId,);
}
impl Prompt for FileOf {
    type Who = Linked;
    type Answer = File;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "restore-ask", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, file: File) -> Result<Taken, Trouble> {
        let reading = move || {
            let wanted = wanted::read(&file.bytes)?;
            // Plain data of our own, which JSON can hold.
            Ok(zeroize::Zeroizing::new(serde_json::to_vec(&wanted).unwrap_or_default()))
        };
        let body = match visit.house.sheets.work(reading).await {
            Ok(Ok(body)) => body,
            Ok(Err(wrong)) => return Ok(Taken::Again(sentence(visit, &wrong))),
            // The process ends; the message is taken again at the next start.
            Err(_) => return Ok(Taken::Again(html!(visit.text(), "file-not-given"))),
        };
        let job = visit.store().plan_job(of(visit, bot), to(Writing, (bot,)), &body).await?;
        Ok(Taken::Go(to(Preview, (bot, job, Choice::KEEP))))
    }
}

pub(super) fn of(visit: &Visit<'_>, bot: BotId) -> OfBot {
    OfBot { user: visit.asker.user, account: visit.who.account.id, bot }
}

fn shown(visit: &Visit<'_>, name: &ApiText) -> String {
    name.line(visit.key(), MAX_COMMAND).map_or_else(|| "–".to_owned(), |name| isolated(&name))
}

/// What is wrong with a file, and what to do.
fn sentence(visit: &Visit<'_>, wrong: &Wrong) -> Html {
    let text = visit.text();
    let number = |number: usize| text.number(count(number));
    match wrong {
        Wrong::NotOurs => html!(text, "restore-not-ours"),
        Wrong::Broken(line) => html!(text, "restore-broken", line = number(*line)),
        Wrong::Later(version) => {
            html!(text, "restore-later", version = text.number(i64::try_from(*version).unwrap_or(i64::MAX)))
        }
        Wrong::TooMany => html!(text, "restore-too-many", most = number(MAX_COMMANDS)),
        Wrong::Empty => html!(text, "restore-empty"),
        Wrong::NoName(place) => html!(text, "restore-no-name", place = number(*place)),
        Wrong::Odd(place) => html!(text, "restore-odd", place = number(*place)),
        Wrong::Field(name, field) => html!(text, "restore-field", name = shown(visit, name), field = *field),
        Wrong::Twice(name) => html!(text, "restore-twice", name = shown(visit, name)),
        Wrong::TooLong(name) => {
            html!(text, "restore-too-long", name = shown(visit, name), most = number(MAX_TEXT))
        }
        Wrong::Line(located) => html!(text, "restore-line", finding = imports::finding(visit, located)),
    }
}

/// Whether what is not in the file is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    remove: bool,
}

impl Choice {
    const KEEP: Self = Self { remove: false };
    const REMOVE: Self = Self { remove: true };
}

impl crate::frame::Number for Choice {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self.remove)
    }

    fn read(number: i64) -> Option<Self> {
        [Self::KEEP, Self::REMOVE].into_iter().find(|choice| choice.get() == number)
    }
}

/// What is wanted, of a plan that was not begun.
async fn planned(visit: &Visit<'_>, bot: BotId, job: JobId) -> Result<Wanted, Trouble> {
    let stored = visit.store().job(visit.asker.user, job).await?;
    let planned = match stored {
        Some(stored) if stored.state == JobState::Planned => serde_json::from_slice(&stored.body).ok(),
        Some(_) => return Err(Trouble::Elsewhere(to(super::progress::Progress, (bot, job)))),
        None => None,
    };
    planned.ok_or_else(|| {
        let again = Button::to(plain!(visit.text(), "button-restore-file"), FileOf, (bot,));
        View::new(html!(visit.text(), "restore-gone")).row([again]).into()
    })
}

/// What restoring would do.
pub struct Preview;
impl Named for Preview {
    const TAG: Tag = tag(b"rp");
    type At = (BotId, JobId, Choice);
}
impl Place for Preview {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, job, Choice { remove }): Self::At) -> Shown {
        let wanted = planned(visit, bot, job).await?;
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let tree = tree?;
        let plan = Plan::of(&wanted, &tree);
        let text = visit.text();
        let view = View::new(Html::lines(told(visit, bot, &plan, &wanted, (&name, remove))));
        let whole = Button::below(plain!(text, "button-show-all"), Whole, (bot, job));
        let absent = count(plan.absent.len());
        let other = match remove {
            _ if absent == 0 => None,
            true => Some(Button::to(plain!(text, "button-restore-keep"), Self, (bot, job, Choice::KEEP))),
            false => {
                let label = plain!(text, "button-restore-remove", shown = text.number(absent));
                Some(Button::to(label, Self, (bot, job, Choice::REMOVE)))
            }
        };
        let now = || Button::to(plain!(text, "button-restore-now"), RestoreNow, (bot, job, plan.seen(remove)));
        let now = (!plan.is_empty(remove)).then(now);
        let loses = !plan.overwritten.is_empty() || (remove && absent > 0);
        let copy = loses.then(|| Button::below(plain!(text, "button-copy-first"), CopyFile, (bot,)));
        let view = view.row(now.into_iter().chain([whole])).row(other).row(copy);
        Ok(view.read_before(tree.read_at, Anew, (bot, job, Choice { remove })))
    }
}

/// The same, read anew.
pub struct Anew;
impl Named for Anew {
    const TAG: Tag = tag(b"ro");
    type At = (BotId, JobId, Choice);
}
impl Place for Anew {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        visit.api().drop_command_tree(visit.key(), at.0);
        Err(Trouble::Elsewhere(to(Preview, at)))
    }
}

/// A copy of another bot is no error, and may be none of this bot's.
fn of_another(visit: &Visit<'_>, bot: BotId, wanted: &Wanted) -> Option<Html> {
    let of = wanted.bot.as_ref().filter(|of| of.id != bot.get())?;
    let name = ApiText::from(of.name.as_str()).line(visit.key(), MAX_COMMAND);
    let nameless = || plain!(visit.text(), "bot-nameless", bot = of.id.to_string());
    Some(html!(visit.text(), "restore-of-another", name = name.map_or_else(nameless, |name| isolated(&name))))
}

fn told(visit: &Visit<'_>, bot: BotId, plan: &Plan<'_>, wanted: &Wanted, (name, remove): (&str, bool)) -> Vec<Html> {
    let text = visit.text();
    let number = |things: usize| text.number(count(things));
    let mut lines: Vec<Html> = of_another(visit, bot, wanted).into_iter().collect();
    lines.push(html!(
        text,
        "restore-title",
        name = name,
        new = number(plan.created.len()),
        overwritten = number(plan.overwritten.len()),
        unchanged = number(plan.unchanged)
    ));
    let absent = if remove { plan.absent.len() } else { 0 };
    lines.extend((absent > 0).then(|| html!(text, "restore-removes", count = count(absent), shown = number(absent))));
    if plan.is_empty(remove) {
        lines.push(html!(text, "restore-nothing"));
    }
    for field in LOSSES {
        let losing = plan.losing(field);
        let named = field_name(visit, field);
        lines.extend(
            (losing > 0)
                .then(|| html!(text, "restore-loses", count = count(losing), shown = number(losing), field = named)),
        );
    }
    let created = plan.created.iter().map(|wanted| name_in(&wanted.fields));
    lines.extend(names(visit, created, "new"));
    let overwritten = plan.overwritten.iter().map(|one| name_in(&one.wanted.fields));
    lines.extend(names(visit, overwritten, "overwritten"));
    lines.extend(names(visit, plan.folders.iter().map(|title| ApiText::from(*title)), "folders"));
    let absent = plan.absent.iter().filter_map(|command| command.command.clone());
    lines.extend(names(visit, absent, if remove { "removed" } else { "absent" }));
    if wanted.csv {
        lines.push(html!(text, "restore-csv"));
    }
    let changes = plan.changes(remove);
    lines.extend((changes > 0).then(|| html!(text, "restore-calls", count = count(changes), shown = number(changes))));
    lines
}

/// `New: /a, /b and 7 more`
fn names(visit: &Visit<'_>, names: impl Iterator<Item = ApiText>, kind: &'static str) -> Option<Html> {
    let text = visit.text();
    let mut all = 0;
    let mut some = Vec::new();
    for name in names {
        all += 1;
        if some.len() < NAMED {
            some.push(shown(visit, &name));
        }
    }
    let more = all - some.len();
    let some = some.join(", ");
    (all > 0).then(|| {
        html!(text, "restore-names", kind = kind, names = some, more = count(more), shown = text.number(count(more)))
    })
}

/// All of it as a file.
pub struct Whole;
impl Named for Whole {
    const TAG: Tag = tag(b"rw");
    type At = (BotId, JobId);
}
impl Place for Whole {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, job): Self::At) -> Shown {
        let wanted = planned(visit, bot, job).await?;
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let tree: std::sync::Arc<CommandTree> = tree?;
        let plan = Plan::of(&wanted, &tree);
        let text = visit.text();
        let mut file = format!("{name}\n{}\n", text.date_time(visit.now()));
        let created = plan.created.iter().map(|wanted| shown(visit, &name_in(&wanted.fields)));
        section(&mut file, &plain!(text, "file-new", count = count(plan.created.len())), created);
        let overwritten = plan.overwritten.iter().map(|one| overwritten(visit, one));
        section(&mut file, &plain!(text, "file-overwritten", count = count(plan.overwritten.len())), overwritten);
        let absent = plan.absent.iter().filter_map(|command| Some(shown(visit, command.command.as_ref()?)));
        section(&mut file, &plain!(text, "file-absent", count = count(plan.absent.len())), absent);
        let folders = plan.folders.iter().map(|title| shown(visit, &ApiText::from(*title)));
        section(&mut file, &plain!(text, "file-folders", count = count(plan.folders.len())), folders);
        let caption = html!(text, "restore-file", name = name);
        Ok(View::new(caption).file(format!("restore-{bot}.txt"), file.into_bytes(), FileKind::Document))
    }
}

/// `/start: answer, code, folder`
fn overwritten(visit: &Visit<'_>, one: &Overwritten<'_>) -> String {
    let fields = one.changed.all().map(|field| field_name(visit, field));
    let folder = one.moves.then(|| plain!(visit.text(), "restore-folder"));
    let fields: Vec<String> = fields.chain(folder).collect();
    format!("{}: {}", shown(visit, &name_in(&one.wanted.fields)), fields.join(", "))
}

pub(super) fn section(file: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    // Writing into a text does not fail.
    let _ = writeln!(file, "\n{title}");
    for line in lines {
        let _ = writeln!(file, "  {line}");
    }
}

/// The preview that a file belongs to.
pub fn of_whole(link: &Link) -> Option<Link> {
    crate::frame::named::at::<Whole>(link).map(|(bot, job)| to(Preview, (bot, job, Choice::KEEP)))
}

/// Begins to restore what somebody saw.
pub struct RestoreNow;
impl Named for RestoreNow {
    const TAG: Tag = tag(b"rn");
    type At = (BotId, JobId, Seen);
}
impl Act for RestoreNow {
    type Who = Linked;
    type With = ();

    /// What differs from what was seen is shown instead, and nothing is begun.
    async fn send(visit: &Visit<'_>, (bot, job, seen): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let wanted = planned(visit, bot, job).await?;
        visit.api().drop_command_tree(visit.key(), bot);
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let tree = tree?;
        let plan = Plan::of(&wanted, &tree);
        if plan.seen(seen.remove) != seen || plan.is_empty(seen.remove) {
            return Err(Trouble::Elsewhere(to(Preview, (bot, job, Choice { remove: seen.remove }))));
        }
        let removes = if seen.remove { count(plan.absent.len()) } else { 0 };
        let head = Head { kind: Kind::Restore, name, removes };
        begin(visit, bot, &head, &bodies(plan.steps(seen.remove)), Some(job), None).await
    }

    fn after((bot, _, _): Self::At, act: ActId) -> Link {
        to(Began, (bot, act))
    }
}
