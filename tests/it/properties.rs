//! What a bot's code stores: names in lists, values for a minute and for who asks; deleting, told truly.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{Event, Message};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::errors::shown;
use crate::process::{Operated, crashes};
use crate::support::beside::{Database, set};
use crate::support::{BOT_TOKEN, Talk, TestBot, bytes_of, contains, holds};

/// A bot without properties.
const EMPTY: i64 = 2_792_790;
/// In the value of the sample's property `payment`.
const CANARY: &str = "FAKE-payment-secret";

async fn at_the_list(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Properties").await, "Properties of My Shop · 8");
    anna
}

async fn at_the_payment(bot: &TestBot) -> Talk<'_> {
    let anna = at_the_list(bot).await;
    contains(&anna.presses("payment").await, "Type: json");
    anna
}

fn property(id: i64, name: &str, value: Value) -> Value {
    json!({"id": id, "name": name, "type": "string", "value": value, "user_id": null})
}

fn with_canary(bot: &TestBot, anna: &Talk<'_>) -> Vec<Message> {
    bot.world.telegram.messages(anna.chat).into_iter().filter(|message| message.text.contains(CANARY)).collect()
}

fn deletions(bot: &TestBot) -> usize {
    bot.api_calls().iter().filter(|call| *call == "delete_property").count()
}

#[tokio::test]
async fn a_list_and_a_card_hide_every_value() {
    let bot = TestBot::start().await;
    let anna = at_the_list(&bot).await;
    insta::assert_snapshot!("list", anna.screen().rsplit("\n\n").next().unwrap());
    for (label, kind, size) in [
        ("sold", "integer", "3 characters"),
        ("about", "text", "17 characters"),
        ("balance · person 61", "integer", "2 characters"),
    ] {
        let card = anna.presses(label).await;
        contains(&card, &format!("Type: {kind}"));
        contains(&card, &format!("Value: •••••••• · {size}"));
        anna.presses("‹ Back").await;
    }
    anna.presses("payment").await;
    insta::assert_snapshot!("card", anna.screen().rsplit("\n\n").next().unwrap());
    let all = shown(&bot);
    for value in [CANARY, "Hello & welcome", "Two lines", "128"] {
        assert!(!all.contains(value), "«{value}» is shown");
    }
}

#[tokio::test]
async fn a_value_is_shown_to_who_asks_for_a_minute() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    let card = anna.last().id;
    anna.presses("Reveal").await;
    let revealed = anna.last();
    assert_ne!(revealed.id, card);
    insta::assert_snapshot!("revealed", anna.screen().rsplit("\n\n").next().unwrap());
    assert!(revealed.protected && revealed.buttons.is_empty());
    // The card is as it was: what is pressed there does not meet the secret.
    contains(&anna.presses_on(card, "‹ Back").await, "Properties of My Shop");
    bot.clock.advance(TimeDelta::seconds(60));
    let gone = |events: &[Event]| events.iter().any(|it| matches!(it, Event::Deleted(it) if it.id == revealed.id));
    bot.world.telegram.wait_for(gone).await.unwrap();
    assert!(with_canary(&bot, &anna).is_empty());
    let sent: Vec<String> = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert_eq!(sent.iter().filter(|body| body.contains(CANARY)).count(), 1, "in one call");
    assert!(!holds(&bytes_of(bot.world.folder.path()), CANARY.as_bytes()), "in the database");
}

#[tokio::test]
async fn a_long_value_comes_in_parts_and_never_as_a_file() {
    let bot = TestBot::start().await;
    let long: String = (0..1500).map(|place| format!("<{place}>")).collect();
    bot.world.api.put(EMPTY, Thing::Property, property(1, "long", json!(long)));
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    anna.presses("Properties").await;
    anna.presses("long").await;
    anna.presses("Reveal").await;
    let mut read = String::new();
    for part in 1..=3 {
        let message = anna.last();
        contains(&message.text, &format!("Part {part} of 3"));
        read.extend(message.spans.iter().filter(|span| span.style.spoiler).map(|span| span.text.as_str()));
        assert!(message.protected && message.file.is_none());
        if part < 3 {
            assert_eq!(message.labels(), ["Next part"]);
            anna.presses("Next part").await;
        }
    }
    assert_eq!(read, long);
    // It became shorter meanwhile.
    bot.world.api.replace(EMPTY, Thing::Property, property(1, "long", json!("short")));
    let parts = bot.world.telegram.messages(anna.chat);
    let first = parts.iter().find(|message| message.text.contains("Part 1 of 3")).unwrap().id;
    contains(&anna.presses_on(first, "Next part").await, "Value: •••••••• · 5 characters");
}

