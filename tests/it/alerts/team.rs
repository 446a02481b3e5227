//! A team's group: who is asked, what it is told, what becomes of it, and what it never sees.

use bb_pocket::sandbox::bots_business::SECOND_KEY;
use bb_pocket::sandbox::telegram::{Chat, Message};
use serde_json::json;

use super::*;

const GROUP: Chat = Chat::Group(-4_242);
const SUPERGROUP: Chat = Chat::Group(-1_004_242_424_242);

/// Anna adds the bot to a group, and reads what it says to her.
async fn adds(anna: &Talk<'_>, title: &str) -> String {
    let update = anna.bot.world.telegram.add_to_group(&anna.person, GROUP, title);
    anna.sees_after(update).await
}

/// Anna, who watches her shop, and whose team is told.
async fn telling(bot: &TestBot) -> (Talk<'_>, Days<'_>) {
    let (anna, mut days) = watching(bot).await;
    contains(&adds(&anna, "Shop team").await, "You added me to Shop team. Tell its members of alerts?");
    contains(&anna.presses("Tell the group").await, "Shop team · told");
    days.pass(1).await;
    assert_eq!(heard(bot, GROUP), ["silent 🔔 I tell this group of alerts"]);
    (anna, days)
}

/// The bot's messages in a chat as they look now: whether they are heard, and their first lines.
fn heard(bot: &TestBot, chat: Chat) -> Vec<String> {
    let messages = bot.world.telegram.messages(chat);
    let line = |message: &Message| {
        let sound = if message.silent { "silent" } else { "LOUD" };
        format!("{sound} {}", message.text.lines().next().unwrap())
    };
    messages.iter().filter(|message| message.from_bot()).map(line).collect()
}

fn last_in(bot: &TestBot, chat: Chat) -> Message {
    bot.world.telegram.last_from_bot(chat).unwrap()
}

fn in_group(bot: &TestBot) -> usize {
    heard(bot, GROUP).len()
}

fn seen(message: &Message) -> String {
    bb_pocket::sandbox::phone::bubble(message, bb_pocket::sandbox::phone::WIDTH, false)
}

#[tokio::test]
async fn a_group_is_told_what_its_person_hears_edits_and_ends_included() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    anna.says("/watches").await;
    anna.presses("A team's group…").await;
    insta::assert_snapshot!("team_how", anna.looks_at());
    adds(&anna, "Shop team").await;
    insta::assert_snapshot!("team_question", anna.looks_at());
    assert_eq!(in_group(&bot), 0, "nobody there is told before");
    anna.presses("Tell the group").await;
    insta::assert_snapshot!("team_list", anna.looks_at());
    days.pass(1).await;
    days.errors(3, "TypeError: x is null", "/start");
    days.pass(5).await;
    let alert = last_in(&bot, GROUP);
    insta::assert_snapshot!("team_errors", seen(&alert));
    contains(&anna.last().text, "an error, 3 times");
    days.errors(20, "TypeError: x is null", "/start");
    days.pass(10).await;
    let edited = last_in(&bot, GROUP);
    assert_eq!(edited.id, alert.id, "more of it is an edit");
    contains(&edited.text, "23 times");
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    bot.world.api.set_status(SHOP, Some("works"));
    days.pass(8 * 60).await;
    insta::assert_snapshot!("team_day", heard(&bot, GROUP).join("\n"));
    contains(&anna.says("/watches").await, "[Groups told: 1]");
}

#[tokio::test]
async fn buttons_in_the_group_open_the_private_chat_of_their_person_alone() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    let alert = last_in(&bot, GROUP);
    assert_eq!(alert.labels(), ["Open", "🔔 Alerts"], "nothing that changes anything");
    let calls = bot.api_calls().len();
    let boris = bot.talk_in(GROUP.id(), 7002, "Boris");
    contains(&boris.presses_on(alert.id, "Open").await, "Only the person who watches these bots can open this.");
    let own = bot.talk_in(GROUP.id(), 7001, "Anna");
    own.presses_on(alert.id, "🔔 Alerts").await;
    let opened = |calls: &[Call]| {
        calls.iter().rev().find(|call| call.method == "answercallbackquery").and_then(|call| {
            let url = call.body["url"].as_str()?.to_owned();
            (call.status == Some(200)).then_some(url)
        })
    };
    bot.world.telegram.wait_for_calls(|calls| opened(calls).is_some()).await.unwrap();
    let url = opened(&bot.world.telegram.calls()).unwrap();
    let start = url.strip_prefix("https://t.me/bb_pocket_sandbox_bot?start=").unwrap().to_owned();
    assert_eq!(last_in(&bot, GROUP), alert, "the others still read it");
    assert_eq!(bot.api_calls().len(), calls);
    contains(&anna.says(&format!("/start {start}")).await, "Alerts of My Shop");
    // A stranger who got hold of it sees nothing of hers.
    let stranger = bot.talk(7002, "Boris");
    assert!(!stranger.says(&format!("/start {start}")).await.contains("My Shop"));
}

