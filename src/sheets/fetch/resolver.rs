//! Looks up names for the client, and refuses what leads inside.
//!
//! Owns the only look-up of a fetch: the client connects to the addresses that were checked here, and asks nobody
//! else. Numbers in place of names never come here; `hosts.rs` refuses them.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::sheets::public::is_public;

/// A name leads to an address that is not on the public Internet.
#[derive(Debug, thiserror::Error)]
#[error("a name that leads to no public address")]
pub(super) struct PrivateName;

type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// Looks up names, and lets public addresses through.
pub(super) struct Guard {
    lookup: Lookup,
}

impl Guard {
    /// Asks the operating system.
    pub(super) fn system() -> Self {
        Self::asking(|name| async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    pub(super) fn asking<F>(lookup: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<Vec<IpAddr>>> + Send + 'static,
    {
        Self { lookup: Arc::new(move |name| Box::pin(lookup(name))) }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let found = (self.lookup)(name.as_str().to_owned());
        Box::pin(async move {
            let found = found.await?;
            // One refused address refuses the name: which one would be connected to is not ours to choose.
            if found.iter().any(|address| !is_public(*address)) {
                return Err(PrivateName.into());
            }
            // Port 0: the client takes the port of the address that was checked.
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
