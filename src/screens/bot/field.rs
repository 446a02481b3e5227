//! The four fields of a bot that can be written: how each is now, and what is asked for in its place.
//!
//! Owns how a field is shown: a token by the number of its Telegram bot, a sheet by the end of its link or
//! by its server, a repository without its password. No secret is ever shown.

use secrecy::{ExposeSecret as _, SecretString};

use super::edit::Edit;
use super::given::{SecretWords, TokenGiven, Wanted};
use super::{MAX_NAME, Status, more, read, remote};
use crate::api::Bot;
use crate::credentials::BotToken;
use crate::frame::named::Number;
use crate::frame::prompt::Words;
use crate::frame::{Button, Linked, Named, Place, Prepared, Prompt, Shown, Taken, Trouble, View, Visit};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::bots::bot_name;
use crate::screens::imports::source::{Source, link_sentence, source};
use crate::text::{Html, one_line};

/// Longest name that is taken, characters: the API's own limit is not known (contract, 4.1).
const MAX_NEW_NAME: usize = 100;

/// A field of a bot that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its name.
    Name,
    /// Its Telegram token.
    Token,
    /// Where its commands are imported from.
    Sheet,
    /// Its git repository.
    Remote,
}

impl Field {
    pub(super) const ALL: [Self; 4] = [Self::Name, Self::Token, Self::Sheet, Self::Remote];

    /// As the catalogue's sentences select by it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Token => "token",
            Self::Sheet => "sheet",
            Self::Remote => "remote",
        }
    }

    /// Its value; a name is none of the secrets.
    pub(super) fn secret(self, bot: &Bot) -> Option<&SecretString> {
        match self {
            Self::Name => None,
            Self::Token => bot.token.as_ref(),
            Self::Sheet => bot.csv_url.as_ref(),
            Self::Remote => bot.git_remote.as_ref(),
        }
        .filter(|secret| !secret.expose_secret().trim().is_empty())
    }

    /// How it is now, on one line.
    pub(super) fn line(self, visit: &Visit<'_>, bot: &Bot) -> Html {
        let text = visit.text();
        if self == Self::Name {
            return html!(text, "field-name", name = bot_name(visit, bot, MAX_NEW_NAME));
        }
        let secret = self.secret(bot).map(|secret| secret.expose_secret());
        self.value_line(visit, secret)
    }

    /// How a secret value is shown, on one line.
    pub(super) fn value_line(self, visit: &Visit<'_>, value: Option<&str>) -> Html {
        let text = visit.text();
        let part = value.and_then(|value| self.public_part(visit, value));
        let kind = match (value, &part) {
            (None, _) => "none",
            (Some(_), None) => "some",
            (Some(_), Some(_)) => "part",
        };
        let part = part.unwrap_or_default();
        match self {
            Self::Name | Self::Token => html!(text, "field-token", kind = kind, bot = part),
            Self::Sheet => html!(text, "field-sheet", kind = kind, part = part),
            Self::Remote => html!(text, "field-remote", kind = kind, address = part),
        }
    }

    /// What of a secret value anybody may see.
    fn public_part(self, visit: &Visit<'_>, value: &str) -> Option<String> {
        match self {
            Self::Name => None,
            Self::Token => telegram_bot(value).map(str::to_owned),
            Self::Sheet => match source(value, visit.house.sheets.hosts()) {
                Ok(Source::Sheet(address)) => Some(address.shown_tail()).filter(|tail| !tail.is_empty()).map(ends_in),
                Ok(Source::Unlisted(address)) => remote::host(&address, visit.key()),
                Err(_) => None,
            },
            Self::Remote => remote::shown(value, visit.key()),
        }
    }
}

impl Number for Field {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        match self {
            Self::Name => 0,
            Self::Token => 1,
            Self::Sheet => 2,
            Self::Remote => 3,
        }
    }

    fn read(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.get() == number)
    }
}

/// The number of the Telegram bot that a token is of: it is public, what is behind the colon is not.
pub(super) fn telegram_bot(token: &str) -> Option<&str> {
    let token = token.trim();
    BotToken::parse(token)?;
    token.split_once(':').map(|(bot, _)| bot)
}

/// A link by its last characters: `…l-0001`.
fn ends_in(tail: &str) -> String {
    format!("…{tail}")
}

/// A field as it is now, and the question for another value.
pub struct FieldRoom;
impl Named for FieldRoom {
    const TAG: Tag = tag(b"mf");
    type At = (BotId, Field);
}
impl Place for FieldRoom {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, field): Self::At) -> Shown {
        let bot = read(visit, id).await?;
        let text = visit.text();
        let remove = field
            .secret(&bot)
            .map(|_| Button::to(plain!(text, "button-remove-field", field = field.name()), Edit, (id, field)));
        let view = View::new(question(visit, &bot, field)).row(remove);
        Ok(match field {
            Field::Name | Field::Sheet => view.asks(WordsOf, (id, field)),
            Field::Token => view.asks(TokenOf, (id,)),
            Field::Remote => view.asks(RemoteOf, (id,)),
        })
    }
}