#[tokio::test]
async fn not_now_tells_nobody_and_can_be_changed_later() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    adds(&anna, "Shop team").await;
    assert_eq!(anna.last().labels(), ["Not now", "Tell the group"]);
    contains(&anna.presses("Not now").await, "Shop team · not told");
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    assert_eq!(in_group(&bot), 0);
    anna.says("/watches").await;
    anna.presses("A team's group…").await;
    contains(&anna.presses("Tell Shop team…").await, "Tell its members of alerts?");
    contains(&anna.presses("Tell the group").await, "Shop team · told");
    contains(&anna.presses("Stop telling Shop team").await, "Shop team · not told");
    days.pass(1).await;
    bot.world.api.set_status(SHOP, Some("works"));
    days.pass(20).await;
    assert!(in_group(&bot) <= 1, "at most the first word: {:?}", heard(&bot, GROUP));
}

#[tokio::test]
async fn only_who_added_it_and_has_an_account_is_asked() {
    let bot = TestBot::start().await;
    let (anna, _days) = watching(&bot).await;
    let before = anna.screen();
    let boris = bot.talk(7002, "Boris");
    let update = bot.world.telegram.add_to_group(&boris.person, GROUP, "Shop team");
    assert_eq!(boris.sees_after(update).await, "", "no account");
    boris.says(SECOND_KEY).await;
    bot.world.telegram.remove_from_group(&boris.person, GROUP, "Shop team");
    let update = bot.world.telegram.add_to_group(&boris.person, GROUP, "Shop team");
    let asked = boris.sees_after(update).await;
    contains(&asked, "You added me to Shop team");
    contains(&asked, "You watch nothing with this account yet");
    // In the name of the group, in a channel, and where it was already.
    let member = |chat: serde_json::Value, from: serde_json::Value, before: &str| {
        json!({"my_chat_member": {"chat": chat, "from": from, "date": 1_795_435_387,
            "old_chat_member": {"status": before}, "new_chat_member": {"status": "administrator"}}})
        .to_string()
    };
    let group = json!({"id": -77, "type": "group", "title": "Odd"});
    let (nobody, her) = (json!({"id": 1_087_968_824, "is_bot": true}), json!({"id": 7001, "is_bot": false}));
    for update in [
        member(group.clone(), nobody, "left"),
        member(json!({"id": -77, "type": "channel", "title": "Odd"}), her.clone(), "left"),
        member(group, her, "member"),
    ] {
        let update = bot.world.telegram.push_raw(&update);
        bot.world.answered(update).await.unwrap();
    }
    assert_eq!(anna.screen(), before);
}

#[tokio::test]
async fn a_question_that_stands_is_left_open_by_that_of_a_group() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    anna.presses("Rename…").await;
    contains(&adds(&anna, "Shop team").await, "You added me to Shop team");
    contains(&anna.says("My name").await, "My name");
}

#[tokio::test]
async fn two_taps_tell_once_and_a_stale_button_nobody() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    adds(&anna, "Shop team").await;
    let message = anna.last().id;
    let tap =
        || bot.world.telegram.press(&anna.person, anna.chat, message, "Tell the group").unwrap().update().unwrap();
    let (_, second) = (tap(), tap());
    contains(&anna.sees_after(second).await, "Shop team · told");
    days.pass(1).await;
    assert_eq!(in_group(&bot), 1);
    // Adding it again asks nothing: it is told already.
    assert_eq!(adds(&anna, "Shop team").await, "");
    anna.presses("Stop telling Shop team").await;
    let offered = anna.presses("Tell Shop team…").await;
    contains(&offered, "Tell its members of alerts?");
    let update = bot.world.telegram.remove_from_group(&anna.person, GROUP, "Shop team");
    bot.world.answered(update).await.unwrap();
    contains(&anna.presses("Tell the group").await, "I am not in that group any more");
    days.pass(5).await;
    assert_eq!(in_group(&bot), 1);
}

