//! Prompts: asking, and what becomes of the answer.

use super::prompt::{Removal, Said, Taken, Takes};
use super::row::{Kind, Outcome, Row, Step};
use super::{Arrival, Button, Drawn, House, View};
use crate::html;
use crate::ids::UpdateId;
use crate::plain;
use crate::store::{Asking, Question, StoreError};
use crate::text::Html;

impl House {
    /// What this person is asked, and what it takes. `None` where others read: questions are private.
    pub fn awaited(&self, asker: &super::Asker) -> Option<(Question, Takes)> {
        let question = if asker.private { self.store.question(asker.user) } else { None }?;
        match self.table.row(&question.link)?.kind {
            Kind::Prompt { takes, .. } => Some((question, takes)),
            _ => None,
        }
    }

    /// Whether the reply to this update asked what is open now. It was delivered then: the update is only met again
    /// after a crash, and must not be taken for an answer to its own question.
    pub fn asked_by(&self, asker: &super::Asker, update: UpdateId) -> bool {
        let question = if asker.private { self.store.question(asker.user) } else { None };
        question.is_some_and(|question| question.asked_by == Some(update))
    }

    pub(super) async fn ask(&self, arrival: &Arrival<'_>, row: &Row, ask: Step<Html>) -> Result<Drawn, StoreError> {
        let Outcome { result, account, line } = ask(arrival).await;
        match result {
            Ok(question) => {
                let link = super::stamped(arrival.link, row, account.as_deref());
                let arrival = Arrival { link, ..arrival.clone() };
                Ok(self.asking(&arrival, View::new(question).below_text(line)))
            }
            Err(trouble) => self.fail(arrival, account, trouble).await,
        }
    }

    /// A view that asks its arrival's prompt, with the way out.
    fn asking(&self, arrival: &Arrival<'_>, view: View) -> Drawn {
        let cancel = Button::link(plain!(arrival.text(), "button-cancel"), self.table.up(&arrival.link));
        let mut drawn = Drawn::aside(view.row([cancel]));
        if arrival.asker.private {
            drawn.ties.asking = super::asks(arrival, arrival.link, arrival.back);
        }
        drawn
    }

    /// Takes an answer: `arrival.link` is the prompt.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answer(&self, arrival: &Arrival<'_>, said: Said) -> Result<Drawn, StoreError> {
        arrival.stored().await?;
        let Some(Row { kind: Kind::Prompt { takes, take, .. }, groups, .. }) = self.table.row(&arrival.link) else {
            return self.stale(arrival).await;
        };
        if !arrival.asker.private && !groups {
            let view = super::between_us(arrival.asker, arrival.link);
            let told = said.removal != Removal::Untouched;
            let line = told.then(|| html!(arrival.text(), "secret-removed", message = said.removal.name()));
            return Ok(Drawn::aside(view.below_text(line)));
        }
        let removal = said.removal;
        if takes.is_secret() && (said.edited || said.text.is_empty()) {
            let wrong = if said.edited { "edited" } else { "wordless" };
            let sentence = html!(arrival.text(), "secret-as-words", wrong = wrong, message = removal.name());
            return Ok(self.asking(arrival, View::new(sentence)));
        }
        if said.foreign && takes.is_secret() && arrival.asker.private {
            return Ok(self.not_your_words(arrival, *takes, removal));
        }
        let Outcome { result, account, .. } = take(arrival, said).await;
        let taken = match result {
            Ok(Some(taken)) => taken,
            Ok(None) => return Ok(self.asking(arrival, View::new(not_that(arrival, *takes, removal)))),
            Err(trouble) => return self.fail(arrival, account, trouble).await,
        };
        let mut drawn = match taken {
            Taken::Again(sentence) => return Ok(self.asking(arrival, View::new(sentence))),
            Taken::Go(link) => {
                let link = account.as_deref().map_or(link, |account| self.stamp(link, Some(account)));
                self.at(arrival, link).await?
            }
            Taken::Show(view) => match self.table.row(&arrival.link) {
                Some(row) => self.finish(arrival, row, account.as_deref(), *view, false),
                None => Drawn::ending(*view),
            },
            Taken::Beside(view) => return Ok(self.beside(arrival, *view).await),
            Taken::Act(prepared) => {
                let link = account.as_deref().map_or(prepared.link, |account| self.stamp(prepared.link, Some(account)));
                let arrival = Arrival { link, words: "", ..arrival.clone() };
                self.begin(&arrival, &prepared.payload).await?
            }
        };
        // An answered question is over, also when what follows is only read.
        if drawn.ties.asking == Asking::Keep && arrival.asker.private {
            drawn.ties.asking = Asking::End;
        }
        Ok(drawn)
    }

    /// A view beside the standing question, which is said again below: it is open, and awaits its answer.
    async fn beside(&self, arrival: &Arrival<'_>, view: View) -> Drawn {
        let standing = self.awaited(arrival.asker).map(|(question, _)| question);
        let row = standing.and_then(|question| self.table.row(&question.link));
        let (Some(Question { link, back, .. }), Some(Row { kind: Kind::Prompt { ask, .. }, .. })) = (standing, row)
        else {
            return Drawn::aside(view);
        };
        let arrival = Arrival { link, back, words: "", ..arrival.clone() };
        let Outcome { result, line, .. } = ask(&arrival).await;
        // A question that cannot be said now stays open all the same.
        let Ok(question) = result else { return Drawn::aside(view) };
        let text = Html::lines([view.text.clone(), Html::default(), question]);
        self.asking(&arrival, View { text, ..view }.below_text(line))
    }

    /// A secret is not taken from a link, a forwarded message or another bot: it may be somebody else's. The question
    /// stays open, and so does another one.
    fn not_your_words(&self, arrival: &Arrival<'_>, takes: Takes, removal: Removal) -> Drawn {
        let text = arrival.text();
        let view = View::new(html!(text, "not-your-words", takes = takes.name(), message = removal.name()));
        let asked = self.store.question(arrival.asker.user);
        if asked.is_some_and(|question| question.link.tag() == arrival.link.tag()) {
            return self.asking(arrival, view);
        }
        let again = (takes == Takes::ApiKey).then(|| Button::link(plain!(text, "button-add-account"), arrival.link));
        Drawn::aside(view.row(again))
    }
}

/// What came is not what was asked for; where it was deleted, that is said too.
fn not_that(arrival: &Arrival<'_>, takes: Takes, removal: Removal) -> Html {
    html!(arrival.text(), "not-that", takes = takes.name(), message = removal.name())
}
