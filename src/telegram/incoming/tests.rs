use serde_json::{Value, json};

use super::*;

const KEY: &str = "fake-key-0000000000000000000000000000001";

fn read(message: Value) -> Option<Incoming> {
    Incoming::read(UpdateId::new(1), &json!({"update_id": 1, "message": message}).to_string())
}

/// A message of Anna's in her private chat, with these fields.
fn private(fields: Value) -> Option<Incoming> {
    let mut message = json!({"message_id": 5, "date": 1_795_435_387,
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"},
        "chat": {"id": 7001, "first_name": "Anna", "type": "private"}});
    message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    read(message)
}

fn words(incoming: Option<Incoming>) -> String {
    incoming.and_then(|incoming| incoming.words().map(|words| words.text.clone())).unwrap_or_default()
}

#[test]
fn the_words_of_a_message_outlive_fields_that_nobody_knows() {
    let date_time = json!([{"type": "date_time", "offset": 0, "length": 5, "unix_time": 1, "date_time_format": "r"}]);
    for beside in [
        json!({}),
        json!({"entities": date_time}),
        json!({"entities": "none"}),
        json!({"external_reply": {"origin": {"type": "user"}, "chat": 5}}),
        json!({"reply_to_message": 7}),
        json!({"reply_to_message": {"from": "me"}}),
        json!({"unheard_of": {"deep": [[[{}]]]}}),
        json!({"document": [], "forward_origin": null, "media_group_id": 5}),
        json!({"message_thread_id": "x", "is_topic_message": 1}),
    ] {
        let mut fields = beside.clone();
        fields.as_object_mut().unwrap().insert("text".into(), "/help".into());
        assert_eq!(words(private(fields)), "/help", "{beside}");
    }
    assert_eq!(words(private(json!({"caption": "/help", "hologram": {"file_id": "x"}}))), "/help");
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    let json = private(json!({"text": "/help HALF"}));
    assert!(json.is_some());
    let json = json!({"message_id": 5, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "/help HALF"});
    let json = format!("{{\"update_id\":1,\"message\":{json}}}").replace("HALF", "\\ud83d");
    assert!(words(Incoming::read(UpdateId::new(1), &json)).starts_with("/help "));
}

