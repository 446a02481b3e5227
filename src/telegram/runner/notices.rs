//! What a chat is told by itself: the edit of a followed message, or a message that a watch sends.
//!
//! Owns that both are tried once, between the updates of their chat: nobody who waits for an answer waits for them. It
//! must not draw: that was done before.

use std::time::Duration;

use super::{STORE_PAUSE, Shared};
use crate::crash_point;
use crate::frame::{Drawn, View};
use crate::ids::ChatId;
use crate::store::{Announced, FollowUp, Gather, Heard, News, TeamCopy};
use crate::telegram::deliver::{Delivered, Refusal};
use crate::telegram::incoming::Address;

/// What a chat is told by itself. It is drawn before it comes here: an update never waits for its calls of the API, only
/// for the one call of Telegram.
pub enum Notice {
    /// A place that visited itself again.
    Again {
        /// What it follows.
        follow: FollowUp,
        /// What it shows.
        drawn: Drawn,
    },
    /// What everybody is told.
    Word {
        /// Whom, and which text.
        announced: Announced,
        /// What it shows.
        drawn: Drawn,
    },
    /// What a watch has to tell.
    News {
        /// What is told, as a message of its own.
        news: News,
        /// What it shows.
        drawn: Drawn,
    },
    /// What several watches have to tell, in one message.
    Gather {
        /// Which message.
        gather: Gather,
        /// How many notices it was drawn with.
        count: i64,
        /// What it shows.
        drawn: Drawn,
    },
    /// What a group is told of that, or its person of the group.
    Copy {
        /// Which copy.
        copy: TeamCopy,
        /// What it shows.
        view: Box<View>,
        /// How long until it is drawn again, if it is.
        next: Option<Duration>,
    },
}

impl Notice {
    /// The chat. A private chat has the number of its person (Bot API, Chat).
    pub(super) fn chat(&self) -> ChatId {
        match self {
            Self::Again { follow, .. } => follow.chat,
            Self::News { news, .. } => Address::of_a_person(news.user).chat,
            Self::Word { announced, .. } => Address::of_a_person(announced.user).chat,
            Self::Gather { gather, .. } => Address::of_a_person(gather.user).chat,
            Self::Copy { copy, .. } if copy.private => Address::of_a_person(copy.user).chat,
            Self::Copy { copy, .. } => copy.chat,
        }
    }

    /// Whether it is told to one person alone.
    pub(super) fn is_private(&self) -> bool {
        !matches!(self, Self::Copy { copy, .. } if !copy.private)
    }

    /// Whether this one takes the place of another one that waits: it edits the same message, or tells the same thing.
    pub(super) fn replaces(&self, older: &Self) -> bool {
        match (self, older) {
            (Self::Again { follow, .. }, Self::Again { follow: before, .. }) => follow.message == before.message,
            (Self::News { news, .. }, Self::News { news: before, .. }) => news.id == before.id,
            (Self::Word { announced, .. }, Self::Word { announced: before, .. }) => announced == before,
            (Self::Gather { gather, .. }, Self::Gather { gather: before, .. }) => gather.id == before.id,
            (Self::Copy { copy, .. }, Self::Copy { copy: before, .. }) => copy.id == before.id,
            _ => false,
        }
    }
}

impl Shared {
    pub(super) async fn show_notice(&self, notice: Box<Notice>) {
        match *notice {
            Notice::Again { follow, drawn } => self.edit_again(follow, drawn).await,
            Notice::Word { announced, drawn } => Box::pin(self.tell_word(announced, drawn)).await,
            Notice::News { news, drawn } => Box::pin(self.announce(news, drawn)).await,
            Notice::Gather { gather, count, drawn } => Box::pin(self.announce_all(gather, count, drawn)).await,
            Notice::Copy { copy, view, next } => Box::pin(self.tell_team(copy, *view, next)).await,
        }
    }

    /// Edits the message of a follow-up, unless a press was faster. Both write in the lane, so they never race.
    async fn edit_again(&self, follow: FollowUp, Drawn { view, ties }: Drawn) {
        if !self.store.is_followed(&follow) {
            return;
        }
        let address = Address { chat: follow.chat, ..Address::of_a_person(follow.user) };
        crash_point!("notice-ready");
        let delivered = self.deliver.refresh(&address, follow.message, view).await;
        crash_point!("notice-sent");
        let ended = match delivered {
            Delivered::Interrupted => return,
            Delivered::Later(wait) => {
                if let Err(error) = self.store.put_off_follow_up(&follow, wait).await {
                    tracing::error!(%error, "a follow-up could not be put off; it is visited after its lease");
                }
                return;
            }
            Delivered::Shown(Some(message)) => {
                self.note_shown(&address, message, &ties).await;
                message != follow.message
            }
            Delivered::Shown(None) | Delivered::Refused(_) => true,
        };
        if ended && let Err(error) = self.store.unfollow(&follow).await {
            tracing::error!(%error, "a follow-up could not be ended; it is visited again");
        }
    }

