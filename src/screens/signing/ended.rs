//! What became of signing in, of opening an account and of a new password by mail: one place after all of them.

use serde::{Deserialize, Serialize};

use super::{by_mail, by_password, new_account, to_accounts};
use crate::frame::{Anyone, Button, Named, Page, Place, Shown, View, Visit, to};
use crate::html;
use crate::ids::{AccountId, ActId, HeldId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::{alerts, bots, imports, key};
use crate::store::{ActState, MAX_ACCOUNTS, StoredAct};
use crate::text::count;

/// Longest of the API's words that are shown, characters.
pub(super) const MAX_WORDS: usize = 200;

/// How it ended, as the act keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub enum End {
    /// The account with this number has the key now; whether it was here before.
    Connected { account: i64, known: bool },
    /// Bots.Business knows no such address and password.
    WrongPassword,
    /// The same; the address is held under this number, and the password is asked for again.
    WrongAgain { held: i64 },
    /// It said no, perhaps in these words.
    Refused(Option<String>),
    /// Signed in, and Bots.Business gave no key.
    NoKey,
    /// The account is opened, and signing in did not work.
    OpenedOnly,
    /// A new password is on its way.
    Mailed,
    /// This person has as many accounts as one may have.
    TooMany,
    /// Too many tries; nothing was sent.
    NotNow,
    /// What was typed was no longer held; nothing was sent.
    Over,
}

impl End {
    /// As an act returns it.
    pub fn words(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn read(act: &StoredAct) -> Option<Self> {
        serde_json::from_str(act.words.as_deref()?).ok()
    }
}

/// How it ended.
pub struct Ended;
impl Named for Ended {
    const TAG: Tag = tag(b"lo");
    type At = (ActId,);
}
impl Place for Ended {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (act,): Self::At) -> Shown {
        let text = visit.text();
        let Some(act) = visit.act(act).await? else { return Err(super::forgotten(visit)) };
        let end = match act.state {
            ActState::Done => End::read(&act),
            _ => None,
        };
        match end {
            Some(end) => ended(visit, &act, &end).await,
            None if act.state == ActState::Failed => {
                let words = act.words.clone().unwrap_or_default();
                Ok(View::new(html!(text, "signing-failed", words = words)).row(again(visit, &act)))
            }
            None => Ok(View::new(html!(text, "signing-unknown", way = way(&act))).row(ways_on(visit, &act))),
        }
    }
}

async fn ended(visit: &Visit<'_, Anyone>, act: &StoredAct, end: &End) -> Shown {
    let text = visit.text();
    let key = || Button::to(plain!(text, "button-paste-key"), key::Key, ());
    Ok(match end {
        End::Connected { account, known } => return connected(visit, AccountId::new(*account), *known).await,
        End::WrongPassword => {
            let mail = Button::to(plain!(text, "button-forgot-password"), by_mail::Address, ());
            View::new(html!(text, "signing-wrong")).row(again(visit, act)).row([mail])
        }
        End::WrongAgain { held } => {
            let mail = Button::to(plain!(text, "button-forgot-password"), by_mail::Address, ());
            let view = View::new(html!(text, "signing-wrong-again")).row(again(visit, act)).row([mail]);
            view.asks(by_password::SignInPassword, (HeldId::new(*held),))
        }
        End::Refused(words) => {
            let said = if words.is_some() { "yes" } else { "no" };
            let words = words.clone().unwrap_or_default();
            View::new(html!(text, "signing-refused", way = way(act), said = said, words = words)).row(again(visit, act))
        }
        End::NoKey => View::new(html!(text, "signing-no-key")).row([key()]),
        End::OpenedOnly => {
            let sign_in = Button::to(plain!(text, "button-sign-in"), by_password::Address, ());
            View::new(html!(text, "signing-opened")).row([sign_in, key()])
        }
        End::Mailed => {
            let sign_in = Button::to(plain!(text, "button-sign-in"), by_password::Address, ());
            View::new(html!(text, "signing-mailed")).row([sign_in, key()])
        }
        End::TooMany => {
            View::new(html!(text, "signing-too-many", count = count(MAX_ACCOUNTS))).row([to_accounts(visit)])
        }
        End::NotNow => View::new(html!(text, "signing-not-now")).row([key()]),
        End::Over => return Err(super::forgotten(visit)),
    })
}

/// An account is connected: what it is called, and where to go.
pub(super) async fn connected(visit: &Visit<'_, Anyone>, id: AccountId, known: bool) -> Shown {
    let text = visit.text();
    let accounts = visit.store().accounts(visit.asker.user).await?;
    let Some(account) = accounts.find(id) else { return Err(super::forgotten(visit)) };
    let was_here = if known { "yes" } else { "no" };
    let sentence = html!(text, "signing-connected", account = visit.asker.name(account), known = was_here);
    let several = (accounts.all.len() > 1).then(|| html!(text, "linked-in-use"));
    let bots = to(bots::Bots, (bots::Goal::Card, None, Page::FIRST)).of(id);
    let check = to(imports::Asked, ()).of(id);
    // An account that was there is watched as its person wished.
    let watch = Button::link(plain!(text, "button-watch-all"), to(alerts::All, ()).of(id));
    Ok(View::new(sentence)
        .below_text(several)
        .below_text((!known).then(|| html!(text, "watch-offer")))
        .row([Button::link(plain!(text, "button-bots"), bots), Button::link(plain!(text, "button-check"), check)])
        .row((!known).then_some(watch)))
}

/// What was tried, as the catalogue selects by it.
fn way(act: &StoredAct) -> &'static str {
    match act.link.tag() {
        tag if tag == new_account::SignUp::TAG => "open",
        tag if tag == by_mail::Reset::TAG => "mail",
        _ => "in",
    }
}

/// The same way from its beginning: what was typed is not kept.
fn again(visit: &Visit<'_, Anyone>, act: &StoredAct) -> Option<Button> {
    let label = plain!(visit.text(), "button-begin-again");
    Some(match way(act) {
        "open" => Button::to(label, new_account::Address, ()),
        "mail" => Button::to(label, by_mail::Address, ()),
        _ => Button::to(label, by_password::Address, ()),
    })
}

/// Where nobody knows whether it was done, looking is signing in.
fn ways_on(visit: &Visit<'_, Anyone>, act: &StoredAct) -> Option<Button> {
    match way(act) {
        "mail" => None,
        _ => Some(Button::to(plain!(visit.text(), "button-sign-in"), by_password::Address, ())),
    }
}
