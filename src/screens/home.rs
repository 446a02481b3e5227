//! The first screen: of somebody with an account, and of a stranger.

use std::time::Duration;

use super::bot::Status;
use super::{account, alerts, bot, bots, help, imports, settings, signing};
use crate::api::{ApiError, Bot};
use crate::frame::{Anyone, Button, Command, Linked, Named, Page, Place, Shown, Trouble, View, Visit, in_private, to};
use crate::html;
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

/// How long the list of bots may hold up the first screen.
const LIST_TIMEOUT: Duration = Duration::from_secs(3);

/// `/menu`.
pub static HOME: Command = Command {
    name: "menu",
    others: &["home", "back", "main", "dashboard"],
    menu: Some(|text| plain!(text, "menu-menu")),
    help: |text| html!(text, "help-menu"),
    glued: None,
};

/// `/start`, which Telegram itself sends.
pub static START: Command = Command {
    name: "start",
    others: &["begin", "hello"],
    menu: None,
    help: |text| html!(text, "help-start"),
    glued: None,
};

/// Who is connected, how many bots run, and where to go.
pub struct Home;
impl Named for Home {
    const TAG: Tag = tag(b"ho");
    type At = ();
}
impl Place for Home {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let text = visit.text();
        let (listed, usage) = tokio::join!(
            tokio::time::timeout(LIST_TIMEOUT, visit.api().bots(visit.key())),
            account::in_time(visit.api().iteration_usage(visit.key())),
        );
        let counts = match listed.unwrap_or(Err(ApiError::Unavailable)) {
            Ok(bots) => {
                visit.proved().await?;
                counts(visit, &bots)
            }
            Err(ApiError::KeyRejected) => return Err(Trouble::Api(ApiError::KeyRejected)),
            Err(_) => html!(text, "home-counts-unknown"),
        };
        let name = visit.asker.name(&visit.who.account);
        let iterations = usage.and_then(|usage| account::iterations::home_line(visit, &usage));
        let view = View::new(Html::lines([html!(text, "home-account", account = name), counts])).below_text(iterations);
        let bots = Button::to(plain!(text, "button-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST));
        let check = Button::to(plain!(text, "button-check"), imports::Asked, ());
        let account = Button::to(plain!(text, "button-account"), account::Overview, ());
        let help = Button::to(plain!(text, "button-help"), help::Help, ());
        let new = Button::to(plain!(text, "button-new-bot"), bot::NewName, ());
        let settings = Button::to(plain!(text, "button-settings"), settings::Settings, ());
        let alerts = Button::to(plain!(text, "button-alerts"), alerts::Watches, (Page::FIRST,));
        Ok(view.row([bots, check]).row([alerts, account]).row([new, settings]).row([help]))
    }
}

/// `🟢 12 run · ⚪ 27 stopped`; only what there is.
fn counts(visit: &Visit<'_>, bots: &[Bot]) -> Html {
    let text = visit.text();
    if bots.is_empty() {
        return html!(text, "home-no-bots");
    }
    let of = |sign: &str| bots.iter().filter(|bot| Status::of(bot).sign() == sign).count();
    let count = |sign: &str| i64::try_from(of(sign)).unwrap_or(i64::MAX);
    let parts = [("🟢", count("🟢")), ("⚪", count("⚪")), ("▫️", count("▫️")), ("❔", count("❔"))];
    let told = parts.into_iter().filter(|(_, count)| *count > 0).map(|(sign, count)| {
        let kind = match sign {
            "🟢" => "works",
            "⚪" => "stopped",
            "▫️" => "never",
            _ => "other",
        };
        html!(text, "home-count", sign = sign, kind = kind, shown = text.number(count))
    });
    Html::join(told, " · ")
}

/// The first screen of a stranger.
pub struct Welcome;
impl Named for Welcome {
    const TAG: Tag = tag(b"we");
    type At = ();
}
impl Place for Welcome {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let privacy = Button::below(plain!(text, "button-privacy"), help::Privacy, ());
        let help = Button::below(plain!(text, "button-help"), help::Help, ());
        let other = Button::to(plain!(text, "button-no-key"), signing::Door, ());
        Ok(View::new(html!(text, "start-new")).row([other]).row([privacy, help]))
    }
}

/// What `/start` leads to.
pub struct Start;
impl Named for Start {
    const TAG: Tag = tag(b"st");
    type At = ();
}
impl Place for Start {
    type Who = Anyone;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        if visit.asker.private {
            return Err(Trouble::Elsewhere(to(Home, ())));
        }
        Ok(in_private(visit.asker, html!(visit.text(), "start-group"), to(Home, ())))
    }
}
