//! The properties of a bot: all, or those with some words in their names.

use super::card::PropertyCard;
use super::{MAX_LABEL, name, read};
use crate::api::Property;
use crate::characters::seen;
use crate::frame::prompt::Words;
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::bot::name_of;
use crate::screens::figures::{SEARCH_FROM, echo};
use crate::text::{Html, count};

/// Properties on one page.
const ON_A_PAGE: usize = 8;

/// A page of the properties; of those that have the words of a note, if there is one.
#[derive(Clone, Copy)]
pub struct Properties;
impl Named for Properties {
    const TAG: Tag = tag(b"qp");
    type At = (BotId, Option<NoteId>, Page);
}
impl Place for Properties {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, page): Self::At) -> Shown {
        let words = visit.perhaps_noted(note).await?;
        let (properties, bot_name) = tokio::join!(read(visit, bot), name_of(visit, bot));
        let properties = properties?;
        let text = visit.text();
        if properties.is_empty() {
            return Ok(View::new(html!(text, "properties-none", name = bot_name)));
        }
        let meant: Vec<&Property> = match &words {
            Some(words) => found(&properties, words),
            None => properties.iter().collect(),
        };
        let paged = Paged::new(&meant, page, ON_A_PAGE);
        let shown = text.number(count(meant.len()));
        let mut lines = vec![match &words {
            Some(words) => {
                html!(
                    text,
                    "properties-found",
                    name = bot_name,
                    words = echo(words),
                    count = count(meant.len()),
                    shown = shown
                )
            }
            None => html!(text, "properties-title", name = bot_name, shown = shown),
        }];
        let number = |place: usize| text.number(count(place));
        lines.extend((paged.pages > 1).then(|| {
            html!(
                text,
                "properties-page",
                first = number(paged.first),
                last = number(paged.last()),
                count = number(meant.len())
            )
        }));
        lines.push(html!(text, "properties-masked"));
        let unnumbered = count(paged.things.iter().filter(|property| property.id.is_none()).count());
        lines.extend(
            (unnumbered > 0)
                .then(|| html!(text, "properties-unnumbered", count = unnumbered, shown = text.number(unnumbered))),
        );
        let view = View::new(Html::lines(lines));
        let view = paged.things.iter().fold(view, |view, property| view.row(button(visit, bot, property)));
        let [before, after] = paged.turns(Self, |page| (bot, note, page));
        let search = properties.len() >= SEARCH_FROM || words.is_some();
        let search = search.then(|| Button::to(plain!(text, "button-search"), Search, (bot,)));
        Ok(view.row([before, search, after].into_iter().flatten()))
    }
}

/// `[balance · person 61]`; none for a property that cannot be asked for again.
fn button(visit: &Visit<'_>, bot: BotId, property: &Property) -> Option<Button> {
    let name = name(visit, property, MAX_LABEL);
    let label = match property.user_id {
        Some(person) => plain!(visit.text(), "property-of-person", name = name, person = person.to_string()),
        None => name,
    };
    Some(Button::to(label, PropertyCard, (bot, property.id?)))
}

/// Those with the words in their names, and those of the person with this number. Values are not searched.
fn found<'p>(properties: &'p [Property], words: &str) -> Vec<&'p Property> {
    let words = seen(words).trim().to_lowercase();
    let has = |property: &&Property| {
        property.name.as_ref().is_some_and(|name| name.contains(&words))
            || property.user_id.is_some_and(|person| person.to_string() == words)
    };
    properties.iter().filter(has).collect()
}

/// Words to find properties by.
pub struct Search;
impl Named for Search {
    const TAG: Tag = tag(b"qs");
    type At = (BotId,);
}
impl Prompt for Search {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "properties-search", name = name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let properties = read(visit, bot).await?;
        Ok(match found(&properties, &words)[..] {
            [] => Taken::Again(html!(
                visit.text(),
                "properties-not-found",
                name = name_of(visit, bot).await,
                words = echo(&words)
            )),
            [Property { id: Some(id), .. }] => Taken::Go(to(PropertyCard, (bot, *id))),
            _ => Taken::Go(to(Properties, (bot, Some(visit.note(&words).await?), Page::FIRST))),
        })
    }
}
