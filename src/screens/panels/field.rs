//! One field of a panel: its value, what it takes, and its new value.
//!
//! Owns what may be typed into a field of each type. A password's message is deleted, and no password is shown.

use std::num::IntErrorKind;

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::form::Form;
use super::{FieldMark, Kind, Work, field_name, shown, value};
use crate::api::{ApiText, PanelField};
use crate::characters;
use crate::frame::named::Number;
use crate::frame::prompt::{Answer, Code, NotThat, Removal, Takes};
use crate::frame::{
    Act, Button, FileKind, Linked, Named, Page, Place, Prompt, Said, Shown, Taken, Trouble, View, Visit, to,
};
use crate::html;
use crate::ids::{ActId, BotId, PanelId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, isolated};

/// Longest value shown in the message, characters; a longer one comes as a file.
const MAX_SHOWN: usize = 1_500;
/// Longest value that is taken, characters.
const MAX_TAKEN: usize = 100_000;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 300;

/// A field, and the question for its new value.
pub struct FieldCard;
impl Named for FieldCard {
    const TAG: Tag = tag(b"oe");
    type At = (BotId, PanelId, FieldMark);
}
impl Place for FieldCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let (bot, panel, mark) = at;
        let work = Work::read(visit, (bot, panel)).await?;
        let Some(field) = work.field(mark) else { return Err(gone(visit)) };
        let (text, kind) = (visit.text(), Kind::of(field));
        let name = field_name(visit, field, super::MAX_NAME);
        let mut lines = vec![html!(text, "panel-field-title", name = name, panel = work.name(visit))];
        let description = field.description.as_ref().and_then(|words| words.line(visit.key(), MAX_DESCRIPTION));
        lines.extend(description.map(|words| html!(text, "panel-description", words = isolated(&words))));
        let wanted = work.wanted(field);
        let drafted = if wanted.is_some() { "yes" } else { "no" };
        let now = wanted.map_or_else(|| value(field), |wanted| wanted.value);
        // How it is shown: a drafted password stays one.
        let shown_as = if work.is_hidden(field) { Kind::Password } else { kind };
        let long = lines_of_value(visit, shown_as, now, drafted, &mut lines);
        lines.extend(wanted.is_some_and(|wanted| wanted.exposed).then(|| html!(text, "panel-exposed")));
        lines.push(html!(text, "panel-field-ask", kind = kind.name()));
        let view = View::new(Html::lines(lines));
        let view = view.row(choices(visit, at, kind, now, wanted.is_some()));
        let whole = long.then(|| Button::below(plain!(text, "button-whole-value"), WholeValue, at));
        let view = view.row(whole);
        Ok(match kind {
            Kind::Password => view.asks(ChangeSecret, at),
            _ => view.asks(Change, at),
        })
    }
}

/// Adds the value; whether it is too long to be shown whole.
fn lines_of_value(visit: &Visit<'_>, kind: Kind, value: &str, drafted: &'static str, lines: &mut Vec<Html>) -> bool {
    let text = visit.text();
    let masked = ApiText::from(value).shown(visit.key());
    let is_block = kind == Kind::Text && !masked.trim().is_empty();
    if !is_block {
        lines.push(html!(text, "panel-field-value", value = shown(visit, kind, value), drafted = drafted));
        return kind == Kind::Line && masked.chars().count() > super::MAX_VALUE;
    }
    lines.push(html!(text, "panel-field-value", value = "", drafted = drafted));
    let long = masked.chars().count() > MAX_SHOWN;
    let part: String = masked.chars().take(MAX_SHOWN).collect();
    lines.push(Html::code_block(&part));
    lines.extend(long.then(|| html!(text, "panel-field-long")));
    long
}

fn choices(
    visit: &Visit<'_>,
    (bot, panel, mark): (BotId, PanelId, FieldMark),
    kind: Kind,
    now: &str,
    drafted: bool,
) -> Vec<Button> {
    let text = visit.text();
    let set = |label: String, what: What| Button::to(label, Set, (bot, panel, Choice { mark, what }));
    let mut buttons = Vec::new();
    if kind == Kind::Checkbox {
        buttons.push(match now {
            "true" => set(plain!(text, "button-untick"), What::No),
            _ => set(plain!(text, "button-tick"), What::Yes),
        });
    }
    let can_empty = matches!(kind, Kind::Line | Kind::Text | Kind::Password) && !now.is_empty();
    buttons.extend(can_empty.then(|| set(plain!(text, "button-empty"), What::Empty)));
    buttons.extend(drafted.then(|| set(plain!(text, "button-take-back"), What::Back)));
    buttons
}

fn gone(visit: &Visit<'_>) -> Trouble {
    View::new(html!(visit.text(), "panel-field-gone")).into()
}

/// What a button sets a field to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    No,
    Yes,
    Empty,
    /// What Bots.Business has.
    Back,
}

const WHAT: [What; 4] = [What::No, What::Yes, What::Empty, What::Back];

