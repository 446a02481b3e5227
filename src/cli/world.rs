//! The world of the sandbox: the real bot between a simulated Telegram and a simulated Bots.Business.
//!
//! Owns starting and stopping them together, and the input of the person who chats. Tests use it too.

mod local;

use std::collections::HashSet;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};
use zeroize::Zeroizing;

use self::local::Local;
use crate::api::Api;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::ids::UserId;
use crate::metrics::Metrics;
use crate::sandbox::bots_business::BotsBusiness;
use crate::sandbox::sheets::SheetServer;
use crate::sandbox::telegram::{Chat, Event, File, Message, Person, Pressed, Telegram, UpdateNumber};
use crate::screens::TABLE;
use crate::sheets::{Fetcher, SheetHosts};
use crate::store::{Rest, Store};
use crate::telegram::pace::Pace;
use crate::telegram::patience::Patience;
use crate::telegram::wire::Wire;
use crate::text::Text;
use crate::vault::Vault;

/// First and longest pause between tries while the simulated Telegram does not answer.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(200));
/// Between two messages in a chat that nobody asked for: the simulated Telegram has no limits.
const PACE: Duration = Duration::from_millis(20);
/// Time limit of an API call, as in the real bot.
const TIMEOUT: Duration = Duration::from_secs(15);
/// First pause before a failed read of the API is tried again.
const FIRST_TRY_AGAIN: Duration = Duration::from_millis(5);

/// More than the time between two looks of a place that follows something, and less than the lease of one, ms.
const LONGEST_LOOK_MS: i64 = 30_000;
/// How long what is due may take, on the real clock.
const SETTLES: Duration = Duration::from_secs(60);
/// Between two looks at what is under way: no event tells of its end.
const SETTLING: Duration = Duration::from_millis(1);
/// The group of the person who chats.
const GROUP: Chat = Chat::Group(-1_001_000_000_001);
/// Its title.
pub(super) const GROUP_TITLE: &str = "My team";
/// The bot whose sheet is the demo's.
const SHOP: i64 = 2_792_787;
/// The identifier of the demo's sheet, of the length that Google gives.
pub const DEMO_SHEET: &str = "2PACX-1vFAKE-demo-sheet-not-real-FAKE-demo-sheet-not-real-FAKE-demo-sheet-not-real-0001";
/// The sheet of the demo: three new commands, three that are there, of which `/order` loses its answer and code.
const DEMO_ROWS: &str = include_str!("world/demo.csv");

/// The real bot in a simulated world, with a database of its own.
pub struct World {
    pub telegram: Telegram,
    pub api: BotsBusiness,
    /// Where sheets are fetched from, and nowhere else.
    pub sheets: SheetServer,
    pub app: App,
    /// The bot's own database.
    store: Store,
    /// The person who chats.
    pub person: Person,
    /// Holds the database `sandbox.db`; deleted when the world is dropped.
    pub folder: TempDir,
    /// The keys of the database.
    ring: Zeroizing<String>,
}

/// The parts of a bot in this world, with the database of this folder and its key ring.
async fn parts(
    telegram: &Telegram,
    api: &BotsBusiness,
    sheets: &SheetServer,
    (folder, ring): (&TempDir, &str),
    clock: Clock,
) -> anyhow::Result<Parts> {
    Ok(Parts {
        wire: Wire::new(&telegram.token().into(), telegram.url().parse()?)?,
        api: Api::new(api.url().parse()?)?.with_timeouts(TIMEOUT, FIRST_TRY_AGAIN),
        sheets: Fetcher::new(SheetHosts::parse(&sheets.host(), true)?),
        store: Store::open(&folder.path().join("sandbox.db"), Vault::parse(ring)?, clock.clone()).await?,
        clock,
        text: Text::english()?,
        operator: Some("You: this is a sandbox on your own machine.".to_owned()),
        operators: HashSet::new(),
        allowed: None,
        table: &TABLE,
        patience: Patience::default(),
        pauses: PAUSES,
        pace: Pace::new(PACE, PACE),
        watch_calls_per_minute: None,
        metrics: Metrics::default(),
        listen: None,
    })
}

