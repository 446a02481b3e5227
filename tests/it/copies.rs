//! A copy of a bot: kept as a file, restored from one, and one text replaced by another in all commands.

use bb_pocket::sandbox::bots_business::Thing;
use serde_json::{Value, json};

use crate::support::{Talk, TestBot, contains};

const SHOP: i64 = 2_792_787;
/// Its room.
const ROOM: &str = "/start 2ra_0_0_1nuxf";

/// The text of the newest file that the bot sent.
fn file(talk: &Talk<'_>) -> String {
    talk.last().file.unwrap().text()
}

/// Opens the room and presses a button there.
async fn in_the_room(talk: &Talk<'_>, label: &str) -> String {
    talk.says(ROOM).await;
    talk.presses(label).await
}

#[tokio::test]
async fn a_copy_has_every_field_that_the_api_gives() {
    let bot = TestBot::start().await;
    bot.world.api.put(SHOP, Thing::Folder, json!({"id": 77, "title": "Häuser 🏠", "unheard_of": [1, {"a": null}]}));
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    contains(&anna.presses("Copy of the bot").await, "8 commands, 3 folders");
    let calls = bot.api_calls().len();
    contains(&anna.presses("Keep a copy").await, "Keep it somewhere safe");
    assert!(bot.api_calls()[calls..].iter().all(|call| call.starts_with("get_")), "a copy only reads");
    let copy: Value = serde_json::from_str(&file(&anna)).unwrap();
    assert_eq!(copy["bb-pocket-copy"], 1);
    assert_eq!(copy["bot"], json!({"id": SHOP, "name": "My Shop"}));
    assert_eq!(copy["folders"], Value::from(bot.world.api.all(SHOP, Thing::Folder)));
    for (kept, had) in copy["commands"].as_array().unwrap().iter().zip(bot.world.api.all(SHOP, Thing::Command)) {
        for (name, value) in had.as_object().unwrap() {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
}
