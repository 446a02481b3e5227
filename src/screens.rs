//! All that a person can see and do: the table, and one file per feature.
//!
//! Owns the table alone. A screen is one file, its sentences in `src/locales`, and its lines here. The way up is written
//! here too, so that a screen names only what it has a button to.
//!
//! - [`home`]: the first screen, with and without an account
//! - [`bots`]: the list, and finding a bot by its name
//! - [`bot`]: a bot's card, starting and stopping it, its fields, copying and deleting it, git; a new bot
//! - [`errors`]: what went wrong in a bot
//! - [`commands`]: the commands of a bot: found, read, made, copied and moved; their folders
//! - [`editing`]: changing a command: its draft, what saving would change, its former versions, deleting it and undo
//! - [`copies`]: a copy of a bot, restoring one, and replacing a text in all commands
//! - [`properties`]: what a bot's code stores, its values revealed for a minute
//! - [`panels`]: forms that a bot's code defines for its owner
//! - [`imports`]: CSV imports: what one would do, starting one, how it went
//! - [`libraries`]: the libraries of a bot and of the store
//! - [`broadcasts`]: the broadcasts of a bot
//! - [`chats`]: the chats of a bot, found and blocked
//! - [`demo_store`]: bots to install
//! - [`alerts`]: what is watched by itself, and told
//! - [`history`]: what was counted hour by hour, as charts
//! - [`digest`]: once a day, what happened
//! - [`accounts`]: the accounts of a person
//! - [`key`]: connecting an account
//! - [`signing`]: connecting one without its key: by password, Telegram or mail
//! - [`account`]: an account at Bots.Business: iterations, plan, who gets in, its key
//! - [`forget`]: erasing everything
//! - [`settings`]: a person's time zone, silent or loud
//! - [`help`]: the commands, privacy
//! - [`operator`]: what the operators of a copy do
//! - [`fallback`]: replies where nothing else can be said
//! - [`figures`]: figures as several screens write them

use crate::api::Endpoint;
use crate::frame::row::{act, erasure, job, place, prompt, watch};
use crate::frame::{Named, Page, Row, Table, named, to};
use crate::link::Link;

pub mod account;
pub mod accounts;
pub mod alerts;
pub mod bot;
pub mod bots;
pub mod broadcasts;
pub mod chats;
pub mod commands;
pub mod copies;
pub mod demo_store;
pub mod digest;
pub mod editing;
pub mod errors;
pub mod fallback;
pub mod figures;
pub mod forget;
pub mod help;
pub mod history;
pub mod home;
pub mod imports;
pub mod key;
pub mod libraries;
pub mod operator;
pub mod panels;
pub mod properties;
pub mod settings;
pub mod signing;

/// The table. Its order is that of the command menu.
pub static TABLE: Table =
    Table::new(ROWS, home::Home::TAG, home::Welcome::TAG, accounts::Accounts::TAG, key::Key::TAG, bots::Guess::TAG)
        .door(signing::Door::TAG)
        .gathered(alerts::Gathered::TAG)
        .teams(alerts::teams::Tell::TAG, alerts::teams::Lost::TAG);

