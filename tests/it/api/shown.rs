//! What an answer was read as, as JSON that a test compares: secrets in it are exposed, which only tests do.

use std::fmt::Debug;
use std::sync::Arc;

use bb_pocket::api::{
    AdminPanel, Bot, BroadcastTask, Chat, CloudPlan, Command, CsvImportTask, ErrorLog, Folder, InstalledLib,
    LinkedAccount, PaymentPlan, Property, Quota, Session, StoreBot, StoreLib, Timestamp, UserPublic,
};
use bb_pocket::credentials::ApiKey;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

/// An answer after it was read.
#[derive(Debug)]
pub struct Answered {
    pub shown: Value,
    /// What `{:?}` of it prints.
    pub printed: String,
}

pub fn answered<T: Shown + Debug>(answer: T) -> Answered {
    Answered { shown: answer.shown(), printed: format!("{answer:?}") }
}

pub trait Shown {
    fn shown(&self) -> Value;
}

macro_rules! shows {
    ($($kind:ty, |$it:ident| $fields:tt;)*) => {
        $(impl Shown for $kind {
            fn shown(&self) -> Value {
                let $it = self;
                json!($fields)
            }
        })*
    };
}

fn open(secret: &Option<SecretString>) -> Option<&str> {
    secret.as_ref().map(|secret| secret.expose_secret())
}

fn at(time: &Option<Timestamp>) -> Option<&str> {
    time.as_ref().map(Timestamp::as_str)
}

shows! {
    (), |_it| null;
    SecretString, |it| (it.expose_secret());
    ApiKey, |it| (it.expose());
    Session, |_it| "a session";
    UserPublic, |it| {
        "id": it.id, "email": it.email, "api_key": it.api_key.as_ref().map(ApiKey::expose), "created_at": at(&it.created_at)
    };
    LinkedAccount, |it| {
        "id": it.id, "telegramid": it.telegramid, "first_name": it.first_name, "username": it.username,
        "language_code": it.language_code
    };
    Quota, |it| {
        "limit": it.limit, "progress": it.progress, "extra_points": it.extra_points, "have_ads": it.have_ads,
        "base_limit": it.quotum_type.as_ref().map(|kind| kind.base_limit),
        "ads_limit": it.quotum_type.as_ref().map(|kind| kind.ads_limit)
    };
    PaymentPlan, |it| {"name": it.name, "command_execution_timeout": it.command_execution_timeout};
    Bot, |it| {
        "id": it.id.get(), "name": it.name, "token": open(&it.token), "status": it.status, "pic_url": open(&it.pic_url),
        "csv_url": open(&it.csv_url), "git_remote": open(&it.git_remote), "rsa_public_key": it.rsa_public_key,
        "last_run_at": at(&it.last_run_at), "store_bot_id": it.store_bot_id.map(|id| id.get()), "libs": it.libs.shown(),
        "created_at": at(&it.created_at), "updated_at": at(&it.updated_at)
    };
    CsvImportTask, |it| {
        "status": it.status, "task_id": it.task_id.map(|id| id.get()), "bot_id": it.bot_id.map(|id| id.get()),
        "new_count": it.new_count, "updated_count": it.updated_count, "destroyed_count": it.destroyed_count,
        "created_at": at(&it.created_at)
    };
    InstalledLib, |it| {"id": it.id.get(), "name": it.name};
    StoreLib, |it| {
        "id": it.id.get(), "name": it.name, "description": it.description, "img_url": it.img_url,
        "installations_count": it.installations_count, "updated_at": at(&it.updated_at)
    };
    ErrorLog, |it| {
        "id": it.id.get(), "created_at": at(&it.created_at), "title": it.title, "stack_trace": it.stack_trace,
        "command": it.command()
    };
    Folder, |it| {
        "id": it.id.get(), "title": it.title, "bot_id": it.bot_id.map(|id| id.get()), "created_at": at(&it.created_at),
        "updated_at": at(&it.updated_at)
    };
    Command, |it| {
        "id": it.id.get(), "bot_id": it.bot_id.map(|id| id.get()), "command": it.command, "help": it.help,
        "answer": it.answer, "keyboard_body": it.keyboard_body, "need_reply": it.need_reply,
        "auto_retry_time": it.auto_retry_time, "last_auto_retry_at": at(&it.last_auto_retry_at), "bjs_mode": it.bjs_mode,
        "code": it.code, "commands_folder_id": it.commands_folder_id.map(|id| id.get()),
        "folder": it.commands_folder.as_ref().map(|folder| folder.title.clone()), "group": it.group(),
        "aliases": it.aliases.iter().map(|alias| alias.command.clone()).collect::<Vec<_>>(),
        "created_via_csv_import": it.created_via_csv_import, "last_csv_import_at": at(&it.last_csv_import_at),
        "created_at": at(&it.created_at), "updated_at": at(&it.updated_at)
    };
    BroadcastTask, |it| {
        "id": it.id.get(), "status": it.status, "progress": it.progress, "total": it.total,
        "cur_position": it.cur_position, "errors_count": it.errors_count, "created_at": at(&it.created_at)
    };
    Chat, |it| {
        "id": it.id.get(), "chatid": it.telegram_id.map(|id| id.get()), "title": it.title, "chat_type": it.chat_type,
        "bot_id": it.bot_id.map(|id| id.get()), "user_id": it.user_id, "created_at": at(&it.created_at),
        "updated_at": at(&it.updated_at)
    };
    Property, |it| {
        "id": it.id.map(|id| id.get()), "name": it.name, "type": it.kind, "value": open(&it.value), "user_id": it.user_id
    };
    AdminPanel, |it| {
        "id": it.id.get(), "bot_id": it.bot_id.map(|id| id.get()), "name": it.name, "title": it.title,
        "description": it.description,
        "fields": it.fields.iter().map(|field| json!({
            "name": field.name, "title": field.title, "description": field.description, "type": field.kind,
            "value": open(&field.value), "hidden": field.hidden
        })).collect::<Vec<_>>()
    };
    StoreBot, |it| {"id": it.id.get(), "name": it.name, "description": it.description};
    CloudPlan, |it| {"name": it.name};
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Value {
        self.as_ref().map_or(Value::Null, Shown::shown)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self) -> Value {
        self.iter().map(Shown::shown).collect()
    }
}

impl<T: Shown> Shown for Arc<[T]> {
    fn shown(&self) -> Value {
        self.iter().map(Shown::shown).collect()
    }
}
