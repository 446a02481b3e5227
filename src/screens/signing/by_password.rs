//! Signing in by e-mail and password: two questions, or one message with both. Both messages are deleted.

use secrecy::SecretString;

use super::{End, Ended, Secrets, Typed, Way};
use crate::frame::{Act, Anyone, Command, Named, Prompt, Taken, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, HeldId};
use crate::link::{Link, Tag, tag};
use crate::text::Html;

/// `/signin`.
pub static SIGNIN: Command = Command {
    name: "signin",
    others: &["sign_in", "sign-in"],
    menu: None,
    help: |text| html!(text, "help-signin"),
    glued: None,
};

/// The address, perhaps with the password behind it.
pub struct Address;
impl Named for Address {
    const TAG: Tag = tag(b"le");
    type At = ();
}
impl Prompt for Address {
    type Who = Anyone;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "signing-in-address"))
    }

    async fn take(visit: &Visit<'_, Anyone>, (): (), typed: Typed) -> Result<Taken, Trouble> {
        let question = html!(visit.text(), "signing-in-password");
        super::address_given(visit, typed, Way::SignIn, (SignInPassword, question), SignIn).await
    }
}

/// The password of the address that was sent before.
pub struct SignInPassword;
impl Named for SignInPassword {
    const TAG: Tag = tag(b"lp");
    type At = (HeldId,);
}
impl Prompt for SignInPassword {
    type Who = Anyone;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_, Anyone>, (held,): Self::At) -> Result<Html, Trouble> {
        super::ask_password(visit, held, Way::SignIn, html!(visit.text(), "signing-in-password")).await
    }

    async fn take(visit: &Visit<'_, Anyone>, (held,): Self::At, typed: Typed) -> Result<Taken, Trouble> {
        super::password_given(visit, held, typed, Way::SignIn, SignIn).await
    }
}

/// Signs in, and keeps the key of the account.
pub struct SignIn;
impl Named for SignIn {
    const TAG: Tag = tag(b"li");
    type At = (HeldId,);
}
impl Act for SignIn {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (held,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(secrets) = Secrets::take(visit, held, Way::SignIn).await? else { return Ok(End::Over.words()) };
        if !visit.house.tries.begin(visit.asker.user, visit.now().timestamp_millis()) {
            return Ok(End::NotNow.words());
        }
        let end = match sign_in(visit, &secrets).await? {
            End::WrongPassword => {
                let held = Secrets::new(Way::SignIn).email(secrets.email.clone()).hold(visit).await?;
                End::WrongAgain { held: held.get() }
            }
            end => end,
        };
        Ok(end.words())
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Ended, (act,))
    }
}

/// One request to sign in, and one for the account.
pub(super) async fn sign_in(visit: &Visit<'_, Anyone>, secrets: &Secrets) -> Result<End, Trouble> {
    let password = SecretString::from(secrets.password.as_str());
    match visit.api().sign_in(&secrets.email, &password).await {
        Ok(session) => super::in_session(visit, &session).await,
        Err(error) => super::refused(error, &[&secrets.password, &secrets.email]),
    }
}
