//! What Telegram means when it refuses a call.
//!
//! Owns the meanings: the metrics' word, the log's sentence and the next step of each. Which words have which meaning is
//! in `refusal/words.rs`. It must not keep Telegram's own words: they can repeat what a person wrote.

use std::fmt;

mod quoted;
mod words;

pub(super) use quoted::shortened;

/// Why Telegram refused a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The person blocked the bot.
    Blocked,
    /// The person's account was deleted.
    Deactivated,
    /// A bot may write only to people who wrote to it first, and never to another bot.
    NeverStarted,
    /// The bot was removed from the group, never was in it, or the group was deleted. Any unknown 403 too.
    Removed,
    /// The bot is in the chat and may not do this there.
    NoRight,
    /// The group lets its members write only now and then. With the time to wait this is
    /// [`CallError::SlowMode`](super::wire::CallError::SlowMode).
    SlowMode,
    TopicClosed,
    TopicGone,
    /// The message to be edited or deleted does not exist.
    MessageGone,
    /// What was given is no number of a message.
    BadNumber,
    /// The message exists and cannot be edited.
    NotEditable,
    /// The message exists and cannot be deleted by the bot.
    NotDeletable,
    /// The message to be edited has no text, such as one with a file.
    NoText,
    /// The message is already what it was to become: success.
    NotModified,
    /// A press or a message too long ago.
    TooOld,
    ChatNotFound,
    /// The message that is replied to does not exist.
    ReplyGone,
    Buttons,
    Markup,
    TooLong,
    Empty,
    FileTooBig,
    /// The file is gone, empty, or not of the kind that was said.
    File,
    /// The message was sent, and something in the group deleted it at once.
    DeletedAtOnce,
    /// A webhook is set for this token, so that nobody may poll.
    Webhook,
    /// Another process polls with this token.
    AnotherPoller,
    UnknownToken,
    /// `logOut` was called with this token.
    LoggedOut,
    /// The server is too old for this method.
    NoMethod,
    /// A bare "Not Found". Whether the token or the address is meant depends on the address that was asked.
    NotFound,
    /// Words that are not in the table.
    Unknown,
}

/// What can be done about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// What was asked is already so.
    Done,
    /// The operator can end it: the same call may succeed later.
    Again,
    /// The chat is closed to the bot: nothing can be sent there.
    ChatClosed,
    /// The topic is closed or gone: the same message can be sent outside of it.
    OutsideTopic,
    /// Final for this call. A message of its own can be sent where an edit was refused.
    GiveUp,
}

impl Meaning {
    /// What Telegram's description means. `code` decides where its words are not known.
    pub fn of(code: u16, description: &str) -> Self {
        let words = quoted::without_quotations(description).to_lowercase();
        words::meaning(&words).unwrap_or(match code {
            401 | 421 => Self::UnknownToken,
            403 => Self::Removed,
            404 => Self::NotFound,
            409 => Self::AnotherPoller,
            413 => Self::FileTooBig,
            _ if words.starts_with("forbidden") => Self::Removed,
            _ => Self::Unknown,
        })
    }

    /// What can be done about it.
    pub fn next(self) -> Next {
        match self {
            Self::NotModified => Next::Done,
            Self::Webhook | Self::AnotherPoller | Self::UnknownToken | Self::LoggedOut => Next::Again,
            // Slow mode passes by itself.
            Self::NotFound | Self::SlowMode => Next::Again,
            Self::Blocked | Self::Deactivated | Self::NeverStarted | Self::Removed => Next::ChatClosed,
            Self::TopicClosed | Self::TopicGone => Next::OutsideTopic,
            _ => Next::GiveUp,
        }
    }

    /// The same call may succeed later.
    pub fn may_pass(self) -> bool {
        self.next() == Next::Again
    }

    /// Nothing can be sent to the chat: no edit falls back to a new message, and nothing is tried again.
    pub fn closes_chat(self) -> bool {
        self.next() == Next::ChatClosed
    }

