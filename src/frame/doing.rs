//! Acts, step by step: a row before it happens, one request, an end, and the place that reads what became of it.
//!
//! Owns the order of these steps. A row met in `sent` is a crash: acts are private, one private chat is one lane, so
//! nobody else is sending it. It is looked up, never sent again.

use super::act::Ask;
use super::named::{Named, to};
use super::row::{Kind, Outcome, Row, Step, StepWith};
use super::trouble::{self, Trouble};
use super::{Arrival, Button, Cause, Drawn, House, View};
use crate::api::ApiError;
use crate::crash_point;
use crate::html;
use crate::ids::{AccountId, ActId, MessageId};
use crate::link::{Link, Tag, tag};
use crate::store::{ActState, Asking, Begun, Claimed, End, Erased, NewAct, StoreError, Ties};
use crate::text::Html;

/// Does what its message asks about.
pub struct Confirm;
impl Named for Confirm {
    const TAG: Tag = tag(b"yy");
    type At = (ActId,);
}

/// Does not do what its message asks about.
pub struct Dismiss;
impl Named for Dismiss {
    const TAG: Tag = tag(b"yn");
    type At = (ActId,);
}

impl House {
    /// A press on an act's button, or an answer that leads to one. The account is part of what is asked: another one may
    /// be in use when it is confirmed.
    pub(super) async fn begin(&self, arrival: &Arrival<'_>, payload: &[u8]) -> Result<Drawn, StoreError> {
        let (Some(cause), Some(row)) = (arrival.cause, self.table.row(&arrival.link)) else {
            return self.stale(arrival).await;
        };
        let user = arrival.asker.user;
        let accounts = self.store.accounts(user).await?;
        let link = super::stamped(arrival.link, row, accounts.current());
        let new = NewAct { user, update: cause.update, accepted_at: cause.accepted_at, link, payload, on: arrival.on };
        let begun = self.store.begin_act(new).await?;
        let link = match begun {
            Begun::New(_) => link,
            Begun::Known(act, _) => self.store.act(user, act).await?.map_or(link, |act| act.link),
        };
        let arrival = Arrival { link, ..arrival.clone() };
        match begun {
            Begun::New(act) | Begun::Known(act, ActState::Prepared) => {
                self.question(&arrival, cause, act, payload).await
            }
            Begun::Known(act, state) => self.met(&arrival, act, state).await,
        }
    }

    async fn question(
        &self,
        arrival: &Arrival<'_>,
        cause: Cause<'_>,
        act: ActId,
        payload: &[u8],
    ) -> Result<Drawn, StoreError> {
        let Some((row, question)) = self.act_row(&arrival.link) else { return self.stale(arrival).await };
        let outcome = question(arrival, payload).await;
        let arrival =
            Arrival { link: super::stamped(arrival.link, row, outcome.account.as_deref()), ..arrival.clone() };
        match outcome.result {
            Ok(Some(ask)) => Ok(asked(ask, outcome.line, act)),
            Ok(None) => self.claim(&arrival, None, cause, act).await,
            Err(trouble) => self.fail(&arrival, outcome.account, trouble).await,
        }
    }

    /// The act's own question, after an answer to a prompt or a press.
    fn act_row(&self, link: &Link) -> Option<(&'static Row, StepWith<Option<Ask>>)> {
        let row = self.table.row(link)?;
        match row.kind {
            Kind::Act { question, .. } => Some((row, question)),
            _ => None,
        }
    }

    /// Sends an act that nobody claimed before; shows what became of it where somebody did.
    async fn claim(
        &self,
        arrival: &Arrival<'_>,
        on: Option<MessageId>,
        cause: Cause<'_>,
        act: ActId,
    ) -> Result<Drawn, StoreError> {
        match self.store.claim_act(arrival.asker.user, on, act, cause.update).await? {
            Claimed::Now(_, payload) => self.send(arrival, act, &payload).await,
            Claimed::Before(_, state) => self.met(arrival, act, state).await,
            Claimed::Over => Ok(self.over(arrival)),
        }
    }

    /// The button that does it.
    pub(super) async fn confirm(&self, arrival: &Arrival<'_>, act: ActId) -> Result<Drawn, StoreError> {
        let (Some(on), Some(cause)) = (arrival.on, arrival.cause) else { return Ok(self.over(arrival)) };
        let user = arrival.asker.user;
        let Some(link) = self.store.asked_act(user, on, act, cause.update).await? else {
            return Ok(self.over(arrival));
        };
        let arrival = Arrival { link, ..arrival.clone() };
        if let Some(Row { kind: Kind::Erase { what, done, .. }, .. }) = self.table.row(&link) {
            let Some(what) = what(&link) else { return self.stale(&arrival).await };
            let accounts = self.store.accounts(user).await?;
            let erased = self.store.erase(user, on, act, cause.update, what).await?;
            self.names.forget(user);
            accounts.all.iter().for_each(|account| self.api.drop_command_trees(&account.key));
            return Ok(match erased {
                Erased::Done { for_good } => {
                    let view = done(arrival.asker, for_good);
                    Drawn::ending(view.row([self.home_button(arrival.text())]))
                }
                Erased::Over => self.over(&arrival),
            });
        }
        self.claim(&arrival, Some(on), cause, act).await
    }

