//! Starting and stopping a relay.
//!
//! It starts only when everything it promises is in place (files opened with the settings read back, directory locked, ports
//! taken), and stops in the order that loses nothing: no new connections, sockets drained, writer emptied, files closed.

mod listen;

use crate::{
    app::{App, Shared},
    config::{Config, Origin, Storage},
    data_dir::{DataDir, DataDirError},
    journal::{Journal, WriterThread},
    metrics::Metrics,
    routes,
    setup::{self, SetupError},
    store::{
        Store, StoreError,
        memory::MemoryStore,
        sqlite::{OpenError, SqliteStore},
    },
    workspaces::Workspaces,
};
use std::{io, net::SocketAddr, path::Path, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Why a relay did not start. Each is one sentence for the person who started it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(#[from] Cause);

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("{address} is taken by another program; choose another port")]
    PortTaken { address: SocketAddr },
    #[error("{address} cannot be listened on: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the web directory {0} has no index.html; build the app first")]
    Web(std::path::PathBuf),
    #[error("no thread for the writer: {0}")]
    Thread(io::Error),
}

/// A relay that runs. Dropping it without [`Relay::stop`] abandons its tasks to the runtime.
#[derive(Debug)]
pub struct Relay {
    app: Option<App>,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    setup_link: Option<String>,
    listeners: Vec<JoinHandle<()>>,
    writer: WriterThread,
    _data: Option<DataDir>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Relay {
    /// Starts a relay and returns when it can be connected to.
    ///
    /// # Errors
    /// [`StartError`] says in one sentence what stands in the way.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        Ok(Self::started(config).await?)
    }

    async fn started(config: Config) -> Result<Self, Cause> {
        if let Some(web) = config.web.as_deref().filter(|web| !web.join("index.html").is_file()) {
            return Err(Cause::Web(web.to_owned()));
        }
        let listener = bind(config.listen).await?;
        let (address, metrics_listener) = (local(&listener, config.listen), bind_some(config.metrics).await?);
        let (data, store) = open(&config.storage)?;
        let (journal, writer) = Journal::start(store).map_err(Cause::Thread)?;
        let origin = config.origin.unwrap_or_else(|| Origin::of_address(address));
        let setup_link = if journal.read(|store| store.is_founded()).await? {
            None
        } else {
            Some(setup::make_link(&journal, &origin, true).await?)
        };
        let app = Arc::new(Shared {
            workspaces: Workspaces::new(journal.clone()),
            journal,
            origin,
            web: config.web,
            patience: config.patience,
            metrics: Metrics::default(),
            stopping: CancellationToken::new(),
            sockets: TaskTracker::new(),
        });
        let metrics = metrics_listener.as_ref().map(|(listener, wanted)| local(listener, *wanted));
        let mut listeners =
            vec![listen::spawn(listener, routes::public(&app), &app, config.most_connections)];
        if let Some((listener, _)) = metrics_listener {
            listeners.push(listen::spawn(listener, routes::private(&app), &app, METRICS_CONNECTIONS));
        }
        Ok(Self { app: Some(app), address, metrics, setup_link, listeners, writer, _data: data })
    }

    /// Where it listens, with the port that port 0 became.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where `/metrics` is, if anywhere.
    #[must_use]
    pub const fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// The link that founds the first workspace; `None` if there is one already. Earlier unused links are void.
    #[must_use]
    pub fn setup_link(&self) -> Option<&str> {
        self.setup_link.as_deref()
    }

    /// Resolves if the database fails while the relay runs: nothing is stored any more, so the process must end.
    pub async fn failed(&self) {
        match &self.app {
            Some(app) => app.journal.failed().await,
            None => std::future::pending().await,
        }
    }

    /// Stops: sockets are told to come back later and drained, what was queued becomes durable, the files are closed.
    pub async fn stop(mut self) {
        let Some(app) = self.app.take() else { return };
        app.stopping.cancel();
        app.sockets.close();
        if timeout(app.patience.drain, app.sockets.wait()).await.is_err() {
            tracing::warn!("some sockets did not say goodbye in time");
        }
        for listener in self.listeners {
            listener.abort();
            if let Err(error) = listener.await
                && !error.is_cancelled()
            {
                tracing::error!("a listener panicked");
            }
        }
        drop(app);
        let writer = self.writer;
        if tokio::task::spawn_blocking(move || writer.join()).await.is_err() {
            tracing::error!("the writer was not waited for");
        }
        drop(self._data);
    }
}

/// Whoever scrapes metrics needs one.
const METRICS_CONNECTIONS: usize = 8;

/// Makes another setup link for the relay on this directory, whether it runs or not.
///
/// # Errors
/// [`StartError`] if the directory holds no relay's files or they cannot be written.
pub async fn make_setup_link(directory: &Path, origin: &Origin) -> Result<String, StartError> {
    let store = SqliteStore::open(directory).map_err(Cause::from)?;
    let (journal, writer) = Journal::start(Arc::new(store)).map_err(Cause::Thread)?;
    let link = setup::make_link(&journal, origin, false).await.map_err(Cause::from)?;
    drop(journal);
    writer.join();
    Ok(link)
}

fn open(storage: &Storage) -> Result<(Option<DataDir>, Arc<dyn Store>), Cause> {
    match storage {
        Storage::Memory => Ok((None, Arc::new(MemoryStore::default()))),
        Storage::Directory(directory) => {
            let data = DataDir::lock(directory)?;
            Ok((Some(data), Arc::new(SqliteStore::open(directory)?)))
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Cause> {
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            Cause::PortTaken { address }
        } else {
            Cause::Listen { address, source }
        }
    })
}

async fn bind_some(address: Option<SocketAddr>) -> Result<Option<(TcpListener, SocketAddr)>, Cause> {
    match address {
        Some(address) => Ok(Some((bind(address).await?, address))),
        None => Ok(None),
    }
}

fn local(listener: &TcpListener, wanted: SocketAddr) -> SocketAddr {
    listener.local_addr().unwrap_or(wanted)
}
