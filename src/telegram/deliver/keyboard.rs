//! The buttons under a message, as Telegram takes them.

use teloxide::types::{CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup};
use url::Url;

use super::Deliver;
use crate::frame::{Button, Press};
use crate::link::Spot;
use crate::telegram::incoming::Address;

impl Deliver {
    pub(super) async fn keyboard(&self, address: &Address, rows: Vec<Vec<Button>>) -> Option<InlineKeyboardMarkup> {
        let mut keyboard = Vec::with_capacity(rows.len());
        for row in rows {
            let mut shown = Vec::with_capacity(row.len());
            for button in row {
                shown.extend(self.button(address, button).await);
            }
            keyboard.push(shown);
        }
        (!keyboard.is_empty()).then(|| InlineKeyboardMarkup::new(keyboard))
    }

    /// A button for the person who asked; a link to the private chat waits for the bot's own name.
    async fn button(&self, address: &Address, button: Button) -> Option<InlineKeyboardButton> {
        Some(match button.press {
            Press::Go(link, spot) => InlineKeyboardButton::callback(button.label, link.encode(address.owner, spot)),
            Press::Copy(text) => InlineKeyboardButton::copy_text_button(button.label, CopyTextButton { text }),
            Press::Open(address) => InlineKeyboardButton::url(button.label, address.url().clone()),
            // The word behind it comes with the `/start` that Telegram may send there (Bot API, deep linking).
            Press::AddToGroup => {
                let link = format!("https://t.me/{}?startgroup=team", self.username().await?);
                InlineKeyboardButton::url(button.label, Url::parse(&link).ok()?)
            }
            Press::Private(link) => {
                let (username, start) = (self.username().await?, link.encode(address.owner, Spot::Here));
                let link = Url::parse_with_params(&format!("https://t.me/{username}"), [("start", start)]).ok()?;
                InlineKeyboardButton::url(button.label, link)
            }
        })
    }
}
