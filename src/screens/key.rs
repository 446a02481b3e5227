//! Connecting an account. The message that brought the key is gone before anything here runs.

use crate::api::ApiError;
use crate::credentials::ApiKey;
use crate::frame::prompt::{Given, KeyGiven, Removal};
use crate::frame::{Anyone, Asker, Button, Command, Named, Page, Prompt, Taken, Trouble, View, Visit, in_private, to};
use crate::html;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{Linked, MAX_ACCOUNTS, State};
use crate::text::Html;

use super::{accounts, alerts, bots, home, imports, signing};

/// Shortest text that is tried as a key: "hello" is a greeting.
const SHORTEST: usize = 20;

/// `/setkey KEY`.
pub static SETKEY: Command = Command {
    name: "setkey",
    others: &["key", "login", "connect", "apikey", "api_key", "link", "add", "auth"],
    menu: None,
    help: |text| html!(text, "help-setkey"),
    glued: None,
};

/// The API key.
pub struct Key;
impl Named for Key {
    const TAG: Tag = tag(b"ke");
    type At = ();
}
impl Prompt for Key {
    type Who = Anyone;
    type Answer = KeyGiven;
    const GROUPS: bool = true;

    async fn ask(visit: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
        if !visit.asker.private {
            let view = in_private(visit.asker, html!(visit.text(), "between-us"), to(home::Home, ()));
            return Err(view.into());
        }
        Ok(html!(visit.text(), "ask-key"))
    }

    async fn take(visit: &Visit<'_, Anyone>, (): (), given: KeyGiven) -> Result<Taken, Trouble> {
        let (asker, removal) = (visit.asker, given.removal);
        if !asker.private {
            return Ok(show(in_group(asker, &given.given, removal)));
        }
        let text = visit.text();
        let message = removal.name();
        match given.given {
            Given::Key(key) if key.expose().len() >= SHORTEST => {
                link(visit, &key, removal, imports::in_address(&given.text)).await
            }
            Given::Key(_) | Given::Nothing => again(visit, html!(text, "not-a-key", message = message)).await,
            Given::Several => again(visit, html!(text, "several-keys", message = message)).await,
            Given::Unclear => again(visit, html!(text, "almost-key", message = message)).await,
            Given::BotToken => {
                let other = visit.store().question(asker.user).is_some_and(|asked| asked.link.tag() != Key::TAG);
                let asked = if other { "other" } else { "key" };
                again(visit, html!(text, "bot-token", message = message, asked = asked)).await
            }
            Given::Address => {
                let again = asks_again(visit).await?;
                let view = View::new(html!(text, "address-password", message = message));
                Ok(if again { Taken::Again(view.text) } else { Taken::Beside(Box::new(view)) })
            }
            Given::Password => no_password(visit, html!(text, "no-password", message = message)).await,
        }
    }
}

fn show(view: View) -> Taken {
    Taken::Show(Box::new(view))
}

/// Asks for the key again, so that the next paste is taken for it. Whoever is asked something else, or has an account and
/// asked for nothing, is not asked: their next words are their own.
async fn again(visit: &Visit<'_, Anyone>, sentence: Html) -> Result<Taken, Trouble> {
    if asks_again(visit).await? {
        return Ok(Taken::Again(sentence));
    }
    let add = Button::to(plain!(visit.text(), "button-add-account"), Key, ());
    Ok(Taken::Beside(Box::new(View::new(sentence).row([add]))))
}

async fn asks_again(visit: &Visit<'_, Anyone>) -> Result<bool, Trouble> {
    let user = visit.asker.user;
    Ok(match visit.store().question(user) {
        Some(asked) => asked.link.tag() == Key::TAG,
        None => visit.store().accounts(user).await?.all.is_empty(),
    })
}

