//! What a digest tells: bots, errors, iterations, imports.
//!
//! Owns one reading of them, and the message that is drawn from it. The chart is drawn from the history.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::room::Room;
use super::watch::moment;
use crate::api::{self, ApiError, Quota, Timestamp};
use crate::chart::{Panel, Style};
use crate::frame::{Button, Page, Trouble, View, Visit, named};
use crate::html;
use crate::ids::BotId;
use crate::plain;
use crate::screens::account::iterations::{figures, lines, the_one};
use crate::screens::alerts::BotWatch;
use crate::screens::bots::{Bots, Goal};
use crate::screens::history::{self, HOURS, Weeks, shown};
use crate::screens::imports::{Import, Ran};
use crate::store::{HOUR_MS, Series};
use crate::text::{Html, count, isolated};

/// How old a reading of the bots may be: others share it.
const SHARED: std::time::Duration = std::time::Duration::from_secs(60);
/// Most bots whose errors are listed, and the longest name of one, characters.
const MOST: usize = 5;
const MAX_NAME: usize = 30;
/// Few are left when this part is: a fifth.
const FEW: i128 = 5;

/// The errors of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfBot {
    bot: i64,
    /// As it may be shown; none where Bots.Business did not say.
    name: Option<String>,
    errors: u64,
}

/// What happened from an hour on until another one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// From which hour, since 1970 UTC.
    pub from: i64,
    /// Until which.
    pub until: i64,
    running: i64,
    bots: i64,
    unwatched: i64,
    /// Those with errors, most first.
    errors: Vec<OfBot>,
    imports: i64,
    /// As the API tells it; none where it did not.
    quota: Option<String>,
}

impl Facts {
    /// Reads the bots and the iterations, a call each, and what was counted.
    ///
    /// # Errors
    /// When the bots or the store cannot be read, or the key is refused.
    pub(super) async fn read(visit: &Visit<'_>, from: i64, until: i64) -> Result<Self, Trouble> {
        let (api, key) = (visit.api(), visit.key());
        let (dots, quotas) = tokio::join!(api.dots(key, SHARED), api.iteration_usage(key));
        let dots = dots?;
        let quota = match quotas {
            Ok(quotas) => the_one(&quotas).map(stored),
            Err(ApiError::KeyRejected) => return Err(ApiError::KeyRejected.into()),
            // The digest is worth reading without them.
            Err(_) => None,
        };
        let account = visit.who.account.id;
        let watched: Vec<BotId> = visit
            .store()
            .watches(visit.asker.user)
            .await?
            .iter()
            .filter_map(|link| {
                named::at::<BotWatch>(link).filter(|_| link.account() == Some(account)).map(|(bot,)| bot)
            })
            .collect();
        let mut errors = Vec::new();
        for bot in visit.store().counted_bots(account, from).await? {
            let hours = visit.store().history(account, Series::Errors(bot), from, until - from).await?;
            let sum = hours.into_iter().flatten().fold(0, u64::saturating_add);
            let name =
                dots.bots.iter().find(|dot| dot.id == bot).and_then(|dot| dot.name.as_ref()?.line(key, MAX_NAME));
            errors.extend((sum > 0).then(|| OfBot { bot: bot.get(), name, errors: sum }));
        }
        errors.sort_by_key(|of| std::cmp::Reverse(of.errors));
        Ok(Self {
            from,
            until,
            running: count(dots.bots.iter().filter(|dot| dot.status.as_ref().is_some_and(|is| is.is("works"))).count()),
            bots: count(dots.bots.len()),
            unwatched: count(dots.bots.iter().filter(|dot| !watched.contains(&dot.id)).count()),
            errors,
            imports: imports(visit, from, until).await?,
            quota,
        })
    }

    /// Whether it is worth a message, after what was found the last time.
    pub(super) fn is_news(&self, before: Option<&Self>) -> bool {
        let changed = before.is_some_and(|before| (before.running, before.bots) != (self.running, self.bots));
        changed || self.imports > 0 || !self.errors.is_empty() || self.is_little_left()
    }

    fn is_little_left(&self) -> bool {
        let figures = self.quota().as_ref().and_then(figures);
        figures.is_some_and(|(limit, used)| (i128::from(limit) - i128::from(used)) * FEW <= i128::from(limit))
    }

    fn quota(&self) -> Option<Quota> {
        self.quota.as_ref().and_then(|quota| api::decode::object(quota.as_bytes()).ok())
    }

