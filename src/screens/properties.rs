//! What a bot's code stores: properties by name, their values hidden until somebody asks for one.
//!
//! Owns that a value is read where it is revealed, and nowhere else. Values are in no list, card, file or note.
//!
//! - [`list`]: all of them, by pages and by words
//! - [`card`]: one: what it is, its value revealed, deleting it

use super::bot;
use crate::api::{ApiError, Property};
use crate::frame::named::Number;
use crate::frame::{Page, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, PropertyId};
use crate::link::Link;
use crate::plain;
use crate::text::{Html, isolated};

pub mod card;
pub mod list;

/// Longest name in a sentence and on a button, characters.
const MAX_NAME: usize = 60;
const MAX_LABEL: usize = 30;

/// The first page of the properties of the bot that is the link's first number.
pub fn all(link: &Link) -> Option<Link> {
    let bot = Number::read(*link.numbers().first()?)?;
    Some(to(list::Properties, (bot, None, Page::FIRST)))
}

/// The card of the property that is the link's second number.
pub fn one(link: &Link) -> Option<Link> {
    let [bot, property, ..] = *link.numbers() else { return None };
    Some(to(card::PropertyCard, (Number::read(bot)?, Number::read(property)?)))
}

async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Vec<Property>, Trouble> {
    let properties = match visit.api().properties(visit.key(), bot).await {
        Err(ApiError::NotFound(_)) => return Err(bot::unknown(visit, bot).into()),
        properties => properties?,
    };
    visit.proved().await?;
    Ok(properties)
}

async fn read_one(visit: &Visit<'_>, bot: BotId, id: PropertyId) -> Result<Property, Trouble> {
    let found = read(visit, bot).await?.into_iter().find(|property| property.id == Some(id));
    found.ok_or_else(|| View::new(html!(visit.text(), "property-gone")).into())
}

fn name(visit: &Visit<'_>, property: &Property, max: usize) -> String {
    let name = property.name.as_ref().and_then(|name| name.line(visit.key(), max));
    name.map_or_else(|| plain!(visit.text(), "property-nameless"), |name| isolated(&name))
}

/// Whom it belongs to, as far as the API says.
fn whose(visit: &Visit<'_>, property: &Property) -> Html {
    let (kind, person) = match property.user_id {
        Some(person) => ("person", person.to_string()),
        None => ("bot", String::new()),
    };
    html!(visit.text(), "property-whose", kind = kind, person = person)
}
