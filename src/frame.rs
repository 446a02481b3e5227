//! What every screen would repeat: the way from a link to a view.
//!
//! Owns privacy, the account, a rejected key with the way back, failures as sentences, Back, Home, Refresh and the time
//! of a reading. It must not know any feature: the table of places, acts and prompts comes from above.
//!
//! - [`named`]: tags and numbers of links as types
//! - [`visit`]: who asks, and what they were let in as
//! - [`place`], [`act`], [`prompt`]: what a screen is made of
//! - [`watch`]: what is looked at by itself until there is something to tell
//! - [`job`]: long work in steps
//! - [`team`]: what groups are told of alerts
//! - [`row`], [`table`]: a line of the table, and all of them
//! - [`view`]: what a person sees
//! - [`web_address`]: an address that a button may open
//! - [`paging`]: a page of a list
//! - [`secret`]: what is shown for a minute only
//! - `desk`: where sheets are fetched and read
//! - [`trouble`]: why a place was not drawn
//! - `doing`: acts, step by step
//! - `asking`: prompts and their answers
//! - `missing`: buttons that lead nowhere now, moved out of the way
//! - `failing`: what is shown instead of a place that could not be drawn

#![warn(missing_docs)]

use std::collections::HashSet;

use crate::api::Api;
use crate::clock::Clock;
use crate::html;
use crate::ids::UserId;
use crate::link::Link;
use crate::metrics::Metrics;
use crate::plain;
use crate::store::{Account, Asking, Question, Store, StoreError, Ties};
use crate::text::{Html, Text};

use self::row::Outcome;
use self::watch::Stopped;

pub mod named;
pub use named::{Named, Number, Page, to};
pub mod visit;
pub use visit::{Anyone, Arrival, Asker, Cause, Linked, Rhythm, Visit};
pub mod place;
pub use place::Place;
pub mod act;
pub use act::{Act, Ask, Erase, Prepared};
pub mod prompt;
pub use prompt::{Prompt, Said, Taken, Takes};
pub mod watch;
pub use watch::{Goes, Look, Unseen, Watch};
pub mod job;
pub use job::Job;
pub mod row;
pub mod team;
pub use row::{Command, Kind, Row};
pub mod view;
pub use view::{Button, File, FileKind, Press, View};
pub mod web_address;
pub use web_address::WebAddress;
pub mod trouble;
pub use trouble::{Shown, Trouble};
mod names;
pub use names::Names;
mod tries;
pub use tries::Tries;
mod desk;
pub use desk::Desk;
pub mod paging;
pub use paging::Paged;
pub mod secret;
pub use secret::Secret;

pub mod table;
pub use table::Table;

mod account_names;
mod asking;
mod doing;
pub use doing::{Confirm, Dismiss};
mod failing;
mod missing;
pub use missing::More;

/// Most places that send a visit on to another one.
const MAX_HOPS: usize = 4;

/// What the places draw from.
pub struct House {
    /// The API.
    pub api: Api,
    /// Where sheets are fetched and read.
    pub sheets: Desk,
    /// The store.
    pub store: Store,
    /// The time shown.
    pub clock: Clock,
    /// Who runs this copy, as the settings say.
    pub operator: Option<String>,
    /// The people who may do what [`Row::staff`] marks.
    pub operators: HashSet<UserId>,
    /// What is counted.
    pub metrics: Metrics,
    /// The names of bots seen lately.
    pub names: Names,
    /// The tries of passwords lately.
    pub tries: Tries,
    /// All that can be seen and done.
    pub table: &'static Table,
}

/// A view, and what is to be stored once it is shown.
pub struct Drawn {
    /// The view.
    pub view: View,
    /// For [`Store::shown`].
    pub ties: Ties,
}