/// The same for a login: there is a place where one is taken.
async fn no_password(visit: &Visit<'_, Anyone>, sentence: Html) -> Result<Taken, Trouble> {
    let sign_in = Button::to(plain!(visit.text(), "button-sign-in"), signing::Door, ());
    let view = View::new(sentence).row([sign_in]);
    if !asks_again(visit).await? {
        return Ok(Taken::Beside(Box::new(view)));
    }
    let mut view = view.asks(Key, ());
    view.ties.back = visit.back;
    Ok(show(view))
}

/// Credentials where others read are never used.
fn in_group(asker: &Asker, given: &Given, removal: Removal) -> View {
    let (text, message) = (&asker.text, removal.name());
    match given {
        Given::BotToken => View::new(html!(text, "bot-token-group", message = message)),
        _ => in_private(asker, html!(text, "key-in-group", message = message), to(home::Home, ())),
    }
}

/// Tries a key and keeps it, unless Bots.Business refuses it. `pasted` is the place whose address held the key.
async fn link(
    visit: &Visit<'_, Anyone>,
    key: &ApiKey,
    removal: Removal,
    pasted: Option<Link>,
) -> Result<Taken, Trouble> {
    let text = visit.text();
    let (email, state) = match visit.api().user(key).await {
        Ok(user) => (user.email.map(|email| email.shown(key)), State::Checked),
        Err(ApiError::KeyRejected | ApiError::Invalid(_)) => {
            return again(visit, html!(text, "key-refused", message = removal.name())).await;
        }
        // A word of another shape is perhaps no key: a name or a password would become the account in use.
        Err(_) if !key.has_known_shape() => {
            return again(visit, html!(text, "key-unsure", message = removal.name())).await;
        }
        // The call is not documented everywhere: everything else says nothing about the key.
        Err(_) => (None, State::Unchecked),
    };
    let user = visit.asker.user;
    let linked = visit.store().link(user, key, email.as_deref(), state).await?;
    let id = match linked {
        Linked::New(id) | Linked::Replaced(id) | Linked::Same(id) => id,
        Linked::TooMany => return Ok(show(too_many(visit, removal))),
    };
    let name = visit.asker.key_name(email.as_deref(), key);
    let message = html!(text, "message", message = removal.name());
    let mut sentence = match (state, linked) {
        (State::Checked, Linked::Replaced(_)) => html!(text, "linked-again", account = name, message = message),
        (State::Checked, Linked::Same(_)) => html!(text, "linked-still", account = name, message = message),
        (State::Checked, _) => html!(text, "linked", account = name, message = message),
        _ => html!(text, "linked-unchecked", message = message),
    };
    if visit.store().accounts(user).await?.all.len() > 1 {
        sentence = Html::lines([sentence, html!(text, "linked-in-use")]);
    }
    let watch = Button::to(plain!(text, "button-watch-all"), alerts::All, ());
    let is_asked = pasted.or(visit.back).is_some();
    let offer = (!is_asked).then(|| html!(text, "watch-offer"));
    let view = View::new(sentence).below_text(offer).row(next(visit, pasted, id));
    Ok(show(view.row((!is_asked).then_some(watch))))
}

/// On to what was wanted before the key was needed, else to the bots.
fn next(visit: &Visit<'_, Anyone>, pasted: Option<Link>, id: crate::ids::AccountId) -> Vec<Button> {
    let text = visit.text();
    match pasted.or(visit.back) {
        Some(back) => vec![Button::link(plain!(text, "button-go-on"), back.of(id))],
        None => vec![
            Button::to(plain!(text, "button-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST)),
            Button::to(plain!(text, "button-check"), imports::Asked, ()),
        ],
    }
}

fn too_many(visit: &Visit<'_, Anyone>, removal: Removal) -> View {
    let text = visit.text();
    let count = i64::try_from(MAX_ACCOUNTS).unwrap_or(i64::MAX);
    let accounts = Button::to(plain!(text, "button-accounts"), accounts::Accounts, ());
    View::new(html!(text, "too-many-accounts", count = count, message = removal.name())).row([accounts])
}
