//! Signing in, the account, and what concerns no bot.

use bb_pocket::api::Endpoint as E;
use secrecy::SecretString;
use serde_json::json;

use super::Shape::{Deletion, Done, Many, One, Perhaps};
use super::{Call, WHEN, asking};

const LINK: &str = "https://t.me/BotsBusinessAdminBot?start=FAKE-link";
const KEY: &str = "FAKE-new-key-FAKE-new-key-FAKE-new-00001";

fn secret(text: &str) -> SecretString {
    text.into()
}

pub(super) fn calls() -> Vec<Call> {
    [nobodys(), details(), settings(), plans()].concat()
}

fn nobodys() -> Vec<Call> {
    let (email, password) = ("anna@example.com", "FAKE-password");
    let sign_up = json!({"email": email, "password": password, "password_confirmation": password});
    vec![
        Call::new(
            E::SignIn,
            Done,
            "/auth/sign_in",
            asking!(|api, key| api.sign_in("anna@example.com", &secret("FAKE-password"))),
        )
        .sends(json!({"email": email, "password": password}))
        .told(json!({"data": {"id": 7, "email": email}}), json!("a session")),
        Call::new(
            E::GetTelegramLoginUrl,
            One,
            "/auth/telegram_login_url",
            asking!(|api, key| api.telegram_login_url()),
        )
        .told(json!({"url": LINK}), json!(LINK)),
        Call::new(
            E::SignUp,
            Done,
            "/auth",
            asking!(|api, key| api.sign_up("anna@example.com", &secret("FAKE-password"))),
        )
        .sends(sign_up)
        .told(json!({"status": "success", "data": {"id": 7, "email": email}}), json!(null)),
        Call::new(E::TelegramLogin, Done, "/auth/telegram_login", asking!(|api, key| api.telegram_login()))
            .told(json!({"data": {"id": 7}}), json!("a session")),
        Call::new(
            E::ResetPassword,
            Done,
            "/user/reset_password",
            asking!(|api, key| api.reset_password("anna@example.com")),
        )
        .sends(json!({"email": email}))
        .told(json!({"success": true}), json!(null)),
    ]
}

fn details() -> Vec<Call> {
    let user = json!({"id": 7, "email": "anna@example.com", "api_key": KEY, "created_at": WHEN});
    let accounts = json!([
        {"id": 3, "telegramid": "7001", "first_name": "Anna", "username": "anna", "language_code": "en"},
        {"id": 4, "telegramid": "7001", "first_name": "Anna", "username": null, "language_code": null}
    ]);
    let tokens = json!(["FAKE-session-id-000001", "FAKE-session-id-000002"]);
    vec![
        Call::new(E::GetUser, One, "/user", asking!(|api, key| api.user(key))).told(user.clone(), user),
        Call::new(E::GetLinkedAccounts, Many, "/user/linked_accounts", asking!(|api, key| api.linked_accounts(key)))
            .told(accounts.clone(), accounts),
        Call::new(
            E::GetTelegramLinkUrl,
            One,
            "/user/telegram_link_url",
            asking!(|api, key| api.telegram_link_url(key)),
        )
        .told(json!({"url": LINK}), json!(LINK)),
        Call::new(E::GetSessionTokens, Many, "/user/tokens", asking!(|api, key| api.session_tokens(key)))
            .told(tokens.clone(), tokens),
        Call::new(E::LogOutAllDevices, Deletion, "/user/tokens", asking!(|api, key| api.log_out_all_devices(key))),
    ]
}

fn settings() -> Vec<Call> {
    let change = json!({"current_password": "FAKE-old", "password": "FAKE-new", "password_confirmation": "FAKE-new"});
    vec![
        Call::new(
            E::UpdatePassword,
            Done,
            "/user/password",
            asking!(|api, key| api.update_password(key, &secret("FAKE-old"), &secret("FAKE-new"))),
        )
        .sends(change),
        Call::new(E::UpdateEmail, Done, "/user/email", asking!(|api, key| api.update_email(key, "new@example.com")))
            .sends(json!({"email": "new@example.com"})),
        Call::new(E::ResetApiKey, Perhaps, "/user/reset_api_key", asking!(|api, key| api.reset_api_key(key)))
            .told(json!({"id": 7, "api_key": KEY}), json!(KEY)),
        Call::new(E::ToggleAds, Done, "/user/ads", asking!(|api, key| api.set_ads(key, true)))
            .sends(json!({"have_ads": true}))
            .told(json!({"have_ads": true}), json!(null)),
    ]
}

fn plans() -> Vec<Call> {
    let quota = json!({
        "limit": 300_000, "progress": 1234, "extra_points": 0.5, "have_ads": false,
        "quotum_type": {"base_limit": 100_000, "ads_limit": 300_000}
    });
    let quota_shown = json!([{
        "limit": 300_000, "progress": 1234, "extra_points": 0.5, "have_ads": false, "base_limit": 100_000, "ads_limit": 300_000
    }]);
    let lib = json!({
        "id": 10, "name": "MembershipChecker", "description": null, "img_url": null, "installations_count": 4321,
        "updated_at": WHEN
    });
    let store_bot = json!({"id": 42, "name": "Echo", "description": "says it again"});
    let plan = json!({"name": "Free", "command_execution_timeout": 10.0});
    vec![
        Call::new(E::GetIterationUsage, One, "/user/quotas", asking!(|api, key| api.iteration_usage(key)))
            .told(quota, quota_shown),
        Call::new(E::GetPaymentPlan, One, "/user/payment_plan", asking!(|api, key| api.payment_plan(key)))
            .told(plan.clone(), plan),
        Call::new(E::GetStoreLibs, Many, "/store/libs", asking!(|api, key| api.store_libs(key)))
            .told(json!([lib]), json!([lib])),
        Call::new(E::GetStoreBots, Many, "/store/bots", asking!(|api, key| api.store_bots(key)))
            .told(json!([store_bot]), json!([store_bot])),
        Call::new(E::GetCloudPlans, Many, "/cloud_plans", asking!(|api, key| api.cloud_plans(key))).told(
            json!([{"name": "Hobby", "price": "5.0"}, {"name": "Nano"}]),
            json!([{"name": "Hobby"}, {"name": "Nano"}]),
        ),
    ]
}
