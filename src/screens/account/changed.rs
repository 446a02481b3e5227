//! What became of a change of an account: one place after all of them, which reads the account first.

use super::iterations::{SetAds, after_ads};
use super::new_key::{MakeKey, after_key};
use super::password::{ChangePassword, MailPassword, after_mail, after_password};
use super::sessions::{LogOut, after_log_out};
use super::{Overview, email};
use crate::frame::{Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Tag, tag};
use crate::store::ActState;

/// What became of it.
pub struct Changed;
impl Named for Changed {
    const TAG: Tag = tag(b"uo");
    type At = (ActId,);
}
impl Place for Changed {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let Some(act) = visit.act(id).await? else { return Err(Trouble::Elsewhere(to(Overview, ()))) };
        let words = act.words.as_deref();
        if act.state == ActState::Failed {
            let words = words.unwrap_or_default();
            // Nothing was read.
            return Err(View::new(html!(visit.text(), "account-failed", words = words)).into());
        }
        let sent = if act.state == ActState::Done { "yes" } else { "unknown" };
        match act.link.tag() {
            tag if tag == SetAds::TAG => after_ads(visit, &act.link, sent).await,
            tag if tag == LogOut::TAG => after_log_out(visit, sent).await,
            tag if tag == MakeKey::TAG => after_key(visit, words.is_some(), sent).await,
            tag if tag == ChangePassword::TAG => after_password(visit, words, sent).await,
            tag if tag == MailPassword::TAG => after_mail(visit, sent).await,
            tag if tag == email::ChangeEmail::TAG => email::after_email(visit, &act.link, sent).await,
            _ => Err(Trouble::Elsewhere(to(Overview, ()))),
        }
    }
}
