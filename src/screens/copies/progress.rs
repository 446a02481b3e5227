//! A job on a bot from its beginning to its report: how far it is, what failed and why, stopping it, going on, and taking
//! it back.
//!
//! It claims nothing that was not stored: the engine does the work (`src/jobs.rs`), whether anybody looks or not.

use serde::{Deserialize, Serialize};

use super::super::editing::remove::Gone;
use super::plan::Names;
use super::restore::{of, section};
use super::steps::{Step, Writing};
use super::{MAX_COMMAND, Room};
use crate::api::{ApiText, CommandTree};
use crate::frame::{Act, Ask, Button, FileKind, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, JobId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, JobBegun, JobState, NewJob, Rests, StoredJob, StoredStep};
use crate::text::{Html, count, isolated, one_line};

/// Seconds between the looks: every 3 s for a minute, then slower, half an hour in all. Telegram takes about 20 edits of a
/// message a minute.
const LOOKS: Rhythm = &[
    1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, // a minute
    5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, // three
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, // six
    20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, // fourteen
    60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60,
];
/// Most steps whose failure is told in the message, and most in a file.
const TOLD: i64 = 8;
const IN_A_FILE: i64 = 100_000;
/// Longest reason in the message, characters.
const MAX_WHY: usize = 120;

/// What a job is about.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) kind: Kind,
    /// The bot's name as it was shown.
    pub(super) name: String,
    /// How many commands it removes, as its last steps.
    #[serde(default)]
    pub(super) removes: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Restore,
    Replace,
    Undo,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Replace => "replace",
            Self::Undo => "undo",
        }
    }
}

/// Steps as they are stored. Each is dropped before the next one is made.
pub(super) fn bodies(steps: impl Iterator<Item = Step>) -> Vec<Vec<u8>> {
    // Plain data of our own, which JSON can hold.
    steps.map(|step| serde_json::to_vec(&step).unwrap_or_default()).collect()
}

/// Begins a job with the bodies of its steps. What another one is doing on the bot is shown instead.
pub(super) async fn begin(
    visit: &Visit<'_>,
    bot: BotId,
    head: &Head,
    steps: &[Vec<u8>],
    planned: Option<JobId>,
    undoes: Option<JobId>,
) -> Result<Option<String>, Trouble> {
    let body = serde_json::to_vec(head).unwrap_or_default();
    let keeps = head.kind == Kind::Replace;
    let new = NewJob { work: to(Writing, (bot,)), body: &body, steps, planned, undoes, keeps };
    match visit.store().begin_job(of(visit, bot), new).await? {
        JobBegun::Runs(job) => Ok(Some(job.get().to_string())),
        JobBegun::Busy(other) => Err(busy(visit, bot, other).into()),
        JobBegun::Over => Err(Trouble::Elsewhere(to(Room, (bot,)))),
    }
}

/// Another job runs on the bot: with the way there, unless it is somebody else's.
fn busy(visit: &Visit<'_>, bot: BotId, own: Option<JobId>) -> View {
    let text = visit.text();
    let look = own.map(|job| Button::to(plain!(text, "button-job-look"), Progress, (bot, job)));
    let said = if own.is_some() { html!(text, "job-busy") } else { html!(text, "job-busy-other") };
    View::new(said).row(look)
}

/// After an act that begins a job: the newest one of the bot, whatever became of the act.
pub struct Began;
impl Named for Began {
    const TAG: Tag = tag(b"rb");
    type At = (BotId, ActId);
}
impl Place for Began {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, act): Self::At) -> Shown {
        let asked = visit.act(act).await?;
        if let Some(asked) = asked.filter(|asked| asked.state == ActState::Failed) {
            let words = asked.words.unwrap_or_default();
            return Err(View::new(html!(visit.text(), "job-not-begun", words = words.as_str())).into());
        }
        Err(match visit.store().newest_job(of(visit, bot), None).await? {
            Some(job) => Trouble::Elsewhere(to(Progress, (bot, job))),
            None => Trouble::Elsewhere(to(Room, (bot,))),
        })
    }
}

