//! The Telegram accounts that are linked to an account, and linking another.

use secrecy::ExposeSecret as _;

use crate::api::LinkedAccount;
use crate::frame::{Button, Linked, Named, Place, Shown, View, Visit, WebAddress};
use crate::html;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, count};

/// Longest name of a person, characters.
const MAX_NAME: usize = 40;
/// Most that are listed.
const MOST: usize = 30;

/// The linked Telegram accounts.
pub struct LinkedTelegram;
impl Named for LinkedTelegram {
    const TAG: Tag = tag(b"ut");
    type At = ();
}
impl Place for LinkedTelegram {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let linked = visit.api().linked_accounts(visit.key()).await?;
        visit.proved().await?;
        let text = visit.text();
        let account = visit.asker.name(&visit.who.account);
        let another = Button::to(plain!(text, "button-link-telegram"), Another, ());
        let people = each_once(&linked);
        if people.is_empty() {
            return Ok(View::new(html!(text, "telegram-none", account = account)).row([another]));
        }
        let shown = text.number(count(people.len()));
        let mut lines = vec![html!(text, "telegram-title", account = account, shown = shown)];
        lines.extend(people.iter().take(MOST).map(|person| line(visit, person)));
        if people.len() > MOST {
            lines.push(html!(text, "telegram-more", more = text.number(count(people.len() - MOST))));
        }
        Ok(View::new(Html::lines(lines)).row([another]))
    }
}

/// The same one may come several times, which is a known fault of the API (contract, 3).
fn each_once(linked: &[LinkedAccount]) -> Vec<&LinkedAccount> {
    let mut people: Vec<&LinkedAccount> = Vec::new();
    for one in linked {
        let known = one.telegramid.is_some() && people.iter().any(|other| other.telegramid == one.telegramid);
        if !known {
            people.push(one);
        }
    }
    people
}

fn line(visit: &Visit<'_>, person: &LinkedAccount) -> Html {
    let text = visit.text();
    let shown = |words: &Option<crate::api::ApiText>| words.as_ref().and_then(|it| it.line(visit.key(), MAX_NAME));
    let name = shown(&person.first_name).unwrap_or_else(|| "–".to_owned());
    let username = shown(&person.username).map(|username| format!("@{}", username.trim_start_matches('@')));
    let known = if username.is_some() { "yes" } else { "no" };
    let me = person.telegramid.as_ref().is_some_and(|id| id.is(&visit.asker.user.to_string()));
    html!(
        text,
        "telegram-line",
        name = name,
        known = known,
        username = username.unwrap_or_default(),
        id = shown(&person.telegramid).unwrap_or_else(|| "–".to_owned()),
        me = if me { "yes" } else { "no" }
    )
}

/// The address that links whoever opens it.
pub struct Another;
impl Named for Another {
    const TAG: Tag = tag(b"ul");
    type At = ();
}
impl Place for Another {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let address = visit.api().telegram_link_url(visit.key()).await?;
        visit.proved().await?;
        let text = visit.text();
        let Some(address) = WebAddress::parse(address.expose_secret()) else {
            return Ok(View::new(html!(text, "telegram-odd")));
        };
        let account = visit.asker.name(&visit.who.account);
        let sentence = html!(text, "telegram-link", account = account, host = address.host());
        let open = Button::open(plain!(text, "button-open-telegram"), address);
        let look = Button::to(plain!(text, "button-look-again"), LinkedTelegram, ());
        Ok(View::new(sentence).row([open]).row([look]))
    }
}

/// The list, from the address.
pub fn list(_: &Link) -> Option<Link> {
    Some(crate::frame::to(LinkedTelegram, ()))
}
