//! From what a person typed to an import: what is missing is asked for, what is wrong is said.

use std::time::Duration;

use super::super::{Asker, Button, Route, Screens, Tap, View};
use super::arguments::{Arguments, parse};
use crate::api::Bot;
use crate::credentials::ApiKey;
use crate::ids::{BotId, TaskId};
use crate::store::{Account, Question, StoreError};
use crate::text::{Html, one_line};
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
        let text = &asker.text;
        match (parse(typed), bot) {
            (Arguments::Both(bot, task), _) => self.found_out(asker, bot, task).await,
            (Arguments::One(task), Some(bot)) => self.found_out(asker, bot, TaskId::new(task)).await,
            (Arguments::One(bot), None) => self.ask_import(asker, Some(BotId::new(bot))).await,
            (Arguments::None, bot) => self.ask_import(asker, bot).await,
            (Arguments::TooMany, bot) => self.wrong(asker, bot, html!(text, "csv-too-many")).await,
            (Arguments::TooLong, bot) => self.wrong(asker, bot, html!(text, "csv-too-long")).await,
            (Arguments::Link, bot) => self.wrong(asker, bot, html!(text, "csv-link")).await,
            (Arguments::NotANumber(word, before), bot) => {
                let bot = bot.or(before.map(BotId::new));
                let sentence = match bot {
                    Some(_) => html!(text, "csv-not-a-task", word = word),
                    None => html!(text, "csv-not-a-bot", word = word),
                };
                self.wrong(asker, bot, sentence).await
            }
        }
    }

    /// The answer to "Which bot?": its number, or its name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn csv_status_of_bot(&self, asker: &Asker, typed: &str) -> Result<View, StoreError> {
        if let Arguments::NotANumber(..) = parse(typed)
            && let Some(account) = self.store.accounts(asker.user).await?.current()
            && let Some(bot) = only_match(&self.bots(account).await, typed, &account.key)
        {
            return self.ask_import(asker, Some(bot)).await;
        }
        self.csv_status(asker, None, typed).await
    }

    /// Plain text that is one or two numbers, or an import's address, is taken for the question it looks like.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn csv_status_unasked(&self, asker: &Asker, typed: &str) -> Result<Option<View>, StoreError> {
        match parse(typed) {
            Arguments::Both(..) | Arguments::One(_) => self.csv_status(asker, None, typed).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn found_out(&self, asker: &Asker, bot: BotId, task: TaskId) -> Result<View, StoreError> {
        if asker.private {
            self.store.end_prompt(asker.user).await?;
        }
        self.open(asker, Route::CsvImport { account: None, bot, task }).await
    }

    /// Says what is wrong, and asks on: for the task when the bot is known, else for the bot.
    async fn wrong(&self, asker: &Asker, bot: Option<BotId>, sentence: Html) -> Result<View, StoreError> {
        let view = View::new(sentence);
        if !asker.private {
            return Ok(view);
        }
        self.store.ask(asker.user, bot.map_or(Question::Bot, Question::Task)).await?;
        Ok(view.row([asker.button_cancel()]))
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

    async fn bot_choices(&self, account: &Account) -> Vec<Button> {
        let button = |bot: &Bot| {
            let name = bot.name.as_ref().and_then(|name| name.line(&account.key, MAX_BOT_NAME));
            Button::tap(name.unwrap_or_else(|| bot.id.to_string()), Tap::AskImport(Some(bot.id)))
        };
        self.bots(account).await.iter().map(button).take(MAX_BOTS).collect()
    }

    /// The account's bots, when the API tells them in time.
    async fn bots(&self, account: &Account) -> Vec<Bot> {
        let listed = tokio::time::timeout(LIST_PATIENCE, self.api.bots(&account.key)).await;
        listed.ok().and_then(Result::ok).unwrap_or_default()
    }
}

/// The one bot whose name holds what was typed, in any case. Two of them are none.
fn only_match(bots: &[Bot], typed: &str, key: &ApiKey) -> Option<BotId> {
    let typed = one_line(typed, usize::MAX).to_lowercase();
    let name = |bot: &Bot| bot.name.as_ref()?.line(key, usize::MAX);
    let named = |bot: &&Bot| name(bot).is_some_and(|name| name.to_lowercase().contains(&typed));
    let mut matching = bots.iter().filter(named);
    matching.next().filter(|_| matching.next().is_none()).map(|bot| bot.id)
}