/// Serves the demo's sheet, and gives its link to the demo's bot. Returns the link.
pub(super) fn serve_demo_sheet(sheets: &SheetServer, api: &BotsBusiness) -> String {
    let link = sheets.published_link(DEMO_SHEET);
    sheets.serve(DEMO_SHEET, DEMO_ROWS);
    api.set_sheet(SHOP, &link);
    link
}

impl World {
    /// Starts the simulators and the bot.
    pub async fn start(clock: Clock) -> anyhow::Result<Self> {
        Self::start_with(clock, |_| ()).await
    }

    /// As [`World::start`], with parts of the bot changed by `adjust`.
    pub async fn start_with(clock: Clock, adjust: impl FnOnce(&mut Parts)) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("bb-pocket-sandbox-").tempdir()?;
        let telegram = Telegram::start(clock.clone()).await?;
        let api = BotsBusiness::start(clock.clone()).await?;
        let sheets = SheetServer::start().await?;
        serve_demo_sheet(&sheets, &api);
        let ring = Vault::new_ring();
        let mut parts = parts(&telegram, &api, &sheets, (&folder, &ring), clock).await?;
        adjust(&mut parts);
        let store = parts.store.clone();
        let app = App::start(parts).await?;
        Ok(Self { telegram, api, sheets, app, store, person: Person::new(1001, "You"), folder, ring })
    }

    /// Stops the bot, lets something happen meanwhile, and starts it again with its database.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restarted(
        self,
        clock: Clock,
        meanwhile: impl FnOnce(&Telegram, &BotsBusiness),
    ) -> anyhow::Result<Self> {
        let Self { telegram, api, sheets, app, person, folder, ring, .. } = self;
        app.stop().await;
        meanwhile(&telegram, &api);
        let parts = parts(&telegram, &api, &sheets, (&folder, &ring), clock).await?;
        let store = parts.store.clone();
        let app = App::start(parts).await?;
        Ok(Self { telegram, api, sheets, app, store, person, folder, ring })
    }

    /// Does what a line says: the number of a button (`1` or `#1`) presses it, `/file PATH` sends that file of this
    /// machine, `/save PATH` saves the bot's newest file there, `/group TEXT` is written in a group, anything else is sent as
    /// a message. Returns once the bot has answered; the text is what the phone did itself, or why it could not. Fails when
    /// the bot does not take the update within a minute.
    pub async fn line(&self, line: &str) -> anyhow::Result<Option<String>> {
        let chat = self.person.chat();
        if let Some(path) = after(line, "/save") {
            return Ok(Some(local::save(path, self.newest_file()).await));
        }
        if let Some(text) = after(line, "/group") {
            self.in_group(text.trim()).await?;
            return Ok(None);
        }
        let seen = self.telegram.events().len();
        let update = match (self.button(line), after(line, "/file")) {
            (Some((chat, message, place)), _) => {
                self.pressed(self.telegram.press_nth(&self.person, chat, message, place)?)
            }
            (None, Some(path)) => local::read(path).await.map(|Local { name, mime, bytes }| {
                self.telegram.send_document(&self.person, chat, &name, mime, bytes, "")
            }),
            (None, None) => Ok(self.telegram.say(&self.person, chat, line)),
        };
        match update {
            Ok(update) => self.answered(update).await?,
            Err(word) => return Ok(Some(word)),
        }
        // A press in a group may have opened the private chat.
        let opened = self.telegram.events().into_iter().skip(seen).find_map(|event| match event {
            Event::Answered { url, .. } => url,
            _ => None,
        });
        if let Some(payload) = opened.as_deref().and_then(|link| self.payload(link)) {
            self.answered(self.enters(payload)).await?;
        }
        Ok(None)
    }

    /// Presses Start in the bot's own private chat, behind a link to it.
    fn enters(&self, payload: &str) -> UpdateNumber {
        self.telegram.say(&self.person, self.person.chat(), &format!("/start {payload}"))
    }

    /// What the bot is told of a press; else what the phone did itself.
    fn pressed(&self, pressed: Pressed) -> Result<UpdateNumber, String> {
        match pressed {
            Pressed::Told(update) => Ok(update),
            Pressed::Copied(text) => Err(format!("· copied: {text} ·")),
            Pressed::Opened(link) => match self.payload(&link) {
                Some(payload) => Ok(self.enters(payload)),
                None => {
                    let started = self.api.starts(&link, &self.person);
                    let started = if started { "\n· you pressed Start there ·" } else { "" };
                    Err(format!("· opened: {link} ·{started}"))
                }
            },
        }
    }

    /// Writes in the group, which the bot is added to before.
    async fn in_group(&self, text: &str) -> anyhow::Result<()> {
        if !self.telegram.events().contains(&Event::Unblocked(GROUP)) {
            self.answered(self.telegram.add_to_group(&self.person, GROUP, GROUP_TITLE)).await?;
        }
        if text.is_empty() { Ok(()) } else { self.answered(self.telegram.say(&self.person, GROUP, text)).await }
    }

    /// Waits until the bot has taken and answered an update. Fails when it does not take it within a minute.
    pub async fn answered(&self, update: UpdateNumber) -> anyhow::Result<()> {
        self.telegram.acknowledged(update).await.ok().context("the bot did not take the message")?;
        self.app.idle().await;
        Ok(())
    }

    /// Lets time pass on a fixed clock until the bot says `expected` by itself: in a message that follows something, or
    /// in a new one.
    ///
    /// # Errors
    /// When it does not within a minute.
    pub async fn follows(&self, clock: &Clock, time: TimeDelta, expected: &str) -> anyhow::Result<()> {
        let before = self.telegram.events().len();
        clock.advance(time);
        let says = |event: &Event| matches!(event, Event::Edited(it) | Event::Sent(it) if it.text.contains(expected));
        let said = |events: &[Event]| events.iter().skip(before).any(says);
        self.telegram.wait_for(said).await.ok().with_context(|| format!("nothing followed that says {expected:?}"))?;
        // While a look is under way its row is due in a minute; the next look is sooner.
        while self.store.next_follow_up().await?.is_some_and(|due| due > clock.now_ms() + LONGEST_LOOK_MS) {
            sleep(SETTLING).await;
        }
        Ok(())
    }

    /// Lets time pass on a fixed clock, from one thing that is due by itself to the next: looks, notices, follow-ups. After
    /// each, `happened` may read what the chat shows.
    ///
    /// # Errors
    /// When something does not come to its end within a minute, or `happened` fails.
    pub async fn passes(
        &self,
        clock: &Clock,
        time: TimeDelta,
        mut happened: impl FnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let end = clock.now() + time;
        loop {
            let next = timeout(SETTLES, self.settled()).await;
            let next = next.with_context(|| format!("something does not end at {}", clock.now()))??;
            happened()?;
            let next = next.and_then(DateTime::from_timestamp_millis).filter(|next| *next <= end);
            clock.advance(next.unwrap_or(end).max(clock.now()) - clock.now());
            if next.is_none() {
                return Ok(());
            }
        }
    }

    /// Waits until nothing is under way or due, and returns when the next thing is, ms since 1970 UTC.
    async fn settled(&self) -> anyhow::Result<Option<i64>> {
        loop {
            match self.store.rest().await? {
                Rest::Busy => sleep(SETTLING).await,
                Rest::Until(next) => return Ok(next),
            }
        }
    }

    /// The newest file in the chat that the bot sent.
    fn newest_file(&self) -> Option<File> {
        let messages = self.telegram.messages(self.person.chat());
        messages.into_iter().rev().filter(Message::from_bot).find_map(|message| message.file)
    }

    /// The chat, the message and the index of the button with a typed number: counted over the bot's newest message that
    /// has buttons, in the chat where it sent or edited such a one last. Where the bot asks for something, a bare number is
    /// the answer.
    fn button(&self, line: &str) -> Option<(Chat, i32, usize)> {
        let line = line.trim();
        let number = match line.strip_prefix('#') {
            Some(number) => number,
            None if self.asks() => return None,
            None => line,
        };
        let number: usize = number.parse().ok()?;
        let has_buttons = |message: &Message| message.from_bot() && !message.buttons.is_empty();
        let chat = self.telegram.events().iter().rev().find_map(|event| match event {
            Event::Sent(message) | Event::Edited(message) => has_buttons(message).then_some(message.chat),
            _ => None,
        })?;
        let message = self.telegram.messages(chat).into_iter().rev().find(has_buttons)?;
        let place = number.checked_sub(1).filter(|place| *place < message.labels().len())?;
        Some((chat, message.id, place))
    }

    /// What a link to the bot's own private chat starts it with (Bot API, "Deep linking").
    fn payload<'a>(&self, link: &'a str) -> Option<&'a str> {
        link.strip_prefix("https://t.me/")?.strip_prefix(self.telegram.bot_username())?.strip_prefix("?start=")
    }

    /// Whether the bot waits for an answer.
    fn asks(&self) -> bool {
        self.store.question(UserId::new(self.person.id)).is_some()
    }

    /// Stops the bot, then the simulators.
    pub async fn stop(self) {
        self.app.stop().await;
        self.telegram.stop().await;
        self.api.stop().await;
        self.sheets.stop().await;
    }
}

