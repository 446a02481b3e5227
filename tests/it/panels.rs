//! Admin panels as forms: fields by their types, a draft, what saving changes, one write; no password anywhere.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::errors::shown;
use crate::support::beside::Database;
use crate::support::{BOT_TOKEN, Talk, TestBot, bytes_of, contains, holds};

const SHOP: i64 = 2_792_787;
/// A bot without panels.
const EMPTY: i64 = 2_792_790;
/// The password of the sample's panel, and a new one.
const OLD: &str = "FAKE-payment-token";
const NEW: &str = "canary-new-pass";

async fn at_the_form(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Panels").await, "Panels of My Shop · 1");
    contains(&anna.presses("Shop settings").await, "A panel of My Shop");
    anna
}

fn panel(bot: &TestBot) -> Value {
    bot.world.api.all(SHOP, Thing::Panel)[0].clone()
}

fn value(bot: &TestBot, name: &str) -> Value {
    let panel = panel(bot);
    let fields = panel["fields"].as_array().unwrap();
    fields.iter().find(|field| field["name"] == name).unwrap()["value"].clone()
}

/// As somebody else would change it.
fn change(bot: &TestBot, name: &str, value: Value) {
    let mut panel = panel(bot);
    let field = panel["fields"].as_array_mut().unwrap().iter_mut().find(|field| field["name"] == name).unwrap();
    field["value"] = value;
    bot.world.api.replace(SHOP, Thing::Panel, panel);
}

fn saves(bot: &TestBot) -> usize {
    bot.api_calls().iter().filter(|call| *call == "update_admin_panel").count()
}

fn form(anna: &Talk<'_>) -> String {
    anna.screen().rsplit("\n\n").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_panel_is_a_form_with_its_password_hidden() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    insta::assert_snapshot!("form", form(&anna));
    for (label, asks) in [
        ("Most items", "Send a whole number, like 10."),
        ("Tax", "Send a number, like 7.5."),
        ("Title", "Send the new text, on one line."),
        ("Payment token", "I delete your message at once"),
        ("Terms", "as a message or a text file"),
    ] {
        contains(&anna.presses(label).await, asks);
        anna.presses("‹ Back").await;
    }
    assert!(!shown(&bot).contains(OLD));
}

#[tokio::test]
async fn every_type_is_changed_compared_and_saved_in_one_write() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Open").await;
    contains(&anna.presses("Set it to no").await, "Open: yes → no");
    anna.presses("Most items").await;
    contains(&anna.says(" 25 ").await, "Most items: 10 → 25");
    anna.presses("Tax").await;
    contains(&anna.says("8.25").await, "Tax: 7.5 → 8.25");
    anna.presses("Title").await;
    contains(&anna.says("<b>Tea & Co</b>").await, "Title: My Shop → <b>Tea & Co</b>");
    anna.presses("Terms").await;
    contains(&anna.says("Be kind.\nPay later.").await, "Terms: Be kind. Pay in time. → Be kind. Pay later.");
    anna.presses("Payment token").await;
    contains(&anna.says(NEW).await, "· your message was deleted ·");
    contains(&anna.screen(), "Payment token: changed, hidden");
    insta::assert_snapshot!("changed", form(&anna));
    assert_eq!(saves(&bot), 0);
    anna.presses("See changes").await;
    insta::assert_snapshot!("changes", form(&anna));
    let saved = anna.presses("Save").await;
    contains(&saved, "✅ Shop settings is saved");
    contains(&saved, "Changed: Open, Most items, Tax, Title, Payment token, Terms");
    assert_eq!(saves(&bot), 1);
    let expected = [
        ("open", json!(false)),
        ("max_items", json!(25)),
        ("tax", json!(8.25)),
        ("title", json!("<b>Tea & Co</b>")),
        ("payment_token", json!(NEW)),
        ("terms", json!("Be kind.\nPay later.")),
    ];
    for (name, wanted) in expected {
        assert_eq!(value(&bot, name), wanted, "{name}");
    }
    contains(&anna.presses("Open the panel").await, "Most items: 25");
    assert!(anna.last().button("Save").is_none(), "nothing is left to be saved");
    let all = shown(&bot);
    assert!(!all.contains(NEW) && !all.contains(OLD));
    let stored = bytes_of(bot.world.folder.path());
    assert!(!holds(&stored, NEW.as_bytes()) && !holds(&stored, OLD.as_bytes()) && !holds(&stored, b"Tea & Co"));
}

