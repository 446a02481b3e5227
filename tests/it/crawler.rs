//! A person who presses every button of every view: each place of the table is reached, no view is a dead end, no press
//! stays without an answer, and Telegram refuses nothing. It finds the views of later screens by itself.
//!
//! A view is known by the buttons it has: their tags, and what kind of thing they point to. Each button of each new view
//! is pressed by a person of their own, who comes there by the same presses in a world that is as it was at the start:
//! so it makes no difference what others pressed before, and one person never writes too fast.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use bb_pocket::api::Api;
use bb_pocket::credentials::ApiKey;
use bb_pocket::frame::{Confirm, Dismiss, Kind, Named};
use bb_pocket::link::{Link, Pressed as Data, Tag};
use bb_pocket::sandbox::bots_business::{DEMO_KEY, Kept, SECOND_KEY};
use bb_pocket::sandbox::phone;
use bb_pocket::sandbox::telegram::{ButtonAction, Call, Event, Message};
use bb_pocket::screens::TABLE;
use serde_json::json;

use crate::support::beside::Database;
use crate::support::{Talk, TestBot};

/// The bot whose state the crawl changes, and that furnishing the world leaves as it is.
const SHOP: i64 = 2_792_787;

/// How many people share a world: each look at its calls reads all of them.
const IN_ONE_WORLD: i64 = 25;

/// What is typed to come to places that no button leads to: each for the reason that it takes words.
const TYPED: &[&str] = &[
    "/start",
    "/newbot",
    "git@github.com:you/shop.git",
    "/menu",
    "/bots or",
    "/bots tulips",
    "/bot",
    "/errors",
    "/commands",
    "/import",
    "/import My Shop",
    "/import refer",
    "/imports",
    "https://files.example/prices.csv",
    "/csvstatus",
    "/csvstatus My Shop 123",
    "/csvstatus My Shop 124",
    "2792787 123",
    "2792787 999",
    "/csvstatus 12 13 14",
    "My Shop",
    "/help",
    "/settings",
    "/watches",
    "/cancel",
    // A panel of two pages.
    "/start 2ob_0_0_1nuxt_k1_0",
    // The draft of /order.
    "/start 2dr_0_0_1nuxf_35z",
];

/// Questions that lead on to places which no button leads to: what is typed, the button that asks, and the answer.
const ANSWERED: &[(&str, &str, &str)] = &[
    ("/commands Pizza", "Search", "e"),
    ("/commands Pizza", "New", "@"),
    ("/commands Pizza", "New", "/order"),
    ("/commands Pizza", "New folder", "Drinks"),
    ("/start 2ra_0_0_1nuxf", "Find and replace…", "a"),
    ("/start 2qp_0_0_1nuxt_0_0", "Search", "table"),
    // A field of the shop's panel.
    ("/start 2ob_0_0_1nuxf_8d_0", "Tax", "9"),
    // The time where somebody is.
    ("/settings", "My time…", "UTC+3"),
];

/// As [`ANSWERED`], where several buttons lead to the question, the last of which asks it.
const ANSWERED_DEEPER: &[(&str, &[&str], &str)] = &[
    ("/bots", &["New bot"], "Crawled"),
    ("/bot My Shop", &["More", "Name"], "Crawled"),
    ("/start 2cm_0_0_1nuxf_35z", &["Move…", "New folder"], "Crawled"),
    ("/start 2dr_0_0_1nuxf_35x", &["Answer"], "Crawled"),
    ("/bot My Shop", &["More", "Sheet"], "https://files.example/prices.csv"),
    ("/bot My Shop", &["More", "Delete…"], "My Shop"),
    // The number is as good as the name, and makes another path of it.
    ("/bot My Shop", &["More", "Git import…"], "2792787"),
];

/// Conversations that lead on to places which no button leads to: a step in brackets is a button's label, any other an
/// answer.
const CONVERSATIONS: &[&[&str]] = &[
    &["/account", "[E-mail]", "new@example.com"],
    // Quiet hours are offered to those whose time is known.
    &["/settings", "[My time…]", "[13:03]", "[Berlin, Paris, Rome]", "[Quiet hours…]", "[22:00–08:00]"],
    &["/account", "[Password]", "FAKE-password", "FAKE-other-password"],
    &["/signin", "second@shop.example", "FAKE-password"],
    &["/accounts", "[Sign in]", "[Open an account]", "fresh@example.com", "FAKE-password"],
    &["/accounts", "[Sign in]", "[Mail me a new password]", "second@shop.example"],
];

