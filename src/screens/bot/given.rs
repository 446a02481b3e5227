//! What a person sends that nobody else may read: a token, or an address with a password in it.
//!
//! Owns how it goes on to an act: sealed with the act's row, erased when that ends. Nothing here prints one.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

use crate::characters;
use crate::credentials::BotToken;
use crate::frame::prompt::{Answer, NotThat, Removal, Takes};
use crate::frame::{Said, Visit};
use crate::html;
use crate::text::Html;

/// A bot token, alone or in BotFather's own sentence, and what became of its message.
pub struct TokenGiven {
    /// None where there was no token, or more than one.
    pub(super) token: Option<BotToken>,
    pub(super) removal: Removal,
}

impl Answer for TokenGiven {
    const TAKES: Takes = Takes::BotToken;

    fn read(said: Said) -> Result<Self, NotThat> {
        let text = characters::seen(&said.text);
        let mut tokens = text.split(characters::is_space).filter_map(BotToken::parse);
        match (tokens.next(), tokens.next()) {
            (Some(token), None) => Ok(Self { token: Some(token), removal: said.removal }),
            _ => Ok(Self { token: None, removal: said.removal }),
        }
    }
}

/// Words that may hold a password, and what became of their message.
pub struct SecretWords {
    pub(super) text: SecretString,
    removal: Removal,
}

impl Answer for SecretWords {
    const TAKES: Takes = Takes::Password;

    fn read(said: Said) -> Result<Self, NotThat> {
        if said.text.trim().is_empty() {
            Err(NotThat)
        } else {
            Ok(Self { text: said.text.into(), removal: said.removal })
        }
    }
}

/// What a field is to be: the argument of an act.
#[derive(Serialize, Deserialize)]
pub struct Wanted {
    value: String,
    /// Whether the message that brought it is still in the chat.
    stays: bool,
}

impl Wanted {
    /// A text that came in an ordinary message.
    pub(super) fn words(value: &str) -> Self {
        Self { value: value.to_owned(), stays: false }
    }

    /// The token that was sent; `None` where there was none.
    pub(super) fn token(given: &TokenGiven) -> Option<Self> {
        let stays = given.removal == Removal::NotDeleted;
        given.token.as_ref().map(|token| Self { value: token.expose().to_owned(), stays })
    }

    /// What was read in these words.
    pub(super) fn of(given: &SecretWords, value: String) -> Self {
        Self { value, stays: given.removal == Removal::NotDeleted }
    }

    /// The value, for the request that needs it and for reading its public part; never for a message or a log.
    pub(super) fn expose(&self) -> &str {
        &self.value
    }

    pub(super) fn secret(&self) -> SecretString {
        self.value.as_str().into()
    }

    /// What its person has to do where the message could not be deleted.
    pub(super) fn warning(&self, visit: &Visit<'_>) -> Option<Html> {
        self.stays.then(|| html!(visit.text(), "secret-stays"))
    }
}

impl Drop for Wanted {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}
