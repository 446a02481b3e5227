//! One property: what it is, its value for a minute, and deleting it.

use super::list::Properties;
use super::{MAX_NAME, name, read, read_one, whose};
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Secret, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, PropertyId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bot::name_of;
use crate::store::ActState;
use crate::text::{Html, count};

/// Longest word for a type, characters.
const MAX_KIND: usize = 20;

/// A property, its value hidden.
pub struct PropertyCard;
impl Named for PropertyCard {
    const TAG: Tag = tag(b"qc");
    type At = (BotId, PropertyId);
}
impl Place for PropertyCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let (property, bot_name) = tokio::join!(read_one(visit, bot, id), name_of(visit, bot));
        let property = property?;
        let text = visit.text();
        let kind = property.kind.as_ref().and_then(|kind| kind.line(visit.key(), MAX_KIND));
        let size = property.value.as_ref().map(|value| count(value.expose().chars().count()));
        let told = match size {
            None => "none",
            Some(0) => "empty",
            Some(_) => "there",
        };
        let size = size.unwrap_or_default();
        let lines = [
            html!(text, "property-title", name = name(visit, &property, MAX_NAME), bot = bot_name),
            html!(text, "property-kind", kind = kind.unwrap_or_else(|| "–".to_owned())),
            whose(visit, &property),
            html!(text, "property-value", told = told, count = size, shown = text.number(size)),
        ];
        let reveal = (size > 0).then(|| Button::below(plain!(text, "button-reveal"), Reveal, (bot, id, Page::FIRST)));
        let delete = Button::to(plain!(text, "button-delete-property"), Delete, (bot, id));
        Ok(View::new(Html::lines(lines)).row(reveal).row([delete]))
    }
}

/// A part of the value, for a minute. Long values come in parts, and not as a file: a phone keeps what it downloads.
#[derive(Clone, Copy)]
pub struct Reveal;
impl Named for Reveal {
    const TAG: Tag = tag(b"qr");
    type At = (BotId, PropertyId, Page);
}
impl Place for Reveal {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, part): Self::At) -> Shown {
        let (property, bot_name) = tokio::join!(read_one(visit, bot, id), name_of(visit, bot));
        let property = property?;
        let text = visit.text();
        let value = property.value.as_ref().map(|value| value.expose()).unwrap_or_default();
        let parts = Secret::parts(value);
        let title = html!(text, "property-title", name = name(visit, &property, MAX_NAME), bot = bot_name);
        let Some(secret) = parts.get(usize::from(part.0)) else {
            // It is shorter by now, or empty.
            return Err(Trouble::Elsewhere(to(PropertyCard, (bot, id))));
        };
        let place = text.number(i64::from(part.0) + 1);
        let which = (parts.len() > 1)
            .then(|| html!(text, "property-part", part = place, parts = text.number(count(parts.len()))));
        let next = Page(part.0.saturating_add(1));
        let more = (parts.len() > usize::from(next.0))
            .then(|| Button::below(plain!(text, "button-next-part"), Self, (bot, id, next)));
        Ok(View::new(Html::lines([title].into_iter().chain(which))).secret(Secret::new(secret)).row(more))
    }
}

/// Deletes a property.
pub struct Delete;
impl Named for Delete {
    const TAG: Tag = tag(b"qd");
    type At = (BotId, PropertyId);
}
impl Act for Delete {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (property, bot_name) = tokio::join!(read_one(visit, bot, id), name_of(visit, bot));
        let property = property?;
        let text = visit.text();
        let (name, whose) = (name(visit, &property, MAX_NAME), whose(visit, &property));
        Ok(Some(Ask {
            text: Html::lines([
                html!(text, "property-delete-ask", name = name, bot = bot_name),
                whose,
                html!(text, "property-delete-means"),
            ]),
            yes: plain!(text, "button-property-delete-now"),
            no: plain!(text, "button-property-keep"),
        }))
    }

    /// Its name is read before: afterwards nobody knows it.
    async fn send(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let property = read_one(visit, bot, id).await?;
        visit.api().delete_property(visit.key(), bot, id).await?;
        Ok(Some(name(visit, &property, MAX_NAME)))
    }

    fn after((bot, id): Self::At, act: ActId) -> Link {
        to(Deleted, (bot, id, act))
    }
}

/// What became of deleting: whether it is still there says it.
pub struct Deleted;
impl Named for Deleted {
    const TAG: Tag = tag(b"qe");
    type At = (BotId, PropertyId, ActId);
}
impl Place for Deleted {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let all = to(Properties, (bot, None, Page::FIRST));
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(all)) };
        let text = visit.text();
        let words = act.words.unwrap_or_default();
        if act.state == ActState::Failed {
            let card = Button::to(plain!(text, "button-property"), PropertyCard, (bot, id));
            return Ok(View::new(html!(text, "property-not-deleted", words = words)).row([card]));
        }
        let left = read(visit, bot).await?.into_iter().find(|property| property.id == Some(id));
        let told = match (act.state, &left) {
            (ActState::Done, None) => "deleted",
            (ActState::Done, Some(_)) => "left",
            (_, None) => "gone",
            (_, Some(_)) => "unknown",
        };
        let name = match &left {
            Some(property) => name(visit, property, MAX_NAME),
            None if words.is_empty() => plain!(text, "property-nameless"),
            None => words,
        };
        let card = left.map(|_| Button::to(plain!(text, "button-property"), PropertyCard, (bot, id)));
        Ok(View::new(html!(text, "property-deleted", told = told, name = name)).row(card))
    }
}
