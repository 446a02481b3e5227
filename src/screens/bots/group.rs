//! The list of bots where others read. Owns what a group may see of them: names and signs, nothing else.

use super::super::bot;
use super::{Bots, Goal, MAX_NAME, listed};
use crate::api::Bot;
use crate::frame::{Page, Trouble, View, Visit, between_us, in_private, to};
use crate::html;
use crate::ids::NoteId;
use crate::plain;
use crate::text::{Html, isolated};

/// Most bots named in a group.
const MAX_IN_GROUP: usize = 30;

/// Where others read: names and signs of the bots of whoever asks, and the way to the private chat. No number, no
/// account, and no button that others could take for theirs.
pub(super) async fn draw(visit: &Visit<'_>, goal: Goal, note: Option<NoteId>) -> Result<View, Trouble> {
    let all_bots = to(Bots, (Goal::Card, None, Page::FIRST));
    if goal != Goal::Card || note.is_some() {
        return Ok(between_us(visit.asker, to(Bots, (goal, note, Page::FIRST))));
    }
    let text = visit.text();
    let bots = listed(visit).await?;
    if bots.is_empty() {
        return Ok(in_private(visit.asker, html!(text, "bots-group-none"), all_bots));
    }
    let line = |bot: &Bot| {
        let name = bot.name.as_ref().and_then(|name| name.line(visit.key(), MAX_NAME)).map(|name| isolated(&name));
        let name = name.unwrap_or_else(|| plain!(text, "bots-group-nameless"));
        html!(text, "bots-group-line", sign = bot::Status::of(bot).sign(), name = name)
    };
    let mut lines = vec![html!(text, "bots-group-title")];
    lines.extend(bots.iter().take(MAX_IN_GROUP).map(line));
    lines.extend((bots.len() > MAX_IN_GROUP).then(|| html!(text, "bots-group-more")));
    Ok(in_private(visit.asker, Html::lines(lines), all_bots))
}
