//! The lanes: what waits in each chat, in memory or as a row's number alone, and how much room it takes.
//!
//! Owns the order within a chat, and what "full" means. It must not run anything.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use hashlink::LruCache;

use super::Notice;
use crate::ids::{ChatId, UpdateId, UserId};
use crate::store::Pending;
use crate::telegram::incoming::{Incoming, Origin};

/// Updates that one lane holds in memory beside the one that runs; of the others it keeps the numbers.
const HELD: usize = 3;
/// Longest text of an update that is held, bytes.
const HELD_TEXT: usize = 1024;
/// Lanes whose work takes long, before they take up room. Each is a future and a view, about 20 kB.
const PARKED: usize = 2_000;
/// Albums remembered, so that a part that comes late is not answered again.
const ALBUMS: usize = 1_000;

/// An update to run.
pub struct Job {
    /// The update.
    pub incoming: Incoming,
    /// When it was accepted, ms since 1970 UTC.
    pub accepted_at: i64,
    /// How often it was met by processes before this one; `None` for a fresh one.
    pub attempts: Option<i64>,
    /// Whether its row is stored.
    pub stored: Pending,
}

/// An update that waits.
pub(super) enum Queued {
    /// In memory.
    Held(Box<Job>),
    /// As its row alone.
    Kept(Kept),
}

/// What is kept of an update whose row is enough: about 60 bytes.
pub(super) struct Kept {
    pub(super) id: UpdateId,
    pub(super) user: UserId,
    pub(super) attempts: Option<i64>,
    pub(super) stored: Pending,
    pub(super) album: Option<Box<str>>,
}

impl Kept {
    pub(super) fn of(job: &Job) -> Self {
        let Job { incoming, attempts, stored, .. } = job;
        let album = incoming.album.clone();
        Self { id: incoming.id, user: incoming.origin.user, attempts: *attempts, stored: stored.clone(), album }
    }
}

impl Queued {
    pub(super) fn id(&self) -> UpdateId {
        match self {
            Self::Held(job) => job.incoming.id,
            Self::Kept(kept) => kept.id,
        }
    }

    pub(super) fn user(&self) -> UserId {
        match self {
            Self::Held(job) => job.incoming.origin.user,
            Self::Kept(kept) => kept.user,
        }
    }

    fn keep(&mut self) {
        if let Self::Held(job) = self {
            *self = Self::Kept(Kept::of(job));
        }
    }

    fn album(&self) -> Option<&str> {
        match self {
            Self::Held(job) => job.incoming.album.as_deref(),
            Self::Kept(kept) => kept.album.as_deref(),
        }
    }
}

/// What runs next in a chat.
pub(super) enum Work {
    Update(Queued),
    Notice(Box<Notice>),
}

/// What waits in one chat: updates first.
#[derive(Default)]
struct Lane {
    updates: VecDeque<Queued>,
    notices: VecDeque<Box<Notice>>,
    /// Whether its work takes long: what waits behind it is rows.
    parked: bool,
}

/// How many there are of what takes up room.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Room {
    /// Updates that are not finished in the store.
    pub(super) unfinished: usize,
    /// Lanes that work.
    pub(super) running: usize,
    /// Lanes whose work takes long.
    pub(super) parked: usize,
}

impl Room {
    /// The lanes that count against what everybody shares.
    pub(super) fn taken(&self) -> usize {
        self.running + self.parked.saturating_sub(PARKED)
    }
}

/// How an album was answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    /// As words.
    pub(super) words: bool,
    /// As something that must not stay in the chat, which goes for its other parts too.
    pub(super) secret: bool,
}

/// What waits or runs.
pub(super) struct Lanes {
    by_chat: HashMap<ChatId, Lane>,
    by_user: HashMap<UserId, usize>,
    /// The albums that were answered.
    albums: LruCache<(ChatId, Box<str>), Answered>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { by_chat: HashMap::new(), by_user: HashMap::new(), albums: LruCache::new(ALBUMS) }
    }
}

