//! Every place in the bot and every tap, with their callback form.
//!
//! Owns the codec: versioned, at most 64 bytes by construction (Bot API, InlineKeyboardButton), made of characters
//! that a `t.me/…?start=` link can carry too. It carries numbers only. What does not parse is not guessed at.

use crate::ids::{AccountId, ActionId, BotId, TaskId, UserId};

/// A place in the bot. Showing one only reads, with the key of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The first words.
    Start,
    /// All commands, a line each.
    Help,
    /// What is stored and who runs this copy.
    Privacy,
    /// The person's accounts.
    Accounts,
    /// How an import went.
    CsvImport {
        /// With which account; the current one when it is not said.
        account: Option<AccountId>,
        /// Which bot.
        bot: BotId,
        /// Which task.
        task: TaskId,
    },
}

/// What a press of a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tap {
    /// Show a place in a message of its own.
    Open(Route),
    /// Show a place instead of the message that was pressed: the same thing again, or what it led to.
    Replace(Route),
    /// Ask which import is meant; the bot may be known.
    AskImport(Option<BotId>),
    /// Ask for an API key.
    AskKey,
    /// Use this account from now on.
    UseAccount(AccountId),
    /// End what was asked.
    Cancel,
    /// Ask for a new name of an account; first which one, when it is not said.
    Rename(Option<AccountId>),
    /// Ask whether an account is to be removed; first which one, when it is not said.
    RemoveAccount(Option<AccountId>),
    /// Do what this message asks about.
    Confirm(ActionId),
    /// Do not do what this message asks about.
    Dismiss(ActionId),
}

impl Tap {
    /// Whether the answer takes the place of the message that was pressed.
    pub fn in_place(self) -> bool {
        match self {
            Self::Replace(_)
            | Self::AskImport(Some(_))
            | Self::UseAccount(_)
            | Self::Cancel
            | Self::Rename(Some(_))
            | Self::RemoveAccount(Some(_))
            | Self::Confirm(_)
            | Self::Dismiss(_) => true,
            Self::Open(_) | Self::AskImport(None) | Self::AskKey | Self::Rename(None) | Self::RemoveAccount(None) => {
                false
            }
        }
    }

    /// The callback form. `owner` is the person for whom the button was made; nobody else may press it.
    pub fn encode(self, owner: UserId) -> String {
        let (letter, fields) = match self {
            Self::Open(route) => route.encode(),
            Self::Replace(route) => {
                let (letter, fields) = route.encode();
                (letter.to_ascii_uppercase(), fields)
            }
            Self::AskImport(bot) => ('q', vec![bot.map_or(0, BotId::get)]),
            Self::AskKey => ('k', vec![]),
            Self::UseAccount(account) => ('u', vec![account.get()]),
            Self::Cancel => ('x', vec![]),
            Self::Rename(account) => ('e', vec![account.map_or(0, AccountId::get)]),
            Self::RemoveAccount(account) => ('d', vec![account.map_or(0, AccountId::get)]),
            Self::Confirm(action) => ('y', vec![action.get()]),
            Self::Dismiss(action) => ('n', vec![action.get()]),
        };
        let mut code = format!("{VERSION}{letter}");
        for field in fields.into_iter().chain([owner.get()]) {
            code.push('_');
            push_base36(&mut code, field);
        }
        code
    }

    /// Reads a callback form back: what is asked for, and the person for whom the button was made.
    pub fn decode(code: &str) -> Option<(Self, UserId)> {
        let mut parts = code.strip_prefix(VERSION)?.split('_');
        let letter = parts.next()?;
        let fields = parts.map(from_base36).collect::<Option<Vec<i64>>>()?;
        let (owner, fields) = fields.split_last()?;
        let tap = match (letter, fields) {
            ("q", [bot]) => Self::AskImport((*bot > 0).then_some(BotId::new(*bot))),
            ("k", []) => Self::AskKey,
            ("u", [account]) => Self::UseAccount(AccountId::new(*account)),
            ("x", []) => Self::Cancel,
            ("e", [account]) => Self::Rename((*account > 0).then_some(AccountId::new(*account))),
            ("d", [account]) => Self::RemoveAccount((*account > 0).then_some(AccountId::new(*account))),
            ("y", [action]) => Self::Confirm(ActionId::new(*action)),
            ("n", [action]) => Self::Dismiss(ActionId::new(*action)),
            _ => match Route::decode(&letter.to_ascii_lowercase(), fields)? {
                route if letter.bytes().all(|b| b.is_ascii_uppercase()) => Self::Replace(route),
                route => Self::Open(route),
            },
        };
        Some((tap, UserId::new(*owner)))
    }
}

