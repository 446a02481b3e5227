//! What an answer was read as, as JSON that a test compares: secrets in it are exposed, which only tests do. Texts come
//! twice: as they were read, and as a person sees them.

use std::fmt::Debug;
use std::sync::Arc;

use bb_pocket::api::{
    AdminPanel, ApiText, Bot, BroadcastTask, Chat, CloudPlan, Command, CsvImportTask, ErrorLog, Folder, InstalledLib,
    LinkedAccount, PaymentPlan, Property, Quota, SecretValue, Session, StoreBot, StoreLib, Timestamp, UserPublic,
};
use bb_pocket::credentials::ApiKey;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

/// An answer after it was read.
#[derive(Debug)]
pub struct Answered {
    /// Every text verbatim.
    pub shown: Value,
    /// Every text as it is shown to the owner of the key; no secret.
    pub masked: Value,
    /// What `{:?}` of it prints.
    pub printed: String,
}

pub fn answered<T: Shown + Debug>(answer: T, key: &ApiKey) -> Answered {
    let shown = answer.shown(Way(None));
    Answered { shown, masked: answer.shown(Way(Some(key))), printed: format!("{answer:?}") }
}

/// How texts are shown: as they were read, or to the owner of this key.
#[derive(Clone, Copy)]
pub struct Way<'a>(Option<&'a ApiKey>);