#[tokio::test]
async fn what_is_not_of_its_type_is_refused_and_asked_again() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    for (label, wrong, sentence, right) in [
        ("Most items", "ten", "That is no whole number", "11"),
        ("Tax", "seven", "That is no number", "8"),
        ("Open", "perhaps", "That is neither yes nor no", "no"),
        ("• Most items", "9999999999999999999", "That number is too large", "12"),
        ("Title", "two\nlines", "more than one line", "one"),
    ] {
        anna.presses(label).await;
        contains(&anna.says(wrong).await, sentence);
        contains(&anna.says(right).await, &format!("→ {right}"));
    }
    assert_eq!(saves(&bot), 0);
}

#[tokio::test]
async fn a_write_keeps_all_that_was_not_changed() {
    let bot = TestBot::start().await;
    let before = panel(&bot);
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    anna.presses("Save").await;
    let sent = bot.world.api.calls().into_iter().find(|call| call.endpoint == "update_admin_panel").unwrap();
    let sent = sent.body.unwrap();
    let mut wanted = before;
    wanted["fields"][2]["value"] = json!(9);
    for field in ["id", "bot_id", "name", "title", "on_saving", "index", "icon", "button_title"] {
        assert_eq!(sent[field], wanted[field], "{field}");
    }
    assert_eq!(sent["fields"].as_array().unwrap().len(), 6);
    assert_eq!(sent["fields"][4], wanted["fields"][4], "the password goes back as it is");
    assert_eq!(value(&bot, "tax").as_f64(), Some(9.0));
}

#[tokio::test]
async fn a_change_is_taken_back_and_a_draft_thrown_away() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    contains(&anna.says("9").await, "One change. It is not saved yet.");
    // The same value is no change.
    anna.presses("Title").await;
    contains(&anna.says("My Shop").await, "One change.");
    anna.presses("• Tax").await;
    let taken = anna.presses("Take back").await;
    assert!(taken.contains("Tax: 7.5") && !taken.contains("not saved"), "{taken}");
    anna.presses("Title").await;
    contains(&anna.presses("Empty it").await, "Title: My Shop → empty");
    contains(&anna.presses("Throw away…").await, "Throw away your changes of Shop settings?");
    contains(&anna.presses("Keep the draft").await, "Title: My Shop → empty");
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Throw away…").await;
    assert!(!anna.presses("Throw it away").await.contains("→"));
    assert_eq!(saves(&bot), 0);
    let drafts: Vec<(i64,)> = Database::open(&bot).await.rows("SELECT id FROM drafts").await;
    assert!(drafts.is_empty());
}

#[tokio::test]
async fn what_somebody_else_changed_is_said_before_anything_is_overwritten() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    let form = anna.last().id;
    // After the form was shown: its Save is an old button.
    change(&bot, "tax", json!(8));
    change(&bot, "max_items", json!(11));
    let conflict = anna.presses_on(form, "Save").await;
    contains(&conflict, "Somebody changed Shop settings since you began");
    contains(&conflict, "Tax: 8 → 9");
    assert_eq!(saves(&bot), 0);
    contains(&anna.presses("‹ Back").await, "Somebody changed this panel since you began");
    contains(&anna.presses("Save").await, "Tax: 8 → 9");
    contains(&anna.presses("Save mine").await, "✅ Shop settings is saved");
    assert_eq!((value(&bot, "tax").as_f64(), value(&bot, "max_items")), (Some(9.0), json!(11)), "theirs stays");
    // The other way.
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Open the panel").await;
    anna.presses("Tax").await;
    anna.says("10").await;
    change(&bot, "tax", json!(12));
    anna.presses("See changes").await;
    anna.presses("Keep theirs").await;
    contains(&anna.presses("Throw it away").await, "Tax: 12");
    assert_eq!((saves(&bot), value(&bot, "tax")), (1, json!(12)));
}

#[tokio::test]
async fn a_second_tap_on_save_saves_once() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    let message = anna.last().id;
    bot.world.telegram.press(&anna.person, anna.chat, message, "Save").unwrap();
    let second = bot.world.telegram.press(&anna.person, anna.chat, message, "Save").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "✅ Shop settings is saved");
    assert_eq!(saves(&bot), 1);
}

#[tokio::test]
async fn a_save_without_an_answer_is_not_claimed_and_not_sent_again() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    bot.world.api.fault("update_admin_panel", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Save").await, "I don't know if Shop settings was saved. It does not have yet: Tax");
    assert_eq!(saves(&bot), 1);
    // It arrived all the same.
    change(&bot, "tax", json!(9.0));
    contains(&anna.presses("Refresh").await, "✅ Shop settings has your changes.");
    assert_eq!(saves(&bot), 1);
    bot.clock.advance(TimeDelta::seconds(3));
    let opened = anna.presses("Open the panel").await;
    assert!(opened.contains("Tax: 9") && !opened.contains("not saved"), "{opened}");
}

