//! What is shown while a screen takes its time: first "typing…", then a word.
//!
//! Owns the waiting and its thresholds. It must never hold up or fail the work that it accompanies.

use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::deliver::Deliver;
use super::incoming::Address;
use crate::frame::{Asker, Cause};
use crate::ids::MessageId;
use crate::screens::fallback;

/// Telegram shows "typing…" for five seconds (Bot API, sendChatAction).
const TYPING_LASTS: Duration = Duration::from_secs(5);

/// When a person is told that work is under way.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until "typing…" is shown.
    pub typing_after: Duration,
    /// From then until a message says that it takes long.
    pub word_after: Duration,
    /// How long the parts of an album are waited for, when the first one has no words.
    pub album: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            typing_after: Duration::from_millis(500),
            word_after: Duration::from_secs(4),
            album: Duration::from_millis(700),
        }
    }
}

impl Patience {
    /// Does the work, and returns with its result the message that was sent meanwhile, to be deleted after the answer.
    pub async fn accompany<T>(
        self,
        deliver: &Deliver,
        address: &Address,
        asker: &Asker,
        cause: Cause<'_>,
        work: impl Future<Output = T>,
    ) -> (T, Option<MessageId>) {
        let mut work = pin!(work);
        match timeout(self.typing_after, &mut work).await {
            Ok(result) => (result, None),
            // Boxed: it is rare, and large beside the work.
            Err(_) => {
                Box::pin(async {
                    let done = CancellationToken::new();
                    let work = async {
                        let result = work.await;
                        done.cancel();
                        result
                    };
                    // Joined, not raced: a word that is on its way is known when the work ends, and can be deleted.
                    tokio::join!(work, self.tell(deliver, address, asker, cause, &done))
                })
                .await
            }
        }
    }

    async fn tell(
        self,
        deliver: &Deliver,
        address: &Address,
        asker: &Asker,
        cause: Cause<'_>,
        done: &CancellationToken,
    ) -> Option<MessageId> {
        let typing = async {
            if cause.stored().await.is_err() {
                return std::future::pending().await;
            }
            deliver.typing(address).await;
            tokio::time::sleep(self.word_after).await;
        };
        done.run_until_cancelled(typing).await?;
        let word = deliver.mention(address, &fallback::slow(asker)).await;
        let typing_on = async {
            loop {
                deliver.typing(address).await;
                tokio::time::sleep(TYPING_LASTS).await;
            }
        };
        done.run_until_cancelled::<_>(typing_on).await.unwrap_or(word)
    }
}