#[tokio::test]
async fn what_has_no_value_has_nothing_to_reveal() {
    let bot = TestBot::start().await;
    bot.world.api.put(EMPTY, Thing::Property, property(1, "nothing", Value::Null));
    bot.world.api.put(EMPTY, Thing::Property, property(2, "blank", json!("")));
    bot.world.api.put(EMPTY, Thing::Property, json!({"name": "lost", "value": CANARY}));
    bot.world.api.put(EMPTY, Thing::Property, json!({"id": 3}));
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    let list = anna.presses("Properties").await;
    contains(&list, "One more came without a number, so I can't open it.");
    assert!(!list.contains(CANARY));
    for (label, value) in [("nothing", "Value: –"), ("blank", "Value: empty"), ("a property without a name", "Type: –")]
    {
        contains(&anna.presses(label).await, value);
        assert!(anna.last().button("Reveal").is_none());
        anna.presses("‹ Back").await;
    }
    contains(&anna.says("/bot My Shop").await, "My Shop");
}

#[tokio::test]
async fn hostile_names_do_no_harm_and_a_revealed_value_is_exact() {
    let bot = TestBot::start().await;
    let value = format!("<b>{BOT_TOKEN}</b> & \u{202e}\"x\"");
    let names = ["<b>&\"", "\u{202e}evil\n\nname", &"very long ".repeat(40), "\u{200b}", &format!("a {BOT_TOKEN}")];
    for (id, name) in (1..).zip(names) {
        bot.world.api.put(EMPTY, Thing::Property, property(id, name, json!(value)));
    }
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    anna.presses("Properties").await;
    insta::assert_snapshot!("hostile", anna.screen().rsplit("\n\n").next().unwrap());
    let list = anna.last();
    for label in list.labels().into_iter().take(5) {
        anna.presses(label).await;
        let card = anna.last().id;
        assert!(!shown(&bot).contains(BOT_TOKEN), "nobody asked for it");
        anna.presses_on(card, "‹ Back").await;
    }
    anna.presses(list.labels()[0]).await;
    anna.presses("Reveal").await;
    let spoiler: String =
        anna.last().spans.iter().filter(|span| span.style.spoiler).map(|span| span.text.clone()).collect();
    assert_eq!(spoiler, value);
}

#[tokio::test]
async fn many_come_in_pages_and_are_found_by_name_or_person() {
    let bot = TestBot::start().await;
    for id in 1..=20 {
        let mut one = property(id, &format!("Score {id:02}"), json!(CANARY));
        one["user_id"] = json!(100 + id);
        bot.world.api.put(EMPTY, Thing::Property, one);
    }
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    contains(&anna.presses("Properties").await, "1–8 of 20");
    contains(&anna.presses("›").await, "9–16 of 20");
    anna.presses("Search").await;
    contains(&anna.says("nothing like it").await, "is called “nothing like it”");
    contains(&anna.says("payment").await, "Send other words");
    contains(&anna.says("SCORE 1").await, "like “SCORE 1” · 10 found");
    contains(&anna.presses("›").await, "9–10 of 10");
    anna.presses("Search").await;
    contains(&anna.says("119").await, "Score 19");
    // Values are not searched: a word of them finds nothing.
    anna.presses("‹ Back").await;
    anna.presses("Search").await;
    contains(&anna.says("payment-secret").await, "is called");
}

