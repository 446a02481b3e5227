//! The libraries of a bot: those it has, those of the store, and one in full.
//!
//! Owns how libraries are read and called. Installing and uninstalling are in `libraries/changing.rs`. The API does not
//! say which commands use a library, so nothing here does.

use std::sync::Arc;

use super::bot;
use super::figures::{figure, range};
use crate::api::{ApiError, ApiText, InstalledLib, StoreLib, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{BotId, LibId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, isolated};

mod changing;
mod store;
pub use changing::{Changed, Install, Uninstall};
pub use store::{Search, Store};

/// Libraries on one page.
const ON_A_PAGE: usize = 8;
/// Longest name of a library, characters: on a button, and in a sentence.
const MAX_LABEL: usize = 24;
const MAX_NAME: usize = 60;
/// Longest description shown, characters.
const MAX_DESCRIPTION: usize = 800;

/// The first page of a bot's libraries, whose number is the link's first.
pub fn list(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Libraries, (bot, Page::FIRST)))
}

/// The library of a link that installs or uninstalls it.
pub fn card(link: &Link) -> Option<Link> {
    let at = named::at::<Install>(link).or_else(|| named::at::<Uninstall>(link))?;
    Some(to(LibCard, at))
}

/// The libraries that a bot has.
#[derive(Clone, Copy)]
pub struct Libraries;
impl Named for Libraries {
    const TAG: Tag = tag(b"gl");
    type At = (BotId, Page);
}
impl Place for Libraries {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let (libs, name) = tokio::join!(installed(visit, bot), bot::name_of(visit, bot));
        let libs = libs?;
        let text = visit.text();
        let store = Button::to(plain!(text, "button-lib-store"), Store, (bot, None, Page::FIRST));
        if libs.is_empty() {
            return Ok(View::new(html!(text, "libs-none", name = name)).row([store]));
        }
        let page = Paged::new(&libs, page, ON_A_PAGE);
        let mut view = View::new(html!(text, "libs-title", name = name, range = range(text, &page, libs.len())));
        for lib in page.things {
            let label = called(visit, lib.name.as_ref(), lib.id, MAX_LABEL);
            view = view.row([Button::to(label, LibCard, (bot, lib.id))]);
        }
        let turns = page.turns(Self, |page| (bot, page));
        Ok(view.row(turns.into_iter().flatten()).row([store]))
    }
}

/// What a library is and does, and whether the bot has it.
pub struct LibCard;
impl Named for LibCard {
    const TAG: Tag = tag(b"gc");
    type At = (BotId, LibId);
}
impl Place for LibCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let store = visit.api().store_libs(visit.key());
        let (libs, store, name) = tokio::join!(installed(visit, bot), store, bot::name_of(visit, bot));
        let libs = libs?;
        let has = libs.iter().find(|lib| lib.id == id);
        let offered = store.as_ref().ok().and_then(|store| store.iter().find(|lib| lib.id == id));
        let text = visit.text();
        if has.is_none() && offered.is_none() {
            store?;
            return Err(View::new(html!(text, "lib-gone", name = name)).into());
        }
        let lib = has.and_then(|lib| lib.name.as_ref()).or(offered.and_then(|lib| lib.name.as_ref()));
        let lib = called(visit, lib, id, MAX_NAME);
        let state = if has.is_some() { "yes" } else { "no" };
        let mut lines =
            vec![html!(text, "lib-name", lib = lib), html!(text, "lib-installed", installed = state, name = name)];
        match (&store, offered) {
            (_, Some(offered)) => lines.extend(facts(visit, offered)),
            (Ok(_), None) => lines.push(html!(text, "lib-not-in-store")),
            (Err(_), None) => lines.push(html!(text, "lib-store-silent")),
        }
        let change = match has {
            Some(_) => Button::to(plain!(text, "button-uninstall"), Uninstall, (bot, id)),
            None => Button::to(plain!(text, "button-install"), Install, (bot, id)),
        };
        let store = Button::to(plain!(text, "button-lib-store"), Store, (bot, None, Page::FIRST));
        Ok(View::new(Html::lines(lines)).row([change, store]))
    }
}

/// What the store says of a library.
fn facts(visit: &Visit<'_>, lib: &StoreLib) -> Vec<Html> {
    let text = visit.text();
    let description = lib.description.as_ref().and_then(|words| words.line(visit.key(), MAX_DESCRIPTION));
    let mut lines = vec![match description {
        Some(words) => html!(text, "lib-description", words = isolated(&words)),
        None => html!(text, "lib-undescribed"),
    }];
    lines.push(html!(text, "lib-installs", shown = figure(text, lib.installations_count)));
    if let Some(at) = lib.updated_at.as_ref().and_then(Timestamp::utc) {
        lines.push(html!(text, "lib-updated", when = text.short_time(at, visit.now())));
    }
    lines
}

/// What a library is called, on one line.
fn called(visit: &Visit<'_>, name: Option<&ApiText>, id: LibId, max: usize) -> String {
    let name = name.and_then(|name| name.line(visit.key(), max));
    name.map_or_else(|| plain!(visit.text(), "lib-nameless", lib = id.to_string()), |name| isolated(&name))
}

/// What a library is called that is in one of these lists.
fn name_in(visit: &Visit<'_>, installed: &[InstalledLib], store: &[StoreLib], id: LibId) -> String {
    let has = installed.iter().find(|lib| lib.id == id).and_then(|lib| lib.name.as_ref());
    let offered = || store.iter().find(|lib| lib.id == id).and_then(|lib| lib.name.as_ref());
    called(visit, has.or_else(offered), id, MAX_NAME)
}

/// The libraries of a bot, in the API's order.
async fn installed(visit: &Visit<'_>, bot: BotId) -> Result<Vec<InstalledLib>, Trouble> {
    let libs = match visit.api().installed_libs(visit.key(), bot).await {
        Err(ApiError::NotFound(_)) => return Err(bot::unknown(visit, bot).into()),
        libs => libs?,
    };
    visit.proved().await?;
    Ok(libs)
}

/// The store's list, or an empty one where it cannot be read: for names alone.
async fn store_or_nothing(visit: &Visit<'_>) -> Arc<[StoreLib]> {
    visit.api().store_libs(visit.key()).await.unwrap_or_default()
}
