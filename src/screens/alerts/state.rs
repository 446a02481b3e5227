//! What a watch of a bot remembers, and what a reading means for it.
//!
//! Owns the judgement alone: when something is told, told again, over, or not worth a word. It must not read anything, and
//! knows no sentence. All times are ms since 1970 UTC.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// How long new kinds of errors are gathered into one message: longer each time, while the trouble goes on.
const GATHER: [i64; 5] = [30 * SECOND, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR];
/// After which time trouble that goes on is told again, and then each time.
const REMIND: [i64; 2] = [4 * HOUR, 24 * HOUR];
/// It goes on as long as the last error is no older than this; what is older is no reason to be told again.
const LATELY: i64 = 30 * MINUTE;
/// Trouble is over when no error came for so long.
const OVER: i64 = 6 * HOUR;
/// A change of the status so soon after somebody asked for one through this bot is theirs.
const ASKED: i64 = 5 * MINUTE;
/// More changes than this in an hour are told as one.
const STEADY: usize = 3;
/// Between two readings of what looks changed: longer than readings are shared (`bot_watch.rs`).
const CONFIRM: Duration = Duration::from_secs(65);
/// How long what looks like a stop holds back errors, ms.
const DOUBT: i64 = 3 * MINUTE;
/// Between looks: while something goes on, and while all is quiet.
const BUSY: Duration = Duration::from_secs(2 * 60);
const QUIET: Duration = Duration::from_secs(4 * 60);
/// Between two readings of the errors: while some come, and after a long time without any, ms. A look may be so early, ms.
const OFTEN: i64 = 2 * MINUTE;
const SELDOM: i64 = 15 * MINUTE;
const EARLY: i64 = 30 * SECOND;
/// Between two messages of one watch.
const AT_ONCE: Duration = Duration::from_secs(1);
/// Most kinds of errors remembered of one trouble, most of those known by their mark alone, and most never told.
const MOST_KINDS: usize = 30;
const MOST_MARKS: usize = 100;
const MOST_NEVER: usize = 100;

/// What was read of a bot.
#[derive(Debug, Clone, Default)]
pub struct Saw {
    /// Now.
    pub now: i64,
    /// When the bots were read.
    pub read_at: i64,
    /// The bot; none when it was not among the account's bots.
    pub bot: Option<Reading>,
    /// Its errors; none when they could not be read.
    pub logs: Option<Vec<Logged>>,
    /// When somebody asked through this bot that it starts or stops.
    pub asked_at: Option<i64>,
}

/// How a bot is.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Its name, as it may be shown.
    pub name: Option<String>,
    /// Whether it runs; none for words that say neither.
    pub runs: Option<bool>,
}

/// An error, as it may be shown.
#[derive(Debug, Clone, Default)]
pub struct Logged {
    /// Its number.
    pub id: i64,
    /// When it happened.
    pub at: Option<i64>,
    /// What it says; empty when it says nothing.
    pub title: String,
    /// The same, as equal errors have it.
    pub shape: String,
    /// In which command.
    pub command: Option<String>,
    /// In which line of its code.
    pub line: Option<u32>,
}

/// Why something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It stopped.
    Stopped,
    /// There are errors.
    Errors,
    /// It starts and stops all the time.
    Unstable,
    /// It runs again.
    Started,
    /// It does not start and stop all the time any more.
    Steady,
    /// No errors come any more.
    Ended,
    /// It is not there any more.
    Gone,
}

impl Why {
    /// All of them; the place in it is the number in a link.
    pub const ALL: [Self; 7] =
        [Self::Stopped, Self::Errors, Self::Unstable, Self::Started, Self::Steady, Self::Ended, Self::Gone];

    /// As sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Errors => "errors",
            Self::Unstable => "unstable",
            Self::Started => "started",
            Self::Steady => "steady",
            Self::Ended => "ended",
            Self::Gone => "gone",
        }
    }

    /// Whether it is worth no sound.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Started | Self::Steady | Self::Ended)
    }
}

/// Errors that are equal, since the trouble began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// By what it is known.
    pub mark: i64,
    /// The number of the newest.
    pub id: i64,
    /// How many came.
    pub count: i64,
    /// When the first came.
    pub first: i64,
    /// What the newest says.
    pub title: String,
    /// In which command.
    pub command: Option<String>,
    /// In which line.
    pub line: Option<u32>,
    told: bool,
}

