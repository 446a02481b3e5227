//! `/notice TEXT`: one text to everybody, seen first, and followed to its end.
//!
//! Owns the preview, the act and the progress. `telegram/everybody.rs` tells one person after the other, also after a
//! restart; the note of the preview has the number by which all of it is known.

use super::people;
use crate::frame::{
    Act, Anyone, Ask, Button, Command, Named, Number as _, Place, Rhythm, Shown, Trouble, View, Visit, to,
};
use crate::ids::{ActId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::text::{Html, count};
use crate::{html, plain};

/// Longest text, UTF-16 units: it fits into one message with what is around it.
const LONGEST: usize = 3_500;
/// When the progress is looked at again, seconds.
const LOOKS: Rhythm =
    &[1, 2, 3, 5, 5, 5, 10, 10, 10, 20, 20, 20, 30, 30, 30, 60, 60, 60, 60, 60, 120, 120, 120, 120, 300, 300, 300, 300];

/// `/notice`.
pub static NOTICE: Command = Command {
    name: "notice",
    others: &["announce", "tellall"],
    menu: None,
    help: |text| html!(text, "help-notice"),
    glued: None,
};

/// How far a text came.
pub fn progress(link: &Link) -> Option<Link> {
    let note = NoteId::read(*link.numbers().first()?)?;
    Some(to(Progress, (note,)))
}

/// `/notice` with its text.
pub struct NoticeAsked;
impl Named for NoticeAsked {
    const TAG: Tag = tag(b"pf");
    type At = ();
}
impl Place for NoticeAsked {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let (text, words) = (visit.text(), visit.words.trim());
        if words.is_empty() {
            return Ok(View::new(html!(text, "notice-what")));
        }
        if Html::escaped(words).units() > LONGEST {
            return Ok(View::new(html!(text, "notice-too-long", most = text.number(count(LONGEST)))));
        }
        let note = visit.note(words).await?;
        Err(Trouble::Elsewhere(to(Send, (note,))))
    }
}

/// Tells everybody.
pub struct Send;
impl Named for Send {
    const TAG: Tag = tag(b"pg");
    type At = (NoteId,);
}
impl Act for Send {
    type Who = Anyone;
    type With = ();

    async fn question(visit: &Visit<'_, Anyone>, (note,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let text = visit.text();
        if visit.store().announcement(note).await?.is_some() {
            return Err(Trouble::Elsewhere(to(Progress, (note,))));
        }
        let words = visit.noted(note).await?;
        let audience = visit.store().audience().await?;
        if audience == 0 {
            return Err(View::new(html!(text, "notice-nobody")).into());
        }
        let ask = html!(text, "notice-ask", people = people(text, audience));
        Ok(Some(Ask {
            text: Html::lines([ask, Html::escaped(""), word(visit, &words)]),
            yes: plain!(text, "button-send-notice"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_, Anyone>, (note,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let words = visit.noted(note).await?;
        visit.store().announce(visit.asker.user, note, &words).await?;
        Ok(None)
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Progress, at)
    }
}

/// How far it came.
pub struct Progress;
impl Named for Progress {
    const TAG: Tag = tag(b"ph");
    type At = (NoteId,);
}
impl Place for Progress {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (note,): Self::At) -> Shown {
        let text = visit.text();
        let Some(found) = visit.store().announcement(note).await? else {
            return Ok(View::new(html!(text, "notice-not-sent")));
        };
        let all = found.waiting + found.told + found.blocked + found.failed;
        let state = match (found.stopped, found.waiting) {
            (_, 0) => "ended",
            (true, _) => "stopped",
            (false, _) => "runs",
        };
        let title =
            html!(text, "notice-progress", state = state, told = text.number(found.told), people = people(text, all));
        let line = |number: i64, what: &'static str| {
            (number > 0).then(|| html!(text, "notice-left-out", what = what, people = people(text, number)))
        };
        let left = (state == "stopped").then(|| line(found.waiting, "waiting")).flatten();
        let lines = [Some(title), line(found.blocked, "blocked"), line(found.failed, "failed"), left];
        let view = View::new(Html::lines(lines.into_iter().flatten()));
        if state != "runs" {
            return Ok(view);
        }
        let view = view.row([
            Button::to(plain!(text, "button-stop-notice"), Stop, (note,)),
            Button::to(plain!(text, "button-refresh"), Progress, (note,)),
        ]);
        Ok(view.again(visit.next(LOOKS)))
    }
}

/// Tells nobody else.
pub struct Stop;
impl Named for Stop {
    const TAG: Tag = tag(b"pi");
    type At = (NoteId,);
}
impl Act for Stop {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (note,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().stop_announcement(note).await?;
        Ok(None)
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Progress, at)
    }
}

/// The text as everybody gets it. It is there once it is sent, for whoever it was sent to.
pub struct Word;
impl Named for Word {
    const TAG: Tag = tag(b"pw");
    type At = (NoteId,);
}
impl Place for Word {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (note,): Self::At) -> Shown {
        let found = visit.store().announcement(note).await?.ok_or(Trouble::Stale)?;
        Ok(View::new(word(visit, &found.words)))
    }
}

fn word(visit: &Visit<'_, Anyone>, words: &str) -> Html {
    html!(visit.text(), "notice-word", words = words)
}
