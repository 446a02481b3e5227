//! A new Api key for an account. Bots.Business ends the old one while it answers, so the answer is the only copy of the
//! new one: it is sealed in the place of the old one before anything else happens, and shown to nobody.

use super::{Changed, Overview};
use crate::api::ApiError;
use crate::frame::secret::Secret;
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::key;

/// Makes a new key.
pub struct MakeKey;
impl Named for MakeKey {
    const TAG: Tag = tag(b"uk");
    type At = ();
}
impl Act for MakeKey {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<Ask>, Trouble> {
        let account = super::read(visit).await?;
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "new-key-ask", account = visit.asker.name(&account)),
            yes: plain!(text, "button-make-key"),
            no: plain!(text, "button-keep-key"),
        }))
    }

    /// The new key and the end of this act are one commit: whoever meets the act after a crash knows which key is stored.
    /// It returns a word when a key was made and not told.
    async fn send(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        let (user, account) = (visit.asker.user, &visit.who.account);
        let Some(new) = visit.api().reset_api_key(visit.key()).await? else { return Ok(Some("untold".to_owned())) };
        let stored = visit.store().renew_key(user, account.id, &new, visit.link).await?;
        visit.api().drop_command_trees(visit.key());
        if stored { Ok(None) } else { Err(Trouble::Gone) }
    }

    fn after((): (), act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What asking for a new key led to: the key that is stored now is tried.
pub(super) async fn after_key(visit: &Visit<'_>, untold: bool, sent: &'static str) -> Shown {
    let text = visit.text();
    match super::read(visit).await {
        Ok(account) => {
            let tail = account.key.tail();
            let name = visit.asker.name(&account);
            // A key that was made and not told cannot be the one that works.
            let made = if untold { "unknown" } else { sent };
            let show = Button::below(plain!(text, "button-reveal"), ShowKey, ());
            let sentence = html!(text, "new-key", account = name, tail = format!("…{tail}"), made = made);
            Ok(View::new(sentence).row((made == "yes").then_some(show)))
        }
        Err(Trouble::Api(ApiError::KeyRejected)) if sent != "yes" || untold => {
            let account = &visit.who.account;
            visit.store().reject(visit.asker.user, account).await?;
            let view = View::new(html!(text, "new-key-lost", account = visit.asker.name(account)));
            // Nothing was read: the key is asked for.
            Err(view.asks(key::Key, ()).into())
        }
        Err(trouble) => Err(trouble),
    }
}

/// Shows the key that is stored, to whoever asks for it.
pub struct ShowKey;
impl Named for ShowKey {
    const TAG: Tag = tag(b"uy");
    type At = ();
}
impl Place for ShowKey {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let (text, account) = (visit.text(), &visit.who.account);
        let view = View::new(html!(text, "new-key-shown", account = visit.asker.name(account)));
        let back = Button::to(plain!(text, "button-account"), Overview, ());
        Err(view.secret(Secret::new(account.key.expose())).row([back]).into())
    }
}
