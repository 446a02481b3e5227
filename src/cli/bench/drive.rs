//! Drives the bench: starts the bot as a child process between the simulators, keeps questions under way, takes their
//! times. It does not choose the questions, and prints nothing.

use std::collections::{BTreeMap, HashMap};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

use super::calls::Customer;
use crate::clock::Clock;
use crate::config::Config;
use crate::sandbox::bots_business::{BotSketch, BotsBusiness};
use crate::sandbox::fault::Fault;
use crate::sandbox::stopwatch::{Seen, Sighting, Stopwatch};
use crate::sandbox::telegram::{Person, Pressed, Telegram};

/// A run without any event for this long fails.
const SILENCE: Duration = Duration::from_secs(20);
/// The first person's user id; the others count up from it.
const FIRST_PERSON: i64 = 7_000_000;
const FIRST_BOT: i64 = 2_000_000;
const FIRST_TASK: i64 = 100_000_000;

/// The bots of the account whose list is measured, and how many people read it.
pub(super) const MANY_BOTS: usize = 500;
pub(super) const READERS: u32 = 300;
/// Pages of commands that were read before.
pub(super) const WARM_PAGES: usize = 10;
const FIRST_READER: i64 = 8_000_000;
const FIRST_OF_MANY: i64 = 4_000_000;

/// The bot as a child process, between the simulators.
pub(super) struct Bench {
    telegram: Telegram,
    api: BotsBusiness,
    sightings: UnboundedReceiver<Sighting>,
    bot: Bot,
    spawned: Instant,
    /// Questions asked so far; each asks about a task of its own.
    asked: i64,
    /// Holds the database; deleted when dropped.
    _folder: TempDir,
}

/// A message that a person sends, and how its answer is recognized.
pub(super) struct Question {
    person: i64,
    line: String,
    /// Whether the line is the label of a button under the newest message.
    presses: bool,
    /// A part of the answer's text.
    expected: String,
    /// The path of the API call that the question causes.
    path: String,
    /// Whether its times belong to the run.
    measured: bool,
}

/// The measurements of some questions.
pub(super) struct Run {
    /// Per question: from the update handed out to the answer received, without the API's time; ascending.
    pub(super) added: Vec<Duration>,
    /// Per question: from the message written to the answer received; ascending.
    pub(super) waited: Vec<Duration>,
    /// From the first update handed out to the last answer.
    pub(super) span: Duration,
    pub(super) bot_cpu: Option<Duration>,
    pub(super) own_cpu: Option<Duration>,
}

/// Killed when dropped.
struct Bot(Child);

impl Drop for Bot {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Question {
    /// The message that links the person's account.
    pub(super) fn key(number: u32) -> Question {
        let person = FIRST_PERSON + i64::from(number);
        let (line, expected) = (format!("/setkey {}", key(person)), "Connected".to_owned());
        Question { person, line, presses: false, expected, path: String::new(), measured: true }
    }

    pub(super) fn new(person: i64, line: String, expected: &str) -> Question {
        Question { person, line, presses: false, expected: expected.to_owned(), path: String::new(), measured: true }
    }

    /// A press of a button under the newest message.
    pub(super) fn press(person: i64, label: &str, expected: &str) -> Question {
        Question { presses: true, ..Question::new(person, label.to_owned(), expected) }
    }

    /// The same, without its times in the run's.
    pub(super) fn unmeasured(self) -> Question {
        Question { measured: false, ..self }
    }
}

impl Run {
    /// Some runs as one; without what they took together.
    pub(super) fn of_all(runs: Vec<Run>) -> Run {
        let mut all = UnderWay::default();
        for run in runs {
            all.added.extend(run.added);
            all.waited.extend(run.waited);
        }
        all.run()
    }

    /// The time within which this percentage of the answers came.
    pub(super) fn percentile(&self, hundredth: usize) -> Duration {
        percentile(&self.added, hundredth)
    }
}

/// The time within which this percentage of some ascending times are.
pub(super) fn percentile(times: &[Duration], hundredth: usize) -> Duration {
    let place = (times.len() * hundredth).div_ceil(100).saturating_sub(1);
    times.get(place).copied().unwrap_or_default()
}

impl Bench {
    /// Starts a bot with a new database, and makes an account for each of these people.
    pub(super) async fn start(people: u32) -> anyhow::Result<Bench> {
        Self::start_after(people, &[], async |_, _| Ok(())).await
    }