impl Route {
    /// A letter of its own and the numbers behind it; capital letters are [`Tap::Replace`]'s.
    fn encode(self) -> (char, Vec<i64>) {
        match self {
            Self::Start => ('s', vec![]),
            Self::Help => ('h', vec![]),
            Self::Privacy => ('p', vec![]),
            Self::Accounts => ('a', vec![]),
            Self::CsvImport { account, bot, task } => {
                ('c', vec![account.map_or(0, AccountId::get), bot.get(), task.get()])
            }
        }
    }

    fn decode(letter: &str, fields: &[i64]) -> Option<Self> {
        Some(match (letter, fields) {
            ("s", []) => Self::Start,
            ("h", []) => Self::Help,
            ("p", []) => Self::Privacy,
            ("a", []) => Self::Accounts,
            ("c", [account, bot, task]) if *bot > 0 && *task > 0 => {
                let account = (*account > 0).then_some(AccountId::new(*account));
                Self::CsvImport { account, bot: BotId::new(*bot), task: TaskId::new(*task) }
            }
            _ => return None,
        })
    }
}

const VERSION: char = '1';

/// Thirteen characters at most for any non-negative `i64`: four of them fit beside their separators.
fn push_base36(code: &mut String, number: i64) {
    let mut digits = Vec::with_capacity(13);
    let mut rest = number.unsigned_abs();
    loop {
        digits.extend(u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36)));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    code.extend(digits.iter().rev());
}

fn from_base36(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    plain.then(|| i64::from_str_radix(digits, 36).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_route() -> impl Strategy<Value = Route> {
        let id = 1..=i64::MAX;
        prop_oneof![
            prop::sample::select(vec![Route::Start, Route::Help, Route::Privacy, Route::Accounts]),
            (prop::option::of(id.clone()), id.clone(), id).prop_map(|(account, bot, task)| {
                let account = account.map(AccountId::new);
                Route::CsvImport { account, bot: BotId::new(bot), task: TaskId::new(task) }
            }),
        ]
    }

    fn any_tap() -> impl Strategy<Value = Tap> {
        let id = 1..=i64::MAX;
        prop_oneof![
            any_route().prop_map(Tap::Open),
            any_route().prop_map(Tap::Replace),
            prop::option::of(id.clone()).prop_map(|bot| Tap::AskImport(bot.map(BotId::new))),
            id.clone().prop_map(|account| Tap::UseAccount(AccountId::new(account))),
            prop::option::of(id.clone()).prop_map(|account| Tap::Rename(account.map(AccountId::new))),
            prop::option::of(id.clone()).prop_map(|account| Tap::RemoveAccount(account.map(AccountId::new))),
            id.clone().prop_map(|action| Tap::Confirm(ActionId::new(action))),
            id.prop_map(|action| Tap::Dismiss(ActionId::new(action))),
            Just(Tap::AskKey),
            Just(Tap::Cancel),
        ]
    }

    proptest! {
        #[test]
        fn every_tap_survives_its_callback_form_within_64_bytes(tap in any_tap(), owner in 0..=i64::MAX) {
            let code = tap.encode(UserId::new(owner));
            prop_assert!(code.len() <= 64, "{code}");
            prop_assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'), "{code}");
            prop_assert_eq!(Tap::decode(&code), Some((tap, UserId::new(owner))));
        }

        #[test]
        fn forged_data_never_panics_and_means_at_most_what_it_says(code in "(1[a-zA-Z])?[_0-9a-zA-Z+-]{0,70}") {
            if let Some((tap, owner)) = Tap::decode(&code) {
                prop_assert_eq!(Tap::decode(&tap.encode(owner)), Some((tap, owner)));
            }
        }
    }
}