/// What strangers type.
const TYPED_BY_STRANGERS: &[&str] = &[
    "/start",
    "hello",
    "/menu",
    "/bots",
    "/csvstatus 1 2",
    "/accounts",
    "/forget",
    "/privacy",
    "/help",
    "/settings",
    "/setkey",
    "/signin",
    "/account",
    "/cancel",
];

/// Places that no button leads to and that only pass typed words on, each with the reason.
const ONLY_PASSED: &[(&str, &str)] = &[
    ("bf", "finds by typed words; what it finds is shown by other places"),
    ("ge", "what became of a block: shown after it, and not read again"),
    ("dd", "what became of a save: shown after it, and not read again"),
    ("on", "what became of saving a panel: shown after it, and not read again"),
    ("w0", "the address of a repository is typed: no button leads to it"),
    ("bg", "pasted words lead to the place that was meant"),
    ("im", "held against the list, typed words lead to other places"),
    ("np", "an answer to the question for the name of a copy begins it"),
    ("ss", "a pasted link leads to the bots or to a preview"),
    ("in", "a watch: the acts beside it begin and end it"),
    ("kw", "the same, of a bot"),
    ("tl", "adding the bot to a group asks it; no button of the phone does that"),
    ("tq", "ends what that began"),
    ("tn", "the first word to a group"),
    ("tw", "a group that cannot be told any more: told by itself"),
    ("kq", "the same, of the iterations"),
    ("ka", "told when something is wrong with a bot: alerts.rs sees it"),
    ("kp", "told when few iterations are left"),
    ("hw", "the watch behind the digest"),
    ("hd", "the digest that it tells: digest.rs sees it"),
    ("wv", "the same, of a broadcast"),
    ("wa", "told of a broadcast: alerts/broadcast.rs sees it"),
    ("wg", "several notices in one message: alerts/limits.rs sees it"),
    ("kn", "under what is told of errors: alerts.rs presses it"),
    ("vg", "under several notices in one message: alerts/sound.rs presses it"),
    ("ig", "told when a day has passed"),
    ("ir", "told when an import ends"),
    ("zt", "the second step of a new bot: shown after its name"),
    ("mv", "what became of a deletion: shown after it, and not read again"),
    ("mq", "what became of an export: shown after it, and not read again"),
    ("rk", "a job: acts begin it"),
    ("rp", "what restoring from a file would do: a file leads there"),
    ("ro", "the same, read anew"),
    ("rw", "the same, as a file"),
    ("rn", "begins a job of what was shown"),
    ("rb", "shown after an act that begins a job"),
    ("rg", "how far a job is, which differs from look to look: copies.rs sees it"),
    ("rf", "what did not work in a job"),
    ("rs", "stops a job under way"),
    ("rt", "lets a job go on"),
    ("ru", "takes a job back"),
    ("lo", "what became of signing in: shown after it, and not read again"),
    ("pa", "of the operators, of whom the crawler is none: day2/operator.rs presses it, also those below"),
    ("pb", "asks whether to block"),
    ("pu", "lets somebody in"),
    ("pc", "blocks"),
    ("pd", "lets in"),
    ("pe", "whether somebody is blocked"),
    ("pf", "asks whether to tell everybody"),
    ("pg", "tells everybody"),
    ("ph", "how far it came"),
    ("pi", "stops it"),
    ("pw", "what everybody gets"),
    ("we", "the first screen of strangers: the last story sees it"),
];

/// Acts that are not done here, because what is seen behind them depends on how far a job is by then.
const BEGIN_A_JOB: &[&str] = &["rx"];

/// One step on the way to a view.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Says(&'static str),
    /// The button at this place of the bot's newest message with buttons, its label and kind.
    Presses(usize, String, String),
}

type Path = Vec<Step>;

