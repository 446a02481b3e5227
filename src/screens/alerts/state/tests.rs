use super::*;

/// A watch, and the world that it looks at.
struct Story {
    seen: Seen,
    now: i64,
    logs: Vec<Logged>,
    runs: bool,
    asked_at: Option<i64>,
}

impl Story {
    fn new() -> Self {
        let mut story = Self { seen: Seen::read(None), now: 10 * HOUR, logs: Vec::new(), runs: true, asked_at: None };
        story.logs(1, "old");
        assert_eq!(story.looks(), None, "what was there before is not told");
        story
    }

    fn logs(&mut self, times: i64, title: &str) {
        for _ in 0..times {
            let id = self.logs.iter().map(|log| log.id).max().unwrap_or(0) + 1;
            let (title, shape) = (title.to_owned(), title.to_owned());
            self.logs.push(Logged { id, at: Some(self.now), title, shape, ..Logged::default() });
        }
    }

    /// One look at this moment.
    fn looks(&mut self) -> Option<Why> {
        self.look().0
    }

    fn look(&mut self) -> (Option<Why>, Duration) {
        let bot = Some(Reading { name: Some("Shop".into()), runs: Some(self.runs) });
        let (now, logs, asked_at) = (self.now, Some(self.logs.clone()), self.asked_at);
        // As it is stored in between.
        self.seen = Seen::read(Some(&self.seen.bytes()));
        self.seen.take(&Saw { now, read_at: now, bot, logs, asked_at })
    }

    /// Looks as often as the watch asks to, and returns what was told and when, minutes from now.
    fn passes(&mut self, time: i64) -> Vec<(i64, Why)> {
        let (begin, mut told) = (self.now, Vec::new());
        while self.now < begin + time {
            let (why, next) = self.look();
            told.extend(why.map(|why| ((self.now - begin) / MINUTE, why)));
            self.now += i64::try_from(next.as_millis()).unwrap();
        }
        told
    }
}

#[test]
fn a_storm_is_one_message_and_its_end_another() {
    let mut story = Story::new();
    story.logs(1, "one");
    assert_eq!(story.look(), (None, Duration::from_secs(30)), "gathered");
    story.logs(200, "two");
    story.now += 30 * SECOND;
    assert_eq!(story.looks(), Some(Why::Errors));
    let trouble = story.seen.trouble.clone().unwrap();
    assert_eq!(trouble.kinds.iter().map(|kind| kind.count).collect::<Vec<_>>(), [200, 1]);
    assert_eq!(story.passes(7 * HOUR).into_iter().map(|(_, why)| why).collect::<Vec<_>>(), [Why::Ended]);
    assert_eq!(story.passes(48 * HOUR), []);
}

#[test]
fn trouble_that_goes_on_is_told_again_after_growing_waits() {
    let mut story = Story::new();
    let mut told = Vec::new();
    for hour in 0..60 {
        story.logs(1, "same");
        told.extend(story.passes(HOUR).into_iter().map(|(_, why)| (hour, why)));
    }
    assert_eq!(told, [(0, Why::Errors), (4, Why::Errors), (28, Why::Errors), (52, Why::Errors)]);
}

#[test]
fn ever_new_kinds_are_gathered_longer_and_longer() {
    let mut story = Story::new();
    let mut told = 0;
    for kind in 0..12 * 60 / 2 {
        story.logs(1, &format!("kind {kind}"));
        told += story.passes(2 * MINUTE).len();
    }
    assert!((4..=8).contains(&told), "{told} messages in 12 hours");
    let trouble = story.seen.trouble.unwrap();
    assert_eq!(trouble.kinds.len(), MOST_KINDS);
    assert_eq!((trouble.all_kinds(), trouble.all()), (360, 360), "none of them is lost");
    assert!(trouble.others.marks.len() == MOST_MARKS);
}

#[test]
fn kinds_without_room_are_counted_and_are_no_news_when_they_come_again() {
    let mut story = Story::new();
    for kind in 0..40 {
        story.logs(2, &format!("kind {kind}"));
    }
    assert_eq!(story.passes(MINUTE).len(), 1);
    let of = |story: &Story| {
        let trouble = story.seen.trouble.as_ref().unwrap();
        (trouble.all_kinds(), trouble.all(), trouble.kinds[0].title.clone())
    };
    assert_eq!(of(&story), (40, 80, "kind 39".to_owned()));
    story.logs(5, "kind 3");
    assert_eq!(story.passes(10 * MINUTE), [], "it was counted in the message already");
    assert_eq!(of(&story), (40, 85, "kind 39".to_owned()));
    story.logs(1, "another");
    assert_eq!(story.passes(10 * MINUTE).len(), 1);
    assert_eq!(of(&story), (41, 86, "another".to_owned()));
}