impl House {
    /// Follows a link: shows a place, begins or confirms an act, asks a prompt.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn follow(&self, arrival: &Arrival<'_>) -> Result<Drawn, StoreError> {
        let decides = [doing::Confirm::TAG, doing::Dismiss::TAG].contains(&arrival.link.tag());
        if decides && !arrival.asker.private {
            // Nothing is ever asked in a group: the button is forged.
            return Ok(Drawn::aside(View::new(html!(arrival.text(), "action-over"))));
        }
        if decides {
            arrival.stored().await?;
        }
        if let Some(act) = named::at::<doing::Confirm>(&arrival.link) {
            return Box::pin(self.confirm(arrival, act.0)).await;
        }
        if let Some(act) = named::at::<doing::Dismiss>(&arrival.link) {
            return Box::pin(self.dismiss(arrival, act.0)).await;
        }
        if arrival.link.tag() == More::TAG {
            return Box::pin(self.more(arrival)).await;
        }
        let Some(row) = self.row_for(arrival) else { return self.stale(arrival).await };
        if let Some(drawn) = refused_in_group(arrival, row) {
            return Ok(drawn);
        }
        if !matches!(row.kind, Kind::Place { .. }) {
            arrival.stored().await?;
        }
        match row.kind {
            Kind::Place { .. } => self.draw(arrival).await,
            Kind::Act { .. } => Box::pin(self.begin(arrival, &[])).await,
            Kind::Prompt { ask, .. } => Box::pin(self.ask(arrival, row, ask)).await,
            Kind::Erase { question, .. } => Box::pin(self.ask_erase(arrival, question)).await,
            // No button leads there.
            Kind::Watch(_) | Kind::Job(_) => self.stale(arrival).await,
        }
    }

    /// The row of an arrival's link, if it is there for whoever arrives.
    fn row_for(&self, arrival: &Arrival<'_>) -> Option<&'static Row> {
        self.table.row(&arrival.link).filter(|row| !row.staff || self.is_operator(arrival.asker.user))
    }

    /// Whether somebody may do what [`Row::staff`] marks.
    pub fn is_operator(&self, user: UserId) -> bool {
        self.operators.contains(&user)
    }

    async fn draw(&self, arrival: &Arrival<'_>) -> Result<Drawn, StoreError> {
        match self.drawn(arrival).await {
            Ok(drawn) => Ok(drawn),
            Err(Stopped { arrival, account, trouble }) => Box::pin(self.fail(&arrival, account, trouble)).await,
        }
    }

    /// Draws a place, and follows it where it sends the visit on.
    async fn drawn<'a>(&self, arrival: &Arrival<'a>) -> Result<Drawn, Stopped<'a>> {
        let mut arrival = arrival.clone();
        for _ in 0..MAX_HOPS {
            let Some(row) = self.row_for(&arrival) else { break };
            let Kind::Place { show } = row.kind else {
                let followed = Box::pin(self.follow(&arrival)).await;
                return followed.map_err(|error| Stopped { arrival, account: None, trouble: error.into() });
            };
            if let Some(drawn) = refused_in_group(&arrival, row) {
                return Ok(drawn);
            }
            let Outcome { result, account, line } = show(&arrival).await;
            match result {
                Ok(view) => {
                    let view = view.below_text(line);
                    return Ok(self.finish(&arrival, row, account.as_deref(), view, row.reads));
                }
                Err(Trouble::Elsewhere(link)) => arrival.link = stamped(link, row, account.as_deref()),
                Err(trouble) => return Err(Stopped { arrival, account, trouble }),
            }
        }
        Err(Stopped { arrival, account: None, trouble: Trouble::Stale })
    }

    /// Adds what every place has: the account in its links, the time of its reading, the way back.
    fn finish(&self, arrival: &Arrival<'_>, row: &Row, account: Option<&Account>, view: View, read: bool) -> Drawn {
        if view.secret.is_some() {
            return self.finish_secret(arrival, row, account, view);
        }
        let link = stamped(arrival.link, row, account);
        tracing::trace!(tag = %row.tag, offers = %offers(&view), "drew");
        let mut view = self.without_missing(arrival, &link, view);
        // A file's message cannot be read again in its place.
        let read = read && view.file.is_none();
        for press in view.buttons.iter_mut().flatten().map(|button| &mut button.press) {
            if let Press::Go(to, _) | Press::Private(to) = press {
                *to = self.stamp(*to, account);
            }
        }
        if read {
            let at = view.read_before.map_or_else(|| arrival.now(), |before| before.at);
            let checked = html!(arrival.text(), "checked", time = arrival.text().clock_time(at));
            view.text = Html::lines([view.text, checked]);
        }
        let ties = self.ties(arrival, row, account, &view, link);
        let view = self.with_ways(arrival, read, &link, view);
        Drawn { view, ties }
    }

    /// What is stored once a view of a place is shown. Questions, acts and follow-ups are private: a group has none.
    fn ties(&self, arrival: &Arrival<'_>, row: &Row, account: Option<&Account>, view: &View, link: Link) -> Ties {
        if !arrival.asker.private {
            return Ties::default();
        }
        let asking = match view.ties.asks {
            Some(prompt) => asks(arrival, self.stamp(prompt, account), view.ties.back),
            // A press is a choice; what is typed, or shown below its question, may be read beside it.
            None if arrival.cause.is_none() || (row.aside && (arrival.on.is_none() || arrival.below)) => Asking::Keep,
            None => Asking::End,
        };
        let again = view.ties.again.map(|wait| (link, arrival.looks.saturating_add(1), wait));
        Ties { asking, act: view.ties.act, again }
    }

    /// Back, Refresh and Home, as far as they lead anywhere.
    fn with_ways(&self, arrival: &Arrival<'_>, read: bool, link: &Link, view: View) -> View {
        let text = arrival.text();
        let is_there =
            view.buttons.iter().flatten().any(|button| matches!(button.press, Press::Go(to, _) if to == *link));
        let anew = view.read_before.map_or(*link, |before| link.account().map_or(before.anew, |id| before.anew.of(id)));
        let refresh = (read && !is_there).then(|| Button::link(plain!(text, "button-refresh"), anew));
        if !arrival.asker.private {
            return view.row(refresh);
        }
        let up = self.table.up(link);
        let back = (up.tag() != self.table.home.tag()).then(|| Button::link(plain!(text, "button-back"), up));
        let first = [self.table.home.tag(), self.table.welcome.tag()].contains(&link.tag());
        let home = (!first).then(|| self.home_button(text));
        view.row([back, refresh, home].into_iter().flatten())
    }

    fn home_button(&self, text: &Text) -> Button {
        Button::link(plain!(text, "button-home"), self.table.home)
    }

    fn stamp(&self, link: Link, account: Option<&Account>) -> Link {
        match self.table.row(&link) {
            Some(row) => stamped(link, row, account),
            None => link,
        }
    }

    /// The same arrival at another place.
    async fn at(&self, arrival: &Arrival<'_>, link: Link) -> Result<Drawn, StoreError> {
        Box::pin(self.follow(&Arrival { link, words: "", ..arrival.clone() })).await
    }
}

