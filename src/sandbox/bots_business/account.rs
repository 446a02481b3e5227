//! The account of a key in the simulated Bots.Business (contract, 3).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::auth::{LINK_LINK, address, is_address, new_key};
use super::reply::{Asked, Reply, errors_inside, list, missing, ok};
use super::world::{Account, World, stamp};
use crate::sandbox::server::Answer;

/// Iterations per month without ads.
const BASE_LIMIT: i64 = 100_000;
const ADS_LIMIT: i64 = 150_000;
/// Since when they are counted, and when they are renewed.
const COUNTED_DAYS: i64 = 12;
const DAYS_TO_GO: i64 = 18;

pub(crate) fn user(account: &mut Account, _: &Asked) -> Reply {
    Ok(ok(&account.object()))
}

pub(crate) fn update_password(account: &mut Account, asked: &Asked) -> Reply {
    let refused = |words| Err(Answer::json(422, json!({ "success": false, "errors": [words] }).to_string()));
    let new = asked.text("password");
    if asked.text("current_password") != account.password {
        return refused("Current password is invalid");
    }
    if asked.body.get("password_confirmation").is_some_and(|again| again != new) {
        return refused("Password confirmation doesn't match Password");
    }
    if new.chars().count() < 6 {
        return refused("Password is too short (minimum is 6 characters)");
    }
    account.password = new.into();
    Ok(ok(&json!({ "success": true, "message": "Your password has been successfully updated." })))
}

/// A refusal has status 200, as for a form of the app (contract, 13.3).
pub(crate) fn update_email(world: &mut World, place: usize, asked: &Asked) -> Reply {
    let email = address(asked.text("email"));
    if !is_address(&email) {
        return Err(errors_inside("Email is invalid"));
    }
    if world.accounts.iter().enumerate().any(|(other, account)| other != place && account.email == email) {
        return Err(errors_inside("Email has already been taken"));
    }
    let account = world.accounts.get_mut(place).ok_or_else(|| missing("User"))?;
    account.email = email;
    Ok(ok(&account.object()))
}

pub(crate) fn linked_accounts(account: &mut Account, _: &Asked) -> Reply {
    Ok(list(&account.linked))
}

pub(crate) fn link_url(account: &mut Account, _: &Asked) -> Reply {
    Ok(ok(&json!({ "url": format!("{LINK_LINK}{}", account.id) })))
}

/// One text of 22 letters per signed-in device.
pub(crate) fn session_tokens(account: &mut Account, _: &Asked) -> Reply {
    Ok(ok(&account.sessions.iter().map(|session| session.client.clone()).collect::<Vec<_>>().into()))
}

pub(crate) fn log_out(account: &mut Account, _: &Asked) -> Reply {
    account.sessions.clear();
    Ok(Answer::empty(204))
}

pub(crate) fn reset_key(account: &mut Account, asked: &Asked) -> Reply {
    account.key = new_key(&asked.numbers);
    Ok(ok(&json!({ "api_key": account.key })))
}

pub(crate) fn quotas(account: &mut Account, asked: &Asked) -> Reply {
    Ok(list(&[quota(account, asked.now)]))
}

pub(crate) fn toggle_ads(account: &mut Account, asked: &Asked) -> Reply {
    account.have_ads = asked.body.get("have_ads") == Some(&Value::Bool(true));
    Ok(ok(&Value::Bool(true)))
}

pub(crate) fn payment_plan(account: &mut Account, _: &Asked) -> Reply {
    Ok(ok(&account.plan))
}

/// Ads raise the limit of iterations. The days are those that a bot's own code sees (contract, 3).
fn quota(account: &Account, now: DateTime<Utc>) -> Value {
    let (started, ended) = (now - TimeDelta::days(COUNTED_DAYS), now + TimeDelta::days(DAYS_TO_GO));
    json!({
        "limit": if account.have_ads { ADS_LIMIT } else { BASE_LIMIT },
        "progress": account.progress,
        "extra_points": 250.0,
        "have_ads": account.have_ads,
        "started_at": stamp(&started),
        "ended_at": stamp(&ended),
        "quotum_type": { "base_limit": BASE_LIMIT, "ads_limit": ADS_LIMIT },
    })
}