/// Errors that come, from the first until none came for six hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trouble {
    /// The kinds, that with the newest error first.
    pub kinds: Vec<Kind>,
    /// When it began.
    pub since: i64,
    /// When the last error was seen.
    pub last: i64,
    /// The kinds for which there was no room, and their errors.
    #[serde(default)]
    others: Others,
    /// When what was gathered is told.
    tell_at: Option<i64>,
    /// How often it was told, and when the last time.
    told: usize,
    told_at: i64,
    reminded: usize,
}

/// Kinds of errors for which there was no room: those whose errors came least lately.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Others {
    kinds: i64,
    count: i64,
    /// The newest of them, so that their errors are not taken for new kinds.
    marks: Vec<i64>,
}

impl Others {
    fn take(&mut self, kind: &Kind) {
        self.kinds += 1;
        self.count += kind.count;
        self.marks.push(kind.mark);
        let many = self.marks.len().saturating_sub(MOST_MARKS);
        self.marks.drain(..many);
    }
}

impl Trouble {
    /// How many kinds of errors came, also those for which there was no room.
    pub fn all_kinds(&self) -> i64 {
        self.others.kinds.saturating_add(i64::try_from(self.kinds.len()).unwrap_or(i64::MAX))
    }

    /// How many errors came.
    pub fn all(&self) -> i64 {
        self.kinds.iter().fold(self.others.count, |all, kind| all.saturating_add(kind.count))
    }
}

/// Whether the bot runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Run {
    runs: Option<bool>,
    /// When it was last read.
    read_at: i64,
    /// When it was first read otherwise, not yet confirmed.
    other_at: Option<i64>,
    changes: Vec<i64>,
    unstable: bool,
    /// The last stop that was told.
    stop: Option<Stop>,
    /// Since when it does not run, and since when it did not before it runs now. None where nobody saw it stop.
    down_since: Option<i64>,
    was_down_since: Option<i64>,
}

impl Run {
    /// It runs, or does not, since then.
    fn set(&mut self, runs: bool, since: i64) {
        (self.runs, self.other_at) = (Some(runs), None);
        match runs {
            true => self.was_down_since = self.down_since.take(),
            false => self.down_since = Some(since),
        }
    }
}

/// A stop that was told. What goes wrong meanwhile is told in its message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stop {
    /// When it was first read.
    at: i64,
    /// Whether the bot runs again.
    over: bool,
}

/// What a watch of a bot remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// Makes the marks of kinds this watch's own.
    salt: u64,
    /// The bot's name.
    pub name: Option<String>,
    /// The newest error: its number and time. None before the first reading.
    pub newest: Option<(i64, i64)>,
    /// The errors that come now.
    pub trouble: Option<Trouble>,
    /// The errors that came before.
    pub past: Option<Trouble>,
    /// The kinds that are never told.
    pub never: Vec<i64>,
    run: Run,
    /// When the errors are read next, and how long after the reading before.
    logs_at: i64,
    logs_every: i64,
    /// When the bot was first missed.
    absent_at: Option<i64>,
    waiting: Vec<Why>,
}

impl Seen {
    /// Reads what was kept; a watch that saw nothing yet, or what an older version kept, begins anew.
    pub fn read(bytes: Option<&[u8]>) -> Self {
        bytes
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
            .unwrap_or_else(|| Self { salt: RandomState::new().build_hasher().finish(), ..Self::default() })
    }

