//! The table of the 55 endpoints as this simulator serves them: method, path, name, form, handler. It is written apart
//! from the client's table on purpose: a test shows where the two differ.

use std::collections::BTreeMap;

use super::bot::Bot;
use super::form::Shape::{Seconds, Text, TextOrNull, Truth, Whole, WholeOrNull};
use super::form::{FOLDER_ID, Field, Form, PAGE, Parameter, Q, WITHOUT_FOLDERS, needed, perhaps};
use super::reply::{Asked, Reply};
use super::world::{Account, World};
use super::{account, auth, bots, broadcasts, chats, commands, folders, imports, libraries, panels, store};

#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) name: &'static str,
    method: &'static str,
    /// Below `/v2`; numbers are written `{name}`.
    path: &'static str,
    pub(crate) form: Form,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) answerer: Answerer,
    /// Whether a protected bot refuses it (contract, 13.16).
    pub(crate) sealed: bool,
}

/// The handler, by what it needs.
#[derive(Clone, Copy)]
pub(crate) enum Answerer {
    /// No account.
    Nobody(fn(&mut World, &Asked) -> Reply),
    /// All accounts, and the index of the caller's.
    Among(fn(&mut World, usize, &Asked) -> Reply),
    /// The account of the key.
    Account(fn(&mut Account, &Asked) -> Reply),
    /// The bot in the path, which must belong to the account.
    Bot(fn(&mut Bot, &Asked) -> Reply),
}

use Answerer::{Account as Own, Among, Bot as Its, Nobody};

const EMAIL: Field = needed("email", Text);
const PASSWORD: Field = needed("password", Text);
const CONFIRMATION: Field = perhaps("password_confirmation", Text);
const BOT: [Field; 3] =
    [perhaps("token", TextOrNull), perhaps("csv_url", TextOrNull), perhaps("git_remote", TextOrNull)];
const NEW_BOT: [Field; 4] = [needed("name", Text), BOT[0], BOT[1], BOT[2]];
const CHANGED_BOT: [Field; 4] = [perhaps("name", Text), BOT[0], BOT[1], BOT[2]];
const COMMAND: [Field; 10] = [
    needed("command", Text),
    perhaps("aliases", Text),
    perhaps("answer", TextOrNull),
    perhaps("group", TextOrNull),
    perhaps("help", TextOrNull),
    perhaps("keyboard_body", TextOrNull),
    perhaps("commands_folder_id", WholeOrNull),
    perhaps("auto_retry_time", Seconds),
    perhaps("bjs_code", TextOrNull),
    perhaps("need_reply", Truth),
];

