//! The world of the sandbox: the real bot between a simulated Telegram and a simulated Bots.Business.
//!
//! Owns starting and stopping them together, and the gestures of the one who chats. Tests use it too.

use std::time::Duration;

use anyhow::Context as _;
use tempfile::TempDir;

use crate::api::Api;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::sandbox::bots_business::BotsBusiness;
use crate::sandbox::telegram::{Message, Person, Pressed, Telegram, UpdateNumber};
use crate::store::Store;
use crate::telegram::patience::Patience;
use crate::telegram::wire::Wire;
use crate::text::Text;
use crate::vault::Vault;

/// Pauses between tries while the simulated Telegram does not answer.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(200));
/// Longest time that a call of the API may take, as in the real bot.
const PATIENCE: Duration = Duration::from_secs(15);
/// First pause before a read of the API is tried again.
const FIRST_TRY_AGAIN: Duration = Duration::from_millis(5);

/// The real bot in a simulated world with a database that goes with it.
pub struct World {
    /// The other side of the chat.
    pub telegram: Telegram,
    /// The API.
    pub api: BotsBusiness,
    /// The running bot.
    pub app: App,
    /// The person who chats.
    pub person: Person,
    /// The folder of the database `sandbox.db`; goes with the world.
    pub folder: TempDir,
}

impl World {
    /// Starts both simulators and the bot.
    ///
    /// # Errors
    /// When no port or no temporary folder can be had.
    pub async fn start(clock: Clock) -> anyhow::Result<Self> {
        Self::start_with(clock, |_| ()).await
    }

    /// The same with other parts than usual.
    ///
    /// # Errors
    /// When no port or no temporary folder can be had.
    pub async fn start_with(clock: Clock, adjust: impl FnOnce(&mut Parts)) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("bb-pocket-sandbox-").tempdir()?;
        let telegram = Telegram::start(clock.clone()).await?;
        let api = BotsBusiness::start(clock.clone()).await?;
        let vault = Vault::parse(&Vault::new_ring())?;
        let mut parts = Parts {
            wire: Wire::new(&telegram.token().into(), telegram.url().parse()?)?,
            api: Api::new(api.url().parse()?)?.with_patience(PATIENCE, FIRST_TRY_AGAIN),
            store: Store::open(&folder.path().join("sandbox.db"), vault, clock.clone()).await?,
            clock,
            text: Text::english()?,
            operator: Some("You: this is a sandbox on your own machine.".to_owned()),
            allowed: None,
            patience: Patience::default(),
            pauses: PAUSES,
            metrics: Metrics::default(),
            listen: None,
        };
        adjust(&mut parts);
        let app = App::start(parts).await?;
        Ok(Self { telegram, api, app, person: Person::new(1001, "You"), folder })
    }

    /// Does what a line says: the number of a button presses it, anything else is written into the chat. Returns
    /// when the bot has answered; with a word on what the phone did itself.
    ///
    /// # Errors
    /// When the bot does not take the update.
    pub async fn line(&self, line: &str) -> anyhow::Result<Option<String>> {
        let chat = self.person.chat();
        let update = match self.button(line) {
            Some((message, label)) => match self.telegram.press(&self.person, chat, message.id, &label)? {
                Pressed::Told(update) => update,
                Pressed::Copied(text) => return Ok(Some(format!("· copied: {text} ·"))),
                Pressed::Opened(link) => return Ok(Some(format!("· opened: {link} ·"))),
            },
            None => self.telegram.say(&self.person, chat, line),
        };
        self.answered(update).await?;
        Ok(None)
    }

    /// Waits until an update is taken and answered.
    ///
    /// # Errors
    /// When the bot does not take it within 10 s.
    pub async fn answered(&self, update: UpdateNumber) -> anyhow::Result<()> {
        self.telegram.acknowledged(update).await.ok().context("the bot did not take the message")?;
        self.app.idle().await;
        Ok(())
    }

    /// The button that a typed number means: counted over the newest message of the bot that has any.
    fn button(&self, line: &str) -> Option<(Message, String)> {
        let number: usize = line.trim().parse().ok()?;
        let messages = self.telegram.messages(self.person.chat());
        let message = messages.into_iter().rev().find(|message| message.from_bot() && !message.buttons.is_empty())?;
        let label = message.labels().into_iter().nth(number.checked_sub(1)?)?.to_owned();
        Some((message, label))
    }

    /// Stops the bot, then the simulators.
    pub async fn stop(self) {
        self.app.stop().await;
        self.telegram.stop().await;
        self.api.stop().await;
    }
}
