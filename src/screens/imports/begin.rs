//! The ways to an import: `/import NAME`, a pasted link, a bot's card; and which sheet is meant.
//!
//! A link is kept as a sealed note: no button and no row holds one.

use secrecy::ExposeSecret as _;

use super::super::bot;
use super::super::bots::{self, Bots, Goal};
use super::TaskOf;
use super::asked::two_numbers;
use super::mine::{self, Entry};
use super::preview::Preview;
use super::source::{Source, has_link, link_sentence, source, without_links};
use crate::api::{Bot, CsvImportTask};
use crate::frame::prompt::Words;
use crate::frame::{
    Anyone, Button, Command, Linked, Named, Page, Place, Prompt, Shown, Taken, Trouble, View, Visit, to,
};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::sheets::{AddressProblem, LinkProblem};
use crate::text::Html;

/// Most imports of one bot that are read for its room.
const MAX_IMPORTS: usize = 3;

/// `/import NAME`.
pub static IMPORT: Command = Command {
    name: "import",
    others: &["upload", "sheet", "csvimport", "csv_import"],
    menu: Some(|text| plain!(text, "menu-import")),
    help: |text| html!(text, "help-import"),
    glued: None,
};

/// `/import` with a bot's name, a sheet's link, or both.
pub struct Ask;
impl Named for Ask {
    const TAG: Tag = tag(b"sa");
    type At = ();
}
impl Place for Ask {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        // Two numbers are an import that was started already.
        if let Some(import) = two_numbers(visit.words).filter(|_| !has_link(visit.words)) {
            return Err(Trouble::Elsewhere(import));
        }
        let next = if has_link(visit.words) { to(Pasted, ()) } else { to(bots::Find, (Goal::Sheet(None),)) };
        Err(Trouble::Elsewhere(next))
    }
}

/// Pasted words with a link in them may mean a sheet.
pub fn pasted_sheet(words: &str) -> Option<Link> {
    has_link(words).then(|| to(Pasted, ()))
}

/// A pasted link: kept, and the bot is asked for where that is not clear.
pub struct Pasted;
impl Named for Pasted {
    const TAG: Tag = tag(b"ss");
    type At = ();
}
impl Place for Pasted {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let found = source(visit.words, visit.house.sheets.hosts());
        let found = found.map_err(|problem| Trouble::from(View::new(link_sentence(text, problem))))?;
        let note = visit.note(visit.words).await?;
        let which = to(Bots, (Goal::Sheet(Some(note)), None, Page::FIRST));
        if let Source::Unlisted(_) = found {
            // Most links of other hosts are no sheets: nothing is asked for them.
            let sentence = link_sentence(text, LinkProblem::Address(AddressProblem::NotAllowedHost));
            let import = Button::link(plain!(text, "button-import"), which);
            return Err(View::new(sentence).row([import]).into());
        }
        let all = bots::listed(visit).await?;
        let name = without_links(visit.words);
        let meant = bots::matching(&all, visit, &name);
        let one = match &meant[..] {
            [one] => Some(*one),
            _ => all.first().filter(|_| all.len() == 1),
        };
        Err(Trouble::Elsewhere(one.map_or(which, |one| to(Preview, (one.id, Some(note))))))
    }
}

/// The imports of a bot: its sheet, the last ones, and the way to another one.
pub struct Room;
impl Named for Room {
    const TAG: Tag = tag(b"sb");
    type At = (BotId,);
}
impl Place for Room {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let known = bot::read(visit, id).await?;
        let mut asked = mine::asked(visit).await?;
        asked.retain(|entry| entry.bot == id);
        asked.truncate(MAX_IMPORTS);
        let read = mine::read(visit, &asked).await;
        let text = visit.text();
        let name = bots::bot_name(visit, &known, bots::MAX_NAME);
        let mut lines = vec![html!(text, "imports-title", name = name), stored_line(visit, &known)];
        lines.extend(asked.iter().zip(&read).map(|(entry, found)| mine::line(visit, entry, found.as_ref())));
        let stored = known.csv_url.is_some();
        let look = stored.then(|| Button::to(plain!(text, "button-see-import"), Preview, (id, None)));
        let view = View::new(Html::lines(lines));
        let view = match stored {
            true => {
                let other = Button::to(plain!(text, "button-other-sheet"), SheetOf, (id,));
                view.row(look.into_iter().chain([other]))
            }
            false => view.asks(SheetOf, (id,)),
        };
        let entry = |(entry, found): (&Entry, &Option<CsvImportTask>)| {
            Button::link(mine::label(visit, entry, found.as_ref()), entry.link)
        };
        let view = asked.iter().zip(&read).fold(view, |view, one| view.row([entry(one)]));
        Ok(view.row([Button::to(plain!(text, "button-check-number"), TaskOf, (id,))]))
    }
}

/// The sheet that is stored with a bot, by the last characters of its link.
fn stored_line(visit: &Visit<'_>, bot: &Bot) -> Html {
    let text = visit.text();
    let Some(address) = &bot.csv_url else { return html!(text, "imports-no-sheet") };
    match source(address.expose_secret(), visit.house.sheets.hosts()) {
        Ok(Source::Sheet(address)) if !address.shown_tail().is_empty() => {
            html!(text, "imports-sheet", tail = address.shown_tail())
        }
        _ => html!(text, "imports-some-sheet"),
    }
}

/// What is said where an import replaces the link that is stored with the bot: from which to which.
pub(super) fn replaced(visit: &Visit<'_>, bot: &Bot, address: &str) -> Option<Html> {
    let stored = bot.csv_url.as_ref()?.expose_secret();
    let text = visit.text();
    let tail = |link: &str| match source(link, visit.house.sheets.hosts()) {
        Ok(Source::Sheet(address)) if !address.shown_tail().is_empty() => format!("…{}", address.shown_tail()),
        _ => plain!(text, "imports-some-link"),
    };
    let (from, to) = (tail(stored), tail(address));
    let same = if from == to { "yes" } else { "no" };
    (stored != address).then(|| html!(text, "preview-replaces", from = from, to = to, same = same))
}

/// The link that is meant: of a note, else the one that is stored with the bot.
///
/// # Errors
/// The question for a link when there is none, or none any more.
pub(super) async fn meant_link(visit: &Visit<'_>, bot: &Bot, note: Option<NoteId>) -> Result<String, Trouble> {
    let text = visit.text();
    let asks = |sentence: Html| Trouble::from(View::new(sentence).asks(SheetOf, (bot.id,)));
    match (note, &bot.csv_url) {
        (Some(note), _) => {
            let noted = visit.store().noted(visit.asker.user, note).await?;
            noted.ok_or_else(|| asks(html!(text, "sheet-forgotten")))
        }
        (None, Some(stored)) => Ok(stored.expose_secret().to_owned()),
        (None, None) => Err(asks(html!(text, "imports-no-sheet"))),
    }
}

/// The link of the sheet to import into this bot.
pub struct SheetOf;
impl Named for SheetOf {
    const TAG: Tag = tag(b"sl");
    type At = (BotId,);
}
impl Prompt for SheetOf {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "sheet-ask", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        match source(&words, visit.house.sheets.hosts()) {
            Ok(_) => Ok(Taken::Go(to(Preview, (bot, Some(visit.note(&words).await?))))),
            Err(problem) => Ok(Taken::Again(link_sentence(visit.text(), problem))),
        }
    }
}

/// The imports of the bot that is the link's first number.
pub fn room(link: &Link) -> Option<Link> {
    let bot = crate::frame::named::Number::read(*link.numbers().first()?)?;
    Some(to(Room, (bot,)))
}
