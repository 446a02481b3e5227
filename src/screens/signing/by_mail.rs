//! A new password by mail, for somebody who has neither the key nor the password.

use secrecy::ExposeSecret as _;

use super::{End, Ended, Secrets, Typed, Way};
use crate::credentials;
use crate::frame::{Act, Anyone, Ask, Named, Prompt, Taken, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, HeldId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// The address of the account.
pub struct Address;
impl Named for Address {
    const TAG: Tag = tag(b"lm");
    type At = ();
}
impl Prompt for Address {
    type Who = Anyone;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "signing-mail-address"))
    }

    /// Somebody may send a password along: it is deleted with the message, and not used.
    async fn take(visit: &Visit<'_, Anyone>, (): (), typed: Typed) -> Result<Taken, Trouble> {
        if let Some(taken) = super::no_login(visit, &typed).await? {
            return Ok(taken);
        }
        let Some(login) = credentials::login(typed.text.expose_secret()) else {
            return Ok(super::no_address(visit, &typed));
        };
        let held = Secrets::new(Way::Reset).email(login.address).hold(visit).await?;
        Ok(super::on(visit, typed.removal, Reset, (held,)))
    }
}

/// Has a new password mailed.
pub struct Reset;
impl Named for Reset {
    const TAG: Tag = tag(b"lr");
    type At = (HeldId,);
}
impl Act for Reset {
    type Who = Anyone;
    type With = ();

    async fn question(visit: &Visit<'_, Anyone>, (held,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let Some(secrets) = Secrets::held(visit, held, Way::Reset).await? else { return Err(super::forgotten(visit)) };
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "signing-mail-ask", email = secrets.email.as_str()),
            yes: plain!(text, "button-mail-it"),
            no: plain!(text, "button-keep-password"),
        }))
    }

    async fn send(visit: &Visit<'_, Anyone>, (held,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(secrets) = Secrets::take(visit, held, Way::Reset).await? else { return Ok(End::Over.words()) };
        if !visit.house.tries.begin(visit.asker.user, visit.now().timestamp_millis()) {
            return Ok(End::NotNow.words());
        }
        match visit.api().reset_password(&secrets.email).await {
            Ok(()) => Ok(End::Mailed.words()),
            Err(error) => Ok(super::refused(error, &[&secrets.email])?.words()),
        }
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Ended, (act,))
    }
}