#[test]
fn half_a_surrogate_pair_hides_no_key_and_no_rich_text() {
    for fields in [
        format!(r#""poll":{{"question":"\ud83d","options":[{{"text":"{KEY}"}}]}}"#),
        format!(r#""document":{{"file_id":"f","file_name":"\\\ud83d{KEY}.txt"}}"#),
        format!(r#""rich_message":{{"blocks":[{{"text":["\uD83D ","{KEY}"]}}]}}"#),
    ] {
        let message = format!(r#"{{"message_id":5,"chat":{{"id":7,"type":"private"}},"from":{{"id":7}},{fields}}}"#);
        let incoming = Incoming::read(UpdateId::new(1), &format!(r#"{{"update_id":1,"message":{message}}}"#));
        assert!(incoming.is_some_and(|incoming| incoming.credential().is_some()), "{fields}");
    }
}

#[test]
fn a_key_in_any_field_of_a_private_message_is_found() {
    for fields in [
        json!({"text": KEY}),
        json!({"caption": format!("my key: {KEY}"), "photo": []}),
        json!({"poll": {"id": "1", "question": KEY, "options": []}}),
        json!({"poll": {"question": "?", "options": [{"text": "a"}, {"text": KEY}]}}),
        json!({"contact": {"phone_number": "1", "first_name": "A", "vcard": format!("NOTE:{KEY}")}}),
        json!({"document": {"file_id": "f", "file_name": format!("{KEY}.txt")}}),
        json!({"text": "look", "quote": {"text": KEY, "position": 0}}),
        json!({"text": "here", "entities": [{"type": "text_link", "offset": 0, "length": 4,
            "url": format!("https://api.bots.business/v2/user?api_key={KEY}")}]}),
        json!({"venue": {"title": KEY, "address": "?"}}),
        json!({"checklist": {"title": "?", "tasks": [{"id": 1, "text": KEY}]}}),
        json!({"rich_message": {"blocks": [{"type": "paragraph", "text": ["it is ", {"type": "bold", "text": KEY}]}]}}),
        json!({"a_newer_kind": {"of": [{"words": KEY}]}}),
    ] {
        let incoming = private(fields.clone()).unwrap();
        assert!(incoming.credential().is_some(), "{fields}");
        assert!(words(Some(incoming)).contains(KEY), "{fields}");
    }
}

#[test]
fn what_telegram_says_itself_holds_no_key() {
    for fields in [
        json!({"text": "look", "reply_to_message": {"text": KEY, "from": {"id": 7001}}}),
        json!({"pinned_message": {"text": KEY}}),
        json!({"photo": [{"file_id": KEY, "file_unique_id": KEY}]}),
        json!({"text": "hi", "from": {"id": 7001, "first_name": KEY}}),
    ] {
        assert!(private(fields.clone()).is_none_or(|incoming| incoming.credential().is_none()), "{fields}");
    }
}

#[test]
fn a_rich_message_is_read_block_by_block() {
    let blocks = json!([
        {"type": "paragraph", "text": ["/csv", {"type": "bold", "text": "status"}, " 5"]},
        {"type": "list", "items": [{"blocks": [{"type": "paragraph", "text": "one"}]}]},
    ]);
    assert_eq!(words(private(json!({"rich_message": {"blocks": blocks}}))), "/csvstatus 5\none");
}

#[test]
fn kinds_that_were_not_asked_for_stay_unread() {
    for kind in ["message_reaction", "poll_answer", "chat_member", "guest_message", "subscription", "unheard_of"] {
        for content in [json!({}), json!(5), json!({"chat": null}), json!({"text": KEY})] {
            let json = json!({"update_id": 1, kind: content}).to_string();
            assert!(Incoming::read(UpdateId::new(1), &json).is_none(), "{json}");
        }
    }
}

#[test]
fn telegrams_own_words_get_no_answer_and_a_picture_gets_one() {
    for service in ["new_chat_members", "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"] {
        assert!(private(json!({service: {}})).is_none(), "{service}");
    }
    for kind in ["photo", "sticker", "voice", "location", "dice", "poll", "paid_media", "live_photo", "story"] {
        assert!(matches!(private(json!({kind: {}})).unwrap().event, Event::Wordless { edited: false }), "{kind}");
    }
}

#[test]
fn a_press_is_decoded_and_an_old_message_is_not_replaced() {
    let press = |message: Value| {
        let query = json!({"id": "9", "from": {"id": 7001}, "data": "no such form", "message": message});
        Incoming::read(UpdateId::new(1), &json!({"update_id": 1, "callback_query": query}).to_string())
    };
    let chat = json!({"id": 7001, "type": "private"});
    for (message, expected) in [
        (json!({"message_id": 5, "date": 1, "chat": chat, "text": "x"}), Some((Some(5), true))),
        (json!({"message_id": 5, "date": 1, "chat": chat, "document": {}}), Some((Some(5), false))),
        (json!({"message_id": 5, "date": 0, "chat": chat}), Some((None, false))),
        (json!("gone"), None),
    ] {
        let read = press(message.clone()).map(|incoming| match incoming.event {
            Event::Press { message, replaceable, pressed: None, .. } => (message.map(MessageId::get), replaceable),
            _ => panic!("no press"),
        });
        assert_eq!(read, expected, "{message}");
    }
}

#[test]
fn numbers_of_updates_have_no_end_in_sight() {
    for id in [1, i64::from(i32::MAX), i64::from(u32::MAX) + 1, i64::MAX] {
        assert_eq!(number(&json!({"update_id": id}).to_string()), Some(UpdateId::new(id)));
    }
    for odd in ["{}", "[]", r#"{"update_id":"5"}"#, r#"{"update_id":1e30}"#] {
        assert_eq!(number(odd), None, "{odd}");
    }
}

#[test]
fn blocking_and_returning_are_read_in_private_chats_alone() {
    let member = |kind: &str, status: &str| {
        let update = json!({"update_id": 1, "my_chat_member": {
            "chat": {"id": 7001, "type": kind}, "from": {"id": 7001, "is_bot": false}, "date": 1_795_435_387,
            "old_chat_member": {"status": "member"}, "new_chat_member": {"user": {"id": 5}, "status": status}}});
        Incoming::read(UpdateId::new(1), &update.to_string()).map(|incoming| match incoming.event {
            Event::Member { blocked } => (incoming.origin.user.get(), incoming.origin.private, blocked),
            Event::Group { change: GroupChange::Left, .. } => (incoming.origin.user.get(), false, true),
            _ => panic!("another event"),
        })
    };
    assert_eq!(member("private", "kicked"), Some((7001, true, true)));
    assert_eq!(member("private", "member"), Some((7001, true, false)));
    assert_eq!(member("private", "restricted"), None);
    assert_eq!(member("group", "kicked"), Some((7001, false, true)), "nobody's own: the group counts for them");
    assert_eq!(member("group", "administrator"), None, "it was there before");
    assert_eq!(member("channel", "kicked"), None);
    assert_eq!(member("supergroup", "member"), None);
    for odd in
        [r#"{"my_chat_member":5}"#, r#"{"my_chat_member":{}}"#, r#"{"my_chat_member":{"chat":{"type":"private"}}}"#]
    {
        assert!(Incoming::read(UpdateId::new(1), odd).is_none(), "{odd}");
    }
}

#[test]
fn a_group_that_somebody_added_the_bot_to_is_theirs_and_any_other_change_is_nobodys() {
    let read = |before: &str, after: &str, from: Value| {
        let update = json!({"update_id": 1, "my_chat_member": {
            "chat": {"id": -42, "type": "supergroup", "title": "x".repeat(500)}, "from": from, "date": 1_795_435_387,
            "old_chat_member": {"status": before}, "new_chat_member": {"user": {"id": 5}, "status": after}}});
        let incoming = Incoming::read(UpdateId::new(1), &update.to_string())?;
        let Event::Group { group, change } = incoming.event else { panic!("another event") };
        let title = match change {
            GroupChange::Joined { title } => Some(title.len()),
            GroupChange::Left => None,
            GroupChange::Moved(_) => panic!("another change"),
        };
        Some((group.get(), incoming.origin.user.get(), incoming.origin.private, title))
    };
    let anna = || json!({"id": 7001, "is_bot": false});
    for (before, after) in [("left", "member"), ("kicked", "administrator"), ("left", "restricted")] {
        assert_eq!(read(before, after, anna()), Some((-42, 7001, false, Some(128))), "{before} {after}");
    }
    for (before, after) in [("member", "left"), ("administrator", "kicked"), ("odd", "kicked")] {
        assert_eq!(read(before, after, anna()), Some((-42, -42, false, None)), "{before} {after}");
    }
    for (before, after) in [("member", "administrator"), ("odd", "member"), ("left", "odd")] {
        assert_eq!(read(before, after, anna()), None, "{before} {after}");
    }
    assert_eq!(read("left", "member", json!({"id": 1_087_968_824, "is_bot": true})), None, "it cannot be known");
    assert_eq!(read("left", "member", json!(5)), None);
}

/// Every kind of update and of message in the Bot API's specification (10.3), and some that nobody knows yet. The first
/// word of a file's name is what the update is.
#[test]
fn every_kind_of_update_is_what_its_name_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/updates");
    let mut seen = std::collections::BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let expected = name.split('_').next().unwrap().to_owned();
        if !["says", "wordless", "silent", "press", "member", "became"].contains(&&*expected) {
            continue;
        }
        let json = std::fs::read_to_string(&file).unwrap();
        let read = Incoming::read(number(&json).unwrap(), &json);
        let found = match read.as_ref().map(|incoming| &incoming.event) {
            None => "silent",
            Some(Event::Text(words)) if words.text == "/help" => "says",
            Some(Event::Text(_)) => "other words",
            Some(Event::Press { .. }) => "press",
            Some(Event::Wordless { .. }) => "wordless",
            Some(Event::Member { .. }) => "member",
            Some(Event::Group { .. }) => "became",
        };
        assert_eq!(found, expected, "{name}");
        *seen.entry(expected).or_insert(0) += 1;
    }
    assert!(seen["says"] >= 20 && seen["wordless"] >= 15 && seen["silent"] >= 70, "{seen:?}");
}
