//! All that a person can see and do: the table, and one file per feature.
//!
//! Owns the table alone. A screen is one file, its sentences in `src/locales`, and its lines here. The way up is written
//! here too, so that a screen names only what it has a button to.
//!
//! - [`home`]: the first screen, with and without an account
//! - [`bots`]: the list, and finding a bot by its name
//! - [`bot`]: a bot's card, starting and stopping it
//! - [`errors`]: what went wrong in a bot
//! - [`commands`]: the commands of a bot, found and read
//! - [`editing`]: changing a command: its draft, what saving would change, its former versions
//! - [`imports`]: CSV imports: what one would do, starting one, how it went
//! - [`accounts`]: the accounts of a person
//! - [`key`]: connecting an account
//! - [`signing`]: connecting one without its key: by password, Telegram or mail
//! - [`account`]: an account at Bots.Business: iterations, plan, who gets in, its key
//! - [`forget`]: erasing everything
//! - [`help`]: the commands, privacy
//! - [`fallback`]: replies where nothing else can be said

use crate::frame::row::{act, erasure, place, prompt, watch};
use crate::frame::{Named, Page, Row, Table, named, to};
use crate::link::Link;

pub mod account;
pub mod accounts;
pub mod bot;
pub mod bots;
pub mod commands;
pub mod editing;
pub mod errors;
pub mod fallback;
pub mod forget;
pub mod help;
pub mod home;
pub mod imports;
pub mod key;
pub mod signing;

/// The table. Its order is that of the command menu.
pub static TABLE: Table =
    Table::new(ROWS, home::Home::TAG, home::Welcome::TAG, accounts::Accounts::TAG, key::Key::TAG, bots::Guess::TAG);

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
    // Changing a command.
    place::<editing::draft::Draft>().under(card).linkable(),
    place::<editing::fields::FieldCard>().under(editing::the_draft),
    prompt::<editing::typing::Change>().under(editing::the_draft),
    prompt::<editing::typing::More>().under(editing::the_draft),
    act::<editing::fields::Set>().under(editing::the_draft),
    act::<editing::draft::Discard>().under(editing::the_draft),
    place::<editing::compare::Compare>().under(editing::the_draft),
    place::<editing::compare::Side>().under(editing::the_draft),
    act::<editing::save::Save>().under(editing::the_draft),
    place::<editing::save::Saved>().under(card),
    place::<editing::versions::Versions>().under(editing::the_draft),
    place::<editing::versions::Version>().under(editing::all_versions),
    place::<editing::versions::VersionFile>().under(editing::all_versions),
    act::<editing::versions::Restore>().under(editing::all_versions),
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
    act::<imports::Now>().under(imports::room),
    place::<imports::Live>().under(imports::room),
    place::<imports::Ran>().under(imports::room),
    act::<imports::Tell>().under(card),
    act::<imports::StopWatching>().under(card),
    watch::<imports::ImportEnds>(),
    place::<imports::GivenUp>().under(card),
    place::<imports::Told>().under(imports::room),
    // Accounts.
    place::<accounts::Accounts>().command(&accounts::ACCOUNTS).aside().linkable(),
    act::<accounts::Use>().under(my_accounts),
    place::<accounts::Which>().under(my_accounts),
    prompt::<accounts::Rename>().under(my_accounts),
    erasure::<accounts::Remove>().under(my_accounts),
    prompt::<key::Key>().command(&key::SETKEY),
    erasure::<forget::Forget>().command(&forget::FORGET),
    // An account at Bots.Business.
    place::<account::Overview>().command(&account::ACCOUNT).linkable(),
    place::<account::iterations::Iterations>().under(account::up).linkable(),
    place::<account::iterations::Ads>().under(account::up).linkable(),
    act::<account::iterations::SetAds>().under(account::up),
    place::<account::plan::Plan>().under(account::up).linkable(),
    place::<account::plan::CloudPlans>().under(account::plan::up).linkable(),
    place::<account::telegram::LinkedTelegram>().under(account::up).linkable(),
    place::<account::telegram::Another>().under(account::telegram::list),
    place::<account::sessions::Sessions>().under(account::up).linkable(),
    act::<account::sessions::LogOut>().under(account::up),
    prompt::<account::email::NewEmail>().under(account::up),
    act::<account::email::ChangeEmail>().under(account::up),
    place::<account::password::Room>().under(account::up),
    prompt::<account::password::OldPassword>().under(account::up),
    prompt::<account::password::NewPassword>().under(account::up),
    act::<account::password::ChangePassword>().under(account::up),
    act::<account::password::MailPassword>().under(account::up),
    act::<account::new_key::MakeKey>().under(account::up),
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
    act::<signing::by_telegram::Begin>().under(door),
    place::<signing::by_telegram::Waiting>().under(door),
    place::<signing::Ended>().under(door),
    // Help.
    place::<help::Help>().command(&help::HELP).aside().linkable(),
    place::<help::Privacy>().command(&help::PRIVACY).aside().linkable(),
    place::<help::Cancelled>().command(&help::CANCEL),
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

fn my_accounts(_: &Link) -> Option<Link> {
    Some(to(accounts::Accounts, ()))
}

fn door(_: &Link) -> Option<Link> {
    Some(to(signing::Door, ()))
}
