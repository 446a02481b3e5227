//! The panels of a bot.

use super::form::Form;
use super::{panel_name, read};
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Shown, View, Visit};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::screens::bot::name_of;
use crate::text::count;

/// Panels on one page.
const ON_A_PAGE: usize = 8;
/// Longest name on a button, characters.
const MAX_LABEL: usize = 30;

/// A page of the panels.
#[derive(Clone, Copy)]
pub struct Panels;
impl Named for Panels {
    const TAG: Tag = tag(b"oa");
    type At = (BotId, Page);
}
impl Place for Panels {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let (panels, name) = tokio::join!(read(visit, bot), name_of(visit, bot));
        let panels = panels?;
        let text = visit.text();
        if panels.is_empty() {
            return Ok(View::new(html!(text, "panels-none", name = name)));
        }
        let paged = Paged::new(&panels, page, ON_A_PAGE);
        let view = View::new(html!(text, "panels-title", name = name, shown = text.number(count(panels.len()))));
        let button = |panel: &crate::api::AdminPanel| {
            Button::to(panel_name(visit, panel, MAX_LABEL), Form, (bot, panel.id, Page::FIRST))
        };
        let view = paged.things.iter().fold(view, |view, panel| view.row([button(panel)]));
        Ok(view.row(paged.turns(Self, |page| (bot, page)).into_iter().flatten()))
    }
}
