//! What the watch of a broadcast remembers, and what a reading means for it.
//!
//! Owns the judgement alone. It must not read anything, and knows no sentence. All times are ms since 1970 UTC.

use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60 * 1000;

/// A broadcast that moves no further for so long stands still.
const STILL: i64 = 10 * MINUTE;
/// Errors are worth a word when there are so many more, and so large a part of the chats it passed since, percent.
const MORE_ERRORS: i64 = 10;
const PART: i64 = 5;
/// Longest name kept, characters.
pub const MAX_NAME: usize = 60;

/// What was read of a broadcast.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// What it does.
    pub phase: Phase,
    /// How many chats it has passed, and of how many.
    pub passed: Option<i64>,
    /// Of how many.
    pub total: Option<i64>,
    /// How many could not be reached.
    pub errors: Option<i64>,
    /// The name of its bot.
    pub name: Option<String>,
}

/// What a broadcast does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// It sends, or is about to.
    UnderWay,
    /// It was paused.
    Paused,
    /// It has sent to all.
    Finished,
    /// It ended before its last chat.
    Terminated,
    /// A word that nobody knows: nothing follows from it.
    #[default]
    Unknown,
}

/// Why something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Half of the chats are passed.
    Half,
    /// Many chats cannot be reached.
    Errors,
    /// It moves no further.
    Still,
    /// It moves again.
    Moves,
    /// It has ended.
    Ended,
    /// It is not there any more.
    Gone,
    /// Nobody looks any longer.
    GivenUp,
}

impl Why {
    /// All of them; the place in it is the number in a link.
    pub const ALL: [Self; 7] =
        [Self::Half, Self::Errors, Self::Still, Self::Moves, Self::Ended, Self::Gone, Self::GivenUp];

    /// As sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Errors => "errors",
            Self::Still => "still",
            Self::Moves => "moves",
            Self::Ended => "ended",
            Self::Gone => "gone",
            Self::GivenUp => "given-up",
        }
    }

    /// Whether it is worth no sound.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Half | Self::Moves)
    }
}

/// What a watch of a broadcast remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// How it was read last.
    pub last: Reading,
    /// Since when it is where it is.
    pub still_since: Option<i64>,
    told_still: bool,
    told_half: bool,
    /// Chats passed and errors when errors were told last, or when the watch began.
    base: Option<(i64, i64)>,
    missed: bool,
}

impl Seen {
    /// Reads what was kept.
    pub fn read(bytes: Option<&[u8]>) -> Self {
        bytes.and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
    }

