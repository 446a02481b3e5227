//! Sign-in and sign-up in the simulated Bots.Business, as the library behind the real one does them (contract, 2).

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::reply::{Asked, Reply, error, ok};
use super::world::{Account, Login, Numbers, Session, World};
use crate::sandbox::server::Answer;
use crate::sandbox::telegram::Person;

/// How long a link for a login by Telegram is valid.
const LOGIN_MINUTES: i64 = 10;
/// How the link for a login by Telegram begins.
const LOGIN_LINK: &str = "https://t.me/BotsBusinessAdminBot?start=FAKE-login-";
/// How the link that links a Telegram account begins; the account's number follows.
pub(crate) const LINK_LINK: &str = "https://t.me/BotsBusinessAdminBot?start=FAKE-link-";

pub(crate) fn sign_in(world: &mut World, asked: &Asked) -> Reply {
    let (email, password) = (address(asked.text("email")), asked.text("password"));
    let mut accounts = world.accounts.iter_mut();
    match accounts.find(|account| account.email == email && account.password == password) {
        Some(account) => Ok(signed_in(account, &asked.numbers)),
        None => Err(failure(401, "Invalid login credentials. Please try again.")),
    }
}

pub(crate) fn sign_up(world: &mut World, asked: &Asked) -> Reply {
    let (email, password) = (address(asked.text("email")), asked.text("password"));
    let confirmed =
        !asked.body.contains_key("password_confirmation") || asked.text("password_confirmation") == password;
    let problem = match () {
        () if !is_address(&email) => Some(("email", "is not an email")),
        () if world.accounts.iter().any(|account| account.email == email) => Some(("email", "has already been taken")),
        () if password.chars().count() < 6 => Some(("password", "is too short (minimum is 6 characters)")),
        () if !confirmed => Some(("password_confirmation", "doesn't match Password")),
        () => None,
    };
    if let Some((field, words)) = problem {
        let body = json!({ "status": "error", "errors": { field: [words] } });
        return Err(Answer::json(422, body.to_string()));
    }
    let account = Account::new(&email, password, &new_key(&asked.numbers), asked.now);
    let data = account_data(&account);
    world.open(account);
    Ok(ok(&json!({ "status": "success", "data": data })))
}

pub(crate) fn reset_password(world: &mut World, asked: &Asked) -> Reply {
    let email = address(asked.text("email"));
    let Some(account) = world.accounts.iter_mut().find(|account| account.email == email) else {
        return Err(failure(404, "Unable to find user with this email."));
    };
    account.password = format!("FAKE-password-{}", asked.numbers.next());
    world.mails.push((email, format!("Your new password: {}", account.password)));
    Ok(ok(&json!({ "success": true })))
}

pub(crate) fn login_url(world: &mut World, asked: &Asked) -> Reply {
    world.login = Some(Login { until: asked.now + TimeDelta::minutes(LOGIN_MINUTES), key: None });
    let url = format!("{LOGIN_LINK}{}", asked.numbers.next());
    Ok(ok(&json!({ "url": url })))
}

/// The poll of a client that waits for the person to finish the login in Telegram.
pub(crate) fn telegram_login(world: &mut World, asked: &Asked) -> Reply {
    let Some(login) = world.login.take_if(|login| login.key.is_some() || login.until <= asked.now) else {
        return match world.login {
            Some(_) => Ok(ok(&json!({ "status": "pending" }))),
            None => Err(error(404, "Login link not found or expired")),
        };
    };
    let account = login.key.filter(|_| asked.now < login.until).and_then(|key| world.account_mut(&key));
    let account = account.ok_or_else(|| error(404, "Login link not found or expired"))?;
    Ok(signed_in(account, &asked.numbers))
}

/// Links a person's Telegram account, once.
pub(crate) fn link(account: &mut Account, person: &Person) {
    if !is_linked(account, person) {
        account.linked.push(json!({
            "id": account.id.saturating_mul(100).saturating_add(1),
            "telegramid": person.id,
            "first_name": person.first_name,
            "username": person.username,
            "language_code": person.language_code,
        }));
    }
}

fn is_linked(account: &Account, person: &Person) -> bool {
    account.linked.iter().any(|linked| linked.get("telegramid") == Some(&json!(person.id)))
}

/// Somebody pressed Start behind one of the links.
pub(crate) fn started(world: &mut World, link: &str, person: &Person) -> bool {
    if let Some(account) = link.strip_prefix(LINK_LINK) {
        let Some(account) = world.accounts.iter_mut().find(|it| it.id.to_string() == account) else { return false };
        self::link(account, person);
        return true;
    }
    let key = world.accounts.iter().find(|account| is_linked(account, person)).map(|it| it.key.clone());
    match (&mut world.login, key) {
        (Some(login), Some(key)) if link.starts_with(LOGIN_LINK) => {
            login.key = Some(key);
            true
        }
        _ => false,
    }
}

/// The session is in the headers; the account, without its key, is in the body.
fn signed_in(account: &mut Account, numbers: &Numbers) -> Answer {
    let session = Session::new(&account.email, numbers);
    account.sessions.push(session.clone());
    ok(&json!({ "data": account_data(account) }))
        .with_header("access-token", session.access_token)
        .with_header("client", session.client)
        .with_header("uid", session.uid)
        .with_header("token-type", "Bearer".into())
}

fn account_data(account: &Account) -> Value {
    json!({ "id": account.id, "email": account.email, "provider": "email", "uid": account.email })
}

fn failure(status: u16, words: &str) -> Answer {
    Answer::json(status, json!({ "success": false, "errors": [words] }).to_string())
}

/// An e-mail address as it is stored: trimmed, in lower case (contract, 3).
pub(crate) fn address(text: &str) -> String {
    text.trim().to_lowercase()
}

pub(crate) fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' '))
}

/// A new key of the right shape, visibly fake.
pub(crate) fn new_key(numbers: &Numbers) -> String {
    format!("DEMO-KEY-not-real-DEMO-KEY-new-{:09}", numbers.next())
}
