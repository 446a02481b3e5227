use std::collections::HashSet;

use super::words::WORDS;
use super::*;

/// What Telegram says, with its code, and what it means.
const SAID: &[(u16, &str, Meaning)] = &[
    (403, "Forbidden: bot was blocked by the user", Meaning::Blocked),
    (400, "Bad Request: USER_IS_BLOCKED", Meaning::Blocked),
    (403, "Forbidden: user is deactivated", Meaning::Deactivated),
    (400, "Bad Request: INPUT_USER_DEACTIVATED", Meaning::Deactivated),
    (403, "Forbidden: bot can't initiate conversation with a user", Meaning::NeverStarted),
    (401, "Unauthorized: bot can't initiate conversation with a user", Meaning::NeverStarted),
    (403, "Forbidden: bot can't send messages to bots", Meaning::NeverStarted),
    (403, "Forbidden: bots can't send messages to bots", Meaning::NeverStarted),
    (400, "Bad Request: PEER_ID_INVALID", Meaning::NeverStarted),
    (400, "Bad Request: USER_IS_BOT", Meaning::NeverStarted),
    (403, "Forbidden: bot was kicked from the group chat", Meaning::Removed),
    (403, "Forbidden: bot was kicked from the supergroup chat", Meaning::Removed),
    (403, "Forbidden: bot was kicked from the channel chat", Meaning::Removed),
    (401, "Unauthorized: bot was kicked from a chat", Meaning::Removed),
    (403, "Forbidden: bot is not a member of the supergroup chat", Meaning::Removed),
    (403, "Forbidden: bot is not a member of the channel chat", Meaning::Removed),
    (400, "Bad Request: USER_NOT_PARTICIPANT", Meaning::Removed),
    (403, "Forbidden: the group chat was deleted", Meaning::Removed),
    (400, "Bad Request: group chat was deactivated", Meaning::Removed),
    (400, "Bad Request: group is deactivated", Meaning::Removed),
    (400, "Bad Request: CHANNEL_PRIVATE", Meaning::Removed),
    (400, "Bad Request: CHAT_FORBIDDEN", Meaning::Removed),
    (403, "Forbidden: something that nobody has seen yet", Meaning::Removed),
    (400, "Forbidden: with another number", Meaning::Removed),
    (400, "Bad Request: not enough rights to send text messages to the chat", Meaning::NoRight),
    (403, "Forbidden: not enough rights to send photos to the chat", Meaning::NoRight),
    (400, "Bad Request: have no rights to send a message", Meaning::NoRight),
    (400, "Bad Request: Have no write access to the chat", Meaning::NoRight),
    (400, "Bad Request: need administrator rights in the channel chat", Meaning::NoRight),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Meaning::NoRight),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN", Meaning::NoRight),
    (400, "Bad Request: CHAT_RESTRICTED", Meaning::NoRight),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED", Meaning::NoRight),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", Meaning::NoRight),
    (400, "Bad Request: CHAT_GUEST_SEND_FORBIDDEN", Meaning::NoRight),
    (403, "Forbidden: RIGHT_FORBIDDEN", Meaning::NoRight),
    (400, "Bad Request: USER_BANNED_IN_CHANNEL", Meaning::NoRight),
    (400, "Bad Request: USER_RESTRICTED", Meaning::NoRight),
    (400, "Bad Request: SLOWMODE_WAIT_37", Meaning::SlowMode),
    (400, "Bad Request: slow mode is enabled", Meaning::SlowMode),
    (400, "Bad Request: TOPIC_CLOSED", Meaning::TopicClosed),
    (400, "Bad Request: topic is closed", Meaning::TopicClosed),
    (400, "Bad Request: message thread not found", Meaning::TopicGone),
    (400, "Bad Request: TOPIC_DELETED", Meaning::TopicGone),
    (400, "Bad Request: TOPIC_ID_INVALID", Meaning::TopicGone),
    (400, "Bad Request: message to edit not found", Meaning::MessageGone),
    (400, "Bad Request: message to delete not found", Meaning::MessageGone),
    (400, "Bad Request: MESSAGE_ID_INVALID", Meaning::MessageGone),
    (400, "Bad Request: message identifier is not specified", Meaning::BadNumber),
    (400, "Bad Request: message can't be edited", Meaning::NotEditable),
    (400, "Bad Request: MESSAGE_AUTHOR_REQUIRED", Meaning::NotEditable),
    (400, "Bad Request: MESSAGE_EDIT_TIME_EXPIRED", Meaning::NotEditable),
    (400, "Bad Request: message can't be deleted", Meaning::NotDeletable),
    (400, "Bad Request: message can't be deleted for everyone", Meaning::NotDeletable),
    (403, "Forbidden: MESSAGE_DELETE_FORBIDDEN", Meaning::NotDeletable),
    (400, "Bad Request: there is no text in the message to edit", Meaning::NoText),
    (400, "Bad Request: there is no caption in the message to edit", Meaning::NoText),
    (400, "Bad Request: message is not a text message", Meaning::NoText),
    (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a \
         current content and reply markup of the message",
        Meaning::NotModified,
    ),
    (400, "Bad Request: MESSAGE_NOT_MODIFIED", Meaning::NotModified),
    (400, "Bad Request: MESSAGE_TOO_OLD", Meaning::TooOld),
    (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Meaning::TooOld),
    (400, "Bad Request: QUERY_ID_INVALID", Meaning::TooOld),
    (400, "Bad Request: chat not found", Meaning::ChatNotFound),
    (400, "Bad Request: chat_id is empty", Meaning::ChatNotFound),
    (400, "Bad Request: CHAT_ID_INVALID", Meaning::ChatNotFound),
    (400, "Bad Request: CHANNEL_INVALID", Meaning::ChatNotFound),
    (400, "Bad Request: group chat was upgraded to a supergroup chat", Meaning::ChatNotFound),
    (400, "Bad Request: group chat was migrated to a supergroup chat", Meaning::ChatNotFound),
    (400, "Bad Request: message to be replied not found", Meaning::ReplyGone),
    (400, "Bad Request: message to reply not found", Meaning::ReplyGone),
    (400, "Bad Request: replied message not found", Meaning::ReplyGone),
    (400, "Bad Request: reply message not found", Meaning::ReplyGone),
    (400, "Bad Request: REPLY_MESSAGE_ID_INVALID", Meaning::ReplyGone),
    (400, "Bad Request: BUTTON_DATA_INVALID", Meaning::Buttons),
    (400, "Bad Request: BUTTON_URL_INVALID", Meaning::Buttons),
    (400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed", Meaning::Buttons),
    (400, "Bad Request: text buttons are unallowed in the inline keyboard", Meaning::Buttons),
    (400, "Bad Request: inline keyboard button URL 'x y' is invalid: Wrong HTTP URL", Meaning::Buttons),
    (400, "Bad Request: can't parse reply keyboard markup JSON object", Meaning::Buttons),
    (400, "Bad Request: reply markup is too long", Meaning::Buttons),
    (400, "Bad Request: REPLY_MARKUP_INVALID", Meaning::Buttons),
    (400, "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 3", Meaning::Markup),
    (400, "Bad Request: can't find end of the entity starting at byte offset 3", Meaning::Markup),
    (400, "Bad Request: ENTITY_BOUNDS_INVALID", Meaning::Markup),
    (400, "Bad Request: message is too long", Meaning::TooLong),
    (400, "Bad Request: MESSAGE_TOO_LONG", Meaning::TooLong),
    (400, "Bad Request: message caption is too long", Meaning::TooLong),
    (400, "Bad Request: MEDIA_CAPTION_TOO_LONG", Meaning::TooLong),
    (400, "Bad Request: message text is empty", Meaning::Empty),
    (400, "Bad Request: text must be non-empty", Meaning::Empty),
    (400, "Bad Request: MESSAGE_EMPTY", Meaning::Empty),
    (400, "Bad Request: file is too big", Meaning::FileTooBig),
    (400, "Bad Request: file of size 10485761 bytes is too big for a photo", Meaning::FileTooBig),
    (413, "Request Entity Too Large", Meaning::FileTooBig),
    (413, "", Meaning::FileTooBig),
    (400, "Bad Request: file must be non-empty", Meaning::File),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", Meaning::File),
    (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Meaning::File),
    (400, "Bad Request: invalid file_id", Meaning::File),
    (400, "Bad Request: file_id not specified", Meaning::File),
    (400, "Bad Request: wrong remote file identifier specified: can't unserialize it", Meaning::File),
    (400, "Bad Request: FILE_REFERENCE_EXPIRED", Meaning::File),
    (400, "Bad Request: IMAGE_PROCESS_FAILED", Meaning::File),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Meaning::File),
    (500, "Internal Server Error: sent message was immediately deleted and can't be returned", Meaning::DeletedAtOnce),
    (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        Meaning::Webhook,
    ),
    (409, "Conflict: terminated by setWebhook request", Meaning::Webhook),
    (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        Meaning::AnotherPoller,
    ),
    (409, "Conflict: terminated by other long poll or webhook", Meaning::AnotherPoller),
    (409, "Conflict", Meaning::AnotherPoller),
    (400, "Logged out", Meaning::LoggedOut),
    (401, "Unauthorized: Logged out", Meaning::LoggedOut),
    (401, "Unauthorized", Meaning::UnknownToken),
    (401, "Unauthorized: invalid token specified", Meaning::UnknownToken),
    (421, "Misdirected Request: unallowed token specified", Meaning::UnknownToken),
    (401, "", Meaning::UnknownToken),
    (404, "Not Found: method not found", Meaning::NoMethod),
    (404, "Not Found", Meaning::NotFound),
    (400, "Bad Request: UNICORN_INVALID", Meaning::Unknown),
    (400, "", Meaning::Unknown),
];