impl Lanes {
    /// Puts an update behind the others of its chat, and returns whether the lane is a new one.
    pub(super) fn push(&mut self, job: Job) -> bool {
        let Origin { chat, user, .. } = job.incoming.origin;
        *self.by_user.entry(user).or_default() += 1;
        let (lane, is_new) = self.lane(chat);
        let long = job.incoming.words().is_some_and(|words| words.text.len() > HELD_TEXT);
        let holds = !lane.parked && (lane.updates.is_empty() || (lane.updates.len() < HELD && !long));
        lane.updates.push_back(if holds { Queued::Held(Box::new(job)) } else { Queued::Kept(Kept::of(&job)) });
        is_new
    }

    /// Puts a notice into its chat's lane, in the place of an older one of the same message, and returns whether the lane
    /// is a new one.
    pub(super) fn tell(&mut self, notice: Box<Notice>) -> bool {
        let (lane, is_new) = self.lane(notice.chat());
        lane.notices.retain(|older| !notice.replaces(older));
        lane.notices.push_back(notice);
        is_new
    }

    fn lane(&mut self, chat: ChatId) -> (&mut Lane, bool) {
        match self.by_chat.entry(chat) {
            Entry::Occupied(lane) => (lane.into_mut(), false),
            Entry::Vacant(none) => (none.insert(Lane::default()), true),
        }
    }

    /// Pops the next work of a chat; removes the lane when it is empty.
    pub(super) fn next(&mut self, chat: ChatId) -> Option<Work> {
        let lane = self.by_chat.get_mut(&chat)?;
        let update = lane.updates.pop_front().map(Work::Update);
        let next = update.or_else(|| lane.notices.pop_front().map(Work::Notice));
        if next.is_none() {
            self.by_chat.remove(&chat);
        }
        next
    }

    /// Takes the other parts of an album out of its chat's lane.
    pub(super) fn parts(&mut self, chat: ChatId, album: &str) -> Vec<Queued> {
        let Some(lane) = self.by_chat.get_mut(&chat) else { return Vec::new() };
        let (parts, others) = lane.updates.drain(..).partition(|queued| queued.album() == Some(album));
        lane.updates = others;
        parts.into()
    }

    /// How an album was answered, if it was.
    pub(super) fn answered(&mut self, chat: ChatId, album: &str) -> Option<Answered> {
        self.albums.get(&(chat, album.into())).copied()
    }

    /// Notes that an album is answered.
    pub(super) fn answer(&mut self, chat: ChatId, album: Box<str>, how: Answered) {
        self.albums.insert((chat, album), how);
    }

    /// An update of this person is over.
    pub(super) fn left(&mut self, user: UserId) {
        if let Entry::Occupied(mut count) = self.by_user.entry(user) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    /// How many updates wait or run in a chat.
    pub(super) fn in_chat(&self, chat: ChatId) -> usize {
        self.by_chat.get(&chat).map_or(0, |lane| lane.updates.len() + 1)
    }

    /// How many updates of a person are not over.
    pub(super) fn of(&self, user: UserId) -> usize {
        self.by_user.get(&user).copied().unwrap_or(0)
    }

    /// What a lane does takes long: what waits behind it is kept as rows from now on.
    pub(super) fn park(&mut self, chat: ChatId) {
        let (lane, _) = self.lane(chat);
        lane.parked = true;
        lane.updates.iter_mut().for_each(Queued::keep);
    }

    /// The lane goes on.
    pub(super) fn unpark(&mut self, chat: ChatId) {
        self.lane(chat).0.parked = false;
    }

    /// Puts an update back to the front of its chat: it runs again when the lane goes on.
    pub(super) fn put_back(&mut self, chat: ChatId, kept: Kept) {
        self.lane(chat).0.updates.push_front(Queued::Kept(kept));
    }
}
