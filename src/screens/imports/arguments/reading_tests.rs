use proptest::prelude::*;

use super::*;

const BOT: i64 = 2_792_787;

fn import(bot: i64, task: i64) -> Meaning {
    Meaning::Import(BotId::new(bot), TaskId::new(task))
}

fn bots() -> Vec<(BotId, String)> {
    let bots = [
        (BOT, "My Shop"),
        (850, "Shop 24"),
        (77, "Flowers 🌸"),
        (78, "My Import Bot"),
        (1_234, "Café Olé"),
        (900, "Twin"),
        (901, "twin"),
        (123_456, "Магазин"),
    ];
    bots.map(|(id, name)| (BotId::new(id), name.to_owned())).to_vec()
}

fn meaning(text: &str) -> Meaning {
    resolve(&read(text), &bots())
}

#[test]
fn every_way_of_writing_it_means_the_same_import() {
    for text in [
        "2792787 123",
        "  2792787\n123 ",
        "2792787,123",
        "2792787, 123",
        "2792787/123",
        "2792787-123",
        "2792787 – 123",
        "2792787—123",
        "2792787_123",
        "2792787 № 123",
        "2792787 #123",
        "123 2792787",
        "<2792787> <123>",
        "bot 2792787 task 123",
        "task 123 bot 2792787",
        "task: 123, bot: 2792787",
        "task=123 bot=2792787",
        "import #123 of bot #2792787",
        "import number 123, bot number 2792787",
        "import №123 bot№2792787",
        "bot#2792787 import#123",
        "BOT2792787 TASK123",
        "bot_id=2792787&task_id=123",
        "Bot: 2792787 · Task: 123",
        "бот 2792787 импорт 123",
        "csvstatus 2792787 123 please",
        "/csvstatus 2792787 123",
        "2.792.787 123",
        "2 792 787 123",
        "2,792,787 123",
        "2_792_787 123",
        "2'792'787 123",
        "2’792’787, 123",
        "2\u{a0}792\u{a0}787 123",
        "2\u{202f}792\u{202f}787\u{202f}123",
        "2,792,787,123",
        "bot 2 792 787 task 123",
        "bot 2.792.787 123",
        "123 bot 2.792.787",
        "２７９２７８７ １２３",
        "٢٧٩٢٧٨٧ ١٢٣",
        "٢٬٧٩٢٬٧٨٧ ١٢٣",
        "\u{202b}2792787\u{202c} \u{200f}123\u{feff}",
        "279\u{200b}2787 1\u{2060}23",
        "My Shop 123",
        "my shop: 123",
        "\"My Shop\" 123",
        "«my shop» №123",
        "123 My Shop",
        "task 123 My Shop",
        "My Shop 2792787 123",
        "bot My Shop task 123",
        "My Shop import 123",
        "how went 123 of 2792787",
        "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
        "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123?api_key=x&y=1 please",
        "GET /bots/2792787/csv_import_tasks/123/",
        "https://api.bots.business/v2/bots/2792787 123",
    ] {
        assert_eq!(meaning(text), import(BOT, 123), "{text:?} {:?}", read(text));
    }
}

#[test]
fn labels_bind_whatever_the_list_says() {
    assert_eq!(meaning("task 850 bot 2792787"), import(BOT, 850));
    assert_eq!(meaning("task 2792787 bot 850"), import(850, BOT));
    assert_eq!(meaning("bot 5 task 850"), import(5, 850));
    assert_eq!(meaning("850 bot 2792787"), import(BOT, 850));
    assert_eq!(meaning("task 850 2792787"), import(BOT, 850));
    assert_eq!(meaning("task 850"), Meaning::Task(TaskId::new(850)));
    assert_eq!(meaning("bot 5"), Meaning::Bot(BotId::new(5)));
    assert_eq!(meaning("bot 1,234 task 5"), import(1_234, 5));
}

#[test]
fn without_labels_the_number_that_is_one_of_the_bots_is_the_bot() {
    assert_eq!(meaning("123 2792787"), import(BOT, 123));
    assert_eq!(meaning("2792787 850"), import(BOT, 850));
    assert_eq!(meaning("5 6"), import(5, 6));
    assert_eq!(meaning("2792787"), Meaning::Bot(BotId::new(BOT)));
    assert_eq!(meaning("123"), Meaning::Task(TaskId::new(123)));
    assert_eq!(resolve(&read("123"), &[]), Meaning::Bot(BotId::new(123)));
    assert_eq!(resolve(&read("123 5"), &[]), import(123, 5));
}

