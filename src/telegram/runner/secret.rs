//! Showing a secret in steps, so that it is never in a chat without a stored promise to delete it.
//!
//! Owns the order: a message without the secret, the row that deletes it, the secret into the message. Wherever the
//! process ends between them, what stays in the chat is either empty or deleted by the next start.

use tokio::time::timeout;

use super::Shared;
use crate::crash_point;
use crate::frame::View;
use crate::frame::secret::{SHOWN_FOR, Secret};
use crate::html;
use crate::ids::MessageId;
use crate::screens::fallback;
use crate::telegram::deliver::{Delivered, Refusal, Target};
use crate::telegram::incoming::Address;
use crate::text::Html;

impl Shared {
    /// Shows a secret in a message of its own. Where others read, the view is shown without it.
    pub(super) async fn reveal(&self, address: &Address, view: View, secret: Secret) -> Delivered {
        if !address.private {
            return self.deliver.deliver(address, Target::New, view).await;
        }
        let text = &self.router.text;
        let cover = Html::lines([view.text.clone(), html!(text, "secret-soon")]);
        let covered = self.deliver.cover(address, cover).await;
        crash_point!("secret-covered");
        let cover = match covered {
            Delivered::Shown(Some(cover)) => cover,
            // Without its number the message could not be deleted.
            Delivered::Shown(None) => return self.not_revealed(address, None).await,
            other => return other,
        };
        if let Err(error) = self.store.reveal(address.owner, cover, SHOWN_FOR).await {
            tracing::error!(%error, "that a secret is to be deleted was not stored: it is not shown");
            return self.not_revealed(address, Some(cover)).await;
        }
        crash_point!("secret-stored");
        let seconds = i64::try_from(SHOWN_FOR.as_secs()).unwrap_or_default();
        let gone = html!(text, "secret-gone", count = seconds, shown = text.number(seconds));
        let shown = Html::lines([view.text, secret.spoiler(), gone]);
        let uncovering = self.deliver.uncover(address, cover, shown, view.buttons);
        // Telegram may be away for long: by then the phone may lie elsewhere.
        let delivered = timeout(SHOWN_FOR, uncovering).await;
        crash_point!("secret-shown");
        match delivered {
            Err(_) | Ok(Delivered::Refused(Refusal::Other)) => self.not_revealed(address, Some(cover)).await,
            Ok(delivered) => delivered,
        }
    }

    async fn not_revealed(&self, address: &Address, cover: Option<MessageId>) -> Delivered {
        if let Some(cover) = cover {
            self.deliver.delete(address.chat, cover).await;
        }
        self.deliver.deliver(address, Target::New, fallback::not_revealed(&self.router.text)).await
    }
}
