//! From an update to a screen: command, button, credential, or the answer to a question.
//!
//! Owns the decision what an update asks for. The one thing it does itself is to delete a message with a credential
//! before anything else happens to it. It must not send: it returns what is to be sent.

use std::collections::HashSet;

use super::commands::{self, Command, Parsed};
use super::deliver::{Deliver, Place};
use super::incoming::{Event, Incoming, Origin};
use super::patience::Patience;
use crate::credentials::{self, ApiKey, Found};
use crate::ids::{MessageId, UserId};
use crate::screens::help::Topic;
use crate::screens::{Asker, Route, Screens, Tap, View, csv_import, help, link, manners};
use crate::store::{Question, StoreError};
use crate::text::Text;

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

/// A text message on its way through the decisions.
struct Said<'a> {
    asker: Asker,
    origin: &'a Origin,
    message: MessageId,
    text: &'a str,
    edited: bool,
}

impl Router {
    /// Handles an update. `None` when it is none of our business.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn handle(&self, deliver: &Deliver, incoming: &Incoming) -> Result<Option<Reply>, StoreError> {
        fail::fail_point!("handler");
        let asker = self.asker(incoming);
        let work = self.view(deliver, incoming, &asker);
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
    ) -> Result<Option<(Place, View)>, StoreError> {
        let origin = &incoming.origin;
        let view = match &incoming.event {
            Event::Press { data, message, .. } => return self.press(asker, data, *message).await,
            Event::Text { message, text, edited } => {
                let said = Said { asker: asker.clone(), origin, message: *message, text, edited: *edited };
                self.text(deliver, &said).await?
            }
            Event::Wordless => Some(manners::not_understood(asker)),
            Event::Anonymous => Some(manners::anonymous(asker)),
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
        let view = self.screens.tap(asker, tap).await?;
        let place = message.filter(|_| tap.in_place()).map_or(Place::New, Place::Instead);
        Ok(Some((place, view)))
    }

    async fn text(&self, deliver: &Deliver, said: &Said<'_>) -> Result<Option<View>, StoreError> {
        let is_command = said.text.starts_with('/');
        if said.asker.private && !self.admits(said.asker.user) {
            return Ok(Some(manners::not_admitted(&said.asker)));
        }
        if let Some(found) = self.credential(said, is_command) {
            return self.take_credential(deliver, said, found).await.map(Some);
        }
        if is_command {
            return self.command(deliver, said).await;
        }
        if said.edited || !said.asker.private {
            return Ok(None);
        }
        match self.screens.store.prompt(said.asker.user) {
            Some(Question::Key { .. }) => self.take_key(deliver, said, said.text).await.map(Some),
            Some(question) => self.screens.answer(&said.asker, question, said.text).await.map(Some),
            None => {
                let view = self.screens.csv_status_unasked(&said.asker, said.text).await?;
                Ok(Some(view.unwrap_or_else(|| manners::not_understood(&said.asker))))
            }
        }
    }

    /// In a group only what is certainly meant as one: a hash in a conversation is none of our business.
    fn credential(&self, said: &Said<'_>, is_command: bool) -> Option<Found> {
        let alone = !said.text.trim().contains(char::is_whitespace);
        let ours = said.asker.private || is_command || alone || said.text.contains("api_key=");
        ours.then(|| credentials::find(said.text)).flatten()
    }

    async fn take_credential(&self, deliver: &Deliver, said: &Said<'_>, found: Found) -> Result<View, StoreError> {
        let message = self.delete(deliver, said).await;
        match found {
            Found::BotToken => self.screens.bot_token(&said.asker, message).await,
            Found::Key(_) if !said.asker.private => Ok(link::key_in_group(&said.asker, message)),
            Found::Key(key) => self.screens.link(&said.asker, &key, message, csv_import::in_address(said.text)).await,
        }
    }

    /// Something was given as a key, of whatever shape: its message goes first.
    async fn take_key(&self, deliver: &Deliver, said: &Said<'_>, given: &str) -> Result<View, StoreError> {
        let message = self.delete(deliver, said).await;
        match ApiKey::parse(given.trim()) {
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

    async fn command(&self, deliver: &Deliver, said: &Said<'_>) -> Result<Option<View>, StoreError> {
        let asker = &said.asker;
        // The bot's own name matters only where somebody else's may stand.
        let username = match commands::addressed(said.text) {
            Some(_) => deliver.username().await.unwrap_or_default(),
            None => String::new(),
        };
        let command = match commands::parse(said.text, &username) {
            Parsed::Known(command) => command,
            Parsed::Foreign => return Ok(None),
            Parsed::Unknown(typed) => {
                let for_us = asker.private || !username.is_empty();
                return Ok(for_us.then(|| manners::unknown_command(asker, &typed)));
            }
        };
        if !self.admits(asker.user) {
            return Ok(Some(manners::not_admitted(asker)));
        }
        self.known_command(deliver, said, command).await.map(Some)
    }

    /// Any command wins over a question; only a key given by command answers the one for a key.
    async fn known_command(&self, deliver: &Deliver, said: &Said<'_>, command: Command) -> Result<View, StoreError> {
        let asker = &said.asker;
        let screens = &self.screens;
        if !matches!(command, Command::SetKey(_) | Command::Cancel(_)) {
            screens.store.end_prompt(asker.user).await?;
        }
        match command {
            Command::CsvStatus(arguments) => screens.csv_status(asker, None, &arguments).await,
            Command::SetKey(key) if key.is_empty() => screens.ask_key(asker).await,
            Command::SetKey(key) => self.take_key(deliver, said, &key).await,
            Command::Accounts(_) => screens.open(asker, Route::Accounts).await,
            Command::Privacy(_) => screens.open(asker, Route::Privacy).await,
            Command::Cancel(_) => screens.cancel(asker).await,
            Command::Help(name) => match Topic::find(&name) {
                Some(topic) => Ok(help::command(asker, topic)),
                None => screens.open(asker, Route::Help).await,
            },
            Command::Start(place) => screens.open(asker, started_at(&place)).await,
        }
    }

    fn admits(&self, user: UserId) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.contains(&user))
    }
}

/// The place that a `t.me/…?start=` link names. Such a link can be made by anybody, so it only ever shows something.
fn started_at(place: &str) -> Route {
    match Tap::decode(place) {
        Some((Tap::Open(route), _)) => route,
        _ => Route::Start,
    }
}