/// What is typed after a word of the terminal's own.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.trim_start().strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::bots_business::DEMO_KEY;

    async fn start() -> World {
        World::start(Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap())).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_of_this_machine_is_sent_as_a_document() {
        let world = start().await;
        let path = world.folder.path().join("prices.csv");
        std::fs::write(&path, "tea,3").unwrap();
        assert_eq!(world.line(&format!("/file {}", path.display())).await.unwrap(), None);
        let sent = world.telegram.messages(world.person.chat()).remove(0);
        assert_eq!(sent.file.unwrap().to_string(), "[file prices.csv, 5 B]");
        let word = world.line("/file /nowhere").await.unwrap();
        assert_eq!(word.as_deref(), Some("There is no file /nowhere."));
        assert!(world.line("/file").await.unwrap().is_some());
        assert_eq!(world.line("/files").await.unwrap(), None, "another command is the bot's");
        assert_eq!(world.line("/save copy.csv").await.unwrap().as_deref(), Some("The bot has sent no file."));
        world.stop().await;
    }

    #[tokio::test]
    async fn a_number_presses_the_button_with_or_without_a_sign() {
        let world = start().await;
        for line in [DEMO_KEY, "/csvstatus 2792787 123", "#3", "3"] {
            world.line(line).await.unwrap();
        }
        let pressed = world.telegram.events().into_iter().filter(|event| matches!(event, Event::Pressed { .. }));
        assert_eq!(pressed.count(), 2);
        world.line("#99").await.unwrap();
        let said =
            world.telegram.events().into_iter().any(|event| matches!(event, Event::Said(it) if it.text == "#99"));
        assert!(said, "a number without a button is a message");
        world.stop().await;
    }

    #[tokio::test]
    async fn in_the_group_the_bot_is_added_once_and_its_buttons_are_pressed_there() {
        let world = start().await;
        for line in [DEMO_KEY, "/group", "/group /bots", "#1", "/group /help"] {
            world.line(line).await.unwrap();
        }
        let events = world.telegram.events();
        let added = events.iter().filter(|event| **event == Event::Unblocked(GROUP));
        assert_eq!(added.count(), 1);
        let sent = |chat| events.iter().filter(move |event| matches!(event, Event::Sent(it) if it.chat == chat));
        assert_eq!(sent(GROUP).count(), 2, "{events:?}");
        let opened = sent(world.person.chat()).next_back();
        assert!(matches!(opened, Some(Event::Sent(it)) if it.text.starts_with("Your bots")), "{opened:?}");
        world.stop().await;
    }
}
