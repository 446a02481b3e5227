//! Which addresses the server has a route for, found out without a key: for the operator (contract, 14.4).
//!
//! Owns what is asked, in which order, how an answer is read, and when to stop. Nothing that it sends can change
//! anything: the key cannot be right, there is no body, every number is 0; and nothing that changes something is asked
//! before reads have shown that the server refuses this key. What does something for whoever asks is asked for only where
//! the operator says so. It must not know how the results are printed or kept.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use chrono::NaiveDate;
use tokio::time::sleep;

use super::call::alternatives::{Address, candidates};
use super::{Api, Corrections, Effect, Endpoint, Method, Provenance};

mod ask;
mod verdict;
use verdict::Verdict;

/// The two addresses of a Telegram login: neither wants a key, so asking is doing. The one makes a login link, the other
/// looks for the login of whoever asks. They are asked for last, and only where [`Manner::logins`] says so.
pub const LOGINS: [Endpoint; 2] = [Endpoint::GetTelegramLoginUrl, Endpoint::TelegramLogin];

/// In place of the last name of a path: an address that cannot exist.
const NOWHERE: &str = "no-such-address-asked-by-bb-pocket";
/// After so many requests in a row without an answer nothing more is asked.
const SILENCE: usize = 3;
/// How often one address is asked again because the server asked to wait.
const PATIENCE: usize = 3;

/// How politely to ask.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Between two requests.
    pub pause: Duration,
    /// A server that asks to wait longer than this is left alone.
    pub longest_wait: Duration,
    /// Whether [`LOGINS`] are asked for, too: one login link may be made, which nobody opens.
    pub logins: bool,
}

/// What is told while it is asked.
#[derive(Debug)]
pub enum Told<'a> {
    /// An endpoint was settled, or not.
    Asked(&'a Asked),
    /// The server asked to wait so long.
    Waiting(Duration),
}

/// What was found of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which one.
    pub endpoint: Endpoint,
    /// The address that the answer is about: the one that exists, else the first that was asked.
    pub address: Address,
    /// What was found.
    pub found: Found,
}

/// What an endpoint's addresses are answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A route is there. The status of its answer.
    Answers(u16),
    /// There is none, at none of the addresses that were asked. The status of the first answer.
    NoRoute(u16),
    /// The answer shows neither, for this reason.
    CannotTell(String),
}

/// Why it was not asked to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// Addresses that cannot exist are not answered as if they did not: nothing can be concluded from any answer.
    Alike(String),
    /// The server accepted a key that cannot be right.
    Accepts(Endpoint),
    /// The server asked to wait, for longer than the manner allows or without a time.
    Busy(Option<Duration>),
    /// Several requests in a row got no answer.
    Silent,
}

/// The results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routes {
    /// The endpoints that were asked for, in the order of asking.
    pub asked: Vec<Asked>,
    /// Why there are no more of them.
    pub stopped: Option<Stopped>,
    /// How many requests were sent.
    pub requests: usize,
}

impl Routes {
    /// The corrections that follow: an assumed or corrected endpoint that was found is proven there. What was not found
    /// stays as it was, without a proof; what was not asked for keeps its proof.
    pub fn corrections(&self, before: &Corrections, day: NaiveDate) -> Corrections {
        let mut corrections = before.clone().unproven();
        for Asked { endpoint, address, found } in &self.asked {
            let in_question = endpoint.row().provenance == Provenance::Assumed || before.corrects(*endpoint);
            if in_question && matches!(found, Found::Answers(_)) {
                corrections = corrections.with_proven(*endpoint, address.method, &address.path, day);
            }
        }
        for endpoint in LOGINS.into_iter().filter(|it| !self.asked.iter().any(|asked| asked.endpoint == *it)) {
            if let Some(day) = before.proven(endpoint) {
                let (method, path) = before.of(endpoint);
                corrections = corrections.with_proven(endpoint, method, path, day);
            }
        }
        corrections
    }
}

/// One asking: what was sent so far, and what was learned on the way.
struct Round<'a, T> {
    api: &'a Api,
    manner: Manner,
    told: T,
    requests: usize,
    silent: usize,
    /// What the address beside another, which cannot exist, is answered with.
    beside: HashMap<Address, Verdict>,
    /// The paths of the collections that were found.
    found: HashMap<Endpoint, String>,
}