pub(crate) static ROUTES: [Route; 55] = [
    route("sign_in", "POST", "/auth/sign_in", Nobody(auth::sign_in)).sending(&[EMAIL, PASSWORD]),
    route("get_telegram_login_url", "POST", "/auth/telegram_login_url", Nobody(auth::login_url)),
    route("sign_up", "POST", "/auth", Nobody(auth::sign_up)).sending(&[EMAIL, PASSWORD, CONFIRMATION]),
    route("telegram_login", "GET", "/auth/telegram_login", Nobody(auth::telegram_login)),
    route("reset_password", "POST", "/user/reset_password", Nobody(auth::reset_password)).sending(&[EMAIL]),
    route("update_password", "PUT", "/user/password", Own(account::update_password)).sending(&[
        needed("current_password", Text),
        PASSWORD,
        CONFIRMATION,
    ]),
    route("get_user", "GET", "/user", Own(account::user)),
    route("update_email", "POST", "/user/email", Among(account::update_email)).sending(&[EMAIL]),
    route("get_linked_accounts", "GET", "/user/linked_accounts", Own(account::linked_accounts)),
    route("get_telegram_link_url", "GET", "/user/telegram_link_url", Own(account::link_url)),
    route("get_session_tokens", "GET", "/user/tokens", Own(account::session_tokens)),
    route("log_out_all_devices", "DELETE", "/user/tokens", Own(account::log_out)),
    route("reset_api_key", "POST", "/user/reset_api_key", Own(account::reset_key)),
    route("get_iteration_usage", "GET", "/user/quotas", Own(account::quotas)),
    route("toggle_ads", "POST", "/user/ads", Own(account::toggle_ads)).sending(&[needed("have_ads", Truth)]),
    route("get_payment_plan", "GET", "/user/payment_plan", Own(account::payment_plan)),
    route("create_bot", "POST", "/bots", Own(bots::create)).sending(&NEW_BOT),
    route("get_bots", "GET", "/bots", Own(bots::all)),
    route("get_bot", "GET", "/bots/{id}", Its(bots::one)),
    route("edit_bot", "PUT", "/bots/{id}", Its(bots::edit)).sending(&CHANGED_BOT),
    route("delete_bot", "DELETE", "/bots/{id}", Own(bots::delete)),
    route("set_bot_status", "POST", "/bots/{id}/status", Its(bots::set_status)).sending(&[needed("status", Text)]),
    route("start_csv_import", "POST", "/bots/{id}/csv_import_tasks", Its(imports::start))
        .perhaps_sending(&[needed("csv_url", Text)])
        .sealed(),
    route("get_csv_import_task", "GET", "/bots/{id}/csv_import_tasks/{task_id}", Its(imports::task)),
    route("copy_bot", "GET", "/bots/{id}/copy", Its(bots::copy)).sealed(),
    route("git_export", "POST", "/bots/{id}/git_export", Its(bots::git_export)).sealed(),
    route("git_import", "POST", "/bots/{id}/git_import", Its(bots::git_import)),
    route("get_installed_libs", "GET", "/bots/{id}/libs", Its(libraries::installed)),
    route("install_lib", "POST", "/bots/{id}/libs", Its(libraries::install)).sending(&[needed("lib_id", Whole)]),
    route("uninstall_lib", "DELETE", "/bots/{id}/libs/{lib_id}", Its(libraries::uninstall)),
    route("get_error_logs", "GET", "/bots/{id}/error_logs", Its(bots::error_logs)),
    route("clear_error_logs", "DELETE", "/bots/{id}/error_logs", Its(bots::clear_error_logs)),
    route("create_folder", "POST", "/bots/{id}/commands_folders", Its(folders::create))
        .sending(&[needed("title", Text)])
        .sealed(),
    route("get_folders", "GET", "/bots/{id}/commands_folders", Its(folders::all)).sealed(),
    route("delete_folder", "DELETE", "/bots/{id}/commands_folders/{folder_id}", Its(folders::delete)).sealed(),
    route("get_commands", "GET", "/bots/{id}/commands", Its(commands::all))
        .asking(&[PAGE, Q, FOLDER_ID, WITHOUT_FOLDERS])
        .sealed(),
    route("create_command", "POST", "/bots/{id}/commands", Its(commands::create)).sending(&COMMAND).sealed(),
    route("get_command", "GET", "/bots/{id}/commands/{command_id}", Its(commands::one)).sealed(),
    route("edit_command", "PUT", "/bots/{id}/commands/{command_id}", Its(commands::edit)).sending(&COMMAND).sealed(),
    route("delete_command", "DELETE", "/bots/{id}/commands/{command_id}", Its(commands::delete)).sealed(),
    route("get_broadcast_tasks", "GET", "/bots/{id}/run_all_tasks", Its(broadcasts::all)),
    route("delete_broadcast_task", "DELETE", "/bots/{id}/run_all_tasks/{task_id}", Its(broadcasts::delete)),
    route("pause_broadcast_task", "POST", "/bots/{id}/run_all_tasks/{task_id}/pause", Its(broadcasts::pause)),
    route("resume_broadcast_task", "POST", "/bots/{id}/run_all_tasks/{task_id}/resume", Its(broadcasts::resume)),
    route("get_chats", "GET", "/bots/{id}/chats", Its(chats::all)).asking(&[PAGE]),
    route("block_chat", "POST", "/bots/{id}/chats/{bb_chat_id}/block", Its(chats::block)),
    route("unblock_chat", "POST", "/bots/{id}/chats/{bb_chat_id}/unblock", Its(chats::unblock)),
    route("get_properties", "GET", "/bots/{id}/properties", Its(panels::properties)).asking(&[PAGE]),
    route("delete_property", "DELETE", "/bots/{id}/properties/{property_id}", Its(panels::delete_property)),
    route("get_store_libs", "GET", "/store/libs", Own(store::libs)),
    route("get_admin_panels", "GET", "/bots/{id}/active_options", Its(panels::all)),
    route("update_admin_panel", "PUT", "/bots/{id}/active_options/{panel_id}", Its(panels::update)).with(Form::Object),
    route("get_store_bots", "GET", "/store/bots", Own(store::bots)),
    route("install_demo_bot", "POST", "/bots/installed", Own(store::install)).sending(&[needed("id", Whole)]),
    route("get_cloud_plans", "GET", "/cloud_plans", Own(store::cloud_plans)),
];

const fn route(name: &'static str, method: &'static str, path: &'static str, answerer: Answerer) -> Route {
    Route { name, method, path, form: Form::Nothing, parameters: &[], answerer, sealed: false }
}

impl Route {
    const fn with(self, form: Form) -> Route {
        Route { form, ..self }
    }

    const fn sending(self, fields: &'static [Field]) -> Route {
        self.with(Form::Needed(fields))
    }

    const fn perhaps_sending(self, fields: &'static [Field]) -> Route {
        self.with(Form::Perhaps(fields))
    }

    const fn asking(self, parameters: &'static [Parameter]) -> Route {
        Route { parameters, ..self }
    }

    const fn sealed(self) -> Route {
        Route { sealed: true, ..self }
    }
}

/// The routes that were moved: name of the endpoint, method and path.
pub(crate) type Moved = BTreeMap<String, (String, String)>;

/// The route of a method and a path below `/v2`, and the numbers in the path: 0 in place of what is not a number.
pub(crate) fn find(moved: &Moved, method: &str, path: &str) -> Option<(&'static Route, Vec<i64>)> {
    let path = path.strip_prefix("/v2")?;
    let of = |route: &'static Route| {
        let (own, pattern) = match moved.get(route.name) {
            Some((method, path)) => (method.as_str(), path.as_str()),
            None => (route.method, route.path),
        };
        ids(pattern, path).filter(|_| own == method).map(|ids| (route, ids))
    };
    ROUTES.iter().find_map(of)
}

fn ids(pattern: &str, path: &str) -> Option<Vec<i64>> {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    if pattern.len() != path.len() {
        return None;
    }
    let mut ids = Vec::new();
    for (expected, part) in pattern.into_iter().zip(path) {
        match expected.starts_with('{') {
            true if part.is_empty() => return None,
            true => ids.push(part.parse().unwrap_or_default()),
            false if expected != part => return None,
            false => {}
        }
    }
    Some(ids)
}
