use proptest::prelude::*;

use super::*;

const KEY: &str = "fake-key-0000000000000000000000000000001";
const OTHER: &str = "FAKE-new-key-FAKE-new-key-FAKE-new-00001";
/// As the API makes them: no word in it, and two hyphens in a row.
const RANDOM: &str = "q7Zt_Xw2Ly9Ra--K4mNv8Bd3HsP1cGfJ6uE5oTiY";
const TOKEN: &str = "123456789:AAfake-token-0000000000000000000001";

fn key_of(text: &str) -> Option<String> {
    match find(text) {
        Some(Found::Key(key)) => Some(key.expose().to_owned()),
        _ => None,
    }
}

/// A key as a random generator makes them: every four characters have all kinds.
fn random_key() -> impl Strategy<Value = String> {
    let block = ("[a-z]", "[A-Z]", "[0-9]", "[A-Za-z0-9_-]").prop_map(|(a, b, c, d)| [a, b, c, d]);
    let shuffled = block.prop_map(|block| block.to_vec()).prop_shuffle().prop_map(|block| block.concat());
    prop::collection::vec(shuffled, 10).prop_map(|blocks| blocks.concat())
}

fn sentence() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("", ""),
        ("my key is ", " thanks"),
        ("/setkey ", ""),
        ("/setkey@BbPocketBot ", "\n"),
        ("мой ключ: ", "."),
        ("`", "`"),
        ("key:", ""),
    ])
}

proptest! {
    #[test]
    fn a_key_is_found_whatever_stands_around_and_between(
        key in random_key(), at in 0usize..=40, unseen in "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{ad}]{1,3}",
        (before, after) in sentence(),
    ) {
        let text = format!("{before}{}{unseen}{}{after}", &key[..at], &key[at..]);
        prop_assert!(key_of(&text).as_ref() == Some(&key), "{:?} at {}", find(&text), at);
        prop_assert!(!masked(&text).contains(&key[at..]) || at > 36);
    }

    #[test]
    fn a_key_in_two_pieces_is_never_left_in_the_chat(
        key in random_key(), at in 1usize..=39, gap in "[ \n\u{a0}\u{202f}]{1,2}", (before, after) in sentence(),
    ) {
        let text = format!("{before}{}{gap}{}{after}", &key[..at], &key[at..]);
        match find(&text) {
            Some(Found::Key(found)) => prop_assert!(found.expose() == key, "another key"),
            found => prop_assert!(found == Some(Found::Unclear), "{:?} at {}", found, at),
        }
        if (8..=32).contains(&at) {
            prop_assert!(key_of(&text).as_ref() == Some(&key), "no key at {}", at);
        }
    }

    #[test]
    fn a_key_whose_dashes_a_phone_changed_is_found(
        key in random_key(), places in prop::collection::btree_set(0usize..19, 1..4), doubled in any::<bool>(),
        dash in "[—–―]", (before, after) in sentence(),
    ) {
        let mut key: Vec<char> = key.chars().map(|c| if c == '-' { 'x' } else { c }).collect();
        places.iter().for_each(|place| key[place * 2] = '-');
        if doubled {
            places.iter().for_each(|place| key[place * 2 + 1] = '-');
        }
        let key: String = key.into_iter().collect();
        let typed = if doubled { key.replace("--", &dash) } else { key.replace('-', &dash) };
        match find(&format!("{before}{typed}{after}")) {
            Some(Found::Key(found)) => prop_assert!(found.expose() == key, "another key"),
            found => prop_assert!(found == Some(Found::Unclear), "{:?}", found),
        }
    }

    #[test]
    fn a_key_with_a_character_too_many_or_too_few_is_asked_for_again(
        key in random_key(), many in any::<bool>(), place in 0usize..6,
    ) {
        let key = if many { format!("{key}x") } else { key[..39].to_owned() };
        let text = [
            key.clone(), format!("/{key}"), format!("/help {key}"), format!("/csvstatus {key} 5"),
            format!("it is {key} ok"), format!("/setkey {key}"),
        ];
        prop_assert!(find(&text[place]) == Some(Found::Unclear), "{:?} at {}", find(&text[place]), place);
    }

    #[test]
    fn no_text_stops_it(text in "[a-zA-Z0-9—–:@/ =\\\\%\n\u{200b}-]{0,120}", other in "\\PC{0,120}") {
        for text in [&text, &other] {
            let found = find(text);
            prop_assert!(meant(text, true).is_none_or(|meant| Some(meant) == found));
            is_nothing_but(text);
            masked(text);
        }
    }
}

