//! The chats of a bot: page by page in both kinds of lists, found by words, blocked and unblocked once. Nothing of them
//! is stored.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::ButtonAction;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::beside::Database;
use crate::support::{TRIES, Talk, TestBot, bytes_of, contains, holds};

const SHOP: i64 = 2_792_787;
const EMPTY: i64 = 2_792_790;

fn requests(bot: &TestBot, endpoint: &str) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

fn chat(id: i64, telegram: i64, title: &str) -> Value {
    json!({"id": id, "chatid": telegram.to_string(), "title": title, "chat_type": "private", "bot_id": SHOP,
        "created_at": "2026-11-23T10:00:00.000Z", "updated_at": "2026-11-23T10:00:00.000Z"})
}

/// This many more chats: Guest 001 and on, with the numbers 10001 and 500001 and on.
fn guests(bot: &TestBot, count: i64) {
    for guest in 1..=count {
        bot.world.api.put(SHOP, Thing::Chat, chat(10_000 + guest, 500_000 + guest, &format!("Guest {guest:03}")));
    }
}

/// Anna with the chats of her shop before her.
async fn at_the_chats(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Chats").await, "Chats of My Shop");
    anna
}

#[tokio::test]
async fn a_chat_is_found_blocked_and_unblocked_by_tapping() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    let mut seen = vec![anna.looks_at()];
    anna.presses("Anna").await;
    seen.push(anna.looks_at());
    contains(&seen[1], "Private chat of My Shop");
    contains(&seen[1], "Telegram id 7001");
    contains(&seen[1], "If it is blocked, Bots.Business does not say so.");
    let ButtonAction::Copy(id) = anna.last().button("Copy Telegram id").unwrap().action.clone() else {
        panic!("copies")
    };
    assert_eq!(id, "7001");
    anna.presses("Block…").await;
    seen.push(anna.looks_at());
    contains(&seen[2], "Block Anna in My Shop?");
    assert_eq!(anna.last().labels(), ["Not now", "Block it"]);
    contains(&anna.presses("Not now").await, "Private chat of My Shop");
    assert!(!bot.world.api.is_blocked(SHOP, 9001));
    anna.presses("Block…").await;
    anna.presses("Block it").await;
    seen.push(anna.looks_at());
    contains(&seen[3], "✅ Anna is blocked in My Shop, Bots.Business says.");
    assert!(bot.world.api.is_blocked(SHOP, 9001));
    anna.presses("The chat").await;
    anna.presses("Unblock").await;
    seen.push(anna.looks_at());
    contains(&seen[4], "✅ Anna is not blocked in My Shop any more");
    contains(&seen[4], "whoever blocked the bot in Telegram has to unblock it there");
    assert!(!bot.world.api.is_blocked(SHOP, 9001));
    contains(&anna.presses("Chats").await, "Chats of My Shop · 4");
    assert_eq!((requests(&bot, "block_chat"), requests(&bot, "unblock_chat")), (1, 1));
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn the_card_says_what_was_done_from_here() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    anna.presses("Anna").await;
    anna.presses("Block…").await;
    anna.presses("Block it").await;
    contains(
        &anna.presses("The chat").await,
        "You blocked it from here. Whether it still is, Bots.Business does not say.",
    );
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Unblock").await;
    contains(&anna.presses("The chat").await, "You lifted its block from here.");
    // Another chat, and another person's view of it, were not touched.
    anna.presses("‹ Back").await;
    let other = anna.last().labels().into_iter().find(|label| !label.contains("Anna")).unwrap().to_owned();
    contains(&anna.presses(&other).await, "If it is blocked, Bots.Business does not say so.");
    let boris = bot.talk(7002, "Boris");
    boris.says(DEMO_KEY).await;
    boris.says("/bot My Shop").await;
    boris.presses("Chats").await;
    contains(&boris.presses("Anna").await, "If it is blocked, Bots.Business does not say so.");
}

#[tokio::test]
async fn a_bot_without_chats_says_what_would_be_here() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    contains(&anna.presses("Chats").await, "has no chats yet");
}

#[tokio::test]
async fn a_list_that_comes_at_once_is_shown_in_pages_with_its_length() {
    let bot = TestBot::start().await;
    guests(&bot, 13);
    let anna = at_the_chats(&bot).await;
    contains(&anna.screen(), "Chats of My Shop · 1–8 of 17");
    assert!(anna.last().button("‹").is_none());
    contains(&anna.presses("›").await, "9–16 of 17");
    contains(&anna.presses("›").await, "17–17 of 17");
    assert!(anna.last().button("›").is_none());
    assert_eq!(anna.last().labels()[0], "Guest 013");
    // There are fewer by now: the first page, not an empty one.
    let short = Value::from(bot.world.api.all(SHOP, Thing::Chat)[..2].to_vec()).to_string();
    bot.world.api.fault("get_chats", 4, Fault::Garbage(short));
    contains(&anna.presses("Refresh").await, "Chats of My Shop · 2");
}