#[tokio::test]
async fn no_properties_is_a_sentence_and_a_failure_is_another() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    contains(&anna.presses("Properties").await, "No properties in");
    bot.world.api.forget_route("get_properties");
    contains(&anna.presses("Refresh").await, "has nothing there");
    let bot = TestBot::start().await;
    let anna = at_the_list(&bot).await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-new-key-FAKE-new-key-FAKE-new-00007");
    contains(&anna.presses("payment").await, "was refused");
    contains(&anna.says("FAKE-new-key-FAKE-new-key-FAKE-new-00007").await, "✅");
}

#[tokio::test]
async fn deleting_names_it_and_tells_what_is_seen() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    let question = anna.presses("Delete…").await;
    contains(&question, "Delete payment of My Shop?");
    contains(&question, "Belongs to: the bot itself");
    assert_eq!(anna.last().labels(), ["Keep it", "Delete it"]);
    contains(&anna.presses("Keep it").await, "Type: json");
    assert_eq!(deletions(&bot), 0);
    anna.presses("Delete…").await;
    let message = anna.last().id;
    bot.world.telegram.press(&anna.person, anna.chat, message, "Delete it").unwrap();
    let second = bot.world.telegram.press(&anna.person, anna.chat, message, "Delete it").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "✅ Deleted payment");
    assert_eq!(deletions(&bot), 1);
    contains(&anna.presses("‹ Back").await, "Properties of My Shop · 7");
    assert!(with_canary(&bot, &anna).is_empty());
}

#[tokio::test]
async fn a_deletion_without_an_answer_is_not_claimed_and_not_sent_again() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    anna.presses("Delete…").await;
    bot.world.api.fault("delete_property", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Delete it").await, "I don't know if it was deleted. payment is still there.");
    assert_eq!(deletions(&bot), 1);
    // A yes that nothing followed.
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Open it").await;
    anna.presses("Delete…").await;
    bot.world.api.fault("delete_property", 1, Fault::Garbage("OK".into()));
    contains(&anna.presses("Delete it").await, "Bots.Business said yes, but payment is still there.");
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Open it").await;
    anna.presses("Delete…").await;
    let refusal = json!({"error": format!("Not {BOT_TOKEN}")}).to_string();
    bot.world.api.fault("delete_property", 1, Fault::Status(422, refusal));
    let refused = anna.presses("Delete it").await;
    contains(&refused, "The property was not deleted");
    assert!(!refused.contains(BOT_TOKEN));
    contains(&anna.presses("Open it").await, "Type: json");
    bot.clock.advance(TimeDelta::seconds(3));
    bot.world.api.forget_route("delete_property");
    anna.presses("Delete…").await;
    contains(&anna.presses("Delete it").await, "has nothing there");
}

#[tokio::test]
async fn an_old_button_to_what_is_gone_says_so() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    bot.world.api.fault("get_properties", 4, Fault::Garbage("[]".into()));
    for label in ["Reveal", "Delete…"] {
        let card = bot.world.telegram.messages(anna.chat).into_iter().rfind(|it| it.button(label).is_some()).unwrap();
        contains(&anna.presses_on(card.id, label).await, "That property is not there any more");
    }
    assert_eq!(deletions(&bot), 0);
}

#[tokio::test]
async fn a_group_and_a_stranger_see_nothing() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    let reveal = anna.last().id;
    let mallory = bot.talk(6666, "Mallory");
    mallory.says("/start").await;
    // Anna's button, forged into a message of another chat and person.
    let update = bot.world.telegram.forge_press(&mallory.person, mallory.chat, 1, "2Qr_5eh_1_1nuxf_jl_0");
    mallory.sees_after(update).await;
    let group = bot.talk_in(-100, 7001, "Anna");
    group.says("/help").await;
    let message = group.last().id;
    let update = bot.world.telegram.forge_press(&group.person, group.chat, message, "2Qr_5eh_1_1nuxf_jl_0");
    contains(&group.sees_after(update).await, "That is between us two");
    assert!(!shown(&bot).contains(CANARY));
    anna.presses_on(reveal, "Reveal").await;
    assert_eq!(with_canary(&bot, &anna).len(), 1);
}