fn masked(text: &str) -> String {
    super::super::masked(text, None)
}

#[test]
fn a_key_is_found_wherever_it_is_pasted() {
    for key in [KEY, OTHER, RANDOM] {
        for text in [
            key.to_owned(),
            format!("my key is {key}, thanks"),
            format!("`{key}`"),
            format!("api_key={key}"),
            format!("https://api.bots.business/v2/bots/1/csv_import_tasks/2?api_key={key}&x=1"),
            format!("https%3A%2F%2Fapi.bots.business%2Fv2%2Fbots%3Fapi_key%3D{key}%26x=1"),
            format!("{key} {key}"),
            format!("/start {key}"),
            format!("/csvstatus {key} 5"),
            format!("{}\n{}", &key[..18], &key[18..]),
            format!("/setkey {}\u{a0}{}", &key[..18], &key[18..]),
        ] {
            assert_eq!(key_of(&text).as_deref(), Some(key), "{text}");
        }
    }
    assert_eq!(key_of("GET /user?api_key=short-one&page=2").as_deref(), Some("short-one"));
    assert_eq!(key_of("https://x.example/?API_KEY=short-one.").as_deref(), Some("short-one"));
}

#[test]
fn dashes_that_a_phone_changed_are_put_back() {
    let key = RANDOM;
    assert_eq!(key_of(&key.replace("--", "—")).as_deref(), Some(key));
    assert_eq!(key_of(&format!("it is {}.", key.replace("--", "–"))).as_deref(), Some(key));
    assert_eq!(key_of(&key.replace('-', "‑")).as_deref(), Some(key));
    assert_eq!(key_of(&key.replace("--", "\n—")).as_deref(), Some(key));
    // One of two dashes stands for two hyphens: which, nobody knows.
    let two = "q7Zt_Xw2Ly9Ra--K4mNv8Bd3HsP1cGfJ6uE5oT-Y".replace("--", "—").replace("T-", "T—");
    assert_eq!(find(&two), Some(Found::Unclear));
    assert_eq!(find(&format!("my key is {two}")), Some(Found::Unclear));
    assert_eq!(key_of(&format!("{OTHER}—thanks")).as_deref(), Some(OTHER));
}

#[test]
fn full_width_characters_are_ascii_ones() {
    let wide = |text: &str| text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect::<String>();
    for key in [KEY, OTHER, RANDOM] {
        assert_eq!(key_of(&wide(key)).as_deref(), Some(key));
        assert_eq!(key_of(&format!("my key：{}。", wide(key))).as_deref(), Some(key));
        assert!(is_nothing_but(&wide(key)));
    }
    assert_eq!(find(&wide(TOKEN)), Some(Found::BotToken));
    assert_eq!(find(&format!("{} {}", wide("anna@example.com"), wide("hunter2"))), Some(Found::Password));
    assert_eq!(find("ＡＢＣ １２３ ａｂｃ"), None);
}

#[test]
fn two_keys_are_none() {
    for text in [
        format!("{KEY}\n{OTHER}"),
        format!("{KEY} and {OTHER}"),
        format!("?api_key={KEY} ?api_key=other"),
        format!("{OTHER} {}", &RANDOM[..39]),
    ] {
        assert_eq!(find(&text), Some(Found::Several), "{text}");
    }
}

