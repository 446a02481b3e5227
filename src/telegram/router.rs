//! From an update to a view: command, button, answer, credential, or words that need no question.
//!
//! Owns the order in which a text is understood, and knows no feature: what a command, a button or an answer leads to is
//! the table's. The one thing it does itself is to delete a message with a credential before anything else happens to
//! it. It must not send: it returns what is to be sent.

use std::collections::HashSet;
use std::sync::Arc;

use super::after_secrets::AfterSecrets;
use super::commands::{self, Typed};
use super::deliver::{Deliver, FetchError, MAX_CODE_FILE, MAX_FILE, Target};
use super::incoming::{Event, GroupChange, Incoming, Origin, Words};
use crate::credentials;
use crate::frame::prompt::{Removal, Said, Takes};
use crate::frame::{Arrival, Asker, Cause, Drawn, House, Kind, Row, View};
use crate::html;
use crate::ids::{ChatId, MessageId, UserId};
use crate::link::{Link, Pressed, Spot};
use crate::screens::{bots, fallback};
use crate::store::{Asking, Question, StoreError};
use crate::text::Text;

mod secrets;

/// Decides what updates ask for.
pub struct Router {
    /// What the places draw from.
    pub house: House,
    /// The words.
    pub text: Text,
    /// Who may use this copy; everybody when there is no list.
    pub allowed: Option<HashSet<UserId>>,
    /// Deletes credentials and fetches files.
    pub deliver: Arc<Deliver>,
    /// Who was asked for a password lately.
    pub after_secrets: AfterSecrets,
}

/// What is to be sent.
pub struct Reply {
    /// The view, and what is to be stored once it is shown.
    pub drawn: Drawn,
    /// Where it goes.
    pub target: Target,
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
struct Message<'a> {
    asker: &'a Asker,
    cause: Cause<'a>,
    origin: &'a Origin,
    words: &'a Words,
}

impl<'a> Message<'a> {
    fn text(&self) -> &'a str {
        &self.words.text
    }
}

/// A view that says nothing of the message that was to be deleted before it.
fn with_removal(asker: &Asker, view: View, removal: Removal) -> View {
    let told = removal != Removal::Untouched;
    view.below_text(told.then(|| html!(asker.text, "secret-removed", message = removal.name())))
}

/// Whether a message is a command, and not the answer that is awaited: one of ours always is; any other word behind a
/// slash may be code, such as `// comment`, or a secret.
fn is_a_command(typed: Option<&Typed<'_>>, takes: Takes) -> bool {
    match typed {
        None => false,
        Some(Typed { row: Some(_), .. }) => true,
        Some(_) => matches!(takes, Takes::Words | Takes::File),
    }
}

impl Router {
    /// Handles an update. `None` when nobody expects an answer.
    ///
    /// # Errors
    /// When the store does not answer, or the process stops before the update is understood.
    pub async fn handle(
        &self,
        incoming: &Incoming,
        cause: Cause<'_>,
        asker: &Asker,
    ) -> Result<Option<Reply>, Unhandled> {
        fail::fail_point!("handler");
        if let Event::Member { blocked: true } = incoming.event {
            cause.stored().await?;
            Box::pin(self.house.store.pause_person(asker.user)).await?;
            return Ok(None);
        }
        if let Event::Group { group, change } = &incoming.event {
            cause.stored().await?;
            let drawn = Box::pin(self.group(asker.user, cause, *group, change)).await?;
            return Ok(drawn.map(|drawn| Reply { drawn, target: Target::New }));
        }
        if asker.private && self.house.store.is_away(asker.user) {
            cause.stored().await?;
            Box::pin(self.house.store.resume_person(asker.user)).await?;
        }
        if let Some((question, Takes::Password)) = self.house.awaited(asker) {
            self.after_secrets.met(asker.user, question.link, self.house.clock.now_ms());
        }
        let new = |drawn| Reply { drawn, target: Target::New };
        let reply = match &incoming.event {
            Event::Press { pressed, message, replaceable, .. } => {
                let reply = self.press(asker, cause, *pressed, *message).await?;
                reply.map(|reply| if *replaceable { reply } else { new(reply.drawn) })
            }
            Event::Member { .. } | Event::Group { .. } => None,
            Event::Wordless { edited } => self.wordless(asker, cause, incoming, *edited).await?.map(new),
            Event::Text(words) => self.text(&Message { asker, cause, origin: &incoming.origin, words }).await?.map(new),
        };
        reply.iter().for_each(|reply| self.heed(asker, &reply.drawn));
        Ok(reply)
    }