#[test]
fn every_row_has_its_meaning_in_any_case() {
    for (code, said, meaning) in SAID {
        assert_eq!(Meaning::of(*code, said), *meaning, "{said}");
        assert_eq!(Meaning::of(*code, &said.to_uppercase()), *meaning, "{said}");
    }
}

#[test]
fn every_row_of_the_table_decides_about_something() {
    for (row, meaning) in WORDS {
        let said: Vec<String> = SAID.iter().map(|(_, said, _)| said.to_lowercase()).collect();
        let decided =
            said.iter().any(|said| WORDS.iter().find(|(part, _)| said.contains(part)) == Some(&(*row, *meaning)));
        assert!(decided, "no test says «{row}», or a row above it always comes first");
    }
}

#[test]
fn every_meaning_has_its_own_word_and_sentence() {
    let meanings: HashSet<Meaning> = SAID.iter().map(|(_, _, meaning)| *meaning).collect();
    let words: HashSet<&str> = meanings.iter().map(|meaning| meaning.word()).collect();
    let sentences: HashSet<String> = meanings.iter().map(Meaning::to_string).collect();
    assert_eq!((words.len(), sentences.len()), (meanings.len(), meanings.len()));
    let right = |word: &&&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    assert!(words.iter().all(|word| right(&word)), "{words:?}");
}