#[test]
fn a_bot_token_is_never_taken_for_a_key() {
    for text in [
        TOKEN.to_owned(),
        format!("token: {TOKEN}"),
        format!("token:{TOKEN} {KEY}"),
        format!("https://api.telegram.org/bot{TOKEN}/getMe"),
        TOKEN.replace("-t", "—t"),
        TOKEN.replace(':', ": "),
        format!("{}\n{}", &TOKEN[..25], &TOKEN[25..]),
        format!("{}\u{200b}{}", &TOKEN[..25], &TOKEN[25..]),
        TOKEN[..TOKEN.len() - 1].to_owned(),
        format!("{TOKEN}x"),
    ] {
        assert_eq!(find(&text), Some(Found::BotToken), "{text}");
    }
}

#[test]
fn a_login_is_found_in_private_only() {
    assert_eq!(find("anna@example.com hunter2"), Some(Found::Password));
    assert_eq!(meant("anna@example.com hunter2", true), None);
    assert_eq!(find(&format!("anna@example.com {OTHER}")), Some(Found::Key(ApiKey::parse(OTHER).unwrap())));
}

/// What people write to a bot like this one.
const ORDINARY: [&str; 80] = [
    "pub enum PassportElementErrorTranslationFilesType {",
    "PassportElementErrorTranslationFilesType",
    "hello",
    "/csvstatus 2792787 123",
    "12:30",
    "https://example.com/a-b_c",
    "api_key=",
    "?api_key={API_KEY}",
    "?api_key=<your key>",
    "Where do I find my Api Key in the application, please?",
    "Please tell me how my import went today",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "donaudampfschifffahrtsgesellschaftskapit",
    "internationalisation—telecommunications",
    "internationalization – telecommunications in 2019",
    "Привет! Как прошёл мой импорт?",
    "Где взять ключ? В приложении: Настройки — Профиль",
    "¿Dónde está la clave? En Ajustes → Perfil",
    "Onde encontro a chave do meu bot?",
    "मेरा बोट काम नहीं कर रहा है",
    "أين أجد المفتاح؟ ٢٧٩٢٧٨٧ ١٢٣",
    "کلید من کجاست؟",
    "我的密钥在哪里？",
    "Wo ist der Schlüssel für mein Konto Nummer 2792787?",
    "Où est ma clé d’API ? Réglages → Profil",
    "550e8400-e29b-41d4-a716-446655440000",
    "550e8400-e29b-41d4-a716-446655440000 test",
    "550E8400-E29B-41D4-A716-446655440000 Test",
    "d41d8cd98f00b204e9800998ecf8427e",
    "d41d8cd98f00b204e9800998ecf8427e filename",
    "D41D8CD98F00B204E9800998ECF8427E Filename",
    "see da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "https://github.com/rust-lang/rust/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "C:\\Users\\anna\\Documents\\Reports\\import-2026-11-21.csv",
    "/home/anna/projects/my-very-long-project-name/commands_2026.csv",
    "IMG_20261121_100023.jpg IMG_20261121_100024.jpg",
    "Screenshot_20261121-100023 Screenshot_20261121-100107",
    "Screenshot_20261121-100023 Document2026-1",
    "Report-2026-11-20-final Invoice_2026-1121",
    "Screenshot_20261121-100023_Telegram_v001",
    "my-very-long-file-name-for-the-report-v2",
    "this_is_a_very_long_function_name_indeed",
    "test_that_the_import_of_2_bots_is_not_failed",
    "Bot.sendMessage(\"Hello \" + user.first_name);",
    "let value = Bot.getProperty(\"some_long_property_name_2\");",
    "function handleAnswer(a, b) { return a - b; } // 42",
    "if (options.result.status == 200) { Bot.runCommand('/next_page_of_the_shop'); }",
    "https://docs.google.com/spreadsheets/d/1/edit#gid=0",
    "https://help.bots.business/commands/commands-in-folder-and-more-2",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
    "My shop sells iPhone15 and Galaxy-S24 for 999",
    "iPhone 15 Pro Max 256GB, eSIM, iOS 18, A17 OK",
    "+49 151 23456789, call me at 10:30 or 12:45",
    "4111 1111 1111 1111 is no card of mine 123",
    "0000000000000000000000000000000000000000 0",
    "DE89 3704 0044 0532 0130 00 is an IBAN, isn't it",
    "--------------------------------------",
    "— — — — — — — — — — — — — — — — — — — —",
    "________________________________________",
    "hahahahahahahahahahahahahahahahahahaha",
    "🙂🙂🙂 ❤️ 👨‍👩‍👧‍👦",
    "anna@example.com",
    "my account is anna@example.com and it does not work",
    "2026-11-21T10:00:00Z 2026-11-21T10:00:01Z",
    "please answer to anna@example.com, thanks",
    "I changed the e-mail to anna@example.com and now bot 2792787 does not start",
    "anna@example.com is my Bots.Business login, how do I reset the password?",
    "I forgot my password, the mail never came to anna@example.com",
    "import 2792787 of anna@example.com failed 2026-11-21 at 10:30",
    "anna@example.com 2792787 failed at 10:30",
    "anna@example.com and boris@example.com share 2 bots",
    "write to support@bots.business, they answer in 24h",
    "Пишите на anna@example.com, пароль не подходит",
    "mi correo es anna@example.com y la contraseña no funciona",
    "the password reset link for anna@example.com expired after 15 minutes",
    "anna@example.com owns @anna_shop_bot",
    "my account anna@example.com uses BotsBusiness PRO",
    "The password is wrong, says anna@example.com!",
];

