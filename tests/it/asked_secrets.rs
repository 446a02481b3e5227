//! What must not stay in a chat: words behind a command that takes a secret, whoever sent it and however it is refused,
//! and whatever comes while a secret is awaited.

use std::collections::BTreeSet;

use bb_pocket::ids::UserId;
use bb_pocket::sandbox::bots_business::{DEMO_KEY, DEMO_PASSWORD};
use bb_pocket::sandbox::fault::Fault;
use serde_json::{Value, json};

use crate::account::{calls, is_nowhere};
use crate::signing::at_the_door;
use crate::support::{BOT_TOKEN, Talk, TestBot, contains};

const EMAIL: &str = "owner@example.com";
const CANARY: &str = "CANARY-pass-word-43";
const GROUP: i64 = -1_001_000_000_001;
/// The commands that take a secret, as people type them, with words behind them that no search for keys finds.
const BEHIND: [&str; 7] = [
    "/signin CANARY-pass-word-43",
    "/signin owner@example.com\nCANARY-pass-word-43",
    "/sign_in@bb_pocket_sandbox_bot anna CANARY-pass-word-43",
    "/setkey CANARY-pass-word-43",
    "/SETKEY@bb_pocket_sandbox_bot  my key CANARY-pass-word-43",
    "/login anna CANARY-pass-word-43",
    "\u{feff}/apikey CANARY-pass-word-43",
];

/// What a talk's person wrote last is no longer in the chat.
#[track_caller]
fn is_gone(talk: &Talk<'_>, canary: &str) {
    let there = talk.bot.world.telegram.messages(talk.chat);
    assert!(!there.iter().any(|message| message.text.contains(canary)), "{canary} is still in the chat");
}

fn deleted(bot: &TestBot) -> BTreeSet<i64> {
    let calls = bot.world.telegram.calls();
    let deletions = calls.iter().filter(|call| call.method == "deletemessage");
    deletions.filter_map(|call| call.body["message_id"].as_i64()).collect()
}

/// A message of Anna's, new or written anew, with these fields.
fn raw(kind: &str, number: i64, more: &Value) -> String {
    let mut message = json!({"message_id": number, "date": 1_795_435_387,
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"},
        "chat": {"id": 7001, "first_name": "Anna", "type": "private"}});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut update = json!({});
    update.as_object_mut().unwrap().insert(kind.to_owned(), message);
    update.to_string()
}

async fn private_copy() -> TestBot {
    TestBot::start_with(|parts| parts.allowed = Some([UserId::new(7009)].into())).await
}

#[tokio::test]
async fn words_behind_a_secret_command_go_whoever_sent_them() {
    for text in BEHIND {
        let bot = private_copy().await;
        let boris = bot.talk(7001, "Anna");
        let seen = boris.says(text).await;
        contains(&seen, "This copy of the bot is private");
        contains(&seen, "your message was deleted");
        is_gone(&boris, CANARY);
        assert_eq!(bot.api_calls(), Vec::<String>::new());
        is_nowhere(&bot, &[CANARY]);
    }
    let bot = private_copy().await;
    let boris = bot.talk(7001, "Anna");
    bot.world.telegram.fault("deletemessage", 1, Fault::Status(400, "Bad Request: message can't be deleted".into()));
    contains(&boris.says(BEHIND[0]).await, "I could not delete your message");
}

