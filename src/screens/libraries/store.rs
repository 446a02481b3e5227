//! The libraries of the store, most installed first, and finding one by words.

use std::collections::HashSet;

use super::super::bot;
use super::super::figures::{SEARCH_FROM, echo, figure, range};
use super::{LibCard, MAX_LABEL, ON_A_PAGE, called, installed};
use crate::api::{ApiText, StoreLib};
use crate::characters::seen;
use crate::frame::prompt::Words;
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Prompt, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, LibId, NoteId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

/// A page of the store for a bot: all libraries, or those that match the words of a note.
#[derive(Clone, Copy)]
pub struct Store;
impl Named for Store {
    const TAG: Tag = tag(b"gs");
    type At = (BotId, Option<NoteId>, Page);
}
impl Place for Store {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, page): Self::At) -> Shown {
        let searched = visit.perhaps_noted(note).await?;
        let (all, has, name) = tokio::join!(listed(visit), installed(visit, bot), bot::name_of(visit, bot));
        let (all, has) = (all?, has?);
        let text = visit.text();
        let shown: Vec<&StoreLib> = match &searched {
            Some(words) => matching(&all, visit, words),
            None => all.iter().collect(),
        };
        let search = || Button::to(plain!(text, "button-search"), Search, (bot,));
        if shown.is_empty() {
            return Ok(match &searched {
                Some(words) => View::new(nothing(visit, words)).row([search()]),
                None => View::new(html!(text, "libs-store-none")),
            });
        }
        let has: HashSet<LibId> = has.iter().map(|lib| lib.id).collect();
        let page = Paged::new(&shown, page, ON_A_PAGE);
        let title = html!(
            text,
            "libs-store-title",
            kind = if searched.is_some() { "found" } else { "all" },
            words = searched.as_deref().map(echo).unwrap_or_default(),
            range = range(text, &page, shown.len())
        );
        let mut view = View::new(Html::lines([title, html!(text, "libs-store-about", name = name)]));
        for lib in page.things {
            view = view.row([Button::to(label(visit, lib, &has), LibCard, (bot, lib.id))]);
        }
        let [before, after] = page.turns(Self, |page| (bot, note, page));
        let search = (all.len() >= SEARCH_FROM).then(search);
        Ok(view.row([before, search, after].into_iter().flatten()))
    }
}

/// `✅ Referral Lib · 5,210`
fn label(visit: &Visit<'_>, lib: &StoreLib, has: &HashSet<LibId>) -> String {
    let text = visit.text();
    let installed = if has.contains(&lib.id) { "yes" } else { "no" };
    let name = called(visit, lib.name.as_ref(), lib.id, MAX_LABEL);
    plain!(text, "lib-label", installed = installed, lib = name, shown = figure(text, lib.installations_count))
}

/// The store's libraries, most installed first, else in the API's order.
async fn listed(visit: &Visit<'_>) -> Result<Vec<StoreLib>, Trouble> {
    let mut libs = visit.api().store_libs(visit.key()).await?.to_vec();
    libs.sort_by_key(|lib| std::cmp::Reverse(lib.installations_count));
    Ok(libs)
}

/// The libraries that have the words in their name, and after them those that have them in their description.
fn matching<'l>(libs: &'l [StoreLib], visit: &Visit<'_>, words: &str) -> Vec<&'l StoreLib> {
    let words = seen(words).trim().to_lowercase();
    let has = |text: Option<&ApiText>| {
        text.is_some_and(|text| seen(&text.shown(visit.key())).to_lowercase().contains(&words))
    };
    let (named, others): (Vec<_>, Vec<_>) = libs.iter().partition(|lib| has(lib.name.as_ref()));
    named.into_iter().chain(others.into_iter().filter(|lib| has(lib.description.as_ref()))).collect()
}

fn nothing(visit: &Visit<'_>, words: &str) -> Html {
    html!(visit.text(), "libs-not-found", words = echo(words))
}

/// Words to find a library of the store by.
pub struct Search;
impl Named for Search {
    const TAG: Tag = tag(b"gf");
    type At = (BotId,);
}
impl Prompt for Search {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, _: Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "libs-search"))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let libs = listed(visit).await?;
        Ok(match matching(&libs, visit, &words)[..] {
            [] => Taken::Again(nothing(visit, &words)),
            [one] => Taken::Go(to(LibCard, (bot, one.id))),
            _ => Taken::Go(to(Store, (bot, Some(visit.note(&words).await?), Page::FIRST))),
        })
    }
}
