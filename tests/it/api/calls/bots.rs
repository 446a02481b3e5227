//! Bots, their libraries, their repository and their imports.

use bb_pocket::api::{BotStatus, CreateEditBot, Endpoint as E};
use bb_pocket::ids::{LibId, StoreBotId, TaskId};
use serde_json::{Value, json};

use super::Shape::{Deletion, Done, Many, One, Perhaps, True};
use super::{BOT, CSV_URL, Call, TOKEN, WHEN, asking};

/// A bot as the API tells of it.
pub fn bot() -> Value {
    json!({
        "id": 2_792_787, "name": "Shop", "token": TOKEN, "status": "works", "pic_url": null, "csv_url": CSV_URL,
        "git_remote": "git@git.example.com:anna/shop.git", "rsa_public_key": "ssh-rsa FAKE", "last_run_at": WHEN,
        "store_bot_id": null, "libs": [{"id": 10, "name": "MembershipChecker"}], "created_at": WHEN, "updated_at": WHEN
    })
}

fn task() -> Value {
    json!({
        "status": "ok", "task_id": 123, "bot_id": 2_792_787, "new_count": 21, "updated_count": 0, "destroyed_count": 0,
        "created_at": WHEN
    })
}

fn new_bot() -> CreateEditBot {
    CreateEditBot { name: Some("Shop".into()), token: Some(TOKEN.into()), ..CreateEditBot::default() }
}

pub(super) fn calls() -> Vec<Call> {
    [bots(), jobs(), libs()].concat()
}

fn bots() -> Vec<Call> {
    let stays =
        |name: &str| json!({"name": name, "token": TOKEN, "csv_url": CSV_URL, "git_remote": bot()["git_remote"]});
    vec![
        Call::new(E::CreateBot, One, "/bots", asking!(|api, key| api.create_bot(key, &new_bot())))
            .sends(json!({"name": "Shop", "token": TOKEN}))
            .told(bot(), bot()),
        Call::new(E::GetBots, Many, "/bots", asking!(|api, key| api.bots(key))).told(json!([bot()]), json!([bot()])),
        Call::new(E::GetBot, One, "/bots/2792787", asking!(|api, key| api.bot(key, BOT)))
            .told(bot(), bot())
            .known_by("/id"),
        Call::new(
            E::EditBot,
            One,
            "/bots/2792787",
            asking!(|api, key| api.edit_bot(key, BOT, &CreateEditBot::default())),
        )
        .after([(E::GetBot, bot())])
        .sends(stays("Shop"))
        .told(bot(), bot())
        .known_by("/id"),
        Call::new(E::DeleteBot, Deletion, "/bots/2792787", asking!(|api, key| api.delete_bot(key, BOT))),
        Call::new(
            E::SetBotStatus,
            One,
            "/bots/2792787/status",
            asking!(|api, key| api.set_bot_status(key, BOT, BotStatus::StartLaunch)),
        )
        .sends(json!({"status": "start_launch"}))
        .told(bot(), bot())
        .known_by("/id"),
        Call::new(
            E::InstallDemoBot,
            Perhaps,
            "/bots/installed",
            asking!(|api, key| api.install_demo_bot(key, StoreBotId::new(42))),
        )
        .sends(json!({"id": 42}))
        .told(bot(), bot()),
    ]
}

fn jobs() -> Vec<Call> {
    let task_path = "/bots/2792787/csv_import_tasks/123";
    vec![
        Call::new(
            E::StartCsvImport,
            Perhaps,
            "/bots/2792787/csv_import_tasks",
            asking!(|api, key| api.start_csv_import(key, BOT, Some(&CSV_URL.into()))),
        )
        .after([(E::GetBot, bot()), (E::EditBot, bot())])
        .sends(json!({"csv_url": CSV_URL}))
        .told(task(), task()),
        Call::new(
            E::GetCsvImportTask,
            One,
            task_path,
            asking!(|api, key| api.csv_import_task(key, BOT, TaskId::new(123))),
        )
        .told(task(), task()),
        Call::new(E::CopyBot, Done, "/bots/2792787/copy", asking!(|api, key| api.copy_bot(key, BOT))),
        Call::new(E::GitExport, Done, "/bots/2792787/git_export", asking!(|api, key| api.git_export(key, BOT))),
        Call::new(E::GitImport, Done, "/bots/2792787/git_import", asking!(|api, key| api.git_import(key, BOT))),
    ]
}

fn libs() -> Vec<Call> {
    let libs = json!([{"id": 10, "name": "MembershipChecker"}, {"id": 11, "name": "CryptoBot"}]);
    vec![
        Call::new(E::GetInstalledLibs, Many, "/bots/2792787/libs", asking!(|api, key| api.installed_libs(key, BOT)))
            .told(libs.clone(), libs),
        Call::new(
            E::InstallLib,
            True,
            "/bots/2792787/libs",
            asking!(|api, key| api.install_lib(key, BOT, LibId::new(10))),
        )
        .sends(json!({"lib_id": 10})),
        Call::new(
            E::UninstallLib,
            True,
            "/bots/2792787/libs/10",
            asking!(|api, key| api.uninstall_lib(key, BOT, LibId::new(10))),
        )
        .told(json!("true"), json!(null)),
    ]
}