/// How far a job is, or what became of it.
pub struct Progress;
impl Named for Progress {
    const TAG: Tag = tag(b"rg");
    type At = (BotId, JobId);
}
impl Place for Progress {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, job): Self::At) -> Shown {
        let Some((stored, head)) = read(visit, job).await? else { return Err(Trouble::Elsewhere(to(Room, (bot,)))) };
        let text = visit.text();
        let [all, done, ..] = stored.steps;
        let title = |state: &'static str| {
            html!(
                text,
                "job-title",
                kind = head.kind.word(),
                state = state,
                name = &head.name,
                done = text.number(done),
                all = text.number(all)
            )
        };
        let button = |id: String| Button::to(id, Again, (bot, job));
        let go_on = || button(plain!(text, "button-go-on"));
        match stored.state {
            JobState::Planned => Err(Trouble::Elsewhere(to(Room, (bot,)))),
            JobState::Runs => {
                let stop = Button::to(plain!(text, "button-job-stop"), Stop, (bot, job));
                let view = View::new(Html::lines(std::iter::once(title("runs")).chain(failures(visit, &stored))));
                Ok(view.row([stop]).again(visit.next(LOOKS)))
            }
            JobState::Stopped => Ok(report(visit, bot, (&stored, &head), title("stopped")).await?.row([go_on()])),
            JobState::Rests(Rests::Gone) => {
                let why = html!(text, "job-rests", why = word(Rests::Gone));
                Ok(View::new(Html::lines([title("stopped"), why])))
            }
            JobState::Rests(why) => {
                let why = html!(text, "job-rests", why = word(why));
                let title = Html::lines([title("rests"), why]);
                Ok(report(visit, bot, (&stored, &head), title).await?.row([go_on()]))
            }
            JobState::Ended => {
                let failed = all - done;
                let state = if failed == 0 { "done" } else { "failed" };
                let view = report(visit, bot, (&stored, &head), title(state)).await?;
                let again = (failed > 0).then(|| button(plain!(text, "button-job-again")));
                Ok(view.row(again).row(undo(visit, bot, &stored, &head, done).await?))
            }
        }
    }
}

fn word(why: Rests) -> &'static str {
    match why {
        Rests::Key => "key",
        Rests::Away => "away",
        Rests::Fails => "fails",
        Rests::Gone => "gone",
    }
}

async fn read(visit: &Visit<'_>, job: JobId) -> Result<Option<(StoredJob, Head)>, Trouble> {
    let Some(stored) = visit.store().job(visit.asker.user, job).await? else { return Ok(None) };
    let head =
        serde_json::from_slice(&stored.body).unwrap_or(Head { kind: Kind::Restore, name: String::new(), removes: 0 });
    Ok(Some((stored, head)))
}

/// `2 failed so far`
fn failures(visit: &Visit<'_>, stored: &StoredJob) -> Option<Html> {
    let text = visit.text();
    let [.., failed, unknown] = stored.steps;
    let failed = failed + unknown;
    (failed > 0).then(|| html!(text, "job-failures", count = failed, shown = text.number(failed)))
}

