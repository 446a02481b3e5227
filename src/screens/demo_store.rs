//! The demo store: its bots, one of them, installing it. Which bot of the list is the new one is in
//! `demo_store/installed.rs`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::bots::{self, bot_name};
use super::figures::range;
use crate::api::StoreBot;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, StoreBotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, isolated};

mod installed;
pub use installed::Installed;

/// Demo bots on one page.
const ON_A_PAGE: usize = 8;
/// Longest name, characters: on a button, and in a sentence.
const MAX_LABEL: usize = 32;
const MAX_NAME: usize = 60;
/// Longest description shown, characters.
const MAX_DESCRIPTION: usize = 1_000;

/// The first page of the store.
pub fn store(_: &Link) -> Option<Link> {
    Some(to(Store, (Page::FIRST,)))
}

/// The demo bot of a link that installs it.
pub fn demo(link: &Link) -> Option<Link> {
    named::at::<Install>(link).map(|at| to(Demo, at))
}

/// The demo bots.
#[derive(Clone, Copy)]
pub struct Store;
impl Named for Store {
    const TAG: Tag = tag(b"ts");
    type At = (Page,);
}
impl Place for Store {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (page,): Self::At) -> Shown {
        let demos = listed(visit).await?;
        let text = visit.text();
        if demos.is_empty() {
            return Ok(View::new(html!(text, "demos-none")));
        }
        let page = Paged::new(&demos, page, ON_A_PAGE);
        let title = html!(text, "demos-title", range = range(text, &page, demos.len()));
        let mut view = View::new(Html::lines([title, html!(text, "demos-about")]));
        for demo in page.things {
            view = view.row([Button::to(called(visit, demo, MAX_LABEL), Demo, (demo.id,))]);
        }
        Ok(view.row(page.turns(Self, |page| (page,)).into_iter().flatten()))
    }
}

/// The demo bots, in the API's order.
async fn listed(visit: &Visit<'_>) -> Result<Vec<StoreBot>, Trouble> {
    let demos = visit.api().store_bots(visit.key()).await?;
    visit.proved().await?;
    Ok(demos)
}

async fn read(visit: &Visit<'_>, id: StoreBotId) -> Result<Option<StoreBot>, Trouble> {
    Ok(listed(visit).await?.into_iter().find(|demo| demo.id == id))
}

/// What a demo bot is called, on one line.
fn called(visit: &Visit<'_>, demo: &StoreBot, max: usize) -> String {
    let name = demo.name.as_ref().and_then(|name| name.line(visit.key(), max));
    name.map_or_else(|| plain!(visit.text(), "demo-nameless", demo = demo.id.to_string()), |name| isolated(&name))
}

/// One demo bot.
pub struct Demo;
impl Named for Demo {
    const TAG: Tag = tag(b"te");
    type At = (StoreBotId,);
}
impl Place for Demo {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let text = visit.text();
        let Some(demo) = read(visit, id).await? else { return Err(View::new(html!(text, "demo-gone")).into()) };
        let words = demo.description.as_ref().and_then(|words| words.line(visit.key(), MAX_DESCRIPTION));
        let lines = [
            html!(text, "demo-name", demo = called(visit, &demo, MAX_NAME)),
            match words {
                Some(words) => html!(text, "lib-description", words = isolated(&words)),
                None => html!(text, "lib-undescribed"),
            },
            html!(text, "demo-about"),
        ];
        Ok(View::new(Html::lines(lines)).row([Button::to(plain!(text, "button-install"), Install, (id,))]))
    }
}

/// What there was before a demo bot was installed, and which bot the answer named.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Before {
    bots: HashSet<i64>,
    named: Option<i64>,
    demo: String,
}

/// Installs a demo bot. Asked about only where the account has one of it already.
pub struct Install;
impl Named for Install {
    const TAG: Tag = tag(b"ti");
    type At = (StoreBotId,);
}
impl Act for Install {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (demo, all) = tokio::join!(still_offered(visit, id), bots::listed(visit));
        let (demo, all) = (demo?, all?);
        let Some(there) = all.iter().find(|bot| bot.store_bot_id == Some(id)) else { return Ok(None) };
        let text = visit.text();
        let name = bot_name(visit, there, MAX_NAME);
        Ok(Some(Ask {
            text: html!(text, "demo-again-ask", demo = called(visit, &demo, MAX_NAME), name = name),
            yes: plain!(text, "button-install-another"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (demo, all) = tokio::join!(still_offered(visit, id), bots::listed(visit));
        let (demo, all) = (demo?, all?);
        let named = visit.api().install_demo_bot(visit.key(), id).await?.map(|bot| bot.id.get());
        let bots = all.iter().map(|bot| bot.id.get()).collect();
        Ok(serde_json::to_string(&Before { bots, named, demo: called(visit, &demo, MAX_NAME) }).ok())
    }

    fn after((id,): Self::At, act: ActId) -> Link {
        to(Installed, (id, act))
    }
}

/// The demo bot; of one that is not offered any more its own place says so.
async fn still_offered(visit: &Visit<'_>, id: StoreBotId) -> Result<StoreBot, Trouble> {
    read(visit, id).await?.ok_or(Trouble::Elsewhere(to(Demo, (id,))))
}
