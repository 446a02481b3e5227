//! A view: what a person will see, in our own terms.
//!
//! Owns no words and knows no Telegram; only `telegram/deliver.rs` knows how Telegram says it.

use super::route::{Route, Tap};
use crate::ids::ActionId;
use crate::text::Html;

/// A message with its buttons.
#[derive(Debug, Clone)]
pub struct View {
    /// The text.
    pub text: Html,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
}

/// A button.
#[derive(Debug, Clone)]
pub struct Button {
    /// What stands on it, plain text.
    pub label: String,
    /// What it does.
    pub press: Press,
}

/// What a button does.
#[derive(Debug, Clone)]
pub enum Press {
    /// Asks the bot for something.
    Tap(Tap),
    /// Copies this text; at most 256 characters (Bot API, CopyTextButton).
    Copy(String),
    /// Opens the private chat with the bot at this place.
    Private(Route),
}

impl View {
    /// A text without buttons.
    pub fn new(text: Html) -> Self {
        Self { text, buttons: Vec::new() }
    }

    /// The action that this view asks about: it is bound to the message that the view becomes.
    pub fn action(&self) -> Option<ActionId> {
        self.buttons.iter().flatten().find_map(|button| match button.press {
            Press::Tap(Tap::Confirm(action)) => Some(action),
            _ => None,
        })
    }

    /// Adds a row of buttons.
    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<Button> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.buttons.push(row);
        }
        self
    }
}

impl Button {
    /// A button that asks the bot for something.
    pub fn tap(label: String, tap: Tap) -> Self {
        Self { label, press: Press::Tap(tap) }
    }

    /// A button that shows a place instead of its message.
    pub fn replace(label: String, route: Route) -> Self {
        Self::tap(label, Tap::Replace(route))
    }

    /// A button that shows a place in a message of its own.
    pub fn open(label: String, route: Route) -> Self {
        Self::tap(label, Tap::Open(route))
    }
}
