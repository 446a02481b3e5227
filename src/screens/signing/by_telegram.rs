//! Signing in with Telegram: Bots.Business makes an address, the person presses Start there, and the bot looks for some
//! minutes whether they did.
//!
//! Owns the proof that a session is this person's. The address that is asked carries nothing that says who waits
//! (contract, 2.4, assumed): with two people waiting, the answer may be the other one's. So an account is kept only when
//! one of its linked Telegram accounts is that of whoever asks.

use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::{End, Secrets, Way, ended};
use crate::api::{ApiError, Session};
use crate::frame::{Act, Anyone, Button, Named, Place, Rhythm, Shown, Trouble, View, Visit, WebAddress, to};
use crate::html;
use crate::ids::{AccountId, ActId, HeldId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, State, StoredAct};
use crate::text::Html;

/// Seconds between the looks: about five minutes in all.
const LOOKS: Rhythm = &[2, 3, 3, 4, 5, 5, 5, 6, 8, 8, 10, 10, 12, 15, 15, 20, 20, 25, 25, 25, 25, 25];

/// How long a login is held, ms (`store/held.rs`).
const HELD_MS: i64 = 15 * 60 * 1000;

/// Asks for the address of a login.
pub struct Begin;
impl Named for Begin {
    const TAG: Tag = tag(b"lt");
    type At = ();
}
impl Act for Begin {
    type Who = Anyone;
    type With = ();

    /// What it returns is the number under which the address is held.
    async fn send(visit: &Visit<'_, Anyone>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        let url = visit.api().telegram_login_url().await?;
        let held = Secrets::new(Way::Telegram).other(url.expose_secret()).hold(visit).await?;
        Ok(Some(held.to_string()))
    }

    fn after((): (), act: ActId) -> Link {
        to(Waiting, (act,))
    }
}

/// Waits for the person to come back; ends with their account.
#[derive(Clone, Copy)]
pub struct Waiting;
impl Named for Waiting {
    const TAG: Tag = tag(b"lw");
    type At = (ActId,);
}
impl Place for Waiting {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (id,): Self::At) -> Shown {
        let Some(act) = visit.act(id).await? else { return Err(super::forgotten(visit)) };
        let text = visit.text();
        match act.state {
            ActState::Done => {}
            ActState::Failed => {
                let words = act.words.unwrap_or_default();
                return Ok(View::new(html!(text, "signing-failed", words = words)).row([begin_again(visit)]));
            }
            _ => return Ok(View::new(html!(text, "signing-telegram-unknown")).row([begin_again(visit)])),
        }
        let Some((held, secrets)) = held(visit, &act).await? else { return Err(left(visit, &act)) };
        let Some(address) = WebAddress::parse(&secrets.other) else {
            return Ok(View::new(html!(text, "signing-telegram-odd")).row([begin_again(visit)]));
        };
        // A login is used up by the call that finds it: it must not be made for an update that is not stored.
        visit.stored().await?;
        match look(visit, held).await? {
            Look::Waits => Ok(waits(visit, &act, address)),
            Look::Over => over(visit, html!(text, "signing-telegram-over")).await,
            Look::Foreign => over(visit, html!(text, "signing-telegram-foreign")).await,
            Look::Ended(end) => {
                visit.store().drop_held(visit.asker.user).await?;
                match end {
                    End::Connected { account, known } => ended::connected(visit, AccountId::new(account), known).await,
                    End::TooMany => {
                        let count = crate::text::count(crate::store::MAX_ACCOUNTS);
                        let view = View::new(html!(text, "signing-too-many", count = count));
                        Ok(view.row([super::to_accounts(visit)]))
                    }
                    _ => Ok(View::new(html!(text, "signing-no-key")).row([begin_again(visit)])),
                }
            }
        }
    }
}

