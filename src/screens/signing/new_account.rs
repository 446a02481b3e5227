//! Opening an account at Bots.Business: an address and a password, and its terms are asked about before anything is sent.

use secrecy::SecretString;

use super::{End, Ended, Secrets, Typed, Way, by_password};
use crate::frame::{Act, Anyone, Ask, Named, Prompt, Taken, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, HeldId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// The address of the new account, perhaps with the password behind it.
pub struct Address;
impl Named for Address {
    const TAG: Tag = tag(b"lu");
    type At = ();
}
impl Prompt for Address {
    type Who = Anyone;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "signing-up-address"))
    }

    async fn take(visit: &Visit<'_, Anyone>, (): (), typed: Typed) -> Result<Taken, Trouble> {
        let question = html!(visit.text(), "signing-up-password");
        super::address_given(visit, typed, Way::SignUp, (SignUpPassword, question), SignUp).await
    }
}

/// The password of the new account.
pub struct SignUpPassword;
impl Named for SignUpPassword {
    const TAG: Tag = tag(b"lq");
    type At = (HeldId,);
}
impl Prompt for SignUpPassword {
    type Who = Anyone;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_, Anyone>, (held,): Self::At) -> Result<Html, Trouble> {
        super::ask_password(visit, held, Way::SignUp, html!(visit.text(), "signing-up-password")).await
    }

    async fn take(visit: &Visit<'_, Anyone>, (held,): Self::At, typed: Typed) -> Result<Taken, Trouble> {
        super::password_given(visit, held, typed, Way::SignUp, SignUp).await
    }
}

/// Opens the account, signs in to it, and keeps its key.
pub struct SignUp;
impl Named for SignUp {
    const TAG: Tag = tag(b"ln");
    type At = (HeldId,);
}
impl Act for SignUp {
    type Who = Anyone;
    type With = ();

    /// The address is shown whole: a mistyped one is somebody else's.
    async fn question(visit: &Visit<'_, Anyone>, (held,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let Some(secrets) = Secrets::held(visit, held, Way::SignUp).await? else { return Err(super::forgotten(visit)) };
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "signing-up-ask", email = secrets.email.as_str()),
            yes: plain!(text, "button-open-account"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_, Anyone>, (held,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(secrets) = Secrets::take(visit, held, Way::SignUp).await? else { return Ok(End::Over.words()) };
        if !visit.house.tries.begin(visit.asker.user, visit.now().timestamp_millis()) {
            return Ok(End::NotNow.words());
        }
        let password = SecretString::from(secrets.password.as_str());
        if let Err(error) = visit.api().sign_up(&secrets.email, &password).await {
            return Ok(super::refused(error, &[&secrets.password, &secrets.email])?.words());
        }
        // It is opened whatever comes now: perhaps its mail is to be answered before anybody can sign in.
        Ok(match by_password::sign_in(visit, &secrets).await {
            Ok(End::WrongPassword | End::Refused(_)) | Err(Trouble::Api(_)) => End::OpenedOnly.words(),
            end => end?.words(),
        })
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Ended, (act,))
    }
}
