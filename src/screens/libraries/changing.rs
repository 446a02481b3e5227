//! Installing a library and uninstalling it, and what became of that.

use super::super::bot;
use super::{LibCard, Libraries, installed, name_in, store_or_nothing};
use crate::api::InstalledLib;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, LibId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;

/// Installs a library. Not asked about: it changes nothing for the bot's users.
pub struct Install;
impl Named for Install {
    const TAG: Tag = tag(b"gi");
    type At = (BotId, LibId);
}
impl Act for Install {
    type Who = Linked;
    type With = ();

    /// The button may be an old one: a library that is installed by now is shown.
    async fn question(visit: &Visit<'_>, (bot, lib): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let libs = installed(visit, bot).await?;
        if has(&libs, lib) { Err(Trouble::Elsewhere(to(LibCard, (bot, lib)))) } else { Ok(None) }
    }

    async fn send(visit: &Visit<'_>, (bot, lib): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().install_lib(visit.key(), bot, lib).await?;
        Ok(None)
    }

    fn after((bot, lib): Self::At, act: ActId) -> Link {
        to(Changed, (bot, lib, act))
    }
}

/// Uninstalls a library: commands that use it fail from then on, so it is asked about.
pub struct Uninstall;
impl Named for Uninstall {
    const TAG: Tag = tag(b"gu");
    type At = (BotId, LibId);
}
impl Act for Uninstall {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, lib): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (libs, name) = tokio::join!(still_there(visit, bot, lib), bot::name_of(visit, bot));
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "lib-uninstall-ask", lib = name_in(visit, &libs?, &[], lib), name = name),
            yes: plain!(text, "button-uninstall-now"),
            no: plain!(text, "button-keep"),
        }))
    }

    /// Returns the library's name: the list does not have it any more.
    async fn send(visit: &Visit<'_>, (bot, lib): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let libs = still_there(visit, bot, lib).await?;
        visit.api().uninstall_lib(visit.key(), bot, lib).await?;
        Ok(Some(name_in(visit, &libs, &[], lib)))
    }

    fn after((bot, lib): Self::At, act: ActId) -> Link {
        to(Changed, (bot, lib, act))
    }
}

fn has(libs: &[InstalledLib], lib: LibId) -> bool {
    libs.iter().any(|one| one.id == lib)
}

/// The bot's libraries, this one among them; a library that is gone already is shown instead.
async fn still_there(visit: &Visit<'_>, bot: BotId, lib: LibId) -> Result<Vec<InstalledLib>, Trouble> {
    let libs = installed(visit, bot).await?;
    if has(&libs, lib) { Ok(libs) } else { Err(Trouble::Elsewhere(to(LibCard, (bot, lib)))) }
}

/// What became of installing or uninstalling: the bot's list says it.
pub struct Changed;
impl Named for Changed {
    const TAG: Tag = tag(b"ga");
    type At = (BotId, LibId, ActId);
}
impl Place for Changed {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, lib, act): Self::At) -> Shown {
        let card = to(LibCard, (bot, lib));
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(card)) };
        let installs = asked.link.tag() == Install::TAG;
        let verb = if installs { "install" } else { "uninstall" };
        let text = visit.text();
        let ways = [
            Button::link(plain!(text, "button-lib"), card),
            Button::to(plain!(text, "button-libraries"), Libraries, (bot, Page::FIRST)),
        ];
        if asked.state == ActState::Failed {
            let words = asked.words.unwrap_or_default();
            return Ok(View::new(html!(text, "lib-refused", verb = verb, words = words)).row(ways));
        }
        let (libs, store, name) =
            tokio::join!(installed(visit, bot), store_or_nothing(visit), bot::name_of(visit, bot));
        let libs = libs?;
        let told = match (asked.state, has(&libs, lib) == installs) {
            (ActState::Done, true) => "so",
            (ActState::Done, false) => "not-seen",
            (_, true) => "so-by-whom",
            (_, false) => "unknown",
        };
        let lib = asked.words.unwrap_or_else(|| name_in(visit, &libs, &store, lib));
        Ok(View::new(html!(text, "lib-changed", told = told, verb = verb, lib = lib, name = name)).row(ways))
    }
}
