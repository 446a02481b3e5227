//! What has to know the whole schema, also a later one: /forget, after which nothing of a person is left in any table or
//! column, and the look at start for rows that the key ring cannot open.

use std::collections::{BTreeMap, BTreeSet};

use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY, SECOND_KEY};
use bb_pocket::store::{OF_A_PERSON, Store, StoreError};
use bb_pocket::vault::Vault;
use serde_json::json;

use crate::support::beside::Database;
use crate::support::{Talk, TestBot, contains};

/// The table of acts is handled by itself: one row stays, with nobody's number. Whoever is shut out stays so: /forget
/// would else be the way back in.
const HANDLED_APART: [&str; 2] = ["acts", "shut_out"];

/// The columns of every table.
async fn schema(database: &Database) -> BTreeMap<String, Vec<String>> {
    let rows: Vec<(String, String)> = database
        .rows(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%'",
        )
        .await;
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        tables.entry(table).or_default().push(column);
    }
    tables
}

/// Whether a column may name a person. A private chat has its person's number.
fn names_a_person(column: &str) -> bool {
    ["user", "chat", "person", "owner", "from", "email", "label", "name"].iter().any(|part| column.contains(part))
}

#[tokio::test]
async fn every_table_with_a_person_in_it_is_one_that_forget_empties() {
    let bot = TestBot::start().await;
    let tables = schema(&Database::open(&bot).await).await;
    for (table, columns) in &tables {
        let handled = OF_A_PERSON.contains(&table.as_str()) || HANDLED_APART.contains(&table.as_str());
        let personal = columns.iter().find(|column| names_a_person(column));
        assert!(handled || personal.is_none(), "/forget knows nothing of {table}, which has {personal:?}");
    }
    for table in OF_A_PERSON {
        assert!(tables[table].iter().any(|column| column == "user_id"), "{table} is not emptied by user_id");
    }
}

/// All cells that a person's number, address or words can be read from: table, column, text.
async fn traces(database: &Database, secrets: &[&str]) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (table, columns) in schema(database).await {
        for column in columns {
            let sql = format!("SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
            let cells: Vec<(Vec<u8>,)> = database.rows(&sql.replace(" AS TEXT", " AS BLOB")).await;
            for (cell,) in cells {
                let text = String::from_utf8_lossy(&cell).into_owned();
                if secrets.iter().any(|secret| text.contains(secret)) {
                    found.push((table.clone(), column.clone(), text));
                }
            }
        }
    }
    found
}

/// Tables in which a person has rows.
async fn filled(database: &Database, user: i64) -> BTreeSet<String> {
    let mut filled = BTreeSet::new();
    for (table, columns) in schema(database).await {
        if columns.iter().any(|column| column == "user_id") {
            let rows: Vec<(i64,)> =
                database.rows(&format!("SELECT COUNT(*) FROM {table} WHERE user_id = {user}")).await;
            if rows[0].0 > 0 {
                filled.insert(table);
            }
        }
    }
    filled
}

/// Replaces the answer of a command in all commands: a job with a step that is kept.
async fn replaces(talk: &Talk<'_>) {
    talk.says("/start 2ra_0_0_1nuxf").await;
    talk.presses("Find and replace…").await;
    talk.says("Okapi").await;
    talk.says("Gnu").await;
    contains(&talk.presses("Replace all 1").await, "My Shop");
}