pub trait Shown {
    fn shown(&self, way: Way<'_>) -> Value;
}

impl Shown for ApiText {
    fn shown(&self, way: Way<'_>) -> Value {
        way.0.map_or_else(|| self.verbatim().into(), |own| ApiText::shown(self, own).into())
    }
}

impl Shown for Timestamp {
    fn shown(&self, way: Way<'_>) -> Value {
        Shown::shown(self.text(), way)
    }
}

impl Shown for SecretString {
    fn shown(&self, way: Way<'_>) -> Value {
        if way.0.is_none() { self.expose_secret().into() } else { Value::Null }
    }
}

impl Shown for SecretValue {
    fn shown(&self, way: Way<'_>) -> Value {
        if way.0.is_none() { self.expose().into() } else { Value::Null }
    }
}

impl Shown for ApiKey {
    fn shown(&self, way: Way<'_>) -> Value {
        if way.0.is_none() { self.expose().into() } else { Value::Null }
    }
}

macro_rules! shows {
    ($($kind:ty, |$it:ident, $way:ident| $fields:tt;)*) => {
        $(impl Shown for $kind {
            fn shown(&self, way: Way<'_>) -> Value {
                let ($it, $way) = (self, way);
                json!($fields)
            }
        })*
    };
}

shows! {
    (), |_it, _way| null;
    Session, |_it, _way| "a session";
    UserPublic, |it, way| {
        "id": it.id, "email": it.email.shown(way), "api_key": it.api_key.shown(way), "created_at": it.created_at.shown(way)
    };
    LinkedAccount, |it, way| {
        "id": it.id, "telegramid": it.telegramid.shown(way), "first_name": it.first_name.shown(way), "username": it.username.shown(way),
        "language_code": it.language_code.shown(way)
    };
    Quota, |it, _way| {
        "limit": it.limit, "progress": it.progress, "extra_points": it.extra_points, "have_ads": it.have_ads,
        "base_limit": it.quotum_type.as_ref().map(|kind| kind.base_limit),
        "ads_limit": it.quotum_type.as_ref().map(|kind| kind.ads_limit)
    };
    PaymentPlan, |it, way| {"name": it.name.shown(way), "command_execution_timeout": it.command_execution_timeout};
    Bot, |it, way| {
        "id": it.id.get(), "name": it.name.shown(way), "token": it.token.shown(way), "status": it.status.shown(way), "pic_url": it.pic_url.shown(way),
        "csv_url": it.csv_url.shown(way), "git_remote": it.git_remote.shown(way), "rsa_public_key": it.rsa_public_key.shown(way),
        "last_run_at": it.last_run_at.shown(way), "store_bot_id": it.store_bot_id.map(|id| id.get()), "libs": it.libs.shown(way),
        "created_at": it.created_at.shown(way), "updated_at": it.updated_at.shown(way)
    };
    CsvImportTask, |it, way| {
        "status": it.status.shown(way), "task_id": it.task_id.map(|id| id.get()), "bot_id": it.bot_id.map(|id| id.get()),
        "new_count": it.new_count, "updated_count": it.updated_count, "destroyed_count": it.destroyed_count,
        "created_at": it.created_at.shown(way)
    };
    InstalledLib, |it, way| {"id": it.id.get(), "name": it.name.shown(way)};
    StoreLib, |it, way| {
        "id": it.id.get(), "name": it.name.shown(way), "description": it.description.shown(way), "img_url": it.img_url.shown(way),
        "installations_count": it.installations_count, "updated_at": it.updated_at.shown(way)
    };
    ErrorLog, |it, way| {
        "id": it.id.get(), "created_at": it.created_at.shown(way), "title": it.title.shown(way), "stack_trace": it.stack_trace.shown(way),
        "command": it.command().shown(way)
    };
    Folder, |it, way| {
        "id": it.id.get(), "title": it.title.shown(way), "bot_id": it.bot_id.map(|id| id.get()), "created_at": it.created_at.shown(way),
        "updated_at": it.updated_at.shown(way)
    };
    Command, |it, way| {
        "id": it.id.get(), "bot_id": it.bot_id.map(|id| id.get()), "command": it.command.shown(way), "help": it.help.shown(way),
        "answer": it.answer.shown(way), "keyboard_body": it.keyboard_body.shown(way), "need_reply": it.need_reply,
        "auto_retry_time": it.auto_retry_time, "last_auto_retry_at": it.last_auto_retry_at.shown(way), "bjs_mode": it.bjs_mode,
        "code": it.code.shown(way), "commands_folder_id": it.commands_folder_id.map(|id| id.get()),
        "folder": it.commands_folder.as_ref().map(|folder| folder.title.shown(way)), "group": it.group().shown(way),
        "aliases": it.aliases.iter().map(|alias| alias.command.shown(way)).collect::<Vec<_>>(),
        "created_via_csv_import": it.created_via_csv_import, "last_csv_import_at": it.last_csv_import_at.shown(way),
        "created_at": it.created_at.shown(way), "updated_at": it.updated_at.shown(way)
    };
    BroadcastTask, |it, way| {
        "id": it.id.get(), "status": it.status.shown(way), "progress": it.progress, "total": it.total,
        "cur_position": it.cur_position, "errors_count": it.errors_count, "created_at": it.created_at.shown(way)
    };
    Chat, |it, way| {
        "id": it.id.get(), "chatid": it.telegram_id.map(|id| id.get()), "title": it.title.shown(way), "chat_type": it.chat_type.shown(way),
        "bot_id": it.bot_id.map(|id| id.get()), "user_id": it.user_id, "created_at": it.created_at.shown(way),
        "updated_at": it.updated_at.shown(way)
    };
    Property, |it, way| {
        "id": it.id.map(|id| id.get()), "name": it.name.shown(way), "type": it.kind.shown(way), "value": it.value.shown(way), "user_id": it.user_id
    };
    AdminPanel, |it, way| {
        "id": it.id.get(), "bot_id": it.bot_id.map(|id| id.get()), "name": it.name.shown(way), "title": it.title.shown(way),
        "description": it.description.shown(way),
        "fields": it.fields.iter().map(|field| json!({
            "name": field.name.shown(way), "title": field.title.shown(way), "description": field.description.shown(way), "type": field.kind.shown(way),
            "value": field.value.shown(way), "hidden": field.hidden
        })).collect::<Vec<_>>()
    };
    StoreBot, |it, way| {"id": it.id.get(), "name": it.name.shown(way), "description": it.description.shown(way)};
    CloudPlan, |it, way| {"name": it.name.shown(way)};
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self, way: Way<'_>) -> Value {
        self.as_ref().map_or(Value::Null, |it| it.shown(way))
    }
}

impl<T: Shown> Shown for &T {
    fn shown(&self, way: Way<'_>) -> Value {
        (*self).shown(way)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self, way: Way<'_>) -> Value {
        self.iter().map(|it| it.shown(way)).collect()
    }
}

impl<T: Shown> Shown for Arc<[T]> {
    fn shown(&self, way: Way<'_>) -> Value {
        self.iter().map(|it| it.shown(way)).collect()
    }
}
