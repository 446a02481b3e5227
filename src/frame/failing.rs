//! What is shown instead of a place that could not be drawn: a sentence, and the way on.
//!
//! Owns the way back after a rejected key: to the very link that could not be drawn.

use std::sync::Arc;
use std::time::Duration;

use super::trouble::{self, Trouble};
use super::{Arrival, Button, Drawn, House, View, asks, in_private};
use crate::api::ApiError;
use crate::link::Link;
use crate::store::{Account, State, StoreError, Ties};
use crate::text::Html;
use crate::{html, plain};

/// How long the second reading of a key may take.
const SECOND_READING: Duration = Duration::from_secs(5);

impl House {
    /// What is shown instead of a place that could not be drawn.
    pub(super) async fn fail(
        &self,
        arrival: &Arrival<'_>,
        account: Option<Arc<Account>>,
        trouble: Trouble,
    ) -> Result<Drawn, StoreError> {
        match (trouble, account) {
            (Trouble::Store(error), _) => Err(error),
            (Trouble::Shown(view), account) => match self.table.row(&arrival.link) {
                Some(row) => Ok(self.finish(arrival, row, account.as_deref(), *view, false)),
                None => self.stale(arrival).await,
            },
            (Trouble::NoAccount, _)
                if [self.table.home.tag(), self.table.words.tag()].contains(&arrival.link.tag()) =>
            {
                self.at(arrival, self.table.welcome).await
            }
            (Trouble::NoAccount, _) => Ok(self.need_key(arrival)),
            (Trouble::Gone, _) => Ok(self.gone(arrival)),
            (Trouble::Rejected(account), _) => self.rejected(arrival, &account).await,
            (Trouble::Api(ApiError::KeyRejected), Some(account)) => self.rejected(arrival, &account).await,
            (Trouble::Api(error), account) => Ok(self.trouble(arrival, account.as_deref(), &error)),
            (Trouble::Elsewhere(link), _) => self.at(arrival, link).await,
            (Trouble::Stale, _) => self.stale(arrival).await,
        }
    }

    /// A button that means nothing to this version: a fresh screen, never a wrong one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn stale(&self, arrival: &Arrival<'_>) -> Result<Drawn, StoreError> {
        let sentence = html!(arrival.text(), "old-button");
        if !arrival.asker.private || arrival.link.tag() == self.table.home.tag() {
            return Ok(Drawn::aside(View::new(sentence)));
        }
        let mut home = self.at(arrival, self.table.home).await?;
        home.view.text = Html::lines([sentence, Html::default(), home.view.text]);
        Ok(home)
    }

    /// An account is needed first. From a group the way leads to the same place in the private chat.
    pub(super) fn need_key(&self, arrival: &Arrival<'_>) -> Drawn {
        let text = arrival.text();
        if !arrival.asker.private {
            return Drawn::aside(in_private(arrival.asker, html!(text, "need-key-group"), arrival.link));
        }
        let without = Button::link(plain!(text, "button-no-key"), self.table.door);
        self.asks_key(arrival, View::new(html!(text, "need-key")), [without].into_iter(), arrival.link)
    }

    /// A key was refused: asks for another one, and offers the same place after it. One answer alone is not believed, because
    /// a proxy on the way may have given it: everything that is watched with the key would rest.
    pub(super) async fn rejected(&self, arrival: &Arrival<'_>, account: &Account) -> Result<Drawn, StoreError> {
        let text = arrival.text();
        if account.state != State::Rejected && !self.is_refused(account).await {
            let view = View::new(html!(text, "key-refused-once", account = arrival.asker.name(account)));
            let link = self.stamp(arrival.link, Some(account));
            return Ok(self.with_ways_on(arrival, link, view, Some(plain!(text, "button-try-again"))));
        }
        self.store.reject(arrival.asker.user, account).await?;
        if !arrival.asker.private {
            let sentence = html!(text, "key-rejected-group");
            return Ok(Drawn::aside(in_private(arrival.asker, sentence, arrival.link)));
        }
        let view = View::new(html!(text, "key-rejected", account = arrival.asker.name(account)));
        let accounts = Button::link(plain!(text, "button-accounts"), self.table.accounts);
        Ok(self.asks_key(arrival, view, [accounts].into_iter(), arrival.link))
    }

    /// A second reading. What says nothing about the key does not confirm anything.
    async fn is_refused(&self, account: &Account) -> bool {
        let asked = tokio::time::timeout(SECOND_READING, self.api.user(&account.key)).await;
        matches!(asked, Ok(Err(ApiError::KeyRejected)))
    }

    pub(super) fn asks_key(
        &self,
        arrival: &Arrival<'_>,
        view: View,
        ways: impl Iterator<Item = Button>,
        back: Link,
    ) -> Drawn {
        let ties = Ties { asking: asks(arrival, self.table.key, Some(back)), ..Ties::default() };
        Drawn { view: view.row(ways.chain([self.home_button(arrival.text())])), ties }
    }

    pub(super) fn gone(&self, arrival: &Arrival<'_>) -> Drawn {
        let text = arrival.text();
        let accounts = Button::link(plain!(text, "button-accounts"), self.table.accounts);
        let view = View::new(html!(text, "account-gone"));
        if !arrival.asker.private {
            return Drawn::aside(view);
        }
        self.ending(arrival, view.row([accounts, self.home_button(text)]))
    }

    pub(super) fn trouble(&self, arrival: &Arrival<'_>, account: Option<&Account>, error: &ApiError) -> Drawn {
        let text = arrival.text();
        let protected = error.words().is_some_and(|words| words.contains("protected"));
        let view = View::new(trouble::sentence(arrival.asker, account, error))
            .below_text(protected.then(|| html!(text, "api-protected")));
        let link = account.map_or(arrival.link, |account| self.stamp(arrival.link, Some(account)));
        let again = match error {
            ApiError::NotFound(_) | ApiError::EndpointUnknown(_) => None,
            _ if protected => None,
            ApiError::Uncertain(_) => Some(plain!(text, "button-look-again")),
            _ => Some(plain!(text, "button-try-again")),
        };
        self.with_ways_on(arrival, link, view, again)
    }

    /// With the button that tries again, and those that lead away.
    fn with_ways_on(&self, arrival: &Arrival<'_>, link: Link, view: View, again: Option<String>) -> Drawn {
        let text = arrival.text();
        let view = view.row(again.map(|label| Button::link(label, link)));
        if !arrival.asker.private {
            return Drawn::aside(view);
        }
        let up = self.table.up(&link);
        let back = (up.tag() != self.table.home.tag()).then(|| Button::link(plain!(text, "button-back"), up));
        self.ending(arrival, view.row(back.into_iter().chain([self.home_button(text)])))
    }

    /// A view that ends whatever was asked, unless nobody asked for the visit.
    pub(super) fn ending(&self, arrival: &Arrival<'_>, view: View) -> Drawn {
        if arrival.cause.is_some() { Drawn::ending(view) } else { Drawn::aside(view) }
    }
}
