//! Groups that are told of alerts as well: a person adds the bot to one, and says here whether it is told.
//!
//! Owns the question and the list. A group's title may have been written by anybody.

use super::list::Watches;
use crate::credentials::masked;
use crate::frame::{Act, Anyone, Ask, Button, Linked, Named, Page, Place, Press, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, TeamId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{Team, TeamBegun};
use crate::text::{Html, count, name};

/// Longest title of a group that is shown, characters; on a button, less.
const MAX_TITLE: usize = 60;
const MAX_LABEL: usize = 24;

/// The list.
pub fn all(_: &Link) -> Option<Link> {
    Some(to(Teams, ()))
}

/// Where `/watches` leads to it.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn button(visit: &Visit<'_>) -> Result<Button, Trouble> {
    let text = visit.text();
    let told = count(visit.store().teams(visit.asker.user).await?.iter().filter(|team| team.told).count());
    let label = match told {
        0 => plain!(text, "button-team"),
        told => plain!(text, "button-teams", shown = text.number(told)),
    };
    Ok(Button::to(label, Teams, ()))
}

/// The title as it may be shown to its person.
fn title<W>(visit: &Visit<'_, W>, team: &Team, max: usize) -> String {
    match name(&masked(&team.name, None), max) {
        title if title.is_empty() => plain!(visit.text(), "team-nameless"),
        title => title,
    }
}

/// The groups, and how another one comes to be told.
pub struct Teams;
impl Named for Teams {
    const TAG: Tag = tag(b"tm");
    type At = ();
}
impl Place for Teams {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let teams = visit.store().teams(visit.asker.user).await?;
        let several = visit.who.accounts.all.len() > 1;
        let line = |team: &Team| {
            let account = visit.who.accounts.find(team.account).filter(|_| several);
            let account = account.map(|account| visit.asker.name(account));
            let told = if team.told { "yes" } else { "no" };
            let of = if account.is_some() { "yes" } else { "no" };
            let name = title(visit, team, MAX_TITLE);
            html!(text, "team-line", name = name, told = told, several = of, account = account.unwrap_or_default())
        };
        let mut lines = vec![html!(text, "teams-title"), html!(text, "teams-how")];
        if !teams.is_empty() {
            lines.push(Html::default());
            lines.extend(teams.iter().map(line));
        }
        if teams.iter().any(|team| team.told) {
            lines.push(html!(text, "teams-on"));
        }
        let mut view = View::new(Html::lines(lines));
        for team in &teams {
            let name = title(visit, team, MAX_LABEL);
            let (label, link) = match team.told {
                true => (plain!(text, "button-team-stop", name = name), to(StopTelling, (team.id,))),
                false => (plain!(text, "button-team-tell", name = name), to(Tell, (team.id,))),
            };
            // It is told with the account that it was offered with, whichever is in use.
            view = view.row([Button::link(label, link.of(team.account))]);
        }
        let add = Button { label: plain!(text, "button-add-to-group"), press: Press::AddToGroup };
        // Only our own rows were read.
        Err(view.row([add]).into())
    }
}

/// Tells a group of alerts from now on.
pub struct Tell;
impl Named for Tell {
    const TAG: Tag = tag(b"tl");
    type At = (TeamId,);
}
impl Act for Tell {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let text = visit.text();
        let Some(team) = visit.store().team(visit.asker.user, id).await?.filter(|team| !team.told) else {
            return Err(Trouble::Elsewhere(to(Teams, ())));
        };
        let watched = visit.store().watched(visit.asker.user).await?;
        let nothing = !watched.iter().any(|one| one.link.account() == Some(team.account));
        let mut lines = vec![html!(text, "team-ask", name = title(visit, &team, MAX_TITLE))];
        lines.extend(nothing.then(|| html!(text, "team-ask-nothing")));
        Ok(Some(Ask {
            text: Html::lines(lines),
            yes: plain!(text, "button-tell-group"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        match visit.store().begin_team(visit.asker.user, id, to(Hello, ())).await? {
            TeamBegun::Told => Ok(None),
            TeamBegun::Gone => Err(View::new(html!(visit.text(), "team-gone")).into()),
            TeamBegun::TooMany => Err(View::new(html!(visit.text(), "team-too-many")).into()),
        }
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Teams, ())
    }
}

/// Tells a group nothing any more. It can be told again, so nothing is asked.
pub struct StopTelling;
impl Named for StopTelling {
    const TAG: Tag = tag(b"tq");
    type At = (TeamId,);
}
impl Act for StopTelling {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().end_team(visit.asker.user, id).await?;
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Teams, ())
    }
}

/// The first word to a group: its members did not ask for this.
pub struct Hello;
impl Named for Hello {
    const TAG: Tag = tag(b"tn");
    type At = ();
}
impl Place for Hello {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let list = Button::to(plain!(visit.text(), "button-watches"), Watches, (Page::FIRST,));
        Ok(View::new(html!(visit.text(), "team-hello")).row([list]))
    }
}

/// A group that cannot be told any more, told to its person once.
pub struct Lost;
impl Named for Lost {
    const TAG: Tag = tag(b"tw");
    type At = (TeamId,);
}
impl Place for Lost {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (id,): Self::At) -> Shown {
        let Some(team) = visit.store().team(visit.asker.user, id).await? else {
            return Err(Trouble::Elsewhere(to(Teams, ())));
        };
        let text = visit.text();
        let all = Button::to(plain!(text, "button-team"), Teams, ());
        Ok(View::new(html!(text, "team-lost", name = title(visit, &team, MAX_TITLE))).row([all]))
    }
}