    /// An edit that was refused like this leaves the person without the text: a new message is sent instead.
    pub fn wants_new_message(self) -> bool {
        matches!(self.next(), Next::GiveUp | Next::OutsideTopic)
    }

    /// A message in a topic may have been refused because of the topic: it is tried once outside of it.
    pub fn may_be_the_topic(self) -> bool {
        self.next() == Next::OutsideTopic || self == Self::Unknown
    }

    /// One word for it, for the metrics.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Deactivated => "deactivated",
            Self::NeverStarted => "never_started",
            Self::Removed => "removed",
            Self::NoRight => "no_right",
            Self::SlowMode => "slow_mode",
            Self::TopicClosed => "topic_closed",
            Self::TopicGone => "topic_gone",
            Self::MessageGone => "message_gone",
            Self::BadNumber => "bad_number",
            Self::NotEditable => "not_editable",
            Self::NotDeletable => "not_deletable",
            Self::NoText => "no_text",
            Self::NotModified => "not_modified",
            Self::TooOld => "too_old",
            Self::ChatNotFound => "chat_not_found",
            Self::ReplyGone => "reply_gone",
            Self::Buttons => "buttons",
            Self::Markup => "markup",
            Self::TooLong => "too_long",
            Self::Empty => "empty",
            Self::FileTooBig => "file_too_big",
            Self::File => "file",
            Self::DeletedAtOnce => "deleted_at_once",
            Self::Webhook => "webhook",
            Self::AnotherPoller => "another_poller",
            Self::UnknownToken => "unknown_token",
            Self::LoggedOut => "logged_out",
            Self::NoMethod => "no_method",
            Self::NotFound => "not_found",
            Self::Unknown => "refused",
        }
    }
}

/// The log's sentence: what it means and, where there is something, what the operator does.
impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blocked => "the person blocked the bot",
            Self::Deactivated => "the person's account was deleted",
            Self::NeverStarted => "the bot may not write to somebody who never wrote to it",
            Self::Removed => "the bot is not in this group, or the group is gone",
            Self::NoRight => "the bot has no right to do this in the chat; its administrators can give it",
            Self::SlowMode => "the group is in slow mode",
            Self::TopicClosed => "the topic is closed",
            Self::TopicGone => "the topic does not exist any more",
            Self::MessageGone => "the message does not exist any more",
            Self::BadNumber => "no message can have this number",
            Self::NotEditable => "the message cannot be edited",
            Self::NotDeletable => "the message cannot be deleted by the bot",
            Self::NoText => "the message has no text that could be edited",
            Self::NotModified => "nothing to change",
            Self::TooOld => "it is too long ago",
            Self::ChatNotFound => "Telegram does not know this chat",
            Self::ReplyGone => "the message that was replied to does not exist any more",
            Self::Buttons => "Telegram does not take these buttons; please report it",
            Self::Markup => "Telegram cannot read the HTML of this message; please report it",
            Self::TooLong => "the message is too long",
            Self::Empty => "the message is empty",
            Self::FileTooBig => "the file is too big",
            Self::File => "Telegram does not take or have this file",
            Self::DeletedAtOnce => "the message was sent, and was deleted at once by something in the group",
            Self::Webhook => {
                "a webhook is set for this token, so Telegram refuses polling; remove it: \
                 curl \"https://api.telegram.org/bot$TELOXIDE_TOKEN/deleteWebhook\""
            }
            Self::AnotherPoller => "another process polls with this token; stop it, or give one of them another token",
            Self::UnknownToken => "Telegram does not know this token; take it from @BotFather, see TELOXIDE_TOKEN",
            Self::LoggedOut => {
                "this token was logged out of this server; for 10 minutes after logOut it works on another one only"
            }
            Self::NoMethod => "the server at TELOXIDE_API_URL does not have this method; it needs a newer version",
            Self::NotFound => "the token or the address is wrong; see TELOXIDE_TOKEN and TELOXIDE_API_URL",
            Self::Unknown => "refused for a reason that is not known",
        })
    }
}

#[cfg(test)]
mod tests;
