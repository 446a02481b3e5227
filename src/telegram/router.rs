//! From an update to a screen: command, button, credential, or the answer to a question.
//!
//! Owns the decision what an update asks for. The one thing it does itself is to delete a message with a credential
//! before anything else happens to it. It must not send: it returns what is to be sent.

use std::collections::HashSet;

use super::commands;
use super::deliver::{Deliver, Place};
use super::incoming::{Event, Incoming, Origin};
use super::patience::Patience;
use crate::credentials::{self, ApiKey, Found};
use crate::ids::{MessageId, UserId};
use crate::screens::help::Topic;
use crate::screens::{Asker, Route, Screens, Tap, View, csv_import, help, link, manners};
use crate::store::{Question, StoreError};
use crate::text::Text;

/// Shortest answer to the question for a key that is tried: "hello" is a greeting. `/setkey` tries any word.
const ANSWER_LENGTH: usize = 20;

/// Decides what updates ask for.
pub struct Router {
    /// What can be shown.
    pub screens: Screens,
    /// The words.
    pub text: Text,
    /// Who may use this copy; everybody when there is no list.
    pub allowed: Option<HashSet<UserId>>,
    /// When a person is told that work is under way.
    pub patience: Patience,
}

/// What is to be sent.
pub struct Reply {
    /// The answer.
    pub view: View,
    /// Where it goes.
    pub place: Place,
    /// A message sent meanwhile, to be deleted after the answer.
    pub passing: Option<MessageId>,
}

/// Why an update was not handled.
#[derive(Debug, thiserror::Error)]
pub enum Unhandled {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The process stops; the next start handles it.
    #[error("stopping")]
    Stopping,
}

/// A text message on its way through the decisions.
struct Said<'a> {
    asker: Asker,
    origin: &'a Origin,
    message: MessageId,
    text: &'a str,
    edited: bool,
    to_the_bot: bool,
    own_words: bool,
}

impl Router {
    /// Handles an update. `None` when it is none of our business.
    ///
    /// # Errors
    /// When the store does not answer, or the process stops before the update is understood.
    pub async fn handle(&self, deliver: &Deliver, incoming: &Incoming) -> Result<Option<Reply>, Unhandled> {
        fail::fail_point!("handler");
        let asker = self.asker(incoming);
        // Boxed: the future is large, and would be copied on its way into the next one.
        let work = Box::pin(self.view(deliver, incoming, &asker));
        let (view, passing) = self.patience.accompany(deliver, &incoming.origin, &asker, work).await;
        Ok(view?.map(|(place, view)| Reply { view, place, passing }))
    }

    /// The person of an update, with the language they read.
    pub fn asker(&self, incoming: &Incoming) -> Asker {
        Asker { user: incoming.origin.user, private: incoming.origin.private, text: self.text.clone() }
    }

    async fn view(
        &self,
        deliver: &Deliver,
        incoming: &Incoming,
        asker: &Asker,
    ) -> Result<Option<(Place, View)>, Unhandled> {
        let origin = &incoming.origin;
        let view = match &incoming.event {
            Event::Press { data, message, .. } => return Ok(self.press(asker, data, *message).await?),
            Event::Text { message, text, edited, to_the_bot, own_words } => {
                let said = Said {
                    asker: asker.clone(),
                    origin,
                    message: *message,
                    text,
                    edited: *edited,
                    to_the_bot: *to_the_bot,
                    own_words: *own_words,
                };
                self.text(deliver, &said).await?
            }
            Event::Wordless => Some(manners::not_understood(asker)),
        };
        Ok(view.map(|view| (Place::New, view)))
    }

    /// A press by somebody else than the person for whom the button was made was answered by a toast at intake.
    async fn press(
        &self,
        asker: &Asker,
        data: &str,
        message: Option<MessageId>,
    ) -> Result<Option<(Place, View)>, StoreError> {
        if !self.admits(asker.user) {
            return Ok(None);
        }
        let (tap, owner) = match Tap::decode(data) {
            Some(read) => read,
            None => return Ok(Some((Place::New, manners::old_button(asker)))),
        };
        if owner != asker.user {
            return Ok(None);
        }
        let view = self.screens.tap(asker, tap, message).await?;
        let place = message.filter(|_| tap.in_place()).map_or(Place::New, Place::Instead);
        Ok(Some((place, view)))
    }

    /// A credential goes first, whoever sent it; then it matters who asks.
    async fn text(&self, deliver: &Deliver, said: &Said<'_>) -> Result<Option<View>, Unhandled> {
        if !said.asker.private && self.is_for_another_bot(deliver, said).await? {
            return Ok(None);
        }
        let admitted = self.admits(said.asker.user);
        if let Some(found) = credentials::meant(said.text, said.to_the_bot) {
            return Ok(Some(self.take_credential(deliver, said, found, admitted).await?));
        }
        if said.text.starts_with('/') {
            return self.command(deliver, said, admitted).await;
        }
        if said.edited || !said.asker.private {
            return Ok(None);
        }
        if !admitted {
            return Ok(Some(manners::not_admitted(&said.asker)));
        }
        Ok(Some(self.words(deliver, said).await?))
    }

    async fn is_for_another_bot(&self, deliver: &Deliver, said: &Said<'_>) -> Result<bool, Unhandled> {
        match commands::addressed(said.text) {
            None => Ok(false),
            Some(name) => {
                let username = deliver.username().await.ok_or(Unhandled::Stopping)?;
                Ok(!name.eq_ignore_ascii_case(&username))
            }
        }
    }

