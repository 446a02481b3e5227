//! All that a person can see: one file per feature, each turning a question into a [`View`].
//!
//! Owns what is shown and when. It asks the API and the store, and must not know Telegram: a view says nothing of
//! how it is sent.
//!
//! - [`help`]: the first words, the commands, privacy
//! - [`link`]: connecting an account
//! - [`accounts`]: the list of accounts
//! - [`csv_import`]: how an import went, and the questions that lead there
//! - [`erase`]: what cannot be undone
//! - [`trouble`]: what an [`ApiError`](crate::api::ApiError) means to a person
//! - [`manners`]: everything said when there is nothing else to say

use crate::api::Api;
use crate::clock::Clock;
use crate::ids::{MessageId, UserId};
use crate::store::{Question, Store, StoreError};
use crate::text::{Html, Text};
use crate::{html, plain};

pub mod route;
pub use route::{Route, Tap};
pub mod view;
pub use view::{Button, Press, View};

pub mod accounts;
pub mod csv_import;
pub mod erase;
pub mod help;
pub mod link;
pub mod manners;
pub mod trouble;

/// What the screens draw from.
pub struct Screens {
    /// The API.
    pub api: Api,
    /// The store.
    pub store: Store,
    /// The time shown.
    pub clock: Clock,
    /// Who runs this copy, as the settings say.
    pub operator: Option<String>,
}

/// Who asks, and where.
#[derive(Clone)]
pub struct Asker {
    /// The person.
    pub user: UserId,
    /// Whether nobody else reads the answer.
    pub private: bool,
    /// The language they read.
    pub text: Text,
}

impl Screens {
    /// Shows a place.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(&self, asker: &Asker, route: Route) -> Result<View, StoreError> {
        match route {
            Route::Start => self.start(asker).await,
            Route::Help => Ok(help::commands(asker)),
            Route::Privacy => Ok(self.privacy(asker)),
            Route::Accounts => self.show_accounts(asker).await,
            Route::CsvImport { account, bot, task } => self.csv_import(asker, account, bot, task).await,
        }
    }

    /// Does what a button of this message asks for.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn tap(&self, asker: &Asker, tap: Tap, message: Option<MessageId>) -> Result<View, StoreError> {
        match tap {
            Tap::Open(route) => self.open(asker, route).await,
            Tap::Replace(route) => {
                // A choice among the offered imports answers the question that offered them.
                if asker.private && matches!(self.store.prompt(asker.user), Some(Question::Bot | Question::Task(_))) {
                    self.store.end_prompt(asker.user).await?;
                }
                self.open(asker, route).await
            }
            Tap::AskImport(bot) => self.ask_import(asker, bot).await,
            Tap::AskKey => self.ask_key(asker).await,
            Tap::UseAccount(account) => self.use_account(asker, account).await,
            Tap::Cancel => self.cancel(asker).await,
            Tap::Rename(account) => self.ask_rename(asker, account).await,
            Tap::RemoveAccount(account) => self.ask_remove(asker, account).await,
            Tap::Confirm(action) => self.confirm(asker, message, action).await,
            Tap::Dismiss(action) => self.dismiss(asker, action).await,
        }
    }

    /// Ends what was asked.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn cancel(&self, asker: &Asker) -> Result<View, StoreError> {
        let ended = if asker.private { self.store.end_prompt(asker.user).await? } else { None };
        Ok(View::new(match ended {
            Some(_) => html!(asker.text, "cancelled"),
            None => html!(asker.text, "nothing-to-cancel"),
        }))
    }

    /// Takes the answer to a question other than the one for a key.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answer(&self, asker: &Asker, question: Question, answer: &str) -> Result<View, StoreError> {
        match question {
            Question::Bot => self.csv_status_of_bot(asker, answer).await,
            Question::Task(bot) => self.csv_status(asker, Some(bot), answer).await,
            Question::Name(account) => self.rename(asker, account, answer).await,
            Question::Key { .. } => self.ask_key(asker).await,
        }
    }
}

impl Asker {
    fn button_cancel(&self) -> Button {
        Button::tap(plain!(self.text, "button-cancel"), Tap::Cancel)
    }

    fn button_accounts(&self) -> Button {
        Button::open(plain!(self.text, "button-accounts"), Route::Accounts)
    }

    fn button_check(&self) -> Button {
        Button::tap(plain!(self.text, "button-check"), Tap::AskImport(None))
    }

    fn button_private(&self, route: Route) -> Button {
        Button { label: plain!(self.text, "button-private"), press: Press::Private(route) }
    }

    /// A view that names what is private, with the way to the private chat.
    fn in_private(&self, text: Html, route: Route) -> View {
        View::new(text).row([self.button_private(route)])
    }
}