#[test]
fn thousands_are_read_both_ways_until_the_list_decides() {
    assert_eq!(read("2792787,123").numbers, [[BOT, 123]]);
    assert_eq!(read("1,234").numbers, [vec![1, 234], vec![1_234]]);
    assert_eq!(read("1.234").numbers, [vec![1, 234], vec![1_234]]);
    assert_eq!(read("2 792 787").numbers, [vec![BOT], vec![2_792, 787]]);
    assert_eq!(read("2,792,787").numbers, [[BOT]]);
    assert_eq!(read("1 000 000").numbers.first(), Some(&vec![1_000_000]));
    assert_eq!(meaning("1,234"), Meaning::Bot(BotId::new(1_234)));
    assert_eq!(meaning("123 456"), Meaning::Bot(BotId::new(123_456)));
    assert_eq!(meaning("123 456 7"), import(123_456, 7));
    let either = resolve(&read("5,678"), &bots());
    assert_eq!(either, Meaning::Either(vec![import(5, 678), Meaning::Task(TaskId::new(5_678))]));
}

#[test]
fn a_name_stands_for_its_bot() {
    assert_eq!(meaning("Shop 24 123"), import(850, 123));
    assert_eq!(meaning("123 shop 24"), import(850, 123));
    assert_eq!(meaning("Shop 24"), Meaning::Bot(BotId::new(850)));
    assert_eq!(meaning("shop 24 task 7"), import(850, 7));
    assert_eq!(meaning("My Import Bot 123"), import(78, 123));
    assert_eq!(meaning("flowers 123"), import(77, 123));
    assert_eq!(meaning("🌸 Flowers 5"), import(77, 5));
    assert_eq!(meaning("café olé 5"), import(1_234, 5));
    assert_eq!(meaning("магазин импорт 9"), import(123_456, 9));
    let shops = vec![BotId::new(BOT), BotId::new(850)];
    assert_eq!(meaning("shop"), Meaning::Choices(shops.clone(), None));
    assert_eq!(meaning("shop 123"), Meaning::Choices(shops, Some(TaskId::new(123))));
    let twins = vec![BotId::new(900), BotId::new(901)];
    assert_eq!(meaning("Twin 5"), Meaning::Choices(twins, Some(TaskId::new(5))));
    assert_eq!(meaning("twin 901 5"), import(901, 5));
}

#[test]
fn what_is_missing_or_wrong_is_told_apart() {
    let unreadable = |words: &str, bot: Option<i64>, task: Option<i64>| Meaning::Unreadable {
        words: words.to_owned(),
        bot: bot.map(BotId::new),
        task: task.map(TaskId::new),
    };
    assert_eq!(meaning(""), Meaning::Nothing);
    assert_eq!(meaning("/csvstatus please"), Meaning::Nothing);
    assert_eq!(meaning("2792787 latest"), unreadable("latest", Some(BOT), None));
    assert_eq!(meaning("bot 2792787 latest"), unreadable("latest", Some(BOT), None));
    assert_eq!(meaning("something else 123"), unreadable("something else", None, Some(123)));
    assert_eq!(meaning("call me at 10:30"), unreadable("call me at", None, None));
    assert_eq!(meaning("hello"), unreadable("hello", None, None));
    for (text, trouble) in [
        ("1 2 3", Trouble::TooMany),
        ("bot 5 6 7", Trouble::TooMany),
        ("bot 5 task 6 7", Trouble::TooMany),
        ("My Shop 5 6 7", Trouble::TooMany),
        ("0 1", Trouble::NotPositive),
        ("2792787 0", Trouble::NotPositive),
        ("2792787 -5", Trouble::NotPositive),
        ("2792787 −5", Trouble::NotPositive),
        ("bot=-5", Trouble::NotPositive),
        ("https://docs.google.com/spreadsheets/1/2", Trouble::Link),
        ("9999999999999999999999", Trouble::TooLong),
        ("2792787 9999999999999999999", Trouble::TooLong),
    ] {
        assert_eq!(meaning(text), Meaning::Trouble(trouble), "{text} {:?}", read(text));
    }
    let said = read(&format!("my {} shop", "x".repeat(500)));
    assert!(said.name.chars().count() <= 64);
}

