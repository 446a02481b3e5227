//! What is inside a bot beside its commands: errors, broadcasts, chats, properties, admin panels.

use bb_pocket::api::Endpoint as E;
use bb_pocket::ids::{BbChatId, BroadcastId, PanelId, PropertyId};
use serde_json::{Value, json};

use super::Shape::{Deletion, Many, One, Perhaps};
use super::{BOT, Call, WHEN, asking};

const CHAT: BbChatId = BbChatId::new(88);
const BROADCAST: BroadcastId = BroadcastId::new(61);

pub(super) fn calls() -> Vec<Call> {
    [errors(), broadcasts(), chats(), properties(), panels()].concat()
}

fn errors() -> Vec<Call> {
    let path = "/bots/2792787/error_logs";
    let told = json!([
        {
            "id": 9, "created_at": WHEN, "title": "TypeError: x is undefined", "stack_trace": "at line 3",
            "scenario": {"bot_command": {"command": "/buy"}}
        },
        {"id": 8, "created_at": WHEN, "title": "Timeout", "stack_trace": null, "scenario": null}
    ]);
    let shown = json!([
        {"id": 9, "created_at": WHEN, "title": "TypeError: x is undefined", "stack_trace": "at line 3", "command": "/buy"},
        {"id": 8, "created_at": WHEN, "title": "Timeout", "stack_trace": null, "command": null}
    ]);
    vec![
        Call::new(E::GetErrorLogs, Many, path, asking!(|api, key| api.error_logs(key, BOT))).told(told, shown),
        Call::new(E::ClearErrorLogs, Deletion, path, asking!(|api, key| api.clear_error_logs(key, BOT))),
    ]
}

fn broadcasts() -> Vec<Call> {
    let task = |status: &str| {
        json!({
            "id": 61, "status": status, "progress": 12.5, "total": 800, "cur_position": 100, "errors_count": 2,
            "created_at": WHEN
        })
    };
    let one = "/bots/2792787/run_all_tasks/61";
    let (pause, resume) = ("/bots/2792787/run_all_tasks/61/pause", "/bots/2792787/run_all_tasks/61/resume");
    vec![
        Call::new(
            E::GetBroadcastTasks,
            Many,
            "/bots/2792787/run_all_tasks",
            asking!(|api, key| api.broadcast_tasks(key, BOT)),
        )
        .told(json!([task("in progress")]), json!([task("in progress")])),
        Call::new(
            E::DeleteBroadcastTask,
            Deletion,
            one,
            asking!(|api, key| api.delete_broadcast_task(key, BOT, BROADCAST)),
        ),
        Call::new(
            E::PauseBroadcastTask,
            Perhaps,
            pause,
            asking!(|api, key| api.pause_broadcast_task(key, BOT, BROADCAST)),
        )
        .told(task("paused"), task("paused"))
        .known_by("/id"),
        Call::new(
            E::ResumeBroadcastTask,
            Perhaps,
            resume,
            asking!(|api, key| api.resume_broadcast_task(key, BOT, BROADCAST)),
        )
        .told(task("in progress"), task("in progress"))
        .known_by("/id"),
    ]
}

fn chats() -> Vec<Call> {
    let chat = |telegram: Value| {
        json!({
            "id": 88, "chatid": telegram, "title": "Anna", "chat_type": "private", "bot_id": 2_792_787, "user_id": 5,
            "created_at": WHEN, "updated_at": WHEN
        })
    };
    let (told, shown) = (chat(json!("-1001234567890")), chat(json!(-1_001_234_567_890_i64)));
    let (block, unblock) = ("/bots/2792787/chats/88/block", "/bots/2792787/chats/88/unblock");
    vec![
        Call::new(E::GetChats, Many, "/bots/2792787/chats", asking!(|api, key| api.chats(key, BOT)))
            .told(json!([told]), json!([shown])),
        Call::new(E::BlockChat, One, block, asking!(|api, key| api.block_chat(key, BOT, CHAT)))
            .told(told.clone(), shown.clone())
            .known_by("/id"),
        Call::new(E::UnblockChat, Perhaps, unblock, asking!(|api, key| api.unblock_chat(key, BOT, CHAT)))
            .told(told, shown)
            .known_by("/id"),
    ]
}

fn properties() -> Vec<Call> {
    let told = json!([
        {"id": 70, "name": "shop_secret", "type": "string", "value": "FAKE-property-value", "user_id": null},
        {"id": 71, "name": "visits", "type": "integer", "value": 5, "user_id": 5},
        {"id": 72, "name": "cart", "type": "json", "value": {"item": "tea"}, "user_id": 5}
    ]);
    let mut shown = told.clone();
    shown[1]["value"] = json!("5");
    shown[2]["value"] = json!(r#"{"item":"tea"}"#);
    let one = "/bots/2792787/properties/70";
    vec![
        Call::new(E::GetProperties, Many, "/bots/2792787/properties", asking!(|api, key| api.properties(key, BOT)))
            .told(told, shown),
        Call::new(
            E::DeleteProperty,
            Deletion,
            one,
            asking!(|api, key| api.delete_property(key, BOT, PropertyId::new(70))),
        ),
    ]
}

/// A panel with a value in one of its fields.
fn panel(value: &str) -> Value {
    json!({
        "id": 90, "bot_id": 2_792_787, "name": "settings", "title": "Settings", "description": "of the shop",
        "on_saving": {"command": "/saved"},
        "fields": [
            {"name": "price", "title": "Price", "description": null, "type": "integer", "value": "5", "hidden": false},
            {"name": "secret", "title": "Secret", "description": null, "type": "password", "value": value, "hidden": null}
        ]
    })
}

fn panels() -> Vec<Call> {
    let shown = |value| {
        let mut shown = panel(value);
        shown.as_object_mut().unwrap().remove("on_saving");
        shown
    };
    let (all, one) = ("/bots/2792787/active_options", "/bots/2792787/active_options/90");
    vec![
        Call::new(E::GetAdminPanels, Many, all, asking!(|api, key| api.admin_panels(key, BOT)))
            .told(json!([panel("FAKE-old-value")]), json!([shown("FAKE-old-value")])),
        Call::new(
            E::UpdateAdminPanel,
            One,
            one,
            asking!(|api, key| api.update_admin_panel(
                key,
                BOT,
                PanelId::new(90),
                &[("secret", "FAKE-new-value".into())]
            )),
        )
        .after([(E::GetAdminPanels, json!([panel("FAKE-old-value")]))])
        .sends(panel("FAKE-new-value"))
        .told(panel("FAKE-new-value"), shown("FAKE-new-value"))
        .known_by("/id"),
    ]
}
