//! The table's rows: places, acts, prompts and erasures, with their types erased to a few function pointers.
//!
//! Owns the erasure, and the proof that no two rows share a tag. Every other step is in `frame.rs`.

use std::pin::Pin;
use std::sync::Arc;

use tracing::{Instrument as _, Span};

use super::act::{Act, Ask, Erase};
use super::job::{self, Job};
use super::named::{self, Named};
use super::place::Place;
use super::prompt::{Answer, Prompt, Said, Taken, Takes};
use super::trouble::Trouble;
use super::view::View;
use super::visit::{Anyone, Arrival, Asker, Linked, Visit, Who};
use super::watch::{Looks, Steps, Watch};
use crate::api::Endpoint;
use crate::ids::ActId;
use crate::link::{Link, Tag};
use crate::store::{Account, Erasure};
use crate::text::{Html, Text};

/// A future of a row, on the heap.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A step of a row: what it gives for a visit.
pub type Step<T> = for<'a> fn(&'a Arrival<'a>) -> Boxed<'a, Outcome<T>>;
/// A step with an act's arguments.
pub type StepWith<T> = for<'a> fn(&'a Arrival<'a>, &'a [u8]) -> Boxed<'a, Outcome<T>>;

/// What a row gave, with the account whose key was used.
pub struct Outcome<T> {
    /// What it gave.
    pub result: Result<T, Trouble>,
    /// The account.
    pub account: Option<Arc<Account>>,
    /// Which account it is, where the person has several.
    pub line: Option<Html>,
}

/// A command, as a row of the table has it.
pub struct Command {
    /// Its name without the slash.
    pub name: &'static str,
    /// Other names that people type for it.
    pub others: &'static [&'static str],
    /// Its line in Telegram's menu; none when it is not worth typing.
    pub menu: Option<fn(&Text) -> String>,
    /// Its explanation.
    pub help: fn(&Text) -> Html,
    /// Reads what is glued to its name, as in `/csvstatus2792787 123`; none for most.
    pub glued: Option<fn(&str) -> Option<String>>,
}

/// A line of the table.
pub struct Row {
    /// By what its links are known.
    pub tag: Tag,
    /// How many numbers its links have.
    pub numbers: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether it answers where others read.
    pub groups: bool,
    /// Whether it needs an account: its links are stamped with one.
    pub linked: bool,
    /// Whether its view was read from the API.
    pub reads: bool,
    /// Whether it leaves a standing question open.
    pub aside: bool,
    /// Whether a `t.me/…?start=` link may lead there: it only shows something, and so do the places it leads on to.
    pub linkable: bool,
    /// Whether its command follows such a link.
    pub opens_links: bool,
    /// Where its Back leads.
    pub up: fn(&Link) -> Option<Link>,
    /// Its command.
    pub command: Option<&'static Command>,
    /// Reads words that need no question.
    pub pasted: Option<fn(&str) -> Option<Link>>,
    /// The endpoint without which it leads nowhere.
    pub needs: Option<Endpoint>,
    /// Whether it is there for the operators of this copy alone. For everybody else it is not.
    pub staff: bool,
    /// Whether what is told there may be told to a group as well.
    pub team: bool,
}

/// What a row is.
pub enum Kind {
    /// A place.
    Place {
        /// Draws it.
        show: Step<View>,
    },
    /// An act.
    Act {
        /// What is asked first.
        question: StepWith<Option<Ask>>,
        /// Does it.
        send: StepWith<Option<String>>,
        /// The place after it.
        after: fn(&Link, ActId) -> Option<Link>,
    },
    /// A prompt.
    Prompt {
        /// What it takes.
        takes: Takes,
        /// The question.
        ask: Step<Html>,
        /// Takes the answer; `None` when it is none.
        take: for<'a> fn(&'a Arrival<'a>, Said) -> Boxed<'a, Outcome<Option<Taken>>>,
    },
    /// An erasure.
    Erase {
        /// What is erased.
        what: fn(&Link) -> Option<Erasure>,
        /// What is asked first.
        question: Step<Ask>,
        /// What is said after it.
        done: fn(&Asker, bool) -> View,
    },
    /// A watch. No button leads there.
    Watch(Steps),
    /// A job. No button leads there.
    Job(job::Steps),
}

