//! Commands and the folders that they stand in.

use bb_pocket::api::{CommandChange, CommandFilter, Endpoint as E, NewCommand, Timestamp};
use bb_pocket::ids::FolderId;
use serde_json::{Value, json};

use super::Shape::{Deletion, Many, One};
use super::{BOT, COMMAND, Call, WHEN, asking};

const FOLDER: FolderId = FolderId::new(33);

/// A command as the API tells of it.
pub fn command() -> Value {
    json!({
        "id": 501, "bot_id": 2_792_787, "command": "/help", "help": "how it works", "answer": "How can I help?",
        "keyboard_body": "Contact, Prices\nBack", "need_reply": true, "auto_retry_time": 3600, "last_auto_retry_at": null,
        "bjs_mode": true, "code": "Bot.sendMessage('hi')", "commands_folder_id": 33, "commands_folder": folder(),
        "commands_group": {"title": "admins"}, "aliases": [
            {"id": 1, "command": "help", "bot_command_id": 501, "created_at": WHEN, "updated_at": WHEN},
            {"id": 2, "command": "support", "bot_command_id": 501, "created_at": WHEN, "updated_at": WHEN}
        ],
        "scenarios": [], "last_csv_import_at": null, "created_via_csv_import": null, "created_at": WHEN, "updated_at": WHEN
    })
}

/// The same as it is written: all ten fields, by the names that are written.
pub fn written() -> Value {
    json!({
        "command": "/help", "aliases": "help, support", "answer": "How can I help?", "group": "admins",
        "help": "how it works", "keyboard_body": "Contact, Prices\nBack", "commands_folder_id": 33,
        "auto_retry_time": 3600, "bjs_code": "Bot.sendMessage('hi')", "need_reply": true
    })
}

fn shown() -> Value {
    let mut shown = command();
    let fields = shown.as_object_mut().unwrap();
    fields.retain(|name, _| !["commands_folder", "commands_group", "scenarios"].contains(&name.as_str()));
    fields.insert("aliases".into(), json!(["help", "support"]));
    fields.insert("folder".into(), json!("Shop"));
    fields.insert("group".into(), json!("admins"));
    shown
}

fn folder() -> Value {
    json!({"id": 33, "title": "Shop", "bot_id": 2_792_787, "created_at": WHEN, "updated_at": WHEN})
}

fn new_command() -> NewCommand {
    NewCommand {
        command: "/help".into(),
        aliases: Some("help, support".into()),
        answer: Some("How can I help?".into()),
        group: Some("admins".into()),
        help: Some("how it works".into()),
        keyboard_body: Some("Contact, Prices\nBack".into()),
        folder: Some(FOLDER),
        auto_retry_time: Some(3600),
        bjs_code: Some("Bot.sendMessage('hi')".into()),
        need_reply: Some(true),
    }
}

/// When the command was changed last, as whoever changes it saw it.
pub fn seen() -> Timestamp {
    let csv: bb_pocket::api::CsvImportTask = serde_json::from_value(json!({"created_at": WHEN})).unwrap();
    csv.created_at.unwrap()
}

pub(super) fn calls() -> Vec<Call> {
    [commands(), folders()].concat()
}

fn commands() -> Vec<Call> {
    let (all, one) = ("/bots/2792787/commands", "/bots/2792787/commands/501");
    vec![
        Call::new(E::GetCommands, Many, all, asking!(|api, key| api.commands(key, BOT, &CommandFilter::default())))
            .told(json!([command()]), json!([shown()])),
        Call::new(E::CreateCommand, One, all, asking!(|api, key| api.create_command(key, BOT, &new_command())))
            .sends(written())
            .told(command(), shown()),
        Call::new(E::GetCommand, One, one, asking!(|api, key| api.command(key, BOT, COMMAND)))
            .told(command(), shown())
            .known_by("/id"),
        Call::new(
            E::EditCommand,
            One,
            one,
            asking!(|api, key| api.edit_command(key, BOT, COMMAND, &CommandChange::default(), Some(&seen()))),
        )
        .after([(E::GetCommand, command())])
        .sends(written())
        .told(command(), shown())
        .known_by("/id"),
        Call::new(E::DeleteCommand, Deletion, one, asking!(|api, key| api.delete_command(key, BOT, COMMAND))),
    ]
}

fn folders() -> Vec<Call> {
    let (all, one) = ("/bots/2792787/commands_folders", "/bots/2792787/commands_folders/33");
    vec![
        Call::new(E::CreateFolder, One, all, asking!(|api, key| api.create_folder(key, BOT, "Shop")))
            .sends(json!({"title": "Shop"}))
            .told(folder(), folder()),
        Call::new(E::GetFolders, Many, all, asking!(|api, key| api.folders(key, BOT)))
            .told(json!([folder()]), json!([folder()])),
        Call::new(E::DeleteFolder, Deletion, one, asking!(|api, key| api.delete_folder(key, BOT, FOLDER))),
    ]
}