    /// As it is kept.
    pub fn bytes(&self) -> Vec<u8> {
        // Texts and numbers are always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Never tells a kind of errors again.
    pub fn never_again(&mut self, mark: i64) {
        if !self.never.contains(&mark) {
            self.never.push(mark);
        }
        let many = self.never.len().saturating_sub(MOST_NEVER);
        self.never.drain(..many);
        if let Some(trouble) = &mut self.trouble {
            trouble.kinds.retain(|kind| kind.mark != mark);
        }
        self.trouble = self.trouble.take().filter(|trouble| !trouble.kinds.is_empty());
    }

    /// Whether its errors are to be read: seldom where all is quiet.
    pub fn reads_logs(&self, now: i64) -> bool {
        now >= self.logs_at
    }

    /// What a reading means: what is told now, and how long until the next look.
    pub fn take(&mut self, saw: &Saw) -> (Option<Why>, Duration) {
        let Some(bot) = &saw.bot else { return self.missed(saw.read_at) };
        self.absent_at = None;
        self.name.clone_from(&bot.name);
        let confirms = self.status(bot.runs, saw);
        if let Some(logs) = &saw.logs {
            self.errors(logs, saw.now);
        }
        if confirms && self.run.runs == Some(true) {
            // What goes wrong with a stop is told in its message.
            self.logs_at = 0;
        }
        let wait = self.judge(saw.now, saw.logs.is_some());
        let told = (!self.waiting.is_empty()).then(|| self.waiting.remove(0));
        // Counted from the reading that all bots of the account share: they stay together.
        let of_reading = |every: Duration| {
            let since = u64::try_from(saw.now - saw.read_at).unwrap_or(0);
            every.saturating_sub(Duration::from_millis(since)).max(AT_ONCE)
        };
        let next = match (self.waiting.is_empty(), confirms) {
            (false, _) => AT_ONCE,
            (_, true) => CONFIRM,
            _ if self.is_busy(saw.now) => of_reading(BUSY),
            _ => of_reading(QUIET),
        };
        (told, wait.map_or(next, |wait| wait.min(next)))
    }

    /// Whether errors came lately.
    fn is_busy(&self, now: i64) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| now - trouble.last <= LATELY)
    }

    /// The bot is not there. An answer alone may be wrong; the next one is believed.
    fn missed(&mut self, read_at: i64) -> (Option<Why>, Duration) {
        match self.absent_at {
            Some(first) if read_at > first => (Some(Why::Gone), CONFIRM),
            _ => {
                self.absent_at = Some(read_at);
                (None, CONFIRM)
            }
        }
    }

    /// Whether it runs; returns whether that is to be confirmed.
    fn status(&mut self, runs: Option<bool>, saw: &Saw) -> bool {
        let run = &mut self.run;
        let before = std::mem::replace(&mut run.read_at, saw.read_at);
        run.changes.retain(|at| saw.now - at < HOUR);
        if run.unstable && run.changes.is_empty() {
            run.unstable = false;
            self.waiting.push(Why::Steady);
        }
        let Some(runs) = runs else { return run.other_at.is_some() };
        let ours = saw.asked_at.is_some_and(|at| at >= before || saw.read_at - at <= ASKED);
        match (run.runs, run.other_at) {
            (None, _) => run.runs = Some(runs),
            (Some(was), _) if was == runs => run.other_at = None,
            _ if ours => run.set(runs, saw.read_at),
            (_, Some(first)) if saw.read_at > first => {
                run.set(runs, first);
                run.changes.push(saw.now);
                self.changed(runs, first);
            }
            (_, first) => run.other_at = first.or(Some(saw.read_at)),
        }
        if self.run.runs == Some(true) {
            self.runs_again();
        }
        self.run.other_at.is_some()
    }

    /// The errors that were told in the message of its stop are not told again.
    fn runs_again(&mut self) {
        let Some(stop) = self.run.stop.as_mut().filter(|stop| !stop.over) else { return };
        stop.over = true;
        if self.trouble.as_ref().is_some_and(|trouble| trouble.told == 0) {
            self.past = self.trouble.take();
        }
    }

    /// Whether the bot is stopped, as was told, or seems to be: one more look will say.
    fn is_stopping(&self, now: i64) -> bool {
        let told = self.run.stop.as_ref().is_some_and(|stop| !stop.over);
        let seems = self.run.runs == Some(true) && self.run.other_at.is_some_and(|first| now - first <= DOUBT);
        told || seems
    }

    /// Since when it did not run before it runs now.
    pub fn was_down_since(&self) -> Option<i64> {
        self.run.was_down_since
    }

    /// Whether the message of the last stop may still change, and the errors that belong to it.
    pub fn stopped(&self) -> (bool, Option<&Trouble>) {
        let Some(stop) = &self.run.stop else { return (false, None) };
        let of_it = |trouble: &&Trouble| trouble.told == 0 && trouble.last >= stop.at;
        (!stop.over, self.trouble.as_ref().or(self.past.as_ref()).filter(of_it))
    }

    fn changed(&mut self, runs: bool, first: i64) {
        if self.run.unstable {
            return;
        }
        self.waiting.retain(|why| ![Why::Stopped, Why::Started].contains(why));
        self.run.unstable = self.run.changes.len() > STEADY;
        if !runs && !self.run.unstable {
            self.run.stop = Some(Stop { at: first, over: false });
        }
        self.waiting.push(match (self.run.unstable, runs) {
            (true, _) => Why::Unstable,
            (false, true) => Why::Started,
            (false, false) => Why::Stopped,
        });
    }

    /// The errors, and when they are read again.
    fn errors(&mut self, logs: &[Logged], now: i64) {
        let newest = logs.iter().map(|log| log.id).max();
        let latest = logs.iter().filter_map(|log| log.at).max();
        let Some((id, at)) = self.newest else {
            self.newest = Some((newest.unwrap_or(0), latest.unwrap_or(0)));
            return;
        };
        // The numbers may begin anew when the log was cleared; the times do not.
        let is_new = |log: &&Logged| log.id > id || log.at.is_some_and(|of| of > at);
        let mut new: Vec<&Logged> = logs.iter().filter(is_new).collect();
        new.sort_by_key(|log| (log.at, log.id));
        for log in new {
            self.add(log, now);
        }
        self.newest = Some((newest.unwrap_or(id), latest.unwrap_or(at).max(at)));
        self.logs_every = match self.is_busy(now) {
            true => OFTEN,
            false => (self.logs_every + self.logs_every / 2).clamp(OFTEN, SELDOM),
        };
        // The look that is due about then reads them: looks are some seconds early or late.
        self.logs_at = now + self.logs_every - EARLY;
    }

    fn add(&mut self, log: &Logged, now: i64) {
        let mark = mark(self.salt, log);
        if self.never.contains(&mark) {
            return;
        }
        let trouble = self.trouble.get_or_insert_with(|| Trouble {
            kinds: Vec::new(),
            others: Others::default(),
            since: log.at.unwrap_or(now).min(now),
            last: now,
            tell_at: None,
            told: 0,
            told_at: 0,
            reminded: 0,
        });
        trouble.last = now;
        if trouble.others.marks.contains(&mark) {
            trouble.others.count += 1;
            return;
        }
        let place = trouble.kinds.iter().position(|kind| kind.mark == mark);
        let kind = place.map(|place| trouble.kinds.remove(place)).unwrap_or_else(|| Kind {
            mark,
            id: log.id,
            count: 0,
            first: log.at.unwrap_or(now).min(now),
            title: String::new(),
            command: None,
            line: None,
            told: false,
        });
        if !kind.told && trouble.tell_at.is_none() {
            trouble.tell_at = Some(now + step(&GATHER, trouble.told));
        }
        let (title, command) = (log.title.clone(), log.command.clone());
        trouble.kinds.insert(0, Kind { id: log.id, count: kind.count + 1, title, command, line: log.line, ..kind });
        if trouble.kinds.len() > MOST_KINDS
            && let Some(kind) = trouble.kinds.pop()
        {
            trouble.others.take(&kind);
        }
    }

    /// Whether the errors are told now, told again, or over; `read`: they were read just now, so that none are none. Returns
    /// how long until what was gathered is told.
    fn judge(&mut self, now: i64, read: bool) -> Option<Duration> {
        let stopping = self.is_stopping(now);
        let trouble = self.trouble.as_mut()?;
        if stopping && trouble.told == 0 {
            return None;
        }
        let goes_on = trouble.last > trouble.told_at && now - trouble.last <= LATELY;
        let again = trouble.told > 0 && goes_on && now - trouble.told_at >= step(&REMIND, trouble.reminded);
        match trouble.tell_at {
            Some(at) if at <= now => {}
            Some(at) if !again => return Some(Duration::from_millis(u64::try_from(at - now).unwrap_or(0))),
            None if !again && read && now - trouble.last >= OVER => {
                self.past = self.trouble.take();
                if self.past.as_ref().is_some_and(|past| past.told > 0) {
                    self.waiting.push(Why::Ended);
                }
                return None;
            }
            None if !again => return None,
            _ => trouble.reminded += 1,
        }
        trouble.tell_at = None;
        trouble.told += 1;
        trouble.told_at = now;
        for kind in &mut trouble.kinds {
            kind.told = true;
        }
        self.waiting.push(Why::Errors);
        None
    }
}

/// The step at this place, else the last one.
fn step(steps: &[i64], place: usize) -> i64 {
    steps.get(place).or(steps.last()).copied().unwrap_or_default()
}

/// By what a kind of errors is known: its title without numbers, in its command. Positive, and below 10^18 for a link.
fn mark(salt: u64, log: &Logged) -> i64 {
    let mut hash = Sha256::new();
    hash.update(salt.to_le_bytes());
    hash.update(log.shape.as_bytes());
    hash.update([0]);
    hash.update(log.command.as_deref().unwrap_or_default().as_bytes());
    hash.finalize().iter().take(7).fold(0, |mark, byte| mark << 8 | i64::from(*byte)) | 1
}

#[cfg(test)]
mod tests;