#[test]
fn a_quotation_decides_nothing() {
    for said in [
        "Bad Request: something about \"bot was blocked by the user\"",
        "Bad Request: something about 'chat not found' and more",
        "Bad Request: something about “chat not found",
    ] {
        assert_eq!(Meaning::of(400, said), Meaning::Unknown, "{said}");
    }
}

#[test]
fn each_meaning_has_its_next_step() {
    for (_, said, meaning) in SAID {
        let next = match meaning {
            Meaning::NotModified => Next::Done,
            Meaning::Blocked | Meaning::Deactivated | Meaning::NeverStarted | Meaning::Removed => Next::ChatClosed,
            Meaning::TopicClosed | Meaning::TopicGone => Next::OutsideTopic,
            Meaning::Webhook
            | Meaning::AnotherPoller
            | Meaning::UnknownToken
            | Meaning::LoggedOut
            | Meaning::NotFound
            | Meaning::SlowMode => Next::Again,
            _ => Next::GiveUp,
        };
        assert_eq!(meaning.next(), next, "{said}");
    }
    assert!(!Meaning::Unknown.may_pass(), "never tried for ever");
    assert!(Meaning::Unknown.wants_new_message() && Meaning::Unknown.may_be_the_topic());
    assert!(!Meaning::NotModified.wants_new_message() && !Meaning::Blocked.wants_new_message());
    assert!(Meaning::Buttons.wants_new_message() && Meaning::TooOld.wants_new_message());
}

#[test]
fn the_log_gets_telegrams_words_and_nobody_elses() {
    let key = "FAKE-other-key-FAKE-other-key-FAKE-00002";
    for (said, logged) in [
        ("Bad Request: UNICORN_INVALID".to_owned(), "Bad Request: UNICORN_INVALID".to_owned()),
        ("Bad Request: no 'buy milk' here".to_owned(), "Bad Request: no … here".to_owned()),
        ("Bad Request: it isn't \"buy milk\"".to_owned(), "Bad Request: it isn't …".to_owned()),
        ("Bad Request: no «купи молоко» and “buy".to_owned(), "Bad Request: no … and …".to_owned()),
        ("Bad Request: wrong thing: buy milk".to_owned(), "Bad Request: wrong thing…".to_owned()),
        ("Bad Request: молоко 79161234567 x@y.z https://a.b".to_owned(), "Bad Request: … … … …".to_owned()),
        ("a\nb\u{1b}[31m c".to_owned(), "a … c".to_owned()),
        (format!("Bad Request: {key} is odd"), format!("Bad Request: {} is odd", "*".repeat(40))),
        ("no 123456789:SANDBOX-fake-token-not-a-real-one-x".to_owned(), "no …".to_owned()),
        ("x".repeat(5_000), String::new()),
        (String::new(), String::new()),
    ] {
        assert_eq!(shortened(&said), logged, "{said}");
    }
    let long = shortened(&"word ".repeat(1_000));
    assert_eq!(long.chars().count(), 100);
    // However much stands before it, and wherever it is cut.
    for before in 1_900..2_000 {
        let said = format!("{} {key}", "\"q\" ".repeat(before / 4));
        assert!(!shortened(&said).contains("FAKE"), "{before}");
    }
}
