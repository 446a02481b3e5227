//! From what a person typed to an import: what is missing is asked for, what is wrong is said.

use std::time::Duration;

use super::super::{Asker, Button, Route, Screens, Tap, View};
use super::arguments::{Arguments, parse};
use crate::ids::{BotId, TaskId};
use crate::store::{Account, Question, StoreError};
use crate::text::one_line;
use crate::{html, plain};

/// How long the list of bots may take; the question is asked without it then.
const LIST_PATIENCE: Duration = Duration::from_secs(3);
const MAX_BOTS: usize = 6;
const MAX_BOT_NAME: usize = 28;

impl Screens {
    /// `/csvstatus` with what stands after it, or the answer to one of its questions; `bot` is the one known from there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn csv_status(&self, asker: &Asker, bot: Option<BotId>, typed: &str) -> Result<View, StoreError> {
        match (parse(typed), bot) {
            (Arguments::Both(bot, task), _) => self.found_out(asker, bot, task).await,
            (Arguments::One(task), Some(bot)) => self.found_out(asker, bot, TaskId::new(task)).await,
            (Arguments::One(bot), None) => self.ask_import(asker, Some(BotId::new(bot))).await,
            (Arguments::None, bot) => self.ask_import(asker, bot).await,
            (Arguments::TooMany, _) => Ok(self.wrong(asker, View::new(html!(asker.text, "csv-too-many")))),
            (Arguments::TooLong, _) => Ok(self.wrong(asker, View::new(html!(asker.text, "csv-too-long")))),
            (Arguments::NotANumber(word), bot) => {
                let example = if bot.is_some() { "123" } else { "2792787" };
                let text = html!(asker.text, "csv-not-a-number", word = word, example = example);
                Ok(self.wrong(asker, View::new(text)))
            }
        }
    }

    /// Plain text that is exactly two numbers, or an import's address, is taken for the question it looks like.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn csv_status_unasked(&self, asker: &Asker, typed: &str) -> Result<Option<View>, StoreError> {
        match parse(typed) {
            Arguments::Both(bot, task) => self.found_out(asker, bot, task).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn found_out(&self, asker: &Asker, bot: BotId, task: TaskId) -> Result<View, StoreError> {
        self.store.end_prompt(asker.user).await?;
        self.open(asker, Route::CsvImport { account: None, bot, task }).await
    }

    /// What was asked before stands on; a button ends it.
    fn wrong(&self, asker: &Asker, view: View) -> View {
        let asked = asker.private && self.store.prompt(asker.user).is_some();
        if asked { view.row([asker.button_cancel()]) } else { view }
    }

    /// Asks for the bot, or for the import of a bot that is known.
    pub(in crate::screens) async fn ask_import(&self, asker: &Asker, bot: Option<BotId>) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(View::new(html!(asker.text, "csv-usage-group")));
        }
        let accounts = self.store.accounts(asker.user).await?;
        let Some(account) = accounts.current() else { return self.need_key(asker, None).await };
        if let Some(bot) = bot {
            self.store.ask(asker.user, Question::Task(bot)).await?;
            let text = html!(asker.text, "csv-which-task", bot = bot.to_string());
            return Ok(View::new(text).row([asker.button_cancel()]));
        }
        self.store.ask(asker.user, Question::Bot).await?;
        let mut choices = self.recent_choices(asker).await?;
        choices.extend(self.bot_choices(account).await);
        let text = if choices.is_empty() {
            html!(asker.text, "csv-which-bot-plain")
        } else {
            html!(asker.text, "csv-which-bot")
        };
        let view = choices.into_iter().fold(View::new(text), |view, choice| view.row([choice]));
        Ok(view.row([asker.button_cancel()]))
    }

    async fn recent_choices(&self, asker: &Asker) -> Result<Vec<Button>, StoreError> {
        let recent = self.store.recent(asker.user).await?;
        let button = |pair: crate::store::Recent| {
            let (bot, task) = (pair.bot.to_string(), pair.task.to_string());
            let route = Route::CsvImport { account: Some(pair.account), bot: pair.bot, task: pair.task };
            Button::replace(plain!(asker.text, "button-check-pair", bot = bot, task = task), route)
        };
        Ok(recent.into_iter().map(button).collect())
    }

    /// The account's bots by name, when the API tells them in time.
    async fn bot_choices(&self, account: &Account) -> Vec<Button> {
        let listed = tokio::time::timeout(LIST_PATIENCE, self.api.bots(&account.key)).await;
        let bots = listed.ok().and_then(Result::ok).unwrap_or_default();
        let button = |bot: crate::api::Bot| {
            let id = bot.id()?;
            let name = bot.name.map(|name| one_line(&name, MAX_BOT_NAME)).filter(|name| !name.is_empty());
            Some(Button::tap(name.unwrap_or_else(|| id.to_string()), Tap::AskImport(Some(id))))
        };
        bots.into_iter().filter_map(button).take(MAX_BOTS).collect()
    }
}