fn question(visit: &Visit<'_>, bot: &Bot, field: Field) -> Html {
    let text = visit.text();
    let title = html!(text, "field-title", field = field.name(), name = bot_name(visit, bot, MAX_NAME));
    let now = (field != Field::Name).then(|| field.line(visit, bot));
    let ask = html!(text, "field-ask", field = field.name());
    let running = field == Field::Token && bot.token.is_some() && Status::of(bot).is_running();
    let runs = running.then(|| html!(text, "field-token-runs"));
    Html::lines([Some(title), now, Some(ask), runs].into_iter().flatten())
}

/// A new name, or the link of a sheet.
pub struct WordsOf;
impl Named for WordsOf {
    const TAG: Tag = tag(b"mw");
    type At = (BotId, Field);
}
impl Prompt for WordsOf {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (id, field): Self::At) -> Result<Html, Trouble> {
        Ok(question(visit, &read(visit, id).await?, field))
    }

    async fn take(visit: &Visit<'_>, (id, field): Self::At, Words(words): Words) -> Result<Taken, Trouble> {
        let wanted = match field {
            Field::Name => match new_name(visit, &words) {
                Ok(name) => name,
                Err(sentence) => return Ok(Taken::Again(sentence)),
            },
            Field::Sheet => match source(&words, visit.house.sheets.hosts()) {
                Ok(Source::Sheet(address)) => address.expose().to_owned(),
                Ok(Source::Unlisted(address)) => address,
                Err(problem) => return Ok(Taken::Again(link_sentence(visit.text(), problem))),
            },
            // They are asked for by prompts that delete the message.
            Field::Token | Field::Remote => return Err(Trouble::Stale),
        };
        Ok(Taken::Act(Prepared::new(Edit, (id, field), &Some(Wanted::words(&wanted)))))
    }
}

/// A name as it is written; else why it is none.
pub(super) fn new_name(visit: &Visit<'_>, words: &str) -> Result<String, Html> {
    let (name, whole) = (one_line(words, MAX_NEW_NAME), one_line(words, usize::MAX));
    if name.is_empty() {
        return Err(html!(visit.text(), "name-empty"));
    }
    if name != whole {
        return Err(html!(visit.text(), "name-too-long", most = crate::text::count(MAX_NEW_NAME)));
    }
    Ok(name)
}

/// A new token. Its message is deleted first.
pub struct TokenOf;
impl Named for TokenOf {
    const TAG: Tag = tag(b"mt");
    type At = (BotId,);
}
impl Prompt for TokenOf {
    type Who = Linked;
    type Answer = TokenGiven;

    async fn ask(visit: &Visit<'_>, (id,): Self::At) -> Result<Html, Trouble> {
        Ok(question(visit, &read(visit, id).await?, Field::Token))
    }

    async fn take(visit: &Visit<'_>, (id,): Self::At, given: TokenGiven) -> Result<Taken, Trouble> {
        Ok(match Wanted::token(&given) {
            Some(token) => Taken::Act(Prepared::new(Edit, (id, Field::Token), &Some(token))),
            None => Taken::Again(html!(visit.text(), "token-none", message = given.removal.name())),
        })
    }
}

/// The address of a repository. Its message is deleted first: a password may be in it.
pub struct RemoteOf;
impl Named for RemoteOf {
    const TAG: Tag = tag(b"mr");
    type At = (BotId,);
}
impl Prompt for RemoteOf {
    type Who = Linked;
    type Answer = SecretWords;

    async fn ask(visit: &Visit<'_>, (id,): Self::At) -> Result<Html, Trouble> {
        Ok(question(visit, &read(visit, id).await?, Field::Remote))
    }

    async fn take(visit: &Visit<'_>, (id,): Self::At, given: SecretWords) -> Result<Taken, Trouble> {
        match remote::read(given.text.expose_secret()) {
            Some(address) => {
                Ok(Taken::Act(Prepared::new(Edit, (id, Field::Remote), &Some(Wanted::of(&given, address)))))
            }
            None => {
                let sentence = html!(visit.text(), "remote-none");
                let stays = Wanted::of(&given, String::new()).warning(visit);
                Ok(Taken::Again(Html::lines([Some(sentence), stays].into_iter().flatten())))
            }
        }
    }
}

/// Where Back leads: a bot's repository has a place of its own.
pub fn up(link: &crate::link::Link) -> Option<crate::link::Link> {
    let (bot, field) = crate::frame::named::at::<FieldRoom>(link)?;
    Some(more::up_of(bot, field))
}
