//! A view: what a person will see, in our own terms.
//!
//! Owns no words and knows no Telegram; only `telegram/deliver.rs` knows how Telegram says it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::named::{Named, to};
use super::secret::Secret;
use super::web_address::WebAddress;
use crate::ids::ActId;
use crate::link::{Link, Spot};
use crate::text::Html;

/// Longest label that a phone shows whole beside another one, characters.
const MAX_BESIDE: usize = 18;

/// A message with its buttons.
#[derive(Debug, Clone)]
pub struct View {
    /// The text.
    pub text: Html,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// A file or a picture that goes with it. Such a view is always a message of its own.
    pub file: Option<File>,
    /// A secret that goes with it. Such a view is always a message of its own, which deletes itself; where it cannot be
    /// one, the text alone is shown.
    pub secret: Option<Secret>,
    /// When its content was read, where that was earlier.
    pub read_before: Option<ReadBefore>,
    /// What showing it is tied to.
    pub ties: ViewTies,
}

/// A view of what was read earlier and kept.
#[derive(Debug, Clone, Copy)]
pub struct ReadBefore {
    /// When it was read.
    pub at: DateTime<Utc>,
    /// Where Refresh leads: there it is read anew.
    pub anew: Link,
}

/// What showing a view is tied to: side effects are fields, nothing is searched for among the buttons.
#[derive(Debug, Clone, Copy, Default)]
pub struct ViewTies {
    /// The prompt whose answer is awaited from now on.
    pub asks: Option<Link>,
    /// The place to offer once the prompt is answered.
    pub back: Option<Link>,
    /// The act that the message asks about or tells of.
    pub act: Option<ActId>,
    /// How long until the place visits itself again in this message.
    pub again: Option<Duration>,
}

/// A file, ready to send.
#[derive(Clone)]
pub struct File {
    /// Its name, with its ending.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// How it is shown.
    pub kind: FileKind,
}

/// How a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// As a file to open.
    Document,
    /// As a picture in the chat.
    Picture,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({} bytes)", self.bytes.len())
    }
}

/// A button.
#[derive(Debug, Clone)]
pub struct Button {
    /// Its text, plain.
    pub label: String,
    /// What it does.
    pub press: Press,
}

/// What a button does.
#[derive(Debug, Clone)]
pub enum Press {
    /// Shows a place, begins an act or asks a prompt.
    Go(Link, Spot),
    /// Copies this text; at most 256 characters (Bot API, CopyTextButton).
    Copy(String),
    /// Opens the private chat with the bot at this place.
    Private(Link),
    /// Opens this address in the person's browser or in Telegram.
    Open(WebAddress),
    /// Asks Telegram for a group, to add the bot to it.
    AddToGroup,
}

impl View {
    /// A text without buttons.
    pub fn new(text: Html) -> Self {
        Self { text, buttons: Vec::new(), file: None, secret: None, read_before: None, ties: ViewTies::default() }
    }

    /// Adds a row of buttons: a list of them, or the one of an `Option`.
    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<Button> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.buttons.push(row);
        }
        self
    }

    /// Adds buttons beside each other, or each in a row of its own where a phone would cut a label.
    #[must_use]
    pub fn beside(self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let buttons: Vec<Button> = buttons.into_iter().collect();
        match buttons.iter().all(|button| button.label.chars().count() <= MAX_BESIDE) {
            true => self.row(buttons),
            false => buttons.into_iter().fold(self, |view, button| view.row([button])),
        }
    }

    /// Adds a line to the text, if there is one.
    #[must_use]
    pub fn below_text(self, line: Option<Html>) -> Self {
        match line {
            Some(line) => Self { text: Html::lines([self.text, line]), ..self },
            None => self,
        }
    }

    /// Adds a file.
    #[must_use]
    pub fn file(self, name: impl Into<String>, bytes: Vec<u8>, kind: FileKind) -> Self {
        Self { file: Some(File { name: name.into(), bytes, kind }), ..self }
    }

    /// Shows a secret under the text: as a spoiler that cannot be forwarded or copied, for [`SHOWN_FOR`] only, in the
    /// private chat only, and only to who asks now. Such a view has no Back, Home, Refresh, file or follow-up.
    ///
    /// [`SHOWN_FOR`]: super::secret::SHOWN_FOR
    #[must_use]
    pub fn secret(self, secret: Secret) -> Self {
        Self { secret: Some(secret), ..self }
    }

    /// Says that the content was read at that time, and where it is read anew.
    #[must_use]
    pub fn read_before<N: Named>(self, at: DateTime<Utc>, anew: N, numbers: N::At) -> Self {
        Self { read_before: Some(ReadBefore { at, anew: to(anew, numbers) }), ..self }
    }

    /// Awaits an answer to this prompt.
    #[must_use]
    pub fn asks<N: Named>(mut self, prompt: N, at: N::At) -> Self {
        self.ties.asks = Some(to(prompt, at));
        self
    }

    /// Visits the place again after this time, or not at all.
    #[must_use]
    pub fn again(mut self, after: Option<Duration>) -> Self {
        self.ties.again = after;
        self
    }
}

impl Button {
    /// A button whose answer takes the place of its message.
    pub fn to<N: Named>(label: String, to_what: N, at: N::At) -> Self {
        Self::link(label, to(to_what, at))
    }

    /// A button whose answer is a message of its own.
    pub fn below<N: Named>(label: String, to_what: N, at: N::At) -> Self {
        Self { label, press: Press::Go(to(to_what, at), Spot::Below) }
    }

    /// A button to a link, whose answer takes the place of its message.
    pub fn link(label: String, link: Link) -> Self {
        Self { label, press: Press::Go(link, Spot::Here) }
    }

    /// A button that opens an address.
    pub fn open(label: String, address: WebAddress) -> Self {
        Self { label, press: Press::Open(address) }
    }

    /// A button that copies a text.
    pub fn copy(label: String, text: String) -> Self {
        Self { label, press: Press::Copy(text) }
    }
}