/// What did not work, by name, each with the reason; and where the removed commands are.
async fn report(
    visit: &Visit<'_>,
    bot: BotId,
    (stored, head): (&StoredJob, &Head),
    title: Html,
) -> Result<View, Trouble> {
    let text = visit.text();
    let [.., failed, unknown] = stored.steps;
    let steps = visit.store().steps(visit.asker.user, stored.id, false, TOLD).await?;
    let mut lines = vec![title];
    lines.extend(failures(visit, stored));
    lines.extend(steps.iter().map(|step| {
        let (name, why) = told(visit, step);
        html!(text, "job-failure", name = name, why = one_line(&why, MAX_WHY))
    }));
    let more = failed + unknown - TOLD;
    lines.extend((more > 0).then(|| html!(text, "job-failures-more", shown = text.number(more))));
    let file =
        (failed + unknown > 0).then(|| Button::below(plain!(text, "button-job-report"), Report, (bot, stored.id)));
    let removed = removed(visit, stored, head).await?;
    let gone = (removed > 0).then(|| Button::to(plain!(text, "button-deleted-lately"), Gone, (bot, Page::FIRST)));
    let kept = (removed > 0).then(|| html!(text, "job-removed", count = removed, shown = text.number(removed)));
    lines.splice(1..1, kept);
    Ok(View::new(Html::lines(lines)).row(file).row(gone))
}

/// How many commands it has removed. What was done of a restore is not kept, so it is what was tried and did not fail.
async fn removed(visit: &Visit<'_>, stored: &StoredJob, head: &Head) -> Result<i64, Trouble> {
    let [all, done, failed, unknown] = stored.steps;
    let tried = (done + failed + unknown) - (all - head.removes);
    if head.removes == 0 || tried <= 0 {
        return Ok(0);
    }
    let kept = visit.store().steps(visit.asker.user, stored.id, false, IN_A_FILE).await?;
    let removes = |step: &&StoredStep| matches!(serde_json::from_slice(&step.body), Ok(Step::Remove { .. }));
    Ok(tried - count(kept.iter().filter(removes).count()))
}

/// The name of what a step writes, and why it failed.
fn told(visit: &Visit<'_>, step: &StoredStep) -> (String, String) {
    let text = visit.text();
    let name = serde_json::from_slice::<Step>(&step.body).ok().map(|step| step.name());
    let name = name.and_then(|name: ApiText| name.line(visit.key(), MAX_COMMAND));
    let name = name.map_or_else(|| "–".to_owned(), |name| isolated(&name));
    let why = match (step.words.as_str(), step.is_unknown) {
        ("", true) => plain!(text, "job-unknown"),
        ("", false) => plain!(text, "job-no-reason"),
        (words, _) => words.to_owned(),
    };
    (name, why)
}

/// The way back of a whole replacement, or to what takes it back.
async fn undo(
    visit: &Visit<'_>,
    bot: BotId,
    stored: &StoredJob,
    head: &Head,
    done: i64,
) -> Result<Option<Button>, Trouble> {
    if head.kind != Kind::Replace || done == 0 {
        return Ok(None);
    }
    let text = visit.text();
    Ok(Some(match visit.store().newest_job(of(visit, bot), Some(stored.id)).await? {
        Some(undoing) => Button::to(plain!(text, "button-job-undone"), Progress, (bot, undoing)),
        None => Button::to(plain!(text, "button-undo-all"), Undo, (bot, stored.id)),
    }))
}

/// All that failed, as a file.
pub struct Report;
impl Named for Report {
    const TAG: Tag = tag(b"rf");
    type At = (BotId, JobId);
}
impl Place for Report {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, job): Self::At) -> Shown {
        let Some((stored, head)) = read(visit, job).await? else { return Err(Trouble::Elsewhere(to(Room, (bot,)))) };
        let text = visit.text();
        let steps = visit.store().steps(visit.asker.user, stored.id, false, IN_A_FILE).await?;
        let mut file = format!("{}\n{}\n", head.name, text.date_time(visit.now()));
        let lines = steps.iter().map(|step| {
            let (name, why) = told(visit, step);
            format!("{name}: {}", why.replace('\n', " "))
        });
        section(&mut file, &plain!(text, "file-failed", count = count(steps.len())), lines);
        let caption = html!(text, "job-report", name = head.name);
        Err(View::new(caption).file(format!("report-{job}.txt"), file.into_bytes(), FileKind::Document).into())
    }
}