/// What a button does, without the numbers that differ from thing to thing.
fn kind(button: &ButtonAction) -> String {
    match button {
        ButtonAction::Callback(data) => match Link::decode(data) {
            Some(Data { link, spot, .. }) => format!("{}{}{spot:?}", link.tag(), link.numbers().len()),
            None => format!("undecodable {data}"),
        },
        ButtonAction::Copy(_) => "copy".to_owned(),
        ButtonAction::Url(_) => "url".to_owned(),
        ButtonAction::WebApp(_) => "web app".to_owned(),
    }
}

/// By what a view is known: its kinds of buttons in order, repeated ones once. Questions before something is done all
/// have the same two buttons: they are told apart by what led to them.
fn signature(path: &[Step], message: &Message) -> String {
    let mut kinds: Vec<String> = message.buttons.iter().flatten().map(|button| kind(&button.action)).collect();
    kinds.dedup();
    let asks = tags(message).any(|tag| tag.is(Confirm::TAG));
    let what = match path.last() {
        Some(Step::Says(words)) if asks => *words,
        Some(Step::Presses(_, _, kind)) if asks => kind.as_str(),
        _ => "",
    };
    format!("{}{} {what}", if message.file.is_some() { "file " } else { "" }, kinds.join(" "))
}

fn tags(message: &Message) -> impl Iterator<Item = Tag> + '_ {
    message.buttons.iter().flatten().filter_map(|button| match &button.action {
        ButtonAction::Callback(data) => Link::decode(data).map(|data| data.link.tag()),
        _ => None,
    })
}

/// The crawl's world and what was found in it.
struct Crawl {
    bot: Rc<TestBot>,
    /// The bot's own client: what it keeps for a minute is of the world before.
    client: Api,
    database: Database,
    /// The world as it is for everybody.
    kept: Kept,
    people: i64,
    /// Whether people have accounts when they begin.
    linked: bool,
    /// Tags whose buttons were pressed, or that were typed.
    reached: BTreeSet<String>,
    /// The views, each with the path that first led there.
    views: BTreeMap<String, Path>,
    waiting: VecDeque<Path>,
    /// Rows of buttons that a phone cuts.
    cut: Vec<String>,
}

impl Crawl {
    async fn start(linked: bool) -> Self {
        let (bot, client) = started().await;
        let kept = furnished(&bot);
        let database = Database::open(&bot).await;
        let (views, waiting) = (BTreeMap::new(), VecDeque::new());
        Self {
            bot: Rc::new(bot),
            client,
            database,
            kept,
            people: 8_000,
            linked,
            reached: BTreeSet::new(),
            views,
            waiting,
            cut: Vec::new(),
        }
    }

    /// Somebody new, with two linked accounts or none.
    async fn somebody(&mut self) -> i64 {
        self.people += 1;
        if self.people % IN_ONE_WORLD == 0 {
            let (bot, client) = started().await;
            (self.bot, self.client) = (Rc::new(bot), client);
            self.database = Database::open(&self.bot).await;
            // Its sheet is served by the new world.
            self.kept = furnished(&self.bot);
        }
        self.bot.world.api.restore(&self.kept);
        for key in [DEMO_KEY, SECOND_KEY] {
            self.client.drop_command_trees(&ApiKey::parse(key).unwrap());
        }
        if self.linked {
            let talk = self.bot.talk(self.people, "Anna");
            talk.says(SECOND_KEY).await;
            talk.says(DEMO_KEY).await;
        }
        self.people
    }

    /// Goes a path as somebody new, and returns the view at its end.
    async fn go(&mut self, path: &[Step]) -> Option<Message> {
        let person = self.somebody().await;
        let bot = Rc::clone(&self.bot);
        let talk = bot.talk(person, "Anna");
        for step in path {
            let update = match step {
                Step::Says(words) => talk.starts_saying(words),
                Step::Presses(place, label, _) => {
                    let message = with_buttons(&talk);
                    let now = without_numbers(message.labels()[*place]);
                    assert_eq!(now, without_numbers(label), "{path:?} leads elsewhere the second time");
                    let telegram = &self.bot.world.telegram;
                    // What the phone does itself has no view behind it.
                    telegram.press_nth(&talk.person, talk.chat, message.id, *place).unwrap().update()?
                }
            };
            let before = self.bot.world.telegram.calls().len();
            self.bot.world.answered(update).await.unwrap();
            self.is_answered(&talk, path, before);
        }
        self.is_no_dead_end(&talk, path).await;
        Some(talk.last())
    }