#[tokio::test]
async fn words_behind_a_secret_command_go_in_a_flood_too() {
    for text in BEHIND {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        for _ in 0..40 {
            anna.starts_saying("/help");
        }
        let last = anna.starts_saying(text);
        anna.sees_after(last).await;
        let is_deleted = |seen: &[bb_pocket::sandbox::telegram::Call]| {
            seen.iter().any(|call| call.method == "deletemessage" && call.status.is_some())
        };
        bot.world.telegram.wait_for_calls(is_deleted).await.unwrap();
        is_gone(&anna, CANARY);
        assert_eq!(bot.api_calls(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn words_behind_a_secret_command_go_in_a_group_too() {
    for (text, ours) in [
        ("/signin@bb_pocket_sandbox_bot owner@example.com CANARY-pass-word-43", true),
        ("/setkey CANARY-pass-word-43", true),
        ("/signin CANARY-pass-word-43", true),
        // Another bot's, by its address or by its name.
        ("/setkey@other_bot CANARY-pass-word-43", false),
        ("/login CANARY-pass-word-43", false),
    ] {
        for admitted in [true, false] {
            for flood in [false, true] {
                let bot = if admitted { TestBot::start().await } else { private_copy().await };
                let anna = bot.talk_in(GROUP, 7001, "Anna");
                bot.world.telegram.make_admin(anna.chat);
                anna.says("/help").await;
                if flood {
                    for _ in 0..40 {
                        anna.starts_saying("/help");
                    }
                }
                let last = anna.starts_saying(text);
                anna.sees_after(last).await;
                if flood && ours {
                    bot.world
                        .telegram
                        .wait_for_calls(|seen| seen.iter().any(|call| call.method == "deletemessage"))
                        .await
                        .unwrap();
                }
                let deletions = calls_of(&bot, "deletemessage");
                assert_eq!(deletions, usize::from(ours), "{text}, admitted {admitted}, flood {flood}");
            }
        }
    }
    // Who cannot be known, and who is not deleted for.
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    contains(&anna.says(BEHIND[0]).await, "I could not delete your message");
    let group = json!({"id": GROUP, "title": "Team", "type": "supergroup"});
    let everybody =
        json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    let message = json!({"message_id": 9001, "date": 1_795_435_387, "from": everybody, "sender_chat": group,
        "chat": group, "text": BEHIND[0]});
    let update = bot.world.telegram.push_raw(&json!({"message": message}).to_string());
    contains(&anna.sees_after(update).await, "I can't tell who you are");
    assert!(deleted(&bot).contains(&9001));
}

fn calls_of(bot: &TestBot, method: &str) -> usize {
    bot.world.telegram.calls().iter().filter(|call| call.method == method).count()
}

#[tokio::test]
async fn a_mistyped_secret_command_goes_too() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for text in ["/singin anna CANARY-pass-word-43", "/setkye CANARY-pass-word-43", "/seetkey CANARY-pass-word-43"] {
        let seen = anna.says(text).await;
        contains(&seen, "Did you mean /s");
        contains(&seen, "your message was deleted");
        is_gone(&anna, CANARY);
    }
    let seen = anna.says("/setkye").await + &anna.says("/csvstatsu 1 2").await;
    assert!(!seen.contains("deleted"), "{seen}");
}

#[tokio::test]
async fn whatever_comes_while_a_secret_is_awaited_goes() {
    let sent = [
        json!({"photo": []}),
        json!({"photo": [], "caption": CANARY}),
        json!({"voice": {"file_id": "v"}}),
        json!({"sticker": {"file_id": "s"}}),
        json!({"document": {"file_id": "d", "file_name": "p.txt"}}),
        json!({"document": {"file_id": "d", "file_name": "p.txt"}, "caption": CANARY}),
        json!({"contact": {"phone_number": "1", "first_name": CANARY}}),
        json!({"poll": {"id": "1", "question": CANARY, "options": []}}),
        json!({"text": "how do I find it please"}),
        json!({"text": CANARY, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "M"}}),
        json!({"text": "//CANARY"}),
    ];
    for asked in ["password", "key", "token"] {
        let bot = TestBot::start().await;
        let anna = asked_for(&bot, asked).await;
        for (number, more) in (2_001..).zip(&sent) {
            let update = bot.world.telegram.push_raw(&raw("message", number, more));
            let seen = anna.sees_after(update).await;
            assert!(deleted(&bot).contains(&number), "{asked}, {more}: {seen}");
            asked_again(&anna, asked).await;
        }
        is_nowhere(&bot, &[CANARY]);
        // A command is none.
        let update = bot.world.telegram.push_raw(&raw("message", 2_100, &json!({"text": "/help"})));
        anna.sees_after(update).await;
        assert!(!deleted(&bot).contains(&2_100));
    }
}

/// Anna, who is asked for a password, a key or a token.
async fn asked_for<'a>(bot: &'a TestBot, what: &str) -> Talk<'a> {
    match what {
        "password" => {
            let anna = at_the_door(bot, "Sign in").await;
            anna.says(EMAIL).await;
            anna
        }
        "key" => {
            let anna = bot.talk(7001, "Anna");
            anna.says("/setkey").await;
            anna
        }
        _ => {
            let anna = bot.linked().await;
            anna.says("/newbot").await;
            anna.says("Fresh").await;
            anna
        }
    }
}

/// A password that was wrong is asked for again; the other questions are still open.
async fn asked_again(anna: &Talk<'_>, what: &str) {
    let labels = anna.last().labels().join(" ");
    if what == "password" && !labels.contains("Cancel") {
        anna.says("/signin").await;
        anna.says(EMAIL).await;
    } else {
        assert!(["Cancel", "Without a token"].iter().any(|label| labels.contains(label)), "{what}: {labels}");
    }
}

