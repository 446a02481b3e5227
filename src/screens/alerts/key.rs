//! How it is told that a key was refused: with a sound, without one, or not at all.
//!
//! Owns the act that sets it. That a key is refused is found by every watch (`src/watches.rs`), so it costs no call.

use super::list::Watches;
use crate::frame::named::Number;
use crate::frame::{Act, Button, Linked, Named, Page, Trouble, Visit, to};
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::KeyAlerts;

impl Number for KeyAlerts {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        self.number()
    }

    fn read(number: i64) -> Option<Self> {
        Self::of(number)
    }
}

/// As sentences select by it.
pub(super) fn how(visit: &Visit<'_>) -> &'static str {
    match visit.store().settings(visit.asker.user).key_alerts {
        KeyAlerts::Heard => "heard",
        KeyAlerts::Silent => "silent",
        KeyAlerts::Off => "off",
    }
}

/// On to the next of the three.
pub(super) fn toggle(visit: &Visit<'_>) -> Button {
    let text = visit.text();
    let (label, next) = match visit.store().settings(visit.asker.user).key_alerts {
        KeyAlerts::Heard => (plain!(text, "button-key-silent"), KeyAlerts::Silent),
        KeyAlerts::Silent => (plain!(text, "button-key-off"), KeyAlerts::Off),
        KeyAlerts::Off => (plain!(text, "button-key-heard"), KeyAlerts::Heard),
    };
    Button::to(label, SetKey, (next,))
}

/// Sets how a refused key is told.
pub struct SetKey;
impl Named for SetKey {
    const TAG: Tag = tag(b"ve");
    type At = (KeyAlerts,);
}
impl Act for SetKey {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (next,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_key_alerts(visit.asker.user, next).await?;
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Watches, (Page::FIRST,))
    }
}