#[tokio::test]
async fn a_refused_save_keeps_the_draft_and_stars_secrets() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    let words = json!({"error": format!("Not with {BOT_TOKEN}")}).to_string();
    bot.world.api.fault("update_admin_panel", 1, Fault::Status(422, words));
    let refused = anna.presses("Save").await;
    contains(&refused, "The panel was not saved");
    contains(&refused, "Not with *****");
    contains(&anna.presses("Open the panel").await, "Tax: 7.5 → 9");
    bot.clock.advance(TimeDelta::seconds(3));
    bot.world.api.forget_route("update_admin_panel");
    contains(&anna.presses("Save").await, "That is not there any more");
    contains(&anna.presses("Open the panel").await, "Tax: 7.5 → 9");
}

#[tokio::test]
async fn what_bots_business_made_of_it_is_told() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    anna.says("9").await;
    // A yes with the old values.
    let answer = panel(&bot).to_string();
    bot.world.api.fault("update_admin_panel", 1, Fault::Garbage(answer));
    contains(&anna.presses("Save").await, "in Shop settings these are not as you wanted: Tax");
}

#[tokio::test]
async fn a_rejected_key_leads_back_to_the_panel() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    let key = "FAKE-new-key-FAKE-new-key-FAKE-new-00007";
    bot.world.api.reset_key(DEMO_KEY, key);
    contains(&anna.presses("Refresh").await, "was refused");
    contains(&anna.says(key).await, "✅");
}

#[tokio::test]
async fn unknown_types_hidden_fields_and_hostile_words_do_no_harm() {
    let bot = TestBot::start().await;
    let field = |name: Value, kind: Value, value: Value| json!({"name": name, "title": null, "description": "<i>", "type": kind, "value": value});
    let mut hidden = field(json!("secret"), json!("string"), json!("hidden canary"));
    hidden["hidden"] = json!(true);
    let fields = json!([
        field(json!("<b>&\"\u{202e}x"), json!("string"), json!("</code><b>")),
        field(json!("colour"), json!("colour"), json!("#fff")),
        field(json!("nothing"), Value::Null, Value::Null),
        field(Value::Null, json!("string"), json!("nameless")),
        field(json!("token"), json!("string"), json!(BOT_TOKEN)),
        field(json!("twin"), json!("string"), json!("a")),
        field(json!("twin"), json!("string"), json!("b")),
        field(json!("very long ".repeat(30)), json!("text"), json!("word ".repeat(2000))),
        hidden,
        field(json!("last"), json!("checkbox"), json!("perhaps")),
    ]);
    bot.world.api.put(EMPTY, Thing::Panel, json!({"id": 5, "title": "<u>Odd</u>\n", "fields": fields}));
    bot.world.api.put(EMPTY, Thing::Panel, json!({"id": 6, "fields": "none"}));
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    let list = anna.presses("Panels").await;
    contains(&list, "· 2");
    contains(&anna.presses("a panel without a name").await, "It has no fields that I can show.");
    anna.presses("‹ Back").await;
    anna.presses("<u>Odd</u>").await;
    insta::assert_snapshot!("hostile", form(&anna));
    let labels: Vec<String> = anna.last().labels().into_iter().map(str::to_owned).collect();
    assert!(!labels.iter().any(|label| label.contains("colour") || label.contains("twin")), "{labels:?}");
    let long = labels.iter().find(|label| label.starts_with("very long")).unwrap();
    contains(&anna.presses(long).await, "This is its beginning.");
    anna.presses("Whole text as a file").await;
    assert_eq!(anna.last().file.unwrap().text(), "word ".repeat(2000));
    anna.presses("‹ Back").await;
    anna.presses("›").await;
    anna.presses("last").await;
    contains(&anna.presses("Set it to yes").await, "One change.");
    let all = shown(&bot);
    assert!(!all.contains("hidden canary") && !all.contains(BOT_TOKEN));
}

#[tokio::test]
async fn a_password_whose_message_stays_is_said() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Payment token").await;
    bot.world.telegram.fault("deletemessage", 1, Fault::Status(400, "Bad Request: message can't be deleted".into()));
    contains(&anna.says(NEW).await, "Please delete your message");
    contains(&anna.presses("Go on").await, "Payment token: changed, hidden");
    assert!(!shown(&bot).contains(NEW));
}