#[test]
fn ordinary_messages_are_no_credentials() {
    for text in ORDINARY {
        assert_eq!(find(text), None, "{text}");
        assert!(!is_nothing_but(text) && meant(text, true).is_none(), "{text}");
    }
}

#[test]
fn a_hash_in_a_conversation_is_no_credential() {
    let hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    assert_eq!(meant(hash, false), None);
    assert_eq!(meant(&format!("{hash} fixes it"), true), None);
    assert!(meant(KEY, false).is_some() && meant(&format!("see ?api_key={KEY} there"), false).is_some());
    assert_eq!(meant(&format!("the word {KEY} there"), false), None);
    assert!(meant(hash, true).is_some(), "who says nothing else to the bot means it");
    assert!(!is_nothing_but(hash), "as an answer it is a hash");
    assert_eq!(meant(&format!("look: {TOKEN}"), false), Some(Found::BotToken));
}

#[test]
fn a_message_that_is_nothing_but_a_credential_is_known() {
    for text in [
        KEY.to_owned(),
        format!(" {OTHER}\n"),
        format!("{}\n{}", &OTHER[..20], &OTHER[20..]),
        RANDOM.replace("--", "—"),
        TOKEN.to_owned(),
        RANDOM[..39].to_owned(),
    ] {
        assert!(is_nothing_but(&text), "{text}");
    }
    for text in
        [format!("the key: {KEY}"), format!("/setkey {KEY}"), format!("use(\"{KEY}\")"), format!("{TOKEN} is it")]
    {
        assert!(!is_nothing_but(&text), "{text}");
    }
}

#[test]
fn a_badly_copied_key_is_recognised() {
    for key in [KEY, OTHER, RANDOM] {
        for text in [key[..39].to_owned(), format!(" {key}0 "), format!("/{key}0"), format!("it is {} ok", &key[..39])]
        {
            assert_eq!(find(&text), Some(Found::Unclear), "{text}");
        }
    }
    assert!(find("hello").is_none() && find(&"0".repeat(90)).is_none());
}
