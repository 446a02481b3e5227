//! A prompt: a question, and what it takes as its answer. What is awaited is known before a message is searched for
//! credentials.

use secrecy::SecretString;

use super::act::Prepared;
use super::named::Named;
use super::trouble::Trouble;
use super::view::{File, View};
use super::visit::{Visit, Who};
use crate::credentials::{self, ApiKey, BotToken, Found};
use crate::link::Link;
use crate::text::Html;

/// What a prompt takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Words; a credential among them is one all the same.
    Words,
    /// Code, in a message or as a file: what looks like a key in it is not, unless it is the whole message.
    Code,
    /// A file.
    File,
    /// A bot's token: its message is deleted first.
    BotToken,
    /// An API key: its message is deleted first.
    ApiKey,
    /// A password: its message is deleted first.
    Password,
}

impl Takes {
    /// Whether the answer's message is deleted before the answer is used.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::BotToken | Self::ApiKey | Self::Password)
    }

    /// Whether a file is an answer.
    pub fn is_file(self) -> bool {
        matches!(self, Self::Code | Self::File)
    }

    /// As the catalogue's sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Code => "code",
            Self::File => "file",
            Self::BotToken => "token",
            Self::ApiKey => "key",
            Self::Password => "password",
        }
    }
}

/// What became of a message that held a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Removal {
    /// It held none, and stays.
    #[default]
    Untouched,
    /// It is gone.
    Deleted,
    /// It was an edited one, and it is gone.
    DeletedEdited,
    /// Telegram did not delete it; its writer has to.
    NotDeleted,
}

impl Removal {
    /// As the catalogue's sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Untouched => "none",
            Self::Deleted => "deleted",
            Self::DeletedEdited => "edited",
            Self::NotDeleted => "kept",
        }
    }
}

/// What a person sent.
#[derive(Clone, Default)]
pub struct Said {
    /// The text, or the file's caption.
    pub text: String,
    /// The file, where one is awaited.
    pub file: Option<File>,
    /// What became of the message.
    pub removal: Removal,
    /// Whether somebody else's words came: by a link, forwarded, by another bot's help. They answer no question for a
    /// secret; `take` never sees them.
    pub foreign: bool,
    /// Whether it was written over an older message: no answer to a question for a secret, which may be half of one.
    pub edited: bool,
}

/// What was sent is not what was asked for.
#[derive(Debug)]
pub struct NotThat;

/// An answer of the type that a prompt takes.
pub trait Answer: Sized + Send {
    /// What it is made from.
    const TAKES: Takes;
    /// Reads it.
    ///
    /// # Errors
    /// When what was sent is something else: it is said so, and the question stays open.
    fn read(said: Said) -> Result<Self, NotThat>;
}

/// Words on one or more lines.
pub struct Words(pub String);

/// Code, from a message or a file.
pub struct Code(pub String);

/// A password. Never printed.
pub struct Password(pub SecretString);

/// What was given where an API key is taken.
pub struct KeyGiven {
    /// What was found in it.
    pub given: Given,
    /// The text, for what else it may say.
    pub text: String,
    /// What became of the message.
    pub removal: Removal,
}

/// What was found where an API key is taken.
pub enum Given {
    /// A key.
    Key(ApiKey),
    /// Two keys or more.
    Several,
    /// A badly copied key.
    Unclear,
    /// A bot's token.
    BotToken,
    /// An e-mail address and a password, or a password by itself.
    Password,
    /// A web address with a password in it.
    Address,
    /// Nothing that can be a key.
    Nothing,
}

impl Answer for Words {
    const TAKES: Takes = Takes::Words;

    fn read(said: Said) -> Result<Self, NotThat> {
        if said.text.trim().is_empty() { Err(NotThat) } else { Ok(Self(said.text)) }
    }
}

impl Answer for Code {
    const TAKES: Takes = Takes::Code;

    fn read(said: Said) -> Result<Self, NotThat> {
        match said.file {
            Some(file) => String::from_utf8(file.bytes).map(Self).map_err(|_| NotThat),
            None if said.text.trim().is_empty() => Err(NotThat),
            None => Ok(Self(said.text)),
        }
    }
}

impl Answer for File {
    const TAKES: Takes = Takes::File;

    fn read(said: Said) -> Result<Self, NotThat> {
        said.file.ok_or(NotThat)
    }
}

impl Answer for BotToken {
    const TAKES: Takes = Takes::BotToken;

    fn read(said: Said) -> Result<Self, NotThat> {
        Self::parse(said.text.trim()).ok_or(NotThat)
    }
}

impl Answer for Password {
    const TAKES: Takes = Takes::Password;

    fn read(said: Said) -> Result<Self, NotThat> {
        if said.text.is_empty() { Err(NotThat) } else { Ok(Self(said.text.into())) }
    }
}

impl Answer for KeyGiven {
    const TAKES: Takes = Takes::ApiKey;

    fn read(said: Said) -> Result<Self, NotThat> {
        Ok(Self::of(credentials::find(&said.text), said.text, said.removal))
    }
}

impl KeyGiven {
    /// What was found in a text; nothing that is certain may be a key all the same.
    pub fn of(found: Option<Found>, text: String, removal: Removal) -> Self {
        let given = match found {
            Some(Found::Key(key)) => Given::Key(key),
            Some(Found::Several) => Given::Several,
            Some(Found::Unclear) => Given::Unclear,
            Some(Found::BotToken) => Given::BotToken,
            Some(Found::Password) => Given::Password,
            Some(Found::Address) => Given::Address,
            None => ApiKey::of_key_characters(text.trim()).map_or(Given::Nothing, Given::Key),
        };
        Self { given, text, removal }
    }
}

/// A question and what it takes.
pub trait Prompt: Named {
    /// What its visitors have to be.
    type Who: Who;
    /// What it takes.
    type Answer: Answer;
    /// Whether an answer is taken where others read.
    const GROUPS: bool = false;
    /// The question.
    fn ask(visit: &Visit<'_, Self::Who>, at: Self::At) -> impl Future<Output = Result<Html, Trouble>> + Send;
    /// Takes the answer. Changes at most our own rows; what changes anything else is an act.
    fn take(
        visit: &Visit<'_, Self::Who>,
        at: Self::At,
        answer: Self::Answer,
    ) -> impl Future<Output = Result<Taken, Trouble>> + Send;
}

/// What an answer leads to.
pub enum Taken {
    /// This place.
    Go(Link),
    /// This view, and the question is over unless the view asks again.
    Show(Box<View>),
    /// The same question, after this sentence.
    Again(Html),
    /// This view, beside another standing question, which stays open.
    Beside(Box<View>),
    /// An act, with its question first if it has one.
    Act(Prepared),
}