    /// Sends what everybody is told, unless it was stopped meanwhile. It was claimed before, so that a crash repeats it once
    /// and not for ever.
    async fn tell_word(&self, announced: Announced, Drawn { view, .. }: Drawn) {
        match self.store.is_announced(announced).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::error!(%error, "a word to somebody could not be begun; it is told when its lease ends");
                return;
            }
        }
        crash_point!("word-ready");
        let delivered = self.deliver.announce(&Address::of_a_person(announced.user), view, true).await;
        crash_point!("word-sent");
        let how = match delivered {
            Delivered::Shown(_) => Heard::Told,
            Delivered::Refused(Refusal::Blocked) => Heard::Blocked,
            Delivered::Refused(Refusal::Other) => Heard::Failed,
            Delivered::Later(wait) => Heard::Later(wait),
            Delivered::Interrupted => Heard::Later(STORE_PAUSE),
        };
        let mut noted = self.store.heard(announced, how).await;
        if noted.is_ok() && how == Heard::Blocked {
            noted = self.store.pause_person(announced.user).await;
        }
        if let Err(error) = noted {
            tracing::error!(%error, "what became of a word to somebody is not stored: it is told again");
        }
    }

    /// Sends what a watch has to tell, unless the watch was ended meanwhile. The sending is counted before it begins, so
    /// that a crash repeats it once and not for ever.
    async fn announce(&self, news: News, Drawn { view, ties }: Drawn) {
        let loud = match self.store.begin_news(news.id).await {
            Ok(Some(loud)) => loud,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "a notice could not be begun; it is told later");
                return;
            }
        };
        let address = Address::of_a_person(news.user);
        crash_point!("watch-ready");
        let delivered = self.deliver.announce(&address, view, loud).await;
        crash_point!("watch-sent");
        if let Delivered::Shown(Some(message)) = delivered {
            self.note_shown(&address, message, &ties).await;
        }
        let noted = match delivered {
            Delivered::Shown(_) | Delivered::Refused(Refusal::Other) => self.store.told(news.id).await,
            Delivered::Refused(Refusal::Blocked) => self.store.pause_person(news.user).await,
            Delivered::Later(wait) => self.store.put_off(news.id, wait, true).await,
            Delivered::Interrupted => self.store.put_off(news.id, STORE_PAUSE, true).await,
        };
        crash_point!("watch-told");
        if let Err(error) = noted {
            tracing::error!(%error, "what became of a notice is not stored: it is told again");
        }
    }

    /// Sends what several watches have to tell, or edits the message that tells it. The sending is counted before it begins.
    async fn announce_all(&self, gather: Gather, count: i64, Drawn { view, ties }: Drawn) {
        let begun = match self.store.begin_gather(gather.id).await {
            Ok(Some(begun)) => begun,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "a message about several notices could not be begun; it is told later");
                return;
            }
        };
        let address = Address::of_a_person(gather.user);
        crash_point!("gather-ready");
        let delivered = match begun.edits {
            Some(message) => self.deliver.refresh(&address, message, view).await,
            None => self.deliver.announce(&address, view, begun.loud).await,
        };
        crash_point!("gather-sent");
        if let Delivered::Shown(Some(message)) = delivered {
            self.note_shown(&address, message, &ties).await;
        }
        let noted = match delivered {
            Delivered::Shown(message) => {
                let message = message.or(begun.edits);
                self.store.gather_told(gather, message, count).await
            }
            Delivered::Refused(Refusal::Other) => self.store.gather_told(gather, None, count).await,
            Delivered::Refused(Refusal::Blocked) => self.store.pause_person(gather.user).await,
            Delivered::Later(wait) => self.store.put_off_gather(gather.id, wait, true).await,
            Delivered::Interrupted => self.store.put_off_gather(gather.id, STORE_PAUSE, true).await,
        };
        crash_point!("gather-told");
        if let Err(error) = noted {
            tracing::error!(%error, "what became of a message about several notices is not stored: it is told again");
        }
    }
}
