//! How a CSV import went: the reason this bot exists.
//!
//! Owns the card with the counts and what is said when there is none. It claims what the API said and no more.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, Utc};

use super::{Asker, Button, Press, Route, Screens, Tap, View, accounts, trouble};
use crate::api::{ApiError, CsvImportTask, Timestamp};
use crate::credentials::ApiKey;
use crate::ids::{AccountId, BotId, TaskId};
use crate::store::{Account, Accounts, Later, Question, State, StoreError};
use crate::text::{Html, columns};
use crate::{html, plain};

mod arguments;
pub use arguments::{Arguments, Asked as Typed, Meaning, Trouble, glued, in_address, parse, read, resolve};
mod ask;
mod names;
pub use names::matching;

/// Longest status word shown.
const MAX_STATUS: usize = 40;
/// How long the first use of an unchecked key waits for the account's address, beside the answer itself.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(2);
/// Most other accounts offered when something is not found.
const MAX_OFFERS: usize = 4;

/// One question, with the account it is asked with.
struct Asked<'a> {
    account: &'a Account,
    accounts: &'a Accounts,
    bot: BotId,
    task: TaskId,
}

impl Asked<'_> {
    /// The same question again, with the same account.
    fn again(&self) -> Route {
        Route::CsvImport { account: Some(self.account.id), bot: self.bot, task: self.task }
    }
}

impl Screens {
    /// Asks the API and shows what it says.
    pub(super) async fn csv_import(
        &self,
        asker: &Asker,
        account: Option<AccountId>,
        bot: BotId,
        task: TaskId,
    ) -> Result<View, StoreError> {
        let accounts = self.store.accounts(asker.user).await?;
        let account = match account {
            Some(id) if accounts.find(id).is_none() => return Ok(accounts::gone(asker)),
            Some(id) => accounts.find(id),
            None => accounts.current(),
        };
        let Some(account) = account else { return self.need_key(asker, Some((bot, task))).await };
        let asked = Asked { account, accounts: &accounts, bot, task };
        let answer = self.ask_api(asker, &asked).await?;
        match answer {
            Ok(found) => {
                self.store.later(Later::Asked { user: asker.user, account: account.id, bot, task });
                Ok(self.card(asker, &asked, &found))
            }
            Err(ApiError::KeyRejected) => self.key_rejected(asker, &asked).await,
            Err(ApiError::NotFound(words)) => {
                let words = words.map(|words| words.shown(&account.key));
                self.not_found(asker, &asked, words.as_deref()).await
            }
            Err(error) => Ok(trouble::view(asker, &account.key, &error, asked.again())),
        }
    }

    /// The first use of a key that could not be checked is its check, and a chance to learn the account's address.
    async fn ask_api(&self, asker: &Asker, asked: &Asked<'_>) -> Result<Result<CsvImportTask, ApiError>, StoreError> {
        let key = &asked.account.key;
        let question = self.api.csv_import_task(key, asked.bot, asked.task);
        if asked.account.state == State::Checked {
            return Ok(question.await);
        }
        let address = tokio::time::timeout(ADDRESS_PATIENCE, self.api.user(key));
        let (answer, user) = tokio::join!(question, address);
        if answer.is_ok() {
            let email = user.ok().and_then(Result::ok).and_then(|user| user.email).map(|email| email.shown(key));
            self.store.confirm(asker.user, asked.account, email.as_deref()).await?;
        }
        Ok(answer)
    }

    async fn key_rejected(&self, asker: &Asker, asked: &Asked<'_>) -> Result<View, StoreError> {
        self.store.reject(asker.user, asked.account).await?;
        if !asker.private {
            return Ok(asker.in_private(html!(asker.text, "key-rejected-group"), asked.again()));
        }
        self.store.ask(asker.user, Question::Key { then: Some((asked.bot, asked.task)) }).await?;
        let text = html!(asker.text, "key-rejected", account = asker.name(asked.account));
        Ok(View::new(text).row([asker.button_accounts()]))
    }