    /// Remembers a question for a password: the answer may come after it is over.
    fn heed(&self, asker: &Asker, drawn: &Drawn) {
        let Asking::Ask(question) = drawn.ties.asking else { return };
        let row = self.house.table.row(&question.link);
        if asker.private && row.is_some_and(|row| matches!(row.kind, Kind::Prompt { takes: Takes::Password, .. })) {
            self.after_secrets.asked(asker.user, question.link, self.house.clock.now_ms());
        }
    }

    /// The person of an update, with the language they read.
    pub fn asker(&self, incoming: &Incoming) -> Asker {
        self.asker_of(incoming.origin.user, incoming.origin.private)
    }

    /// A person, with the language and the time that they read. Where others read along, times are UTC.
    pub fn asker_of(&self, user: UserId, private: bool) -> Asker {
        let zone = if private { self.house.store.settings(user).zone } else { None };
        // One of a newer version does not read: it is as good as none.
        let zone = zone.and_then(|zone| zone.parse().ok());
        Asker { user, private, text: self.text.clone().in_zone(zone) }
    }

    /// What became of the bot in a group. Whoever added it, and has an account, is asked in private whether the group is to
    /// be told of alerts; that ends no question of theirs.
    async fn group(
        &self,
        user: UserId,
        cause: Cause<'_>,
        group: ChatId,
        change: &GroupChange,
    ) -> Result<Option<Drawn>, StoreError> {
        let (store, table) = (&self.house.store, self.house.table);
        let title = match change {
            GroupChange::Joined { title } => title,
            GroupChange::Left => return store.lose_teams(group, |id| table.lost(id)).await.map(|()| None),
            GroupChange::Moved(to) => return store.move_teams(group, *to).await.map(|()| None),
        };
        let account = match self.admits(user) {
            true => store.accounts(user).await?.current().map(|account| account.id),
            false => None,
        };
        let Some(account) = account else { return Ok(None) };
        let Some(id) = store.offer_team(user, account, group, title).await? else { return Ok(None) };
        let asker = self.asker_of(user, true);
        let arrival = self.arrival(&asker, cause, table.offering(id).of(account));
        let mut drawn = self.house.follow(&arrival).await?;
        drawn.ties.asking = Asking::Keep;
        Ok(Some(drawn))
    }

    /// A press by somebody else than the person for whom the button was made was answered by a toast at intake.
    async fn press(
        &self,
        asker: &Asker,
        cause: Cause<'_>,
        pressed: Option<Pressed>,
        on: Option<MessageId>,
    ) -> Result<Option<Reply>, Unhandled> {
        if !self.admits(asker.user) || pressed.is_some_and(|pressed| pressed.owner != asker.user) {
            return Ok(None);
        }
        let table = self.house.table;
        let Some(Pressed { link, spot, .. }) = pressed else {
            let drawn = self.house.stale(&self.arrival(asker, cause, table.welcome)).await?;
            return Ok(Some(Reply { drawn, target: Target::New }));
        };
        if !asker.private && self.house.opens_in_private(&link) {
            // It was opened at intake, which leaves the message for the others as it is.
            return Ok(None);
        }
        let below = spot == Spot::Below;
        let arrival = Arrival { on, below, ..self.arrival(asker, cause, link) };
        let drawn = self.house.follow(&arrival).await?;
        let target = on.filter(|_| !below).map_or(Target::New, Target::Instead);
        Ok(Some(Reply { drawn, target }))
    }

    /// A command, the answer to a question, a credential, or words that need no question, in this order. A credential
    /// in a command or in words goes first all the same, whoever sent it.
    async fn text(&self, message: &Message<'_>) -> Result<Option<Drawn>, Unhandled> {
        let asker = message.asker;
        if !asker.private && self.is_for_another_bot(message).await? {
            return Ok(None);
        }
        if self.house.asked_by(asker, message.cause.update) {
            return Ok(None);
        }
        let typed = commands::read(self.house.table, message.text(), self.house.is_operator(asker.user))
            .filter(|typed| asker.private || typed.is_for_us_in_a_group(message.text()));
        if let Some((question, takes)) = self.awaited(message)
            && !is_a_command(typed.as_ref(), takes)
            && !self.is_a_credential_of_its_own(message, takes)
        {
            return Box::pin(self.answer(message, question, takes)).await.map(Some);
        }
        if message.words.credential {
            return Box::pin(self.credential(message, typed.as_ref())).await;
        }
        if let Some(typed) = typed {
            return self.command(message, typed).await;
        }
        if !asker.private {
            return Ok(None);
        }
        if !self.admits(asker.user) {
            return self.words_not_admitted(message).await;
        }
        if let Some(question) = self.late_question(asker, message.words)
            && !bots::are_meant(&self.house, asker, message.text()).await?
        {
            let removal = self.delete(message).await?;
            return Ok(Some(Drawn::aside(fallback::perhaps_password(asker, removal, question))));
        }
        if message.words.edited {
            return Ok(None);
        }
        if message.words.file.is_some() {
            return Ok(Some(Drawn::aside(fallback::file_refused(asker))));
        }
        if let Some(typed) = commands::bare(self.house.table, message.text()) {
            return self.command(message, typed).await;
        }
        let link = self.house.table.pasted(message.text()).unwrap_or(self.house.table.words);
        let arrival = Arrival { words: message.text(), ..self.arrival(asker, message.cause, link) };
        Ok(Some(self.house.follow(&arrival).await?))
    }

