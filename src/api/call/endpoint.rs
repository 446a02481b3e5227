//! The table of endpoints: every call that the documentation's menu lists, with how well its address is known.
//!
//! Owns names, methods, paths and the sizes of answers, nothing else. A test holds it against `tests/openapi.yaml`.

use std::fmt;
use std::str::FromStr;

/// An HTTP method that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl FromStr for Method {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|method| method.name() == text).ok_or(())
    }
}

/// How well method and path are known (openapi.yaml, `x-provenance` and `x-path-known`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// The documentation says so.
    Documented,
    /// Working public clients call it so.
    Observed,
    /// Deduced from its neighbours; it may be wrong.
    Assumed,
}

impl Provenance {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
        }
    }
}

/// Whether a call changes something at Bots.Business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It only reads: it may be tried again.
    Reads,
    /// It changes something: it is sent once. Some are GETs (contract, 13.6).
    Changes,
}

/// How large an answer may be. One that is larger is not read on, and told as unreadable. An error is small whatever
/// was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 64 kB: one thing without code, or only whether it was done.
    Small,
    /// 8 MB: lists, things with code or logs, and things of which nobody documented what belongs to them.
    Large,
}

impl Size {
    /// The largest body, bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Small => 64 * 1024,
            Self::Large => 8 * 1024 * 1024,
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Name in logs, metrics and the operator's corrections: the operation's of openapi.yaml.
    pub name: &'static str,
    /// Name in the documentation's menu, in English: for the command line, never inside a sentence.
    pub title: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path below the base address, without a slash at its end (contract, 13.9), numbers as `{name}`.
    pub path: &'static str,
    /// How well method and path are known.
    pub provenance: Provenance,
    /// Whether it changes something.
    pub effect: Effect,
    /// How large its answer may be.
    pub size: Size,
}

macro_rules! table {
    ($($endpoint:ident $name:literal $title:literal $method:ident $path:literal $provenance:ident $effect:ident $size:ident;)*) => {
        /// One of the 55 calls.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Endpoint {
            $(#[doc = $title] $endpoint,)*
        }

        impl Endpoint {
            /// All of them, in the menu's order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$endpoint),*];

            /// Its line of the table.
            pub const fn row(self) -> Row {
                match self {
                    $(Self::$endpoint => Row {
                        name: $name,
                        title: $title,
                        method: Method::$method,
                        path: $path,
                        provenance: Provenance::$provenance,
                        effect: Effect::$effect,
                        size: Size::$size,
                    },)*
                }
            }
        }
    };
}