/// The job of a report.
pub fn of_report(link: &Link) -> Option<Link> {
    crate::frame::named::at::<Report>(link).map(|at| to(Progress, at))
}

/// Stops a job after the step under way.
pub struct Stop;
impl Named for Stop {
    const TAG: Tag = tag(b"rs");
    type At = (BotId, JobId);
}
impl Act for Stop {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (_, job): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().stop_job(visit.asker.user, job).await?;
        Ok(None)
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Progress, at)
    }
}

/// Lets a job go on, and tries again what failed.
pub struct Again;
impl Named for Again {
    const TAG: Tag = tag(b"rt");
    type At = (BotId, JobId);
}
impl Act for Again {
    type Who = Linked;
    type With = ();

    /// Nothing is asked; what another job is doing on the bot is shown instead.
    async fn question(visit: &Visit<'_>, (bot, job): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        match visit.store().busy(of(visit, bot)).await? {
            Some(own) if own != Some(job) => Err(busy(visit, bot, own).into()),
            _ => Ok(None),
        }
    }

    /// The bot is read anew: a command that is there by now is looked at before it is made.
    async fn send(visit: &Visit<'_>, (bot, job): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().drop_command_tree(visit.key(), bot);
        let there = match visit.api().command_tree(visit.key(), bot).await {
            Ok(tree) => present(&tree, visit, job).await?,
            // The job finds out by itself, and waits or ends.
            Err(_) => Vec::new(),
        };
        match visit.store().go_on(of(visit, bot), job, &there).await? {
            JobBegun::Busy(own) => Err(busy(visit, bot, own).into()),
            JobBegun::Runs(_) | JobBegun::Over => Ok(None),
        }
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Progress, at)
    }
}

/// The places of the steps that would make a command that is there.
async fn present(tree: &CommandTree, visit: &Visit<'_>, job: JobId) -> Result<Vec<i64>, Trouble> {
    let names = Names::of(tree);
    let mut there = Vec::new();
    let see = |place, body: &[u8]| {
        let made = serde_json::from_slice::<Step>(body).ok().filter(|step| matches!(step, Step::Create { .. }));
        there.extend(made.filter(|step| names.has(&step.name())).map(|_| place));
    };
    visit.store().each_pending(visit.asker.user, job, see).await?;
    Ok(there)
}

/// Takes a whole replacement back, where nobody changed the commands since.
pub struct Undo;
impl Named for Undo {
    const TAG: Tag = tag(b"ru");
    type At = (BotId, JobId);
}
impl Act for Undo {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, job): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let Some((stored, head)) = read(visit, job).await? else { return Err(Trouble::Elsewhere(to(Room, (bot,)))) };
        if let Some(undoing) = visit.store().newest_job(of(visit, bot), Some(job)).await? {
            return Err(Trouble::Elsewhere(to(Progress, (bot, undoing))));
        }
        let (text, [_, done, ..]) = (visit.text(), stored.steps);
        Ok(Some(Ask {
            text: html!(text, "undo-ask", name = head.name, count = done, shown = text.number(done)),
            yes: plain!(text, "button-undo-all-now"),
            no: plain!(text, "button-keep-replaced"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, job): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some((_, head)) = read(visit, job).await? else { return Err(Trouble::Elsewhere(to(Room, (bot,)))) };
        let done = visit.store().steps(visit.asker.user, job, true, IN_A_FILE).await?;
        let back = done.iter().filter_map(|step| match serde_json::from_slice(&step.body).ok()? {
            Step::Change { command, name, change, before } => {
                Some(Step::Change { command, name, change: before, before: change })
            }
            _ => None,
        });
        let steps = bodies(back);
        begin(visit, bot, &Head { kind: Kind::Undo, name: head.name, removes: 0 }, &steps, None, Some(job)).await
    }

    fn after((bot, _): Self::At, act: ActId) -> Link {
        to(Began, (bot, act))
    }
}