/// Rows as versions before this one wrote them, a secret that is shown, one that is held, settings, and a word to everybody.
const OLDER: [&str; 10] = [
    "INSERT INTO prompts (user_id, question, deadline) VALUES (777700017777, 'task', 1)",
    "INSERT INTO recent_imports (user_id, account_id, bot_id, task_id, asked_at)
         SELECT user_id, account_id, 2792787, 123, 1 FROM current_accounts",
    "INSERT INTO actions (user_id, kind, state, expires_at) VALUES (777700017777, 'forget', 'done', 1)",
    "INSERT INTO settings (user_id, zone, silent, quiet_from, quiet_to) VALUES (777700017777, 'Europe/Berlin', 1, 1320, 480)",
    "INSERT INTO teams (user_id, account_id, chat_id, state, made_at, sealed_by, name)
         SELECT user_id, id, -777700017777, 'told', 1, sealed_by, api_key FROM accounts WHERE user_id = 777700017777 LIMIT 1",
    "INSERT INTO gathers (user_id, why, made_at, until) VALUES (777700017777, 'quiet', 1, 2)",
    "INSERT INTO held (user_id, sealed_by, body, until) SELECT 777700017777, sealed_by, api_key, 1 FROM accounts LIMIT 1",
    "INSERT INTO reveals (user_id, message_id, due_at) VALUES (777700017777, 1, 1795435447000)",
    "INSERT INTO announcements (id, user_id, words, made_at, stopped_at) VALUES (1, 777700017777, 'zanzibar', 1, 1)",
    "INSERT INTO announced (announcement_id, user_id, state, due_at) VALUES (1, 777700017777, 'waits', 1)",
];

/// A job and a step of it: a person may not write as many messages as one more story takes.
const JOB: [&str; 2] = [
    "INSERT INTO jobs (user_id, account_id, bot_id, work, state, keeps, sealed_by, body, made_at)
         SELECT user_id, id, 2792787, 'rk 0 2792787', 'stopped', 1, sealed_by, api_key, 1 FROM accounts
         WHERE user_id = 777700017777",
    "INSERT INTO job_steps (job_id, place, state, sealed_by, body) SELECT id, 0, 'done', sealed_by, body FROM jobs",
];

#[tokio::test]
async fn nothing_of_a_person_is_in_any_column_after_forget() {
    let anna = 777_700_017_777;
    let bot = TestBot::start().await;
    let word = "zanzibar";
    bot.world.api.add_bots(DEMO_KEY, (1..=3).map(|id| BotSketch::new(id, &format!("Zanzibar {id}"))));
    let talk = bot.talk(anna, "Anna");
    talk.says(SECOND_KEY).await;
    talk.says(DEMO_KEY).await;
    talk.says("/csvstatus 2792787 123").await;
    bot.world.api.put_task(2_792_787, 124, json!({"status": "in progress"}));
    talk.says("/csvstatus 2792787 124").await;
    talk.presses("Tell me when it ends").await;
    talk.says("/accounts").await;
    talk.presses("Rename…").await;
    talk.presses("o…@example.com").await;
    contains(&talk.says("Quagga").await, "Quagga");
    contains(&talk.says("/bots zanzibar").await, "Bots like “zanzibar”");
    talk.says("/bot My Shop").await;
    talk.presses("Stop").await;
    contains(&talk.presses("Stop it").await, "Asked Bots.Business to stop My Shop");
    // A draft that is saved, and the version before it.
    talk.says("/start 2dr_0_0_1nuxf_35x").await;
    talk.presses("Answer").await;
    talk.says("Okapi").await;
    contains(&talk.presses("Save").await, "is saved");
    talk.says("/setkey").await;
    let database = Database::open(&bot).await;
    for row in OLDER.into_iter().chain(JOB) {
        database.run(row).await;
    }
    let mut expected: BTreeSet<String> = OF_A_PERSON.iter().map(|table| (*table).to_owned()).collect();
    expected.insert("acts".to_owned());
    assert_eq!(filled(&database, anna).await, expected, "a table was not filled, so nothing is proved about it");

    talk.says("/forget").await;
    contains(&talk.presses("Erase everything").await, "Everything about you is erased");
    let number = anna.to_string();
    let secrets = [
        number.as_str(),
        "owner@example.com",
        "second@shop.example",
        word,
        "Zanzibar",
        "Quagga",
        "Okapi",
        "Gnu",
        "DEMO-KEY",
    ];
    assert_eq!(traces(&database, &secrets).await, []);
    assert_eq!(filled(&database, anna).await, BTreeSet::new());
    let steps: Vec<(i64,)> = database.rows("SELECT id FROM job_steps").await;
    assert_eq!(steps, [], "they go with their job");
    let acts: Vec<(i64, String, Option<Vec<u8>>)> = database.rows("SELECT user_id, link, words FROM acts").await;
    assert_eq!(acts, [(0, "fo 0".to_owned(), None)], "the tombstone says that something was erased, and no more");
}