    /// As it is kept.
    pub fn bytes(&self) -> Vec<u8> {
        // Texts and numbers are always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What a reading means; none: the broadcast was not in the list.
    pub fn take(&mut self, now: i64, reading: Option<Reading>) -> Option<Why> {
        let Some(reading) = reading else {
            // An answer alone may be wrong; the next one is believed.
            return std::mem::replace(&mut self.missed, true).then_some(Why::Gone);
        };
        self.missed = false;
        let is_first = self.base.is_none();
        let before = std::mem::replace(&mut self.last, reading);
        if matches!(self.last.phase, Phase::Finished | Phase::Terminated) {
            return Some(Why::Ended);
        }
        let (passed, errors) = (self.last.passed.unwrap_or(0), self.last.errors.unwrap_or(0));
        let base = *self.base.get_or_insert((passed, errors));
        if is_first {
            self.told_half = self.is_half();
            self.still_since = Some(now);
            return None;
        }
        if let Some(why) = self.movement(now, &before) {
            return Some(why);
        }
        let more = errors - base.1;
        if more >= MORE_ERRORS && more.saturating_mul(100) >= (passed - base.0).max(1).saturating_mul(PART) {
            self.base = Some((passed, errors));
            return Some(Why::Errors);
        }
        let half = !self.told_half && self.is_half();
        self.told_half |= half;
        half.then_some(Why::Half)
    }

    fn movement(&mut self, now: i64, before: &Reading) -> Option<Why> {
        if self.last.phase != Phase::UnderWay || self.last.passed.is_none() || self.last.passed != before.passed {
            self.still_since = Some(now);
            let moved = self.last.phase == Phase::UnderWay && std::mem::take(&mut self.told_still);
            return moved.then_some(Why::Moves);
        }
        let since = *self.still_since.get_or_insert(now);
        let still = !self.told_still && now - since >= STILL;
        self.told_still |= still;
        still.then_some(Why::Still)
    }

    fn is_half(&self) -> bool {
        let counts = self.last.passed.zip(self.last.total);
        counts.is_some_and(|(passed, total)| total > 0 && passed.saturating_mul(2) >= total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watch, and a minute between its looks.
    struct Watch(Seen, i64);

    impl Watch {
        fn new() -> Self {
            Self(Seen::default(), 0)
        }

        fn sees(&mut self, phase: Phase, passed: i64, errors: i64) -> Option<Why> {
            self.1 += MINUTE;
            // What is kept reads back.
            self.0 = Seen::read(Some(&self.0.bytes()));
            let (passed, total, errors) = (Some(passed), Some(1000), Some(errors));
            self.0.take(self.1, Some(Reading { phase, passed, total, errors, name: None }))
        }

        fn misses(&mut self) -> Option<Why> {
            self.0.take(self.1, None)
        }
    }

    #[test]
    fn standing_still_is_told_once_after_ten_minutes_and_so_is_its_end() {
        let mut watch = Watch::new();
        let told: Vec<_> = (0..30).filter_map(|look| Some((look, watch.sees(Phase::UnderWay, 100, 0)?))).collect();
        assert_eq!(told, [(10, Why::Still)]);
        assert_eq!(watch.sees(Phase::UnderWay, 101, 0), Some(Why::Moves));
        assert_eq!(watch.sees(Phase::UnderWay, 102, 0), None);
    }

    #[test]
    fn a_paused_broadcast_does_not_stand_still() {
        let mut watch = Watch::new();
        assert!((0..60).all(|_| watch.sees(Phase::Paused, 100, 0).is_none()));
        assert!((0..9).all(|_| watch.sees(Phase::UnderWay, 100, 0).is_none()), "it begins anew");
        assert_eq!(watch.sees(Phase::UnderWay, 100, 0), Some(Why::Still));
        assert!((0..60).all(|_| watch.sees(Phase::Unknown, 100, 0).is_none()));
    }

    #[test]
    fn rising_errors_are_told_and_told_again_only_when_they_rise_on() {
        let mut watch = Watch::new();
        watch.sees(Phase::UnderWay, 100, 50);
        assert_eq!(watch.sees(Phase::UnderWay, 200, 54), None, "what was there before is no news");
        assert_eq!(watch.sees(Phase::UnderWay, 300, 60), Some(Why::Errors));
        assert_eq!(watch.sees(Phase::UnderWay, 310, 64), None);
        assert_eq!(watch.sees(Phase::UnderWay, 320, 70), Some(Why::Errors));
        assert_eq!(watch.sees(Phase::UnderWay, 480, 77), None, "fewer than one in twenty");
    }

    #[test]
    fn half_is_told_once_and_the_end_ends_it() {
        let mut watch = Watch::new();
        let told: Vec<_> = (0..10).filter_map(|step| watch.sees(Phase::UnderWay, step * 99, 0)).collect();
        assert_eq!(told, [Why::Half]);
        assert_eq!(watch.sees(Phase::Finished, 1000, 0), Some(Why::Ended));
        let mut late = Watch::new();
        assert!((0..3).all(|step| late.sees(Phase::UnderWay, 600 + step, 0).is_none()), "known when it was asked for");
        assert_eq!(late.sees(Phase::Terminated, 700, 0), Some(Why::Ended));
    }

    #[test]
    fn an_answer_without_it_is_believed_the_second_time() {
        let mut watch = Watch::new();
        watch.sees(Phase::UnderWay, 1, 0);
        assert_eq!(watch.misses(), None);
        assert_eq!(watch.sees(Phase::UnderWay, 2, 0), None);
        assert_eq!((watch.misses(), watch.misses()), (None, Some(Why::Gone)));
    }
}
