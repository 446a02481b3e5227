//! The typed client of the Bots.Business API against a scripted server, held against `tests/openapi.yaml`: every
//! request that any of these tests makes the client send is checked against that document.

mod calls;
mod openapi;
pub mod server;
mod shown;

mod answers;
mod bodies;
mod changes;
mod corrections;
mod encoded;
mod failures;
mod hostile;
mod pages;
mod requests;
mod secrets;
mod sizes;
mod successes;
mod table;
mod tries;
mod turns;
mod waits;