#[tokio::test]
async fn a_bot_that_was_removed_says_so_once_in_private_and_asks_when_it_is_back() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    let boris = bot.talk(7002, "Boris");
    let update = bot.world.telegram.remove_from_group(&boris.person, GROUP, "Shop team");
    bot.world.answered(update).await.unwrap();
    assert_eq!(days.pass(1).await, ["12:09 silent 👥 I tell Shop team nothing any more"]);
    insta::assert_snapshot!("team_lost", anna.looks_at());
    bot.world.api.set_status(SHOP, Some("stopped"));
    assert_eq!(days.pass(20).await.len(), 1, "her own");
    assert_eq!(in_group(&bot), 1);
    let rows: Vec<(i64,)> =
        days.database.rows("SELECT (SELECT COUNT(*) FROM teams) + (SELECT COUNT(*) FROM team_news)").await;
    assert_eq!(rows, [(0,)]);
    contains(&adds(&anna, "Shop team").await, "You added me to Shop team");
}

#[tokio::test]
async fn a_group_that_lets_nobody_write_is_told_of_once() {
    for refusal in ["Bad Request: not enough rights to send text messages to the chat", "Bad Request: chat not found"] {
        let bot = TestBot::start().await;
        let (_anna, mut days) = telling(&bot).await;
        bot.world.telegram.fault_in(GROUP, "sendmessage", 1, Fault::Status(400, refusal.to_owned()));
        bot.world.api.set_status(SHOP, Some("stopped"));
        let told = days.pass(20).await;
        let of_it = |told: &[String]| told.iter().filter(|line| line.contains("Shop team")).count();
        assert_eq!(of_it(&told), 1, "{told:?}");
        contains(&told.join("\n"), "silent 👥 I tell Shop team nothing any more");
        days.errors(1, "Odd", "/odd");
        assert_eq!(of_it(&days.pass(60).await), 0);
        assert_eq!(in_group(&bot), 1, "the first word alone");
    }
}

#[tokio::test]
async fn what_passes_by_itself_ends_nothing() {
    let bot = TestBot::start().await;
    let (_anna, mut days) = telling(&bot).await;
    bot.world.telegram.fault_in(GROUP, "sendmessage", 2, Fault::RetryAfter(3));
    bot.world.telegram.fault_in(GROUP, "sendmessage", 1, Fault::Status(502, "Bad Gateway".into()));
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    assert_eq!(heard(&bot, GROUP)[1..], ["LOUD ⚪ My Shop stopped"]);
    // A message that somebody deleted there is not sent again.
    bot.world.telegram.fault_in(
        GROUP,
        "editmessagetext",
        1,
        Fault::Status(400, "Bad Request: message to edit not found".into()),
    );
    days.errors(1, "Odd", "/odd");
    days.pass(60).await;
    assert_eq!(in_group(&bot), 2);
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_is_told_there() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    let update = bot.world.telegram.upgrade_group(&anna.person, GROUP, SUPERGROUP);
    bot.world.answered(update).await.unwrap();
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    assert_eq!(heard(&bot, SUPERGROUP), ["LOUD ⚪ My Shop stopped"]);
    assert_eq!(in_group(&bot), 1);
    assert_eq!(
        anna.bot.world.telegram.messages(anna.chat).iter().filter(|one| one.text.contains("nothing any more")).count(),
        0
    );
    // The group before is left, too.
    let update = bot.world.telegram.remove_from_group(&anna.person, GROUP, "Shop team");
    bot.world.answered(update).await.unwrap();
    days.errors(1, "Odd", "/odd");
    days.pass(10).await;
    contains(&anna.says("/watches").await, "[Groups told: 1]");
}

#[tokio::test]
async fn a_new_number_that_comes_with_a_refusal_counts_as_well() {
    let bot = TestBot::start().await;
    let (_anna, mut days) = telling(&bot).await;
    bot.talk_in(SUPERGROUP.id(), 7002, "Boris").starts_saying("hello");
    let moved = json!({"ok": false, "error_code": 400, "parameters": {"migrate_to_chat_id": SUPERGROUP.id()},
        "description": "Bad Request: group chat was upgraded to a supergroup chat"});
    bot.world.telegram.fault_in(GROUP, "sendmessage", 1, Fault::Whole(400, moved.to_string()));
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    assert_eq!(heard(&bot, SUPERGROUP), ["LOUD ⚪ My Shop stopped"]);
    bot.world.api.set_status(SHOP, Some("works"));
    days.pass(20).await;
    assert_eq!(heard(&bot, SUPERGROUP), ["LOUD ⚪ My Shop stopped", "silent 🟢 My Shop runs again"]);
    assert_eq!(in_group(&bot), 1);
}

