//! What the stories are told with: a bot in a simulated world, and people who chat with it.

use std::cell::Cell;
use std::time::Duration;

use bb_pocket::api::{Corrections, Endpoint};
use bb_pocket::app::Parts;
use bb_pocket::cli::world::World;
use bb_pocket::clock::Clock;
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::phone::{self, Look};
use bb_pocket::sandbox::telegram::{Chat, Event, Message, Person, Pressed, UpdateNumber};
use bb_pocket::telegram::patience::Patience;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::reach;

/// A key that the simulated Bots.Business does not know; of the real shape, visibly fake.
pub const WRONG_KEY: &str = "FAKE-wrong-key-FAKE-wrong-key-FAKE-00009";
/// A bot token's shape, visibly fake.
pub const BOT_TOKEN: &str = "987654:FAKE-token-FAKE-token-FAKE-token-00";

/// How often the client asks for what it reads before it believes that it gets no answer.
pub const TRIES: usize = 3;

/// How many calls have to meet a fault until the client believes in it. Only what may pass by itself is asked for
/// again, and not when the API asks for more patience than a person has.
pub fn tries(fault: &Fault) -> usize {
    match fault {
        Fault::Status(429 | 500.., _) | Fault::CutBody => TRIES,
        _ => 1,
    }
}

/// When every story begins.
pub fn noon() -> Clock {
    Clock::fixed("2026-11-23T12:03:07Z".parse::<DateTime<Utc>>().unwrap())
}

/// The bot in its world.
pub struct TestBot {
    pub world: World,
    pub clock: Clock,
    _reach: reach::Told,
}

impl TestBot {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub async fn start_with(adjust: impl FnOnce(&mut Parts)) -> Self {
        match std::env::var_os("MOVED_ROUTES") {
            Some(file) => Self::elsewhere_with(&std::fs::read_to_string(file).unwrap(), adjust).await,
            None => Self::start_at(&Corrections::default(), adjust).await,
        }
    }

    /// A bot in a world where every address is the table's, whatever `MOVED_ROUTES` says.
    pub async fn at_listed_addresses() -> Self {
        Self::start_at(&Corrections::default(), |_| ()).await
    }

    /// A bot in a world whose Bots.Business has its routes where these corrections say, which the bot has too.
    pub async fn elsewhere(corrections: &str) -> Self {
        Self::elsewhere_with(corrections, |_| ()).await
    }

    async fn elsewhere_with(corrections: &str, adjust: impl FnOnce(&mut Parts)) -> Self {
        let corrections = Corrections::parse(corrections).unwrap();
        let corrected = corrections.clone();
        let adjust = |parts: &mut Parts| {
            parts.api = parts.api.clone().corrected(corrected);
            adjust(parts);
        };
        Self::start_at(&corrections, adjust).await
    }

    async fn start_at(corrections: &Corrections, adjust: impl FnOnce(&mut Parts)) -> Self {
        reach::listen();
        let clock = noon();
        let adjust = |parts: &mut Parts| {
            adjust(parts);
            reach::table(parts.table);
        };
        let world = World::start_with(clock.clone(), adjust).await.unwrap();
        moved(&world.api, corrections);
        Self { world, clock, _reach: reach::Told }
    }

    /// A bot that says at once that it takes long.
    pub async fn impatient() -> Self {
        let at_once = Duration::from_millis(1);
        Self::start_with(|parts| {
            parts.patience = Patience { typing_after: at_once, word_after: at_once, ..Patience::default() }
        })
        .await
    }

    /// The same bot after it was stopped, something happened, and it was started again.
    pub async fn restarted(self, meanwhile: impl FnOnce(&BotsBusiness)) -> Self {
        let Self { world, clock, _reach } = self;
        let world = world.restarted(clock.clone(), |_, api| meanwhile(api)).await.unwrap();
        Self { world, clock, _reach }
    }

    /// Somebody in their private chat with the bot.
    pub fn talk(&self, id: i64, name: &str) -> Talk<'_> {
        let person = Person::new(id, name);
        let chat = person.chat();
        Talk { bot: self, person, chat, seen: Cell::new(0) }
    }

    /// Somebody in a group.
    pub fn talk_in(&self, group: i64, id: i64, name: &str) -> Talk<'_> {
        Talk { chat: Chat::Group(group), ..self.talk(id, name) }
    }

    /// Anna, whose account is linked.
    pub async fn linked(&self) -> Talk<'_> {
        let anna = self.talk(7001, "Anna");
        anna.says(DEMO_KEY).await;
        anna
    }

    /// The Bots.Business endpoints called so far.
    pub fn api_calls(&self) -> Vec<String> {
        self.world.api.calls().into_iter().map(|call| call.endpoint.to_string()).collect()
    }
}

/// Moves the simulated routes to where corrections say they are.
pub fn moved(api: &BotsBusiness, corrections: &Corrections) {
    for endpoint in Endpoint::ALL.into_iter().filter(|endpoint| corrections.corrects(*endpoint)) {
        let (method, path) = corrections.of(endpoint);
        api.move_route(endpoint.name(), method.name(), path);
    }
}

/// A person in a chat.
pub struct Talk<'a> {
    pub bot: &'a TestBot,
    pub person: Person,
    pub chat: Chat,
    seen: Cell<usize>,
}