/// A field and what a button sets it to, as one number of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    mark: FieldMark,
    what: What,
}

impl Number for Choice {
    const DIGITS: usize = 7;

    fn get(self) -> i64 {
        let what = WHAT.iter().position(|what| *what == self.what).unwrap_or_default();
        i64::from(self.mark.0) * 4 + crate::text::count(what)
    }

    fn read(number: i64) -> Option<Self> {
        let what = *WHAT.get(usize::try_from(number.rem_euclid(4)).ok()?)?;
        Some(Self { mark: FieldMark(u32::try_from(number.div_euclid(4)).ok()?), what })
    }
}

/// Sets a field of the draft.
pub struct Set;
impl Named for Set {
    const TAG: Tag = tag(b"og");
    type At = (BotId, PanelId, Choice);
}
impl Act for Set {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, panel, choice): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let kind = work.field(choice.mark).map(Kind::of).ok_or_else(|| gone(visit))?;
        let may = match choice.what {
            What::No | What::Yes => kind == Kind::Checkbox,
            What::Empty => matches!(kind, Kind::Line | Kind::Text | Kind::Password),
            What::Back => true,
        };
        if !may {
            return Err(gone(visit));
        }
        let value = match choice.what {
            What::No => Some("false"),
            What::Yes => Some("true"),
            What::Empty => Some(""),
            What::Back => None,
        };
        work.change(visit, choice.mark.0, kind, value.map(|value| value.to_owned().into())).await?;
        Ok(None)
    }

    fn after((bot, panel, _): Self::At, _: ActId) -> Link {
        to(Form, (bot, panel, Page::FIRST))
    }
}

/// The new value of a field, which may be seen. A key in it is a value; alone it is taken for one's own.
pub struct Change;
impl Named for Change {
    const TAG: Tag = tag(b"oi");
    type At = (BotId, PanelId, FieldMark);
}
impl Prompt for Change {
    type Who = Linked;
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (bot, panel, mark): Self::At) -> Result<Html, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let field = work.field(mark).ok_or_else(|| gone(visit))?;
        Ok(ask(visit, field))
    }

    async fn take(visit: &Visit<'_>, (bot, panel, mark): Self::At, Code(words): Code) -> Result<Taken, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let kind = work.field(mark).map(Kind::of).ok_or_else(|| gone(visit))?;
        if kind == Kind::Password {
            // Its type is another one by now.
            return Ok(Taken::Go(to(FieldCard, (bot, panel, mark))));
        }
        match read_value(kind, &words) {
            Ok(value) => {
                work.change(visit, mark.0, kind, Some(value.into())).await?;
                Ok(Taken::Go(to(Form, (bot, panel, Page::FIRST))))
            }
            Err(wrong) => Ok(Taken::Again(html!(visit.text(), "panel-refused", wrong = wrong))),
        }
    }
}

fn ask(visit: &Visit<'_>, field: &PanelField) -> Html {
    let text = visit.text();
    let name = field_name(visit, field, super::MAX_NAME);
    Html::lines([
        html!(text, "panel-ask-title", name = name),
        html!(text, "panel-field-ask", kind = Kind::of(field).name()),
    ])
}

/// A value as it is saved; the error is the rule that it breaks, as the catalogue selects by it.
fn read_value(kind: Kind, words: &str) -> Result<String, &'static str> {
    let trimmed = words.trim();
    let digits = || trimmed.chars().map(|c| characters::digit(c).unwrap_or(c)).collect::<String>();
    match kind {
        _ if words.chars().count() > MAX_TAKEN => Err("long"),
        Kind::Integer => digits().parse::<i64>().map(|number| number.to_string()).map_err(|error| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "large",
            _ => "integer",
        }),
        Kind::Checkbox => yes_or_no(trimmed).map(|yes| yes.to_string()).ok_or("checkbox"),
        Kind::Float => {
            let number: Option<f64> = point(&digits()).parse().ok().filter(|number: &f64| number.is_finite());
            number.map(|number| number.to_string()).ok_or("float")
        }
        Kind::Line if trimmed.contains('\n') => Err("line"),
        Kind::Line => Ok(trimmed.to_owned()),
        _ => Ok(words.to_owned()),
    }
}

/// A number with its decimal comma as a point. With more than one sign in it nobody knows which of them it is.
fn point(number: &str) -> String {
    let signs = number.matches(['.', ',']).count();
    if signs == 1 { number.replace(',', ".") } else { number.to_owned() }
}

/// What is typed in place of a press.
fn yes_or_no(word: &str) -> Option<bool> {
    const YES: [&str; 12] = ["yes", "y", "on", "true", "1", "да", "ja", "sí", "si", "oui", "sim", "✅"];
    const NO: [&str; 11] = ["no", "n", "off", "false", "0", "нет", "nein", "non", "não", "nao", "❌"];
    let word = word.trim_end_matches(['.', '!']).to_lowercase();
    let is = |words: &[&str]| words.contains(&&*word);
    if is(&YES) { Some(true) } else { is(&NO).then_some(false) }
}