impl Kind {
    /// One word for it, for the golden list.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Place { .. } => "place",
            Self::Act { .. } => "act",
            Self::Prompt { .. } => "prompt",
            Self::Erase { .. } => "erasure",
            Self::Watch(_) => "watch",
            Self::Job(_) => "job",
        }
    }
}

const fn row<N: Named>(kind: Kind, who_reads: (bool, bool), groups: bool) -> Row {
    named::fits::<N>();
    let (linked, reads) = who_reads;
    Row {
        tag: N::TAG,
        numbers: <N::At as named::Numbers>::COUNT,
        kind,
        groups,
        linked,
        reads,
        aside: false,
        linkable: false,
        opens_links: false,
        up: nowhere,
        command: None,
        pasted: None,
        needs: None,
        staff: false,
        team: false,
    }
}

fn nowhere(_: &Link) -> Option<Link> {
    None
}

/// A line for a place.
pub const fn place<P: Place>() -> Row {
    row::<P>(Kind::Place { show: shown::<P> }, (P::Who::READS, P::Who::READS), P::GROUPS)
}

/// A line for an act. Acts are private.
pub const fn act<A: Act>() -> Row {
    let kind = Kind::Act { question: questioned::<A>, send: sent::<A>, after: after::<A> };
    row::<A>(kind, (A::Who::READS, false), false)
}

/// A line for a prompt.
pub const fn prompt<P: Prompt>() -> Row {
    let kind = Kind::Prompt { takes: P::Answer::TAKES, ask: asked::<P>, take: taken::<P> };
    row::<P>(kind, (P::Who::READS, false), P::GROUPS)
}

/// A line for an erasure. Erasures are private.
pub const fn erasure<E: Erase>() -> Row {
    let kind = Kind::Erase { what: erased::<E>, question: erasing::<E>, done: E::done };
    row::<E>(kind, (false, false), false)
}

/// A line for a watch. Watches are private.
pub const fn watch<W: Watch>() -> Row {
    let kind = Kind::Watch(Steps {
        kind: W::KIND,
        next: W::next,
        look: looked::<W>,
        about: about::<W>,
        given_up: given_up::<W>,
        line: line::<W>,
    });
    row::<W>(kind, (true, false), false)
}

/// A line for a job. Jobs are private.
pub const fn job<J: Job>() -> Row {
    row::<J>(Kind::Job(job::Steps::of::<J>()), (true, false), false)
}

impl Row {
    /// Where Back leads; Home when nothing is said.
    pub const fn under(self, up: fn(&Link) -> Option<Link>) -> Self {
        Self { up, ..self }
    }

    /// The command that leads there, with what is typed after it as the visit's words.
    pub const fn command(self, command: &'static Command) -> Self {
        Self { command: Some(command), ..self }
    }

    /// Words that lead there without a question.
    pub const fn pasted(self, read: fn(&str) -> Option<Link>) -> Self {
        Self { pasted: Some(read), ..self }
    }

    /// It leads nowhere without this endpoint, whose address is assumed: while the server has nothing there, its buttons
    /// are moved out of the way.
    pub const fn needs(self, endpoint: Endpoint) -> Self {
        Self { needs: Some(endpoint), ..self }
    }

    /// It is there for the operators of this copy alone: others get what they get for a command or a button that nobody
    /// knows.
    pub const fn staff(self) -> Self {
        Self { staff: true, ..self }
    }

    /// A place whose text may be told to a group that its person chose, when it is told to them: it shows no secret, and
    /// nothing of an account but what an alert says.
    pub const fn for_teams(self) -> Self {
        Self { team: true, ..self }
    }

    /// Read beside a standing question, which stays open: where words lead there, or a button that shows it below.
    pub const fn aside(self) -> Self {
        Self { aside: true, ..self }
    }

    /// A place that a `t.me/…?start=` link may lead to. Anybody can make such a link, so a place is not marked that changes
    /// something, or sends on to a prompt, an act or an erasure.
    pub const fn linkable(self) -> Self {
        Self { linkable: true, ..self }
    }

    /// Its command follows `t.me/…?start=` links (Bot API, deep linking).
    pub const fn opens_links(self) -> Self {
        Self { opens_links: true, ..self }
    }
}

/// What is logged inside names the row. Its tests read there which endpoints a row calls.
fn within(tag: Tag) -> Span {
    tracing::debug_span!("row", %tag)
}

