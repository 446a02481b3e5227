//! An account at Bots.Business: who it is, what it may use, who else gets in, and its key.
//!
//! Owns the first view of it. What else there is has a file of its own; an assumed address that is not there costs the
//! first view a line, never the view.

use std::time::Duration;

use super::accounts;
use crate::api::{ApiError, PaymentPlan};
use crate::frame::{Button, Command, Linked, Named, Place, Shown, Trouble, View, Visit};
use crate::html;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::Account;
use crate::text::{Html, count};

pub mod changed;
pub mod email;
pub mod iterations;
pub mod new_key;
pub mod password;
pub mod plan;
pub mod sessions;
pub mod telegram;

pub use changed::Changed;

/// How long each of the lines beside the address may hold up the first view.
const LINE_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest name of a plan, characters.
const MAX_PLAN: usize = 40;

/// `/account`.
pub static ACCOUNT: Command = Command {
    name: "account",
    others: &["profile", "me", "iterations", "plan", "quota"],
    menu: None,
    help: |text| html!(text, "help-account"),
    glued: None,
};

/// Who it is, its plan, its iterations, and all that can be changed.
pub struct Overview;
impl Named for Overview {
    const TAG: Tag = tag(b"ua");
    type At = ();
}
impl Place for Overview {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let (api, key) = (visit.api(), visit.key());
        let (account, plan, quotas, sessions) = tokio::join!(
            read(visit),
            in_time(api.payment_plan(key)),
            in_time(api.iteration_usage(key)),
            in_time(api.session_tokens(key)),
        );
        let account = account?;
        let text = visit.text();
        let mut lines = vec![title(visit, &account, plan.as_ref())];
        let quota = quotas.as_deref().and_then(iterations::the_one);
        if let Some(quota) = quota {
            lines.extend(iterations::lines(visit, quota));
        }
        let view = View::new(Html::lines(lines));
        let ads = match quota.and_then(|quota| quota.have_ads) {
            Some(on) => plain!(text, "button-ads", on = if on { "yes" } else { "no" }),
            None => plain!(text, "button-ads", on = "unknown"),
        };
        let sessions = match sessions {
            Some(tokens) => plain!(text, "button-sessions-count", count = text.number(count(tokens.len()))),
            None => plain!(text, "button-sessions"),
        };
        Ok(with_buttons(visit, view, ads, sessions))
    }
}

fn with_buttons(visit: &Visit<'_>, view: View, ads: String, sessions: String) -> View {
    let text = visit.text();
    let iterations = Button::to(plain!(text, "button-iterations"), iterations::Iterations, ());
    let plan = Button::to(plain!(text, "button-plan"), plan::Plan, ());
    let ads = Button::to(ads, iterations::Ads, ());
    let telegram = Button::to(plain!(text, "button-linked-telegram"), telegram::LinkedTelegram, ());
    let sessions = Button::to(sessions, sessions::Sessions, ());
    let email = Button::to(plain!(text, "button-email"), email::NewEmail, ());
    let password = Button::to(plain!(text, "button-password"), password::Room, ());
    let key = Button::to(plain!(text, "button-new-key"), new_key::MakeKey, ());
    let all = Button::to(plain!(text, "button-my-accounts"), accounts::Accounts, ());
    view.row([iterations, plan, ads]).row([telegram, sessions]).row([email, password, key]).row([all])
}

/// `o…@example.com · plan Free`; the plan where it is told.
fn title(visit: &Visit<'_>, account: &Account, plan: Option<&PaymentPlan>) -> Html {
    let name = plan.and_then(|plan| plan.name.as_ref()).and_then(|name| name.line(visit.key(), MAX_PLAN));
    let told = if name.is_some() { "yes" } else { "no" };
    html!(
        visit.text(),
        "account-title",
        account = visit.asker.name(account),
        told = told,
        plan = name.unwrap_or_default()
    )
}

/// What a line needs, when it comes in time.
pub async fn in_time<T>(call: impl Future<Output = Result<T, ApiError>>) -> Option<T> {
    tokio::time::timeout(LINE_TIMEOUT, call).await.ok()?.ok()
}

/// The account as Bots.Business has it. An address that was changed elsewhere is the stored one's name from now on.
async fn read(visit: &Visit<'_>) -> Result<Account, Trouble> {
    let user = visit.api().user(visit.key()).await?;
    visit.proved().await?;
    let account = &visit.who.account;
    let email = user.email.map(|email| email.shown(visit.key()));
    if email.is_some() && email != account.email {
        visit.store().confirm(visit.asker.user, account, email.as_deref()).await?;
        return Ok(Account { email, ..Account::clone(account) });
    }
    Ok(Account::clone(account))
}

/// The way back of what is one step below the first view.
pub fn up(_: &Link) -> Option<Link> {
    Some(crate::frame::to(Overview, ()))
}
