//! By what a place, an act or a prompt is known: its tag and the numbers of its links, as types.
//!
//! Owns the proof that every link fits into a button. It must not know any feature.

use crate::ids::{
    AccountId, ActId, BbChatId, BotId, BroadcastId, CommandId, ErrorLogId, FolderId, GatherId, HeldId, JobId, LibId,
    NoteId, PanelId, PropertyId, StoreBotId, TaskId, TeamId, UserId, VersionId, WatchId,
};
use crate::link::{HEAD, Link, MAX_CALLBACK, MAX_NUMBERS, Tag};

/// A number that a link carries. What is out of bounds is not read.
pub trait Number: Copy + Send + Sync + 'static {
    /// Most digits in base 36: 12 for numbers of the API (below 10^18, the bound of `ids.rs`), 7 for rows of our own, 4
    /// for a page.
    const DIGITS: usize;
    /// The number.
    fn get(self) -> i64;
    /// Reads it back; `None` when no such number can be meant.
    fn read(number: i64) -> Option<Self>;
}

macro_rules! numbers_of_the_api {
    ($($name:ident)*) => { $(impl Number for $name {
        const DIGITS: usize = 12;
        fn get(self) -> i64 {
            Self::get(self)
        }
        fn read(number: i64) -> Option<Self> {
            (1..1_000_000_000_000_000_000).contains(&number).then_some(Self::new(number))
        }
    })* };
}
numbers_of_the_api!(BotId TaskId CommandId FolderId LibId ErrorLogId BroadcastId BbChatId PropertyId PanelId StoreBotId UserId);

macro_rules! numbers_of_our_rows {
    ($($name:ident)*) => { $(impl Number for $name {
        const DIGITS: usize = 7;
        fn get(self) -> i64 {
            Self::get(self)
        }
        fn read(number: i64) -> Option<Self> {
            (1..=i64::from(u32::MAX)).contains(&number).then_some(Self::new(number))
        }
    })* };
}
numbers_of_our_rows!(AccountId ActId GatherId HeldId JobId NoteId TeamId VersionId WatchId);

/// A number that may be missing: 0 in the link.
impl<T: Number> Number for Option<T> {
    const DIGITS: usize = T::DIGITS;
    fn get(self) -> i64 {
        self.map_or(0, T::get)
    }
    fn read(number: i64) -> Option<Self> {
        if number == 0 { Some(None) } else { T::read(number).map(Some) }
    }
}

/// A page of a list, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page(pub u16);

impl Page {
    /// The first one.
    pub const FIRST: Self = Self(0);
}

impl Number for Page {
    const DIGITS: usize = 4;
    fn get(self) -> i64 {
        i64::from(self.0)
    }
    fn read(number: i64) -> Option<Self> {
        u16::try_from(number).ok().map(Self)
    }
}

/// The numbers of a link: `()`, `(A,)`, `(A, B)` or `(A, B, C)`.
pub trait Numbers: Copy + Send + Sync + 'static {
    /// How many.
    const COUNT: usize;
    /// Their longest form, each with its separator.
    const LONGEST: usize;
    /// As a link keeps them.
    fn list(self) -> [i64; MAX_NUMBERS];
    /// Reads them back; `None` when the count or one of them is wrong.
    fn read(list: &[i64]) -> Option<Self>;
}

impl Numbers for () {
    const COUNT: usize = 0;
    const LONGEST: usize = 0;
    fn list(self) -> [i64; MAX_NUMBERS] {
        [0; MAX_NUMBERS]
    }
    fn read(list: &[i64]) -> Option<Self> {
        list.is_empty().then_some(())
    }
}

impl<A: Number> Numbers for (A,) {
    const COUNT: usize = 1;
    const LONGEST: usize = 1 + A::DIGITS;
    fn list(self) -> [i64; MAX_NUMBERS] {
        [self.0.get(), 0, 0]
    }
    fn read(list: &[i64]) -> Option<Self> {
        let [a] = list else { return None };
        Some((A::read(*a)?,))
    }
}

impl<A: Number, B: Number> Numbers for (A, B) {
    const COUNT: usize = 2;
    const LONGEST: usize = 2 + A::DIGITS + B::DIGITS;
    fn list(self) -> [i64; MAX_NUMBERS] {
        [self.0.get(), self.1.get(), 0]
    }
    fn read(list: &[i64]) -> Option<Self> {
        let [a, b] = list else { return None };
        Some((A::read(*a)?, B::read(*b)?))
    }
}

impl<A: Number, B: Number, C: Number> Numbers for (A, B, C) {
    const COUNT: usize = 3;
    const LONGEST: usize = 3 + A::DIGITS + B::DIGITS + C::DIGITS;
    fn list(self) -> [i64; MAX_NUMBERS] {
        [self.0.get(), self.1.get(), self.2.get()]
    }
    fn read(list: &[i64]) -> Option<Self> {
        let [a, b, c] = list else { return None };
        Some((A::read(*a)?, B::read(*b)?, C::read(*c)?))
    }
}

/// What has a tag.
pub trait Named: Send + Sync + 'static {
    /// Never renamed, never given to another.
    const TAG: Tag;
    /// The numbers of its links.
    type At: Numbers;
}

/// Fails to compile when a link of `N` can be longer than a button's data.
pub const fn fits<N: Named>() {
    const { assert!(HEAD + <N::At as Numbers>::LONGEST <= MAX_CALLBACK, "more numbers than a button can carry") }
}

/// A link to a place, an act or a prompt: `to(bot::Card, (id,))`.
pub fn to<N: Named>(_: N, at: N::At) -> Link {
    fits::<N>();
    Link::with(N::TAG, N::At::COUNT, at.list())
}

/// The numbers of a link to `N`; `None` when it leads elsewhere, or carries what cannot be meant.
pub fn at<N: Named>(link: &Link) -> Option<N::At> {
    if link.tag().is(N::TAG) { N::At::read(link.numbers()) } else { None }
}
