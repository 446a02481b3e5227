//! Buttons whose endpoint the server does not have: moved behind "More", with a word why.
//!
//! Owns the moving, so that no screen thinks about it. A row says what it needs (`Row::needs`); the client knows what is
//! missing. What was moved can still be pressed: a success brings the button back to its place.

use super::named::{self, Named, Number};
use super::row::{Outcome, Row};
use super::{Arrival, Button, Drawn, House, Press, Trouble, View, stamped};
use crate::api::Endpoint;
use crate::html;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{Account, StoreError};
use crate::text::Html;

/// What was moved out of a place's view: the place's tag, and its first two numbers. A third one is 0, such as a first
/// page.
pub struct More;
impl Named for More {
    const TAG: Tag = tag(b"xm");
    type At = (Whence, Any, Any);
}

/// A place, by its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whence(Tag);

impl Number for Whence {
    const DIGITS: usize = 2;

    fn get(self) -> i64 {
        self.0.number()
    }

    fn read(number: i64) -> Option<Self> {
        Tag::of_number(number).map(Self)
    }
}

/// Whatever number a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Any(i64);

impl Number for Any {
    const DIGITS: usize = 12;

    fn get(self) -> i64 {
        self.0
    }

    fn read(number: i64) -> Option<Self> {
        (0..1_000_000_000_000_000_000).contains(&number).then_some(Self(number))
    }
}

impl House {
    /// The view without the buttons that lead nowhere now, and the way to them.
    pub(super) fn without_missing(&self, arrival: &Arrival<'_>, link: &Link, mut view: View) -> View {
        let (true, Some(more)) = (arrival.asker.private, more(link)) else { return view };
        if self.missing(&view).is_empty() {
            return view;
        }
        for row in &mut view.buttons {
            row.retain(|button| self.missing_of(button).is_none());
        }
        view.buttons.retain(|row| !row.is_empty());
        view.row([Button::link(plain!(arrival.text(), "button-missing"), more)])
    }

    /// Those buttons alone, with the reason. The place is drawn anew: what it offers now may be something else.
    pub(super) async fn more(&self, arrival: &Arrival<'_>) -> Result<Drawn, StoreError> {
        let at = named::at::<More>(&arrival.link).and_then(|at| self.place(at, &arrival.link));
        let Some((row, link)) = at.filter(|_| arrival.asker.private) else { return self.stale(arrival).await };
        let arrival = Arrival { link, words: "", ..arrival.clone() };
        let super::Kind::Place { show } = row.kind else { return self.stale(&arrival).await };
        let Outcome { result, account, .. } = show(&arrival).await;
        match result.or_else(shown) {
            Ok(view) => self.apart(&arrival, row, account.as_deref(), &view).await,
            Err(trouble) => Box::pin(self.fail(&arrival, account, trouble)).await,
        }
    }

    async fn apart(
        &self,
        arrival: &Arrival<'_>,
        row: &Row,
        account: Option<&Account>,
        view: &View,
    ) -> Result<Drawn, StoreError> {
        let missing = self.missing(view);
        if missing.is_empty() {
            return self.at(arrival, arrival.link).await;
        }
        let text = arrival.text();
        let names = missing.iter().map(|endpoint| html!(text, "missing-endpoint", endpoint = endpoint.name()));
        let why =
            html!(text, "missing", endpoints = Html::join(names, ", "), count = crate::text::count(missing.len()));
        let mut apart = View::new(why);
        for button in view.buttons.iter().flatten().filter(|button| self.missing_of(button).is_some()) {
            let mut button = button.clone();
            if let Press::Go(to, _) = &mut button.press {
                *to = self.stamp(*to, account);
            }
            apart = apart.row([button]);
        }
        let place = stamped(arrival.link, row, account);
        let ways = [Button::link(plain!(text, "button-back"), place), self.home_button(text)];
        Ok(Drawn::ending(apart.row(ways)))
    }

    /// The endpoints that buttons of a view need and the server does not have, each once.
    fn missing(&self, view: &View) -> Vec<Endpoint> {
        let mut missing: Vec<Endpoint> = Vec::new();
        for endpoint in view.buttons.iter().flatten().filter_map(|button| self.missing_of(button)) {
            if !missing.contains(&endpoint) {
                missing.push(endpoint);
            }
        }
        missing
    }

    fn missing_of(&self, button: &Button) -> Option<Endpoint> {
        let Press::Go(to, _) = &button.press else { return None };
        self.table.row(to)?.needs.filter(|endpoint| self.api.is_missing(*endpoint))
    }

    /// The place that a link to [`More`] came from.
    fn place(&self, (whence, one, two): <More as Named>::At, more: &Link) -> Option<(&'static Row, Link)> {
        let row = self.table.row(&Link::bare(whence.0))?;
        let link = Link::with(whence.0, row.numbers, [one.0, two.0, 0]);
        Some((row, more.account().map_or(link, |account| link.of(account))))
    }
}

/// A view that was not read from the API is a view all the same.
fn shown(trouble: Trouble) -> Result<View, Trouble> {
    match trouble {
        Trouble::Shown(view) => Ok(*view),
        trouble => Err(trouble),
    }
}

/// The link to what is moved out of a place; none for a place with more numbers than it can hold.
fn more(place: &Link) -> Option<Link> {
    let (one, two) = match *place.numbers() {
        [] => (0, 0),
        [one] => (one, 0),
        [one, two] | [one, two, 0] => (one, two),
        _ => return None,
    };
    let link = named::to(More, (Whence(place.tag()), Any(one), Any(two)));
    Some(place.account().map_or(link, |account| link.of(account)))
}
