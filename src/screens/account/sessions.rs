//! Where an account is signed in, and signing out everywhere. The tokens of sessions are counted and never shown.

use super::Changed;
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::count;

/// The place that says how many they are.
pub fn list(_: &Link) -> Option<Link> {
    Some(to(Sessions, ()))
}

/// How many devices are signed in.
pub struct Sessions;
impl Named for Sessions {
    const TAG: Tag = tag(b"us");
    type At = ();
}
impl Place for Sessions {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let sessions = signed_in(visit).await?;
        let text = visit.text();
        let account = visit.asker.name(&visit.who.account);
        let view =
            View::new(html!(text, "sessions", account = account, count = sessions, shown = text.number(sessions)));
        let out = (sessions > 0).then(|| Button::to(plain!(text, "button-log-out"), LogOut, ()));
        Ok(view.row(out))
    }
}

async fn signed_in(visit: &Visit<'_>) -> Result<i64, Trouble> {
    let tokens = visit.api().session_tokens(visit.key()).await?;
    visit.proved().await?;
    Ok(count(tokens.len()))
}

/// Signs out everywhere.
pub struct LogOut;
impl Named for LogOut {
    const TAG: Tag = tag(b"ux");
    type At = ();
}
impl Act for LogOut {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<Ask>, Trouble> {
        let sessions = signed_in(visit).await?;
        if sessions == 0 {
            return Err(Trouble::Elsewhere(to(Sessions, ())));
        }
        let text = visit.text();
        let account = visit.asker.name(&visit.who.account);
        Ok(Some(Ask {
            text: html!(text, "sessions-ask", account = account, count = sessions, shown = text.number(sessions)),
            yes: plain!(text, "button-log-out-now"),
            no: plain!(text, "button-stay"),
        }))
    }

    async fn send(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        visit.api().log_out_all_devices(visit.key()).await?;
        Ok(None)
    }

    fn after((): (), act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What asking to sign out everywhere led to. Reading it with the key shows whether that still works.
pub(super) async fn after_log_out(visit: &Visit<'_>, sent: &'static str) -> Shown {
    let left = signed_in(visit).await?;
    let text = visit.text();
    let sentence = html!(text, "sessions-ended", count = left, shown = text.number(left), sent = sent);
    Ok(View::new(sentence).row([Button::to(plain!(text, "button-sessions"), Sessions, ())]))
}
