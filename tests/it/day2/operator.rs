//! The operators of a copy: what they do from their chat, and that nobody else sees that they can.

use bb_pocket::app::Parts;
use bb_pocket::ids::UserId;
use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::telegram::{Event, Person};

use crate::process::Operated;
use crate::support::beside::Database;
use crate::support::{Talk, TestBot, contains, until};

const OPERATOR: i64 = 9001;

fn operated(parts: &mut Parts) {
    parts.operators.insert(UserId::new(OPERATOR));
}

async fn bot() -> TestBot {
    TestBot::start_with(operated).await
}

/// So many people with an account each.
async fn people(bot: &TestBot, count: i64) -> Vec<Talk<'_>> {
    let mut people = Vec::new();
    for number in 0..count {
        let key = format!("FAKE-account-key-FAKE-account-key-{number:06}");
        bot.world.api.add_account(&format!("{number}@example.com"), &key);
        let talk = bot.talk(7100 + number, "Anna");
        talk.says(&key).await;
        people.push(talk);
    }
    people
}

#[tokio::test]
async fn nobody_else_sees_that_operators_have_commands() {
    let bot = bot().await;
    let anna = bot.linked().await;
    for command in ["/status", "/block 5", "/unblock 5", "/notice hello", "/ban 5", "/STATUS@bb_pocket_sandbox_bot"] {
        let told = anna.says(command).await;
        contains(&told, "I don't know /");
        for word in ["People", "block", "everybody"] {
            assert!(!told.replace(command.split(' ').next().unwrap(), "").contains(word), "{command}: {told}");
        }
    }
    let help = anna.says("/help status").await;
    contains(&help, "I don't know");
    contains(&anna.says("/help").await, "What I can do");
    assert!(!anna.sees().contains("/notice"), "{}", anna.sees());
    // Not by a link that somebody made either.
    for link in ["2pa_0_0", "2pc_0_0_54", "2pi_0_0_1", "2pw_0_0_1"] {
        let told = anna.says(&format!("/start {link}")).await;
        assert!(!told.contains("bb-pocket 0.") && !told.contains("Block 1"), "{link}: {told}");
    }
}

