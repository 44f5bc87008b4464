//! What every endpoint shares.

use crate::{
    config::{Origin, Patience},
    journal::Journal,
    metrics::Metrics,
    workspaces::Workspaces,
};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Shared by all requests; cheap to clone.
pub(crate) type App = Arc<Shared>;

/// See [`App`].
pub(crate) struct Shared {
    /// The store.
    pub(crate) journal: Journal,
    /// The rosters.
    pub(crate) workspaces: Workspaces,
    /// What devices sign and browsers send.
    pub(crate) origin: Origin,
    /// The PWA's directory.
    pub(crate) web: Option<PathBuf>,
    /// How long to wait.
    pub(crate) patience: Patience,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// Cancelled when the relay goes down.
    pub(crate) stopping: CancellationToken,
    /// Every socket that is open: graceful shutdown waits for them, which HTTP's own does not.
    pub(crate) sockets: TaskTracker,
}

/// One of the connections that the relay takes at once. A socket holds on to the place of the request that it was.
pub(crate) type Place = Arc<OwnedSemaphorePermit>;

/// The relay's clock, in ms since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
