//! Whatever a command has: changing one field changes no other, and undoing any saves gives the first version back.

use super::*;

/// A text, a list of names or a number for each field that a person types, with its button.
fn typed() -> impl Strategy<Value = (&'static str, String)> {
    let text = "[a-zA-Z/*@<&😀é\"'][a-zA-Z ,.\n<>&😀é\"']{0,40}[a-z]";
    prop_oneof![
        text.prop_map(|text| ("Answer", text)),
        text.prop_map(|text| ("Code", text)),
        text.prop_map(|text| ("Help", text)),
        "[a-z]{1,8}(, [a-z]{1,8}){0,2}".prop_map(|names| ("Aliases", names)),
        "/[a-zA-Z]{5,12}".prop_map(|name| ("Name", name)),
        "[a-z]{1,8}".prop_map(|group| ("Group", group)),
    ]
}

/// A command with any of its fields empty, null or filled.
pub(super) fn any_command() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![Just(Value::Null), Just(json!("")), "[ -~\n😀é]{1,60}".prop_map(Value::from)];
    let truth = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from)];
    let seconds = prop_oneof![Just(Value::Null), (1_i64..100_000).prop_map(Value::from)];
    let group = prop_oneof![Just(Value::Null), "[a-z]{1,9}".prop_map(|title| json!({ "title": title }))];
    let folder = prop_oneof![Just(Value::Null), Just(json!(501))];
    let aliases = prop::collection::vec("[a-z]{1,8}", 0..3)
        .prop_map(|names| names.into_iter().map(|name| json!({"id": 1, "command": name})).collect::<Value>());
    (text(), text(), text(), text(), truth, seconds, group, folder, aliases).prop_map(
        |(answer, code, help, keyboard, need_reply, seconds, group, folder, aliases)| {
            let mut command = json!({
                "id": ORDER, "bot_id": SHOP, "command": "/order", "answer": answer, "code": code, "help": help,
                "keyboard_body": keyboard, "need_reply": need_reply, "auto_retry_time": seconds,
                "commands_folder_id": folder, "aliases": aliases, "updated_at": "2026-11-20T10:00:00.000Z",
            });
            if !group.is_null() {
                command["commands_group"] = group;
            }
            command
        },
    )
}

pub(super) fn some<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

fn read_as(button: &str) -> &'static str {
    match button {
        "Answer" => "answer",
        "Code" => "code",
        "Help" => "help",
        "Aliases" => "aliases",
        "Name" => "command",
        _ => "commands_group",
    }
}

async fn saves(talk: &Talk<'_>, button: &str, words: &str) {
    talk.presses(button).await;
    talk.says(words).await;
    if button == "Code" {
        talk.presses("Done").await;
    }
    talk.presses("Save").await;
}

#[tokio::test]
async fn changing_a_field_changes_no_other() {
    let bot = TestBot::start().await;
    let mut runner = TestRunner::deterministic();
    for person in 1_000..1_040 {
        let original = some(&mut runner, any_command());
        bot.world.api.replace(SHOP, Thing::Command, original.clone());
        let (button, words) = some(&mut runner, typed());
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says(ORDER_DRAFT).await;
        saves(&talk, button, &words).await;
        let (mut before, mut after) = (contents(&original), contents(&command(&bot, ORDER)));
        before.remove(read_as(button));
        after.remove(read_as(button));
        assert_eq!(after, before, "{button}: {words:?}\n{}", talk.screen());
    }
}

#[tokio::test]
async fn undoing_any_saves_gives_the_first_version_back() {
    let bot = TestBot::start().await;
    let mut runner = TestRunner::deterministic();
    for person in 2_000..2_020 {
        let original = some(&mut runner, any_command());
        bot.world.api.replace(SHOP, Thing::Command, original.clone());
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        for (button, words) in some(&mut runner, prop::collection::vec(typed(), 1..4)) {
            talk.says(ORDER_DRAFT).await;
            saves(&talk, button, &words).await;
        }
        talk.says(ORDER_DRAFT).await;
        talk.presses("Versions").await;
        let oldest = talk.last().labels().into_iter().rfind(|label| label.parse::<u32>().is_ok()).map(str::to_owned);
        // What was typed may be what was there.
        if let Some(oldest) = oldest {
            talk.presses(&oldest).await;
            if talk.last().button("Restore…").is_some() {
                talk.presses("Restore…").await;
                contains(&talk.presses("Save").await, "is saved");
            }
        }
        assert_eq!(contents(&command(&bot, ORDER)), contents(&original), "{}", talk.screen());
    }
}