    /// The standing question of somebody who may use this copy, and what it takes. What was written over an older message
    /// answers none, but where a secret is awaited it may be one.
    fn awaited(&self, message: &Message<'_>) -> Option<(Question, Takes)> {
        let awaited = self.house.awaited(message.asker).filter(|_| self.admits(message.asker.user));
        awaited.filter(|(_, takes)| !message.words.edited || takes.is_secret())
    }

    /// Whether a message is taken for a credential, and not for the answer that is awaited: anything that looks like one
    /// among words, and nothing but a whole message where code or a file is awaited.
    fn is_a_credential_of_its_own(&self, message: &Message<'_>, takes: Takes) -> bool {
        match takes {
            Takes::Words => message.words.credential,
            Takes::Code | Takes::File => credentials::is_nothing_but(message.text()),
            // A key is one wherever it was written.
            Takes::ApiKey => message.words.edited && message.words.credential,
            Takes::BotToken | Takes::Password => false,
        }
    }

    /// Where a secret is awaited the message goes first, whatever it holds.
    async fn answer(&self, message: &Message<'_>, question: Question, takes: Takes) -> Result<Drawn, Unhandled> {
        let removal = if takes.is_secret() { self.delete(message).await? } else { Removal::Untouched };
        let arrival = Arrival { back: question.back, ..self.arrival(message.asker, message.cause, question.link) };
        let awaits_file = takes == Takes::File && message.words.file.is_some();
        // Held until the answer is taken: the file is in memory that long. The semaphore is never closed.
        let _large = if awaits_file { self.deliver.large_files.acquire().await.ok() } else { None };
        let most = if awaits_file { MAX_FILE } else { MAX_CODE_FILE };
        let file = match &message.words.file {
            Some(file) if takes.is_file() => match self.deliver.fetch(file, most).await {
                Ok(file) => Some(file),
                Err(FetchError::TooLarge) => return Ok(Drawn::aside(fallback::file_refused(message.asker))),
                Err(FetchError::Call(_)) => return Ok(Drawn::aside(fallback::file_not_given(message.asker))),
            },
            _ => None,
        };
        let Words { own, edited, .. } = *message.words;
        let said = Said { text: message.text().to_owned(), file, removal, foreign: !own, edited };
        Ok(self.house.answer(&arrival, said).await?)
    }

    /// A message with a credential goes first; then it matters who asks. A link or a forwarded message would connect
    /// somebody else's account in this person's name.
    async fn credential(&self, message: &Message<'_>, typed: Option<&Typed<'_>>) -> Result<Option<Drawn>, Unhandled> {
        let removal = self.delete(message).await?;
        if !self.admits(message.asker.user) && message.asker.private {
            return Ok(Some(Drawn::aside(with_removal(message.asker, self.not_admitted(message.asker), removal))));
        }
        let by_link = typed.and_then(|typed| typed.row).is_some_and(|(row, _)| row.opens_links);
        let foreign = !message.words.own || by_link;
        let said = Said { text: message.text().to_owned(), removal, foreign, ..Said::default() };
        Ok(Some(self.key_given(message, said).await?))
    }

    /// Takes what was given as a key, in answer to the question for one or not.
    async fn key_given(&self, message: &Message<'_>, said: Said) -> Result<Drawn, StoreError> {
        let key = self.house.table.key;
        let asked = self.house.awaited(message.asker).filter(|(question, _)| question.link.tag() == key.tag());
        let back = asked.and_then(|(question, _)| question.back);
        let arrival = Arrival { back, ..self.arrival(message.asker, message.cause, key) };
        self.house.answer(&arrival, said).await
    }