/// Admits the visitor, reads the link's numbers, and does the work.
macro_rules! visiting {
    ($row:ident, $at:ident, |$visit:ident, $numbers:ident| $work:expr) => {
        Box::pin(async move {
            let $visit = match Visit::<$row::Who>::admit($at).await {
                Ok(visit) => visit,
                Err(trouble) => return Outcome { result: Err(trouble), account: None, line: None },
            };
            let result = match named::at::<$row>(&$at.link) {
                Some($numbers) => async { $work }.instrument(within($row::TAG)).await,
                None => Err(Trouble::Stale),
            };
            Outcome { result, account: $visit.who.account().cloned(), line: $visit.who.line($at.asker) }
        })
    };
}

fn shown<'a, P: Place>(at: &'a Arrival<'a>) -> Boxed<'a, Outcome<View>> {
    visiting!(P, at, |visit, numbers| P::show(&visit, numbers).await)
}

fn questioned<'a, A: Act>(at: &'a Arrival<'a>, payload: &'a [u8]) -> Boxed<'a, Outcome<Option<Ask>>> {
    visiting!(A, at, |visit, numbers| match arguments::<A>(payload) {
        Some(with) => A::question(&visit, numbers, &with).await,
        None => Err(Trouble::Stale),
    })
}

fn sent<'a, A: Act>(at: &'a Arrival<'a>, payload: &'a [u8]) -> Boxed<'a, Outcome<Option<String>>> {
    visiting!(A, at, |visit, numbers| match arguments::<A>(payload) {
        Some(with) => A::send(&visit, numbers, &with).await,
        None => Err(Trouble::Stale),
    })
}

/// An act without arguments has an empty payload.
fn arguments<A: Act>(payload: &[u8]) -> Option<A::With> {
    serde_json::from_slice(if payload.is_empty() { b"null" } else { payload }).ok()
}

fn after<A: Act>(link: &Link, act: ActId) -> Option<Link> {
    named::at::<A>(link).map(|numbers| A::after(numbers, act))
}

fn asked<'a, P: Prompt>(at: &'a Arrival<'a>) -> Boxed<'a, Outcome<Html>> {
    visiting!(P, at, |visit, numbers| P::ask(&visit, numbers).await)
}

fn taken<'a, P: Prompt>(at: &'a Arrival<'a>, said: Said) -> Boxed<'a, Outcome<Option<Taken>>> {
    visiting!(P, at, |visit, numbers| match P::Answer::read(said) {
        Ok(answer) => P::take(&visit, numbers, answer).await.map(Some),
        Err(_) => Ok(None),
    })
}

/// One call, and a comparison with each of these.
fn looked<'a, W: Watch>(at: &'a Arrival<'a>, seen: &'a [Option<&'a [u8]>]) -> Looks<'a> {
    Box::pin(async move {
        let visit = match Visit::<Linked>::admit(at).await {
            Ok(visit) => visit,
            Err(trouble) => return Outcome { result: Err(trouble), account: None, line: None },
        };
        let result = match named::at::<W>(&at.link) {
            Some(numbers) => W::look(&visit, numbers, seen)
                .instrument(within(W::TAG))
                .await
                .map(|saw| seen.iter().map(|seen| W::compare(numbers, &saw, *seen)).collect()),
            None => Err(Trouble::Stale),
        };
        Outcome { result, account: Some(visit.who.account.clone()), line: None }
    })
}

fn about<W: Watch>(link: &Link) -> Option<Link> {
    named::at::<W>(link).map(W::about)
}

fn given_up<W: Watch>(link: &Link) -> Option<Link> {
    named::at::<W>(link).map(W::given_up)
}

fn line<W: Watch>(text: &Text, what: &Link, told: &Link, seen: Option<&[u8]>) -> Option<Html> {
    named::at::<W>(what).map(|at| W::line(text, at, told, seen))
}

fn erased<E: Erase>(link: &Link) -> Option<Erasure> {
    named::at::<E>(link).map(E::what)
}

/// An erasure needs no account: /forget is for everybody.
fn erasing<'a, E: Erase>(at: &'a Arrival<'a>) -> Boxed<'a, Outcome<Ask>> {
    Box::pin(async move {
        let result = match (Visit::<Anyone>::admit(at).await, named::at::<E>(&at.link)) {
            (Ok(visit), Some(numbers)) => E::question(&visit, numbers).await,
            (Ok(_), None) => Err(Trouble::Stale),
            (Err(trouble), _) => Err(trouble),
        };
        Outcome { result, account: None, line: None }
    })
}
