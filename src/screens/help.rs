//! The commands, what is stored, and the end of a question.

use crate::frame::{Anyone, Button, Command, Named, Place, Shown, View, Visit, in_private, to};
use crate::html;
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

use super::{fallback, forget, imports};

/// `/help`.
pub static HELP: Command = Command {
    name: "help",
    others: &["info", "about", "faq"],
    menu: Some(|text| plain!(text, "menu-help")),
    help: |text| html!(text, "help-help"),
    glued: None,
};

/// `/privacy`.
pub static PRIVACY: Command = Command {
    name: "privacy",
    others: &["terms", "policy", "security"],
    menu: None,
    help: |text| html!(text, "help-privacy"),
    glued: None,
};

/// `/cancel`.
pub static CANCEL: Command = Command {
    name: "cancel",
    others: &["abort", "exit", "quit", "no"],
    menu: None,
    help: |text| html!(text, "help-cancel"),
    glued: None,
};

/// All commands, a line each, in a group those that are answered there; or the one that the visit's words name.
pub struct Help;
impl Named for Help {
    const TAG: Tag = tag(b"he");
    type At = ();
}
impl Place for Help {
    type Who = Anyone;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        if let Some((_, command)) = visit.house.table.command(visit.words) {
            return Ok(View::new((command.help)(text)));
        }
        if !visit.words.trim().is_empty() {
            return Ok(fallback::no_such_command(visit.asker, visit.house.table, visit.words));
        }
        if !visit.asker.private {
            return Ok(in_private(visit.asker, html!(text, "help-group"), to(Self, ())));
        }
        let view = View::new(html!(text, "help"));
        let check = Button::to(plain!(text, "button-check"), imports::Asked, ());
        Ok(view.row([check, Button::to(plain!(text, "button-privacy"), Privacy, ())]))
    }
}

/// What is stored and how, who runs this copy, how to revoke a key.
pub struct Privacy;
impl Named for Privacy {
    const TAG: Tag = tag(b"pr");
    type At = ();
}
impl Place for Privacy {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let operator = match &visit.house.operator {
            Some(operator) => Html::escaped(operator),
            None => html!(text, "operator-unknown"),
        };
        let view = View::new(html!(text, "privacy", operator = operator));
        Ok(view.row([Button::link(plain!(text, "button-forget-all"), to(forget::Forget, ()))]))
    }
}

/// The end of a question.
pub struct Cancelled;
impl Named for Cancelled {
    const TAG: Tag = tag(b"cx");
    type At = ();
}
impl Place for Cancelled {
    type Who = Anyone;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let question = visit.store().question(visit.asker.user).filter(|_| visit.asker.private);
        let (text, table) = (visit.text(), visit.house.table);
        let Some(question) = question else { return Ok(View::new(html!(text, "nothing-to-cancel"))) };
        // Back to where it was asked; home has its button anyway.
        let up = Some(table.up(&question.link)).filter(|up| up.tag() != table.home.tag());
        let back = up.map(|up| Button::link(plain!(text, "button-back"), up));
        Ok(View::new(html!(text, "cancelled")).row(back))
    }
}