    async fn command(&self, message: &Message<'_>, typed: Typed<'_>) -> Result<Option<Drawn>, Unhandled> {
        let asker = message.asker;
        // `/setkey KEY` is an answer that comes before its question: its message goes first, whoever sent it.
        let brings = self.brings_a_secret(asker, &typed, message.text());
        let removal = if brings { self.delete(message).await? } else { Removal::Untouched };
        let aside = |view| Ok(Some(Drawn::aside(with_removal(asker, view, removal))));
        let Some((row, _)) = typed.row else {
            let for_us = asker.private || commands::addressed(message.text()).is_some();
            let view = || fallback::unknown_command(asker, self.house.table, typed.name);
            return if for_us && !message.origin.anonymous { aside(view()) } else { Ok(None) };
        };
        if message.origin.anonymous {
            return aside(fallback::anonymous(asker));
        }
        if !self.admits(asker.user) {
            return aside(self.not_admitted(asker));
        }
        if brings {
            return Ok(Some(self.given_with_its_command(message, row, typed, removal).await?));
        }
        if row.opens_links && !typed.arguments.is_empty() {
            return Ok(Some(self.linked(message, row, &typed.arguments).await?));
        }
        let link = Link::bare(row.tag);
        let link = if row.numbers == 0 { link } else { self.first_page(row, link) };
        let arrival = Arrival { words: &typed.arguments, ..self.arrival(asker, message.cause, link) };
        Ok(Some(self.house.follow(&arrival).await?))
    }

    /// Takes the words behind a command as the answer to its question.
    async fn given_with_its_command(
        &self,
        message: &Message<'_>,
        row: &Row,
        typed: Typed<'_>,
        removal: Removal,
    ) -> Result<Drawn, StoreError> {
        let (text, foreign) = (typed.arguments.into_owned(), !message.words.own);
        let said = Said { text, removal, foreign, ..Said::default() };
        if row.tag == self.house.table.key.tag() {
            return self.key_given(message, said).await;
        }
        self.house.answer(&self.arrival(message.asker, message.cause, Link::bare(row.tag)), said).await
    }

    /// Follows a link from outside. It is shown beside a question that stands: whoever made the link does not end it.
    async fn linked(&self, message: &Message<'_>, row: &Row, payload: &str) -> Result<Drawn, StoreError> {
        let link = self.started_at(payload).unwrap_or(Link::bare(row.tag));
        let mut drawn = self.house.follow(&self.arrival(message.asker, message.cause, link)).await?;
        if self.house.awaited(message.asker).is_some() {
            drawn.ties.asking = Asking::Keep;
        }
        Ok(drawn)
    }

    /// A command of a place with numbers begins with all of them missing: the first page of everything.
    fn first_page(&self, row: &Row, link: Link) -> Link {
        Link::with(link.tag(), row.numbers, [0; crate::link::MAX_NUMBERS])
    }

    /// The place that a `t.me/…?start=` link names. Such a link can be made by anybody, so it only ever shows something.
    fn started_at(&self, payload: &str) -> Option<Link> {
        let Pressed { link, .. } = Link::decode(payload)?;
        let row = self.house.table.row(&link)?;
        // The account is the presser's own, or none is named.
        (row.linkable && matches!(row.kind, Kind::Place { .. })).then_some(link)
    }

    async fn is_for_another_bot(&self, message: &Message<'_>) -> Result<bool, Unhandled> {
        match commands::addressed(message.text()) {
            None => Ok(false),
            Some(name) => {
                // Telegram shows a bot the commands for it; others only where it may read everything.
                let username = self.deliver.username().await;
                Ok(username.is_some_and(|username| !name.eq_ignore_ascii_case(&username)))
            }
        }
    }

    fn arrival<'a>(&'a self, asker: &'a Asker, cause: Cause<'a>, link: Link) -> Arrival<'a> {
        Arrival { cause: Some(cause), ..Arrival::by_itself(&self.house, asker, link) }
    }

    fn not_admitted(&self, asker: &Asker) -> View {
        fallback::not_admitted(asker, self.house.operator.as_deref())
    }

    /// Whether somebody may use this copy: whoever is listed, if there is a list, and not shut out.
    pub fn admits(&self, user: UserId) -> bool {
        let listed = self.allowed.as_ref().is_none_or(|allowed| allowed.contains(&user));
        listed && !self.house.store.is_shut_out(user)
    }
}
