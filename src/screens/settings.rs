//! Settings: where a person is, and whether they want to hear the bot; the ways to their accounts and to /forget.
//!
//! - [`zone`]: the time zone, asked for by the time of day
//! - [`quiet`]: the hours in which nothing is told

use super::{accounts, forget, help};
use crate::frame::named::Number;
use crate::frame::{Act, Anyone, Button, Command, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

pub mod quiet;
pub mod zone;

/// `/settings`.
pub static SETTINGS: Command = Command {
    name: "settings",
    others: &["setting", "options", "timezone", "time"],
    menu: Some(|text| plain!(text, "menu-settings")),
    help: |text| html!(text, "help-settings"),
    glued: None,
};

/// The settings themselves.
pub fn settings(_: &Link) -> Option<Link> {
    Some(to(Settings, ()))
}

/// What is set, and what can be.
pub struct Settings;
impl Named for Settings {
    const TAG: Tag = tag(b"ot");
    type At = ();
}
impl Place for Settings {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let user = visit.asker.user;
        let wanted = visit.store().settings(user);
        // It may have been set by the press that is answered here.
        let here = text.clone().in_zone(wanted.zone.as_deref().and_then(|zone| zone.parse().ok()));
        let known = if wanted.zone.is_some() { "yes" } else { "no" };
        let mut lines = vec![
            html!(text, "settings-title"),
            html!(text, "settings-time", known = known, time = here.time_of_day(visit.now())),
            html!(text, "settings-sound", silent = if wanted.silent { "yes" } else { "no" }),
            quiet::line(text, &wanted),
        ];
        let accounts = visit.store().accounts(user).await?;
        if let Some(account) = accounts.current() {
            lines.push(html!(text, "settings-account", account = visit.asker.name(account)));
        }
        let sound = match wanted.silent {
            true => plain!(text, "button-be-heard"),
            false => plain!(text, "button-be-silent"),
        };
        let view = View::new(Html::lines(lines));
        let view = view.row([
            Button::to(plain!(text, "button-time-zone"), zone::TimeOfDay, ()),
            Button::to(sound, Sound, (Silent(!wanted.silent),)),
        ]);
        let view = view.row([Button::to(plain!(text, "button-quiet-hours"), quiet::Quiet, ())]);
        let view = view.row([
            Button::to(plain!(text, "button-accounts"), accounts::Accounts, ()),
            Button::to(plain!(text, "button-privacy"), help::Privacy, ()),
        ]);
        Ok(view.row([Button::to(plain!(text, "button-forget-all"), forget::Forget, ())]))
    }
}

/// Whether the bot is not heard, as a number of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silent(bool);

impl Number for Silent {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self.0)
    }

    fn read(number: i64) -> Option<Self> {
        [Self(false), Self(true)].into_iter().find(|silent| silent.get() == number)
    }
}

/// Sets whether what nobody asked for is heard.
pub struct Sound;
impl Named for Sound {
    const TAG: Tag = tag(b"oh");
    type At = (Silent,);
}
impl Act for Sound {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (Silent(silent),): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_silent(visit.asker.user, silent).await?;
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Settings, ())
    }
}