    /// Tells an unknown bot from an unknown task, where the API lets that be known, and waits for a better number.
    async fn not_found(&self, asker: &Asker, asked: &Asked<'_>, words: Option<&str>) -> Result<View, StoreError> {
        let (bot, task) = (asked.bot.to_string(), asked.task.to_string());
        let other_task = Button::tap(plain!(asker.text, "button-other-task"), Tap::AskImport(Some(asked.bot)));
        let other_bot = Button::tap(plain!(asker.text, "button-other-bot"), Tap::AskImport(None));
        let (text, question, other) = if names_the_bot(words) {
            let text = if asker.private {
                html!(asker.text, "bot-unknown", bot = bot, account = asker.name(asked.account))
            } else {
                html!(asker.text, "bot-unknown-group", bot = bot)
            };
            (text, Question::Bot, vec![other_bot])
        } else if self.api.bot(&asked.account.key, asked.bot).await.is_ok() {
            (html!(asker.text, "task-unknown", bot = bot, task = task), Question::Task(asked.bot), vec![other_task])
        } else {
            let text = html!(asker.text, "either-unknown", bot = bot, task = task);
            (text, Question::Bot, vec![other_task, other_bot])
        };
        if !asker.private {
            return Ok(View::new(text));
        }
        self.store.ask(asker.user, question).await?;
        let others = asked.accounts.all.iter().filter(|other| other.id != asked.account.id).take(MAX_OFFERS);
        let offers = others.map(|account| {
            let route = Route::CsvImport { account: Some(account.id), bot: asked.bot, task: asked.task };
            Button::replace(plain!(asker.text, "button-ask-account", account = asker.name(account)), route)
        });
        let other = other.into_iter().chain([asker.button_accounts()]);
        Ok(offers.fold(View::new(text), |view, offer| view.row([offer])).row(other))
    }

    fn card(&self, asker: &Asker, asked: &Asked<'_>, found: &CsvImportTask) -> View {
        let text = &asker.text;
        let now = self.clock.now();
        let status = found.status.as_ref().and_then(|status| status.line(&asked.account.key, MAX_STATUS));
        let sign = sign(status.as_deref());
        let shown = status.clone().unwrap_or_else(|| plain!(text, "csv-no-status"));
        let mut lines = vec![html!(text, "csv-title", sign = sign, status = shown)];
        if sign == UNKNOWN {
            lines.push(if status.is_some() {
                html!(text, "csv-unknown-word")
            } else {
                html!(text, "csv-unknown-none")
            });
        }
        lines.push(html!(text, "csv-asked", bot = asked.bot.to_string(), task = asked.task.to_string()));
        lines.extend(differs(asker, asked, found));
        if asker.private && asked.accounts.all.len() > 1 {
            lines.push(html!(text, "account-used", account = asker.name(asked.account)));
        }
        lines.push(html!(text, "csv-counts", table = counts(asker, found)));
        lines.extend(created(asker, &asked.account.key, found.created_at.as_ref(), now));
        lines.push(html!(text, "csv-checked", when = now.format("%-d %b %Y, %H:%M:%S UTC").to_string()));
        View::new(Html::lines(lines)).row([
            Button::replace(plain!(text, "button-refresh"), asked.again()),
            Button { label: plain!(text, "button-copy-task"), press: Press::Copy(asked.task.to_string()) },
        ])
    }
}

const UNKNOWN: &str = "❔";

/// Only `ok` is documented; words that speak of a failure are taken at their word (contract, CSV import semantics).
fn sign(status: Option<&str>) -> &'static str {
    let Some(status) = status else { return UNKNOWN };
    let lower = status.to_lowercase();
    if status == "ok" {
        "✅"
    } else if lower.contains("error") || lower.contains("fail") {
        "⚠️"
    } else {
        UNKNOWN
    }
}

/// The API's "not found" is about the bot, and not about a task of it.
fn names_the_bot(words: Option<&str>) -> bool {
    words.is_some_and(|words| {
        let lower = words.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == "bot")
            && !lower.contains("task")
            && !lower.contains("import")
    })
}

/// The documentation's own sample names other ids than were asked for: that is said, not hidden.
fn differs(asker: &Asker, asked: &Asked<'_>, found: &CsvImportTask) -> Option<Html> {
    let (bot, task) = (asked.bot, asked.task);
    let (other_bot, other_task) = (found.bot_id.unwrap_or(bot), found.task_id.unwrap_or(task));
    ((other_bot, other_task) != (bot, task)).then(|| {
        html!(
            asker.text,
            "csv-differs",
            bot = bot.to_string(),
            task = task.to_string(),
            other_bot = other_bot.to_string(),
            other_task = other_task.to_string()
        )
    })
}

