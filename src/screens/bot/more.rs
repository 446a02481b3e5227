//! More of a bot: its name, token, sheet and repository, copying it, deleting it.

use super::copy::CopyRoom;
use super::delete::DeleteRoom;
use super::field::{Field, FieldRoom};
use super::git::{Export, Git, ImportRoom};
use super::{MAX_NAME, read};
use crate::frame::named::Number as _;
use crate::frame::{Button, Linked, Named, Place, Shown, View, Visit, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::bot_name;
use crate::text::Html;

/// What is seldom needed, and what destroys.
pub struct More;
impl Named for More {
    const TAG: Tag = tag(b"mo");
    type At = (BotId,);
}
impl Place for More {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id,): Self::At) -> Shown {
        let bot = read(visit, id).await?;
        let text = visit.text();
        let title = html!(text, "more-title", name = bot_name(visit, &bot, MAX_NAME));
        let secrets = [Field::Token, Field::Sheet, Field::Remote];
        let lines = std::iter::once(title).chain(secrets.map(|field| field.line(visit, &bot)));
        let field =
            |field: Field| Button::to(plain!(text, "button-bot-field", field = field.name()), FieldRoom, (id, field));
        let git = Button::to(plain!(text, "button-bot-field", field = Field::Remote.name()), Git, (id,));
        let copy = Button::to(plain!(text, "button-copy-bot"), CopyRoom, (id,));
        let export = Button::to(plain!(text, "button-git-export"), Export, (id,));
        let import = Button::to(plain!(text, "button-git-import"), ImportRoom, (id,));
        let delete = Button::to(plain!(text, "button-delete-bot"), DeleteRoom, (id,));
        Ok(View::new(Html::lines(lines))
            .row([field(Field::Name), field(Field::Token)])
            .row([field(Field::Sheet), git])
            .row([copy])
            .row([export, import])
            .row([delete]))
    }
}

/// More of the bot that is the link's first number.
pub fn more(link: &Link) -> Option<Link> {
    let bot = BotId::read(*link.numbers().first()?)?;
    Some(to(More, (bot,)))
}

/// The place above a field.
pub(super) fn up_of(bot: BotId, field: Field) -> Link {
    match field {
        Field::Remote => to(Git, (bot,)),
        Field::Name | Field::Token | Field::Sheet => to(More, (bot,)),
    }
}
