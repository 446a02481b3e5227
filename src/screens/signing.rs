//! An account without its key at hand: signing in by e-mail and password, opening an account, signing in with Telegram, a
//! new password by mail.
//!
//! Owns what these ways share: what is held between two questions, how often they may be tried, and how a key that they
//! end with is stored. Nothing but that key is kept: no password, no session.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{accounts, key};
use crate::api::{ApiError, Session, UserPublic};
use crate::credentials::{self, ApiKey, Found};
use crate::frame::prompt::{Answer, KeyGiven, NotThat, Removal};
use crate::frame::{
    Act, Anyone, Arrival, Button, Named, Place, Prepared, Prompt, Said, Shown, Taken, Takes, Trouble, View, Visit,
};
use crate::html;
use crate::ids::HeldId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::{Linked, State};
use crate::text::Html;

pub mod by_mail;
pub mod by_password;
pub mod by_telegram;
pub mod ended;
pub mod new_account;

pub use ended::{End, Ended};

/// How to connect an account, with a key or without.
pub struct Door;
impl Named for Door {
    const TAG: Tag = tag(b"ld");
    type At = ();
}
impl Place for Door {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let paste = Button::to(plain!(text, "button-paste-key"), key::Key, ());
        let sign_in = Button::to(plain!(text, "button-sign-in"), by_password::Address, ());
        let sign_up = Button::to(plain!(text, "button-sign-up"), new_account::Address, ());
        let telegram = Button::to(plain!(text, "button-by-telegram"), by_telegram::Begin, ());
        let forgotten = Button::to(plain!(text, "button-forgot-password"), by_mail::Address, ());
        let view = View::new(html!(text, "signing-door")).row([paste]);
        Ok(view.row([sign_in, sign_up]).row([telegram]).row([forgotten]))
    }
}

/// What was typed where a secret is taken. Never printed.
pub struct Typed {
    pub text: SecretString,
    pub removal: Removal,
}

impl Answer for Typed {
    const TAKES: Takes = Takes::Password;

    fn read(said: Said) -> Result<Self, NotThat> {
        if said.text.trim().is_empty() {
            return Err(NotThat);
        }
        Ok(Self { text: said.text.into(), removal: said.removal })
    }
}

impl Typed {
    /// A password as it was typed; `None` when it is too long for one, or has several lines.
    pub fn password(&self) -> Option<&str> {
        let text = self.text.expose_secret();
        let fits = text.chars().count() <= credentials::MAX_PASSWORD && !text.contains(['\n', '\r']);
        fits.then_some(text)
    }
}

/// What is held between two questions, until it was used.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// For what: a button of one way must not lead to the end of another.
    pub way: Way,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
    /// The new password, or the address of a login with Telegram.
    #[serde(default)]
    pub other: String,
}

/// What secrets are held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    SignIn,
    SignUp,
    Reset,
    Telegram,
    NewPassword,
}

impl Secrets {
    pub fn new(way: Way) -> Self {
        Self { way, email: String::new(), password: String::new(), other: String::new() }
    }

    pub fn email(mut self, email: String) -> Self {
        self.email = email;
        self
    }

    pub fn password(mut self, password: &str) -> Self {
        password.clone_into(&mut self.password);
        self
    }

    pub fn other(mut self, other: &str) -> Self {
        other.clone_into(&mut self.other);
        self
    }

    /// Keeps them for some minutes, sealed.
    pub async fn hold(self, at: &Arrival<'_>) -> Result<HeldId, Trouble> {
        // Texts in a struct: JSON holds them.
        let written = Zeroizing::new(serde_json::to_vec(&self).unwrap_or_default());
        Ok(at.store().hold(at.asker.user, &written).await?)
    }

    /// Reads what is held for this way; the same place begins it again where that is over.
    pub async fn held(at: &Arrival<'_>, held: HeldId, way: Way) -> Result<Option<Self>, Trouble> {
        let written = at.store().held(at.asker.user, held).await?;
        let read = written.and_then(|written| serde_json::from_slice::<Self>(&written).ok());
        Ok(read.filter(|secrets| secrets.way == way))
    }

    /// Reads what is held for this way, and deletes it: it is used now.
    pub async fn take(at: &Arrival<'_>, held: HeldId, way: Way) -> Result<Option<Self>, Trouble> {
        let secrets = Self::held(at, held, way).await?;
        at.store().drop_held(at.asker.user).await?;
        Ok(secrets)
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.email.zeroize();
        self.password.zeroize();
        self.other.zeroize();
    }
}

/// On to the act that a secret was typed for. A message that could not be deleted is told before anything else happens.
pub fn on<A: Act<With = ()>>(at: &Arrival<'_>, removal: Removal, act: A, numbers: A::At) -> Taken {
    if removal != Removal::NotDeleted {
        return Taken::Act(Prepared::new(act, numbers, &()));
    }
    let text = at.text();
    let go = Button::to(plain!(text, "button-go-on"), act, numbers);
    Taken::Show(Box::new(View::new(html!(text, "signing-delete-it")).row([go])))
}

/// On to the next question, after a word about a message that could not be deleted.
pub fn next(at: &Arrival<'_>, removal: Removal, question: Html) -> View {
    let kept = removal == Removal::NotDeleted;
    View::new(question).below_text(kept.then(|| html!(at.text(), "signing-delete-it")))
}