impl Talk<'_> {
    /// Writes, and returns what is seen in the chat by the time the bot has answered.
    pub async fn says(&self, text: &str) -> String {
        let update = self.bot.world.telegram.say(&self.person, self.chat, text);
        self.sees_after(update).await
    }

    /// Writes and does not wait.
    pub fn starts_saying(&self, text: &str) -> UpdateNumber {
        self.bot.world.telegram.say(&self.person, self.chat, text)
    }

    /// Writes another text over their own newest message.
    pub async fn rewords(&self, message: i32, text: &str) -> String {
        let update = self.bot.world.telegram.edit(&self.person, self.chat, message, text).unwrap();
        self.sees_after(update).await
    }

    /// Presses a button of the bot's newest message.
    pub async fn presses(&self, label: &str) -> String {
        let message = self.last().id;
        self.presses_on(message, label).await
    }

    /// Presses a button of that message.
    pub async fn presses_on(&self, message: i32, label: &str) -> String {
        match self.bot.world.telegram.press(&self.person, self.chat, message, label).unwrap() {
            Pressed::Told(update) => self.sees_after(update).await,
            Pressed::Copied(text) => format!("copied: {text}"),
            Pressed::Opened(link) => format!("opened: {link}"),
        }
    }

    pub async fn sees_after(&self, update: UpdateNumber) -> String {
        self.bot.world.answered(update).await.unwrap();
        self.sees()
    }

    /// What happened in the chat since the last look, without what the person did, and without "typing": it is shown
    /// after a second of real time, so only on a busy machine.
    pub fn sees(&self) -> String {
        let events = self.bot.world.telegram.events();
        let news = &events[self.seen.replace(events.len())..];
        let own = |event: &&Event| {
            matches!(event, Event::Said(_) | Event::Reworded(_) | Event::Pressed { .. } | Event::Typing { .. })
        };
        let here = news.iter().filter(|event| event.chat() == self.chat && !own(event));
        here.filter_map(|event| phone::event(event, &Look::default())).collect::<Vec<_>>().join("\n\n")
    }

    /// The bot's newest message in the chat.
    pub fn last(&self) -> Message {
        self.bot.world.telegram.last_from_bot(self.chat).unwrap()
    }

    /// The bot's newest message as it looks now.
    pub fn looks_at(&self) -> String {
        phone::bubble(&self.last(), phone::WIDTH, false)
    }

    /// The whole chat as it looks now.
    pub fn screen(&self) -> String {
        let messages = self.bot.world.telegram.messages(self.chat);
        messages.iter().map(|message| phone::bubble(message, phone::WIDTH, false)).collect::<Vec<_>>().join("\n\n")
    }
}

/// The value of the first line of `/metrics` that begins with this.
#[track_caller]
pub fn metric(page: &str, name: &str) -> f64 {
    let line = page.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} is not in {page}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// Waits until something is so that no event tells of. Fails after a minute.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    assert!(tokio::time::timeout(std::time::Duration::from_secs(60), waiting).await.is_ok(), "not within 60 s: {what}");
}

/// Asserts that a text contains another, wherever the phone breaks its lines, and shows the text when it does not.
#[track_caller]
pub fn contains(text: &str, part: &str) {
    assert!(unwrapped(text).contains(part) || text.contains(part), "«{part}» is not in:\n{text}");
}

/// A bubble's lines as one.
pub fn unwrapped(text: &str) -> String {
    text.replace("\n│ ", " ")
}

/// All files of a folder, as bytes.
pub fn bytes_of(folder: &std::path::Path) -> Vec<u8> {
    std::fs::read_dir(folder).unwrap().flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The JSON pointers of everything in a value.
pub fn places(value: &Value) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, item)| (name.clone(), item)).collect(),
        _ => Vec::new(),
    };
    let below =
        inner.into_iter().flat_map(|(name, item)| places(item).into_iter().map(move |place| format!("/{name}{place}")));
    std::iter::once(String::new()).chain(below).collect()
}

/// A look into the bot's database from beside it.
pub mod beside {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqliteRow};
    use sqlx::{AssertSqlSafe, FromRow, Sqlite, Transaction};

    use crate::process::Operated;
    use crate::support::TestBot;

    pub struct Database(SqlitePool);

    impl Database {
        pub async fn open(bot: &TestBot) -> Self {
            let options = SqliteConnectOptions::new().filename(bot.world.folder.path().join("sandbox.db"));
            Self(SqlitePool::connect_with(options).await.unwrap())
        }

        /// Keeps reading what there is now until dropped.
        pub async fn read(&self) -> Transaction<'static, Sqlite> {
            let mut reader = self.0.begin().await.unwrap();
            sqlx::query("SELECT COUNT(*) FROM accounts").fetch_one(&mut *reader).await.unwrap();
            reader
        }

        /// Holds the write lock until dropped.
        pub async fn lock(&self) -> Transaction<'static, Sqlite> {
            self.0.begin_with("BEGIN IMMEDIATE").await.unwrap()
        }

        pub async fn run(&self, sql: &str) {
            sqlx::query(AssertSqlSafe(sql)).execute(&self.0).await.unwrap();
        }

        pub async fn rows<T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin>(&self, sql: &str) -> Vec<T> {
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&self.0).await.unwrap()
        }
    }

    /// Changes the database of a bot that does not run.
    pub async fn set(operated: &Operated, sql: &str) {
        let options = SqliteConnectOptions::new().filename(operated.folder.path().join("data/bb-pocket.db"));
        let pool = SqlitePool::connect_with(options).await.unwrap();
        sqlx::query(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        pool.close().await;
    }
}