#[tokio::test]
async fn old_buttons_and_answers_meet_what_is_there_now() {
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Tax").await;
    // The bot's code made a password of it meanwhile: what was asked openly is not taken for one.
    let mut now = panel(&bot);
    now["fields"][2]["type"] = json!("password");
    bot.world.api.replace(SHOP, Thing::Panel, now);
    contains(&anna.says("9").await, "I delete your message at once");
    let mut now = panel(&bot);
    now["fields"] = json!([]);
    bot.world.api.replace(SHOP, Thing::Panel, now);
    contains(&anna.says("9").await, "That field is not there any more");
    contains(&anna.presses("‹ Back").await, "It has no fields that I can show.");
    bot.world.api.fault("get_admin_panels", 1, Fault::Garbage("[]".into()));
    contains(&anna.presses("Refresh").await, "That panel is not there any more");
    assert_eq!(saves(&bot), 0);
}

/// The type of the sample's password, as the bot's code makes it another one.
fn retype(bot: &TestBot, kind: &str) {
    let mut now = panel(bot);
    now["fields"][4]["type"] = json!(kind);
    bot.world.api.replace(SHOP, Thing::Panel, now);
}

#[tokio::test]
async fn a_drafted_password_stays_hidden_whatever_its_field_becomes() {
    for kind in ["string", "text", "integer", "float", "checkbox", "colour"] {
        let bot = TestBot::start().await;
        let anna = at_the_form(&bot).await;
        anna.presses("Payment token").await;
        anna.says(NEW).await;
        retype(&bot, kind);
        let hides = |seen: &str| {
            assert!(!shown(&bot).contains(NEW) && !shown(&bot).contains(OLD), "{kind}: {seen}");
        };
        let seen = anna.presses("Refresh").await;
        hides(&seen);
        if kind == "colour" {
            contains(&seen, "Payment token: •••••••• (I leave it alone)");
            continue;
        }
        contains(&seen, "Payment token: changed, hidden");
        hides(&anna.presses("• Payment token").await);
        assert!(anna.last().button("Whole text as a file").is_none());
        contains(&anna.looks_at(), "no password field any more");
        anna.presses("‹ Back").await;
        let compared = anna.presses("See changes").await;
        hides(&compared);
        contains(&compared, "Payment token: changed, hidden");
        contains(&compared, "no password field any more");
        hides(&anna.presses("Keep theirs").await);
        hides(&anna.presses("Keep the draft").await);
        // Somebody saved the same.
        let before = value(&bot, "payment_token");
        change(&bot, "payment_token", json!(NEW));
        contains(&anna.presses("Refresh").await, "Payment token: ••••••••");
        hides(&anna.presses("Payment token").await);
        anna.presses("‹ Back").await;
        change(&bot, "payment_token", before);
        // It is one again.
        retype(&bot, "password");
        hides(&anna.presses("Refresh").await);
        if kind == "string" {
            anna.presses("Save").await;
            assert_eq!(value(&bot, "payment_token"), json!(NEW));
        }
    }
    // What is typed openly over it is open.
    let bot = TestBot::start().await;
    let anna = at_the_form(&bot).await;
    anna.presses("Payment token").await;
    anna.says(NEW).await;
    retype(&bot, "string");
    anna.presses("Refresh").await;
    anna.presses("• Payment token").await;
    contains(&anna.says("open words").await, "→ open words");
    // What was drafted openly is hidden once its field is a password's.
    retype(&bot, "password");
    let hidden = anna.presses("Refresh").await;
    assert!(!hidden.contains("open words"), "{hidden}");
}

#[tokio::test]
async fn a_draft_goes_with_forget_and_with_its_account() {
    for way in ["forget", "remove"] {
        let bot = TestBot::start().await;
        let anna = at_the_form(&bot).await;
        anna.presses("Tax").await;
        anna.says("9").await;
        let database = Database::open(&bot).await;
        let drafts: Vec<(i64, i64)> = database.rows("SELECT user_id, command_id FROM drafts").await;
        assert_eq!(drafts, [(7001, -301)]);
        if way == "forget" {
            anna.says("/forget").await;
            anna.presses("Erase everything").await;
        } else {
            anna.says("/accounts").await;
            anna.presses("Remove…").await;
            anna.presses("Remove it").await;
        }
        let drafts: Vec<(i64,)> = database.rows("SELECT id FROM drafts").await;
        assert!(drafts.is_empty(), "{way}");
    }
}