#[tokio::test]
async fn a_list_that_comes_in_pages_is_read_as_far_as_it_is_needed() {
    for size in [1, 3, 8, 10, 25, 50] {
        let bot = TestBot::start().await;
        guests(&bot, 96);
        bot.world.api.set_chats_a_page(SHOP, size);
        let anna = at_the_chats(&bot).await;
        // Nobody knows how many there are.
        contains(&anna.screen(), "Chats of My Shop · 1–8");
        assert!(!anna.screen().contains("1–8 of"), "{}", anna.screen());
        let mut names = Vec::new();
        loop {
            let last = anna.last();
            names.extend(
                last.labels().iter().filter(|label| label.starts_with("Guest")).map(|label| (*label).to_owned()),
            );
            if last.button("›").is_none() {
                break;
            }
            let before = requests(&bot, "get_chats");
            bot.clock.advance(TimeDelta::seconds(5));
            anna.presses("›").await;
            let calls = requests(&bot, "get_chats") - before;
            assert!(calls <= if size < 8 { 11 } else { 4 }, "{size} a page: {calls} calls");
        }
        let all: Vec<String> = (1..=96).map(|guest| format!("Guest {guest:03}")).collect();
        assert_eq!(names, all, "{size} a page");
    }
}

#[tokio::test]
async fn a_chat_far_behind_in_a_list_with_pages_is_opened_and_blocked_in_one_read_each() {
    let bot = TestBot::start().await;
    guests(&bot, 300);
    bot.world.api.set_chats_a_page(SHOP, 20);
    let anna = at_the_chats(&bot).await;
    anna.presses("Find").await;
    anna.says("Guest 300").await;
    contains(&anna.screen(), "Telegram id 500300");
    let before = requests(&bot, "get_chats");
    anna.presses("Block…").await;
    contains(&anna.presses("Block it").await, "✅ Guest 300 is blocked in My Shop");
    assert_eq!(requests(&bot, "get_chats") - before, 2, "one for the question, one for its name");
    assert!(bot.world.api.is_blocked(SHOP, 10_300));
}

#[tokio::test]
async fn chats_are_found_by_name_and_by_telegram_id() {
    let bot = TestBot::start().await;
    guests(&bot, 20);
    let cases = [
        ("mallory", "Telegram id 7003"),
        ("7002", "Bob & <i>Co</i>"),
        ("-1001234567890", "Supergroup of My Shop"),
        ("1001234567890", "Shop talk"),
        ("@Mallory", "Telegram id 7003"),
        ("guest 007", "Telegram id 500007"),
    ];
    for (person, (words, seen)) in (7_100..).zip(cases) {
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says("/bot My Shop").await;
        talk.presses("Chats").await;
        contains(&talk.presses("Find").await, "Which chat of My Shop?");
        contains(&talk.says(words).await, seen);
    }
    let anna = at_the_chats(&bot).await;
    anna.presses("Find").await;
    contains(&anna.says("@nobody").await, "but no usernames: send a part of the name");
    contains(&anna.says("nobody").await, "No chat of My Shop is like “nobody”");
    anna.says("guest").await;
    let many = anna.looks_at();
    contains(&many, "Chats like “guest” These are the first 8. Send more of the name to find others.");
    // It may be said closer at once.
    let few = anna.says("guest 01").await;
    contains(&few, "These are the first 8");
    contains(&anna.says("guest 02").await, "Telegram id 500020");
    insta::assert_snapshot!(many);
}

#[tokio::test]
async fn a_search_that_did_not_see_all_says_so() {
    let bot = TestBot::start().await;
    guests(&bot, 130);
    bot.world.api.set_chats_a_page(SHOP, 2);
    let anna = at_the_chats(&bot).await;
    anna.presses("Find").await;
    contains(&anna.says("guest 130").await, "I looked at the first 120 chats only; there may be more");
}

#[tokio::test]
async fn two_taps_block_once() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    anna.presses("Mallory").await;
    anna.presses("Block…").await;
    let telegram = &bot.world.telegram;
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, "Block it").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Block it").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "Mallory is blocked");
    assert_eq!(requests(&bot, "block_chat"), 1);
}

#[tokio::test]
async fn a_chat_that_is_gone_is_not_blocked() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    anna.presses("Anna").await;
    // The question looks for it everywhere, and so does its card.
    bot.world.api.fault("get_chats", 6, Fault::Garbage("[]".into()));
    contains(&anna.presses("Block…").await, "I don't find that chat any more");
    contains(&anna.presses("‹ Back").await, "Chats of My Shop · 4");
    anna.presses("Bob & <i>Co</i>").await;
    bot.world.api.fault("unblock_chat", 1, Fault::Status(404, json!({"error": "Chat not found"}).to_string()));
    let told = anna.presses("Unblock").await;
    contains(&told, "⚠️ Bots.Business did not unblock it");
    contains(&told, "Chat not found");
    assert_eq!(requests(&bot, "block_chat"), 0);
}