/// Asks a prompt. A visit that nobody asked for leaves the person's own question open, also one that was asked while it
/// was drawn.
fn asks(arrival: &Arrival<'_>, prompt: Link, back: Option<Link>) -> Asking {
    let question = Question { link: prompt, back, asked_by: arrival.cause.map(|cause| cause.update) };
    match arrival.cause {
        Some(_) => Asking::Ask(question),
        None => Asking::AskIfNone(question),
    }
}

/// The tags of a view's buttons and of its question, for the log.
fn offers(view: &View) -> String {
    let to = |press: &Press| match press {
        Press::Go(link, _) => Some(link.tag()),
        Press::Copy(_) | Press::Private(_) | Press::Open(_) | Press::AddToGroup => None,
    };
    let buttons = view.buttons.iter().flatten().filter_map(|button| to(&button.press));
    let tags = buttons.chain(view.ties.asks.map(|prompt| prompt.tag()));
    tags.map(|tag| tag.to_string()).collect::<Vec<_>>().join(" ")
}

/// Where others read, a private place is a button to the private chat.
fn refused_in_group(arrival: &Arrival<'_>, row: &Row) -> Option<Drawn> {
    let refused = !arrival.asker.private && !row.groups;
    refused.then(|| Drawn::aside(between_us(arrival.asker, arrival.link)))
}

impl Drawn {
    /// A view beside whatever was asked.
    pub fn aside(view: View) -> Self {
        let act = view.ties.act;
        Self { view, ties: Ties { act, ..Ties::default() } }
    }

    /// A view that ends whatever was asked.
    pub fn ending(view: View) -> Self {
        let act = view.ties.act;
        Self { view, ties: Ties { act, asking: Asking::End, ..Ties::default() } }
    }
}

/// A link with the account that was used, where its row needs one and it names none.
fn stamped(link: Link, row: &Row, account: Option<&Account>) -> Link {
    match account {
        Some(account) if row.linked && link.account().is_none() => link.of(account.id),
        _ => link,
    }
}

/// Says that a matter is private, with the way to the same place in the private chat.
pub fn between_us(asker: &Asker, link: Link) -> View {
    in_private(asker, html!(asker.text, "between-us"), link)
}

/// A sentence with the way to a place in the private chat.
pub fn in_private(asker: &Asker, sentence: Html, link: Link) -> View {
    View::new(sentence).row([Button { label: plain!(asker.text, "button-private"), press: Press::Private(link) }])
}