    /// Plain words in the private chat: the answer to a question, or something that needs no question.
    async fn words(&self, deliver: &Deliver, said: &Said<'_>) -> Result<View, StoreError> {
        match self.screens.store.prompt(said.asker.user) {
            Some(Question::Key { .. }) => self.take_key(deliver, said, said.text, ANSWER_LENGTH).await,
            Some(question) => self.screens.answer(&said.asker, question, said.text).await,
            None if credentials::is_almost_key(said.text) => {
                let message = self.delete(deliver, said).await;
                Ok(link::almost_key(&said.asker, message))
            }
            None => {
                let view = self.screens.csv_status_unasked(&said.asker, said.text).await?;
                Ok(view.unwrap_or_else(|| manners::not_understood(&said.asker)))
            }
        }
    }

    async fn take_credential(
        &self,
        deliver: &Deliver,
        said: &Said<'_>,
        found: Found,
        admitted: bool,
    ) -> Result<View, StoreError> {
        let message = self.delete(deliver, said).await;
        match found {
            _ if !admitted && said.asker.private => Ok(manners::not_admitted(&said.asker)),
            Found::BotToken => self.screens.bot_token(&said.asker, message).await,
            Found::Several | Found::Unclear | Found::Password => Ok(link::almost_key(&said.asker, message)),
            Found::Key(_) if !said.asker.private => Ok(link::key_in_group(&said.asker, message)),
            // A link or a forwarded message would connect somebody else's account in this person's name.
            Found::Key(_) if !said.own_words || is_start(said.text) => Ok(link::not_your_words(&said.asker, message)),
            Found::Key(key) => self.screens.link(&said.asker, &key, message, csv_import::in_address(said.text)).await,
        }
    }

    /// Something was given as a key, of whatever shape: its message goes first.
    async fn take_key(
        &self,
        deliver: &Deliver,
        said: &Said<'_>,
        given: &str,
        at_least: usize,
    ) -> Result<View, StoreError> {
        let message = self.delete(deliver, said).await;
        match ApiKey::parse(given.trim()).filter(|key| key.expose().len() >= at_least) {
            _ if !said.asker.private => Ok(link::key_in_group(&said.asker, message)),
            Some(key) => self.screens.link(&said.asker, &key, message, None).await,
            None => Ok(link::not_a_key(&said.asker, message)),
        }
    }

    async fn delete(&self, deliver: &Deliver, said: &Said<'_>) -> link::Message {
        match deliver.delete(said.origin.chat, said.message).await {
            true if said.edited => link::Message::DeletedEdited,
            true => link::Message::Deleted,
            false => link::Message::NotDeleted,
        }
    }

    async fn command(&self, deliver: &Deliver, said: &Said<'_>, admitted: bool) -> Result<Option<View>, Unhandled> {
        let asker = &said.asker;
        let (topic, arguments) = match commands::parse(said.text) {
            Ok(known) => known,
            Err(typed) => {
                let for_us = asker.private || commands::addressed(said.text).is_some();
                return Ok((for_us && !said.origin.anonymous).then(|| manners::unknown_command(asker, typed)));
            }
        };
        if said.origin.anonymous {
            return Ok(Some(manners::anonymous(asker)));
        }
        if !admitted {
            return Ok(Some(manners::not_admitted(asker)));
        }
        Ok(Some(self.known_command(deliver, said, topic, arguments).await?))
    }

    /// A command that begins something wins over a question. Reading on leaves it standing, and a key given by
    /// command answers the one for a key.
    async fn known_command(
        &self,
        deliver: &Deliver,
        said: &Said<'_>,
        topic: Topic,
        arguments: &str,
    ) -> Result<View, StoreError> {
        let asker = &said.asker;
        let screens = &self.screens;
        if asker.private && matches!(topic, Topic::CsvStatus | Topic::Start) {
            screens.store.end_prompt(asker.user).await?;
        }
        match topic {
            Topic::CsvStatus => screens.csv_status(asker, None, arguments).await,
            Topic::SetKey if arguments.is_empty() => screens.ask_key(asker).await,
            Topic::SetKey => self.take_key(deliver, said, arguments, 1).await,
            Topic::Accounts => screens.open(asker, Route::Accounts).await,
            Topic::Privacy => screens.open(asker, Route::Privacy).await,
            Topic::Forget => screens.ask_forget(asker).await,
            Topic::Cancel => screens.cancel(asker).await,
            Topic::Help => Ok(match Topic::find(arguments) {
                Some(topic) => help::command(asker, topic),
                None if arguments.is_empty() => help::commands(asker),
                None => manners::unknown_command(asker, arguments),
            }),
            Topic::Start => screens.open(asker, started_at(arguments)).await,
        }
    }

    fn admits(&self, user: UserId) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.contains(&user))
    }
}

fn is_start(text: &str) -> bool {
    matches!(commands::parse(text), Ok((Topic::Start, _)))
}

/// The place that a `t.me/…?start=` link names. Such a link can be made by anybody, so it only ever shows something.
fn started_at(place: &str) -> Route {
    match Tap::decode(place) {
        Some((Tap::Open(route), _)) => route,
        _ => Route::Start,
    }
}