    /// The button that does not.
    pub(super) async fn dismiss(&self, arrival: &Arrival<'_>, act: ActId) -> Result<Drawn, StoreError> {
        match self.store.drop_act(arrival.asker.user, act).await? {
            Some(link) => self.at(arrival, self.table.up(&link)).await,
            // It was confirmed a moment before, and nothing is left to be claimed: what became of it is shown.
            None => self.confirm(arrival, act).await,
        }
    }

    /// The one request. Everything that may have been done is told as what was seen.
    async fn send(&self, arrival: &Arrival<'_>, act: ActId, payload: &[u8]) -> Result<Drawn, StoreError> {
        let Some(Row { kind: Kind::Act { send, .. }, .. }) = self.table.row(&arrival.link) else {
            return self.stale(arrival).await;
        };
        let Outcome { result, account, .. } = send(arrival, payload).await;
        crash_point!("act-sent");
        let user = arrival.asker.user;
        match result {
            Ok(words) => self.store.end_act(user, act, End::Done(words.as_deref())).await?,
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Api(ApiError::Uncertain(_))) => self.store.end_act(user, act, End::Unknown).await?,
            Err(Trouble::Api(error)) if error != ApiError::KeyRejected => {
                let words = trouble::sentence(arrival.asker, account.as_deref(), &error).visible();
                self.store.end_act(user, act, End::Failed(&words)).await?;
            }
            Err(trouble) => {
                self.store.end_act(user, act, End::Failed("")).await?;
                let back = Arrival { link: self.table.up(&arrival.link), ..arrival.clone() };
                return self.fail(&back, account, trouble).await;
            }
        }
        crash_point!("act-ended");
        self.after(arrival, act).await
    }

    /// A press that meets an act which was begun before.
    async fn met(&self, arrival: &Arrival<'_>, act: ActId, state: ActState) -> Result<Drawn, StoreError> {
        if state == ActState::Sent {
            self.store.end_act(arrival.asker.user, act, End::Unknown).await?;
        }
        self.after(arrival, act).await
    }

    async fn after(&self, arrival: &Arrival<'_>, act: ActId) -> Result<Drawn, StoreError> {
        let Some(Row { kind: Kind::Act { after, .. }, .. }) = self.table.row(&arrival.link) else {
            return self.stale(arrival).await;
        };
        let Some(link) = after(&arrival.link, act) else { return self.stale(arrival).await };
        let link = arrival.link.account().map_or(link, |account| self.of_account(link, account));
        let mut drawn = self.at(arrival, link).await?;
        drawn.ties.act = Some(act);
        Ok(drawn)
    }

    fn of_account(&self, link: Link, account: AccountId) -> Link {
        match self.table.row(&link) {
            Some(row) if row.linked => link.of(account),
            _ => link,
        }
    }

    /// An erasure is always asked about.
    pub(super) async fn ask_erase(&self, arrival: &Arrival<'_>, question: Step<Ask>) -> Result<Drawn, StoreError> {
        let Some(cause) = arrival.cause else { return self.stale(arrival).await };
        let Outcome { result, account, line } = question(arrival).await;
        let ask = match result {
            Ok(ask) => ask,
            Err(trouble) => return self.fail(arrival, account, trouble).await,
        };
        let new = NewAct {
            user: arrival.asker.user,
            update: cause.update,
            accepted_at: cause.accepted_at,
            link: arrival.link,
            payload: &[],
            on: arrival.on,
        };
        let (Begun::New(act) | Begun::Known(act, _)) = self.store.begin_act(new).await?;
        Ok(asked(ask, line, act))
    }

    fn over(&self, arrival: &Arrival<'_>) -> Drawn {
        let text = arrival.text();
        Drawn::ending(View::new(html!(text, "action-over")).row([self.home_button(text)]))
    }
}

/// What does nothing comes first: the second press of a hasty finger falls on the place of the button that asked.
fn asked(ask: Ask, line: Option<Html>, act: ActId) -> Drawn {
    let view = View::new(ask.text).below_text(line);
    let ways = [Button::link(ask.no, to(Dismiss, (act,))), Button::link(ask.yes, to(Confirm, (act,)))];
    Drawn { view: view.beside(ways), ties: Ties { asking: Asking::End, act: Some(act), again: None } }
}
