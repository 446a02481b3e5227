//! What saving a panel would change, held against what Bots.Business has now.

use super::form::{Discard, Form};
use super::save::Save;
use super::{MAX_NAME, MAX_VALUE, Wanted, Work, change_line, field_name, value};
use crate::api::{ApiText, PanelField};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, View, Visit};
use crate::html;
use crate::ids::{BotId, PanelId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::editing::lines;
use crate::text::{Html, count};

/// Most differences that are shown, UTF-16 units; the lines after them are left out.
const MAX_SHOWN: usize = 2_500;
/// Longest part of a line that is shown, characters.
const MAX_LINE: usize = 200;

/// What saving would change.
#[derive(Clone, Copy)]
pub struct Compare;
impl Named for Compare {
    const TAG: Tag = tag(b"ol");
    type At = (BotId, PanelId);
}
impl Place for Compare {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, panel): Self::At) -> Shown {
        let work = Work::read(visit, (bot, panel)).await?;
        let changes = work.changes();
        if changes.is_empty() {
            return Err(visit.elsewhere(Form, (bot, panel, Page::FIRST)));
        }
        let text = visit.text();
        let overtaken = work.is_overtaken();
        let told = if overtaken { "overtaken" } else { "mine" };
        let mut lines = vec![html!(text, "panel-compare", told = told, name = work.name(visit))];
        let mut room = MAX_SHOWN;
        for (field, wanted) in &changes {
            let difference = difference(visit, field, *wanted, room);
            room = room.saturating_sub(difference.units());
            lines.push(difference);
            lines.extend(wanted.exposed.then(|| html!(text, "panel-exposed")));
        }
        lines.push(html!(text, "panel-saving-runs"));
        let label = if overtaken { plain!(text, "button-save-mine") } else { plain!(text, "button-save") };
        let save = Button::to(label, Save, (bot, panel, work.seen()));
        let theirs = overtaken.then(|| Button::to(plain!(text, "button-keep-theirs"), Discard, (bot, panel)));
        Ok(View::new(Html::lines(lines)).row([Some(save), theirs].into_iter().flatten()))
    }
}

/// How a field changes; of longer texts the lines.
fn difference(visit: &Visit<'_>, field: &PanelField, wanted: Wanted<'_>, room: usize) -> Html {
    let (text, now) = (visit.text(), value(field));
    let short = |value: &str| !value.contains('\n') && value.chars().count() <= MAX_VALUE;
    if wanted.hidden || (short(now) && short(wanted.value)) {
        return change_line(visit, field, wanted);
    }
    let name = field_name(visit, field, MAX_NAME);
    let found = lines::compare(&ApiText::from(now), &ApiText::from(wanted.value), visit.key());
    let (added, removed) = (text.number(count(found.added)), text.number(count(found.removed)));
    let title = html!(text, "panel-line-long", name = name, added = added, removed = removed);
    match fitting(&found.lines, room) {
        lines if lines.is_empty() => title,
        lines => Html::lines([title, Html::code_block(&lines.join("\n"))]),
    }
}

/// As many lines as there is room for, long ones cut; `…` where some are left out.
fn fitting(lines: &[String], room: usize) -> Vec<String> {
    let mut left = room;
    let mut shown = Vec::new();
    for line in lines {
        let mut part: String = line.chars().take(MAX_LINE).collect();
        if part.len() < line.len() {
            part.push('…');
        }
        let units = part.encode_utf16().count() + 1;
        // Room for the sign that some are left out.
        if units + 2 > left {
            shown.push("…".to_owned());
            break;
        }
        left -= units;
        shown.push(part);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_cut_and_said_to_be() {
        let lines = ["+ one".to_owned(), format!("+ {}", "x".repeat(300)), "- three".to_owned()];
        assert_eq!(fitting(&lines, 2_500).len(), 3);
        assert!(fitting(&lines, 2_500)[1].ends_with("x…"));
        assert_eq!(fitting(&lines, 20), ["+ one", "…"]);
        assert_eq!(fitting(&lines, 1), ["…"]);
    }
}