#[tokio::test]
async fn the_status_has_counts_and_no_person() {
    let bot = bot().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 124").await;
    let told = bot.talk(OPERATOR, "Olga").says("/status").await;
    for part in
        ["People 1 · accounts 1", "Waiting 1", "Bots.Business: not found 1×", "(debug build)", "Last poll 12:03"]
    {
        contains(&told, part);
    }
    for secret in ["owner@", "7001", "Anna", "DEMO"] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn whoever_is_blocked_is_kept_out_until_they_are_let_in() {
    let bot = bot().await;
    let (anna, olga) = (bot.linked().await, bot.talk(OPERATOR, "Olga"));
    contains(&olga.says("/block").await, "Whom?");
    contains(&olga.says("/block anna").await, "“anna” is no Telegram id");
    contains(&olga.says(&format!("/block {OPERATOR}")).await, "looks after this copy");
    contains(&olga.says("/block 7001").await, "Block 7001?");
    olga.presses("Not now").await;
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    olga.says("/block 7001").await;
    contains(&olga.presses("Block them").await, "7001 is blocked");
    let calls = bot.api_calls().len();
    contains(&anna.says("/csvstatus 2792787 123").await, "This copy of the bot is private");
    contains(&anna.says("/forget").await, "This copy of the bot is private");
    assert_eq!(bot.api_calls().len(), calls, "nothing is asked for somebody who is blocked");
    contains(&olga.says("/status").await, "Blocked: 7001");
    contains(&olga.says("/block 7001").await, "7001 is blocked");
    contains(&olga.says("/unblock 7001").await, "7001 is not blocked");
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test]
async fn a_notice_is_seen_first_and_reaches_everybody_once() {
    let bot = bot().await;
    let all = people(&bot, 4).await;
    bot.world.telegram.block(all[3].chat);
    let olga = bot.talk(OPERATOR, "Olga");
    contains(&olga.says("/notice").await, "What should everybody read?");
    let asked = olga.says("/notice Tonight <b>I move</b>\nto another machine & back.").await;
    contains(&asked, "Send this to 4 people?");
    contains(&asked, "Tonight <b>I move</b>\n│ to another machine & back.");
    olga.presses("Send to everybody").await;
    let database = Database::open(&bot).await;
    until("everybody is told", async || {
        let left: Vec<(i64,)> = database.rows("SELECT COUNT(*) FROM announced WHERE state IN ('waits', 'sent')").await;
        left[0].0 == 0
    })
    .await;
    let told = olga.presses("Refresh").await;
    contains(&told, "Told 3 of 4 people");
    contains(&told, "1 person blocked the bot");
    for anna in &all[..3] {
        let told = bot.world.telegram.messages(anna.chat);
        let words: Vec<_> = told.iter().filter(|it| it.text.contains("From whoever runs this bot")).collect();
        assert_eq!(words.len(), 1);
        contains(&words[0].text, "Tonight <b>I move</b>\nto another machine & back.");
    }
}

#[tokio::test]
async fn a_notice_to_nobody_or_too_long_is_not_sent() {
    let bot = bot().await;
    let olga = bot.talk(OPERATOR, "Olga");
    contains(&olga.says("/notice hello").await, "Nobody has an account here yet");
    contains(&olga.says(&format!("/notice {}", "x".repeat(3_600))).await, "too long for one message");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_survives_kill_9_and_reaches_nobody_more_than_twice() {
    let mut operated = Operated::new().await;
    operated.settings.insert("BB_POCKET_OPERATOR_IDS", OPERATOR.to_string());
    let olga = Person::new(OPERATOR, "Olga");
    let child = operated.start();
    let annas: Vec<Person> = (0..6).map(|number| Person::new(7100 + number, "Anna")).collect();
    for (number, anna) in annas.iter().enumerate() {
        let key = format!("FAKE-account-key-FAKE-account-key-{number:06}");
        operated.api.add_account(&format!("{number}@example.com"), &key);
        let before = operated.telegram.events().len();
        operated.telegram.say(anna, anna.chat(), &key);
        operated.sees(before, "Connected").await;
    }
    let before = operated.telegram.events().len();
    operated.telegram.say(&olga, olga.chat(), "/notice Tonight I move.");
    operated.sees(before, "Send this to 6 people?").await;
    let question = operated.telegram.last_from_bot(olga.chat()).unwrap();
    operated.ends(child);
    // The third person is being told when the process is killed.
    operated.settings.insert("FAILPOINTS", "word-sent=2*off->return".to_owned());
    let mut child = operated.start();
    operated.telegram.press_nth(&olga, olga.chat(), question.id, 1).unwrap();
    let killed = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert!(!killed.success());
    operated.settings.remove("FAILPOINTS");
    super::beside::sql(&operated, "UPDATE announced SET due_at = 0 WHERE state = 'sent'").await;
    let child = operated.start();
    let told = |events: &[Event], anna: &Person| {
        let to = |event: &&Event| matches!(event, Event::Sent(it) if it.chat == anna.chat() && it.text.contains("Tonight I move."));
        events.iter().filter(to).count()
    };
    operated.telegram.wait_for(|events| annas.iter().all(|anna| told(events, anna) > 0)).await.unwrap();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    let events = operated.telegram.events();
    let times: Vec<usize> = annas.iter().map(|anna| told(&events, anna)).collect();
    assert!(
        times.iter().all(|times| *times <= 2) && times.iter().filter(|times| **times == 1).count() >= 3,
        "{times:?}"
    );
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    assert_eq!(annas.iter().map(|anna| told(&operated.telegram.events(), anna)).collect::<Vec<_>>(), times);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_blocked_stays_so_after_a_restart() {
    let mut operated = Operated::new().await;
    operated.settings.insert("BB_POCKET_OPERATOR_IDS", OPERATOR.to_string());
    let olga = Person::new(OPERATOR, "Olga");
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let before = operated.telegram.events().len();
    operated.telegram.say(&olga, olga.chat(), "/block 7001");
    operated.sees(before, "Block 7001?").await;
    let question = operated.telegram.last_from_bot(olga.chat()).unwrap();
    operated.telegram.press_nth(&olga, olga.chat(), question.id, 1).unwrap();
    let blocked = |event: &Event| matches!(event, Event::Edited(it) if it.text.contains("7001 is blocked"));
    operated.telegram.wait_for(|events| events[before..].iter().any(blocked)).await.unwrap();
    operated.ends(child);
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "This copy of the bot is private").await;
    operated.ends(child);
}
