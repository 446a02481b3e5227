//! The accounts of a person: the list, which one is in use, their names, removing one.

use crate::frame::named::Number;
use crate::frame::prompt::Words;
use crate::frame::{
    Act, Anyone, Ask, Asker, Button, Command, Erase, Named, Place, Prompt, Shown, Taken, Trouble, View, Visit, to,
};
use crate::html;
use crate::ids::{AccountId, ActId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{Account, Erasure};
use crate::text::{Html, one_line};

use super::{bots, key, signing};
use crate::frame::Page;

/// Longest name that a person can give, characters.
const MAX_LABEL: usize = 24;

/// `/accounts`.
pub static ACCOUNTS: Command = Command {
    name: "accounts",
    others: &["switch", "logout"],
    menu: None,
    help: |text| html!(text, "help-accounts"),
    glued: None,
};

/// The accounts, with the one in use marked.
pub struct Accounts;
impl Named for Accounts {
    const TAG: Tag = tag(b"ac");
    type At = ();
}
impl Place for Accounts {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let accounts = visit.store().accounts(visit.asker.user).await?;
        let add = Button::to(plain!(text, "button-add-account"), key::Key, ());
        let Some(current) = accounts.current() else {
            let other = Button::to(plain!(text, "button-no-key"), signing::Door, ());
            return Ok(View::new(html!(text, "accounts-none")).row([add, other]));
        };
        let mut lines = vec![html!(text, "accounts-title")];
        let mut switches = Vec::new();
        for (place, account) in (1_i64..).zip(&accounts.all) {
            let in_use = account.id == current.id;
            lines.push(line(visit.asker, place, account, in_use));
            if !in_use {
                switches.push(Button::to(plain!(text, "button-use", place = place), Use, (account.id,)));
            }
        }
        let view = switches.chunks(4).fold(View::new(Html::lines(lines)), |view, row| view.row(row.iter().cloned()));
        let which = |label: String, what| Button::to(label, Which, (what,));
        let rename = which(plain!(text, "button-rename"), What::Rename);
        let remove = which(plain!(text, "button-remove"), What::Remove);
        let all = Button::to(plain!(text, "button-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST));
        let other = Button::to(plain!(text, "button-sign-in"), signing::Door, ());
        Ok(view.row([rename, remove]).row([add, other]).row([all]))
    }
}

fn line(asker: &Asker, place: i64, account: &Account, in_use: bool) -> Html {
    let tail = account.key.tail();
    // Without an address the key's end is the name already.
    let shown = if account.email.is_none() || tail.is_empty() { "none" } else { "some" };
    html!(
        asker.text,
        "account-line",
        mark = if in_use { "✅" } else { "▫️" },
        place = place,
        account = asker.name(account),
        tail = shown,
        key = format!("…{tail}"),
        state = account.state.name()
    )
}

/// Makes an account the one in use.
pub struct Use;
impl Named for Use {
    const TAG: Tag = tag(b"au");
    type At = (AccountId,);
}
impl Act for Use {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (id,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        if visit.store().use_account(visit.asker.user, id).await? { Ok(None) } else { Err(Trouble::Gone) }
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Accounts, ())
    }
}

/// What is to be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Another name.
    Rename,
    /// Removing it.
    Remove,
}

impl Number for What {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self == Self::Remove)
    }

    fn read(number: i64) -> Option<Self> {
        [Self::Rename, Self::Remove].into_iter().find(|what| what.get() == number)
    }
}

impl What {
    fn link(self, account: AccountId) -> Link {
        match self {
            Self::Rename => to(Rename, (account,)),
            Self::Remove => to(Remove, (account,)),
        }
    }
}

/// Which account is meant; not asked when there is one only.
pub struct Which;
impl Named for Which {
    const TAG: Tag = tag(b"aw");
    type At = (What,);
}
impl Place for Which {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (what,): Self::At) -> Shown {
        let accounts = visit.store().accounts(visit.asker.user).await?;
        match accounts.all.as_slice() {
            [] => Err(Trouble::Elsewhere(to(Accounts, ()))),
            [only] => Err(Trouble::Elsewhere(what.link(only.id))),
            all => {
                let question = match what {
                    What::Rename => html!(visit.text(), "rename-which"),
                    What::Remove => html!(visit.text(), "remove-which"),
                };
                let button = |account: &Account| Button::link(visit.asker.name(account), what.link(account.id));
                Ok(all.iter().fold(View::new(question), |view, account| view.row([button(account)])))
            }
        }
    }
}

/// One of the person's accounts.
async fn find(visit: &Visit<'_, Anyone>, id: AccountId) -> Result<Account, Trouble> {
    let accounts = visit.store().accounts(visit.asker.user).await?;
    accounts.find(id).cloned().ok_or(Trouble::Gone)
}

/// A new name of an account.
pub struct Rename;
impl Named for Rename {
    const TAG: Tag = tag(b"an");
    type At = (AccountId,);
}
impl Prompt for Rename {
    type Who = Anyone;
    type Answer = Words;

    async fn ask(visit: &Visit<'_, Anyone>, (id,): Self::At) -> Result<Html, Trouble> {
        let account = find(visit, id).await?;
        Ok(html!(visit.text(), "rename-ask", account = visit.asker.name(&account)))
    }

    async fn take(visit: &Visit<'_, Anyone>, (id,): Self::At, Words(typed): Words) -> Result<Taken, Trouble> {
        let (label, whole) = (one_line(&typed, MAX_LABEL), one_line(&typed, usize::MAX));
        if label.is_empty() {
            return Ok(Taken::Again(html!(visit.text(), "rename-empty")));
        }
        if label != whole {
            return Ok(Taken::Again(html!(visit.text(), "rename-too-long")));
        }
        if !visit.store().rename(visit.asker.user, id, &label).await? {
            return Err(Trouble::Gone);
        }
        Ok(Taken::Go(to(Accounts, ())))
    }
}

/// Removes an account.
pub struct Remove;
impl Named for Remove {
    const TAG: Tag = tag(b"ar");
    type At = (AccountId,);
}
impl Erase for Remove {
    fn what((id,): Self::At) -> Erasure {
        Erasure::Account(id)
    }

    async fn question(visit: &Visit<'_, Anyone>, (id,): Self::At) -> Result<Ask, Trouble> {
        let account = find(visit, id).await?;
        let text = visit.text();
        Ok(Ask {
            text: html!(text, "remove-ask", account = visit.asker.name(&account)),
            yes: plain!(text, "button-remove-now"),
            no: plain!(text, "button-keep"),
        })
    }

    fn done(asker: &Asker, for_good: bool) -> View {
        let text = &asker.text;
        let accounts = Button::to(plain!(text, "button-accounts"), Accounts, ());
        let sentence = if for_good { html!(text, "removed") } else { html!(text, "removed-later") };
        View::new(sentence).row([accounts])
    }
}