/// A password, and what became of its message.
pub struct Secretly {
    password: SecretString,
    removal: Removal,
}

impl Answer for Secretly {
    const TAKES: Takes = Takes::Password;

    fn read(said: Said) -> Result<Self, NotThat> {
        if said.text.is_empty() { Err(NotThat) } else { Ok(Self { password: said.text.into(), removal: said.removal }) }
    }
}

/// The new value of a password.
pub struct ChangeSecret;
impl Named for ChangeSecret {
    const TAG: Tag = tag(b"oj");
    type At = (BotId, PanelId, FieldMark);
}
impl Prompt for ChangeSecret {
    type Who = Linked;
    type Answer = Secretly;

    async fn ask(visit: &Visit<'_>, (bot, panel, mark): Self::At) -> Result<Html, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let field = work.field(mark).ok_or_else(|| gone(visit))?;
        Ok(ask(visit, field))
    }

    async fn take(visit: &Visit<'_>, (bot, panel, mark): Self::At, given: Secretly) -> Result<Taken, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let kind = work.field(mark).map(Kind::of).ok_or_else(|| gone(visit))?;
        if kind != Kind::Password {
            // Its type is another one by now, and what was typed would be shown.
            return Ok(Taken::Go(to(FieldCard, (bot, panel, mark))));
        }
        let password = Zeroizing::new(given.password.expose_secret().to_owned());
        work.change(visit, mark.0, kind, Some(password)).await?;
        let form = to(Form, (bot, panel, Page::FIRST));
        if given.removal != Removal::NotDeleted {
            return Ok(Taken::Go(form));
        }
        let text = visit.text();
        let view = View::new(html!(text, "panel-password-stays"));
        Ok(Taken::Show(Box::new(view.row([Button::link(plain!(text, "button-go-on"), form)]))))
    }
}

/// A long value as a file; never that of a password.
pub struct WholeValue;
impl Named for WholeValue {
    const TAG: Tag = tag(b"ok");
    type At = (BotId, PanelId, FieldMark);
}
impl Place for WholeValue {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, panel, mark): Self::At) -> Shown {
        let work = Work::read(visit, (bot, panel)).await?;
        let field = work.field(mark).filter(|field| matches!(Kind::of(field), Kind::Line | Kind::Text));
        let field = field.ok_or_else(|| gone(visit))?;
        if work.is_hidden(field) {
            return Err(visit.elsewhere(FieldCard, (bot, panel, mark)));
        }
        let value = work.wanted(field).map_or_else(|| value(field), |wanted| wanted.value);
        let bytes = ApiText::from(value).shown(visit.key()).into_bytes();
        if bytes.is_empty() {
            return Err(visit.elsewhere(FieldCard, (bot, panel, mark)));
        }
        let name = field_name(visit, field, super::MAX_NAME);
        let caption = html!(visit.text(), "panel-field-title", name = name, panel = work.name(visit));
        Ok(View::new(caption).file(format!("field-{panel}.txt"), bytes, FileKind::Document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_its_rule() {
        assert_eq!(read_value(Kind::Integer, " 007 ").as_deref(), Ok("7"));
        assert_eq!(read_value(Kind::Integer, "-٣").as_deref(), Ok("-3"));
        for wrong in ["7.5", "", "ten", "1,000"] {
            assert_eq!(read_value(Kind::Integer, wrong), Err("integer"), "{wrong}");
        }
        assert_eq!(read_value(Kind::Integer, "9999999999999999999"), Err("large"));
        assert_eq!(read_value(Kind::Integer, "-9999999999999999999"), Err("large"));
        assert_eq!(read_value(Kind::Float, "7,5").as_deref(), Ok("7.5"));
        for (word, value) in [("yes", "true"), ("Да", "true"), (" NO. ", "false"), ("off", "false")] {
            assert_eq!(read_value(Kind::Checkbox, word).as_deref(), Ok(value), "{word}");
        }
        assert_eq!(read_value(Kind::Checkbox, "perhaps"), Err("checkbox"));
        assert_eq!(read_value(Kind::Float, "7.50").as_deref(), Ok("7.5"));
        for wrong in ["1e999", "NaN", "inf", "1,000.5", "1,2,3"] {
            assert_eq!(read_value(Kind::Float, wrong), Err("float"), "{wrong}");
        }
        assert_eq!(read_value(Kind::Line, "a\nb"), Err("line"));
        assert_eq!(read_value(Kind::Text, " a\nb ").as_deref(), Ok(" a\nb "));
        assert_eq!(read_value(Kind::Text, &"x".repeat(MAX_TAKEN + 1)), Err("long"));
    }

    #[test]
    fn choices_read_back() {
        for mark in [0, 1, u32::MAX] {
            for what in WHAT {
                let choice = Choice { mark: FieldMark(mark), what };
                assert_eq!(Choice::read(choice.get()), Some(choice));
            }
        }
        assert_eq!((Choice::read(-1), Choice::read(i64::MAX)), (None, None));
    }
}