#[tokio::test]
async fn what_has_no_answer_is_not_claimed() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    anna.presses("Anna").await;
    anna.presses("Block…").await;
    bot.world.api.fault("block_chat", 1, Fault::CutBody);
    contains(&anna.presses("Block it").await, "❔ I don't know if Anna is blocked in My Shop now");
    anna.presses("The chat").await;
    bot.world.api.fault("unblock_chat", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Unblock").await, "❔ I don't know if Anna is still blocked in My Shop");
    // What Bots.Business said stays true where the list cannot be read for a name.
    anna.presses("The chat").await;
    // A second tap at the same moment would be the same.
    bot.clock.advance(TimeDelta::minutes(1));
    bot.world.api.fault("get_chats", 1, Fault::Delay(std::time::Duration::ZERO));
    bot.world.api.fault("get_chats", TRIES, Fault::Status(503, String::new()));
    contains(&anna.presses("Unblock").await, "✅ chat 9001 is not blocked in My Shop any more");
    assert_eq!((requests(&bot, "block_chat"), requests(&bot, "unblock_chat")), (1, 2));
}

#[tokio::test]
async fn a_refusal_and_a_rejected_key_are_told() {
    let bot = TestBot::start().await;
    let anna = at_the_chats(&bot).await;
    anna.presses("Anna").await;
    anna.presses("Block…").await;
    bot.world.api.fault("block_chat", 1, Fault::Status(422, json!({"error": "Not <this> one"}).to_string()));
    let refused = anna.presses("Block it").await;
    contains(&refused, "⚠️ Bots.Business did not block it");
    contains(&refused, "Not <this> one");
    anna.presses("The chat").await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-chat-key-FAKE-chat-key-FAKE-chat-01");
    contains(&anna.presses("Unblock").await, "was refused");
    assert_eq!(requests(&bot, "unblock_chat"), 0);
}

#[tokio::test]
async fn nothing_of_a_chat_is_stored() {
    let bot = TestBot::start().await;
    bot.world.api.put(SHOP, Thing::Chat, chat(9_777, 77_700_777, "Canary Name"));
    bot.world.api.put(SHOP, Thing::Chat, chat(9_778, 77_700_778, "Canary Namesake"));
    let anna = at_the_chats(&bot).await;
    anna.presses("Find").await;
    contains(&anna.says("canary").await, "Chats like “canary” · 2");
    anna.presses("Canary Name").await;
    anna.presses("Block…").await;
    contains(&anna.presses("Block it").await, "Canary Name is blocked");
    let database = Database::open(&bot).await;
    assert_eq!(database.rows::<(i64,)>("SELECT COUNT(*) FROM notes").await, [(0,)], "no words of a search");
    let kept: Vec<(Option<Vec<u8>>,)> = database.rows("SELECT words FROM acts").await;
    assert!(kept.iter().all(|(words,)| words.is_none()), "{kept:?}");
    let bytes = bytes_of(bot.world.folder.path());
    for part in ["Canary", "canary", "77700777"] {
        assert!(!holds(&bytes, part.as_bytes()), "{part} is in the files");
    }
}

#[tokio::test]
async fn hostile_chats_do_no_harm() {
    let bot = TestBot::start().await;
    let titles = [
        "<b>bold</b> & \"x\" <a href=\"tg://user?id=1\">y</a>".to_owned(),
        "\u{202e}\u{2066}backwards\u{200b}".to_owned(),
        "متجر كبير جدا للزهور والهدايا الجميلة في المدينة".to_owned(),
        "👨‍👩‍👧‍👦".repeat(600),
        "x".repeat(4_000),
        "line\nbreak\r\n\ttab".to_owned(),
        "\u{200b}".to_owned(),
        format!("api_key={}", "FAKE-chat-key-FAKE-chat-key-FAKE-chat-01"),
    ];
    let mut chats: Vec<Value> = (1..).zip(&titles).map(|(id, title)| chat(id, id, title)).collect();
    chats[1]["chat_type"] = json!("<i>channel</i>");
    chats[2]["chatid"] = json!(null);
    chats[3]["chatid"] = json!("not a number");
    chats[4]["created_at"] = json!("<b>never</b>");
    chats.push(json!({"title": "without a number"}));
    bot.world.api.fault("get_chats", 400, Fault::Garbage(json!(chats).to_string()));
    let anna = at_the_chats(&bot).await;
    let mut seen = vec![anna.looks_at()];
    for place in 0..8 {
        let list = anna.last();
        assert_eq!(list.labels().len(), 8 + 4, "{:?}", list.labels());
        let update = bot.world.telegram.press_nth(&anna.person, anna.chat, list.id, place).unwrap().update().unwrap();
        anna.sees_after(update).await;
        seen.push(anna.looks_at());
        anna.presses("‹ Back").await;
    }
    let screen = seen.join("\n\n");
    assert!(!screen.contains("FAKE"), "{screen}");
    insta::assert_snapshot!(screen);
}