table! {
    // Authentication
    SignIn "sign_in" "Sign in" Post "/auth/sign_in" Documented Changes Small;
    GetTelegramLoginUrl "get_telegram_login_url" "Get Telegram login URL" Post "/auth/telegram_login_url" Assumed Changes Small;
    SignUp "sign_up" "Sign up" Post "/auth" Documented Changes Small;
    TelegramLogin "telegram_login" "Telegram login" Get "/auth/telegram_login" Assumed Changes Small;
    ResetPassword "reset_password" "Reset password" Post "/user/reset_password" Documented Changes Small;

    // User account
    UpdatePassword "update_password" "Update password" Put "/user/password" Assumed Changes Small;
    GetUser "get_user" "Get user details" Get "/user" Documented Reads Small;
    UpdateEmail "update_email" "Update email" Post "/user/email" Documented Changes Small;
    GetLinkedAccounts "get_linked_accounts" "Get linked telegram accounts" Get "/user/linked_accounts" Documented Reads Large;
    GetTelegramLinkUrl "get_telegram_link_url" "Get telegram link url" Get "/user/telegram_link_url" Assumed Reads Small;
    GetSessionTokens "get_session_tokens" "Get users session token" Get "/user/tokens" Documented Reads Large;
    LogOutAllDevices "log_out_all_devices" "Log out all device" Delete "/user/tokens" Assumed Changes Small;
    ResetApiKey "reset_api_key" "Reset api key" Post "/user/reset_api_key" Assumed Changes Small;
    GetIterationUsage "get_iteration_usage" "Get iteration usage" Get "/user/quotas" Assumed Reads Small;
    ToggleAds "toggle_ads" "Turn ON or OFF ads" Post "/user/ads" Assumed Changes Small;
    GetPaymentPlan "get_payment_plan" "Get payment plan" Get "/user/payment_plan" Assumed Reads Small;

    // Bots
    CreateBot "create_bot" "Create Bot" Post "/bots" Observed Changes Large;
    GetBots "get_bots" "Get Bots" Get "/bots" Observed Reads Large;
    GetBot "get_bot" "Get single bot" Get "/bots/{id}" Observed Reads Large;
    EditBot "edit_bot" "Edit Bot" Put "/bots/{id}" Observed Changes Large;
    DeleteBot "delete_bot" "Delete Bot" Delete "/bots/{id}" Observed Changes Small;
    SetBotStatus "set_bot_status" "Start or Stop bot" Post "/bots/{id}/status" Documented Changes Small;
    StartCsvImport "start_csv_import" "Start CSV import" Post "/bots/{id}/csv_import_tasks" Assumed Changes Small;
    GetCsvImportTask "get_csv_import_task" "CSV import task status" Get "/bots/{id}/csv_import_tasks/{task_id}" Documented Reads Small;
    CopyBot "copy_bot" "Copy Bot" Get "/bots/{id}/copy" Assumed Changes Large;
    GitExport "git_export" "Git export" Post "/bots/{id}/git_export" Assumed Changes Small;
    GitImport "git_import" "Git import" Post "/bots/{id}/git_import" Assumed Changes Small;
    GetInstalledLibs "get_installed_libs" "Get installed libraries" Get "/bots/{id}/libs" Observed Reads Large;
    InstallLib "install_lib" "Install Lib" Post "/bots/{id}/libs" Observed Changes Small;
    UninstallLib "uninstall_lib" "Uninstall lib" Delete "/bots/{id}/libs/{lib_id}" Observed Changes Small;
    GetErrorLogs "get_error_logs" "Get error log" Get "/bots/{id}/error_logs" Observed Reads Large;
    ClearErrorLogs "clear_error_logs" "Clear error logs" Delete "/bots/{id}/error_logs" Observed Changes Small;

    // Folders
    CreateFolder "create_folder" "Create a folder" Post "/bots/{id}/commands_folders" Observed Changes Small;
    GetFolders "get_folders" "Get all folders" Get "/bots/{id}/commands_folders" Observed Reads Large;
    DeleteFolder "delete_folder" "Delete a folder" Delete "/bots/{id}/commands_folders/{folder_id}" Observed Changes Small;

    // Commands
    GetCommands "get_commands" "Get Commands" Get "/bots/{id}/commands" Observed Reads Large;
    CreateCommand "create_command" "Create Command" Post "/bots/{id}/commands" Documented Changes Large;
    GetCommand "get_command" "Get Command Details" Get "/bots/{id}/commands/{command_id}" Documented Reads Large;
    EditCommand "edit_command" "Edit Command" Put "/bots/{id}/commands/{command_id}" Documented Changes Large;
    DeleteCommand "delete_command" "Delete Command" Delete "/bots/{id}/commands/{command_id}" Observed Changes Small;

    // Broadcasts
    GetBroadcastTasks "get_broadcast_tasks" "Get broadcast tasks" Get "/bots/{id}/run_all_tasks" Assumed Reads Large;
    DeleteBroadcastTask "delete_broadcast_task" "Delete broadcast task" Delete "/bots/{id}/run_all_tasks/{task_id}" Assumed Changes Small;
    PauseBroadcastTask "pause_broadcast_task" "Pause broadcast task" Post "/bots/{id}/run_all_tasks/{task_id}/pause" Assumed Changes Small;
    ResumeBroadcastTask "resume_broadcast_task" "Resume broadcast task" Post "/bots/{id}/run_all_tasks/{task_id}/resume" Assumed Changes Small;

    // Chats
    GetChats "get_chats" "Get chats" Get "/bots/{id}/chats" Documented Reads Large;
    BlockChat "block_chat" "Block chat" Post "/bots/{id}/chats/{bb_chat_id}/block" Documented Changes Small;
    UnblockChat "unblock_chat" "Unblock chat" Post "/bots/{id}/chats/{bb_chat_id}/unblock" Documented Changes Small;

    // Properties
    GetProperties "get_properties" "Get properties" Get "/bots/{id}/properties" Assumed Reads Large;
    DeleteProperty "delete_property" "Delete property" Delete "/bots/{id}/properties/{property_id}" Assumed Changes Small;

    // Store libraries
    GetStoreLibs "get_store_libs" "Get libraries" Get "/store/libs" Observed Reads Large;

    // Admin panels
    GetAdminPanels "get_admin_panels" "Get admin panels" Get "/bots/{id}/active_options" Documented Reads Large;
    UpdateAdminPanel "update_admin_panel" "Update admin panel values" Put "/bots/{id}/active_options/{panel_id}" Documented Changes Large;

    // Demo store
    GetStoreBots "get_store_bots" "Get store bots" Get "/store/bots" Assumed Reads Large;
    InstallDemoBot "install_demo_bot" "Install demo bot" Post "/bots/installed" Assumed Changes Large;

    // Cloud
    GetCloudPlans "get_cloud_plans" "Get cloud plans" Get "/cloud_plans" Assumed Reads Large;
}

impl Endpoint {
    /// Its name in logs, metrics, corrections and sentences; never the path.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The endpoint of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.name() == name)
    }

    /// Whether it asks for an account; signing in does not.
    pub const fn needs_account(self) -> bool {
        !matches!(
            self,
            Self::SignIn | Self::GetTelegramLoginUrl | Self::SignUp | Self::TelegramLogin | Self::ResetPassword
        )
    }
}

/// A path below `base`, with its numbers in place of their names.
pub(in crate::api) fn fill(base: &str, path: &str, ids: &[i64]) -> String {
    let mut filled = String::with_capacity(base.len() + path.len() + 16);
    filled.push_str(base);
    let mut ids = ids.iter();
    for (place, part) in path.split('/').enumerate() {
        if place > 0 {
            filled.push('/');
        }
        match part.starts_with('{') {
            true => filled.extend(ids.next().map(i64::to_string)),
            false => filled.push_str(part),
        }
    }
    filled
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