#[test]
fn how_long_it_was_stopped_is_known_where_it_was_seen_to_stop() {
    let mut story = Story::new();
    let goes = |story: &mut Story, runs, minutes| {
        story.runs = runs;
        let told = story.passes(minutes * MINUTE);
        let since = story.seen.was_down_since().map(|since| (story.now - since) / MINUTE);
        (told.into_iter().map(|(_, why)| why).collect::<Vec<_>>(), since)
    };
    assert_eq!(goes(&mut story, false, 90), (vec![Why::Stopped], None));
    let (told, down) = goes(&mut story, true, 90);
    assert_eq!(told, [Why::Started]);
    assert!((174..=186).contains(&down.unwrap()), "{down:?}");
    // Stopped through this bot, and started elsewhere.
    story.asked_at = Some(story.now);
    assert_eq!(goes(&mut story, false, 30).0, []);
    let (told, down) = goes(&mut story, true, 60);
    assert_eq!(told, [Why::Started]);
    assert!((84..=96).contains(&down.unwrap()), "{down:?}");
    // It did not run when the watch began.
    let mut story = Story { seen: Seen::read(None), runs: false, ..story };
    story.passes(30 * MINUTE);
    assert_eq!(goes(&mut story, true, 30), (vec![Why::Started], None));
}

#[test]
fn a_kind_that_is_never_told_is_not_and_another_is() {
    let mut story = Story::new();
    story.logs(1, "noise");
    assert_eq!(story.passes(MINUTE).len(), 1);
    let mark = story.seen.trouble.as_ref().unwrap().kinds[0].mark;
    story.seen.never_again(mark);
    assert!(story.seen.trouble.is_none());
    story.logs(50, "noise");
    assert_eq!(story.passes(30 * HOUR), []);
    story.logs(1, "other");
    assert_eq!(story.passes(HOUR).len(), 1);
}

#[test]
fn cleared_logs_and_numbers_that_begin_anew_lose_and_repeat_nothing() {
    let mut story = Story::new();
    story.logs(5, "one");
    assert_eq!(story.passes(MINUTE).len(), 1);
    story.logs.clear();
    assert_eq!(story.passes(5 * MINUTE), []);
    story.logs(1, "two");
    assert_eq!(story.logs[0].id, 1);
    let told = story.passes(10 * MINUTE);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(story.seen.trouble.as_ref().unwrap().kinds.len(), 2);
}

#[test]
fn what_cannot_be_read_is_neither_trouble_nor_its_end() {
    let mut story = Story::new();
    story.logs(1, "one");
    assert_eq!(story.passes(MINUTE).len(), 1);
    story.now += 10 * HOUR;
    let bot = Some(Reading { name: None, runs: None });
    let (now, asked_at) = (story.now, None);
    assert_eq!(story.seen.take(&Saw { now, read_at: now, bot, logs: None, asked_at }).0, None);
    assert_eq!(story.looks(), Some(Why::Ended));
}

#[test]
fn a_stop_is_told_when_it_is_confirmed_and_a_blink_is_not() {
    let mut story = Story::new();
    story.runs = false;
    assert_eq!(story.look(), (None, CONFIRM));
    story.runs = true;
    story.now += 65 * SECOND;
    assert_eq!(story.looks(), None);
    story.now += HOUR;
    story.runs = false;
    let told = story.passes(HOUR);
    assert_eq!(told, [(1, Why::Stopped)]);
    story.runs = true;
    assert_eq!(story.passes(HOUR), [(1, Why::Started)]);
}

#[test]
fn the_same_reading_confirms_nothing() {
    let mut story = Story::new();
    story.runs = false;
    assert_eq!(story.looks(), None);
    assert_eq!(story.looks(), None, "another who shares the reading");
}

#[test]
fn what_was_asked_for_here_is_no_news() {
    let mut story = Story::new();
    story.asked_at = Some(story.now);
    story.runs = false;
    assert_eq!(story.passes(HOUR), []);
    story.runs = true;
    assert_eq!(story.passes(HOUR), [(1, Why::Started)], "that was somebody else");
    // Asked for while nobody looked, because the watch was muted.
    story.asked_at = Some(story.now);
    story.runs = false;
    story.now += 8 * HOUR;
    assert_eq!(story.passes(HOUR), []);
}

