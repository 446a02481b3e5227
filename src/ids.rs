//! Identifiers as types: parsed once at the border, valid everywhere inside.
//!
//! Owns nothing but numbers. It must not know where they come from: no Telegram, no HTTP, no SQL.

use std::fmt;
use std::str::FromStr;

use crate::characters;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Something else than decimal digits, or zero.
    #[error("not a number")]
    NotANumber,
    /// More digits than any identifier has.
    #[error("too long a number")]
    TooLong,
}

/// Longest identifier read from a person: every 18-digit number fits an `i64`.
const MAX_DIGITS: usize = 18;

fn parse_positive(text: &str) -> Result<i64, IdError> {
    let seen = text.chars().filter(|c| !characters::is_unseen(*c));
    let digits: String = seen.map(characters::digit).collect::<Option<_>>().ok_or(IdError::NotANumber)?;
    if digits.len() > MAX_DIGITS {
        return Err(IdError::TooLong);
    }
    match digits.parse() {
        Ok(0) | Err(_) => Err(IdError::NotANumber),
        Ok(number) => Ok(number),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a number that is known to be such an identifier: it came from Telegram, the API or our own store.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! told_by_the_api {
    ($name:ident) => {
        impl TryFrom<i64> for $name {
            type Error = IdError;

            /// Takes a number that an answer holds: the API counts from one.
            fn try_from(number: i64) -> Result<Self, IdError> {
                if number > 0 { Ok(Self(number)) } else { Err(IdError::NotANumber) }
            }
        }
    };
}

macro_rules! typed_by_people {
    ($name:ident) => {
        impl FromStr for $name {
            type Err = IdError;

            /// Reads what a person typed: digits of any of the keyboards our users have, 1 to 18 of them, whatever
            /// unseen characters copying brought along.
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_positive(text).map(Self)
            }
        }
    };
}

id! {
    /// A bot hosted at Bots.Business: the internal `id` of `/bots/{id}` (contract, 4).
    BotId
}
typed_by_people!(BotId);
told_by_the_api!(BotId);
id! {
    /// A CSV import task: `task_id` of `/bots/{id}/csv_import_tasks/{task_id}` (contract, 4.8).
    TaskId
}
typed_by_people!(TaskId);
told_by_the_api!(TaskId);
id! {
    /// A command of a bot: `command_id` of `/bots/{id}/commands/{command_id}` (contract, 5).
    CommandId
}
told_by_the_api!(CommandId);
id! {
    /// A folder of commands (contract, 5).
    FolderId
}
told_by_the_api!(FolderId);
id! {
    /// A library of the store (contract, 4.12 and 9).
    LibId
}
told_by_the_api!(LibId);
id! {
    /// An entry of a bot's error log (contract, 4.15).
    ErrorLogId
}
told_by_the_api!(ErrorLogId);
id! {
    /// A broadcast task (contract, 6).
    BroadcastId
}
told_by_the_api!(BroadcastId);
id! {
    /// A chat as Bots.Business numbers it: its internal `id`, not Telegram's (contract, 7).
    BbChatId
}
told_by_the_api!(BbChatId);
id! {
    /// A property of a bot (contract, 8).
    PropertyId
}
told_by_the_api!(PropertyId);
id! {
    /// An admin panel (contract, 10).
    PanelId
}
told_by_the_api!(PanelId);
id! {
    /// A bot of the demo store (contract, 11).
    StoreBotId
}
told_by_the_api!(StoreBotId);
id! {
    /// A Telegram user.
    UserId
}
id! {
    /// A Telegram chat: a user's own id in a private chat, negative for groups.
    ChatId
}
id! {
    /// A message within its chat.
    MessageId
}
id! {
    /// An update as Telegram numbers it; can restart after an idle week (Bot API, Update).
    UpdateId
}
id! {
    /// One linked Bots.Business account: a row of ours.
    AccountId
}

id! {
    /// Something that changes something, before it happens: a row of ours.
    ActId
}
id! {
    /// A place that visits itself again in one message: a row of ours.
    FollowId
}
id! {
    /// Words that a link refers to, such as those of a search: a row of ours.
    NoteId
}
id! {
    /// A secret between two questions: a row of ours.
    HeldId
}
id! {
    /// A former version of a command: a row of ours.
    VersionId
}
id! {
    /// Long work in steps: a row of ours.
    JobId
}
id! {
    /// Something that is looked at until there is something to tell: a row of ours.
    WatchId
}
id! {
    /// A message that shows a secret until it is deleted: a row of ours.
    RevealId
}
id! {
    /// What a watch has to tell: a row of ours.
    NoticeId
}
id! {
    /// A message about several of those: a row of ours.
    GatherId
}
id! {
    /// A group that is told of alerts: a row of ours.
    TeamId
}
id! {
    /// What it is told: a row of ours.
    CopyId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_keyboard_mean_the_same_bot() {
        for typed in ["2792787", "٢٧٩٢٧٨٧", "۲۷۹۲۷۸۷", "२७९२७८७", "২৭৯২৭৮৭"] {
            assert_eq!(typed.parse(), Ok(BotId::new(2_792_787)), "{typed}");
        }
    }

    #[test]
    fn what_is_not_seen_does_not_break_a_number() {
        for typed in ["\u{202a}2792787\u{202c}", "279\u{200b}2787\u{feff}", "\u{2066}\u{200f}2792787\u{2069}"] {
            assert_eq!(typed.parse(), Ok(BotId::new(2_792_787)), "{typed:?}");
        }
        assert_eq!("\u{200b}".parse::<BotId>(), Err(IdError::NotANumber));
    }

    #[test]
    fn what_is_not_an_identifier_is_refused_by_name() {
        for typed in ["", "0", "000", "-5", "+5", "12a", "1.5", " 7", "½"] {
            assert_eq!(typed.parse::<TaskId>(), Err(IdError::NotANumber), "{typed}");
        }
        assert_eq!("9".repeat(19).parse::<TaskId>(), Err(IdError::TooLong));
        assert!("9".repeat(18).parse::<TaskId>().is_ok());
    }
}
