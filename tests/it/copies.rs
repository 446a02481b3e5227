//! A copy of a bot: kept as a file, restored from one, and one text replaced by another in all commands.

use std::collections::BTreeMap;

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::beside::Database;
use crate::support::{Talk, TestBot, until};

mod bounds;
mod crashes;
mod files;
mod replacing;
mod restoring;

const SHOP: i64 = 2_792_787;
/// A bot without commands.
const EMPTY: i64 = 500;
/// Their rooms.
const ROOM: &str = "/start 2ra_0_0_1nuxf";
const EMPTY_ROOM: &str = "/start 2ra_0_0_dw";
/// What changes something of commands and folders.
const WRITES: [&str; 5] = ["create_command", "edit_command", "delete_command", "create_folder", "delete_folder"];
/// Fields that the server makes.
const OF_THE_SERVER: [&str; 12] = [
    "id",
    "bot_id",
    "commands_folder_id",
    "commands_folder",
    "aliases",
    "created_at",
    "updated_at",
    "bjs_mode",
    "created_via_csv_import",
    "last_csv_import_at",
    "last_auto_retry_at",
    "scenarios",
];

/// Somebody linked, beside a second bot without commands.
async fn with_an_empty_bot(bot: &TestBot) -> Talk<'_> {
    bot.world.api.add_bot(DEMO_KEY, EMPTY, "Corner");
    bot.linked().await
}

/// The text of the newest file that the bot sent.
fn file(talk: &Talk<'_>) -> String {
    talk.last().file.unwrap().text()
}

async fn sends(talk: &Talk<'_>, name: &str, bytes: &[u8]) -> String {
    let update = talk.bot.world.telegram.send_document(&talk.person, talk.chat, name, "text/plain", bytes, "");
    talk.sees_after(update).await
}

/// The copy of a bot.
async fn copy_of(talk: &Talk<'_>, room: &str) -> String {
    talk.says(room).await;
    talk.presses("Keep a copy").await;
    file(talk)
}

/// Sends a file to the room of a bot.
async fn restores(talk: &Talk<'_>, room: &str, bytes: &[u8]) -> String {
    talk.says(room).await;
    talk.presses("Restore from a file…").await;
    sends(talk, "copy.json", bytes).await
}

/// Waits until no job runs, and returns what the chat shows then.
async fn ended(talk: &Talk<'_>) -> String {
    let database = Database::open(talk.bot).await;
    let runs = async || database.rows::<(i64,)>("SELECT COUNT(*) FROM jobs WHERE state = 'runs'").await[0].0;
    until("no job runs", async || runs().await == 0).await;
    while talk.last().text.contains('…') {
        talk.bot.world.follows(&talk.bot.clock, TimeDelta::seconds(60), "done").await.unwrap();
    }
    talk.sees();
    talk.last().text
}

/// How often something was written since that call.
fn writes(bot: &TestBot, since: usize) -> usize {
    bot.api_calls()[since..].iter().filter(|call| WRITES.contains(&call.as_str())).count()
}

/// What a bot has, by name: the fields that a copy restores, aliases as names, the folder as its title.
fn contents(bot: &TestBot, id: i64) -> (BTreeMap<String, Value>, Vec<String>) {
    let folders = bot.world.api.all(id, Thing::Folder);
    let title = |folder: &Value| folder["title"].as_str().unwrap().to_owned();
    let mut commands = BTreeMap::new();
    for mut command in bot.world.api.all(id, Thing::Command) {
        let folder = folders.iter().find(|folder| folder["id"] == command["commands_folder_id"]).map(title);
        let mut aliases: Vec<String> =
            command["aliases"].as_array().unwrap().iter().map(|a| a["command"].as_str().unwrap().to_owned()).collect();
        aliases.sort();
        let fields = command.as_object_mut().unwrap();
        OF_THE_SERVER.iter().for_each(|name| drop(fields.remove(*name)));
        fields.retain(|_, value| !value.is_null() && *value != "" && *value != false && *value != json!([]));
        fields.insert("aliases".into(), aliases.into());
        fields.insert("folder".into(), folder.into());
        assert!(commands.insert(command["command"].as_str().unwrap().to_owned(), command).is_none());
    }
    let mut titles: Vec<String> = folders.iter().map(title).collect();
    titles.sort();
    (commands, titles)
}

fn jobs_done(text: &str) -> &str {
    text.lines().find(|line| line.ends_with("done")).unwrap_or_default()
}
