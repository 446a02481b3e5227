//! What an account pays for, and the cloud plans on offer.

use super::MAX_PLAN;
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Shown, View, Visit};
use crate::html;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, count};

/// Plans on one page.
const ON_A_PAGE: usize = 20;

/// The payment plan.
#[derive(Clone, Copy)]
pub struct Plan;
impl Named for Plan {
    const TAG: Tag = tag(b"up");
    type At = ();
}
impl Place for Plan {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let plan = visit.api().payment_plan(visit.key()).await?;
        visit.proved().await?;
        let text = visit.text();
        let name = plan.name.and_then(|name| name.line(visit.key(), MAX_PLAN)).unwrap_or_else(|| "–".to_owned());
        let account = visit.asker.name(&visit.who.account);
        let mut lines = vec![html!(text, "plan-title", account = account, plan = name)];
        if let Some(limit) = plan.command_execution_timeout {
            lines.push(html!(text, "plan-time", limit = limit.to_string()));
        }
        lines.push(html!(text, "plan-paid"));
        let cloud = Button::to(plain!(text, "button-cloud-plans"), CloudPlans, (Page::FIRST,));
        Ok(View::new(Html::lines(lines)).row([cloud]))
    }
}

/// The cloud plans on offer: their names are all that is known of them.
#[derive(Clone, Copy)]
pub struct CloudPlans;
impl Named for CloudPlans {
    const TAG: Tag = tag(b"uc");
    type At = (Page,);
}
impl Place for CloudPlans {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (page,): Self::At) -> Shown {
        let plans = visit.api().cloud_plans(visit.key()).await?;
        visit.proved().await?;
        let text = visit.text();
        let names: Vec<String> = plans
            .iter()
            .map(|plan| plan.name.as_ref().and_then(|name| name.line(visit.key(), MAX_PLAN)))
            .map(|name| name.unwrap_or_else(|| "–".to_owned()))
            .collect();
        if names.is_empty() {
            return Ok(View::new(html!(text, "cloud-none")));
        }
        let paged = Paged::new(&names, page, ON_A_PAGE);
        let mut lines = vec![html!(text, "cloud-title", shown = text.number(count(names.len())))];
        lines.extend(paged.things.iter().map(|name| html!(text, "cloud-line", name = name)));
        lines.push(html!(text, "cloud-where"));
        let turns = paged.turns(Self, |page| (page,));
        Ok(View::new(Html::lines(lines)).row(turns.into_iter().flatten()))
    }
}

/// The plan, from the cloud plans.
pub fn up(_: &Link) -> Option<Link> {
    Some(crate::frame::to(Plan, ()))
}