#[tokio::test]
async fn whoever_comes_back_after_forget_is_a_stranger() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.says("/forget").await;
    let question = anna.last().id;
    anna.presses("Erase everything").await;
    contains(&anna.says("/start").await, "Your Bots.Business bots, in your pocket");
    contains(&anna.says("/bot My Shop").await, "First connect your account");
    // She was asked for a key meanwhile, so the button of the question no longer claims that nothing is stored.
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, question, "2yy_5eh_0_1");
    contains(&anna.sees_after(update).await, "That question is over");
}

#[tokio::test]
async fn a_ring_without_the_key_of_any_row_is_told_at_start() {
    let bot = TestBot::start().await;
    bot.world.api.add_bots(DEMO_KEY, (1..=3).map(|id| BotSketch::new(id, &format!("Zanzibar {id}"))));
    let anna = bot.linked().await;
    anna.says("/bots zanzibar").await;
    anna.says("/errors 2792787").await;
    anna.presses("Clear all 3").await;
    anna.presses("Clear them").await;
    anna.says("/start 2dr_0_0_1nuxf_35x").await;
    anna.presses("Answer").await;
    anna.says("Okapi").await;
    anna.presses("Save").await;
    replaces(&anna).await;
    anna.says("/signin").await;
    anna.says("secret@example.com").await;
    let database = Database::open(&bot).await;
    let watch = "INSERT INTO watches (user_id, account_id, question, silent, begun_at, due_at, period, sealed_by, seen)
        SELECT user_id, id, 'in 0 1 2', 0, 0, 9999999999999, 1, sealed_by, api_key FROM accounts";
    database.run(watch).await;
    let team = "INSERT INTO teams (user_id, account_id, chat_id, state, made_at, sealed_by, name)
        SELECT user_id, id, -5, 'told', 1, sealed_by, api_key FROM accounts";
    database.run(team).await;
    let tables = schema(&database).await;
    let sealed: Vec<&String> = tables
        .iter()
        .filter(|(_, columns)| columns.iter().any(|column| column == "sealed_by"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        sealed,
        ["accounts", "acts", "drafts", "held", "inbox", "job_steps", "jobs", "notes", "teams", "versions", "watches"],
        "a story is missing for a new table"
    );
    let other = Vault::parse(&Vault::new_ring()).unwrap();
    let path = bot.world.folder.path().join("sandbox.db");
    // One after the other is emptied: what is left is reason enough. Drafts and versions would go with their account.
    let accounts = "PRAGMA foreign_keys = OFF; DELETE FROM accounts; PRAGMA foreign_keys = ON";
    for (emptied, left) in [
        ("DELETE FROM inbox", "accounts, acts, drafts, notes, versions"),
        (accounts, "acts, drafts, notes, versions"),
        ("DELETE FROM acts", "drafts, notes, versions"),
        ("DELETE FROM notes", "drafts, versions"),
        ("DELETE FROM drafts", "versions, watches"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM versions; PRAGMA foreign_keys = ON", "watches"),
        ("DELETE FROM watches", "jobs and their steps"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM jobs; PRAGMA foreign_keys = ON", "steps of jobs"),
        ("DELETE FROM job_steps", "groups"),
        ("DROP TABLE acts", "groups, in an older database that lacks a table"),
    ] {
        database.run(emptied).await;
        let refused = Store::inspect(&path, &other).await;
        assert!(matches!(refused, Err(StoreError::MissingKey { .. })), "{left} need the key: {refused:?}");
    }
    database.run("DELETE FROM teams").await;
    let refused = Store::inspect(&path, &other).await;
    assert!(matches!(refused, Err(StoreError::MissingKey { .. })), "what is held needs the key: {refused:?}");
    database.run("DELETE FROM held").await;
    let refused = Store::inspect(&path, &other).await;
    assert!(matches!(refused, Err(StoreError::Lacks(_))), "no key is needed any more: {refused:?}");
}