    /// The person sees something new, or the same because it is the same; no button spins; nothing was refused.
    fn is_answered(&self, talk: &Talk<'_>, path: &[Step], before: usize) {
        let calls = self.bot.world.telegram.calls();
        let same = |call: &Call| call.description.as_deref().is_some_and(|it| it.contains("is not modified"));
        let refused = calls.iter().find(|call| call.status.is_some_and(|status| status >= 400) && !same(call));
        assert!(refused.is_none(), "{path:?}: Telegram refused {refused:?}");
        let shows = ["sendmessage", "editmessagetext", "senddocument", "sendphoto"];
        let shown = |call: &Call| call.body["chat_id"].to_string().trim_matches('"') == talk.person.id.to_string();
        let answered = calls[before..].iter().any(|call| shows.contains(&call.method.as_str()) && shown(call));
        assert!(answered, "{path:?}: nothing was answered");
        let events = self.bot.world.telegram.events();
        let count = |wanted: fn(&Event) -> bool| events.iter().filter(|event| wanted(event)).count();
        let pressed = count(|event| matches!(event, Event::Pressed { .. }));
        assert_eq!(pressed, count(|event| matches!(event, Event::Answered { .. })), "{path:?}: a button spins");
        // Whoever has no account may ask Bots.Business for the way to sign in with Telegram: that is in nobody's name.
        let caused: Vec<String> = self.bot.api_calls();
        let caused: Vec<&String> = caused.iter().filter(|name| !name.contains("telegram_login")).collect();
        assert!(self.linked || caused.is_empty(), "{path:?}: somebody without an account caused {caused:?}");
    }

    /// A way on: a button that asks the bot or opens something, or an answer that is awaited.
    async fn is_no_dead_end(&mut self, talk: &Talk<'_>, path: &[Step]) {
        let last = talk.last();
        if last.protected {
            // A secret deletes itself, and what led to it stays above.
            return;
        }
        let way_on = |button: &ButtonAction| matches!(button, ButtonAction::Callback(_) | ButtonAction::Url(_));
        let offered = last.buttons.iter().flatten().any(|button| way_on(&button.action));
        let sql = format!("SELECT link FROM questions WHERE user_id = {}", talk.person.id);
        let asked: Vec<(String,)> = self.database.rows(&sql).await;
        assert!(offered || !asked.is_empty(), "{path:?} ends in a dead end:\n{}", talk.screen());
        // What an answer leads to has no button of its own.
        let acts: Vec<(String,)> =
            self.database.rows(&format!("SELECT link FROM acts WHERE user_id = {}", talk.person.id)).await;
        self.reached.extend(asked.into_iter().chain(acts).map(|(link,)| link[..2].to_owned()));
    }

    /// Notes a view, and what is to be pressed in it when it is new.
    fn note(&mut self, path: &Path, view: &Message) {
        let signature = signature(path, view);
        if self.views.contains_key(&signature) {
            return;
        }
        self.views.insert(signature, path.clone());
        self.cut.extend(cut_rows(view).map(|labels| format!("{path:?}: {labels:?}")));
        for (place, button) in view.buttons.iter().flatten().enumerate() {
            if BEGIN_A_JOB.iter().any(|tag| kind(&button.action).starts_with(tag)) {
                continue;
            }
            let step = Step::Presses(place, button.label.clone(), kind(&button.action));
            self.waiting.push_back(path.iter().cloned().chain([step]).collect());
        }
    }

    /// Begins with the answer to a question.
    async fn answers(&mut self, (typed, asks, answer): (&'static str, &[&str], &'static str)) {
        let mut path = vec![Step::Says(typed)];
        for asks in asks {
            let view = self.go(&path).await.unwrap();
            let place = view.labels().iter().position(|label| label == asks).unwrap();
            let button = view.buttons.iter().flatten().nth(place).unwrap();
            path.push(Step::Presses(place, button.label.clone(), kind(&button.action)));
        }
        path.push(Step::Says(answer));
        self.waiting.push_back(path);
    }