/// The real bot whose person has the card of the property before them; it has stopped in good order.
async fn operated_at_the_card() -> Operated {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/start 2qc_0_0_1nuxf_jl", "Type: json").await;
    operated.ends(child);
    operated
}

fn reveals(operated: &Operated) {
    let chat = operated.anna.chat();
    let card = operated.telegram.last_from_bot(chat).unwrap();
    operated.telegram.press(&operated.anna, chat, card.id, "Reveal").unwrap();
}

fn secrets(operated: &Operated) -> Vec<i32> {
    let messages = operated.telegram.messages(operated.anna.chat());
    messages.into_iter().filter(|message| message.text.contains(CANARY)).map(|message| message.id).collect()
}

/// The messages with a secret that were not deleted.
fn left(events: &[Event]) -> Vec<i32> {
    let mut left = Vec::new();
    for event in events {
        match event {
            Event::Edited(message) if message.text.contains(CANARY) => left.push(message.id),
            Event::Deleted(message) => left.retain(|id| *id != message.id),
            _ => {}
        }
    }
    left
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_outlives_no_crash() {
    for (place, shown) in [("secret-covered", 0), ("secret-stored", 0), ("secret-shown", 1), ("deliver-sent", 1)] {
        let operated = operated_at_the_card().await;
        crashes(&operated, place, || reveals(&operated)).await;
        assert_eq!(secrets(&operated).len(), shown, "{place}");
        // A minute passes while the bot is away.
        set(&operated, "UPDATE reveals SET due_at = 0").await;
        let (first, before) = (secrets(&operated), operated.telegram.events().len());
        let child = operated.start();
        // What was asked for is answered, in another message; the one from before goes at once.
        let revealed = |events: &[Event]| {
            events[before..].iter().any(|it| matches!(it, Event::Edited(message) if message.text.contains(CANARY)))
        };
        operated.telegram.wait_for(revealed).await.unwrap();
        let gone = |events: &[Event]| {
            let deleted = |id: &i32| events.iter().any(|it| matches!(it, Event::Deleted(message) if message.id == *id));
            first.iter().all(deleted)
        };
        operated.telegram.wait_for(gone).await.unwrap();
        let log = operated.ends(child);
        assert!(!log.contains(CANARY) && !holds(&bytes_of(&operated.folder.path().join("data")), CANARY.as_bytes()));
        // A minute later, and the next start.
        set(&operated, "UPDATE reveals SET due_at = 0").await;
        let child = operated.start();
        operated.telegram.wait_for(|events| left(events).is_empty()).await.unwrap();
        operated.ends(child);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_the_process_did_not_outlive_is_made_by_the_next() {
    for place in ["hide-begun", "hide-deleted"] {
        let operated = operated_at_the_card().await;
        let child = operated.start();
        reveals(&operated);
        operated.telegram.wait_for(|events| !left(events).is_empty()).await.unwrap();
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        set(&operated, "UPDATE reveals SET due_at = 0").await;
        crashes(&operated, place, || ()).await;
        let child = operated.start();
        operated.telegram.wait_for(|events| left(events).is_empty()).await.unwrap();
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        let told = operated.telegram.messages(operated.anna.chat());
        assert!(!told.iter().any(|message| message.text.contains("Please delete this message")), "{place}");
    }
}

#[tokio::test]
async fn nothing_of_a_value_is_stored_for_the_search_or_the_deletion() {
    let bot = TestBot::start().await;
    let anna = at_the_payment(&bot).await;
    anna.presses("Reveal").await;
    let card = bot.world.telegram.messages(anna.chat).into_iter().rfind(|it| it.button("Delete…").is_some()).unwrap();
    anna.presses_on(card.id, "Delete…").await;
    anna.presses_on(card.id, "Delete it").await;
    let rows: Vec<(i64,)> = Database::open(&bot).await.rows("SELECT due_at FROM reveals").await;
    assert_eq!(rows, [(bot.clock.now_ms() + 60_000,)]);
    assert!(!holds(&bytes_of(bot.world.folder.path()), CANARY.as_bytes()));
}