#[tokio::test]
async fn the_night_of_its_person_is_quiet_in_the_group_as_well() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    anna.says("/settings").await;
    anna.presses("My time…").await;
    anna.presses("13:09").await;
    anna.presses("Berlin, Paris, Rome").await;
    anna.presses("Quiet hours…").await;
    contains(&anna.presses("22:00–08:00").await, "Quiet hours: 22:00–08:00");
    days.pass(10 * 60).await;
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(60).await;
    bot.world.api.set_status(SHOP, Some("works"));
    days.errors(3, "Odd", "/odd");
    days.pass(60).await;
    assert_eq!(in_group(&bot), 1, "nothing by night");
    days.pass(9 * 60).await;
    assert_eq!(in_group(&bot), 2);
    insta::assert_snapshot!("team_after_a_night", seen(&last_in(&bot, GROUP)));
}

#[tokio::test]
async fn a_group_hears_six_an_hour_and_the_rest_in_one_message() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    (1..=8).for_each(|id| bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}")));
    anna.presses("Watch all my bots").await;
    adds(&anna, "Shop team").await;
    anna.presses("Tell the group").await;
    let mut days = Days::new(&bot).await;
    days.pass(5).await;
    (1..=8).for_each(|id| bot.world.api.set_status(id, Some("stopped")));
    days.pass(20).await;
    let told = heard(&bot, GROUP);
    let loud = told.iter().filter(|line| line.starts_with("LOUD")).count();
    assert_eq!((told.len(), loud), (8, 6), "{told:#?}");
    let rest = last_in(&bot, GROUP);
    contains(&rest.text, "What came meanwhile: 2");
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.pass(20).await;
    let edited = last_in(&bot, GROUP);
    assert_eq!(edited.id, rest.id, "an edit: {:?}", heard(&bot, GROUP));
    contains(&edited.text, "My Shop stopped");
}

#[tokio::test]
async fn only_what_is_heard_of_its_account_is_told() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    // Another account, with a bot of its own that is watched.
    bot.world.api.add_bot(SECOND_KEY, 777_001, "Private thing");
    anna.says(SECOND_KEY).await;
    anna.says("/watches").await;
    anna.presses("Watch all my bots").await;
    days.pass(5).await;
    bot.world.api.set_status(777_001, Some("stopped"));
    let told = days.pass(20).await;
    contains(&told.join("\n"), "Private thing stopped");
    assert_eq!(in_group(&bot), 1);
    anna.says("/watches").await;
    anna.presses("Groups told: 1").await;
    insta::assert_snapshot!("team_list_of_two_accounts", anna.looks_at());
    // A watch that is silent, and the digest.
    anna.says("/accounts").await;
    anna.says("/bot My Shop").await;
    assert_eq!(in_group(&bot), 1);
}

#[tokio::test]
async fn what_is_not_heard_and_what_is_no_alert_stays_private() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    anna.says("/watches").await;
    anna.presses("My Shop").await;
    anna.presses("Be silent").await;
    bot.world.api.set_status(SHOP, Some("stopped"));
    assert_eq!(days.pass(20).await.len(), 1);
    assert_eq!(in_group(&bot), 1);
    // A refused key is its person's own affair; afterwards it goes on.
    anna.says("/watches").await;
    anna.presses("My Shop").await;
    anna.presses("Be heard").await;
    bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
    let told = days.pass(60).await;
    contains(&told.join("\n"), "🔑");
    assert_eq!(in_group(&bot), 1);
    anna.says(NEW_KEY).await;
    bot.world.api.set_status(SHOP, Some("works"));
    days.pass(20).await;
    assert_eq!(heard(&bot, GROUP)[1..], ["silent 🟢 My Shop runs again"]);
}

#[tokio::test]
async fn a_bot_that_is_gone_is_named_in_the_group_and_the_watch_ends() {
    let bot = TestBot::start().await;
    let (_anna, mut days) = telling(&bot).await;
    bot.world.api.remove_bot(DEMO_KEY, SHOP);
    days.pass(60).await;
    assert_eq!(heard(&bot, GROUP)[1..], ["LOUD My Shop is not in your account any more"]);
    let watches: Vec<(i64,)> = days.database.rows("SELECT COUNT(*) FROM watches").await;
    assert_eq!(watches, [(0,)], "not before its last word was told");
}