#[test]
fn a_bot_that_flaps_is_told_as_such_once() {
    let mut story = Story::new();
    let mut told = Vec::new();
    for _ in 0..20 {
        story.runs = !story.runs;
        told.extend(story.passes(8 * MINUTE).into_iter().map(|(_, why)| why));
    }
    assert_eq!(told, [Why::Stopped, Why::Started, Why::Stopped, Why::Unstable]);
    assert_eq!(story.passes(3 * HOUR).into_iter().map(|(_, why)| why).collect::<Vec<_>>(), [Why::Steady]);
}

#[test]
fn a_bot_that_is_gone_is_believed_the_second_time() {
    let mut story = Story::new();
    let gone = |at| Saw { now: at, read_at: at, ..Saw::default() };
    let now = story.now;
    assert_eq!(story.seen.take(&gone(now)).0, None);
    assert_eq!(story.seen.take(&gone(now)).0, None, "the same answer");
    assert_eq!(story.looks(), None, "it is back");
    assert_eq!(story.seen.take(&gone(now + HOUR)).0, None);
    assert_eq!(story.seen.take(&gone(now + HOUR + MINUTE)).0, Some(Why::Gone));
}

#[test]
fn errors_of_a_bot_that_stops_are_told_in_the_message_of_the_stop() {
    let mut story = Story::new();
    story.runs = false;
    story.logs(40, "the bot is stopped");
    assert_eq!(story.passes(5 * MINUTE), [(1, Why::Stopped)], "the errors wait until the stop is sure");
    let (changes, errors) = story.seen.stopped();
    assert_eq!((changes, errors.map(|errors| errors.kinds[0].count)), (true, Some(40)));
    story.logs(174, "the bot is stopped");
    assert_eq!(story.passes(9 * HOUR), [], "an edit, and neither told again nor over");
    assert_eq!(story.seen.stopped().1.map(|errors| errors.kinds[0].count), Some(214));
    story.runs = true;
    assert_eq!(story.passes(9 * HOUR), [(1, Why::Started)]);
    assert!(!story.seen.stopped().0 && story.seen.stopped().1.is_some(), "its message still says what it said");
    story.logs(1, "the bot is stopped");
    assert_eq!(story.passes(HOUR), [(0, Why::Errors)], "what comes later is news");
    // The next stop knows nothing of these.
    story.now += 9 * HOUR;
    assert_eq!(story.passes(HOUR), [(0, Why::Ended)]);
    story.runs = false;
    assert_eq!(story.passes(HOUR), [(1, Why::Stopped)]);
    assert_eq!(story.seen.stopped(), (true, None));
}

#[test]
fn errors_are_told_when_a_bot_only_blinked_or_was_stopped_here() {
    let mut story = Story::new();
    story.runs = false;
    story.logs(1, "one");
    assert_eq!(story.looks(), None);
    story.runs = true;
    story.now += 65 * SECOND;
    assert_eq!(story.looks(), Some(Why::Errors), "it did not stop");
    let mut story = Story::new();
    story.runs = false;
    story.asked_at = Some(story.now);
    assert_eq!(story.passes(MINUTE), []);
    story.logs(1, "one");
    assert_eq!(story.passes(10 * MINUTE).len(), 1, "no message of a stop has them");
}

#[test]
fn trouble_that_was_told_before_the_stop_goes_on_by_itself() {
    let mut story = Story::new();
    story.logs(5, "one");
    assert_eq!(story.passes(10 * MINUTE), [(0, Why::Errors)]);
    story.runs = false;
    story.logs(5, "one");
    assert_eq!(story.passes(10 * MINUTE), [(1, Why::Stopped)]);
    assert_eq!(story.seen.stopped().1, None);
    story.runs = true;
    let told: Vec<Why> = story.passes(9 * HOUR).into_iter().map(|(_, why)| why).collect();
    assert_eq!(told, [Why::Started, Why::Ended]);
}

/// What may happen between two looks.
#[derive(Debug, Clone)]
enum Happens {
    /// Errors of a kind.
    Errors { kind: u8, times: u8 },
    /// The log is cleared.
    Cleared,
    /// The log is cleared, and its numbers begin anew.
    Restarted,
    /// The errors cannot be read for so many looks.
    Unread(u8),
    /// Time passes, minutes.
    Quiet(u16),
}