const ROWS: &[Row] = &[
    place::<home::Home>().command(&home::HOME).linkable(),
    place::<home::Start>().command(&home::START).opens_links(),
    place::<home::Welcome>().linkable(),
    // Bots.
    place::<bots::Bots>().under(bots::up).command(&bots::BOTS).linkable(),
    prompt::<bots::Search>().under(all_bots),
    place::<bots::Find>().under(all_bots).linkable(),
    place::<bots::FindCard>().under(all_bots).command(&bots::BOT).pasted(bots::pasted).linkable(),
    place::<bots::FindErrors>().under(all_bots).command(&errors::ERRORS).linkable(),
    place::<bots::Guess>(),
    // A bot.
    place::<bot::Card>().under(all_bots).linkable(),
    act::<bot::Start>().under(card),
    act::<bot::Stop>().under(card),
    place::<bot::Launch>().under(card),
    // More of it.
    place::<bot::More>().under(card).linkable(),
    place::<bot::FieldRoom>().under(bot::above_field),
    prompt::<bot::WordsOf>().under(bot::more_of),
    prompt::<bot::TokenOf>().under(bot::more_of),
    prompt::<bot::RemoteOf>().under(bot::git_of),
    act::<bot::Edit>().under(bot::more_of),
    place::<bot::Edited>().under(bot::more_of),
    place::<bot::CopyRoom>().under(bot::more_of).needs(Endpoint::CopyBot),
    act::<bot::Copy>().under(bot::more_of).needs(Endpoint::CopyBot),
    place::<bot::Copied>().under(bot::more_of),
    place::<bot::Git>().under(bot::more_of).linkable(),
    act::<bot::Export>().under(bot::git_of).needs(Endpoint::GitExport),
    place::<bot::Exported>().under(bot::git_of),
    place::<bot::ImportRoom>().under(bot::git_of).needs(Endpoint::GitImport),
    act::<bot::Import>().under(bot::git_of).needs(Endpoint::GitImport),
    place::<bot::Imported>().under(bot::git_of),
    place::<bot::DeleteRoom>().under(bot::more_of),
    prompt::<bot::NameFor>().under(bot::more_of),
    act::<bot::Delete>().under(bot::more_of),
    place::<bot::Deleted>(),
    // The address of a repository, sent without a question.
    place::<bot::Repository>().under(all_bots).pasted(bot::pasted_repository),
    // A new bot.
    prompt::<bot::NewName>().under(all_bots).command(&bot::NEWBOT),
    place::<bot::TokenStep>().under(all_bots),
    prompt::<bot::NewToken>().under(all_bots),
    act::<bot::Create>().under(all_bots),
    place::<bot::Created>().under(all_bots),
    // Its errors.
    place::<errors::Errors>().under(card).linkable(),
    place::<errors::One>().under(errors::list).linkable(),
    place::<errors::Trace>().under(errors::of_trace).linkable(),
    act::<errors::Clear>().under(errors::list),
    place::<errors::Cleared>().under(card),
    // Its commands.
    place::<commands::FindCommands>().under(all_bots).command(&commands::COMMANDS).linkable(),
    place::<commands::Commands>().under(commands::up).linkable(),
    place::<commands::Anew>().under(card),
    prompt::<commands::Search>().under(commands::list),
    place::<commands::Found>().under(commands::list).linkable(),
    place::<commands::CommandCard>().under(commands::list).linkable(),
    place::<commands::CommandCode>().under(commands::of_file).linkable(),
    place::<commands::CommandAnswer>().under(commands::of_file).linkable(),
    // Making, copying, moving and deleting commands and folders.
    prompt::<commands::NewName>().under(commands::made_in),
    act::<commands::Create>().under(commands::made_in),
    place::<commands::Made>().under(commands::list),
    prompt::<commands::CopyName>().under(editing::its_card),
    act::<commands::Copy>().under(editing::its_card),
    place::<commands::MoveTo>().under(editing::its_card),
    act::<commands::Move>().under(editing::its_card),
    place::<commands::Moved>().under(commands::list),
    prompt::<commands::NewFolder>().under(commands::list),
    act::<commands::MakeFolder>().under(commands::list),
    prompt::<commands::NewFolderFor>().under(commands::chooser),
    act::<commands::MakeFolderFor>().under(commands::chooser),
    place::<commands::FolderMade>().under(commands::list),
    act::<commands::DeleteFolder>().under(commands::the_folder),
    place::<commands::FolderDeleted>().under(commands::list),
    act::<commands::MoveAll>().under(commands::the_folder),
    place::<commands::MovedAll>().under(commands::list),
    act::<editing::remove::Delete>().under(editing::its_card),
    place::<editing::remove::Deleted>().under(commands::list),
    act::<editing::remove::Undelete>().under(commands::list),
    place::<editing::remove::Returned>().under(commands::list),
    place::<editing::remove::Gone>().under(commands::list),
    // Changing a command.
    place::<editing::draft::Draft>().under(editing::its_card).linkable(),
    place::<editing::fields::FieldCard>().under(editing::the_draft),
    prompt::<editing::typing::Change>().under(editing::the_draft),
    prompt::<editing::typing::More>().under(editing::the_draft),
    place::<editing::typing::Changed>().under(editing::its_card),
    act::<editing::fields::Set>().under(editing::the_draft),
    act::<editing::draft::Discard>().under(editing::the_draft),
    place::<editing::compare::Compare>().under(editing::the_draft),
    place::<editing::compare::Side>().under(editing::the_draft),
    act::<editing::save::Save>().under(editing::the_draft),
    act::<editing::save::Undo>().under(editing::its_card),
    place::<editing::save::Saved>().under(editing::its_card),
    place::<editing::versions::Versions>().under(editing::the_draft),
    place::<editing::versions::Version>().under(editing::all_versions),
    place::<editing::versions::VersionFile>().under(editing::all_versions),
    act::<editing::versions::Restore>().under(editing::all_versions),
    // Copies of a bot.
    place::<copies::Room>().under(commands::list).linkable().aside(),
    place::<copies::CopyFile>().under(copies::room).aside(),
    place::<copies::CopyCsv>().under(copies::room).aside(),
    prompt::<copies::FileOf>().under(copies::room),
    place::<copies::Preview>().under(copies::room),
    place::<copies::Anew>().under(copies::room),
    place::<copies::Whole>().under(copies::of_whole),
    act::<copies::RestoreNow>().under(copies::room),
    prompt::<copies::Find>().under(copies::room),
    prompt::<copies::With>().under(copies::room),
    place::<copies::Hits>().under(copies::room),
    place::<copies::HitsFile>().under(copies::of_hits),
    act::<copies::ReplaceNow>().under(copies::room),
    job::<copies::Writing>(),
    place::<copies::Began>().under(copies::room),
    place::<copies::Progress>().under(copies::room),
    place::<copies::Report>().under(copies::of_report),
    act::<copies::Stop>().under(copies::room),
    act::<copies::Again>().under(copies::room),
    act::<copies::Undo>().under(copies::room),
    // What its code stores.
    place::<properties::list::Properties>().under(card).linkable().needs(Endpoint::GetProperties),
    prompt::<properties::list::Search>().under(properties::all),
    place::<properties::card::PropertyCard>().under(properties::all).linkable(),
    place::<properties::card::Reveal>().under(properties::one),
    act::<properties::card::Delete>().under(properties::one).needs(Endpoint::DeleteProperty),
    place::<properties::card::Deleted>().under(properties::all),
    // Its forms for its owner.
    place::<panels::list::Panels>().under(card).linkable(),
    place::<panels::form::Form>().under(panels::all).linkable(),
    place::<panels::field::FieldCard>().under(panels::the_form),
    prompt::<panels::field::Change>().under(panels::the_form),
    prompt::<panels::field::ChangeSecret>().under(panels::the_form),
    place::<panels::field::WholeValue>().under(panels::the_form),
    act::<panels::field::Set>().under(panels::the_form),
    act::<panels::form::Discard>().under(panels::the_form),
    place::<panels::compare::Compare>().under(panels::the_form),
    act::<panels::save::Save>().under(panels::the_form),
    place::<panels::save::Saved>().under(panels::all),
    // Imports.
    place::<imports::Asked>().command(&imports::CSVSTATUS).linkable(),
    place::<imports::Import>().under(card).pasted(imports::pasted).linkable(),
    place::<imports::Either>().under(card).linkable(),
    place::<imports::Meant>(),
    place::<imports::WhichBot>().linkable(),
    prompt::<imports::BotOf>(),
    prompt::<imports::TaskOf>().under(card),
    place::<imports::Mine>().command(&imports::IMPORTS),
    // Importing.
    place::<imports::Ask>().under(all_bots).command(&imports::IMPORT),
    place::<imports::Pasted>().under(all_bots).pasted(imports::pasted_sheet),
    place::<imports::Room>().under(card),
    prompt::<imports::SheetOf>().under(imports::room),
    place::<imports::Preview>().under(imports::room),
    place::<imports::Whole>().under(imports::of_file),
    act::<imports::Now>().under(imports::room).needs(Endpoint::StartCsvImport),
    place::<imports::Live>().under(imports::room),
    place::<imports::Ran>().under(imports::room),
    act::<imports::Tell>().under(card),
    act::<imports::StopWatching>().under(card),
    watch::<imports::ImportEnds>(),
    place::<imports::GivenUp>().under(card),
    place::<imports::Told>().under(imports::room),
    // Its libraries, its broadcasts, its chats; bots from the demo store.
    place::<libraries::Libraries>().under(card).linkable(),
    place::<libraries::Store>().under(libraries::list).linkable(),
    prompt::<libraries::Search>().under(libraries::list),
    place::<libraries::LibCard>().under(libraries::list).linkable(),
    act::<libraries::Install>().under(libraries::card),
    act::<libraries::Uninstall>().under(libraries::card),
    place::<libraries::Changed>().under(libraries::list),
    place::<broadcasts::Broadcasts>().under(card).linkable().needs(Endpoint::GetBroadcastTasks),
    place::<broadcasts::Starting>().under(broadcasts::list).linkable(),
    place::<broadcasts::One>().under(broadcasts::list).linkable(),
    act::<broadcasts::Pause>().under(broadcasts::one).needs(Endpoint::PauseBroadcastTask),
    act::<broadcasts::Resume>().under(broadcasts::one).needs(Endpoint::ResumeBroadcastTask),
    act::<broadcasts::Delete>().under(broadcasts::one).needs(Endpoint::DeleteBroadcastTask),
    place::<broadcasts::Changed>().under(broadcasts::list),
    place::<chats::Chats>().under(card).linkable(),
    prompt::<chats::Find>().under(chats::list),
    place::<chats::ChatCard>().under(chats::list).linkable(),
    act::<chats::Block>().under(chats::one),
    act::<chats::Unblock>().under(chats::one),
    place::<chats::Turned>().under(chats::list),
    place::<demo_store::Store>().under(all_bots).linkable().needs(Endpoint::GetStoreBots),
    place::<demo_store::Demo>().under(demo_store::store).linkable(),
    act::<demo_store::Install>().under(demo_store::demo).needs(Endpoint::InstallDemoBot),
    place::<demo_store::Installed>().under(all_bots),
    // Alerts.
    place::<alerts::Watches>().command(&alerts::WATCHES).linkable(),
    act::<alerts::All>().under(alerts::list),
    place::<alerts::Room>().under(card).linkable(),
    act::<alerts::Set>().under(card),
    act::<alerts::Mute>().under(card),
    act::<alerts::Never>().under(card),
    watch::<alerts::BotWatch>(),
    place::<alerts::Alert>().under(card).for_teams(),
    watch::<alerts::iterations::IterationsWatch>(),
    place::<alerts::iterations::IterationsAlert>().under(account::up).for_teams(),
    act::<alerts::iterations::SetIterations>().under(alerts::list),
    // Charts.
    place::<history::ErrorsChart>().under(card).linkable(),
    place::<history::IterationsChart>().under(the_iterations).linkable(),
    // The digest.
    watch::<digest::DigestWatch>(),
    place::<digest::Told>().under(alerts::list),
    place::<digest::Now>().under(the_digest).linkable(),
    place::<digest::Room>().under(alerts::list).linkable(),
    place::<digest::Hours>().under(the_digest),
    act::<digest::Set>().under(the_digest),
    // A team's group.
    place::<alerts::teams::Teams>().under(alerts::list).linkable(),
    act::<alerts::teams::Tell>().under(alerts::teams::all),
    act::<alerts::teams::StopTelling>().under(alerts::teams::all),
    place::<alerts::teams::Hello>().for_teams(),
    place::<alerts::teams::Lost>().under(alerts::teams::all),
    place::<alerts::Gathered>().under(alerts::list).for_teams(),
    watch::<alerts::broadcast::BroadcastWatch>(),
    place::<alerts::broadcast::BroadcastAlert>().under(broadcasts::list).for_teams(),
    act::<alerts::broadcast::TellBroadcast>().under(broadcasts::list),
    act::<alerts::broadcast::StopBroadcast>().under(broadcasts::list),
    // How other watches than those of bots are heard.
    place::<alerts::Sound>().under(alerts::list),
    act::<alerts::SetSound>().under(alerts::list),
    act::<alerts::MuteOne>().under(alerts::list),
    place::<alerts::Ending>().under(alerts::list),
    act::<alerts::SetKey>().under(alerts::list),
    act::<alerts::gathered::MuteAll>().under(alerts::list),
    // Accounts.
    place::<accounts::Accounts>().command(&accounts::ACCOUNTS).aside().linkable(),
    act::<accounts::Use>().under(my_accounts),
    place::<accounts::Which>().under(my_accounts),
    prompt::<accounts::Rename>().under(my_accounts),
    erasure::<accounts::Remove>().under(my_accounts),
    prompt::<key::Key>().command(&key::SETKEY),
    erasure::<forget::Forget>().command(&forget::FORGET),
    // Settings.
    place::<settings::Settings>().command(&settings::SETTINGS).linkable(),
    act::<settings::Sound>().under(settings::settings),
    place::<settings::zone::TimeOfDay>().under(settings::settings),
    place::<settings::zone::Where>().under(settings::zone::again),
    prompt::<settings::zone::typed::TypedTime>().under(settings::settings),
    act::<settings::zone::SetPlace>().under(settings::settings),
    act::<settings::zone::SetFixed>().under(settings::settings),
    act::<settings::zone::Unset>().under(settings::settings),
    place::<settings::quiet::Quiet>().under(settings::settings),
    place::<settings::quiet::From>().under(settings::quiet::room),
    place::<settings::quiet::Until>().under(settings::quiet::from),
    act::<settings::quiet::SetQuiet>().under(settings::quiet::room),
    act::<settings::quiet::NoQuiet>().under(settings::quiet::room),
    act::<settings::quiet::Breaks>().under(settings::quiet::room),
    // An account at Bots.Business.
    place::<account::Overview>().command(&account::ACCOUNT).linkable(),
    place::<account::iterations::Iterations>().under(account::up).linkable().needs(Endpoint::GetIterationUsage),
    place::<account::iterations::Ads>().under(account::up).linkable(),
    act::<account::iterations::SetAds>().under(account::iterations::ads).needs(Endpoint::ToggleAds),
    place::<account::plan::Plan>().under(account::up).linkable().needs(Endpoint::GetPaymentPlan),
    place::<account::plan::CloudPlans>().under(account::plan::up).linkable().needs(Endpoint::GetCloudPlans),
    place::<account::telegram::LinkedTelegram>().under(account::up).linkable(),
    place::<account::telegram::Another>().under(account::telegram::list).needs(Endpoint::GetTelegramLinkUrl),
    place::<account::sessions::Sessions>().under(account::up).linkable(),
    act::<account::sessions::LogOut>().under(account::sessions::list).needs(Endpoint::LogOutAllDevices),
    prompt::<account::email::NewEmail>().under(account::up),
    act::<account::email::ChangeEmail>().under(account::up),
    place::<account::password::Room>().under(account::up),
    prompt::<account::password::OldPassword>().under(account::up),
    prompt::<account::password::NewPassword>().under(account::up),
    act::<account::password::ChangePassword>().under(account::up).needs(Endpoint::UpdatePassword),
    act::<account::password::MailPassword>().under(account::up),
    act::<account::new_key::MakeKey>().under(account::up).needs(Endpoint::ResetApiKey),
    place::<account::new_key::ShowKey>().under(account::up),
    place::<account::Changed>().under(account::up),
    // An account without its key.
    place::<signing::Door>(),
    prompt::<signing::by_password::Address>().under(door).command(&signing::by_password::SIGNIN),
    prompt::<signing::by_password::SignInPassword>().under(door),
    act::<signing::by_password::SignIn>().under(door),
    prompt::<signing::new_account::Address>().under(door),
    prompt::<signing::new_account::SignUpPassword>().under(door),
    act::<signing::new_account::SignUp>().under(door),
    prompt::<signing::by_mail::Address>().under(door),
    act::<signing::by_mail::Reset>().under(door),
    act::<signing::by_telegram::Begin>().under(door).needs(Endpoint::GetTelegramLoginUrl),
    place::<signing::by_telegram::Waiting>().under(door),
    place::<signing::Ended>(),
    // Help.
    place::<help::Help>().command(&help::HELP).aside().linkable(),
    place::<help::Privacy>().command(&help::PRIVACY).aside().linkable(),
    place::<help::Cancelled>().command(&help::CANCEL),
    // For the operators of this copy alone.
    place::<operator::Status>().command(&operator::STATUS).staff(),
    place::<operator::BlockAsked>().under(operator::status).command(&operator::BLOCK).staff(),
    place::<operator::UnblockAsked>().under(operator::status).command(&operator::UNBLOCK).staff(),
    act::<operator::Block>().under(operator::status).staff(),
    act::<operator::Unblock>().under(operator::status).staff(),
    place::<operator::Turned>().under(operator::status).staff(),
    place::<operator::NoticeAsked>().under(operator::status).command(&operator::NOTICE).staff(),
    act::<operator::Send>().under(operator::status).staff(),
    place::<operator::Progress>().under(operator::status).staff(),
    act::<operator::Stop>().under(operator::progress).staff(),
    // What everybody gets of it.
    place::<operator::Word>(),
];

/// The first page of all bots.
fn all_bots(_: &Link) -> Option<Link> {
    Some(to(bots::Bots, (bots::Goal::Card, None, Page::FIRST)))
}

/// The card of the bot that is the link's first number.
fn card(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(bot::Card, (bot,)))
}

fn the_iterations(_: &Link) -> Option<Link> {
    Some(to(account::iterations::Iterations, ()))
}

fn the_digest(_: &Link) -> Option<Link> {
    Some(to(digest::Room, ()))
}

fn my_accounts(_: &Link) -> Option<Link> {
    Some(to(accounts::Accounts, ()))
}

fn door(_: &Link) -> Option<Link> {
    Some(to(signing::Door, ()))
}