/// Takes an address, with a password behind it or not: on to the act, or to the question for the password.
async fn address_given<P, A>(
    visit: &Visit<'_, Anyone>,
    typed: Typed,
    way: Way,
    (password, question): (P, Html),
    act: A,
) -> Result<Taken, Trouble>
where
    P: Named<At = (HeldId,)>,
    A: Act<With = (), At = (HeldId,)>,
{
    if let Some(taken) = no_login(visit, &typed).await? {
        return Ok(taken);
    }
    let Some(login) = credentials::login(typed.text.expose_secret()) else {
        return Ok(no_address(visit, &typed));
    };
    let secrets = Secrets::new(way).email(login.address);
    if let Some(given) = login.password {
        let held = secrets.password(given.expose_secret()).hold(visit).await?;
        return Ok(on(visit, typed.removal, act, (held,)));
    }
    let held = secrets.hold(visit).await?;
    let view = next(visit, typed.removal, question);
    Ok(Taken::Show(Box::new(view.asks(password, (held,)))))
}

/// A key or a token where a login is asked for: the key connects its account, and of anything else it is said what it is.
async fn no_login(visit: &Visit<'_, Anyone>, typed: &Typed) -> Result<Option<Taken>, Trouble> {
    let text = typed.text.expose_secret();
    let found = credentials::find(text);
    if !matches!(found, Some(Found::Key(_) | Found::Several | Found::Unclear | Found::BotToken)) {
        return Ok(None);
    }
    let given = KeyGiven::of(found, text.to_owned(), typed.removal);
    Ok(Some(key::Key::take(visit, (), given).await?))
}

fn no_address(visit: &Visit<'_, Anyone>, typed: &Typed) -> Taken {
    Taken::Again(html!(visit.text(), "signing-no-address", message = typed.removal.name()))
}

/// Asks for the password of an address that is held.
async fn ask_password(visit: &Visit<'_, Anyone>, held: HeldId, way: Way, question: Html) -> Result<Html, Trouble> {
    match Secrets::held(visit, held, way).await? {
        Some(_) => Ok(question),
        None => Err(forgotten(visit)),
    }
}

/// Takes the password of an address that is held: on to the act.
async fn password_given<A: Act<With = (), At = (HeldId,)>>(
    visit: &Visit<'_, Anyone>,
    held: HeldId,
    typed: Typed,
    way: Way,
    act: A,
) -> Result<Taken, Trouble> {
    let Some(secrets) = Secrets::held(visit, held, way).await? else { return Err(forgotten(visit)) };
    let Some(password) = typed.password() else {
        return Ok(Taken::Again(html!(visit.text(), "signing-one-line")));
    };
    let held = secrets.password(password).hold(visit).await?;
    Ok(on(visit, typed.removal, act, (held,)))
}

/// What was typed is no longer held.
pub fn forgotten(at: &Arrival<'_>) -> Trouble {
    let text = at.text();
    let again = Button::to(plain!(text, "button-begin-again"), Door, ());
    View::new(html!(text, "signing-over")).row([again]).into()
}

/// The end of a call in nobody's name that was refused, in the API's words unless they repeat a secret. Everything that
/// says nothing about what was typed stays an error.
fn refused(error: ApiError, secrets: &[&str]) -> Result<End, Trouble> {
    match error {
        ApiError::KeyRejected => Ok(End::WrongPassword),
        ApiError::Invalid(_) | ApiError::Refused(_) | ApiError::NotFound(_) => {
            Ok(End::Refused(error.words().and_then(|words| words.line_without(None, secrets, ended::MAX_WORDS))))
        }
        other => Err(other.into()),
    }
}

/// Asks for the account of a session, and ends with its key. The session is used for this alone.
async fn in_session(visit: &Visit<'_, Anyone>, session: &Session) -> Result<End, Trouble> {
    let user = visit.api().user_in(session).await?;
    keep(visit, user).await
}

/// Stores the key of an account as one of this person's; an account that is there already gets it.
async fn keep(visit: &Visit<'_, Anyone>, user: UserPublic) -> Result<End, Trouble> {
    let Some((key, email)) = key_of(user) else { return Ok(End::NoKey) };
    let linked = visit.store().link(visit.asker.user, &key, email.as_deref(), State::Checked).await?;
    Ok(End::of(linked))
}

/// The key of an account, and its address as it may be shown.
fn key_of(user: UserPublic) -> Option<(ApiKey, Option<String>)> {
    let key = user.api_key.filter(ApiKey::has_known_shape)?;
    let email = user.email.map(|email| email.shown(&key));
    Some((key, email))
}

impl End {
    fn of(linked: Linked) -> Self {
        match linked {
            Linked::New(id) => Self::Connected { account: id.get(), known: false },
            Linked::Replaced(id) | Linked::Same(id) => Self::Connected { account: id.get(), known: true },
            Linked::TooMany => Self::TooMany,
        }
    }
}

/// The button back to all of a person's accounts.
fn to_accounts(at: &Arrival<'_>) -> Button {
    Button::to(plain!(at.text(), "button-accounts"), accounts::Accounts, ())
}
