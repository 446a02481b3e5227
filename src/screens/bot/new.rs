//! A new bot: its name, then its token by a message that is deleted, and making it once.
//!
//! The name is kept as a sealed note between the two; a token never is. Where no answer came, the list says whether a
//! bot of that name is there that was not before: nothing is sent twice.

use super::copy::{Before, is_called, offered, sent};
use super::field::new_name;
use super::given::{TokenGiven, Wanted};
use super::launch::{Start, seconds};
use super::{Card, MAX_NAME, read};
use crate::api::{Bot, CreateEditBot};
use crate::frame::prompt::Words;
use crate::frame::{
    Act, Ask, Button, Command, Linked, Named, Number as _, Page, Place, Prepared, Prompt, Rhythm, Shown, Taken,
    Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::{self, bot_name};
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count, name};

/// Seconds between the looks at the list where no answer came: a minute in all.
const LOOKS: Rhythm = &[1, 2, 3, 5, 8, 13, 28];

/// `/newbot`.
pub static NEWBOT: Command = Command {
    name: "newbot",
    others: &["new", "new_bot", "createbot", "create"],
    menu: None,
    help: |text| html!(text, "help-newbot"),
    glued: None,
};

/// The name of a new bot.
pub struct NewName;
impl Named for NewName {
    const TAG: Tag = tag(b"zn");
    type At = ();
}
impl Prompt for NewName {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "new-name-ask"))
    }

    async fn take(visit: &Visit<'_>, (): (), Words(words): Words) -> Result<Taken, Trouble> {
        let name = match new_name(visit, &words) {
            Ok(name) => name,
            Err(sentence) => return Ok(Taken::Again(sentence)),
        };
        let before = Before::new(name, &bots::listed(visit).await?);
        Ok(Taken::Go(to(TokenStep, (before.keep(visit).await?,))))
    }
}

/// The second step: the token, or none.
pub struct TokenStep;
impl Named for TokenStep {
    const TAG: Tag = tag(b"zt");
    type At = (NoteId,);
}
impl Place for TokenStep {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (note,): Self::At) -> Shown {
        if let Some(made) = made_of(visit, note).await? {
            return Err(Trouble::Elsewhere(made));
        }
        let Some(before) = Before::read(visit, note).await? else { return Err(Trouble::Elsewhere(to(NewName, ()))) };
        let text = visit.text();
        let all = bots::listed(visit).await?;
        let same = all.iter().any(|bot| is_called(visit, bot, &before.name));
        let ask = html!(text, "new-token-ask", name = name(&before.name, MAX_NAME));
        let same = same.then(|| html!(text, "new-same-name"));
        let without = Button::to(plain!(text, "button-without-token"), Create, (note,));
        let view = View::new(Html::lines([Some(ask), same].into_iter().flatten())).row([without]);
        Err(view.asks(NewToken, (note,)).into())
    }
}

/// What became of the bot of this note, if it was asked for already.
async fn made_of(visit: &Visit<'_>, note: NoteId) -> Result<Option<Link>, Trouble> {
    let of_this = |act: &StoredAct| named::at::<Create>(&act.link) == Some((note,));
    let asked = sent(visit, Create::TAG).await?.into_iter().find(of_this);
    Ok(asked.map(|asked| to(Created, (note, asked.id))))
}

/// The token of a new bot. Its message is deleted first.
pub struct NewToken;
impl Named for NewToken {
    const TAG: Tag = tag(b"zk");
    type At = (NoteId,);
}
impl Prompt for NewToken {
    type Who = Linked;
    type Answer = TokenGiven;

    async fn ask(visit: &Visit<'_>, (note,): Self::At) -> Result<Html, Trouble> {
        let Some(before) = Before::read(visit, note).await? else { return Err(Trouble::Elsewhere(to(NewName, ()))) };
        Ok(html!(visit.text(), "new-token-ask", name = name(&before.name, MAX_NAME)))
    }

    async fn take(visit: &Visit<'_>, (note,): Self::At, given: TokenGiven) -> Result<Taken, Trouble> {
        if let Some(token) = Wanted::token(&given) {
            return Ok(Taken::Act(Prepared::new(Create, (note,), &Some(token))));
        }
        let text = visit.text();
        let without = Button::to(plain!(text, "button-without-token"), Create, (note,));
        let view = View::new(html!(text, "token-none", message = given.removal.name())).row([without]);
        Ok(Taken::Show(Box::new(view.asks(NewToken, (note,)))))
    }
}

