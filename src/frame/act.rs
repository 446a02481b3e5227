//! An act: what changes something. The frame stores a row before it happens, sends at most once for a row, and shows
//! what became of it by a place that reads the truth.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::named::Named;
use super::trouble::Trouble;
use super::visit::{Asker, Visit, Who};
use crate::ids::ActId;
use crate::link::Link;
use crate::store::Erasure;
use crate::text::Html;

use super::View;

/// What is asked before something is done, with its two buttons: verbs, never Yes and No.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The question, with the thing's name and what happens.
    pub text: Html,
    /// The button that does it.
    pub yes: String,
    /// The button that does not.
    pub no: String,
}

/// Something that changes something at Bots.Business, or of the person's own rows.
pub trait Act: Named {
    /// What its visitors have to be.
    type Who: Who;
    /// Its arguments beside the numbers of its link: stored sealed, erased when it ends.
    type With: Serialize + DeserializeOwned + Send + Sync;

    /// What is asked first; `None`: it is done at the first press. It may also refuse: `Err(view.into())`.
    fn question(
        _visit: &Visit<'_, Self::Who>,
        _at: Self::At,
        _with: &Self::With,
    ) -> impl Future<Output = Result<Option<Ask>, Trouble>> + Send {
        async { Ok(None) }
    }

    /// The one request; the frame calls it at most once for a row. What it returns is kept for the place after it.
    fn send(
        visit: &Visit<'_, Self::Who>,
        at: Self::At,
        with: &Self::With,
    ) -> impl Future<Output = Result<Option<String>, Trouble>> + Send;

    /// The place that reads what became of it: shown after success, refusal, doubt and a crash alike.
    fn after(at: Self::At, act: ActId) -> Link;
}

/// An act with its arguments, begun by the answer to a prompt.
pub struct Prepared {
    /// The act.
    pub link: Link,
    /// Its arguments as JSON.
    pub payload: zeroize::Zeroizing<Vec<u8>>,
}

impl Prepared {
    /// An act with its arguments.
    pub fn new<A: Act>(act: A, at: A::At, with: &A::With) -> Self {
        // Arguments are plain data of our own; what JSON cannot hold would be met as arguments that do not read.
        Self { link: super::to(act, at), payload: serde_json::to_vec(with).unwrap_or_default().into() }
    }
}

/// What changes our own rows: /forget, removing an account. Its effect and the end of its row are one commit.
pub trait Erase: Named {
    /// What is erased, in the store's words.
    fn what(at: Self::At) -> Erasure;
    /// What is asked first; it always is.
    fn question(
        visit: &Visit<'_, super::visit::Anyone>,
        at: Self::At,
    ) -> impl Future<Output = Result<Ask, Trouble>> + Send;
    /// What is said when it is deleted; `for_good`: it can no longer be read from the database's files either.
    fn done(asker: &Asker, for_good: bool) -> View;
}