#[tokio::test]
async fn iterations_and_broadcasts_are_told_without_the_account() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    anna.says("/watches").await;
    anna.presses("Watch the iterations").await;
    days.pass(20).await;
    bot.world.api.set_iterations_used(DEMO_KEY, 85_000);
    days.pass(60).await;
    insta::assert_snapshot!("team_iterations", seen(&last_in(&bot, GROUP)));
    contains(&anna.last().text, "o…@example.com");
    assert!(!last_in(&bot, GROUP).text.contains('@'));
}

#[tokio::test]
async fn no_secret_reaches_a_group() {
    let bot = TestBot::start().await;
    let (anna, mut days) = telling(&bot).await;
    days.errors(1, &format!("Zanzibar {DEMO_KEY} {BOT_TOKEN}"), &format!("/x {BOT_TOKEN}"));
    days.pass(5).await;
    contains(&last_in(&bot, GROUP).text, "Zanzibar ****");
    let sent: Vec<String> = bot
        .world
        .telegram
        .calls()
        .iter()
        .filter(|call| call.body["chat_id"] == GROUP.id())
        .map(|call| call.body.to_string())
        .collect();
    let files = bytes_of(bot.world.folder.path());
    for secret in [DEMO_KEY, BOT_TOKEN, "FAKE-token", "example.com"] {
        assert!(!sent.join("\n").contains(secret), "{secret}");
    }
    for secret in [DEMO_KEY, BOT_TOKEN, "Shop team", "Zanzibar"] {
        assert!(!holds(&files, secret.as_bytes()), "{secret} is sealed");
    }
    drop(anna);
}

#[tokio::test]
async fn a_hostile_title_is_text_and_hides_no_key() {
    let bot = TestBot::start().await;
    let (anna, _days) = watching(&bot).await;
    let title = format!("<b>x</b> \u{202e}\n{NEW_KEY} {}", "long ".repeat(60));
    adds(&anna, &title).await;
    insta::assert_snapshot!("team_hostile", anna.looks_at());
    anna.presses("Tell the group").await;
    insta::assert_snapshot!("team_hostile_list", anna.looks_at());
    bot.world.telegram.remove_from_group(&anna.person, GROUP, "x");
    bot.world.telegram.remove_from_group(&anna.person, Chat::Group(-9), "x");
    let update = bot.world.telegram.add_to_group(&anna.person, Chat::Group(-9), "\u{200b}\u{202e}");
    contains(&anna.sees_after(update).await, "You added me to A group without a name.");
}

#[tokio::test]
async fn forget_and_a_removed_account_end_it() {
    for ends in [&["/forget", "Erase everything"][..], &["/accounts", "Remove…", "Remove it"]] {
        let bot = TestBot::start().await;
        let (anna, mut days) = telling(&bot).await;
        bot.world.api.set_status(SHOP, Some("stopped"));
        days.pass(20).await;
        assert_eq!(in_group(&bot), 2);
        anna.says(ends[0]).await;
        for label in &ends[1..] {
            anna.presses(label).await;
        }
        bot.world.api.set_status(SHOP, Some("works"));
        days.errors(5, "After", "/start");
        days.pass(60).await;
        assert_eq!(in_group(&bot), 2, "{ends:?}");
        let rows: Vec<(i64,)> =
            days.database.rows("SELECT (SELECT COUNT(*) FROM teams) + (SELECT COUNT(*) FROM team_news)").await;
        assert_eq!(rows, [(0,)], "{ends:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_told_whatever_step_the_process_ends_at() {
    const FEW: &str = "20 % of the iterations are left";
    for (place, times) in [("team-ready", 1), ("team-sent", 2), ("team-told", 1)] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.telegram.add_to_group(&operated.anna, GROUP, "Shop team");
        let asked = |events: &[Event]| {
            events.iter().any(|event| matches!(event, Event::Sent(message) if message.text.contains("You added me")))
        };
        operated.telegram.wait_for(asked).await.unwrap();
        operated.presses("Tell the group");
        let greeted = |events: &[Event]| {
            events.iter().any(|event| matches!(event, Event::Sent(message) if message.chat == GROUP))
        };
        operated.telegram.wait_for(greeted).await.unwrap();
        iterations_run_low(&operated, child).await;
        crashes(&operated, place, || ()).await;
        let child = operated.start();
        let count = |events: &[Event]| {
            let told = |event: &&Event| matches!(event, Event::Sent(message) if message.chat == GROUP && message.text.contains(FEW));
            events.iter().filter(told).count()
        };
        operated.telegram.wait_for(|events| count(events) == times).await.unwrap();
        operated.says("/privacy", "store").await;
        operated.ends(child);
        assert_eq!(count(&operated.telegram.events()), times, "{place}");
    }
}