    /// The message, with its chart where there is one to draw.
    pub(super) async fn view(&self, visit: &Visit<'_>) -> Result<View, Trouble> {
        let text = visit.text();
        let from = text.short_time(moment(self.from.saturating_mul(HOUR_MS)), visit.now());
        let mut all = vec![html!(text, "digest-title", time = from), self.running(visit)];
        all.extend(self.errors(visit));
        if let Some(quota) = self.quota() {
            all.extend(lines(visit, &quota));
        }
        let imports = (self.imports > 0)
            .then(|| html!(text, "digest-imports", count = self.imports, shown = text.number(self.imports)));
        all.extend(imports);
        let picture = picture(visit).await?;
        all.extend(picture.as_ref().map(|(what, _)| html!(text, "digest-picture", what = *what)));
        let bots = Button::to(plain!(text, "button-all-bots"), Bots, (Goal::Card, None, Page::FIRST));
        let digest = Button::to(plain!(text, "button-digest"), Room, ());
        let view = View::new(Html::lines(all)).row([bots, digest]);
        Ok(match picture {
            Some((_, picture)) => history::with_picture(view, "digest.png", picture),
            None => view,
        })
    }

    fn running(&self, visit: &Visit<'_>) -> Html {
        let text = visit.text();
        let (running, all) = (text.number(self.running), text.number(self.bots));
        html!(text, "digest-running", bots = self.bots, running = running, all = all)
    }

    fn errors(&self, visit: &Visit<'_>) -> Vec<Html> {
        let text = visit.text();
        let sum = shown(self.errors.iter().fold(0, |sum: u64, of| sum.saturating_add(of.errors)));
        let none = self.unwatched == self.bots && self.errors.is_empty();
        let mut all = match none {
            true => Vec::new(),
            false => vec![html!(text, "digest-errors", count = sum, shown = text.number(sum))],
        };
        all.extend(self.errors.iter().take(MOST).map(|of| {
            let nameless = || plain!(text, "bot-nameless", bot = of.bot.to_string());
            let name = of.name.as_deref().map_or_else(nameless, isolated);
            html!(text, "digest-errors-of", name = name, count = text.number(shown(of.errors)))
        }));
        let more = count(self.errors.len().saturating_sub(MOST));
        all.extend((more > 0).then(|| html!(text, "digest-more", count = more, shown = text.number(more))));
        let unwatched = (self.unwatched > 0)
            .then(|| html!(text, "digest-unwatched", count = self.unwatched, shown = text.number(self.unwatched)));
        all.extend(unwatched);
        all
    }
}

/// The figures of a quota, to be read again as the API tells them.
fn stored(quota: &Quota) -> String {
    let time = |at: &Option<Timestamp>| at.as_ref().and_then(Timestamp::utc).map(|at: DateTime<Utc>| at.to_rfc3339());
    json!({
        "limit": quota.limit, "progress": quota.progress,
        "started_at": time(&quota.started_at), "ended_at": time(&quota.ended_at),
    })
    .to_string()
}

/// The imports that the person started or asked for.
async fn imports(visit: &Visit<'_>, from: i64, until: i64) -> Result<i64, Trouble> {
    let account = visit.who.account.id;
    let recent = visit.store().recent(visit.asker.user).await?;
    let hours = from..until;
    let mut tasks: Vec<_> = recent
        .iter()
        .filter(|(link, at)| link.account() == Some(account) && hours.contains(&history::hour(*at)))
        .filter_map(|(link, _)| {
            let ran = named::at::<Ran>(link).map(|(bot, task, _)| (bot, task));
            named::at::<Import>(link).or(ran)
        })
        .collect();
    tasks.sort_unstable();
    tasks.dedup();
    Ok(count(tasks.len()))
}

/// Two weeks of errors of all bots, and of iterations: whatever of it is known.
async fn picture(visit: &Visit<'_>) -> Result<Option<(&'static str, Vec<u8>)>, Trouble> {
    let weeks = Weeks::of(visit);
    let mut errors = vec![None; usize::try_from(HOURS).unwrap_or_default()];
    for bot in visit.store().counted_bots(visit.who.account.id, weeks.from).await? {
        for (sum, hour) in errors.iter_mut().zip(history::errors(visit, &weeks, bot).await?) {
            *sum = match (*sum, hour) {
                (Some(sum), Some(hour)) => Some(u64::saturating_add(sum, hour)),
                (sum, hour) => sum.or(hour),
            };
        }
    }
    let (used, limit) = history::iterations(visit, &weeks).await?;
    let bars = Panel { hours: &errors, style: Style::Bars };
    let area = Panel { hours: &used, style: Style::Area { limit } };
    Ok(match (history::is_empty(&errors), history::is_empty(&used)) {
        (true, true) => None,
        (false, true) => Some(("errors", weeks.draw(&[bars]))),
        (true, false) => Some(("iterations", weeks.draw(&[area]))),
        (false, false) => Some(("both", weeks.draw(&[bars, area]))),
    })
}