#[tokio::test]
async fn a_wordless_message_where_a_secret_is_awaited_is_told_what_to_do() {
    for asked in ["password", "key", "token"] {
        let bot = TestBot::start().await;
        let anna = asked_for(&bot, asked).await;
        let photo = bot.world.telegram.push_raw(&raw("message", 2_001, &json!({"photo": []})));
        anna.sees_after(photo).await;
        insta::assert_snapshot!(format!("a_photo_for_a_{asked}"), anna.looks_at());
        assert_eq!(calls(&bot, "sign_in"), 0);
    }
    // The question is still open.
    let bot = TestBot::start().await;
    let anna = asked_for(&bot, "password").await;
    let photo = bot.world.telegram.push_raw(&raw("message", 2_001, &json!({"sticker": {"file_id": "s"}})));
    anna.sees_after(photo).await;
    contains(&anna.says(DEMO_PASSWORD).await, "✅ Connected as o…@example.com");
}

#[tokio::test]
async fn what_is_edited_while_a_secret_is_awaited_goes_and_is_not_used() {
    for asked in ["password", "key", "token"] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        anna.says("hello").await;
        let hello = bot.world.telegram.messages(anna.chat)[0].id;
        let anna = asked_for(&bot, asked).await;
        let before = bot.api_calls().len();
        let given = if asked == "token" { BOT_TOKEN } else { CANARY };
        anna.rewords(hello, given).await;
        is_gone(&anna, given);
        insta::assert_snapshot!(format!("edited_for_a_{asked}"), anna.looks_at());
        assert_eq!(bot.api_calls().len(), before);
        let caption = raw("edited_message", 2_001, &json!({"photo": [], "caption": CANARY}));
        let wordless = raw("edited_message", 2_002, &json!({"photo": []}));
        for (number, json) in [(2_001, caption), (2_002, wordless)] {
            let update = bot.world.telegram.push_raw(&json);
            anna.sees_after(update).await;
            assert!(deleted(&bot).contains(&number), "{asked}, {json}");
        }
        assert_eq!(bot.api_calls().len(), before);
        is_nowhere(&bot, &[CANARY]);
    }
    // A key is one wherever it is written.
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("hello").await;
    let hello = bot.world.telegram.messages(anna.chat)[0].id;
    anna.says("/setkey").await;
    contains(&anna.rewords(hello, DEMO_KEY).await, "Connected as o…@example.com");
}

#[tokio::test]
async fn an_edited_word_after_the_question_is_deleted_like_a_new_one() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("hello").await;
    let hello = bot.world.telegram.messages(anna.chat)[0].id;
    anna.says("/signin").await;
    anna.says(EMAIL).await;
    anna.says("/cancel").await;
    contains(&anna.rewords(hello, CANARY).await, "It could be a password");
    is_gone(&anna, CANARY);
    // With nothing asked for an edited text is still nobody's answer, and a moving location is none at all.
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("hello").await;
    let hello = bot.world.telegram.messages(anna.chat)[0].id;
    assert_eq!(anna.rewords(hello, "good day").await, "");
    for more in [json!({"photo": []}), json!({"location": {"longitude": 1.0, "latitude": 1.0}})] {
        let update = bot.world.telegram.push_raw(&raw("edited_message", 2_001, &more));
        assert_eq!(anna.sees_after(update).await, "");
    }
    assert_eq!(calls_of(&bot, "deletemessage"), 0);
}

#[tokio::test]
async fn every_part_of_an_album_goes_where_a_secret_is_awaited() {
    let part = |number, more: Value| {
        let mut fields = json!({"photo": [], "media_group_id": "13579"});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        raw("message", number, &fields)
    };
    for captions in
        [[None, None, None], [Some(CANARY), None, None], [None, Some(CANARY), None], [None, None, Some(CANARY)]]
    {
        let bot = TestBot::start().await;
        let anna = asked_for(&bot, "password").await;
        let mut last = None;
        for (number, caption) in (2_001..).zip(captions) {
            let more = caption.map_or(json!({}), |caption| json!({"caption": caption}));
            last = Some(bot.world.telegram.push_raw(&part(number, more)));
        }
        anna.sees_after(last.unwrap()).await;
        // A part that comes late, when the answer was taken and its question is over.
        anna.says("/cancel").await;
        let late = bot.world.telegram.push_raw(&part(2_004, json!({})));
        anna.sees_after(late).await;
        let gone = deleted(&bot);
        assert!((2_001..=2_004).all(|number| gone.contains(&number)), "{captions:?}: {gone:?}");
        assert_eq!(calls(&bot, "sign_in"), usize::from(captions.iter().any(Option::is_some)), "{captions:?}");
    }
}