    /// The same with further settings, after its database is prepared.
    pub(super) async fn start_after(
        people: u32,
        settings: &[(&str, String)],
        prepare: impl AsyncFnOnce(&Config, &BotsBusiness) -> anyhow::Result<()>,
    ) -> anyhow::Result<Bench> {
        let folder = tempfile::Builder::new().prefix("bb-pocket-bench-").tempdir()?;
        let (telegram, api) = (Telegram::start(Clock::system()).await?, BotsBusiness::start(Clock::system()).await?);
        for person in (FIRST_PERSON..).take(people as usize) {
            api.add_account("somebody@example.com", &key(person));
            api.add_bot(&key(person), bot_of(person), "A bot");
        }
        let (stopwatch, sightings) = Stopwatch::new();
        telegram.measure(stopwatch.clone());
        api.measure(stopwatch);
        let own = [
            ("TELOXIDE_TOKEN", telegram.token()),
            ("TELOXIDE_API_URL", telegram.url()),
            ("BB_API_URL", api.url()),
            ("DATABASE_URL", format!("sqlite://{}", folder.path().join("bench.db").display())),
            ("RUST_LOG", "error".to_owned()),
        ];
        let settings = own.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), value.clone()));
        let settings: BTreeMap<String, String> = settings.collect();
        let config = Config::read(&settings).map_err(|_| anyhow!("the bench's own settings are wrong"))?;
        prepare(&config, &api).await?;
        let mut command = Command::new(std::env::current_exe()?);
        // The bot must see neither this process's environment nor a `.env` file.
        command.env_clear().envs(&settings).current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
        let spawned = Instant::now();
        let bot = Bot(command.spawn().context("the bot does not start")?);
        Ok(Bench { telegram, api, sightings, bot, spawned, asked: 0, _folder: folder })
    }

    /// Time from the start of the process to its first poll.
    pub(super) async fn first_poll(&mut self) -> anyhow::Result<Duration> {
        loop {
            let sighting = self.next().await?;
            if matches!(sighting.seen, Seen::Polled) {
                return Ok(sighting.at - self.spawned);
            }
        }
    }

    /// The first person's account and bot, for the API client alone.
    pub(super) fn customer(&self) -> Customer {
        Customer { url: self.api.url(), key: key(FIRST_PERSON), bot: bot_of(FIRST_PERSON) }
    }

    /// The bot's own processor time for one `/bots` of an account with [`MANY_BOTS`] bots; `None` on systems without
    /// `/proc`.
    pub(super) async fn list_of_bots(&mut self) -> anyhow::Result<Option<Duration>> {
        let key = key(FIRST_READER);
        self.api.add_account("many@example.com", &key);
        self.api.add_bots(&key, (FIRST_OF_MANY..).take(MANY_BOTS).map(|id| BotSketch::new(id, &format!("Shop {id}"))));
        let people = (FIRST_READER..).take(READERS as usize);
        let link = format!("/setkey {key}");
        self.run(people.clone().map(|person| Question::new(person, link.clone(), "Connected")), 4).await?;
        let title = format!("of {MANY_BOTS}");
        let read = self.run(people.map(|person| Question::new(person, "/bots".to_owned(), &title)), 1).await?;
        Ok(read.bot_cpu.map(|cpu| cpu / READERS))
    }

    /// How long the first page of the customer's many commands takes to come: read from the API, and kept from before
    /// (the median of [`WARM_PAGES`], without the API's time for the list of bots).
    pub(super) async fn page_of_commands(&mut self) -> anyhow::Result<(Duration, Duration)> {
        let question = || Question {
            path: "/v2/bots".to_owned(),
            ..Question::new(FIRST_PERSON, format!("/commands {}", bot_of(FIRST_PERSON)), "1–8 of 2,000")
        };
        let cold = self.run(std::iter::once(question()), 1).await?;
        let warm = self.run((0..WARM_PAGES).map(|_| question()), 1).await?;
        Ok((percentile(&cold.waited, 50), warm.percentile(50)))
    }

    /// The simulated Telegram.
    pub(super) fn telegram(&self) -> &Telegram {
        &self.telegram
    }

    /// The simulated API.
    pub(super) fn api(&self) -> &BotsBusiness {
        &self.api
    }

    /// The bot's processor time so far; `None` on systems without `/proc`.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu(&self.bot.0.id().to_string())
    }

    /// Leaves the bot alone for so long. Returns its processor time per second meanwhile, and how often the API was called.
    pub(super) async fn rests(&self, time: Duration) -> (Option<Duration>, usize) {
        let (before, calls, begun) = (self.cpu(), self.api.calls().len(), Instant::now());
        tokio::time::sleep(time).await;
        let seconds = u32::try_from(begun.elapsed().as_secs().max(1)).unwrap_or(1);
        let cpu = self.cpu().zip(before).map(|(after, before)| after.saturating_sub(before) / seconds);
        (cpu, self.api.calls().len() - calls)
    }

    /// Waits until the API was called this often; it may rest for as long as the simulator waits for a call.
    pub(super) async fn calls(&self, count: usize) -> anyhow::Result<()> {
        let mut came = 0;
        while let Err(calls) = self.api.wait_for_calls(count).await {
            ensure!(calls.len() > came, "only {came} calls of {count}");
            came = calls.len();
        }
        Ok(())
    }

    /// Waits until a person gets a message with these words.
    pub(super) async fn sees(&mut self, person: &Person, words: &str) -> anyhow::Result<()> {
        loop {
            if let Seen::Sent { chat, text } = self.next().await?.seen
                && chat == person.id
                && text.contains(words)
            {
                return Ok(());
            }
        }
    }

    /// Delays every API call from now on.
    pub(super) fn api_takes(&self, time: Duration) {
        self.api.fault("*", usize::MAX, Fault::Delay(time));
    }

    /// A line of `/proc/PID/status`, kB; `None` on systems without `/proc`.
    pub(super) fn memory(&self, line: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.bot.0.id())).ok()?;
        let value = status.lines().find_map(|each| each.strip_prefix(line))?;
        value.split_whitespace().next()?.parse().ok()
    }

    /// This many people ask for the state of an import, `window` of them at the same time.
    pub(super) async fn ask(&mut self, people: u32, window: usize) -> anyhow::Result<Run> {
        let questions: Vec<Question> =
            (FIRST_PERSON..).take(people as usize).map(|person| self.question(person)).collect();
        self.run(questions.into_iter(), window).await
    }

    /// Links the accounts of this many people.
    pub(super) async fn link(&mut self, people: u32) -> anyhow::Result<()> {
        self.run((0..people).map(Question::key), 64).await.map(drop)
    }

    /// Lets others do what a bystander should not notice, and waits a second.
    pub(super) async fn disturb(&mut self, disturb: fn(&Telegram, &BotsBusiness)) {
        disturb(&self.telegram, &self.api);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }

    /// The last ones of the people with an account ask, one after the other.
    pub(super) async fn ask_last(&mut self, people: u32) -> anyhow::Result<Run> {
        let first = FIRST_PERSON + i64::from(super::fairness::MANY);
        let questions: Vec<Question> = (first..).take(people as usize).map(|person| self.question(person)).collect();
        self.run(questions.into_iter(), 1).await
    }

    /// A person with an account, and their bot.
    pub(super) fn person(number: i64) -> (Person, i64) {
        let person = FIRST_PERSON + number;
        (Person::new(person, "Somebody"), bot_of(person))
    }

    /// One person of those with an account asks for the state of an import.
    pub(super) fn question_of(&mut self, number: i64) -> Question {
        self.question(FIRST_PERSON + number)
    }

    fn question(&mut self, person: i64) -> Question {
        self.asked += 1;
        let (bot, task) = (bot_of(person), FIRST_TASK + self.asked);
        self.api.put_task(bot, task, json!({ "status": "ok", "task_id": task, "bot_id": bot, "new_count": 12 }));
        let (line, expected) = (format!("/csvstatus {bot} {task}"), task.to_string());
        Question {
            person,
            line,
            presses: false,
            expected,
            path: format!("/v2/bots/{bot}/csv_import_tasks/{task}"),
            measured: true,
        }
    }

    /// Asks all, `window` at the same time, and waits for every answer.
    pub(super) async fn run(
        &mut self,
        mut questions: impl Iterator<Item = Question>,
        window: usize,
    ) -> anyhow::Result<Run> {
        let (bot_before, own_before) = (cpu(&self.bot.0.id().to_string()), cpu("self"));
        let mut under_way = UnderWay::default();
        questions.by_ref().take(window).for_each(|question| under_way.begin(&self.telegram, question));
        while !under_way.asked.is_empty() {
            let sighting = self.next().await.context("an answer did not come")?;
            if under_way.take(sighting) {
                questions.next().into_iter().for_each(|question| under_way.begin(&self.telegram, question));
            }
        }
        let spent = |before: Option<Duration>, after: Option<Duration>| after?.checked_sub(before?);
        let mut run = under_way.run();
        run.bot_cpu = spent(bot_before, cpu(&self.bot.0.id().to_string()));
        run.own_cpu = spent(own_before, cpu("self"));
        Ok(run)
    }

    async fn next(&mut self) -> anyhow::Result<Sighting> {
        let next = tokio::time::timeout(SILENCE, self.sightings.recv()).await;
        next.ok().flatten().context("nothing happened for 20 s")
    }
}

