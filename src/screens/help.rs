//! The first words, the commands, and what is stored.

use super::{Asker, Button, Route, Screens, View};
use crate::store::StoreError;
use crate::text::Html;
use crate::{html, plain};

/// The commands, in the order of the menu. Their names are what a person types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// `/csvstatus`
    CsvStatus,
    /// `/setkey`
    SetKey,
    /// `/accounts`
    Accounts,
    /// `/privacy`
    Privacy,
    /// `/forget`
    Forget,
    /// `/cancel`
    Cancel,
    /// `/help`
    Help,
    /// `/start`
    Start,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::CsvStatus,
        Self::SetKey,
        Self::Accounts,
        Self::Privacy,
        Self::Forget,
        Self::Cancel,
        Self::Help,
        Self::Start,
    ];

    /// The command without its slash.
    pub fn name(self) -> &'static str {
        match self {
            Self::CsvStatus => "csvstatus",
            Self::SetKey => "setkey",
            Self::Accounts => "accounts",
            Self::Privacy => "privacy",
            Self::Forget => "forget",
            Self::Cancel => "cancel",
            Self::Help => "help",
            Self::Start => "start",
        }
    }

    /// Finds a command by what a person typed: with or without the slash, in any case.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim().trim_start_matches('/').to_lowercase();
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// The command's line in Telegram's menu.
    pub fn menu_line(self, text: &crate::text::Text) -> String {
        match self {
            Self::CsvStatus => plain!(text, "menu-csvstatus"),
            Self::SetKey => plain!(text, "menu-setkey"),
            Self::Accounts => plain!(text, "menu-accounts"),
            Self::Privacy => plain!(text, "menu-privacy"),
            Self::Forget => plain!(text, "menu-forget"),
            Self::Cancel => plain!(text, "menu-cancel"),
            Self::Help => plain!(text, "menu-help"),
            Self::Start => plain!(text, "menu-start"),
        }
    }
}

/// All commands, a line each.
pub fn commands(asker: &Asker) -> View {
    let view = View::new(html!(asker.text, "help"));
    if asker.private { view.row([asker.button_check()]) } else { view }
}

/// One command, explained.
pub fn command(asker: &Asker, topic: Topic) -> View {
    View::new(match topic {
        Topic::CsvStatus => html!(asker.text, "help-csvstatus"),
        Topic::SetKey => html!(asker.text, "help-setkey"),
        Topic::Accounts => html!(asker.text, "help-accounts"),
        Topic::Privacy => html!(asker.text, "help-privacy"),
        Topic::Forget => html!(asker.text, "help-forget"),
        Topic::Cancel => html!(asker.text, "help-cancel"),
        Topic::Help => html!(asker.text, "help-help"),
        Topic::Start => html!(asker.text, "help-start"),
    })
}

impl Screens {
    /// The first words: how to begin, or what to do next.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn start(&self, asker: &Asker) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(asker.in_private(html!(asker.text, "start-group"), Route::Start));
        }
        let help = Button::open(plain!(asker.text, "button-help"), Route::Help);
        let accounts = self.store.accounts(asker.user).await?;
        Ok(match accounts.current() {
            None => View::new(html!(asker.text, "start-new"))
                .row([Button::open(plain!(asker.text, "button-privacy"), Route::Privacy), help]),
            Some(account) => View::new(html!(asker.text, "start-linked", account = asker.name(account)))
                .row([asker.button_check(), asker.button_accounts()])
                .row([help]),
        })
    }

    /// What is stored and how, who runs this copy, how to revoke a key.
    pub fn privacy(&self, asker: &Asker) -> View {
        let operator = match &self.operator {
            Some(operator) => Html::escaped(operator),
            None => html!(asker.text, "operator-unknown"),
        };
        View::new(html!(asker.text, "privacy", operator = operator))
    }
}