/// What is held for the login of this act.
async fn held(visit: &Visit<'_, Anyone>, act: &StoredAct) -> Result<Option<(HeldId, Secrets)>, Trouble> {
    let number = act.words.as_deref().and_then(|words| words.parse().ok());
    let Some(held) = number.map(HeldId::new) else { return Ok(None) };
    Ok(Secrets::held(visit, held, Way::Telegram).await?.map(|secrets| (held, secrets)))
}

/// The login is no longer held: its time is over, or it ended or was left for another way before.
fn left(visit: &Visit<'_, Anyone>, act: &StoredAct) -> Trouble {
    let now = visit.now().timestamp_millis();
    if act.sent_at.is_none_or(|at| now.saturating_sub(at) >= HELD_MS) {
        return super::forgotten(visit);
    }
    let way = Button::to(plain!(visit.text(), "button-begin-again"), super::Door, ());
    View::new(html!(visit.text(), "signing-left")).row([way]).into()
}

/// What a look found.
enum Look {
    /// Nobody came back yet, or it could not be seen.
    Waits,
    /// The login is over.
    Over,
    /// The session is of an account that this person's Telegram account is not linked to.
    Foreign,
    Ended(End),
}

async fn look(visit: &Visit<'_, Anyone>, held: HeldId) -> Result<Look, Trouble> {
    match visit.api().telegram_login().await {
        Ok(None) => Ok(Look::Waits),
        Ok(Some(session)) => signed_in(visit, held, &session).await,
        Err(ApiError::NotFound(_) | ApiError::KeyRejected | ApiError::Invalid(_) | ApiError::Refused(_)) => {
            Ok(Look::Over)
        }
        Err(error @ ApiError::EndpointUnknown(_)) => Err(error.into()),
        Err(_) => Ok(Look::Waits),
    }
}

/// Keeps the account of a session when it is this person's, beyond doubt, and they still wait for it: this runs beside
/// their lane, so they may erase everything meanwhile.
async fn signed_in(visit: &Visit<'_, Anyone>, held: HeldId, session: &Session) -> Result<Look, Trouble> {
    let Ok(user) = visit.api().user_in(session).await else { return Ok(Look::Over) };
    let Some((key, email)) = super::key_of(user) else { return Ok(Look::Ended(End::NoKey)) };
    let Ok(linked) = visit.api().linked_accounts(&key).await else { return Ok(Look::Over) };
    let me = visit.asker.user.to_string();
    let is_me = linked.iter().any(|linked| linked.telegramid.as_ref().is_some_and(|id| id.is(&me)));
    if !is_me {
        return Ok(Look::Foreign);
    }
    let linked = visit.store().link_held(visit.asker.user, held, &key, email.as_deref(), State::Checked).await?;
    Ok(linked.map_or(Look::Over, |linked| Look::Ended(End::of(linked))))
}

fn waits(visit: &Visit<'_, Anyone>, act: &StoredAct, address: WebAddress) -> View {
    let text = visit.text();
    let next: Option<Duration> = visit.next(LOOKS);
    let seconds = act.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000);
    let goes_on = if next.is_some() { "yes" } else { "no" };
    let seconds = text.number(seconds);
    let sentence = html!(text, "signing-telegram", host = address.host(), goes = goes_on, seconds = seconds);
    let open = Button::open(plain!(text, "button-open-telegram"), address);
    let look = Button::to(plain!(text, "button-look-now"), Waiting, (act.id,));
    let again = next.is_none().then(|| begin_again(visit));
    View::new(sentence).row([open]).row([Some(look), again].into_iter().flatten()).again(next)
}

/// The login ended without an account: its address is worth nothing any more.
async fn over(visit: &Visit<'_, Anyone>, sentence: Html) -> Shown {
    visit.store().drop_held(visit.asker.user).await?;
    Ok(View::new(sentence).row([begin_again(visit)]))
}

fn begin_again(visit: &Visit<'_, Anyone>) -> Button {
    Button::to(plain!(visit.text(), "button-begin-again"), Begin, ())
}
