//! Writing a field of a bot: once, with the three others as they are, and told as it is read after it.

use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;

use super::field::{Field, FieldRoom, telegram_bot};
use super::given::Wanted;
use super::launch::Start;
use super::{MAX_NAME, Status, read};
use crate::api::{Bot, BotField, CreateEditBot};
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::bot_name;
use crate::store::ActState;
use crate::text::{Html, isolated};

/// Writes a field; empties it without an argument.
pub struct Edit;
impl Named for Edit {
    const TAG: Tag = tag(b"me");
    type At = (BotId, Field);
}
impl Act for Edit {
    type Who = Linked;
    type With = Option<Wanted>;

    /// Asked about where something is lost or somebody else would notice: not for a name, and not where nothing was.
    async fn question(visit: &Visit<'_>, (id, field): Self::At, with: &Self::With) -> Result<Option<Ask>, Trouble> {
        let bot = read(visit, id).await?;
        if is_so(&bot, field, with.as_ref()) {
            let name = bot_name(visit, &bot, MAX_NAME);
            let text = visit.text();
            let again = Button::to(plain!(text, "button-other-value", field = field.name()), FieldRoom, (id, field));
            return Err(View::new(html!(text, "field-same", field = field.name(), name = name)).row([again]).into());
        }
        let warning = with.as_ref().and_then(|wanted| wanted.warning(visit));
        if field.secret(&bot).is_none() && warning.is_none() {
            return Ok(None);
        }
        Ok(Some(ask(visit, &bot, field, with.as_ref(), warning)))
    }

    async fn send(visit: &Visit<'_>, (id, field): Self::At, with: &Self::With) -> Result<Option<String>, Trouble> {
        let before = read(visit, id).await?;
        let (api, key) = (visit.api(), visit.key());
        match with {
            Some(wanted) => drop(api.edit_bot(key, id, &changes(field, wanted)).await?),
            None => match field {
                Field::Name => return Err(Trouble::Stale),
                Field::Token => drop(api.empty_bot_field(key, id, BotField::Token).await?),
                Field::Sheet => drop(api.empty_bot_field(key, id, BotField::CsvUrl).await?),
                Field::Remote => drop(api.empty_bot_field(key, id, BotField::GitRemote).await?),
            },
        }
        Ok(before.name.and_then(|name| name.line(key, MAX_NAME)))
    }

    fn after((id, field): Self::At, act: ActId) -> Link {
        to(Edited, (id, field, act))
    }
}

fn changes(field: Field, wanted: &Wanted) -> CreateEditBot {
    let none = CreateEditBot::default();
    match field {
        Field::Name => CreateEditBot { name: Some(wanted.expose().to_owned()), ..none },
        Field::Token => CreateEditBot { token: Some(wanted.secret()), ..none },
        Field::Sheet => CreateEditBot { csv_url: Some(wanted.secret()), ..none },
        Field::Remote => CreateEditBot { git_remote: Some(wanted.secret()), ..none },
    }
}

/// Whether the field is so already.
fn is_so(bot: &Bot, field: Field, wanted: Option<&Wanted>) -> bool {
    match (field, wanted) {
        (Field::Name, Some(wanted)) => bot.name.as_ref().is_some_and(|name| name.is(wanted.expose())),
        (_, wanted) => match (field.secret(bot), wanted) {
            (Some(now), Some(wanted)) => now.expose_secret().as_bytes().ct_eq(wanted.expose().as_bytes()).into(),
            (now, wanted) => now.is_none() && wanted.is_none(),
        },
    }
}

fn ask(visit: &Visit<'_>, bot: &Bot, field: Field, wanted: Option<&Wanted>, warning: Option<Html>) -> Ask {
    let text = visit.text();
    let name = bot_name(visit, bot, MAX_NAME);
    let there = field.secret(bot).is_some();
    let what = if wanted.is_none() {
        "remove"
    } else if there {
        "replace"
    } else {
        "set"
    };
    let title = html!(text, "field-change-ask", what = what, field = field.name(), name = name);
    let now = there.then(|| html!(text, "field-change-now", line = field.line(visit, bot)));
    let new = wanted
        .filter(|_| field != Field::Name)
        .map(|wanted| html!(text, "field-change-new", line = field.value_line(visit, Some(wanted.expose()))));
    let lines = [Some(title), now, new, means(visit, bot, field, wanted), warning];
    Ask {
        text: Html::lines(lines.into_iter().flatten()),
        yes: match what {
            "remove" => plain!(text, "button-remove-now"),
            "replace" => plain!(text, "button-use-new"),
            _ => plain!(text, "button-use-it"),
        },
        no: if there { plain!(text, "button-keep-old") } else { plain!(text, "button-not-now") },
    }
}

/// What the change means for the bot and its users, as far as it is known.
fn means(visit: &Visit<'_>, bot: &Bot, field: Field, wanted: Option<&Wanted>) -> Option<Html> {
    let text = visit.text();
    let running = if Status::of(bot).is_running() { "yes" } else { "no" };
    let number = |token: &str| telegram_bot(token).map(str::to_owned);
    match (field, wanted) {
        (Field::Name, _) => None,
        (Field::Token, None) => Some(html!(text, "token-removed-means", running = running)),
        (Field::Token, Some(wanted)) => {
            let now = bot.token.as_ref().and_then(|token| number(token.expose_secret()));
            let other = match (now, number(wanted.expose())) {
                (Some(now), Some(new)) if now == new => "same",
                (Some(_), Some(_)) => "other",
                _ => "unknown",
            };
            Some(html!(text, "token-replaced-means", other = other, running = running))
        }
        (Field::Sheet | Field::Remote, _) => field.secret(bot).map(|_| html!(text, "address-lost-means")),
    }
}

/// What became of writing a field: the field as it is now.
pub struct Edited;
impl Named for Edited {
    const TAG: Tag = tag(b"mh");
    type At = (BotId, Field, ActId);
}
impl Place for Edited {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, field, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(FieldRoom, (id, field)))) };
        let text = visit.text();
        let words = asked.words.unwrap_or_default();
        let again = || Button::to(plain!(text, "button-other-value", field = field.name()), FieldRoom, (id, field));
        if asked.state == ActState::Failed {
            let view = View::new(html!(text, "field-refused", words = words));
            return Err(view.row([again()]).into());
        }
        let bot = read(visit, id).await?;
        let name = bot_name(visit, &bot, MAX_NAME);
        let done = asked.state == ActState::Done;
        let told = if done { "done" } else { "unknown" };
        let mut lines = vec![html!(text, "field-changed", told = told, name = name)];
        lines.push(field.line(visit, &bot));
        if field == Field::Name && done {
            lines.push(html!(text, "field-name-before", name = isolated(&words)));
        }
        let token = field == Field::Token && bot.token.is_some();
        let running = Status::of(&bot).is_running();
        if token && done && running {
            lines.push(html!(text, "field-token-runs"));
        }
        let start = (token && !running).then(|| Button::to(plain!(text, "button-start"), Start, (id,)));
        let look = (!done).then(|| Button::to(plain!(text, "button-look-again"), Self, (id, field, act)));
        Ok(View::new(Html::lines(lines)).row([look, start].into_iter().flatten().chain([again()])))
    }
}
