//! Sheets for CSV imports: what a link means, fetching it safely, reading it, and what an import would do.
//!
//! Owns what is known of spreadsheets and of Bots.Business' CSV ("CSV import semantics" of the contract). It must not
//! know the API's client, the store, or any sentence. An address is as secret as its sheet: no type here prints one.

mod column;
mod export;
mod fetch;
mod finding;
mod hosts;
mod link;
mod plan;
mod public;
mod sheet;

pub use column::{Column, Columns};
pub use export::{export, guarded, unguarded};
pub use fetch::{FetchError, Fetched, Fetcher, MAX_BYTES};
pub use finding::{Finding, Located, Weight};
pub use hosts::{AddressProblem, HostsError, SheetHosts};
pub use link::{Kind, LinkProblem, SheetAddress, Storage};
pub use plan::{Created, Overwritten, Plan, PresentCommand, Removed};
pub use sheet::{MAX_ROWS, Row, Sheet};
