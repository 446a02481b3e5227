//! The simulators and the clients that the bot uses, written apart from each other, agree: on all 55 endpoints of
//! Bots.Business, and on files in Telegram.

use std::collections::BTreeSet;

use bb_pocket::api::{Api, BotStatus, CommandChange, CommandFilter, CreateEditBot, NewCommand};
use bb_pocket::credentials::ApiKey;
use bb_pocket::ids::{BbChatId, BotId, BroadcastId, CommandId, LibId, PanelId, PropertyId, StoreBotId, TaskId};
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY, DEMO_PASSWORD, SECOND_KEY, Thing, endpoints};
use bb_pocket::sandbox::telegram::{FileKind, Person, Telegram};
use secrecy::SecretString;
use teloxide::net::Download as _;
use teloxide::payloads::{SendDocumentSetters as _, SendPhotoSetters as _};
use teloxide::prelude::{Bot, Requester as _};
use teloxide::types::{ChatId, InputFile, MessageId, ParseMode, ReplyParameters};

use crate::support::noon;

const SHOP: BotId = BotId::new(2_792_787);

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn the_client_and_the_simulator_agree_on_every_endpoint() {
    let simulated = BotsBusiness::start(noon()).await.unwrap();
    let api = Api::new(simulated.url().parse().unwrap()).unwrap();
    let key = ApiKey::parse(DEMO_KEY).unwrap();
    things_of_a_bot(&api, &key, &simulated).await;
    commands(&api, &key, &simulated).await;
    bots(&api, &key).await;
    account(&api, &key, &simulated).await;
    let called: BTreeSet<String> = simulated.calls().into_iter().map(|call| call.endpoint).collect();
    let missed: Vec<&str> = endpoints().filter(|endpoint| !called.contains(*endpoint)).collect();
    assert!(missed.is_empty() && !called.contains("unknown"), "not called: {missed:?}");
    let refused: Vec<_> =
        simulated.calls().into_iter().filter(|call| !matches!(call.status, Some(200 | 204))).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

async fn things_of_a_bot(api: &Api, key: &ApiKey, simulated: &BotsBusiness) {
    assert_eq!(api.chats(key, SHOP).await.unwrap().len(), 4);
    api.block_chat(key, SHOP, BbChatId::new(9001)).await.unwrap();
    assert!(simulated.is_blocked(2_792_787, 9001));
    api.unblock_chat(key, SHOP, BbChatId::new(9001)).await.unwrap();
    assert_eq!(api.properties(key, SHOP).await.unwrap().len(), 8);
    api.delete_property(key, SHOP, PropertyId::new(701)).await.unwrap();
    assert_eq!(api.admin_panels(key, SHOP).await.unwrap()[0].fields.len(), 6);
    let values = [("max_items", secret("25"))];
    let saved = api.update_admin_panel(key, SHOP, PanelId::new(301), &values).await.unwrap();
    assert_eq!(saved.fields[1].value.as_ref().unwrap().expose(), "25");
    assert_eq!(api.broadcast_tasks(key, SHOP).await.unwrap().len(), 5);
    api.pause_broadcast_task(key, SHOP, BroadcastId::new(802)).await.unwrap();
    api.resume_broadcast_task(key, SHOP, BroadcastId::new(802)).await.unwrap();
    api.delete_broadcast_task(key, SHOP, BroadcastId::new(802)).await.unwrap();
    assert_eq!(api.error_logs(key, SHOP).await.unwrap()[0].command(), Some(&"/order".into()));
    api.clear_error_logs(key, SHOP).await.unwrap();
    assert_eq!(api.store_libs(key).await.unwrap().len(), 10);
    api.install_lib(key, SHOP, LibId::new(15)).await.unwrap();
    api.uninstall_lib(key, SHOP, LibId::new(15)).await.unwrap();
    assert_eq!(api.installed_libs(key, SHOP).await.unwrap().len(), 2);
}

async fn commands(api: &Api, key: &ApiKey, simulated: &BotsBusiness) {
    simulated.add_commands(2_792_787, 60);
    assert_eq!(api.commands(key, SHOP, &CommandFilter::default()).await.unwrap().len(), 68);
    let before = api.command(key, SHOP, CommandId::new(4101)).await.unwrap();
    let change = CommandChange { answer: Some(Some("Hi".to_owned())), ..CommandChange::default() };
    let after = api.edit_command(key, SHOP, before.id, &change, before.updated_at.as_ref()).await.unwrap();
    assert_eq!((after.answer, after.help, after.aliases.len()), (Some("Hi".into()), before.help, 2));
    let folder = api.create_folder(key, SHOP, "New").await.unwrap();
    let new = NewCommand { command: "/new".to_owned(), folder: Some(folder.id), ..NewCommand::default() };
    let made = api.create_command(key, SHOP, &new).await.unwrap();
    api.delete_command(key, SHOP, made.id).await.unwrap();
    api.delete_folder(key, SHOP, folder.id).await.unwrap();
    assert_eq!(api.folders(key, SHOP).await.unwrap().len(), 2);
    assert_eq!(simulated.all(2_792_787, Thing::Command).len(), 68);
}

async fn bots(api: &Api, key: &ApiKey) {
    let new = CreateEditBot { name: Some("New".to_owned()), ..CreateEditBot::default() };
    let made = api.create_bot(key, &new).await.unwrap();
    let change = CreateEditBot { csv_url: Some(secret("https://sheets.example/x.csv")), ..CreateEditBot::default() };
    assert_eq!(api.edit_bot(key, made.id, &change).await.unwrap().name, Some("New".into()));
    api.delete_bot(key, made.id).await.unwrap();
    let stopping = api.set_bot_status(key, SHOP, BotStatus::StartStopping).await.unwrap();
    assert_eq!(stopping.status, Some("start_stopping".into()));
    let task = api.start_csv_import(key, SHOP, Some(&secret("https://sheets.example/y.csv"))).await.unwrap().unwrap();
    assert_eq!(task.status, Some("in progress".into()));
    api.csv_import_task(key, SHOP, task.task_id.unwrap()).await.unwrap();
    api.csv_import_task(key, SHOP, TaskId::new(123)).await.unwrap();
    api.copy_bot(key, SHOP).await.unwrap();
    api.git_export(key, SHOP).await.unwrap();
    api.git_import(key, SHOP).await.unwrap();
    assert_eq!(api.store_bots(key).await.unwrap().len(), 3);
    assert!(api.install_demo_bot(key, StoreBotId::new(71)).await.unwrap().is_some());
    assert_eq!((api.bots(key).await.unwrap().len(), api.bot(key, SHOP).await.unwrap().id), (3, SHOP));
    assert_eq!(api.cloud_plans(key).await.unwrap().len(), 7);
}

async fn account(api: &Api, key: &ApiKey, simulated: &BotsBusiness) {
    api.linked_accounts(key).await.unwrap();
    api.telegram_link_url(key).await.unwrap();
    api.iteration_usage(key).await.unwrap();
    api.set_ads(key, true).await.unwrap();
    api.payment_plan(key).await.unwrap();
    api.update_email(key, "owner@new.example").await.unwrap();
    api.update_password(key, &secret(DEMO_PASSWORD), &secret("FAKE-new-password")).await.unwrap();
    let session = api.sign_in("owner@new.example", &secret("FAKE-new-password")).await.unwrap();
    assert_eq!(api.user_in(&session).await.unwrap().email, api.user(key).await.unwrap().email);
    api.sign_up("new@example.com", &secret("FAKE-password")).await.unwrap();
    api.reset_password("new@example.com").await.unwrap();
    api.telegram_login_url().await.unwrap();
    assert!(api.telegram_login().await.unwrap().is_none());
    simulated.finish_telegram_login(SECOND_KEY);
    assert!(api.telegram_login().await.unwrap().is_some());
    assert_eq!(api.session_tokens(key).await.unwrap().len(), 3);
    api.log_out_all_devices(key).await.unwrap();
    let new = api.reset_api_key(key).await.unwrap().unwrap();
    assert!(api.user(&new).await.is_ok() && simulated.key_of("owner@new.example").as_deref() == Some(new.expose()));
}

/// The client, and somebody who wrote to it once.
async fn with_anna() -> (Telegram, Bot, Person) {
    let telegram = Telegram::start(noon()).await.unwrap();
    let bot = Bot::new(telegram.token()).set_api_url(telegram.url().parse().unwrap());
    let anna = Person::new(7001, "Anna");
    telegram.say(&anna, anna.chat(), "hi");
    (telegram, bot, anna)
}

#[tokio::test]
async fn teloxide_sends_a_document() {
    let (telegram, bot, anna) = with_anna().await;
    let sent = bot
        .send_document(ChatId(7001), InputFile::memory("one,two").file_name("errors.csv"))
        .caption("<b>12</b> errors")
        .parse_mode(ParseMode::Html)
        .reply_parameters(ReplyParameters::new(MessageId(1)))
        .protect_content(true)
        .disable_notification(true)
        .await
        .unwrap();
    let document = sent.document().unwrap();
    assert_eq!((document.file_name.as_deref(), document.file.size), (Some("errors.csv"), 7));
    assert_eq!(document.mime_type.as_ref().unwrap().essence_str(), "text/csv");
    assert_eq!((sent.caption(), sent.text(), sent.has_protected_content()), (Some("12 errors"), None, true));
    let seen = telegram.last_from_bot(anna.chat()).unwrap();
    assert!(seen.protected && seen.silent && seen.reply_to == Some(1) && seen.spans[0].style.bold);
    let file = seen.file.unwrap();
    assert_eq!((file.kind, file.text().as_str()), (FileKind::Document, "one,two"));
    assert_eq!(file.to_string(), "[file errors.csv, 7 B]");
    let nameless = bot.send_document(ChatId(7001), InputFile::memory("x")).await.unwrap();
    assert_eq!(nameless.document().unwrap().file_name.as_deref(), Some("file"));
}

#[tokio::test]
async fn teloxide_sends_a_picture() {
    let (telegram, bot, anna) = with_anna().await;
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x01\x90".to_vec();
    png.resize(12_000, 0);
    let picture = InputFile::memory(png).file_name("chart.png");
    let sent = bot.send_photo(ChatId(7001), picture).has_spoiler(true).await.unwrap();
    assert_eq!((sent.photo().unwrap()[0].width, sent.photo().unwrap()[0].height), (800, 400));
    let seen = telegram.last_from_bot(anna.chat()).unwrap();
    assert!(seen.spoiler && !seen.protected && seen.text.is_empty());
    assert_eq!(seen.file.unwrap().to_string(), "[picture 800×400]");
}

#[tokio::test]
async fn teloxide_fetches_what_a_person_sent() {
    let (telegram, bot, anna) = with_anna().await;
    telegram.send_document(&anna, anna.chat(), "shop.csv", "text/csv", *b"a,b\xff", "The sheet");
    let updates = bot.get_updates().await.unwrap();
    let teloxide::types::UpdateKind::Message(message) = &updates[1].kind else { panic!("no message") };
    let document = message.document().unwrap();
    assert_eq!((message.caption(), document.file_name.as_deref()), (Some("The sheet"), Some("shop.csv")));
    let file = bot.get_file(document.file.id.clone()).await.unwrap();
    assert_eq!(file.size, 4);
    let mut bytes = Vec::new();
    bot.download_file(&file.path, &mut bytes).await.unwrap();
    assert_eq!(bytes, b"a,b\xff");
}