impl Api {
    /// The most requests that [`Self::routes`] sends, with [`LOGINS`] or without.
    pub fn most_route_requests(&self, logins: bool) -> usize {
        let mut beside = BTreeSet::new();
        let mut count = nowhere().len();
        for endpoint in in_order(logins) {
            let addresses = candidates(endpoint, &self.corrections, |of| self.corrections.of(of).1.to_owned());
            count += addresses.len();
            if self.is_in_question(endpoint) {
                beside.extend(addresses.iter().map(neighbour));
            }
        }
        count + beside.len()
    }

    /// Asks for the routes of all endpoints, and for those of the other addresses where an assumed one may be, one after
    /// the other; for [`LOGINS`] only where the manner says so. `told` hears of each.
    pub async fn routes(&self, manner: Manner, told: impl FnMut(Told<'_>)) -> Routes {
        let (beside, found) = (HashMap::new(), HashMap::new());
        let mut round = Round { api: self, manner, told, requests: 0, silent: 0, beside, found };
        let mut asked = Vec::new();
        let stopped = round.all(&mut asked).await.err();
        Routes { asked, stopped, requests: round.requests }
    }

    /// Whether its address is somebody's guess. Only those are worth the neighbour's question.
    fn is_in_question(&self, endpoint: Endpoint) -> bool {
        endpoint.row().provenance == Provenance::Assumed || self.corrections.corrects(endpoint)
    }
}

impl<T: FnMut(Told<'_>)> Round<'_, T> {
    async fn all(&mut self, asked: &mut Vec<Asked>) -> Result<(), Stopped> {
        for address in nowhere() {
            // An answer that is missing says nothing about the server: it is asked again, until it is silent.
            let verdict = loop {
                let verdict = self.ask(Endpoint::GetUser, &address).await?;
                if self.silent == 0 {
                    break verdict;
                }
            };
            match verdict {
                Verdict::NoRoute(_) => {}
                Verdict::Route(status) | Verdict::Accepted(status) => {
                    return Err(Stopped::Alike(format!("status {status}")));
                }
                Verdict::Unclear(why) => return Err(Stopped::Alike(why)),
            }
        }
        for endpoint in in_order(self.manner.logins) {
            let one = self.endpoint(endpoint).await?;
            (self.told)(Told::Asked(&one));
            asked.push(one);
        }
        Ok(())
    }

    /// The first of its addresses that exists. One that is unclear ends the search: it may be the right one.
    async fn endpoint(&mut self, endpoint: Endpoint) -> Result<Asked, Stopped> {
        let collection = |of: Endpoint| match self.found.get(&of) {
            Some(path) => path.clone(),
            None => self.api.corrections.of(of).1.to_owned(),
        };
        let mut none = None;
        for address in candidates(endpoint, &self.api.corrections, collection) {
            let found = match self.ask(endpoint, &address).await? {
                Verdict::NoRoute(status) => {
                    none.get_or_insert((address, status));
                    continue;
                }
                Verdict::Accepted(_) if refuses_strangers(endpoint) => return Err(Stopped::Accepts(endpoint)),
                Verdict::Unclear(why) => Found::CannotTell(why),
                Verdict::Route(status) | Verdict::Accepted(status) if self.stands_out(endpoint, &address).await? => {
                    self.found.insert(endpoint, address.path.clone());
                    Found::Answers(status)
                }
                Verdict::Route(status) | Verdict::Accepted(status) => {
                    Found::CannotTell(format!("status {status}, as beside it"))
                }
            };
            return Ok(Asked { endpoint, address, found });
        }
        let (method, path) = self.api.corrections.of(endpoint);
        let own = || (Address { method, path: path.to_owned() }, 0);
        let (address, status) = none.unwrap_or_else(own);
        Ok(Asked { endpoint, address, found: Found::NoRoute(status) })
    }

    /// Whether an address is answered otherwise than the one beside it, which cannot exist: a server may read any last
    /// part of a path as the name of a thing.
    async fn stands_out(&mut self, endpoint: Endpoint, address: &Address) -> Result<bool, Stopped> {
        if !self.api.is_in_question(endpoint) {
            return Ok(true);
        }
        let beside = neighbour(address);
        let verdict = match self.beside.get(&beside) {
            Some(verdict) => verdict.clone(),
            None => {
                let verdict = self.ask(endpoint, &beside).await?;
                self.beside.insert(beside, verdict.clone());
                verdict
            }
        };
        Ok(matches!(verdict, Verdict::NoRoute(_)))
    }

    /// Sends one request, after the pause, and again when the server asked to wait.
    async fn ask(&mut self, endpoint: Endpoint, address: &Address) -> Result<Verdict, Stopped> {
        for _ in 0..=PATIENCE {
            if self.requests > 0 {
                sleep(self.manner.pause).await;
            }
            self.requests += 1;
            let Some(answer) = self.api.ask_route(endpoint, address).await else {
                self.silent += 1;
                if self.silent >= SILENCE {
                    return Err(Stopped::Silent);
                }
                return Ok(Verdict::Unclear("no answer".to_owned()));
            };
            self.silent = 0;
            match answer.asks_to_wait() {
                None => return Ok(verdict::read(&answer)),
                Some(Some(wait)) if wait <= self.manner.longest_wait => {
                    (self.told)(Told::Waiting(wait));
                    sleep(wait).await;
                }
                Some(wait) => return Err(Stopped::Busy(wait)),
            }
        }
        Err(Stopped::Busy(None))
    }
}

/// Two addresses that cannot exist: beside the first names, and among what belongs to a bot, by a method that changes.
fn nowhere() -> [Address; 2] {
    [
        Address { method: Method::Get, path: format!("/{NOWHERE}") },
        Address { method: Method::Post, path: format!("/bots/{{id}}/{NOWHERE}") },
    ]
}

/// The same address with another last name.
fn neighbour(address: &Address) -> Address {
    let mut parts: Vec<&str> = address.path.split('/').collect();
    if let Some(last) = parts.iter_mut().rfind(|part| !part.is_empty() && !part.starts_with('{')) {
        *last = NOWHERE;
    }
    Address { method: address.method, path: parts.join("/") }
}

/// The account first, which every server must refuse, then the other reads, then what changes something; collections
/// before what belongs to them; the logins last, when all that refuses strangers has done so.
fn in_order(logins: bool) -> impl Iterator<Item = Endpoint> {
    let all = || Endpoint::ALL.into_iter().filter(|it| !LOGINS.contains(it));
    let of = |effect| all().filter(move |it| it.row().effect == effect);
    let reads = of(Effect::Reads).filter(|it| *it != Endpoint::GetUser);
    let logins = LOGINS.into_iter().filter(move |_| logins);
    [Endpoint::GetUser].into_iter().chain(reads).chain(of(Effect::Changes)).chain(logins)
}

/// Whether no server may answer with a success to a key that cannot be right: what belongs to an account, and all that
/// changes something. The store and the plans may be there for everybody.
fn refuses_strangers(endpoint: Endpoint) -> bool {
    let row = endpoint.row();
    let own = ["/user", "/bots"].iter().any(|begin| row.path.starts_with(begin));
    endpoint.needs_account() && (own || row.effect == Effect::Changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbour_of_an_address_differs_in_its_last_name_alone() {
        let beside = |path: &str| neighbour(&Address { method: Method::Get, path: path.to_owned() }).path;
        assert_eq!(beside("/bots/{id}/copy"), format!("/bots/{{id}}/{NOWHERE}"));
        assert_eq!(beside("/bots/{id}/properties/{property_id}"), format!("/bots/{{id}}/{NOWHERE}/{{property_id}}"));
        assert_eq!(beside("/cloud_plans"), format!("/{NOWHERE}"));
    }

    #[test]
    fn reads_come_first_and_every_endpoint_that_may_be_asked_once() {
        let order: Vec<Endpoint> = in_order(false).collect();
        assert_eq!((order.len(), order.first()), (53, Some(&Endpoint::GetUser)));
        assert!(!order.iter().any(|it| LOGINS.contains(it)));
        assert_eq!(in_order(true).collect::<Vec<_>>(), [&order[..], &LOGINS].concat());
        let changes = order.iter().position(|it| it.row().effect == Effect::Changes).unwrap();
        assert!(order.iter().skip(changes).all(|it| it.row().effect == Effect::Changes));
    }

    #[test]
    fn what_belongs_to_nobody_may_be_answered() {
        let open: Vec<&str> = in_order(false).filter(|it| !refuses_strangers(*it)).map(Endpoint::name).collect();
        let named = ["sign_in", "sign_up", "reset_password"];
        let mut wanted = [&named[..], &["get_store_libs", "get_store_bots", "get_cloud_plans"]].concat();
        wanted.sort_unstable();
        assert_eq!(open.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), wanted);
    }
}
