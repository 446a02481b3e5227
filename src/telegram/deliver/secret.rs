//! A secret on its way: first a message without it, then the secret into that message.
//!
//! Owns that no other message ever gets it. It must not know when the message is deleted.

use teloxide::payloads::SendMessageSetters as _;

use super::{Deliver, Delivered, Unsettled, message};
use crate::frame::Button;
use crate::ids::MessageId;
use crate::telegram::incoming::Address;
use crate::telegram::refusal::Meaning;
use crate::telegram::wire::CallError;
use crate::text::Html;

impl Deliver {
    /// Sends the message that will show a secret, still without it. It cannot be forwarded or saved (Bot API,
    /// `protect_content`), and an edit does not change that.
    pub async fn cover(&self, address: &Address, text: Html) -> Delivered {
        self.pace.answered(address.chat, address.private, tokio::time::Instant::now());
        let cover = message(address, text, None).protect_content(true);
        match self.until_settled(address.chat, || self.send(address, &cover)).await {
            Ok(message) => Delivered::Shown(message),
            Err(unsettled) => unsettled.into(),
        }
    }

    /// Puts a secret into its message, and into no other one.
    pub async fn uncover(
        &self,
        address: &Address,
        cover: MessageId,
        text: Html,
        buttons: Vec<Vec<Button>>,
    ) -> Delivered {
        let shown = message(address, text, self.keyboard(address, buttons).await);
        match self.until_settled(address.chat, || self.edit(cover, &shown)).await {
            // The answer to an earlier try was lost.
            Ok(()) | Err(Unsettled::Refused(CallError::Refused(Meaning::NotModified))) => Delivered::Shown(Some(cover)),
            Err(unsettled) => unsettled.into(),
        }
    }
}
