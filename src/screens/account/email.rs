//! Another e-mail address for an account.

use super::Changed;
use crate::credentials::email_address;
use crate::frame::prompt::Words;
use crate::frame::{Act, Ask, Linked, Named, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// The new address.
pub struct NewEmail;
impl Named for NewEmail {
    const TAG: Tag = tag(b"ue");
    type At = ();
}
impl Prompt for NewEmail {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "email-new", account = visit.asker.name(&visit.who.account)))
    }

    async fn take(visit: &Visit<'_>, (): (), Words(typed): Words) -> Result<Taken, Trouble> {
        let Some(address) = email_address(&typed) else {
            return Ok(Taken::Again(html!(visit.text(), "email-not-one")));
        };
        let account = &visit.who.account;
        if account.email.as_ref().is_some_and(|now| now.to_lowercase() == address.to_lowercase()) {
            return Ok(Taken::Again(html!(visit.text(), "email-same", account = visit.asker.name(account))));
        }
        let note = visit.note(&address).await?;
        Ok(Taken::Go(to(ChangeEmail, (note,))))
    }
}

/// Changes the address.
pub struct ChangeEmail;
impl Named for ChangeEmail {
    const TAG: Tag = tag(b"uf");
    type At = (NoteId,);
}
impl Act for ChangeEmail {
    type Who = Linked;
    type With = ();

    /// The new address is shown whole: whoever mistypes it gets no more mail.
    async fn question(visit: &Visit<'_>, (note,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let address = visit.noted(note).await?;
        let account = super::read(visit).await?;
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "email-ask", account = visit.asker.name(&account), email = address),
            yes: plain!(text, "button-change-email"),
            no: plain!(text, "button-keep-email"),
        }))
    }

    async fn send(visit: &Visit<'_>, (note,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let address = visit.noted(note).await?;
        visit.api().update_email(visit.key(), &address).await?;
        Ok(None)
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What asking for another address led to: the one that Bots.Business has now is the stored one from now on.
pub(super) async fn after_email(visit: &Visit<'_>, link: &Link, sent: &'static str) -> Shown {
    let wanted = match link.numbers().first().map(|note| NoteId::new(*note)) {
        Some(note) => visit.store().noted(visit.asker.user, note).await?,
        None => None,
    };
    let account = super::read(visit).await?;
    let same = match (&account.email, &wanted) {
        (Some(now), Some(wanted)) => now.to_lowercase() == wanted.to_lowercase(),
        _ => false,
    };
    let seen = if same { "yes" } else { "no" };
    let sentence = html!(visit.text(), "email-changed", account = visit.asker.name(&account), seen = seen, sent = sent);
    Ok(View::new(sentence))
}
