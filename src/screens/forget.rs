//! `/forget`: everything about a person is erased. Asked first, done once, told when it is true.

use crate::frame::{Anyone, Ask, Asker, Command, Erase, Named, Trouble, View, Visit};
use crate::html;
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::Erasure;

/// `/forget`.
pub static FORGET: Command = Command {
    name: "forget",
    others: &["delete_me", "deleteme", "erase"],
    menu: None,
    help: |text| html!(text, "help-forget"),
    glued: None,
};

/// Erases everything of a person.
pub struct Forget;
impl Named for Forget {
    const TAG: Tag = tag(b"fo");
    type At = ();
}
impl Erase for Forget {
    fn what((): ()) -> Erasure {
        Erasure::Person
    }

    async fn question(visit: &Visit<'_, Anyone>, (): ()) -> Result<Ask, Trouble> {
        let text = visit.text();
        Ok(Ask { text: html!(text, "forget-ask"), yes: plain!(text, "button-forget"), no: plain!(text, "button-keep") })
    }

    fn done(asker: &Asker, for_good: bool) -> View {
        let text = &asker.text;
        View::new(if for_good { html!(text, "forgotten") } else { html!(text, "forgotten-later") })
    }
}