#[test]
fn an_answer_about_a_known_bot_is_its_import() {
    let bot = BotId::new(BOT);
    let answer = |text: &str| resolve(&read(text).of_bot(bot), &bots());
    assert_eq!(answer("123"), import(BOT, 123));
    assert_eq!(answer("import 123"), import(BOT, 123));
    assert_eq!(answer("850"), import(BOT, 850));
    assert_eq!(answer("850 7"), import(850, 7));
    assert_eq!(answer("bot 850 task 7"), import(850, 7));
    assert_eq!(answer("1.234"), import(BOT, 1_234));
    assert_eq!(answer("2 792 787 123"), import(BOT, 123));
    assert_eq!(answer("123 of bot 850"), import(850, 123));
    assert_eq!(answer("2792787"), Meaning::Bot(bot));
    assert_eq!(answer("latest"), Meaning::Unreadable { words: "latest".to_owned(), bot: Some(bot), task: None });
    assert_eq!(answer("I think it was 123"), import(BOT, 123));
    assert_eq!(answer("shop 24"), Meaning::Bot(BotId::new(850)));
}

#[test]
fn numbers_glued_to_the_command_are_read() {
    for text in ["/csvstatus2792787 123", "/CsvStatus_2792787 123", "/csvstatus2792787@BbPocketBot 123"] {
        let typed = glued(text, "csvstatus").unwrap();
        assert_eq!(meaning(&typed), import(BOT, 123), "{text}");
    }
    assert_eq!(glued("/csvstatus2792787", "csvstatus").as_deref(), Some("2792787"));
    for text in ["/csvstatus 2792787", "/csvstatusx5", "/csv 5", "csvstatus5", "/csvstatus", "/", "/csvstatu€5"] {
        assert_eq!(glued(text, "csvstatus"), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_no_number_is_invented(text in "[0-9 .,'_#:a-z\\-]{0,60}", other in "\\PC{0,60}") {
        for text in [text, other] {
            let asked = read(&text);
            prop_assert!(asked.numbers.iter().flatten().all(|number| *number > 0));
            prop_assert!(asked.numbers.len() <= 8 && asked.name.chars().count() <= 64);
            match resolve(&asked, &bots()) {
                Meaning::Import(bot, task) => prop_assert!(bot.get() > 0 && task.get() > 0),
                Meaning::Choices(bots, _) => prop_assert!(bots.len() > 1),
                Meaning::Either(meanings) => prop_assert!(meanings.len() > 1),
                _ => {}
            }
        }
    }

    #[test]
    fn any_two_long_numbers_are_bot_and_task(bot in 1_000..10_i64.pow(18), task in 1_000..10_i64.pow(18), gap in "[ ,/\n_·-]") {
        prop_assert_eq!(resolve(&read(&format!("{bot}{gap}{task}")), &[]), import(bot, task));
    }

    #[test]
    fn thousands_apart_mean_the_same_number(bot in 1_000_000..10_i64.pow(9), task in 1_000..10_i64.pow(6), sign in "[ .,'_’\u{a0}]") {
        let mut digits: Vec<String> = Vec::new();
        let text = bot.to_string();
        for (place, digit) in text.chars().enumerate() {
            if place > 0 && (text.len() - place).is_multiple_of(3) {
                digits.push(sign.clone());
            }
            digits.push(digit.to_string());
        }
        let known = [(BotId::new(bot), String::new())];
        prop_assert_eq!(resolve(&read(&format!("{} / {task}", digits.concat())), &known), import(bot, task));
    }
}

#[test]
fn two_numbers_are_bot_and_task_without_the_list() {
    for text in [
        "2792787 123",
        "  2792787\n123 ",
        "2792787,123",
        "2792787, 123",
        "2792787/123",
        "bot 2792787 task 123",
        "Bot: 2792787 · Task: 123",
        "<2792787> <123>",
        "2792787-123",
        "2792787 - 123",
        "BOT=2792787 TASK=123",
        "csvstatus 2792787 123 please",
        "２７９２７８７ １２３",
        "٢٧٩٢٧٨٧ ١٢٣",
        "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
        "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123?api_key=x&y=1",
        "GET /bots/2792787/csv_import_tasks/123/",
    ] {
        assert_eq!(resolve(&read(text), &[]), import(BOT, 123), "{text}");
    }
}