fn happening() -> impl proptest::strategy::Strategy<Value = Happens> {
    use proptest::prelude::*;
    prop_oneof![
        4 => (0..8_u8, 1..20_u8).prop_map(|(kind, times)| Happens::Errors { kind, times }),
        1 => Just(Happens::Cleared),
        1 => Just(Happens::Restarted),
        1 => (1..5_u8).prop_map(Happens::Unread),
        4 => (1..600_u16).prop_map(Happens::Quiet),
    ]
}

/// What a person was told of, and what there was to tell.
struct Account {
    story: Story,
    first_id: i64,
    unread: u8,
    /// Errors that were seen by a look and are not told yet: their kinds.
    owed: std::collections::BTreeSet<String>,
    /// Whether an error was seen since errors were told last.
    fresh: bool,
}

impl Account {
    fn adds(&mut self, kind: u8, times: u8) {
        // Each at its own moment, as a log has them.
        for _ in 0..times {
            self.story.now += SECOND;
            let id = self.story.logs.iter().map(|log| log.id).max().map_or(self.first_id, |last| last + 1);
            let (title, at) = (format!("Kind {}", char::from(b'a' + kind)), Some(self.story.now));
            self.story.logs.push(Logged { id, at, shape: title.clone(), title, ..Logged::default() });
        }
    }

    fn looks(&mut self) -> Duration {
        let unread = self.unread > 0;
        self.unread = self.unread.saturating_sub(1);
        self.story.seen = Seen::read(Some(&self.story.seen.bytes()));
        let before = self.story.seen.newest;
        let reads = !unread && self.story.seen.reads_logs(self.story.now);
        let logs = reads.then(|| self.story.logs.clone());
        let trouble = self.story.seen.trouble.iter().flat_map(|trouble| &trouble.kinds);
        let edited: Vec<String> = trouble.filter(|kind| kind.told).map(|kind| kind.title.clone()).collect();
        for log in logs.iter().flatten().filter(|log| before.is_some_and(|(_, at)| log.at > Some(at))) {
            self.fresh = true;
            // More of what was told is an edit of its message.
            if !edited.contains(&log.title) {
                self.owed.insert(log.title.clone());
            }
        }
        let (now, bot) = (self.story.now, Some(Reading { name: None, runs: Some(true) }));
        let (why, next) = self.story.seen.take(&Saw { now, read_at: now, bot, logs, asked_at: None });
        if why == Some(Why::Errors) {
            assert!(self.fresh, "told again, and nothing changed");
            self.fresh = false;
            let told = self.story.seen.trouble.as_ref().unwrap().kinds.iter();
            for kind in told {
                self.owed.remove(&kind.title);
            }
        }
        next
    }

    fn passes(&mut self, minutes: i64) {
        let end = self.story.now + minutes * MINUTE;
        while self.story.now < end {
            let next = self.looks();
            self.story.now += i64::try_from(next.as_millis()).unwrap();
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    /// Whatever bursts, silences, failures and resets come: each kind of errors that a look saw is told, and nothing is told
    /// again while nothing changed.
    #[test]
    fn no_group_is_lost_and_none_is_told_twice(happens in proptest::collection::vec(happening(), 1..40)) {
        let mut account =
            Account { story: Story::new(), first_id: 2, unread: 0, owed: Default::default(), fresh: false };
        for one in happens {
            match one {
                Happens::Errors { kind, times } => account.adds(kind, times),
                Happens::Cleared => account.story.logs.clear(),
                Happens::Restarted => {
                    account.story.logs.clear();
                    account.first_id = 1;
                }
                Happens::Unread(looks) => account.unread = looks,
                Happens::Quiet(minutes) => account.passes(minutes.into()),
            }
            let minutes = 20;
            account.passes(minutes);
        }
        account.passes(5 * 60);
        assert!(account.owed.is_empty(), "never told: {:?}", account.owed);
    }
}

#[test]
fn what_goes_wrong_with_a_stop_is_read_before_it_is_told() {
    let mut story = Story::new();
    story.passes(2 * HOUR);
    // Errors are read seldom by now.
    story.runs = false;
    let mut doubts = 0;
    loop {
        let (why, next) = story.look();
        if why == Some(Why::Stopped) {
            break;
        }
        if next == CONFIRM {
            doubts += 1;
            assert!(story.seen.reads_logs(story.now + 65 * SECOND));
        }
        story.now += i64::try_from(next.as_millis()).unwrap();
    }
    assert_eq!(doubts, 1);
}
