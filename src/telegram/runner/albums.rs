//! Albums: one thing that somebody sent, which comes as several updates (Bot API, Message: `media_group_id`).
//!
//! Owns that an album is answered once, by the part with words, wherever in the album that is.

use std::cmp::Reverse;

use super::lanes::{Answered, Job, Queued};
use super::{Ended, Shared};
use crate::ids::{UpdateId, UserId};

impl Shared {
    /// Answers the album of this part. Its other parts end with it; what comes later ends without an answer, unless it
    /// has the first words.
    pub(super) async fn run_album(&self, first: Job) -> ((UpdateId, UserId), Ended) {
        let own = (first.incoming.id, first.incoming.origin.user);
        let (chat, album) = (first.incoming.origin.chat, first.incoming.album.clone().unwrap_or_default());
        let answered = self.lanes().answered(chat, &album);
        if let Some(Answered { secret, .. }) = answered.filter(|how| how.words || !has_words(&first)) {
            return (own, self.pass_over(&first, secret).await);
        }
        if !has_words(&first) {
            // Telegram delivers the parts one after the other.
            tokio::time::sleep(self.patience.album).await;
        }
        let mut parts = vec![first];
        let others = self.lanes().parts(chat, &album);
        for other in others {
            parts.extend(self.part(other).await);
        }
        // The first of those that have most to say.
        let best = (0..parts.len()).min_by_key(|part| parts.get(*part).map(|job| Reverse(weight(job))));
        let best = parts.swap_remove(best.unwrap_or(0));
        let ran = (best.incoming.id, best.incoming.origin.user);
        let how = Answered { words: has_words(&best), secret: self.router.secret(&best.incoming).is_some() };
        for part in parts {
            let (id, user) = (part.incoming.id, part.incoming.origin.user);
            let ended = self.pass_over(&part, how.secret).await;
            self.over(id, user, &ended);
        }
        let ended = self.run_job(best).await;
        // One that is put off is answered later.
        if let Ended::Settled = ended {
            self.lanes().answer(chat, album, how);
        }
        (ran, ended)
    }

    async fn part(&self, queued: Queued) -> Option<Job> {
        let (id, user) = (queued.id(), queued.user());
        match self.job(queued).await {
            Ok(job) => Some(job),
            Err(ended) => {
                self.over(id, user, &ended);
                None
            }
        }
    }

    /// Ends a part without an answer. What must not stay in a chat goes all the same.
    async fn pass_over(&self, job: &Job, of_a_secret: bool) -> Ended {
        if job.stored.stored(job.incoming.id).await.is_err() {
            return Ended::NoRow;
        }
        let secret = self.router.secret(&job.incoming);
        if let Some(message) = secret.or_else(|| job.incoming.message().filter(|_| of_a_secret)) {
            self.deliver.delete(job.incoming.origin.chat, message).await;
        }
        Ended::Settled
    }
}

fn has_words(job: &Job) -> bool {
    job.incoming.words().is_some_and(|words| !words.text.is_empty())
}

fn weight(job: &Job) -> (bool, bool, bool) {
    let file = job.incoming.words().is_some_and(|words| words.file.is_some());
    (job.incoming.credential().is_some(), has_words(job), file)
}
