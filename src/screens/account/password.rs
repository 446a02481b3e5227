//! Another password for an account: by mail, or typed. A chat is no place for passwords, and that is said first.

use secrecy::SecretString;

use super::Changed;
use crate::api::ApiError;
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, HeldId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::signing::{self, Secrets, Typed, Way};
use crate::text::Html;

/// Longest of the API's words that are shown, characters.
const MAX_WORDS: usize = 200;

/// The two ways to another password.
pub struct Room;
impl Named for Room {
    const TAG: Tag = tag(b"uw");
    type At = ();
}
impl Place for Room {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let mail = Button::to(plain!(text, "button-mail-me-one"), MailPassword, ());
        let view = View::new(html!(text, "password-room", account = visit.asker.name(&visit.who.account)));
        // Nothing was read. Whoever types a password here is understood, and its message deleted.
        Err(view.row([mail]).asks(OldPassword, ()).into())
    }
}

/// The password that holds now.
pub struct OldPassword;
impl Named for OldPassword {
    const TAG: Tag = tag(b"uq");
    type At = ();
}
impl Prompt for OldPassword {
    type Who = Linked;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "password-old", account = visit.asker.name(&visit.who.account)))
    }

    async fn take(visit: &Visit<'_>, (): (), typed: Typed) -> Result<Taken, Trouble> {
        let text = visit.text();
        let Some(old) = typed.password() else { return Ok(Taken::Again(html!(text, "signing-one-line"))) };
        let held = Secrets::new(Way::NewPassword).password(old).hold(visit).await?;
        let question = html!(text, "password-new", account = visit.asker.name(&visit.who.account));
        let view = signing::next(visit, typed.removal, question);
        Ok(Taken::Show(Box::new(view.asks(NewPassword, (held,)))))
    }
}

/// The password that shall hold.
pub struct NewPassword;
impl Named for NewPassword {
    const TAG: Tag = tag(b"un");
    type At = (HeldId,);
}
impl Prompt for NewPassword {
    type Who = Linked;
    type Answer = Typed;

    async fn ask(visit: &Visit<'_>, (held,): Self::At) -> Result<Html, Trouble> {
        match Secrets::held(visit, held, Way::NewPassword).await? {
            Some(_) => Ok(html!(visit.text(), "password-new", account = visit.asker.name(&visit.who.account))),
            None => Err(over(visit)),
        }
    }

    async fn take(visit: &Visit<'_>, (held,): Self::At, typed: Typed) -> Result<Taken, Trouble> {
        let Some(secrets) = Secrets::held(visit, held, Way::NewPassword).await? else { return Err(over(visit)) };
        let Some(new) = typed.password() else {
            return Ok(Taken::Again(html!(visit.text(), "signing-one-line")));
        };
        if new == secrets.password {
            return Ok(Taken::Again(html!(visit.text(), "password-same")));
        }
        let held = secrets.other(new).hold(visit).await?;
        Ok(signing::on(visit, typed.removal, ChangePassword, (held,)))
    }
}

/// Changes the password: both were typed for that, so it is not asked about again.
pub struct ChangePassword;
impl Named for ChangePassword {
    const TAG: Tag = tag(b"uv");
    type At = (HeldId,);
}
impl Act for ChangePassword {
    type Who = Linked;
    type With = ();

    /// What it returns is why it was refused, unless that repeats a password.
    async fn send(visit: &Visit<'_>, (held,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(secrets) = Secrets::take(visit, held, Way::NewPassword).await? else { return Err(over(visit)) };
        let (old, new) = (&secrets.password, &secrets.other);
        let [current, wanted] = [old, new].map(|text| SecretString::from(text.as_str()));
        match visit.api().update_password(visit.key(), &current, &wanted).await {
            Ok(()) => Ok(None),
            Err(error @ (ApiError::Invalid(_) | ApiError::Refused(_) | ApiError::NotFound(_))) => {
                let words =
                    error.words().and_then(|words| words.line_without(Some(visit.key()), &[old, new], MAX_WORDS));
                Ok(Some(words.unwrap_or_default()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What changing the password led to. Nothing can be read of it; that the key still works can.
pub(super) async fn after_password(visit: &Visit<'_>, refused: Option<&str>, sent: &'static str) -> Shown {
    let account = super::read(visit).await?;
    let text = visit.text();
    let name = visit.asker.name(&account);
    let mail = Button::to(plain!(text, "button-mail-me-one"), MailPassword, ());
    let again = Button::to(plain!(text, "button-begin-again"), Room, ());
    Ok(match refused {
        Some(words) => {
            let said = if words.is_empty() { "no" } else { "yes" };
            View::new(html!(text, "password-refused", account = name, said = said, words = words))
                .row([mail])
                .asks(OldPassword, ())
        }
        None => View::new(html!(text, "password-changed", account = name, sent = sent))
            .row((sent != "yes").then_some(again)),
    })
}

/// Has a new password mailed to the address of the account.
pub struct MailPassword;
impl Named for MailPassword {
    const TAG: Tag = tag(b"ur");
    type At = ();
}
impl Act for MailPassword {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<Ask>, Trouble> {
        let account = super::read(visit).await?;
        let text = visit.text();
        if account.email.is_none() {
            return Err(View::new(html!(text, "password-no-address")).into());
        }
        Ok(Some(Ask {
            text: html!(
                text,
                "password-mail-ask",
                account = visit.asker.key_name(account.email.as_deref(), &account.key)
            ),
            yes: plain!(text, "button-mail-it"),
            no: plain!(text, "button-keep-password"),
        }))
    }

    async fn send(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        let account = super::read(visit).await?;
        let Some(email) = account.email else {
            return Err(View::new(html!(visit.text(), "password-no-address")).into());
        };
        visit.api().reset_password(&email).await?;
        Ok(None)
    }

    fn after((): (), act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What asking for a mail led to. Reading the account shows whether the key still works.
pub(super) async fn after_mail(visit: &Visit<'_>, sent: &'static str) -> Shown {
    let account = super::read(visit).await?;
    let name = visit.asker.key_name(account.email.as_deref(), &account.key);
    Ok(View::new(html!(visit.text(), "password-mailed", account = name, sent = sent)))
}

fn over(visit: &Visit<'_>) -> Trouble {
    let text = visit.text();
    let again = Button::to(plain!(text, "button-begin-again"), Room, ());
    View::new(html!(text, "signing-over")).row([again]).into()
}