/// A count that the API did not give is a dash, never a zero.
fn counts(asker: &Asker, found: &CsvImportTask) -> String {
    let text = &asker.text;
    let figure = |count: Option<i64>| count.map_or_else(|| "–".to_owned(), |count| text.number(count));
    columns(&[
        (plain!(text, "csv-new"), figure(found.new_count)),
        (plain!(text, "csv-updated"), figure(found.updated_count)),
        (plain!(text, "csv-removed"), figure(found.destroyed_count)),
    ])
}

fn created(asker: &Asker, key: &ApiKey, created_at: Option<&Timestamp>, now: DateTime<Utc>) -> Vec<Html> {
    let text = &asker.text;
    let Some(created_at) = created_at else { return vec![html!(text, "csv-created-unknown")] };
    match created_at.utc() {
        Some(at) => {
            let when = html!(text, "csv-created", when = at.format("%-d %b %Y, %H:%M UTC").to_string());
            [Some(when), ago(asker, at, now)].into_iter().flatten().collect()
        }
        None => {
            let when = created_at.text().line(key, MAX_STATUS).unwrap_or_default();
            vec![html!(text, "csv-created-unreadable", when = when)]
        }
    }
}

/// How long ago, in the largest whole unit. Nothing when the API's clock is ahead of ours.
fn ago(asker: &Asker, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Html> {
    let text = &asker.text;
    let passed = now.signed_duration_since(at);
    let months = whole_months(at, now);
    Some(match (months, passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        _ if passed.num_seconds() < 0 => return None,
        (12.., ..) => html!(text, "ago-years", count = months / 12, shown = text.number(months / 12)),
        (1.., ..) => html!(text, "ago-months", count = months, shown = text.number(months)),
        (_, days @ 1.., ..) => html!(text, "ago-days", count = days, shown = text.number(days)),
        (_, _, hours @ 1.., _) => html!(text, "ago-hours", count = hours, shown = text.number(hours)),
        (_, _, _, minutes @ 1..) => html!(text, "ago-minutes", count = minutes, shown = text.number(minutes)),
        _ => html!(text, "ago-now"),
    })
}

fn whole_months(at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let calendar = |time: DateTime<Utc>| i64::from(time.year()) * 12 + i64::from(time.month0());
    let begun = (now.day(), now.time()) < (at.day(), at.time());
    calendar(now) - calendar(at) - i64::from(begun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use crate::text::Text;

    #[test]
    fn only_ok_is_a_success() {
        for (status, expected) in [
            ("ok", "✅"),
            ("OK", UNKNOWN),
            ("oks", UNKNOWN),
            ("in progress", UNKNOWN),
            ("Error", "⚠️"),
            ("failed", "⚠️"),
        ] {
            assert_eq!(sign(Some(status)), expected, "{status}");
        }
        assert_eq!(sign(None), UNKNOWN);
    }

    #[test]
    fn a_not_found_is_about_the_bot_only_when_it_says_so() {
        assert!(names_the_bot(Some("Bot not found")));
        for words in ["Task of this bot not found", "Not found", "robot not found", "Import not found for bot"] {
            assert!(!names_the_bot(Some(words)), "{words}");
        }
        assert!(!names_the_bot(None));
    }

    #[test]
    fn time_passed_is_told_in_whole_units() {
        let asker = Asker { user: UserId::new(1), private: true, text: Text::english().unwrap() };
        let now: DateTime<Utc> = "2026-11-23T12:03:07Z".parse().unwrap();
        for (at, expected) in [
            ("2025-10-25T11:18:49.958Z", Some("(1 year ago)")),
            ("2024-11-23T12:03:07Z", Some("(2 years ago)")),
            ("2024-11-23T12:03:08Z", Some("(1 year ago)")),
            ("2026-10-24T12:03:07Z", Some("(30 days ago)")),
            ("2026-10-23T12:03:07Z", Some("(1 month ago)")),
            ("2026-11-22T12:03:07Z", Some("(1 day ago)")),
            ("2026-11-23T09:03:07Z", Some("(3 hours ago)")),
            ("2026-11-23T12:02:00Z", Some("(1 minute ago)")),
            ("2026-11-23T12:03:00Z", Some("(just now)")),
            ("2026-11-23T12:03:09Z", None),
        ] {
            let told = ago(&asker, at.parse().unwrap(), now).map(|html| html.visible());
            assert_eq!(told.as_deref(), expected, "{at}");
        }
    }
}