    /// Begins with a whole conversation; the last step is waiting.
    async fn talks(&mut self, steps: &'static [&'static str]) {
        let mut path: Path = Vec::new();
        for step in steps {
            match step.strip_prefix('[').and_then(|step| step.strip_suffix(']')) {
                None => path.push(Step::Says(step)),
                Some(label) => {
                    let view = self.go(&path).await.unwrap();
                    let place = view.labels().iter().position(|it| *it == label).unwrap();
                    let button = view.buttons.iter().flatten().nth(place).unwrap();
                    path.push(Step::Presses(place, button.label.clone(), kind(&button.action)));
                }
            }
        }
        for end in 1..=path.len() {
            self.waiting.push_back(path[..end].to_vec());
        }
    }

    async fn run(&mut self, typed: &[&'static str]) {
        self.waiting.extend(typed.iter().map(|words| vec![Step::Says(words)]));
        let rows = typed.iter().filter_map(|words| TABLE.command(words.strip_prefix('/')?.split(' ').next()?));
        self.reached.extend(rows.map(|(row, _)| row.tag.to_string()));
        while let Some(path) = self.waiting.pop_front() {
            let Some(view) = self.go(&path).await else { continue };
            self.reached.extend(tags(&view).map(|tag| tag.to_string()));
            self.note(&path, &view);
        }
        assert!(self.cut.is_empty(), "rows of buttons are cut: {:#?}", self.cut);
    }
}

/// Rows of several buttons whose labels a phone cuts. A name alone in its row may be cut.
fn cut_rows(view: &Message) -> impl Iterator<Item = Vec<&str>> {
    let rows = view.buttons.iter().filter(|row| row.len() > 1);
    let labels = rows.map(|row| row.iter().map(|button| button.label.as_str()).collect::<Vec<_>>());
    labels.filter(|labels| labels.iter().map(|label| label.chars().count() + 3).sum::<usize>() > phone::WIDTH + 1)
}

async fn started() -> (TestBot, Api) {
    let mut client = None;
    let bot = TestBot::start_with(|parts| client = Some(parts.api.clone())).await;
    (bot, client.unwrap())
}

/// The world to look at, with an import that does not end.
fn furnished(bot: &TestBot) -> Kept {
    bot.world.api.furnish();
    bot.world.api.put_task(SHOP, 124, json!({"status": "in progress"}));
    bot.world.api.keep()
}

/// A label as it is compared: what is made during the crawl gets the next free number.
fn without_numbers(label: &str) -> String {
    label.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

fn with_buttons(talk: &Talk<'_>) -> Message {
    let messages = talk.bot.world.telegram.messages(talk.chat);
    messages.into_iter().rfind(|message| message.from_bot() && !message.buttons.is_empty()).unwrap()
}

#[tokio::test]
async fn every_place_is_reached_and_nothing_is_a_dead_end() {
    let mut crawl = Crawl::start(true).await;
    for (typed, asks, answer) in ANSWERED {
        crawl.answers((typed, &[asks], answer)).await;
    }
    for answered in ANSWERED_DEEPER {
        crawl.answers(*answered).await;
    }
    for conversation in CONVERSATIONS {
        crawl.talks(conversation).await;
    }
    crawl.run(TYPED).await;
    let views: Vec<&String> = crawl.views.keys().collect();
    let mut missing = Vec::new();
    for row in TABLE.rows() {
        let tag = row.tag.to_string();
        let passed = ONLY_PASSED.iter().any(|(passed, _)| *passed == tag);
        let reached = crawl.reached.contains(&tag);
        if passed && reached {
            missing.push(format!("{tag} is reached, so it is not only passed"));
        }
        if !passed && !reached {
            missing.push(format!("{} {tag}", row.kind.name()));
        }
    }
    assert!(missing.is_empty(), "no button leads to these: {missing:#?}; found:\n{views:#?}");
    for tag in [Confirm::TAG, Dismiss::TAG] {
        assert!(crawl.reached.contains(&tag.to_string()));
    }
    let acts = TABLE.rows().iter().filter(|row| matches!(row.kind, Kind::Act { .. })).count();
    assert!(crawl.views.len() > acts + 20, "too few views to have seen everything: {views:#?}");
}

#[tokio::test]
async fn a_stranger_finds_a_way_on_everywhere_and_causes_no_call() {
    let mut crawl = Crawl::start(false).await;
    crawl.run(TYPED_BY_STRANGERS).await;
    assert!(crawl.views.len() >= 6, "{:#?}", crawl.views.keys());
}