/// Makes the bot of a note, with this token or without one: once for a note.
pub struct Create;
impl Named for Create {
    const TAG: Tag = tag(b"zc");
    type At = (NoteId,);
}
impl Act for Create {
    type Who = Linked;
    type With = Option<Wanted>;

    /// Asked about only where the token is still in the chat.
    async fn question(visit: &Visit<'_>, (note,): Self::At, with: &Self::With) -> Result<Option<Ask>, Trouble> {
        if let Some(made) = made_of(visit, note).await? {
            return Err(Trouble::Elsewhere(made));
        }
        let Some(before) = Before::read(visit, note).await? else { return Err(Trouble::Elsewhere(to(NewName, ()))) };
        let text = visit.text();
        let Some(warning) = with.as_ref().and_then(|wanted| wanted.warning(visit)) else { return Ok(None) };
        Ok(Some(Ask {
            text: Html::lines([html!(text, "bot-new-ask", name = name(&before.name, MAX_NAME)), warning]),
            yes: plain!(text, "button-make-it"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (note,): Self::At, with: &Self::With) -> Result<Option<String>, Trouble> {
        let Some(before) = Before::read(visit, note).await? else { return Err(Trouble::Stale) };
        let token = with.as_ref().map(Wanted::secret);
        let new = CreateEditBot { name: Some(before.name), token, ..CreateEditBot::default() };
        let made = visit.api().create_bot(visit.key(), &new).await?;
        Ok(Some(made.id.get().to_string()))
    }

    fn after((note,): Self::At, act: ActId) -> Link {
        to(Created, (note, act))
    }
}

/// What became of a new bot.
pub struct Created;
impl Named for Created {
    const TAG: Tag = tag(b"zd");
    type At = (NoteId, ActId);
}
impl Place for Created {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (note, act): Self::At) -> Shown {
        let all_bots = to(bots::Bots, (bots::Goal::Card, None, Page::FIRST));
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(all_bots)) };
        let text = visit.text();
        let words = asked.words.as_deref().unwrap_or_default();
        match asked.state {
            ActState::Failed => {
                let other = Button::to(plain!(text, "button-other-token"), TokenStep, (note,));
                Err(View::new(html!(text, "new-refused", words = words)).row([other]).into())
            }
            ActState::Done => {
                let id = words.parse().ok().and_then(BotId::read).ok_or(Trouble::Elsewhere(all_bots))?;
                let bot = read(visit, id).await?;
                Ok(made(visit, &bot, "made"))
            }
            _ => uncertain(visit, note, &asked).await,
        }
    }
}

fn made(visit: &Visit<'_>, bot: &Bot, told: &str) -> View {
    let text = visit.text();
    let token = if bot.token.is_some() { "some" } else { "none" };
    let sentence = html!(text, "bot-new-made", told = told, name = bot_name(visit, bot, MAX_NAME), token = token);
    let start = bot.token.is_some().then(|| Button::to(plain!(text, "button-start"), Start, (bot.id,)));
    let open = Button::to(plain!(text, "button-open"), Card, (bot.id,));
    View::new(sentence).row(start.into_iter().chain([open]))
}

/// No answer came: the list says what can be known.
async fn uncertain(visit: &Visit<'_>, note: NoteId, asked: &StoredAct) -> Shown {
    let text = visit.text();
    let look = || Button::to(plain!(text, "button-look-again"), Created, (note, asked.id));
    let Some(before) = Before::read(visit, note).await? else {
        return Err(View::new(html!(text, "new-forgotten")).row([look()]).into());
    };
    let shown = name(&before.name, MAX_NAME);
    let next = visit.next(LOOKS);
    let passed = seconds(visit, asked);
    let awaited =
        |told: &str| html!(text, "new-awaited", told = told, name = shown.as_str(), seconds = text.number(passed));
    let all = match bots::listed(visit).await {
        Err(Trouble::Api(error)) if error.may_pass() && next.is_some() => {
            return Err(View::new(awaited("unread")).row([look()]).again(next).into());
        }
        all => all?,
    };
    let arrived = before.arrived(visit, &all);
    match arrived[..] {
        [one] => Ok(made(visit, one, "seen")),
        [] => {
            let view = View::new(awaited(if next.is_some() { "unknown" } else { "not-seen" })).row([look()]);
            let again = next.is_none().then(|| Button::to(plain!(text, "button-new-bot"), NewName, ()));
            Ok(view.row(again).again(next))
        }
        ref alike => {
            let several =
                html!(text, "bot-new-several", shown = text.number(count(alike.len())), name = shown.as_str());
            Ok(offered(visit, View::new(several), alike))
        }
    }
}