#[derive(Default)]
struct UnderWay {
    /// By chat: the question, the number of its update, and when it was written.
    asked: HashMap<i64, (Question, i64, Instant)>,
    handed_out: HashMap<i64, Instant>,
    served: HashMap<String, Duration>,
    added: Vec<Duration>,
    waited: Vec<Duration>,
    last: Option<Instant>,
}

/// The number of the update; without the button nothing will come, and the run fails by its silence.
fn pressed(telegram: &Telegram, person: &Person, label: &str) -> Option<i64> {
    let message = telegram.last_from_bot(person.chat())?;
    match telegram.press(person, person.chat(), message.id, label) {
        Ok(Pressed::Told(update)) => Some(update.0),
        _ => None,
    }
}

impl UnderWay {
    fn begin(&mut self, telegram: &Telegram, question: Question) {
        let person = Person::new(question.person, "Somebody");
        let update = match question.presses {
            false => telegram.say(&person, person.chat(), &question.line).0,
            true => pressed(telegram, &person, &question.line).unwrap_or_default(),
        };
        self.asked.insert(question.person, (question, update, Instant::now()));
    }

    /// Notes an event; returns whether it was an answer.
    fn take(&mut self, Sighting { at, seen }: Sighting) -> bool {
        match seen {
            Seen::Polled => false,
            // Only the first delivery of an update counts.
            Seen::HandedOut(updates) => {
                updates.into_iter().for_each(|update| _ = self.handed_out.entry(update).or_insert(at));
                false
            }
            Seen::Served { path, took } => {
                self.served.insert(path, took);
                false
            }
            Seen::Sent { chat, text } => {
                if !self.asked.get(&chat).is_some_and(|(question, ..)| text.contains(&question.expected)) {
                    return false;
                }
                if let Some((question, update, written)) = self.asked.remove(&chat)
                    && question.measured
                {
                    self.waited.push(at - written);
                    self.answered(&question, update, at);
                }
                true
            }
        }
    }

    fn answered(&mut self, question: &Question, update: i64, at: Instant) {
        let waited = self.handed_out.get(&update).map_or(Duration::ZERO, |handed_out| at - *handed_out);
        self.added.push(waited.saturating_sub(self.served.get(&question.path).copied().unwrap_or_default()));
        self.last = self.last.max(Some(at));
    }

    fn run(mut self) -> Run {
        self.added.sort_unstable();
        self.waited.sort_unstable();
        let span = self.last.zip(self.handed_out.values().min().copied()).map(|(last, first)| last - first);
        Run { added: self.added, waited: self.waited, span: span.unwrap_or_default(), bot_cpu: None, own_cpu: None }
    }
}

/// An API key of the right shape, a different one per person.
fn key(person: i64) -> String {
    format!("BENCH-not-real-{person:0>25}")
}

fn bot_of(person: i64) -> i64 {
    FIRST_BOT + person - FIRST_PERSON
}

/// The processor time of a process; `None` on systems without `/proc`. Linux counts it in hundredths of a second
/// (proc_pid_stat(5), fields 14 and 15).
pub(super) fn cpu(process: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The process name, in parentheses, may hold spaces; no later field does.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
}
